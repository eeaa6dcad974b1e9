//! Which functions of the scripts the tests have called, and how often: each body begins with a call that
//! counts. The call stands in the line of the opening brace, so that lines stay what they are; columns
//! behind it are put right where an error is told.

use crate::engine::Room;
use crate::error::ScriptError;
use crate::scan::Scan;
use crate::testing::in_tests;
use crate::work::Failed;
use crate::workflow::File;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The function that counts; no word of scripts, and only in the room of a count.
const COUNTS: &str = "__covered";

/// A count of calls, for one compiled set.
#[derive(Debug)]
pub struct Coverage {
    files: Vec<File>,
    functions: Vec<Covered>,
    counts: Arc<[AtomicU64]>,
    originals: BTreeMap<String, Original>,
}

/// A function and how often it was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The file that it stands in.
    pub script: String,
    /// Its name.
    pub name: String,
    /// How many parameters it has.
    pub parameters: usize,
    /// Where its name stands, from 1.
    pub line: usize,
    /// How often it was called.
    pub times: u64,
}

/// A file as it is written, and what was put into it.
#[derive(Debug)]
struct Original {
    text: String,
    /// Line and column from 1 of the sign before which a call was put, and the signs of the call.
    put_in: Vec<(usize, usize, usize)>,
}

impl Coverage {
    /// Prepares files that compile; those of tests are left as they are.
    pub fn of(files: &[File]) -> Self {
        let mut coverage = Self {
            files: Vec::new(),
            functions: Vec::new(),
            counts: Arc::new([]),
            originals: BTreeMap::new(),
        };
        for (name, text) in files {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            let text = if in_tests(name) { text.to_owned() } else { coverage.counting(name, text) };
            coverage.files.push((name.clone(), text));
        }
        coverage.counts = coverage.functions.iter().map(|_| AtomicU64::new(0)).collect();
        coverage
    }

    /// The files with the calls in them.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// A room in which the calls count.
    #[must_use]
    pub fn room(&self, room: Room) -> Room {
        let counts = Arc::clone(&self.counts);
        room.with_words(move |engine| {
            let counts = Arc::clone(&counts);
            engine.register_fn(COUNTS, move |place: i64| {
                let count = usize::try_from(place).ok().and_then(|place| counts.get(place));
                if let Some(count) = count {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        })
    }

    /// Every function of the scripts, by file and place, with its count so far.
    pub fn functions(&self) -> Vec<Covered> {
        let counted = self.functions.iter().zip(self.counts.iter());
        counted
            .map(|(function, count)| Covered {
                times: count.load(Ordering::Relaxed),
                ..function.clone()
            })
            .collect()
    }

    /// A failure with its place in the files as they are written.
    #[must_use]
    pub fn placed(&self, failed: Failed) -> Failed {
        match failed {
            Failed::Script(error) => Failed::Script(self.as_written(error)),
            other => other,
        }
    }

    fn as_written(&self, error: ScriptError) -> ScriptError {
        match (self.originals.get(&error.script), error.line, error.column) {
            (Some(original), Some(line), column) => {
                let column = column.map(|column| original.column(line, column));
                let text = original.text.clone();
                error.at_column(&text, line, column)
            }
            _ => error,
        }
    }

    /// A text with a call at the beginning of each function.
    fn counting(&mut self, name: &str, text: &str) -> String {
        let scan = Scan::of(text);
        let mut signs = text.chars();
        let (mut counting, mut at, mut put_in) = (String::with_capacity(text.len()), 0, Vec::new());
        for function in &scan.functions {
            let body = function.body;
            counting.extend(signs.by_ref().take(body.at - at));
            at = body.at;
            let call = format!("{COUNTS}({});", self.functions.len());
            counting.push_str(&call);
            put_in.push((body.line, body.column, call.chars().count()));
            self.functions.push(Covered {
                script: name.to_owned(),
                name: function.name.clone(),
                parameters: function.parameters.len(),
                line: function.line,
                times: 0,
            });
        }
        counting.extend(signs);
        self.originals.insert(name.to_owned(), Original { text: text.to_owned(), put_in });
        counting
    }
}

impl Original {
    /// The column as it is written of one in the counting text.
    fn column(&self, line: usize, column: usize) -> usize {
        let mut shift = 0;
        for &(_, at, signs) in self.put_in.iter().filter(|(own, ..)| *own == line) {
            if column >= at + shift + signs {
                shift += signs;
            } else if column >= at + shift {
                return at;
            }
        }
        column - shift
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_put_behind_the_brace_of_the_body_whatever_stands_around() {
        let text = "// fn no() {\nfn a(x) /* { */ { x }\nfn b() { let t = \"fn c() {\"; |y| { y } }\n\
                    private fn 翻倍(数)\n{\n数 * 2 }\nfn e() {}";
        let coverage = Coverage::of(&[("a.rhai".to_owned(), text.to_owned())]);
        let (_, counting) = &coverage.files()[0];
        let expected = "// fn no() {\nfn a(x) /* { */ {__covered(0); x }\n\
                        fn b() {__covered(1); let t = \"fn c() {\"; |y| { y } }\n\
                        private fn 翻倍(数)\n{__covered(2);\n数 * 2 }\nfn e() {__covered(3);}";
        assert_eq!(counting, expected);
        let names: Vec<String> =
            coverage.functions().into_iter().map(|function| function.name).collect();
        assert_eq!(names, ["a", "b", "翻倍", "e"]);
    }

    #[test]
    fn columns_are_those_that_are_written() {
        let text = "fn a() { 1 } fn b() { 2 }";
        let coverage = Coverage::of(&[("a.rhai".to_owned(), text.to_owned())]);
        let (_, counting) = &coverage.files()[0];
        let original = &coverage.originals["a.rhai"];
        for (place, sign) in text.chars().enumerate().filter(|(_, sign)| sign.is_ascii_digit()) {
            let there = counting.chars().enumerate().filter(|(_, other)| *other == sign);
            let there = there.map(|(place, _)| original.column(1, place + 1)).collect::<Vec<_>>();
            assert!(there.contains(&(place + 1)), "{sign}: {there:?}");
        }
    }
}
