//! What an evaluation found: a verdict for each row, and the planes it stands on. Reused.

use crate::columns::GROUP;
use crate::planes::{BLOCK, Plane, Truths, WORDS, transpose};
use phaseout_model::{Outcome, Verdict};

/// Buffers and results of [`crate::Program::evaluate`]; once warm, nothing is allocated.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pub(crate) rows: usize,
    pub(crate) atom_count: usize,
    pub(crate) rule_count: usize,
    /// Block by block, the truths of every atom.
    pub(crate) atoms: Vec<Truths>,
    /// Block by block, for every rule: hit and unknown; both together mean exempt.
    pub(crate) outcomes: Vec<[Plane; 2]>,
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) claimed: Vec<u64>,
    pub(crate) bits: Vec<Plane>,
    pub(crate) kinds: Vec<Plane>,
    pub(crate) stack: Vec<Truths>,
}

impl Scratch {
    /// Empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The verdict of every row, by the order that the design gives.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// What a criterion says of a row; `position` counts in [`crate::Program::criteria`]. Outside
    /// of the region of a local criterion: clear.
    pub fn outcome(&self, position: usize, row: usize) -> Outcome {
        assert!(row < self.rows && position < self.rule_count, "no such row or criterion");
        let [hit, unknown] = &self.outcomes[row / BLOCK * self.rule_count + position];
        let bit = |plane: &Plane| plane[row % BLOCK / GROUP] >> (row % GROUP) & 1 == 1;
        match (bit(hit), bit(unknown)) {
            (true, true) => Outcome::Exempt,
            (true, false) => Outcome::Hit,
            (false, true) => Outcome::Unknown,
            (false, false) => Outcome::Clear,
        }
    }

    /// Whether a row claims an exemption.
    pub fn has_claim(&self, row: usize) -> bool {
        assert!(row < self.rows, "no such row");
        self.claimed[row / GROUP] >> (row % GROUP) & 1 == 1
    }

    /// Fills `words` with the answers to all atoms, row after row, and gives the words of a row.
    ///
    /// Two rows with equal answers and no claims have equal verdicts, outcomes and missing facts.
    pub fn situations(&self, words: &mut Vec<u64>) -> usize {
        let planes = self.atom_count * 2;
        let per_row = planes.div_ceil(GROUP).max(1);
        words.clear();
        words.resize(self.rows * per_row, 0);
        for group in 0..self.rows.div_ceil(GROUP) {
            let atoms = &self.atoms[group / WORDS * self.atom_count..][..self.atom_count];
            let rows = GROUP.min(self.rows - group * GROUP);
            for part in 0..per_row {
                let mut square = [0; 64];
                for (plane, word) in (part * GROUP..planes).zip(&mut square) {
                    *word = atoms[plane / 2][plane % 2][group % WORDS];
                }
                transpose(&mut square);
                for (row, word) in square.iter().enumerate().take(rows) {
                    words[(group * GROUP + row) * per_row + part] = *word;
                }
            }
        }
        per_row
    }
}
