//! What has to be asked of a firm before a line can be decided: one question for each fact that the
//! verdict lacks, with the answers that it may have.

use crate::comparing::unit_text;
use crate::messages::Messages;
use crate::render::fact;
use phaseout_model::{AttributeValue, Class, OnUnknown, Outcome, Verdict};
use phaseout_screening::{JudgedLine, JudgedUnit};

/// What an answer may be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answers {
    /// 是 or 否.
    YesNo,
    /// One of these.
    Words(Vec<String>),
    /// A number in the unit of the question.
    Number {
        /// Zero and less cannot be.
        positive: bool,
    },
    /// A text.
    Text,
}

/// A fact that a verdict lacks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    pub(crate) line: String,
    pub(crate) enterprise: String,
    /// The unit, counted from 1; none where the question is about the whole line.
    pub(crate) unit: Option<usize>,
    /// The equipment as printed.
    pub(crate) label: String,
    /// The attribute's id, or `equipment`, `region`, `evidence`.
    pub(crate) id: String,
    /// In words.
    pub(crate) name: String,
    /// The unit of measure; blank where there is none.
    pub(crate) measure: String,
    pub(crate) answers: Answers,
    /// The criteria that need it, in words.
    pub(crate) criteria: Vec<String>,
}

/// The questions of a line: none where its verdict stands.
pub(crate) fn questions(messages: &Messages, line: &JudgedLine<'_>) -> Vec<Question> {
    let mut found: Vec<Question> = Vec::new();
    if line.verdict() != Verdict::Verify {
        return found;
    }
    let several = line.units().nth(1).is_some();
    for (at, unit) in line.units().enumerate() {
        if unit.verdict() != Verdict::Verify {
            continue;
        }
        for finding in unit.findings() {
            let criterion = unit.criterion(&finding);
            let asks = !finding.note_only
                && criterion.class == Class::Eliminate
                && match finding.outcome {
                    Outcome::Hit => !criterion.confirmed,
                    Outcome::Unknown => criterion.on_unknown == OnUnknown::Verify,
                    Outcome::Exempt | Outcome::Clear => false,
                };
            if !asks {
                continue;
            }
            let title = messages.choose(&criterion.title.zh, &criterion.title.en);
            let needs = format!("{title} · {}", criterion.basis.document);
            for id in &finding.missing {
                let number = (several && id != "region").then_some(at + 1);
                let same = |question: &&mut Question| question.id == *id && question.unit == number;
                if let Some(known) = found.iter_mut().find(same) {
                    if !known.criteria.contains(&needs) {
                        known.criteria.push(needs.clone());
                    }
                    continue;
                }
                found.push(question(messages, line, &unit, number, id, needs.clone()));
            }
        }
    }
    found
}

fn question(
    messages: &Messages,
    line: &JudgedLine<'_>,
    unit: &JudgedUnit<'_>,
    number: Option<usize>,
    id: &str,
    needs: String,
) -> Question {
    let attribute = unit.attribute_named(id);
    let answers = match attribute.map(|attribute| &attribute.value) {
        Some(AttributeValue::YesNo) => Answers::YesNo,
        Some(AttributeValue::Word { words }) => Answers::Words(words.clone()),
        Some(AttributeValue::Measure { positive, .. }) => Answers::Number { positive: *positive },
        Some(AttributeValue::Capacity { .. }) => Answers::Number { positive: true },
        None if id == "equipment" => Answers::Words(kinds(line)),
        None => Answers::Text,
    };
    Question {
        line: line.id().into_owned(),
        enterprise: line.enterprise().to_owned(),
        unit: number,
        label: unit.label().to_owned(),
        id: id.to_owned(),
        name: fact(messages, line.plugin(), id),
        measure: attribute.map_or_else(String::new, |attribute| unit_text(attribute).to_owned()),
        answers,
        criteria: vec![needs],
    }
}

/// The kinds of the line's industry, by the names under which they are read again.
fn kinds(line: &JudgedLine<'_>) -> Vec<String> {
    let Some(plugin) = line.plugin() else { return Vec::new() };
    let kinds = plugin.manifest.vocabulary.kinds.iter().skip(1);
    let mut names: Vec<String> = Vec::new();
    for kind in kinds {
        if !names.contains(&kind.zh) {
            names.push(kind.zh.clone());
        }
    }
    names
}

impl Question {
    /// The answers in words.
    pub(crate) fn allowed(&self, messages: &Messages) -> String {
        let comma = messages.word("list-comma");
        match &self.answers {
            Answers::YesNo => [messages.word("yes"), messages.word("no")].join(&comma),
            Answers::Words(words) => words.join(&comma),
            Answers::Number { positive: true } => messages.word("ask-number-positive"),
            Answers::Number { positive: false } => messages.word("ask-number"),
            Answers::Text => {
                messages.try_say(&format!("ask-text-{}", self.id), &[]).unwrap_or_default()
            }
        }
    }
}
