//! Every code has its words in both languages, and the words ask for nothing that the code does not bring.

use phaseout_workflow::codes::{CODES, HINTS, TYPES};
use std::collections::{BTreeMap, BTreeSet};

fn messages(lang: &str) -> BTreeMap<String, String> {
    let path = format!("{}/../cli/messages/scripts.{lang}.ftl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the message file is there");
    let mut messages = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("script-")) {
        let (id, words) = line.split_once(" = ").expect("an id and its words");
        assert!(messages.insert(id.to_owned(), words.to_owned()).is_none(), "{lang}: {id} twice");
    }
    messages
}

fn asks(words: &str) -> BTreeSet<&str> {
    words.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next()).collect()
}

#[test]
fn every_code_has_words_and_a_hint_that_use_its_arguments() {
    for lang in ["zh", "en"] {
        let messages = messages(lang);
        let mut known = BTreeSet::new();
        for (code, arguments) in CODES {
            let arguments: BTreeSet<&str> = arguments.iter().copied().collect();
            for id in [format!("script-{code}"), format!("script-{code}-hint")] {
                let words = messages.get(&id).unwrap_or_else(|| panic!("{lang}: no {id}"));
                assert!(asks(words).is_subset(&arguments), "{lang}: {id} asks {:?}", asks(words));
                known.insert(id);
            }
        }
        known.extend(HINTS.iter().map(|hint| format!("script-{hint}-hint")));
        known.extend(TYPES.iter().map(|kind| format!("script-type-{kind}")));
        known.extend(["hook", "run"].map(|span| format!("script-span-{span}")));
        let written: BTreeSet<String> = messages.keys().cloned().collect();
        assert_eq!(written, known, "{lang}: one message for each, and no others");
    }
}

#[test]
fn both_languages_ask_for_the_same() {
    let (zh, en) = (messages("zh"), messages("en"));
    for (id, words) in &zh {
        assert_eq!(asks(words), asks(&en[id]), "{id}");
    }
}
