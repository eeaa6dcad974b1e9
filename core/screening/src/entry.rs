//! A row's units: what its texts, its columns and the facts found out since give to each of them.

use crate::bench::{Incoming, Origin, Quantity};
use crate::count::{count, split_behind_counter};
use crate::facts::Fact;
use crate::layout::{Layout, common_field};
use crate::template::{Template, read_as};
use crate::value::Value;
use crate::worker::{LineDraft, MOST_NAMES, UnitDraft, Worker};
use phaseout_documents::{CellKind, RowRef};
use phaseout_model::{
    Absence, AttributeValue, Interval, PartialDate, Problem, Truth, Verdict, date,
};
use std::rc::Rc;

/// A row on its way to its industry's bench.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'r, 'a> {
    pub(crate) line: u32,
    pub(crate) row: &'a RowRef<'r>,
    pub(crate) layout: &'a Layout,
    pub(crate) industry: usize,
    pub(crate) place: u64,
    pub(crate) facts: &'a [Fact],
    pub(crate) equipment: &'a str,
    pub(crate) spec: &'a str,
}

/// Facts that are used before the attributes' own.
pub(crate) const OTHER_FACTS: [&str; 6] =
    ["equipment", "region", "quantity", "commissioned", "exemption", "evidence"];

/// Whether a fact is about a field, by its id or by a header that means it.
pub(crate) fn is_about(fact: &Fact, field: &str) -> bool {
    fact.attribute == field
        || common_field(&fact.attribute).as_deref() == Some(field)
        || field == "equipment" && fact.attribute == "设备"
}

/// The fact about a field of a unit (counted from 0), or of every unit, that says something.
pub(crate) fn fact<'a>(facts: &'a [Fact], field: &str, unit: Option<usize>) -> Option<&'a Fact> {
    facts.iter().find(|fact| {
        let of_unit = match (fact.unit, unit) {
            (None, _) => true,
            (Some(of), Some(unit)) => of as usize == unit + 1,
            (Some(_), None) => field == "equipment",
        };
        of_unit && is_about(fact, field) && Absence::of(&fact.value).is_none()
    })
}

impl Worker<'_> {
    /// The text of a column, or of another one that holds the same field while the first is blank. Two
    /// that say different things say nothing.
    pub(crate) fn text<'r>(
        &mut self,
        line: u32,
        row: &RowRef<'r>,
        layout: &Layout,
        column: Option<usize>,
    ) -> &'r str {
        let Some(column) = column else { return "" };
        let mut text = row.trimmed(column);
        for &(_, other) in layout.repeated.iter().filter(|(first, _)| *first == column) {
            let second = row.trimmed(other);
            if text.is_empty() {
                text = second;
            } else if !second.is_empty() && second != text {
                let problem = Problem::warning("columns-contradict", None)
                    .with("first", text)
                    .with("second", second)
                    .with("other", layout.header(other));
                self.problems.push((line, layout.at(problem, Some(column))));
                return "";
            }
        }
        text
    }

    pub(crate) fn units_of(&mut self, draft: &mut LineDraft, row: &Entry<'_, '_>) {
        let screening = self.screening;
        let industry = &screening.generation.industries[row.industry];
        let template =
            self.benches[row.industry].template(screening, row.industry, row.equipment, row.spec);
        let template = self.with_equipment_facts(template, row);
        let several = template.brief.is_none() && template.units.len() > 1;
        let text = self.text(row.line, row.row, row.layout, row.layout.quantity);
        let printed = self.quantity(row.line, text, row.layout);
        if several {
            self.check_quantity(row, &template, printed);
        }
        let printed_date = self.text(row.line, row.row, row.layout, row.layout.commissioned);
        let day = self.day_of_number(row.line, row.row, row.layout, printed_date);
        let commissioned_text = day.as_deref().unwrap_or(printed_date);
        let reads =
            industry.library.as_ref().is_some_and(|library| library.reads() || library.derives());
        let first = self.units.len();
        let units = if template.brief.is_some() { 1 } else { template.units.len() };
        for number in 0..units {
            let (kind, doubtful, count) = match &template.brief {
                Some(brief) => (brief.kind, brief.doubtful, brief.count),
                None => (
                    template.units[number].kind,
                    template.units[number].doubtful,
                    template.units[number].count,
                ),
            };
            let own = fact(row.facts, "quantity", Some(number)).map(|fact| fact.value.as_str());
            let printed = match own {
                Some(text) => self.quantity(row.line, text, row.layout),
                None if several => Quantity::Blank,
                None => printed,
            };
            let quantity = match (count, printed) {
                (Some(count), Quantity::Units(printed)) if count != printed && own.is_none() => {
                    let problem = Problem::warning("quantity-contradiction", None)
                        .with("first", count.to_string())
                        .with("second", printed.to_string());
                    self.problems.push((row.line, row.layout.at(problem, row.layout.quantity)));
                    Quantity::Unreadable
                }
                (Some(count), _) if own.is_none() => Quantity::Units(count),
                (_, printed) => printed,
            };
            let text = fact(row.facts, "commissioned", Some(number))
                .map_or(commissioned_text, |fact| &fact.value);
            let commissioned = self.commissioned(row.line, text, row.layout);
            let incoming = Incoming {
                equipment: row.equipment,
                spec: row.spec,
                quantity,
                commissioned,
                place: row.place,
            };
            let bench_row = self.benches[row.industry].push(&template, number, &incoming, reads);
            self.units.push(UnitDraft {
                row: bench_row,
                template_unit: number,
                kind,
                doubtful,
                quantity: quantity.known(),
                verdict: Verdict::Retain,
            });
        }
        draft.units = first..self.units.len();
        draft.template = Some(template);
        self.columns(draft, row);
        self.facts(draft, row);
        self.claims(draft, row);
    }

    /// The units as they were found out to be since.
    pub(crate) fn with_equipment_facts(
        &mut self,
        template: Rc<Template>,
        row: &Entry<'_, '_>,
    ) -> Rc<Template> {
        let found: Vec<&Fact> =
            row.facts.iter().filter(|fact| is_about(fact, "equipment")).collect();
        if found.is_empty() {
            return template;
        }
        let manifest = &self.screening.generation.industries[row.industry].manifest;
        let lexicon = self.screening.industries.lexicon(row.industry);
        let mut template = (*template).clone();
        template.brief = None;
        for fact in found {
            let at = match fact.unit {
                Some(unit) => unit as usize - 1,
                None if template.units.len() == 1 => 0,
                None => {
                    let problem = Problem::warning("fact-needs-unit", Some("--facts"));
                    self.problems.push((row.line, problem.with("text", fact.value.as_str())));
                    continue;
                }
            };
            // A unit that is not there is reported with the other facts.
            if let Some(unit) = template.units.get_mut(at) {
                let again = read_as(manifest, lexicon, unit, &fact.value);
                template.problems.retain(|(_, problem)| {
                    !matches!(problem.code, "unknown-equipment" | "leftover-word")
                });
                template.problems.extend(again.problems);
                if let Some(again) = again.units.into_iter().next() {
                    *unit = again;
                }
            }
        }
        Rc::new(template)
    }

    /// A number of units beside several of them has to be their sum.
    pub(crate) fn check_quantity(
        &mut self,
        row: &Entry<'_, '_>,
        template: &Template,
        printed: Quantity,
    ) {
        let Quantity::Units(printed) = printed else { return };
        let counts: Option<u32> = template.units.iter().map(|unit| unit.count).sum();
        let units = u32::try_from(template.units.len()).unwrap_or(u32::MAX);
        if printed != counts.unwrap_or(units) {
            let problem = Problem::warning("quantity-contradiction", None)
                .with("first", counts.unwrap_or(units).to_string())
                .with("second", printed.to_string());
            self.problems.push((row.line, row.layout.at(problem, row.layout.quantity)));
        }
    }

    /// Values in columns of their own.
    pub(crate) fn columns(&mut self, draft: &LineDraft, row: &Entry<'_, '_>) {
        let Entry { row: cells, layout, industry: index, .. } = *row;
        let industry = &self.screening.generation.industries[index];
        let attributes = &industry.manifest.vocabulary.attributes;
        if let Some(first) = layout.capacity {
            let capacity =
                attributes.iter().position(|a| matches!(a.value, AttributeValue::Capacity { .. }));
            let others = layout
                .repeated
                .iter()
                .filter(|(earlier, _)| *earlier == first)
                .map(|(_, other)| *other);
            for column in std::iter::once(first).chain(others) {
                let text = cells.trimmed(column);
                let (Some(capacity), false) = (capacity, text.is_empty()) else { continue };
                let header = layout.header_units[column].as_deref();
                let unit = layout
                    .capacity_unit
                    .map(|column| cells.trimmed(column))
                    .filter(|unit| !unit.is_empty());
                if let (Some(own), Some(header), true) = (unit, header, column == first)
                    && phaseout_model::Unit::parse(own).is_some_and(|own| {
                        phaseout_model::Unit::parse(header)
                            .is_some_and(|header| own.per_year() != header.per_year())
                    })
                {
                    let problem = Problem::warning("capacity-unit-contradiction", None)
                        .with("first", own)
                        .with("second", header)
                        .with("text", text);
                    self.problems.push((row.line, layout.at(problem, Some(column))));
                    continue;
                }
                let unit = if column == first { unit.or(header) } else { header.or(unit) };
                self.give(draft, row, capacity, text, unit, Origin::Column(column));
            }
        }
        for &(attribute, column) in &layout.attributes[index] {
            let text = cells.trimmed(column);
            if !text.is_empty() {
                let unit = layout.header_units[column].as_deref();
                self.give(draft, row, attribute, text, unit, Origin::Column(column));
            }
        }
        for &column in &layout.foreign[index] {
            let text = cells.trimmed(column);
            if Absence::of(text).is_none() {
                let problem = Problem::note("attribute-of-other-industry", None).with("text", text);
                self.problems.push((row.line, layout.at(problem, Some(column))));
            }
        }
    }

    /// Gives a value to the units that may have the attribute; a size that could be two units' is a
    /// problem, and nobody's.
    pub(crate) fn give(
        &mut self,
        draft: &LineDraft,
        row: &Entry<'_, '_>,
        attribute: usize,
        text: &str,
        unit: Option<&str>,
        origin: Origin,
    ) {
        let Entry { line, layout, industry: index, .. } = *row;
        let industry = &self.screening.generation.industries[index];
        let vocabulary = &industry.manifest.vocabulary;
        let at = |problem: Problem| match origin {
            Origin::Column(column) => layout.at(problem, Some(column)),
            // Of several sheets the one has to be named that is to be mended.
            Origin::Fact(number) => {
                let place = row.facts.get(number).filter(|fact| fact.sheet.is_some());
                let place = place.map(|fact| self.screening.options.facts.place(fact));
                let column = place.map_or("--facts".to_owned(), |place| format!("--facts {place}"));
                Problem { column: Some(column), ..problem }
            }
            _ => Problem { column: Some("--facts".to_owned()), ..problem },
        };
        let interval = match self.benches[index].cell(industry, attribute, text, unit) {
            Value::Absent => return,
            Value::Measured(interval) => *interval,
            Value::Code(code) => Interval::exactly(f64::from(*code)).unwrap_or(Interval::WHOLE),
            Value::Unread(problem) => {
                let problem = at(problem.clone());
                self.problems.push((line, problem));
                return;
            }
        };
        let measured =
            matches!(vocabulary.attributes[attribute].value, AttributeValue::Measure { .. });
        let mut having = draft
            .units
            .clone()
            .filter(|&unit| vocabulary.may_have(self.units[unit].kind, attribute) != Truth::False);
        let first = having.next();
        match (first, having.next()) {
            (Some(_), Some(_)) if measured => {
                let problem = Problem::warning("size-of-which-unit", None).with("text", text);
                self.problems.push((line, at(problem)));
            }
            (Some(first), second) => {
                let others: Vec<usize> = second.into_iter().chain(having).collect();
                for unit in std::iter::once(first).chain(others) {
                    self.benches[index].set(self.units[unit].row, attribute, interval, origin);
                }
            }
            (None, _) => {
                let name = &vocabulary.attributes[attribute].id;
                let problem = Problem::note("attribute-does-not-fit", None)
                    .with("attribute", name)
                    .with("text", text);
                self.problems.push((line, at(problem)));
            }
        }
    }

    /// Facts about attributes; those about equipment, place, quantity, dates and exemptions were used
    /// before.
    pub(crate) fn facts(&mut self, draft: &LineDraft, row: &Entry<'_, '_>) {
        let industry = &self.screening.generation.industries[row.industry];
        for (number, fact) in row.facts.iter().enumerate() {
            let mut say = |code: &'static str, name: &'static str, value: &str| {
                self.problems
                    .push((row.line, Problem::warning(code, Some("--facts")).with(name, value)));
            };
            let unit = fact.unit.map(|unit| draft.units.start + unit as usize - 1);
            if let (Some(at), Some(unit)) = (unit, fact.unit)
                && !draft.units.contains(&at)
            {
                say("fact-unit-unknown", "unit", &unit.to_string());
                continue;
            }
            if Absence::of(&fact.value).is_some()
                && fact.value.trim() != "无"
                && fact.value.trim() != "×"
            {
                say("fact-without-value", "attribute", &fact.attribute);
                continue;
            }
            let attribute = industry.manifest.vocabulary.attribute(&fact.attribute);
            let attribute = match (attribute, common_field(&fact.attribute).as_deref()) {
                (Some(attribute), _) => attribute,
                (None, Some("capacity")) => {
                    industry.manifest.vocabulary.attribute("capacity").unwrap_or(0)
                }
                (None, Some(field)) if OTHER_FACTS.contains(&field) => continue,
                (None, _) if is_about(fact, "equipment") => continue,
                (None, _) => {
                    say("fact-attribute-unknown", "attribute", &fact.attribute);
                    continue;
                }
            };
            let origin = Origin::Fact(number);
            match unit {
                None => self.give(draft, row, attribute, &fact.value, None, origin),
                Some(at) => {
                    let one =
                        LineDraft { units: at..at + 1, own_id: None, template: None, ..*draft };
                    self.give(&one, row, attribute, &fact.value, None, origin);
                }
            }
        }
    }

    pub(crate) fn quantity(&mut self, line: u32, text: &str, layout: &Layout) -> Quantity {
        if matches!(Absence::of(text), Some(Absence::Blank | Absence::NotApplicable)) {
            return Quantity::Blank;
        }
        let plain = text.strip_suffix(".0").unwrap_or(text).parse::<u32>().ok();
        let read = plain.or_else(|| {
            // 2台, 两台机组, 二: the count ends at its counter, and no figure follows.
            match split_behind_counter(text) {
                Some((count_text, rest)) => {
                    count(count_text).filter(|_| !rest.chars().any(char::is_numeric))
                }
                None => count(&format!("{text}台")),
            }
        });
        match read {
            Some(units) if units > 0 => Quantity::Units(units),
            _ => {
                let problem = Problem::warning("unreadable-quantity", None).with("text", text);
                self.problems.push((line, layout.at(problem, layout.quantity)));
                Quantity::Unreadable
            }
        }
    }

    /// A date that stands in its cell as a number: the day it counts to. Of 2013.1 nobody knows
    /// whether it was 2013.10, so it says no more than the year.
    fn day_of_number(
        &mut self,
        line: u32,
        row: &RowRef<'_>,
        layout: &Layout,
        printed: &str,
    ) -> Option<String> {
        let column = layout.commissioned?;
        if row.kind(column) != CellKind::Number || row.trimmed(column) != printed {
            return None;
        }
        let (code, read) = if let Some(day) = row.day_of_number(column) {
            ("date-from-number", day)
        } else if printed.len() == 6 && printed.ends_with(".1") {
            ("month-of-number", printed[..4].to_owned())
        } else {
            return None;
        };
        let problem = Problem::note(code, None).with("text", printed).with("read", read.as_str());
        self.problems.push((line, layout.at(problem, Some(column))));
        Some(read)
    }

    pub(crate) fn commissioned(
        &mut self,
        line: u32,
        text: &str,
        layout: &Layout,
    ) -> Option<(i32, i32)> {
        match Absence::of(text) {
            Some(Absence::Unreadable) | None => {}
            Some(_) => return None,
        }
        let read = if let Some(&read) = self.dates.get(text) {
            read
        } else {
            let days = |read: PartialDate| {
                (date::days_since_epoch(read.first_day()), date::days_since_epoch(read.last_day()))
            };
            let read = PartialDate::parse(text.strip_suffix(".0").unwrap_or(text)).map(days);
            if self.dates.len() >= MOST_NAMES {
                self.dates.clear();
            }
            self.dates.insert(text.into(), read);
            read
        };
        if read.is_none() {
            let problem = Problem::warning("unreadable-date", None).with("text", text);
            self.problems.push((line, layout.at(problem, layout.commissioned)));
        }
        read
    }
}
