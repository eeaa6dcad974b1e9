//! The first sheet: the words of the paper, a row for each line, with where each table stands.

use super::sheet::fitting;
use crate::paper::text::{flat, width};
use crate::paper::words::words;
use crate::paper::{Block, Paper, Run};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

/// The width of the column of words, in half characters: as wide as a printed line.
const WIDE: usize = 84;

/// Writes the words; `sheets` names the sheet of each table.
pub(super) fn write(
    sheet: &mut Worksheet,
    paper: &Paper,
    sheets: &[String],
) -> Result<(), XlsxError> {
    let mut lines = Lines { sheet, row: 0 };
    lines.sheet.set_column_width(0, WIDE.to_f64().unwrap_or(80.0))?;
    lines.sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    let centred = Format::new().set_align(FormatAlign::Center).set_text_wrap();
    if let Some(letterhead) = &paper.letterhead {
        lines
            .put(&flat(letterhead), &centred.clone().set_font_color(0xC0_0000).set_font_size(18))?;
    }
    if let Some(number) = &paper.number {
        lines.put(&flat(number), &centred)?;
    }
    lines.put(&flat(&paper.title), &centred.set_bold().set_font_size(16))?;
    body(&mut lines, paper, sheets)?;
    let plain = Format::new().set_text_wrap();
    let fixed = words(paper.language);
    for (name, count) in paper.attachments.iter().zip(1..) {
        let label = format!("{}{}{count}. {}", fixed.attachments, fixed.colon, flat(name));
        lines.put(&label, &plain)?;
    }
    let right = plain.clone().set_align(FormatAlign::Right);
    for line in paper.signed_by.iter().chain(&paper.date) {
        lines.put(&flat(line), &right)?;
    }
    for note in &paper.notes {
        lines.put(&flat(note), &plain.clone().set_font_size(9))?;
    }
    Ok(())
}

fn body(lines: &mut Lines<'_>, paper: &Paper, sheets: &[String]) -> Result<(), XlsxError> {
    let fixed = words(paper.language);
    let plain = Format::new().set_text_wrap();
    let mut sheets = sheets.iter();
    if let Some(addressee) = &paper.addressee {
        lines.put(&format!("{}{}", flat(addressee), fixed.colon.trim_end()), &plain)?;
    }
    for block in &paper.blocks {
        match block {
            Block::Heading { mark, text, .. } => {
                let mark = [Run::text(mark.as_str())];
                lines.put(&format!("{}{}", flat(&mark), flat(text)), &plain.clone().set_bold())?;
            }
            Block::Paragraph(runs) => lines.put(&flat(runs), &plain)?,
            Block::Items(items) => {
                for item in items {
                    lines.put(&format!("{}{}", fixed.point, flat(item)), &plain)?;
                }
            }
            Block::Table(table) => {
                // One without a header has no sheet: its caption is all that it says.
                let name = if table.header.is_empty() { None } else { sheets.next() };
                let caption = flat(&table.caption);
                let place = name.map(|name| format!("\u{2192} {name}")).unwrap_or_default();
                lines.put(format!("{caption} {place}").trim(), &plain)?;
            }
            Block::Chart(chart) => {
                let title = [Run::text(chart.title.as_str())];
                lines.put(&format!("{} \u{2192} {}", flat(&title), fixed.sheets[1]), &plain)?;
            }
            Block::PageBreak => {}
        }
    }
    Ok(())
}

/// A sheet that is filled from the top.
struct Lines<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Lines<'_> {
    fn put(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        let format = format.clone().set_num_format("@").set_align(FormatAlign::VerticalCenter);
        self.sheet.write_string_with_format(self.row, 0, fitting(text), &format)?;
        // Excel makes a row higher by itself, other programs and printers do not.
        let rows: usize = text.split('\n').map(|line| width(line).div_ceil(WIDE).max(1)).sum();
        if rows > 1 {
            self.sheet.set_row_height(self.row, (rows * 16).to_f64().unwrap_or(16.0).min(400.0))?;
        }
        self.row += 1;
        Ok(())
    }
}
