//! Judging columns: block by block, each atom asked once, each rule walked once, over masks.

use crate::atom::Atom;
use crate::columns::{Claim, Columns, GROUP};
use crate::planes::{self, BLOCK, Plane, Truths, UNKNOWN, WORDS};
use crate::program::{Join, Program, Rule, Step};
use crate::scratch::Scratch;
use phaseout_model::{Class, OnUnknown, Verdict};

impl Program {
    /// Judges every row. The results stand in `scratch` until the next call.
    pub fn evaluate(&self, columns: &Columns, scratch: &mut Scratch) {
        self.prepare(columns, scratch);
        let mut claims = columns.claims();
        for block in 0..columns.len().div_ceil(BLOCK) {
            self.ask(columns, block, scratch);
            self.judge(block, scratch);
            let end = claims.partition_point(|claim| claim.row < (block + 1) * BLOCK);
            let (here, later) = claims.split_at(end);
            for claim in here {
                self.apply(claim, scratch);
            }
            claims = later;
            self.weigh(block, scratch);
        }
    }

    fn prepare(&self, columns: &Columns, scratch: &mut Scratch) {
        let rows = columns.len();
        let blocks = rows.div_ceil(BLOCK);
        scratch.rows = rows;
        scratch.atom_count = self.atoms.len();
        scratch.rule_count = self.rules.len();
        // Every block overwrites its own planes, so what stands there already may stay.
        scratch.atoms.resize(blocks * self.atoms.len(), UNKNOWN);
        scratch.outcomes.resize(blocks * self.rules.len(), UNKNOWN);
        scratch.verdicts.resize(rows, Verdict::Retain);
        scratch.claimed.clear();
        scratch.claimed.resize(rows.div_ceil(GROUP), 0);
        for claim in columns.claims() {
            scratch.claimed[claim.row / GROUP] |= 1 << (claim.row % GROUP);
        }
        let most = self.vocabulary.kinds.len().saturating_sub(1);
        let bits = usize::BITS - most.leading_zeros();
        scratch.bits.resize(bits as usize, [0; WORDS]);
        scratch.kinds.resize(self.vocabulary.kinds.len(), [0; WORDS]);
        scratch.stack.resize(self.depth, UNKNOWN);
    }

    /// The truths of all atoms in a block.
    fn ask(&self, columns: &Columns, block: usize, scratch: &mut Scratch) {
        let from = block * WORDS;
        let until = (from + WORDS).min(columns.len().div_ceil(GROUP));
        let (kinds, doubtful, places) = columns.group_kinds(from, until);
        planes::kind_bits(kinds, &mut scratch.bits);
        for &kind in &self.kinds {
            scratch.kinds[usize::from(kind)] = planes::of_kind(kind, &scratch.bits);
        }
        let truths = &mut scratch.atoms[block * self.atoms.len()..][..self.atoms.len()];
        for &index in &self.order {
            let out = &mut truths[index];
            let ends = self.atoms[index]
                .attribute()
                .map(|attribute| columns.groups(attribute, from, until));
            match (&self.atoms[index], ends) {
                (Atom::Kinds { below, above }, _) => {
                    *out = of_kinds([below, above], &scratch.kinds, doubtful);
                }
                (Atom::Place { slot }, _) => planes::place(places, *slot, out),
                (Atom::Below { limit, .. }, Some(Some(ends))) => planes::below(ends, *limit, out),
                (Atom::Equal { value, .. }, Some(Some(ends))) => planes::equal(ends, *value, out),
                (Atom::Known { .. }, Some(Some(ends))) => planes::known(ends, out),
                // Nothing of the attribute was written in any row.
                (Atom::Below { .. } | Atom::Equal { .. } | Atom::Known { .. }, _) => *out = UNKNOWN,
            }
        }
    }

    /// What every rule says in a block, before exemptions.
    fn judge(&self, block: usize, scratch: &mut Scratch) {
        let atoms = &scratch.atoms[block * self.atoms.len()..][..self.atoms.len()];
        let outcomes = &mut scratch.outcomes[block * self.rules.len()..][..self.rules.len()];
        for (rule, [hit, unknown]) in self.rules.iter().zip(outcomes) {
            let [yes, may] = walk(&rule.steps, atoms, &mut scratch.stack);
            for i in 0..WORDS {
                hit[i] = yes[i];
                unknown[i] = may[i] & !yes[i];
            }
            if let Some(place) = rule.place {
                // Perhaps inside: unknown at most. Outside: nothing is said.
                let [inside, perhaps] = &atoms[place];
                for i in 0..WORDS {
                    hit[i] &= inside[i];
                    unknown[i] = unknown[i] & perhaps[i] | yes[i] & perhaps[i] & !inside[i];
                }
            }
        }
    }

    /// An accepted claim exempts, a doubtful one makes a hit unknown.
    fn apply(&self, claim: &Claim, scratch: &mut Scratch) {
        let Ok(position) = self.criteria().binary_search(&claim.criterion) else { return };
        let at = claim.row / BLOCK * self.rules.len() + position;
        let [hit, unknown] = &mut scratch.outcomes[at];
        let word = claim.row % BLOCK / GROUP;
        let bit = 1 << (claim.row % GROUP);
        let (hit, unknown) = (&mut hit[word], &mut unknown[word]);
        if (*hit | *unknown) & bit == 0 {
            return; // what does not apply needs no exemption
        }
        if self.rules[position].accepts(claim) {
            *hit |= bit;
            *unknown |= bit;
        } else if *unknown & bit == 0 {
            *hit &= !bit;
            *unknown |= bit;
        }
    }

    /// The verdicts of a block, from the heaviest down.
    fn weigh(&self, block: usize, scratch: &mut Scratch) {
        let atoms = &scratch.atoms[block * self.atoms.len()..][..self.atoms.len()];
        let outcomes = &scratch.outcomes[block * self.rules.len()..][..self.rules.len()];
        let (mut eliminate, mut verify, mut restrict) = ([0; WORDS], [0; WORDS], [0; WORDS]);
        for (rule, [hit, unknown]) in self.rules.iter().zip(outcomes) {
            let inside = rule.place.map(|place| &atoms[place][0]);
            let here = |i: usize| inside.map_or(u64::MAX, |inside| inside[i]);
            match (rule.class, rule.confirmed, rule.on_unknown) {
                (Class::Eliminate, confirmed, on_unknown) => {
                    let weighs = if on_unknown == OnUnknown::Verify { u64::MAX } else { 0 };
                    // With the figure, a note's criterion decides like any other: unconfirmed, it asks.
                    let doubted = if confirmed { 0 } else { u64::MAX };
                    let decides = if confirmed { u64::MAX } else { 0 };
                    for i in 0..WORDS {
                        let certain = hit[i] & !unknown[i];
                        let open = unknown[i] & !hit[i] & here(i);
                        eliminate[i] |= certain & decides;
                        verify[i] |= open & weighs | certain & doubted;
                    }
                }
                (Class::Restrict, true, _) => {
                    for i in 0..WORDS {
                        restrict[i] |= hit[i] & !unknown[i];
                    }
                }
                (Class::Restrict, false, _) => {}
            }
        }
        let until = ((block + 1) * BLOCK).min(scratch.rows);
        let verdicts = &mut scratch.verdicts[block * BLOCK..until];
        for (i, verdicts) in verdicts.chunks_mut(GROUP).enumerate() {
            write_verdicts(verdicts, eliminate[i], verify[i], restrict[i]);
        }
    }
}

impl Rule {
    /// Whether a claim holds: evidence is named and the exemption is confirmed.
    pub(crate) fn accepts(&self, claim: &Claim) -> bool {
        let confirmed = self.exemptions.get(claim.exemption).copied().unwrap_or(false);
        claim.accepted && claim.evidence.is_some() && confirmed
    }
}

/// The truths of a rule's steps; the first step always loads.
fn walk<'a>(steps: &[Step], atoms: &[Truths], stack: &'a mut [Truths]) -> &'a Truths {
    let mut height = 0;
    for step in steps {
        match *step {
            Step::Load { atom, negated } => {
                stack[height] = [[0; WORDS]; 2];
                planes::or(&mut stack[height], &atoms[atom], negated);
                height += 1;
            }
            Step::With { join: Join::And, atom, negated } => {
                planes::and(&mut stack[height - 1], &atoms[atom], negated);
            }
            Step::With { join: Join::Or, atom, negated } => {
                planes::or(&mut stack[height - 1], &atoms[atom], negated);
            }
            Step::Merge(join) => {
                height -= 1;
                let (below, above) = stack.split_at_mut(height);
                let into = &mut below[height - 1];
                match join {
                    Join::And => planes::and(into, &above[0], false),
                    Join::Or => planes::or(into, &above[0], false),
                }
            }
        }
    }
    &stack[0]
}

/// Rows of certain kinds; a doubtful kind may be it, but is not certainly.
fn of_kinds(
    [below, above]: [&[phaseout_model::KindIndex]; 2],
    kinds: &[Plane],
    doubtful: &[u64],
) -> Truths {
    let [mut yes, mut may] = [[0; WORDS]; 2];
    for &kind in below {
        planes_or(&mut yes, &kinds[usize::from(kind)]);
    }
    for &kind in above {
        planes_or(&mut may, &kinds[usize::from(kind)]);
    }
    planes_or(&mut may, &yes);
    for (yes, doubtful) in yes.iter_mut().zip(doubtful) {
        *yes &= !doubtful;
    }
    [yes, may]
}

fn planes_or(into: &mut Plane, other: &Plane) {
    for (word, other) in into.iter_mut().zip(other) {
        *word |= other;
    }
}

const BY_BITS: [Verdict; 8] = [
    Verdict::Retain,
    Verdict::Restrict,
    Verdict::Verify,
    Verdict::Verify,
    Verdict::Eliminate,
    Verdict::Eliminate,
    Verdict::Eliminate,
    Verdict::Eliminate,
];

fn write_verdicts(verdicts: &mut [Verdict], eliminate: u64, verify: u64, restrict: u64) {
    for (i, verdict) in verdicts.iter_mut().enumerate() {
        let bits = (eliminate >> i & 1) << 2 | (verify >> i & 1) << 1 | restrict >> i & 1;
        *verdict = BY_BITS[(bits & 7) as usize];
    }
}
