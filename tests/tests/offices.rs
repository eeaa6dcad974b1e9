//! The offices under `examples/offices/`: the commands of their READMEs are run as they stand, and the
//! record then holds the numbers of the documents.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_tests::{Answer, Call, console, project};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A copy of an example office in which the commands of its README were run.
struct Office(tempfile::TempDir);

impl Office {
    #[track_caller]
    fn of(name: &str) -> Self {
        let source = project().join("examples/offices").join(name);
        let folder = tempfile::tempdir().unwrap();
        copy(&source, folder.path());
        let office = Self(folder);
        let readme = std::fs::read_to_string(source.join("README.md")).unwrap();
        let commands = console(&format!("examples/offices/{name}/README.md"), &readme);
        assert!(commands.len() > 3, "{name}: a README with commands");
        for command in commands {
            assert_eq!(command.words[0], "phaseout", "{}", command.place);
            let answer = office.run(&command.words[1..]);
            // What is refused is shown with the reason.
            if command.output.starts_with("错误") {
                assert_eq!(answer.code, 3, "{}: {}", command.place, answer.err);
                assert!(
                    answer.err.contains(command.output.trim()),
                    "{}: {}",
                    command.place,
                    answer.err
                );
                continue;
            }
            assert_eq!(answer.code, 0, "{}: {}", command.place, answer.err);
            if !command.output.trim().is_empty() {
                assert_eq!(
                    answer.text().trim_end(),
                    command.output.trim_end(),
                    "{}",
                    command.place
                );
            }
        }
        let checked = office.run(&["script", "check"]);
        assert_eq!(checked.code, 0, "{name}: {}", checked.err);
        let verified = office.run(&["ledger", "verify"]);
        assert_eq!(verified.code, 0, "{}", verified.err);
        office
    }

    fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Answer {
        Call::new().inside(&self.path()).args(["--lang", "zh"]).args(arguments).run()
    }

    /// What a script prints, after its events: the tables that the README shows stand in it.
    #[track_caller]
    fn prints_what_its_readme_shows(&self, name: &str, arguments: &[&str]) {
        let readme = project().join("examples/offices").join(name).join("README.md");
        let readme = std::fs::read_to_string(readme).unwrap();
        let shown = readme.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
        let printed = self.run(arguments).exits(0);
        assert!(
            printed.text().contains(shown),
            "{name} shows another table than:\n{}",
            printed.text()
        );
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--format", "json"];
        all.extend(arguments);
        self.run(&all).exits(0).json()
    }

    fn events(&self) -> Vec<Value> {
        let answer = self.run(&["ledger", "export"]).exits(0);
        answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// How many events are of a kind.
    fn count(&self, kind: &str) -> usize {
        self.events().iter().filter(|event| event["kind"] == kind).count()
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The stage of a target that `target show` prints: lines and firms.
fn stage(targets: &Value, id: &str, stage: &str) -> (u64, u64) {
    let all = targets["targets"].as_array().unwrap();
    let target = all.iter().find(|target| target["target"] == id || target["id"] == id);
    let found = &target.unwrap_or_else(|| panic!("{id} in {targets:#}"))[stage];
    (found["lines"].as_u64().unwrap(), found["firms"].as_u64().unwrap())
}

/// 临安市青山湖街道: 260余家 surveyed, 15 on the list, stopped.
#[test]
fn qingshanhu_surveyed_at_least_260_and_stopped_15() {
    let office = Office::of("qingshanhu");
    let status = office.json(&["status", "--by", "state"]);
    assert_eq!(status["total"]["lines"]["number"], 260);
    assert_eq!(status["total"]["lines"]["at_least"], 260, "260余家 is a lower bound");
    let identified = office.json(&["status", "--state", "identified"]);
    assert_eq!(identified["total"]["lines"]["number"], 15);
    assert_eq!(identified["total"]["suspended"], 15);
    let words = office.run(&["status"]).exits(0);
    assert!(words.text().contains("至少260"), "{}", words.text());
    // Stopped first, identified then: the order in which the record has them.
    let events = office.events();
    let first = |kind: &str| events.iter().position(|event| event["kind"] == kind).unwrap();
    assert!(first("suspend") < first("identify"));
    assert_eq!((office.count("suspend"), office.count("identify")), (15, 15));
    office.prints_what_its_readme_shows("qingshanhu", &["run", "stop_first", "--", "..2011-11-30"]);
}

/// 山东省: 13 industries, 92 firms, 31 of them small power, shut by September and gone by 15 December;
/// then 8 industries, 103 firms.
#[test]
fn shandong_closed_92_firms_and_planned_103() {
    let office = Office::of("shandong");
    let targets = office.json(&["target", "show", "--year", "2010"]);
    let roots: Vec<&Value> = targets["targets"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|target| target["depth"] == 0 && target["tree"] == "region")
        .collect();
    assert_eq!(roots.len(), 13);
    let firms = |stage: &str| -> u64 {
        roots.iter().map(|root| root[stage]["firms"].as_u64().unwrap()).sum()
    };
    assert_eq!(roots.iter().map(|root| root["firms"].as_u64().unwrap()).sum::<u64>(), 92);
    assert_eq!((firms("planned"), firms("shut_down"), firms("dismantled")), (92, 92, 92));
    assert_eq!(stage(&targets, "2010-power", "dismantled"), (31, 31));
    // What had happened by a day: shut by the end of September, dismantled by 15 December.
    let states = |day: &str, state: &str| {
        let status = office.json(&["status", "--state", state, "--year", "2010", "--as-of", day]);
        status["total"]["lines"]["number"].as_u64().unwrap_or(0)
    };
    assert_eq!((states("2010-09-29", "shut_down"), states("2010-09-30", "shut_down")), (0, 92));
    assert_eq!((states("2010-12-14", "dismantled"), states("2010-12-15", "dismantled")), (0, 92));
    for tree in ["region", "group"] {
        let targets = office.json(&["target", "show", "--year", "2010", "--tree", tree]);
        assert_eq!(targets["balanced"], true, "{tree}");
    }
    let next = office.json(&["target", "show", "--year", "2011"]);
    let roots: Vec<&Value> = next["targets"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|target| target["depth"] == 0 && target["tree"] == "region")
        .collect();
    let firms: u64 = roots.iter().map(|root| root["firms"].as_u64().unwrap()).sum();
    assert_eq!((roots.len(), firms), (8, 103));
    // The script's dates: 92 lines were to be dismantled by 15 December, though the documents say later.
    assert_eq!(office.count("deadline"), 0, "the day stands in a script, not in the record");
    office.prints_what_its_readme_shows("shandong", &["run", "reported", "--", "2010"]);
    let next = office.json(&["run", "reported", "--", "2011"]);
    let total = next["reports"].as_array().unwrap().iter().find(|it| it["name"] == "2011年合计");
    let total = &total.unwrap()["rows"][0];
    assert_eq!((&total["行业"], &total["企业"]), (&Value::from("8"), &Value::from("103")));
}

/// 莱芜泰禾: 2万吨 of sodium citrate gone, 70 of 1005 retrained and placed, 10.8亿元.
#[test]
fn taihe_gave_up_20_000_tons_and_placed_70_people() {
    let office = Office::of("taihe");
    let accounts = office.json(&["accounts"]);
    let workers = &accounts["workers"];
    assert_eq!(
        (
            &workers["on_post"],
            &workers["affected"],
            &workers["retrained_placed"],
            &workers["pending"]
        ),
        (&Value::from(1005), &Value::from(70), &Value::from(70), &Value::from(0))
    );
    let project = &accounts["projects"][0];
    assert_eq!(
        (&project["used"], &project["investment"]),
        (&Value::from("2万吨/年"), &Value::from("10.8亿元"))
    );
    let closed = office.json(&["status", "--state", "closed"]);
    assert_eq!(closed["total"]["capacity"]["known"][0]["value"], "2");
    // The ton is gone once.
    let twice = office.run(&[
        "record",
        "replace",
        "371200-1",
        "--on",
        "2013-04-19",
        "--set",
        "project=另一项目",
        "--set",
        "used=1吨",
    ]);
    assert_eq!(twice.code, 3, "{}", twice.err);
    office.prints_what_its_readme_shows("taihe", &["run", "voluntary"]);
}

#[test]
fn a_town_without_numbers_sees_what_is_due() {
    let office = Office::of("town");
    let todo = office.json(&["todo", "--as-of", "2013-05-15"]);
    assert!(todo["tasks"].as_array().is_some_and(|items| !items.is_empty()), "{todo:#}");
    let targets = office.json(&["target", "show", "--year", "2013"]);
    assert_eq!(targets["targets"][0]["amount"], "**", "withheld stays withheld");
    assert_eq!(stage(&targets, "2013-all", "planned"), (2, 2));
    office.prints_what_its_readme_shows("town", &["run", "plan", "--", "2013", "2013-04"]);
}

/// 楚雄州: one shaft kiln, 8万吨, dismantled on 27 July 2013, accepted, 90 staff, 15万元 of working money.
#[test]
fn chuxiong_accepted_one_kiln_of_80_000_tons() {
    let office = Office::of("chuxiong");
    let targets = office.json(&["target", "show", "--year", "2013"]);
    for name in ["planned", "announced", "shut_down", "dismantled", "accepted"] {
        assert_eq!(stage(&targets, "2013-cement", name), (1, 1), "{name}");
    }
    assert_eq!(targets["targets"][0]["accepted"]["capacity"]["text"], "8万吨/年");
    // The README shows what the program prints.
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap();
    let shown = office.run(&["target", "show", "--year", "2013"]).exits(0);
    assert!(readme.contains(shown.text().trim_end()), "the README shows another table");
    let accounts = office.json(&["accounts"]);
    assert_eq!(accounts["workers"]["settled_unspecified"], 90);
    let funds = accounts["funds"].as_array().unwrap();
    let money = |source: &str| funds.iter().find(|fund| fund["source"] == source).unwrap();
    assert_eq!(money("working_money")["balance"], "15万元");
    assert_eq!(money("central_award")["allotted"], "?×1", "the paper prints ??万元");
    let events = office.events();
    let of = |kind: &str| events.iter().find(|event| event["kind"] == kind).unwrap();
    assert_eq!(of("identify")["payload"]["assets"], "1041万元");
    assert_eq!(of("dismantle")["on_date"], "2013-07-27");
    assert_eq!(
        (office.count("letter"), office.count("announce"), office.count("accept")),
        (1, 1, 1)
    );
    office.prints_what_its_readme_shows(
        "chuxiong",
        &["run", "on_month_end", "--as-of", "2013-12-31"],
    );
    let tested = office.run(&["script", "test"]);
    assert_eq!(tested.code, 0, "{}", tested.text());
    // On 1 May 2013 it was planned, at the end of 2012 too, and before that only surveyed.
    for (day, state) in
        [("2013-05-01", "planned"), ("2012-12-31", "planned"), ("2013-07-27", "dismantled")]
    {
        let status = office.json(&["status", "--by", "state", "--as-of", day]);
        assert_eq!(status["rows"][0]["state"], state, "{day}");
    }
    let then = office.json(&["status", "--known-at", "2013-12-31"]);
    assert_eq!(then["total"]["lines"]["number"], 0, "nothing was on record then");
}
