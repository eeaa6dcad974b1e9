//! `phaseout script`: check, test, new, definitions; each in a file of its own.

use crate::fault::{Fault, Outcome};
use crate::session::Session;
use crate::{script_check, script_new, script_test, script_words};
use clap::{Args, Subcommand};

/// What can be done with the office's scripts.
#[derive(Debug, Subcommand)]
pub(crate) enum Script {
    /// Check scripts and tests: every mistake with its place and what to do; then which hooks are called
    /// when
    Check,
    /// Run the tests in scripts/tests/, each on a fresh copy of a small ledger
    Test(Test),
    /// Begin a script from a standard one or from a template; without NAME, list the standard ones
    New(New),
    /// The words that scripts may use, for the language server of an editor
    Definitions(Definitions),
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Files of scripts/tests/ or functions in them; without any, all
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Show which functions of the scripts the tests have called
    #[arg(long)]
    pub(crate) coverage: bool,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// Name of the file in scripts/: small letters, digits and _
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The standard script to copy [default: the one of this name, else a template]
    #[arg(long, value_name = "STANDARD", requires = "name")]
    pub(crate) from: Option<String>,
    /// List the standard scripts
    #[arg(long, conflicts_with_all = ["name", "from"])]
    pub(crate) list: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Definitions {
    /// As a table for reading
    #[arg(long)]
    pub(crate) markdown: bool,
}

pub(crate) fn script(session: &Session, command: &Script) -> Result<Outcome, Fault> {
    match command {
        Script::Check => script_check::check(session),
        Script::Test(args) => script_test::test(session, args),
        Script::New(args) => script_new::new(session, args),
        Script::Definitions(args) => script_words::definitions(session, args),
    }
}
