//! Judges lines of the record again: from the cells of their last survey and what was found out since.

use crate::fault::Fault;
use crate::messages::Messages;
use crate::session::Session;
use phaseout_documents::Source;
use phaseout_host::Generation;
use phaseout_host::generation::hex;
use phaseout_ledger::{Desk, Judged, Ledger, Request};
use phaseout_model::{Class, Date, Outcome, RegionCode};
use phaseout_screening::{
    Fact, Facts, JudgedLine, Options, RecordRow, Render, Screening, run, tables_of,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The hash that names plugins and criteria in the record: every plugin's id and hash, then the criteria's.
pub(crate) fn generation_hash(generation: &Generation) -> String {
    let mut text = String::new();
    for industry in &generation.industries {
        let _ = writeln!(text, "{} {}", industry.id, industry.sha256);
    }
    text.push_str(&generation.criteria_sha256);
    hex(&Sha256::digest(text.as_bytes()))
}

/// What a judged line comes to.
pub(crate) fn judged(line: &JudgedLine<'_>, as_of: Date) -> Judged {
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

/// Judges what the requests need judged: an identification without a decision, and a fact found out.
pub(crate) fn requests(
    session: &Session,
    ledger: &Ledger,
    desk: &mut Desk,
    requests: &mut [Request],
) -> Result<(), Fault> {
    let today = desk.today();
    let mut asked: BTreeMap<Date, Vec<Asked>> = BTreeMap::new();
    for (at, request) in requests.iter().enumerate() {
        let fact = match needed(request) {
            Needed::Nothing => continue,
            Needed::Line => None,
            Needed::With(fact) => Some(fact),
        };
        let as_of = request.on.latest().unwrap_or(today);
        asked.entry(as_of).or_default().push(Asked {
            request: at,
            line: request.subject.clone(),
            fact,
        });
    }
    if asked.is_empty() {
        return Ok(());
    }
    let generation = session.generation()?;
    desk.generation = Some(generation_hash(&generation));
    let mut faults: Vec<Fault> = Vec::new();
    for (as_of, asked) in asked {
        let found = lines(session, ledger, &generation, as_of, &asked)?;
        for one in &asked {
            let Some(found) = found.get(&one.key()) else { continue };
            if one.fact.is_some() {
                faults.extend(found.unusable.iter().map(|(what, hint)| {
                    Fault::refused("determine-unusable")
                        .at(&one.line)
                        .with("what", what)
                        .with("hint", hint)
                }));
            }
            requests[one.request].judged = Some(found.judged.clone());
        }
    }
    Fault::together(faults).map_or(Ok(()), Err)
}

/// A line to be judged, with a fact that its request brings.
struct Asked {
    request: usize,
    line: String,
    fact: Option<Fact>,
}

impl Asked {
    /// The line's id among those judged together: two requests may bring different facts about one line.
    fn key(&self) -> String {
        format!("{}#{}", self.line, self.request)
    }
}

/// What a request needs judged, and the fact that it brings.
enum Needed {
    Nothing,
    /// The line as it is known.
    Line,
    /// The line with a fact found out since.
    With(Fact),
}

fn needed(request: &Request) -> Needed {
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
                row: 0,
            }),
            // The record refuses it and says what is missing.
            _ => Needed::Nothing,
        },
        _ => Needed::Nothing,
    }
}

fn lines(
    session: &Session,
    ledger: &Ledger,
    generation: &Generation,
    as_of: Date,
    asked: &[Asked],
) -> Result<BTreeMap<String, Found>, Fault> {
    let failed = |error| session.ledger_fault(&error);
    let book = ledger.book();
    let (mut rows, mut facts) = (Vec::new(), Vec::new());
    for one in asked {
        let Some(line) = book.line(&one.line).map_err(failed)? else { continue };
        rows.push((one.key(), line.cells()));
        for known in book.determined(&line.id).map_err(failed)? {
            let replaced = one
                .fact
                .as_ref()
                .is_some_and(|fact| fact.attribute == known.attribute && fact.unit == known.unit);
            if !replaced {
                let fact = Fact {
                    unit: known.unit,
                    attribute: known.attribute,
                    value: known.value,
                    evidence: known.evidence,
                    row: 0,
                };
                facts.push((one.key(), fact));
            }
        }
        facts.extend(one.fact.clone().map(|fact| (one.key(), fact)));
    }
    let options = Options {
        as_of,
        region: office_region(session)?,
        map: Vec::new(),
        facts: Facts::of_lines("ledger.db", facts),
    };
    judge(&session.messages, generation, options, rows)
}

/// The office's region stands for lines that name none.
pub(crate) fn office_region(session: &Session) -> Result<Option<RegionCode>, Fault> {
    match session.region()? {
        Some(region) => Ok(Some(region)),
        None => session.office().map(|(_, office)| Some(office.region)),
    }
}

fn judge(
    messages: &Messages,
    generation: &Generation,
    options: Options,
    rows: Vec<RecordRow>,
) -> Result<BTreeMap<String, Found>, Fault> {
    let screening = Screening::new(generation, options);
    let mut found = BTreeMap::new();
    for table in tables_of(rows) {
        let document = phaseout_documents::open(Source::Stdin(Box::new(table)))
            .map_err(|error| Fault::open(&error))?;
        let render = Verdicts { as_of: screening.options().as_of, messages };
        run(&screening, vec![document], 1, &render, &mut |judged| {
            found.extend(judged);
            Ok(())
        })
        .map_err(|error| Fault::run(&error))?;
    }
    Ok(found)
}

/// A judgement, and what could not be used of the facts that were found out: what is wrong, what to do.
struct Found {
    judged: Judged,
    unusable: Vec<(String, String)>,
}

/// Each line's judgement by its id.
struct Verdicts<'s> {
    as_of: Date,
    messages: &'s Messages,
}

impl Render for Verdicts<'_> {
    type Out = Vec<(String, Found)>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Self::Out) {
        // Facts have no column of the list; their problems say so.
        let unusable = line
            .problems()
            .filter(|problem| problem.column.as_deref() == Some("--facts"))
            .map(|problem| self.messages.problem(&problem, line.plugin()))
            .collect();
        let judged = judged(line, self.as_of);
        out.push((line.id().into_owned(), Found { judged, unusable }));
    }

    fn wants_briefs(&self) -> bool {
        true
    }
}
