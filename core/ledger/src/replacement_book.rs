//! The books of capacity replacement: what is used of every line, what is left, and the projects. What a
//! project comes to stands in `replacement_project`.

use crate::amount::{Amount, Sum};
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::json::Json;
use crate::line::Line;
use crate::refusal::{LedgerError, Result};
use crate::replacement_project::Project;
use phaseout_model::{Absence, Decimal, Quantity};
use rusqlite::{OptionalExtension, Row, named_params, params};

pub(crate) const TABLES: &str = "
CREATE TABLE replacements(
  seq INTEGER PRIMARY KEY,
  line TEXT NOT NULL,
  project TEXT NOT NULL,
  used TEXT NOT NULL,
  ratio TEXT,
  special TEXT,
  from_region TEXT,
  restricted INTEGER NOT NULL,
  old_shut_on TEXT,
  complete INTEGER NOT NULL,
  evidence TEXT,
  on_date TEXT NOT NULL
) STRICT;
CREATE INDEX replacements_line ON replacements(line);
CREATE INDEX replacements_project ON replacements(project);
CREATE TABLE replacement_projects(
  name TEXT PRIMARY KEY,
  code TEXT,
  industry TEXT,
  region TEXT,
  key_area INTEGER,
  process TEXT,
  new_capacity TEXT,
  new_start TEXT,
  investment TEXT,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX replacement_projects_code ON replacement_projects(code);
";

/// A part of a line's capacity that is used for a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The event.
    pub seq: i64,
    /// The line that leaves.
    pub line: String,
    /// The project.
    pub project: String,
    /// What is used of the line.
    pub used: Amount,
    /// The ratio that was declared.
    pub ratio: Option<Decimal>,
    /// A special case.
    pub special: Option<String>,
    /// Where the line stood.
    pub from_region: Option<String>,
    /// Whether it was judged to be of the restricted class.
    pub restricted: bool,
    /// When it stopped, where the event says so.
    pub old_shut_on: Option<OnDate>,
    /// Whether the event says that the project is complete.
    pub complete: bool,
    /// The evidence, canonical JSON.
    pub evidence: Option<String>,
    /// When.
    pub on: OnDate,
}

/// A line's capacity and what was used of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineReplacement {
    /// The line's capacity that counts.
    pub capacity: Amount,
    /// Every use, in the order in which they were recorded.
    pub uses: Vec<Replacement>,
    /// Their sum.
    pub used: Sum,
    /// What is left: the sign of absence where the capacity or a use is withheld.
    pub rest: Amount,
}
impl Replacement {
    /// A use as its event says it; `None` without a project or an amount.
    pub(crate) fn of(event: &Event, line: Option<&Line>) -> Option<Self> {
        Some(Self {
            seq: event.seq,
            line: event.subject.clone(),
            project: event.text("project")?.to_owned(),
            used: Amount::capacity(event.text("used")?)?,
            ratio: event.text("ratio").and_then(phaseout_model::decimal::parse),
            special: event.text("special").map(str::to_owned),
            from_region: line.and_then(|line| line.region.clone()),
            restricted: line.is_some_and(|line| line.verdict.as_deref() == Some("restrict")),
            old_shut_on: event.text("old_shut_on").and_then(OnDate::parse),
            complete: event.payload.get("complete") == Some(&Json::Bool(true)),
            evidence: event.payload.get("evidence").map(Json::canonical),
            on: event.on,
        })
    }

    /// When the old line stopped; `None` where it still runs.
    pub(crate) fn stopped(&self, line: &Line) -> Option<OnDate> {
        let known =
            self.old_shut_on.or(line.shut_down_on).or(line.sealed_on).or(line.dismantled_on);
        known.or_else(|| line.state.is_shut_down().then_some(OnDate::Unknown))
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Result<Self>> {
        let (used, on): (String, String) = (row.get("used")?, row.get("on_date")?);
        let ratio: Option<String> = row.get("ratio")?;
        let old_shut_on: Option<String> = row.get("old_shut_on")?;
        let (Some(amount), Some(on)) = (Amount::capacity(&used), OnDate::parse(&on)) else {
            return Ok(Err(LedgerError::store("damaged", format!("replacements: {used}"))));
        };
        Ok(Ok(Self {
            seq: row.get("seq")?,
            line: row.get("line")?,
            project: row.get("project")?,
            used: amount,
            ratio: ratio.as_deref().and_then(phaseout_model::decimal::parse),
            special: row.get("special")?,
            from_region: row.get("from_region")?,
            restricted: row.get("restricted")?,
            old_shut_on: old_shut_on.as_deref().and_then(OnDate::parse),
            complete: row.get("complete")?,
            evidence: row.get("evidence")?,
            on,
        }))
    }
}
/// The sum of what is used; what does not add counts as not known.
pub(crate) fn sum(uses: &[Replacement]) -> Sum {
    let mut sum = Sum::default();
    for using in uses {
        if sum.add(&using.used).is_err() {
            sum.absent += 1;
        }
    }
    sum
}
/// Another project that has the code.
pub(crate) fn project_of_code(book: &Book<'_>, code: &str, name: &str) -> Result<Option<String>> {
    Ok(book
        .connection
        .prepare_cached(
            "SELECT name FROM replacement_projects WHERE code = ?1 AND name <> ?2 ORDER BY name LIMIT 1",
        )?
        .query_row([code, name], |row| row.get(0))
        .optional()?)
}

/// Writes a use and what is now known of its project.
pub(crate) fn put(book: &Book<'_>, project: &Project, using: &Replacement) -> Result<()> {
    book.connection
        .prepare_cached(
            "INSERT INTO replacements VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            using.seq,
            using.line,
            using.project,
            using.used.to_string(),
            using.ratio.map(|ratio| ratio.to_string()),
            using.special,
            using.from_region,
            using.restricted,
            using.old_shut_on.map(|on| on.to_string()),
            using.complete,
            using.evidence,
            using.on.to_string(),
        ])?;
    let text = |amount: &Option<Amount>| amount.as_ref().map(ToString::to_string);
    book.connection
        .prepare_cached(
            "INSERT OR REPLACE INTO replacement_projects VALUES(:name, :code, :industry, :region,
             :key_area, :process, :new_capacity, :new_start, :investment, :seq)",
        )?
        .execute(named_params! {
            ":name": project.name,
            ":code": project.code,
            ":industry": project.industry,
            ":region": project.region,
            ":key_area": project.key_area,
            ":process": project.process,
            ":new_capacity": text(&project.new_capacity),
            ":new_start": project.new_start.map(|on| on.to_string()),
            ":investment": text(&project.investment),
            ":seq": using.seq,
        })?;
    Ok(())
}

impl Book<'_> {
    /// A line's capacity, what was used of it for which project, and what is left.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where the projection cannot be read.
    pub fn replacements(&self, line: &str) -> Result<LineReplacement> {
        let uses: Vec<Replacement> = self
            .connection
            .prepare_cached("SELECT * FROM replacements WHERE line = ?1 ORDER BY seq")?
            .query_map([line], Replacement::read)?
            .map(|using| using?)
            .collect::<Result<_>>()?;
        let blank = Amount::Absent(Absence::Blank, String::new());
        let capacity = self.line(line)?.map_or(blank, |line| line.counted().clone());
        let sum = sum(&uses);
        let rest = rest(&capacity, &sum, &uses);
        Ok(LineReplacement { capacity, uses, used: sum, rest })
    }

    /// A project by its name.
    ///
    /// # Errors
    /// As [`Book::replacements`].
    pub fn project(&self, name: &str) -> Result<Option<Project>> {
        let found = self
            .connection
            .prepare_cached("SELECT * FROM replacement_projects WHERE name = ?1")?
            .query_row([name], Project::read)
            .optional()?;
        found.map(|project| self.with_uses(project)).transpose()
    }

    /// All projects that use old capacity, in the order of their names.
    ///
    /// # Errors
    /// As [`Book::replacements`].
    pub fn projects(&self) -> Result<Vec<Project>> {
        let found: Vec<Project> = self
            .connection
            .prepare_cached("SELECT * FROM replacement_projects ORDER BY name")?
            .query_map([], Project::read)?
            .collect::<Result<_, _>>()?;
        found.into_iter().map(|project| self.with_uses(project)).collect()
    }

    fn with_uses(&self, mut project: Project) -> Result<Project> {
        project.uses = self
            .connection
            .prepare_cached("SELECT * FROM replacements WHERE project = ?1 ORDER BY seq")?
            .query_map([&project.name], Replacement::read)?
            .map(|using| using?)
            .collect::<Result<_>>()?;
        project.settle();
        Ok(project)
    }
}

/// What is left of a capacity: the sign of absence where it, or a use of it, is withheld.
fn rest(capacity: &Amount, sum: &Sum, uses: &[Replacement]) -> Amount {
    let Amount::Known(whole) = capacity else { return capacity.clone() };
    if let Some(withheld) = uses.iter().find(|using| using.used.known().is_none()) {
        return withheld.used.clone();
    }
    let mut left = whole.clone();
    for used in &sum.known {
        let minus = Quantity { value: -used.value, unit: used.unit.clone() };
        match left.add(&minus) {
            Ok(less) => left = less,
            // The survey has another unit by now: nobody can say.
            Err(_) => return Amount::Absent(Absence::Unreadable, "?".to_owned()),
        }
    }
    left.value = left.value.normalize();
    Amount::Known(left)
}
