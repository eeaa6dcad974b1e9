//! For a plugin's own tests: batches made by hand, without a host.
//!
//! ```
//! use phaseout_plugin::forms::Span;
//! use phaseout_plugin::testing::Rows;
//! # use phaseout_plugin::{Columns, Data, Plugin, PluginError, Units};
//! # struct Power;
//! # impl Plugin for Power {
//! #     const DATA: Data = Data { id: "power", version: "1", criteria: &[],
//! #         plugin_toml: "[[attribute]]\nid = \"unit_capacity\"\ntype = \"measure\"" };
//! #     fn read(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
//! #         for unit in units.iter() { out.set("unit_capacity", unit.row(), Span::exactly(12.0))?; }
//! #         Ok(())
//! #     }
//! # }
//! let rows = Rows::of::<Power>().unit(|unit| unit.spec("2×12MW").quantity(2.0));
//! let read = rows.read::<Power>().unwrap();
//! assert_eq!(read.get("unit_capacity", 0), Some(Span::exactly(12.0)));
//! ```

use crate::abi::{PROBLEM_MASK, PROBLEM_SHIFT};
use crate::columns::{Column, Columns, Problem};
use crate::forms::Span;
use crate::names::Names;
use crate::plugin::{Plugin, PluginError};
use crate::units::{Numbers, Spans, Texts, Units};

mod lists;

pub use lists::{GivenLine, GivenUnit, List};

/// Units to be read or derived.
pub struct Rows {
    names: Names,
    as_of_days: i32,
    units: Vec<Given>,
}

/// What is known of one unit of a test; all the rest is unknown.
#[derive(Default)]
pub struct Given {
    texts: [Option<String>; 2],
    numbers: [Option<f64>; 4],
    kind: Option<String>,
    measures: Vec<(String, Span)>,
}

/// What a plugin's code answered.
pub struct Answer {
    names: Names,
    columns: Vec<Owned>,
}

struct Owned {
    lo: Vec<f64>,
    hi: Vec<f64>,
    flags: Vec<u32>,
    validity: Vec<u8>,
}

impl Given {
    /// The equipment as printed.
    #[must_use]
    pub fn equipment(mut self, text: &str) -> Self {
        self.texts[0] = Some(text.to_owned());
        self
    }

    /// The specification as printed.
    #[must_use]
    pub fn spec(mut self, text: &str) -> Self {
        self.texts[1] = Some(text.to_owned());
        self
    }

    /// How many such units the row stands for.
    #[must_use]
    pub fn quantity(mut self, units: f64) -> Self {
        self.numbers[0] = Some(units);
        self
    }

    /// Capacity in the `capacity_unit` of `plugin.toml`.
    #[must_use]
    pub fn capacity(mut self, capacity: f64) -> Self {
        self.numbers[1] = Some(capacity);
        self
    }

    /// First and last day of commissioning, in days since 1970-01-01.
    #[must_use]
    pub fn commissioned(mut self, first: i32, last: i32) -> Self {
        self.numbers[2] = Some(f64::from(first));
        self.numbers[3] = Some(f64::from(last));
        self
    }

    /// Id of the kind.
    #[must_use]
    pub fn kind(mut self, id: &str) -> Self {
        self.kind = Some(id.to_owned());
        self
    }

    /// A measure that forms or columns gave already.
    #[must_use]
    pub fn measure(mut self, id: &str, span: Span) -> Self {
        self.measures.push((id.to_owned(), span));
        self
    }
}

impl Rows {
    /// No units yet, with the names of a plugin's data.
    pub fn of<P: Plugin>() -> Self {
        let names = Names::scan(P::DATA.plugin_toml);
        Self { names, as_of_days: 0, units: Vec::new() }
    }

    /// Adds a unit.
    #[must_use]
    pub fn unit(mut self, describe: impl FnOnce(Given) -> Given) -> Self {
        self.units.push(describe(Given::default()));
        self
    }

    /// The day of the judgement, in days since 1970-01-01.
    #[must_use]
    pub fn as_of(mut self, days: i32) -> Self {
        self.as_of_days = days;
        self
    }

    /// What the plugin reads.
    pub fn read<P: Plugin>(self) -> Result<Answer, PluginError> {
        self.run(P::read)
    }

    /// What the plugin derives.
    pub fn derive<P: Plugin>(self) -> Result<Answer, PluginError> {
        self.run(P::derive)
    }

    fn run(
        self,
        code: impl FnOnce(&Units<'_>, &mut Columns<'_>) -> Result<(), PluginError>,
    ) -> Result<Answer, PluginError> {
        let rows = self.units.len();
        let blank = || self.names.measures().map(|_| Owned::blank(rows)).collect::<Vec<_>>();
        let (mut given, mut answered) = (blank(), blank());
        for (row, unit) in self.units.iter().enumerate() {
            for (id, span) in &unit.measures {
                let slot = self.names.measure(id);
                let slot = slot.ok_or_else(|| PluginError::unknown_measure(id))?;
                given[slot].as_column().set(row, *span);
            }
        }
        let texts = [0, 1].map(|column| texts(&self.units, column));
        let numbers = [0, 1, 2, 3].map(|column| numbers(&self.units, column));
        let kinds: Vec<i32> = self.units.iter().map(|unit| self.kind(unit)).collect();
        let units = Units {
            names: &self.names,
            rows,
            as_of_days: self.as_of_days,
            texts: [0, 1].map(|i| Texts {
                offsets: &texts[i].1,
                text: &texts[i].0,
                validity: Some(&texts[i].2),
            }),
            numbers: [0, 1, 2, 3]
                .map(|i| Numbers { values: &numbers[i].0, validity: Some(&numbers[i].1) }),
            kinds: &kinds,
            measures: given.iter().map(Owned::as_spans).collect(),
        };
        let measures = answered.iter_mut().map(Owned::as_column).collect();
        code(&units, &mut Columns { names: &self.names, measures })?;
        Ok(Answer { names: self.names, columns: answered })
    }

    fn kind(&self, unit: &Given) -> i32 {
        let index = unit.kind.as_deref().and_then(|id| self.names.kind(id));
        index.and_then(|index| i32::try_from(index).ok()).unwrap_or(-1)
    }
}

impl Answer {
    /// The interval given to a unit.
    pub fn get(&self, measure: &str, row: usize) -> Option<Span> {
        self.columns.get(self.names.measure(measure)?)?.as_spans().get(row)
    }

    /// The problem given to a unit.
    pub fn problem(&self, measure: &str, row: usize) -> Option<Problem> {
        let flags = self.columns.get(self.names.measure(measure)?)?.flags.get(row)?;
        Problem::of_code(u8::try_from((flags & PROBLEM_MASK) >> PROBLEM_SHIFT).ok()?)
    }
}

impl Owned {
    fn blank(rows: usize) -> Self {
        Self {
            lo: vec![0.0; rows],
            hi: vec![0.0; rows],
            flags: vec![0; rows],
            validity: vec![0; rows.div_ceil(8)],
        }
    }

    fn as_column(&mut self) -> Column<'_> {
        Column {
            lo: &mut self.lo,
            hi: &mut self.hi,
            flags: &mut self.flags,
            validity: &mut self.validity,
        }
    }

    fn as_spans(&self) -> Spans<'_> {
        let validity = Some(self.validity.as_slice());
        Spans { lo: &self.lo, hi: &self.hi, flags: &self.flags, validity }
    }
}

/// Bytes, offsets and validity of a text column.
fn texts(units: &[Given], column: usize) -> (String, Vec<i32>, Vec<u8>) {
    let (mut text, mut offsets) = (String::new(), vec![0]);
    let mut validity = vec![0; units.len().div_ceil(8)];
    for (row, unit) in units.iter().enumerate() {
        if let Some(given) = &unit.texts[column] {
            text.push_str(given);
            validity[row / 8] |= 1 << (row % 8);
        }
        offsets.push(i32::try_from(text.len()).unwrap_or(i32::MAX));
    }
    (text, offsets, validity)
}

/// Values and validity of a number column.
fn numbers(units: &[Given], column: usize) -> (Vec<f64>, Vec<u8>) {
    let mut validity = vec![0; units.len().div_ceil(8)];
    let value = |(row, unit): (usize, &Given)| {
        if unit.numbers[column].is_some() {
            validity[row / 8] |= 1 << (row % 8);
        }
        unit.numbers[column].unwrap_or(0.0)
    };
    let values = units.iter().enumerate().map(value).collect();
    (values, validity)
}
