//! What a run judges with: one generation's industries, compiled for a date, and what the user said.

use crate::facts::Facts;
use crate::layout;
use crate::lexicon::Industries;
use phaseout_criteria::Program;
use phaseout_documents::FieldNames;
use phaseout_host::Generation;
use phaseout_model::{Date, RegionCode, date};

/// What the user says of a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day of the judgement.
    pub as_of: Date,
    /// The region of lines that name none.
    pub region: Option<RegionCode>,
    /// (field, header): where a header is strange.
    pub map: Vec<(String, String)>,
    /// What was found out since.
    pub facts: Facts,
}

/// Everything that a run needs, shared by its threads.
#[derive(Debug)]
pub struct Screening<'g> {
    pub(crate) generation: &'g Generation,
    pub(crate) options: Options,
    pub(crate) as_of_days: i32,
    pub(crate) industries: Industries,
    pub(crate) programs: Vec<Program>,
    pub(crate) fields: Vec<FieldNames>,
}

impl<'g> Screening<'g> {
    /// Compiles a generation's criteria for a date.
    pub fn new(generation: &'g Generation, options: Options) -> Self {
        let compile = |industry: &phaseout_host::Industry| {
            Program::compile(&industry.criteria, &industry.manifest.vocabulary, options.as_of)
        };
        Self {
            as_of_days: date::days_since_epoch(options.as_of),
            industries: Industries::of(generation),
            programs: generation.industries.iter().map(compile).collect(),
            fields: layout::fields(generation),
            generation,
            options,
        }
    }

    /// The generation that judges.
    pub fn generation(&self) -> &'g Generation {
        self.generation
    }

    /// What the user said.
    pub fn options(&self) -> &Options {
        &self.options
    }
}
