//! Exemptions that a row claims, and the evidence that it names for them.

use crate::entry::{Entry, fact};
use crate::worker::{LineDraft, Worker};
use phaseout_host::forms;
use phaseout_model::{Absence, Problem};

impl Worker<'_> {
    /// A claim fits the exemptions of which it holds a word; evidence makes it count. A claim that says
    /// not (不生产特种水泥), and evidence that is still to come (待补), count for nothing.
    pub(crate) fn claims(&mut self, draft: &LineDraft, row: &Entry<'_, '_>) {
        let Entry { line, layout, .. } = *row;
        let cell = |column: Option<usize>| column.map_or("", |column| row.row.trimmed(column));
        for (number, unit) in draft.units.clone().enumerate() {
            let claimed = fact(row.facts, "exemption", Some(number));
            let shown = fact(row.facts, "evidence", Some(number));
            let claim = claimed.map_or(cell(layout.exemption), |fact| fact.value.as_str());
            let evidence = shown
                .map(|fact| fact.value.as_str())
                .or_else(|| {
                    claimed.map(|fact| fact.evidence.as_str()).filter(|text| !text.is_empty())
                })
                .unwrap_or(cell(layout.evidence));
            let problem = match Absence::of(claim) {
                Some(Absence::Unreadable) => Some(Problem::warning("unreadable-value", None)),
                Some(_) => continue,
                None if denies(claim) => Some(Problem::warning("exemption-denied", None)),
                None if !self.claim(unit, row.industry, claim, evidence) => {
                    Some(Problem::warning("exemption-unknown", None))
                }
                None => None,
            };
            if let (Some(problem), true) =
                (problem, number == 0 || claimed.is_some_and(|fact| fact.unit.is_some()))
            {
                self.problems
                    .push((line, layout.at(problem.with("text", claim), layout.exemption)));
            }
        }
    }

    /// Enters a claim with every exemption that it fits; false if it fits none.
    pub(crate) fn claim(
        &mut self,
        unit: usize,
        industry: usize,
        claim: &str,
        evidence: &str,
    ) -> bool {
        let evidence = if Absence::of(evidence).is_some() || is_still_to_come(evidence) {
            None
        } else {
            Some(evidence.to_owned())
        };
        let criteria = &self.screening.generation.industries[industry].criteria;
        let folded = forms::normalize(claim);
        let mut fits = false;
        for (at, criterion) in criteria.iter().enumerate() {
            for (number, exemption) in criterion.exemptions.iter().enumerate() {
                if exemption.words.iter().any(|word| folded.contains(&forms::normalize(word))) {
                    fits = true;
                    let accepted = evidence.is_some() && exemption.confirmed;
                    let row = self.units[unit].row;
                    self.benches[industry].columns.claim(
                        row,
                        at,
                        number,
                        accepted,
                        evidence.clone(),
                    );
                }
            }
        }
        fits
    }
}

/// 不生产特种水泥 claims nothing.
pub(crate) fn denies(claim: &str) -> bool {
    ["不", "非", "未", "没有", "否"].iter().any(|word| claim.trim_start().starts_with(word))
}

/// Evidence that is promised is none.
pub(crate) fn is_still_to_come(evidence: &str) -> bool {
    ["暂无", "待", "未", "没有", "无", "尚"]
        .iter()
        .any(|word| evidence.trim_start().starts_with(word))
}
