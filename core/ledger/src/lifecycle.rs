//! The guards of a line's life, and what each step changes. The table of states stands in `kind`; what
//! holds beyond it stands here, one function for each step that has more to say.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::json::Json;
use crate::kind::{Arrival, Kind, Step, kind};
use crate::line::Line;
use crate::refusal::{LedgerError, Refusal, Result};
use crate::regime::{POWER_PARTS, regime};
use crate::state::State;
use crate::{funds, list_changes, targets, workers};
use rusqlite::params;

/// Takes a step: the guards first, unless the view leaves earlier events out, then the change.
pub(crate) fn apply(book: &Book<'_>, event: &Event) -> Result<()> {
    let Some((kind, step)) = kind(&event.kind).and_then(|kind| Some((kind, kind.step.as_ref()?)))
    else {
        return Err(LedgerError::store(
            "event-unreadable",
            format!("{}: {}", event.seq, event.kind),
        ));
    };
    let Some(mut line) = book.line(&event.subject)? else {
        if book.lenient {
            return Ok(());
        }
        return Err(Refusal::new("line-unknown", &event.subject).into());
    };
    if !book.lenient {
        right_state(kind, step, &line)?;
        let mut refusals: Vec<Refusal> =
            before_last_act(kind, step, &line, event).into_iter().collect();
        match guard(book, &line, event) {
            Err(LedgerError::Refused(more)) => refusals.extend(more),
            other => other?,
        }
        if !refusals.is_empty() {
            return Err(LedgerError::Refused(refusals));
        }
    }
    change(book, step, &mut line, event)?;
    line.seq = event.seq;
    book.put_line(&line)
}

/// A correction changes nothing by itself: the history is gone through again with it.
#[expect(clippy::unnecessary_wraps, reason = "the shape of every kind's own function")]
pub(crate) fn corrected(_: &Book<'_>, _: &Event) -> Result<()> {
    Ok(())
}

/// Order of states.
fn right_state(kind: &Kind, step: &Step, line: &Line) -> Result<(), Refusal> {
    if step.from.contains(&line.state) {
        return Ok(());
    }
    let from: Vec<&str> = step.from.iter().map(|state| state.id()).collect();
    Err(Refusal::new("wrong-state", &line.id)
        .with("step", kind.id)
        .with("state", line.state.id())
        .with("from", from.join(" ")))
}

/// Order of dates, for steps that lead somewhere: what certainly was before the last of them.
fn before_last_act(kind: &Kind, step: &Step, line: &Line, event: &Event) -> Option<Refusal> {
    let moves = step.to.after(line.state) != line.state || step.to == Arrival::Running;
    let before = line.acted_on.filter(|before| moves && event.on.is_before(*before))?;
    Some(
        Refusal::new("date-before", &line.id)
            .with("step", kind.id)
            .with("date", event.on)
            .with("before", before)
            .with("state", line.state.id()),
    )
}

/// What a step asks beyond states and dates.
fn guard(book: &Book<'_>, line: &Line, event: &Event) -> Result<()> {
    match event.kind.as_str() {
        "identify" => identify(line, event)?,
        "plan" => {
            same_unit(line, event)?;
            targets::guard_plan(book, line, event)?;
        }
        "withdraw" => {
            withdraw(line, event)?;
            list_changes::guard_withdrawing(book, line, event)?;
        }
        "announce" => {
            not_before_plan(line, event)?;
            list_changes::guard_announcing(book, line, &notice(event), event)?;
        }
        "resume" => resume(line)?,
        "dismantle" => dismantle(line, event)?,
        "seal" => seal(line, event)?,
        "reserve" => reserve(line, event)?,
        "accept" => accept(book, line, event)?,
        "close" => close(book, line, event)?,
        "strike_off" | "retrofit" | "convert" | "exempt" => leave(line, event)?,
        _ => {}
    }
    Ok(())
}

/// A planned capacity is measured as the surveyed one is: a kiln is not planned in kilowatts.
fn same_unit(line: &Line, event: &Event) -> Result<(), Refusal> {
    let planned = event.text("capacity").and_then(Amount::capacity);
    let (Some(Amount::Known(planned)), Amount::Known(surveyed)) = (planned, &line.capacity) else {
        return Ok(());
    };
    if planned.to(&surveyed.unit).is_ok() {
        return Ok(());
    }
    Err(Refusal::new("plan-units", &line.id).with("planned", planned).with("surveyed", surveyed))
}

/// A planned line is not announced before it was planned. One that stands still already was announced some
/// time before, perhaps.
fn not_before_plan(line: &Line, event: &Event) -> Result<(), Refusal> {
    let said = event.text("date").and_then(OnDate::parse).unwrap_or(event.on);
    match line.acted_on {
        Some(planned) if line.state == State::Planned && said.is_before(planned) => {
            Err(Refusal::new("date-before", &line.id)
                .with("step", "announce")
                .with("date", said)
                .with("before", planned)
                .with("state", line.state.id()))
        }
        _ => Ok(()),
    }
}

/// A confirmed verdict of the generation that gave it, or a decision with its reason.
fn identify(line: &Line, event: &Event) -> Result<(), Refusal> {
    if event.text("decision").is_some() {
        return Ok(());
    }
    match (event.text("verdict"), &event.generation) {
        (Some("eliminate"), Some(_)) => Ok(()),
        (Some(verdict), _) => Err(Refusal::new("verdict-not-eliminate", &line.id)
            .with("verdict", verdict)
            .with("missing", texts(event, "missing").join(", "))),
        (None, _) => Err(Refusal::new("verdict-missing", &line.id)),
    }
}

/// A line that was announced leaves the plan only by citing the notice that named it.
fn withdraw(line: &Line, event: &Event) -> Result<(), Refusal> {
    cites_notice(line, event)
}

fn cites_notice(line: &Line, event: &Event) -> Result<(), Refusal> {
    let Some(earlier) = &line.notice else { return Ok(()) };
    match event.text("notice") {
        Some(notice) if notice == earlier => Ok(()),
        cited => Err(Refusal::new("notice-not-cited", &line.id)
            .with("notice", earlier)
            .with("cited", cited.unwrap_or("-"))),
    }
}

/// Only what was suspended, or stands still, can run again.
fn resume(line: &Line) -> Result<(), Refusal> {
    if line.suspended || matches!(line.state, State::ShutDown | State::Sealed) {
        return Ok(());
    }
    Err(Refusal::new("nothing-to-resume", &line.id).with("state", line.state.id()))
}

/// Where the regime says which parts have to be gone, so many of them are named.
fn dismantle(line: &Line, event: &Event) -> Result<(), Refusal> {
    let Some(regime) = regime(event.on, &line.industry, line.region.as_deref()) else {
        return Ok(());
    };
    let named = texts(event, "parts");
    let counted = named.iter().filter(|part| POWER_PARTS.contains(part)).count();
    if counted < regime.parts {
        return Err(Refusal::new("parts-too-few", &line.id)
            .with("needed", regime.parts)
            .with("named", counted)
            .with("parts", POWER_PARTS.join("、"))
            .with("regime", &regime.document));
    }
    Ok(())
}

/// Sealing counts as gone only where the regime of the day, the place and the industry says so.
fn seal(line: &Line, event: &Event) -> Result<(), Refusal> {
    match regime(event.on, &line.industry, line.region.as_deref()) {
        Some(regime) if regime.seal => Ok(()),
        Some(regime) => Err(Refusal::new("seal-not-allowed", &line.id)
            .with("date", event.on)
            .with("regime", &regime.document)),
        None => Err(Refusal::new("regime-unknown", &line.id).with("date", event.on)),
    }
}

fn reserve(line: &Line, event: &Event) -> Result<(), Refusal> {
    match regime(event.on, &line.industry, line.region.as_deref()) {
        Some(regime) if regime.reserve => Ok(()),
        Some(regime) => Err(Refusal::new("reserve-not-allowed", &line.id)
            .with("industry", &line.industry)
            .with("date", event.on)
            .with("regime", &regime.document)),
        None => Err(Refusal::new("regime-unknown", &line.id).with("date", event.on)),
    }
}

/// The public was told of the line where it counts for a target, and enough departments were there.
fn accept(book: &Book<'_>, line: &Line, event: &Event) -> Result<()> {
    if line.notice.is_none() && targets::is_under_target(book, &line.id)? {
        return Err(Refusal::new("not-announced", &line.id).into());
    }
    if let Some(announced) = line.announced_on.filter(|announced| event.on.is_before(*announced)) {
        return Err(Refusal::new("announced-later", &line.id)
            .with("date", event.on)
            .with("announced", announced)
            .into());
    }
    let departments = texts(event, "departments");
    let quorum = event.integer("quorum").unwrap_or(1);
    if i64::try_from(departments.len()).unwrap_or(i64::MAX) < quorum {
        return Err(Refusal::new("quorum", &line.id)
            .with("quorum", quorum)
            .with("departments", departments.join("、"))
            .into());
    }
    Ok(())
}

/// Everything is settled: people, money; without an acceptance only where the line went of its own will.
fn close(book: &Book<'_>, line: &Line, event: &Event) -> Result<()> {
    if line.state == State::Dismantled && line.decision.as_deref() != Some("voluntary") {
        return Err(Refusal::new("not-accepted", &line.id).into());
    }
    let mut refusals = Vec::new();
    // The headcount of that day: who was placed later was still pending then.
    let counted = book.workers_over_time(&line.id)?;
    let then = counted.iter().rev().find(|workers| !event.on.is_before(workers.on));
    refusals.extend(workers::unsettled_by(then, &line.id));
    refusals.extend(funds::unbalanced(book, &line.id)?);
    if refusals.is_empty() { Ok(()) } else { Err(LedgerError::Refused(refusals)) }
}

/// Off the list without a closure: what was announced cites its notice.
fn leave(line: &Line, event: &Event) -> Result<(), Refusal> {
    cites_notice(line, event)
}

/// The line after the step.
fn change(book: &Book<'_>, step: &Step, line: &mut Line, event: &Event) -> Result<()> {
    let arrived = step.to.after(line.state);
    let moved = arrived != line.state;
    if moved || step.to == Arrival::Running {
        // A date that reaches further back, a month after a day of it, moves no bound.
        if event.on.earliest() > line.acted_on.and_then(OnDate::earliest) {
            line.acted_on = Some(event.on);
        }
    }
    let from = line.state;
    if moved {
        line.state = arrived;
        line.state_on = event.on;
    }
    let when = Some(event.on);
    match event.kind.as_str() {
        "identify" => {
            line.decision = event.text("decision").map(str::to_owned);
            if let Some(verdict) = event.text("verdict") {
                line.verdict = Some(verdict.to_owned());
            }
        }
        "determine" => {
            determine(book, event)?;
            if let Some(verdict) = event.text("verdict") {
                line.verdict = Some(verdict.to_owned());
            }
        }
        "plan" => {
            line.year = event.integer("year");
            line.planned = event.text("capacity").and_then(Amount::parse);
            if let Some(deadline) = event.text("deadline") {
                line.deadline = Some(deadline.to_owned());
            }
            targets::planned(book, line, event)?;
        }
        "withdraw" => {
            list_changes::left(book, line, event)?;
            targets::withdrawn(book, &line.id)?;
            unplan(line);
            (line.notice, line.announced_on) = (None, None);
        }
        "announce" => announce(book, line, event)?,
        "suspend" => line.suspended = true,
        "resume" => {
            line.suspended = false;
            if matches!(from, State::ShutDown | State::Sealed) {
                (line.shut_down_on, line.sealed_on) = (None, None);
            }
        }
        "shut_down" => line.shut_down_on = when,
        "dismantle" | "seal" => {
            // A line that is gone stands still: the shutdown is recorded with it, its date unknown.
            line.shut_down_on = line.shut_down_on.or(Some(OnDate::Unknown));
            if event.kind == "seal" {
                line.sealed_on = when;
            } else {
                line.dismantled_on = when;
            }
        }
        "accept" => line.accepted_on = when,
        "close" => line.closed_on = when,
        "strike_off" | "retrofit" | "convert" | "exempt" => {
            list_changes::left(book, line, event)?;
            targets::withdrawn(book, &line.id)?;
            unplan(line);
        }
        _ => {}
    }
    Ok(())
}

/// The line stands in no plan any more; the events that planned it stay.
fn unplan(line: &mut Line) {
    (line.year, line.planned, line.deadline) = (None, None, None);
}

/// What was found out since: the newest value of an attribute stands.
fn determine(book: &Book<'_>, event: &Event) -> Result<()> {
    let evidence = event.payload.get("evidence").map(Json::canonical).unwrap_or_default();
    book.connection
        .prepare_cached("INSERT OR REPLACE INTO determined VALUES(?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            event.subject,
            event.text("attribute").unwrap_or_default(),
            event.integer("unit").unwrap_or(0),
            event.text("value").unwrap_or_default(),
            evidence,
            event.seq,
        ])?;
    Ok(())
}

/// What an announcement is cited by: its notice's number, else its address and date.
fn notice(event: &Event) -> String {
    let address =
        || format!("{} {}", event.text("address").unwrap_or(""), event.text("date").unwrap_or(""));
    event.text("notice").map_or_else(address, str::to_owned)
}

fn announce(book: &Book<'_>, line: &mut Line, event: &Event) -> Result<()> {
    let notice = notice(event);
    list_changes::joined(book, line, &notice, event)?;
    let date = event.text("date").and_then(OnDate::parse).unwrap_or(event.on);
    book.connection
        .prepare_cached("INSERT INTO announcements VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            line.id,
            event.seq,
            notice,
            event.text("list").unwrap_or_default(),
            event.text("deadline").unwrap_or_default(),
            event.text("progress").unwrap_or_default(),
            date.to_string(),
        ])?;
    line.notice = Some(notice);
    line.announced_on = Some(date);
    line.deadline = event.text("deadline").map(str::to_owned);
    Ok(())
}

/// The texts of a list in the payload.
pub(crate) fn texts<'e>(event: &'e Event, key: &str) -> Vec<&'e str> {
    event
        .payload
        .get(key)
        .map(Json::list)
        .unwrap_or_default()
        .iter()
        .filter_map(Json::text)
        .collect()
}

/// A fact found out since the survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Determined {
    /// The attribute, or `equipment`.
    pub attribute: String,
    /// The unit, from 1; `None` for the whole line.
    pub unit: Option<u32>,
    /// The value as written.
    pub value: String,
    /// The evidence, as JSON.
    pub evidence: String,
}

impl Book<'_> {
    /// What was found out about a line since it was surveyed.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the projection cannot be read.
    pub fn determined(&self, line: &str) -> Result<Vec<Determined>> {
        let found = self
            .connection
            .prepare_cached(
                "SELECT attribute, unit, value, evidence FROM determined WHERE line = ?1
                 ORDER BY attribute, unit",
            )?
            .query_map([line], |row| {
                let unit: u32 = row.get(1)?;
                Ok(Determined {
                    attribute: row.get(0)?,
                    unit: Some(unit).filter(|unit| *unit > 0),
                    value: row.get(2)?,
                    evidence: row.get(3)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }
}
