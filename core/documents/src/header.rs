//! Which column of a table holds which field, told by the words of its header.
//!
//! Lists print headers with spaces and line breaks inside, in full-width signs, with the unit in
//! brackets or behind a slash. What is not recognised stays a column without field; nothing is
//! guessed. Where a header is strange, a map of the user's decides.

use std::fmt;

use crate::fields::FieldNames;
use crate::header_names::{Names, Weighed};
use crate::header_rows::{Levels, TopRow, depths};

/// So many rows from the top the header is looked for; what stands above it is a title.
pub const HEADER_ROWS: usize = 20;

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// One per column of the header.
    pub columns: Vec<Column>,
    /// What is wrong with the header or with the map.
    pub problems: Vec<HeaderProblem>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The header as printed; words that stand over one another are parted by a space.
    pub header: String,
    /// Index of the field among those given; none where the header says nothing known.
    pub field: Option<usize>,
    /// Text in the last brackets or behind a slash: `万吨/年` of `产能(万吨/年)`. It may be a
    /// remark; who needs a unit has to read it. Half-width and without spaces.
    pub unit: Option<String>,
}

/// Trouble with a header or a map. Columns are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderProblem {
    /// Two columns hold the same field; the first keeps it.
    Repeated {
        /// Id of the field.
        field: String,
        /// The column that keeps it.
        first: usize,
        /// The column that is left without.
        column: usize,
        /// Its header as printed.
        header: String,
    },
    /// The map names a field that does not exist.
    UnknownField {
        /// The field as written in the map.
        field: String,
        /// The known field that is spelt most like it.
        suggestion: Option<String>,
    },
    /// The map names a header that the table does not have.
    UnknownHeader {
        /// The field as written in the map.
        field: String,
        /// The header as written in the map.
        header: String,
        /// The table's header that is spelt most like it.
        suggestion: Option<String>,
    },
}

/// Finds the field of each header. `map` pairs a field's id (or one of its names) with a header as
/// printed, and wins over what the header says by itself.
pub fn recognise(header: &[&str], fields: &[FieldNames], map: &[(String, String)]) -> Header {
    let levels: Vec<Levels> = header.iter().map(|text| vec![(*text).to_owned()]).collect();
    Names::new(fields).recognise(&levels, fields, map)
}

/// Finds the header among the first rows: the first with two known fields, or with one that `map`
/// names. It may go on in the rows below. Gives the index of its last row and its columns.
pub fn find_header(
    rows: &[Vec<String>],
    fields: &[FieldNames],
    map: &[(String, String)],
) -> Option<(usize, Header)> {
    let rows: Vec<TopRow> = rows.iter().map(|row| TopRow::of_texts(row)).collect();
    find_among(&rows, fields, map).map(|found| (found.last, found.header))
}

/// A header and its rows.
pub(crate) struct Found {
    /// Index of its first row.
    pub(crate) first: usize,
    /// Index of its last row.
    pub(crate) last: usize,
    pub(crate) header: Header,
}

pub(crate) fn find_among(
    rows: &[TopRow],
    fields: &[FieldNames],
    map: &[(String, String)],
) -> Option<Found> {
    let names = Names::new(fields);
    (0..rows.len().min(HEADER_ROWS)).find_map(|first| {
        let mut best: Option<(usize, Weighed)> = None;
        for (depth, levels) in depths(rows, first).into_iter().enumerate() {
            let weighed = names.weigh(&levels, fields, map);
            let goes_on = best.as_ref().is_none_or(|(_, before)| {
                let (then, now) = ((before.1, before.0), (weighed.1, weighed.0));
                now > then || (now == then && names.goes_on(&before.2, &rows[first + depth]))
            });
            if goes_on {
                best = Some((depth, weighed));
            }
        }
        let (depth, (known, mapped, header)) = best?;
        (known >= 2 || mapped > 0).then_some(Found { first, last: first + depth, header })
    })
}

impl HeaderProblem {
    /// The problem's name in messages and JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Repeated { .. } => "header-repeated",
            Self::UnknownField { .. } => "map-unknown-field",
            Self::UnknownHeader { .. } => "map-unknown-header",
        }
    }
}

impl fmt::Display for HeaderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suggestion = match self {
            Self::Repeated { field, first, column, header } => {
                return write!(
                    f,
                    "column {} ({header}) holds {field} again; column {} keeps it",
                    column + 1,
                    first + 1
                );
            }
            Self::UnknownField { field, suggestion } => {
                write!(f, "--map: there is no field {field}")?;
                suggestion
            }
            Self::UnknownHeader { field, header, suggestion } => {
                write!(f, "--map {field}={header}: the table has no such header")?;
                suggestion
            }
        };
        suggestion.as_ref().map_or(Ok(()), |word| write!(f, "; did you mean {word}?"))
    }
}
