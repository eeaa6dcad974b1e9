//! `phaseout report KIND --trace`: every printed piece in the order of printing, with its query and the
//! events behind it.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::session::Session;
use phaseout_ledger::Event;
use phaseout_reports::facts::Request;
use phaseout_reports::kind::Kind;
use phaseout_reports::render::Written;
use phaseout_reports::value::{Origin, Traced};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A document's trace.
pub(crate) struct Trace<'a> {
    pub(crate) session: &'a Session,
    pub(crate) kind: &'static Kind,
    pub(crate) request: &'a Request<'a>,
    pub(crate) written: &'a Written,
}

impl Trace<'_> {
    /// Prints it on standard output; the document has its own file.
    pub(crate) fn print(&self) -> Result<Outcome, Fault> {
        let mut session = self.session.clone();
        session.common.out = None;
        Answer {
            text: &|messages| Ok(self.grid(messages, &ranges).text(messages)),
            grid: &|messages| Ok(self.grid(messages, &listed)),
            json: &|| self.json(),
            lines: &|| self.lines(),
            sheet: "sheet-trace",
        }
        .print(&session)
    }

    fn grid(&self, messages: &Messages, events: &dyn Fn(&[i64]) -> String) -> Grid {
        let columns = ["printed-at", "printed", "printed-what", "origin", "events"];
        let mut grid = Grid::new(&columns, &["printed-at"]);
        grid.whole = vec!["printed"];
        for (at, traced) in self.written.printed.iter().enumerate() {
            let of = match &traced.origin {
                Origin::Events { events: own, .. } => events(own),
                _ => String::new(),
            };
            let at = (at + 1).to_string();
            grid.row(vec![
                at,
                traced.text.clone(),
                what(messages, traced),
                origin(messages, &traced.origin),
                of,
            ]);
        }
        grid
    }

    fn json(&self) -> Value {
        let events: BTreeMap<i64, &Event> =
            self.request.history.iter().map(|event| (event.seq, event)).collect();
        json!({
            "schema": "phaseout.trace/1",
            "kind": self.kind.id,
            "year": self.request.year,
            "month": self.request.month,
            "subject": self.request.subject,
            "as_of": self.request.as_of.to_string(),
            "printed": self.pieces(&events),
        })
    }

    fn lines(&self) -> Vec<Value> {
        let events: BTreeMap<i64, &Event> =
            self.request.history.iter().map(|event| (event.seq, event)).collect();
        self.pieces(&events)
    }

    fn pieces(&self, events: &BTreeMap<i64, &Event>) -> Vec<Value> {
        let printed = self.written.printed.iter().enumerate();
        printed.map(|(at, traced)| piece(at, traced, events)).collect()
    }
}

fn piece(at: usize, traced: &Traced, events: &BTreeMap<i64, &Event>) -> Value {
    json!({
        "at": at + 1,
        "text": traced.text,
        "number": traced.number.map(|number| number.to_string()),
        "unit": traced.unit,
        "what": traced.what,
        "origin": origin_json(&traced.origin, events),
    })
}

fn origin_json(origin: &Origin, events: &BTreeMap<i64, &Event>) -> Value {
    match origin {
        Origin::Events { query, events: own } => json!({
            "from": "events", "query": query,
            "events": own.iter().map(|seq| event_json(*seq, events)).collect::<Vec<_>>(),
        }),
        Origin::Office(key) => json!({ "from": "office", "key": key }),
        Origin::Given { option, source } => {
            json!({ "from": "given", "option": option, "source": source })
        }
        Origin::Cited => json!({ "from": "cited" }),
        Origin::Rule(document) => json!({ "from": "rule", "document": document }),
        Origin::Order => json!({ "from": "order" }),
    }
}

fn event_json(seq: i64, events: &BTreeMap<i64, &Event>) -> Value {
    match events.get(&seq) {
        Some(event) => json!({
            "seq": seq, "id": event.id, "kind": event.kind, "subject": event.subject,
            "date": event.on.to_string(),
        }),
        None => json!({ "seq": seq }),
    }
}

/// What a piece is; the engine's own have names in the messages.
fn what(messages: &Messages, traced: &Traced) -> String {
    match traced.origin {
        Origin::Order => messages.word("trace-order"),
        _ => traced.what.clone(),
    }
}

fn origin(messages: &Messages, origin: &Origin) -> String {
    match origin {
        Origin::Events { query, .. } => query.clone(),
        Origin::Office(key) => format!("office.toml {key}"),
        Origin::Given { option, source: None } => option.clone(),
        Origin::Given { option, source: Some(source) } => format!("{option} ({source})"),
        Origin::Cited => messages.word("trace-cited"),
        Origin::Rule(document) => document.clone(),
        Origin::Order => messages.word("trace-order"),
    }
}

/// Numbers of events, those that follow one another as a range: `3-7 9`.
fn ranges(events: &[i64]) -> String {
    let mut parts: Vec<(i64, i64)> = Vec::new();
    for &seq in events {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == seq => *last = seq,
            _ => parts.push((seq, seq)),
        }
    }
    let shown = |(first, last): &(i64, i64)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    parts.iter().map(shown).collect::<Vec<_>>().join(" ")
}

fn listed(events: &[i64]) -> String {
    events.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_that_follow_one_another_are_a_range() {
        let cases: &[(&[i64], &str)] =
            &[(&[], ""), (&[3], "3"), (&[3, 4, 5, 9, 11, 12], "3-5 9 11-12"), (&[9, 3], "9 3")];
        for (events, expected) in cases {
            assert_eq!(ranges(events), *expected);
        }
    }
}
