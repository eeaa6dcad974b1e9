//! An inspection workbook that came back filled in: each answer is recorded as a fact that was found out,
//! all of them or none. What cannot be recorded is named by its cell.

use crate::fault::Fault;
use crate::output::Writer;
use crate::record::{record_with_hooks, say, unrecorded};
use crate::session::{Session, facts_fault};
use phaseout_documents::Document;
use phaseout_ledger::{Book, LedgerError, OnDate, Request};
use phaseout_screening::{FactRow, Facts};
use phaseout_workflow::Keep;
use std::collections::BTreeMap;

/// Records the answers of the workbooks.
pub(crate) fn import(session: &Session, documents: Vec<Document>, on: OnDate) -> Result<(), Fault> {
    let (mut answers, mut faults) = (Vec::new(), Vec::new());
    for document in documents {
        let path = document.path().to_owned();
        match Facts::rows(document) {
            Ok(rows) => {
                answers.extend(rows.into_iter().map(|row| Answer { path: path.clone(), row }));
            }
            Err(errors) => faults.push(facts_fault(&path, &errors)),
        }
    }
    let ledger = session.ledger()?;
    let lines = Lines::of(&ledger.book()).map_err(|error| session.ledger_fault(&error))?;
    drop(ledger);
    let mut requests = Vec::new();
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut seen: BTreeMap<(String, String, Option<u32>), (String, String)> = BTreeMap::new();
    for answer in &answers {
        match request(answer, &lines, on, &mut seen) {
            Ok(request) => {
                places.entry(request.subject.clone()).or_default().push(answer.place());
                requests.push(request);
            }
            Err(fault) => faults.push(fault.at(&answer.place())),
        }
    }
    if let Some(fault) = Fault::together(faults) {
        return Err(fault);
    }
    if requests.is_empty() {
        return Err(Fault::refused("inspection-unanswered"));
    }
    let out = Writer::open(session)?;
    let done = record_with_hooks(session, &requests, &Keep::Apply).map_err(|failed| {
        let mut fault = unrecorded(session, &failed);
        // Which cells were about the lines that were refused.
        let about = refused(&failed).into_iter().filter_map(|line| places.get(line));
        let cells: Vec<String> = about.flatten().cloned().collect();
        if !cells.is_empty() {
            let cells = cells.join(&session.messages.word("list-comma"));
            fault.lines.push(session.messages.say("inspection-cells", &[("cells", &cells)]));
        }
        fault
    })?;
    say(session, &done.events, false, out)?;
    crate::run_answer::say_beside(session, &done);
    Ok(())
}

fn refused(failed: &crate::record::Unrecorded) -> Vec<&str> {
    match failed {
        crate::record::Unrecorded::Failed(phaseout_workflow::Failed::Ledger(
            LedgerError::Refused(refusals),
        )) => {
            let mut lines: Vec<&str> = refusals.iter().map(|one| one.subject.as_str()).collect();
            lines.sort_unstable();
            lines.dedup();
            lines
        }
        _ => Vec::new(),
    }
}

struct Answer {
    path: String,
    row: FactRow,
}

impl Answer {
    fn place(&self) -> String {
        format!("{}:{}", self.path, self.row.cell)
    }
}

/// The lines of the record by the ids that an inspection sheet may name them by.
struct Lines(BTreeMap<String, Vec<String>>);

impl Lines {
    fn of(book: &Book<'_>) -> Result<Self, LedgerError> {
        let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in book.lines()? {
            let list_id = book.surveyed(&line.id)?.map(|row| row.list_id).unwrap_or_default();
            if !list_id.is_empty() && list_id != line.id {
                lines.entry(list_id).or_default().push(line.id.clone());
            }
            // The record's own id means one line only.
            lines.insert(line.id.clone(), vec![line.id]);
        }
        Ok(Self(lines))
    }

    fn find(&self, id: &str) -> Result<&str, Fault> {
        match self.0.get(id).map(Vec::as_slice) {
            Some([one]) => Ok(one),
            Some(several) => Err(Fault::refused("inspection-which-line")
                .with("line", id)
                .with("lines", &several.join(" "))),
            None => Err(Fault::refused("inspection-no-line").with("line", id)),
        }
    }
}

fn request(
    answer: &Answer,
    lines: &Lines,
    on: OnDate,
    seen: &mut BTreeMap<(String, String, Option<u32>), (String, String)>,
) -> Result<Request, Fault> {
    let fact = &answer.row.fact;
    let line = lines.find(&answer.row.line)?;
    let key = (line.to_owned(), fact.attribute.clone(), fact.unit);
    if let Some((value, place)) = seen.get(&key) {
        let code = if *value == fact.value { "inspection-twice" } else { "inspection-contradicts" };
        return Err(Fault::refused(code)
            .with("value", &fact.value)
            .with("first", value)
            .with("place", place));
    }
    seen.insert(key, (fact.value.clone(), answer.place()));
    if fact.evidence.is_empty() {
        return Err(Fault::refused("inspection-no-evidence").with("value", &fact.value));
    }
    let on = match answer.row.on.as_str() {
        "" => on,
        text => {
            OnDate::parse(text).ok_or_else(|| Fault::refused("on-unknown").with("date", text))?
        }
    };
    let mut facts = vec![
        ("attribute".to_owned(), fact.attribute.clone()),
        ("value".to_owned(), fact.value.clone()),
        ("evidence".to_owned(), fact.evidence.clone()),
    ];
    facts.extend(fact.unit.map(|unit| ("unit".to_owned(), unit.to_string())));
    Ok(Request { kind: "determine".to_owned(), subject: line.to_owned(), on, facts, judged: None })
}
