//! `phaseout show`: the whole life of a line, to be read from top to bottom.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::record::{event_json, kind_name};
use crate::session::Session;
use crate::status::{industry, place_json, state};
use crate::words;
use clap::Args;
use phaseout_ledger::division::Division;
use phaseout_ledger::fact::Form;
use phaseout_ledger::kind::KINDS;
use phaseout_ledger::life::{About, Entry, Life, Standing};
use phaseout_ledger::said::{Said, Value as Fact, said};
use phaseout_ledger::{Enterprise, Event, Json, Ledger, Line};
use phaseout_model::Regions;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A line's whole life: who, what, every event, what was corrected.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The line's id as `lines` and `import` print it, or an enterprise's id or name that has one line
    #[arg(value_name = "LINE|ENTERPRISE")]
    line: String,
}

pub(crate) fn show(session: &Session, args: &Show) -> Result<Outcome, Fault> {
    let ledger = session.ledger()?;
    let (_, office) = session.office()?;
    let view = session.view()?;
    let fault = |error| session.ledger_fault(&error);
    let id = args.line.trim();
    let life = if let Some(life) = ledger.life(view, id).map_err(fault)? {
        life
    } else {
        let only = only_line(session, &ledger, id)?;
        let life = ledger.life(view, &only).map_err(fault)?;
        life.ok_or_else(|| Fault::refused("refusal-line-unknown").at(id))?
    };
    let place = Division::seen_from(office.region, life.line.region.as_deref());
    let card = Card { session, life: &life };
    Answer {
        text: &|messages| Ok(card.text(messages)),
        grid: &|messages| Ok(card.flat(messages)),
        json: &|| json(&life, place),
        lines: &|| life.entries.iter().map(entry_json).collect(),
        sheet: "sheet-show",
    }
    .print(session)
}

/// The one line of the enterprise that a text names; several are told.
fn only_line(session: &Session, ledger: &Ledger, text: &str) -> Result<String, Fault> {
    let fault = |error| session.ledger_fault(&error);
    let viewed = ledger.view(session.view()?).map_err(fault)?;
    let book = viewed.book();
    let mut lines: Vec<(Line, String)> = Vec::new();
    for enterprise in book.find_enterprise(text).map_err(fault)? {
        let own = book.lines_of(&enterprise.id).map_err(fault)?;
        lines.extend(own.into_iter().map(|line| (line, enterprise.name.clone())));
    }
    match lines.as_slice() {
        [] => Err(Fault::refused("refusal-line-unknown").at(text)),
        [(line, _)] => Ok(line.id.clone()),
        several => {
            let count = several.len().to_string();
            let mut fault = Fault::refused("show-several").at(text).with("count", &count);
            fault.lines = several
                .iter()
                .map(|(line, name)| {
                    format!("  {} {name} {}", line.id, crate::lines::equipment(session, line))
                })
                .collect();
            Err(fault)
        }
    }
}

struct Card<'a> {
    session: &'a Session,
    life: &'a Life,
}

/// So many characters of a hash are shown; the whole of it stands in the JSON form.
const HASH: usize = 16;

impl Card<'_> {
    fn text(&self, messages: &Messages) -> String {
        let mut text = self.head(messages);
        for entry in &self.life.entries {
            text.push('\n');
            text.push_str(&self.entry(messages, entry));
        }
        text
    }

    fn head(&self, messages: &Messages) -> String {
        let line = &self.life.line;
        let mut text = format!("{}\n", title(messages, line, self.life.enterprise.as_ref()));
        let mut put = |id: &str, value: &str| {
            if !value.is_empty() {
                let _ = writeln!(text, "  {}", messages.say(id, &[("value", value)]));
            }
        };
        if let Some(enterprise) = &self.life.enterprise {
            put("show-names", &names(messages, enterprise));
            put("show-codes", &enterprise.codes.join(&messages.word("list-comma")));
            put("show-group", enterprise.group.as_deref().unwrap_or_default());
        }
        put("show-place", &place_name(line.region.as_deref()));
        put("show-industry", &industry(messages, &line.industry));
        // The code of the equipment is for programs, where the list prints words of its own.
        put("show-equipment", &crate::lines::equipment(self.session, line));
        put("show-capacity", &line.capacity.to_string());
        if let Some(planned) = line.planned.as_ref().filter(|planned| **planned != line.capacity) {
            put("show-planned", &planned.to_string());
        }
        if let Some(kind) = &line.constructed {
            put("show-constructed", &messages.word(&format!("constructed-{kind}")));
        }
        put("show-verdict", &verdict(messages, line));
        let now = messages.say(
            "show-state",
            &[
                ("state", &state(messages, line.state)),
                ("date", &words::day(messages, line.state_on)),
            ],
        );
        let _ = writeln!(text, "  {now}");
        if line.suspended {
            let _ = writeln!(text, "  {}", messages.word("show-suspended"));
        }
        let mut put = |id: &str, value: Option<String>| {
            if let Some(value) = value {
                let _ = writeln!(text, "  {}", messages.say(id, &[("value", &value)]));
            }
        };
        put("show-year", line.year.map(|year| year.to_string()));
        put("life-deadline", line.deadline.as_deref().map(|day| words::bounded(messages, day)));
        put("show-notice", line.notice.as_deref().map(|notice| words::bounded(messages, notice)));
        text
    }

    /// An event as a block: number, day, what; by whom and when; the facts; what became of it.
    fn entry(&self, messages: &Messages, entry: &Entry) -> String {
        let event = &entry.event;
        let mut head = messages.say(
            "show-event",
            &[
                ("seq", &event.seq.to_string()),
                ("date", &words::day(messages, event.on)),
                ("kind", &kind_name(self.session, &event.kind)),
                ("recorded", event.recorded_at.get(..10).unwrap_or_default()),
                ("actor", &event.actor),
            ],
        );
        if entry.about != About::Line {
            let _ = write!(head, " · {}", words::subject(messages, &event.subject));
        }
        let mut text = String::new();
        if entry.standing == Standing::Voided {
            let _ = writeln!(text, "✗ {head}");
        } else {
            let _ = writeln!(text, "  {head}");
        }
        for line in facts(self.session, messages, event) {
            let _ = writeln!(text, "      {line}");
        }
        if let Some(mark) = mark(messages, entry) {
            let _ = writeln!(text, "      {mark}");
        }
        if let (Standing::Changed, Some(now)) = (entry.standing, &entry.now) {
            for line in changed(self.session, messages, event, now) {
                let _ = writeln!(text, "      {line}");
            }
        }
        text
    }

    /// One row for each event.
    fn flat(&self, messages: &Messages) -> Grid {
        let columns = [
            "seq",
            "on",
            "step",
            "subject",
            "facts",
            "recorded",
            "actor",
            "standing",
            "corrected-by",
        ];
        let mut grid = Grid::new(&columns, &["seq"]);
        for entry in &self.life.entries {
            let event = &entry.event;
            let by: Vec<String> = entry.corrected_by.iter().map(i64::to_string).collect();
            grid.row(vec![
                event.seq.to_string(),
                event.on.to_string(),
                kind_name(self.session, &event.kind),
                event.subject.clone(),
                facts(self.session, messages, event).join("; "),
                event.recorded_at.clone(),
                event.actor.clone(),
                messages.word(&format!("standing-{}", entry.standing.id())),
                by.join(" "),
            ]);
        }
        grid
    }
}

fn title(messages: &Messages, line: &Line, enterprise: Option<&Enterprise>) -> String {
    let name = enterprise.map_or(line.enterprise.as_str(), |enterprise| &enterprise.name);
    messages.say("show-title", &[("line", &line.id), ("enterprise", name)])
}

/// The earlier names, each with the time for which it held.
fn names(messages: &Messages, enterprise: &Enterprise) -> String {
    let mut seen: Vec<&str> = vec![&enterprise.name];
    let mut names = Vec::new();
    for name in &enterprise.names {
        if seen.contains(&name.name.as_str()) {
            continue;
        }
        seen.push(&name.name);
        names.push(match name.until {
            None => name.name.clone(),
            Some(until) => messages
                .say("show-name-until", &[("name", &name.name), ("until", &until.to_string())]),
        });
    }
    names.join(&messages.word("list-comma"))
}

fn place_name(code: Option<&str>) -> String {
    let Some(code) = code else { return String::new() };
    let known = Regions::known();
    let mut names = Vec::new();
    let mut at = code.parse().ok().and_then(|code| known.nearest(code));
    while let Some(region) = at {
        if region.name != "市辖区" {
            names.insert(0, region.name.as_str());
        }
        at = region.parent.and_then(|parent| known.get(parent));
    }
    format!("{} {code}", names.concat()).trim().to_owned()
}

fn verdict(messages: &Messages, line: &Line) -> String {
    match (&line.verdict, &line.decision) {
        (_, Some(decision)) => messages.word(&format!("decision-{decision}")),
        (Some(verdict), None) => messages.word(&format!("verdict-{verdict}")),
        (None, None) => String::new(),
    }
}

/// The facts of an event, one line each.
fn facts(session: &Session, messages: &Messages, event: &Event) -> Vec<String> {
    // Keys that say where a row came from stand in the JSON form; changes and corrections have their own.
    const LEFT_OUT: [&str; 8] =
        ["sha256", "quorum", "list_id", "enterprise", "event", "changed", "set", "row_number"];
    let printed = event.payload.contains_key("specification");
    let mut lines: Vec<String> = said(event)
        .iter()
        .filter(|said| !LEFT_OUT.contains(&said.key.as_str()))
        .filter(|said| !(event.kind == "survey" && said.key == "equipment" && printed))
        .map(|said| fact(session, messages, said))
        .collect();
    if let Some(Json::Map(changes)) = event.payload.get("changed") {
        lines.extend(changes.iter().map(|(key, change)| surveyed(session, messages, key, change)));
    }
    if let Some(Json::Map(set)) = event.payload.get("set") {
        lines.extend(set.iter().map(|(key, value)| corrected(session, messages, key, value)));
    }
    lines
}

/// What a survey changed of a field.
fn surveyed(session: &Session, messages: &Messages, key: &str, change: &Json) -> String {
    let text = |side: &str| match change {
        Json::Map(change) => change.get(side).and_then(Json::text).unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    let value = |side| words::value(session, key, &text(side));
    let (from, to) = (value("from"), value("to"));
    let name = words::field(session, key);
    messages.say("import-change", &[("field", &name), ("from", &from), ("to", &to)])
}

/// What a correction put in the place of a fact.
fn corrected(session: &Session, messages: &Messages, key: &str, value: &Json) -> String {
    let declared = KINDS.iter().find_map(|kind| kind.fact(key));
    let name = declared.map_or_else(
        || words::field(session, key),
        |fact| messages.choose(fact.zh, fact.key).to_owned(),
    );
    let one = |value: &Json| match (value.text(), declared.map(|fact| fact.form)) {
        (Some(text), Some(Form::Word(words) | Form::Reason(words))) => {
            let word = words.iter().find(|(code, _)| *code == text);
            messages.choose(word.map_or(text, |(_, zh)| zh), text).to_owned()
        }
        (Some(text), _) => words::value(session, key, text),
        (None, _) => value.canonical(),
    };
    let text = match value {
        Json::Null => messages.word("none-word"),
        Json::List(list) => {
            list.iter().map(one).collect::<Vec<_>>().join(&messages.word("list-comma"))
        }
        other => one(other),
    };
    messages.say("show-fact", &[("name", &name), ("value", &text)])
}

fn fact(session: &Session, messages: &Messages, said: &Said) -> String {
    let name = messages.choose(said.zh.unwrap_or(&said.key), &said.key).to_owned();
    let values: Vec<String> = said
        .values
        .iter()
        .map(|value| match value {
            Fact::Text(text) => match said.key.as_str() {
                "verdict" => messages.word(&format!("verdict-{text}")),
                "problems" => crate::import::problem(messages, text),
                "target" if text == "none" => messages.word("none-word"),
                "attribute" => session.in_words(text),
                key => words::value(session, key, text),
            },
            Fact::Word(code, zh) => messages.choose(zh, code).to_owned(),
            Fact::File(file, hash) => {
                format!("{file} (sha256 {}…)", hash.get(..HASH).unwrap_or(hash))
            }
            Fact::YesNo(yes) => messages.word(if *yes { "yes" } else { "no" }),
        })
        .collect();
    let values = values.join(&messages.word("list-comma"));
    messages.say("show-fact", &[("name", &name), ("value", &values)])
}

/// What became of an event.
fn mark(messages: &Messages, entry: &Entry) -> Option<String> {
    let by: Vec<String> = entry.corrected_by.iter().map(i64::to_string).collect();
    let by = by.join(&messages.word("list-comma"));
    match entry.standing {
        Standing::Stands => None,
        Standing::Changed => Some(messages.say("mark-changed", &[("by", &by)])),
        Standing::Voided => Some(messages.say("mark-voided", &[("by", &by)])),
        Standing::Moved => {
            let to = entry.now.as_ref().map_or("", |now| now.subject.as_str());
            Some(messages.say("mark-moved", &[("by", &by), ("to", to)]))
        }
        Standing::Correction(of) => {
            Some(messages.say("mark-correction", &[("of", &of.to_string())]))
        }
    }
}

/// The date and the facts that a correction put in the place of others.
fn changed(session: &Session, messages: &Messages, event: &Event, now: &Event) -> Vec<String> {
    let mut lines = Vec::new();
    if now.on != event.on {
        lines.push(messages.say("changed-date", &[("date", &words::day(messages, now.on))]));
    }
    let before = said(event);
    for fact_now in said(now) {
        if !before.contains(&fact_now) {
            let words = fact(session, messages, &fact_now);
            lines.push(messages.say("changed-fact", &[("fact", &words)]));
        }
    }
    lines
}

fn json(life: &Life, place: Division) -> Value {
    let own = &life.line;
    let date = |on: Option<phaseout_ledger::OnDate>| on.map(|on| on.to_string());
    let enterprise = life.enterprise.as_ref().map(|it| {
        let names: Vec<Value> = it
            .names
            .iter()
            .map(|name| {
                json!({
                    "name": name.name, "from": date(name.from), "until": date(name.until),
                    "seen": name.seen.to_string(),
                })
            })
            .collect();
        json!({
            "id": it.id, "name": it.name, "group": it.group, "region": it.region, "names": names,
            "codes": it.codes, "successor": it.successor,
        })
    });
    let row: Value = serde_json::from_str(&own.row).unwrap_or_default();
    let verdicts: Vec<Value> = life
        .verdicts()
        .iter()
        .map(|(event, verdict)| {
            json!({
                "seq": event.seq, "on": event.on.to_string(), "verdict": verdict,
                "as_of": event.text("judged_as_of"), "generation": event.generation,
            })
        })
        .collect();
    let seqs = |kind: &str| life.of_kind(kind).iter().map(|event| event.seq).collect::<Vec<_>>();
    let determined: Vec<Value> = life
        .determined
        .iter()
        .map(|it| {
            let evidence: Value = serde_json::from_str(&it.evidence).unwrap_or_default();
            json!({
                "attribute": it.attribute, "unit": it.unit, "value": it.value,
                "evidence": evidence,
            })
        })
        .collect();
    json!({
        "schema": "phaseout.line/1",
        "line": {
            "id": own.id, "enterprise": own.enterprise, "region": own.region,
            "place": place_json(place), "industry": own.industry, "label": own.label,
            "equipment": own.equipment, "specification": own.specification,
            "capacity": own.capacity.to_string(),
            "planned": own.planned.as_ref().map(ToString::to_string),
            "constructed": own.constructed, "state": own.state.id(),
            "state_on": own.state_on.to_string(), "suspended": own.suspended,
            "verdict": own.verdict, "decision": own.decision, "year": own.year,
            "deadline": own.deadline, "notice": own.notice,
            "announced_on": date(own.announced_on), "shut_down_on": date(own.shut_down_on),
            "dismantled_on": date(own.dismantled_on), "sealed_on": date(own.sealed_on),
            "accepted_on": date(own.accepted_on), "closed_on": date(own.closed_on),
            "row": row,
        },
        "enterprise": enterprise, "determined": determined, "verdicts": verdicts,
        "plans": seqs("plan"), "announcements": seqs("announce"), "workers": seqs("workers"),
        "funds": seqs("fund"), "replacements": seqs("replace"), "letters": seqs("letter"),
        "publicity": seqs("publicity"), "deadlines": seqs("deadline"),
        "events": life.entries.iter().map(entry_json).collect::<Vec<_>>(),
    })
}

fn entry_json(entry: &Entry) -> Value {
    let mut value = event_json(&entry.event);
    value["about"] = json!(entry.about.id());
    value["standing"] = json!(entry.standing.id());
    value["corrected_by"] = json!(entry.corrected_by);
    if let Standing::Correction(of) = entry.standing {
        value["corrects_seq"] = json!(of);
    }
    if let Some(now) = &entry.now {
        let payload: Value = serde_json::from_str(&phaseout_ledger::json::canonical(&now.payload))
            .unwrap_or_default();
        value["now"] = json!({
            "subject": now.subject, "on_date": now.on.to_string(), "payload": payload,
        });
    }
    value
}
