//! `phaseout accounts`: workers, money and replaced capacity, as the record has them.

use crate::criteria::print;
use crate::fault::{Fault, Outcome};
use crate::grid::in_lines;
use crate::session::{Output, Session};
use crate::table;
use clap::Args;
use phaseout_ledger::{Balance, Book, Coverage, FundEntry, FundProof, Note, Project, WorkersTotal};
use phaseout_model::RegionCode;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Workers, money and replaced capacity; `--region` keeps to the lines of a place.
#[derive(Debug, Args)]
pub(crate) struct Accounts {
    /// Keep to workers of lines in the plan of this year
    #[arg(long, value_name = "YEAR")]
    year: Option<i64>,
}

/// What the command shows.
struct Shown {
    workers: WorkersTotal,
    balances: Vec<Balance>,
    entries: Vec<FundEntry>,
    projects: Vec<Project>,
    notes: Vec<Note>,
    /// What is proved for the award, by lines.
    awards: Vec<(String, FundProof)>,
}

pub(crate) fn accounts(session: &Session, args: &Accounts) -> Result<Outcome, Fault> {
    let format =
        session.format_among(&[Output::Table, Output::Csv, Output::Json, Output::Jsonl])?;
    let ledger = session.ledger()?;
    let failed = |error| session.ledger_fault(&error);
    let viewed = ledger.view(session.view()?).map_err(failed)?;
    let shown = gather(session, viewed.book(), args)?;
    let text = match format {
        Output::Json => format!("{:#}\n", all_json(&shown)),
        Output::Jsonl => in_lines(&all_lines(&shown)),
        Output::Csv => entries_csv(&shown.entries),
        Output::Table | Output::Xlsx => tables(session, &shown),
    };
    print(session, &text)?;
    for note in &shown.notes {
        let words: Vec<(&str, String)> = note
            .arguments
            .iter()
            .map(|(name, value)| (*name, crate::fault::in_words(&session.messages, name, value)))
            .collect();
        let words: Vec<(&str, &str)> =
            words.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let said = session.messages.say(&format!("note-{}", note.code), &words);
        session.note(&format!("{}: {}: {said}", session.messages.word("word-note"), note.subject));
    }
    Ok(session.finish(!shown.notes.is_empty()))
}

fn gather(session: &Session, book: Book<'_>, args: &Accounts) -> Result<Shown, Fault> {
    let failed = |error| session.ledger_fault(&error);
    let region = session.region()?;
    let inside = |own: Option<&str>| {
        let Some(region) = region else { return true };
        own.and_then(|code| code.parse::<RegionCode>().ok()).is_some_and(|own| region.contains(own))
    };
    let wanted = |line: &phaseout_ledger::Line| {
        inside(line.region.as_deref()) && args.year.is_none_or(|year| line.year == Some(year))
    };
    let mut notes = book.fund_notes().map_err(failed)?;
    notes.extend(book.replacement_notes(session.as_of()?).map_err(failed)?);
    let mut awards = Vec::new();
    for line in book.lines().map_err(failed)?.iter().filter(|line| wanted(line)) {
        let proof = book.fund_proof(&line.id).map_err(failed)?;
        if proof != FundProof::default() {
            awards.push((line.id.clone(), proof));
        }
    }
    Ok(Shown {
        workers: book.workers_total(wanted).map_err(failed)?,
        balances: book.balances().map_err(failed)?,
        entries: book.fund_entries(None).map_err(failed)?,
        projects: book.projects().map_err(failed)?,
        notes,
        awards,
    })
}

/// The channels of the headcount, by their keys.
fn channels(workers: &WorkersTotal) -> [(&'static str, i64); 8] {
    [
        ("on_post", workers.on_post),
        ("affected", workers.affected),
        ("placed_inside", workers.placed_inside),
        ("retrained_placed", workers.retrained_placed),
        ("compensated", workers.compensated),
        ("retired", workers.retired),
        ("settled_unspecified", workers.settled_unspecified),
        ("pending", workers.pending),
    ]
}

/// The five sums of a source, by the words of its entries.
fn sums(balance: &Balance) -> [(&'static str, &phaseout_ledger::Sum); 6] {
    [
        ("received", &balance.received),
        ("allotted", &balance.allotted),
        ("paid", &balance.paid),
        ("returned", &balance.returned),
        ("recovered", &balance.recovered),
        ("balance", &balance.on_hand),
    ]
}

fn tables(session: &Session, shown: &Shown) -> String {
    let messages = &session.messages;
    let mut out = String::new();
    let mut rows = table::new(messages, &["what", "count"]);
    for (key, count) in channels(&shown.workers) {
        rows.add_row([fact_name(session, "workers", key), count.to_string()]);
    }
    if shown.workers.unrecorded > 0 {
        let unrecorded = shown.workers.unrecorded.to_string();
        rows.add_row([messages.word("accounts-unrecorded"), unrecorded]);
    }
    let _ = writeln!(out, "{}\n{rows}", messages.word("accounts-workers"));
    if !shown.balances.is_empty() {
        let mut rows = table::new(
            messages,
            &["source", "received", "allotted", "paid", "returned", "recovered", "balance"],
        );
        for balance in &shown.balances {
            let sums = sums(balance).map(|(_, sum)| sum.to_string());
            rows.add_row(std::iter::once(source_name(session, &balance.source)).chain(sums));
        }
        let _ = writeln!(out, "\n{}\n{rows}", messages.word("accounts-funds"));
    }
    if !shown.awards.is_empty() {
        let mut rows = table::new(
            messages,
            &["line-id", "proved-years", "approved", "mean-output", "counted"],
        );
        for (line, proof) in &shown.awards {
            let years: Vec<String> = proof.years.iter().map(ToString::to_string).collect();
            let [approved, output, counted] = proof_texts(proof);
            rows.add_row([
                line.clone(),
                years.join(&messages.word("list-comma")),
                approved.unwrap_or_default(),
                output.unwrap_or_default(),
                counted.unwrap_or_default(),
            ]);
        }
        let _ = writeln!(out, "\n{}\n{rows}", messages.word("accounts-awards"));
    }
    if !shown.projects.is_empty() {
        let mut rows = table::new(messages, &["project", "lines", "used", "investment", "state"]);
        for project in &shown.projects {
            let lines: Vec<&str> = project.uses.iter().map(|using| using.line.as_str()).collect();
            let investment = project.investment.as_ref().map(ToString::to_string);
            rows.add_row([
                project.name.clone(),
                lines.join("\n"),
                project.used.to_string(),
                investment.unwrap_or_default(),
                messages.word(&format!("coverage-{}", coverage(&project.coverage))),
            ]);
        }
        let _ = writeln!(out, "\n{}\n{rows}", messages.word("accounts-replacement"));
    }
    out
}

fn fact_name(session: &Session, kind: &str, key: &str) -> String {
    let fact = phaseout_ledger::kind::kind(kind).and_then(|kind| kind.fact(key));
    session.messages.choose(fact.map_or(key, |fact| fact.zh), key).to_owned()
}

fn source_name(session: &Session, id: &str) -> String {
    let zh =
        phaseout_ledger::FUND_SOURCES.iter().find(|(own, _)| *own == id).map_or(id, |(_, zh)| zh);
    session.messages.choose(zh, id).to_owned()
}

fn coverage(coverage: &Coverage) -> &'static str {
    match coverage {
        Coverage::NoRule => "no-rule",
        Coverage::Undecided => "undecided",
        Coverage::Units => "units",
        Coverage::Covered => "covered",
        Coverage::Short { .. } => "short",
    }
}

/// The three capacities of a proof: approved, mean output, counted.
fn proof_texts(proof: &FundProof) -> [Option<String>; 3] {
    [&proof.approved, &proof.mean_output, &proof.counted]
        .map(|amount| amount.as_ref().map(ToString::to_string))
}

fn award_json((line, proof): &(String, FundProof)) -> Value {
    let [approved, mean_output, counted] = proof_texts(proof);
    json!({
        "line": line, "years": proof.years, "approved": approved, "mean_output": mean_output,
        "counted": counted,
    })
}

/// One object for each thing, with its type.
fn all_lines(shown: &Shown) -> Vec<Value> {
    let mut all = all_json(shown);
    let mut lines = Vec::new();
    let mut put = |kind: &str, mut value: Value| {
        value["type"] = json!(kind);
        lines.push(value);
    };
    put("workers", all["workers"].take());
    for (key, kind) in [
        ("funds", "fund"),
        ("entries", "entry"),
        ("awards", "award"),
        ("projects", "project"),
        ("notes", "note"),
    ] {
        if let Value::Array(values) = all[key].take() {
            for value in values {
                put(kind, value);
            }
        }
    }
    lines
}

fn all_json(shown: &Shown) -> Value {
    let mut workers: serde_json::Map<String, Value> = channels(&shown.workers)
        .into_iter()
        .map(|(key, count)| (key.to_owned(), json!(count)))
        .collect();
    workers.insert("lines".to_owned(), json!(shown.workers.lines));
    workers.insert("unrecorded".to_owned(), json!(shown.workers.unrecorded));
    workers.insert("incidents".to_owned(), json!(shown.workers.incidents));
    let balances: Vec<Value> = shown
        .balances
        .iter()
        .map(|balance| {
            let mut sums: serde_json::Map<String, Value> = sums(balance)
                .into_iter()
                .map(|(key, sum)| (key.to_owned(), json!(sum.to_string())))
                .collect();
            sums.insert("source".to_owned(), json!(balance.source));
            Value::Object(sums)
        })
        .collect();
    let projects: Vec<Value> = shown.projects.iter().map(project_json).collect();
    let notes: Vec<Value> = shown
        .notes
        .iter()
        .map(|note| json!({ "code": note.code, "subject": note.subject }))
        .collect();
    json!({
        "schema": "phaseout.accounts/1", "workers": workers, "funds": balances,
        "entries": shown.entries.iter().map(entry_json).collect::<Vec<_>>(),
        "awards": shown.awards.iter().map(award_json).collect::<Vec<_>>(),
        "projects": projects, "notes": notes,
    })
}

fn entry_json(entry: &FundEntry) -> Value {
    json!({
        "seq": entry.seq, "subject": entry.subject, "source": entry.source, "entry": entry.entry,
        "amount": entry.amount.to_string(), "purpose": entry.purpose, "instalment": entry.instalment,
        "year": entry.year, "document": entry.document, "on": entry.on.to_string(),
    })
}

fn project_json(project: &Project) -> Value {
    let lines: Vec<Value> = project
        .uses
        .iter()
        .map(
            |using| json!({ "line": using.line, "used": using.used.to_string(), "seq": using.seq }),
        )
        .collect();
    json!({
        "name": project.name, "code": project.code, "industry": project.industry,
        "process": project.process, "new_capacity": project.new_capacity.as_ref().map(ToString::to_string),
        "investment": project.investment.as_ref().map(ToString::to_string),
        "used": project.used.to_string(), "complete": project.complete,
        "coverage": coverage(&project.coverage), "lines": lines,
    })
}

fn entries_csv(entries: &[FundEntry]) -> String {
    let mut out =
        String::from("seq,subject,source,entry,amount,purpose,instalment,year,document,on\n");
    for entry in entries {
        let optional =
            |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let cells = [
            entry.seq.to_string(),
            entry.subject.clone(),
            entry.source.clone(),
            entry.entry.clone(),
            entry.amount.to_string(),
            entry.purpose.clone().unwrap_or_default(),
            optional(entry.instalment),
            optional(entry.year),
            entry.document.clone().unwrap_or_default(),
            entry.on.to_string(),
        ];
        out.push_str(&crate::render::csv_row(&cells));
    }
    out
}
