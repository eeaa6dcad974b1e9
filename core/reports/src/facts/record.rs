//! The record as documents need it: read once for a request, then asked by the nouns.

use super::Request;
use crate::error::ReportError;
use crate::given::Given;
use crate::value::Pool;
use phaseout_documents::paper::Language;
use phaseout_ledger::milestones::Milestone;
use phaseout_ledger::status::Filter;
use phaseout_ledger::todo::{Task, TodoQuery};
use phaseout_ledger::{
    Enterprise, Event, FundEntry, Letter, Line, LineReplacement, ListChange, OnDate, Project,
    Publicity, TargetFigures, TargetFilter, Workers,
};
use phaseout_model::{Date, RegionCode, Regions};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// Everything that the nouns ask.
pub(super) struct Record {
    pub(super) pool: Pool,
    pub(super) language: Language,
    pub(super) year: i64,
    pub(super) month: i8,
    pub(super) as_of: Date,
    pub(super) office: RegionCode,
    /// The enterprise that what was given speaks of, where it names one.
    pub(super) spoken_of: Option<String>,
    /// Names of industries by id.
    pub(super) industries: BTreeMap<String, String>,
    pub(super) history: Vec<Event>,
    by_subject: BTreeMap<String, Vec<usize>>,
    /// The place of each line among the cases, by its id.
    by_line: BTreeMap<String, usize>,
    pub(super) cases: Vec<Arc<Case>>,
    pub(super) firms: BTreeMap<String, Enterprise>,
    pub(super) workers: BTreeMap<String, Workers>,
    pub(super) funds: Vec<FundEntry>,
    pub(super) letters: Vec<Letter>,
    pub(super) publicity: Vec<Publicity>,
    pub(super) targets: Vec<TargetFigures>,
    pub(super) changes: Vec<ListChange>,
    pub(super) projects: Vec<Project>,
    pub(super) replacements: BTreeMap<String, LineReplacement>,
    pub(super) tasks: Vec<Task>,
    pub(super) milestones: Vec<Milestone>,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("year", &self.year).finish_non_exhaustive()
    }
}

/// A line with what stands around it.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) line: Line,
    /// The enterprise's name.
    pub(super) firm: String,
    /// The years that it is planned for, with the event of each.
    pub(super) plans: BTreeMap<i64, i64>,
    /// The years of those plans that a notice has made public.
    pub(super) announced: BTreeSet<i64>,
    /// By when it has to be gone, by a date that is confirmed.
    pub(super) due: Option<Date>,
    /// The cells of its survey.
    pub(super) cells: BTreeMap<String, String>,
}

impl Record {
    pub(super) fn read(request: &Request<'_>, pool: &Pool) -> Result<Self, ReportError> {
        let book = &request.book;
        let year = request.year;
        let mut by_subject: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, event) in request.history.iter().enumerate() {
            by_subject.entry(event.subject.clone()).or_default().push(at);
        }
        let firms: BTreeMap<String, Enterprise> =
            book.enterprises()?.into_iter().map(|firm| (firm.id.clone(), firm)).collect();
        let targets = TargetFilter { year: Some(year), ..TargetFilter::default() };
        let query = TodoQuery {
            day: request.as_of,
            office: request.office.region,
            filter: Filter { year: Some(year), ..Filter::default() },
            until: None,
            local: request.local.to_vec(),
        };
        let mut calendar = book.calendar_with(request.local)?;
        let region = request.office.region.to_string();
        let mut record = Self {
            pool: pool.clone(),
            language: request.language,
            year,
            month: request.month.unwrap_or_else(|| month_of(request.as_of, year)),
            as_of: request.as_of,
            office: request.office.region,
            spoken_of: match request.given.get("enterprise") {
                Some(Given::Piece { text, .. }) => Some(text.clone()),
                _ => None,
            },
            industries: request.industries.clone(),
            history: request.history.to_vec(),
            by_subject,
            by_line: BTreeMap::new(),
            cases: Vec::new(),
            workers: book.all_workers()?.into_iter().map(|own| (own.line.clone(), own)).collect(),
            funds: book.fund_entries(None)?,
            letters: book.letters()?,
            publicity: book.publicity()?,
            targets: book.target_figures(&targets)?,
            changes: book.list_changes(Some(year))?,
            projects: book.projects()?,
            replacements: BTreeMap::new(),
            tasks: book.todo(&query)?,
            milestones: calendar.milestones(year, Some(&region), "").to_vec(),
            firms,
        };
        for line in book.lines()? {
            if line.state.is_shut_down() {
                let replaced = book.replacements(&line.id)?;
                if !replaced.uses.is_empty() {
                    record.replacements.insert(line.id.clone(), replaced);
                }
            }
            let due = calendar
                .of_line(&line, line.year.unwrap_or(year))
                .into_iter()
                .find(|milestone| milestone.id == "dismantle" && milestone.confirmed)
                .map(|milestone| milestone.date);
            let case = record.case(line, due);
            record.by_line.insert(case.line.id.clone(), record.cases.len());
            record.cases.push(Arc::new(case));
        }
        Ok(record)
    }

    fn case(&self, line: Line, due: Option<Date>) -> Case {
        let mut plans = BTreeMap::new();
        let mut announced = BTreeSet::new();
        let mut last = None;
        for event in self.events_of(&line.id) {
            match event.kind.as_str() {
                "plan" => {
                    if let Some(year) = event.integer("year") {
                        plans.insert(year, event.seq);
                        last = Some(year);
                    }
                }
                "withdraw" => {
                    if let Some(year) = last.take() {
                        plans.remove(&year);
                        announced.remove(&year);
                    }
                }
                "announce" => announced.extend(last),
                _ => {}
            }
        }
        let firm = self.firms.get(&line.enterprise).map(|firm| firm.name.clone());
        let cells = line.cells();
        Case {
            firm: firm.unwrap_or_else(|| line.enterprise.clone()),
            plans,
            announced,
            due,
            cells,
            line,
        }
    }

    /// The standing events of a subject, in the order of recording.
    pub(super) fn events_of(&self, subject: &str) -> impl DoubleEndedIterator<Item = &Event> {
        self.by_subject.get(subject).into_iter().flatten().map(|&at| &self.history[at])
    }

    /// The last standing event of a subject of one of these kinds.
    pub(super) fn last(&self, subject: &str, kinds: &[&str]) -> Option<&Event> {
        self.events_of(subject).rev().find(|event| kinds.contains(&event.kind.as_str()))
    }

    /// The last event of a subject that carries this fact.
    pub(super) fn fact(&self, subject: &str, kinds: &[&str], key: &str) -> Option<&Event> {
        self.events_of(subject)
            .rev()
            .find(|event| kinds.contains(&event.kind.as_str()) && event.payload.contains_key(key))
    }

    /// A line by its id.
    pub(super) fn line(&self, id: &str) -> Option<&Arc<Case>> {
        self.by_line.get(id).map(|&at| &self.cases[at])
    }

    /// An industry's name; one that is not known here goes by its id.
    pub(super) fn industry(&self, id: &str) -> String {
        if id.is_empty() {
            return self.say(("行业不明", "industry not known")).to_owned();
        }
        self.industries.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// A region's name.
    pub(super) fn region(&self, code: Option<&str>) -> String {
        code.and_then(|code| code.parse::<RegionCode>().ok())
            .and_then(|code| Regions::known().nearest(code))
            .map_or_else(
                || self.say(("地区不明", "place not known")).to_owned(),
                |own| own.name.clone(),
            )
    }

    /// Who a subject is: an enterprise's name, a line as it is called, the office.
    pub(super) fn who(&self, subject: &str) -> String {
        if let Some(case) = self.line(subject) {
            return format!("{} {}", case.firm, case.what()).trim_end().to_owned();
        }
        if let Some(firm) = self.firms.get(subject) {
            return firm.name.clone();
        }
        match subject {
            "office" => self.say(("本单位", "the office")).to_owned(),
            _ if subject.parse::<RegionCode>().is_ok() => self.region(Some(subject)),
            _ => subject.to_owned(),
        }
    }
}

impl Case {
    /// The line as papers call it: `1#机立窑Φ3×11m`.
    pub(super) fn what(&self) -> String {
        let cell = |key: &str, own: &str| {
            self.cells.get(key).map_or_else(|| own.to_owned(), |text| text.trim().to_owned())
        };
        let line = &self.line;
        let equipment = cell("equipment", &line.equipment);
        let specification = cell("spec", &line.specification);
        let specification =
            if equipment.contains(&specification) { String::new() } else { specification };
        format!("{}{equipment}{specification}", line.label)
    }

    /// The region's code.
    pub(super) fn region(&self) -> Option<&str> {
        self.line.region.as_deref()
    }
}

/// The month that a report of a year is about when nobody says it: that of the day, else December.
fn month_of(day: Date, year: i64) -> i8 {
    if i64::from(day.year()) == year { day.month() } else { 12 }
}

/// The last day of a month.
pub(super) fn month_end(year: i64, month: i8) -> Option<Date> {
    OnDate::parse(&format!("{year:04}-{month:02}"))?.latest()
}
