//! `phaseout criteria`: list, show, check, test, schema.

use crate::fault::{Fault, Outcome};
use crate::messages::Messages;
use crate::output::Writer;
use crate::session::{Output, Session};
use crate::{diagnostics, table};
use phaseout_criteria::{Criterion, Diagnostic, parse_criterion, schema};
use phaseout_host::{Generation, Industry, generation};
use phaseout_model::{OnUnknown, Outcome as Says};
use phaseout_screening::test_criteria;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub(crate) fn list(session: &Session) -> Result<Outcome, Fault> {
    let generation = session.generation()?;
    let all: Vec<&Criterion> =
        generation.industries.iter().flat_map(|industry| &industry.criteria).collect();
    let date = |date: Option<phaseout_model::PartialDate>| {
        date.map_or_else(String::new, |date| date.to_string())
    };
    let messages = &session.messages;
    let row = |criterion: &Criterion| {
        [
            criterion.id.clone(),
            messages.choose(&criterion.title.zh, &criterion.title.en).to_owned(),
            messages.word(&format!("class-{}", criterion.class.id())),
            date(criterion.deadline),
            date(criterion.basis.from),
            date(criterion.basis.until),
            criterion.region.map_or_else(String::new, |code| code.to_string()),
            messages.word(if criterion.confirmed { "yes" } else { "no" }),
            criterion.cases.len().to_string(),
        ]
    };
    let text = match session.format()? {
        Output::Json => {
            let all: Vec<Value> = all.iter().map(|criterion| json_of(criterion)).collect();
            format!(
                "{}\n",
                json!({ "schema": "phaseout.criteria/1", "criteria_sha256": generation.criteria_sha256, "criteria": all })
            )
        }
        Output::Jsonl => all.iter().fold(String::new(), |mut text, criterion| {
            let _ = writeln!(text, "{}", json_of(criterion));
            text
        }),
        Output::Csv => {
            let mut text =
                "id,class,deadline,from,until,region,document,confirmed,cases\n".to_owned();
            for criterion in &all {
                let [id, _, _, deadline, from, until, region, _, cases] = row(criterion);
                let document = criterion.basis.document.replace('"', "\"\"");
                let _ = writeln!(
                    text,
                    "{id},{},{deadline},{from},{until},{region},\"{document}\",{},{cases}",
                    criterion.class.id(),
                    criterion.confirmed,
                );
            }
            text
        }
        Output::Table | Output::Xlsx => {
            let columns = [
                "id",
                "title",
                "class",
                "deadline",
                "from",
                "until",
                "region",
                "confirmed",
                "cases",
            ];
            let mut table = table::new(messages, &columns);
            for criterion in &all {
                table.add_row(row(criterion));
            }
            format!("{table}\n")
        }
    };
    print(session, &text)
}

fn json_of(criterion: &Criterion) -> Value {
    json!({
        "id": criterion.id,
        "title": { "zh": criterion.title.zh, "en": criterion.title.en },
        "class": criterion.class.id(),
        "deadline": criterion.deadline.map(|date| date.to_string()),
        "from": criterion.basis.from.map(|date| date.to_string()),
        "until": criterion.basis.until.map(|date| date.to_string()),
        "region": criterion.region.map(|code| code.to_string()),
        "document": criterion.basis.document,
        "wording": criterion.basis.wording,
        "source": criterion.basis.source,
        "confirmed": criterion.confirmed,
        "on_unknown": criterion.on_unknown.id(),
        "cases": criterion.cases.len(),
        "path": criterion.path,
    })
}

pub(crate) fn show(session: &Session, id: &str) -> Result<Outcome, Fault> {
    let generation = session.generation()?;
    let found = generation.industries.iter().find_map(|industry| {
        let at = industry.criteria.iter().position(|criterion| criterion.id == id)?;
        Some((industry, at))
    });
    let Some((industry, at)) = found else {
        let mut fault = Fault::refused("criterion-not-found").with("id", id);
        if let Some(near) = nearest(&generation, id) {
            fault.lines.push(format!(
                "  {}",
                session.messages.say("did-you-mean", &[("suggestion", &near)])
            ));
        }
        return Err(fault);
    };
    let criterion = &industry.criteria[at];
    let text = match session.format()? {
        Output::Json | Output::Jsonl => format!("{}\n", json_of(criterion)),
        _ => page(&session.messages, industry, criterion, &industry.sources[at].text),
    };
    print(session, &text)
}

/// The id that has most of the words asked for.
fn nearest(generation: &Generation, id: &str) -> Option<String> {
    let words = |id: &str| id.split(['/', '-']).map(str::to_owned).collect::<Vec<_>>();
    let wanted = words(id);
    let all = generation.industries.iter().flat_map(|industry| &industry.criteria);
    let common = |other: &str| words(other).iter().filter(|word| wanted.contains(word)).count();
    all.map(|criterion| (common(&criterion.id), &criterion.id))
        .filter(|(common, _)| *common > 0)
        .max_by_key(|(common, id)| (*common, std::cmp::Reverse(id.len())))
        .map(|(_, id)| id.clone())
}

fn page(messages: &Messages, industry: &Industry, criterion: &Criterion, source: &str) -> String {
    let vocabulary = &industry.manifest.vocabulary;
    let kinds: Vec<&str> = criterion
        .kinds
        .iter()
        .map(|&kind| &vocabulary.kinds[usize::from(kind)])
        .map(|kind| messages.choose(&kind.zh, &kind.en))
        .collect();
    let open = messages.word("show-open");
    let date = |date: Option<phaseout_model::PartialDate>| {
        date.map_or_else(|| open.clone(), |date| date.to_string())
    };
    let basis = &criterion.basis;
    let mut text = format!(
        "{}\n{}\n\n",
        criterion.id,
        messages.choose(&criterion.title.zh, &criterion.title.en)
    );
    let mut say = |id: &str, arguments: &[(&str, &str)]| {
        text.push_str(&messages.say(id, arguments));
        text.push('\n');
    };
    say("show-explain", &[("text", messages.choose(&criterion.explain.zh, &criterion.explain.en))]);
    say("show-class", &[("class", &messages.word(&format!("class-{}", criterion.class.id())))]);
    say("show-kinds", &[("kinds", &kinds.join(&messages.word("list-comma")))]);
    match when_line(source) {
        Some(when) => say("show-when", &[("when", when)]),
        None => say("show-when-none", &[]),
    }
    say("show-deadline", &[("date", &date(criterion.deadline))]);
    say("show-force", &[("from", &date(basis.from)), ("until", &date(basis.until))]);
    if let Some(region) = criterion.region {
        say("show-region", &[("region", &region.to_string())]);
    }
    say("card-basis", &[("document", &basis.document), ("wording", &basis.wording)]);
    say(if criterion.confirmed { "show-confirmed" } else { "show-unconfirmed" }, &[]);
    if criterion.on_unknown == OnUnknown::Note {
        say("show-note", &[]);
    }
    for exemption in &criterion.exemptions {
        say(
            "show-exemption",
            &[
                ("id", &exemption.id),
                ("text", messages.choose(&exemption.text.zh, &exemption.text.en)),
                ("evidence", messages.choose(&exemption.evidence.zh, &exemption.evidence.en)),
            ],
        );
    }
    say("show-sources", &[]);
    for source in &basis.source {
        say("show-explain", &[("text", &format!("  {source}"))]);
    }
    say("show-cases", &[]);
    for case in &criterion.cases {
        let cells: Vec<String> =
            case.cells.iter().map(|(field, cell)| format!("{field} {cell:?}")).collect();
        let expect = messages.word(&format!("outcome-{}", case.expect.id()));
        let case = messages.say(
            "show-case",
            &[("expect", &expect), ("cells", &cells.join(", ")), ("source", &case.source)],
        );
        say("show-explain", &[("text", &format!("  {case}"))]);
    }
    say("show-file", &[("path", &criterion.path)]);
    text
}

/// The condition as the file writes it.
fn when_line(source: &str) -> Option<&str> {
    let line = source.lines().find(|line| line.trim_start().starts_with("when"))?;
    let start = line.find('"')? + 1;
    let end = line[start..].find('"')? + start;
    Some(&line[start..end])
}

/// Checks files against the vocabularies of the plugins that are loaded.
pub(crate) fn check(session: &Session, paths: &[PathBuf]) -> Result<Outcome, Fault> {
    let generation = session.load();
    if generation.industries.is_empty() {
        // The words of an industry are needed to check its criteria.
        session.generation()?;
    }
    let mut found: Vec<(Diagnostic, String)> = Vec::new();
    let mut files = 0;
    for path in paths {
        for source in sources(path)? {
            files += 1;
            let id = source.id.split('/').next().unwrap_or_default();
            let Some(industry) = generation.industry(id) else {
                let arguments = vec![("industry", id.to_owned())];
                let diagnostic = Diagnostic {
                    code: "unknown-industry",
                    path: source.path,
                    span: 0..0,
                    arguments,
                    suggestion: None,
                };
                found.push((diagnostic, source.text));
                continue;
            };
            let vocabulary = &industry.manifest.vocabulary;
            let mistakes = match parse_criterion(&source, vocabulary) {
                Err(mistakes) => mistakes,
                Ok(criterion) => industry.check_tightening(&criterion),
            };
            found.extend(mistakes.into_iter().map(|mistake| (mistake, source.text.clone())));
        }
    }
    diagnostics::print(session, &found);
    let (files, faults) = (files.to_string(), found.len().to_string());
    session
        .note(&session.messages.say("criteria-checked", &[("files", &files), ("faults", &faults)]));
    if matches!(session.format()?, Output::Json | Output::Jsonl) {
        let all: Vec<Value> =
            found.iter().map(|(mistake, text)| diagnostics::json(session, mistake, text)).collect();
        print(
            session,
            &format!("{}\n", json!({ "schema": "phaseout.criteria-check/1", "diagnostics": all })),
        )?;
    }
    Ok(if found.is_empty() { Outcome::Done } else { Outcome::Faults })
}

/// The files of a path, with the ids that their places below `criteria/` give them.
fn sources(path: &Path) -> Result<Vec<phaseout_criteria::SourceFile>, Fault> {
    let host = |error: phaseout_host::HostError| Fault::host(&error);
    let root = criteria_root(path);
    if path.is_file() {
        return Ok(vec![generation::read_criterion(path, &root).map_err(host)?]);
    }
    let inner = path.join("criteria");
    let below = if root == path && inner.is_dir() { inner } else { path.to_owned() };
    let mut sources = generation::criteria_below(&below).map_err(host)?;
    if let (Ok(prefix), true) = (below.strip_prefix(&root), below.starts_with(&root)) {
        let prefix: Vec<String> = prefix
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        for source in &mut sources {
            if !prefix.is_empty() {
                source.id = format!("{}/{}", prefix.join("/"), source.id);
            }
        }
    }
    if sources.is_empty() {
        return Err(Fault::refused("no-criteria-there").with("path", &path.display().to_string()));
    }
    Ok(sources)
}

/// The nearest `criteria` folder above, else the third folder above a file, else the folder itself.
fn criteria_root(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let depth = whole
        .ancestors()
        .position(|folder| folder.file_name().is_some_and(|name| name == "criteria"));
    let up = |steps: usize| path.ancestors().nth(steps).map(Path::to_owned);
    match depth {
        Some(steps) => up(steps).filter(|root| !root.as_os_str().is_empty()).unwrap_or_else(|| {
            whole.ancestors().nth(steps).map_or_else(|| path.to_owned(), Path::to_owned)
        }),
        None if path.is_file() => up(3).unwrap_or_else(|| path.to_owned()),
        None => path.to_owned(),
    }
}

pub(crate) fn test(session: &Session) -> Result<Outcome, Fault> {
    let generation = session.generation()?;
    let report = test_criteria(&generation, session.as_of()?);
    let messages = &session.messages;
    let count = |outcome: Says| report.by_outcome.get(&outcome).copied().unwrap_or(0).to_string();
    let mut text = String::new();
    for failure in &report.failures {
        let found = failure.found.map_or_else(
            || messages.word("case-nothing"),
            |found| messages.word(&format!("outcome-{}", found.id())),
        );
        let arguments = [
            ("path", failure.path.as_str()),
            ("line", &failure.line.to_string()),
            ("criterion", &failure.criterion),
            ("found", &found),
            ("expected", &messages.word(&format!("outcome-{}", failure.expected.id()))),
        ];
        let _ = writeln!(text, "{}", messages.say("case-failed", &arguments));
        if !failure.problems.is_empty() {
            let problems = failure.problems.join(" ");
            let _ = writeln!(
                text,
                "  {}",
                messages.say("case-failed-problems", &[("problems", &problems)])
            );
        }
    }
    let arguments = [
        ("criteria", report.criteria.to_string()),
        ("cases", report.cases.to_string()),
        ("failed", report.failures.len().to_string()),
        ("hit", count(Says::Hit)),
        ("clear", count(Says::Clear)),
        ("unknown", count(Says::Unknown)),
        ("exempt", count(Says::Exempt)),
        ("sourced", report.from_sources.to_string()),
    ];
    let arguments: Vec<(&str, &str)> =
        arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let _ = writeln!(text, "{}", messages.say("criteria-tested", &arguments));
    if matches!(session.format()?, Output::Json | Output::Jsonl) {
        let failures: Vec<Value> = report
            .failures
            .iter()
            .map(|failure| {
                json!({
                    "criterion": failure.criterion, "path": failure.path, "line": failure.line,
                    "expected": failure.expected.id(), "found": failure.found.map(Says::id),
                    "problems": failure.problems,
                })
            })
            .collect();
        text = format!(
            "{}\n",
            json!({
                "schema": "phaseout.criteria-test/1", "criteria": report.criteria, "cases": report.cases,
                "from_sources": report.from_sources, "failed": report.failures.len(), "failures": failures,
            })
        );
    }
    print(session, &text)?;
    Ok(if report.failures.is_empty() { Outcome::Done } else { Outcome::Faults })
}

pub(crate) fn print_schema(session: &Session) -> Result<Outcome, Fault> {
    print(session, &format!("{:#}\n", schema()))
}

pub(crate) fn print(session: &Session, text: &str) -> Result<Outcome, Fault> {
    let mut out = Writer::open(session)?;
    out.write(text.as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}
