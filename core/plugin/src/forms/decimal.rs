//! Exact decimals, until the unit of a printed number is settled.
//!
//! `2200 mm` has to become the same `f64` as `2.2`, or a threshold of 2.2 m would be crossed by a
//! rounding error. So a number stays `digits × 10^exponent` and is divided once, at the end.

/// More digits than this are no measurement.
pub(super) const MOST_DIGITS: usize = 20;

/// A printed number, exactly as printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal {
    pub(super) negative: bool,
    pub(super) digits: u128,
    pub(super) exponent: i32,
}

/// Powers of ten that an `f64` holds exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

impl Decimal {
    pub(super) const ZERO: Self = Self { negative: false, digits: 0, exponent: 0 };

    pub(super) fn whole(digits: u64) -> Self {
        Self { digits: u128::from(digits), ..Self::ZERO }
    }

    pub(super) fn with_sign(self, negative: bool) -> Self {
        Self { negative, ..self }
    }

    /// The number times ten to the `power`: 5万 is 5 and power 4.
    pub(super) fn times_ten_to(self, power: u8) -> Self {
        Self { exponent: self.exponent + i32::from(power), ..self }
    }

    /// The same value, whatever zeros are printed: 3.0 is 3.
    pub(super) fn equals(self, other: Self) -> bool {
        let (a, b) = (self.shortest(), other.shortest());
        a.digits == b.digits && a.exponent == b.exponent && a.negative == b.negative
    }

    /// The nearest `f64` to the number times `numerator / denominator`; none if the figures are
    /// beyond what can be computed exactly.
    pub(super) fn in_unit(self, numerator: u64, denominator: u64) -> Option<f64> {
        if numerator == 0 || denominator == 0 {
            return None;
        }
        let (numerator, up) = without_tens(numerator);
        let (denominator, down) = without_tens(denominator);
        let digits = self.digits.checked_mul(u128::from(numerator))?;
        let exponent = self.exponent + up - down;
        let size = if denominator == 1 {
            nearest(digits, exponent)?
        } else {
            nearest_quotient(digits, u128::from(denominator), exponent)?
        };
        Some(if self.negative && size > 0.0 { -size } else { size })
    }

    fn shortest(mut self) -> Self {
        if self.digits == 0 {
            return Self::ZERO;
        }
        while self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.exponent += 1;
        }
        self
    }
}

fn without_tens(mut factor: u64) -> (u64, i32) {
    let mut tens = 0;
    while factor.is_multiple_of(10) {
        factor /= 10;
        tens += 1;
    }
    (factor, tens)
}

/// Two exact operands and one operation give the nearest result; anything else goes through the
/// standard library's parser, which rounds correctly.
#[expect(clippy::cast_precision_loss, reason = "below 2^53 every whole number is an f64")]
fn nearest(digits: u128, exponent: i32) -> Option<f64> {
    let power = EXACT_POWERS.get(exponent.unsigned_abs() as usize);
    match power {
        Some(power) if digits < 1 << 53 => {
            let whole = digits as f64;
            Some(if exponent < 0 { whole / power } else { whole * power })
        }
        _ => format!("{digits}e{exponent}").parse().ok(),
    }
}

/// `digits / divisor × 10^exponent` to forty decimals and a mark for the rest: enough for the
/// parser to round as if it had seen all of them.
fn nearest_quotient(digits: u128, divisor: u128, exponent: i32) -> Option<f64> {
    let mut printed = (digits / divisor).to_string();
    let mut rest = digits % divisor;
    printed.push('.');
    for _ in 0..40 {
        rest *= 10;
        let digit = u8::try_from(rest / divisor).ok()?;
        printed.push(char::from(b'0' + digit));
        rest %= divisor;
    }
    if rest != 0 {
        printed.push('1');
    }
    format!("{printed}e{exponent}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(digits: u128, exponent: i32) -> Decimal {
        Decimal { negative: false, digits, exponent }
    }

    #[test]
    fn a_number_becomes_the_f64_of_the_same_decimal() {
        for (digits, exponent, numerator, denominator, expected) in [
            (2200, 0, 1, 1000, 2.2),
            (22, -1, 1, 1, 2.2),
            (12, -1, 10, 1, 12.0),
            (299, -2, 1, 1, 2.99),
            (1, 0, 1, 3, 1.0 / 3.0),
            (7, 0, 1, 2, 3.5),
            (12_345_678_901_234_567_890, -10, 1, 1, 1_234_567_890.123_456_7),
            (123, 0, 29_307_600, 1_000_000, 3604.8348),
        ] {
            let read = decimal(digits, exponent).in_unit(numerator, denominator);
            assert_eq!(read.map(f64::to_bits), Some(f64::to_bits(expected)), "{digits}e{exponent}");
        }
    }

    #[test]
    fn a_factor_of_nothing_or_beyond_reach_is_refused() {
        assert_eq!(decimal(1, 0).in_unit(1, 0), None);
        assert_eq!(decimal(1, 0).in_unit(0, 1), None);
        assert_eq!(decimal(10_u128.pow(20) - 1, 0).in_unit(u64::MAX, 7), None);
    }

    #[test]
    fn printed_zeros_do_not_change_a_number() {
        assert!(decimal(30, -1).equals(decimal(3, 0)));
        assert!(decimal(0, -5).equals(decimal(0, 0).with_sign(true)));
        assert!(!decimal(3, 0).equals(decimal(3, 0).with_sign(true)));
    }
}
