//! Figures become intervals once their units are known.
//!
//! A unit printed once at the end of a form serves the numbers before it (`Φ3×11m`); else a bare
//! number takes the unit that the form declares for its size. Where the two disagree, or neither
//! says anything, the value is unknown: a kiln of 2200 m is nobody's kiln.

use super::decimal::Decimal;
use super::phrase::{Extent, Figure, Phrase};
use super::reading::{ReadProblem, Span};
use super::unit::Measure;

/// A unit as it stands at a number: the spelling and the power of ten in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) spelling: usize,
    pub(super) power: u8,
}

/// A bare number of this size is printed in this unit.
#[derive(Debug, Clone)]
pub(super) struct BareSize {
    pub(super) lo: f64,
    pub(super) hi: f64,
    pub(super) spelling: usize,
}

/// The measure a phrase is about, and what it may borrow.
pub(super) struct Setting<'a> {
    pub(super) index: usize,
    pub(super) measure: &'a Measure,
    pub(super) bare: &'a [BareSize],
    /// The unit printed later in the form, or in the header.
    pub(super) served: Option<Unit>,
}

/// The unit that a phrase shows, for the numbers before it.
pub(super) fn unit_of(phrase: &Phrase) -> Option<Unit> {
    own_unit(&phrase.second.unwrap_or(phrase.first)).or_else(|| own_unit(&phrase.first))
}

impl Setting<'_> {
    /// The interval that the phrase means.
    pub(super) fn span(&self, phrase: &Phrase) -> Result<Span, ReadProblem> {
        let measure = self.index;
        self.possible(phrase)?;
        if phrase.extent == Extent::About {
            return Err(ReadProblem::Approximate { measure });
        }
        let last = phrase.second.unwrap_or(phrase.first);
        let served = own_unit(&last).or_else(|| own_unit(&phrase.first)).or(self.served);
        let unit = self.unit(&last, served)?;
        let hi = self.value(&last, unit)?;
        let lo = match phrase.second {
            Some(_) => self.value(&phrase.first, self.unit(&phrase.first, Some(unit))?)?,
            None => hi,
        };
        let (lo_open, hi_open) = match phrase.extent {
            Extent::Between { lo_open, hi_open } => (lo_open, hi_open),
            Extent::Below { open } => return Ok(Span::below(hi, open)),
            Extent::Above { open } => return Ok(Span::above(lo, open)),
            Extent::Exactly | Extent::About => (false, false),
        };
        if lo > hi || (hi <= lo && (lo_open || hi_open)) {
            return Err(ReadProblem::Reversed { measure });
        }
        Ok(Span { lo, hi, lo_open, hi_open })
    }

    /// A positive measure has no number below zero, and zero only as the lower end of something.
    fn possible(&self, phrase: &Phrase) -> Result<(), ReadProblem> {
        let zero = |figure: &Figure| figure.number.equals(Decimal::ZERO);
        let negative = |figure: &Figure| figure.number.negative && !zero(figure);
        let last = phrase.second.unwrap_or(phrase.first);
        let lower_end = phrase.second.is_none() && matches!(phrase.extent, Extent::Above { .. });
        let impossible = negative(&phrase.first) || negative(&last) || (zero(&last) && !lower_end);
        if self.measure.positive && impossible {
            return Err(ReadProblem::Impossible { measure: self.index });
        }
        Ok(())
    }

    /// The unit of a figure: its own, the one served, or the one its size says.
    fn unit(&self, figure: &Figure, served: Option<Unit>) -> Result<Unit, ReadProblem> {
        if let Some(unit) = own_unit(figure) {
            return Ok(unit);
        }
        let served = served.map(|unit| Unit {
            power: if figure.power > 0 { figure.power } else { unit.power },
            ..unit
        });
        let mut by_size = self.by_size(figure);
        match (served, by_size.next()) {
            (Some(served), None) => Ok(served),
            (Some(served), Some(sized)) if self.same(served, sized) => Ok(served),
            (None, Some(sized)) if by_size.next().is_none() => Ok(sized),
            (None, None) if self.bare.is_empty() => {
                Err(ReadProblem::MissingUnit { measure: self.index })
            }
            _ => Err(ReadProblem::AmbiguousUnit { measure: self.index }),
        }
    }

    /// The one unit that a bare phrase's size says.
    pub(super) fn unit_by_size(&self, phrase: &Phrase) -> Option<Unit> {
        let mut units = self.by_size(&phrase.first);
        let unit = units.next().filter(|_| unit_of(phrase).is_none())?;
        units.next().is_none().then_some(unit)
    }

    fn by_size(&self, figure: &Figure) -> impl Iterator<Item = Unit> {
        let size = if self.bare.is_empty() {
            None
        } else {
            figure.number.times_ten_to(figure.power).in_unit(1, 1)
        };
        let power = figure.power;
        let fits = move |bare: &&BareSize| size.is_some_and(|n| bare.lo <= n && n <= bare.hi);
        self.bare.iter().filter(fits).map(move |bare| Unit { spelling: bare.spelling, power })
    }

    /// Two spellings of one unit, or the same spelling.
    fn same(&self, a: Unit, b: Unit) -> bool {
        let factor = |unit: Unit| {
            let spelling = self.measure.unit.spellings.get(unit.spelling)?;
            Decimal::whole(1)
                .times_ten_to(unit.power)
                .in_unit(spelling.numerator, spelling.denominator)
        };
        factor(a).map(f64::to_bits) == factor(b).map(f64::to_bits)
    }

    fn value(&self, figure: &Figure, unit: Unit) -> Result<f64, ReadProblem> {
        let unreadable = ReadProblem::Unreadable { measure: self.index };
        let spelling = self.measure.unit.spellings.get(unit.spelling).ok_or(unreadable)?;
        figure
            .number
            .times_ten_to(unit.power)
            .in_unit(spelling.numerator, spelling.denominator)
            .ok_or(unreadable)
    }
}

fn own_unit(figure: &Figure) -> Option<Unit> {
    figure.unit.map(|spelling| Unit { spelling, power: figure.power })
}
