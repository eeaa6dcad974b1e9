//! Judges lines of the record again: from the cells of their last survey and what was found out since.

use crate::surroundings::{Surroundings, Trouble};
use phaseout_documents::Source;
use phaseout_host::Generation;
use phaseout_host::generation::hex;
use phaseout_ledger::{Book, Judged, LedgerError, Request};
use phaseout_model::{Class, Date, Outcome, RegionCode};
use phaseout_screening::{
    Fact, Facts, JudgedLine, Options, RecordRow, Render, Screening, run, tables_of,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The hash that names plugins and criteria in the record: every plugin's id and hash, then the criteria's.
pub fn generation_hash(generation: &Generation) -> String {
    let mut text = String::new();
    for industry in &generation.industries {
        let _ = writeln!(text, "{} {}", industry.id, industry.sha256);
    }
    text.push_str(&generation.criteria_sha256);
    hex(&Sha256::digest(text.as_bytes()))
}

/// What a judged line comes to.
pub fn judged(line: &JudgedLine<'_>, as_of: Date) -> Judged {
    let mut criteria: Vec<String> = Vec::new();
    for unit in line.units() {
        for finding in unit.findings() {
            let criterion = unit.criterion(&finding);
            let names = finding.outcome == Outcome::Hit
                && criterion.class == Class::Eliminate
                && criterion.confirmed
                && !criteria.contains(&criterion.id);
            if names {
                criteria.push(criterion.id.clone());
            }
        }
    }
    let brief = line.brief();
    let missing = brief.missing.split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    Judged { verdict: line.verdict().id().to_owned(), as_of, criteria, missing }
}

/// A judgement with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What the record takes.
    pub judged: Judged,
    /// The documents of the criteria that were touched, with their deadlines, as `screen` prints them.
    pub basis: Vec<String>,
    /// The deadlines that stand beside the documents; blank where a document sets none.
    pub deadlines: Vec<String>,
    /// What could not be used of the facts that were found out: what is wrong, what to do.
    pub unusable: Vec<(String, String)>,
}

/// A line to be judged, with a fact that its request brings.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Its place among those that are asked for together: two requests may bring different facts about
    /// one line.
    pub(crate) place: usize,
    pub(crate) line: String,
    pub(crate) fact: Option<Fact>,
}

impl Asked {
    fn key(&self) -> String {
        format!("{}#{}", self.line, self.place)
    }
}

/// What a request needs judged, and the fact that it brings.
#[derive(Clone, Debug)]
pub(crate) enum Needed {
    Nothing,
    /// The line as it is known.
    Line,
    /// The line with a fact found out since.
    With(Fact),
}

/// An identification without a decision, and a fact found out, need a judgement.
pub(crate) fn needed(request: &Request) -> Needed {
    let given = |names: [&str; 2]| {
        let found = request.facts.iter().find(|(key, _)| names.contains(&key.trim()));
        found.map(|(_, value)| value.clone())
    };
    match request.kind.as_str() {
        "identify" | "认定" if given(["decision", "决定"]).is_none() => Needed::Line,
        "determine" | "核实" => match (given(["attribute", "指标"]), given(["value", "取值"]))
        {
            (Some(attribute), Some(value)) => Needed::With(Fact {
                unit: given(["unit", "机组序号"]).and_then(|unit| unit.parse().ok()),
                attribute,
                value,
                evidence: given(["evidence", "证据"]).unwrap_or_default(),
                ..Fact::default()
            }),
            // The record refuses it and says what is missing.
            _ => Needed::Nothing,
        },
        _ => Needed::Nothing,
    }
}

/// Why lines could not be judged.
#[derive(Debug)]
pub(crate) enum Unjudged {
    Ledger(LedgerError),
    Trouble(Trouble),
}

impl From<LedgerError> for Unjudged {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

/// With what lines are judged.
pub(crate) struct Bench<'a> {
    pub(crate) generation: &'a Generation,
    /// It stands for lines that name none.
    pub(crate) region: RegionCode,
    pub(crate) around: &'a dyn Surroundings,
}

impl Bench<'_> {
    /// Judges lines as of a day, in the order in which they were asked for; `None` where there is no such
    /// line.
    pub(crate) fn judge(
        &self,
        book: Book<'_>,
        as_of: Date,
        asked: &[Asked],
    ) -> Result<Vec<Option<Judgement>>, Unjudged> {
        let (mut rows, mut facts) = (Vec::new(), Vec::new());
        for one in asked {
            let Some(line) = book.line(&one.line)? else { continue };
            rows.push((one.key(), line.cells()));
            for known in book.determined(&line.id)? {
                let replaced = one.fact.as_ref().is_some_and(|fact| {
                    fact.attribute == known.attribute && fact.unit == known.unit
                });
                if !replaced {
                    let fact = Fact {
                        unit: known.unit,
                        attribute: known.attribute,
                        value: known.value,
                        evidence: known.evidence,
                        ..Fact::default()
                    };
                    facts.push((one.key(), fact));
                }
            }
            facts.extend(one.fact.clone().map(|fact| (one.key(), fact)));
        }
        let options = Options {
            as_of,
            region: Some(self.region),
            map: Vec::new(),
            facts: Facts::of_lines("ledger.db", facts),
        };
        let mut found = self.verdicts(options, rows)?;
        Ok(asked.iter().map(|one| found.remove(&one.key())).collect())
    }

    fn verdicts(
        &self,
        options: Options,
        rows: Vec<RecordRow>,
    ) -> Result<BTreeMap<String, Judgement>, Unjudged> {
        let screening = Screening::new(self.generation, options);
        let mut found = BTreeMap::new();
        for table in tables_of(rows) {
            let trouble = |words: String| Unjudged::Trouble(Trouble(words));
            let document = phaseout_documents::open(Source::Stdin(Box::new(table)))
                .map_err(|error| trouble(error.to_string()))?;
            let render = Verdicts { as_of: screening.options().as_of, around: self.around };
            run(&screening, vec![document], 1, &render, &mut |judged| {
                found.extend(judged);
                Ok(())
            })
            .map_err(|error| trouble(self.around.unjudged(&error)))?;
        }
        Ok(found)
    }
}

/// Each line's judgement by its id.
struct Verdicts<'s> {
    as_of: Date,
    around: &'s dyn Surroundings,
}

impl Render for Verdicts<'_> {
    type Out = Vec<(String, Judgement)>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Self::Out) {
        // Facts have no column of the list; their problems say so.
        let unusable = line
            .problems()
            .filter(|problem| {
                problem.column.as_deref().is_some_and(|column| column.starts_with("--facts"))
            })
            .map(|problem| self.around.problem(&problem, line.plugin()))
            .collect();
        let brief = line.brief();
        let parts = |text: &str| -> Vec<String> {
            if text.is_empty() { Vec::new() } else { text.split(';').map(str::to_owned).collect() }
        };
        let judgement = Judgement {
            judged: judged(line, self.as_of),
            basis: parts(&brief.basis),
            deadlines: parts(&brief.deadline),
            unusable,
        };
        out.push((line.id().into_owned(), judgement));
    }

    fn wants_briefs(&self) -> bool {
        true
    }
}
