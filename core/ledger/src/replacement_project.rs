//! A project that uses old capacity: what is known of it, and whether its parts suffice for the new capacity
//! at the ratios in force. Ratios are looked up when asked, so that no law is stored.

use crate::amount::{Amount, Sum};
use crate::day::OnDate;
use crate::event::Event;
use crate::json::Json;
use crate::line::Line;
use crate::replacement_book::{Replacement, sum};
use crate::replacement_rules::{Case, InForce, Ratio, industry_id};
use phaseout_model::{Date, Decimal, Quantity};
use rusqlite::Row;

/// A project that uses old capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Its code on the platform of investment projects.
    pub code: Option<String>,
    /// Its industry, else that of the first line.
    pub industry: Option<String>,
    /// The code of its place.
    pub region: Option<String>,
    /// Whether it lies in a key area of air pollution control, where that is known.
    pub key_area: Option<bool>,
    /// The new process.
    pub process: Option<String>,
    /// The new capacity.
    pub new_capacity: Option<Amount>,
    /// When the new line starts.
    pub new_start: Option<OnDate>,
    /// What it costs.
    pub investment: Option<Amount>,
    /// Whether it was said to be complete.
    pub complete: bool,
    /// What it draws on, in the order in which it was recorded.
    pub uses: Vec<Replacement>,
    /// The sum of what is used.
    pub used: Sum,
    /// Whether that suffices.
    pub coverage: Coverage,
}

/// Whether old capacity suffices for new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// No ratio holds: only that no ton is used twice.
    NoRule,
    /// A part is withheld, or no edition can be told.
    Undecided,
    /// Old and new capacity are measured in different units.
    Units,
    /// It suffices.
    Covered,
    /// It does not.
    Short {
        /// The new capacity that the old one allows, rounded down to six places.
        covers: Quantity,
        /// What lacks of the new capacity.
        lacking: Quantity,
        /// False where a ratio was not confirmed.
        confirmed: bool,
    },
}
impl Project {
    /// The project with what an event says of it.
    pub(crate) fn after(
        before: Option<&Self>,
        event: &Event,
        line: Option<&Line>,
        using: &Replacement,
    ) -> Self {
        let text = |key: &str| event.text(key).map(str::to_owned);
        let amount = |key: &str| event.text(key).and_then(Amount::parse);
        let key_area = match event.payload.get("key_area") {
            Some(Json::Bool(value)) => Some(*value),
            _ => None,
        };
        let was = before.cloned();
        let mut project = was.unwrap_or_else(|| Self::named(&using.project));
        let own_industry =
            line.map(|line| line.industry.clone()).filter(|industry| !industry.is_empty());
        project.code = text("project_code").or(project.code);
        project.industry = event
            .text("industry")
            .map(|named| industry_id(named).to_owned())
            .or(project.industry)
            .or(own_industry);
        project.region = text("region").or(project.region);
        project.key_area = key_area.or(project.key_area);
        project.process = text("process").or(project.process);
        project.new_capacity = amount("new_capacity").or(project.new_capacity);
        project.new_start = event.text("new_start").and_then(OnDate::parse).or(project.new_start);
        project.investment = amount("investment").or(project.investment);
        project.uses.push(using.clone());
        project.settle();
        project
    }

    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            code: None,
            industry: None,
            region: None,
            key_area: None,
            process: None,
            new_capacity: None,
            new_start: None,
            investment: None,
            complete: false,
            uses: Vec::new(),
            used: Sum::default(),
            coverage: Coverage::NoRule,
        }
    }

    /// Sums, and whether they suffice, from the uses.
    pub(crate) fn settle(&mut self) {
        self.complete = self.uses.iter().any(|using| using.complete);
        self.used = sum(&self.uses);
        self.coverage = self.covered();
    }

    /// The ratio in force for a use, with its document.
    pub(crate) fn rule_of(&self, using: &Replacement) -> Option<(&'static Ratio, &'static str)> {
        let edition = self.in_force(using).edition()?;
        let case = Case {
            region: self.region.as_deref(),
            from_region: using.from_region.as_deref(),
            key_area: self.key_area,
            restricted: using.restricted,
            special: using.special.as_deref(),
        };
        Some((edition.ratio(&case)?, edition.document.as_str()))
    }

    pub(crate) fn in_force(&self, using: &Replacement) -> InForce {
        InForce::on(using.on, self.industry.as_deref().unwrap_or_default())
    }

    /// The ratio that a use is counted by, and whether it is certain: declared, else in force.
    fn ratio_of(&self, using: &Replacement) -> Option<(Decimal, bool)> {
        let rule = self.rule_of(using).map(|(ratio, _)| (ratio.value(), ratio.confirmed));
        using.ratio.map(|declared| (declared, true)).or(rule)
    }

    pub(crate) fn has_ratio(&self) -> bool {
        self.uses.iter().any(|using| self.ratio_of(using).is_some())
    }

    /// The ratios that the uses are counted by: `1.5 : 1`, `1.5 : 1, 2 : 1`.
    pub(crate) fn ratios(&self) -> String {
        let mut ratios: Vec<Decimal> =
            self.uses.iter().filter_map(|using| Some(self.ratio_of(using)?.0)).collect();
        ratios.sort();
        ratios.dedup();
        let texts = ratios.iter().map(|ratio| format!("{} : 1", ratio.normalize()));
        texts.collect::<Vec<_>>().join(", ")
    }

    fn covered(&self) -> Coverage {
        if !self.has_ratio() {
            let unclear =
                self.uses.iter().any(|using| matches!(self.in_force(using), InForce::Unclear));
            return if unclear { Coverage::Undecided } else { Coverage::NoRule };
        }
        let Some(Amount::Known(new)) = &self.new_capacity else { return Coverage::Undecided };
        let mut parts = Vec::new();
        let mut confirmed = true;
        for using in &self.uses {
            let Some((ratio, certain)) = self.ratio_of(using) else { return Coverage::Undecided };
            if ratio.is_zero() {
                return Coverage::Covered;
            }
            confirmed &= certain;
            let Amount::Known(used) = &using.used else { return Coverage::Undecided };
            let Ok(used) = used.to(&new.unit) else { return Coverage::Units };
            parts.push((used.value, ratio));
        }
        match enough(&parts, new.value) {
            None => Coverage::Undecided,
            Some((true, _)) => Coverage::Covered,
            Some((false, covers)) => {
                let quantity =
                    |value: Decimal| Quantity { value: value.normalize(), unit: new.unit.clone() };
                Coverage::Short {
                    covers: quantity(covers),
                    lacking: quantity(new.value - covers),
                    confirmed,
                }
            }
        }
    }

    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let text = |name: &str| row.get::<_, Option<String>>(name);
        let amount = |name: &str| text(name).map(|text| Amount::parse(&text?));
        let name: String = row.get("name")?;
        Ok(Self {
            code: text("code")?,
            industry: text("industry")?,
            region: text("region")?,
            key_area: row.get("key_area")?,
            process: text("process")?,
            new_capacity: amount("new_capacity")?,
            new_start: text("new_start")?.as_deref().and_then(OnDate::parse),
            investment: amount("investment")?,
            ..Self::named(&name)
        })
    }
}
/// Whether parts of old capacity, each at its ratio, suffice for the new: in whole numbers of the ratios, so
/// that a third does not round. With it, the new capacity that they allow, rounded down.
fn enough(parts: &[(Decimal, Decimal)], new: Decimal) -> Option<(bool, Decimal)> {
    let mut ratios: Vec<Decimal> = parts.iter().map(|(_, ratio)| ratio.normalize()).collect();
    ratios.sort();
    ratios.dedup();
    let product = |skip: Option<Decimal>| {
        ratios
            .iter()
            .filter(|&&ratio| Some(ratio) != skip)
            .try_fold(Decimal::ONE, |product, ratio| product.checked_mul(*ratio))
    };
    let mut weighed = Decimal::ZERO;
    for (used, ratio) in parts {
        let part = used.checked_mul(product(Some(ratio.normalize()))?)?;
        weighed = weighed.checked_add(part)?;
    }
    let whole = product(None)?;
    let suffices = weighed >= new.checked_mul(whole)?;
    let covers = weighed.checked_div(whole)?;
    Some((suffices, covers.trunc_with_scale(6)))
}
/// By when the old line of a use has to be dismantled, the document, and whether it is confirmed.
pub(crate) fn dismantled_by(
    project: &Project,
    using: &Replacement,
) -> Option<(Date, &'static str, bool)> {
    let edition = project.in_force(using).edition()?;
    let rule = edition.dismantled?;
    let start = project.new_start?.latest()?;
    let years = jiff::Span::new().try_years(rule.within_years).ok()?;
    Some((start.checked_add(years).ok()?, &edition.document, rule.confirmed))
}

/// Whether a line was certainly still standing after a day, as known on a date.
pub(crate) fn stands_after(line: &Line, latest: Date, on: OnDate) -> bool {
    match line.dismantled_on {
        Some(gone) => gone.earliest().is_some_and(|gone| gone > latest),
        None => on.earliest().is_some_and(|on| on > latest),
    }
}
