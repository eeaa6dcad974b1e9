//! A written document held against the record (核对): figures that contradict it, units that do not fit, dates
//! that cannot be, numbers of documents in a wrong form or not known, totals that do not add.
//!
//! A figure is judged only where the words near it say what it speaks of. What is not recognised is counted
//! and listed as not checked, never as right. Everything is found in one pass, in the order of the document.

mod claim;
mod date;
mod day;
mod figure;
mod finding;
mod judge;
mod measure;
mod name;
mod number;
mod pass;
mod period;
mod record;
mod stage;
mod table;
mod text;
mod topic;
mod total;

pub use finding::{Finding, Grounds, Report, Severity, Spot};
pub use number::Register;
pub use record::Record;

use phaseout_documents::written::{Paragraph, Written};
use phaseout_model::{Date, PartialDate};

/// What a document is held against.
#[derive(Debug)]
pub struct Against<'a> {
    /// The record.
    pub record: &'a Record,
    /// The documents that may be cited.
    pub register: &'a Register,
    /// The year that the document is about, where it names none itself.
    pub year: i64,
}

/// Holds a document against the record.
pub fn lint(document: &Written, against: &Against<'_>) -> Report {
    let mut report = Report::default();
    let signed = signed_on(&document.paragraphs);
    for paragraph in &document.paragraphs {
        let spot = Spot::paragraph(paragraph);
        pass::passage(&paragraph.text, &spot, against, signed, &mut report);
    }
    for own in &document.tables {
        table::check(own, document, against, signed, &mut report);
    }
    report.sort(document);
    report
}

/// The date of the document: the last paragraph that is nothing but a date.
fn signed_on(paragraphs: &[Paragraph]) -> Option<Date> {
    let trimmed = |it: &Paragraph| {
        let text = it.text.trim();
        text.trim_matches(['(', ')', '\u{ff08}', '\u{ff09}']).to_owned()
    };
    let dates = paragraphs.iter().filter_map(|it| PartialDate::parse(&trimmed(it)));
    dates.filter(|date| date.is_full()).map(PartialDate::last_day).next_back()
}
