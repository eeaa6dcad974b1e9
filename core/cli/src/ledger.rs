//! `phaseout ledger`: the proof of the record, its head, its export, its projections made anew.

use crate::criteria::print;
use crate::fault::{Fault, Outcome};
use crate::output::Writer;
use crate::session::{Output, Session};
use clap::Subcommand;
use phaseout_ledger::{Head, Verified};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Compute every event's hash anew, and hold the projections against a rebuild
    Verify {
        /// A head kept elsewhere: finds a tail that was cut off
        #[arg(long, value_name = "SEQ:HASH")]
        head: Option<String>,
    },
    /// Print SEQ:HASH of the last event, to be kept elsewhere
    Head,
    /// Drop the projections and make them again from the events
    Rebuild,
    /// Every event as a line of canonical JSON
    Export,
}

pub(crate) fn ledger(session: &Session, command: &LedgerCommand) -> Result<Outcome, Fault> {
    match command {
        LedgerCommand::Verify { head } => verify(session, head.as_deref()),
        LedgerCommand::Head => head(session),
        LedgerCommand::Rebuild => rebuild(session),
        LedgerCommand::Export => export(session),
    }
}

/// What these commands can say: words, or one object.
fn json_asked(session: &Session) -> Result<bool, Fault> {
    let format = session.format_among(&[Output::Table, Output::Json, Output::Jsonl])?;
    Ok(matches!(format, Output::Json | Output::Jsonl))
}

fn head(session: &Session) -> Result<Outcome, Fault> {
    let asked = json_asked(session)?;
    let head = session.ledger()?.head().map_err(|error| session.ledger_fault(&error))?;
    if asked {
        let all = json!({
            "schema": "phaseout.head/1", "head": head.to_string(), "seq": head.seq, "hash": head.hash,
        });
        return print(session, &format!("{all}\n"));
    }
    print(session, &format!("{head}\n"))
}

/// A head as it was printed.
pub(crate) fn head_of(text: &str) -> Result<Head, Fault> {
    text.parse().map_err(|()| Fault::usage("head-form").with("head", text))
}

fn verify(session: &Session, head: Option<&str>) -> Result<Outcome, Fault> {
    let asked = json_asked(session)?;
    let kept = head.map(head_of).transpose()?;
    let ledger = session.ledger()?;
    let verified = ledger.verify(kept.as_ref()).map_err(|error| session.ledger_fault(&error))?;
    let path = ledger.path().display().to_string();
    let (events, head) = match verified {
        Verified::Whole { events, head } => (events, head),
        Verified::Broken(found) => {
            let kind = found.kind.id();
            if asked {
                let all = json!({
                    "schema": "phaseout.verify/1", "whole": false, "seq": found.seq, "id": found.id,
                    "kind": kind,
                });
                print(session, &format!("{all}\n"))?;
            }
            let words = if kind == "removed" { "verify-which-next" } else { "verify-which" };
            let which = found.id.as_deref().map(|id| session.messages.say(words, &[("id", id)]));
            return Err(Fault::integrity(&format!("verify-{kind}"))
                .at(&path)
                .with("seq", &found.seq.to_string())
                .with("which", &which.unwrap_or_default()));
        }
    };
    let compared = ledger.compare().map_err(|error| session.ledger_fault(&error))?;
    if !compared.is_same() {
        return Err(Fault::integrity("verify-projections").at(&path));
    }
    if asked {
        let all = json!({
            "schema": "phaseout.verify/1", "whole": true, "events": events, "head": head.to_string(),
        });
        return print(session, &format!("{all}\n"));
    }
    let words = [("events", events.to_string()), ("head", head.to_string())];
    let words: Vec<(&str, &str)> =
        words.iter().map(|(name, value)| (*name, value.as_str())).collect();
    print(session, &format!("{}\n", session.messages.say("verify-whole", &words)))
}

fn rebuild(session: &Session) -> Result<Outcome, Fault> {
    let asked = json_asked(session)?;
    let out = Writer::open(session)?;
    let (mut ledger, _) = session.recording()?;
    let rebuilt = ledger.rebuild().map_err(|error| session.ledger_fault(&error))?;
    let id = if rebuilt.is_same() { "rebuild-same" } else { "rebuild-differs" };
    let text = if asked {
        let all = json!({
            "schema": "phaseout.rebuild/1", "same": rebuilt.is_same(), "before": rebuilt.before,
            "after": rebuilt.after,
        });
        format!("{all}\n")
    } else {
        format!("{}\n", session.messages.say(id, &[("hash", &rebuilt.after)]))
    };
    let mut out = out;
    out.write(text.as_bytes())?;
    out.finish()?;
    Ok(session.finish(!rebuilt.is_same()))
}

fn export(session: &Session) -> Result<Outcome, Fault> {
    // The lines are JSON whatever is asked; a name that says otherwise is refused.
    if session.common.out.is_some() || session.common.format.is_some() {
        session.format_among(&[Output::Jsonl])?;
    }
    let ledger = session.ledger()?;
    let mut out = Writer::open(session)?;
    ledger
        .export(&mut out)
        .map_err(|error| session.ledger_fault(&error))?
        .map_err(|error| Fault::write(&out_name(session), &error))?;
    out.finish()?;
    Ok(Outcome::Done)
}

fn out_name(session: &Session) -> String {
    session.common.out.as_ref().map_or_else(|| "-".to_owned(), |path| path.display().to_string())
}
