//! `ctx`: what a hook is called with (本步骤).

use super::acting::{Recorded, recorded, refused};
use super::dates::Day;
use super::lines::one;
use super::task::Due;
use super::{both, fields, functions};
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::strict::{Answer, stand_apart};
use phaseout_ledger::kind::kind;
use phaseout_ledger::todo::Task;
use phaseout_ledger::{Event, OnDate, Request, SurveyRow};
use phaseout_model::Date;
use rhai::{Dynamic, Engine, Map};
use std::sync::Arc;

/// What a hook is called with.
#[derive(Clone, Debug)]
pub struct Step(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    id: String,
    subject: String,
    on: OnDate,
    facts: Vec<(String, String)>,
    event: Option<Recorded>,
    task: Option<Due>,
}

functions! {
    "fact" "内容" "ctx.fact(key)"
        "这一步的一项内容的原文,按英文或中文名称;没有时为 (),多个以、连接。"
        "A fact of the step as written, by its English or Chinese name; () where it is not given, several joined by 、."
        r#"fn before_accept(ctx) { if ctx.fact("departments") == () { ctx.refuse("未写验收部门"); } }"#;
    "refuse" "拒绝" "ctx.refuse(reason)"
        "拒绝这一步并说明理由,同 refuse(reason)。"
        "Refuses the step with a reason, as refuse(reason)."
        r#"fn before_close(ctx) { ctx.refuse("年底统一销号"); }"#;
    "record" "记录" "ctx.record(step, facts)"
        "对同一对象、同一日期再记录一个步骤。"
        "Records another step of the same subject on the same date."
        r#"fn step_finish(ctx) { ctx.record("dismantle", #{evidence: "照片"}); }"#;
}

fields! { Step, "Step",
    "step" "步骤" "步骤或事项代号" "the step or kind" |own: &mut Step| own.0.id.clone();
    "step_word" "步骤名称" "步骤或事项的中文名称" "the same in Chinese"
        |own: &mut Step| kind(&own.0.id).map_or_else(|| own.0.id.clone(), |kind| kind.zh.to_owned());
    "subject" "对象" "对象编号" "the id of its subject" |own: &mut Step| own.0.subject.clone();
    "line" "生产线" "对象的生产线;不是生产线时报错" "the line; an error where the subject is none" |own: &mut Step| one(&own.0.subject);
    "is_line" "是生产线" "对象是否一条生产线" "whether the subject is a line"
        |own: &mut Step| context::ask(|context| context.recording.book().line(&own.0.subject)).map(|line| line.is_some());
    "date" "日期" "发生的日期" "when it happened" |own: &mut Step| Day(own.0.on);
    "facts" "全部内容" "全部内容,键为英文名称" "all facts, by their English names" |own: &mut Step| facts(&own.0);
    "event" "记录" "已记录的事项(after_ 钩子),没有时为 ()" "the event that was recorded (after_), or ()"
        |own: &mut Step| own.0.event.clone().map_or(Dynamic::UNIT, Dynamic::from);
    "task" "待办" "到期的事项(on_due)" "what is due (on_due)"
        |own: &mut Step| own.0.task.clone().ok_or_else(|| Fault::new(codes::TASK_MISSING).raise());
}

impl Step {
    fn new(id: &str, subject: &str, on: OnDate, facts: Vec<(String, String)>) -> Self {
        let (id, subject) = (id.to_owned(), subject.to_owned());
        Self(Arc::new(Inner { id, subject, on, facts, event: None, task: None }))
    }

    /// A request that is going to be recorded.
    pub(crate) fn of_request(id: &str, request: &Request) -> Self {
        Self::new(id, request.subject.trim(), request.on, request.facts.clone())
    }

    /// A survey row that is going to be recorded; its subject is the list's own id.
    pub(crate) fn of_row(row: &SurveyRow, on: OnDate) -> Self {
        let mut facts: Vec<(String, String)> =
            row.cells.iter().map(|(key, text)| (key.clone(), text.clone())).collect();
        let own = [
            ("name", row.name.clone()),
            ("industry", row.industry.clone()),
            ("capacity", row.capacity.clone()),
            ("specification", row.specification.clone()),
            ("region", row.region.clone().unwrap_or_default()),
        ];
        for (key, text) in own {
            facts.retain(|(known, _)| known != key);
            if !text.is_empty() {
                facts.push((key.to_owned(), text));
            }
        }
        let verdict =
            row.judged.as_ref().map(|judged| ("verdict".to_owned(), judged.verdict.clone()));
        facts.extend(verdict);
        Self::new("survey", &row.list_id, on, facts)
    }

    /// The end of a month.
    pub(crate) fn of_month(today: Date) -> Self {
        Self::new("month_end", phaseout_ledger::OFFICE, OnDate::day(today), Vec::new())
    }

    /// Something that is due.
    pub(crate) fn of_task(task: Task, today: Date) -> Self {
        let step = Self::new(task.ask, &task.subject, OnDate::day(today), Vec::new());
        let inner = Inner { task: Some(Due::of(task)), ..Arc::unwrap_or_clone(step.0) };
        Self(Arc::new(inner))
    }

    /// The same step after it was recorded.
    pub(crate) fn recorded(self, event: Event) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.0);
        inner.subject.clone_from(&event.subject);
        inner.event = Some(Recorded(Arc::new(event)));
        Self(Arc::new(inner))
    }

    /// The same step about the line that it made.
    pub(crate) fn about(self, line: &str) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.0);
        line.clone_into(&mut inner.subject);
        Self(Arc::new(inner))
    }

    pub(crate) fn id(&self) -> &str {
        &self.0.id
    }

    pub(crate) fn subject(&self) -> &str {
        &self.0.subject
    }
}

/// The English name of a fact.
fn key_of(step: &str, key: &str) -> String {
    let known = kind(step).and_then(|kind| kind.fact(key.trim()));
    known.map_or_else(|| key.trim().to_owned(), |fact| fact.key.to_owned())
}

fn facts(step: &Inner) -> Map {
    let mut map = Map::new();
    for (key, text) in &step.facts {
        let key = key_of(&step.id, key);
        let joined = match map.get(key.as_str()) {
            Some(known) => format!("{known}、{text}"),
            None => text.clone(),
        };
        map.insert(key.into(), joined.into());
    }
    map
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Step>("Step");
    stand_apart::<Step>(engine);
    register_fields(engine);
    both!(engine, "fact", "内容", |own: &mut Step, key: &str| -> Dynamic {
        let key = key_of(&own.0.id, key);
        facts(&own.0).remove(key.as_str()).unwrap_or_default()
    });
    both!(engine, "refuse", "拒绝", |_: &mut Step, reason: &str| -> Answer<()> {
        refused(reason)
    });
    both!(engine, "record", "记录", |own: &mut Step,
                                       step: &str,
                                       facts: Map|
     -> Answer<Dynamic> {
        recorded(step, &Dynamic::from(own.0.subject.clone()), own.0.on, facts)
    });
    engine.register_fn("to_string", |own: &mut Step| format!("{} {}", own.0.id, own.0.subject));
}
