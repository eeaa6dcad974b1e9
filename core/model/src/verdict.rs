//! What is said of a unit, a line and a criterion.

/// The verdict of a unit or a line at a date. The order is the order of weight: a line's verdict is
/// the greatest of its units'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 无判据: no plugin knows the line's industry.
    Unjudged,
    /// 保留: no criterion in force names it.
    Retain,
    /// 限制: a restricting criterion holds; no new ones, but it need not go.
    Restrict,
    /// 待核实: a fact is missing that may decide for elimination.
    Verify,
    /// 淘汰: an eliminating criterion in force holds and is confirmed.
    Eliminate,
}

impl Verdict {
    /// All verdicts, the heaviest first.
    pub const ALL: [Self; 5] =
        [Self::Eliminate, Self::Verify, Self::Restrict, Self::Retain, Self::Unjudged];

    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Eliminate => "eliminate",
            Self::Verify => "verify",
            Self::Restrict => "restrict",
            Self::Retain => "retain",
            Self::Unjudged => "unjudged",
        }
    }

    /// The word that is printed in Chinese.
    pub fn printed(self) -> &'static str {
        match self {
            Self::Eliminate => "淘汰",
            Self::Verify => "待核实",
            Self::Restrict => "限制",
            Self::Retain => "保留",
            Self::Unjudged => "无判据",
        }
    }
}

/// The class of a criterion in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// 淘汰类: what it names has to go.
    Eliminate,
    /// 限制类: what it names may stay, but not be built anew.
    Restrict,
}

impl Class {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Eliminate => "eliminate",
            Self::Restrict => "restrict",
        }
    }
}

/// What a criterion says of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It does not name the unit, whatever the missing facts turn out to be.
    Clear,
    /// It would name the unit, but an exemption is claimed with evidence.
    Exempt,
    /// It depends on a missing fact.
    Unknown,
    /// It names the unit, whatever the missing facts turn out to be.
    Hit,
}

impl Outcome {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Exempt => "exempt",
            Self::Unknown => "unknown",
            Self::Hit => "hit",
        }
    }
}

/// How an unknown outcome weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum OnUnknown {
    /// The line has to be verified.
    #[default]
    Verify,
    /// Only noted: for criteria that need a measurement which lists never carry.
    Note,
}

impl OnUnknown {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Note => "note",
        }
    }
}
