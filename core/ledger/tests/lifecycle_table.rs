//! `docs/lifecycle.md` repeats the table of steps and kinds for people; here the two are held together.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_ledger::State;
use phaseout_ledger::kind::{Arrival, KINDS, Kind};
use std::path::Path;

/// The row of the table that a kind should have.
fn row(kind: &Kind) -> String {
    let (from, to) = match &kind.step {
        None => (String::new(), String::new()),
        Some(step) => (from(step.from), to(step.to)),
    };
    let needs: Vec<String> = kind
        .needs
        .iter()
        .map(|alternatives| {
            let each: Vec<String> = alternatives.iter().map(|keys| keys.join(" and ")).collect();
            each.join(" or ")
        })
        .collect();
    let others: Vec<&str> = kind
        .facts
        .iter()
        .map(|fact| fact.key)
        .filter(|key| !kind.needs.iter().any(|all| all.iter().any(|keys| keys.contains(key))))
        .collect();
    format!(
        "| {} | {} | {from} | {to} | {} | {} |",
        kind.id,
        kind.zh,
        needs.join("; "),
        others.join(" ")
    )
    .replace("|  |", "| – |")
    .replace("|  |", "| – |")
}

fn from(states: &[State]) -> String {
    match states {
        [] => "–".to_owned(),
        states if states == State::OPEN => "any open state".to_owned(),
        states => states.iter().map(|state| state.id()).collect::<Vec<_>>().join(" "),
    }
}

fn to(arrival: Arrival) -> String {
    match arrival {
        Arrival::At(state) => state.id().to_owned(),
        Arrival::Same => "same".to_owned(),
        Arrival::PlannedFromIdentified => "planned from identified, else same".to_owned(),
        Arrival::Running => "same after a suspension; planned from shut_down, sealed".to_owned(),
    }
}

#[test]
fn the_table_for_people_is_the_table_in_force() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lifecycle.md");
    let text = std::fs::read_to_string(path).unwrap();
    let found: Vec<&str> = text
        .lines()
        .filter(|line| KINDS.iter().any(|kind| line.starts_with(&format!("| {} |", kind.id))))
        .collect();
    let expected: Vec<String> = KINDS.iter().map(row).collect();
    assert!(
        found == expected,
        "docs/lifecycle.md should hold these rows:\n{}",
        expected.join("\n")
    );
}

#[test]
fn every_need_is_a_fact_or_comes_from_survey_and_judgement() {
    for kind in KINDS {
        for key in kind.needs.iter().flat_map(|all| all.iter()).flat_map(|keys| keys.iter()) {
            let known = kind.fact(key).is_some() || ["row", "verdict"].contains(key);
            assert!(known, "{}: {key}", kind.id);
        }
    }
}
