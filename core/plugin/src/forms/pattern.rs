//! A form as an industry declares it, `Φ{kiln_diameter}×{kiln_length}`, compiled for reading.
//!
//! All that is wrong with a pattern is found in one pass, each fault with its place.

use std::fmt;

use super::settle::BareSize;
use super::unit::{Measure, folded};

/// A form holds no more numbers than this.
pub(super) const MOST_NUMBERS: usize = 6;

/// A pattern longer than this many signs and places is a mistake.
const LONGEST_PATTERN: usize = 128;

/// A compiled form. It fits a piece of text only when it consumes all of it.
#[derive(Debug, Clone)]
pub struct Form {
    pub(super) tokens: Vec<Token>,
    pub(super) numbers: Vec<NumberPlace>,
}

#[derive(Debug, Clone)]
pub(super) enum Token {
    Sign(Sign),
    /// One of several words; an empty one makes it optional.
    Choice(Vec<Vec<Sign>>),
    /// The next of the form's numbers.
    Number,
    /// A count; directly at a number it needs its counter (1座45吨), or 145 would be both.
    Count {
        needs_counter: bool,
    },
    Label,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Sign {
    Literal(char),
    Diameter,
    Times,
}

/// A number of the form: its measure, and the unit it takes when bare.
#[derive(Debug, Clone)]
pub(super) struct NumberPlace {
    pub(super) measure: usize,
    pub(super) bare: Vec<BareSize>,
}

/// The units that bare numbers take, by their size: `m = "..20"`, `mm = "100.."`; ends included.
#[derive(Debug, Clone, Default)]
pub struct Bare {
    sizes: Vec<(String, f64, f64)>,
}

/// One fault of a declared form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormError {
    /// Byte in the pattern as written; 0 for a fault of the bare sizes.
    pub at: usize,
    /// What is wrong.
    pub fault: FormFault,
    /// The word it is about.
    pub argument: String,
}

/// What can be wrong with a declared form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormFault {
    /// Nothing to fit.
    Empty,
    /// More than 128 signs and places.
    TooLong,
    /// More than six numbers.
    TooManyNumbers,
    /// `{` without `}`, or `[` without `]`.
    Unclosed,
    /// `}` or `]` without its beginning.
    Unopened,
    /// `{` or `[` inside brackets that hold words only.
    Nested,
    /// A name that is no measure of the industry.
    UnknownMeasure,
    /// `{count}` or `{label}` for the second time, a measure for the third.
    Repeated,
    /// Two places with nothing between them to tell them apart.
    Adjacent,
    /// A size that is not `a..`, `..b` or `a..b`.
    BareSize,
    /// Two bare sizes that share a number.
    BareOverlap,
    /// A bare unit that no measure of the form has.
    BareUnit,
}

impl FormFault {
    /// The fault's code, as reports print it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty-form",
            Self::TooLong => "form-too-long",
            Self::TooManyNumbers => "too-many-numbers",
            Self::Unclosed => "unclosed-bracket",
            Self::Unopened => "unopened-bracket",
            Self::Nested => "nested-bracket",
            Self::UnknownMeasure => "unknown-measure",
            Self::Repeated => "repeated-place",
            Self::Adjacent => "adjacent-places",
            Self::BareSize => "bare-size",
            Self::BareOverlap => "bare-overlap",
            Self::BareUnit => "bare-unit",
        }
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: `{}`", self.fault.code(), self.at, self.argument)
    }
}

impl std::error::Error for FormError {}

impl Bare {
    /// Reads the sizes as declared: unit and range, `("m", "..20")`.
    pub fn parse(sizes: &[(String, String)]) -> Result<Self, Vec<FormError>> {
        let mut bare = Self::default();
        let mut errors = Vec::new();
        for (unit, range) in sizes {
            let Some((lo, hi)) = size_range(range) else {
                errors.push(FormError::new(0, FormFault::BareSize, range));
                continue;
            };
            if bare.sizes.iter().any(|(_, other_lo, other_hi)| lo <= *other_hi && *other_lo <= hi) {
                errors.push(FormError::new(0, FormFault::BareOverlap, range));
            }
            bare.sizes.push((unit.clone(), lo, hi));
        }
        if errors.is_empty() { Ok(bare) } else { Err(errors) }
    }

    fn of(&self, measure: &Measure) -> Vec<BareSize> {
        let sized = |(unit, lo, hi): &(String, f64, f64)| {
            let spelling = measure.unit.named_in(unit)?;
            Some(BareSize { lo: *lo, hi: *hi, spelling })
        };
        self.sizes.iter().filter_map(sized).collect()
    }
}

impl FormError {
    fn new(at: usize, fault: FormFault, argument: &str) -> Self {
        Self { at, fault, argument: argument.to_owned() }
    }
}

impl Form {
    /// Compiles a pattern. `bare` gives the units of bare numbers by their size, and `measures` are
    /// all number-valued attributes of the industry, in their order.
    pub fn parse(
        pattern: &str,
        bare: &[(String, String)],
        measures: &[Measure],
    ) -> Result<Self, Vec<FormError>> {
        let (bare, mut errors) = match Bare::parse(bare) {
            Ok(bare) => (bare, Vec::new()),
            Err(errors) => (Bare::default(), errors),
        };
        let mut parser = Parser::new(pattern, &bare, measures);
        parser.run();
        if let [Token::Count { needs_counter }] = &mut parser.form.tokens[..] {
            // 450 alone is a size without its unit sooner than 450 furnaces.
            *needs_counter = true;
        }
        errors.append(&mut parser.errors);
        let numbers = &parser.form.numbers;
        for (unit, ..) in &bare.sizes {
            let known = |place: &NumberPlace| {
                measures.get(place.measure).is_some_and(|m| m.unit.named_in(unit).is_some())
            };
            if !numbers.is_empty() && !numbers.iter().any(known) {
                errors.push(FormError::new(0, FormFault::BareUnit, unit));
            }
        }
        if errors.is_empty() { Ok(parser.form) } else { Err(errors) }
    }

    /// Indexes of the measures that the form reads, in the order of the text.
    pub fn measures(&self) -> impl Iterator<Item = usize> {
        self.numbers.iter().map(|place| place.measure)
    }
}

struct Parser<'a> {
    pattern: &'a str,
    bare: &'a Bare,
    measures: &'a [Measure],
    form: Form,
    errors: Vec<FormError>,
}

impl<'a> Parser<'a> {
    fn new(pattern: &'a str, bare: &'a Bare, measures: &'a [Measure]) -> Self {
        let form = Form { tokens: Vec::new(), numbers: Vec::new() };
        Self { pattern, bare, measures, form, errors: Vec::new() }
    }

    fn run(&mut self) {
        let mut at = 0;
        while let Some(c) = self.pattern[at..].chars().next() {
            at = match c {
                '{' => self.bracketed(at, '}', Self::place),
                '[' => self.bracketed(at, ']', Self::choice),
                '}' | ']' => {
                    self.fail(at, FormFault::Unopened, c.encode_utf8(&mut [0; 4]));
                    at + 1
                }
                _ => {
                    let end = at + c.len_utf8();
                    self.form.tokens.extend(signs(&self.pattern[at..end]).map(Token::Sign));
                    end
                }
            };
        }
        if self.form.tokens.is_empty() && self.errors.is_empty() {
            self.fail(0, FormFault::Empty, self.pattern);
        }
        if self.form.tokens.len() > LONGEST_PATTERN {
            self.fail(0, FormFault::TooLong, self.pattern);
        }
        if self.form.numbers.len() > MOST_NUMBERS {
            self.fail(0, FormFault::TooManyNumbers, self.pattern);
        }
    }

    /// Hands on what stands between the bracket at `at` and its end; returns the place behind it.
    fn bracketed(&mut self, at: usize, end: char, inner: fn(&mut Self, usize, &'a str)) -> usize {
        let start = at + 1;
        let Some(length) = self.pattern[start..].find(end) else {
            self.fail(at, FormFault::Unclosed, &self.pattern[at..]);
            return self.pattern.len();
        };
        let words = &self.pattern[start..start + length];
        match words.find(['{', '[']) {
            Some(nested) => self.fail(start + nested, FormFault::Nested, words),
            None => inner(self, start, words),
        }
        start + length + 1
    }

    fn choice(&mut self, _at: usize, words: &'a str) {
        let words = words.split('|').map(|word| signs(word).collect()).collect();
        self.form.tokens.push(Token::Choice(words));
    }

    fn place(&mut self, at: usize, name: &'a str) {
        use Token::{Count, Label, Number};
        let name = name.trim();
        let tokens = &mut self.form.tokens;
        let after_number = matches!(tokens.last(), Some(Number));
        let token = match name {
            "count" => Count { needs_counter: after_number },
            "label" => Label,
            _ => Number,
        };
        let adjacent = match (tokens.last_mut(), &token) {
            (None | Some(Token::Sign(_) | Token::Choice(_)), _) | (Some(Number), Count { .. }) => {
                false
            }
            (Some(Count { needs_counter }), Number) => {
                *needs_counter = true;
                false
            }
            _ => true,
        };
        let repeated = match token {
            Count { .. } => tokens.iter().any(|other| matches!(other, Count { .. })),
            Label => tokens.iter().any(|other| matches!(other, Label)),
            _ => false,
        };
        if adjacent {
            self.fail(at, FormFault::Adjacent, name);
        }
        if repeated {
            self.fail(at, FormFault::Repeated, name);
        }
        if let Number = token {
            self.number(at, name);
        }
        self.form.tokens.push(token);
    }

    fn number(&mut self, at: usize, name: &str) {
        let Some(measure) = self.measures.iter().position(|measure| measure.name == name) else {
            return self.fail(at, FormFault::UnknownMeasure, name);
        };
        if self.form.measures().filter(|other| *other == measure).count() == 2 {
            self.fail(at, FormFault::Repeated, name);
        }
        let bare = self.bare.of(&self.measures[measure]);
        self.form.numbers.push(NumberPlace { measure, bare });
    }

    fn fail(&mut self, at: usize, fault: FormFault, argument: &str) {
        self.errors.push(FormError::new(at, fault, argument));
    }
}

/// The signs of a literal, classes included: `Φ` is any diameter sign, `×` any multiplication sign.
fn signs(word: &str) -> impl Iterator<Item = Sign> {
    folded(word).into_iter().map(|c| match c {
        'Φ' => Sign::Diameter,
        '×' => Sign::Times,
        other => Sign::Literal(other),
    })
}

fn size_range(range: &str) -> Option<(f64, f64)> {
    let (lo, hi) = range.trim().split_once("..")?;
    let end = |text: &str, open: f64| match text.trim() {
        "" => Some(open),
        number => number.parse().ok().filter(|n: &f64| n.is_finite()),
    };
    let (lo_end, hi_end) = (end(lo, f64::NEG_INFINITY)?, end(hi, f64::INFINITY)?);
    let bounded = lo_end.is_finite() || hi_end.is_finite();
    (bounded && lo_end <= hi_end).then_some((lo_end, hi_end))
}
