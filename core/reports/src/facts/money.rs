//! Money (资金): what each source gave, to whom, and what became of it. An amount that a paper withholds
//! stands as it was printed and is added to nothing.

use super::noun::{Field, Noun, fields, things};
use super::record::Record;
use super::words::{Ground, Unknown};
use minijinja::Value;
use phaseout_ledger::{FUND_ENTRIES, FUND_SOURCES, FundEntry, FundSource, Sum, fund_sources};
use phaseout_model::{Quantity, Unit};
use std::sync::Arc;

/// The money of a year, a source, or a subject.
pub(super) struct Money {
    record: Arc<Record>,
    of: String,
    query: String,
    source: Option<String>,
    entries: Vec<FundEntry>,
}

impl Noun for Money {
    const NAME: (&'static str, &'static str) = ("funds", "资金");
    const FIELDS: &'static [Field<Self>] = fields! {
        "name" "资金来源" "文字" "The source's name; blank for all together." |own| own.record.text(own.source.as_deref().map(|id| own.record.source(id)).unwrap_or_default(), own.ground("来源"));
        "count" "笔数" "笔" "How many entries." |own| own.record.count(i64::try_from(own.entries.len()).unwrap_or(i64::MAX), false, "笔", own.ground("笔数"));
        "received" "收到" "万元" "Received." |own| own.side("received", "收到");
        "allotted" "下达" "万元" "Allotted to lines and enterprises." |own| own.side("allotted", "下达");
        "paid" "支付" "万元" "Paid." |own| own.side("paid", "支付");
        "returned" "退回" "万元" "Sent back." |own| own.side("returned", "退回");
        "recovered" "追缴" "万元" "Recovered." |own| own.side("recovered", "追缴");
        "documents" "依据文件" "文字" "The documents that the entries name." |own| own.documents();
        "rule" "管理办法" "文字" "The document that governs the source; blank where none is known." |own| own.rule();
        "sources" "按来源" "资金的列表" "The same by source, in the order of the rules." |own| things(own.by_source());
        "entries" "明细" "资金明细的列表" "The entries." |own| things(own.entries.iter().map(|entry| Entry { record: Arc::clone(&own.record), entry: entry.clone() }));
    };
}

impl Money {
    /// The money of the request's year.
    pub(super) fn of_year(record: &Arc<Record>) -> Self {
        let year = record.year;
        let of_year = |entry: &&FundEntry| {
            let on = entry.on.latest().map(|day| i64::from(day.year()));
            entry.year.or(on) == Some(year)
        };
        let entries = record.funds.iter().filter(of_year).cloned().collect();
        let query = format!("funds(year={year})");
        Self {
            record: Arc::clone(record),
            of: format!("{year}年资金"),
            query,
            source: None,
            entries,
        }
    }

    /// The money of a line, an enterprise or the office.
    pub(super) fn of_subject(record: &Arc<Record>, subject: &str) -> Self {
        let entries =
            record.funds.iter().filter(|entry| entry.subject == subject).cloned().collect();
        let query = format!("funds(subject={subject})");
        let of = format!("{}资金", record.who(subject));
        Self { record: Arc::clone(record), of, query, source: None, entries }
    }

    fn ground(&self, what: &str) -> Ground {
        Ground::new(
            format!("{}{what}", self.of),
            self.query.clone(),
            self.entries.iter().map(|entry| entry.seq),
        )
    }

    fn side(&self, id: &str, zh: &str) -> Value {
        let entries: Vec<&FundEntry> = self.entries.iter().filter(|own| own.entry == id).collect();
        let ground = Ground::new(
            format!("{}{zh}", self.of),
            self.query.replacen("funds(", &format!("funds({id}, "), 1),
            entries.iter().map(|entry| entry.seq),
        );
        // The only entry stands as it was printed.
        if let [only] = entries.as_slice() {
            return self.record.amount(Some(&only.amount), ground);
        }
        let mut sum = Sum::default();
        if let Some(unit) = Unit::parse("万元") {
            sum.known.push(Quantity { value: 0.into(), unit });
        }
        for entry in &entries {
            if sum.add(&entry.amount).is_err() {
                sum.absent += 1;
            }
        }
        let all_unknown =
            !entries.is_empty() && entries.iter().all(|own| own.amount.known().is_none());
        if all_unknown {
            sum.known.clear();
        }
        self.record.sum(&sum, Unknown::Money, ground)
    }

    fn documents(&self) -> Value {
        let mut all: Vec<&str> = Vec::new();
        for document in self.entries.iter().filter_map(|entry| entry.document.as_deref()) {
            if !all.contains(&document) {
                all.push(document);
            }
        }
        self.record.text(all.join(self.record.say(("、", ", "))), self.ground("依据文件"))
    }

    fn rule(&self) -> Value {
        let rule = fund_sources().iter().find(|rule| Some(&rule.id) == self.source.as_ref());
        // Money without a rule of its own has its name there, and no number.
        let is_known = |rule: &&FundSource| rule.confirmed && rule.document.contains('\u{3014}');
        let text = rule.filter(is_known).map(|rule| rule.document.clone());
        self.record.cited(text.unwrap_or_default())
    }

    fn by_source(&self) -> Vec<Self> {
        let of = |id: &str| {
            let entries: Vec<FundEntry> =
                self.entries.iter().filter(|entry| entry.source == id).cloned().collect();
            (!entries.is_empty()).then(|| Self {
                record: Arc::clone(&self.record),
                of: format!("{}{}", self.of, self.record.source(id)),
                query: self.query.replacen(')', &format!(", source={id})"), 1),
                source: Some(id.to_owned()),
                entries,
            })
        };
        FUND_SOURCES.iter().filter_map(|(id, _)| of(id)).collect()
    }
}

/// An entry.
pub(super) struct Entry {
    record: Arc<Record>,
    entry: FundEntry,
}

impl Noun for Entry {
    const NAME: (&'static str, &'static str) = ("fund_entry", "资金明细");
    const FIELDS: &'static [Field<Self>] = fields! {
        "source" "资金来源" "文字" "The source's name." |own| own.text("来源", own.record.source(&own.entry.source));
        "entry" "收支" "文字" "收到, 下达, 支付, 退回, 追缴." |own| own.text("收支", word(FUND_ENTRIES, &own.entry.entry, &own.record));
        "amount" "金额" "万元" "The amount; a withheld one as it was printed." |own| own.record.amount(Some(&own.entry.amount), own.ground("金额"));
        "purpose" "用途" "文字" "What it is for." |own| own.text("用途", own.purpose());
        "who" "对象" "文字" "Whom it is for." |own| own.text("对象", own.record.who(&own.entry.subject));
        "document" "文号" "文字" "The document." |own| own.text("文号", own.entry.document.clone().unwrap_or_default());
        "on" "日期" "日期" "When." |own| own.record.date(Some(own.entry.on), own.ground("日期"));
    };
}

impl Entry {
    pub(super) fn of_subject(record: &Arc<Record>, subject: &str) -> Vec<Self> {
        let entries = record.funds.iter().filter(|entry| entry.subject == subject);
        entries.map(|entry| Self { record: Arc::clone(record), entry: entry.clone() }).collect()
    }

    fn ground(&self, what: &str) -> Ground {
        let query = format!("funds(subject={})", self.entry.subject);
        Ground::new(
            format!("{}{what}", self.record.source(&self.entry.source)),
            query,
            [self.entry.seq],
        )
    }

    fn text(&self, what: &str, text: String) -> Value {
        self.record.text(text, self.ground(what))
    }

    fn purpose(&self) -> String {
        let id = self.entry.purpose.as_deref().unwrap_or_default();
        self.record
            .say(match id {
                "resettlement" => ("职工安置", "resettlement"),
                "compensation" => ("解除合同补偿", "compensation"),
                "retirement" => ("内部退养", "retirement"),
                "arrears" => ("拖欠工资社保", "arrears"),
                "self_run" => ("自管基金缺口", "self-run funds"),
                "placement" => ("内部安置社保生活费", "placement"),
                "conversion" => ("企业转产", "conversion"),
                "debt" => ("化解债务", "debt"),
                "office_work" => ("工作经费", "office work"),
                "local_budget" => ("平衡地方预算", "local budget"),
                "other" => ("其他", "other"),
                own => (own, own),
            })
            .to_owned()
    }
}

fn word(words: &[(&'static str, &'static str)], id: &str, record: &Record) -> String {
    let found = words.iter().find(|(own, _)| *own == id);
    found.map_or(id, |(own, zh)| record.say((zh, own))).to_owned()
}

impl Record {
    /// A source's name.
    pub(super) fn source(&self, id: &str) -> String {
        word(FUND_SOURCES, id, self).replace('_', " ")
    }
}
