//! The page for template writers is what the code declares.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_reports::facts::markdown;
use std::path::Path;

/// After a change of the rows: `PHASEOUT_BLESS=1 cargo test -p phaseout-reports --test page`.
#[test]
fn the_page_for_template_writers_lists_every_name() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/template-facts.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (head, tables) = page.split_at(page.find("### ").unwrap());
    let expected = markdown();
    let expected = expected.trim_end();
    if is_blessed() {
        std::fs::write(&path, format!("{head}{expected}\n")).unwrap();
        return;
    }
    let old = tables.trim_end().lines();
    let changed: Vec<(&str, &str)> =
        old.zip(expected.lines()).filter(|(old, new)| old != new).take(3).collect();
    assert!(tables.trim_end() == expected, "docs/template-facts.md is stale: {changed:#?}");
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says so by the environment")]
fn is_blessed() -> bool {
    std::env::var_os("PHASEOUT_BLESS").is_some()
}
