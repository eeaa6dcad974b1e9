//! The parts of an html file, each written with its texts escaped.

use crate::paper::chart;
use crate::paper::chart_table::table_of;
use crate::paper::text::clean;
use crate::paper::words::{Words, words};
use crate::paper::{Align, Block, Chart, Language, Run, Table, Value};
use std::fmt::Write as _;

/// The width of a chart, in CSS pixels: a little more than the text on A4, for screens.
const CHART: u32 = 720;

/// An html file that grows.
pub(super) struct Parts {
    html: String,
    language: Language,
    words: &'static Words,
}

impl Parts {
    pub(super) fn new(language: Language) -> Self {
        Self { html: String::new(), language, words: words(language) }
    }

    pub(super) fn words(&self) -> &'static Words {
        self.words
    }

    /// Everything before the body's first element.
    pub(super) fn head(&mut self, title: &str, kind: &str, style: &str) {
        let (title, kind) = (escape(title), escape(kind));
        self.raw(&format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"document-kind\" content=\"{kind}\">\n<title>{title}</title>\n\
             <style>\n{style}</style>\n</head>\n<body>\n",
            self.words.tag,
        ));
    }

    /// The whole file.
    pub(super) fn foot(mut self) -> String {
        self.raw("</body>\n</html>\n");
        self.html
    }

    pub(super) fn raw(&mut self, html: &str) {
        self.html.push_str(html);
    }

    pub(super) fn open(&mut self, tag: &str, class: &str) {
        self.start(tag, class);
        self.raw("\n");
    }

    pub(super) fn close(&mut self, tag: &str) {
        self.raw(&format!("</{tag}>\n"));
    }

    /// An element with pieces in it, and what stands behind them.
    pub(super) fn element(&mut self, tag: &str, class: &str, runs: &[Run], behind: &str) {
        self.start(tag, class);
        self.pieces(runs);
        self.raw(&escape(behind));
        self.close(tag.split(' ').next().unwrap_or(tag));
    }

    fn start(&mut self, tag: &str, class: &str) {
        if class.is_empty() {
            self.raw(&format!("<{tag}>"));
        } else {
            self.raw(&format!("<{tag} class=\"{class}\">"));
        }
    }

    pub(super) fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, mark, text } => {
                let tag = format!("h{}", (*level).clamp(1, 4) + 1);
                self.start(&tag, "");
                self.raw(&escape(mark));
                self.pieces(text);
                self.close(&tag);
            }
            Block::Paragraph(runs) => self.element("p", "", runs, ""),
            Block::Items(items) => {
                self.open("ul", "");
                for item in items {
                    self.element("li", "", item, "");
                }
                self.close("ul");
            }
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::PageBreak => self.raw("<hr class=\"new-page\">\n"),
        }
    }

    /// A chart, with its numbers behind a fold.
    fn chart(&mut self, chart: &Chart) {
        self.open("figure", "chart");
        let height = chart::height(chart, CHART);
        self.raw(&chart::chart_in(chart, CHART, height, self.language));
        self.raw(&format!("<details>\n<summary>{}</summary>\n", escape(self.words.numbers)));
        self.table(&table_of(chart, self.words));
        self.raw("</details>\n");
        self.close("figure");
    }

    fn table(&mut self, table: &Table) {
        self.open("div", "wide");
        self.open("table", if table.header.len() > 7 { "many" } else { "" });
        if !table.caption.is_empty() {
            self.element("caption", "", &table.caption, "");
        }
        self.raw("<thead>\n<tr>");
        for (at, cell) in table.header.iter().enumerate() {
            self.cell("th scope=\"col\"", table.align.get(at), cell);
        }
        self.raw("</tr>\n</thead>\n<tbody>\n");
        for row in &table.rows {
            self.raw("<tr>");
            for (at, cell) in row.iter().enumerate() {
                self.cell("td", table.align.get(at), cell);
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n");
        self.close("table");
        self.close("div");
    }

    fn cell(&mut self, opening: &str, align: Option<&Align>, runs: &[Run]) {
        let class = match align {
            Some(Align::Centre) => " class=\"centre\"",
            Some(Align::Right) => " class=\"right\"",
            _ => "",
        };
        self.raw(&format!("<{opening}{class}>"));
        self.pieces(runs);
        self.raw(&format!("</{}>", &opening[..2]));
    }

    fn pieces(&mut self, runs: &[Run]) {
        for run in runs {
            match run {
                Run::Text { text, strong: true } => {
                    self.raw(&format!("<strong>{}</strong>", escape(text)));
                }
                Run::Text { text, .. } => self.raw(&escape(text)),
                Run::Value(value) => self.value(value),
                Run::Break => self.raw("<br>"),
            }
        }
    }

    fn value(&mut self, value: &Value) {
        let machine = value.number.map_or_else(|| value.text.clone(), |number| number.to_string());
        let unit = value
            .unit
            .as_deref()
            .map_or_else(String::new, |unit| format!(" data-unit=\"{}\"", attribute(unit)));
        let _ = write!(
            self.html,
            "<data value=\"{}\"{unit} data-trace=\"{}\">{}</data>",
            attribute(&machine),
            value.trace,
            escape(&value.text),
        );
    }
}

/// A text between tags; line ends inside it become breaks.
fn escape(text: &str) -> String {
    attribute(text).replace('\n', "<br>")
}

/// A text in an attribute.
fn attribute(text: &str) -> String {
    quick_xml::escape::escape(clean(text)).into_owned()
}
