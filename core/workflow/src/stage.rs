//! The thread that scripts run on: with a stack that holds what they can nest, and told apart from the
//! caller's own, so that what they leave behind is dropped where there is room for it.

use crate::codes;
use crate::error::ScriptError;
use crate::sink;
use rhai::Scope;
use std::cell::{Cell, RefCell};
use std::panic::resume_unwind;
use std::sync::mpsc;

/// Bytes of stack. A chain of closures is freed link by link, at about a hundred bytes for each piece of
/// memory in it; the limit on pieces keeps the longest chain well below this. Only what is used is taken.
pub const STACK: usize = 256 << 20;

thread_local! {
    static ON_STAGE: Cell<bool> = const { Cell::new(false) };
    /// What a script that was ended has left. It is dropped after its error was told.
    static REMAINS: RefCell<Vec<Scope<'static>>> = const { RefCell::new(Vec::new()) };
}

/// Does work on a thread for scripts. Already on one, the work is done at once; a caller of many hooks
/// takes the stage once around all of them.
///
/// # Errors
/// `stage-missing` where the system gives no thread.
pub fn on_stage<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, ScriptError> {
    on_stage_told(work, |_| {})
}

/// The same; `told` hears the outcome before what the scripts have left is cleared away, so that nothing
/// that happens then can swallow it.
///
/// # Errors
/// As [`on_stage`].
pub fn on_stage_told<T: Send>(
    work: impl FnOnce() -> T + Send,
    told: impl FnOnce(&T),
) -> Result<T, ScriptError> {
    if ON_STAGE.get() {
        let outcome = work();
        told(&outcome);
        return Ok(outcome);
    }
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(1);
        let stage = std::thread::Builder::new().name("scripts".into()).stack_size(STACK);
        let thread = stage
            .spawn_scoped(scope, move || {
                ON_STAGE.set(true);
                let outcome = work();
                // Nobody hears only where the caller is gone already.
                let _ = sender.send((outcome, sink::printed()));
                clear();
            })
            .map_err(|error| ScriptError::new(codes::STAGE_MISSING, "").with("detail", error))?;
        let outcome = receiver.recv().map(|(outcome, lines)| {
            sink::take_over(lines);
            told(&outcome);
            outcome
        });
        match (thread.join(), outcome) {
            (_, Ok(outcome)) => Ok(outcome),
            (Err(panic), Err(_)) => resume_unwind(panic),
            (Ok(()), Err(_)) => unreachable!("a thread that ended has sent its outcome"),
        }
    })
}

/// Keeps what an ended script has left, for later.
pub(crate) fn leave(scope: Scope<'static>) {
    REMAINS.with_borrow_mut(|remains| remains.push(scope));
}

/// Drops what was left.
pub(crate) fn clear() {
    let remains = REMAINS.with_borrow_mut(std::mem::take);
    drop(remains);
}
