//! What the process holds: an allocator that counts, for the limits of scripts.

use phaseout_workflow::Footprint;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What this process holds now.
pub(crate) fn footprint() -> Footprint {
    let stats = ALLOCATOR.stats();
    Footprint {
        bytes: stats.bytes_allocated.saturating_sub(stats.bytes_deallocated) as u64,
        pieces: stats.allocations.saturating_sub(stats.deallocations) as u64,
    }
}
