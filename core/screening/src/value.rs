//! Reads a cell of an attribute's own column.

use phaseout_host::Manifest;
use phaseout_host::forms::number::read_measure;
use phaseout_model::{Absence, AttributeValue, Interval, Problem, Unit, decimal, numeral};

use crate::template::interval;

/// What a cell says of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// Nothing: blank, withheld, not applicable.
    Absent,
    /// A measurement or capacity, in the attribute's unit.
    Measured(Interval),
    /// Yes 1 and no 0, or a word's code.
    Code(u16),
    /// It could not be read; the column is put in by the caller.
    Unread(Problem),
}

/// Reads `text` as the attribute. A bare number takes the header's unit; without one, only years and
/// counts take the vocabulary's.
pub(crate) fn read(
    manifest: &Manifest,
    attribute: usize,
    text: &str,
    header_unit: Option<&str>,
) -> Value {
    match Absence::of(text) {
        Some(Absence::Unreadable) => {
            return Value::Unread(Problem::warning("unreadable-value", None).with("text", text));
        }
        Some(_) if !is_cross(text) => return Value::Absent,
        _ => {}
    }
    let declared = &manifest.vocabulary.attributes[attribute];
    match &declared.value {
        AttributeValue::Measure { unit, default_unit, .. } => {
            let bare = header_unit.or(default_unit.then_some(unit.as_str()));
            measure(manifest, attribute, text, bare)
        }
        AttributeValue::Capacity { unit } => capacity(text, header_unit, unit),
        AttributeValue::YesNo => yes_no(manifest, attribute, text),
        AttributeValue::Word { words } => word(text, words),
    }
}

/// × alone is a no, not a mask.
fn is_cross(text: &str) -> bool {
    matches!(text.trim(), "无") || text.trim() == "×"
}

fn measure(manifest: &Manifest, attribute: usize, text: &str, bare: Option<&str>) -> Value {
    let Some(slot) = manifest.measure_attributes.iter().position(|&at| at == attribute) else {
        return Value::Absent;
    };
    match read_measure(text, &manifest.measures[slot], bare) {
        Ok(span) => {
            interval(span).map_or_else(|| unread("unreadable-value", text), Value::Measured)
        }
        Err(problem) => {
            let name = &manifest.measures[slot].name;
            Value::Unread(
                Problem::warning(problem.code(), None).with("attribute", name).with("text", text),
            )
        }
    }
}

/// A yearly capacity: `8`, `8万吨/年`, with the unit of its own column, of the header, or none.
fn capacity(text: &str, header_unit: Option<&str>, wanted: &Unit) -> Value {
    let compact: String = with_digits(phaseout_host::forms::normalize(text));
    let end = compact
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | ',')))
        .unwrap_or(compact.len());
    let (digits, printed_unit) = compact.split_at(end);
    let Some(value) = decimal::parse(&digits.replace(',', "")) else {
        return unread("unreadable-capacity", text);
    };
    if digits.contains(',') && !grouped(digits) {
        return unread("unreadable-capacity", text);
    }
    if let (Some(header), false) =
        (header_unit.filter(|unit| !unit.trim().is_empty()), printed_unit.is_empty())
    {
        // 8万吨 in a column of 吨: one of the two is wrong, by four zeros.
        if Unit::parse(header).map(Unit::per_year) != Unit::parse(printed_unit).map(Unit::per_year)
        {
            return Value::Unread(
                Problem::warning("capacity-unit-contradiction", None)
                    .with("first", printed_unit)
                    .with("second", header)
                    .with("text", text),
            );
        }
    }
    let unit_text =
        if printed_unit.is_empty() { header_unit.unwrap_or_default() } else { printed_unit };
    if unit_text.trim().is_empty() {
        return unread("capacity-without-unit", text);
    }
    let Some(unit) = Unit::parse(unit_text) else {
        return Value::Unread(
            Problem::warning("capacity-unit-unknown", None)
                .with("unit", unit_text)
                .with("text", text),
        );
    };
    let unit = unit.per_year();
    match unit.ratio_to(wanted) {
        Ok((numerator, denominator)) => decimal::scale_exactly(value, numerator, denominator)
            .and_then(|value| Interval::exactly(decimal::nearest_f64(value)).ok())
            .map_or_else(|| unread("unreadable-capacity", text), Value::Measured),
        Err(_) => Value::Unread(
            Problem::warning("capacity-dimension", None)
                .with("unit", unit_text)
                .with("wanted", wanted.as_str())
                .with("text", text),
        ),
    }
}

/// An amount that begins with a Chinese numeral, with digits: 八万吨 is 8万吨, 十二点五万吨 12.5万吨.
fn with_digits(text: String) -> String {
    let numeral = |text: &str| text.find(|c| !numeral::is_sign(c)).unwrap_or(text.len());
    let (whole, rest) = text.split_at(numeral(&text));
    let Some(number) = numeral::whole(whole) else { return text };
    let Some(part) = rest.strip_prefix('点') else { return format!("{number}{rest}") };
    let (digits, rest) = part.split_at(numeral(part));
    // Behind the point every digit counts for itself.
    let digits: Option<String> =
        digits.chars().map(|c| numeral::whole(&c.to_string()).map(|n| n.to_string())).collect();
    match digits {
        Some(digits) if !digits.is_empty() => format!("{number}.{digits}{rest}"),
        _ => text,
    }
}

/// 1,080 is a number of groups of three; 12,34 is not.
fn grouped(digits: &str) -> bool {
    let whole = digits.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
        && groups.all(|group| group.len() == 3)
}

fn yes_no(manifest: &Manifest, attribute: usize, text: &str) -> Value {
    let folded = phaseout_host::forms::normalize(text).to_lowercase();
    if let Some(said) =
        manifest.said.iter().find(|said| said.attribute == attribute && said.word == folded)
    {
        return Value::Code(said.code);
    }
    match folded.as_str() {
        "是" | "有" | "达标" | "√" | "y" | "yes" | "1" | "1.0" | "true" | "✓" | "✔" => {
            Value::Code(1)
        }
        "否" | "无" | "不达标" | "×" | "n" | "no" | "0" | "0.0" | "false" | "✗" | "✘" => {
            Value::Code(0)
        }
        _ => unread("unreadable-yes-no", text),
    }
}

fn word(text: &str, words: &[String]) -> Value {
    let folded = phaseout_host::forms::normalize(text);
    let code = (1..)
        .zip(words)
        .find_map(|(code, word)| (phaseout_host::forms::normalize(word) == folded).then_some(code));
    match code {
        Some(code) => Value::Code(code),
        None => Value::Unread(
            Problem::warning("unknown-word", None)
                .with("text", text)
                .with("words", words.join(" ")),
        ),
    }
}

fn unread(code: &'static str, text: &str) -> Value {
    Value::Unread(Problem::warning(code, None).with("text", text))
}
