//! `phaseout watch`: stays, takes changed plugins and criteria into force when they are good, and says what
//! became of every change.

use crate::args::Watch as Args;
use crate::diagnostics;
use crate::fault::{Fault, Outcome};
use crate::output::Writer;
use crate::probe::{of_case, thorough_prober};
use crate::session::{Output, Session};
use phaseout_criteria::Diagnostic;
use phaseout_host::live::{self, Live, StartError};
use phaseout_host::{Generation, HostError, Loader, reload};
use phaseout_model::Date;
use phaseout_screening::{CaseFailure, test_criteria};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

/// So many libraries that are in use no longer are worth a word: each keeps its memory to the end.
const MANY: usize = 50;

/// What is in force, with the worked cases that fail in it: a change need not answer for those.
#[derive(Debug)]
struct InForce {
    generation: Generation,
    failures: Vec<CaseFailure>,
}

/// Why a change is not taken.
#[derive(Debug, Default)]
struct Refusal {
    errors: Vec<HostError>,
    diagnostics: Vec<(Diagnostic, String)>,
}

enum Happened {
    Outcome(Box<live::Outcome<Refusal>>),
    Stop,
}

/// What generations are made from.
struct Sources {
    places: Vec<phaseout_host::Place>,
    office: Option<PathBuf>,
    loader: Arc<Loader>,
    as_of: Date,
}

pub(crate) fn watch(session: &Session, args: &Args) -> Result<Outcome, Fault> {
    let as_of = session.as_of()?;
    let (to_us, happened) = channel();
    stop_at_the_end(&to_us, args.until_stdin_closes);
    let sources = Arc::new(Sources {
        places: session.places.clone(),
        // The folder may come later; `office_criteria` speaks of those that are there.
        office: session.office.as_ref().map(|office| office.join("criteria")),
        loader: Arc::new(Loader::new(thorough_prober(as_of))),
        as_of,
    });
    let (watched, built) = (Arc::clone(&sources), Arc::clone(&sources));
    let live = Live::start(
        move || reload::watches(&watched.places, watched.office.as_deref()),
        || {
            let generation = session.usable(sources.load())?;
            let failures = test_criteria(&generation, as_of).failures;
            Ok(InForce { generation, failures })
        },
        move |current, changed| built.next(current, changed),
        move |outcome| drop(to_us.send(Happened::Outcome(Box::new(outcome)))),
    );
    let live = live.map_err(|error| match error {
        StartError::Watch(error) => Fault::host(&error),
        StartError::Build(fault) => fault,
    })?;
    let mut teller = Teller {
        session,
        jsonl: matches!(session.format()?, Output::Json | Output::Jsonl),
        out: Writer::open(session)?,
        warned: 0,
    };
    teller.ready(&live)?;
    while let Ok(Happened::Outcome(outcome)) = happened.recv() {
        teller.outcome(&live, &outcome, &sources.loader)?;
    }
    teller.stopped(&live)?;
    teller.out.finish()?;
    Ok(Outcome::Done)
}

impl Sources {
    fn load(&self) -> Generation {
        let office = self.office.as_deref().filter(|path| path.is_dir());
        Generation::load_with(&self.loader, &self.places, office)
    }

    /// The set as it is now, if it is as good as the one in force.
    fn next(&self, current: &InForce, changed: &[PathBuf]) -> Result<InForce, Refusal> {
        let generation = self.load();
        let mut errors = reload::refusals(&current.generation, &generation, changed);
        if generation.industries.is_empty() && errors.is_empty() {
            errors.push(HostError::new(
                "watch-nothing-left",
                changed.first().map_or(Path::new(""), PathBuf::as_path),
            ));
        }
        if !errors.is_empty() || !generation.diagnostics.is_empty() {
            return Err(Refusal { errors, diagnostics: generation.diagnostics });
        }
        let failures = test_criteria(&generation, self.as_of).failures;
        let new = failures.iter().filter(|failure| !current.failures.contains(failure));
        let errors: Vec<HostError> =
            new.map(|failure| of_case(Path::new(&failure.path), failure)).collect();
        if errors.is_empty() {
            Ok(InForce { generation, failures })
        } else {
            Err(Refusal { errors, diagnostics: Vec::new() })
        }
    }
}

/// Ctrl-C, the signals that end a service, and an input that closes.
fn stop_at_the_end(to_us: &Sender<Happened>, until_stdin_closes: bool) {
    let stop = to_us.clone();
    // Where no handler can be set, the system ends the program as it always does.
    let _ = ctrlc::set_handler(move || drop(stop.send(Happened::Stop)));
    if until_stdin_closes {
        let stop = to_us.clone();
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            while matches!(std::io::stdin().read(&mut piece), Ok(1..)) {}
            drop(stop.send(Happened::Stop));
        });
    }
}

struct Teller<'s> {
    session: &'s Session,
    jsonl: bool,
    out: Writer,
    warned: usize,
}

impl Teller<'_> {
    fn tell(&mut self, value: &Value, words: &str) -> Result<(), Fault> {
        let line = if self.jsonl { format!("{value}\n") } else { format!("{words}\n") };
        self.out.write(line.as_bytes())?;
        self.out.flush().map_err(|error| Fault::write("-", &error))
    }

    fn ready(&mut self, live: &Live<InForce>) -> Result<(), Fault> {
        let (number, now) = live.numbered();
        let words = self
            .session
            .messages
            .say("watch-ready", &[("generation", &number.to_string()), ("set", &set(&now))]);
        self.tell(&json!({ "type": "ready", "generation": number, "by": by(&now) }), &words)
    }

    fn stopped(&mut self, live: &Live<InForce>) -> Result<(), Fault> {
        let number = live.generation();
        let words =
            self.session.messages.say("watch-stopped", &[("generation", &number.to_string())]);
        self.tell(&json!({ "type": "stopped", "generation": number }), &words)
    }

    fn outcome(
        &mut self,
        live: &Live<InForce>,
        outcome: &live::Outcome<Refusal>,
        loader: &Loader,
    ) -> Result<(), Fault> {
        let messages = &self.session.messages;
        let changed: Vec<String> =
            outcome.changed.iter().map(|path| path.display().to_string()).collect();
        let (took, built) = (outcome.took.as_millis(), outcome.built_in.as_millis());
        let arguments = [
            ("generation", outcome.generation.to_string()),
            ("changed", changed.join(&messages.word("list-comma"))),
            ("milliseconds", took.to_string()),
        ];
        let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
        let Some(refusal) = &outcome.refused else {
            let now = live.load();
            let set = set(&now);
            let words = messages.say("watch-swapped", &[&arguments[..], &[("set", &set)]].concat());
            let value = json!({
                "type": "swapped", "generation": outcome.generation, "changed": changed, "took_ms": took,
                "built_ms": built, "by": by(&now),
            });
            self.tell(&value, &words)?;
            self.count(loader, &now);
            return Ok(());
        };
        let mut words = messages.say("watch-refused", &arguments);
        let mut reasons: Vec<Value> = Vec::new();
        for error in &refusal.errors {
            let lines = Fault::host(error).words(messages, "word-error");
            words.push_str("\n  ");
            words.push_str(&lines.join("\n  "));
            reasons.push(
                json!({ "code": error.code, "path": error.path, "message": lines.join("\n") }),
            );
        }
        let of_file = refusal
            .diagnostics
            .iter()
            .map(|(mistake, text)| diagnostics::json(self.session, mistake, text));
        reasons.extend(of_file);
        let value = json!({
            "type": "refused", "generation": outcome.generation, "changed": changed, "took_ms": took,
            "built_ms": built, "reasons": reasons,
        });
        self.tell(&value, &words)?;
        if !self.jsonl {
            diagnostics::print(self.session, &refusal.diagnostics);
        }
        Ok(())
    }

    /// Libraries are never unloaded: after many swaps it is time for a new start.
    fn count(&mut self, loader: &Loader, now: &InForce) {
        let in_use =
            now.generation.industries.iter().filter(|industry| industry.library.is_some()).count();
        let kept = loader.loaded().saturating_sub(in_use);
        if kept >= self.warned + MANY {
            self.warned = kept;
            self.session.warn(&Fault::refused("watch-many").with("count", &kept.to_string()));
        }
    }
}

/// Who judges now, as `screen --format json` says it.
fn by(now: &InForce) -> Value {
    let plugins = now.generation.industries.iter().map(|industry| {
        json!({ "id": industry.manifest.vocabulary.industry, "version": industry.version, "sha256": industry.sha256 })
    });
    json!({ "plugins": plugins.collect::<Vec<_>>(), "criteria_sha256": now.generation.criteria_sha256 })
}

/// The same for people.
fn set(now: &InForce) -> String {
    let plugins = now.generation.industries.iter().map(|industry| {
        let short = industry.sha256.get(..8).unwrap_or_default();
        format!("{} {} ({short})", industry.manifest.vocabulary.industry, industry.version)
    });
    plugins.collect::<Vec<_>>().join(", ")
}
