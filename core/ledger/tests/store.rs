//! The file, when it is not as it should be, when others use it, and when the disk is full: a code for each
//! case, and nothing changed.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;
#[path = "kit/proof.rs"]
mod proof;

use kit::{desk, request};
use phaseout_ledger::{Desk, Head, Ledger, LedgerError, TamperingKind, Verified, View};
use proof::lives;
use rusqlite::Connection;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A patience that a test can wait for.
const SHORT: Duration = Duration::from_millis(60);

/// A ledger of ten lines, closed.
fn lived(folder: &Path) -> PathBuf {
    let mut ledger = kit::ledger(folder);
    lives(&mut ledger, folder, 10);
    ledger.path().to_owned()
}

#[track_caller]
fn code<T: std::fmt::Debug>(result: Result<T, LedgerError>) -> &'static str {
    match result {
        Err(LedgerError::Store { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

/// Events, head and projections are those of a whole ledger; gives the head.
#[track_caller]
fn sound(ledger: &Ledger) -> Head {
    let verified = ledger.verify(None).unwrap();
    let Verified::Whole { head, .. } = verified else { panic!("{verified:?}") };
    assert!(ledger.compare().unwrap().is_same());
    head
}

#[test]
fn a_file_that_is_no_ledger_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = lived(folder.path());
    let whole = std::fs::read(&path).unwrap();
    let pages = whole.len() / 4096;
    let other = folder.path().join("other.db");
    let connection = Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE notes(text); PRAGMA user_version = 1").unwrap();
    drop(connection);
    let newer = folder.path().join("newer.db");
    std::fs::write(&newer, &whole).unwrap();
    Connection::open(&newer).unwrap().pragma_update(None, "user_version", 9).unwrap();
    let emptied = folder.path().join("emptied.db");
    std::fs::write(&emptied, &whole).unwrap();
    let connection = Connection::open(&emptied).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF; DROP TABLE events").unwrap();
    drop(connection);

    let text = "台账\n".repeat(2_000).into_bytes();
    let cases: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("an empty file", Vec::new(), &["truncated"]),
        ("a short text", b"ledger".to_vec(), &["foreign"]),
        ("a long text", text, &["foreign"]),
        ("another program's database", std::fs::read(&other).unwrap(), &["foreign"]),
        ("a newer program's ledger", std::fs::read(&newer).unwrap(), &["newer"]),
        ("a ledger without events", std::fs::read(&emptied).unwrap(), &["damaged"]),
        ("half a header", whole[..60].to_vec(), &["truncated"]),
        ("half a page", whole[..2048].to_vec(), &["truncated"]),
        ("one page", whole[..4096].to_vec(), &["truncated"]),
        ("a page too few", whole[..(pages - 1) * 4096].to_vec(), &["truncated"]),
        ("a byte too few", whole[..whole.len() - 1].to_vec(), &["truncated"]),
        ("half the pages", whole[..pages / 2 * 4096].to_vec(), &["truncated"]),
        ("no schema", [&whole[..200], &vec![0; whole.len() - 200]].concat(), &["damaged"]),
    ];
    for (name, bytes, codes) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        std::fs::write(&path, &bytes).unwrap();
        let opened = [code(Ledger::open(&path)), code(Ledger::open_to_read(&path))];
        for found in opened {
            assert!(codes.contains(&found), "{name}: {found}");
        }
        assert_eq!(code(Ledger::create(&path)), "exists", "{name}");
        assert!(std::fs::read(&path).unwrap() == bytes, "{name}: was changed");
        let beside: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(beside.len(), 1, "{name}: {beside:?}");
    }
}

#[test]
fn a_place_where_no_ledger_is_or_can_be_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("ledger.db");
    assert_eq!(code(Ledger::open(&missing)), "missing");
    assert_eq!(code(Ledger::open_to_read(&missing)), "missing");
    assert!(!missing.exists(), "looking for it does not make it");
    assert_eq!(code(Ledger::open(folder.path())), "foreign", "a folder");
    assert_eq!(code(Ledger::create(&folder.path().join("no/such/folder.db"))), "cannot-open");
    // A name is a name, and not an address with questions in it.
    let odd = folder.path().join("file:odd?mode=memory.db");
    drop(Ledger::create(&odd).unwrap());
    assert!(odd.exists());
    drop(Ledger::open(&odd).unwrap());
}

#[test]
fn events_are_not_changed_by_any_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = lived(folder.path());
    let head = sound(&Ledger::open(&path).unwrap());
    let copied =
        "SELECT 43, id, kind, subject, on_date, recorded_at, office, actor, payload, corrects,
        generation, script_set, schema, prev, hash FROM events WHERE seq = 7";
    let acts = [
        "UPDATE events SET payload = '{}' WHERE seq = 3".to_owned(),
        "UPDATE OR REPLACE events SET id = (SELECT id FROM events WHERE seq = 1) WHERE seq = 3"
            .to_owned(),
        "DELETE FROM events WHERE seq = 3".to_owned(),
        "DELETE FROM events".to_owned(),
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 3".to_owned(),
        // Under a free number, but with an id that is taken: REPLACE would make room for it.
        format!("INSERT OR REPLACE INTO events {copied}"),
        format!("INSERT OR IGNORE INTO events {copied}"),
        format!("INSERT INTO events {}", copied.replace("43, id", "50, 'x'")),
        format!("INSERT INTO events {}", copied.replace("43, id", "NULL, 'x'")),
    ];
    let stranger = Connection::open(&path).unwrap();
    for act in acts {
        let error = stranger.execute_batch(&act).unwrap_err().to_string();
        assert!(error.contains("events are"), "{act}: {error}");
    }
    drop(stranger);
    // Where somebody took the triggers away, the next writer puts them back.
    drop(proof::stranger(&path));
    let ledger = Ledger::open(&path).unwrap();
    let stranger = Connection::open(&path).unwrap();
    stranger.execute_batch("DELETE FROM events").unwrap_err();
    assert_eq!(sound(&ledger), head);
}

#[test]
fn a_writer_waits_for_another_and_then_says_locked() {
    let folder = tempfile::tempdir().unwrap();
    let path = lived(folder.path());
    let mut ledger = Ledger::open_with_patience(&path, SHORT).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let began = Instant::now();
    assert_eq!(code(ledger.begin(&desk(folder.path()))), "locked");
    assert!(began.elapsed() >= SHORT, "it waited");
    assert_eq!(code(ledger.rebuild()), "locked");
    // Who only reads is not kept waiting, nor is who opens.
    let head = sound(&ledger);
    sound(&Ledger::open_to_read(&path).unwrap());
    drop(Ledger::open_with_patience(&path, SHORT).unwrap());
    other.execute_batch("COMMIT").unwrap();
    drop(ledger.begin(&desk(folder.path())).unwrap());
    assert_eq!(sound(&ledger), head);
    // A program that keeps the whole file to itself.
    let whole = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM lines; ROLLBACK";
    drop((ledger, other));
    let other = Connection::open(&path).unwrap();
    other.execute_batch(whole).unwrap();
    assert_eq!(code(Ledger::open_with_patience(&path, SHORT)), "locked");
}

#[test]
fn two_desks_record_in_turn_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = lived(folder.path());
    std::thread::scope(|scope| {
        for desk_number in 0..3 {
            let (path, base) = (&path, folder.path());
            scope.spawn(move || {
                let mut ledger = Ledger::open(path).unwrap();
                for round in 0..10 {
                    let note = format!("{desk_number}/{round}");
                    kit::record(
                        &mut ledger,
                        base,
                        request("suspend", "532300-3", "2014-01-01", &[("order", &note)]),
                    )
                    .unwrap();
                }
            });
        }
    });
    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(sound(&ledger).seq, 42 + 30);
}

#[test]
fn who_reads_while_another_writes_sees_whole_acts_only() {
    let folder = tempfile::tempdir().unwrap();
    let (base, path) = (folder.path(), folder.path().join("ledger.db"));
    let mut ledger = Ledger::create(&path).unwrap();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let (mut seen, mut rounds) = (0, 0);
                while !done.load(std::sync::atomic::Ordering::Relaxed) || rounds == 0 {
                    let reader = Ledger::open_to_read(&path).unwrap();
                    let head = sound(&reader);
                    // Each act of the writer is one line with its four events, or its two corrections.
                    let viewed = reader.view(View::default()).unwrap();
                    let (lines, events) =
                        (viewed.book().lines().unwrap().len(), reader.head().unwrap().seq);
                    assert_eq!(lines * 6, usize::try_from(events).unwrap());
                    assert!(events >= head.seq && head.seq >= seen, "time goes on");
                    (seen, rounds) = (head.seq, rounds + 1);
                }
            });
        }
        for _ in 0..25 {
            lives_of_one(&mut ledger, base);
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!(sound(&ledger).seq, 150);
    assert_eq!(code(Ledger::open_to_read(&path).unwrap().begin(&desk(base))), "read-only");
}

/// One more line with four events, and two corrections of its last.
fn lives_of_one(ledger: &mut Ledger, base: &Path) {
    let name = format!("第{}水泥厂", ledger.head().unwrap().seq);
    let mut recording = ledger.begin(&desk(base)).unwrap();
    let row = phaseout_ledger::SurveyRow {
        name,
        industry: "cement".to_owned(),
        capacity: "8万吨/年".to_owned(),
        file: "survey.csv".to_owned(),
        ..phaseout_ledger::SurveyRow::default()
    };
    let surveyed = recording.survey(&row, kit::on("2012")).unwrap();
    let phaseout_ledger::Surveyed::New(id) = surveyed else { panic!("{surveyed:?}") };
    let facts = [("decision", "local"), ("reason", "污染")];
    recording.record(&request("identify", &id, "2012-12-20", &facts)).unwrap();
    recording.record(&request("shut_down", &id, "2013", &[])).unwrap();
    let seq = recording.record(&request("suspend", &id, "2013", &[("order", "1")])).unwrap().seq;
    for on in ["2013-07", "2013-08"] {
        let facts = [("reason", "日期有误"), ("on", on)];
        recording.record(&request("correct", &seq.to_string(), "2014-02-01", &facts)).unwrap();
    }
    recording.keep().unwrap();
}

#[test]
fn a_full_disk_loses_nothing_that_was_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let path = lived(base);
    let mut ledger = Ledger::open(&path).unwrap();
    let head = sound(&ledger);
    let pages = |path: &Path| -> u32 {
        Connection::open(path)
            .unwrap()
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap()
    };
    let order = "停产整顿令".repeat(200);
    let batch: Vec<_> = (0..400)
        .map(|n| {
            request("suspend", &format!("532300-{}", n % 5 + 1), "2014-01-01", &[("order", &order)])
        })
        .collect();
    for room in [0, 1, 2, 5, 20, 60] {
        ledger.limit_pages(pages(&path) + room).unwrap();
        assert_eq!(code(ledger.record(&desk(base), &batch, true)), "full", "{room} pages");
        assert_eq!(ledger.head().unwrap(), head, "{room} pages");
        assert_eq!(sound(&ledger), head, "{room} pages");
        // Who records singly gets as far as there is room, and keeps all of it.
    }
    let mut kept = 0;
    ledger.limit_pages(pages(&path) + 10).unwrap();
    let stopped = loop {
        match ledger.record(&desk(base), &batch[..1], true) {
            Ok(_) => kept += 1,
            stopped => break stopped,
        }
    };
    assert_eq!(code(stopped), "full");
    assert!(kept > 0);
    assert_eq!(sound(&ledger).seq, head.seq + kept);
    ledger.limit_pages(1_000_000).unwrap();
    ledger.record(&desk(base), &batch, true).unwrap();
    drop(ledger);
    assert_eq!(sound(&Ledger::open(&path).unwrap()).seq, head.seq + kept + 400);
}

#[test]
fn a_clock_set_back_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = Ledger::open(&lived(base)).unwrap();
    let head = sound(&ledger);
    let act = [request("suspend", "532300-3", "2014-01-01", &[("order", "1")])];
    let at = |now: &str| Desk { now: now.parse().unwrap(), ..desk(base) };
    for now in ["2014-03-01T01:58:59Z", "2013-12-31T23:00:00Z", "1970-01-01T00:00:00Z"] {
        assert_eq!(code(ledger.record(&at(now), &act, true)), "clock-back", "{now}");
    }
    assert_eq!(sound(&ledger), head);
    // A writer that waited for another one read its clock before: its event bears the other's second.
    let waited = ledger.record(&at("2014-03-01T01:59:59Z"), &act, true).unwrap();
    assert_eq!(waited[0].recorded_at, "2014-03-01T02:00:00Z");
    // The same second is no step back; nor is the same moment in another time zone.
    for now in ["2014-03-01T02:00:00Z", "2014-03-01T10:00:00+08:00", "2014-03-01T02:00:01Z"] {
        ledger.record(&at(now), &act, true).unwrap();
    }
    assert_eq!(sound(&ledger).seq, head.seq + 4);
}

/// Runs a part of a test as a process of its own: this program again, with only [`part`] in it.
fn process(part: &str, path: &Path, nobody: bool) -> std::io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--exact", "part", "--ignored", "--nocapture"]);
    command.env("PHASEOUT_PART", part).env("PHASEOUT_PART_PATH", path);
    #[cfg(unix)]
    if nobody {
        use std::os::unix::process::CommandExt;
        command.uid(65_534).gid(65_534).current_dir("/");
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
}

/// The lines that a part says, without those of the test program around it.
fn said(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines
        .map_while(Result::ok)
        .filter_map(|line| line.split_once("said ").map(|(_, words)| words.to_owned()))
}

/// What another process does.
#[test]
#[ignore = "a part of other tests, run by them as a process of its own"]
#[expect(clippy::print_stdout, reason = "it is how a process speaks to the one that began it")]
#[expect(clippy::disallowed_methods, reason = "its part is named by the environment")]
fn part() {
    let Ok(part) = std::env::var("PHASEOUT_PART") else { return };
    let path = PathBuf::from(std::env::var_os("PHASEOUT_PART_PATH").unwrap());
    let base = path.parent().unwrap().to_owned();
    let said = |words: &str| println!("\nsaid {words}");
    let wait = || {
        let _ = std::io::stdin().read_line(&mut String::new());
    };
    match part.as_str() {
        "hold" => {
            let mut ledger = Ledger::open(&path).unwrap();
            let _recording = ledger.begin(&desk(&base)).unwrap();
            said("held");
            wait();
        }
        "record" => {
            let mut ledger = Ledger::open(&path).unwrap();
            for order in 0..3 {
                let order = order.to_string();
                let act = request("suspend", "532300-3", "2014-01-01", &[("order", &order)]);
                ledger.record(&desk(&base), &[act], true).unwrap();
                said(&ledger.head().unwrap().to_string());
            }
            let mut recording = ledger.begin(&desk(&base)).unwrap();
            let order = "停产整顿令".repeat(10_000);
            for _ in 0..500 {
                let act = request("suspend", "532300-3", "2014-01-01", &[("order", &order)]);
                recording.record(&act).unwrap();
            }
            said("half");
            wait();
        }
        "look" => {
            let words = |result: Result<Verified, LedgerError>| match result {
                Ok(Verified::Whole { .. }) => "whole",
                Ok(Verified::Broken(_)) => "broken",
                Err(LedgerError::Store { code, .. }) => code,
                Err(LedgerError::Refused(_)) => "refused",
            };
            said(words(Ledger::open_to_read(&path).and_then(|ledger| ledger.verify(None))));
            let act = request("suspend", "532300-3", "2014-01-01", &[("order", "1")]);
            let written = Ledger::open(&path).and_then(|mut ledger| {
                ledger.record(&desk(&base), &[act], true)?;
                ledger.verify(None)
            });
            said(words(written));
        }
        other => panic!("{other}"),
    }
}

#[test]
fn another_process_that_writes_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = lived(folder.path());
    let mut child = process("hold", &path, false).unwrap();
    assert_eq!(said(&mut child).next().as_deref(), Some("held"));
    let mut ledger = Ledger::open_with_patience(&path, SHORT).unwrap();
    assert_eq!(code(ledger.begin(&desk(folder.path()))), "locked");
    sound(&ledger);
    drop(child.stdin.take());
    child.wait().unwrap();
    drop(ledger.begin(&desk(folder.path())).unwrap());
}

#[test]
fn what_a_killed_process_confirmed_is_in_the_log_it_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = lived(folder.path());
    let mut child = process("record", &path, false).unwrap();
    let words: Vec<String> = said(&mut child).take(4).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    let log = folder.path().join("ledger.db-wal");
    assert!(std::fs::metadata(&log).unwrap().len() > 0, "it left its log behind");
    assert_eq!(words[3], "half");
    // Without the log the file is an earlier one: only the head tells.
    let without = folder.path().join("without.db");
    std::fs::copy(&path, &without).unwrap();
    let kept: Head = words[2].parse().unwrap();
    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(sound(&ledger), kept, "all that was confirmed, and nothing of what was not");
    let verified = Ledger::open(&without).unwrap().verify(Some(&kept)).unwrap();
    let Verified::Broken(found) = verified else { panic!("{verified:?}") };
    assert_eq!((found.seq, found.kind), (43, TamperingKind::CutOff));
}

/// As a person without the right to write; the superuser, whom nothing is forbidden, becomes nobody first.
#[cfg(unix)]
#[test]
#[expect(clippy::print_stdout, reason = "a test that cannot be run says why")]
fn a_ledger_that_may_not_be_written_is_read_where_it_can_be() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    // The folder's mode, the file's, whether a log is beside it; what a reader finds, what a writer.
    let cases = [
        (0o777, 0o666, "whole", "whole"),
        (0o777, 0o444, "whole", "read-only"),
        (0o555, 0o444, "whole", "read-only"),
        (0o555, 0o666, "whole", "read-only"),
        (0o777, 0o000, "cannot-open", "cannot-open"),
    ];
    for (of_folder, of_file, reads, writes) in cases {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("office");
        std::fs::create_dir(&inside).unwrap();
        let path = lived(&inside);
        let bytes = std::fs::read(&path).unwrap();
        mode(folder.path(), 0o755);
        mode(&path, of_file);
        mode(&inside, of_folder);
        let child = process("look", &path, is_root());
        let found: Vec<String> = match child {
            Ok(mut child) => said(&mut child).collect(),
            Err(error) => {
                println!("skipped: this program cannot be run as nobody: {error}");
                return;
            }
        };
        mode(&inside, 0o755);
        mode(&path, 0o644);
        if found.is_empty() {
            println!("skipped: nobody may not run this program");
            return;
        }
        assert_eq!(found, [reads, writes], "folder {of_folder:o}, file {of_file:o}");
        if writes != "whole" {
            assert!(std::fs::read(&path).unwrap() == bytes, "nothing changed");
        }
        sound(&Ledger::open(&path).unwrap());
    }
}

/// Whether this process may do everything: it owns what the system owns.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::metadata(folder.path()).unwrap().uid() == 0
}
