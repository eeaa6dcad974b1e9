//! What a script may still spend: steps, time, memory.
//!
//! The engine's own count is not used: it starts again inside native callbacks, a stop can be swallowed
//! there, and a bulk call does not see the clock. Ours is one count for each thread, asked at every step;
//! once it has stopped, every later step stops too, until the budget is put away.
//!
//! The stopwatch here tells how long something took, never which day it is.

use crate::limits::{Limit, Limits};
use rhai::Dynamic;
use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

/// What the process holds at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Bytes that are allocated.
    pub bytes: u64,
    /// Pieces that they are in: calls of the allocator less those that gave back.
    pub pieces: u64,
}

/// Tells what the process holds. The binary counts in its global allocator; the room does not know how.
///
/// What the host allocates for a script between arming and stopping counts as the script's.
pub type MemoryMeter = fn() -> Footprint;

/// Whose limits: those of one hook call, or those of a whole run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// One call of one hook.
    Hook,
    /// A run, a test, a check.
    Run,
}

impl Span {
    /// `hook` or `run`: words stand under `script-span-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Hook => "hook",
            Self::Run => "run",
        }
    }
}

/// Which limit ended a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The limit.
    pub limit: Limit,
    /// How much it allows.
    pub allowed: u64,
    /// Whose it was.
    pub span: Span,
    /// The budget that it belongs to, counted from the outermost on this thread.
    pub(crate) owner: usize,
}

/// How long it may be between two looks at clock and memory: long enough to cost nothing, short enough
/// that slow native calls are seen in time.
const LOOK_SLOW: Duration = Duration::from_millis(1);
const LOOK_FAST: Duration = Duration::from_micros(200);

/// How many steps it may be between two looks, and before the first: most hooks are over by then.
const STRIDE: u64 = 128;
const FIRST_STRIDE: u64 = 16;

/// How many steps a stop waits for a variable. An error that is raised there keeps its place and the way to
/// it; the stop of a step loses both at the next function call outside.
const GRACE: u64 = 8;

/// An end for one of the things that are counted: where the thread's count must not arrive.
#[derive(Clone, Copy)]
struct End<T> {
    at: T,
    stop: Stop,
}

impl<T: PartialOrd + Copy> End<T> {
    /// The end that comes first: a hook inside a run spends of the run's budget too.
    fn first(own: Self, outer: Option<Self>) -> Self {
        match outer {
            Some(outer) if outer.at <= own.at => outer,
            _ => own,
        }
    }
}

#[derive(Clone, Copy)]
struct Frame {
    meter: MemoryMeter,
    operations: End<u64>,
    deadline: End<Instant>,
    bytes: End<u64>,
    pieces: End<u64>,
    stopped: Option<Stop>,
    /// The last step after a stop.
    last: Option<u64>,
}

struct Budget {
    /// A stop is due, and shall be raised where a variable stands.
    due: Cell<bool>,
    spent: Cell<u64>,
    look_at: Cell<u64>,
    stride: Cell<u64>,
    looked: Cell<Option<Instant>>,
    frames: RefCell<Vec<Frame>>,
}

thread_local! {
    static BUDGET: Budget = const {
        Budget {
            due: Cell::new(false),
            spent: Cell::new(0),
            look_at: Cell::new(0),
            stride: Cell::new(FIRST_STRIDE),
            looked: Cell::new(None),
            frames: RefCell::new(Vec::new()),
        }
    };
}

/// A budget in force on this thread, until it is dropped.
#[derive(Debug)]
pub(crate) struct Armed {
    _here: std::marker::PhantomData<*const ()>,
}

/// Puts a budget in force. Inside another one, the smaller of both holds for everything, and what is
/// spent inside is spent outside too.
pub(crate) fn arm(limits: &Limits, span: Span, meter: MemoryMeter) -> Armed {
    let now = Instant::now();
    let held = meter();
    let (operations, milliseconds) = match span {
        Span::Hook => (Limit::HookOperations, Limit::HookMilliseconds),
        Span::Run => (Limit::RunOperations, Limit::RunMilliseconds),
    };
    BUDGET.with(|budget| {
        let mut frames = budget.frames.borrow_mut();
        let owner = frames.len();
        let stop = |limit| Stop { limit, allowed: limits.get(limit), span, owner };
        let outer = frames.last().copied();
        let time = Duration::from_millis(limits.get(milliseconds));
        let frame = Frame {
            meter,
            operations: End::first(
                End { at: budget.spent.get() + limits.get(operations), stop: stop(operations) },
                outer.map(|outer| outer.operations),
            ),
            deadline: End::first(
                End { at: now + time, stop: stop(milliseconds) },
                outer.map(|outer| outer.deadline),
            ),
            bytes: End::first(
                End {
                    at: held.bytes + (limits.get(Limit::MemoryMib) << 20),
                    stop: stop(Limit::MemoryMib),
                },
                outer.map(|outer| outer.bytes),
            ),
            pieces: End::first(
                End {
                    at: held.pieces + limits.get(Limit::Allocations),
                    stop: stop(Limit::Allocations),
                },
                outer.map(|outer| outer.pieces),
            ),
            stopped: outer.and_then(|outer| outer.stopped),
            last: outer.and_then(|outer| outer.last),
        };
        frames.push(frame);
        budget.stride.set(FIRST_STRIDE);
        budget.looked.set(Some(now));
        let first = budget.spent.get() + FIRST_STRIDE;
        let looks_at = first.min(frame.operations.at + 1);
        budget.look_at.set(if frame.stopped.is_some() { 0 } else { looks_at });
        budget.due.set(frame.stopped.is_some());
    });
    Armed { _here: std::marker::PhantomData }
}

impl Drop for Armed {
    fn drop(&mut self) {
        BUDGET.with(|budget| {
            let mut frames = budget.frames.borrow_mut();
            let ended = frames.pop().and_then(|frame| frame.stopped);
            let left = frames.len();
            // The limit of an outer budget ends the outer script too, not only the one inside.
            if let (Some(stop), Some(outer)) = (ended, frames.last_mut())
                && stop.owner < left
            {
                outer.stopped = Some(stop);
                outer.last = Some(0);
            }
            budget.look_at.set(0);
            budget.due.set(frames.last().is_some_and(|frame| frame.stopped.is_some()));
        });
    }
}

/// Whether a budget is in force on this thread.
pub(crate) fn is_armed() -> bool {
    BUDGET.with(|budget| !budget.frames.borrow().is_empty())
}

/// What has ended the script that runs on this thread, if something has.
pub(crate) fn stopped() -> Option<Stop> {
    BUDGET.with(|budget| budget.frames.borrow().last().and_then(|frame| frame.stopped))
}

/// Ends all scripts that run on this thread at their next step: for limits that are counted elsewhere.
pub(crate) fn end(limit: Limit, allowed: u64) {
    BUDGET.with(|budget| {
        if let Some(frame) = budget.frames.borrow_mut().last_mut() {
            frame.stopped.get_or_insert(Stop { limit, allowed, span: Span::Run, owner: 0 });
            budget.look_at.set(0);
            budget.due.set(true);
        }
    });
}

/// Steps of this thread so far.
pub(crate) fn spent() -> u64 {
    BUDGET.with(|budget| budget.spent.get())
}

/// One step. What comes back ends the script, and cannot be caught by it.
#[inline]
pub(crate) fn step() -> Option<Dynamic> {
    BUDGET.with(|budget| {
        let spent = budget.spent.get() + 1;
        budget.spent.set(spent);
        if spent < budget.look_at.get() { None } else { look(budget, spent) }
    })
}

/// Looks at everything that is limited. Without a budget, nothing runs.
#[cold]
fn look(budget: &Budget, spent: u64) -> Option<Dynamic> {
    let mut frames = budget.frames.borrow_mut();
    let Some(frame) = frames.last_mut() else { return Some(Dynamic::UNIT) };
    if frame.stopped.is_none() {
        frame.stopped = exceeded(budget, frame, spent);
    }
    let Some(stop) = frame.stopped else {
        let next = spent + budget.stride.get();
        budget.look_at.set(next.min(frame.operations.at + 1));
        return None;
    };
    // From here on every step comes here, and is an end once the grace is over.
    budget.look_at.set(0);
    let last = *frame.last.get_or_insert(spent + GRACE);
    budget.due.set(true);
    (spent >= last).then(|| Dynamic::from(stop))
}

/// The stop that is due, for an error at a variable. A script may catch that one; it does not come far.
pub(crate) fn due() -> Option<Stop> {
    BUDGET.with(|budget| {
        if !budget.due.get() {
            return None;
        }
        let mut frames = budget.frames.borrow_mut();
        let frame = frames.last_mut()?;
        // Whoever catches it has had its grace.
        frame.last = Some(0);
        frame.stopped
    })
}

fn exceeded(budget: &Budget, frame: &Frame, spent: u64) -> Option<Stop> {
    if spent > frame.operations.at {
        return Some(frame.operations.stop);
    }
    let now = Instant::now();
    if let Some(before) = budget.looked.replace(Some(now)) {
        let stride = budget.stride.get();
        let since = now.duration_since(before);
        if since > LOOK_SLOW {
            budget.stride.set((stride / 4).max(1));
        } else if since < LOOK_FAST {
            budget.stride.set((stride * 2).min(STRIDE));
        }
    }
    if now >= frame.deadline.at {
        return Some(frame.deadline.stop);
    }
    let held = (frame.meter)();
    if held.bytes > frame.bytes.at {
        return Some(frame.bytes.stop);
    }
    (held.pieces > frame.pieces.at).then_some(frame.pieces.stop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> Footprint {
        Footprint::default()
    }

    fn limits(hook: u64, run: u64) -> Limits {
        Limits::default().with(Limit::HookOperations, hook).with(Limit::RunOperations, run)
    }

    fn steps_until_the_stop() -> u64 {
        (0..1_000_000).find(|_| step().is_some()).unwrap()
    }

    #[test]
    fn nothing_runs_without_a_budget() {
        assert!(step().is_some());
    }

    #[test]
    fn a_stop_stays_until_the_budget_is_put_away() {
        let armed = arm(&limits(100, 1000), Span::Hook, nothing);
        assert_eq!(steps_until_the_stop(), 100 + GRACE);
        assert!((0..1000).all(|_| step().is_some()));
        assert_eq!(stopped().map(|stop| stop.limit), Some(Limit::HookOperations));
        drop(armed);
        let _armed = arm(&limits(100, 1000), Span::Hook, nothing);
        assert_eq!(steps_until_the_stop(), 100 + GRACE, "the next call begins anew");
    }

    #[test]
    fn hooks_spend_of_the_run_that_they_are_in() {
        let _run = arm(&limits(100, 250), Span::Run, nothing);
        for _ in 0..2 {
            let _hook = arm(&limits(100, 250), Span::Hook, nothing);
            assert_eq!(steps_until_the_stop(), 100 + GRACE);
            assert_eq!(stopped().map(|stop| stop.span), Some(Span::Hook));
        }
        assert_eq!(stopped(), None, "a hook's own limit does not end the run by itself");
        let hook = arm(&limits(100, 250), Span::Hook, nothing);
        let left = 250 - 2 * (100 + GRACE + 1);
        assert_eq!(steps_until_the_stop(), left + GRACE, "less what the two others have spent");
        assert_eq!(stopped().map(|stop| stop.limit), Some(Limit::RunOperations));
        drop(hook);
        assert_eq!(stopped().map(|stop| stop.limit), Some(Limit::RunOperations));
        assert!(step().is_some(), "the run is over as well");
    }

    #[test]
    fn the_clock_is_seen_however_few_the_steps_are() {
        let short = Limits::default().with(Limit::HookMilliseconds, 20);
        let _armed = arm(&short, Span::Hook, nothing);
        let start = Instant::now();
        let steps: u64 = (0..1000)
            .find(|_| {
                std::thread::sleep(Duration::from_millis(2));
                step().is_some()
            })
            .unwrap();
        assert_eq!(stopped().map(|stop| stop.limit), Some(Limit::HookMilliseconds));
        // Slow steps shorten the stride to one: at two milliseconds each, ten and the first few.
        assert!(steps < 40, "{steps} steps, {:?}", start.elapsed());
    }

    #[test]
    fn memory_is_what_has_come_since_arming() {
        thread_local!(static HELD: Cell<u64> = const { Cell::new(0) });
        fn meter() -> Footprint {
            Footprint { bytes: HELD.get(), pieces: 0 }
        }
        HELD.set(10 << 30);
        let small = Limits::default().with(Limit::MemoryMib, 1);
        let _armed = arm(&small, Span::Hook, meter);
        assert!((0..1000).all(|_| step().is_none()));
        HELD.set(HELD.get() + (1 << 20) + 1);
        assert!(steps_until_the_stop() <= STRIDE + GRACE);
        assert_eq!(stopped().map(|stop| stop.limit), Some(Limit::MemoryMib));
    }
}
