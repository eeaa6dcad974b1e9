//! The page for template writers, made from the rows that the nouns are declared with.

use super::noun::{Noun, Row, rows};
use super::{due, firm, line, money, months, papers, people, progress, set, sight, target};

/// A noun with its fields.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its name in English; blank for the names that every template has.
    pub name: &'static str,
    /// Its name in Chinese: the shapes of fields speak of it so.
    pub zh: &'static str,
    /// Its fields: name, Chinese name, shape, what it says.
    pub rows: Vec<Row>,
}

/// Everything that a template may use.
pub fn pages() -> Vec<Page> {
    fn page<T: Noun>() -> Page {
        Page { name: T::NAME.0, zh: T::NAME.1, rows: rows::<T>() }
    }
    vec![
        page::<sight::Sight>(),
        page::<progress::Progress>(),
        page::<set::Set>(),
        page::<months::Month>(),
        page::<line::LineNoun>(),
        page::<line::UseNoun>(),
        page::<firm::Firm>(),
        page::<firm::Party>(),
        page::<target::Aim>(),
        page::<people::People>(),
        page::<money::Money>(),
        page::<money::Entry>(),
        page::<papers::Signed>(),
        page::<papers::Notice>(),
        page::<papers::Shown>(),
        page::<papers::Changed>(),
        page::<due::Duty>(),
        page::<due::Stone>(),
        page::<due::Measure>(),
    ]
}

/// The tables as they stand in the page, in Markdown.
pub fn markdown() -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for page in pages() {
        let title = if page.name.is_empty() {
            "In every template (顶层)".to_owned()
        } else {
            format!("`{}` {}", page.name, page.zh)
        };
        let _ = writeln!(out, "### {title}\n\n| name | 中文 | shape | says |\n|---|---|---|---|");
        for [key, zh, shape, says] in page.rows {
            let _ = writeln!(out, "| `{key}` | {zh} | {shape} | {says} |");
        }
        out.push('\n');
    }
    out
}
