//! A province's year: 20,000 lines, eight events each, recorded by batch, proved, asked; then events
//! recorded singly, in turn with plain transactions of SQL that insert the same rows in an equal file.
//!
//! `cargo bench -p phaseout-ledger --bench year [-- LINES [record]]` prints a table: best and median of the
//! runs. With `record` it stops after the year, for whoever looks where the time goes.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use phaseout_ledger::assess::AssessQuery;
use phaseout_ledger::status::Filter;
use phaseout_ledger::todo::TodoQuery;
use phaseout_ledger::{Desk, Event, Judged, Ledger, OnDate, Request, SurveyRow, Verified, View};
use phaseout_model::RegionCode;
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::{Duration, Instant};

/// Runs of what only reads.
const RUNS: usize = 5;

/// Events recorded one to a transaction, at most.
const SINGLY: usize = 2_000;

fn main() {
    let lines: usize =
        std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(20_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("ledger.db");
    let mut ledger = Ledger::create(&path).expect("a new ledger");
    let desk = desk(folder.path());
    println!("{lines} lines, eight events each; best / median\n");

    let alone = SINGLY.min(lines / 10);
    let ids = by_batch(&mut ledger, &desk, lines, alone);
    if std::env::args().any(|argument| argument == "record") {
        return;
    }
    let events = count(lines * 8 - alone);
    per_second("verified", events, || {
        let verified = ledger.verify(None).expect("a ledger to verify");
        assert!(matches!(verified, Verified::Whole { .. }), "{verified:?}");
    });
    per_second("exported", events, || {
        ledger.export(&mut std::io::sink()).expect("a ledger to export").expect("a sink");
    });
    milliseconds("status: by place, industry and state", || status(&ledger));
    milliseconds("todo", || todo(&ledger));
    milliseconds("show: a line's whole life", || {
        let life = ledger.life(View::default(), &ids[lines / 2]).expect("a line's life");
        assert!(life.is_some());
    });
    milliseconds("assess: the year", || assess(&ledger));
    let start = Instant::now();
    assert!(ledger.compare().expect("a ledger to compare").is_same());
    println!("| projections compared with a rebuild | {:.2} s |", start.elapsed().as_secs_f64());
    singly(ledger, &desk, &ids[lines - alone..]);
}

/// A province's desk.
fn desk(base: &Path) -> Desk {
    Desk {
        office: "370000".to_owned(),
        actor: "淘汰落后产能领导小组办公室".to_owned(),
        now: "2014-03-01T02:00:00Z".parse().expect("a moment"),
        quorum: 3,
        departments: Vec::new(),
        base: base.to_owned(),
        generation: Some("5f".repeat(32)),
        script_set: None,
    }
}

/// The year: one transaction for each step, all lines in each; the acceptances of the last lines are left.
fn by_batch(ledger: &mut Ledger, desk: &Desk, lines: usize, alone: usize) -> Vec<String> {
    let rows: Vec<SurveyRow> = (0..lines).map(row).collect();
    let (mut outcomes, mut events) = (Vec::new(), Vec::new());
    let mut whole = timed(|| {
        let mut recording = ledger.begin(desk).expect("a ledger to write in");
        outcomes = recording.survey_all(&rows, on("2014-01-10")).expect("a survey");
        events = recording.keep().expect("a survey");
    });
    step("survey", whole, lines);
    let ids: Vec<String> =
        outcomes.into_iter().map(|outcome| outcome.expect("a line").line().to_owned()).collect();
    for kind in STEPS {
        let batch = if kind == "accept" { &ids[..lines - alone] } else { &ids[..] };
        let requests: Vec<Request> = batch.iter().map(|id| request(kind, id)).collect();
        events = Vec::new();
        let time = timed(|| {
            let mut recording = ledger.begin(desk).expect("a ledger to write in");
            for request in &requests {
                recording.record(request).expect("a step");
            }
            events = recording.keep().expect("a step");
        });
        assert_eq!(events.len(), batch.len());
        step(kind, time, batch.len());
        whole += time;
    }
    step("the year by batch", whole, lines * 8 - alone);
    ids
}

const STEPS: [&str; 7] =
    ["identify", "determine", "plan", "announce", "shut_down", "dismantle", "accept"];

/// A row of a list, with what a criterion says of it.
fn row(number: usize) -> SurveyRow {
    let industries = ["cement", "steel", "power", "citric-acid", "paper"];
    let cells = [
        ("enterprise", name(number)),
        ("equipment", "机械化立窑".to_owned()),
        ("specification", "Φ3×11m".to_owned()),
        ("capacity", format!("{}万吨/年", 3 + number % 40)),
        ("commissioned", "1996年".to_owned()),
        ("address", format!("某市某县某镇第{number}号")),
        ("remarks", "拟于2014年关停".to_owned()),
    ];
    SurveyRow {
        list_id: number.to_string(),
        file: "2014年排查表.xlsx".to_owned(),
        sha256: "ab".repeat(32),
        sheet: Some("Sheet1".to_owned()),
        row: i64::try_from(number).expect("a row") + 2,
        name: cells[0].1.clone(),
        region: Some(format!("37{:02}00", 1 + number % 17)),
        industry: industries[number % industries.len()].to_owned(),
        label: "1#".to_owned(),
        equipment: "mechanised_shaft_kiln".to_owned(),
        specification: "Φ3×11m".to_owned(),
        capacity: cells[3].1.clone(),
        cells: cells.into_iter().map(|(field, text)| (field.to_owned(), text)).collect(),
        judged: Some(judged()),
        ..SurveyRow::default()
    }
}

/// A firm called for its place. Two names differ in two characters at least: with one less they would be a
/// question of a misprint, and not be recorded.
fn name(number: usize) -> String {
    const SIDE: usize = 181;
    let (a, b) = (number / SIDE, number % SIDE);
    assert!(a < SIDE, "at most {} lines", SIDE * SIDE);
    let place = [a, b, (a + 2 * b) % SIDE].map(|at| {
        let code = 0x5c80 + u32::try_from(at).expect("a place");
        char::from_u32(code).expect("a character that has to do with mountains")
    });
    format!("{}水泥有限责任公司", String::from_iter(place))
}

fn judged() -> Judged {
    Judged {
        verdict: "eliminate".to_owned(),
        as_of: "2014-01-10".parse().expect("a day"),
        criteria: vec!["cement/catalogue-2011/mechanised-shaft-kiln".to_owned()],
        missing: Vec::new(),
    }
}

fn on(text: &str) -> OnDate {
    OnDate::parse(text).expect("a date")
}

/// A step as a person writes it.
fn request(kind: &str, id: &str) -> Request {
    let picture = |name: &str| format!("{id}-{name}.jpg@sha256:{}", "cd".repeat(32));
    let (day, facts): (&str, Vec<(&str, String)>) = match kind {
        "identify" => ("2014-01-20", vec![("document", "鲁经信〔2014〕12号".to_owned())]),
        "determine" => (
            "2014-01-25",
            vec![
                ("attribute", "kiln_diameter".to_owned()),
                ("value", "2.8 m".to_owned()),
                ("evidence", picture("plate")),
            ],
        ),
        "plan" => (
            "2014-01-31",
            vec![
                ("year", "2014".to_owned()),
                ("capacity", "8万吨".to_owned()),
                ("target", "none".to_owned()),
            ],
        ),
        "announce" => (
            "2014-02-05",
            vec![
                ("list", "2014年第一批淘汰名单".to_owned()),
                ("equipment", "机立窑Φ3×11m一座".to_owned()),
                ("deadline", "2014-12-15".to_owned()),
                ("progress", "未关停".to_owned()),
                ("notice", "鲁经信公告〔2014〕3号".to_owned()),
            ],
        ),
        "shut_down" => ("2014-02-10", vec![("evidence", picture("meter"))]),
        "dismantle" => (
            "2014-02-20",
            vec![("evidence", picture("site")), ("parts", "锅炉、汽轮机".to_owned())],
        ),
        "accept" => (
            "2014-02-28",
            vec![
                ("departments", "工信、环保、质监".to_owned()),
                ("before", picture("before")),
                ("during", picture("during")),
                ("after", picture("after")),
            ],
        ),
        other => panic!("{other}"),
    };
    Request {
        kind: kind.to_owned(),
        subject: id.to_owned(),
        on: on(day),
        facts: facts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
        judged: (kind == "identify").then(judged),
    }
}

fn office() -> RegionCode {
    "370000".parse().expect("a region's code")
}

fn status(ledger: &Ledger) {
    let status = ledger.book().status(office(), &Filter::default()).expect("a status");
    assert!(status.total().expect("digits that suffice").lines.number > 0);
}

/// In the middle of the next year, when all that is left is late.
fn todo(ledger: &Ledger) {
    let day = "2015-06-01".parse().expect("a day");
    let query = TodoQuery {
        day,
        office: office(),
        filter: Filter::default(),
        until: None,
        local: Vec::new(),
    };
    ledger.book().todo(&query).expect("what is to be done");
}

fn assess(ledger: &Ledger) {
    let day = "2015-04-01".parse().expect("a day");
    let query = AssessQuery { year: 2014, day, office: office(), filter: Filter::default() };
    ledger.assess(View::default(), &query, None).expect("an assessment");
}

/// One event to a transaction, and the same row in a plain one, in turn.
fn singly(ledger: Ledger, desk: &Desk, ids: &[String]) {
    let path = ledger.path().to_owned();
    drop(ledger);
    let equal = path.with_file_name("equal.db");
    std::fs::copy(&path, &equal).expect("room in the temporary folder");
    let mut ledger = Ledger::open(&path).expect("the ledger");
    let plain = plain(&equal);
    let (mut ours, mut plainly) = (Vec::new(), Vec::new());
    for id in ids {
        let request = request("accept", id);
        let mut recorded = Vec::new();
        ours.push(timed(|| {
            recorded = ledger.record(desk, &[request], true).expect("a step");
        }));
        let event = recorded.pop().expect("the event");
        plainly.push(timed(|| insert(&plain, &event)));
    }
    let sum = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64();
    let (all, all_plainly) = (sum(&ours), sum(&plainly));
    let (ours, plainly) = (median(&mut ours), median(&mut plainly));
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    println!(
        "| one event to a transaction, {} times | {:.0} µs (median) |",
        ids.len(),
        micros(ours)
    );
    println!("| a plain transaction with the same row | {:.0} µs |", micros(plainly));
    let ratio = micros(ours) / micros(plainly);
    println!("| ratio of the medians, of the sums | {ratio:.2}, {:.2} |", all / all_plainly);
}

/// The same table, the same indices and triggers, the same durability.
fn plain(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("the equal file");
    connection.pragma_update(None, "journal_mode", "WAL").expect("a log");
    connection.pragma_update(None, "synchronous", "FULL").expect("durability");
    connection
}

fn insert(connection: &Connection, event: &Event) {
    let payload = phaseout_ledger::json::canonical(&event.payload);
    let on = event.on.to_string();
    connection.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
    connection
        .prepare_cached(
            "INSERT INTO events VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
        )
        .and_then(|mut statement| {
            statement.execute(params![
                event.seq,
                event.id,
                event.kind,
                event.subject,
                on,
                event.recorded_at,
                event.office,
                event.actor,
                payload,
                event.corrects,
                event.generation,
                event.script_set,
                event.schema,
                event.prev,
                event.hash,
            ])
        })
        .expect("a row");
    connection.execute_batch("COMMIT").expect("a transaction");
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("a count"))
}

fn step(name: &str, time: Duration, events: usize) {
    let each = time.as_secs_f64() / count(events);
    println!("| {name} | {:.0} events/s, {:.1} µs each |", 1.0 / each, each * 1e6);
}

fn per_second(name: &str, events: f64, mut run: impl FnMut()) {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| timed(&mut run)).collect();
    let median = median(&mut times);
    let rate = |time: Duration| events / time.as_secs_f64();
    println!("| {name} | {:.0} / {:.0} events/s |", rate(times[0]), rate(median));
}

fn milliseconds(name: &str, mut run: impl FnMut()) {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| timed(&mut run)).collect();
    let median = median(&mut times);
    println!(
        "| {name} | {:.0} / {:.0} ms |",
        times[0].as_secs_f64() * 1e3,
        median.as_secs_f64() * 1e3
    );
}
