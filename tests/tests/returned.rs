//! The office's own workbook given back: what stands in it, and that it is read again as the same list.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use calamine::{Data, Reader, Xlsx, open_workbook};
use phaseout_tests::Desk;
use proptest::prelude::*;
use proptest::test_runner::Config;
use rust_xlsxwriter::{Format, Workbook};
use std::path::Path;

/// A list with a title, a hidden sheet, a total, a note, dates, formulas in a name, and merged rows.
fn list(path: &Path) {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"");
    let sheet = book.add_worksheet().set_name("2013年名单").unwrap();
    sheet.merge_range(0, 0, 0, 6, "2013年淘汰落后产能企业名单", &Format::new()).unwrap();
    let header = ["序号", "企业名称", "行业", "设备名称", "规格", "产能(万吨/年)", "投产日期"];
    sheet.write_row(1, 0, header).unwrap();
    sheet.write_row(2, 0, ["1", "=cmd|' /C calc'!A0", "水泥", "机立窑", "Φ3×11m"]).unwrap();
    sheet.write_number(2, 5, 8).unwrap();
    sheet.write_number_with_format(2, 6, 35_916, &day).unwrap();
    sheet.write_row(3, 0, ["2", "某钢铁厂", "钢铁", "高炉", "460立方米及以下"]).unwrap();
    sheet.write_number(3, 5, 50.25).unwrap();
    sheet.write_string(4, 0, "合计").unwrap();
    sheet.write_number(4, 5, 58.25).unwrap();
    sheet.set_column_width(1, 33).unwrap();
    let other = book.add_worksheet().set_name("二期").unwrap();
    other.write_row(0, 0, ["企业名称", "设备名称", "规格", "行业"]).unwrap();
    other.merge_range(1, 0, 2, 0, "楚雄水泥公司", &Format::new()).unwrap();
    other.write_row(1, 1, ["机立窑", "Φ2.5×10m", "水泥"]).unwrap();
    other.write_row(2, 1, ["球磨机", "Φ2.2×6.5m", "水泥"]).unwrap();
    let hidden = book.add_worksheet().set_name("旧表").unwrap().set_hidden(true);
    hidden.write_string(3, 2, "旧的").unwrap();
    book.save(path).unwrap();
}

fn desk() -> Desk {
    let desk = Desk::new();
    list(&desk.at("list.xlsx"));
    let command = ["screen", "list.xlsx", "--as-of", "2013-07-01", "--out", "answer.xlsx"];
    let _ = desk.phaseout(command).exits(0);
    desk
}

fn opened(desk: &Desk, name: &str) -> Xlsx<std::io::BufReader<std::fs::File>> {
    open_workbook(desk.at(name)).unwrap()
}

#[test]
fn every_sheet_and_value_comes_back_in_its_place() {
    let desk = desk();
    let (mut own, mut answer) = (opened(&desk, "list.xlsx"), opened(&desk, "answer.xlsx"));
    let names = answer.sheet_names();
    assert_eq!(names, ["2013年名单", "二期", "旧表", "判定理由", "待核实事项", "汇总"]);
    assert_eq!(own.sheets_metadata()[..3], answer.sheets_metadata()[..3], "hidden stays hidden");
    for name in own.sheet_names() {
        let (before, after) =
            (own.worksheet_range(&name).unwrap(), answer.worksheet_range(&name).unwrap());
        let start = before.start().unwrap();
        for (row, column, value) in before.used_cells() {
            let at =
                (start.0 + u32::try_from(row).unwrap(), start.1 + u32::try_from(column).unwrap());
            assert_eq!(after.get_value(at), Some(value), "{name} {at:?}");
        }
        let merged = |book: &mut Xlsx<_>| book.merge_cells_by_sheet_name(&name).unwrap();
        let (before, after) = (merged(&mut own), merged(&mut answer));
        assert!(before.iter().all(|area| after.contains(area)), "{name}: {before:?} {after:?}");
    }
}

#[test]
fn what_was_added_stands_on_the_right_and_says_why_a_row_is_no_line() {
    let desk = desk();
    let sheet = opened(&desk, "answer.xlsx").worksheet_range("2013年名单").unwrap();
    let text = |row, column| sheet.get_value((row, column)).map(ToString::to_string);
    let added = ["判定", "依据", "时限", "缺少的事实", "问题"];
    for (column, word) in (7..).zip(added) {
        assert_eq!(text(1, column).as_deref(), Some(word));
    }
    assert_eq!(text(2, 7).as_deref(), Some("淘汰"));
    assert_eq!(text(3, 7).as_deref(), Some("待核实"));
    assert_eq!(text(3, 10).as_deref(), Some("炉容"));
    assert_eq!(text(4, 7).as_deref(), Some("合计,不是生产线"));
}

#[test]
fn names_like_formulas_stay_texts() {
    let desk = desk();
    let mut answer = opened(&desk, "answer.xlsx");
    for name in answer.sheet_names() {
        let formulas = answer.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().next().is_none(), "{name}");
    }
    let sheet = answer.worksheet_range("2013年名单").unwrap();
    assert_eq!(sheet.get_value((2, 1)), Some(&Data::String("=cmd|' /C calc'!A0".to_owned())));
}

#[test]
fn it_is_read_again_as_the_same_lines_with_the_same_verdicts() {
    let desk = desk();
    let screened = |name: &str| {
        let command = ["screen", name, "--as-of", "2013-07-01", "--format", "json"];
        let lines = desk.phaseout(command).exits(0).json()["lines"].take();
        let lines = lines.as_array().unwrap().clone();
        lines
            .iter()
            .map(|line| [line["line"].clone(), line["enterprise"].clone(), line["verdict"].clone()])
            .collect::<Vec<_>>()
    };
    let first = screened("list.xlsx");
    assert_eq!(first.len(), 4);
    assert_eq!(screened("answer.xlsx"), first);
    // And once more: what was added is made anew, not added twice.
    let command = ["screen", "answer.xlsx", "--as-of", "2013-07-01", "--out", "again.xlsx"];
    let _ = desk.phaseout(command).exits(0);
    assert_eq!(screened("again.xlsx"), first);
    let width = |name: &str| opened(&desk, name).worksheet_range("2013年名单").unwrap().width();
    assert_eq!(width("again.xlsx"), width("answer.xlsx"));
}

#[test]
fn a_csv_list_comes_back_as_a_sheet_also_from_standard_input() {
    let desk = Desk::new();
    let text = "序号,企业名称,行业,设备名称,规格\nA01,某水泥,水泥,机立窑,Φ3×11m\n";
    desk.write("list.csv", text);
    let _ = desk.phaseout(["screen", "list.csv", "--out", "a.xlsx"]).exits(0);
    assert_eq!(opened(&desk, "a.xlsx").sheet_names()[0], "list");
    let call = phaseout_tests::Call::new().inside(desk.path());
    let _ = call.args(["screen", "-", "--out", "b.xlsx"]).input(text).run().exits(0);
    assert_eq!(opened(&desk, "b.xlsx").sheet_names()[0], "stdin");
}

/// A cell as an office may have written it: the name of a firm, a specification.
fn odd_text() -> impl Strategy<Value = String> {
    let words = [
        "=1+1",
        "+甲",
        "-乙厂",
        "@丙",
        "丁\"厂\"",
        "戊\n厂",
        "Φ3×11m",
        "Φ2.2×6.5m",
        "甲,乙",
        "合",
        "3",
    ];
    let words = prop::sample::select(words.to_vec()).prop_map(str::to_owned);
    prop_oneof![4 => words, 1 => Just("长".repeat(3_000)), 1 => Just(String::new())]
}

/// Rows of firm, equipment, specification and capacity, the first two firms merged or not.
fn odd_list(path: &Path, rows: &[(String, String, f64)], is_merged: bool) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let header = ["企业名称", "行业", "设备名称", "规格", "产能(万吨/年)", "投产日期", "序号"];
    sheet.write_row(0, 0, header).unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (row, (firm, specification, capacity)) in (1..).zip(rows) {
        if is_merged && row == 1 {
            sheet.merge_range(1, 0, 2, 0, firm, &Format::new()).unwrap();
        } else if !(is_merged && row == 2) {
            sheet.write_string(row, 0, firm).unwrap();
        }
        sheet.write_row(row, 1, ["水泥", "机立窑", specification.as_str()]).unwrap();
        sheet.write_number(row, 4, *capacity).unwrap();
        sheet.write_number_with_format(row, 5, 35_916 + row, &day).unwrap();
        sheet.write_number(row, 6, row).unwrap();
    }
    book.save(path).unwrap();
}

proptest! {
    #![proptest_config(Config { cases: 12, failure_persistence: None, max_shrink_iters: 30, ..Config::default() })]

    #[test]
    fn any_list_is_read_again_as_the_same_lines_with_the_same_verdicts(
        rows in prop::collection::vec((odd_text(), odd_text(), 0.5..90.0), 2..6),
        is_merged: bool,
    ) {
        let desk = Desk::new();
        odd_list(&desk.at("list.xlsx"), &rows, is_merged);
        let command = ["screen", "list.xlsx", "--as-of", "2013-07-01", "--out", "answer.xlsx"];
        let _ = desk.phaseout(command).exits(0);
        let read = |name: &str| {
            let command = ["screen", name, "--as-of", "2013-07-01", "--format", "json"];
            let mut lines = desk.phaseout(command).exits(0).json()["lines"].take();
            for line in lines.as_array_mut().unwrap() {
                // The name of the file is all that may differ.
                line.as_object_mut().unwrap().remove("file");
            }
            lines.to_string().replace(name, "")
        };
        prop_assert_eq!(read("answer.xlsx"), read("list.xlsx"));
    }
}

#[test]
fn a_list_that_is_given_twice_is_refused() {
    let desk = Desk::new();
    list(&desk.at("list.xlsx"));
    let command = ["screen", "list.xlsx", "./list.xlsx", "--out", "answer.xlsx"];
    let refused = desk.phaseout(command).exits(2);
    assert!(refused.err.contains("list.xlsx"), "{}", refused.err);
    assert!(!desk.at("answer.xlsx").exists());
}

#[test]
fn a_csv_file_keeps_the_bytes_and_says_where_a_spreadsheet_would_calculate() {
    let desk = Desk::new();
    desk.write("list.csv", "序号,企业名称,行业,设备名称,规格\nA1,=1+1,水泥,机立窑,Φ3×11m\n");
    let answer = desk.phaseout(["screen", "list.csv", "--out", "a.csv"]).exits(0);
    assert!(answer.err.contains("B2") && answer.err.contains(".xlsx"), "{}", answer.err);
    assert!(String::from_utf8(desk.read("a.csv")).unwrap().contains("\nA1,=1+1,"));
    let piped = desk.phaseout(["screen", "list.csv", "--format", "csv"]).exits(0);
    assert!(!piped.err.contains("B2"), "{}", piped.err);
}
