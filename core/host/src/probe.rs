//! A library is tried in a child process before it is loaded in ours.
//!
//! Loading a library runs its code: it may fault, loop, or ask for all the memory there is. The child
//! is the same program again, with limits on itself and a deadline that we keep; whatever becomes of it,
//! we know it and go on. What the child does is the cli's affair, how it
//! tells it is `reply`'s.
//!
//! The limits are set by the child on itself (`rustix::process::setrlimit`, a safe call of a crate that
//! `tempfile` stands on anyway), so that no unsafe code runs between fork and exec. Where the system
//! has no such limits, the deadline alone holds.

use crate::error::HostError;
use crate::reply::{self, MARK};
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The time that loading may take: a library that works needs a few milliseconds.
pub const LOADING_TIME: Duration = Duration::from_millis(500);

/// The address space of a child, in bytes.
pub const MEMORY: u64 = 1 << 30;

/// How libraries are tried: a program, its first arguments, and how long it may take.
#[derive(Clone, Debug)]
pub struct Prober {
    /// The program; it is this one again.
    pub exe: PathBuf,
    /// What makes it a child; the path of the library follows.
    pub arguments: Vec<OsString>,
    /// When it is killed.
    pub limit: Duration,
}

/// How a child ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It did what it should and said this.
    Replied(String),
    /// A signal ended it; its last words.
    Crashed {
        /// The signal, as `11 (SIGSEGV)`.
        signal: String,
        /// What it said last on standard error.
        words: String,
    },
    /// It did not end in time and was killed.
    Hung,
    /// It ended by itself, without a reply.
    Exited {
        /// The exit code.
        status: i32,
        /// What it said last.
        words: String,
    },
}

impl Prober {
    /// A prober that kills after [`LOADING_TIME`].
    pub fn new(exe: PathBuf, arguments: impl IntoIterator<Item = OsString>) -> Self {
        Self { exe, arguments: arguments.into_iter().collect(), limit: LOADING_TIME }
    }

    /// The same with another limit.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Lets a child load the private copy of a library. Errors speak of `path`.
    ///
    /// # Errors
    /// Why the library may not be loaded here: what the child found, or what became of the child.
    pub fn probe(&self, path: &Path, copy: &Path) -> Result<(), HostError> {
        let ended = self.run([copy.as_os_str().to_owned()]);
        let ended = ended.map_err(|error| HostError::new("probe-start", path).because(&error))?;
        let reply = match ended {
            Ended::Replied(reply) => reply,
            other => return Err(other.error(path, self.limit)),
        };
        reply::read(path, &reply)
    }

    /// Runs a child with further arguments to its end, or to the limit.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn run(&self, further: impl IntoIterator<Item = OsString>) -> std::io::Result<Ended> {
        let (mut from_child, to_us) = std::io::pipe()?;
        let mut command = Command::new(&self.exe);
        command.args(&self.arguments).args(further).stdin(Stdio::null());
        // Of a panic, the sentence is wanted and not the stack.
        command.env("RUST_BACKTRACE", "0");
        command.stdout(to_us.try_clone()?).stderr(to_us);
        let mut child = command.spawn()?;
        // The command holds our ends for writing; while they are open, the child's end is not seen.
        drop(command);
        let deadline = Instant::now() + self.limit;
        let said = Arc::new(Mutex::new(Vec::new()));
        let (at_end, end) = channel::<()>();
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            let mut piece = [0; 1 << 14];
            while let Ok(read @ 1..) = from_child.read(&mut piece) {
                let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                if heard.len() < LONGEST {
                    heard.extend_from_slice(&piece[..read]);
                }
            }
            drop(at_end);
        });
        // A grandchild may hold the pipe open, and a child may close it and stay.
        let ended = end.recv_timeout(self.limit) == Err(RecvTimeoutError::Disconnected);
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if !ended || Instant::now() >= deadline {
                break None;
            }
            std::thread::sleep(Duration::from_micros(200));
        };
        let Some(status) = status else {
            child.kill()?;
            child.wait()?;
            return Ok(Ended::Hung);
        };
        let said = said.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Ended::of(status, &String::from_utf8_lossy(&said)))
    }
}

/// A child that says more is not listened to any longer.
const LONGEST: usize = 64 << 20;

impl Ended {
    fn of(status: ExitStatus, said: &str) -> Self {
        let mut words = String::new();
        let mut before = "";
        let mut reply = None;
        for line in said.lines().map(str::trim) {
            match line.strip_prefix(MARK) {
                Some(text) => reply = Some(text),
                // Where a panic is told, the sentence stands below the place.
                None if !line.is_empty() && !line.starts_with("note: ") => {
                    words = if before.ends_with(':') {
                        format!("{before} {line}")
                    } else {
                        line.to_owned()
                    };
                    before = line;
                }
                None => {}
            }
        }
        if let Some(signal) = signal(status) {
            // The limit on processor time is the child's own clock, should nobody be left to kill it.
            return if signal.ends_with("(SIGXCPU)") {
                Self::Hung
            } else {
                Self::Crashed { signal, words }
            };
        }
        match (status.code(), reply) {
            (Some(0), Some(reply)) => Self::Replied(reply.to_owned()),
            (code, _) => Self::Exited { status: code.unwrap_or(-1), words },
        }
    }

    /// What an end without a reply says of the library.
    pub fn error(&self, path: &Path, limit: Duration) -> HostError {
        match self {
            Self::Replied(_) => {
                HostError::new("probe-refused", path).with("reason", "a reply out of place")
            }
            Self::Crashed { signal, words } => HostError::new("probe-crashed", path)
                .with("signal", signal.clone())
                .with("words", or_dash(words)),
            Self::Hung => {
                HostError::new("probe-hung", path).with("limit", limit.as_millis().to_string())
            }
            Self::Exited { status, words } => HostError::new("probe-exited", path)
                .with("status", status.to_string())
                .with("words", or_dash(words)),
        }
    }
}

fn or_dash(words: &str) -> String {
    /// A line that is longer tells nobody more.
    const LONGEST_WORDS: usize = 300;
    let words = &words[..words.floor_char_boundary(LONGEST_WORDS)];
    if words.is_empty() { "–".to_owned() } else { words.to_owned() }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<String> {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    let number = status.signal()?;
    let named = [
        (Signal::SEGV, "SIGSEGV"),
        (Signal::BUS, "SIGBUS"),
        (Signal::ABORT, "SIGABRT"),
        (Signal::ILL, "SIGILL"),
        (Signal::FPE, "SIGFPE"),
        (Signal::TRAP, "SIGTRAP"),
        (Signal::SYS, "SIGSYS"),
        (Signal::KILL, "SIGKILL"),
        (Signal::TERM, "SIGTERM"),
        (Signal::XCPU, "SIGXCPU"),
    ];
    let name = named.iter().find(|(signal, _)| signal.as_raw() == number).map(|(_, name)| *name);
    Some(name.map_or_else(|| number.to_string(), |name| format!("{number} ({name})")))
}

#[cfg(not(unix))]
fn signal(status: ExitStatus) -> Option<String> {
    // Windows ends a process that faults with the exception's number.
    status.code().filter(|code| *code < 0).map(|code| format!("{code:#010x}"))
}

/// Limits what this process may take: address space, processor time in seconds, no core files. For
/// a child, before it loads anything.
#[cfg(unix)]
pub fn confine(memory: u64, seconds: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let most = |most| Rlimit { current: Some(most), maximum: Some(most) };
    // A system that refuses a limit leaves the others, and the deadline.
    let _ = setrlimit(Resource::Core, most(0));
    // The first limit sends SIGXCPU, which tells why; the second would only kill.
    let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(seconds), maximum: Some(seconds + 1) });
    let _ = setrlimit(Resource::As, most(memory));
}

/// Where the system knows no such limits, the deadline alone holds.
#[cfg(not(unix))]
pub fn confine(_memory: u64, _seconds: u64) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_becomes_of_a_child_is_told_apart() {
        let shell = |script: &str| {
            let prober = Prober::new("/bin/sh".into(), ["-c".into(), script.into()]);
            prober.within(Duration::from_millis(300)).run([]).unwrap()
        };
        assert_eq!(
            shell("echo noise; echo 'phaseout-probe/1 {}'"),
            Ended::Replied("{}".to_owned())
        );
        assert_eq!(shell("sleep 20"), Ended::Hung);
        assert_eq!(shell("exec >&- 2>&-; sleep 20"), Ended::Hung);
        assert_eq!(
            shell("echo oh >&2; exit 7"),
            Ended::Exited { status: 7, words: "oh".to_owned() }
        );
        let Ended::Crashed { signal, words } = shell("echo last words; kill -SEGV $$") else {
            panic!()
        };
        assert_eq!((signal.as_str(), words.as_str()), ("11 (SIGSEGV)", "last words"));
    }
}
