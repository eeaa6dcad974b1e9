//! Scripts that would never end, fill the memory or hide what they do, through the whole program: as a run and as
//! a hook of a step. Each is ended with exit code 3 and a message that names script, line and limit; the record is
//! as it was, and the program never holds half a gigabyte.
//!
//! That they end in time is asserted where nothing else is measured, in `core/workflow/tests/attacks.rs`.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_tests::{Desk, built};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What may be held, in KiB.
const MOST: u64 = 512 << 10;

/// Less than a run has in an office, for what the clock ends. What is ended by another limit has the usual time:
/// the machine may be busy.
const SHORT: &str = "run_milliseconds = 700\n";

struct Attack {
    what: &'static str,
    /// Functions beside it.
    functions: &'static str,
    /// What it does.
    body: &'static str,
    /// The code that it ends with.
    code: &'static str,
    /// The limit, as the message of a run names it; empty where no limit ends it.
    limit: &'static str,
}

const fn ended(
    what: &'static str,
    (functions, body): (&'static str, &'static str),
    (code, limit): (&'static str, &'static str),
) -> Attack {
    Attack { what, functions, body, code, limit }
}

const ATTACKS: &[Attack] = &[
    ended("an endless loop", ("", "loop { }"), ("limit-time", "700 ms")),
    ended("endless recursion", ("fn f(n) { f(n + 1) }", "f(0);"), ("limit-levels", "32")),
    ended(
        "a chain of a million closures",
        ("", "let f = || 0;\nfor i in 0..1000000 { let g = f; f = || g.call(); }"),
        ("limit-allocations", "1000000 pieces"),
    ),
    ended(
        "string doubling",
        ("", "let s = \"ab\";\nloop { s += s; }"),
        ("limit-text", "65536 bytes"),
    ),
    ended("array doubling", ("", "let a = [1];\nloop { a += a; }"), ("limit-list", "10000 items")),
    ended(
        "map doubling",
        ("", "let m = #{}; let i = 0;\nloop { m[\"k\" + i] = m; i += 1; }"),
        ("limit-map", "2000 entries"),
    ),
    ended(
        "huge padding",
        ("", "let a = [];\na.pad(2000000000, 0);"),
        ("limit-list", "10000 items"),
    ),
    ended(
        "huge padding of a text",
        ("", "let s = \"\";\ns.pad(2000000000, \"x\");"),
        ("limit-text", "65536 bytes"),
    ),
    ended("eval", ("", "eval(\"refuse(1)\");"), ("eval-off", "")),
    ended("an import from outside", ("", "import \"../../secret\" as s;"), ("import-outside", "")),
    ended("a print flood", ("", "loop { print(\"x\"); }"), ("limit-printed-lines", "1000 lines")),
    ended(
        "a script that catches its own stop",
        ("", "loop { try { loop { } } catch { } }"),
        ("limit-time", "700 ms"),
    ),
    ended(
        "a number against a text",
        ("", "let days = \"30\";\nif days < 45 { }"),
        ("compare-mixed", ""),
    ),
    ended(
        "a misspelt property",
        ("", "let one = line(\"532300-1\");\nprint(one.capasity);"),
        ("property-unknown", ""),
    ),
    ended("a misspelt variable", ("", "let days = 30;\nprint(dayz);"), ("variable-unknown", "")),
    ended("an overflow", ("", "let n = 9223372036854775807;\nn += 1;"), ("overflow", "")),
    ended("a division by zero", ("", "let n = 0;\nprint(30 / n);"), ("division-by-zero", "")),
];

struct Ended {
    code: Option<i32>,
    err: String,
    /// The most that it held, in KiB, where the system tells.
    peak: Option<u64>,
}

/// Runs the program in a folder, and looks at its memory until it ends.
fn phaseout(folder: &Path, arguments: &[&str]) -> Ended {
    let err = folder.join("said.txt");
    let mut child = Command::new(&built().binary)
        .args(["--lang", "en", "--as-of", "2013-03-01"])
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("PHASEOUT_PLUGINS")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&err).unwrap())
        .spawn()
        .unwrap();
    let mut peak = None;
    let status = loop {
        peak = peak.max(high_water(child.id()));
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    Ended { code: status.code(), err: std::fs::read_to_string(err).unwrap(), peak }
}

/// The most that a process has held since it began, in KiB.
fn high_water(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// An office with one surveyed line.
fn office(desk: &Desk) -> std::path::PathBuf {
    let office = desk.office();
    desk.write(
        "office/list.csv",
        "序号,企业名称,行业,设备名称,规格,产能(万吨/年)\n1,甲水泥厂,水泥,机立窑,Φ2.5×10m,8\n",
    );
    let _ = desk.in_office(["import", "list.csv", "--on", "2013-01-05"]).exits(0);
    std::fs::create_dir_all(office.join("scripts")).unwrap();
    office
}

fn head(desk: &Desk) -> String {
    desk.in_office(["ledger", "head"]).exits(0).text().to_owned()
}

const STEP: [&str; 7] =
    ["record", "suspend", "532300-1", "--on", "2013-03-01", "--set", "order=1号"];

/// What is wrong with how an attack ended.
fn faults(ended: &Ended, codes: &[&str], limit: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if ended.code != Some(3) {
        faults.push(format!("exit {:?}", ended.code));
    }
    if !codes.iter().any(|code| ended.err.contains(&format!("error[{code}]"))) {
        faults.push(format!("not ended by {codes:?}"));
    }
    let line = ended.err.split("scripts/attack.rhai:").nth(1);
    if !line.is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit())) {
        faults.push("its line is not named".to_owned());
    }
    if !ended.err.contains(limit) {
        faults.push(format!("{limit:?} is not named"));
    }
    if ended.peak.is_some_and(|peak| peak >= MOST) {
        faults.push(format!("held {:?} KiB", ended.peak));
    }
    if ["panicked", "overflowed its stack"].iter().any(|word| ended.err.contains(word)) {
        faults.push("fell".to_owned());
    }
    if !faults.is_empty() {
        faults.push(ended.err.lines().rev().take(14).collect::<Vec<_>>().join("\n    "));
    }
    faults
}

#[test]
fn every_attack_is_ended_and_the_record_is_as_it_was() {
    let desk = Desk::new();
    let office = office(&desk);
    let before = head(&desk);
    let settings = std::fs::read_to_string(office.join("office.toml")).unwrap();
    let mut failures: Vec<String> = Vec::new();
    for Attack { what, functions, body, code, limit } in ATTACKS {
        let script = office.join("scripts/attack.rhai");
        // A new office's file ends in its table of scripts.
        let short = if *code == "limit-time" { SHORT } else { "" };
        std::fs::write(office.join("office.toml"), format!("{settings}{short}")).unwrap();
        // What a run has proposed by then is not recorded either.
        let proposes = "record(\"suspend\", line(\"532300-1\"), #{order: \"1号\"});";
        std::fs::write(&script, format!("{functions}\n{proposes}\n{body}\n")).unwrap();
        let run = phaseout(&office, &["run", "attack", "--apply"]);
        failures
            .extend(faults(&run, &[code], limit).iter().map(|why| format!("{what}, run: {why}")));

        std::fs::write(&script, format!("{functions}\nfn before_suspend(ctx) {{\n{body}\n}}\n"))
            .unwrap();
        let hook = phaseout(&office, &STEP);
        // A hook has less time than a run, so that the clock may come first.
        let codes = [code, "limit-time", "limit-operations"];
        let faults = faults(&hook, &codes[..if code.starts_with("limit") { 3 } else { 1 }], "");
        failures.extend(faults.iter().map(|why| format!("{what}, hook: {why}")));
        if head(&desk) != before {
            failures.push(format!("{what}: the record has moved"));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    // The same step with a hook that does no harm is recorded.
    std::fs::write(office.join("scripts/attack.rhai"), "fn before_suspend(ctx) { }").unwrap();
    let harmless = phaseout(&office, &STEP);
    assert_eq!(harmless.code, Some(0), "{}", harmless.err);
    assert_ne!(head(&desk), before);
}

#[test]
fn nested_closures_and_other_depths_do_not_compile() {
    let desk = Desk::new();
    let office = office(&desk);
    let before = head(&desk);
    for (what, body) in [
        ("closures", format!("let x = {}1;", "|a| ".repeat(5_000))),
        ("lists", format!("let x = {}1{};", "[".repeat(5_000), "]".repeat(5_000))),
        ("interpolations", format!("let x = {}1{};", "`${".repeat(5_000), "}`".repeat(5_000))),
    ] {
        std::fs::write(office.join("scripts/attack.rhai"), body).unwrap();
        for arguments in [&["run", "attack", "--apply"][..], &STEP] {
            let faults = faults(&phaseout(&office, arguments), &["limit-depth"], "");
            assert!(faults.is_empty(), "{what}, {arguments:?}: {}", faults.join("\n"));
        }
    }
    assert_eq!(head(&desk), before);
}
