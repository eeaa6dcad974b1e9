//! Workbooks of Excel 97 to 2003: read as those of today are, and no more dangerous.
#![allow(clippy::unwrap_used, reason = "the helpers of tests fail as tests do")]

mod kit;

use kit::biff::{Cell, Sheet, compound, record, stream, xls};
use kit::{first_row, open_path, paper, row, rows};
use phaseout_documents::{CellKind, Chunk, Format, ReadNote};

fn list(cells: Vec<(u16, u16, Cell)>) -> Sheet {
    Sheet { name: "名单", cells, ..Sheet::default() }
}

fn refused(bytes: &[u8]) -> &'static str {
    open_path(&paper("a.xls", bytes).path).err().expect("the file is refused").code()
}

#[test]
fn cells_say_what_they_are() {
    let cells = vec![
        (0, 0, Cell::Text("机立窑")),
        (0, 1, Cell::Number(8.0)),
        (0, 2, Cell::Number(0.1)),
        (0, 3, Cell::Day(41_274.0)),
        (0, 4, Cell::Error(0x17)),
        (0, 5, Cell::Formula(12.5)),
        (0, 6, Cell::FormulaText("耀华")),
    ];
    let paper = paper("list.xls", &xls(&[list(cells)]));
    let mut document = open_path(&paper.path).unwrap();
    assert_eq!((document.format(), document.sheets()), (Format::Xls, &["名单".to_owned()][..]));
    let cell = |text: &str, kind| (text.to_owned(), kind);
    assert_eq!(
        first_row(&mut document),
        [
            cell("机立窑", CellKind::Text),
            cell("8", CellKind::Number),
            cell("0.1", CellKind::Number),
            cell("2012-12-31", CellKind::Date),
            cell("#REF!", CellKind::Error),
            cell("12.5", CellKind::Number),
            cell("耀华", CellKind::Text),
        ]
    );
}

#[test]
fn rows_keep_their_numbers_and_columns() {
    let cells = vec![(2, 1, Cell::Text("b3")), (6, 2, Cell::Text("c7")), (6, 3, Cell::Number(1.0))];
    let paper = paper("list.xls", &xls(&[list(cells)]));
    let mut document = open_path(&paper.path).unwrap();
    assert_eq!(rows(&mut document, 1), [row(3, &["", "b3"]), row(7, &["", "", "c7", "1"])]);
}

#[test]
fn what_is_hidden_is_told() {
    let shown = Sheet {
        hidden_rows: vec![3, 4, 8],
        hidden_columns: vec![1],
        ..list(vec![(3, 1, Cell::Text("still read"))])
    };
    let old =
        Sheet { name: "旧", hidden: true, cells: vec![(0, 0, Cell::Text("x"))], ..list(vec![]) };
    let paper = paper("list.xls", &xls(&[shown, old]));
    let mut document = open_path(&paper.path).unwrap();
    let sheet = || "名单".to_owned();
    assert_eq!(
        document.notes(),
        [
            ReadNote::HiddenRows { sheet: sheet(), rows: vec![(4, 5), (9, 9)], count: 3 },
            ReadNote::HiddenColumns { sheet: sheet(), columns: vec![(1, 1)] },
            ReadNote::HiddenSheet { sheet: "旧".to_owned() },
        ]
    );
    assert_eq!(rows(&mut document, 10), [row(4, &["", "still read"])]);
}

#[test]
fn a_merged_value_stands_for_each_of_its_rows() {
    let cells = vec![
        (0, 0, Cell::Text("耀华")),
        (0, 1, Cell::Text("1号窑")),
        (1, 1, Cell::Text("2号窑")),
        (2, 0, Cell::Text("泰禾")),
    ];
    let sheet = Sheet { merges: vec![[0, 1, 0, 0]], ..list(cells) };
    let paper = paper("list.xls", &xls(&[sheet]));
    let mut document = open_path(&paper.path).unwrap();
    let mut chunk = Chunk::new();
    document.read_chunk(&mut chunk, 10).unwrap();
    assert_eq!(chunk.row(1).iter().collect::<Vec<_>>(), ["耀华", "2号窑"]);
    assert_eq!(chunk.row(1).anchor(0), Some((1, 0)));
    assert!(chunk.row(1).is_repeated(0) && !chunk.row(0).is_repeated(0));
    assert_eq!(chunk.row(2).cell(0), "泰禾");
}

#[test]
fn a_workbook_of_excel_95_is_found_by_its_older_name() {
    let bytes = compound("/Book", &stream(&[list(vec![(0, 0, Cell::Number(1.0))])], &[]));
    assert!(open_path(&paper("a.xls", &bytes).path).is_ok());
}

#[test]
fn claims_and_formulas_do_not_reach_the_reader() {
    // A sheet that claims four milliard rows of 256 columns, and a name without an end.
    let mut claimed = record(0x0809, &[0, 6, 0x10, 0, 0, 0, 0, 0]);
    claimed.extend(record(0x0200, &[0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1, 0, 0]));
    claimed.extend(record(0x0203, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    claimed.extend(record(0x000A, &[]));
    let name = record(0x0018, &[0, 0, 0, 200, 0xFF, 0xFF]);
    let mut bytes = stream(&[list(vec![])], &name);
    // The first sheet's own records stand last: these take their place.
    bytes.truncate(bytes.len() - sheet_end());
    bytes.extend(claimed);
    let paper = paper("a.xls", &compound("/Workbook", &bytes));
    assert_eq!(rows(&mut open_path(&paper.path).unwrap(), 5), [row(1, &["0"])]);
}

/// Length of the records of a sheet without cells.
fn sheet_end() -> usize {
    record(0x0809, &[0; 16]).len() + record(0x000A, &[]).len()
}

#[test]
fn what_would_not_fit_into_memory_is_refused() {
    let corners = || list(vec![(0, 0, Cell::Number(1.0)), (65_535, 255, Cell::Number(2.0))]);
    assert_eq!(refused(&xls(&[corners()])), "file-too-large");
    // A long text that a million cells show.
    let long: &'static str = Box::leak("长".repeat(2000).into_boxed_str());
    let cells = (0..40_000).map(|row| (row, 0, Cell::Text(long))).collect();
    assert_eq!(refused(&xls(&[list(cells)])), "file-too-large");
}

#[test]
fn broken_records_are_damage() {
    let sound = stream(&[list(vec![(0, 0, Cell::Text("a"))])], &[]);
    assert_eq!(refused(&compound("/Workbook", &sound[..sound.len() - 6])), "file-damaged");
    let missing = record(0x00FD, &[0, 0, 0, 0, 0, 0, 9, 0, 0, 0]);
    let mut wrong = sound[..sound.len() - 4].to_vec();
    wrong.extend(missing);
    wrong.extend(record(0x000A, &[]));
    assert_eq!(refused(&compound("/Workbook", &wrong)), "file-damaged");
}

#[test]
fn a_password_and_a_word_document_are_told_apart() {
    let locked = stream(&[list(vec![])], &record(0x002F, &[1, 0, 0, 0]));
    assert_eq!(refused(&compound("/Workbook", &locked)), "file-encrypted");
    assert_eq!(refused(&compound("/WordDocument", b"text")), "file-not-a-table");
}

#[test]
fn a_chain_of_sectors_that_runs_in_a_circle_is_damage() {
    let mut bytes = xls(&[list((0..2000).map(|row| (row, 0, Cell::Number(1.0))).collect())]);
    // The table of sectors stands in the first sector here; a sector that follows itself.
    let table = (0..bytes.len() / 512).map(|sector| 512 * (sector + 1));
    let next = |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let at = table
        .filter(|&at| at + 512 <= bytes.len())
        .find(|&at| next(&bytes, at) == 0xFFFF_FFFD)
        .expect("a table of sectors");
    bytes[at + 40..at + 44].copy_from_slice(&10u32.to_le_bytes());
    assert_eq!(refused(&bytes), "file-damaged");
}
