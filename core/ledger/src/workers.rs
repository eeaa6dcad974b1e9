//! Workers (职工安置): headcounts only, no name and no identity number.
//!
//! An event is a whole snapshot of one line at its date: everybody affected has gone one of five ways or
//! is still pending, and the six add up to all. A channel that is not named is nobody; an event that is
//! not there is not a zero. Estimates of what compensation costs stand in `compensation`.
//!
//! The subject is a line, since lines are what closes; `on_post` alone speaks of the whole enterprise.

use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::fact::{Form, Needs};
use crate::json::Json;
use crate::kind::{EVIDENCE, Kind, NOTE, Subject, fact};
use crate::line::Line;
use crate::refusal::{LedgerError, Refusal, Result};
use crate::state::State;
use rusqlite::types::FromSql;
use rusqlite::{OptionalExtension, Row, named_params};
use std::collections::BTreeMap;

pub(crate) const TABLES: &str = "
CREATE TABLE workers(
  line TEXT NOT NULL,
  seq INTEGER NOT NULL,
  on_date TEXT NOT NULL,
  on_post INTEGER,
  affected INTEGER NOT NULL,
  placed_inside INTEGER NOT NULL,
  retrained_placed INTEGER NOT NULL,
  compensated INTEGER NOT NULL,
  retired INTEGER NOT NULL,
  settled_unspecified INTEGER NOT NULL,
  pending INTEGER NOT NULL,
  incidents INTEGER,
  reason TEXT,
  note TEXT,
  evidence TEXT,
  PRIMARY KEY(line, seq)
) STRICT, WITHOUT ROWID;
";

/// The ways out of the line, besides pending.
const CHANNELS: [&str; 5] =
    ["placed_inside", "retrained_placed", "compensated", "retired", "settled_unspecified"];

const NEEDS: Needs = &[&[&["affected"]]];

pub(crate) const KIND: Kind = Kind {
    id: "workers",
    zh: "职工安置",
    subject: Subject::Line,
    step: None,
    facts: &[
        fact("on_post", "在岗职工", Form::Count),
        fact("affected", "涉及职工", Form::Count),
        fact("placed_inside", "内部安置", Form::Count),
        fact("retrained_placed", "培训转岗", Form::Count),
        fact("compensated", "解除合同补偿", Form::Count),
        fact("retired", "内部退养", Form::Count),
        fact("settled_unspecified", "已妥善安置未分类", Form::Count),
        fact("pending", "待安置", Form::Count),
        fact("incidents", "群体性事件", Form::Count),
        fact("reason", "变动原因", Form::Text),
        EVIDENCE,
        NOTE,
    ],
    needs: NEEDS,
    apply,
};

/// The workers of a line at a date. `affected` is the sum of the five channels and `pending`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workers {
    /// The line.
    pub line: String,
    /// The event.
    pub seq: i64,
    /// The date of the snapshot.
    pub on: OnDate,
    /// 在岗职工: the whole enterprise's, where the paper says so.
    pub on_post: Option<i64>,
    /// 涉及职工: everybody whom the line's end concerns.
    pub affected: i64,
    /// 内部安置.
    pub placed_inside: i64,
    /// 培训转岗.
    pub retrained_placed: i64,
    /// 解除合同补偿.
    pub compensated: i64,
    /// 内部退养.
    pub retired: i64,
    /// 已妥善安置未分类: settled, the paper does not say how.
    pub settled_unspecified: i64,
    /// 待安置: given, or the rest.
    pub pending: i64,
    /// 群体性事件; `None` where nothing is said of them.
    pub incidents: Option<i64>,
    /// Why fewer are affected than before.
    pub reason: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// The evidence, canonical JSON.
    pub evidence: Option<String>,
}

/// Headcounts over several lines, each by its newest snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkersTotal {
    /// Lines with a headcount.
    pub lines: u32,
    /// Lines of which no headcount is on record: not zero, unknown.
    pub unrecorded: u32,
    /// 在岗职工, once for each enterprise, by its newest figure.
    pub on_post: i64,
    /// The sum of the lines, as are all below.
    pub affected: i64,
    /// 内部安置.
    pub placed_inside: i64,
    /// 培训转岗.
    pub retrained_placed: i64,
    /// 解除合同补偿.
    pub compensated: i64,
    /// 内部退养.
    pub retired: i64,
    /// 已妥善安置未分类.
    pub settled_unspecified: i64,
    /// 待安置.
    pub pending: i64,
    /// Known incidents.
    pub incidents: i64,
}

impl Workers {
    /// Everybody who is no longer pending.
    pub fn settled(&self) -> i64 {
        self.placed_inside
            + self.retrained_placed
            + self.compensated
            + self.retired
            + self.settled_unspecified
    }

    /// A snapshot as its event says it; `None` without the number of the affected.
    fn of(event: &Event) -> Option<Self> {
        let affected = event.integer("affected")?;
        let [placed_inside, retrained_placed, compensated, retired, settled_unspecified] =
            CHANNELS.map(|channel| event.integer(channel).unwrap_or(0));
        let text = |key: &str| event.text(key).map(str::to_owned);
        let mut workers = Self {
            line: event.subject.clone(),
            seq: event.seq,
            on: event.on,
            on_post: event.integer("on_post"),
            affected,
            placed_inside,
            retrained_placed,
            compensated,
            retired,
            settled_unspecified,
            pending: 0,
            incidents: event.integer("incidents"),
            reason: text("reason"),
            note: text("note"),
            evidence: event.payload.get("evidence").map(Json::canonical),
        };
        workers.pending =
            event.integer("pending").unwrap_or_else(|| workers.affected - workers.settled());
        Some(workers)
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Result<Self>> {
        fn get<T: FromSql>(row: &Row<'_>, name: &str) -> rusqlite::Result<T> {
            row.get(name)
        }
        let on: String = get(row, "on_date")?;
        let Some(on) = OnDate::parse(&on) else {
            return Ok(Err(LedgerError::store("damaged", format!("workers: {on}"))));
        };
        Ok(Ok(Self {
            line: get(row, "line")?,
            seq: get(row, "seq")?,
            on,
            on_post: get(row, "on_post")?,
            affected: get(row, "affected")?,
            placed_inside: get(row, "placed_inside")?,
            retrained_placed: get(row, "retrained_placed")?,
            compensated: get(row, "compensated")?,
            retired: get(row, "retired")?,
            settled_unspecified: get(row, "settled_unspecified")?,
            pending: get(row, "pending")?,
            incidents: get(row, "incidents")?,
            reason: get(row, "reason")?,
            note: get(row, "note")?,
            evidence: get(row, "evidence")?,
        }))
    }
}

fn apply(book: &Book<'_>, event: &Event) -> Result<()> {
    let Some(workers) = Workers::of(event) else {
        if book.lenient {
            return Ok(());
        }
        return Err(Refusal::new("facts-missing", &event.subject)
            .with("step", KIND.id)
            .with("missing", "affected (涉及职工)")
            .into());
    };
    if !book.lenient {
        let Some(line) = book.line(&event.subject)? else {
            return Err(Refusal::new("line-unknown", &event.subject).into());
        };
        guard(book, &line, &workers)?;
    }
    put(book, &workers)
}

/// Everybody is somewhere, nobody is lost between two snapshots, and a closed line stays settled.
fn guard(book: &Book<'_>, line: &Line, workers: &Workers) -> Result<()> {
    let mut refusals = Vec::new();
    let rest = workers.affected - workers.settled();
    if rest < 0 {
        refusals.push(
            Refusal::new("workers-too-many", &line.id)
                .with("affected", workers.affected)
                .with("settled", workers.settled())
                .with("difference", -rest),
        );
    } else if workers.pending != rest {
        refusals.push(
            Refusal::new("workers-do-not-add", &line.id)
                .with("affected", workers.affected)
                .with("settled", workers.settled())
                .with("pending", workers.pending)
                .with("sum", workers.settled() + workers.pending)
                .with("difference", (workers.pending - rest).abs()),
        );
    }
    if let Some(before) = book.workers(&line.id)? {
        if workers.on.is_before(before.on) {
            refusals.push(
                Refusal::new("workers-date-before", &line.id)
                    .with("date", workers.on)
                    .with("before", before.on),
            );
        }
        if workers.affected < before.affected && workers.reason.is_none() {
            refusals.push(
                Refusal::new("workers-fewer", &line.id)
                    .with("affected", workers.affected)
                    .with("before", before.affected)
                    .with("date", before.on)
                    .with("difference", before.affected - workers.affected),
            );
        }
    }
    if line.state == State::Closed && workers.pending > 0 {
        refusals
            .push(Refusal::new("workers-line-closed", &line.id).with("pending", workers.pending));
    }
    if refusals.is_empty() { Ok(()) } else { Err(LedgerError::Refused(refusals)) }
}

fn put(book: &Book<'_>, workers: &Workers) -> Result<()> {
    book.connection
        .prepare_cached(
            "INSERT INTO workers VALUES(:line, :seq, :on_date, :on_post, :affected, :placed_inside,
             :retrained_placed, :compensated, :retired, :settled_unspecified, :pending, :incidents,
             :reason, :note, :evidence)",
        )?
        .execute(named_params! {
            ":line": workers.line,
            ":seq": workers.seq,
            ":on_date": workers.on.to_string(),
            ":on_post": workers.on_post,
            ":affected": workers.affected,
            ":placed_inside": workers.placed_inside,
            ":retrained_placed": workers.retrained_placed,
            ":compensated": workers.compensated,
            ":retired": workers.retired,
            ":settled_unspecified": workers.settled_unspecified,
            ":pending": workers.pending,
            ":incidents": workers.incidents,
            ":reason": workers.reason,
            ":note": workers.note,
            ":evidence": workers.evidence,
        })?;
    Ok(())
}

/// Why a line's workers are not settled, by a headcount; `None` where they are. A line without a headcount
/// is not settled: that nobody is affected has to be said (`affected=0`).
pub(crate) fn unsettled_by(workers: Option<&Workers>, line: &str) -> Option<Refusal> {
    match workers {
        None => Some(Refusal::new("workers-unrecorded", line)),
        Some(workers) if workers.pending > 0 => Some(
            Refusal::new("workers-pending", line)
                .with("pending", workers.pending)
                .with("affected", workers.affected)
                .with("date", workers.on),
        ),
        Some(_) => None,
    }
}

impl Book<'_> {
    /// The newest headcount of a line; `None` where none was recorded.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the projection cannot be read.
    pub fn workers(&self, line: &str) -> Result<Option<Workers>> {
        self.connection
            .prepare_cached("SELECT * FROM workers WHERE line = ?1 ORDER BY seq DESC LIMIT 1")?
            .query_row([line], Workers::read)
            .optional()?
            .transpose()
    }

    /// Every headcount of a line, the oldest first.
    ///
    /// # Errors
    /// As [`Book::workers`].
    pub fn workers_over_time(&self, line: &str) -> Result<Vec<Workers>> {
        self.connection
            .prepare_cached("SELECT * FROM workers WHERE line = ?1 ORDER BY seq")?
            .query_map([line], Workers::read)?
            .map(|workers| workers?)
            .collect()
    }

    /// The newest headcount of every line that has one, in the order of their ids.
    ///
    /// # Errors
    /// As [`Book::workers`].
    pub fn all_workers(&self) -> Result<Vec<Workers>> {
        self.connection
            .prepare_cached(
                "SELECT * FROM workers AS own WHERE seq =
                 (SELECT max(seq) FROM workers WHERE line = own.line) ORDER BY line",
            )?
            .query_map([], Workers::read)?
            .map(|workers| workers?)
            .collect()
    }

    /// The sum over the lines that are wanted, and how many of them have no headcount.
    ///
    /// # Errors
    /// As [`Book::workers`].
    pub fn workers_total(&self, mut wanted: impl FnMut(&Line) -> bool) -> Result<WorkersTotal> {
        let mut counted: BTreeMap<String, Workers> = BTreeMap::new();
        for workers in self.all_workers()? {
            counted.insert(workers.line.clone(), workers);
        }
        let mut total = WorkersTotal::default();
        let mut on_post: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for line in self.lines()? {
            if !wanted(&line) {
                continue;
            }
            let Some(workers) = counted.get(&line.id) else {
                total.unrecorded += 1;
                continue;
            };
            total.add(workers);
            if let Some(number) = workers.on_post {
                let newest = on_post.entry(line.enterprise).or_insert((workers.seq, number));
                *newest = (*newest).max((workers.seq, number));
            }
        }
        total.on_post =
            on_post.values().fold(0, |sum: i64, (_, number)| sum.saturating_add(*number));
        Ok(total)
    }
}

impl WorkersTotal {
    fn add(&mut self, workers: &Workers) {
        let add = |sum: &mut i64, number: i64| *sum = sum.saturating_add(number);
        self.lines += 1;
        add(&mut self.affected, workers.affected);
        add(&mut self.placed_inside, workers.placed_inside);
        add(&mut self.retrained_placed, workers.retrained_placed);
        add(&mut self.compensated, workers.compensated);
        add(&mut self.retired, workers.retired);
        add(&mut self.settled_unspecified, workers.settled_unspecified);
        add(&mut self.pending, workers.pending);
        add(&mut self.incidents, workers.incidents.unwrap_or(0));
    }
}
