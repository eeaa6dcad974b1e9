//! Measures: the unit that an industry's capacity is counted in, and the size of a machine beside a firm.

use super::figure::Figure;
use super::finding::{Grounds, Report, Spot};
use super::text::{Text, folded};
use super::topic::Passage;
use phaseout_model::Dimension;
use rust_decimal::Decimal;
use std::ops::Range;

/// What the lists of an industry count capacity in: industry, dimensions, the unit to write. The units are
/// those of the yearly lists of the ministry (2010 to 2015).
const UNITS: [(&str, &[Dimension], &str); 14] = [
    ("cement", &[Dimension::Mass, Dimension::MassPerTime], "万吨"),
    ("steel", &[Dimension::Mass], "万吨"),
    ("coke", &[Dimension::Mass], "万吨"),
    ("carbide", &[Dimension::Mass, Dimension::ApparentPower], "万吨"),
    ("aluminium", &[Dimension::Mass], "万吨"),
    ("paper", &[Dimension::Mass], "万吨"),
    ("alcohol", &[Dimension::Mass], "万吨"),
    ("msg", &[Dimension::Mass], "万吨"),
    ("citric-acid", &[Dimension::Mass], "万吨"),
    ("flat-glass", &[Dimension::WeightCases], "万重量箱"),
    ("power", &[Dimension::Power], "万千瓦"),
    ("leather", &[Dimension::Hides], "万标张"),
    ("dyeing", &[Dimension::Length], "万米"),
    ("battery", &[Dimension::ApparentEnergy], "万千伏安时"),
];

/// The dimensions that a capacity can have; others are no capacities.
const CAPACITIES: [Dimension; 7] = [
    Dimension::Mass,
    Dimension::WeightCases,
    Dimension::Power,
    Dimension::Hides,
    Dimension::Sheets,
    Dimension::ApparentEnergy,
    Dimension::ApparentPower,
];

/// Checks the unit of a capacity; true where it was found wrong.
pub(super) fn unit(
    passage: &Passage<'_>,
    figure: &Figure,
    spot: &Spot,
    report: &mut Report,
) -> bool {
    let Some(dimension) = figure.unit.dimension().filter(|own| CAPACITIES.contains(own)) else {
        return false;
    };
    let clause = passage.text.clause(figure.range.start);
    let speaks =
        passage.text.has(&clause, &["产能", "能力", "淘汰", "关停", "拆除", "任务", "装机"]);
    let of_more = ["煤", "自备", "余热", "变压器", "电耗", "用电", "节", "二氧化", "粉尘", "熔剂"];
    if !speaks || passage.text.has(&clause, &of_more) {
        return false;
    }
    let industry = passage.industry_at(&figure.range).map(str::to_owned).or_else(|| {
        let firm = passage.firm_at(figure.range.start)?;
        let lines = passage.record.lines_of(firm, passage.year);
        let first = lines.first()?.industry.clone();
        lines.iter().all(|line| line.industry == first).then_some(first)
    });
    let Some(industry) = industry else { return false };
    let Some((_, right, unit)) = UNITS.iter().find(|(id, ..)| *id == industry) else {
        return false;
    };
    if right.contains(&dimension) {
        return false;
    }
    let words = passage.text.printed(&figure.range);
    let arguments = vec![("industry", industry.clone()), ("unit", (*unit).to_owned())];
    report.find("unit-misfit", spot.clone(), words, arguments, None);
    true
}

/// Checks the size of a machine against the lines of the firm that is named.
pub(super) fn specification(
    passage: &Passage<'_>,
    range: &Range<usize>,
    spot: &Spot,
    report: &mut Report,
) {
    let words = passage.text.printed(range);
    let spot = spot.at(range.start);
    let said = metres(&passage.text.folded(range));
    let Some(firm) = passage.firm_at(range.start).filter(|_| !said.is_empty()) else {
        report.unchecked.push((spot, words));
        return;
    };
    let lines = passage.record.lines_of(firm, passage.year);
    let of = |line: &phaseout_ledger::Line| {
        let own = format!("{} {}", line.specification, line.equipment);
        sizes(&own)
    };
    let known: Vec<Vec<Decimal>> = lines.iter().flat_map(|line| of(line)).collect();
    if known.contains(&said) {
        report.agreed.push((spot, words));
        return;
    }
    if known.is_empty() {
        report.unchecked.push((spot, words));
        return;
    }
    let printed: Vec<&str> = lines.iter().map(|line| line.specification.as_str()).collect();
    let text = printed.join("; ");
    let events =
        lines.iter().flat_map(|line| passage.record.events(&line.id, &["survey"])).collect();
    let arguments = vec![("firm", firm.name.clone()), ("ledger", text.clone())];
    let grounds = Some(Grounds { text, events });
    report.find("spec-contradicts", spot, words, arguments, grounds);
}

/// Every size that a text gives.
fn sizes(text: &str) -> Vec<Vec<Decimal>> {
    let mut text = Text::new(text);
    let (_, ranges) = super::figure::find(&mut text);
    let all = ranges.iter().map(|range| metres(&text.folded(range)));
    all.filter(|size| !size.is_empty()).collect()
}

/// The numbers of a size, in metres: lists print φ2200×6500 and mean millimetres.
fn metres(size: &str) -> Vec<Decimal> {
    let size = folded(size);
    let parts = size.trim_start_matches('φ').split(['×', 'x']);
    let read = |part: &str| {
        let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        let number = Decimal::from_str_exact(digits).ok()?;
        let thousand = Decimal::from(1000);
        let number = if number >= Decimal::from(100) { number / thousand } else { number };
        Some(number.normalize())
    };
    parts.filter_map(read).collect()
}
