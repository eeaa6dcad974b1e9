//! A row of the table of events as it stands, not trusted: whoever holds the file can write in it.

use crate::canonical;
use crate::day::OnDate;
use crate::event::{Columns, Event};
use crate::refusal::{LedgerError, Result};
use rusqlite::Row;
use rusqlite::types::ValueRef;

/// Reads rows in the form that [`raw`] and [`event`] take; conditions follow.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT seq, id, kind, subject, on_date, recorded_at, office, actor, payload, corrects,
             generation, script_set, schema, prev, hash FROM events ",
            $rest
        )
    };
}
pub(crate) use select;

/// An event as its row stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw<'r> {
    pub(crate) columns: Columns<'r>,
    pub(crate) hash: &'r str,
}

/// `None` where a column holds what no event holds: another type, or a text that is not UTF-8.
pub(crate) fn raw<'r>(row: &'r Row<'_>) -> Result<Option<Raw<'r>>> {
    let mut values = [ValueRef::Null; 15];
    for (column, value) in values.iter_mut().enumerate() {
        *value = row.get_ref(column)?;
    }
    Ok(read(&values))
}

fn read<'r>(values: &[ValueRef<'r>; 15]) -> Option<Raw<'r>> {
    let optional = |column: usize| match values[column] {
        ValueRef::Null => Some(None),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().map(Some),
        _ => None,
    };
    let text = |column: usize| optional(column).flatten();
    let (ValueRef::Integer(seq), ValueRef::Integer(schema)) = (values[0], values[12]) else {
        return None;
    };
    Some(Raw {
        columns: Columns {
            seq,
            id: text(1)?,
            kind: text(2)?,
            subject: text(3)?,
            on_date: text(4)?,
            recorded_at: text(5)?,
            office: text(6)?,
            actor: text(7)?,
            payload: text(8)?,
            corrects: optional(9)?,
            generation: optional(10)?,
            script_set: optional(11)?,
            schema,
            prev: text(13)?,
        },
        hash: text(14)?,
    })
}

/// An event as its row says it.
///
/// # Errors
/// `event-unreadable` where the row cannot be an event.
pub(crate) fn event(row: &Row<'_>) -> Result<Event> {
    let seq = match row.get_ref(0)? {
        ValueRef::Integer(seq) => seq,
        _ => 0,
    };
    let unreadable = |what: &str| LedgerError::store("event-unreadable", format!("{seq}: {what}"));
    let Raw { columns, hash } = raw(row)?.ok_or_else(|| unreadable("a value that is none"))?;
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Ok(Event {
        seq,
        id: columns.id.to_owned(),
        kind: columns.kind.to_owned(),
        subject: columns.subject.to_owned(),
        on: OnDate::parse(columns.on_date).ok_or_else(|| unreadable("on_date"))?,
        recorded_at: columns.recorded_at.to_owned(),
        office: columns.office.to_owned(),
        actor: columns.actor.to_owned(),
        payload: canonical::payload(columns.payload).ok_or_else(|| unreadable("payload"))?,
        corrects: owned(columns.corrects),
        generation: owned(columns.generation),
        script_set: owned(columns.script_set),
        schema: columns.schema,
        prev: columns.prev.to_owned(),
        hash: hash.to_owned(),
    })
}
