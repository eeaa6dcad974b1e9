//! Messy lists as offices send them: merged cells, headers of two rows, totals that are wrong, notes,
//! hidden rows, damaged codes, and workbooks of Excel 97 to 2003.

#[path = "../../core/documents/tests/kit/biff.rs"]
mod biff;

use biff::{Cell, Sheet};
use phaseout_tests::{Answer, Desk};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};

const WHEN: [&str; 4] = ["--as-of", "2013-07-01", "--lang", "en"];

const ROWS: [&[&str]; 9] = [
    &["2013年淘汰落后产能企业名单"],
    &["序号", "企业名称", "行业", "淘汰设备", "", "产能", "", "投产日期", "统一社会信用代码"],
    &["", "", "", "名称", "规格", "数量", "单位"],
    &["A1", "耀华", "水泥", "机立窑", "Φ3×11m", "#8", "万吨/年", "#35000", "#915323010000000000"],
    &["", "", "水泥", "磨机", "Φ2.2×6.5m", "#10", "万吨/年", "一九九八年十月"],
    &["A2", "泰禾", "柠檬酸", "柠檬酸生产线", "", "", "万吨/年"],
    &["合计", "", "", "", "", "#17"],
    &["注:产能按核准文件填写"],
    &["单位负责人:", "", "填表人:"],
];

/// First row, last row, first column, last column.
const MERGED: [[u16; 4]; 8] = [
    [0, 0, 0, 8],
    [1, 2, 0, 0],
    [1, 2, 1, 1],
    [1, 2, 2, 2],
    [1, 1, 3, 4],
    [1, 1, 5, 6],
    [3, 4, 0, 0],
    [3, 4, 1, 1],
];

const HIDDEN: u16 = 5;

/// Row, column and text of every cell.
fn cells() -> impl Iterator<Item = (u16, u16, &'static str)> {
    (0..).zip(ROWS).flat_map(|(row, cells)| {
        let cells = (0..).zip(cells).filter(|(_, text)| !text.is_empty());
        cells.map(move |(column, text)| (row, column, *text))
    })
}

fn number(text: &str) -> Option<f64> {
    text.strip_prefix('#')?.parse().ok()
}

fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("名单").expect("a name");
    for [first_row, last_row, first_column, last_column] in MERGED {
        let (first_row, last_row) = (first_row.into(), last_row.into());
        let plain = Format::new();
        let merged = sheet.merge_range(first_row, first_column, last_row, last_column, "", &plain);
        merged.expect("an area");
    }
    for (row, column, text) in cells() {
        match number(text) {
            Some(value) => sheet.write_number(row.into(), column, value),
            None => sheet.write_string(row.into(), column, text),
        }
        .expect("a cell");
    }
    sheet.set_row_hidden(HIDDEN.into()).expect("a row");
    book.save_to_buffer().expect("a workbook")
}

fn xls() -> Vec<u8> {
    let cells = cells().map(|(row, column, text)| {
        let cell = number(text).map_or(Cell::Text(text), Cell::Number);
        (row, column, cell)
    });
    biff::xls(&[Sheet {
        name: "名单",
        cells: cells.collect(),
        merges: MERGED.to_vec(),
        hidden_rows: vec![HIDDEN],
        ..Sheet::default()
    }])
}

fn codes(line: &Value) -> Vec<&str> {
    let problems = line["problems"].as_array().into_iter().flatten();
    problems.filter_map(|problem| problem["code"].as_str()).collect()
}

fn is_understood(answer: &Answer, file: &str) {
    let whole = answer.json();
    let lines = whole["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), 3, "{file}: titles, totals and notes are no lines");
    let kiln = answer.line("A1");
    let capacity = &kiln["units"][0]["attributes"]["capacity"];
    assert_eq!((capacity["lo"].as_f64(), capacity["text"].as_str()), (Some(8.0), Some("8")));
    assert_eq!(capacity["column"], "产能 数量", "the header's two rows");
    assert_eq!(codes(&kiln), ["code-damaged", "date-from-number"], "{kiln:#}");
    let mill = answer.line(&format!("{file}:名单:5"));
    assert_eq!(mill["enterprise"], "耀华", "the merged name stands for both of its lines");
    assert_eq!(codes(&mill), ["line-id-merged"], "{mill:#}");
    assert_eq!(
        whole["files"][0]["skipped"],
        json!([
            { "row": 7, "reason": "total" },
            { "row": 8, "reason": "note" },
            { "row": 9, "reason": "note" },
        ])
    );
    // The third line's capacity is blank: that cannot make up for a total that is too small.
    for told in ["1 rows are hidden (6)", "printed 17, but rows 4-6 come to 18"] {
        assert!(answer.err.contains(told), "{told}: {}", answer.err);
    }
}

#[test]
fn a_messy_list_is_understood_in_either_format() {
    let desk = Desk::new();
    is_understood(&desk.screen("list.xlsx", xlsx(), &WHEN), "list.xlsx");
    is_understood(&desk.screen("list.xls", xls(), &WHEN), "list.xls");
}

#[test]
fn a_total_that_is_too_small_is_told_with_both_figures() {
    let list = "序号,企业名称,行业,设备名称,规格,产能(万吨/年)\n\
                A1,耀华,水泥,机立窑,Φ3×11m,8\nA2,泰禾,水泥,机立窑,Φ2.8×10m,9.5\n合计,,,,,16\n";
    let desk = Desk::new();
    let answer = desk.screen("list.csv", list, &WHEN);
    assert_eq!(answer.json()["summary"]["lines"], 2);
    let said = "row 4 (合计), 产能(万吨/年): printed 16, but rows 2-3 come to 17.5";
    assert!(answer.err.contains(said), "{}", answer.err);
}

#[test]
fn an_old_workbook_that_would_not_fit_is_refused_in_one_sentence() {
    let cells = vec![(0, 0, Cell::Number(1.0)), (65_535, 255, Cell::Number(1.0))];
    let bytes = biff::xls(&[Sheet { name: "S", cells, ..Sheet::default() }]);
    let desk = Desk::new();
    desk.write("list.xls", bytes);
    let answer = desk.phaseout(["screen", "list.xls", "--lang", "en"]).exits(3);
    assert_eq!(answer.errors(), 1, "{}", answer.err);
    assert!(answer.err.contains("bytes"), "{}", answer.err);
}

#[test]
fn a_capacity_that_several_lines_share_is_a_problem_of_each_further_line() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["序号", "行业", "设备名称", "产能(万吨/年)"]).expect("a header");
    sheet.merge_range(1, 3, 2, 3, "", &Format::new()).expect("an area");
    sheet.write_row(1, 0, ["A1", "水泥", "机立窑"]).expect("a line");
    sheet.write_row(2, 0, ["A2", "水泥", "机立窑"]).expect("a line");
    sheet.write_number(1, 3, 8).expect("a number");
    let desk = Desk::new();
    let answer = desk.screen("list.xlsx", book.save_to_buffer().expect("a workbook"), &WHEN);
    assert!(!codes(&answer.line("A1")).contains(&"figure-of-several-rows"));
    assert!(codes(&answer.line("A2")).contains(&"figure-of-several-rows"));
}

#[test]
fn figures_and_dates_in_chinese_numerals_are_read() {
    let list = "序号,行业,设备名称,规格,产能(万吨/年),投产日期\n\
                A1,水泥,机立窑,Φ3×11m,十二点五,一九九八年十月\n\
                A2,水泥,机立窑,Φ3×11m,\u{ff18}\u{ff0e}\u{ff15},1998.10\n\
                A3,水泥,机立窑,Φ3×11m,一百五,明年\n";
    let desk = Desk::new();
    let answer = desk.screen("list.csv", list, &WHEN);
    let capacity = |id| answer.line(id)["units"][0]["attributes"]["capacity"]["lo"].as_f64();
    assert_eq!((capacity("A1"), capacity("A2")), (Some(12.5), Some(8.5)));
    assert_eq!((codes(&answer.line("A1")).len(), codes(&answer.line("A2")).len()), (0, 0));
    // 150 by ear, 105 by eye: nobody should guess.
    assert_eq!(codes(&answer.line("A3")), ["unreadable-date", "unreadable-capacity"]);
}

#[test]
fn a_month_that_lost_its_zero_says_no_more_than_its_year() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["序号", "行业", "设备名称", "投产日期"]).expect("a header");
    sheet.write_row(1, 0, ["A1", "水泥", "机立窑"]).expect("a line");
    sheet.write_number(1, 3, 1998.1).expect("a number");
    let desk = Desk::new();
    let answer = desk.screen("list.xlsx", book.save_to_buffer().expect("a workbook"), &WHEN);
    assert_eq!(codes(&answer.line("A1")), ["month-of-number"]);
}
