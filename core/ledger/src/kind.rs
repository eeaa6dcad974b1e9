//! Every kind of event: the steps of a line's life, and what is recorded beside them. One table, which
//! `docs/lifecycle.md` repeats for people; a test holds the two together.

use crate::book::Book;
use crate::event::Event;
use crate::fact::{Fact, Form, Needs, Word};
use crate::refusal::Result;
use crate::state::State;
use crate::{
    deadline, funds, lifecycle, publicity, reorganisation, replacement, surveyed, targets, workers,
};

/// A kind of event.
#[derive(Debug)]
pub struct Kind {
    /// The word of commands, hooks and the record.
    pub id: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// What it is about.
    pub subject: Subject,
    /// From which states to which, where it is a step of a line's life.
    pub step: Option<Step>,
    /// What it may carry.
    pub facts: &'static [Fact],
    /// What it must carry.
    pub needs: Needs,
    /// Holds the guards, then changes the projections.
    pub(crate) apply: fn(&Book<'_>, &Event) -> Result<()>,
}

/// What an event may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A production line.
    Line,
    /// An enterprise.
    Enterprise,
    /// A line, an enterprise or the office itself.
    Any,
    /// A target, by its id.
    Target,
    /// An event that is corrected.
    Event,
}

/// A step of a line's life.
#[derive(Debug)]
pub struct Step {
    /// The states that it may be taken from.
    pub from: &'static [State],
    /// The state that it leads to.
    pub to: Arrival,
}

/// Where a step leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// To a state.
    At(State),
    /// Nowhere: a fact beside the state.
    Same,
    /// To planned from identified, else nowhere.
    PlannedFromIdentified,
    /// After a suspension nowhere; from a standstill back to planned.
    Running,
}

impl Arrival {
    /// The state after the step, taken from `from`.
    pub fn after(self, from: State) -> State {
        match self {
            Self::At(state) => state,
            Self::PlannedFromIdentified if from == State::Identified => State::Planned,
            Self::Running if matches!(from, State::ShutDown | State::Sealed) => State::Planned,
            Self::Same | Self::PlannedFromIdentified | Self::Running => from,
        }
    }
}

/// The kind of a word.
pub fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id || kind.zh == id)
}

impl Kind {
    /// The fact of a key or of its Chinese name.
    pub fn fact(&self, key: &str) -> Option<&'static Fact> {
        self.facts.iter().find(|fact| fact.key == key || fact.zh == key)
    }
}

pub(crate) const fn fact(key: &'static str, zh: &'static str, form: Form) -> Fact {
    Fact { key, zh, form }
}

pub(crate) const NOTE: Fact = fact("note", "备注", Form::Text);
pub(crate) const EVIDENCE: Fact = fact("evidence", "证据", Form::Evidence);
const REASON: Fact = fact("reason", "原因", Form::Reason(LIST_REASONS));
const NOTICE: Fact = fact("notice", "公告文号", Form::Text);

/// Why a line may be planned although no criterion names it. 国发〔2010〕7号; lists 落后和过剩产能 since 2014.
pub const DECISIONS: &[Word] =
    &[("voluntary", "自愿"), ("surplus", "过剩"), ("pollution", "污染"), ("local", "地方")];

/// Why a published list is changed: replacements and strikings-off of 2010 to 2015.
pub const LIST_REASONS: &[Word] = &[
    ("replaced", "以他线替换"),
    ("heating", "居民供暖"),
    ("never_built", "未建成"),
    ("already_dismantled", "公告前已拆除"),
    ("idle", "长期停产"),
    ("duplicate", "重复列入"),
    ("misread", "误列"),
    ("renamed", "已更名"),
    ("retrofit", "改造达标"),
    ("converted", "转产"),
    ("policy", "政策调整"),
    ("exempt", "符合豁免条件"),
];

const STANDING: &[State] = &[State::Dismantled, State::Sealed];
const UNSETTLED: &[State] = &[State::Identified, State::Planned, State::ShutDown];

/// All kinds, the steps first, in the order of a life.
pub static KINDS: &[Kind] = &[
    Kind {
        id: "survey",
        zh: "排查",
        subject: Subject::Line,
        step: Some(Step { from: &[], to: Arrival::At(State::Surveyed) }),
        // What a correction may replace of a row; rows themselves come by `import`.
        facts: &[
            fact("name", "企业名称", Form::Text),
            fact("industry", "行业", Form::Text),
            fact("label", "编号", Form::Text),
            fact("equipment", "设备种类", Form::Text),
            fact("specification", "规格型号", Form::Text),
            fact("capacity", "产能", Form::Capacity),
            fact("region", "地区", Form::Text),
        ],
        needs: &[&[&["row"]]],
        apply: surveyed::apply,
    },
    Kind {
        id: "identify",
        zh: "认定",
        subject: Subject::Line,
        step: Some(Step { from: &[State::Surveyed], to: Arrival::At(State::Identified) }),
        facts: &[
            fact("decision", "决定", Form::Word(DECISIONS)),
            fact("reason", "原因", Form::Text),
            fact("document", "文号", Form::Text),
            fact("assets", "固定资产净值", Form::Money),
            EVIDENCE,
            NOTE,
        ],
        needs: &[&[&["verdict"], &["decision", "reason"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "determine",
        zh: "核实",
        subject: Subject::Line,
        step: Some(Step { from: State::OPEN, to: Arrival::Same }),
        facts: &[
            fact("attribute", "指标", Form::Text),
            fact("value", "取值", Form::Text),
            fact("unit", "机组序号", Form::Count),
            EVIDENCE,
            NOTE,
        ],
        needs: &[&[&["attribute"]], &[&["value"]], &[&["evidence"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "plan",
        zh: "列入计划",
        subject: Subject::Line,
        step: Some(Step {
            from: &[
                State::Identified,
                State::Planned,
                State::ShutDown,
                State::Dismantled,
                State::Sealed,
            ],
            to: Arrival::PlannedFromIdentified,
        }),
        facts: &[
            fact("year", "年度", Form::Year),
            fact("capacity", "产能", Form::Capacity),
            fact("target", "目标任务", Form::Words),
            fact("carried_over", "结转自", Form::Words),
            fact("deadline", "完成时限", Form::Date),
            NOTE,
        ],
        needs: &[&[&["year"]], &[&["capacity"]], &[&["target"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "withdraw",
        zh: "调出",
        subject: Subject::Line,
        step: Some(Step { from: &[State::Planned], to: Arrival::At(State::Identified) }),
        facts: &[
            fact("notice", "原公告文号", Form::Text),
            REASON,
            fact("replaced_by", "替换为", Form::Text),
            NOTE,
        ],
        needs: &[&[&["notice"]], &[&["reason"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "announce",
        zh: "公告",
        subject: Subject::Line,
        step: Some(Step {
            from: &[State::Planned, State::ShutDown, State::Dismantled, State::Sealed],
            to: Arrival::Same,
        }),
        facts: &[
            fact("list", "名单", Form::Text),
            fact("equipment", "设备", Form::Text),
            fact("deadline", "时限", Form::Date),
            fact("progress", "进展", Form::Text),
            NOTICE,
            fact("address", "网址", Form::Text),
            fact("date", "公告日期", Form::Date),
            fact("replaces", "替换", Form::Text),
            fact("earlier_notice", "原公告文号", Form::Text),
            REASON,
            NOTE,
        ],
        needs: &[
            &[&["list"]],
            &[&["equipment"]],
            &[&["deadline"]],
            &[&["progress"]],
            &[&["notice"], &["address", "date"]],
        ],
        apply: lifecycle::apply,
    },
    Kind {
        id: "suspend",
        zh: "停产整顿",
        subject: Subject::Line,
        step: Some(Step { from: State::OPEN, to: Arrival::Same }),
        facts: &[fact("order", "命令文号", Form::Text), EVIDENCE, NOTE],
        needs: &[&[&["order"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "resume",
        zh: "恢复生产",
        subject: Subject::Line,
        step: Some(Step { from: State::OPEN, to: Arrival::Running }),
        facts: &[fact("finding", "认定情况", Form::Text), EVIDENCE, NOTE],
        needs: &[&[&["finding"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "shut_down",
        zh: "关停",
        subject: Subject::Line,
        step: Some(Step {
            from: &[State::Identified, State::Planned],
            to: Arrival::At(State::ShutDown),
        }),
        facts: &[EVIDENCE, NOTE],
        needs: &[],
        apply: lifecycle::apply,
    },
    Kind {
        id: "dismantle",
        zh: "拆除",
        subject: Subject::Line,
        step: Some(Step { from: UNSETTLED, to: Arrival::At(State::Dismantled) }),
        facts: &[EVIDENCE, fact("parts", "拆除部件", Form::Words), NOTE],
        needs: &[&[&["evidence"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "seal",
        zh: "封存",
        subject: Subject::Line,
        step: Some(Step { from: UNSETTLED, to: Arrival::At(State::Sealed) }),
        facts: &[EVIDENCE, fact("measures", "措施", Form::Words), NOTE],
        needs: &[&[&["evidence"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "reserve",
        zh: "退而不拆",
        subject: Subject::Line,
        step: Some(Step { from: &[State::ShutDown], to: Arrival::At(State::Reserved) }),
        facts: &[fact("order", "文号", Form::Text), EVIDENCE, NOTE],
        needs: &[&[&["order"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "accept",
        zh: "验收",
        subject: Subject::Line,
        step: Some(Step { from: STANDING, to: Arrival::At(State::Accepted) }),
        facts: &[
            fact("departments", "验收部门", Form::Words),
            fact("before", "拆除前", Form::Files),
            fact("during", "拆除中", Form::Files),
            fact("after", "拆除后", Form::Files),
            EVIDENCE,
            fact("experts", "专家人数", Form::Count),
            NOTE,
        ],
        needs: &[&[&["departments"]], &[&["before"]], &[&["during"]], &[&["after"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "close",
        zh: "销号",
        subject: Subject::Line,
        step: Some(Step {
            from: &[State::Accepted, State::Dismantled],
            to: Arrival::At(State::Closed),
        }),
        facts: &[NOTE],
        needs: &[],
        apply: lifecycle::apply,
    },
    Kind {
        id: "strike_off",
        zh: "剔除",
        subject: Subject::Line,
        step: Some(Step { from: State::OPEN, to: Arrival::At(State::StruckOff) }),
        facts: LEAVING,
        needs: &[&[&["reason"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "retrofit",
        zh: "改造",
        subject: Subject::Line,
        step: Some(Step { from: State::OPEN, to: Arrival::At(State::Retrofitted) }),
        facts: LEAVING,
        needs: &[&[&["reason"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "convert",
        zh: "转产",
        subject: Subject::Line,
        step: Some(Step { from: State::OPEN, to: Arrival::At(State::Converted) }),
        facts: LEAVING,
        needs: &[&[&["reason"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "exempt",
        zh: "豁免",
        subject: Subject::Line,
        step: Some(Step { from: State::OPEN, to: Arrival::At(State::Exempted) }),
        facts: LEAVING,
        needs: &[&[&["reason"]]],
        apply: lifecycle::apply,
    },
    Kind {
        id: "correct",
        zh: "更正",
        subject: Subject::Event,
        step: None,
        facts: &[fact("reason", "原因", Form::Text)],
        needs: &[&[&["reason"]]],
        apply: lifecycle::corrected,
    },
    workers::KIND,
    funds::KIND,
    replacement::KIND,
    reorganisation::RENAME,
    reorganisation::MERGE,
    reorganisation::SPLIT,
    publicity::PUBLICITY,
    publicity::LETTER,
    deadline::DEADLINE,
    targets::KIND,
];

/// What an exit from the list without a closure carries.
const LEAVING: &[Fact] = &[
    fact("reason", "原因", Form::Reason(LIST_REASONS)),
    fact("notice", "原公告文号", Form::Text),
    EVIDENCE,
    NOTE,
];
