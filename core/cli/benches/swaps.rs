//! From a changed file to what is in force, with the real program and the real plugins: libraries, criteria,
//! scripts; and what the child check costs at the start. Prints the rows of the README's table.
//!
//! `cargo build --release && cargo bench -p phaseout --bench swaps`
#![expect(clippy::print_stdout, reason = "it prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a measurement stops where something fails")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const SWAPS: usize = 60;
const SAVES: usize = 200;

fn main() {
    let binary = Path::new(env!("CARGO_BIN_EXE_phaseout"));
    let built = binary.parent().unwrap();
    let libraries: Vec<PathBuf> = ["cement", "citric_acid", "power", "steel"]
        .iter()
        .map(|name| {
            let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
            built.join(format!("{prefix}phaseout_{name}{suffix}"))
        })
        .collect();
    assert!(libraries.iter().all(|path| path.is_file()), "first: cargo build --release");
    let office = tempfile::tempdir().unwrap();
    let program = office.path().join("phaseout");
    fs::copy(binary, &program).unwrap();
    fs::write(office.path().join("office.toml"), "region = \"532300\"\n").unwrap();
    fs::create_dir(office.path().join("plugins")).unwrap();
    for library in &libraries {
        fs::copy(library, office.path().join("plugins").join(library.file_name().unwrap()))
            .unwrap();
    }
    start(&program, office.path());
    let power = office.path().join("plugins").join(libraries[2].file_name().unwrap());
    let folder = office.path().join("criteria/cement/guofa-2010-7-local");
    fs::create_dir_all(&folder).unwrap();
    let criterion = folder.join("mill-below-3m.toml");
    let mut watch = Command::new(&program)
        .args(["watch", "--format", "jsonl", "--until-stdin-closes"])
        .current_dir(office.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(watch.stdout.take().unwrap());
    hear(&mut said, "ready");
    let before = resident(watch.id());
    let bytes = fs::read(&power).unwrap();
    let took = each(&mut said, SWAPS, |number| {
        // What follows the last section of a library is not loaded, and makes it another file.
        let part = office.path().join("part");
        fs::write(&part, [&bytes[..], &number.to_le_bytes()].concat()).unwrap();
        let begun = Instant::now();
        fs::rename(&part, &power).unwrap();
        begun
    });
    tell("library replaced", took);
    let swaps = i64::try_from(SWAPS).unwrap();
    if let (Some(before), Some(after)) = (before, resident(watch.id())) {
        println!(
            "memory per swap of a library: {} KiB ({before} KiB to {after} KiB in {SWAPS})",
            (after - before) / swaps
        );
    }
    let before = resident(watch.id());
    let took = each(&mut said, SWAPS, |number| {
        let text = CRITERION.replace("2012-12-31", &format!("2012-12-{:02}", number % 30 + 1));
        let begun = Instant::now();
        fs::write(&criterion, text).unwrap();
        begun
    });
    tell("criterion changed", took);
    if let (Some(before), Some(after)) = (before, resident(watch.id())) {
        println!(
            "memory per swap of a criterion: {} KiB ({before} KiB to {after} KiB in {SWAPS})",
            (after - before) / swaps
        );
    }
    scripts(office.path(), &mut said);
    drop(watch.stdin.take());
    hear(&mut said, "stopped");
    watch.wait().unwrap();
}

const CRITERION: &str = "id = \"cement/guofa-2010-7-local/mill-below-3m\"
title = { zh = \"水泥粉磨设备\", en = \"mills\" }
class = \"eliminate\"
kinds = [\"cement_mill\"]
when = \"mill_diameter < 3.0 m\"
deadline = \"2012-12-31\"
region = \"530000\"
confirmed = true
basis = { document = \"试〔2010〕1号\", wording = \"直径3米以下\", from = \"2010-02\", source = [\"constructed\"] }
explain = { zh = \"直径不足3米。\", en = \"Below 3 m.\" }
case = [
  { spec = \"Φ2.2×6.5m\", expect = \"hit\", source = \"constructed\" },
  { spec = \"Φ3×11m\", expect = \"clear\", source = \"constructed\" },
  { spec = \"\", expect = \"unknown\", source = \"constructed\" },
]
";

/// A list of one line, from the call to its end: four libraries are tried, loaded and used.
fn start(program: &Path, office: &Path) {
    let list = office.join("list.csv");
    fs::write(&list, "序号,行业,设备名称,规格\n1,水泥,机立窑,Φ3×11m\n").unwrap();
    let mut took: Vec<Duration> = (0..20)
        .map(|_| {
            let begun = Instant::now();
            let output = Command::new(program)
                .args(["screen", "list.csv", "--format", "jsonl", "--as-of", "2013-07-01"])
                .current_dir(office)
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            begun.elapsed()
        })
        .collect();
    took.sort();
    println!("start to end of a list of one line: median {:?}, worst {:?}", took[10], took[19]);
}

/// A dozen scripts as an office has them, of which one is saved again and again.
fn scripts(office: &Path, said: &mut BufReader<ChildStdout>) {
    let folder = office.join("scripts");
    fs::create_dir_all(&folder).unwrap();
    for number in 0..12 {
        fs::write(folder.join(format!("office_{number:02}.rhai")), SCRIPT).unwrap();
    }
    hear(said, "swapped");
    let saved = folder.join("office_05.rhai");
    let took = each(said, SAVES, |number| {
        let text = SCRIPT.replace("30", &(31 + number).to_string());
        let begun = Instant::now();
        fs::write(&saved, text).unwrap();
        begun
    });
    tell("script saved, one of twelve", took);
}

const SCRIPT: &str = "// Dates and refusals of this office.
const DAYS = 30;

fn milestones(year) {
    [#{ milestone: \"publication\", date: date(year, 4, 20), document: \"试〔2013〕1号\" }]
}

fn before_plan(ctx) {
    let line = ctx.line;
    if line.capacity == () {
        ctx.refuse(\"没有产能\");
    }
}

fn after_shut_down(ctx) {
    note(\"电网\", ctx.line, `${global::DAYS}日内停止供电`, [\"国发〔2010〕7号\"]);
}

fn on_month_end(ctx) {
    let rows = [];
    for line in lines(#{ industry: \"cement\" }) {
        if line.state == \"planned\" {
            rows.push(#{ line: line.id, capacity: line.capacity });
        }
    }
    report(\"本月未关停\", rows);
}
";

fn each(
    said: &mut BufReader<ChildStdout>,
    times: usize,
    mut change: impl FnMut(usize) -> Instant,
) -> Vec<Duration> {
    (0..times)
        .map(|number| {
            let begun = change(number);
            hear(said, "swapped");
            begun.elapsed()
        })
        .collect()
}

fn hear(said: &mut BufReader<ChildStdout>, what: &str) {
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains(&format!("\"type\":\"{what}\"")), "{line}");
}

fn tell(what: &str, mut took: Vec<Duration>) {
    took.sort();
    let (median, worst) = (took[took.len() / 2], took[took.len() - 1]);
    println!(
        "{what}: {} times; file change to swap: median {median:?}, worst {worst:?}",
        took.len()
    );
}

/// Kilobytes of a process in memory, where the system tells.
fn resident(process: u32) -> Option<i64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
