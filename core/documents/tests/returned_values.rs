//! A list that is given back has every value that it came with, whatever stands in its cells.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use calamine::{Data, Reader, Xlsx, open_workbook};
use phaseout_documents::returned::{AddedColumn, Beside, ReturnedBook, RowBeside};
use phaseout_documents::{Chunk, Source, open};
use proptest::prelude::*;
use proptest::test_runner::Config;
use rust_xlsxwriter::{Format, Workbook};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const ROWS: u32 = 6;
const COLUMNS: u16 = 5;

/// What a cell is given.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Day(u32),
    Truth(bool),
}

fn cell() -> impl Strategy<Value = Cell> {
    let sign = "[=+@'\"\\-\t\n,;<>&\u{ff0c}\u{3000}Φ×m甲厂0-9 ]{1,12}";
    let words =
        ["=cmd|' /C calc'!A0", "+1", "-2.5", "@SUM(A1)", "_x000D_", "00123", "1e400", "]]>"];
    prop_oneof![
        2 => Just(Cell::Blank),
        4 => sign.prop_map(Cell::Text),
        2 => prop::sample::select(words.to_vec()).prop_map(|text| Cell::Text(text.to_owned())),
        1 => (200usize..32_767).prop_map(|length| Cell::Text("长".repeat(length))),
        2 => (-1e9..1e9).prop_map(Cell::Number),
        1 => prop::sample::select(vec![0.0, 0.1, 1e-7, 1e15, 41_404.0]).prop_map(Cell::Number),
        1 => (1u32..73_000).prop_map(Cell::Day),
        1 => any::<bool>().prop_map(Cell::Truth),
    ]
}

/// Cells by row, and the areas of the last two columns that are merged: first row, rows more.
type List = (Vec<Vec<Cell>>, Option<(u32, u32)>);

fn list() -> impl Strategy<Value = List> {
    let row = prop::collection::vec(cell(), usize::from(COLUMNS));
    let rows = prop::collection::vec(row, ROWS as usize);
    (rows, prop::option::of((0..ROWS - 1, 0..2u32)))
}

fn write(path: &Path, (rows, merged): &List) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    if let Some((first, more)) = merged {
        let last = (first + more).min(ROWS - 1);
        sheet.merge_range(*first, COLUMNS - 2, last, COLUMNS - 1, "", &Format::new()).unwrap();
    }
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Blank => continue,
                Cell::Text(text) => sheet.write_string(row, column, text).unwrap(),
                Cell::Number(number) => sheet.write_number(row, column, *number).unwrap(),
                Cell::Day(number) => {
                    sheet.write_number_with_format(row, column, *number, &day).unwrap()
                }
                Cell::Truth(truth) => sheet.write_boolean(row, column, *truth).unwrap(),
            };
        }
    }
    book.save(path).unwrap();
}

/// Gives the list back with a column beside it.
fn give_back(from: &Path, to: &Path) {
    let mut document = open(Source::Path(from.to_owned())).unwrap();
    let mut chunk = Chunk::new();
    while document.read_chunk(&mut chunk, 1024).unwrap() {}
    let sha256 = document.finish().sha256;
    let row = |number| (number, RowBeside { cells: vec!["淘汰".into()], ..RowBeside::default() });
    let beside = Arc::new(Beside {
        header: (1, 1),
        width: usize::from(COLUMNS),
        columns: vec![AddedColumn { header: "判定".to_owned(), width: 9.0, is_read: false }],
        last_line: u64::from(ROWS),
        frozen_columns: 0,
        rows: (2..=u64::from(ROWS)).map(row).collect::<BTreeMap<_, _>>(),
    });
    let mut book = ReturnedBook::new();
    book.copy(from, "list", &sha256, &|_| Some(Arc::clone(&beside))).unwrap();
    book.save(std::fs::File::create(to).unwrap()).unwrap();
}

fn values(path: &Path) -> BTreeMap<(u32, u32), Data> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let sheet = book.sheet_names().remove(0);
    let range = book.worksheet_range(&sheet).unwrap();
    let start = range.start().unwrap_or_default();
    let at = |place: usize, first: u32| u32::try_from(place).unwrap() + first;
    let cells = range
        .used_cells()
        .map(|(row, column, value)| ((at(row, start.0), at(column, start.1)), value.clone()));
    cells.filter(|((_, column), _)| *column < u32::from(COLUMNS)).collect()
}

proptest! {
    #![proptest_config(Config { cases: 48, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_value_comes_back_and_none_becomes_a_formula(list in list()) {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("list.xlsx"), folder.path().join("answer.xlsx"));
        write(&from, &list);
        give_back(&from, &to);
        prop_assert_eq!(values(&to), values(&from));
        let mut book: Xlsx<_> = open_workbook(&to).unwrap();
        let sheet = book.sheet_names().remove(0);
        prop_assert!(book.worksheet_formula(&sheet).unwrap().used_cells().next().is_none());
        // And once more: what was added before is not an office's value.
        let again = folder.path().join("again.xlsx");
        give_back(&to, &again);
        prop_assert_eq!(values(&again), values(&from));
    }
}
