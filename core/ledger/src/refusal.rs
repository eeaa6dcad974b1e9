//! Why something was not recorded: codes with arguments, words are put to them by the binary.

use std::fmt;

/// A guard that would not let an event pass. Its words stand in the binary's messages under
/// `refusal-<code>` and `refusal-<code>-hint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `wrong-state`, `facts-missing`, …
    pub code: &'static str,
    /// What it is about: a line, an enterprise, a target.
    pub subject: String,
    /// What the message needs.
    pub arguments: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal about a subject.
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

/// Why the ledger could not do what was asked.
#[derive(Debug)]
pub enum LedgerError {
    /// Guards refused; nothing was recorded. All refusals of the pass.
    Refused(Vec<Refusal>),
    /// The file cannot be used as asked: `ledger-<code>` in the binary's messages.
    Store {
        /// `locked`, `read-only`, `foreign`, `newer`, `full`, `damaged`, …
        code: &'static str,
        /// What happened, in the words of the library below.
        detail: String,
    },
}

impl LedgerError {
    pub(crate) fn store(code: &'static str, detail: impl fmt::Display) -> Self {
        Self::Store { code, detail: detail.to_string() }
    }

    /// Whether the file itself is broken: exit 4.
    pub fn is_integrity(&self) -> bool {
        matches!(
            self,
            Self::Store { code: "damaged" | "truncated" | "chain-broken" | "event-unreadable", .. }
        )
    }
}

impl From<Refusal> for LedgerError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let code = match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => "locked",
            Some(Code::ReadOnly) => "read-only",
            Some(Code::DiskFull) => "full",
            Some(Code::NotADatabase) => "foreign",
            Some(Code::CannotOpen | Code::PermissionDenied) => "cannot-open",
            Some(Code::SystemIoFailure) => "input-output",
            // A text that is not UTF-8, a number in a column of texts: nobody but a stranger wrote it.
            Some(Code::DatabaseCorrupt) | None => "damaged",
            Some(_) => "failed",
        };
        Self::store(code, error)
    }
}

/// What the ledger's own functions give back.
pub(crate) type Result<T, E = LedgerError> = std::result::Result<T, E>;
