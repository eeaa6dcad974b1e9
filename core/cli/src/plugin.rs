//! `phaseout plugin list` and `schema`: what is loaded, what is hidden, what is not usable; the form of
//! plugin.toml.

use crate::criteria::print;
use crate::fault::{Fault, Outcome};
use crate::session::{Output, Session};
use crate::table;
use serde_json::{Value, json};

pub(crate) fn list(session: &Session) -> Result<Outcome, Fault> {
    let generation = session.load();
    for error in &generation.errors {
        session.warn(&Fault::host(error));
    }
    let messages = &session.messages;
    if matches!(session.format()?, Output::Json | Output::Jsonl) {
        let plugins: Vec<Value> = generation
            .industries
            .iter()
            .map(|industry| {
                json!({
                    "id": industry.id, "industry": industry.manifest.vocabulary.industry, "version": industry.version,
                    "path": industry.path, "sha256": industry.sha256, "criteria": industry.criteria.len(),
                    "library": industry.library.is_some(),
                    "abi": industry.library.as_ref().map(|library| {
                        let version = library.abi_version();
                        format!("{}.{}", version >> 16, version & 0xffff)
                    }),
                })
            })
            .collect();
        let hidden: Vec<Value> = generation
            .hidden
            .iter()
            .map(|hidden| json!({ "path": hidden.path, "industry": hidden.industry, "by": hidden.by }))
            .collect();
        let errors: Vec<Value> = generation
            .errors
            .iter()
            .map(|error| json!({ "code": error.code, "path": error.path, "message": error.to_string() }))
            .collect();
        let all = json!({
            "schema": "phaseout.plugins/1", "plugins": plugins, "hidden": hidden, "errors": errors,
            "criteria_sha256": generation.criteria_sha256,
        });
        print(session, &format!("{all}\n"))?;
    } else {
        let mut table = table::new(messages, &["industry", "version", "criteria", "state", "path"]);
        for industry in &generation.industries {
            table.add_row([
                industry.manifest.vocabulary.industry.clone(),
                industry.version.clone(),
                industry.criteria.len().to_string(),
                messages.word("plugin-used"),
                industry.path.display().to_string(),
            ]);
        }
        for hidden in &generation.hidden {
            table.add_row([
                hidden.industry.clone(),
                String::new(),
                String::new(),
                messages.say("plugin-hidden", &[("by", &hidden.by.display().to_string())]),
                hidden.path.display().to_string(),
            ]);
        }
        for error in &generation.errors {
            let state = messages.word("plugin-failed");
            table.add_row([
                String::new(),
                String::new(),
                String::new(),
                state,
                error.path.display().to_string(),
            ]);
        }
        print(session, &format!("{table}\n"))?;
    }
    if generation.industries.is_empty() || generation.conflict().is_some() {
        session.generation()?;
    }
    Ok(Outcome::Done)
}

pub(crate) fn print_schema(session: &Session, control: bool) -> Result<Outcome, Fault> {
    use phaseout_host::{control, manifest};
    print(
        session,
        &format!("{:#}\n", if control { control::schemas() } else { manifest::schema() }),
    )
}
