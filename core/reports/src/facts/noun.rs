//! What a template sees of the record: things with fields, each declared once with its English and Chinese
//! name, its shape and what it says. The page for template writers is made from the same rows.

use minijinja::value::{Enumerator, Object, Value};
use std::fmt;
use std::sync::Arc;

/// A field of a thing.
pub(super) struct Field<T: 'static> {
    /// The name in templates.
    pub(super) key: &'static str,
    /// In Chinese.
    pub(super) zh: &'static str,
    /// Its shape or unit: 条, 日期, 文字, the noun that it leads to.
    pub(super) shape: &'static str,
    /// What it says or counts.
    pub(super) says: &'static str,
    /// Asks for it.
    pub(super) get: fn(&T) -> Value,
}

/// A kind of thing.
pub(super) trait Noun: Sized + Send + Sync + 'static {
    /// In English and in Chinese.
    const NAME: (&'static str, &'static str);
    /// What it has.
    const FIELDS: &'static [Field<Self>];
}

/// Declares the fields of a noun.
macro_rules! fields {
    ($($key:literal $zh:literal $shape:literal $says:literal $get:expr;)*) => {
        &[$($crate::facts::noun::Field { key: $key, zh: $zh, shape: $shape, says: $says, get: $get }),*]
    };
}
pub(super) use fields;

/// A noun as a template sees it.
struct Thing<T>(T);

impl<T> fmt::Debug for Thing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Thing")
    }
}

impl<T: Noun> Object for Thing<T> {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        T::FIELDS.iter().find(|field| field.key == key).map(|field| (field.get)(&self.0))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(T::FIELDS.iter().map(|field| Value::from(field.key)).collect())
    }
}

/// A thing for a template.
pub(super) fn thing<T: Noun>(noun: T) -> Value {
    Value::from_object(Thing(noun))
}

/// Several, in order.
pub(super) fn things<T: Noun>(nouns: impl IntoIterator<Item = T>) -> Value {
    Value::from(nouns.into_iter().map(thing).collect::<Vec<_>>())
}

/// A row of the page for template writers: name, Chinese name, shape, what it says.
pub(super) type Row = [&'static str; 4];

/// The rows of a noun.
pub(super) fn rows<T: Noun>() -> Vec<Row> {
    T::FIELDS.iter().map(|field| [field.key, field.zh, field.shape, field.says]).collect()
}
