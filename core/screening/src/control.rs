//! Judged lines for the plugins' `inspect` and `report`, and what `inspect` finds as problems of lines.

use crate::judged::{JudgedLine, JudgedUnit, ReadValue};
use crate::layout::Layout;
use crate::screening::Screening;
use crate::worker::Worker;
use phaseout_documents::Chunk;
use phaseout_host::control::{self, JudgedList, JudgedValue, Language, Texts};
use phaseout_host::{HostError, Industry};
use phaseout_model::{Interval, Problem, decimal};
use std::collections::{BTreeMap, HashMap};

impl Screening<'_> {
    /// A list for an industry's plugin, without lines.
    pub fn judged_list(&self, industry: &Industry, lang: Language) -> JudgedList {
        JudgedList {
            schema: 1,
            industry: industry.manifest.vocabulary.industry.clone(),
            as_of: self.options().as_of.to_string(),
            lang,
            capacity_unit: industry.capacity_unit().to_owned(),
            lines: Vec::new(),
        }
    }
}

impl JudgedLine<'_> {
    /// The line as its plugin is shown it.
    pub fn for_plugin(&self, lang: Language) -> control::JudgedLine {
        control::JudgedLine {
            line: self.id().into_owned(),
            enterprise: self.enterprise().to_owned(),
            region: self.region().map(|code| code.to_string()),
            verdict: self.verdict().id().to_owned(),
            capacity: self.capacity(),
            units: self.units().map(|unit| unit.for_plugin(lang)).collect(),
        }
    }

    /// The capacity of the whole row as a decimal. An f64 prints as the shortest decimal that means it,
    /// which is the one that was read as long as that has at most 15 digits.
    fn capacity(&self) -> Option<String> {
        let units: Vec<JudgedUnit<'_>> = self.units().collect();
        let given: Vec<Option<(f64, bool)>> = units.iter().map(JudgedUnit::capacity).collect();
        let of_row = given.iter().flatten().find(|(_, of_row)| *of_row);
        if let Some((value, _)) = of_row {
            let same = |other: &(f64, bool)| other.0.total_cmp(value).is_eq();
            return given.iter().flatten().all(same).then(|| value.to_string());
        }
        // Printed beside each unit: the row has all of them, if no unit is silent or stands for several.
        let mut sum = decimal::parse("0")?;
        for (unit, value) in units.iter().zip(&given) {
            let (value, _) = value.filter(|_| unit.quantity().is_none_or(|units| units == 1))?;
            sum = sum.checked_add(decimal::parse(&value.to_string())?)?;
        }
        (!units.is_empty()).then(|| sum.normalize().to_string())
    }
}

impl JudgedUnit<'_> {
    fn for_plugin(&self, lang: Language) -> control::JudgedUnit {
        let kind = self.kind();
        let value = |value: ReadValue| match value {
            ReadValue::Measured(interval) => Some(measured(&interval)),
            ReadValue::YesNo(value) => Some(JudgedValue::YesNo { value }),
            ReadValue::Word(value) => Some(JudgedValue::Word { value }),
            ReadValue::Contradicted => None,
        };
        let attributes: BTreeMap<String, JudgedValue> = self
            .readings()
            .into_iter()
            .filter_map(|reading| {
                let id = self.attribute(reading.attribute).id.clone();
                value(reading.value).map(|value| (id, value))
            })
            .collect();
        control::JudgedUnit {
            equipment: kind.id.clone(),
            name: if lang == Language::Zh { &kind.zh } else { &kind.en }.clone(),
            label: self.label().to_owned(),
            quantity: self.quantity(),
            verdict: self.verdict().id().to_owned(),
            attributes,
        }
    }
}

fn measured(interval: &Interval) -> JudgedValue {
    let end = |end: f64| end.is_finite().then_some(end);
    JudgedValue::Measured {
        lo: end(interval.lo()),
        hi: end(interval.hi()),
        lo_open: interval.lo_open(),
        hi_open: interval.hi_open(),
    }
}

/// What the plugins find contradictory in a judged chunk, each with the number of its line.
pub(crate) fn contradictions(
    worker: &Worker<'_>,
    chunk: &Chunk,
    layout: &Layout,
) -> Result<Vec<(u32, Problem)>, HostError> {
    let screening = worker.screening;
    let mut problems = Vec::new();
    for (index, industry) in screening.generation.industries.iter().enumerate() {
        if !industry.inspects() {
            continue;
        }
        // Messages come in both languages, so that of the names does not matter.
        let mut list = screening.judged_list(industry, Language::Zh);
        let mut lines: HashMap<String, (u32, JudgedLine<'_>)> = HashMap::new();
        for (number, line) in (0..).zip(worker.lines(chunk, layout)) {
            if line.draft.industry == Some(index) {
                let given = line.for_plugin(Language::Zh);
                lines.insert(given.line.clone(), (number, line));
                list.lines.push(given);
            }
        }
        if list.lines.is_empty() {
            continue;
        }
        for found in industry.inspect(&list)? {
            let Some((number, line)) = lines.get(&found.line) else { continue };
            let unit = line.units().nth(found.unit as usize);
            let readings = unit.map(|unit| (unit, unit.readings()));
            let column = readings.as_ref().and_then(|(unit, readings)| {
                let about = |id: usize| unit.attribute(id).id == found.attribute;
                readings.iter().find(|reading| about(reading.attribute))
            });
            let column = column.map(|reading| reading.column.as_ref());
            let Texts { zh, en } = &found.message;
            problems.push((*number, Problem::of_plugin(&found.code, column, zh, en)));
        }
    }
    Ok(problems)
}
