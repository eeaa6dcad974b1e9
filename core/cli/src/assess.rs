//! `phaseout assess`: what the record says to each demand of a year, and points by the office's own rubric.

use crate::criteria::print;
use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::session::Session;
use crate::status::{Which, capacity, industry, state, sum_json};
use clap::Args;
use phaseout_ledger::assess::{
    AssessQuery, Assessment, Finding, Graded, Outcome as Says, Remark, STAGES,
};
use phaseout_ledger::rubric::{Grading, Rubric};
use phaseout_ledger::{EXTENSIONS, Office, State};
use phaseout_model::Date;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The assessment of a year: each result with the events that it stands on.
#[derive(Debug, Args)]
pub(crate) struct Assess {
    /// The year of the targets
    #[arg(long, value_name = "YEAR", required_unless_present = "template")]
    year: Option<i64>,
    #[command(flatten)]
    which: Which,
    /// The office's rubric: items, measures and weights; without one there are no points
    #[arg(long, value_name = "FILE")]
    rubric: Option<PathBuf>,
    /// Every remark, also where there are many
    #[arg(long)]
    all: bool,
    /// Print a rubric to begin with: every measure, no weights
    #[arg(long, conflicts_with = "rubric")]
    template: bool,
}

pub(crate) fn assess(session: &Session, args: &Assess) -> Result<Outcome, Fault> {
    if args.template {
        return print(session, &Rubric::template());
    }
    let Some(year) = args.year else { return Err(Fault::usage("assess-year")) };
    let rubric = args.rubric.as_deref().map(read_rubric).transpose()?;
    let (_, office) = session.office()?;
    let ledger = session.ledger()?;
    let day = session.as_of()?;
    let query = AssessQuery { year, day, office: office.region, filter: args.which.filter()? };
    let assessment = ledger
        .assess(session.view()?, &query, rubric.as_ref())
        .map_err(|error| session.ledger_fault(&error))?;
    let shown = Shown { session, office: &office, day, all: args.all, found: &assessment };
    Answer {
        text: &|messages| Ok(shown.text(messages)),
        grid: &|messages| Ok(shown.flat(messages)),
        json: &|| shown.json(),
        lines: &|| shown.lines(),
        sheet: "sheet-assess",
    }
    .print(session)?;
    let wanting = assessment.findings.iter().any(|finding| finding.outcome() == Says::NotMet);
    Ok(session.finish(wanting))
}

/// Reads a rubric; every fault with its place.
fn read_rubric(path: &Path) -> Result<Rubric, Fault> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Fault::refused("rubric-unreadable").at(&shown).with("detail", &error.to_string())
    })?;
    Rubric::parse(&text).map_err(|errors| {
        let faults = errors.iter().map(|error| {
            let mut fault = Fault::refused(error.code)
                .at(&format!("{shown}:{}:{}", error.line, error.column))
                .with("detail", &error.detail);
            fault.suggestion = error.suggestion.map(str::to_owned);
            fault
        });
        Fault::together(faults).unwrap_or_else(|| Fault::refused("rubric-empty").at(&shown))
    })
}

struct Shown<'a> {
    session: &'a Session,
    office: &'a Office,
    day: Date,
    all: bool,
    found: &'a Assessment,
}

/// So many remarks, and so many events, are named in a cell.
const NAMED: usize = 3;

impl Shown<'_> {
    fn text(&self, messages: &Messages) -> String {
        let found = self.found;
        let head = messages.say(
            "assess-head",
            &[
                ("office", &self.office.name),
                ("year", &found.year.to_string()),
                ("date", &self.day.to_string()),
                ("lines", &found.lines.to_string()),
            ],
        );
        if found.lines == 0 {
            return format!("{head}\n{}\n", messages.word("assess-none"));
        }
        let mut text = format!("{head}\n{}", self.industries(messages).text(messages));
        if let Some(graded) = &found.graded {
            text.push_str(&self.graded(messages, graded));
        } else {
            let all: Vec<&Finding> = found.findings.iter().collect();
            text.push_str(&self.measures(messages, &all).text(messages));
            text.push_str(&messages.word("assess-no-rubric"));
            text.push('\n');
        }
        if !found.not_dismantled.is_empty() {
            text.push_str(&messages.word("assess-not-dismantled"));
            text.push('\n');
            for remark in &found.not_dismantled {
                let words = Self::remark(messages, remark);
                let _ = writeln!(text, "  {words}{}", seqs(messages, &remark.events));
            }
        }
        text
    }

    fn industries(&self, messages: &Messages) -> Grid {
        let columns = [
            "industry",
            "amount-target",
            "amount-planned",
            "amount-announced",
            "amount-shut_down",
            "amount-gone",
            "amount-accepted",
            "result",
        ];
        let mut grid = Grid::new(&columns, &[]);
        grid.whole = vec!["industry", "result"];
        for own in &self.found.industries {
            let firms = |number: &str| messages.say("assess-firms", &[("firms", number)]);
            let amount = own.target.as_ref().map(|sum| capacity(messages, sum));
            let asked: Vec<String> = amount
                .into_iter()
                .chain(own.target_firms.map(|it| firms(&it.to_string())))
                .collect();
            let asked = if asked.is_empty() { "–".to_owned() } else { asked.join("\n") };
            let mut cells = vec![industry(messages, &own.industry), asked];
            cells.extend(own.stages.iter().map(|stage| {
                let (lines, number) = (stage.lines.to_string(), stage.firms.to_string());
                let amount = capacity(messages, &stage.capacity);
                let words = [
                    ("lines", lines.as_str()),
                    ("firms", number.as_str()),
                    ("capacity", amount.as_str()),
                ];
                messages.say("assess-stage", &words).replace('|', "\n")
            }));
            cells.push(messages.word(&format!("result-{}", own.result.id())));
            grid.row(cells);
        }
        grid
    }

    fn measures(&self, messages: &Messages, findings: &[&Finding]) -> Grid {
        let mut grid = Grid::new(&["measure", "met", "outcome", "remarks", "events"], &["met"]);
        grid.whole = vec!["outcome"];
        for finding in findings {
            grid.row(vec![
                measure(messages, finding),
                met(finding),
                outcome(messages, finding),
                self.remarks(messages, finding),
                seqs_short(messages, &finding.events),
            ]);
        }
        grid
    }

    fn graded(&self, messages: &Messages, graded: &Graded) -> String {
        let columns = ["demand", "weight", "points", "met", "remarks", "events"];
        let mut grid = Grid::new(&columns, &["weight", "points", "met"]);
        let number = |value: phaseout_model::Decimal| value.normalize().to_string();
        for item in &graded.items {
            let finding = self.finding(item.item.measure);
            let by_hand = || messages.word("assess-by-hand");
            grid.row(vec![
                item.item.title.clone(),
                item.item.weight.map_or_else(String::new, number),
                item.points.map_or_else(|| "–".to_owned(), number),
                finding.map_or_else(String::new, met),
                finding.map_or_else(by_hand, |finding| self.remarks(messages, finding)),
                finding.map_or_else(String::new, |finding| seqs_short(messages, &finding.events)),
            ]);
        }
        grid.row(vec![
            messages.word("status-total"),
            number(graded.weight),
            number(graded.points),
            String::new(),
            messages.word("assess-total-of"),
            String::new(),
        ]);
        grid.totals = 1;
        let mut title = graded.title.clone();
        if let Some(document) = &graded.document {
            title = format!("{title} · {document}");
        }
        format!("{title}\n{}", grid.text(messages))
    }

    fn finding(&self, id: Option<&str>) -> Option<&Finding> {
        self.found.findings.iter().find(|finding| Some(finding.measure.id) == id)
    }

    /// What is not as it should be: a few, unless all are asked for.
    fn remarks(&self, messages: &Messages, finding: &Finding) -> String {
        let most = if self.all { usize::MAX } else { NAMED };
        let mut words: Vec<String> =
            finding.remarks.iter().take(most).map(|it| Self::remark(messages, it)).collect();
        let rest = finding.remarks.len().saturating_sub(most);
        if rest > 0 {
            words.push(messages.say("assess-more", &[("count", &rest.to_string())]));
        }
        words.join("\n")
    }

    fn remark(messages: &Messages, remark: &Remark) -> String {
        let worded: Vec<(&str, String)> = remark
            .arguments
            .iter()
            .map(|(name, value)| (*name, argument(messages, name, value)))
            .collect();
        let arguments: Vec<(&str, &str)> =
            worded.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let id = format!("remark-{}", remark.code);
        let words = messages
            .try_say(&id, &arguments)
            .or_else(|| messages.try_say(&format!("refusal-{}", remark.code), &arguments))
            .unwrap_or_else(|| messages.say(&id, &arguments));
        let subject = match remark.subject.as_str() {
            office if office == phaseout_ledger::OFFICE => messages.word("who-office"),
            other => industry(messages, other),
        };
        messages.say("remark", &[("subject", &subject), ("words", &words)])
    }

    /// One row for each measure; with a rubric, its weight and points beside it.
    fn flat(&self, messages: &Messages) -> Grid {
        let columns = [
            "measure-id",
            "measure",
            "outcome",
            "met",
            "unclear",
            "of",
            "weight",
            "points",
            "remarks",
            "events",
        ];
        let mut grid = Grid::new(&columns, &["met", "unclear", "of"]);
        let number = |value: phaseout_model::Decimal| value.normalize().to_string();
        for finding in &self.found.findings {
            let items = self.found.graded.iter().flat_map(|graded| &graded.items);
            let item = items.clone().find(|item| item.item.measure == Some(finding.measure.id));
            let remarks: Vec<String> =
                finding.remarks.iter().map(|it| Self::remark(messages, it)).collect();
            let events: Vec<String> = finding.events.iter().map(i64::to_string).collect();
            grid.row(vec![
                finding.measure.id.to_owned(),
                measure(messages, finding),
                finding.outcome().id().to_owned(),
                finding.met.to_string(),
                finding.unclear.to_string(),
                finding.of.to_string(),
                item.and_then(|item| item.item.weight).map_or_else(String::new, number),
                item.and_then(|item| item.points).map_or_else(String::new, number),
                remarks.join("; "),
                events.join(" "),
            ]);
        }
        grid
    }

    fn json(&self) -> Value {
        let found = self.found;
        let graded = found.graded.as_ref().map(|graded| {
            let items: Vec<Value> = graded
                .items
                .iter()
                .map(|item| {
                    let text = |value: phaseout_model::Decimal| value.normalize().to_string();
                    let grading = match item.item.grading {
                        Grading::Share => "share",
                        Grading::All => "all",
                    };
                    json!({
                        "title": item.item.title, "measure": item.item.measure,
                        "weight": item.item.weight.map(text), "points": item.points.map(text),
                        "grading": grading, "factor": text(item.item.factor),
                    })
                })
                .collect();
            json!({
                "title": graded.title, "document": graded.document, "items": items,
                "points": graded.points.normalize().to_string(),
                "weight": graded.weight.normalize().to_string(),
            })
        });
        json!({
            "schema": "phaseout.assess/1",
            "office": { "name": self.office.name, "region": self.office.region.to_string() },
            "year": found.year, "day": self.day.to_string(),
            "known_at": self.session.common.known_at, "lines": found.lines,
            "industries": self.industries_json(),
            "measures": found.findings.iter().map(finding_json).collect::<Vec<_>>(),
            "not_dismantled": found.not_dismantled.iter().map(remark_json).collect::<Vec<_>>(),
            "rubric": graded,
        })
    }

    fn industries_json(&self) -> Vec<Value> {
        self.found
            .industries
            .iter()
            .map(|own| {
                let mut value = json!({
                    "industry": own.industry, "target": own.target.as_ref().map(sum_json),
                    "target_firms": own.target_firms, "result": own.result.id(), "events": own.events,
                });
                for (name, stage) in STAGES.iter().zip(&own.stages) {
                    value[*name] = json!({
                        "lines": stage.lines, "firms": stage.firms,
                        "capacity": sum_json(&stage.capacity),
                    });
                }
                value
            })
            .collect()
    }

    fn lines(&self) -> Vec<Value> {
        let tagged = |kind: &str, mut value: Value| {
            value["type"] = json!(kind);
            value
        };
        let industries = self.industries_json().into_iter().map(|it| tagged("industry", it));
        let measures = self.found.findings.iter().map(|it| tagged("measure", finding_json(it)));
        industries.chain(measures).collect()
    }
}

fn measure(messages: &Messages, finding: &Finding) -> String {
    let en = messages.word(&format!("measure-{}", finding.measure.id));
    messages.choose(finding.measure.zh, &en).to_owned()
}

fn met(finding: &Finding) -> String {
    if finding.of == 0 { String::new() } else { format!("{}/{}", finding.met, finding.of) }
}

fn outcome(messages: &Messages, finding: &Finding) -> String {
    messages.word(&format!("says-{}", finding.outcome().id()))
}

/// An argument of a remark in words, where it is a code.
fn argument(messages: &Messages, name: &str, value: &str) -> String {
    match name {
        "state" => State::of(value).map_or_else(|| value.to_owned(), |it| state(messages, it)),
        "lacking" => {
            let words: Vec<String> =
                value.split(' ').map(|it| messages.word(&format!("lacking-{it}"))).collect();
            words.join(&messages.word("list-comma"))
        }
        "reason" => match EXTENSIONS.iter().find(|(code, _)| *code == value) {
            Some((code, zh)) => {
                messages.choose(zh, &messages.word(&format!("extension-{code}"))).to_owned()
            }
            None if value == "-" => messages.word("reason-none"),
            None => value.to_owned(),
        },
        "planned" | "announced" | "accepted" | "target" => sum_words(messages, value),
        _ => crate::words::bounded(messages, value),
    }
}

/// A printed sum in words: `8万吨/年 + ?×2` says how many amounts are not known.
fn sum_words(messages: &Messages, printed: &str) -> String {
    let (known, count) = match printed.split_once("?×") {
        None => return printed.to_owned(),
        Some((known, count)) => (known.trim_end_matches(" + "), count),
    };
    if known.is_empty() {
        return messages.say("sum-unknown", &[("count", count)]);
    }
    messages.say("sum-and-unknown", &[("known", known), ("count", count)])
}

/// The first events and how many there are.
fn seqs_short(messages: &Messages, events: &[i64]) -> String {
    let first: Vec<String> = events.iter().take(NAMED).map(i64::to_string).collect();
    let first = first.join(" ");
    if events.len() <= NAMED {
        return first;
    }
    let count = events.len().to_string();
    messages.say("events-more", &[("first", &first), ("count", &count)])
}

fn seqs(messages: &Messages, events: &[i64]) -> String {
    if events.is_empty() {
        return String::new();
    }
    let all: Vec<String> = events.iter().map(i64::to_string).collect();
    messages.say("assess-events", &[("events", &all.join(" "))])
}

fn finding_json(finding: &Finding) -> Value {
    json!({
        "measure": finding.measure.id, "unit": finding.measure.unit,
        "outcome": finding.outcome().id(), "met": finding.met, "unclear": finding.unclear,
        "of": finding.of, "remarks": finding.remarks.iter().map(remark_json).collect::<Vec<_>>(),
        "events": finding.events,
    })
}

fn remark_json(remark: &Remark) -> Value {
    let arguments: serde_json::Map<String, Value> =
        remark.arguments.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({
        "subject": remark.subject, "code": remark.code, "arguments": arguments,
        "events": remark.events,
    })
}
