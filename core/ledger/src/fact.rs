//! The facts that an event carries: which there are, how each is written, which are needed.

use crate::amount::Amount;
use crate::day::OnDate;
use crate::evidence;
use crate::json::{Json, LARGEST};
use crate::refusal::Refusal;
use phaseout_model::Dimension;
use std::path::Path;

/// A fact that a kind of event may carry.
#[derive(Debug)]
pub struct Fact {
    /// The key in the payload and of `--set`.
    pub key: &'static str,
    /// In Chinese; `--set` takes it as well.
    pub zh: &'static str,
    /// How it is written.
    pub form: Form,
}

/// A word with its Chinese form.
pub type Word = (&'static str, &'static str);

/// How a fact is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Any words.
    Text,
    /// A day, month or year, `..DATE`, or `unknown`.
    Date,
    /// A year, 1990 to 2100.
    Year,
    /// A whole number of people, firms, instalments: 0 or more.
    Count,
    /// A decimal without a unit: a rate, a ratio.
    Decimal,
    /// A capacity with its unit, taken as per year; withheld and unreadable ones stay as printed.
    Capacity,
    /// A sum of money with its unit; withheld and unreadable ones stay as printed.
    Money,
    /// 是 or 否.
    YesNo,
    /// One of these words.
    Word(&'static [Word]),
    /// One of these codes, or other words where none fits.
    Reason(&'static [Word]),
    /// Several words: 工信、发改、环保.
    Words,
    /// Files with their SHA-256, or a reference to a paper.
    Evidence,
    /// Files with their SHA-256, and nothing else.
    Files,
}

/// What must be there: each requirement is one of several sets of keys.
pub type Needs = &'static [&'static [&'static [&'static str]]];

/// The texts given for a fact, read as its form asks. Files are looked for below `base`.
///
/// # Errors
/// A [`Refusal`] that says which fact cannot be read, and why.
pub(crate) fn read(
    fact: &Fact,
    texts: &[&str],
    base: &Path,
    subject: &str,
) -> Result<Json, Refusal> {
    let wrong = |code| {
        Refusal::new(code, subject)
            .with("key", fact.key)
            .with("zh", fact.zh)
            .with("value", texts.join("; "))
    };
    let several = matches!(fact.form, Form::Words | Form::Evidence | Form::Files);
    let [text] = texts else {
        if texts.is_empty() || !several {
            return Err(wrong("fact-given-twice"));
        }
        return read_list(fact, texts, base, subject);
    };
    let text = text.trim();
    Ok(match fact.form {
        Form::Words | Form::Evidence | Form::Files => return read_list(fact, texts, base, subject),
        Form::Text | Form::Reason(_) if text.is_empty() => return Err(wrong("fact-blank")),
        Form::Text => Json::Text(text.to_owned()),
        Form::Date => {
            Json::Text(OnDate::parse(text).ok_or_else(|| wrong("fact-no-date"))?.to_string())
        }
        Form::Year => {
            let year = text.trim_end_matches('年').parse().ok();
            Json::Integer(
                year.filter(|year| (1990..=2100).contains(year))
                    .ok_or_else(|| wrong("fact-no-year"))?,
            )
        }
        Form::Count => {
            let digits = text.trim_end_matches(['人', '户', '家', '名']);
            let number = digits.parse().ok().filter(|number| (0..=LARGEST).contains(number));
            Json::Integer(number.ok_or_else(|| wrong("fact-no-count"))?)
        }
        Form::Decimal => {
            let value =
                phaseout_model::decimal::parse(text).ok_or_else(|| wrong("fact-no-decimal"))?;
            Json::Text(value.to_string())
        }
        Form::Capacity => Json::Text(capacity(text).ok_or_else(|| wrong("fact-no-capacity"))?),
        Form::Money => Json::Text(money(text).ok_or_else(|| wrong("fact-no-money"))?),
        Form::YesNo => Json::Bool(match text {
            "是" | "有" | "yes" | "true" | "Y" | "y" | "1" => true,
            "否" | "无" | "no" | "false" | "N" | "n" | "0" => false,
            _ => return Err(wrong("fact-no-yes-no")),
        }),
        Form::Word(words) => {
            let code = code_of(words, text)
                .ok_or_else(|| wrong("fact-no-word").with("words", listed(words)))?;
            Json::Text(code.to_owned())
        }
        Form::Reason(words) => Json::Text(code_of(words, text).unwrap_or(text).to_owned()),
    })
}

fn read_list(fact: &Fact, texts: &[&str], base: &Path, subject: &str) -> Result<Json, Refusal> {
    let mut values: Vec<Json> = Vec::new();
    for text in texts {
        for part in parts(text) {
            let value = match fact.form {
                Form::Words => Json::Text(part.to_owned()),
                form => evidence::read(part, base, form == Form::Files).map_err(|code| {
                    Refusal::new(code, subject)
                        .with("key", fact.key)
                        .with("zh", fact.zh)
                        .with("value", part)
                })?,
            };
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    if values.is_empty() {
        return Err(Refusal::new("fact-blank", subject)
            .with("key", fact.key)
            .with("zh", fact.zh)
            .with("value", ""));
    }
    Ok(Json::List(values))
}

/// The parts of a list as people write them.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', ';', '\u{ff1b}', ',', '\u{ff0c}'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The code of a word in English or Chinese.
pub(crate) fn code_of(words: &[Word], text: &str) -> Option<&'static str> {
    words.iter().find(|(id, zh)| *id == text || *zh == text).map(|(id, _)| *id)
}

/// A word by its code and its first Chinese form, as a message names it.
pub(crate) fn named(words: &[Word], code: &str) -> String {
    let zh = words.iter().find(|(id, _)| *id == code).map_or("", |(_, zh)| zh);
    format!("{code} {zh}")
}

/// The words, as a message lists them.
pub(crate) fn listed(words: &[Word]) -> String {
    words.iter().map(|(id, zh)| format!("{id} {zh}")).collect::<Vec<_>>().join(", ")
}

/// A capacity as the record keeps it: per year where the unit is a unit of production.
pub(crate) fn capacity(text: &str) -> Option<String> {
    match Amount::capacity(text)? {
        Amount::Known(quantity)
            if quantity.unit.dimension() == Dimension::Money
                || quantity.value.is_sign_negative() =>
        {
            None
        }
        amount => Some(amount.to_string()),
    }
}

fn money(text: &str) -> Option<String> {
    let amount = Amount::parse(text)?;
    match &amount {
        Amount::Known(quantity) if quantity.unit.dimension() != Dimension::Money => None,
        _ => Some(amount.to_string()),
    }
}
