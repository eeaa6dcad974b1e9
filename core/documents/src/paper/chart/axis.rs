//! The scale of a chart: round steps from zero, so that bars of twice the amount are twice as long.

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use rust_decimal::prelude::ToPrimitive;

/// The numbers that a chart shows lie within `least ..= most`, in steps of `step`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) step: f64,
}

/// The scale for numbers. Zero is always on it; it ends a step above the largest, for its label. Whole numbers
/// have whole steps: there is no fifth of a line.
pub(super) fn scale(numbers: impl Iterator<Item = f64>) -> Scale {
    let mut whole = true;
    let (low, high) = numbers.fold((0.0f64, 0.0f64), |(low, high), n| {
        whole &= n.fract() == 0.0;
        (low.min(n), high.max(n))
    });
    let reach = if high - low > 0.0 { high - low } else { 1.0 };
    let rough = reach / 5.0;
    let ten = 10f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|of| of * ten);
    let fits = |step: &f64| *step >= rough && (!whole || *step >= 1.0 && step.fract() == 0.0);
    let step = steps.into_iter().find(fits).unwrap_or(ten * 10.0);
    // A number of a few hundred digits still has a step, if not one that is worth printing.
    let up = |n: f64| (n / step).ceil() * step;
    let most = if high > 0.0 { up(high * 1.04) } else { 0.0 };
    let least = if low < 0.0 { -up(-low * 1.04) } else { 0.0 };
    Scale { least, most: if most > least { most } else { least + step }, step }
}

impl Scale {
    /// How many steps there are, lines included.
    pub(super) fn lines(&self) -> usize {
        let mut lines = 1;
        let mut at = self.least;
        while at < self.most - self.step / 2.0 && lines < 30 {
            at += self.step;
            lines += 1;
        }
        lines
    }

    /// A number of the scale as it is printed: no more places than its step has.
    pub(super) fn print(&self, number: f64) -> String {
        let places = (0..6).find(|places| {
            let grown = self.step * 10f64.powi(*places);
            (grown - grown.round()).abs() < 1e-6 * grown.max(1.0)
        });
        let number = if number.abs() < self.step / 1e6 { 0.0 } else { number };
        format!("{number:.*}", usize::try_from(places.unwrap_or(6)).unwrap_or(6))
    }
}

/// An axis from one number to another, with lines at places of its own choice. A number that is larger in
/// front than behind turns it round.
pub(super) struct Axis {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) lines: Vec<f64>,
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (near, far): (i32, i32)) -> i32 {
        let share = (value - self.from) / (self.to - self.from);
        let along = share * (f64::from(far) - f64::from(near));
        near + along.round().to_i32().unwrap_or(0)
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.lines.clone()
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.from..self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_zero_is_on_the_scale() {
        let cases: [(&[f64], f64, f64, f64); 7] = [
            (&[38.5, 40.0], 0.0, 50.0, 10.0),
            (&[3.0], 0.0, 4.0, 1.0),
            (&[0.0], 0.0, 1.0, 1.0),
            (&[1.0, 0.0], 0.0, 2.0, 1.0),
            (&[12.0], 0.0, 15.0, 5.0),
            (&[-2.0, 5.0], -4.0, 6.0, 2.0),
            (&[0.21], 0.0, 0.25, 0.05),
        ];
        for (numbers, least, most, step) in cases {
            let found = scale(numbers.iter().copied());
            let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
            assert!(
                near(found.least, least) && near(found.most, most) && near(found.step, step),
                "{numbers:?}: {found:?}"
            );
        }
    }

    #[test]
    fn numbers_of_the_scale_have_the_places_of_its_step() {
        let quarter = Scale { least: 0.0, most: 1.0, step: 0.25 };
        assert_eq!(quarter.print(0.5), "0.50");
        assert_eq!(Scale { least: 0.0, most: 50.0, step: 10.0 }.print(20.0), "20");
    }
}
