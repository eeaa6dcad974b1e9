//! A plugin as an integrator writes it, without a line of unsafe code, and its own tests.
#![forbid(unsafe_code)]

use phaseout_plugin::forms::Span;
use phaseout_plugin::testing::Rows;
use phaseout_plugin::{Columns, Data, Plugin, PluginError, Problem, Units, export_plugin};

export_plugin!(Power: read, derive);

struct Power;

const TOML: &str = r#"
[industry]
id = "power"
[[kind]]
id = "thermal_unit"
[[kind]]
id = "chp_unit"
parent = "thermal_unit"
[[kind]]
id = "oil_unit"
[[attribute]]
id = "unit_capacity"
type = "measure"
[[attribute]]
id = "in_main_grid"
type = "yes_no"
[[attribute]]
id = "years_in_service"
type = "measure"
"#;

impl Plugin for Power {
    const DATA: Data = Data { id: "power", version: "0.1.0", plugin_toml: TOML, criteria: &[] };

    /// The size of one unit is the capacity of the row over the number of its units.
    fn read(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
        let known = units.measure("unit_capacity")?;
        let sizes = out.column("unit_capacity")?;
        for unit in units.of_kind("thermal_unit") {
            let (Some(count), Some(total)) = (unit.quantity(), unit.capacity()) else { continue };
            if known.get(unit.row()).is_some() {
                continue;
            }
            if count < 1.0 {
                sizes.problem(unit.row(), Problem::Contradiction);
            } else {
                sizes.set(unit.row(), Span::exactly(total / count));
            }
        }
        Ok(())
    }

    fn derive(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
        for unit in units.iter() {
            if let Some((first, last)) = unit.commissioned() {
                let years = |day: i32| f64::from((units.as_of_days() - day) / 365);
                let span = Span::between(years(last), years(first));
                out.set("years_in_service", unit.row(), span)?;
            }
        }
        Ok(())
    }
}

#[test]
fn a_size_is_read_from_capacity_and_quantity() {
    let answer = Rows::of::<Power>()
        .unit(|unit| unit.kind("chp_unit").quantity(2.0).capacity(24.0))
        .unit(|unit| unit.kind("oil_unit").quantity(2.0).capacity(24.0))
        .unit(|unit| unit.quantity(2.0).capacity(24.0))
        .unit(|unit| unit.kind("thermal_unit").quantity(0.0).capacity(24.0))
        .unit(|unit| unit.kind("thermal_unit").capacity(24.0))
        .read::<Power>()
        .unwrap();
    let sizes: Vec<_> = (0..5).map(|row| answer.get("unit_capacity", row)).collect();
    assert_eq!(sizes, [Some(Span::exactly(12.0)), None, None, None, None]);
    assert_eq!(answer.problem("unit_capacity", 3), Some(Problem::Contradiction));
    assert_eq!(answer.problem("unit_capacity", 4), None);
}

#[test]
fn what_is_known_is_left_alone() {
    let answer = Rows::of::<Power>()
        .unit(|unit| {
            let unit = unit.kind("thermal_unit").quantity(2.0).capacity(24.0);
            unit.measure("unit_capacity", Span::exactly(6.0))
        })
        .read::<Power>()
        .unwrap();
    assert_eq!(answer.get("unit_capacity", 0), None);
}

#[test]
fn an_age_is_an_interval_of_the_printed_year() {
    let answer = Rows::of::<Power>()
        .as_of(7300)
        .unit(|unit| unit.commissioned(0, 364))
        .unit(|unit| unit.equipment("机组").spec("12号"))
        .derive::<Power>()
        .unwrap();
    assert_eq!(answer.get("years_in_service", 0), Some(Span::between(19.0, 20.0)));
    assert_eq!(answer.get("years_in_service", 1), None);
}

#[test]
fn a_measure_that_plugin_toml_lacks_is_named() {
    let rows = Rows::of::<Power>().unit(|unit| unit.measure("in_main_grid", Span::exactly(1.0)));
    let error = rows.read::<Power>().err().unwrap();
    assert_eq!(error.to_string(), "plugin.toml declares no measure `in_main_grid`");
}
