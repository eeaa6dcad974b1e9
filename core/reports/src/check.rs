//! A template held against the rules without a record: its front, its code as far as it can be read, digits
//! in its words, and its citations. What `watch` and `doctor` look at, and what comes before every document.

use crate::citation;
use crate::digits::stray;
use crate::engine::environment;
use crate::error::ReportFault;
use crate::front::{self, Front};
use crate::kind::KINDS;
use crate::line::around;
use crate::mistakes;
use crate::nearest::nearest;
use crate::places::Source;
use crate::scan::{Part, parts, quoted};
use crate::template::{Template, Templates};
use crate::value::Pool;
use minijinja::Value;
use std::collections::BTreeSet;

/// What is wrong with an office's own templates.
pub fn office(templates: &Templates) -> Vec<ReportFault> {
    let mut faults = Vec::new();
    let named: BTreeSet<&str> = templates.all().flat_map(names).collect();
    for own in templates.own() {
        faults.extend(template(own, templates));
        if own.kind().is_none() && !named.contains(own.name.as_str()) {
            let kinds: Vec<String> = KINDS.iter().map(|kind| format!("{}.md", kind.id)).collect();
            let meant = nearest(&own.name, kinds.iter().map(String::as_str));
            let fault = ReportFault::new("template-unused").meant(meant);
            faults.push(fault.at(&own.name, &own.text, 0..0));
        }
    }
    faults
}

/// What can be wrong with a template whatever the record says.
pub fn template(template: &Template, templates: &Templates) -> Vec<ReportFault> {
    let mut faults = Vec::new();
    let text = &template.text;
    let mut front = Front::default();
    if let Some((range, _)) = front::split(text) {
        front = front::read(&template.name, text, &range, &mut faults);
    } else if template.kind().is_some() {
        faults.push(ReportFault::new("front-missing").at(&template.name, text, 0..0));
    }
    let source = Source { templates, template, entry: None };
    let pool = Pool::default();
    let engine = environment(templates, &pool);
    for entry in &front.entries {
        let source = Source { entry: Some(entry), ..source };
        if let Err(error) = engine.template_from_named_str(&source.name(), &entry.text) {
            faults.push(mistakes::fault(&error, &source, &Value::UNDEFINED));
        }
        words(&source, &mut faults);
    }
    if let Err(error) = engine.get_template(&template.name) {
        faults.push(mistakes::fault(&error, &source, &Value::UNDEFINED));
    }
    words(&source, &mut faults);
    faults
}

/// Digits in the words of a text, and citations that are none.
fn words(source: &Source<'_>, faults: &mut Vec<ReportFault>) {
    let text = source.text();
    for (part, range) in parts(text) {
        let own = &text[range.clone()];
        match part {
            Part::Comment => {}
            Part::Words => {
                for found in stray(own) {
                    let fault = ReportFault::new("digits")
                        .with("digits", &own[found.clone()])
                        .with("words", around(own, &found));
                    let place = range.start + found.start..range.start + found.end;
                    faults.push(source.put(fault, &source.name(), place));
                }
            }
            Part::Code => {
                for (at, before) in quoted(own) {
                    if before.ends_with("cite(")
                        && let Err(fault) = citation::check(&own[at.clone()])
                    {
                        let place = range.start + at.start..range.start + at.end;
                        faults.push(source.put(fault, &source.name(), place));
                    }
                }
            }
        }
    }
}

/// The templates that a template names.
fn names(template: &Template) -> Vec<&str> {
    let text = template.text.as_str();
    let code = parts(text).into_iter().filter(|(part, _)| *part == Part::Code);
    code.flat_map(|(_, range)| {
        let own = &text[range];
        quoted(own).into_iter().map(|(at, _)| &own[at]).collect::<Vec<_>>()
    })
    .collect()
}
