//! `phaseout show`.

use crate::fault::{Fault, Outcome};
use crate::session::Session;
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Show {}

pub(crate) fn show(_: &Session, _: &Show) -> Result<Outcome, Fault> {
    Ok(Outcome::Done)
}
