//! The proof: every event's hash is computed anew, and each is held against the one before.

use crate::event::{Columns, FIRST_PREV};
use crate::refusal::Result;
use crate::store::{Head, Ledger};
use rusqlite::Row;
use rusqlite::types::ValueRef;

/// What a chain of events comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every event stands as it was recorded.
    Whole {
        /// How many.
        events: i64,
        /// The last one.
        head: Head,
    },
    /// The first event that does not.
    Broken(Tampering),
}

/// The first bad event, and what was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tampering {
    /// Its place.
    pub seq: i64,
    /// Its id, where it can be read.
    pub id: Option<String>,
    /// What was done.
    pub kind: TamperingKind,
}

/// Kinds of tampering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TamperingKind {
    /// A value of the event is not what was recorded.
    Altered,
    /// An event that was recorded at this place is gone.
    Removed,
    /// An event stands here that was not recorded here.
    Inserted,
    /// Events changed places.
    Reordered,
    /// Events at the end are gone: the head that was kept elsewhere is not there.
    CutOff,
    /// The event of the head that was kept elsewhere has another hash.
    Rewritten,
}

impl TamperingKind {
    /// The code of its message.
    pub fn id(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Removed => "removed",
            Self::Inserted => "inserted",
            Self::Reordered => "reordered",
            Self::CutOff => "cut-off",
            Self::Rewritten => "rewritten",
        }
    }
}

/// What is remembered of an event that was checked.
struct Seen {
    seq: i64,
    hash: String,
}

impl Ledger {
    /// Checks the chain, and that a head kept elsewhere is in it.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the file cannot be read at all.
    pub fn verify(&self, kept: Option<&Head>) -> Result<Verified> {
        let mut statement =
            self.connection.prepare("SELECT * FROM events NOT INDEXED ORDER BY seq")?;
        let mut rows = statement.query([])?;
        let mut last = Seen { seq: 0, hash: FIRST_PREV.to_owned() };
        let mut buffer = String::new();
        let mut kept_found = kept.is_none_or(|kept| kept.seq == 0);
        while let Some(row) = rows.next()? {
            let Some(event) = raw(row)? else {
                return Ok(self.broken(last.seq + 1, None, TamperingKind::Altered));
            };
            let computed = event.columns.hash(&mut buffer);
            if event.columns.seq != last.seq + 1
                || event.columns.prev != last.hash
                || computed != event.hash
            {
                let kind = classify(&event, &computed, &last, &mut buffer);
                let seq =
                    if kind == TamperingKind::Removed { last.seq + 1 } else { event.columns.seq };
                let kind = if kind == TamperingKind::Removed && self.is_moved(last.seq + 1)? {
                    TamperingKind::Reordered
                } else {
                    kind
                };
                return Ok(self.broken(seq, Some(event.columns.id.to_owned()), kind));
            }
            if let Some(kept) = kept.filter(|kept| kept.seq == event.columns.seq) {
                if kept.hash != computed {
                    let id = Some(event.columns.id.to_owned());
                    return Ok(self.broken(kept.seq, id, TamperingKind::Rewritten));
                }
                kept_found = true;
            }
            last = Seen { seq: event.columns.seq, hash: computed };
        }
        if !kept_found {
            return Ok(self.broken(last.seq + 1, None, TamperingKind::CutOff));
        }
        Ok(Verified::Whole { events: last.seq, head: Head { seq: last.seq, hash: last.hash } })
    }

    #[expect(clippy::unused_self, reason = "reads as a sentence where it is used")]
    fn broken(&self, seq: i64, id: Option<String>, kind: TamperingKind) -> Verified {
        Verified::Broken(Tampering { seq, id, kind })
    }

    /// Whether an event that was recorded at a place stands at another one.
    fn is_moved(&self, seq: i64) -> Result<bool> {
        let mut statement =
            self.connection.prepare("SELECT * FROM events NOT INDEXED WHERE seq > ?1")?;
        let mut rows = statement.query([seq])?;
        let mut buffer = String::new();
        while let Some(row) = rows.next()? {
            let Some(event) = raw(row)? else { continue };
            let moved = Columns { seq, ..event.columns };
            if moved.hash(&mut buffer) == event.hash {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// An event as its row stands, not trusted.
struct Raw<'r> {
    columns: Columns<'r>,
    hash: &'r str,
}

/// `None` where a column holds what no event holds: not a text, not UTF-8, not a number.
fn raw<'r>(row: &'r Row<'_>) -> Result<Option<Raw<'r>>> {
    fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<Option<Option<&'r str>>> {
        Ok(match row.get_ref(column)? {
            ValueRef::Null => Some(None),
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().map(Some),
            _ => None,
        })
    }
    let mut texts = [None; 15];
    for column in (1..12).chain(13..15) {
        let Some(text) = text(row, column)? else { return Ok(None) };
        texts[column] = text;
    }
    let (ValueRef::Integer(seq), ValueRef::Integer(schema)) = (row.get_ref(0)?, row.get_ref(12)?)
    else {
        return Ok(None);
    };
    let all = (|| {
        Some(Raw {
            columns: Columns {
                seq,
                id: texts[1]?,
                kind: texts[2]?,
                subject: texts[3]?,
                on_date: texts[4]?,
                recorded_at: texts[5]?,
                office: texts[6]?,
                actor: texts[7]?,
                payload: texts[8]?,
                corrects: texts[9],
                generation: texts[10],
                script_set: texts[11],
                schema,
                prev: texts[13]?,
            },
            hash: texts[14]?,
        })
    })();
    Ok(all)
}

/// What was done, as far as the first bad event and the one before it tell.
fn classify(event: &Raw<'_>, computed: &str, last: &Seen, buffer: &mut String) -> TamperingKind {
    let expected = last.seq + 1;
    let seq = event.columns.seq;
    let mut stands_for = |seq: i64| Columns { seq, ..event.columns }.hash(buffer) == event.hash;
    // Its own hash is right: it is an event, but not the one that belongs here.
    if computed == event.hash {
        return if seq > expected || event.columns.prev != last.hash && seq == expected {
            TamperingKind::Removed
        } else {
            TamperingKind::Altered
        };
    }
    // It was recorded at another place: numbers were shifted to close a gap, or to make room.
    for shift in 1..=64 {
        if stands_for(seq + shift) {
            return TamperingKind::Removed;
        }
        if seq > shift && stands_for(seq - shift) {
            return if event.columns.prev == last.hash {
                TamperingKind::Inserted
            } else {
                TamperingKind::Reordered
            };
        }
    }
    TamperingKind::Altered
}
