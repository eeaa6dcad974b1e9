//! The milestones in force for an office: those of the documents, and over them the deadlines of its own
//! record, the most particular first.

use crate::book::Book;
use crate::deadline::{Deadline, EXTENSIONS};
use crate::line::Line;
use crate::milestones::{MILESTONES, Milestone, depth, milestones, named, step_of};
use crate::refusal::Result;
use phaseout_model::{Date, PartialDate, RegionCode};
use std::collections::BTreeMap;

/// A date of the year's cycle that an office's scripts set: it stands over the documents, and under what is
/// recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalDate {
    /// Which milestone: an id of [`MILESTONES`].
    pub milestone: &'static str,
    /// The year of the targets.
    pub year: i64,
    /// Its last day.
    pub date: Date,
    /// The place that it holds for.
    pub region: RegionCode,
    /// The industry that it holds for; blank for all.
    pub industry: String,
    /// Who acts; blank: as the documents say.
    pub who: String,
    /// The document that sets it, or why it is set.
    pub document: String,
    /// The script that says so.
    pub script: String,
}

/// The milestones in force for an office: those of the documents, and over them its own deadlines.
///
/// Asked for many lines, it computes each year, place and industry once.
#[derive(Debug)]
pub struct Calendar {
    local: Vec<LocalDate>,
    own: Vec<Deadline>,
    /// Places in `own`, by line.
    by_line: BTreeMap<String, Vec<usize>>,
    known: BTreeMap<(i64, String, String), Vec<Milestone>>,
}

impl Book<'_> {
    /// The milestones in force.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where the record cannot be read.
    pub fn calendar(&self) -> Result<Calendar> {
        self.calendar_with(&[])
    }

    /// The milestones in force, with the dates that the office's scripts set.
    ///
    /// # Errors
    /// As [`Book::calendar`].
    pub fn calendar_with(&self, local: &[LocalDate]) -> Result<Calendar> {
        let own = self.deadlines()?;
        let mut by_line: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, deadline) in own.iter().enumerate() {
            for line in &deadline.lines {
                by_line.entry(line.clone()).or_default().push(at);
            }
        }
        Ok(Calendar { local: local.to_vec(), own, by_line, known: BTreeMap::new() })
    }

    /// The years that lines are planned for.
    ///
    /// # Errors
    /// As [`Book::calendar`].
    pub fn years(&self) -> Result<Vec<i64>> {
        let years: rusqlite::Result<_> = self
            .connection
            .prepare_cached("SELECT year FROM plans UNION SELECT year FROM lines WHERE year IS NOT NULL ORDER BY 1")?
            .query_map([], |row| row.get(0))?
            .collect();
        Ok(years?)
    }
}

impl Calendar {
    /// The milestones of a year, a place and an industry, by date.
    pub fn milestones(&mut self, year: i64, region: Option<&str>, industry: &str) -> &[Milestone] {
        let key = (year, region.unwrap_or_default().to_owned(), industry.to_owned());
        let (local, own) = (&self.local, &self.own);
        self.known.entry(key).or_insert_with(|| in_force(local, own, year, region, industry))
    }

    /// The milestones of a line for a year: its own deadlines win, and nothing before it is due later than
    /// the day by which it has to be gone.
    pub fn of_line(&mut self, line: &Line, year: i64) -> Vec<Milestone> {
        let mut found = self.milestones(year, line.region.as_deref(), &line.industry).to_vec();
        for at in self.by_line.get(&line.id).into_iter().flatten() {
            let deadline = &self.own[*at];
            // When a line has to be gone stands with the line: announcements write it as well.
            if deadline.year == year && deadline.milestone != "dismantle" {
                put(&mut found, deadline);
            }
        }
        if let Some(date) = line.deadline.as_deref().and_then(PartialDate::parse)
            && (line.year == Some(year) || line.year.is_none())
        {
            self.gone_by(&mut found, line, year, date.last_day());
        }
        found.sort_by_key(|milestone| milestone.date);
        found
    }

    fn gone_by(&self, found: &mut Vec<Milestone>, line: &Line, year: i64, date: Date) {
        let own = self.by_line.get(&line.id).into_iter().flatten().rev();
        let own = own
            .map(|at| &self.own[*at])
            .find(|own| own.milestone == "dismantle" && own.date == date && own.year == year);
        let document = own.and_then(basis).or_else(|| line.notice.clone()).unwrap_or_default();
        let who = "enterprise".to_owned();
        let (id, zh) = MILESTONES[4];
        let set = Milestone {
            id,
            zh,
            step: step_of(id),
            year,
            date,
            who,
            document,
            source: Vec::new(),
            confirmed: true,
            seq: own.map(|own| own.seq),
        };
        for earlier in found.iter_mut().filter(|it| it.id == "shut_down" && it.date > date) {
            *earlier =
                Milestone { id: earlier.id, zh: earlier.zh, step: earlier.step, ..set.clone() };
        }
        found.retain(|milestone| milestone.id != id);
        found.push(set);
    }
}

/// The documents' milestones with the office's deadlines for places put over them.
fn in_force(
    local: &[LocalDate],
    own: &[Deadline],
    year: i64,
    region: Option<&str>,
    industry: &str,
) -> Vec<Milestone> {
    let mut found = milestones(year, region, industry);
    let place = region.and_then(|text| text.parse::<RegionCode>().ok());
    put_local(&mut found, local, (year, place, industry));
    let mut standing: BTreeMap<&str, &Deadline> = BTreeMap::new();
    for deadline in own.iter().filter(|own| own.year == year && own.lines.is_empty()) {
        let Ok(code) = deadline.region.parse::<RegionCode>() else { continue };
        let holds = place.is_none_or(|place| code.contains(place))
            && (deadline.industry.is_empty() || deadline.industry == industry);
        if !holds || deadline.subject != crate::publicity::OFFICE {
            continue;
        }
        let rank = |it: &Deadline| {
            let depth = it.region.parse::<RegionCode>().map_or(0, depth);
            (!it.industry.is_empty(), depth, it.seq)
        };
        let slot = standing.entry(&deadline.milestone).or_insert(deadline);
        if rank(deadline) >= rank(slot) {
            *slot = deadline;
        }
    }
    for deadline in standing.into_values() {
        put(&mut found, deadline);
    }
    found.sort_by_key(|milestone| milestone.date);
    found
}

/// Puts what scripts set in the place of what the documents say, the most particular last.
fn put_local(
    found: &mut Vec<Milestone>,
    local: &[LocalDate],
    (year, place, industry): (i64, Option<RegionCode>, &str),
) {
    let mut standing: Vec<&LocalDate> = local
        .iter()
        .filter(|own| own.year == year && place.is_none_or(|place| own.region.contains(place)))
        .filter(|own| own.industry.is_empty() || own.industry == industry)
        .collect();
    standing.sort_by_key(|own| (!own.industry.is_empty(), depth(own.region)));
    for own in standing {
        let Some((id, zh)) = named(own.milestone) else { continue };
        let before = found.iter().find(|milestone| milestone.id == *id);
        let who = match before {
            _ if !own.who.is_empty() => own.who.clone(),
            Some(before) => before.who.clone(),
            None => usually(id).to_owned(),
        };
        found.retain(|milestone| milestone.id != *id);
        found.push(Milestone {
            id,
            zh,
            step: step_of(id),
            year,
            date: own.date,
            who,
            document: own.document.clone(),
            source: vec![own.script.clone()],
            confirmed: true,
            seq: None,
        });
    }
}

/// Puts a deadline in the place of the milestone that it moves.
fn put(found: &mut Vec<Milestone>, deadline: &Deadline) {
    let Some((id, zh)) = named(&deadline.milestone) else { return };
    let who = found
        .iter()
        .find(|milestone| milestone.id == *id)
        .map_or_else(|| usually(id).to_owned(), |milestone| milestone.who.clone());
    found.retain(|milestone| milestone.id != *id);
    let document = basis(deadline);
    found.push(Milestone {
        id,
        zh,
        step: step_of(id),
        year: deadline.year,
        date: deadline.date,
        who,
        document: document.unwrap_or_default(),
        source: Vec::new(),
        confirmed: true,
        seq: Some(deadline.seq),
    });
}

/// The document of a deadline, else the reason for which more time was given.
fn basis(deadline: &Deadline) -> Option<String> {
    let reason = deadline.reason.as_deref().map(|reason| {
        let word = EXTENSIONS.iter().find(|(code, _)| *code == reason);
        format!("延期:{}", word.map_or(reason, |(_, zh)| zh))
    });
    deadline.document.clone().or(reason)
}

/// Who acts where no document says it: the enterprise on its own line, else the office.
fn usually(id: &str) -> &'static str {
    if matches!(id, "shut_down" | "dismantle") { "enterprise" } else { "office" }
}
