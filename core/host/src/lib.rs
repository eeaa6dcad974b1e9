//! The host's side of the plugin door: finds plugins, checks and loads them, and holds the criteria
//! that they bring.
//!
//! No industry is known here and nothing is printed. What was loaded together is one [`Generation`];
//! a run takes one and ends on it.

pub mod batch;
pub mod control;
pub mod discover;
pub mod error;
pub mod generation;
pub mod library;
pub mod manifest;
pub mod structure;

pub use batch::{Batch, Row, Said};
pub use discover::{Candidate, Found, Place};
pub use error::HostError;
pub use generation::{Generation, Industry};
pub use library::Library;
pub use manifest::{FormOf, Manifest};
/// The forms engine, which the host runs for every industry.
pub use phaseout_plugin::forms;
