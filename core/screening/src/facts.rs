//! What was found out since a list was drawn up: `--facts`, a table of line, unit, attribute, value
//! and evidence; or a workbook that asked firms for facts and came back filled in.

use phaseout_documents::{Chunk, Document, FieldNames, ReadError, RowRef, Table, column_letters};
use phaseout_model::decimal;
use rustc_hash::FxHashMap;

/// One fact, with the row that states it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// The unit, counted from 1; `None`: every unit that may have the attribute.
    pub unit: Option<u32>,
    /// An attribute id or Chinese name, or `equipment`, `region`, `capacity`, `exemption` …
    pub attribute: String,
    /// The value, as a cell prints it; a bare number with the unit that stands beside it.
    pub value: String,
    /// The evidence for it.
    pub evidence: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row of the facts file.
    pub row: u64,
}

/// A row of a facts file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// The line that it is about.
    pub line: String,
    /// When it was found out, as printed; blank where it does not say.
    pub on: String,
    /// The cell of the value: `Sheet!G5`, for csv `G5`.
    pub cell: String,
    /// What it says.
    pub fact: Fact,
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
    NoHeader {
        /// The sheet of a workbook.
        sheet: Option<String>,
    },
    /// A row without line, attribute or value, or a unit that is no number.
    Row {
        /// The sheet of a workbook.
        sheet: Option<String>,
        /// The row.
        row: u64,
        /// The column that is at fault.
        column: &'static str,
    },
    /// The file could not be read to its end.
    Read(ReadError),
}

/// The columns of a facts table, in the order of [`fields`].
type Columns = [Option<usize>; 7];

fn fields() -> [FieldNames; 7] {
    [
        FieldNames::new("line", &["row_id", "行标识", "line id", "序号", "编号", "行"]),
        FieldNames::new("unit", &["单元", "设备序号", "第几台", "unit no."]),
        FieldNames::new("attribute", &["属性", "字段", "指标", "事实标识", "fact id"]),
        FieldNames::new("value", &["值", "数值", "取值", "核实结果", "answer"]),
        FieldNames::new("evidence", &["证据", "依据", "证明材料"]),
        FieldNames::new("measure", &["计量单位", "unit of measure"]),
        FieldNames::new("on", &["核实日期", "checked on"]),
    ]
}

impl Facts {
    /// Reads a facts table to its end, all sheets.
    ///
    /// # Errors
    /// All rows at fault.
    pub fn read(document: Document) -> Result<Self, Vec<FactsError>> {
        let mut facts = Self { path: document.path().to_owned(), ..Self::default() };
        for row in Self::rows(document)? {
            facts.by_line.entry(row.line).or_default().push(row.fact);
        }
        Ok(facts)
    }

    /// Reads the rows of a facts table in their order, all sheets. A workbook that asks for facts may have
    /// rows that nobody answered: they are no facts.
    ///
    /// # Errors
    /// All rows at fault.
    pub fn rows(mut document: Document) -> Result<Vec<FactRow>, Vec<FactsError>> {
        let may_be_blank = document.asks_for_facts();
        let fields = fields();
        let (mut rows, mut errors) = (Vec::new(), Vec::new());
        let mut table: Option<(Option<String>, Columns)> = None;
        let mut chunk = Chunk::new();
        loop {
            match document.read_chunk(&mut chunk, 1024) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Err(vec![FactsError::Read(error)]),
            }
            let sheet = chunk.sheet().map(str::to_owned);
            let mut first = 0;
            if table.as_ref().is_none_or(|(known, _)| *known != sheet) {
                let found = Table::find(&chunk, &fields, &[]);
                let columns = found.as_ref().map_or([None; 7], |found| {
                    first = found.first_line();
                    let columns = &found.header().columns;
                    std::array::from_fn(|field| {
                        columns.iter().position(|column| column.field == Some(field))
                    })
                });
                if columns[0].is_none() || columns[2].is_none() || columns[3].is_none() {
                    errors.push(FactsError::NoHeader { sheet: sheet.clone() });
                }
                table = Some((sheet.clone(), columns));
            }
            let Some((_, columns)) = &table else { continue };
            if columns[0].is_none() || columns[2].is_none() || columns[3].is_none() {
                continue;
            }
            for at in first..chunk.rows() {
                match row(&chunk.row(at), columns, sheet.as_deref(), may_be_blank) {
                    Ok(found) => rows.extend(found),
                    Err(error) => errors.push(error),
                }
            }
        }
        if errors.is_empty() { Ok(rows) } else { Err(errors) }
    }

    /// Facts that were found out elsewhere: `(line, fact)`; `path` is what a finding names as their place.
    pub fn of_lines(path: &str, lines: impl IntoIterator<Item = (String, Fact)>) -> Self {
        let mut facts = Self { path: path.to_owned(), ..Self::default() };
        for (line, fact) in lines {
            facts.by_line.entry(line).or_default().push(fact);
        }
        facts
    }

    /// Where a fact stands: `facts.csv:3`, `ask.xlsx:Sheet1:5`.
    pub fn place(&self, fact: &Fact) -> String {
        match &fact.sheet {
            Some(sheet) => format!("{}:{sheet}:{}", self.path, fact.row),
            None => format!("{}:{}", self.path, fact.row),
        }
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

/// A number, or a range of two: `2.5~3`.
fn is_without_unit(text: &str) -> bool {
    let is_number = |text: &str| decimal::parse(text.trim()).is_some();
    let ends = text.split_once(['~', '\u{ff5e}', '-', '\u{2013}', '\u{2014}', '至']);
    is_number(text) || ends.is_some_and(|(from, to)| is_number(from) && is_number(to))
}

fn row(
    row: &RowRef<'_>,
    columns: &Columns,
    sheet: Option<&str>,
    may_be_blank: bool,
) -> Result<Option<FactRow>, FactsError> {
    let [line, unit, attribute, value, evidence, measure, on] = *columns;
    let cell = |column: Option<usize>| column.map_or("", |column| row.trimmed(column));
    let wrong =
        |column| FactsError::Row { sheet: sheet.map(str::to_owned), row: row.number(), column };
    if may_be_blank && cell(value).is_empty() {
        return Ok(None);
    }
    let unit = match cell(unit) {
        "" => None,
        text => match text.parse::<u32>() {
            Ok(number) if number > 0 => Some(number),
            _ => return Err(wrong("unit")),
        },
    };
    let needed = [(line, "line"), (attribute, "attribute"), (value, "value")];
    if let Some((_, column)) = needed.into_iter().find(|(column, _)| cell(*column).is_empty()) {
        return Err(wrong(column));
    }
    let (text, measure) = (cell(value), cell(measure));
    let is_bare = !measure.is_empty() && is_without_unit(text);
    let letters = column_letters(value.unwrap_or_default() as u64);
    let place = format!("{letters}{}", row.number());
    Ok(Some(FactRow {
        line: cell(line).to_owned(),
        on: cell(on).to_owned(),
        cell: sheet.map_or_else(|| place.clone(), |sheet| format!("{sheet}!{place}")),
        fact: Fact {
            unit,
            attribute: cell(attribute).to_owned(),
            value: if is_bare { format!("{text}{measure}") } else { text.to_owned() },
            evidence: cell(evidence).to_owned(),
            sheet: sheet.map(str::to_owned),
            row: row.number(),
        },
    }))
}
