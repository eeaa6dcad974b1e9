//! What holds for any trees of targets and any lives of lines: no ton is lost in decomposition, none is
//! counted twice, and no guard lets a part outgrow its whole without a reason.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{Who, desk_of, identified, ledger, request};
use phaseout_ledger::{Amount, Book, Recording, Stage, Sum, TargetFigures, TargetFilter, Tree};
use phaseout_model::Quantity;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const HOLDERS: [&str; 10] = [
    "370000",
    "370100",
    "370112",
    "370116",
    "371200",
    "370300",
    "370302",
    "山钢集团",
    "山能集团",
    "",
];
const PLACES: [&str; 6] = ["370112", "370102", "370116", "370302", "370682", ""];
const GROUPS: [&str; 3] = ["山钢集团", "山能集团", ""];
const STEPS: [&str; 5] = ["shut_down", "dismantle", "withdraw", "strike_off", "accept"];

/// Something that an office tries to record; most of it is refused somewhere.
#[derive(Debug, Clone)]
enum Act {
    Split { parent: usize, holder: usize, line: usize, tons: Option<u8>, reason: bool },
    Change { target: usize, tons: u8 },
    Line { place: usize, group: usize, tons: Option<u8> },
    Plan { line: usize, target: usize, second: Option<usize>, carried: bool },
    Step { line: usize, step: usize },
}

fn act() -> impl Strategy<Value = Act> {
    let tons = || proptest::option::weighted(0.85, 0u8..40);
    prop_oneof![
        3 => (0usize..12, 0..HOLDERS.len(), 0usize..12, tons(), proptest::bool::weighted(0.1))
            .prop_map(|(parent, holder, line, tons, reason)| Act::Split {
                parent, holder, line, tons, reason
            }),
        1 => (0usize..12, 0u8..60).prop_map(|(target, tons)| Act::Change { target, tons }),
        3 => (0..PLACES.len(), 0..GROUPS.len(), tons())
            .prop_map(|(place, group, tons)| Act::Line { place, group, tons }),
        5 => (0usize..12, 0usize..12, proptest::option::weighted(0.3, 0usize..12), any::<bool>())
            .prop_map(|(line, target, second, carried)| Act::Plan { line, target, second, carried }),
        4 => (0usize..12, 0..STEPS.len()).prop_map(|(line, step)| Act::Step { line, step }),
    ]
}

/// What the test itself knows: which lines count in which year, with what, and whether they were missed.
#[derive(Debug, Default)]
struct Known {
    targets: Vec<String>,
    lines: Vec<String>,
    counts: BTreeMap<(i64, String), (String, bool)>,
    reasons: bool,
}

fn year(target: &str) -> i64 {
    target[..4].parse().unwrap()
}

fn tons(tons: Option<u8>) -> String {
    tons.map_or_else(|| "**".to_owned(), |tons| format!("{tons}万吨"))
}

fn pick(all: &[String], at: usize) -> Option<&String> {
    all.get(at % all.len().max(1))
}

/// Records an act where no guard refuses it, and notes what it must have changed.
fn go(recording: &mut Recording<'_>, known: &mut Known, act: &Act) -> Option<()> {
    let mut record = |kind: &str, subject: &str, facts: &[(&str, &str)]| {
        recording.record(&request(kind, subject, "2014-02-01", facts)).ok().map(drop)
    };
    match act {
        Act::Split { parent, holder, line, tons: amount, reason } => {
            let parent = pick(&known.targets, *parent)?.clone();
            let holder = match HOLDERS[*holder] {
                "" => pick(&known.lines, *line)?.clone(),
                holder => holder.to_owned(),
            };
            let id = format!("{parent}/{holder}");
            let amount = tons(*amount);
            let mut facts =
                vec![("parent", parent.as_str()), ("holder", &holder), ("amount", &amount)];
            if holder.ends_with("集团") {
                facts.push(("tree", "group"));
            }
            if *reason {
                facts.push(("reason", "自加任务"));
            }
            record("target", &id, &facts)?;
            known.reasons |= *reason;
            if !known.targets.contains(&id) {
                known.targets.push(id);
            }
        }
        Act::Change { target, tons: amount } => {
            let target = pick(&known.targets, *target)?;
            record("target", target, &[("amount", &tons(Some(*amount))), ("notice", "调整通知")])?;
        }
        Act::Line { place, group, tons: amount } => {
            let name = format!("第{}钢铁厂", known.lines.len());
            let who = Who {
                name: &name,
                region: PLACES[*place],
                group: GROUPS[*group],
                industry: "steel",
                capacity: &tons(*amount),
            };
            known.lines.push(identified(recording, who));
        }
        Act::Plan { line, target, second, carried } => {
            let line = pick(&known.lines, *line)?.clone();
            let target = pick(&known.targets, *target)?;
            let named = match second.and_then(|second| pick(&known.targets, second)) {
                Some(second) => format!("{target}、{second}"),
                None => target.clone(),
            };
            let year = year(target);
            let capacity = recording.book().line(&line).unwrap()?.capacity.to_string();
            let mut facts = vec![("capacity", capacity.as_str()), ("target", &named)];
            let text = year.to_string();
            facts.push(("year", &text));
            if *carried {
                facts.push(("carried_over", "2013-steel"));
            }
            recording.record(&request("plan", &line, "2014-02-01", &facts)).ok()?;
            for ((_, _), missed) in known
                .counts
                .iter_mut()
                .filter(|((own, of), _)| *own < year && *of == line)
                .map(|(key, (_, missed))| (key, missed))
            {
                *missed = true;
            }
            known.counts.insert((year, line), (capacity, false));
        }
        Act::Step { line, step } => {
            let line = pick(&known.lines, *line)?.clone();
            let evidence = [("evidence", "现场检查记录")];
            let leaving = [("reason", "误列"), ("notice", "-")];
            let accepted = [
                ("departments", "工信、环保"),
                ("before", "p.jpg"),
                ("during", "p.jpg"),
                ("after", "p.jpg"),
            ];
            let facts: &[(&str, &str)] = match STEPS[*step] {
                "dismantle" => &evidence,
                "withdraw" => &leaving,
                "strike_off" => &leaving[..1],
                "accept" => &accepted,
                _ => &[],
            };
            record(STEPS[*step], &line, facts)?;
            if matches!(STEPS[*step], "withdraw" | "strike_off") {
                known.counts.retain(|(_, of), (_, missed)| *of != line || *missed);
            }
        }
    }
    Some(())
}

fn sum<'t>(texts: impl Iterator<Item = &'t str>) -> Sum {
    let mut sum = Sum::default();
    for text in texts {
        sum.add(&Amount::capacity(text).unwrap()).unwrap();
    }
    sum
}

/// The known part as one quantity, for comparing sums that were added in another order.
fn known_part(sum: &Sum) -> (Option<Quantity>, u32) {
    assert!(sum.known.len() <= 1, "{sum}");
    (sum.known.first().filter(|known| !known.value.is_zero()).cloned(), sum.absent)
}

fn check(book: &Book<'_>, known: &Known) {
    assert_eq!(book.target_imbalances().unwrap(), []);
    for (year, tree) in
        [(2013, Tree::Region), (2013, Tree::Group), (2014, Tree::Region), (2014, Tree::Group)]
    {
        let filter = TargetFilter { year: Some(year), tree: Some(tree), ..TargetFilter::default() };
        let figures = book.target_figures(&filter).unwrap();
        let lines: Vec<&String> = figures.iter().flat_map(|own| &own.lines).collect();
        let distinct: BTreeSet<&String> = lines.iter().copied().collect();
        let expected: BTreeSet<&String> =
            known.counts.keys().filter(|(own, _)| *own == year).map(|(_, line)| line).collect();
        assert_eq!(lines.len(), distinct.len(), "a line counts twice in {year} {tree:?}");
        assert_eq!(distinct, expected, "{year} {tree:?}");
        let counts =
            || known.counts.iter().filter(|((own, _), _)| *own == year).map(|(_, count)| count);
        let root = &figures[0];
        let planned = sum(counts().map(|(capacity, _)| capacity.as_str()));
        assert_eq!(known_part(&root.at(Stage::Planned).capacity), known_part(&planned));
        let missed =
            sum(counts().filter(|(_, missed)| *missed).map(|(capacity, _)| capacity.as_str()));
        assert_eq!(known_part(&root.at(Stage::CarriedOver).capacity), known_part(&missed));
        for own in &figures {
            node(own, &figures, known);
        }
    }
}

/// What holds at each node.
fn node(own: &TargetFigures, all: &[TargetFigures], known: &Known) {
    let parts = || all.iter().filter(|part| part.target.parent.as_ref() == Some(&own.target.id));
    for stage in Stage::ALL {
        let below: u32 = parts().map(|part| part.at(stage).lines).sum();
        let here = if stage == Stage::Planned { own.lines.len() } else { 0 };
        let total = below + u32::try_from(here).unwrap();
        assert!(own.at(stage).lines >= total, "{} {stage:?}", own.target.id);
        assert!(stage != Stage::Planned || own.at(stage).lines == total, "{}", own.target.id);
    }
    let lines = |stage: Stage| own.at(stage).lines;
    assert!(lines(Stage::Planned) >= lines(Stage::ShutDown));
    assert!(lines(Stage::ShutDown) >= lines(Stage::Dismantled) + lines(Stage::Sealed));
    assert!(lines(Stage::Dismantled) + lines(Stage::Sealed) >= lines(Stage::Accepted));
    // A target and what is open of it name the same unit, and nothing stands beside.
    assert!(own.open.capacity.as_ref().unwrap().known.len() <= 1);
    if let (false, Some(Amount::Known(whole))) = (known.reasons, &own.target.amount) {
        let split = parts().filter_map(|part| part.target.amount.as_ref()?.known().cloned());
        let split = split.reduce(|one, other| one.add(&other).unwrap());
        if let Some(split) = split {
            assert!(split.to(&whole.unit).unwrap().value <= whole.value, "{}", own.target.id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
    #[test]
    fn no_ton_is_lost_and_none_is_counted_twice(acts in proptest::collection::vec(act(), 1..80)) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("p.jpg"), "p").unwrap();
        let mut ledger = ledger(folder.path());
        let mut recording = ledger.begin(&desk_of(folder.path(), "370000")).unwrap();
        let mut known = Known::default();
        for (id, year, amount) in [("2013-steel", "2013", "60万吨"), ("2014-steel", "2014", "90万吨")] {
            let facts = [("industry", "steel"), ("year", year), ("amount", amount)];
            recording.record(&request("target", id, "2013-01-10", &facts)).unwrap();
            known.targets.push(id.to_owned());
        }
        for act in &acts {
            go(&mut recording, &mut known, act);
        }
        check(&recording.book(), &known);
        recording.keep().unwrap();
        prop_assert!(ledger.compare().unwrap().is_same());
    }
}
