//! `phaseout import`: survey rows into the ledger. New, changed field by field, same, refused.

use crate::criteria::print;
use crate::fault::{Fault, Outcome};
use crate::session::{Output, Session, open_all};
use crate::{judge, report, table};
use clap::Args;
use phaseout_ledger::{Refusal, SurveyRow, Surveyed};
use phaseout_model::{CreditCode, Date};
use phaseout_screening::{JudgedLine, Options, Render, Report, Screening, run};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Takes survey rows into the ledger.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Lists as .csv or .xlsx; `-` is csv on standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// When it was surveyed [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Where a header is strange: --map spec=规格及数量; may be repeated
    #[arg(long, value_name = "FIELD=HEADER")]
    map: Vec<String>,
}

/// What became of a row.
struct Row {
    row: SurveyRow,
    outcome: Result<Surveyed, Refusal>,
}

pub(crate) fn import(session: &Session, args: &Import) -> Result<Outcome, Fault> {
    let on = Session::on(args.on.as_deref())?;
    let (mut ledger, mut desk) = session.recording()?;
    let mut options: Options = session.options(&args.map)?;
    // Rows are judged by what was in force when they were surveyed.
    options.as_of = on.latest().unwrap_or(options.as_of);
    options.region = judge::office_region(session)?;
    let as_of = options.as_of;
    let documents = open_all(&args.files)?;
    let generation = session.generation()?;
    desk.generation = Some(judge::generation_hash(&generation));
    let screening = Screening::new(&generation, options);
    let mut rows: Vec<SurveyRow> = Vec::new();
    let render = Rows { as_of };
    let report = run(&screening, documents, session.threads(), &render, &mut |mut chunk| {
        rows.append(&mut chunk);
        Ok(())
    })
    .map_err(|error| Fault::run(&error))?;
    for row in &mut rows {
        if let Some(file) = report.files.iter().find(|file| file.path == row.file) {
            row.sha256 = judge::hex(&file.sha256);
        }
    }
    let failed = |error| session.ledger_fault(&error);
    let mut recording = ledger.begin(&desk).map_err(failed)?;
    let outcomes = recording.survey_all(&rows, on).map_err(failed)?;
    let events = recording.keep().map_err(failed)?;
    let rows: Vec<Row> =
        rows.into_iter().zip(outcomes).map(|(row, outcome)| Row { row, outcome }).collect();
    say(session, &rows, events.len())?;
    report::say(session, &screening, &report, Output::Table);
    nothing_read(&report)?;
    Ok(session.finish(rows.iter().any(|row| row.outcome.is_err())))
}

/// A file without a single line is no survey.
fn nothing_read(report: &Report) -> Result<(), Fault> {
    if report.summary.lines == 0 { Err(Fault::refused("import-nothing")) } else { Ok(()) }
}

/// Judged lines as survey rows.
struct Rows {
    as_of: Date,
}

impl Render for Rows {
    type Out = Vec<SurveyRow>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Self::Out) {
        out.push(survey_row(line, self.as_of));
    }

    fn wants_briefs(&self) -> bool {
        true
    }
}

fn survey_row(line: &JudgedLine<'_>, as_of: Date) -> SurveyRow {
    let mut cells = line.cells();
    let mut take = |field: &str| cells.remove(field).filter(|text| !text.is_empty());
    let same_as = take("same_as");
    let constructed = take("constructed").and_then(|text| constructed(&text));
    let group = take("ownership_group");
    let mut problems: Vec<String> = line.problem_codes().map(str::to_owned).collect();
    let printed_code = cells.get("uscc").map(|text| CreditCode::parse(text));
    if matches!(printed_code, Some(Err(_))) {
        problems.push("credit-code".to_owned());
    }
    let code = printed_code.and_then(Result::ok);
    let (credit_code, organisation_code) = match code {
        Some(CreditCode::Unified(code)) => (Some(code), None),
        Some(CreditCode::Organisation(code) | CreditCode::Registration(code)) => (None, Some(code)),
        None => (None, None),
    };
    let kinds: Vec<&str> = line.units().map(|unit| unit.equipment()).collect();
    let labels: Vec<&str> = line.units().filter_map(|unit| unit.number()).collect();
    let printed = |field: &str| cells.get(field).map_or("", String::as_str);
    let specification = format!("{} {}", printed("equipment"), printed("spec")).trim().to_owned();
    let capacity = line.printed_capacity().unwrap_or_else(|| {
        problems.push("capacity-unreadable".to_owned());
        "??".to_owned()
    });
    problems.sort();
    problems.dedup();
    SurveyRow {
        list_id: line.id().into_owned(),
        file: line.file().to_owned(),
        sha256: String::new(),
        sheet: line.sheet().map(str::to_owned),
        row: i64::try_from(line.row_number()).unwrap_or(i64::MAX),
        name: line.enterprise().to_owned(),
        credit_code,
        organisation_code,
        group,
        region: line.region().map(|region| region.to_string()),
        industry: line.industry().to_owned(),
        label: labels.join(";"),
        equipment: kinds.join(";"),
        specification,
        capacity,
        constructed,
        same_as,
        judged: Some(judge::judged(line, as_of)),
        problems,
        cells,
    }
}

/// A place-holder for a firm that a document only counts: exactly, or 260余, at least.
fn constructed(text: &str) -> Option<String> {
    let word = match text {
        "至少" | "余" | "at_least" | "at least" => "at_least",
        "否" | "no" | "0" | "false" => return None,
        _ => "exact",
    };
    Some(word.to_owned())
}

fn say(session: &Session, rows: &[Row], events: usize) -> Result<(), Fault> {
    let messages = &session.messages;
    match session.format()? {
        Output::Json => {
            let all = json!({
                "schema": "phaseout.import/1",
                "rows": rows.iter().map(|row| row_json(session, row)).collect::<Vec<_>>(),
                "summary": summary(rows, events),
            });
            print(session, &format!("{all:#}\n"))?;
        }
        Output::Jsonl => {
            let lines: Vec<String> =
                rows.iter().map(|row| format!("{}\n", row_json(session, row))).collect();
            print(session, &lines.concat())?;
        }
        _ => {
            let mut shown = table::new(
                messages,
                &["row", "enterprise", "equipment", "outcome", "line", "what"],
            );
            for row in rows {
                let (outcome, line, what) = words(session, row);
                shown.add_row([
                    row.row.row.to_string(),
                    row.row.name.clone(),
                    row.row.specification.clone(),
                    messages.word(&format!("import-{outcome}")),
                    line,
                    what,
                ]);
            }
            print(session, &format!("{shown}\n"))?;
        }
    }
    let count = |outcome: &str| rows.iter().filter(|row| code(row) == outcome).count().to_string();
    session.note(&messages.say(
        "import-done",
        &[
            ("new", &count("new")),
            ("changed", &count("changed")),
            ("same", &count("same")),
            ("refused", &count("refused")),
        ],
    ));
    Ok(())
}

fn code(row: &Row) -> &'static str {
    match &row.outcome {
        Ok(Surveyed::New(_)) => "new",
        Ok(Surveyed::Changed(..)) => "changed",
        Ok(Surveyed::Same(_)) => "same",
        Err(_) => "refused",
    }
}

/// Outcome, line, and what changed or why it was refused.
fn words(session: &Session, row: &Row) -> (&'static str, String, String) {
    let (line, what) = match &row.outcome {
        Ok(Surveyed::New(line) | Surveyed::Same(line)) => (line.clone(), String::new()),
        Ok(Surveyed::Changed(line, changes)) => {
            let changes: Vec<String> = changes
                .iter()
                .map(|change| format!("{}: {} → {}", change.field, change.from, change.to))
                .collect();
            (line.clone(), changes.join("\n"))
        }
        Err(refusal) => (
            String::new(),
            Fault::refusal(refusal).words(&session.messages, "word-error").join("\n"),
        ),
    };
    (code(row), line, what)
}

fn row_json(session: &Session, row: &Row) -> Value {
    let (outcome, line, what) = words(session, row);
    let changes: Vec<Value> = match &row.outcome {
        Ok(Surveyed::Changed(_, changes)) => changes
            .iter()
            .map(|change| json!({ "field": change.field, "from": change.from, "to": change.to }))
            .collect(),
        _ => Vec::new(),
    };
    json!({
        "file": row.row.file, "sheet": row.row.sheet, "row": row.row.row, "list_id": row.row.list_id,
        "enterprise": row.row.name, "industry": row.row.industry, "region": row.row.region,
        "outcome": outcome, "line": Some(line).filter(|line| !line.is_empty()), "changes": changes,
        "verdict": row.row.judged.as_ref().map(|judged| judged.verdict.clone()),
        "problems": row.row.problems,
        "message": row.outcome.as_ref().err().map(|_| what),
        "code": row.outcome.as_ref().err().map(|refusal| refusal.code),
    })
}

fn summary(rows: &[Row], events: usize) -> Value {
    let count = |outcome: &str| rows.iter().filter(|row| code(row) == outcome).count();
    json!({
        "rows": rows.len(), "new": count("new"), "changed": count("changed"), "same": count("same"),
        "refused": count("refused"), "events": events,
    })
}
