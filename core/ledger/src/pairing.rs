//! Rows and lines of one enterprise, held against each other: the signs that a row and a line are one, the
//! strongest first, each taken only where it leaves no choice on either side.

use crate::line::Line;
use crate::place::is_near;
use crate::shape::Shape;
use std::collections::{BTreeMap, VecDeque};

/// A line on record with what its last row said.
pub(crate) struct Candidate {
    pub(crate) line: Line,
    pub(crate) shape: Shape,
    /// The enterprise that its last row named, before mergers.
    pub(crate) origin: String,
    pub(crate) answered: bool,
}

impl Candidate {
    /// As a person recognises it.
    pub(crate) fn described(&self) -> String {
        let line = &self.line;
        let capacity = line.capacity.to_string();
        let marks = [&line.label, &line.equipment, &line.specification, &capacity];
        let mut marks: Vec<&str> =
            marks.into_iter().map(String::as_str).filter(|mark| !mark.is_empty()).collect();
        marks.push(line.state.id());
        format!("{} ({})", line.id, marks.join(", "))
    }
}

/// A row that is held against lines.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) shape: &'a Shape,
    /// The enterprise that it names, before mergers; `None` where lists name none.
    pub(crate) via: Option<&'a str>,
    /// It names the firm of today, not one that was taken over.
    pub(crate) of_today: bool,
}

impl Entry<'_> {
    /// Whether the row gives the name or code under which the line stood last.
    fn names_origin_of(&self, line: &Candidate) -> bool {
        self.via.is_none_or(|via| via == line.origin)
    }
}

/// Rows and lines of one enterprise, and which are one.
pub(crate) struct Pairing<'a> {
    rows: Vec<Entry<'a>>,
    lines: &'a [Candidate],
    line_of: Vec<Option<usize>>,
    row_of: Vec<Option<usize>>,
}

impl<'a> Pairing<'a> {
    pub(crate) fn new(rows: Vec<Entry<'a>>, lines: &'a [Candidate]) -> Self {
        Self { line_of: vec![None; rows.len()], row_of: vec![None; lines.len()], rows, lines }
    }

    /// The line of a row, by their places.
    pub(crate) fn line_of(&self, row: usize) -> Option<usize> {
        self.line_of[row]
    }

    /// Takes sign after sign.
    pub(crate) fn by_signs(&mut self) {
        for sign in SIGNS {
            self.one_on_both_sides(|row, line| {
                row.names_origin_of(line) && sign(row.shape, &line.shape)
            });
        }
        for sign in SIGNS_AFTER_A_MERGER {
            self.one_on_both_sides(|row, line| row.of_today && sign(row.shape, &line.shape));
        }
    }

    fn match_up(&mut self, row: usize, line: usize) {
        self.line_of[row] = Some(line);
        self.row_of[line] = Some(row);
    }

    /// Rows that say the same as a line: one line each, in order, those with the list's own id first.
    pub(crate) fn equal(&mut self) {
        let unnamed = self.rows.iter().all(|row| row.via.is_none());
        for by_id in [true, false] {
            let mut open: BTreeMap<(&str, &str, Option<&str>), VecDeque<usize>> = BTreeMap::new();
            for (at, line) in self.lines.iter().enumerate() {
                let id = line.shape.list_id.as_deref().filter(|_| by_id);
                let origin = if unnamed { "" } else { line.origin.as_str() };
                if self.row_of[at].is_none() && (id.is_some() || !by_id) {
                    open.entry((origin, &line.shape.whole, id)).or_default().push_back(at);
                }
            }
            for row in 0..self.rows.len() {
                let Entry { shape, via, .. } = self.rows[row];
                let id = shape.list_id.as_deref().filter(|_| by_id);
                let key = (via.unwrap_or_default(), shape.whole.as_str(), id);
                if self.line_of[row].is_none()
                    && let Some(line) = open.get_mut(&key).and_then(VecDeque::pop_front)
                {
                    self.match_up(row, line);
                }
            }
        }
    }

    /// Rows that say nothing new of a line: one line each, those with the least choice first. Where there
    /// is a choice nothing hangs on it, as nothing is recorded.
    pub(crate) fn no_more(&mut self) {
        let mut open: Vec<(usize, usize)> = (0..self.rows.len())
            .filter(|&row| self.line_of[row].is_none())
            .map(|row| (self.agreeing(row).count(), row))
            .filter(|(choice, _)| *choice > 0)
            .collect();
        open.sort_unstable();
        for (_, row) in open {
            let line = self.agreeing(row).next();
            if let Some(line) = line {
                self.match_up(row, line);
            }
        }
    }

    /// The lines left of which a row says nothing new, its kind and specification being named.
    fn agreeing(&self, row: usize) -> impl Iterator<Item = usize> {
        let entry = self.rows[row];
        let shape = entry.shape;
        self.lines.iter().enumerate().filter_map(move |(at, line)| {
            let same = self.row_of[at].is_none()
                && entry.names_origin_of(line)
                && shape.kinds == line.shape.kinds
                && shape.specification == line.shape.specification
                && shape.label == line.shape.label
                && shape.says_no_more_than(&line.shape);
            same.then_some(at)
        })
    }

    /// Takes a sign where it points from one row to one line and back.
    fn one_on_both_sides(&mut self, sign: impl Fn(&Entry<'_>, &Candidate) -> bool) {
        let open_lines: Vec<usize> =
            (0..self.lines.len()).filter(|&line| self.row_of[line].is_none()).collect();
        let open_rows: Vec<usize> =
            (0..self.rows.len()).filter(|&row| self.line_of[row].is_none()).collect();
        let mut pointed: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut one: Vec<(usize, usize)> = Vec::new();
        for &row in &open_rows {
            let lines: Vec<usize> = open_lines
                .iter()
                .copied()
                .filter(|&line| sign(&self.rows[row], &self.lines[line]))
                .collect();
            for &line in &lines {
                pointed.entry(line).or_default().push(row);
            }
            if let [line] = lines.as_slice() {
                one.push((row, *line));
            }
        }
        for (row, line) in one {
            if pointed.get(&line).is_some_and(|rows| rows.len() == 1) {
                self.match_up(row, line);
            }
        }
    }

    /// The lines left over that a row left over may be.
    pub(crate) fn left_for(&self, row: usize) -> Vec<&'a Candidate> {
        let entry = self.rows[row];
        let may_be = |line: &Candidate| {
            let (row, line_shape) = (entry.shape, &line.shape);
            if !entry.names_origin_of(line) {
                let same = same_industry(row, line_shape) && is_related(row, line_shape);
                return entry.of_today && same;
            }
            labels_agree(row, line_shape)
                || same_industry(row, line_shape)
                    && !labels_disagree(row, line_shape)
                    && is_related(row, line_shape)
        };
        let left = |at: usize| self.row_of[at].is_none();
        let lines = self.lines.iter().enumerate();
        lines.filter(|(at, line)| left(*at) && may_be(line)).map(|(_, line)| line).collect()
    }
}

/// A sign that a row and a line are one.
type Sign = fn(&Shape, &Shape) -> bool;

/// The signs, the strongest first. Each holds only where it leaves no choice on either side.
const SIGNS: &[Sign] = &[
    |row, line| labels_agree(row, line) && is_related(row, line) && are_near(row, line),
    |row, line| labels_agree(row, line) && is_related(row, line),
    |row, line| like(row, line) && row.capacity == line.capacity && are_near(row, line),
    |row, line| like(row, line) && are_near(row, line),
    |row, line| like(row, line) && row.list_id.is_some() && row.list_id == line.list_id,
    |row, line| like(row, line) && are_near(row, line),
    like,
    |row, line| same_kind(row, line) && are_near(row, line),
    |row, line| any_kind(row, line) && are_near(row, line),
];

/// The signs that a line is one of those that came along with a merger, where a list names the firm of
/// today: each works counted its lines from 1#, so a label says nothing.
const SIGNS_AFTER_A_MERGER: &[Sign] = &[
    |row, line| row.says_no_more_than(line) && like(row, line),
    |row, line| like(row, line) && row.capacity == line.capacity && are_near(row, line),
];

fn are_near(row: &Shape, line: &Shape) -> bool {
    is_near(row.region.as_deref(), line.region.as_deref())
}

fn same_industry(row: &Shape, line: &Shape) -> bool {
    row.industry == line.industry || row.industry.is_empty() || line.industry.is_empty()
}

/// 1# on both sides.
fn labels_agree(row: &Shape, line: &Shape) -> bool {
    !row.label.is_empty() && row.label == line.label && same_industry(row, line)
}

/// 1# on one side and 2# on the other: two lines, whatever else agrees.
fn labels_disagree(row: &Shape, line: &Shape) -> bool {
    !row.label.is_empty() && !line.label.is_empty() && row.label != line.label
}

/// The same kind of equipment.
fn same_kind(row: &Shape, line: &Shape) -> bool {
    row.kinds == line.kinds && same_industry(row, line) && !labels_disagree(row, line)
}

/// The same kind and specification.
fn like(row: &Shape, line: &Shape) -> bool {
    same_kind(row, line) && !row.specification.is_empty() && row.specification == line.specification
}

/// A kind on one side only.
fn any_kind(row: &Shape, line: &Shape) -> bool {
    (row.is_general() || line.is_general())
        && same_industry(row, line)
        && !labels_disagree(row, line)
}

/// The same kind, or one that includes the other as far as words tell: 立窑 and 机立窑.
fn is_related(row: &Shape, line: &Shape) -> bool {
    let includes = |a: &Shape, b: &Shape| {
        a.kinds.len() == b.kinds.len()
            && a.kinds.iter().zip(&b.kinds).all(|(a, b)| a.ends_with(b.as_str()))
    };
    row.kinds == line.kinds
        || row.is_general()
        || line.is_general()
        || includes(row, line)
        || includes(line, row)
}
