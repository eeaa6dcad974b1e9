//! Words for codes: the one place where Chinese and English sentences are chosen.

use crate::args::Lang;
use crate::render::fact;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use phaseout_host::Industry;
use phaseout_model::{Problem, Verdict};
use unic_langid::langid;

/// The texts of one area in Chinese and in English.
macro_rules! area {
    ($name:literal) => {
        (
            include_str!(concat!("../messages/", $name, "zh.ftl")),
            include_str!(concat!("../messages/", $name, "en.ftl")),
        )
    };
}

/// All texts, by area.
const TEXTS: [(&str, &str); 15] = [
    area!(""),
    area!("criteria."),
    area!("plugins."),
    area!("ledger."),
    area!("survey."),
    area!("targets."),
    area!("accounts."),
    area!("status."),
    area!("scripts."),
    area!("workflow."),
    area!("documents."),
    area!("lint."),
    area!("board."),
    area!("reports."),
    area!("sheets."),
];

/// The messages of one language.
pub(crate) struct Messages {
    bundle: FluentBundle<FluentResource>,
    lang: Lang,
}

impl std::fmt::Debug for Messages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Messages").field("lang", &self.lang).finish_non_exhaustive()
    }
}

impl Messages {
    pub(crate) fn new(lang: Lang) -> Self {
        let id = match lang {
            Lang::Zh => langid!("zh-CN"),
            Lang::En => langid!("en"),
        };
        let texts = TEXTS.map(|(zh, en)| if lang == Lang::Zh { zh } else { en });
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Direction marks around arguments are for mixed scripts, and would stand in copied text.
        bundle.set_use_isolating(false);
        for text in texts {
            let resource =
                FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { bundle, lang }
    }

    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// The message of an id; the id itself where there is none, so that nothing is lost.
    pub(crate) fn say(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        self.try_say(id, arguments).unwrap_or_else(|| {
            let arguments: Vec<String> =
                arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{id} {}", arguments.join(" ")).trim_end().to_owned()
        })
    }

    /// The message of an id, if there is one.
    pub(crate) fn try_say(&self, id: &str, arguments: &[(&str, &str)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut given = FluentArgs::with_capacity(arguments.len());
        for &(name, value) in arguments {
            given.set(name, FluentValue::from(value));
        }
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned())
    }

    /// A word without arguments.
    pub(crate) fn word(&self, id: &str) -> String {
        self.say(id, &[])
    }

    pub(crate) fn verdict(&self, verdict: Verdict) -> String {
        self.word(&format!("verdict-{}", verdict.id()))
    }

    /// What a problem of a row says, and what to do about it; attributes by their names.
    pub(crate) fn problem(&self, problem: &Problem, plugin: Option<&Industry>) -> (String, String) {
        if let Some((zh, en)) = problem.plugin_message() {
            return (self.choose(zh, en).to_owned(), self.word("problem-plugin-hint"));
        }
        let named = |name: &str, value: &str| match plugin {
            Some(plugin) if name == "attribute" => fact(self, Some(plugin), value),
            _ => value.to_owned(),
        };
        let arguments: Vec<(&str, String)> =
            problem.arguments.iter().map(|(name, value)| (*name, named(name, value))).collect();
        let arguments: Vec<(&str, &str)> =
            arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let message = self.say(&format!("problem-{}", problem.code), &arguments);
        let hint =
            self.try_say(&format!("problem-{}-hint", problem.code), &arguments).unwrap_or_default();
        (message, hint)
    }

    /// One of two texts.
    pub(crate) fn choose<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Each id with the names of its arguments.
    fn shape(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut shape: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            let (id, pattern) = line.split_once(" =").unwrap();
            let arguments = pattern.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next());
            assert!(
                shape.insert(id.to_owned(), arguments.map(str::to_owned).collect()).is_none(),
                "{id} stands twice"
            );
        }
        shape
    }

    #[test]
    fn both_languages_say_the_same_things() {
        for (zh, en) in TEXTS {
            assert_eq!(shape(zh), shape(en));
        }
    }

    /// A later area would take the words of an earlier one away.
    #[test]
    fn no_area_says_what_another_says() {
        let mut all = BTreeSet::new();
        for id in TEXTS.into_iter().flat_map(|(zh, _)| shape(zh).into_keys()) {
            assert!(all.insert(id.clone()), "{id} stands in two areas");
        }
    }

    #[test]
    fn every_message_is_read() {
        for text in TEXTS.into_iter().flat_map(|(zh, en)| [zh, en]) {
            let read = FluentResource::try_new(text.to_owned());
            assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
        }
    }
}
