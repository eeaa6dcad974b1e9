//! What was found in a document, where, and what the record says instead.

use phaseout_documents::written::{Paragraph, Part, Written};

/// Where something stands in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The part of the document.
    pub part: Part,
    /// The paragraph's number, from 1; none in a table.
    pub paragraph: Option<usize>,
    /// The table's number, and the cell's row and column, from 1.
    pub cell: Option<(usize, usize, usize)>,
    /// The place within the paragraph or cell, in characters from 0.
    pub at: usize,
}

impl Spot {
    pub(super) fn paragraph(paragraph: &Paragraph) -> Self {
        Self { part: paragraph.part, paragraph: Some(paragraph.number), cell: None, at: 0 }
    }

    pub(super) fn cell(part: Part, table: usize, row: usize, column: usize) -> Self {
        Self { part, paragraph: None, cell: Some((table, row, column)), at: 0 }
    }

    pub(super) fn at(&self, at: usize) -> Self {
        Self { at, ..self.clone() }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It is wrong, or the record says otherwise.
    Wrong,
    /// It may be right: a person has to look.
    Ask,
}

impl Severity {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Ask => "ask",
        }
    }
}

/// What the record says, and the events that it says it by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grounds {
    /// The record's figure, date or number, as it would be printed; blank where it has none.
    pub text: String,
    /// `seq` of the events.
    pub events: Vec<i64>,
}

/// Something wrong in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// `figure-contradicts`, `figure-slip`, `spec-contradicts`, `date-contradicts`, `claim-unmet`,
    /// `unit-misfit`, `date-impossible`, `date-order`, `date-after-document`, `deadline-before-document`,
    /// `weekday-wrong`, `number-brackets`, `number-zeros`, `number-ordinal`, `number-masked`,
    /// `number-unknown`, `total-wrong`, `parts-exceed`, `parts-short`.
    pub code: &'static str,
    /// How sure it is.
    pub severity: Severity,
    /// Where.
    pub spot: Spot,
    /// The words as printed.
    pub words: String,
    /// What the message needs.
    pub arguments: Vec<(&'static str, String)>,
    /// What the record says, where it is held against it.
    pub grounds: Option<Grounds>,
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong, in the order of the document.
    pub findings: Vec<Finding>,
    /// Figures that are withheld: `??万元`.
    pub withheld: Vec<(Spot, String)>,
    /// Figures and dates of which it was not recognised what they speak of, or the record has nothing.
    pub unchecked: Vec<(Spot, String)>,
    /// Figures, dates and numbers of documents that agree with the record.
    pub agreed: Vec<(Spot, String)>,
}

impl Report {
    pub(super) fn find(
        &mut self,
        code: &'static str,
        spot: Spot,
        words: String,
        arguments: Vec<(&'static str, String)>,
        grounds: Option<Grounds>,
    ) {
        let severity = match code {
            "number-unknown" | "number-masked" | "parts-short" | "date-after-document" => {
                Severity::Ask
            }
            _ => Severity::Wrong,
        };
        self.findings.push(Finding { code, severity, spot, words, arguments, grounds });
    }

    /// In the order of the document: tables where they stand among the paragraphs.
    pub(super) fn sort(&mut self, document: &Written) {
        let place = |spot: &Spot| {
            let after = match spot.cell {
                Some((table, ..)) => document.tables.get(table - 1).map_or(0, |it| it.after),
                None => spot.paragraph.unwrap_or(0),
            };
            (spot.part, after, spot.cell, spot.at)
        };
        self.findings.sort_by_key(|it| place(&it.spot));
        for all in [&mut self.withheld, &mut self.unchecked, &mut self.agreed] {
            all.sort_by_key(|(spot, _)| place(spot));
        }
    }
}
