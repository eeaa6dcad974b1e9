//! Coke (焦炭): ovens, judged by the height of their chambers.
//!
//! A printed height (`4.3米`, `4300mm`, `炭化室高度3.2米`) is read by the forms in `plugin.toml`. Code is here for
//! what no form can say: a model number such as `JN43-80` names the height in decimetres, rounded.
#![forbid(unsafe_code)]

mod model;

use phaseout_plugin::{Columns, Data, Plugin, PluginError, Units, export_plugin};

export_plugin!(Coke: read);

/// Holds no state: the same batch gives the same answer on any thread.
pub struct Coke;

impl Plugin for Coke {
    const DATA: Data = phaseout_plugin::embed!();

    /// The chamber height (m) of ovens for which a list gives the model only.
    fn read(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
        let printed = units.measure("chamber_height")?;
        for unit in units.of_kind("coke_oven") {
            if printed.get(unit.row()).is_some() {
                continue; // a printed height says more than a name
            }
            let texts = [unit.spec(), unit.equipment()];
            if let Some(height) = texts.into_iter().flatten().find_map(model::chamber_height) {
                out.set("chamber_height", unit.row(), height)?;
            }
        }
        Ok(())
    }
}
