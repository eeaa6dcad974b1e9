//! Scripts as offices meet them: `scripts/README.md` is followed to the letter in an empty folder, and the
//! standard scripts are copied, tested and run.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_tests::{Answer, Desk, Shown, console, project};
use serde_json::Value;
use std::collections::BTreeSet;

fn read(path: &str) -> String {
    std::fs::read_to_string(project().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The standard scripts: name without ending, and text.
fn standard() -> Vec<(String, String)> {
    let folder = project().join("scripts");
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rhai"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    all.sort();
    assert_eq!(all.len(), 7, "the standard scripts");
    all
}

/// What a reader does next.
enum Piece {
    /// Writes a file.
    File(String, String),
    /// Runs a command.
    Command(Shown),
}

/// The files and commands of a README, in their order: a block ```` ```rhai ```` names its file in its first
/// line, any other block after its kind.
fn pieces(name: &str, text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else { continue };
        let block: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        let text = format!("{}\n", block.join("\n"));
        if kind == "console" {
            let shown = console(&format!("{name}:{number}"), &format!("```console\n{text}```\n"));
            pieces.extend(shown.into_iter().map(Piece::Command));
        } else if kind == "rhai" {
            let file = block[0].strip_prefix("// ").expect("its first line names the file");
            pieces.push(Piece::File(file.to_owned(), text));
        } else if let Some((_, file)) = kind.split_once(' ') {
            pieces.push(Piece::File(file.to_owned(), text));
        }
    }
    pieces
}

/// Every line that is shown stands in the output, in the same order; `…` stands for what was left out.
#[track_caller]
fn stands_in(shown: &Shown, output: &str) {
    let mut rest = output.lines();
    let fits = |line: &str, wanted: &str| {
        let mut from = 0;
        let whole = !wanted.contains('…');
        !whole
            && wanted
                .split('…')
                .all(|part| line[from..].find(part).map(|at| from += at + part.len()).is_some())
            || line.trim_end() == wanted.trim_end()
    };
    for wanted in shown.output.lines().filter(|line| !line.trim().is_empty()) {
        assert!(
            rest.any(|line| fits(line, wanted)),
            "{}: not printed here:\n{wanted}\nbut:\n{output}",
            shown.place
        );
    }
}

/// In Chinese, whatever the arguments end with.
fn run(desk: &Desk, arguments: &[String]) -> Answer {
    let language = ["--lang", "zh"].map(str::to_owned);
    desk.phaseout(language.iter().chain(arguments))
}

fn words(command: &str) -> Vec<String> {
    command.split(' ').map(str::to_owned).collect()
}

#[test]
fn the_readme_leads_from_an_empty_folder_to_a_passing_test() {
    let desk = Desk::new();
    let pieces = pieces("scripts/README.md", &read("scripts/README.md"));
    let mut refused = 0;
    for piece in &pieces {
        match piece {
            Piece::File(name, text) => drop(desk.write(name, text)),
            Piece::Command(shown) => {
                assert_eq!(shown.words[0], "phaseout", "{}", shown.place);
                let answer = run(&desk, &shown.words[1..]);
                let fails = ["错误", "未通过"].iter().any(|word| shown.output.starts_with(word));
                refused += usize::from(fails);
                let code = if fails { 3 } else { 0 };
                assert_eq!(answer.code, code, "{}: {}", shown.place, answer.err);
                stands_in(shown, &format!("{}\n{}", answer.text(), answer.err));
            }
        }
    }
    assert!(pieces.len() > 25 && refused == 4, "{} pieces, {refused} refused", pieces.len());
}

/// An office with every standard script and its tests.
fn office() -> Desk {
    let desk = Desk::new();
    let _ = desk.phaseout(["init", ".", "--region", "532300"]).exits(0);
    desk.copy(&project().join("core/workflow/data/small_ledger.csv"), "list.csv");
    let _ = desk.phaseout(["import", "list.csv", "--on", "2012-12-01"]).exits(0);
    for (name, text) in standard() {
        desk.write(&format!("scripts/{name}.rhai"), text);
        let test = format!("scripts/tests/{name}.rhai");
        desk.write(&test, read(&test));
    }
    desk
}

#[test]
fn every_standard_script_passes_its_tests_beside_all_others() {
    let desk = office();
    let answer = run(&desk, &words("script check"));
    assert_eq!(answer.code, 0, "{}", answer.err);
    let answer = run(&desk, &words("script test --format json"));
    assert_eq!(answer.code, 0, "{}\n{}", answer.text(), answer.err);
    let tests = answer.json()["tests"].as_array().unwrap().clone();
    for (name, _) in standard() {
        let path = format!("scripts/tests/{name}.rhai");
        let own = tests.iter().filter(|test| test["path"] == path.as_str()).count();
        assert!(own > 1, "{name} has {own} tests");
    }
}

/// What a run says: its notes' departments, and a table by its name.
struct Said(Value);

impl Said {
    #[track_caller]
    fn of(desk: &Desk, command: &str) -> Self {
        let answer = run(desk, &words(command));
        assert_eq!(answer.code, 0, "{command}: {}", answer.err);
        Self(answer.json())
    }

    fn departments(&self) -> BTreeSet<&str> {
        let notes = self.0["notes"].as_array().unwrap();
        notes.iter().map(|note| note["department"].as_str().unwrap()).collect()
    }

    #[track_caller]
    fn table(&self, name: &str) -> &Vec<Value> {
        let tables = self.0["reports"].as_array().unwrap();
        let table = tables.iter().find(|table| table["name"] == name);
        table.unwrap_or_else(|| panic!("{name} in {tables:#?}"))["rows"].as_array().unwrap()
    }

    fn kinds(&self) -> Vec<&str> {
        let events = self.0["events"].as_array().unwrap();
        events.iter().map(|event| event["kind"].as_str().unwrap()).collect()
    }
}

#[test]
fn the_year_runs_from_the_proposal_to_the_assessment() {
    let desk = office();
    let said = |command: &str| Said::of(&desk, &format!("--format json {command}"));
    let proposed = said("run annual_cycle --as-of 2013-02-10 -- 2013");
    assert_eq!(proposed.kinds(), ["identify", "identify", "plan", "plan"]);
    assert_eq!(proposed.table("2013年时间节点").len(), 8);
    let applied = said("run annual_cycle --apply --as-of 2013-02-10 -- 2013");
    assert_eq!(applied.0["applied"], true);
    assert_eq!(said("run annual_cycle --as-of 2013-02-10 -- 2013").kinds(), [""; 0], "once");
    let late = said("run annual_cycle --as-of 2013-12-20 -- 2013");
    assert_eq!(late.departments(), ["乙钢铁有限公司", "丁钢铁有限公司"].into());
    let july = said("run on_month_end --as-of 2013-07-31");
    assert_eq!(july.table("2013年7月淘汰进度").len(), 2);
    assert_eq!(july.table("按行业合计")[0]["产能"], "16万吨/年");
    let half = said("run dispatch --as-of 2013-02-16");
    assert_eq!(half.table("2013年进度,按市")[0]["计划"], "2");
    assert_eq!(half.table("近15天的进展").len(), 2);
    let _ = desk.phaseout(words("record shut_down 532300-3 --on 2013-09-20")).exits(0);
    let signals = said("run stability --as-of 2013-10-01");
    assert_eq!(signals.table("稳定信号")[0]["信号"], "已关停,没有职工记录");
    let missed = said("run on_due --as-of 2014-01-05");
    assert!(missed.departments().contains("供电公司"), "{:?}", missed.departments());
    let notes = missed.0["notes"].as_array().unwrap();
    assert!(notes.iter().all(|note| note["basis"][0] == "国发〔2010〕7号"), "{notes:#?}");
    let graded = said("run assessment --as-of 2014-04-30 -- 2013 组织协调=9");
    let rows = graded.table("2013年考核评分");
    let row = |item: &str| rows.iter().find(|row| row["项目"] == item).unwrap();
    let gone = row("按期拆除");
    assert_eq!(
        (&gone["应做"], &gone["做到"], &gone["得分"]),
        (&Value::from("2"), &Value::from("0"), &Value::from("")),
        "no points without a weight of the office's own"
    );
    assert_eq!(row("组织协调")["得分"], "9", "what people judged");
}

#[test]
fn a_script_of_one_regime_sends_to_the_other() {
    let desk = office();
    for (command, other) in [
        ("run annual_cycle --as-of 2018-02-10", "sealing"),
        ("run sealing --as-of 2013-02-10", "annual_cycle"),
        ("run assessment --as-of 2014-04-30", "-- 2013"),
    ] {
        let answer = run(&desk, &words(command));
        assert_eq!(answer.code, 3, "{command}");
        assert!(answer.err.contains(other), "{command}: {}", answer.err);
    }
    let said = Said::of(&desk, "--format json run sealing --as-of 2018-12-01");
    assert_eq!(said.departments(), ["发改", "安监", "环保", "质监"].into());
}

#[test]
fn a_standard_script_says_what_it_does_and_sets_no_date() {
    for (name, text) in standard() {
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with("//")).collect();
        let head = head.join("\n");
        for part in ["做什么", "怎样运行", "可以改"] {
            assert!(head.contains(part), "{name}: {part}");
        }
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            assert!(!line.contains("date("), "{name} sets a date of its own: {line}");
        }
    }
}

#[test]
fn the_readme_names_every_standard_script_and_every_step() {
    let readme = read("scripts/README.md");
    for (name, _) in standard() {
        assert!(readme.contains(&format!("[{name}]({name}.rhai)")), "{name}");
    }
    let life = read("docs/lifecycle.md");
    let steps: Vec<String> = life
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .map(|line| line.split(" | ").take(2).collect::<Vec<_>>().join(" "))
        .filter(|words| !words.starts_with("step ") && !words.starts_with("kind "))
        .collect();
    assert!(steps.len() > 25, "{steps:?}");
    let named: Vec<String> = readme
        .lines()
        .find_map(|line| line.strip_prefix("> survey"))
        .map(|line| format!("survey{line}").split(" · ").map(str::to_owned).collect())
        .unwrap();
    assert_eq!(named, steps);
}
