//! Where the workers of a line go: everybody is somewhere at every date.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{kiln, ledger, line, record, refusals, request};
use phaseout_ledger::{Ledger, Refusal, View};
use proptest::prelude::*;
use std::path::Path;

/// Records a headcount.
fn workers(
    ledger: &mut Ledger,
    base: &Path,
    line: &str,
    date: &str,
    facts: &[(&str, &str)],
) -> Result<(), Vec<Refusal>> {
    record(ledger, base, request("workers", line, date, facts)).map_err(refusals)
}

#[track_caller]
fn code(result: Result<(), Vec<Refusal>>) -> &'static str {
    result.unwrap_err()[0].code
}

#[test]
fn seventy_workers_are_retrained_and_placed() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let taihe = line(&mut ledger, folder.path(), "莱芜泰禾生化有限公司", "citric-acid", "2万吨/年");
    let facts =
        [("在岗职工", "1005"), ("涉及职工", "70人"), ("培训转岗", "70"), ("群体性事件", "0")];
    workers(&mut ledger, folder.path(), &taihe, "2012", &facts).unwrap();
    let now = ledger.book().workers(&taihe).unwrap().unwrap();
    assert_eq!((now.on_post, now.affected, now.retrained_placed), (Some(1005), 70, 70));
    assert_eq!((now.settled(), now.pending, now.incidents), (70, 0, Some(0)));
}

#[test]
fn ninety_are_settled_and_the_paper_does_not_say_how() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let kiln = kiln(&mut ledger, folder.path());
    workers(&mut ledger, folder.path(), &kiln, "2012-12-31", &[("affected", "90")]).unwrap();
    let facts = [("affected", "90"), ("settled_unspecified", "90")];
    workers(&mut ledger, folder.path(), &kiln, "2013-07-27", &facts).unwrap();
    let all = ledger.book().workers_over_time(&kiln).unwrap();
    assert_eq!(all.iter().map(|workers| workers.pending).collect::<Vec<_>>(), [90, 0]);
    let spring = View { as_of: Some("2013-03-01".parse().unwrap()), known_at: None };
    let then = ledger.view(spring).unwrap();
    assert_eq!(then.book().workers(&kiln).unwrap().unwrap().pending, 90);
}

/// Facts, the refusal, the difference.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

#[test]
fn what_does_not_add_up_is_refused_with_its_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let cases: &[Case<'_>] = &[
        (&[("affected", "90"), ("compensated", "80"), ("pending", "9")], "workers-do-not-add", "1"),
        (
            &[("affected", "90"), ("compensated", "80"), ("pending", "11")],
            "workers-do-not-add",
            "1",
        ),
        (&[("affected", "90"), ("compensated", "80"), ("retired", "11")], "workers-too-many", "1"),
        (&[("affected", "0"), ("placed_inside", "3")], "workers-too-many", "3"),
    ];
    for (facts, expected, difference) in cases {
        let refused = workers(&mut ledger, base, &kiln, "2013-07-27", facts).unwrap_err();
        assert_eq!(refused[0].code, *expected, "{facts:?}");
        let argument = refused[0].arguments.iter().find(|(name, _)| *name == "difference").unwrap();
        assert_eq!(argument.1, *difference, "{facts:?}");
    }
    let without = workers(&mut ledger, base, &kiln, "2013-07-27", &[("retired", "3")]);
    assert_eq!(code(without), "facts-missing");
    let negative = workers(&mut ledger, base, &kiln, "2013-07-27", &[("affected", "-1")]);
    assert_eq!(code(negative), "fact-no-count");
    let unknown = workers(&mut ledger, base, "532300-99", "2013-07-27", &[("affected", "1")]);
    assert_eq!(code(unknown), "line-unknown");
    assert_eq!(ledger.book().workers(&kiln).unwrap(), None);
}

#[test]
fn nobody_is_lost_between_two_headcounts() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    workers(&mut ledger, base, &kiln, "2013-05-01", &[("affected", "90")]).unwrap();
    let earlier = workers(&mut ledger, base, &kiln, "2013-04-30", &[("affected", "90")]);
    assert_eq!(code(earlier), "workers-date-before");
    let fewer = [("affected", "85"), ("compensated", "85")];
    assert_eq!(code(workers(&mut ledger, base, &kiln, "2013-06-01", &fewer)), "workers-fewer");
    let explained = [fewer[0], fewer[1], ("reason", "5人自行离职")];
    workers(&mut ledger, base, &kiln, "2013-06-01", &explained).unwrap();
    workers(&mut ledger, base, &kiln, "2013-06", &[("affected", "88"), ("retired", "88")]).unwrap();
    assert_eq!(ledger.book().workers(&kiln).unwrap().unwrap().affected, 88);
}

/// A voluntary line may be closed once it is dismantled, so only its workers stand in the way.
fn dismantled(ledger: &mut Ledger, base: &Path) -> String {
    let kiln = kiln(ledger, base);
    let decision = [("decision", "voluntary"), ("reason", "企业自愿")];
    record(ledger, base, request("identify", &kiln, "2013-01-05", &decision)).unwrap();
    let evidence = [("evidence", "现场照片")];
    record(ledger, base, request("dismantle", &kiln, "2013-07-27", &evidence)).unwrap();
    kiln
}

#[test]
fn a_line_closes_when_its_workers_are_settled_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = dismantled(&mut ledger, base);
    let close = |ledger: &mut Ledger| {
        record(ledger, base, request("close", &kiln, "2013-09-01", &[])).map_err(refusals)
    };
    assert_eq!(code(close(&mut ledger)), "workers-unrecorded"); // an absence is not a zero
    let some = [("affected", "90"), ("settled_unspecified", "60")];
    workers(&mut ledger, base, &kiln, "2013-08-01", &some).unwrap();
    assert_eq!(code(close(&mut ledger)), "workers-pending");
    let all = [("affected", "90"), ("settled_unspecified", "90")];
    workers(&mut ledger, base, &kiln, "2013-08-15", &all).unwrap();
    close(&mut ledger).unwrap();
    let again = workers(&mut ledger, base, &kiln, "2013-10-01", &[("affected", "91")]);
    assert_eq!(code(again), "workers-line-closed");
    let more = [("affected", "91"), ("settled_unspecified", "91")];
    workers(&mut ledger, base, &kiln, "2013-10-01", &more).unwrap();
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn a_line_that_concerns_nobody_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = dismantled(&mut ledger, base);
    workers(&mut ledger, base, &kiln, "2013-08-01", &[("affected", "0")]).unwrap();
    record(&mut ledger, base, request("close", &kiln, "2013-09-01", &[])).unwrap();
}

#[test]
fn a_correction_that_takes_the_ground_from_a_closure_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = dismantled(&mut ledger, base);
    workers(&mut ledger, base, &kiln, "2013-08-01", &[("affected", "0")]).unwrap();
    record(&mut ledger, base, request("close", &kiln, "2013-09-01", &[])).unwrap();
    let seq = ledger.book().workers(&kiln).unwrap().unwrap().seq.to_string();
    for facts in [[("reason", "误录"), ("affected", "4")], [("reason", "误录"), ("affected", "")]]
    {
        let error = record(&mut ledger, base, request("correct", &seq, "2013-09-02", &facts));
        assert_eq!(refusals(error.unwrap_err())[0].code, "correction-breaks", "{facts:?}");
    }
}

#[test]
fn totals_say_how_many_lines_have_no_headcount() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let lines: Vec<String> = ["甲水泥厂", "乙水泥厂", "丙水泥厂"]
        .iter()
        .map(|name| line(&mut ledger, base, name, "cement", "8万吨/年"))
        .collect();
    let first = [("on_post", "300"), ("affected", "90"), ("retired", "4")];
    let second = [("on_post", "50"), ("affected", "10"), ("compensated", "10")];
    workers(&mut ledger, base, &lines[0], "2013-05", &first).unwrap();
    workers(&mut ledger, base, &lines[1], "2013-05", &second).unwrap();
    let total = ledger.book().workers_total(|line| line.industry == "cement").unwrap();
    assert_eq!((total.lines, total.unrecorded), (2, 1));
    assert_eq!((total.on_post, total.affected, total.pending), (350, 100, 86));
    assert_eq!((total.retired, total.compensated), (4, 10));
    let none = ledger.book().workers_total(|line| line.industry == "steel").unwrap();
    assert_eq!(none, phaseout_ledger::WorkersTotal::default());
}

/// A headcount that may or may not add up.
fn headcount() -> impl Strategy<Value = (u32, [u32; 5], Option<u32>, bool)> {
    (
        0u32..40,
        [0u32..12, 0u32..12, 0u32..12, 0u32..12, 0u32..12],
        prop::option::of(0u32..40),
        any::<bool>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is recorded, at every date everybody affected is in one of six places, and nobody is lost
    /// without a reason.
    #[test]
    fn at_every_date_everybody_is_somewhere(
        counts in prop::collection::vec((0usize..2, 1u32..28, headcount()), 1..12),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        let mut ledger = ledger(base);
        let lines = ["甲", "乙"].map(|name| line(&mut ledger, base, name, "cement", "8万吨/年"));
        for (at, day, (affected, channels, pending, reason)) in counts {
            let names =
                ["placed_inside", "retrained_placed", "compensated", "retired", "settled_unspecified"];
            let mut facts = vec![("affected", affected.to_string())];
            facts.extend(names.into_iter().zip(channels.map(|number| number.to_string())));
            facts.extend(pending.map(|pending| ("pending", pending.to_string())));
            if reason {
                facts.push(("reason", "离职".to_owned()));
            }
            let facts: Vec<(&str, &str)> =
                facts.iter().map(|(key, value)| (*key, value.as_str())).collect();
            let date = format!("2013-05-{day:02}");
            let recorded = workers(&mut ledger, base, &lines[at], &date, &facts);
            let settled: u32 = channels.iter().sum();
            let adds = settled <= affected && pending.is_none_or(|pending| settled + pending == affected);
            prop_assert!(adds || recorded.is_err(), "{facts:?}");
        }
        for line in &lines {
            let all = ledger.book().workers_over_time(line).unwrap();
            for one in &all {
                prop_assert!(one.pending >= 0);
                prop_assert_eq!(one.affected, one.settled() + one.pending);
            }
            for pair in all.windows(2) {
                prop_assert!(!pair[1].on.is_before(pair[0].on));
                prop_assert!(pair[1].affected >= pair[0].affected || pair[1].reason.is_some());
            }
        }
        let total = ledger.book().workers_total(|_| true).unwrap();
        let sum: i64 = ledger.book().all_workers().unwrap().iter().map(|one| one.affected).sum();
        prop_assert_eq!(total.affected, sum);
        prop_assert!(ledger.compare().unwrap().is_same());
    }
}
