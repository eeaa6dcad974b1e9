//! What a person should look at although no guard refuses it: rules that were not confirmed, facts that a
//! rule asks for and nobody gave. A note decides nothing.

use std::fmt;

/// A remark about a line, a project, a source of money. Its words stand in the binary's messages under
/// `note-<code>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// `fund-use-unconfirmed`, `replacement-short`, …
    pub code: &'static str,
    /// What it is about.
    pub subject: String,
    /// What the message needs.
    pub arguments: Vec<(&'static str, String)>,
}

impl Note {
    /// A note about a subject.
    pub fn new(code: &'static str, subject: impl Into<String>) -> Self {
        Self { code, subject: subject.into(), arguments: Vec::new() }
    }

    /// Adds an argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }
}
