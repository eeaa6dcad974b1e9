//! The record as an office keeps it: from survey to acceptance, what is refused and what it says, and a
//! file that somebody else has had in hands.

use phaseout_tests::{Answer, Call, Desk, project};
use serde_json::Value;

const KILN: &str = "序号,企业名称,统一社会信用代码,行业,设备名称,规格,产能(万吨/年),县(市、区)\n\
    1,耀华水泥有限责任公司,915323230000000191,水泥,机立窑,Φ3×11m,8,牟定县\n";

/// An office with the kiln of Yaohua, surveyed in May 2013.
fn office() -> Desk {
    let desk = Desk::new();
    desk.office();
    desk.write("office/list.csv", KILN);
    let answer =
        desk.in_office(["import", "list.csv", "--on", "2013-05-10", "--format", "json"]).exits(0);
    assert_eq!(answer.json()["rows"][0]["line"], "532300-1");
    desk
}

fn record(desk: &Desk, arguments: &[&str]) -> Answer {
    desk.in_office(["record"].iter().chain(arguments))
}

/// Every event of the ledger.
fn events(desk: &Desk) -> Vec<Value> {
    let answer = desk.in_office(["ledger", "export"]).exits(0);
    let event = |line| serde_json::from_str(line).expect("an export is JSON, line by line");
    answer.text().lines().map(event).collect()
}

#[test]
fn a_kiln_goes_from_survey_to_acceptance() {
    let desk = office();
    for name in ["before.jpg", "during.jpg", "after.jpg"] {
        desk.write(&format!("office/{name}"), name);
    }
    let steps: [&[&str]; 5] = [
        &["identify", "532300-1", "--on", "2013-05-12"],
        &[
            "plan",
            "532300-1",
            "--on",
            "2013-05-20",
            "--set",
            "year=2013",
            "--set",
            "capacity=8万吨",
            "--set",
            "target=none",
        ],
        &[
            "announce",
            "532300-1",
            "--on",
            "2013-06-01",
            "--set",
            "名单=2013年名单",
            "--set",
            "设备=机立窑",
            "--set",
            "时限=2013-12-31",
            "--set",
            "进展=未关停",
            "--set",
            "公告文号=楚工信通〔2013〕131号",
        ],
        &["dismantle", "532300-1", "--on", "2013年7月27日", "--set", "evidence=after.jpg"],
        &[
            "accept",
            "532300-1",
            "--on",
            "2013-08-15",
            "--set",
            "departments=工信、环保、质监",
            "--set",
            "before=before.jpg",
            "--set",
            "during=during.jpg",
            "--set",
            "after=after.jpg",
        ],
    ];
    for step in steps {
        let _ = record(&desk, step).exits(0);
    }
    let events = events(&desk);
    let kinds: Vec<&str> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["survey", "identify", "plan", "announce", "dismantle", "accept"]);
    // The verdict stands in the record with the criteria that gave it and the hash of what judged.
    assert_eq!(events[1]["payload"]["verdict"], "eliminate");
    assert_eq!(
        events[1]["payload"]["criteria"][0],
        "cement/catalogue-2011-amended-2013/shaft-kiln"
    );
    assert_eq!(events[1]["generation"].as_str().unwrap().len(), 64);
    assert_eq!(events[5]["payload"]["before"][0]["sha256"].as_str().unwrap().len(), 64);
    let _ = desk.in_office(["ledger", "verify"]).exits(0);
}

/// What a step still lacks is named in both languages, and nothing is recorded.
#[test]
fn refusals_name_what_is_missing() {
    let desk = office();
    let cases: [(&[&str], &str, &[&str]); 7] = [
        (&["plan", "532300-1"], "identified", &["surveyed"]),
        (&["accept", "532300-1"], "before (拆除前)", &["departments", "after"]),
        (
            &["announce", "532300-1", "--set", "list=x"],
            "notice (公告文号) / address (网址) + date (公告日期)",
            &["deadline"],
        ),
        (&["dismantel", "532300-1"], "dismantle", &["did you mean"]),
        (&["dismantle", "532300-9", "--set", "evidence=x"], "no such line", &["532300-9"]),
        (&["plan", "532300-1", "--set", "yaer=2013"], "year", &["did you mean"]),
        (
            &[
                "accept",
                "532300-1",
                "--set",
                "departments=工信",
                "--set",
                "before=nowhere.jpg",
                "--set",
                "during=a",
                "--set",
                "after=b",
            ],
            "nowhere.jpg",
            &["not there"],
        ),
    ];
    for (arguments, first, others) in cases {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--on", "2013-06-01"]);
        if arguments[0] == "plan" && arguments.len() == 4 {
            arguments.extend([
                "--set",
                "year=2013",
                "--set",
                "capacity=8万吨",
                "--set",
                "target=none",
            ]);
        }
        // A step or a fact that there is not is wrong use, the rest is refused.
        let code = if others == ["did you mean"] { 2 } else { 3 };
        let answer = record(&desk, &arguments).exits(code);
        let said = answer.err.to_lowercase();
        for word in others.iter().chain([&first]) {
            assert!(
                said.contains(&word.to_lowercase()),
                "{arguments:?}: {word} in\n{}",
                answer.err
            );
        }
    }
    assert_eq!(events(&desk).len(), 1);
}

#[test]
fn a_file_of_steps_is_recorded_whole_or_not_at_all() {
    let desk = office();
    desk.write("office/list2.csv", KILN.replace("耀华", "某某").replace("915323230000000191", ""));
    let _ = desk.in_office(["import", "list2.csv", "--on", "2013-05-10"]).exits(0);
    desk.write(
        "office/bad.csv",
        "line,decision,reason\n532300-1,local,污染\n532300-7,local,污染\n532300-2,nonsense,污染\n",
    );
    let answer = record(&desk, &["identify", "--from", "bad.csv", "--on", "2013-06-01"]).exits(3);
    assert!(answer.err.contains("532300-7") && answer.err.contains("nonsense"), "{}", answer.err);
    assert_eq!(events(&desk).len(), 2);
    desk.write(
        "office/good.csv",
        "生产线,决定,原因,日期\n532300-1,地方,污染,2013-06-01\n532300-2,自愿,转型,2013-06-02\n",
    );
    let _ = record(&desk, &["认定", "--from", "good.csv"]).exits(0);
    let events = events(&desk);
    assert_eq!(events[3]["payload"]["decision"], "voluntary");
    assert_eq!(events[3]["on_date"], "2013-06-02");
}

#[test]
fn what_is_shown_only_is_not_recorded() {
    let desk = office();
    let answer = record(
        &desk,
        &["identify", "532300-1", "--on", "2013-06-01", "--dry-run", "--format", "json"],
    )
    .exits(0);
    assert_eq!(
        (&answer.json()["recorded"], &answer.json()["events"][0]["seq"]),
        (&Value::Bool(false), &Value::from(2))
    );
    assert_eq!(events(&desk).len(), 1);
}

#[test]
fn a_wrong_date_is_corrected_and_stays_on_record() {
    let desk = office();
    let _ = record(&desk, &["identify", "532300-1", "--on", "2013-05-12"]).exits(0);
    let _ = record(&desk, &["shut_down", "532300-1", "--on", "2013-06-30"]).exits(0);
    let _ =
        record(&desk, &["dismantle", "532300-1", "--on", "2013-07-27", "--set", "evidence=照片"])
            .exits(0);
    // A shutdown after the dismantling would take the ground from it.
    let answer =
        record(&desk, &["correct", "3", "--set", "on=2013-08-30", "--set", "reason=笔误"]).exits(3);
    assert!(answer.err.contains("event 4") && answer.err.contains("2013-08-30"), "{}", answer.err);
    let _ =
        record(&desk, &["correct", "3", "--set", "on=2013-06-15", "--set", "reason=笔误"]).exits(0);
    let all = events(&desk);
    assert_eq!(all[2]["on_date"], "2013-06-30", "the event stays as it was");
    assert_eq!(all[4]["corrects"], all[2]["id"]);
    let _ = desk.in_office(["ledger", "verify"]).exits(0);
}

#[test]
fn another_hand_in_the_file_is_found() {
    let desk = office();
    let _ = record(&desk, &["identify", "532300-1", "--on", "2013-05-12"]).exits(0);
    let head = desk.in_office(["ledger", "head"]).exits(0).text().trim().to_owned();
    let whole = desk.read("office/ledger.db");
    let place = |needle: &str| {
        whole.windows(needle.len()).position(|window| window == needle.as_bytes()).unwrap()
    };
    let mut tampered = whole.clone();
    tampered[place("\"specification\":\"机立窑 Φ3×11m\"") + 30] ^= 1;
    desk.write("office/ledger.db", &tampered);
    let answer = desk.in_office(["ledger", "verify"]).exits(4);
    assert!(answer.err.contains("event 1"), "{}", answer.err);

    desk.write("office/ledger.db", &whole);
    let _ =
        record(&desk, &["suspend", "532300-1", "--on", "2013-05-13", "--set", "order=1"]).exits(0);
    let later = desk.in_office(["ledger", "head"]).exits(0).text().trim().to_owned();
    desk.write("office/ledger.db", &whole);
    let _ = desk.in_office(["ledger", "verify", "--head", &head]).exits(0);
    let answer = desk.in_office(["ledger", "verify", "--head", &later]).exits(4);
    assert!(answer.err.contains("cut off"), "{}", answer.err);
    let _ = desk.in_office(["ledger", "verify", "--head", "3"]).exits(2);
}

/// Each file in the ledger's place, the exit code, a word of what is said.
#[test]
fn a_file_that_is_no_ledger_is_named_and_left_alone() {
    let desk = office();
    let whole = desk.read("office/ledger.db");
    let mut newer = whole.clone();
    newer[63] = 99; // the form of the tables, in SQLite's own header
    let cut = whole[..whole.len() / 2].to_vec();
    let cases: [(&str, Vec<u8>, i32, &str); 5] = [
        ("newer", newer, 3, "newer phaseout"),
        ("foreign", b"name,capacity\n".repeat(400), 3, "no ledger"),
        ("truncated", cut, 4, "the ledger file is"),
        ("empty", Vec::new(), 4, "cut short"),
        (
            "page of zeros",
            [whole[..4096].to_vec(), vec![0; whole.len() - 4096]].concat(),
            4,
            "damaged",
        ),
    ];
    for (name, bytes, code, word) in cases {
        desk.write("office/ledger.db", &bytes);
        let answer = record(&desk, &["identify", "532300-1", "--on", "2013-05-12"]);
        assert_eq!(answer.code, code, "{name}: {}", answer.err);
        assert!(answer.err.contains(word), "{name}: {}", answer.err);
        assert_eq!(desk.read("office/ledger.db"), bytes, "{name}: changed");
    }
    std::fs::remove_file(desk.at("office/ledger.db")).unwrap();
    let answer = desk.in_office(["ledger", "head"]).exits(3);
    assert!(answer.err.contains("there is no ledger"), "{}", answer.err);
}

#[test]
fn an_office_is_found_by_walking_up_and_made_once() {
    let desk = office();
    std::fs::create_dir_all(desk.at("office/lists/2013")).unwrap();
    let inside =
        Call::new().inside(&desk.at("office/lists/2013")).args(["ledger", "head"]).run().exits(0);
    assert!(inside.text().starts_with("1:"));
    let _ = desk.phaseout(["ledger", "head"]).exits(3);
    let _ = desk.phaseout(["ledger", "head", "--office", "office"]).exits(0);
    let answer = desk.phaseout(["init", "office", "--region", "532300"]).exits(3);
    assert!(answer.err.contains("already"), "{}", answer.err);
    for (region, level) in [("999999", "county"), ("532300", "province"), ("5323", "county")] {
        let _ = desk.phaseout(["init", "other", "--region", region, "--level", level]).exits(2);
    }
    assert!(!desk.at("other").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_fails_is_told() {
    let desk = office();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let office = desk.at("office");
    let mut command = std::process::Command::new(&phaseout_tests::built().binary);
    let status =
        command.current_dir(office).args(["ledger", "export"]).stdout(full).status().unwrap();
    assert_eq!(status.code(), Some(3));
    let _ = desk.in_office(["ledger", "export", "--out", "nowhere/export.jsonl"]).exits(3);
}

#[test]
fn the_published_lines_are_surveyed_and_the_second_time_nothing_is_new() {
    let desk = Desk::new();
    desk.office();
    desk.copy(&project().join("examples/published/lines.csv"), "office/lines.csv");
    let first =
        desk.in_office(["import", "lines.csv", "--on", "2014-01-05", "--format", "json"]).exits(0);
    let summary = first.json()["summary"].clone();
    let recorded = summary["new"].as_u64().unwrap();
    assert!(recorded >= 70, "{summary}");
    let again =
        desk.in_office(["import", "lines.csv", "--on", "2014-01-06", "--format", "json"]).exits(0);
    assert_eq!(again.json()["summary"]["events"], 0, "{}", again.json()["summary"]);
    assert_eq!(events(&desk).len() as u64, recorded);
}

/// A furnace of "460立方米及以下" may be under the limit of 400 or not; what is found out decides, and both
/// verdicts stay on record.
#[test]
fn a_fact_found_out_since_decides_the_verdict() {
    let desk = Desk::new();
    desk.office();
    desk.write(
        "office/list.csv",
        "序号,企业名称,行业,设备名称,规格\n1,某铁厂,炼铁,高炉,460立方米及以下\n",
    );
    let answer =
        desk.in_office(["import", "list.csv", "--on", "2013-06-01", "--format", "json"]).exits(0);
    assert_eq!(answer.json()["rows"][0]["verdict"], "verify");
    let refused = record(&desk, &["identify", "532300-1", "--on", "2013-06-02"]).exits(3);
    assert!(refused.err.contains("volume"), "{}", refused.err);
    let determine = [
        "determine",
        "532300-1",
        "--on",
        "2013-06-10",
        "--set",
        "attribute=volume",
        "--set",
        "value=380立方米",
    ];
    let refused = record(&desk, &determine).exits(3);
    assert!(refused.err.contains("evidence"), "{}", refused.err);
    // What is no attribute of a furnace, or no volume, decides nothing and is not recorded.
    for (attribute, value) in [("foo", "1"), ("volume", "abc"), ("volume", "380")] {
        let facts = [format!("attribute={attribute}"), format!("value={value}")];
        let facts = facts.iter().flat_map(|fact| ["--set", fact.as_str()]);
        let arguments: Vec<&str> =
            ["determine", "532300-1", "--on", "2013-06-10", "--set", "evidence=记录"]
                .into_iter()
                .chain(facts)
                .collect();
        let _ = record(&desk, &arguments).exits(3);
    }
    let _ = record(&desk, &[&determine[..], &["--set", "evidence=现场测量记录"]].concat()).exits(0);
    let _ = record(&desk, &["identify", "532300-1", "--on", "2013-06-12"]).exits(0);
    let verdicts: Vec<Value> =
        events(&desk).iter().map(|event| event["payload"]["verdict"].clone()).collect();
    assert_eq!(verdicts, ["verify", "eliminate", "eliminate"]);
    let then =
        desk.in_office(["show", "532300-1", "--as-of", "2013-06-05", "--format", "json"]).exits(0);
    assert!(then.text().contains("verify"), "{}", then.text());
}

/// A table of wage classes: half years, the floor, the cap and twelve years (劳动合同法第四十七条).
#[test]
fn compensation_is_estimated_from_counts() {
    let desk = Desk::new();
    desk.write(
        "classes.csv",
        "类别,人数,月平均工资,工作年数,月数\n普通,10,3000,4,7\n低薪,2,900,0,5\n高薪,1,20000,5,0\n",
    );
    let arguments = [
        "compensation",
        "classes.csv",
        "--on",
        "2013-12-31",
        "--mean-wage",
        "3500",
        "--minimum-wage",
        "1200元",
        "--format",
        "json",
    ];
    let answer = desk.phaseout(arguments).exits(0).json();
    let amounts: Vec<&str> = answer["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| class["amount"].as_str().unwrap())
        .collect();
    // 10 × 5 × 3000; 2 × 0.5 × 1200; 5 × 3 × 3500
    assert_eq!(amounts, ["150000元", "1200元", "52500元"]);
    assert_eq!((&answer["people"], &answer["total"]), (&Value::from(13), &Value::from("203700元")));
    desk.write("classes.csv", "类别,人数,月平均工资,工作年数\n甲,十,3000,4\n乙,2,高,1\n");
    let refused = desk.phaseout(arguments).exits(3);
    assert!(refused.err.contains("row 2") && refused.err.contains("row 3"), "{}", refused.err);
}

/// The kiln's county is split off and the firm renamed: the line, its target and its money stay together.
#[test]
fn a_renamed_firm_keeps_its_line() {
    let desk = office();
    let _ = record(
        &desk,
        &[
            "rename",
            "E532300-1",
            "--on",
            "2013-08-01",
            "--set",
            "name=耀华建材有限责任公司",
            "--set",
            "document=工商变更",
        ],
    )
    .exits(0);
    // The next list prints the new name: the same line, and nothing new about it but the name.
    desk.write("office/next.csv", KILN.replace("耀华水泥", "耀华建材"));
    let answer =
        desk.in_office(["import", "next.csv", "--on", "2013-09-01", "--format", "json"]).exits(0);
    assert_eq!(answer.json()["rows"][0]["line"], "532300-1", "{}", answer.text());
    let shown = desk.in_office(["show", "532300-1"]).exits(0);
    assert!(
        shown.text().contains("耀华建材") && shown.text().contains("耀华水泥"),
        "{}",
        shown.text()
    );
}
