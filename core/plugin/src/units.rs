//! A batch as a plugin's code sees it: units, one row each, with what is known of them.

use crate::forms::Span;
use crate::names::Names;
use crate::plugin::PluginError;

/// The units of one batch, all of one industry.
pub struct Units<'a> {
    pub(crate) names: &'a Names,
    pub(crate) rows: usize,
    pub(crate) as_of_days: i32,
    pub(crate) texts: [Texts<'a>; 2],
    pub(crate) numbers: [Numbers<'a>; 4],
    pub(crate) kinds: &'a [i32],
    pub(crate) measures: Vec<Spans<'a>>,
}

/// A column of texts; offsets are the host's and checked on every access.
#[derive(Clone, Copy, Default)]
pub(crate) struct Texts<'a> {
    pub(crate) offsets: &'a [i32],
    pub(crate) text: &'a str,
    pub(crate) validity: Validity<'a>,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Numbers<'a> {
    pub(crate) values: &'a [f64],
    pub(crate) validity: Validity<'a>,
}

/// A column of intervals: one measure of every unit.
#[derive(Clone, Copy)]
pub struct Spans<'a> {
    pub(crate) lo: &'a [f64],
    pub(crate) hi: &'a [f64],
    pub(crate) flags: &'a [u32],
    pub(crate) validity: Validity<'a>,
}

/// One bit for each row, least significant first; none: every row is valid.
pub(crate) type Validity<'a> = Option<&'a [u8]>;

impl<'a> Units<'a> {
    /// Number of units.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// No unit at all.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The day of the judgement, in days since 1970-01-01.
    pub fn as_of_days(&self) -> i32 {
        self.as_of_days
    }

    /// All units, in the order of their rows.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Unit<'_>> {
        (0..self.rows).map(|row| Unit { units: self, row })
    }

    /// Units of this kind or of one below it. A unit whose kind is unknown is not among them.
    pub fn of_kind(&self, id: &str) -> impl Iterator<Item = Unit<'_>> {
        let ancestor = self.names.kind(id);
        self.iter().filter(move |unit| match (unit.kind_index(), ancestor) {
            (Some(kind), Some(ancestor)) => self.names.is_a(kind, ancestor),
            _ => false,
        })
    }

    /// The column of a measure as read so far; a name that `plugin.toml` lacks is an error.
    pub fn measure(&self, id: &str) -> Result<Spans<'a>, PluginError> {
        let slot = self.names.measure(id).and_then(|slot| self.measures.get(slot));
        slot.copied().ok_or_else(|| PluginError::unknown_measure(id))
    }
}

/// One unit: a kiln, a mill, a furnace. What is not known is `None`, never zero.
#[derive(Clone, Copy)]
pub struct Unit<'u> {
    units: &'u Units<'u>,
    row: usize,
}

impl<'u> Unit<'u> {
    /// Its row in the batch, from 0.
    pub fn row(self) -> usize {
        self.row
    }

    /// The equipment as printed.
    pub fn equipment(self) -> Option<&'u str> {
        self.units.texts[crate::abi::TEXT_EQUIPMENT].get(self.row)
    }

    /// The specification as printed.
    pub fn spec(self) -> Option<&'u str> {
        self.units.texts[crate::abi::TEXT_SPEC].get(self.row)
    }

    /// How many such units the row stands for; NaN where a number is printed that could not be read.
    pub fn quantity(self) -> Option<f64> {
        self.number(crate::abi::NUMBER_QUANTITY)
    }

    /// Capacity in the `capacity_unit` of `plugin.toml`.
    pub fn capacity(self) -> Option<f64> {
        self.number(crate::abi::NUMBER_CAPACITY)
    }

    /// First and last day on which it may have been commissioned, in days since 1970-01-01.
    pub fn commissioned(self) -> Option<(i32, i32)> {
        let first = self.number(crate::abi::NUMBER_COMMISSIONED_FIRST)?;
        let last = self.number(crate::abi::NUMBER_COMMISSIONED_LAST)?;
        Some((day(first)?, day(last)?))
    }

    /// Id of its kind.
    pub fn kind(self) -> Option<&'u str> {
        self.units.names.kind_id(self.kind_index()?)
    }

    /// Its kind is this one, or stands below it.
    pub fn is_a(self, id: &str) -> bool {
        let names = self.units.names;
        let kinds = self.kind_index().zip(names.kind(id));
        kinds.is_some_and(|(kind, ancestor)| names.is_a(kind, ancestor))
    }

    fn kind_index(self) -> Option<usize> {
        self.units.kinds.get(self.row).and_then(|index| usize::try_from(*index).ok())
    }

    fn number(self, column: usize) -> Option<f64> {
        self.units.numbers[column].get(self.row)
    }
}

impl Spans<'_> {
    /// The interval of one unit.
    pub fn get(&self, row: usize) -> Option<Span> {
        if !is_valid(self.validity, row) {
            return None;
        }
        let flags = self.flags.get(row)?;
        Some(Span {
            lo: *self.lo.get(row)?,
            hi: *self.hi.get(row)?,
            lo_open: flags & crate::abi::LO_OPEN != 0,
            hi_open: flags & crate::abi::HI_OPEN != 0,
        })
    }
}

impl<'a> Texts<'a> {
    fn get(&self, row: usize) -> Option<&'a str> {
        if !is_valid(self.validity, row) {
            return None;
        }
        let start = usize::try_from(*self.offsets.get(row)?).ok()?;
        let end = usize::try_from(*self.offsets.get(row + 1)?).ok()?;
        self.text.get(start..end)
    }
}

impl Numbers<'_> {
    fn get(&self, row: usize) -> Option<f64> {
        let value = self.values.get(row)?;
        is_valid(self.validity, row).then_some(*value)
    }
}

fn is_valid(validity: Validity<'_>, row: usize) -> bool {
    validity.is_none_or(|bits| bits.get(row / 8).is_some_and(|byte| byte >> (row % 8) & 1 == 1))
}

/// Days cross the boundary as `f64`, which holds every `i32`.
fn day(days: f64) -> Option<i32> {
    let in_range = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&days);
    #[expect(clippy::cast_possible_truncation, reason = "in range, and a day is whole")]
    let day = days as i32;
    in_range.then_some(day)
}
