//! A desk to record at, and lines to record about.
#![allow(dead_code, reason = "each test uses what it needs of the kit")]
#![allow(clippy::unwrap_used, reason = "a kit of tests, which stop where something fails")]
#![allow(unreachable_pub, reason = "a kit is public to the test that takes it in")]

use phaseout_ledger::{Desk, Ledger, LedgerError, OnDate, Refusal, Request, SurveyRow, Surveyed};
use std::path::Path;

/// A prefecture's desk on a day of 2014.
pub fn desk(base: &Path) -> Desk {
    Desk {
        office: "532300".to_owned(),
        actor: "产业政策科".to_owned(),
        now: "2014-03-01T02:00:00Z".parse().unwrap(),
        quorum: 2,
        base: base.to_owned(),
        generation: Some("g".repeat(64)),
        script_set: None,
    }
}

/// A new ledger in a folder.
pub fn ledger(folder: &Path) -> Ledger {
    Ledger::create(&folder.join("ledger.db")).unwrap()
}

/// A date as written.
pub fn on(text: &str) -> OnDate {
    OnDate::parse(text).unwrap()
}

/// A request as a person writes it.
pub fn request(kind: &str, subject: &str, date: &str, facts: &[(&str, &str)]) -> Request {
    Request {
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        on: on(date),
        facts: facts.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        judged: None,
    }
}

/// The refusals of an error.
#[track_caller]
pub fn refusals(error: LedgerError) -> Vec<Refusal> {
    match error {
        LedgerError::Refused(refusals) => refusals,
        LedgerError::Store { code, detail } => panic!("{code}: {detail}"),
    }
}

/// Records a shaft kiln of Yaohua, surveyed at the end of 2012, and gives its id.
pub fn kiln(ledger: &mut Ledger, base: &Path) -> String {
    line(ledger, base, "耀华水泥有限责任公司", "cement", "8万吨/年")
}

/// Records a line of an enterprise and gives its id.
pub fn line(
    ledger: &mut Ledger,
    base: &Path,
    name: &str,
    industry: &str,
    capacity: &str,
) -> String {
    let row = SurveyRow {
        name: name.to_owned(),
        region: Some("532323".to_owned()),
        industry: industry.to_owned(),
        equipment: "mechanised_shaft_kiln".to_owned(),
        specification: "Φ3×11m".to_owned(),
        capacity: capacity.to_owned(),
        file: "survey.csv".to_owned(),
        row: 2,
        ..SurveyRow::default()
    };
    let mut recording = ledger.begin(&desk(base)).unwrap();
    let surveyed = recording.survey(&row, on("2012-11-05")).unwrap();
    recording.keep().unwrap();
    let Surveyed::New(id) = surveyed else { panic!("{surveyed:?}") };
    id
}

/// Records one request.
pub fn record(ledger: &mut Ledger, base: &Path, request: Request) -> Result<(), LedgerError> {
    ledger.record(&desk(base), &[request], true).map(drop)
}
