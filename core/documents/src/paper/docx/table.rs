//! A table as Word has it: all lines drawn, the header on every page, no row broken over two.

use super::columns::Layout;
use super::pieces::paragraph;
use crate::paper::{Align, Run, Table};
use docx_rs::{
    AlignmentType, Shading, TableAlignmentType, TableCell, TableCellMargins, TableLayoutType,
    TableRow, VAlignType, WidthType,
};

/// The table in its layout. That the first row is a header is added when the file is packed.
pub(super) fn build(table: &Table, layout: &Layout) -> docx_rs::Table {
    let header = cells(&table.header, layout, |_, paragraph| {
        TableCell::new()
            .shading(Shading::new().fill("F2F2F2"))
            .add_paragraph(paragraph.align(AlignmentType::Center).keep_next(true))
    });
    let rows = table.rows.iter().map(|row| {
        cells(row, layout, |at, paragraph| {
            let align = match table.align.get(at) {
                Some(Align::Centre) => AlignmentType::Center,
                Some(Align::Right) => AlignmentType::Right,
                _ => AlignmentType::Left,
            };
            TableCell::new().add_paragraph(paragraph.align(align))
        })
    });
    let widths: Vec<usize> = layout.widths.iter().map(|width| *width as usize).collect();
    let whole = widths.iter().sum();
    docx_rs::Table::new(std::iter::once(strong(header)).chain(rows).collect())
        .set_grid(widths)
        .layout(TableLayoutType::Fixed)
        .width(whole, WidthType::Dxa)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(30, 80, 30, 80))
}

fn cells(
    row: &[Vec<Run>],
    layout: &Layout,
    cell: impl Fn(usize, docx_rs::Paragraph) -> TableCell,
) -> TableRow {
    let cells = layout.widths.iter().enumerate().map(|(at, width)| {
        let runs = row.get(at).map_or(&[][..], Vec::as_slice);
        cell(at, paragraph(layout.style, runs))
            .width(*width as usize, WidthType::Dxa)
            .vertical_align(VAlignType::Center)
    });
    TableRow::new(cells.collect()).cant_split()
}

/// A header's words stand in 黑体.
fn strong(row: TableRow) -> TableRow {
    let mut row = row;
    for docx_rs::TableRowChild::TableCell(cell) in &mut row.cells {
        for child in &mut cell.children {
            let docx_rs::TableCellContent::Paragraph(paragraph) = child else { continue };
            for child in &mut paragraph.children {
                if let docx_rs::ParagraphChild::Run(run) = child {
                    let styled = std::mem::take(run.as_mut()).style("Strong");
                    **run = styled;
                }
            }
        }
    }
    row
}
