//! Recording with hooks around it: `before_` may refuse, the core guards, `after_` may go on. What a hook
//! refuses, nothing permits; what the core refuses, no hook permits.

use crate::budget::Span;
use crate::codes;
use crate::context::{Frame, within};
use crate::error::{Caller, ScriptError};
use crate::hooks::{Hook, Moment};
use crate::judging::{Asked, Bench, Judgement, Needed, Unjudged, needed};
use crate::set::ScriptSet;
use crate::words::Step;
use crate::work::Failed;
use phaseout_ledger::kind::kind;
use phaseout_ledger::{
    Event, LedgerError, OnDate, Outcomes, Refusal, Request, SurveyRow, Surveyed,
};
use phaseout_model::Date;
use rhai::Dynamic;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Hooks within hooks: an `after_` that records what sets itself off ends here.
const DEPTH: usize = 8;

/// The code of a refusal that comes from a script.
pub const BY_SCRIPT: &str = "by-script";

/// Records a request, with everything that its hooks record: the events in their order.
pub(crate) fn act(request: &Request) -> Result<Vec<Event>, Failed> {
    let before = within(|context| context.recording.events().len());
    let id = kind(&request.kind).map_or(request.kind.trim(), |kind| kind.id).to_owned();
    let step = Step::of_request(&id, request);
    let refusals = called(&Moment::Before(id.clone()), &step)?;
    if !refusals.is_empty() {
        return Err(Failed::Ledger(LedgerError::Refused(refusals)));
    }
    let own = within(|context| context.workflow.hooks().step(&id).cloned());
    let step = if let Some(own) = own {
        own_step(&own, &step)?;
        step
    } else {
        let event = record(request)?;
        step.recorded(event)
    };
    called(&Moment::After(id), &step)?;
    Ok(within(|context| context.recording.events()[before..].to_vec()))
}

/// A step of the office's own records several events, or none: what it refuses takes back what it has
/// recorded, also where a script goes on after the refusal.
fn own_step(own: &Hook, step: &Step) -> Result<(), Failed> {
    let part = within(|context| context.recording.part())?;
    let refusals = call(own, step)?;
    within(|context| {
        if refusals.is_empty() {
            return Ok(context.recording.settle(part)?);
        }
        context.recording.take_back(part)?;
        context.forget();
        Err(Failed::Ledger(LedgerError::Refused(refusals)))
    })
}

/// Records survey rows: each is refused, or its outcome told; hooks see one row each.
pub(crate) fn survey(rows: &[SurveyRow], on: OnDate) -> Result<Outcomes, Failed> {
    let moment = Moment::Before("survey".to_owned());
    let watched = within(|context| context.workflow.hooks().callables(&moment).is_some());
    let mut outcomes: Vec<Option<Result<Surveyed, Refusal>>> = rows.iter().map(|_| None).collect();
    if watched {
        for (row, outcome) in rows.iter().zip(&mut outcomes) {
            let refusals = called(&moment, &Step::of_row(row, on))?;
            *outcome = refusals.into_iter().next().map(Err);
        }
    }
    let accepted: Vec<SurveyRow> = rows
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| outcome.is_none())
        .map(|(row, _)| row.clone())
        .collect();
    let accepted = if accepted.len() == rows.len() { rows } else { &accepted };
    let surveyed = within(|context| context.recording.survey_all(accepted, on));
    let mut surveyed = surveyed.map_err(Failed::Ledger)?.into_iter();
    let outcomes: Outcomes = outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_or_else(|| surveyed.next().expect("one for each row")))
        .collect();
    let moment = Moment::After("survey".to_owned());
    if within(|context| context.workflow.hooks().callables(&moment).is_some()) {
        for (row, outcome) in rows.iter().zip(&outcomes) {
            if let Ok(Surveyed::New(line) | Surveyed::Changed(line, _)) = outcome {
                called(&moment, &Step::of_row(row, on).about(line))?;
            }
        }
    }
    Ok(outcomes)
}

/// Calls every hook of a moment; what they refuse, all of it.
pub(crate) fn called(moment: &Moment, step: &Step) -> Result<Vec<Refusal>, Failed> {
    let hooks = within(|context| context.workflow.hooks().callables(moment));
    let mut refusals = Vec::new();
    for hook in hooks.iter().flat_map(|hooks| hooks.iter()) {
        refusals.extend(call(hook, step)?);
    }
    Ok(refusals)
}

/// Calls one hook; what it refuses.
pub(crate) fn call(hook: &Hook, step: &Step) -> Result<Vec<Refusal>, Failed> {
    let set = within(|context| {
        if context.frames.len() >= DEPTH {
            return Err(too_deep(hook));
        }
        context.frames.push(Frame { moment: hook.moment.clone(), refusals: Vec::new() });
        let set = context.workflow.set().expect("a hook stands in a set");
        let hash = set.hash().to_owned();
        context.recording.moved_by(Some(hash));
        Ok(set)
    });
    let set = set.map_err(Failed::Script)?;
    let answer = answer(&set, hook, step);
    let frame = within(|context| context.frames.pop().expect("its own frame"));
    match answer {
        Err(error) => Err(within(|context| {
            context.broken.take().unwrap_or_else(|| Failed::Script(about(error, step)))
        })),
        Ok(_) => {
            Ok(frame.refusals.into_iter().map(|reason| by_script(hook, step, reason)).collect())
        }
    }
}

fn answer(set: &ScriptSet, hook: &Hook, step: &Step) -> Result<Dynamic, ScriptError> {
    set.call(hook.callable(), Span::Hook, vec![Dynamic::from(step.clone())])
}

fn by_script(hook: &Hook, step: &Step, reason: String) -> Refusal {
    Refusal::new(BY_SCRIPT, step.subject())
        .with("step", step.id())
        .with("reason", reason)
        .with("script", &hook.function.script)
        .with("function", &hook.function.name)
        .with("line", hook.function.line)
}

fn too_deep(hook: &Hook) -> ScriptError {
    let mut error = ScriptError::new(codes::HOOKS_DEEP, hook.function.script.as_str())
        .with("allowed", DEPTH)
        .with("name", &hook.function.name);
    error.line = Some(hook.function.line);
    error
}

/// What a hook was about when it failed.
fn about(mut error: ScriptError, step: &Step) -> ScriptError {
    let mut callers = error.callers.into_vec();
    let function = format!("{} {}", step.id(), step.subject());
    callers.push(Caller { function, script: String::new(), line: None });
    error.callers = callers.into();
    error
}

/// Judges what has to be judged, and records.
fn record(request: &Request) -> Result<Event, Failed> {
    let mut requests = [request.clone()];
    if request.judged.is_none() {
        let refusals = judge(&mut requests)?;
        if !refusals.is_empty() {
            return Err(Failed::Ledger(LedgerError::Refused(refusals)));
        }
    }
    within(|context| context.recording.record(&requests[0]).cloned()).map_err(Failed::Ledger)
}

/// Judges what the requests need judged, those of one day together: an identification without a decision,
/// and a fact found out. A fact that cannot be used is refused.
pub(crate) fn judge(requests: &mut [Request]) -> Result<Vec<Refusal>, Failed> {
    let today = within(|context| context.recording.desk().today());
    let mut days: BTreeMap<Date, Vec<Asked>> = BTreeMap::new();
    for (place, request) in requests.iter().enumerate() {
        let fact = match needed(request) {
            Needed::Nothing => continue,
            Needed::Line => None,
            Needed::With(fact) => Some(fact),
        };
        let as_of = request.on.latest().unwrap_or(today);
        days.entry(as_of).or_default().push(Asked { place, line: request.subject.clone(), fact });
    }
    let mut refusals = Vec::new();
    for (as_of, asked) in days {
        let found = judged_as_of(as_of, &asked)?;
        for (one, judgement) in asked.iter().zip(found) {
            let Some(judgement) = judgement else { continue };
            let unusable = judgement.unusable.iter().filter(|_| one.fact.is_some());
            refusals.extend(unusable.map(|(what, hint)| {
                Refusal::new("determine-unusable", &one.line).with("what", what).with("hint", hint)
            }));
            requests[one.place].judged = Some(judgement.judged);
        }
    }
    Ok(refusals)
}

/// Judges lines as of a day, in the order in which they are asked for.
pub(crate) fn judged_as_of(as_of: Date, asked: &[Asked]) -> Result<Vec<Option<Judgement>>, Failed> {
    within(|context| {
        let generation = context.generation()?;
        let around = Arc::clone(&context.place.around);
        let bench = Bench {
            generation: &generation,
            region: context.place.region,
            around: around.as_ref(),
        };
        Ok(bench.judge(context.recording.book(), as_of, asked)?)
    })
}

impl From<Unjudged> for Failed {
    fn from(unjudged: Unjudged) -> Self {
        match unjudged {
            Unjudged::Ledger(error) => Self::Ledger(error),
            Unjudged::Trouble(trouble) => Self::Trouble(trouble),
        }
    }
}
