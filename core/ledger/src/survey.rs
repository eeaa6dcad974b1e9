//! The survey (排查): what a row of a list becomes in the record.
//!
//! The payload of a survey event carries the whole row, so that the line can be judged again from the
//! record alone.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::identity;
use crate::json::{Json, Payload, canonical};
use crate::kind::kind;
use crate::line::Line;
use crate::recording::{Draft, Judged, Recording, judgement};
use crate::refusal::{Refusal, Result};
use crate::state::State;
use std::collections::BTreeMap;

/// A row of a survey, read and judged.
#[derive(Clone, Debug, Default)]
pub struct SurveyRow {
    /// The list's own id of the line.
    pub list_id: String,
    /// The file's name, its SHA-256, the sheet, the row.
    pub file: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// The 1-based physical row.
    pub row: i64,
    /// The enterprise as printed.
    pub name: String,
    /// 统一社会信用代码, where it is one.
    pub credit_code: Option<String>,
    /// 组织机构代码 or 营业执照注册号, where it is one.
    pub organisation_code: Option<String>,
    /// The ownership group (所属集团), where the list names one.
    pub group: Option<String>,
    /// The code of the place.
    pub region: Option<String>,
    /// The industry's id; blank where no plugin knows it.
    pub industry: String,
    /// The line's own number: `1#`.
    pub label: String,
    /// The kinds of its units, joined by `;`.
    pub equipment: String,
    /// The specification as printed.
    pub specification: String,
    /// The capacity with its unit, or the sign of its absence.
    pub capacity: String,
    /// `exact` or `at_least`, for a place-holder.
    pub constructed: Option<String>,
    /// The answer to *same as?*: a line's id, or `new`.
    pub same_as: Option<String>,
    /// Every recognised cell by its field's id.
    pub cells: BTreeMap<String, String>,
    /// What the judgement came to.
    pub judged: Option<Judged>,
    /// Codes of what is odd about the row.
    pub problems: Vec<String>,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Surveyed {
    /// A line not known before.
    New(String),
    /// A known line with other values.
    Changed(String, Vec<Change>),
    /// A known line, nothing new.
    Same(String),
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: String,
    /// What stood there.
    pub from: String,
    /// What stands there now.
    pub to: String,
}

impl Recording<'_> {
    /// Records a row of a survey.
    ///
    /// # Errors
    /// [`crate::LedgerError::Refused`] where it is a question which line is meant.
    pub fn survey(&mut self, row: &SurveyRow, on: OnDate) -> Result<Surveyed> {
        let number = self.book().next_line_number()?;
        let office = self.desk().office.clone();
        let subject = format!("{office}-{number}");
        let payload = payload(row, &format!("E{subject}"));
        let kind = kind("survey").expect("a survey is a kind");
        self.add(Draft { kind, subject: subject.clone(), on, payload, corrects: None })?;
        Ok(Surveyed::New(subject))
    }
}

impl Recording<'_> {
    /// Records the rows of a survey; what is refused leaves the others alone.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where the file cannot be written.
    pub fn survey_all(
        &mut self,
        rows: &[SurveyRow],
        on: OnDate,
    ) -> Result<Vec<Result<Surveyed, Refusal>>> {
        rows.iter()
            .map(|row| match self.survey(row, on) {
                Ok(surveyed) => Ok(Ok(surveyed)),
                Err(crate::LedgerError::Refused(mut refusals)) if !refusals.is_empty() => {
                    Ok(Err(refusals.swap_remove(0)))
                }
                Err(error) => Err(error),
            })
            .collect()
    }
}

/// The payload of a survey event.
fn payload(row: &SurveyRow, enterprise: &str) -> Payload {
    let mut payload = Payload::new();
    let mut put = |key: &str, value: &str| {
        if !value.is_empty() {
            payload.insert(key.to_owned(), Json::Text(value.to_owned()));
        }
    };
    put("enterprise", enterprise);
    put("list_id", &row.list_id);
    put("file", &row.file);
    put("sha256", &row.sha256);
    put("name", &row.name);
    put("industry", &row.industry);
    put("label", &row.label);
    put("equipment", &row.equipment);
    put("specification", &row.specification);
    put("capacity", &row.capacity);
    let optional = [
        ("sheet", &row.sheet),
        ("credit_code", &row.credit_code),
        ("organisation_code", &row.organisation_code),
        ("group", &row.group),
        ("region", &row.region),
        ("constructed", &row.constructed),
    ];
    for (key, value) in optional {
        put(key, value.as_deref().unwrap_or_default());
    }
    payload.insert("row_number".to_owned(), Json::Integer(row.row));
    let cells = row.cells.iter().map(|(field, text)| (field.clone(), Json::Text(text.clone())));
    payload.insert("row".to_owned(), Json::Map(cells.collect()));
    let problems = row.problems.iter().cloned().map(Json::Text).collect();
    payload.insert("problems".to_owned(), Json::List(problems));
    if let Some(judged) = &row.judged {
        judgement(judged, &mut payload);
    }
    payload
}

/// Surveys have no table of their own: they are lines and enterprises.
pub(crate) const TABLES: &str = "";

/// Makes the line, or changes what is known of it; its state stays.
pub(crate) fn apply(book: &Book<'_>, event: &Event) -> Result<()> {
    let text = |key: &str| event.text(key).unwrap_or_default().to_owned();
    let enterprise = text("enterprise");
    identity::surveyed(book, event, &enterprise)?;
    let known = book.line(&event.subject)?;
    if let Some(line) = &known
        && !line.state.is_open()
        && !book.lenient
    {
        return Err(Refusal::new("line-not-open", &line.id).with("state", line.state.id()).into());
    }
    let row = match event.payload.get("row") {
        Some(Json::Map(row)) => canonical(row),
        _ => "{}".to_owned(),
    };
    let mut line = match known {
        Some(line) => line,
        None => fresh(book, event)?,
    };
    line.enterprise = enterprise;
    line.region = event.text("region").map(str::to_owned);
    line.industry = text("industry");
    line.label = text("label");
    line.equipment = text("equipment");
    line.specification = text("specification");
    line.capacity = Amount::parse(&text("capacity")).ok_or_else(|| {
        Refusal::new("capacity-unreadable", &line.id).with("value", text("capacity"))
    })?;
    line.constructed = event.text("constructed").map(str::to_owned);
    line.verdict = event.text("verdict").map(str::to_owned);
    line.row = row;
    line.seq = event.seq;
    book.put_line(&line)
}

/// A line that was not known before.
fn fresh(book: &Book<'_>, event: &Event) -> Result<Line> {
    let number = event.subject.rsplit_once('-').and_then(|(_, number)| number.parse().ok());
    let number = match number {
        Some(number) => number,
        None => book.next_line_number()?,
    };
    Ok(Line {
        id: event.subject.clone(),
        number,
        enterprise: String::new(),
        region: None,
        industry: String::new(),
        label: String::new(),
        equipment: String::new(),
        specification: String::new(),
        capacity: Amount::Absent(phaseout_model::Absence::Blank, String::new()),
        constructed: None,
        state: State::Surveyed,
        state_on: event.on,
        suspended: false,
        verdict: None,
        decision: None,
        year: None,
        planned: None,
        deadline: None,
        notice: None,
        announced_on: None,
        shut_down_on: None,
        dismantled_on: None,
        sealed_on: None,
        accepted_on: None,
        closed_on: None,
        acted_on: None,
        row: "{}".to_owned(),
        seq: event.seq,
    })
}
