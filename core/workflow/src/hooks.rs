//! Which functions of a set are hooks: bound by their names when the set is loaded, so that a misspelt
//! one is an error and not a silence.
//!
//! `before_<step>(ctx)` may refuse; `after_<step>(ctx)` may go on; `step_<name>(ctx)` is a step of the
//! office's own; `milestones(year)` moves dates; `on_month_end(ctx)` and `on_due(ctx)` are for scheduled
//! jobs. Hooks of one step run in the order of the files' names, and within a file from the top.

use crate::codes;
use crate::error::ScriptError;
use crate::nearest::nearest;
use crate::set::{Callable, Function, ScriptSet};
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
        let own = set.functions().iter().filter(|function| !function.script.contains('/'));
        let steps: BTreeSet<&str> =
            own.clone().filter_map(|function| function.name.strip_prefix(STEP)).collect();
        let (mut hooks, mut errors) = (Vec::new(), Vec::new());
        for function in own {
            match moment(function, &steps) {
                None => {}
                Some(Ok(moment)) => {
                    let hook = Hook { moment, function: function.clone() };
                    errors.extend(unfit(set, &hook, &hooks));
                    hooks.push(hook);
                }
                Some(Err(error)) => errors.push(placed(set, error, function)),
            }
        }
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
    pub fn at<'h>(&'h self, moment: &'h Moment) -> impl Iterator<Item = &'h Hook> {
        self.all.iter().filter(move |hook| hook.moment == *moment)
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
fn unfit(set: &ScriptSet, hook: &Hook, before: &[Hook]) -> Option<ScriptError> {
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
    Some(placed(set, error, function))
}

fn placed(set: &ScriptSet, error: ScriptError, function: &Function) -> ScriptError {
    match set.text(&function.script) {
        Some(text) => error.at_column(text, function.line, Some(function.column)),
        None => error,
    }
}
