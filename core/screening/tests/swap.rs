//! A library is replaced while two threads judge without pause, one in five times by a bad one: no judgement
//! fails, none is mixed of two generations, and the last good one is in force all the time.
//!
//! A hundred swaps; a thousand with `PHASEOUT_NIGHTLY`. The child process is this program again.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]
#![expect(
    clippy::print_stdout,
    reason = "the child replies on standard output, and the test tells its figures"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "whether this is a nightly run stands in the environment"
)]

#[path = "../../host/tests/kit/mod.rs"]
mod kit;

use kit::Plugin;
use phaseout_documents::{Source, open};
use phaseout_host::exercise::Exercise;
use phaseout_host::live::{Live, Outcome};
use phaseout_host::{Generation, HostError, Loader, Place, Prober, probe, reload, reply};
use phaseout_model::Date;
use phaseout_screening::{
    Facts, JudgedLine, Options, ReadValue, Render, Screening, run, test_criteria,
};
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// More rows than are judged in one piece, so that a mixed run would show.
const ROWS: usize = 9_000;

fn as_of() -> Date {
    phaseout_model::PartialDate::parse("2013-07-01").unwrap().last_day()
}

fn faults(generation: &Generation) -> Vec<HostError> {
    let failures = test_criteria(generation, as_of()).failures;
    let error = |failure: &phaseout_screening::CaseFailure| {
        HostError::new("probe-case", Path::new(&failure.path))
            .with("criterion", failure.criterion.clone())
            .with("found", failure.found.map_or("–", |found| found.id()))
            .with("expected", failure.expected.id())
    };
    failures.iter().map(error).collect()
}

/// What the child does. Without a library it is no child, and there is nothing to test.
#[test]
fn child() {
    let Some(library) =
        std::env::args().next_back().filter(|last| last.contains("phaseout-plugin-"))
    else {
        return;
    };
    probe::confine(probe::MEMORY, 20);
    let library = Path::new(&library);
    let tried = Generation::of_library(library, library).and_then(|generation| {
        if let Some(exercise) = generation.industries.first().and_then(Exercise::of) {
            exercise.briefly().map_err(|error| vec![error])?;
        }
        let faults = faults(&generation);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    });
    print!("{}", reply::answer(tried));
}

fn loader() -> Loader {
    let me = std::env::current_exe().unwrap();
    let prober = Prober::new(me, ["--exact", "child", "--nocapture"].map(Into::into));
    // The machine is busy judging meanwhile; the one that hangs is not among the bad ones here.
    Loader::new(Some(prober.within(Duration::from_secs(5))))
}

/// A library says its number: `read` gives it as the size of every kiln.
fn numbered() -> Plugin {
    let globals = "static const volatile char number[] = \"NUMBER:00000000\";";
    let read = "double value = 0;
        for (int at = 7; at < 15; at++) value = value * 10 + (number[at] - '0');
        for (uint64_t row = 0; row < batch->rows; row++) {
            out->measures[0].lo[row] = out->measures[0].hi[row] = value;
            out->measures[0].validity[row / 8] |= 1 << (row % 8);
        }
        return PHASEOUT_OK;";
    Plugin { globals: globals.to_owned(), criteria: Vec::new(), ..Plugin::good("lime") }.read(read)
}

/// The library's bytes with another number.
fn with_number(bytes: &[u8], number: u64) -> Vec<u8> {
    let at = bytes.windows(7).position(|window| window == b"NUMBER:").unwrap() + 7;
    let mut bytes = bytes.to_vec();
    bytes[at..at + 8].copy_from_slice(format!("{number:08}").as_bytes());
    bytes
}

/// The sizes of a run's lines.
struct Sizes;

impl Render for Sizes {
    type Out = Vec<u64>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Vec<u64>) {
        for unit in line.units() {
            let size = unit.readings().into_iter().find_map(|reading| match reading.value {
                ReadValue::Measured(interval) => Some(interval.lo()),
                _ => None,
            });
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a number"
            )]
            out.push(size.expect("every kiln was given a size") as u64);
        }
    }
}

/// Judges the list once and says with which library: the number that every line bears.
fn judge(generation: &Generation, list: &[u8]) -> u64 {
    let options =
        Options { as_of: as_of(), region: None, map: Vec::new(), facts: Facts::default() };
    let screening = Screening::new(generation, options);
    let document = open(Source::Stdin(Box::new(Cursor::new(list.to_vec())))).unwrap();
    let mut sizes = Vec::new();
    let report = run(&screening, vec![document], 1, &Sizes, &mut |mut more: Vec<u64>| {
        sizes.append(&mut more);
        Ok(())
    });
    let report = report.expect("no judgement fails");
    assert_eq!((report.summary.lines, sizes.len()), (ROWS as u64, ROWS));
    assert!(sizes.iter().all(|&size| size == sizes[0]), "a run is of one generation");
    sizes[0]
}

fn live(folder: &Path, loader: Loader) -> (Live<Generation>, Receiver<Outcome<Vec<HostError>>>) {
    let places = vec![Place { path: folder.to_owned(), origin: "--plugins" }];
    let loader = Arc::new(loader);
    let (send, outcomes) = channel();
    let (watched, first, next) = (places.clone(), places.clone(), places);
    let first_loader = Arc::clone(&loader);
    let live = Live::start(
        move || reload::watches(&watched, None),
        || Ok::<_, String>(Generation::load_with(&first_loader, &first, None)),
        move |current, changed| {
            let generation = Generation::load_with(&loader, &next, None);
            let errors = reload::refusals(current, &generation, changed);
            if errors.is_empty() { Ok(generation) } else { Err(errors) }
        },
        move |outcome| drop(send.send(outcome)),
    );
    (live.unwrap(), outcomes)
}

#[test]
fn a_library_is_replaced_under_load() {
    let swaps = if std::env::var_os("PHASEOUT_NIGHTLY").is_some() { 1_000 } else { 100 };
    let (folder, aside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let Some(path) = numbered().build(folder.path(), "lime") else { return };
    let good = std::fs::read(&path).unwrap();
    let bad = bad_ones(aside.path(), &good);
    std::fs::write(&path, with_number(&good, 1)).unwrap();
    let (live, outcomes) = live(folder.path(), loader());
    assert_eq!(live.load().industries.len(), 1, "{:?}", live.load().errors);

    let mut list = String::from("序号,行业,设备名称,规格\n");
    for row in 0..ROWS {
        writeln!(list, "{row},石灰,石灰窑,{}", row % 7).unwrap();
    }
    let (list, live) = (list.as_bytes(), &live);
    let (stop, runs, in_force) = (&AtomicBool::new(false), &AtomicU64::new(0), &AtomicU64::new(1));
    let mut took = Vec::new();
    let memory = resident();
    std::thread::scope(|scope| {
        // A failing judge must end the test, not wait for it.
        let judging = || {
            let mut latest = 0;
            while !stop.load(Ordering::Relaxed) {
                let before = in_force.load(Ordering::SeqCst);
                let number = judge(&live.load(), list);
                assert!(number >= before, "{before} was in force when {number} judged");
                assert!(number >= latest && !number.is_multiple_of(5), "{number} after {latest}");
                latest = number;
                runs.fetch_add(1, Ordering::Relaxed);
            }
        };
        let judges = [scope.spawn(judging), scope.spawn(judging)];
        for number in 2..swaps + 2 {
            let is_bad = number % 5 == 0;
            let bytes = if is_bad {
                bad[usize::try_from(number / 5).unwrap() % bad.len()].1.clone()
            } else {
                with_number(&good, number)
            };
            // Over the old file and by a new name, in turn.
            let begun = if number % 3 == 0 {
                let begun = Instant::now();
                std::fs::write(&path, with_tail(bytes, number)).unwrap();
                begun
            } else {
                let part = folder.path().join("part");
                std::fs::write(&part, with_tail(bytes, number)).unwrap();
                let begun = Instant::now();
                std::fs::rename(&part, &path).unwrap();
                begun
            };
            let outcome = outcomes.recv_timeout(Duration::from_secs(20)).expect("it is noticed");
            if is_bad {
                let (code, _) = bad[usize::try_from(number / 5).unwrap() % bad.len()];
                let refused = outcome.refused.expect("a bad one is refused");
                assert_eq!(refused[0].code, code, "{}", refused[0]);
                assert_eq!(judge(&live.load(), list), number - 1, "the last good one is in force");
            } else {
                assert_eq!(outcome.refused, None);
                in_force.store(number, Ordering::SeqCst);
                took.push(begun.elapsed());
            }
            assert!(!judges.iter().any(std::thread::ScopedJoinHandle::is_finished), "a judge fell");
        }
        stop.store(true, Ordering::Relaxed);
    });
    let good_swaps = swaps - swaps / 5;
    assert_eq!(live.generation(), good_swaps + 1);
    took.sort();
    println!(
        "{swaps} swaps, {} runs of {ROWS} lines; file change to swap under load: median {:?}, worst {:?}; {} KiB a swap",
        runs.load(Ordering::Relaxed),
        took[took.len() / 2],
        took[took.len() - 1],
        (resident() - memory) / i64::try_from(good_swaps).unwrap(),
    );
}

/// A library that fails in each way that a swap may meet, with the code of its refusal.
fn bad_ones(aside: &Path, good: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let built = |plugin: &Plugin| std::fs::read(plugin.build(aside, "bad").unwrap()).unwrap();
    let other_abi =
        Plugin { table: "UINT32_C(0x00090000), sizeof(PhaseoutPluginV1)", ..numbered() };
    let panics = "sink(ctx, (const uint8_t *)\"oh\", 2); return PHASEOUT_PANIC;";
    let wrong = Plugin { criteria: vec![kit::criterion("lime", "99")], ..numbered() };
    vec![
        ("library-damaged", good[..good.len() * 9 / 10].to_vec()),
        ("abi-major", built(&other_abi)),
        ("plugin-call", built(&numbered().describe(panics))),
        ("probe-crashed", built(&numbered().constructor("*(volatile int *)16 = 1;"))),
        ("probe-case", built(&wrong)),
    ]
}

/// No two files are the same, also where the library is: what follows the last section is not loaded.
fn with_tail(mut bytes: Vec<u8>, number: u64) -> Vec<u8> {
    bytes.extend_from_slice(&number.to_le_bytes());
    bytes
}

/// Kilobytes of this process in memory.
fn resident() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok()).unwrap_or(0)
}
