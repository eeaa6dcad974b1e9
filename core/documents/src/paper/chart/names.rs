//! Names at an axis: cut where they are long, with the whole name in a `<title>` for who points at it.

use crate::paper::Chart;
use crate::paper::text::{clean, shorten, width};
use quick_xml::escape::escape;
use std::fmt::Write as _;

/// The widest name at an axis, in half characters.
const WIDEST: usize = 20;

/// A name as it stands at its axis: a single line, no wider than so many half characters.
pub(super) fn shown(name: &str, widest: usize) -> String {
    shorten(&one_line(name), widest.min(WIDEST)).into_owned()
}

fn one_line(name: &str) -> String {
    clean(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How much room the names take, in half characters.
pub(super) fn room(chart: &Chart) -> usize {
    chart.categories.iter().map(|name| width(&shown(name, WIDEST))).max().unwrap_or(0)
}

/// The drawing with the whole name inside the text element of each that was cut, in their order.
pub(super) fn whole(svg: &str, chart: &Chart, widest: usize) -> String {
    let mut rest = svg;
    let mut out = String::with_capacity(svg.len());
    for name in &chart.categories {
        let (cut, line) = (shown(name, widest), one_line(name));
        let text = format!("\n{}\n</text>", escape(cut.as_str()));
        if cut != line
            && let Some(at) = rest.find(&text)
        {
            let _ = write!(out, "{}<title>{}</title>{text}", &rest[..at], escape(line));
            rest = &rest[at + text.len()..];
        }
    }
    out.push_str(rest);
    out
}
