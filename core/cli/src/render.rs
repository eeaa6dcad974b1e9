//! What becomes of judged lines: csv, JSON, rows for a table or a workbook.

use crate::json::LineWriter;
use crate::messages::Messages;
use phaseout_host::Industry;
use phaseout_model::{AttributeValue, Verdict};
use phaseout_screening::{JudgedLine, Render};

/// One row per line; several values joined by `;`.
#[derive(Debug)]
pub(crate) struct Csv;

/// The columns of the csv form.
pub(crate) const CSV_HEADER: &str =
    "line,enterprise,industry,verdict,deadline,basis,missing,problems\n";

impl Render for Csv {
    type Out = Vec<u8>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Vec<u8>) {
        let brief = line.brief();
        cell(out, &line.id());
        out.push(b',');
        cell(out, line.enterprise());
        out.push(b',');
        cell(out, line.industry());
        out.push(b',');
        out.extend_from_slice(line.verdict().id().as_bytes());
        for text in [&brief.deadline, &brief.basis, &brief.missing] {
            out.push(b',');
            if brief.plain { out.extend_from_slice(text.as_bytes()) } else { cell(out, text) }
        }
        out.push(b',');
        for (at, code) in line.problem_codes().enumerate() {
            if at > 0 {
                out.push(b';');
            }
            out.extend_from_slice(code.as_bytes());
        }
        out.push(b'\n');
    }

    fn wants_briefs(&self) -> bool {
        true
    }
}

/// A cell, in quotes where it has to be.
fn cell(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    if memchr::memchr3(b',', b'"', b'\n', bytes).is_none() && memchr::memchr(b'\r', bytes).is_none()
    {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for piece in text.as_bytes().split_inclusive(|&byte| byte == b'"') {
        out.extend_from_slice(piece);
        if piece.ends_with(b"\"") {
            out.push(b'"');
        }
    }
    out.push(b'"');
}

/// A csv row of any cells.
pub(crate) fn csv_row(cells: &[String]) -> String {
    let mut out = Vec::new();
    for (at, text) in cells.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        cell(&mut out, text);
    }
    out.push(b'\n');
    String::from_utf8_lossy(&out).into_owned()
}

/// JSON objects, each followed by `,` and a line break, or by a line break alone.
#[derive(Debug)]
pub(crate) struct Json<'a> {
    pub(crate) writer: LineWriter<'a>,
    pub(crate) separator: &'static [u8],
}

impl Render for Json<'_> {
    type Out = Vec<u8>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Vec<u8>) {
        self.writer.write(line, out);
        out.extend_from_slice(self.separator);
    }

    fn wants_inspection(&self) -> bool {
        true
    }
}

/// A fact to ask for, in words: an attribute's name, or the kind, the place, the evidence.
pub(crate) fn fact(messages: &Messages, plugin: Option<&Industry>, id: &str) -> String {
    let attribute = plugin.and_then(|plugin| {
        let vocabulary = &plugin.manifest.vocabulary;
        vocabulary.attributes.iter().find(|attribute| attribute.id == id)
    });
    match attribute {
        Some(attribute) => messages.choose(&attribute.zh, &attribute.en).to_owned(),
        None => messages.try_say(&format!("fact-{id}"), &[]).unwrap_or_else(|| id.to_owned()),
    }
}

/// A line as a table or a workbook shows it.
#[derive(Debug, Clone)]
pub(crate) struct TableRow {
    pub(crate) line: String,
    pub(crate) enterprise: String,
    pub(crate) industry: String,
    pub(crate) equipment: String,
    pub(crate) verdict: Verdict,
    pub(crate) deadline: String,
    pub(crate) basis: String,
    /// The facts to ask for, in words.
    pub(crate) missing: Vec<String>,
}

/// Rows of a table, in a language.
#[derive(Debug)]
pub(crate) struct Rows<'a> {
    pub(crate) messages: &'a Messages,
}

impl Render for Rows<'_> {
    type Out = Vec<TableRow>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Vec<TableRow>) {
        let brief = line.brief();
        let equipment = line.units().map(|unit| {
            let mut text = unit.label().to_owned();
            for reading in unit.readings() {
                let measured = matches!(
                    unit.attribute(reading.attribute).value,
                    AttributeValue::Measure { .. }
                );
                if measured && !text.contains(reading.text.as_ref()) && !reading.text.is_empty() {
                    text.push(' ');
                    text.push_str(&reading.text);
                }
            }
            text
        });
        out.push(TableRow {
            line: line.id().into_owned(),
            enterprise: line.enterprise().to_owned(),
            industry: line
                .plugin()
                .map_or_else(
                    || line.industry(),
                    |plugin| {
                        let vocabulary = &plugin.manifest.vocabulary;
                        self.messages.choose(&vocabulary.zh, &vocabulary.en)
                    },
                )
                .to_owned(),
            equipment: equipment.collect::<Vec<_>>().join("、"),
            verdict: line.verdict(),
            deadline: brief.deadline.clone(),
            basis: brief.basis.clone(),
            missing: brief
                .missing
                .split(';')
                .filter(|id| !id.is_empty())
                .map(|id| fact(self.messages, line.plugin(), id))
                .collect(),
        });
    }

    fn wants_briefs(&self) -> bool {
        true
    }

    fn wants_inspection(&self) -> bool {
        true
    }
}
