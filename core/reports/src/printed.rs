//! What a document printed, in the order of printing.

use crate::value::{Pool, Traced, TracedChart};
use phaseout_documents::paper::{Chart, Series, Value};

/// Takes pieces from the pool as they are printed.
#[derive(Debug)]
pub(crate) struct Printing<'p> {
    pool: &'p Pool,
    /// The pieces, in order.
    pub(crate) printed: Vec<Traced>,
}

impl<'p> Printing<'p> {
    pub(crate) fn new(pool: &'p Pool) -> Self {
        Self { pool, printed: Vec::new() }
    }

    /// The piece of a number, as the document holds it; none where nobody put it there, or where it prints
    /// nothing.
    pub(crate) fn value(&mut self, number: usize) -> Option<Value> {
        let traced = self.pool.get(number).filter(|traced| !traced.text.is_empty())?;
        Some(self.print(traced))
    }

    /// The chart of a number.
    pub(crate) fn chart(&mut self, number: usize) -> Option<Chart> {
        let TracedChart { form, title, unit, categories, series } = self.pool.chart(number)?;
        let title = self.print(title).text;
        let categories = categories.into_iter().map(|category| self.print(category).text).collect();
        let series = series
            .into_iter()
            .map(|series| {
                let values = series.values.into_iter();
                let values = values.map(|value| Some(self.print(value?))).collect();
                Series { name: series.name, values }
            })
            .collect();
        Some(Chart { form, title, unit, categories, series })
    }

    fn print(&mut self, traced: Traced) -> Value {
        let value = Value {
            text: traced.text.clone(),
            number: traced.number,
            unit: traced.unit.clone(),
            trace: self.printed.len(),
        };
        self.printed.push(traced);
        value
    }
}
