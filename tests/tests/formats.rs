//! The forms in which answers are printed: the names that other programs rely on, and the same answer
//! for every number of threads.

use calamine::{Data, Reader, Xlsx};
use phaseout_tests::{Answer, Desk, phaseout};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Cursor;

const ROWS: &str = "tests/published/rows.csv";

fn screened(arguments: &[&str]) -> Answer {
    phaseout(["screen", ROWS, "--as-of", "2013-07-01"].iter().chain(arguments)).exits(0)
}

/// Asserts that an object has all these keys.
#[track_caller]
fn has(value: &Value, keys: &str, what: &str) {
    for key in keys.split_whitespace() {
        assert!(value.get(key).is_some(), "{what} has no {key}: {value:#}");
    }
}

fn each<'a>(value: &'a Value, what: &str) -> impl Iterator<Item = &'a Value> {
    value.as_array().unwrap_or_else(|| panic!("{what} is no array: {value:#}")).iter()
}

#[track_caller]
fn is_one_of(value: &Value, words: &str, what: &str) {
    let found = value.as_str().unwrap_or_else(|| panic!("{what} is no text: {value}"));
    assert!(words.split_whitespace().any(|word| word == found), "{what}: {found}");
}

const VERDICTS: &str = "eliminate verify restrict retain unjudged";

fn check_line(line: &Value) {
    has(line, "line source enterprise industry region verdict units problems", "a line");
    has(&line["source"], "file sheet row", "a source");
    assert!(line["source"]["row"].is_u64(), "{line}");
    is_one_of(&line["verdict"], VERDICTS, "a line's verdict");
    each(&line["units"], "units").for_each(check_unit);
    for problem in each(&line["problems"], "problems") {
        has(problem, "code severity column message hint", "a problem");
    }
}

fn check_unit(unit: &Value) {
    has(unit, "equipment label quantity verdict attributes findings", "a unit");
    is_one_of(&unit["verdict"], VERDICTS, "a unit's verdict");
    for (name, attribute) in unit["attributes"].as_object().into_iter().flatten() {
        has(attribute, "column text", name);
        if attribute.get("value").is_none() {
            has(attribute, "lo hi lo_open hi_open unit", name);
        }
    }
    each(&unit["findings"], "findings").for_each(check_finding);
}

fn check_finding(finding: &Value) {
    let keys = "criterion class outcome confirmed on_unknown deadline overdue basis because missing exemptions";
    has(finding, keys, "a finding");
    is_one_of(&finding["class"], "eliminate restrict", "class");
    is_one_of(&finding["outcome"], "hit unknown exempt clear", "outcome");
    is_one_of(&finding["on_unknown"], "verify note", "on_unknown");
    assert!(finding["confirmed"].is_boolean() && finding["overdue"].is_boolean(), "{finding:#}");
    has(&finding["basis"], "document title wording from until", "a basis");
    for because in each(&finding["because"], "because") {
        has(because, "attribute operator threshold unit lo hi value text column", "a comparison");
        is_one_of(&because["operator"], "< <= > >= == != in is_a known", "an operator");
    }
    assert!(each(&finding["missing"], "missing").all(Value::is_string), "{finding:#}");
    for exemption in each(&finding["exemptions"], "exemptions") {
        has(exemption, "text evidence_wanted claimed accepted", "an exemption");
    }
    if finding["outcome"] == "unknown" {
        assert_ne!(
            each(&finding["missing"], "missing").count(),
            0,
            "an unknown says what to ask: {finding:#}"
        );
    }
}

fn check_file(file: &Value) {
    has(file, "path sha256 rows lines skipped", "a file");
    assert_eq!(file["sha256"].as_str().map(str::len), Some(64));
    for skipped in each(&file["skipped"], "skipped") {
        has(skipped, "row reason", "a row passed over");
    }
}

fn check_summary(summary: &Value) {
    has(summary, &format!("lines {VERDICTS} problems"), "the summary");
    let sum: u64 = VERDICTS.split(' ').filter_map(|verdict| summary[verdict].as_u64()).sum();
    assert_eq!(Some(sum), summary["lines"].as_u64(), "every line has one verdict");
}

#[test]
fn json_has_every_name_of_the_contract() {
    let answer = screened(&["--format", "json", "--findings", "all"]).json();
    has(&answer, "schema as_of region by files lines summary", "the answer");
    assert_eq!(
        (&answer["schema"], &answer["as_of"]),
        (&"phaseout.screen/1".into(), &"2013-07-01".into())
    );
    assert_eq!(answer["region"], Value::Null);
    has(&answer["by"], "version plugins criteria_sha256", "by");
    for plugin in each(&answer["by"]["plugins"], "plugins") {
        has(plugin, "id version sha256", "a plugin");
    }
    each(&answer["files"], "files").for_each(check_file);
    each(&answer["lines"], "lines").for_each(check_line);
    check_summary(&answer["summary"]);
    assert_eq!(
        each(&answer["lines"], "lines").count() as u64,
        answer["summary"]["lines"].as_u64().unwrap_or_default()
    );
}

#[test]
fn jsonl_gives_lines_in_input_order_then_files_then_the_summary() {
    let answer = screened(&["--format", "jsonl"]);
    let objects: Vec<Value> = answer
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).expect("one object on each line"))
        .collect();
    let types: Vec<&str> = objects.iter().filter_map(|object| object["type"].as_str()).collect();
    let mut expected = vec!["line"; 25];
    expected.extend(["file", "summary"]);
    assert_eq!(types, expected);
    let rows: Vec<u64> =
        objects.iter().filter_map(|object| object["source"]["row"].as_u64()).collect();
    assert!(rows.is_sorted(), "{rows:?}");
    objects[..25].iter().for_each(check_line);
    check_file(&objects[25]);
    check_summary(&objects[26]);
}

#[test]
fn jsonl_and_json_say_the_same_of_a_line() {
    let whole = screened(&["--format", "json"]).json();
    let answer = screened(&["--format", "jsonl"]);
    for (line, text) in each(&whole["lines"], "lines").zip(answer.text().lines()) {
        let mut object: Value = serde_json::from_str(text).expect("an object");
        let _ = object.as_object_mut().and_then(|object| object.remove("type"));
        assert_eq!(&object, line);
    }
}

#[test]
fn csv_has_one_row_per_line_under_the_header_of_the_contract() {
    let answer = screened(&["--format", "csv"]);
    let header = answer.text().lines().next();
    assert_eq!(header, Some("line,enterprise,industry,verdict,deadline,basis,missing,problems"));
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(answer.out.as_slice())
        .records()
        .collect::<Result<_, _>>()
        .expect("csv reads it again");
    assert_eq!(rows.len(), 25);
    let row = |id: &str| rows.iter().find(|row| row.get(0) == Some(id)).expect("the line is there");
    let furnace = row("RL004");
    assert_eq!(
        (furnace.get(1), furnace.get(3)),
        (Some("冠县顺风金属制品有限公司"), Some("eliminate"))
    );
    for part in ["2010-12-31", "2011-12-31"] {
        assert!(furnace[4].split(';').any(|deadline| deadline == part), "{}", &furnace[4]);
    }
    assert!(furnace[5].split(';').any(|basis| basis == "国发〔2010〕7号"), "{}", &furnace[5]);
    assert!(
        row("RL002")[6].split(';').any(|fact| fact == "discharge_compliant"),
        "{:?}",
        row("RL002")
    );
    assert_eq!(&row("RL018")[3], "unjudged");
    assert!(
        row("RL113")[7].split(';').any(|code| code == "industry-missing"),
        "{:?}",
        row("RL113")
    );
}

#[test]
fn a_cell_with_commas_and_quotes_comes_back_as_it_was() {
    let desk = Desk::new();
    desk.write("list.csv", "序号,企业名称,行业,设备名称\nA,\"甲,\"\"乙\"\"\n丙\",水泥,湿法窑\n");
    let answer = desk.phaseout(["screen", "list.csv", "--format", "csv"]).exits(0);
    let mut reader = csv::Reader::from_reader(answer.out.as_slice());
    let row = reader.records().next().expect("a row").expect("csv reads it again");
    assert_eq!(&row[1], "甲,\"乙\"\n丙");
}

fn opened(bytes: &[u8]) -> calamine::Range<Data> {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("the workbook opens again");
    assert_eq!(book.sheet_names()[1..], ["判定理由", "待核实事项", "汇总"], "behind the own sheet");
    book.worksheet_range_at(0).expect("a first sheet").expect("that can be read")
}

#[test]
fn a_workbook_opens_again_with_a_row_for_each_line() {
    let desk = Desk::new();
    let out = desk.at("verdicts.xlsx");
    let answer = phaseout([
        "screen".as_ref(),
        ROWS.as_ref(),
        "--as-of=2013-07-01".as_ref(),
        "--out".as_ref(),
        out.as_os_str(),
    ]);
    assert_eq!(answer.exits(0).out, b"");
    let bytes = desk.read("verdicts.xlsx");
    let sheet = opened(&bytes);
    assert_eq!(sheet.height(), 29, "a header, 25 lines, and 3 rows that are none");
    // What is written for people is Chinese unless English was asked for.
    let text = |row: u32, column: u32| {
        sheet.get_value((row, column)).map(ToString::to_string).unwrap_or_default()
    };
    let verdict = (0..40).find(|column| text(0, *column) == "判定").expect("a column of verdicts");
    assert_eq!((text(1, 0), text(1, verdict)), ("RL001".to_owned(), "淘汰".to_owned()));
    assert_eq!(text(2, verdict), "待核实");
}

#[test]
fn a_workbook_has_its_header_frozen_and_filters_on() {
    let desk = Desk::new();
    desk.write("list.csv", "序号,行业,设备名称\nA,水泥,湿法窑\n");
    let _ =
        desk.phaseout(["screen", "list.csv", "--out", "verdicts.xlsx", "--lang", "en"]).exits(0);
    let mut archive =
        zip::ZipArchive::new(Cursor::new(desk.read("verdicts.xlsx"))).expect("a workbook is a zip");
    let mut sheet = String::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("a first sheet");
    std::io::Read::read_to_string(&mut part, &mut sheet).expect("of text");
    assert!(sheet.contains("<pane ySplit=\"1\"") && sheet.contains("state=\"frozen\""), "{sheet}");
    assert!(sheet.contains("<autoFilter ref=\"A1:"), "{sheet}");
}

#[test]
fn the_ending_of_the_output_decides_its_format() {
    let desk = Desk::new();
    desk.write("list.csv", "序号,行业,设备名称\nA,水泥,湿法窑\n");
    for (name, start) in
        [("out.csv", "line,"), ("out.json", "{\"as_of\""), ("out.jsonl", "{\"type\":\"line\"")]
    {
        let answer = desk.phaseout(["screen", "list.csv", "--out", name]).exits(0);
        assert!(answer.out.is_empty(), "{name}: results go to the file");
        let text = String::from_utf8(desk.read(name)).expect("text");
        assert!(text.starts_with(start), "{name}: {text}");
    }
    let same = desk.phaseout(["screen", "list.csv", "--format", "csv"]).exits(0);
    assert_eq!(same.out, desk.read("out.csv"));
}

#[test]
fn an_output_that_cannot_be_written_is_refused_and_leaves_no_file() {
    let desk = Desk::new();
    desk.write("list.csv", "序号,行业,设备名称\nA,水泥,湿法窑\n");
    let answer = desk.phaseout(["screen", "list.csv", "--out", "nowhere/out.csv"]).exits(3);
    assert!(answer.err.contains("out.csv"), "{}", answer.err);
    // A run that stops half-way keeps what was there.
    desk.write("out.csv", "kept");
    desk.write("empty.csv", "");
    let _ = desk.phaseout(["screen", "empty.csv", "--out", "out.csv"]).exits(3);
    assert_eq!(desk.read("out.csv"), b"kept");
}

/// A long list of all four industries, with gaps, oddities and repeated ids.
fn long_list(lines: u32) -> String {
    let mut text = "序号,企业名称,行业,设备名称,规格,数量,产能(万吨/年),市\n".to_owned();
    let mut state: u32 = 20_130_701;
    let mut pick = |below: u32| {
        // A plain linear congruence: the same list on every machine.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    for number in 0..lines {
        let tenths = 15 + pick(20);
        let (industry, equipment, spec) = match pick(6) {
            0 => ("水泥", "机立窑", format!("Φ{}.{}×11m", tenths / 10, tenths % 10)),
            1 => ("水泥", "Φ3×11m机立窑1条、Φ2.2×6.5m球磨机2台", String::new()),
            2 => ("炼铁", "高炉", format!("{}立方米", 100 + pick(900))),
            3 => ("炼钢", "转炉", format!("{}吨", 10 + pick(90))),
            4 => ("电力", "机组", format!("{}MW", 3 + pick(300))),
            _ => ("柠檬酸", "柠檬酸生产线", String::new()),
        };
        let spec = if pick(7) == 0 { "看不清".to_owned() } else { spec };
        let id = if pick(50) == 0 { pick(lines) } else { number };
        let city = if pick(10) == 0 { "营口市" } else { "" };
        let _ = writeln!(
            text,
            "L{id:05},第{}厂,{industry},{equipment},{spec},,{},{city}",
            pick(500),
            pick(90)
        );
    }
    text
}

#[test]
fn the_answer_is_the_same_for_every_number_of_threads() {
    let desk = Desk::new();
    desk.write("list.csv", long_list(20_000));
    for format in ["csv", "jsonl"] {
        let of = |threads: &str| {
            let arguments = [
                "screen",
                "list.csv",
                "--as-of",
                "2011-03-01",
                "--format",
                format,
                "--threads",
                threads,
            ];
            desk.phaseout(arguments).exits(0)
        };
        let one = of("1");
        assert!(one.text().lines().count() >= 20_001);
        for threads in ["2", "3", "8"] {
            let other = of(threads);
            assert!(
                other.out == one.out,
                "{format} with {threads} threads differs from one thread"
            );
            assert_eq!(other.err, one.err, "{format} with {threads} threads");
        }
    }
}

#[test]
fn messages_come_in_chinese_and_in_english() {
    let chinese = screened(&["--lang", "zh", "--format", "csv"]);
    let english = screened(&["--lang", "en", "--format", "csv"]);
    assert_eq!(chinese.out, english.out, "csv is for programs");
    assert!(english.err.contains("25 lines as of 2013-07-01"), "{}", english.err);
    assert!(chinese.err.contains("25") && chinese.err.contains("淘汰"), "{}", chinese.err);
    let table = screened(&["--lang", "zh"]);
    for verdict in ["淘汰", "待核实", "保留", "无判据"] {
        assert!(table.text().contains(verdict), "{verdict} is not in\n{}", table.text());
    }
    let words =
        |lang| screened(&["--lang", lang, "--format", "json"]).line("RL113")["problems"][0].clone();
    let (zh, en) = (words("zh"), words("en"));
    assert_eq!(zh["code"], en["code"]);
    assert_ne!(zh["message"], en["message"]);
}

#[test]
fn quiet_leaves_results_and_errors_only() {
    let answer = screened(&["--quiet", "--format", "csv"]);
    assert_eq!(answer.err, "");
    assert_eq!(answer.text().lines().count(), 26);
    let desk = Desk::new();
    desk.write("empty.csv", "");
    assert_eq!(desk.phaseout(["screen", "empty.csv", "--quiet"]).exits(3).errors(), 1);
}
