//! Headers of two and three rows, joined column by column: 产能 over 数量 and 单位.
//!
//! Where cells are merged the workbook says what a word stands over. A csv file, and a workbook
//! whose merged cells were lost on the way, has blanks instead: they are read the same way, under
//! the nearest word to the left.

use phaseout_model::Unit;

use crate::chunk::RowRef;

/// A header has at most so many rows.
const DEEPEST: usize = 3;

/// Wider rows are not joined.
const WIDEST: usize = 1024;

/// A word of a header is no longer than this.
const LONGEST_WORD: usize = 30;

/// A row among the first of a sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct TopRow {
    /// Texts as printed; blank where the value is repeated from a row above.
    cells: Vec<String>,
    /// For cells that an area beginning further left covers: its first column.
    covered: Vec<Option<usize>>,
}

/// What stands over a column, from top to bottom; nothing twice.
pub(crate) type Levels = Vec<String>;

impl TopRow {
    pub(crate) fn of_texts(cells: &[String]) -> Self {
        Self { cells: cells.to_vec(), covered: Vec::new() }
    }

    pub(crate) fn of(row: &RowRef<'_>) -> Self {
        let own = |column: usize| if row.is_repeated(column) { "" } else { row.cell(column) };
        let cells: Vec<String> = (0..row.cells()).map(|column| own(column).to_owned()).collect();
        let mut covered = Vec::new();
        for cell in row.merged().filter(|cell| cell.anchor_row == row.number()) {
            covered.resize(covered.len().max(cell.column + 1), None);
            covered[cell.column] = Some(cell.anchor_column);
        }
        Self { cells, covered }
    }

    fn width(&self) -> usize {
        self.cells.len().max(self.covered.len())
    }

    fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |text| text.trim())
    }

    /// Column and text of every cell that has one.
    pub(crate) fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        let cells = self.cells.iter().map(|text| text.trim()).enumerate();
        cells.filter(|(_, text)| !text.is_empty())
    }

    /// The one text of a row that has no other.
    pub(crate) fn only_text(&self) -> Option<&str> {
        let mut words = self.words().map(|(_, text)| text);
        words.next().filter(|_| words.next().is_none())
    }

    /// Which column's word stands over a blank `column`; `below` has a word there.
    fn group(&self, column: usize, below: &Self) -> Option<usize> {
        if let Some(&Some(anchor)) = self.covered.get(column) {
            return Some(anchor);
        }
        let left = (0..column).rev().find(|&left| !self.text(left).is_empty())?;
        // Between the word and the column, all that is blank has a word below.
        (left..column).all(|between| !below.text(between).is_empty()).then_some(left)
    }
}

/// The rows of a header that begins at `first`: how many they are, and what stands over each column.
/// Each depth is given, the single row first.
pub(crate) fn depths(rows: &[TopRow], first: usize) -> Vec<Vec<Levels>> {
    let Some(top) = rows.get(first) else { return Vec::new() };
    let one = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    let mut levels: Vec<Levels> = (0..top.cells.len()).map(|at| one(top.text(at))).collect();
    let mut all = vec![levels.clone()];
    let mut above = top.clone();
    for below in rows[first + 1..].iter().take(DEEPEST - 1) {
        if !belongs_below(&above, below) {
            break;
        }
        let width = levels.len().max(below.width());
        levels.resize(width, Levels::new());
        let mut joined = levels.clone();
        for (column, words) in joined.iter_mut().enumerate() {
            let word = below.text(column);
            if word.is_empty() {
                continue;
            }
            if words.is_empty()
                && let Some(head) = above.group(column, below)
            {
                words.clone_from(&levels[head]);
            }
            if words.last().is_none_or(|last| last != word) {
                words.push(word.to_owned());
            }
        }
        levels = joined;
        all.push(levels.clone());
        above = over(&above, below);
    }
    all
}

/// The lowest words so far: those of `below`, and those above that reach down past it.
fn over(above: &TopRow, below: &TopRow) -> TopRow {
    let width = above.width().max(below.width());
    let text = |column| {
        let word = below.text(column);
        if word.is_empty() { above.text(column) } else { word }.to_owned()
    };
    TopRow { cells: (0..width).map(text).collect(), covered: below.covered.clone() }
}

/// Whether `below` goes on with the header whose last row is `above`.
///
/// A line of the list has words under single columns, or numbers; a second row of a header has
/// words only under what stands over several columns, or a unit.
fn belongs_below(above: &TopRow, below: &TopRow) -> bool {
    let is_word = |(_, text): (usize, &str)| {
        text.chars().count() <= LONGEST_WORD
            && !text.contains([':', '\u{ff1a}'])
            && !text.starts_with(|sign: char| sign.is_ascii_digit())
    };
    // Looking for the word to the left takes too long in rows without end.
    if above.width().max(below.width()) > WIDEST
        || above.words().take(2).count() < 2
        || !above.words().chain(below.words()).all(is_word)
    {
        return false;
    }
    let columns = (0..below.cells.len()).filter(|&column| !below.text(column).is_empty());
    let mut any = false;
    for column in columns {
        any = true;
        let fits = if above.text(column).is_empty() {
            above.group(column, below).is_some()
        } else {
            let heads_several = above.text(column + 1).is_empty()
                && !below.text(column + 1).is_empty()
                && above.group(column + 1, below) == Some(column);
            heads_several || is_unit(below.text(column))
        };
        if !fits {
            return false;
        }
    }
    any
}

/// `(万吨/年)`, `万吨`, `m³`.
pub(crate) fn is_unit(text: &str) -> bool {
    let inside = text.trim_matches(['(', ')', '\u{ff08}', '\u{ff09}', '[', ']', '【', '】']);
    !inside.is_empty() && Unit::parse(inside).is_some()
}
