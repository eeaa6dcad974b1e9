//! `phaseout status`.

use crate::fault::{Fault, Outcome};
use crate::session::Session;
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Status {}

pub(crate) fn status(_: &Session, _: &Status) -> Result<Outcome, Fault> {
    Ok(Outcome::Done)
}
