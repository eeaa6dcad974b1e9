//! Which functions and properties an engine knows: what calls are held against, and what is suggested.

use crate::codes;
use rhai::Engine;
use std::collections::{BTreeMap, BTreeSet};

/// Functions that the language has without registering them.
const BUILT_IN: [(&str, &[usize]); 7] = [
    ("Fn", &[1]),
    ("call", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("curry", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("is_shared", &[1]),
    ("is_def_fn", &[2, 3]),
    ("is_def_var", &[1]),
    ("type_of", &[1]),
];

/// What the engine calls getters.
const GETTER: &str = "get$";

/// The words that scripts may use.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// By name, the numbers of parameters it takes, and for each the types.
    functions: BTreeMap<String, BTreeMap<usize, Vec<Vec<String>>>>,
    properties: BTreeSet<String>,
}

impl Vocabulary {
    pub(crate) fn of(engine: &Engine) -> Self {
        let mut vocabulary = Self::default();
        for (name, counts) in BUILT_IN {
            let counts = counts.iter().map(|count| (*count, Vec::new())).collect();
            vocabulary.functions.insert(name.to_owned(), counts);
        }
        let all = engine.collect_fn_metadata(
            None,
            |info| {
                let types = info.metadata.params_info.iter().map(|shown| parameter(engine, shown));
                Some((info.metadata.name.to_string(), info.metadata.num_params, types.collect()))
            },
            true,
        );
        for (name, count, types) in all {
            if let Some(property) = name.strip_prefix(GETTER) {
                vocabulary.properties.insert(property.to_owned());
            } else {
                let counts = vocabulary.functions.entry(name).or_default();
                counts.entry(count).or_default().push(types);
            }
        }
        vocabulary
    }

    /// The numbers of parameters that a function may have; none where there is no such function.
    pub(crate) fn counts(&self, name: &str) -> impl Iterator<Item = usize> + Clone {
        self.functions.get(name).into_iter().flat_map(|counts| counts.keys().copied())
    }

    pub(crate) fn functions(&self) -> impl Iterator<Item = &str> {
        let is_word =
            |name: &&str| name.starts_with(|sign: char| sign.is_alphabetic() || sign == '_');
        self.functions.keys().map(String::as_str).filter(is_word)
    }

    pub(crate) fn properties(&self) -> impl Iterator<Item = &str> {
        self.properties.iter().map(String::as_str)
    }

    /// The types that a function takes which come closest to those that it was given.
    pub(crate) fn wanted(&self, name: &str, given: &[String]) -> Option<Vec<String>> {
        let all = self.functions.get(name)?.get(&given.len())?;
        let fits = |types: &&Vec<String>| {
            types.iter().zip(given).filter(|(wanted, given)| wanted == given).count()
        };
        all.iter().filter(|types| types.len() == given.len()).max_by_key(fits).cloned()
    }
}

/// The type in `name: type`, by our id.
fn parameter(engine: &Engine, shown: &str) -> String {
    let kind = shown.rsplit_once(": ").map_or(shown, |(_, kind)| kind);
    codes::type_id(engine.map_type_name(kind.trim_start_matches("&mut ")))
}
