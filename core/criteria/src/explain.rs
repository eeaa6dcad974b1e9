//! The reasons for one row: every criterion that applies to its place, compared value by value.
//!
//! Here the conditions are walked as they were written, not as they were compiled, so that the
//! property tests hold the two against each other.

use crate::atom::is_one_of;
use crate::columns::{Claim, Columns};
use crate::expression::{Comparison, code_text};
use crate::program::{Program, Rule};
use phaseout_model::{
    AttributeValue, Because, ExemptionNote, Finding, Interval, Operator, Outcome, Truth,
};

/// Where a row lies, as a rule sees it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Certainly,
    Perhaps,
}

impl Program {
    /// What every criterion that applies to the row's place says of it, in order, with the values
    /// compared and, where it is unknown, the facts to ask for.
    ///
    /// Values come from the columns, whose ends are closed: `(-∞, 3.0)` shows as the numbers up to
    /// the last one below 3.0.
    pub fn explain(&self, columns: &Columns, row: usize) -> Vec<Finding> {
        self.rules
            .iter()
            .filter_map(|rule| {
                let inside = inside(rule, columns.place(row))?;
                Some(self.finding(rule, inside, columns, row))
            })
            .collect()
    }

    fn finding(&self, rule: &Rule, inside: Inside, columns: &Columns, row: usize) -> Finding {
        let mut value = |attribute| columns.interval(row, attribute);
        let mut is_a = is_one_of(columns.kinds()[row], &rule.kinds, &self.vocabulary);
        if columns.is_doubtful(row) {
            is_a = is_a.doubted();
        }
        let when = rule.when.as_ref().map_or(Truth::True, |when| when.truth(&mut value));
        let mut truth = is_a.and(when);
        let mut missing = Vec::new();
        if truth == Truth::Unknown || truth == Truth::True && inside == Inside::Perhaps {
            if inside == Inside::Perhaps {
                truth = truth.doubted();
                missing.push("region".to_owned());
            }
            if is_a == Truth::Unknown {
                missing.push("equipment".to_owned());
            }
            let attributes = rule.when.iter().flat_map(|when| when.missing(&mut value));
            missing.extend(attributes.map(|at| self.vocabulary.attributes[at].id.clone()));
        }
        let claims = columns.claims_of(row);
        let claims: Vec<&Claim> =
            claims.iter().filter(|claim| claim.criterion == rule.criterion).collect();
        let outcome = claimed_outcome(rule, truth, &claims, &mut missing);
        Finding {
            criterion: rule.criterion,
            outcome,
            note_only: inside == Inside::Perhaps,
            because: self.because(rule, columns, row),
            missing,
            exemptions: exemptions(rule, &claims),
        }
    }

    fn because(&self, rule: &Rule, columns: &Columns, row: usize) -> Vec<Because> {
        let id = |kind: u16| self.vocabulary.kinds[usize::from(kind)].id.clone();
        let ids: Vec<String> = rule.kinds.iter().map(|&kind| id(kind)).collect();
        let kind = columns.kinds()[row];
        let mut because = vec![Because {
            attribute: "equipment".to_owned(),
            operator: Operator::IsA,
            threshold: ids.join(" "),
            unit: None,
            interval: None,
            value: (kind != 0).then(|| id(kind)),
        }];
        let comparisons = rule.when.iter().flat_map(|when| when.comparisons());
        because.extend(comparisons.map(|comparison| {
            self.compared(comparison, &columns.interval(row, comparison.attribute))
        }));
        because
    }

    fn compared(&self, comparison: &Comparison, value: &Interval) -> Because {
        let attribute = &self.vocabulary.attributes[comparison.attribute];
        let measured = matches!(
            attribute.value,
            AttributeValue::Measure { .. } | AttributeValue::Capacity { .. }
        );
        Because {
            attribute: attribute.id.clone(),
            operator: comparison.operator,
            threshold: comparison.threshold(),
            unit: comparison.limits.first().and_then(|limit| limit.unit.clone()),
            interval: measured.then_some(*value),
            value: code_text(&self.vocabulary, comparison.attribute, value),
        }
    }
}

/// `None` where the row lies outside of the rule's region.
fn inside(rule: &Rule, place: u64) -> Option<Inside> {
    let Some(slot) = rule.slot else { return Some(Inside::Certainly) };
    if place >> slot & 1 == 1 {
        Some(Inside::Certainly)
    } else {
        (place >> (32 + slot) & 1 == 1).then_some(Inside::Perhaps)
    }
}

/// An accepted claim exempts; a doubtful one makes a hit unknown, and its evidence is asked for.
fn claimed_outcome(
    rule: &Rule,
    truth: Truth,
    claims: &[&Claim],
    missing: &mut Vec<String>,
) -> Outcome {
    let outcome = match truth {
        Truth::False => return Outcome::Clear,
        Truth::Unknown => Outcome::Unknown,
        Truth::True => Outcome::Hit,
    };
    if claims.iter().any(|claim| rule.accepts(claim)) {
        missing.clear();
        return Outcome::Exempt;
    }
    if claims.is_empty() {
        return outcome;
    }
    missing.push("evidence".to_owned());
    Outcome::Unknown
}

fn exemptions(rule: &Rule, claims: &[&Claim]) -> Vec<ExemptionNote> {
    (0..rule.exemptions.len())
        .map(|index| {
            let mut own = claims.iter().filter(|claim| claim.exemption == index);
            let accepted = own.clone().find(|claim| rule.accepts(claim));
            let claim = accepted.or_else(|| own.next());
            ExemptionNote {
                index,
                claimed: claim.is_some(),
                evidence: claim.and_then(|claim| claim.evidence.clone()),
                accepted: accepted.is_some(),
            }
        })
        .collect()
}
