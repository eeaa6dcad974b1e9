//! A chunk's way from rows to judged lines: read every row into its industry's bench while reading,
//! judge the benches, and put the verdicts back to their lines.

use crate::bench::{Bench, Incoming, Origin, Quantity};
use crate::facts::Fact;
use crate::judged::JudgedLine;
use crate::layout::{Layout, common_field};
use crate::place::Places;
use crate::screening::Screening;
use crate::template::{Template, read_as};
use crate::value::Value;
use phaseout_documents::{CellKind, Chunk, RowRef};
use phaseout_host::HostError;
use phaseout_host::forms;
use phaseout_model::credit_code::CreditCodeError;
use phaseout_model::{
    Absence, AttributeValue, CreditCode, Interval, KindIndex, PartialDate, Problem, RegionCode,
    Truth, Verdict, date,
};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::rc::Rc;

/// A row that is not a line, and why: `total`, `money`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The row.
    pub row: u64,
    /// The reason.
    pub reason: &'static str,
}

/// A line between reading and judging.
#[derive(Debug)]
pub(crate) struct LineDraft {
    row: usize,
    pub(crate) own_id: Option<String>,
    pub(crate) industry: Option<usize>,
    pub(crate) units: Range<usize>,
    pub(crate) region: Option<RegionCode>,
    pub(crate) verdict: Verdict,
    pub(crate) template: Option<Rc<Template>>,
}

/// A unit between reading and judging.
#[derive(Debug)]
pub(crate) struct UnitDraft {
    /// Its row on its industry's bench.
    pub(crate) row: usize,
    pub(crate) template_unit: usize,
    pub(crate) kind: KindIndex,
    pub(crate) doubtful: bool,
    pub(crate) quantity: Option<u32>,
    pub(crate) verdict: Verdict,
}

/// What the reader found of a row's id, in the order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdState {
    /// Its own, seen for the first time.
    Own,
    /// The cell is blank.
    Missing,
    /// Another row bore it before.
    Repeated,
    /// The sheet has no column for it; said once, at its first line.
    NoColumn {
        /// This is the first line.
        first: bool,
    },
    /// The row is part of the header or stands above it.
    Header,
}

/// One thread's place of work.
#[derive(Debug)]
pub(crate) struct Worker<'s> {
    pub(crate) screening: &'s Screening<'s>,
    pub(crate) benches: Vec<Bench>,
    lines: Vec<LineDraft>,
    pub(crate) units: Vec<UnitDraft>,
    problems: Vec<(u32, Problem)>,
    skipped: Vec<Skipped>,
    places: Places,
    industries: FxHashMap<Box<str>, Option<usize>>,
    dates: FxHashMap<Box<str>, Option<(i32, i32)>>,
}

/// So many industry names are remembered.
const MOST_NAMES: usize = 4096;

impl<'s> Worker<'s> {
    pub(crate) fn new(screening: &'s Screening<'s>) -> Self {
        Self {
            screening,
            benches: screening.generation.industries.iter().map(Bench::of).collect(),
            lines: Vec::new(),
            units: Vec::new(),
            problems: Vec::new(),
            skipped: Vec::new(),
            places: Places::default(),
            industries: FxHashMap::default(),
            dates: FxHashMap::default(),
        }
    }

    /// Judges a chunk. With `briefs`, the short forms are prepared for all lines at once.
    pub(crate) fn judge(
        &mut self,
        chunk: &Chunk,
        layout: &Layout,
        ids: &[IdState],
        briefs: bool,
    ) -> Result<(), HostError> {
        self.lines.clear();
        self.units.clear();
        self.problems.clear();
        self.skipped.clear();
        self.benches.iter_mut().for_each(Bench::clear);
        for (index, &id) in ids.iter().enumerate() {
            if id != IdState::Header {
                self.row(index, &chunk.row(index), layout, id);
            }
        }
        self.judge_benches(briefs)?;
        self.problems.sort_by_key(|(line, _)| *line);
        Ok(())
    }

    /// The rows of the chunk that are no lines.
    pub(crate) fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// The lines of the chunk, in order, judged.
    pub(crate) fn lines<'a>(
        &'a self,
        chunk: &'a Chunk,
        layout: &'a Layout,
    ) -> impl Iterator<Item = JudgedLine<'a>> {
        let mut at = 0;
        (0..).zip(&self.lines).map(move |(number, draft)| {
            let start = at;
            while self.problems.get(at).is_some_and(|(line, _)| *line == number) {
                at += 1;
            }
            JudgedLine {
                worker: self,
                layout,
                row: chunk.row(draft.row),
                draft,
                problems: &self.problems[start..at],
            }
        })
    }

    /// Lets the plugins look for contradictions in the chunk's lines, one call for each industry.
    pub(crate) fn inspect(&mut self, chunk: &Chunk, layout: &Layout) -> Result<(), HostError> {
        let found = crate::control::contradictions(self, chunk, layout)?;
        if !found.is_empty() {
            self.problems.extend(found);
            self.problems.sort_by_key(|(line, _)| *line);
        }
        Ok(())
    }

    fn judge_benches(&mut self, briefs: bool) -> Result<(), HostError> {
        // The line of each bench row, for problems that are found while judging.
        let mut lines_of: Vec<Vec<u32>> = vec![Vec::new(); self.benches.len()];
        for (number, line) in (0..).zip(&self.lines) {
            if let Some(industry) = line.industry {
                lines_of[industry].extend(line.units.clone().map(|_| number));
            }
        }
        for (index, bench) in self.benches.iter_mut().enumerate() {
            let problems = &mut self.problems;
            let lines = &lines_of[index];
            bench.judge(self.screening, index, &mut |row, problem| {
                problems.push((lines[row], problem));
            })?;
            if briefs {
                bench.prepare_briefs(self.screening, index);
            }
        }
        for line in &mut self.lines {
            let Some(industry) = line.industry else { continue };
            let verdicts = self.benches[industry].scratch.verdicts();
            for unit in &mut self.units[line.units.clone()] {
                unit.verdict = verdicts[unit.row];
                line.verdict = line.verdict.max(unit.verdict);
            }
        }
        Ok(())
    }

    fn row(&mut self, index: usize, row: &RowRef<'_>, layout: &Layout, id: IdState) {
        let cell = |column: Option<usize>| column.map_or("", |column| row.trimmed(column));
        let row_type = cell(layout.row_type);
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if let Some(reason) = skip(row_type, cell(layout.enterprise), cell(layout.line)) {
            self.skipped.push(Skipped { row: row.number(), reason });
            return;
        }
        let line = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        let own_id = self.own_id(line, row, layout, id);
        if !row_type.is_empty() && !KNOWN_ROW_TYPES.contains(&row_type) {
            let problem = Problem::note("row-type-unknown", None).with("text", row_type);
            self.problems.push((line, layout.at(problem, layout.row_type)));
        }
        self.damaged_cells(line, row, layout);
        self.credit_code(line, cell(layout.credit_code), layout);
        let mut draft = LineDraft {
            row: index,
            own_id,
            industry: None,
            units: self.units.len()..self.units.len(),
            region: None,
            verdict: Verdict::Unjudged,
            template: None,
        };
        let place = self.places.of(self.screening, layout, row);
        draft.region = place.code;
        self.problems.extend(place.problems.iter().map(|problem| (line, problem.clone())));
        let facts = if self.screening.options.facts.is_empty() {
            &[]
        } else {
            self.screening
                .options
                .facts
                .of(draft.own_id.as_deref().unwrap_or_else(|| cell(layout.line)))
        };
        let equipment = self.text(line, row, layout, layout.equipment);
        let spec = self.text(line, row, layout, layout.spec);
        let found = fact(facts, "equipment", None).map_or("", |fact| fact.value.as_str());
        draft.industry =
            self.industry(line, cell(layout.industry), [found, equipment, spec], layout);
        if let Some(industry) = draft.industry {
            let mut bits = place.bits.get(industry).copied().unwrap_or(0);
            if let Some(fact) = fact(facts, "region", None) {
                let read = Places::read(self.screening, layout, &[&fact.value]);
                draft.region = read.code;
                bits = read.bits.get(industry).copied().unwrap_or(0);
                self.problems.extend(read.problems.into_iter().map(|problem| (line, problem)));
            }
            let row = Entry { line, row, layout, industry, place: bits, facts, equipment, spec };
            self.units_of(&mut draft, &row);
        }
        self.lines.push(draft);
    }

    fn own_id(
        &mut self,
        line: u32,
        row: &RowRef<'_>,
        layout: &Layout,
        id: IdState,
    ) -> Option<String> {
        let problem = match id {
            IdState::Own | IdState::Header => return None,
            IdState::Missing => Some(Problem::warning("line-id-missing", None)),
            IdState::Repeated => {
                let printed = layout.line.map_or("", |column| row.cell(column));
                Some(Problem::warning("line-id-repeated", None).with("id", printed.trim()))
            }
            IdState::NoColumn { first } => first.then(|| Problem::note("line-id-no-column", None)),
        };
        let own_id = layout.own_id(row.number());
        if let Some(problem) = problem {
            self.problems
                .push((line, layout.at(problem.with("line", own_id.as_str()), layout.line)));
        }
        Some(own_id)
    }

    /// Cells whose bytes or values are not what somebody wrote: they are read as far as they go.
    fn damaged_cells(&mut self, line: u32, row: &RowRef<'_>, layout: &Layout) {
        if !row.is_plain() {
            for column in 0..row.cells() {
                let code = match row.kind(column) {
                    CellKind::Damaged => "cell-damaged",
                    CellKind::Error => "cell-error",
                    _ => continue,
                };
                let problem = Problem::warning(code, None).with("text", row.cell(column));
                self.problems.push((line, layout.at(problem, Some(column))));
            }
        }
    }

    fn credit_code(&mut self, line: u32, printed: &str, layout: &Layout) {
        if printed.is_empty() || Absence::of(printed).is_some() {
            return;
        }
        let problem = match CreditCode::parse(printed) {
            Ok(_) => return,
            Err(CreditCodeError::Length(length)) => {
                Problem::warning("credit-code-length", None).with("length", length.to_string())
            }
            Err(CreditCodeError::Character(character, at)) => {
                Problem::warning("credit-code-character", None)
                    .with("character", character.to_string())
                    .with("at", at.to_string())
            }
            Err(CreditCodeError::Check { expected, found }) => {
                Problem::warning("credit-code-check", None)
                    .with("expected", expected.to_string())
                    .with("found", found.to_string())
            }
        };
        self.problems.push((line, layout.at(problem.with("text", printed), layout.credit_code)));
    }

    /// The industry printed; a blank one is taken from the equipment if one plugin alone declares it.
    fn industry(
        &mut self,
        line: u32,
        printed: &str,
        texts: [&str; 3],
        layout: &Layout,
    ) -> Option<usize> {
        let says_nothing = Absence::of(printed).is_some()
            || matches!(printed, "不详" | "未知" | "不明" | "待定" | "#N/A");
        if !says_nothing {
            if let Some(&known) = self.industries.get(printed) {
                return known;
            }
            let known = self.screening.industries.by_name(printed);
            if self.industries.len() >= MOST_NAMES {
                self.industries.clear();
            }
            self.industries.insert(printed.into(), known);
            return known;
        }
        let found = texts
            .into_iter()
            .filter(|text| !text.is_empty())
            .find_map(|text| self.screening.industries.by_equipment(text));
        if found.is_none() {
            let problem = Problem::error("industry-missing", None);
            self.problems.push((line, layout.at(problem, layout.industry)));
        }
        found
    }

    /// The text of a column, or of another one that holds the same field while the first is blank. Two
    /// that say different things say nothing.
    fn text<'r>(
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

    fn units_of(&mut self, draft: &mut LineDraft, row: &Entry<'_, '_>) {
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
        let commissioned_text = self.text(row.line, row.row, row.layout, row.layout.commissioned);
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
    fn with_equipment_facts(
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
    fn check_quantity(&mut self, row: &Entry<'_, '_>, template: &Template, printed: Quantity) {
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
    fn columns(&mut self, draft: &LineDraft, row: &Entry<'_, '_>) {
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
    fn give(
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
    fn facts(&mut self, draft: &LineDraft, row: &Entry<'_, '_>) {
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

    fn quantity(&mut self, line: u32, text: &str, layout: &Layout) -> Quantity {
        if matches!(Absence::of(text), Some(Absence::Blank | Absence::NotApplicable)) {
            return Quantity::Blank;
        }
        let plain = text.strip_suffix(".0").unwrap_or(text).parse::<u32>().ok();
        let read = plain.or_else(|| {
            // 2台, 两台机组, 二: the count ends at its counter, and no figure follows.
            let end = text.find(['座', '台', '条', '套', '个', '组', '只']);
            let (count, rest) = match end {
                Some(at) => text.split_at(at + text[at..].chars().next().map_or(0, char::len_utf8)),
                None => (text, ""),
            };
            let count = if end.is_some() { count.to_owned() } else { format!("{count}台") };
            let figures = rest.chars().any(char::is_numeric);
            let reading =
                forms::read(&[&self.screening.count], &[], &count).filter(|_| !figures)?;
            reading.count
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

    fn commissioned(&mut self, line: u32, text: &str, layout: &Layout) -> Option<(i32, i32)> {
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

    /// A claim fits the exemptions of which it holds a word; evidence makes it count. A claim that says
    /// not (不生产特种水泥), and evidence that is still to come (待补), count for nothing.
    fn claims(&mut self, draft: &LineDraft, row: &Entry<'_, '_>) {
        let Entry { line, layout, .. } = *row;
        let cell = |column: Option<usize>| column.map_or("", |column| row.row.trimmed(column));
        for (number, unit) in draft.units.clone().enumerate() {
            let claimed = fact(row.facts, "exemption", Some(number));
            let shown = fact(row.facts, "evidence", Some(number));
            let claim = claimed.map_or(cell(layout.exemption), |fact| fact.value.as_str());
            let evidence = shown
                .map(|fact| fact.value.as_str())
                .or_else(|| {
                    claimed.map(|fact| fact.evidence.as_str()).filter(|text| !text.is_empty())
                })
                .unwrap_or(cell(layout.evidence));
            let problem = match Absence::of(claim) {
                Some(Absence::Unreadable) => Some(Problem::warning("unreadable-value", None)),
                Some(_) => continue,
                None if denies(claim) => Some(Problem::warning("exemption-denied", None)),
                None if !self.claim(unit, row.industry, claim, evidence) => {
                    Some(Problem::warning("exemption-unknown", None))
                }
                None => None,
            };
            if let (Some(problem), true) =
                (problem, number == 0 || claimed.is_some_and(|fact| fact.unit.is_some()))
            {
                self.problems
                    .push((line, layout.at(problem.with("text", claim), layout.exemption)));
            }
        }
    }

    /// Enters a claim with every exemption that it fits; false if it fits none.
    fn claim(&mut self, unit: usize, industry: usize, claim: &str, evidence: &str) -> bool {
        let evidence = if Absence::of(evidence).is_some() || is_still_to_come(evidence) {
            None
        } else {
            Some(evidence.to_owned())
        };
        let criteria = &self.screening.generation.industries[industry].criteria;
        let folded = forms::normalize(claim);
        let mut fits = false;
        for (at, criterion) in criteria.iter().enumerate() {
            for (number, exemption) in criterion.exemptions.iter().enumerate() {
                if exemption.words.iter().any(|word| folded.contains(&forms::normalize(word))) {
                    fits = true;
                    let accepted = evidence.is_some() && exemption.confirmed;
                    let row = self.units[unit].row;
                    self.benches[industry].columns.claim(
                        row,
                        at,
                        number,
                        accepted,
                        evidence.clone(),
                    );
                }
            }
        }
        fits
    }
}

/// A row on its way to its industry's bench.
#[derive(Clone, Copy)]
struct Entry<'r, 'a> {
    line: u32,
    row: &'a RowRef<'r>,
    layout: &'a Layout,
    industry: usize,
    place: u64,
    facts: &'a [Fact],
    equipment: &'a str,
    spec: &'a str,
}

/// Facts that are used before the attributes' own.
const OTHER_FACTS: [&str; 6] =
    ["equipment", "region", "quantity", "commissioned", "exemption", "evidence"];

/// Whether a fact is about a field, by its id or by a header that means it.
fn is_about(fact: &Fact, field: &str) -> bool {
    fact.attribute == field
        || common_field(&fact.attribute).as_deref() == Some(field)
        || field == "equipment" && fact.attribute == "设备"
}

/// The fact about a field of a unit (counted from 0), or of every unit, that says something.
fn fact<'a>(facts: &'a [Fact], field: &str, unit: Option<usize>) -> Option<&'a Fact> {
    facts.iter().find(|fact| {
        let of_unit = match (fact.unit, unit) {
            (None, _) => true,
            (Some(of), Some(unit)) => of as usize == unit + 1,
            (Some(_), None) => field == "equipment",
        };
        of_unit && is_about(fact, field) && Absence::of(&fact.value).is_none()
    })
}

/// 不生产特种水泥 claims nothing.
fn denies(claim: &str) -> bool {
    ["不", "非", "未", "没有", "否"].iter().any(|word| claim.trim_start().starts_with(word))
}

/// Evidence that is promised is none.
fn is_still_to_come(evidence: &str) -> bool {
    ["暂无", "待", "未", "没有", "无", "尚"]
        .iter()
        .any(|word| evidence.trim_start().starts_with(word))
}

/// Row types that are judged without a remark.
const KNOWN_ROW_TYPES: [&str; 6] = [
    "enterprise_line",
    "enterprise_capacity",
    "enterprise_name_only",
    "power_unit",
    "tariff_list",
    "list_adjustment",
];

/// Why a row is no line.
fn skip(row_type: &str, enterprise: &str, id: &str) -> Option<&'static str> {
    match row_type {
        "total" => return Some("total"),
        "money" => return Some("money"),
        _ => {}
    }
    if matches!(row_type, "合计" | "小计" | "总计" | "Total" | "TOTAL") {
        return Some("total");
    }
    let total = |text: &str| {
        if !text.starts_with(['合', '总', '小', '共']) {
            return false;
        }
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let word = text.split([':', '\u{ff1a}', '(', '\u{ff08}']).next().unwrap_or_default();
        matches!(word, "合计" | "总计" | "小计" | "共计")
    };
    (total(enterprise) || total(id)).then_some("total")
}
