//! What was found out since a list was drawn up: `--facts`, a table of line, unit, attribute, value
//! and evidence.

use phaseout_documents::{Chunk, Document, FieldNames, ReadError, Table};
use rustc_hash::FxHashMap;

/// One fact, with the row that states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The unit, counted from 1; `None`: every unit that may have the attribute.
    pub unit: Option<u32>,
    /// An attribute id or Chinese name, or `equipment`, `region`, `capacity`, `exemption` …
    pub attribute: String,
    /// The value, as a cell prints it.
    pub value: String,
    /// The evidence for it.
    pub evidence: String,
    /// The row of the facts file.
    pub row: u64,
}

/// The facts by the id of their line.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    by_line: FxHashMap<String, Vec<Fact>>,
    /// The file, as the user named it.
    pub path: String,
}

/// Why a facts file could not be used.
#[derive(Debug)]
pub enum FactsError {
    /// No row names the columns line, attribute and value.
    NoHeader,
    /// A row without line, attribute or value, or a unit that is no number.
    Row {
        /// The row.
        row: u64,
        /// The column that is at fault.
        column: &'static str,
    },
    /// The file could not be read to its end.
    Read(ReadError),
}

impl Facts {
    /// Reads a facts table to its end.
    ///
    /// # Errors
    /// All rows at fault.
    pub fn read(mut document: Document) -> Result<Self, Vec<FactsError>> {
        let fields = [
            FieldNames::new("line", &["row_id", "序号", "编号", "行"]),
            FieldNames::new("unit", &["单元", "设备序号"]),
            FieldNames::new("attribute", &["属性", "字段", "指标"]),
            FieldNames::new("value", &["值", "数值", "取值"]),
            FieldNames::new("evidence", &["证据", "依据", "证明材料"]),
        ];
        let mut facts = Self { path: document.path().to_owned(), ..Self::default() };
        let mut errors = Vec::new();
        let mut columns: Option<[Option<usize>; 5]> = None;
        let mut chunk = Chunk::new();
        loop {
            match document.read_chunk(&mut chunk, 1024) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Err(vec![FactsError::Read(error)]),
            }
            let mut first = 0;
            let places = if let Some(places) = columns {
                places
            } else {
                let Some(table) = Table::find(&chunk, &fields, &[]) else {
                    return Err(vec![FactsError::NoHeader]);
                };
                first = table.first_line();
                let header = table.header();
                let place =
                    |field| header.columns.iter().position(|column| column.field == Some(field));
                *columns.insert([place(0), place(1), place(2), place(3), place(4)])
            };
            let [Some(line), unit, Some(attribute), Some(value), evidence] = places else {
                return Err(vec![FactsError::NoHeader]);
            };
            for at in first..chunk.rows() {
                let row = chunk.row(at);
                let cell =
                    |column: Option<usize>| column.map_or("", |column| row.cell(column).trim());
                let unit_number = match cell(unit) {
                    "" => None,
                    text => match text.parse::<u32>() {
                        Ok(number) if number > 0 => Some(number),
                        _ => {
                            errors.push(FactsError::Row { row: row.number(), column: "unit" });
                            continue;
                        }
                    },
                };
                let needed = [(line, "line"), (attribute, "attribute"), (value, "value")];
                if let Some((_, column)) =
                    needed.into_iter().find(|(column, _)| cell(Some(*column)).is_empty())
                {
                    errors.push(FactsError::Row { row: row.number(), column });
                    continue;
                }
                facts.by_line.entry(cell(Some(line)).to_owned()).or_default().push(Fact {
                    unit: unit_number,
                    attribute: cell(Some(attribute)).to_owned(),
                    value: cell(Some(value)).to_owned(),
                    evidence: cell(evidence).to_owned(),
                    row: row.number(),
                });
            }
        }
        if errors.is_empty() { Ok(facts) } else { Err(errors) }
    }

    /// Facts that were found out elsewhere: `(line, fact)`; `path` is what a finding names as their place.
    pub fn of_lines(path: &str, lines: impl IntoIterator<Item = (String, Fact)>) -> Self {
        let mut facts = Self { path: path.to_owned(), ..Self::default() };
        for (line, fact) in lines {
            facts.by_line.entry(line).or_default().push(fact);
        }
        facts
    }

    /// No fact at all.
    pub fn is_empty(&self) -> bool {
        self.by_line.is_empty()
    }

    /// The facts about a line.
    pub fn of(&self, line: &str) -> &[Fact] {
        if self.by_line.is_empty() {
            &[]
        } else {
            self.by_line.get(line).map_or(&[], Vec::as_slice)
        }
    }

    /// The lines that facts speak of, in order.
    pub fn lines(&self) -> Vec<&str> {
        let mut lines: Vec<&str> = self.by_line.keys().map(String::as_str).collect();
        lines.sort_unstable();
        lines
    }
}
