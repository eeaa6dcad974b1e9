//! Trouble in the papers: a code with arguments, so that work goes on and words are put elsewhere.

use std::borrow::Cow;

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing was lost by it.
    Note,
    /// A value could not be used as printed.
    Warning,
    /// The line cannot be judged as it stands.
    Error,
}

impl Severity {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding about the paper itself. Its words stand in the binary's messages under
/// `problem-<code>` and `problem-<code>-hint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong: a code of lower-case letters and hyphens, `unreadable-spec`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The header of the column that it stands in.
    pub column: Option<String>,
    /// What the message needs: (name, value as printed).
    pub arguments: Vec<(&'static str, String)>,
}

/// The code of everything that plugins find; their own codes are an argument.
const PLUGIN: &str = "plugin";

impl Problem {
    /// A problem of a column: a value that could not be used.
    pub fn warning(code: &'static str, column: Option<&str>) -> Self {
        Self {
            code,
            severity: Severity::Warning,
            column: column.map(str::to_owned),
            arguments: Vec::new(),
        }
    }

    /// Something worth knowing.
    pub fn note(code: &'static str, column: Option<&str>) -> Self {
        Self { severity: Severity::Note, ..Self::warning(code, column) }
    }

    /// A line that cannot be judged as it stands.
    pub fn error(code: &'static str, column: Option<&str>) -> Self {
        Self { severity: Severity::Error, ..Self::warning(code, column) }
    }

    /// What a plugin found: its own code, and its message in both languages.
    pub fn of_plugin(code: &str, column: Option<&str>, zh: &str, en: &str) -> Self {
        Self::warning(PLUGIN, column).with("code", code).with("zh", zh).with("en", en)
    }

    /// The message that a plugin gave, in Chinese and in English.
    pub fn plugin_message(&self) -> Option<(&str, &str)> {
        if self.code == PLUGIN { Some((self.argument("zh"), self.argument("en"))) } else { None }
    }

    /// The code as printed: `plugin-<code>` for what a plugin found.
    pub fn printed_code(&self) -> Cow<'static, str> {
        if self.code == PLUGIN {
            Cow::Owned(format!("plugin-{}", self.argument("code")))
        } else {
            Cow::Borrowed(self.code)
        }
    }

    fn argument(&self, name: &str) -> &str {
        let found = self.arguments.iter().find(|(own, _)| *own == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Adds an argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }
}
