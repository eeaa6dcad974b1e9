//! What stops a command, as a person reads it: what, where, why, and what to do.

use crate::messages::Messages;
use phaseout_documents::{HeaderProblem, OpenError, ReadError};
use phaseout_host::HostError;
use phaseout_ledger::{LedgerError, OfficeError, Refusal, State};
use phaseout_screening::RunError;
use serde_json::{Value, json};

/// How a command ended, when it was not stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done.
    Done,
    /// Done, with findings, and `--check` was given.
    Findings,
    /// The faults that it looked for were found.
    Faults,
}

/// An error with a code, its place, and what the message needs.
#[derive(Debug, Clone)]
pub(crate) struct Fault(Box<Inner>);

#[derive(Debug, Clone)]
pub(crate) struct Inner {
    code: String,
    place: Option<String>,
    arguments: Vec<(&'static str, String)>,
    /// Lines that follow the message.
    pub(crate) lines: Vec<String>,
    /// What else was found in the same pass.
    pub(crate) more: Vec<Fault>,
    /// What may have been meant.
    pub(crate) suggestion: Option<String>,
    exit: u8,
    broken_pipe: bool,
}

impl std::ops::Deref for Fault {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::ops::DerefMut for Fault {
    fn deref_mut(&mut self) -> &mut Inner {
        &mut self.0
    }
}

impl Fault {
    /// Wrong use: exit 2.
    pub(crate) fn usage(code: &str) -> Self {
        Self::new(code, 2)
    }

    /// Refused, or could not finish: exit 3.
    pub(crate) fn refused(code: &str) -> Self {
        Self::new(code, 3)
    }

    /// The record's integrity is broken: exit 4.
    pub(crate) fn integrity(code: &str) -> Self {
        Self::new(code, 4)
    }

    /// What the ledger would not do, all of it.
    pub(crate) fn ledger(error: &LedgerError) -> Self {
        match error {
            LedgerError::Refused(refusals) => {
                let all = Self::together(refusals.iter().map(Self::refusal));
                all.unwrap_or_else(|| Self::refused("refusal-unknown"))
            }
            LedgerError::Store { code, detail } => {
                let code = format!("ledger-{code}");
                let fault = if error.is_integrity() {
                    Self::integrity(&code)
                } else {
                    Self::refused(&code)
                };
                fault.with("detail", detail)
            }
        }
    }

    /// A guard of the ledger refused.
    pub(crate) fn refusal(refusal: &Refusal) -> Self {
        let code = format!("refusal-{}", refusal.code);
        // A word that no kind and no fact has is wrong use, as an unknown option is.
        let fault = match refusal.code {
            "kind-unknown" | "fact-unknown" => Self::usage(&code),
            _ => Self::refused(&code),
        };
        let mut fault = if refusal.subject.is_empty() { fault } else { fault.at(&refusal.subject) };
        for (name, value) in &refusal.arguments {
            if *name == "suggestion" {
                fault.suggestion = Some(value.clone()).filter(|value| value != "-");
            }
            fault.arguments.push((name, value.clone()));
        }
        fault
    }

    /// Says it in other words: the code is the message's id.
    pub(crate) fn say_instead(&mut self, code: &str) {
        code.clone_into(&mut self.code);
    }

    /// Changes an argument of the message.
    pub(crate) fn change(&mut self, name: &str, with: impl Fn(&str) -> String) {
        for (own, value) in &mut self.arguments {
            if *own == name {
                *value = with(value);
            }
        }
    }

    /// An `office.toml` that cannot be used.
    pub(crate) fn office(path: &str, error: &OfficeError) -> Self {
        let place = match error.line {
            Some(line) => format!("{path}:{line}"),
            None => path.to_owned(),
        };
        Self::refused(error.code).at(&place).with("detail", &error.detail)
    }

    /// What was found in one pass, as the first fault with the others behind it; `None` where nothing was.
    pub(crate) fn together(faults: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut faults = faults.into_iter();
        let mut first = faults.next()?;
        first.more.extend(faults);
        Some(first)
    }

    fn new(code: &str, exit: u8) -> Self {
        Self(Box::new(Inner {
            code: code.to_owned(),
            place: None,
            arguments: Vec::new(),
            lines: Vec::new(),
            more: Vec::new(),
            suggestion: None,
            exit,
            broken_pipe: false,
        }))
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.arguments.push((name, value.to_owned()));
        self
    }

    pub(crate) fn at(mut self, place: &str) -> Self {
        self.place = Some(place.to_owned());
        self
    }

    /// The reader of our output is gone, as `head` is.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }

    pub(crate) fn exit(&self) -> u8 {
        self.exit
    }

    /// Whether both have the same code.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        self.code == other.code
    }

    /// Each thing that is wrong, for other programs.
    pub(crate) fn json(&self, messages: &Messages) -> Vec<Value> {
        let place = self.place.as_deref().unwrap_or_default();
        let (path, line) = match place.rsplit_once(':') {
            Some((path, line)) if line.parse::<u64>().is_ok() => (path, line.parse().ok()),
            _ => (place, None::<u64>),
        };
        let alone = Self(Box::new(Inner { more: Vec::new(), ..(*self.0).clone() }));
        let message = alone.words(messages, "word-error").join("\n");
        let own = json!({ "code": self.code, "path": path, "line": line, "message": message });
        let more = self.more.iter().flat_map(|fault| fault.json(messages));
        std::iter::once(own).chain(more).collect()
    }

    pub(crate) fn host(error: &HostError) -> Self {
        let mut fault =
            Self::refused(&format!("host-{}", error.code)).at(&error.path.display().to_string());
        fault.arguments.clone_from(&error.arguments);
        fault
    }

    pub(crate) fn open(error: &OpenError) -> Self {
        let fault = Self::refused(error.code()).at(error.path());
        match error {
            OpenError::Io { detail, .. } | OpenError::Damaged { detail, .. } => {
                fault.with("detail", detail)
            }
            OpenError::Mislabelled { extension, found, .. } => {
                fault.with("extension", extension).with("found", found_words(*found))
            }
            OpenError::NotATable { found, .. } => fault.with("found", found_words(*found)),
            OpenError::TooLarge { length, limit, .. } => {
                fault.with("length", &length.to_string()).with("limit", &limit.to_string())
            }
            _ => fault,
        }
    }

    pub(crate) fn read(path: &str, error: &ReadError) -> Self {
        let fault = Self::refused(error.code()).at(path);
        match error {
            ReadError::Io { detail, .. } | ReadError::Damaged { detail, .. } => {
                fault.with("detail", detail)
            }
            ReadError::RecordTooLong { row } => fault.with("row", &row.to_string()),
            ReadError::Changed => fault,
        }
    }

    pub(crate) fn run(error: &RunError) -> Self {
        match error {
            RunError::Read { path, error } => Self::read(path, error),
            RunError::Map { path, problems } => {
                let all = problems.iter().map(|problem| Self::header(problem).at(path));
                Self::together(all).unwrap_or_else(|| Self::usage("map-form"))
            }
            RunError::NoHeader { path } => Self::refused("file-no-header").at(path),
            RunError::Plugin(error) => Self::host(error),
            RunError::Write(error) => Self::write("-", error),
        }
    }

    /// A header or `--map` at fault; wrong use where the map is.
    pub(crate) fn header(problem: &HeaderProblem) -> Self {
        let (mut fault, suggestion) = match problem {
            HeaderProblem::Repeated { field, header, .. } => (
                Self::refused("header-repeated").with("field", field).with("header", header),
                &None,
            ),
            HeaderProblem::UnknownField { field, suggestion } => {
                (Self::usage("map-unknown-field").with("field", field), suggestion)
            }
            HeaderProblem::UnknownHeader { header, suggestion, .. } => {
                (Self::usage("map-unknown-header").with("header", header), suggestion)
            }
        };
        fault.suggestion.clone_from(suggestion);
        fault
    }

    /// Something could not be written.
    pub(crate) fn write(path: &str, error: &std::io::Error) -> Self {
        let mut fault =
            Self::refused("output-failed").with("path", path).with("reason", &error.to_string());
        fault.broken_pipe = error.kind() == std::io::ErrorKind::BrokenPipe;
        fault
    }

    /// The lines to print, this fault's first.
    pub(crate) fn words(&self, messages: &Messages, level: &str) -> Vec<String> {
        let named: Vec<(&str, String)> = self
            .arguments
            .iter()
            .map(|(name, value)| (*name, in_words(messages, name, value)))
            .collect();
        let arguments: Vec<(&str, &str)> =
            named.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let message = messages.say(&self.code, &arguments);
        let place = self.place.as_ref().map_or_else(String::new, |place| {
            format!("{}: ", crate::words::subject(messages, place))
        });
        let mut words = vec![format!("{}: {place}{message}", messages.word(level))];
        words.extend(self.lines.iter().cloned());
        if let Some(suggestion) = &self.suggestion {
            words
                .push(format!("  {}", messages.say("did-you-mean", &[("suggestion", suggestion)])));
        }
        if let Some(hint) = messages.try_say(&format!("{}-hint", self.code), &arguments) {
            words.push(format!("  {}: {hint}", messages.word("word-hint")));
        }
        for other in &self.more {
            words.extend(other.words(messages, level));
        }
        words
    }
}

/// Steps, states and verdicts by their names in the language of messages.
pub(crate) fn in_words(messages: &Messages, name: &str, value: &str) -> String {
    let step = |id: &str| {
        let zh = phaseout_ledger::kind::kind(id)
            .map_or_else(|| id.to_owned(), |kind| kind.zh.to_owned());
        messages.choose(&zh, id).to_owned()
    };
    let state = |id: &str| {
        let zh = State::of(id).map_or(id, |state| state.printed());
        messages.choose(zh, id).to_owned()
    };
    match name {
        "step" | "kind" => step(value),
        "state" => state(value),
        "tree" => {
            messages.try_say(&format!("tree-{value}"), &[]).unwrap_or_else(|| value.to_owned())
        }
        "from" => {
            value.split(' ').map(state).collect::<Vec<_>>().join(&messages.word("list-comma"))
        }
        "verdict" => {
            messages.try_say(&format!("verdict-{value}"), &[]).unwrap_or_else(|| value.to_owned())
        }
        "kinds" => {
            let each = value.split(' ').map(|id| match phaseout_ledger::kind::kind(id) {
                Some(kind) if kind.id != step(id) => format!("{} {id}", kind.zh),
                _ => id.to_owned(),
            });
            each.collect::<Vec<_>>().join(&messages.word("list-comma"))
        }
        "industry" => crate::status::industry(messages, value),
        "column" => {
            messages.try_say(&format!("class-{value}"), &[]).unwrap_or_else(|| value.to_owned())
        }
        "subject" | "holder" => crate::words::subject(messages, value),
        _ => crate::words::bounded(messages, value),
    }
}

/// What a file holds, in words that both languages use.
fn found_words(found: phaseout_documents::Found) -> &'static str {
    use phaseout_documents::Found;
    match found {
        Found::Text => "csv",
        Found::Html => "HTML",
        Found::Xml => "XML",
        Found::Xlsx => "xlsx",
        Found::Xlsb => "xlsb",
        Found::Ods => "ods",
        Found::Zip => "zip",
        Found::Ole => "Excel 97–2003 (OLE)",
        Found::Pdf => "PDF",
        Found::Binary => "binary data",
    }
}
