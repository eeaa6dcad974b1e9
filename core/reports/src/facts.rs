//! What a template may print about the record: objects with their origins, a set for each kind of document.

mod charts;
mod due;
mod firm;
mod line;
mod money;
mod months;
mod noun;
mod papers;
mod people;
mod progress;
mod record;
mod required;
mod set;
mod sight;
mod stage;
mod table;
mod target;
mod words;

pub use table::{Page, markdown, pages};

use crate::error::ReportError;
use crate::given::Given;
use crate::kind::Kind;
use crate::value::Pool;
use minijinja::Value;
use phaseout_documents::paper::Language;
use phaseout_ledger::{Book, Event, Ledger, LocalDate, Office};
use phaseout_model::Date;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What a document is asked about.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The record.
    pub ledger: &'a Ledger,
    /// Its projections as `--as-of` and `--known-at` show them.
    pub book: Book<'a>,
    /// Its events as they show them, corrected.
    pub history: &'a [Event],
    /// Who writes.
    pub office: &'a Office,
    /// The day of the document.
    pub as_of: Date,
    /// The year that it is about.
    pub year: i64,
    /// The month, where it is about one.
    pub month: Option<i8>,
    /// The line, enterprise or region, where it is about one.
    pub subject: Option<&'a str>,
    /// What the record does not hold. Templates find it as `given.KEY` whatever the kind; facts need it only
    /// to work with.
    pub given: &'a BTreeMap<String, Given>,
    /// Names of industries by id, in the language of what is written; others go by their id.
    pub industries: &'a BTreeMap<String, String>,
    /// The dates that the office's scripts set.
    pub local: &'a [LocalDate],
    /// The language of what is written.
    pub language: Language,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("year", &self.year).field("subject", &self.subject).finish()
    }
}

/// The context of a kind's template: a map of names to objects of the pool, lists and maps of them. All
/// kinds see the same names; the subject decides which lines and enterprises are there one by one.
///
/// # Errors
/// All that the document must say and the record does not hold.
pub fn facts(kind: &Kind, request: &Request<'_>, pool: &Pool) -> Result<Value, ReportError> {
    let record = Arc::new(record::Record::read(request, pool)?);
    let mut sight = sight::Sight::of(&record, request.subject)?;
    sight.office = Some(request.office.clone());
    if kind.id == "public-list" {
        let missing = required::missing(&sight.total);
        if !missing.is_empty() {
            return Err(missing.into());
        }
    }
    Ok(noun::thing(sight))
}
