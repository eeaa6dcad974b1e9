//! The words that scripts may use, in English and in Chinese: each with what it says and an example that
//! is run as a test. One file for each noun.

#![expect(
    clippy::needless_raw_string_hashes,
    reason = "one form for all examples, whatever signs they hold"
)]

mod acting;
mod calendar;
mod collection;
mod dates;
mod enterprises;
mod funds;
mod judging;
mod lines;
mod measured;
mod milestone;
mod office;
mod people;
mod reports;
mod step;
mod targets;
mod task;
mod tests;
mod trying;

pub use acting::RUN_REFUSED;
pub(crate) use dates::Day;
pub use step::Step;

use rhai::Engine;

/// A word of scripts: a function, or a field of a value.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Its English name.
    pub name: &'static str,
    /// Its Chinese name.
    pub zh: &'static str,
    /// The type that it is a field of; blank for a function.
    pub of: &'static str,
    /// How a function is called: `lines(filter)`; blank for a field.
    pub call: &'static str,
    /// What it is or does, in Chinese.
    pub says_zh: &'static str,
    /// The same in English.
    pub says_en: &'static str,
    /// An example; the last statement is true. Blank for a field, whose type has one.
    pub example: &'static str,
}

/// Declares the functions of a file: name, Chinese name, call, what it does in both languages, example.
macro_rules! functions {
    ($($name:literal $zh:literal $call:literal $says_zh:literal $says_en:literal $example:literal;)*) => {
        pub(in crate::words) const FUNCTIONS: &[crate::words::Word] = &[$(crate::words::Word {
            name: $name, zh: $zh, of: "", call: $call,
            says_zh: $says_zh, says_en: $says_en, example: $example,
        }),*];
    };
}
pub(super) use functions;

/// Declares the fields of a type and registers them under both names.
macro_rules! fields {
    ($type:ty, $of:literal, $($name:literal $zh:literal $says_zh:literal $says_en:literal $get:expr;)*) => {
        pub(in crate::words) const FIELDS: &[crate::words::Word] = &[$(crate::words::Word {
            name: $name, zh: $zh, of: $of, call: "",
            says_zh: $says_zh, says_en: $says_en, example: "",
        }),*];
        fn register_fields(engine: &mut rhai::Engine) {
            $(
                let get = $get;
                engine.register_get($name, get);
                engine.register_get($zh, get);
            )*
        }
    };
}
pub(super) use fields;

/// Registers a function under both names.
macro_rules! both {
    ($engine:ident, $name:literal, $zh:literal, $function:expr) => {{
        let function = $function;
        $engine.register_fn($name, function);
        $engine.register_fn($zh, function);
    }};
}
pub(super) use both;

/// The words of every file, in the order in which a reader meets them.
const ALL: &[&[Word]] = &[
    lines::FUNCTIONS,
    lines::FIELDS,
    collection::FUNCTIONS,
    collection::FIELDS,
    enterprises::FUNCTIONS,
    enterprises::FIELDS,
    judging::FUNCTIONS,
    judging::FIELDS,
    acting::FUNCTIONS,
    acting::FIELDS,
    step::FUNCTIONS,
    step::FIELDS,
    targets::FUNCTIONS,
    targets::FIELDS,
    people::FUNCTIONS,
    people::FIELDS,
    people::sums::FIELDS,
    funds::FUNCTIONS,
    funds::FIELDS,
    funds::account::FIELDS,
    calendar::FUNCTIONS,
    milestone::FIELDS,
    task::FIELDS,
    reports::FUNCTIONS,
    measured::FUNCTIONS,
    measured::FIELDS,
    dates::FUNCTIONS,
    dates::FIELDS,
    office::FUNCTIONS,
    tests::FUNCTIONS,
    trying::FUNCTIONS,
];

/// All words.
pub fn words() -> impl Iterator<Item = &'static Word> {
    ALL.iter().flat_map(|words| words.iter())
}

/// Lets an engine know them.
pub(crate) fn register(engine: &mut Engine) {
    measured::register(engine);
    dates::register(engine);
    lines::register(engine);
    collection::register(engine);
    enterprises::register(engine);
    judging::register(engine);
    acting::register(engine);
    step::register(engine);
    targets::register(engine);
    people::register(engine);
    funds::register(engine);
    calendar::register(engine);
    milestone::register(engine);
    task::register(engine);
    reports::register(engine);
    office::register(engine);
    tests::register(engine);
    trying::register(engine);
}
