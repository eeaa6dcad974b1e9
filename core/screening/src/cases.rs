//! Runs the worked cases of criteria: each case goes a row's whole way, and its criterion has to say
//! what the case expects.

use crate::facts::Facts;
use crate::run::{CHUNK_ROWS, Reading, Spare};
use crate::screening::{Options, Screening};
use crate::worker::Worker;
use phaseout_criteria::{Case, Criterion, Program};
use phaseout_documents::{Source, open};
use phaseout_host::{Generation, Industry};
use phaseout_model::{Date, Outcome, PartialDate};
use std::collections::BTreeMap;
use std::io::Cursor;

/// A case whose criterion says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFailure {
    /// The criterion.
    pub criterion: String,
    /// Its file.
    pub path: String,
    /// The line of the case, counted from 1.
    pub line: usize,
    /// What the case expects.
    pub expected: Outcome,
    /// What the criterion says; `None` where the row could not be judged at all.
    pub found: Option<Outcome>,
    /// Codes of the problems with the case's cells.
    pub problems: Vec<String>,
}

/// What running all cases came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseReport {
    /// Criteria tested.
    pub criteria: usize,
    /// Cases run.
    pub cases: usize,
    /// Cases of each outcome.
    pub by_outcome: BTreeMap<Outcome, usize>,
    /// Cases from a published row or document, not constructed.
    pub from_sources: usize,
    /// The cases that failed.
    pub failures: Vec<CaseFailure>,
}

/// Runs every worked case of every criterion loaded. `as_of` is for cases that name no date of their
/// own; dates in force and regions do not matter.
pub fn test_criteria(generation: &Generation, as_of: Date) -> CaseReport {
    let mut report = CaseReport::default();
    for industry in &generation.industries {
        report.criteria += industry.criteria.len();
        let mut by_date: BTreeMap<Date, Vec<(usize, &Case)>> = BTreeMap::new();
        for (index, criterion) in industry.criteria.iter().enumerate() {
            for case in &criterion.cases {
                by_date.entry(date_of(case).unwrap_or(as_of)).or_default().push((index, case));
            }
        }
        for (day, cases) in by_date {
            for (chunk, (index, case)) in
                run_cases(generation, industry, day, &cases).into_iter().zip(cases)
            {
                report.cases += 1;
                *report.by_outcome.entry(case.expect).or_default() += 1;
                report.from_sources += usize::from(case.source != "constructed");
                let (found, problems) = chunk;
                if found != Some(case.expect) {
                    let criterion = &industry.criteria[index];
                    report.failures.push(CaseFailure {
                        criterion: criterion.id.clone(),
                        path: criterion.path.clone(),
                        line: case.line,
                        expected: case.expect,
                        found,
                        problems,
                    });
                }
            }
        }
    }
    report
}

fn date_of(case: &Case) -> Option<Date> {
    let (_, text) = case.cells.iter().find(|(field, _)| field == "as_of")?;
    PartialDate::parse(text).map(PartialDate::last_day)
}

/// The cases as one table, judged by the industry's criteria freed of place and time.
fn run_cases(
    generation: &Generation,
    industry: &Industry,
    day: Date,
    cases: &[(usize, &Case)],
) -> Vec<(Option<Outcome>, Vec<String>)> {
    let options = Options { as_of: day, region: None, map: Vec::new(), facts: Facts::default() };
    let mut screening = Screening::new(generation, options);
    let position =
        generation.industries.iter().position(|other| std::ptr::eq(other, industry)).unwrap_or(0);
    let timeless: Vec<Criterion> = industry.criteria.iter().map(timeless).collect();
    screening.programs[position] = Program::compile(&timeless, &industry.manifest.vocabulary, day);
    let Ok(document) = open(Source::Stdin(Box::new(Cursor::new(table(industry, cases))))) else {
        return vec![(None, Vec::new()); cases.len()];
    };
    let mut reading = Reading::new(&screening, vec![document]);
    let mut worker = Worker::new(&screening);
    let mut outcomes = Vec::with_capacity(cases.len());
    let mut spare = Spare::default();
    while let Ok(Some(job)) = reading.next(&mut spare) {
        debug_assert!(job.chunk.rows() <= CHUNK_ROWS, "a chunk is no longer than asked for");
        if worker.judge(&job.chunk, &job.layout, &job.ids, false).is_err() {
            break;
        }
        for (line, (index, _)) in
            worker.lines(&job.chunk, &job.layout).zip(&cases[outcomes.len()..])
        {
            let findings = line.units().next().map(|unit| unit.findings()).unwrap_or_default();
            let outcome = findings
                .iter()
                .find(|finding| finding.criterion == *index)
                .map(|finding| finding.outcome);
            outcomes.push((outcome, line.problem_codes().map(str::to_owned).collect()));
        }
    }
    outcomes.resize(cases.len(), (None, Vec::new()));
    outcomes
}

fn timeless(criterion: &Criterion) -> Criterion {
    let mut criterion = criterion.clone();
    criterion.basis.from = None;
    criterion.basis.until = None;
    criterion.region = None;
    criterion
}

/// A csv table with a row for each case and a column for each field that a case names.
fn table(industry: &Industry, cases: &[(usize, &Case)]) -> Vec<u8> {
    let mut fields: Vec<&str> = vec!["row_id", "industry", "equipment", "spec"];
    for (field, _) in cases.iter().flat_map(|(_, case)| &case.cells) {
        if field != "as_of" && !fields.contains(&field.as_str()) {
            fields.push(field);
        }
    }
    let mut text = String::new();
    row(&mut text, fields.iter().copied());
    for (number, (index, case)) in cases.iter().enumerate() {
        let number = number.to_string();
        let first_kind = industry.criteria[*index].kinds.first().copied().unwrap_or(0);
        let kind = &industry.manifest.vocabulary.kinds[usize::from(first_kind)];
        row(
            &mut text,
            fields.iter().map(|&field| {
                let cell = case
                    .cells
                    .iter()
                    .find(|(name, _)| name == field)
                    .map(|(_, cell)| cell.as_str());
                match field {
                    "row_id" => number.as_str(),
                    "industry" => &industry.manifest.vocabulary.industry,
                    "equipment" => {
                        cell.unwrap_or_else(|| kind.printed.first().map_or("", String::as_str))
                    }
                    _ => cell.unwrap_or(""),
                }
            }),
        );
    }
    text.into_bytes()
}

fn row<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push('\n');
}
