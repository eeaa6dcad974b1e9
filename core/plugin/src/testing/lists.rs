//! Judged lines made by hand, for tests of `inspect` and `report`. They take the way of the host's own,
//! through JSON.

use crate::forms::Span;
use crate::json::Json;
use crate::lines::{Lang, Lines};
use crate::names::Names;
use crate::plugin::{Plugin, PluginError};
use crate::report::{Contradictions, Report};
use std::fmt::Write as _;

/// A judged list.
pub struct List {
    names: Names,
    capacity_unit: String,
    lines: Vec<Json>,
}

/// A line of a test, while it is described.
pub struct GivenLine {
    members: Vec<(&'static str, Json)>,
    units: Vec<Json>,
}

/// A unit of a line of a test, while it is described.
pub struct GivenUnit {
    members: Vec<(&'static str, Json)>,
    attributes: Vec<(String, Json)>,
}

impl List {
    /// No lines yet, with the names of a plugin's data and the unit of capacities.
    pub fn of<P: Plugin>(capacity_unit: &str) -> Self {
        let names = Names::scan(P::DATA.plugin_toml);
        Self { names, capacity_unit: capacity_unit.to_owned(), lines: Vec::new() }
    }

    /// Adds a line with its verdict: `eliminate`, `verify`, `restrict`, `retain`.
    #[must_use]
    pub fn line(
        mut self,
        id: &str,
        verdict: &str,
        describe: impl FnOnce(GivenLine) -> GivenLine,
    ) -> Self {
        let members = vec![("line", Json::text(id)), ("verdict", Json::text(verdict))];
        let mut given = describe(GivenLine { members, units: Vec::new() });
        // A unit without a verdict of its own has its line's.
        for unit in &mut given.units {
            if let Json::Object(members) = unit {
                members.push(("verdict".to_owned(), Json::text(verdict)));
            }
        }
        given.members.push(("units", Json::List(given.units)));
        self.lines.push(Json::object(given.members));
        self
    }

    /// The codes of the contradictions that the plugin finds, each behind its line's id.
    pub fn inspect<P: Plugin>(self) -> Result<Vec<String>, PluginError> {
        let mut found = Contradictions::default();
        P::inspect(&self.parsed(Lang::Zh)?, &mut found)?;
        let say = |one: &Json| {
            let text = |name: &str| one.get(name).as_text().unwrap_or_default().to_owned();
            format!("{} {}", text("line"), text("code"))
        };
        Ok(found.into_json().items().iter().map(say).collect())
    }

    /// The sections that the plugin writes, as plain text: cells joined by ` | `.
    pub fn report<P: Plugin>(self, lang: Lang) -> Result<String, PluginError> {
        let mut report = Report::new(lang);
        P::report(&self.parsed(lang)?, &mut report)?;
        let mut text = String::new();
        for block in report.into_json().items() {
            let row = |cells: &Json| {
                let cells: Vec<&str> = cells.items().iter().filter_map(Json::as_text).collect();
                cells.join(" | ")
            };
            for (name, value) in block.members() {
                match name.as_str() {
                    "table" => {
                        let _ = writeln!(text, "{}", row(value.get("columns")));
                        for cells in value.get("rows").items() {
                            let _ = writeln!(text, "{}", row(cells));
                        }
                    }
                    "heading" => {
                        let _ = writeln!(text, "# {}", value.as_text().unwrap_or_default());
                    }
                    "paragraph" => {
                        let _ = writeln!(text, "{}", value.as_text().unwrap_or_default());
                    }
                    _ => {
                        let _ = writeln!(text, "{name}: {}", value.get("title"));
                        for series in value.get("series").items() {
                            for point in series.get("points").items() {
                                let _ = writeln!(text, "  {}", row(point));
                            }
                        }
                    }
                }
            }
        }
        Ok(text)
    }

    fn parsed(&self, lang: Lang) -> Result<Lines, PluginError> {
        let json = Json::object([
            ("schema", Json::Number("1".to_owned())),
            ("as_of", Json::text("2013-07-01")),
            ("lang", Json::text(lang.choose("zh", "en"))),
            ("capacity_unit", Json::text(&self.capacity_unit)),
            ("lines", Json::List(self.lines.clone())),
        ]);
        Lines::parse(&json.to_string(), &self.names)
    }
}

impl GivenLine {
    /// The enterprise as printed.
    #[must_use]
    pub fn enterprise(mut self, name: &str) -> Self {
        self.members.push(("enterprise", Json::text(name)));
        self
    }

    /// The capacity of the row, as a decimal.
    #[must_use]
    pub fn capacity(mut self, decimal: &str) -> Self {
        self.members.push(("capacity", Json::text(decimal)));
        self
    }

    /// Adds a unit of a kind; its id stands for its name too.
    #[must_use]
    pub fn unit(mut self, kind: &str, describe: impl FnOnce(GivenUnit) -> GivenUnit) -> Self {
        let members = vec![("equipment", Json::text(kind)), ("name", Json::text(kind))];
        let mut given = describe(GivenUnit { members, attributes: Vec::new() });
        given.members.push(("attributes", Json::Object(given.attributes)));
        self.units.push(Json::object(given.members));
        self
    }
}

impl GivenUnit {
    /// How many such units.
    #[must_use]
    pub fn quantity(mut self, units: u32) -> Self {
        self.members.push(("quantity", Json::Number(units.to_string())));
        self
    }

    /// The unit's own verdict, where it is not its line's.
    #[must_use]
    pub fn verdict(mut self, verdict: &str) -> Self {
        self.members.push(("verdict", Json::text(verdict)));
        self
    }

    /// A measurement.
    #[must_use]
    pub fn measure(mut self, id: &str, span: Span) -> Self {
        let end = |end: f64| {
            if end.is_finite() { Json::Number(end.to_string()) } else { Json::Null }
        };
        let members = [
            ("lo", end(span.lo)),
            ("hi", end(span.hi)),
            ("lo_open", Json::Bool(span.lo_open)),
            ("hi_open", Json::Bool(span.hi_open)),
        ];
        self.attributes.push((id.to_owned(), Json::object(members)));
        self
    }

    /// Yes or no.
    #[must_use]
    pub fn yes_no(mut self, id: &str, value: bool) -> Self {
        self.attributes.push((id.to_owned(), Json::object([("value", Json::Bool(value))])));
        self
    }
}
