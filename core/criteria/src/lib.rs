//! The law as data: the criterion file, its expression language, and three-valued evaluation.
//!
//! A file is read in one pass that finds every mistake ([`parse_criterion`]); the criteria of an
//! industry in force at a date are compiled once ([`Program`]) and judge units in columns
//! ([`Columns`]), a mask at a time. No number out of a catalogue stands here, no file is opened, and
//! no word is put on a screen: a [`Diagnostic`] is a code with arguments.

mod atom;
mod cases;
mod check;
mod columns;
mod criterion;
mod diagnostic;
mod evaluate;
mod explain;
mod expression;
mod file;
mod lexer;
mod limits;
mod nearest;
mod planes;
mod program;
mod reader;
mod schema;
mod scratch;
mod syntax;
mod tightening;
mod typing;

pub use columns::{Claim, Columns};
pub use criterion::{Case, Criterion, Exemption, Places, SourceFile, Words};
pub use diagnostic::Diagnostic;
pub use expression::{Comparison, Expression, Limit, Node};
pub use file::parse_criterion;
pub use program::Program;
pub use schema::schema;
pub use scratch::Scratch;
pub use tightening::check_tightening;
pub use typing::parse_expression;
