//! Targets (目标任务) with their parts: asked for, split, planned, done, and what is left.

use super::noun::{Field, Noun, fields, things};
use super::record::Record;
use super::set::capacity_event;
use super::words::{Ground, Unknown, usual};
use minijinja::Value;
use phaseout_ledger::{ALL_INDUSTRIES, Holder, Left, OnDate, Stage, Sum, TargetFigures, Tree};
use std::sync::Arc;

/// A target or a part of one.
pub(super) struct Aim {
    record: Arc<Record>,
    own: TargetFigures,
}

impl Noun for Aim {
    const NAME: (&'static str, &'static str) = ("target", "目标任务");
    const FIELDS: &'static [Field<Self>] = fields! {
        "id" "编号" "文字" "Its id in the record." |it| it.text("编号", it.own.target.id.clone());
        "holder" "承担者" "文字" "Who holds it: the office, a place, a group." |it| it.text("承担者", it.holder());
        "industry" "行业" "文字" "The industry's name; 各行业 for all." |it| it.text("行业", it.industry());
        "amount" "产能" "万吨/年等" "What was asked for." |it| it.record.amount(it.own.target.amount.as_ref(), it.ground("产能"));
        "firms" "户数" "户" "How many enterprises were asked for." |it| it.record.maybe(it.own.target.firms, "户", it.ground("户数"));
        "notice" "文号" "文字" "The document that set it; blank where none is on record." |it| it.text("文号", it.own.target.notice.clone().unwrap_or_default());
        "deadline" "完成时限" "日期" "By when; blank where it does not say." |it| it.record.date(it.own.target.deadline.as_deref().and_then(OnDate::parse), it.ground("完成时限"));
        "on" "下达日期" "日期" "When it came." |it| it.record.date(Some(it.own.target.on), it.ground("下达日期"));
        "reason" "原因" "文字" "Why it was changed; blank where it was not." |it| it.text("原因", it.own.target.reason.clone().unwrap_or_default());
        "split_capacity" "已分解产能" "万吨/年等" "What was split to parts and lines." |it| it.record.sum(&it.own.split.capacity, Unknown::Target, it.ground("已分解产能"));
        "split_firms" "已分解户数" "户" "Enterprises of the parts and lines." |it| it.record.count(it.own.split.firms, false, "户", it.ground("已分解户数"));
        "open_capacity" "未分解产能" "万吨/年等" "What is not split yet; below zero: more than was asked for." |it| it.left("未分解产能", it.own.open.capacity.as_ref());
        "open_firms" "未分解户数" "户" "Enterprises that are not split yet." |it| it.record.maybe(it.own.open.firms, "户", it.ground("未分解户数"));
        "planned_lines" "计划条数" "条" "Lines of the plan under it." |it| it.lines(Stage::Planned, "计划条数");
        "planned_firms" "计划户数" "户" "Enterprises of the plan under it." |it| it.firms(Stage::Planned, "计划户数");
        "planned_capacity" "计划产能" "万吨/年等" "Capacity of the plan under it." |it| it.capacity(Stage::Planned, "计划产能");
        "gone_lines" "拆除条数" "条" "Lines under it that are dismantled." |it| it.lines(Stage::Dismantled, "拆除条数");
        "gone_firms" "拆除户数" "户" "Enterprises under it of which every line is dismantled." |it| it.firms(Stage::Dismantled, "拆除户数");
        "gone_capacity" "拆除产能" "万吨/年等" "Capacity under it that is dismantled." |it| it.capacity(Stage::Dismantled, "拆除产能");
        "accepted_firms" "验收户数" "户" "Enterprises under it of which every line is accepted." |it| it.firms(Stage::Accepted, "验收户数");
        "accepted_capacity" "验收产能" "万吨/年等" "Capacity under it that is accepted." |it| it.capacity(Stage::Accepted, "验收产能");
        "less_plan" "目标减计划" "万吨/年等" "The target less its plan." |it| it.left("目标减计划", it.own.less_plan.capacity.as_ref());
        "less_plan_firms" "目标减计划户数" "户" "The same in enterprises." |it| it.record.maybe(it.own.less_plan.firms, "户", it.ground("目标减计划户数"));
        "parts" "分解" "目标任务的列表" "Its parts, by place first, then by group." |it| things(it.parts());
        "list" "生产线" "生产线的列表" "The lines that count at it and at none of its parts." |it| things(it.own_lines());
    };
}

impl Aim {
    /// The targets that were received for the request's year.
    pub(super) fn received(record: &Arc<Record>) -> Vec<Self> {
        let own = record.targets.iter();
        own.filter(|own| own.target.parent.is_none() && own.tree == Tree::Region)
            .map(|own| Self { record: Arc::clone(record), own: own.clone() })
            .collect()
    }

    /// The parts that a place holds.
    pub(super) fn held_by(record: &Arc<Record>, holder: &str) -> Vec<Self> {
        let own = record.targets.iter();
        own.filter(|own| own.target.parent.is_some() && own.target.holder == holder)
            .map(|own| Self { record: Arc::clone(record), own: own.clone() })
            .collect()
    }

    fn parts(&self) -> Vec<Self> {
        let id = &self.own.target.id;
        let own = self.record.targets.iter().filter(|own| own.target.parent.as_ref() == Some(id));
        own.map(|own| Self { record: Arc::clone(&self.record), own: own.clone() }).collect()
    }

    fn own_lines(&self) -> Vec<super::line::LineNoun> {
        let cases = self.own.lines.iter().filter_map(|id| self.record.line(id));
        cases.map(|case| super::line::LineNoun::new(&self.record, case)).collect()
    }

    fn ground(&self, what: &str) -> Ground {
        let target = &self.own.target;
        let query = format!("target show {}", target.id);
        Ground::new(format!("{}年{}{what}", target.year, self.industry()), query, [target.seq])
    }

    /// The target's own event, and those of the lines at or below it that have come so far.
    fn counted(&self, stage: Stage, what: &str) -> Ground {
        let mut ground = self.ground(what);
        let kinds: &[&str] = match stage {
            Stage::Dismantled => &["dismantle"],
            Stage::Accepted => &["accept"],
            _ => &["plan"],
        };
        for id in self.below() {
            let Some(case) = self.record.line(&id) else { continue };
            if let Some(event) = self.record.last(&id, kinds) {
                ground.events.push(event.seq);
                ground.events.extend(capacity_event(&self.record, case));
            }
        }
        ground.events.sort_unstable();
        ground.events.dedup();
        ground
    }

    fn below(&self) -> Vec<String> {
        let mut lines = self.own.lines.clone();
        for part in self.parts().iter().filter(|part| part.own.tree == self.own.tree) {
            lines.extend(part.below());
        }
        lines
    }

    fn text(&self, what: &str, text: String) -> Value {
        self.record.text(text, self.ground(what))
    }

    fn holder(&self) -> String {
        let target = &self.own.target;
        match target.holder_is {
            Holder::Region => self.record.region(Some(&target.holder)),
            _ => self.record.who(&target.holder),
        }
    }

    fn industry(&self) -> String {
        let id = &self.own.target.industry;
        if id == ALL_INDUSTRIES {
            return self.record.say(("各行业", "all industries")).to_owned();
        }
        self.record.industry(id)
    }

    fn lines(&self, stage: Stage, what: &str) -> Value {
        let number = i64::from(self.own.at(stage).lines);
        self.record.count(number, false, "条", self.counted(stage, what))
    }

    fn firms(&self, stage: Stage, what: &str) -> Value {
        let number = i64::from(self.own.at(stage).firms);
        self.record.count(number, false, "户", self.counted(stage, what))
    }

    fn capacity(&self, stage: Stage, what: &str) -> Value {
        self.record.sum(&self.own.at(stage).capacity, Unknown::Capacity, self.counted(stage, what))
    }

    /// What is left of the target; not to be told where the target itself is withheld.
    fn left(&self, what: &str, left: Option<&Left>) -> Value {
        let ground = self.counted(Stage::Planned, what);
        match left {
            Some(left) if left.of_unknown => {
                self.record.text(self.record.say(("不能确定", "cannot be told")), ground)
            }
            Some(left) => {
                let known = left.known.iter().map(usual).collect();
                self.record.sum(&Sum { known, absent: left.absent }, Unknown::Target, ground)
            }
            None => self.record.maybe(None, "", ground),
        }
    }
}
