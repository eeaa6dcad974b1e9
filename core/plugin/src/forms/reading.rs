//! Fits forms to a piece of text, and says what was read.
//!
//! A form fits only when it consumes the whole piece. The first form that fits wins; a form that
//! fits but for a missing unit is the answer only when no other form fits.

use super::numeral;
use super::pattern::{Form, MOST_NUMBERS, Sign, Token};
use super::phrase::{self, Phrase};
use super::settle::{Setting, Unit, unit_of};
use super::text::{Piece, is_diameter_sign, is_times_sign, letter};
use super::unit::Measure;

/// What a form read out of a piece of text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// Measure (index in the list given) and its interval, in the order of the text.
    pub values: Vec<(usize, Span)>,
    /// How many units the text speaks of: 3 in `3×35t`.
    pub count: Option<u32>,
    /// The number of a unit, as printed: `1` in `1#`, `一` in `一线`.
    pub label: Option<String>,
    /// Measures that are printed but stay unknown.
    pub problems: Vec<ReadProblem>,
}

/// An interval in the unit of its measure. An end that is not known is infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Lower end.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
    /// The lower end itself does not belong to it.
    pub lo_open: bool,
    /// The upper end itself does not belong to it.
    pub hi_open: bool,
}

impl Span {
    /// One number.
    pub fn exactly(value: f64) -> Self {
        Self::between(value, value)
    }

    /// From one number to another, both included.
    pub fn between(lo: f64, hi: f64) -> Self {
        Self { lo, hi, lo_open: false, hi_open: false }
    }

    /// Everything below the number, which belongs to it unless the end is `open`.
    pub fn below(hi: f64, open: bool) -> Self {
        Self { lo: f64::NEG_INFINITY, hi, lo_open: true, hi_open: open }
    }

    /// Everything above the number, which belongs to it unless the end is `open`.
    pub fn above(lo: f64, open: bool) -> Self {
        Self { lo, hi: f64::INFINITY, lo_open: open, hi_open: true }
    }

    /// The smallest interval that holds both: a kiln of Φ2.5/3.1 is 2.5 to 3.1 m across.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        let (lower, upper) = if self.lo <= other.lo { (self, other) } else { (other, self) };
        let (lo, lo_open) = (lower.lo, lower.lo_open && (upper.lo > lower.lo || upper.lo_open));
        let (inner, outer) = if self.hi <= other.hi { (self, other) } else { (other, self) };
        let (hi, hi_open) = (outer.hi, outer.hi_open && (inner.hi < outer.hi || inner.hi_open));
        Self { lo, hi, lo_open, hi_open }
    }
}

/// Why a printed measure stays unknown. `measure` is its index in the list given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadProblem {
    /// Zero or less, for a measure that cannot be.
    Impossible {
        /// Index of the measure.
        measure: usize,
    },
    /// A bare number whose size fits no declared unit, or contradicts the unit printed later.
    AmbiguousUnit {
        /// Index of the measure.
        measure: usize,
    },
    /// A bare number where none is declared.
    MissingUnit {
        /// Index of the measure.
        measure: usize,
    },
    /// A unit that the measure does not have.
    UnknownUnit {
        /// Index of the measure.
        measure: usize,
    },
    /// A range that ends below its beginning.
    Reversed {
        /// Index of the measure.
        measure: usize,
    },
    /// 约, 左右, 余: printed as about right only.
    Approximate {
        /// Index of the measure.
        measure: usize,
    },
    /// Not a number, or one of too many digits.
    Unreadable {
        /// Index of the measure.
        measure: usize,
    },
}

impl ReadProblem {
    /// Index of the measure that stays unknown.
    pub fn measure(self) -> usize {
        match self {
            Self::Impossible { measure }
            | Self::AmbiguousUnit { measure }
            | Self::MissingUnit { measure }
            | Self::UnknownUnit { measure }
            | Self::Reversed { measure }
            | Self::Approximate { measure }
            | Self::Unreadable { measure } => measure,
        }
    }

    /// The problem's code, as reports print it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Impossible { .. } => "impossible-value",
            Self::AmbiguousUnit { .. } => "ambiguous-unit",
            Self::MissingUnit { .. } => "missing-unit",
            Self::UnknownUnit { .. } => "unknown-unit",
            Self::Reversed { .. } => "reversed-range",
            Self::Approximate { .. } => "approximate-value",
            Self::Unreadable { .. } => "unreadable-value",
        }
    }

    /// Another form may still know the unit; every other problem is a fact about the text.
    fn is_about_the_unit(self) -> bool {
        matches!(self, Self::AmbiguousUnit { .. } | Self::MissingUnit { .. })
    }
}

/// Reads one piece of text against the forms, in their order; none where no form consumes it all.
///
/// `measures` is the list that the forms were parsed with. A reading may carry problems: such a
/// measure has no value.
pub fn read(forms: &[&Form], measures: &[Measure], text: &str) -> Option<Reading> {
    let mut piece = Piece::empty();
    let chars = piece.fill(text)?;
    if chars.is_empty() {
        return None;
    }
    let mut fit = Fit::new(forms.first()?, measures, chars);
    let mut unsettled = None;
    for form in forms {
        fit.begin(form);
        if fit.step(0, 0, 0) {
            return fit.reading;
        }
        unsettled = unsettled.or(fit.reading.take());
    }
    unsettled
}

/// Ways to fit one form that are tried before it counts as not fitting.
const MOST_STEPS: u32 = 10_000;

/// One form over one text. Patterns are data, so the work on one text is bounded.
struct Fit<'a> {
    form: &'a Form,
    measures: &'a [Measure],
    chars: &'a [char],
    steps_left: u32,
    phrases: [Phrase; MOST_NUMBERS],
    count: Option<u32>,
    label: Option<(usize, usize)>,
    reading: Option<Reading>,
}

impl<'a> Fit<'a> {
    fn new(form: &'a Form, measures: &'a [Measure], chars: &'a [char]) -> Self {
        Self {
            form,
            measures,
            chars,
            steps_left: MOST_STEPS,
            phrases: [Phrase::NONE; MOST_NUMBERS],
            count: None,
            label: None,
            reading: None,
        }
    }

    /// The same text against another form.
    fn begin(&mut self, form: &'a Form) {
        (self.form, self.steps_left) = (form, MOST_STEPS);
        (self.count, self.label) = (None, None);
    }

    /// Fits the tokens from `token` to the text from `at`; `number` figures are read already.
    fn step(&mut self, mut token: usize, number: usize, mut at: usize) -> bool {
        let form = self.form;
        while let Some(Token::Sign(sign)) = form.tokens.get(token) {
            match sign_at(*sign, self.chars, at) {
                Some(end) => (token, at) = (token + 1, end),
                None => return false,
            }
        }
        let Some(left) = self.steps_left.checked_sub(1) else { return false };
        self.steps_left = left;
        match form.tokens.get(token) {
            None => at == self.chars.len() && self.settle(),
            Some(Token::Sign(_)) => false,
            Some(Token::Choice(words)) => words.iter().any(|word| {
                let end = word.iter().try_fold(at, |at, sign| sign_at(*sign, self.chars, at));
                end.is_some_and(|end| self.step(token + 1, number, end))
            }),
            Some(Token::Number) => {
                let Some(place) = form.numbers.get(number) else { return false };
                let Some(measure) = self.measures.get(place.measure) else { return false };
                phrase::each(self.chars, at, &measure.unit, &mut |phrase, end| {
                    self.phrases[number] = phrase;
                    self.step(token + 1, number + 1, end)
                })
            }
            Some(Token::Count { needs_counter }) => {
                let Some((count, end)) = count_at(self.chars, at) else { return false };
                self.count = Some(count);
                let counter = self.chars.get(end).is_some_and(|c| "座台条套个组".contains(*c));
                (counter && self.step(token + 1, number, end + 1))
                    || (!needs_counter && self.step(token + 1, number, end))
            }
            Some(Token::Label) => {
                let Some((_, end)) = numeral::whole(self.chars, at) else { return false };
                self.label = Some((at, end));
                end - at <= 4 && self.step(token + 1, number, end)
            }
        }
    }

    /// The whole text is consumed: the figures become intervals. False if a unit is still open, so
    /// that another way to read the text is tried.
    fn settle(&mut self) -> bool {
        let mut reading = Reading {
            count: self.count,
            label: self.label.map(|(start, end)| self.chars[start..end].iter().collect()),
            ..Reading::default()
        };
        let mut served: Option<(usize, Unit)> = None;
        for (place, phrase) in self.form.numbers.iter().zip(&self.phrases).rev() {
            let index = place.measure;
            let Some(measure) = self.measures.get(index) else { return false };
            let borrowed = served.and_then(|(of, unit)| self.translate(of, unit, index));
            let setting = Setting { index, measure, bare: &place.bare, served: borrowed };
            let span = setting.span(phrase).or_else(|problem| {
                // Φ2.8×40: the length of 40 says no unit by its size, but the diameter of 2.8 does.
                let led = self.led_by_the_first(place.measure).filter(|_| borrowed.is_none());
                match (problem, led) {
                    (ReadProblem::AmbiguousUnit { .. }, Some(unit)) => {
                        Setting { bare: &[], served: Some(unit), ..setting }.span(phrase)
                    }
                    _ => Err(problem),
                }
            });
            match span {
                Ok(span) => match reading.values.iter_mut().find(|(other, _)| *other == index) {
                    Some((_, other)) => *other = other.hull(span),
                    None => reading.values.push((index, span)),
                },
                Err(problem) => reading.problems.push(problem),
            }
            served = unit_of(phrase).map(|unit| (index, unit)).or(served);
        }
        reading.values.reverse();
        reading.problems.reverse();
        reading.values.retain(|(m, _)| reading.problems.iter().all(|p| p.measure() != *m));
        let settled = reading.problems.is_empty()
            || !reading.problems.iter().all(|problem| problem.is_about_the_unit());
        if settled || self.reading.is_none() {
            self.reading = Some(reading);
        }
        settled
    }

    /// The unit that the size of the form's first number says, as a unit of another measure.
    fn led_by_the_first(&self, to: usize) -> Option<Unit> {
        let (place, phrase) = (self.form.numbers.first()?, self.phrases.first()?);
        let measure = self.measures.get(place.measure)?;
        let setting = Setting { index: place.measure, measure, bare: &place.bare, served: None };
        setting.unit_by_size(phrase).and_then(|unit| self.translate(place.measure, unit, to))
    }

    /// A unit of one measure as a unit of another, if it has a spelling in common.
    fn translate(&self, of: usize, unit: Unit, to: usize) -> Option<Unit> {
        if of == to {
            return Some(unit);
        }
        let text = &self.measures.get(of)?.unit.spellings.get(unit.spelling)?.text;
        let spellings = &self.measures.get(to)?.unit.spellings;
        let spelling = spellings.iter().position(|spelling| spelling.text == *text)?;
        Some(Unit { spelling, ..unit })
    }
}

fn sign_at(sign: Sign, chars: &[char], at: usize) -> Option<usize> {
    let printed = *chars.get(at)?;
    let fits = match sign {
        Sign::Literal(c) => printed == c || letter(printed) == letter(c),
        Sign::Diameter => is_diameter_sign(printed),
        Sign::Times => is_times_sign(printed),
    };
    fits.then_some(at + 1)
}

fn count_at(chars: &[char], at: usize) -> Option<(u32, usize)> {
    let (count, end) = numeral::whole(chars, at)?;
    let count = u32::try_from(count).ok().filter(|count| (1..=9999).contains(count))?;
    Some((count, end))
}
