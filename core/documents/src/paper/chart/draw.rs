//! The drawing itself: where things stand, and the marks of the three forms.

use super::axis::{Axis, Scale, scale};
use super::labels::Labels;
use super::names;
use crate::paper::text::{clean, shorten, width as columns};
use crate::paper::{Chart, ChartForm, Series};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use rust_decimal::prelude::ToPrimitive;

/// Families for the text, what most systems have first; one of them is found nearly everywhere.
pub(super) const FONTS: &str = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, SimHei, PingFang SC, \
                                WenQuanYi Micro Hei, sans-serif";
/// Colours after Okabe and Ito, told apart by all eyes; ordered so that neighbours differ in grey.
const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 90, 156),
    RGBColor(230, 159, 0),
    RGBColor(0, 128, 96),
    RGBColor(120, 190, 235),
    RGBColor(190, 80, 0),
    RGBColor(150, 150, 150),
];
const GREY: RGBColor = RGBColor(200, 200, 200);
const INK: RGBColor = RGBColor(34, 34, 34);
/// Sizes of type, in pixels.
const TITLE: i32 = 20;
const LABEL: i32 = 14;
/// More numbers than this are not printed at their marks.
const MOST_LABELS: usize = 72;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

/// What the three forms draw on: the chart, its scale, and the box of the plot in pixels.
struct Plot<'a> {
    chart: &'a Chart,
    scale: Scale,
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

/// The widest name of a category that the chart has room for, in half characters.
pub(super) fn widest(chart: &Chart, width: u32) -> usize {
    let slot = width.saturating_sub(100) as usize / chart.categories.len().max(1);
    match chart.form {
        ChartForm::Bars => usize::MAX,
        ChartForm::Line | ChartForm::Columns => (slot * 2 / pixels(LABEL)).max(4),
    }
}

/// The chart as SVG. Writing into a text cannot fail.
pub(super) fn svg(chart: &Chart, width: u32, height: u32) -> String {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
        let drawn = root.fill(&WHITE).map_err(Into::into).and_then(|()| whole(&root, chart));
        drop(drawn);
        drop(root.present());
    }
    svg
}

fn whole(root: &Area, chart: &Chart) -> Drawn {
    let (width, height) = root.dim_in_pixel();
    let (width, height) = (signed(width), signed(height));
    let title = clean(&chart.title).replace('\n', " ");
    let title = shorten(&title, pixels(width) * 2 / pixels(TITLE));
    text(root, &title, TITLE, (width / 2, 8), HPos::Center, VPos::Top)?;
    let bars = chart.form == ChartForm::Bars;
    let names = signed(u32::try_from(names::room(chart)).unwrap_or(0)) * LABEL / 2;
    let plot = Plot {
        chart,
        scale: scale(chart.series.iter().flat_map(numbers).flatten()),
        left: if bars { (names + 16).min(width / 2) } else { 64 },
        right: width - if bars { 64 } else { 16 },
        top: 66,
        bottom: height - if bars { 30 } else { 34 },
    };
    legend(root, &plot, width)?;
    let unit = clean(&chart.unit).replace('\n', " ");
    let across = if bars { (width - 16, 42) } else { (16, 42) };
    let stands = if bars { HPos::Right } else { HPos::Left };
    if !unit.is_empty() {
        text(root, &shorten(&unit, 30), LABEL, across, stands, VPos::Top)?;
    }
    axes(root, &plot, height)?;
    match chart.form {
        ChartForm::Line => lines(root, &plot),
        ChartForm::Columns | ChartForm::Bars => rectangles(root, &plot),
    }
}

/// Lines of the scale with their numbers, and the names of the categories. `plotters` maps and draws them.
fn axes(root: &Area, plot: &Plot, height: i32) -> Drawn {
    let count = plot.chart.categories.len();
    let steps: Vec<f64> = (0..plot.scale.lines())
        .map(|at| plot.scale.least + plot.scale.step * f64::from(u32::try_from(at).unwrap_or(0)))
        .collect();
    let across = root.dim_in_pixel().0;
    let every = every(plot);
    let places: Vec<f64> = (0..count).step_by(every).map(place).collect();
    let widest = widest(plot.chart, across);
    let name = |at: &f64| {
        let nearest = at.round().to_usize().and_then(|at| plot.chart.categories.get(at));
        nearest.map(|name| names::shown(name, widest * every)).unwrap_or_default()
    };
    let number = |at: &f64| plot.scale.print(*at);
    let style = (FONTS, LABEL).into_font().color(&INK);
    let values = Axis { from: plot.scale.least, to: plot.scale.most, lines: steps };
    let (from, to) = (-0.5, place(count) - 0.5);
    let names = |from, to| Axis { from, to, lines: places };
    let mut builder = ChartBuilder::on(root);
    builder.margin_top(plot.top).margin_right(signed(across) - plot.right);
    builder.y_label_area_size(plot.left).x_label_area_size(height - plot.bottom);
    if plot.chart.form == ChartForm::Bars {
        let mut drawn = builder.build_cartesian_2d(values, names(to, from))?;
        let mut mesh = drawn.configure_mesh();
        mesh.disable_y_mesh().x_label_formatter(&number).y_label_formatter(&name);
        mesh.x_labels(plot.scale.lines()).y_labels(count);
        mesh.axis_style(GREY).bold_line_style(GREY).light_line_style(TRANSPARENT);
        mesh.label_style(style).draw()?;
    } else {
        let mut drawn = builder.build_cartesian_2d(names(from, to), values)?;
        let mut mesh = drawn.configure_mesh();
        mesh.disable_x_mesh().x_label_formatter(&name).y_label_formatter(&number);
        mesh.y_labels(plot.scale.lines()).x_labels(count);
        mesh.axis_style(GREY).bold_line_style(GREY).light_line_style(TRANSPARENT);
        mesh.label_style(style).draw()?;
    }
    Ok(())
}

/// Every how many categories a name stands: all, unless there are so many that they would touch.
fn every(plot: &Plot) -> usize {
    let room = match plot.chart.form {
        ChartForm::Bars => pixels(plot.bottom - plot.top) / 16,
        ChartForm::Line | ChartForm::Columns => pixels(plot.right - plot.left) / 34,
    };
    plot.chart.categories.len().div_ceil(room.max(1)).max(1)
}

/// The names of the series with their colours; one alone needs none.
fn legend(root: &Area, plot: &Plot, width: i32) -> Drawn {
    let series = &plot.chart.series;
    if series.len() < 2 {
        return Ok(());
    }
    let name = |series: &Series| {
        let name = clean(&series.name).replace('\n', " ");
        shorten(&name, 24).into_owned()
    };
    let wide = |name: &str| signed(u32::try_from(columns(name)).unwrap_or(0)) * LABEL / 2 + 34;
    let total: i32 = series.iter().map(|series| wide(&name(series))).sum();
    let mut at = if total < width / 2 { (width - total) / 2 } else { (width - total - 8).max(120) };
    for (number, series) in series.iter().enumerate() {
        let name = name(series);
        if plot.chart.form == ChartForm::Line {
            root.draw(&PathElement::new(
                [(at - 4, 49), (at + 16, 49)],
                colour(number).stroke_width(3),
            ))?;
            mark(root, number, (at + 6, 49))?;
        } else {
            root.draw(&Rectangle::new([(at, 43), (at + 12, 55)], colour(number).filled()))?;
        }
        text(root, &name, LABEL, (at + 20, 42), HPos::Left, VPos::Top)?;
        at += wide(&name);
    }
    Ok(())
}

/// Columns or bars, side by side within their category, each with its number.
fn rectangles(root: &Area, plot: &Plot) -> Drawn {
    let bars = plot.chart.form == ChartForm::Bars;
    let (from, to) = if bars { (plot.top, plot.bottom) } else { (plot.left, plot.right) };
    let slot = f64::from(to - from) / place(plot.chart.categories.len().max(1));
    let thick = (slot * 0.7 / place(plot.chart.series.len())).min(56.0);
    let labelled = plot.chart.series.len() * plot.chart.categories.len() <= MOST_LABELS;
    for (number, series) in plot.chart.series.iter().enumerate() {
        let aside = (place(number) - place(plot.chart.series.len()) / 2.0) * thick;
        for (at, value) in numbers(series).enumerate().take(plot.chart.categories.len()) {
            let Some(value) = value else { continue };
            let start = f64::from(from) + slot * (place(at) + 0.5) + aside;
            let (near, far) = (round(start), round(start + thick - 1.0));
            let (zero, end) = (plot.along(0.0), plot.along(value));
            let corners =
                if bars { [(zero, near), (end, far)] } else { [(near, zero), (far, end)] };
            root.draw(&Rectangle::new(corners, colour(number).filled()))?;
            if !labelled {
                continue;
            }
            let printed = label(series, at);
            let out = if value < 0.0 { -4 } else { 4 };
            if bars {
                let side = if value < 0.0 { HPos::Right } else { HPos::Left };
                text(
                    root,
                    &printed,
                    LABEL - 1,
                    (end + out, i32::midpoint(near, far)),
                    side,
                    VPos::Center,
                )?;
            } else {
                let side = if value < 0.0 { VPos::Top } else { VPos::Bottom };
                text(
                    root,
                    &printed,
                    LABEL - 1,
                    (i32::midpoint(near, far), end - out),
                    HPos::Center,
                    side,
                )?;
            }
        }
    }
    Ok(())
}

/// Lines with a mark at each number, broken where one is missing.
fn lines(root: &Area, plot: &Plot) -> Drawn {
    let count = plot.chart.categories.len();
    let slot = f64::from(plot.right - plot.left) / place(count.max(1));
    let x = |at: usize| round(f64::from(plot.left) + slot * (place(at) + 0.5));
    let labelled = plot.chart.series.len() * count <= MOST_LABELS;
    let mut labels = Labels::new(count);
    for (number, series) in plot.chart.series.iter().enumerate() {
        let values: Vec<Option<f64>> = numbers(series).take(count).collect();
        for (at, pair) in values.windows(2).enumerate() {
            if let [Some(from), Some(to)] = *pair {
                let ends = [(x(at), plot.along(from)), (x(at + 1), plot.along(to))];
                root.draw(&PathElement::new(ends, colour(number).stroke_width(3)))?;
            }
        }
        for (at, value) in values.into_iter().enumerate() {
            let Some(value) = value else { continue };
            let y = plot.along(value);
            mark(root, number, (x(at), y))?;
            if !labelled {
                continue;
            }
            let others = plot.chart.series.iter().filter_map(|other| numbers(other).nth(at)?);
            let highest = others.fold(value, f64::max) <= value;
            if let Some(above) = labels.is_above(at, (value, y), highest, plot.bottom) {
                let (y, side) = if above { (y - 8, VPos::Bottom) } else { (y + 8, VPos::Top) };
                text(root, &label(series, at), LABEL - 1, (x(at), y), HPos::Center, side)?;
            }
        }
    }
    Ok(())
}

impl Plot<'_> {
    /// Where a number lies along the scale, in pixels.
    fn along(&self, value: f64) -> i32 {
        let share = (value - self.scale.least) / (self.scale.most - self.scale.least);
        match self.chart.form {
            ChartForm::Bars => self.left + round(share * f64::from(self.right - self.left)),
            ChartForm::Line | ChartForm::Columns => {
                self.bottom - round(share * f64::from(self.bottom - self.top))
            }
        }
    }
}

/// The numbers of a series, in the order of the categories.
fn numbers(series: &Series) -> impl Iterator<Item = Option<f64>> {
    series.values.iter().map(|value| value.as_ref()?.number?.to_f64())
}

/// A number as it is printed at its mark, without the unit that the axis has.
fn label(series: &Series, at: usize) -> String {
    let value = series.values.get(at).and_then(Option::as_ref);
    value
        .and_then(|value| value.number)
        .map(|number| number.normalize().to_string())
        .unwrap_or_default()
}

/// The mark of a series on a line: a disc, a square, a triangle, in turn.
fn mark(root: &Area, number: usize, at: (i32, i32)) -> Drawn {
    let style = colour(number).filled();
    match number % 3 {
        0 => root.draw(&Circle::new(at, 5, style))?,
        1 => root.draw(&Rectangle::new([(at.0 - 5, at.1 - 5), (at.0 + 5, at.1 + 5)], style))?,
        _ => root.draw(&TriangleMarker::new(at, 6, style))?,
    }
    Ok(())
}

fn colour(number: usize) -> RGBColor {
    COLOURS[number % COLOURS.len()]
}

fn text(root: &Area, text: &str, size: i32, at: (i32, i32), h: HPos, v: VPos) -> Drawn {
    let style = (FONTS, size).into_font().color(&INK).pos(Pos::new(h, v));
    root.draw(&Text::new(text.to_owned(), at, style))?;
    Ok(())
}

/// A count as a place on an axis.
fn place(count: usize) -> f64 {
    count.to_f64().unwrap_or(0.0)
}

fn round(pixels: f64) -> i32 {
    pixels.round().to_i32().unwrap_or(0)
}

fn signed(pixels: u32) -> i32 {
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

fn pixels(signed: i32) -> usize {
    usize::try_from(signed).unwrap_or(0)
}
