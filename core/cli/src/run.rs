//! `phaseout run`: a script, shown as the events it would record, or recorded in one transaction.

use crate::fault::{Fault, Outcome};
use crate::output::Writer;
use crate::run_answer::{Ran, say_printed};
use crate::scripting::{Settings, script_files, unreadable};
use crate::session::Session;
use clap::Args;
use phaseout_workflow::{
    At, Done, Failed, File, Keep, Moment, SCRIPTS, Workflow, nearest, printed, script_file,
};
use std::path::{Path, PathBuf};

/// Runs a script of the office and shows the events that it would record.
///
/// SCRIPT is a file of the office's scripts/, with or without .rhai, or the path of another file; `on_month_end`
/// and `on_due` call the hooks of these names. What follows `--` is handed to the script as `args`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The script
    #[arg(value_name = "SCRIPT")]
    script: String,
    /// Record the events, all or none
    #[arg(long)]
    apply: bool,
    /// Record only if the record still ends on this head
    #[arg(long, value_name = "SEQ:HASH", requires = "apply")]
    head: Option<String>,
    /// What the script finds as `args`
    #[arg(last = true, value_name = "ARG")]
    args: Vec<String>,
}

/// What is run.
enum Work {
    Script(String),
    Hook(Moment),
}

pub(crate) fn run(session: &Session, args: &Run) -> Result<Outcome, Fault> {
    let begun = Session::now();
    let (folder, office) = session.office()?;
    let keep = keep(args)?;
    let (workflow, work) = found(session, folder, &args.script)?;
    let place = session.place(office, args.args.clone())?;
    session.format()?;
    let out = Writer::open(session)?;
    let (ledger, desk) = session.recording()?;
    let at = At { ledger, desk };
    let outcome = match &work {
        Work::Script(name) => workflow.run(place, at, name, &keep),
        Work::Hook(moment) => workflow.scheduled(place, at, moment, &keep).map(without_count),
    };
    let took = Session::now().duration_since(begun).as_millis();
    match outcome {
        Ok(done) => {
            let ran = Ran {
                session,
                script: &args.script,
                args: &args.args,
                workflow: &workflow,
                done: &done,
                took,
            };
            ran.say(out)?;
            ran.log();
            changed_meanwhile(session, folder, &workflow);
            if let Some(fault) = ran.refused() {
                return Err(fault);
            }
            Ok(session.finish(ran.finds()))
        }
        Err(failed) => {
            say_printed(&printed());
            log(
                session,
                &workflow,
                &args.script,
                &[("failed", code_of(&failed)), ("ms", took.to_string())],
            );
            Err(session.failed(&failed))
        }
    }
}

fn without_count(done: Done<usize>) -> Done<()> {
    Done {
        answer: (),
        head: done.head,
        events: done.events,
        applied: done.applied,
        refused: done.refused,
        said: done.said,
        printed: done.printed,
        steps: done.steps,
    }
}

fn keep(args: &Run) -> Result<Keep, Fault> {
    let Some(text) = &args.head else {
        return Ok(if args.apply { Keep::Apply } else { Keep::Plan });
    };
    crate::ledger::head_of(text).map(Keep::ApplyOn)
}

/// The scripts with the one that is asked for among them.
fn found(session: &Session, folder: &Path, asked: &str) -> Result<(Workflow, Work), Fault> {
    let room = Settings::read(folder)?.room();
    let mut files = script_files(folder, false)?;
    let hook = match asked {
        "on_month_end" => Some(Moment::MonthEnd),
        "on_due" => Some(Moment::Due),
        _ => None,
    };
    if let Some(moment) = hook {
        let workflow = session.compiled(&room, &files)?;
        if workflow.hooks().at(&moment).next().is_none() {
            return Err(Fault::refused("run-no-hook").with("hook", asked));
        }
        return Ok((workflow, Work::Hook(moment)));
    }
    let name = named(folder, asked, &mut files)?;
    let workflow = session.compiled(&room, &files)?;
    if !workflow.set().is_some_and(|set| set.does_something(&name)) {
        return Err(Fault::refused("run-nothing").at(&format!("{SCRIPTS}/{name}")));
    }
    Ok((workflow, Work::Script(name)))
}

/// The name of a script in the set; a file from elsewhere is added to it.
fn named(folder: &Path, asked: &str, files: &mut Vec<File>) -> Result<String, Fault> {
    let own = script_file(asked);
    if files.iter().any(|(name, _)| *name == own) {
        return Ok(own);
    }
    let path = PathBuf::from(asked);
    let path = if path.is_file() { path } else { PathBuf::from(&own) };
    if !path.is_file() {
        let known: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let mut fault = Fault::refused("run-unknown").at(asked).with("known", &known.join(" "));
        fault.suggestion = nearest(&own, known.iter().copied()).map(str::to_owned);
        return Err(fault);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let in_office = real(&path) == real(&folder.join(SCRIPTS).join(&name));
    if in_office && real(&path).is_some() {
        return Ok(name);
    }
    if files.iter().any(|(own, _)| *own == name) {
        return Err(Fault::refused("run-name-taken").at(asked).with("name", &name));
    }
    let text = std::fs::read_to_string(&path).map_err(|error| unreadable(asked, &error))?;
    files.push((name.clone(), text));
    Ok(name)
}

pub(crate) fn code_of(failed: &Failed) -> String {
    match failed {
        Failed::Ledger(phaseout_ledger::LedgerError::Refused(refusals)) => {
            refusals.first().map_or("refused", |refusal| refusal.code).to_owned()
        }
        Failed::Ledger(phaseout_ledger::LedgerError::Store { code, .. }) => (*code).to_owned(),
        Failed::Script(error) => error.code.to_owned(),
        Failed::Trouble(_) => "trouble".to_owned(),
        Failed::Moved { .. } => "moved".to_owned(),
    }
}

/// The one line that a run leaves in a log: when, what, by which scripts, with what outcome.
pub(crate) fn log(session: &Session, workflow: &Workflow, script: &str, rest: &[(&str, String)]) {
    let now = Session::now().strftime("%Y-%m-%dT%H:%M:%SZ");
    let set = workflow.hash().unwrap_or("-");
    let rest: Vec<String> = rest.iter().map(|(name, value)| format!("{name}={value}")).collect();
    session.note(&format!("{now} run script={script} script_set={set} {}", rest.join(" ")));
}

/// A run ends on the scripts that it began with; whoever changed them meanwhile is told.
fn changed_meanwhile(session: &Session, folder: &Path, workflow: &Workflow) {
    let (Ok(files), Some(set)) = (script_files(folder, false), workflow.set()) else { return };
    let same = files.iter().all(|(name, text)| set.has(name, text));
    if !same {
        session.note(&session.messages.word("run-changed-meanwhile"));
    }
}
