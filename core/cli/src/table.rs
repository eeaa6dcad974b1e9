//! Tables on a terminal.

use crate::messages::Messages;
use crate::render::TableRow;
use crate::session::Session;
use comfy_table::{ContentArrangement, Table, presets};

/// An empty table with a header, fitted to the terminal.
pub(crate) fn new(messages: &Messages, columns: &[&str]) -> Table {
    let head = |column: &&str| messages.word(&format!("column-{column}"));
    with_heads(&columns.iter().map(head).collect::<Vec<_>>())
}

/// The same with heads that are words already.
pub(crate) fn with_heads(heads: &[impl ToString]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(heads.iter().map(ToString::to_string).collect::<Vec<_>>());
    if let Some(width) = Session::width() {
        table.set_width(width);
    }
    table
}

/// The width that tables are fitted to, if they are.
pub(crate) fn width() -> Option<u16> {
    Session::width().or_else(|| Table::new().width())
}

/// The verdicts of all lines.
pub(crate) fn verdicts(session: &Session, rows: &[TableRow]) -> String {
    let messages = &session.messages;
    let mut table = new(
        messages,
        &["line", "enterprise", "industry", "equipment", "verdict", "deadline", "basis", "missing"],
    );
    for row in rows {
        table.add_row([
            row.line.clone(),
            row.enterprise.clone(),
            row.industry.clone(),
            row.equipment.clone(),
            messages.verdict(row.verdict),
            row.deadline.replace(';', "\n"),
            row.basis.replace(';', "\n"),
            row.missing.join("\n"),
        ]);
    }
    format!("{table}\n")
}
