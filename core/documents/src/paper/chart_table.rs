//! The numbers of a chart as a table, for formats and machines that cannot draw it.

use super::words::Words;
use super::{Align, Chart, Run, Table};

/// A row for each category, a column for each series; the unit stands in the caption.
pub(super) fn table_of(chart: &Chart, words: &Words) -> Table {
    let mut caption = chart.title.clone();
    if !chart.unit.is_empty() {
        caption = format!("{caption}\u{ff08}{}{}{}\u{ff09}", words.unit, words.colon, chart.unit);
    }
    let names = chart.series.iter().map(|series| vec![Run::text(series.name.as_str())]);
    let row = |(at, category): (usize, &String)| {
        let cell = |value: Option<&Option<_>>| match value {
            Some(Some(value)) => vec![Run::Value(Clone::clone(value))],
            _ => vec![Run::text(words.missing)],
        };
        let cells = chart.series.iter().map(|series| cell(series.values.get(at)));
        std::iter::once(vec![Run::text(category.as_str())]).chain(cells).collect()
    };
    let right = std::iter::repeat_n(Align::Right, chart.series.len());
    Table {
        caption: vec![Run::text(caption)],
        header: std::iter::once(vec![Run::text(words.category)]).chain(names).collect(),
        rows: chart.categories.iter().enumerate().map(row).collect(),
        align: std::iter::once(Align::Left).chain(right).collect(),
    }
}
