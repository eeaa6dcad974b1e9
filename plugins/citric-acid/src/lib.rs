//! Citric acid (柠檬酸): its criteria ask for compliance with discharge limits, not for a size.
//!
//! All of it is data: kinds, aliases and attributes stand in `plugin.toml`, the law in `criteria/`.
#![forbid(unsafe_code)]

use phaseout_plugin::{Data, Plugin, export_plugin};

export_plugin!(CitricAcid);

/// Holds no state: the same batch gives the same answer on any thread.
pub struct CitricAcid;

impl Plugin for CitricAcid {
    const DATA: Data = phaseout_plugin::embed!();
}
