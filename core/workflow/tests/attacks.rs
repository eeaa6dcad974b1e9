//! Scripts that would never end, fill the memory, or kill the process: each is ended with the limit's
//! name, the script's and the line, in time, and below 512 MiB.
//!
//! One after the other: memory is counted for the whole process.

mod kit;

use kit::meter;
use phaseout_workflow::{
    Limit, Limits, Room, ScriptError, ScriptSet, Span, on_stage_told, printed,
};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Milliseconds that a run has here, and a hook.
const RUN: u64 = 800;
const HOOK: u64 = 200;

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What it is, the script, which code ends it, and the limit that the message names.
type Attack = (&'static str, &'static str, &'static str, Option<Limit>);

const ATTACKS: &[Attack] = &[
    ("an endless loop", "loop { }", "limit-time", Some(Limit::RunMilliseconds)),
    (
        "an endless loop that works",
        "let x = 0; while true { x += 1 }",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    ("endless recursion", "fn f(n) { f(n + 1) }\nf(0)", "limit-levels", Some(Limit::CallLevels)),
    (
        "recursion through map",
        "fn f(n) { [n].map(|x| f(x)) }\nf(0)",
        "limit-levels",
        Some(Limit::CallLevels),
    ),
    (
        "recursion through sort",
        "fn f(n) { [1, 2].sort(|a, b| { f(n); 1 }) }\nf(0)",
        "limit-levels",
        Some(Limit::CallLevels),
    ),
    (
        "a chain of a million closures",
        "let f = || 0;\nfor i in 0..1000000 { let g = f; f = || g.call(); }",
        "limit-allocations",
        Some(Limit::Allocations),
    ),
    (
        "a chain of closures that is dropped by the script",
        "let f = || 0;\nfor i in 0..300000 { let g = f; f = || g.call(); }\nf = 0;\nloop { let x = f; }",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    (
        "a chain of closures in maps",
        "let f = || 0;\nloop { let g = #{a: #{b: f}}; f = || g.len(); }",
        "limit-allocations",
        Some(Limit::Allocations),
    ),
    (
        "a closure that holds itself twice",
        "let f = Fn(\"f\");\nloop { f = f.curry(f); }",
        "limit-allocations",
        Some(Limit::Allocations),
    ),
    (
        "closures that hold lists",
        "let a = []; a.pad(9999, 1); let f = || 0;\nloop { let g = f; let b = a; f = || { b.len(); g.call() }; }",
        "limit-memory",
        Some(Limit::MemoryMib),
    ),
    ("string doubling", "let s = \"ab\";\nloop { s += s; }", "limit-text", Some(Limit::TextBytes)),
    ("array doubling", "let a = [1];\nloop { a += a; }", "limit-list", Some(Limit::ListItems)),
    (
        "arrays in arrays",
        "let a = [1];\nloop { a = [a, a]; }",
        "limit-list",
        Some(Limit::ListItems),
    ),
    (
        "map doubling",
        "let m = #{}; let i = 0;\nloop { m[\"k\" + i] = m; i += 1; }",
        "limit-map",
        Some(Limit::MapItems),
    ),
    (
        "a map that grows",
        "let m = #{}; let i = 0;\nloop { m[\"k\" + i] = i; i += 1; }",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    (
        "huge padding of a list",
        "let a = [];\na.pad(2000000000, 0);",
        "limit-list",
        Some(Limit::ListItems),
    ),
    (
        "huge padding of a text",
        "let s = \"\";\ns.pad(2000000000, \"x\");",
        "limit-text",
        Some(Limit::TextBytes),
    ),
    (
        "too many pieces of a text",
        "let s = \"\"; s.pad(60000, \"x\");\ns.to_chars();",
        "limit-list",
        Some(Limit::ListItems),
    ),
    ("a print flood", "loop { print(\"x\"); }", "limit-printed-lines", Some(Limit::PrintedLines)),
    (
        "long prints",
        "let s = \"\"; s.pad(60000, 'x');\nloop { print(s); }",
        "limit-printed-kib",
        Some(Limit::PrintedKib),
    ),
    (
        "a script that catches its own stop",
        "loop { try { loop { } } catch { } }",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    (
        "one that catches it at a variable",
        "let x = 0;\ntry { while true { x += 1; } } catch { }\nx",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    (
        "one that catches it as its last deed",
        "fn f(x) { try { while true { x += 1; } } catch { 5 } }\n[1].map(|x| f(x))",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    (
        "one that catches a size limit",
        "loop { try { let s = \"ab\"; loop { s += s; } } catch { } }",
        "limit-text",
        Some(Limit::TextBytes),
    ),
    (
        "a sort with a slow callback",
        "let a = []; a.pad(2000, 7);\na.sort(|x, y| { let i = 0; while i < 2000 { i += 1; } x - y });",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    (
        "slow native calls",
        "let a = []; a.pad(9999, 1); let b = a;\nwhile a == b { }",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    (
        "slow texts",
        "let s = \"\"; s.pad(65000, \"y\");\nloop { let t = s; t.replace(\"y\", \"z\"); }",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    (
        "a range without end",
        "for i in 0..9223372036854775807 { }",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    ("imports without end", "loop { import \"b\" as b; }", "limit-imports", Some(Limit::Imports)),
    (
        "a stop deep inside",
        "fn deep(x) { while true { x += 1 } }\nfn middle(x) { deep(x) }\nmiddle(1)",
        "limit-time",
        Some(Limit::RunMilliseconds),
    ),
    ("waiting", "sleep(100)", "clock-off", None),
    (
        "brackets without end",
        "parse_json(\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\")",
        "thrown",
        None,
    ),
];

/// The most that this process held while the work was done.
fn peak_of<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let (done, peak) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                peak.fetch_max(meter().bytes, Ordering::Relaxed);
                std::thread::sleep(Duration::from_micros(500));
            }
        });
        let outcome = work();
        done.store(true, Ordering::Relaxed);
        (outcome, peak.load(Ordering::Relaxed))
    })
}

/// What is ended by another limit has all the time that an office gives: a loaded machine is slow.
fn set(script: &str, limit: Option<Limit>) -> ScriptSet {
    let mut limits = Limits::default().with(Limit::HookMilliseconds, HOOK);
    if limit == Some(Limit::RunMilliseconds) {
        limits = limits.with(Limit::RunMilliseconds, RUN);
    }
    let room = Room::new(limits, meter);
    let files = [("a.rhai", script), ("b.rhai", "fn g() { }")];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    ScriptSet::compile(&room, &files).unwrap_or_else(|errors| panic!("{script}: {errors:?}"))
}

/// How it ended, and when that was told.
fn ended(set: &ScriptSet) -> (ScriptError, Duration) {
    let start = Instant::now();
    let mut told = Duration::ZERO;
    let outcome = on_stage_told(|| set.run("a.rhai", Vec::new()), |_| told = start.elapsed());
    (outcome.expect("there is a stage").expect_err("it is ended"), told)
}

#[test]
fn every_attack_is_ended_in_time_with_script_line_and_limit() {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut failures: Vec<String> = Vec::new();
    for (what, script, code, limit) in ATTACKS {
        let set = set(script, *limit);
        let in_time = Duration::from_millis(set.limits().get(Limit::RunMilliseconds) * 3 / 2);
        let mut fail = |why: String| failures.push(format!("{what}: {why}"));
        // What else runs on the machine only ever adds: the best of three tries is the script's own.
        let mut least = Duration::MAX;
        for _ in 0..3 {
            let ((error, told), peak) = peak_of(|| ended(&set));
            least = least.min(told);
            if error.code != *code || error.script != "a.rhai" || error.line.is_none() {
                fail(format!("ended as {error}"));
            }
            let allowed = limit.map(|limit| set.limits().get(limit).to_string());
            if allowed.as_deref() != error.argument("allowed") {
                fail(format!("the limit is not named: {error}"));
            }
            if peak > 512 << 20 {
                fail(format!("held {} MiB", peak >> 20));
            }
            if least < in_time {
                break;
            }
        }
        if least >= in_time {
            fail(format!("took {least:?}"));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    printed();
}

#[test]
fn the_process_stays_below_512_mib_with_its_stacks() {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let set = set("let f = || 0;\nloop { let g = #{a: #{b: f}}; f = || g.len(); }", None);
    assert_eq!(ended(&set).0.code, "limit-allocations");
    // Where the system tells: the most that was resident since the process began.
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("it tells");
        let kib: u64 = line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap();
        assert!(kib < 512 << 10, "{kib} KiB");
    }
}

#[test]
fn a_hook_is_ended_where_it_loops_and_the_next_call_begins_anew() {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let set = set(
        "fn before_x(c) {\n  let n = 0;\n  while true {\n    n += c;\n  }\n}\nfn spin(c) {\n  loop { }\n}\nfn ok(c) { c + 1 }",
        None,
    );
    let call = |name: &str| {
        let function = set.function("a.rhai", name, 1).expect("it is there").callable;
        set.call(function, Span::Hook, vec![1.into()])
    };
    for (name, lines) in [("before_x", 3..=4), ("spin", 8..=8)] {
        let error = call(name).expect_err("it is ended");
        assert!(matches!(error.code, "limit-time" | "limit-operations"), "{error}");
        assert!(error.line.is_some_and(|line| lines.contains(&line)), "{name}: {error}");
        assert_eq!(error.argument("span"), Some("hook"));
        assert_eq!(error.callers.last().map(|caller| caller.function.as_str()), Some(name));
        assert_eq!(call("ok").expect("the next call begins anew").as_int(), Ok(2));
    }
}

#[test]
fn a_stop_in_a_helper_says_how_it_came_there() {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let set = set(
        "fn deep(x) {\n  while true { x += 1 }\n}\nfn middle(x) {\n  deep(x)\n}\nmiddle(1)",
        Some(Limit::RunMilliseconds),
    );
    let error = ended(&set).0;
    assert_eq!(error.line, Some(2), "{error}");
    let way: Vec<(&str, Option<usize>)> =
        error.callers.iter().map(|caller| (caller.function.as_str(), caller.line)).collect();
    assert_eq!(way, [("deep", Some(5)), ("middle", Some(7))]);
}

#[test]
fn what_is_nested_without_end_does_not_compile() {
    let room = kit::room();
    let deep =
        |open: &str, close: &str| format!("let x = {}1{};", open.repeat(5000), close.repeat(5000));
    for (what, script, code) in [
        ("parentheses", deep("(", ")"), "limit-depth"),
        ("lists", deep("[", "]"), "limit-depth"),
        ("nested closures", format!("let x = {}1;", "|a| ".repeat(5000)), "limit-depth"),
        ("nots", format!("let x = {}true;", "!".repeat(5000)), "limit-depth"),
        ("a sum", format!("let x = 1{};", "+1".repeat(5000)), "limit-depth"),
        ("blocks", format!("{}1{}", "{".repeat(5000), "}".repeat(5000)), "limit-depth"),
        ("else if", format!("if true {{}}{}", " else if true {}".repeat(5000)), "limit-depth"),
        (
            "interpolations",
            format!("let x = {}1{};", "`${".repeat(5000), "}`".repeat(5000)),
            "limit-depth",
        ),
        (
            "functions",
            (0..600).map(|n| format!("fn f{n}() {{ }}\n")).collect::<Vec<_>>().concat(),
            "limit-functions",
        ),
        ("a long file", "// x\n".repeat(60_000), "limit-source"),
        ("a long list", format!("let x = [{}];", "1,".repeat(20_000)), "limit-list"),
        ("a long text", format!("let x = \"{}\";", "x".repeat(70_000)), "limit-text"),
        ("switches", "switch ".repeat(30_000), "limit-depth"),
    ] {
        let start = Instant::now();
        let errors = ScriptSet::compile(&room, &kit::file(&script)).expect_err(what);
        assert_eq!(errors[0].code, code, "{what}: {}", errors[0]);
        assert!(start.elapsed() < Duration::from_secs(3), "{what}: {:?}", start.elapsed());
    }
}

#[test]
fn a_clerk_may_do_a_lot_before_a_limit_is_met() {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let set = set(
        "let sum = 0;\nlet kept = [];\nfor i in 0..5000 {\n  if i % 3 == 0 { kept.push(i); }\n  sum += i;\n}\nkept.filter(|x| x % 2 == 0).len() + sum",
        None,
    );
    assert_eq!(set.run("a.rhai", Vec::new()).expect("it runs").as_int(), Ok(12_498_334));
}
