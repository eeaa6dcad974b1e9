//! Cement (水泥): the kilns and mills that elimination lists name.
//!
//! What data can say stands in `plugin.toml` and `criteria/`: kinds, aliases, and the forms in which a
//! kiln is written (`Φ3×11m`, `φ2200×6500`, `直径3米以下`). Code is here for what forms cannot say: sizes
//! that contradict each other, and the sections of a report.
#![forbid(unsafe_code)]

mod inspect;
mod report;

use phaseout_plugin::{Contradictions, Data, Lines, Plugin, PluginError, Report, export_plugin};

export_plugin!(Cement: inspect, report);

/// Holds no state: the same batch gives the same answer on any thread.
pub struct Cement;

impl Plugin for Cement {
    const DATA: Data = phaseout_plugin::embed!();

    /// Diameters (m) that no kiln or mill has, and kilns wider than long.
    fn inspect(lines: &Lines, found: &mut Contradictions) -> Result<(), PluginError> {
        inspect::inspect(lines, found);
        Ok(())
    }

    /// Lines by kiln type and diameter class, with the capacity (万吨/年) that leaves.
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

    fn list() -> List {
        List::of::<Cement>("万吨/年")
    }

    #[test]
    fn a_diameter_in_metres_that_must_be_millimetres() {
        let kiln = |diameter: f64, length: f64| {
            list().line("A1", "verify", |line| {
                line.unit("mechanised_shaft_kiln", |unit| {
                    unit.measure("kiln_diameter", Span::exactly(diameter))
                        .measure("kiln_length", Span::exactly(length))
                })
            })
        };
        assert_eq!(kiln(3.0, 11.0).inspect::<Cement>(), Ok(vec![])); // RL001
        let found = kiln(2200.0, 6500.0).inspect::<Cement>(); // constructed: Φ2200×6500m
        assert_eq!(found, Ok(vec!["A1 diameter-impossible".to_owned()]));
        let found = kiln(11.0, 3.0).inspect::<Cement>(); // constructed: Φ11×3m
        assert_eq!(found, Ok(vec!["A1 wider-than-long".to_owned()]));
    }

    #[test]
    fn each_line_stands_in_one_row() {
        let kiln = |diameter| {
            move |unit: phaseout_plugin::testing::GivenUnit| {
                unit.measure("kiln_diameter", Span::exactly(diameter))
            }
        };
        let list = list()
            .line("A1", "eliminate", |line| {
                line.capacity("8.1").unit("mechanised_shaft_kiln", kiln(3.0))
            })
            .line("A2", "eliminate", |line| {
                line.capacity("8.2")
                    .unit("mechanised_shaft_kiln", kiln(3.0))
                    .unit("cement_mill", kiln(1.0))
            })
            .line("A3", "eliminate", |line| {
                line.unit("mechanised_shaft_kiln", |unit| unit.quantity(2))
            })
            .line("A4", "verify", |line| {
                line.capacity("30")
                    .unit("cement_mill", |unit| unit.measure("mill_diameter", Span::exactly(2.2)))
            });
        assert_eq!(
            list.report::<Cement>(Lang::En).unwrap(),
            "\
# By kiln and diameter
kiln | diameter | lines | units | eliminate | capacity leaving (万吨/年) | verify | capacity to verify (万吨/年) | of both, capacity not known
mechanised_shaft_kiln | ≥3 m | 2 | 2 | 2 | 16.3 | 0 | 0 | 0
mechanised_shaft_kiln | not stated, or in several | 1 | 2 | 1 | — | 0 | 0 | 1
total |  | 3 | 4 | 3 | 16.3 | 0 | 0 | 1
# Grinding lines by diameter
mill diameter | lines | units | eliminate | capacity leaving (万吨/年) | verify | capacity to verify (万吨/年) | of both, capacity not known
≥2.2 … <2.5 m | 1 | 1 | 0 | 0 | 1 | 30 | 0
total | 1 | 1 | 0 | 0 | 1 | 30 | 0
figure: \"capacity leaving, by kiln and diameter\"
  mechanised_shaft_kiln ≥3 m | 16.3
"
        );
    }
}
