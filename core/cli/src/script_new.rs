//! To come.

use crate::fault::{Fault, Outcome};
use crate::session::Session;

pub(crate) fn new(session: &Session, args: &crate::script::New) -> Result<Outcome, Fault> {
    todo!()
}
