//! A line's whole life (档案): every event that is about it or speaks of it, in the order of recording, with
//! what became of it by corrections.
//!
//! Events are read from the record and not from the projections: what was voided is in no projection, and
//! has to be seen all the same.

use crate::enterprise::Enterprise;
use crate::event::Event;
use crate::event_row::{self, select};
use crate::json::Json;
use crate::lifecycle::Determined;
use crate::line::Line;
use crate::refusal::Result;
use crate::store::Ledger;
use crate::timeline::{View, corrected, keep_happened};
use rusqlite::Params;
use std::collections::{BTreeMap, BTreeSet};

/// A line with all that is known of it.
#[derive(Clone, Debug)]
pub struct Life {
    /// As the view shows it.
    pub line: Line,
    /// The enterprise that it belongs to.
    pub enterprise: Option<Enterprise>,
    /// What was found out since the survey.
    pub determined: Vec<Determined>,
    /// Every event, in the order of recording.
    pub entries: Vec<Entry>,
}

/// An event of a life.
#[derive(Clone, Debug)]
pub struct Entry {
    /// As it was recorded.
    pub event: Event,
    /// What became of it.
    pub standing: Standing,
    /// As it stands after its corrections, where they changed it.
    pub now: Option<Event>,
    /// The events that corrected it.
    pub corrected_by: Vec<i64>,
    /// Why it is here.
    pub about: About,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stands as it was recorded.
    Stands,
    /// It stands with other words.
    Changed,
    /// It was about another line.
    Moved,
    /// It counts as never recorded.
    Voided,
    /// It is a correction of the event of this number.
    Correction(i64),
}

impl Standing {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Voided => "voided",
            Self::Correction(_) => "correction",
        }
    }
}

/// Why an event belongs to a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The line is its subject.
    Line,
    /// The line's enterprise is.
    Enterprise,
    /// It names the line.
    Mention,
}

impl About {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Enterprise => "enterprise",
            Self::Mention => "mention",
        }
    }
}

impl Ledger {
    /// The whole life of a line. `None` where the view shows no such line.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where the record cannot be read.
    pub fn life(&self, view: View, id: &str) -> Result<Option<Life>> {
        let viewed = self.view(view)?;
        let book = viewed.book();
        let Some(line) = book.line(id)? else { return Ok(None) };
        let mut gathered = Gathered::of(self, &line)?;
        if let Some(day) = view.known_at.map(|day| day.to_string()) {
            gathered.events.retain(|_, (event, _)| event.recorded_at.get(..10) <= Some(&day));
        }
        let all: Vec<Event> = gathered.events.values().map(|(event, _)| event.clone()).collect();
        let after = corrected(all);
        let standing: BTreeSet<i64> = after.iter().map(|event| event.seq).collect();
        let mut happened = after;
        if let Some(day) = view.as_of {
            keep_happened(&mut happened, day);
        }
        let happened: BTreeMap<i64, Event> =
            happened.into_iter().map(|event| (event.seq, event)).collect();
        let entries = gathered.entries(&line, &standing, &happened);
        let enterprise = book.enterprise(&line.enterprise)?;
        let determined = book.determined(id)?;
        Ok(Some(Life { line, enterprise, determined, entries }))
    }

    fn select<P: Params>(&self, statement: &'static str, params: P) -> Result<Vec<Event>> {
        self.connection
            .prepare_cached(statement)?
            .query_map(params, |row| Ok(event_row::event(row)))?
            .map(|event| event?)
            .collect()
    }
}

/// Events that name a line without being about it. Only these kinds can; the many others need not be
/// searched.
const MENTIONS: &str = select!(
    "WHERE kind IN ('withdraw', 'strike_off', 'announce', 'letter', 'split', 'replace', 'target',
     'deadline', 'fund') AND instr(payload, ?1) > 0 ORDER BY seq"
);

const CORRECTIONS: &str = select!("WHERE corrects IS NOT NULL ORDER BY seq");

/// The events of a life by their numbers, corrections among them.
struct Gathered {
    events: BTreeMap<i64, (Event, About)>,
}

impl Gathered {
    fn of(ledger: &Ledger, line: &Line) -> Result<Self> {
        let mut gathered = Self { events: BTreeMap::new() };
        gathered.take(ledger.events_of(&line.id)?, About::Line);
        gathered.take(ledger.select(MENTIONS, [quoted(&line.id)])?, About::Mention);
        let corrections = ledger.select(CORRECTIONS, [])?;
        // An event that was recorded for another line and then moved here.
        for correction in corrections.iter().filter(|it| it.text("subject") == Some(&line.id)) {
            if let Some(moved) = correction.corrects.as_deref().map(|id| ledger.event(id)) {
                gathered.take(moved?.into_iter().collect(), About::Line);
            }
        }
        let mut enterprises = BTreeSet::from([line.enterprise.clone()]);
        let own = gathered.events.values().filter_map(|(event, _)| event.text("enterprise"));
        enterprises.extend(own.map(str::to_owned));
        for enterprise in enterprises {
            gathered.take(ledger.events_of(&enterprise)?, About::Enterprise);
        }
        gathered.take_corrections(&corrections);
        Ok(gathered)
    }

    fn take(&mut self, events: Vec<Event>, about: About) {
        for event in events {
            self.events.entry(event.seq).or_insert((event, about));
        }
    }

    /// What corrects the events here, and what corrects those corrections. Others may be about more than
    /// this line, so a correction of nothing here goes.
    fn take_corrections(&mut self, corrections: &[Event]) {
        self.events.retain(|_, (event, _)| event.corrects.is_none());
        let mut here: BTreeMap<String, About> =
            self.events.values().map(|(event, about)| (event.id.clone(), *about)).collect();
        // Corrections follow what they correct, so one pass meets chains of them in order.
        for correction in corrections {
            let about = correction.corrects.as_ref().and_then(|id| here.get(id)).copied();
            if let Some(about) = about {
                here.insert(correction.id.clone(), about);
                self.events.insert(correction.seq, (correction.clone(), about));
            }
        }
    }

    fn entries(
        &self,
        line: &Line,
        standing: &BTreeSet<i64>,
        happened: &BTreeMap<i64, Event>,
    ) -> Vec<Entry> {
        let seqs: BTreeMap<&str, i64> =
            self.events.values().map(|(event, _)| (event.id.as_str(), event.seq)).collect();
        let mut by: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (event, _) in self.events.values() {
            if let Some(of) = event.corrects.as_deref().and_then(|id| seqs.get(id)) {
                by.entry(*of).or_default().push(event.seq);
            }
        }
        let mut entries = Vec::new();
        for (event, about) in self.events.values() {
            let now = happened.get(&event.seq);
            let of = event.corrects.as_deref().and_then(|id| seqs.get(id));
            let standing = match (of, now) {
                (Some(of), _) => Standing::Correction(*of),
                (None, None) if standing.contains(&event.seq) => continue, // not yet
                (None, None) => Standing::Voided,
                (None, Some(now)) if now.subject != event.subject && now.subject != line.id => {
                    Standing::Moved
                }
                (None, Some(now)) if now == event => Standing::Stands,
                (None, Some(_)) => Standing::Changed,
            };
            entries.push(Entry {
                event: event.clone(),
                standing,
                now: now.filter(|now| *now != event && of.is_none()).cloned(),
                corrected_by: by.remove(&event.seq).unwrap_or_default(),
                about: *about,
            });
        }
        entries
    }
}

/// A text as it stands in a payload.
fn quoted(text: &str) -> String {
    Json::Text(text.to_owned()).canonical()
}

impl Entry {
    /// The event as it stands, unless it was voided or moved away.
    pub fn standing_event(&self) -> Option<&Event> {
        match self.standing {
            Standing::Stands => Some(&self.event),
            Standing::Changed => self.now.as_ref(),
            Standing::Moved | Standing::Voided | Standing::Correction(_) => None,
        }
    }
}

impl Life {
    /// The verdicts, each with its event: the history of what was judged.
    pub fn verdicts(&self) -> Vec<(&Event, &str)> {
        self.entries
            .iter()
            .filter(|entry| entry.about == About::Line)
            .filter_map(Entry::standing_event)
            .filter_map(|event| Some((event, event.text("verdict")?)))
            .collect()
    }

    /// The standing events of a kind that are about the line itself.
    pub fn of_kind(&self, kind: &str) -> Vec<&Event> {
        self.entries
            .iter()
            .filter_map(Entry::standing_event)
            .filter(|event| event.kind == kind && event.subject == self.line.id)
            .collect()
    }
}
