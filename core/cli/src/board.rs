//! `phaseout report board`: one html file of a year. It loads nothing, works without scripts, and prints.

use crate::board_page::{self, Page};
use crate::fault::{Fault, Outcome};
use crate::output::save;
use crate::session::Session;
use crate::todo;
use clap::Args;
use phaseout_ledger::status::Filter;
use phaseout_ledger::todo::TodoQuery;
use std::collections::BTreeSet;

/// One html page of a year, into --out FILE.html.
#[derive(Debug, Args)]
pub(crate) struct BoardArgs {
    /// The year that it is about [default: the year of --as-of]
    #[arg(long, value_name = "YEAR")]
    year: Option<i64>,
}

pub(crate) fn board(session: &Session, args: &BoardArgs) -> Result<Outcome, Fault> {
    if session.common.format.is_some() {
        return Err(Fault::usage("board-format"));
    }
    let out = session.common.out.as_ref().ok_or_else(|| Fault::usage("board-needs-out"))?;
    let is_html = out.extension().is_some_and(|ending| {
        ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm")
    });
    if !is_html {
        return Err(Fault::usage("board-needs-out"));
    }
    let (_, office) = session.office()?;
    let ledger = session.ledger()?;
    let day = session.as_of()?;
    let view = session.view()?;
    let fault = |error| session.ledger_fault(&error);
    let viewed = ledger.view(view).map_err(fault)?;
    let history = ledger.history(view).map_err(fault)?;
    let year = args.year.unwrap_or_else(|| i64::from(day.year()));
    let board =
        phaseout_reports::board::board(&viewed.book(), &history, &office, year).map_err(fault)?;
    let mut years = viewed.book().years().map_err(fault)?;
    years.push(year);
    years.sort_unstable();
    years.dedup();
    let local = session.local_dates(&office, &years)?;
    let filter = Filter::default();
    let query = TodoQuery { day, office: office.region, filter, until: None, local };
    let tasks = viewed.book().todo(&query).map_err(fault)?;
    let late: BTreeSet<&str> =
        tasks.iter().filter(|task| task.late).map(|task| task.subject.as_str()).collect();
    let due = todo::words(session, &office, day, &tasks);
    let head = ledger.head().map_err(fault)?;
    let page = Page {
        messages: &session.messages,
        office: &office,
        board: &board,
        day,
        known_at: view.known_at,
        head: &format!("{}:{}", head.seq, head.hash),
        late: &late,
        due: &due,
    };
    save(out, board_page::html(session, &page).as_bytes())?;
    session.note(&session.messages.say("board-written", &[("path", &out.display().to_string())]));
    Ok(Outcome::Done)
}
