//! A chart as SVG with real text: searched, read aloud and copied like any other text.
//!
//! `plotters` lays out axes and marks. Series differ in lightness as well as in colour, so that they can be
//! told apart in grey and by those who do not see red or green. A number that is not known leaves a gap.

mod axis;
mod draw;
mod labels;
mod names;

use super::text::clean;
use super::words::{Words, words};
use super::{Chart, ChartForm, Language};
use quick_xml::escape::escape;

/// The chart as an `<svg>` of so many pixels, its words in the document's language.
pub(super) fn chart_in(chart: &Chart, width: u32, height: u32, language: Language) -> String {
    let words = words(language);
    let (width, height) = (width.max(200), height.max(150));
    let known = chart.series.iter().flat_map(|series| &series.values).flatten();
    let drawn = if known.filter(|value| value.number.is_some()).count() == 0 {
        nothing(width, height, words)
    } else {
        let drawn = draw::svg(chart, width, height);
        names::whole(&drawn, chart, draw::widest(chart, width))
    };
    described(&drawn, chart, words)
}

/// How high a chart of a width stands well: bars need a line each, so that a region's name can be read.
pub(super) fn height(chart: &Chart, width: u32) -> u32 {
    let bars = chart.categories.len() * (chart.series.len().max(1) * 18 + 10);
    match chart.form {
        ChartForm::Bars => u32::try_from(bars).unwrap_or(u32::MAX).clamp(120, width * 5 / 4) + 96,
        ChartForm::Line | ChartForm::Columns => width * 5 / 9,
    }
}

/// The chart as an `<svg>` of so many pixels, its own words in Chinese.
pub fn chart_svg(chart: &Chart, width: u32, height: u32) -> String {
    chart_in(chart, width, height, Language::Zh)
}

/// A chart of no number says so.
fn nothing(width: u32, height: u32, words: &Words) -> String {
    format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         xmlns=\"http://www.w3.org/2000/svg\">\n<rect width=\"{width}\" height=\"{height}\" \
         fill=\"#fff\" stroke=\"#999\"/>\n<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" \
         font-family=\"{}\" font-size=\"16\">{}</text>\n</svg>\n",
        width / 2,
        height / 2,
        draw::FONTS,
        escape(words.nothing),
    )
}

/// The drawing with its role, its title, and the whole of each name that was cut.
fn described(svg: &str, chart: &Chart, words: &Words) -> String {
    let unit = clean(&chart.unit);
    let unit = if unit.is_empty() { String::new() } else { format!("\u{ff08}{unit}\u{ff09}") };
    let label = format!("{}{unit}", clean(&chart.title));
    let numbers: Vec<String> =
        chart.series.iter().map(|series| spoken(series, chart, words)).collect();
    let opening = svg.find("<svg").map_or(0, |at| at + 4);
    let inside = svg.find('>').map_or(svg.len(), |at| at + 1);
    format!(
        "{}role=\"img\" {}\n<title>{}</title>\n<desc>{}</desc>{}",
        "<svg ",
        svg[opening..inside].trim_start(),
        escape(label),
        escape(numbers.join("\u{ff1b}")),
        &svg[inside..],
    )
}

/// A series as it is read aloud: `计划：6月 5，7月 10`.
fn spoken(series: &super::Series, chart: &Chart, words: &Words) -> String {
    let point = |(at, category): (usize, &String)| {
        let value = series.values.get(at).and_then(Option::as_ref);
        let number = value.map_or(words.missing, |value| value.text.as_str());
        format!("{} {}", clean(category), clean(number))
    };
    let points: Vec<String> = chart.categories.iter().enumerate().map(point).collect();
    format!("{}{}{}", clean(&series.name), words.colon, points.join("\u{ff0c}"))
}
