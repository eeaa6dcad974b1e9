//! What was compared with what, in words: for the card of a line and for the workbook that is given back.

use crate::messages::Messages;
use phaseout_model::{Attribute, AttributeValue, Because, Interval, Operator};
use phaseout_screening::{AttributeReading, JudgedUnit, ReadValue};

/// One comparison of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compared {
    /// The message that says it as a sentence.
    sentence: &'static str,
    /// What is compared: an attribute's name; blank for the kind of equipment.
    pub(crate) attribute: String,
    /// What was read of the line.
    pub(crate) value: String,
    operator: String,
    threshold: String,
}

impl Compared {
    pub(crate) fn of(
        messages: &Messages,
        unit: &JudgedUnit<'_>,
        readings: &[AttributeReading<'_>],
        because: &Because,
    ) -> Self {
        if because.operator == Operator::IsA {
            return Self::kind(messages, unit, because);
        }
        let attribute = unit.attribute_named(&because.attribute);
        let name = attribute
            .map_or(because.attribute.clone(), |a| messages.choose(&a.zh, &a.en).to_owned());
        let reading = readings
            .iter()
            .find(|reading| unit.attribute(reading.attribute).id == because.attribute);
        let value = match (reading, attribute) {
            (Some(reading), Some(attribute)) => value(messages, attribute, &reading.value),
            _ => messages.word("card-not-known"),
        };
        let yes_no = attribute.is_some_and(|a| a.value == AttributeValue::YesNo);
        let threshold = match (yes_no, because.threshold.as_str()) {
            (true, "yes") => messages.word("yes"),
            (true, "no") => messages.word("no"),
            (_, threshold) => {
                let unit = match because.unit.as_deref().unwrap_or("") {
                    "years" => messages.word("unit-years"),
                    unit => unit.to_owned(),
                };
                with_unit(threshold, &unit)
            }
        };
        Self {
            sentence: if yes_no { "card-compare-yes-no" } else { "card-compare" },
            attribute: name,
            value,
            operator: messages.word(&format!("operator-{}", operator_id(because.operator))),
            threshold,
        }
    }

    fn kind(messages: &Messages, unit: &JudgedUnit<'_>, because: &Because) -> Self {
        let threshold: Vec<String> = because
            .threshold
            .split(' ')
            .map(|id| unit.kind_name(id, |zh, en| messages.choose(zh, en).to_owned()))
            .collect();
        let kind = unit.kind();
        let value = if unit.is_kind_known() {
            messages.choose(&kind.zh, &kind.en).to_owned()
        } else {
            messages.word("card-not-known")
        };
        Self {
            sentence: "card-compare-kind",
            attribute: String::new(),
            value,
            operator: String::new(),
            threshold: threshold.join(&messages.word("list-comma")),
        }
    }

    /// The limit, with what it asks for: 小于3 m.
    pub(crate) fn limit(&self) -> String {
        format!("{}{}", self.operator, self.threshold)
    }

    pub(crate) fn sentence(&self, messages: &Messages) -> String {
        let arguments = [
            ("attribute", self.attribute.as_str()),
            ("value", self.value.as_str()),
            ("operator", self.operator.as_str()),
            ("threshold", self.threshold.as_str()),
        ];
        messages.say(self.sentence, &arguments)
    }
}

/// A value that was read, with its unit.
pub(crate) fn value(messages: &Messages, attribute: &Attribute, value: &ReadValue) -> String {
    match value {
        ReadValue::Measured(interval) => match unit_text(attribute) {
            "years" => within(messages, interval, &messages.word("unit-years")),
            unit => within(messages, interval, unit),
        },
        ReadValue::YesNo(true) => messages.word("yes"),
        ReadValue::YesNo(false) => messages.word("no"),
        ReadValue::Word(word) => word.clone(),
        ReadValue::Contradicted => messages.word("card-contradicted"),
    }
}

fn within(messages: &Messages, interval: &Interval, unit: &str) -> String {
    let end = |value: f64| with_unit(&plain(value), unit);
    if let Some(value) = interval.exact() {
        return end(value);
    }
    let (lo, hi) = (end(interval.lo()), end(interval.hi()));
    let id = match (interval.lo().is_finite(), interval.hi().is_finite()) {
        (false, false) => return messages.word("card-not-known"),
        (false, true) if interval.hi_open() => "bound-below",
        (false, true) => "bound-at-most",
        (true, false) if interval.lo_open() => "bound-above",
        (true, false) => "bound-at-least",
        (true, true) => "bound-between",
    };
    messages.say(id, &[("lo", &lo), ("hi", &hi)])
}

fn operator_id(operator: Operator) -> &'static str {
    match operator {
        Operator::Less => "less",
        Operator::LessOrEqual => "less-or-equal",
        Operator::Greater => "greater",
        Operator::GreaterOrEqual => "greater-or-equal",
        Operator::Equal => "equal",
        Operator::NotEqual => "not-equal",
        Operator::In => "in",
        Operator::IsA => "is-a",
        Operator::Known => "known",
    }
}

/// The unit of an attribute's values; blank where they have none.
pub(crate) fn unit_text(attribute: &Attribute) -> &str {
    match &attribute.value {
        AttributeValue::Measure { unit, .. } | AttributeValue::Capacity { unit } => unit.as_str(),
        AttributeValue::YesNo | AttributeValue::Word { .. } => "",
    }
}

/// At most four places behind the point: 33.4986 years are enough for anybody.
fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    if text.parse::<f64>() == Ok(value) || text.len() < value.to_string().len() {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        value.to_string()
    }
}

fn with_unit(number: &str, unit: &str) -> String {
    if unit.is_empty() { number.to_owned() } else { format!("{number} {unit}") }
}
