//! What an assessment looks into: the lines of the year's plan, each with its own events and the days that
//! were set for it.

use crate::amount::Amount;
use crate::assess::{AssessQuery, Remark};
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::line::Line;
use crate::milestones::Milestone;
use crate::refusal::Result;
use crate::settled::Settled;
use crate::state::State;
use crate::status::Filter;
use std::collections::BTreeMap;

/// A line of the year's plan.
#[derive(Debug)]
pub(crate) struct Case<'h> {
    pub(crate) line: Line,
    /// Its events as they stand, in the order of recording.
    pub(crate) events: Vec<&'h Event>,
    /// The last plan of the year that names it.
    pub(crate) plan: &'h Event,
    /// The milestones of the year for it.
    pub(crate) due: Vec<Milestone>,
}

/// Everything that the measures ask.
#[derive(Debug)]
pub(crate) struct Dossier<'a> {
    pub(crate) book: Book<'a>,
    pub(crate) query: &'a AssessQuery,
    pub(crate) settled: Settled<'a>,
    pub(crate) cases: Vec<Case<'a>>,
    /// All lines, those of other years as well.
    pub(crate) others: BTreeMap<String, Line>,
    /// The years in whose plans a line stood, with the event and whether it was carried over.
    pub(crate) planned_in: BTreeMap<&'a str, BTreeMap<i64, (i64, bool)>>,
}

impl Case<'_> {
    /// The events of a kind.
    pub(crate) fn all(&self, kind: &str) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter().filter(move |event| event.kind == kind).copied()
    }

    /// The last event of a kind.
    pub(crate) fn last(&self, kind: &str) -> Option<&Event> {
        self.all(kind).next_back()
    }

    /// The milestone of an id.
    pub(crate) fn due(&self, id: &str) -> Option<&Milestone> {
        self.due.iter().find(|milestone| milestone.id == id)
    }

    /// The capacity that the year's plan gives.
    pub(crate) fn planned(&self) -> Amount {
        self.plan
            .text("capacity")
            .and_then(Amount::capacity)
            .unwrap_or_else(|| self.line.counted().clone())
    }

    /// When it was gone, dismantled or sealed, with the event that says so.
    pub(crate) fn gone(&self) -> Option<(OnDate, i64)> {
        let on = self.line.dismantled_on.or(self.line.sealed_on)?;
        let kind = if self.line.dismantled_on.is_some() { "dismantle" } else { "seal" };
        Some((on, self.last(kind).map_or(self.line.seq, |event| event.seq)))
    }
}

/// Events that take a line out of the year's plan.
const LEAVING: [&str; 5] = ["withdraw", "strike_off", "retrofit", "convert", "exempt"];

impl<'a> Dossier<'a> {
    pub(crate) fn of(book: Book<'a>, history: &'a [Event], query: &'a AssessQuery) -> Result<Self> {
        let mut plans: BTreeMap<&str, &Event> = BTreeMap::new();
        let mut planned_in: BTreeMap<&str, BTreeMap<i64, (i64, bool)>> = BTreeMap::new();
        for event in history {
            let subject = event.subject.as_str();
            if event.kind == "plan" {
                let year = event.integer("year").unwrap_or(0);
                let carried = event.payload.contains_key("carried_over");
                planned_in.entry(subject).or_default().insert(year, (event.seq, carried));
                if year == query.year {
                    plans.insert(subject, event);
                }
            } else if LEAVING.contains(&event.kind.as_str()) {
                plans.remove(subject);
            }
        }
        let mut events: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
        for event in history.iter().filter(|event| plans.contains_key(event.subject.as_str())) {
            events.entry(&event.subject).or_default().push(event);
        }
        let mut calendar = book.calendar()?;
        let (mut cases, mut others) = (Vec::new(), BTreeMap::new());
        for line in book.lines()? {
            let filter = Filter { state: None, year: None, ..query.filter.clone() };
            let meant = filter.takes(line.region.as_deref(), &line.industry, line.state, line.year);
            if let (true, Some(plan)) = (meant, plans.get(line.id.as_str())) {
                let due = calendar.of_line(&line, query.year);
                let events = events.remove(line.id.as_str()).unwrap_or_default();
                cases.push(Case { line: line.clone(), events, plan, due });
            }
            others.insert(line.id.clone(), line);
        }
        let settled = Settled::of(book)?;
        Ok(Self { book, query, settled, cases, others, planned_in })
    }

    /// Lines of the year that stand still and are not gone, with the reason on record.
    pub(crate) fn not_dismantled(&self) -> Result<Vec<Remark>> {
        let mut remarks = Vec::new();
        for case in self.cases.iter().filter(|case| case.line.state == State::ShutDown) {
            let reason = self.book.extension_of(&case.line.id)?;
            let (reason, seq) =
                reason.map_or((String::from("-"), None), |(it, seq)| (it, Some(seq)));
            let since = case.line.shut_down_on.unwrap_or(OnDate::Unknown);
            let stopped = case.last("shut_down").map(|event| event.seq);
            remarks.push(
                Remark::new(&case.line.id, "not-dismantled")
                    .with("since", since)
                    .with("reason", reason)
                    .on(stopped.into_iter().chain(seq)),
            );
        }
        Ok(remarks)
    }
}
