//! Files that are not what they are called, or not whole: one clear error each.
#![allow(clippy::unwrap_used, reason = "the helpers of tests fail as tests do")]

mod kit;

use kit::{open_bytes, open_path, paper};
use phaseout_documents::{Found, OpenError};
use rust_xlsxwriter::Workbook;

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..200 {
        sheet.write_string(row, 0, format!("水泥厂{row}")).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// The error for a file of this name and content, with its path taken out.
fn refused(name: &str, bytes: &[u8]) -> OpenError {
    let paper = paper(name, bytes);
    let error = open_path(&paper.path).err().expect("the file is refused");
    assert_eq!(error.path(), paper.path.display().to_string());
    error
}

fn found_in(name: &str, bytes: &[u8]) -> Found {
    match refused(name, bytes) {
        OpenError::Mislabelled { extension, found, .. } => {
            assert!(name.to_lowercase().ends_with(&extension));
            found
        }
        other => panic!("{other:?}"),
    }
}

const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest of a compound file";

#[test]
fn a_mislabelled_file_says_what_it_is() {
    assert_eq!(found_in("a.xlsx", "企业,设备\n".as_bytes()), Found::Text);
    assert_eq!(found_in("a.XLSX", b"<html><table>"), Found::Html);
    assert_eq!(found_in("a.xls", b"<html><table>"), Found::Html);
    assert_eq!(found_in("a.xls", b"a,b\n"), Found::Text);
    assert_eq!(found_in("a.xlsx", OLE), Found::Ole);
    assert_eq!(found_in("a.csv", OLE), Found::Ole);
    assert_eq!(found_in("a.csv", &workbook()), Found::Xlsx);
    assert_eq!(found_in("a.xls", &workbook()), Found::Xlsx);
    assert_eq!(found_in("a.csv", b"PK\x03\x04broken"), Found::Zip);
    assert_eq!(found_in("a.csv", b"%PDF-1.7"), Found::Pdf);
    assert_eq!(
        refused("a.xlsx", b"<html>").to_string().split_once(": ").unwrap().1,
        "called .xlsx, but it is a web page (HTML); save it as xlsx or as csv"
    );
}

#[test]
fn an_old_workbook_that_is_no_compound_file_is_damaged() {
    assert_eq!(refused("a.xls", OLE).code(), "file-damaged");
}

#[test]
fn a_workbook_with_a_password_is_told_from_an_old_one() {
    let mut bytes = OLE.to_vec();
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(refused("a.xlsx", &bytes).code(), "file-encrypted");
}

#[test]
fn a_truncated_workbook_is_truncated_wherever_it_is_cut() {
    let bytes = workbook();
    for length in [2, 4, 100, bytes.len() / 2, bytes.len() - 30] {
        assert_eq!(refused("a.xlsx", &bytes[..length]).code(), "file-truncated", "at {length}");
    }
}

#[test]
fn an_empty_file_is_empty_with_and_without_mark() {
    for bytes in [&b""[..], b"\xEF\xBB\xBF", b"\xFF\xFE"] {
        assert_eq!(refused("a.csv", bytes).code(), "file-empty");
        assert_eq!(refused("a.xlsx", bytes).code(), "file-empty");
    }
}

#[test]
fn what_is_not_there_is_an_error_of_the_system() {
    let paper = paper("a.csv", b"a");
    let folder = paper.path.parent().unwrap();
    assert_eq!(open_path(&folder.join("b.csv")).err().unwrap().code(), "file-unreadable");
    assert_eq!(open_path(folder).err().unwrap().code(), "file-unreadable");
}

#[test]
fn a_workbook_on_standard_input_is_refused() {
    let error = open_bytes(&workbook()).err().unwrap();
    assert_eq!(error, OpenError::NotATable { path: "-".to_owned(), found: Found::Zip });
}

#[test]
fn a_name_without_extension_is_read_by_its_content() {
    assert!(open_path(&paper("list", &workbook()).path).is_ok());
    assert!(open_path(&paper("list", b"a,b\n1,2\n").path).is_ok());
}
