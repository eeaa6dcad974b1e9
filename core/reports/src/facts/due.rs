//! What is due or late (待办), the milestones of the year, and what may follow where a date was missed.

use super::english;
use super::noun::{Field, Noun, fields, things};
use super::record::Record;
use super::words::Ground;
use crate::value::{Origin, Traced};
use minijinja::Value;
use phaseout_ledger::OnDate;
use phaseout_ledger::kind::kind;
use phaseout_ledger::milestones::Milestone;
use phaseout_ledger::sanctions::Sanction;
use phaseout_ledger::todo::Task;
use std::sync::Arc;

/// Something to be done.
pub(super) struct Duty {
    record: Arc<Record>,
    own: Task,
}

impl Noun for Duty {
    const NAME: (&'static str, &'static str) = ("task", "待办事项");
    const FIELDS: &'static [Field<Self>] = fields! {
        "what" "事项" "文字" "What is to be done." |it| it.text("事项", it.what());
        "about" "对象" "文字" "The line, the target, the place." |it| it.text("对象", it.record.who(&it.own.subject));
        "firm" "企业" "文字" "The enterprise, for a line; else blank." |it| it.text("企业", it.own.enterprise.clone().unwrap_or_default());
        "due" "期限" "日期" "Its last day; blank where nothing sets one." |it| it.record.date(it.own.due.map(OnDate::day), it.ground("期限"));
        "days_late" "逾期天数" "天" "Days past the last day; zero while it is not over." |it| it.days(true);
        "days_left" "剩余天数" "天" "Days to the last day; zero where it is over or none is set." |it| it.days(false);
        "late" "逾期" "文字" "逾期 where it is over by a confirmed date; else blank." |it| it.text("逾期", if it.own.late { it.record.say(("逾期", "late")).to_owned() } else { String::new() });
        "unconfirmed" "期限未核实" "文字" "未核实 where the wording behind the day was not seen; else blank." |it| it.text("核实", it.unconfirmed().to_owned());
        "who" "责任单位" "文字" "Who acts." |it| it.text("责任单位", who(&it.own.who, &it.record));
        "document" "依据" "文字" "The document that sets the day; blank where none does." |it| it.document();
        "lines" "条数" "条" "How many lines it is about." |it| it.record.count(i64::from(it.own.lines), false, "条", it.ground("条数"));
        "sanctions" "可能采取的措施" "措施的列表" "What is possible because it is late." |it| things(it.own.sanctions.iter().map(|own| Measure { record: Arc::clone(&it.record), own }));
    };
}

impl Duty {
    /// The tasks of the year that are meant.
    pub(super) fn all(record: &Arc<Record>, meant: impl Fn(&Task) -> bool) -> Vec<Self> {
        let own = record.tasks.iter().filter(|task| meant(task));
        own.map(|own| Self { record: Arc::clone(record), own: own.clone() }).collect()
    }

    /// Whether it is past its day.
    pub(super) fn is_late(&self) -> bool {
        self.own.late
    }

    fn ground(&self, what: &str) -> Ground {
        let line = self.record.line(&self.own.subject).map(|case| case.line.seq);
        let set = self.own.milestone.as_ref().and_then(|milestone| milestone.seq);
        let query = format!("todo --as-of {}", self.record.as_of);
        Ground::new(format!("待办{what}"), query, line.into_iter().chain(set))
    }

    fn text(&self, what: &str, text: String) -> Value {
        self.record.text(text, self.ground(what))
    }

    fn what(&self) -> String {
        let ask = self.own.ask;
        if let Some(milestone) = self.own.milestone.as_ref().filter(|_| ask == "milestone") {
            return self.record.say((milestone.zh, &english::task(milestone.id))).to_owned();
        }
        let zh = match ask {
            "target_open" => "分解目标任务",
            "region_late" => "督促逾期生产线",
            _ => kind(ask).map_or(ask, |kind| kind.zh),
        };
        self.record.say((zh, &english::task(ask))).to_owned()
    }

    fn unconfirmed(&self) -> &'static str {
        let doubtful = self.own.milestone.as_ref().is_some_and(|milestone| !milestone.confirmed);
        if doubtful { self.record.say(("未核实", "not confirmed")) } else { "" }
    }

    fn days(&self, late: bool) -> Value {
        let days = i64::from(self.own.days.unwrap_or(0));
        let number = if late { (-days).max(0) } else { days.max(0) };
        self.record.count(number, false, "天", self.ground("天数"))
    }

    fn document(&self) -> Value {
        match &self.own.milestone {
            Some(milestone) => document(milestone, &self.record),
            None => self.text("依据", String::new()),
        }
    }
}

/// The document of a milestone: of the record where it set it, else of the rule.
fn document(milestone: &Milestone, record: &Record) -> Value {
    let text = milestone.document.clone();
    match milestone.seq {
        Some(seq) => record.text(text, Ground::new("依据", "deadlines()", [seq])),
        None => record.cited(text),
    }
}

/// A milestone of the year.
pub(super) struct Stone {
    record: Arc<Record>,
    own: Milestone,
}

impl Noun for Stone {
    const NAME: (&'static str, &'static str) = ("milestone", "时间节点");
    const FIELDS: &'static [Field<Self>] = fields! {
        "what" "事项" "文字" "What is due." |it| it.rule(it.record.say((it.own.zh, &english::task(it.own.id))).to_owned());
        "date" "期限" "日期" "Its last day." |it| it.rule(it.record.date_words(Some(OnDate::day(it.own.date))));
        "who" "责任单位" "文字" "Who acts." |it| it.rule(who(&it.own.who, &it.record));
        "document" "依据" "文字" "The document that sets it." |it| document(&it.own, &it.record);
    };
}

impl Stone {
    /// The year's milestones by date. One whose wording was not seen is left out: it decides nothing.
    pub(super) fn of_year(record: &Arc<Record>) -> Vec<Self> {
        let own = record.milestones.iter().filter(|own| own.confirmed);
        own.map(|own| Self { record: Arc::clone(record), own: own.clone() }).collect()
    }

    fn rule(&self, text: String) -> Value {
        if let Some(seq) = self.own.seq {
            return self.record.text(text, Ground::new(self.own.zh, "deadlines()", [seq]));
        }
        let origin = Origin::Rule(self.own.document.clone());
        let what = self.own.zh.to_owned();
        self.record.pool.put(Traced { text, number: None, unit: None, what, origin })
    }
}

/// What may follow where a date was missed.
pub(super) struct Measure {
    record: Arc<Record>,
    own: &'static Sanction,
}

impl Noun for Measure {
    const NAME: (&'static str, &'static str) = ("sanction", "措施");
    const FIELDS: &'static [Field<Self>] = fields! {
        "what" "措施" "文字" "What is possible." |it| it.rule(it.record.say((&it.own.title.zh, &it.own.title.en)).to_owned());
        "who" "由谁" "文字" "Who may do it." |it| it.rule(who(&it.own.who, &it.record));
        "document" "依据" "文字" "The document that says so." |it| it.record.cited(it.own.document.clone());
    };
}

impl Measure {
    /// What may follow against an enterprise or a region where the year's last day is missed.
    pub(super) fn against(record: &Arc<Record>, whom: &str) -> Vec<Self> {
        let Some(day) = super::record::month_end(record.year, 12) else { return Vec::new() };
        let own = phaseout_ledger::sanctions::sanctions(whom, day);
        own.into_iter()
            .filter(|own| own.confirmed)
            .map(|own| Self { record: Arc::clone(record), own })
            .collect()
    }

    fn rule(&self, text: String) -> Value {
        let origin = Origin::Rule(self.own.document.clone());
        let what = self.own.title.zh.clone();
        self.record.pool.put(Traced { text, number: None, unit: None, what, origin })
    }
}

/// Who acts, in words; what is none of the known ones stands as it is.
fn who(id: &str, record: &Record) -> String {
    let zh = match id {
        "enterprise" => "企业",
        "office" => "本单位",
        "departments" => "有关部门",
        "ministry" => "国家主管部门",
        "national" => "国家",
        "province" => "省级主管部门",
        "prefecture" => "市州级主管部门",
        "county" => "县级主管部门",
        "town" => "乡镇街道",
        "environment" => "环境保护部门",
        "banks" => "金融机构",
        "investment" => "投资主管部门",
        "land" => "国土资源部门",
        "licensing" => "许可审批部门",
        "registration" => "登记机关",
        "power" => "供电企业",
        "above" => "上级机关",
        own => own,
    };
    record.say((zh, &english::who(id))).to_owned()
}
