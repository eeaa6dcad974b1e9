//! A document that somebody wrote, read back as paragraphs and table cells, each with an address that a
//! person finds: the third paragraph, table 1 row 2 column 3.
//!
//! Word's files (.docx) are walked part by part, with a bound on everything that a hostile file can claim;
//! text that was struck out in a tracked change is not text, text that was put in is. Plain text and
//! Markdown are read by lines. What the words mean is not decided here.

mod archive;
mod plain;
mod walk;

use crate::encoding::{Encoding, Utf8Check};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Most bytes of a plain text, and of all parts of a Word file together, unpacked.
pub(crate) const LARGEST: u64 = 64 << 20;

/// A document as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Paragraphs in the order of the file: body, then headers, footers, footnotes.
    pub paragraphs: Vec<Paragraph>,
    /// Tables in the order in which they begin; one that lies in a cell comes after its own.
    pub tables: Vec<WrittenTable>,
}

/// A paragraph with its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands.
    pub part: Part,
    /// Its number within the part, from 1; blank paragraphs count, as they do on the page.
    pub number: usize,
    /// Its words; breaks are line feeds, tabs are tabs.
    pub text: String,
}

/// A table: as many texts in each row as the row has columns of the grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenTable {
    /// Where it stands.
    pub part: Part,
    /// Its number in the document, from 1.
    pub number: usize,
    /// How many paragraphs of its part stand before it.
    pub after: usize,
    /// Rows of cells. A cell that covers several columns has its text in the first, the others are blank.
    pub rows: Vec<Vec<String>>,
}

/// The part of the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// 正文.
    #[default]
    Body,
    /// 文本框.
    TextBox,
    /// 页眉.
    Header,
    /// 页脚.
    Footer,
    /// 脚注、尾注.
    Footnote,
}

impl Part {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::TextBox => "text-box",
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Footnote => "footnote",
        }
    }
}

/// Why a document cannot be read: a code, and what the message needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenError {
    /// `written-io`, `written-old` (.doc, .wps, RTF: to be saved as .docx), `written-encrypted`,
    /// `written-not-docx`, `written-damaged`, `written-too-large`, `written-too-deep`, `written-doctype`.
    pub code: &'static str,
    /// What was found.
    pub detail: String,
}

impl WrittenError {
    pub(crate) fn new(code: &'static str, detail: impl fmt::Display) -> Self {
        Self { code, detail: detail.to_string() }
    }
}

impl fmt::Display for WrittenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for WrittenError {}

/// Reads a document: .docx, .md or .txt (UTF-8, GB18030, UTF-16 with a mark). Content decides, not the name.
///
/// # Errors
/// [`WrittenError`]; nothing is read in half.
pub fn written(path: &Path) -> Result<Written, WrittenError> {
    let failed = |error: std::io::Error| WrittenError::new("written-io", error);
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large());
    }
    let markdown = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
    read(&bytes, markdown)
}

/// Reads a document from its bytes.
///
/// # Errors
/// As [`written`].
pub fn read(bytes: &[u8], markdown: bool) -> Result<Written, WrittenError> {
    match bytes {
        [0x50, 0x4b, 0x03 | 0x05, ..] => archive::read(bytes),
        // Word before 2007, and a file with a password: both are compound files.
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(compound(bytes)),
        [b'{', b'\\', b'r', b't', b'f', ..] => Err(WrittenError::new("written-old", "RTF")),
        [b'%', b'P', b'D', b'F', ..] => Err(WrittenError::new("written-not-docx", "PDF")),
        _ => Ok(plain::read(&decoded(bytes)?, markdown)),
    }
}

fn compound(bytes: &[u8]) -> WrittenError {
    // The stream's name stands in the directory, in UTF-16.
    let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
    if memchr::memmem::find(bytes, &name).is_some() {
        WrittenError::new("written-encrypted", "")
    } else {
        WrittenError::new("written-old", ".doc")
    }
}

fn decoded(bytes: &[u8]) -> Result<String, WrittenError> {
    let (encoding, mark) = Encoding::of_mark(bytes).unwrap_or_else(|| {
        let mut check = Utf8Check::default();
        let mut block = bytes.to_vec();
        check.take(&mut block);
        (check.encoding(Some(&block)), 0)
    });
    let text = match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(&bytes[mark..]),
        Encoding::Gb18030 => encoding_rs::GB18030.decode_without_bom_handling(&bytes[mark..]).0,
        Encoding::Utf16Le => encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes[mark..]).0,
        Encoding::Utf16Be => encoding_rs::UTF_16BE.decode_without_bom_handling(&bytes[mark..]).0,
    };
    if text.contains('\0') {
        return Err(WrittenError::new("written-not-docx", "binary"));
    }
    Ok(text.into_owned())
}

pub(crate) fn too_large() -> WrittenError {
    WrittenError::new("written-too-large", format_args!("{} MiB", LARGEST >> 20))
}
