//! Papers and what was shown in public: letters of responsibility, notices, publicity, changes of lists.

use super::noun::{Field, Noun, fields};
use super::record::Record;
use super::words::Ground;
use minijinja::Value;
use phaseout_ledger::kind::LIST_REASONS;
use phaseout_ledger::{Letter, ListChange, ListChangeKind, Publicity};
use std::sync::Arc;

/// A letter of responsibility (目标责任书).
pub(super) struct Signed {
    record: Arc<Record>,
    own: Letter,
}

impl Noun for Signed {
    const NAME: (&'static str, &'static str) = ("letter", "责任书");
    const FIELDS: &'static [Field<Self>] = fields! {
        "document" "文件" "文字" "Its title or number." |it| it.text("责任书", it.own.document.clone().unwrap_or_default());
        "parties" "签订双方" "文字" "Who signed." |it| it.text("签订双方", it.own.parties.join(it.record.say(("、", ", "))));
        "party_list" "签订各方" "文字的列表" "Who signed, one by one." |it| Value::from(it.own.parties.iter().map(|party| it.text("签订方", party.clone())).collect::<Vec<_>>());
        "who" "对象" "文字" "The line, the enterprise, or the office that it is about." |it| it.text("对象", it.record.who(&it.own.subject));
        "on" "签订日期" "日期" "When it was signed." |it| it.record.date(Some(it.own.on), it.ground("签订日期"));
        "deadline" "完成时限" "日期" "By when; blank where it does not say." |it| it.record.date(it.own.deadline, it.ground("完成时限"));
    };
}

impl Signed {
    /// The letters of the request's year.
    pub(super) fn of_year(record: &Arc<Record>) -> Vec<Self> {
        let own = record.letters.iter().filter(|letter| letter.year == record.year);
        own.map(|own| Self { record: Arc::clone(record), own: own.clone() }).collect()
    }

    fn ground(&self, what: &str) -> Ground {
        Ground::new(
            format!("责任书{what}"),
            format!("letters(year={})", self.own.year),
            [self.own.seq],
        )
    }

    fn text(&self, what: &str, text: String) -> Value {
        self.record.text(text, self.ground(what))
    }
}

/// An entry of the publicity log (宣传).
pub(super) struct Shown {
    record: Arc<Record>,
    own: Publicity,
}

impl Noun for Shown {
    const NAME: (&'static str, &'static str) = ("publicity", "宣传");
    const FIELDS: &'static [Field<Self>] = fields! {
        "on" "日期" "日期" "When." |it| it.record.date(Some(it.own.on), it.ground("日期"));
        "medium" "媒体" "文字" "Where: 电视, 报纸, 网站, 现场." |it| it.text("媒体", it.own.media.join(it.record.say(("、", ", "))));
        "content" "内容" "文字" "What was said." |it| it.text("内容", it.own.content.clone());
        "address" "网址" "文字" "Where it can be read; blank where that is not on record." |it| it.text("网址", it.own.address.clone().unwrap_or_default());
        "who" "对象" "文字" "The line, the enterprise, or the office that it is about." |it| it.text("对象", it.record.who(&it.own.subject));
    };
}

impl Shown {
    /// What was shown in the request's year.
    pub(super) fn of_year(record: &Arc<Record>) -> Vec<Self> {
        let of_year = |own: &&Publicity| {
            own.on.latest().is_none_or(|day| i64::from(day.year()) == record.year)
        };
        record.publicity.iter().filter(of_year).map(|own| Self::new(record, own)).collect()
    }

    /// What was shown about a line.
    pub(super) fn about(record: &Arc<Record>, subject: &str) -> Vec<Self> {
        let own = record.publicity.iter().filter(|own| own.subject == subject);
        own.map(|own| Self::new(record, own)).collect()
    }

    fn new(record: &Arc<Record>, own: &Publicity) -> Self {
        Self { record: Arc::clone(record), own: own.clone() }
    }

    fn ground(&self, what: &str) -> Ground {
        Ground::new(format!("宣传{what}"), "publicity()", [self.own.seq])
    }

    fn text(&self, what: &str, text: String) -> Value {
        self.record.text(text, self.ground(what))
    }
}

/// A notice (公告) that lines were named by.
pub(super) struct Notice {
    record: Arc<Record>,
    list: String,
    place: String,
    on: Option<phaseout_ledger::OnDate>,
    lines: i64,
    events: Vec<i64>,
}

impl Noun for Notice {
    const NAME: (&'static str, &'static str) = ("notice", "公告");
    const FIELDS: &'static [Field<Self>] = fields! {
        "list" "名单" "文字" "The list's name." |it| it.text("名单", it.list.clone());
        "place" "文号或网址" "文字" "Its number, else where it appeared." |it| it.text("文号或网址", it.place.clone());
        "on" "日期" "日期" "When it appeared." |it| it.record.date(it.on, it.ground("日期"));
        "lines" "条数" "条" "How many lines of the year's plan it names." |it| it.record.count(it.lines, false, "条", it.ground("条数"));
    };
}

impl Notice {
    /// The notices of the year's lines, in the order in which they were recorded.
    pub(super) fn of_year(record: &Arc<Record>) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for case in record.cases.iter().filter(|case| case.plans.contains_key(&record.year)) {
            let Some(event) = record.last(&case.line.id, &["announce"]) else { continue };
            let list = event.text("list").unwrap_or_default().to_owned();
            let place = event.text("notice").or_else(|| event.text("address")).unwrap_or_default();
            if let Some(own) = found.iter_mut().find(|own| own.list == list && own.place == place) {
                own.lines += 1;
                own.events.push(event.seq);
                continue;
            }
            let on = event.text("date").and_then(phaseout_ledger::OnDate::parse).or(Some(event.on));
            let (place, events) = (place.to_owned(), vec![event.seq]);
            found.push(Self { record: Arc::clone(record), list, place, on, lines: 1, events });
        }
        found
    }

    fn ground(&self, what: &str) -> Ground {
        let query = format!("notices(year={})", self.record.year);
        Ground::new(format!("公告{what}"), query, self.events.iter().copied())
    }

    fn text(&self, what: &str, text: String) -> Value {
        self.record.text(text, self.ground(what))
    }
}

/// A change of a published list (名单变更).
pub(super) struct Changed {
    record: Arc<Record>,
    own: ListChange,
}

impl Noun for Changed {
    const NAME: (&'static str, &'static str) = ("change", "名单变更");
    const FIELDS: &'static [Field<Self>] = fields! {
        "kind" "变更" "文字" "What was done: 替换, 调出, 剔除, 改造达标, 转产, 豁免, 增补." |it| it.text("变更", it.kind());
        "line" "原生产线" "文字" "The line that left." |it| it.text("原生产线", it.own.line.as_deref().map(|id| it.record.who(id)).unwrap_or_default());
        "replacement" "替换为" "文字" "The line that came; blank where none did." |it| it.text("替换为", it.own.replacement.as_deref().map(|id| it.record.who(id)).unwrap_or_default());
        "reason" "原因" "文字" "Why." |it| it.text("原因", it.reason());
        "earlier" "原公告" "文字" "The earlier notice." |it| it.text("原公告", it.own.earlier_notice.clone());
        "notice" "变更公告" "文字" "The notice of the change; blank where none is on record." |it| it.text("变更公告", it.own.notice.clone().unwrap_or_default());
        "on" "日期" "日期" "When." |it| it.record.date(Some(it.own.on), it.ground("日期"));
    };
}

impl Changed {
    pub(super) fn of_year(record: &Arc<Record>) -> Vec<Self> {
        record
            .changes
            .iter()
            .map(|own| Self { record: Arc::clone(record), own: own.clone() })
            .collect()
    }

    fn ground(&self, what: &str) -> Ground {
        let query = format!("list_changes(year={})", self.record.year);
        Ground::new(format!("名单变更{what}"), query, [self.own.seq])
    }

    fn text(&self, what: &str, text: String) -> Value {
        self.record.text(text, self.ground(what))
    }

    fn kind(&self) -> String {
        let id = self.own.kind.id();
        let zh = match self.own.kind {
            ListChangeKind::Replaced => "替换",
            ListChangeKind::Withdrawn => "调出",
            ListChangeKind::StruckOff => "剔除",
            ListChangeKind::Retrofitted => "改造达标",
            ListChangeKind::Converted => "转产",
            ListChangeKind::Exempted => "豁免",
            ListChangeKind::Added => "增补",
        };
        self.record.say((zh, &id.replace('_', " "))).to_owned()
    }

    fn reason(&self) -> String {
        let own = self.own.reason.as_str();
        let zh = LIST_REASONS.iter().find(|(id, _)| *id == own).map_or(own, |(_, zh)| zh);
        self.record.say((zh, own)).to_owned()
    }
}
