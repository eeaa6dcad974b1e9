//! A judged line as other rooms see it: what was read, what was found, and the short form of both.

use crate::bench::{Brief, Origin};
use crate::layout::Layout;
use crate::screening::Screening;
use crate::template::{Template, TextField};
use crate::worker::{LineDraft, UnitDraft, Worker};
use phaseout_criteria::Criterion;
use phaseout_documents::RowRef;
use phaseout_host::Industry;
use phaseout_model::{Address, AttributeValue, Finding, Interval, Problem, RegionCode, Verdict};
use std::borrow::Cow;
use std::sync::Arc;

/// A line with its verdict, while its chunk is in memory.
#[derive(Clone, Copy)]
pub struct JudgedLine<'a> {
    pub(crate) worker: &'a Worker<'a>,
    pub(crate) layout: &'a Layout,
    pub(crate) row: RowRef<'a>,
    pub(crate) draft: &'a LineDraft,
    pub(crate) problems: &'a [(u32, Problem)],
}

/// A unit of a judged line.
#[derive(Clone, Copy)]
pub struct JudgedUnit<'a> {
    line: JudgedLine<'a>,
    draft: &'a UnitDraft,
    industry: usize,
}

/// A value of a unit, with the place it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeReading<'a> {
    /// The attribute, in the vocabulary's order.
    pub attribute: usize,
    /// The value.
    pub value: ReadValue,
    /// The column's header, `--facts`, or the plugin that derived it.
    pub column: Cow<'a, str>,
    /// The text as printed; where several places say it, all of them, joined by `; `.
    pub text: Cow<'a, str>,
    /// The evidence that a fact names.
    pub evidence: Option<&'a str>,
}

/// A value as it was read.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadValue {
    /// A measurement or a capacity, in the attribute's unit.
    Measured(Interval),
    /// Yes or no.
    YesNo(bool),
    /// A word.
    Word(String),
    /// Two places contradict each other, so nothing is known.
    Contradicted,
}

impl<'a> JudgedLine<'a> {
    fn screening(&self) -> &'a Screening<'a> {
        self.worker.screening
    }

    pub(crate) fn cell(&self, column: Option<usize>) -> &'a str {
        column.map_or("", |column| self.row.trimmed(column))
    }

    /// The line's id: its own, or <file:sheet:row>.
    pub fn id(&self) -> Cow<'a, str> {
        match &self.draft.own_id {
            Some(id) => Cow::Borrowed(id),
            None => Cow::Borrowed(self.cell(self.layout.line)),
        }
    }

    /// Whether the list gives it no id, so that it is called by its place.
    pub fn is_id_made(&self) -> bool {
        self.draft.own_id.is_some()
    }

    /// The cell under a header, as the row counted from 1 and the column counted from 0: where the
    /// row's own is merged with others, the first of them.
    pub fn cell_under(&self, header: &str) -> Option<(u64, usize)> {
        let column = self.layout.headers.iter().position(|other| other == header)?;
        Some(self.row.anchor(column).unwrap_or((self.row.number(), column)))
    }

    /// The file as the user named it.
    pub fn file(&self) -> &'a str {
        &self.layout.file
    }

    /// The sheet of a workbook.
    pub fn sheet(&self) -> Option<&'a str> {
        self.layout.sheet.as_deref()
    }

    /// Where the line stands: file, sheet and row.
    pub fn address(&self) -> Address {
        Address {
            file: Arc::clone(&self.layout.file),
            sheet: self.layout.sheet.clone(),
            row: self.row.number(),
            column: None,
        }
    }

    /// The physical row, counted from 1.
    pub fn row_number(&self) -> u64 {
        self.row.number()
    }

    /// The enterprise as printed.
    pub fn enterprise(&self) -> &'a str {
        self.cell(self.layout.enterprise)
    }

    /// The industry's id, or the industry as printed where no plugin knows it.
    pub fn industry(&self) -> &'a str {
        match self.draft.industry {
            Some(index) => {
                &self.screening().generation.industries[index].manifest.vocabulary.industry
            }
            None => self.cell(self.layout.industry),
        }
    }

    /// The plugin that speaks for the line's industry.
    pub fn plugin(&self) -> Option<&'a Industry> {
        self.draft.industry.map(|index| &self.screening().generation.industries[index])
    }

    /// The place, as far as it is known.
    pub fn region(&self) -> Option<RegionCode> {
        self.draft.region
    }

    /// The worst of the units' verdicts.
    pub fn verdict(&self) -> Verdict {
        self.draft.verdict
    }

    /// The short form: deadlines, documents and missing facts of the units that bear the verdict.
    pub fn brief(&self) -> Cow<'a, Brief> {
        let Some(industry) = self.draft.industry else { return Cow::Owned(Brief::default()) };
        let bench = &self.worker.benches[industry];
        let mut bearing =
            self.unit_drafts().iter().filter(|unit| unit.verdict == self.draft.verdict);
        let Some(first) = bearing.next() else { return Cow::Owned(Brief::default()) };
        let mut brief = bench.brief(self.screening(), industry, first.row);
        for unit in bearing {
            brief = Cow::Owned(brief.into_owned().joined(&bench.brief(
                self.screening(),
                industry,
                unit.row,
            )));
        }
        brief
    }

    fn unit_drafts(&self) -> &'a [UnitDraft] {
        &self.worker.units[self.draft.units.clone()]
    }

    /// The units, in the order of the cell.
    pub fn units(&self) -> impl Iterator<Item = JudgedUnit<'a>> + use<'a> {
        let line = *self;
        let industry = self.draft.industry;
        self.unit_drafts()
            .iter()
            .filter_map(move |draft| Some(JudgedUnit { line, draft, industry: industry? }))
    }

    /// What is wrong with the row, in the order it was found.
    pub fn problems(&self) -> impl Iterator<Item = Cow<'a, Problem>> + use<'a> {
        let layout = self.layout;
        let template = self.draft.template.as_deref();
        let from_texts = template.into_iter().flat_map(|template| &template.problems).map(
            move |(field, problem)| {
                Cow::Owned(layout.at(problem.clone(), column_of(layout, *field)))
            },
        );
        from_texts.chain(self.problems.iter().map(|(_, problem)| Cow::Borrowed(problem)))
    }

    /// The codes of the problems alone.
    pub fn problem_codes(&self) -> impl Iterator<Item = &'static str> + use<'a> {
        let template = self.draft.template.as_deref();
        let from_texts = template
            .into_iter()
            .flat_map(|template| &template.problems)
            .map(|(_, problem)| problem.code);
        from_texts.chain(self.problems.iter().map(|(_, problem)| problem.code))
    }
}

impl<'a> JudgedUnit<'a> {
    fn industry(&self) -> &'a Industry {
        &self.line.worker.screening.generation.industries[self.industry]
    }

    fn template(&self) -> Option<&'a crate::template::UnitTemplate> {
        let template: &'a Template = self.line.draft.template.as_deref()?;
        template.units.get(self.draft.template_unit)
    }

    /// The id of the kind; the industry's where it is not known.
    pub fn equipment(&self) -> &'a str {
        &self.industry().manifest.vocabulary.kinds[usize::from(self.draft.kind)].id
    }

    /// The kind; the industry's root where it is not known.
    pub fn kind(&self) -> &'a phaseout_model::Kind {
        &self.industry().manifest.vocabulary.kinds[usize::from(self.draft.kind)]
    }

    /// Whether the list names the kind.
    pub fn is_kind_known(&self) -> bool {
        self.draft.kind != 0
    }

    /// Whether the unit is of a kind, or may turn out to be.
    pub fn may_be(&self, id: &str) -> bool {
        let vocabulary = &self.industry().manifest.vocabulary;
        vocabulary.kind(id).is_some_and(|kind| {
            vocabulary.is_a(self.draft.kind, kind) != phaseout_model::Truth::False
        })
    }

    /// The names of another kind, put together by `words` from Chinese and English.
    pub fn kind_name(&self, id: &str, words: impl Fn(&str, &str) -> String) -> String {
        let kind = self.industry().manifest.vocabulary.kinds.iter().find(|kind| kind.id == id);
        kind.map_or_else(|| id.to_owned(), |kind| words(&kind.zh, &kind.en))
    }

    /// The header of the column that the equipment stands in.
    pub fn equipment_column(&self) -> Option<&'a str> {
        let layout = self.line.layout;
        layout.equipment.map(|column| layout.header(column))
    }

    /// An attribute by its id.
    pub fn attribute_named(&self, id: &str) -> Option<&'a phaseout_model::Attribute> {
        self.industry().manifest.vocabulary.attributes.iter().find(|attribute| attribute.id == id)
    }

    /// The equipment as printed.
    pub fn label(&self) -> &'a str {
        self.template().map_or("", |unit| unit.label.as_str())
    }

    /// The unit's own number, `1` of `1#`.
    pub fn number(&self) -> Option<&'a str> {
        self.template().and_then(|unit| unit.number.as_deref())
    }

    /// A word was left over beside the kind's name.
    pub fn is_doubtful(&self) -> bool {
        self.draft.doubtful
    }

    /// How many such units.
    pub fn quantity(&self) -> Option<u32> {
        self.draft.quantity
    }

    /// The unit's verdict.
    pub fn verdict(&self) -> Verdict {
        self.draft.verdict
    }

    /// The criterion of a finding.
    pub fn criterion(&self, finding: &Finding) -> &'a Criterion {
        &self.industry().criteria[finding.criterion]
    }

    /// The attribute of a reading.
    pub fn attribute(&self, index: usize) -> &'a phaseout_model::Attribute {
        &self.industry().manifest.vocabulary.attributes[index]
    }

    /// Every criterion in force that applies to the line's place, with its outcome.
    pub fn findings(&self) -> Vec<Finding> {
        let bench = &self.line.worker.benches[self.industry];
        self.line.worker.screening.programs[self.industry].explain(&bench.columns, self.draft.row)
    }

    /// What was read of the unit, in the vocabulary's order.
    pub fn readings(&self) -> Vec<AttributeReading<'a>> {
        let worker = self.line.worker;
        let bench = &worker.benches[self.industry];
        let mut readings: Vec<(usize, Interval, Origin)> =
            bench.values_of(self.draft.row).collect();
        readings.sort_by_key(|(attribute, ..)| *attribute);
        let mut merged: Vec<AttributeReading<'a>> = Vec::new();
        let mut at = 0;
        while at < readings.len() {
            let attribute = readings[at].0;
            let end =
                readings[at..].iter().take_while(|(other, ..)| *other == attribute).count() + at;
            merged.push(self.reading(attribute, &readings[at..end]));
            at = end;
        }
        merged
    }

    /// The capacity, where it is one number, and whether it is the whole row's: a column's or a fact's,
    /// which every unit of the row bears.
    pub(crate) fn capacity(&self) -> Option<(f64, bool)> {
        let bench = &self.line.worker.benches[self.industry];
        let of_capacity = |attribute: usize| {
            matches!(self.attribute(attribute).value, AttributeValue::Capacity { .. })
        };
        let reading = self.readings().into_iter().find(|reading| of_capacity(reading.attribute))?;
        let ReadValue::Measured(interval) = reading.value else { return None };
        let of_row = bench.values_of(self.draft.row).any(|(attribute, _, origin)| {
            attribute == reading.attribute && matches!(origin, Origin::Column(_) | Origin::Fact(_))
        });
        Some((interval.exact()?, of_row))
    }

    /// One attribute's values as one reading: a fact or the plugin's word stands for what it replaced.
    fn reading(
        &self,
        attribute: usize,
        values: &[(usize, Interval, Origin)],
    ) -> AttributeReading<'a> {
        let stands = |one: &(usize, Interval, Origin)| {
            !values.iter().any(|(.., other)| other.stands_for(one.2))
        };
        let values: Vec<(usize, Interval, Origin)> =
            values.iter().filter(|value| stands(value)).copied().collect();
        let origins: Vec<Origin> = values.iter().map(|(.., origin)| *origin).collect();
        let interval =
            values.iter().try_fold(Interval::WHOLE, |all, (_, one, _)| all.intersection(one));
        let declared = self.attribute(attribute);
        let value = match (interval, &declared.value) {
            (None, _) => ReadValue::Contradicted,
            (Some(interval), AttributeValue::YesNo) => ReadValue::YesNo(interval.lo() > 0.5),
            (Some(interval), AttributeValue::Word { words }) => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a word's code, from 1"
                )]
                let code = interval.lo() as usize;
                ReadValue::Word(words.get(code.wrapping_sub(1)).cloned().unwrap_or_default())
            }
            (Some(interval), _) => ReadValue::Measured(interval),
        };
        let (mut column, mut text, evidence) = self.origin(origins[0]);
        for origin in &origins[1..] {
            let (other_column, other_text, _) = self.origin(*origin);
            if other_text != text || other_column != column {
                column = Cow::Owned(format!("{column}; {other_column}"));
                text = Cow::Owned(format!("{text}; {other_text}"));
            }
        }
        AttributeReading { attribute, value, column, text, evidence }
    }

    /// Column, text and evidence of a value.
    fn origin(&self, origin: Origin) -> (Cow<'a, str>, Cow<'a, str>, Option<&'a str>) {
        let layout = self.line.layout;
        let header = |column: Option<usize>| {
            Cow::Borrowed(column.map_or("", |column| layout.header(column)))
        };
        let cell = |column: Option<usize>| Cow::Borrowed(self.line.cell(column));
        match origin {
            Origin::Column(column) => (header(Some(column)), cell(Some(column)), None),
            Origin::Template(index) => {
                let value = self.template().and_then(|unit| unit.values.get(index));
                let column = value.and_then(|value| column_of(layout, value.field));
                (header(column), Cow::Borrowed(value.map_or("", |value| value.text.as_str())), None)
            }
            Origin::Fact(index) => {
                let screening: &'a Screening<'a> = self.line.worker.screening;
                let facts = &screening.options.facts;
                let fact = facts.of(&self.line.id()).get(index);
                let evidence =
                    fact.map(|fact| fact.evidence.as_str()).filter(|text| !text.is_empty());
                let place = fact.map_or_else(|| "--facts".to_owned(), |fact| facts.place(fact));
                (
                    Cow::Owned(place),
                    Cow::Borrowed(fact.map_or("", |fact| fact.value.as_str())),
                    evidence,
                )
            }
            Origin::Read => {
                let column = layout.spec.or(layout.equipment);
                (header(column), cell(column), None)
            }
            Origin::Derived => (header(layout.commissioned), cell(layout.commissioned), None),
        }
    }
}

/// The column that a text field stands in.
fn column_of(layout: &Layout, field: TextField) -> Option<usize> {
    match field {
        TextField::Equipment => layout.equipment,
        TextField::Spec => layout.spec,
    }
}
