//! The charts of the board: progress by month, capacity by industry, bars of regions, as SVG with real text.

use crate::board_page::escape;
use crate::messages::Messages;
use crate::status::{industry, place};
use phaseout_documents::paper::{Chart, ChartForm, Series, Value, chart_svg};
use phaseout_ledger::Sum;
use phaseout_model::{Decimal, Dimension};
use phaseout_reports::board::{Board, MONTHLY};
use std::fmt::Write as _;

/// The size of a chart in CSS pixels; it is drawn as wide as its place.
const SIZE: (u32, u32) = (520, 320);

/// More bars than this are left to the table.
const MOST_BARS: usize = 40;

/// The section of charts; blank where there is nothing to draw.
pub(crate) fn section(board: &Board, messages: &Messages) -> String {
    if board.rows.is_empty() {
        return String::new();
    }
    let mut charts = vec![months(board, messages)];
    charts.extend(industries(board, messages));
    charts.push(regions(board, messages));
    let mut html = format!(
        "<section aria-labelledby=\"charts\">\n<h2 id=\"charts\">{}</h2>\n<div class=\"charts\">\n",
        escape(&messages.word("board-charts"))
    );
    for chart in charts {
        let bars = u32::try_from(chart.categories.len()).unwrap_or(0);
        let high = if chart.form == ChartForm::Bars { 110 + 40 * bars } else { SIZE.1 };
        // Inside of html an svg needs no name of its language.
        let svg =
            chart_svg(&chart, SIZE.0, high).replace(" xmlns=\"http://www.w3.org/2000/svg\"", "");
        let _ = writeln!(html, "<figure>{svg}</figure>");
    }
    html.push_str("</div>\n");
    let undated: u32 = board.undated.iter().sum();
    if undated > 0 {
        let note = messages.say("board-undated", &[("count", &undated.to_string())]);
        let _ = writeln!(html, "<p class=\"small\">{}</p>", escape(&note));
    }
    html.push_str("</section>\n");
    html
}

fn months(board: &Board, messages: &Messages) -> Chart {
    let series = |(at, stage): (usize, phaseout_ledger::Stage)| Series {
        name: messages.word(&format!("board-{}", stage.id())),
        values: board.months.iter().map(|month| Some(count(month[at]))).collect(),
    };
    Chart {
        form: ChartForm::Line,
        title: messages.word("board-by-month"),
        unit: messages.word("board-unit-lines"),
        categories: (1..=12)
            .map(|month: u32| messages.say("board-month", &[("month", &month.to_string())]))
            .collect(),
        series: MONTHLY.into_iter().enumerate().map(series).collect(),
    }
}

/// A chart for each kind of unit: 万吨 and 万千瓦 do not stand on one axis.
fn industries(board: &Board, messages: &Messages) -> Vec<Chart> {
    let mut dimensions: Vec<(Dimension, String)> = Vec::new();
    for quantity in board.industries.iter().flat_map(|bar| &bar.planned.known) {
        let dimension = quantity.unit.dimension();
        if !dimensions.iter().any(|(own, _)| *own == dimension) {
            dimensions.push((dimension, quantity.unit.to_string()));
        }
    }
    let chart = |(dimension, unit): (Dimension, String)| {
        let bars: Vec<_> = board
            .industries
            .iter()
            .filter(|bar| bar.planned.known.iter().any(|it| it.unit.dimension() == dimension))
            .take(MOST_BARS)
            .collect();
        let value = |sum: &Sum| amount(sum, dimension, &unit);
        let series =
            |id: &str, values: Vec<Option<Value>>| Series { name: messages.word(id), values };
        Chart {
            form: ChartForm::Columns,
            title: messages.word("board-by-industry"),
            unit: unit.clone(),
            categories: bars.iter().map(|bar| industry(messages, &bar.industry)).collect(),
            series: vec![
                series("board-planned", bars.iter().map(|bar| value(&bar.planned)).collect()),
                series("board-gone", bars.iter().map(|bar| value(&bar.done)).collect()),
            ],
        }
    };
    dimensions.into_iter().map(chart).collect()
}

/// The part of a sum in a dimension, in one unit for the whole chart.
fn amount(sum: &Sum, dimension: Dimension, unit: &str) -> Option<Value> {
    let Some(own) = sum.known.iter().find(|it| it.unit.dimension() == dimension) else {
        // Nothing at all is zero; what is withheld is not drawn.
        return (sum.absent == 0).then(|| number(Decimal::ZERO, unit));
    };
    let unit_of = phaseout_model::Unit::parse(unit)?;
    Some(number(own.to(&unit_of).ok()?.value, unit))
}

fn regions(board: &Board, messages: &Messages) -> Chart {
    let shown = &board.regions[..board.regions.len().min(MOST_BARS)];
    let series = |id: &str, of: &dyn Fn(&(u32, u32)) -> u32| Series {
        name: messages.word(id),
        values: shown
            .iter()
            .map(|(_, planned, done)| Some(count(of(&(*planned, *done)))))
            .collect(),
    };
    Chart {
        form: ChartForm::Bars,
        title: messages.word("board-by-region"),
        unit: messages.word("board-unit-lines"),
        categories: shown.iter().map(|(division, ..)| place(messages, *division)).collect(),
        series: vec![
            series("board-planned", &|(planned, _)| *planned),
            series("board-gone", &|(_, done)| *done),
        ],
    }
}

fn count(number: u32) -> Value {
    self::number(Decimal::from(number), "")
}

fn number(value: Decimal, unit: &str) -> Value {
    let value = value.normalize();
    let unit_given = Some(unit.to_owned()).filter(|unit| !unit.is_empty());
    Value { text: format!("{value}{unit}"), number: Some(value), unit: unit_given, trace: 0 }
}
