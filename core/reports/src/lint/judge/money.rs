//! Money: net assets of a firm, and what came in and went out by source. A word such as 支付 says which entry
//! is meant; without one it may be any.

use super::{Asked, Candidate};
use crate::lint::record::{Known, counted, sum};
use phaseout_ledger::FundEntry;
use phaseout_model::{Dimension, Quantity};

/// Where money comes from, by the words of documents.
const SOURCES: [(&str, &[&str]); 4] = [
    ("central_award", &["奖励资金", "奖励", "中央财政"]),
    ("working_money", &["工作经费"]),
    ("central_closure", &["关闭小企业"]),
    ("provincial", &["省级"]),
];

/// What became of it. A balance is no entry of the record.
const ENTRIES: [(&str, &str); 8] = [
    ("收到", "received"),
    ("下达", "allotted"),
    ("拨付", "paid"),
    ("支付", "paid"),
    ("退回", "returned"),
    ("追缴", "recovered"),
    ("结余", ""),
    ("余额", ""),
];

/// Which entries an amount may be where no word tells.
const ANY: [&str; 3] = ["received", "allotted", "paid"];

impl Asked<'_, '_> {
    pub(super) fn money(&self) -> Vec<Candidate> {
        if let (Some(firm), true) = (self.firm, self.says(&["净值", "净资产", "资产"])) {
            let lines = self.record().lines_of(firm, self.year);
            let said: Vec<&(i64, Quantity)> =
                lines.iter().filter_map(|line| self.record().assets.get(&line.id)).collect();
            let amounts = said.iter().map(|(_, quantity)| Some(quantity.clone()));
            let Some(mut known) = sum(amounts, Dimension::Money) else { return Vec::new() };
            known.events = said.iter().map(|(seq, _)| *seq).collect();
            return vec![(self.about("", "assets"), known)];
        }
        let Some((source, _)) = SOURCES.iter().find(|(_, words)| self.says(words)) else {
            return Vec::new();
        };
        let known = match self.entry() {
            Some("") => Vec::new(),
            Some(entry) => self.of_entry(source, entry),
            None => ANY.into_iter().filter_map(|entry| self.funds(source, entry)).collect(),
        };
        let about = self.about("", "money");
        known.into_iter().map(|known| (about.clone(), self.of_its_time(known))).collect()
    }

    /// The entry that a word names: the nearest before the figure in its clause.
    fn entry(&self) -> Option<&'static str> {
        let clause = self.passage.text.clause(self.figure.range.start);
        let before = clause.start..self.figure.range.start;
        let last = |(word, entry): &(&'static str, &'static str)| {
            self.passage.text.find(&before, word).last().map(|at| (at, *entry))
        };
        ENTRIES.iter().filter_map(last).max().map(|(_, entry)| entry)
    }

    /// What the record has of an entry that is named. Nothing is zero where the source has other amounts; a row
    /// of a table may be one entry of several.
    fn of_entry(&self, source: &str, entry: &str) -> Vec<Known> {
        let found = self.entries(source, entry);
        if found.is_empty() {
            let is_told = self.record().funds.iter().any(|it| {
                it.source == source && it.amount.known().is_some() && self.is_of_firm(it)
            });
            let says_none = self.figure.quantity().is_some_and(|quantity| quantity.value.is_zero());
            let none = counted(0, "元").filter(|_| is_told || says_none);
            return none.into_iter().collect();
        }
        let mut all: Vec<Known> = self.funds(source, entry).into_iter().collect();
        if self.passage.in_cell {
            for own in &found {
                let amount = std::iter::once(own.amount.known().cloned());
                all.extend(sum(amount, Dimension::Money).map(|known| with_events(known, &[*own])));
            }
        }
        all
    }

    fn funds(&self, source: &str, entry: &str) -> Option<Known> {
        let found = self.entries(source, entry);
        let amounts = found.iter().map(|it| it.amount.known().cloned());
        Some(with_events(sum(amounts, Dimension::Money)?, &found))
    }

    fn entries(&self, source: &str, entry: &str) -> Vec<&FundEntry> {
        let funds = self.record().funds.iter();
        funds
            .filter(|it| it.source == source && it.entry == entry && self.is_of_firm(it))
            .filter(|it| it.year.is_none_or(|year| year == self.year))
            .collect()
    }

    fn is_of_firm(&self, entry: &FundEntry) -> bool {
        self.firm.is_none_or(|firm| {
            let lines = self.record().lines_of(firm, self.year);
            firm.id == entry.subject || lines.iter().any(|line| line.id == entry.subject)
        })
    }
}

fn with_events(known: Known, entries: &[&FundEntry]) -> Known {
    Known { events: entries.iter().map(|it| it.seq).collect(), ..known }
}
