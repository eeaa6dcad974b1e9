//! Opening a table: content decides what a file is, and a name that says otherwise is an error.
//!
//! A workbook called csv or a web page called xlsx opens in Excel all the same, so offices pass
//! such files on unknowingly. Guessing on would give rows of rubbish; one clear sentence helps.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::bytes::BLOCK;
use crate::document::{Body, Document, Format};
use crate::sheet_parts::{Extent, examine};
use crate::sniff::{Found, HEAD, sniff};
use crate::text_file::{STREAM_HEAD, TextFile, survey};
use crate::workbook::{Content, Workbook};
use crate::workbook_parts::{Refusal, check};
use crate::xls;

/// Where rows come from.
pub enum Source {
    /// A file.
    Path(PathBuf),
    /// Standard input, csv only.
    Stdin(Box<dyn Read + Send>),
}

/// Why a table cannot be opened. `path` is the path as given, `-` for standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenError {
    /// The system does not open or read the file.
    Io {
        /// Path as given.
        path: String,
        /// Kind of the failure.
        kind: io::ErrorKind,
        /// The system's own words.
        detail: String,
    },
    /// Nothing in it.
    Empty {
        /// Path as given.
        path: String,
    },
    /// The content is not what the extension says.
    Mislabelled {
        /// Path as given.
        path: String,
        /// Extension in lower case, without the dot.
        extension: String,
        /// What the file holds.
        found: Found,
    },
    /// Neither csv nor a workbook, and the name does not claim so.
    NotATable {
        /// Path as given.
        path: String,
        /// What the file holds.
        found: Found,
    },
    /// A workbook with a password.
    Encrypted {
        /// Path as given.
        path: String,
    },
    /// The end of a workbook is missing, as after a broken download.
    Truncated {
        /// Path as given.
        path: String,
    },
    /// A workbook that contradicts itself.
    Damaged {
        /// Path as given.
        path: String,
        /// What the reader of the workbook said.
        detail: String,
    },
    /// A workbook that unpacks to more than is read.
    TooLarge {
        /// Path as given.
        path: String,
        /// Bytes that its parts would take.
        length: u64,
        /// Bytes that they may take.
        limit: u64,
    },
}

/// Opens a table and learns what it is: format, encoding, delimiter, sheets. A file is hashed here.
pub fn open(source: Source) -> Result<Document, OpenError> {
    match source {
        Source::Path(path) => open_path(&path),
        Source::Stdin(reader) => open_stream(reader, "-".to_owned(), ""),
    }
}

fn open_path(path: &Path) -> Result<Document, OpenError> {
    let name = path.display().to_string();
    let extension =
        path.extension().map(|text| text.to_string_lossy().to_lowercase()).unwrap_or_default();
    let failed = |error: io::Error| OpenError::io(&name, &error);
    let mut file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if !about.is_file() && !about.is_dir() {
        // A pipe can be read once only.
        return open_stream(Box::new(file), name, &extension);
    }
    let mut head = Vec::new();
    (&mut file).take(HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    match accept(&head, &name, &extension)? {
        Found::Zip => open_workbook(file, name, &extension),
        Found::Ole => open_compound(file, name, extension),
        _ => {
            file.rewind().map_err(failed)?;
            let survey = survey(&mut file).map_err(failed)?;
            file.rewind().map_err(failed)?;
            let text = TextFile::surveyed(Box::new(file), &survey).map_err(failed)?;
            Ok(Document::new(name, Body::Text(Box::new(text))))
        }
    }
}

fn open_stream(
    mut reader: Box<dyn Read + Send>,
    name: String,
    extension: &str,
) -> Result<Document, OpenError> {
    let mut head = Vec::new();
    let failed = |error: io::Error| OpenError::io(&name, &error);
    (&mut reader).take(STREAM_HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    let found = accept(&head, &name, extension)?;
    if found != Found::Text {
        return Err(OpenError::NotATable { path: name, found });
    }
    let text = TextFile::streamed(reader, head).map_err(failed)?;
    Ok(Document::new(name, Body::Text(Box::new(text))))
}

/// Says what the content is where the name agrees. Archives and compound files are passed on: what
/// they are is seen only inside.
fn accept(head: &[u8], name: &str, extension: &str) -> Result<Found, OpenError> {
    let path = name.to_owned();
    let is_mark = matches!(head, [0xEF, 0xBB, 0xBF] | [0xFF, 0xFE] | [0xFE, 0xFF]);
    if head.is_empty() || is_mark {
        return Err(OpenError::Empty { path });
    }
    let claims_archive = is_workbook(extension);
    if claims_archive && b"PK\x03\x04".starts_with(head) {
        return Err(OpenError::Truncated { path });
    }
    match sniff(head) {
        found @ (Found::Zip | Found::Ole) => Ok(found),
        Found::Text if !claims_archive && extension != "xls" => Ok(Found::Text),
        found => Err(mislabelled(path, extension, found)),
    }
}

fn is_workbook(extension: &str) -> bool {
    matches!(extension, "xlsx" | "xlsm")
}

fn mislabelled(path: String, extension: &str, found: Found) -> OpenError {
    if is_workbook(extension) || matches!(extension, "xls" | "csv" | "tsv" | "txt") {
        OpenError::Mislabelled { path, extension: extension.to_owned(), found }
    } else {
        OpenError::NotATable { path, found }
    }
}

fn open_workbook(file: File, name: String, extension: &str) -> Result<Document, OpenError> {
    let Parts { content, sha256, length } = archive(file, &name, extension, Extent::Read)?;
    opened(name, Workbook::open(content), Format::Xlsx, sha256, length)
}

/// A workbook whose parts were checked, before its cells are read.
pub(crate) struct Parts {
    pub(crate) content: Content,
    pub(crate) sha256: [u8; 32],
    pub(crate) length: u64,
}

/// The parts of a workbook, all that a copy needs; none where the file holds text.
pub(crate) fn parts(path: &Path) -> Result<Option<Parts>, OpenError> {
    let name = path.display().to_string();
    let failed = |error: io::Error| OpenError::io(&name, &error);
    let mut file = File::open(path).map_err(failed)?;
    let mut head = Vec::new();
    (&mut file).take(HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    match sniff(&head) {
        // The name was found to agree when the file was opened to be read.
        Found::Zip => archive(file, &name, "", Extent::Copy).map(Some),
        Found::Ole => compound(file, name, String::new()).map(|(_, parts)| Some(parts)),
        _ => Ok(None),
    }
}

fn archive(
    mut file: File,
    name: &str,
    extension: &str,
    extent: Extent,
) -> Result<Parts, OpenError> {
    let name = name.to_owned();
    let failed = |error: io::Error| OpenError::io(&name, &error);
    let (sha256, length) = hash(&mut file).map_err(failed)?;
    let named_otherwise = !extension.is_empty() && !is_workbook(extension);
    let checked = check(io::BufReader::new(&mut file));
    match checked {
        Err(Refusal::Other(found)) => return Err(mislabelled(name, extension, found)),
        // What is broken and called csv is first of all not csv.
        Err(_) if named_otherwise => return Err(mislabelled(name, extension, Found::Zip)),
        Err(Refusal::Truncated) => return Err(OpenError::Truncated { path: name }),
        Err(Refusal::TooLarge { length, limit }) => {
            return Err(OpenError::TooLarge { path: name, length, limit });
        }
        Err(Refusal::Damaged(detail)) => return Err(OpenError::Damaged { path: name, detail }),
        Ok(()) if matches!(extension, "csv" | "tsv" | "txt" | "xls") => {
            return Err(mislabelled(name, extension, Found::Xlsx));
        }
        Ok(()) => {}
    }
    file.rewind().map_err(failed)?;
    let facts = match examine(io::BufReader::new(&mut file), extent) {
        Ok(facts) => facts,
        Err(detail) => return Err(OpenError::Damaged { path: name, detail }),
    };
    file.rewind().map_err(failed)?;
    Ok(Parts { content: Content::Xlsx(file, facts), sha256, length })
}

fn opened(
    path: String,
    workbook: Result<Workbook, String>,
    format: Format,
    sha256: [u8; 32],
    length: u64,
) -> Result<Document, OpenError> {
    match workbook {
        Ok(workbook) => {
            Ok(Document::new(path, Body::Workbook { workbook, format, sha256, length }))
        }
        Err(detail) => Err(OpenError::Damaged { path, detail }),
    }
}

/// Excel puts a workbook with a password into a compound file that holds this name in UTF-16.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// Compound files hold workbooks of Excel 97 to 2003, but also Word documents and, with a password,
/// workbooks of today.
fn open_compound(file: File, path: String, extension: String) -> Result<Document, OpenError> {
    let (path, Parts { content, sha256, length }) = compound(file, path, extension)?;
    opened(path, Workbook::open(content), Format::Xls, sha256, length)
}

fn compound(mut file: File, path: String, extension: String) -> Result<(String, Parts), OpenError> {
    let failed = |error: io::Error| OpenError::io(&path, &error);
    let mut start = Vec::new();
    file.rewind().map_err(failed)?;
    (&mut file).take(4 << 20).read_to_end(&mut start).map_err(failed)?;
    if memchr::memmem::find(&start, ENCRYPTED).is_some() {
        return Err(OpenError::Encrypted { path });
    }
    drop(start);
    if is_workbook(&extension) || matches!(extension.as_str(), "csv" | "tsv" | "txt") {
        return Err(OpenError::Mislabelled { path, extension, found: Found::Ole });
    }
    if !matches!(extension.as_str(), "xls" | "xlt" | "et" | "") {
        return Err(OpenError::NotATable { path, found: Found::Ole });
    }
    let (sha256, length) = hash(&mut file).map_err(failed)?;
    match xls::check(&mut file, length) {
        Ok(xls::Checked { bytes, sheets }) => {
            Ok((path, Parts { content: Content::Xls(bytes, sheets), sha256, length }))
        }
        Err(xls::Refusal::Io(error)) => Err(OpenError::io(&path, &error)),
        Err(xls::Refusal::NoWorkbook) => Err(OpenError::NotATable { path, found: Found::Ole }),
        Err(xls::Refusal::Encrypted) => Err(OpenError::Encrypted { path }),
        Err(xls::Refusal::TooLarge { length, limit }) => {
            Err(OpenError::TooLarge { path, length, limit })
        }
        Err(xls::Refusal::Damaged(detail)) => Err(OpenError::Damaged { path, detail }),
    }
}

fn hash(file: &mut File) -> io::Result<([u8; 32], u64)> {
    file.rewind()?;
    let mut hash = Sha256::new();
    let mut block = vec![0; BLOCK];
    let mut length = 0;
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok((hash.finalize().into(), length)),
            Ok(read) => {
                hash.update(&block[..read]);
                length += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl OpenError {
    /// The error's name in messages and JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "file-unreadable",
            Self::Empty { .. } => "file-empty",
            Self::Mislabelled { .. } => "file-mislabelled",
            Self::NotATable { .. } => "file-not-a-table",
            Self::Encrypted { .. } => "file-encrypted",
            Self::Truncated { .. } => "file-truncated",
            Self::Damaged { .. } => "file-damaged",
            Self::TooLarge { .. } => "file-too-large",
        }
    }

    /// Path as given; `-` for standard input.
    pub fn path(&self) -> &str {
        match self {
            Self::Io { path, .. }
            | Self::Empty { path }
            | Self::Mislabelled { path, .. }
            | Self::NotATable { path, .. }
            | Self::Encrypted { path }
            | Self::Truncated { path }
            | Self::Damaged { path, .. }
            | Self::TooLarge { path, .. } => path,
        }
    }

    fn io(path: &str, error: &io::Error) -> Self {
        Self::Io { path: path.to_owned(), kind: error.kind(), detail: error.to_string() }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, detail, .. } => write!(f, "{path}: cannot be read: {detail}"),
            Self::Empty { path } => write!(f, "{path}: the file is empty"),
            Self::Mislabelled { path, extension, found } => write!(
                f,
                "{path}: called .{extension}, but it is {found}; save it as xlsx or as csv"
            ),
            Self::NotATable { path, found } => {
                write!(f, "{path}: {found} is not a table; csv, xlsx and xls are read")
            }
            Self::Encrypted { path } => {
                write!(f, "{path}: the workbook has a password; save it without one")
            }
            Self::Truncated { path } => {
                write!(f, "{path}: the end of the workbook is missing; copy or download it again")
            }
            Self::Damaged { path, detail } => write!(
                f,
                "{path}: the workbook is damaged ({detail}); open it in Excel and save it again"
            ),
            Self::TooLarge { path, length, limit } => write!(
                f,
                "{path}: the workbook unpacks to {length} bytes, more than the {limit} that are \
                 read; save its table as csv"
            ),
        }
    }
}

impl std::error::Error for OpenError {}
