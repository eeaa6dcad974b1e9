//! The assessment of a year (考核): what the record says to each measure, the events that each result
//! stands on, and points only where the office's own rubric gives weights.

use crate::amount::Sum;
use crate::book::Book;
use crate::dossier::Dossier;
use crate::event::Event;
use crate::measures::{MEASURES, Measure};
use crate::recording::Recording;
use crate::refusal::{LedgerError, Result};
use crate::rubric::{Grading, Item, Rubric};
use crate::status::Filter;
use crate::store::{Ledger, events};
use crate::timeline::{View, corrected};
use phaseout_model::{Date, Decimal, RegionCode};

/// What is assessed.
#[derive(Clone, Debug)]
pub struct AssessQuery {
    /// The year of the targets.
    pub year: i64,
    /// The day on which it is assessed.
    pub day: Date,
    /// The office that asks.
    pub office: RegionCode,
    /// Which lines are meant; its `year` and `state` do not matter here.
    pub filter: Filter,
}

/// The assessment of a year.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The year of the targets.
    pub year: i64,
    /// How many lines the year's plan names.
    pub lines: u32,
    /// Each industry's figures side by side.
    pub industries: Vec<IndustryResult>,
    /// What the record says to each measure, in the order of [`MEASURES`].
    pub findings: Vec<Finding>,
    /// 关停但未彻底拆除: lines that stand still and are not gone.
    pub not_dismantled: Vec<Remark>,
    /// The rubric's items with their points, where there is one.
    pub graded: Option<Graded>,
}

/// The figures of an industry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndustryResult {
    /// The industry's id; `all` for a target that names no single one.
    pub industry: String,
    /// What was asked for, where a target is on record that names a capacity.
    pub target: Option<Sum>,
    /// How many firms were asked for, where a target names a number.
    pub target_firms: Option<i64>,
    /// What came to each of [`STAGES`].
    pub stages: [Stage; 5],
    /// The word of the national notices.
    pub result: ResultWord,
    /// The targets, plans and acceptances that it stands on.
    pub events: Vec<i64>,
}

/// How much of an industry came to a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// Lines.
    pub lines: u32,
    /// Firms of which every line of the plan came so far.
    pub firms: u32,
    /// The planned capacity of the lines.
    pub capacity: Sum,
}

/// The stages of [`IndustryResult::stages`].
pub const STAGES: [&str; 5] = ["planned", "announced", "shut_down", "gone", "accepted"];

/// The words of the national notices for a province and an industry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultWord {
    /// 完成.
    Completed,
    /// 超额完成.
    Exceeded,
    /// 未完成.
    NotCompleted,
    /// A figure is withheld, so that the record cannot tell.
    Undecided,
}

impl ResultWord {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Exceeded => "exceeded",
            Self::NotCompleted => "not_completed",
            Self::Undecided => "undecided",
        }
    }
}

/// What the record says to a measure.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The measure.
    pub measure: &'static Measure,
    /// How many of what it counts are as they should be.
    pub met: u32,
    /// How many cannot be told: a date that is not known, a deadline that is not confirmed.
    pub unclear: u32,
    /// How many there are. None: the measure does not apply.
    pub of: u32,
    /// What is not as it should be, or cannot be told.
    pub remarks: Vec<Remark>,
    /// The events that the result stands on.
    pub events: Vec<i64>,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// A line, an enterprise, an industry, a place.
    pub subject: String,
    /// Its message stands in the binary under `remark-<code>`.
    pub code: &'static str,
    /// What the message needs.
    pub arguments: Vec<(&'static str, String)>,
    /// The events that show it.
    pub events: Vec<i64>,
}

impl Remark {
    pub(crate) fn new(subject: impl Into<String>, code: &'static str) -> Self {
        Self { subject: subject.into(), code, arguments: Vec::new(), events: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    pub(crate) fn on(mut self, events: impl IntoIterator<Item = i64>) -> Self {
        self.events.extend(events);
        self
    }
}

/// What a finding comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All as it should be.
    Met,
    /// Some is not.
    NotMet,
    /// Nothing is wrong that the record shows, and some cannot be told.
    Unclear,
    /// There is nothing to count.
    NotApplicable,
}

impl Outcome {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Unclear => "unclear",
            Self::NotApplicable => "not_applicable",
        }
    }
}

impl Finding {
    pub(crate) fn new(measure: &'static Measure) -> Self {
        Self { measure, met: 0, unclear: 0, of: 0, remarks: Vec::new(), events: Vec::new() }
    }

    /// One is as it should be.
    pub(crate) fn met(&mut self, events: impl IntoIterator<Item = i64>) {
        self.met += 1;
        self.of += 1;
        self.events.extend(events);
    }

    /// One is not.
    pub(crate) fn missed(&mut self, remark: Remark) {
        self.of += 1;
        self.events.extend(&remark.events);
        self.remarks.push(remark);
    }

    /// One cannot be told.
    pub(crate) fn unclear(&mut self, remark: Remark) {
        self.unclear += 1;
        self.missed(remark);
    }

    /// What it comes to.
    pub fn outcome(&self) -> Outcome {
        if self.of == 0 {
            Outcome::NotApplicable
        } else if self.met == self.of {
            Outcome::Met
        } else if self.met + self.unclear == self.of {
            Outcome::Unclear
        } else {
            Outcome::NotMet
        }
    }
}

/// A rubric with its points.
#[derive(Clone, Debug)]
pub struct Graded {
    /// The rubric's title.
    pub title: String,
    /// The document that sets it.
    pub document: Option<String>,
    /// Its items.
    pub items: Vec<GradedItem>,
    /// The points of the items that have a weight and a measure that applies.
    pub points: Decimal,
    /// Their weights.
    pub weight: Decimal,
}

/// An item with its points.
#[derive(Clone, Debug)]
pub struct GradedItem {
    /// The item.
    pub item: Item,
    /// Its points: none without a weight, without a measure, or where the measure does not apply.
    pub points: Option<Decimal>,
}

impl Ledger {
    /// Assesses a year, as a view shows the record.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the record cannot be read.
    pub fn assess(
        &self,
        view: View,
        query: &AssessQuery,
        rubric: Option<&Rubric>,
    ) -> Result<Assessment> {
        let viewed = self.view(view)?;
        let history = self.history(view)?;
        assessed(viewed.book(), &history, query, rubric)
    }
}

impl Recording<'_> {
    /// Assesses a year with what was added so far.
    ///
    /// # Errors
    /// As [`Ledger::assess`].
    pub fn assess(&self, query: &AssessQuery, rubric: Option<&Rubric>) -> Result<Assessment> {
        let history = corrected(events(&self.transaction)?);
        assessed(self.book(), &history, query, rubric)
    }
}

fn assessed(
    book: Book<'_>,
    history: &[Event],
    query: &AssessQuery,
    rubric: Option<&Rubric>,
) -> Result<Assessment> {
    let dossier = Dossier::of(book, history, query)?;
    let industries = dossier.industries()?;
    let findings = MEASURES
        .iter()
        .map(|measure| {
            let mut finding = Finding::new(measure);
            (measure.find)(&dossier, &industries, &mut finding)?;
            finding.events.sort_unstable();
            finding.events.dedup();
            Ok(finding)
        })
        .collect::<Result<Vec<_>>>()?;
    let graded = rubric.map(|rubric| grade(rubric, &findings)).transpose()?;
    Ok(Assessment {
        year: query.year,
        lines: u32::try_from(dossier.cases.len()).unwrap_or(u32::MAX),
        not_dismantled: dossier.not_dismantled()?,
        industries,
        findings,
        graded,
    })
}

fn grade(rubric: &Rubric, findings: &[Finding]) -> Result<Graded> {
    let (mut points, mut weight) = (Decimal::ZERO, Decimal::ZERO);
    let mut items = Vec::new();
    for item in &rubric.items {
        let finding = item.measure.and_then(|id| findings.iter().find(|own| own.measure.id == id));
        let own = match (finding, item.weight) {
            (Some(finding), Some(full)) if finding.of > 0 => {
                let own = points_of(item, finding, full).ok_or_else(too_many_digits)?;
                points = points.checked_add(own).ok_or_else(too_many_digits)?;
                weight = weight.checked_add(full).ok_or_else(too_many_digits)?;
                Some(own)
            }
            _ => None,
        };
        items.push(GradedItem { item: item.clone(), points: own });
    }
    Ok(Graded {
        title: rubric.title.clone(),
        document: rubric.document.clone(),
        items,
        points,
        weight,
    })
}

/// The weight less the shortfall, as often as the rubric says; to two places, never below zero.
fn points_of(item: &Item, finding: &Finding, full: Decimal) -> Option<Decimal> {
    if item.grading == Grading::All {
        return Some(if finding.met == finding.of { full } else { Decimal::ZERO });
    }
    let short = Decimal::from(finding.of - finding.met);
    let taken = full.checked_mul(item.factor)?.checked_mul(short)?;
    let left = full.checked_sub(taken.checked_div(Decimal::from(finding.of))?)?;
    Some(left.max(Decimal::ZERO).round_dp(2))
}

fn too_many_digits() -> LedgerError {
    LedgerError::store("damaged", "the weights of the rubric have too many digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_follow_from_what_was_met() {
        // met, of, grading, factor, points of 40
        let cases = [
            (4, 4, Grading::Share, 1, "40"),
            (3, 4, Grading::Share, 1, "30"),
            (3, 4, Grading::Share, 2, "20"), // 加倍扣分
            (1, 4, Grading::Share, 2, "0"),  // never below zero
            (2, 3, Grading::Share, 1, "26.67"),
            (3, 4, Grading::All, 1, "0"),
            (4, 4, Grading::All, 1, "40"),
        ];
        for (met, of, grading, factor, expected) in cases {
            let mut finding = Finding::new(&MEASURES[0]);
            (finding.met, finding.of) = (met, of);
            let item = Item {
                title: String::new(),
                measure: None,
                weight: None,
                grading,
                factor: Decimal::from(factor),
            };
            let points = points_of(&item, &finding, Decimal::from(40)).unwrap();
            assert_eq!(
                points.normalize().to_string(),
                expected,
                "{met} of {of} {grading:?} {factor}"
            );
        }
    }
}
