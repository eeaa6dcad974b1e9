//! Capacities in reports: decimals that add exactly, and a sum that says what it lacks.

use std::fmt;

/// An exact decimal: 8.05 is 805 and scale 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    digits: i128,
    scale: u32,
}

/// More decimal places are no capacity.
const MOST_PLACES: u32 = 18;

impl Amount {
    /// Reads a plain decimal, `8` or `8.05`; no exponent, no separators.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, figures) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = figures.split_once('.').unwrap_or((figures, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(part) || figures.ends_with('.') {
            return None;
        }
        let part = part.trim_end_matches('0');
        let scale = u32::try_from(part.len()).ok().filter(|scale| *scale <= MOST_PLACES)?;
        let whole = whole.trim_start_matches('0');
        let digits = format!("{whole}{part}");
        // Room is left above, so that sums of many do not run over.
        if digits.len() > 30 {
            return None;
        }
        let digits: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        Some(Self { digits: if negative { -digits } else { digits }, scale })
    }

    /// The decimal that a measurement was read from: an f64 prints as the shortest decimal that means
    /// it, which is the one in the list as long as that has at most 15 digits.
    pub fn of_f64(value: f64) -> Option<Self> {
        value.is_finite().then(|| Self::parse(&value.to_string())).flatten()
    }

    /// The sum; `None` beyond 38 digits.
    #[must_use = "an amount is not changed"]
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let digits = self.at(scale)?.checked_add(other.at(scale)?)?;
        Some(Self { digits, scale }.shortest())
    }

    /// So many times the amount; `None` beyond 38 digits.
    #[must_use = "an amount is not changed"]
    pub fn times(self, count: u32) -> Option<Self> {
        Some(Self { digits: self.digits.checked_mul(i128::from(count))?, ..self }.shortest())
    }

    /// The amount divided by 10 so many times: MW are 万千瓦 at 1.
    #[must_use = "an amount is not changed"]
    pub fn shifted_down(self, places: u32) -> Self {
        Self { scale: self.scale + places, ..self }.shortest()
    }

    fn at(self, scale: u32) -> Option<i128> {
        self.digits.checked_mul(10i128.checked_pow(scale - self.scale)?)
    }

    fn shortest(mut self) -> Self {
        while self.scale > 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.scale -= 1;
        }
        self
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.unsigned_abs().to_string();
        let places = self.scale as usize;
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, part) = padded.split_at(padded.len() - places);
        f.write_str(if self.digits < 0 { "-" } else { "" })?;
        f.write_str(whole)?;
        if part.is_empty() { Ok(()) } else { write!(f, ".{part}") }
    }
}

/// A sum of one unit's amounts, some of which are not known. What is not known is counted, never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// The amounts that are known, together.
    pub total: Amount,
    /// How many are known.
    pub known: u32,
    /// How many are not.
    pub unknown: u32,
}

impl Sum {
    /// Adds an amount.
    pub fn add(&mut self, amount: Option<Amount>) {
        match amount.and_then(|amount| self.total.plus(amount)) {
            Some(total) => {
                self.total = total;
                self.known += 1;
            }
            None => self.unknown += 1,
        }
    }

    /// The number alone; a dash where nothing is known.
    pub fn figure(&self) -> String {
        match (self.known, self.unknown) {
            (0, 0) => "0".to_owned(),
            (0, _) => "—".to_owned(),
            _ => self.total.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn tenths_add_up() {
        let mut sum = Sum::default();
        for text in ["0.1", "0.2", "516.21"] {
            sum.add(Some(amount(text)));
        }
        sum.add(None);
        assert_eq!((sum.figure().as_str(), sum.known, sum.unknown), ("516.51", 3, 1));
    }

    #[test]
    fn what_was_read_is_what_is_printed() {
        let cases = [
            ("8", "8"),
            ("8.050", "8.05"),
            ("0.5", "0.5"),
            ("-0.05", "-0.05"),
            ("007", "7"),
            ("0", "0"),
        ];
        for (text, printed) in cases {
            assert_eq!(amount(text).to_string(), printed);
        }
        for text in ["", ".", "8.", ".5", "1e3", "1,000", "--1", "八", "+1"] {
            assert_eq!(Amount::parse(text), None, "{text:?}");
        }
        assert_eq!(amount("120").shifted_down(1).to_string(), "12");
        assert_eq!(amount("125").times(2).unwrap().shifted_down(1).to_string(), "25");
        assert_eq!(Amount::of_f64(0.1).unwrap().to_string(), "0.1");
    }

    #[test]
    fn nothing_known_is_a_dash_and_not_zero() {
        let mut sum = Sum::default();
        assert_eq!(sum.figure(), "0");
        sum.add(None);
        assert_eq!(sum.figure(), "—");
    }
}
