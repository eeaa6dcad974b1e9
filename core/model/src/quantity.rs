//! Capacity and money: an exact decimal with its unit. What does not add is refused, with both names.

use crate::decimal;
use crate::unit::{Unit, UnitError};
use rust_decimal::Decimal;
use std::fmt;

/// An exact decimal with a unit: 8 万吨/年, 1041 万元.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The number as printed.
    pub value: Decimal,
    /// The unit as printed.
    pub unit: Unit,
}

/// Why two quantities do not add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// The units are of different kinds: 万吨 and 万重量箱.
    Units(UnitError),
    /// The result needs more than 28 digits.
    TooLarge,
}

impl Quantity {
    /// Reads a number with its unit, `8万吨/年`; `None` where either cannot be read.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let end = text
            .char_indices()
            .find(|&(at, c)| !(c.is_ascii_digit() || c == '.' || at == 0 && (c == '-' || c == '+')))
            .map_or(text.len(), |(at, _)| at);
        let value = decimal::parse(&text[..end])?;
        Some(Self { value, unit: Unit::parse(&text[end..])? })
    }

    /// The same amount in another unit of the same dimension.
    ///
    /// # Errors
    /// [`QuantityError::Units`] names both units when they do not convert.
    pub fn to(&self, unit: &Unit) -> Result<Self, QuantityError> {
        let (numerator, denominator) = self.unit.ratio_to(unit).map_err(QuantityError::Units)?;
        decimal::scale_exactly(self.value, numerator, denominator)
            .map(|value| Self { value, unit: unit.clone() })
            .ok_or(QuantityError::TooLarge)
    }

    /// The sum, in the unit of the first.
    ///
    /// # Errors
    /// [`QuantityError::Units`] names both units when they do not add.
    pub fn add(&self, other: &Self) -> Result<Self, QuantityError> {
        let other = other.to(&self.unit)?;
        let value = self.value.checked_add(other.value).ok_or(QuantityError::TooLarge)?;
        Ok(Self { value, unit: self.unit.clone() })
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.value, self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    #[test]
    fn tons_add_to_tons_exactly() {
        let sum = quantity("8万吨/年").add(&quantity("500吨/年")).unwrap();
        assert_eq!(sum.to_string(), "8.05万吨/年");
    }

    #[test]
    fn tons_and_weight_cases_do_not_add_and_the_error_names_both() {
        let error = quantity("8万吨").add(&quantity("8万重量箱")).unwrap_err();
        let QuantityError::Units(error) = error else { panic!("{error:?}") };
        assert_eq!((error.from.as_str(), error.to.as_str()), ("万重量箱", "万吨"));
    }

    /// The ten industries of Yunnan 2011 sum to the printed total (电力 apart, in 万千瓦).
    #[test]
    fn the_printed_totals_of_yunnan_2011_add_up() {
        let parts = ["168", "35", "6.15", "11.2", "1.3", "3.2", "8.78", "102.6", "0.28", "180"];
        let sum = parts
            .iter()
            .map(|part| quantity(&format!("{part}万吨")))
            .reduce(|a, b| a.add(&b).unwrap())
            .unwrap();
        assert_eq!(sum.to_string(), "516.51万吨");
    }
}
