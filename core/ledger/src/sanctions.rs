//! What becomes possible when a deadline was missed (可采取的措施): data with its sources in
//! `data/sanctions.toml`. Nothing here orders anything; who acts decides.

use phaseout_model::{Date, PartialDate};
use serde::Deserialize;
use std::sync::LazyLock;

/// A measure that a missed deadline makes possible.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sanction {
    /// Its word for other programs.
    pub id: String,
    /// What it is.
    pub title: Title,
    /// `enterprise` or `region`.
    pub against: String,
    /// Who may take it: `environment`, `banks`, `land`, …
    pub who: String,
    /// The document that names it.
    pub document: String,
    /// From when.
    from: String,
    /// Where it was read.
    pub source: Vec<String>,
    /// Whether the wording was seen.
    pub confirmed: bool,
}

/// Words in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sanction: Vec<Sanction>,
}

static SANCTIONS: LazyLock<Vec<Sanction>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/sanctions.toml"))
        .expect("a test reads the table of sanctions");
    file.sanction
});

/// What is possible against an `enterprise` or a `region` that missed a deadline.
pub fn sanctions(against: &str, missed: Date) -> Vec<&'static Sanction> {
    SANCTIONS
        .iter()
        .filter(|sanction| {
            sanction.against == against
                && PartialDate::parse(&sanction.from).is_some_and(|from| from.first_day() <= missed)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enterprise_and_a_region_answer_for_different_things() {
        let missed = "2013-12-31".parse().unwrap();
        let ids = |against| {
            sanctions(against, missed).iter().map(|own| own.id.as_str()).collect::<Vec<_>>()
        };
        assert!(ids("enterprise").contains(&"discharge_permit"));
        assert_eq!(ids("region"), ["regional_suspension", "regional_criticism"]);
        assert!(sanctions("enterprise", "2009-12-31".parse().unwrap()).is_empty());
        assert!(SANCTIONS.iter().all(|own| !own.source.is_empty()));
    }
}
