//! A column of figures while its rows are added up.

use crate::chunk::RowRef;
use crate::number::{Figure, half_width};

/// A column without a figure in its first rows is none of figures.
const SAMPLE: u64 = 32;

/// A column whose figures are summed.
pub(crate) struct Column {
    pub(crate) at: usize,
    /// Column of the unit.
    pub(crate) unit_at: Option<usize>,
    pub(crate) header: String,
    /// True as long as nothing but figures is known of it.
    pub(crate) alive: bool,
    /// A field that holds figures by its meaning.
    pub(crate) sure: bool,
    pub(crate) last_unit: String,
}

/// What a column has come to so far.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sum {
    pub(crate) value: i128,
    pub(crate) figures: u64,
    pub(crate) blanks: u64,
    pub(crate) unknown: u64,
    pub(crate) unit_changes: u64,
}

impl Column {
    /// Adds the cell of a line; `rows` counts the lines so far, this one among them.
    pub(crate) fn add(&mut self, row: &RowRef<'_>, sum: &mut Sum, rows: u64) {
        let text = &half_width(row.trimmed(self.at));
        // A figure of several rows counts once.
        if row.is_repeated(self.at) {
            return;
        }
        match Figure::read(text) {
            Figure::None => sum.blanks += 1,
            Figure::Unknown => sum.unknown += 1,
            Figure::Number { value, unit, .. } => {
                let own = self.unit_at.map_or("", |at| row.trimmed(at));
                let unit = if unit.is_empty() { own } else { unit };
                if unit != self.last_unit {
                    unit.clone_into(&mut self.last_unit);
                    sum.unit_changes += 1;
                }
                match sum.value.checked_add(value) {
                    Some(value) => sum.value = value,
                    None => sum.unknown += 1,
                }
                sum.figures += 1;
            }
        }
        self.alive = self.sure || sum.figures > 0 || rows < SAMPLE;
    }
}

/// Whether figures of a column may be summed: not numbers that name something.
pub(crate) fn may_hold_figures(field: &str, header: &str) -> bool {
    const NAMES: [&str; 13] = [
        "line_id",
        "row_id",
        "enterprise",
        "uscc",
        "industry",
        "equipment",
        "spec",
        "province",
        "city",
        "county",
        "region",
        "row_type",
        "commissioned",
    ];
    const WORDS: [&str; 9] = ["年份", "日期", "时间", "编号", "序号", "代码", "电话", "年度", "率"];
    !NAMES.contains(&field)
        && !field.ends_with("_unit")
        && !header.trim().is_empty()
        && !WORDS.iter().any(|word| header.contains(word))
}
