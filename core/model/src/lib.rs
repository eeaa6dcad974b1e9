//! The nouns of the field: what an elimination list speaks of, as values that cannot be built wrong.
//!
//! No file, clock, limit or industry is known here. Words on a screen are put by the binary; this
//! crate gives codes with arguments.

pub mod absence;
pub mod basis;
pub mod cell;
pub mod credit_code;
pub mod date;
pub mod decimal;
pub mod finding;
pub mod interval;
pub mod numeral;
pub mod problem;
pub mod quantity;
pub mod region;
pub mod truth;
pub mod unit;
pub mod verdict;
pub mod vocabulary;

pub use absence::Absence;
pub use basis::Basis;
pub use cell::Address;
pub use credit_code::CreditCode;
pub use date::PartialDate;
pub use finding::{Because, ExemptionNote, Finding};
pub use interval::{Interval, Operator};
pub use problem::{Problem, Severity};
pub use quantity::Quantity;
pub use region::{RegionCode, Regions};
pub use truth::Truth;
pub use unit::{Dimension, Unit};
pub use verdict::{Class, OnUnknown, Outcome, Verdict};
pub use vocabulary::{Attribute, AttributeValue, Kind, KindIndex, Vocabulary};

/// Days, months and years of the Gregorian calendar, from a well-kept library.
pub use jiff::civil::Date;
/// Numbers as printed: exact decimals.
pub use rust_decimal::Decimal;
