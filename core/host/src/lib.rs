//! The host's side of the plugin door: finds plugins, checks and loads them, and holds the criteria
//! that they bring.
//!
//! No industry is known here and nothing is printed. What was loaded together is one [`Generation`];
//! a run takes one and ends on it.

pub mod batch;
pub mod control;
pub mod discover;
pub mod error;
pub mod exercise;
pub mod generation;
pub mod library;
pub mod live;
pub mod loader;
pub mod manifest;
pub mod probe;
pub mod reload;
pub mod reply;
mod samples;
pub mod structure;
mod watching;

pub use batch::{Batch, Row, Said};
pub use discover::{Candidate, Found, Place};
pub use error::HostError;
pub use generation::{Generation, Industry};
pub use library::{CriterionText, Description, Library};
pub use live::{Live, Outcome};
pub use loader::Loader;
pub use manifest::{FormOf, Manifest};
/// The forms engine, which the host runs for every industry.
pub use phaseout_plugin::forms;
pub use probe::Prober;
pub use watching::Watch;
