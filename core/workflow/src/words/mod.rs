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
mod letters;
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

/// Words about one noun.
#[derive(Clone, Copy, Debug)]
pub struct Noun {
    /// The noun in Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
    words: &'static [&'static [Word]],
}

impl Noun {
    /// Its words: functions first, then the fields of its types.
    pub fn words(&self) -> impl Iterator<Item = &'static Word> + use<> {
        self.words.iter().flat_map(|words| words.iter())
    }
}

const fn noun(zh: &'static str, en: &'static str, words: &'static [&'static [Word]]) -> Noun {
    Noun { zh, en, words }
}

/// All words by noun, in the order in which a reader meets them.
pub const NOUNS: &[Noun] = &[
    noun(
        "生产线",
        "Lines",
        &[lines::FUNCTIONS, collection::FUNCTIONS, lines::FIELDS, collection::FIELDS],
    ),
    noun("企业", "Enterprises", &[enterprises::FUNCTIONS, enterprises::FIELDS]),
    noun("判定", "Verdicts", &[judging::FUNCTIONS, judging::FIELDS]),
    noun("记录、拒绝、函告", "Recording, refusing, notes", &[acting::FUNCTIONS, acting::FIELDS]),
    noun("钩子的参数", "What a hook is called with", &[step::FUNCTIONS, step::FIELDS]),
    noun("目标任务", "Targets", &[targets::FUNCTIONS, targets::FIELDS]),
    noun("责任书", "Letters", &[letters::FUNCTIONS, letters::FIELDS]),
    noun("职工", "Workers", &[people::FUNCTIONS, people::FIELDS, people::sums::FIELDS]),
    noun("资金", "Funds", &[funds::FUNCTIONS, funds::FIELDS, funds::account::FIELDS]),
    noun(
        "节点和待办",
        "Milestones and tasks",
        &[calendar::FUNCTIONS, milestone::FIELDS, task::FIELDS],
    ),
    noun("报表和考核", "Report data and assessment", &[reports::FUNCTIONS]),
    noun("数量", "Quantities", &[measured::FUNCTIONS, measured::FIELDS]),
    noun("日期", "Dates", &[dates::FUNCTIONS, dates::FIELDS]),
    noun("本单位", "The office", &[office::FUNCTIONS]),
    noun("测试", "Tests", &[tests::FUNCTIONS, trying::FUNCTIONS]),
];

/// All words.
pub fn words() -> impl Iterator<Item = &'static Word> {
    NOUNS.iter().flat_map(Noun::words)
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
    letters::register(engine);
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
