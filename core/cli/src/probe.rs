//! What a child process does with a library, so that a fault in it is the child's end and not ours.

use crate::args::{Common, Probe};
use phaseout_host::exercise::Exercise;
use phaseout_host::{Description, Generation, HostError, Library, Prober, probe, reply};
use phaseout_model::{Date, PartialDate};
use phaseout_screening::{CaseFailure, test_criteria};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// When a program starts there is nothing yet that could go on without the library, and a machine that
/// is busy should not lose an industry: more time than a swap gets.
const STARTING: Duration = Duration::from_secs(5);

/// A check that lasts longer hangs.
const CHECKING: Duration = Duration::from_secs(5);

/// A child that nobody kills ends by itself after so many seconds of work.
const SECONDS: u64 = 60;

/// A reply of one check of `plugin check`.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Reply {
    /// What is wrong.
    pub(crate) faults: Vec<Mistake>,
    /// What the library says of itself.
    pub(crate) description: Option<Description>,
    /// The version of its table, `major << 16 | minor`.
    pub(crate) abi: Option<u32>,
    /// How many worked cases were run.
    pub(crate) cases: usize,
    /// By how many bytes the process grew.
    pub(crate) grown: Option<i64>,
    /// There is no code to try.
    pub(crate) data_only: bool,
}

/// A [`HostError`] on its way from the child.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Mistake {
    pub(crate) code: String,
    pub(crate) arguments: Vec<(String, String)>,
}

impl From<HostError> for Mistake {
    fn from(error: HostError) -> Self {
        let arguments =
            error.arguments.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { code: error.code.to_owned(), arguments }
    }
}

/// How libraries are tried when the program starts. `None` where the program cannot find itself.
pub(crate) fn prober() -> Option<Prober> {
    Some(Prober::new(this_program()?, ["__probe".into()]).within(STARTING))
}

/// How a changed library is tried while the last good one works: at length, and within half a second.
pub(crate) fn thorough_prober(as_of: Date) -> Option<Prober> {
    let arguments: [OsString; 4] =
        ["__probe".into(), "--exercise".into(), "--as-of".into(), as_of.to_string().into()];
    Some(Prober::new(this_program()?, arguments))
}

/// How one check is made.
pub(crate) fn checker(check: &str, library: &Path, as_of: Date) -> Option<Prober> {
    let arguments: [OsString; 7] = [
        "__probe".into(),
        "--as-of".into(),
        as_of.to_string().into(),
        "--library".into(),
        library.into(),
        "--only".into(),
        check.into(),
    ];
    // Ten thousand calls take as long as they take; all else is done in no time.
    let limit = if check == "ownership" { Duration::from_secs(SECONDS) } else { CHECKING };
    Some(Prober::new(this_program()?, arguments).within(limit))
}

/// The running program, also where its file was replaced since it started.
fn this_program() -> Option<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() {
        return Some(running.to_owned());
    }
    std::env::current_exe().ok()
}

/// The child: limits on itself, the work, one line of reply.
pub(crate) fn child(common: &Common, args: &Probe) -> ExitCode {
    probe::confine(probe::MEMORY, SECONDS);
    let as_of = common.as_of.as_deref().and_then(PartialDate::parse).map(PartialDate::last_day);
    let library = args.library.as_ref().unwrap_or(&args.copy);
    let reply = match &args.only {
        Some(check) => {
            let reply = one(check, library, &args.copy, as_of).unwrap_or_else(|errors| Reply {
                faults: errors.into_iter().map(Mistake::from).collect(),
                ..Reply::default()
            });
            reply::line(&serde_json::to_string(&reply).unwrap_or_default())
        }
        None => reply::answer(tried(library, &args.copy, args.exercise, as_of)),
    };
    let mut out = std::io::stdout();
    let told = out.write_all(reply.as_bytes()).and_then(|()| out.flush());
    if told.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tried(
    library: &Path,
    copy: &Path,
    at_length: bool,
    as_of: Option<Date>,
) -> Result<(), Vec<HostError>> {
    let generation = Generation::of_library(library, copy)?;
    let Some(exercise) = generation.industries.first().and_then(Exercise::of) else {
        return Ok(());
    };
    let alone = |error| vec![error];
    exercise.briefly().map_err(alone)?;
    if at_length {
        exercise.zero_rows().and_then(|()| exercise.hostile_texts()).map_err(alone)?;
        exercise.same_again().map_err(alone)?;
        if let Some(as_of) = as_of {
            let failures = test_criteria(&generation, as_of).failures;
            let failures: Vec<HostError> =
                failures.iter().map(|failure| of_case(library, failure)).collect();
            return if failures.is_empty() { Ok(()) } else { Err(failures) };
        }
    }
    Ok(())
}

/// A worked case that fails, as an error.
pub(crate) fn of_case(path: &Path, failure: &CaseFailure) -> HostError {
    HostError::new("probe-case", path)
        .with("criterion", failure.criterion.clone())
        .with("found", failure.found.map_or("–", |found| found.id()))
        .with("expected", failure.expected.id())
        .with("line", failure.line.to_string())
}

fn one(
    check: &str,
    library: &Path,
    copy: &Path,
    as_of: Option<Date>,
) -> Result<Reply, Vec<HostError>> {
    if check == "load" {
        let (library, description) = Library::open(library, copy).map_err(|error| vec![error])?;
        let abi = Some(library.abi_version());
        return Ok(Reply { description: Some(description), abi, ..Reply::default() });
    }
    let generation = Generation::of_library(library, copy)?;
    if let ("cases", Some(as_of)) = (check, as_of) {
        let report = test_criteria(&generation, as_of);
        let faults =
            report.failures.iter().map(|failure| of_case(library, failure).into()).collect();
        return Ok(Reply { faults, cases: report.cases, ..Reply::default() });
    }
    let Some(industry) = generation.industries.first() else { return Ok(Reply::default()) };
    let Some(exercise) = Exercise::of(industry) else { return Ok(Reply::default()) };
    let has_code = industry.library.as_ref().is_some_and(|code| code.reads() || code.derives());
    if !has_code && matches!(check, "units" | "zero-rows" | "hostile-texts") {
        return Ok(Reply { data_only: true, ..Reply::default() });
    }
    let mut reply = Reply::default();
    match check {
        "units" => exercise.briefly(),
        "zero-rows" => exercise.zero_rows(),
        "hostile-texts" => exercise.hostile_texts(),
        "determinism" => exercise.same_again(),
        "threads" => exercise.two_threads(),
        "ownership" => exercise.many_calls().map(|calls| reply.grown = calls.grown),
        _ => Ok(()),
    }
    .map_err(|error| vec![error])?;
    Ok(reply)
}
