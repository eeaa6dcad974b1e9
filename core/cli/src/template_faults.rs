//! What is wrong with a template or with what a document needs, in the words of people: the place, the line
//! itself, what may have been meant, what to do.

use crate::fault::Fault;
use crate::session::Session;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use phaseout_reports::error::{FaultPlace, ReportError, ReportFault, TemplatePlace};
use phaseout_reports::template::Templates;

/// The folder of templates in an office's folder.
pub(crate) const TEMPLATES: &str = "templates";

/// All that stands in the way of a document.
pub(crate) fn report(session: &Session, error: &ReportError, templates: &Templates) -> Fault {
    let all =
        Fault::together(error.faults.iter().map(|fault| one(session, fault, Some(templates))));
    all.unwrap_or_else(|| Fault::refused("template-failed"))
}

/// One thing that is wrong. The line is shown where the template could be read.
pub(crate) fn one(session: &Session, fault: &ReportFault, templates: Option<&Templates>) -> Fault {
    let argument = |name: &str| {
        fault.arguments.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
    };
    if fault.code == "report-ledger" {
        return of_ledger(fault, argument("cause"), argument("detail"));
    }
    let mut shown = Fault::refused(fault.code);
    for (name, value) in &fault.arguments {
        shown = shown.with(name, value);
    }
    shown.suggestion.clone_from(&fault.suggestion);
    match &fault.place {
        FaultPlace::None => shown,
        FaultPlace::Subject(subject) => shown.at(subject),
        FaultPlace::Given { file, line } => shown.at(&format!("{file}:{line}")),
        FaultPlace::Template(place) => {
            let path = path(session, &place.name, templates);
            if let Some(template) = templates.and_then(|templates| templates.get(&place.name)) {
                shown.lines = snippet(&path, &template.text, place);
            }
            let is_whole = place.span.is_empty();
            shown.at(&if is_whole { path } else { format!("{path}:{}", place.line) })
        }
    }
}

/// A template's file from the office's folder; one of the program has none, and is named for what it is.
fn path(session: &Session, name: &str, templates: Option<&Templates>) -> String {
    let embedded = templates
        .and_then(|templates| templates.get(name))
        .is_some_and(|template| template.file.is_none());
    if embedded {
        return session.messages.say("template-embedded", &[("name", name)]);
    }
    format!("{TEMPLATES}/{name}")
}

/// The line with the marked part below it.
fn snippet(path: &str, text: &str, place: &TemplatePlace) -> Vec<String> {
    if place.span.is_empty() {
        return Vec::new();
    }
    let snippet = Snippet::source(text)
        .path(path)
        .annotation(AnnotationKind::Primary.span(place.span.clone()));
    let renderer = if Session::colours() { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let shown = renderer.render(&[Group::with_level(Level::ERROR).element(snippet)]);
    shown.lines().map(str::to_owned).collect()
}

/// The record could not be read: told as other commands tell it.
fn of_ledger(fault: &ReportFault, cause: &str, detail: &str) -> Fault {
    if let FaultPlace::Subject(subject) = &fault.place {
        return Fault::refused(&format!("refusal-{cause}")).at(subject);
    }
    let is_broken = matches!(cause, "damaged" | "truncated" | "chain-broken" | "event-unreadable");
    let code = format!("ledger-{cause}");
    let shown = if is_broken { Fault::integrity(&code) } else { Fault::refused(&code) };
    shown.with("detail", detail)
}
