//! Charts that Excel draws, with their numbers beside them on the same sheet.

use super::sheet::{fitting, number};
use crate::paper::chart_table::table_of;
use crate::paper::text::{clean, flat, width};
use crate::paper::words::Words;
use crate::paper::{Chart, ChartForm};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ChartDataLabel, ChartEmptyCells, ChartType, Format, Worksheet, XlsxError};

/// How many rows a chart covers.
const HIGH: u32 = 20;
/// In pixels.
const SIZE: (u32, u32) = (640, 380);
/// Excel's own limits.
const SERIES: u16 = 255;
const TITLE: usize = 255;

/// The chart's colours, the same as where it is drawn by us.
const COLOURS: [u32; 6] = [0x00_5A9C, 0xE6_9F00, 0x00_8060, 0x78_BEEB, 0xBE_5000, 0x96_9696];

/// Writes the charts one under the other, each with its table at the left.
pub(super) fn write(
    sheet: &mut Worksheet,
    name: &str,
    charts: &[&Chart],
    words: &Words,
) -> Result<(), XlsxError> {
    let mut top = 0;
    let beside = charts.iter().map(|chart| chart.series.len() + 2).max().unwrap_or(2);
    let beside = u16::try_from(beside).unwrap_or(u16::MAX).min(SERIES + 2);
    for chart in charts {
        let height = numbers(sheet, chart, top, words)?;
        if chart
            .series
            .iter()
            .flat_map(|series| &series.values)
            .flatten()
            .any(|v| v.number.is_some())
        {
            let native = native(name, chart, top + 2);
            sheet.insert_chart(top, beside, &native)?;
        }
        top += height.max(HIGH) + 2;
    }
    let names = charts.iter().flat_map(|chart| &chart.categories).map(|name| width(&clean(name)));
    let widest = names.max().unwrap_or(0).clamp(8, 40);
    sheet.set_column_width(0, widest.to_f64().unwrap_or(20.0) + 2.0)?;
    Ok(())
}

/// The numbers of a chart under its title; what is not known stays blank, so that the line has a gap there.
fn numbers(
    sheet: &mut Worksheet,
    chart: &Chart,
    top: u32,
    words: &Words,
) -> Result<u32, XlsxError> {
    let table = table_of(chart, words);
    let bold = Format::new().set_bold().set_num_format("@");
    let text = Format::new().set_num_format("@");
    sheet.write_string_with_format(top, 0, fitting(&flat(&table.caption)), &bold)?;
    for (at, header) in (0..=SERIES).zip(&table.header) {
        sheet.write_string_with_format(top + 1, at, fitting(&flat(header)), &bold)?;
    }
    for (down, row) in (top + 2..).zip(&table.rows) {
        for (at, cell) in (0..=SERIES).zip(row) {
            if at == 0 {
                sheet.write_string_with_format(down, at, fitting(&flat(cell)), &text)?;
            } else if let Some((number, shown)) = number(cell) {
                sheet.write_number_with_format(
                    down,
                    at,
                    number,
                    &Format::new().set_num_format(shown),
                )?;
            }
        }
    }
    Ok(u32::try_from(table.rows.len()).unwrap_or(u32::MAX / 2) + 2)
}

fn native(sheet: &str, chart: &Chart, first: u32) -> rust_xlsxwriter::Chart {
    let form = match chart.form {
        ChartForm::Line => ChartType::Line,
        ChartForm::Columns => ChartType::Column,
        ChartForm::Bars => ChartType::Bar,
    };
    let last = first + u32::try_from(chart.categories.len()).unwrap_or(1).max(1) - 1;
    let short = |text: &str| clean(text).chars().take(TITLE).collect::<String>();
    let mut native = rust_xlsxwriter::Chart::new(form);
    // The caption's cell, not its text: a text that begins with `=` would be read as a formula.
    native.title().set_name((sheet, first - 2, 0));
    for (at, colour) in (1..=SERIES).zip(COLOURS.iter().cycle()).take(chart.series.len()) {
        let series = native.add_series();
        series
            .set_name((sheet, first - 1, at))
            .set_categories((sheet, first, 0, last, 0))
            .set_values((sheet, first, at, last, at))
            .set_data_label(ChartDataLabel::new().show_value());
        let colour = rust_xlsxwriter::Color::RGB(*colour);
        if chart.form == ChartForm::Line {
            series.set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_line(rust_xlsxwriter::ChartLine::new().set_color(colour).set_width(2.25)),
            );
        } else {
            series.set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(colour)),
            );
        }
    }
    if chart.form == ChartForm::Bars {
        // First at the top, as in the list.
        native.x_axis().set_reverse();
    }
    if !chart.unit.is_empty() && !chart.unit.starts_with('=') {
        native.y_axis().set_name(&short(&chart.unit));
    }
    if chart.series.len() < 2 {
        native.legend().set_hidden();
    }
    native.show_empty_cells_as(ChartEmptyCells::Gaps).set_width(SIZE.0).set_height(SIZE.1);
    native.set_alt_text(short(&chart.title));
    native
}
