//! Targets as a table for people: three lines for each, because a year is told in tons, in lines and in
//! firms; and below it what the figures do not say.

use crate::messages::Messages;
use crate::table;
use crate::target_show::Row;
use comfy_table::{CellAlignment, ColumnConstraint, Table, Width};
use phaseout_ledger::{
    Amount, Counted, Left, Rest, Stage, Sum, TargetFigures, TargetVersion, View,
};
use phaseout_model::{Quantity, Unit};
use std::fmt::Write as _;

/// Which part of the record is shown, where it is not all of it.
pub(crate) fn viewed_as(messages: &Messages, view: View) -> String {
    let mut text = String::new();
    for (id, day) in [("target-as-of", view.as_of), ("target-known-at", view.known_at)] {
        if let Some(day) = day {
            let _ = writeln!(text, "{}", messages.say(id, &[("date", &day.to_string())]));
        }
    }
    text
}

/// One table for each year and tree, and below it what the figures do not say.
pub(crate) fn tables(messages: &Messages, rows: &[Row]) -> String {
    let mut text = String::new();
    for block in rows.chunk_by(|a, b| {
        (a.figures.tree, a.figures.target.year) == (b.figures.tree, b.figures.target.year)
    }) {
        let Some(first) = block.first() else { continue };
        let year = first.figures.target.year.to_string();
        let heading = format!("target-heading-{}", first.figures.tree.id());
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", messages.say(&heading, &[("year", &year)]));
        let _ = writeln!(text, "{}", one_table(messages, block));
        for note in notes(messages, block) {
            let _ = writeln!(text, "{note}");
        }
    }
    text
}

fn one_table(messages: &Messages, block: &[Row]) -> Table {
    let sealed = block.iter().any(|row| row.figures.at(Stage::Sealed).lines > 0);
    let stages = [
        Stage::Planned,
        Stage::Announced,
        Stage::ShutDown,
        Stage::Dismantled,
        Stage::Sealed,
        Stage::Accepted,
    ];
    let stages: Vec<Stage> =
        stages.into_iter().filter(|stage| sealed || *stage != Stage::Sealed).collect();
    let mut columns = vec!["target-id", "target-holder", "target-unit", "target-amount"];
    columns.extend(["target-split", "target-open"]);
    columns.extend(stages.iter().map(|stage| match stage {
        Stage::Planned => "target-planned",
        Stage::Announced => "target-announced",
        Stage::ShutDown => "target-shut-down",
        Stage::Dismantled => "target-dismantled",
        Stage::Sealed => "target-sealed",
        Stage::Accepted => "target-accepted",
        Stage::CarriedOver => "target-carried-over",
    }));
    columns.push("target-difference");
    let narrow = table::width().is_some_and(|width| width < WIDE);
    if narrow {
        columns.remove(1);
    }
    let mut table = table::new(messages, &columns);
    for row in block {
        let mut cells = cells(messages, row, &stages);
        if narrow {
            // The holder stands below its target, whose id is told from where its parent's ends.
            let holder = cells.remove(1);
            let indent = "  ".repeat(row.figures.depth);
            let id = short_id(row);
            cells[0] = if id.ends_with(&holder) {
                format!("{indent}{id}")
            } else {
                format!("{indent}{id}\n{indent}{holder}")
            };
            cells[1] = cells[1].replace("/年", "");
        }
        table.add_row(cells);
    }
    // Tons, lines and firms stand below each other, so a narrow terminal may break names, not numbers.
    let numbers = if narrow { 1 } else { 2 };
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_constraint(match at {
            0 if narrow => ColumnConstraint::LowerBoundary(Width::Fixed(12)),
            0 => ColumnConstraint::LowerBoundary(Width::Fixed(16)),
            1 if !narrow => ColumnConstraint::LowerBoundary(Width::Fixed(8)),
            _ => ColumnConstraint::ContentWidth,
        });
        if narrow && at > 0 {
            column.set_padding((0, 0));
        }
        if at > numbers {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// From so many columns on a terminal is wide enough for a column of holders.
const WIDE: u16 = 110;

/// `/532323` below `2013-cement`, where the whole id is `2013-cement/532323`.
fn short_id(row: &Row) -> &str {
    let target = &row.figures.target;
    let parent = target.parent.as_deref().filter(|_| row.figures.depth > 0);
    let rest = parent.and_then(|parent| target.id.strip_prefix(parent));
    rest.filter(|rest| rest.starts_with('/')).unwrap_or(&target.id)
}

/// The cells of a target: tons, lines and firms below each other.
fn cells(messages: &Messages, row: &Row, stages: &[Stage]) -> Vec<String> {
    let figures = &row.figures;
    let target = &figures.target;
    let unit = unit(figures);
    let three =
        |capacity: String, lines: String, firms: String| format!("{capacity}\n{lines}\n{firms}");
    let firms = |firms: Option<i64>| firms.map(|firms| over(messages, firms)).unwrap_or_default();
    let left = |rest: &Rest| {
        let capacity = rest.capacity.as_ref().map(|rest| left(messages, rest, unit.as_ref()));
        three(capacity.unwrap_or_default(), String::new(), firms(rest.firms))
    };
    let amount = target.amount.as_ref().map(|amount| amount_in(amount, unit.as_ref()));
    let split = target.amount.as_ref().map(|_| sum(&figures.split.capacity, unit.as_ref()));
    let split_firms = target.firms.map(|_| figures.split.firms);
    let mut cells = vec![
        format!("{}{}", "  ".repeat(figures.depth), target.id),
        row.holder.clone(),
        three(
            unit.as_ref().map_or_else(|| "-".to_owned(), |unit| unit.as_str().to_owned()),
            messages.word("target-lines"),
            messages.word("target-firms"),
        ),
        three(amount.unwrap_or_default(), String::new(), firms(target.firms)),
        three(split.unwrap_or_default(), String::new(), firms(split_firms)),
        left(&figures.open),
    ];
    cells.extend(stages.iter().map(|stage| {
        let Counted { capacity, lines, firms } = figures.at(*stage);
        three(sum(capacity, unit.as_ref()), lines.to_string(), firms.to_string())
    }));
    cells.push(left(&figures.less_accepted));
    cells
}

/// The unit that a row is told in: the target's, else that of the first line known.
fn unit(figures: &TargetFigures) -> Option<Unit> {
    let amount = figures.target.amount.as_ref().and_then(Amount::known);
    let planned = figures.at(Stage::Planned).capacity.known.first();
    let split = figures.split.capacity.known.first();
    amount.or(split).or(planned).map(|quantity| quantity.unit.clone())
}

/// A number in the row's unit; what does not convert keeps its own.
fn number(quantity: &Quantity, unit: Option<&Unit>) -> String {
    match unit.map(|unit| quantity.to(unit)) {
        Some(Ok(quantity)) => quantity.value.normalize().to_string(),
        _ => format!("{}{}", quantity.value.normalize(), quantity.unit),
    }
}

fn amount_in(amount: &Amount, unit: Option<&Unit>) -> String {
    amount.known().map_or_else(|| amount.to_string(), |quantity| number(quantity, unit))
}

/// `158+?×2`: the known part, and how many amounts are not known.
fn sum(sum: &Sum, unit: Option<&Unit>) -> String {
    let mut parts: Vec<String> = sum.known.iter().map(|quantity| number(quantity, unit)).collect();
    match sum.absent {
        0 => {}
        1 => parts.push("?".to_owned()),
        absent => parts.push(format!("?×{absent}")),
    }
    if parts.is_empty() { "0".to_owned() } else { parts.join("+") }
}

/// What is left, or how much there is too much.
fn left(messages: &Messages, left: &Left, unit: Option<&Unit>) -> String {
    if left.of_unknown {
        return "?".to_owned();
    }
    let known: Vec<String> = left
        .known
        .iter()
        .map(|quantity| {
            if quantity.value.is_sign_negative() && !quantity.value.is_zero() {
                let over = Quantity { value: -quantity.value, unit: quantity.unit.clone() };
                messages.say("target-over", &[("amount", &number(&over, unit))])
            } else {
                number(quantity, unit)
            }
        })
        .collect();
    let unknown = match left.absent {
        0 => String::new(),
        1 => "-?".to_owned(),
        absent => format!("-?×{absent}"),
    };
    format!("{}{unknown}", known.join("+"))
}

fn over(messages: &Messages, firms: i64) -> String {
    if firms < 0 {
        messages.say("target-over", &[("amount", &(-firms).to_string())])
    } else {
        firms.to_string()
    }
}

/// What the table does not say: changes, what is split beyond the whole and why, what a later year took
/// over, place-holders, and what the signs mean.
fn notes(messages: &Messages, block: &[Row]) -> Vec<String> {
    let mut notes = Vec::new();
    for row in block {
        let (figures, id) = (&row.figures, row.figures.target.id.as_str());
        for pair in row.versions.windows(2) {
            let source = pair[1].notice.as_deref().or(pair[1].reason.as_deref()).unwrap_or("-");
            let words = [
                ("target", id),
                ("before", &worth(&pair[0])),
                ("after", &worth(&pair[1])),
                ("date", &crate::words::day(messages, pair[1].on)),
                ("source", source),
            ];
            notes.push(messages.say("target-note-changed", &words));
        }
        if figures.open.is_beyond() {
            let reasons = block.iter().filter(|part| {
                part.figures.target.parent.as_deref() == Some(id) || part.figures.target.id == id
            });
            let reasons: Vec<&str> =
                reasons.filter_map(|part| part.figures.target.reason.as_deref()).collect();
            let code = if reasons.is_empty() { "target-note-beyond" } else { "target-note-added" };
            let words = [("target", id), ("reason", &reasons.join("; "))];
            notes.push(messages.say(code, &words));
        }
        let carried = figures.at(Stage::CarriedOver);
        if carried.lines > 0 && figures.depth == 0 {
            let (lines, capacity) = (carried.lines.to_string(), carried.capacity.to_string());
            let words = [("target", id), ("lines", &lines), ("capacity", &capacity)];
            notes.push(messages.say("target-note-carried-over", &words));
        }
        if figures.constructed > 0 && figures.depth == 0 {
            let words = [("target", id), ("lines", &figures.constructed.to_string())];
            notes.push(messages.say("target-note-constructed", &words));
        }
    }
    let unknown = |row: &Row| {
        let figures = &row.figures;
        figures.split.capacity.absent > 0
            || figures.target.amount.as_ref().is_some_and(|amount| amount.known().is_none())
            || figures.at(Stage::Planned).capacity.absent > 0
    };
    if block.iter().any(unknown) {
        notes.push(messages.word("target-note-unknown"));
    }
    notes
}

fn worth(version: &TargetVersion) -> String {
    let amount = version.amount.as_ref().map(ToString::to_string);
    let firms = version.firms.map(|firms| format!("{firms}户"));
    amount.into_iter().chain(firms).collect::<Vec<_>>().join(" ")
}
