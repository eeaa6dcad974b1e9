//! The algebra of units: what converts, exactly, and what does not add.
//!
//! A unit is read from what lists print (`万吨/年`, `m³`, `立方米`, `KW`, `克/千瓦时`). Every unit of a
//! dimension is a ratio of whole numbers to the dimension's base, so conversion loses nothing.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// What is measured. Units of one dimension convert into each other, others do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each name says its quantity; the base unit stands beside it")]
pub enum Dimension {
    Length,         // m
    Area,           // m²
    Volume,         // m³
    Mass,           // t
    Power,          // kW
    ApparentPower,  // kVA
    ApparentEnergy, // kVAh
    Energy,         // kWh
    MassPerTime,    // t/d
    Concentration,  // mg/L
    MassPerMass,    // t/t
    VolumePerMass,  // m³/t
    CoalPerEnergy,  // gce/kWh
    CoalPerMass,    // kgce/t
    EnergyPerMass,  // kWh/t
    Percent,        // %
    Time,           // years
    WeightCases,    // 重量箱, flat glass
    Hides,          // 标张, leather
    Sheets,         // 张
    People,         // 人
    Enterprises,    // 户, 家
    Pieces,         // 台, 座, 条
    Money,          // 元
    Pure,           // no unit: a count
}

/// (dimension, printed spelling, numerator, denominator): printed × n ÷ d is the base unit.
/// The first spelling of each size is the one that is printed back.
const SPELLINGS: &[(Dimension, &str, u64, u64)] = &[
    (Dimension::Length, "m", 1, 1),
    (Dimension::Length, "米", 1, 1),
    (Dimension::Length, "公尺", 1, 1),
    (Dimension::Length, "mm", 1, 1000),
    (Dimension::Length, "毫米", 1, 1000),
    (Dimension::Length, "cm", 1, 100),
    (Dimension::Length, "厘米", 1, 100),
    (Dimension::Area, "m²", 1, 1),
    (Dimension::Area, "平方米", 1, 1),
    (Dimension::Area, "平方", 1, 1),
    (Dimension::Area, "平米", 1, 1),
    (Dimension::Volume, "m³", 1, 1),
    (Dimension::Volume, "立方米", 1, 1),
    (Dimension::Volume, "立方", 1, 1),
    (Dimension::Volume, "立米", 1, 1),
    (Dimension::Mass, "t", 1, 1),
    (Dimension::Mass, "吨", 1, 1),
    (Dimension::Mass, "公吨", 1, 1),
    (Dimension::Mass, "kg", 1, 1000),
    (Dimension::Mass, "千克", 1, 1000),
    (Dimension::Mass, "公斤", 1, 1000),
    (Dimension::Power, "kW", 1, 1),
    (Dimension::Power, "千瓦", 1, 1),
    (Dimension::Power, "MW", 1000, 1),
    (Dimension::Power, "兆瓦", 1000, 1),
    (Dimension::Power, "GW", 1_000_000, 1),
    (Dimension::ApparentPower, "kVA", 1, 1),
    (Dimension::ApparentPower, "千伏安", 1, 1),
    (Dimension::ApparentPower, "MVA", 1000, 1),
    (Dimension::ApparentPower, "兆伏安", 1000, 1),
    (Dimension::ApparentEnergy, "kVAh", 1, 1),
    (Dimension::ApparentEnergy, "千伏安时", 1, 1),
    (Dimension::Energy, "kWh", 1, 1),
    (Dimension::Energy, "千瓦时", 1, 1),
    (Dimension::Energy, "度", 1, 1),
    (Dimension::MassPerTime, "t/d", 1, 1),
    (Dimension::MassPerTime, "吨/日", 1, 1),
    (Dimension::MassPerTime, "吨/天", 1, 1),
    (Dimension::MassPerTime, "t/h", 24, 1),
    (Dimension::MassPerTime, "吨/时", 24, 1),
    (Dimension::MassPerTime, "吨/小时", 24, 1),
    (Dimension::Concentration, "mg/L", 1, 1),
    (Dimension::Concentration, "毫克/升", 1, 1),
    (Dimension::Concentration, "g/L", 1000, 1),
    (Dimension::MassPerMass, "t/t", 1, 1),
    (Dimension::MassPerMass, "吨/吨", 1, 1),
    (Dimension::VolumePerMass, "m³/t", 1, 1),
    (Dimension::VolumePerMass, "立方米/吨", 1, 1),
    (Dimension::CoalPerEnergy, "gce/kWh", 1, 1),
    (Dimension::CoalPerEnergy, "g/kWh", 1, 1),
    (Dimension::CoalPerEnergy, "克/千瓦时", 1, 1),
    (Dimension::CoalPerEnergy, "克标准煤/千瓦时", 1, 1),
    (Dimension::CoalPerEnergy, "克标煤/千瓦时", 1, 1),
    (Dimension::CoalPerEnergy, "kgce/kWh", 1000, 1),
    (Dimension::CoalPerMass, "kgce/t", 1, 1),
    (Dimension::CoalPerMass, "千克标准煤/吨", 1, 1),
    (Dimension::CoalPerMass, "kg标煤/吨", 1, 1),
    (Dimension::EnergyPerMass, "kWh/t", 1, 1),
    (Dimension::EnergyPerMass, "千瓦时/吨", 1, 1),
    (Dimension::Percent, "%", 1, 1),
    (Dimension::Time, "years", 1, 1),
    (Dimension::Time, "年", 1, 1),
    (Dimension::Time, "year", 1, 1),
    (Dimension::Time, "months", 1, 12),
    (Dimension::Time, "个月", 1, 12),
    (Dimension::WeightCases, "重量箱", 1, 1),
    (Dimension::WeightCases, "重箱", 1, 1),
    (Dimension::Hides, "标张", 1, 1),
    (Dimension::Sheets, "张", 1, 1),
    (Dimension::People, "人", 1, 1),
    (Dimension::Enterprises, "户", 1, 1),
    (Dimension::Enterprises, "家", 1, 1),
    (Dimension::Pieces, "台", 1, 1),
    (Dimension::Pieces, "座", 1, 1),
    (Dimension::Pieces, "条", 1, 1),
    (Dimension::Pieces, "套", 1, 1),
    (Dimension::Pieces, "个", 1, 1),
    (Dimension::Pieces, "组", 1, 1),
    (Dimension::Pieces, "只", 1, 1),
    (Dimension::Money, "元", 1, 1),
];

/// Words of number that may stand before a unit.
const MULTIPLIERS: [(&str, u64); 5] =
    [("百万", 1_000_000), ("千万", 10_000_000), ("万", 10_000), ("亿", 100_000_000), ("百", 100)];

/// A unit as printed, with its dimension and its exact ratio to the dimension's base.
#[derive(Clone, Debug)]
pub struct Unit {
    printed: String,
    dimension: Dimension,
    numerator: u64,
    denominator: u64,
    annual: bool,
}

/// Two units that do not convert, by their printed names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitError {
    /// The unit to convert.
    pub from: String,
    /// The unit wanted.
    pub to: String,
}

impl Unit {
    /// Reads a printed unit: `万吨/年`, `KW`, `M³`, `t/d`. Capitals, look-alike letters and full width
    /// do not matter. `None` for what is no unit known here.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let folded = fold(text);
        let (folded, annual) =
            match ["/年", "/a", "每年", "/y"].iter().find_map(|end| folded.strip_suffix(end)) {
                // 年 alone is a length of time; 吨/年 is a yearly amount.
                Some(rest) if !rest.is_empty() => (rest, true),
                _ => (folded.as_str(), false),
            };
        let (dimension, numerator, denominator) = size(folded)?;
        Some(Self { printed: text.to_owned(), dimension, numerator, denominator, annual })
    }

    /// No unit: a plain count.
    pub fn none() -> Self {
        Self {
            printed: String::new(),
            dimension: Dimension::Pure,
            numerator: 1,
            denominator: 1,
            annual: false,
        }
    }

    /// The text as printed.
    pub fn as_str(&self) -> &str {
        &self.printed
    }

    /// What it measures.
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// Whether it is an amount per year.
    pub fn is_annual(&self) -> bool {
        self.annual
    }

    /// The same unit per year: a capacity printed in 万吨 is meant so. The printed text stays.
    #[must_use]
    pub fn per_year(self) -> Self {
        Self { annual: true, ..self }
    }

    /// The whole numbers that turn an amount in this unit into `other`: `× numerator ÷ denominator`.
    ///
    /// # Errors
    /// [`UnitError`] names both when they measure different things.
    pub fn ratio_to(&self, other: &Self) -> Result<(u64, u64), UnitError> {
        if self.dimension != other.dimension || self.annual != other.annual {
            return Err(UnitError { from: self.printed.clone(), to: other.printed.clone() });
        }
        let numerator = self.numerator * other.denominator;
        let denominator = self.denominator * other.numerator;
        let divisor = greatest_common_divisor(numerator, denominator);
        Ok((numerator / divisor, denominator / divisor))
    }

    /// Every spelling that converts to this unit, with its ratio to it: for readers of printed text.
    pub fn spellings(&self) -> Vec<(&'static str, u64, u64)> {
        SPELLINGS
            .iter()
            .filter(|(dimension, ..)| *dimension == self.dimension)
            .map(|&(_, text, numerator, denominator)| {
                let (n, d) = (numerator * self.denominator, denominator * self.numerator);
                let divisor = greatest_common_divisor(n, d);
                (text, n / divisor, d / divisor)
            })
            .collect()
    }
}

impl PartialEq for Unit {
    /// Two spellings of one unit are one unit.
    fn eq(&self, other: &Self) -> bool {
        self.ratio_to(other) == Ok((1, 1))
    }
}

impl Eq for Unit {}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.printed)
    }
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} and {} do not convert", self.from, self.to)
    }
}

impl std::error::Error for UnitError {}

/// Every spelling as [`fold`] leaves it. Lists of a province print their units tens of thousands of times.
static FOLDED: LazyLock<HashMap<String, Size>> = LazyLock::new(|| {
    let mut sizes = HashMap::new();
    for &(dimension, spelling, numerator, denominator) in SPELLINGS {
        sizes.entry(fold(spelling)).or_insert((dimension, numerator, denominator));
    }
    sizes
});

/// A dimension, and the ratio to its base.
type Size = (Dimension, u64, u64);

fn size(folded: &str) -> Option<Size> {
    let exact = |text: &str| FOLDED.get(text).copied();
    exact(folded).or_else(|| {
        MULTIPLIERS.iter().find_map(|&(word, factor)| {
            let (dimension, numerator, denominator) = exact(folded.strip_prefix(word)?)?;
            Some((dimension, numerator * factor, denominator))
        })
    })
}

/// Small letters, half width, digits for raised digits, Latin for look-alike letters, no spaces.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ff01}'..='\u{ff5e}' => {
                folded.extend(char::from_u32(c as u32 - 0xfee0).unwrap_or(c).to_lowercase());
            }
            '²' => folded.push('2'),
            '³' => folded.push('3'),
            '㎡' => folded.push_str("m2"),
            '㎥' => folded.push_str("m3"),
            '㎜' => folded.push_str("mm"),
            '㎏' => folded.push_str("kg"),
            '㎾' => folded.push_str("kw"),
            '㎎' => folded.push_str("mg"),
            'М' | 'м' | 'Μ' => folded.push('m'),
            'К' | 'к' | 'Κ' | 'K' => folded.push('k'),
            'Т' | 'т' | 'Τ' => folded.push('t'),
            'А' | 'а' | 'Α' => folded.push('a'),
            c if c.is_whitespace() => {}
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_unit_has_many_spellings() {
        for (a, b) in [
            ("m³", "立方米"),
            ("M3", "m³"),
            ("KW", "千瓦"),
            ("万千瓦", "万kW"),
            ("吨/年", "t/a"),
            ("㎡", "平方米"),
            ("克/千瓦时", "gce/kWh"),
            ("t/D", "吨/日"),
            ("мм", "毫米"),
        ] {
            assert_eq!(Unit::parse(a).unwrap(), Unit::parse(b).unwrap(), "{a} {b}");
        }
    }

    #[test]
    fn conversion_is_a_ratio_of_whole_numbers() {
        let ratio = |from: &str, to: &str| Unit::parse(from)?.ratio_to(&Unit::parse(to)?).ok();
        assert_eq!(ratio("mm", "m"), Some((1, 1000)));
        assert_eq!(ratio("万千瓦", "MW"), Some((10, 1)));
        assert_eq!(ratio("t/h", "t/d"), Some((24, 1)));
        assert_eq!(ratio("万吨", "万重量箱"), None);
        assert_eq!(ratio("吨", "吨/年"), None);
        assert_eq!(ratio("万标张", "万张"), None);
    }

    #[test]
    fn what_is_no_unit_is_not_read() {
        for text in ["", "吧", "万", "米米", "m4"] {
            assert!(Unit::parse(text).is_none(), "{text:?}");
        }
    }
}
