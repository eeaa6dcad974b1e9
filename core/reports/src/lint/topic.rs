//! What a figure speaks of, from the words near it: year, firm, industry, whether it is a duty. What is not
//! recognised stays open, and then nothing is judged.

use super::day;
use super::record::{Firm, Record};
use super::text::Text;
use std::ops::Range;

/// A passage with what stands in it, and what the passages before left in mind.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    pub(super) text: Text,
    pub(super) days: Vec<day::Found>,
    pub(super) record: &'a Record,
    /// The year that the whole document is about.
    pub(super) year: i64,
    /// A cell, behind the words of its row and its head.
    pub(super) in_cell: bool,
}

/// The year of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Of(i64),
    /// `XX年`, `2014-2015年`: not one that can be looked up.
    Open,
}

/// Industries by the words of documents. Those without an id here are known to be others.
const INDUSTRIES: [(&str, &str); 30] = [
    ("水泥", "cement"),
    ("熟料", "cement"),
    ("钢铁", "steel"),
    ("炼铁", "steel"),
    ("炼钢", "steel"),
    ("生铁", "steel"),
    ("粗钢", "steel"),
    ("火电", "power"),
    ("电力", "power"),
    ("煤电", "power"),
    ("柠檬酸", "citric-acid"),
    ("平板玻璃", "flat-glass"),
    ("玻璃", "flat-glass"),
    ("造纸", "paper"),
    ("焦炭", "coke"),
    ("焦化", "coke"),
    ("铁合金", "ferroalloy"),
    ("电石", "carbide"),
    ("电解铝", "aluminium"),
    ("铜冶炼", "copper"),
    ("铅冶炼", "lead"),
    ("锌冶炼", "zinc"),
    ("酒精", "alcohol"),
    ("味精", "msg"),
    ("制革", "leather"),
    ("皮革", "leather"),
    ("印染", "dyeing"),
    ("化纤", "fibre"),
    ("铅蓄电池", "battery"),
    ("煤炭", "coal"),
];

/// Words of what is still to be done.
const DUTIES: [&str; 15] = [
    "确保",
    "力争",
    "争取",
    "努力",
    "必须",
    "务必",
    "应当",
    "应于",
    "应完成",
    "须在",
    "须于",
    "拟",
    "将",
    "要在",
    "要于",
];

/// Words in which 要 is no duty.
const NOT_DUTIES: [&str; 8] = ["主要", "重要", "需要", "要求", "纲要", "概要", "必要", "要素"];

/// Words that speak of all: an industry named before is over.
const WHOLE: [&str; 9] = ["合计", "总计", "共", "全州", "全市", "全县", "全省", "全区", "全部"];

impl<'a> Passage<'a> {
    /// The year of a statement at a place.
    pub(super) fn year_at(&self, place: usize) -> Year {
        let sentence = self.text.sentence(place);
        let clause = self.text.clause(place);
        let mentions = self.mentions();
        let before = |from: usize| {
            mentions.iter().rev().find(|(at, _)| *at < place && *at >= from).map(|(_, year)| *year)
        };
        before(sentence.start)
            .or_else(|| mentions.iter().find(|(at, _)| clause.contains(at)).map(|(_, year)| *year))
            .or_else(|| before(0))
            .unwrap_or(Year::Of(self.year))
    }

    /// Every mention of a year, in order.
    fn mentions(&self) -> Vec<(usize, Year)> {
        let mut all: Vec<(usize, Year)> = Vec::new();
        for found in &self.days {
            let Some(year) = found.year else { continue };
            let year = if found.is_range { Year::Open } else { Year::Of(i64::from(year)) };
            all.push((found.range.start, year));
        }
        let whole = 0..self.text.len();
        for (word, back) in
            [("今年", 0), ("本年", 0), ("当年", 0), ("去年", 1), ("上年", 1), ("明年", -1)]
        {
            all.extend(self.text.find(&whole, word).map(|at| (at, Year::Of(self.year - back))));
        }
        for mask in ["xx年", "××年", "??年"] {
            all.extend(self.text.find(&whole, mask).map(|at| (at, Year::Open)));
        }
        all.sort_by_key(|(at, _)| *at);
        all
    }

    /// The firm that a statement is about: the last one named before it in its sentence, else the first
    /// behind it in its clause.
    pub(super) fn firm_at(&self, place: usize) -> Option<&'a Firm> {
        let sentence = self.text.sentence(place);
        let clause = self.text.clause(place);
        let named = self.firms(&sentence);
        let before = named.iter().filter(|(at, _)| *at < place).max_by_key(|(at, _)| *at);
        before.or_else(|| named.iter().find(|(at, _)| clause.contains(at))).map(|(_, firm)| *firm)
    }

    /// Whether a firm is named before a place in its sentence that the record does not know.
    pub(super) fn names_a_stranger(&self, place: usize) -> bool {
        let before = self.text.sentence(place).start..place;
        let mut names = ["公司", "厂"].iter().flat_map(|word| {
            let long = word.chars().count();
            self.text.find(&before, word).map(move |at| at + long)
        });
        self.firm_at(place).is_none()
            && names.any(|end| !matches!(self.text.at(end), Some('址' | '房' | '区' | '长')))
    }

    /// Every firm that a range names, with the place where.
    pub(super) fn firms(&self, range: &Range<usize>) -> Vec<(usize, &'a Firm)> {
        let mut named = Vec::new();
        for firm in &self.record.firms {
            let call = |call: &String| self.text.find(range, call).next();
            named.extend(firm.calls.iter().find_map(call).map(|at| (at, firm)));
        }
        named.sort_by_key(|(at, _)| *at);
        named
    }

    /// The industry that a statement is about; blank where it is about all.
    pub(super) fn industry_at(&self, figure: &Range<usize>) -> Option<&'static str> {
        let clause = self.text.clause(figure.start);
        let near = figure.end..(figure.end + 5).min(clause.end);
        let before = self.last_industry(&(clause.start..figure.start));
        if let Some(found) = before.or_else(|| self.last_industry(&near)) {
            return Some(found);
        }
        if self.text.has(&clause, &WHOLE) {
            return None;
        }
        self.last_industry(&(self.text.sentence(figure.start).start..clause.start))
    }

    fn last_industry(&self, range: &Range<usize>) -> Option<&'static str> {
        let all = INDUSTRIES
            .iter()
            .filter_map(|(word, id)| self.text.find(range, word).last().map(|at| (at, *id)));
        all.max_by_key(|(at, _)| *at).map(|(_, id)| id)
    }

    /// Whether a statement says what has to be done, not what was done.
    pub(super) fn is_duty(&self, place: usize) -> bool {
        let clause = self.text.clause(place);
        let sentence = self.text.sentence(place);
        // A duty reaches over the clause before: 确保任务完成,年底前全部拆除.
        let before = clause.start.saturating_sub(1);
        let earlier = self.text.clause(before).start.max(sentence.start);
        self.has_duty(&(earlier..clause.end))
    }

    /// The same of its own clause alone: for what is, not for what happens.
    pub(super) fn is_duty_alone(&self, place: usize) -> bool {
        self.has_duty(&self.text.clause(place))
    }

    fn has_duty(&self, range: &Range<usize>) -> bool {
        let duty = DUTIES.iter().any(|word| {
            let long = word.chars().count();
            // 确保了 was done; 在努力下 is how.
            self.text
                .find(range, word)
                .any(|at| !matches!(self.text.at(at + long), Some('了' | '下')))
        });
        duty || self.text.find(range, "要").any(|at| {
            let near = self.text.folded(&(at.saturating_sub(1)..at + 2));
            !NOT_DUTIES.iter().any(|word| near.contains(word))
        })
    }
}
