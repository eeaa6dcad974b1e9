//! What is wrong with a script: a code with its place and arguments. Words are put to it by the binary,
//! under `script-<code>` and `script-<hint>-hint`.

use crate::codes;
use rhai::{Dynamic, EvalAltResult, Position};
use std::fmt;

/// A place in a line of a script, counted in characters from 0; `to` is behind the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The whole line.
    pub text: String,
    /// Where the mark begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// A call on the way to the error, the innermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The function that was called; empty for one without a name.
    pub function: String,
    /// The script in which the call stands.
    pub script: String,
    /// Its line, where it is known.
    pub line: Option<usize>,
}

/// Why a script was not taken, or ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// One of [`codes::CODES`], or of a [`Fault`] of the host's functions.
    pub code: &'static str,
    /// The script's name, as it was given; empty where no script is at fault.
    pub script: String,
    /// Its line, from 1, where it is known.
    pub line: Option<usize>,
    /// The character in the line, from 1, where it is known.
    pub column: Option<usize>,
    /// The line itself, with the part that is meant.
    pub marked: Option<Box<Marked>>,
    /// What the message needs. Types are named by ids: see [`ScriptError::worded`].
    pub arguments: Vec<(&'static str, String)>,
    /// How it came there.
    pub callers: Box<[Caller]>,
}

impl ScriptError {
    /// An error of a script as a whole.
    pub fn new(code: &'static str, script: impl Into<String>) -> Self {
        Self {
            code,
            script: script.into(),
            line: None,
            column: None,
            marked: None,
            arguments: Vec::new(),
            callers: Box::default(),
        }
    }

    /// Adds an argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// Adds the word that was probably meant, if there is one; the hint then asks for it.
    #[must_use]
    pub fn near(mut self, near: Option<&str>) -> Self {
        self.arguments.push(("near", near.unwrap_or_default().to_owned()));
        self
    }

    /// Which hint is meant: `script-<hint>-hint`. The code itself, or `near` where a word is suggested.
    pub fn hint(&self) -> &'static str {
        match self.argument("near") {
            Some(near) if !near.is_empty() => "near",
            _ => self.code,
        }
    }

    /// The value of an argument.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a limit ended the script.
    pub fn is_limit(&self) -> bool {
        self.code.starts_with("limit-")
    }

    /// The arguments with words for types and spans: `word` is asked for `script-type-text`,
    /// `script-span-hook`, …, and where it knows none the id stands as it is. Lists (`text, number`)
    /// are put into words one by one.
    pub fn worded(&self, word: impl Fn(&str) -> Option<String>) -> Vec<(&'static str, String)> {
        let each = |kind: &str, value: &str| {
            let one = |id: &str| word(&format!("script-{kind}-{id}")).unwrap_or_else(|| id.into());
            value.split(", ").map(one).collect::<Vec<String>>().join(", ")
        };
        self.arguments
            .iter()
            .map(|(name, value)| match *name {
                "left" | "right" | "given" | "wanted" | "type" if !value.is_empty() => {
                    (*name, each("type", value))
                }
                "span" => (*name, each("span", value)),
                _ => (*name, value.clone()),
            })
            .collect()
    }

    /// By file, then by line and column; what is said of a whole file stands first.
    pub(crate) fn by_place(&self, other: &Self) -> std::cmp::Ordering {
        let place = |error: &'_ Self| (error.line, error.column);
        self.script.cmp(&other.script).then_with(|| place(self).cmp(&place(other)))
    }

    /// Puts the error at a place, and marks the word that stands there.
    #[must_use]
    pub(crate) fn at(self, text: &str, position: Position) -> Self {
        let Some(line) = position.line() else { return self };
        self.at_column(text, line, position.position())
    }

    /// The same with line and column from 1; without a column the whole line is meant.
    #[must_use]
    pub(crate) fn at_column(mut self, text: &str, line: usize, column: Option<usize>) -> Self {
        self.line = Some(line);
        self.column = column;
        if let Some(text) = text.lines().nth(line - 1) {
            self.marked = Some(Box::new(mark(text, column)));
        }
        self
    }
}

/// The word, number or sign at a column, or the line without its edges.
fn mark(text: &str, column: Option<usize>) -> Marked {
    let signs: Vec<char> = text.chars().collect();
    let (from, to) = match column {
        None => {
            let from = signs.iter().take_while(|sign| sign.is_whitespace()).count();
            (from, text.trim_end().chars().count())
        }
        Some(column) => {
            let from = (column - 1).min(signs.len());
            (from, from + width(&signs[from..]))
        }
    };
    Marked { text: text.to_owned(), from, to: to.max(from) }
}

fn width(signs: &[char]) -> usize {
    let is_word = |sign: &&char| sign.is_alphanumeric() || **sign == '_';
    let is_operator = |sign: &&char| "=<>!+-*/%&|^:".contains(**sign);
    match signs.first() {
        Some(first) if is_word(&first) => signs.iter().take_while(is_word).count(),
        Some(first) if is_operator(&first) => signs.iter().take_while(is_operator).count(),
        Some('"') => {
            let text = signs.iter().skip(1).take_while(|sign| **sign != '"').count();
            (text + 2).min(signs.len())
        }
        _ => 1,
    }
}

impl fmt::Display for ScriptError {
    /// For logs and tests; people are shown the words of the binary.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.script)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        write!(f, ": {}", self.code)?;
        for (name, value) in &self.arguments {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ScriptError {}

/// Why a function of the host does not do what a script asks: what functions given to
/// [`crate::Room::with_words`] return as their error. Its words stand under `script-<code>` as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The code.
    pub code: &'static str,
    /// What the message needs.
    pub arguments: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault.
    pub fn new(code: &'static str) -> Self {
        Self { code, arguments: Vec::new() }
    }

    /// Adds an argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// An error that the script may catch.
    pub fn raise(self) -> Box<EvalAltResult> {
        Box::new(EvalAltResult::ErrorRuntime(Dynamic::from(self), Position::NONE))
    }

    /// An error that ends the script whatever it does.
    pub fn hold(self) -> Box<EvalAltResult> {
        Box::new(EvalAltResult::ErrorTerminated(Dynamic::from(self), Position::NONE))
    }
}

impl fmt::Display for Fault {
    /// What a script sees that prints what it caught.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        self.arguments.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
    }
}

impl From<Fault> for Box<EvalAltResult> {
    fn from(fault: Fault) -> Self {
        fault.raise()
    }
}

/// The code of a limit, and whether its message names a span.
pub(crate) fn of_limit(limit: crate::Limit) -> &'static str {
    use crate::Limit as L;
    match limit {
        L::HookOperations | L::RunOperations => codes::LIMIT_OPERATIONS,
        L::HookMilliseconds | L::RunMilliseconds => codes::LIMIT_TIME,
        L::MemoryMib => codes::LIMIT_MEMORY,
        L::Allocations => codes::LIMIT_ALLOCATIONS,
        L::CallLevels => codes::LIMIT_LEVELS,
        L::TextBytes => codes::LIMIT_TEXT,
        L::ListItems => codes::LIMIT_LIST,
        L::MapItems => codes::LIMIT_MAP,
        L::Depth | L::FunctionDepth => codes::LIMIT_DEPTH,
        L::Variables => codes::LIMIT_VARIABLES,
        L::PrintedLines => codes::LIMIT_PRINTED_LINES,
        L::PrintedKib => codes::LIMIT_PRINTED_KIB,
        L::Imports => codes::LIMIT_IMPORTS,
        L::Functions => codes::LIMIT_FUNCTIONS,
        L::SourceKib => codes::LIMIT_SOURCE,
        L::Files => codes::LIMIT_FILES,
    }
}
