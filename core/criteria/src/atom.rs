//! Atoms: what a program has to ask of a block of rows, each question once, however many criteria ask.

use phaseout_model::{KindIndex, Truth, Vocabulary};

/// A question with the answers true, false and unknown for each row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Atom {
    /// Is it one of these kinds? True for `below`, unknown for `above`, false for others.
    Kinds { below: Vec<KindIndex>, above: Vec<KindIndex> },
    /// `x < limit`; the other orders are this one with the next number, or its opposite.
    Below { attribute: usize, limit: f64 },
    /// `x == value`.
    Equal { attribute: usize, value: f64 },
    /// `known(x)`.
    Known { attribute: usize },
    /// Does it lie in the region of this slot?
    Place { slot: usize },
}

impl Atom {
    /// The kinds that are, or may turn out to be, one of `kinds`.
    pub(crate) fn of_kinds(kinds: &[KindIndex], vocabulary: &Vocabulary) -> Self {
        let count = KindIndex::try_from(vocabulary.kinds.len()).unwrap_or(KindIndex::MAX);
        let truth = |kind| is_one_of(kind, kinds, vocabulary);
        Self::Kinds {
            below: (0..count).filter(|&kind| truth(kind) == Truth::True).collect(),
            above: (0..count).filter(|&kind| truth(kind) == Truth::Unknown).collect(),
        }
    }

    /// The attribute that it looks at.
    pub(crate) fn attribute(&self) -> Option<usize> {
        match *self {
            Self::Below { attribute, .. }
            | Self::Equal { attribute, .. }
            | Self::Known { attribute } => Some(attribute),
            Self::Kinds { .. } | Self::Place { .. } => None,
        }
    }
}

/// Whether `kind` is one of `kinds` or lies below one.
pub(crate) fn is_one_of(kind: KindIndex, kinds: &[KindIndex], vocabulary: &Vocabulary) -> Truth {
    kinds.iter().fold(Truth::False, |truth, &general| truth.or(vocabulary.is_a(kind, general)))
}
