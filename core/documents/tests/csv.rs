//! Csv as offices write it: what the bytes mean, where rows begin, and what stands in a cell.

mod kit;

use std::io::{Cursor, Read};

use kit::{csv_rows, first_row, open_bytes, open_path, paper, row, rows};
use phaseout_documents::{CellKind, Chunk, Encoding, ReadError, ReadNote, Source, open};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

const LIST: &str = "企业名称,设备,规格\n耀华水泥有限责任公司,机立窑,Φ3×11m\n";

fn list() -> Vec<kit::Row> {
    vec![
        row(1, &["企业名称", "设备", "规格"]),
        row(2, &["耀华水泥有限责任公司", "机立窑", "Φ3×11m"]),
    ]
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(order).collect()
}

#[test]
fn every_encoding_gives_the_same_cells() {
    let (gb18030, _, _) = encoding_rs::GB18030.encode(LIST);
    let with_mark = [b"\xEF\xBB\xBF", LIST.as_bytes()].concat();
    for (bytes, encoding) in [
        (LIST.as_bytes().to_vec(), Encoding::Utf8),
        (with_mark, Encoding::Utf8),
        (gb18030.into_owned(), Encoding::Gb18030),
        (utf16(LIST, u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(LIST, u16::to_be_bytes), Encoding::Utf16Be),
    ] {
        assert_eq!(open_bytes(&bytes).unwrap().encoding(), Some(encoding));
        assert_eq!(csv_rows(&bytes), list(), "{}", encoding.name());
    }
}

#[test]
fn a_row_is_the_line_on_which_its_record_starts() {
    let text = "a,b\r\n\r\n\"two\r\nlines\",1\r\nc,\"x\ny\nz\"\n\nd,2\re,3";
    assert_eq!(
        csv_rows(text.as_bytes()),
        [
            row(1, &["a", "b"]),
            row(3, &["two\r\nlines", "1"]), // line 2 is blank: counted, not a row
            row(5, &["c", "x\ny\nz"]),
            row(9, &["d", "2"]),
            row(10, &["e", "3"]), // a lone carriage return ends a line too
        ]
    );
}

#[test]
fn quotes_open_only_at_the_start_of_a_cell() {
    let text = "\"a\"\"b\",\"\",5\"\n\"x\"y,\"1,2\",\"\"\"\"\n";
    assert_eq!(
        csv_rows(text.as_bytes()),
        [row(1, &["a\"b", "", "5\""]), row(2, &["xy", "1,2", "\""])]
    );
}

#[test]
fn rows_may_differ_in_length_and_cells_beyond_the_end_are_empty() {
    assert_eq!(
        csv_rows(b"a,b,c\n1\n,,\n1,2,3,4"),
        [
            row(1, &["a", "b", "c"]),
            row(2, &["1"]),
            row(3, &["", "", ""]),
            row(4, &["1", "2", "3", "4"]),
        ]
    );
    let mut document = open_bytes(b"a,b").unwrap();
    let mut chunk = Chunk::new();
    document.read_chunk(&mut chunk, 10).unwrap();
    assert_eq!((chunk.row(0).cell(7), chunk.row(0).kind(7)), ("", CellKind::Text));
    assert_eq!(chunk.sheet(), None);
}

#[test]
fn semicolons_and_tabs_part_cells_where_they_give_more_columns() {
    assert_eq!(csv_rows(b"a;b;c\n1,5;2;3\n")[1], row(2, &["1,5", "2", "3"]));
    assert_eq!(csv_rows(b"a\tb\n1,5\t\"x\ty\"\n")[1], row(2, &["1,5", "x\ty"]));
}

#[test]
fn bytes_that_are_no_text_damage_their_cell_only() {
    // 0xFF is no GB18030, and beside so few characters this is no UTF-8 either.
    let paper = paper("list.csv", b"a,b\xFFc,d\n");
    let mut document = open_path(&paper.path).unwrap();
    assert_eq!(
        first_row(&mut document),
        [
            ("a".to_owned(), CellKind::Text),
            ("b\u{FFFD}c".to_owned(), CellKind::Damaged),
            ("d".to_owned(), CellKind::Text),
        ]
    );
    assert_eq!(document.finish().damaged_cells, 1);
}

#[test]
fn one_bad_byte_does_not_make_a_utf8_list_gb18030() {
    let mut bytes = LIST.as_bytes().to_vec();
    bytes.extend_from_slice(b"\xE7\xAA,x\n");
    let mut document = open_bytes(&bytes).unwrap();
    assert_eq!(document.encoding(), Some(Encoding::Utf8));
    assert_eq!(rows(&mut document, 10)[..2], list());
    assert_eq!(document.finish().damaged_cells, 1);
}

#[test]
fn a_stream_is_decided_on_its_first_mebibyte_and_damage_behind_it_is_counted() {
    let mut bytes = "水泥,机立窑\n".repeat((1 << 20) / 19 + 1000).into_bytes();
    bytes.extend_from_slice(b"bad,\xFF\xFE\nok,1\n");
    let mut document = open_bytes(&bytes).unwrap();
    let all = rows(&mut document, 1000);
    assert_eq!(all[all.len() - 2].1, ["bad", "\u{FFFD}\u{FFFD}"]);
    let facts = document.finish();
    assert_eq!((facts.damaged_cells, facts.rows), (1, all.len() as u64));
}

#[test]
fn zeros_stay_in_the_text() {
    assert_eq!(csv_rows(b"a\0b,c\n"), [row(1, &["a\0b", "c"])]);
}

#[test]
fn a_quote_that_is_never_closed_is_told_with_its_row() {
    let text = b"a,b\nc,\"d\ne,f\n";
    assert_eq!(csv_rows(text)[1], row(2, &["c", "d\ne,f\n"]));
    let mut document = open_bytes(text).unwrap();
    rows(&mut document, 10);
    assert_eq!(document.finish().notes, [ReadNote::UnclosedQuote { row: 2 }]);
}

#[test]
fn a_long_cell_is_kept_and_an_endless_one_is_an_error() {
    let long = format!("a,\"{}\"\nb,1\n", "长".repeat(1 << 20));
    let all = csv_rows(long.as_bytes());
    assert_eq!((all[0].1[1].len(), &all[1]), (3 << 20, &row(2, &["b", "1"])));

    let start = Cursor::new(b"a,b\n1,\"".to_vec());
    let endless = start.chain(std::io::repeat(b'x').take(200 << 20));
    let mut document = open(Source::Stdin(Box::new(endless))).unwrap();
    let mut chunk = Chunk::new();
    assert_eq!(document.read_chunk(&mut chunk, 10), Ok(true));
    assert_eq!((chunk.rows(), chunk.row(0).cell(1)), (1, "b"));
    let error = ReadError::RecordTooLong { row: 2 };
    assert_eq!(document.read_chunk(&mut chunk, 10), Err(error.clone()));
    assert_eq!(document.read_chunk(&mut chunk, 10), Err(error), "nothing follows an error");
}

#[test]
fn the_hash_is_that_of_the_bytes_as_they_are() {
    let bytes = utf16(LIST, u16::to_le_bytes);
    let expected: [u8; 32] = Sha256::digest(&bytes).into();
    let paper = paper("list.csv", &bytes);
    for mut document in [open_path(&paper.path).unwrap(), open_bytes(&bytes).unwrap()] {
        rows(&mut document, 10);
        let facts = document.finish();
        assert_eq!((facts.sha256, facts.length), (expected, bytes.len() as u64));
        assert_eq!(facts.rows, 2);
    }
}

#[test]
fn a_file_that_grows_while_it_is_read_is_an_error() {
    let paper = paper("list.csv", "a,b\n".repeat(200_000).as_bytes());
    let mut document = open_path(&paper.path).unwrap();
    std::fs::write(&paper.path, "a,b\n".repeat(200_001)).unwrap();
    let mut chunk = Chunk::new();
    let error = loop {
        match document.read_chunk(&mut chunk, 1024) {
            Ok(more) => assert!(more, "the end was reached"),
            Err(error) => break error,
        }
    };
    assert_eq!(error, ReadError::Changed);
}

/// Text in which every rule about records meets every other.
fn awkward_text() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec!['a', '窑', ',', ';', '\t', '"', '"', '\n', '\r', ' ']);
    prop::collection::vec(sign, 0..200).prop_map(|signs| signs.into_iter().collect())
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 1..600)) {
        if let Ok(mut document) = open_bytes(&bytes) {
            rows(&mut document, 3);
            document.finish();
        }
    }

    #[test]
    fn cells_are_those_that_the_csv_crate_finds(text in awkward_text(), at_once in 1usize..5) {
        prop_assume!(!text.is_empty());
        let mut document = open_bytes(text.as_bytes()).unwrap();
        let delimiter = u8::try_from(document.delimiter().unwrap()).unwrap();
        let expected: Vec<Vec<String>> = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes())
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let found: Vec<Vec<String>> =
            rows(&mut document, at_once).into_iter().map(|(_, cells)| cells).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_written_list_reads_back_equal(
        cells in prop::collection::vec(prop::collection::vec("[a窑Φ,\"\n\r ]{0,6}", 3), 1..30)
    ) {
        let mut writer = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::Always)
            .from_writer(Vec::new());
        // No semicolons and tabs: a few rows of signs may fit one delimiter as well as another.
        for row in &cells {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let found: Vec<Vec<String>> = csv_rows(&bytes).into_iter().map(|(_, row)| row).collect();
        prop_assert_eq!(found, cells);
    }
}
