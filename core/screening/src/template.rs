//! What a row's equipment and specification cells say, as units: a pure function of the two texts,
//! so that a text seen before is not read again.
//!
//! A size decides over a furnace only if all that was said beside it was understood: a piece that may
//! speak of a size and could not be read (`约`, `(含)`, a second figure) takes the whole cell's sizes
//! with it.

use crate::gather::{Gathered, Gatherer};
use crate::lexicon::{Lexicon, Match};
use crate::pieces::{self, Part};
use phaseout_host::Manifest;
use phaseout_host::forms::{Span, normalize};
use phaseout_model::{Absence, Interval, KindIndex, Problem, Truth};

/// The field that a text stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextField {
    /// The equipment column.
    Equipment,
    /// The specification column.
    Spec,
}

/// A value read from the equipment or specification.
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
    /// What was read of it.
    pub(crate) values: Vec<TemplateValue>,
    /// Attributes that are printed and stay unknown.
    given_up: Vec<usize>,
    /// The texts beside its name, to be read again if its kind turns out to be another.
    beside: Vec<(TextField, String, String)>,
}

/// What nearly every row needs of its template, in one piece of memory: its only unit, with at most
/// two values of two attributes. Long lists are read at the speed of memory, not of reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Brief {
    pub(crate) kind: KindIndex,
    pub(crate) doubtful: bool,
    pub(crate) count: Option<u32>,
    pub(crate) values: [Option<(u16, Interval)>; 2],
}

/// What the two cells say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Template {
    /// The only unit in short, where it is short.
    pub(crate) brief: Option<Brief>,
    /// At least one.
    pub(crate) units: Vec<UnitTemplate>,
    /// What could not be read; the field tells the column.
    pub(crate) problems: Vec<(TextField, Problem)>,
}

/// Reads the two cells of a row.
pub(crate) fn read(
    manifest: &Manifest,
    lexicon: &Lexicon,
    equipment: &str,
    spec: &str,
) -> Template {
    let mut reader = Reader {
        gatherer: Gatherer { manifest, lexicon },
        template: Template::default(),
        labels: Vec::new(),
    };
    reader.row(equipment, spec);
    reader.template.brief = brief(&reader.template.units);
    reader.template
}

fn brief(units: &[UnitTemplate]) -> Option<Brief> {
    let [unit] = units else { return None };
    let short =
        |value: &TemplateValue| Some((u16::try_from(value.attribute).ok()?, value.interval));
    let values = match &unit.values[..] {
        [] => [None, None],
        [one] => [Some(short(one)?), None],
        [one, two] if one.attribute != two.attribute => [Some(short(one)?), Some(short(two)?)],
        _ => return None,
    };
    Some(Brief { kind: unit.kind, doubtful: unit.doubtful, count: unit.count, values })
}

/// Reads a unit again as what it was found out to be: a kind's id, or a name.
pub(crate) fn read_as(
    manifest: &Manifest,
    lexicon: &Lexicon,
    unit: &UnitTemplate,
    found: &str,
) -> Template {
    let vocabulary = &manifest.vocabulary;
    let mut reader = Reader {
        gatherer: Gatherer { manifest, lexicon },
        template: Template::default(),
        labels: Vec::new(),
    };
    if let Some(kind) = vocabulary.kind(found) {
        let names = &vocabulary.kinds[usize::from(kind)];
        let label = names.printed.first().unwrap_or(&names.zh).clone();
        reader.template.units.push(UnitTemplate { kind, label, ..UnitTemplate::default() });
    } else {
        reader.equipment(found, TextField::Equipment);
    }
    reader.template.units.truncate(1);
    if let Some(mut again) = reader.template.units.pop() {
        again.number.clone_from(&unit.number);
        for (field, folded, printed) in &unit.beside {
            let gathered = reader.gatherer.gather([folded.as_str()], again.kind);
            reader.settle(&mut again, gathered, *field, printed);
        }
        again.count = unit.count.or(again.count);
        reader.template.units.push(again);
    }
    reader.template
}

struct Reader<'a> {
    gatherer: Gatherer<'a>,
    template: Template,
    /// Numbers of units that stand before the name they belong to: `1#、2#机立窑`.
    labels: Vec<String>,
}

impl Reader<'_> {
    fn lexicon(&self) -> &Lexicon {
        self.gatherer.lexicon
    }

    fn row(&mut self, equipment: &str, spec: &str) {
        for (field, text) in [(TextField::Equipment, equipment), (TextField::Spec, spec)] {
            if Absence::of(text) == Some(Absence::Unreadable) {
                self.problem("unreadable-value", text, field);
            }
        }
        let (equipment, spec) = (present(equipment), present(spec));
        let folded_spec = normalize(spec);
        // Lists put both into one column, whichever of the two it is.
        if equipment.is_empty()
            && self.lexicon().find(&folded_spec).is_some()
            && !self.reads_whole(&folded_spec)
        {
            self.equipment(spec, TextField::Spec);
            self.finish();
            return;
        }
        self.equipment(equipment, TextField::Equipment);
        self.finish();
        if spec.is_empty() {
            return;
        }
        let plants_only = self.template.units.iter().all(|unit| unit.kind == 0);
        if plants_only
            && self.lexicon().names_a_kind(&folded_spec)
            && !self.reads_whole(&folded_spec)
        {
            // 水泥生产线 with Φ3×11m机立窑1条 beside it: the specification knows better.
            let unknown = std::mem::take(&mut self.template.units);
            self.template.problems.retain(|(field, _)| *field == TextField::Spec);
            self.equipment(spec, TextField::Spec);
            if self.template.units.is_empty() {
                self.template.units = unknown;
            }
            self.finish();
            return;
        }
        self.spec(spec);
    }

    /// Whether a text is a size by itself, as 窑径3.0米 is though 窑 stands in it.
    fn reads_whole(&self, folded: &str) -> bool {
        let gathered = self.gatherer.gather([folded], 0);
        gathered.is_clean() && (gathered.of_unknown_kind || gathered.says_something())
    }

    /// A blank equipment is one unit whose kind is not known. Numbers that belong to no name are
    /// nobody's.
    fn finish(&mut self) {
        if self.template.units.is_empty() {
            self.template.units.push(UnitTemplate::default());
        }
        for label in std::mem::take(&mut self.labels) {
            self.problem("unreadable-spec", &label, TextField::Equipment);
        }
    }

    /// Every part of a cell that names equipment becomes a unit.
    fn equipment(&mut self, text: &str, field: TextField) {
        let lexicon = self.gatherer.lexicon;
        for part in pieces::parts(text, |line| lexicon.find(line).is_some()) {
            self.equipment_part(&part, field);
        }
    }

    fn equipment_part(&mut self, part: &Part, field: TextField) {
        match self.lexicon().find(&part.folded) {
            None => self.part_without_a_name(part, field),
            Some(found) => {
                let left = [&part.folded[..found.start], &part.folded[found.end..]];
                let several = left.iter().any(|side| self.lexicon().names_a_kind(side));
                if several {
                    self.several_names(part, field);
                } else {
                    self.named_part(part, found, field);
                }
            }
        }
    }

    /// 机立窑和球磨机, 高炉/烧结机: a unit for each name, if each stands in a piece of its own; else nobody
    /// can say which of the two it is.
    fn several_names(&mut self, part: &Part, field: TextField) {
        let pieces = pieces::joined(&part.folded);
        if pieces.len() > 1 && pieces.iter().all(|piece| self.lexicon().names_a_kind(piece)) {
            for piece in pieces {
                let part = Part { printed: piece.to_owned(), folded: piece.to_owned() };
                match self.lexicon().find(&part.folded) {
                    Some(found) => self.named_part(&part, found, field),
                    None => self.part_without_a_name(&part, field),
                }
            }
            return;
        }
        self.problem("several-kinds", &part.printed, field);
        self.template
            .units
            .push(UnitTemplate { label: part.printed.clone(), ..UnitTemplate::default() });
    }

    fn named_part(&mut self, part: &Part, found: Match, field: TextField) {
        let kind = found.kind.unwrap_or(0);
        let alias = &part.folded[found.start..found.end];
        let label =
            if part.printed.contains(alias) { alias.to_owned() } else { part.printed.clone() };
        let sides = [&part.folded[..found.start], &part.folded[found.end..]];
        let mut unit = UnitTemplate { kind, label, ..UnitTemplate::default() };
        for side in sides.into_iter().filter(|side| !side.is_empty()) {
            unit.beside.push((field, side.to_owned(), part.printed.clone()));
        }
        let gathered = self.gatherer.gather(sides, kind);
        let understood = gathered.is_clean();
        if !understood && kind != 0 {
            unit.doubtful = true;
            unit.label.clone_from(&part.printed);
        }
        self.settle(&mut unit, gathered, field, &part.printed);
        self.take_labels(&mut unit);
        self.template.units.push(unit);
    }

    /// Numbers that stand before the name count as units of it.
    fn take_labels(&mut self, unit: &mut UnitTemplate) {
        if self.labels.is_empty() {
            return;
        }
        let mut labels = std::mem::take(&mut self.labels);
        labels.extend(unit.number.take());
        unit.count = unit.count.or(u32::try_from(labels.len()).ok());
        unit.number = Some(labels.join("、"));
    }

    /// A part that names nothing: a size or number of the unit before it, or a kind nobody declared.
    fn part_without_a_name(&mut self, part: &Part, field: TextField) {
        let kind = self.template.units.last().map_or(0, |unit| unit.kind);
        let gathered = self.gatherer.gather([part.folded.as_str()], kind);
        let plain_number =
            part.folded.len() <= 3 && part.folded.bytes().all(|b| b.is_ascii_digit());
        if self.template.units.is_empty() && (gathered.is_label_only() || plain_number) {
            self.labels.push(gathered.label.unwrap_or_else(|| part.folded.clone()));
            return;
        }
        if !gathered.left.is_empty()
            || (!gathered.unread.is_empty() && self.template.units.is_empty())
        {
            self.problem("unknown-equipment", &part.printed, field);
            self.template
                .units
                .push(UnitTemplate { label: part.printed.clone(), ..UnitTemplate::default() });
            return;
        }
        let Some(mut unit) = self.template.units.pop() else {
            let label = part.printed.clone();
            self.template.units.push(UnitTemplate { label, ..UnitTemplate::default() });
            return;
        };
        if gathered.is_label_only() && unit.number.is_some() {
            // 高炉1#、2#: one more of them.
            unit.count = Some(unit.count.unwrap_or(1) + 1);
            let numbers = [unit.number.take(), gathered.label];
            unit.number = Some(numbers.into_iter().flatten().collect::<Vec<_>>().join("、"));
            self.template.units.push(unit);
            return;
        }
        self.part_of(&mut unit, part, gathered, field);
        self.template.units.push(unit);
    }

    /// What a part says of a unit; a size that the unit has already is another unit's of the same kind:
    /// 高炉450立方米、380立方米.
    fn part_of(
        &mut self,
        unit: &mut UnitTemplate,
        part: &Part,
        gathered: Gathered,
        field: TextField,
    ) {
        let repeats = unit.given_up.iter().any(|attribute| gathered.speaks_of(*attribute))
            || unit
                .values
                .iter()
                .any(|value| value.field == field && gathered.speaks_of(value.attribute));
        if repeats {
            let next = UnitTemplate {
                kind: unit.kind,
                doubtful: unit.doubtful,
                label: unit.label.clone(),
                ..UnitTemplate::default()
            };
            self.template.units.push(std::mem::replace(unit, next));
        }
        unit.beside.push((field, part.folded.clone(), part.printed.clone()));
        self.settle(unit, gathered, field, &part.printed);
    }

    /// The specification beside equipment that is already known.
    fn spec(&mut self, text: &str) {
        let kinds: Vec<KindIndex> = self.template.units.iter().map(|unit| unit.kind).collect();
        let gatherer = self.gatherer;
        let stands_alone = |line: &str| {
            kinds.iter().any(|&kind| {
                let line = gatherer.gather([line], kind);
                line.is_clean() && !line.values.is_empty()
            })
        };
        let parts = pieces::parts(text, stands_alone);
        if self.template.units.len() == 1 {
            for part in &parts {
                let Some(mut unit) = self.template.units.pop() else { break };
                self.spec_part(&mut unit, part);
                self.template.units.push(unit);
            }
            // One part that nobody could read may be about any of them.
            self.give_up_sizes_beside_unread(0..self.template.units.len());
            return;
        }
        if let Some(order) = self.by_number(&parts) {
            for (part, at) in parts.iter().zip(order) {
                let mut unit = std::mem::take(&mut self.template.units[at]);
                self.spec_part(&mut unit, part);
                self.template.units[at] = unit;
                self.give_up_sizes_beside_unread(at..at + 1);
            }
            return;
        }
        for part in &parts {
            self.part_of_some_unit(part);
        }
        self.give_up_sizes_beside_unread(0..self.template.units.len());
    }

    /// Which unit each part is about: by the numbers printed with both, else one by one in their order.
    fn by_number(&self, parts: &[Part]) -> Option<Vec<usize>> {
        let units = &self.template.units;
        let numbered: Option<Vec<usize>> = parts
            .iter()
            .map(|part| {
                let label = self.gatherer.gather([part.folded.as_str()], 0).label?;
                units.iter().position(|unit| unit.number.as_ref() == Some(&label))
            })
            .collect();
        match numbered {
            Some(order) if !order.is_empty() => Some(order),
            _ if parts.len() == units.len() => Some((0..units.len()).collect()),
            _ => None,
        }
    }

    /// A size beside several units belongs to the one whose forms read it; to none if two could.
    fn part_of_some_unit(&mut self, part: &Part) {
        let fits = |unit: &UnitTemplate| {
            let gathered = self.gatherer.gather([part.folded.as_str()], unit.kind);
            gathered.is_clean() && gathered.says_something()
        };
        let units = &self.template.units;
        let fitting: Vec<usize> = (0..units.len()).filter(|&at| fits(&units[at])).collect();
        match fitting[..] {
            [at] => {
                let mut unit = std::mem::take(&mut self.template.units[at]);
                self.spec_part(&mut unit, part);
                self.template.units[at] = unit;
            }
            [] => self.problem("unreadable-spec", &part.printed, TextField::Spec),
            _ => self.problem("size-of-which-unit", &part.printed, TextField::Spec),
        }
    }

    fn spec_part(&mut self, unit: &mut UnitTemplate, part: &Part) {
        let whole = self.gatherer.gather([part.folded.as_str()], unit.kind);
        if whole.is_clean() {
            self.spec_reading(unit, part, whole);
            return;
        }
        // The kind may be named again, or more closely, beside the size.
        match self.lexicon().find(&part.folded) {
            Some(Match { kind: Some(named), start, end }) => {
                self.name_again(unit, named, &part.printed);
                let sides = [&part.folded[..start], &part.folded[end..]];
                let gathered = self.gatherer.gather(sides, unit.kind);
                self.spec_reading(unit, part, gathered);
            }
            _ => self.spec_reading(unit, part, whole),
        }
    }

    fn spec_reading(&mut self, unit: &mut UnitTemplate, part: &Part, gathered: Gathered) {
        if gathered.is_label_only() && unit.number.is_some() {
            unit.count = Some(unit.count.unwrap_or(1) + 1);
            let numbers = [unit.number.take(), gathered.label];
            unit.number = Some(numbers.into_iter().flatten().collect::<Vec<_>>().join("、"));
            return;
        }
        self.part_of(unit, part, gathered, TextField::Spec);
    }

    fn name_again(&mut self, unit: &mut UnitTemplate, named: KindIndex, printed: &str) {
        let vocabulary = &self.gatherer.manifest.vocabulary;
        match (vocabulary.is_a(named, unit.kind), vocabulary.is_a(unit.kind, named)) {
            (Truth::True, _) => unit.kind = named,
            (_, Truth::True) => {}
            _ => {
                self.problem("kind-contradiction", printed, TextField::Spec);
                unit.kind = 0;
            }
        }
    }

    /// Puts what was gathered into a unit, and says what was not understood.
    fn settle(
        &mut self,
        unit: &mut UnitTemplate,
        gathered: Gathered,
        field: TextField,
        printed: &str,
    ) {
        match (unit.count, gathered.count) {
            (Some(known), Some(count)) if known != count => {
                let problem = Problem::warning("quantity-contradiction", None)
                    .with("first", known.to_string())
                    .with("second", count.to_string());
                self.template.problems.push((field, problem));
                unit.count = None;
            }
            (_, Some(count)) => unit.count = Some(count),
            (_, None) => {}
        }
        if gathered.label.is_some() {
            unit.number = gathered.label;
        }
        self.template
            .problems
            .extend(gathered.problems.into_iter().map(|problem| (field, problem)));
        unit.given_up.extend(gathered.given_up);
        let given_up = unit.given_up.clone();
        unit.values.retain(|value| !given_up.contains(&value.attribute));
        for word in &gathered.left {
            if field == TextField::Equipment || unit.doubtful {
                let problem = Problem::warning("leftover-word", None)
                    .with("word", word.as_str())
                    .with("text", printed);
                self.template.problems.push((field, problem));
            } else {
                self.problem("unreadable-spec", printed, field);
            }
        }
        if gathered.unread.is_empty() {
            for (attribute, interval) in gathered.values {
                if !given_up.contains(&attribute) {
                    unit.values.push(TemplateValue {
                        attribute,
                        interval,
                        text: printed.to_owned(),
                        field,
                    });
                }
            }
        } else {
            // What was read beside it decides nothing.
            unit.given_up.extend(gathered.values.iter().map(|(attribute, _)| *attribute));
            for text in &gathered.unread {
                let problem = Problem::warning("unreadable-size", None)
                    .with("part", text.as_str())
                    .with("text", printed);
                self.template.problems.push((field, problem));
            }
        }
    }

    /// Where a part of the specification could not be read, its sizes decide nothing for these units.
    fn give_up_sizes_beside_unread(&mut self, units: std::ops::Range<usize>) {
        let unread = self.template.problems.iter().any(|(field, problem)| {
            *field == TextField::Spec
                && matches!(problem.code, "unreadable-size" | "size-of-which-unit")
        });
        if unread {
            for unit in &mut self.template.units[units] {
                unit.values.retain(|value| value.field != TextField::Spec);
            }
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

/// A span as an interval of the model; what no plugin or form may give is none.
pub(crate) fn interval(span: Span) -> Option<Interval> {
    Interval::new(span.lo, span.hi, span.lo_open, span.hi_open).ok()
}
