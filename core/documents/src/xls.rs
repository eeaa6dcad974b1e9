//! A workbook of Excel 97 to 2003 (xls): its stream of records is taken out of the compound file,
//! looked through, and handed to the reader of workbooks in a compound file of our own making.
//!
//! A chain of sectors that runs in a circle would keep the reader busy for ever; the crate that
//! opens the file here refuses it.

use std::fs::File;
use std::io::{Cursor, Read, Seek, Write};

use crate::sheet_facts::SheetFacts;
use crate::xls_walk::{Fault, walk};

/// Most bytes that an xls file may have. Excel 2003 could hold 65,536 rows; lists of that length
/// take 10 to 30 MB.
const LARGEST_FILE: u64 = 64 << 20;

/// Why an xls file cannot be read.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The system does not read on.
    Io(std::io::Error),
    /// A compound file that holds no workbook: a Word document for example.
    NoWorkbook,
    /// A workbook with a password.
    Encrypted,
    /// More than is read.
    TooLarge { length: u64, limit: u64 },
    /// Contradicts itself.
    Damaged(String),
}

/// What the reader of workbooks gets, and what it cannot tell.
pub(crate) struct Checked {
    /// A compound file that holds the stream of records alone.
    pub(crate) bytes: Vec<u8>,
    /// One per sheet, in the order of the workbook.
    pub(crate) sheets: Vec<SheetFacts>,
}

/// Checks an xls file of this length.
pub(crate) fn check(file: &mut File, length: u64) -> Result<Checked, Refusal> {
    if length > LARGEST_FILE {
        return Err(Refusal::TooLarge { length, limit: LARGEST_FILE });
    }
    let mut bytes = Vec::new();
    file.rewind().map_err(Refusal::Io)?;
    file.take(LARGEST_FILE).read_to_end(&mut bytes).map_err(Refusal::Io)?;
    let mut stream = stream_of(bytes)?;
    let sheets = walk(&mut stream).map_err(|fault| match fault {
        Fault::Encrypted => Refusal::Encrypted,
        Fault::TooLarge { length, limit } => Refusal::TooLarge { length, limit },
        Fault::Damaged(detail) => Refusal::Damaged(detail),
    })?;
    let bytes = packed(&stream).map_err(|error| Refusal::Damaged(error.to_string()))?;
    Ok(Checked { bytes, sheets })
}

/// The stream of records.
fn stream_of(bytes: Vec<u8>) -> Result<Vec<u8>, Refusal> {
    let length = bytes.len() as u64;
    let damaged = |error: std::io::Error| Refusal::Damaged(error.to_string());
    let mut compound = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    if compound.exists("/EncryptedPackage") {
        return Err(Refusal::Encrypted);
    }
    // Excel 95 called it Book.
    let names = ["/Workbook", "/Book"];
    let name = names.into_iter().find(|name| compound.is_stream(name));
    let stream = compound.open_stream(name.ok_or(Refusal::NoWorkbook)?).map_err(damaged)?;
    if stream.len() > length {
        return Err(Refusal::Damaged("the workbook is longer than its file".to_owned()));
    }
    let mut records = Vec::new();
    stream.take(length).read_to_end(&mut records).map_err(damaged)?;
    Ok(records)
}

fn packed(stream: &[u8]) -> std::io::Result<Vec<u8>> {
    let bytes = Cursor::new(Vec::with_capacity(stream.len() + (64 << 10)));
    let mut compound = cfb::CompoundFile::create_with_version(cfb::Version::V3, bytes)?;
    compound.create_stream("/Workbook")?.write_all(stream)?;
    compound.flush()?;
    Ok(compound.into_inner().into_inner())
}
