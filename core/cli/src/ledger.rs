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
        LedgerCommand::Head => {
            let head = session.ledger()?.head().map_err(|error| session.ledger_fault(&error))?;
            print(session, &format!("{head}\n"))
        }
        LedgerCommand::Rebuild => rebuild(session),
        LedgerCommand::Export => export(session),
    }
}

fn verify(session: &Session, head: Option<&str>) -> Result<Outcome, Fault> {
    let kept = head
        .map(|text| text.parse::<Head>().map_err(|()| Fault::usage("head-form").with("head", text)))
        .transpose()?;
    let ledger = session.ledger()?;
    let verified = ledger.verify(kept.as_ref()).map_err(|error| session.ledger_fault(&error))?;
    let path = ledger.path().display().to_string();
    let (events, head) = match verified {
        Verified::Whole { events, head } => (events, head),
        Verified::Broken(found) => {
            let kind = found.kind.id();
            if json_asked(session)? {
                let all = json!({
                    "schema": "phaseout.verify/1", "whole": false, "seq": found.seq, "id": found.id,
                    "kind": kind,
                });
                print(session, &format!("{all}\n"))?;
            }
            return Err(Fault::integrity(&format!("verify-{kind}"))
                .at(&path)
                .with("seq", &found.seq.to_string())
                .with("id", found.id.as_deref().unwrap_or("-")));
        }
    };
    let compared = ledger.compare().map_err(|error| session.ledger_fault(&error))?;
    if !compared.is_same() {
        return Err(Fault::integrity("verify-projections").at(&path));
    }
    if json_asked(session)? {
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

fn json_asked(session: &Session) -> Result<bool, Fault> {
    Ok(matches!(session.format()?, Output::Json | Output::Jsonl))
}

fn rebuild(session: &Session) -> Result<Outcome, Fault> {
    let (mut ledger, _) = session.recording()?;
    let rebuilt = ledger.rebuild().map_err(|error| session.ledger_fault(&error))?;
    let id = if rebuilt.is_same() { "rebuild-same" } else { "rebuild-differs" };
    print(session, &format!("{}\n", session.messages.say(id, &[("hash", &rebuilt.after)])))?;
    Ok(session.finish(!rebuilt.is_same()))
}

fn export(session: &Session) -> Result<Outcome, Fault> {
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
