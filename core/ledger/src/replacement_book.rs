//! What replacements come to: the rest of every line, the sums of every project, and whether old capacity
//! suffices for new at the ratios in force. Ratios are looked up when asked, so that no law is stored.

use crate::amount::{Amount, Sum};
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::json::Json;
use crate::line::Line;
use crate::refusal::{LedgerError, Result};
use crate::replacement_rules::{Case, InForce, Ratio};
use phaseout_model::{Absence, Date, Decimal, Quantity};
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

/// A project that uses old capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Its code on the platform of investment projects.
    pub code: Option<String>,
    /// Its industry, else that of the first line.
    pub industry: Option<String>,
    /// The code of its place.
    pub region: Option<String>,
    /// Whether it lies in a key area of air pollution control, where that is known.
    pub key_area: Option<bool>,
    /// The new process.
    pub process: Option<String>,
    /// The new capacity.
    pub new_capacity: Option<Amount>,
    /// When the new line starts.
    pub new_start: Option<OnDate>,
    /// What it costs.
    pub investment: Option<Amount>,
    /// Whether it was said to be complete.
    pub complete: bool,
    /// What it draws on, in the order in which it was recorded.
    pub uses: Vec<Replacement>,
    /// The sum of what is used.
    pub used: Sum,
    /// Whether that suffices.
    pub coverage: Coverage,
}

/// Whether old capacity suffices for new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// No ratio holds: only that no ton is used twice.
    NoRule,
    /// A part is withheld, or no edition can be told.
    Undecided,
    /// Old and new capacity are measured in different units.
    Units,
    /// It suffices.
    Covered,
    /// It does not.
    Short {
        /// The new capacity that the old one allows, rounded down to six places.
        covers: Quantity,
        /// What lacks of the new capacity.
        lacking: Quantity,
        /// False where a ratio was not confirmed.
        confirmed: bool,
    },
}

impl Replacement {
    /// A use as its event says it; `None` without a project or an amount.
    pub(crate) fn of(event: &Event, line: &Line) -> Option<Self> {
        Some(Self {
            seq: event.seq,
            line: line.id.clone(),
            project: event.text("project")?.to_owned(),
            used: Amount::capacity(event.text("used")?)?,
            ratio: event.text("ratio").and_then(phaseout_model::decimal::parse),
            special: event.text("special").map(str::to_owned),
            from_region: line.region.clone(),
            restricted: line.verdict.as_deref() == Some("restrict"),
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

impl Project {
    /// The project with what an event says of it.
    pub(crate) fn after(
        before: Option<&Self>,
        event: &Event,
        line: &Line,
        using: &Replacement,
    ) -> Self {
        let text = |key: &str| event.text(key).map(str::to_owned);
        let amount = |key: &str| event.text(key).and_then(Amount::parse);
        let key_area = match event.payload.get("key_area") {
            Some(Json::Bool(value)) => Some(*value),
            _ => None,
        };
        let was = before.cloned();
        let mut project = was.unwrap_or_else(|| Self::named(&using.project));
        let own_industry = (!line.industry.is_empty()).then(|| line.industry.clone());
        project.code = text("project_code").or(project.code);
        project.industry = text("industry").or(project.industry).or(own_industry);
        project.region = text("region").or(project.region);
        project.key_area = key_area.or(project.key_area);
        project.process = text("process").or(project.process);
        project.new_capacity = amount("new_capacity").or(project.new_capacity);
        project.new_start = event.text("new_start").and_then(OnDate::parse).or(project.new_start);
        project.investment = amount("investment").or(project.investment);
        project.uses.push(using.clone());
        project.settle();
        project
    }

    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            code: None,
            industry: None,
            region: None,
            key_area: None,
            process: None,
            new_capacity: None,
            new_start: None,
            investment: None,
            complete: false,
            uses: Vec::new(),
            used: Sum::default(),
            coverage: Coverage::NoRule,
        }
    }

    /// Sums, and whether they suffice, from the uses.
    fn settle(&mut self) {
        self.complete = self.uses.iter().any(|using| using.complete);
        self.used = sum(&self.uses);
        self.coverage = self.covered();
    }

    /// The ratio in force for a use, with its document.
    pub(crate) fn rule_of(&self, using: &Replacement) -> Option<(&'static Ratio, &'static str)> {
        let edition = self.in_force(using).edition()?;
        let case = Case {
            region: self.region.as_deref(),
            from_region: using.from_region.as_deref(),
            key_area: self.key_area,
            restricted: using.restricted,
            special: using.special.as_deref(),
        };
        Some((edition.ratio(&case)?, edition.document.as_str()))
    }

    pub(crate) fn in_force(&self, using: &Replacement) -> InForce {
        InForce::on(using.on, self.industry.as_deref().unwrap_or_default())
    }

    /// The ratio that a use is counted by, and whether it is certain: declared, else in force.
    fn ratio_of(&self, using: &Replacement) -> Option<(Decimal, bool)> {
        let rule = self.rule_of(using).map(|(ratio, _)| (ratio.value(), ratio.confirmed));
        using.ratio.map(|declared| (declared, true)).or(rule)
    }

    pub(crate) fn has_ratio(&self) -> bool {
        self.uses.iter().any(|using| self.ratio_of(using).is_some())
    }

    /// The ratios that the uses are counted by: `1.5 : 1`, `1.5 : 1, 2 : 1`.
    pub(crate) fn ratios(&self) -> String {
        let mut ratios: Vec<Decimal> =
            self.uses.iter().filter_map(|using| Some(self.ratio_of(using)?.0)).collect();
        ratios.sort();
        ratios.dedup();
        let texts = ratios.iter().map(|ratio| format!("{} : 1", ratio.normalize()));
        texts.collect::<Vec<_>>().join(", ")
    }

    fn covered(&self) -> Coverage {
        if !self.has_ratio() {
            let unclear =
                self.uses.iter().any(|using| matches!(self.in_force(using), InForce::Unclear));
            return if unclear { Coverage::Undecided } else { Coverage::NoRule };
        }
        let Some(Amount::Known(new)) = &self.new_capacity else { return Coverage::Undecided };
        let mut parts = Vec::new();
        let mut confirmed = true;
        for using in &self.uses {
            let Some((ratio, certain)) = self.ratio_of(using) else { return Coverage::Undecided };
            if ratio.is_zero() {
                return Coverage::Covered;
            }
            confirmed &= certain;
            let Amount::Known(used) = &using.used else { return Coverage::Undecided };
            let Ok(used) = used.to(&new.unit) else { return Coverage::Units };
            parts.push((used.value, ratio));
        }
        match enough(&parts, new.value) {
            None => Coverage::Undecided,
            Some((true, _)) => Coverage::Covered,
            Some((false, covers)) => {
                let quantity =
                    |value: Decimal| Quantity { value: value.normalize(), unit: new.unit.clone() };
                Coverage::Short {
                    covers: quantity(covers),
                    lacking: quantity(new.value - covers),
                    confirmed,
                }
            }
        }
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let text = |name: &str| row.get::<_, Option<String>>(name);
        let amount = |name: &str| text(name).map(|text| Amount::parse(&text?));
        let name: String = row.get("name")?;
        Ok(Self {
            code: text("code")?,
            industry: text("industry")?,
            region: text("region")?,
            key_area: row.get("key_area")?,
            process: text("process")?,
            new_capacity: amount("new_capacity")?,
            new_start: text("new_start")?.as_deref().and_then(OnDate::parse),
            investment: amount("investment")?,
            ..Self::named(&name)
        })
    }
}

/// Whether parts of old capacity, each at its ratio, suffice for the new: in whole numbers of the ratios, so
/// that a third does not round. With it, the new capacity that they allow, rounded down.
fn enough(parts: &[(Decimal, Decimal)], new: Decimal) -> Option<(bool, Decimal)> {
    let mut ratios: Vec<Decimal> = parts.iter().map(|(_, ratio)| ratio.normalize()).collect();
    ratios.sort();
    ratios.dedup();
    let product = |skip: Option<Decimal>| {
        ratios
            .iter()
            .filter(|&&ratio| Some(ratio) != skip)
            .try_fold(Decimal::ONE, |product, ratio| product.checked_mul(*ratio))
    };
    let mut weighed = Decimal::ZERO;
    for (used, ratio) in parts {
        let part = used.checked_mul(product(Some(ratio.normalize()))?)?;
        weighed = weighed.checked_add(part)?;
    }
    let whole = product(None)?;
    let suffices = weighed >= new.checked_mul(whole)?;
    let covers = weighed.checked_div(whole)?;
    Some((suffices, covers.trunc_with_scale(6)))
}

fn sum(uses: &[Replacement]) -> Sum {
    let mut sum = Sum::default();
    for using in uses {
        if sum.add(&using.used).is_err() {
            sum.absent += 1;
        }
    }
    sum
}

/// By when the old line of a use has to be dismantled, the document, and whether it is confirmed.
pub(crate) fn dismantled_by(
    project: &Project,
    using: &Replacement,
) -> Option<(Date, &'static str, bool)> {
    let edition = project.in_force(using).edition()?;
    let rule = edition.dismantled?;
    let start = project.new_start?.latest()?;
    let years = jiff::Span::new().try_years(rule.within_years).ok()?;
    Some((start.checked_add(years).ok()?, &edition.document, rule.confirmed))
}

/// Whether a line was certainly still standing after a day, as known on a date.
pub(crate) fn stands_after(line: &Line, latest: Date, on: OnDate) -> bool {
    match line.dismantled_on {
        Some(gone) => gone.earliest().is_some_and(|gone| gone > latest),
        None => on.earliest().is_some_and(|on| on > latest),
    }
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
        let used = sum(&uses);
        let rest = rest(&capacity, &used, &uses);
        Ok(LineReplacement { capacity, uses, used, rest })
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
fn rest(capacity: &Amount, used: &Sum, uses: &[Replacement]) -> Amount {
    let Amount::Known(whole) = capacity else { return capacity.clone() };
    if let Some(withheld) = uses.iter().find(|using| using.used.known().is_none()) {
        return withheld.used.clone();
    }
    let mut left = whole.clone();
    for used in &used.known {
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
