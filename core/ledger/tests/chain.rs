//! The chain, computed by other programs: a library made for RFC 8785, and Python with the export alone.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;
#[path = "kit/proof.rs"]
mod proof;

use kit::{desk, request};
use phaseout_ledger::{Head, Ledger, Verified};
use proof::{Numbers, hash_of, lives, object};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What every export line holds, in its order.
const COLUMNS: [&str; 15] = [
    "actor",
    "corrects",
    "generation",
    "hash",
    "id",
    "kind",
    "office",
    "on_date",
    "payload",
    "prev",
    "recorded_at",
    "schema",
    "script_set",
    "seq",
    "subject",
];

/// Texts that writers of JSON disagree about, if about any.
const ODD: [&str; 10] = [
    "\"引号\"和\\反斜\\\\线/",
    "换\n行\r\n制\t表\u{8}\u{c}符",
    "\u{1}\u{b}\u{1f}\u{7f}\u{80}\u{9f}",
    "\u{2028}\u{2029}\u{feff}x\u{200b}",
    "𠮷野家 🏭 e\u{301} é",
    "</script>&amp;'`",
    "0.1 1e5 -0 9007199254740993",
    "null true {\"a\":[1]}",
    "产能\u{ff08}万吨\u{ff0f}年\u{ff09}\u{ff1a}８",
    "\u{fffd}\u{10ffff}\u{e000}",
];

/// A ledger with lives, and with texts that are hard to write down.
fn odd(folder: &Path) -> Ledger {
    let mut ledger = kit::ledger(folder);
    lives(&mut ledger, folder, 10);
    let requests: Vec<_> = ODD
        .iter()
        .map(|text| request("suspend", "532300-3", "2014-01-01", &[("order", text)]))
        .collect();
    ledger.record(&desk(folder), &requests, true).unwrap();
    ledger
}

fn lines(ledger: &Ledger) -> Vec<String> {
    let mut text = Vec::new();
    let count = ledger.export(&mut text).unwrap().unwrap();
    let text = String::from_utf8(text).unwrap();
    let lines: Vec<String> = text.split_terminator('\n').map(str::to_owned).collect();
    assert_eq!(lines.len(), usize::try_from(count).unwrap());
    lines
}

#[test]
fn another_library_computes_the_same_chain_from_the_export_and_from_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = odd(folder.path());
    let table = rusqlite::Connection::open(ledger.path()).unwrap();
    let mut prev = "0".repeat(64);
    let mut orders = Vec::new();
    for (seq, line) in (1_i64..).zip(lines(&ledger)) {
        let value: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(serde_json_canonicalizer::to_string(&value).unwrap(), line, "{seq}");
        let Value::Object(mut event) = value else { panic!("{line}") };
        assert!(event.keys().eq(COLUMNS), "{seq}");
        let hash = event.remove("hash").unwrap();
        assert_eq!(event["prev"], *prev);
        assert_eq!(event["seq"], seq);
        assert_eq!(hash, *hash_of(&event), "{seq}");
        assert_eq!(event, object(&table, seq), "the table says the same");
        assert!(event["payload"].is_object() && event["script_set"].is_null());
        if let Some(order) = event["payload"].get("order") {
            orders.push(order.as_str().unwrap().to_owned());
        }
        hash.as_str().unwrap().clone_into(&mut prev);
    }
    assert_eq!(orders, ODD.map(str::trim), "every text came through");
    assert_eq!(ledger.head().unwrap(), Head { seq: 52, hash: prev });
}

#[test]
fn a_corrected_event_is_named_by_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = odd(folder.path());
    let event = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let lines = lines(&ledger);
    assert_eq!(event(&lines[40])["corrects"], event(&lines[39])["id"]);
    assert_eq!(event(&lines[40])["kind"], "correct");
}

#[test]
fn a_head_is_written_and_read_in_one_form() {
    let hash = "0123456789abcdef".repeat(4);
    let head = Head { seq: 7, hash: hash.clone() };
    for text in [head.to_string(), format!(" 7:{}\n", hash.to_uppercase()), format!("007:{hash}")] {
        assert_eq!(text.parse(), Ok(head.clone()), "{text}");
    }
    for text in ["", "7", ":", "7:", "7:abc", &hash, &format!("-1:{hash}"), &format!("7:{hash}0")] {
        assert_eq!(text.parse::<Head>(), Err(()), "{text}");
    }
    let folder = tempfile::tempdir().unwrap();
    let empty = kit::ledger(folder.path());
    assert_eq!(empty.head().unwrap().to_string(), format!("0:{}", "0".repeat(64)));
    let kept = empty.head().unwrap();
    assert!(matches!(empty.verify(Some(&kept)).unwrap(), Verified::Whole { events: 0, .. }));
}

/// The checker in `examples/`, over lines of an export: whether it is content, and what it says.
fn check(folder: &Path, lines: &[String], head: Option<&str>) -> Option<(bool, String)> {
    let export = folder.join("export.jsonl");
    let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    std::fs::write(&export, text).unwrap();
    let checker: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "../../examples/check-ledger/check.py"].iter().collect();
    let mut python = Command::new("python3");
    python.arg(checker).arg(export).env("PYTHONUTF8", "1");
    python.args(head.into_iter().flat_map(|head| ["--head", head]));
    let output = python.output().ok()?;
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&said).trim().to_owned()))
}

#[test]
#[expect(clippy::print_stdout, reason = "a test that cannot be run says why")]
fn python_finds_in_the_export_what_the_ledger_finds_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = odd(folder.path());
    let whole = lines(&ledger);
    let head = ledger.head().unwrap().to_string();
    let checked = |lines: &[String], head: Option<&str>| check(folder.path(), lines, head);
    let Some(answer) = checked(&whole, None) else {
        println!("skipped: there is no python3 here");
        return;
    };
    assert_eq!(answer, (true, format!("52 events, head {head}")));
    assert_eq!(checked(&whole, Some(&head)).unwrap(), answer);
    assert_eq!(checked(&[], None).unwrap(), (true, format!("0 events, head 0:{}", "0".repeat(64))));
    let found = |lines: Vec<String>, said: &str| {
        let (content, words) = checked(&lines, Some(&head)).unwrap();
        assert!(!content && words.starts_with(said), "{said}: {words}");
    };
    let without = |at: usize| [&whole[..at], &whole[at + 1..]].concat();
    found(without(20), "event 21 breaks the chain");
    found(without(0), "event 1 breaks the chain");
    found(without(51), "the events after 51 are gone");
    found(Vec::new(), "the events after 0 are gone");
    let mut swapped = whole.clone();
    swapped.swap(4, 30);
    found(swapped, "event 5 breaks the chain");
    let mut twice = whole.clone();
    twice.insert(9, whole[8].clone());
    found(twice, "event 10 breaks the chain");
    let spelled = |text: &str, other: &str| {
        let mut lines = whole.clone();
        assert!(lines[20].contains(text), "{}", lines[20]);
        lines[20] = lines[20].replace(text, other);
        lines
    };
    found(spelled("\"schema\":1", "\"schema\": 1"), "event 21 is not written");
    found(spelled("\"schema\":1", "\"schema\":1.0"), "event 21 cannot be read");
    found(spelled("\"schema\":1", "\"schema\":1,\"schema\":1"), "event 21 cannot be read");
    found(spelled("\"schema\":1", "\"schema\":2"), "event 21 breaks the chain");
    found(spelled("\"script_set\":null,", ""), "event 21 is not written");
    let other = format!("52:{}", "a".repeat(64));
    let (content, words) = checked(&whole, Some(&other)).unwrap();
    assert!(!content && words.starts_with("event 52 has another hash"), "{words}");

    // Any byte of any line. Some change nothing but the line's end, and that is found as well.
    let mut numbers = Numbers(0x0e5c_a9ed_5eed_0003);
    for _ in 0..if proof::nightly() { 500 } else { 12 } {
        let mut lines = whole.clone();
        let line = numbers.below(lines.len());
        let mut bytes = lines[line].clone().into_bytes();
        let at = numbers.below(bytes.len());
        let old = bytes[at];
        if !old.is_ascii_alphanumeric() {
            continue;
        }
        bytes[at] = if old == b'0' { b'1' } else { b'0' };
        lines[line] = String::from_utf8(bytes).unwrap();
        found(lines, &format!("event {}", line + 1));
    }
}
