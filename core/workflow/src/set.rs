//! All scripts of an office, compiled together and put in force together.

use crate::compile::compiled;
use crate::engine::Room;
use crate::error::ScriptError;
use crate::limits::Limits;
use crate::vocabulary::Vocabulary;
use rhai::{AST, Engine, ImmutableString, Stmt};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The scripts of an office. A clone is the same set; what was compiled never changes.
#[derive(Clone)]
pub struct ScriptSet(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) room: Room,
    pub(crate) files: Vec<File>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) functions: Vec<Function>,
    pub(crate) hash: String,
}

/// A file of a set.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) ast: AST,
    /// Constants and imports at the top, which every function of the file may use.
    pub(crate) declarations: Vec<Stmt>,
    /// Whether something stands at the top that does more than declare.
    pub(crate) does: bool,
    pub(crate) bodies: Vec<Body>,
    /// Names of entries and properties, for suggestions.
    pub(crate) properties: BTreeSet<String>,
    pub(crate) declared: BTreeSet<String>,
}

/// What a function does. It is evaluated as statements at the top, with its parameters in scope: called as
/// a function, the engine would forget the place of every limit that ends it.
pub(crate) struct Body {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) parameters: Vec<ImmutableString>,
    pub(crate) statements: Vec<Stmt>,
}

/// A function that can be called from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Callable {
    pub(crate) file: usize,
    pub(crate) function: usize,
}

/// A function of a script, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// The file that it stands in.
    pub script: String,
    /// Where its name stands, from 1.
    pub line: usize,
    /// Where its name stands in the line, from 1.
    pub column: usize,
    /// The comment above it (`///`), without the slashes.
    pub doc: String,
    /// Whether only its own file may call it.
    pub private: bool,
    /// How it is called.
    pub callable: Callable,
}

impl ScriptSet {
    /// Compiles the files of a set: name (`annual.rhai`, `tests/annual.rhai`) and text. Their order does
    /// not matter.
    ///
    /// # Errors
    /// All that is wrong in all files, in the order of their names. Within a file the parser stops at its
    /// first error; what it found inside one function does not hide what is wrong in the others.
    pub fn compile(room: &Room, files: &[(String, String)]) -> Result<Self, Vec<ScriptError>> {
        compiled(room, files).map(|inner| Self(Arc::new(inner)))
    }

    /// SHA-256 over the names and texts of all files, in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.0.hash
    }

    /// The names of the files, in order.
    pub fn scripts(&self) -> impl Iterator<Item = &str> {
        self.0.files.iter().map(|file| file.name.as_str())
    }

    /// The text of a file.
    pub(crate) fn text(&self, script: &str) -> Option<&str> {
        self.0.files.iter().find(|file| file.name == script).map(|file| file.text.as_str())
    }

    /// Whether a file of the set has this text.
    pub fn has(&self, script: &str, text: &str) -> bool {
        self.text(script) == Some(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// Whether a file does something when it is run: more than declare constants, imports, functions.
    pub fn does_something(&self, script: &str) -> bool {
        self.0.files.iter().any(|file| file.name == script && file.does)
    }

    /// All functions, by file and then by place.
    pub fn functions(&self) -> &[Function] {
        &self.0.functions
    }

    /// A function that other files may call, by its file, name and number of parameters.
    pub fn function(&self, script: &str, name: &str, count: usize) -> Option<&Function> {
        self.0.functions.iter().find(|function| {
            function.script == script
                && function.name == name
                && function.parameters.len() == count
                && !function.private
        })
    }

    /// The limits that its scripts run under.
    pub fn limits(&self) -> &Limits {
        self.0.room.limits()
    }
}

impl std::fmt::Debug for ScriptSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptSet").field("hash", &self.0.hash).finish_non_exhaustive()
    }
}
