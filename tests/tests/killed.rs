//! The program is killed at random moments while it records: afterwards the chain is whole, the
//! projections equal a rebuild, nothing is half recorded, and what was confirmed is there.
//!
//! 50 kills; 1,000 with `PHASEOUT_NIGHTLY` set.

use phaseout_tests::{Call, Desk};
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

const ROWS: usize = 120;

#[expect(clippy::disallowed_methods, reason = "the nightly form is asked for by the environment")]
fn kills() -> u32 {
    if std::env::var_os("PHASEOUT_NIGHTLY").is_some() { 1000 } else { 50 }
}

/// Numbers that are the same on every run; when the kernel acts on them is chance enough.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// A survey of as many kilns as ROWS, of firms that no earlier round named.
fn survey(round: u32) -> String {
    let mut list = String::from("序号,企业名称,行业,设备名称,规格,产能(万吨/年)\n");
    for row in 1..=ROWS {
        let _ = writeln!(list, "{row},第{round:04}轮{row:03}号水泥厂,水泥,机立窑,Φ2.5×10m,8");
    }
    list
}

/// A decision about every line of the last survey.
fn decisions(first: u64) -> String {
    let mut list = String::from("line,decision,reason\n");
    for number in first..first + ROWS as u64 {
        let _ = writeln!(list, "532300-{number},local,污染严重");
    }
    list
}

/// The same decision by a script, about every line that is still only surveyed.
const SCRIPT: &str = r#"
for line in lines(#{state: "surveyed"}) {
    record("identify", line, date("2013-03-01"), #{decision: "local", reason: "污染严重"});
}
"#;

/// How many events the ledger has.
fn events(office: &Path) -> u64 {
    let answer = Call::new().inside(office).args(["ledger", "head"]).run().exits(0);
    let text = answer.text().trim().to_owned();
    text.split_once(':').and_then(|(seq, _)| seq.parse().ok()).expect("a head is SEQ:HASH")
}

#[test]
fn what_was_confirmed_is_there_and_nothing_is_half_recorded() {
    let desk = Desk::new();
    let office = desk.office();
    desk.write("office/scripts/decide.rhai", SCRIPT);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut before, mut confirmed_rounds, mut cut_short) = (0, 0, 0);
    let mut usual = Duration::from_millis(250);
    // The number of the next line: a survey that was cut short leaves none.
    let mut lines: u64 = 0;
    let mut surveyed_last = false;
    for round in 0..kills() {
        let deciding = surveyed_last;
        let name = format!("office/{round}.csv");
        let arguments: Vec<String> = if deciding && round % 2 == 0 {
            ["run", "decide", "--apply"].map(str::to_owned).to_vec()
        } else if deciding {
            desk.write(&name, decisions(lines - ROWS as u64 + 1));
            let words =
                ["record", "identify", "--from", &format!("{round}.csv"), "--on", "2013-03-01"];
            words.map(str::to_owned).to_vec()
        } else {
            desk.write(&name, survey(round));
            ["import", &format!("{round}.csv"), "--on", "2013-01-05"].map(str::to_owned).to_vec()
        };
        let began = Instant::now();
        let mut child = Call::new().inside(&office).args(&arguments).start();
        let wait = usual * u32::try_from(numbers.below(1200)).unwrap() / 1000;
        std::thread::sleep(wait);
        child.kill().unwrap();
        let killed = !child.wait().unwrap().success();
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        if !killed {
            usual = (usual + began.elapsed()) / 2;
        }
        let answer = Call::new().inside(&office).args(["ledger", "verify"]).run();
        assert_eq!(answer.code, 0, "round {round}: {}", answer.err);
        let now = events(&office);
        let added = now - before;
        assert!(added == 0 || added == ROWS as u64, "round {round}: {added} of {ROWS} events");
        // The table of what was recorded is printed once everything is on the disk.
        if !said.is_empty() || !killed {
            assert_eq!(added, ROWS as u64, "round {round}: confirmed and not there");
            confirmed_rounds += 1;
        }
        cut_short += u32::from(added == 0);
        before = now;
        if added > 0 {
            lines += if deciding { 0 } else { ROWS as u64 };
            surveyed_last = !deciding;
        }
    }
    assert!(
        confirmed_rounds > 0 && cut_short > 0,
        "{confirmed_rounds} confirmed, {cut_short} cut short"
    );
}
