//! Something to be done (待办), as scripts have it.

use super::dates::Day;
use super::fields;
use super::lines::optional;
use super::milestone::Node;
use crate::strict::stand_apart;
use phaseout_ledger::todo::Task;
use rhai::{Dynamic, Engine};
use std::sync::Arc;

/// A task.
#[derive(Clone, Debug)]
pub(crate) struct Due(Arc<Task>);

fields! { Due, "Task",
    "step" "步骤" "要办的步骤或事项" "the step or kind that is asked for" |own: &mut Due| own.0.ask.to_owned();
    "subject" "对象" "对象编号" "the id of its subject" |own: &mut Due| own.0.subject.clone();
    "enterprise" "企业" "企业名称,没有时为 ()" "the enterprise's name, or ()" |own: &mut Due| optional(own.0.enterprise.clone());
    "region" "地区" "行政区划代码,没有时为 ()" "the code of the place, or ()" |own: &mut Due| optional(own.0.region.clone());
    "industry" "行业" "行业代号" "the industry's id" |own: &mut Due| own.0.industry.clone();
    "due" "到期" "最后一天,没有时为 ()" "its last day, or ()"
        |own: &mut Due| own.0.due.map_or(Dynamic::UNIT, |day| Dynamic::from(Day::on(day)));
    "days" "天数" "剩余天数,逾期为负;没有期限时为 ()" "days left, below zero when it is over; () without a date"
        |own: &mut Due| own.0.days.map_or(Dynamic::UNIT, |days| i64::from(days).into());
    "is_late" "逾期" "是否已逾期" "whether it is over" |own: &mut Due| own.0.late;
    "who" "责任方" "由谁办理" "who acts" |own: &mut Due| own.0.who.clone();
    "milestone" "节点" "规定日期的节点,没有时为 ()" "what sets the day, or ()"
        |own: &mut Due| own.0.milestone.clone().map_or(Dynamic::UNIT, |own| Dynamic::from(Node::of(own)));
}

impl Due {
    pub(super) fn of(task: Task) -> Self {
        Self(Arc::new(task))
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Due>("Task");
    stand_apart::<Due>(engine);
    register_fields(engine);
    engine.register_fn("to_string", |own: &mut Due| format!("{} {}", own.0.ask, own.0.subject));
}
