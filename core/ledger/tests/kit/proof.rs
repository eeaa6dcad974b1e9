//! A ledger that was lived in, a stranger who writes in its file, and the chain computed by other code
//! than the ledger's own.
#![allow(dead_code, reason = "each test uses what it needs of the kit")]
#![allow(clippy::unwrap_used, reason = "a kit of tests, which stop where something fails")]
#![allow(unreachable_pub, reason = "a kit is public to the test that takes it in")]

use crate::kit::{desk, on, request};
use phaseout_ledger::{Ledger, SurveyRow, Surveyed};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Steps that each line of [`lives`] takes after its survey.
type Step = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const STEPS: [Step; 3] = [
    ("identify", "2012-12-20", &[("decision", "local"), ("reason", "群众意见大,\"污染\"\\粉尘")]),
    ("plan", "2013-01-15", &[("year", "2013"), ("capacity", "8万吨"), ("target", "none")]),
    ("shut_down", "2013-06", &[("note", "设备已断电")]),
];

/// Records lines with four events each, and two corrections at the end.
pub fn lives(ledger: &mut Ledger, base: &Path, lines: usize) {
    let mut recording = ledger.begin(&desk(base)).unwrap();
    let mut ids = Vec::new();
    for number in 0..lines {
        let row = SurveyRow {
            name: format!("第{number}水泥厂"),
            region: Some("532323".to_owned()),
            industry: "cement".to_owned(),
            equipment: "mechanised_shaft_kiln".to_owned(),
            specification: "Φ3×11m".to_owned(),
            capacity: format!("{}万吨/年", number % 40),
            file: "survey.csv".to_owned(),
            row: 2,
            ..SurveyRow::default()
        };
        let surveyed = recording.survey(&row, on("2012-11-05")).unwrap();
        let Surveyed::New(id) = surveyed else { panic!("{surveyed:?}") };
        ids.push(id);
    }
    for (step, date, facts) in STEPS {
        for id in &ids {
            recording.record(&request(step, id, date, facts)).unwrap();
        }
    }
    let last = 4 * lines;
    for (event, on) in [(last, "2013-07"), (last - 1, "2013-08-01")] {
        let facts = [("reason", "日期有误"), ("on", on)];
        recording.record(&request("correct", &event.to_string(), "2014-02-01", &facts)).unwrap();
    }
    recording.keep().unwrap();
}

/// The file from another program, which has taken away what refuses changes.
pub fn stranger(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "synchronous", "OFF").unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    for trigger in
        ["events_are_not_changed", "events_are_not_removed", "events_are_added_at_the_end"]
    {
        connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    connection
}

/// The object that an event's hash is computed over, read from its row.
pub fn object(connection: &Connection, seq: i64) -> Map<String, Value> {
    let mut statement = connection.prepare("SELECT * FROM events WHERE seq = ?1").unwrap();
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    statement
        .query_row([seq], |row| {
            let mut object = Map::new();
            for (column, name) in names.iter().enumerate() {
                let value = match row.get_ref(column)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => json!(number),
                    other => json!(other.as_str()?),
                };
                object.insert(name.clone(), value);
            }
            Ok(object)
        })
        .map(|mut object| {
            object.remove("hash");
            let payload = object["payload"].as_str().unwrap().to_owned();
            object.insert("payload".to_owned(), serde_json::from_str(&payload).unwrap());
            object
        })
        .unwrap()
}

/// SHA-256 over the canonical JSON of an object, by a library made for it.
pub fn hash_of(object: &Map<String, Value>) -> String {
    sha256(&serde_json_canonicalizer::to_string(object).unwrap())
}

/// SHA-256 of a text, in hexadecimal.
pub fn sha256(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Gives an event the hash that its columns have now.
pub fn rehash(connection: &Connection, seq: i64) {
    let hash = hash_of(&object(connection, seq));
    connection.execute("UPDATE events SET hash = ?1 WHERE seq = ?2", params![hash, seq]).unwrap();
}

/// Links and hashes everything anew from a place on: a chain that holds, of other events.
pub fn rechain(connection: &Connection, from: i64) {
    let last: i64 =
        connection.query_row("SELECT max(seq) FROM events", [], |row| row.get(0)).unwrap();
    for seq in from..=last {
        connection
            .execute(
                "UPDATE events SET prev = coalesce(
                     (SELECT hash FROM events WHERE seq = ?1 - 1), printf('%064d', 0)) WHERE seq = ?1",
                [seq],
            )
            .unwrap();
        rehash(connection, seq);
    }
}

/// Moves the numbers of all events from a place on.
pub fn renumber(connection: &Connection, from: i64, by: i64) {
    connection.execute("UPDATE events SET seq = -(seq + ?2) WHERE seq >= ?1", [from, by]).unwrap();
    connection.execute_batch("UPDATE events SET seq = -seq WHERE seq < 0").unwrap();
}

/// Puts a copy of the event at `of` to a free place, under another id, saying something else.
pub fn insert(connection: &Connection, at: i64, of: i64, prev: &str) {
    connection
        .execute(
            "INSERT INTO events SELECT ?1, 'f0000000-0000-7000-8000-' || printf('%012d', ?1 + 1000),
             kind, subject, on_date, recorded_at, office, actor, '{\"note\":\"another\"}', NULL,
             generation, script_set, schema, ?3, hash FROM events WHERE seq = ?2",
            params![at, of, prev],
        )
        .unwrap();
}

/// The hash of a place; 64 zeros before the first.
pub fn hash_at(connection: &Connection, seq: i64) -> String {
    connection
        .query_row("SELECT hash FROM events WHERE seq = ?1", [seq], |row| row.get(0))
        .unwrap_or_else(|_| "0".repeat(64))
}

/// Numbers that are the same on every run.
#[derive(Debug)]
pub struct Numbers(pub u64);

impl Numbers {
    /// The next one, below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    /// The next one from `first` to `last`.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        first + i64::try_from(self.below(usize::try_from(last - first + 1).unwrap())).unwrap()
    }
}

/// Whether the long form of a test was asked for.
#[expect(clippy::disallowed_methods, reason = "the nightly form is asked for by the environment")]
pub fn nightly() -> bool {
    std::env::var_os("PHASEOUT_NIGHTLY").is_some()
}
