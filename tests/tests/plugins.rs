//! Where plugins are looked for, which of two speaks, and what becomes of a library that is none.

use phaseout_tests::{Call, Desk, built, library_name};
use std::path::Path;

/// The four industries that come with the program.
const FOUR: [&str; 4] = ["cement", "citric-acid", "power", "steel"];

/// The industries of an answer of `plugin list --format json`, with the files that speak for them.
fn listed(answer: &phaseout_tests::Answer) -> Vec<(String, String)> {
    let answer = answer.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let plugins = answer["plugins"].as_array().into_iter().flatten();
    plugins.map(|plugin| (text(&plugin["industry"]), text(&plugin["path"]))).collect()
}

fn list(arguments: &[&str]) -> Call {
    Call::new().args(["plugin", "list", "--format", "json"]).args(arguments)
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn four_libraries_come_with_the_program() {
    let answer = list(&[]).run().exits(0);
    let plugins = listed(&answer);
    assert_eq!(plugins.iter().map(|(industry, _)| industry.as_str()).collect::<Vec<_>>(), FOUR);
    for (industry, path) in plugins {
        assert!(path.ends_with(&library_name(&industry)), "{path}");
    }
    for plugin in answer.json()["plugins"].as_array().into_iter().flatten() {
        assert_eq!(plugin["library"], true);
        assert_eq!(
            plugin["abi"].as_str().and_then(|abi| abi.split_once('.')).map(|(major, _)| major),
            Some("1"),
            "{plugin}"
        );
        assert!(plugin["criteria"].as_u64() > Some(0), "{plugin}");
    }
    let table = Call::new().args(["plugin", "list"]).run().exits(0);
    assert!(FOUR.iter().all(|industry| table.text().contains(industry)), "{}", table.text());
}

#[test]
fn an_earlier_place_hides_a_later_one() {
    let desk = Desk::new();
    let mine = desk.copy(built().plugin("cement"), &format!("mine/{}", library_name("cement")));
    let other = desk.copy(built().plugin("cement"), &format!("other/{}", library_name("cement")));
    let folder = |path: &Path| text(path.parent().expect("a file lies in a folder"));
    let call = list(&["--plugins", &folder(&mine)]).env("PHASEOUT_PLUGINS", folder(&other));
    let answer = call.run().exits(0);
    let cement = listed(&answer).into_iter().find(|(industry, _)| industry == "cement");
    assert_eq!(cement, Some(("cement".to_owned(), text(&mine))));
    let json = answer.json();
    let hidden: Vec<(&str, &str)> = json["hidden"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|hidden| Some((hidden["path"].as_str()?, hidden["by"].as_str()?)))
        .collect();
    assert!(hidden.contains(&(&text(&other), &text(&mine))), "{hidden:?}");
    assert_eq!(hidden.len(), 2, "the one beside the binary is hidden as well: {hidden:?}");
}

#[test]
fn two_for_one_industry_in_one_place_are_refused_and_named() {
    let desk = Desk::new();
    let one = desk.copy(built().plugin("steel"), "both/first.so");
    let two = desk.copy(built().plugin("steel"), "both/second.so");
    let both = desk.at("both");
    desk.write("list.csv", "序号,行业,设备名称\nA,水泥,湿法窑\n");
    for command in [&["screen", "list.csv"][..], &["plugin", "list"]] {
        let answer = Call::new()
            .inside(desk.path())
            .args(command)
            .arg("--plugins")
            .arg(&both)
            .run()
            .exits(3);
        for path in [&one, &two] {
            assert!(
                answer.err.contains(&text(path)),
                "{} is not named: {}",
                path.display(),
                answer.err
            );
        }
    }
}

#[test]
fn without_any_plugin_the_places_are_listed() {
    let desk = Desk::new();
    let alone = desk.copy(&built().binary, "bin/phaseout");
    desk.write("list.csv", "序号,行业,设备名称\nA,水泥,湿法窑\n");
    let call =
        || Call::of(&alone).inside(desk.path()).args(["screen", "list.csv", "--plugins", "mine"]);
    desk.write("mine/readme.txt", "no plugin");
    let answer = call().env("PHASEOUT_PLUGINS", desk.at("variable")).run().exits(3);
    assert!(answer.out.is_empty());
    let real = desk.path().canonicalize().expect("the folder is there");
    for place in ["mine", &text(&desk.at("variable")), &text(&real.join("bin")), "lib/phaseout"] {
        assert!(answer.err.contains(place), "{place} is not listed: {}", answer.err);
    }
}

#[test]
fn a_program_copied_with_its_plugins_needs_nothing_else() {
    let desk = Desk::new();
    let alone = desk.copy(&built().binary, "bin/phaseout");
    for industry in FOUR {
        desk.copy(built().plugin(industry), &format!("lib/phaseout/{}", library_name(industry)));
    }
    desk.write("list.csv", "序号,行业,设备名称\nA,水泥,湿法窑\n");
    let call = Call::of(&alone).inside(desk.path());
    let answer = call
        .args(["screen", "list.csv", "--as-of", "2011-03-01", "--format", "csv"])
        .run()
        .exits(0);
    assert!(answer.text().contains("A,,cement,eliminate"), "{}", answer.text());
}

#[test]
fn a_truncated_library_is_reported_and_not_loaded() {
    let whole = std::fs::read(built().plugin("cement")).expect("the library was built");
    for part in [whole.len() / 2, whole.len() - 1, 4096, 64] {
        let desk = Desk::new();
        let cut = desk.write(&format!("cut/{}", library_name("cement")), &whole[..part]);
        let answer = list(&["--plugins", &text(&desk.at("cut"))]).run().exits(0);
        assert!(answer.err.contains(&text(&cut)), "{part} bytes: {}", answer.err);
        assert_eq!(answer.json()["errors"].as_array().map(Vec::len), Some(1), "{part} bytes");
        let cement = listed(&answer).into_iter().find(|(industry, _)| industry == "cement");
        assert_eq!(
            cement.map(|(_, path)| path),
            Some(text(built().plugin("cement"))),
            "the whole one speaks"
        );
    }
}

#[test]
fn what_is_no_library_at_all_is_reported_under_its_name() {
    let desk = Desk::new();
    let name = library_name("cement");
    let junk = desk.write(&format!("junk/{name}"), "this is no library");
    let answer = list(&["--plugins", &text(&desk.at("junk"))]).run().exits(0);
    assert!(answer.err.contains(&text(&junk)), "{}", answer.err);
}

/// A library that is somebody else's, built on the spot; none where no compiler is at hand.
#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells its tests by the environment which compiler it uses"
)]
fn foreign_library(desk: &Desk) -> Option<std::path::PathBuf> {
    let source = desk.write("other.rs", "#[unsafe(no_mangle)] pub extern \"C\" fn other_v1() {}\n");
    let library = desk.at(&format!(
        "foreign/{}other{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    ));
    desk.write("foreign/readme.txt", "not ours");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let status = std::process::Command::new(rustc)
        .args(["--edition", "2024", "--crate-type", "cdylib", "-C", "panic=abort", "-o"])
        .arg(&library)
        .arg(source)
        .status();
    status.is_ok_and(|status| status.success()).then_some(library)
}

#[test]
fn a_library_without_the_entry_symbol_is_passed_over() {
    let desk = Desk::new();
    let library = foreign_library(&desk).expect("whoever built these tests can build a library");
    let answer = list(&["--plugins", &text(&desk.at("foreign"))]).run().exits(0);
    assert_eq!((listed(&answer).len(), answer.err.as_str()), (4, ""));
    // Named by hand it was meant, so there it is told.
    let answer = list(&["--plugins", &text(&library)]).run();
    assert!(answer.err.contains("phaseout_plugin_v1"), "{}", answer.err);
}

#[test]
fn a_place_named_by_hand_has_to_exist() {
    let answer = list(&["--plugins", "/no/such/place"]).run();
    assert!(answer.err.contains("/no/such/place"), "{}", answer.err);
}

/// An industry that is only a folder of files: paper machines, with a limit made for this test.
const PAPER: &str = r#"schema = 1

[industry]
id            = "paper"
name          = { zh = "造纸", en = "Paper" }
printed       = ["造纸"]
plant_words   = ["造纸生产线"]
fillers       = ["生产线"]
capacity_unit = "万吨/年"

[[kind]]
id      = "paper_machine"
name    = { zh = "纸机", en = "paper machine" }
printed = ["纸机", "造纸机"]

[[attribute]]
id       = "width"
name     = { zh = "幅宽", en = "width" }
printed  = ["幅宽"]
type     = "measure"
unit     = "m"
positive = true
kinds    = ["paper_machine"]

[[form]]
kinds   = ["paper_machine"]
pattern = "[幅宽|]{width}"
source  = "constructed"
"#;

const PAPER_LIMIT: &str = r#"id        = "paper/made-for-tests/narrow-machine"
title     = { zh = "窄幅纸机", en = "narrow paper machine" }
class     = "eliminate"
kinds     = ["paper_machine"]
when      = "width <= 1.76 m"
confirmed = true
basis     = { document = "试行目录", wording = "幅宽1.76米及以下", from = "2011-06-01", source = ["constructed"] }
explain   = { zh = "窄幅纸机应淘汰。", en = "Narrow machines have to go." }
case = [
  { spec = "1.76米", expect = "hit", source = "constructed" },
  { spec = "1.77米", expect = "clear", source = "constructed" },
  { spec = "", expect = "unknown", source = "constructed" },
]
"#;

fn paper() -> Desk {
    let desk = Desk::new();
    desk.write("data/paper/plugin.toml", PAPER);
    desk.write("data/paper/criteria/paper/made-for-tests/narrow-machine.toml", PAPER_LIMIT);
    desk
}

#[test]
fn an_industry_may_be_a_folder_of_files() {
    let desk = paper();
    let data = text(&desk.at("data"));
    assert_eq!(listed(&list(&["--plugins", &data]).run().exits(0)).len(), 5);
    let rows = "序号,行业,设备名称,规格\nA,造纸,纸机,幅宽1760mm\nB,造纸,纸机,2.4米\nC,造纸,纸机,\n";
    let answer = desk.screen("list.csv", rows, &["--plugins", &data, "--as-of", "2013-07-01"]);
    for (id, verdict) in [("A", "eliminate"), ("B", "retain"), ("C", "verify")] {
        assert_eq!(answer.line(id)["verdict"], verdict, "{id}");
    }
    let tested =
        desk.phaseout(["criteria", "test", "--plugins", &data, "--format", "json"]).exits(0).json();
    assert!(tested["criteria"].as_u64() >= Some(80), "{tested}");
}

#[test]
fn a_folder_with_a_broken_criterion_is_refused_with_its_place() {
    let desk = paper();
    let broken = PAPER_LIMIT.replace("width <= 1.76 m", "width <= 1.76 kg");
    desk.write("data/paper/criteria/paper/made-for-tests/narrow-machine.toml", broken);
    desk.write("list.csv", "序号,行业,设备名称\nA,造纸,纸机\n");
    let answer = desk.phaseout(["screen", "list.csv", "--plugins", "data"]).exits(3);
    assert!(answer.err.contains("narrow-machine.toml:5:"), "{}", answer.err);
    assert!(answer.err.contains("kg"), "{}", answer.err);
    assert!(answer.out.is_empty());
}

#[test]
fn a_folder_with_a_broken_plugin_file_is_reported_and_the_others_work() {
    let desk = paper();
    desk.write("data/paper/plugin.toml", PAPER.replace("schema = 1", "schema = ["));
    let answer = list(&["--plugins", &text(&desk.at("data"))]).run().exits(0);
    assert!(answer.err.contains("paper"), "{}", answer.err);
    assert_eq!(listed(&answer).len(), 4);
}

#[test]
fn the_doctor_names_places_and_plugins() {
    let desk = paper();
    let json = desk.phaseout(["doctor", "--plugins", "data", "--format", "json"]).exits(0).json();
    assert_eq!(
        json["plugins"],
        serde_json::json!(["cement", "citric-acid", "paper", "power", "steel"])
    );
    let origins: Vec<&str> = json["places"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|place| place["origin"].as_str())
        .collect();
    assert_eq!(origins, ["--plugins", "binary", "lib"]);
    assert_eq!(json["faults"], serde_json::json!([]));
}
