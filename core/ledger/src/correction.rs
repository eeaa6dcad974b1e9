//! Corrections (更正): events that point at what they correct. Nothing is overwritten; the history is gone
//! through again as if the event had said the right thing.

use crate::day::OnDate;
use crate::json::{Json, Payload};
use crate::kind::{Kind, Subject, kind};
use crate::recording::{Draft, Recording, Request, read_facts};
use crate::refusal::{LedgerError, Refusal, Result};
use crate::store::event;

/// What a correction may say besides facts of the corrected kind.
const OWN: [&str; 5] = ["event", "reason", "void", "on", "subject"];

/// Reads a correction: `event` (its id or place, or given as the subject), `reason`, and what it changes:
/// `on=DATE`, `subject=LINE`, or facts of the event's own kind. Without any of these it voids the event.
pub(crate) fn draft(recording: &Recording<'_>, request: &Request) -> Result<Draft> {
    let value = |key: &str| {
        request.facts.iter().rev().find(|(own, _)| own.trim() == key).map(|(_, value)| value.trim())
    };
    let named = value("event").or_else(|| value("事件")).unwrap_or(request.subject.trim());
    let found = event(&recording.transaction, named)?;
    let corrected = found.ok_or_else(|| Refusal::new("event-unknown", named))?;
    let corrected_kind = kind(&corrected.kind).ok_or_else(|| {
        LedgerError::store("event-unreadable", format!("{}: {}", corrected.seq, corrected.kind))
    })?;
    let Some(reason) = value("reason").or_else(|| value("原因")).filter(|text| !text.is_empty())
    else {
        return Err(Refusal::new("facts-missing", &corrected.subject)
            .with("step", "correct")
            .with("missing", "reason (原因)")
            .into());
    };
    let mut payload = Payload::from([
        ("event".to_owned(), Json::Text(corrected.id.clone())),
        ("reason".to_owned(), Json::Text(reason.to_owned())),
    ]);
    // `date` is a fact of some kinds, and of the others another word for `on`.
    let is_fact = |key: &str| corrected_kind.fact(key).is_some();
    let other_word = |key: &'static str| value(key).filter(|_| !is_fact(key));
    if let Some(text) = value("on").or_else(|| value("日期")).or_else(|| other_word("date")) {
        let on = OnDate::parse(text).ok_or_else(|| {
            Refusal::new("fact-no-date", &corrected.subject)
                .with("key", "on")
                .with("zh", "日期")
                .with("value", text)
        })?;
        payload.insert("on".to_owned(), Json::Text(on.to_string()));
    }
    if let Some(subject) = value("subject") {
        payload.insert("subject".to_owned(), Json::Text(subject.to_owned()));
    }
    let others: Vec<(String, String)> = request
        .facts
        .iter()
        .filter(|(key, _)| {
            let key = key.trim();
            !OWN.contains(&key)
                && !["事件", "原因", "日期"].contains(&key)
                && (key != "date" || is_fact(key))
        })
        .cloned()
        .collect();
    if !others.is_empty() {
        let set = replaced(corrected_kind, &others, recording, &corrected.subject)?;
        payload.insert("set".to_owned(), Json::Map(set));
    }
    let voided = value("void").is_some_and(|text| matches!(text, "true" | "yes" | "1" | "是"));
    if voided || !["on", "subject", "set"].iter().any(|key| payload.contains_key(*key)) {
        payload.insert("void".to_owned(), Json::Bool(true));
    }
    Ok(Draft {
        kind: kind("correct").expect("a correction is a kind"),
        subject: corrected.subject,
        on: request.on,
        payload,
        corrects: Some(corrected.id),
    })
}

/// Facts of the corrected event's own kind; a blank one takes the fact away.
fn replaced(
    kind: &'static Kind,
    facts: &[(String, String)],
    recording: &Recording<'_>,
    subject: &str,
) -> Result<Payload> {
    if kind.subject == Subject::Event {
        return Err(Refusal::new("correction-of-correction", subject).into());
    }
    let (blank, given): (Vec<_>, Vec<_>) =
        facts.iter().cloned().partition(|(_, value)| value.trim().is_empty());
    let mut set = read_facts(kind, &given, subject, &recording.desk().base)?;
    for (key, _) in blank {
        if let Some(fact) = kind.fact(key.trim()) {
            set.insert(fact.key.to_owned(), Json::Null);
        }
    }
    Ok(set)
}
