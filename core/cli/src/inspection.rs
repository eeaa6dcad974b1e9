//! Inspection sheets: a workbook with one sheet for each firm, asking only for the facts that its verdicts
//! lack. From a list with `screen --ask`, from the record with `report inspection`.

use crate::args::Lang;
use crate::asking::{Answers, Question, questions};
use crate::fault::Fault;
use crate::messages::Messages;
use crate::output::Writer;
use crate::session::Session;
use crate::workbook::fault;
use phaseout_documents::returned::{Choice, ReturnError, ReturnedBook, TableSheet, Tone};
use phaseout_documents::{Document, Source, open};
use phaseout_ledger::State;
use phaseout_screening::{
    Fact, Facts, JudgedLine, Options, RecordRow, Render, Screening, run, tables_of,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// So many firms have a sheet of their own; the others share one.
const MOST_FIRMS: usize = 200;

/// The columns of a firm's sheet, with their widths. The reader of facts knows them by their headers.
const COLUMNS: [(&str, f64); 13] = [
    ("line", 12.0),
    ("firm", 16.0),
    ("unit", 7.0),
    ("equipment", 16.0),
    ("fact", 14.0),
    ("measure", 9.0),
    ("value", 14.0),
    ("evidence", 22.0),
    ("on", 12.0),
    ("who", 9.0),
    ("allowed", 18.0),
    ("needed-by", 28.0),
    ("fact-id", 8.0),
];

/// The column of the day.
const DAY: u16 = 8;

/// Columns that are filled in: value, evidence, day, who looked.
const TO_FILL: std::ops::RangeInclusive<usize> = 6..=9;

/// The questions of judged lines.
struct Asking<'a> {
    messages: &'a Messages,
}

impl Render for Asking<'_> {
    type Out = Vec<Question>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Vec<Question>) {
        out.extend(questions(self.messages, line));
    }
}

/// What is written for people is Chinese unless English was asked for.
fn words(session: &Session) -> Messages {
    let asked = session.common.lang.is_some();
    Messages::new(if asked { session.messages.lang() } else { Lang::Zh })
}

/// Asks for what lists leave open, into a workbook beside the results.
pub(crate) fn of_lists(
    session: &Session,
    screening: &Screening<'_>,
    documents: Vec<Document>,
    path: &Path,
) -> Result<(), Fault> {
    let messages = words(session);
    let found = gather(session, screening, documents, &messages)?;
    write(session, &messages, found, Writer::to(path)?, path)
}

/// Asks for what the open lines of the record lack, into --out FILE.xlsx.
pub(crate) fn of_record(session: &Session) -> Result<(), Fault> {
    let path = session.common.out.as_deref().ok_or_else(|| Fault::usage("xlsx-needs-out"))?;
    session.format_among(&[crate::session::Output::Xlsx])?;
    let messages = words(session);
    let ledger = session.ledger()?;
    let failed = |error| session.ledger_fault(&error);
    let book = ledger.book();
    let (mut rows, mut facts): (Vec<RecordRow>, Vec<(String, Fact)>) = (Vec::new(), Vec::new());
    for line in book.lines().map_err(failed)? {
        if !State::OPEN.contains(&line.state) || line.decision.is_some() {
            continue;
        }
        for known in book.determined(&line.id).map_err(failed)? {
            let fact = Fact {
                unit: known.unit,
                attribute: known.attribute,
                value: known.value,
                evidence: known.evidence,
                ..Fact::default()
            };
            facts.push((line.id.clone(), fact));
        }
        rows.push((line.id.clone(), line.cells()));
    }
    let generation = session.generation()?;
    let options = Options {
        as_of: session.as_of()?,
        region: session.office_region()?,
        map: Vec::new(),
        facts: Facts::of_lines("ledger.db", facts),
    };
    let screening = Screening::new(&generation, options);
    let mut found = Vec::new();
    for table in tables_of(rows) {
        let document = open(Source::Stdin(Box::new(table))).map_err(|error| Fault::open(&error))?;
        found.extend(gather(session, &screening, vec![document], &messages)?);
    }
    write(session, &messages, found, Writer::open(session)?, path)
}

fn gather(
    session: &Session,
    screening: &Screening<'_>,
    documents: Vec<Document>,
    messages: &Messages,
) -> Result<Vec<Question>, Fault> {
    let mut found = Vec::new();
    run(screening, documents, session.threads(), &Asking { messages }, &mut |chunk| {
        found.extend(chunk);
        Ok(())
    })
    .map_err(|error| Fault::run(&error))?;
    Ok(found)
}

fn write(
    session: &Session,
    messages: &Messages,
    found: Vec<Question>,
    mut out: Writer,
    path: &Path,
) -> Result<(), Fault> {
    let shown = path.display().to_string();
    let count = found.len().to_string();
    let mut firms: BTreeMap<String, Vec<Question>> = BTreeMap::new();
    for question in found {
        firms.entry(question.enterprise.clone()).or_default().push(question);
    }
    let firm_count = firms.len().to_string();
    let shared = firms.len().saturating_sub(MOST_FIRMS);
    let book = book(messages, firms).map_err(|error| fault(&shown, &error))?;
    book.save(&mut out).map_err(|error| fault(&shown, &error))?;
    out.finish()?;
    let arguments = [("path", shown.as_str()), ("firms", &firm_count), ("facts", &count)];
    session.note(&session.messages.say("inspection-written", &arguments));
    if shared > 0 {
        session.note(&shared_words(&session.messages, shared));
    }
    Ok(())
}

/// That so many firms have no sheet of their own.
fn shared_words(messages: &Messages, firms: usize) -> String {
    let (most, firms) = (MOST_FIRMS.to_string(), firms.to_string());
    messages.say("inspection-shared", &[("most", &most), ("firms", &firms)])
}

fn book(
    messages: &Messages,
    firms: BTreeMap<String, Vec<Question>>,
) -> Result<ReturnedBook, ReturnError> {
    let mut book = ReturnedBook::new();
    let mut sheets: Vec<(String, Vec<Question>)> = Vec::new();
    let mut rest = Vec::new();
    for (at, (firm, questions)) in firms.into_iter().enumerate() {
        if at < MOST_FIRMS {
            let blank = || messages.word("inspection-no-firm");
            let name = if firm.trim().is_empty() { blank() } else { firm };
            sheets.push((name, questions));
        } else {
            rest.extend(questions);
        }
    }
    if !rest.is_empty() {
        sheets.push((messages.word("inspection-others"), rest));
    }
    let page = instructions(messages, &mut book, &sheets)?;
    book.add(page)?;
    let lists = Lists::of(messages, &mut book, &sheets)?;
    for (name, questions) in &sheets {
        let sheet = firm(messages, &mut book, name, questions, &lists)?;
        book.add_inspection(sheet)?;
    }
    Ok(book)
}

/// What to fill in and how, and the firms that are asked.
fn instructions(
    messages: &Messages,
    book: &mut ReturnedBook,
    sheets: &[(String, Vec<Question>)],
) -> Result<TableSheet, ReturnError> {
    let mut page = book.table(&messages.word("inspection-instructions"))?;
    page.title(&messages.word("inspection-title"), 3, 14.0)?;
    for number in 1..=6 {
        page.title(&messages.word(&format!("inspection-how-{number}")), 3, 11.0)?;
    }
    let words = [("inspection-firm", 40.0), ("inspection-lines", 14.0), ("inspection-facts", 14.0)];
    page.plain_header(&words.map(|(id, width)| (messages.word(id), width)))?;
    for (name, questions) in sheets {
        let mut lines: Vec<&str> = questions.iter().map(|one| one.line.as_str()).collect();
        lines.dedup();
        page.counts(name, &[lines.len() as u64, questions.len() as u64])?;
    }
    let shared: BTreeSet<&str> = sheets
        .get(MOST_FIRMS)
        .into_iter()
        .flat_map(|(_, questions)| questions)
        .map(|question| question.enterprise.as_str())
        .collect();
    if !shared.is_empty() {
        page.title(&shared_words(messages, shared.len()), 3, 11.0)?;
    }
    if sheets.is_empty() {
        page.title(&messages.word("inspection-nothing"), 3, 11.0)?;
    }
    Ok(page)
}

/// Words that are too many for a cell's own list, in a sheet that is not shown: each list with its place.
struct Lists(Vec<(Vec<String>, String)>);

impl Lists {
    fn of(
        messages: &Messages,
        book: &mut ReturnedBook,
        sheets: &[(String, Vec<Question>)],
    ) -> Result<Self, ReturnError> {
        let mut lists: Vec<Vec<String>> = Vec::new();
        for question in sheets.iter().flat_map(|(_, questions)| questions) {
            if let Answers::Words(words) = &question.answers
                && !Choice::fits(words)
                && !lists.contains(words)
            {
                lists.push(words.clone());
            }
        }
        if lists.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let mut sheet = book.table(&messages.word("inspection-lists"))?;
        sheet.hide();
        let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..longest {
            let words = lists.iter().map(|list| list.get(row).map_or("", String::as_str));
            sheet.row(words.map(|word| (word, Tone::Plain)))?;
        }
        let name = book.add(sheet)?;
        let places = lists.into_iter().enumerate().map(|(at, list)| {
            let column = phaseout_documents::column_letters(at as u64);
            let place = format!("'{name}'!${column}$1:${column}${}", list.len());
            (list, place)
        });
        Ok(Self(places.collect()))
    }

    fn choice(&self, answers: &Answers, messages: &Messages) -> Option<Choice> {
        match answers {
            Answers::YesNo => Some(Choice::Words(vec![messages.word("yes"), messages.word("no")])),
            Answers::Words(words) => {
                let listed = self.0.iter().find(|(list, _)| list == words);
                Some(listed.map_or_else(
                    || Choice::Words(words.clone()),
                    |(_, place)| Choice::Listed(place.clone()),
                ))
                .filter(|_| !words.is_empty())
            }
            Answers::Number { positive } => {
                let least = if *positive { 1e-9 } else { -1e12 };
                Some(Choice::Number(least, 1e12))
            }
            Answers::Text => None,
        }
    }
}

fn firm(
    messages: &Messages,
    book: &mut ReturnedBook,
    name: &str,
    questions: &[Question],
    lists: &Lists,
) -> Result<TableSheet, ReturnError> {
    let mut sheet = book.table(name)?;
    sheet.title(&messages.say("inspection-sheet", &[("firm", name)]), 13, 14.0)?;
    sheet.title(&messages.word("inspection-fill"), 13, 11.0)?;
    let headers = COLUMNS.map(|(id, width)| (messages.word(&format!("inspection-{id}")), width));
    sheet.header(&headers)?;
    for question in questions {
        let allowed = question.allowed(messages);
        let cells = [
            question.line.clone(),
            question.enterprise.clone(),
            question.unit.map_or_else(String::new, |unit| unit.to_string()),
            question.label.clone(),
            question.name.clone(),
            question.measure.clone(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            allowed.clone(),
            question.criteria.join("\n"),
            question.id.clone(),
        ];
        let tone = |at: usize| match at {
            at if at == usize::from(DAY) => Tone::FillDay,
            at if TO_FILL.contains(&at) => Tone::Fill,
            _ => Tone::Plain,
        };
        sheet.row(cells.iter().enumerate().map(|(at, cell)| (cell, tone(at))))?;
        if let Some(choice) = lists.choice(&question.answers, messages) {
            let hint = messages
                .say("inspection-hint", &[("allowed", &allowed), ("measure", &question.measure)]);
            sheet.choose(6, &choice, hint.trim())?;
        }
        sheet.choose(DAY, &Choice::Day, &messages.word("inspection-day"))?;
    }
    Ok(sheet)
}
