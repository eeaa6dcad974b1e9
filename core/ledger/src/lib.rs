//! The record (台账): append-only events, the guards that no script can loosen, and the projections that
//! every table and report is made from.
//!
//! [`Ledger`] is the file; [`Recording`] adds events, all or none; [`Book`] answers. The clock and who
//! records are passed in. Nothing is overwritten: a correction is an event too.

pub mod amount;
mod book;
pub mod compensation;
mod correction;
pub mod day;
pub mod event;
mod evidence;
mod export;
pub mod fact;
mod fund_account;
mod fund_book;
mod fund_rules;
mod funds;
mod identity;
pub mod json;
pub mod kind;
mod lifecycle;
mod line;
mod note;
pub mod office;
mod publicity;
mod rebuild;
mod recording;
mod refusal;
pub mod regime;
mod replacement;
mod replacement_book;
mod replacement_notes;
mod replacement_project;
mod replacement_rules;
pub mod share;
pub mod state;
mod store;
mod survey;
mod targets;
mod timeline;
mod verify;
mod workers;

pub use amount::{Amount, Sum};
pub use book::Book;
pub use day::OnDate;
pub use event::Event;
pub use fund_account::Balance;
pub use fund_book::{FundEntry, FundProof};
pub use fund_rules::{Award, FUND_ENTRIES, FUND_SOURCES, FundSource, Others, fund_sources};
pub use json::{Json, Payload};
pub use lifecycle::Determined;
pub use line::Line;
pub use note::Note;
pub use office::{Level, Office, OfficeError};
pub use rebuild::Rebuilt;
pub use recording::{Desk, Judged, Recording, Request};
pub use refusal::{LedgerError, Refusal};
pub use replacement_book::{LineReplacement, Replacement};
pub use replacement_project::{Coverage, Project};
pub use replacement_rules::{Dismantled, Edition, Exclusion, Ratio, replacement_editions};
pub use state::State;
pub use store::{Head, Ledger, SCHEMA};
pub use survey::{Change, SurveyRow, Surveyed};
pub use timeline::{View, Viewed};
pub use verify::{Tampering, TamperingKind, Verified};
pub use workers::{Workers, WorkersTotal};
