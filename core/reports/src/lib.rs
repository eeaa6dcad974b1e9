//! What an office writes (报告): documents from templates, every figure with the events behind it, and the
//! check of a written document against the record.
//!
//! A template can print only what comes with its origin: a figure of the record, a text of the record, a
//! setting of the office, what was given on the command line, or a citation. Digits that come from nowhere
//! are refused.

pub mod board;
pub mod check;
pub mod citation;
pub mod digits;
mod engine;
pub mod error;
pub mod facts;
pub mod front;
pub mod given;
pub mod kind;
mod line;
pub mod lint;
mod markdown;
mod mistakes;
mod names;
mod nearest;
mod places;
mod printed;
pub mod render;
mod scan;
pub mod template;
pub mod value;
mod wanted;
