//! What was done to a chain that does not hold, told from what still stands.
//!
//! An event's hash covers its place, so an event that was moved still says where it was recorded: it is
//! the place with which its hash comes out right. And it covers the hash of the event before, so the one
//! that belongs to a place can be found wherever it stands now.

use crate::event::Columns;
use crate::event::FIRST_PREV;
use crate::event_row::{Raw, raw, select};
use crate::refusal::Result;
use crate::store::Head;
use rusqlite::{Connection, OptionalExtension, params};

/// The first bad event, and what was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tampering {
    /// The first place where something else stands than was recorded there.
    pub seq: i64,
    /// The id of the event that stands there, where one does and it can be read.
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

/// How many places beyond the end an event is looked for, besides as many as there are.
const BEYOND: i64 = 1_000;

/// Tells what was done after the last event that holds.
pub(crate) fn what_was_done(
    connection: &Connection,
    last: &Head,
    kept: Option<&Head>,
) -> Result<Tampering> {
    let file = File { connection, buffer: String::new() };
    file.tell(last, kept)
}

struct File<'c> {
    connection: &'c Connection,
    buffer: String,
}

impl File<'_> {
    fn tell(mut self, last: &Head, kept: Option<&Head>) -> Result<Tampering> {
        let mut statement = self
            .connection
            .prepare(select!("NOT INDEXED WHERE seq <= 0 OR seq > ?1 ORDER BY seq"))?;
        let mut rows = statement.query([last.seq])?;
        let Some(row) = rows.next()? else {
            // What the walk read is not there when it is looked for: the file itself is damaged.
            return Ok(Tampering { seq: last.seq + 1, id: None, kind: TamperingKind::Altered });
        };
        let place = row.get::<_, i64>(0)?;
        let Some(found) = raw(row)? else {
            let kind =
                if self.belongs(last)? { TamperingKind::Inserted } else { TamperingKind::Altered };
            let seq = place.min(last.seq + 1);
            return Ok(Tampering { seq, id: None, kind });
        };
        let (seq, kind) = self.kind(&found, last, kept)?;
        let id = self.id_at(seq)?;
        Ok(Tampering { seq, id, kind })
    }

    /// The first bad place, and what was done there, where `found` is the first event that does not hold.
    fn kind(
        &mut self,
        found: &Raw<'_>,
        last: &Head,
        kept: Option<&Head>,
    ) -> Result<(i64, TamperingKind)> {
        let place = last.seq + 1;
        let seq = found.columns.seq;
        let recorded_at = self.recorded_at(found)?;
        if seq < place {
            // No event is recorded at 0 or below.
            let moved = recorded_at.is_some_and(|recorded_at| recorded_at != seq);
            let kind = if moved { TamperingKind::Reordered } else { TamperingKind::Inserted };
            return Ok((seq, kind));
        }
        if self.belongs(last)? {
            // What was recorded here stands elsewhere: it changed places, or made room.
            let strange = seq == place && recorded_at.is_none_or(|recorded_at| recorded_at == seq);
            let kind = if strange { TamperingKind::Inserted } else { TamperingKind::Reordered };
            return Ok((place, kind));
        }
        if seq > place {
            return Ok((place, TamperingKind::Removed));
        }
        match recorded_at {
            Some(recorded_at) if recorded_at > place => Ok((place, TamperingKind::Removed)),
            // Those before it are not in their places: they were put in where it was recorded.
            Some(recorded_at) if recorded_at < place => {
                let hangs = self.hash_at(recorded_at - 1)?.as_deref() == Some(found.columns.prev);
                Ok((if hangs { recorded_at } else { place }, TamperingKind::Inserted))
            }
            Some(_) => self.consistent(found, last, kept),
            None => Ok((place, self.inconsistent(found, last)?)),
        }
    }

    /// An event whose own hash is right at its place, and that does not hold for all that.
    fn consistent(
        &self,
        found: &Raw<'_>,
        last: &Head,
        kept: Option<&Head>,
    ) -> Result<(i64, TamperingKind)> {
        let place = found.columns.seq;
        if found.columns.prev == last.hash {
            // All is as it should be, but the payload is none that a reader of the export could hash.
            return Ok((place, TamperingKind::Altered));
        }
        if self.hash_at(last.seq - 1)?.as_deref() == Some(found.columns.prev) && last.seq > 0 {
            return Ok((last.seq, TamperingKind::Inserted));
        }
        // The one before is as it was recorded: nothing but this one can be wrong.
        let holds = last.seq == 0 || kept == Some(last);
        let named: i64 = self
            .connection
            .prepare("SELECT count(*) FROM events NOT INDEXED WHERE hash = ?1")?
            .query_row([found.columns.prev], |row| row.get(0))?;
        let next = self.prev_at(place + 1)?;
        if named > 0 || found.columns.prev == FIRST_PREV || holds && next.is_none() {
            return Ok((place, TamperingKind::Inserted));
        }
        // It names an event that is not there any more. Where the next one names it, it is itself the one
        // that was recorded, and the one before was altered and its hash computed anew.
        let before = !holds && next.is_none_or(|next| next == found.hash);
        Ok((if before { last.seq } else { place }, TamperingKind::Altered))
    }

    /// An event whose hash comes out right at no place.
    fn inconsistent(&mut self, found: &Raw<'_>, last: &Head) -> Result<TamperingKind> {
        let linked = Columns { prev: &last.hash, ..found.columns };
        let altered = found.columns.prev == last.hash
            || linked.hashes_to(found.hash, &mut self.buffer)
            || self.prev_at(found.columns.seq + 1)?.as_deref() == Some(found.hash);
        Ok(if altered { TamperingKind::Altered } else { TamperingKind::Inserted })
    }

    /// The place at which an event's hash comes out right.
    fn recorded_at(&mut self, found: &Raw<'_>) -> Result<Option<i64>> {
        if found.columns.hashes_to(found.hash, &mut self.buffer) {
            return Ok(Some(found.columns.seq));
        }
        let highest: i64 = self
            .connection
            .prepare("SELECT coalesce(max(seq), 0) FROM events")?
            .query_row([], |row| row.get(0))?;
        // Where events were removed and the rest moved up, it was recorded beyond the end of today.
        let count: i64 = self
            .connection
            .prepare("SELECT count(*) FROM events NOT INDEXED")?
            .query_row([], |row| row.get(0))?;
        let end = 2 * count + BEYOND;
        let places = (1..=end).chain((highest > end).then_some(highest));
        for seq in places {
            let there = Columns { seq, ..found.columns };
            if there.hashes_to(found.hash, &mut self.buffer) {
                return Ok(Some(seq));
            }
        }
        Ok(None)
    }

    /// Whether the event that was recorded after the last one that holds stands at another place.
    fn belongs(&mut self, last: &Head) -> Result<bool> {
        let mut statement = self
            .connection
            .prepare(select!("NOT INDEXED WHERE prev = ?1 AND seq <> ?2 ORDER BY seq"))?;
        let mut rows = statement.query(params![last.hash, last.seq + 1])?;
        while let Some(row) = rows.next()? {
            let Some(event) = raw(row)? else { continue };
            let here = Columns { seq: last.seq + 1, ..event.columns };
            if here.hashes_to(event.hash, &mut self.buffer) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn hash_at(&self, seq: i64) -> Result<Option<String>> {
        if seq == 0 { Ok(Some(FIRST_PREV.to_owned())) } else { self.text_at("hash", seq) }
    }

    fn prev_at(&self, seq: i64) -> Result<Option<String>> {
        self.text_at("prev", seq)
    }

    fn id_at(&self, seq: i64) -> Result<Option<String>> {
        self.text_at("id", seq)
    }

    /// A text of a place; none where nothing stands there, or no text.
    fn text_at(&self, column: &str, seq: i64) -> Result<Option<String>> {
        let found = self
            .connection
            .prepare(&format!("SELECT {column} FROM events NOT INDEXED WHERE seq = ?1"))?
            .query_row([seq], |row| Ok(row.get_ref(0)?.as_str().ok().map(str::to_owned)))
            .optional()?;
        Ok(found.flatten())
    }
}
