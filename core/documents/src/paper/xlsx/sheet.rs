//! A table as a sheet: header frozen and filtered, numbers as numbers, columns as wide as what they hold.

use crate::paper::text::{flat, width};
use crate::paper::{Align, Run, Table, Value};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// What a cell of a sheet can hold, in characters.
const MOST: usize = 32_767;
/// Columns are no narrower and no wider than this, in half characters.
const WIDTHS: (usize, usize) = (6, 50);

/// Writes the table from the sheet's first cell on.
pub(super) fn write(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let columns = u16::try_from(table.header.len()).unwrap_or(u16::MAX).min(16_384);
    let top = cell().set_bold().set_align(FormatAlign::Center).set_background_color(0xF2_F2F2);
    for (at, header) in (0..columns).zip(&table.header) {
        sheet.write_string_with_format(0, at, fitting(&flat(header)), &top)?;
        sheet.set_column_width(at, wide(table, at.into()))?;
    }
    for (down, row) in (1..).zip(&table.rows) {
        for (at, runs) in (0..columns).zip(row) {
            let align = table.align.get(usize::from(at)).copied().unwrap_or_default();
            put(sheet, (down, at), runs, align)?;
        }
    }
    let last = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    if columns > 0 {
        sheet.autofilter(0, 0, last, columns - 1)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
    }
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    if columns > 7 {
        sheet.set_landscape();
    }
    Ok(())
}

/// A cell with a border, its text wrapped.
fn cell() -> Format {
    Format::new()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

fn put(sheet: &mut Worksheet, at: (u32, u16), runs: &[Run], align: Align) -> Result<(), XlsxError> {
    let format = cell().set_align(match align {
        Align::Left => FormatAlign::Left,
        Align::Centre => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    });
    if let Some((number, shown)) = number(runs) {
        sheet.write_number_with_format(at.0, at.1, number, &format.set_num_format(shown))?;
    } else {
        // As text, so that what begins like a formula is none; and shown as text when it is edited.
        sheet.write_string_with_format(
            at.0,
            at.1,
            fitting(&flat(runs)),
            &format.set_num_format("@"),
        )?;
    }
    Ok(())
}

/// The number of a cell that holds one and nothing else, and the format that prints it as the paper does;
/// none where Excel could not keep its digits.
pub(super) fn number(runs: &[Run]) -> Option<(f64, String)> {
    let mut runs = runs.iter().filter(|run| !run.printed().trim().is_empty());
    let (Some(Run::Value(value)), None) = (runs.next(), runs.next()) else { return None };
    let decimal = value.number?;
    let number = decimal.to_f64()?;
    let kept = decimal.normalize().mantissa().unsigned_abs() < 1_000_000_000_000_000;
    kept.then(|| (number, shape(value)))
}

/// The format of a number: its places, and what is printed around it.
fn shape(value: &Value) -> String {
    let number = value.number.unwrap_or_default();
    let printed = number.abs().to_string();
    let places = number.scale() as usize;
    let digits = if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(places)) };
    let text = flat(&[Run::Value(value.clone())]);
    let around = text.split_once(&printed);
    let quoted = |text: &str| {
        let text = text.replace(['"', '\n'], "");
        if text.is_empty() { text } else { format!("\"{text}\"") }
    };
    match around {
        Some((before, after)) if text.len() < 60 => {
            let before = before.trim_end_matches(['-', '\u{2212}']);
            format!("{}{digits}{}", quoted(before), quoted(after))
        }
        _ => digits,
    }
}

/// A text that a cell can hold; the rest is cut with a sign that it is.
pub(super) fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= MOST {
        return text.to_owned();
    }
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units < MOST
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{kept}\u{2026}")
}

/// The width of a column by its content, with room for the filter's button.
fn wide(table: &Table, at: usize) -> f64 {
    let cells = table.rows.iter().map(|row| row.get(at).map_or(0, |cell| width(&flat(cell))));
    let widest = cells.max().unwrap_or(0).max(width(&flat(&table.header[at])) + 3);
    (widest.clamp(WIDTHS.0, WIDTHS.1) + 2).to_f64().unwrap_or(10.0)
}
