//! To come.

use crate::fault::{Fault, Outcome};
use crate::session::Session;

pub(crate) fn definitions(session: &Session, args: &crate::script::Definitions) -> Result<Outcome, Fault> {
    todo!()
}
