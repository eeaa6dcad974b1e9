//! Which names were there where a template used one that was not: those of the context, or the parts of the
//! thing that stands before the point.

use crate::engine::FUNCTIONS;
use crate::scan::{Part, parts};
use crate::value::Printed;
use minijinja::Value;
use minijinja::value::ValueKind;

/// So many names are remembered of one thing.
const MOST: usize = 60;
/// A loop over a loop over a loop: no deeper.
const DEEPEST: usize = 8;
const OF_LOOP: [&str; 9] =
    ["index", "index0", "revindex", "first", "last", "length", "previtem", "nextitem", "depth"];
const OF_PIECE: [&str; 3] = ["number", "unit", "raw"];

/// A path without its last name, and that name: `row.nmae` is `row` and `nmae`.
pub(crate) fn unknown(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

/// The names that were there. `before` is the template up to the unknown name.
pub(crate) fn there(path: &str, before: &str, context: &Value) -> Vec<String> {
    let code: Vec<&str> = parts(before)
        .into_iter()
        .filter(|(part, _)| *part == Part::Code)
        .map(|(_, range)| &before[range])
        .collect();
    let (of, _) = unknown(path);
    if of.is_empty() {
        let mut names = names_of(context);
        names.extend(FUNCTIONS.map(str::to_owned));
        let bound = code.iter().filter_map(|code| binding(code)).map(|(name, _)| name.to_owned());
        names.extend(bound);
        return names;
    }
    if of == "loop" {
        return OF_LOOP.map(str::to_owned).to_vec();
    }
    found(of, &code, context, 0).map_or_else(Vec::new, |value| names_of(&value))
}

/// The thing that a path names.
fn found(path: &str, code: &[&str], context: &Value, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    let mut names = path.split('.');
    let first = names.next()?;
    let mut value =
        context.get_attr(first).ok().filter(|value| !value.is_undefined()).or_else(|| {
            let (at, bound) = code.iter().enumerate().rev().find_map(|(at, code)| {
                binding(code).filter(|(name, _)| *name == first).map(|(_, bound)| (at, bound))
            })?;
            let of = found(bound.path, &code[..at], context, depth + 1)?;
            if bound.each { of.try_iter().ok()?.next() } else { Some(of) }
        })?;
    for name in names {
        value = value.get_attr(name).ok().filter(|value| !value.is_undefined())?;
    }
    Some(value)
}

struct Bound<'c> {
    path: &'c str,
    /// Whether the name stands for each of several in turn.
    each: bool,
}

/// What a block binds to a name: `{% for row in rows %}`, `{% set first = rows %}`.
fn binding(code: &str) -> Option<(&str, Bound<'_>)> {
    let inner = code.strip_prefix("{%")?.trim_start_matches(['-', '+', ' ']);
    let path = |text: &'_ str| -> usize {
        text.find(|c: char| !c.is_ascii_alphanumeric() && !"_.".contains(c)).unwrap_or(text.len())
    };
    if let Some(rest) = inner.strip_prefix("for ") {
        let (name, of) = rest.split_once(" in ")?;
        let of = of.trim_start();
        return Some((name.trim(), Bound { path: &of[..path(of)], each: true }));
    }
    let rest = inner.strip_prefix("set ")?;
    let (name, of) = rest.split_once('=')?;
    let of = of.trim_start();
    Some((name.trim(), Bound { path: &of[..path(of)], each: false }))
}

fn names_of(value: &Value) -> Vec<String> {
    if value.downcast_object_ref::<Printed>().is_some() {
        return OF_PIECE.map(str::to_owned).to_vec();
    }
    if value.kind() != ValueKind::Map {
        return Vec::new();
    }
    let keys = value.try_iter().into_iter().flatten().take(MOST);
    keys.filter_map(|key| key.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    #[test]
    fn names_are_those_of_the_thing_before_the_point() {
        let context = context! {
            office => context! { name => "甲", region => "乙" },
            firms => vec![context! { lines => vec![context! { capacity => 1 }] }],
        };
        let before =
            "{% for firm in firms %}{% for line in firm.lines|sort %}{% set one = line %}{{ ";
        let cases = [
            ("office.nmae", "name region"),
            ("firm.x", "lines"),
            ("line.capcity", "capacity"),
            ("one.x", "capacity"),
            ("loop.indx", "index"),
            ("nothing.x", ""),
        ];
        for (path, expected) in cases {
            let names = there(path, before, &context);
            let all = expected.split_whitespace().all(|name| names.iter().any(|own| own == name));
            assert!(all && (names.is_empty() == expected.is_empty()), "{path}: {names:?}");
        }
        let names = there("ofice", before, &context);
        for name in ["office", "cite", "firm", "line", "one"] {
            assert!(names.iter().any(|own| own == name), "{name}");
        }
    }
}
