//! A local criterion that says it tightens a national one may not loosen it anywhere.
//!
//! Deadlines and exemptions are compared directly. The sets of hits are compared at and between all
//! thresholds of both, for every kind: between two thresholds nothing changes, so that is complete.

use crate::atom::is_one_of;
use crate::criterion::Criterion;
use crate::diagnostic::{self, Diagnostic};
use crate::expression::Expression;
use phaseout_model::{AttributeValue, Class, Interval, KindIndex, Truth, Vocabulary};

/// More attributes together are refused as undecidable.
const MOST_ATTRIBUTES: usize = 3;

/// More comparisons over all combinations of values are refused too, so that a hostile file costs no
/// time.
const MOST_COMPARISONS: usize = 2_000_000;

/// Whether `local`, which says so, is a stricter form of `national`: every way in which it is not.
///
/// It is refused when its deadline is later, when it hits less, or when it adds an exemption.
pub fn check_tightening(
    local: &Criterion,
    national: &Criterion,
    vocabulary: &Vocabulary,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if let (Some(here), Some(there)) = (local.deadline, national.deadline)
        && here.last_day() > there.last_day()
    {
        diagnostics.push(
            Diagnostic::new("tightens-later-deadline", local.places.deadline.clone())
                .with("deadline", here.to_string())
                .with("national", there.to_string()),
        );
    }
    if local.class == Class::Restrict && national.class == Class::Eliminate {
        let span = local.places.class.clone();
        diagnostics.push(Diagnostic::new("tightens-weaker-class", span));
    }
    exemptions(local, national, &mut diagnostics);
    hits(local, national, vocabulary, &mut diagnostics);
    diagnostic::sort(&mut diagnostics);
    for diagnostic in &mut diagnostics {
        diagnostic.path.clone_from(&local.path);
        diagnostic.arguments.push(("tightens", national.id.clone()));
    }
    diagnostics
}

/// Every exemption stands in the national criterion, with all words that a claim may use.
fn exemptions(local: &Criterion, national: &Criterion, diagnostics: &mut Vec<Diagnostic>) {
    for (index, exemption) in local.exemptions.iter().enumerate() {
        let stands = national.exemptions.iter().any(|other| {
            other.id == exemption.id
                && exemption.words.iter().all(|word| other.words.contains(word))
        });
        if !stands {
            let span = local.places.exemptions.get(index).cloned().unwrap_or(0..0);
            let diagnostic = Diagnostic::new("tightens-adds-exemption", span);
            diagnostics.push(diagnostic.with("exemption", &exemption.id));
        }
    }
}

fn hits(
    local: &Criterion,
    national: &Criterion,
    vocabulary: &Vocabulary,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let conditions = [&local.when, &national.when];
    let comparisons = conditions.into_iter().flatten().flat_map(|when| when.comparisons());
    let mut attributes: Vec<usize> = comparisons.map(|comparison| comparison.attribute).collect();
    let comparisons = attributes.len().max(1);
    attributes.sort_unstable();
    attributes.dedup();
    let samples: Vec<Vec<f64>> =
        attributes.iter().map(|&attribute| samples(conditions, attribute, vocabulary)).collect();
    let combinations = samples
        .iter()
        .try_fold(1usize, |product, samples| product.checked_mul(samples.len()))
        .filter(|&product| product.saturating_mul(comparisons) <= MOST_COMPARISONS);
    let (Some(combinations), true) = (combinations, attributes.len() <= MOST_ATTRIBUTES) else {
        let diagnostic = Diagnostic::new("tightens-undecidable", local.places.when.clone());
        diagnostics.push(diagnostic.with("most", MOST_ATTRIBUTES.to_string()));
        return;
    };
    let kinds = (0..vocabulary.kinds.len()).filter_map(|kind| KindIndex::try_from(kind).ok());
    let named = |kind: &KindIndex| is_one_of(*kind, &national.kinds, vocabulary) == Truth::True;
    for kind in kinds.filter(named) {
        let here = is_one_of(kind, &local.kinds, vocabulary);
        for combination in 0..combinations {
            let values = values(&samples, combination);
            let holds = |when: &Option<Expression>| {
                when.as_ref().map_or(Truth::True, |when| {
                    when.truth(&mut |attribute| {
                        let at = attributes.iter().position(|&a| a == attribute);
                        at.and_then(|at| Interval::exactly(values[at]).ok())
                            .unwrap_or(Interval::WHOLE)
                    })
                })
            };
            if holds(&national.when) == Truth::True && here.and(holds(&local.when)) != Truth::True {
                let example = example(&attributes, &values, vocabulary);
                diagnostics.push(
                    Diagnostic::new("tightens-hits-less", local.places.when.clone())
                        .with("kind", &vocabulary.kinds[usize::from(kind)].id)
                        .with("example", example),
                );
                return; // one witness is enough
            }
        }
    }
}

/// The values that tell all answers apart: each threshold, and one number between neighbours.
fn samples(
    conditions: [&Option<Expression>; 2],
    attribute: usize,
    vocabulary: &Vocabulary,
) -> Vec<f64> {
    let positive = match &vocabulary.attributes[attribute].value {
        AttributeValue::YesNo => return vec![0.0, 1.0],
        AttributeValue::Word { words } => {
            return (1u16..).zip(words).map(|(code, _)| f64::from(code)).collect();
        }
        AttributeValue::Measure { positive, .. } => *positive,
        AttributeValue::Capacity { .. } => false,
    };
    let mut limits: Vec<f64> = conditions
        .into_iter()
        .flatten()
        .flat_map(|when| when.comparisons())
        .filter(|comparison| comparison.attribute == attribute)
        .flat_map(|comparison| comparison.limits.iter().map(|limit| limit.number))
        .collect();
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    let (Some(&first), Some(&last)) = (limits.first(), limits.last()) else {
        return vec![1.0]; // only asked whether it is known, and in a completed unit it is
    };
    let below = if positive && first > 0.0 { first / 2.0 } else { first - first.abs() - 1.0 };
    let mut samples = vec![below];
    for pair in limits.windows(2) {
        samples.extend([pair[0], pair[0].midpoint(pair[1])]);
    }
    samples.extend([last, last + last.abs() + 1.0]);
    samples.retain(|&sample| !positive || sample > 0.0);
    samples.dedup();
    samples
}

/// One choice of a sample for each attribute, by its number.
fn values(samples: &[Vec<f64>], mut combination: usize) -> Vec<f64> {
    samples
        .iter()
        .map(|samples| {
            let value = samples[combination % samples.len()];
            combination /= samples.len();
            value
        })
        .collect()
}

/// `volume = 350 m³`: a unit that the national criterion hits and the local one does not.
fn example(attributes: &[usize], values: &[f64], vocabulary: &Vocabulary) -> String {
    let texts: Vec<String> = attributes
        .iter()
        .zip(values)
        .map(|(&attribute, &value)| {
            let attribute_words = &vocabulary.attributes[attribute];
            let text = match &attribute_words.value {
                AttributeValue::Measure { unit, .. } | AttributeValue::Capacity { unit } => {
                    format!("{value} {unit}").trim_end().to_owned()
                }
                _ => Interval::exactly(value)
                    .ok()
                    .and_then(|v| crate::expression::code_text(vocabulary, attribute, &v))
                    .unwrap_or_default(),
            };
            format!("{} = {text}", attribute_words.id)
        })
        .collect();
    texts.join(", ")
}
