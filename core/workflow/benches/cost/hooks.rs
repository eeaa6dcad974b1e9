//! Twenty thousand lines surveyed, and a step recorded for each, without a hook and with one; in turn, in one run.

use crate::office::{Desktop, workflow};
use phaseout_ledger::{Judged, Ledger, OnDate, Request, SurveyRow};
use phaseout_workflow::{At, Keep, Workflow};
use std::path::Path;
use std::time::{Duration, Instant};

const LINES: u32 = 20_000;
/// Every way is measured so often, in turn with the others; the best counts.
const TURNS: usize = 3;

/// What is called, and the script; the first is without any.
const STEPS: [(&str, &str); 4] = [
    ("none", ""),
    ("empty", "fn before_suspend(ctx) { }"),
    (
        "reads ctx.line and two fields",
        "fn before_suspend(ctx) {\n  let line = ctx.line;\n  if line.state == \"closed\" { ctx.refuse(line.industry); }\n}",
    ),
    ("after_, empty", "fn after_suspend(ctx) { }"),
];
const SURVEYS: [(&str, &str); 3] = [
    ("none", ""),
    ("empty", "fn before_survey(ctx) { }"),
    (
        "reads two facts",
        "fn before_survey(ctx) {\n  if ctx.facts.industry == \"paper\" { ctx.refuse(ctx.facts.name); }\n}",
    ),
];

#[expect(clippy::print_stdout, reason = "a bench says what it measured")]
pub(crate) fn table() {
    let desktop = Desktop::new();
    let folder = tempfile::tempdir().expect("a folder");
    let surveyed = folder.path().join("surveyed.db");
    println!("| {LINES} lines | hook | lines per second | a call costs |\n|---|---|---:|---:|");
    let ways = |all: &[(&'static str, &str)]| -> Vec<(&'static str, Workflow)> {
        let one = |text: &str| {
            if text.is_empty() { Workflow::default() } else { workflow(&[("a.rhai", text)]) }
        };
        all.iter().map(|(name, text)| (*name, one(text))).collect()
    };
    let rows: Vec<SurveyRow> = (0..LINES).map(row).collect();
    let (surveys, steps) = (ways(&SURVEYS), ways(&STEPS));
    let took = in_turn(surveys.len(), |way| survey(&desktop, &surveys[way].1, &rows, &surveyed));
    told("survey", &surveys, &took);
    let requests: Vec<Request> = (1..=LINES).map(request).collect();
    let took = in_turn(steps.len(), |way| {
        let at = at(&desktop, &surveyed);
        let start = Instant::now();
        let done = steps[way].1.record(desktop.place(), at, &requests, &Keep::Plan);
        assert_eq!(done.expect("it is recorded").events.len(), requests.len());
        start.elapsed()
    });
    told("record suspend", &steps, &took);
}

/// The best time of each way.
fn in_turn(ways: usize, mut once: impl FnMut(usize) -> Duration) -> Vec<Duration> {
    let mut best = vec![Duration::MAX; ways];
    for _ in 0..TURNS {
        for (way, best) in best.iter_mut().enumerate() {
            *best = (*best).min(once(way));
        }
    }
    best
}

#[expect(clippy::print_stdout, reason = "a bench says what it measured")]
fn told(what: &str, ways: &[(&str, Workflow)], took: &[Duration]) {
    let per_line = |took: &Duration| took.as_secs_f64() * 1e6 / f64::from(LINES);
    for ((name, _), time) in ways.iter().zip(took) {
        let per_second = f64::from(LINES) / time.as_secs_f64();
        let call = per_line(time) - per_line(&took[0]);
        println!("| {what} | {name} | {per_second:.0} | {call:.1} µs |");
    }
}

fn survey(desktop: &Desktop, workflow: &Workflow, rows: &[SurveyRow], path: &Path) -> Duration {
    if path.exists() {
        std::fs::remove_file(path).expect("the one before is not needed");
    }
    let ledger = Ledger::create(path).expect("a new ledger");
    let at = At { ledger, ..desktop.at() };
    let start = Instant::now();
    let done = workflow.survey(desktop.place(), at, rows, on("2013-01-10")).expect("a survey");
    let took = start.elapsed();
    let refused = done.answer.iter().find_map(|outcome| outcome.as_ref().err());
    assert_eq!(refused, None, "every row is a line");
    took
}

fn at(desktop: &Desktop, path: &Path) -> At {
    At { ledger: Ledger::open(path).expect("the survey was kept"), ..desktop.at() }
}

fn row(number: u32) -> SurveyRow {
    let industries = ["cement", "steel", "power", "citric-acid"];
    let place = usize::try_from(number).expect("a place");
    SurveyRow {
        list_id: number.to_string(),
        file: "排查表.xlsx".to_owned(),
        sha256: "ab".repeat(32),
        row: i64::from(number) + 2,
        name: name(number),
        region: Some("532300".to_owned()),
        industry: industries[place % industries.len()].to_owned(),
        label: "1#".to_owned(),
        equipment: "mechanised_shaft_kiln".to_owned(),
        specification: "Φ3×11m".to_owned(),
        capacity: format!("{}万吨/年", 3 + number % 40),
        judged: Some(Judged {
            verdict: "eliminate".to_owned(),
            as_of: "2013-01-10".parse().expect("a day"),
            criteria: vec!["cement/catalogue-2011/mechanised-shaft-kiln".to_owned()],
            missing: Vec::new(),
        }),
        ..SurveyRow::default()
    }
}

/// Names that differ in two characters at least: with one less they would be a question of a misprint.
fn name(number: u32) -> String {
    const SIDE: u32 = 181;
    let (a, b) = (number / SIDE, number % SIDE);
    let place = [a, b, (a + 2 * b) % SIDE]
        .map(|at| char::from_u32(0x5c80 + at).expect("a character that has to do with mountains"));
    format!("{}水泥有限责任公司", String::from_iter(place))
}

fn request(number: u32) -> Request {
    Request {
        kind: "suspend".to_owned(),
        subject: format!("532300-{number}"),
        on: on("2013-03-01"),
        facts: vec![("order".to_owned(), "楚政办〔2013〕1号".to_owned())],
        judged: None,
    }
}

fn on(text: &str) -> OnDate {
    OnDate::parse(text).expect("a date")
}
