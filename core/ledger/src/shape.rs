//! What a survey row says of a line, made ready to be compared: when two rows say the same.

use crate::amount::Amount;
use crate::names::{fold, fold_label, fold_specification};
use crate::place;
use crate::row::SurveyRow;
use phaseout_model::Unit;
use std::collections::BTreeMap;

/// What two rows are compared by.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) industry: String,
    pub(crate) kinds: Vec<String>,
    /// The kinds in one text.
    pub(crate) equipment: String,
    pub(crate) specification: String,
    pub(crate) label: String,
    pub(crate) capacity: String,
    pub(crate) region: Option<String>,
    pub(crate) list_id: Option<String>,
    pub(crate) file: String,
    constructed: String,
    group: String,
    cells: BTreeMap<String, String>,
    /// All of it in one text: rows with equal ones say the same of their lines.
    pub(crate) whole: String,
}

impl Shape {
    pub(crate) fn of(row: &SurveyRow) -> Self {
        let kinds = kinds(&row.equipment);
        let specification = fold_specification(&row.specification);
        let (label, capacity) = (fold_label(&row.label), fold_capacity(&row.capacity));
        let region = row.region.clone().filter(|region| !region.trim().is_empty());
        let cells: BTreeMap<String, String> = row
            .cells
            .iter()
            .filter(|(cell, _)| row.speaks_for_itself(cell))
            .map(|(cell, text)| (cell.clone(), fold(text)))
            .collect();
        let (constructed, group) = (fold(row.field("constructed")), fold(row.field("group")));
        let industry = row.industry.trim().to_owned();
        let equipment = kinds.join(";");
        let place = region.as_deref().unwrap_or_default();
        let mut whole: Vec<String> =
            [&industry, &equipment, &specification, &label, &capacity, place, &constructed, &group]
                .map(str::to_owned)
                .to_vec();
        let said = cells.iter().filter(|(_, text)| !text.is_empty());
        whole.extend(said.map(|(cell, text)| format!("{cell}={text}")));
        Self {
            industry,
            kinds,
            equipment,
            specification,
            label,
            capacity,
            region,
            list_id: own_id(row).map(fold),
            file: row.file.clone(),
            constructed,
            group,
            cells,
            whole: whole.join("\u{1f}"),
        }
    }

    /// Whether a row says nothing but what the line's last one said: all that it says stands there too.
    pub(crate) fn says_no_more_than(&self, known: &Self) -> bool {
        let silent = |new: &str, old: &str| new.is_empty() || new == old;
        let cell = |name: &String| known.cells.get(name).map_or("", String::as_str);
        silent(&self.industry, &known.industry)
            && silent(&self.specification, &known.specification)
            && silent(&self.label, &known.label)
            && silent(&self.capacity, &known.capacity)
            && silent(&self.group, &known.group)
            && self.constructed == known.constructed
            && (self.is_general() || self.kinds == known.kinds)
            && self.region.as_deref().is_none_or(|region| {
                known.region.as_deref().is_some_and(|known| place::contains(region, known))
            })
            && self.cells.iter().all(|(name, text)| text == cell(name))
    }

    /// Whether nothing is said of the kind of equipment: an industry's own id stands for any.
    pub(crate) fn is_general(&self) -> bool {
        self.kinds.iter().all(|kind| *kind == fold(&self.industry))
    }
}

fn kinds(equipment: &str) -> Vec<String> {
    let mut kinds: Vec<String> =
        equipment.split([';', '\u{ff1b}']).map(fold).filter(|kind| !kind.is_empty()).collect();
    kinds.sort();
    kinds
}

/// A capacity as it is compared: 80000吨 and 8.0万吨/年 are one.
fn fold_capacity(text: &str) -> String {
    match Amount::capacity(text) {
        Some(Amount::Known(quantity)) => {
            let spellings = quantity.unit.spellings();
            let base = spellings.first().and_then(|(spelling, ..)| Unit::parse(spelling));
            let base =
                base.map(|unit| if quantity.unit.is_annual() { unit.per_year() } else { unit });
            let scaled = base.and_then(|unit| quantity.to(&unit).ok()).unwrap_or(quantity);
            let annual = if scaled.unit.is_annual() { "/年" } else { "" };
            format!("{}{}{annual}", scaled.value.normalize(), scaled.unit)
        }
        Some(Amount::Absent(_, text)) => fold(&text),
        None => fold(text),
    }
}

/// The list's own id, unless it was made from the row's place.
fn own_id(row: &SurveyRow) -> Option<&str> {
    let id = row.list_id.trim();
    let made = !row.file.is_empty() && id.contains(row.file.as_str());
    (!id.is_empty() && !made).then_some(id)
}
