//! What is said on standard error beside the results: progress, oddities of the files, the summary.

use crate::fault::Fault;
use crate::session::{Output, Session};
use indicatif::{ProgressBar, ProgressStyle};
use phaseout_model::Verdict;
use phaseout_screening::{FileReport, Report, Screening};

/// A count of chunks on standard error, while a long run goes on.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new(session: &Session) -> Self {
        let bar = if session.shows_progress() {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed_precise}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    pub(crate) fn tick(&self) {
        self.bar.tick();
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Says what was odd about the files, then the summary.
pub(crate) fn say(session: &Session, screening: &Screening<'_>, report: &Report, format: Output) {
    for file in &report.files {
        oddities(session, file);
    }
    for line in &report.facts_without_line {
        session.warn(&Fault::refused("facts-no-line").with("line", line));
    }
    let messages = &session.messages;
    let summary = &report.summary;
    let count = |verdict| summary.of(verdict).to_string();
    session.note(&messages.say(
        "summary-lines",
        &[
            ("lines", &summary.lines.to_string()),
            ("date", &screening.options().as_of.to_string()),
            ("eliminate", &count(Verdict::Eliminate)),
            ("verify", &count(Verdict::Verify)),
            ("restrict", &count(Verdict::Restrict)),
            ("retain", &count(Verdict::Retain)),
            ("unjudged", &count(Verdict::Unjudged)),
        ],
    ));
    let skipped: usize = report.files.iter().map(|file| file.skipped.len()).sum();
    if skipped > 0 {
        session.note(&messages.say("summary-skipped", &[("rows", &skipped.to_string())]));
    }
    if summary.problems > 0 && format != Output::Json && format != Output::Jsonl {
        session.note(
            &messages.say("summary-problems", &[("problems", &summary.problems.to_string())]),
        );
    }
    if let Some(path) = &session.common.out {
        session.note(&messages.say("summary-written", &[("path", &path.display().to_string())]));
    }
}

/// What a reader of the file should know beside its lines.
pub(crate) fn oddities(session: &Session, file: &FileReport) {
    for note in &file.notes {
        let mut fault = Fault::refused(note.code());
        for (name, value) in note.arguments() {
            fault = fault.with(name, &value);
        }
        session.warn(&fault.at(&file.path));
    }
    for sheet in &file.sheets_without_header {
        session.warn(&Fault::refused("sheet-no-header").with("sheet", sheet).at(&file.path));
    }
    for problem in &file.header_problems {
        session.warn(&Fault::header(problem).at(&file.path));
    }
    if !file.unused_columns.is_empty() {
        let columns = file.unused_columns.join(&session.messages.word("list-comma"));
        session.note(
            &session.messages.say("columns-unused", &[("file", &file.path), ("columns", &columns)]),
        );
    }
}
