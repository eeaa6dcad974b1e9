//! The whole program on a generated list: from a csv file to a written csv file of verdicts, with
//! hashing and the encoding check; against the plain csv crate with a parser by hand over the same
//! file; start to first verdict on 500 lines; memory as the list grows tenfold; the plugin boundary.
//!
//! `cargo bench -p phaseout --bench whole_program [-- LINES]` prints a table. Each figure is the
//! best and the median of several runs, in turn with its baseline.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock and its arguments")]

mod by_hand;
mod lists;

use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 5;

fn main() {
    let lines: u64 =
        std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    let binary = build();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let list = write_list(&folder.path().join("list.csv"), lines);
    let tenth = write_list(&folder.path().join("tenth.csv"), lines / 10);
    let short = write_list(&folder.path().join("short.csv"), 500);
    let out = folder.path().join("verdicts.csv");
    println!(
        "{lines} lines, {} bytes; best / median of {RUNS} runs",
        std::fs::metadata(&list).map_or(0, |m| m.len())
    );

    let mut one = Vec::new();
    let mut two = Vec::new();
    let mut hand = Vec::new();
    for _ in 0..RUNS {
        one.push(screen(&binary, &list, &out, 1).0);
        two.push(screen(&binary, &list, &out, 2).0);
        hand.push(timed(|| by_hand::judge(&list, &folder.path().join("by_hand.csv"))));
    }
    per_line("csv to csv of verdicts, one thread", &mut one, lines);
    per_line("csv to csv of verdicts, two threads", &mut two, lines);
    per_line("plain csv crate and a parser by hand, one thread, five criteria", &mut hand, lines);

    let mut starts: Vec<Duration> =
        (0..RUNS * 3).map(|_| screen(&binary, &short, &out, 1).0).collect();
    starts.sort_unstable();
    println!(
        "| start to 500 verdicts with four plugins | {:.1} / {:.1} ms |",
        starts[0].as_secs_f64() * 1e3,
        starts[starts.len() / 2].as_secs_f64() * 1e3
    );
    for (name, path) in [("a tenth of the list", &tenth), ("the list", &list)] {
        match screen(&binary, path, &out, 1).1 {
            Some(kib) => println!("| peak memory, {name} | {:.1} MB |", f64::from(kib) / 1024.0),
            None => println!("| peak memory, {name} | not told by this system |"),
        }
    }
    boundary();
}

/// The release binary with the four plugins beside it.
fn build() -> PathBuf {
    let packages =
        ["phaseout", "phaseout-cement", "phaseout-citric-acid", "phaseout-power", "phaseout-steel"];
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo.args(["build", "--release", "--quiet"]);
    for package in packages {
        cargo.args(["-p", package]);
    }
    assert!(cargo.status().is_ok_and(|status| status.success()), "cargo build --release");
    // target/release/deps/whole_program-…: the binary stands one folder above.
    let here = std::env::current_exe().expect("a benchmark has a path");
    let release = here.ancestors().nth(2).expect("target/release");
    release.join(format!("phaseout{}", std::env::consts::EXE_SUFFIX))
}

fn write_list(path: &Path, lines: u64) -> PathBuf {
    let mut file =
        BufWriter::new(std::fs::File::create(path).expect("a file in the temporary folder"));
    let mut numbers = lists::Numbers::new(7);
    let mut text = lists::HEADER.to_owned();
    for number in 1..=lines {
        lists::line(&mut numbers, number, &mut text);
        if text.len() > 1 << 20 || number == lines {
            file.write_all(text.as_bytes()).expect("room in the temporary folder");
            text.clear();
        }
    }
    file.flush().expect("room in the temporary folder");
    path.to_owned()
}

/// One run of the program: its time, and its peak memory in KiB where the system tells it.
fn screen(binary: &Path, list: &Path, out: &Path, threads: u16) -> (Duration, Option<u32>) {
    let mut peak = None;
    let time = timed(|| {
        let mut child = Command::new(binary)
            .args(["screen", "--as-of", "2013-07-01", "--quiet", "--threads", &threads.to_string()])
            .arg(list)
            .arg("--out")
            .arg(out)
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        loop {
            peak = peak.max(peak_memory(child.id()));
            match child.try_wait() {
                Ok(Some(status)) => {
                    assert!(status.success(), "{status}");
                    return;
                }
                Ok(None) => std::thread::sleep(Duration::from_millis(1)),
                Err(error) => panic!("{error}"),
            }
        }
    });
    (time, peak)
}

/// The high-water mark of a process, where /proc tells it.
fn peak_memory(process: u32) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn per_line(name: &str, times: &mut [Duration], lines: u64) {
    times.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "a count of lines is far below 2^53")]
    let ns = |time: Duration| time.as_secs_f64() * 1e9 / lines as f64;
    println!("| {name} | {:.0} / {:.0} ns per line |", ns(times[0]), ns(times[times.len() / 2]));
}

/// A batch through the cement plugin's table (no code of its own) and the power plugin's, in ns per unit.
fn boundary() {
    use phaseout_host::{Batch, Generation, Place, Row};
    let here = std::env::current_exe().expect("a benchmark has a path");
    let release = here.ancestors().nth(2).expect("target/release").to_owned();
    let generation = Generation::load(&[Place { path: release, origin: "--plugins" }], None);
    let power = generation.industry("power").expect("the power plugin is built");
    let library = power.library.as_ref().expect("the power plugin is a library");
    let units = 4096usize;
    let mut text = String::new();
    let mut times: Vec<Duration> = (0..200)
        .map(|_| {
            let mut batch = Batch::default();
            batch.clear(power.manifest.slots(), 15_887);
            for unit in 0..units {
                text.clear();
                let _ = write!(text, "{}MW", 3 + unit % 300);
                // No size is known, so the plugin's code has nothing to do: what is left is the boundary.
                batch.push(&Row { equipment: "机组", spec: &text, kind: 1, ..Row::default() });
            }
            timed(|| library.read(&mut batch).expect("the power plugin reads"))
        })
        .collect();
    times.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "4096 is exact")]
    let ns = |time: Duration| time.as_secs_f64() * 1e9 / units as f64;
    println!(
        "| the plugin boundary: one call for {units} units, checks of both sides included | {:.1} / {:.1} ns per unit |",
        ns(times[0]),
        ns(times[times.len() / 2])
    );
}
