//! A set of lines that have come so far: how many, whose, how much capacity, and which.

use super::line::LineNoun;
use super::noun::{Field, Noun, fields, things};
use super::record::{Case, Record};
use super::stage::Stage;
use super::words::{Ground, Unknown};
use crate::value::Traced;
use minijinja::Value;
use phaseout_ledger::{OnDate, Sum};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which lines a set is taken from, in words and as arguments of a query.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// `2013年水泥`.
    pub(super) words: String,
    /// `year=2013, industry=cement`.
    pub(super) arguments: Vec<String>,
    /// The year of the plan, where the lines of one are meant.
    pub(super) year: Option<i64>,
}

impl Scope {
    /// A part of this.
    pub(super) fn with(&self, words: &str, argument: String) -> Self {
        let mut part = self.clone();
        part.words.push_str(words);
        part.arguments.push(argument);
        part
    }
}

/// Lines at a stage.
pub(super) struct Set {
    pub(super) record: Arc<Record>,
    pub(super) scope: Scope,
    pub(super) stage: Stage,
    pub(super) cases: Vec<Arc<Case>>,
}

impl Noun for Set {
    const NAME: (&'static str, &'static str) = ("set", "一组生产线");
    const FIELDS: &'static [Field<Self>] = fields! {
        "lines" "条数" "条" "How many lines." |set| set.lines();
        "firms" "户数" "户" "How many enterprises they belong to." |set| set.firms();
        "capacity" "产能" "万吨/年等" "Their capacity: the plan's, else the survey's. What is not known is said beside it." |set| set.capacity();
        "place_holders" "占位数" "条" "Those that stand for lines that a paper only counts." |set| set.place_holders();
        "names" "企业名单" "文字" "The enterprises' names." |set| set.names();
        "last_on" "最后日期" "日期" "The day on which the last of them came so far." |set| set.last_on();
        "list" "清单" "生产线的列表" "The lines, in the order of the record." |set| {
            things(set.cases.iter().map(|case| LineNoun::new(&set.record, case)))
        };
    };
}

impl Set {
    fn ground(&self, measure: (&str, &str), with_capacity: bool) -> Ground {
        let mut arguments = vec![self.stage.id().to_owned()];
        arguments.extend(self.scope.arguments.iter().cloned());
        let mut events = Vec::new();
        for case in &self.cases {
            let id = &case.line.id;
            events.extend(self.record.last(id, self.stage.kinds()).map(|event| event.seq));
            if with_capacity {
                events.extend(capacity_event(&self.record, case));
            }
        }
        Ground::new(
            format!("{}{}{}", self.scope.words, self.stage.zh(), measure.0),
            format!("{}({})", measure.1, arguments.join(", ")),
            events,
        )
    }

    fn at_least(&self) -> bool {
        self.cases.iter().any(|case| case.line.constructed.as_deref() == Some("at_least"))
    }

    pub(super) fn lines(&self) -> Value {
        self.record.pool.put(self.lines_traced())
    }

    pub(super) fn lines_traced(&self) -> Traced {
        let number = i64::try_from(self.cases.len()).unwrap_or(i64::MAX);
        self.record.counted(number, self.at_least(), "条", self.ground(("条数", "lines"), false))
    }

    fn firms(&self) -> Value {
        let firms: BTreeSet<&str> =
            self.cases.iter().map(|case| case.line.enterprise.as_str()).collect();
        let number = i64::try_from(firms.len()).unwrap_or(i64::MAX);
        self.record.count(number, self.at_least(), "户", self.ground(("企业数", "firms"), false))
    }

    pub(super) fn capacity(&self) -> Value {
        self.record.pool.put(self.capacity_traced())
    }

    pub(super) fn capacity_traced(&self) -> Traced {
        let ground = self.ground(("产能", "capacity"), true);
        self.record.summed(&self.sum(), Unknown::Capacity, ground)
    }

    pub(super) fn sum(&self) -> Sum {
        let mut sum = Sum::default();
        for case in &self.cases {
            // Digits that do not suffice are one more that is not known.
            if sum.add(case.line.counted()).is_err() {
                sum.absent += 1;
            }
        }
        sum
    }

    fn place_holders(&self) -> Value {
        let number = self.cases.iter().filter(|case| case.line.constructed.is_some()).count();
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        self.record.count(number, false, "条", self.ground(("占位条数", "place_holders"), false))
    }

    fn names(&self) -> Value {
        let firms: BTreeMap<&str, &str> = self
            .cases
            .iter()
            .map(|case| (case.line.enterprise.as_str(), case.firm.as_str()))
            .collect();
        let names: Vec<&str> = firms.into_values().collect();
        let text = names.join(self.record.say(("、", ", ")));
        self.record.text(text, self.ground(("企业名称", "names"), false))
    }

    fn last_on(&self) -> Value {
        let dates: Vec<OnDate> = self.cases.iter().filter_map(|case| self.stage.on(case)).collect();
        let last = if dates.iter().any(|on| on.latest().is_none()) {
            dates.iter().find(|on| on.latest().is_none()).copied()
        } else {
            dates.iter().max_by_key(|on| on.latest()).copied()
        };
        self.record.date(last, self.ground(("最后日期", "last_on"), false))
    }
}

/// The event that a line's counted capacity comes from.
pub(super) fn capacity_event(record: &Record, case: &Case) -> Option<i64> {
    let kinds: &[&str] = if case.line.planned.is_some() { &["plan"] } else { &["survey"] };
    record.last(&case.line.id, kinds).map(|event| event.seq)
}
