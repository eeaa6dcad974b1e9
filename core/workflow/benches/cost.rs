//! What strictness costs: the same scripts in plain Rhai and in the room, in one run; and what hooks cost, with
//! the record of an office around them.
//!
//! `cargo bench -p phaseout-workflow` prints a table; the best of five for each figure, since a shared
//! machine only ever adds.

#[path = "cost/hooks.rs"]
mod hooks;
#[path = "../tests/kit/office.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod office;

use phaseout_workflow::{Footprint, Limits, Room, ScriptSet, Span, on_stage};
use rhai::{AST, CallFnOptions, Dynamic, Engine, Scope};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn meter() -> Footprint {
    let stats = ALLOCATOR.stats();
    Footprint {
        bytes: stats.bytes_allocated.saturating_sub(stats.bytes_deallocated) as u64,
        pieces: stats.allocations.saturating_sub(stats.deallocations) as u64,
    }
}

/// A function each: name, what it does, how often it is called.
const SCRIPT: &str = r#"
const LIMIT = 450.0;
fn empty(m) { }
fn fields(m) { if m.volume < 450.0 && m.kind == "高炉" { "eliminate" } else { "keep" } }
fn loop_of_1000(m) { let x = 0; for i in 0..1000 { x += i % 7; } x }
fn text_of_100(m) { let s = ""; for i in 0..100 { s += `${i};`; } s }
fn list_of_100(m) { let a = []; for i in 0..100 { a.push(i * 2); } a.filter(|x| x > 50).len() }
"#;
const FUNCTIONS: [(&str, u32); 5] = [
    ("empty", 20_000),
    ("fields", 20_000),
    ("loop_of_1000", 200),
    ("text_of_100", 1_000),
    ("list_of_100", 1_000),
];

fn argument() -> Dynamic {
    let mut map = rhai::Map::new();
    map.insert("volume".into(), 380.0.into());
    map.insert("kind".into(), "高炉".into());
    map.into()
}

fn best(calls: u32, mut call: impl FnMut()) -> Duration {
    let once = |call: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..calls).for_each(|_| call());
        start.elapsed() / calls
    };
    (0..5).map(|_| once(&mut call)).min().unwrap_or_default()
}

fn plain(engine: &Engine, ast: &AST, name: &str) {
    let options = CallFnOptions::new().eval_ast(true);
    let mut scope = Scope::new();
    let _: Dynamic = engine
        .call_fn_with_options(options, &mut scope, ast, name, (argument(),))
        .expect("plain Rhai runs it");
}

#[expect(clippy::print_stdout, reason = "a bench says what it measured")]
fn main() {
    let engine = Engine::new();
    let ast = engine.compile(SCRIPT).expect("plain Rhai compiles it");
    let room = Room::new(Limits::default(), meter);
    let files = [("cost.rhai".to_owned(), SCRIPT.to_owned())];
    let set = ScriptSet::compile(&room, &files).expect("the room compiles it");
    println!("| function | plain Rhai | the room | ratio |\n|---|---:|---:|---:|");
    let rows = on_stage(|| {
        FUNCTIONS.map(|(name, calls)| {
            let function = set.function("cost.rhai", name, 1).expect("it is there").callable;
            let ours = best(calls, || {
                let _: Dynamic =
                    set.call(function, Span::Hook, vec![argument()]).expect("the room runs it");
            });
            (name, best(calls, || plain(&engine, &ast, name)), ours)
        })
    })
    .expect("there is a stage");
    for (name, plain, ours) in rows {
        let ratio = ours.as_secs_f64() / plain.as_secs_f64();
        println!("| {name} | {} ns | {} ns | {ratio:.2} |", plain.as_nanos(), ours.as_nanos());
    }
    let compiling = best(20, || {
        ScriptSet::compile(&room, &files).expect("the room compiles it");
    });
    println!("\ncompiling a set of one small file: {} µs\n", compiling.as_micros());
    hooks::table();
}
