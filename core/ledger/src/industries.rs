//! The figures of each industry side by side: asked for, planned, announced, shut down, gone, accepted; and
//! the word of the national notices.

use crate::amount::Sum;
use crate::assess::{IndustryResult, ResultWord, Stage};
use crate::dossier::{Case, Dossier};
use crate::line::Line;
use crate::refusal::{LedgerError, Result};
use crate::target_show::TargetFilter;
use crate::target_tree::{ALL_INDUSTRIES, Tree};
use phaseout_model::Quantity;
use std::cmp::Ordering;
use std::collections::BTreeMap;

impl Dossier<'_> {
    /// The figures of each industry of the year's lines or targets; all together where a target names no
    /// single industry.
    pub(crate) fn industries(&self) -> Result<Vec<IndustryResult>> {
        let mut by_industry: BTreeMap<&str, Vec<&Case<'_>>> = BTreeMap::new();
        for case in &self.cases {
            by_industry.entry(&case.line.industry).or_default().push(case);
        }
        let mut targets = self.targets()?;
        if targets.contains_key(ALL_INDUSTRIES) {
            by_industry.insert(ALL_INDUSTRIES, self.cases.iter().collect());
        }
        let mut results = Vec::new();
        for (industry, cases) in by_industry {
            results.push(figures(industry, &cases, targets.remove(industry).unwrap_or_default())?);
        }
        for (industry, target) in targets {
            results.push(figures(&industry, &[], target)?);
        }
        results.sort_by(|a, b| {
            let last = |own: &IndustryResult| own.industry == ALL_INDUSTRIES;
            (last(a), &a.industry).cmp(&(last(b), &b.industry))
        });
        Ok(results)
    }

    /// What was asked for by industry: of the office, or of the region that is asked about.
    fn targets(&self) -> Result<BTreeMap<String, Asked>> {
        let filter = TargetFilter {
            year: Some(self.query.year),
            tree: Some(Tree::Region),
            ..TargetFilter::default()
        };
        let holder = self.query.filter.region.map(|code| code.to_string());
        let mut asked: BTreeMap<String, Asked> = BTreeMap::new();
        for figures in self.book.target_figures(&filter)? {
            let target = figures.target;
            let meant = match &holder {
                None => target.parent.is_none(),
                Some(holder) => target.holder == *holder,
            };
            let other =
                self.query.filter.industry.as_ref().is_some_and(|own| *own != target.industry);
            if !meant || other {
                continue;
            }
            let slot = asked.entry(target.industry.clone()).or_default();
            if let Some(amount) = &target.amount {
                let sum = slot.amount.get_or_insert_with(Sum::default);
                sum.add(amount).map_err(|_| too_large(&target.id))?;
            }
            if let Some(firms) = target.firms {
                slot.firms = Some(slot.firms.unwrap_or(0) + firms);
            }
            slot.events.push(target.seq);
        }
        Ok(asked)
    }
}

/// What was asked for.
#[derive(Debug, Default)]
struct Asked {
    amount: Option<Sum>,
    firms: Option<i64>,
    events: Vec<i64>,
}

fn too_large(what: &str) -> LedgerError {
    LedgerError::store("damaged", format!("{what} does not add"))
}

fn figures(industry: &str, cases: &[&Case<'_>], asked: Asked) -> Result<IndustryResult> {
    let mut stages: [Stage; 5] = std::array::from_fn(|_| Stage::default());
    let mut firms: BTreeMap<&str, [bool; 5]> = BTreeMap::new();
    let mut events = asked.events;
    for case in cases {
        events.push(case.plan.seq);
        events.extend(case.last("accept").map(|event| event.seq));
        let reached = reached(&case.line);
        let firm = firms.entry(&case.line.enterprise).or_insert([true; 5]);
        for ((stage, firm), reached) in stages.iter_mut().zip(firm).zip(reached) {
            *firm &= reached;
            if reached {
                stage.lines += 1;
                let capacity = case.planned();
                stage.capacity.add(&capacity).map_err(|_| too_large(&capacity.to_string()))?;
            }
        }
    }
    for (at, stage) in stages.iter_mut().enumerate() {
        let so_far = firms.values().filter(|reached| reached[at]).count();
        stage.firms = u32::try_from(so_far).unwrap_or(u32::MAX);
    }
    events.sort_unstable();
    events.dedup();
    let mut result = IndustryResult {
        industry: industry.to_owned(),
        target: asked.amount,
        target_firms: asked.firms,
        stages,
        result: ResultWord::Undecided,
        events,
    };
    result.result = word(&result);
    Ok(result)
}

/// Which of [`crate::assess::STAGES`] a line came to.
fn reached(line: &Line) -> [bool; 5] {
    [
        true,
        line.notice.is_some(),
        line.state.is_shut_down(),
        line.dismantled_on.or(line.sealed_on).is_some(),
        line.accepted_on.is_some(),
    ]
}

/// Accepted against the target: its capacity, else its number of firms; against the plan where no target is
/// on record.
fn word(result: &IndustryResult) -> ResultWord {
    let [planned, .., accepted] = &result.stages;
    let against = match (&result.target, result.target_firms) {
        (Some(target), _) if target.absent == 0 => against(&accepted.capacity, target),
        (_, Some(firms)) => Some(i64::from(accepted.firms).cmp(&firms)),
        (Some(_), None) => None,
        (None, None) if accepted.lines == planned.lines => return ResultWord::Completed,
        (None, None) => return ResultWord::NotCompleted,
    };
    let all_known = result.target.is_none() || accepted.capacity.absent == 0;
    match against {
        Some(Ordering::Greater) => ResultWord::Exceeded,
        // With amounts that are not known there is at least so much.
        Some(Ordering::Equal) => ResultWord::Completed,
        Some(Ordering::Less) if all_known => ResultWord::NotCompleted,
        _ => ResultWord::Undecided,
    }
}

/// A sum against another of one unit; `None` where a figure is withheld or the units do not convert.
pub(crate) fn against(one: &Sum, other: &Sum) -> Option<Ordering> {
    let [other] = &other.known[..] else { return None };
    let zero = Quantity { value: phaseout_model::Decimal::ZERO, unit: other.unit.clone() };
    let one = match &one.known[..] {
        [] => zero,
        [one] => one.to(&other.unit).ok()?,
        _ => return None,
    };
    Some(one.value.cmp(&other.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amount::Amount;

    fn sum(texts: &[&str]) -> Sum {
        let mut sum = Sum::default();
        for text in texts {
            sum.add(&Amount::capacity(text).unwrap()).unwrap();
        }
        sum
    }

    #[test]
    fn the_word_follows_from_target_plan_and_what_was_accepted() {
        use ResultWord::{Completed, Exceeded, NotCompleted, Undecided};
        /// Target, its firms, accepted capacities, accepted firms and lines of 2 planned, the word.
        type Row = (Option<&'static str>, Option<i64>, &'static [&'static str], u32, ResultWord);
        let cases: [Row; 10] = [
            (Some("8万吨"), None, &["5万吨", "3万吨"], 2, Completed),
            (Some("8万吨"), None, &["80000吨/年", "1万吨"], 2, Exceeded),
            (Some("8万吨"), None, &["5万吨"], 1, NotCompleted),
            (Some("8万吨"), None, &["8万吨", "**"], 2, Completed), // at least so much
            (Some("8万吨"), None, &["5万吨", "**"], 2, Undecided),
            (Some("**"), None, &["5万吨", "3万吨"], 2, Undecided),
            (Some("**"), Some(2), &["**", "**"], 2, Completed), // 92户, capacity withheld
            (None, Some(3), &["**", "**"], 2, NotCompleted),
            (None, None, &["5万吨", "**"], 2, Completed),
            (None, None, &["5万吨"], 1, NotCompleted),
        ];
        for (target, target_firms, accepted, done, expected) in cases {
            let mut stages: [Stage; 5] = std::array::from_fn(|_| Stage::default());
            stages[0].lines = 2;
            stages[4] = Stage { lines: done, firms: done, capacity: sum(accepted) };
            let result = IndustryResult {
                industry: String::new(),
                target: target.map(|text| sum(&[text])),
                target_firms,
                stages,
                result: Undecided,
                events: Vec::new(),
            };
            assert_eq!(word(&result), expected, "{target:?} {target_firms:?} {accepted:?}");
        }
    }
}
