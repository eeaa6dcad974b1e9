//! Why a plugin, a folder or a criterion set could not be used.

use std::path::{Path, PathBuf};

/// A code with arguments; its words stand in the binary's messages under `host-<code>` and
/// `host-<code>-hint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostError {
    /// What is wrong, in lower-case letters and hyphens.
    pub code: &'static str,
    /// The file or folder that it is about.
    pub path: PathBuf,
    /// What the message needs.
    pub arguments: Vec<(&'static str, String)>,
}

impl HostError {
    /// An error about a path.
    pub fn new(code: &'static str, path: &Path) -> Self {
        Self { code, path: path.to_owned(), arguments: Vec::new() }
    }

    /// Adds an argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// An error of another library with everything that it says of its causes.
    #[must_use]
    pub fn because(self, error: &dyn std::error::Error) -> Self {
        self.with("reason", chain(error))
    }
}

impl std::fmt::Display for HostError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.code)?;
        for (name, value) in &self.arguments {
            write!(f, ", {name} = {value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for HostError {}

/// The whole chain: a loader's own words often stand in the last link only.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        next = cause.source();
    }
    text
}
