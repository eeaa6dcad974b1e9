//! A paper as a workbook: its words on a sheet, each table on one of its own, charts that Excel draws itself.
//!
//! Numbers are numbers, in the precision of Excel (15 digits); their unit stands in the number format, so that a
//! cell reads `8.8万吨/年` and still adds up. Text stays text, whatever it begins with.

mod charts;
mod names;
mod sheet;
mod words;

use super::docx::day;
use super::text::line;
use super::{Block, Chart, Format, Paper, Table, WriteError};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// Rows of a sheet under its header.
const MOST_ROWS: usize = 1_048_575;

/// The paper as the bytes of an xlsx file. The same paper gives the same bytes.
pub fn to_xlsx(paper: &Paper) -> Result<Vec<u8>, WriteError> {
    let tables = tables(&paper.blocks);
    if let Some(table) = tables.iter().find(|table| table.rows.len() > MOST_ROWS) {
        return Err(WriteError::TooManyRows {
            table: line(&table.caption),
            rows: table.rows.len(),
        });
    }
    let failed =
        |error: XlsxError| WriteError::Format { format: Format::Xlsx, reason: error.to_string() };
    whole(paper, &tables).map_err(failed)
}

fn whole(paper: &Paper, tables: &[&Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let title: String = line(&paper.title).chars().take(200).collect();
    let day = ExcelDateTime::parse_from_str(&day(paper))?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&day));
    let fixed = super::words::words(paper.language);
    let mut names = names::Names::default();
    let [text, drawn, table_name] = fixed.sheets;
    let text = names.unique(text);
    let wanted = tables.iter().zip(1..).map(|(table, count)| match line(&table.caption) {
        caption if caption.is_empty() => format!("{table_name}{count}"),
        caption => caption,
    });
    let wanted: Vec<String> = wanted.map(|wanted| names.unique(&wanted)).collect();
    words::write(book.add_worksheet().set_name(&text)?, paper, &wanted)?;
    for (table, name) in tables.iter().zip(&wanted) {
        sheet::write(book.add_worksheet().set_name(name)?, table)?;
    }
    let charts: Vec<&Chart> = paper.blocks.iter().filter_map(chart).collect();
    if !charts.is_empty() {
        let name = names.unique(drawn);
        charts::write(book.add_worksheet().set_name(&name)?, &name, &charts, fixed)?;
    }
    book.save_to_buffer()
}

fn tables<'a>(blocks: &'a [Block]) -> Vec<&'a Table> {
    let table = |block: &'a Block| match block {
        Block::Table(table) if !table.header.is_empty() => Some(table),
        _ => None,
    };
    blocks.iter().filter_map(table).collect()
}

fn chart(block: &Block) -> Option<&Chart> {
    if let Block::Chart(chart) = block { Some(chart) } else { None }
}
