//! Power (电力): small thermal units (小火电), judged by the capacity of one unit and its age.
//!
//! Words and forms stand in `plugin.toml`, the law in `criteria/`. Code is here for two things that
//! data cannot say: what a list means by 22万千瓦 for two units, and how long a unit has run.
#![forbid(unsafe_code)]

mod age;
mod share;

use phaseout_plugin::forms::Span;
use phaseout_plugin::{Columns, Data, Plugin, PluginError, Problem, Units, export_plugin};

export_plugin!(Power: read, derive);

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
            if let Some(share) = share::of_one(size, unit.quantity(), unit.capacity(), texts) {
                out.set("unit_capacity", unit.row(), share)?;
            }
        }
        Ok(())
    }

    /// The years that a unit has run (years) from the first to the last day that its commissioning may
    /// mean, until the day of the judgement.
    fn derive(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
        let today = units.as_of_days();
        for unit in units.iter() {
            let Some((first, last)) = unit.commissioned() else { continue };
            if first > today {
                out.problem("years_in_service", unit.row(), Problem::Impossible)?;
                continue;
            }
            let span = Span::between(age::years(last.min(today), today), age::years(first, today));
            out.set("years_in_service", unit.row(), span)?;
        }
        Ok(())
    }
}
