//! Laws of judging: what is certain stays certain whatever the missing facts turn out to be, and the
//! masks say the same as the reasons.
#![allow(clippy::unwrap_used, reason = "a test may stop anywhere")]

mod kit;

use kit::criterion;
use phaseout_criteria::{
    Columns, Comparison, Criterion, Expression, Limit, Node, Program, Scratch,
};
use phaseout_model::{
    AttributeValue, Class, Date, Finding, Interval, KindIndex, OnUnknown, Operator, Outcome,
    RegionCode, Verdict, Vocabulary,
};
use proptest::prelude::*;
use std::sync::LazyLock;

/// What is known of one attribute: nothing, or an interval of small numbers.
type Known = Option<(i8, i8)>;

/// What a finding says: criterion, outcome, missing facts.
type Facts = (usize, Outcome, Vec<String>);

#[derive(Clone, Debug)]
struct Unit {
    kind: KindIndex,
    doubtful: bool,
    values: Vec<Known>,
    region: Option<&'static str>,
    claim: Option<(usize, bool, bool)>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(kit::vocabulary);

fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

static TEMPLATE: LazyLock<Criterion> = LazyLock::new(|| {
    let exemption = "exemption = [{ id = \"a\", text = { zh = \"除外\", en = \"not\" }, \
        words = [\"除外\"], evidence = { zh = \"证明\", en = \"papers\" }, confirmed = true }]";
    criterion("\"blast_furnace\"", exemption)
});

fn date() -> Date {
    Date::constant(2013, 7, 1)
}

fn node() -> impl Strategy<Value = Node> {
    let count = vocabulary().attributes.len();
    let operators = prop::sample::select(vec![
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
        Operator::Equal,
        Operator::NotEqual,
        Operator::In,
        Operator::Known,
    ]);
    let limits = prop::collection::vec(-1i8..6, 1..3);
    let leaf = (0..count, operators, limits).prop_map(|(attribute, operator, limits)| {
        let limits = limits
            .into_iter()
            .map(|n| Limit { text: n.to_string(), unit: None, number: f64::from(n) })
            .collect();
        Node::Comparison(Comparison { attribute, operator, limits })
    });
    leaf.prop_recursive(4, 16, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            inner.prop_map(|node| Node::Not(Box::new(node))),
            several.clone().prop_map(Node::And),
            several.prop_map(Node::Or),
        ]
    })
}

fn a_criterion() -> impl Strategy<Value = Criterion> {
    let kinds = prop::collection::vec(0u16..6, 1..3);
    let region = prop::sample::select(vec![None, None, Some("210800"), Some("210000")]);
    (kinds, prop::option::of(node()), region, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(kinds, root, region, restrict, confirmed, note)| Criterion {
            kinds,
            when: root.map(|root| Expression { text: String::new(), root }),
            region: region.and_then(|code| code.parse().ok()),
            class: if restrict { Class::Restrict } else { Class::Eliminate },
            on_unknown: if note { OnUnknown::Note } else { OnUnknown::Verify },
            confirmed,
            ..TEMPLATE.clone()
        },
    )
}

fn a_unit() -> impl Strategy<Value = Unit> {
    let interval = prop::option::of((-1i8..6, 0i8..3).prop_map(|(lo, width)| (lo, lo + width)));
    let values = prop::collection::vec(interval, vocabulary().attributes.len());
    let region = prop::sample::select(vec![None, Some("210811"), Some("210000"), Some("330000")]);
    let claim = prop::option::weighted(0.2, (0usize..8, any::<bool>(), any::<bool>()));
    (0u16..6, prop::bool::weighted(0.1), values, region, claim).prop_map(
        |(kind, doubtful, values, region, claim)| Unit { kind, doubtful, values, region, claim },
    )
}

/// A yes/no and a word are known as a whole or not at all.
fn interval(attribute: usize, known: Known) -> Interval {
    let exact = |n: i8, most: i8| Interval::exactly(f64::from(n.clamp(0, most))).unwrap();
    match (&vocabulary().attributes[attribute].value, known) {
        (_, None) => Interval::WHOLE,
        (AttributeValue::YesNo, Some((n, _))) => exact(n, 1),
        (AttributeValue::Word { .. }, Some((n, _))) => exact(n.max(1), 3),
        (_, Some((lo, hi))) => Interval::new(f64::from(lo), f64::from(hi), false, false).unwrap(),
    }
}

fn push(columns: &mut Columns, program: &Program, unit: &Unit) {
    let region: Option<RegionCode> = unit.region.and_then(|code| code.parse().ok());
    let row = columns.push_unit(unit.kind, unit.doubtful, program.place(region));
    for (attribute, &known) in unit.values.iter().enumerate() {
        columns.set(row, attribute, &interval(attribute, known));
    }
    if let Some((criterion, accepted, evidence)) = unit.claim {
        columns.claim(row, criterion, 0, accepted, evidence.then(|| "检验报告".to_owned()));
    }
}

/// The verdict that findings make, by the words of the design.
fn verdict(findings: &[Finding], criteria: &[Criterion]) -> Verdict {
    let weighs = |finding: &&Finding| !finding.note_only;
    let mut verdict = Verdict::Retain;
    for finding in findings.iter().filter(weighs) {
        let criterion = &criteria[finding.criterion];
        let one = match (criterion.class, finding.outcome, criterion.confirmed) {
            (Class::Eliminate, Outcome::Hit, true) => Verdict::Eliminate,
            (Class::Eliminate, Outcome::Hit, false) => Verdict::Verify,
            (Class::Eliminate, Outcome::Unknown, _)
                if criterion.on_unknown == OnUnknown::Verify =>
            {
                Verdict::Verify
            }
            (Class::Restrict, Outcome::Hit, true) => Verdict::Restrict,
            _ => Verdict::Retain,
        };
        verdict = verdict.max(one);
    }
    verdict
}

/// Completions of a unit: its kind or one below it, every value one number.
fn completions(unit: &Unit, seeds: &[i8]) -> Vec<Unit> {
    let vocabulary = vocabulary();
    let below = |kind: &KindIndex| {
        vocabulary.is_a(*kind, unit.kind) == phaseout_model::Truth::True && !unit.doubtful
    };
    let kinds: Vec<KindIndex> = (0..6).filter(below).collect();
    let mut all = Vec::new();
    for kind in kinds {
        for shift in -3..6 {
            let values = (0..).zip(&unit.values).zip(seeds);
            let values = values.map(|((attribute, &known), &seed)| match known {
                Some(_) if interval(attribute, known).exact().is_some() => known,
                Some((lo, hi)) => {
                    let n = lo + (seed + shift).rem_euclid(hi - lo + 1);
                    Some((n, n))
                }
                None => Some((seed + shift, seed + shift)),
            });
            all.push(Unit { kind, values: values.collect(), ..unit.clone() });
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_certain_holds_for_every_completion(
        criterion in a_criterion(),
        units in prop::collection::vec(a_unit(), 1..8),
        seeds in prop::collection::vec(-1i8..4, 9),
    ) {
        let criterion = Criterion { region: None, ..criterion };
        let program = Program::compile(std::slice::from_ref(&criterion), vocabulary(), date());
        let mut columns = Columns::new(vocabulary());
        let mut scratch = Scratch::new();
        for unit in units {
            let unit = Unit { claim: None, ..unit };
            columns.clear();
            push(&mut columns, &program, &unit);
            let completions = completions(&unit, &seeds);
            for completion in &completions {
                push(&mut columns, &program, completion);
            }
            program.evaluate(&columns, &mut scratch);
            let certain = scratch.outcome(0, 0);
            if certain != Outcome::Unknown {
                for (row, completion) in (1..).zip(&completions) {
                    prop_assert_eq!(certain, scratch.outcome(0, row), "{:?}", completion);
                }
            }
        }
    }

    #[test]
    fn masks_and_reasons_agree_on_every_row(
        criteria in prop::collection::vec(a_criterion(), 1..8),
        units in prop::collection::vec(a_unit(), 1..200),
    ) {
        let vocabulary = vocabulary();
        let program = Program::compile(&criteria, vocabulary, date());
        let mut columns = Columns::new(vocabulary);
        let mut scratch = Scratch::new();
        // A dirty start: what stood there before must not shine through.
        units.iter().rev().for_each(|unit| push(&mut columns, &program, unit));
        program.evaluate(&columns, &mut scratch);
        columns.clear();
        for unit in &units {
            push(&mut columns, &program, unit);
        }
        program.evaluate(&columns, &mut scratch);

        let mut words = Vec::new();
        let per_row = scratch.situations(&mut words);
        let mut seen: Vec<(&[u64], Verdict, Vec<Facts>)> = Vec::new();
        for row in 0..units.len() {
            let findings = program.explain(&columns, row);
            prop_assert_eq!(scratch.verdicts()[row], verdict(&findings, &criteria));
            prop_assert_eq!(scratch.has_claim(row), units[row].claim.is_some());
            for (position, &criterion) in program.criteria().iter().enumerate() {
                let found = findings.iter().find(|finding| finding.criterion == criterion);
                let outcome = found.map_or(Outcome::Clear, |finding| finding.outcome);
                prop_assert_eq!(scratch.outcome(position, row), outcome);
            }
            for finding in &findings {
                let asks = !finding.missing.is_empty();
                prop_assert_eq!(asks, finding.outcome == Outcome::Unknown, "{:?}", finding);
            }
            if units[row].claim.is_none() {
                let key = &words[row * per_row..(row + 1) * per_row];
                let facts: Vec<Facts> =
                    findings.into_iter().map(|f| (f.criterion, f.outcome, f.missing)).collect();
                let verdict = scratch.verdicts()[row];
                match seen.iter().find(|(other, ..)| *other == key) {
                    Some((_, other_verdict, other)) => {
                        prop_assert_eq!((other_verdict, other), (&verdict, &facts));
                    }
                    None => seen.push((key, verdict, facts)),
                }
            }
        }
    }
}

#[test]
fn blocks_are_judged_like_single_rows() {
    let criteria = [criterion("\"blast_furnace\"", "when = \"volume <= 400 m³ or compliant\"")];
    let program = Program::compile(&criteria, vocabulary(), date());
    let mut columns = Columns::new(vocabulary());
    for row in 0..5000u32 {
        columns.push_unit((row % 6).try_into().unwrap(), row % 7 == 0, 0);
        if row % 3 > 0 {
            let volume = Interval::exactly(f64::from(row % 801)).unwrap();
            columns.set(row as usize, 0, &volume);
        }
    }
    let mut scratch = Scratch::new();
    program.evaluate(&columns, &mut scratch);
    for row in 0..5000 {
        let findings = program.explain(&columns, row);
        assert_eq!(scratch.verdicts()[row], verdict(&findings, &criteria), "{row}");
    }
}
