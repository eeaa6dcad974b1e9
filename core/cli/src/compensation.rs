//! `phaseout compensation`: an estimate by the labour contract law, from counts and wage classes. No names.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::session::{Session, open};
use clap::Args;
use phaseout_documents::Chunk;
use phaseout_ledger::OnDate;
use phaseout_ledger::compensation::{
    ClassEstimate, Estimate, Local, Service, WageClass, basis, estimate,
};
use phaseout_model::{Decimal, PartialDate, decimal};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Estimates economic compensation. The table has a row for each class of workers who are alike: class
/// (类别), people (人数), wage (月平均工资, 元), and since (入职日期) or years and months (工作年数, 月数).
#[derive(Debug, Args)]
pub(crate) struct Compensation {
    /// The table of classes; `-` is csv on standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The last day of service [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// The city's mean monthly wage of last year, in 元
    #[arg(long, value_name = "YUAN")]
    mean_wage: String,
    /// The place's minimum monthly wage, in 元
    #[arg(long, value_name = "YUAN")]
    minimum_wage: String,
}

pub(crate) fn compensation(session: &Session, args: &Compensation) -> Result<Outcome, Fault> {
    session.format()?;
    let yuan = |key: &'static str, text: &str| {
        number(text).ok_or_else(|| {
            Fault::usage("compensation-local-form").with("key", key).with("value", text)
        })
    };
    let local = Local {
        mean_wage: yuan("--mean-wage", &args.mean_wage)?,
        minimum_wage: yuan("--minimum-wage", &args.minimum_wage)?,
    };
    let on = Session::on(args.on.as_deref())?;
    let ended =
        on.latest().ok_or_else(|| Fault::usage("on-unknown").with("date", &on.to_string()))?;
    let classes = classes(&args.file)?;
    let found = estimate(&classes, &local, ended).map_err(|refusal| session.refusal(&refusal))?;
    Answer {
        text: &|messages| Ok(shown(messages, &found)),
        grid: &|messages| Ok(grid(messages, &found)),
        json: &|| all_json(&found, ended),
        lines: &|| found.classes.iter().map(class_json).collect(),
        sheet: "sheet-compensation",
    }
    .print(session)?;
    let messages = &session.messages;
    for (document, _) in basis().iter().take(if found.confirmed { 1 } else { 2 }) {
        session.note(&messages.say("compensation-basis", &[("document", document)]));
    }
    if !found.confirmed {
        session.note(&messages.word("compensation-unconfirmed"));
    }
    Ok(session.finish(!found.confirmed))
}

/// A plain number, with or without 元.
fn number(text: &str) -> Option<Decimal> {
    decimal::parse(text.trim().trim_end_matches('元').trim())
}

/// Reads the table; all rows at fault at once.
fn classes(path: &Path) -> Result<Vec<WageClass>, Fault> {
    let place = path.display().to_string();
    let mut document = open(path)?;
    let mut chunk = Chunk::new();
    let mut headers: Option<Headers> = None;
    let (mut classes, mut faults) = (Vec::new(), Vec::new());
    while document.read_chunk(&mut chunk, 1024).map_err(|error| Fault::read(&place, &error))? {
        for row in chunk.iter() {
            let cells: Vec<&str> = row.iter().map(str::trim).collect();
            let Some(headers) = &headers else {
                headers = Some(
                    Headers::of(&cells)
                        .ok_or_else(|| Fault::refused("compensation-header").at(&place))?,
                );
                continue;
            };
            match headers.class(&cells, classes.len() + 1) {
                Ok(class) => classes.push(class),
                Err((key, value)) => faults.push(
                    Fault::refused("compensation-row")
                        .at(&place)
                        .with("row", &row.number().to_string())
                        .with("column", key)
                        .with("value", &value),
                ),
            }
        }
    }
    Fault::together(faults).map_or(Ok(classes), Err)
}

/// Where each column stands.
struct Headers {
    class: Option<usize>,
    people: usize,
    wage: usize,
    since: Option<usize>,
    years: Option<usize>,
    months: Option<usize>,
}

impl Headers {
    fn of(cells: &[&str]) -> Option<Self> {
        let at = |names: &[&str]| cells.iter().position(|cell| names.contains(cell));
        let found = Self {
            class: at(&["class", "类别", "岗位类别"]),
            people: at(&["people", "人数"])?,
            wage: at(&["wage", "月平均工资", "月工资"])?,
            since: at(&["since", "入职日期", "入职时间"]),
            years: at(&["years", "工作年数", "工作年限"]),
            months: at(&["months", "月数"]),
        };
        (found.since.is_some() || found.years.is_some()).then_some(found)
    }

    fn class(
        &self,
        cells: &[&str],
        number_of_row: usize,
    ) -> Result<WageClass, (&'static str, String)> {
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).copied().unwrap_or("");
        let wrong = |key: &'static str, text: &str| (key, text.to_owned());
        let people = cell(Some(self.people));
        let wage = cell(Some(self.wage));
        let count = |key: &'static str, text: &str| match text {
            "" => Ok(0),
            text => text.parse().map_err(|_| wrong(key, text)),
        };
        let service = match cell(self.since) {
            "" if cell(self.years).is_empty() => return Err(wrong("since", "")),
            "" => Service::For {
                years: count("years", cell(self.years))?,
                months: count("months", cell(self.months))?,
            },
            text => {
                let since = PartialDate::parse(text).filter(|date| date.is_full());
                Service::Since(since.ok_or_else(|| wrong("since", text))?.first_day())
            }
        };
        let label = match cell(self.class) {
            "" => number_of_row.to_string(),
            label => label.to_owned(),
        };
        Ok(WageClass {
            label,
            people: people.trim_end_matches('人').parse().map_err(|_| wrong("people", people))?,
            wage: number(wage).ok_or_else(|| wrong("wage", wage))?,
            service,
        })
    }
}

fn grid(messages: &Messages, found: &Estimate) -> Grid {
    let columns = ["class", "people", "since-2008", "before-2008", "amount", "remarks"];
    let mut grid = Grid::new(&columns, &["people", "amount"]);
    let part =
        |part: &phaseout_ledger::compensation::Part| format!("{} × {}", part.months, part.base);
    for class in &found.classes {
        let notes: Vec<String> = class
            .notes
            .iter()
            .map(|note| messages.word(&format!("compensation-note-{note}")))
            .collect();
        grid.row(vec![
            class.label.clone(),
            class.people.to_string(),
            part(&class.since),
            class.before.as_ref().map(part).unwrap_or_default(),
            class.amount.to_string(),
            notes.join("\n"),
        ]);
    }
    grid
}

fn shown(messages: &Messages, found: &Estimate) -> String {
    let words = [("people", found.people.to_string()), ("total", found.total.to_string())];
    let words: Vec<(&str, &str)> =
        words.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let rows = grid(messages, found).text(messages);
    format!("{rows}{}\n", messages.say("compensation-total", &words))
}

fn all_json(found: &Estimate, ended: phaseout_model::Date) -> Value {
    json!({
        "schema": "phaseout.compensation/1", "on": OnDate::day(ended).to_string(),
        "classes": found.classes.iter().map(class_json).collect::<Vec<_>>(),
        "people": found.people, "total": found.total.to_string(), "confirmed": found.confirmed,
    })
}

fn class_json(class: &ClassEstimate) -> Value {
    let part = |part: &phaseout_ledger::compensation::Part| {
        json!({
            "months": part.months.to_string(), "base": part.base.to_string(),
            "amount": part.amount.to_string(),
        })
    };
    json!({
        "class": class.label, "people": class.people, "since_2008": part(&class.since),
        "before_2008": class.before.as_ref().map(part), "amount": class.amount.to_string(),
        "notes": class.notes,
    })
}
