//! A figure held against the record: what it speaks of, what the record says of the same, whether they agree.

mod amounts;
mod money;
mod people;

use super::figure::{Counted, Figure, Reading};
use super::record::{Firm, Known, Record, ratio};
use super::topic::{Passage, Year};
use phaseout_model::{Dimension, Quantity};
use rust_decimal::Decimal;

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Judgement {
    /// Nothing to hold it against.
    Open,
    /// The record says the same.
    Agreed,
    /// The record says otherwise.
    Contradicted(Box<Contradiction>),
}

/// A figure that the record contradicts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contradiction {
    pub(super) about: About,
    pub(super) known: Known,
    /// Where the one is ten, a hundred or ten thousand times the other.
    pub(super) slip: Option<Decimal>,
}

/// What a figure of the record is about, in words of programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    pub(super) year: Option<i64>,
    pub(super) firm: Option<String>,
    pub(super) industry: Option<String>,
    /// A stage, or blank.
    pub(super) stage: &'static str,
    /// `capacity`, `firms`, `lines`, `industries`, `assets`, `money`, or a word of the headcount: `on_post`,
    /// `affected`, `settled`, `pending`, `placed_inside`, `retrained_placed`, `compensated`, `retired`,
    /// `settled_unspecified`.
    pub(super) measure: &'static str,
}

/// A figure of the record that may be meant.
type Candidate = (About, Known);

/// Judges a figure.
pub(super) fn judge(passage: &Passage<'_>, figure: &Figure) -> Judgement {
    let Some(quantity) = figure.quantity().or_else(|| industries(figure)) else {
        return Judgement::Open;
    };
    let candidates = candidates(passage, figure);
    let at_least = matches!(figure.reading, Reading::AtLeast(_));
    let verdicts: Vec<Option<bool>> =
        candidates.iter().map(|(_, known)| agrees(&quantity, at_least, known)).collect();
    if verdicts.contains(&Some(true)) {
        return Judgement::Agreed;
    }
    // What is withheld in the record contradicts nothing.
    if verdicts.contains(&None) {
        return Judgement::Open;
    }
    let Some((about, known)) = candidates.into_iter().next() else { return Judgement::Open };
    let slip = slip(&quantity, &known.quantity);
    Judgement::Contradicted(Box::new(Contradiction { about, known, slip }))
}

/// Whether a figure agrees with one of the record; none where that cannot be said.
fn agrees(said: &Quantity, at_least: bool, known: &Known) -> Option<bool> {
    if known.quantity.value.is_zero() && !said.value.is_zero() && !known.is_partial {
        return Some(false);
    }
    let ratio = ratio(said, &known.quantity)?;
    if known.is_most {
        // A part of the year may have less than the year, never more.
        let more = ratio > Decimal::ONE && !known.is_partial && !known.is_at_least;
        return more.then_some(false);
    }
    if at_least && ratio <= Decimal::ONE {
        return Some(true);
    }
    if ratio == Decimal::ONE && !known.is_partial {
        return Some(true);
    }
    if known.is_at_least && ratio > Decimal::ONE {
        return Some(true);
    }
    if known.is_partial { None } else { Some(false) }
}

fn slip(said: &Quantity, known: &Quantity) -> Option<Decimal> {
    let ratio = ratio(said, known)?;
    let factors = [10, 100, 1000, 10_000].map(Decimal::from);
    let inverse = Decimal::ONE.checked_div(ratio);
    factors.into_iter().find(|factor| ratio == *factor || inverse == Some(*factor))
}

fn industries(figure: &Figure) -> Option<Quantity> {
    match (&figure.unit, &figure.reading) {
        (Counted::Industries, Reading::Exact(value)) => {
            Some(Quantity { value: *value, unit: phaseout_model::Unit::parse("个")? })
        }
        _ => None,
    }
}

/// The figures of the record that may be meant, the likeliest first.
fn candidates(passage: &Passage<'_>, figure: &Figure) -> Vec<Candidate> {
    use Dimension::{
        ApparentEnergy, ApparentPower, Enterprises, Hides, Length, Mass, Money, People, Pieces,
        Power, Sheets, WeightCases,
    };
    let Year::Of(year) = passage.year_at(figure.range.start) else { return Vec::new() };
    let clause = passage.text.clause(figure.range.start);
    let whole_country = passage.text.has(&clause, &["全国"]);
    let of_others = passage.text.has(&clause, &["全省", "我省"])
        && passage.record.level != phaseout_ledger::Level::Province;
    if whole_country || of_others || passage.names_a_stranger(figure.range.start) {
        return Vec::new();
    }
    let asked = Asked { passage, figure, year, firm: passage.firm_at(figure.range.start) };
    if figure.unit == Counted::Industries {
        return asked.industries();
    }
    match figure.unit.dimension() {
        Some(People) => asked.people(),
        Some(Money) => asked.money(),
        Some(Enterprises) => asked.counts("户"),
        Some(Pieces) if passage.text.printed(&figure.range).ends_with('条') => asked.counts("条"),
        Some(
            dimension @ (Mass | WeightCases | Power | Hides | Sheets | Length | ApparentEnergy
            | ApparentPower),
        ) => asked.capacity(dimension),
        _ => Vec::new(),
    }
}

struct Asked<'p, 'a> {
    passage: &'p Passage<'a>,
    figure: &'p Figure,
    year: i64,
    firm: Option<&'a Firm>,
}

impl<'a> Asked<'_, 'a> {
    /// A figure of a month of the year is held against the year as the most that it can be.
    fn of_its_time(&self, known: Known) -> Known {
        let is_most = self.firm.is_none() && self.passage.is_of_a_part(self.figure.range.start);
        Known { is_most, ..known }
    }

    fn record(&self) -> &'a Record {
        self.passage.record
    }

    fn says(&self, words: &[&str]) -> bool {
        self.passage.text.has(&self.passage.text.clause(self.figure.range.start), words)
    }

    fn about(&self, stage: &'static str, measure: &'static str) -> About {
        About {
            year: self.firm.is_none().then_some(self.year),
            firm: self.firm.map(|firm| firm.name.clone()),
            industry: None,
            stage,
            measure,
        }
    }

    /// The industry in words, where the record has it; none of them where the text names another.
    fn industry(&self) -> Result<Option<&'static str>, ()> {
        let Some(id) = self.passage.industry_at(&self.figure.range) else { return Ok(None) };
        let known = self.record().lines.iter().any(|line| line.industry == id)
            || self.record().targets.iter().any(|target| target.industry == id);
        if known { Ok(Some(id)) } else { Err(()) }
    }

    fn is_known_year(&self) -> bool {
        self.record().years().contains(&self.year)
    }
}
