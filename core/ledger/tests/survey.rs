//! Which enterprise and which line a row of a list is about: tables of cases, each with the question it
//! settles, and the laws that hold for any lists.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{
    argument, desk, kiln, ledger, on, organisation_code, record, refusals, refused, request, row,
    set, survey, unified_code,
};
use phaseout_ledger::{Json, Ledger, SurveyRow, Verified};
use std::path::Path;

/// A kiln of Yaohua as one list prints it.
fn yaohua(fields: &[(&str, &str)]) -> SurveyRow {
    let mut yaohua = row(&[
        ("name", "耀华水泥有限责任公司"),
        ("equipment", "mechanised_shaft_kiln"),
        ("specification", "机立窑 Φ3×11m"),
        ("capacity", "8万吨/年"),
    ]);
    for (field, text) in fields {
        set(&mut yaohua, field, text);
    }
    yaohua
}

/// Fields of a row that say something else.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// The enterprise of a line.
fn enterprise(ledger: &Ledger, line: &str) -> String {
    ledger.book().line(line).unwrap().unwrap().enterprise
}

fn events(ledger: &Ledger) -> i64 {
    ledger.head().unwrap().seq
}

#[test]
fn an_enterprise_is_found_by_code_then_by_name_and_else_it_is_a_question() {
    let (unified, other) = (unified_code(1), unified_code(2));
    let (organisation, other_organisation) = (organisation_code(1), organisation_code(2));
    let first = [("credit_code", unified.as_str())];
    let old = [("organisation_code", organisation.as_str())];
    let registered = [("organisation_code", "532300000000001")];
    // What is known of Yaohua; what the next list says otherwise; what it comes to.
    let cases: [(&str, Fields<'_>, Fields<'_>, &str); 23] = [
        ("the same name", &[], &[], "same"),
        ("the same name, printed wider", &[], &[("name", " 耀华 水泥有限责任公司")], "same"),
        ("a code comes to be known", &[], &first, "same"),
        (
            "the same code under another name",
            &first,
            &[("name", "牟定耀华建材有限公司"), first[0]],
            "same",
        ),
        ("printed small", &first, &[("credit_code", &unified.to_lowercase())], "same"),
        (
            "the code of before 2015 inside the new one",
            &old,
            &[("name", "耀华建材"), first[0]],
            "same",
        ),
        (
            "the new code, then a list of before 2015",
            &first,
            &[("name", "耀华建材"), old[0]],
            "same",
        ),
        ("a registration number", &registered, &[("name", "耀华建材"), registered[0]], "same"),
        ("a name and another code", &first, &[("credit_code", &other)], "other-code"),
        (
            "a name and another organisation code",
            &old,
            &[("organisation_code", &other_organisation)],
            "other-code",
        ),
        (
            "another code that holds another organisation code",
            &old,
            &[("credit_code", &other)],
            "other-code",
        ),
        ("a name in another county", &[], &[("region", "532324")], "other-region"),
        ("a name in the county's prefecture", &[], &[("region", "532300")], "same"),
        ("a name and no place", &[], &[("region", "")], "same"),
        ("the code decides about the county", &first, &[first[0], ("region", "532324")], "same"),
        ("the legal form differs", &[], &[("name", "耀华水泥有限公司")], "alike"),
        ("one character differs", &[], &[("name", "耀化水泥有限责任公司")], "new"), // of four
        (
            "one character of seven differs",
            &[("name", "楚雄耀华水泥建材厂")],
            &[("name", "楚雄耀化水泥建材厂")],
            "alike",
        ),
        ("a short form", &[], &[("name", "耀华水泥")], "alike"),
        (
            "alike, with another code",
            &first,
            &[("name", "耀华水泥有限公司"), ("credit_code", &other)],
            "new",
        ),
        (
            "alike, in another county",
            &[],
            &[("name", "耀华水泥有限公司"), ("region", "532324")],
            "new",
        ),
        ("told apart by a number", &[("name", "耀华水泥一厂")], &[("name", "耀华水泥二厂")], "new"),
        ("nothing in common", &[], &[("name", "永登兰铁水泥有限公司")], "new"),
    ];
    for (what, known, said, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = ledger(folder.path());
        let first = survey(&mut ledger, folder.path(), "2012-11-05", &[yaohua(known)]);
        assert_eq!(first, ["new 532300-1"]);
        let mut next = yaohua(said);
        next.label = "2#".to_owned(); // another line, so that the answer is about the enterprise alone
        next.equipment = "cement_mill".to_owned();
        let mut recording = ledger.begin(&desk(folder.path())).unwrap();
        let outcome = recording.survey(&next, on("2014-02-01"));
        recording.keep().unwrap();
        let found = match outcome {
            Ok(surveyed) => {
                let same = enterprise(&ledger, surveyed.line()) == "E532300-1";
                if same { "same" } else { "new" }.to_owned()
            }
            Err(error) => {
                let refusal = refusals(error).remove(0);
                assert_eq!(refusal.code, "same-enterprise", "{what}: {refusal:?}");
                assert!(argument(&refusal, "candidates").contains("E532300-1"), "{what}");
                argument(&refusal, "why").to_owned()
            }
        };
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn codes_of_two_enterprises_in_one_row_are_refused_with_both() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let known = [
        yaohua(&[("credit_code", &unified_code(1))]),
        yaohua(&[("name", "永登兰铁水泥有限公司"), ("organisation_code", "532300000000002")]),
    ];
    let _ = survey(&mut ledger, base, "2012", &known);
    let torn =
        yaohua(&[("credit_code", &unified_code(1)), ("organisation_code", "532300000000002")]);
    let refusal = refused(&mut ledger, base, "2014", &torn);
    assert_eq!(refusal.code, "codes-disagree");
    assert!(argument(&refusal, "enterprise").contains("E532300-1"));
    assert!(argument(&refusal, "other").contains("E532300-2"));
    // A code of one beside the name of the other is a question.
    let torn = yaohua(&[("name", "永登兰铁水泥有限公司"), ("credit_code", &unified_code(1))]);
    let refusal = refused(&mut ledger, base, "2014", &torn);
    assert_eq!((refusal.code, argument(&refusal, "why")), ("same-enterprise", "code-and-name"));
}

#[test]
fn an_organisation_code_that_is_not_inside_the_unified_one_is_a_problem_and_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let torn =
        yaohua(&[("credit_code", &unified_code(1)), ("organisation_code", &organisation_code(2))]);
    assert_eq!(survey(&mut ledger, base, "2014", &[torn]), ["new 532300-1"]);
    let event = ledger.events().unwrap().remove(0);
    assert_eq!(event.payload["problems"], Json::List(vec![Json::Text("codes-contradict".into())]));
    let other =
        yaohua(&[("name", "永登兰铁水泥有限公司"), ("organisation_code", &organisation_code(2))]);
    assert_eq!(survey(&mut ledger, base, "2014", &[other]), ["new 532300-2"]);
    assert_ne!(enterprise(&ledger, "532300-2"), "E532300-1");
}

/// What is known, what the next list says, what becomes of each of its rows.
type Case = (&'static str, Vec<SurveyRow>, Vec<SurveyRow>, Vec<&'static str>);

/// A kiln of Yaohua with a label, a specification and a capacity.
fn kiln_of(label: &str, specification: &str, capacity: &str) -> SurveyRow {
    yaohua(&[("label", label), ("specification", specification), ("capacity", capacity)])
}

fn mill() -> SurveyRow {
    yaohua(&[("equipment", "cement_mill"), ("specification", "Φ2.2×6.5m")])
}

/// What every list settles by label, kind or number.
fn lines_that_are_found() -> Vec<Case> {
    let kiln = kiln_of;
    vec![
        (
            "by label, whatever else changed",
            vec![kiln("1#", "Φ3×11m", "8万吨"), kiln("2#", "Φ2.5×10m", "5万吨")],
            vec![kiln("2号", "Φ3×11m", "8万吨"), kiln("1#", "Φ3×11m", "8万吨")],
            vec!["changed 532300-2 specification,capacity", "same 532300-1"],
        ),
        (
            "by kind and specification",
            vec![kiln("", "Φ3×11m", "8万吨"), kiln("", "Φ2.5×10m", "5万吨")],
            vec![kiln("", "φ2.5*10m", "6万吨"), kiln("", "Φ3×11m", "80000吨")],
            vec!["changed 532300-2 capacity", "same 532300-1"],
        ),
        (
            "a label comes to be known",
            vec![kiln("", "Φ3×11m", "8万吨"), kiln("", "Φ2.5×10m", "5万吨")],
            vec![kiln("2#", "Φ2.5×10m", "5万吨")],
            vec!["changed 532300-2 label"],
        ),
        (
            "the only one of its kind on both sides",
            vec![kiln("", "Φ3×11m", "8万吨"), mill()],
            vec![kiln("", "Φ3.2×11m", "8万吨"), mill()],
            vec!["changed 532300-1 specification", "same 532300-2"],
        ),
        (
            "the only one that is left on both sides",
            vec![kiln("", "Φ3×11m", "8万吨"), kiln("", "Φ2.5×10m", "5万吨")],
            vec![kiln("", "Φ3×11m", "8万吨"), kiln("", "Φ2.6×10m", "5万吨")],
            vec!["same 532300-1", "changed 532300-2 specification"],
        ),
        (
            "another label is another line",
            vec![kiln("1#", "Φ3×11m", "8万吨")],
            vec![kiln("2#", "Φ3×11m", "8万吨")],
            vec!["new 532300-2"],
        ),
        (
            "another kind is another line",
            vec![kiln("", "Φ3×11m", "8万吨")],
            vec![mill()],
            vec!["new 532300-2"],
        ),
        (
            "equal kilns are told apart by their capacity",
            vec![kiln("", "Φ3×11m", "8万吨"), kiln("", "Φ3×11m", "10万吨")],
            vec![
                yaohua(&[("specification", "Φ3×11m"), ("capacity", "10万吨"), ("@cod", "1")]),
                yaohua(&[("specification", "Φ3×11m"), ("capacity", "8万吨"), ("@cod", "2")]),
            ],
            vec!["changed 532300-2 cod", "changed 532300-1 cod"],
        ),
    ]
}

/// What a list leaves open, or tells apart only by its rows.
fn lines_that_are_asked_about() -> Vec<Case> {
    let kiln = kiln_of;
    vec![
        (
            "two that it may be",
            vec![kiln("", "Φ3×11m", "8万吨"), kiln("", "Φ2.5×10m", "5万吨")],
            vec![kiln("", "Φ2.8×10m", "6万吨")],
            vec!["same-as"],
        ),
        (
            "two rows that may be the one line",
            vec![kiln("", "Φ3×11m", "8万吨")],
            vec![kiln("", "Φ2.8×10m", "6万吨"), kiln("", "Φ2.5×10m", "5万吨")],
            vec!["same-as", "same-as"],
        ),
        (
            "a label under another kind is a question",
            vec![kiln("1#", "Φ3×11m", "8万吨")],
            vec![yaohua(&[("label", "1#"), ("equipment", "rotary_kiln")])],
            vec!["same-as"],
        ),
        (
            "a more general kind is a question where the label does not tell",
            vec![kiln("", "Φ3×11m", "8万吨")],
            vec![yaohua(&[("equipment", "shaft_kiln"), ("specification", "立窑 Φ3×11m")])],
            vec!["same-as"],
        ),
        (
            "a list that names no equipment says less",
            vec![kiln("", "Φ3×11m", "8万吨")],
            vec![yaohua(&[("equipment", "cement"), ("specification", ""), ("capacity", "")])],
            vec!["same 532300-1"],
        ),
        (
            "a third kiln that looks like two known ones is new",
            vec![kiln("", "Φ3×11m", "8万吨"), kiln("", "Φ3×11m", "8万吨")],
            vec![kiln("", "Φ3×11m", "8万吨"); 3],
            vec!["same 532300-1", "same 532300-2", "new 532300-3"],
        ),
        (
            "one of two equal kilns changed, it is not known which: nothing tells them apart but the id",
            vec![
                yaohua(&[("list_id", "7"), ("@cod", "1")]),
                yaohua(&[("list_id", "8"), ("@cod", "1")]),
            ],
            vec![
                yaohua(&[("list_id", "8"), ("@cod", "9")]),
                yaohua(&[("list_id", "7"), ("@cod", "9")]),
            ],
            vec!["changed 532300-2 cod", "changed 532300-1 cod"],
        ),
        (
            "without an id it is a question",
            vec![yaohua(&[("@cod", "1")]), yaohua(&[("@cod", "1")])],
            vec![yaohua(&[("@cod", "9")]), yaohua(&[("@cod", "9")])],
            vec!["same-as", "same-as"],
        ),
    ]
}

#[test]
fn a_line_is_found_by_label_then_kind_and_specification_then_as_the_only_one() {
    let cases = lines_that_are_found().into_iter().chain(lines_that_are_asked_about());
    for (what, known, said, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = ledger(folder.path());
        let first = survey(&mut ledger, folder.path(), "2012-11-05", &known);
        assert!(first.iter().all(|outcome| outcome.starts_with("new")), "{what}: {first:?}");
        let found = survey(&mut ledger, folder.path(), "2014-02-01", &said);
        assert_eq!(found, expected, "{what}");
        let before = events(&ledger);
        let again = survey(&mut ledger, folder.path(), "2014-02-02", &said);
        assert_eq!(events(&ledger), before, "{what}: {again:?}");
    }
}

#[test]
fn a_question_names_the_lines_and_is_answered_with_one_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let known = [yaohua(&[]), yaohua(&[("specification", "Φ2.5×10m"), ("capacity", "5万吨/年")])];
    let _ = survey(&mut ledger, base, "2012", &known);
    let asked = yaohua(&[("specification", "Φ2.8×10m")]);
    let refusal = refused(&mut ledger, base, "2014", &asked);
    assert_eq!((refusal.code, refusal.subject.as_str()), ("same-as", "list.csv:2"));
    assert_eq!(
        argument(&refusal, "candidates"),
        "532300-1 (mechanised_shaft_kiln, 机立窑 Φ3×11m, 8万吨/年, surveyed); \
         532300-2 (mechanised_shaft_kiln, Φ2.5×10m, 5万吨/年, surveyed)"
    );
    let answers = [
        ("532300-2", "changed 532300-2 specification,capacity"),
        ("532300-2", "same 532300-2"), // read once more, the answer still stands in the file
        ("532300-9", "same-as-unknown"),
        ("E532300-9", "same-as-unknown"),
        ("any of them", "same-as-unknown"),
        ("新增", "new 532300-3"),
        ("new", "same 532300-3"),
    ];
    for (answer, expected) in answers {
        let mut answered = asked.clone();
        set(&mut answered, "same_as", answer);
        assert_eq!(survey(&mut ledger, base, "2014", &[answered]), [expected], "{answer}");
    }
    let twice = [
        yaohua(&[("same_as", "532300-1"), ("capacity", "9万吨/年")]),
        yaohua(&[("same_as", "532300-1")]),
    ];
    let found = survey(&mut ledger, base, "2014", &twice);
    assert_eq!(found, ["changed 532300-1 capacity", "same-as-twice"]);
}

#[test]
fn a_question_about_the_enterprise_is_answered_with_it_or_a_line_of_it_or_new() {
    let alike = yaohua(&[("name", "耀华水泥有限公司"), ("capacity", "9万吨/年")]);
    let cases = [
        ("E532300-1", "changed 532300-1 name,capacity", "E532300-1"),
        ("532300-1", "changed 532300-1 name,capacity", "E532300-1"),
        ("E532300-1 new", "new 532300-2", "E532300-1"),
        ("new", "new 532300-2", "E532300-2"),
    ];
    for (answer, expected, owner) in cases {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        let mut ledger = ledger(base);
        let _ = survey(&mut ledger, base, "2012", &[yaohua(&[])]);
        let mut answered = alike.clone();
        set(&mut answered, "same_as", answer);
        let found = survey(&mut ledger, base, "2014", &[answered.clone()]);
        assert_eq!(found, [expected], "{answer}");
        let line = expected.split(' ').nth(1).unwrap();
        assert_eq!(enterprise(&ledger, line), owner, "{answer}");
        let again = survey(&mut ledger, base, "2014", &[answered]);
        assert_eq!(again, [format!("same {line}")], "{answer}");
        // The name is known from now on, without an answer.
        let again = survey(&mut ledger, base, "2014", std::slice::from_ref(&alike));
        assert_eq!(again, [format!("same {line}")], "{answer}");
    }
}

#[test]
fn an_answer_does_not_move_a_row_to_another_enterprise() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let lantie = yaohua(&[("name", "永登兰铁水泥有限公司")]);
    let _ = survey(&mut ledger, base, "2012", &[yaohua(&[]), lantie.clone()]);
    for answer in ["532300-1", "E532300-1"] {
        let mut wrong = lantie.clone();
        set(&mut wrong, "same_as", answer);
        let refusal = refused(&mut ledger, base, "2014", &wrong);
        assert_eq!(refusal.code, "same-as-elsewhere", "{answer}");
        assert!(argument(&refusal, "other").contains("永登兰铁"), "{refusal:?}");
    }
}

#[test]
fn two_equal_rows_are_two_lines_and_stay_two() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let rows = [yaohua(&[]), yaohua(&[]), yaohua(&[("label", "3#")])];
    let found = survey(&mut ledger, base, "2012", &rows);
    assert_eq!(found, ["new 532300-1", "new 532300-2", "new 532300-3"]);
    let problems: Vec<Json> =
        ledger.events().unwrap().iter().map(|event| event.payload["problems"].clone()).collect();
    assert_eq!(problems[1], Json::List(vec![Json::Text("repeated-line".into())]));
    assert_eq!(problems[2], Json::List(Vec::new()));
    // Moved, under another name of the file, in another order: nothing is recorded.
    let mut moved: Vec<SurveyRow> = rows.iter().rev().cloned().collect();
    for (at, row) in moved.iter_mut().enumerate() {
        (row.file, row.row) = ("other.csv".to_owned(), 40 + i64::try_from(at).unwrap());
        row.list_id = format!("other.csv::{}", row.row);
        row.sha256 = "f".repeat(64);
    }
    let before = events(&ledger);
    let found = survey(&mut ledger, base, "2013", &moved);
    assert_eq!(found, ["same 532300-3", "same 532300-1", "same 532300-2"]);
    assert_eq!(events(&ledger), before);
}

#[test]
fn rows_of_two_files_may_be_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let rows = [yaohua(&[]), yaohua(&[("file", "other.csv"), ("capacity", "9万吨/年")])];
    let found = survey(&mut ledger, base, "2012", &rows);
    assert_eq!(found, ["new 532300-1", "changed 532300-1 capacity"]);
}

#[test]
fn firms_that_a_list_does_not_name_are_not_taken_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let furnace = |capacity: &str| {
        yaohua(&[("name", "(未具名)"), ("specification", "210立方米"), ("capacity", capacity)])
    };
    let list = [furnace("24万吨"), furnace("24万吨"), furnace("20万吨")];
    let found = survey(&mut ledger, base, "2012", &list);
    assert_eq!(found, ["new 532300-1", "new 532300-2", "new 532300-3"]);
    let owners: Vec<String> =
        ["532300-1", "532300-2", "532300-3"].iter().map(|line| enterprise(&ledger, line)).collect();
    assert_eq!(owners, ["E532300-1", "E532300-2", "E532300-3"]);
    let found = survey(&mut ledger, base, "2013", &list);
    assert_eq!(found, ["same 532300-1", "same 532300-2", "same 532300-3"]);
    let other = [furnace("24万吨"), furnace("30万吨")];
    assert_eq!(survey(&mut ledger, base, "2014", &other), ["same 532300-1", "same-as"]);
}

#[test]
fn a_change_keeps_what_stood_there_and_what_the_list_leaves_out() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let known = yaohua(&[
        ("credit_code", &unified_code(1)),
        ("group", "云南建材集团"),
        ("@discharge_compliant", "否"),
        ("@cod", "120"),
    ]);
    let _ = survey(&mut ledger, base, "2012", &[known]);
    let news = yaohua(&[("capacity", "9万吨/年"), ("@discharge_compliant", ""), ("list_id", "77")]);
    let found = survey(&mut ledger, base, "2014-02-01", &[news]);
    assert_eq!(found, ["changed 532300-1 capacity,discharge_compliant"]);
    let event = ledger.events().unwrap().remove(1);
    let Json::Map(changed) = &event.payload["changed"] else { panic!() };
    assert_eq!(changed["capacity"].canonical(), r#"{"from":"8万吨/年","to":"9万吨/年"}"#);
    assert_eq!(changed["discharge_compliant"].canonical(), r#"{"from":"否","to":""}"#);
    let row = ledger.book().surveyed("532300-1").unwrap().unwrap();
    assert_eq!(row.credit_code, Some(unified_code(1)));
    assert_eq!(row.group.as_deref(), Some("云南建材集团"));
    assert_eq!((row.capacity.as_str(), row.list_id.as_str()), ("9万吨/年", "77"));
    let line = ledger.book().line("532300-1").unwrap().unwrap();
    assert_eq!(line.capacity.to_string(), "9万吨/年");
    assert_eq!(line.cells()["cod"], "120", "the next list has no such column");
    assert_eq!(line.cells()["discharge_compliant"], "");
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn a_verdict_alone_is_no_news_of_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let _ = survey(&mut ledger, base, "2012", &[yaohua(&[])]);
    let mut judged = yaohua(&[]);
    judged.judged = Some(phaseout_ledger::Judged {
        verdict: "eliminate".to_owned(),
        as_of: "2014-02-01".parse().unwrap(),
        criteria: vec!["cement/x/y".to_owned()],
        missing: Vec::new(),
    });
    assert_eq!(survey(&mut ledger, base, "2014", &[judged]), ["same 532300-1"]);
}

#[test]
fn a_line_that_is_no_longer_open_takes_no_news() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let _ = survey(&mut ledger, base, "2012", &[yaohua(&[])]);
    record(
        &mut ledger,
        base,
        request("strike_off", "532300-1", "2013-05-01", &[("reason", "never_built")]),
    )
    .unwrap();
    assert_eq!(survey(&mut ledger, base, "2014", &[yaohua(&[])]), ["same 532300-1"]);
    let refusal = refused(&mut ledger, base, "2014", &yaohua(&[("capacity", "9万吨/年")]));
    assert_eq!(refusal.code, "line-not-open");
    assert_eq!(argument(&refusal, "fields"), "capacity");
}

#[test]
fn rows_of_another_place_and_unreadable_capacities_are_recorded_with_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let cases = [
        ("532323", "8万吨/年", &[][..]),
        ("532300", "8万吨/年", &[]),
        ("530000", "8万吨/年", &[]), // the province that the office lies in: not known more nearly
        ("330185", "8万吨/年", &["other-region"]),
        ("532323", "八万吨上下", &["capacity-unreadable"]),
    ];
    for (at, (region, capacity, problems)) in cases.iter().enumerate() {
        let name = format!("占位企业{at}");
        let row = yaohua(&[("name", &name), ("region", region), ("capacity", capacity)]);
        let found = survey(&mut ledger, base, "2012", std::slice::from_ref(&row));
        assert_eq!(found, [format!("new 532300-{}", at + 1)]);
        let event = ledger.events().unwrap().pop().unwrap();
        let codes: Vec<Json> = problems.iter().map(|code| Json::Text((*code).into())).collect();
        assert_eq!(event.payload["problems"], Json::List(codes), "{region} {capacity}");
        let again = survey(&mut ledger, base, "2012", &[row]);
        assert_eq!(again, [format!("same 532300-{}", at + 1)]);
    }
    let printed = ledger.book().surveyed("532300-5").unwrap().unwrap();
    assert_eq!(printed.capacity, "八万吨上下");
}

#[test]
fn a_row_refused_leaves_the_others_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let _ = survey(&mut ledger, base, "2012", &[yaohua(&[])]);
    let list = [
        yaohua(&[("name", "永登兰铁水泥有限公司")]),
        yaohua(&[("name", "耀华水泥有限公司")]),
        yaohua(&[("name", "渭阳水泥厂"), ("@产能", "8")]), // a key that no record can hold
        yaohua(&[("capacity", "9万吨/年")]),
    ];
    let found = survey(&mut ledger, base, "2014", &list);
    assert_eq!(
        found,
        ["new 532300-2", "same-enterprise", "field-unknown", "changed 532300-1 capacity"]
    );
    assert!(matches!(ledger.verify(None).unwrap(), Verified::Whole { events: 3, .. }));
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn the_number_of_a_voided_line_is_not_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let voided = kiln(&mut ledger, base);
    record(&mut ledger, base, request("correct", "1", "2014-02-01", &[("reason", "误录")]))
        .unwrap();
    assert!(ledger.book().line(&voided).unwrap().is_none());
    let other = yaohua(&[("name", "永登兰铁水泥有限公司")]);
    assert_eq!(survey(&mut ledger, base, "2014", &[other]), ["new 532300-2"]);
}

#[test]
fn what_later_rows_tell_answers_a_question_of_an_earlier_one() {
    let folder = tempfile::tempdir().unwrap();
    let base: &Path = folder.path();
    let mut ledger = ledger(base);
    let code = unified_code(1);
    // The second row is in a county where nobody knows the firm yet; the third one tells by its code.
    let list = [
        yaohua(&[("label", "1#"), ("credit_code", &code)]),
        yaohua(&[("label", "2#"), ("region", "532324")]),
        yaohua(&[("label", "3#"), ("region", "532324"), ("credit_code", &code)]),
    ];
    let found = survey(&mut ledger, base, "2012", &list);
    assert_eq!(found, ["new 532300-1", "new 532300-2", "new 532300-3"]);
    assert_eq!(enterprise(&ledger, "532300-2"), "E532300-1");
    let before = events(&ledger);
    let _ = survey(&mut ledger, base, "2012", &list);
    assert_eq!(events(&ledger), before);
}
