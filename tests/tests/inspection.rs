//! Inspection sheets: what is asked of whom, filled in, and read back as facts and as events.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use calamine::{Reader, Xlsx, open_workbook};
use phaseout_tests::Desk;
use std::io::{Read, Write};

const LIST: &str = "序号,企业名称,行业,设备名称,规格\nT1,甲钢铁厂,钢铁,高炉,460立方米及以下\n\
    T2,乙水泥厂,水泥,机立窑,Φ3×11m\n";

/// Writes an answer and its evidence into a sheet, as a spreadsheet keeps them; all else stays.
fn fill(desk: &Desk, from: &str, to: &str, cells: &[(&str, &str)]) {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(desk.at(from)).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(std::fs::File::create(desk.at(to)).unwrap());
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            let mut text = String::from_utf8(bytes).unwrap();
            for (cell, value) in cells {
                let start = format!("<c r=\"{cell}\" ");
                let Some(at) = text.find(&start) else { continue };
                let end = at + text[at..].find("/>").unwrap() + 2;
                let new = format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{value}</t></is></c>");
                text.replace_range(at..end, &new);
            }
            bytes = text.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap();
}

fn asked() -> Desk {
    let desk = Desk::new();
    desk.write("list.csv", LIST);
    let command = ["screen", "list.csv", "--as-of", "2013-07-01", "--ask", "ask.xlsx"];
    let _ = desk.phaseout(command.iter().chain(&["--lang", "zh"])).exits(0);
    desk
}

#[test]
fn only_the_firm_whose_verdict_lacks_a_fact_is_asked() {
    let desk = asked();
    let mut book: Xlsx<_> = open_workbook(desk.at("ask.xlsx")).unwrap();
    assert!(book.sheet_names().contains(&"甲钢铁厂".to_owned()));
    assert!(!book.sheet_names().contains(&"乙水泥厂".to_owned()));
    let sheet = book.worksheet_range("甲钢铁厂").unwrap();
    let text = |column| sheet.get_value((3, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!(text(0), "T1");
    assert_eq!((text(4), text(5)), ("炉容".to_owned(), "m³".to_owned()));
    assert_eq!(text(12), "volume");
}

#[test]
fn filled_in_it_decides_the_verdict_and_blank_answers_are_no_facts() {
    let desk = asked();
    let screen = |facts: &str| {
        let command = ["screen", "list.csv", "--as-of", "2013-07-01", "--format", "json"];
        desk.phaseout(command.iter().chain(&["--facts", facts])).exits(0)
    };
    assert_eq!(screen("ask.xlsx").line("T1")["verdict"], "verify");
    fill(&desk, "ask.xlsx", "filled.xlsx", &[("G4", "380"), ("H4", "铭牌照片")]);
    assert_eq!(screen("filled.xlsx").line("T1")["verdict"], "eliminate");
    fill(&desk, "ask.xlsx", "range.xlsx", &[("G4", "380~390"), ("H4", "铭牌照片")]);
    assert_eq!(screen("range.xlsx").line("T1")["verdict"], "eliminate");
    fill(&desk, "ask.xlsx", "wrong.xlsx", &[("G4", "很大"), ("H4", "铭牌照片")]);
    let line = screen("wrong.xlsx").line("T1");
    let column = line["problems"][0]["column"].as_str().unwrap().to_owned();
    assert!(column.contains("wrong.xlsx:甲钢铁厂:4"), "{column}");
}

#[test]
fn imported_in_an_office_it_is_recorded_and_decides() {
    let desk = Desk::new();
    desk.office();
    desk.write("office/list.csv", LIST);
    let _ = desk.in_office(["import", "list.csv", "--on", "2013-05-10"]).exits(0);
    let command = ["report", "inspection", "--out", "ask.xlsx", "--as-of", "2013-07-01"];
    let _ = desk.in_office(command).exits(0);
    fill(&desk, "office/ask.xlsx", "office/bare.xlsx", &[("G4", "380")]);
    let refused = desk.in_office(["import", "bare.xlsx", "--on", "2013-06-01"]).exits(3);
    assert!(refused.err.contains("G4"), "{}", refused.err);
    let cells = [("G4", "380"), ("H4", "铭牌照片"), ("I4", "2013年5月底")];
    fill(&desk, "office/ask.xlsx", "office/filled.xlsx", &cells);
    let _ = desk.in_office(["import", "filled.xlsx", "--on", "2013-06-01"]).exits(0);
    let events = desk.in_office(["ledger", "export"]).exits(0);
    let determined: Vec<&str> =
        events.text().lines().filter(|line| line.contains("\"determine\"")).collect();
    assert_eq!(determined.len(), 1);
    assert!(determined[0].contains("\"verdict\":\"eliminate\""), "{}", determined[0]);
}

#[test]
fn a_workbook_of_questions_is_no_list() {
    let desk = asked();
    let refused = desk.phaseout(["screen", "ask.xlsx"]).exits(2);
    assert!(refused.err.contains("--facts"), "{}", refused.err);
}
