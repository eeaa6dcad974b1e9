//! One industry's units of a chunk: their columns, what the plugin adds to them, and their verdicts.

use crate::screening::Screening;
use crate::template::{Template, UnitTemplate, read};
use crate::value::{self, Value};
use phaseout_criteria::{Columns, Scratch};
use phaseout_host::{Batch, HostError, Industry, Row, Said};
use phaseout_model::{Class, Interval, OnUnknown, Outcome, Problem, Verdict};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::rc::Rc;

/// Where a value of a unit came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The unit's template, by its place there.
    Template(usize),
    /// The plugin's reading of the texts; it stands for what the forms read.
    Read,
    /// A column of its own.
    Column(usize),
    /// `--facts`, by its place among the line's; it stands for what the list says.
    Fact(usize),
    /// The plugin derived it from others.
    Derived,
}

impl Origin {
    /// How much it weighs where it does not have to agree with others: a fact stands for all that the
    /// list says, the plugin's reading for what the forms read.
    pub(crate) fn stands_for(self, other: Self) -> bool {
        match self {
            Self::Fact(_) => !matches!(other, Self::Fact(_)),
            Self::Read => matches!(other, Self::Template(_)),
            _ => false,
        }
    }
}

/// A value of a unit beside those of its template.
#[derive(Clone, Copy, Debug)]
struct UnitValue {
    row: usize,
    attribute: usize,
    interval: Interval,
    origin: Origin,
}

/// The short form of a verdict, lists joined by `;`. Deadlines and documents go together, one by one; a
/// document without a deadline leaves a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brief {
    /// The deadlines.
    pub deadline: String,
    /// The documents.
    pub basis: String,
    /// The facts to ask for.
    pub missing: String,
    /// No sign in the three lists needs quotes in a csv file.
    pub plain: bool,
}

impl Brief {
    pub(crate) fn joined(mut self, other: &Self) -> Self {
        for (deadline, document) in other.deadline.split(';').zip(other.basis.split(';')) {
            self.ground(deadline, document);
        }
        for fact in other.missing.split(';') {
            self.ask(fact);
        }
        self.look();
        self
    }

    fn look(&mut self) {
        let plain = |text: &str| !text.contains([',', '"', '\n', '\r']);
        self.plain =
            [&self.deadline, &self.basis, &self.missing].into_iter().all(|text| plain(text));
    }

    /// Adds a document with its deadline, once.
    fn ground(&mut self, deadline: &str, document: &str) {
        if document.is_empty() {
            return;
        }
        let known = || self.deadline.split(';').zip(self.basis.split(';'));
        if known().any(|pair| pair == (deadline, document)) {
            return;
        }
        if !self.basis.is_empty() {
            self.deadline.push(';');
            self.basis.push(';');
        }
        self.deadline.push_str(deadline);
        self.basis.push_str(document);
    }

    /// Adds a fact to ask for, once.
    fn ask(&mut self, fact: &str) {
        if fact.is_empty() || self.missing.split(';').any(|other| other == fact) {
            return;
        }
        if !self.missing.is_empty() {
            self.missing.push(';');
        }
        self.missing.push_str(fact);
    }
}

/// How many units a row says it stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Quantity {
    /// It says nothing.
    #[default]
    Blank,
    /// So many.
    Units(u32),
    /// Something is printed that nobody could read, or that contradicts itself.
    Unreadable,
}

impl Quantity {
    pub(crate) fn known(self) -> Option<u32> {
        match self {
            Self::Units(units) => Some(units),
            Self::Blank | Self::Unreadable => None,
        }
    }

    /// As the row plane carries it: NaN is printed, but not known.
    fn on_the_plane(self) -> Option<f64> {
        match self {
            Self::Blank => None,
            Self::Units(units) => Some(f64::from(units)),
            Self::Unreadable => Some(f64::NAN),
        }
    }
}

/// A unit on its way to the bench.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Incoming<'a> {
    pub(crate) equipment: &'a str,
    pub(crate) spec: &'a str,
    pub(crate) quantity: Quantity,
    pub(crate) commissioned: Option<(i32, i32)>,
    pub(crate) place: u64,
}

/// So many texts are remembered; then reading begins anew, so that memory stays flat.
const MOST: usize = 1 << 15;

/// What an attribute's cells said, by their text.
#[derive(Debug, Default)]
struct CellMemo {
    places: FxHashMap<Box<str>, usize>,
    values: Vec<Value>,
}

/// One industry's place of work. Its buffers are reused from chunk to chunk.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) columns: Columns,
    pub(crate) scratch: Scratch,
    templates: FxHashMap<Box<str>, Rc<Template>>,
    cells: Vec<CellMemo>,
    key: String,
    values: Vec<UnitValue>,
    narrowing: Narrowing,
    units: Vec<(Rc<Template>, usize)>,
    rows: Vec<(Quantity, Option<(i32, i32)>)>,
    texts: String,
    text_ends: Vec<(usize, usize)>,
    batch: Batch,
    capacities: Vec<Option<f64>>,
    situations: Vec<u64>,
    words: usize,
    briefs: FxHashMap<Box<[u64]>, Rc<Brief>>,
    row_briefs: Vec<Rc<Brief>>,
}

impl Bench {
    pub(crate) fn of(industry: &Industry) -> Self {
        Self {
            columns: Columns::new(&industry.manifest.vocabulary),
            scratch: Scratch::default(),
            templates: FxHashMap::default(),
            cells: industry
                .manifest
                .vocabulary
                .attributes
                .iter()
                .map(|_| CellMemo::default())
                .collect(),
            key: String::new(),
            values: Vec::new(),
            narrowing: Narrowing::default(),
            units: Vec::new(),
            rows: Vec::new(),
            texts: String::new(),
            text_ends: Vec::new(),
            batch: Batch::default(),
            capacities: Vec::new(),
            situations: Vec::new(),
            words: 0,
            briefs: FxHashMap::default(),
            row_briefs: Vec::new(),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.columns.clear();
        self.values.clear();
        self.units.clear();
        self.rows.clear();
        self.texts.clear();
        self.text_ends.clear();
        self.row_briefs.clear();
    }

    /// What the two cells say, read once for every pair of texts.
    pub(crate) fn template(
        &mut self,
        screening: &Screening<'_>,
        industry: usize,
        equipment: &str,
        spec: &str,
    ) -> Rc<Template> {
        self.key.clear();
        self.key.push_str(equipment);
        self.key.push('\u{1f}');
        self.key.push_str(spec);
        if let Some(template) = self.templates.get(self.key.as_str()) {
            return Rc::clone(template);
        }
        let manifest = &screening.generation.industries[industry].manifest;
        let template =
            Rc::new(read(manifest, screening.industries.lexicon(industry), equipment, spec));
        if self.templates.len() >= MOST {
            self.templates.clear();
        }
        self.templates.insert(self.key.as_str().into(), Rc::clone(&template));
        template
    }

    /// What an attribute's cell says, read once for every text and unit.
    pub(crate) fn cell(
        &mut self,
        industry: &Industry,
        attribute: usize,
        text: &str,
        unit: Option<&str>,
    ) -> &Value {
        self.key.clear();
        self.key.push_str(text);
        if let Some(unit) = unit {
            self.key.push('\u{1f}');
            self.key.push_str(unit);
        }
        let memo = &mut self.cells[attribute];
        let at = if let Some(&at) = memo.places.get(self.key.as_str()) {
            at
        } else {
            if memo.values.len() >= MOST {
                memo.places.clear();
                memo.values.clear();
            }
            memo.places.insert(self.key.as_str().into(), memo.values.len());
            memo.values.push(value::read(&industry.manifest, attribute, text, unit));
            memo.values.len() - 1
        };
        &memo.values[at]
    }

    /// Adds a unit; its row among the industry's units.
    pub(crate) fn push(
        &mut self,
        template: &Rc<Template>,
        unit: usize,
        incoming: &Incoming<'_>,
        keeps_texts: bool,
    ) -> usize {
        let row = if let Some(brief) = &template.brief {
            let row = self.columns.push_unit(brief.kind, brief.doubtful, incoming.place);
            for (attribute, interval) in brief.values.iter().flatten() {
                self.columns.set(row, usize::from(*attribute), interval);
            }
            row
        } else {
            let UnitTemplate { kind, doubtful, values, .. } = &template.units[unit];
            let row = self.columns.push_unit(*kind, *doubtful, incoming.place);
            for value in values {
                self.narrowing.narrow(&mut self.columns, row, value.attribute, &value.interval);
            }
            row
        };
        self.units.push((Rc::clone(template), unit));
        self.rows.push((incoming.quantity, incoming.commissioned));
        if keeps_texts {
            self.texts.push_str(incoming.equipment);
            let middle = self.texts.len();
            self.texts.push_str(incoming.spec);
            self.text_ends.push((middle, self.texts.len()));
        }
        row
    }

    /// Gives an attribute of a unit, beside what its texts say.
    pub(crate) fn set(&mut self, row: usize, attribute: usize, interval: Interval, origin: Origin) {
        self.values.push(UnitValue { row, attribute, interval, origin });
    }

    /// Brings every value into the columns, lets the plugin add its own, and evaluates. Problems go to
    /// `report` with the unit's row.
    pub(crate) fn judge(
        &mut self,
        screening: &Screening<'_>,
        index: usize,
        report: &mut dyn FnMut(usize, Problem),
    ) -> Result<(), HostError> {
        let industry = &screening.generation.industries[index];
        let library = industry.library.as_ref();
        if let Some(library) = library.filter(|library| library.reads()) {
            self.fill_batch(screening, industry);
            library.read(&mut self.batch)?;
            self.take_said(industry, Origin::Read, report);
        }
        for value in self.values.iter().filter(|value| value.origin == Origin::Read) {
            self.columns.set(value.row, value.attribute, &value.interval);
            self.narrowing.forget(value.row, value.attribute);
        }
        for value in self.values.iter().filter(|value| matches!(value.origin, Origin::Column(_))) {
            self.narrowing.narrow(&mut self.columns, value.row, value.attribute, &value.interval);
        }
        // What was found out since stands for what the list says; two facts have to agree.
        let facts = self.values.iter().filter(|value| matches!(value.origin, Origin::Fact(_)));
        let mut stated: Vec<(usize, usize)> = Vec::new();
        for value in facts {
            let place = (value.row, value.attribute);
            if stated.contains(&place) {
                self.narrowing.narrow(
                    &mut self.columns,
                    value.row,
                    value.attribute,
                    &value.interval,
                );
            } else {
                stated.push(place);
                self.narrowing.forget(value.row, value.attribute);
                self.columns.set(value.row, value.attribute, &value.interval);
            }
        }
        for (row, attribute) in self.narrowing.contradicted.drain(..) {
            let name = &industry.manifest.vocabulary.attributes[attribute].id;
            report(row, Problem::warning("contradiction", None).with("attribute", name));
        }
        if let Some(library) = library.filter(|library| library.derives()) {
            if library.reads() {
                self.fill_measures(industry);
            } else {
                self.fill_batch(screening, industry);
            }
            library.derive(&mut self.batch)?;
            self.take_said(industry, Origin::Derived, report);
        }
        // The sort is stable: a row's values keep the order in which they were given.
        self.values.sort_by_key(|value| value.row);
        screening.programs[index].evaluate(&self.columns, &mut self.scratch);
        Ok(())
    }

    fn fill_batch(&mut self, screening: &Screening<'_>, industry: &Industry) {
        let manifest = &industry.manifest;
        self.batch.clear(manifest.slots(), screening.as_of_days);
        let capacity = manifest.measure_attributes.last().copied();
        let mut start = 0;
        // Capacity stands in a column of its own, which is read after the texts; the plugin is to see it.
        self.capacities.clear();
        self.capacities.resize(self.units.len(), None);
        for value in self.values.iter().filter(|value| Some(value.attribute) == capacity) {
            self.capacities[value.row] = value.interval.exact().or(self.capacities[value.row]);
        }
        for row in 0..self.units.len() {
            let (middle, end) = self.text_ends.get(row).copied().unwrap_or((start, start));
            let (quantity, commissioned) = self.rows[row];
            let (template, unit) = &self.units[row];
            let of_template = template.units[*unit]
                .values
                .iter()
                .find(|value| Some(value.attribute) == capacity)
                .and_then(|value| value.interval.exact());
            self.batch.push(&Row {
                equipment: &self.texts[start..middle],
                spec: &self.texts[middle..end],
                kind: template.units[*unit].kind,
                quantity: quantity.on_the_plane(),
                capacity: self.capacities[row].or(of_template),
                commissioned,
            });
            start = end;
        }
        self.fill_measures(industry);
    }

    /// Brings the measures as they are known so far into the batch.
    fn fill_measures(&mut self, industry: &Industry) {
        let manifest = &industry.manifest;
        for (slot, &attribute) in manifest.measure_attributes[..manifest.slots()].iter().enumerate()
        {
            for row in 0..self.units.len() {
                let known = self.columns.interval(row, attribute);
                if known.is_whole() {
                    continue;
                }
                // The columns hold closed ends; the texts' own interval has its open ones.
                let (template, unit) = &self.units[row];
                let mut printed = template.units[*unit]
                    .values
                    .iter()
                    .filter(|value| value.attribute == attribute);
                let own = printed
                    .next()
                    .map(|value| value.interval)
                    .filter(|own| own.closed_ends() == known.closed_ends());
                self.batch.set(slot, row, &own.unwrap_or(known));
            }
        }
    }

    /// Takes over what the plugin said. A reading stands for what the forms read; a derived value
    /// gives only what nobody stated.
    fn take_said(
        &mut self,
        industry: &Industry,
        origin: Origin,
        report: &mut dyn FnMut(usize, Problem),
    ) {
        let manifest = &industry.manifest;
        for (slot, row, said) in self.batch.said() {
            let attribute = manifest.measure_attributes[slot];
            match said {
                Said::Value(interval) if origin == Origin::Derived => {
                    let stated = self.columns.interval(row, attribute);
                    if stated.is_whole() {
                        self.columns.set(row, attribute, &interval);
                        self.values.push(UnitValue { row, attribute, interval, origin });
                    } else if stated.intersection(&interval).is_none() {
                        // 服役年限 25 beside 投产年份 2010: one of the two is wrong.
                        let name = &manifest.vocabulary.attributes[attribute].id;
                        report(
                            row,
                            Problem::warning("contradiction", None).with("attribute", name),
                        );
                        self.columns.set(row, attribute, &Interval::WHOLE);
                        self.values.push(UnitValue { row, attribute, interval, origin });
                    }
                }
                Said::Value(interval) => {
                    self.values.push(UnitValue { row, attribute, interval, origin });
                }
                Said::Problem(code) => {
                    let code = match code {
                        1 => "impossible-value",
                        2 => "contradiction",
                        _ => "unreadable-value",
                    };
                    let name = &manifest.vocabulary.attributes[attribute].id;
                    report(
                        row,
                        Problem::warning(code, None).with("attribute", name).with("text", ""),
                    );
                    if origin == Origin::Read {
                        let interval = Interval::WHOLE;
                        self.values.push(UnitValue { row, attribute, interval, origin });
                    }
                }
            }
        }
    }

    /// The values of a unit, those of its texts first.
    pub(crate) fn values_of(
        &self,
        row: usize,
    ) -> impl Iterator<Item = (usize, Interval, Origin)> + '_ {
        let (template, unit) = &self.units[row];
        let of_texts = template.units[*unit].values.iter().enumerate();
        let of_texts =
            of_texts.map(|(at, value)| (value.attribute, value.interval, Origin::Template(at)));
        let first = self.values.partition_point(|value| value.row < row);
        let others = self.values[first..].iter().take_while(move |value| value.row == row);
        of_texts.chain(others.map(|value| (value.attribute, value.interval, value.origin)))
    }

    /// Prepares the short forms of all units: one for every situation, whatever the number of units.
    pub(crate) fn prepare_briefs(&mut self, screening: &Screening<'_>, industry: usize) {
        self.words = self.scratch.situations(&mut self.situations).max(1);
        for row in 0..self.units.len() {
            let key = self.situations.get(row * self.words..(row + 1) * self.words).unwrap_or(&[]);
            let brief = match self.briefs.get(key) {
                Some(brief) if !self.scratch.has_claim(row) => Rc::clone(brief),
                _ => {
                    let brief = Rc::new(self.make_brief(screening, industry, row));
                    if !self.scratch.has_claim(row) {
                        if self.briefs.len() >= MOST {
                            self.briefs.clear();
                        }
                        self.briefs.insert(key.into(), Rc::clone(&brief));
                    }
                    brief
                }
            };
            self.row_briefs.push(brief);
        }
    }

    pub(crate) fn brief(
        &self,
        screening: &Screening<'_>,
        industry: usize,
        row: usize,
    ) -> Cow<'_, Brief> {
        match self.row_briefs.get(row) {
            Some(brief) => Cow::Borrowed(brief),
            None => Cow::Owned(self.make_brief(screening, industry, row)),
        }
    }

    /// The deadlines, documents and missing facts of the criteria that bear the verdict.
    fn make_brief(&self, screening: &Screening<'_>, industry: usize, row: usize) -> Brief {
        let verdict = self.scratch.verdicts()[row];
        let criteria = &screening.generation.industries[industry].criteria;
        let mut brief = Brief::default();
        for finding in screening.programs[industry].explain(&self.columns, row) {
            let criterion = &criteria[finding.criterion];
            let hits = finding.outcome == Outcome::Hit && criterion.confirmed && !finding.note_only;
            let asks = !finding.note_only
                && match finding.outcome {
                    Outcome::Hit => !criterion.confirmed,
                    Outcome::Unknown => criterion.on_unknown == OnUnknown::Verify,
                    Outcome::Exempt | Outcome::Clear => false,
                };
            let bears = match verdict {
                Verdict::Eliminate => hits && criterion.class == Class::Eliminate,
                Verdict::Verify => asks && criterion.class == Class::Eliminate,
                Verdict::Restrict => hits && criterion.class == Class::Restrict,
                Verdict::Retain | Verdict::Unjudged => false,
            };
            if bears {
                let deadline =
                    criterion.deadline.map_or_else(String::new, |date| date.last_day().to_string());
                brief.ground(&deadline, &criterion.basis.document);
                for missing in &finding.missing {
                    brief.ask(missing);
                }
            }
        }
        brief.look();
        brief
    }
}

/// Brings values together that have to agree. Where two do not, nothing is known.
#[derive(Debug, Default)]
struct Narrowing {
    contradicted: Vec<(usize, usize)>,
}

impl Narrowing {
    /// Another value stands for those that contradicted each other.
    fn forget(&mut self, row: usize, attribute: usize) {
        if !self.contradicted.is_empty() {
            self.contradicted.retain(|place| *place != (row, attribute));
        }
    }

    fn narrow(&mut self, columns: &mut Columns, row: usize, attribute: usize, interval: &Interval) {
        if !self.contradicted.is_empty() && self.contradicted.contains(&(row, attribute)) {
            return;
        }
        let (lo, hi) = interval.closed_ends();
        let lo = lo.max(columns.lo(attribute)[row]);
        let hi = hi.min(columns.hi(attribute)[row]);
        if let Ok(both) = Interval::new(lo, hi, false, false) {
            columns.set(row, attribute, &both);
        } else {
            self.contradicted.push((row, attribute));
            columns.set(row, attribute, &Interval::WHOLE);
        }
    }
}
