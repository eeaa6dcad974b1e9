//! Citric acid (柠檬酸): its criteria ask for compliance with discharge limits, not for a size.
//!
//! Kinds, aliases and attributes stand in `plugin.toml`, the law in `criteria/`. Code is here for what
//! contradicts a claim to comply, and for the sections of a report.
#![forbid(unsafe_code)]

mod report;

use phaseout_plugin::{Contradictions, Data, Lines, Plugin, PluginError, Report, export_plugin};
use report::WASTE_WATER_T;

export_plugin!(CitricAcid: inspect, report);

/// Holds no state: the same batch gives the same answer on any thread.
pub struct CitricAcid;

impl Plugin for CitricAcid {
    const DATA: Data = phaseout_plugin::embed!();

    /// Lines that are said to comply, with more waste water (t/t) than the limit that the press gives.
    fn inspect(lines: &Lines, found: &mut Contradictions) -> Result<(), PluginError> {
        for line in lines {
            for (number, unit) in line.units.iter().enumerate() {
                let above = unit.measure("waste_water").is_some_and(|span| span.lo > WASTE_WATER_T);
                if !above || unit.yes_no("discharge_compliant") != Some(true) {
                    continue;
                }
                let water = unit.printed("waste_water");
                let zh =
                    format!("名单称达标,而吨产品废水量{water}吨超过报刊所引的80吨(未核对标准原文)");
                let en = format!(
                    "said to comply, and {water} t of waste water per ton is above the 80 t that the press gives"
                );
                let arguments = [("waste_water", water.as_str())];
                let code = "complies-above-limit";
                found.add(line, number, code, "waste_water", &arguments, (&zh, &en));
            }
        }
        Ok(())
    }

    /// Compliance with the capacity (万吨/年) that leaves; COD (mg/L) and waste water (t/t) line by line.
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
        List::of::<CitricAcid>("万吨/年")
            .line("C1", "eliminate", |line| {
                line.enterprise("甲").capacity("2").unit("citric_acid_line", |unit| {
                    unit.yes_no("discharge_compliant", false).measure("cod", Span::exactly(400.0))
                })
            })
            .line("C2", "retain", |line| {
                line.enterprise("乙").capacity("5").unit("citric_acid_line", |unit| {
                    unit.yes_no("discharge_compliant", true)
                        .measure("waste_water", Span::exactly(120.0))
                })
            })
            .line("C3", "verify", |line| line.unit("citric_acid_line", |unit| unit))
    }

    #[test]
    fn a_claim_to_comply_is_held_against_the_water() {
        assert_eq!(list().inspect::<CitricAcid>().unwrap(), ["C2 complies-above-limit"]);
    }

    #[test]
    fn compliance_decides_and_water_stands_beside_it() {
        assert_eq!(
            list().report::<CitricAcid>(Lang::En).unwrap(),
            "\
# Compliance
discharge | lines | units | eliminate | capacity leaving (万吨/年) | verify | capacity to verify (万吨/年) | of both, capacity not known
does not comply | 1 | 1 | 1 | 2 | 0 | 0 | 0
complies | 1 | 1 | 0 | 0 | 0 | 0 | 0
not stated | 1 | 1 | 0 | 0 | 1 | — | 1
total | 3 | 3 | 1 | 2 | 1 | — | 1
# COD and waste water
line | enterprise | discharge | COD (mg/L) | waste water (t/t) | against 80 t/t
C1 | 甲 | does not comply | 400 | — | —
C2 | 乙 | complies | — | 120 | above
80 t/t was seen in the press, not in the standard itself; it is for comparison and decides nothing.
"
        );
    }
}
