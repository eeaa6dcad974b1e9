//! `watch` beside plugins and criteria: scripts with their tests, `office.toml` and templates. A good change comes
//! into force whole; a bad one is refused with everything that is wrong with it, and the last good one stays.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod desk;
#[path = "../../host/tests/kit/mod.rs"]
mod kit;

use desk::{Desk, Watching};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

const GOOD: &str = "fn before_plan(ctx) {\n    if ctx.line == () { ctx.refuse(\"no line\"); }\n}\n";

/// An office with an industry that is only data, and one script.
fn office(script: &str) -> Desk {
    let desk = Desk::new();
    desk.write("plugins/lime/plugin.toml", kit::toml("lime"));
    let (path, text) = kit::data_criterion("lime");
    desk.write(&format!("plugins/lime/criteria/{path}"), text);
    desk.write("scripts/annual.rhai", script);
    desk
}

fn kind(said: &Value) -> (&str, u64) {
    (said["type"].as_str().unwrap(), said["generation"].as_u64().unwrap())
}

fn hooks(said: &Value) -> Vec<&str> {
    let hooks = said["by"]["scripts"]["hooks"].as_array().unwrap();
    hooks.iter().map(|hook| hook["function"].as_str().unwrap()).collect()
}

fn codes(said: &Value) -> Vec<&str> {
    let reasons = said["reasons"].as_array().unwrap();
    reasons.iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

/// The set that events bear: what `run` says of a script of this office.
fn set_of_runs(desk: &Desk) -> Value {
    assert_eq!(desk.run(&["init", ".", "--region", "532300"]).code, 0);
    let answer = desk.run(&["run", "now", "--format", "json"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    serde_json::from_str::<Value>(&answer.out).unwrap()["script_set"].take()
}

#[test]
fn what_is_in_force_is_said_at_the_start_and_is_what_runs_use() {
    let desk = office(GOOD);
    std::fs::remove_file(desk.at("office.toml")).unwrap();
    desk.write("scripts/now.rhai", "print(\"now\");");
    let set = set_of_runs(&desk);
    let (_watching, ready) = desk.watch_told();
    assert_eq!(kind(&ready), ("ready", 1));
    assert_eq!(hooks(&ready), ["before_plan"]);
    assert_eq!(ready["by"]["scripts"]["script_set"], set);
    assert!(set.is_string() && ready["reasons"].is_null(), "{ready}");
}

#[test]
fn a_script_that_is_saved_comes_into_force() {
    let desk = office(GOOD);
    let watching = desk.watch();
    desk.write("scripts/annual.rhai", GOOD.replace("plan", "accept"));
    let said = watching.next();
    assert_eq!(kind(&said), ("swapped", 2));
    assert_eq!(hooks(&said), ["before_accept"]);
    assert_eq!(said["changed"][0], desk.at("scripts/annual.rhai").to_str().unwrap());
    desk.write("scripts/more.rhai", "fn after_close(ctx) { }");
    assert_eq!(hooks(&watching.next()), ["before_accept", "after_close"]);
    std::fs::remove_dir_all(desk.at("scripts")).unwrap();
    let said = watching.next();
    assert_eq!((kind(&said), hooks(&said).len()), (("swapped", 4), 0), "{said}");
    assert!(said["by"]["scripts"]["script_set"].is_null());
}

#[test]
fn a_bad_set_is_refused_with_every_mistake_and_its_place() {
    let desk = office(GOOD);
    let watching = desk.watch();
    desk.write(
        "scripts/other.rhai",
        "fn helper(x) {\n    x + nothing\n}\nfn before_acept(ctx) { }\n",
    );
    desk.write(
        "scripts/annual.rhai",
        "fn before_plan(ctx) {\n    let days = 30;\n    dayz + 1;\n}\n",
    );
    let said = watching.next();
    assert_eq!(kind(&said), ("refused", 1), "{said}");
    let reason = |path: &str| {
        let reasons = said["reasons"].as_array().unwrap();
        reasons.iter().find(|reason| reason["path"] == path).unwrap_or_else(|| panic!("{said}"))
    };
    let (annual, other) = (reason("scripts/annual.rhai"), reason("scripts/other.rhai"));
    assert_eq!((&annual["line"], &annual["marked"]), (&3.into(), &"dayz".into()), "{annual}");
    assert!(annual["hint"].as_str().unwrap().contains("days"), "{annual}");
    assert_eq!(
        (&other["line"], &other["column"], &other["marked"]),
        (&2.into(), &9.into(), &"nothing".into())
    );
    std::fs::remove_file(desk.at("scripts/other.rhai")).unwrap();
    desk.write("scripts/annual.rhai", GOOD.replace("no line", "no such line"));
    let mended = watching.next_but("refused");
    assert_eq!((kind(&mended), hooks(&mended)), (("swapped", 2), vec!["before_plan"]));
}

#[test]
fn a_hook_that_is_misspelt_and_a_date_too_late_are_refused() {
    let desk = office(GOOD);
    let watching = desk.watch();
    for (script, code, line) in [
        ("fn before_acept(ctx) { }", "hook-unknown", 1),
        (
            "\nfn milestones(year) {\n    [#{milestone: \"publication\", date: date(year, 5, 1)}]\n}",
            "milestone-document",
            2,
        ),
        (
            "\nfn milestones(year) {\n    [#{milestone: \"publication\", date: date(year, 12, 31), document: \"x\"}]\n}",
            "milestone-later",
            2,
        ),
        ("fn milestones(year) {\n    loop { }\n}", "limit-", 2),
        ("fn milestones(year) {\n    year / 0\n}", "division", 2),
    ] {
        desk.write("scripts/annual.rhai", script);
        let said = watching.next();
        assert_eq!(kind(&said), ("refused", 1), "{said}");
        assert!(codes(&said)[0].contains(code), "{said}");
        assert_eq!(said["reasons"][0]["line"], line, "{said}");
    }
}

#[test]
fn going_back_to_what_is_in_force_ends_a_refusal() {
    let desk = office(GOOD);
    let watching = desk.watch();
    desk.write("scripts/annual.rhai", "fn (");
    assert_eq!(kind(&watching.next()), ("refused", 1));
    desk.write("scripts/annual.rhai", GOOD);
    assert_eq!(kind(&watching.next()), ("swapped", 2));
}

/// Plugins, criteria, scripts and settings are taken together or not at all.
#[test]
fn a_good_criterion_waits_for_the_script_that_was_saved_with_it() {
    let desk = office(GOOD);
    let watching = desk.watch();
    let criterion = "plugins/lime/criteria/lime/test-2010/small-kiln.toml";
    let text = std::fs::read_to_string(desk.at(criterion)).unwrap();
    let before = desk.watch_told().1["by"]["criteria_sha256"].clone();
    desk.write(criterion, text.replace("2012-12-31", "2013-12-31"));
    desk.write("scripts/annual.rhai", "fn before_plan(ctx) { x }");
    let said = watching.next();
    assert_eq!((kind(&said), codes(&said)), (("refused", 1), vec!["variable-unknown"]), "{said}");
    desk.write("scripts/annual.rhai", GOOD.replace("plan", "accept"));
    let said = watching.next();
    assert_eq!((kind(&said), hooks(&said)), (("swapped", 2), vec!["before_accept"]));
    assert_ne!(said["by"]["criteria_sha256"], before, "the criterion comes with it");
}

#[test]
fn scripts_that_are_wrong_at_the_start_come_into_force_once_they_are_right() {
    let desk = office("fn before_acept(ctx) { }");
    let (watching, ready) = desk.watch_told();
    assert_eq!((kind(&ready), codes(&ready)), (("ready", 1), vec!["hook-unknown"]));
    assert!(ready["by"]["scripts"].is_null() && ready["by"]["plugins"][0]["id"] == "lime");
    // Plugins go on meanwhile: scripts that were never in force do not stand in their way.
    let criterion = "plugins/lime/criteria/lime/test-2010/small-kiln.toml";
    let text = std::fs::read_to_string(desk.at(criterion)).unwrap();
    desk.write(criterion, text.replace("2012-12-31", "2013-12-31"));
    let said = watching.next();
    assert_eq!(kind(&said), ("swapped", 2), "{said}");
    assert!(said["by"]["scripts"].is_null());
    desk.write("scripts/annual.rhai", "fn before_acept(ctx, x) { }");
    assert_eq!(kind(&watching.next()), ("refused", 2));
    desk.write("scripts/annual.rhai", GOOD);
    let said = watching.next();
    assert_eq!((kind(&said), hooks(&said)), (("swapped", 3), vec!["before_plan"]));
}

#[test]
fn office_toml_is_refused_with_line_and_reason() {
    let desk = office(GOOD);
    let watching = desk.watch();
    for (text, code, line) in [
        ("region = 532300\n", "office-syntax", 1),
        ("name = \"x\"\nregion = \"990000\"\n", "office-region", 2),
        ("region = \"532300\"\n[scripts]\nhook_milisecond = 5\n", "script-scripts-key-unknown", 3),
        (
            "region = \"532300\"\n\n[scripts]\nfiles = 0\ntests = 5\n",
            "script-scripts-not-a-number",
            5,
        ),
        (
            "region = \"532300\"\n[scripts]\nhook_milliseconds = 900\n",
            "script-scripts-above-ceiling",
            3,
        ),
    ] {
        desk.write("office.toml", text);
        let said = watching.next();
        assert_eq!((kind(&said), codes(&said)[0]), (("refused", 1), code), "{said}");
        let reason = &said["reasons"][0];
        assert_eq!(reason["path"], desk.at("office.toml").to_str().unwrap());
        assert_eq!(reason["line"], line, "{said}");
    }
    // Limits belong to the set: a script that no longer fits is refused with the office.toml that says so.
    desk.write("office.toml", "region = \"532300\"\n[scripts]\nfiles = 1\n");
    assert_eq!(kind(&watching.next()), ("swapped", 2));
    desk.write("scripts/more.rhai", "fn after_close(ctx) { }");
    let said = watching.next();
    assert_eq!((kind(&said), codes(&said)), (("refused", 2), vec!["limit-files"]), "{said}");
}

/// A template of the year's plan.
fn template(body: &str) -> String {
    format!("+++\ntitle = \"计划\"\n+++\n{body}\n")
}

#[test]
fn a_template_comes_into_force_or_is_refused_with_its_line() {
    let desk = office(GOOD);
    let watching = desk.watch();
    let path = desk.write("templates/plan.md", template("# 目标"));
    let said = watching.next();
    assert_eq!(kind(&said), ("swapped", 2), "{said}");
    assert_eq!(said["templates"][0], path.to_str().unwrap());
    assert_eq!(said["by"]["templates"], serde_json::json!(["plan.md"]));
    for (text, code, line) in [
        (template("淘汰8万吨"), "digits", Some(4)),
        (template("{% if year %}甲"), "template-unfinished", Some(4)),
        ("# 目标\n".to_owned(), "front-missing", None),
        ("+++\ntitel = \"计划\"\n+++\n".to_owned(), "front-key", Some(2)),
    ] {
        desk.write("templates/plan.md", text);
        let said = watching.next();
        assert_eq!(kind(&said), ("refused", 2), "{said}");
        let first = &said["reasons"][0];
        assert_eq!(
            (&first["code"], &first["path"], &first["line"]),
            (&code.into(), &"templates/plan.md".into(), &line.into()),
            "{said}"
        );
    }
    // What a refusal left stands in the way of the next set as well.
    desk.write("scripts/annual.rhai", GOOD.replace("plan", "accept"));
    assert_eq!(codes(&watching.next()), ["front-key", "front-title"]);
    desk.write("templates/plan.md", template("# 任务"));
    assert_eq!(kind(&watching.next()), ("swapped", 3));
    desk.write("templates/plan.md", b"+++\xff\xfe");
    let said = watching.next();
    assert_eq!((kind(&said), codes(&said)), (("refused", 3), vec!["template-encoding"]), "{said}");
}

#[test]
fn templates_that_are_wrong_from_the_start_stand_in_nobodys_way() {
    let desk = office(GOOD);
    desk.write("templates/plan.md", template("淘汰8万吨"));
    let (watching, ready) = desk.watch_told();
    assert_eq!((kind(&ready), codes(&ready)), (("ready", 1), vec!["digits"]), "{ready}");
    desk.write("scripts/annual.rhai", GOOD.replace("plan", "accept"));
    assert_eq!(kind(&watching.next()), ("swapped", 2));
    desk.write("templates/plan.md", template("淘汰{{ total }}"));
    assert_eq!(kind(&watching.next()), ("swapped", 3));
}

#[test]
fn what_takes_no_part_is_noticed_and_changes_nothing() {
    let desk = office(GOOD);
    let watching = desk.watch();
    desk.write("scripts/old/annual.rhai", "no script at all (");
    assert_eq!(kind(&watching.next()), ("noticed", 1));
    desk.write("scripts/._annual.rhai", b"\x00\x05\x16\x07");
    assert_eq!(kind(&watching.next()), ("noticed", 1));
}

/// Saves a text as a file.
type Save = fn(&Path, &str);

/// How editors and programs save: each makes one reload, with nothing said of what they leave beside the file.
#[test]
fn every_way_of_saving_a_script_makes_one_reload() {
    let desk = office(GOOD);
    desk.write("templates/plan.md", template("# 目标"));
    let watching = desk.watch();
    let ways: [(&str, Save); 6] = [
        ("truncated and written", |file, text| {
            std::fs::write(file, "").unwrap();
            std::thread::sleep(Duration::from_millis(5));
            std::fs::write(file, text).unwrap();
        }),
        ("by rename", |file, text| {
            let part = file.with_extension("part");
            std::fs::write(&part, text).unwrap();
            std::fs::rename(&part, file).unwrap();
        }),
        ("vim: probe, swap file, backup, rename", |file, text| {
            let beside = |name: &str| file.with_file_name(name);
            let name = file.file_name().unwrap().to_str().unwrap();
            let (swap, backup) = (beside(&format!(".{name}.swp")), beside(&format!("{name}~")));
            std::fs::write(&swap, "b0VIM").unwrap();
            std::fs::write(beside("4913"), "").unwrap();
            std::fs::remove_file(beside("4913")).unwrap();
            std::fs::rename(file, &backup).unwrap();
            std::fs::write(file, text).unwrap();
            std::fs::remove_file(&backup).unwrap();
            std::fs::remove_file(&swap).unwrap();
        }),
        ("emacs: lock, auto-save, backup that stays", |file, text| {
            let name = file.file_name().unwrap().to_str().unwrap();
            let beside = |name: String| file.with_file_name(name);
            let lock = beside(format!(".#{name}"));
            std::os::unix::fs::symlink("clerk@office.1234", &lock).unwrap();
            std::fs::write(beside(format!("#{name}#")), "half").unwrap();
            std::fs::copy(file, beside(format!("{name}~"))).unwrap();
            std::fs::write(file, text).unwrap();
            std::fs::remove_file(beside(format!("#{name}#"))).unwrap();
            std::fs::remove_file(&lock).unwrap();
        }),
        ("gedit: hidden file, backup, rename", |file, text| {
            let stream = file.with_file_name(".goutputstream-AB12CD");
            std::fs::write(&stream, text).unwrap();
            std::fs::copy(file, file.with_extension("bak")).unwrap();
            std::fs::rename(&stream, file).unwrap();
        }),
        ("notepad on a shared drive: removed and made again", |file, text| {
            std::fs::remove_file(file).unwrap();
            std::fs::write(file, text).unwrap();
        }),
    ];
    let mut generation = 1;
    for (way, save) in ways {
        let (script, template) = (desk.at("scripts/annual.rhai"), desk.at("templates/plan.md"));
        generation += saved_once(&watching, way, "swapped", generation + 1, &script, |time| {
            save(&script, &GOOD.replace("no line", &format!("{way} {time}")));
        });
        let text = |time: u32| format!("{way} {{{{ cite(\"第{time}条\") }}}}");
        generation += saved_once(&watching, way, "swapped", generation + 1, &template, |time| {
            save(&template, &self::template(&text(time)));
        });
    }
}

/// Saves, and expects one outcome about one file; gives back how many sets it took. Where the machine stopped in
/// the middle of a save, two looks at it are right, and it is saved once more.
#[track_caller]
fn saved_once(
    watching: &Watching,
    way: &str,
    outcome: &str,
    mut generation: u64,
    file: &Path,
    save: impl Fn(u32),
) -> u64 {
    let mut taken = 0;
    for time in 0..20 {
        let begun = Instant::now();
        save(time);
        let stalled = begun.elapsed() > Duration::from_millis(40);
        let mut all = vec![watching.next()];
        all.extend(std::iter::from_fn(|| watching.within(Duration::from_millis(250))));
        taken +=
            u64::try_from(all.iter().filter(|said| said["type"] == "swapped").count()).unwrap();
        if stalled {
            generation = all.last().map_or(generation, |said| kind(said).1)
                + u64::from(outcome == "swapped");
            continue;
        }
        let [said] = &all[..] else { panic!("{way}: {all:?}") };
        assert_eq!(kind(said), (outcome, generation), "{way}: {said}");
        assert_eq!(said["changed"], serde_json::json!([file]), "{way}");
        return taken;
    }
    panic!("{way}: the machine never has time");
}

#[test]
fn people_read_the_line_with_its_mark_and_hint() {
    let desk = office("fn before_plan(ctx) {\n    let days = 30;\n    dayz + 1\n}\n");
    let answer = desk.run(&["watch", "--until-stdin-closes"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.out.contains("generation 1 in force: lime"), "{}", answer.out);
    assert!(answer.out.contains("wrong at the start"), "{}", answer.out);
    for part in ["scripts/annual.rhai:3", "    dayz + 1", "^^^^", "days"] {
        assert!(answer.err.contains(part), "{part}: {}", answer.err);
    }
}

const LINES: &str = "序号,企业名称,所属行业,主要设备,窑容\n1,甲石灰厂,石灰,石灰窑,50m³\n";

/// An office whose tests have to pass.
fn tested_office() -> Desk {
    let desk = office("fn limit() { 30 }\n");
    desk.write("office.toml", "region = \"532300\"\n[scripts]\ntests = true\n");
    desk.write("scripts/tests/lines.csv", LINES);
    desk.write(
        "scripts/tests/annual.rhai",
        "import \"annual\" as annual;\nfn test_limit() {\n    assert_eq(annual::limit(), 30);\n}\nfn test_lines() {\n    assert_eq(lines().count(), 1);\n}\n",
    );
    desk
}

#[test]
fn a_set_whose_tests_fail_is_refused_where_the_office_asks_for_them() {
    let desk = tested_office();
    let (watching, ready) = desk.watch_told();
    assert_eq!((kind(&ready), &ready["by"]["scripts"]["tests"]), (("ready", 1), &true.into()));
    desk.write("scripts/annual.rhai", "fn limit() { 31 }\n");
    let said = watching.next();
    assert_eq!(
        (kind(&said), codes(&said)),
        (("refused", 1), vec!["watch-tests-failed", "test-failed"]),
        "{said}"
    );
    assert!(
        said["reasons"][0]["message"].as_str().unwrap().contains("1 of 2 tests fail: test_limit")
    );
    let test = &said["reasons"][1];
    assert_eq!(
        (&test["path"], &test["line"]),
        (&"scripts/tests/annual.rhai".into(), &3.into()),
        "{said}"
    );
    // The test is changed as well: the set is good again.
    let tests = std::fs::read_to_string(desk.at("scripts/tests/annual.rhai")).unwrap();
    desk.write("scripts/tests/annual.rhai", tests.replace("30", "31"));
    assert_eq!(kind(&watching.next()), ("swapped", 2));
    // The lines that tests run on belong to them.
    desk.write(
        "scripts/tests/lines.csv",
        LINES.replace("\n1,", "\n2,乙石灰厂,石灰,石灰窑,60m³\n1,"),
    );
    let said = watching.next();
    assert_eq!(
        (kind(&said), codes(&said)),
        (("refused", 2), vec!["watch-tests-failed", "test-failed"]),
        "{said}"
    );
    // An office that does not ask for them takes the set.
    desk.write("office.toml", "region = \"532300\"\n");
    assert_eq!(kind(&watching.next()), ("swapped", 3));
}

#[test]
fn a_test_that_does_not_compile_is_refused_in_any_case() {
    let desk = tested_office();
    desk.write("office.toml", "region = \"532300\"\n");
    let watching = desk.watch();
    desk.write("scripts/tests/annual.rhai", "fn test_limit() {\n    assert_eq(limid, 30);\n}\n");
    let said = watching.next();
    assert_eq!((kind(&said), codes(&said)), (("refused", 1), vec!["variable-unknown"]), "{said}");
    assert_eq!(said["reasons"][0]["path"], "scripts/tests/annual.rhai");
}
