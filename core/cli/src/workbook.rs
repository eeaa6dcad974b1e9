//! `screen --out FILE.xlsx`: the office's own lists given back as a workbook, verdicts beside their rows,
//! and sheets with reasons, questions and a summary behind them.

use crate::args::{Lang, Screen};
use crate::asking::Question;
use crate::fault::Fault;
use crate::messages::Messages;
use crate::output::Writer;
use crate::report::Progress;
use crate::session::{Output, Session};
use crate::workbook_lines::{Judged, Lines, OfLine};
use crate::workbook_sheets::{Summary, question_row, questions, reasons, summary};
use phaseout_documents::Source;
use phaseout_documents::returned::{
    AddedColumn, Beside, Loss, Mark, ReturnError, ReturnedBook, RowBeside, TableSheet, Tone,
};
use phaseout_documents::{Document, open};
use phaseout_model::Verdict;
use phaseout_screening::{FileReport, Report, Screening, TableReport, run};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is written for people is Chinese unless English was asked for; a terminal speaks the system's
/// language.
pub(crate) fn words(session: &Session, format: Output) -> Messages {
    let chinese = format == Output::Xlsx && session.common.lang.is_none();
    Messages::new(if chinese { Lang::Zh } else { session.messages.lang() })
}

/// A list, and the place from which it can be read a second time.
struct Kept {
    path: PathBuf,
    /// Standard input, kept until the end.
    _spooled: Option<tempfile::NamedTempFile>,
}

/// Lists that will be read twice: standard input goes to a temporary file first.
pub(crate) fn open_twice(paths: &[PathBuf]) -> Result<(Vec<Document>, Twice), Fault> {
    let (mut documents, mut kept) = (Vec::new(), Vec::new());
    if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Fault::usage("stdin-once"));
    }
    for path in paths {
        if path.as_os_str() == "-" {
            let failed = |error: io::Error| Fault::write("-", &error);
            let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
            io::copy(&mut io::stdin().lock(), &mut file).map_err(failed)?;
            let again = File::open(file.path()).map_err(failed)?;
            let document = open(Source::Stdin(Box::new(again)));
            documents.push(document.map_err(|error| Fault::open(&error))?);
            kept.push(Kept { path: file.path().to_owned(), _spooled: Some(file) });
        } else {
            documents.push(crate::session::open(path)?);
            kept.push(Kept { path: path.clone(), _spooled: None });
        }
    }
    Ok((documents, Twice(kept)))
}

/// Lists that can be read twice.
pub(crate) struct Twice(Vec<Kept>);

/// Judges the lists and gives them back.
pub(crate) fn screen(
    session: &Session,
    args: &Screen,
    screening: &Screening<'_>,
    progress: &Progress,
) -> Result<Report, Fault> {
    refuse_twice(&args.files)?;
    let (documents, twice) = open_twice(&args.files)?;
    let out = Writer::open(session)?;
    let messages = words(session, Output::Xlsx);
    let mut book = ReturnedBook::new();
    let mut gathered = Gathered::new(&messages, &mut book)?;
    let lines = Lines { messages: &messages, as_of: screening.options().as_of };
    let report = run(screening, documents, session.threads(), &lines, &mut |chunk: Vec<OfLine>| {
        progress.tick();
        chunk.into_iter().try_for_each(|line| gathered.take(line).map_err(io::Error::other))
    })
    .map_err(|error| Fault::run(&error))?;
    let (besides, sheets) = gathered.finish(&report);
    for (file, kept) in report.files.iter().zip(&twice.0) {
        let of_file = besides.get(&file.path);
        let beside = |sheet: Option<&str>| of_file?.get(&sheet.map(str::to_owned)).cloned();
        book.copy(&kept.path, &sheet_name(&file.path), &file.sha256, &beside)
            .map_err(|error| fault(&file.path, &error))?;
    }
    let failed = |error: ReturnError| fault(&shown(session), &error);
    let losses = named(book.losses(), &report, &twice);
    let dropped = sheets.dropped();
    book.add(sheets.reasons).map_err(failed)?;
    book.add(sheets.questions).map_err(failed)?;
    let about = Summary { screening, report: &report, counts: &sheets.counts, losses: &losses };
    let page = summary(&messages, &mut book, &about, dropped).map_err(failed)?;
    book.add(page).map_err(failed)?;
    let mut out = out;
    book.save(&mut out).map_err(failed)?;
    out.finish()?;
    tell(session, &losses);
    Ok(report)
}

/// A list that is given twice would stand in the workbook twice, each copy with the words of both.
fn refuse_twice(paths: &[PathBuf]) -> Result<(), Fault> {
    for (at, path) in paths.iter().enumerate() {
        let real = |path: &PathBuf| std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        if path.as_os_str() != "-" && paths[..at].iter().any(|before| real(before) == real(path)) {
            return Err(Fault::usage("file-twice").with("path", &path.display().to_string()));
        }
    }
    Ok(())
}

fn shown(session: &Session) -> String {
    session.common.out.as_ref().map_or_else(String::new, |path| path.display().to_string())
}

/// A csv file's sheet is called after the file.
fn sheet_name(path: &str) -> String {
    let stem = Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.filter(|stem| stem != "-").unwrap_or_else(|| "stdin".to_owned())
}

/// A temporary file's losses go by the name under which it was given.
fn named(losses: &[Loss], report: &Report, twice: &Twice) -> Vec<Loss> {
    let mut losses = losses.to_vec();
    for loss in &mut losses {
        for (file, kept) in report.files.iter().zip(&twice.0) {
            if loss.place == kept.path.display().to_string() {
                loss.place.clone_from(&file.path);
            }
        }
    }
    losses
}

/// What is not kept, once on standard error.
fn tell(session: &Session, losses: &[Loss]) {
    if losses.is_empty() {
        return;
    }
    let messages = &session.messages;
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for loss in losses {
        places.entry(loss.what).or_default().push(&loss.place);
    }
    let comma = messages.word("list-comma");
    let what: Vec<String> = places
        .iter()
        .map(|(what, places)| {
            let word = messages.word(&format!("loss-{what}"));
            messages.say("loss-at", &[("what", &word), ("places", &places.join(&comma))])
        })
        .collect();
    session.note(
        &messages.say("returned-losses", &[("what", &what.join(&messages.word("list-semicolon")))]),
    );
}

/// Why a workbook could not be given back.
pub(crate) fn fault(path: &str, error: &ReturnError) -> Fault {
    match error {
        ReturnError::Open(error) => Fault::open(error),
        ReturnError::Changed => Fault::refused("file-changed").at(path),
        ReturnError::Read(detail) => {
            Fault::refused("returned-unread").at(path).with("detail", detail)
        }
        ReturnError::TooLong => Fault::refused("returned-too-long").at(path),
        ReturnError::Write(detail) => Fault::write(path, &io::Error::other(detail.clone())),
    }
}

/// What stands beside the sheets of one file.
type Besides = BTreeMap<Option<String>, Arc<Beside>>;

/// The sheets of the program's own, filled while lines are judged.
struct Sheets {
    reasons: TableSheet,
    questions: TableSheet,
    counts: BTreeMap<(String, Verdict), u64>,
}

impl Sheets {
    fn dropped(&self) -> u64 {
        self.reasons.dropped() + self.questions.dropped()
    }
}

/// Lines that were judged, as they are to stand in the workbook.
struct Gathered<'m> {
    messages: &'m Messages,
    sheets: Sheets,
    rows: BTreeMap<(String, Option<String>), OfTable>,
    /// Texts that many rows share.
    texts: HashMap<String, Arc<str>>,
}

#[derive(Default)]
struct OfTable {
    rows: BTreeMap<u64, Row>,
    last_line: u64,
    /// The ids of lines to which the list gives none.
    has_made_ids: bool,
}

/// A row, before it is known whether its table needs a column of ids.
#[derive(Default)]
struct Row {
    id: Arc<str>,
    tone: Tone,
    texts: [Arc<str>; 5],
    marks: Vec<Mark>,
}

/// So many different texts are kept to be shared.
const MOST_TEXTS: usize = 1 << 16;

impl<'m> Gathered<'m> {
    fn new(messages: &'m Messages, book: &mut ReturnedBook) -> Result<Self, Fault> {
        let failed = |error: ReturnError| fault("", &error);
        let sheets = Sheets {
            reasons: reasons(messages, book).map_err(failed)?,
            questions: questions(messages, book).map_err(failed)?,
            counts: BTreeMap::new(),
        };
        Ok(Self { messages, sheets, rows: BTreeMap::new(), texts: HashMap::new() })
    }

    fn take(&mut self, line: OfLine) -> Result<(), ReturnError> {
        let OfLine { judged, reasons, questions } = line;
        *self.sheets.counts.entry((judged.industry.clone(), judged.verdict)).or_default() += 1;
        for reason in reasons {
            let tone = reason.tone;
            let cells = reason.cells.iter().enumerate();
            self.sheets
                .reasons
                .row(cells.map(|(at, cell)| (cell, if at == 4 { tone } else { Tone::Plain })))?;
        }
        for question in &questions {
            self.question(question)?;
        }
        self.beside(judged);
        Ok(())
    }

    fn question(&mut self, question: &Question) -> Result<(), ReturnError> {
        let cells = question_row(self.messages, question);
        self.sheets.questions.row(cells.into_iter().map(|cell| (cell, Tone::Plain)))
    }

    fn beside(&mut self, judged: Judged) {
        let place = (judged.file, judged.sheet);
        let texts = judged.texts.map(|text| self.shared(text));
        let marks: Vec<(u64, Mark)> = judged
            .marks
            .into_iter()
            .map(|(row, column, note)| (row, Mark { column, note: self.shared(note) }))
            .collect();
        let id: Arc<str> = if judged.is_id_made { judged.id.into() } else { "".into() };
        let table = self.rows.entry(place).or_default();
        table.has_made_ids |= judged.is_id_made;
        table.last_line = table.last_line.max(judged.row);
        let row = table.rows.entry(judged.row).or_default();
        (row.id, row.tone, row.texts) = (id, tone(judged.verdict), texts);
        for (at, mark) in marks {
            // Two problems of one cell are one note.
            let marks = &mut table.rows.entry(at).or_default().marks;
            match marks.iter_mut().find(|other| other.column == mark.column) {
                Some(other) if other.note.contains(&*mark.note) => {}
                Some(other) => other.note = format!("{}\n{}", other.note, mark.note).into(),
                None => marks.push(mark),
            }
        }
    }

    fn shared(&mut self, text: String) -> Arc<str> {
        if let Some(known) = self.texts.get(&text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.as_str().into();
        if self.texts.len() < MOST_TEXTS {
            self.texts.insert(text, Arc::clone(&new));
        }
        new
    }

    fn finish(mut self, report: &Report) -> (BTreeMap<String, Besides>, Sheets) {
        for file in &report.files {
            self.skipped(file);
        }
        let mut all: BTreeMap<String, Besides> = BTreeMap::new();
        for file in &report.files {
            for table in &file.tables {
                let place = (file.path.clone(), table.sheet.clone());
                let Some(of_table) = self.rows.remove(&place) else { continue };
                let beside = beside(self.messages, table, of_table);
                all.entry(file.path.clone())
                    .or_default()
                    .insert(table.sheet.clone(), Arc::new(beside));
            }
        }
        (all, self.sheets)
    }

    /// Why a row is no line, in grey.
    fn skipped(&mut self, file: &FileReport) {
        for skipped in &file.skipped {
            let place = (file.path.clone(), skipped.sheet.as_deref().map(str::to_owned));
            let words = self.messages.word(&format!("skipped-{}", skipped.reason));
            let words = self.shared(words);
            let row = self.rows.entry(place).or_default().rows.entry(skipped.row).or_default();
            row.tone = Tone::Grey;
            row.texts[0] = words;
        }
    }
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Eliminate => Tone::Red,
        Verdict::Verify => Tone::Violet,
        Verdict::Restrict => Tone::Orange,
        Verdict::Retain => Tone::Green,
        Verdict::Unjudged => Tone::Grey,
    }
}

/// The widths of the added columns, in characters.
const WIDTHS: [(&str, f64); 5] =
    [("verdict", 9.0), ("basis", 30.0), ("deadline", 12.0), ("missing", 24.0), ("problems", 40.0)];

fn beside(messages: &Messages, table: &TableReport, of_table: OfTable) -> Beside {
    let column = |id: &str, width: f64, is_read: bool| AddedColumn {
        header: messages.word(&format!("returned-{id}")),
        width,
        is_read,
    };
    let mut columns: Vec<AddedColumn> = Vec::new();
    let ids = of_table.has_made_ids;
    if ids {
        columns.push(column("id", 22.0, true));
    }
    columns.extend(WIDTHS.map(|(id, width)| column(id, width, false)));
    let frozen = table.enterprise.filter(|column| *column < 4).map_or(0, |column| column + 1);
    Beside {
        header: table.header,
        width: table.columns,
        columns,
        last_line: of_table.last_line,
        frozen_columns: u16::try_from(frozen).unwrap_or(0),
        rows: of_table
            .rows
            .into_iter()
            .map(|(number, row)| {
                let own = ids.then_some(row.id);
                let cells = own.into_iter().chain(row.texts).collect();
                (number, RowBeside { cells, tone: row.tone, marks: row.marks })
            })
            .collect(),
    }
}
