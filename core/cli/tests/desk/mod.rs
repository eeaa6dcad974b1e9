//! A folder with the program in it, and no plugins but those that a test puts there.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its part")]
#![allow(clippy::unwrap_used, reason = "a kit of tests, which stop where something fails")]

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

pub struct Desk(tempfile::TempDir);

impl Desk {
    pub fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let binary = Path::new(env!("CARGO_BIN_EXE_phaseout"));
        std::fs::create_dir(desk.at("bin")).unwrap();
        std::fs::create_dir(desk.at("plugins")).unwrap();
        if std::fs::hard_link(binary, desk.binary()).is_err() {
            std::fs::copy(binary, desk.binary()).unwrap();
        }
        std::fs::write(desk.at("office.toml"), "region = \"532300\"\n").unwrap();
        desk
    }

    pub fn at(&self, name: &str) -> PathBuf {
        // Messages name files by paths without links.
        std::fs::canonicalize(self.0.path()).unwrap().join(name)
    }

    fn binary(&self) -> PathBuf {
        self.at(&format!("bin/phaseout{}", std::env::consts::EXE_SUFFIX))
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.binary());
        command.current_dir(self.0.path()).env_remove("PHASEOUT_PLUGINS").env("NO_COLOR", "1");
        command.args(["--lang", "en", "--as-of", "2013-07-01"]);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        let Output { status, stdout, stderr } =
            self.command().args(arguments).stdin(Stdio::null()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Answer { code: status.code().unwrap_or(128), out: text(stdout), err: text(stderr) }
    }

    /// Starts `watch`, and waits until it is ready.
    pub fn watch(&self) -> Watching {
        self.watch_told().0
    }

    /// The same with what it says when it is ready.
    pub fn watch_told(&self) -> (Watching, Value) {
        let mut command = self.command();
        command.args(["watch", "--format", "jsonl", "--until-stdin-closes"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        let watching = Watching { stdin: child.stdin.take(), child, lines };
        let ready = watching.next();
        assert_eq!(ready["type"], "ready");
        (watching, ready)
    }
}

pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A `watch` that goes on; it is killed where a test stops before its end.
pub struct Watching {
    stdin: Option<ChildStdin>,
    pub child: Child,
    lines: Receiver<String>,
}

impl Watching {
    #[track_caller]
    pub fn next(&self) -> Value {
        let line = self.lines.recv_timeout(Duration::from_secs(20)).expect("it says what it does");
        serde_json::from_str(&line).unwrap()
    }

    /// The next thing that it says, if it says something in this time.
    pub fn within(&self, time: Duration) -> Option<Value> {
        let line = self.lines.recv_timeout(time).ok()?;
        Some(serde_json::from_str(&line).unwrap())
    }

    /// The next thing that it says but those of a type.
    #[track_caller]
    pub fn next_but(&self, passed: &str) -> Value {
        loop {
            let said = self.next();
            if said["type"] != passed {
                return said;
            }
        }
    }

    pub fn close_stdin(&mut self) {
        drop(self.stdin.take());
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
