//! A capacity or a sum of money as the record keeps it: known, or absent in one of the ways that papers
//! leave it out.

use phaseout_model::quantity::QuantityError;
use phaseout_model::{Absence, Dimension, Quantity, Unit};
use std::fmt;

/// A quantity, or why there is none. Zero is a quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// `8万吨/年`.
    Known(Quantity),
    /// `??`, `**`, `-`: the printed text stays.
    Absent(Absence, String),
}

impl Amount {
    /// Reads a printed amount. `None` where the text is neither a number with a unit nor a known sign of
    /// absence.
    pub fn parse(text: &str) -> Option<Self> {
        match Absence::of(text) {
            Some(absence) => Some(Self::Absent(absence, text.trim().to_owned())),
            // A masked number with its unit, `??万元`, is as absent as the mask alone.
            None => Quantity::parse(text).map(Self::Known).or_else(|| masked(text)),
        }
    }

    /// Reads a printed capacity: 8万吨 of a kiln is meant per year, and is written so from here on, for
    /// 8万吨 and 8万吨/年 do not add. A power (万千瓦) or a daily output stays what it is.
    pub fn capacity(text: &str) -> Option<Self> {
        use Dimension::{ApparentEnergy, Area, Hides, Length, Mass, Sheets, WeightCases};
        let amount = Self::parse(text)?;
        let Self::Known(quantity) = &amount else { return Some(amount) };
        let produced = matches!(
            quantity.unit.dimension(),
            Mass | WeightCases | Hides | Sheets | Length | Area | ApparentEnergy
        );
        if !produced || quantity.unit.is_annual() {
            return Some(amount);
        }
        Self::parse(&format!("{quantity}/年"))
    }

    /// The quantity, where it is known.
    pub fn known(&self) -> Option<&Quantity> {
        if let Self::Known(quantity) = self { Some(quantity) } else { None }
    }
}

fn masked(text: &str) -> Option<Amount> {
    let text = text.trim();
    let mask = text.find(|c: char| !"?\u{ff1f}□■*\u{ff0a}×Xx".contains(c)).filter(|&at| at > 0)?;
    let absence = Absence::of(&text[..mask])?;
    Unit::parse(&text[mask..]).map(|_| Amount::Absent(absence, text.to_owned()))
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(quantity) => quantity.fmt(f),
            Self::Absent(_, text) => f.write_str(text),
        }
    }
}

/// A sum that keeps count of what it could not add: amounts withheld, unreadable or blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The known amounts, one per kind of unit, in the order met: 万吨/年 and 万千瓦 stay apart.
    pub known: Vec<Quantity>,
    /// How many amounts are not known.
    pub absent: u32,
}

impl Sum {
    /// Adds an amount; what does not add in one unit stands beside.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`] where the digits do not suffice.
    pub fn add(&mut self, amount: &Amount) -> Result<(), QuantityError> {
        let Amount::Known(quantity) = amount else {
            self.absent += 1;
            return Ok(());
        };
        self.add_quantity(quantity)
    }

    /// Adds a known quantity.
    ///
    /// # Errors
    /// As [`Sum::add`].
    pub fn add_quantity(&mut self, quantity: &Quantity) -> Result<(), QuantityError> {
        for known in &mut self.known {
            match known.add(quantity) {
                Ok(sum) => {
                    *known = sum;
                    return Ok(());
                }
                Err(QuantityError::Units(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.known.push(quantity.clone());
        Ok(())
    }
}

impl fmt::Display for Sum {
    /// `8万吨/年 + ?×2`: the known parts, and how many are not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = self
            .known
            .iter()
            .map(|quantity| format!("{}{}", quantity.value.normalize(), quantity.unit))
            .collect();
        if self.absent > 0 {
            parts.push(format!("?×{}", self.absent));
        }
        if parts.is_empty() { f.write_str("0") } else { f.write_str(&parts.join(" + ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_withheld_and_zero_stay_apart() {
        assert!(matches!(Amount::parse("8万吨"), Some(Amount::Known(_))));
        assert!(matches!(Amount::parse("0万元"), Some(Amount::Known(_))));
        assert!(matches!(Amount::parse("??万元"), Some(Amount::Absent(Absence::Unreadable, _))));
        assert!(matches!(Amount::parse("**"), Some(Amount::Absent(Absence::Withheld, _))));
        assert!(matches!(Amount::parse(""), Some(Amount::Absent(Absence::Blank, _))));
        assert_eq!(Amount::parse("八万吨上下"), None);
    }

    #[test]
    fn a_capacity_is_per_year_where_something_is_produced() {
        let cases = [
            ("8万吨", "8万吨/年"),
            ("8万吨/年", "8万吨/年"),
            ("20000t", "20000t/年"),
            ("60万重量箱", "60万重量箱/年"),
            ("791万千伏安时", "791万千伏安时/年"),
            ("2.5万千瓦", "2.5万千瓦"),
            ("2500t/d", "2500t/d"),
            ("**万吨", "**万吨"),
        ];
        for (printed, kept) in cases {
            assert_eq!(Amount::capacity(printed).unwrap().to_string(), kept, "{printed}");
        }
    }

    #[test]
    fn a_sum_says_what_it_could_not_add() {
        let mut sum = Sum::default();
        for text in ["8万吨/年", "**", "500吨/年", "2万千瓦", "??"] {
            sum.add(&Amount::parse(text).unwrap()).unwrap();
        }
        assert_eq!(sum.to_string(), "8.05万吨/年 + 2万千瓦 + ?×2");
    }
}
