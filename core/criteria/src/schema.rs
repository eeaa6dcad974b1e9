//! The JSON Schema of a criterion file, so that editors complete and check it while it is written.
//!
//! These shapes are never filled: [`crate::parse_criterion`] reads the file itself, because it has to
//! report every mistake with its place. A test holds the keys of the two against each other.

#![expect(dead_code, reason = "the shapes are there for their schema alone")]

use schemars::JsonSchema;
use serde_json::Value;

/// The JSON Schema of a criterion file.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(CriterionFile).to_value();
    drop_null(&mut schema);
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), "phaseout criterion".into());
    }
    schema
}

/// A key of a TOML file may be absent, but it is never null.
fn drop_null(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_null),
        Value::Object(object) => {
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|one| one != "null");
                if let [one] = &types[..] {
                    let one = one.clone();
                    object.insert("type".to_owned(), one);
                }
            }
            if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
                choices.retain(|choice| choice.get("type").is_none_or(|one| one != "null"));
                if let [Value::Object(one)] = &choices[..] {
                    let one = one.clone();
                    object.remove("anyOf");
                    // What is said of this key stays; the rest comes from its type.
                    for (key, value) in one {
                        object.entry(key).or_insert(value);
                    }
                }
            }
            object.values_mut().for_each(drop_null);
        }
        _ => {}
    }
}

/// A criterion: which equipment has to go, until when, and on which ground. One file each.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CriterionFile {
    /// Industry, edition and name; equal to the file's path below `criteria/` without `.toml`.
    #[schemars(regex(pattern = r"^[a-z0-9.-]+/[a-z0-9.-]+/[a-z0-9.-]+$"))]
    id: String,
    /// What people call it.
    title: WordsShape,
    /// 淘汰 or 限制.
    class: ClassShape,
    /// Ids of the kinds of equipment that it names, with all kinds below them.
    #[schemars(length(min = 1))]
    kinds: Vec<String>,
    /// What must hold besides, for example `kiln_diameter < 3.0 m`; absent: the kind alone decides.
    when: Option<String>,
    /// The day, month or year until which it had to be gone.
    deadline: Option<DateShape>,
    /// The code of the place to which it is limited.
    #[schemars(regex(pattern = r"^[1-9][0-9]{5}([0-9]{3}){0,2}$"))]
    region: Option<String>,
    /// The id of the national criterion that this local one is a stricter form of.
    tightens: Option<String>,
    /// How an unknown outcome weighs; `verify` if absent.
    on_unknown: Option<OnUnknownShape>,
    /// Wording and threshold were read at a source; else it never decides alone.
    confirmed: bool,
    /// The document and its wording.
    basis: BasisShape,
    /// One sentence for the reader of a verdict.
    explain: WordsShape,
    /// Exemptions of the wording.
    exemption: Option<Vec<ExemptionShape>>,
    /// Worked cases: at least one hit, one clear and one unknown.
    #[schemars(length(min = 3))]
    case: Vec<CaseShape>,
}

/// One text in both languages.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct WordsShape {
    /// In Chinese.
    #[schemars(length(min = 1))]
    zh: String,
    /// In English.
    #[schemars(length(min = 1))]
    en: String,
}

/// The class in the catalogue.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum ClassShape {
    /// 淘汰类: what it names has to go.
    Eliminate,
    /// 限制类: what it names may stay, but not be built anew.
    Restrict,
}

/// How an unknown outcome weighs.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum OnUnknownShape {
    /// The line has to be verified.
    Verify,
    /// Only noted: for measurements that lists never carry.
    Note,
}

/// A day, a month or a year: `2010-02-17`, `2010-02`, `2010`.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct DateShape(#[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))] String);

/// The document that a criterion stands on.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct BasisShape {
    /// Number or name as printed, brackets included: 国发〔2010〕7号.
    #[schemars(length(min = 1))]
    document: String,
    /// Its title.
    title: Option<String>,
    /// The clause.
    clause: Option<String>,
    /// The words that decide, as printed.
    #[schemars(length(min = 1))]
    wording: String,
    /// In force from the first day of this date.
    from: DateShape,
    /// In force until the last day of this date.
    until: Option<DateShape>,
    /// Addresses where the wording was read.
    #[schemars(length(min = 1))]
    source: Vec<String>,
}

/// An exemption: it holds only where a line claims it and names evidence.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ExemptionShape {
    /// Its word inside the criterion.
    id: String,
    /// The wording.
    text: WordsShape,
    /// A claim fits when its cell holds one of these.
    #[schemars(length(min = 1))]
    words: Vec<String>,
    /// The evidence that is wanted.
    evidence: WordsShape,
    /// Who decides on it.
    decided_by: Option<WordsShape>,
    /// Its wording was read at a source.
    confirmed: bool,
}

/// A worked case: cells as a list would print them. Besides the keys named here, any attribute of
/// the industry by its id.
#[derive(JsonSchema)]
struct CaseShape {
    /// The kind as a list prints it; absent: the first of `kinds`.
    equipment: Option<String>,
    /// The specification as printed: `Φ3×11m`.
    spec: Option<String>,
    /// The number of units.
    quantity: Option<String>,
    /// The yearly capacity with its unit: `8万吨/年`.
    capacity: Option<String>,
    /// The place: names or a code.
    region: Option<String>,
    /// When it went into service.
    commissioned: Option<String>,
    /// The day at which its age is counted.
    as_of: Option<DateShape>,
    /// The exemption that it claims.
    exemption: Option<String>,
    /// The evidence that it names.
    evidence: Option<String>,
    /// Whether its papers are complete: 是 or 否.
    approved: Option<String>,
    /// What the criterion says of it.
    expect: OutcomeShape,
    /// A row of the published lists, an address, or `constructed`.
    #[schemars(length(min = 1))]
    source: String,
    /// A remark.
    note: Option<String>,
    /// Any other attribute, as its cell would print it: `"120 mg/L"`.
    #[schemars(flatten)]
    attributes: std::collections::BTreeMap<String, String>,
}

/// What a criterion says of a case.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum OutcomeShape {
    /// It names it.
    Hit,
    /// It does not.
    Clear,
    /// A fact is missing.
    Unknown,
    /// An exemption is claimed with evidence.
    Exempt,
}

#[cfg(test)]
mod tests {
    use super::schema;
    use crate::{cases, file};

    fn keys(schema: &serde_json::Value, pointer: &str) -> Vec<String> {
        assert!(!schema.to_string().contains("null"));
        let properties = schema.pointer(pointer).unwrap().as_object().unwrap();
        let mut keys: Vec<String> = properties.keys().cloned().collect();
        keys.sort();
        keys
    }

    fn sorted(keys: &[&str]) -> Vec<String> {
        let mut keys: Vec<String> = keys.iter().map(|&key| key.to_owned()).collect();
        keys.sort();
        keys
    }

    #[test]
    fn the_schema_has_the_keys_that_are_read() {
        let schema = schema();
        assert_eq!(keys(&schema, "/properties"), sorted(file::KEYS));
        assert_eq!(keys(&schema, "/$defs/BasisShape/properties"), sorted(file::BASIS_KEYS));
        assert_eq!(
            keys(&schema, "/$defs/ExemptionShape/properties"),
            sorted(cases::EXEMPTION_KEYS)
        );
        let case: Vec<&str> = [cases::CASE_FIELDS, cases::CASE_KEYS].concat();
        assert_eq!(keys(&schema, "/$defs/CaseShape/properties"), sorted(&case));
    }
}
