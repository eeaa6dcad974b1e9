//! What the engine says of a template, as codes with places and with the name that may have been meant.
//!
//! The engine tells what it met only in English sentences; they are taken apart here and nowhere else.

use crate::engine::{FUNCTIONS, Own};
use crate::error::ReportFault;
use crate::names::{there, unknown};
use crate::nearest::nearest;
use crate::places::Source;
use minijinja::{Error, ErrorKind, Value};
use std::error::Error as _;

/// Filters, tests and statements that templates may use, for suggestions.
const FILTERS: [&str; 34] = [
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "chain",
    "count",
    "default",
    "dictsort",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "select",
    "selectattr",
    "sort",
    "sum",
];
const TESTS: [&str; 14] = [
    "defined",
    "undefined",
    "none",
    "number",
    "string",
    "sequence",
    "mapping",
    "iterable",
    "odd",
    "even",
    "startingwith",
    "endingwith",
    "in",
    "sameas",
];
const STATEMENTS: [&str; 20] = [
    "for",
    "endfor",
    "if",
    "elif",
    "else",
    "endif",
    "set",
    "endset",
    "include",
    "import",
    "from",
    "macro",
    "endmacro",
    "call",
    "endcall",
    "with",
    "endwith",
    "filter",
    "endfilter",
    "raw",
];

/// How the engine calls what it reads, and how it is written.
const WORDS: [(&str, &str); 9] = [
    ("start of variable block", "{{"),
    ("end of variable block", "}}"),
    ("start of block", "{%"),
    ("end of block", "%}"),
    ("template-data", "…"),
    ("identifier", "name"),
    ("string", "\"…\""),
    ("integer", "0"),
    ("float", "0.0"),
];

/// An error of the engine as a fault.
pub(crate) fn fault(error: &Error, source: &Source<'_>, context: &Value) -> ReportFault {
    let error = innermost(error);
    let name = error.name().map_or_else(|| source.name(), str::to_owned);
    let range = error.range().unwrap_or(0..0);
    let text = error.template_source().unwrap_or_else(|| source.text()).to_owned();
    let marked = text.get(range.clone()).unwrap_or_default();
    let mut own = None;
    let mut cause = error.source();
    while let Some(inner) = cause {
        own = own.or_else(|| inner.downcast_ref::<Own>());
        cause = inner.source();
    }
    let fault = match own {
        Some(Own(fault)) => fault.clone(),
        None => translated(error, marked, &text[..range.start.min(text.len())], source, context),
    };
    source.put(fault, &name, range)
}

/// What went wrong inside an include went wrong there.
fn innermost(error: &Error) -> &Error {
    let inner = error.source().and_then(|inner| inner.downcast_ref::<Error>());
    inner.map_or(error, innermost)
}

fn translated(
    error: &Error,
    marked: &str,
    before: &str,
    source: &Source<'_>,
    context: &Value,
) -> ReportFault {
    let detail = error.detail().unwrap_or_default();
    match error.kind() {
        ErrorKind::SyntaxError => syntax(detail, marked),
        ErrorKind::TemplateNotFound => {
            let word = detail.split('"').nth(1).unwrap_or(marked);
            let meant = nearest(word, source.templates.names());
            ReportFault::new("template-missing").with("name", word).meant(meant)
        }
        ErrorKind::UnknownFilter => named("template-filter", detail, &FILTERS),
        ErrorKind::UnknownTest => named("template-test", detail, &TESTS),
        ErrorKind::UnknownFunction => named("template-function", detail, &FUNCTIONS),
        ErrorKind::OutOfFuel => ReportFault::new("template-endless"),
        _ if detail.contains("too large") => ReportFault::new("template-endless"),
        _ if detail.contains("recursion limit") => ReportFault::new("template-deep"),
        kind => match undefined(detail) {
            Some(path) => name(path, before, context),
            None if detail.is_empty() => failed(marked, &kind.to_string()),
            None => failed(marked, detail),
        },
    }
}

fn failed(marked: &str, detail: &str) -> ReportFault {
    ReportFault::new("template-failed").with("code", marked).with("detail", detail)
}

/// A filter, test or function that there is none of: `filter foo is unknown`, `foo is unknown`.
fn named(code: &'static str, detail: &str, known: &[&'static str]) -> ReportFault {
    let told = detail.strip_suffix(" is unknown").unwrap_or(detail);
    let word = told.rsplit(' ').next().unwrap_or_default();
    ReportFault::new(code).with("name", word).meant(nearest(word, known.iter().copied()))
}

fn name(path: &str, before: &str, context: &Value) -> ReportFault {
    let names = there(path, before, context);
    let (of, word) = unknown(path);
    let code = if of.is_empty() { "template-name" } else { "template-part" };
    let meant = nearest(word, names.iter().map(String::as_str));
    let shown = if names.is_empty() { "-".to_owned() } else { names.join(" ") };
    ReportFault::new(code).with("name", word).with("of", of).with("names", shown).meant(meant)
}

/// The name that is not there: `` `row.nmae` is undefined ``.
fn undefined(detail: &str) -> Option<&str> {
    let (before, _) = detail.split_once("` is undefined")?;
    before.rsplit_once('`').map(|(_, path)| path)
}

fn syntax(detail: &str, marked: &str) -> ReportFault {
    let written = |word: &str| {
        let known = WORDS.iter().find(|(own, _)| *own == word);
        known.map_or(word.trim_matches('`'), |(_, written)| written).to_owned()
    };
    if let Some(name) = detail.strip_prefix("unknown statement ") {
        let meant = nearest(name, STATEMENTS);
        return ReportFault::new("template-statement").with("name", name).meant(meant);
    }
    if detail.contains("recursion limit") {
        return ReportFault::new("template-deep");
    }
    if detail == "unexpected character" {
        return ReportFault::new("template-character").with("code", marked);
    }
    let parts = detail.strip_prefix("unexpected ").and_then(|rest| rest.split_once(", expected "));
    match parts {
        Some(("end of input", expected)) => {
            ReportFault::new("template-unfinished").with("expected", written(expected))
        }
        Some((found, expected)) => ReportFault::new("template-unexpected")
            .with("found", if marked.is_empty() { written(found) } else { marked.to_owned() })
            .with("expected", written(expected)),
        None => ReportFault::new("template-syntax").with("code", marked).with("detail", detail),
    }
}
