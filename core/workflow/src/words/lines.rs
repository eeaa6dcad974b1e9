//! Production lines (生产线) in scripts, as the record has them now.

use super::collection::{Lines, filtered};
use super::dates::Day;
use super::enterprises::Firm;
use super::measured::Measured;
use super::{both, fields, functions};
use crate::codes;
use crate::context::{self, Context};
use crate::error::Fault;
use crate::strict::{Answer, stand_apart};
use phaseout_ledger::{Line, OnDate};
use phaseout_model::{RegionCode, Regions};
use rhai::{Dynamic, Engine, Map};
use std::sync::Arc;

/// A line as the record has it; it does not change while a script holds it.
#[derive(Clone, Debug)]
pub(crate) struct OneLine(pub(crate) Arc<Line>);

functions! {
    "lines" "生产线" "lines()"
        "台账中的全部生产线。"
        "All lines of the record."
        r#"lines().count() == 5"#;
    "lines" "生产线" "lines(filter)"
        "符合条件的生产线。条件可写 industry 行业、state 状态、year 年度、region 地区、verdict 判定、enterprise 企业。"
        "The lines that fit: industry, state, year, region (and what lies in it), verdict, enterprise."
        r#"lines(#{industry: "cement"}).count() == 2 && 生产线(#{行业: "cement"}).条数() == 2"#;
    "line" "一条线" "line(id)"
        "一条生产线,按编号。没有时报错。"
        "A line by its id; an error where there is none."
        r#"line("532300-1").specification == "机立窑 Φ3×11m""#;
    "cell" "原表" "line.cell(field)"
        "最近一次排查时表中该栏的原文;没有时为 ()。"
        "The text of a column in the last survey; () where there is none."
        r#"line("532300-1").cell("spec") == "Φ3×11m""#;
    "determined" "已核实" "line.determined(attribute)"
        "核实过的指标值;没有时为 ()。"
        "The value of an attribute that was determined; () where it was not."
        r#"line("532300-1").determined("kiln_diameter") == ()"#;
}

fields! { OneLine, "Line",
    "id" "编号" "编号" "its id" |own: &mut OneLine| own.0.id.clone();
    "enterprise" "企业" "所属企业" "the enterprise" |own: &mut OneLine| Firm::of(&own.0.enterprise);
    "region" "地区" "行政区划代码,没有时为 ()" "the code of its place, or ()"
        |own: &mut OneLine| optional(own.0.region.clone());
    "place" "地名" "所在地名,没有时为 ()" "the name of its place, or ()"
        |own: &mut OneLine| optional(own.0.region.as_deref().and_then(place));
    "industry" "行业" "行业代号" "the industry's id" |own: &mut OneLine| own.0.industry.clone();
    "label" "线号" "线号(1#)" "its own number (1#)" |own: &mut OneLine| own.0.label.clone();
    "equipment" "设备" "设备类别代号" "the kind of equipment" |own: &mut OneLine| own.0.equipment.clone();
    "specification" "规格" "设备和规格型号原文" "equipment and specification as printed"
        |own: &mut OneLine| own.0.specification.clone();
    "capacity" "产能" "计入的产能:列入计划的,否则排查的" "the capacity that counts: the plan's, else the survey's"
        |own: &mut OneLine| Measured::of(own.0.counted());
    "state" "状态" "状态代号" "where it stands" |own: &mut OneLine| own.0.state.id().to_owned();
    "state_word" "状态名称" "状态的中文名称" "the same in Chinese" |own: &mut OneLine| own.0.state.printed().to_owned();
    "since" "状态日期" "进入该状态的日期" "since when" |own: &mut OneLine| Day(own.0.state_on);
    "is_open" "未了结" "是否尚未了结" "whether steps are still open to it" |own: &mut OneLine| own.0.state.is_open();
    "is_shut_down" "已关停" "是否已停(含拆除、封存以后)" "whether it stands still or is gone"
        |own: &mut OneLine| own.0.state.is_shut_down();
    "suspended" "停产整顿" "是否在停产整顿" "whether it was ordered to stop" |own: &mut OneLine| own.0.suspended;
    "verdict" "判定" "最近一次判定,没有时为 ()" "the last verdict, or ()"
        |own: &mut OneLine| optional(own.0.verdict.clone());
    "decision" "决定" "非按判据认定时的理由,没有时为 ()" "why it goes where no criterion says so, or ()"
        |own: &mut OneLine| optional(own.0.decision.clone());
    "year" "年度" "列入计划的年度,没有时为 ()" "the year of its plan, or ()"
        |own: &mut OneLine| own.0.year.map_or(Dynamic::UNIT, Dynamic::from);
    "targets" "目标任务" "计划所列目标任务的编号" "the ids of the targets that its plans name" |own: &mut OneLine| targets(&own.0.id);
    "deadline" "期限" "应完成的日期,没有时为 ()" "by when it has to be gone, or ()"
        |own: &mut OneLine| own.0.deadline.as_deref().and_then(OnDate::parse).map_or(Dynamic::UNIT, |on| Dynamic::from(Day(on)));
    "notice" "公告" "公告文号,没有时为 ()" "the notice that names it, or ()"
        |own: &mut OneLine| optional(own.0.notice.clone());
    "announced_on" "公告日期" "公告日期,没有时为 ()" "when it was announced, or ()" |own: &mut OneLine| day(own.0.announced_on);
    "shut_down_on" "关停日期" "关停日期,没有时为 ()" "when it was shut down, or ()" |own: &mut OneLine| day(own.0.shut_down_on);
    "dismantled_on" "拆除日期" "拆除日期,没有时为 ()" "when it was dismantled, or ()" |own: &mut OneLine| day(own.0.dismantled_on);
    "sealed_on" "封存日期" "封存日期,没有时为 ()" "when it was sealed, or ()" |own: &mut OneLine| day(own.0.sealed_on);
    "accepted_on" "验收日期" "验收日期,没有时为 ()" "when it was accepted, or ()" |own: &mut OneLine| day(own.0.accepted_on);
    "closed_on" "销号日期" "销号日期,没有时为 ()" "when it was closed, or ()" |own: &mut OneLine| day(own.0.closed_on);
    "placeholder" "占位" "是否代表文件中只有数目的企业" "whether it stands for one that a document only counts"
        |own: &mut OneLine| own.0.constructed.is_some();
}

fn targets(line: &str) -> Answer<rhai::Array> {
    let found = context::ask(|context| context.recording.book().targets_of_line(line))?;
    Ok(found.into_iter().map(Dynamic::from).collect())
}

/// A text, or `()`.
pub(super) fn optional(text: Option<String>) -> Dynamic {
    text.map_or(Dynamic::UNIT, Dynamic::from)
}

/// A day, or `()`.
pub(super) fn day(on: Option<OnDate>) -> Dynamic {
    on.map_or(Dynamic::UNIT, |on| Dynamic::from(Day(on)))
}

/// The name of a place.
pub(super) fn place(code: &str) -> Option<String> {
    let code: RegionCode = code.parse().ok()?;
    Regions::known().nearest(code).map(|region| region.name.clone())
}

pub(super) fn one(id: &str) -> Answer<OneLine> {
    let line = context::ask(|context| context.recording.book().line(id))?;
    line.map(|line| OneLine(Arc::new(line)))
        .ok_or_else(|| Fault::new(codes::LINE_UNKNOWN).with("id", id).raise())
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<OneLine>("Line");
    stand_apart::<OneLine>(engine);
    register_fields(engine);
    both!(engine, "lines", "生产线", || context::ask(Context::lines).map(Lines));
    both!(engine, "lines", "生产线", |filter: Map| -> Answer<Lines> {
        filtered(&Lines(context::ask(Context::lines)?), filter)
    });
    both!(engine, "line", "一条线", one);
    both!(engine, "cell", "原表", |own: &mut OneLine, field: &str| {
        optional(own.0.cells().remove(field))
    });
    both!(engine, "determined", "已核实", |own: &mut OneLine,
                                              attribute: &str|
     -> Answer<Dynamic> {
        let known = context::ask(|context| context.recording.book().determined(&own.0.id))?;
        let found = known.into_iter().rev().find(|known| known.attribute == attribute);
        Ok(optional(found.map(|known| known.value)))
    });
    engine.register_fn("==", |left: OneLine, right: OneLine| left.0.id == right.0.id);
    engine.register_fn("!=", |left: OneLine, right: OneLine| left.0.id != right.0.id);
    engine.register_fn("to_string", |own: &mut OneLine| own.0.id.clone());
    engine.register_fn("to_debug", |own: &mut OneLine| own.0.id.clone());
}
