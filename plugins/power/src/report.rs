//! Report sections: units by size and age, with the capacity in 万千瓦 that leaves. Here units are counted,
//! not rows: a plant's row may hold units that stay.

use crate::inspect::possible;
use phaseout_plugin::{Amount, Classes, Line, LineUnit, Lines, Report, Tally};

/// Edges of sizes (MW): 5, 10, 20 and 30万千瓦, at which the documents draw their lines.
const SIZES: Classes = Classes::below(&[50.0, 100.0, 200.0, 300.0], "MW");
/// The same in the unit of the report.
const IN_WAN_KW: [&str; 5] = ["<5", "≥5 … <10", "≥10 … <20", "≥20 … <30", "≥30"];
/// 满20年.
const AGES: Classes = Classes::below(&[20.0], "");

pub(crate) fn write(lines: &Lines, report: &mut Report) {
    let mut tally = Tally::default();
    for line in lines {
        for unit in &line.units {
            let size = SIZES.of(possible(unit));
            let age = AGES.of(unit.measure("years_in_service"));
            let size_label = IN_WAN_KW.get(size).map_or_else(
                || SIZES.label(size, lines.lang()),
                |size| format!("{size} {}", lines.say("万千瓦", "万千瓦 (10 MW)")),
            );
            let age_label = match age {
                0 => lines.say("不满20年", "under 20 years"),
                1 => lines.say("满20年", "20 years and more"),
                _ => lines.say("未载明", "not stated"),
            };
            let labels = [size_label.as_str(), age_label];
            tally.add(&[size, age], &labels, unit.verdict, unit.count(), capacity(line, unit));
        }
    }
    if tally.is_empty() {
        return;
    }
    report.heading("机组按容量和服役年限", "Units by size and age");
    tally.write(&[("单机容量", "unit size"), ("服役年限", "in service")], lines, report);
    if !tally.points().is_empty() {
        report.figure(
            ("关停容量按单机容量和服役年限", "capacity leaving, by size and age"),
            lines.capacity_unit(),
            ("淘汰", "eliminate"),
            tally.points(),
        );
    }
}

/// What the unit stands for, in 万千瓦: quantity × size. A row of one unit whose size is not known has the
/// row's capacity.
fn capacity(line: &Line, unit: &LineUnit) -> Option<Amount> {
    match unit.exactly("unit_capacity") {
        Some(_) if possible(unit).is_none() => None,
        Some(size) => all_of(size, unit.quantity.unwrap_or(1)),
        None => line.capacity.filter(|_| line.units.len() == 1),
    }
}

/// So many units of a size (MW), in 万千瓦.
pub(crate) fn all_of(size: f64, units: u32) -> Option<Amount> {
    Some(Amount::of_f64(size)?.times(units)?.shifted_down(1))
}
