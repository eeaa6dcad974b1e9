//! What reloads while the program runs: every way of saving is noticed, nothing else is, and what fails
//! leaves the last good value in force.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_host::{Live, Outcome, Watch};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// The numbers in the files of a folder, added; a file without a number is refused.
fn sum(folder: &Path) -> Result<i64, String> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "num") {
            let text = std::fs::read_to_string(&path).unwrap();
            sum += text
                .trim()
                .parse::<i64>()
                .map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(sum)
}

fn live(folder: &Path) -> (Live<i64>, Receiver<Outcome<String>>) {
    let (send, receive) = channel();
    let (watched, first, next) = (folder.to_owned(), folder.to_owned(), folder.to_owned());
    let live = Live::start(
        move || vec![Watch::folder(&watched, &["num"])],
        move || sum(&first),
        move |_, _| sum(&next),
        move |outcome| drop(send.send(outcome)),
    );
    (live.unwrap(), receive)
}

fn wait(outcomes: &Receiver<Outcome<String>>) -> Outcome<String> {
    outcomes.recv_timeout(Duration::from_secs(5)).expect("the change is noticed")
}

#[track_caller]
fn assert_quiet(outcomes: &Receiver<Outcome<String>>) {
    let more = outcomes.recv_timeout(Duration::from_millis(300));
    assert!(more.is_err(), "{more:?}");
}

/// Saves a text as the file watched.
type Save<'a> = &'a dyn Fn(&str);

#[test]
fn every_way_of_saving_is_noticed_once() {
    let folder = tempfile::tempdir().unwrap();
    let (file, other) = (folder.path().join("a.num"), folder.path().join("a.tmp"));
    std::fs::write(&file, "1").unwrap();
    let (live, outcomes) = live(folder.path());
    assert_eq!((*live.load(), live.generation()), (1, 1));
    let ways: [(&str, Save<'_>); 6] = [
        ("over the old file", &|text| std::fs::write(&file, text).unwrap()),
        ("by rename", &|text| {
            std::fs::write(&other, text).unwrap();
            std::fs::rename(&other, &file).unwrap();
        }),
        ("removed and made again", &|text| {
            std::fs::remove_file(&file).unwrap();
            std::fs::write(&file, text).unwrap();
        }),
        ("as a build tool's hard link", &|text| {
            let made = tempfile::tempdir_in(folder.path().parent().unwrap()).unwrap();
            std::fs::write(made.path().join("x"), text).unwrap();
            std::fs::remove_file(&file).unwrap();
            std::fs::hard_link(made.path().join("x"), &file).unwrap();
        }),
        ("as an editor with a backup", &|text| {
            let backup = folder.path().join("a.num~");
            std::fs::rename(&file, &backup).unwrap();
            std::fs::write(&file, text).unwrap();
            std::fs::remove_file(&backup).unwrap();
        }),
        ("in pieces", &|text| {
            use std::io::Write;
            let mut file = std::fs::File::create(&file).unwrap();
            for piece in [text, " ", " ", "\n"] {
                file.write_all(piece.as_bytes()).unwrap();
                std::thread::sleep(Duration::from_millis(20));
            }
        }),
    ];
    for (number, (way, save)) in (2..).zip(ways) {
        save(&number.to_string());
        let outcome = wait(&outcomes);
        assert_eq!(outcome.refused, None, "{way}");
        assert_eq!(outcome.changed, std::slice::from_ref(&file), "{way}");
        assert_eq!(
            (outcome.generation, *live.load()),
            (u64::try_from(number).unwrap(), number),
            "{way}"
        );
        assert_quiet(&outcomes);
    }
}

#[test]
fn touching_reading_and_other_files_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.num");
    std::fs::write(&file, "1").unwrap();
    let (live, outcomes) = live(folder.path());
    std::fs::File::options()
        .append(true)
        .open(&file)
        .unwrap()
        .set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
    std::fs::read(&file).unwrap();
    std::fs::write(&file, "1").unwrap();
    std::fs::write(folder.path().join("note.txt"), "x").unwrap();
    assert_quiet(&outcomes);
    assert_eq!(live.generation(), 1);
}

#[test]
fn what_fails_leaves_the_last_good_value() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.num");
    std::fs::write(&file, "1").unwrap();
    let (live, outcomes) = live(folder.path());
    std::fs::write(&file, "one").unwrap();
    let refused = wait(&outcomes);
    assert!(refused.refused.unwrap().contains("a.num: invalid digit"));
    assert_eq!((refused.generation, *live.load()), (1, 1));
    std::fs::write(&file, "3").unwrap();
    assert_eq!((wait(&outcomes).generation, *live.load()), (2, 3));
    std::fs::remove_file(&file).unwrap();
    assert_eq!((wait(&outcomes).generation, *live.load()), (3, 0));
}

#[test]
fn a_run_ends_on_the_value_it_began_with() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.num");
    std::fs::write(&file, "1").unwrap();
    let (live, outcomes) = live(folder.path());
    let run = live.load();
    std::fs::write(&file, "2").unwrap();
    wait(&outcomes);
    assert_eq!((*run, *live.load()), (1, 2));
}

#[test]
fn a_folder_may_appear_go_and_come_back() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("later/criteria");
    let (send, outcomes) = channel();
    let (watched, next) = (folder.clone(), folder.clone());
    let live = Live::start(
        move || vec![Watch::tree(&watched, &["num"])],
        || Ok::<_, String>(0),
        move |_, _| if next.is_dir() { sum(&next) } else { Ok(-1) },
        move |outcome| drop(send.send(outcome)),
    )
    .unwrap();
    for number in [7, 8] {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.num"), number.to_string()).unwrap();
        wait(&outcomes);
        assert_eq!(*live.load(), number);
        std::fs::write(folder.join("a.num"), "9").unwrap();
        wait(&outcomes);
        assert_eq!(*live.load(), 9);
        std::fs::remove_dir_all(folder.parent().unwrap()).unwrap();
        wait(&outcomes);
        assert_eq!(*live.load(), -1);
    }
}

/// A change that is never followed by quiet is looked at all the same.
#[test]
fn unceasing_events_do_not_put_it_off_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.num");
    std::fs::write(&file, "1").unwrap();
    let (live, outcomes) = live(folder.path());
    let begun = Instant::now();
    let mut number = 1;
    while outcomes.try_recv().is_err() {
        assert!(begun.elapsed() < Duration::from_secs(5), "it is never looked at");
        number += 1;
        let part = folder.path().join("part");
        std::fs::write(&part, number.to_string()).unwrap();
        std::fs::rename(&part, &file).unwrap();
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(*live.load() > 1);
}
