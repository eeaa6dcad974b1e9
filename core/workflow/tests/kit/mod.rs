//! A room for tests, whose memory is counted as the binary counts it.
#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod office;

use phaseout_workflow::{Footprint, Limits, Room, ScriptError, ScriptSet};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What this process holds.
pub(crate) fn meter() -> Footprint {
    let stats = ALLOCATOR.stats();
    Footprint {
        bytes: stats.bytes_allocated.saturating_sub(stats.bytes_deallocated) as u64,
        pieces: stats.allocations.saturating_sub(stats.deallocations) as u64,
    }
}

/// A room with the limits that an office has.
pub(crate) fn room() -> Room {
    Room::new(Limits::default(), meter)
}

/// One file, `a.rhai`.
pub(crate) fn file(text: &str) -> Vec<(String, String)> {
    vec![("a.rhai".to_owned(), text.to_owned())]
}

/// Compiles and runs one script.
pub(crate) fn run_in(room: &Room, text: &str) -> Result<rhai::Dynamic, ScriptError> {
    let set = ScriptSet::compile(room, &file(text)).map_err(|mut errors| errors.remove(0))?;
    set.run("a.rhai", Vec::new())
}

/// The same in the usual room.
pub(crate) fn run(text: &str) -> Result<rhai::Dynamic, ScriptError> {
    run_in(&room(), text)
}

/// The arguments of an error: `name=value`, in their order.
pub(crate) fn said(error: &ScriptError) -> String {
    let arguments: Vec<String> =
        error.arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
    arguments.join(" ")
}
