//! `phaseout report kinds` and `phaseout report template KIND`: what can be written, and from what.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::output::Writer;
use crate::paper_report::{language, templates};
use crate::session::Session;
use crate::template_faults::TEMPLATES;
use phaseout_documents::paper::Language;
use phaseout_reports::kind::{KINDS, Kind, Need, kind};
use phaseout_reports::template::{Templates, name_of};
use phaseout_workflow::nearest;
use serde_json::{Value, json};

/// What a kind can be told, in words.
fn needs(messages: &Messages, kind: &Kind) -> String {
    let word = |need: &Need| {
        messages.word(match need {
            Need::Month => "need-month",
            Need::Line => "need-line",
            Need::Enterprise => "need-enterprise",
            Need::Subject => "need-subject",
        })
    };
    kind.needs.iter().map(word).collect::<Vec<_>>().join(&messages.word("list-comma"))
}

/// Lists the kinds, with the template that each is written from here.
pub(crate) fn kinds(session: &Session) -> Result<Outcome, Fault> {
    let templates = templates(session)?;
    Answer {
        text: &|messages| Ok(grid(session, messages, &templates).text(messages)),
        grid: &|messages| Ok(grid(session, messages, &templates)),
        json: &|| json!({ "schema": "phaseout.kinds/1", "kinds": objects(session, &templates) }),
        lines: &|| objects(session, &templates),
        sheet: "sheet-kinds",
    }
    .print(session)
}

fn grid(session: &Session, messages: &Messages, templates: &Templates) -> Grid {
    let mut grid = Grid::new(&["paper", "paper-name", "paper-needs", "template"], &[]);
    grid.whole = vec!["paper"];
    for kind in KINDS {
        let name = messages.choose(kind.zh, kind.en).to_owned();
        let template = match own(session, templates, kind) {
            Some(path) => path,
            None => messages.word("template-of-program"),
        };
        grid.row(vec![kind.id.to_owned(), name, needs(messages, kind), template]);
    }
    grid
}

/// The office's own template of a kind, from the office's folder.
fn own(session: &Session, templates: &Templates, kind: &Kind) -> Option<String> {
    let template = templates.of_kind(kind, language(session))?;
    template.file.as_ref().map(|_| format!("{TEMPLATES}/{}", template.name))
}

fn objects(session: &Session, templates: &Templates) -> Vec<Value> {
    let object = |kind: &Kind| {
        let needs: Vec<&str> = kind
            .needs
            .iter()
            .map(|need| match need {
                Need::Month => "month",
                Need::Line => "line",
                Need::Enterprise => "enterprise",
                Need::Subject => "subject",
            })
            .collect();
        json!({
            "kind": kind.id, "zh": kind.zh, "en": kind.en, "needs": needs,
            "letterhead": kind.letterhead, "template": own(session, templates, kind),
        })
    };
    KINDS.iter().map(object).collect()
}

/// Prints the program's own template of a kind. A file that is there is never overwritten: it may be one
/// that an office has worked on.
pub(crate) fn template(session: &Session, word: &str) -> Result<Outcome, Fault> {
    let Some(kind) = kind(word) else {
        let all = KINDS.iter().map(|kind| kind.id).collect::<Vec<_>>().join(" ");
        let mut fault = Fault::usage("paper-kind-unknown").with("name", word).with("known", &all);
        fault.suggestion = nearest(word, KINDS.iter().map(|kind| kind.id)).map(str::to_owned);
        return Err(fault);
    };
    let embedded = Templates::embedded();
    let language = language(session);
    let Some(template) = embedded.of_kind(kind, language) else {
        return Err(Fault::refused("template-none").with("name", &name_of(kind, Language::En)));
    };
    if let Some(out) = session.common.out.as_ref().filter(|out| out.exists()) {
        return Err(Fault::refused("template-exists").at(&out.display().to_string()));
    }
    let mut out = Writer::open(session)?;
    out.write(template.text.as_bytes())?;
    out.finish()?;
    if session.common.out.is_some() {
        let name = name_of(kind, language);
        session.note(&session.messages.say("template-written", &[("name", &name)]));
    }
    Ok(Outcome::Done)
}
