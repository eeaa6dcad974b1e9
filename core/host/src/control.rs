//! The control plane: judged lines to a plugin's `inspect` and `report`, and what it answers.
//!
//! JSON in, JSON out. What comes back is not trusted: shape, sizes, and that it speaks of lines that were
//! asked about; a faulty answer is refused as a whole, with the plugin's name.

use crate::error::HostError;
use crate::generation::Industry;
use phaseout_model::decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What `inspect` and `report` are given: judged lines of one industry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JudgedList {
    /// The version of this form: 1.
    pub schema: u32,
    /// The industry's id.
    pub industry: String,
    /// The day of the judgement, `2013-07-01`.
    pub as_of: String,
    /// The language of what a report says.
    pub lang: Language,
    /// The unit of every capacity in it: `万吨/年`.
    pub capacity_unit: String,
    /// The lines, in the order of the lists.
    pub lines: Vec<JudgedLine>,
}

/// A language of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

/// A line with its verdict.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JudgedLine {
    /// Its id.
    pub line: String,
    /// The enterprise as printed; may be blank.
    pub enterprise: String,
    /// Code of its region by GB/T 2260.
    pub region: Option<String>,
    /// `eliminate`, `verify`, `restrict`, `retain`, `unjudged`.
    pub verdict: String,
    /// The capacity of the whole row as a decimal, `8.05`; null where it is not one known number.
    pub capacity: Option<String>,
    /// Its units, in the order of the cell.
    pub units: Vec<JudgedUnit>,
}

/// A unit of a line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JudgedUnit {
    /// Id of its kind; the industry's where it is not known.
    pub equipment: String,
    /// Name of its kind, in the language of the list.
    pub name: String,
    /// The equipment as printed; may be blank.
    pub label: String,
    /// How many such units; null where the list does not say.
    pub quantity: Option<u32>,
    /// As of a line.
    pub verdict: String,
    /// What is known, by attribute.
    pub attributes: BTreeMap<String, JudgedValue>,
}

/// A value that is known.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum JudgedValue {
    /// A measurement in the unit of `plugin.toml`.
    Measured {
        /// Lower end; null: none.
        lo: Option<f64>,
        /// Upper end; null: none.
        hi: Option<f64>,
        /// The lower end itself is outside.
        lo_open: bool,
        /// The upper end itself is outside.
        hi_open: bool,
    },
    /// Yes or no.
    YesNo {
        /// The answer.
        value: bool,
    },
    /// A word of those declared.
    Word {
        /// The word.
        value: String,
    },
}

/// One thing in the papers that cannot be as printed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// Id of the line.
    pub line: String,
    /// Its unit, counted from 0.
    pub unit: u32,
    /// Lower-case letters, digits and hyphens; printed with `plugin-` before it.
    pub code: String,
    /// Id of the attribute that it is about.
    pub attribute: String,
    /// The values that it rests on.
    #[serde(default)]
    pub arguments: BTreeMap<String, String>,
    /// A sentence for a person.
    pub message: Texts,
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

/// A piece of a report.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// A heading below the industry's own.
    Heading(String),
    /// A paragraph of plain text.
    Paragraph(String),
    /// A table.
    Table(TableBlock),
    /// Data of a figure.
    Figure(FigureBlock),
}

/// A table: every row has as many cells as there are columns.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableBlock {
    /// The headers.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// Data of a figure, all of it in one unit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureBlock {
    /// What it shows.
    pub title: String,
    /// The unit of every value.
    pub unit: String,
    /// The series.
    pub series: Vec<Series>,
}

/// A series of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// (label, decimal).
    pub points: Vec<(String, String)>,
}

/// A text in an answer is no longer than this, in characters.
const LONGEST_TEXT: usize = 4000;
/// A report has no more blocks than this.
const MOST_BLOCKS: usize = 500;
/// All tables and figures of a report together have no more cells than this.
const MOST_CELLS: usize = 500_000;
/// A unit has no more contradictions than this.
const MOST_PER_UNIT: usize = 16;

/// The JSON Schema of what `inspect` and `report` are given, and of what each answers.
pub fn schemas() -> serde_json::Value {
    serde_json::json!({
        "input": schemars::schema_for!(JudgedList),
        "inspect": schemars::schema_for!(Vec<Contradiction>),
        "report": schemars::schema_for!(Vec<Block>),
    })
}

impl Industry {
    /// The unit of capacities, as written; empty where the industry has none.
    pub fn capacity_unit(&self) -> &str {
        let attributes = &self.manifest.vocabulary.attributes;
        let unit = attributes.iter().find_map(|attribute| match &attribute.value {
            phaseout_model::AttributeValue::Capacity { unit } => Some(unit.as_str()),
            _ => None,
        });
        unit.unwrap_or_default()
    }

    /// Whether the plugin looks for contradictions.
    pub fn inspects(&self) -> bool {
        self.library.as_ref().is_some_and(crate::Library::inspects)
    }

    /// What the plugin finds contradictory in the lines; nothing where it does not look.
    ///
    /// # Errors
    /// What the plugin answered, or how its answer broke the contract.
    pub fn inspect(&self, list: &JudgedList) -> Result<Vec<Contradiction>, HostError> {
        let Some(library) = self.library.as_ref().filter(|library| library.inspects()) else {
            return Ok(Vec::new());
        };
        let Some(reply) = library.inspect(&write(list))? else { return Ok(Vec::new()) };
        let found: Vec<Contradiction> = serde_json::from_str(&reply)
            .map_err(|error| self.refuse("inspect", &error.to_string()))?;
        self.check_contradictions(list, &found).map_err(|why| self.refuse("inspect", &why))?;
        Ok(found)
    }

    /// The plugin's sections about the lines; `None` where it writes none.
    ///
    /// # Errors
    /// As [`Industry::inspect`].
    pub fn report(&self, list: &JudgedList) -> Result<Option<Vec<Block>>, HostError> {
        let Some(library) = self.library.as_ref().filter(|library| library.reports()) else {
            return Ok(None);
        };
        let Some(reply) = library.report(&write(list))? else { return Ok(None) };
        let blocks: Vec<Block> = serde_json::from_str(&reply)
            .map_err(|error| self.refuse("report", &error.to_string()))?;
        check_blocks(&blocks).map_err(|why| self.refuse("report", &why))?;
        Ok(Some(blocks))
    }

    fn refuse(&self, function: &'static str, why: &str) -> HostError {
        HostError::new("plugin-reply", &self.path)
            .with("plugin", format!("{} {}", self.id, self.version))
            .with("function", function)
            .with("reason", of_length(why, 300))
    }

    fn check_contradictions(
        &self,
        list: &JudgedList,
        found: &[Contradiction],
    ) -> Result<(), String> {
        let asked: HashMap<&str, usize> =
            list.lines.iter().map(|line| (line.line.as_str(), line.units.len())).collect();
        let units: usize = list.lines.iter().map(|line| line.units.len()).sum();
        if found.len() > units.saturating_mul(MOST_PER_UNIT) {
            return Err(format!("{} contradictions in {units} units", found.len()));
        }
        let attributes = &self.manifest.vocabulary.attributes;
        for one in found {
            let Some(&units) = asked.get(one.line.as_str()) else {
                return Err(format!("line `{}` was not asked about", brief(&one.line)));
            };
            if one.unit as usize >= units {
                return Err(format!("line `{}` has no unit {}", brief(&one.line), one.unit));
            }
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            if one.code.is_empty() || one.code.len() > 64 || !one.code.bytes().all(plain) {
                return Err(format!("`{}` is no code", brief(&one.code)));
            }
            if !attributes.iter().any(|attribute| attribute.id == one.attribute) {
                return Err(format!("no attribute `{}`", brief(&one.attribute)));
            }
            let texts = [&one.message.zh, &one.message.en].into_iter();
            for text in texts.clone().chain(one.arguments.iter().flat_map(|(a, b)| [a, b])) {
                check_text(text)?;
            }
            if texts.into_iter().any(|text| text.trim().is_empty()) {
                return Err(format!("`{}` without a message", one.code));
            }
        }
        Ok(())
    }
}

/// What a report may hold.
fn check_blocks(blocks: &[Block]) -> Result<(), String> {
    if blocks.len() > MOST_BLOCKS {
        return Err(format!("{} blocks, more than {MOST_BLOCKS}", blocks.len()));
    }
    let mut cells = 0_usize;
    for block in blocks {
        match block {
            Block::Heading(text) | Block::Paragraph(text) => check_text(text)?,
            Block::Table(table) => {
                let columns = table.columns.len();
                if columns == 0 {
                    return Err("a table without columns".to_owned());
                }
                for (number, row) in (1..).zip(&table.rows) {
                    if row.len() != columns {
                        let found = row.len();
                        return Err(format!("{found} cells in row {number} of {columns} columns"));
                    }
                }
                cells = cells.saturating_add(columns.saturating_mul(table.rows.len() + 1));
                let texts = table.columns.iter().chain(table.rows.iter().flatten());
                texts.into_iter().try_for_each(|text| check_text(text))?;
            }
            Block::Figure(figure) => {
                check_text(&figure.title)?;
                check_text(&figure.unit)?;
                for series in &figure.series {
                    check_text(&series.name)?;
                    cells = cells.saturating_add(series.points.len());
                    for (label, value) in &series.points {
                        check_text(label)?;
                        if decimal::parse(value).is_none() {
                            return Err(format!("`{}` is no decimal", brief(value)));
                        }
                    }
                }
            }
        }
        if cells > MOST_CELLS {
            return Err(format!("more than {MOST_CELLS} cells"));
        }
    }
    Ok(())
}

fn check_text(text: &str) -> Result<(), String> {
    if text.chars().count() > LONGEST_TEXT {
        return Err(format!("a text of more than {LONGEST_TEXT} characters: {}", brief(text)));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(format!("a control character in `{}`", brief(text)));
    }
    Ok(())
}

/// Strings, finite numbers and maps with string keys: there is nothing in it that JSON cannot say.
fn write(list: &JudgedList) -> String {
    serde_json::to_string(list).unwrap_or_default()
}

/// The beginning of a text, fit for a message.
fn brief(text: &str) -> String {
    of_length(text, 40)
}

fn of_length(text: &str, most: usize) -> String {
    text.chars().take(most).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(json: &str) -> Result<Vec<Block>, String> {
        let blocks: Vec<Block> = serde_json::from_str(json).map_err(|error| error.to_string())?;
        check_blocks(&blocks).map(|()| blocks)
    }

    #[test]
    fn sections_are_read() {
        let json = r#"[{"heading":"窑"},{"paragraph":"两条线"},
            {"table":{"columns":["a","b"],"rows":[["1","2"]]}},
            {"figure":{"title":"t","unit":"万吨/年","series":[{"name":"n","points":[["x","8.05"]]}]}}]"#;
        assert_eq!(blocks(json).map(|blocks| blocks.len()), Ok(4));
    }

    #[test]
    fn what_breaks_the_contract_is_refused_with_the_reason() {
        let long = format!(r#"[{{"heading":"{}"}}]"#, "长".repeat(LONGEST_TEXT + 1));
        let many = format!("[{}]", vec![r#"{"heading":"x"}"#; MOST_BLOCKS + 1].join(","));
        let cases = [
            ("nonsense", "expected ident"),
            (r#"{"heading":"x"}"#, "expected a sequence"),
            (r#"[{"html":"<b>"}]"#, "unknown variant"),
            (r#"[{"table":{"columns":[],"rows":[]}}]"#, "without columns"),
            (
                r#"[{"table":{"columns":["a"],"rows":[["1","2"]]}}]"#,
                "2 cells in row 1 of 1 columns",
            ),
            (r#"[{"table":{"columns":["a"],"rows":[],"style":"x"}}]"#, "unknown field"),
            (r#"[{"paragraph":"a\u0007b"}]"#, "control character"),
            (
                r#"[{"figure":{"title":"t","unit":"t","series":[{"name":"n","points":[["x","1e9"]]}]}}]"#,
                "`1e9` is no decimal",
            ),
            (long.as_str(), "more than 4000 characters"),
            (many.as_str(), "501 blocks"),
        ];
        for (json, reason) in cases {
            let error = blocks(json).unwrap_err();
            assert!(error.contains(reason), "{reason}: {error}");
        }
    }

    #[test]
    fn the_schemas_name_what_the_contract_names() {
        let text = schemas().to_string();
        for word in ["capacity_unit", "lo_open", "heading", "points", "message"] {
            assert!(text.contains(word), "{word}");
        }
    }
}
