//! Stub.
use super::Chart;
/// A chart.
pub fn chart_svg(chart: &Chart, _width: u32, _height: u32) -> String {
    format!("<svg><title>{}</title></svg>", chart.title.len())
}
