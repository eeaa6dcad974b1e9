//! Every word that scripts may use has an example, and every example holds.

mod kit;

use kit::office::{Desktop, office_room, workflow};
use phaseout_workflow::words::{Word, words};
use phaseout_workflow::{Keep, Workflow};
use std::collections::BTreeSet;

fn examples() -> impl Iterator<Item = &'static Word> {
    words().filter(|word| !word.example.is_empty())
}

/// Words of tests are for tests only.
fn is_of_tests(word: &Word) -> bool {
    word.says_en.starts_with("In tests:")
}

#[test]
fn every_example_holds() {
    let mut failures = Vec::new();
    for word in examples().filter(|word| !is_of_tests(word)) {
        let office = Desktop::new();
        if word.example.starts_with("fn ") {
            let hooks = workflow(&[("a.rhai", word.example)]);
            assert_eq!(hooks.hooks().iter().count(), 1, "{}: a hook", word.example);
            continue;
        }
        let (before, last) = word.example.rsplit_once(['\n', ';']).unwrap_or(("", word.example));
        let before = if before.is_empty() { String::new() } else { format!("{before};") };
        let script = format!("{before}\nif !({last}) {{ throw \"false\"; }}");
        if let Err(error) = office.run(&[("a.rhai", &script)], &Keep::Plan) {
            failures.push(format!("{}: {}\n  {error:?}", word.call, word.example));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_function_of_the_field_is_documented_in_both_languages() {
    let definitions = office_room().definitions();
    let documented: BTreeSet<&str> =
        words().filter(|word| word.of.is_empty()).flat_map(|word| [word.name, word.zh]).collect();
    let own = |name: &&str| !["to_string", "to_debug", "len", "is_empty", "code"].contains(name);
    let registered: BTreeSet<&str> = definitions
        .lines()
        .filter_map(|line| line.strip_prefix("fn "))
        .filter_map(|rest| rest.split('(').next())
        .filter(|name| !name.starts_with("get ") && !name.contains('$'))
        .filter(own)
        .collect();
    let missing: Vec<&&str> =
        registered.iter().filter(|name| !documented.contains(**name)).collect();
    assert!(missing.is_empty(), "without documentation: {missing:?}");
    let gone: Vec<&&str> = documented.iter().filter(|name| !registered.contains(**name)).collect();
    assert!(gone.is_empty(), "documented and not there: {gone:?}");
    for word in words() {
        assert!(!word.says_zh.is_empty() && !word.says_en.is_empty(), "{}", word.name);
        assert!(!word.says_zh.is_ascii(), "{}: Chinese", word.name);
    }
}

#[test]
fn chinese_names_do_what_the_english_ones_do() {
    let script = "
        let cement = 生产线(#{行业: \"cement\"});
        if cement.条数() != lines(#{industry: \"cement\"}).count() { throw \"条数\"; }
        if cement.合计(\"产能\") != cement.sum(\"capacity\") { throw \"合计\"; }
        let one = 一条线(\"532300-1\");
        if one.产能 != one.capacity || one.企业.名称 != one.enterprise.name { throw \"字段\"; }
        if 今天() != today() { throw \"今天\"; }
    ";
    Desktop::new().run(&[("a.rhai", script)], &Keep::Plan).expect("they are the same");
}

#[test]
fn an_office_without_scripts_has_a_workflow_in_which_nothing_takes_part() {
    let none = Workflow::compile(&office_room(), &[]).expect("nothing is wrong with nothing");
    assert!(none.set().is_none() && none.hash().is_none() && none.hooks().silent());
}
