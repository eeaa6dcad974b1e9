//! The binary `phaseout`: arguments in, words and exit codes out. No rule lives here.

mod accounts;
mod args;
mod asking;
mod assess;
mod board;
mod board_charts;
mod board_page;
mod check;
mod comparing;
mod compensation;
mod criteria;
mod csv_formulas;
mod diagnostics;
mod doctor;
mod explain;
mod fault;
mod grid;
mod import;
mod industry_report;
mod init;
mod inspection;
mod inspection_in;
mod json;
mod ledger;
mod lines;
mod lint;
mod manual;
mod memory;
mod messages;
mod output;
mod paper_args;
mod paper_kinds;
mod paper_report;
mod paper_trace;
mod plugin;
mod probe;
mod record;
mod record_facts;
mod register;
mod render;
mod report;
mod run;
mod run_answer;
mod scaffold;
mod screen;
mod script;
mod script_check;
mod script_coverage;
mod script_errors;
mod script_new;
mod script_test;
mod script_words;
mod scripting;
mod session;
mod show;
mod status;
mod table;
mod target;
mod target_show;
mod target_table;
mod template_faults;
mod todo;
mod watch;
mod watch_scripts;
mod watch_sources;
mod watch_telling;
mod words;
mod workbook;
mod workbook_lines;
mod workbook_sheets;

use args::{Cli, Command, Criteria, Plugin};
use clap::Parser;
use fault::{Fault, Outcome};
use session::{Session, eprint};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Command::Probe(args) = &cli.command {
        return probe::child(&cli.common, args);
    }
    let session = Session::new(cli.common);
    match call(&session, &cli.command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Faults) => ExitCode::from(3),
        // Whoever read our output has seen enough.
        Err(fault) if fault.is_broken_pipe() => ExitCode::SUCCESS,
        Err(fault) => {
            for line in fault.words(&session.messages, "word-error") {
                eprint(&line);
            }
            ExitCode::from(fault.exit())
        }
    }
}

fn call(session: &Session, command: &Command) -> Result<Outcome, Fault> {
    match command {
        Command::Screen(args) => screen::screen(session, args),
        Command::Explain(args) => explain::explain(session, args),
        Command::Criteria { command } => match command {
            Criteria::List => criteria::list(session),
            Criteria::Show { id } => criteria::show(session, id),
            Criteria::Check { paths } => criteria::check(session, paths),
            Criteria::Test => criteria::test(session),
            Criteria::Schema => criteria::print_schema(session),
        },
        Command::Report { kind } => paper_report::report(session, kind),
        Command::Plugin { command } => match command {
            Plugin::List => plugin::list(session),
            Plugin::Check { path } => check::check(session, path),
            Plugin::New(args) => scaffold::new(session, args),
            Plugin::Schema { control } => plugin::print_schema(session, *control),
        },
        Command::Init(args) => init::init(session, args),
        Command::Import(args) => import::import(session, args),
        Command::Record(args) => record::record(session, args),
        Command::Target { command } => target::target(session, command),
        Command::Status(args) => status::status(session, args),
        Command::Todo(args) => todo::todo(session, args),
        Command::Lines(args) => lines::lines(session, args),
        Command::Show(args) => show::show(session, args),
        Command::Lint(args) => lint::lint(session, args),
        Command::Assess(args) => assess::assess(session, args),
        Command::Accounts(args) => accounts::accounts(session, args),
        Command::Register(args) => register::register(session, args),
        Command::Compensation(args) => compensation::compensation(session, args),
        Command::Ledger { command } => ledger::ledger(session, command),
        Command::Run(args) => run::run(session, args),
        Command::Script { command } => script::script(session, command),
        Command::Watch(args) => watch::watch(session, args),
        Command::Doctor => doctor::doctor(session),
        Command::Completions { shell } => manual::completions(session, *shell),
        Command::Man { dir } => manual::pages(dir),
        Command::Probe(_) => unreachable!("a child is answered before there is a session"),
    }
}
