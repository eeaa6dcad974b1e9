//! Words of the record for people: what a field, a subject, a day, a kind of equipment is called. Ids are
//! for programs and for what is typed; here they are put into the language of messages.

use crate::args::Lang;
use crate::fault::Fault;
use crate::messages::Messages;
use crate::session::Session;
use crate::status::industry;
use phaseout_ledger::kind::kind;
use phaseout_ledger::said::name_of;
use phaseout_ledger::{OnDate, Refusal, State};
use std::collections::BTreeMap;

/// A day as it is known; one that is only bounded says so, and the bound counts.
pub(crate) fn day(messages: &Messages, on: OnDate) -> String {
    match on {
        OnDate::In(date) => date.to_string(),
        OnDate::By(day) => messages.say("date-by", &[("date", &day.to_string())]),
        OnDate::Unknown => messages.word("date-unknown-word"),
    }
}

/// A text with each day that is only bounded in words; everything else as it stands.
pub(crate) fn bounded(messages: &Messages, text: &str) -> String {
    if !text.contains("..") {
        return text.to_owned();
    }
    let word = |word: &str| match OnDate::parse(word) {
        Some(on @ OnDate::By(_)) => day(messages, on),
        _ => word.to_owned(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A subject as people read it.
pub(crate) fn subject(messages: &Messages, id: &str) -> String {
    if id == phaseout_ledger::OFFICE { messages.word("who-office") } else { id.to_owned() }
}

/// A field of a survey row or of an event by its name.
pub(crate) fn field(session: &Session, id: &str) -> String {
    let messages = &session.messages;
    let zh = name_of(None, id).map(str::to_owned);
    let zh = zh.or_else(|| messages.try_say(&format!("field-{id}"), &[]));
    match zh {
        Some(zh) => messages.choose(&zh, id).to_owned(),
        None => session.in_words(id),
    }
}

/// The value of a field in words.
pub(crate) fn value(session: &Session, field: &str, text: &str) -> String {
    match field {
        _ if text.is_empty() => session.messages.word("blank"),
        "industry" => industry(&session.messages, text),
        "equipment" | "missing" => session.in_words(text),
        "constructed" => session.messages.word(&format!("constructed-{text}")),
        _ => bounded(&session.messages, text),
    }
}

/// The names of kinds of equipment, attributes and industries, as the plugins tell them, by their ids.
pub(crate) fn vocabulary(session: &Session) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let messages = &session.messages;
    for id in ["equipment", "region", "evidence"] {
        words.insert(id.to_owned(), messages.word(&format!("fact-{id}")));
    }
    for industry in session.load().industries {
        let own = industry.manifest.vocabulary;
        for kind in own.kinds {
            words.insert(kind.id, kind.zh);
        }
        for attribute in own.attributes {
            words.insert(attribute.id, attribute.zh);
        }
        words.insert(own.industry, own.zh);
    }
    for state in State::ALL {
        words.insert(state.id().to_owned(), state.printed().to_owned());
    }
    words
}

/// Puts names for the ids in a text; everything else stays.
pub(crate) fn replaced(text: &str, words: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let is_of_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    while let Some(c) = rest.chars().next() {
        let end = rest.find(|c| is_of_id(c) != is_of_id(rest.chars().next().unwrap_or(c)));
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        match words.get(part).filter(|_| is_of_id(c)) {
            Some(word) => out.push_str(word),
            None => out.push_str(part),
        }
        rest = after;
    }
    out
}

/// A refusal of the record with names in the place of ids, and without empty words.
pub(crate) fn refusal(session: &Session, refusal: &Refusal) -> Fault {
    /// Arguments that carry ids of the plugins.
    const OF_PLUGINS: [&str; 3] = ["candidates", "equipment", "missing"];
    let mut fault = Fault::refusal(refusal);
    let argument = |name: &str| {
        refusal.arguments.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
    };
    match refusal.code {
        "verdict-not-eliminate" if argument("missing").is_empty() => {
            fault.say_instead("refusal-verdict-not-alone");
        }
        "enterprise-unknown" if argument("found") == "-" => {
            fault.say_instead("refusal-enterprise-not-there");
        }
        "notice-not-cited" if matches!(argument("cited"), "-" | "") => {
            fault.say_instead("refusal-notice-not-cited-at-all");
        }
        "correction-breaks" => {
            let words = cause(session, argument("cause"), argument("details"));
            fault.change("cause", |_| words.clone());
        }
        "fact-unknown" => {
            let own = kind(argument("kind"));
            let named = |key: &str| match own.and_then(|own| own.fact(key)) {
                Some(fact) if session.messages.lang() == Lang::Zh => format!("{key} {}", fact.zh),
                _ => key.to_owned(),
            };
            fault.change("keys", |keys| keys.split(", ").map(named).collect::<Vec<_>>().join(", "));
        }
        _ => {}
    }
    if refusal.code != "facts-missing" {
        for name in OF_PLUGINS {
            if !argument(name).is_empty() {
                fault.change(name, |value| session.in_words(value));
            }
        }
    }
    fault
}

/// What another refusal says, of which only its code and `name=value, name=value` are known.
fn cause(session: &Session, code: &str, details: &str) -> String {
    let mut arguments: Vec<(&str, String)> = Vec::new();
    for part in details.split(", ") {
        let named = part.split_once('=').filter(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        });
        match (named, arguments.last_mut()) {
            (Some((name, value)), _) => arguments.push((name, value.to_owned())),
            (None, Some((_, value))) => {
                value.push_str(", ");
                value.push_str(part);
            }
            (None, None) => {}
        }
    }
    let words: Vec<(&str, String)> = arguments
        .iter()
        .map(|(name, value)| (*name, crate::fault::in_words(&session.messages, name, value)))
        .collect();
    let words: Vec<(&str, &str)> =
        words.iter().map(|(name, value)| (*name, value.as_str())).collect();
    session.messages.say(&format!("refusal-{code}"), &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names_and_the_rest_stays() {
        let words = BTreeMap::from([
            ("shaft-kiln".to_owned(), "立窑".to_owned()),
            ("planned".to_owned(), "已列入计划".to_owned()),
        ]);
        let cases = [
            ("532300-1 (shaft-kiln, 3×11m, planned)", "532300-1 (立窑, 3×11m, 已列入计划)"),
            ("unplanned shaft-kiln-2", "unplanned shaft-kiln-2"),
            ("", ""),
            ("机立窑;shaft-kiln", "机立窑;立窑"),
        ];
        for (text, expected) in cases {
            assert_eq!(replaced(text, &words), expected);
        }
    }
}
