//! A line's life from survey to closure, and what the guards will not let pass.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{kiln, ledger, record, refusals, request};
use phaseout_ledger::{Ledger, State, Verified, View};
use std::path::Path;

/// Pictures as an inspection brings them home.
fn pictures(folder: &Path) {
    for name in ["before.jpg", "during.jpg", "after.jpg"] {
        std::fs::write(folder.join(name), name).unwrap();
    }
}

#[test]
fn a_kiln_goes_from_survey_to_acceptance_and_the_chain_holds() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    pictures(base);
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
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
        request("dismantle", &kiln, "2013-07-27", &[("evidence", "after.jpg")]),
        request(
            "accept",
            &kiln,
            "2013-08-15",
            &[
                ("departments", "工信、环保、质监"),
                ("before", "before.jpg"),
                ("during", "during.jpg"),
                ("after", "after.jpg"),
            ],
        ),
    ];
    for step in steps {
        record(&mut ledger, base, step).unwrap();
    }
    let line = ledger.book().line(&kiln).unwrap().unwrap();
    assert_eq!(line.state, State::Accepted);
    assert_eq!(line.shut_down_on.unwrap().to_string(), "unknown");
    assert!(matches!(ledger.verify(None).unwrap(), Verified::Whole { events: 6, .. }));
    assert!(ledger.compare().unwrap().is_same());
    let july = View { as_of: Some("2013-07-01".parse().unwrap()), known_at: None };
    let then = ledger.view(july).unwrap();
    assert_eq!(then.book().line(&kiln).unwrap().unwrap().state, State::Planned);
}

#[test]
fn what_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let kiln = kiln(&mut ledger, folder.path());
    let error = record(
        &mut ledger,
        folder.path(),
        request("plan", &kiln, "2013-01-01", &[("yaer", "2013")]),
    );
    let refusals = refusals(error.unwrap_err());
    assert_eq!(refusals[0].code, "fact-unknown");
    assert!(refusals[0].arguments.contains(&("suggestion", "year".to_owned())));
}

/// A recording that owns its ledger goes to another thread; what is not kept is not there.
#[test]
fn a_recording_goes_to_a_thread_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().to_owned();
    let mut first = ledger(&base);
    let kiln = kiln(&mut first, &base);
    let path = first.path().to_owned();
    for kept in [false, true] {
        let own = Ledger::open(&path).unwrap();
        let (desk, kiln) = (kit::desk(&base), kiln.clone());
        let events = std::thread::spawn(move || {
            let mut recording = own.into_recording(&desk).unwrap();
            recording.record(&request("suspend", &kiln, "2013-01-01", &[("order", "1")])).unwrap();
            if kept { recording.keep().unwrap().len() } else { recording.check().unwrap().len() }
        });
        assert_eq!(events.join().unwrap(), 1);
        assert_eq!(first.head().unwrap().seq, 1 + i64::from(kept));
    }
}

type Facts<'f> = &'f [(&'f str, &'f str)];

/// Dates and days that must not pass, each with the refusal: the steps before it are recorded.
#[test]
fn what_must_not_happen_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    pictures(base);
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let accepted = [
        ("departments", "工信、环保"),
        ("before", "before.jpg"),
        ("during", "during.jpg"),
        ("after", "after.jpg"),
    ];
    let announced = [
        ("list", "名单"),
        ("equipment", "机立窑"),
        ("deadline", "2013-12-31"),
        ("progress", "未关停"),
        ("notice", "楚工信通〔2013〕131号"),
    ];
    let plan = |capacity| [("year", "2013"), ("capacity", capacity), ("target", "2013-cement")];
    let target = [("industry", "cement"), ("year", "2013"), ("amount", "8万吨")];
    let decided = [("decision", "local"), ("reason", "污染")];
    let steps: [(&str, &str, Facts<'_>, &str); 15] = [
        ("identify", "2012-12-20", &decided, ""),
        ("target", "2013-01", &target, ""),
        ("plan", "2013-02-15", &plan("5万千瓦"), "plan-units"),
        ("plan", "2013-02-15", &plan("8万吨"), ""),
        ("announce", "2013-02-01", &announced, "date-before"),
        ("shut_down", "2013-02", &[], ""),
        // The month of the shutdown does not loosen the bound that the plan's day set.
        ("dismantle", "2013-02-10", &[("evidence", "after.jpg")], "date-before"),
        ("dismantle", "2013-03-20", &[("evidence", "after.jpg")], ""),
        ("announce", "2013-06-01", &announced, ""),
        ("accept", "2013-05-01", &accepted, "announced-later"),
        ("accept", "2013-06-10", &accepted, ""),
        ("workers", "2013-06-11", &[("affected", "3")], ""),
        ("workers", "2013-09-01", &[("affected", "3"), ("retired", "3")], ""),
        ("close", "2013-07-01", &[], "workers-pending"),
        ("close", "2013-09-02", &[], ""),
    ];
    for (kind, date, facts, code) in steps {
        let subject = if kind == "target" { "2013-cement" } else { &kiln };
        let answer = record(&mut ledger, base, request(kind, subject, date, facts));
        match answer {
            Ok(()) => assert_eq!(code, "", "{kind} {date} passed"),
            Err(error) => assert_eq!(refusals(error)[0].code, code, "{kind} {date}"),
        }
    }
    assert!(ledger.compare().unwrap().is_same());
}

/// Only departments that the office names accept, where it names any.
#[test]
fn a_department_that_the_office_does_not_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    pictures(base);
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let desk = phaseout_ledger::Desk {
        departments: vec!["工信".to_owned(), "环保".to_owned()],
        ..kit::desk(base)
    };
    let facts = [
        ("departments", "工信、公安"),
        ("before", "before.jpg"),
        ("during", "during.jpg"),
        ("after", "after.jpg"),
    ];
    let error = ledger.record(&desk, &[request("accept", &kiln, "2013-08-15", &facts)], true);
    assert_eq!(refusals(error.unwrap_err())[0].code, "department-unknown");
}

/// An event about the wrong line goes to the right one, although that one's own history was recorded later
/// in the ledger.
#[test]
fn an_event_about_the_wrong_line_goes_to_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let wrong = kiln(&mut ledger, base);
    let decided = [("decision", "local"), ("reason", "污染")];
    record(&mut ledger, base, request("identify", &wrong, "2012-12-20", &decided)).unwrap();
    record(&mut ledger, base, request("shut_down", &wrong, "2013-05-01", &[])).unwrap();
    let shut_down = ledger.head().unwrap().seq.to_string();
    let right = kit::line(&mut ledger, base, "兴隆水泥厂", "cement", "5万吨/年");
    record(&mut ledger, base, request("identify", &right, "2012-12-20", &decided)).unwrap();
    let facts = [("reason", "线号写错"), ("subject", right.as_str())];
    record(&mut ledger, base, request("correct", &shut_down, "2014-01-05", &facts)).unwrap();
    let state = |line: &str| ledger.book().line(line).unwrap().unwrap().state;
    assert_eq!((state(&wrong), state(&right)), (State::Identified, State::ShutDown));
    assert!(ledger.compare().unwrap().is_same());
}

/// What somebody wrote into the events is not made into figures, and tables that are gone are made again.
#[test]
fn a_rebuild_trusts_nothing_but_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let by_hand = rusqlite::Connection::open(ledger.path()).unwrap();
    by_hand.execute_batch("DROP TABLE lines").unwrap();
    assert!(!ledger.rebuild().unwrap().is_same());
    assert!(ledger.book().line(&kiln).unwrap().is_some());
    by_hand
        .execute_batch(
            "DROP TRIGGER events_are_not_changed;
             UPDATE events SET payload = replace(payload, '8万吨', '9万吨')",
        )
        .unwrap();
    let error = ledger.rebuild().unwrap_err();
    assert!(error.is_integrity(), "{error:?}");
    let capacity = ledger.book().line(&kiln).unwrap().unwrap().capacity;
    assert_eq!(capacity.to_string(), "8万吨/年");
}
