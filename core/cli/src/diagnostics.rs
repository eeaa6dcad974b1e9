//! Mistakes in criterion files, shown beside the line they stand in.

use crate::messages::Messages;
use crate::session::{Session, eprint};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use phaseout_criteria::Diagnostic;
use serde_json::{Value, json};

/// Prints every mistake on standard error, with its file, line, column, the marked text and a hint.
pub(crate) fn print(session: &Session, found: &[(Diagnostic, String)]) {
    let renderer = if Session::colours() { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    for (diagnostic, text) in found {
        eprint(&render(&session.messages, &renderer, diagnostic, text));
    }
}

fn render(messages: &Messages, renderer: &Renderer, diagnostic: &Diagnostic, text: &str) -> String {
    let (message, hint) = words(messages, diagnostic);
    let start = text.floor_char_boundary(diagnostic.span.start.min(text.len()));
    let end = text.ceil_char_boundary(diagnostic.span.end.clamp(start, text.len()));
    let snippet = Snippet::source(text)
        .path(&diagnostic.path)
        .annotation(AnnotationKind::Primary.span(start..end));
    let mut group = Level::ERROR
        .with_name(messages.word("word-error"))
        .primary_title(&message)
        .id(diagnostic.code)
        .element(snippet);
    if let Some(hint) = &hint {
        group = group.element(Level::HELP.with_name(messages.word("word-hint")).message(hint));
    }
    renderer.render(&[group])
}

/// What is wrong, and what to do about it.
fn words(messages: &Messages, diagnostic: &Diagnostic) -> (String, Option<String>) {
    let arguments: Vec<(&str, &str)> =
        diagnostic.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let message = messages.say(&format!("diagnostic-{}", diagnostic.code), &arguments);
    let hint = messages.try_say(&format!("diagnostic-{}-hint", diagnostic.code), &arguments);
    let meant = diagnostic
        .suggestion
        .as_ref()
        .map(|suggestion| messages.say("did-you-mean", &[("suggestion", suggestion)]));
    let parts: Vec<String> = meant.into_iter().chain(hint).collect();
    (message, if parts.is_empty() { None } else { Some(parts.join(" ")) })
}

pub(crate) fn json(session: &Session, diagnostic: &Diagnostic, text: &str) -> Value {
    let (message, hint) = words(&session.messages, diagnostic);
    let (line, column) = diagnostic.line_column(text);
    let marked = text.get(diagnostic.span.clone()).unwrap_or_default();
    json!({
        "code": diagnostic.code, "path": diagnostic.path, "line": line, "column": column,
        "marked": marked, "message": message, "hint": hint, "suggestion": diagnostic.suggestion,
    })
}
