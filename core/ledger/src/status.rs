//! Where the lines stand (状态): counted once, by place, industry and state.
//!
//! One pass over the lines; nothing is asked line by line. Lines and capacity of the rows add up to the
//! total. An enterprise with lines in several rows is one enterprise in the total.

use crate::amount::{Amount, Sum};
use crate::book::Book;
use crate::division::Division;
use crate::place::contains;
use crate::refusal::{LedgerError, Result};
use crate::state::State;
use phaseout_model::RegionCode;
use rusqlite::Row;
use rusqlite::types::ValueRef;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// Which lines are meant; all where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Those in this region.
    pub region: Option<RegionCode>,
    /// Those of this industry.
    pub industry: Option<String>,
    /// Those that stand here.
    pub state: Option<State>,
    /// Those of the plan of this year.
    pub year: Option<i64>,
}

impl Filter {
    /// Whether a line is meant.
    pub fn takes(
        &self,
        region: Option<&str>,
        industry: &str,
        state: State,
        year: Option<i64>,
    ) -> bool {
        let inside = |own: RegionCode| region.is_some_and(|code| contains(&own.to_string(), code));
        self.region.is_none_or(inside)
            && self.industry.as_deref().is_none_or(|own| own == industry)
            && self.state.is_none_or(|own| own == state)
            && self.year.is_none_or(|own| year == Some(own))
    }
}

/// A number of lines or firms, and how much of it stands for firms that a document only counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// All of them.
    pub number: u32,
    /// Those that are place-holders of a number printed exactly.
    pub exact: u32,
    /// Those that are place-holders of a number printed as 260余: there are at least so many.
    pub at_least: u32,
}

impl Count {
    /// Whether there may be more than the number says.
    pub fn is_at_least(self) -> bool {
        self.at_least > 0
    }

    /// How many of them are place-holders.
    pub fn place_holders(self) -> u32 {
        self.exact + self.at_least
    }

    fn add(&mut self, kind: Kind) {
        self.number += 1;
        match kind {
            Kind::Real => {}
            Kind::Exact => self.exact += 1,
            Kind::AtLeast => self.at_least += 1,
        }
    }

    fn join(&mut self, other: Self) {
        self.number += other.number;
        self.exact += other.exact;
        self.at_least += other.at_least;
    }
}

impl fmt::Display for Count {
    /// `15`, `≥260`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.is_at_least() { "≥" } else { "" }, self.number)
    }
}

/// Whether a line was printed or stands for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Real,
    Exact,
    AtLeast,
}

impl Kind {
    fn of(constructed: Option<&str>) -> Self {
        match constructed {
            None => Self::Real,
            Some("at_least") => Self::AtLeast,
            Some(_) => Self::Exact,
        }
    }
}

/// What a group of lines comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many lines.
    pub lines: Count,
    /// Their capacity: the plan's where they are planned, else the survey's.
    pub capacity: Sum,
    /// How many of them a notice names.
    pub announced: u32,
    /// How many are ordered to stop and not yet allowed to run again.
    pub suspended: u32,
    firms: BTreeMap<u32, Kind>,
}

impl Tally {
    /// How many enterprises they belong to.
    pub fn firms(&self) -> Count {
        let mut count = Count::default();
        for kind in self.firms.values() {
            count.add(*kind);
        }
        count
    }

    fn firm(&mut self, firm: u32, kind: Kind) {
        // An enterprise is a place-holder only where all of it is.
        self.firms.entry(firm).and_modify(|own| *own = (*own).min(kind)).or_insert(kind);
    }

    /// Takes another group in.
    ///
    /// # Errors
    /// [`LedgerError::Store`] `damaged` where a sum needs more digits than there are.
    pub fn join(&mut self, other: &Self) -> Result<()> {
        self.lines.join(other.lines);
        self.announced += other.announced;
        self.suspended += other.suspended;
        self.capacity.absent += other.capacity.absent;
        for quantity in &other.capacity.known {
            self.capacity.add_quantity(quantity).map_err(|_| too_large(&quantity.to_string()))?;
        }
        for (firm, kind) in &other.firms {
            self.firm(*firm, *kind);
        }
        Ok(())
    }
}

fn too_large(what: &str) -> LedgerError {
    LedgerError::store("damaged", format!("capacity {what} does not add"))
}

/// The lines of one place and one industry in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRow {
    /// Where, seen from the office.
    pub place: Division,
    /// The industry's id; blank where no plugin knows it.
    pub industry: String,
    /// Where they stand.
    pub state: State,
    /// What they come to.
    pub tally: Tally,
}

/// Where the lines stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// By place, industry and state, in this order; no row is empty.
    pub rows: Vec<StatusRow>,
}

impl Status {
    /// The rows joined by what `key` says of them.
    ///
    /// # Errors
    /// As [`Tally::join`].
    pub fn by<K: Ord>(&self, key: impl Fn(&StatusRow) -> K) -> Result<BTreeMap<K, Tally>> {
        let mut groups: BTreeMap<K, Tally> = BTreeMap::new();
        for row in &self.rows {
            groups.entry(key(row)).or_default().join(&row.tally)?;
        }
        Ok(groups)
    }

    /// All of it.
    ///
    /// # Errors
    /// As [`Tally::join`].
    pub fn total(&self) -> Result<Tally> {
        let mut total = Tally::default();
        for row in &self.rows {
            total.join(&row.tally)?;
        }
        Ok(total)
    }
}

/// What a pass has met so far: each place, industry and enterprise gets a number once.
#[derive(Default)]
struct Pass {
    places: HashMap<String, Division>,
    industries: HashMap<String, usize>,
    firms: HashMap<String, u32>,
    groups: BTreeMap<(Division, usize, State), Tally>,
}

impl Book<'_> {
    /// Where the lines stand, seen from an office.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the projection cannot be read.
    pub fn status(&self, office: RegionCode, filter: &Filter) -> Result<Status> {
        let mut statement = self.connection.prepare_cached(
            "SELECT region, industry, state, year, constructed, coalesce(planned, capacity), enterprise,
             notice IS NOT NULL, suspended FROM lines NOT INDEXED ORDER BY rowid",
        )?;
        let mut rows = statement.query([])?;
        let mut pass = Pass::default();
        while let Some(row) = rows.next()? {
            pass.take(office, filter, row)?;
        }
        Ok(pass.finish())
    }
}

impl Pass {
    fn take(&mut self, office: RegionCode, filter: &Filter, row: &Row<'_>) -> Result<()> {
        let (region, industry) = (optional(row, 0)?, text(row, 1)?);
        let state = State::of(text(row, 2)?).ok_or_else(|| damaged("state"))?;
        if !filter.takes(region, industry, state, row.get(3)?) {
            return Ok(());
        }
        let place = if let Some(place) = self.places.get(region.unwrap_or_default()) {
            *place
        } else {
            let place = Division::seen_from(office, region);
            self.places.insert(region.unwrap_or_default().to_owned(), place);
            place
        };
        let industry = number(&mut self.industries, industry);
        let firm = number(&mut self.firms, text(row, 6)?);
        let kind = Kind::of(optional(row, 4)?);
        let capacity = Amount::parse(text(row, 5)?).ok_or_else(|| damaged("capacity"))?;
        let tally = self.groups.entry((place, industry, state)).or_default();
        tally.lines.add(kind);
        tally.firm(firm, kind);
        tally.capacity.add(&capacity).map_err(|_| too_large(&capacity.to_string()))?;
        tally.announced += u32::from(row.get::<_, bool>(7)?);
        tally.suspended += u32::from(row.get::<_, bool>(8)?);
        Ok(())
    }

    fn finish(self) -> Status {
        let mut industries = vec![String::new(); self.industries.len()];
        let names: BTreeMap<String, usize> = self.industries.into_iter().collect();
        for (name, at) in names {
            industries[at] = name;
        }
        let mut rows: Vec<StatusRow> = self
            .groups
            .into_iter()
            .map(|((place, industry, state), tally)| StatusRow {
                place,
                industry: industries[industry].clone(),
                state,
                tally,
            })
            .collect();
        rows.sort_by(|a, b| (a.place, &a.industry, a.state).cmp(&(b.place, &b.industry, b.state)));
        Status { rows }
    }
}

/// The number of a text, given when it is first met.
fn number<N: Copy + TryFrom<usize>>(known: &mut HashMap<String, N>, name: &str) -> N
where
    N::Error: fmt::Debug,
{
    if let Some(number) = known.get(name) {
        return *number;
    }
    let next = N::try_from(known.len()).expect("a ledger has fewer names than numbers");
    known.insert(name.to_owned(), next);
    next
}

fn damaged(what: &str) -> LedgerError {
    LedgerError::store("damaged", format!("lines: {what}"))
}

fn optional<'r>(row: &'r Row<'_>, column: usize) -> Result<Option<&'r str>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        value => value.as_str().map(Some).map_err(|_| damaged("a column of texts")),
    }
}

fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str> {
    Ok(optional(row, column)?.unwrap_or_default())
}
