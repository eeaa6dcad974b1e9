//! The record (台账): append-only events, the guards that no script can loosen, and the projections that
//! every table and report is made from.
//!
//! [`Ledger`] is the file; [`Recording`] adds events, all or none; [`Book`] answers. The clock and who
//! records are passed in. Nothing is overwritten: a correction is an event too.

pub mod amount;
mod book;
mod canonical;
mod correction;
pub mod day;
pub mod event;
mod evidence;
mod export;
pub mod fact;
mod file;
mod funds;
mod id;
mod identity;
pub mod json;
pub mod kind;
mod lifecycle;
mod line;
mod migration;
pub mod office;
mod publicity;
mod rebuild;
mod recording;
mod refusal;
pub mod regime;
mod replacement;
pub mod share;
pub mod state;
mod store;
mod stored;
mod survey;
mod tampering;
mod targets;
mod timeline;
mod verify;
mod workers;

pub use amount::{Amount, Sum};
pub use book::Book;
pub use day::OnDate;
pub use event::Event;
pub use file::SCHEMA;
pub use json::{Json, Payload};
pub use lifecycle::Determined;
pub use line::Line;
pub use office::{Level, Office, OfficeError};
pub use rebuild::Rebuilt;
pub use recording::{Desk, Judged, Recording, Request};
pub use refusal::{LedgerError, Refusal};
pub use state::State;
pub use store::{Head, Ledger};
pub use survey::{Change, SurveyRow, Surveyed};
pub use tampering::{Tampering, TamperingKind};
pub use timeline::{View, Viewed};
pub use verify::Verified;
