//! What is due or late, by whom, and what the step still needs.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{desk, kiln, ledger, line, on, record, request};
use phaseout_ledger::status::Filter;
use phaseout_ledger::todo::{Need, Task, TodoQuery};
use phaseout_ledger::{Judged, Ledger, SurveyRow};
use std::path::Path;

fn ask(ledger: &Ledger, day: &str) -> Vec<Task> {
    let query = TodoQuery {
        day: day.parse().unwrap(),
        office: "532300".parse().unwrap(),
        filter: Filter::default(),
        until: None,
        local: Vec::new(),
    };
    ledger.book().todo(&query).unwrap()
}

/// The tasks about a line as `step due days late who`.
fn about(tasks: &[Task], line: &str) -> Vec<String> {
    let own = tasks.iter().filter(|task| task.subject == line);
    own.map(|task| {
        let due = task.due.map_or_else(|| "-".to_owned(), |due| due.to_string());
        let days = task.days.map_or_else(|| "-".to_owned(), |days| days.to_string());
        let late = if task.late { " late" } else { "" };
        format!("{} {due} {days} {}{late}", task.ask, task.who)
    })
    .collect()
}

fn steps(ledger: &mut Ledger, base: &Path, line: &str, upto: usize) {
    std::fs::write(base.join("after.jpg"), "after").unwrap();
    let steps = [
        request("identify", line, "2012-12-20", &[("decision", "local"), ("reason", "群众意见大")]),
        request(
            "plan",
            line,
            "2012-12-31",
            &[("year", "2013"), ("capacity", "8万吨"), ("target", "none")],
        ),
        request(
            "announce",
            line,
            "2013-04-20",
            &[
                ("list", "2013年淘汰名单"),
                ("equipment", "机立窑Φ3×11m"),
                ("deadline", "2013-11-30"),
                ("progress", "未关停"),
                ("notice", "楚工信通〔2013〕131号"),
            ],
        ),
        request("shut_down", line, "2013-06-30", &[]),
        request("dismantle", line, "2013-07-27", &[("evidence", "after.jpg")]),
    ];
    for step in steps.into_iter().take(upto) {
        record(ledger, base, step).unwrap();
    }
}

#[test]
fn each_state_asks_for_its_next_step() {
    // How many steps were taken, the day, what is asked
    let cases: [(usize, &str, &[&str]); 8] = [
        (1, "2013-01-10", &["plan 2013-02-28 49 office"]),
        (1, "2013-03-01", &["plan 2013-02-28 -1 office late"]),
        (
            2,
            "2013-05-01",
            // Nobody confirmed that September was asked for in 2013: it makes nothing late.
            &["announce 2013-04-30 -1 province late", "shut_down 2013-09-30 152 enterprise"],
        ),
        (3, "2013-05-01", &["shut_down 2013-09-30 152 enterprise"]),
        (3, "2013-10-01", &["shut_down 2013-09-30 -1 enterprise"]),
        (
            3,
            "2013-12-01",
            &["shut_down 2013-09-30 -62 enterprise", "dismantle 2013-11-30 -1 enterprise late"],
        ),
        (4, "2013-11-30", &["dismantle 2013-11-30 0 enterprise"]),
        (5, "2013-12-01", &["accept 2014-03-31 120 province"]),
    ];
    for (upto, day, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = ledger(folder.path());
        let kiln = kiln(&mut ledger, folder.path());
        steps(&mut ledger, folder.path(), &kiln, upto);
        let mut found = about(&ask(&ledger, day), &kiln);
        found.retain(|task| !task.starts_with("workers"));
        assert_eq!(found, expected, "{upto} steps, {day}");
    }
}

#[test]
fn a_line_that_is_late_names_what_is_possible_and_its_county_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let kiln = kiln(&mut ledger, folder.path());
    steps(&mut ledger, folder.path(), &kiln, 4);
    let tasks = ask(&ledger, "2014-01-15");
    let late = tasks.iter().find(|task| task.ask == "dismantle").unwrap();
    assert_eq!(late.milestone.as_ref().unwrap().document, "楚工信通〔2013〕131号");
    assert!(late.sanctions.iter().any(|own| own.id == "discharge_permit"));
    assert!(late.sanctions.iter().all(|own| own.document == "国发〔2010〕7号"));
    let county = tasks.iter().find(|task| task.ask == "region_late").unwrap();
    assert_eq!((county.subject.as_str(), county.lines), ("532323", 1));
    assert_eq!(county.sanctions[0].id, "regional_suspension");
    assert!(ask(&ledger, "2013-11-30").iter().all(|task| task.sanctions.is_empty()));
}

#[test]
fn a_step_names_the_facts_that_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    steps(&mut ledger, base, &kiln, 5);
    let unit = line(&mut ledger, base, "某电厂", "power", "5万千瓦");
    let facts = [("decision", "local"), ("reason", "小火电")];
    record(&mut ledger, base, request("identify", &unit, "2012-12-20", &facts)).unwrap();
    let facts = [("year", "2013"), ("capacity", "5万千瓦"), ("target", "none")];
    record(&mut ledger, base, request("plan", &unit, "2012-12-31", &facts)).unwrap();
    record(&mut ledger, base, request("shut_down", &unit, "2013-06", &[])).unwrap();
    let tasks = ask(&ledger, "2018-01-01");
    let needs = |subject: &str, ask: &str| {
        let own = |task: &&Task| task.subject == subject && task.ask == ask;
        format!("{:?}", tasks.iter().find(own).unwrap().needs)
    };
    assert_eq!(
        needs(&kiln, "accept"),
        r#"[AnyOf([["departments"]]), AnyOf([["before"]]), AnyOf([["during"]]), AnyOf([["after"]])]"#
    );
    // Two of the six parts of a power unit, since 2017.
    assert_eq!(needs(&unit, "dismantle"), r#"[AnyOf([["evidence"]]), Parts(2)]"#);
    assert!(needs(&unit, "announce").contains(r#"AnyOf([["notice"], ["address", "date"]])"#));
}

#[test]
fn a_question_says_which_facts_would_answer_it() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let judged = |verdict: &str, missing: &[&str]| Judged {
        verdict: verdict.to_owned(),
        as_of: "2012-11-05".parse().unwrap(),
        criteria: Vec::new(),
        missing: missing.iter().map(|id| (*id).to_owned()).collect(),
    };
    let row = SurveyRow {
        name: "甲".to_owned(),
        region: Some("532323".to_owned()),
        industry: "cement".to_owned(),
        judged: Some(judged("verify", &["kiln_diameter"])),
        ..SurveyRow::default()
    };
    let mut recording = ledger.begin(&desk(base)).unwrap();
    recording.survey(&row, on("2012-11-05")).unwrap();
    recording.keep().unwrap();
    let tasks = ask(&ledger, "2012-12-01");
    assert_eq!(about(&tasks, "532300-1"), ["determine 2013-02-28 89 office"]);
    assert_eq!(tasks[0].needs, [Need::Attribute("kiln_diameter".to_owned())]);

    let facts = [("attribute", "kiln_diameter"), ("value", "2.5m"), ("evidence", "现场测量")];
    let mut answer = request("determine", "532300-1", "2012-12-05", &facts);
    answer.judged = Some(judged("eliminate", &[]));
    record(&mut ledger, base, answer).unwrap();
    let tasks = ask(&ledger, "2012-12-06");
    assert_eq!(about(&tasks, "532300-1"), ["identify 2013-02-28 84 office"]);
    assert!(ledger.compare().unwrap().is_same(), "the question is a projection like the others");
}

#[test]
fn a_suspended_line_and_the_office_are_reminded() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    record(&mut ledger, base, request("suspend", &kiln, "2013-01-05", &[("order", "A")])).unwrap();
    steps(&mut ledger, base, &kiln, 2);
    let tasks = ask(&ledger, "2013-03-01");
    assert_eq!(about(&tasks, &kiln).last().unwrap(), "resume - - office", "no day is set for it");
    let office: Vec<String> = about(&tasks, "office");
    assert!(office.contains(&"milestone 2013-03-31 30 ministry".to_owned()), "{office:?}");
    let sorted: Vec<_> = tasks.iter().filter_map(|task| task.due).collect();
    assert!(sorted.is_sorted());
    let soon = TodoQuery {
        day: "2013-03-01".parse().unwrap(),
        office: "532300".parse().unwrap(),
        filter: Filter::default(),
        until: Some("2013-04-30".parse().unwrap()),
        local: Vec::new(),
    };
    let soon = ledger.book().todo(&soon).unwrap();
    assert!(
        soon.iter()
            .all(|task| task.due.is_some_and(|due| due.to_string().as_str() <= "2013-04-30"))
    );
}

#[test]
fn a_target_of_which_a_rest_is_open_is_to_be_split() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let facts = [("amount", "10万吨"), ("industry", "cement"), ("year", "2013"), ("notice", "A")];
    record(&mut ledger, base, request("target", "2013-cement", "2013-03-20", &facts)).unwrap();
    let facts = [("parent", "2013-cement"), ("holder", "532323"), ("amount", "8万吨")];
    record(&mut ledger, base, request("target", "2013-cement/532323", "2013-04-01", &facts))
        .unwrap();
    let tasks = ask(&ledger, "2013-04-15");
    assert_eq!(about(&tasks, "2013-cement"), ["target_open 2013-04-30 15 office"]);
    let open = tasks.iter().find(|task| task.subject == "2013-cement").unwrap();
    assert_eq!(open.because.as_ref().unwrap().arguments[0].1, "2万吨/年");
}
