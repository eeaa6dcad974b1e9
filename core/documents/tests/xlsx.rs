//! Workbooks: kinds of cells, sheets, gaps, and sheets that were made to do harm.
#![allow(clippy::unwrap_used, reason = "the helpers of tests fail as tests do")]

mod kit;

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use kit::{first_row, open_path, paper, row, rows};
use phaseout_documents::{CellKind, Chunk, Document, Format, ReadNote};
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Formula, Workbook};

fn saved(book: &mut Workbook) -> kit::Paper {
    paper("list.xlsx", &book.save_to_buffer().unwrap())
}

fn opened(paper: &kit::Paper) -> Document {
    open_path(&paper.path).unwrap()
}

#[test]
fn cells_say_what_they_are() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = CellFormat::new().set_num_format("yyyy-mm-dd");
    sheet.write_string(0, 0, "机立窑").unwrap();
    sheet.write_number(0, 1, 8.0).unwrap();
    sheet.write_number(0, 2, 0.1).unwrap();
    sheet.write_number(0, 3, -1_234_567_890_123.5).unwrap();
    sheet.write_boolean(0, 4, true).unwrap();
    let day = ExcelDateTime::from_ymd(2012, 12, 31).unwrap();
    sheet.write_datetime_with_format(0, 5, &day, &date).unwrap();
    let moment = ExcelDateTime::from_ymd(2013, 7, 1).unwrap().and_hms(8, 30, 0).unwrap();
    sheet.write_datetime_with_format(0, 6, &moment, &date).unwrap();
    sheet.write_formula(0, 7, Formula::new("=1+2").set_result("3")).unwrap();
    sheet.write_formula(0, 8, Formula::new("=A9").set_result("#REF!")).unwrap();
    let paper = saved(&mut book);
    let cell = |text: &str, kind| (text.to_owned(), kind);
    assert_eq!(
        first_row(&mut opened(&paper)),
        [
            cell("机立窑", CellKind::Text),
            cell("8", CellKind::Number),
            cell("0.1", CellKind::Number),
            cell("-1234567890123.5", CellKind::Number),
            cell("TRUE", CellKind::Text),
            cell("2012-12-31", CellKind::Date),
            cell("2013-07-01T08:30:00", CellKind::Date),
            cell("3", CellKind::Number),
            cell("#REF!", CellKind::Error),
        ]
    );
}

#[test]
fn empty_rows_and_cells_are_counted_and_not_given() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(2, 1, "b3").unwrap();
    sheet.write_string(6, 0, "a7").unwrap();
    sheet.write_blank(7, 0, &CellFormat::new().set_bold()).unwrap();
    sheet.write_string(8, 3, "d9").unwrap();
    let paper = saved(&mut book);
    let mut document = opened(&paper);
    assert_eq!(
        rows(&mut document, 2),
        [row(3, &["", "b3"]), row(7, &["a7"]), row(9, &["", "", "", "d9"])]
    );
    assert_eq!(document.finish().rows, 3);
}

#[test]
fn visible_sheets_follow_one_another_and_hidden_ones_are_noted() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("水泥").unwrap().write_string(0, 0, "a").unwrap();
    book.add_worksheet().set_name("空").unwrap();
    let hidden = book.add_worksheet().set_name("旧").unwrap();
    hidden.write_string(0, 0, "old").unwrap();
    hidden.set_hidden(true);
    book.add_worksheet().set_name("钢铁").unwrap().write_string(4, 0, "b").unwrap();
    let paper = saved(&mut book);
    let mut document = opened(&paper);
    assert_eq!((document.format(), document.sheet_count()), (Format::Xlsx, 3));
    assert_eq!(document.sheets(), ["水泥", "空", "钢铁"]);
    assert_eq!(document.notes(), [ReadNote::HiddenSheet { sheet: "旧".to_owned() }]);
    let mut chunk = Chunk::new();
    let mut seen = Vec::new();
    while document.read_chunk(&mut chunk, 100).unwrap() {
        let first = chunk.row(0);
        seen.push((chunk.sheet().unwrap().to_owned(), first.number(), first.cell(0).to_owned()));
    }
    assert_eq!(
        seen,
        [("水泥".to_owned(), 1, "a".to_owned()), ("钢铁".to_owned(), 5, "b".to_owned())]
    );
}

#[test]
fn many_rows_come_whole_whatever_the_chunk() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..3000 {
        sheet.write_number(row, 0, row).unwrap();
        sheet.write_string(row, 1, format!("企业{}", row % 7)).unwrap();
    }
    let paper = saved(&mut book);
    let all = rows(&mut opened(&paper), 1024);
    assert_eq!(all, rows(&mut opened(&paper), 7));
    assert_eq!((all.len(), &all[2999]), (3000, &row(3000, &["2999", "企业3"])));
}

#[test]
fn a_document_may_be_left_before_its_end() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..100 {
        sheet.write_number(row, 0, row).unwrap();
    }
    let paper = saved(&mut book);
    let mut document = opened(&paper);
    first_row(&mut document);
    assert_eq!(document.finish().rows, 1);
}

/// A workbook whose only sheet, styles and shared texts are these.
fn by_hand(sheet: &str, workbook_properties: &str, texts: &str) -> kit::Paper {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const DOC: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{RELS}\"><Relationship Id=\"r1\" \
                 Type=\"{DOC}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOC}\">{workbook_properties}<sheets>\
                 <sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{RELS}\"><Relationship Id=\"r1\" \
                 Type=\"{DOC}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/>\
                 <xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/sharedStrings.xml", texts.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    paper("list.xlsx", &archive.finish().unwrap().into_inner())
}

fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

const NO_TEXTS: &str = "<sst></sst>";

#[test]
fn a_cell_in_the_last_corner_costs_one_row() {
    let text = sheet(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
         <row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>",
    );
    let paper = by_hand(&text, "", NO_TEXTS);
    let mut document = opened(&paper);
    let mut chunk = Chunk::new();
    document.read_chunk(&mut chunk, 1024).unwrap();
    assert_eq!(chunk.rows(), 2);
    let last = chunk.row(1);
    assert_eq!((last.number(), last.cells(), last.cell(16_383)), (1_048_576, 16_384, "2"));
    assert_eq!(last.cell(5), "");
}

#[test]
fn rows_that_are_all_wide_come_in_smaller_chunks() {
    let mut wide = String::new();
    for row in 1..=1000 {
        write!(wide, "<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>").unwrap();
    }
    let paper = by_hand(&sheet(&wide), "", NO_TEXTS);
    let mut document = opened(&paper);
    let (mut chunk, mut total) = (Chunk::new(), 0);
    while document.read_chunk(&mut chunk, 1024).unwrap() {
        assert!(chunk.rows() <= 65, "about a million cells");
        total += chunk.rows();
    }
    assert_eq!(total, 1000);
}

#[test]
fn cells_out_of_order_find_their_columns() {
    let text = sheet(
        "<row r=\"1\"><c r=\"C1\"><v>3</v></c><c r=\"A1\"><v>1</v></c><c r=\"C1\"><v>4</v></c></row>",
    );
    let paper = by_hand(&text, "", NO_TEXTS);
    let mut document = opened(&paper);
    assert_eq!(rows(&mut document, 10), [row(1, &["1", "", "4"])]);
    let (sheet, first) = ("S".to_owned(), "C1".to_owned());
    assert_eq!(document.notes(), [ReadNote::DoubledCells { sheet, first, count: 1 }]);
}

#[test]
fn dates_count_from_the_year_that_the_workbook_names() {
    let text = sheet("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>40000</v></c></row>");
    let date =
        |properties| first_row(&mut opened(&by_hand(&text, properties, NO_TEXTS)))[0].clone();
    assert_eq!(date(""), ("2009-07-06".to_owned(), CellKind::Date));
    assert_eq!(date("<workbookPr date1904=\"1\"/>"), ("2013-07-07".to_owned(), CellKind::Date));
}

#[test]
fn a_number_that_is_no_day_stays_a_number() {
    let text = sheet("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>-2.5</v></c></row>");
    let paper = by_hand(&text, "", NO_TEXTS);
    assert_eq!(first_row(&mut opened(&paper)), [("-2.5".to_owned(), CellKind::Number)]);
}

#[test]
fn a_claim_of_more_texts_than_there_can_be_is_refused() {
    let texts = "<sst uniqueCount=\"900000000000000\"><si><t>a</t></si></sst>";
    let paper = by_hand(&sheet(""), "", texts);
    assert_eq!(open_path(&paper.path).err().unwrap().code(), "file-damaged");
}

#[test]
fn a_sheet_that_breaks_off_gives_its_rows_and_then_an_error() {
    // The second row was begun and may lack cells, so it is not given.
    let text = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
                <row r=\"2\"><c r=\"A2\"><v>2</v></c><c r=\"B2\">";
    let paper = by_hand(text, "", NO_TEXTS);
    let mut document = opened(&paper);
    let mut chunk = Chunk::new();
    assert_eq!(document.read_chunk(&mut chunk, 10), Ok(true));
    assert_eq!((chunk.rows(), chunk.row(0).cell(0)), (1, "1"));
    for _ in 0..2 {
        let error = document.read_chunk(&mut chunk, 10).unwrap_err();
        assert_eq!(error.code(), "file-damaged", "nothing follows an error");
    }
}

#[test]
fn merged_cells_and_what_is_hidden_are_told() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = CellFormat::new();
    sheet.merge_range(0, 0, 0, 2, "名单", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "耀华", &plain).unwrap();
    for row in 1..4 {
        sheet.write_string(row, 1, format!("{row}号窑")).unwrap();
    }
    sheet.write_string(3, 0, "泰禾").unwrap();
    sheet.set_row_hidden(2).unwrap();
    sheet.set_column_hidden(1).unwrap();
    let paper = saved(&mut book);
    let mut document = opened(&paper);
    let name = || "Sheet1".to_owned();
    assert_eq!(
        document.notes(),
        [
            ReadNote::HiddenRows { sheet: name(), rows: vec![(3, 3)], count: 1 },
            ReadNote::HiddenColumns { sheet: name(), columns: vec![(1, 1)] },
        ]
    );
    let mut chunk = Chunk::new();
    document.read_chunk(&mut chunk, 10).unwrap();
    assert_eq!((chunk.row(0).cell(1), chunk.row(0).anchor(2)), ("", Some((1, 0))), "a title");
    assert_eq!((chunk.row(2).cell(0), chunk.row(2).anchor(0)), ("耀华", Some((2, 0))));
    assert_eq!((chunk.row(3).cell(0), chunk.row(3).anchor(0)), ("泰禾", None));
}

#[test]
fn a_merged_value_goes_on_in_the_next_chunk() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 9, 0, "耀华", &CellFormat::new()).unwrap();
    (0..12).for_each(|row| {
        sheet.write_number(row, 1, row).unwrap();
    });
    let paper = saved(&mut book);
    let firms = |at_once| {
        let all = rows(&mut opened(&paper), at_once);
        all.into_iter().filter(|(_, cells)| cells[0] == "耀华").count()
    };
    assert_eq!((firms(1), firms(3), firms(100)), (10, 10, 10));
}

#[test]
fn a_row_without_end_is_refused_before_it_is_read() {
    let text = "长".repeat(23 << 20);
    let long = sheet(&format!("<row r=\"1\"><c t=\"inlineStr\"><is><t>{text}</t></is></c></row>"));
    let error = open_path(&by_hand(&long, "", NO_TEXTS).path).err().unwrap();
    assert!(error.to_string().contains("a row of more than 64 MiB"), "{error}");
}

#[test]
fn entities_that_the_file_declares_are_not_expanded() {
    let mut bomb = "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\">".to_owned();
    for (name, inner) in ["b", "c", "d", "e", "f", "g", "h"].iter().zip("abcdefg".chars()) {
        write!(bomb, "<!ENTITY {name} \"{}\">", format!("&{inner};").repeat(10)).unwrap();
    }
    bomb += "]>";
    let cell = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&h;</t></is></c></row>";
    let paper = by_hand(&(bomb + &sheet(cell)), "", NO_TEXTS);
    let mut document = opened(&paper);
    let mut chunk = Chunk::new();
    let outcome = document.read_chunk(&mut chunk, 10);
    let longest = chunk.iter().flat_map(|row| row.iter().map(str::len)).max().unwrap_or(0);
    assert!(outcome.is_err() || longest < 100, "{outcome:?}: {longest} bytes");
}

#[test]
fn a_list_of_all_rows_that_a_sheet_has_is_read_in_small_pieces() {
    let mut text = String::new();
    for number in 1..=1_048_576u32 {
        write!(text, "<row r=\"{number}\"><c r=\"A{number}\"><v>1</v></c></row>").unwrap();
    }
    let paper = by_hand(&sheet(&text), "", NO_TEXTS);
    let mut document = opened(&paper);
    let (mut chunk, mut last) = (Chunk::new(), 0);
    while document.read_chunk(&mut chunk, 1024).unwrap() {
        assert!(chunk.rows() <= 1024);
        last = chunk.row(chunk.rows() - 1).number();
    }
    assert_eq!((last, document.finish().rows), (1_048_576, 1_048_576));
}

#[test]
fn a_header_of_all_columns_that_a_sheet_has_is_found() {
    let row = |number: u32, first: &str| {
        let cells = (0..16_384u64).map(|column| {
            let name = phaseout_documents::column_letters(column);
            let text = if column == 0 { first } else { "词" };
            format!("<c r=\"{name}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        });
        format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
    };
    let header = row(2, "企业名称").replacen("词", "主要设备", 1);
    let wide: String = row(1, "标题") + &header + &row(3, "耀华") + &row(4, "泰禾");
    let paper = by_hand(&sheet(&wide), "", NO_TEXTS);
    let mut document = opened(&paper);
    let mut chunk = Chunk::new();
    document.read_chunk(&mut chunk, 1024).unwrap();
    let fields = phaseout_documents::fixed_fields();
    let table = phaseout_documents::Table::find(&chunk, &fields, &[]).unwrap();
    assert_eq!((table.first_line(), table.header().columns.len()), (2, 16_384));
}

#[test]
fn an_archive_that_unpacks_to_more_than_is_read_is_refused() {
    // Three GiB of blanks in a few megabytes.
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("[Content_Types].xml", options).unwrap();
    archive.write_all(b"<Types/>").unwrap();
    archive.start_file("xl/worksheets/sheet1.xml", options.large_file(true)).unwrap();
    let blanks = vec![b' '; 16 << 20];
    (0..192).for_each(|_| archive.write_all(&blanks).unwrap());
    let bomb = archive.finish().unwrap().into_inner();
    let error = open_path(&paper("list.xlsx", &bomb).path).err().unwrap();
    assert_eq!(error.code(), "file-too-large");
}
