//! The history as it stands after corrections, and the part of it that a view shows: what had happened by
//! a day (`as_of`), and what was on record on a day (`known_at`).

use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::file::in_memory;
use crate::json::{Json, Payload};
use crate::refusal::{LedgerError, Refusal, Result};
use crate::store::{Ledger, events};
use phaseout_model::Date;
use rusqlite::{Connection, Transaction};
use std::collections::BTreeMap;

/// Which part of the record is asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// What had happened by the end of this day.
    pub as_of: Option<Date>,
    /// What was on record at the end of this day (UTC).
    pub known_at: Option<Date>,
}

/// Projections as a view shows them: the ledger's own, or a copy in memory.
///
/// What others record meanwhile does not show in it.
#[derive(Debug)]
pub struct Viewed<'l> {
    own: Option<Connection>,
    ledger: &'l Ledger,
    _snapshot: Option<Transaction<'l>>,
}

impl Viewed<'_> {
    /// The projections, ready to be asked.
    pub fn book(&self) -> Book<'_> {
        match &self.own {
            Some(connection) => Book { connection, lenient: true },
            None => self.ledger.book(),
        }
    }
}

impl Ledger {
    /// The projections as a view shows them.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the record cannot be read.
    pub fn view(&self, view: View) -> Result<Viewed<'_>> {
        let snapshot = self.snapshot()?;
        let own = if view == View::default() {
            None
        } else {
            let connection = in_memory()?;
            Book::create(&connection)?;
            let book = Book { connection: &connection, lenient: true };
            let transaction = connection.unchecked_transaction()?;
            for event in self.history(view)? {
                book.apply(&event)?;
            }
            transaction.commit()?;
            Some(connection)
        };
        Ok(Viewed { own, ledger: self, _snapshot: snapshot })
    }

    /// The events that a view shows, corrected, in the order in which they were recorded.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the record cannot be read.
    pub fn history(&self, view: View) -> Result<Vec<Event>> {
        let mut all = events(&self.connection)?;
        if let Some(known) = view.known_at {
            let known = known.to_string();
            all.retain(|event| {
                event.recorded_at.get(..10).is_some_and(|day| day <= known.as_str())
            });
        }
        let mut effective = corrected(all);
        if let Some(day) = view.as_of {
            keep_happened(&mut effective, day);
        }
        Ok(effective)
    }
}

/// Takes away what had not happened by a day. An act of unknown date happened before the next dated act on
/// the same subject, and before it was recorded.
pub(crate) fn keep_happened(history: &mut Vec<Event>, day: Date) {
    let mut next: BTreeMap<String, Date> = BTreeMap::new();
    let mut keep: Vec<bool> = history
        .iter()
        .rev()
        .map(|event| {
            let recorded = event.recorded_at.get(..10).and_then(|text| text.parse::<Date>().ok());
            let known = event.on.latest();
            let latest = known
                .or_else(|| next.get(&event.subject).copied().into_iter().chain(recorded).min());
            if let Some(known) = known {
                next.insert(event.subject.clone(), known);
            }
            latest.is_some_and(|latest| latest <= day)
        })
        .collect();
    keep.reverse();
    let mut keep = keep.into_iter();
    history.retain(|_| keep.next().unwrap_or(false));
}

/// The history after its corrections: voided events are gone, replaced dates, subjects and payloads stand.
/// A correction that a later one voids does nothing.
pub(crate) fn corrected(all: Vec<Event>) -> Vec<Event> {
    let mut changes: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    let mut events = Vec::with_capacity(all.len());
    for event in all {
        match &event.corrects {
            Some(id) => changes.entry(id.clone()).or_default().push(event),
            None => events.push(event),
        }
    }
    if changes.is_empty() {
        return events;
    }
    let mut placed: Vec<(i64, Event)> = events
        .into_iter()
        .filter_map(|mut event| Some((settle(&mut event, &changes)?, event)))
        .collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, event)| event).collect()
}

/// Changes an event by its corrections, and gives its place in the history; `None` where it is voided. What
/// was recorded about the wrong subject takes the place of the correction: what is known of the right one
/// was recorded before that.
fn settle(event: &mut Event, changes: &BTreeMap<String, Vec<Event>>) -> Option<i64> {
    let mut place = event.seq;
    let Some(own) = changes.get(&event.id) else { return Some(place) };
    let mut stands = true;
    for change in own {
        let mut change = change.clone();
        if settle(&mut change, changes).is_none() {
            continue;
        }
        if change.payload.get("void") == Some(&Json::Bool(true)) {
            stands = false;
        }
        if let Some(on) = change.text("on").and_then(OnDate::parse) {
            event.on = on;
        }
        if let Some(subject) = change.text("subject") {
            subject.clone_into(&mut event.subject);
            place = change.seq;
        }
        if let Some(Json::Map(set)) = change.payload.get("set") {
            replace(&mut event.payload, set);
        }
    }
    stands.then_some(place)
}

/// Replaces values; null takes one away.
fn replace(payload: &mut Payload, set: &Payload) {
    for (key, value) in set {
        if *value == Json::Null {
            payload.remove(key);
        } else {
            payload.insert(key.clone(), value.clone());
        }
    }
}

/// Makes the projections of a connection anew from its events.
///
/// # Errors
/// [`LedgerError::Refused`] where a guard no longer holds: the first argument `event` names the event that
/// would lose its ground.
pub(crate) fn replay(connection: &Connection) -> Result<()> {
    let history = corrected(events(connection)?);
    Book::drop(connection)?;
    Book::create(connection)?;
    let book = Book::strict(connection);
    for event in &history {
        book.apply(event).map_err(|error| lost_ground(event, error))?;
    }
    Ok(())
}

fn lost_ground(event: &Event, error: LedgerError) -> LedgerError {
    let LedgerError::Refused(refusals) = error else { return error };
    LedgerError::Refused(
        refusals
            .into_iter()
            .map(|cause| {
                let words: Vec<String> =
                    cause.arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
                Refusal::new("correction-breaks", &event.subject)
                    .with("event", event.seq)
                    .with("kind", &event.kind)
                    .with("date", event.on)
                    .with("cause", cause.code)
                    .with("details", words.join(", "))
            })
            .collect(),
    )
}
