//! From a template and what it may print to a document.

use crate::engine::environment;
use crate::error::{ReportError, ReportFault};
use crate::facts::{Request, facts};
use crate::front::{self, Front};
use crate::given::Given;
use crate::kind::Kind;
use crate::line::Line;
use crate::markdown;
use crate::mistakes;
use crate::places::{Rendered, Source};
use crate::printed::Printing;
use crate::template::{Template, Templates, name_of};
use crate::value::{Pool, Traced};
use crate::wanted::Wanted;
use minijinja::{Environment, Value, context};
use phaseout_documents::paper::{Language, Paper, Runs, number_headings};
use std::collections::BTreeMap;

/// What was given under this key takes the place of the template's document number.
pub const NUMBER: &str = "number";
/// What was given under this key takes the place of the template's addressee.
pub const ADDRESSEE: &str = "addressee";

/// A document that was written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The document.
    pub paper: Paper,
    /// What it printed, in the order of printing: [`phaseout_documents::paper::Value::trace`] counts here.
    pub printed: Vec<Traced>,
    /// What was given and the template did not ask for.
    pub unused: Vec<String>,
}

/// Writes a document of a kind about the record.
///
/// # Errors
/// All that stands in the way: contents that the record does not hold, mistakes in the template, digits
/// without an origin, what was not given.
pub fn write(
    kind: &Kind,
    request: &Request<'_>,
    templates: &Templates,
) -> Result<Written, ReportError> {
    let pool = Pool::default();
    let found = facts(kind, request, &pool)?;
    let form = Form { kind: kind.id, language: request.language, given: request.given };
    let template = templates.of_kind(kind, request.language).ok_or_else(|| {
        ReportFault::new("template-none").with("name", name_of(kind, request.language))
    })?;
    compose(templates, template, &form, &found, &pool)
}

/// What a document is, beside what its template says.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The word of its kind.
    pub kind: &'a str,
    /// Its language.
    pub language: Language,
    /// What the record does not hold.
    pub given: &'a BTreeMap<String, Given>,
}

/// Writes a document from a template and what it may print, which is in the pool.
///
/// # Errors
/// As [`write()`], but for the contents.
pub fn compose(
    templates: &Templates,
    template: &Template,
    form: &Form<'_>,
    found: &Value,
    pool: &Pool,
) -> Result<Written, ReportError> {
    let faults = crate::check::template(template, templates);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let wanted = Wanted::default();
    let given = wanted.object(form.given, pool);
    let context = context! { given => given.clone(), ..found.clone() };
    let engine = environment(templates, pool);
    let mut writer = Writer {
        engine: &engine,
        source: Source { templates, template, entry: None },
        context,
        form,
        printing: Printing::new(pool),
        faults: Vec::new(),
    };
    let paper = writer.paper(&given);
    let missing = wanted.missing();
    writer.faults.extend(missing.iter().map(|key| not_given(key, template)));
    if writer.faults.is_empty() {
        let mut unused = wanted.unused(form.given);
        unused.retain(|key| key != NUMBER && key != ADDRESSEE);
        return Ok(Written { paper, printed: writer.printing.printed, unused });
    }
    writer.faults.sort_by_key(ReportFault::order);
    Err(writer.faults.into())
}

/// What a template prints and nobody gave, at the first place that names it.
fn not_given(key: &str, template: &Template) -> ReportFault {
    let path = format!("given.{key}");
    let at = template.text.find(&path).map_or(0..0, |at| at..at + path.len());
    ReportFault::new("given-missing").with("key", key).at(&template.name, &template.text, at)
}

struct Writer<'w> {
    engine: &'w Environment<'static>,
    source: Source<'w>,
    context: Value,
    form: &'w Form<'w>,
    printing: Printing<'w>,
    faults: Vec<ReportFault>,
}

impl Writer<'_> {
    fn paper(&mut self, given: &Value) -> Paper {
        let text = &self.source.template.text;
        let front = front::split(text).map_or_else(Front::default, |(range, _)| {
            front::read(&self.source.template.name, text, &range, &mut self.faults)
        });
        let mut paper = Paper {
            kind: self.form.kind.to_owned(),
            language: self.form.language,
            letterhead: self.one(&front, "letterhead"),
            number: self.given(given, NUMBER).or_else(|| self.one(&front, "number")),
            title: self.one(&front, "title").unwrap_or_default(),
            addressee: self.given(given, ADDRESSEE).or_else(|| self.one(&front, "addressee")),
            ..Paper::default()
        };
        if let Some(body) = self.render(self.source) {
            let language = self.form.language;
            paper.blocks = markdown::blocks(&body, language, &mut self.printing, &mut self.faults);
        }
        if !front.plain_headings {
            number_headings(&mut paper.blocks, self.form.language);
        }
        paper.attachments = self.several(&front, "attachments");
        paper.signed_by = self.several(&front, "signed_by");
        paper.date = self.one(&front, "date");
        paper.notes = self.several(&front, "notes");
        paper
    }

    /// What was given in the place of a text of the front.
    fn given(&mut self, given: &Value, key: &str) -> Option<Runs> {
        let Some(Given::Piece { .. }) = self.form.given.get(key) else { return None };
        let mark = given.get_attr(key).ok()?.to_string();
        let mut line = Line::default();
        line.text(&mark, 0, false, &mut self.printing);
        Some(line.runs)
    }

    /// A text of the front as one line; none where it prints nothing.
    fn one(&mut self, front: &Front, key: &str) -> Option<Runs> {
        let lines = self.several(front, key);
        if lines.is_empty() {
            None
        } else {
            Some(lines.join(&phaseout_documents::paper::Run::Break))
        }
    }

    fn several(&mut self, front: &Front, key: &str) -> Vec<Runs> {
        let mut found = Vec::new();
        for entry in front.entries.iter().filter(|entry| entry.key == key) {
            let source = Source { entry: Some(entry), ..self.source };
            let name = source.name();
            let Ok(template) = self.engine.template_from_named_str(&name, &entry.text) else {
                continue;
            };
            match template.render_with_spans(self.context.clone()) {
                Ok((text, spans)) => {
                    let rendered = Rendered::new(text, spans, source);
                    let language = self.form.language;
                    let lines =
                        markdown::lines(&rendered, language, &mut self.printing, &mut self.faults);
                    found.extend(lines);
                }
                Err(error) => self.faults.push(mistakes::fault(&error, &source, &self.context)),
            }
        }
        found
    }

    fn render<'s>(&mut self, source: Source<'s>) -> Option<Rendered<'s>> {
        let rendered = self
            .engine
            .get_template(&source.name())
            .and_then(|template| template.render_with_spans(self.context.clone()));
        match rendered {
            Ok((text, spans)) => Some(Rendered::new(text, spans, source)),
            Err(error) => {
                self.faults.push(mistakes::fault(&error, &source, &self.context));
                None
            }
        }
    }
}
