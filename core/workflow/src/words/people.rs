//! Workers (职工) in scripts: headcounts only.

use super::collection::Lines;
use super::dates::Day;
use super::lines::OneLine;
use super::{both, fields, functions};
use crate::context;
use crate::strict::{Answer, stand_apart};
use phaseout_ledger::{Workers, WorkersTotal};
use rhai::{Dynamic, Engine};
use std::collections::BTreeSet;

/// The workers of a line by its newest snapshot.
#[derive(Clone, Debug)]
pub(crate) struct People(Workers);

functions! {
    "workers" "职工" "workers(line)"
        "一条生产线最近一次的职工安置情况;没有记录时为 ()。"
        "The workers of a line by the newest record; () where there is none."
        r#"record("workers", line("532300-1"), #{affected: 90, retrained_placed: 90});
workers(line("532300-1")).settled == 90"#;
    "all_workers" "全部职工" "all_workers(lines)"
        "多条生产线的职工合计。没有记录的生产线在 unrecorded 中计数,不当作零。"
        "The workers of many lines. Lines without a record are counted in unrecorded, not taken as zero."
        r#"全部职工(lines()).unrecorded == 5"#;
}

fields! { People, "Workers",
    "date" "日期" "统计日期" "the date of the record" |own: &mut People| Day(own.0.on);
    "on_post" "在岗职工" "在岗职工(全企业),未写明时为 ()" "everybody at the enterprise; () where it is not said"
        |own: &mut People| own.0.on_post.map_or(Dynamic::UNIT, Dynamic::from);
    "affected" "涉及职工" "涉及职工" "everybody concerned" |own: &mut People| own.0.affected;
    "placed_inside" "内部安置" "内部安置" "placed inside" |own: &mut People| own.0.placed_inside;
    "retrained_placed" "培训转岗" "培训转岗" "retrained and placed" |own: &mut People| own.0.retrained_placed;
    "compensated" "解除补偿" "解除合同补偿" "compensated" |own: &mut People| own.0.compensated;
    "retired" "内部退养" "内部退养" "retired" |own: &mut People| own.0.retired;
    "settled" "已安置" "已安置合计" "everybody settled" |own: &mut People| own.0.settled();
    "pending" "待安置" "待安置" "not settled yet" |own: &mut People| own.0.pending;
    "incidents" "群体性事件" "群体性事件,未写明时为 ()" "incidents; () where nothing is said of them"
        |own: &mut People| own.0.incidents.map_or(Dynamic::UNIT, Dynamic::from);
}

/// Sums over lines; the fields bear the names of one line's.
#[derive(Clone, Debug)]
pub(crate) struct Everybody(WorkersTotal);

/// The fields of the sums: those of one line, and how many lines have a record.
pub(super) mod sums {
    use super::Everybody;
    use crate::words::fields;

    fields! { Everybody, "WorkersTotal",
        "lines" "有记录" "有记录的生产线条数" "lines with a record" |own: &mut Everybody| i64::from(own.0.lines);
        "unrecorded" "无记录" "没有记录的生产线条数" "lines without a record" |own: &mut Everybody| i64::from(own.0.unrecorded);
        "affected" "涉及职工" "涉及职工" "everybody concerned" |own: &mut Everybody| own.0.affected;
        "placed_inside" "内部安置" "内部安置" "placed inside" |own: &mut Everybody| own.0.placed_inside;
        "retrained_placed" "培训转岗" "培训转岗" "retrained and placed" |own: &mut Everybody| own.0.retrained_placed;
        "compensated" "解除补偿" "解除合同补偿" "compensated" |own: &mut Everybody| own.0.compensated;
        "retired" "内部退养" "内部退养" "retired" |own: &mut Everybody| own.0.retired;
        "settled" "已安置" "已安置合计" "everybody settled" |own: &mut Everybody| own.0.affected - own.0.pending;
        "pending" "待安置" "待安置" "not settled yet" |own: &mut Everybody| own.0.pending;
        "incidents" "群体性事件" "已知的群体性事件" "known incidents" |own: &mut Everybody| own.0.incidents;
    }

    pub(super) fn register(engine: &mut rhai::Engine) {
        register_fields(engine);
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<People>("Workers")
        .register_type_with_name::<Everybody>("WorkersTotal");
    stand_apart::<People>(engine);
    stand_apart::<Everybody>(engine);
    register_fields(engine);
    sums::register(engine);
    both!(engine, "workers", "职工", |line: OneLine| -> Answer<Dynamic> {
        let found = context::ask(|context| context.recording.book().workers(&line.0.id))?;
        Ok(found.map_or(Dynamic::UNIT, |workers| Dynamic::from(People(workers))))
    });
    both!(engine, "all_workers", "全部职工", |lines: Lines| -> Answer<Everybody> {
        let ids: BTreeSet<&str> = lines.0.iter().map(|line| line.id.as_str()).collect();
        let total = context::ask(|context| {
            context.recording.book().workers_total(|line| ids.contains(line.id.as_str()))
        })?;
        Ok(Everybody(total))
    });
}
