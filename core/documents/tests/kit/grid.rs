//! Tables drawn as text, made into files, and what was read of them drawn as text again.
//!
//! A row is a line, cells are parted by `|`. `<` and `^` are covered by the cell to the left and
//! above. `#8` is a number, `@41274` a day, `!#REF!` an error, `=8` a formula with its value; all else
//! is text. Lines with `%` hide a row (`%row 3`) or column (`%column B`), or begin a sheet (`%sheet 名`,
//! `%hidden 名`).
#![allow(dead_code, reason = "each test file uses its own part of the kit")]
#![allow(clippy::unwrap_used, reason = "a kit of tests fails as tests do")]

use std::fmt::Write as _;

use super::biff;
use phaseout_documents::{
    CellKind, Chunk, Document, FieldNames, RowRef, Table, column_letters, fixed_fields,
};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

#[derive(Default, Debug)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) rows: Vec<Vec<String>>,
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<u16>,
}

/// What is drawn, sheet by sheet.
pub(crate) fn drawn(text: &str) -> Vec<Sheet> {
    let mut sheets = vec![Sheet { name: "Sheet1".to_owned(), ..Sheet::default() }];
    for line in text.lines() {
        let sheet = sheets.last_mut().unwrap();
        let Some(order) = line.strip_prefix('%') else {
            let cells = line.split('|').map(|cell| cell.trim().replace('↵', "\n"));
            sheet.rows.push(cells.collect());
            continue;
        };
        let (word, rest) = order.split_once(' ').unwrap();
        match word {
            "row" => sheet.hidden_rows.push(rest.parse::<u32>().unwrap() - 1),
            "column" => sheet.hidden_columns.push(u16::from(rest.as_bytes()[0] - b'A')),
            name @ ("sheet" | "hidden") => {
                if sheet.rows.is_empty() {
                    sheets.pop();
                }
                let hidden = name == "hidden";
                sheets.push(Sheet { name: rest.to_owned(), hidden, ..Sheet::default() });
            }
            other => panic!("%{other}"),
        }
    }
    sheets
}

impl Sheet {
    fn cell(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str)
    }

    /// First row, last row, first column, last column of every merged area.
    fn merges(&self) -> Vec<[usize; 4]> {
        let mut areas = Vec::new();
        for (row, cells) in self.rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate() {
                if matches!(text.as_str(), "<" | "^") {
                    continue;
                }
                let right =
                    (column + 1..cells.len()).take_while(|&at| self.cell(row, at) == "<").count();
                let down = (row + 1..self.rows.len())
                    .take_while(|&at| self.cell(at, column) == "^")
                    .count();
                if right + down > 0 {
                    areas.push([row, row + down, column, column + right]);
                }
            }
        }
        areas
    }

    /// Row, column and text of every cell with a value.
    fn values(&self) -> impl Iterator<Item = (usize, usize, &str)> {
        self.rows.iter().enumerate().flat_map(|(row, cells)| {
            let values = cells.iter().enumerate();
            let values = values.filter(|(_, text)| !matches!(text.as_str(), "" | "<" | "^"));
            values.map(move |(column, text)| (row, column, text.as_str()))
        })
    }
}

pub(crate) fn xlsx(text: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    for sheet in drawn(text) {
        let page = book.add_worksheet().set_name(&sheet.name).unwrap();
        page.set_hidden(sheet.hidden);
        for [first_row, last_row, first_column, last_column] in sheet.merges() {
            let (row, column) = (as_row(first_row), as_column(first_column));
            let (last_row, last_column) = (as_row(last_row), as_column(last_column));
            page.merge_range(row, column, last_row, last_column, "", &Format::new()).unwrap();
        }
        for (row, column, text) in sheet.values() {
            write(page, as_row(row), as_column(column), text);
        }
        for &row in &sheet.hidden_rows {
            page.set_row_hidden(row).unwrap();
        }
        for &column in &sheet.hidden_columns {
            page.set_column_hidden(column).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn write(page: &mut Worksheet, row: u32, column: u16, text: &str) {
    let (sign, rest) = text.split_at(text.chars().next().unwrap().len_utf8());
    let number = || rest.parse::<f64>().unwrap();
    match sign {
        "#" if rest.parse::<f64>().is_ok() => page.write_number(row, column, number()),
        "@" if rest.parse::<f64>().is_ok() => {
            let day = Format::new().set_num_format("yyyy-mm-dd");
            page.write_number_with_format(row, column, number(), &day)
        }
        "!" if rest.starts_with('#') => {
            page.write_formula(row, column, Formula::new("=A1").set_result(rest))
        }
        "=" if rest.parse::<f64>().is_ok() => {
            page.write_formula(row, column, Formula::new("=A1").set_result(rest))
        }
        _ => page.write_string(row, column, text),
    }
    .unwrap();
}

fn as_row(row: usize) -> u32 {
    u32::try_from(row).unwrap()
}

fn as_column(column: usize) -> u16 {
    u16::try_from(column).unwrap()
}

pub(crate) fn xls(text: &str) -> Vec<u8> {
    let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let sheets: Vec<biff::Sheet> = drawn(text)
        .iter()
        .map(|sheet| biff::Sheet {
            name: leak(&sheet.name),
            hidden: sheet.hidden,
            cells: sheet
                .values()
                .map(|(row, column, text)| {
                    let (sign, rest) = text.split_at(text.chars().next().unwrap().len_utf8());
                    let number = rest.parse::<f64>();
                    let cell = match (sign, number) {
                        ("#", Ok(number)) => biff::Cell::Number(number),
                        ("@", Ok(number)) => biff::Cell::Day(number),
                        ("=", Ok(number)) => biff::Cell::Formula(number),
                        ("!", _) => biff::Cell::Error(0x17),
                        _ => biff::Cell::Text(leak(text)),
                    };
                    (as_column(row), as_column(column), cell)
                })
                .collect(),
            merges: sheet.merges().iter().map(|area| area.map(as_column)).collect(),
            hidden_rows: sheet.hidden_rows.iter().map(|&row| as_column(row as usize)).collect(),
            hidden_columns: sheet.hidden_columns.clone(),
        })
        .collect();
    biff::xls(&sheets)
}

/// A csv file: merged cells leave blanks, numbers and days are printed.
pub(crate) fn csv(text: &str, delimiter: &str) -> String {
    let mut out = String::new();
    for row in &drawn(text)[0].rows {
        let cells: Vec<String> = row.iter().map(|cell| csv_cell(cell)).collect();
        out += &cells.join(delimiter);
        out += "\r\n";
    }
    out
}

fn csv_cell(text: &str) -> String {
    let plain = match text {
        "<" | "^" => "",
        text => {
            let figure = text.strip_prefix(['#', '=']);
            figure.filter(|figure| figure.parse::<f64>().is_ok()).unwrap_or(text)
        }
    };
    if plain.contains(['"', ',', ';', '\t', '\n']) {
        format!("\"{}\"", plain.replace('"', "\"\""))
    } else {
        plain.to_owned()
    }
}

/// The fields of the cases: those of every list, and two that industries bring.
pub(crate) fn fields() -> Vec<FieldNames> {
    let mut fields = fixed_fields();
    fields.push(FieldNames::new("commissioned", &["投产年份", "投产日期", "建成投产日期"]));
    fields.push(FieldNames::new("kiln_diameter", &["窑径", "窑直径"]));
    fields.push(FieldNames::new("unit_capacity", &["单机容量"]));
    fields
}

/// Everything that is read of a document.
pub(crate) fn reading(document: &mut Document) -> String {
    let fields = fields();
    let mut out = String::new();
    let mut sheet: Option<(Option<String>, Option<Table>)> = None;
    let (mut notes, mut repeated) = (Vec::new(), String::new());
    let mut chunk = Chunk::new();
    loop {
        match document.read_chunk(&mut chunk, 1000) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                writeln!(out, "! {}", error.code()).unwrap();
                break;
            }
        }
        let mut first = 0;
        if sheet.as_ref().is_none_or(|(name, _)| name.as_deref() != chunk.sheet()) {
            if let Some((_, Some(mut table))) = sheet.take() {
                notes.extend(table.finish());
            }
            let table = Table::find(&chunk, &fields, &[]);
            first = table.as_ref().map_or(0, Table::first_line);
            for problem in table.iter().flat_map(|table| &table.header().problems) {
                writeln!(repeated, "! {}: {problem}", problem.code()).unwrap();
            }
            for index in 0..first {
                writeln!(out, "{} above: {}", chunk.row(index).number(), all(&chunk.row(index)))
                    .unwrap();
            }
            writeln!(out, "{}", header(table.as_ref(), chunk.sheet(), &fields)).unwrap();
            sheet = Some((chunk.sheet().map(str::to_owned), table));
        }
        let Some((_, table)) = &mut sheet else { unreachable!("set above") };
        for index in first..chunk.rows() {
            let row = chunk.row(index);
            let Some(table) = table else {
                writeln!(out, "{} unread: {}", row.number(), all(&row)).unwrap();
                continue;
            };
            match table.role(&row).reason() {
                None => writeln!(out, "{} {}", row.number(), line(&row, table, &fields)),
                Some(reason) => writeln!(out, "{} {reason}: {}", row.number(), all(&row)),
            }
            .unwrap();
        }
    }
    if let Some((_, Some(mut table))) = sheet {
        notes.extend(table.finish());
    }
    out += &repeated;
    for note in document.notes().iter().chain(&notes) {
        let arguments = note.arguments();
        let told = arguments
            .iter()
            .filter(|(name, value)| *name != "sheet" || !matches!(value.as_str(), "" | "Sheet1"));
        let value = |value: &str| value.trim_start_matches("Sheet1:").to_owned();
        let arguments: Vec<String> =
            told.map(|(name, text)| format!("{name}={}", value(text))).collect();
        writeln!(out, "! {} {}", note.code(), arguments.join(" ")).unwrap();
    }
    out
}

fn header(table: Option<&Table>, sheet: Option<&str>, fields: &[FieldNames]) -> String {
    let name = sheet.filter(|sheet| *sheet != "Sheet1");
    let name = name.map_or(String::new(), |sheet| format!(" {sheet}"));
    let Some(table) = table else { return format!("header{name}: none") };
    let columns = table.header().columns.iter().enumerate();
    let columns = columns.filter(|(_, column)| !column.header.trim().is_empty());
    let columns: Vec<String> = columns
        .map(|(at, column)| {
            let field = column.field.map_or("?", |field| fields[field].field.as_str());
            let unit = column.unit.as_ref().map_or(String::new(), |unit| format!(" in {unit}"));
            format!("{} {field}{unit}", column_letters(at as u64))
        })
        .collect();
    format!("header{name}: {}", columns.join(", "))
}

fn line(row: &RowRef<'_>, table: &Table, fields: &[FieldNames]) -> String {
    let name = |at: usize| {
        let column = table.header().columns.get(at)?;
        Some(fields[column.field?].field.clone())
    };
    let cells = (0..row.cells()).filter(|&at| !row.trimmed(at).is_empty());
    let cells: Vec<String> = cells
        .map(|at| {
            let name = name(at).unwrap_or_else(|| column_letters(at as u64));
            format!("{name}={}", value(row, at))
        })
        .collect();
    cells.join(" | ")
}

fn all(row: &RowRef<'_>) -> String {
    let cells = (0..row.cells()).filter(|&at| !row.trimmed(at).is_empty());
    cells.map(|at| value(row, at)).collect::<Vec<_>>().join(" | ")
}

fn value(row: &RowRef<'_>, at: usize) -> String {
    let text = row.trimmed(at).replace('\n', "↵");
    let sign = match row.kind(at) {
        CellKind::Text => "",
        CellKind::Number => "#",
        CellKind::Date => "@",
        CellKind::Error => "!",
        CellKind::Damaged => "damaged ",
    };
    let code = if row.is_damaged_code(at) { " (digits lost)" } else { "" };
    let day = row.day_of_number(at).map_or(String::new(), |day| format!(" (day {day})"));
    let from = match row.anchor(at) {
        Some((anchor, _)) if row.is_repeated(at) => format!(" (of row {anchor})"),
        _ => String::new(),
    };
    format!("{sign}{text}{code}{day}{from}")
}
