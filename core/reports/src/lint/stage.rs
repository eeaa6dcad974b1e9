//! How far a figure or a date says that lines have come, from the words near it. 拆除或封存 is one word of two
//! deeds: it counts both, and neither alone is held against it.

use super::record::Stage;
use super::topic::Passage;
use std::ops::Range;

/// Words that bring a line to a stage.
const STAGES: [(&str, Stage); 21] = [
    ("目标", Stage::Target),
    ("任务", Stage::Target),
    ("列入计划", Stage::Planned),
    ("计划", Stage::Planned),
    ("公告", Stage::Announced),
    ("公示", Stage::Announced),
    ("公布", Stage::Announced),
    ("关停", Stage::ShutDown),
    ("停产", Stage::ShutDown),
    ("关闭", Stage::ShutDown),
    ("拆除", Stage::Dismantled),
    ("拆毁", Stage::Dismantled),
    ("封存", Stage::Sealed),
    ("验收", Stage::Accepted),
    ("完成", Stage::Dismantled),
    ("已淘汰", Stage::Dismantled),
    ("共淘汰", Stage::Dismantled),
    ("淘汰了", Stage::Dismantled),
    ("排查", Stage::Surveyed),
    ("摸底", Stage::Surveyed),
    ("认定", Stage::Identified),
];

/// What stands between 拆除 and 封存 where they are said in one breath; the longest first.
const JOINTS: [&str; 10] = ["或者", "以及", "或", "和", "及", "与", "、", "/", "(", ""];

/// Words of what has not been done, or is a rest.
const OPEN: [&str; 8] = ["未", "没有", "尚", "剩余", "还有", "仍有", "余下", "其余"];

/// Words of what lies between two figures: neither of them is meant.
const DIFFERENCES: [&str; 8] =
    ["减计划", "未列入", "之差", "差额", "相差", "缺口", "未分解", "未下达"];

/// Words of a last day, directly before a date.
const LAST_DAYS: [&str; 6] = ["期限", "时限", "限期", "截至", "截止", "截止到"];

/// How far a deed may stand from its date, in characters.
const NEAR: usize = 24;

impl Passage<'_> {
    /// The stages that a figure may be about, the likeliest first; none where no word tells.
    pub(super) fn stages_at(&self, place: usize) -> Vec<Stage> {
        let clause = self.text.clause(place);
        let sentence = self.text.sentence(place);
        if self.text.has(&clause, &DIFFERENCES) {
            return Vec::new();
        }
        let mut stages = self.stages_in(&clause, place);
        if stages.is_empty() {
            let before = self.stages_in(&(sentence.start..clause.start), clause.start);
            stages = before.into_iter().take(1).collect();
        }
        if stages.contains(&Stage::Target) {
            // 完成目标任务8万吨: what was asked for, or what was done.
            stages.retain(|it| matches!(it, Stage::Target | Stage::Dismantled | Stage::Gone));
            stages.sort();
        } else {
            stages.truncate(1);
        }
        if stages.contains(&Stage::Dismantled) && self.text.has(&sentence, &["完成"]) {
            stages.extend([Stage::Gone, Stage::Accepted]);
        }
        if self.is_duty(place) || self.text.has(&clause, &OPEN) {
            stages.retain(|it| matches!(it, Stage::Target | Stage::Planned));
        }
        stages
    }

    /// The stages that a range names: those before a place by nearness, then those behind it.
    fn stages_in(&self, range: &Range<usize>, place: usize) -> Vec<Stage> {
        let mut found: Vec<(bool, usize, Stage)> = Vec::new();
        for (at, _, stage) in self.steps(range) {
            found.push((at >= place, at.abs_diff(place), stage));
        }
        found.sort();
        let mut stages = Vec::new();
        for (_, _, stage) in found {
            if !stages.contains(&stage) {
                stages.push(stage);
            }
        }
        stages
    }

    /// The stages that a range names, in any order.
    pub(super) fn stages_named(&self, range: &Range<usize>) -> Vec<Stage> {
        self.steps(range).into_iter().map(|(_, _, stage)| stage).collect()
    }

    /// Every word of a stage in a range, with its place.
    fn steps(&self, range: &Range<usize>) -> Vec<(usize, &'static str, Stage)> {
        let mut all = Vec::new();
        for (word, stage) in STAGES {
            for at in self.text.find(range, word) {
                let joined = match word {
                    "拆除" => self.is_joined(at, "封存"),
                    "封存" => self.is_joined(at, "拆除"),
                    _ => false,
                };
                all.push((at, word, if joined { Stage::Gone } else { stage }));
            }
        }
        all
    }

    /// Whether the other deed stands beside the one at a place, two characters long: 拆除或封存.
    fn is_joined(&self, at: usize, other: &str) -> bool {
        let long = other.chars().count();
        JOINTS.iter().any(|joint| {
            let between = joint.chars().count();
            let behind = at + long;
            let before = at.checked_sub(between + long);
            self.text.starts(behind, joint) && self.text.starts(behind + between, other)
                || before.is_some_and(|from| {
                    self.text.starts(from, other) && self.text.starts(from + long, joint)
                })
        })
    }

    /// The deed that a date belongs to: the nearest behind it in its clause, else before it. A last day is the
    /// day of no deed.
    pub(super) fn deed_at(&self, date: &Range<usize>) -> Option<Stage> {
        let clause = self.text.clause(date.start);
        if self.is_last_day(date) {
            return None;
        }
        // 到9月底,这些产能全部关停: the deed may stand in the clause behind.
        let next = self.text.clause(clause.end + 1);
        let behind = if date.end == clause.end || self.text.at(date.end) == Some('前') {
            date.end..next.end.max(clause.end)
        } else {
            date.end..clause.end
        };
        let deed = self.deed_in(&behind, date.end);
        let deed = deed.or_else(|| self.deed_in(&(clause.start..date.start), date.start));
        deed.map(|(_, stage)| stage)
    }

    /// The deed of a range that is nearest to a place.
    fn deed_in(&self, range: &Range<usize>, from: usize) -> Option<(usize, Stage)> {
        let is_deed = |it: Stage| {
            use Stage::{Accepted, Dismantled, Gone, Sealed, ShutDown};
            matches!(it, ShutDown | Dismantled | Sealed | Gone | Accepted)
        };
        let steps = self.steps(range);
        let deeds = steps.iter().filter(|(_, word, stage)| is_deed(*stage) && *word != "完成");
        let (at, _, stage) = deeds.min_by_key(|(at, ..)| at.abs_diff(from))?;
        (at.abs_diff(from) <= NEAR).then_some((*at, *stage))
    }

    /// Whether a date is the last day of something: 截至…, 期限…; in a cell the nearest word of its row tells.
    fn is_last_day(&self, date: &Range<usize>) -> bool {
        let clause = self.text.clause(date.start);
        let before = clause.start..date.start;
        let last = LAST_DAYS.iter().filter_map(|word| {
            let at = self.text.find(&before, word).last()?;
            Some((at, at + word.chars().count()))
        });
        let Some((at, end)) = last.max() else { return false };
        let between = self.text.folded(&(end..date.start));
        if between.chars().all(|c| matches!(c, '为' | '是' | '至' | '到' | ' ')) {
            return true;
        }
        let deed = self.deed_in(&before, date.start);
        self.in_cell && deed.is_none_or(|(deed, _)| deed < at)
    }
}
