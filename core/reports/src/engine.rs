//! The template engine as offices have it: strict, with an end to everything that it can spend, and with
//! nothing to print but what has an origin.

use crate::citation;
use crate::error::ReportFault;
use crate::template::Templates;
use crate::value::{Origin, Pool, Printed, PrintedChart, Traced};
use crate::wanted::is_missing;
use minijinja::value::ValueKind;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// What a template can spend: a step each, and one for every 64 bytes that it makes. A list of ten thousand
/// lines with twenty cells takes about a tenth of it.
const FUEL: u64 = 16_000_000;
/// How deep templates may call one another; an include or a macro takes ten of it.
const DEEPEST: usize = 300;

/// Filters that print what has no origin, or make markup of what is none.
const NO_FILTERS: [&str; 4] = ["safe", "escape", "e", "pprint"];

/// The functions that a template may call, for suggestions.
pub(crate) const FUNCTIONS: [&str; 7] =
    ["cite", "row_no", "range", "dict", "namespace", "cycler", "joiner"];

/// A fault of ours on its way through the engine.
#[derive(Debug)]
pub(crate) struct Own(pub(crate) ReportFault);

impl fmt::Display for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}

impl std::error::Error for Own {}

/// An engine for one document.
pub(crate) fn environment(templates: &Templates, pool: &Pool) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_debug(true);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEEPEST);
    environment.set_syntax(syntax());
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(print);
    for filter in NO_FILTERS {
        environment.remove_filter(filter);
    }
    environment.remove_global("debug");
    let owned = templates.clone();
    environment.set_loader(move |name| load(&owned, name));
    let own = pool.clone();
    environment.add_function("cite", move |text: &str| cite(&own, text));
    let (own, most) = (pool.clone(), Arc::new(AtomicI64::new(0)));
    environment.add_function("row_no", move |number: i64| row_no(&own, &most, number));
    environment
}

/// A line with nothing but a block tag leaves nothing, so that a loop can stand between rows of a table.
fn syntax() -> minijinja::syntax::SyntaxConfig {
    minijinja::syntax::SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the engine's own brackets")
}

fn own(fault: ReportFault) -> Error {
    Error::new(ErrorKind::InvalidOperation, fault.code).with_source(Own(fault))
}

/// What a template includes: names of its own folder.
fn load(templates: &Templates, name: &str) -> Result<Option<String>, Error> {
    let leaves = name.starts_with('/')
        || name.contains(['\\', ':', '\0'])
        || name.split('/').any(|part| part == ".." || part == ".");
    if leaves {
        return Err(own(ReportFault::new("template-outside").with("name", name)));
    }
    Ok(templates.get(name).map(|template| template.body().to_owned()))
}

fn cite(pool: &Pool, text: &str) -> Result<Value, Error> {
    citation::check(text).map_err(own)?;
    Ok(pool.put(Traced {
        text: text.to_owned(),
        number: None,
        unit: None,
        what: text.to_owned(),
        origin: Origin::Cited,
    }))
}

/// The number of a row. It can be one more than the greatest before it, so that it stays a count of rows.
fn row_no(pool: &Pool, most: &AtomicI64, number: i64) -> Result<Value, Error> {
    let before = most.fetch_max(number, Ordering::Relaxed);
    if number < 1 || number > before + 1 {
        most.store(before, Ordering::Relaxed);
        return Err(own(ReportFault::new("template-row").with("number", number)));
    }
    Ok(pool.put(Traced {
        text: number.to_string(),
        number: Some(number.into()),
        unit: None,
        what: "row_no".to_owned(),
        origin: Origin::Order,
    }))
}

/// Writes what a template prints. Words are written so that no character of theirs is markup.
fn print(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let is_piece = value.downcast_object_ref::<Printed>().is_some()
        || value.downcast_object_ref::<PrintedChart>().is_some();
    if is_piece || value.is_safe() || is_missing(value) {
        return write!(out, "{value}").map_err(Error::from);
    }
    match value.kind() {
        ValueKind::String => out.write_str(&escaped(value.as_str().unwrap_or_default()))?,
        ValueKind::None | ValueKind::Undefined => {
            return Err(own(ReportFault::new("template-nothing")));
        }
        ValueKind::Number => {
            return Err(own(ReportFault::new("template-number").with("number", value)));
        }
        kind => return Err(own(ReportFault::new("template-whole").with("what", kind))),
    }
    Ok(())
}

/// Words in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii_punctuation() => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
