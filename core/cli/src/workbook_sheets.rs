//! The sheets that follow the office's own: reasons, what to ask whom, a summary.

use crate::asking::Question;
use crate::messages::Messages;
use crate::workbook_lines::REASONS;
use phaseout_documents::returned::{Loss, ReturnError, ReturnedBook, TableSheet};
use phaseout_host::generation::hex;
use phaseout_model::Verdict;
use phaseout_screening::{Report, Screening};
use phaseout_workflow::judging::generation_hash;
use std::collections::BTreeMap;

/// The sheet of reasons, without rows.
pub(crate) fn reasons(
    messages: &Messages,
    book: &mut ReturnedBook,
) -> Result<TableSheet, ReturnError> {
    let mut sheet = book.table(&messages.word("returned-reasons"))?;
    sheet.header(&headers(messages, &REASONS))?;
    Ok(sheet)
}

/// The columns of the sheet of questions, with their widths.
const QUESTIONS: [(&str, f64); 9] = [
    ("line", 14.0),
    ("enterprise", 26.0),
    ("unit", 7.0),
    ("equipment", 20.0),
    ("attribute", 20.0),
    ("measure", 10.0),
    ("allowed", 30.0),
    ("needed-by", 46.0),
    ("attribute-id", 20.0),
];

/// The sheet of what to ask whom, without rows.
pub(crate) fn questions(
    messages: &Messages,
    book: &mut ReturnedBook,
) -> Result<TableSheet, ReturnError> {
    let mut sheet = book.table(&messages.word("returned-questions"))?;
    sheet.header(&headers(messages, &QUESTIONS))?;
    Ok(sheet)
}

fn headers(messages: &Messages, columns: &[(&str, f64)]) -> Vec<(String, f64)> {
    let word = |id: &str| messages.word(&format!("returned-{id}"));
    columns.iter().map(|(id, width)| (word(id), *width)).collect()
}

/// A row of the sheet of questions.
pub(crate) fn question_row(messages: &Messages, question: &Question) -> [String; 9] {
    [
        question.line.clone(),
        question.enterprise.clone(),
        question.unit.map_or_else(String::new, |unit| unit.to_string()),
        question.label.clone(),
        question.name.clone(),
        question.measure.clone(),
        question.allowed(messages),
        question.criteria.join("\n"),
        question.id.clone(),
    ]
}

/// What the summary is about.
pub(crate) struct Summary<'a> {
    pub(crate) screening: &'a Screening<'a>,
    pub(crate) report: &'a Report,
    /// Lines by industry and verdict.
    pub(crate) counts: &'a BTreeMap<(String, Verdict), u64>,
    pub(crate) losses: &'a [Loss],
}

const VERDICTS: [Verdict; 5] =
    [Verdict::Eliminate, Verdict::Verify, Verdict::Restrict, Verdict::Retain, Verdict::Unjudged];

/// The sheet that says what was judged, by what, and what the workbook does not keep.
pub(crate) fn summary(
    messages: &Messages,
    book: &mut ReturnedBook,
    about: &Summary<'_>,
    dropped: u64,
) -> Result<TableSheet, ReturnError> {
    let mut sheet = book.table(&messages.word("returned-summary"))?;
    let options = about.screening.options();
    let as_of = options.as_of.to_string();
    sheet.title(&messages.say("returned-title", &[("date", &as_of)]), 7, 14.0)?;
    sheet.title(&messages.word("returned-how"), 7, 11.0)?;
    let mut head = vec![(messages.word("returned-industry"), 44.0)];
    head.extend(VERDICTS.map(|verdict| (messages.verdict(verdict), 12.0)));
    head.push((messages.word("returned-total"), 12.0));
    sheet.plain_header(&head)?;
    let mut industries: Vec<&str> = about.counts.keys().map(|(name, _)| name.as_str()).collect();
    industries.dedup();
    for industry in industries {
        let of = |verdict| about.counts.get(&(industry.to_owned(), verdict)).copied().unwrap_or(0);
        let name =
            if industry.is_empty() { messages.word("returned-blank") } else { industry.to_owned() };
        sheet.counts(&name, &VERDICTS.map(of))?;
    }
    let all = &about.report.summary;
    sheet.counts(&messages.word("returned-total"), &VERDICTS.map(|verdict| all.of(verdict)))?;
    sheet.gap();
    files(messages, &mut sheet, about)?;
    let generation = about.screening.generation();
    sheet.gap();
    let mut pair =
        |id: &str, value: &str| sheet.pair(&messages.word(&format!("returned-{id}")), value, 7);
    pair("as-of", &as_of)?;
    pair("version", env!("CARGO_PKG_VERSION"))?;
    pair("generation", &generation_hash(generation))?;
    pair("criteria-hash", &generation.criteria_sha256)?;
    for industry in &generation.industries {
        let name = &industry.manifest.vocabulary;
        let words = format!("{} {}", messages.choose(&name.zh, &name.en), industry.version);
        sheet.pair(&messages.say("returned-plugin", &[("plugin", &words)]), &industry.sha256, 7)?;
    }
    sheet.gap();
    sheet.plain_header(&[(messages.word("returned-not-kept"), 44.0)])?;
    for loss in about.losses {
        let count = if loss.count == 0 { String::new() } else { loss.count.to_string() };
        let cell = [loss.place.clone(), count, loss.first.clone()].join(" ");
        sheet.pair(&messages.word(&format!("loss-{}", loss.what)), cell.trim(), 7)?;
    }
    sheet.pair(&messages.word("loss-always"), &messages.word("loss-always-what"), 7)?;
    if dropped > 0 {
        sheet.pair(&messages.word("loss-rows"), &dropped.to_string(), 7)?;
    }
    Ok(sheet)
}

fn files(
    messages: &Messages,
    sheet: &mut TableSheet,
    about: &Summary<'_>,
) -> Result<(), ReturnError> {
    let words =
        ["file", "lines", "skipped-rows"].map(|id| messages.word(&format!("returned-{id}")));
    sheet.plain_header(&words.map(|word| (word, 12.0)))?;
    for file in &about.report.files {
        sheet.counts(&file.path, &[file.lines, file.skipped.len() as u64])?;
        sheet.pair("sha256", &hex(&file.sha256), 7)?;
    }
    Ok(())
}
