//! Whoever holds the file can write in it: what was done to the events is found, and where.
//!
//! Each case is one act of a stranger on a ledger of 162 events, whose head was kept elsewhere.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;
#[path = "kit/proof.rs"]
mod proof;

use phaseout_ledger::{Head, Ledger, TamperingKind, Verified};
use proof::{Numbers, hash_at, insert, lives, nightly, rechain, rehash, renumber, stranger};
use rusqlite::{Connection, params};
use std::path::PathBuf;
use std::sync::LazyLock;

/// The place that most acts are about.
const PLACE: i64 = 60;

/// The last place.
const LAST: i64 = 162;

/// The file as it was, closed, and its head.
static WHOLE: LazyLock<(Vec<u8>, Head, Vec<u8>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = kit::ledger(folder.path());
    lives(&mut ledger, folder.path(), 40);
    let head = ledger.head().unwrap();
    let mut lines = Vec::new();
    ledger.export(&mut lines).unwrap().unwrap();
    let path = ledger.path().to_owned();
    drop(ledger);
    (std::fs::read(path).unwrap(), head, lines)
});

/// What became of the ledger under a stranger's hands.
struct Tampered {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Tampered {
    fn by(act: impl FnOnce(&Connection)) -> Self {
        let tampered = Self::bytes(&WHOLE.0);
        let connection = stranger(&tampered.path);
        act(&connection);
        drop(connection);
        tampered
    }

    fn bytes(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        std::fs::write(&path, bytes).unwrap();
        Self { _folder: folder, path }
    }

    fn verify(&self, kept: Option<&Head>) -> Verified {
        Ledger::open_to_read(&self.path).unwrap().verify(kept).unwrap()
    }

    /// The first bad place and the kind, by the chain alone; the kept head must not change it.
    #[track_caller]
    fn found(&self, name: &str) -> (i64, TamperingKind) {
        let Verified::Broken(found) = self.verify(None) else { panic!("{name}: not found") };
        let Verified::Broken(again) = self.verify(Some(&WHOLE.1)) else { panic!("{name}") };
        assert_eq!(found, again, "{name}: with the head");
        (found.seq, found.kind)
    }
}

fn sql(text: &'static str) -> impl Fn(&Connection) {
    move |connection| connection.execute_batch(text).unwrap()
}

#[test]
fn a_ledger_left_alone_is_whole() {
    let ledger = Tampered::by(|_| ());
    let whole = Verified::Whole { events: LAST, head: WHOLE.1.clone() };
    assert_eq!(ledger.verify(Some(&WHOLE.1)), whole);
    assert_eq!(ledger.verify(None), whole);
}

#[test]
fn a_changed_value_is_found_in_every_column() {
    let changes = [
        "id = 'f' || substr(id, 2)",
        "kind = 'accept'",
        "subject = subject || '0'",
        "on_date = '2012-12-21'",
        "recorded_at = '2014-03-01T02:00:01Z'",
        "office = '532301'",
        "actor = '产业政策科 '",
        "payload = replace(payload, ':\"', ':\"x')",
        "payload = replace(payload, ':', ': ')", // the same values, not the same text
        "payload = '{}'",
        "payload = 'nothing'",
        "corrects = (SELECT id FROM events WHERE seq = 1)",
        "generation = NULL",
        "generation = upper(generation)",
        "script_set = ''", // blank is not absent
        "schema = 2",
        "prev = (SELECT hash FROM events WHERE seq = 3)",
        "prev = ''",
        "hash = prev",
        "hash = upper(hash)",
        "hash = ''",
        // Not UTF-8; a text that goes on after its end.
        "kind = CAST(x'ff6964' AS TEXT)",
        "payload = CAST(x'7b2261223a22ff227d' AS TEXT)",
        "actor = actor || char(0) || 'x'",
    ];
    for change in changes {
        for seq in [1, PLACE, LAST] {
            let text = format!("UPDATE events SET {change} WHERE seq = {seq}");
            let tampered = Tampered::by(|connection| connection.execute_batch(&text).unwrap());
            assert_eq!(tampered.found(&text), (seq, TamperingKind::Altered), "{text}");
        }
    }
}

#[test]
fn a_value_of_another_type_is_found() {
    // A strict table takes no such value, so the stranger first makes it one that does.
    let loosened = "PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'events';
        PRAGMA writable_schema = RESET;";
    let changes = [
        "payload = x'7b7d'",
        "payload = CAST(payload AS BLOB)",
        "schema = 'one'",
        "schema = 1.5",
        "hash = CAST(hash AS BLOB)",
        "corrects = x''",
        "prev = CAST(prev AS BLOB)",
    ];
    for change in changes {
        let text = format!("UPDATE events SET {change} WHERE seq = {PLACE}");
        let tampered = Tampered::by(|connection| {
            connection.execute_batch(loosened).unwrap();
            connection.execute_batch(&text).unwrap();
        });
        assert_eq!(tampered.found(&text), (PLACE, TamperingKind::Altered), "{text}");
    }
}

#[test]
fn a_changed_event_with_a_fresh_hash_is_found_by_the_one_after_it() {
    for seq in [1, PLACE, LAST - 1] {
        let tampered = Tampered::by(|connection| {
            connection
                .execute("UPDATE events SET on_date = '2013-01-01' WHERE seq = ?1", [seq])
                .unwrap();
            rehash(connection, seq);
        });
        assert_eq!(tampered.found("rehashed"), (seq, TamperingKind::Altered));
    }
    // Nothing names the last one: only a head kept elsewhere does.
    let last = Tampered::by(|connection| {
        connection
            .execute("UPDATE events SET on_date = '2013-01-01' WHERE seq = ?1", [LAST])
            .unwrap();
        rehash(connection, LAST);
    });
    assert!(matches!(last.verify(None), Verified::Whole { .. }));
    assert_eq!(broken(&last.verify(Some(&WHOLE.1))), (LAST, TamperingKind::Rewritten));
}

/// A payload in another spelling, whose hash fits the spelling: no reader of the export could compute it.
#[test]
fn a_payload_that_is_not_canonical_is_altered_whatever_its_hash() {
    for payload in ["{\"b\":1,\"a\":1}", "{\"a\": 1}", "{\"a\":1.5}", "nothing", "[]"] {
        let tampered = Tampered::by(|connection| {
            connection.execute("UPDATE events SET payload = '{}' WHERE seq = ?1", [LAST]).unwrap();
            let object = proof::object(connection, LAST);
            let text = serde_json_canonicalizer::to_string(&object).unwrap();
            let text = text.replace("\"payload\":{}", &format!("\"payload\":{payload}"));
            connection
                .execute(
                    "UPDATE events SET payload = ?1, hash = ?2 WHERE seq = ?3",
                    params![payload, proof::sha256(&text), LAST],
                )
                .unwrap();
        });
        assert_eq!(tampered.found(payload), (LAST, TamperingKind::Altered), "{payload}");
    }
}

#[track_caller]
fn broken(verified: &Verified) -> (i64, TamperingKind) {
    let Verified::Broken(found) = verified else { panic!("{verified:?}") };
    (found.seq, found.kind)
}

/// An act, the first bad place, and what was done there.
type Case = (&'static str, Box<dyn Fn(&Connection)>, i64, TamperingKind);

#[track_caller]
fn all_found(cases: &[Case]) {
    for (name, act, seq, kind) in cases {
        let tampered = Tampered::by(act);
        assert_eq!(tampered.found(name), (*seq, *kind), "{name}");
    }
}

fn remove(connection: &Connection, from: i64, to: i64) {
    connection.execute("DELETE FROM events WHERE seq BETWEEN ?1 AND ?2", [from, to]).unwrap();
}

#[test]
fn removed_events_are_found() {
    use TamperingKind::Removed;
    let removed = |from, to| move |connection: &Connection| remove(connection, from, to);
    let closed_up = |from: i64, to: i64| {
        move |connection: &Connection| {
            remove(connection, from, to);
            connection
                .execute("UPDATE events SET seq = seq - ?2 WHERE seq >= ?1", [from, to - from + 1])
                .unwrap();
        }
    };
    let cases: [Case; 9] = [
        ("one, a gap is left", Box::new(removed(PLACE, PLACE)), PLACE, Removed),
        ("the first, a gap is left", Box::new(removed(1, 1)), 1, Removed),
        ("many, a gap is left", Box::new(removed(PLACE, PLACE + 80)), PLACE, Removed),
        ("one, the rest moves up", Box::new(closed_up(PLACE, PLACE)), PLACE, Removed),
        ("the first, the rest moves up", Box::new(closed_up(1, 1)), 1, Removed),
        ("the last but one moves up", Box::new(closed_up(LAST - 1, LAST - 1)), LAST - 1, Removed),
        ("eighty, the rest moves up", Box::new(closed_up(PLACE, PLACE + 79)), PLACE, Removed),
        ("all but the last", Box::new(closed_up(1, LAST - 1)), 1, Removed),
        (
            "two places",
            Box::new(move |connection| {
                closed_up(PLACE, PLACE)(connection);
                closed_up(PLACE + 10, PLACE + 10)(connection);
            }),
            PLACE,
            Removed,
        ),
    ];
    all_found(&cases);
}

#[test]
fn inserted_events_are_found() {
    use TamperingKind::Inserted;
    // Room is made, and strangers put in, one after the other, linked to the one before and hashed.
    let linked = |at: i64, count: i64| {
        move |connection: &Connection| {
            renumber(connection, at, count);
            for seq in at..at + count {
                insert(
                    connection,
                    seq,
                    if at > 1 { 1 } else { LAST },
                    &hash_at(connection, seq - 1),
                );
                rehash(connection, seq);
            }
        }
    };
    let copied = |at: i64, prev: Option<&'static str>| {
        move |connection: &Connection| {
            renumber(connection, at, 1);
            let before = hash_at(connection, at - 1);
            insert(connection, at, 3, prev.unwrap_or(&before));
        }
    };
    let beside = |at: i64, prev: &'static str, hashed: bool| {
        move |connection: &Connection| {
            let prev = if prev == "third" { hash_at(connection, 3) } else { prev.to_owned() };
            insert(connection, at, 3, &prev);
            if hashed {
                rehash(connection, at);
            }
        }
    };
    let cases: [Case; 13] = [
        ("linked and hashed", Box::new(linked(PLACE, 1)), PLACE, Inserted),
        ("linked and hashed, the second", Box::new(linked(2, 1)), 2, Inserted),
        ("linked and hashed, before the last", Box::new(linked(LAST, 1)), LAST, Inserted),
        ("seventy, linked and hashed", Box::new(linked(PLACE, 70)), PLACE, Inserted),
        ("with a copied hash", Box::new(copied(PLACE, None)), PLACE, Inserted),
        (
            "with a copied hash and a copied link",
            Box::new(copied(PLACE, Some(""))),
            PLACE,
            Inserted,
        ),
        ("at the first place, with a copied hash", Box::new(copied(1, None)), 1, Inserted),
        (
            "hashed, not linked, room made",
            Box::new(move |connection| {
                copied(PLACE, Some("third"))(connection);
                rehash(connection, PLACE);
            }),
            PLACE,
            Inserted,
        ),
        (
            "linked and hashed, and the rest hashed for its new places",
            Box::new(move |connection| {
                linked(PLACE, 1)(connection);
                (PLACE + 1..=LAST + 1).for_each(|seq| rehash(connection, seq));
            }),
            PLACE,
            Inserted,
        ),
        ("before the first", Box::new(beside(0, "third", true)), 0, Inserted),
        ("far before the first", Box::new(beside(-7, "third", false)), -7, Inserted),
        (
            "at the end, linked elsewhere",
            Box::new(beside(LAST + 1, "third", true)),
            LAST + 1,
            Inserted,
        ),
        (
            "at the end, neither linked nor hashed",
            Box::new(beside(LAST + 1, "", false)),
            LAST + 1,
            Inserted,
        ),
    ];
    all_found(&cases);
}

/// The chain has no secret: what is added at its end as the program adds it is an event like any other.
/// That the office did not record it, only the office can know.
#[test]
fn an_event_added_at_the_end_as_the_program_adds_it_is_an_event() {
    let tampered = Tampered::by(|connection| {
        insert(connection, LAST + 1, 3, &hash_at(connection, LAST));
        rehash(connection, LAST + 1);
    });
    assert!(
        matches!(tampered.verify(Some(&WHOLE.1)), Verified::Whole { events, .. } if events == LAST + 1)
    );
}

fn swap(connection: &Connection, a: i64, b: i64) {
    for (from, to) in [(a, -1), (b, a), (-1, b)] {
        connection.execute("UPDATE events SET seq = ?2 WHERE seq = ?1", [from, to]).unwrap();
    }
}

#[test]
fn reordered_events_are_found() {
    use TamperingKind::Reordered;
    let swapped = |a: i64, b: i64| move |connection: &Connection| swap(connection, a, b);
    // An event, or several, taken out and put in elsewhere; those between close up.
    let moved = |from: i64, count: i64, to: i64| {
        move |connection: &Connection| {
            let change = "UPDATE events SET seq = ?3 + seq WHERE seq BETWEEN ?1 AND ?2";
            let far = 10_000;
            connection.execute(change, [from, from + count - 1, far]).unwrap();
            if to > from {
                connection.execute(change, [from + count, to + count - 1, -count]).unwrap();
            } else {
                renumber(connection, to, 100_000);
                let end = 100_000 + from - 1;
                connection.execute(change, [100_000 + to, end, count - 100_000]).unwrap();
                let rest = [100_000 + from, 109_999, -100_000];
                connection.execute(change, rest).unwrap();
                let back = [110_000, 119_999, -100_000];
                connection.execute(change, back).unwrap();
            }
            let end = far + from + count;
            connection.execute(change, [far + from, end, to - from - far]).unwrap();
        }
    };
    let cases: [Case; 12] = [
        ("two neighbours", Box::new(swapped(PLACE, PLACE + 1)), PLACE, Reordered),
        ("two far apart", Box::new(swapped(PLACE, PLACE + 90)), PLACE, Reordered),
        ("the first and the last", Box::new(swapped(1, LAST)), 1, Reordered),
        ("the last two", Box::new(swapped(LAST - 1, LAST)), LAST - 1, Reordered),
        ("one moves back", Box::new(moved(PLACE, 1, PLACE + 20)), PLACE, Reordered),
        ("one moves back to the end", Box::new(moved(PLACE, 1, LAST)), PLACE, Reordered),
        ("one moves forward", Box::new(moved(PLACE + 20, 1, PLACE)), PLACE, Reordered),
        ("the last moves to the front", Box::new(moved(LAST, 1, 1)), 1, Reordered),
        ("seventy move back", Box::new(moved(20, 70, 80)), 20, Reordered),
        ("seventy move forward", Box::new(moved(80, 70, 20)), 20, Reordered),
        (
            "the last moves beyond the end",
            Box::new(sql("UPDATE events SET seq = 170 WHERE seq = 162")),
            LAST,
            Reordered,
        ),
        (
            "one moves before the first",
            Box::new(sql("UPDATE events SET seq = -2 WHERE seq = 60")),
            -2,
            Reordered,
        ),
    ];
    all_found(&cases);
}

#[test]
fn a_tail_cut_off_is_found_by_the_head_that_was_kept() {
    for left in [LAST - 1, PLACE, 1, 0] {
        let tampered = Tampered::by(|connection| remove(connection, left + 1, LAST));
        assert!(matches!(tampered.verify(None), Verified::Whole { events, .. } if events == left));
        let found = broken(&tampered.verify(Some(&WHOLE.1)));
        assert_eq!(found, (left + 1, TamperingKind::CutOff), "{left} left");
    }
}

#[test]
fn a_chain_written_anew_is_found_by_the_head_that_was_kept() {
    type Act = fn(&Connection);
    let cases: [(&str, Act, i64, TamperingKind); 4] = [
        (
            "an event altered",
            |connection| {
                connection
                    .execute_batch("UPDATE events SET on_date = '2013' WHERE seq = 60")
                    .unwrap();
                rechain(connection, PLACE);
            },
            LAST,
            TamperingKind::Rewritten,
        ),
        (
            "an event removed",
            |connection| {
                remove(connection, PLACE, PLACE);
                connection.execute_batch("UPDATE events SET seq = seq - 1 WHERE seq > 60").unwrap();
                rechain(connection, PLACE);
            },
            LAST,
            TamperingKind::CutOff,
        ),
        (
            "an event inserted",
            |connection| {
                renumber(connection, PLACE, 1);
                insert(connection, PLACE, 3, "");
                rechain(connection, PLACE);
            },
            LAST,
            TamperingKind::Rewritten,
        ),
        ("all of it", |connection| rechain(connection, 1), LAST, TamperingKind::Rewritten),
    ];
    for (name, act, seq, kind) in cases {
        let tampered = Tampered::by(|connection| {
            // Chained anew over the same events, the chain would come out the same.
            if name == "all of it" {
                connection.execute_batch("UPDATE events SET actor = '办公室'").unwrap();
            }
            act(connection);
        });
        assert!(matches!(tampered.verify(None), Verified::Whole { .. }), "{name}");
        assert_eq!(broken(&tampered.verify(Some(&WHOLE.1))), (seq, kind), "{name}");
    }
    // A head of a place in the middle finds what was rewritten before it.
    let middle = Tampered::by(|connection| {
        connection.execute_batch("UPDATE events SET on_date = '2013' WHERE seq = 60").unwrap();
        rechain(connection, PLACE);
    });
    let kept = Head { seq: PLACE + 3, hash: WHOLE.1.hash.clone() };
    assert_eq!(broken(&middle.verify(Some(&kept))), (PLACE + 3, TamperingKind::Rewritten));
    let kept = Head { seq: 0, hash: WHOLE.1.hash.clone() };
    assert_eq!(broken(&middle.verify(Some(&kept))), (0, TamperingKind::Rewritten));
}

/// What a random act was, and what is to be found.
type Expected = (String, i64, TamperingKind);

/// One act of a stranger, at random.
fn random_act(numbers: &mut Numbers, connection: &Connection) -> Expected {
    let seq = place(numbers);
    match numbers.below(10) {
        0 => {
            remove(connection, seq, seq);
            if seq == LAST {
                return ("the last removed".to_owned(), seq, TamperingKind::CutOff);
            }
            let mut act = format!("{seq} removed");
            if numbers.below(2) == 0 {
                connection
                    .execute("UPDATE events SET seq = seq - 1 WHERE seq > ?1", [seq])
                    .unwrap();
                act += ", the rest moved up";
            }
            (act, seq, TamperingKind::Removed)
        }
        1 => {
            let of = place(numbers);
            renumber(connection, seq, 1);
            let of = if of >= seq { of + 1 } else { of };
            insert(connection, seq, of, &hash_at(connection, seq - 1));
            let hashed = numbers.below(2) == 0;
            if hashed {
                rehash(connection, seq);
            }
            (format!("{of} copied to {seq}, hashed {hashed}"), seq, TamperingKind::Inserted)
        }
        2 => {
            let other = place(numbers);
            if other == seq {
                return random_act(numbers, connection);
            }
            swap(connection, seq, other);
            (format!("{seq} and {other} swapped"), seq.min(other), TamperingKind::Reordered)
        }
        _ => (changed_byte(numbers, connection, seq), seq, TamperingKind::Altered),
    }
}

fn place(numbers: &mut Numbers) -> i64 {
    numbers.between(1, LAST)
}

/// One byte of one value, in whatever column, is another one.
fn changed_byte(numbers: &mut Numbers, connection: &Connection, seq: i64) -> String {
    const COLUMNS: [&str; 12] = [
        "id",
        "kind",
        "subject",
        "on_date",
        "recorded_at",
        "office",
        "actor",
        "payload",
        "generation",
        "prev",
        "hash",
        "schema",
    ];
    let column = COLUMNS[numbers.below(COLUMNS.len())];
    if column == "schema" {
        let bit = 1_i64 << numbers.below(62);
        let text = format!("schema = (schema | {bit}) - (schema & {bit})");
        connection.execute_batch(&format!("UPDATE events SET {text} WHERE seq = {seq}")).unwrap();
        return text;
    }
    let select = format!("SELECT CAST({column} AS BLOB) FROM events WHERE seq = ?1");
    let mut value: Vec<u8> = connection.query_row(&select, [seq], |row| row.get(0)).unwrap();
    let at = numbers.below(value.len());
    value[at] ^= u8::try_from(numbers.between(1, 255)).unwrap();
    let update = format!("UPDATE events SET {column} = CAST(?1 AS TEXT) WHERE seq = ?2");
    connection.execute(&update, params![value, seq]).unwrap();
    format!("byte {at} of {column} of {seq} is {}", value[at])
}

#[test]
fn a_thousand_random_acts_are_found() {
    let mut numbers = Numbers(0x5eed_1ed9_e400_0001);
    for round in 0..1_000 {
        let mut act = None;
        let tampered = Tampered::by(|connection| act = Some(random_act(&mut numbers, connection)));
        let (act, seq, kind) = act.unwrap();
        let found = broken(&tampered.verify(Some(&WHOLE.1)));
        assert_eq!(found, (seq, kind), "round {round}: {act}");
    }
}

/// Bytes of the file, not of its values: pages, cells, the header. `SQLite` may find the file damaged, or
/// show other events, or none; the proof says whole only where the events are those that were recorded.
#[test]
fn a_file_with_other_bytes_is_never_whole_with_other_events() {
    let (bytes, head, lines) = &*WHOLE;
    let mut numbers = Numbers(0x0bad_b17e_5eed_0002);
    let (mut refused, mut broken, mut whole) = (0, 0, 0);
    for round in 0..if nightly() { 20_000 } else { 1_000 } {
        let mut bytes = bytes.clone();
        for _ in 0..=numbers.below(3) {
            let at = if numbers.below(4) == 0 {
                // The head of a page, where a little changes much.
                numbers.below(bytes.len() / 4096) * 4096 + numbers.below(40)
            } else {
                numbers.below(bytes.len())
            };
            let length = [1, 1, 1, 16, 512][numbers.below(5)].min(bytes.len() - at);
            let byte = u8::try_from(numbers.below(256)).unwrap();
            bytes[at..at + length].fill(byte);
        }
        let tampered = Tampered::bytes(&bytes);
        let Ok(ledger) = Ledger::open_to_read(&tampered.path) else {
            refused += 1;
            continue;
        };
        match ledger.verify(Some(head)) {
            Ok(Verified::Whole { .. }) => {
                whole += 1;
                let mut now = Vec::new();
                ledger.export(&mut now).unwrap().unwrap();
                assert!(now == *lines, "round {round}: whole, but not the same");
            }
            Ok(Verified::Broken(_)) => broken += 1,
            Err(_) => refused += 1,
        }
        let _ = ledger.compare();
    }
    assert!(refused > 0 && broken > 0 && whole > 0, "{refused} {broken} {whole}");
}
