//! What `watch` says: what is in force, and what became of a change; to people in words, to programs as one
//! JSON object a line.

use crate::diagnostics;
use crate::fault::Fault;
use crate::output::Writer;
use crate::script_errors;
use crate::session::{Output, Session};
use crate::watch_scripts::{Scripts, Wrong};
use crate::watch_sources::{InForce, Refusal, Sources, Stays};
use phaseout_host::live::{Live, Outcome};
use serde_json::{Value, json};
use std::io::Write;

/// So many libraries that are in use no longer are worth a word: each keeps its memory to the end.
const MANY: usize = 50;

pub(crate) struct Teller<'s> {
    session: &'s Session,
    sources: &'s Sources,
    jsonl: bool,
    out: Writer,
    warned: usize,
}

impl<'s> Teller<'s> {
    pub(crate) fn new(session: &'s Session, sources: &'s Sources) -> Result<Self, Fault> {
        Ok(Self {
            session,
            sources,
            jsonl: matches!(session.format()?, Output::Json | Output::Jsonl),
            out: Writer::open(session)?,
            warned: 0,
        })
    }

    fn tell(&mut self, value: &Value, words: &str) -> Result<(), Fault> {
        let line = if self.jsonl { format!("{value}\n") } else { format!("{words}\n") };
        self.out.write(line.as_bytes())?;
        self.out.flush().map_err(|error| Fault::write("-", &error))
    }

    /// What is in force at the start, and why scripts are not among it.
    pub(crate) fn ready(
        &mut self,
        live: &Live<InForce>,
        wrong: Option<&Wrong>,
    ) -> Result<(), Fault> {
        let messages = &self.session.messages;
        let (number, now) = live.numbered();
        let (generation, set) = (number.to_string(), self.set(&now));
        let arguments = [("generation", generation.as_str()), ("set", set.as_str())];
        let mut words = messages.say("watch-ready", &arguments);
        let mut value = json!({ "type": "ready", "generation": number, "by": by(&now) });
        if let Some(wrong) = wrong {
            words = format!("{words}\n{}{}", messages.word("watch-at-start"), self.faults(wrong));
            value["reasons"] = wrong.json(messages).into();
        }
        self.tell(&value, &words)?;
        self.show(wrong);
        Ok(())
    }

    pub(crate) fn stopped(mut self, live: &Live<InForce>) -> Result<(), Fault> {
        let number = live.generation();
        let words =
            self.session.messages.say("watch-stopped", &[("generation", &number.to_string())]);
        self.tell(&json!({ "type": "stopped", "generation": number }), &words)?;
        self.out.finish()
    }

    pub(crate) fn outcome(
        &mut self,
        live: &Live<InForce>,
        outcome: &Outcome<Stays>,
    ) -> Result<(), Fault> {
        match &outcome.refused {
            None => self.swapped(&live.load(), outcome),
            Some(Stays::Untouched) => self.noticed(outcome),
            Some(Stays::Refused(refusal)) => self.refused(outcome, refusal),
        }
    }

    fn swapped(&mut self, now: &InForce, outcome: &Outcome<Stays>) -> Result<(), Fault> {
        let (mut value, words) = self.change("watch-swapped", outcome, &self.set(now));
        value["type"] = "swapped".into();
        value["by"] = by(now);
        self.templates(outcome, &mut value);
        self.tell(&value, &words)?;
        self.count(now);
        Ok(())
    }

    fn noticed(&mut self, outcome: &Outcome<Stays>) -> Result<(), Fault> {
        let (mut value, words) = self.change("watch-noticed", outcome, "");
        value["type"] = "noticed".into();
        self.templates(outcome, &mut value);
        self.tell(&value, &words)
    }

    fn refused(&mut self, outcome: &Outcome<Stays>, refusal: &Refusal) -> Result<(), Fault> {
        let messages = &self.session.messages;
        let (mut value, mut words) = self.change("watch-refused", outcome, "");
        let mut reasons: Vec<Value> = Vec::new();
        for error in &refusal.errors {
            let lines = Fault::host(error).words(messages, "word-error");
            words.push_str("\n  ");
            words.push_str(&lines.join("\n  "));
            reasons.push(
                json!({ "code": error.code, "path": error.path, "message": lines.join("\n") }),
            );
        }
        words.push_str(&self.faults(&refusal.office));
        let of_file = refusal.diagnostics.iter();
        reasons.extend(of_file.map(|(one, text)| diagnostics::json(self.session, one, text)));
        reasons.extend(refusal.office.json(messages));
        value["type"] = "refused".into();
        value["reasons"] = reasons.into();
        self.tell(&value, &words)?;
        if !self.jsonl {
            diagnostics::print(self.session, &refusal.diagnostics);
        }
        self.show(Some(&refusal.office));
        Ok(())
    }

    /// What every outcome says.
    fn change(&self, message: &str, outcome: &Outcome<Stays>, set: &str) -> (Value, String) {
        let messages = &self.session.messages;
        let changed: Vec<String> =
            outcome.changed.iter().map(|path| path.display().to_string()).collect();
        let (took, built) = (outcome.took.as_millis(), outcome.built_in.as_millis());
        let arguments = [
            ("generation", outcome.generation.to_string()),
            ("changed", changed.join(&messages.word("list-comma"))),
            ("milliseconds", took.to_string()),
            ("set", set.to_owned()),
        ];
        let words = messages
            .say(message, &arguments.each_ref().map(|(name, value)| (*name, value.as_str())));
        let value = json!({
            "generation": outcome.generation, "changed": changed, "took_ms": took, "built_ms": built,
        });
        (value, words)
    }

    /// Templates among the changed files.
    fn templates(&self, outcome: &Outcome<Stays>, value: &mut Value) {
        let changed = outcome.changed.iter().filter(|path| self.sources.is_template(path));
        let templates: Vec<String> = changed.map(|path| path.display().to_string()).collect();
        if !templates.is_empty() {
            value["templates"] = templates.into();
        }
    }

    /// What is wrong beside the texts of scripts, as lines below the first.
    fn faults(&self, wrong: &Wrong) -> String {
        let mut lines = String::new();
        for fault in &wrong.faults {
            for line in fault.words(&self.session.messages, "word-error") {
                lines.push_str("\n  ");
                lines.push_str(&line);
            }
        }
        lines
    }

    /// Mistakes in scripts, beside the lines that they stand in.
    fn show(&self, wrong: Option<&Wrong>) {
        if let (false, Some(wrong)) = (self.jsonl, wrong) {
            script_errors::print(self.session, &wrong.scripts);
        }
    }

    /// What is in force, for people.
    fn set(&self, now: &InForce) -> String {
        let messages = &self.session.messages;
        let plugins = now.generation.industries.iter().map(|industry| {
            let short = industry.sha256.get(..8).unwrap_or_default();
            format!("{} {} ({short})", industry.manifest.vocabulary.industry, industry.version)
        });
        let wrong = || messages.word("watch-scripts-wrong");
        let scripts = now.scripts.as_ref().map_or_else(wrong, |scripts| scripts.words(messages));
        let templates = match now.templates.as_ref().map(|templates| templates.own().count()) {
            None => messages.word("watch-templates-wrong"),
            Some(0) => messages.word("watch-templates-none"),
            Some(count) => messages.say("watch-templates", &[("count", &count.to_string())]),
        };
        plugins.chain([scripts, templates]).collect::<Vec<_>>().join(", ")
    }

    /// Libraries are never unloaded: after many swaps it is time for a new start.
    fn count(&mut self, now: &InForce) {
        let in_use =
            now.generation.industries.iter().filter(|industry| industry.library.is_some()).count();
        let kept = self.sources.loader.loaded().saturating_sub(in_use);
        if kept >= self.warned + MANY {
            self.warned = kept;
            self.session.warn(&Fault::refused("watch-many").with("count", &kept.to_string()));
        }
    }
}

/// Who judges now, as `screen --format json` says it, and which scripts take part.
fn by(now: &InForce) -> Value {
    let plugins = now.generation.industries.iter().map(|industry| {
        json!({ "id": industry.manifest.vocabulary.industry, "version": industry.version, "sha256": industry.sha256 })
    });
    json!({
        "plugins": plugins.collect::<Vec<_>>(), "criteria_sha256": now.generation.criteria_sha256,
        "scripts": now.scripts.as_deref().map(Scripts::json),
        "templates": now.templates.as_deref().map(|templates| {
            templates.own().map(|template| template.name.as_str()).collect::<Vec<_>>()
        }),
    })
}
