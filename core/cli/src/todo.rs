//! `phaseout todo`.

use crate::fault::{Fault, Outcome};
use crate::session::Session;
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Todo {}

pub(crate) fn todo(_: &Session, _: &Todo) -> Result<Outcome, Fault> {
    Ok(Outcome::Done)
}
