//! Which functions of a set are hooks: bound by their names when the set is loaded, so that a misspelt
//! one is an error and not a silence.
//!
//! `before_<step>(ctx)` may refuse; `after_<step>(ctx)` may go on; `step_<name>(ctx)` is a step of the
//! office's own; `milestones(year)` moves dates; `on_month_end(ctx)` and `on_due(ctx)` are for scheduled
//! jobs. Hooks of one step run in the order of the files' names, and within a file from the top.

use crate::codes;
use crate::error::ScriptError;
use crate::nearest::nearest;
use crate::scan::Scan;
use crate::set::{Callable, Function, ScriptSet};
use crate::testing::in_tests;
use crate::workflow::File;
use phaseout_ledger::kind::{KINDS, kind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// When a hook is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Before a step or kind is recorded, by its id.
    Before(String),
    /// After it was recorded, in the same transaction.
    After(String),
    /// In the place of a step that only this office has.
    Step(String),
    /// When the dates of a year are asked for.
    Milestones,
    /// When a month has ended.
    MonthEnd,
    /// For each task that is due.
    Due,
}

/// A function of a script that is called by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// When.
    pub moment: Moment,
    /// The function.
    pub function: Function,
}

/// All hooks of a set, in the order in which they are called.
#[derive(Clone, Debug, Default)]
pub struct Hooks {
    all: Vec<Hook>,
    /// The same by moment, for those who call one at each step.
    by_moment: BTreeMap<Moment, Arc<[Hook]>>,
}

const BEFORE: &str = "before_";
const AFTER: &str = "after_";
const STEP: &str = "step_";
const PREFIXES: [&str; 3] = ["before", "after", "step"];
const MILESTONES: &str = "milestones";
const MONTH_END: &str = "on_month_end";
const DUE: &str = "on_due";
const WHOLE: [&str; 3] = [MILESTONES, MONTH_END, DUE];

impl Hooks {
    /// Binds the functions of a set. Functions of tests (`tests/…`) are none.
    pub(crate) fn bind(set: &ScriptSet) -> Result<Self, Vec<ScriptError>> {
        let steps: BTreeSet<&str> = set
            .functions()
            .iter()
            .filter(|function| !in_tests(&function.script))
            .filter_map(|function| function.name.strip_prefix(STEP))
            .collect();
        let (hooks, errors) = bound(set.functions(), &steps, &|script| set.text(script));
        if errors.is_empty() { Ok(Self::of(hooks)) } else { Err(errors) }
    }

    fn of(all: Vec<Hook>) -> Self {
        let mut by_moment: BTreeMap<Moment, Vec<Hook>> = BTreeMap::new();
        for hook in &all {
            by_moment.entry(hook.moment.clone()).or_default().push(hook.clone());
        }
        let by_moment =
            by_moment.into_iter().map(|(moment, hooks)| (moment, hooks.into())).collect();
        Self { all, by_moment }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Hook> {
        self.all.iter()
    }

    /// The hooks of a moment, in order.
    pub fn at(&self, moment: &Moment) -> impl Iterator<Item = &Hook> {
        self.by_moment.get(moment).into_iter().flat_map(|hooks| hooks.iter())
    }

    /// The function that stands for a step of the office's own.
    pub fn step(&self, name: &str) -> Option<&Hook> {
        self.all.iter().find(|hook| matches!(&hook.moment, Moment::Step(own) if own == name))
    }

    /// The steps that only this office has.
    pub fn steps(&self) -> impl Iterator<Item = &str> {
        self.all.iter().filter_map(|hook| match &hook.moment {
            Moment::Step(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Whether there are none.
    pub fn silent(&self) -> bool {
        self.all.is_empty()
    }

    /// The hooks of a moment, to be called while nothing is borrowed.
    pub(crate) fn callables(&self, moment: &Moment) -> Option<Arc<[Hook]>> {
        self.by_moment.get(moment).cloned()
    }
}

impl Hook {
    pub(crate) fn callable(&self) -> Callable {
        self.function.callable
    }
}

/// What is wrong with the hooks of files that do not compile: their names and parameters can be read all
/// the same, unless brackets do not say where a function ends.
pub(crate) fn wrong(written: &AsWritten<'_>) -> Vec<ScriptError> {
    let steps = written.steps.iter().map(String::as_str).collect();
    bound(&written.functions, &steps, &|script| written.text(script)).1
}

/// Files as they are written, whether they compile or not.
pub(crate) struct AsWritten<'f> {
    files: &'f [File],
    pub(crate) functions: Vec<Function>,
    /// Names of steps of the office's own, also of those whose functions cannot be read.
    steps: BTreeSet<String>,
}

impl<'f> AsWritten<'f> {
    pub(crate) fn of(files: &'f [File]) -> Self {
        let mut written = Self { files, functions: Vec::new(), steps: BTreeSet::new() };
        for (script, text) in files {
            let scan = Scan::of(text.trim_start_matches('\u{feff}'));
            let names = scan.pieces.windows(2).filter(|pair| pair[0].is("fn"));
            written.steps.extend(
                names.filter_map(|pair| pair[1].text.strip_prefix(STEP)).map(str::to_owned),
            );
            if scan.bracket.is_none() {
                written.functions.extend(scan.functions.into_iter().map(|own| Function {
                    name: own.name,
                    parameters: own.parameters,
                    script: script.clone(),
                    line: own.line,
                    column: own.column,
                    doc: String::new(),
                    private: own.private,
                    callable: Callable { file: 0, function: 0 },
                }));
            }
        }
        written
    }

    pub(crate) fn text(&self, script: &str) -> Option<&'f str> {
        let file = self.files.iter().find(|(name, _)| name == script);
        file.map(|(_, text)| text.trim_start_matches('\u{feff}'))
    }
}

type TextOf<'t> = dyn Fn(&str) -> Option<&'t str> + 't;

fn bound(
    functions: &[Function],
    steps: &BTreeSet<&str>,
    text: &TextOf<'_>,
) -> (Vec<Hook>, Vec<ScriptError>) {
    let (mut hooks, mut errors) = (Vec::new(), Vec::new());
    for function in functions.iter().filter(|function| !in_tests(&function.script)) {
        match moment(function, steps) {
            None => {}
            Some(Ok(moment)) => {
                let hook = Hook { moment, function: function.clone() };
                errors.extend(unfit(&hook, &hooks).map(|error| placed(text, error, function)));
                hooks.push(hook);
            }
            Some(Err(error)) => errors.push(placed(text, error, function)),
        }
    }
    (hooks, errors)
}

/// What a function is called for by its name; `None`: it is an ordinary function.
fn moment(function: &Function, steps: &BTreeSet<&str>) -> Option<Result<Moment, ScriptError>> {
    let name = function.name.as_str();
    match name {
        MILESTONES => return Some(Ok(Moment::Milestones)),
        MONTH_END => return Some(Ok(Moment::MonthEnd)),
        DUE => return Some(Ok(Moment::Due)),
        _ => {}
    }
    if let Some(step) = name.strip_prefix(STEP) {
        return Some(match kind(step) {
            Some(kind) => Err(ScriptError::new(codes::HOOK_STEP_TAKEN, function.script.as_str())
                .with("name", name)
                .with("step", kind.id)),
            None => Ok(Moment::Step(step.to_owned())),
        });
    }
    for (prefix, make) in [
        (BEFORE, Moment::Before as fn(String) -> Moment),
        (AFTER, Moment::After as fn(String) -> Moment),
    ] {
        let Some(step) = name.strip_prefix(prefix) else { continue };
        let known = kind(step).map(|kind| kind.id).or_else(|| steps.get(step).copied());
        return Some(known.map(|id| make(id.to_owned())).ok_or_else(|| {
            let all = KINDS.iter().flat_map(|kind| [kind.id, kind.zh]).chain(steps.iter().copied());
            let near = nearest(step, all).map(|near| format!("{prefix}{near}"));
            ScriptError::new(codes::HOOK_UNKNOWN, function.script.as_str())
                .with("name", name)
                .near(near.as_deref())
        }));
    }
    misspelt(name).map(|near| {
        Err(ScriptError::new(codes::HOOK_UNKNOWN, function.script.as_str())
            .with("name", name)
            .near(Some(&near)))
    })
}

/// The hook that a name was probably meant to be.
fn misspelt(name: &str) -> Option<String> {
    if let Some(near) = WHOLE.iter().find(|own| strsim::osa_distance(own, name) <= 2) {
        return Some((*near).to_owned());
    }
    let (prefix, step) = name.split_once('_')?;
    let known = kind(step)?;
    let near = PREFIXES.iter().find(|own| {
        let distance = strsim::osa_distance(own, prefix);
        distance > 0 && distance <= 2
    })?;
    Some(format!("{near}_{}", if step == known.zh { known.zh } else { known.id }))
}

/// What is wrong with a hook whose name is right.
fn unfit(hook: &Hook, before: &[Hook]) -> Option<ScriptError> {
    let function = &hook.function;
    let wanted = if hook.moment == Moment::Milestones { "year" } else { "ctx" };
    let error = if function.private {
        ScriptError::new(codes::HOOK_PRIVATE, function.script.as_str()).with("name", &function.name)
    } else if function.parameters.len() != 1 {
        ScriptError::new(codes::HOOK_PARAMETERS, function.script.as_str())
            .with("name", &function.name)
            .with("count", function.parameters.len())
            .with("wanted", wanted)
    } else if let Moment::Step(_) = hook.moment
        && let Some(other) = before.iter().find(|other| other.moment == hook.moment)
    {
        ScriptError::new(codes::HOOK_STEP_TWICE, function.script.as_str())
            .with("name", &function.name)
            .with("script", &other.function.script)
            .with("line", other.function.line)
    } else {
        return None;
    };
    Some(error)
}

/// An error at the name of a function.
pub(crate) fn placed(text: &TextOf<'_>, error: ScriptError, function: &Function) -> ScriptError {
    match text(&function.script) {
        Some(text) => error.at_column(text, function.line, Some(function.column)),
        None => error,
    }
}
