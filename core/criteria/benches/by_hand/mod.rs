//! The same criteria as loops written by hand.

use phaseout_criteria::Columns;
use phaseout_model::{KindIndex, Verdict};

const BLOCK: usize = 1024;
const ELIMINATE: u8 = 4;
const VERIFY: u8 = 2;
const RESTRICT: u8 = 1;

/// True, and perhaps true.
type Truth = (bool, bool);

const SURE: Truth = (true, true);

fn and(a: Truth, b: Truth) -> Truth {
    (a.0 & b.0, a.1 & b.1)
}

fn or(a: Truth, b: Truth) -> Truth {
    (a.0 | b.0, a.1 | b.1)
}

/// One attribute's ends.
#[derive(Clone, Copy)]
struct Ends<'a>(&'a [f64], &'a [f64]);

impl<'a> Ends<'a> {
    fn of(columns: &'a Columns, attribute: usize) -> Self {
        Self(columns.lo(attribute), columns.hi(attribute))
    }

    fn slice(self, from: usize, until: usize) -> Self {
        Self(&self.0[from..until], &self.1[from..until])
    }

    fn lt(self, i: usize, limit: f64) -> Truth {
        (self.1[i] < limit, self.0[i] < limit)
    }

    fn le(self, i: usize, limit: f64) -> Truth {
        (self.1[i] <= limit, self.0[i] <= limit)
    }

    fn gt(self, i: usize, limit: f64) -> Truth {
        (self.0[i] > limit, self.1[i] > limit)
    }

    fn ge(self, i: usize, limit: f64) -> Truth {
        (self.0[i] >= limit, self.1[i] >= limit)
    }

    fn yes(self, i: usize) -> Truth {
        self.ge(i, 1.0)
    }

    fn no(self, i: usize) -> Truth {
        self.lt(i, 1.0)
    }
}

fn verdict(bits: u8) -> Verdict {
    match bits {
        0 => Verdict::Retain,
        1 => Verdict::Restrict,
        2 | 3 => Verdict::Verify,
        _ => Verdict::Eliminate,
    }
}

/// Criterion by criterion over a block of rows.
pub(crate) fn by_column(columns: &Columns, verdicts: &mut Vec<Verdict>) {
    verdicts.clear();
    let mut bits = [0u8; BLOCK];
    let doubtful: Vec<bool> = (0..columns.len()).map(|row| columns.is_doubtful(row)).collect();
    for from in (0..columns.len()).step_by(BLOCK) {
        let until = (from + BLOCK).min(columns.len());
        let ends = |attribute| Ends::of(columns, attribute).slice(from, until);
        let [kiln, mill, volume, tonnage] = [0, 1, 2, 3].map(ends);
        let [unit, years, province, nation] = [4, 5, 6, 7].map(ends);
        let [expired, grid, compliant, listed] = [8, 9, 10, 11].map(ends);
        let (kinds, doubtful) = (&columns.kinds()[from..until], &doubtful[from..until]);
        let bits = &mut bits[..until - from];
        bits.fill(0);

        /// Rows of `$yes` are it, rows of `$may` may turn out to be it.
        macro_rules! criterion {
            ($yes:pat, $may:pat, $i:ident => $when:expr, $hit:expr, $unknown:expr) => {
                for $i in 0..bits.len() {
                    let is = matches!(kinds[$i], $yes);
                    let kind = (is & !doubtful[$i], is | matches!(kinds[$i], $may));
                    let (yes, may) = and(kind, $when);
                    bits[$i] |= u8::from(yes) * $hit | u8::from(may & !yes) * $unknown;
                }
            };
        }
        criterion!(3, 0..=2, i => kiln.lt(i, 3.0), ELIMINATE, VERIFY);
        criterion!(7, 0 | 1 | 6, i => kiln.lt(i, 2.5), ELIMINATE, VERIFY);
        criterion!(8, 0 | 1 | 6, i => SURE, ELIMINATE, VERIFY);
        criterion!(10, 0, i => mill.lt(i, 3.0), ELIMINATE, VERIFY);
        criterion!(4 | 5, 0..=2, i => SURE, ELIMINATE, VERIFY);
        criterion!(7, 0 | 1 | 6, i => SURE, ELIMINATE, VERIFY);
        criterion!(10, 0, i => mill.lt(i, 2.6), ELIMINATE, VERIFY);
        criterion!(2..=4, 0 | 1, i => SURE, ELIMINATE, VERIFY);
        criterion!(9, 0 | 1 | 6, i => SURE, ELIMINATE, VERIFY);
        criterion!(8, 0 | 1 | 6, i => kiln.le(i, 4.0), ELIMINATE, VERIFY);
        criterion!(11, 0, i => volume.le(i, 300.0), ELIMINATE, VERIFY);
        criterion!(11, 0, i => volume.le(i, 400.0), ELIMINATE, VERIFY);
        criterion!(13, 0, i => tonnage.le(i, 20.0), ELIMINATE, VERIFY);
        criterion!(13, 0, i => tonnage.le(i, 30.0), ELIMINATE, VERIFY);
        criterion!(14, 0, i => tonnage.le(i, 20.0), ELIMINATE, VERIFY);
        criterion!(14, 0, i => tonnage.le(i, 30.0), ELIMINATE, VERIFY);
        criterion!(11, 0, i => volume.le(i, 450.0), VERIFY, VERIFY);
        criterion!(12, 0, i => volume.le(i, 200.0), ELIMINATE, VERIFY);
        criterion!(13, 0, i => tonnage.le(i, 35.0), VERIFY, VERIFY);
        criterion!(14, 0, i => tonnage.le(i, 35.0), VERIFY, VERIFY);
        criterion!(15, 0, i => SURE, ELIMINATE, VERIFY);
        criterion!(11, 0, i => and(volume.gt(i, 400.0), volume.lt(i, 1200.0)), RESTRICT, 0);
        criterion!(13, 0, i => and(tonnage.gt(i, 30.0), tonnage.lt(i, 100.0)), RESTRICT, 0);
        criterion!(16 | 17, 0, i => unit.lt(i, 50.0), ELIMINATE, VERIFY);
        criterion!(16 | 17, 0, i => and(unit.lt(i, 100.0), years.ge(i, 20.0)), ELIMINATE, VERIFY);
        criterion!(16..=19, 0, i => and(unit.lt(i, 200.0), expired.yes(i)), ELIMINATE, VERIFY);
        criterion!(16 | 17, 0, i => or(province.ge(i, 10.0), nation.ge(i, 15.0)), ELIMINATE, 0);
        criterion!(16 | 17, 0, i => and(grid.yes(i), unit.lt(i, 100.0)), VERIFY, VERIFY);
        criterion!(16 | 17, 0, i => unit.le(i, 60.0), VERIFY, VERIFY);
        criterion!(18, 0, i => SURE, ELIMINATE, VERIFY);
        criterion!(20, 0, i => compliant.no(i), ELIMINATE, VERIFY);
        criterion!(20, 0, i => listed.no(i), ELIMINATE, 0);
        verdicts.extend(bits.iter().map(|&bits| verdict(bits)));
    }
}

/// Row by row, by its kind.
pub(crate) fn by_row(columns: &Columns, verdicts: &mut Vec<Verdict>) {
    verdicts.clear();
    let ends: [Ends<'_>; 12] = std::array::from_fn(|attribute| Ends::of(columns, attribute));
    let row = |(row, &kind)| verdict(one_row(&ends, row, kind, columns.is_doubtful(row)));
    verdicts.extend(columns.kinds().iter().enumerate().map(row));
}

fn one_row(ends: &[Ends<'_>; 12], i: usize, kind: KindIndex, doubtful: bool) -> u8 {
    let [kiln, mill, volume, tonnage, unit, years, province, nation, ..] = *ends;
    let [.., expired, grid, compliant, listed] = *ends;
    let weigh = |kind: Truth, when: Truth, hit: u8, unknown: u8| {
        let (yes, may) = and(kind, when);
        if yes { hit } else { u8::from(may) * unknown }
    };
    let is = (!doubtful, true);
    let perhaps = (false, true);
    let law = |kind, when| weigh(kind, when, ELIMINATE, VERIFY);
    let mechanised = |kind| law(kind, kiln.lt(i, 3.0));
    let earth_or_ordinary = |kind| law(kind, SURE);
    let shaft = |kind| law(kind, SURE);
    let hollow = |kind| law(kind, kiln.lt(i, 2.5)) | law(kind, SURE);
    let wet = |kind| law(kind, SURE) | law(kind, kiln.le(i, 4.0));
    let lepol = |kind| law(kind, SURE);
    let mills = |kind| law(kind, mill.lt(i, 3.0)) | law(kind, mill.lt(i, 2.6));
    let furnace = |kind| {
        law(kind, volume.le(i, 300.0))
            | law(kind, volume.le(i, 400.0))
            | weigh(kind, volume.le(i, 450.0), VERIFY, VERIFY)
            | weigh(kind, and(volume.gt(i, 400.0), volume.lt(i, 1200.0)), RESTRICT, 0)
    };
    let special = |kind| law(kind, volume.le(i, 200.0));
    let steel = |kind| {
        law(kind, tonnage.le(i, 20.0))
            | law(kind, tonnage.le(i, 30.0))
            | weigh(kind, tonnage.le(i, 35.0), VERIFY, VERIFY)
    };
    let converter = |kind| {
        let restricted = and(tonnage.gt(i, 30.0), tonnage.lt(i, 100.0));
        steel(kind) | weigh(kind, restricted, RESTRICT, 0)
    };
    let expired = |kind| law(kind, and(unit.lt(i, 200.0), expired.yes(i)));
    let thermal = |kind| {
        law(kind, unit.lt(i, 50.0))
            | law(kind, and(unit.lt(i, 100.0), years.ge(i, 20.0)))
            | weigh(kind, or(province.ge(i, 10.0), nation.ge(i, 15.0)), ELIMINATE, 0)
            | weigh(kind, and(grid.yes(i), unit.lt(i, 100.0)), VERIFY, VERIFY)
            | weigh(kind, unit.le(i, 60.0), VERIFY, VERIFY)
            | expired(kind)
    };
    let acid = |kind| law(kind, compliant.no(i)) | weigh(kind, listed.no(i), ELIMINATE, 0);
    match kind {
        3 => mechanised(is) | shaft(is),
        4 => earth_or_ordinary(is) | shaft(is),
        2 => mechanised(perhaps) | earth_or_ordinary(perhaps) | shaft(is),
        5 => earth_or_ordinary(is),
        7 => hollow(is),
        8 => wet(is),
        9 => lepol(is),
        6 => hollow(perhaps) | wet(perhaps) | lepol(perhaps),
        10 => mills(is),
        11 => furnace(is),
        12 => special(is),
        13 => converter(is),
        14 => steel(is),
        15 => law(is, SURE),
        16 | 17 => thermal(is),
        18 => expired(is) | law(is, SURE),
        19 => expired(is),
        20 => acid(is),
        // A kiln of some kind, or nothing known: some criterion without a size may name it.
        _ => VERIFY,
    }
}
