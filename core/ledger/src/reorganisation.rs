//! What becomes of enterprises: renamed (更名), merged (合并), split (分立), restructured (重组: another
//! group, another code). Targets, money, people and replacement hang on lines, and lines keep their ids, so
//! nothing is lost on the way.

use crate::book::Book;
use crate::codes::Codes;
use crate::day::OnDate;
use crate::event::Event;
use crate::fact::{Fact, Form};
use crate::identity::{Naming, Newcomer, end_name, is_free, make, put_name, rename, take_code};
use crate::json::{Json, Payload};
use crate::kind::{EVIDENCE, Kind, NOTE, Subject, fact};
use crate::lifecycle::texts;
use crate::names::fold;
use crate::refusal::{LedgerError, Refusal, Result};
use crate::reorganisation_guards::{
    are_lines_of, changes_something, code, code_may_be_taken, may_be_absorbed, may_be_called,
};
use rusqlite::params;

const GROUP: Fact = fact("group", "所属集团", Form::Text);
const CODE: Fact = fact("credit_code", "统一社会信用代码", Form::Text);
const DOCUMENT: Fact = fact("document", "文号", Form::Text);
const SAME_NAME: Fact = fact("same_name", "同名", Form::YesNo);

/// Another name, group or code of one enterprise. A restructuring (重组) that leaves its lines with it is
/// recorded so.
pub(crate) const RENAME: Kind = Kind {
    id: "rename",
    zh: "更名",
    subject: Subject::Enterprise,
    step: None,
    facts: &[fact("name", "新名称", Form::Text), GROUP, CODE, DOCUMENT, SAME_NAME, EVIDENCE, NOTE],
    needs: &[&[&["name"], &["group"], &["credit_code"]]],
    apply: renamed,
};

/// One enterprise takes others over; or, with `new` as its subject and a name, a new one takes the place
/// of several.
pub(crate) const MERGE: Kind = Kind {
    id: "merge",
    zh: "合并",
    subject: Subject::Enterprise,
    step: None,
    facts: &[
        fact("absorbed", "被合并企业", Form::Words),
        fact("name", "新名称", Form::Text),
        GROUP,
        CODE,
        DOCUMENT,
        SAME_NAME,
        EVIDENCE,
        NOTE,
    ],
    needs: &[&[&["absorbed"]], &[&["document"]]],
    apply: merged,
};

/// Lines go to a new enterprise; the rest stays.
pub(crate) const SPLIT: Kind = Kind {
    id: "split",
    zh: "分立",
    subject: Subject::Enterprise,
    step: None,
    facts: &[
        fact("new_name", "新企业名称", Form::Text),
        fact("lines", "划出生产线", Form::Words),
        GROUP,
        CODE,
        DOCUMENT,
        SAME_NAME,
        EVIDENCE,
        NOTE,
    ],
    needs: &[&[&["new_name"]], &[&["lines"]]],
    apply: split,
};

/// The words for a subject that the act itself brings on record.
const NEW: [&str; 3] = ["new", "新设", "新增"];

/// The subject's id, and the ids of enterprises that the facts name, before the act takes its place `seq`.
/// A new enterprise gets its id here: `E<office>-e<seq>`, which no other event can give.
pub(crate) fn settle(
    book: &Book<'_>,
    kind: &Kind,
    subject: &str,
    payload: &mut Payload,
    (office, seq): (&str, i64),
) -> Result<String> {
    let given = format!("E{office}-e{seq}");
    let mut note_given =
        || payload.insert("new_enterprise".to_owned(), Json::Text(given.clone())).is_none();
    let subject = match kind.id {
        "merge" if NEW.contains(&subject) => {
            note_given();
            given.clone()
        }
        "split" => {
            note_given();
            one(book, subject)?
        }
        _ => one(book, subject)?,
    };
    if let Some(Json::List(absorbed)) = payload.get_mut("absorbed") {
        let mut refusals = Vec::new();
        for entry in absorbed {
            match one(book, entry.text().unwrap_or_default()) {
                Ok(id) => *entry = Json::Text(id),
                Err(LedgerError::Refused(more)) => refusals.extend(more),
                Err(error) => return Err(error),
            }
        }
        if !refusals.is_empty() {
            return Err(LedgerError::Refused(refusals));
        }
    }
    Ok(subject)
}

/// The enterprise of an id, or of the name that exactly one living enterprise bears now.
fn one(book: &Book<'_>, named: &str) -> Result<String> {
    let named = named.trim();
    if book.is_enterprise(named)? {
        return Ok(named.to_owned());
    }
    match book.enterprises_called(&fold(named))?.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            // A former name is shown where it leads, and not taken: the act is of the enterprise of today.
            let found: Vec<String> = book
                .find_enterprise(named)?
                .iter()
                .map(|enterprise| format!("{} {}", enterprise.id, enterprise.name))
                .collect();
            let found = if found.is_empty() { "-".to_owned() } else { found.join("; ") };
            Err(Refusal::new("enterprise-unknown", named).with("found", found).into())
        }
        several => Err(Refusal::new("enterprise-ambiguous", named)
            .with("candidates", several.join(" "))
            .into()),
    }
}

fn renamed(book: &Book<'_>, event: &Event) -> Result<()> {
    let id = event.subject.as_str();
    if !book.is_enterprise(id)? {
        return missing_ground(book, id);
    }
    let name = event.text("name");
    changes_something(book, event)?;
    if let Some(name) = name {
        may_be_called(book, event, id, name, &[])?;
    }
    code_may_be_taken(book, event, id)?;
    take_over(book, event, id, name)
}

fn merged(book: &Book<'_>, event: &Event) -> Result<()> {
    let id = event.subject.as_str();
    let absorbed = absorbed(book, event)?;
    let absorbed: Vec<&str> = absorbed.iter().map(String::as_str).collect();
    let (is_new, name) = (event.text("new_enterprise") == Some(id), event.text("name"));
    if !is_new && !book.is_enterprise(id)? {
        return missing_ground(book, id);
    }
    if !book.lenient {
        may_be_absorbed(book, id, &absorbed, is_new)?;
        if is_new && name.is_none() {
            return Err(Refusal::new("facts-missing", id)
                .with("step", "merge")
                .with("missing", "name (新名称)")
                .into());
        }
    }
    if let Some(name) = name {
        may_be_called(book, event, id, name, &absorbed)?;
    }
    if let Some(code) = code(event)? {
        let owner = book.enterprise_of_code(&code)?.map(|owner| book.living(&owner)).transpose()?;
        if !owner.is_some_and(|owner| absorbed.contains(&owner.as_str())) {
            is_free(book, id, &code)?;
        }
    }
    if is_new {
        let region = absorbed.first().map(|id| book.enterprise(id)).transpose()?.flatten();
        let region = region.as_ref().and_then(|first| first.region.as_deref());
        make(book, &Newcomer { id, name: "", region, group: None }, event.seq)?;
    }
    for other in absorbed {
        absorb(book, event, id, other)?;
    }
    take_over(book, event, id, name)
}

fn split(book: &Book<'_>, event: &Event) -> Result<()> {
    let (old, lines) = (event.subject.as_str(), texts(event, "lines"));
    let (Some(id), Some(name)) = (event.text("new_enterprise"), event.text("new_name")) else {
        return Err(LedgerError::store("event-unreadable", format!("{}: split", event.seq)));
    };
    let Some(enterprise) = book.enterprise(old)? else { return missing_ground(book, old) };
    if !book.lenient {
        are_lines_of(book, old, &lines)?;
    }
    may_be_called(book, event, id, name, &[])?;
    code_may_be_taken(book, event, id)?;
    let region = enterprise.region.as_deref();
    let group = enterprise.group.as_deref();
    make(book, &Newcomer { id, name, region, group }, event.seq)?;
    for line in lines {
        book.connection
            .prepare_cached("UPDATE lines SET enterprise = ?2 WHERE id = ?1")?
            .execute(params![line, id])?;
        // Lists of the new enterprise count the lines as the old one did.
        book.connection
            .prepare_cached("UPDATE survey_rows SET origin = ?2, parted_from = ?3 WHERE line = ?1")?
            .execute(params![line, id, old])?;
    }
    take_over(book, event, id, Some(name))
}

/// The ids of what is taken over; a correction may name an enterprise by its name.
fn absorbed(book: &Book<'_>, event: &Event) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for named in texts(event, "absorbed") {
        let called = if book.is_enterprise(named)? {
            Vec::new()
        } else {
            book.enterprises_called(&fold(named))?
        };
        ids.push(if let [one] = called.as_slice() { one.clone() } else { named.to_owned() });
    }
    Ok(ids)
}

/// A view leaves earlier events out; else an act needs what it is about.
fn missing_ground(book: &Book<'_>, id: &str) -> Result<()> {
    if book.lenient {
        return Ok(());
    }
    Err(Refusal::new("enterprise-unknown", id).with("found", "-").into())
}

/// The name, group and code that an act gives.
fn take_over(book: &Book<'_>, event: &Event, id: &str, name: Option<&str>) -> Result<()> {
    if let Some(name) = name {
        end_name(book, id, day_before(event.on))?;
        put_name(book, id, name, &Naming::given(event.on), event.seq)?;
        rename(book, id, name, event.seq)?;
    }
    if let Some(group) = event.text("group") {
        book.connection
            .prepare_cached(
                "UPDATE enterprises SET ownership_group = ?2, group_settled = 1, seq = ?3 WHERE id = ?1",
            )?
            .execute(params![id, group, event.seq])?;
    }
    if let Some(text) = event.text("credit_code") {
        for code in Codes::of([text]).iter() {
            take_code(book, id, code, event.seq)?;
        }
    }
    Ok(())
}

/// The old name ends the day before; where the day is not known, in the same month or year.
fn day_before(on: OnDate) -> OnDate {
    match on {
        OnDate::In(date) if date.is_full() => {
            date.first_day().yesterday().map_or(OnDate::Unknown, OnDate::day)
        }
        other => other,
    }
}

/// The lines, names and codes of one that was taken over lead to the other from now on.
fn absorb(book: &Book<'_>, event: &Event, id: &str, other: &str) -> Result<()> {
    end_name(book, other, day_before(event.on))?;
    book.connection
        .prepare_cached(
            "UPDATE enterprises SET successor = ?2, gone_on = ?3, seq = ?4 WHERE id = ?1",
        )?
        .execute(params![other, id, event.on.to_string(), event.seq])?;
    book.connection
        .prepare_cached("UPDATE lines SET enterprise = ?2 WHERE enterprise = ?1")?
        .execute(params![other, id])?;
    Ok(())
}
