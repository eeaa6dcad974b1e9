//! *Same as?*: what a person is asked where it is not certain which firm or line a row is about, and how
//! the row's `same_as` answers.

use crate::owner::{Found, Roster, Who};
use crate::pairing::Candidate;
use crate::refusal::{Refusal, Result};
use crate::row::SurveyRow;

/// A person's answer to *same as?*
pub(crate) enum Answer {
    Line(String),
    Enterprise { id: String, new_line: bool },
    New,
    Unknown(String),
}

impl Answer {
    pub(crate) fn of(row: &SurveyRow) -> Option<Self> {
        let text = row.same_as.as_deref()?.trim();
        let is_new = |word: &str| matches!(word, "new" | "新增" | "新");
        let words: Vec<&str> =
            text.split([' ', '+', '\u{3000}']).filter(|word| !word.is_empty()).collect();
        Some(match words.as_slice() {
            [] => return None,
            [word] if is_new(word) => Self::New,
            [id] if id.starts_with('E') => {
                Self::Enterprise { id: (*id).to_owned(), new_line: false }
            }
            [id, word] if id.starts_with('E') && is_new(word) => {
                Self::Enterprise { id: (*id).to_owned(), new_line: true }
            }
            [id] => Self::Line((*id).to_owned()),
            _ => Self::Unknown(text.to_owned()),
        })
    }
}

/// Name and codes say for certain that the row is of another enterprise than the answer.
pub(crate) fn elsewhere(
    roster: &Roster<'_>,
    row: &SurveyRow,
    found: &Found,
    who: &Who,
) -> Result<Option<Refusal>> {
    let Found::Certain { who: other, .. } = found else { return Ok(None) };
    if other == who {
        return Ok(None);
    }
    let answer = row.same_as.as_deref().unwrap_or_default().trim();
    Ok(Some(
        Refusal::new("same-as-elsewhere", row.place())
            .with("answer", answer)
            .with("enterprise", roster.described(who)?)
            .with("other", roster.described(other)?),
    ))
}

pub(crate) fn unknown_answer(row: &SurveyRow, answer: &str) -> Refusal {
    Refusal::new("same-as-unknown", row.place()).with("answer", answer)
}

/// Which enterprise? `why` is `alike`, `other-code`, `other-region`, `several` or `code-and-name`.
pub(crate) fn same_enterprise(
    roster: &Roster<'_>,
    row: &SurveyRow,
    candidates: &[Who],
    why: &str,
) -> Result<Refusal> {
    let candidates: Result<Vec<String>> =
        candidates.iter().map(|who| roster.described(who)).collect();
    Ok(Refusal::new("same-enterprise", row.place())
        .with("name", &row.name)
        .with("why", why)
        .with("candidates", candidates?.join("; ")))
}

/// Which line?
pub(crate) fn same_as(row: &SurveyRow, candidates: &[&Candidate]) -> Refusal {
    let candidates: Vec<String> = candidates.iter().map(|line| line.described()).collect();
    Refusal::new("same-as", row.place())
        .with("name", &row.name)
        .with("label", &row.label)
        .with("equipment", &row.equipment)
        .with("specification", &row.specification)
        .with("capacity", &row.capacity)
        .with("candidates", candidates.join("; "))
}
