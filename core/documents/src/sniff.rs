//! What a file's first bytes say that it is, whatever its name says.

use std::fmt;

/// Kind of content that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Found {
    /// Plain text: rows of a csv file, as far as the first bytes tell.
    Text,
    /// A web page; many systems call such a page a workbook.
    Html,
    /// An XML document, the workbook format of 2003 among them.
    Xml,
    /// A workbook of the present Excel (xlsx, xlsm).
    Xlsx,
    /// A binary workbook (xlsb).
    Xlsb,
    /// An `OpenDocument` table (ods).
    Ods,
    /// Some other archive, a Word document for example.
    Zip,
    /// A compound file: a workbook or document of Office 97 to 2003.
    Ole,
    /// A PDF document.
    Pdf,
    /// A picture, or an archive that is not zip.
    Binary,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "plain text",
            Self::Html => "a web page (HTML)",
            Self::Xml => "an XML document",
            Self::Xlsx => "a workbook (xlsx)",
            Self::Xlsb => "a binary workbook (xlsb)",
            Self::Ods => "an OpenDocument table (ods)",
            Self::Zip => "a zip archive",
            Self::Ole => "an Office 97-2003 file (xls, doc)",
            Self::Pdf => "a PDF document",
            Self::Binary => "a picture or archive",
        })
    }
}

/// How many bytes [`sniff`] wants to see.
pub(crate) const HEAD: usize = 8 << 10;

const BINARY: [&[u8]; 6] =
    [b"\x1F\x8B", b"7z\xBC\xAF\x27\x1C", b"Rar!\x1A\x07", b"\x89PNG\r\n", b"\xFF\xD8\xFF", b"GIF8"];

/// How web pages begin, in lower case.
const PAGES: [&str; 9] =
    ["<!doctype html", "<html", "<head", "<meta", "<style", "<body", "<table", "<div", "<script"];

/// Judges the first bytes of a file. A zip archive is not looked into.
pub(crate) fn sniff(head: &[u8]) -> Found {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Found::Zip;
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Found::Ole;
    }
    if head.starts_with(b"%PDF-") {
        return Found::Pdf;
    }
    if BINARY.iter().any(|magic| head.starts_with(magic)) {
        return Found::Binary;
    }
    let start = start_of_text(head);
    if PAGES.iter().any(|page| start.starts_with(page)) {
        Found::Html
    } else if start.starts_with("<?xml") {
        // Pages written as XHTML say so a little later.
        if start.contains("<html") { Found::Html } else { Found::Xml }
    } else {
        Found::Text
    }
}

/// The first letters in lower case, without marks, spaces and the zeros of UTF-16.
fn start_of_text(head: &[u8]) -> String {
    let ascii = head.iter().filter(|byte| byte.is_ascii() && **byte != 0);
    let text: String = ascii.map(|&byte| char::from(byte.to_ascii_lowercase())).collect();
    let first_is_text =
        head.iter().find(|byte| !matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF));
    // A page begins with its first sign, not with the first ASCII sign behind Chinese text.
    if first_is_text.is_some_and(u8::is_ascii) {
        text.trim_start().to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, sniff};

    #[test]
    fn content_is_told_by_its_first_bytes() {
        assert_eq!(sniff(b"PK\x03\x04rest"), Found::Zip);
        assert_eq!(sniff(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Found::Ole);
        assert_eq!(sniff(b"\xEF\xBB\xBF\r\n<HTML><body>"), Found::Html);
        assert_eq!(sniff(b"<\0t\0a\0b\0l\0e\0"), Found::Html);
        assert_eq!(sniff(b"<?xml version='1.0'?><Workbook>"), Found::Xml);
        assert_eq!(sniff("企业<table".as_bytes()), Found::Text);
        assert_eq!(sniff(b"<3.0 m,1"), Found::Text);
        assert_eq!(sniff(b""), Found::Text);
    }
}
