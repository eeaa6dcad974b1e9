//! Money from source to line: nothing is lost, nothing is paid that is not there.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{kiln, ledger, line, record, refusals, request};
use phaseout_ledger::{Amount, FUND_ENTRIES, FUND_SOURCES, Ledger, Refusal, Sum, View};
use proptest::prelude::*;
use std::path::Path;

const PAPER: (&str, &str) = ("document", "云财建〔2011〕339号");

fn fund(
    ledger: &mut Ledger,
    base: &Path,
    subject: &str,
    date: &str,
    facts: &[(&str, &str)],
) -> Result<(), Vec<Refusal>> {
    let mut all = vec![PAPER];
    all.extend(facts);
    record(ledger, base, request("fund", subject, date, &all)).map_err(refusals)
}

#[track_caller]
fn codes(result: Result<(), Vec<Refusal>>) -> Vec<&'static str> {
    result.unwrap_err().iter().map(|refusal| refusal.code).collect()
}

/// Plans a line for 2013.
fn plan(ledger: &mut Ledger, base: &Path, line: &str) {
    let decision = [("decision", "voluntary"), ("reason", "企业自愿")];
    record(ledger, base, request("identify", line, "2012-12-20", &decision)).unwrap();
    let plan = [("year", "2013"), ("capacity", "8万吨"), ("target", "none")];
    record(ledger, base, request("plan", line, "2012-12-31", &plan)).unwrap();
}

fn dismantle(ledger: &mut Ledger, base: &Path, line: &str, date: &str) {
    let evidence = [("evidence", "现场照片")];
    record(ledger, base, request("dismantle", line, date, &evidence)).unwrap();
}

const PROVED: [(&str, &str); 2] =
    [("proved_years", "2010年、2011年、2012年"), ("evidence", "电费清单2010-2012")];

#[test]
fn an_unreadable_award_and_fifteen_of_working_money_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    plan(&mut ledger, base, &kiln);
    let award =
        [("资金来源", "中央财政奖励资金"), ("收支", "下达"), ("金额", "??万元"), ("用途", "安置")];
    fund(&mut ledger, base, &kiln, "2013", &award).unwrap();
    let working = [("source", "专项工作经费"), ("entry", "received"), ("amount", "15万元")];
    fund(&mut ledger, base, "office", "2013", &working).unwrap();
    let book = ledger.book();
    let balances = book.balances().unwrap();
    let told: Vec<String> = balances
        .iter()
        .map(|one| format!("{} {} {} {}", one.source, one.allotted, one.received, one.on_hand))
        .collect();
    assert_eq!(told, ["central_award ?×1 0 0万元", "working_money 0 15万元 15万元"]);
    let entries = book.fund_entries(Some(&kiln)).unwrap();
    assert_eq!(entries[0].amount.to_string(), "??万元");
    assert_eq!(entries[0].document.as_deref(), Some("云财建〔2011〕339号"));
    assert_eq!(book.balances_of(&kiln).unwrap().len(), 1);
    let notes = book.fund_notes().unwrap();
    assert_eq!(notes[0].code, "fund-years-open"); // allotted, the proofs may follow
    // What is withheld stays shown and does not keep the line from closing.
    dismantle(&mut ledger, base, &kiln, "2013-07-27");
    record(&mut ledger, base, request("workers", &kiln, "2013-08-01", &[("affected", "0")]))
        .unwrap();
    record(&mut ledger, base, request("close", &kiln, "2013-09-01", &[])).unwrap();
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn each_source_says_what_it_may_be_spent_on() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    plan(&mut ledger, base, &kiln);
    let cases: &[(&str, &str, &str, Option<&str>)] = &[
        // 不得用于平衡地方财力
        ("central_award", "平衡地方预算", "line", Some("fund-use-refused")),
        ("central_award", "工作经费", "line", Some("fund-use-refused")),
        ("central_award", "转产", "line", None),
        ("central_award", "化解债务", "line", None),
        ("provincial", "平衡地方财力", "line", Some("fund-use-refused")),
        ("provincial", "工作经费", "line", None), // no confirmed rule: a note
        ("working_money", "工作经费", "office", None),
        ("working_money", "安置", "office", Some("fund-use-refused")),
        ("working_money", "工作经费", "line", Some("fund-no-line")),
        ("central_award", "安置", "office", Some("fund-no-beneficiary")),
    ];
    for (source, purpose, whom, expected) in cases {
        let subject = if *whom == "line" { kiln.as_str() } else { "office" };
        let facts =
            [("source", *source), ("entry", "allotted"), ("amount", "1万元"), ("purpose", purpose)];
        let found = fund(&mut ledger, base, subject, "2013-05", &facts);
        match expected {
            None => found.unwrap(),
            Some(code) => assert_eq!(codes(found), [*code], "{source} {purpose} {whom}"),
        }
    }
    let notes = ledger.book().fund_notes().unwrap();
    assert!(notes.iter().any(|note| note.code == "fund-use-unconfirmed"));
}

#[test]
fn a_line_gets_money_from_one_central_fund() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    plan(&mut ledger, base, &kiln);
    let enterprise = ledger.book().line(&kiln).unwrap().unwrap().enterprise;
    let from = |source| [("source", source), ("entry", "allotted"), ("amount", "100万元")];
    fund(&mut ledger, base, &kiln, "2013", &from("central_award")).unwrap();
    fund(&mut ledger, base, &kiln, "2013", &from("central_award")).unwrap();
    fund(&mut ledger, base, &kiln, "2013", &from("provincial")).unwrap();
    let second = fund(&mut ledger, base, &kiln, "2013", &from("central_closure"));
    assert_eq!(codes(second), ["fund-two-central"]);
    let by_enterprise = fund(&mut ledger, base, &enterprise, "2013", &from("central_closure"));
    assert_eq!(codes(by_enterprise), ["fund-two-central"]);
    // And the other way round: what the enterprise has, its lines have.
    let other = line(&mut ledger, base, "双柏水泥厂", "cement", "5万吨/年");
    plan(&mut ledger, base, &other);
    let enterprise = ledger.book().line(&other).unwrap().unwrap().enterprise;
    fund(&mut ledger, base, &enterprise, "2013", &from("central_closure")).unwrap();
    let line = fund(&mut ledger, base, &other, "2013", &from("central_award"));
    assert_eq!(codes(line), ["fund-two-central"]);
    let award = fund(&mut ledger, base, &enterprise, "2013", &from("central_award"));
    assert_eq!(codes(award), ["fund-line-only", "fund-two-central"]);
}

#[test]
fn the_award_is_paid_for_a_line_on_the_plan_that_produced_and_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let money = |entry| [("source", "central_award"), ("entry", entry), ("amount", "100万元")];
    let off_plan = fund(&mut ledger, base, &kiln, "2013-01", &money("allotted"));
    assert_eq!(codes(off_plan), ["fund-not-planned"]);
    plan(&mut ledger, base, &kiln);
    fund(&mut ledger, base, "office", "2013-04", &money("received")).unwrap();
    fund(&mut ledger, base, &kiln, "2013-05", &money("allotted")).unwrap();
    let mut paid = money("paid").to_vec();
    let unused = fund(&mut ledger, base, &kiln, "2013-06", &paid);
    assert_eq!(codes(unused), ["facts-missing", "fund-years-unproved", "fund-not-dismantled"]);
    paid.push(("purpose", "安置"));
    // Two years of papers are not three, and the year of the plan is none of the three before.
    let mut two = paid.clone();
    two.extend([("proved_years", "2011、2012、2013"), ("evidence", "电费清单")]);
    dismantle(&mut ledger, base, &kiln, "2013-07-27");
    let refused = fund(&mut ledger, base, &kiln, "2013-08", &two).unwrap_err();
    assert_eq!(refused[0].code, "fund-years-unproved");
    assert!(refused[0].arguments.contains(&("missing", "2010".to_owned())));
    let mut without_papers = paid.clone();
    without_papers.push(PROVED[0]);
    let found = fund(&mut ledger, base, &kiln, "2013-08", &without_papers);
    assert_eq!(codes(found), ["fund-proof-without-evidence"]);
    paid.extend(PROVED);
    fund(&mut ledger, base, &kiln, "2013-08", &paid).unwrap();
    assert_eq!(ledger.book().fund_proof(&kiln).unwrap().years, [2010, 2011, 2012]);
    assert!(ledger.book().fund_notes().unwrap().is_empty());
}

#[test]
fn a_line_that_went_in_the_year_after_gets_no_award() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    plan(&mut ledger, base, &kiln);
    dismantle(&mut ledger, base, &kiln, "2014-01-02");
    let received = [("source", "central_award"), ("entry", "received"), ("amount", "1亿元")];
    fund(&mut ledger, base, "office", "2013", &received).unwrap();
    let mut paid = vec![
        ("source", "central_award"),
        ("entry", "paid"),
        ("amount", "100万元"),
        ("purpose", "安置"),
    ];
    paid.extend(PROVED);
    assert_eq!(codes(fund(&mut ledger, base, &kiln, "2014-02", &paid)), ["fund-dismantled-late"]);
}

#[test]
fn real_output_counts_where_it_is_more_than_a_fifth_below() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    plan(&mut ledger, base, &kiln);
    let facts = |output| {
        vec![
            ("source", "central_award"),
            ("entry", "allotted"),
            ("amount", "**"),
            ("mean_output", output),
        ]
    };
    fund(&mut ledger, base, &kiln, "2013", &facts("6.4万吨")).unwrap();
    let counted = |ledger: &Ledger| {
        let proof = ledger.book().fund_proof(&kiln).unwrap();
        (proof.approved.unwrap().to_string(), proof.counted.unwrap().to_string())
    };
    // The survey's capacity stands for the approved one; exactly a fifth below is not more than a fifth.
    assert_eq!(counted(&ledger), ("8万吨/年".to_owned(), "8万吨/年".to_owned()));
    fund(&mut ledger, base, &kiln, "2013", &facts("6.3万吨")).unwrap();
    assert_eq!(counted(&ledger).1, "6.3万吨/年");
    let mut approved = facts("6.3万吨");
    approved.push(("approved", "7万吨"));
    fund(&mut ledger, base, &kiln, "2013", &approved).unwrap();
    assert_eq!(counted(&ledger), ("7万吨/年".to_owned(), "7万吨/年".to_owned()));
    let glass = fund(&mut ledger, base, &kiln, "2013", &facts("6.3万重量箱"));
    assert_eq!(codes(glass), ["fund-capacity-units"]);
}

#[test]
fn nothing_is_paid_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let steps: &[(&str, &str, &str, Option<&str>)] = &[
        ("kiln", "paid", "1万元", Some("fund-overdrawn")),
        ("office", "received", "100万元", None),
        ("kiln", "allotted", "60万元", None),
        ("kiln", "paid", "60.0001万元", Some("fund-more-than-allotted")),
        ("kiln", "paid", "40万元", None),
        ("kiln", "paid", "200001元", Some("fund-more-than-allotted")),
        ("kiln", "paid", "200000元", None),
        ("kiln", "recovered", "61万元", Some("fund-more-recovered")),
        ("kiln", "recovered", "10万元", None),
        ("office", "returned", "50.1万元", Some("fund-overdrawn")),
        ("kiln", "returned", "10万元", None),
        ("office", "returned", "40万元", None),
        ("office", "returned", "1元", Some("fund-overdrawn")),
        ("office", "received", "-1元", Some("fund-negative")),
        ("532300-99", "paid", "1元", Some("fund-subject-unknown")),
        // One receipt that nobody can read, and no sum says any more that something lacks.
        ("office", "received", "??万元", None),
        ("office", "returned", "900万元", None),
    ];
    for (whom, entry, amount, expected) in steps {
        let subject = if *whom == "kiln" { kiln.as_str() } else { whom };
        let facts =
            [("source", "provincial"), ("entry", *entry), ("amount", *amount), ("purpose", "安置")];
        let found = fund(&mut ledger, base, subject, "2013-05", &facts);
        match expected {
            None => found.unwrap(),
            Some(code) => assert_eq!(codes(found), [*code], "{whom} {entry} {amount}"),
        }
    }
    let balance = &ledger.book().balances().unwrap()[0];
    let told = [&balance.received, &balance.paid, &balance.recovered, &balance.returned]
        .map(ToString::to_string);
    assert_eq!(told, ["100万元 + ?×1", "60万元", "10万元", "950万元"]);
    assert_eq!(balance.on_hand.to_string(), "-900万元 + ?×1");
}

#[test]
fn an_instalment_is_entered_once_for_each_purpose() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let facts = |number, purpose| {
        [
            ("source", "provincial"),
            ("entry", "allotted"),
            ("amount", "10万元"),
            ("instalment", number),
            ("purpose", purpose),
        ]
    };
    fund(&mut ledger, base, &kiln, "2013", &facts("1", "安置")).unwrap();
    fund(&mut ledger, base, &kiln, "2013", &facts("1", "化债")).unwrap();
    fund(&mut ledger, base, &kiln, "2013", &facts("2", "安置")).unwrap();
    let again = fund(&mut ledger, base, &kiln, "2013", &facts("1", "安置"));
    assert_eq!(codes(again), ["fund-instalment-twice"]);
}

#[test]
fn a_line_closes_when_what_was_allotted_is_paid_or_sent_back() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    plan(&mut ledger, base, &kiln);
    dismantle(&mut ledger, base, &kiln, "2013-07-27");
    record(&mut ledger, base, request("workers", &kiln, "2013-08-01", &[("affected", "0")]))
        .unwrap();
    let mut enter = |whom: &str, entry, amount| {
        let facts =
            [("source", "county"), ("entry", entry), ("amount", amount), ("purpose", "安置")];
        fund(&mut ledger, base, whom, "2013-08", &facts)
    };
    enter("office", "received", "30万元").unwrap();
    enter(&kiln, "allotted", "30万元").unwrap();
    enter(&kiln, "paid", "20万元").unwrap();
    let close = |ledger: &mut Ledger| {
        record(ledger, base, request("close", &kiln, "2013-09-01", &[])).map_err(refusals)
    };
    let refused = close(&mut ledger).unwrap_err();
    assert_eq!(refused[0].code, "fund-unbalanced");
    assert_eq!(refused[0].arguments, [("open", "county 县级资金 10万元".to_owned())]);
    let facts =
        [("source", "county"), ("entry", "returned"), ("amount", "10万元"), ("purpose", "安置")];
    fund(&mut ledger, base, &kiln, "2013-08", &facts).unwrap();
    close(&mut ledger).unwrap();
    let late = [("source", "county"), ("entry", "allotted"), ("amount", "1万元")];
    assert_eq!(codes(fund(&mut ledger, base, &kiln, "2013-10", &late)), ["fund-line-closed"]);
}

#[test]
fn money_is_shown_in_a_view_that_leaves_the_survey_of_its_line_out() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base); // surveyed on 2012-11-05
    let facts = [("source", "county"), ("entry", "allotted"), ("amount", "3万元")];
    fund(&mut ledger, base, &kiln, "2012-05-01", &facts).unwrap();
    let june = View { as_of: Some("2012-06-30".parse().unwrap()), known_at: None };
    let then = ledger.view(june).unwrap();
    assert_eq!(then.book().line(&kiln).unwrap(), None);
    assert_eq!(then.book().balances().unwrap()[0].allotted.to_string(), "3万元");
}

#[test]
fn an_entry_needs_a_source_an_amount_and_a_paper() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let facts = [("source", "county"), ("entry", "allotted"), ("amount", "1万元")];
    let unproved = record(&mut ledger, base, request("fund", &kiln, "2013", &facts));
    assert_eq!(refusals(unproved.unwrap_err())[0].code, "facts-missing");
    let tons = [("source", "county"), ("entry", "allotted"), ("amount", "1万吨")];
    assert_eq!(codes(fund(&mut ledger, base, &kiln, "2013", &tons)), ["fact-no-money"]);
    let strange = [("source", "彩票"), ("entry", "allotted"), ("amount", "1万元")];
    assert_eq!(codes(fund(&mut ledger, base, &kiln, "2013", &strange)), ["fact-no-word"]);
}

/// What the entries of a source come to by themselves, in 元.
fn summed(ledger: &Ledger, source: &str, entry: &str) -> (String, u32) {
    let mut sum = Sum::default();
    let zero = Amount::parse("0元").unwrap();
    sum.add(&zero).unwrap();
    for own in ledger.book().fund_entries(None).unwrap() {
        if own.source == source && own.entry == entry {
            sum.add(&own.amount).unwrap();
        }
    }
    (sum.known[0].value.normalize().to_string(), sum.absent)
}

/// The balance of the book equals its entries, source by source.
#[track_caller]
fn balanced(ledger: &Ledger) {
    let balances = ledger.book().balances().unwrap();
    for (source, _) in FUND_SOURCES {
        let balance = balances.iter().find(|balance| balance.source == *source);
        for (entry, _) in FUND_ENTRIES {
            let expected = summed(ledger, source, entry);
            let Some(balance) = balance else {
                assert_eq!(expected, ("0".to_owned(), 0));
                continue;
            };
            let sum = match *entry {
                "received" => &balance.received,
                "allotted" => &balance.allotted,
                "paid" => &balance.paid,
                "returned" => &balance.returned,
                _ => &balance.recovered,
            };
            let yuan = phaseout_model::Unit::parse("元").unwrap();
            let known = sum.known.first().map_or_else(
                || "0".to_owned(),
                |known| known.to(&yuan).unwrap().value.normalize().to_string(),
            );
            assert_eq!((known, sum.absent), expected, "{source} {entry}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever is recorded or refused, a balance is the sum of its entries and of nothing else; what is
    /// on hand is never certainly below nothing.
    #[test]
    fn a_balance_is_the_sum_of_its_entries(
        entries in prop::collection::vec(
            (0usize..3, 0usize..4, 0usize..5, prop_oneof![
                (0u32..5000).prop_map(|amount| format!("{}.{:02}万元", amount / 100, amount % 100)),
                (0u32..500_000).prop_map(|amount| format!("{amount}元")),
                Just("??万元".to_owned()),
            ]),
            1..25,
        ),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        let mut ledger = ledger(base);
        let subjects = [kiln(&mut ledger, base), line(&mut ledger, base, "乙", "cement", "5万吨/年"), "office".to_owned()];
        plan(&mut ledger, base, &subjects[0]);
        let sources = ["provincial", "county", "central_closure", "working_money"];
        for (subject, source, entry, amount) in entries {
            let purpose = if source == 3 { "工作经费" } else { "安置" };
            let facts = [
                ("source", sources[source]),
                ("entry", FUND_ENTRIES[entry].0),
                ("amount", amount.as_str()),
                ("purpose", purpose),
            ];
            let _ = fund(&mut ledger, base, &subjects[subject], "2013", &facts);
        }
        balanced(&ledger);
        for balance in ledger.book().balances().unwrap() {
            let [on_hand] = balance.on_hand.known.as_slice() else { panic!("{balance:?}") };
            let certain = balance.received.absent + balance.recovered.absent == 0;
            prop_assert!(!certain || !on_hand.value.is_sign_negative() || on_hand.value.is_zero());
        }
        prop_assert!(ledger.compare().unwrap().is_same());
    }

    /// The order in which entries are recorded does not change a balance.
    #[test]
    fn the_order_of_entries_does_not_matter(
        amounts in prop::collection::vec((0usize..2, 1u32..100_000), 1..10),
        seed in any::<u64>(),
    ) {
        let balance = |order: &[(usize, u32)]| {
            let folder = tempfile::tempdir().unwrap();
            let base = folder.path();
            let mut ledger = ledger(base);
            let kiln = kiln(&mut ledger, base);
            for (entry, amount) in order {
                let amount = if amount % 3 == 0 { format!("{amount}元") } else { format!("0.{amount}万元") };
                let facts = [
                    ("source", "county"),
                    ("entry", FUND_ENTRIES[*entry].0),
                    ("amount", amount.as_str()),
                ];
                fund(&mut ledger, base, &kiln, "2013", &facts).unwrap();
            }
            ledger.book().balances().unwrap()
        };
        let mut shuffled = amounts.clone();
        shuffled.sort_by_key(|(entry, amount)| (u64::from(*amount) ^ seed).wrapping_mul(0x9E37_79B9) ^ *entry as u64);
        prop_assert_eq!(balance(&amounts), balance(&shuffled));
    }
}
