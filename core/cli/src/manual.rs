//! Completion scripts and manual pages, made from the arguments themselves.

use crate::args::Cli;
use crate::criteria::print;
use crate::fault::{Fault, Outcome};
use crate::output::failed;
use crate::session::Session;
use clap::CommandFactory;
use std::path::Path;

pub(crate) fn completions(
    session: &Session,
    shell: clap_complete::Shell,
) -> Result<Outcome, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "phaseout", &mut script);
    print(session, &String::from_utf8_lossy(&script))
}

pub(crate) fn pages(dir: &Path) -> Result<Outcome, Fault> {
    let made =
        std::fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(Cli::command(), dir));
    made.map(|()| Outcome::Done).map_err(|error| failed(dir, &error))
}
