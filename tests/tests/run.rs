//! `phaseout run` and the hooks of `record` and `import`, as an office meets them.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_tests::{Answer, Call, Desk};
use serde_json::Value;
use std::path::PathBuf;

const LIST: &str = "序号,企业名称,行业,设备名称,规格,产能(万吨/年)
1,甲水泥有限公司,水泥,机立窑,Φ2.5×10m,6
2,乙水泥有限公司,水泥,机立窑,Φ2.8×10m,8
";

const PLAN: &str = r#"// 把已排查的列入某年计划
let year = parse_int(args[0]);
for line in lines(#{state: "surveyed"}) {
    record("identify", line, date(year, 1, 5), #{decision: "local", reason: "污染严重"});
    record("plan", line, date(year, 1, 6), #{year: year, capacity: line.capacity, target: "none"});
    note("电网", line, `${line.enterprise}到期停止供电`, ["国发〔2010〕7号"]);
}
report("计划", ["企业", "产能"], [#{企业: lines().firms(), 产能: lines().sum("capacity")}]);
print(`${lines().count()}条`);
"#;

struct Office {
    desk: Desk,
    path: PathBuf,
}

impl Office {
    fn with(scripts: &[(&str, &str)]) -> Self {
        let desk = Desk::new();
        let path = desk.office();
        for (name, text) in scripts {
            desk.write(&format!("office/scripts/{name}"), text);
        }
        desk.write("office/list.csv", LIST);
        let office = Self { desk, path };
        let _ = office.run(&["import", "list.csv", "--on", "2012-12-01"]).exits(0);
        office
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        Call::new().inside(&self.path).args(arguments).run()
    }

    fn head(&self) -> String {
        self.run(&["ledger", "head"]).exits(0).text().trim().to_owned()
    }

    fn events(&self) -> Vec<Value> {
        let answer = self.run(&["ledger", "export"]).exits(0);
        answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[test]
fn a_plan_is_shown_and_then_recorded_on_the_head_that_it_names() {
    let office = Office::with(&[("plan.rhai", PLAN)]);
    let before = office.head();
    let plan = office.run(&["run", "plan", "--format", "json", "--", "2013"]).exits(0);
    let shown = plan.json();
    assert_eq!(shown["schema"], "phaseout.run/1");
    assert_eq!((&shown["applied"], &shown["head"]), (&false.into(), &before.clone().into()));
    let kinds: Vec<&str> = shown["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["identify", "plan", "identify", "plan"]);
    assert_eq!(shown["notes"][1]["text"], "乙水泥有限公司到期停止供电");
    assert_eq!(shown["reports"][0]["rows"][0]["产能"], "14万吨/年");
    assert_eq!(shown["printed"][0], "2条");
    assert_eq!(office.head(), before, "nothing was recorded");

    let applied = office
        .run(&["run", "plan", "--apply", "--head", &before, "--format", "json", "--", "2013"])
        .exits(0)
        .json();
    assert_eq!(applied["applied"], true);
    let set = applied["script_set"].as_str().unwrap();
    let events = office.events();
    assert_eq!(events.len(), 6);
    assert!(events[2..].iter().all(|event| event["script_set"] == set), "each names the scripts");
    assert!(events[..2].iter().all(|event| event["script_set"].is_null()));
    let _ = office.run(&["ledger", "verify"]).exits(0);

    // The record has moved: the plan that was read is not the plan that would be recorded.
    let moved = office.run(&["run", "plan", "--apply", "--head", &before, "--", "2013"]).exits(3);
    assert!(moved.err.contains(&before), "{}", moved.err);
    assert_eq!(office.events().len(), 6);
}

#[test]
fn the_command_that_is_printed_records_what_was_shown() {
    let office = Office::with(&[("plan.rhai", PLAN)]);
    let plan = office.run(&["run", "plan", "--as-of", "2013-02-01", "--", "2013"]).exits(0);
    let text = plan.text();
    let command = text.lines().find_map(|line| line.split_once("phaseout run ")).unwrap().1;
    let words: Vec<&str> = ["run"].into_iter().chain(command.split(' ')).collect();
    assert!(words.contains(&"--as-of") && words.ends_with(&["--", "2013"]), "{command}");
    let _ = office.run(&words).exits(0);
    assert_eq!(office.events().len(), 6);
}

#[test]
fn each_run_leaves_one_line_with_its_scripts_and_its_time() {
    let office = Office::with(&[("plan.rhai", PLAN)]);
    let logs = |answer: &Answer| -> Vec<String> {
        answer.err.lines().filter(|line| line.contains(" run script=")).map(str::to_owned).collect()
    };
    let done = logs(&office.run(&["run", "plan", "--", "2013"]).exits(0));
    assert_eq!(done.len(), 1);
    for part in ["script=plan", "script_set=", "head=2:", "events=4", "applied=false", " ms="] {
        assert!(done[0].contains(part), "{part} in {}", done[0]);
    }
    let failed = logs(&office.run(&["run", "plan", "--", "soon"]).exits(3));
    assert!(failed[0].contains("failed=not-a-number"), "{}", failed[0]);
}

#[test]
fn a_run_that_finds_something_says_so_where_it_is_asked_to() {
    let office = Office::with(&[("plan.rhai", PLAN), ("none.rhai", "print(today());")]);
    let _ = office.run(&["run", "plan", "--check", "--", "2013"]).exits(1);
    let _ = office.run(&["run", "none", "--check"]).exits(0);
}

#[test]
fn a_run_that_refuses_shows_its_plan_and_ends_with_3() {
    let script = "record(\"identify\", lines().first(), #{decision: \"local\", reason: \"a\"});\nrefuse(\"任务尚未下达\");";
    let office = Office::with(&[("a.rhai", script)]);
    let answer = office.run(&["run", "a", "--apply", "--format", "json"]).exits(3);
    let shown = answer.json();
    assert_eq!(shown["refused"][0]["code"], "run-by-script");
    assert_eq!(shown["events"].as_array().unwrap().len(), 1);
    assert!(answer.err.contains("任务尚未下达"));
    assert_eq!(office.events().len(), 2);
}

#[test]
fn what_is_not_a_script_of_the_office_is_said() {
    let hooks = "fn before_close(ctx) { }";
    let office = Office::with(&[("hooks.rhai", hooks)]);
    let cases = [
        (["run", "hoks"], 3, "hooks.rhai"),
        (["run", "hooks"], 3, "hooks.rhai"),
        (["run", "on_due"], 3, "on_due"),
        (["run", "../list.csv"], 3, "list.csv"),
    ];
    for (words, code, part) in cases {
        let answer = office.run(&words).exits(code);
        assert!(answer.err.contains(part), "{words:?}: {}", answer.err);
    }
    // A file from elsewhere runs together with the office's own.
    office.desk.write("extra.rhai", "print(lines().count());");
    let path = office.desk.at("extra.rhai");
    let answer = office.run(&["run", path.to_str().unwrap(), "--format", "json"]).exits(0);
    assert_eq!(answer.json()["printed"][0], "2");
    office.desk.write("hooks.rhai", "print(1);");
    let path = office.desk.at("hooks.rhai");
    let _ = office.run(&["run", path.to_str().unwrap()]).exits(3);
}

#[test]
fn a_hook_refuses_a_step_on_the_command_line_and_the_reason_names_it() {
    let hooks = "fn before_identify(ctx) {\n    if ctx.fact(\"assets\") == () { ctx.refuse(\"须写明资产净值\"); }\n}";
    let office = Office::with(&[("rules.rhai", hooks)]);
    let words = [
        "record",
        "identify",
        "000000",
        "--on",
        "2013-01-05",
        "--set",
        "decision=local",
        "--set",
        "reason=a",
    ];
    let line = office.events()[0]["subject"].as_str().unwrap().to_owned();
    let mut asked: Vec<&str> = words.to_vec();
    asked[2] = &line;
    let answer = office.run(&asked).exits(3);
    for part in ["须写明资产净值", "rules.rhai", "before_identify"] {
        assert!(answer.err.contains(part), "{part} in {}", answer.err);
    }
    asked.extend(["--set", "assets=100万元"]);
    let _ = office.run(&asked).exits(0);
}

#[test]
fn faulty_scripts_let_nothing_be_recorded_and_every_question_be_asked() {
    let office = Office::with(&[]);
    office.desk.write("office/scripts/rules.rhai", "fn before_close(ctx) { ctx.refus(\"no\") }");
    let line = office.events()[0]["subject"].as_str().unwrap().to_owned();
    let answer = office
        .run(&["record", "suspend", &line, "--on", "2013-01-05", "--set", "order=1号"])
        .exits(3);
    assert!(answer.err.contains("scripts/rules.rhai:1:"), "{}", answer.err);
    assert!(answer.err.contains("refuse"), "what was meant: {}", answer.err);
    let _ = office.run(&["status"]).exits(0);
    let _ = office.run(&["show", &line]).exits(0);
    let _ = office.run(&["ledger", "verify"]).exits(0);
}

#[test]
fn a_step_of_the_offices_own_is_recorded_like_any_other() {
    let hooks = "/// 先停后认\nfn step_stop_first(ctx) {\n    ctx.record(\"suspend\", #{order: ctx.fact(\"order\")});\n    ctx.record(\"identify\", #{decision: \"pollution\", reason: \"水污染\"});\n}";
    let office = Office::with(&[("own.rhai", hooks)]);
    let line = office.events()[0]["subject"].as_str().unwrap().to_owned();
    let _ = office
        .run(&["record", "stop_first", &line, "--on", "2013-01-05", "--set", "order=停产1号"])
        .exits(0);
    let kinds: Vec<String> = office.events()[2..]
        .iter()
        .map(|event| event["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["suspend", "identify"]);
}

#[test]
fn a_row_that_a_hook_refuses_is_told_and_the_others_are_recorded() {
    let hooks = "fn before_survey(ctx) {\n    if ctx.fact(\"name\") == \"丁水泥有限公司\" { ctx.refuse(\"已在上年关停\"); }\n}";
    let office = Office::with(&[("survey.rhai", hooks)]);
    let list = "序号,企业名称,行业,设备名称,规格,产能(万吨/年)\n1,丙水泥有限公司,水泥,机立窑,Φ2.5×10m,6\n2,丁水泥有限公司,水泥,机立窑,Φ2.5×10m,6\n";
    office.desk.write("office/more.csv", list);
    let answer =
        office.run(&["import", "more.csv", "--on", "2013-01-05", "--format", "json"]).exits(0);
    let rows = answer.json();
    assert_eq!(rows["rows"][0]["outcome"], "new");
    assert_eq!(rows["rows"][1]["outcome"], "refused");
    assert!(rows["rows"][1]["message"].as_str().unwrap().contains("已在上年关停"));
    assert_eq!(office.events().len(), 3);
}

#[test]
fn an_earlier_date_of_a_script_is_what_todo_goes_by() {
    let dates = "fn milestones(year) {\n    [#{ milestone: \"dismantle\", date: date(year, 12, 15), document: \"省政府会议要求\" }]\n}";
    let office = Office::with(&[("plan.rhai", PLAN), ("dates.rhai", dates)]);
    let _ = office.run(&["run", "plan", "--apply", "--", "2013"]).exits(0);
    let todo = office.run(&["todo", "--as-of", "2013-12-16", "--format", "json"]).exits(0).json();
    let tasks = todo["tasks"].as_array().unwrap();
    let dismantle: Vec<&Value> = tasks.iter().filter(|task| task["ask"] == "dismantle").collect();
    assert_eq!(dismantle.len(), 2);
    for task in dismantle {
        assert_eq!((&task["due"], &task["late"]), (&"2013-12-15".into(), &true.into()));
        assert_eq!(task["milestone"]["source"][0], "dates.rhai");
    }
}

#[test]
fn limits_are_lowered_in_office_toml_and_never_raised() {
    let office = Office::with(&[("loop.rhai", "let x = 0;\nloop { x += 1; }")]);
    let toml = std::fs::read_to_string(office.path.join("office.toml")).unwrap();
    let toml = toml.replace("tests = false", "tests = false\nrun_operations = 5000");
    std::fs::write(office.path.join("office.toml"), &toml).unwrap();
    let answer = office.run(&["run", "loop", "--lang", "en"]).exits(3);
    for part in ["scripts/loop.rhai:2", "5000"] {
        assert!(answer.err.contains(part), "{part} in {}", answer.err);
    }
    let toml =
        toml.replace("run_operations = 5000", "run_operations = 999999999\nhook_operation = 3");
    std::fs::write(office.path.join("office.toml"), &toml).unwrap();
    let answer = office.run(&["run", "loop", "--lang", "en"]).exits(3);
    for part in ["run_operations", "200000000", "hook_operation", "hook_operations"] {
        assert!(answer.err.contains(part), "{part} in {}", answer.err);
    }
}
