//! Tests of an office's scripts: functions `test_…` in the files of `scripts/tests/`, each run as work of
//! its own of which nothing is ever kept.

use crate::budget::Span;
use crate::codes;
use crate::context::{Context, Installed, Place, install};
use crate::error::ScriptError;
use crate::hooks::placed;
use crate::said::Said;
use crate::set::{Function, ScriptSet};
use crate::sink::{Printed, printed};
use crate::stage::on_stage;
use crate::work::{At, Failed};
use crate::workflow::{TESTS, Workflow};
use phaseout_ledger::{Event, LedgerError};

/// What the name of a test begins with.
const PREFIX: &str = "test_";
/// The same as a person writes it who thinks in Chinese.
const PREFIX_ZH: &str = "测试";

/// What a test came to.
#[derive(Debug)]
pub struct Tested {
    /// Why it fails; `None` where it passes.
    pub failure: Option<Failed>,
    /// What it had recorded when it ended.
    pub events: Vec<Event>,
    /// What was said by then.
    pub said: Said,
    /// What was printed by then.
    pub printed: Vec<Printed>,
    /// Steps that scripts took.
    pub steps: u64,
}

impl Workflow {
    /// The tests, by file and then by place, and what is wrong with how they are written.
    pub fn tests(&self) -> (Vec<Function>, Vec<ScriptError>) {
        let Some(set) = self.set() else { return (Vec::new(), Vec::new()) };
        let tests: Vec<Function> = set
            .functions()
            .iter()
            .filter(|function| is_test(function) && unfit(function).is_none())
            .cloned()
            .collect();
        let mut errors = wrong(set.functions(), &|script| set.text(script));
        for script in set.scripts().filter(|script| in_tests(script)) {
            if set.does_something(script) {
                errors.push(ScriptError::new(codes::TEST_TOP, script));
            }
            let is_here = |function: &Function| function.script == script;
            let faulty = errors.iter().any(|error| error.script == script);
            if !faulty && !tests.iter().any(is_here) {
                errors.push(ScriptError::new(codes::TESTS_NONE, script));
            }
        }
        errors.sort_by(ScriptError::by_place);
        (tests, errors)
    }

    /// Runs one test on a ledger, of which nothing is changed.
    ///
    /// # Errors
    /// [`Failed`] where the test could not begin; how it ended stands in [`Tested`].
    pub fn test(&self, place: Place, at: At, test: &Function) -> Result<Tested, Failed> {
        let workflow = self.clone();
        let callable = test.callable;
        let tested = on_stage(move || -> Result<Tested, Failed> {
            let At { ledger, desk } = at;
            let mut recording = ledger.into_recording(&desk)?;
            recording.moved_by(workflow.hash().map(str::to_owned));
            let set = workflow.set().expect("a test stands in a set");
            let before = ScriptSet::steps();
            let mut context = Context::new(recording, workflow, place);
            context.testing = true;
            let run = install(context);
            let outcome = set.call(callable, Span::Run, Vec::new());
            let Context { recording, said, refusals, broken, .. } = Installed::end(run);
            let events = recording.events().to_vec();
            let failure = match outcome {
                Err(error) => Some(broken.unwrap_or(Failed::Script(error))),
                Ok(_) if !refusals.is_empty() => {
                    Some(Failed::Ledger(LedgerError::Refused(refusals)))
                }
                Ok(_) => recording.check().err().map(Failed::Ledger),
            };
            let steps = ScriptSet::steps() - before;
            Ok(Tested { failure, events, said, printed: Vec::new(), steps })
        });
        let mut tested = tested.map_err(Failed::Script)??;
        tested.printed = printed();
        Ok(tested)
    }
}

/// Whether a file is one of tests.
pub(crate) fn in_tests(script: &str) -> bool {
    script.strip_prefix(TESTS).is_some_and(|rest| rest.starts_with('/'))
}

fn is_test(function: &Function) -> bool {
    in_tests(&function.script) && function.name.starts_with(PREFIX)
}

/// What is wrong with functions that were meant as tests.
pub(crate) fn wrong<'t>(
    functions: &[Function],
    text: &(dyn Fn(&str) -> Option<&'t str> + 't),
) -> Vec<ScriptError> {
    let errors = functions.iter().filter_map(|function| Some((unfit(function)?, function)));
    errors.map(|(error, function)| placed(text, error, function)).collect()
}

/// Why a function that was meant as a test is none.
fn unfit(function: &Function) -> Option<ScriptError> {
    let fault =
        |code| Some(ScriptError::new(code, function.script.as_str()).with("name", &function.name));
    let named = function.name.starts_with(PREFIX);
    if !in_tests(&function.script) {
        let would_run = named && function.parameters.is_empty();
        return if would_run { fault(codes::TEST_PLACE) } else { None };
    }
    if !named {
        let near = misspelt(&function.name)?;
        return fault(codes::TEST_NAME).map(|error| error.near(Some(&near)));
    }
    if !function.parameters.is_empty() {
        let count = function.parameters.len();
        return fault(codes::TEST_PARAMETERS).map(|error| error.with("count", count));
    }
    if function.private { fault(codes::TEST_PRIVATE) } else { None }
}

/// The test that a name was probably meant to be.
fn misspelt(name: &str) -> Option<String> {
    if let Some(rest) = name.strip_prefix(PREFIX_ZH) {
        return Some(format!("{PREFIX}{}", rest.trim_start_matches('_')));
    }
    if let Some(rest) = name.to_lowercase().strip_prefix("test") {
        let rest = rest.trim_start_matches('s').trim_start_matches('_');
        return Some(format!("{PREFIX}{rest}"));
    }
    let (word, rest) = name.split_once('_')?;
    (strsim::osa_distance("test", word) == 1).then(|| format!("{PREFIX}{rest}"))
}
