//! The unit that stands over a whole table: 单位:万吨, in a corner above the header.

use crate::header_words::plain;
use phaseout_model::{Dimension, Unit};

/// The unit of capacity that one of the texts over a table names; none where they name none, or
/// several that a capacity could have. 单位:楚雄州工信委 names an office, and no unit.
pub(crate) fn unit_over<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut found: Vec<String> = texts.filter_map(named).flatten().collect();
    found.dedup();
    let unit = found.pop()?;
    found.is_empty().then_some(unit)
}

/// The units of capacity behind 单位: of one text.
fn named(text: &str) -> Option<Vec<String>> {
    let text = plain(text);
    let text = text.trim_matches(['(', ')', '[', ']', '【', '】']);
    let (head, units) = text.split_once(':')?;
    if !matches!(head, "单位" | "计量单位" | "产能单位" | "数量单位" | "unit" | "Unit")
    {
        return None;
    }
    let units = units.split(['、', ',', ';', '\u{3002}']);
    Some(units.filter(|unit| is_of_capacity(unit)).map(str::to_owned).collect())
}

fn is_of_capacity(text: &str) -> bool {
    let dimension = Unit::parse(text).map(|unit| unit.dimension());
    matches!(
        dimension,
        Some(
            Dimension::Mass
                | Dimension::WeightCases
                | Dimension::Hides
                | Dimension::Sheets
                | Dimension::Power
                | Dimension::ApparentEnergy
                | Dimension::Length
        )
    )
}

#[cfg(test)]
mod tests {
    use super::unit_over;

    #[test]
    fn a_unit_over_the_table_is_told_from_an_office_and_from_several() {
        for (texts, unit) in [
            (&["单位:万吨"][..], Some("万吨")),
            (&["2013年淘汰名单", "(单位\u{ff1a} 万吨/年)"], Some("万吨/年")),
            (&["计量单位:万吨、户"], Some("万吨")),
            (&["单位:万千瓦"], Some("万千瓦")),
            (&["单位:万吨、万重量箱"], None),
            (&["单位:万吨", "单位:万重量箱"], None),
            (&["单位:万吨", "单位:万吨"], Some("万吨")),
            (&["单位:楚雄州工信委"], None),
            (&["填报单位:万吨镇水泥厂"], None),
            (&["单位:台"], None),
            (&["万吨"], None),
        ] {
            assert_eq!(unit_over(texts.iter().copied()).as_deref(), unit, "{texts:?}");
        }
    }
}
