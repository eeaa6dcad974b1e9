//! One printed figure: a number or a range, its unit, and the words that make it a bound.
//!
//! What a figure means may depend on what follows (三千瓦 is 三 千瓦 or 三千 瓦), so every way of
//! reading it is offered in turn, the likeliest first, until the rest of the form fits as well.

use super::bound::{self, Bound, Mark};
use super::decimal::Decimal;
use super::numeral;
use super::unit::MeasureUnit;

/// A printed figure whose unit may still be missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    pub(super) first: Figure,
    pub(super) second: Option<Figure>,
    pub(super) extent: Extent,
}

/// What the words around the figures say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Extent {
    Exactly,
    Between { lo_open: bool, hi_open: bool },
    Below { open: bool },
    Above { open: bool },
    About,
}

/// One number with what stands directly at it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    pub(super) number: Decimal,
    /// 万 before the unit is 4; none is 0.
    pub(super) power: u8,
    /// Index of the spelling.
    pub(super) unit: Option<usize>,
    mark: Option<Mark>,
    /// 450余立方米: more than the number, nobody knows by how much.
    vague: bool,
}

/// Receives a reading and its end; true if the rest fits too.
type Next<'a, T> = &'a mut dyn FnMut(T, usize) -> bool;

impl Phrase {
    /// Fills a place that no figure was read for yet.
    pub(super) const NONE: Self = Self {
        first: Figure { number: Decimal::ZERO, power: 0, unit: None, mark: None, vague: false },
        second: None,
        extent: Extent::Exactly,
    };

    fn of(first: Figure, second: Option<Figure>, extent: Extent) -> Self {
        let vague = first.vague || second.is_some_and(|figure| figure.vague);
        Self { first, second, extent: if vague { Extent::About } else { extent } }
    }
}

/// Offers every way to read a figure at this place until one is taken.
pub(super) fn each(chars: &[char], at: usize, unit: &MeasureUnit, next: Next<'_, Phrase>) -> bool {
    let (opening, start) = match bound::opening(chars, at) {
        Some((bound, end)) => (Some(bound), end),
        None => (None, at),
    };
    each_figure(chars, start, true, unit, &mut |first, end| match opening {
        Some(bound) => bounded(chars, unit, first, bound, end, next),
        None => {
            range(chars, unit, first, end, next)
                || closing(chars, unit, first, end)
                    .is_some_and(|(bound, end)| bounded(chars, unit, first, bound, end, next))
                || (first.mark.is_none() && next(Phrase::of(first, None, Extent::Exactly), end))
        }
    })
}

/// `400~450立方米`. Where one end is marked (含), the other is not included: 2.2(含)至2.5米.
fn range(
    chars: &[char],
    unit: &MeasureUnit,
    first: Figure,
    end: usize,
    next: Next<'_, Phrase>,
) -> bool {
    let Some((signed, start)) = bound::range_sign(chars, end) else { return false };
    each_figure(chars, start, signed, unit, &mut |second, end| {
        let (lo_open, hi_open) = match (first.mark, second.mark) {
            (None, None) => (false, false),
            (Some(mark), None) => (mark == Mark::Excluded, mark == Mark::Included),
            (None, Some(mark)) => (mark == Mark::Included, mark == Mark::Excluded),
            (Some(lo), Some(hi)) => (lo == Mark::Excluded, hi == Mark::Excluded),
        };
        next(Phrase::of(first, Some(second), Extent::Between { lo_open, hi_open }), end)
    })
}

/// A bound alone, or a lower bound with an upper one behind it: 400立方米以上450立方米以下.
fn bounded(
    chars: &[char],
    unit: &MeasureUnit,
    first: Figure,
    bound: Bound,
    end: usize,
    next: Next<'_, Phrase>,
) -> bool {
    let extent = match bound {
        Bound::Below { open } => edge(open, first.mark).map(|open| Extent::Below { open }),
        Bound::Above { open } => edge(open, first.mark).map(|open| Extent::Above { open }),
        Bound::About => Some(Extent::About),
    };
    let Some(extent) = extent else { return false };
    if let Extent::Above { open: lo_open } = extent {
        let start = match chars.get(end) {
            Some('~' | '至' | '到' | '、' | ',' | '且') => end + 1,
            _ => end,
        };
        let (opening, start) = match bound::opening(chars, start) {
            Some((Bound::Below { open }, end)) => (Some(open), end),
            Some(_) => return next(Phrase::of(first, None, extent), end),
            None => (None, start),
        };
        let both = each_figure(chars, start, false, unit, &mut |second, end| {
            let closing = match opening {
                Some(open) => edge(open, second.mark).map(|open| (open, end)),
                None => match closing(chars, unit, second, end) {
                    Some((Bound::Below { open }, end)) => Some((open, end)),
                    _ => None,
                },
            };
            closing.is_some_and(|(hi_open, end)| {
                let extent = Extent::Between { lo_open, hi_open };
                next(Phrase::of(first, Some(second), extent), end)
            })
        });
        if both {
            return true;
        }
    }
    next(Phrase::of(first, None, extent), end)
}

/// The bound words behind a figure, with the number repeated or not: 以下(含450立方米).
fn closing(
    chars: &[char],
    unit: &MeasureUnit,
    figure: Figure,
    at: usize,
) -> Option<(Bound, usize)> {
    let (bound, end) = bound::closing(chars, at, figure.mark)?;
    let Some((mark, after)) = repeated(chars, end, figure.number, unit) else {
        return Some((bound, end));
    };
    let bound = match bound {
        Bound::Below { open } => Bound::Below { open: edge(open, Some(mark))? },
        Bound::Above { open } => Bound::Above { open: edge(open, Some(mark))? },
        Bound::About => return None,
    };
    Some((bound, after))
}

/// Whether an edge is open once its mark is known; none where word and mark contradict each other.
fn edge(open: bool, mark: Option<Mark>) -> Option<bool> {
    match mark {
        None => Some(open),
        Some(Mark::Included) => Some(false),
        Some(Mark::Excluded) => open.then_some(true),
    }
}

/// A sign, a numeral in either script, and every way to read what stands at it.
fn each_figure(
    chars: &[char],
    at: usize,
    signed: bool,
    unit: &MeasureUnit,
    next: Next<'_, Figure>,
) -> bool {
    let sign = chars.get(at).filter(|c| signed && matches!(c, '+' | '-'));
    let start = at + usize::from(sign.is_some());
    let negative = sign == Some(&'-');
    if let Some((number, end)) = numeral::arabic(chars, start) {
        return with_unit(chars, end, number.with_sign(negative), true, unit, next);
    }
    numeral::chinese(chars, start).longest_first().any(|(value, end)| {
        with_unit(chars, end, Decimal::whole(value).with_sign(negative), false, unit, next)
    })
}

/// The unit behind a number: a spelling as it stands, one behind 万 or the like, or none.
fn with_unit(
    chars: &[char],
    at: usize,
    number: Decimal,
    multiplied: bool,
    unit: &MeasureUnit,
    next: Next<'_, Figure>,
) -> bool {
    let vague = matches!(chars.get(at), Some('余' | '多'));
    let at = at + usize::from(vague);
    let mut figure = Figure { number, power: 0, unit: None, mark: None, vague };
    let mut at = at;
    if let Some((mark, end)) = bound::mark(chars, at) {
        (figure.mark, at) = (Some(mark), end);
    }
    let bare = at;
    // Two characters multiply at most: 百万, 千万.
    for _ in 0..3 {
        for (index, end) in unit.at(chars, at).longest_first() {
            figure.unit = Some(index);
            if with_mark(chars, end, figure, unit, next) {
                return true;
            }
        }
        figure.unit = None;
        if at > bare && next(figure, at) {
            return true;
        }
        match chars.get(at).copied().and_then(numeral::multiplier).filter(|_| multiplied) {
            Some(power) => (figure.power, at) = (figure.power + power, at + 1),
            None => break,
        }
    }
    figure.power = 0;
    with_mark(chars, bare, figure, unit, next)
}

/// A mark behind the unit, with the number repeated or not: 3.0米(含), 450立方米(含450立方米).
fn with_mark(
    chars: &[char],
    at: usize,
    mut figure: Figure,
    unit: &MeasureUnit,
    next: Next<'_, Figure>,
) -> bool {
    if figure.mark.is_some() {
        return next(figure, at);
    }
    if let Some((mark, end)) = bound::mark(chars, at) {
        figure.mark = Some(mark);
        return next(figure, end);
    }
    if let Some((mark, end)) = repeated(chars, at, figure.number, unit) {
        figure.mark = Some(mark);
        return next(figure, end);
    }
    next(figure, at)
}

/// A mark that repeats its number: `(含450立方米)`, `(不含3.0)`.
fn repeated(
    chars: &[char],
    at: usize,
    number: Decimal,
    unit: &MeasureUnit,
) -> Option<(Mark, usize)> {
    let (mark, start) = bound::mark_word(chars, at)?;
    let (again, end) = numeral::arabic(chars, start)?;
    let end = unit.at(chars, end).longest_first().next().map_or(end, |(_, end)| end);
    (again.equals(number) && chars.get(end) == Some(&')')).then_some((mark, end + 1))
}
