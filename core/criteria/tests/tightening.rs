//! A local criterion that says it tightens a national one and loosens it somewhere is refused.

mod kit;

use kit::{criterion, vocabulary};
use phaseout_criteria::{Criterion, check_tightening};

const LOCAL: &str = "region = \"210800\"\ntightens = \"steel/guofa-2010-7/one\"\n";

fn codes(local: &Criterion, national: &Criterion) -> Vec<&'static str> {
    let found = check_tightening(local, national, &vocabulary());
    found.iter().map(|diagnostic| diagnostic.code).collect()
}

fn local(kinds: &str, more: &str) -> Criterion {
    criterion(kinds, &format!("{LOCAL}{more}"))
}

#[test]
fn a_larger_set_and_an_earlier_day_tighten() {
    let national =
        criterion("\"blast_furnace\"", "when = \"volume <= 400 m³\"\ndeadline = \"2011\"");
    for (kinds, more) in [
        ("\"blast_furnace\"", "when = \"volume <= 400 m³\"\ndeadline = \"2010-12-31\""),
        ("\"blast_furnace\"", "when = \"volume < 500 m³\"\ndeadline = \"2011-12-31\""),
        ("\"furnace\"", ""),
        ("\"blast_furnace\"", "when = \"volume > 0 m³\""), // a volume is positive
    ] {
        assert_eq!(codes(&local(kinds, more), &national), [""; 0], "{kinds} {more}");
    }
}

#[test]
fn each_way_of_loosening_is_named_with_an_example() {
    let national =
        criterion("\"blast_furnace\"", "when = \"volume <= 400 m³\"\ndeadline = \"2011\"");
    for (kinds, more, expected) in [
        ("\"blast_furnace\"", "when = \"volume < 400 m³\"", &["tightens-hits-less"][..]),
        ("\"blast_furnace\"", "when = \"volume <= 400 m³ and compliant\"", &["tightens-hits-less"]),
        ("\"special_blast_furnace\"", "", &["tightens-hits-less"]),
        ("\"blast_furnace\"", "deadline = \"2012\"", &["tightens-later-deadline"]),
        (
            "\"blast_furnace\"",
            "exemption = [{ id = \"a\", text = { zh = \"除外\", en = \"not\" }, words = [\"除外\"], \
             evidence = { zh = \"证明\", en = \"papers\" }, confirmed = true }]",
            &["tightens-adds-exemption"],
        ),
        (
            "\"blast_furnace\"",
            "when = \"volume < 3000 m³ or compliant or approved or years < 3 years\"",
            &["tightens-undecidable"],
        ),
    ] {
        assert_eq!(codes(&local(kinds, more), &national), expected, "{kinds} {more}");
    }
    let smaller = local("\"blast_furnace\"", "when = \"volume < 400 m³\"");
    let found = check_tightening(&smaller, &national, &vocabulary());
    let example = found[0].arguments.iter().find(|(name, _)| *name == "example").unwrap();
    assert_eq!(example.1, "volume = 400 m³");
}

#[test]
fn a_weaker_class_does_not_tighten() {
    let national = criterion("\"blast_furnace\"", "");
    let mut weaker = local("\"blast_furnace\"", "");
    weaker.class = phaseout_model::Class::Restrict;
    assert_eq!(codes(&weaker, &national), ["tightens-weaker-class"]);
}

#[test]
fn a_thousand_thresholds_cost_no_time() {
    let many: Vec<String> = (1..1000).map(|n| format!("volume != {n} m³")).collect();
    let many = format!("when = \"{} and years > 3 years and compliant\"", many.join(" and "));
    let years: Vec<String> = (1..1000).map(|n| format!("years != {n} years")).collect();
    let years = format!("when = \"{}\"", years.join(" and "));
    let national = criterion("\"blast_furnace\"", &many);
    let local = local("\"blast_furnace\"", &years);
    assert_eq!(codes(&local, &national), ["tightens-undecidable"]);
}
