//! The docx of a paper, opened and held against the figures of GB/T 9704-2012.
#![allow(clippy::unwrap_used, reason = "a test may stop where a file is not as it should be")]

#[path = "paper_kit/mod.rs"]
mod kit;

use phaseout_documents::paper::{Block, Paper, to_docx};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Read};

/// The parts of a docx, by name, each of them well-formed.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if std::path::Path::new(&name).extension().is_none_or(|e| e != "png") {
            parts.insert(name, String::from_utf8(bytes).unwrap());
        }
    }
    parts
}

/// All tags of a part as `name attribute=value …`, and its text with breaks as `\n`.
fn read(xml: &str) -> (Vec<String>, String) {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut tags, mut text) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return (tags, text),
            Event::Start(tag) | Event::Empty(tag) => {
                let mut said = tag.name().as_ref().to_owned();
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    let _ = write!(said, " {}={}", attribute.key.as_ref(), attribute.value);
                }
                if said.starts_with("w:br") {
                    text.push('\n');
                }
                tags.push(said);
            }
            Event::Text(words) => text += words.as_ref(),
            Event::GeneralRef(name) => text.push(match name.resolve_char_ref() {
                Ok(Some(c)) => c,
                _ => match name.as_ref() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    other => panic!("unknown entity {other}"),
                },
            }),
            _ => {}
        }
    }
}

#[test]
fn the_page_is_the_one_of_the_standard() {
    let parts = parts(&to_docx(&kit::whole()).unwrap());
    let (tags, _) = read(&parts["word/document.xml"]);
    // Twips: 1440 to the inch of 25.4 mm. 210 × 297 mm; 37, 28 mm; 156 × 225 mm; 22 lines, 28 characters.
    let near = |found: f64, millimetres: f64| (found / 1440.0 * 25.4 - millimetres).abs() < 0.1;
    let value = |tag: &str, name: &str| -> f64 {
        let at = tag.split(&format!(" {name}=")).nth(1).unwrap_or_else(|| panic!("{name}: {tag}"));
        at.split(' ').next().unwrap().parse().unwrap()
    };
    let page = tags.iter().rfind(|tag| tag.starts_with("w:pgSz")).unwrap();
    let margin = tags.iter().rfind(|tag| tag.starts_with("w:pgMar")).unwrap();
    let grid = tags.iter().rfind(|tag| tag.starts_with("w:docGrid")).unwrap();
    assert!(near(value(page, "w:w"), 210.0) && near(value(page, "w:h"), 297.0), "{page}");
    for (name, millimetres) in
        [("w:top", 37.0), ("w:left", 28.0), ("w:right", 26.0), ("w:bottom", 35.0)]
    {
        assert!(near(value(margin, name), millimetres), "{margin}");
    }
    let (wide, high) = (
        value(page, "w:w") - value(margin, "w:left") - value(margin, "w:right"),
        value(page, "w:h") - value(margin, "w:top") - value(margin, "w:bottom"),
    );
    assert!(near(wide, 156.0) && near(high, 225.0));
    assert!(grid.contains("w:type=lines"), "{grid}");
    assert_eq!(format!("{:.1}", high / value(grid, "w:linePitch")), "22.0");
    let character = 16.0 + value(grid, "w:charSpace") / 4096.0;
    assert!((wide / 20.0 / character - 28.0).abs() < 0.05, "{grid}");
}

#[test]
fn each_part_has_the_type_of_the_standard() {
    let parts = parts(&to_docx(&kit::whole()).unwrap());
    let styles = &parts["word/styles.xml"];
    // Style, font, half points.
    let cases = [
        ("Normal", "", "32"),
        ("Title", "方正小标宋简体", "44"),
        ("Letterhead", "方正小标宋简体", "72"),
        ("Heading1", "黑体", ""),
        ("Heading2", "楷体_GB2312", ""),
        ("Heading3", "仿宋_GB2312", ""),
        ("Heading4", "仿宋_GB2312", ""),
        ("PageOdd", "宋体", "28"),
        ("PageEven", "宋体", "28"),
    ];
    for (style, font, size) in cases {
        let from = styles.find(&format!("w:styleId=\"{style}\"")).unwrap();
        let own = &styles[from..from + styles[from..].find("</w:style>").unwrap()];
        assert!(font.is_empty() || own.contains(&format!("w:eastAsia=\"{font}\"")), "{own}");
        assert!(size.is_empty() || own.contains(&format!("<w:sz w:val=\"{size}\"/>")), "{own}");
        assert!(
            parts["word/document.xml"].contains(style)
                || style.starts_with("Page")
                || style == "Normal"
        );
    }
    assert!(styles.contains("<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"仿宋_GB2312\""));
    assert!(styles.contains("w:firstLineChars=\"200\""));
    assert!(
        styles
            .contains("<w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"11\" w:color=\"FF0000\"/>")
    );
    let fonts = &parts["word/fontTable.xml"];
    for (font, instead) in
        [("方正小标宋简体", "华文中宋"), ("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体")]
    {
        let at = fonts.split(&format!("w:name=\"{font}\"")).nth(1).unwrap();
        assert!(at[..at.find("</w:font>").unwrap()].contains(instead), "{font}");
    }
}

#[test]
fn page_numbers_stand_outside_and_tables_repeat_their_header() {
    let parts = parts(&to_docx(&kit::whole()).unwrap());
    let footers: Vec<&str> = parts
        .iter()
        .filter(|(n, _)| n.starts_with("word/footer"))
        .map(|(_, x)| x.as_str())
        .collect();
    assert_eq!(footers.len(), 2);
    for footer in &footers {
        let (tags, text) = read(footer);
        assert!(tags.iter().any(|tag| tag.contains("PageOdd") || tag.contains("PageEven")));
        assert!(
            text.starts_with("\u{2014} ") && text.ends_with(" \u{2014}") && text.contains("PAGE"),
            "{text}"
        );
    }
    assert!(parts["word/settings.xml"].contains("<w:evenAndOddHeaders/>"));
    assert!(parts["word/settings.xml"].contains("<w:mirrorMargins/>"));
    let body = &parts["word/document.xml"];
    let count = |tag: &str| body.matches(tag).count();
    assert_eq!(count("<w:tblHeader/>"), count("<w:tbl>"));
    assert_eq!(count("<w:cantSplit"), count("<w:tr>") + count("<w:tr "));
    assert_eq!(count("w:orient=\"landscape\""), 1);
    let core = &parts["docProps/core.xml"];
    for said in [
        "<dc:language>zh-CN</dc:language>",
        "2013-12-05T00:00:00Z",
        "关于2013年11月淘汰落后产能工作",
    ] {
        assert!(core.contains(said), "{core}");
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    assert_eq!(to_docx(&kit::whole()).unwrap(), to_docx(&kit::whole()).unwrap());
}

#[test]
fn libreoffice_prints_it_on_the_pages_that_it_should_take() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = to_docx(&kit::whole()).unwrap();
    let Some(pages) = kit::printed(folder.path(), "paper.docx", &bytes) else { return };
    assert!((6..=8).contains(&pages.len()), "{} pages", pages.len());
    let squeezed = |page: &str| page.split_whitespace().collect::<String>();
    assert!(squeezed(&pages[0]).contains("楚工信\u{3014}2013\u{3015}131号"));
    for (at, page) in pages.iter().enumerate() {
        assert!(squeezed(page).ends_with(&format!("\u{2014}{}\u{2014}", at + 1)), "{page}");
    }
    let headers =
        pages.iter().filter(|page| squeezed(page).contains("序号企业名称淘汰产能完成时限"));
    assert!(headers.count() >= 2, "the header is on each page of the table");
}

#[test]
fn a_line_holds_28_characters_and_a_page_22_lines() {
    let folder = tempfile::tempdir().unwrap();
    let text = "汉".repeat(28 * 30 - 2);
    let blocks = vec![Block::Paragraph(kit::say(&text))];
    let bytes = to_docx(&Paper { blocks, ..Paper::default() }).unwrap();
    let Some(pages) = kit::printed(folder.path(), "lines.docx", &bytes) else { return };
    let lines = |page: &str| -> Vec<usize> {
        let counts = page.lines().map(|line| line.matches('汉').count());
        counts.filter(|count| *count > 0).collect()
    };
    let first = lines(&pages[0]);
    assert_eq!((first.len(), first[0], first[1], first[21]), (22, 26, 28, 28), "{first:?}");
    assert_eq!(lines(&pages[1]).len(), 8);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn any_text_stays_that_text(text in "[\\x00-\\x7f水泥、<&>\"'\u{fffe}\u{85}𠮷]{0,24}") {
        let parts = parts(&to_docx(&kit::of_text(&text)).unwrap());
        for (name, xml) in &parts {
            let (_, found) = read(xml);
            if name == "word/document.xml" {
                let expected = kit::allowed(&text);
                prop_assert!(found.contains(&expected), "{expected:?} is not in {found:?}");
            }
        }
    }
}
