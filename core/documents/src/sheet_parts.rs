//! Which part of an xlsx archive holds which sheet, and what each visible sheet says beside its
//! cells. The reader of workbooks finds the parts by itself and does not tell.

use std::io::{Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::sheet_facts::{Measures, SheetFacts};
use crate::sheet_scan::{Stopped, scan};

/// Parts that name others are no longer than this.
const LONGEST_LIST: u64 = 16 << 20;

/// How much of a workbook is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What reading needs of the sheets that are read.
    Read,
    /// All sheets, with how they look.
    Copy,
}

/// Facts of the sheets by their names. Where a part cannot be looked through, its facts say so. The
/// error names a sheet that would not fit into memory.
pub(crate) fn examine<R: Read + Seek>(
    reader: R,
    extent: Extent,
) -> Result<Vec<(String, SheetFacts)>, String> {
    let Ok(mut archive) = ZipArchive::new(reader) else { return Ok(Vec::new()) };
    let names = Names::of(&mut archive);
    let mut all = Vec::new();
    for (sheet, part) in sheets(&mut archive, &names, extent) {
        let measures = (extent == Extent::Copy).then(Measures::default);
        let mut facts = SheetFacts { measures, ..SheetFacts::default() };
        let opened = names.find(&part).and_then(|index| archive.by_index(index).ok());
        let outcome = match opened {
            Some(part) => scan(part, &mut facts),
            None => Err(Stopped::Unread("its part is missing".to_owned())),
        };
        match outcome {
            Ok(()) => {}
            Err(Stopped::Unread(detail)) => facts.unexamined = Some(detail),
            Err(Stopped::TooLong(detail)) => return Err(format!("{sheet}: {detail}")),
        }
        facts.sort();
        all.push((sheet, facts));
    }
    Ok(all)
}

/// The names of an archive's parts, as they are compared.
struct Names(Vec<String>);

impl Names {
    fn of<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Self {
        let count = archive.len();
        let name = |index| {
            let part = archive.by_index_raw(index).ok();
            part.and_then(|part| part.name().ok().map(|name| plain(&name))).unwrap_or_default()
        };
        Self((0..count).map(name).collect())
    }

    fn find(&self, name: &str) -> Option<usize> {
        let name = plain(name);
        self.0.iter().position(|other| *other == name)
    }
}

fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// Whether an archive has a part whose name holds a word.
pub(crate) fn has_part<R: Read + Seek>(reader: R, word: &str) -> bool {
    ZipArchive::new(reader).is_ok_and(|archive| {
        archive.file_names().flatten().any(|name| name.to_ascii_lowercase().contains(word))
    })
}

/// Name and part of each sheet that is looked through.
fn sheets<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    names: &Names,
    extent: Extent,
) -> Vec<(String, String)> {
    let mut text = |name: &str| -> Option<String> {
        let mut text = String::new();
        let part = archive.by_index(names.find(name)?).ok()?;
        part.take(LONGEST_LIST).read_to_string(&mut text).ok()?;
        Some(text)
    };
    let main = text("_rels/.rels")
        .and_then(|list| {
            relations(&list).into_iter().find(|(_, kind, _)| kind.ends_with("/officeDocument"))
        })
        .map_or_else(|| "xl/workbook.xml".to_owned(), |(_, _, target)| target);
    let main = main.trim_start_matches('/').to_owned();
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let list = text(&format!("{folder}/_rels/{file}.rels")).unwrap_or_default();
    let relations = relations(&list);
    let mut sheets = Vec::new();
    each_tag(&text(&main).unwrap_or_default(), |tag| {
        let state = attribute(tag, "state").unwrap_or_default();
        let is_seen = extent == Extent::Copy || matches!(state.as_str(), "" | "visible");
        if tag.local_name().as_ref() != "sheet" || !is_seen {
            return;
        }
        let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id")) else {
            return;
        };
        if let Some((_, _, target)) = relations.iter().find(|(other, ..)| *other == id) {
            let part = if target.starts_with('/') || folder.is_empty() {
                target.clone()
            } else {
                format!("{folder}/{target}")
            };
            sheets.push((name, part));
        }
    });
    sheets
}

/// Id, type and target of every relationship.
pub(crate) fn relations(list: &str) -> Vec<(String, String, String)> {
    let mut relations = Vec::new();
    each_tag(list, |tag| {
        if tag.local_name().as_ref() == "Relationship" {
            let field = |name| attribute(tag, name).unwrap_or_default();
            relations.push((field("Id"), field("Type"), field("Target")));
        }
    });
    relations
}

/// Calls for every tag that opens, until the text ends or breaks off. Entities that the text
/// declares itself are not expanded.
fn each_tag(text: &str, mut call: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => call(&tag),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// An attribute by its name without prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut sound = attributes.with_checks(false).flatten();
    let found = sound.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value).ok()?;
    Some(value.into_owned())
}
