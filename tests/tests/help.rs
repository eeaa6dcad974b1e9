//! What helps a person to find the way: help, version, completion for shells, manual pages.

use phaseout_tests::{Desk, phaseout};

#[test]
fn help_names_every_command() {
    let help = phaseout(["--help"]).exits(0);
    for command in ["screen", "explain", "criteria", "plugin", "doctor"] {
        assert!(help.text().contains(command), "{command} is not in\n{}", help.text());
    }
    let help = phaseout(["screen", "--help"]).exits(0);
    for option in [
        "--as-of",
        "--region",
        "--facts",
        "--plugins",
        "--format",
        "--out",
        "--threads",
        "--lang",
        "--check",
    ] {
        assert!(help.text().contains(option), "{option} is not in\n{}", help.text());
    }
}

#[test]
fn the_version_is_that_of_the_workspace() {
    let expected = format!("phaseout {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(phaseout(["--version"]).exits(0).text(), expected);
}

#[test]
fn shells_are_given_their_completion() {
    for shell in ["bash", "fish", "zsh", "elvish", "powershell"] {
        let script = phaseout(["completions", shell]).exits(0);
        assert!(script.text().contains("criteria"), "{shell}");
    }
    let _ = phaseout(["completions", "tcsh"]).exits(2);
}

#[test]
fn manual_pages_are_written_into_a_folder() {
    let desk = Desk::new();
    let _ = desk.phaseout(["man", "pages"]).exits(0);
    let page = String::from_utf8(desk.read("pages/phaseout-screen.1")).expect("a page is text");
    assert!(page.contains(".TH") && page.contains("as\\-of"), "{page}");
}
