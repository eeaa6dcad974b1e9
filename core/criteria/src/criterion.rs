//! A criterion as it stands in its file: what it names, until when, on which ground, with its cases.

use crate::expression::Expression;
use phaseout_model::{Basis, Class, KindIndex, OnUnknown, Outcome, PartialDate, RegionCode};
use std::ops::Range;

/// A criterion file as read from a library or a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The file as it is shown to people.
    pub path: String,
    /// The id that its path below `criteria/` gives it.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// One text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// An exemption (除外): it holds only where a line claims it and names evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// Its word inside the criterion: `sludge`.
    pub id: String,
    /// The wording.
    pub text: Words,
    /// A claim fits when its cell holds one of these.
    pub words: Vec<String>,
    /// The evidence that is wanted.
    pub evidence: Words,
    /// Who decides on it, where a document says so.
    pub decided_by: Option<Words>,
    /// Its wording was read at a source.
    pub confirmed: bool,
}

/// A worked case: cells as a list would print them, and what the criterion says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// (field or attribute id, text of the cell), in the order of the file.
    pub cells: Vec<(String, String)>,
    /// The outcome.
    pub expect: Outcome,
    /// A row of the published lists, an address, or `constructed`.
    pub source: String,
    /// A remark.
    pub note: Option<String>,
    /// The line of the file, counted from 1.
    pub line: usize,
}

/// Where keys stand in the file, for diagnostics that come after reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The value of `when`, or of `kinds` where there is none.
    pub when: Range<usize>,
    /// The value of `deadline`.
    pub deadline: Range<usize>,
    /// The value of `class`.
    pub class: Range<usize>,
    /// The value of `tightens`.
    pub tightens: Range<usize>,
    /// Each exemption, in order.
    pub exemptions: Vec<Range<usize>>,
}

/// A criterion: which equipment has to go (or may not be built anew), until when, on which ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// Industry, edition and name: `cement/guofa-2010-7/wet-kiln`.
    pub id: String,
    /// What people call it.
    pub title: Words,
    /// 淘汰 or 限制.
    pub class: Class,
    /// The kinds that it names, with all kinds below them.
    pub kinds: Vec<KindIndex>,
    /// What must hold besides; absent: the kind alone decides.
    pub when: Option<Expression>,
    /// The day until which it had to be gone.
    pub deadline: Option<PartialDate>,
    /// The place to which it is limited.
    pub region: Option<RegionCode>,
    /// The national criterion that this local one is a stricter form of.
    pub tightens: Option<String>,
    /// How an unknown outcome weighs.
    pub on_unknown: OnUnknown,
    /// Its wording and threshold were read at a source; else it never decides alone.
    pub confirmed: bool,
    /// The document and its wording.
    pub basis: Basis,
    /// One sentence for the reader of a verdict.
    pub explain: Words,
    /// The exemptions of its wording.
    pub exemptions: Vec<Exemption>,
    /// Its worked cases.
    pub cases: Vec<Case>,
    /// The file as it is shown to people.
    pub path: String,
    /// Where its keys stand in the file.
    pub places: Places,
}
