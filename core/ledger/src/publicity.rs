//! What is recorded beside the steps: publicity (宣传) and letters of responsibility (目标责任书).

use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::fact::{Fact, Form};
use crate::json::Json;
use crate::kind::{EVIDENCE, Kind, NOTE, Subject, fact};
use crate::lifecycle::texts;
use crate::names::fold;
use crate::refusal::{LedgerError, Refusal, Result};
use phaseout_model::{RegionCode, Regions};
use rusqlite::{Row, params};

pub(crate) const TABLES: &str = "
CREATE TABLE publicity(
  seq INTEGER PRIMARY KEY, subject TEXT NOT NULL, on_date TEXT NOT NULL, media TEXT NOT NULL,
  content TEXT NOT NULL, address TEXT, evidence TEXT NOT NULL
) STRICT;
CREATE TABLE letters(
  seq INTEGER PRIMARY KEY, subject TEXT NOT NULL, on_date TEXT NOT NULL, parties TEXT NOT NULL,
  year INTEGER NOT NULL, targets TEXT NOT NULL, document TEXT, deadline TEXT, evidence TEXT NOT NULL
) STRICT;
";

/// The subject of what concerns no single line or enterprise.
pub const OFFICE: &str = "office";

const DOCUMENT: Fact = fact("document", "文号", Form::Text);
const YEAR: Fact = fact("year", "年度", Form::Year);

pub(crate) const PUBLICITY: Kind = Kind {
    id: "publicity",
    zh: "宣传",
    subject: Subject::Any,
    step: None,
    facts: &[
        fact("medium", "媒体", Form::Words),
        fact("content", "内容", Form::Text),
        fact("address", "网址", Form::Text),
        EVIDENCE,
        NOTE,
    ],
    needs: &[&[&["medium"]], &[&["content"]]],
    apply: publicise,
};

pub(crate) const LETTER: Kind = Kind {
    id: "letter",
    zh: "责任书",
    subject: Subject::Any,
    step: None,
    facts: &[
        fact("parties", "签订双方", Form::Words),
        YEAR,
        fact("targets", "目标任务", Form::Words),
        DOCUMENT,
        fact("deadline", "完成时限", Form::Date),
        EVIDENCE,
        NOTE,
    ],
    needs: &[&[&["parties"]], &[&["year"]], &[&["document"], &["evidence"]]],
    apply: sign,
};

/// An entry of the publicity log (宣传台账).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publicity {
    /// The event.
    pub seq: i64,
    /// A line, an enterprise, or `office`.
    pub subject: String,
    /// When it appeared.
    pub on: OnDate,
    /// 网站, 电视, 报纸, 现场, …
    pub media: Vec<String>,
    /// What was said.
    pub content: String,
    /// Where it can be read.
    pub address: Option<String>,
    /// Files with their SHA-256, or references to papers.
    pub evidence: Vec<Json>,
}

/// A letter of responsibility (目标责任书).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The event.
    pub seq: i64,
    /// A line, an enterprise, or `office`.
    pub subject: String,
    /// When it was signed.
    pub on: OnDate,
    /// Offices, regions, enterprises; never persons.
    pub parties: Vec<String>,
    /// The year of the targets.
    pub year: i64,
    /// The targets that it speaks of.
    pub targets: Vec<String>,
    /// Its number, where it has one.
    pub document: Option<String>,
    /// By when, where it says so.
    pub deadline: Option<OnDate>,
    /// Files with their SHA-256, or references to papers.
    pub evidence: Vec<Json>,
}

/// The lines that a subject speaks of; `None` where there is no such subject.
fn subject_lines(book: &Book<'_>, subject: &str) -> Result<Option<Vec<String>>> {
    if subject == OFFICE {
        return Ok(Some(Vec::new()));
    }
    if book.line(subject)?.is_some() {
        return Ok(Some(vec![subject.to_owned()]));
    }
    if !book.is_enterprise(subject)? {
        return Ok(None);
    }
    Ok(Some(book.lines_of(subject)?.into_iter().map(|line| line.id).collect()))
}

pub(crate) fn guard_subject(book: &Book<'_>, event: &Event) -> Result<Vec<String>> {
    match subject_lines(book, &event.subject)? {
        Some(lines) => Ok(lines),
        None if book.lenient => Ok(Vec::new()),
        None => {
            Err(Refusal::new("subject-unknown", &event.subject).with("kind", &event.kind).into())
        }
    }
}

fn list(event: &Event, key: &str) -> String {
    event.payload.get(key).cloned().unwrap_or(Json::List(Vec::new())).canonical()
}

fn publicise(book: &Book<'_>, event: &Event) -> Result<()> {
    guard_subject(book, event)?;
    book.connection
        .prepare_cached("INSERT INTO publicity VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            event.seq,
            event.subject,
            event.on.to_string(),
            list(event, "medium"),
            event.text("content").unwrap_or_default(),
            event.text("address"),
            list(event, "evidence"),
        ])?;
    Ok(())
}

fn sign(book: &Book<'_>, event: &Event) -> Result<()> {
    guard_subject(book, event)?;
    if !book.lenient {
        guard_letter(book, event)?;
    }
    book.connection
        .prepare_cached("INSERT INTO letters VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
        .execute(params![
            event.seq,
            event.subject,
            event.on.to_string(),
            list(event, "parties"),
            event.integer("year").unwrap_or(0),
            list(event, "targets"),
            event.text("document"),
            event.text("deadline"),
            list(event, "evidence"),
        ])?;
    Ok(())
}

/// Two parties at least, offices and enterprises all of them; signed before its year and its deadline ran
/// out.
fn guard_letter(book: &Book<'_>, event: &Event) -> Result<()> {
    let mut refusals = Vec::new();
    let parties = texts(event, "parties");
    if parties.len() < 2 {
        refusals.push(
            Refusal::new("letter-one-party", &event.subject).with("parties", parties.join("、")),
        );
    }
    for party in parties {
        if !is_party(book, party)? {
            refusals.push(Refusal::new("letter-party", &event.subject).with("party", party));
        }
    }
    let year = event.integer("year").unwrap_or(0);
    if event.on.earliest().is_some_and(|day| i64::from(day.year()) > year) {
        refusals.push(
            Refusal::new("letter-year-over", &event.subject)
                .with("date", event.on)
                .with("year", year),
        );
    }
    if let Some(deadline) = event.text("deadline").and_then(OnDate::parse)
        && deadline.is_before(event.on)
    {
        refusals.push(
            Refusal::new("letter-deadline-over", &event.subject)
                .with("date", event.on)
                .with("deadline", deadline),
        );
    }
    if refusals.is_empty() { Ok(()) } else { Err(LedgerError::Refused(refusals)) }
}

/// What an office, a place or an enterprise is called; a person's name holds none of these.
const ORGANISATIONS: &[&str] = &[
    "政府",
    "委员会",
    "管委会",
    "公司",
    "集团",
    "办公室",
    "办事处",
    "街道",
    "协会",
    "小组",
    "中心",
    "开发区",
];
const ORGANISATION_ENDS: &[&str] = &[
    "省",
    "市",
    "州",
    "盟",
    "县",
    "区",
    "旗",
    "镇",
    "乡",
    "村",
    "厅",
    "局",
    "委",
    "办",
    "部",
    "处",
    "科",
    "厂",
    "矿",
    "County",
    "Prefecture",
    "City",
    "Province",
    "District",
    "Town",
    "Government",
    "Bureau",
    "Office",
    "Commission",
    "Department",
    "Ltd",
    "Ltd.",
    "Co.",
    "Company",
    "Group",
];

/// Whether a text names an office, a region or an enterprise, and so nobody in person.
fn is_party(book: &Book<'_>, party: &str) -> Result<bool> {
    let is_region =
        party.parse::<RegionCode>().is_ok_and(|code| Regions::known().nearest(code).is_some());
    if is_region
        || ORGANISATIONS.iter().any(|word| party.contains(word))
        || ORGANISATION_ENDS.iter().any(|word| party.ends_with(word))
        || book.is_enterprise(party)?
    {
        return Ok(true);
    }
    Ok(!book.enterprises_named(&fold(party))?.is_empty())
}

pub(crate) fn damaged(table: &str, text: &str) -> LedgerError {
    LedgerError::store("damaged", format!("{table}: {text}"))
}

fn values(text: &str) -> Vec<Json> {
    match Json::parse(text) {
        Some(Json::List(values)) => values,
        _ => Vec::new(),
    }
}

fn words(text: &str) -> Vec<String> {
    values(text).iter().filter_map(Json::text).map(str::to_owned).collect()
}

pub(crate) fn date(table: &str, text: &str) -> Result<OnDate> {
    OnDate::parse(text).ok_or_else(|| damaged(table, text))
}

impl Book<'_> {
    /// The publicity log, in the order of recording.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the projection cannot be read.
    pub fn publicity(&self) -> Result<Vec<Publicity>> {
        let read = |row: &Row<'_>| {
            let (on, media, evidence): (String, String, String) =
                (row.get("on_date")?, row.get("media")?, row.get("evidence")?);
            let (seq, subject) = (row.get("seq")?, row.get("subject")?);
            let (content, address) = (row.get("content")?, row.get("address")?);
            Ok(date("publicity", &on).map(|on| Publicity {
                seq,
                subject,
                on,
                media: words(&media),
                content,
                address,
                evidence: values(&evidence),
            }))
        };
        self.connection
            .prepare_cached("SELECT * FROM publicity ORDER BY seq")?
            .query_map([], read)?
            .map(|entry| entry?)
            .collect()
    }

    /// The letters of responsibility, in the order of recording.
    ///
    /// # Errors
    /// As [`Book::publicity`].
    pub fn letters(&self) -> Result<Vec<Letter>> {
        let mut statement = self.connection.prepare_cached("SELECT * FROM letters ORDER BY seq")?;
        let mut rows = statement.query([])?;
        let mut letters = Vec::new();
        while let Some(row) = rows.next()? {
            let text = |name: &str| row.get::<_, String>(name);
            let deadline: Option<String> = row.get("deadline")?;
            letters.push(Letter {
                seq: row.get("seq")?,
                subject: text("subject")?,
                on: date("letters", &text("on_date")?)?,
                parties: words(&text("parties")?),
                year: row.get("year")?,
                targets: words(&text("targets")?),
                document: row.get("document")?,
                deadline: deadline.map(|text| date("letters", &text)).transpose()?,
                evidence: values(&text("evidence")?),
            });
        }
        Ok(letters)
    }
}
