//! What a step takes and needs: said where `record STEP` names no subject.

use crate::fault::Fault;
use crate::messages::Messages;
use crate::session::Session;
use phaseout_ledger::fact::Form;
use phaseout_ledger::kind::{KINDS, Kind, Subject, kind};
use phaseout_ledger::said::name_of;

/// Without a subject nothing is recorded; what the step takes is said instead.
pub(crate) fn without_subject(session: &Session, word: &str) -> Fault {
    let messages = &session.messages;
    let Some(kind) = kind(word) else {
        let names = KINDS.iter().map(|kind| kind.id).collect::<Vec<_>>().join(" ");
        return Fault::usage("refusal-kind-unknown").at(word).with("kinds", &names);
    };
    let code = match kind.subject {
        Subject::Event => "record-without-event",
        _ => "record-without-subject",
    };
    let mut fault = Fault::usage(code).with("kind", kind.id);
    fault.lines = facts(messages, kind);
    fault
}

fn facts(messages: &Messages, kind: &Kind) -> Vec<String> {
    if kind.id == "survey" {
        return vec![format!("  {}", messages.word("record-survey"))];
    }
    let mut lines = vec![messages.word("record-facts")];
    if kind.subject == Subject::Event {
        for key in ["reason", "on", "subject", "void", "facts"] {
            lines.push(format!("  {}", messages.word(&format!("record-correct-{key}"))));
        }
        return lines;
    }
    for fact in kind.facts {
        let needed = match needed(messages, kind, fact.key) {
            Needed::No => String::new(),
            Needed::Always => messages.word("record-needed"),
            Needed::OneOf(sets) => messages.say("record-needed-one", &[("facts", &sets)]),
        };
        lines.push(format!("  {} ({}): {}{needed}", fact.key, fact.zh, form(messages, fact.form)));
    }
    lines
}

/// Whether a fact has to be there.
enum Needed {
    No,
    Always,
    /// One of several sets.
    OneOf(String),
}

fn needed(messages: &Messages, kind: &Kind, key: &str) -> Needed {
    let Some(sets) = kind.needs.iter().find(|sets| sets.iter().any(|set| set.contains(&key)))
    else {
        return Needed::No;
    };
    if let [_] = sets {
        return Needed::Always;
    }
    let name = |key: &&'static str| messages.choose(name_of(Some(kind), key).unwrap_or(key), key);
    let sets: Vec<String> =
        sets.iter().map(|set| set.iter().map(name).collect::<Vec<_>>().join(" + ")).collect();
    Needed::OneOf(sets.join(" / "))
}

/// How a fact is written.
fn form(messages: &Messages, form: Form) -> String {
    let id = match form {
        Form::Text => "text",
        Form::Date => "date",
        Form::Year => "year",
        Form::Count => "count",
        Form::Decimal => "decimal",
        Form::Capacity => "capacity",
        Form::Money => "money",
        Form::YesNo => "yes-no",
        Form::Words => "words",
        Form::Evidence => "evidence",
        Form::Files => "files",
        Form::Word(words) | Form::Reason(words) => {
            let words: Vec<String> = words.iter().map(|(id, zh)| format!("{id} {zh}")).collect();
            let id = if matches!(form, Form::Word(_)) { "form-word" } else { "form-reason" };
            return messages.say(id, &[("words", &words.join(" | "))]);
        }
    };
    messages.word(&format!("form-{id}"))
}
