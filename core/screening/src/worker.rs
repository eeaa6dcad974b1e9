//! A chunk's way from rows to judged lines: read every row into its industry's bench while reading,
//! judge the benches, and put the verdicts back to their lines.

use crate::bench::Bench;
use crate::entry::{Entry, fact};
use crate::judged::JudgedLine;
use crate::layout::Layout;
use crate::place::Places;
use crate::screening::Screening;
use crate::template::Template;
use phaseout_documents::{CellKind, Chunk, RowRef};
use phaseout_host::HostError;
use phaseout_model::credit_code::CreditCodeError;
use phaseout_model::{Absence, CreditCode, KindIndex, Problem, RegionCode, Verdict};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// A row that is not a line, and why: `total`, `money`, `note`, `header` …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The sheet of a workbook.
    pub sheet: Option<Arc<str>>,
    /// The row.
    pub row: u64,
    /// The reason.
    pub reason: &'static str,
}

/// A line between reading and judging.
#[derive(Debug)]
pub(crate) struct LineDraft {
    /// Its row in the chunk.
    pub(crate) row: usize,
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
    /// The cell is merged with that of a row above: several lines share a number.
    Merged,
    /// The row is part of the header or stands above it.
    Header,
    /// The row is no line, and why.
    NoLine(&'static str),
}

/// One thread's place of work.
#[derive(Debug)]
pub(crate) struct Worker<'s> {
    pub(crate) screening: &'s Screening<'s>,
    pub(crate) benches: Vec<Bench>,
    lines: Vec<LineDraft>,
    pub(crate) units: Vec<UnitDraft>,
    pub(crate) problems: Vec<(u32, Problem)>,
    skipped: Vec<Skipped>,
    places: Places,
    industries: FxHashMap<Box<str>, Option<usize>>,
    pub(crate) dates: FxHashMap<Box<str>, Option<(i32, i32)>>,
}

/// So many industry names are remembered.
pub(crate) const MOST_NAMES: usize = 4096;

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
            match id {
                IdState::Header => {}
                IdState::NoLine(reason) => {
                    let row = chunk.row(index).number();
                    self.skipped.push(Skipped { sheet: layout.sheet.clone(), row, reason });
                }
                id => self.row(index, &chunk.row(index), layout, id),
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
            let (sheet, row) = (layout.sheet.clone(), row.number());
            self.skipped.push(Skipped { sheet, row, reason });
            return;
        }
        let line = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        let own_id = self.own_id(line, row, layout, id);
        if !row_type.is_empty() && !KNOWN_ROW_TYPES.contains(&row_type) {
            let problem = Problem::note("row-type-unknown", None).with("text", row_type);
            self.problems.push((line, layout.at(problem, layout.row_type)));
        }
        self.damaged_cells(line, row, layout);
        self.shared_figures(line, row, layout);
        self.credit_code(line, row, layout);
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
            IdState::Own | IdState::Header | IdState::NoLine(_) => return None,
            IdState::Missing => Some(Problem::warning("line-id-missing", None)),
            IdState::Repeated => {
                let printed = layout.line.map_or("", |column| row.cell(column));
                Some(Problem::warning("line-id-repeated", None).with("id", printed.trim()))
            }
            IdState::Merged => Some(Problem::note("line-id-merged", None)),
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

    /// A capacity or a number of units that stands for several lines together: each is given it, and
    /// a person has to say what belongs to which.
    fn shared_figures(&mut self, line: u32, row: &RowRef<'_>, layout: &Layout) {
        for column in [layout.capacity, layout.quantity].into_iter().flatten() {
            if row.is_repeated(column)
                && let Some((from, _)) = row.anchor(column)
            {
                let problem = Problem::warning("figure-of-several-rows", None)
                    .with("text", row.trimmed(column))
                    .with("row", from.to_string());
                self.problems.push((line, layout.at(problem, Some(column))));
            }
        }
    }

    fn credit_code(&mut self, line: u32, row: &RowRef<'_>, layout: &Layout) {
        let Some(column) = layout.credit_code else { return };
        let printed = row.trimmed(column);
        if printed.is_empty() || Absence::of(printed).is_some() {
            return;
        }
        if row.is_damaged_code(column) {
            let problem = Problem::warning("code-damaged", None).with("text", printed);
            self.problems.push((line, layout.at(problem, layout.credit_code)));
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
