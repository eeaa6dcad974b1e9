//! The engine room of scripts: Rhai, made strict and limited, so that what a script does wrong is said
//! and what it does without end is ended.
//!
//! [`Room`] holds limits and the words that scripts may use; [`ScriptSet`] is all scripts of an office,
//! compiled together; [`on_stage`] is the thread that they run on. Which words there are, which hooks,
//! and what a run may record is left to others. Nothing is printed, no file is opened, no date is read.
//!
//! ```
//! use phaseout_workflow::{Footprint, Limits, Room, ScriptSet, Span};
//!
//! // The binary's meter asks its allocator.
//! let room = Room::new(Limits::default(), Footprint::default)
//!     .with_words(|engine| { engine.register_fn("days", |year: i64| if year % 4 == 0 { 366 } else { 365_i64 }); });
//! let files = [("annual.rhai".to_owned(), "fn before_plan(year) { days(year) > 365 }".to_owned())];
//! let set = ScriptSet::compile(&room, &files).expect("nothing is wrong with it");
//! let hook = set.function("annual.rhai", "before_plan", 1).expect("it is there").callable;
//! let answer = set.call(hook, Span::Hook, vec![2012.into()]).expect("no limit is met");
//! assert_eq!(answer.as_bool(), Ok(true));
//!
//! let wrong = [("annual.rhai".to_owned(), "fn before_plan(year) { dys(year) > \"365\" }".to_owned())];
//! let errors = ScriptSet::compile(&room, &wrong).expect_err("there is no such function");
//! assert_eq!(errors[0].to_string(), "annual.rhai:1:24: function-unknown name=\"dys\" near=\"days\"");
//! ```

mod act;
mod budget;
pub mod codes;
mod compile;
mod context;
mod coverage;
mod define;
mod engine;
mod error;
mod foreign;
mod hooks;
mod imports;
pub mod judging;
pub mod limits;
mod lint;
mod local;
mod mistake;
mod nearest;
mod reader;
mod replaced;
mod returned;
mod run;
mod said;
mod scan;
mod set;
mod sink;
mod small;
mod stage;
pub mod strict;
mod surroundings;
mod surveying;
mod testing;
mod translate;
mod vocabulary;
pub mod words;
mod work;
mod workflow;

pub use act::BY_SCRIPT;
pub use budget::{Footprint, MemoryMeter, Span, Stop};
pub use context::Place;
pub use coverage::{Coverage, Covered};
pub use define::word_tables;
pub use engine::Room;
pub use error::{Caller, Fault, Marked, ScriptError};
/// The engine, for words and values: one version for all.
pub use rhai;

pub use hooks::{Hook, Hooks, Moment};
pub use imports::ENDING;
pub use imports::is_name as is_script_name;
pub use limits::{Limit, LimitError, Limits};
pub use nearest::nearest;
pub use said::{Ask, DepartmentNote, Said, Table};
pub use set::{Callable, Function, ScriptSet};
pub use sink::{Printed, printed};
pub use small::{SMALL_LEDGER, small_ledger};
pub use stage::{STACK, on_stage, on_stage_told};
pub use strict::finite;
pub use surroundings::{Surroundings, Trouble};
pub use surveying::{survey_row, survey_rows};
pub use testing::Tested;
pub use work::{At, Done, Failed, Keep};
pub use workflow::{File, SCRIPTS, TESTS, Workflow, files, script_file};
