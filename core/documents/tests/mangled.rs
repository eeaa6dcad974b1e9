//! Files that went wrong in every way that chance finds: nothing panics, and what the plain reader of
//! the format finds is given out, or something is said.
//!
//! A thousand files, or a hundred thousand where `PHASEOUT_NIGHTLY` is set.
#![allow(clippy::unwrap_used, reason = "the helpers of tests fail as tests do")]

mod kit;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, Xls, Xlsx};
use kit::{grid, open_path, paper};
use phaseout_documents::{CellKind, Chunk, ReadNote, Table};

/// Numbers that look like chance and are the same on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    /// A few bytes set, taken out, put in twice, or the end cut off.
    fn mangle(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            if bytes.is_empty() {
                return;
            }
            let at = self.below(bytes.len());
            let end = (at + self.below(40)).min(bytes.len());
            match self.below(6) {
                0 => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                1 => bytes[at] ^= 1 << self.below(8),
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let twice = bytes[at..end].to_vec();
                    bytes.splice(at..at, twice);
                }
                4 => bytes[at..end].fill(b"\0\xFF<>\"&1"[self.below(7)]),
                _ if self.below(8) == 0 => bytes.truncate(at),
                _ => bytes[at] = b"<>/\"'=09AZ &;:"[self.below(14)],
            }
        }
    }
}

const LIST: &str = "2013年名单|<|<|<|<
序号|企业名称|淘汰设备|<|产能(万吨)
^|^|名称|规格|^
#1|耀华|机立窑|Φ3×11m|#8
^|^|磨机|Φ2.2×6.5m|#9.5
#2|泰禾|柠檬酸|@41274|!#REF!
合计||||=17.5
注:手工填写||||
%row 4
%column D
%hidden 旧
a|b";

/// What was given out of a file: texts by row and column, and whether anything was said.
struct Given {
    sheets: BTreeMap<(String, u64, usize), String>,
    told: bool,
}

fn given(name: &str, bytes: &[u8]) -> Option<Given> {
    let paper = paper(name, bytes);
    let Ok(mut document) = open_path(&paper.path) else { return None };
    let mut all = Given { sheets: BTreeMap::new(), told: false };
    let (mut chunk, mut table): (_, Option<Table>) = (Chunk::new(), None);
    let fields = grid::fields();
    loop {
        match document.read_chunk(&mut chunk, 3) {
            Ok(true) => {}
            Ok(false) => break,
            Err(_) => {
                all.told = true;
                break;
            }
        }
        let sheet = chunk.sheet().unwrap_or_default().to_owned();
        if table.is_none() {
            table = Table::find(&chunk, &fields, &[]);
        }
        for row in chunk.iter() {
            if let Some(table) = &mut table {
                let _ = table.role(&row);
            }
            for column in 0..row.cells() {
                all.told |= row.kind(column) == CellKind::Damaged;
                let text = row.cell(column).to_owned();
                // A row that the file gives twice comes twice.
                if !text.is_empty() {
                    all.sheets.insert((sheet.clone(), row.number(), column), text);
                }
            }
        }
    }
    let _ = table.map(|mut table| table.finish());
    let silent = |note: &ReadNote| {
        matches!(
            note,
            ReadNote::HiddenRows { .. }
                | ReadNote::HiddenColumns { .. }
                | ReadNote::HiddenSheet { .. }
        )
    };
    all.told |= document.notes().iter().any(|note| !silent(note));
    Some(all)
}

/// Place and value of every cell that the plain reader of workbooks finds. It may panic, which is
/// what the thread in this room is for.
fn plainly<R: Reader<Cursor<Vec<u8>>>>(bytes: Vec<u8>) -> Vec<((String, u64, usize), Data)> {
    let read = || {
        let mut book = R::new(Cursor::new(bytes)).ok()?;
        let mut all = Vec::new();
        for about in book.sheets_metadata().to_vec() {
            let Ok(range) = book.worksheet_range(&about.name) else { continue };
            if about.visible != calamine::SheetVisible::Visible {
                continue;
            }
            let (top, left) = range.start().unwrap_or_default();
            all.extend(range.used_cells().map(|(row, column, value)| {
                let row = row as u64 + u64::from(top) + 1;
                ((about.name.clone(), row, column + left as usize), value.clone())
            }));
        }
        Some(all)
    };
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).ok().flatten().unwrap_or_default()
}

fn xlsx_parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let part = |index| {
        let mut part = archive.by_index(index).unwrap();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        (part.name().unwrap().into_owned(), text)
    };
    let count = zip::ZipArchive::new(Cursor::new(bytes)).unwrap().len();
    (0..count).map(part).collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[expect(clippy::disallowed_methods, reason = "the nightly run is longer")]
fn files() -> usize {
    if std::env::var_os("PHASEOUT_NIGHTLY").is_some() { 100_000 } else { 1_000 }
}

#[test]
fn mangled_workbooks_drop_nothing_in_silence() {
    let (xlsx, xls) = (grid::xlsx(LIST), grid::xls(LIST));
    let parts = xlsx_parts(&xlsx);
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let (mut whole, mut compared) = (0, 0);
    for file in 0..files() {
        let (name, bytes) = match file % 3 {
            // The parts are mangled: mangled archives mostly fail by their checksums.
            0 => {
                let mut parts = parts.clone();
                let at = chance.below(parts.len());
                chance.mangle(&mut parts[at].1);
                ("list.xlsx", packed(&parts))
            }
            1 => {
                let mut bytes = xlsx.clone();
                chance.mangle(&mut bytes);
                ("list.xlsx", bytes)
            }
            _ => {
                let mut bytes = xls.clone();
                chance.mangle(&mut bytes);
                ("list.xls", bytes)
            }
        };
        let Some(given) = given(name, &bytes) else { continue };
        whole += 1;
        if given.told {
            continue;
        }
        compared += 1;
        let cells = match name {
            "list.xls" => plainly::<Xls<_>>(bytes),
            _ => plainly::<Xlsx<_>>(bytes),
        };
        for (place, value) in cells {
            let text = given.sheets.get(&place).map_or("", String::as_str);
            let is_blank = matches!(&value, Data::String(text) if text.is_empty());
            assert!(!text.is_empty() || is_blank, "file {file}: {place:?} {value:?} was dropped");
        }
    }
    assert!(whole > files() / 10 && compared > files() / 20, "{whole} {compared}: too few to tell");
}

#[test]
fn mangled_csv_drops_nothing_in_silence() {
    let list = grid::csv(LIST.split("%hidden").next().unwrap(), ",").into_bytes();
    let mut chance = Chance(0x2545_F491_4F6C_DD1D);
    let mut compared = 0;
    for _ in 0..files() {
        let mut bytes = list.clone();
        chance.mangle(&mut bytes);
        let Some(given) = given("list.csv", &bytes) else { continue };
        let Ok(text) = String::from_utf8(bytes) else { continue };
        compared += 1;
        // Quotes and delimiters part the text; every other sign of the file has to be given.
        let plain = |text: &str| -> BTreeMap<char, usize> {
            let mut signs = BTreeMap::new();
            let kept = text
                .chars()
                .filter(|sign| !matches!(sign, '"' | ',' | ';' | '\t' | '\r' | '\n' | '\u{feff}'));
            kept.for_each(|sign| *signs.entry(sign).or_default() += 1);
            signs
        };
        let whole: String = given.sheets.values().map(String::as_str).collect();
        assert_eq!(plain(&whole), plain(&text), "{text:?}");
    }
    assert!(compared > files() / 10, "{compared}");
}
