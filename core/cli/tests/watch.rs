//! `watch`: what is changed while it runs comes into force when it is good, and is refused with its reason
//! when it is not.
#![cfg(unix)]

mod desk;
#[path = "../../host/tests/kit/mod.rs"]
mod kit;

use desk::Desk;
use kit::Plugin;
use std::process::Command;

/// A desk with an industry that is only data; no compiler is needed for it.
fn with_lime() -> Desk {
    let desk = Desk::new();
    desk.write("plugins/lime/plugin.toml", kit::toml("lime"));
    let (path, text) = kit::data_criterion("lime");
    desk.write(&format!("plugins/lime/criteria/{path}"), text);
    desk
}

const CRITERION: &str = "plugins/lime/criteria/lime/test-2010/small-kiln.toml";

#[test]
fn a_criterion_that_changes_comes_into_force() {
    let desk = with_lime();
    let watching = desk.watch();
    let text = std::fs::read_to_string(desk.at(CRITERION)).unwrap();
    desk.write(CRITERION, text.replace("2012-12-31", "2013-12-31"));
    let said = watching.next();
    assert_eq!((&said["type"], &said["generation"]), (&"swapped".into(), &2.into()), "{said}");
    assert_eq!(said["changed"][0], desk.at(CRITERION).to_str().unwrap());
    assert_eq!(said["by"]["plugins"][0]["id"], "lime");
}

#[test]
fn a_criterion_with_a_mistake_is_refused_with_its_place() {
    let desk = with_lime();
    let watching = desk.watch();
    let text = std::fs::read_to_string(desk.at(CRITERION)).unwrap();
    desk.write(CRITERION, text.replace("size <", "sise <"));
    let said = watching.next();
    assert_eq!((&said["type"], &said["generation"]), (&"refused".into(), &1.into()), "{said}");
    let reason = &said["reasons"][0];
    assert_eq!((&reason["line"], &reason["suggestion"]), (&5.into(), &"size".into()), "{said}");
    desk.write(CRITERION, text.replace("2010-02", "2010-03"));
    assert_eq!(watching.next()["generation"], 2);
}

#[test]
fn a_criterion_that_fails_its_own_case_is_refused() {
    let desk = with_lime();
    let watching = desk.watch();
    let text = std::fs::read_to_string(desk.at(CRITERION)).unwrap();
    desk.write(CRITERION, text.replace("size < 100", "size < 50"));
    let said = watching.next();
    assert_eq!(said["type"], "refused", "{said}");
    let message = said["reasons"][0]["message"].as_str().unwrap();
    let words =
        "lime/test-2010/small-kiln says clear, a worked case expects hit (line 11 of its file)";
    assert!(message.contains(words), "{message}");
}

#[test]
fn the_last_plugin_cannot_be_taken_away() {
    let desk = with_lime();
    let watching = desk.watch();
    std::fs::rename(desk.at("plugins/lime"), desk.at("lime")).unwrap();
    let said = watching.next();
    assert_eq!((&said["type"], &said["generation"]), (&"refused".into(), &1.into()), "{said}");
    assert!(
        said["reasons"][0]["message"].as_str().unwrap().contains("no plugin is left"),
        "{said}"
    );
    std::fs::rename(desk.at("lime"), desk.at("plugins/lime")).unwrap();
    assert_eq!(watching.next()["type"], "swapped");
}

#[test]
fn the_offices_own_criteria_may_come_later() {
    let desk = with_lime();
    let watching = desk.watch();
    let (_, text) = kit::data_criterion("lime");
    let text = text.replace("test-2010", "local-2013");
    desk.write("criteria/lime/local-2013/small-kiln.toml", text);
    let said = watching.next();
    assert_eq!(said["type"], "swapped", "{said}");
}

/// Each bad library with the reason that is given; the good one stays in force, and a better one is taken.
#[test]
fn bad_libraries_are_refused_while_the_good_one_works() {
    let desk = Desk::new();
    let Some(path) = Plugin::good("lime").build(&desk.at("plugins"), "lime") else { return };
    let good = std::fs::read(&path).unwrap();
    let watching = desk.watch();
    let plugin = || Plugin::good("lime");
    let panics = "static const char why[] = \"plugin lime 1.0 panicked in describe: oh\"; \
                  sink(ctx, (const uint8_t *)why, sizeof why - 1); return PHASEOUT_PANIC;";
    let other_abi = Plugin { table: "UINT32_C(0x00090000), sizeof(PhaseoutPluginV1)", ..plugin() };
    let wrong = Plugin { criteria: vec![kit::criterion("lime", "500")], ..plugin() };
    let bad = [
        (other_abi, "it speaks version 9 of the plugin contract, this program version 1"),
        (
            plugin().describe(panics),
            "describe failed with status -77: plugin lime 1.0 panicked in describe: oh",
        ),
        (
            plugin().constructor("*(volatile int *)16 = 1;"),
            "it crashed a child process: signal 11 (SIGSEGV)",
        ),
        (
            plugin().constructor("for (;;) pause();"),
            "it had not finished after 500 ms in a child process",
        ),
        (
            wrong,
            "lime/test-2010/small-kiln says clear, a worked case expects hit (line 11 of its file)",
        ),
    ];
    for (plugin, words) in bad {
        plugin.build(&desk.at("plugins"), "lime");
        let said = watching.next();
        assert_eq!((&said["type"], &said["generation"]), (&"refused".into(), &1.into()), "{said}");
        let message = said["reasons"][0]["message"].as_str().unwrap();
        assert!(message.contains(words), "{message}");
    }
    std::fs::write(&path, &good[..good.len() / 2]).unwrap();
    let said = watching.next();
    assert_eq!((&said["type"], &said["generation"]), (&"refused".into(), &1.into()), "{said}");
    assert!(
        said["reasons"][0]["message"].as_str().unwrap().contains("not a whole library: "),
        "{said}"
    );
    Plugin { globals: "int other = 1;".to_owned(), ..plugin() }.build(&desk.at("plugins"), "lime");
    let said = watching.next();
    assert_eq!((&said["type"], &said["generation"]), (&"swapped".into(), &2.into()), "{said}");
}

#[test]
fn it_ends_when_its_input_closes() {
    let mut watching = with_lime().watch();
    watching.close_stdin();
    assert_eq!(watching.next()["type"], "stopped");
    assert_eq!(watching.child.wait().unwrap().code(), Some(0));
}

#[test]
fn it_ends_when_it_is_told_to() {
    for signal in ["-TERM", "-INT"] {
        let mut watching = with_lime().watch();
        let told = Command::new("kill").args([signal, &watching.child.id().to_string()]).status();
        assert!(told.unwrap().success());
        assert_eq!(watching.next()["type"], "stopped");
        assert_eq!(watching.child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn without_plugins_it_does_not_begin() {
    let answer = Desk::new().run(&["watch"]);
    assert_eq!(answer.code, 3);
    assert!(answer.err.contains("no plugin was found"), "{}", answer.err);
}
