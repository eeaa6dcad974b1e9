//! A chunk's way from rows to judged lines: read every row into its industry's bench while reading,
//! judge the benches, and put the verdicts back to their lines.

use crate::bench::{Bench, Incoming, Origin};
use crate::facts::Fact;
use crate::judged::JudgedLine;
use crate::layout::Layout;
use crate::pieces;
use crate::place::Places;
use crate::screening::Screening;
use crate::template::Template;
use crate::value::Value;
use phaseout_documents::{CellKind, Chunk, RowRef};
use phaseout_host::{HostError, Industry};
use phaseout_model::{
    Absence, AttributeValue, CreditCode, Interval, KindIndex, PartialDate, Problem, RegionCode, Truth, Verdict, date,
};
use phaseout_host::forms;
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
pub struct Worker<'s> {
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
    pub(crate) fn lines<'a>(&'a self, chunk: &'a Chunk, layout: &'a Layout) -> impl Iterator<Item = JudgedLine<'a>> {
        let mut at = 0;
        (0..).zip(&self.lines).map(move |(number, draft)| {
            let start = at;
            while self.problems.get(at).is_some_and(|(line, _)| *line == number) {
                at += 1;
            }
            JudgedLine { worker: self, layout, row: chunk.row(draft.row), draft, problems: &self.problems[start..at] }
        })
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
            bench.judge(self.screening, index, &mut |row, problem| problems.push((lines[row], problem)))?;
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
        draft.industry = self.industry(line, cell(layout.industry), [cell(layout.equipment), cell(layout.spec)], layout);
        if let Some(industry) = draft.industry {
            let screening = self.screening;
            let facts = if screening.options.facts.is_empty() {
                &[]
            } else {
                screening.options.facts.of(draft.own_id.as_deref().unwrap_or_else(|| cell(layout.line)))
            };
            let mut bits = place.bits.get(industry).copied().unwrap_or(0);
            if let Some(fact) = facts.iter().find(|fact| is_region(&fact.attribute)) {
                let read = Places::read(screening, layout, &[&fact.value]);
                draft.region = read.code;
                bits = read.bits.get(industry).copied().unwrap_or(0);
                self.problems.extend(read.problems.into_iter().map(|problem| (line, problem)));
            }
            self.units_of(line, &mut draft, row, layout, industry, bits, facts);
        }
        self.lines.push(draft);
    }

    fn own_id(&mut self, line: u32, row: &RowRef<'_>, layout: &Layout, id: IdState) -> Option<String> {
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
            self.problems.push((line, layout.at(problem.with("line", own_id.as_str()), layout.line)));
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
        use phaseout_model::credit_code::CreditCodeError;
        let problem = match CreditCode::parse(printed) {
            Ok(_) => return,
            Err(CreditCodeError::Length(length)) => {
                Problem::warning("credit-code-length", None).with("length", length.to_string())
            }
            Err(CreditCodeError::Character(character, at)) => Problem::warning("credit-code-character", None)
                .with("character", character.to_string())
                .with("at", at.to_string()),
            Err(CreditCodeError::Check { expected, found }) => Problem::warning("credit-code-check", None)
                .with("expected", expected.to_string())
                .with("found", found.to_string()),
        };
        self.problems.push((line, layout.at(problem.with("text", printed), layout.credit_code)));
    }

    /// The industry printed; a blank one is taken from the equipment if one plugin alone declares it.
    fn industry(&mut self, line: u32, printed: &str, texts: [&str; 2], layout: &Layout) -> Option<usize> {
        if Absence::of(printed).is_none() {
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
        let found = texts.into_iter().find_map(|text| self.screening.industries.by_equipment(text));
        if found.is_none() {
            let problem = Problem::error("industry-missing", None);
            self.problems.push((line, layout.at(problem, layout.industry)));
        }
        found
    }

    #[expect(clippy::too_many_arguments, reason = "one row's facts, brought together from its columns")]
    fn units_of(
        &mut self,
        line: u32,
        draft: &mut LineDraft,
        row: &RowRef<'_>,
        layout: &Layout,
        index: usize,
        place: u64,
        facts: &[Fact],
    ) {
        let cell = |column: Option<usize>| column.map_or("", |column| row.trimmed(column));
        let screening = self.screening;
        let industry = &screening.generation.industries[index];
        let equipment = with_equipment_facts(industry, cell(layout.equipment), facts);
        let (equipment, spec) = (equipment.as_deref().unwrap_or_else(|| cell(layout.equipment)), cell(layout.spec));
        let template = self.benches[index].template(screening, index, equipment, spec);
        let printed_count = self.quantity(line, fact_or(facts, "quantity", cell(layout.quantity)), layout);
        let commissioned = self.commissioned(line, fact_or(facts, "commissioned", cell(layout.commissioned)), layout);
        let reads = industry.library.as_ref().is_some_and(|library| library.reads() || library.derives());
        let first = self.units.len();
        for (number, unit) in template.units.iter().enumerate() {
            let quantity = match (unit.count, printed_count, template.units.len()) {
                (Some(count), Some(printed), 1) if count != printed => {
                    let problem = Problem::warning("quantity-contradiction", None)
                        .with("first", count.to_string())
                        .with("second", printed.to_string());
                    self.problems.push((line, layout.at(problem, layout.quantity)));
                    None
                }
                (Some(count), ..) => Some(count),
                (None, printed, 1) => printed,
                (None, ..) => None,
            };
            let incoming = Incoming { equipment, spec, quantity, commissioned, place };
            let bench_row = self.benches[index].push(&template, number, &incoming, reads);
            self.units.push(UnitDraft {
                row: bench_row,
                template_unit: number,
                kind: unit.kind,
                doubtful: unit.doubtful,
                quantity,
                verdict: Verdict::Retain,
            });
        }
        draft.units = first..self.units.len();
        draft.template = Some(template);
        self.columns(line, draft, row, layout, index);
        self.facts(line, draft, index, facts);
        self.claims(line, draft, index, cell(layout.exemption), cell(layout.evidence), facts, layout);
    }

    /// Values in columns of their own.
    fn columns(&mut self, line: u32, draft: &LineDraft, row: &RowRef<'_>, layout: &Layout, index: usize) {
        let industry = &self.screening.generation.industries[index];
        let attributes = &industry.manifest.vocabulary.attributes;
        if let Some(column) = layout.capacity {
            let text = row.trimmed(column);
            let unit = layout.capacity_unit.map(|column| row.trimmed(column)).filter(|unit| !unit.is_empty());
            let unit = unit.or(layout.header_units[column].as_deref());
            let capacity = attributes.iter().position(|a| matches!(a.value, AttributeValue::Capacity { .. }));
            if let (Some(capacity), false) = (capacity, text.is_empty()) {
                self.give(line, draft, index, capacity, text, unit, Origin::Column(column), Some((layout, column)));
            }
        }
        for &(attribute, column) in &layout.attributes[index] {
            let text = row.trimmed(column);
            if !text.is_empty() {
                let unit = layout.header_units[column].as_deref();
                self.give(line, draft, index, attribute, text, unit, Origin::Column(column), Some((layout, column)));
            }
        }
    }

    /// Gives a value to the units that may have the attribute; a size that could be two units' is a
    /// problem, and nobody's.
    #[expect(clippy::too_many_arguments, reason = "a value with its text, unit and address")]
    fn give(
        &mut self,
        line: u32,
        draft: &LineDraft,
        index: usize,
        attribute: usize,
        text: &str,
        unit: Option<&str>,
        origin: Origin,
        place: Option<(&Layout, usize)>,
    ) {
        let industry = &self.screening.generation.industries[index];
        let vocabulary = &industry.manifest.vocabulary;
        let at = |problem: Problem| match place {
            Some((layout, column)) => layout.at(problem, Some(column)),
            None => Problem { column: Some("--facts".to_owned()), ..problem },
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
        let measured = matches!(vocabulary.attributes[attribute].value, AttributeValue::Measure { .. });
        let mut having = draft.units.clone().filter(|&unit| {
            vocabulary.may_have(self.units[unit].kind, attribute) != Truth::False
        });
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
                let problem = Problem::note("attribute-does-not-fit", None).with("attribute", name).with("text", text);
                self.problems.push((line, at(problem)));
            }
        }
    }

    /// Facts about attributes. Those about equipment, place, quantity, dates and exemptions were used
    /// before.
    fn facts(&mut self, line: u32, draft: &LineDraft, index: usize, facts: &[Fact]) {
        let industry = &self.screening.generation.industries[index];
        for (number, fact) in facts.iter().enumerate() {
            if is_other_fact(&fact.attribute) {
                continue;
            }
            let Some(attribute) = industry.manifest.vocabulary.attribute(&fact.attribute) else {
                let problem = Problem::warning("fact-attribute-unknown", Some("--facts"));
                self.problems.push((line, problem.with("attribute", fact.attribute.as_str())));
                continue;
            };
            match fact.unit {
                None => self.give(line, draft, index, attribute, &fact.value, None, Origin::Fact(number), None),
                Some(unit) => {
                    let at = draft.units.start + unit as usize - 1;
                    if draft.units.contains(&at) {
                        let one = LineDraft { units: at..at + 1, own_id: None, template: None, ..*draft };
                        self.give(line, &one, index, attribute, &fact.value, None, Origin::Fact(number), None);
                    } else {
                        let problem = Problem::warning("fact-unit-unknown", Some("--facts"));
                        self.problems.push((line, problem.with("unit", unit.to_string())));
                    }
                }
            }
        }
    }

    fn quantity(&mut self, line: u32, text: &str, layout: &Layout) -> Option<u32> {
        if Absence::of(text).is_some() {
            return None;
        }
        let plain = text.parse::<u32>().ok();
        let read = plain.or_else(|| {
            let whole = text.strip_suffix(".0").and_then(|text| text.parse::<u32>().ok());
            whole.or_else(|| forms::read(&[&self.screening.count], &[], text).and_then(|reading| reading.count))
        });
        if read.is_none() {
            let problem = Problem::warning("unreadable-quantity", None).with("text", text);
            self.problems.push((line, layout.at(problem, layout.quantity)));
        }
        read
    }

    fn commissioned(&mut self, line: u32, text: &str, layout: &Layout) -> Option<(i32, i32)> {
        if Absence::of(text).is_some() {
            return None;
        }
        let read = match self.dates.get(text) {
            Some(&read) => read,
            None => {
                let days = |read: PartialDate| {
                    (date::days_since_epoch(read.first_day()), date::days_since_epoch(read.last_day()))
                };
                let read = PartialDate::parse(text).map(days);
                if self.dates.len() >= MOST_NAMES {
                    self.dates.clear();
                }
                self.dates.insert(text.into(), read);
                read
            }
        };
        if read.is_none() {
            let problem = Problem::warning("unreadable-date", None).with("text", text);
            self.problems.push((line, layout.at(problem, layout.commissioned)));
        }
        read
    }

    /// A claim fits the exemptions of which it holds a word; evidence makes it count.
    #[expect(clippy::too_many_arguments, reason = "claim and evidence with their address")]
    fn claims(
        &mut self,
        line: u32,
        draft: &LineDraft,
        index: usize,
        claim: &str,
        evidence: &str,
        facts: &[Fact],
        layout: &Layout,
    ) {
        let fact = facts.iter().find(|fact| matches!(fact.attribute.as_str(), "exemption" | "豁免" | "豁免事由"));
        let evidence_fact = facts.iter().find(|fact| matches!(fact.attribute.as_str(), "evidence" | "证明材料"));
        let claim = fact.map_or(claim, |fact| fact.value.as_str());
        let evidence = evidence_fact
            .map(|fact| fact.value.as_str())
            .or_else(|| fact.map(|fact| fact.evidence.as_str()).filter(|text| !text.is_empty()))
            .unwrap_or(evidence);
        if Absence::of(claim).is_some() {
            return;
        }
        let evidence = if Absence::of(evidence).is_some() { None } else { Some(evidence.to_owned()) };
        let industry = &self.screening.generation.industries[index];
        let folded = forms::normalize(claim);
        let mut fits = false;
        for (criterion, exemption, words) in industry.criteria.iter().enumerate().flat_map(|(at, criterion)| {
            criterion.exemptions.iter().enumerate().map(move |(number, e)| (at, number, e))
        }) {
            if !words.words.iter().any(|word| folded.contains(&forms::normalize(word))) {
                continue;
            }
            fits = true;
            let accepted = evidence.is_some() && words.confirmed;
            for unit in draft.units.clone() {
                let row = self.units[unit].row;
                self.benches[index].columns.claim(row, criterion, exemption, accepted, evidence.clone());
            }
        }
        if !fits {
            let problem = Problem::warning("exemption-unknown", None).with("text", claim);
            self.problems.push((line, layout.at(problem, layout.exemption)));
        }
    }
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
    let total = |text: &str| {
        // The four words, and spaces between their characters, are short.
        if text.len() > 24 || !text.starts_with(['合', '总', '小', '共']) {
            return false;
        }
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        matches!(text.as_str(), "合计" | "总计" | "小计" | "共计")
    };
    (total(enterprise) || total(id)).then_some("total")
}

fn is_region(attribute: &str) -> bool {
    matches!(attribute, "region" | "地区" | "所在地" | "行政区划")
}

fn is_other_fact(attribute: &str) -> bool {
    is_region(attribute)
        || matches!(
            attribute,
            "equipment" | "设备名称" | "设备" | "quantity" | "数量" | "commissioned" | "投产年份" | "投产日期"
                | "exemption" | "豁免" | "豁免事由" | "evidence" | "证明材料"
        )
}

/// The fact of a name, else the cell.
fn fact_or<'a>(facts: &'a [Fact], name: &str, cell: &'a str) -> &'a str {
    let zh: &[&str] = match name {
        "quantity" => &["数量"],
        _ => &["投产年份", "投产日期"],
    };
    let fact = facts.iter().find(|fact| fact.attribute == name || zh.contains(&fact.attribute.as_str()));
    fact.map_or(cell, |fact| fact.value.as_str())
}

/// The equipment cell with what was found out since in the place of what it says. A kind's id stands
/// for its first printed name.
fn with_equipment_facts(industry: &Industry, cell: &str, facts: &[Fact]) -> Option<String> {
    let mut parts: Option<Vec<String>> = None;
    for fact in facts.iter().filter(|fact| matches!(fact.attribute.as_str(), "equipment" | "设备名称" | "设备")) {
        let vocabulary = &industry.manifest.vocabulary;
        let printed = vocabulary
            .kind(&fact.value)
            .and_then(|kind| vocabulary.kinds[usize::from(kind)].printed.first().cloned())
            .unwrap_or_else(|| fact.value.clone());
        let parts = parts.get_or_insert_with(|| pieces::units(cell).into_iter().map(str::to_owned).collect());
        match fact.unit {
            Some(unit) if parts.len() > 1 => {
                if let Some(part) = parts.get_mut(unit as usize - 1) {
                    *part = printed;
                }
            }
            _ => *parts = vec![printed],
        }
    }
    parts.map(|parts| parts.join("、"))
}
