//! `plugin.toml`: an industry's words, attributes and forms, read from the text that a plugin hands
//! over or a folder holds.

use crate::error::HostError;
use phaseout_model::{Attribute, AttributeValue, Kind, KindIndex, Truth, Unit, Vocabulary};
use phaseout_plugin::forms::{Form, Measure, MeasureUnit, Spelling, normalize};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// An industry as its plugin declares it, checked.
#[derive(Debug)]
pub struct Manifest {
    /// Its words, kinds and attributes.
    pub vocabulary: Vocabulary,
    /// The measurements that forms and the row plane speak of: those of `plugin.toml` in its order,
    /// and `capacity` after them.
    pub measures: Vec<Measure>,
    /// For each of `measures`, its place among the vocabulary's attributes.
    pub measure_attributes: Vec<usize>,
    /// How sizes are written.
    pub forms: Vec<FormOf>,
    /// Words that give an attribute's value by themselves: 钙盐法, 不达标.
    pub said: Vec<Said>,
    /// Every printed name of an attribute, folded as text is folded.
    pub names: Vec<(String, usize)>,
    /// A count with its counter: 2台.
    pub count: Form,
}

/// A word that gives an attribute's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The word, folded as text is folded.
    pub word: String,
    /// The attribute.
    pub attribute: usize,
    /// Yes 1, no 0, or the word's code.
    pub code: u16,
}

/// A form with the kinds that it is for.
#[derive(Debug)]
pub struct FormOf {
    /// Empty: every kind.
    pub kinds: Vec<KindIndex>,
    /// The form.
    pub form: Form,
}

impl Manifest {
    /// How many of `measures` cross to the plugin: all but `capacity`.
    pub fn slots(&self) -> usize {
        self.measures.len() - 1
    }

    /// The forms for a kind; a form for a kind below is among them when the kind is too general to
    /// tell, so that a size is still recognised as one.
    pub fn forms_for(&self, kind: KindIndex) -> impl Iterator<Item = &Form> {
        self.forms
            .iter()
            .filter(move |form| self.fits(form, kind) == Truth::True)
            .map(|form| &form.form)
    }

    /// The forms for some kind below a kind too general to tell.
    pub fn forms_below(&self, kind: KindIndex) -> impl Iterator<Item = &Form> {
        self.forms
            .iter()
            .filter(move |form| self.fits(form, kind) == Truth::Unknown)
            .map(|form| &form.form)
    }

    fn fits(&self, form: &FormOf, kind: KindIndex) -> Truth {
        if form.kinds.is_empty() {
            return Truth::True;
        }
        form.kinds.iter().fold(Truth::False, |truth, &of| truth.or(self.vocabulary.is_a(kind, of)))
    }

    /// Reads and checks the text of a `plugin.toml`.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Vec<HostError>> {
        let shape: Shape = toml::from_str(text).map_err(|error| {
            vec![HostError::new("manifest-syntax", path).with("reason", error.to_string())]
        })?;
        let mut reading = Reading { path, errors: Vec::new() };
        let manifest = reading.manifest(shape);
        if reading.errors.is_empty() { Ok(manifest) } else { Err(reading.errors) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    schema: u32,
    industry: IndustryShape,
    #[serde(default)]
    kind: Vec<KindShape>,
    #[serde(default)]
    attribute: Vec<AttributeShape>,
    #[serde(default)]
    form: Vec<FormShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndustryShape {
    id: String,
    name: Name,
    printed: Vec<String>,
    #[serde(default)]
    plant_words: Vec<String>,
    #[serde(default)]
    fillers: Vec<String>,
    capacity_unit: String,
    /// The version of an industry that is only a folder; a library states its own.
    #[serde(default)]
    #[expect(dead_code, reason = "read by `folder_version`, kept here so that the key is known")]
    version: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindShape {
    id: String,
    name: Name,
    printed: Vec<String>,
    parent: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AttributeShape {
    id: String,
    name: Name,
    #[serde(default)]
    printed: Vec<String>,
    r#type: TypeShape,
    unit: Option<String>,
    #[serde(default)]
    positive: bool,
    #[serde(default)]
    default_unit: bool,
    #[serde(default)]
    words: Vec<String>,
    /// Words that say yes by themselves, for a yes/no attribute: 达标排放.
    #[serde(default)]
    yes: Vec<String>,
    /// Words that say no by themselves.
    #[serde(default)]
    no: Vec<String>,
    #[serde(default)]
    kinds: Vec<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum TypeShape {
    Measure,
    YesNo,
    Word,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormShape {
    #[serde(default)]
    kinds: Vec<String>,
    pattern: String,
    #[serde(default)]
    bare: BTreeMap<String, String>,
    #[serde(default)]
    #[expect(dead_code, reason = "where the form was seen; for readers of the file")]
    source: Option<String>,
}

struct Reading<'a> {
    path: &'a Path,
    errors: Vec<HostError>,
}

impl Reading<'_> {
    fn error(&mut self, code: &'static str, arguments: &[(&'static str, &str)]) {
        let error = arguments
            .iter()
            .fold(HostError::new(code, self.path), |error, &(name, value)| error.with(name, value));
        self.errors.push(error);
    }

    fn manifest(&mut self, shape: Shape) -> Manifest {
        if shape.schema != 1 {
            self.error("manifest-schema", &[("found", &shape.schema.to_string())]);
        }
        let capacity_unit = self.unit(&shape.industry.capacity_unit, "capacity_unit").per_year();
        let kinds = self.kinds(&shape.industry, shape.kind);
        let mut vocabulary = Vocabulary {
            industry: shape.industry.id,
            zh: shape.industry.name.zh,
            en: shape.industry.name.en,
            printed: shape.industry.printed,
            plant_words: shape.industry.plant_words,
            fillers: shape.industry.fillers,
            kinds,
            attributes: Vec::new(),
        };
        self.id(&vocabulary.industry);
        let mut said = Vec::new();
        for attribute in shape.attribute {
            said.extend(said_words(&attribute, vocabulary.attributes.len()));
            let attribute = self.attribute(attribute, &vocabulary);
            if vocabulary.attributes.iter().any(|other| other.id == attribute.id)
                || COMMON_FIELDS.contains(&attribute.id.as_str())
            {
                self.error("manifest-repeated", &[("id", &attribute.id)]);
            }
            vocabulary.attributes.push(attribute);
        }
        let capacity = vocabulary.attributes.len();
        vocabulary.attributes.extend(common_attributes(capacity_unit));
        let (measures, measure_attributes) = measures(&vocabulary, capacity);
        let forms = shape
            .form
            .into_iter()
            .filter_map(|form| self.form(form, &vocabulary, &measures))
            .collect();
        let names = vocabulary.attributes.iter().enumerate().flat_map(|(index, attribute)| {
            attribute.printed.iter().map(move |name| (normalize(name), index))
        });
        Manifest {
            names: names.filter(|(name, _)| !name.is_empty()).collect(),
            count: Form::parse("{count}", &[], &[]).expect("a count alone is a form"),
            vocabulary,
            measures,
            measure_attributes,
            forms,
            said,
        }
    }

    fn id(&mut self, id: &str) {
        let fits = id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
            && id.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        if !fits {
            self.error("manifest-id", &[("id", id)]);
        }
    }

    fn unit(&mut self, text: &str, key: &str) -> Unit {
        Unit::parse(text).unwrap_or_else(|| {
            self.error("manifest-unit", &[("unit", text), ("key", key)]);
            Unit::none()
        })
    }

    /// The root first, then the declared kinds; a parent may stand after its child.
    fn kinds(&mut self, industry: &IndustryShape, shapes: Vec<KindShape>) -> Vec<Kind> {
        let ids: Vec<String> = std::iter::once(industry.id.clone())
            .chain(shapes.iter().map(|kind| kind.id.clone()))
            .collect();
        let mut kinds = vec![Kind {
            id: industry.id.clone(),
            zh: industry.name.zh.clone(),
            en: industry.name.en.clone(),
            printed: Vec::new(),
            parent: None,
        }];
        for (at, shape) in shapes.into_iter().enumerate() {
            self.id(&shape.id);
            if ids[..=at].contains(&shape.id) {
                self.error("manifest-repeated", &[("id", &shape.id)]);
            }
            let parent = match &shape.parent {
                None => 0,
                Some(parent) => (0..)
                    .zip(&ids)
                    .find_map(|(n, id)| (id == parent).then_some(n))
                    .unwrap_or_else(|| {
                        self.error(
                            "manifest-unknown-kind",
                            &[("kind", parent), ("key", &shape.id)],
                        );
                        0
                    }),
            };
            kinds.push(Kind {
                id: shape.id,
                zh: shape.name.zh,
                en: shape.name.en,
                printed: shape.printed,
                parent: Some(parent),
            });
        }
        self.refuse_circles(&mut kinds);
        kinds
    }

    fn refuse_circles(&mut self, kinds: &mut [Kind]) {
        for start in 1..kinds.len() {
            let mut at = start;
            for _ in 0..kinds.len() {
                match kinds[at].parent {
                    Some(parent) => at = usize::from(parent),
                    None => break,
                }
            }
            if kinds[at].parent.is_some() {
                let id = kinds[start].id.clone();
                self.error("manifest-circle", &[("kind", &id)]);
                kinds[start].parent = Some(0);
            }
        }
    }

    fn kind_list(&mut self, ids: &[String], key: &str, vocabulary: &Vocabulary) -> Vec<KindIndex> {
        let mut kinds = Vec::new();
        for id in ids {
            match vocabulary.kind(id) {
                Some(kind) => kinds.push(kind),
                None => self.error("manifest-unknown-kind", &[("kind", id), ("key", key)]),
            }
        }
        kinds
    }

    fn attribute(&mut self, shape: AttributeShape, vocabulary: &Vocabulary) -> Attribute {
        self.id(&shape.id);
        let kinds = self.kind_list(&shape.kinds, &shape.id, vocabulary);
        let measure = shape.r#type == TypeShape::Measure;
        if shape.r#type != TypeShape::YesNo && !(shape.yes.is_empty() && shape.no.is_empty())
            || measure != shape.unit.is_some()
            || (shape.r#type == TypeShape::Word) == shape.words.is_empty()
        {
            self.error("manifest-attribute", &[("id", &shape.id)]);
        }
        let value = match shape.r#type {
            TypeShape::Measure => AttributeValue::Measure {
                unit: self.unit(shape.unit.as_deref().unwrap_or_default(), &shape.id),
                positive: shape.positive,
                default_unit: shape.default_unit,
            },
            TypeShape::YesNo => AttributeValue::YesNo,
            TypeShape::Word => AttributeValue::Word { words: shape.words },
        };
        let mut printed = shape.printed;
        if !printed.contains(&shape.name.zh) {
            printed.insert(0, shape.name.zh.clone());
        }
        Attribute { id: shape.id, zh: shape.name.zh, en: shape.name.en, printed, value, kinds }
    }

    fn form(
        &mut self,
        shape: FormShape,
        vocabulary: &Vocabulary,
        measures: &[Measure],
    ) -> Option<FormOf> {
        let kinds = self.kind_list(&shape.kinds, &shape.pattern, vocabulary);
        let bare: Vec<(String, String)> = shape.bare.into_iter().collect();
        match Form::parse(&shape.pattern, &bare, measures) {
            Ok(form) => Some(FormOf { kinds, form }),
            Err(errors) => {
                for error in errors {
                    self.error(
                        "manifest-form",
                        &[("pattern", &shape.pattern), ("reason", &error.to_string())],
                    );
                }
                None
            }
        }
    }
}

/// The words that give an attribute's value by themselves.
fn said_words(shape: &AttributeShape, attribute: usize) -> Vec<Said> {
    let of = |words: &[String], first: u16, step: u16| -> Vec<Said> {
        let codes = (0u16..).map(|at| first + at * step);
        words
            .iter()
            .zip(codes)
            .map(|(word, code)| Said { word: normalize(word), attribute, code })
            .collect()
    };
    [of(&shape.words, 1, 1), of(&shape.yes, 1, 0), of(&shape.no, 0, 0)].concat()
}

/// Fields of every industry, which a plugin may not declare again.
const COMMON_FIELDS: [&str; 7] =
    ["capacity", "quantity", "commissioned", "approved", "exemption", "evidence", "equipment"];

fn common_attributes(capacity_unit: Unit) -> [Attribute; 2] {
    [
        Attribute {
            id: "capacity".to_owned(),
            zh: "产能".to_owned(),
            en: "capacity".to_owned(),
            printed: vec!["产能".to_owned(), "生产能力".to_owned()],
            value: AttributeValue::Capacity { unit: capacity_unit },
            kinds: Vec::new(),
        },
        Attribute {
            id: "approved".to_owned(),
            zh: "手续齐全".to_owned(),
            en: "approved".to_owned(),
            printed: vec!["手续齐全".to_owned()],
            value: AttributeValue::YesNo,
            kinds: Vec::new(),
        },
    ]
}

fn measures(vocabulary: &Vocabulary, capacity: usize) -> (Vec<Measure>, Vec<usize>) {
    let declared = vocabulary.attributes[..capacity]
        .iter()
        .enumerate()
        .filter(|(_, attribute)| matches!(attribute.value, AttributeValue::Measure { .. }));
    declared
        .chain(vocabulary.attributes.get(capacity).map(|attribute| (capacity, attribute)))
        .map(|(index, attribute)| (measure(attribute), index))
        .unzip()
}

fn measure(attribute: &Attribute) -> Measure {
    let (unit, positive) = match &attribute.value {
        AttributeValue::Measure { unit, positive, .. } => (unit, *positive),
        AttributeValue::Capacity { unit } => (unit, false),
        AttributeValue::YesNo | AttributeValue::Word { .. } => {
            unreachable!("only numbers are measures")
        }
    };
    let mut spellings = Vec::new();
    for (text, numerator, denominator) in unit.spellings() {
        spellings.push(Spelling { text: text.to_owned(), numerator, denominator });
        if unit.is_annual() {
            // A capacity printed in 万吨 is read as per year; 吨/年 and t/a say so themselves.
            for end in ["/年", "/a"] {
                spellings.push(Spelling { text: format!("{text}{end}"), numerator, denominator });
            }
        }
    }
    Measure { name: attribute.id.clone(), unit: MeasureUnit { spellings }, positive }
}

/// The version that a folder's `plugin.toml` states.
pub(crate) fn folder_version(text: &str) -> String {
    #[derive(Deserialize)]
    struct Versioned {
        industry: VersionOnly,
    }
    #[derive(Deserialize)]
    struct VersionOnly {
        version: Option<String>,
    }
    toml::from_str::<Versioned>(text)
        .ok()
        .and_then(|v| v.industry.version)
        .unwrap_or_else(|| "0".to_owned())
}
