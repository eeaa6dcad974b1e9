//! Word files as offices and as attackers write them, read back as paragraphs and cells.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_documents::written::{Part, Written, WrittenError, read, written};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An archive of parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A docx with this body.
fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}</w:body></w:document>"
    );
    archive(&[("word/document.xml", document.as_bytes())])
}

fn body(body: &str) -> Written {
    read(&docx(body), false).unwrap()
}

fn texts(written: &Written) -> Vec<&str> {
    written.paragraphs.iter().map(|it| it.text.as_str()).collect()
}

fn refused(bytes: &[u8]) -> &'static str {
    read(bytes, false).unwrap_err().code
}

#[test]
fn what_was_struck_out_is_not_text_and_what_was_put_in_is() {
    let read = body(
        "<w:p><w:r><w:t>产能</w:t></w:r><w:del><w:r><w:delText>9</w:delText></w:r></w:del>\
         <w:ins><w:r><w:t>8</w:t></w:r></w:ins><w:r><w:t>万吨</w:t></w:r></w:p>\
         <w:p><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom></w:p>\
         <w:p><w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo></w:p>",
    );
    assert_eq!(texts(&read), ["产能8万吨", "新处"]);
}

#[test]
fn fields_show_their_result_and_not_their_code() {
    let read = body(
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PAGE 12 </w:instrText></w:r>\
         <w:r><w:t>3</w:t></w:r><w:r><w:tab/><w:t>页</w:t><w:br/><w:t>末&amp;完&#x3002;</w:t></w:r></w:p>",
    );
    assert_eq!(texts(&read), ["3\t页\n末&完。"]);
}

#[test]
fn tab_stops_of_a_paragraph_are_no_text() {
    let read = body(
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>一</w:t></w:r></w:p>",
    );
    assert_eq!(texts(&read), ["一"]);
}

#[test]
fn paragraphs_are_numbered_as_a_person_counts_them() {
    let read = body(
        "<w:p/><w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p>",
    );
    let numbers: Vec<usize> = read.paragraphs.iter().map(|it| it.number).collect();
    assert_eq!(numbers, [2, 4], "blank paragraphs count");
}

#[test]
fn a_table_keeps_rows_and_columns_also_where_cells_are_merged() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let wide = "<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>宽</w:t></w:r></w:p></w:tc>";
    let two = "<w:tc><w:p><w:r><w:t>上</w:t></w:r></w:p><w:p><w:r><w:t>下</w:t></w:r></w:p></w:tc>";
    let read = body(&format!(
        "<w:p><w:r><w:t>前</w:t></w:r></w:p><w:tbl><w:tr>{wide}{}</w:tr><w:tr>{}{}{two}</w:tr></w:tbl>",
        cell("c"),
        cell("1"),
        cell("2")
    ));
    assert_eq!(read.tables[0].rows, [vec!["宽", "", "c"], vec!["1", "2", "上\n下"]]);
    assert_eq!((read.tables[0].number, read.tables[0].after), (1, 1));
    assert_eq!(texts(&read), ["前"], "words of cells are no paragraphs");
}

#[test]
fn a_table_in_a_cell_is_a_table_of_its_own() {
    let inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>内</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let read = body(&format!(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    ));
    let rows: Vec<&str> = read.tables.iter().map(|it| it.rows[0][0].as_str()).collect();
    assert_eq!(rows, ["外", "内"]);
}

#[test]
fn a_text_box_is_read_once() {
    let words = "<w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent>";
    let read = body(&format!(
        "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{words}</mc:Choice>\
         <mc:Fallback>{words}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>后</w:t></w:r></w:p>"
    ));
    let found: Vec<(Part, &str)> =
        read.paragraphs.iter().map(|it| (it.part, it.text.as_str())).collect();
    assert_eq!(found, [(Part::TextBox, "框中"), (Part::Body, "前后")]);
}

#[test]
fn headers_and_footnotes_are_read_too() {
    let part =
        |text: &str| format!("<w:x xmlns:w=\"w\"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:x>");
    let bytes = archive(&[
        ("word/footnotes.xml", part("脚注").as_bytes()),
        ("word/header1.xml", part("页眉").as_bytes()),
        ("word/document.xml", part("正文").as_bytes()),
        ("word/media/header.xml", b"no part of the text"),
    ]);
    let read = read(&bytes, false).unwrap();
    let found: Vec<(Part, &str)> =
        read.paragraphs.iter().map(|it| (it.part, it.text.as_str())).collect();
    assert_eq!(found, [(Part::Body, "正文"), (Part::Header, "页眉"), (Part::Footnote, "脚注")]);
}

#[test]
fn a_text_of_a_chinese_desk_is_read_in_its_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("总结.txt");
    let (bytes, ..) = encoding_rs::GB18030.encode("产能8万吨\r\n职工90人\r\n");
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(texts(&written(&path).unwrap()), ["产能8万吨", "职工90人"]);
}

#[test]
fn what_is_no_word_document_is_refused_by_name() {
    let compound = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let password: Vec<u8> =
        compound.into_iter().chain("EncryptedPackage".bytes().flat_map(|byte| [byte, 0])).collect();
    let cases: [(&[u8], &str); 8] = [
        (&compound, "written-old"),
        (&password, "written-encrypted"),
        (b"{\\rtf1", "written-old"),
        (b"%PDF-1.4", "written-not-docx"),
        (&archive(&[("xl/workbook.xml", b"<x/>")]), "written-not-docx"),
        (&archive(&[("content.xml", b"<x/>")]), "written-not-docx"),
        (&archive(&[("word/styles.xml", b"<x/>")]), "written-damaged"),
        (b"PK\x03\x04 and then nothing", "written-damaged"),
    ];
    for (bytes, code) in cases {
        assert_eq!(refused(bytes), code);
    }
}

#[test]
fn entities_that_a_file_declares_are_not_expanded() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\
                <w:document xmlns:w=\"w\"><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>";
    assert_eq!(refused(&archive(&[("word/document.xml", bomb.as_bytes())])), "written-doctype");
}

#[test]
fn nesting_has_an_end() {
    let deep = format!("{}{}", "<w:sdt>".repeat(600), "</w:sdt>".repeat(600));
    assert_eq!(refused(&docx(&deep)), "written-too-deep");
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked_whole() {
    // 80 MiB of spaces in 80 kB; each of its parts alone would be allowed.
    let half = format!("<x>{}</x>", " ".repeat(40 << 20));
    let bytes =
        archive(&[("word/document.xml", half.as_bytes()), ("word/header1.xml", half.as_bytes())]);
    assert!(bytes.len() < 1 << 20);
    assert_eq!(refused(&bytes), "written-too-large");
}

#[test]
fn a_document_that_breaks_off_is_not_read_in_half() {
    let cut = archive(&[("word/document.xml", b"<w:document><w:p><w:r><w:t>9".as_slice())]);
    assert_eq!(refused(&cut), "written-damaged");
}

#[test]
fn a_missing_file_is_named_by_the_system() {
    let error: WrittenError = written(std::path::Path::new("no such file.docx")).unwrap_err();
    assert_eq!(error.code, "written-io");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is done to a file, it is read or refused.
    #[test]
    fn mangled_files_are_read_or_refused(at in 0usize..400, byte: u8, cut in 0usize..400) {
        let mut bytes = docx("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>8</w:t></w:r></w:p></w:tc></w:tr></w:tbl>");
        let long = bytes.len();
        bytes[at % long] = byte;
        bytes.truncate(long - cut % long / 2);
        let _ = read(&bytes, false);
    }

    /// Tags in any order do not break the walk.
    #[test]
    fn tags_in_any_order_are_read_or_refused(tags in proptest::collection::vec(0usize..12, 0..60)) {
        const TAGS: [&str; 12] = [
            "<w:p>", "</w:p>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>",
            "<w:t>8", "</w:t>", "<w:gridSpan w:val=\"99999999\"/>", "<w:txbxContent>",
        ];
        let _ = read(&docx(&tags.iter().map(|at| TAGS[*at]).collect::<String>()), false);
    }
}
