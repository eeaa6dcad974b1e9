//! What a plugin answers on the control plane: report sections, and contradictions in the papers.

use crate::json::Json;
use crate::lines::{Lang, Line};

/// Sections of a report, filled from top to bottom.
#[derive(Debug)]
pub struct Report {
    lang: Lang,
    blocks: Vec<Json>,
}

impl Report {
    pub(crate) fn new(lang: Lang) -> Self {
        Self { lang, blocks: Vec::new() }
    }

    pub(crate) fn into_json(self) -> Json {
        Json::List(self.blocks)
    }

    fn push(&mut self, name: &str, value: Json) {
        self.blocks.push(Json::object([(name, value)]));
    }

    /// A heading, below the industry's own.
    pub fn heading(&mut self, zh: &str, en: &str) {
        self.push("heading", Json::text(self.lang.choose(zh, en)));
    }

    /// A paragraph.
    pub fn paragraph(&mut self, zh: &str, en: &str) {
        self.push("paragraph", Json::text(self.lang.choose(zh, en)));
    }

    /// A table; each row has as many cells as there are columns.
    pub fn table(&mut self, columns: &[(&str, &str)], rows: Vec<Vec<String>>) {
        let columns = columns.iter().map(|(zh, en)| Json::text(self.lang.choose(zh, en)));
        let row = |cells: Vec<String>| Json::List(cells.into_iter().map(Json::Text).collect());
        let rows = rows.into_iter().map(row).collect();
        let table = [("columns", Json::List(columns.collect())), ("rows", Json::List(rows))];
        self.push("table", Json::object(table));
    }

    /// Data of a figure: one series of (label, decimal), in one unit.
    pub fn figure(
        &mut self,
        title: (&str, &str),
        unit: &str,
        name: (&str, &str),
        points: Vec<(String, String)>,
    ) {
        let points = points
            .into_iter()
            .map(|(label, value)| Json::List(vec![Json::Text(label), Json::Text(value)]));
        let series = Json::object([
            ("name", Json::text(self.lang.choose(name.0, name.1))),
            ("points", Json::List(points.collect())),
        ]);
        let figure = [
            ("title", Json::text(self.lang.choose(title.0, title.1))),
            ("unit", Json::text(unit)),
            ("series", Json::List(vec![series])),
        ];
        self.push("figure", Json::object(figure));
    }
}

/// What a plugin found in the papers that cannot be as printed. It changes no verdict.
#[derive(Debug, Default)]
pub struct Contradictions {
    found: Vec<Json>,
}

impl Contradictions {
    /// Adds one: the line, its unit (counted from 0), a code of lower-case letters and hyphens, the
    /// attribute that it is about, the values that it rests on, and a sentence in both languages.
    pub fn add(
        &mut self,
        line: &Line,
        unit: usize,
        code: &str,
        attribute: &str,
        arguments: &[(&str, &str)],
        message: (&str, &str),
    ) {
        let arguments = arguments.iter().map(|(name, value)| (*name, Json::text(*value)));
        self.found.push(Json::object([
            ("line", Json::text(&line.id)),
            ("unit", Json::Number(unit.to_string())),
            ("code", Json::text(code)),
            ("attribute", Json::text(attribute)),
            ("arguments", Json::object(arguments)),
            (
                "message",
                Json::object([("zh", Json::text(message.0)), ("en", Json::text(message.1))]),
            ),
        ]));
    }

    pub(crate) fn into_json(self) -> Json {
        Json::List(self.found)
    }
}
