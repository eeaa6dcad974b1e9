//! What scripts need from the program around them, and never reach for themselves: plugins and criteria,
//! and words for what the record refuses.

use phaseout_host::{Generation, Industry};
use phaseout_ledger::Refusal;
use phaseout_model::Problem;
use phaseout_screening::RunError;
use std::sync::Arc;

/// The program around the scripts.
pub trait Surroundings: Send + Sync {
    /// Plugins and criteria, loaded when they are first needed.
    ///
    /// # Errors
    /// [`Trouble`] in the words of people.
    fn generation(&self) -> Result<Arc<Generation>, Trouble>;

    /// What an id is called: an industry, a kind of equipment, an attribute, a step, a state, a verdict, a
    /// department. The id itself where nobody knows it.
    fn word(&self, id: &str) -> String;

    /// What the record refuses, and what to do about it, in words.
    fn refusal(&self, refusal: &Refusal) -> String;

    /// Why lines could not be judged.
    fn unjudged(&self, error: &RunError) -> String;

    /// What is wrong with a value, and what to do about it.
    fn problem(&self, problem: &Problem, plugin: Option<&Industry>) -> (String, String);
}

/// Something outside the record and the scripts went wrong; the words are made where it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble(pub String);
