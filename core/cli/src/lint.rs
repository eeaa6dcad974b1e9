//! `phaseout lint`: what a written document says otherwise than the record.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::session::Session;
use crate::status::industry;
use clap::Args;
use phaseout_documents::written::{Part, WrittenError, written};
use phaseout_ledger::office::OFFICE_FILE;
use phaseout_reports::lint::{Against, Finding, Record, Register, Report, Severity, Spot};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Figures, dates, units and numbers of documents in a text against the record.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// The document: .docx, .md or .txt
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The year that it is about, where a sentence names none [default: of --as-of]
    #[arg(long, value_name = "YEAR")]
    year: Option<i64>,
}

pub(crate) fn lint(session: &Session, args: &Lint) -> Result<Outcome, Fault> {
    session.format()?;
    let path = args.file.display().to_string();
    let document = written(&args.file).map_err(|error| unread(&path, &error))?;
    let (folder, office) = session.office()?;
    let ledger = session.ledger()?;
    let fault = |error| session.ledger_fault(&error);
    let view = session.view()?;
    let viewed = ledger.view(view).map_err(fault)?;
    let history = ledger.history(view).map_err(fault)?;
    let record = Record::read(&viewed.book(), &history, &office).map_err(fault)?;
    let mut register = Register::default();
    for event in &history {
        register.read(&phaseout_ledger::json::canonical(&event.payload));
    }
    cited_by_rules(session, &mut register);
    let settings = std::fs::read_to_string(folder.join(OFFICE_FILE)).unwrap_or_default();
    register.read(&cited_by_office(&settings));
    let year = match args.year {
        Some(year) => year,
        None => i64::from(session.as_of()?.year()),
    };
    let against = Against { record: &record, register: &register, year };
    let report = phaseout_reports::lint::lint(&document, &against);
    let shown = Shown { path: &path, year, report: &report };
    Answer {
        text: &|messages| Ok(shown.text(messages)),
        grid: &|messages| Ok(shown.flat(messages)),
        json: &|| shown.json(&session.messages),
        lines: &|| shown.lines(&session.messages),
        sheet: "sheet-lint",
    }
    .print(session)?;
    Ok(session.finish(!report.findings.is_empty()))
}

fn unread(path: &str, error: &WrittenError) -> Fault {
    Fault::refused(error.code).at(path).with("detail", &error.detail)
}

/// Bases of the criteria, and the documents that the rules of the record name. Without plugins their bases
/// are missing, and numbers that only they cite are asked about: that is said.
fn cited_by_rules(session: &Session, register: &mut Register) {
    for text in phaseout_ledger::cited::RULES {
        register.read(text);
    }
    let generation = session.load();
    if generation.industries.is_empty() {
        session.note(&session.messages.word("lint-without-criteria"));
    }
    for criterion in generation.industries.iter().flat_map(|industry| &industry.criteria) {
        register.read(&criterion.basis.document);
    }
}

/// The office's own list: `[documents]` of `office.toml`, numbers as keys or as values.
fn cited_by_office(settings: &str) -> String {
    let table: toml::Table = toml::from_str(settings).unwrap_or_default();
    table.get("documents").map(ToString::to_string).unwrap_or_default()
}

struct Shown<'a> {
    path: &'a str,
    year: i64,
    report: &'a Report,
}

/// So many places of what was not checked are listed.
const LISTED: usize = 12;

impl Shown<'_> {
    fn text(&self, messages: &Messages) -> String {
        let count = |severity| {
            let all = self.report.findings.iter().filter(|it| it.severity == severity);
            all.count().to_string()
        };
        let head = messages.say(
            "lint-head",
            &[
                ("file", self.path),
                ("year", &self.year.to_string()),
                ("wrong", &count(Severity::Wrong)),
                ("ask", &count(Severity::Ask)),
                ("withheld", &self.report.withheld.len().to_string()),
                ("agreed", &self.report.agreed.len().to_string()),
                ("unchecked", &self.report.unchecked.len().to_string()),
            ],
        );
        let mut text = format!("{head}\n");
        for finding in &self.report.findings {
            let mark = match finding.severity {
                Severity::Wrong => "✗",
                Severity::Ask => "?",
            };
            let place = place(messages, &finding.spot);
            let said = messages.say("lint-said", &[("place", &place), ("words", &finding.words)]);
            let _ = writeln!(text, "\n{mark} {said}{}", why(messages, finding));
            let _ = writeln!(text, "  → {}", hint(messages, finding));
            if let Some(grounds) = finding.grounds.as_ref().filter(|it| !it.events.is_empty()) {
                let events = events(&grounds.events, ", ");
                let _ = writeln!(text, "  {}", messages.say("lint-events", &[("events", &events)]));
            }
        }
        let lists =
            [("lint-withheld", &self.report.withheld), ("lint-unchecked", &self.report.unchecked)];
        for (id, list) in lists {
            if list.is_empty() {
                continue;
            }
            let named: Vec<String> = list
                .iter()
                .take(LISTED)
                .map(|(spot, words)| quoted(messages, spot, words))
                .collect();
            let more = list.len().saturating_sub(LISTED);
            let mut named = named.join(&messages.word("list-comma"));
            if more > 0 {
                named.push_str(&messages.say("lint-more", &[("count", &more.to_string())]));
            }
            let _ = writeln!(text, "\n{}", messages.say(id, &[("list", &named)]));
        }
        text
    }

    /// One row for each finding, then what is withheld and what was not checked.
    fn flat(&self, messages: &Messages) -> Grid {
        let columns = [
            "lint-code",
            "lint-severity",
            "lint-place",
            "lint-words",
            "lint-why",
            "lint-hint",
            "lint-ledger",
            "lint-seqs",
        ];
        let mut grid = Grid::new(&columns, &[]);
        for finding in &self.report.findings {
            let grounds = finding.grounds.clone().unwrap_or_default();
            grid.row(vec![
                finding.code.to_owned(),
                finding.severity.id().to_owned(),
                place(messages, &finding.spot),
                finding.words.clone(),
                why(messages, finding),
                hint(messages, finding),
                grounds.text,
                events(&grounds.events, " "),
            ]);
        }
        for (code, list) in
            [("withheld", &self.report.withheld), ("unchecked", &self.report.unchecked)]
        {
            for (spot, words) in list {
                let mut row =
                    vec![code.to_owned(), String::new(), place(messages, spot), words.clone()];
                row.resize(columns.len(), String::new());
                grid.row(row);
            }
        }
        grid
    }

    fn json(&self, messages: &Messages) -> Value {
        let spots = |list: &[(Spot, String)]| -> Vec<Value> {
            list.iter()
                .map(|(spot, words)| json!({ "place": spot_json(spot), "words": words }))
                .collect()
        };
        let findings: Vec<Value> =
            self.report.findings.iter().map(|it| finding_json(messages, it)).collect();
        json!({
            "schema": "phaseout.lint/1", "file": self.path, "year": self.year, "findings": findings,
            "withheld": spots(&self.report.withheld), "unchecked": spots(&self.report.unchecked),
            "agreed": spots(&self.report.agreed),
        })
    }

    fn lines(&self, messages: &Messages) -> Vec<Value> {
        let tagged = |kind: &str, mut value: Value| {
            value["type"] = json!(kind);
            value
        };
        let findings = self.report.findings.iter();
        let mut lines: Vec<Value> =
            findings.map(|it| tagged("finding", finding_json(messages, it))).collect();
        lines.push(json!({
            "type": "summary", "file": self.path, "year": self.year,
            "findings": self.report.findings.len(), "withheld": self.report.withheld.len(),
            "unchecked": self.report.unchecked.len(), "agreed": self.report.agreed.len(),
        }));
        lines
    }
}

fn finding_json(messages: &Messages, finding: &Finding) -> Value {
    let arguments: serde_json::Map<String, Value> =
        finding.arguments.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let ledger = finding.grounds.as_ref();
    json!({
        "code": finding.code, "severity": finding.severity.id(), "place": spot_json(&finding.spot),
        "words": finding.words, "arguments": arguments, "message": why(messages, finding),
        "hint": hint(messages, finding),
        "ledger": ledger.map(|it| json!({ "text": it.text, "events": it.events })),
    })
}

fn spot_json(spot: &Spot) -> Value {
    let cell = spot
        .cell
        .map(|(table, row, column)| json!({ "table": table, "row": row, "column": column }));
    json!({ "part": spot.part.id(), "paragraph": spot.paragraph, "cell": cell, "at": spot.at })
}

fn events(seqs: &[i64], between: &str) -> String {
    let seqs: Vec<String> = seqs.iter().map(i64::to_string).collect();
    seqs.join(between)
}

fn quoted(messages: &Messages, spot: &Spot, words: &str) -> String {
    messages.say("lint-quoted", &[("place", &place(messages, spot)), ("words", words)])
}

/// 第3段, 表1第2行第3列, 页眉第1段.
fn place(messages: &Messages, spot: &Spot) -> String {
    let part = match spot.part {
        Part::Body => String::new(),
        part => messages.word(&format!("lint-part-{}", part.id())),
    };
    let place = match (spot.cell, spot.paragraph) {
        (Some((table, row, column)), _) => messages.say(
            "lint-cell",
            &[
                ("table", &table.to_string()),
                ("row", &row.to_string()),
                ("column", &column.to_string()),
            ],
        ),
        (None, number) => {
            messages.say("lint-paragraph", &[("number", &number.unwrap_or(0).to_string())])
        }
    };
    format!("{part}{place}")
}

/// Why it was found, in words.
fn why(messages: &Messages, finding: &Finding) -> String {
    say(messages, finding, "").unwrap_or_else(|| finding.code.to_owned())
}

fn hint(messages: &Messages, finding: &Finding) -> String {
    let has_nearest =
        finding.arguments.iter().any(|(name, value)| *name == "nearest" && !value.is_empty());
    let ending = if has_nearest { "-nearest" } else { "-hint" };
    say(messages, finding, ending).unwrap_or_default()
}

fn say(messages: &Messages, finding: &Finding, ending: &str) -> Option<String> {
    let mut arguments: Vec<(&str, String)> = finding
        .arguments
        .iter()
        .map(|(name, value)| (*name, argument(messages, name, value)))
        .collect();
    arguments.push(("what", what(messages, finding)));
    let arguments: Vec<(&str, &str)> =
        arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    messages.try_say(&format!("lint-{}{ending}", finding.code), &arguments)
}

fn argument(messages: &Messages, name: &str, value: &str) -> String {
    match name {
        "industry" if !value.is_empty() => lint_industry(messages, value),
        "stage" if !value.is_empty() => messages.word(&format!("lint-stage-{value}")),
        "weekday" => messages.word(&format!("lint-weekday-{value}")),
        "ledger" if value.is_empty() => messages.word("lint-nothing"),
        _ => value.to_owned(),
    }
}

fn lint_industry(messages: &Messages, id: &str) -> String {
    messages.try_say(&format!("lint-industry-{id}"), &[]).unwrap_or_else(|| industry(messages, id))
}

/// What a figure is about: 2013年水泥拆除产能, 耀华水泥的现有职工.
fn what(messages: &Messages, finding: &Finding) -> String {
    let of = |name: &str| {
        let found = finding.arguments.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| argument(messages, name, value)).unwrap_or_default()
    };
    let year = of("year");
    let year =
        if year.is_empty() { year } else { messages.say("lint-of-year", &[("year", &year)]) };
    let measure = of("measure");
    let measure = if measure.is_empty() {
        measure
    } else {
        messages.word(&format!("lint-measure-{measure}"))
    };
    let parts = [of("firm"), year, of("industry"), of("stage"), measure];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(messages.choose("", " "))
}
