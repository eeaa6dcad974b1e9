//! The one mechanism for everything that reloads while the program runs.
//!
//! Folders are watched; when the content of a file in them has changed, a new value is built aside,
//! checked by whoever builds it, and swapped in whole. A value that cannot be built leaves the one in
//! force, with the reason. Whoever works takes one [`Live::load`] and ends on what it began with.
//!
//! Editors, build tools and copying programs save in many ways: over the old file, by a new name, by a
//! hard link, in pieces. So an event only says where to look; what counts is the content, by its hash,
//! once nothing has happened for [`QUIET`]. That also keeps our own reading, which makes events, from
//! waking us for ever.

use crate::error::HostError;
use crate::watching::{Watch, Watching};
use arc_swap::ArcSwap;
use notify::event::{AccessKind, AccessMode, EventKind};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// So long nothing may happen before a change counts as complete. Longer answers later, shorter meets
/// more files half written.
pub const QUIET: Duration = Duration::from_millis(50);

/// Where events never cease, a change is looked at after this time all the same.
pub const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// What became of a change.
#[derive(Debug)]
pub struct Outcome<E> {
    /// The number of the generation that is in force now; the first is 1.
    pub generation: u64,
    /// The files whose content changed, appeared or went.
    pub changed: Vec<PathBuf>,
    /// Why the change was not taken; `None`: it is in force.
    pub refused: Option<E>,
    /// From the first event to the swap, or to the refusal.
    pub took: Duration,
    /// The part of it that building and checking took.
    pub built_in: Duration,
}

/// Why watching could not begin.
#[derive(Debug)]
pub enum StartError<F> {
    /// The system's watching could not be set up.
    Watch(HostError),
    /// There is no first value.
    Build(F),
}

/// A value that follows the files it is made from.
#[derive(Debug)]
pub struct Live<T> {
    current: Arc<ArcSwap<Numbered<T>>>,
    signals: Sender<Signal>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Numbered<T> {
    number: u64,
    value: Arc<T>,
}

enum Signal {
    Event(notify::Result<notify::Event>),
    Stop,
}

impl<T: Send + Sync + 'static> Live<T> {
    /// Watches, builds the first value, and then a new one after every change, on a thread of its own
    /// that ends with this. `watches` says what to watch, and is asked again after every change;
    /// `build` gets the value in force and the files that changed; `report` hears every outcome.
    ///
    /// # Errors
    /// The system cannot watch, or there is no first value.
    pub fn start<E, F>(
        watches: impl Fn() -> Vec<Watch> + Send + 'static,
        first: impl FnOnce() -> Result<T, F>,
        build: impl Fn(&T, &[PathBuf]) -> Result<T, E> + Send + 'static,
        report: impl Fn(Outcome<E>) + Send + 'static,
    ) -> Result<Self, StartError<F>> {
        let (signals, received) = channel();
        let to_us = signals.clone();
        let handler = move |event| drop(to_us.send(Signal::Event(event)));
        let system = notify::recommended_watcher(handler)
            .map_err(|error| StartError::Watch(unwatchable(&error)))?;
        let mut watching = Watching::new(system);
        // What changes while the first value is built is noticed afterwards.
        watching.follow(watches(), &BTreeSet::new());
        watching.changes(&BTreeSet::new());
        let value = first().map_err(StartError::Build)?;
        let current =
            Arc::new(ArcSwap::from_pointee(Numbered { number: 1, value: Arc::new(value) }));
        let in_force = Arc::clone(&current);
        let thread = std::thread::spawn(move || {
            while let Some((dirty, since)) = next_change(&received, &watching.watches) {
                watching.follow(watches(), &dirty);
                let changed = watching.changes(&dirty);
                if changed.is_empty() {
                    continue;
                }
                let begun = Instant::now();
                let now = in_force.load_full();
                let (generation, refused) = match build(&now.value, &changed) {
                    Ok(value) => {
                        let next = Numbered { number: now.number + 1, value: Arc::new(value) };
                        in_force.store(Arc::new(next));
                        (now.number + 1, None)
                    }
                    Err(refused) => (now.number, Some(refused)),
                };
                let (took, built_in) = (since.elapsed(), begun.elapsed());
                report(Outcome { generation, changed, refused, took, built_in });
            }
        });
        Ok(Self { current, signals, thread: Some(thread) })
    }
}

impl<T> Live<T> {
    /// The value in force. A run takes one and ends on it, whatever is swapped meanwhile.
    pub fn load(&self) -> Arc<T> {
        Arc::clone(&self.current.load().value)
    }

    /// The value in force with its number.
    pub fn numbered(&self) -> (u64, Arc<T>) {
        let current = self.current.load();
        (current.number, Arc::clone(&current.value))
    }

    /// The number of the generation in force; the first is 1.
    pub fn generation(&self) -> u64 {
        self.current.load().number
    }
}

impl<T> Drop for Live<T> {
    fn drop(&mut self) {
        let _ = self.signals.send(Signal::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was printed when it happened.
            let _ = thread.join();
        }
    }
}

/// The paths that events named since the first of them, once it is quiet. `None`: it is time to stop.
fn next_change(
    signals: &Receiver<Signal>,
    watches: &[Watch],
) -> Option<(BTreeSet<PathBuf>, Instant)> {
    let mut dirty = BTreeSet::new();
    let mut since: Option<Instant> = None;
    let mut last = Instant::now();
    loop {
        let signal = match since {
            None => signals.recv().ok()?,
            Some(first) => {
                let end = (last + QUIET).min(first + LONGEST_WAIT);
                match signals.recv_timeout(end.saturating_duration_since(Instant::now())) {
                    Ok(signal) => signal,
                    Err(RecvTimeoutError::Timeout) => return Some((dirty, first)),
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
            }
        };
        let paths = match signal {
            Signal::Stop => return None,
            Signal::Event(event) => touched(event, watches),
        };
        if !paths.is_empty() {
            last = Instant::now();
            since.get_or_insert(last);
            dirty.extend(paths);
        }
    }
}

/// The paths of an event that may have changed something. Where events were lost, everything may have.
fn touched(event: notify::Result<notify::Event>, watches: &[Watch]) -> Vec<PathBuf> {
    let all = || watches.iter().map(|watch| watch.path.clone()).collect();
    let Ok(event) = event else { return all() };
    if event.need_rescan() {
        return all();
    }
    // Opening and reading are what we do ourselves.
    if matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write))
    {
        return Vec::new();
    }
    let concern = |path: &PathBuf| watches.iter().any(|watch| watch.concerns(path));
    event.paths.into_iter().filter(concern).collect()
}

fn unwatchable(error: &notify::Error) -> HostError {
    let path = error.paths.first().cloned().unwrap_or_default();
    HostError::new("watch-failed", &path).because(error)
}
