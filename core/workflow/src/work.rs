//! Work that scripts take part in: a run, requests with their hooks, survey rows. One transaction, kept
//! whole or not at all.

use crate::act::{act, called, judge, survey};
use crate::codes;
use crate::context::{Context, Installed, Place, install, local_dates, within};
use crate::error::ScriptError;
use crate::hooks::Moment;
use crate::said::Said;
use crate::set::ScriptSet;
use crate::sink::{Printed, printed};
use crate::stage::on_stage;
use crate::surroundings::Trouble;
use crate::words::Step;
use crate::workflow::Workflow;
use phaseout_ledger::todo::TodoQuery;
use phaseout_ledger::{
    Desk, Event, Head, Ledger, LedgerError, OnDate, Outcomes, Refusal, Request, SurveyRow,
};
use rhai::{Array, Dynamic};

/// Why work came to nothing. Nothing was recorded.
#[derive(Debug)]
pub enum Failed {
    /// The record or a hook refused, or the file cannot be used.
    Ledger(LedgerError),
    /// A script went wrong.
    Script(ScriptError),
    /// Something outside both.
    Trouble(Trouble),
    /// The record has moved since the head that was planned on.
    Moved {
        /// The head that was given.
        planned: Head,
        /// The head as it is.
        now: Head,
    },
}

impl From<LedgerError> for Failed {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

/// Whether what was planned is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// It is only shown.
    Plan,
    /// It is recorded, on whatever stands there.
    Apply,
    /// It is recorded if the record still ends on this head.
    ApplyOn(Head),
}

/// What work came to.
#[derive(Debug)]
pub struct Done<T> {
    /// What was asked for.
    pub answer: T,
    /// The head that it began on.
    pub head: Head,
    /// The events, in their order.
    pub events: Vec<Event>,
    /// Whether they were recorded.
    pub applied: bool,
    /// What the run refuses; then nothing was recorded, whatever was asked.
    pub refused: Vec<Refusal>,
    /// What scripts said.
    pub said: Said,
    /// What scripts printed.
    pub printed: Vec<Printed>,
    /// Steps that scripts took.
    pub steps: u64,
}

/// The record, and who records.
#[derive(Debug)]
pub struct At {
    /// The office's ledger.
    pub ledger: Ledger,
    /// Who records, where and when.
    pub desk: Desk,
}

impl Workflow {
    /// Records requests, each with its hooks: all of them, or none and every refusal.
    ///
    /// # Errors
    /// [`Failed`], with all refusals of the pass.
    pub fn record(
        &self,
        place: Place,
        at: At,
        requests: &[Request],
        keep: &Keep,
    ) -> Result<Done<()>, Failed> {
        let mut requests = requests.to_vec();
        self.perform(place, at, keep, move || {
            let mut refusals = judge(&mut requests)?;
            for request in &requests {
                match act(request) {
                    Ok(_) => {}
                    Err(Failed::Ledger(LedgerError::Refused(more))) => refusals.extend(more),
                    Err(failed) => return Err(failed),
                }
            }
            if refusals.is_empty() {
                Ok(())
            } else {
                Err(Failed::Ledger(LedgerError::Refused(refusals)))
            }
        })
    }

    /// Records survey rows, each with its hooks. A row that is refused keeps no other from being recorded.
    ///
    /// # Errors
    /// [`Failed`] where a hook goes wrong or the file cannot be used.
    pub fn survey(
        &self,
        place: Place,
        at: At,
        rows: &[SurveyRow],
        on: OnDate,
    ) -> Result<Done<Outcomes>, Failed> {
        self.perform(place, at, &Keep::Apply, move || survey(rows, on))
    }

    /// Runs a script from its top.
    ///
    /// # Errors
    /// [`Failed`].
    pub fn run(&self, place: Place, at: At, script: &str, keep: &Keep) -> Result<Done<()>, Failed> {
        self.perform(place, at, keep, move || {
            let (set, args) = within(|context| {
                let set = context.workflow.set();
                if let Some(set) = &set {
                    context.recording.moved_by(Some(set.hash().to_owned()));
                }
                (set, context.place.args.clone())
            });
            let Some(set) = set else {
                let error = ScriptError::new(codes::SCRIPT_UNKNOWN, script).with("name", script);
                return Err(Failed::Script(error.near(None)));
            };
            run_in(&set, script, args.into_iter().map(Dynamic::from).collect())
        })
    }

    /// Calls the hooks of scheduled jobs: at the end of a month, or for each task that is due.
    ///
    /// # Errors
    /// [`Failed`].
    pub fn scheduled(
        &self,
        place: Place,
        at: At,
        moment: &Moment,
        keep: &Keep,
    ) -> Result<Done<usize>, Failed> {
        self.perform(place, at, keep, move || call_scheduled(moment))
    }

    pub(crate) fn perform<T: Send>(
        &self,
        place: Place,
        At { ledger, desk }: At,
        keep: &Keep,
        work: impl FnOnce() -> Result<T, Failed> + Send,
    ) -> Result<Done<T>, Failed> {
        let workflow = self.clone();
        let done = on_stage(move || {
            let recording = ledger.into_recording(&desk)?;
            let head = recording.head().clone();
            if let Keep::ApplyOn(planned) = keep
                && *planned != head
            {
                return Err(Failed::Moved { planned: planned.clone(), now: head });
            }
            let before = ScriptSet::steps();
            let run = install(Context::new(recording, workflow, place));
            let answer = work()?;
            let Context { recording, said, refusals: refused, .. } = Installed::end(run);
            let applied = *keep != Keep::Plan && refused.is_empty();
            let events = if applied { recording.keep()? } else { recording.check()? };
            let steps = ScriptSet::steps() - before;
            Ok(Done { answer, head, events, applied, refused, said, printed: Vec::new(), steps })
        });
        let mut done = done.map_err(Failed::Script)??;
        done.printed = printed();
        Ok(done)
    }
}

/// Runs a script from its top under the run in progress, with its arguments by both names.
pub(crate) fn run_in(set: &ScriptSet, script: &str, args: Array) -> Result<(), Failed> {
    let given = vec![("args", args.clone().into()), ("参数", args.into())];
    match set.run(script, given) {
        Ok(_) => Ok(()),
        Err(error) => Err(within(|context| context.broken.take()).unwrap_or(Failed::Script(error))),
    }
}

/// Calls the hooks of a scheduled job; what they refuse, the run refuses. How often they were called.
pub(crate) fn call_scheduled(moment: &Moment) -> Result<usize, Failed> {
    let steps = scheduled(moment)?;
    let mut refusals = Vec::new();
    for step in &steps {
        refusals.extend(called(moment, step)?);
    }
    within(|context| context.refusals.extend(refusals));
    Ok(steps.len())
}

/// What a scheduled hook is called with: once at the end of a month, once for each task that is due.
fn scheduled(moment: &Moment) -> Result<Vec<Step>, Failed> {
    let Ok(local) = local_dates(None) else {
        return Err(within(|context| context.broken.take().expect("it was put aside")));
    };
    within(|context| {
        let today = context.place.today;
        if *moment != Moment::Due {
            return Ok(vec![Step::of_month(today)]);
        }
        let query = TodoQuery {
            day: today,
            office: context.place.office.region,
            filter: phaseout_ledger::status::Filter::default(),
            until: Some(today),
            local: local.to_vec(),
        };
        let tasks = context.recording.book().todo(&query)?;
        Ok(tasks.into_iter().map(|task| Step::of_task(task, today)).collect())
    })
}
