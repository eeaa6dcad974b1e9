//! The plain workbook of `screen --out FILE.xlsx`: one sheet of verdicts, header frozen, filters on.

use crate::args::Lang;
use crate::fault::Fault;
use crate::messages::Messages;
use crate::output::{failed, save};
use crate::render::TableRow;
use crate::session::{Output, Session};
use phaseout_model::{Address, Verdict};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

/// Widths of the columns, in characters.
const WIDTHS: [f64; 11] = [12.0, 28.0, 10.0, 26.0, 9.0, 13.0, 40.0, 22.0, 40.0, 18.0, 7.0];

/// What is written for people is Chinese unless English was asked for; a terminal speaks the system's
/// language.
pub(crate) fn words(session: &Session, format: Output) -> Messages {
    let chinese = format == Output::Xlsx && session.common.lang.is_none();
    Messages::new(if chinese { Lang::Zh } else { session.messages.lang() })
}

pub(crate) fn write(
    session: &Session,
    messages: &Messages,
    rows: &[TableRow],
) -> Result<(), Fault> {
    let Some(path) = &session.common.out else { return Err(Fault::usage("xlsx-needs-out")) };
    let bytes =
        build(messages, rows).map_err(|error| failed(path, &std::io::Error::other(error)))?;
    save(path, &bytes)
}

fn build(messages: &Messages, rows: &[TableRow]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name(messages.word("sheet-verdicts"))?;
    let head = Format::new()
        .set_bold()
        .set_background_color(0x00DD_E6F0)
        .set_border(FormatBorder::Thin)
        .set_text_wrap();
    let text =
        Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
    let coloured = |colour: u32| text.clone().set_background_color(colour).set_bold();
    let of_verdict = |verdict| match verdict {
        Verdict::Eliminate => coloured(0x00F4_B6B0),
        Verdict::Verify => coloured(0x00FB_E5A3),
        Verdict::Restrict => coloured(0x00FC_D9B8),
        Verdict::Retain => coloured(0x00C9_E7C9),
        Verdict::Unjudged => coloured(0x00E0_E0E0),
    };
    let columns = [
        "line",
        "enterprise",
        "industry",
        "equipment",
        "verdict",
        "deadline",
        "basis",
        "missing",
        "problems",
        "file",
        "row",
    ];
    for ((column, name), width) in (0u16..).zip(columns).zip(WIDTHS) {
        sheet.write_with_format(0, column, messages.word(&format!("column-{name}")), &head)?;
        sheet.set_column_width(column, width)?;
    }
    for (at, row) in (1u32..).zip(rows) {
        let problems: Vec<String> =
            row.problems.iter().map(|(message, hint)| format!("{message}({hint})")).collect();
        let Address { file, sheet: of, .. } = &row.address;
        let file = of.as_ref().map_or_else(|| file.to_string(), |of| format!("{file}, {of}"));
        let cells = [
            &row.line,
            &row.enterprise,
            &row.industry,
            &row.equipment,
            &messages.verdict(row.verdict),
            &row.deadline.replace(';', "\n"),
            &row.basis.replace(';', "\n"),
            &row.missing.join("\n"),
            &problems.join("\n"),
            &file,
        ];
        for (column, cell) in (0u16..).zip(cells) {
            let format = if column == 4 { &of_verdict(row.verdict) } else { &text };
            sheet.write_string_with_format(at, column, cell, format)?;
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a row number of a sheet is far below 2^53"
        )]
        sheet.write_number_with_format(at, 10, row.address.row as f64, &text)?;
    }
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last, 10)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    workbook.save_to_buffer()
}
