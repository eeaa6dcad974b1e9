//! Exact decimals until the unit is settled, then the nearest f64: 2200 mm is the same number as 2.2 m.

use rust_decimal::Decimal;

/// The f64 nearest to an exact decimal.
pub fn nearest_f64(value: Decimal) -> f64 {
    let (mantissa, scale) = (value.mantissa(), value.scale());
    if mantissa.unsigned_abs() < 1 << 53 && scale <= 22 {
        // Both numbers are exact as f64, and a division of exact numbers is rounded once.
        #[expect(clippy::cast_precision_loss, reason = "below 2^53 nothing is lost")]
        return mantissa as f64 / 10f64.powi(scale.cast_signed());
    }
    value.to_string().parse().expect("a decimal's own digits are a number")
}

/// Reads a plain decimal: digits with at most one point and a sign; no exponent, no separators.
pub fn parse(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|&b| b == b'.').count() <= 1
        && digits.bytes().any(|b| b.is_ascii_digit());
    if plain { Decimal::from_str_exact(text.strip_prefix('+').unwrap_or(text)).ok() } else { None }
}

/// `value × numerator ÷ denominator`, or `None` where it has no exact decimal of 28 digits.
pub fn scale_exactly(value: Decimal, numerator: u64, denominator: u64) -> Option<Decimal> {
    let product = value.checked_mul(Decimal::from(numerator))?;
    let quotient = product.checked_div(Decimal::from(denominator))?.normalize();
    // Decimals round at 28 digits, so the way back is taken in whole numbers: 20 ÷ 12 has no end.
    let shift = 10i128.checked_pow(quotient.scale().saturating_sub(product.scale()))?;
    let back_shift = 10i128.checked_pow(product.scale().saturating_sub(quotient.scale()))?;
    let back = quotient.mantissa().checked_mul(i128::from(denominator))?.checked_mul(back_shift)?;
    (back == product.mantissa().checked_mul(shift)?).then_some(quotient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_decimals_are_equal_numbers_whatever_their_unit() {
        for (millimetres, metres) in
            [("2200", "2.2"), ("2990", "2.99"), ("1830", "1.83"), ("3000", "3.0")]
        {
            let converted = scale_exactly(parse(millimetres).unwrap(), 1, 1000).unwrap();
            assert_eq!(
                nearest_f64(converted).to_bits(),
                nearest_f64(parse(metres).unwrap()).to_bits()
            );
        }
        assert_eq!(nearest_f64(parse("0.1").unwrap()).to_bits(), 0.1f64.to_bits());
        assert_eq!(
            nearest_f64(parse("12345678901234567.89").unwrap()).to_bits(),
            12_345_678_901_234_567.89f64.to_bits()
        );
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_not_read() {
        for text in ["", "-", ".", "1.2.3", "1e5", "1,000", "0x10", "一"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_third_is_refused_rather_than_rounded() {
        assert_eq!(scale_exactly(Decimal::ONE, 1, 3), None);
        assert_eq!(scale_exactly(Decimal::from(20), 1, 12), None); // months in years
        assert_eq!(scale_exactly(Decimal::from(24), 1, 12), Some(Decimal::TWO));
    }
}
