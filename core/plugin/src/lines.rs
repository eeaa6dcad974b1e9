//! Judged lines as a plugin's `inspect` and `report` see them, out of the control plane's JSON.

use crate::amount::Amount;
use crate::forms::Span;
use crate::json::Json;
use crate::names::Names;
use crate::plugin::PluginError;

/// The language that texts are wanted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

/// What the host found of a unit or a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// 无判据
    Unjudged,
    /// 保留
    Retain,
    /// 限制
    Restrict,
    /// 待核实
    Verify,
    /// 淘汰
    Eliminate,
}

/// The judged lines of one industry.
#[derive(Debug)]
pub struct Lines {
    as_of: String,
    lang: Lang,
    capacity_unit: String,
    all: Vec<Line>,
}

/// A line: a row of a list.
#[derive(Debug)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// The enterprise as printed; may be blank.
    pub enterprise: String,
    /// Code of its region, where it is known.
    pub region: Option<String>,
    /// The worst of its units' verdicts.
    pub verdict: Verdict,
    /// The capacity of the whole row, in [`Lines::capacity_unit`]; `None` where it is not known exactly.
    pub capacity: Option<Amount>,
    /// Its units.
    pub units: Vec<LineUnit>,
}

/// A unit of a line. What is not known is `None`, never zero.
#[derive(Debug)]
pub struct LineUnit {
    kinds: Vec<String>,
    /// Name of its kind in the language of the report.
    pub name: String,
    /// The equipment as printed; may be blank.
    pub label: String,
    /// How many such units the row stands for, where it says so.
    pub quantity: Option<u32>,
    /// The unit's verdict.
    pub verdict: Verdict,
    attributes: Vec<(String, Json)>,
}

impl Lang {
    /// One of two texts.
    pub fn choose<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

impl Lines {
    /// Reads what the host hands over. Members that this release does not know are left aside.
    pub(crate) fn parse(json: &str, names: &Names) -> Result<Self, PluginError> {
        let json = Json::parse(json).map_err(|error| fault(&format!("no JSON: {error}")))?;
        if json.get("schema") != &Json::Number("1".to_owned()) {
            return Err(fault("another schema than 1"));
        }
        let lang = match json.get("lang").as_text() {
            Some("zh") => Lang::Zh,
            Some("en") => Lang::En,
            _ => return Err(fault("no `lang` of zh or en")),
        };
        Ok(Self {
            as_of: text(&json, "as_of"),
            lang,
            capacity_unit: text(&json, "capacity_unit"),
            all: json
                .get("lines")
                .items()
                .iter()
                .map(|line| Line::of(line, names))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The day of the judgement, `2013-07-01`.
    pub fn as_of(&self) -> &str {
        &self.as_of
    }

    /// The language of the report.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// One of two texts, in the language of the report.
    pub fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.choose(zh, en)
    }

    /// The unit of every line's capacity: `万吨/年`.
    pub fn capacity_unit(&self) -> &str {
        &self.capacity_unit
    }

    /// The lines, in the order of the lists.
    pub fn iter(&self) -> std::slice::Iter<'_, Line> {
        self.all.iter()
    }
}

impl<'a> IntoIterator for &'a Lines {
    type Item = &'a Line;
    type IntoIter = std::slice::Iter<'a, Line>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Line {
    fn of(json: &Json, names: &Names) -> Result<Self, PluginError> {
        let units = json.get("units").items().iter();
        Ok(Self {
            id: text(json, "line"),
            enterprise: text(json, "enterprise"),
            region: json.get("region").as_text().map(str::to_owned),
            verdict: verdict(json)?,
            capacity: json.get("capacity").as_text().and_then(Amount::parse),
            units: units.map(|unit| LineUnit::of(unit, names)).collect::<Result<_, _>>()?,
        })
    }

    /// Its units of a kind or of one below it.
    pub fn of_kind<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a LineUnit> {
        self.units.iter().filter(move |unit| unit.is_a(id))
    }
}

impl LineUnit {
    fn of(json: &Json, names: &Names) -> Result<Self, PluginError> {
        let equipment = text(json, "equipment");
        let kind = names.kind(&equipment);
        let kinds = kind.into_iter().flat_map(|kind| names.upwards(kind)).map(str::to_owned);
        let quantity = match json.get("quantity") {
            Json::Number(figures) => figures.parse().ok(),
            _ => None,
        };
        Ok(Self {
            kinds: kinds.collect(),
            name: text(json, "name"),
            label: text(json, "label"),
            quantity,
            verdict: verdict(json)?,
            attributes: json.get("attributes").members().to_vec(),
        })
    }

    /// Id of its kind; `None` where the list does not name it.
    pub fn kind(&self) -> Option<&str> {
        self.kinds.first().map(String::as_str)
    }

    /// Its kind is this one, or stands below it.
    pub fn is_a(&self, id: &str) -> bool {
        self.kinds.iter().any(|kind| kind == id)
    }

    /// A measurement, in the unit that `plugin.toml` declares for it.
    pub fn measure(&self, id: &str) -> Option<Span> {
        let json = self.attribute(id)?;
        let open = |name: &str| json.get(name).as_bool().unwrap_or(false);
        let (lo, hi) = (json.get("lo").as_f64(), json.get("hi").as_f64());
        if lo.is_none() && hi.is_none() {
            return None;
        }
        Some(Span {
            lo: lo.unwrap_or(f64::NEG_INFINITY),
            hi: hi.unwrap_or(f64::INFINITY),
            lo_open: lo.is_none() || open("lo_open"),
            hi_open: hi.is_none() || open("hi_open"),
        })
    }

    /// A measurement that is one number.
    pub fn exactly(&self, id: &str) -> Option<f64> {
        let span = self.measure(id)?;
        let one = span.lo.total_cmp(&span.hi).is_eq();
        one.then_some(span.lo)
    }

    /// A measurement in figures, without its unit; a dash where it is not known.
    pub fn printed(&self, id: &str) -> String {
        let Some(Span { lo, hi, lo_open, hi_open }) = self.measure(id) else {
            return "—".to_owned();
        };
        let (above, below) = (if lo_open { ">" } else { "≥" }, if hi_open { "<" } else { "≤" });
        match (lo.is_finite(), hi.is_finite()) {
            (true, true) if lo.total_cmp(&hi).is_eq() => lo.to_string(),
            (true, true) => format!("{above}{lo} {below}{hi}"),
            (true, false) => format!("{above}{lo}"),
            (false, true) => format!("{below}{hi}"),
            (false, false) => "—".to_owned(),
        }
    }

    /// How many units it stands for; one where the list does not say.
    pub fn count(&self) -> u64 {
        u64::from(self.quantity.unwrap_or(1))
    }

    /// Yes or no.
    pub fn yes_no(&self, id: &str) -> Option<bool> {
        self.attribute(id)?.get("value").as_bool()
    }

    /// One of the declared words.
    pub fn word(&self, id: &str) -> Option<&str> {
        self.attribute(id)?.get("value").as_text()
    }

    fn attribute(&self, id: &str) -> Option<&Json> {
        self.attributes.iter().find(|(name, _)| name == id).map(|(_, value)| value)
    }
}

fn text(json: &Json, name: &str) -> String {
    json.get(name).as_text().unwrap_or_default().to_owned()
}

fn verdict(json: &Json) -> Result<Verdict, PluginError> {
    Ok(match json.get("verdict").as_text() {
        Some("eliminate") => Verdict::Eliminate,
        Some("verify") => Verdict::Verify,
        Some("restrict") => Verdict::Restrict,
        Some("retain") => Verdict::Retain,
        Some("unjudged") => Verdict::Unjudged,
        _ => return Err(fault("a line or unit without a verdict that is known")),
    })
}

fn fault(what: &str) -> PluginError {
    PluginError::new(format!("the host passed {what}"))
}
