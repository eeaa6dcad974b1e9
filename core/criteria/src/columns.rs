//! The units of one industry as columns: what is known of each attribute, as two closed ends.
//!
//! Nothing known is `(-∞, ∞)`, no and yes are 0 and 1, a word is its code. The columns are filled
//! while a list is read, judged, cleared, and filled again: clearing keeps the memory.

use phaseout_model::{Interval, KindIndex, Vocabulary};

/// Rows are kept in groups of 64, so that a mask of a group is one machine word.
pub(crate) const GROUP: usize = 64;

/// A claimed exemption of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The row of the unit.
    pub row: usize,
    /// The criterion's place in its industry's set.
    pub criterion: usize,
    /// The exemption's place in the criterion.
    pub exemption: usize,
    /// Evidence is named and the exemption is confirmed.
    pub accepted: bool,
    /// The evidence that the line names.
    pub evidence: Option<String>,
}

/// The units of one industry.
#[derive(Clone, Debug)]
pub struct Columns {
    len: usize,
    /// Rows for which there is room; those from `len` on know nothing of anything.
    room: usize,
    kind_count: usize,
    kinds: Vec<KindIndex>,
    doubtful: Vec<u64>,
    places: Vec<u64>,
    attributes: Vec<Ends>,
    claims: Vec<Claim>,
}

/// The two ends of an attribute's values.
#[derive(Clone, Debug, Default)]
struct Ends {
    lo: Vec<f64>,
    hi: Vec<f64>,
    /// Something was written since the last clearing.
    touched: bool,
}

impl Columns {
    /// Empty columns for the attributes of an industry.
    pub fn new(vocabulary: &Vocabulary) -> Self {
        Self {
            len: 0,
            room: 0,
            kind_count: vocabulary.kinds.len(),
            kinds: Vec::new(),
            doubtful: Vec::new(),
            places: Vec::new(),
            attributes: vec![Ends::default(); vocabulary.attributes.len()],
            claims: Vec::new(),
        }
    }

    /// Forgets all units and keeps the memory.
    pub fn clear(&mut self) {
        for ends in self.attributes.iter_mut().filter(|ends| ends.touched) {
            ends.lo[..self.len].fill(f64::NEG_INFINITY);
            ends.hi[..self.len].fill(f64::INFINITY);
            ends.touched = false;
        }
        self.kinds[..self.len].fill(0);
        self.places[..self.len].fill(0);
        self.doubtful.fill(0);
        self.claims.clear();
        self.len = 0;
    }

    /// The number of units.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no unit.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a unit of which nothing but its kind and place is known; gives its row.
    ///
    /// `doubtful` says that a word beside the kind's name was not understood, so that the kind is
    /// not certain; `place` comes from [`crate::Program::place`].
    ///
    /// # Panics
    /// When the kind is none of the vocabulary.
    pub fn push_unit(&mut self, kind: KindIndex, doubtful: bool, place: u64) -> usize {
        assert!(usize::from(kind) < self.kind_count, "kind {kind} is not in the vocabulary");
        let row = self.len;
        if row == self.room {
            self.grow();
        }
        self.kinds[row] = kind;
        self.places[row] = place;
        self.doubtful[row / GROUP] |= u64::from(doubtful) << (row % GROUP);
        self.len = row + 1;
        row
    }

    fn grow(&mut self) {
        self.room = (self.room * 2).max(16 * GROUP);
        self.kinds.resize(self.room, 0);
        self.places.resize(self.room, 0);
        self.doubtful.resize(self.room / GROUP, 0);
        for ends in &mut self.attributes {
            ends.lo.resize(self.room, f64::NEG_INFINITY);
            ends.hi.resize(self.room, f64::INFINITY);
        }
    }

    /// States what is known of a measure or a capacity, in the attribute's unit.
    pub fn set(&mut self, row: usize, attribute: usize, interval: &Interval) {
        let (lo, hi) = interval.closed_ends();
        self.set_ends(row, attribute, lo, hi);
    }

    /// States a yes/no (0 no, 1 yes) or a word (its code, from 1).
    pub fn set_code(&mut self, row: usize, attribute: usize, code: u16) {
        self.set_ends(row, attribute, f64::from(code), f64::from(code));
    }

    fn set_ends(&mut self, row: usize, attribute: usize, lo: f64, hi: f64) {
        assert!(row < self.len, "row {row} of {}", self.len);
        let ends = &mut self.attributes[attribute];
        ends.touched = true;
        ends.lo[row] = lo;
        ends.hi[row] = hi;
    }

    /// Records a claimed exemption. It is accepted only with evidence, and only if the exemption is
    /// confirmed; the program that judges looks at both again.
    pub fn claim(
        &mut self,
        row: usize,
        criterion: usize,
        exemption: usize,
        accepted: bool,
        evidence: Option<String>,
    ) {
        let claim = Claim { row, criterion, exemption, accepted, evidence };
        let key = |claim: &Claim| (claim.row, claim.criterion, claim.exemption);
        let at = self.claims.partition_point(|earlier| key(earlier) <= key(&claim));
        self.claims.insert(at, claim);
    }

    /// All claims, by row.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The claims of one unit.
    pub fn claims_of(&self, row: usize) -> &[Claim] {
        let from = self.claims.partition_point(|claim| claim.row < row);
        let until = self.claims.partition_point(|claim| claim.row <= row);
        &self.claims[from..until]
    }

    /// The kinds of all units.
    pub fn kinds(&self) -> &[KindIndex] {
        &self.kinds[..self.len]
    }

    /// Whether a unit's kind is doubtful.
    pub fn is_doubtful(&self, row: usize) -> bool {
        self.doubtful[row / GROUP] >> (row % GROUP) & 1 == 1
    }

    /// A unit's place, as [`crate::Program::place`] gave it.
    pub fn place(&self, row: usize) -> u64 {
        self.places[row]
    }

    /// The lower ends of an attribute, closed.
    pub fn lo(&self, attribute: usize) -> &[f64] {
        &self.attributes[attribute].lo[..self.len]
    }

    /// The upper ends of an attribute, closed.
    pub fn hi(&self, attribute: usize) -> &[f64] {
        &self.attributes[attribute].hi[..self.len]
    }

    /// Both ends of an attribute, to be written by a plugin: closed, `lo ≤ hi`, no NaN.
    pub fn ends_mut(&mut self, attribute: usize) -> (&mut [f64], &mut [f64]) {
        let ends = &mut self.attributes[attribute];
        ends.touched = true;
        (&mut ends.lo[..self.len], &mut ends.hi[..self.len])
    }

    /// Both ends of every attribute, in the vocabulary's order.
    pub fn all_ends_mut(&mut self) -> impl Iterator<Item = (&mut [f64], &mut [f64])> {
        let len = self.len;
        self.attributes.iter_mut().map(move |ends| {
            ends.touched = true;
            (&mut ends.lo[..len], &mut ends.hi[..len])
        })
    }

    /// What is known of one value; the whole line where a plugin left no interval.
    pub fn interval(&self, row: usize, attribute: usize) -> Interval {
        let ends = &self.attributes[attribute];
        Interval::new(ends.lo[row], ends.hi[row], false, false).unwrap_or(Interval::WHOLE)
    }

    /// Whole groups of an attribute's ends from `group` on, or `None` when nothing of it is known.
    pub(crate) fn groups(
        &self,
        attribute: usize,
        from: usize,
        until: usize,
    ) -> Option<[&[f64]; 2]> {
        let ends = &self.attributes[attribute];
        let rows = from * GROUP..until * GROUP;
        ends.touched.then(|| [&ends.lo[rows.clone()], &ends.hi[rows]])
    }

    /// Whole groups of kinds, doubtful bits and places.
    pub(crate) fn group_kinds(&self, from: usize, until: usize) -> (&[KindIndex], &[u64], &[u64]) {
        let rows = from * GROUP..until * GROUP;
        (&self.kinds[rows.clone()], &self.doubtful[from..until], &self.places[rows])
    }
}
