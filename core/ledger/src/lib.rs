//! The record (台账): append-only events, the guards that no script can loosen, and the projections that
//! every table and report is made from.
//!
//! [`Ledger`] is the file; [`Recording`] adds events, all or none; [`Book`] answers. The clock and who
//! records are passed in. Nothing is overwritten: a correction is an event too.

pub mod amount;
pub mod assess;
mod book;
pub mod calendar;
mod checks;
mod correction;
pub mod day;
mod deadline;
pub mod division;
mod dossier;
pub mod event;
mod evidence;
mod export;
pub mod fact;
mod funds;
mod identity;
pub mod json;
pub mod kind;
pub mod life;
mod lifecycle;
mod line;
pub mod measures;
pub mod milestones;
pub mod office;
mod publication;
mod publicity;
mod rebuild;
mod recording;
mod refusal;
pub mod regime;
mod replacement;
mod round;
pub mod rubric;
pub mod said;
pub mod sanctions;
pub mod share;
pub mod state;
pub mod status;
mod store;
mod survey;
mod targets;
mod timeline;
pub mod todo;
mod verify;
mod workers;

pub use amount::{Amount, Sum};
pub use book::Book;
pub use day::OnDate;
pub use deadline::{Deadline, EXTENSIONS};
pub use event::Event;
pub use json::{Json, Payload};
pub use lifecycle::Determined;
pub use line::Line;
pub use office::{Level, Office, OfficeError};
pub use publicity::{Letter, OFFICE, Publicity};
pub use rebuild::Rebuilt;
pub use recording::{Desk, Judged, Recording, Request};
pub use refusal::{LedgerError, Refusal};
pub use state::State;
pub use store::{Head, Ledger, SCHEMA};
pub use survey::{Change, SurveyRow, Surveyed};
pub use timeline::{View, Viewed};
pub use verify::{Tampering, TamperingKind, Verified};
