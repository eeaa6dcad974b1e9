//! Measurements are intervals: a missing number is the whole line, "460立方米及以下" is `(-∞, 460]`.

use crate::truth::Truth;
use std::fmt;

/// A comparison, of a value with a limit or of a kind with a set of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `<` 以下, 不足
    Less,
    /// `<=` 及以下
    LessOrEqual,
    /// `>` 以上
    Greater,
    /// `>=` 及以上, 满
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `in [a, b]`
    In,
    /// is a kind, or a kind below it
    IsA,
    /// `known(x)`
    Known,
}

impl Operator {
    /// As written in a criterion and printed in JSON.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::In => "in",
            Self::IsA => "is_a",
            Self::Known => "known",
        }
    }
}

/// A set of numbers between two ends, each open or closed; never empty, never NaN.
///
/// An end at infinity is open. Two intervals are equal when they hold the same numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    lo: f64,
    hi: f64,
    lo_open: bool,
    hi_open: bool,
}

/// Why two ends make no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalError {
    /// An end is not a number.
    NotANumber,
    /// The lower end lies above the upper one, or they meet in an open end.
    Empty,
}

impl Interval {
    /// The whole line: nothing is known.
    pub const WHOLE: Self =
        Self { lo: f64::NEG_INFINITY, hi: f64::INFINITY, lo_open: true, hi_open: true };

    /// The interval between two ends.
    ///
    /// # Errors
    /// [`IntervalError`] for NaN and for an interval that holds no number.
    pub fn new(lo: f64, hi: f64, lo_open: bool, hi_open: bool) -> Result<Self, IntervalError> {
        if lo.is_nan() || hi.is_nan() {
            return Err(IntervalError::NotANumber);
        }
        let (lo_open, hi_open) = (lo_open || lo.is_infinite(), hi_open || hi.is_infinite());
        let below = lo == f64::INFINITY || hi == f64::NEG_INFINITY;
        #[expect(
            clippy::float_cmp,
            reason = "ends are compared as they stand, not as measurements"
        )]
        let touching = lo == hi && (lo_open || hi_open);
        if below || lo > hi || touching {
            return Err(IntervalError::Empty);
        }
        Ok(Self { lo: lo + 0.0, hi: hi + 0.0, lo_open, hi_open })
    }

    /// Exactly one number, which must be finite.
    ///
    /// # Errors
    /// [`IntervalError::NotANumber`] for NaN, [`IntervalError::Empty`] for an infinity.
    pub fn exactly(value: f64) -> Result<Self, IntervalError> {
        if value.is_infinite() {
            Err(IntervalError::Empty)
        } else {
            Self::new(value, value, false, false)
        }
    }

    /// The lower end, `-∞` if there is none.
    pub fn lo(&self) -> f64 {
        self.lo
    }

    /// The upper end, `∞` if there is none.
    pub fn hi(&self) -> f64 {
        self.hi
    }

    /// Whether the lower end itself is outside.
    pub fn lo_open(&self) -> bool {
        self.lo_open
    }

    /// Whether the upper end itself is outside.
    pub fn hi_open(&self) -> bool {
        self.hi_open
    }

    /// Nothing is known of the number.
    pub fn is_whole(&self) -> bool {
        self.lo == f64::NEG_INFINITY && self.hi == f64::INFINITY
    }

    /// The one number it holds, if it holds one.
    pub fn exact(&self) -> Option<f64> {
        #[expect(clippy::float_cmp, reason = "a closed interval of equal ends is one number")]
        let one = self.lo == self.hi;
        one.then_some(self.lo)
    }

    /// The closed ends of the f64 numbers it holds: an open end moves to the neighbouring number, so
    /// that evaluation compares plain numbers.
    pub fn closed_ends(&self) -> (f64, f64) {
        let lo = if self.lo_open && self.lo.is_finite() { self.lo.next_up() } else { self.lo };
        let hi = if self.hi_open && self.hi.is_finite() { self.hi.next_down() } else { self.hi };
        (lo, hi)
    }

    /// The numbers in both; `None` when there is none.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let (lo, lo_open) = match self.lo.total_cmp(&other.lo) {
            std::cmp::Ordering::Less => (other.lo, other.lo_open),
            std::cmp::Ordering::Greater => (self.lo, self.lo_open),
            std::cmp::Ordering::Equal => (self.lo, self.lo_open || other.lo_open),
        };
        let (hi, hi_open) = match self.hi.total_cmp(&other.hi) {
            std::cmp::Ordering::Less => (self.hi, self.hi_open),
            std::cmp::Ordering::Greater => (other.hi, other.hi_open),
            std::cmp::Ordering::Equal => (self.hi, self.hi_open || other.hi_open),
        };
        Self::new(lo, hi, lo_open, hi_open).ok()
    }

    /// Whether every number in it, no number in it, or only some stand so to `limit`.
    pub fn compare(&self, operator: Operator, limit: f64) -> Truth {
        let (lo, hi) = self.closed_ends();
        let ends = |every: bool, none: bool| match (every, none) {
            (true, _) => Truth::True,
            (_, true) => Truth::False,
            _ => Truth::Unknown,
        };
        #[expect(
            clippy::float_cmp,
            reason = "one number against one limit, both the nearest f64 of a decimal"
        )]
        match operator {
            Operator::Less => ends(hi < limit, lo >= limit),
            Operator::LessOrEqual => ends(hi <= limit, lo > limit),
            Operator::Greater => ends(lo > limit, hi <= limit),
            Operator::GreaterOrEqual => ends(lo >= limit, hi < limit),
            Operator::Equal | Operator::In | Operator::IsA => {
                ends(lo == limit && hi == limit, hi < limit || lo > limit)
            }
            Operator::NotEqual => !self.compare(Operator::Equal, limit),
            // Knowing the number can only ever be added, so what is not known is unknown, not false.
            Operator::Known => ends(!self.is_whole(), false),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(value) = self.exact() {
            return write!(f, "{value}");
        }
        f.write_str(if self.lo_open { "(" } else { "[" })?;
        if self.lo.is_infinite() {
            f.write_str("-∞")?;
        } else {
            write!(f, "{}", self.lo)?;
        }
        f.write_str(", ")?;
        if self.hi.is_infinite() {
            f.write_str("∞")?;
        } else {
            write!(f, "{}", self.hi)?;
        }
        f.write_str(if self.hi_open { ")" } else { "]" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn between(lo: f64, hi: f64, lo_open: bool, hi_open: bool) -> Interval {
        Interval::new(lo, hi, lo_open, hi_open).unwrap()
    }

    #[test]
    fn the_edge_of_a_limit_decides() {
        use Operator::{GreaterOrEqual, Less, LessOrEqual};
        let cases = [
            (between(3.0, 3.0, false, false), Less, 3.0, Truth::False), // Φ3×11m is not below 3.0
            (between(f64::NEG_INFINITY, 3.0, true, true), Less, 3.0, Truth::True), // 直径3米以下
            (between(f64::NEG_INFINITY, 460.0, true, false), LessOrEqual, 400.0, Truth::Unknown),
            (between(450.0, 450.0, false, false), LessOrEqual, 400.0, Truth::False),
            (between(110.0, 220.0, false, false), GreaterOrEqual, 100.0, Truth::True),
            (between(400.0, 450.0, true, false), LessOrEqual, 400.0, Truth::False), // (400, 450]
            (Interval::WHOLE, Less, 3.0, Truth::Unknown),
        ];
        for (interval, operator, limit, expected) in cases {
            assert_eq!(
                interval.compare(operator, limit),
                expected,
                "{interval} {operator:?} {limit}"
            );
        }
    }

    #[test]
    fn what_holds_no_number_is_no_interval() {
        assert_eq!(Interval::new(2.0, 1.0, false, false), Err(IntervalError::Empty));
        assert_eq!(Interval::new(1.0, 1.0, true, false), Err(IntervalError::Empty));
        assert_eq!(Interval::new(f64::NAN, 1.0, true, false), Err(IntervalError::NotANumber));
    }

    proptest! {
        /// A certain answer for the interval is the answer for each number in it.
        #[test]
        fn a_certain_answer_holds_for_every_number(
            lo in -50i32..50, width in 0i32..20, lo_open: bool, hi_open: bool, limit in -60i32..60, part in 0.0f64..1.0,
        ) {
            let (lo, hi) = (f64::from(lo), f64::from(lo + width));
            prop_assume!(width > 0 || !(lo_open || hi_open));
            let interval = between(lo, hi, lo_open, hi_open);
            let (first, last) = interval.closed_ends();
            let number = Interval::exactly((first + (last - first) * part).clamp(first, last)).unwrap();
            for operator in [Operator::Less, Operator::LessOrEqual, Operator::Greater,
                             Operator::GreaterOrEqual, Operator::Equal, Operator::NotEqual] {
                let answer = interval.compare(operator, f64::from(limit));
                if answer != Truth::Unknown {
                    prop_assert_eq!(answer, number.compare(operator, f64::from(limit)));
                }
            }
        }
    }
}
