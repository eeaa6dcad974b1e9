//! Loads libraries, each content once: tried in a child process, then copied aside and opened.
//!
//! Code stays loaded for as long as the process lives, so the same bytes are never opened twice: a
//! changed criterion file costs no library, and a library put back as it was is there already.

use crate::discover::Candidate;
use crate::error::HostError;
use crate::library::{Description, Library, copy_aside};
use crate::probe::Prober;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What was loaded so far, and how new libraries are tried. One for all generations of a process.
#[derive(Debug, Default)]
pub struct Loader {
    prober: Option<Prober>,
    shelf: Mutex<BTreeMap<[u8; 32], (Library, Description)>>,
}

/// A library with what it says of itself.
pub(crate) struct Loaded {
    pub(crate) library: Library,
    pub(crate) said: Description,
    pub(crate) sha256: [u8; 32],
}

impl Loader {
    /// A loader that tries every library in a child process first; without a prober only what a child
    /// process itself loads should be loaded.
    pub fn new(prober: Option<Prober>) -> Self {
        Self { prober, shelf: Mutex::default() }
    }

    /// How many libraries are loaded. They are never unloaded, so each costs its memory to the end.
    pub fn loaded(&self) -> usize {
        self.shelf().len()
    }

    /// Loads the libraries among the candidates; folders give `None`. Children run side by side.
    pub(crate) fn load(&self, candidates: &[Candidate]) -> Vec<Option<Result<Loaded, HostError>>> {
        std::thread::scope(|scope| {
            let libraries = candidates.iter().map(|candidate| {
                let tried = || self.one(candidate);
                (!candidate.folder).then(|| scope.spawn(tried))
            });
            let libraries: Vec<_> = libraries.collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, _>| match thread.join() {
                Ok(loaded) => loaded,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            libraries.into_iter().map(|library| library.map(join)).collect()
        })
    }

    fn one(&self, candidate: &Candidate) -> Result<Loaded, HostError> {
        let path = &candidate.path;
        let sha256: [u8; 32] = Sha256::digest(&candidate.bytes).into();
        if let Some((library, said)) = self.shelf().get(&sha256) {
            return Ok(Loaded { library: library.at(path), said: said.clone(), sha256 });
        }
        let copy = copy_aside(path, &candidate.bytes)?;
        if let Some(prober) = &self.prober {
            prober.probe(path, &copy)?;
        }
        let (library, said) = Library::open(path, &copy)?;
        self.shelf().insert(sha256, (library.clone(), said.clone()));
        Ok(Loaded { library, said, sha256 })
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, BTreeMap<[u8; 32], (Library, Description)>> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
