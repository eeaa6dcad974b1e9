//! Targets (目标任务) in scripts, with what was counted for them at each stage.

use super::dates::Day;
use super::lines::optional;
use super::measured::Measured;
use super::{both, fields, functions};
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::strict::{Answer, stand_apart};
use phaseout_ledger::{OnDate, Stage, Sum, TargetFigures, TargetFilter, Tree};
use rhai::{Array, Dynamic, Engine};
use std::sync::Arc;

/// A target with its figures, in the tree by region.
#[derive(Clone, Debug)]
pub(crate) struct Aim(Arc<TargetFigures>);

functions! {
    "targets" "目标任务" "targets(year)"
        "某年的目标任务,先总后分(按地区)。"
        "The targets of a year, from the root downwards (by region)."
        r#"record("target", "2013-cement", #{industry: "cement", year: 2013, amount: "18万吨", firms: 1, notice: "楚工信通〔2013〕131号"});
targets(2013).len() == 1"#;
    "target" "目标" "target(id)"
        "一项目标任务,按编号。没有时报错。"
        "A target by its id; an error where there is none."
        r#"record("target", "2013-cement", #{industry: "cement", year: 2013, amount: "18万吨", notice: "楚工信通〔2013〕131号"});
目标("2013-cement").amount == quantity("18万吨/年")"#;
    "counted" "完成量" "target.counted(stage)"
        "到某一阶段的产能:planned 计划、announced 公告、shut_down 关停、dismantled 拆除、sealed 封存、accepted 验收、carried_over 结转。"
        "The capacity that has come to a stage: planned, announced, shut_down, dismantled, sealed, accepted, carried_over."
        r#"record("target", "2013-cement", #{industry: "cement", year: 2013, amount: "18万吨", notice: "楚工信通〔2013〕131号"});
target("2013-cement").counted("accepted").to_string() == "0""#;
    "counted_lines" "完成条数" "target.counted_lines(stage)"
        "到某一阶段的生产线条数。"
        "The number of lines that have come to a stage."
        r#"record("target", "2013-cement", #{industry: "cement", year: 2013, amount: "18万吨", notice: "楚工信通〔2013〕131号"});
target("2013-cement").counted_lines("planned") == 0"#;
}

fields! { Aim, "Target",
    "id" "编号" "编号" "its id" |own: &mut Aim| own.0.target.id.clone();
    "year" "年度" "年度" "the year" |own: &mut Aim| own.0.target.year;
    "industry" "行业" "行业代号" "the industry's id" |own: &mut Aim| own.0.target.industry.clone();
    "holder" "承担者" "承担的地区、集团或生产线" "the region, group or line that has it" |own: &mut Aim| own.0.target.holder.clone();
    "parent" "上级" "分解自哪一项,没有时为 ()" "what it is a part of, or ()" |own: &mut Aim| optional(own.0.target.parent.clone());
    "depth" "层级" "层级,0 为上级下达的" "how deep: 0 for one that was received"
        |own: &mut Aim| i64::try_from(own.0.depth).unwrap_or(i64::MAX);
    "amount" "任务量" "产能任务,没有时为 ()" "the capacity, or ()"
        |own: &mut Aim| own.0.target.amount.as_ref().map_or(Dynamic::UNIT, |amount| Dynamic::from(Measured::of(amount)));
    "firms" "企业数" "企业数,没有时为 ()" "the number of firms, or ()"
        |own: &mut Aim| own.0.target.firms.map_or(Dynamic::UNIT, Dynamic::from);
    "notice" "文号" "下达的文号,没有时为 ()" "the notice it came with, or ()" |own: &mut Aim| optional(own.0.target.notice.clone());
    "deadline" "期限" "完成期限,没有时为 ()" "by when, or ()"
        |own: &mut Aim| own.0.target.deadline.as_deref().and_then(OnDate::parse).map_or(Dynamic::UNIT, |on| Dynamic::from(Day(on)));
    "open" "未分解" "尚未分解的产能,没有产能任务时为 ()" "the capacity that is not split yet; () where it names none"
        |own: &mut Aim| Aim::open(own);
    "is_met" "已完成" "验收的产能是否达到任务量;有未知数时报错" "whether the accepted capacity has come to the target; an error where figures are not known"
        |own: &mut Aim| Aim::is_met(own);
}

impl Aim {
    pub(super) fn id(&self) -> &str {
        &self.0.target.id
    }

    fn open(own: &mut Self) -> Answer<Dynamic> {
        let Some(left) = &own.0.open.capacity else { return Ok(Dynamic::UNIT) };
        if left.of_unknown {
            return Ok(Dynamic::UNIT);
        }
        let sum = Sum { known: left.known.clone(), absent: left.absent };
        Measured::of_sum(&sum).map(Dynamic::from)
    }

    fn is_met(own: &mut Self) -> Answer<bool> {
        let counted = own.0.at(Stage::Accepted);
        let capacity = match &own.0.target.amount {
            None => true,
            Some(amount) => {
                let accepted = Measured::of_sum(&counted.capacity)?;
                accepted.compared(&Measured::of(amount))?.is_ge()
            }
        };
        let firms = own.0.target.firms.is_none_or(|firms| i64::from(counted.firms) >= firms);
        Ok(capacity && firms)
    }

    fn stage(word: &str) -> Answer<Stage> {
        let found = Stage::ALL.into_iter().find(|stage| stage.id() == word);
        found.ok_or_else(|| {
            let known = Stage::ALL.map(Stage::id);
            let near = crate::nearest::nearest(word, known).unwrap_or_default();
            let fault = Fault::new(codes::FIELD_UNKNOWN).with("name", word);
            fault.with("known", known.join(" ")).with("near", near).raise()
        })
    }
}

fn all(year: Option<i64>) -> Answer<Vec<Aim>> {
    let filter = TargetFilter { year, tree: Some(Tree::Region), ..TargetFilter::default() };
    let figures = context::ask(|context| context.recording.book().target_figures(&filter))?;
    Ok(figures.into_iter().map(|figures| Aim(Arc::new(figures))).collect())
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Aim>("Target");
    stand_apart::<Aim>(engine);
    register_fields(engine);
    both!(engine, "targets", "目标任务", |year: i64| -> Answer<Array> {
        Ok(all(Some(year))?.into_iter().map(Dynamic::from).collect())
    });
    both!(engine, "target", "目标", |id: &str| -> Answer<Aim> {
        let found = all(None)?.into_iter().find(|aim| aim.id() == id);
        found.ok_or_else(|| Fault::new(codes::TARGET_UNKNOWN).with("id", id).raise())
    });
    both!(engine, "counted", "完成量", |own: &mut Aim, stage: &str| -> Answer<Measured> {
        Measured::of_sum(&own.0.at(Aim::stage(stage)?).capacity)
    });
    both!(engine, "counted_lines", "完成条数", |own: &mut Aim, stage: &str| -> Answer<i64> {
        Ok(i64::from(own.0.at(Aim::stage(stage)?).lines))
    });
    engine.register_fn("to_string", |own: &mut Aim| own.0.target.id.clone());
    engine.register_fn("to_debug", |own: &mut Aim| own.0.target.id.clone());
}
