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
        departments: Vec::new(),
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

/// A survey row from its fields; a field that begins with `@` is a cell. The file is `list.csv`.
pub fn row(fields: &[(&str, &str)]) -> SurveyRow {
    let mut row = SurveyRow {
        file: "list.csv".to_owned(),
        row: 2,
        industry: "cement".to_owned(),
        region: Some("532323".to_owned()),
        ..SurveyRow::default()
    };
    for (field, text) in fields {
        set(&mut row, field, text);
    }
    row
}

/// Sets a field of a survey row; a blank one takes an optional field away.
pub fn set(row: &mut SurveyRow, field: &str, text: &str) {
    let some = Some(text.to_owned()).filter(|text| !text.is_empty());
    let text = text.to_owned();
    match field {
        "list_id" => row.list_id = text,
        "file" => row.file = text,
        "name" => row.name = text,
        "credit_code" => row.credit_code = some,
        "organisation_code" => row.organisation_code = some,
        "group" => row.group = some,
        "region" => row.region = some,
        "industry" => row.industry = text,
        "label" => row.label = text,
        "equipment" => row.equipment = text,
        "specification" => row.specification = text,
        "capacity" => row.capacity = text,
        "constructed" => row.constructed = some,
        "same_as" => row.same_as = some,
        cell => drop(row.cells.insert(cell.trim_start_matches('@').to_owned(), text)),
    }
}

/// Surveys the rows of one list and says of each what became of it: `new 532300-1`,
/// `changed 532300-1 capacity`, `same 532300-1`, or the code of its refusal.
pub fn survey(ledger: &mut Ledger, base: &Path, date: &str, rows: &[SurveyRow]) -> Vec<String> {
    let mut recording = ledger.begin(&desk(base)).unwrap();
    let outcomes = recording.survey_all(rows, on(date)).unwrap();
    recording.keep().unwrap();
    outcomes
        .into_iter()
        .map(|outcome| match outcome {
            Ok(Surveyed::New(line)) => format!("new {line}"),
            Ok(Surveyed::Same(line)) => format!("same {line}"),
            Ok(Surveyed::Changed(line, changes)) => {
                let fields: Vec<String> = changes.into_iter().map(|change| change.field).collect();
                format!("changed {line} {}", fields.join(","))
            }
            Err(refusal) => refusal.code.to_owned(),
        })
        .collect()
}

/// Surveys one row that is refused.
#[track_caller]
pub fn refused(ledger: &mut Ledger, base: &Path, date: &str, row: &SurveyRow) -> Refusal {
    let mut recording = ledger.begin(&desk(base)).unwrap();
    refusals(recording.survey(row, on(date)).unwrap_err()).remove(0)
}

/// An argument of a refusal.
#[track_caller]
pub fn argument<'r>(refusal: &'r Refusal, name: &str) -> &'r str {
    let found = refusal.arguments.iter().find(|(own, _)| *own == name);
    &found.unwrap_or_else(|| panic!("{name} in {refusal:?}")).1
}

/// The organisation code (GB 11714) of a number.
pub fn organisation_code(number: u32) -> String {
    let digits = format!("{number:08}");
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.chars().zip(weights).map(|(c, w)| c.to_digit(10).unwrap() * w).sum();
    let check = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap(),
    };
    format!("{digits}{check}")
}

/// The unified code (GB 32100-2015) that holds the organisation code of a number, registered in 牟定县.
pub fn unified_code(number: u32) -> String {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let code = format!("91532323{}", organisation_code(number));
    let mut weight = 1;
    let mut sum = 0;
    for c in code.chars() {
        sum += ALPHABET.find(c).unwrap() * weight;
        weight = weight * 3 % 31;
    }
    format!("{code}{}", ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap())
}

/// A desk of another office.
pub fn desk_of(base: &Path, office: &str) -> Desk {
    Desk { office: office.to_owned(), ..desk(base) }
}

/// Who a line is that a test records: its firm, place, group, industry and capacity.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    pub name: &'a str,
    pub region: &'a str,
    pub group: &'a str,
    pub industry: &'a str,
    pub capacity: &'a str,
}

/// Surveys a line inside a transaction and decides that it goes; gives its id.
#[track_caller]
pub fn identified(recording: &mut phaseout_ledger::Recording<'_>, who: Who<'_>) -> String {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    // Each is another line, also of the same firm: it bears a number of its own.
    let number = recording.book().lines().unwrap().len() + 1;
    let row = SurveyRow {
        name: who.name.to_owned(),
        region: some(who.region),
        label: format!("{number}#"),
        group: some(who.group),
        industry: who.industry.to_owned(),
        equipment: "converter".to_owned(),
        specification: who.capacity.to_owned(),
        capacity: who.capacity.to_owned(),
        file: "survey.csv".to_owned(),
        ..SurveyRow::default()
    };
    let surveyed = recording.survey(&row, on("2012-11-05")).unwrap();
    let Surveyed::New(id) = surveyed else { panic!("{surveyed:?}") };
    let facts = [("decision", "local"), ("reason", "群众意见大")];
    recording.record(&request("identify", &id, "2012-12-20", &facts)).unwrap();
    id
}
