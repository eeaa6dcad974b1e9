//! The xlsx of a paper, read back by calamine.
#![allow(clippy::unwrap_used, reason = "a test may stop where a file is not as it should be")]

#[path = "paper_kit/mod.rs"]
mod kit;

use calamine::{Data, Reader, Xlsx};
use phaseout_documents::paper::{Block, Run, to_xlsx};
use proptest::prelude::*;
use std::io::Cursor;

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

#[test]
fn numbers_are_numbers_and_text_is_no_formula() {
    let mut book = open(to_xlsx(&kit::whole()).unwrap());
    assert_eq!(
        book.sheet_names(),
        ["正文", "表1 淘汰落后产能企业名单", "表2 重点生产线进展", "图"]
    );
    let sheet = book.worksheet_range("表1 淘汰落后产能企业名单").unwrap();
    assert_eq!(sheet.get_size(), (41, 4));
    let Block::Table(table) = kit::narrow_table() else { panic!("it is a table") };
    for (down, row) in table.rows.iter().enumerate() {
        let Run::Value(value) = &row[2][0] else { panic!("the third column is traced") };
        let expected: f64 = value.number.unwrap().to_string().parse().unwrap();
        assert_eq!(sheet.get((down + 1, 2)), Some(&Data::Float(expected)));
    }
    let words = book.worksheet_range("正文").unwrap();
    let dangerous = "\u{2014}\u{2014}=cmd|'/c calc'!A1 <script>*县*_水泥_|厂待核实。";
    assert!(words.used_cells().any(|(_, _, cell)| *cell == Data::String(dangerous.to_owned())));
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().used_cells().next().is_none());
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    assert_eq!(to_xlsx(&kit::whole()).unwrap(), to_xlsx(&kit::whole()).unwrap());
}

#[test]
fn libreoffice_opens_and_prints_it() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = to_xlsx(&kit::whole()).unwrap();
    let Some(pages) = kit::printed(folder.path(), "paper.xlsx", &bytes) else { return };
    let all: String = pages.concat().split_whitespace().collect();
    for said in [
        "楚工信\u{3014}2013\u{3015}131号",
        "2.5万吨/年",
        "第40水泥有限责任公司",
        "2013年淘汰产能进度",
    ] {
        assert!(all.contains(said), "{said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_text_stays_that_text(text in "[\\x00-\\x7f水泥、<&>\"'=\u{fffe}𠮷]{1,24}") {
        let mut book = open(to_xlsx(&kit::of_text(&text)).unwrap());
        let name = book.sheet_names()[1].clone();
        let sheet = book.worksheet_range(&name).unwrap();
        let shown = sheet.get((0, 0)).cloned().unwrap_or_default().to_string().replace("\r\n", "\n");
        prop_assert_eq!(shown, kit::allowed(&text));
    }
}
