//! The words of scripts for people and their editors: declarations with what each word says, and tables.

use crate::engine::Room;
use crate::words::{NOUNS, Word, words};
use std::collections::BTreeSet;
use std::fmt::Write as _;

impl Room {
    /// The definitions of an office's room (`.d.rhai`) with what each word says, in both languages, and
    /// its example.
    pub fn documented(&self) -> String {
        let definitions = self.definitions();
        let lines = || definitions.lines().filter(|line| !line.is_empty());
        let is_operator = |line: &&str| line.starts_with("op ");
        // Words before operators: those are what is looked for.
        let ordered = lines().filter(|line| !is_operator(line)).chain(lines().filter(is_operator));
        ordered.fold(String::new(), |mut text, line| {
            let declared = declared(line);
            let known = declared.as_ref().and_then(|own| Some((own, own.word()?)));
            // Writing to a String cannot fail.
            let _ = match known {
                Some((own, word)) => writeln!(text, "{}{}\n", comment(word), own.named(word)),
                None => writeln!(text, "{line}\n"),
            };
            text
        })
    }
}

/// `fn name(_: type, …) -> type;` or `fn get name(_: type) -> type;`.
struct Declared<'l> {
    getter: bool,
    name: &'l str,
    types: Vec<&'l str>,
    /// What stands behind the closing parenthesis.
    rest: &'l str,
}

fn declared(line: &str) -> Option<Declared<'_>> {
    let rest = line.strip_prefix("fn ")?;
    let (getter, rest) = match rest.strip_prefix("get ") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (name, rest) = rest.split_once('(')?;
    let (parameters, rest) = rest.split_once(')')?;
    let types = parameters.split(", ").filter(|parameter| !parameter.is_empty());
    let types = types.map(|parameter| parameter.split_once(": ").map_or("?", |(_, of)| of));
    Some(Declared { getter, name, types: types.collect(), rest })
}

impl Declared<'_> {
    /// The word that is declared: of several with the name, the one with these parameters.
    fn word(&self) -> Option<&'static Word> {
        let alike = || words().filter(|word| word.name == self.name || word.zh == self.name);
        if self.getter {
            return alike().find(|word| self.types.first() == Some(&word.of));
        }
        let functions = || alike().filter(|word| word.of.is_empty());
        let fits = |word: &&Word| {
            let given = parameters(word.call);
            given.len() == self.types.len()
                && given
                    .iter()
                    .zip(&self.types)
                    .all(|(name, of)| name.contains('|') == (*of == "Fn"))
        };
        let same_count = |word: &&Word| parameters(word.call).len() == self.types.len();
        functions()
            .find(fits)
            .or_else(|| functions().find(same_count))
            .or_else(|| functions().next())
    }

    /// The declaration with the names that the call gives its parameters.
    fn named(&self, word: &Word) -> String {
        let given = parameters(word.call);
        let known = given.len() == self.types.len() && !self.getter;
        let each = self.types.iter().enumerate().map(|(at, of)| {
            let name = if known { given[at].as_str() } else { "_" };
            let is_name = name.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
            let name = match name {
                _ if !is_name => "work",
                "fn" | "map" => "_",
                name => name,
            };
            format!("{name}: {of}")
        });
        let get = if self.getter { "get " } else { "" };
        format!("fn {get}{}({}){}", self.name, each.collect::<Vec<_>>().join(", "), self.rest)
    }
}

/// The parameters of a call as a word writes it, with what stands before the point: `lines.filter(map)`.
fn parameters(call: &str) -> Vec<String> {
    let Some((head, rest)) = call.split_once('(') else { return Vec::new() };
    let receiver = head.split_once('.').map(|(receiver, _)| receiver.to_owned());
    let inside = rest.strip_suffix(')').unwrap_or(rest);
    let own = inside.split(", ").filter(|name| !name.is_empty()).map(str::to_owned);
    receiver.into_iter().chain(own).collect()
}

/// What a word says, as comment lines of a declaration.
fn comment(word: &Word) -> String {
    let mut text = String::new();
    for line in [word.says_zh, word.says_en] {
        let _ = writeln!(text, "/// {line}");
    }
    let _ = writeln!(text, "///\n/// `{}` = `{}`", word.name, word.zh);
    if !word.example.is_empty() {
        text.push_str("///\n");
        for line in word.example.lines() {
            let _ = writeln!(text, "///     {line}");
        }
    }
    text
}

/// All words as tables by noun, in Chinese and English.
pub fn word_tables() -> String {
    let mut text = String::new();
    for noun in NOUNS {
        let _ = writeln!(text, "## {} {}\n", noun.zh, noun.en);
        let functions: Vec<&Word> = noun.words().filter(|word| word.of.is_empty()).collect();
        if !functions.is_empty() {
            text.push_str(
                "| English | 中文 | 说明 | What it does | 例 Example |\n|---|---|---|---|---|\n",
            );
        }
        for word in functions {
            let example = cell(&word.example.replace('\n', " "));
            let cells = [word.says_zh, word.says_en].map(cell);
            let call = cell(word.call);
            let _ = writeln!(
                text,
                "| `{call}` | `{}` | {} | {} | `{example}` |",
                word.zh, cells[0], cells[1]
            );
        }
        for of in
            noun.words().map(|word| word.of).filter(|of| !of.is_empty()).collect::<BTreeSet<_>>()
        {
            let _ = writeln!(
                text,
                "\n`{of}`:\n\n| English | 中文 | 说明 | What it is |\n|---|---|---|---|"
            );
            for word in noun.words().filter(|word| word.of == of) {
                let cells = [word.says_zh, word.says_en].map(cell);
                let _ = writeln!(
                    text,
                    "| `{}` | `{}` | {} | {} |",
                    word.name, word.zh, cells[0], cells[1]
                );
            }
        }
        text.push('\n');
    }
    text
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
