//! The kit of the whole-program tests: builds the program as a user gets it, runs it, reads its answers
//! and the tables under `published/`.
//!
//! Nothing of the project is linked: what the tests know of it is its arguments, files, output and exit
//! codes. What each answer should be stands in the tests.

mod build;
mod console;
mod desk;
mod example;
mod markdown;
mod run;

pub use build::{Built, built, library_name, project};
pub use console::{Shown, console};
pub use desk::Desk;
pub use example::{Example, KINDS};
pub use markdown::{Row, published};
pub use run::{Answer, Call, phaseout};
