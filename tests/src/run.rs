//! Runs the program, with nothing of the tester's own surroundings: no office, no locale, no plugins but
//! those beside the binary.

use crate::build::{built, project};
use serde_json::Value;
use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// One call, to be filled in and run.
#[derive(Debug)]
pub struct Call {
    command: Command,
    input: Vec<u8>,
}

/// What a call gave back.
#[derive(Debug)]
pub struct Answer {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: Vec<u8>,
    /// Standard error.
    pub err: String,
}

/// Runs the program in the project's folder, in English unless `--lang` says otherwise.
pub fn phaseout<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Answer {
    Call::new().args(arguments).run()
}

impl Default for Call {
    fn default() -> Self {
        Self::new()
    }
}

impl Call {
    /// A call of the built program.
    pub fn new() -> Self {
        Self::of(&built().binary)
    }

    /// A call of the program at another place.
    pub fn of(binary: &Path) -> Self {
        let mut command = Command::new(binary);
        command.current_dir(project()).env("LC_ALL", "en_GB.UTF-8").env("LANG", "en_GB.UTF-8");
        for name in ["PHASEOUT_PLUGINS", "COLUMNS", "LANGUAGE", "LC_MESSAGES"] {
            command.env_remove(name);
        }
        command.env("NO_COLOR", "1").env("RUST_BACKTRACE", "0");
        Self { command, input: Vec::new() }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs in another folder.
    #[must_use]
    pub fn inside(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Gives bytes to standard input.
    #[must_use]
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Starts it, for tests that end it themselves; standard output is piped.
    pub fn start(mut self) -> Child {
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        self.command.spawn().expect("the program starts")
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Answer {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("standard input was piped");
        let input = std::mem::take(&mut self.input);
        // A program that has read enough closes its input: that is no fault of the call.
        let feeding = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("the program ends");
        feeding.join().expect("feeding a pipe does not panic");
        Answer {
            // None: ended by a signal, as a shell tells it.
            code: output.status.code().unwrap_or(128),
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Answer {
    /// Asserts the exit code; what was said on standard error stands in the message.
    #[track_caller]
    #[must_use]
    pub fn exits(self, code: i32) -> Self {
        let Self { code: found, out, err } = &self;
        assert_eq!(
            *found,
            code,
            "exit code; on standard error:\n{err}\non standard output: {} bytes",
            out.len()
        );
        self
    }

    /// Standard output as text.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("standard output is UTF-8")
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.out) {
            Ok(value) => value,
            Err(error) => {
                panic!("standard output is no JSON ({error}); on standard error:\n{}", self.err)
            }
        }
    }

    /// The line of an id in the answer of `screen --format json`.
    #[track_caller]
    pub fn line(&self, id: &str) -> Value {
        let lines = self.json()["lines"].take();
        let found = lines.as_array().and_then(|lines| lines.iter().find(|line| line["line"] == id));
        found.unwrap_or_else(|| panic!("no line {id} in {lines:#}")).clone()
    }

    /// How many errors were reported on standard error.
    pub fn errors(&self) -> usize {
        self.err
            .lines()
            .filter(|line| line.starts_with("error") || line.starts_with("错误"))
            .count()
    }
}
