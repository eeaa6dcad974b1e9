//! `phaseout doctor`: what was found where, and what is wrong with it.

use crate::args::Lang;
use crate::criteria::print;
use crate::diagnostics;
use crate::fault::{Fault, Outcome};
use crate::paper_report;
use crate::session::{Output, Session};
use crate::template_faults;
use phaseout_ledger::office::LEDGER_FILE;
use phaseout_ledger::share::{Share, share};
use phaseout_model::Regions;
use serde_json::{Value, json};

pub(crate) fn doctor(session: &Session) -> Result<Outcome, Fault> {
    let generation = session.load();
    let messages = &session.messages;
    let mut faults: Vec<Fault> = generation.errors.iter().map(Fault::host).collect();
    let mut lines: Vec<String> =
        vec![messages.say("doctor-version", &[("version", env!("CARGO_PKG_VERSION"))])];
    let lang = if messages.lang() == Lang::Zh { "zh" } else { "en" };
    lines.push(messages.say("doctor-language", &[("lang", lang)]));
    match &session.office {
        Some(office) => {
            lines.push(messages.say("doctor-office", &[("path", &office.display().to_string())]));
            match record(session) {
                Ok(found) => lines.extend(found),
                Err(fault) => faults.push(fault),
            }
            match scripts(session) {
                Ok(found) => lines.extend(found),
                Err(fault) => faults.push(fault),
            }
            lines.extend(templates(session, &mut faults));
            if share(office) != Share::Local {
                let place = office.display().to_string();
                faults.push(Fault::refused("doctor-share").at(&place));
            }
        }
        None => lines.push(messages.word("doctor-office-none")),
    }
    lines.push(messages.say("doctor-regions", &[("regions", &Regions::known().len().to_string())]));
    lines.push(String::new());
    lines.push(messages.word("doctor-places"));
    let mut places: Vec<Value> = Vec::new();
    for place in &session.places {
        let here: Vec<String> = generation
            .industries
            .iter()
            .filter(|industry| industry.path.starts_with(&place.path))
            .map(|industry| industry.manifest.vocabulary.industry.clone())
            .collect();
        let found = match (place.path.exists(), here.is_empty()) {
            (false, _) => messages.word("doctor-place-absent"),
            (true, true) => messages.word("doctor-place-nothing"),
            (true, false) => here.join(" "),
        };
        let path = place.path.display().to_string();
        let arguments = [("path", path.as_str()), ("origin", place.origin), ("plugins", &found)];
        lines.push(format!("  {}", messages.say("doctor-place-found", &arguments)));
        places.push(json!({
            "path": path, "origin": place.origin, "exists": place.path.exists(), "industries": here,
        }));
    }
    lines.push(String::new());
    lines.push(messages.word("doctor-plugins"));
    for industry in &generation.industries {
        let cases: usize = industry.criteria.iter().map(|criterion| criterion.cases.len()).sum();
        let arguments = [
            ("industry", industry.manifest.vocabulary.industry.as_str()),
            ("version", &industry.version),
            ("criteria", &industry.criteria.len().to_string()),
            ("cases", &cases.to_string()),
        ];
        lines.push(format!("  {}", messages.say("doctor-plugin", &arguments)));
        lines.push(format!("    {}", industry.path.display()));
    }
    lines.push(messages.say("doctor-criteria-hash", &[("hash", &generation.criteria_sha256)]));
    lines.push(String::new());
    if generation.industries.is_empty() {
        faults.push(session.no_plugins());
    }
    let well = faults.is_empty() && generation.diagnostics.is_empty();
    lines.push(messages.word(if well { "doctor-well" } else { "doctor-faults" }));
    for fault in &faults {
        lines.extend(
            fault.words(messages, "word-warning").into_iter().map(|line| format!("  {line}")),
        );
    }
    if matches!(session.format()?, Output::Json | Output::Jsonl) {
        let plugins: Vec<&str> = generation
            .industries
            .iter()
            .map(|industry| industry.manifest.vocabulary.industry.as_str())
            .collect();
        let faults: Vec<String> =
            faults.iter().flat_map(|fault| fault.words(messages, "word-warning")).collect();
        let all = json!({
            "schema": "phaseout.doctor/1", "version": env!("CARGO_PKG_VERSION"), "office": session.office,
            "places": places, "plugins": plugins, "criteria_sha256": generation.criteria_sha256,
            "faults": faults, "faulty_criteria": generation.diagnostics.len(),
        });
        print(session, &format!("{all}\n"))?;
    } else {
        print(session, &format!("{}\n", lines.join("\n")))?;
    }
    diagnostics::print(session, &generation.diagnostics);
    Ok(session.finish(!well))
}

/// The office's own templates, where it has any; what is wrong with them goes to the faults.
fn templates(session: &Session, faults: &mut Vec<Fault>) -> Option<String> {
    let templates = match paper_report::templates(session) {
        Ok(templates) => templates,
        Err(fault) => {
            faults.push(fault);
            return None;
        }
    };
    let wrong = phaseout_reports::check::office(&templates);
    faults.extend(wrong.iter().map(|one| template_faults::one(session, one, Some(&templates))));
    let count = templates.own().count().to_string();
    let words = [("count", count.as_str())];
    if count == "0" { None } else { Some(session.messages.say("doctor-templates", &words)) }
}

/// The office's scripts, where it has any; what is wrong with them is printed.
fn scripts(session: &Session) -> Result<Option<String>, Fault> {
    let workflow = session.workflow()?;
    let Some(hash) = workflow.hash() else { return Ok(None) };
    let hooks = workflow.hooks().iter().count().to_string();
    let words = [("hooks", hooks.as_str()), ("hash", hash)];
    Ok(Some(session.messages.say("doctor-scripts", &words)))
}

/// What the office's ledger comes to; `None` where the office has none yet.
fn record(session: &Session) -> Result<Option<String>, Fault> {
    let (folder, office) = session.office()?;
    if !folder.join(LEDGER_FILE).exists() {
        return Ok(None);
    }
    let head = session.ledger()?.head().map_err(|error| session.ledger_fault(&error))?;
    let words = [
        ("name", office.name),
        ("region", office.region.to_string()),
        ("events", head.seq.to_string()),
        ("head", head.to_string()),
    ];
    let words: Vec<(&str, &str)> =
        words.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Ok(Some(session.messages.say("doctor-ledger", &words)))
}
