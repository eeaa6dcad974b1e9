//! Power (电力): small thermal units (小火电), judged by the capacity of one unit and its age.
//!
//! Words and forms stand in `plugin.toml`, the law in `criteria/`. Code is here for two things that
//! data cannot say: what a list means by 22万千瓦 for two units, and how long a unit has run.
#![forbid(unsafe_code)]

mod age;
mod share;

use phaseout_plugin::forms::Span;
use phaseout_plugin::{Columns, Data, Plugin, PluginError, Problem, Units, export_plugin};
use share::Share;

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
}
