//! How fast a list is given back: by this room, by a plain writer of the same cells, and by a plain
//! reader and writer one behind the other, which is what giving back is made of.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Read};
use std::path::Path;
use std::sync::Arc;

use calamine::{DataRef, Reader, Xlsx};
use phaseout_documents::returned::{AddedColumn, Beside, ReturnedBook, RowBeside, Tone};
use rust_xlsxwriter::{Workbook, Worksheet};
use sha2::{Digest, Sha256};

use super::{Outcome, cells};

/// What stands beside each line.
const BESIDE: [&str; 5] = ["淘汰", "国发〔2010〕7号", "2012-12-31", "", "产能没有单位"];

const BESIDE_HEADER: [&str; 5] = ["判定", "依据", "时限", "缺少的事实", "问题"];

/// What is known before the clock starts: the list was read once, and judged.
pub(crate) struct Judged {
    sha256: [u8; 32],
    beside: Arc<Beside>,
}

/// Words beside the lines of a list of so many, which begin in the third row.
pub(crate) fn judged(path: &Path, lines: u32) -> Outcome<Judged> {
    let mut sha256 = Sha256::new();
    let (mut file, mut bytes) = (File::open(path)?, vec![0; 1 << 16]);
    loop {
        match file.read(&mut bytes)? {
            0 => break,
            read => sha256.update(&bytes[..read]),
        }
    }
    let texts = BESIDE.map(Arc::<str>::from);
    let row = |line: u32| {
        let row = RowBeside { cells: texts.to_vec(), tone: Tone::Red, marks: Vec::new() };
        (u64::from(line) + 3, row)
    };
    let column =
        |header: &str| AddedColumn { header: header.to_owned(), width: 12.0, is_read: false };
    let beside = Beside {
        header: (2, 2),
        width: 10,
        columns: BESIDE_HEADER.iter().map(|header| column(header)).collect(),
        last_line: u64::from(lines) + 2,
        frozen_columns: 2,
        rows: (0..lines).map(row).collect::<BTreeMap<_, _>>(),
    };
    Ok(Judged { sha256: sha256.finalize().into(), beside: Arc::new(beside) })
}

/// The list given back.
pub(crate) fn returned(path: &Path, judged: &Judged) -> Outcome<u64> {
    let mut book = ReturnedBook::new();
    book.copy(path, "list", &judged.sha256, &|_| Some(Arc::clone(&judged.beside)))?;
    book.save(BufWriter::new(File::create(path.with_extension("out.xlsx"))?))?;
    Ok(judged.beside.last_line + 1)
}

/// The same cells written, and nothing read.
pub(crate) fn writer(path: &Path, lines: u32) -> Outcome<u64> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_low_memory()?;
    for line in 0..lines {
        for (column, text) in (0..).zip(cells(line)) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(line + 2, column, number)?,
                Err(_) => sheet.write_string(line + 2, column, text)?,
            };
        }
        beside(sheet, line + 2)?;
    }
    book.save(path.with_extension("out.xlsx"))?;
    Ok(u64::from(lines) + 3)
}

/// The same cells, read and written.
pub(crate) fn copier(path: &Path) -> Outcome<u64> {
    let mut own: Xlsx<_> = calamine::open_workbook(path)?;
    let name = own.sheet_names().remove(0);
    let mut cells = own.worksheet_cells_reader(&name)?;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_low_memory()?;
    let (mut rows, mut last) = (0, None);
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if last != Some(row) {
            if let Some(last) = last {
                beside(sheet, last)?;
            }
            (rows, last) = (rows + 1, Some(row));
        }
        let column = u16::try_from(column)?;
        match cell.get_value() {
            DataRef::Float(number) => drop(sheet.write_number(row, column, *number)?),
            DataRef::SharedString(text) => drop(sheet.write_string(row, column, *text)?),
            DataRef::String(text) => drop(sheet.write_string(row, column, text)?),
            other => return Err(format!("no such cell was written: {other:?}").into()),
        }
    }
    book.save(path.with_extension("out.xlsx"))?;
    Ok(rows)
}

fn beside(sheet: &mut Worksheet, row: u32) -> Outcome<()> {
    for (column, text) in (10..).zip(BESIDE) {
        sheet.write_string(row, column, text)?;
    }
    Ok(())
}
