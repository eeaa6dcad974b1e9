//! How fast a csv file is read: `cargo run --release -p phaseout-documents --example csv_speed`.
//!
//! Writes a list of 1,000,000 lines of about 100 bytes, or of as many as the first argument says,
//! to a temporary file and prints nanoseconds per line for the two passes of a file: hash and
//! encoding check, then rows. The csv crate over the same bytes stands beside them.
#![allow(clippy::print_stdout, reason = "printing is what a measurement is for")]

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Instant;

use phaseout_documents::{Chunk, Source, open};

fn main() -> Result<(), Box<dyn Error>> {
    let lines = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse())?;
    for (name, quoted) in [("plain", false), ("every cell in quotes", true)] {
        let file = tempfile::Builder::new().suffix(".csv").tempfile()?;
        let bytes = write_list(file.as_file(), lines, quoted)?;
        println!("{name}: {lines} lines, {} bytes a line", bytes / lines);

        let start = Instant::now();
        let mut document = open(Source::Path(file.path().to_owned()))?;
        print("hash and encoding", start, lines);

        let start = Instant::now();
        let (mut chunk, mut cells) = (Chunk::new(), 0);
        while document.read_chunk(&mut chunk, 1024)? {
            cells += chunk.iter().map(|row| row.cells()).sum::<usize>();
        }
        print("rows", start, lines);

        let start = Instant::now();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(file.path())?;
        let (mut record, mut expected) = (csv::ByteRecord::new(), 0);
        while reader.read_byte_record(&mut record)? {
            expected += record.len();
        }
        print("csv crate", start, lines);
        assert_eq!(cells, expected, "both find the same cells");
    }
    Ok(())
}

fn print(what: &str, start: Instant, lines: u64) {
    let nanoseconds = start.elapsed().as_nanos() / u128::from(lines);
    println!("  {what}: {nanoseconds} ns a line");
}

fn write_list(file: &File, lines: u64, quoted: bool) -> std::io::Result<u64> {
    let mut out = BufWriter::new(file);
    let quote = if quoted { "\"" } else { "" };
    let mut bytes = 0;
    for line in 0..lines {
        let cells = [
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
        ];
        let text = cells.join(&format!("{quote},{quote}"));
        let text = format!("{quote}{text}{quote}\n");
        bytes += text.len() as u64;
        out.write_all(text.as_bytes())?;
    }
    out.flush()?;
    Ok(bytes)
}
