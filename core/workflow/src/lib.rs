//! The engine room of scripts: Rhai, made strict and limited, so that what a script does wrong is said
//! and what it does without end is ended.
//!
//! [`Room`] holds limits and the words that scripts may use; [`ScriptSet`] is all scripts of an office,
//! compiled together; [`on_stage`] is the thread that they run on. Which words there are, which hooks,
//! and what a run may record is left to others. Nothing is printed, no file is opened, no date is read.

mod budget;
pub mod codes;
mod compile;
mod engine;
mod error;
mod foreign;
mod imports;
pub mod limits;
mod lint;
mod mistake;
mod nearest;
mod reader;
mod replaced;
mod returned;
mod run;
mod scan;
mod set;
mod sink;
mod stage;
pub mod strict;
mod translate;
mod vocabulary;

pub use budget::{Footprint, MemoryMeter, Span, Stop};
pub use engine::Room;
pub use error::{Caller, Fault, Marked, ScriptError};
pub use limits::{Limit, LimitError, Limits};
pub use set::{Callable, Function, ScriptSet};
pub use sink::{Printed, printed};
pub use stage::{STACK, on_stage, on_stage_told};
pub use strict::finite;
