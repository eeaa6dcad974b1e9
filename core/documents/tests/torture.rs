//! The torture set: lists as offices draw them, each beside what has to be read of it.
//!
//! The cases stand in `torture/*.txt`. Each has a name, the formats in which it is made (`as`), the
//! layout it comes from (`after`), the table as drawn and the reading. What the drawing's signs mean
//! stands in `kit/grid.rs`.
#![allow(clippy::unwrap_used, reason = "the helpers of tests fail as tests do")]

mod kit;

use kit::{grid, open_path, paper};

struct Case {
    name: String,
    formats: Vec<String>,
    after: String,
    table: String,
    reading: String,
}

fn cases() -> Vec<Case> {
    let texts = [include_str!("torture/published.txt"), include_str!("torture/made.txt")];
    let blocks = texts.iter().flat_map(|text| text.split("\n## ").skip(1));
    blocks
        .map(|block| {
            let (head, rest) = block.split_once("\n```\n").unwrap();
            let (table, rest) = rest.split_once("```\n").unwrap();
            let (_, rest) = rest.split_once("```\n").unwrap();
            let (reading, _) = rest.split_once("```").unwrap();
            let (name, head) = head.split_once('\n').unwrap();
            let field = |name: &str| {
                let mut lines = head.lines().filter_map(|line| line.strip_prefix(name));
                lines.next().unwrap_or_default().trim().to_owned()
            };
            Case {
                name: name.to_owned(),
                formats: field("as:").split(", ").map(str::to_owned).collect(),
                after: field("after:"),
                table: table.to_owned(),
                reading: reading.to_owned(),
            }
        })
        .collect()
}

/// Name and bytes of the file that a case is made into.
fn made(case: &Case, format: &str) -> (&'static str, Vec<u8>) {
    let gbk = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    match format {
        "xlsx" => ("list.xlsx", grid::xlsx(&case.table)),
        "xls" => ("list.xls", grid::xls(&case.table)),
        "csv" => ("list.csv", grid::csv(&case.table, ",").into_bytes()),
        "csv in GBK" => ("list.csv", gbk(&grid::csv(&case.table, ","))),
        "csv with tabs" => ("list.csv", grid::csv(&case.table, "\t").into_bytes()),
        "csv with semicolons" => ("list.csv", grid::csv(&case.table, ";").into_bytes()),
        other => panic!("{}: no format {other}", case.name),
    }
}

#[test]
fn every_list_is_read_as_its_case_says() {
    let mut wrong = Vec::new();
    for case in cases() {
        for format in &case.formats {
            let (name, bytes) = made(&case, format);
            let paper = paper(name, &bytes);
            let read = match open_path(&paper.path) {
                Ok(mut document) => grid::reading(&mut document),
                Err(error) => format!("! {}\n", error.code()),
            };
            // A csv file does not say what is a number.
            let signs = if name.ends_with("csv") { &['#', '@'][..] } else { &[] };
            let compared = |text: &str| text.trim().replace(signs, "");
            if compared(&read) != compared(&case.reading) {
                let (name, expected) = (&case.name, &case.reading);
                wrong.push(format!("## {name} as {format}\nread:\n{read}expected:\n{expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn there_are_forty_files_and_twenty_real_layouts_at_least() {
    let cases = cases();
    let files: usize = cases.iter().map(|case| case.formats.len()).sum();
    let real = cases.iter().filter(|case| !case.after.is_empty()).count();
    assert!(cases.len() >= 40 && files >= 60 && real >= 20, "{} {files} {real}", cases.len());
}
