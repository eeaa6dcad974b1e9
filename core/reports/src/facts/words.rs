//! How figures and dates are written: one way for each language.

use super::english;
use super::record::Record;
use crate::value::{Origin, Traced};
use minijinja::Value;
use phaseout_documents::paper::Language;
use phaseout_ledger::{Amount, OnDate, Sum};
use phaseout_model::Quantity;
use rust_decimal::Decimal;
use std::fmt;

/// What stands where the record holds no figure.
const NOT_RECORDED: (&str, &str) = ("未记载", "not recorded");

/// A query with the events that answer it.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    /// What it is, as a person names it.
    pub(super) what: String,
    /// The query.
    pub(super) query: String,
    /// The events.
    pub(super) events: Vec<i64>,
}

impl Ground {
    pub(super) fn new(
        what: impl Into<String>,
        query: impl Into<String>,
        events: impl IntoIterator<Item = i64>,
    ) -> Self {
        let mut events: Vec<i64> = events.into_iter().collect();
        events.sort_unstable();
        events.dedup();
        Self { what: what.into(), query: query.into(), events }
    }

    fn traced(self, text: String, number: Option<Decimal>, unit: Option<&str>) -> Traced {
        let unit = unit.filter(|unit| !unit.is_empty()).map(str::to_owned);
        let origin = Origin::Events { query: self.query, events: self.events };
        Traced { text, number, unit, what: self.what, origin }
    }
}

/// Puts figures and texts into the pool.
impl Record {
    /// One of two words, by the language.
    pub(super) fn say<'w>(&self, (zh, en): (&'w str, &'w str)) -> &'w str {
        if self.language == Language::En { en } else { zh }
    }

    /// A text; blank where there is none.
    pub(super) fn text(&self, text: impl Into<String>, ground: Ground) -> Value {
        self.pool.put(ground.traced(text.into(), None, None))
    }

    /// A text that is not put yet.
    pub(super) fn traced(text: impl Into<String>, ground: Ground) -> Traced {
        ground.traced(text.into(), None, None)
    }

    /// A document that a rule of the program names.
    pub(super) fn cited(&self, document: impl Into<String>) -> Value {
        let text = document.into();
        let origin = Origin::Rule(text.clone());
        self.pool.put(Traced { what: text.clone(), text, number: None, unit: None, origin })
    }

    /// A date that is a part of a text.
    pub(super) fn date_words(&self, on: Option<OnDate>) -> String {
        on.map(|on| date(on, self.language)).unwrap_or_default()
    }

    /// A number of things: `3条`. `at_least` where a paper says 260余.
    pub(super) fn count(&self, number: i64, at_least: bool, unit: &str, ground: Ground) -> Value {
        self.pool.put(self.counted(number, at_least, unit, ground))
    }

    pub(super) fn counted(
        &self,
        number: i64,
        at_least: bool,
        unit: &str,
        ground: Ground,
    ) -> Traced {
        let text = match (self.language, at_least) {
            (Language::Zh, false) => format!("{number}{unit}"),
            (Language::Zh, true) => format!("至少{number}{unit}"),
            (Language::En, false) => number.to_string(),
            (Language::En, true) => format!("at least {number}"),
        };
        let unit = self.say((unit, english::counted(unit)));
        ground.traced(text, Some(number.into()), Some(unit))
    }

    /// A number that may not be on record.
    pub(super) fn maybe(&self, number: Option<i64>, unit: &str, ground: Ground) -> Value {
        match number {
            Some(number) => self.count(number, false, unit, ground),
            None => self.text(self.say(NOT_RECORDED), ground),
        }
    }

    /// A capacity or a sum of money; one that is withheld stands as it was printed.
    pub(super) fn amount(&self, amount: Option<&Amount>, ground: Ground) -> Value {
        let Some(amount) = amount else { return self.text(self.say(NOT_RECORDED), ground) };
        match amount {
            Amount::Known(quantity) => {
                let quantity = usual(quantity);
                let unit = quantity.unit.as_str().to_owned();
                let text = printed(&quantity);
                self.pool.put(ground.traced(text, Some(quantity.value), Some(&unit)))
            }
            Amount::Absent(_, text) if text.is_empty() => {
                self.text(self.say(("不详", "not known")), ground)
            }
            Amount::Absent(_, text) => self.text(text.clone(), ground),
        }
    }

    /// A sum; what could not be added is said beside it: `8万吨/年,另有2条产能不明`.
    pub(super) fn sum(&self, sum: &Sum, of: Unknown, ground: Ground) -> Value {
        self.pool.put(self.summed(sum, of, ground))
    }

    pub(super) fn summed(&self, sum: &Sum, of: Unknown, ground: Ground) -> Traced {
        let known: Vec<Quantity> = sum.known.iter().map(usual).collect();
        let mut text = known.iter().map(printed).collect::<Vec<_>>().join(self.say(("、", ", ")));
        if sum.absent > 0 {
            let zh = of.words();
            let joint = if text.is_empty() { "" } else { self.say(("\u{ff0c}另有", ", and ")) };
            let absent = sum.absent;
            text = match self.language {
                // `产能不明(2条)` after the word that a template has before it.
                Language::Zh if text.is_empty() => of.all_unknown(absent),
                Language::Zh => format!("{text}{joint}{absent}{zh}"),
                Language::En => format!("{text}{joint}{}", english::unknown(of, absent)),
            };
        }
        if text.is_empty() {
            text = format!("0{}", of.unit());
        }
        let single = (known.len() <= 1 && sum.absent == 0).then(|| {
            known.first().map_or((Decimal::ZERO, of.unit().to_owned()), |quantity| {
                (quantity.value, quantity.unit.as_str().to_owned())
            })
        });
        let (number, unit) = single.unzip();
        ground.traced(text, number, unit.as_deref())
    }

    /// A date; blank where there is none.
    pub(super) fn date(&self, on: Option<OnDate>, ground: Ground) -> Value {
        let text = on.map(|on| date(on, self.language)).unwrap_or_default();
        self.text(text, ground)
    }
}

/// What a sum is of, for what it could not add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// Capacities of lines.
    Capacity,
    /// Capacities of targets.
    Target,
    /// Entries of money.
    Money,
}

impl Unknown {
    fn words(self) -> &'static str {
        match self {
            Self::Capacity => "条产能不明",
            Self::Target => "项产能未公布",
            Self::Money => "笔金额不明",
        }
    }

    fn all_unknown(self, absent: impl fmt::Display) -> String {
        let (word, unit) = match self {
            Self::Capacity => ("不明", "条"),
            Self::Target => ("未公布", "项"),
            Self::Money => ("不明", "笔"),
        };
        format!("{word}\u{ff08}{absent}{unit}\u{ff09}")
    }

    fn unit(self) -> &'static str {
        if self == Self::Money { "万元" } else { "" }
    }
}

/// A quantity in the unit that papers of the field use: tons in 万吨, money in 万元.
pub(super) fn usual(quantity: &Quantity) -> Quantity {
    use phaseout_model::{Dimension, Unit};
    let unit = match quantity.unit.dimension() {
        Dimension::Mass if quantity.unit.is_annual() => "万吨/年",
        Dimension::Mass => "万吨",
        Dimension::Money if quantity.unit.as_str().contains('亿') => return quantity.clone(),
        Dimension::Money => "万元",
        _ => return quantity.clone(),
    };
    Unit::parse(unit).and_then(|unit| quantity.to(&unit).ok()).unwrap_or_else(|| quantity.clone())
}

fn printed(quantity: &Quantity) -> String {
    format!("{}{}", quantity.value.normalize(), quantity.unit)
}

/// A date in words: `2013年7月27日`, `2013年12月31日前`; `27 July 2013`, `by 31 December 2013`.
pub(super) fn date(on: OnDate, language: Language) -> String {
    let zh = language == Language::Zh;
    match on {
        OnDate::Unknown => if zh { "日期不详" } else { "date not known" }.to_owned(),
        OnDate::By(day) if zh => format!("{}前", chinese(&day.to_string())),
        OnDate::By(day) => format!("by {}", english::date(&day.to_string())),
        OnDate::In(part) if zh => chinese(&part.to_string()),
        OnDate::In(part) => english::date(&part.to_string()),
    }
}

/// `2013-07-27` as `2013年7月27日`, as far as it goes.
fn chinese(iso: &str) -> String {
    let parts = iso.split('-').map(|part| part.trim_start_matches('0'));
    parts.zip(["年", "月", "日"]).flat_map(|(part, word)| [part, word]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_as_far_as_it_is_known() {
        let cases = [
            ("2013-07-27", "2013年7月27日"),
            ("2013-07", "2013年7月"),
            ("2013", "2013年"),
            ("..2013-12-31", "2013年12月31日前"),
            ("unknown", "日期不详"),
        ];
        for (on, printed) in cases {
            assert_eq!(date(OnDate::parse(on).unwrap(), Language::Zh), printed);
        }
    }

    #[test]
    fn what_is_wholly_unknown_is_said_with_how_much_of_it_there_is() {
        let cases = [
            (Unknown::Capacity, "不明\u{ff08}2条\u{ff09}"),
            (Unknown::Target, "未公布\u{ff08}2项\u{ff09}"),
            (Unknown::Money, "不明\u{ff08}2笔\u{ff09}"),
        ];
        for (of, printed) in cases {
            assert_eq!(of.all_unknown(2), printed);
        }
    }

    #[test]
    fn tons_are_written_in_wan() {
        let cases =
            [("20000吨/年", "2万吨/年"), ("1041万元", "1041万元"), ("10.8亿元", "10.8亿元")];
        for (given, expected) in cases {
            assert_eq!(printed(&usual(&Quantity::parse(given).unwrap())), expected);
        }
    }
}
