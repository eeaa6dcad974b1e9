//! What the record says of the things that documents speak of: targets and stages of a year, firms with their
//! lines, heads, money, dates; each with the events behind it.

use phaseout_ledger::{
    Book, Event, FundEntry, LedgerError, Level, Line, Office, State, Target, TargetFilter, Tree,
    Workers,
};
use phaseout_model::{Dimension, Quantity};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The record, as far as documents can contradict it.
#[derive(Debug)]
pub struct Record {
    pub(super) level: Level,
    pub(super) lines: Vec<Line>,
    pub(super) firms: Vec<Firm>,
    pub(super) workers: BTreeMap<String, Workers>,
    pub(super) funds: Vec<FundEntry>,
    pub(super) targets: Vec<Target>,
    /// Net assets by line, of the events that say them.
    pub(super) assets: BTreeMap<String, (i64, Quantity)>,
    events: BTreeMap<(String, String), Vec<i64>>,
}

/// A firm with the names by which a text may call it, the longest first.
#[derive(Debug)]
pub(super) struct Firm {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) calls: Vec<String>,
}

/// What a count is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Target,
    Surveyed,
    Identified,
    Planned,
    Announced,
    ShutDown,
    Dismantled,
    Sealed,
    /// Dismantled or sealed.
    Gone,
    Accepted,
}

impl Stage {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Surveyed => "surveyed",
            Self::Identified => "identified",
            Self::Planned => "planned",
            Self::Announced => "announced",
            Self::ShutDown => "shut_down",
            Self::Dismantled => "dismantled",
            Self::Sealed => "sealed",
            Self::Gone => "gone",
            Self::Accepted => "accepted",
        }
    }

    /// The kinds of event that bring a line here.
    pub(super) fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Target => &["target"],
            Self::Surveyed => &["survey"],
            Self::Identified => &["identify"],
            Self::Planned => &["plan"],
            Self::Announced => &["announce"],
            Self::ShutDown => &["shut_down", "dismantle", "seal"],
            Self::Dismantled => &["dismantle"],
            Self::Sealed => &["seal"],
            Self::Gone => &["dismantle", "seal"],
            Self::Accepted => &["accept"],
        }
    }

    /// Whether a line has come so far.
    pub(super) fn holds(self, line: &Line) -> bool {
        match self {
            Self::Target | Self::Planned => line.year.is_some(),
            Self::Surveyed => true,
            Self::Identified => line.state != State::Surveyed,
            Self::Announced => line.announced_on.is_some(),
            Self::ShutDown => {
                line.shut_down_on.is_some()
                    || line.dismantled_on.is_some()
                    || line.sealed_on.is_some()
            }
            Self::Dismantled => line.dismantled_on.is_some(),
            Self::Sealed => line.sealed_on.is_some(),
            Self::Gone => line.dismantled_on.is_some() || line.sealed_on.is_some(),
            Self::Accepted => line.accepted_on.is_some(),
        }
    }
}

/// A figure of the record with its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) quantity: Quantity,
    /// Whether parts of it are withheld or not recorded: then nothing is contradicted.
    pub(super) is_partial: bool,
    /// Whether there may be more, as of 260余家.
    pub(super) is_at_least: bool,
    /// Whether it is the most that can be meant: the whole year of a figure of one month.
    pub(super) is_most: bool,
    pub(super) events: Vec<i64>,
}

impl Record {
    /// Reads what is needed.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the record cannot be read.
    pub fn read(book: &Book<'_>, history: &[Event], office: &Office) -> Result<Self, LedgerError> {
        let mut events: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
        let mut assets = BTreeMap::new();
        for event in history {
            events.entry((event.subject.clone(), event.kind.clone())).or_default().push(event.seq);
            if let Some(quantity) = event.text("assets").and_then(Quantity::parse) {
                assets.insert(event.subject.clone(), (event.seq, quantity));
            }
        }
        let firms = book.enterprises()?;
        let firms = firms.into_iter().filter(phaseout_ledger::Enterprise::is_living).map(|firm| {
            let mut calls: Vec<String> = Vec::new();
            for name in std::iter::once(&firm.name).chain(firm.names.iter().map(|it| &it.name)) {
                calls.extend(super::name::calls(name));
            }
            calls.sort_by_key(|call| std::cmp::Reverse(call.chars().count()));
            calls.dedup();
            Firm { id: firm.id, name: firm.name, calls }
        });
        let filter = TargetFilter { tree: Some(Tree::Region), ..TargetFilter::default() };
        let figures = book.target_figures(&filter)?;
        Ok(Self {
            level: office.level,
            lines: book.lines()?,
            firms: firms.collect(),
            workers: book.all_workers()?.into_iter().map(|it| (it.line.clone(), it)).collect(),
            funds: book.fund_entries(None)?,
            targets: figures.into_iter().filter(|it| it.depth == 0).map(|it| it.target).collect(),
            assets,
            events,
        })
    }

    /// The years that the record speaks of.
    pub(super) fn years(&self) -> BTreeSet<i64> {
        let lines = self.lines.iter().filter_map(|line| line.year);
        lines.chain(self.targets.iter().map(|target| target.year)).collect()
    }

    /// The events of these kinds about a subject.
    pub(super) fn events(&self, subject: &str, kinds: &[&str]) -> Vec<i64> {
        let of = |kind: &&str| self.events.get(&(subject.to_owned(), (*kind).to_owned()));
        let mut all: Vec<i64> = kinds.iter().filter_map(of).flatten().copied().collect();
        all.sort_unstable();
        all
    }

    /// The lines of a year, an industry and a stage. Surveys know no year.
    pub(super) fn at(&self, stage: Stage, year: i64, industry: Option<&str>) -> Vec<&Line> {
        let any_year = matches!(stage, Stage::Surveyed | Stage::Identified);
        let wanted = |line: &&Line| {
            (any_year || line.year == Some(year))
                && industry.is_none_or(|own| own == line.industry)
                && stage.holds(line)
        };
        self.lines.iter().filter(wanted).collect()
    }

    /// The received targets of a year and an industry.
    pub(super) fn targets_of(&self, year: i64, industry: Option<&str>) -> Vec<&Target> {
        let wanted = |target: &&Target| {
            target.year == year && industry.is_none_or(|own| own == target.industry)
        };
        self.targets.iter().filter(wanted).collect()
    }

    /// The lines of a firm; those of the year where it has any in it.
    pub(super) fn lines_of(&self, firm: &Firm, year: i64) -> Vec<&Line> {
        let all: Vec<&Line> = self.lines.iter().filter(|it| it.enterprise == firm.id).collect();
        let of_year: Vec<&Line> = all.iter().filter(|it| it.year == Some(year)).copied().collect();
        if of_year.is_empty() { all } else { of_year }
    }

    /// The capacity of lines in a dimension.
    pub(super) fn capacity(
        &self,
        lines: &[&Line],
        dimension: Dimension,
        stage: Stage,
    ) -> Option<Known> {
        let amounts = lines.iter().map(|line| line.counted().known().cloned());
        let mut known = sum(amounts, dimension)?;
        known.events = self.behind(lines, stage);
        Some(known)
    }

    /// The number of lines, or of their firms.
    pub(super) fn count(&self, lines: &[&Line], stage: Stage, unit: &str) -> Option<Known> {
        let firms: BTreeSet<&str> = lines.iter().map(|line| line.enterprise.as_str()).collect();
        let number = if unit == "户" { firms.len() } else { lines.len() };
        let mut known = counted(i64::try_from(number).ok()?, unit)?;
        known.is_at_least =
            lines.iter().any(|line| line.constructed.as_deref() == Some("at_least"));
        known.events = self.behind(lines, stage);
        Some(known)
    }

    fn behind(&self, lines: &[&Line], stage: Stage) -> Vec<i64> {
        let mut events: Vec<i64> =
            lines.iter().flat_map(|line| self.events(&line.id, stage.kinds())).collect();
        events.sort_unstable();
        events
    }
}

/// The capacity of targets in a dimension.
pub(super) fn of_targets(targets: &[&Target], dimension: Dimension) -> Option<Known> {
    let amounts = targets.iter().map(|target| target.amount.as_ref()?.known().cloned());
    let mut known = sum(amounts, dimension)?;
    known.events = targets.iter().map(|target| target.seq).collect();
    Some(known)
}

/// A plain count.
pub(super) fn counted(number: i64, unit: &str) -> Option<Known> {
    let quantity =
        Quantity { value: Decimal::from(number), unit: phaseout_model::Unit::parse(unit)? };
    Some(known(quantity, false))
}

/// The sum of those of a dimension; what is not known makes it partial. None where there is nothing to add.
pub(super) fn sum(
    amounts: impl Iterator<Item = Option<Quantity>>,
    dimension: Dimension,
) -> Option<Known> {
    let (mut total, mut is_partial): (Option<Quantity>, bool) = (None, false);
    for amount in amounts {
        match amount {
            Some(own) if own.unit.dimension() == dimension => {
                total = match total {
                    None => Some(own),
                    Some(so_far) => Some(add(&so_far, &own)?),
                };
            }
            Some(_) => {}
            None => is_partial = true,
        }
    }
    total.map(|quantity| known(quantity, is_partial))
}

fn known(quantity: Quantity, is_partial: bool) -> Known {
    Known { quantity, is_partial, is_at_least: false, is_most: false, events: Vec::new() }
}

/// Two amounts, whether they are per year or not: a document leaves 每年 out.
fn add(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let per_year = |it: &Quantity| Quantity { value: it.value, unit: it.unit.clone().per_year() };
    let sum = per_year(a).add(&per_year(b)).ok()?;
    Some(Quantity { value: sum.value, unit: a.unit.clone() })
}

/// How many times the first is as large as the second; none where they do not compare.
pub(super) fn ratio(a: &Quantity, b: &Quantity) -> Option<Decimal> {
    let per_year = |it: &Quantity| Quantity { value: it.value, unit: it.unit.clone().per_year() };
    let (a, b) = (per_year(a), per_year(b));
    let a = a.to(&b.unit).ok()?;
    if b.value.is_zero() {
        return (a.value.is_zero()).then_some(Decimal::ONE);
    }
    a.value.checked_div(b.value)
}
