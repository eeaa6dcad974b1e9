//! A batch of units as it crosses the row plane: host-owned columns in, host-owned columns out.

use phaseout_model::{Interval, KindIndex};
use phaseout_plugin::abi;

/// The units of one industry, in columns. The buffers are reused from batch to batch.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub(crate) rows: usize,
    pub(crate) as_of_days: i32,
    pub(crate) texts: [Text; 2],
    pub(crate) numbers: [Numbers; 4],
    pub(crate) kinds: Vec<i32>,
    pub(crate) measures: Vec<Measures>,
    pub(crate) out: Vec<Measures>,
}

/// One unit on its way into a batch.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row<'a> {
    /// The equipment as printed.
    pub equipment: &'a str,
    /// The specification as printed.
    pub spec: &'a str,
    /// The kind; 0 where it is not known.
    pub kind: KindIndex,
    /// The number of units.
    pub quantity: Option<f64>,
    /// The capacity, in the industry's unit.
    pub capacity: Option<f64>,
    /// First and last day of commissioning, days since 1970-01-01.
    pub commissioned: Option<(i32, i32)>,
}

/// What a plugin said of one measure of one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Said {
    /// A value.
    Value(Interval),
    /// It stays unknown: a problem code of the contract (1 impossible, 2 contradiction, 3 unreadable).
    Problem(u8),
}

/// So many elements stand guard behind a column.
const GUARD_ROWS: usize = 8;
const GUARD_VALUE: f64 = -20_100_207.25;
const GUARD_FLAGS: u32 = 0xA5A5_5A5A;
const GUARD_BITS: u8 = 0xA5;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) offsets: Vec<i32>,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers {
    pub(crate) values: Vec<f64>,
    pub(crate) validity: Vec<u8>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Measures {
    pub(crate) lo: Vec<f64>,
    pub(crate) hi: Vec<f64>,
    pub(crate) flags: Vec<u32>,
    pub(crate) validity: Vec<u8>,
}

impl Batch {
    /// Empties it for units of an industry with so many measures.
    pub fn clear(&mut self, measures: usize, as_of_days: i32) {
        self.rows = 0;
        self.as_of_days = as_of_days;
        self.kinds.clear();
        for text in &mut self.texts {
            text.offsets.clear();
            text.offsets.push(0);
            text.bytes.clear();
        }
        for numbers in &mut self.numbers {
            numbers.values.clear();
            numbers.validity.clear();
        }
        self.measures.resize_with(measures, Measures::default);
        self.out.resize_with(measures, Measures::default);
        for measure in &mut self.measures {
            measure.resize(0);
        }
    }

    /// How many units it holds.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds a unit whose measures are not known yet. A text that would pass the 2 GiB of a column is
    /// left out.
    pub fn push(&mut self, row: &Row<'_>) {
        self.push_bytes(row, row.equipment.as_bytes(), row.spec.as_bytes());
    }

    /// Adds a unit with other bytes in the place of its texts, which need not be UTF-8.
    pub fn push_bytes(&mut self, row: &Row<'_>, equipment: &[u8], spec: &[u8]) {
        for (text, printed) in self.texts.iter_mut().zip([equipment, spec]) {
            let end = text.bytes.len() + printed.len();
            if let Ok(end) = i32::try_from(end) {
                text.bytes.extend_from_slice(printed);
                text.offsets.push(end);
            } else {
                let last = text.offsets.last().copied().unwrap_or(0);
                text.offsets.push(last);
            }
        }
        let commissioned =
            row.commissioned.map(|(first, last)| (f64::from(first), f64::from(last)));
        let values =
            [row.quantity, row.capacity, commissioned.map(|c| c.0), commissioned.map(|c| c.1)];
        for (numbers, value) in self.numbers.iter_mut().zip(values) {
            numbers.values.push(value.unwrap_or(f64::NAN));
            push_bit(&mut numbers.validity, self.rows, value.is_some());
        }
        self.kinds.push(i32::from(row.kind) - 1);
        for measure in &mut self.measures {
            measure.lo.push(f64::NEG_INFINITY);
            measure.hi.push(f64::INFINITY);
            measure.flags.push(abi::LO_OPEN | abi::HI_OPEN);
            push_bit(&mut measure.validity, self.rows, false);
        }
        self.rows += 1;
    }

    /// Gives a measure of the last unit pushed, or of an earlier one.
    pub fn set(&mut self, measure: usize, row: usize, interval: &Interval) {
        let column = &mut self.measures[measure];
        column.lo[row] = interval.lo();
        column.hi[row] = interval.hi();
        column.flags[row] = if interval.lo_open() { abi::LO_OPEN } else { 0 }
            | if interval.hi_open() { abi::HI_OPEN } else { 0 };
        column.validity[row / 8] |= 1 << (row % 8);
    }

    /// What the plugin said, measure by measure: (measure, row, what). Everything in it was checked.
    pub fn said(&self) -> impl Iterator<Item = (usize, usize, Said)> + '_ {
        self.out.iter().enumerate().flat_map(move |(measure, column)| {
            let rows = column.written(self.rows);
            rows.filter_map(move |row| column.said(row).map(|said| (measure, row, said)))
        })
    }

    pub(crate) fn prepare_out(&mut self) {
        for column in &mut self.out {
            column.resize(self.rows);
        }
    }

    /// As [`Batch::prepare_out`], with known values after the last row of every column.
    pub(crate) fn prepare_guarded_out(&mut self) {
        self.prepare_out();
        for column in &mut self.out {
            column.lo.extend([GUARD_VALUE; GUARD_ROWS]);
            column.hi.extend([GUARD_VALUE; GUARD_ROWS]);
            column.flags.extend([GUARD_FLAGS; GUARD_ROWS]);
            column.validity.extend([GUARD_BITS; GUARD_ROWS]);
        }
    }

    /// Whether those values are still there.
    pub(crate) fn guard_holds(&self) -> bool {
        let value = |value: &f64| value.to_bits() == GUARD_VALUE.to_bits();
        self.out.iter().all(|column| {
            column.lo[self.rows..].iter().all(value)
                && column.hi[self.rows..].iter().all(value)
                && column.flags[self.rows..].iter().all(|&flags| flags == GUARD_FLAGS)
                && column.validity[self.rows.div_ceil(8)..].iter().all(|&bits| bits == GUARD_BITS)
        })
    }

    /// Where a plugin broke the contract: NaN, an empty interval, an unknown flag or code.
    pub(crate) fn first_fault(&self) -> Option<(usize, usize, &'static str)> {
        self.out.iter().enumerate().find_map(|(measure, column)| {
            let mut rows = column.written(self.rows);
            rows.find_map(|row| column.fault(row).map(|fault| (measure, row, fault)))
        })
    }
}

impl Measures {
    fn resize(&mut self, rows: usize) {
        self.lo.clear();
        self.lo.resize(rows, f64::NEG_INFINITY);
        self.hi.clear();
        self.hi.resize(rows, f64::INFINITY);
        self.flags.clear();
        self.flags.resize(rows, 0);
        self.validity.clear();
        self.validity.resize(rows.div_ceil(8), 0);
    }

    /// The rows of every eight in which anything was written: most of a batch is left as it was.
    fn written(&self, rows: usize) -> impl Iterator<Item = usize> + '_ {
        let eights = self.validity.iter().zip(self.flags.chunks(8)).enumerate();
        eights
            .filter(|(_, (valid, flags))| **valid != 0 || flags.iter().any(|flag| *flag != 0))
            .flat_map(move |(eight, _)| eight * 8..(eight * 8 + 8).min(rows))
    }

    fn is_valid(&self, row: usize) -> bool {
        self.validity[row / 8] >> (row % 8) & 1 == 1
    }

    fn interval(&self, row: usize) -> Option<Interval> {
        let flags = self.flags[row];
        Interval::new(
            self.lo[row],
            self.hi[row],
            flags & abi::LO_OPEN != 0,
            flags & abi::HI_OPEN != 0,
        )
        .ok()
    }

    fn said(&self, row: usize) -> Option<Said> {
        if self.is_valid(row) {
            return self.interval(row).map(Said::Value);
        }
        let code = (self.flags[row] & abi::PROBLEM_MASK) >> abi::PROBLEM_SHIFT;
        u8::try_from(code).ok().filter(|&code| code != 0).map(Said::Problem)
    }

    fn fault(&self, row: usize) -> Option<&'static str> {
        let flags = self.flags[row];
        let known = abi::LO_OPEN | abi::HI_OPEN | abi::PROBLEM_MASK;
        if flags & !known != 0 {
            Some("unknown flag")
        } else if (flags & abi::PROBLEM_MASK) >> abi::PROBLEM_SHIFT > 3 {
            Some("unknown problem code")
        } else if self.is_valid(row) && self.interval(row).is_none() {
            Some("not an interval")
        } else {
            None
        }
    }
}

fn push_bit(bits: &mut Vec<u8>, row: usize, set: bool) {
    if row.is_multiple_of(8) {
        bits.push(0);
    }
    if let Some(last) = bits.last_mut() {
        *last |= u8::from(set) << (row % 8);
    }
}
