//! What a row's equipment and specification cells say, as units: a pure function of the two texts,
//! so that a text seen before is not read again.

use crate::lexicon::Lexicon;
use crate::pieces;
use phaseout_host::Manifest;
use phaseout_model::{Absence, Interval, KindIndex, Problem, Truth};
use phaseout_host::forms::{self, Form, Reading, Span, normalize};

/// The field that a text stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextField {
    /// The equipment column.
    Equipment,
    /// The specification column.
    Spec,
}

/// A measurement read from the equipment or specification.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TemplateValue {
    /// The attribute, in the vocabulary's order.
    pub(crate) attribute: usize,
    /// The value.
    pub(crate) interval: Interval,
    /// The piece of text, as printed.
    pub(crate) text: String,
    /// The field it stands in.
    pub(crate) field: TextField,
}

/// One unit as the two cells describe it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct UnitTemplate {
    /// The kind; 0 where it is not known.
    pub(crate) kind: KindIndex,
    /// A word was left over beside the kind's name: a hit by kind weighs as unknown.
    pub(crate) doubtful: bool,
    /// The equipment as printed.
    pub(crate) label: String,
    /// The unit's own number, `1` of `1#`.
    pub(crate) number: Option<String>,
    /// How many such units, where the cells say so.
    pub(crate) count: Option<u32>,
    /// What was measured.
    pub(crate) values: Vec<TemplateValue>,
}

/// What the two cells say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Template {
    /// At least one.
    pub(crate) units: Vec<UnitTemplate>,
    /// What could not be read; the field tells the column.
    pub(crate) problems: Vec<(TextField, Problem)>,
}

/// Reads the two cells of a row.
pub(crate) fn read(manifest: &Manifest, lexicon: &Lexicon, equipment: &str, spec: &str) -> Template {
    let mut reader = Reader { manifest, lexicon, template: Template::default() };
    reader.row(equipment, spec);
    reader.template
}

struct Reader<'a> {
    manifest: &'a Manifest,
    lexicon: &'a Lexicon,
    template: Template,
}

/// What a piece of text turned out to be.
enum Piece {
    Read(Reading),
    /// A size that needs to know the kind first: kept as text.
    OfUnknownKind,
    /// Nothing but fillers.
    Nothing,
    /// A plain number, of which nothing says what it counts.
    Number,
    /// Words.
    Left(String),
}

impl Reader<'_> {
    fn row(&mut self, equipment: &str, spec: &str) {
        let (equipment, spec) = (present(equipment), present(spec));
        let folded_spec = normalize(spec);
        let spec_names_kinds = self.lexicon.names_a_kind(&folded_spec);
        // 产能 lists put both into one column, whichever of the two it is.
        if equipment.is_empty() && (spec_names_kinds || self.lexicon.find(&folded_spec).is_some()) {
            self.equipment(spec, TextField::Spec);
            return;
        }
        self.equipment(equipment, TextField::Equipment);
        if self.template.units.is_empty() {
            // A blank equipment is one unit whose kind is not known.
            self.template.units.push(UnitTemplate::default());
        }
        if spec.is_empty() {
            return;
        }
        let plants_only = self.template.units.iter().all(|unit| unit.kind == 0);
        if plants_only && spec_names_kinds {
            // 水泥生产线 with Φ3×11m机立窑1条 beside it: the specification knows better.
            let unknown = std::mem::take(&mut self.template.units);
            self.template.problems.retain(|(field, _)| *field == TextField::Spec);
            self.equipment(spec, TextField::Spec);
            if self.template.units.is_empty() {
                self.template.units = unknown;
            }
            return;
        }
        self.spec(spec);
    }

    /// Every part of a cell that names equipment becomes a unit.
    fn equipment(&mut self, text: &str, field: TextField) {
        for part in pieces::units(text) {
            self.equipment_part(part, field);
        }
    }

    fn equipment_part(&mut self, part: &str, field: TextField) {
        let folded = normalize(part);
        let Some(found) = self.lexicon.find(&folded) else {
            self.part_without_a_name(part, field);
            return;
        };
        let kind = found.kind.unwrap_or(0);
        let mut unit = UnitTemplate { kind, label: part.to_owned(), ..UnitTemplate::default() };
        if let Some(plain) = printed_alias(part, &folded[found.start..found.end]) {
            unit.label = plain;
        }
        let mut left = Vec::new();
        for side in [&folded[..found.start], &folded[found.end..]] {
            self.beside_a_name(side, &mut unit, field, &mut left);
        }
        if !left.is_empty() && kind != 0 {
            unit.doubtful = true;
            unit.label = part.to_owned();
            let problem = Problem::warning("leftover-word", None).with("word", left.join(" ")).with("text", part);
            self.template.problems.push((field, problem));
        }
        self.template.units.push(unit);
    }

    /// What stands before or after a kind's name: sizes, counts, numbers, fillers, or other words.
    fn beside_a_name(&mut self, side: &str, unit: &mut UnitTemplate, field: TextField, left: &mut Vec<String>) {
        if side.is_empty() {
            return;
        }
        let whole = self.piece(side, unit.kind);
        let pieces = match whole {
            Piece::Left(_) => pieces::brackets(side).into_iter().map(|text| (text, self.piece(text, unit.kind))).collect(),
            piece => vec![(side, piece)],
        };
        for (text, piece) in pieces {
            match piece {
                Piece::Read(reading) => self.take(unit, reading, text, field),
                Piece::OfUnknownKind | Piece::Nothing => {}
                Piece::Number => self.problem("unreadable-spec", text, field),
                Piece::Left(words) => left.push(words),
            }
        }
    }

    /// A part that names nothing: a size or number of the unit before it, or a kind nobody declared.
    fn part_without_a_name(&mut self, part: &str, field: TextField) {
        let kind = self.template.units.last().map_or(0, |unit| unit.kind);
        match self.piece(&normalize(part), kind) {
            Piece::Read(reading) => {
                let mut unit = self.template.units.pop().unwrap_or_default();
                if repeats(&unit, &reading, field, self.manifest) {
                    // 高炉450立方米、380立方米: another one of the same kind.
                    let next = UnitTemplate { kind, doubtful: unit.doubtful, label: unit.label.clone(), ..UnitTemplate::default() };
                    self.template.units.push(std::mem::replace(&mut unit, next));
                }
                self.take(&mut unit, reading, part, field);
                self.template.units.push(unit);
            }
            Piece::OfUnknownKind | Piece::Nothing | Piece::Number if !self.template.units.is_empty() => {}
            Piece::OfUnknownKind | Piece::Nothing | Piece::Number => {
                self.template.units.push(UnitTemplate { label: part.to_owned(), ..UnitTemplate::default() });
            }
            Piece::Left(_) => {
                let problem = Problem::warning("unknown-equipment", None).with("text", part);
                self.template.problems.push((field, problem));
                self.template.units.push(UnitTemplate { label: part.to_owned(), ..UnitTemplate::default() });
            }
        }
    }

    /// Reads a piece of folded text by the forms of a kind.
    fn piece(&self, text: &str, kind: KindIndex) -> Piece {
        let here: Vec<&Form> = self.manifest.forms_for(kind).collect();
        let below: Vec<&Form> = self.manifest.forms_below(kind).collect();
        let bare = self.lexicon.without_fillers(text);
        for candidate in [text, bare] {
            if candidate.is_empty() {
                return Piece::Nothing;
            }
            if let Some(reading) = forms::read(&here, &self.manifest.measures, candidate) {
                return Piece::Read(reading);
            }
        }
        if forms::read(&below, &self.manifest.measures, bare).is_some() {
            return Piece::OfUnknownKind;
        }
        let number = bare.chars().all(|c| c.is_ascii_digit() || c.is_ascii_punctuation());
        if number { Piece::Number } else { Piece::Left(bare.to_owned()) }
    }

    /// The specification beside equipment that is already known.
    fn spec(&mut self, text: &str) {
        let parts = pieces::units(text);
        let units = self.template.units.len();
        if units == 1 {
            for part in parts {
                let mut unit = self.template.units.pop().unwrap_or_default();
                self.spec_part(&mut unit, part);
                self.template.units.push(unit);
            }
        } else if parts.len() == units {
            for (index, part) in parts.into_iter().enumerate() {
                let mut unit = std::mem::take(&mut self.template.units[index]);
                self.spec_part(&mut unit, part);
                self.template.units[index] = unit;
            }
        } else {
            for part in parts {
                self.part_of_some_unit(part);
            }
        }
    }

    /// A size beside several units belongs to the one whose forms read it; to none if two could.
    fn part_of_some_unit(&mut self, part: &str) {
        let folded = normalize(part);
        let fits = |unit: &UnitTemplate| match self.piece(&folded, unit.kind) {
            Piece::Read(reading) => !reading.values.is_empty() || !reading.problems.is_empty(),
            _ => false,
        };
        let fitting: Vec<usize> = (0..self.template.units.len()).filter(|&at| fits(&self.template.units[at])).collect();
        match fitting[..] {
            [at] => {
                let mut unit = std::mem::take(&mut self.template.units[at]);
                self.spec_part(&mut unit, part);
                self.template.units[at] = unit;
            }
            [] => self.problem("unreadable-spec", part, TextField::Spec),
            _ => self.problem("size-of-which-unit", part, TextField::Spec),
        }
    }

    fn spec_part(&mut self, unit: &mut UnitTemplate, part: &str) {
        let folded = normalize(part);
        // The kind may be named again, or more closely, beside the size.
        let (before, after, named) = match self.lexicon.find(&folded) {
            Some(found) if found.kind.is_some() => (&folded[..found.start], &folded[found.end..], found.kind),
            _ => (folded.as_str(), "", None),
        };
        if let Some(named) = named {
            self.name_again(unit, named, part);
        }
        for side in [before, after] {
            if !side.is_empty() {
                self.spec_piece(unit, side, part);
            }
        }
    }

    fn spec_piece(&mut self, unit: &mut UnitTemplate, side: &str, part: &str) {
        let pieces = match self.piece(side, unit.kind) {
            Piece::Left(_) => pieces::brackets(side).into_iter().map(|text| self.piece(text, unit.kind)).collect(),
            piece => vec![piece],
        };
        for piece in pieces {
            match piece {
                Piece::Read(reading) if repeats(unit, &reading, TextField::Spec, self.manifest) => {
                    let next = UnitTemplate { kind: unit.kind, doubtful: unit.doubtful, label: unit.label.clone(), ..UnitTemplate::default() };
                    self.template.units.push(std::mem::replace(unit, next));
                    self.take(unit, reading, part, TextField::Spec);
                }
                Piece::Read(reading) => self.take(unit, reading, part, TextField::Spec),
                Piece::OfUnknownKind | Piece::Nothing => {}
                Piece::Number | Piece::Left(_) => self.problem("unreadable-spec", part, TextField::Spec),
            }
        }
    }

    fn name_again(&mut self, unit: &mut UnitTemplate, named: KindIndex, part: &str) {
        let vocabulary = &self.manifest.vocabulary;
        match (vocabulary.is_a(named, unit.kind), vocabulary.is_a(unit.kind, named)) {
            (Truth::True, _) => unit.kind = named,
            (_, Truth::True) => {}
            _ => {
                self.problem("kind-contradiction", part, TextField::Spec);
                unit.kind = 0;
            }
        }
    }

    /// Puts a reading into a unit. A measure that was there and does not agree is a contradiction.
    fn take(&mut self, unit: &mut UnitTemplate, reading: Reading, text: &str, field: TextField) {
        if let Some(count) = reading.count {
            match unit.count {
                Some(known) if known != count => {
                    let problem = Problem::warning("quantity-contradiction", None)
                        .with("first", known.to_string())
                        .with("second", count.to_string());
                    self.template.problems.push((field, problem));
                    unit.count = None;
                }
                _ => unit.count = Some(count),
            }
        }
        if reading.label.is_some() {
            unit.number = reading.label;
        }
        for problem in reading.problems {
            let measure = self.manifest.measures.get(problem.measure()).map_or("", |m| m.name.as_str());
            let problem = Problem::warning(problem.code(), None).with("attribute", measure).with("text", text);
            self.template.problems.push((field, problem));
        }
        for (measure, span) in reading.values {
            let (Some(&attribute), Some(interval)) = (self.manifest.measure_attributes.get(measure), interval(span)) else {
                continue;
            };
            unit.values.push(TemplateValue { attribute, interval, text: text.to_owned(), field });
        }
    }

    fn problem(&mut self, code: &'static str, text: &str, field: TextField) {
        self.template.problems.push((field, Problem::warning(code, None).with("text", text)));
    }
}

/// The text of a cell that says something.
fn present(text: &str) -> &str {
    if Absence::of(text).is_some() { "" } else { text.trim() }
}

/// The alias as it stands in the printed part, where it can be found there unfolded.
fn printed_alias(part: &str, alias: &str) -> Option<String> {
    part.contains(alias).then(|| alias.to_owned())
}

/// Whether a reading gives a measure that the unit already has.
fn repeats(unit: &UnitTemplate, reading: &Reading, field: TextField, manifest: &Manifest) -> bool {
    reading.values.iter().any(|(measure, _)| {
        let attribute = manifest.measure_attributes.get(*measure);
        unit.values.iter().any(|value| Some(&value.attribute) == attribute && value.field == field)
    })
}

/// A span as an interval of the model; what no plugin or form may give is none.
pub(crate) fn interval(span: Span) -> Option<Interval> {
    Interval::new(span.lo, span.hi, span.lo_open, span.hi_open).ok()
}
