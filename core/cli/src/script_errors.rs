//! What is wrong with a script, shown beside the line it stands in, with what to do about it.

use crate::fault::Fault;
use crate::messages::Messages;
use crate::session::{Session, eprint};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use phaseout_workflow::{SCRIPTS, ScriptError};
use serde_json::{Value, json};

/// Prints every error on standard error.
pub(crate) fn print(session: &Session, errors: &[ScriptError]) {
    let renderer = renderer();
    for error in errors {
        eprint(&render(&session.messages, &renderer, error));
    }
}

/// The error of a script that was ended, as a command that comes to nothing tells it.
pub(crate) fn fault(session: &Session, error: &ScriptError) -> Fault {
    let mut fault = Fault::refused("scripts-ended");
    let shown = render(&session.messages, &renderer(), error);
    fault.lines = shown.lines().map(str::to_owned).collect();
    fault
}

/// The same for results, which are never coloured.
pub(crate) fn text(messages: &Messages, error: &ScriptError) -> String {
    render(messages, &Renderer::plain().decor_style(DecorStyle::Ascii), error)
}

fn renderer() -> Renderer {
    let renderer = if Session::colours() { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii)
}

/// Where a script stands, from the office's folder.
pub(crate) fn path(script: &str) -> String {
    if script.is_empty() { SCRIPTS.to_owned() } else { format!("{SCRIPTS}/{script}") }
}

fn render(messages: &Messages, renderer: &Renderer, error: &ScriptError) -> String {
    let (message, hint) = words(messages, error);
    let path = path(&error.script);
    let title = Level::ERROR.with_name(messages.word("word-error")).primary_title(&message);
    let place = match error.line {
        Some(line) => format!("{path}:{line}"),
        None => path.clone(),
    };
    let callers = callers(messages, error);
    let mut group = title.id(error.code).elements(Vec::<annotate_snippets::Message<'_>>::new());
    if let (Some(marked), Some(line)) = (&error.marked, error.line) {
        let byte = |at: usize| {
            marked.text.char_indices().nth(at).map_or(marked.text.len(), |(byte, _)| byte)
        };
        let span = byte(marked.from)..byte(marked.to);
        let snippet = Snippet::source(marked.text.as_str())
            .line_start(line)
            .path(&path)
            .annotation(AnnotationKind::Primary.span(span));
        group = group.element(snippet);
    } else {
        let place = Level::NOTE.with_name(messages.word("word-place")).message(&place);
        group = group.element(place);
    }
    for caller in &callers {
        group = group.element(Level::NOTE.with_name(messages.word("word-called")).message(caller));
    }
    if let Some(hint) = &hint {
        group = group.element(Level::HELP.with_name(messages.word("word-hint")).message(hint));
    }
    renderer.render(&[group])
}

/// How the script came there, the innermost call first.
fn callers(messages: &Messages, error: &ScriptError) -> Vec<String> {
    let of = |caller: &phaseout_workflow::Caller| {
        let place = match caller.line {
            _ if caller.script.is_empty() => String::new(),
            Some(line) => format!(" ({}:{line})", path(&caller.script)),
            None => format!(" ({})", path(&caller.script)),
        };
        let name = match caller.function.as_str() {
            "" => messages.word("function-nameless"),
            name => name.to_owned(),
        };
        format!("{name}{place}")
    };
    error.callers.iter().map(of).collect()
}

/// What is wrong, and what to do about it.
pub(crate) fn words(messages: &Messages, error: &ScriptError) -> (String, Option<String>) {
    let worded = error.worded(|id| messages.try_say(id, &[]));
    let arguments: Vec<(&str, &str)> =
        worded.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let message = messages.say(&format!("script-{}", error.code), &arguments);
    let hint = messages.try_say(&format!("script-{}-hint", error.hint()), &arguments);
    (message, hint)
}

/// An error for other programs.
pub(crate) fn json(messages: &Messages, error: &ScriptError) -> Value {
    let (message, hint) = words(messages, error);
    let marked = error.marked.as_ref().map(|marked| {
        let (from, to) = (marked.from, marked.to);
        marked.text.chars().skip(from).take(to.saturating_sub(from)).collect::<String>()
    });
    json!({
        "code": error.code, "path": path(&error.script), "line": error.line, "column": error.column,
        "marked": marked, "message": message, "hint": hint,
        "calls": callers(messages, error),
    })
}
