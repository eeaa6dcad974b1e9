//! The states of a line's life (生产线的状态).

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 已排查: found by a survey.
    Surveyed,
    /// 已认定: found to be outdated, or chosen to go on another ground.
    Identified,
    /// 已列入计划.
    Planned,
    /// 已关停: it stands still.
    ShutDown,
    /// 已拆除.
    Dismantled,
    /// 已封存.
    Sealed,
    /// 退而不拆: kept as an emergency reserve, without a replacement right.
    Reserved,
    /// 已验收.
    Accepted,
    /// 已销号: nothing is open any more.
    Closed,
    /// 已剔除: taken off the list.
    StruckOff,
    /// 已改造.
    Retrofitted,
    /// 已转产.
    Converted,
    /// 已豁免.
    Exempted,
}

impl State {
    /// All states, in the order of a life.
    pub const ALL: [Self; 13] = [
        Self::Surveyed,
        Self::Identified,
        Self::Planned,
        Self::ShutDown,
        Self::Dismantled,
        Self::Sealed,
        Self::Reserved,
        Self::Accepted,
        Self::Closed,
        Self::StruckOff,
        Self::Retrofitted,
        Self::Converted,
        Self::Exempted,
    ];

    /// The open states: something may still happen to the line.
    pub const OPEN: &'static [Self] = &[
        Self::Surveyed,
        Self::Identified,
        Self::Planned,
        Self::ShutDown,
        Self::Dismantled,
        Self::Sealed,
    ];

    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Surveyed => "surveyed",
            Self::Identified => "identified",
            Self::Planned => "planned",
            Self::ShutDown => "shut_down",
            Self::Dismantled => "dismantled",
            Self::Sealed => "sealed",
            Self::Reserved => "reserved",
            Self::Accepted => "accepted",
            Self::Closed => "closed",
            Self::StruckOff => "struck_off",
            Self::Retrofitted => "retrofitted",
            Self::Converted => "converted",
            Self::Exempted => "exempted",
        }
    }

    /// The word that is printed in Chinese.
    pub fn printed(self) -> &'static str {
        match self {
            Self::Surveyed => "已排查",
            Self::Identified => "已认定",
            Self::Planned => "已列入计划",
            Self::ShutDown => "已关停",
            Self::Dismantled => "已拆除",
            Self::Sealed => "已封存",
            Self::Reserved => "退而不拆",
            Self::Accepted => "已验收",
            Self::Closed => "已销号",
            Self::StruckOff => "已剔除",
            Self::Retrofitted => "已改造",
            Self::Converted => "已转产",
            Self::Exempted => "已豁免",
        }
    }

    /// The state of a word.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }

    /// Whether something may still happen to the line.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }

    /// Whether the line certainly stands still: shut down, and what comes after.
    pub fn is_shut_down(self) -> bool {
        matches!(
            self,
            Self::ShutDown
                | Self::Dismantled
                | Self::Sealed
                | Self::Reserved
                | Self::Accepted
                | Self::Closed
        )
    }
}
