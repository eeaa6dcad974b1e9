//! Workers (职工) of lines: heads only, and the account in which nobody is lost.

use super::noun::{Field, Noun, fields};
use super::record::{Case, Record};
use super::words::Ground;
use minijinja::Value;
use phaseout_ledger::Workers;
use std::sync::Arc;

/// The workers of some lines.
pub(super) struct People {
    record: Arc<Record>,
    of: String,
    rows: Vec<Workers>,
    unrecorded: i64,
}

impl Noun for People {
    const NAME: (&'static str, &'static str) = ("workers", "职工");
    const FIELDS: &'static [Field<Self>] = fields! {
        "recorded" "已报条数" "条" "Lines whose workers are on record." |own| own.heads("已报条数", "条", |_| 1);
        "unrecorded" "未报条数" "条" "Lines whose workers are not on record." |own| own.record.count(own.unrecorded, false, "条", own.ground("未报条数"));
        "on_post" "在册职工" "人" "Workers on post; lines that do not say are left out." |own| own.on_post();
        "affected" "涉及职工" "人" "Workers whom it concerns: the sum of the seven kinds below." |own| own.heads("涉及职工", "人", |row| row.affected);
        "placed_inside" "内部安置" "人" "Placed inside the enterprise." |own| own.heads("内部安置", "人", |row| row.placed_inside);
        "retrained_placed" "培训转岗" "人" "Retrained and placed." |own| own.heads("培训转岗", "人", |row| row.retrained_placed);
        "compensated" "解除合同补偿" "人" "Compensated." |own| own.heads("解除合同补偿", "人", |row| row.compensated);
        "retired" "内部退养" "人" "Retired." |own| own.heads("退休退养", "人", |row| row.retired);
        "settled_unspecified" "已安置未载明方式" "人" "Settled, the way not stated." |own| own.heads("已安置未载明方式", "人", |row| row.settled_unspecified);
        "settled" "已安置" "人" "All that are settled." |own| own.heads("已安置", "人", |row| row.affected - row.pending);
        "pending" "待安置" "人" "Not yet settled." |own| own.heads("待安置", "人", |row| row.pending);
        "incidents" "群体性事件" "起" "Incidents, where they are on record." |own| own.incidents();
        "note" "备注" "文字" "Notes of the record." |own| own.note();
    };
}

impl People {
    pub(super) fn of(record: &Arc<Record>, of: &str, cases: &[Arc<Case>]) -> Self {
        let rows: Vec<Workers> =
            cases.iter().filter_map(|case| record.workers.get(&case.line.id)).cloned().collect();
        let unrecorded = i64::try_from(cases.len() - rows.len()).unwrap_or(i64::MAX);
        Self { record: Arc::clone(record), of: of.to_owned(), rows, unrecorded }
    }

    fn ground(&self, what: &str) -> Ground {
        let events = self.rows.iter().map(|row| row.seq);
        Ground::new(format!("{} {what}", self.of), format!("workers({})", self.of), events)
    }

    fn heads(&self, what: &str, unit: &str, of: fn(&Workers) -> i64) -> Value {
        self.record.count(self.rows.iter().map(of).sum(), false, unit, self.ground(what))
    }

    fn on_post(&self) -> Value {
        let known: Vec<i64> = self.rows.iter().filter_map(|row| row.on_post).collect();
        let sum = (!known.is_empty()).then(|| known.iter().sum());
        self.record.maybe(sum, "人", self.ground("在册职工"))
    }

    fn incidents(&self) -> Value {
        let known: Vec<i64> = self.rows.iter().filter_map(|row| row.incidents).collect();
        let sum = (!known.is_empty()).then(|| known.iter().sum());
        self.record.maybe(sum, "起", self.ground("群体性事件"))
    }

    fn note(&self) -> Value {
        let notes: Vec<&str> = self.rows.iter().filter_map(|row| row.note.as_deref()).collect();
        self.record.text(notes.join("; "), self.ground("备注"))
    }
}
