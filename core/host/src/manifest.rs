//! `plugin.toml`: an industry's words, attributes and forms, read from the text that a plugin hands
//! over or a folder holds.

use crate::error::HostError;
use phaseout_model::{Attribute, AttributeValue, Kind, KindIndex, Truth, Unit, Vocabulary};
use phaseout_plugin::forms::{Form, Measure, MeasureUnit, Spelling, normalize};
use schemars::JsonSchema;
use schemars::transform::{RecursiveTransform, Transform};
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

/// An industry: its words, kinds of equipment, attributes and the forms in which sizes are written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "phaseout plugin.toml")]
struct Shape {
    /// The version of this file's form: 1.
    #[schemars(range(min = 1, max = 1))]
    schema: u32,
    /// The industry itself.
    industry: IndustryShape,
    /// The kinds of equipment, as a tree below the industry. Code counts them from 0, in this order.
    #[serde(default)]
    kind: Vec<KindShape>,
    /// Figures and facts about equipment. Code counts those of type `measure` from 0, in this order.
    #[serde(default)]
    attribute: Vec<AttributeShape>,
    /// How sizes are written; the first that uses up the whole piece of text counts.
    #[serde(default)]
    form: Vec<FormShape>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct IndustryShape {
    /// The first part of every criterion's id.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_-]*$"))]
    id: String,
    /// What people call it.
    name: Name,
    /// The words of the industry column, matched as a whole.
    printed: Vec<String>,
    /// Equipment words that say a plant, but not of which kind.
    #[serde(default)]
    plant_words: Vec<String>,
    /// Words that may stand beside a kind's name and change nothing.
    #[serde(default)]
    fillers: Vec<String>,
    /// The usual unit of `capacity`: 万吨/年, 万重量箱/年.
    capacity_unit: String,
    /// The version of an industry that is only a folder; a library states its own.
    #[serde(default)]
    #[expect(dead_code, reason = "read by `folder_version`, kept here so that the key is known")]
    version: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Name {
    /// In Chinese.
    zh: String,
    /// In English.
    en: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KindShape {
    /// As criteria name it.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_-]*$"))]
    id: String,
    /// What people call it.
    name: Name,
    /// Everything that lists print for it; the longest one found in the cell decides.
    printed: Vec<String>,
    /// The id of the kind above it; absent: directly below the industry.
    parent: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AttributeShape {
    /// As criteria and forms name it.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_-]*$"))]
    id: String,
    /// What people call it.
    name: Name,
    /// Column headers besides the Chinese name.
    #[serde(default)]
    printed: Vec<String>,
    /// A number with a unit, yes or no, or one of several words.
    r#type: TypeShape,
    /// The unit that criteria and code count it in; of a measure, and only there.
    unit: Option<String>,
    /// A measure of zero or less is impossible.
    #[serde(default)]
    positive: bool,
    /// A bare number in the measure's own column takes its unit: for years and counts.
    #[serde(default)]
    default_unit: bool,
    /// The words to choose from; of a word, and only there.
    #[serde(default)]
    words: Vec<String>,
    /// Words that say yes by themselves, for a yes/no attribute: 达标排放.
    #[serde(default)]
    yes: Vec<String>,
    /// Words that say no by themselves.
    #[serde(default)]
    no: Vec<String>,
    /// The kinds that have it; absent: every kind.
    #[serde(default)]
    kinds: Vec<String>,
}

#[derive(Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum TypeShape {
    Measure,
    YesNo,
    Word,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FormShape {
    /// The kinds whose sizes are written so; absent: every kind.
    #[serde(default)]
    kinds: Vec<String>,
    /// `Φ{kiln_diameter}×{kiln_length}`, `{count}×{volume}`, `[炉容|容积|]{volume}`.
    #[schemars(length(min = 1))]
    pattern: String,
    /// Units that a bare number takes, by its size: `{ m = "..20", mm = "100.." }`.
    #[serde(default)]
    bare: BTreeMap<String, String>,
    /// Where the form was seen.
    #[serde(default)]
    #[expect(dead_code, reason = "where the form was seen; for readers of the file")]
    source: Option<String>,
}

/// The JSON Schema of `plugin.toml`, made from the very types that read it, so that editors complete and
/// check the file while it is written.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Shape);
    // A key of a TOML file may be absent, but it is never null.
    let mut drop_null = RecursiveTransform(|schema: &mut schemars::Schema| {
        let types = schema.get("type").and_then(serde_json::Value::as_array);
        if let Some(one) = types.and_then(|types| types.iter().find(|one| *one != "null")).cloned()
        {
            schema.insert("type".to_owned(), one);
        }
        if schema.get("default").is_some_and(serde_json::Value::is_null) {
            schema.remove("default");
        }
    });
    drop_null.transform(&mut schema);
    schema.to_value()
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
