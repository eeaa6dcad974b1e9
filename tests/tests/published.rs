//! Rows of published lists and their verdicts: the story is told by `published/verdicts.md`.

use phaseout_tests::{Answer, Row, phaseout, published};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const ROWS: &str = "tests/published/rows.csv";

fn screened(as_of: &str) -> Answer {
    phaseout(["screen", ROWS, "--as-of", as_of, "--format", "json", "--findings", "all"]).exits(0)
}

fn findings(line: &Value) -> Vec<&Value> {
    let units = line["units"].as_array().into_iter().flatten();
    units.flat_map(|unit| unit["findings"].as_array().into_iter().flatten()).collect()
}

/// What a criterion says of a line.
#[track_caller]
fn finding(line: &Value, criterion: &str) -> Value {
    let found = findings(line).into_iter().find(|finding| finding["criterion"] == criterion);
    found.unwrap_or_else(|| panic!("{criterion} is not among the findings of {line:#}")).clone()
}

/// The comparison of an attribute within a finding.
#[track_caller]
fn because(finding: &Value, attribute: &str) -> Value {
    let all = finding["because"].as_array().into_iter().flatten();
    let found = all.clone().find(|because| because["attribute"] == attribute);
    found.unwrap_or_else(|| panic!("{attribute} is not compared in {finding:#}")).clone()
}

/// What differs between a row of the table and the line judged.
fn differences(row: &Row, line: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    if line["verdict"] != row.cell("Verdict") {
        differences.push(format!("verdict is {}", line["verdict"]));
    }
    for expected in row.parts("Findings") {
        let (outcome, criterion) = expected.split_once(' ').expect("an outcome and a criterion");
        let found = findings(line).into_iter().find(|finding| finding["criterion"] == criterion);
        let found = found.map_or(&Value::Null, |finding| &finding["outcome"]);
        if found != outcome {
            differences.push(format!("{criterion} says {found}, not {outcome}"));
        }
    }
    for fact in row.parts("Missing") {
        let asked = |finding: &&Value| {
            finding["outcome"] == "unknown"
                && finding["missing"]
                    .as_array()
                    .is_some_and(|all| all.iter().any(|one| one == fact))
        };
        if !findings(line).iter().any(asked) {
            differences.push(format!("{fact} is not asked for"));
        }
    }
    differences
}

#[test]
fn every_row_of_the_table_is_judged_as_it_says() {
    let mut answers: BTreeMap<String, Value> = BTreeMap::new();
    let mut failures = String::new();
    for row in published("verdicts.md") {
        let as_of = row.cell("As of").to_owned();
        let answer = answers.entry(as_of).or_insert_with_key(|as_of| screened(as_of).json());
        let lines = answer["lines"].as_array().expect("lines is an array");
        let Some(line) = lines.iter().find(|line| line["line"] == row.cell("Row")) else {
            let _ = writeln!(failures, "{}: {} is not among the lines", row.place, row.cell("Row"));
            continue;
        };
        for difference in differences(&row, line) {
            let _ = writeln!(
                failures,
                "{}: {} {}: {difference}",
                row.place,
                row.cell("Row"),
                row.cell("As of")
            );
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn a_kiln_of_exactly_3_m_is_clear_of_the_2010_limit() {
    let line = screened("2013-07-01").line("RL001");
    let clear = finding(&line, "cement/guofa-2010-7/mechanised-shaft-kiln-below-3m");
    assert_eq!(clear["outcome"], "clear");
    let diameter = because(&clear, "kiln_diameter");
    assert_eq!((diameter["lo"].as_f64(), diameter["hi"].as_f64()), (Some(3.0), Some(3.0)));
    assert_eq!((&diameter["operator"], diameter["threshold"].as_f64()), (&"<".into(), Some(3.0)));
    assert_eq!(
        (&diameter["text"], &diameter["column"], &diameter["unit"]),
        (&"Φ3×11m".into(), &"spec".into(), &"m".into())
    );
    assert_eq!(clear["basis"]["document"], "国发〔2010〕7号");
    assert_eq!(clear["basis"]["wording"], "窑径3.0米以下水泥机械化立窑");
}

#[test]
fn clear_findings_are_shown_only_when_asked_for() {
    let answer = phaseout(["screen", ROWS, "--as-of", "2013-07-01", "--format", "json"]).exits(0);
    let outcomes: Vec<Value> =
        findings(&answer.line("RL001")).iter().map(|finding| finding["outcome"].clone()).collect();
    assert_eq!(outcomes, ["hit"]);
}

#[test]
fn a_furnace_of_128_cubic_metres_is_overdue_since_the_end_of_2010() {
    let line = screened("2013-07-01").line("RL004");
    let hit = finding(&line, "steel/guofa-2010-7/blast-furnace-300");
    assert_eq!((&hit["deadline"], &hit["overdue"]), (&"2010-12-31".into(), &true.into()));
    assert_eq!((&hit["class"], &hit["confirmed"]), (&"eliminate".into(), &true.into()));
    let volume = because(&hit, "volume");
    assert_eq!((&volume["operator"], volume["threshold"].as_f64()), (&"<=".into(), Some(300.0)));
    assert_eq!(volume["hi"].as_f64(), Some(128.0));
    assert_eq!(line["units"][0]["quantity"], 2);
}

#[test]
fn a_deadline_day_is_the_last_day_in_time() {
    for (as_of, overdue) in [("2010-12-31", false), ("2011-01-01", true)] {
        let hit = finding(&screened(as_of).line("RL004"), "steel/guofa-2010-7/blast-furnace-300");
        assert_eq!(hit["overdue"], overdue, "{as_of}");
    }
}

#[test]
fn a_wet_line_may_still_claim_that_it_treats_sludge() {
    let line = screened("2010-03-01").line("RL031");
    let hit = finding(&line, "cement/guofa-2010-7/wet-kiln");
    assert_eq!((&hit["deadline"], &hit["overdue"]), (&"2012-12-31".into(), &false.into()));
    let exemption = &hit["exemptions"][0];
    assert!(exemption["text"].as_str().is_some_and(|text| text.contains("sludge")), "{exemption}");
    assert!(
        exemption["evidence_wanted"].as_str().is_some_and(|text| !text.is_empty()),
        "{exemption}"
    );
    assert_eq!((&exemption["claimed"], &exemption["accepted"]), (&false.into(), &false.into()));
}

#[test]
fn at_most_460_has_no_lower_bound() {
    let line = screened("2014-07-01").line("RL034");
    let unknown = finding(&line, "steel/catalogue-2011-amended-2013/blast-furnace-400");
    let volume = because(&unknown, "volume");
    assert_eq!((&volume["lo"], volume["hi"].as_f64()), (&Value::Null, Some(460.0)));
    let read = &line["units"][0]["attributes"]["volume"];
    assert_eq!(
        (&read["lo"], read["hi"].as_f64(), &read["hi_open"]),
        (&Value::Null, Some(460.0), &false.into())
    );
}

#[test]
fn below_3_m_leaves_3_m_out() {
    let line = screened("2018-04-01").line("RL084");
    let read = &line["units"][0]["attributes"]["mill_diameter"];
    assert_eq!(
        (&read["lo"], read["hi"].as_f64(), &read["hi_open"]),
        (&Value::Null, Some(3.0), &true.into())
    );
}

#[test]
fn a_rotary_kiln_of_no_stated_process_is_asked_for_its_kind() {
    let unknown = finding(
        &screened("2017-01-01").line("RL095"),
        "cement/catalogue-2011-amended-2013/wet-kiln",
    );
    assert_eq!(unknown["missing"], serde_json::json!(["equipment"]));
    let kind = because(&unknown, "equipment");
    assert_eq!((&kind["operator"], &kind["threshold"]), (&"is_a".into(), &"wet_kiln".into()));
    assert_eq!((&kind["text"], &kind["value"]), (&"回转窑".into(), &"rotary_kiln".into()));
}

#[test]
fn the_number_of_a_generator_is_no_capacity() {
    let line = screened("2013-07-01").line("RL133");
    let unknown = finding(&line, "power/guofa-2007-2/below-50mw");
    assert_eq!(unknown["missing"], serde_json::json!(["unit_capacity"]));
    assert!(line["units"][0]["attributes"]["unit_capacity"].is_null(), "{line:#}");
}

#[test]
fn citric_acid_is_asked_whether_its_discharge_complies() {
    let unknown = finding(
        &screened("2013-04-19").line("RL002"),
        "citric-acid/announcement-2002-92/not-compliant",
    );
    assert_eq!(unknown["missing"], serde_json::json!(["discharge_compliant"]));
}

#[test]
fn an_unconfirmed_restriction_is_shown_and_decides_nothing() {
    let line = screened("2014-07-01").line("RL059");
    let restriction = finding(&line, "steel/restricted-2011/blast-furnace-400-1200");
    assert_eq!(
        (&restriction["outcome"], &restriction["confirmed"]),
        (&"hit".into(), &false.into())
    );
    assert_eq!(
        (&restriction["class"], &restriction["on_unknown"]),
        (&"restrict".into(), &"note".into())
    );
}

#[test]
fn a_blank_industry_that_no_equipment_tells_is_a_problem_of_the_row() {
    let line = screened("2013-07-01").line("RL113");
    let codes: Vec<&Value> =
        line["problems"].as_array().into_iter().flatten().map(|problem| &problem["code"]).collect();
    assert!(codes.contains(&&"industry-missing".into()), "{codes:?}");
}

#[test]
fn totals_and_sums_of_money_are_no_lines() {
    let answer = screened("2013-07-01").json();
    let file = &answer["files"][0];
    // Rows are those of the paper, its header included.
    assert_eq!((&file["rows"], &file["lines"]), (&29.into(), &25.into()));
    assert_eq!(
        file["skipped"],
        serde_json::json!([
            { "row": 27, "reason": "total" },
            { "row": 28, "reason": "total" },
            { "row": 29, "reason": "money" },
        ])
    );
    assert_eq!(answer["summary"]["lines"], 25);
}

#[test]
fn a_masked_county_falls_back_to_its_prefecture() {
    // 云南 楚雄州 **县(原文隐去)
    assert_eq!(screened("2013-07-01").line("RL001")["region"], "532300");
}

#[test]
fn what_judged_is_named_with_its_hash() {
    let by = screened("2013-07-01").json()["by"].take();
    let plugins = by["plugins"].as_array().expect("plugins is an array");
    assert_eq!(plugins.len(), 4);
    for plugin in plugins {
        assert_eq!(plugin["sha256"].as_str().map(str::len), Some(64), "{plugin}");
    }
    assert_eq!(by["criteria_sha256"].as_str().map(str::len), Some(64));
}
