//! The four formats that a paper is written in, chosen by a file's extension.

use super::{Paper, to_docx, to_html, to_md, to_xlsx};
use std::fmt;
use std::path::Path;

/// A format of a written document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown, UTF-8.
    Md,
    /// One html file, UTF-8.
    Html,
    /// A Word document.
    Docx,
    /// A workbook: the tables, their numbers as numbers.
    Xlsx,
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Md, Self::Html, Self::Docx, Self::Xlsx];

    /// The format that a path's extension names, in either case; none for any other.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|format| format.extension() == extension)
    }

    /// The extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Md => "md",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Why a paper could not be written. It is the program's trouble, not the paper's: every text has a form in
/// every format.
#[derive(Debug)]
pub enum WriteError {
    /// The writer of a format gave up, in its own words.
    Format {
        /// Which.
        format: Format,
        /// What it said.
        reason: String,
    },
    /// A workbook's sheet ends at 1,048,575 rows under its header.
    TooManyRows {
        /// The table's caption.
        table: String,
        /// How many rows it has.
        rows: usize,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format { format, reason } => write!(f, "{}: {reason}", format.extension()),
            Self::TooManyRows { table, rows } => {
                write!(f, "xlsx: {table}: {rows} rows, a sheet holds 1048575")
            }
        }
    }
}

impl std::error::Error for WriteError {}

/// The paper as the bytes of a file.
pub fn write(paper: &Paper, format: Format) -> Result<Vec<u8>, WriteError> {
    match format {
        Format::Md => Ok(to_md(paper).into_bytes()),
        Format::Html => Ok(to_html(paper).into_bytes()),
        Format::Docx => to_docx(paper),
        Format::Xlsx => to_xlsx(paper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_names_the_format() {
        let cases = [
            ("年度总结.docx", Some(Format::Docx)),
            ("a.HTML", Some(Format::Html)),
            ("a.b/c.md", Some(Format::Md)),
            ("名单.xlsx", Some(Format::Xlsx)),
            ("名单.doc", None),
            ("docx", None),
        ];
        for (path, expected) in cases {
            assert_eq!(Format::of(Path::new(path)), expected, "{path}");
        }
    }
}
