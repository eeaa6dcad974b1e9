//! `phaseout target`.

use crate::fault::{Fault, Outcome};
use crate::session::Session;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Target {
    /// Placeholder
    Show,
}

pub(crate) fn target(_: &Session, _: &Target) -> Result<Outcome, Fault> {
    Ok(Outcome::Done)
}
