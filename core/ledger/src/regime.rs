//! What counts as gone (淘汰完成标准), by day, place and industry: data with its sources in
//! `data/regimes.toml`.

use crate::day::OnDate;
use phaseout_model::{Date, PartialDate, RegionCode};
use serde::Deserialize;
use std::sync::LazyLock;

/// The six parts of a coal-fired unit, any two of which have to be gone.
pub const POWER_PARTS: [&str; 6] = ["锅炉", "汽轮机", "发电机", "输煤栈桥", "冷却塔", "烟囱"];

/// A standard of completion.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// The document that sets it.
    pub document: String,
    /// In force from the first day of this date.
    from: String,
    /// In force until the last day of this date.
    #[serde(default)]
    until: Option<String>,
    /// The industries that it is about; all where none is named.
    #[serde(default)]
    industries: Vec<String>,
    /// The place that it is about; the country where none is named.
    #[serde(default)]
    region: Option<String>,
    /// Whether sealed main equipment counts as gone.
    #[serde(default)]
    pub seal: bool,
    /// Whether a unit may be kept as an emergency reserve.
    #[serde(default)]
    pub reserve: bool,
    /// How many of the six parts have to be named as removed.
    #[serde(default)]
    pub parts: usize,
    /// Where it was read.
    pub source: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    regime: Vec<Regime>,
}

static REGIMES: LazyLock<Vec<Regime>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/regimes.toml"))
        .expect("a test reads the table of regimes");
    file.regime
});

/// All regimes, the most particular first.
pub fn regimes() -> &'static [Regime] {
    &REGIMES
}

/// The regime in force for a line. `None` where the date is not known well enough to tell, or lies before
/// the first regime.
pub fn regime(on: OnDate, industry: &str, region: Option<&str>) -> Option<&'static Regime> {
    let (first, last) = (on.earliest()?, on.latest()?);
    let at = |day| REGIMES.iter().find(|regime| regime.holds(day, industry, region));
    let (a, b) = (at(first)?, at(last)?);
    std::ptr::eq(a, b).then_some(a)
}

impl Regime {
    fn holds(&self, day: Date, industry: &str, region: Option<&str>) -> bool {
        let date = |text: &str| PartialDate::parse(text);
        let inside = |own: &String| {
            let codes = (own.parse::<RegionCode>(), region.map(str::parse::<RegionCode>));
            matches!(codes, (Ok(own), Some(Ok(other))) if own.contains(other))
        };
        date(&self.from).is_some_and(|from| from.first_day() <= day)
            && self.until.as_deref().and_then(date).is_none_or(|until| day <= until.last_day())
            && (self.industries.is_empty() || self.industries.iter().any(|own| own == industry))
            && self.region.as_ref().is_none_or(inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> OnDate {
        OnDate::parse(text).unwrap()
    }

    #[test]
    fn sealing_counts_since_2017_and_power_names_its_parts() {
        let cases = [
            ("2013-07-27", "cement", false, 0),
            ("2016-12-31", "steel", false, 0),
            ("2017-01-01", "cement", true, 0),
            ("2018-04", "cement", true, 0),
            ("2018-04", "power", false, 2),
            ("2013-07-27", "power", false, 0),
        ];
        for (date, industry, seal, parts) in cases {
            let found = regime(on(date), industry, Some("532300")).unwrap();
            assert_eq!((found.seal, found.parts), (seal, parts), "{date} {industry}");
        }
        assert!(regime(on("2009"), "cement", None).is_none(), "before the first");
        assert!(regime(on("unknown"), "cement", None).is_none());
        assert!(regimes().iter().all(|regime| !regime.source.is_empty()));
    }
}
