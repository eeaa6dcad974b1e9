//! The board of a year (看板): the figures that an office looks at, each with the command that repeats it and
//! the events behind it. How it looks is not decided here.

use phaseout_ledger::division::Division;
use phaseout_ledger::{
    Amount, Book, Event, Holder, LedgerError, Line, Office, Stage, State, Sum, TargetFigures,
    TargetFilter, Tree,
};
use std::collections::{BTreeMap, BTreeSet};

/// Where the work of a year stands.
#[derive(Clone, Debug)]
pub struct Board {
    /// The year.
    pub year: i64,
    /// Target, planned, announced, shut down, dismantled, accepted, in this order.
    pub figures: Vec<Figure>,
    /// For each month, how many lines had come to each of [`MONTHLY`] by its end.
    pub months: Vec<[u32; 3]>,
    /// How many lines came to each of [`MONTHLY`] in the year or before on a day that names no month.
    pub undated: [u32; 3],
    /// By industry and unit: planned and dismantled capacity.
    pub industries: Vec<Bar>,
    /// By division: planned and dismantled lines.
    pub regions: Vec<(Division, u32, u32)>,
    /// Every line of the year, in the order of their ids.
    pub rows: Vec<Row>,
}

/// The stages that the chart of months shows.
pub const MONTHLY: [Stage; 3] = [Stage::ShutDown, Stage::Dismantled, Stage::Accepted];

/// A figure at the head of the board.
#[derive(Clone, Debug)]
pub struct Figure {
    /// `target`, or the id of a stage.
    pub id: &'static str,
    /// Firms; of a target none where it names none.
    pub firms: Option<i64>,
    /// Lines; none for a target.
    pub lines: Option<u32>,
    /// Capacity by kind of unit.
    pub capacity: Sum,
    /// The command that repeats it.
    pub query: String,
    /// `seq` of the events that it rests on, in order.
    pub events: Vec<i64>,
}

/// The capacity of an industry in one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The industry's id.
    pub industry: String,
    /// Of the lines in the plan.
    pub planned: Sum,
    /// Of those that are dismantled or sealed.
    pub done: Sum,
}

/// A line of the board.
#[derive(Clone, Debug)]
pub struct Row {
    /// As the record has it.
    pub line: Line,
    /// The name of its enterprise.
    pub firm: String,
    /// Where, seen from the office.
    pub place: Division,
    /// Workers whom it concerns, and those who are settled; none where nothing was recorded.
    pub workers: Option<(i64, i64)>,
    /// What was allotted or paid for it.
    pub money: Sum,
    /// `seq` of its events, in order.
    pub events: Vec<i64>,
}

/// Gathers the board of a year.
///
/// # Errors
/// [`LedgerError::Store`] where the record cannot be read.
pub fn board(
    book: &Book<'_>,
    history: &[Event],
    office: &Office,
    year: i64,
) -> Result<Board, LedgerError> {
    let rows = rows(book, history, office, year)?;
    let filter =
        TargetFilter { year: Some(year), tree: Some(Tree::Region), ..TargetFilter::default() };
    let targets: Vec<TargetFigures> = book
        .target_figures(&filter)?
        .into_iter()
        .filter(|it| it.depth == 0 && it.target.holder_is == Holder::Region)
        .collect();
    let mut figures = vec![target(&targets, year)?];
    for stage in STAGES {
        figures.push(figure(&rows, history, stage, year)?);
    }
    let (months, undated) = months(&rows, year);
    Ok(Board {
        year,
        figures,
        months,
        undated,
        industries: industries(&rows)?,
        regions: regions(&rows),
        rows,
    })
}

/// The stages at the head of the board.
const STAGES: [Stage; 5] =
    [Stage::Planned, Stage::Announced, Stage::ShutDown, Stage::Dismantled, Stage::Accepted];

/// Whether a line is work of a year: one that was taken off the list is none any more.
pub fn is_work_of(line: &Line, year: i64) -> bool {
    line.year == Some(year) && !matches!(line.state, State::StruckOff | State::Exempted)
}

/// Whether a line has come to a stage.
pub fn has_come(line: &Line, stage: Stage) -> bool {
    match stage {
        Stage::Planned | Stage::CarriedOver => true,
        Stage::Announced => line.announced_on.is_some(),
        Stage::ShutDown => line.shut_down_on.is_some() || gone(line),
        Stage::Dismantled => line.dismantled_on.is_some(),
        Stage::Sealed => line.sealed_on.is_some(),
        Stage::Accepted => line.accepted_on.is_some(),
    }
}

fn gone(line: &Line) -> bool {
    line.dismantled_on.is_some() || line.sealed_on.is_some()
}

fn rows(
    book: &Book<'_>,
    history: &[Event],
    office: &Office,
    year: i64,
) -> Result<Vec<Row>, LedgerError> {
    let mut events: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for event in history {
        events.entry(&event.subject).or_default().push(event.seq);
    }
    let names: BTreeMap<String, String> =
        book.enterprises()?.into_iter().map(|it| (it.id, it.name)).collect();
    let workers: BTreeMap<String, (i64, i64)> = book
        .all_workers()?
        .into_iter()
        .map(|it| (it.line.clone(), (it.affected, it.affected - it.pending)))
        .collect();
    let mut money: BTreeMap<String, Sum> = BTreeMap::new();
    for entry in book.fund_entries(None)?.iter().filter(|it| it.entry == "allotted") {
        add(money.entry(entry.subject.clone()).or_default(), &entry.amount)?;
    }
    let lines = book.lines()?.into_iter().filter(|it| is_work_of(it, year));
    Ok(lines
        .map(|line| Row {
            firm: names.get(&line.enterprise).unwrap_or(&line.enterprise).clone(),
            place: Division::seen_from(office.region, line.region.as_deref()),
            workers: workers.get(&line.id).copied(),
            money: money.get(&line.id).cloned().unwrap_or_default(),
            events: events.get(line.id.as_str()).cloned().unwrap_or_default(),
            line,
        })
        .collect())
}

fn add(sum: &mut Sum, amount: &Amount) -> Result<(), LedgerError> {
    sum.add(amount).map_err(|_| LedgerError::Store {
        code: "damaged",
        detail: format!("{amount} does not add"),
    })
}

/// What was asked for.
fn target(targets: &[TargetFigures], year: i64) -> Result<Figure, LedgerError> {
    let mut capacity = Sum::default();
    for amount in targets.iter().filter_map(|it| it.target.amount.as_ref()) {
        add(&mut capacity, amount)?;
    }
    let firms: Option<Vec<i64>> = targets.iter().map(|it| it.target.firms).collect();
    Ok(Figure {
        id: "target",
        firms: firms.filter(|firms| !firms.is_empty()).map(|firms| firms.iter().sum()),
        lines: None,
        capacity,
        query: format!("phaseout target show --year {year}"),
        events: targets.iter().map(|it| it.target.seq).collect(),
    })
}

/// What has come to a stage.
fn figure(rows: &[Row], history: &[Event], stage: Stage, year: i64) -> Result<Figure, LedgerError> {
    let reached: Vec<&Row> = rows.iter().filter(|row| has_come(&row.line, stage)).collect();
    let firms: BTreeSet<&str> = reached.iter().map(|row| row.line.enterprise.as_str()).collect();
    let mut capacity = Sum::default();
    for row in &reached {
        add(&mut capacity, row.line.counted())?;
    }
    let kinds: &[&str] = match stage {
        Stage::Planned | Stage::CarriedOver => &["plan"],
        Stage::Announced => &["announce"],
        Stage::ShutDown => &["shut_down", "dismantle", "seal"],
        Stage::Dismantled => &["dismantle"],
        Stage::Sealed => &["seal"],
        Stage::Accepted => &["accept"],
    };
    let ids: BTreeSet<&str> = reached.iter().map(|row| row.line.id.as_str()).collect();
    let behind = |event: &&Event| {
        ids.contains(event.subject.as_str()) && kinds.contains(&event.kind.as_str())
    };
    Ok(Figure {
        id: stage.id(),
        firms: Some(i64::try_from(firms.len()).unwrap_or(i64::MAX)),
        lines: Some(u32::try_from(reached.len()).unwrap_or(u32::MAX)),
        capacity,
        query: format!("phaseout lines --year {year} --reached {}", stage.id()),
        events: history.iter().filter(behind).map(|event| event.seq).collect(),
    })
}

/// Lines by the end of each month. A date that may lie in several months counts by its last day; one that is
/// not known counts nowhere, and is told.
fn months(rows: &[Row], year: i64) -> (Vec<[u32; 3]>, [u32; 3]) {
    let (mut months, mut undated) = (vec![[0; 3]; 12], [0; 3]);
    for row in rows {
        let line = &row.line;
        for (at, stage) in MONTHLY.into_iter().enumerate() {
            let gone_on = line.dismantled_on.or(line.sealed_on);
            let on = match stage {
                Stage::ShutDown => line.shut_down_on.or(gone_on),
                Stage::Dismantled => line.dismantled_on,
                _ => line.accepted_on,
            };
            let Some(on) = on else { continue };
            // 关停 recorded with the dismantling has no day: then it was down by that day.
            let latest = on.latest().or_else(|| gone_on.and_then(phaseout_ledger::OnDate::latest));
            let Some(latest) = latest else {
                undated[at] += 1;
                continue;
            };
            let from = match i64::from(latest.year()).cmp(&year) {
                std::cmp::Ordering::Less => 0,
                std::cmp::Ordering::Equal => usize::from(latest.month().unsigned_abs()) - 1,
                std::cmp::Ordering::Greater => continue,
            };
            for month in &mut months[from..] {
                month[at] += 1;
            }
        }
    }
    (months, undated)
}

fn industries(rows: &[Row]) -> Result<Vec<Bar>, LedgerError> {
    let mut bars: BTreeMap<&str, (Sum, Sum)> = BTreeMap::new();
    for row in rows {
        let (planned, done) = bars.entry(&row.line.industry).or_default();
        add(planned, row.line.counted())?;
        if gone(&row.line) {
            add(done, row.line.counted())?;
        }
    }
    let bar = |(industry, (planned, done)): (&str, (Sum, Sum))| Bar {
        industry: industry.to_owned(),
        planned,
        done,
    };
    Ok(bars.into_iter().map(bar).collect())
}

fn regions(rows: &[Row]) -> Vec<(Division, u32, u32)> {
    let mut regions: BTreeMap<Division, (u32, u32)> = BTreeMap::new();
    for row in rows {
        let (planned, done) = regions.entry(row.place).or_default();
        *planned += 1;
        *done += u32::from(gone(&row.line));
    }
    regions.into_iter().map(|(place, (planned, done))| (place, planned, done)).collect()
}
