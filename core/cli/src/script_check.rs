//! To come.

use crate::fault::{Fault, Outcome};
use crate::session::Session;

pub(crate) fn check(session: &Session) -> Result<Outcome, Fault> {
    todo!()
}
