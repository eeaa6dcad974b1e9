//! Counts with their counters, as lists write numbers of units: 2台, 两座, 一条.

use phaseout_host::forms::{self, Form};
use std::sync::LazyLock;

/// The counters of equipment.
pub(crate) const COUNTERS: [char; 7] = ['座', '台', '条', '套', '个', '组', '只'];

static COUNT: LazyLock<Form> =
    LazyLock::new(|| Form::parse("{count}", &[], &[]).expect("a count alone is a form"));

/// The number of a count that is nothing else.
pub(crate) fn count(text: &str) -> Option<u32> {
    forms::read(&[&COUNT], &[], text).and_then(|reading| reading.count)
}

/// The text up to its first counter, the counter included, and the rest.
pub(crate) fn split_behind_counter(text: &str) -> Option<(&str, &str)> {
    let (at, counter) = text.char_indices().find(|(_, c)| COUNTERS.contains(c))?;
    Some(text.split_at(at + counter.len_utf8()))
}
