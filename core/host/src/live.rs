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
use arc_swap::ArcSwap;
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

/// So long nothing may happen before a change counts as complete. Longer answers later, shorter meets
/// more files half written.
pub const QUIET: Duration = Duration::from_millis(50);

/// Where events never cease, a change is looked at after this time all the same.
pub const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// A folder to watch, or one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    path: PathBuf,
    depth: Depth,
    endings: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    File,
    Folder,
    Tree,
}

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

impl Watch {
    /// One file.
    pub fn file(path: &Path) -> Self {
        Self { path: path.to_owned(), depth: Depth::File, endings: &[] }
    }

    /// The files of a folder with one of these endings; the folder need not be there yet.
    pub fn folder(path: &Path, endings: &'static [&'static str]) -> Self {
        Self { path: path.to_owned(), depth: Depth::Folder, endings }
    }

    /// The same with the folders below it.
    pub fn tree(path: &Path, endings: &'static [&'static str]) -> Self {
        Self { path: path.to_owned(), depth: Depth::Tree, endings }
    }

    /// The files there are.
    fn files(&self) -> Vec<PathBuf> {
        if self.depth == Depth::File {
            return if self.path.is_file() { vec![self.path.clone()] } else { Vec::new() };
        }
        let mut files = Vec::new();
        let mut folders = vec![self.path.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok) {
                let path = entry.path();
                let ending = path.extension().and_then(|ending| ending.to_str());
                if path.is_dir() {
                    if self.depth == Depth::Tree {
                        folders.push(path);
                    }
                } else if ending.is_some_and(|ending| self.endings.contains(&ending)) {
                    files.push(path);
                }
            }
        }
        files
    }

    /// Whether something at this path may concern it: in it, or above it.
    fn concerns(&self, path: &Path) -> bool {
        path.starts_with(&self.path) || self.path.starts_with(path)
    }

    /// The folders that the system has to watch: its own, and the nearest one above that is there, in
    /// which it may be replaced, or appear.
    fn folders(&self) -> Vec<(PathBuf, RecursiveMode)> {
        let mut folders = Vec::new();
        if self.depth != Depth::File && self.path.is_dir() {
            let mode = if self.depth == Depth::Tree {
                RecursiveMode::Recursive
            } else {
                RecursiveMode::NonRecursive
            };
            folders.push((self.path.clone(), mode));
        }
        let above = self.path.ancestors().skip(1).find(|folder| folder.is_dir());
        folders.extend(above.map(|folder| (folder.to_owned(), RecursiveMode::NonRecursive)));
        folders
    }
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
        let mut watching = Watching {
            watcher: system,
            folders: BTreeMap::new(),
            watches: Vec::new(),
            seen: BTreeMap::new(),
        };
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

/// What is watched, and what its files held when they were last looked at.
struct Watching {
    watcher: RecommendedWatcher,
    folders: BTreeMap<PathBuf, RecursiveMode>,
    watches: Vec<Watch>,
    seen: BTreeMap<PathBuf, Seen>,
}

struct Seen {
    stamp: Stamp,
    hash: [u8; 32],
}

/// Length, time of change and number of a file: where one of them is another, its content may be.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp(u64, Option<SystemTime>, u64);

impl Watching {
    /// Watches what is asked for now. A folder that was itself replaced is watched anew.
    fn follow(&mut self, watches: Vec<Watch>, dirty: &BTreeSet<PathBuf>) {
        let mut wanted: BTreeMap<PathBuf, RecursiveMode> = BTreeMap::new();
        for (folder, mode) in watches.iter().flat_map(Watch::folders) {
            let known = wanted.entry(folder).or_insert(mode);
            if mode == RecursiveMode::Recursive {
                *known = mode;
            }
        }
        let replaced = |folder: &Path| dirty.iter().any(|path| folder.starts_with(path));
        let stale = |(folder, mode): &(&PathBuf, &RecursiveMode)| {
            wanted.get(*folder) != Some(mode) || replaced(folder)
        };
        let stale: Vec<PathBuf> =
            self.folders.iter().filter(stale).map(|(folder, _)| folder.clone()).collect();
        for folder in stale {
            // It may be gone, and its watch with it.
            let _ = self.watcher.unwatch(&folder);
            self.folders.remove(&folder);
        }
        for (folder, mode) in wanted {
            // A folder that went a moment ago is asked for again when something happens above it.
            if !self.folders.contains_key(&folder) && self.watcher.watch(&folder, mode).is_ok() {
                self.folders.insert(folder, mode);
            }
        }
        self.watches = watches;
    }

    /// The files whose content is another than when they were last looked at. Read are those that an
    /// event named or whose stamp changed.
    fn changes(&mut self, dirty: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
        let files: BTreeSet<PathBuf> = self.watches.iter().flat_map(Watch::files).collect();
        let mut changed: Vec<PathBuf> =
            self.seen.keys().filter(|path| !files.contains(*path)).cloned().collect();
        self.seen.retain(|path, _| files.contains(path));
        for path in files {
            let stamp = stamp(&path);
            let seen = self.seen.get(&path);
            let named = dirty.iter().any(|dirty| path.starts_with(dirty));
            if !named && seen.is_some_and(|seen| seen.stamp == stamp) {
                continue;
            }
            // A file that cannot be read is another than one that can.
            let hash = std::fs::read(&path).map_or([0; 32], |bytes| Sha256::digest(bytes).into());
            if seen.is_none_or(|seen| seen.hash != hash) {
                changed.push(path.clone());
            }
            self.seen.insert(path, Seen { stamp, hash });
        }
        changed.sort();
        changed
    }
}

fn stamp(path: &Path) -> Stamp {
    #[cfg(unix)]
    let number = |metadata: &std::fs::Metadata| std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    let number = |_: &std::fs::Metadata| 0;
    std::fs::metadata(path).map_or(Stamp(0, None, 0), |metadata| {
        Stamp(metadata.len(), metadata.modified().ok(), number(&metadata))
    })
}
