//! What a piece of text beside a name says: sizes, counts, numbers of units, declared words; and what
//! of it nobody could read.

use crate::count::{COUNTERS, count, split_behind_counter};
use crate::lexicon::Lexicon;
use crate::pieces::{brackets, has_doubtful_comma, may_speak_of_size};
use crate::template::interval;
use crate::value::{self, Value};
use phaseout_host::Manifest;
use phaseout_host::forms::{self, Form, Reading};
use phaseout_model::{Interval, KindIndex, Problem, Truth};

/// Everything that was gathered from a piece of text.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// Attribute and value.
    pub(crate) values: Vec<(usize, Interval)>,
    /// Attributes that are printed and stay unknown.
    pub(crate) given_up: Vec<usize>,
    pub(crate) count: Option<u32>,
    pub(crate) label: Option<String>,
    pub(crate) problems: Vec<Problem>,
    /// Words that say nothing of a size.
    pub(crate) left: Vec<String>,
    /// What may say something of a size and could not be read.
    pub(crate) unread: Vec<String>,
    /// A size that needs to know the kind first: kept as text.
    pub(crate) of_unknown_kind: bool,
}

impl Gathered {
    /// Nothing but a unit's own number.
    pub(crate) fn is_label_only(&self) -> bool {
        self.label.is_some()
            && self.values.is_empty()
            && self.given_up.is_empty()
            && self.count.is_none()
            && self.is_clean()
    }

    /// All of it was understood.
    pub(crate) fn is_clean(&self) -> bool {
        self.left.is_empty() && self.unread.is_empty()
    }

    /// Whether it speaks of an attribute, readably or not.
    pub(crate) fn speaks_of(&self, attribute: usize) -> bool {
        self.given_up.contains(&attribute)
            || self.values.iter().any(|(other, _)| *other == attribute)
    }

    /// Whether it says anything of a unit.
    pub(crate) fn says_something(&self) -> bool {
        !self.values.is_empty() || !self.given_up.is_empty() || self.count.is_some()
    }

    /// Values that agree are one; values that do not are none.
    fn add(&mut self, attribute: usize, value: Interval, name: &str, text: &str) {
        let Some((_, known)) = self.values.iter().find(|(other, _)| *other == attribute) else {
            if !self.given_up.contains(&attribute) {
                self.values.push((attribute, value));
            }
            return;
        };
        if *known != value {
            self.values.retain(|(other, _)| *other != attribute);
            self.given_up.push(attribute);
            self.problems.push(
                Problem::warning("contradiction", None).with("attribute", name).with("text", text),
            );
        }
    }

    /// A unit's own number; several of them are so many units.
    fn label(&mut self, label: &str) {
        match &mut self.label {
            None => self.label = Some(label.to_owned()),
            Some(known) if known == label => {}
            Some(known) => {
                known.push('、');
                known.push_str(label);
                let units = known.split('、').count();
                self.count = u32::try_from(units).ok();
            }
        }
    }

    fn count(&mut self, count: u32, text: &str) {
        match self.count {
            Some(known) if known != count => {
                self.unread.push(text.to_owned());
            }
            _ => self.count = Some(count),
        }
    }
}

/// Reads pieces of folded text for units of one industry.
#[derive(Clone, Copy)]
pub(crate) struct Gatherer<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) lexicon: &'a Lexicon,
}

impl Gatherer<'_> {
    /// Everything that the texts say of a unit of the kind.
    pub(crate) fn gather<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t str>,
        kind: KindIndex,
    ) -> Gathered {
        let mut gathered = Gathered::default();
        for text in texts {
            self.text(text, kind, &mut gathered);
        }
        gathered
    }

    /// A text as a whole, else the pieces outside and inside its brackets, else what its spaces part.
    fn text(&self, text: &str, kind: KindIndex, into: &mut Gathered) {
        if text.is_empty() || self.piece(text, kind, into) {
            return;
        }
        let pieces = brackets(text);
        if pieces.is_empty() {
            // A bracket whose other half stands beside the name.
        } else if pieces.len() > 1 || pieces.first().is_some_and(|piece| *piece != text) {
            for piece in pieces {
                self.text(piece, kind, into);
            }
        } else if text.contains([',', '、', ';']) && !has_doubtful_comma(text) {
            for piece in text.split([',', '、', ';']) {
                self.text(piece, kind, into);
            }
        } else if text.contains(' ') {
            for piece in text.split(' ') {
                self.text(piece, kind, into);
            }
        } else {
            let bare = self.lexicon.without_fillers(text);
            if may_speak_of_size(bare) {
                into.unread.push(bare.to_owned());
            } else {
                into.left.push(bare.to_owned());
            }
        }
    }

    /// One piece; false if it was not understood as a whole.
    fn piece(&self, text: &str, kind: KindIndex, into: &mut Gathered) -> bool {
        if text.contains(' ') || has_doubtful_comma(text) {
            return false;
        }
        let bare = self.lexicon.without_fillers(text);
        // 380立方米(有效容积): an attribute's name alone says of what the size is.
        if bare.is_empty() || self.manifest.names.iter().any(|(name, _)| name == bare) {
            return true;
        }
        let here: Vec<&Form> = self.manifest.forms_for(kind).collect();
        for candidate in [text, bare] {
            if let Some(reading) = forms::read(&here, &self.manifest.measures, candidate) {
                self.reading(reading, candidate, into);
                return true;
            }
        }
        if self.word(bare, kind, into) || self.named_value(bare, kind, into) {
            return true;
        }
        let mut below = self.manifest.forms_below(kind).peekable();
        if below.peek().is_some() {
            let below: Vec<&Form> = below.collect();
            if forms::read(&below, &self.manifest.measures, bare).is_some() {
                into.of_unknown_kind = true;
                return true;
            }
        }
        self.with_its_number(bare, kind, into) || self.with_its_count(bare, kind, into)
    }

    fn reading(&self, reading: Reading, text: &str, into: &mut Gathered) {
        if let Some(count) = reading.count {
            into.count(count, text);
        }
        if let Some(label) = &reading.label {
            into.label(label);
        }
        for problem in reading.problems {
            let Some(&attribute) = self.manifest.measure_attributes.get(problem.measure()) else {
                continue;
            };
            let name = &self.manifest.vocabulary.attributes[attribute].id;
            into.values.retain(|(other, _)| *other != attribute);
            into.given_up.push(attribute);
            into.problems.push(
                Problem::warning(problem.code(), None).with("attribute", name).with("text", text),
            );
        }
        for (measure, span) in reading.values {
            let (Some(&attribute), Some(value)) =
                (self.manifest.measure_attributes.get(measure), interval(span))
            else {
                continue;
            };
            let name = &self.manifest.vocabulary.attributes[attribute].id;
            into.add(attribute, value, name, text);
        }
    }

    /// A declared word: 钙盐法, 不达标.
    fn word(&self, text: &str, kind: KindIndex, into: &mut Gathered) -> bool {
        let vocabulary = &self.manifest.vocabulary;
        let said = self.manifest.said.iter().find(|said| {
            said.word == text && vocabulary.may_have(kind, said.attribute) != Truth::False
        });
        let Some(said) = said else { return false };
        if let Ok(value) = Interval::exactly(f64::from(said.code)) {
            into.add(said.attribute, value, &vocabulary.attributes[said.attribute].id, text);
        }
        true
    }

    /// An attribute's name with its value: COD300mg/L, 吨产品废水量40t/t.
    fn named_value(&self, text: &str, kind: KindIndex, into: &mut Gathered) -> bool {
        let vocabulary = &self.manifest.vocabulary;
        let named = self
            .manifest
            .names
            .iter()
            .filter(|(name, attribute)| {
                text.len() > name.len()
                    && text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                    && vocabulary.may_have(kind, *attribute) != Truth::False
            })
            .max_by_key(|(name, _)| name.len());
        let Some((name, attribute)) = named else { return false };
        let rest = text[name.len()..].trim_start_matches([':', '为', '=']);
        let id = &vocabulary.attributes[*attribute].id;
        match value::read(self.manifest, *attribute, rest, None) {
            Value::Measured(value) => into.add(*attribute, value, id, text),
            Value::Code(code) => {
                if let Ok(value) = Interval::exactly(f64::from(code)) {
                    into.add(*attribute, value, id, text);
                }
            }
            Value::Absent | Value::Unread(_) => return false,
        }
        true
    }

    /// `1#Φ2.2×7m`, `#1`: the unit's own number before what is said of it.
    fn with_its_number(&self, text: &str, kind: KindIndex, into: &mut Gathered) -> bool {
        let (label, rest) = if let Some(behind) = text.strip_prefix('#') {
            behind.split_at(behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len()))
        } else {
            let Some(at) = text.find(['#', '号']) else { return false };
            let sign = text[at..].chars().next().map_or(1, char::len_utf8);
            (&text[..at], &text[at + sign..])
        };
        let is_number = !label.is_empty()
            && label.chars().count() <= 3
            && label.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        if !is_number {
            return false;
        }
        let rest = rest.trim_start_matches(':');
        if !rest.is_empty() {
            let mut inner = Gathered::default();
            self.text(rest, kind, &mut inner);
            if !inner.is_clean() {
                return false;
            }
        }
        into.label(label);
        self.text(rest, kind, into);
        true
    }

    /// `2台Φ2.2×6.5m`, `30t2座`: a count with its counter, before or after a size.
    fn with_its_count(&self, text: &str, kind: KindIndex, into: &mut Gathered) -> bool {
        let front = split_behind_counter(text);
        let back = text.strip_suffix(COUNTERS).map(|rest| {
            rest.trim_end_matches(|c: char| {
                c.is_ascii_digit() || "一二两三四五六七八九十".contains(c)
            })
            .len()
        });
        let back = back.map(|at| (&text[at..], &text[..at]));
        for (counted, rest) in [front, back].into_iter().flatten() {
            let Some(number) = count(counted) else { continue };
            let mut inner = Gathered::default();
            self.text(rest, kind, &mut inner);
            if !rest.is_empty() && inner.is_clean() {
                self.text(rest, kind, into);
                into.count(number, text);
                return true;
            }
        }
        false
    }
}
