//! What the words of scripts act on: the open transaction and all that belongs to a run, kept on the
//! thread for scripts while the run lasts.
//!
//! It is never borrowed while a script runs: a word takes it, does its work and lets it go.

use crate::codes;
use crate::error::Fault;
use crate::hooks::Moment;
use crate::judging::generation_hash;
use crate::said::Said;
use crate::strict::Answer;
use crate::surroundings::Surroundings;
use crate::work::Failed;
use crate::workflow::Workflow;
use phaseout_host::Generation;
use phaseout_ledger::kind::{Subject, kind};
use phaseout_ledger::{Event, LedgerError, Line, LocalDate, Office, Recording, Refusal};
use phaseout_model::{Date, RegionCode};
use std::cell::RefCell;
use std::sync::Arc;

/// Where and when scripts work.
#[derive(Clone)]
pub struct Place {
    /// The office.
    pub office: Office,
    /// The region that stands for lines that name none.
    pub region: RegionCode,
    /// The day that it is.
    pub today: Date,
    /// What follows `--` on the command line.
    pub args: Vec<String>,
    /// The program around.
    pub around: Arc<dyn Surroundings>,
}

/// A run in progress.
pub(crate) struct Context {
    pub(crate) recording: Recording<'static>,
    pub(crate) workflow: Workflow,
    pub(crate) place: Place,
    pub(crate) said: Said,
    /// Hooks in progress, the innermost last.
    pub(crate) frames: Vec<Frame>,
    /// What the run itself refuses.
    pub(crate) refusals: Vec<Refusal>,
    /// What ended a script although the script is not at fault.
    pub(crate) broken: Option<Failed>,
    /// Whether tests run: their own words are there.
    pub(crate) testing: bool,
    /// Whether a test runs a script: that one runs no others.
    pub(crate) trying: bool,
    generation: Option<Arc<Generation>>,
    lines: Option<(usize, Arc<Vec<Arc<Line>>>)>,
    local: Option<(Vec<i64>, Arc<Vec<LocalDate>>)>,
}

/// A hook in progress.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) moment: Moment,
    pub(crate) refusals: Vec<String>,
}

thread_local! {
    static CONTEXT: RefCell<Option<Context>> = const { RefCell::new(None) };
}

impl Context {
    pub(crate) fn new(recording: Recording<'static>, workflow: Workflow, place: Place) -> Self {
        Self {
            recording,
            workflow,
            place,
            said: Said::default(),
            frames: Vec::new(),
            refusals: Vec::new(),
            broken: None,
            testing: false,
            trying: false,
            generation: None,
            lines: None,
            local: None,
        }
    }

    /// Plugins and criteria; from here on, events bear their hash.
    pub(crate) fn generation(&mut self) -> Result<Arc<Generation>, Failed> {
        if let Some(generation) = &self.generation {
            return Ok(Arc::clone(generation));
        }
        let generation = self.place.around.generation().map_err(Failed::Trouble)?;
        self.recording.judged_by(Some(generation_hash(&generation)));
        self.generation = Some(Arc::clone(&generation));
        Ok(generation)
    }

    /// All lines as they stand now. After a step of one line only that one is read again: a hook that looks
    /// at all of them is called at every step.
    pub(crate) fn lines(&mut self) -> Result<Arc<Vec<Arc<Line>>>, LedgerError> {
        let now = self.recording.events().len();
        let lines = match self.lines.take() {
            Some((then, lines)) if then == now => lines,
            Some((then, lines)) => match self.changed_since(then) {
                Some(changed) => self.read_again(lines, &changed)?,
                None => self.read_all()?,
            },
            None => self.read_all()?,
        };
        self.lines = Some((now, Arc::clone(&lines)));
        Ok(lines)
    }

    /// Forgets what was read: events were taken back.
    pub(crate) fn forget(&mut self) {
        self.lines = None;
    }

    fn read_all(&self) -> Result<Arc<Vec<Arc<Line>>>, LedgerError> {
        Ok(Arc::new(self.recording.book().lines()?.into_iter().map(Arc::new).collect()))
    }

    /// The lines that the events since then were about; `None` where others may have changed as well.
    fn changed_since(&self, then: usize) -> Option<Vec<String>> {
        let new = self.recording.events().get(then..)?;
        let of_one_line = |event: &Event| {
            kind(&event.kind)
                .is_some_and(|kind| kind.subject == Subject::Line && kind.id != "survey")
        };
        new.iter().all(of_one_line).then(|| new.iter().map(|event| event.subject.clone()).collect())
    }

    fn read_again(
        &self,
        mut lines: Arc<Vec<Arc<Line>>>,
        changed: &[String],
    ) -> Result<Arc<Vec<Arc<Line>>>, LedgerError> {
        let all = Arc::make_mut(&mut lines);
        for id in changed {
            let Some(line) = self.recording.book().line(id)? else { continue };
            if let Ok(at) = all.binary_search_by_key(&line.number, |line| line.number) {
                all[at] = Arc::new(line);
            }
        }
        Ok(lines)
    }

    /// Puts a failure aside that no script may swallow.
    pub(crate) fn broken<T>(&mut self, failed: Failed) -> Answer<T> {
        self.broken.get_or_insert(failed);
        Err(Fault::new(codes::OUTSIDE).hold())
    }
}

/// Begins a run on this thread. It ends when what is given back is asked to.
pub(crate) fn install(context: Context) -> Installed {
    let before = CONTEXT.replace(Some(context));
    debug_assert!(before.is_none(), "one run at a time on a thread");
    Installed
}

/// A run in progress: dropped, it takes its transaction back.
pub(crate) struct Installed;

impl Installed {
    /// Ends the run and gives back what it was about.
    pub(crate) fn end(run: Self) -> Context {
        let _ended = run;
        CONTEXT.take().expect("it was installed and nobody else takes it")
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        drop(CONTEXT.take());
    }
}

/// Works with the run in progress.
///
/// # Errors
/// What the work raises; `outside-a-run` where nothing is in progress.
pub(crate) fn with<T>(work: impl FnOnce(&mut Context) -> Answer<T>) -> Answer<T> {
    CONTEXT.with_borrow_mut(|context| match context {
        Some(context) => work(context),
        None => Err(Fault::new(codes::OUTSIDE_A_RUN).hold()),
    })
}

/// Works as if no run were in progress.
pub(crate) fn without<T>(work: impl FnOnce() -> T) -> T {
    let context = CONTEXT.take();
    let answer = work();
    CONTEXT.set(context);
    answer
}

/// The same for questions to the record: where it cannot be read, the script ends, and the error of the
/// record is told.
pub(crate) fn ask<T>(work: impl FnOnce(&mut Context) -> Result<T, LedgerError>) -> Answer<T> {
    with(|context| work(context).or_else(|error| context.broken(Failed::Ledger(error))))
}

/// The dates that the office's scripts set, for the years that matter now and the one asked about.
///
/// # Errors
/// The first thing that is wrong with them.
pub(crate) fn local_dates(asked: Option<i64>) -> Answer<Arc<Vec<LocalDate>>> {
    let (workflow, region, years) = ask(|context| {
        let mut years = context.recording.book().years()?;
        years.extend(asked);
        years.push(i64::from(context.place.today.year()));
        years.sort_unstable();
        years.dedup();
        Ok((context.workflow.clone(), context.place.office.region, years))
    })?;
    if let Some(known) = with(|context| Ok(context.local.clone()))?
        && known.0 == years
    {
        return Ok(known.1);
    }
    let dates = workflow
        .milestones(region, &years)
        .or_else(|mut errors| with(|context| context.broken(Failed::Script(errors.remove(0)))))?;
    let dates = Arc::new(dates);
    with(|context| {
        context.local = Some((years, Arc::clone(&dates)));
        Ok(())
    })?;
    Ok(dates)
}

/// The same for our own code around the scripts.
pub(crate) fn within<T>(work: impl FnOnce(&mut Context) -> T) -> T {
    CONTEXT.with_borrow_mut(|context| work(context.as_mut().expect("a run is in progress")))
}
