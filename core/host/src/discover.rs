//! Where plugins are looked for, and which one speaks for an industry.

use crate::error::HostError;
use crate::structure::{Structure, examine};
use std::path::{Path, PathBuf};

/// A place to look in: a folder, or one library or data folder named by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder or file.
    pub path: PathBuf,
    /// Why it is looked at: `--plugins`, `PHASEOUT_PLUGINS`, `office`, `binary`, `lib`.
    pub origin: &'static str,
}

/// A library or data folder that counts as a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The library file, or the folder that holds a `plugin.toml`.
    pub path: PathBuf,
    /// The place it was found in, counted from 0.
    pub place: usize,
    /// A folder, not a library.
    pub folder: bool,
    /// The library's bytes, as they were examined; what is loaded later is a copy of these.
    pub bytes: Vec<u8>,
}

/// All that was found, in the order of the places and of names within them.
#[derive(Debug, Default)]
pub struct Found {
    /// What counts as a plugin.
    pub candidates: Vec<Candidate>,
    /// What looked like one and could not be read.
    pub errors: Vec<HostError>,
}

/// Looks into every place. A place that does not exist holds nothing, unless it was named by hand.
pub fn discover(places: &[Place]) -> Found {
    let mut found = Found::default();
    let mut seen: Vec<PathBuf> = Vec::new();
    for (number, place) in places.iter().enumerate() {
        let real = std::fs::canonicalize(&place.path).unwrap_or_else(|_| place.path.clone());
        if seen.contains(&real) {
            continue;
        }
        seen.push(real);
        if place.path.is_file() {
            found.library(&place.path, number, true);
        } else if place.path.join("plugin.toml").is_file() {
            found.folder(&place.path, number);
        } else if place.path.is_dir() {
            found.look_in(&place.path, number);
        } else if matches!(place.origin, "--plugins" | "PHASEOUT_PLUGINS") {
            found
                .errors
                .push(HostError::new("place-missing", &place.path).with("origin", place.origin));
        }
    }
    found
}

impl Found {
    fn look_in(&mut self, folder: &Path, place: usize) {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.errors.push(HostError::new("place-unreadable", folder).because(&error));
                return;
            }
        };
        let mut paths: Vec<PathBuf> =
            entries.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                if path.join("plugin.toml").is_file() {
                    self.folder(&path, place);
                }
            } else if path
                .extension()
                .is_some_and(|ending| ending == std::env::consts::DLL_EXTENSION)
            {
                self.library(&path, place, false);
            }
        }
    }

    fn folder(&mut self, path: &Path, place: usize) {
        self.candidates.push(Candidate {
            path: path.to_owned(),
            place,
            folder: true,
            bytes: Vec::new(),
        });
    }

    /// A library that exports no entry symbol is somebody else's, and passed over unless it was named
    /// by hand; one that is cut short is reported.
    fn library(&mut self, path: &Path, place: usize, by_hand: bool) {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.errors.push(HostError::new("library-unreadable", path).because(&error));
                return;
            }
        };
        match examine(&bytes) {
            Structure::Plugin => {
                self.candidates.push(Candidate {
                    path: path.to_owned(),
                    place,
                    folder: false,
                    bytes,
                });
            }
            Structure::NoEntry if by_hand => {
                self.errors.push(HostError::new("library-no-entry", path));
            }
            Structure::NoEntry => {}
            Structure::Damaged(reason) => {
                self.errors.push(HostError::new("library-damaged", path).with("reason", reason));
            }
        }
    }
}
