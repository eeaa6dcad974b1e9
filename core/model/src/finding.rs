//! A finding: what one criterion says of one unit, with the witness that a person can check.

use crate::interval::{Interval, Operator};
use crate::verdict::Outcome;

/// One comparison that a criterion made: value, operator, limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Because {
    /// The attribute compared, `equipment` for the kind.
    pub attribute: String,
    /// The comparison.
    pub operator: Operator,
    /// The limit as the criterion writes it, without its unit; kinds and words joined by a space.
    pub threshold: String,
    /// The limit's unit as the criterion writes it.
    pub unit: Option<String>,
    /// The value of a measurement, in the attribute's unit.
    pub interval: Option<Interval>,
    /// The value of a yes/no, a word, or the kind's id; `None` while it is not known.
    pub value: Option<String>,
}

/// An exemption as it stands for one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExemptionNote {
    /// Which exemption of the criterion, counted in the order of its file.
    pub index: usize,
    /// The line claims it.
    pub claimed: bool,
    /// The evidence that the line names for it.
    pub evidence: Option<String>,
    /// It is confirmed, claimed, and evidence is named: the criterion does not apply.
    pub accepted: bool,
}

/// What one criterion says of one unit. The criterion itself (title, basis, deadline) is found by
/// its index in the set that judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The criterion's place in its industry's set.
    pub criterion: usize,
    /// What it says.
    pub outcome: Outcome,
    /// It weighs as a note only, whatever it says: its place is known no nearer than the criterion's region.
    pub note_only: bool,
    /// The comparisons, in the order of the criterion.
    pub because: Vec<Because>,
    /// The facts to ask for: attribute ids, `equipment`, `region`, `evidence`.
    pub missing: Vec<String>,
    /// Every exemption of the criterion.
    pub exemptions: Vec<ExemptionNote>,
}
