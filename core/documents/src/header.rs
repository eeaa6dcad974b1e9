//! Which column of a table holds which field, told by the words of its header.
//!
//! Lists print headers with spaces and line breaks inside, in full-width signs, with the unit in
//! brackets or behind a slash. What is not recognised stays a column without field; nothing is
//! guessed. Where a header is strange, a map of the user's decides.

use std::collections::BTreeMap;
use std::fmt;

use crate::fields::FieldNames;
use crate::header_rows::{Levels, TopRow, depths, is_unit};

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

/// How many columns a header knows, how many of the map's it has, and what it says.
type Weighed = (usize, usize, Header);

/// Words that say something only below another.
const LOWER_WORDS: [&str; 11] =
    ["名称", "单位", "计量单位", "数量", "数值", "数额", "数", "规模", "能力", "产能", "生产能力"];

/// All names of the fields, as they are compared.
struct Names(BTreeMap<String, usize>);

impl Names {
    fn new(fields: &[FieldNames]) -> Self {
        let mut names = BTreeMap::new();
        for (index, field) in fields.iter().enumerate() {
            for name in std::iter::once(&field.field).chain(&field.names) {
                // A name given twice belongs to the field that stands first.
                names.entry(Printed::new(name).whole).or_insert(index);
            }
        }
        Self(names)
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.0.get(&Printed::new(name).whole).copied()
    }

    /// Whether a row that adds no field to a header is still a part of it and not a line: it says
    /// something of its own only where the header knows no field.
    fn goes_on(&self, header: &Header, below: &TopRow) -> bool {
        below.words().all(|(column, word)| {
            let is_known = header.columns.get(column).is_some_and(|column| column.field.is_some());
            !is_known || is_unit(word) || LOWER_WORDS.contains(&word) || self.find(word).is_some()
        })
    }

    fn weigh(&self, levels: &[Levels], fields: &[FieldNames], map: &[(String, String)]) -> Weighed {
        let header = self.recognise(levels, fields, map);
        let known = header.columns.iter().filter(|column| column.field.is_some()).count();
        let printed: Vec<Printed> =
            header.columns.iter().map(|column| Printed::new(&column.header)).collect();
        let is_here = |(field, name): &&(String, String)| {
            self.find(field).is_some() && find_column(&printed, name).is_some()
        };
        (known, map.iter().filter(is_here).count(), header)
    }

    fn recognise(
        &self,
        levels: &[Levels],
        fields: &[FieldNames],
        map: &[(String, String)],
    ) -> Header {
        let joined: Vec<String> = levels.iter().map(|words| words.join(" ")).collect();
        let header: Vec<&str> = joined.iter().map(String::as_str).collect();
        let header = &header[..];
        let printed: Vec<Printed> = header.iter().map(|text| Printed::new(text)).collect();
        let mut columns: Vec<Column> = header
            .iter()
            .map(|text| Column { header: (*text).to_owned(), field: None, unit: None })
            .collect();
        let mut problems = Vec::new();
        // Which column keeps a field.
        let mut keeper: BTreeMap<usize, usize> = BTreeMap::new();
        for (field, name) in map {
            match (self.find(field), find_column(&printed, name)) {
                (Some(index), Some(column)) => {
                    columns[column].field = Some(index);
                    columns[column].unit = printed[column].unit_beside_head();
                    if let Some(first) =
                        keeper.insert(index, column).filter(|first| *first != column)
                    {
                        // Named twice in the map: the first keeps it, as in a header.
                        keeper.insert(index, first);
                        columns[column].field = None;
                        problems.push(repeated(fields, index, first, column, header[column]));
                    }
                }
                (None, _) => problems.push(HeaderProblem::UnknownField {
                    field: field.clone(),
                    suggestion: nearest(field, fields.iter().map(|known| known.field.as_str())),
                }),
                (_, None) => problems.push(HeaderProblem::UnknownHeader {
                    field: field.clone(),
                    header: name.clone(),
                    suggestion: nearest(name, header.iter().copied()),
                }),
            }
        }
        let mapped = keeper.clone();
        for (column, printed) in printed.iter().enumerate() {
            if columns[column].field.is_some() {
                continue;
            }
            let Some((field, unit)) = self.read_levels(&levels[column], printed) else { continue };
            if mapped.contains_key(&field) {
                continue;
            }
            if let Some(&first) = keeper.get(&field) {
                problems.push(repeated(fields, field, first, column, header[column]));
                continue;
            }
            keeper.insert(field, column);
            columns[column].field = Some(field);
            columns[column].unit = unit;
        }
        self.take_unit_column(&printed, &mut columns, &keeper);
        Header { columns, problems }
    }

    /// The field that words over one another mean. 产能 over 数量 is the capacity, 设备 over 数量
    /// the quantity; 企业 over 名称 is the enterprise.
    fn read_levels(&self, levels: &[String], whole: &Printed) -> Option<(usize, Option<String>)> {
        if let Some(found) = self.read(whole) {
            return Some(found);
        }
        let (lowest, above) = levels.split_last()?;
        let child = Printed::new(lowest);
        for parent in above.iter().rev().map(|text| Printed::new(text)) {
            let both = Printed::new(&format!("{}{}", parent.whole, lowest));
            if let Some(found) = self.read(&both) {
                return Some(found);
            }
            let Some((field, unit)) = self.read(&parent) else { continue };
            let unit_field = self.unit_field(field);
            if let (Some(unit_field), "单位" | "计量单位") = (unit_field, child.whole.as_str())
            {
                return Some((unit_field, None));
            }
            let inside = child.unit_beside_head().or(unit);
            let word = child.before_bracket.as_deref().unwrap_or(&child.whole);
            let is_number = LOWER_WORDS[3..].contains(&word);
            if unit_field.is_some() && is_number {
                return Some((field, inside));
            }
            if is_unit(lowest) {
                let unit = plain(lowest);
                let unit = unit.trim_matches(['(', ')', '[', ']', '【', '】']);
                return Some((field, Some(unit.to_owned())));
            }
            if child.whole == "名称" {
                return Some((field, None));
            }
        }
        // What the lowest word says alone, else the nearest above that says something.
        self.read(&child).or_else(|| {
            let mut parents = above.iter().rev().map(|text| Printed::new(text));
            parents.find_map(|parent| self.read(&parent))
        })
    }

    /// The field that holds the units of `field`.
    fn unit_field(&self, field: usize) -> Option<usize> {
        let of = |name: &str, unit: &str| {
            (self.find(name) == Some(field)).then(|| self.find(unit)).flatten()
        };
        of("capacity", "capacity_unit").or_else(|| of("quantity", "quantity_unit"))
    }

    /// The field that a header means by itself, and its unit.
    fn read(&self, printed: &Printed) -> Option<(usize, Option<String>)> {
        if let Some(&field) = self.0.get(&printed.whole) {
            // The brackets belong to the name: 县(市、区). Only what looks like a unit is one.
            return Some((field, printed.bracket.clone().filter(|text| reads_like_a_unit(text))));
        }
        let beside = |head: &Option<String>, unit: &Option<String>| {
            let field = *self.0.get(head.as_deref()?)?;
            Some((field, unit.clone().filter(|unit| !unit.is_empty())))
        };
        beside(&printed.before_bracket, &printed.bracket)
            .or_else(|| beside(&printed.before_slash, &printed.behind_slash))
    }

    /// `单位` directly right of the capacity is the capacity's unit.
    fn take_unit_column(
        &self,
        printed: &[Printed],
        columns: &mut [Column],
        keeper: &BTreeMap<usize, usize>,
    ) {
        let (Some(capacity), Some(unit)) = (self.find("capacity"), self.find("capacity_unit"))
        else {
            return;
        };
        let Some(&column) = keeper.get(&capacity) else { return };
        if keeper.contains_key(&unit) {
            return;
        }
        if let Some(right) = columns.get_mut(column + 1)
            && right.field.is_none()
            && printed[column + 1].whole == "单位"
        {
            right.field = Some(unit);
        }
    }
}

fn find_column(printed: &[Printed], name: &str) -> Option<usize> {
    let name = Printed::new(name);
    printed.iter().position(|header| header.whole == name.whole).or_else(|| {
        printed.iter().position(|header| header.before_bracket.as_ref() == Some(&name.whole))
    })
}

fn repeated(
    fields: &[FieldNames],
    field: usize,
    first: usize,
    column: usize,
    header: &str,
) -> HeaderProblem {
    let field = fields[field].field.clone();
    HeaderProblem::Repeated { field, first, column, header: header.to_owned() }
}

/// Below this likeness (1 is equal) a suggestion would be a guess.
const ALIKE: f64 = 0.5;

fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let likeness = |other: &str| strsim::normalized_damerau_levenshtein(word, other);
    known
        .filter(|other| !other.trim().is_empty())
        .map(|other| (likeness(other), other))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, other)| other.trim().to_owned())
}

/// A header as it is compared: half-width, without spaces and line breaks, in lower case.
struct Printed {
    whole: String,
    before_bracket: Option<String>,
    /// Text in the last brackets, in the case as printed: MW is not mW.
    bracket: Option<String>,
    before_slash: Option<String>,
    behind_slash: Option<String>,
}

impl Printed {
    fn new(text: &str) -> Self {
        let plain = plain(text);
        let parts = split_bracket(&plain);
        let slash = plain.split_once('/');
        Self {
            whole: plain.to_lowercase(),
            before_bracket: parts.map(|(head, _)| head.to_lowercase()),
            bracket: parts.map(|(_, inside)| inside.to_owned()),
            before_slash: slash.map(|(head, _)| head.to_lowercase()),
            behind_slash: slash.map(|(_, unit)| unit.to_owned()),
        }
    }

    /// The unit where a map has decided what the column is.
    fn unit_beside_head(&self) -> Option<String> {
        self.bracket.clone().or_else(|| self.behind_slash.clone()).filter(|unit| !unit.is_empty())
    }
}

/// Half-width signs, without spaces, line breaks and invisible marks.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '\u{FEFF}' | '\u{200B}'))
        .map(|sign| match sign {
            // The full-width forms stand in the order of ASCII.
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
            _ => sign,
        })
        .collect()
}

/// Head and inside of brackets that end the text; brackets inside them belong to the inside.
fn split_bracket(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (at, sign) in text.char_indices().rev() {
        match sign {
            ')' | ']' | '】' | '〕' => depth += 1,
            '(' | '[' | '【' | '〔' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            let inside = text[at..].trim_start_matches(['(', '[', '【', '〔']);
            let inside = inside.strip_suffix([')', ']', '】', '〕'])?;
            return Some((&text[..at], inside));
        }
    }
    None
}

/// Words in the brackets of a known name: `t/d`, `%`, `万吨`, but not `市、区`.
fn reads_like_a_unit(text: &str) -> bool {
    text.contains(|sign: char| {
        sign.is_ascii_alphabetic() || matches!(sign, '/' | '%' | '万' | '千' | '吨' | '米' | '元')
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
