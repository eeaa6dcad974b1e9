//! Lists as they come: encodings, headers, units, ids, workbooks, what was found out since, and files
//! that are no lists.

use phaseout_tests::{Answer, Call, Desk, phaseout};
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::fmt::Write as _;

/// One kiln, under the headers of an office.
const KILN: &str = "序号,企业名称,行业,设备名称,规格型号,数量,产能(万吨/年)\nA1,耀华水泥有限责任公司,水泥,机立窑,Φ3×11m,1,8\n";

fn codes(line: &Value) -> Vec<&str> {
    line["problems"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|problem| problem["code"].as_str())
        .collect()
}

/// The column of a line's problem.
#[track_caller]
fn column_of<'a>(line: &'a Value, code: &str) -> &'a str {
    let problem =
        line["problems"].as_array().into_iter().flatten().find(|problem| problem["code"] == code);
    problem.unwrap_or_else(|| panic!("no {code} in {line:#}"))["column"]
        .as_str()
        .unwrap_or_default()
}

fn attribute<'a>(line: &'a Value, name: &str) -> &'a Value {
    &line["units"][0]["attributes"][name]
}

/// Lower and upper bound of an attribute of the first unit.
fn bounds(line: &Value, name: &str) -> (Option<f64>, Option<f64>) {
    let value = attribute(line, name);
    (value["lo"].as_f64(), value["hi"].as_f64())
}

fn outcome<'a>(line: &'a Value, criterion: &str) -> &'a Value {
    let units = line["units"].as_array().into_iter().flatten();
    let mut findings = units.flat_map(|unit| unit["findings"].as_array().into_iter().flatten());
    findings
        .find(|finding| finding["criterion"] == criterion)
        .map_or(&Value::Null, |finding| &finding["outcome"])
}

fn ids(answer: &Answer) -> Vec<String> {
    let answer = answer.json();
    let lines = answer["lines"].as_array().into_iter().flatten();
    lines.filter_map(|line| line["line"].as_str().map(str::to_owned)).collect()
}

// ---- encodings and delimiters --------------------------------------------------------------------

/// What a reader of the list should see of the kiln, whatever the bytes.
#[track_caller]
fn is_the_kiln(answer: &Answer, how: &str) {
    let line = answer.line("A1");
    assert_eq!(line["enterprise"], "耀华水泥有限责任公司", "{how}");
    assert_eq!(line["verdict"], "eliminate", "{how}");
    assert_eq!(bounds(&line, "kiln_diameter"), (Some(3.0), Some(3.0)), "{how}");
    assert_eq!(bounds(&line, "capacity"), (Some(8.0), Some(8.0)), "{how}");
    assert_eq!(line["problems"], serde_json::json!([]), "{how}");
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// The kiln's list in every encoding that is read.
fn encodings() -> Vec<(&'static str, Vec<u8>)> {
    let (gb18030, _, lossy) = encoding_rs::GB18030.encode(KILN);
    assert!(!lossy, "GB18030 writes all characters");
    vec![
        ("UTF-8", KILN.as_bytes().to_vec()),
        ("UTF-8 with BOM", format!("\u{feff}{KILN}").into_bytes()),
        ("GB18030", gb18030.into_owned()),
        ("UTF-16 little-endian", utf_16(KILN, u16::to_le_bytes)),
        ("UTF-16 big-endian", utf_16(KILN, u16::to_be_bytes)),
    ]
}

const WHEN: [&str; 2] = ["--as-of", "2013-07-01"];

#[test]
fn every_encoding_gives_the_same_line() {
    let desk = Desk::new();
    for (encoding, bytes) in encodings() {
        is_the_kiln(&desk.screen("list.csv", bytes, &WHEN), encoding);
    }
}

#[test]
fn standard_input_is_read_in_every_encoding() {
    for (encoding, bytes) in encodings() {
        let answer = Call::new()
            .args(["screen", "-", "--format", "json"])
            .args(WHEN)
            .input(bytes)
            .run()
            .exits(0);
        is_the_kiln(&answer, encoding);
        assert_eq!(answer.line("A1")["source"]["file"], "-");
    }
}

#[test]
fn a_semicolon_or_a_tab_may_stand_for_the_comma() {
    let desk = Desk::new();
    for delimiter in [";", "\t"] {
        is_the_kiln(&desk.screen("list.csv", KILN.replace(',', delimiter), &WHEN), delimiter);
    }
}

#[test]
fn line_ends_of_every_system_are_line_ends() {
    let desk = Desk::new();
    is_the_kiln(&desk.screen("list.csv", KILN.replace('\n', "\r\n"), &WHEN), "CRLF");
    is_the_kiln(&desk.screen("list.csv", KILN.trim_end(), &WHEN), "none at the end");
}

#[test]
fn a_quoted_cell_holds_commas_and_line_breaks_and_rows_are_counted_in_the_file() {
    let desk = Desk::new();
    let list = "序号,企业名称,行业,设备名称,规格\nA1,\"甲,\n乙\",水泥,机立窑,Φ3×11m\nA2,丙,水泥,机立窑,Φ2×8m\n";
    let answer = desk.screen("list.csv", list, &WHEN);
    assert_eq!(answer.line("A1")["enterprise"], "甲,\n乙");
    assert_eq!(answer.line("A1")["source"]["row"], 2);
    assert_eq!(answer.line("A2")["source"]["row"], 4);
}

// ---- headers and units ---------------------------------------------------------------------------

#[test]
fn headers_may_be_english_or_chinese_and_stand_below_a_title() {
    let desk = Desk::new();
    let english = "row_id,enterprise,industry,equipment,spec,quantity,capacity,capacity_unit\nA1,耀华水泥有限责任公司,水泥,机立窑,Φ3×11m,1,8,万吨/年\n";
    is_the_kiln(&desk.screen("list.csv", english, &WHEN), "English");
    let titled = format!("2013年淘汰落后产能企业名单,,,,,,\n,,,,,,\n{KILN}");
    let answer = desk.screen("list.csv", titled, &WHEN);
    is_the_kiln(&answer, "a title above");
    assert_eq!(answer.line("A1")["source"]["row"], 4);
    let others = "编号,单位名称,所属行业,主要设备,型号,数量,生产能力(万吨/年)\nA1,耀华水泥有限责任公司,水泥,机立窑,Φ3×11m,1,8\n";
    is_the_kiln(&desk.screen("list.csv", others, &WHEN), "other words");
}

#[test]
fn a_capacity_takes_its_unit_from_header_cell_or_the_column_beside() {
    let desk = Desk::new();
    let headers = ["产能(万吨/年)", "产能（万吨）", "产能/万吨", "产能"];
    let cells = ["8", "8", "8", "8万吨/年"];
    for (header, cell) in headers.iter().zip(cells) {
        let line = desk
            .screen(
                "list.csv",
                format!("序号,行业,设备名称,{header}\nA,水泥,机立窑,{cell}\n"),
                &WHEN,
            )
            .line("A");
        assert_eq!(bounds(&line, "capacity"), (Some(8.0), Some(8.0)), "{header}");
        assert_eq!(attribute(&line, "capacity")["unit"], "万吨/年", "{header}");
        assert_eq!(codes(&line), Vec::<&str>::new(), "{header}");
    }
    for beside in ["产能单位", "单位"] {
        let line = desk
            .screen(
                "list.csv",
                format!("序号,行业,设备名称,产能,{beside}\nA,水泥,机立窑,8,万吨/年\n"),
                &WHEN,
            )
            .line("A");
        assert_eq!(bounds(&line, "capacity"), (Some(8.0), Some(8.0)), "{beside}");
    }
    let line = desk
        .screen("list.csv", "序号,行业,设备名称,产能(吨/年)\nA,水泥,机立窑,80000\n", &WHEN)
        .line("A");
    assert_eq!(bounds(&line, "capacity"), (Some(8.0), Some(8.0)), "吨/年 become 万吨/年");
}

#[test]
fn a_capacity_without_unit_is_a_problem_and_not_known() {
    let desk = Desk::new();
    let line =
        desk.screen("list.csv", "序号,行业,设备名称,产能\nA,水泥,机立窑,35\n", &WHEN).line("A");
    assert_eq!(column_of(&line, "capacity-without-unit"), "产能");
    assert!(attribute(&line, "capacity").is_null(), "{line:#}");
}

#[test]
fn a_capacity_in_another_dimension_is_a_problem_and_not_known() {
    let desk = Desk::new();
    let line = desk
        .screen("list.csv", "序号,行业,设备名称,产能\nA,水泥,机立窑,35万重量箱\n", &WHEN)
        .line("A");
    assert_eq!(column_of(&line, "capacity-dimension"), "产能");
    assert!(attribute(&line, "capacity").is_null(), "{line:#}");
}

#[test]
fn an_attribute_has_a_column_under_its_id_or_its_chinese_name() {
    let desk = Desk::new();
    for header in ["volume(m³)", "炉容(立方米)", "有效容积(m3)"] {
        let line = desk
            .screen("list.csv", format!("序号,行业,设备名称,{header}\nA,炼铁,高炉,380\n"), &WHEN)
            .line("A");
        assert_eq!(bounds(&line, "volume"), (Some(380.0), Some(380.0)), "{header}");
        assert_eq!(attribute(&line, "volume")["column"], header);
        assert_eq!(line["verdict"], "eliminate", "{header}");
    }
}

#[test]
fn a_bare_size_without_a_unit_anywhere_is_a_problem() {
    let desk = Desk::new();
    let line =
        desk.screen("list.csv", "序号,行业,设备名称,炉容\nA,炼铁,高炉,380\n", &WHEN).line("A");
    assert_eq!(column_of(&line, "missing-unit"), "炉容");
    assert_eq!(line["verdict"], "verify");
}

#[test]
fn years_need_no_unit() {
    let desk = Desk::new();
    let list = "序号,行业,设备名称,规格,服役年限\nA,电力,机组,5万千瓦,21\n";
    let line = desk.screen("list.csv", list, &WHEN).line("A");
    assert_eq!(bounds(&line, "years_in_service"), (Some(21.0), Some(21.0)));
    assert_eq!(outcome(&line, "power/guofa-2007-2/twenty-years-below-100mw"), "hit");
}

#[test]
fn years_in_service_follow_from_the_year_of_commissioning() {
    // As of 2013-07-01 a unit of 1993 has run between 19.5 and 20.5 years: not surely twenty.
    let desk = Desk::new();
    let list = "序号,行业,设备名称,规格,投产年份\nA,电力,机组,6万千瓦,1992\nB,电力,机组,6万千瓦,1993\nC,电力,机组,6万千瓦,1994\n";
    let answer = desk.screen("list.csv", list, &["--as-of", "2013-07-01", "--findings", "all"]);
    for (id, says) in [("A", "hit"), ("B", "unknown"), ("C", "clear")] {
        assert_eq!(
            outcome(&answer.line(id), "power/guofa-2007-2/twenty-years-below-100mw"),
            says,
            "{id}"
        );
    }
}

#[test]
fn yes_and_no_are_written_in_many_ways_and_nothing_else_is_guessed() {
    let desk = Desk::new();
    let cells = [
        "是",
        "有",
        "达标",
        "√",
        "Y",
        "yes",
        "1",
        "否",
        "无",
        "不达标",
        "×",
        "N",
        "no",
        "0",
        "也许",
    ];
    let mut list = "序号,行业,设备名称,环保达标\n".to_owned();
    for (number, cell) in cells.iter().enumerate() {
        let _ = writeln!(list, "A{number},柠檬酸,柠檬酸生产线,{cell}");
    }
    let answer = desk.screen("list.csv", list, &WHEN);
    for (number, cell) in cells.iter().enumerate() {
        let line = answer.line(&format!("A{number}"));
        let expected = match number {
            0..=6 => ("retain", Value::Bool(true)),
            7..=13 => ("eliminate", Value::Bool(false)),
            _ => ("verify", Value::Null),
        };
        assert_eq!(
            (line["verdict"].as_str(), &attribute(&line, "discharge_compliant")["value"]),
            (Some(expected.0), &expected.1),
            "{cell}"
        );
    }
    assert_eq!(column_of(&answer.line("A14"), "unreadable-yes-no"), "环保达标");
}

#[test]
fn the_figures_of_citric_acid_have_columns_of_their_own() {
    let desk = Desk::new();
    let list = "序号,行业,设备名称,生产工艺,是否达标,COD(mg/L),吨产品废水量(t/t)\nA,柠檬酸,柠檬酸生产线,钙盐法,是,100,40\nB,柠檬酸,柠檬酸生产线,发酵法,是,,\n";
    let answer = desk.screen("list.csv", list, &WHEN);
    let line = answer.line("A");
    assert_eq!(attribute(&line, "process")["value"], "钙盐法");
    assert_eq!(bounds(&line, "cod"), (Some(100.0), Some(100.0)));
    assert_eq!(bounds(&line, "waste_water"), (Some(40.0), Some(40.0)));
    assert_eq!(column_of(&answer.line("B"), "unknown-word"), "生产工艺");
}

#[test]
fn columns_that_contradict_each_other_leave_the_size_unknown() {
    let desk = Desk::new();
    let list =
        "序号,行业,设备名称,规格,炉容(m³)\nA,炼铁,高炉,450立方米,380\nB,炼铁,高炉,380立方米,380\n";
    let answer = desk.screen("list.csv", list, &WHEN);
    let line = answer.line("A");
    assert!(codes(&line).contains(&"contradiction"), "{line:#}");
    assert_eq!((line["verdict"].as_str(), bounds(&line, "volume")), (Some("verify"), (None, None)));
    assert_eq!(
        codes(&answer.line("B")),
        Vec::<&str>::new(),
        "the same said twice is no contradiction"
    );
}

#[test]
fn a_strange_header_is_mapped_by_hand() {
    let desk = Desk::new();
    let list = "序号,行业,主机,规格及数量\nA1,水泥,机立窑,Φ3×11m\n";
    desk.write("list.csv", list);
    let answer = desk
        .phaseout([
            "screen",
            "list.csv",
            "--format",
            "json",
            "--map",
            "spec=规格及数量",
            "--map",
            "equipment=主机",
        ])
        .exits(0);
    assert_eq!(bounds(&answer.line("A1"), "kiln_diameter"), (Some(3.0), Some(3.0)));
}

#[test]
fn a_map_that_names_nothing_is_told_with_what_was_meant() {
    let desk = Desk::new();
    desk.write("list.csv", KILN);
    let answer = desk.phaseout(["screen", "list.csv", "--map", "spec=规格型"]);
    assert!(
        answer.err.contains("规格型") && answer.err.contains("did you mean 规格型号?"),
        "{}",
        answer.err
    );
}

// ---- ids -----------------------------------------------------------------------------------------

#[test]
fn a_row_without_id_is_called_after_its_place() {
    let desk = Desk::new();
    let list = "序号,行业,设备名称\nA,水泥,机立窑\n,水泥,机立窑\n";
    let answer = desk.screen("list.csv", list, &WHEN);
    assert_eq!(ids(&answer), ["A", "list.csv:3"]);
    assert_eq!(codes(&answer.line("list.csv:3")), ["line-id-missing"]);
}

#[test]
fn a_repeated_id_stays_with_its_first_row_within_a_run() {
    let desk = Desk::new();
    let one =
        desk.write("one.csv", "序号,行业,设备名称\nA,水泥,机立窑\nA,水泥,湿法窑\nB,水泥,湿法窑\n");
    let two = desk.write("two.csv", "序号,行业,设备名称\nA,水泥,立窑\n");
    for threads in ["1", "2"] {
        let answer = Call::new()
            .args(["screen", "--format", "json", "--threads", threads])
            .arg(&one)
            .arg(&two)
            .run()
            .exits(0);
        let expected = [
            "A".to_owned(),
            format!("{}:3", one.display()),
            "B".to_owned(),
            format!("{}:2", two.display()),
        ];
        assert_eq!(ids(&answer), expected);
        assert_eq!(answer.line("A")["units"][0]["equipment"], "mechanised_shaft_kiln");
        assert_eq!(codes(&answer.line(&expected[3])), ["line-id-repeated"]);
        assert_eq!(answer.json()["files"].as_array().map(Vec::len), Some(2));
    }
}

#[test]
fn a_table_without_ids_says_so_once_a_line() {
    let desk = Desk::new();
    let answer = desk.screen("list.csv", "行业,设备名称\n水泥,机立窑\n水泥,湿法窑\n", &WHEN);
    assert_eq!(ids(&answer), ["list.csv:2", "list.csv:3"]);
    let first = answer.line("list.csv:2");
    assert_eq!(codes(&first).len(), 1, "one problem, {:?}", codes(&first));
}

#[test]
fn a_row_type_that_nobody_declared_is_judged_with_a_problem() {
    let desk = Desk::new();
    let list = "序号,行类型,行业,设备名称\nA,new_type,水泥,湿法窑\nB,total,水泥,\nC,,水泥,湿法窑\n";
    let answer = desk.screen("list.csv", list, &WHEN);
    assert_eq!(ids(&answer), ["A", "C"]);
    assert_eq!(codes(&answer.line("A")), ["row-type-unknown"]);
    assert_eq!(
        answer.json()["files"][0]["skipped"],
        serde_json::json!([{ "row": 3, "reason": "total" }])
    );
}

#[test]
fn a_wrong_credit_code_is_a_problem_and_stops_nothing() {
    let desk = Desk::new();
    let list = "序号,企业名称,统一社会信用代码,行业,设备名称,规格\nA,甲,91350100M000100Y43,水泥,湿法窑,\nB,乙,91350100M000100Y44,水泥,湿法窑,\n";
    let answer = desk.screen("list.csv", list, &WHEN);
    assert_eq!(codes(&answer.line("A")), Vec::<&str>::new());
    assert_eq!(column_of(&answer.line("B"), "credit-code-check"), "统一社会信用代码");
    assert_eq!(answer.line("B")["verdict"], "eliminate");
}

// ---- what was found out since --------------------------------------------------------------------

/// Judges one list with facts about it.
#[track_caller]
fn with_facts(list: &str, facts: &str) -> Answer {
    let desk = Desk::new();
    desk.write("facts.csv", format!("line,unit,attribute,value,evidence\n{facts}"));
    desk.screen("list.csv", list, &["--as-of", "2013-07-01", "--facts", "facts.csv"])
}

#[test]
fn a_fact_turns_verify_into_a_verdict() {
    let list = "序号,行业,设备名称,规格\nA,炼铁,高炉,460立方米及以下\n";
    let line = with_facts(list, "A,,volume,380立方米,铭牌照片\n").line("A");
    assert_eq!(
        (line["verdict"].as_str(), bounds(&line, "volume")),
        (Some("eliminate"), (Some(380.0), Some(380.0)))
    );
    let line = with_facts(list, "A,,炉容,450立方米,\n").line("A");
    assert_eq!(line["verdict"], "retain");
}

#[test]
fn a_fact_stands_for_what_the_list_printed() {
    // Found out since: the list said less than 460, the name plate says 480.
    let list = "序号,行业,设备名称,规格\nA,炼铁,高炉,460立方米及以下\n";
    let line = with_facts(list, "A,,volume,480立方米,铭牌照片\n").line("A");
    assert_eq!(
        (line["verdict"].as_str(), bounds(&line, "volume")),
        (Some("retain"), (Some(480.0), Some(480.0)))
    );
    assert_eq!(attribute(&line, "volume")["column"], "facts.csv:2", "where it was found out");
}

#[test]
fn a_fact_tells_the_kind_of_equipment() {
    let list = "序号,行业,设备名称,规格\nA,水泥,回转窑,φ2.8×40m\n";
    for value in ["湿法窑", "wet_kiln"] {
        let line = with_facts(list, &format!("A,,equipment,{value},\n")).line("A");
        assert_eq!(
            (line["verdict"].as_str(), &line["units"][0]["equipment"]),
            (Some("eliminate"), &"wet_kiln".into())
        );
    }
    assert_eq!(with_facts(list, "A,,equipment,新型干法窑,\n").line("A")["verdict"], "retain");
}

#[test]
fn a_fact_may_be_about_one_unit_of_several() {
    let list = "序号,行业,设备名称\nA,炼铁,1#高炉、2#高炉\n";
    let line = with_facts(list, "A,1,volume,450m³,\nA,2,volume,380m³,\n").line("A");
    let verdicts: Vec<&Value> =
        line["units"].as_array().into_iter().flatten().map(|unit| &unit["verdict"]).collect();
    assert_eq!(verdicts, ["retain", "eliminate"]);
    assert_eq!(line["verdict"], "eliminate");
}

#[test]
fn facts_about_nothing_are_told() {
    let list = "序号,行业,设备名称\nA,炼铁,高炉\n";
    let answer = with_facts(list, "A,3,volume,450m³,\nA,,colour,red,\nZ,,volume,450m³,\n");
    assert_eq!(codes(&answer.line("A")), ["fact-unit-unknown", "fact-attribute-unknown"]);
    assert!(answer.err.contains('Z'), "{}", answer.err);
}

#[test]
fn an_exemption_counts_when_its_evidence_is_named() {
    let list = "序号,行业,设备名称\nA,水泥,湿法窑\n";
    let says = |facts: &str| {
        let line = with_facts(list, facts).line("A");
        outcome(&line, "cement/guofa-2010-7/wet-kiln").as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(says(""), "hit");
    assert_eq!(says("A,,exemption,主要用于处理电石渣,\n"), "unknown");
    assert_eq!(says("A,,exemption,主要用于处理电石渣,电石渣处理台账\n"), "exempt");
    assert_eq!(says("A,,exemption,主要用于处理电石渣,\nA,,evidence,电石渣处理台账,\n"), "exempt");
}

#[test]
fn a_facts_table_without_its_columns_is_refused() {
    let desk = Desk::new();
    desk.write("list.csv", KILN);
    desk.write("facts.csv", "who,what\nA1,x\n");
    let answer = desk.phaseout(["screen", "list.csv", "--facts", "facts.csv"]).exits(3);
    assert!(answer.err.contains("facts.csv") && answer.out.is_empty(), "{}", answer.err);
}

// ---- workbooks -----------------------------------------------------------------------------------

/// A workbook with two sheets of lines, one of remarks and a hidden one.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("水泥").expect("a name");
    let rows: [&[&str]; 3] = [
        &["2013年名单"],
        &["序号", "企业名称", "行业", "设备名称", "规格型号", "数量", "产能(万吨/年)"],
        &["A1", "耀华水泥有限责任公司", "水泥", "机立窑", "Φ3×11m"],
    ];
    for (at, row) in (0..).zip(rows) {
        sheet.write_row(at, 0, row.iter().copied()).expect("a row of text");
    }
    sheet.write_number(2, 5, 1).and_then(|sheet| sheet.write_number(2, 6, 8)).expect("two numbers");
    let sheet = book.add_worksheet().set_name("钢铁").expect("a name");
    sheet.write_row(0, 0, ["序号", "行业", "设备名称", "炉容(m³)"]).expect("a header");
    sheet
        .write_row(1, 0, ["", "炼铁", "高炉"])
        .and_then(|sheet| sheet.write_number(1, 3, 380))
        .expect("a furnace");
    let sheet = book.add_worksheet().set_name("说明").expect("a name");
    sheet.write_string(0, 0, "填表说明").expect("a remark");
    let sheet = book.add_worksheet().set_name("旧").expect("a name");
    sheet
        .write_row(0, 0, ["序号", "行业", "设备名称"])
        .and_then(|sheet| sheet.write_row(1, 0, ["X", "水泥", "湿法窑"]))
        .expect("a line");
    sheet.set_hidden(true);
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_workbook_is_read_sheet_by_sheet() {
    let desk = Desk::new();
    let answer = desk.screen("list.xlsx", workbook(), &WHEN);
    is_the_kiln(&answer, "xlsx");
    assert_eq!(
        answer.line("A1")["source"],
        serde_json::json!({ "file": "list.xlsx", "sheet": "水泥", "row": 3 })
    );
    let furnace = answer.line("list.xlsx:钢铁:2");
    assert_eq!(
        (furnace["verdict"].as_str(), bounds(&furnace, "volume")),
        (Some("eliminate"), (Some(380.0), Some(380.0)))
    );
    assert_eq!(ids(&answer), ["A1", "list.xlsx:钢铁:2"], "a hidden sheet is not judged");
    assert!(answer.err.contains("旧"), "but it is named: {}", answer.err);
}

// ---- files that are no lists ---------------------------------------------------------------------

#[test]
fn what_is_no_list_is_refused_with_one_error_that_names_it() {
    let desk = Desk::new();
    let whole = workbook();
    let old = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 504]].concat();
    let files: [(&str, &[u8], &str); 9] = [
        ("empty.csv", b"", "nothing in it"),
        ("half.xlsx", &whole[..whole.len() / 2], "end of the workbook is missing"),
        ("text.xlsx", KILN.as_bytes(), "holds csv"),
        ("book.csv", &whole, "holds xlsx"),
        ("old.xls", &old, "contradicts itself"),
        ("page.xls", b"<html><body><table></table></body></html>", "HTML"),
        ("paper.csv", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        ("words.csv", "今天天气很好\n没有表格\n".as_bytes(), "no row names columns"),
        ("junk.xlsx", b"PK\x03\x04 this is not a workbook at all", "workbook"),
    ];
    for (name, bytes, words) in files {
        desk.write(name, bytes);
        let answer = desk.phaseout(["screen", name, "--format", "csv"]).exits(3);
        assert_eq!(answer.errors(), 1, "{name}: {}", answer.err);
        assert!(answer.err.contains(name) && answer.err.contains(words), "{name}: {}", answer.err);
    }
}

#[test]
fn every_file_that_cannot_be_opened_is_named_in_one_run() {
    let desk = Desk::new();
    desk.write("list.csv", KILN);
    desk.write("empty.csv", "");
    let answer = desk.phaseout(["screen", "none.csv", "list.csv", "empty.csv"]).exits(3);
    assert_eq!(answer.errors(), 2, "{}", answer.err);
}

#[test]
fn a_quote_that_is_never_closed_is_told_with_its_row() {
    let desk = Desk::new();
    desk.write("list.csv", "序号,行业,设备名称\nA,水泥,湿法窑\nB,水泥,\"湿法窑\nC,水泥,湿法窑\n");
    let answer = desk.phaseout(["screen", "list.csv", "--format", "json"]).exits(0);
    assert!(answer.err.contains("row 3"), "{}", answer.err);
    assert_eq!(answer.line("A")["verdict"], "eliminate");
}

// ---- exit codes ----------------------------------------------------------------------------------

#[test]
fn wrong_use_exits_with_2_and_says_what_was_wrong() {
    let desk = Desk::new();
    desk.write("list.csv", KILN);
    let calls: [(&[&str], &str); 11] = [
        (&["screen"], "FILE"),
        (&["frobnicate"], "frobnicate"),
        (&["screen", "list.csv", "--colour"], "--colour"),
        (&["screen", "list.csv", "--as-of", "tomorrow"], "tomorrow"),
        (&["screen", "list.csv", "--as-of", "2013-02-30"], "2013-02-30"),
        (&["screen", "list.csv", "--region", "999999"], "999999"),
        (&["screen", "list.csv", "--threads", "0"], "0"),
        (&["screen", "list.csv", "--format", "yaml"], "yaml"),
        (&["screen", "list.csv", "--out", "list.doc"], "list.doc"),
        (&["screen", "list.csv", "--map", "spec"], "spec"),
        (&["screen", "-", "-"], "standard input"),
    ];
    for (arguments, word) in calls {
        let answer = desk.phaseout(arguments).exits(2);
        assert!(answer.err.contains(word), "{arguments:?}: {}", answer.err);
        assert!(answer.out.is_empty(), "{arguments:?} prints no results");
    }
}

#[test]
fn a_chinese_date_is_a_date() {
    let desk = Desk::new();
    assert_eq!(
        desk.screen("list.csv", KILN, &["--as-of", "2013年7月1日"]).json()["as_of"],
        "2013-07-01"
    );
}

#[test]
fn check_exits_with_1_only_when_something_was_found() {
    let desk = Desk::new();
    desk.write("found.csv", KILN);
    desk.write("none.csv", "序号,行业,设备名称,规格\nA,炼铁,高炉,1080立方米\n");
    for (file, code) in [("found.csv", 1), ("none.csv", 0)] {
        let answer = desk
            .phaseout(["screen", file, "--as-of", "2014-07-01", "--check", "--format", "csv"])
            .exits(code);
        assert!(answer.text().starts_with("line,enterprise"), "results are printed all the same");
        let _ = desk.phaseout(["screen", file, "--as-of", "2014-07-01"]).exits(0);
    }
}

#[test]
fn results_go_to_standard_output_and_everything_else_to_standard_error() {
    let answer = phaseout(["screen", "tests/published/rows.csv", "--format", "csv"]).exits(0);
    assert!(answer.text().lines().all(|line| line.starts_with("line,") || line.starts_with("RL")));
    assert!(answer.err.contains("25 lines"), "{}", answer.err);
}
