//! `phaseout status`: where the lines stand.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::session::Session;
use clap::{Args, ValueEnum};
use phaseout_ledger::division::Division;
use phaseout_ledger::status::{Count, Filter, Status as Standing, StatusRow, Tally};
use phaseout_ledger::{Office, State, Sum};
use phaseout_model::{RegionCode, Regions};
use serde_json::{Value, json};

/// Which lines a command is about.
#[derive(Debug, Clone, Args)]
pub(crate) struct Which {
    /// Only lines in this region
    #[arg(long = "in", value_name = "CODE")]
    region: Option<String>,
    /// Only lines of this industry
    #[arg(long, value_name = "ID")]
    industry: Option<String>,
}

impl Which {
    pub(crate) fn filter(&self) -> Result<Filter, Fault> {
        let region = self.region.as_deref().map(|text| {
            text.parse::<RegionCode>()
                .ok()
                .filter(|code| Regions::known().nearest(*code).is_some())
                .ok_or_else(|| Fault::usage("region-unknown").with("code", text))
        });
        Ok(Filter {
            region: region.transpose()?,
            industry: self.industry.clone(),
            ..Filter::default()
        })
    }
}

/// Where the lines stand, by region, industry and step.
#[derive(Debug, Args)]
pub(crate) struct Status {
    #[command(flatten)]
    which: Which,
    /// Only lines that stand here: surveyed, identified, planned, `shut_down`, dismantled, …
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    /// Only lines of the plan of this year
    #[arg(long, value_name = "YEAR")]
    year: Option<i64>,
    /// What the rows are: region, industry, state; several joined by commas [default: region,industry]
    #[arg(long, value_name = "WHAT", value_enum, value_delimiter = ',')]
    by: Vec<By>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Region,
    Industry,
    State,
}

impl By {
    fn column(self) -> &'static str {
        match self {
            Self::Region => "place",
            Self::Industry => "industry",
            Self::State => "state",
        }
    }
}

pub(crate) fn status(session: &Session, args: &Status) -> Result<Outcome, Fault> {
    let mut filter = args.which.filter()?;
    filter.year = args.year;
    filter.state = args.state.as_deref().map(state_of).transpose()?;
    let (_, office) = session.office()?;
    let ledger = session.ledger()?;
    let fault = |error| session.ledger_fault(&error);
    let viewed = ledger.view(session.view()?).map_err(fault)?;
    let standing = viewed.book().status(office.region, &filter).map_err(fault)?;
    let total = standing.total().map_err(fault)?;
    let by = if args.by.is_empty() { vec![By::Region, By::Industry] } else { args.by.clone() };
    let shown = Shown { session, office: &office, standing: &standing, total: &total, by: &by };
    Answer {
        text: &|messages| shown.text(messages),
        grid: &|messages| Ok(shown.flat(messages)),
        json: &|| shown.json(),
        lines: &|| shown.lines(),
        sheet: "sheet-status",
    }
    .print(session)
}

/// The state of a word, in either language.
pub(crate) fn state_of(word: &str) -> Result<State, Fault> {
    let named = |state: &State| state.id() == word || state.printed() == word;
    State::ALL.into_iter().find(named).ok_or_else(|| {
        let words = State::ALL.map(State::id).join(" ");
        Fault::usage("state-unknown").with("state", word).with("states", &words)
    })
}

struct Shown<'a> {
    session: &'a Session,
    office: &'a Office,
    standing: &'a Standing,
    total: &'a Tally,
    by: &'a [By],
}

/// A column for each state, in the order of [`State::ALL`].
const STAGES: [&str; 13] = [
    "stage-surveyed",
    "stage-identified",
    "stage-planned",
    "stage-shut_down",
    "stage-dismantled",
    "stage-sealed",
    "stage-reserved",
    "stage-accepted",
    "stage-closed",
    "stage-struck_off",
    "stage-retrofitted",
    "stage-converted",
    "stage-exempted",
];

/// Other columns of numbers that are shown only where something stands in them.
const MAY_GO: [&str; 5] =
    ["announced", "suspended", "place-holders", "at-least", "capacity-unknown"];

impl Shown<'_> {
    fn text(&self, messages: &Messages) -> Result<String, Fault> {
        let mut day = self.session.as_of()?.to_string();
        if let Some(known) = self.session.view()?.known_at {
            day = messages.say("known-at", &[("date", &day), ("known", &known.to_string())]);
        }
        let head = messages.say(
            "status-head",
            &[
                ("office", &self.office.name),
                ("date", &day),
                ("lines", &number(messages, self.total.lines)),
                ("firms", &number(messages, self.total.firms())),
                ("capacity", &capacity(messages, &self.total.capacity)),
            ],
        );
        if self.standing.rows.is_empty() {
            return Ok(format!("{}\n", messages.word("status-empty")));
        }
        let grid = self.pivot(messages)?.without_empty(&[&MAY_GO[..], &STAGES].concat());
        Ok(format!("{head}\n{}", grid.text(messages)))
    }

    /// One row for each group, a column for each state that occurs.
    fn pivot(&self, messages: &Messages) -> Result<Grid, Fault> {
        let fault = |error| self.session.ledger_fault(&error);
        let mut columns: Vec<&'static str> = self.by.iter().map(|by| by.column()).collect();
        columns.extend(["lines", "firms", "capacity", "capacity-unknown"]);
        columns.extend(self.states());
        columns.extend(["announced", "suspended", "place-holders"]);
        let numbers: Vec<&str> =
            ["lines", "firms"].into_iter().chain(MAY_GO).chain(STAGES).collect();
        let mut grid = Grid::new(&columns, &numbers);
        grid.whole = vec!["place", "industry", "capacity"];
        let key = |row: &StatusRow| {
            (
                self.by.contains(&By::Region).then_some(row.place),
                self.by.contains(&By::Industry).then(|| row.industry.clone()),
                self.by.contains(&By::State).then_some(row.state),
            )
        };
        let by_state = self.standing.by(|row| (key(row), row.state)).map_err(fault)?;
        for (group, tally) in &self.standing.by(key).map_err(fault)? {
            let names = self.by.iter().map(|by| match by {
                By::Region => group.0.map(|it| place(messages, it)),
                By::Industry => group.1.as_ref().map(|it| industry(messages, it)),
                By::State => group.2.map(|it| state(messages, it)),
            });
            let names = names.map(Option::unwrap_or_default).collect();
            let of = |state| by_state.get(&(group.clone(), state)).map(|it| it.lines);
            grid.row(self.cells(messages, names, tally, &of));
        }
        let all = self.standing.by(|row| row.state).map_err(fault)?;
        let mut names = vec![messages.word("status-total")];
        names.resize(self.by.len(), String::new());
        let of = |state| all.get(&state).map(|it| it.lines);
        grid.row(self.cells(messages, names, self.total, &of));
        grid.totals = 1;
        Ok(grid)
    }

    /// The columns of states; none where the rows are states.
    fn states(&self) -> &'static [&'static str] {
        if self.by.contains(&By::State) { &[] } else { &STAGES }
    }

    fn cells(
        &self,
        messages: &Messages,
        names: Vec<String>,
        tally: &Tally,
        of: &dyn Fn(State) -> Option<Count>,
    ) -> Vec<String> {
        let mut cells = names;
        cells.extend([
            number(messages, tally.lines),
            number(messages, tally.firms()),
            known(&tally.capacity),
            some(tally.capacity.absent),
        ]);
        if !self.states().is_empty() {
            cells.extend(
                State::ALL.map(|state| {
                    of(state).map_or_else(String::new, |count| number(messages, count))
                }),
            );
        }
        cells.extend([
            some(tally.announced),
            some(tally.suspended),
            some(tally.lines.place_holders()),
        ]);
        cells
    }

    /// One row for each place, industry and state.
    fn flat(&self, messages: &Messages) -> Grid {
        let columns = [
            "place-code",
            "place",
            "industry",
            "state",
            "lines",
            "place-holders",
            "at-least",
            "firms",
            "capacity",
            "capacity-unknown",
            "announced",
            "suspended",
        ];
        let numbers: Vec<&str> =
            ["lines", "firms"].into_iter().chain(MAY_GO).chain(STAGES).collect();
        let mut grid = Grid::new(&columns, &numbers);
        for row in &self.standing.rows {
            let tally = &row.tally;
            grid.row(vec![
                row.place.code().map_or_else(String::new, |code| code.to_string()),
                place(messages, row.place),
                row.industry.clone(),
                row.state.id().to_owned(),
                tally.lines.number.to_string(),
                tally.lines.place_holders().to_string(),
                tally.lines.at_least.to_string(),
                tally.firms().number.to_string(),
                known(&tally.capacity).replace(" + ", ";"),
                tally.capacity.absent.to_string(),
                tally.announced.to_string(),
                tally.suspended.to_string(),
            ]);
        }
        grid
    }

    fn json(&self) -> Value {
        let view = self.session.view().unwrap_or_default();
        let as_of = self.session.as_of().map(|day| day.to_string()).ok();
        json!({
            "schema": "phaseout.status/1",
            "office": { "name": self.office.name, "region": self.office.region.to_string() },
            "as_of": as_of, "known_at": view.known_at.map(|day| day.to_string()),
            "rows": self.standing.rows.iter().map(row_json).collect::<Vec<_>>(),
            "total": tally_json(self.total),
        })
    }

    fn lines(&self) -> Vec<Value> {
        let tagged = |kind: &str, mut value: Value| {
            value["type"] = json!(kind);
            value
        };
        let mut lines: Vec<Value> =
            self.standing.rows.iter().map(|row| tagged("row", row_json(row))).collect();
        lines.push(tagged("total", tally_json(self.total)));
        lines
    }
}

fn row_json(row: &StatusRow) -> Value {
    let mut value = tally_json(&row.tally);
    value["place"] = place_json(row.place);
    value["industry"] = json!(row.industry);
    value["state"] = json!(row.state.id());
    value
}

fn tally_json(tally: &Tally) -> Value {
    let count = |count: Count| {
        json!({
            "number": count.number, "exact": count.exact, "at_least": count.at_least,
        })
    };
    json!({
        "lines": count(tally.lines), "firms": count(tally.firms()),
        "capacity": sum_json(&tally.capacity),
        "announced": tally.announced, "suspended": tally.suspended,
    })
}

/// A sum as JSON: what is known, one figure per kind of unit, and how many amounts are not.
pub(crate) fn sum_json(sum: &Sum) -> Value {
    let known: Vec<Value> = sum
        .known
        .iter()
        .map(|quantity| {
            json!({
                "value": quantity.value.normalize().to_string(), "unit": quantity.unit.as_str(),
            })
        })
        .collect();
    json!({ "known": known, "unknown": sum.absent })
}

pub(crate) fn place_json(place: Division) -> Value {
    let kind = match place {
        Division::Below(_) => "below",
        Division::Own(_) => "own",
        Division::Elsewhere(_) => "elsewhere",
        Division::Unknown => "unknown",
    };
    json!({
        "kind": kind, "code": place.code().map(|code| code.to_string()), "name": place.name(),
    })
}

/// A number in words: one that a document only bounds from below says so.
fn number(messages: &Messages, count: Count) -> String {
    let number = count.number.to_string();
    if count.is_at_least() { messages.say("at-least", &[("number", &number)]) } else { number }
}

fn some(number: u32) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// The known parts of a sum.
pub(crate) fn known(sum: &Sum) -> String {
    let known = Sum { known: sum.known.clone(), absent: 0 };
    if known.known.is_empty() { String::new() } else { known.to_string() }
}

/// A sum in words, with how many amounts are not known.
pub(crate) fn capacity(messages: &Messages, sum: &Sum) -> String {
    let count = sum.absent.to_string();
    match (sum.known.is_empty(), sum.absent) {
        (true, 0) => "0".to_owned(),
        (false, 0) => known(sum),
        (true, _) => messages.say("sum-unknown", &[("count", &count)]),
        (false, _) => messages.say("sum-and-unknown", &[("known", &known(sum)), ("count", &count)]),
    }
}

/// A division's name; one that no table has goes by its code.
pub(crate) fn place(messages: &Messages, place: Division) -> String {
    let code = place.code().map(|code| code.to_string()).unwrap_or_default();
    let name = place.name().unwrap_or(&code).to_owned();
    match place {
        Division::Below(at) if code.len() > 6 && Regions::known().get(at).is_none() => {
            format!("{name} {code}")
        }
        Division::Below(_) => name,
        Division::Own(_) => messages.say("place-own", &[("name", &name)]),
        Division::Elsewhere(_) => messages.say("place-elsewhere", &[("name", &name)]),
        Division::Unknown => messages.word("place-unknown"),
    }
}

/// An industry's name; one that is not known here goes by its id.
pub(crate) fn industry(messages: &Messages, id: &str) -> String {
    let key = if id.is_empty() { "industry-none".to_owned() } else { format!("industry-{id}") };
    messages.try_say(&key, &[]).unwrap_or_else(|| id.to_owned())
}

/// A state in words.
pub(crate) fn state(messages: &Messages, state: State) -> String {
    let en = messages.word(&format!("state-{}", state.id()));
    messages.choose(state.printed(), &en).to_owned()
}
