//! The parts of a Word file: which there are, and how much they may unpack to.

use super::walk::Walk;
use super::{LARGEST, Part, Written, WrittenError, too_large};
use crate::sheet_parts::relations;
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

/// More parts than any document has.
const MOST_PARTS: usize = 20_000;

/// Parts that name others are no longer than this.
const LONGEST_LIST: u64 = 1 << 20;

/// Reads a docx from its bytes.
pub(super) fn read(bytes: &[u8]) -> Result<Written, WrittenError> {
    let damaged = |error: zip::result::ZipError| WrittenError::new("written-damaged", error);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(WrittenError::new("written-damaged", format_args!("{} parts", archive.len())));
    }
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?;
        names.push(name.replace('\\', "/").trim_start_matches('/').to_owned());
    }
    let place = |name: &str| names.iter().position(|other| other.eq_ignore_ascii_case(name));
    let main = main_part(&mut archive, place("_rels/.rels"));
    let Some(body) = place(&main).filter(|_| !main.starts_with("xl/") && !main.starts_with("ppt/"))
    else {
        return Err(not_a_document(&names));
    };
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts = vec![(Part::Body, body)];
    for (at, name) in names.iter().enumerate() {
        let own = name.strip_prefix(folder).unwrap_or(name).trim_start_matches('/');
        let kinds = [
            ("header", Part::Header),
            ("footer", Part::Footer),
            ("footnotes", Part::Footnote),
            ("endnotes", Part::Footnote),
        ];
        let is_part = own.to_ascii_lowercase().ends_with(".xml") && !own.contains('/');
        let kind = kinds.iter().find(|(start, _)| is_part && own.starts_with(start));
        parts.extend(kind.map(|(_, part)| (*part, at)));
    }
    parts.sort();
    let mut walk = Walk::default();
    let mut left = LARGEST;
    for (part, at) in parts {
        let mut unpacked = archive.by_index(at).map_err(damaged)?.take(left + 1);
        let read = walk.part(part, BufReader::new(&mut unpacked));
        // The limit is what is left to be taken: once it is gone, the part was longer than allowed, and
        // broke off there.
        left = unpacked.limit().checked_sub(1).ok_or_else(too_large)?;
        read?;
    }
    Ok(walk.finish())
}

fn main_part(archive: &mut ZipArchive<Cursor<&[u8]>>, list: Option<usize>) -> String {
    let mut text = String::new();
    let named = list.and_then(|index| {
        archive.by_index(index).ok()?.take(LONGEST_LIST).read_to_string(&mut text).ok()?;
        let all = relations(&text);
        all.into_iter().find(|(_, kind, _)| kind.ends_with("/officeDocument")).map(|it| it.2)
    });
    named.map_or_else(|| "word/document.xml".to_owned(), |it| it.trim_start_matches('/').to_owned())
}

fn not_a_document(names: &[String]) -> WrittenError {
    let found = if names.iter().any(|name| name.starts_with("xl/")) {
        "xlsx"
    } else if names.iter().any(|name| name.starts_with("ppt/")) {
        "pptx"
    } else if names.iter().any(|name| name == "content.xml") {
        "odt"
    } else if names.iter().any(|name| name.starts_with("word/")) {
        return WrittenError::new("written-damaged", "word/document.xml");
    } else {
        "zip"
    };
    WrittenError::new("written-not-docx", found)
}
