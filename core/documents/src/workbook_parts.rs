//! A look at the parts of a workbook's archive before any is unpacked: what it is, and whether it
//! stays within memory.
//!
//! The reader of workbooks loads the shared texts and styles whole and reserves room for as many
//! texts as the file claims to hold; a few hostile bytes could claim all memory there is.

use std::io::{Read, Seek};

use zip::ZipArchive;

use crate::sniff::Found;

/// Most bytes that all parts together may unpack to.
const LARGEST_WHOLE: u64 = 2 << 30;

/// Most bytes that the parts which are loaded whole may unpack to.
const LARGEST_LOADED: u64 = 512 << 20;

/// Where the part of shared texts says how many it holds.
const START_OF_TEXTS: u64 = 64 << 10;

/// What is wrong with an archive.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The directory at the end of the archive is missing.
    Truncated,
    /// Not a workbook.
    Other(Found),
    /// Unpacks to more than may be read.
    TooLarge { length: u64, limit: u64 },
    /// Contradicts itself.
    Damaged(String),
}

/// Checks the archive of an xlsx file. Sizes are those that the archive declares; unpacking stops
/// with an error where a part turns out longer.
pub(crate) fn check<R: Read + Seek>(reader: R) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(reader).map_err(|error| match error {
        zip::result::ZipError::InvalidArchive(_) => Refusal::Truncated,
        other => damaged(other),
    })?;
    let mut names = Vec::new();
    let (mut whole, mut loaded) = (0u64, 0u64);
    let mut texts = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.replace('\\', "/").to_ascii_lowercase();
        whole = whole.saturating_add(part.size());
        // The reader looks for the shared texts in the folder that the relationships name.
        let is_texts = name.ends_with("sharedstrings.xml");
        let is_streamed = name.starts_with("xl/worksheets/sheet") || name.starts_with("xl/media/");
        if is_texts {
            texts.push((index, part.size()));
        }
        if is_texts || !is_streamed {
            loaded = loaded.saturating_add(part.size());
        }
        names.push(name);
    }
    kind(&names)?;
    within(whole, LARGEST_WHOLE)?;
    within(loaded, LARGEST_LOADED)?;
    texts.into_iter().try_for_each(|(index, size)| check_texts(&mut archive, index, size))
}

fn damaged(error: impl std::fmt::Display) -> Refusal {
    Refusal::Damaged(error.to_string())
}

fn within(length: u64, limit: u64) -> Result<(), Refusal> {
    if length > limit { Err(Refusal::TooLarge { length, limit }) } else { Ok(()) }
}

fn kind(names: &[String]) -> Result<(), Refusal> {
    let has = |name: &str| names.iter().any(|part| part == name);
    let of_other_programs = |part: &String| part.starts_with("word/") || part.starts_with("ppt/");
    if has("xl/workbook.bin") {
        Err(Refusal::Other(Found::Xlsb))
    } else if has("content.xml") && has("mimetype") {
        Err(Refusal::Other(Found::Ods))
    } else if has("[content_types].xml") && !names.iter().any(of_other_programs) {
        // A workbook may name its main part as it likes; the reader follows the relationships.
        Ok(())
    } else {
        Err(Refusal::Other(Found::Zip))
    }
}

/// The number of shared texts that the part claims must fit into its own length.
fn check_texts<R>(archive: &mut ZipArchive<R>, index: usize, size: u64) -> Result<(), Refusal>
where
    R: Read + Seek,
{
    let part = archive.by_index(index).map_err(damaged)?;
    let mut start = Vec::new();
    part.take(START_OF_TEXTS).read_to_end(&mut start).map_err(damaged)?;
    for claim in memchr::memmem::find_iter(&start, b"uniqueCount") {
        let digits = start[claim + "uniqueCount".len()..]
            .iter()
            .skip_while(|byte| !byte.is_ascii_digit())
            .take_while(|byte| byte.is_ascii_digit());
        let count = digits.fold(0u64, |count, digit| {
            count.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
        });
        // The shortest text is `<si/>`.
        if count > size / 5 + 1 {
            return Err(damaged(format_args!("{count} texts claimed in {size} bytes")));
        }
    }
    if size > START_OF_TEXTS && memchr::memmem::find(&start, b"<si").is_none() {
        return Err(damaged("no text at the start of the shared texts"));
    }
    Ok(())
}
