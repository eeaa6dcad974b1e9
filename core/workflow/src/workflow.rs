//! The scripts of an office: read from its folder, compiled together, their hooks bound.

use crate::budget::MemoryMeter;
use crate::engine::Room;
use crate::error::ScriptError;
use crate::hooks::{self, AsWritten, Hooks};
use crate::imports::ENDING;
use crate::limits::Limits;
use crate::set::ScriptSet;
use crate::{testing, words};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of scripts in an office's folder.
pub const SCRIPTS: &str = "scripts";
/// The folder of their tests, in the folder of scripts.
pub const TESTS: &str = "tests";
/// What the definitions of words end in, which editors read and nobody runs.
const DEFINITIONS: &str = ".d.rhai";

/// The scripts of an office, ready to take part. A clone is the same.
#[derive(Clone, Debug, Default)]
pub struct Workflow(Option<Arc<Bound>>);

#[derive(Debug)]
struct Bound {
    set: ScriptSet,
    hooks: Hooks,
}

impl Room {
    /// The room of an office's scripts: with the words of the field, and `args` at the top of a script.
    pub fn of_office(limits: Limits, meter: MemoryMeter) -> Self {
        Self::new(limits, meter).with_words(words::register).with_given(&["args", "参数"])
    }
}

/// A script as its file holds it: its name in the set, and its text.
pub type File = (String, String);

impl Workflow {
    /// Compiles files and binds their hooks. Without any file nothing takes part.
    ///
    /// # Errors
    /// All that is wrong in all files.
    pub fn compile(room: &Room, files: &[File]) -> Result<Self, Vec<ScriptError>> {
        if files.is_empty() {
            return Ok(Self::default());
        }
        let set = ScriptSet::compile(room, files).map_err(|errors| with_hooks(errors, files))?;
        let hooks = Hooks::bind(&set)?;
        Ok(Self(Some(Arc::new(Bound { set, hooks }))))
    }

    /// The compiled set; `None` where the office has no scripts.
    pub fn set(&self) -> Option<ScriptSet> {
        self.0.as_ref().map(|bound| bound.set.clone())
    }

    /// The hooks, in the order in which they are called.
    pub fn hooks(&self) -> &Hooks {
        static NONE: std::sync::LazyLock<Hooks> = std::sync::LazyLock::new(Hooks::default);
        self.0.as_ref().map_or_else(|| &*NONE, |bound| &bound.hooks)
    }

    /// The hash of the set; `None` where the office has no scripts.
    pub fn hash(&self) -> Option<&str> {
        self.0.as_ref().map(|bound| bound.set.hash())
    }
}

/// Mistakes of scripts together with those of their hooks and tests, in the order of files and lines.
fn with_hooks(mut errors: Vec<ScriptError>, files: &[File]) -> Vec<ScriptError> {
    let written = AsWritten::of(files);
    errors.extend(hooks::wrong(&written));
    errors.extend(testing::wrong(&written.functions, &|script| written.text(script)));
    errors.sort_by(ScriptError::by_place);
    errors
}

/// The file of a script that was named with or without its ending.
pub fn script_file(name: &str) -> String {
    match name.strip_suffix(ENDING) {
        Some(_) => name.to_owned(),
        None => format!("{name}{ENDING}"),
    }
}

/// The scripts in an office's folder, by name; with their tests where they are wanted. No folder, no
/// scripts.
///
/// # Errors
/// The file or folder that could not be read.
pub fn files(office: &Path, tests: bool) -> Result<Vec<File>, (PathBuf, io::Error)> {
    let folder = office.join(SCRIPTS);
    let mut files = in_folder(&folder, "")?;
    if tests {
        files.extend(in_folder(&folder.join(TESTS), "tests/")?);
    }
    files.sort();
    Ok(files)
}

fn in_folder(folder: &Path, before: &str) -> Result<Vec<File>, (PathBuf, io::Error)> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err((folder.to_owned(), error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| (folder.to_owned(), error))?.path();
        if !is_script(&path) || !path.is_file() {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // What editors and shared drives put beside a file (`._annual.rhai`) is no script.
        if name.starts_with('.') {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| (path.clone(), error))?;
        files.push((format!("{before}{name}"), text));
    }
    Ok(files)
}

/// Whether a file is a script by its name; `.d.rhai` are definitions for editors.
fn is_script(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(ENDING) && !name.ends_with(DEFINITIONS)
}
