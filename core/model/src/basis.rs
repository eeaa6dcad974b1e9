//! The ground of a judgement: a document, its wording, and when it is in force.

use crate::date::PartialDate;
use jiff::civil::Date;

/// A clause of a document that a criterion stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The document number or name as printed, brackets included: `国发〔2010〕7号`.
    pub document: String,
    /// The document's title, where it is known.
    pub title: Option<String>,
    /// The clause, where a source states it.
    pub clause: Option<String>,
    /// The words that decide, as printed.
    pub wording: String,
    /// In force from the first day of this date.
    pub from: Option<PartialDate>,
    /// In force until the last day of this date.
    pub until: Option<PartialDate>,
    /// Addresses where the wording was read.
    pub source: Vec<String>,
}

impl Basis {
    /// Whether the clause is in force on `day`, both ends included.
    pub fn in_force(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from.first_day() <= day)
            && self.until.is_none_or(|until| day <= until.last_day())
    }
}
