//! What integrators build on: the C ABI, the Rust SDK over it, and the forms engine.
//!
//! An industry is a folder with a `plugin.toml` and `criteria/`; the host reads both, and runs the
//! declared specification forms. A plugin in Rust is that folder plus an `impl Plugin` for what data
//! cannot say, exported as a C-ABI library:
//!
//! ```ignore
//! use phaseout_plugin::{Columns, Data, Plugin, PluginError, Units, export_plugin};
//!
//! export_plugin!(Power: read); // entries not named stay null
//!
//! struct Power;
//!
//! impl Plugin for Power {
//!     const DATA: Data = phaseout_plugin::embed!(); // build.rs: phaseout_plugin::build::embed()
//!
//!     fn read(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
//!         for unit in units.of_kind("thermal_unit") { /* … */ }
//!         Ok(())
//!     }
//! }
//! ```
//!
//! | Module | Subject |
//! |---|---|
//! | [`abi`] | the contract itself, as in `include/phaseout_plugin.h` |
//! | [`forms`] | texts as printed into intervals |
//! | [`export`], [`export_plugin!`], [`embed!`], [`build`] | making a library |
//! | [`Lines`], [`Report`], [`Contradictions`] | judged lines in, sections and contradictions out |
//! | [`json`] | the text behind them, for whoever wants more |
//! | [`testing`], [`tables`] | batches and judged lines for a plugin's own tests, and tables that run in one call |
//!
//! The crate depends on nothing, so that a plugin builds in a second and lasts for years. It knows
//! no industry and nothing of the host.

pub mod abi;
pub mod build;
pub mod export;
pub mod forms;
pub mod json;
pub mod tables;
pub mod testing;

mod amount;
mod columns;
mod data;
mod lines;
mod macros;
mod names;
mod plugin;
mod report;
mod tally;
mod units;

pub use amount::{Amount, Sum};
pub use columns::{Column, Columns, Problem};
pub use data::Data;
pub use lines::{Lang, Line, LineUnit, Lines, Verdict};
pub use names::Names;
pub use plugin::{Plugin, PluginError};
pub use report::{Contradictions, Report};
pub use tally::{Classes, Tally};
pub use units::{Spans, Unit, Units};
