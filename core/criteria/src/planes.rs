//! Masks of a block of rows, a bit a row: packed from columns 64 rows at a time.
//!
//! A truth is kept as two planes: the rows where it is true, and those where it may be true (true or
//! unknown). So *and*, *or* and *not* of Kleene are two plain word operations each.

use crate::columns::GROUP;
use phaseout_model::KindIndex;

/// Words of a block.
pub(crate) const WORDS: usize = 16;

/// Rows of a block: about a thousand, so that a block's columns stay in the nearest cache.
pub(crate) const BLOCK: usize = WORDS * GROUP;

/// One bit for each row of a block.
pub(crate) type Plane = [u64; WORDS];

/// Where something is true, and where it may be true.
pub(crate) type Truths = [Plane; 2];

/// Nothing is known in any row.
pub(crate) const UNKNOWN: Truths = [[0; WORDS], [u64::MAX; WORDS]];

/// The bits of 64 rows from a byte of 0 or 1 for each.
fn pack(bytes: &[u8; GROUP]) -> u64 {
    let (eights, _) = bytes.as_chunks::<8>();
    eights.iter().rev().fold(0, |word, eight| word << 8 | gather(u64::from_le_bytes(*eight)))
}

/// The lowest bits of eight bytes as the lowest eight bits of a word.
fn gather(bytes: u64) -> u64 {
    bytes.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// One bit for each of 64 rows.
const ROW_BITS: [u64; GROUP] = {
    let mut bits = [0; GROUP];
    let mut row = 0;
    while row < GROUP {
        bits[row] = 1 << row;
        row += 1;
    }
    bits
};

/// A plane of what holds for a column. The inner loop becomes vector comparisons, each masked with
/// the bits of its rows: no byte goes through memory.
fn plane(values: &[f64], out: &mut Plane, holds: impl Fn(f64) -> bool) {
    let (groups, _) = values.as_chunks::<GROUP>();
    for (values, word) in groups.iter().zip(out) {
        let mut bits = 0;
        for (value, bit) in values.iter().zip(&ROW_BITS) {
            bits |= if holds(*value) { *bit } else { 0 };
        }
        *word = bits;
    }
}

/// *May be* is written as *is not beyond*, so that an end that is no number settles nothing.
fn not(beyond: bool) -> bool {
    !beyond
}

/// `x < limit`.
pub(crate) fn below([lo, hi]: [&[f64]; 2], limit: f64, [yes, may]: &mut Truths) {
    plane(hi, yes, |hi| hi < limit);
    plane(lo, may, |lo| not(lo >= limit));
}

/// `x == value`.
pub(crate) fn equal([lo, hi]: [&[f64]; 2], value: f64, [yes, may]: &mut Truths) {
    let mut others = [[0; WORDS]; 2];
    let [low, high] = &mut others;
    plane(lo, yes, |lo| lo >= value);
    plane(hi, low, |hi| hi <= value);
    plane(lo, may, |lo| not(lo > value));
    plane(hi, high, |hi| not(hi < value));
    for i in 0..WORDS {
        yes[i] &= low[i];
        may[i] &= high[i];
    }
}

/// `known(x)`: never false, because what is not known may become known.
pub(crate) fn known([lo, hi]: [&[f64]; 2], [yes, may]: &mut Truths) {
    let mut below = [0; WORDS];
    plane(lo, yes, |lo| lo > f64::NEG_INFINITY);
    plane(hi, &mut below, |hi| hi < f64::INFINITY);
    for (yes, below) in yes.iter_mut().zip(below) {
        *yes |= below;
    }
    *may = [u64::MAX; WORDS];
}

/// The planes of each bit of the kinds.
pub(crate) fn kind_bits(kinds: &[KindIndex], bits: &mut [Plane]) {
    let (groups, _) = kinds.as_chunks::<GROUP>();
    for (group, kinds) in groups.iter().enumerate() {
        let mut low = [0u8; GROUP];
        let mut high = [0u8; GROUP];
        for ((kind, low), high) in kinds.iter().zip(&mut low).zip(&mut high) {
            [*low, *high] = kind.to_le_bytes();
        }
        for (bit, plane) in bits.iter_mut().enumerate() {
            let bytes = if bit < 8 { &low } else { &high };
            let (eights, _) = bytes.as_chunks::<8>();
            plane[group] = eights.iter().rev().fold(0, |word, eight| {
                let ones = u64::from_le_bytes(*eight) >> (bit % 8) & 0x0101_0101_0101_0101;
                word << 8 | gather(ones)
            });
        }
    }
}

/// The rows of one kind.
pub(crate) fn of_kind(kind: KindIndex, bits: &[Plane]) -> Plane {
    let mut rows = [u64::MAX; WORDS];
    for (bit, plane) in bits.iter().enumerate() {
        let flip = if kind >> bit & 1 == 1 { 0 } else { u64::MAX };
        for (rows, word) in rows.iter_mut().zip(plane) {
            *rows &= word ^ flip;
        }
    }
    rows
}

/// Where a place has bit `slot` (inside), and where it has that or bit `32 + slot` (perhaps inside).
pub(crate) fn place(places: &[u64], slot: usize, [yes, may]: &mut Truths) {
    let (groups, _) = places.as_chunks::<GROUP>();
    for ((places, yes), may) in groups.iter().zip(yes).zip(may) {
        let (mut inside, mut perhaps) = ([0; GROUP], [0; GROUP]);
        for ((place, inside), perhaps) in places.iter().zip(&mut inside).zip(&mut perhaps) {
            *inside = (place >> slot & 1) as u8;
            *perhaps = ((place >> slot | place >> (32 + slot)) & 1) as u8;
        }
        *yes = pack(&inside);
        *may = pack(&perhaps);
    }
}

/// Kleene's *and* with a truth or its opposite.
pub(crate) fn and(into: &mut Truths, other: &Truths, negated: bool) {
    let [yes, may] = into;
    let (flip, other_yes, other_may) = sides(other, negated);
    for i in 0..WORDS {
        yes[i] &= other_yes[i] ^ flip;
        may[i] &= other_may[i] ^ flip;
    }
}

/// Kleene's *or* with a truth or its opposite.
pub(crate) fn or(into: &mut Truths, other: &Truths, negated: bool) {
    let [yes, may] = into;
    let (flip, other_yes, other_may) = sides(other, negated);
    for i in 0..WORDS {
        yes[i] |= other_yes[i] ^ flip;
        may[i] |= other_may[i] ^ flip;
    }
}

/// Not: what is true was not possible, and what may be true was not true.
fn sides([yes, may]: &Truths, negated: bool) -> (u64, &Plane, &Plane) {
    if negated { (u64::MAX, may, yes) } else { (0, yes, may) }
}

/// Rows and columns of a square of 64 by 64 bits change places.
pub(crate) fn transpose(square: &mut [u64; 64]) {
    let mut mask = 0x0000_0000_ffff_ffff_u64;
    let mut width = 32;
    while width > 0 {
        let mut row = 0;
        while row < 64 {
            let swap = (square[row] >> width ^ square[row + width]) & mask;
            square[row] ^= swap << width;
            square[row + width] ^= swap;
            row = (row + width + 1) & !width;
        }
        width /= 2;
        mask ^= mask << width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transposed_square_has_row_and_column_changed() {
        let mut square: [u64; 64] =
            std::array::from_fn(|i| (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let before = square;
        transpose(&mut square);
        for (row, word) in square.iter().enumerate() {
            for (column, original) in before.iter().enumerate() {
                assert_eq!(word >> column & 1, original >> row & 1);
            }
        }
    }

    #[test]
    fn every_row_of_a_kind_is_found() {
        let kinds: Vec<KindIndex> = (0..1024).map(|row| row % 300).collect();
        let mut bits = [[0; WORDS]; 9];
        kind_bits(&kinds, &mut bits);
        for kind in [0, 1, 63, 255, 256, 299] {
            let rows = of_kind(kind, &bits);
            for (row, &other) in kinds.iter().enumerate() {
                assert_eq!(rows[row / 64] >> (row % 64) & 1 == 1, other == kind);
            }
        }
    }
}
