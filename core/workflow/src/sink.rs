//! What scripts print, kept until somebody shows it; the room prints nothing itself.

use crate::budget;
use crate::limits::{Limit, Limits};
use std::cell::RefCell;

/// One line that a script printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Where `debug` stood: file and line. `print` does not say.
    pub place: Option<(String, usize)>,
    /// The text. It may hold line ends.
    pub text: String,
}

#[derive(Default)]
struct Sink {
    lines: Vec<Printed>,
    /// How many lines and bytes this budget has had, shown or not.
    allowed_lines: u64,
    allowed_bytes: u64,
    had_lines: u64,
    had_bytes: u64,
}

thread_local! {
    static SINK: RefCell<Sink> = RefCell::default();
}

/// Begins to count anew: a run of its own has begun.
pub(crate) fn open(limits: &Limits) {
    SINK.with_borrow_mut(|sink| {
        sink.had_lines = 0;
        sink.had_bytes = 0;
        sink.allowed_lines = limits.get(Limit::PrintedLines);
        sink.allowed_bytes = limits.get(Limit::PrintedKib) << 10;
    });
}

/// Keeps a line, or ends the script that prints too much.
pub(crate) fn keep(text: &str, place: Option<(String, usize)>) {
    SINK.with_borrow_mut(|sink| {
        sink.had_lines += 1;
        sink.had_bytes += text.len() as u64;
        if sink.had_lines > sink.allowed_lines {
            budget::end(Limit::PrintedLines, sink.allowed_lines);
        } else if sink.had_bytes > sink.allowed_bytes {
            budget::end(Limit::PrintedKib, sink.allowed_bytes >> 10);
        } else {
            sink.lines.push(Printed { place, text: text.to_owned() });
        }
    });
}

/// What the scripts of this thread have printed since it was last asked.
pub fn printed() -> Vec<Printed> {
    SINK.with_borrow_mut(|sink| std::mem::take(&mut sink.lines))
}

/// Takes over what another thread's scripts have printed.
pub(crate) fn take_over(lines: Vec<Printed>) {
    SINK.with_borrow_mut(|sink| sink.lines.extend(lines));
}
