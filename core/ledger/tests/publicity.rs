//! What is recorded beside the steps: publicity, letters of responsibility, deadlines.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{kiln, ledger, record, refusals, request};
use phaseout_ledger::{Json, Ledger};
use std::path::Path;

/// A kiln in the plan of 2013, announced with the end of the year as its last day.
fn announced(ledger: &mut Ledger, base: &Path) -> String {
    let kiln = kiln(ledger, base);
    let steps = [
        request(
            "identify",
            &kiln,
            "2012-12-20",
            &[("decision", "local"), ("reason", "群众意见大")],
        ),
        request(
            "plan",
            &kiln,
            "2012-12-31",
            &[("year", "2013"), ("capacity", "8万吨"), ("target", "none")],
        ),
        request(
            "announce",
            &kiln,
            "2013-04-30",
            &[
                ("list", "2013年淘汰名单"),
                ("equipment", "机立窑Φ3×11m"),
                ("deadline", "2013-12-31"),
                ("progress", "未关停"),
                ("notice", "楚工信通〔2013〕131号"),
            ],
        ),
    ];
    for step in steps {
        record(ledger, base, step).unwrap();
    }
    kiln
}

#[test]
fn the_dismantling_is_shown_on_television_and_the_letter_is_signed() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let facts = [("medium", "电视、电台"), ("content", "现场报道拆除"), ("evidence", "播出单")];
    record(&mut ledger, base, request("publicity", &kiln, "2013-07-27", &facts)).unwrap();
    let facts =
        [("parties", "**县人民政府、**州人民政府"), ("year", "2013"), ("evidence", "责任书")];
    record(&mut ledger, base, request("letter", "office", "2013", &facts)).unwrap();
    let log = ledger.book().publicity().unwrap();
    assert_eq!(log[0].media, ["电视", "电台"]);
    assert!(matches!(&log[0].evidence[..], [Json::Map(_)]));
    let letters = ledger.book().letters().unwrap();
    assert_eq!((letters[0].year, letters[0].parties.len()), (2013, 2));
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn what_cannot_be_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let letter = |parties, year, deadline| {
        let facts =
            [("parties", parties), ("year", year), ("document", "A"), ("deadline", deadline)];
        request("letter", "office", "2013-03-01", &facts)
    };
    let deadline = |subject: &str, date, region| {
        let facts =
            [("year", "2013"), ("milestone", "拆除主体设备"), ("date", date), ("region", region)];
        let facts: Vec<_> = facts.into_iter().chain([("document", "A")]).collect();
        request("deadline", subject, "2013-03-01", &facts)
    };
    let cases = [
        (letter("楚雄州人民政府", "2013", "2013-12-31"), "letter-one-party"),
        (letter("楚雄州人民政府、张三", "2013", "2013-12-31"), "letter-party"),
        (letter("楚雄州人民政府、532323", "2012", "2013-12-31"), "letter-year-over"),
        (letter("楚雄州人民政府、532323", "2013", "2013-02"), "letter-deadline-over"),
        (deadline("office", "unknown", "532323"), "deadline-without-day"),
        (deadline("office", "2012-12-31", "532323"), "deadline-before-year"),
        (deadline("office", "2013-12-31", "370000"), "deadline-elsewhere"),
        (deadline(&kiln, "2013-12-31", "532323"), "deadline-elsewhere"),
        (deadline("532300-77", "2013-12-31", "532323"), "subject-unknown"),
        (
            request("publicity", "nobody", "2013", &[("medium", "报纸"), ("content", "名单")]),
            "subject-unknown",
        ),
    ];
    for (request, code) in cases {
        let words = format!("{request:?}");
        let found = refusals(record(&mut ledger, base, request).unwrap_err());
        assert_eq!(found[0].code, code, "{words}");
    }
    assert_eq!(ledger.events().unwrap().len(), 1, "the survey alone is on record");
}

#[test]
fn an_office_its_counties_and_a_line_may_have_other_days() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = announced(&mut ledger, base);
    let days = |ledger: &Ledger| {
        let book = ledger.book();
        let line = book.line(&kiln).unwrap().unwrap();
        let due = book.calendar().unwrap().of_line(&line, 2013);
        let day = |id: &str| due.iter().find(|it| it.id == id).unwrap().date.to_string();
        format!("{} {} {}", day("publication"), day("shut_down"), day("dismantle"))
    };
    // The documents' days, and the notice's own for the line.
    assert_eq!(days(&ledger), "2013-04-30 2013-09-30 2013-12-31");
    let set = |subject: &str, milestone, date, more: &[(&'static str, &'static str)]| {
        let mut facts = vec![("year", "2013"), ("milestone", milestone), ("date", date)];
        facts.extend(more);
        request("deadline", subject, "2013-05-01", &facts)
    };
    let steps = [
        (
            set("office", "shut_down", "2013-08", &[("document", "A")]),
            "2013-04-30 2013-08-31 2013-12-31",
        ),
        // The county's own day wins over the prefecture's, whichever is newer.
        (
            set("office", "shut_down", "2013-07-15", &[("document", "B"), ("region", "532323")]),
            "2013-04-30 2013-07-15 2013-12-31",
        ),
        (
            set("office", "shut_down", "2013-08-15", &[("document", "C")]),
            "2013-04-30 2013-07-15 2013-12-31",
        ),
        // An industry of all places before a place: it is the more particular.
        (
            set("office", "publication", "2013-05-31", &[("document", "D"), ("industry", "steel")]),
            "2013-04-30 2013-07-15 2013-12-31",
        ),
        // More time for the line, with the official reason.
        (
            set(&kiln, "dismantle", "2014-06-30", &[("reason", "职工安置")]),
            "2013-04-30 2013-07-15 2014-06-30",
        ),
        // A line that has to be gone earlier cannot be asked to stop later.
        (
            set(&kiln, "dismantle", "2013-06-30", &[("document", "E")]),
            "2013-04-30 2013-06-30 2013-06-30",
        ),
    ];
    for (step, expected) in steps {
        let words = format!("{step:?}");
        record(&mut ledger, base, step).unwrap();
        assert_eq!(days(&ledger), expected, "{words}");
    }
    assert_eq!(ledger.book().deadlines().unwrap()[4].lines, [kiln.as_str()]);
    assert!(ledger.compare().unwrap().is_same());
}
