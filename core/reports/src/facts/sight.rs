//! Everything that a template can name: the year's plan, all lines on record, and what the document is about.

use super::due::{Duty, Measure, Stone};
use super::firm::{Firm, Party};
use super::line::LineNoun;
use super::money::Money;
use super::months::month;
use super::noun::{Field, Noun, fields, thing, things};
use super::papers::{Changed, Notice, Shown, Signed};
use super::progress::Progress;
use super::record::Record;
use super::target::Aim;
use crate::error::{ReportError, ReportFault};
use crate::value::{Origin, Traced};
use minijinja::Value;
use phaseout_ledger::{Office, OnDate};
use phaseout_model::{RegionCode, Regions};
use std::sync::Arc;

/// What a document sees.
pub(super) struct Sight {
    record: Arc<Record>,
    pub(super) office: Option<Office>,
    pub(super) total: Progress,
    subject: Subject,
}

/// What the document is about.
enum Subject {
    Year,
    Line(String, String),
    Firm(String),
    Place(RegionCode),
    Group(String),
}

impl Noun for Sight {
    const NAME: (&'static str, &'static str) = ("", "顶层");
    const FIELDS: &'static [Field<Self>] = fields! {
        "year" "年度" "年" "The year that it is about." |it| it.asked("year", it.record.date_words(OnDate::parse(&it.record.year.to_string())));
        "month_name" "月份" "月" "The month that it is about." |it| it.asked("month", it.month_name());
        "as_of" "截止日期" "日期" "The day of the document." |it| it.asked("as-of", it.record.date_words(Some(OnDate::day(it.record.as_of))));
        "office" "单位" "文字" "The office's name." |it| it.setting("name", it.office.as_ref().map(|own| own.name.clone()).unwrap_or_default());
        "office_place" "单位所在地区" "文字" "The name of the office's place." |it| it.setting("region", it.record.region(Some(&it.record.office.to_string())));
        "total" "年度计划" "进度" "The lines of the year's plan; those of the place, where the document is about one." |it| thing(it.total.clone());
        "all" "全部" "进度" "All lines on record, of every year." |it| thing(Progress::all(&it.record));
        "month" "本月" "月份" "The month that it is about." |it| month(&it.total, it.record.month).map(thing).unwrap_or_default();
        "lines" "生产线" "生产线的列表" "The line that it is about; else the lines of the year's plan, else all on record." |it| it.lines();
        "firms" "企业" "企业的列表" "The enterprise that it is about; else those of the year's plan, else all on record." |it| things(it.firms());
        "parties" "责任单位" "责任单位的列表" "The place that it is about; else who holds parts of the targets, else the office itself." |it| things(it.parties());
        "targets" "目标任务" "目标任务的列表" "The targets received for the year, by industry." |it| things(Aim::received(&it.record));
        "letters" "责任书" "责任书的列表" "The year's letters of responsibility." |it| things(Signed::of_year(&it.record));
        "notices" "公告" "公告的列表" "The notices that name the year's lines." |it| things(Notice::of_year(&it.record));
        "changes" "名单变更" "名单变更的列表" "Changes of the year's published lists." |it| things(Changed::of_year(&it.record));
        "publicity" "宣传" "宣传的列表" "What was shown in public in the year, or on no known day." |it| things(Shown::of_year(&it.record));
        "funds" "资金" "资金" "Money of the year." |it| thing(Money::of_year(&it.record));
        "tasks" "待办事项" "待办事项的列表" "What is due or late for the year." |it| things(Duty::all(&it.record, |_| true));
        "late" "逾期事项" "待办事项的列表" "What is late for the year." |it| things(Duty::all(&it.record, |task| task.late));
        "milestones" "时间节点" "时间节点的列表" "The year's dates by document. Those whose wording was not seen are left out." |it| things(Stone::of_year(&it.record));
        "firm_sanctions" "对企业的措施" "措施的列表" "What may follow where an enterprise misses the year." |it| things(Measure::against(&it.record, "enterprise"));
        "place_sanctions" "对地区的措施" "措施的列表" "What may follow where a place misses the year." |it| things(Measure::against(&it.record, "region"));
    };
}

impl Sight {
    pub(super) fn of(record: &Arc<Record>, subject: Option<&str>) -> Result<Self, ReportError> {
        let subject = match subject {
            None => Subject::Year,
            Some(word) => find(record, word)
                .ok_or_else(|| ReportFault::new("report-subject").with("subject", word))?,
        };
        let mut total = Progress::of_year(record);
        if let Subject::Place(code) = &subject {
            total = total.inside(*code);
        }
        Ok(Self { record: Arc::clone(record), office: None, total, subject })
    }

    fn put(&self, what: &str, text: String, origin: Origin) -> Value {
        self.record.pool.put(Traced {
            text,
            number: None,
            unit: None,
            what: what.to_owned(),
            origin,
        })
    }

    fn asked(&self, option: &str, text: String) -> Value {
        let origin = Origin::Given { option: format!("--{option}"), source: None };
        self.put(option, text, origin)
    }

    fn setting(&self, key: &str, text: String) -> Value {
        self.put(key, text, Origin::Office(key.to_owned()))
    }

    fn month_name(&self) -> String {
        let zh = format!("{}月", self.record.month);
        let en = format!("{}-{:02}", self.record.year, self.record.month);
        self.record.say((&zh, &en)).to_owned()
    }

    fn lines(&self) -> Value {
        let noun = |case| LineNoun::new(&self.record, case);
        match &self.subject {
            Subject::Line(id, _) => things(self.record.line(id).map(noun)),
            Subject::Firm(id) => things(
                self.record.cases.iter().filter(|case| case.line.enterprise == *id).map(noun),
            ),
            _ if self.total.cases.is_empty() && matches!(self.subject, Subject::Year) => {
                things(self.record.cases.iter().map(noun))
            }
            _ => things(self.total.cases.iter().map(noun)),
        }
    }

    fn firms(&self) -> Vec<Firm> {
        match &self.subject {
            Subject::Line(id, firm) => {
                vec![Firm { line: Some(id.clone()), ..Firm::new(&self.record, firm) }]
            }
            Subject::Firm(id) => vec![Firm::new(&self.record, id)],
            Subject::Place(_) => {
                let inside: Vec<&str> =
                    self.total.cases.iter().map(|case| case.line.enterprise.as_str()).collect();
                let mut firms = Firm::of_year(&self.record);
                firms.retain(|firm| inside.contains(&firm.id.as_str()));
                firms
            }
            Subject::Year | Subject::Group(_) => Firm::of_year(&self.record),
        }
    }

    fn parties(&self) -> Vec<Party> {
        match &self.subject {
            Subject::Place(code) => vec![Party::of(&self.record, &code.to_string())],
            Subject::Group(name) => vec![Party::of(&self.record, name)],
            _ => Party::of_year(&self.record),
        }
    }
}

/// What a word on the command line means: a line's id, an enterprise's id or name, a place's code or name,
/// the name of a group that holds a part.
fn find(record: &Record, word: &str) -> Option<Subject> {
    if let Some(case) = record.line(word) {
        return Some(Subject::Line(word.to_owned(), case.line.enterprise.clone()));
    }
    let named = |firm: &&phaseout_ledger::Enterprise| firm.id == word || firm.name == word;
    if let Some(firm) = record.firms.values().find(named) {
        return Some(Subject::Firm(firm.id.clone()));
    }
    if let Ok(code) = word.parse::<RegionCode>() {
        return Some(Subject::Place(code));
    }
    if record.targets.iter().any(|own| own.target.holder == word) {
        return Some(Subject::Group(word.to_owned()));
    }
    Regions::known().place(&[word], record.as_of).code.map(Subject::Place)
}
