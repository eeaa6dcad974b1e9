//! Worked cases and exemptions of a criterion file.

use crate::check;
use crate::criterion::{Case, Exemption};
use crate::diagnostic::{Diagnostic, line_column};
use crate::nearest::nearest;
use crate::reader::{Reader, Section};
use phaseout_model::{Outcome, Vocabulary};
use std::ops::Range;

/// The keys of an exemption.
pub(crate) const EXEMPTION_KEYS: &[&str] =
    &["id", "text", "words", "evidence", "decided_by", "confirmed"];

/// What a case may state besides attributes.
pub(crate) const CASE_FIELDS: &[&str] = &[
    "equipment",
    "spec",
    "quantity",
    "capacity",
    "region",
    "commissioned",
    "as_of",
    "exemption",
    "evidence",
    "approved",
];

/// What a case says of itself.
pub(crate) const CASE_KEYS: &[&str] = &["expect", "source", "note"];

const OUTCOMES: &[(&str, Outcome)] = &[
    ("hit", Outcome::Hit),
    ("clear", Outcome::Clear),
    ("unknown", Outcome::Unknown),
    ("exempt", Outcome::Exempt),
];

/// The exemptions, with the place of each.
pub(crate) fn exemptions<'a>(
    reader: &mut Reader<'a>,
    file: &Section<'a>,
) -> Vec<(Exemption, Range<usize>)> {
    let mut exemptions: Vec<(Exemption, Range<usize>)> = Vec::new();
    for section in reader.sections(file, "exemption") {
        let Some(exemption) = exemption(reader, &section) else { continue };
        if exemptions.iter().any(|(earlier, _)| earlier.id == exemption.id) {
            let span = section.place("id").unwrap_or(section.span.clone());
            let diagnostic = Diagnostic::new("repeated-exemption", span);
            reader.report(diagnostic.with("id", &exemption.id));
        }
        exemptions.push((exemption, section.span.clone()));
    }
    exemptions
}

fn exemption<'a>(reader: &mut Reader<'a>, section: &Section<'a>) -> Option<Exemption> {
    reader.keys(section, EXEMPTION_KEYS);
    let id = reader.text(section, "id");
    let text = reader.words(section, "text");
    let words = reader.texts(section, "words");
    let evidence = reader.words(section, "evidence");
    let decided_by = reader.optional_words(section, "decided_by");
    let confirmed = reader.flag(section, "confirmed");
    Some(Exemption {
        id: id?.value.to_owned(),
        text: text?,
        words: words?.iter().map(|word| word.value.to_owned()).collect(),
        evidence: evidence?,
        decided_by,
        confirmed: confirmed?,
    })
}

/// The cases; a hit, a clear and an unknown one have to be there.
pub(crate) fn cases<'a>(
    reader: &mut Reader<'a>,
    file: &Section<'a>,
    vocabulary: &Vocabulary,
    text: &str,
) -> Vec<Case> {
    let Some(place) = file.place("case") else {
        reader.missing(file, "case");
        return Vec::new();
    };
    let sections = reader.sections(file, "case");
    let mut seen = Vec::new();
    let mut cases = Vec::new();
    for section in &sections {
        let (case, expect) = case(reader, section, vocabulary, text);
        seen.push(expect);
        cases.extend(case);
    }
    // A case whose `expect` could not be read may be the one that seems to be missing.
    if !seen.contains(&None) {
        for wanted in [Outcome::Hit, Outcome::Clear, Outcome::Unknown] {
            if !seen.contains(&Some(wanted)) {
                let diagnostic = Diagnostic::new("missing-case", place.clone());
                reader.report(diagnostic.with("expect", wanted.id()));
            }
        }
    }
    cases
}

fn case<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    vocabulary: &Vocabulary,
    text: &str,
) -> (Option<Case>, Option<Outcome>) {
    let mut cells = Vec::new();
    for (key, value, span) in section.entries() {
        if CASE_KEYS.contains(&key.value) {
            continue;
        }
        let known = CASE_FIELDS.contains(&key.value)
            || vocabulary.attributes.iter().any(|attribute| attribute.id == key.value);
        if !known {
            report_unknown_field(reader, key.value, key.span, vocabulary);
            continue;
        }
        if let Some(cell) = reader.as_text(format!("case.{}", key.value), value, span) {
            if key.value == "as_of" {
                check::date(reader, &cell);
            }
            cells.push((key.value.to_owned(), cell.value.to_owned()));
        }
    }
    let expect = reader
        .text(section, "expect")
        .and_then(|text| check::one_of(reader, "case.expect", &text, OUTCOMES));
    let source = reader.text(section, "source");
    let note = reader.optional_text(section, "note");
    let (line, _) = line_column(text, section.span.start);
    let case = expect.zip(source).map(|(expect, source)| Case {
        cells,
        expect,
        source: source.value.to_owned(),
        note: note.map(|note| note.value.to_owned()),
        line,
    });
    (case, expect)
}

fn report_unknown_field(
    reader: &mut Reader<'_>,
    field: &str,
    span: Range<usize>,
    vocabulary: &Vocabulary,
) {
    // A Chinese name is the name of an attribute in a list, not in a case.
    let by_name = vocabulary.attribute(field).map(|at| vocabulary.attributes[at].id.as_str());
    let ids = vocabulary.attributes.iter().map(|attribute| attribute.id.as_str());
    let fields = CASE_FIELDS.iter().chain(CASE_KEYS).copied();
    let near = by_name.or_else(|| nearest(field, fields.chain(ids)));
    let diagnostic = Diagnostic::new("unknown-case-field", span).with("field", field);
    reader.report(diagnostic.suggest(near));
}
