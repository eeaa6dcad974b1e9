//! A small ledger to try scripts on: five lines of four made-up enterprises, surveyed at the end of 2012.

use crate::surveying::survey_rows;
use phaseout_documents::Source;
use phaseout_host::Generation;
use phaseout_ledger::{Desk, Ledger, LedgerError, OnDate, Refusal};
use phaseout_model::RegionCode;
use phaseout_screening::{Facts, Options};
use std::io::Cursor;
use std::path::Path;

/// The list that it is made from, as csv.
pub const SMALL_LEDGER: &str = include_str!("../data/small_ledger.csv");

/// Makes a ledger from a list that was surveyed on a day; the rows that were refused are given back.
///
/// # Errors
/// [`LedgerError`] where the file cannot be made, or the words why the list cannot be read.
pub fn small_ledger(
    path: &Path,
    desk: &Desk,
    generation: &Generation,
    (list, on): (impl AsRef<[u8]>, OnDate),
) -> Result<Vec<Refusal>, Result<LedgerError, String>> {
    let region: Option<RegionCode> = desk.office.parse().ok();
    let as_of = on.latest().unwrap_or_else(|| desk.today());
    let options = Options { as_of, region, map: Vec::new(), facts: Facts::default() };
    let document =
        phaseout_documents::open(Source::Stdin(Box::new(Cursor::new(list.as_ref().to_vec()))))
            .map_err(|error| Err(error.to_string()))?;
    let rows =
        survey_rows(generation, options, document).map_err(|error| Err(format!("{error:?}")))?;
    let made = || -> Result<Vec<Refusal>, LedgerError> {
        let mut ledger = Ledger::create(path)?;
        let mut recording = ledger.begin(desk)?;
        let outcomes = recording.survey_all(&rows, on)?;
        recording.keep()?;
        Ok(outcomes.into_iter().filter_map(Result::err).collect())
    };
    made().map_err(Ok)
}
