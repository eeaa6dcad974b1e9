//! Steel (钢铁): blast furnaces, converters, electric and induction furnaces, sintering machines.
//!
//! All of it is data: a furnace's printed size is the size of one (`3×35t` are three of 35 t), so
//! nothing has to be computed. Kinds, aliases and forms stand in `plugin.toml`, the law in
//! `criteria/`.
#![forbid(unsafe_code)]

use phaseout_plugin::{Data, Plugin, export_plugin};

export_plugin!(Steel);

/// Holds no state: the same batch gives the same answer on any thread.
pub struct Steel;

impl Plugin for Steel {
    const DATA: Data = phaseout_plugin::embed!();
}
