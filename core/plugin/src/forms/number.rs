//! One measure in a cell of its own: `120 mg/L`, `450立方米以下`, `2.2(含)至2.5米`, `四百`.

use super::phrase;
use super::reading::{ReadProblem, Span};
use super::settle::{Setting, Unit};
use super::text::Piece;
use super::unit::{Measure, folded};
use super::{bound, numeral};

/// Reads a cell that holds one figure of the measure. A bare number takes `bare_unit`: the unit in
/// the column's header, or the vocabulary's for years and counts; without one it is
/// [`ReadProblem::MissingUnit`]. The problem's `measure` is 0.
///
/// A `bare_unit` may carry 万 (`万千瓦`); one that the measure does not have is
/// [`ReadProblem::UnknownUnit`] for every bare number.
pub fn read_measure(
    text: &str,
    measure: &Measure,
    bare_unit: Option<&str>,
) -> Result<Span, ReadProblem> {
    let unreadable = ReadProblem::Unreadable { measure: 0 };
    let mut piece = Piece::empty();
    let chars = piece.fill(text).ok_or(unreadable)?;
    let served = bare_unit.map(|unit| unit_named(unit, measure));
    let setting =
        Setting { index: 0, measure, bare: &[], served: served.and_then(std::convert::identity) };
    let mut answer = Err(unreadable);
    let fits = phrase::each(chars, 0, &measure.unit, &mut |phrase, end| {
        if end == chars.len() {
            answer = setting.span(&phrase);
        }
        end == chars.len()
    });
    match answer {
        Err(ReadProblem::MissingUnit { .. }) if served == Some(None) => {
            Err(ReadProblem::UnknownUnit { measure: 0 })
        }
        Err(_) if !fits && has_other_unit(chars) => Err(ReadProblem::UnknownUnit { measure: 0 }),
        answer => answer,
    }
}

/// The unit that a header names, 万 included.
fn unit_named(text: &str, measure: &Measure) -> Option<Unit> {
    let chars = folded(text);
    let mut power = 0;
    for start in 0..chars.len().min(3) {
        if let Some(spelling) = measure.unit.named(&chars[start..]) {
            return Some(Unit { spelling, power });
        }
        power += numeral::multiplier(chars[start])?;
    }
    None
}

/// A number, and behind it nothing but the letters of some unit: `120kg` in a column of mg/L.
fn has_other_unit(chars: &[char]) -> bool {
    let start = bound::opening(chars, 0).map_or(0, |(_, end)| end);
    numeral::arabic(chars, start).is_some_and(|(_, end)| {
        end < chars.len()
            && chars[end..].iter().all(|c| c.is_alphabetic() || "/%·³²23".contains(*c))
    })
}
