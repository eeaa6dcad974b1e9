//! Steel (钢铁): blast furnaces, converters, electric and induction furnaces, sintering machines.
//!
//! A furnace's printed size is the size of one (`3×35t` are three of 35 t), so nothing has to be computed
//! before it is judged: kinds, aliases and forms stand in `plugin.toml`, the law in `criteria/`. Code is
//! here for sizes that no furnace has, and for the sections of a report.
#![forbid(unsafe_code)]

mod inspect;
mod report;

use phaseout_plugin::{Contradictions, Data, Lines, Plugin, PluginError, Report, export_plugin};

export_plugin!(Steel: inspect, report);

/// Holds no state: the same batch gives the same answer on any thread.
pub struct Steel;

impl Plugin for Steel {
    const DATA: Data = phaseout_plugin::embed!();

    /// Volumes (m³) and tonnages (t) that no furnace has.
    fn inspect(lines: &Lines, found: &mut Contradictions) -> Result<(), PluginError> {
        inspect::inspect(lines, found);
        Ok(())
    }

    /// Furnaces by size class, iron and steel apart, with the capacity (万吨/年) that leaves.
    fn report(lines: &Lines, report: &mut Report) -> Result<(), PluginError> {
        report::write(lines, report);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phaseout_plugin::Lang;
    use phaseout_plugin::forms::Span;
    use phaseout_plugin::testing::List;

    #[test]
    fn a_size_that_no_furnace_has() {
        let furnace = |volume: Span| {
            List::of::<Steel>("万吨/年")
                .line("B1", "verify", |line| {
                    line.unit("blast_furnace", |unit| unit.measure("volume", volume))
                })
                .inspect::<Steel>()
        };
        assert_eq!(furnace(Span::exactly(450.0)), Ok(vec![]));
        assert_eq!(furnace(Span::below(460.0, false)), Ok(vec![])); // RL034 460立方米及以下
        let found = Ok(vec!["B1 volume-impossible".to_owned()]);
        assert_eq!(furnace(Span::exactly(450_000.0)), found); // constructed
        assert_eq!(furnace(Span::exactly(0.45)), found); // constructed
    }

    #[test]
    fn iron_and_steel_are_not_added() {
        let of = |kind: &'static str, attribute: &'static str, size: f64| {
            move |line: phaseout_plugin::testing::GivenLine| {
                line.capacity("60.5")
                    .unit(kind, |unit| unit.quantity(2).measure(attribute, Span::exactly(size)))
            }
        };
        let list = List::of::<Steel>("万吨/年")
            .line("B1", "eliminate", of("blast_furnace", "volume", 400.0))
            .line("B2", "retain", of("blast_furnace", "volume", 450.0))
            .line("B3", "eliminate", of("converter", "tonnage", 30.0))
            .line("B4", "eliminate", |line| {
                of("converter", "tonnage", 30.0)(of("blast_furnace", "volume", 400.0)(line))
            });
        assert_eq!(
            list.report::<Steel>(Lang::Zh).unwrap(),
            "\
# 炼铁:高炉按炉容
设备 | 炉容 | 条数 | 台(座)数 | 淘汰 | 淘汰产能(万吨/年) | 待核实 | 待核实产能(万吨/年) | 两者中产能不明
blast_furnace | >300 … ≤400 m³ | 1 | 2 | 1 | 60.5 | 0 | 0 | 0
blast_furnace | >400 … ≤1200 m³ | 1 | 2 | 0 | 0 | 0 | 0 | 0
合计 |  | 2 | 4 | 1 | 60.5 | 0 | 0 | 0
# 炼钢:转炉、电炉按吨位
设备 | 吨位 | 条数 | 台(座)数 | 淘汰 | 淘汰产能(万吨/年) | 待核实 | 待核实产能(万吨/年) | 两者中产能不明
converter | >20 … ≤30 t | 1 | 2 | 1 | 60.5 | 0 | 0 | 0
合计 |  | 1 | 2 | 1 | 60.5 | 0 | 0 | 0
# 炼铁、炼钢合列一行
设备 | 条数 | 台(座)数 | 淘汰 | 淘汰产能(万吨/年) | 待核实 | 待核实产能(万吨/年) | 两者中产能不明
产能无法分开 | 1 | 4 | 1 | 60.5 | 0 | 0 | 0
合计 | 1 | 4 | 1 | 60.5 | 0 | 0 | 0
figure: \"炼铁淘汰产能按炉容\"
  blast_furnace >300 … ≤400 m³ | 60.5
figure: \"炼钢淘汰产能按吨位\"
  converter >20 … ≤30 t | 60.5
"
        );
    }
}
