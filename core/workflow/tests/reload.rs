//! Scripts are saved a thousand times, one save in five broken, while two threads run them without pause: no run
//! fails for it, none is mixed of two sets, a broken set is refused with its reason, and the last good one is in
//! force all the time.
//!
//! Two hundred saves wait for what becomes of them, the others come in bursts as a program makes them; with
//! `PHASEOUT_NIGHTLY` all thousand wait.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]
#![expect(clippy::print_stdout, reason = "the test tells its figures")]
#![expect(
    clippy::disallowed_methods,
    reason = "whether this is a nightly run stands in the environment"
)]

mod kit;

use kit::office::{Desktop, office_room};
use phaseout_host::{Live, Outcome, Watch};
use phaseout_ledger::{OnDate, Request};
use phaseout_workflow::{Failed, Keep, SCRIPTS, ScriptError, Workflow, files};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const SAVES: u64 = 1_000;

/// Two files bear the number of their save. What is only half saved is refused by the office's own dates.
const HOOKS: &str = r#"import "one" as one;
import "two" as two;
fn milestones(year) {
    if one::version() != two::version() {
        throw `half saved: ${one::version()} and ${two::version()}`;
    }
    []
}
fn step_look(ctx) {
    let first = one::version();
    let n = 0;
    while n < 2000 { n += 1; }
    note("工信", ctx.line, `${first} ${two::version()} ${one::version()}`);
}
"#;

/// Begins with one file, and reads the other when a reload has had time to happen.
const RUN: &str = r#"import "one" as one;
let first = one::version();
let n = 0;
while n < 20000 { n += 1; }
import "two" as two;
print(`${first} ${two::version()} ${one::version()}`);
"#;

/// What may be wrong with a save: the file, its text, the code of the refusal.
type Broken = (&'static str, &'static str, &'static str);

const BROKEN: [Broken; 5] = [
    ("two.rhai", "fn version() { VERSION ", "bracket-unclosed"),
    ("two.rhai", "fn version() { versoin }", "variable-unknown"),
    ("two.rhai", "fn version() { VERSION }\nfn before_acept(ctx) { }", "hook-unknown"),
    ("one.rhai", "fn version() { VERSION }", "thrown"),
    ("one.rhai", "fn verson() { VERSION }", "function-unknown"),
];

fn good(number: u64) -> String {
    format!("fn version() {{ {number} }}\n")
}

/// Saves a file as editors do, each time in another way.
fn save(scripts: &Path, name: &str, text: &str, way: u64) {
    let (file, part) = (scripts.join(name), scripts.join(format!("{name}.part")));
    match way % 4 {
        0 => std::fs::write(&file, text).unwrap(),
        1 => {
            std::fs::write(&part, text).unwrap();
            std::fs::rename(&part, &file).unwrap();
        }
        2 => {
            std::fs::write(&file, "").unwrap();
            std::fs::write(&file, text).unwrap();
        }
        _ => {
            let backup = scripts.join(format!("{name}~"));
            std::fs::rename(&file, &backup).unwrap();
            std::fs::write(&file, text).unwrap();
            std::fs::remove_file(&backup).unwrap();
        }
    }
}

/// The save of a number: every fifth is broken, and says how it is to be refused.
fn saved(scripts: &Path, number: u64) -> Option<&'static str> {
    if number.is_multiple_of(5) {
        let (name, text, code) = BROKEN[usize::try_from(number / 5).unwrap() % BROKEN.len()];
        save(scripts, name, &text.replace("VERSION", &number.to_string()), number);
        return Some(code);
    }
    for name in ["one.rhai", "two.rhai"] {
        save(scripts, name, &good(number), number / 2);
    }
    None
}

fn built(office: &Path, desktop: &Desktop) -> Result<Workflow, Vec<ScriptError>> {
    let files = files(office, false).map_err(|(path, _)| {
        vec![ScriptError::new("script-unreadable", path.display().to_string())]
    })?;
    let workflow = Workflow::compile(&office_room(), &files)?;
    workflow.milestones(desktop.place().region, &[2013])?;
    Ok(workflow)
}

fn live(office: &Path) -> (Live<Workflow>, Receiver<Outcome<Vec<ScriptError>>>) {
    let (send, outcomes) = channel();
    let (scripts, own) = (office.join(SCRIPTS), office.to_owned());
    let desktop = Desktop::new();
    let first = built(office, &desktop);
    let live = Live::start(
        move || vec![Watch::tree(&scripts, &["rhai"])],
        || first,
        move |_, _| built(&own, &desktop),
        move |outcome| drop(send.send(outcome)),
    );
    (live.unwrap(), outcomes)
}

/// The number that a run's answer bears, three times the same.
fn one_number(answer: &str) -> u64 {
    let numbers: Vec<u64> = answer.split(' ').map(|number| number.parse().unwrap()).collect();
    assert!(numbers.iter().all(|number| *number == numbers[0]), "mixed of two sets: {answer}");
    assert_eq!(numbers.len(), 3);
    numbers[0]
}

/// Runs the script, or takes the office's own step, in turn.
fn answer(workflow: &Workflow, desktop: &Desktop, turn: u64) -> Result<String, Failed> {
    if turn.is_multiple_of(2) {
        let done = workflow.run(desktop.place(), desktop.at(), "run.rhai", &Keep::Plan)?;
        return Ok(done.printed[0].text.clone());
    }
    let request = Request {
        kind: "look".to_owned(),
        subject: "532300-1".to_owned(),
        on: OnDate::parse("2013-03-01").unwrap(),
        facts: Vec::new(),
        judged: None,
    };
    let done = workflow.record(desktop.place(), desktop.at(), &[request], &Keep::Plan)?;
    Ok(done.said.notes[0].text.clone())
}

#[derive(Default)]
struct Tally {
    stop: AtomicBool,
    runs: AtomicU64,
    /// Runs during which another set came into force.
    across: AtomicU64,
    /// Runs that the clock ended: the machine is busy, and a hook has 200 ms.
    late: AtomicU64,
    /// The last number that is known to be in force.
    in_force: AtomicU64,
}

/// Runs what is in force until it is told to stop.
fn runs(live: &Live<Workflow>, tally: &Tally) {
    let desktop = Desktop::new();
    let mut latest = 0;
    while !tally.stop.load(Ordering::Relaxed) {
        let least = tally.in_force.load(Ordering::SeqCst);
        let (before, workflow) = live.numbered();
        let turn = tally.runs.fetch_add(1, Ordering::Relaxed);
        match answer(&workflow, &desktop, turn) {
            Ok(answer) => {
                let number = one_number(&answer);
                assert!(number >= least, "{least} was in force when {number} ran");
                assert!(number >= latest && !number.is_multiple_of(5), "{number} after {latest}");
                latest = number;
            }
            Err(Failed::Script(error)) if error.code == "limit-time" => {
                tally.late.fetch_add(1, Ordering::Relaxed);
            }
            Err(failed) => panic!("a run failed: {failed:?}"),
        }
        tally.across.fetch_add(u64::from(live.generation() != before), Ordering::Relaxed);
    }
}

/// Stops the runners also where the test falls, so that it ends.
struct AtTheEnd<'t>(&'t Tally);

impl Drop for AtTheEnd<'_> {
    fn drop(&mut self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }
}

/// What is loaded, and what becomes of changes.
struct Watched<'t> {
    live: &'t Live<Workflow>,
    outcomes: Receiver<Outcome<Vec<ScriptError>>>,
    desktop: Desktop,
}

impl Watched<'_> {
    fn in_force(&self) -> u64 {
        one_number(&answer(&self.live.load(), &self.desktop, 0).unwrap())
    }

    fn next(&self) -> Outcome<Vec<ScriptError>> {
        self.outcomes.recv_timeout(Duration::from_secs(30)).expect("it is noticed")
    }

    /// Waits for a good save. Where the machine is busy, the half of it may be looked at first, and the whole
    /// of the one before once more.
    fn taken(&self, number: u64) {
        while self.in_force() != number {
            if let Some(errors) = self.next().refused {
                let half = matches!(errors[0].code, "thrown" | "script-unreadable");
                assert!(half, "{number}: {errors:?}");
            }
        }
    }

    /// Waits until a broken save is refused; the last good one stays.
    fn refused(&self, code: &str, last_good: u64) {
        loop {
            let refused = self.next().refused;
            assert_eq!(self.in_force(), last_good, "the last good one stays");
            let Some(errors) = refused else { continue };
            if errors[0].code == code {
                let placed = !errors[0].script.is_empty() && errors[0].line.is_some();
                assert!(placed, "{}", errors[0]);
                return;
            }
            let half = matches!(errors[0].code, "thrown" | "script-unreadable");
            assert!(half, "{errors:?} where {code} was expected");
        }
    }
}

#[test]
fn scripts_are_saved_under_load() {
    let waiting = if std::env::var_os("PHASEOUT_NIGHTLY").is_some() { SAVES } else { SAVES / 5 };
    let office = tempfile::tempdir().unwrap();
    let scripts = office.path().join(SCRIPTS);
    std::fs::create_dir(&scripts).unwrap();
    for (name, text) in
        [("hooks.rhai", HOOKS), ("run.rhai", RUN), ("one.rhai", &good(1)), ("two.rhai", &good(1))]
    {
        std::fs::write(scripts.join(name), text).unwrap();
    }
    let (live, outcomes) = live(office.path());
    let (live, tally) = (&live, &Tally::default());
    let watched = Watched { live, outcomes, desktop: Desktop::new() };
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let _end = AtTheEnd(tally);
        let runners = [scope.spawn(|| runs(live, tally)), scope.spawn(|| runs(live, tally))];
        let fallen = || runners.iter().any(std::thread::ScopedJoinHandle::is_finished);
        let mut last_good = 1;
        for number in 2..waiting + 2 {
            if let Some(code) = saved(&scripts, number) {
                watched.refused(code, last_good);
            } else {
                watched.taken(number);
                last_good = number;
                tally.in_force.store(number, Ordering::SeqCst);
            }
            assert!(!fallen(), "a runner fell");
        }
        let mut number = waiting + 2;
        while number <= SAVES {
            for _ in 0..8 {
                saved(&scripts, number);
                number += 1;
            }
            std::thread::sleep(Duration::from_millis(number % 7 * 20));
            assert!(!fallen(), "a runner fell");
        }
        // The last good save, and a broken one after it.
        number += u64::from(number.is_multiple_of(5));
        saved(&scripts, number);
        while watched.in_force() != number {
            watched.next();
        }
        while watched.outcomes.try_recv().is_ok() {}
        let code = saved(&scripts, (number / 5 + 1) * 5).expect("every fifth is broken");
        watched.refused(code, number);
    });
    let count = |tally: &AtomicU64| tally.load(Ordering::Relaxed);
    let (runs, across, late) = (count(&tally.runs), count(&tally.across), count(&tally.late));
    assert!(across > 10, "only {across} of {runs} runs saw a set change");
    assert!(late * 100 <= runs, "{late} of {runs} runs were ended by the clock");
    println!(
        "{SAVES} saves ({waiting} waited for), {} sets taken, {runs} runs, {across} across a change, {late} late, {:?}",
        live.generation(),
        begun.elapsed()
    );
}
