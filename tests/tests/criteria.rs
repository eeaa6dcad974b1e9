//! The criteria that the plugins carry against the documents' facts in `published/criteria.md`, and the
//! commands that list, show, check and test them.

use phaseout_tests::{Desk, Row, phaseout, published};
use serde_json::Value;
use std::fmt::Write as _;

/// What `criteria list` has under a key, in the words of the table.
fn listed(criterion: &Value, key: &str) -> String {
    match &criterion[key] {
        Value::Null => String::new(),
        Value::Bool(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn differences(row: &Row, list: &Value) -> String {
    let id = row.cell("Id");
    let all = list["criteria"].as_array().into_iter().flatten();
    let Some(criterion) = all.clone().find(|criterion| criterion["id"] == id) else {
        return format!("{}: {id} is not loaded\n", row.place);
    };
    let mut differences = String::new();
    for (header, key) in [
        ("Class", "class"),
        ("Deadline", "deadline"),
        ("From", "from"),
        ("Until", "until"),
        ("Region", "region"),
        ("Confirmed", "confirmed"),
        ("On unknown", "on_unknown"),
    ] {
        let (expected, found) = (row.cell(header), listed(criterion, key));
        if expected != found {
            let _ =
                writeln!(differences, "{}: {id}: {key} is {found:?}, not {expected:?}", row.place);
        }
    }
    differences
}

#[test]
fn every_criterion_of_the_table_is_loaded_with_its_dates_and_place() {
    let list = phaseout(["criteria", "list", "--format", "json"]).exits(0).json();
    let rows = published("criteria.md");
    let failures: String = rows.iter().map(|row| differences(row, &list)).collect();
    assert!(failures.is_empty(), "\n{failures}");
    assert!(rows.len() >= 79);
}

/// The condition on a criterion's page, as its file writes it.
fn condition(id: &str) -> String {
    let page = phaseout(["criteria", "show", id, "--lang", "en"]).exits(0);
    let condition = page.text().lines().find_map(|line| line.strip_prefix("Condition: "));
    squeezed(condition.unwrap_or_default())
}

#[test]
fn every_criterion_of_the_table_has_its_condition() {
    let mut failures = String::new();
    for row in published("criteria.md") {
        let expected = match squeezed(row.cell("When")) {
            none if none.is_empty() => "the kind alone decides".to_owned(),
            when => when,
        };
        let found = condition(row.cell("Id"));
        if found != expected {
            let _ = writeln!(
                failures,
                "{}: {}: {found:?}, not {expected:?}",
                row.place,
                row.cell("Id")
            );
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// A condition with one blank between its words.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_page_shows_the_law_its_sources_and_its_cases() {
    let page = phaseout([
        "criteria",
        "show",
        "cement/guofa-2010-7/mechanised-shaft-kiln-below-3m",
        "--lang",
        "zh",
    ])
    .exits(0);
    for words in [
        "窑径3.0米以下水泥机械化立窑",
        "国发〔2010〕7号",
        "kiln_diameter < 3.0 m",
        "2012-12-31",
        "RL001",
        "https://",
    ] {
        assert!(page.text().contains(words), "{words} is not in\n{}", page.text());
    }
}

#[test]
fn an_id_that_is_not_there_is_refused_with_one_that_is() {
    let answer = phaseout(["criteria", "show", "cement/guofa-2010-7/wet-kilns"]).exits(3);
    assert!(answer.err.contains("did you mean cement/guofa-2010-7/wet-kiln?"), "{}", answer.err);
}

#[test]
fn every_worked_case_comes_out_as_its_file_says() {
    let answer = phaseout(["criteria", "test", "--format", "json"]).exits(0).json();
    assert_eq!((&answer["failed"], &answer["failures"]), (&0.into(), &Value::Array(Vec::new())));
    let (criteria, cases) = (answer["criteria"].as_u64(), answer["cases"].as_u64());
    assert!(criteria >= Some(79) && cases >= Some(3 * 79), "{answer}");
}

#[test]
fn the_files_in_the_project_are_without_fault() {
    for plugin in ["cement", "citric-acid", "power", "steel"] {
        let answer =
            phaseout(["criteria", "check", &format!("plugins/{plugin}/criteria")]).exits(0);
        assert!(!answer.err.contains("error"), "{}", answer.err);
    }
}

/// Ten mistakes, each of its own kind: see the remarks.
const TEN_MISTAKES: &str = r#"id        = "steel/made-for-tests/one"
titel     = { zh = "高炉", en = "blast furnace" }                # 1 an unknown key
class     = "eliminate"
kinds     = ["blast_furnase"]                                     # 2 an unknown kind
when      = "volume < 400 kg or hight > 3 m and volume < or tonnage <＝ 30 t and < 3 t"   # 3-7: a unit of another dimension, an unknown attribute, two broken expressions, a full-width sign
deadline  = "2012-13-31"                                          # 8 no such month
confirmed = "yes"                                                 # 9 a wrong type
basis     = { document = "国发〔2010〕7号", from = "2010-02", wording = "高炉", source = ["constructed"] }
explain   = { zh = "应淘汰。", en = "Has to go." }
case = [                                                          # 10 no case that is clear
  { volume = "300 m³", expect = "hit", source = "constructed" },
  { spec = "", expect = "unknown", source = "constructed" },
]
"#;

#[test]
fn ten_mistakes_in_one_file_get_ten_messages_with_line_and_column() {
    let desk = Desk::new();
    desk.write("criteria/steel/made-for-tests/one.toml", TEN_MISTAKES);
    let answer = desk.phaseout(["criteria", "check", "criteria", "--format", "json"]).exits(3);
    let json = answer.json();
    let diagnostics = json["diagnostics"].as_array().expect("an array");
    assert!(diagnostics.len() >= 10, "{} messages:\n{}", diagnostics.len(), answer.err);
    let mut lines: Vec<u64> = diagnostics.iter().filter_map(|one| one["line"].as_u64()).collect();
    for diagnostic in diagnostics {
        assert!(
            diagnostic["line"].as_u64() > Some(0) && diagnostic["column"].as_u64() > Some(0),
            "{diagnostic}"
        );
        assert!(
            diagnostic["message"].as_str().is_some_and(|message| !message.is_empty()),
            "{diagnostic}"
        );
    }
    lines.dedup();
    assert!(lines.is_sorted(), "in the order of the file: {lines:?}");
    for (line, column) in [(2, 1), (4, 14), (6, 13), (7, 13)] {
        let place = format!("one.toml:{line}:{column}");
        assert!(answer.err.contains(&place), "{place} is not in\n{}", answer.err);
    }
}

#[test]
fn the_schema_of_criterion_files_is_json_and_names_their_keys() {
    let schema = phaseout(["criteria", "schema"]).exits(0).json();
    assert!(
        schema["$schema"].as_str().is_some_and(|schema| schema.contains("json-schema.org")),
        "{schema:#}"
    );
    let keys = "id title class kinds when deadline region basis confirmed exemption on_unknown explain case tightens";
    for key in keys.split(' ') {
        assert!(schema["properties"].get(key).is_some(), "{key} is not among the properties");
    }
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for key in ["id", "title", "class", "basis", "confirmed", "explain", "case"] {
        assert!(required.contains(&key), "{key} is not required: {required:?}");
    }
}

#[test]
fn a_file_under_another_name_than_its_id_is_a_fault() {
    let desk = Desk::new();
    let text = std::fs::read_to_string(
        phaseout_tests::project().join("plugins/cement/criteria/cement/guofa-2010-7/wet-kiln.toml"),
    )
    .expect("the criterion is there");
    desk.write("criteria/cement/guofa-2010-7/other-name.toml", text);
    let answer = desk.phaseout(["criteria", "check", "criteria"]).exits(3);
    assert!(answer.err.contains("other-name"), "{}", answer.err);
}

#[test]
fn what_is_not_there_cannot_be_checked() {
    let desk = Desk::new();
    let _ = desk.phaseout(["criteria", "check", "nowhere"]).exits(3);
    let _ = desk.phaseout(["criteria", "check"]).exits(2);
}
