//! `phaseout register`: what was said in public, agreed in letters, set as deadlines, changed in lists.

use crate::criteria::print;
use crate::fault::{Fault, Outcome};
use crate::grid::in_lines;
use crate::session::{Output, Session};
use crate::table;
use clap::Args;
use phaseout_ledger::fact::Word;
use phaseout_ledger::kind::LIST_REASONS;
use phaseout_ledger::{Book, Deadline, EXTENSIONS, Letter, ListChange, OnDate, Publicity};
use phaseout_model::Date;
use serde_json::{Value, json};

/// The register of a year: publicity, letters of responsibility, deadlines, changes of published lists.
#[derive(Debug, Args)]
pub(crate) struct Register {
    /// Keep to this year
    #[arg(long, value_name = "YEAR")]
    year: Option<i64>,
}

/// What the register holds.
struct Entries {
    publicity: Vec<Publicity>,
    letters: Vec<Letter>,
    deadlines: Vec<Deadline>,
    changes: Vec<ListChange>,
}

pub(crate) fn register(session: &Session, args: &Register) -> Result<Outcome, Fault> {
    let format =
        session.format_among(&[Output::Table, Output::Csv, Output::Json, Output::Jsonl])?;
    let ledger = session.ledger()?;
    let failed = |error| session.ledger_fault(&error);
    let viewed = ledger.view(session.view()?).map_err(failed)?;
    let entries = gather(viewed.book(), args.year).map_err(failed)?;
    let text = match format {
        Output::Json => format!("{:#}\n", all_json(&entries)),
        Output::Jsonl => in_lines(&all_lines(&entries)),
        Output::Csv => csv(&entries),
        Output::Table | Output::Xlsx => tables(session, &entries),
    };
    print(session, &text)
}

fn gather(book: Book<'_>, year: Option<i64>) -> Result<Entries, phaseout_ledger::LedgerError> {
    let of_year = |own: i64| year.is_none_or(|year| own == year);
    let said_in = |publicity: &Publicity| {
        publicity.on.latest().is_none_or(|day: Date| of_year(i64::from(day.year())))
    };
    let mut entries = Entries {
        publicity: book.publicity()?,
        letters: book.letters()?,
        deadlines: book.deadlines()?,
        changes: book.list_changes(year)?,
    };
    entries.publicity.retain(said_in);
    entries.letters.retain(|letter| of_year(letter.year));
    entries.deadlines.retain(|deadline| of_year(deadline.year));
    Ok(entries)
}

/// A code by its word in the language of messages; other words as they stand.
fn named(session: &Session, words: &[Word], code: &str) -> String {
    let zh = words.iter().find(|(id, _)| *id == code).map_or(code, |(_, zh)| *zh);
    session.messages.choose(zh, code).to_owned()
}

fn subject(session: &Session, id: &str) -> String {
    crate::words::subject(&session.messages, id)
}

fn day(session: &Session, on: OnDate) -> String {
    crate::words::day(&session.messages, on)
}

fn tables(session: &Session, entries: &Entries) -> String {
    let messages = &session.messages;
    let mut sections: Vec<String> = Vec::new();
    let mut section = |title: &str, rows: comfy_table::Table| {
        if rows.row_iter().next().is_some() {
            sections.push(format!("{}\n{rows}\n", messages.word(title)));
        }
    };
    section("register-publicity", publicity(session, &entries.publicity));
    section("register-letters", letters(session, &entries.letters));
    section("register-deadlines", deadlines(session, &entries.deadlines));
    section("register-changes", changes(session, &entries.changes));
    if sections.is_empty() {
        return format!("{}\n", messages.word("register-empty"));
    }
    sections.join("\n")
}

fn publicity(session: &Session, entries: &[Publicity]) -> comfy_table::Table {
    let mut rows =
        table::new(&session.messages, &["seq", "on", "media", "content", "subject", "address"]);
    for entry in entries {
        rows.add_row([
            entry.seq.to_string(),
            day(session, entry.on),
            entry.media.join("、"),
            entry.content.clone(),
            subject(session, &entry.subject),
            entry.address.clone().unwrap_or_default(),
        ]);
    }
    rows
}

fn letters(session: &Session, entries: &[Letter]) -> comfy_table::Table {
    let mut rows =
        table::new(&session.messages, &["seq", "on", "parties", "year", "targets", "document"]);
    for entry in entries {
        rows.add_row([
            entry.seq.to_string(),
            day(session, entry.on),
            entry.parties.join("\n"),
            entry.year.to_string(),
            entry.targets.join("\n"),
            entry.document.clone().unwrap_or_default(),
        ]);
    }
    rows
}

fn deadlines(session: &Session, entries: &[Deadline]) -> comfy_table::Table {
    let mut rows =
        table::new(&session.messages, &["seq", "year", "what", "deadline", "subject", "document"]);
    for entry in entries {
        let reason = entry.reason.as_deref().map(|reason| named(session, EXTENSIONS, reason));
        rows.add_row([
            entry.seq.to_string(),
            entry.year.to_string(),
            session.messages.word(&format!("milestone-{}", entry.milestone)),
            entry.date.to_string(),
            subject(session, &entry.subject),
            [entry.document.clone(), reason].into_iter().flatten().collect::<Vec<_>>().join("\n"),
        ]);
    }
    rows
}

fn changes(session: &Session, entries: &[ListChange]) -> comfy_table::Table {
    let messages = &session.messages;
    let mut rows = table::new(
        messages,
        &[
            "seq",
            "on",
            "what",
            "line",
            "replacement",
            "change-out",
            "change-into",
            "notice",
            "reason",
        ],
    );
    let amount = |amount: &Option<phaseout_ledger::Amount>| {
        amount.as_ref().map(ToString::to_string).unwrap_or_default()
    };
    for entry in entries {
        rows.add_row([
            entry.seq.to_string(),
            day(session, entry.on),
            messages.word(&format!("list-change-{}", entry.kind.id())),
            entry.line.clone().unwrap_or_default(),
            entry.replacement.clone().unwrap_or_default(),
            amount(&entry.out),
            amount(&entry.into),
            entry.earlier_notice.clone(),
            named(session, LIST_REASONS, &entry.reason),
        ]);
    }
    rows
}

/// One object for each entry, with its type.
fn all_lines(entries: &Entries) -> Vec<Value> {
    let mut all = all_json(entries);
    let mut lines = Vec::new();
    for (key, kind) in [
        ("publicity", "publicity"),
        ("letters", "letter"),
        ("deadlines", "deadline"),
        ("list_changes", "list_change"),
    ] {
        let Value::Array(values) = all[key].take() else { continue };
        lines.extend(values.into_iter().map(|mut value| {
            value["type"] = json!(kind);
            value
        }));
    }
    lines
}

/// The columns of csv, each with the keys of an entry that it is taken from.
const COLUMNS: [(&str, &[&str]); 11] = [
    ("type", &["type"]),
    ("seq", &["seq"]),
    ("on", &["on"]),
    ("subject", &["subject", "line"]),
    ("year", &["year"]),
    ("what", &["milestone", "change", "content", "parties"]),
    ("deadline", &["date", "deadline"]),
    ("media_or_targets", &["media", "targets"]),
    ("replacement", &["replacement"]),
    ("document", &["document", "earlier_notice", "address"]),
    ("reason", &["reason"]),
];

fn csv(entries: &Entries) -> String {
    let mut text = COLUMNS.map(|(name, _)| name).join(",");
    text.push('\n');
    for line in all_lines(entries) {
        let cells = COLUMNS.map(|(_, keys)| {
            keys.iter().map(|key| cell(&line[*key])).find(|cell| !cell.is_empty())
        });
        text.push_str(&crate::render::csv_row(&cells.map(Option::unwrap_or_default)));
    }
    text
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

fn all_json(entries: &Entries) -> Value {
    let evidence = |values: &[phaseout_ledger::Json]| -> Vec<Value> {
        values
            .iter()
            .map(|value| serde_json::from_str(&value.canonical()).unwrap_or_default())
            .collect()
    };
    json!({
        "schema": "phaseout.register/1",
        "publicity": entries.publicity.iter().map(|entry| json!({
            "seq": entry.seq, "on": entry.on.to_string(), "subject": entry.subject, "media": entry.media,
            "content": entry.content, "address": entry.address, "evidence": evidence(&entry.evidence),
        })).collect::<Vec<_>>(),
        "letters": entries.letters.iter().map(|entry| json!({
            "seq": entry.seq, "on": entry.on.to_string(), "subject": entry.subject,
            "parties": entry.parties, "year": entry.year, "targets": entry.targets,
            "document": entry.document, "deadline": entry.deadline.map(|date| date.to_string()),
            "evidence": evidence(&entry.evidence),
        })).collect::<Vec<_>>(),
        "deadlines": entries.deadlines.iter().map(|entry| json!({
            "seq": entry.seq, "on": entry.on.to_string(), "subject": entry.subject,
            "region": entry.region, "industry": entry.industry, "year": entry.year,
            "milestone": entry.milestone, "date": entry.date.to_string(), "document": entry.document,
            "reason": entry.reason, "lines": entry.lines,
        })).collect::<Vec<_>>(),
        "list_changes": entries.changes.iter().map(change_json).collect::<Vec<_>>(),
    })
}

fn change_json(entry: &ListChange) -> Value {
    json!({
        "seq": entry.seq, "on": entry.on.to_string(), "change": entry.kind.id(), "line": entry.line,
        "replacement": entry.replacement, "year": entry.year, "earlier_notice": entry.earlier_notice,
        "notice": entry.notice, "reason": entry.reason,
        "out": entry.out.as_ref().map(ToString::to_string),
        "into": entry.into.as_ref().map(ToString::to_string),
        "difference": entry.difference().map(|quantity| quantity.to_string()),
    })
}
