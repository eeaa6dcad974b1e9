//! What was given, as templates see it under `given`: what is not there is false, and printing it is told,
//! so that a person learns at once of all that a document still needs.

use crate::given::Given;
use crate::value::{Origin, Pool, Traced};
use minijinja::value::{Enumerator, Object, ObjectRepr, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What templates asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted(Arc<Mutex<Asked>>);

#[derive(Debug, Default)]
struct Asked {
    used: BTreeSet<String>,
    missing: BTreeSet<String>,
}

impl Wanted {
    /// The object that templates find as `given`.
    pub(crate) fn object(&self, all: &BTreeMap<String, Given>, pool: &Pool) -> Value {
        self.table(all, "", pool)
    }

    /// What was to be printed and was not given.
    pub(crate) fn missing(&self) -> Vec<String> {
        self.asked().missing.iter().cloned().collect()
    }

    /// What was given under a key of the first level and never asked for.
    pub(crate) fn unused(&self, all: &BTreeMap<String, Given>) -> Vec<String> {
        let asked = self.asked();
        all.keys().filter(|key| !asked.used.contains(*key)).cloned().collect()
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn table(&self, all: &BTreeMap<String, Given>, path: &str, pool: &Pool) -> Value {
        let below =
            |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let entries =
            all.iter().map(|(key, given)| (key.clone(), self.value(given, &below(key), pool)));
        let entries = entries.collect();
        Value::from_object(Table { entries, path: path.to_owned(), wanted: self.clone() })
    }

    fn value(&self, given: &Given, path: &str, pool: &Pool) -> Value {
        match given {
            Given::Table(all) => self.table(all, path, pool),
            Given::List(all) => all.iter().map(|given| self.value(given, path, pool)).collect(),
            Given::Piece { text, number, unit, what, source, option } => pool.put(Traced {
                text: text.clone(),
                number: *number,
                unit: unit.clone(),
                what: what.clone(),
                origin: Origin::Given { option: option.clone(), source: source.clone() },
            }),
        }
    }
}

#[derive(Debug)]
struct Table {
    entries: BTreeMap<String, Value>,
    path: String,
    wanted: Wanted,
}

impl Object for Table {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        if self.path.is_empty() {
            self.wanted.asked().used.insert(key.to_owned());
        }
        Some(self.entries.get(key).cloned().unwrap_or_else(|| {
            let path =
                if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
            Value::from_object(Missing { path, wanted: self.wanted.clone() })
        }))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.entries.keys().map(|key| Value::from(key.as_str())).collect())
    }
}

/// What was not given: false, without entries; to print it is a fault.
#[derive(Debug)]
struct Missing {
    path: String,
    wanted: Wanted,
}

impl Object for Missing {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let path = format!("{}.{}", self.path, key.as_str()?);
        Some(Value::from_object(Self { path, wanted: self.wanted.clone() }))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Empty
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.wanted.asked().missing.insert(self.path.clone());
        Ok(())
    }
}

/// Whether a template prints what was not given: nothing is written, and it is told at the end.
pub(crate) fn is_missing(value: &Value) -> bool {
    value.downcast_object_ref::<Missing>().is_some()
}
