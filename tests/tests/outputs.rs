//! Where results of the record go, and in which form: every form that a command offers is the form, what it
//! cannot write it refuses before anything is recorded.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_tests::{Answer, Desk};
use serde_json::Value;

const LIST: &str = "序号,企业名称,行业,设备名称,规格,产能(万吨/年)\n\
    1,耀华水泥有限责任公司,水泥,机立窑,Φ3×11m,8\n2,某某水泥有限责任公司,水泥,机立窑,Φ2.5×10m,6\n";

fn office() -> Desk {
    let desk = Desk::new();
    desk.office();
    desk.write("office/list.csv", LIST);
    let _ = desk.in_office(["import", "list.csv", "--on", "2013-05-10"]).exits(0);
    desk
}

fn events(desk: &Desk) -> usize {
    desk.in_office(["ledger", "export"]).exits(0).text().lines().count()
}

/// Runs a command with more arguments.
fn with(desk: &Desk, command: &[&str], more: &[&str]) -> Answer {
    desk.in_office(command.iter().chain(more))
}

#[test]
fn every_form_is_the_form() {
    let desk = office();
    let commands: [&[&str]; 9] = [
        &["import", "list.csv", "--on", "2013-05-11"],
        &["record", "identify", "532300-1", "--on", "2013-05-12", "--dry-run"],
        &["accounts"],
        &["register"],
        &["lines"],
        &["status"],
        &["todo", "--as-of", "2013-06-01"],
        &["show", "532300-1"],
        &["target", "show"],
    ];
    for command in commands {
        let json = with(&desk, command, &["--format", "json"]).exits(0).json();
        assert!(json["schema"].as_str().unwrap().starts_with("phaseout."), "{command:?}: {json}");
        let lines = with(&desk, command, &["--format", "jsonl"]).exits(0);
        for line in lines.text().lines() {
            let read: Value =
                serde_json::from_str(line).unwrap_or_else(|_| panic!("{command:?}: {line}"));
            assert!(read.is_object(), "{command:?}: {line}");
        }
        let csv = with(&desk, command, &["--format", "csv"]).exits(0);
        let text = csv.text();
        let mut rows = text.lines();
        let head = rows.next().unwrap();
        assert!(head.contains(',') && !text.contains(['│', '┆']), "{command:?}: {text}");
    }
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is_recorded() {
    let desk = office();
    let before = events(&desk);
    desk.write("office/other.csv", LIST.replace("耀华", "另一"));
    let cases: [(&[&str], i32); 9] = [
        (&["accounts", "--out", "x.xlsx"], 2),
        (&["register", "--out", "x.xlsx"], 2),
        (&["ledger", "head", "--format", "csv"], 2),
        (&["ledger", "verify", "--format", "csv"], 2),
        (&["ledger", "rebuild", "--out", "x.csv"], 2),
        (&["ledger", "export", "--out", "x.csv"], 2),
        (&["import", "other.csv", "--out", "x.doc"], 2),
        (&["import", "other.csv", "--out", "nowhere/x.csv"], 3),
        (&["record", "identify", "532300-1", "--out", "nowhere/x.csv"], 3),
    ];
    for (command, code) in cases {
        let _ = with(&desk, command, &[]).exits(code);
    }
    assert_eq!(events(&desk), before);
    let _ =
        with(&desk, &["record", "suspend", "532300-1", "--set", "order=1", "--actor", " "], &[])
            .exits(2);
    let head = with(&desk, &["ledger", "head", "--format", "json"], &[]).exits(0).json();
    assert_eq!(head["seq"], before);
    let rebuilt = with(&desk, &["ledger", "rebuild", "--format", "json"], &[]).exits(0).json();
    assert_eq!(rebuilt["same"], true);
}

#[test]
fn files_that_can_be_read_are_recorded_and_the_others_told() {
    let desk = office();
    desk.write("office/other.csv", LIST.replace("水泥有限", "建材有限").replace("机立窑", "立窑"));
    desk.write("office/bad.csv", "a,b\n1,2\n");
    let files = ["import", "other.csv", "bad.csv", "nowhere.csv", "--on", "2013-06-01"];
    let answer = desk.in_office(files.iter().chain(&["--format", "json"])).exits(0);
    assert_eq!(answer.json()["summary"]["rows"], 2);
    assert!(answer.err.contains("bad.csv") && answer.err.contains("nowhere.csv"), "{}", answer.err);
    let answer = desk.in_office(["import", "bad.csv", "nowhere.csv"]).exits(3);
    assert!(answer.err.contains("nowhere.csv"), "{}", answer.err);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_stay_what_they_are() {
    use std::os::unix::fs::FileTypeExt;

    let desk = office();
    desk.write("office/real.csv", "old");
    let (real, link) = (desk.at("office/real.csv"), desk.at("office/link.csv"));
    std::os::unix::fs::symlink("real.csv", &link).unwrap();
    let _ = desk.in_office(["lines", "--out", "link.csv"]).exits(0);
    assert!(link.is_symlink() && !real.is_symlink());
    let written = std::fs::read_to_string(&real).unwrap();
    assert!(written.contains("532300-1"), "{written}");
    // Where the link points there need be nothing yet.
    let _ = std::fs::remove_file(&real);
    let _ = desk.in_office(["lines", "--out", "link.csv"]).exits(0);
    assert!(link.is_symlink() && real.is_file());

    let pipe = desk.at("office/pipe.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let _ = desk.in_office(["lines", "--out", "pipe.csv"]).exits(0);
    assert!(reader.join().unwrap().contains("532300-1"));
    assert!(std::fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    let _ = desk.in_office(["lines", "--out", "/dev/null", "--format", "csv"]).exits(0);
}

#[test]
fn a_line_is_found_by_its_enterprise() {
    let desk = office();
    let found = desk.in_office(["lines", "耀华", "--format", "json"]).exits(0).json();
    assert_eq!(found["lines"][0]["id"], "532300-1");
    assert_eq!(found["lines"].as_array().unwrap().len(), 1);
    let enterprise = found["lines"][0]["enterprise"].as_str().unwrap().to_owned();
    for name in [enterprise.as_str(), "耀华水泥有限责任公司"] {
        let shown = desk.in_office(["show", name, "--format", "json"]).exits(0).json();
        assert_eq!(shown["line"]["id"], "532300-1");
    }
    desk.write("office/second.csv", LIST.replace("Φ3×11m", "Φ3.2×12m").replace("机立窑", "湿法窑"));
    let _ = desk.in_office(["import", "second.csv", "--on", "2013-06-10"]);
    let all = desk.in_office(["lines", &enterprise, "--format", "json"]).exits(0).json();
    if all["lines"].as_array().unwrap().len() > 1 {
        let answer = desk.in_office(["show", &enterprise]).exits(3);
        assert!(answer.err.contains("532300-1"), "{}", answer.err);
    }
    let _ = desk.in_office(["lines", "--state", "nowhere"]).exits(2);
    let none =
        desk.in_office(["lines", "--as-of", "2013-01-01", "--format", "json"]).exits(0).json();
    assert_eq!(none["lines"].as_array().unwrap().len(), 0);
}

#[test]
fn a_step_without_a_subject_tells_its_facts() {
    let desk = office();
    for (step, words) in [
        ("plan", ["year", "capacity", "target"]),
        ("验收", ["departments", "before", "needed"]),
        ("correct", ["reason", "void", "subject"]),
    ] {
        let answer = desk.in_office(["record", step]).exits(2);
        for word in words {
            assert!(answer.err.contains(word), "{step}: {word} in {}", answer.err);
        }
    }
}
