//! How fast lists are read and given back, and in how much memory: `cargo bench -p phaseout-documents`.
//!
//! A workbook of 100,000 rows and a csv file of 1,000,000 are written to a temporary folder, or of as
//! many as the first two arguments say. Each is read here, header, merged cells, roles of rows and
//! totals included, and by the fastest plain reader of its format, which says nothing of what it
//! reads. The workbook is given back as well, with verdicts beside its lines, and its cells are
//! written by a plain writer. Every reading is a process of its own, so that its peak of memory is its own; the best of
//! three counts.
#![allow(clippy::print_stdout, reason = "printing is what a measurement is for")]

mod writing;

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use calamine::{DataRef, Reader, Xlsx};
use phaseout_documents::{Chunk, RowRole, Source, Table, fixed_fields, open};
use rust_xlsxwriter::Workbook;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What a reading took.
struct Reading {
    rows: u32,
    seconds: f64,
    /// In KiB; 0 where the system does not tell.
    peak: u64,
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, reader, path, lines] = &arguments[..]
        && word == "read"
    {
        return child(reader, Path::new(path), lines.parse()?);
    }
    let mut counts = arguments.iter().filter_map(|text| text.parse::<u32>().ok());
    let (sheet_rows, text_rows) =
        (counts.next().unwrap_or(100_000), counts.next().unwrap_or(1_000_000));
    let folder = tempfile::tempdir()?;
    let (xlsx, csv) = (folder.path().join("list.xlsx"), folder.path().join("list.csv"));
    write_xlsx(&xlsx, sheet_rows)?;
    write_csv(&csv, text_rows)?;
    compare("xlsx in", &xlsx, "calamine", sheet_rows)?;
    give_back(&xlsx, sheet_rows)?;
    compare("csv in", &csv, "csv", text_rows)
}

fn compare(format: &str, path: &Path, plain: &str, lines: u32) -> Outcome<()> {
    let bytes = std::fs::metadata(path)?.len();
    let (ours, alone, plainly) =
        (best("lists", path, lines)?, best("rows", path, lines)?, best(plain, path, lines)?);
    println!("{format}: {} rows, {} MiB", ours.rows, bytes >> 20);
    print(&[("phaseout", &ours), ("its rows", &alone), (plain, &plainly)]);
    println!("  time: {:.2} times the plain reader's", ours.seconds / plainly.seconds);
    assert_eq!(ours.rows, plainly.rows, "both find the same rows");
    Ok(())
}

/// A workbook given back.
fn give_back(path: &Path, lines: u32) -> Outcome<()> {
    let (ours, writer, copier) = (
        best("returned", path, lines)?,
        best("writer", path, lines)?,
        best("copier", path, lines)?,
    );
    println!("xlsx out: {} rows", ours.rows);
    print(&[("phaseout", &ours), ("written", &writer), ("copied", &copier)]);
    println!("  time: {:.2} times the plain writer's", ours.seconds / writer.seconds);
    println!("  time: {:.2} times the plain reader's and writer's", ours.seconds / copier.seconds);
    assert_eq!(ours.rows, copier.rows, "both give the same rows back");
    Ok(())
}

fn print(readings: &[(&str, &Reading)]) {
    for (name, reading) in readings {
        let rate = f64::from(reading.rows) / reading.seconds;
        let peak = reading.peak >> 10;
        println!("  {name:<9} {rate:>10.0} rows/s  {:.2} s  {peak} MiB", reading.seconds);
    }
}

/// The fastest of three readings.
fn best(reader: &str, path: &Path, lines: u32) -> Outcome<Reading> {
    let mut best: Option<Reading> = None;
    for _ in 0..3 {
        let this = std::env::current_exe()?;
        let output =
            Command::new(this).args(["read", reader]).arg(path).arg(lines.to_string()).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let text = String::from_utf8(output.stdout)?;
        let mut fields = text.split_whitespace();
        let mut field = || fields.next().ok_or("the reading broke off");
        let reading = Reading {
            rows: field()?.parse()?,
            seconds: field()?.parse()?,
            peak: field()?.parse()?,
        };
        if best.as_ref().is_none_or(|best| reading.seconds < best.seconds) {
            best = Some(reading);
        }
    }
    best.ok_or_else(|| "no reading".into())
}

fn child(reader: &str, path: &Path, lines: u32) -> Outcome<()> {
    // A list is given back when it was read and judged: that is not counted again.
    let judged = (reader == "returned").then(|| writing::judged(path, lines)).transpose()?;
    let start = Instant::now();
    let rows = match reader {
        "returned" => writing::returned(path, &judged.ok_or("it was not judged")?),
        "writer" => writing::writer(path, lines),
        "copier" => writing::copier(path),
        "lists" => lists(path),
        "rows" => rows_alone(path),
        "calamine" => calamine(path),
        _ => csv(path),
    }?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{rows} {seconds} {}", peak());
    Ok(())
}

/// The process's peak of memory in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

/// Everything that this room does with a list.
fn lists(path: &Path) -> Outcome<u64> {
    let mut document = open(Source::Path(path.to_owned()))?;
    let (fields, mut chunk) = (fixed_fields(), Chunk::new());
    let mut table: Option<Table> = None;
    let (mut rows, mut lines) = (0, 0);
    while document.read_chunk(&mut chunk, 1024)? {
        let mut first = 0;
        if table.is_none() {
            let found = Table::find(&chunk, &fields, &[]).ok_or("no header")?;
            first = found.first_line();
            table = Some(found);
        }
        let Some(table) = &mut table else { continue };
        for index in first..chunk.rows() {
            lines += u64::from(table.role(&chunk.row(index)) == RowRole::Line);
        }
        rows += chunk.rows() as u64;
    }
    let notes = table.map(|mut table| table.finish()).unwrap_or_default();
    assert!(
        notes.is_empty() && lines + 3 == rows,
        "title, header and total are no lines: {notes:?}"
    );
    document.finish();
    Ok(rows)
}

/// Rows without asking what they are.
fn rows_alone(path: &Path) -> Outcome<u64> {
    let mut document = open(Source::Path(path.to_owned()))?;
    let (mut chunk, mut rows) = (Chunk::new(), 0);
    while document.read_chunk(&mut chunk, 1024)? {
        rows += chunk.rows() as u64;
    }
    document.finish();
    Ok(rows)
}

fn calamine(path: &Path) -> Outcome<u64> {
    let mut book: Xlsx<_> = calamine::open_workbook(path)?;
    let sheet = book.sheet_names().remove(0);
    let mut cells = book.worksheet_cells_reader(&sheet)?;
    let (mut rows, mut last) = (0, None);
    while let Some(cell) = cells.next_cell()? {
        let row = cell.get_position().0;
        if !matches!(cell.get_value(), DataRef::Empty) && last != Some(row) {
            (rows, last) = (rows + 1, Some(row));
        }
    }
    Ok(rows)
}

fn csv(path: &Path) -> Outcome<u64> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path)?;
    let (mut record, mut rows) = (csv::ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record)? {
        rows += 1;
    }
    Ok(rows)
}

const HEADER: [&str; 10] =
    ["序号", "企业名称", "行业", "设备名称", "规格", "数量", "数量单位", "产能", "产能单位", "省"];

fn cells(line: u32) -> [String; 10] {
    [
        format!("L{line}"),
        format!("第{}水泥有限公司", line % 977),
        "水泥".to_owned(),
        "机立窑".to_owned(),
        format!("Φ{}.{}×11m", 2 + line % 2, line % 10),
        "1".to_owned(),
        "条".to_owned(),
        (line % 40).to_string(),
        "万吨/年".to_owned(),
        "云南".to_owned(),
    ]
}

fn total(lines: u32) -> (u32, u32) {
    (lines, (0..lines).map(|line| line % 40).sum())
}

fn write_csv(path: &Path, lines: u32) -> Outcome<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "2013年淘汰落后产能企业名单\n{}", HEADER.join(","))?;
    for line in 0..lines {
        writeln!(out, "{}", cells(line).join(","))?;
    }
    let (count, capacity) = total(lines);
    writeln!(out, "合计,,,,,{count},,{capacity}")?;
    Ok(out.flush()?)
}

fn write_xlsx(path: &Path, lines: u32) -> Outcome<()> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "2013年淘汰落后产能企业名单")?;
    sheet.write_row(1, 0, HEADER)?;
    for line in 0..lines {
        for (column, text) in (0..).zip(cells(line)) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(line + 2, column, number)?,
                Err(_) => sheet.write_string(line + 2, column, text)?,
            };
        }
    }
    let (count, capacity) = total(lines);
    sheet.write_string(lines + 2, 0, "合计")?;
    sheet.write_number(lines + 2, 5, count)?;
    sheet.write_number(lines + 2, 7, capacity)?;
    book.save(path)?;
    Ok(())
}
