//! `phaseout report KIND`: a document about the record, from the office's template or the program's own.

use crate::args::Lang;
use crate::fault::{Fault, Outcome};
use crate::messages::Messages;
use crate::output::{Writer, failed, save};
use crate::paper_args::{Paper, Report};
use crate::paper_trace::Trace;
use crate::session::{Session, refuse_to_overwrite};
use crate::template_faults::{self, TEMPLATES};
use crate::{industry_report, paper_kinds};
use phaseout_documents::paper::{Format, Language, WriteError, write};
use phaseout_ledger::{Book, LocalDate, Office};
use phaseout_model::Date;
use phaseout_reports::citation;
use phaseout_reports::facts::Request;
use phaseout_reports::given::{self, Given};
use phaseout_reports::kind::{Kind, Need};
use phaseout_reports::render::{self, ADDRESSEE, NUMBER, Written};
use phaseout_reports::template::Templates;
use std::collections::BTreeMap;
use std::path::Path;

/// No file of what is given is longer, in bytes.
const LONGEST: u64 = 1 << 20;

pub(crate) fn report(session: &Session, report: &Report) -> Result<Outcome, Fault> {
    match report {
        Report::Industry(args) => industry_report::industry(session, args),
        Report::Board(args) => crate::board::board(session, args),
        Report::Kinds => paper_kinds::kinds(session),
        Report::Template { kind } => paper_kinds::template(session, kind),
        _ => match report.paper() {
            Some((kind, args)) => paper(session, kind, args),
            None => Err(Fault::usage("paper-kind")),
        },
    }
}

/// The language of documents: Chinese, unless English was asked for.
pub(crate) fn language(session: &Session) -> Language {
    let asked = session.common.lang.is_some();
    if asked && session.messages.lang() == Lang::En { Language::En } else { Language::Zh }
}

/// The templates of the program, and of the office where there is one.
pub(crate) fn templates(session: &Session) -> Result<Templates, Fault> {
    let Some(office) = &session.office else { return Ok(Templates::embedded()) };
    Templates::of_office(&office.join(TEMPLATES)).map_err(|error| {
        let all = error.faults.iter().map(|fault| template_faults::one(session, fault, None));
        Fault::together(all).unwrap_or_else(|| Fault::refused("template-failed"))
    })
}

/// The names of the industries, in the language of what is written.
fn industries(session: &Session) -> BTreeMap<String, String> {
    let lang = if language(session) == Language::En { Lang::En } else { Lang::Zh };
    let messages = Messages::new(lang);
    let named = |id: &str| (id.to_owned(), crate::status::industry(&messages, id));
    ["cement", "steel", "power", "citric-acid"].into_iter().map(named).collect()
}

/// The dates that the office's scripts set for the years of the record and of the document.
fn local(
    session: &Session,
    office: &Office,
    book: &Book<'_>,
    year: i64,
) -> Result<Vec<LocalDate>, Fault> {
    let mut years = book.years().map_err(|error| session.ledger_fault(&error))?;
    years.push(year);
    years.sort_unstable();
    years.dedup();
    session.local_dates(office, &years)
}

fn paper(session: &Session, kind: &'static Kind, args: &Paper) -> Result<Outcome, Fault> {
    let format = format(session, args)?;
    let inputs: Vec<_> = args.from.iter().cloned().collect();
    refuse_to_overwrite(session, &inputs)?;
    let as_of = session.as_of()?;
    let given = given(args)?;
    let (_, office) = session.office()?;
    let ledger = session.ledger()?;
    let view = session.view()?;
    let fault = |error| session.ledger_fault(&error);
    let viewed = ledger.view(view).map_err(fault)?;
    let history = ledger.history(view).map_err(fault)?;
    let year = args.year.unwrap_or_else(|| i64::from(as_of.year()));
    let industries = industries(session);
    let local = local(session, &office, &viewed.book(), year)?;
    let request = Request {
        ledger: &ledger,
        book: viewed.book(),
        history: &history,
        office: &office,
        as_of,
        year,
        month: args.month.or_else(|| kind.needs.contains(&Need::Month).then(|| month(as_of, year))),
        subject: args.subject.as_deref(),
        given: &given,
        industries: &industries,
        local: &local,
        language: language(session),
    };
    let templates = templates(session)?;
    let written = render::write(kind, &request, &templates)
        .map_err(|error| template_faults::report(session, &error, &templates))?;
    if let (Some(format), Some(out)) = (format, &session.common.out) {
        let bytes = write(&written.paper, format).map_err(|error| unwritten(out, &error))?;
        save(out, &bytes)?;
        said(session, out, &written);
    }
    if !written.unused.is_empty() {
        let keys = written.unused.join(&session.messages.word("list-comma"));
        session.warn(&Fault::refused("given-unused").with("keys", &keys));
    }
    if args.trace {
        return Trace { session, kind, request: &request, written: &written }.print();
    }
    Ok(Outcome::Done)
}

/// The month of a year that a report is about where nobody says: the one of the day, or the last of a year
/// that is not the day's.
fn month(as_of: Date, year: i64) -> i8 {
    if i64::from(as_of.year()) == year { as_of.month() } else { 12 }
}

/// The format that the output's ending names; none where only the trace is asked for.
fn format(session: &Session, args: &Paper) -> Result<Option<Format>, Fault> {
    if session.common.format.is_some() && !args.trace {
        return Err(Fault::usage("paper-format"));
    }
    match &session.common.out {
        None if args.trace => Ok(None),
        None => Err(Fault::usage("paper-needs-out")),
        Some(out) => match Format::of(out) {
            Some(format) => {
                // A place that cannot be written to is told before anything is computed.
                Writer::open(session).map(drop)?;
                Ok(Some(format))
            }
            None => Err(Fault::usage("paper-ending").with("path", &out.display().to_string())),
        },
    }
}

/// What the record does not hold: the file, then single pairs, then number and addressee.
fn given(args: &Paper) -> Result<BTreeMap<String, Given>, Fault> {
    let mut given = BTreeMap::new();
    let mut faults = Vec::new();
    if let Some(path) = &args.from {
        match from_file(path) {
            Ok(read) => given = read,
            Err(fault) => faults.push(fault),
        }
    }
    let mut set = |pair: &str| {
        if let Err(wrong) = given::set(&mut given, pair) {
            let mut fault = Fault::usage(wrong.code);
            for (name, value) in &wrong.arguments {
                fault = fault.with(name, value);
            }
            faults.push(fault);
        }
    };
    args.set.iter().for_each(|pair| set(pair));
    if let Some(to) = &args.to {
        set(&format!("{ADDRESSEE}={to}"));
    }
    if let Some(number) = &args.number {
        set(&format!("{NUMBER}={number}"));
        if let Err(wrong) = citation::check(number) {
            let right = wrong.arguments.iter().find(|(name, _)| *name == "right");
            let mut fault = Fault::usage("paper-number").with("number", number);
            fault.suggestion = right.map(|(_, right)| right.clone());
            faults.push(fault);
        }
    }
    Fault::together(faults).map_or(Ok(given), Err)
}

fn from_file(path: &Path) -> Result<BTreeMap<String, Given>, Fault> {
    let shown = path.display().to_string();
    let unreadable =
        |detail: &str| Fault::refused("given-unreadable").at(&shown).with("detail", detail);
    let length = std::fs::metadata(path).map_err(|error| unreadable(&error.to_string()))?.len();
    if length > LONGEST {
        return Err(Fault::refused("given-long").at(&shown).with("length", &length.to_string()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(&error.to_string()))?;
    given::read(&shown, &text).map_err(|faults| {
        let each = faults.iter().map(|wrong| {
            let mut fault = Fault::refused(wrong.code);
            for (name, value) in &wrong.arguments {
                fault = fault.with(name, value);
            }
            match &wrong.place {
                phaseout_reports::error::FaultPlace::Given { file, line } => {
                    fault.at(&format!("{file}:{line}"))
                }
                _ => fault,
            }
        });
        Fault::together(each).unwrap_or_else(|| unreadable(""))
    })
}

fn unwritten(out: &Path, error: &WriteError) -> Fault {
    match error {
        WriteError::TooManyRows { table, rows } => {
            Fault::refused("paper-rows").with("name", table).with("rows", &rows.to_string())
        }
        WriteError::Format { reason, .. } => failed(out, &std::io::Error::other(reason.clone())),
    }
}

/// What was written, and how much of it can be asked for.
fn said(session: &Session, out: &Path, written: &Written) {
    let figures = written.printed.iter().filter(|traced| traced.number.is_some()).count();
    let words = [
        ("path", out.display().to_string()),
        ("pieces", written.printed.len().to_string()),
        ("figures", figures.to_string()),
    ];
    let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
    session.note(&session.messages.say("paper-written", &words));
}
