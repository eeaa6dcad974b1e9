//! Power (电力): small thermal units (小火电), judged by the capacity of one unit and its age.
//!
//! Words and forms stand in `plugin.toml`, the law in `criteria/`. Code is here for what data
//! cannot say: what a list means by 22万千瓦 for two units, how long a unit has run, whether the figures of a
//! row agree, and the sections of a report.
#![forbid(unsafe_code)]

mod age;
mod inspect;
mod report;
mod share;

use phaseout_plugin::forms::Span;
use phaseout_plugin::{
    Columns, Contradictions, Data, Lines, Plugin, PluginError, Problem, Report, Units,
    export_plugin,
};
use share::Share;

export_plugin!(Power: read, derive, inspect, report);

/// Holds no state: the same batch gives the same answer on any thread.
pub struct Power;

impl Plugin for Power {
    const DATA: Data = phaseout_plugin::embed!();

    /// The capacity of one unit (MW) where a list gives a size and a number of units.
    fn read(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
        let sizes = units.measure("unit_capacity")?;
        for unit in units.iter() {
            let Some(size) = sizes.get(unit.row()) else { continue };
            let texts = [unit.equipment().unwrap_or_default(), unit.spec().unwrap_or_default()];
            match share::of_one(size, unit.quantity(), unit.capacity(), texts) {
                Share::AsPrinted => {}
                Share::Within(span) => out.set("unit_capacity", unit.row(), span)?,
                Share::Contradiction => {
                    out.problem("unit_capacity", unit.row(), Problem::Contradiction)?;
                }
            }
        }
        Ok(())
    }

    /// The years that a unit has run (years) from the first to the last day that its commissioning may
    /// mean, until the day of the judgement. Where the list states them as well, a year more or less is
    /// no contradiction: lists round, and are older than the judgement.
    fn derive(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
        let today = units.as_of_days();
        let stated = units.measure("years_in_service")?;
        for unit in units.iter() {
            let Some((first, last)) = unit.commissioned() else { continue };
            if first > today {
                out.problem("years_in_service", unit.row(), Problem::Impossible)?;
                continue;
            }
            let (lo, hi) = (age::years(last.min(today), today), age::years(first, today));
            let slack = if stated.get(unit.row()).is_some() { 1.0 } else { 0.0 };
            let span = Span::between((lo - slack).max(0.0), hi + slack);
            out.set("years_in_service", unit.row(), span)?;
        }
        Ok(())
    }

    /// Quantity × size (MW) against the row's capacity (万千瓦), and sizes that no unit has.
    fn inspect(lines: &Lines, found: &mut Contradictions) -> Result<(), PluginError> {
        inspect::inspect(lines, found);
        Ok(())
    }

    /// Units by size and age, with the capacity (万千瓦) that leaves.
    fn report(lines: &Lines, report: &mut Report) -> Result<(), PluginError> {
        report::write(lines, report);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phaseout_plugin::Lang;
    use phaseout_plugin::testing::List;

    fn unit(id: &str, verdict: &str, size: f64, units: u32, capacity: &str) -> List {
        List::of::<Power>("万千瓦").line(id, verdict, |line| {
            line.capacity(capacity).unit("thermal_unit", |unit| {
                unit.quantity(units).measure("unit_capacity", Span::exactly(size))
            })
        })
    }

    #[test]
    fn the_figures_of_a_row_agree_or_not() {
        // (MW of one, units, 万千瓦 printed, contradiction) — constructed
        let cases = [
            (12.0, 2, "2.4", None),
            (12.0, 2, "1.2", None), // the column prints one unit's
            (12.0, 1, "12", Some("P1 capacity-against-size")),
            (12.5, 3, "3.75", None),
            (12.0, 2, "5", Some("P1 capacity-against-size")),
        ];
        for (size, units, printed, expected) in cases {
            let found = unit("P1", "verify", size, units, printed).inspect::<Power>().unwrap();
            let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(found, expected, "{size} {units} {printed}");
        }
        let found = unit("P1", "verify", 12_000.0, 1, "1200").inspect::<Power>().unwrap();
        assert_eq!(found, ["P1 size-impossible"]);
    }

    #[test]
    fn capacity_leaves_by_the_unit() {
        let list = unit("P1", "eliminate", 12.0, 3, "3.6").line("P2", "eliminate", |line| {
            line.unit("thermal_unit", |unit| {
                unit.measure("unit_capacity", Span::exactly(55.5))
                    .measure("years_in_service", Span::exactly(20.0))
            })
            .unit("thermal_unit", |unit| {
                unit.verdict("retain").measure("unit_capacity", Span::exactly(300.0))
            })
        });
        assert_eq!(
            list.report::<Power>(Lang::Zh).unwrap(),
            "\
# 机组按容量和服役年限
单机容量 | 服役年限 | 条数 | 台(座)数 | 淘汰 | 淘汰产能(万千瓦) | 待核实 | 待核实产能(万千瓦) | 两者中产能不明
<5 万千瓦 | 未载明 | 1 | 3 | 1 | 3.6 | 0 | 0 | 0
≥5 … <10 万千瓦 | 满20年 | 1 | 1 | 1 | 5.55 | 0 | 0 | 0
≥30 万千瓦 | 未载明 | 1 | 1 | 0 | 0 | 0 | 0 | 0
合计 |  | 3 | 5 | 2 | 9.15 | 0 | 0 | 0
figure: \"关停容量按单机容量和服役年限\"
  <5 万千瓦 未载明 | 3.6
  ≥5 … <10 万千瓦 满20年 | 5.55
"
        );
    }
}
