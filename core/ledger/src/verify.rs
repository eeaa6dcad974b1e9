//! The proof: every event's hash is computed anew, and each is held against the one before.
//!
//! A whole ledger is gone through once, in the order of its places. Where the chain breaks, `tampering`
//! looks at the rest to tell what was done.

use crate::canonical;
use crate::event::FIRST_PREV;
use crate::event_row::{Raw, raw, select};
use crate::refusal::Result;
use crate::store::{Head, Ledger};
use crate::tampering::{Tampering, TamperingKind, what_was_done};

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

impl Ledger {
    /// Checks the chain, and that a head kept elsewhere is in it. A second look at the ledger is
    /// [`Ledger::compare`]: projections that say something else than the events.
    ///
    /// The chain has no secret: whoever writes it anew from some event to the end, or cuts off its end,
    /// is found only by a head that was kept elsewhere.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where the file cannot be read at all; `damaged` where `SQLite` itself
    /// finds it so.
    pub fn verify(&self, kept: Option<&Head>) -> Result<Verified> {
        let _snapshot = self.snapshot()?;
        let mut statement = self.connection.prepare(select!("NOT INDEXED ORDER BY seq"))?;
        let mut rows = statement.query([])?;
        let mut last = Head { seq: 0, hash: FIRST_PREV.to_owned() };
        let mut buffer = String::new();
        let mut rewritten = None;
        loop {
            if let Some(kept) = kept.filter(|kept| kept.seq == last.seq && kept.hash != last.hash) {
                rewritten = Some(kept.seq);
            }
            let Some(row) = rows.next()? else { break };
            match raw(row)? {
                Some(event) if follows(&event, &last, &mut buffer) => {
                    last.seq = event.columns.seq;
                    last.hash.clear();
                    last.hash.push_str(event.hash);
                }
                _ => {
                    let found = what_was_done(&self.connection, &last, kept)?;
                    return match rewritten {
                        Some(seq) if seq < found.seq => self.rewritten(seq),
                        _ => Ok(Verified::Broken(found)),
                    };
                }
            }
        }
        if let Some(seq) = rewritten {
            return self.rewritten(seq);
        }
        if kept.is_some_and(|kept| kept.seq > last.seq) {
            let kind = TamperingKind::CutOff;
            return Ok(Verified::Broken(Tampering { seq: last.seq + 1, id: None, kind }));
        }
        Ok(Verified::Whole { events: last.seq, head: last })
    }

    /// The chain holds so far, but the head that was kept names another event.
    fn rewritten(&self, seq: i64) -> Result<Verified> {
        let id = self.event_at(seq)?.map(|event| event.id);
        Ok(Verified::Broken(Tampering { seq, id, kind: TamperingKind::Rewritten }))
    }
}

/// Whether an event is what was recorded after another one.
fn follows(event: &Raw<'_>, last: &Head, buffer: &mut String) -> bool {
    event.columns.seq == last.seq + 1
        && event.columns.prev == last.hash
        && canonical::is_payload(event.columns.payload)
        && event.columns.hashes_to(event.hash, buffer)
}
