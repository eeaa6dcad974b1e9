//! `phaseout plugin check`: the contract, held against any plugin. Code runs in child processes only, one
//! for each check, so that a crash in one of them says which.

use crate::criteria::print;
use crate::diagnostics;
use crate::fault::{Fault, Outcome};
use crate::probe::{Mistake, Reply, checker, of_case};
use crate::session::{Output, Session};
use phaseout_criteria::Diagnostic;
use phaseout_host::discover::discover;
use phaseout_host::library::copy_aside;
use phaseout_host::probe::Ended;
use phaseout_host::{Candidate, Description, Generation, HostError, Place};
use phaseout_model::Date;
use phaseout_screening::test_criteria;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

/// The checks of a library's code, each in a child of its own.
const OF_CODE: [&str; 7] =
    ["cases", "units", "zero-rows", "hostile-texts", "determinism", "threads", "ownership"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ok,
    Fault,
    Skipped,
}

impl State {
    fn id(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Fault => "fault",
            Self::Skipped => "skipped",
        }
    }
}

/// One line of the report.
#[derive(Debug)]
struct Checked {
    check: &'static str,
    state: State,
    note: Option<String>,
    faults: Vec<Spoken>,
}

/// A fault in words.
#[derive(Debug)]
struct Spoken {
    code: String,
    message: String,
    hint: Option<String>,
}

/// What was found of one plugin.
#[derive(Debug)]
struct Report<'s> {
    session: &'s Session,
    path: String,
    description: Option<(String, String)>,
    checks: Vec<Checked>,
}

pub(crate) fn check(session: &Session, path: &Path) -> Result<Outcome, Fault> {
    let as_of = session.as_of()?;
    let found = discover(&[Place { path: path.to_owned(), origin: "--plugins" }]);
    let mut reports = Vec::new();
    for error in &found.errors {
        if error.code == "place-missing" {
            return Err(Fault::host(error));
        }
        let mut report = Report::new(session, &error.path);
        report.faults("file", std::slice::from_ref(error));
        report.skip_after_file("check-skipped-file");
        reports.push(report);
    }
    for candidate in &found.candidates {
        let mut report = Report::new(session, &candidate.path);
        if candidate.folder {
            report.folder(&candidate.path, as_of);
        } else {
            report.library(candidate, as_of)?;
        }
        reports.push(report);
    }
    if reports.is_empty() {
        return Err(Fault::refused("check-nothing").at(&path.display().to_string()));
    }
    let faults: usize = reports.iter().map(Report::fault_count).sum();
    if matches!(session.format()?, Output::Json | Output::Jsonl) {
        let plugins: Vec<Value> = reports.iter().map(Report::json).collect();
        let all =
            json!({ "schema": "phaseout.plugin-check/1", "plugins": plugins, "faults": faults });
        print(session, &format!("{all}\n"))?;
    } else {
        let text: Vec<String> = reports.iter().map(Report::text).collect();
        print(session, &text.join("\n"))?;
    }
    Ok(if faults == 0 { Outcome::Done } else { Outcome::Faults })
}

impl<'s> Report<'s> {
    fn new(session: &'s Session, path: &Path) -> Self {
        Self { session, path: path.display().to_string(), description: None, checks: Vec::new() }
    }

    fn library(&mut self, candidate: &Candidate, as_of: Date) -> Result<(), Fault> {
        let path = &candidate.path;
        // It counts as a candidate because the file, read and not run, says so.
        self.ok("file", None);
        let copy = copy_aside(path, &candidate.bytes).map_err(|error| Fault::host(&error))?;
        let description = match self.ask("load", path, &copy, as_of)? {
            Some(Reply { description: Some(description), abi, .. }) => {
                let abi = abi
                    .map(|version| format!("{}.{}", version >> 16, version & 0xffff))
                    .unwrap_or_default();
                self.ok("load", Some(self.session.messages.say("check-abi", &[("abi", &abi)])));
                description
            }
            Some(reply) => {
                self.mistakes("load", reply.faults);
                self.skip(&["manifest", "criteria"], "check-skipped-load");
                self.skip(&OF_CODE, "check-skipped-load");
                return Ok(());
            }
            None => {
                self.skip(&["manifest", "criteria"], "check-skipped-load");
                self.skip(&OF_CODE, "check-skipped-load");
                return Ok(());
            }
        };
        if self.data(path, Some(description)).is_none() {
            self.skip(&OF_CODE, "check-skipped-manifest");
            return Ok(());
        }
        for check in OF_CODE {
            if let Some(reply) = self.ask(check, path, &copy, as_of)? {
                self.code(check, reply);
            }
        }
        Ok(())
    }

    fn folder(&mut self, path: &Path, as_of: Date) {
        self.skip(&["file", "load"], "check-skipped-folder");
        let Some(generation) = self.data(path, None) else {
            self.skip(&OF_CODE, "check-skipped-manifest");
            return;
        };
        let report = test_criteria(&generation, as_of);
        let failures: Vec<HostError> =
            report.failures.iter().map(|failure| of_case(path, failure)).collect();
        if failures.is_empty() {
            self.ok("cases", Some(self.cases(report.cases)));
        } else {
            self.faults("cases", &failures);
        }
        self.skip(&OF_CODE[1..], "check-skipped-folder");
    }

    /// What is data: `plugin.toml` and the criteria, from a library's own words or from a folder.
    fn data(&mut self, path: &Path, description: Option<Description>) -> Option<Generation> {
        let generation = match Generation::of_data(path, description) {
            Ok(generation) => generation,
            Err(errors) => {
                self.faults("manifest", &errors);
                self.skip(&["criteria"], "check-skipped-manifest");
                return None;
            }
        };
        let industry = generation.industries.first()?;
        let vocabulary = &industry.manifest.vocabulary;
        self.description = Some((vocabulary.industry.clone(), industry.version.clone()));
        let counts =
            [("kinds", vocabulary.kinds.len() - 1), ("measures", industry.manifest.slots())];
        let counts = counts.map(|(name, count)| (name, count.to_string()));
        let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
        self.ok("manifest", Some(self.session.messages.say("check-manifest-note", &counts)));
        if generation.diagnostics.is_empty() && generation.errors.is_empty() {
            let count = industry.criteria.len().to_string();
            self.ok(
                "criteria",
                Some(self.session.messages.say("check-criteria-note", &[("criteria", &count)])),
            );
        } else {
            self.faults("criteria", &generation.errors);
            let spoken = generation
                .diagnostics
                .iter()
                .map(|(mistake, text)| self.diagnostic(mistake, text))
                .collect();
            let last = self.checks.last_mut();
            last.expect("a check was just noted").faults.extend::<Vec<Spoken>>(spoken);
        }
        Some(generation)
    }

    /// One check in a child. `None`: it ended otherwise than by a reply, and that is noted.
    fn ask(
        &mut self,
        check: &'static str,
        path: &Path,
        copy: &Path,
        as_of: Date,
    ) -> Result<Option<Reply>, Fault> {
        let start =
            |reason: &str| Fault::host(&HostError::new("probe-start", path).with("reason", reason));
        let prober = checker(check, path, as_of).ok_or_else(|| start("–"))?;
        let ended =
            prober.run([copy.as_os_str().to_owned()]).map_err(|error| start(&error.to_string()))?;
        let error = match ended {
            Ended::Replied(reply) => match serde_json::from_str(&reply) {
                Ok(reply) => return Ok(Some(reply)),
                Err(error) => HostError::new("probe-refused", path).because(&error),
            },
            other => other.error(path, prober.limit),
        };
        self.faults(check, &[error]);
        Ok(None)
    }

    fn code(&mut self, check: &'static str, reply: Reply) {
        if !reply.faults.is_empty() {
            self.mistakes(check, reply.faults);
        } else if reply.data_only {
            self.skip(&[check], "check-skipped-data");
        } else if check == "cases" {
            self.ok(check, Some(self.cases(reply.cases)));
        } else if check == "ownership" {
            match reply.grown {
                None => self.skip(&[check], "check-skipped-memory"),
                Some(grown) => {
                    let grown = (grown.max(0) >> 10).to_string();
                    self.ok(
                        check,
                        Some(self.session.messages.say("check-grown", &[("grown", &grown)])),
                    );
                }
            }
        } else {
            self.ok(check, None);
        }
    }

    fn cases(&self, cases: usize) -> String {
        self.session.messages.say("check-cases-note", &[("cases", &cases.to_string())])
    }

    fn ok(&mut self, check: &'static str, note: Option<String>) {
        self.checks.push(Checked { check, state: State::Ok, note, faults: Vec::new() });
    }

    fn skip(&mut self, checks: &[&'static str], reason: &str) {
        for check in checks {
            let note = Some(self.session.messages.word(reason));
            self.checks.push(Checked { check, state: State::Skipped, note, faults: Vec::new() });
        }
    }

    fn skip_after_file(&mut self, reason: &str) {
        self.skip(&["load", "manifest", "criteria"], reason);
        self.skip(&OF_CODE, reason);
    }

    fn faults(&mut self, check: &'static str, errors: &[HostError]) {
        let mistakes = errors.iter().map(|error| Mistake::from(error.clone())).collect();
        self.mistakes(check, mistakes);
    }

    fn mistakes(&mut self, check: &'static str, mistakes: Vec<Mistake>) {
        let messages = &self.session.messages;
        let spoken = |mistake: Mistake| {
            let arguments: Vec<(&str, &str)> = mistake
                .arguments
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let id = format!("host-{}", mistake.code);
            let hint = messages.try_say(&format!("{id}-hint"), &arguments);
            Spoken { message: messages.say(&id, &arguments), hint, code: mistake.code }
        };
        let faults = mistakes.into_iter().map(spoken).collect();
        self.checks.push(Checked { check, state: State::Fault, note: None, faults });
    }

    fn diagnostic(&self, mistake: &Diagnostic, text: &str) -> Spoken {
        let value = diagnostics::json(self.session, mistake, text);
        let word = |key: &str| value[key].as_str().map(str::to_owned);
        let place = format!("{}:{}:{}", mistake.path, value["line"], value["column"]);
        Spoken {
            code: mistake.code.to_owned(),
            message: format!("{place}: {}", word("message").unwrap_or_default()),
            hint: word("hint"),
        }
    }

    fn fault_count(&self) -> usize {
        self.checks.iter().filter(|checked| checked.state == State::Fault).count()
    }

    fn text(&self) -> String {
        let messages = &self.session.messages;
        let mut text = match &self.description {
            Some((industry, version)) => format!("{} ({industry} {version})\n", self.path),
            None => format!("{}\n", self.path),
        };
        for checked in &self.checks {
            let state = messages.word(&format!("check-{}", checked.state.id()));
            let title = messages.word(&format!("check-{}", checked.check));
            let note = checked
                .note
                .as_ref()
                .map_or_else(String::new, |note| messages.say("check-note", &[("note", note)]));
            // The longest of the words in English has seven letters; the Chinese ones are of one length.
            let _ = writeln!(text, "  {state:<7}  {title}{note}");
            for fault in &checked.faults {
                let _ = writeln!(text, "      {}", fault.message);
                if let Some(hint) = &fault.hint {
                    let _ = writeln!(text, "      {}: {hint}", messages.word("word-hint"));
                }
            }
        }
        let faults = self.fault_count();
        let (checks, faults) = (self.checks.len().to_string(), faults.to_string());
        let _ = writeln!(
            text,
            "{}",
            messages.say("check-summary", &[("checks", &checks), ("faults", &faults)])
        );
        text
    }

    fn json(&self) -> Value {
        let checks: Vec<Value> = self
            .checks
            .iter()
            .map(|checked| {
                let faults: Vec<Value> = checked
                    .faults
                    .iter()
                    .map(|fault| json!({ "code": fault.code, "message": fault.message, "hint": fault.hint }))
                    .collect();
                json!({ "check": checked.check, "state": checked.state.id(), "note": checked.note, "faults": faults })
            })
            .collect();
        json!({
            "path": self.path, "industry": self.description.as_ref().map(|description| &description.0),
            "version": self.description.as_ref().map(|description| &description.1), "checks": checks,
        })
    }
}
