//! What ARCHITECTURE.md and the house style promise of the sources, held against the sources.
//!
//! Most promises are about what is absent: arrows between crates, `unsafe`, the clock, words on a screen.

use phaseout_tests::project;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

// ---- the files of the project --------------------------------------------------------------------

/// Every text file of the project: its path from the root, in `/`, and what it says.
fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    walk(project(), &mut files);
    files.sort();
    assert!(files.len() > 100, "the project has files: {}", files.len());
    files
}

fn walk(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the project").flatten() {
        let path: PathBuf = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            // A target folder may have any name; cargo marks it.
            if name != ".git" && name != "target" && !path.join("CACHEDIR.TAG").exists() {
                walk(&path, files);
            }
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let below = path
                .strip_prefix(project())
                .expect("below the root")
                .to_string_lossy()
                .replace('\\', "/");
            files.push((below, text));
        }
    }
}

fn sources() -> Vec<(String, String)> {
    files()
        .into_iter()
        .filter(|(path, _)| Path::new(path).extension().is_some_and(|ending| ending == "rs"))
        .collect()
}

/// Sources that are not part of what a user gets: tests, benchmarks, examples, build scripts, this kit.
fn is_beside_the_program(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let folders = &parts[..parts.len() - 1];
    folders.iter().any(|folder| matches!(*folder, "tests" | "benches" | "examples"))
        || parts.last() == Some(&"build.rs")
}

/// A source without its comments and its own unit tests.
fn code(text: &str) -> String {
    let program = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = program.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The sources of the program whose code holds one of the words.
fn holding(words: &[&str]) -> BTreeSet<String> {
    let holds = |text: &str| words.iter().any(|word| text.contains(word));
    let program = sources().into_iter().filter(|(path, _)| !is_beside_the_program(path));
    program.filter(|(_, text)| holds(&code(text))).map(|(path, _)| path).collect()
}

// ---- arrows --------------------------------------------------------------------------------------

/// The table under `## Arrows`: crate and what it may depend on.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(project().join("ARCHITECTURE.md"))
        .expect("ARCHITECTURE.md is there");
    let section = text.split("\n## ").find(|section| section.starts_with("Arrows"));
    let section = section.expect("a section named Arrows");
    let rows = section.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    let mut arrows = BTreeMap::new();
    for row in rows.skip(2) {
        let (name, allowed) = row.split_once('|').expect("two columns");
        let plain = |text: &str| text.trim().trim_matches('`').to_owned();
        let allowed = allowed
            .split(',')
            .map(plain)
            .filter(|name| !matches!(name.as_str(), "" | "nothing" | "–" | "-"));
        arrows.insert(plain(name), allowed.collect());
    }
    assert!(!arrows.is_empty(), "the table has rows");
    arrows
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells its tests by the environment which cargo it is"
)]
fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    command.current_dir(project()).args([
        "metadata",
        "--no-deps",
        "--format-version=1",
        "--offline",
    ]);
    let output = command.output().expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
}

#[test]
fn the_crates_depend_on_each_other_as_the_table_of_arrows_says() {
    let arrows = arrows();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages is an array");
    let name = |package: &Value| package["name"].as_str().unwrap_or_default().to_owned();
    let members: BTreeSet<String> = packages.iter().map(name).collect();
    let rows: BTreeSet<String> = arrows.keys().cloned().collect();
    assert_eq!(rows, members, "one row for each crate of the workspace");
    let mut failures = String::new();
    for package in packages {
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let normal = dependencies.filter(|dependency| dependency["kind"].is_null()).map(name);
        for arrow in normal.filter(|other| members.contains(other)) {
            if !arrows[&name(package)].contains(&arrow) {
                let _ = writeln!(
                    failures,
                    "{} depends on {arrow}, and the table does not say so",
                    name(package)
                );
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

// ---- tidiness ------------------------------------------------------------------------------------

#[test]
fn unsafe_stands_in_two_rooms_only() {
    let words = [
        "unsafe {",
        "unsafe fn",
        "unsafe extern",
        "unsafe impl",
        "#[unsafe(",
        "allow(unsafe_code",
        "expect(unsafe_code",
    ];
    let elsewhere: Vec<(String, String)> = sources()
        .into_iter()
        .filter(|(path, _)| !path.starts_with("core/plugin/") && !path.starts_with("core/host/"))
        .filter(|(path, _)| !path.starts_with("tests/"))
        .filter(|(_, text)| words.iter().any(|word| code(text).contains(word)))
        .collect();
    let paths: Vec<&String> = elsewhere.iter().map(|(path, _)| path).collect();
    assert!(paths.is_empty(), "{paths:?}");
}

#[test]
fn every_unsafe_block_says_who_keeps_the_promise() {
    for (path, text) in sources() {
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            if !line.trim_start().starts_with("//")
                && line.contains("unsafe {")
                && !path.starts_with("tests/")
            {
                let above = &lines[number.saturating_sub(12)..number];
                let said = above.iter().any(|line| line.contains("SAFETY:"));
                assert!(said, "{path}:{}: an unsafe block without SAFETY", number + 1);
            }
        }
    }
}

#[test]
fn every_source_opens_with_why_it_exists() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "no //! at the top: {silent:?}");
}

#[test]
fn no_file_is_named_for_being_useful() {
    let names = ["utils.rs", "util.rs", "helpers.rs", "helper.rs", "common.rs", "misc.rs"];
    let paths: Vec<String> = sources()
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| names.iter().any(|name| path.ends_with(&format!("/{name}"))))
        .collect();
    assert!(paths.is_empty(), "a helper has a subject, and the file is named for it: {paths:?}");
}

#[test]
fn clock_and_environment_are_read_in_the_session_of_the_cli_only() {
    let clock = holding(&["SystemTime::now", "Zoned::now", "ZonedDateTime::now", "Timestamp::now"]);
    assert_eq!(clock, BTreeSet::from(["core/cli/src/session.rs".to_owned()]));
    // A stopwatch tells no date: the deadline of a child process or a script, and how long a swap took.
    let stopwatch = holding(&["Instant::now"]);
    let timed = ["core/host/src/live.rs", "core/host/src/probe.rs", "core/workflow/src/budget.rs"];
    let timed = timed.map(str::to_owned);
    assert!(stopwatch.iter().all(|path| timed.contains(path)), "{stopwatch:?}");
    // The helper of the plugins' build scripts reads what cargo tells them; it is in no plugin.
    let environment =
        holding(&["env::var", "env::vars", "env::current_dir", "env::args", "sys_locale::"]);
    let expected = BTreeSet::from([
        "core/cli/src/session.rs".to_owned(),
        "core/plugin/src/build.rs".to_owned(),
    ]);
    let unexpected: Vec<&String> = environment.difference(&expected).collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
}

#[test]
fn only_the_cli_prints() {
    let printing = holding(&[
        "println!(",
        "eprintln!(",
        "print!(",
        "eprint!(",
        "dbg!(",
        "stdout()",
        "stderr()",
    ]);
    let elsewhere: Vec<&String> = printing
        .iter()
        .filter(|path| !path.starts_with("core/cli/") && *path != "core/plugin/src/build.rs")
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}

#[test]
fn plugins_read_no_files_and_no_clock_and_know_no_other_plugin() {
    let plugins = |path: &String| path.starts_with("plugins/") && !path.ends_with("build.rs");
    let words = ["std::fs", "std::net", "std::process", "std::thread", "std::time", "std::env"];
    let found: Vec<String> = holding(&words).into_iter().filter(plugins).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_project_stands_alone() {
    // Put together here, so that this file does not hold what it looks for.
    let outside = [
        ["..", "/shared"].concat(),
        ["/wo", "rk/"].concat(),
        ["/wo", "rk "].concat(),
        ["/ro", "ot/"].concat(),
    ];
    let mut failures = String::new();
    for (path, text) in files() {
        for word in &outside {
            if text.contains(word.as_str()) {
                let _ = writeln!(failures, "{path} speaks of {word}");
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

// ---- the README ----------------------------------------------------------------------------------

#[test]
fn the_first_two_commands_of_the_readme_run_and_test_the_program() {
    let text = std::fs::read_to_string(project().join("README.md")).expect("README.md is there");
    let fenced = text.split("\n```").skip(1).step_by(2);
    let lines = fenced
        .flat_map(|block| block.lines().skip(1))
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let first: Vec<&str> = lines.take(2).collect();
    assert!(first[0].starts_with("cargo run --release -- screen "), "{first:?}");
    assert_eq!(first[1], "cargo test --workspace");
    for file in first[0].split_whitespace().filter(|word| word.contains('/')) {
        assert!(project().join(file).exists(), "{file} is in the project");
    }
}

#[test]
fn the_command_of_the_readme_judges_its_list() {
    let text = std::fs::read_to_string(project().join("README.md")).expect("README.md is there");
    let line = text
        .lines()
        .find(|line| line.starts_with("cargo run --release -- "))
        .expect("the first command");
    let arguments = line.split_whitespace().skip_while(|word| *word != "--").skip(1);
    let answer = phaseout_tests::phaseout(arguments.chain(["--format", "csv"])).exits(0);
    assert!(answer.text().contains("RL001,耀华水泥有限责任公司,"), "{}", answer.text());
}
