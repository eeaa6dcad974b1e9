//! What has to hold before an enterprise is renamed, merged or split.

use crate::book::Book;
use crate::event::Event;
use crate::identity::{current_name, is_free};
use crate::json::Json;
use crate::names::fold;
use crate::refusal::{LedgerError, Refusal, Result};
use phaseout_model::CreditCode;

/// The code that an act gives, as it is compared.
pub(crate) fn code(event: &Event) -> Result<Option<String>, Refusal> {
    let Some(text) = event.text("credit_code") else { return Ok(None) };
    CreditCode::parse(text)
        .map(|code| Some(code.to_string()))
        .map_err(|_| Refusal::new("credit-code-wrong", &event.subject).with("value", text))
}

pub(crate) fn code_may_be_taken(book: &Book<'_>, event: &Event, id: &str) -> Result<()> {
    match code(event)? {
        Some(code) => is_free(book, id, &code),
        None => Ok(()),
    }
}

/// An act that changes nothing is a mistake: the wrong enterprise, or one recorded before.
pub(crate) fn changes_something(book: &Book<'_>, event: &Event) -> Result<()> {
    let id = event.subject.as_str();
    let Some(enterprise) = book.enterprise(id)?.filter(|_| !book.lenient) else { return Ok(()) };
    let code = code(event)?;
    let owner = code.map(|code| book.enterprise_of_code(&code)).transpose()?.flatten();
    let changes = event.text("name").is_some_and(|name| name != enterprise.name)
        || event.text("group").is_some_and(|group| Some(group) != enterprise.group.as_deref())
        || event.text("credit_code").is_some() && owner.as_deref() != Some(id);
    if changes {
        return Ok(());
    }
    Err(Refusal::new("changes-nothing", id).with("name", enterprise.name).into())
}

/// Acts on a name come in the order of their dates, and a name that another living enterprise bears is
/// taken only where somebody says that both are meant to be called so: outside one registration area names
/// need not differ.
pub(crate) fn may_be_called(
    book: &Book<'_>,
    event: &Event,
    id: &str,
    name: &str,
    absorbed: &[&str],
) -> Result<()> {
    if book.lenient {
        return Ok(());
    }
    if let Some(current) = current_name(book, id)?
        && let Some(from) = current.from
        && event.on.is_before(from)
    {
        return Err(Refusal::new("named-later", id)
            .with("date", event.on)
            .with("since", from)
            .with("name", current.name)
            .into());
    }
    let mut others = book.enterprises_called(&fold(name))?;
    others.retain(|other| other != id && !absorbed.contains(&other.as_str()));
    if others.is_empty() || event.payload.get("same_name") == Some(&Json::Bool(true)) {
        return Ok(());
    }
    Err(Refusal::new("name-taken", id)
        .with("name", name)
        .with("enterprise", others.join(" "))
        .into())
}

/// Whether the subject can take all of these over: each is known, stands for itself, is named once and is
/// not the subject.
pub(crate) fn may_be_absorbed(
    book: &Book<'_>,
    id: &str,
    absorbed: &[&str],
    is_new: bool,
) -> Result<()> {
    let mut refusals = Vec::new();
    for (at, other) in absorbed.iter().enumerate() {
        if *other == id {
            refusals.push(Refusal::new("merged-into-itself", id));
        } else if absorbed[..at].contains(other) {
            refusals.push(Refusal::new("absorbed-twice", id).with("enterprise", other));
        } else if !book.is_enterprise(other)? {
            refusals.push(Refusal::new("enterprise-unknown", *other).with("found", "-"));
        } else {
            let living = book.living(other)?;
            if living != *other {
                refusals.push(
                    Refusal::new("enterprise-gone", *other)
                        .with("date", gone_on(book, other)?)
                        .with("successor", living),
                );
            }
        }
    }
    if refusals.is_empty() && is_new && absorbed.len() < 2 {
        refusals.push(Refusal::new("merge-of-one", id).with("enterprise", absorbed.join(" ")));
    }
    if refusals.is_empty() { Ok(()) } else { Err(LedgerError::Refused(refusals)) }
}

fn gone_on(book: &Book<'_>, id: &str) -> Result<String> {
    Ok(book
        .connection
        .prepare_cached("SELECT coalesce(gone_on, 'unknown') FROM enterprises WHERE id = ?1")?
        .query_row([id], |row| row.get(0))?)
}

pub(crate) fn are_lines_of(book: &Book<'_>, enterprise: &str, lines: &[&str]) -> Result<()> {
    let mut refusals = Vec::new();
    for id in lines {
        match book.line(id)? {
            None => refusals.push(Refusal::new("line-unknown", *id)),
            Some(line) if line.enterprise != enterprise => refusals.push(
                Refusal::new("line-elsewhere", *id)
                    .with("enterprise", line.enterprise)
                    .with("named", enterprise),
            ),
            Some(_) => {}
        }
    }
    if refusals.is_empty() { Ok(()) } else { Err(LedgerError::Refused(refusals)) }
}
