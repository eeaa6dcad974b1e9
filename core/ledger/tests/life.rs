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
