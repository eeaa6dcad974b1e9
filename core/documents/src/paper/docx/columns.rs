//! How wide a table's columns are, in which type it is set and whether its page is turned.
//!
//! A table keeps the upright page as long as its numbers stand on one line and its words wrap at no less
//! than eight characters; first the type gets smaller, then the page is turned.

use super::page::Turn;
use crate::paper::Table;
use crate::paper::text::{flat, width};

/// The styles of cells with the size of their type in half points: 小四, 五号, 小五.
const STYLES: [(&str, u32); 3] = [("Cell", 24), ("CellSmall", 21), ("CellSmallest", 18)];
/// What a cell keeps free at its sides together, in twips.
const PADDING: u32 = 160;
/// What is tried in turn: how the page lies, which style, and at which width words may wrap, in half
/// characters; a header wraps at half of it.
const STEPS: [(Turn, usize, usize); 6] = [
    (Turn::Upright, 0, 16),
    (Turn::Upright, 1, 16),
    (Turn::Across, 0, 16),
    (Turn::Across, 1, 16),
    (Turn::Across, 1, 10),
    (Turn::Across, 2, 8),
];

/// What is decided for a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// How the page lies.
    pub(super) turn: Turn,
    /// The style of its cells.
    pub(super) style: &'static str,
    /// The width of each column, in twips.
    pub(super) widths: Vec<u32>,
}

/// The layout of a table.
pub(super) fn layout(table: &Table) -> Layout {
    let columns = |wraps| (0..table.header.len()).map(move |at| wanted(table, at, wraps));
    let fits = |(turn, style, wraps): &(Turn, usize, usize)| {
        let least: u32 = columns(*wraps).map(|column| twips(column.0, STYLES[*style].1)).sum();
        least <= turn.width()
    };
    let last = STEPS[STEPS.len() - 1];
    let (turn, style, wraps) = STEPS.into_iter().find(fits).unwrap_or(last);
    let columns: Vec<(usize, usize)> = columns(wraps).collect();
    Layout { turn, style: STYLES[style].0, widths: shares(&columns, STYLES[style].1, turn.width()) }
}

/// The least and the best width of a column, in half characters.
fn wanted(table: &Table, at: usize, wraps: usize) -> (usize, usize) {
    let header = width(&flat(&table.header[at]));
    let cell = |row: &Vec<Vec<_>>| row.get(at).map_or(0, |cell| measure(&flat(cell), wraps).0);
    let best = |row: &Vec<Vec<_>>| row.get(at).map_or(0, |cell| measure(&flat(cell), wraps).1);
    let least = table.rows.iter().map(cell).max().unwrap_or(0).max(header.min(wraps / 2)).max(2);
    (least, table.rows.iter().map(best).max().unwrap_or(0).max(header).max(least))
}

/// The least and the best width of a text: what has no Chinese in it (numbers, codes) stays on its line as
/// long as it is no longer than 24 of them.
fn measure(text: &str, wraps: usize) -> (usize, usize) {
    let best = width(text);
    let chinese = text.chars().any(|c| width(c.encode_utf8(&mut [0; 4])) > 1);
    // Figures of a font that stands in for another may be wider.
    let best = if chinese { best } else { best + best.div_ceil(6) };
    (best.min(if chinese { wraps } else { 28 }), best)
}

fn twips(halves: usize, size: u32) -> u32 {
    u32::try_from(halves).unwrap_or(u32::MAX / 100) * size * 5 + PADDING
}

/// The room shared out: to each column its least; of the rest what it lacks to its best; of what is left
/// then, by width. All together they fill the line.
fn shares(columns: &[(usize, usize)], size: u32, room: u32) -> Vec<u32> {
    let least: Vec<u64> = columns.iter().map(|c| u64::from(twips(c.0, size))).collect();
    let best: Vec<u64> = columns.iter().map(|c| u64::from(twips(c.1, size))).collect();
    let (room, total): (u64, u64) = (room.into(), least.iter().sum());
    let lacking: u64 = best.iter().sum::<u64>() - total;
    let widths: Vec<u64> = if total >= room {
        least.iter().map(|width| width * room / total.max(1)).collect()
    } else if lacking > room - total {
        let share = |(least, best): (&u64, &u64)| least + (best - least) * (room - total) / lacking;
        least.iter().zip(&best).map(share).collect()
    } else {
        best.iter().map(|width| width * room / (total + lacking).max(1)).collect()
    };
    widths.into_iter().map(|width| u32::try_from(width).unwrap_or(0).max(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::Run;
    use proptest::prelude::*;

    fn table(rows: &[&[&str]]) -> Table {
        let mut rows = rows.iter().map(|row| row.iter().map(|t| vec![Run::text(*t)]).collect());
        Table { header: rows.next().unwrap(), rows: rows.collect(), ..Table::default() }
    }

    #[test]
    fn a_table_is_turned_only_when_smaller_type_does_not_help() {
        let name = "牟定县化工建材有限责任公司";
        let five =
            table(&[&["序号", "企业", "产能", "条数", "时限"], &["1", name, "8", "1", "2012"]]);
        let eight = table(&[&["企业"; 5], &["牟定县水泥一厂"; 5]]);
        let many = table(&[&["企业名称"; 12], &[name; 12]]);
        let cases = [(five, Turn::Upright, "Cell"), (eight, Turn::Upright, "CellSmall")];
        for (table, turn, style) in cases {
            let found = layout(&table);
            assert_eq!((found.turn, found.style), (turn, style));
        }
        let found = layout(&many);
        assert_eq!((found.turn, found.style), (Turn::Across, "CellSmallest"));
    }

    proptest! {
        #[test]
        fn columns_fill_the_line_and_never_leave_it(
            cells in proptest::collection::vec("[a-z水泥0-9]{0,40}", 1..30)
        ) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let found = layout(&table(&[&cells, &cells]));
            let total: u32 = found.widths.iter().sum();
            prop_assert!(total <= found.turn.width());
            prop_assert!(total + 30 >= found.turn.width());
        }
    }
}
