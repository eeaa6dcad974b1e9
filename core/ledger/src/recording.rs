//! Recording: one transaction in which events are added, all of them or none.

use crate::book::Book;
use crate::correction;
use crate::day::OnDate;
use crate::event::{Columns, EVENT_SCHEMA, Event, FIRST_PREV};
use crate::fact;
use crate::id::Ids;
use crate::json::{Json, Payload, canonical};
use crate::kind::{KINDS, Kind, Subject, kind};
use crate::owner::Names;
use crate::refusal::{LedgerError, Refusal, Result};
use crate::reorganisation;
use crate::store::{Head, Ledger};
use crate::timeline::replay;
use crate::transaction::Transaction;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use phaseout_model::Date;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Seconds that a writer may have waited for another one, with room to spare.
const WAITED: i64 = 60;

/// Who records, where and when. The clock is read by the caller.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The office's region code.
    pub office: String,
    /// The role that records.
    pub actor: String,
    /// The moment of recording.
    pub now: Timestamp,
    /// How many departments an acceptance needs.
    pub quorum: i64,
    /// The departments that may accept; empty: any.
    pub departments: Vec<String>,
    /// The folder that evidence files are named from.
    pub base: PathBuf,
    /// Hash of the plugins and criteria that took part.
    pub generation: Option<String>,
    /// Hash of the scripts that took part.
    pub script_set: Option<String>,
}

impl Desk {
    /// The day of recording, UTC.
    pub fn today(&self) -> Date {
        Offset::UTC.to_datetime(self.now).date()
    }
}

/// Something to record, as a person or a script says it.
#[derive(Clone, Debug)]
pub struct Request {
    /// A step or a kind, in English or Chinese.
    pub kind: String,
    /// A line, an enterprise, a target, an event, or `office`.
    pub subject: String,
    /// When it happened.
    pub on: OnDate,
    /// Facts by key, as written; a key given twice gives a list.
    pub facts: Vec<(String, String)>,
    /// What a judgement says, where the kind takes one.
    pub judged: Option<Judged>,
}

/// What a judgement by plugins and criteria came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// `eliminate`, `verify`, `restrict`, `retain` or `unjudged`.
    pub verdict: String,
    /// The day of the judgement.
    pub as_of: Date,
    /// The criteria that name the line.
    pub criteria: Vec<String>,
    /// The facts that the verdict lacks.
    pub missing: Vec<String>,
}

/// An event before it has its place: what is recorded, without number, time and hash.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) kind: &'static Kind,
    pub(crate) subject: String,
    pub(crate) on: OnDate,
    pub(crate) payload: Payload,
    pub(crate) corrects: Option<String>,
}

/// A part of a transaction that is not settled yet.
#[derive(Debug)]
#[must_use]
pub struct Part(usize);

/// An open transaction. Dropped without [`Recording::keep`], it leaves nothing behind.
#[derive(Debug)]
pub struct Recording<'l> {
    pub(crate) transaction: Transaction<'l>,
    desk: Desk,
    head: Head,
    /// The moment of recording, as events bear it.
    recorded_at: String,
    ids: Ids,
    events: Vec<Event>,
    buffer: String,
    /// Corrections were added since the history was last gone through.
    corrected: bool,
    /// The number of the next new line, once one was asked for.
    next_line: Option<i64>,
    /// The names on record, once a survey compared with them.
    pub(crate) names: Option<Names>,
}

impl Ledger {
    /// Begins to record; other writers wait.
    ///
    /// # Errors
    /// [`LedgerError::Store`]: `locked`, or `clock-back` where the clock stands before the last event.
    pub fn begin(&mut self, desk: &Desk) -> Result<Recording<'_>> {
        Recording::begun(Transaction::lent(self)?, desk)
    }

    /// Begins to record, and takes the ledger along: for a thread of its own.
    ///
    /// # Errors
    /// As [`Ledger::begin`].
    pub fn into_recording(self, desk: &Desk) -> Result<Recording<'static>> {
        Recording::begun(Transaction::owned(self)?, desk)
    }

    /// Records requests: all of them, or none and every refusal. With `keep` false the events are shown
    /// and not recorded.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] with all refusals of the pass, or [`LedgerError::Store`].
    pub fn record(&mut self, desk: &Desk, requests: &[Request], keep: bool) -> Result<Vec<Event>> {
        let mut recording = self.begin(desk)?;
        let mut refusals = Vec::new();
        for request in requests {
            match recording.record(request) {
                Ok(_) => {}
                Err(LedgerError::Refused(more)) => refusals.extend(more),
                Err(error) => return Err(error),
            }
        }
        if !refusals.is_empty() {
            return Err(LedgerError::Refused(refusals));
        }
        if keep { recording.keep() } else { recording.check() }
    }
}

/// The moment as events bear it. The clock was read before the transaction began, and another writer may
/// have been waited for meanwhile: what is behind by no more than that is recorded with the last event's.
fn recorded_at(now: Timestamp, last: Option<String>) -> Result<String> {
    let moment = stamp(now);
    let Some(last) = last.filter(|last| moment < *last) else { return Ok(moment) };
    let waited = SignedDuration::from_secs(WAITED);
    match now.checked_add(waited) {
        Ok(later) if stamp(later) >= last => Ok(last),
        _ => Err(LedgerError::store("clock-back", format!("{moment} < {last}"))),
    }
}

/// The last event's place and hash, and when it was recorded.
fn last_of(transaction: &Transaction<'_>) -> Result<(Head, Option<String>)> {
    let last = transaction
        .prepare_cached("SELECT seq, hash, recorded_at FROM events ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((Head { seq: row.get(0)?, hash: row.get(1)? }, row.get(2)?)))
        .optional()?;
    Ok(last.unwrap_or_else(|| (Head { seq: 0, hash: FIRST_PREV.to_owned() }, None)))
}

fn stamp(now: Timestamp) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl<'l> Recording<'l> {
    fn begun(transaction: Transaction<'l>, desk: &Desk) -> Result<Self> {
        let (head, last) = last_of(&transaction)?;
        let now = recorded_at(desk.now, last)?;
        Ok(Self {
            transaction,
            desk: desk.clone(),
            head,
            recorded_at: now,
            ids: Ids::new(desk.now),
            events: Vec::new(),
            buffer: String::new(),
            corrected: false,
            next_line: None,
            names: None,
        })
    }

    /// The projections, with what was added so far.
    pub fn book(&self) -> Book<'_> {
        Book::strict(&self.transaction)
    }

    /// Who records.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The head that the transaction began on.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// What was added so far.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Begins a part that may be taken back by itself; it ends with [`Recording::settle`] or
    /// [`Recording::take_back`]. Parts may lie in one another.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn part(&mut self) -> Result<Part> {
        self.transaction.execute_batch("SAVEPOINT part")?;
        Ok(Part(self.events.len()))
    }

    /// Lets the last part stand.
    ///
    /// # Errors
    /// As [`Recording::part`].
    pub fn settle(&mut self, _: Part) -> Result<()> {
        self.transaction.execute_batch("RELEASE part")?;
        Ok(())
    }

    /// Takes the last part back, events and projections, as if it had not begun.
    ///
    /// # Errors
    /// As [`Recording::part`].
    pub fn take_back(&mut self, Part(begun): Part) -> Result<()> {
        self.transaction.execute_batch("ROLLBACK TO part; RELEASE part")?;
        self.events.truncate(begun);
        self.next_line = None;
        self.names = None;
        Ok(())
    }

    /// Plugins and criteria take part from here on: the events that follow bear their hash.
    pub fn judged_by(&mut self, generation: Option<String>) {
        self.desk.generation = generation;
    }

    /// Scripts take part from here on: the events that follow bear the hash of their set.
    pub fn moved_by(&mut self, script_set: Option<String>) {
        self.desk.script_set = script_set;
    }

    /// Adds what a request says.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] leaves the transaction as it was; further requests may follow.
    pub fn record(&mut self, request: &Request) -> Result<&Event> {
        let kind = kind(&request.kind).ok_or_else(|| unknown_kind(&request.kind))?;
        if kind.subject == Subject::Event {
            let draft = correction::draft(self, request)?;
            self.corrected = true;
            return self.add(draft);
        }
        let mut payload = self.read_facts(kind, request)?;
        if let Some(judged) = &request.judged {
            judgement(judged, &mut payload);
        }
        if kind.id == "accept" {
            known_departments(&self.desk.departments, &payload, &request.subject)?;
            payload.insert("quorum".to_owned(), Json::Integer(self.desk.quorum));
        }
        missing(kind, &payload, &request.subject)?;
        let mut subject = request.subject.trim().to_owned();
        if kind.subject == Subject::Enterprise {
            self.settle_corrections()?;
            let (book, place) = (self.book(), (self.desk.office.as_str(), self.last().seq + 1));
            subject = reorganisation::settle(&book, kind, &subject, &mut payload, place)?;
            self.names = None;
        }
        self.add(Draft { kind, subject, on: request.on, payload, corrects: None })
    }

    /// The id of the next new line: one that no event was ever about, voided ones included.
    pub(crate) fn next_line(&mut self) -> Result<String> {
        let mut number = match self.next_line {
            Some(number) => number,
            None => self.book().next_line_number()?,
        };
        let subject = loop {
            let subject = format!("{}-{number}", self.desk.office);
            number += 1;
            let mut taken =
                self.transaction.prepare_cached("SELECT 1 FROM events WHERE subject = ?1")?;
            if !taken.exists([&subject])? {
                break subject;
            }
        };
        self.next_line = Some(number);
        Ok(subject)
    }

    /// Goes through the history again where corrections were added since, so that the projections are what
    /// the record says.
    pub(crate) fn settle_corrections(&mut self) -> Result<()> {
        if self.corrected { self.go_through_again() } else { Ok(()) }
    }

    /// The facts of a request, read as their kind declares them; all that cannot be read at once.
    fn read_facts(&self, kind: &'static Kind, request: &Request) -> Result<Payload> {
        read_facts(kind, &request.facts, &request.subject, &self.desk.base)
    }

    /// Adds a draft: guards, projections, chain.
    pub(crate) fn add(&mut self, draft: Draft) -> Result<&Event> {
        let tomorrow = self.desk.today().tomorrow().unwrap_or(Date::MAX);
        if draft.on.earliest().is_some_and(|day| day > tomorrow) {
            return Err(Refusal::new("date-ahead", &draft.subject).with("date", draft.on).into());
        }
        if self.corrected && draft.kind.subject != Subject::Event {
            self.go_through_again()?;
        }
        let last = self.last();
        let mut event = Event {
            seq: last.seq + 1,
            id: self.ids.next(),
            kind: draft.kind.id.to_owned(),
            subject: draft.subject,
            on: draft.on,
            recorded_at: self.recorded_at.clone(),
            office: self.desk.office.clone(),
            actor: self.desk.actor.clone(),
            payload: draft.payload,
            corrects: draft.corrects,
            generation: self.desk.generation.clone(),
            script_set: self.desk.script_set.clone(),
            schema: EVENT_SCHEMA,
            prev: last.hash,
            hash: String::new(),
        };
        self.apply(&event)?;
        let (on_date, payload) = (event.on.to_string(), canonical(&event.payload));
        let columns = event.columns(&on_date, &payload);
        let hash = columns.hash(&mut self.buffer);
        insert(&self.transaction, &columns, &hash)?;
        event.hash = hash;
        self.events.push(event);
        Ok(self.events.last().expect("an event was added"))
    }

    /// Guards, then projections. A kind that changed something before it refused has left the projections
    /// in between: they are made anew.
    fn apply(&self, event: &Event) -> Result<()> {
        let before = self.transaction.total_changes();
        let refused = match self.book().apply(event) {
            Err(LedgerError::Refused(refusals)) => refusals,
            other => return other,
        };
        if self.transaction.total_changes() != before && !self.corrected {
            replay(&self.transaction)?;
        }
        Err(LedgerError::Refused(refused))
    }

    fn last(&self) -> Head {
        self.events.last().map_or_else(
            || self.head.clone(),
            |event| Head { seq: event.seq, hash: event.hash.clone() },
        )
    }

    /// Goes through the whole history again with the corrections that were added.
    fn go_through_again(&mut self) -> Result<()> {
        self.corrected = false;
        self.names = None;
        replay(&self.transaction)
    }

    /// Holds the guards that are still to be held, and gives the events without recording them.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] where a correction takes the ground from a later event.
    pub fn check(mut self) -> Result<Vec<Event>> {
        if self.corrected {
            self.go_through_again()?;
        }
        Ok(self.events)
    }

    /// Records everything that was added.
    ///
    /// # Errors
    /// As [`Recording::check`]; [`LedgerError::Store`] where the disk is full.
    pub fn keep(mut self) -> Result<Vec<Event>> {
        if self.corrected {
            self.go_through_again()?;
        }
        self.transaction.commit()?;
        Ok(self.events)
    }
}

fn insert(transaction: &Connection, columns: &Columns<'_>, hash: &str) -> Result<()> {
    transaction
        .prepare_cached("INSERT INTO events VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?
        .execute(params![
            columns.seq,
            columns.id,
            columns.kind,
            columns.subject,
            columns.on_date,
            columns.recorded_at,
            columns.office,
            columns.actor,
            columns.payload,
            columns.corrects,
            columns.generation,
            columns.script_set,
            columns.schema,
            columns.prev,
            hash,
        ])?;
    Ok(())
}

/// Only departments that the office names accept.
fn known_departments(known: &[String], payload: &Payload, subject: &str) -> Result<(), Refusal> {
    let named = payload.get("departments").map(Json::list).unwrap_or_default();
    let unknown: Vec<&str> = named
        .iter()
        .filter_map(Json::text)
        .filter(|name| !known.is_empty() && !known.iter().any(|own| own == name))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Refusal::new("department-unknown", subject)
        .with("departments", unknown.join("、"))
        .with("known", known.join("、")))
}

fn unknown_kind(word: &str) -> Refusal {
    let near = KINDS
        .iter()
        .map(|kind| (strsim::osa_distance(kind.id, word), kind.id))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    Refusal::new("kind-unknown", word)
        .with("suggestion", near.map_or("-", |(_, id)| id))
        .with("kinds", KINDS.iter().map(|kind| kind.id).collect::<Vec<_>>().join(" "))
}

/// Facts as their kind declares them.
pub(crate) fn read_facts(
    kind: &'static Kind,
    facts: &[(String, String)],
    subject: &str,
    base: &std::path::Path,
) -> Result<Payload> {
    let mut refusals = Vec::new();
    let mut given: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    for (key, value) in facts {
        match kind.fact(key.trim()) {
            Some(fact) => given.entry(fact.key).or_default().push(value),
            None => refusals.push(unknown_fact(kind, key, subject)),
        }
    }
    let mut payload = Payload::new();
    for fact in kind.facts {
        let Some(texts) = given.get(fact.key) else { continue };
        match fact::read(fact, texts, base, subject) {
            Ok(value) => {
                payload.insert(fact.key.to_owned(), value);
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    if refusals.is_empty() { Ok(payload) } else { Err(LedgerError::Refused(refusals)) }
}

fn unknown_fact(kind: &Kind, key: &str, subject: &str) -> Refusal {
    let near = kind
        .facts
        .iter()
        .map(|fact| (strsim::osa_distance(fact.key, key), fact.key))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    let keys: Vec<String> =
        kind.facts.iter().map(|fact| format!("{} {}", fact.key, fact.zh)).collect();
    Refusal::new("fact-unknown", subject)
        .with("key", key)
        .with("kind", kind.id)
        .with("suggestion", near.map_or("-", |(_, key)| key))
        .with("keys", keys.join(", "))
}

/// Everything that the kind needs and the payload does not hold.
pub(crate) fn missing(kind: &Kind, payload: &Payload, subject: &str) -> Result<(), Refusal> {
    let has = |keys: &[&str]| keys.iter().all(|key| payload.contains_key(*key));
    let lacking: Vec<String> = kind
        .needs
        .iter()
        .filter(|alternatives| !alternatives.iter().any(|keys| has(keys)))
        .map(|alternatives| {
            let each: Vec<String> = alternatives
                .iter()
                .map(|keys| keys.iter().map(|key| named(kind, key)).collect::<Vec<_>>().join(" + "))
                .collect();
            each.join(" / ")
        })
        .collect();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(Refusal::new("facts-missing", subject)
        .with("step", kind.id)
        .with("missing", lacking.join(", ")))
}

fn named(kind: &Kind, key: &str) -> String {
    kind.fact(key).map_or_else(|| key.to_owned(), |fact| format!("{} ({})", fact.key, fact.zh))
}

/// What a judgement came to, as a payload keeps it.
pub(crate) fn judgement(judged: &Judged, payload: &mut Payload) {
    let texts = |words: &[String]| Json::List(words.iter().cloned().map(Json::Text).collect());
    payload.insert("verdict".to_owned(), Json::Text(judged.verdict.clone()));
    payload.insert("judged_as_of".to_owned(), Json::Text(judged.as_of.to_string()));
    payload.insert("criteria".to_owned(), texts(&judged.criteria));
    payload.insert("missing".to_owned(), texts(&judged.missing));
}
