//! 统一社会信用代码, the unified social credit code, with its check character.
//!
//! GB 32100-2015: 18 characters of an alphabet of 31 (no I, O, S, V, Z); the last is
//! `(31 - Σ value × 3^(i-1) mod 31) mod 31`, so a sum of 0 gives `0`.

use std::fmt;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// An identity number of an enterprise whose check character is right.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CreditCode {
    /// 统一社会信用代码, 18 characters, since 2015.
    Unified(String),
    /// 组织机构代码, 9 characters, before 2015 (GB 11714).
    Organisation(String),
    /// 营业执照注册号, 15 digits, before 2015; it is taken as printed.
    Registration(String),
}

/// Why a text is no identity number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreditCodeError {
    /// Neither 18, 15 nor 9 characters.
    Length(usize),
    /// A character outside the alphabet, and its place from 1.
    Character(char, usize),
    /// The check character should be another.
    Check {
        /// The character that belongs there.
        expected: char,
        /// The character that is printed.
        found: char,
    },
}

impl CreditCode {
    /// Reads a printed code; spaces and hyphens are passed over, letters may be small.
    ///
    /// # Errors
    /// [`CreditCodeError`] says which character is wrong.
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{ff0d}' | '—'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        match code.chars().count() {
            18 => unified(&code).map(|()| Self::Unified(code)),
            9 => organisation(&code).map(|()| Self::Organisation(code)),
            15 => match code.chars().position(|c| !c.is_ascii_digit()) {
                None => Ok(Self::Registration(code)),
                Some(at) => Err(wrong_character(&code, at)),
            },
            length => Err(CreditCodeError::Length(length)),
        }
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Unified(code) | Self::Organisation(code) | Self::Registration(code)) = self;
        f.write_str(code)
    }
}

fn wrong_character(code: &str, at: usize) -> CreditCodeError {
    CreditCodeError::Character(code.chars().nth(at).unwrap_or('\u{fffd}'), at + 1)
}

fn value(code: &str, at: usize, character: char) -> Result<u32, CreditCodeError> {
    ALPHABET
        .iter()
        .zip(0..)
        .find_map(|(&a, n)| (char::from(a) == character).then_some(n))
        .ok_or_else(|| wrong_character(code, at))
}

fn unified(code: &str) -> Result<(), CreditCodeError> {
    let mut sum = 0;
    let mut last = '0';
    for (at, character) in code.chars().enumerate() {
        let value = value(code, at, character)?;
        if let Some(weight) = WEIGHTS.get(at) {
            sum += value * weight;
        }
        last = character;
    }
    let expected = char::from(ALPHABET[((31 - sum % 31) % 31) as usize]);
    check(expected, last)
}

/// GB 11714: eight characters of 0-9 and A-Z, weighted, and `(11 - Σ mod 11)` with X for 10, 0 for 11.
fn organisation(code: &str) -> Result<(), CreditCodeError> {
    let mut sum = 0;
    for (at, (character, weight)) in code.chars().zip(ORGANISATION_WEIGHTS).enumerate() {
        let value = character.to_digit(36).ok_or_else(|| wrong_character(code, at))?;
        sum += value * weight;
    }
    let expected = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    check(expected, code.chars().last().unwrap_or('0'))
}

fn check(expected: char, found: char) -> Result<(), CreditCodeError> {
    if expected == found { Ok(()) } else { Err(CreditCodeError::Check { expected, found }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_with_a_right_check_character_are_read() {
        // The first is printed for 湖北金盛兰冶金科技有限公司: s = 1252, 1252 mod 31 = 12, 31 - 12 = 19 → K.
        for code in
            ["91421221068429284K", "91330112000000019J", "91370116000000019W", "915323230000000191"]
        {
            assert_eq!(CreditCode::parse(code), Ok(CreditCode::Unified(code.to_owned())));
        }
        assert!(matches!(CreditCode::parse("06842928-4"), Ok(CreditCode::Organisation(_))));
    }

    #[test]
    fn a_wrong_check_character_names_the_right_one() {
        assert_eq!(
            CreditCode::parse("91421221068429284A"),
            Err(CreditCodeError::Check { expected: 'K', found: 'A' })
        );
        assert_eq!(
            CreditCode::parse("9142122106842928IK"),
            Err(CreditCodeError::Character('I', 17))
        );
        assert_eq!(CreditCode::parse("123"), Err(CreditCodeError::Length(3)));
    }
}
