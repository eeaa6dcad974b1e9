//! The figures of a target: what was asked for, what was split and counted, and what is left of it. An
//! amount that a paper withholds is counted as one that is not known; it never becomes zero.

use crate::amount::Sum;
use crate::refusal::Result;
use crate::target_tree::{Target, Tree};
use crate::targets::too_large;
use phaseout_model::{Decimal, Quantity};
use std::fmt;

/// How far lines have come. Every stage includes those that went further: a line that is gone stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// 计划: in the plan of the year.
    Planned,
    /// 公告: named by a notice.
    Announced,
    /// 关停: standing still, gone or not.
    ShutDown,
    /// 拆除.
    Dismantled,
    /// 封存: gone where the regime lets sealing count; a fact of its own.
    Sealed,
    /// 验收.
    Accepted,
    /// 结转: missed, and taken over by a later year.
    CarriedOver,
}

impl Stage {
    /// All, in their order.
    pub const ALL: [Self; 7] = [
        Self::Planned,
        Self::Announced,
        Self::ShutDown,
        Self::Dismantled,
        Self::Sealed,
        Self::Accepted,
        Self::CarriedOver,
    ];

    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Announced => "announced",
            Self::ShutDown => "shut_down",
            Self::Dismantled => "dismantled",
            Self::Sealed => "sealed",
            Self::Accepted => "accepted",
            Self::CarriedOver => "carried_over",
        }
    }
}

/// What was counted at a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The planned capacities, and how many are not known.
    pub capacity: Sum,
    /// Lines.
    pub lines: u32,
    /// Firms of which every line under the target has come so far. A firm with lines under two parts is
    /// counted in both, and once in the whole.
    pub firms: u32,
}

/// What a target was split into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// The parts, and the lines that count at the target itself.
    pub capacity: Sum,
    /// Firms of the parts that name a number, and of those lines.
    pub firms: i64,
    /// Parts that name no number of firms, where the whole does.
    pub firms_unknown: u32,
}

/// What is left of a target when something is taken from it. Below zero: more than was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// The capacity; none where the target names none.
    pub capacity: Option<Left>,
    /// Firms; none where the target names none.
    pub firms: Option<i64>,
    /// Parts of which the number of firms is not known: so much less is left.
    pub firms_unknown: u32,
}

/// A capacity that is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The known part, in the target's unit; what would not add stands beside.
    pub known: Vec<Quantity>,
    /// The target itself is withheld: what is left is not known.
    pub of_unknown: bool,
    /// How many amounts were taken that are not known: less is left than is said.
    pub absent: u32,
}

impl Rest {
    /// A target less a sum of capacity and a number of firms.
    ///
    /// # Errors
    /// A refusal where the digits do not suffice.
    pub(crate) fn of(target: &Target, taken: &Sum, firms: i64, firms_unknown: u32) -> Result<Self> {
        let capacity = match &target.amount {
            None => None,
            Some(amount) => {
                let mut sum = Sum::default();
                sum.add(amount).map_err(|_| too_large(&target.id))?;
                for quantity in &taken.known {
                    let negative = Quantity { value: -quantity.value, unit: quantity.unit.clone() };
                    sum.add_quantity(&negative).map_err(|_| too_large(&target.id))?;
                }
                let of_unknown = amount.known().is_none();
                Some(Left { known: sum.known, of_unknown, absent: taken.absent })
            }
        };
        let firms = target.firms.map(|all| all - firms);
        Ok(Self { capacity, firms, firms_unknown: if firms.is_some() { firms_unknown } else { 0 } })
    }

    /// What is certainly left, in words of figures: `3万吨/年, 2户`. `None` where nothing is, or where it
    /// cannot be told.
    pub(crate) fn words(&self) -> Option<String> {
        let left = self.capacity.as_ref().filter(|left| !left.of_unknown && left.absent == 0);
        let known = left.into_iter().flat_map(|left| &left.known);
        let known = known.filter(|quantity| quantity.value > Decimal::ZERO);
        let firms = self.firms.filter(|firms| *firms > 0 && self.firms_unknown == 0);
        let words: Vec<String> = known
            .map(|quantity| format!("{}{}", quantity.value.normalize(), quantity.unit))
            .chain(firms.map(|firms| format!("{firms}户")))
            .collect();
        (!words.is_empty()).then(|| words.join(", "))
    }

    /// Whether more was taken than was there, as far as is known.
    pub fn is_beyond(&self) -> bool {
        let below = |left: &Left| {
            !left.of_unknown && left.known.iter().any(|quantity| quantity.value < Decimal::ZERO)
        };
        self.capacity.as_ref().is_some_and(below) || self.firms.is_some_and(|firms| firms < 0)
    }
}

impl fmt::Display for Left {
    /// `3万吨/年`, `3万吨/年 - ?×2` where two amounts were withheld, `?` where the target itself was.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.of_unknown {
            return f.write_str("?");
        }
        let known = Sum { known: self.known.clone(), absent: 0 };
        write!(f, "{known}")?;
        if self.absent > 0 { write!(f, " - ?×{}", self.absent) } else { Ok(()) }
    }
}

/// A target with everything that came of it, as it stands in one of its trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetFigures {
    /// The target.
    pub target: Target,
    /// The tree that it is shown in.
    pub tree: Tree,
    /// How deep: 0 for one that was received.
    pub depth: usize,
    /// What it was split into.
    pub split: Split,
    /// What is not split yet.
    pub open: Rest,
    /// What was counted at each stage, in the order of [`Stage::ALL`].
    pub counted: [Counted; 7],
    /// The target less its plan.
    pub less_plan: Rest,
    /// The target less what was accepted.
    pub less_accepted: Rest,
    /// How many of the planned lines are place-holders for what a document only counts.
    pub constructed: u32,
    /// The lines that count at this node and at none below it.
    pub lines: Vec<String>,
}

impl TargetFigures {
    /// What was counted at a stage.
    pub fn at(&self, stage: Stage) -> &Counted {
        &self.counted[stage as usize]
    }
}
