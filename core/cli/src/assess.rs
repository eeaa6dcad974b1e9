//! `phaseout assess`.

use crate::fault::{Fault, Outcome};
use crate::session::Session;
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Assess {}

pub(crate) fn assess(_: &Session, _: &Assess) -> Result<Outcome, Fault> {
    Ok(Outcome::Done)
}
