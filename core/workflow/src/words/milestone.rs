//! A date of the year's cycle (时间节点), as scripts have it.

use super::dates::Day;
use super::fields;
use crate::strict::stand_apart;
use phaseout_ledger::milestones::Milestone;
use rhai::{Dynamic, Engine};
use std::sync::Arc;

/// A milestone in force.
#[derive(Clone, Debug)]
pub(crate) struct Node(Arc<Milestone>);

fields! { Node, "Milestone",
    "id" "编号" "节点代号" "its id" |own: &mut Node| own.0.id.to_owned();
    "name" "名称" "中文名称" "its name in Chinese" |own: &mut Node| own.0.zh.to_owned();
    "date" "日期" "最后一天" "its last day" |own: &mut Node| Day::on(own.0.date);
    "year" "年度" "目标任务的年度" "the year of the targets" |own: &mut Node| own.0.year;
    "who" "责任方" "由谁办理" "who acts" |own: &mut Node| own.0.who.clone();
    "document" "依据" "依据的文件" "the document that sets it" |own: &mut Node| own.0.document.clone();
    "step" "步骤" "对应的步骤,没有时为 ()" "the step it asks for, or ()"
        |own: &mut Node| own.0.step.map_or(Dynamic::UNIT, |step| step.to_owned().into());
    "confirmed" "已核对" "原文是否核对过" "whether the wording was seen" |own: &mut Node| own.0.confirmed;
}

impl Node {
    pub(super) fn of(milestone: Milestone) -> Self {
        Self(Arc::new(milestone))
    }

    pub(super) fn is(&self, id: &str) -> bool {
        self.0.id == id
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Node>("Milestone");
    stand_apart::<Node>(engine);
    register_fields(engine);
    engine.register_fn("to_string", |own: &mut Node| format!("{} {}", own.0.zh, own.0.date));
}
