//! Contradictions: quantity × size against the capacity of the row, and sizes that no unit has.

use crate::report::all_of;
use phaseout_plugin::forms::Span;
use phaseout_plugin::{Amount, Contradictions, Line, LineUnit, Lines};

/// Beyond this (MW) a size is a slip of the unit: kW printed as MW. No limit of any document.
const LARGEST_MW: f64 = 2_000.0;

/// A size (MW) that can be; one that cannot belongs to no class of a report.
pub(crate) fn possible(unit: &LineUnit) -> Option<Span> {
    unit.measure("unit_capacity").filter(|span| span.lo <= LARGEST_MW)
}

pub(crate) fn inspect(lines: &Lines, found: &mut Contradictions) {
    for line in lines {
        for (number, unit) in line.units.iter().enumerate() {
            if unit.measure("unit_capacity").is_some() && possible(unit).is_none() {
                let size = unit.printed("unit_capacity");
                let zh = format!("单机{size} MW 不可能:单位应为千瓦?");
                let en = format!("a unit of {size} MW cannot be: are these kilowatts?");
                let arguments = [("size", size.as_str())];
                let code = "size-impossible";
                found.add(line, number, code, "unit_capacity", &arguments, (&zh, &en));
            }
        }
        against_capacity(line, found);
    }
}

/// A capacity column means all units, or, as some lists have it, one of them.
fn against_capacity(line: &Line, found: &mut Contradictions) {
    let Some(printed) = line.capacity else { return };
    let mut sum = Amount::default();
    let mut sizes = Vec::new();
    for unit in &line.units {
        let one = unit.exactly("unit_capacity");
        let all = one.and_then(|size| all_of(size, unit.quantity.unwrap_or(1)));
        let Some(together) = all.and_then(|all| sum.plus(all)) else { return };
        sum = together;
        sizes.extend(one.and_then(|size| all_of(size, 1)));
    }
    if sizes.is_empty() || sum == printed || sizes.iter().all(|size| *size == printed) {
        return;
    }
    let (sum, printed) = (sum.to_string(), printed.to_string());
    let zh = format!("台数×单机容量为{sum}万千瓦,产能栏为{printed}万千瓦");
    let en = format!("quantity × size is {sum}万千瓦, the capacity column says {printed}万千瓦");
    let arguments = [("computed", sum.as_str()), ("printed", printed.as_str())];
    let code = "capacity-against-size";
    found.add(line, 0, code, "unit_capacity", &arguments, (&zh, &en));
}
