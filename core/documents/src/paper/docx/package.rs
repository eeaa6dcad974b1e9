//! The package of a Word document: what `docx-rs` cannot say is put into its parts.
//!
//! Whole parts are ours where it has no way to set them: styles (language, latent order of a style's parts),
//! settings (mirrored margins), fonts (what stands in for one that is missing), title and date. In the body
//! the first row of each table becomes a header row, pictures get their text, and the ids that count up from
//! one document to the next are dropped. Times in the archive are fixed, so that the same paper gives the
//! same bytes.

use crate::paper::text::{clean, flat, line};
use crate::paper::words::words;
use crate::paper::{Language, Paper};
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

const STYLES: &str = include_str!("styles.xml");
const SETTINGS: &str = include_str!("settings.xml");
const FONTS: &str = include_str!("fonts.xml");

/// The finished archive from the one that `docx-rs` packed.
pub(super) fn finish(packed: &[u8], paper: &Paper, pictures: &[String]) -> Result<Vec<u8>, String> {
    let said = |error: zip::result::ZipError| error.to_string();
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(said)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(said)?;
        if part.is_dir() {
            continue;
        }
        let name = part.name().map_err(said)?.into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        let bytes = match name.as_str() {
            "word/styles.xml" => styles(paper.language).into_bytes(),
            "word/settings.xml" => SETTINGS.as_bytes().to_vec(),
            "word/fontTable.xml" => FONTS.as_bytes().to_vec(),
            "docProps/core.xml" => properties(paper).into_bytes(),
            "word/document.xml" => body(&bytes, pictures).map_err(|error| error.to_string())?,
            _ if name.starts_with("word/footer") => {
                body(&bytes, &[]).map_err(|error| error.to_string())?
            }
            _ => bytes,
        };
        out.start_file(name, options).map_err(said)?;
        out.write_all(&bytes).map_err(|error| error.to_string())?;
    }
    Ok(out.finish().map_err(said)?.into_inner())
}

/// The style sheet, in the document's language.
fn styles(language: Language) -> String {
    match language {
        Language::Zh => STYLES.to_owned(),
        Language::En => STYLES.replace(r#"w:eastAsia="zh-CN""#, r#"w:eastAsia="en-US""#),
    }
}

/// Title, kind, language, who signs and the date.
fn properties(paper: &Paper) -> String {
    let creator: Vec<String> = paper.signed_by.iter().map(|by| line(by)).collect();
    let day = day(paper);
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" "#,
            r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            "<dc:title>{title}</dc:title><dc:subject>{kind}</dc:subject><dc:creator>{creator}</dc:creator>",
            "<dc:language>{language}</dc:language>",
            r#"<dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created>"#,
            r#"<dcterms:modified xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:modified>"#,
            "</cp:coreProperties>",
        ),
        title = escape(line(&paper.title)),
        kind = escape(clean(&paper.kind)),
        creator = escape(creator.join(" ")),
        language = words(paper.language).tag,
        day = day,
    )
}

/// The day that a paper bears, as `2013-07-27`; a fixed one where it bears none, since the clock is not read.
pub(in crate::paper) fn day(paper: &Paper) -> String {
    let date = paper.date.as_deref().map(flat).unwrap_or_default();
    let numbers: Vec<u32> = date
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    match numbers[..] {
        [year @ 1949..=2200, month @ 1..=12, day @ 1..=31] => {
            let longest = match month {
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            format!("{year:04}-{month:02}-{:02}", day.min(longest))
        }
        _ => "2000-01-01".to_owned(),
    }
}

/// A part with text in it, read through and written again with what it lacks.
fn body(xml: &[u8], pictures: &[String]) -> Result<Vec<u8>, quick_xml::Error> {
    let mut reader = Reader::from_reader(xml);
    let mut writer = Writer::new(Vec::with_capacity(xml.len()));
    let mut pictures = pictures.iter();
    let mut header = false;
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Start(tag) => {
                header |= tag.name().as_ref() == "w:tbl";
                writer.write_event(Event::Start(described(&tag, &mut pictures)))?;
            }
            Event::Empty(tag) => {
                writer.write_event(Event::Empty(described(&tag, &mut pictures)))?;
            }
            Event::End(tag) => {
                if tag.name().as_ref() == "w:trPr" && std::mem::take(&mut header) {
                    writer.write_event(Event::Empty(BytesStart::new("w:tblHeader")))?;
                }
                writer.write_event(Event::End(tag))?;
            }
            other => writer.write_event(other)?,
        }
    }
    Ok(writer.into_inner())
}

/// A tag without the ids of paragraphs; a picture's with what it shows.
fn described<'a>(
    tag: &BytesStart<'_>,
    pictures: &mut impl Iterator<Item = &'a String>,
) -> BytesStart<'static> {
    let mut described = BytesStart::new(tag.name().as_ref().to_owned());
    let is_picture = tag.name().as_ref() == "wp:docPr";
    for attribute in tag.attributes().with_checks(false).flatten() {
        let key = attribute.key.as_ref();
        if key != "w14:paraId" && !(is_picture && key == "descr") {
            described.push_attribute(attribute);
        }
    }
    if is_picture && let Some(shows) = pictures.next() {
        described.push_attribute(("descr", clean(shows).as_ref()));
    }
    described
}
