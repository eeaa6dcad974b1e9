//! `plugin check` on plugins that are good, and on plugins that break the contract in one way each.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod desk;
#[path = "../../host/tests/kit/mod.rs"]
mod kit;

use desk::Desk;
use kit::Plugin;
use serde_json::Value;

fn lime() -> Plugin {
    Plugin::good("lime")
}

/// The report of one plugin, with the exit code. `None` where there is no C compiler.
fn report(plugin: &Plugin) -> Option<(i32, Value)> {
    let desk = Desk::new();
    let path = plugin.build(&desk.at("made"), "lime")?;
    let answer = desk.run(&["plugin", "check", path.to_str().unwrap(), "--format", "json"]);
    let mut all: Value =
        serde_json::from_str(&answer.out).unwrap_or_else(|_| panic!("{}", answer.err));
    assert_eq!(all["schema"], "phaseout.plugin-check/1");
    Some((answer.code, all["plugins"][0].take()))
}

/// Each check with its state.
fn checks(report: &Value) -> Vec<(&str, &str)> {
    let checks = report["checks"].as_array().unwrap();
    checks
        .iter()
        .map(|check| (check["check"].as_str().unwrap(), check["state"].as_str().unwrap()))
        .collect()
}

/// One check has a fault, with these words; those named are skipped, the others are well.
#[track_caller]
fn assert_fault(plugin: &Plugin, check: &str, words: &[&str], skipped: &[&str]) {
    let Some((code, report)) = report(plugin) else { return };
    assert_eq!(code, 3, "{report:#}");
    for (other, state) in checks(&report) {
        let wanted = match other {
            _ if other == check => "fault",
            _ if skipped.contains(&other) => "skipped",
            _ => "ok",
        };
        assert_eq!(state, wanted, "{other}: {report:#}");
    }
    let checks = report["checks"].as_array().unwrap();
    let fault = &checks.iter().find(|one| one["check"] == check).unwrap()["faults"][0];
    let said = format!("{} / {}", fault["message"], fault["hint"]);
    for word in words {
        assert!(said.contains(word), "{word:?} in {said}");
    }
}

const AFTER_LOAD: [&str; 9] = [
    "manifest",
    "criteria",
    "cases",
    "units",
    "zero-rows",
    "hostile-texts",
    "determinism",
    "threads",
    "ownership",
];

#[test]
fn a_good_plugin_passes_every_check() {
    let desk = Desk::new();
    let Some(path) = lime().build(&desk.at("made"), "lime") else { return };
    let answer = desk.run(&["plugin", "check", path.to_str().unwrap()]);
    assert_eq!(answer.code, 0, "{}{}", answer.out, answer.err);
    let lines: Vec<&str> = answer.out.lines().collect();
    assert_eq!(lines[0], format!("{} (lime 1.0)", path.display()));
    assert_eq!(
        lines[1],
        "  ok       file: a whole library that exports phaseout_plugin_v1 (read, not run)"
    );
    assert_eq!(lines[2], "  ok       load: contract version, sizes, description: version 1.0");
    assert_eq!(lines[5], "  ok       worked cases: 3 cases");
    assert_eq!(lines.last(), Some(&"11 checks, 0 with faults"));
}

/// The entry symbol is read from the file: what runs when a library is loaded does not run.
#[test]
fn a_library_that_is_no_plugin_is_not_run() {
    let desk = Desk::new();
    let trace = desk.at("it-ran");
    let body = format!("fclose(fopen(\"{}\", \"w\"));", trace.display());
    let plugin = Plugin { symbol: "some_other_symbol", ..lime() }.constructor(&body);
    let Some(path) = plugin.build(&desk.at("made"), "lime") else { return };
    let answer = desk.run(&["plugin", "check", path.to_str().unwrap()]);
    assert_eq!(answer.code, 3);
    assert!(
        answer.out.contains("a library, but it does not export phaseout_plugin_v1"),
        "{}",
        answer.out
    );
    assert!(!trace.exists(), "its code ran");
}

#[test]
fn truncated() {
    let desk = Desk::new();
    let Some(path) = lime().build(&desk.at("made"), "lime") else { return };
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() * 9 / 10]).unwrap();
    let answer = desk.run(&["plugin", "check", path.to_str().unwrap()]);
    assert_eq!(answer.code, 3);
    assert!(answer.out.contains("not a whole library: "), "{}", answer.out);
    assert!(answer.out.contains("hint: build or copy it again"), "{}", answer.out);
}

#[test]
fn of_another_abi() {
    let plugin = Plugin { table: "UINT32_C(0x00090000), sizeof(PhaseoutPluginV1)", ..lime() };
    let words = ["it speaks version 9 of the plugin contract, this program version 1"];
    assert_fault(&plugin, "load", &words, &AFTER_LOAD);
}

#[test]
fn panicking_in_describe() {
    let body = "static const char why[] = \"plugin lime 1.0 panicked in describe: oh\"; \
                sink(ctx, (const uint8_t *)why, sizeof why - 1); return PHASEOUT_PANIC;";
    let words = ["describe failed with status -77: plugin lime 1.0 panicked in describe: oh"];
    assert_fault(&lime().describe(body), "load", &words, &AFTER_LOAD);
}

#[test]
fn crashing_at_load() {
    let plugin = lime().constructor("*(volatile int *)16 = 1;");
    let words = ["it crashed a child process: signal 11 (SIGSEGV)", "it was not loaded here"];
    assert_fault(&plugin, "load", &words, &AFTER_LOAD);
}

#[test]
fn hanging_at_load() {
    let words = ["it had not finished after 5000 ms in a child process, which was ended"];
    assert_fault(&lime().constructor("for (;;) pause();"), "load", &words, &AFTER_LOAD);
}

#[test]
fn with_a_mistake_in_plugin_toml() {
    let toml = kit::toml("lime").replace("m³", "furlong");
    let words = ["furlong", "at size is no unit"];
    assert_fault(&Plugin { toml, ..lime() }, "manifest", &words, &AFTER_LOAD[1..]);
}

#[test]
fn with_a_mistake_in_a_criterion() {
    let (path, text) = kit::criterion("lime", "99");
    let plugin = Plugin { criteria: vec![(path, text.replace("size <", "sise <"))], ..lime() };
    let words = ["criteria/lime/test-2010/small-kiln.toml:5:", "sise", "did you mean size?"];
    // Cases of a criterion that does not compile cannot be run, and none is left that fails.
    assert_fault(&plugin, "criteria", &words, &[]);
}

#[test]
fn failing_a_worked_case() {
    let plugin = Plugin { criteria: vec![kit::criterion("lime", "500")], ..lime() };
    let words =
        ["lime/test-2010/small-kiln says clear, a worked case expects hit (line 11 of its file)"];
    assert_fault(&plugin, "cases", &words, &[]);
}

/// The crash is that check's; the others go on in children of their own.
#[test]
fn crashing_on_one_text() {
    let body = format!(
        "for (uint64_t i = 0; i < batch->texts[1].bytes_len; i++) \
         if (batch->texts[1].bytes[i] == 0xff) abort(); {}",
        kit::READ_DIGITS
    );
    assert_fault(&lime().read(&body), "hostile-texts", &["signal 6 (SIGABRT)"], &[]);
}

#[test]
fn failing_without_rows() {
    let body = format!("if (!batch->rows) return PHASEOUT_ERROR; {}", kit::READ_DIGITS);
    let words = ["read failed for a batch without rows: status -1", "no rows is no error"];
    assert_fault(&lime().read(&body), "zero-rows", &words, &[]);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "only Linux tells how much memory is taken")]
fn leaking() {
    let plugin = Plugin { globals: "static void *volatile kept;".to_owned(), ..lime() };
    let body = format!("kept = malloc(16); {}", kit::READ_DIGITS);
    let words = ["10000 calls left ", " KiB behind", "free what a call allocates"];
    assert_fault(&plugin.read(&body), "ownership", &words, &[]);
}

#[test]
fn an_industry_that_is_only_a_folder() {
    let desk = Desk::new();
    desk.write("lime/plugin.toml", kit::toml("lime"));
    let (path, text) = kit::data_criterion("lime");
    desk.write(&format!("lime/criteria/{path}"), text);
    let answer = desk.run(&["plugin", "check", "lime", "--format", "json"]);
    let all: Value = serde_json::from_str(&answer.out).unwrap();
    let checks = checks(&all["plugins"][0]);
    for (check, state) in checks {
        let data = ["manifest", "criteria", "cases"].contains(&check);
        assert_eq!(state, if data { "ok" } else { "skipped" }, "{check}: {all:#}");
    }
    assert_eq!(answer.code, 0);
}

#[test]
fn where_there_is_nothing_to_check() {
    let desk = Desk::new();
    let absent = desk.run(&["plugin", "check", "nowhere"]);
    assert_eq!(absent.code, 3);
    assert!(
        absent.err.contains("nowhere: the place named by --plugins does not exist"),
        "{}",
        absent.err
    );
    let empty = desk.run(&["plugin", "check", "plugins"]);
    assert_eq!(empty.code, 3);
    assert!(empty.err.contains("plugins: no plugin is there"), "{}", empty.err);
}

/// At start-up too a library is tried in a child: one that crashes is told of, the others work.
#[test]
fn a_crashing_plugin_does_not_take_the_program_with_it() {
    let desk = Desk::new();
    if lime().build(&desk.at("plugins"), "lime").is_none() {
        return;
    }
    Plugin::good("bad").constructor("abort();").build(&desk.at("plugins"), "bad");
    let answer = desk.run(&["plugin", "list"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(
        answer.err.contains("libbad.so: it crashed a child process: signal 6 (SIGABRT)"),
        "{}",
        answer.err
    );
    assert!(answer.out.contains("lime"), "{}", answer.out);
}
