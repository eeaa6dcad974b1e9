//! Which field the words over a column mean, by the names that fields have.

use std::collections::BTreeMap;

use crate::fields::FieldNames;
use crate::header::{Column, Header, HeaderProblem};
use crate::header_rows::{Levels, TopRow, is_unit};
use crate::header_words::{Printed, plain, reads_like_a_unit};

/// How many columns a header knows, how many of the map's it has, and what it says.
pub(crate) type Weighed = (usize, usize, Header);

/// Words that say something only below another.
const LOWER_WORDS: [&str; 11] =
    ["名称", "单位", "计量单位", "数量", "数值", "数额", "数", "规模", "能力", "产能", "生产能力"];

/// All names of the fields, as they are compared.
pub(crate) struct Names(BTreeMap<String, usize>);

impl Names {
    pub(crate) fn new(fields: &[FieldNames]) -> Self {
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
    pub(crate) fn goes_on(&self, header: &Header, below: &TopRow) -> bool {
        below.words().all(|(column, word)| {
            let is_known = header.columns.get(column).is_some_and(|column| column.field.is_some());
            !is_known || is_unit(word) || LOWER_WORDS.contains(&word) || self.find(word).is_some()
        })
    }

    pub(crate) fn weigh(
        &self,
        levels: &[Levels],
        fields: &[FieldNames],
        map: &[(String, String)],
    ) -> Weighed {
        let header = self.recognise(levels, fields, map);
        let known = header.columns.iter().filter(|column| column.field.is_some()).count();
        let printed: Vec<Printed> =
            header.columns.iter().map(|column| Printed::new(&column.header)).collect();
        let is_here = |(field, name): &&(String, String)| {
            self.find(field).is_some() && find_column(&printed, name).is_some()
        };
        (known, map.iter().filter(is_here).count(), header)
    }

    pub(crate) fn recognise(
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
