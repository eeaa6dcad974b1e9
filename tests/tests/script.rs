//! `phaseout script`: what a clerk sees who writes a rule, checks it, tests it and begins another.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_tests::{Answer, Call, Desk, project};
use serde_json::Value;

/// A folder with an office and scripts in it: paths below `scripts/` and texts.
fn office(files: &[(&str, &str)]) -> Desk {
    let desk = Desk::new();
    desk.office();
    for (below, text) in files {
        desk.write(&format!("office/scripts/{below}"), text);
    }
    desk
}

/// Runs `phaseout script …` on a terminal of 100 columns.
fn script(desk: &Desk, arguments: &[&str]) -> Answer {
    let call = Call::new().inside(&desk.at("office")).env("COLUMNS", "100");
    call.arg("script").args(arguments).run()
}

/// Puts a line of its own under `[scripts]` in `office.toml`.
fn settings(desk: &Desk, line: &str) {
    let toml = String::from_utf8(desk.read("office/office.toml")).unwrap();
    let head = toml.split("[scripts]").next().unwrap();
    desk.write("office/office.toml", format!("{head}[scripts]\n{line}\n"));
}

fn json(desk: &Desk, arguments: &[&str], code: i32) -> Value {
    script(desk, &[arguments, &["--format", "json"]].concat()).exits(code).json()
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

const AUTUMN: &str = "\
// 秋季检查:列出还没有关停的生产线。

/// 关停须在夏季以前登记。
fn before_关停(ctx) { if ctx.date.is_known && ctx.date.month > 6 { ctx.refuse(\"夏季以后不再登记关停\"); } }

/// 本单位的回访。
fn step_visit(ctx) { note(\"工信\", ctx.line, \"已回访\"); }

let rows = [];
for own in lines(#{state: \"planned\"}) { rows.push(#{编号: own.id}); }
report(\"未关停\", [\"编号\"], rows);
";

const BOOKS: &str = "\
/// 本单位要求提前一个月拆除。
fn milestones(year) { [#{milestone: \"dismantle\", date: date(year, 11, 30), document: \"本单位规定\"}] }
/// 关停以后请环保部门核查。
fn after_shut_down(ctx) { note(\"环保\", ctx.line, \"请核查\"); }
/// 登记前核对。
fn before_shut_down(ctx) { }
fn on_due(ctx) { ask(ctx.subject, ctx.task.step); }
";

const BOOKS_TEST: &str = "\
/// 秋天的关停被拒绝。
fn test_autumn() { assert_refused(|| record(\"shut_down\", line(\"532300-1\"), date(\"2013-09-01\"), #{}), \"夏季\"); }
fn test_visit() { record(\"visit\", line(\"532300-1\"), #{}); assert_eq(notes().len(), 1); }
";

#[test]
fn check_shows_what_is_called_when() {
    let desk =
        office(&[("books.rhai", BOOKS), ("autumn.rhai", AUTUMN), ("tests/books.rhai", BOOKS_TEST)]);
    for lang in ["zh", "en"] {
        let answer = script(&desk, &["check", "--as-of", "2013-03-01", "--lang", lang]).exits(0);
        assert_eq!(answer.err, "");
        insta::assert_snapshot!(format!("check-good-{lang}"), answer.text());
    }
    let json = json(&desk, &["check", "--as-of", "2013-03-01"], 0);
    assert_eq!((&json["schema"], &json["good"]), (&"phaseout.script-check/1".into(), &true.into()));
    let hooks: Vec<String> = json["hooks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hook| {
            format!(
                "{}:{} {}",
                hook["path"].as_str().unwrap(),
                hook["line"],
                hook["function"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        hooks,
        [
            "scripts/autumn.rhai:4 before_关停",
            "scripts/books.rhai:6 before_shut_down",
            "scripts/books.rhai:4 after_shut_down",
            "scripts/autumn.rhai:7 step_visit",
            "scripts/books.rhai:2 milestones",
            "scripts/books.rhai:7 on_due",
        ],
        "the step in its life, before it after it; by file and line; then what is not about a step"
    );
    assert_eq!(json["runs"][0]["name"], "autumn");
    assert_eq!(json["steps"], serde_json::json!(["visit"]));
    assert_eq!(json["script_set"].as_str().unwrap().len(), 64);
    let dates = json["dates"].as_array().unwrap();
    let years: Vec<i64> = dates.iter().map(|date| date["year"].as_i64().unwrap()).collect();
    assert_eq!(years, [2012, 2013, 2014]);
}

#[test]
fn check_finds_everything_in_one_pass() {
    let desk = office(&[
        ("a.rhai", "fn before_acept(ctx) {\n    ctx.refuse(\"不行\");\n}\n"),
        ("b.rhai", "let 规模 = \u{ff08}380\u{ff09};\n"),
        ("c.rhai", "lins();\n"),
        ("tests/a.rhai", "fn test_a(line) { }\n"),
        ("monthly.rhai.txt", ""),
    ]);
    settings(&desk, "hook_millisecond = 100");
    for lang in ["zh", "en"] {
        let answer = script(&desk, &["check", "--lang", lang]).exits(3);
        assert_eq!(answer.text(), "");
        let err = answer.err.replace(&*desk.at("office").to_string_lossy(), "OFFICE");
        insta::assert_snapshot!(format!("check-faulty-{lang}"), err);
    }
    let json = json(&desk, &["check"], 3);
    assert_eq!(json["good"], false);
    let errors = json["errors"].as_array().unwrap();
    let codes: Vec<&str> = errors.iter().map(|error| error["code"].as_str().unwrap()).collect();
    assert_eq!(
        codes,
        ["hook-unknown", "full-width", "function-unknown", "test-parameters", "office"]
    );
    let first = &errors[0];
    assert_eq!(
        (&first["path"], &first["line"], &first["column"], &first["marked"]),
        (&"scripts/a.rhai".into(), &1.into(), &4.into(), &"before_acept".into())
    );
    assert!(first["hint"].as_str().unwrap().contains("before_accept"));
    assert_eq!(texts(&json["unused"]), ["scripts/monthly.rhai.txt"]);
}

#[test]
fn check_asks_for_the_dates_of_the_years_that_matter() {
    let milestones = |year: i64| {
        format!("fn milestones(year) {{\n    if year == {year} {{ lines(); }}\n    []\n}}\n")
    };
    for (year, code) in [(2012, 3), (2013, 3), (2014, 3), (2016, 0)] {
        let desk = office(&[("dates.rhai", &milestones(year))]);
        let answer = script(&desk, &["check", "--as-of", "2013-03-01"]).exits(code);
        assert_eq!(
            answer.err.contains("scripts/dates.rhai:2"),
            code == 3,
            "{year}: {}",
            answer.err
        );
    }
    // The plan of a later year makes its dates matter.
    let desk = office(&[]);
    desk.write(
        "office/list.csv",
        "企业名称,行业,设备名称,规格,产能(万吨/年)\n耀华水泥有限责任公司,水泥,机立窑,Φ2.5×10m,8\n",
    );
    let in_office = |arguments: &[&str]| drop(desk.in_office(arguments).exits(0));
    in_office(&["import", "list.csv", "--on", "2013-01-10"]);
    in_office(&["record", "identify", "532300-1", "--on", "2013-02-01"]);
    in_office(&[
        "record",
        "plan",
        "532300-1",
        "--on",
        "2013-03-01",
        "--set",
        "year=2016",
        "--set",
        "capacity=8万吨/年",
        "--set",
        "target=none",
    ]);
    desk.write("office/scripts/dates.rhai", milestones(2016));
    let _ = script(&desk, &["check", "--as-of", "2013-03-01"]).exits(3);
}

const RULES: &str = "\
/// 销号统一在年底办理。
fn before_close(ctx) { ctx.refuse(\"年底统一销号\"); }
fn unused(x) { x }
";

const RULES_TEST: &str = "\
fn test_passes() { assert_refused(|| record(\"close\", line(\"532300-1\"), #{}), \"年底\"); }

/// 认定之后还没有列入计划。
fn test_fails() {
    record(\"identify\", line(\"532300-3\"), date(\"2013-02-01\"), #{});
    note(\"环保\", line(\"532300-1\"), \"请核查\", [\"国发〔2010〕7号\"]);
    ask(line(\"532300-4\"), \"discharge_compliant\", \"县环保局\");
    print(\"认定之后\");
    assert_eq(line(\"532300-3\").state, \"planned\");
}
";

#[test]
fn a_failing_test_shows_why_where_and_what_it_had_recorded() {
    let desk = office(&[("rules.rhai", RULES), ("tests/rules.rhai", RULES_TEST)]);
    for lang in ["zh", "en"] {
        let answer = script(&desk, &["test", "--lang", lang]).exits(3);
        insta::assert_snapshot!(format!("test-failed-{lang}"), answer.text());
        let passed = script(&desk, &["test", "test_passes", "--lang", lang]).exits(0);
        insta::assert_snapshot!(format!("test-passed-{lang}"), passed.text());
    }
    let json = json(&desk, &["test"], 3);
    assert_eq!(
        (&json["schema"], &json["passed"], &json["failed"]),
        (&"phaseout.script-test/1".into(), &1.into(), &1.into())
    );
    let failed = &json["tests"][1];
    assert_eq!((&failed["outcome"], &failed["line"]), (&"failed".into(), &4.into()));
    assert_eq!(failed["about"], "认定之后还没有列入计划。");
    let failure = &failed["failure"];
    assert_eq!(
        (&failure["code"], &failure["path"], &failure["line"], &failure["column"]),
        (&"test-failed".into(), &"scripts/tests/rules.rhai".into(), &9.into(), &5.into())
    );
    assert_eq!(failed["events"][0]["kind"], "identify");
    assert_eq!(failed["notes"][0]["department"], "环保");
    assert_eq!(failed["asks"][0]["whom"], "县环保局");
    assert_eq!(failed["printed"][0], "认定之后");
}

#[test]
fn tests_touch_nothing_of_the_office_and_run_on_its_own_list_where_it_has_one() {
    let own = "序号,企业名称,行业,设备名称,规格,产能(万吨/年),省\n\
               1,泰山水泥有限公司,水泥,机立窑,Φ2.5×10m,8,山东省\n2,耀华水泥有限公司,水泥,机立窑,Φ3×11m,6,\n";
    let test = "fn test_list() {
        assert_eq([line(\"532300-1\").region, line(\"532300-2\").region], [\"370000\", \"532300\"]);
        assert_eq(today(), date(\"2014-05-01\"));
        record(\"identify\", line(\"532300-2\"), #{});
    }";
    let desk = office(&[("tests/lines.csv", own), ("tests/a.rhai", test)]);
    settings(&desk, "tests_on = \"2014-05-01\"");
    let head = desk.in_office(["ledger", "head"]).exits(0).out;
    let answer = json(&desk, &["test"], 0);
    assert_eq!(
        (&answer["list"], &answer["surveyed_on"]),
        (&"scripts/tests/lines.csv".into(), &"2014-05-01".into())
    );
    assert_eq!(desk.in_office(["ledger", "head"]).exits(0).out, head);
    let later = json(&desk, &["test", "--as-of", "2015-01-01"], 3);
    assert_eq!(
        (&later["as_of"], &later["tests"][0]["failure"]["line"]),
        (&"2015-01-01".into(), &3.into())
    );
    settings(&desk, "tests_on = 7");
    let _ = script(&desk, &["test"]).exits(3);
}

#[test]
fn tests_are_chosen_by_file_or_by_name() {
    let desk = office(&[
        ("tests/a.rhai", "fn test_one() { }\nfn test_two() { }"),
        ("tests/b.rhai", "fn test_three() { loop { } }\nfn test_four() { }"),
    ]);
    let names = |arguments: &[&str], code: i32| -> Vec<String> {
        let json = json(&desk, &[&["test"], arguments].concat(), code);
        let tests = json["tests"].as_array().unwrap();
        tests.iter().map(|test| test["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&["a"], 0), ["test_one", "test_two"]);
    assert_eq!(names(&["tests/a.rhai", "test_four"], 0), ["test_one", "test_two", "test_four"]);
    assert_eq!(
        names(&["b"], 3),
        ["test_three", "test_four"],
        "a limit ends one test, not the next"
    );
    let unknown = script(&desk, &["test", "test_fuor"]).exits(2);
    assert!(unknown.err.contains("test_four"), "{}", unknown.err);
    let none = script(&office(&[]), &["test"]).exits(0);
    assert!(none.text().contains("There are no tests"), "{}", none.text());
    let misnamed = office(&[("tests/a.rhai", "fn tset_one() { }\nfn test_two() { }")]);
    let answer = script(&misnamed, &["test"]).exits(3);
    assert!(
        answer.text().contains("1 passed") && answer.err.contains("test_one"),
        "{}",
        answer.err
    );
}

#[test]
fn coverage_names_the_functions_that_no_test_has_called() {
    let desk = office(&[("rules.rhai", RULES), ("tests/rules.rhai", RULES_TEST)]);
    for lang in ["zh", "en"] {
        let answer = script(&desk, &["test", "test_passes", "--coverage", "--lang", lang]).exits(0);
        insta::assert_snapshot!(format!("coverage-{lang}"), answer.text());
    }
    let plain = json(&desk, &["test"], 3);
    let json = json(&desk, &["test", "--coverage"], 3);
    let coverage = &json["coverage"];
    assert_eq!(coverage["files"][0]["percent"], 50);
    assert_eq!(coverage["functions"][1]["calls"], 0);
    assert_eq!(json["tests"][1]["failure"], plain["tests"][1]["failure"], "the place is the same");
    assert_eq!(json["script_set"], plain["script_set"]);
}

#[test]
fn a_new_script_is_checked_and_tested_as_it_stands() {
    for lang in ["zh", "en"] {
        let desk = office(&[]);
        let written = script(&desk, &["new", "own_rules", "--lang", lang]).exits(0);
        assert_eq!(written.text(), "scripts/own_rules.rhai\nscripts/tests/own_rules.rhai\n");
        let text = String::from_utf8(desk.read("office/scripts/own_rules.rhai")).unwrap();
        insta::assert_snapshot!(format!("new-{lang}"), format!("{}\n{text}", written.err));
        let _ = script(&desk, &["check"]).exits(0);
        assert_eq!(
            json(&desk, &["test", "own_rules", "--coverage"], 0)["coverage"]["files"][0]["percent"],
            100
        );
    }
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let desk = office(&[("tests/own.rhai", "mine")]);
    let refused = script(&desk, &["new", "own"]).exits(3);
    assert!(refused.err.contains("scripts/tests/own.rhai"), "{}", refused.err);
    assert!(!desk.at("office/scripts/own.rhai").exists(), "all files or none");
    assert_eq!(desk.read("office/scripts/tests/own.rhai"), b"mine");
    for name in ["Own", "a b", "../own", "tests/own", "月报"] {
        let _ = script(&desk, &["new", name]).exits(2);
    }
    let _ = script(&desk, &["new", "other", "--from", "no_such_standard"]).exits(2);
}

#[test]
fn every_standard_script_passes_its_tests_in_an_office_of_its_own_and_under_another_name() {
    let list = json(&office(&[]), &["new"], 0);
    assert_eq!(list["schema"], "phaseout.script-standards/1");
    let all = office(&[]);
    for standard in list["standards"].as_array().unwrap() {
        let name = standard["name"].as_str().unwrap();
        assert!(!standard["about"].as_str().unwrap().is_empty(), "{name} says what it is for");
        let _ = script(&all, &["new", name]).exits(0);
        let desk = office(&[]);
        let _ = script(&desk, &["new", "own_copy", "--from", name]).exits(0);
        let _ = script(&desk, &["check"]).exits(0);
        let tested = json(&desk, &["test"], 0);
        assert!(
            tested["tests"]
                .as_array()
                .unwrap()
                .iter()
                .any(|test| { test["path"] == "scripts/tests/own_copy.rhai" }),
            "{name} has tests"
        );
    }
    let _ = script(&all, &["check"]).exits(0);
    let _ = script(&all, &["test"]).exits(0);
}

#[test]
fn definitions_say_what_each_word_does() {
    let desk = Desk::new();
    let text = desk.phaseout(["script", "definitions"]).exits(0).text().to_owned();
    let of = |declaration: &str| {
        let end = text.find(declaration).unwrap_or_else(|| panic!("no {declaration}"));
        let start = text[..end].rfind("\n\n").map_or(0, |at| at + 2);
        let line = text[end..].lines().next().unwrap();
        format!("{}{line}", &text[start..end])
    };
    let some = ["fn refuse(reason", "fn 筛选(lines: Lines, work", "fn get 产能(_: Line)"].map(of);
    insta::assert_snapshot!("definitions", some.join("\n\n"));
    let _ = desk.phaseout(["script", "definitions", "--out", "phaseout.d.rhai"]).exits(0);
    assert_eq!(desk.read("phaseout.d.rhai"), text.as_bytes());
    let json = desk.phaseout(["script", "definitions", "--format", "json"]).exits(0).json();
    assert_eq!(json["nouns"][0]["words"][0]["name"], "lines");
}

/// To write it anew: `phaseout script definitions --markdown > docs/scripting.md`.
#[test]
fn the_page_of_words_is_current() {
    let page = std::fs::read_to_string(project().join("docs/scripting.md")).unwrap();
    let now = Desk::new().phaseout(["script", "definitions", "--markdown"]).exits(0);
    assert!(page == now.text(), "docs/scripting.md: phaseout script definitions --markdown");
}
