//! The survey (排查): rows of a list become lines, or news of lines that are known.
//!
//! The payload of a survey event carries the whole row, so that the line can be judged again from the
//! record alone; `changed` says which fields it changes, with what stood there. Which enterprise a row is
//! about is found in `owner`, which line in `matching`, what differs in `row`.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::json::{Json, Payload};
use crate::kind::kind;
use crate::matching::{Plan, plan};
use crate::owner::{Owner, Roster, Who};
use crate::place;
use crate::recording::{Draft, Recording, judgement};
use crate::refusal::{LedgerError, Refusal, Result};
use crate::row::{Bearer, Change, SurveyRow, Surveyed, differences};
use std::collections::BTreeMap;

/// What became of each row, in their order: a refused row leaves the others as they are.
pub type Outcomes = Vec<Result<Surveyed, Refusal>>;

impl Recording<'_> {
    /// Records one row of a survey, as if it were a list of its own. Rows of one list belong into one
    /// [`Recording::survey_all`]: only there two equal rows are two lines.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] as the outcomes of [`Recording::survey_all`].
    pub fn survey(&mut self, row: &SurveyRow, on: OnDate) -> Result<Surveyed> {
        let outcome = self.survey_all(std::slice::from_ref(row), on)?.pop();
        outcome.expect("a row has an outcome").map_err(LedgerError::from)
    }

    /// Records the rows of lists. Consecutive rows of one file are one list: its rows and the lines of an
    /// enterprise are held against each other all at once, and no two of its rows are one line. What
    /// another file says of the same line is news of it.
    ///
    /// Outcomes may be refused with `same-enterprise` or `same-as` (a question, which the row's `same_as`
    /// answers), `codes-disagree`, `same-as-unknown`, `same-as-elsewhere`, `same-as-twice`,
    /// `line-not-open`.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the record cannot be read or written.
    pub fn survey_all(&mut self, rows: &[SurveyRow], on: OnDate) -> Result<Outcomes> {
        self.settle_corrections()?;
        let mut outcomes = Vec::with_capacity(rows.len());
        for list in rows.chunk_by(|a, b| a.file == b.file) {
            outcomes.extend(self.survey_list(list, on)?);
        }
        Ok(outcomes)
    }

    fn survey_list(&mut self, rows: &[SurveyRow], on: OnDate) -> Result<Outcomes> {
        let names = self.names.take();
        let (plans, names) = {
            let mut roster = Roster::new(self.book(), names);
            let plans = plan(&mut roster, rows)?;
            (plans, roster.into_names())
        };
        let mut pass = Pass { on, founded: BTreeMap::new(), renamed: false };
        let mut outcomes = Vec::with_capacity(rows.len());
        for (row, plan) in rows.iter().zip(plans) {
            outcomes.push(match pass.take(self, row, plan) {
                Ok(surveyed) => Ok(surveyed),
                Err(LedgerError::Refused(mut refusals)) if !refusals.is_empty() => {
                    Err(refusals.swap_remove(0))
                }
                Err(error) => return Err(error),
            });
        }
        self.names = names.filter(|_| !pass.renamed).map(|names| names.founded(&pass.founded));
        Ok(outcomes)
    }
}

/// The rows of one list on their way into the record.
struct Pass {
    on: OnDate,
    /// The ids of enterprises that this list brought on record, by their place in the roster.
    founded: BTreeMap<usize, String>,
    /// A known enterprise got another name.
    renamed: bool,
}

impl Pass {
    fn take(
        &mut self,
        recording: &mut Recording<'_>,
        row: &SurveyRow,
        plan: Plan,
    ) -> Result<Surveyed> {
        match plan {
            Plan::Refused(refusal) => Err(refusal.into()),
            Plan::New { owner, answered, repeated } => {
                self.open(recording, row, &owner, answered, repeated)
            }
            Plan::Known { line, via } => self.update(recording, row, &line, &via),
        }
    }

    /// A line that was not known.
    fn open(
        &mut self,
        recording: &mut Recording<'_>,
        row: &SurveyRow,
        owner: &Owner,
        answered: bool,
        repeated: bool,
    ) -> Result<Surveyed> {
        let subject = recording.next_line()?;
        let (enterprise, newcomer) = match owner {
            Owner::Of { who: Who::Known(_), via } => (via.clone(), None),
            Owner::Of { who: Who::Fresh(at), .. } => {
                let id = self.founded.get(at).cloned();
                (id.unwrap_or_else(|| format!("E{subject}")), Some(*at))
            }
            Owner::Unnamed(_) => (format!("E{subject}"), None),
        };
        let mut payload = payload(recording, row, &enterprise)?;
        if repeated {
            add_problem(&mut payload, "repeated-line");
        }
        if answered {
            payload.insert("answered_new".to_owned(), Json::Bool(true));
        }
        self.add(recording, &subject, payload)?;
        if let Some(at) = newcomer {
            self.founded.entry(at).or_insert(enterprise);
        }
        Ok(Surveyed::New(subject))
    }

    /// News of a line that is known, if there are any.
    fn update(
        &mut self,
        recording: &mut Recording<'_>,
        row: &SurveyRow,
        id: &str,
        via: &str,
    ) -> Result<Surveyed> {
        let book = recording.book();
        let (Some(line), Some(known)) = (book.line(id)?, book.surveyed(id)?) else {
            return Err(Refusal::new("line-unknown", id).into());
        };
        let changes = differences(row, &known, &Known { book, id: &line.enterprise })?;
        if changes.is_empty() {
            return Ok(Surveyed::Same(id.to_owned()));
        }
        if !line.state.is_open() {
            return Err(not_open(row, id, line.state.id(), &changes).into());
        }
        let via = if via.is_empty() { &line.enterprise } else { via };
        let mut payload = payload(recording, row, via)?;
        let fields = changes.iter().map(|change| {
            let entry = Payload::from([
                ("from".to_owned(), Json::Text(change.from.clone())),
                ("to".to_owned(), Json::Text(change.to.clone())),
            ]);
            (change.field.clone(), Json::Map(entry))
        });
        payload.insert("changed".to_owned(), Json::Map(fields.collect()));
        self.add(recording, id, payload)?;
        self.renamed |= changes.iter().any(|change| change.field == "name");
        Ok(Surveyed::Changed(id.to_owned(), changes))
    }

    fn add(&self, recording: &mut Recording<'_>, subject: &str, payload: Payload) -> Result<()> {
        let kind = kind("survey").expect("a survey is a kind");
        let draft =
            Draft { kind, subject: subject.to_owned(), on: self.on, payload, corrects: None };
        recording.add(draft).map(drop)
    }
}

fn not_open(row: &SurveyRow, id: &str, state: &str, changes: &[Change]) -> Refusal {
    let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
    Refusal::new("line-not-open", id)
        .with("state", state)
        .with("row", row.place())
        .with("fields", fields.join(", "))
}

/// An enterprise, asked where a row prints another name, code or group than the last one did.
struct Known<'b> {
    book: Book<'b>,
    id: &'b str,
}

impl Bearer for Known<'_> {
    fn bears(&self, name: &str) -> Result<bool> {
        for id in self.book.enterprises_named(name)? {
            if self.book.living(&id)? == self.id {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn has_code(&self, code: &str) -> Result<bool> {
        let owner = self.book.enterprise_of_code(code)?;
        let owner = owner.map(|id| self.book.living(&id)).transpose()?;
        Ok(owner.as_deref() == Some(self.id))
    }

    fn group(&self) -> Result<Option<String>> {
        Ok(self.book.enterprise(self.id)?.and_then(|enterprise| enterprise.group))
    }
}

/// The payload of a survey event: the whole row, with what is odd about it.
fn payload(recording: &Recording<'_>, row: &SurveyRow, enterprise: &str) -> Result<Payload> {
    if let Some(key) = row.cells.keys().find(|key| !key.is_ascii()) {
        // A key of other letters has no place in the record: the caller gives ids of fields.
        return Err(Refusal::new("field-unknown", row.place()).with("key", key).into());
    }
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
        ("same_as", &row.same_as),
    ];
    for (key, value) in optional {
        put(key, value.as_deref().unwrap_or_default());
    }
    payload.insert("row_number".to_owned(), Json::Integer(row.row));
    let cells = row.cells.iter().map(|(field, text)| (field.clone(), Json::Text(text.clone())));
    payload.insert("row".to_owned(), Json::Map(cells.collect()));
    let problems = row.problems.iter().cloned().map(Json::Text).collect();
    payload.insert("problems".to_owned(), Json::List(problems));
    for code in oddities(recording, row) {
        add_problem(&mut payload, code);
    }
    if let Some(judged) = &row.judged {
        judgement(judged, &mut payload);
    }
    Ok(payload)
}

/// What is odd about a row beside what its reader found.
fn oddities(recording: &Recording<'_>, row: &SurveyRow) -> Vec<&'static str> {
    let office = &recording.desk().office;
    let elsewhere = !place::is_near(Some(office), row.region.as_deref());
    let codes = [row.credit_code.as_deref(), row.organisation_code.as_deref()];
    let codes = crate::codes::Codes::of(codes.into_iter().flatten());
    let found = [
        ("other-region", elsewhere),
        ("codes-contradict", codes.contradict_themselves()),
        ("capacity-unreadable", Amount::capacity(&row.capacity).is_none()),
    ];
    found.into_iter().filter_map(|(code, holds)| holds.then_some(code)).collect()
}

fn add_problem(payload: &mut Payload, code: &str) {
    let problems = payload.entry("problems".to_owned()).or_insert_with(|| Json::List(Vec::new()));
    if let Json::List(problems) = problems {
        let code = Json::Text(code.to_owned());
        if !problems.contains(&code) {
            problems.push(code);
        }
    }
}
