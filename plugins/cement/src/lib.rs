//! Cement (水泥): the kilns and mills that elimination lists name.
//!
//! All of it is data: kinds, aliases and the forms in which a kiln is written (`Φ3×11m`,
//! `φ2200×6500`, `直径3米以下`) stand in `plugin.toml`, the law in `criteria/`.
#![forbid(unsafe_code)]

use phaseout_plugin::{Data, Plugin, export_plugin};

export_plugin!(Cement);

/// Holds no state: the same batch gives the same answer on any thread.
pub struct Cement;

impl Plugin for Cement {
    const DATA: Data = phaseout_plugin::embed!();
}
