//! What is watched, and which of its files hold something else than when they were last looked at.

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A folder to watch, or one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    pub(crate) path: PathBuf,
    depth: Depth,
    endings: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    File,
    Folder,
    Tree,
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

    /// Every file of a folder and of those below it, but what editors leave beside the file they save.
    pub fn everything(path: &Path) -> Self {
        Self { path: path.to_owned(), depth: Depth::Tree, endings: &[] }
    }

    fn wants(&self, path: &Path) -> bool {
        if self.endings.is_empty() {
            return !leftover(path);
        }
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| self.endings.contains(&ending))
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
                if path.is_dir() {
                    if self.depth == Depth::Tree {
                        folders.push(path);
                    }
                // An editor's lock is a link that leads nowhere.
                } else if path.is_file() && self.wants(&path) {
                    files.push(path);
                }
            }
        }
        files
    }

    /// Whether something at this path may concern it: in it, or above it.
    pub(crate) fn concerns(&self, path: &Path) -> bool {
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

/// What is watched, and what its files held when they were last looked at.
pub(crate) struct Watching {
    watcher: RecommendedWatcher,
    folders: BTreeMap<PathBuf, RecursiveMode>,
    pub(crate) watches: Vec<Watch>,
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
    /// Nothing is watched yet.
    pub(crate) fn new(watcher: RecommendedWatcher) -> Self {
        Self { watcher, folders: BTreeMap::new(), watches: Vec::new(), seen: BTreeMap::new() }
    }

    /// Watches what is asked for now. A folder that was itself replaced is watched anew.
    pub(crate) fn follow(&mut self, watches: Vec<Watch>, dirty: &BTreeSet<PathBuf>) {
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
    pub(crate) fn changes(&mut self, dirty: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
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

/// Whether an editor made it to save another file: `.name.swp`, `.#name`, `#name#`, `name~`, `name.tmp`,
/// and the number by which vim asks whether it may write.
fn leftover(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    name.starts_with(['.', '#'])
        || name.ends_with('~')
        || name == "4913"
        || ["swp", "swx", "tmp", "bak"].contains(&ending.as_ref())
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
