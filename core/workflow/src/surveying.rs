//! Judged lines of a list as rows of a survey: what screening read, as the record takes it.

use crate::judging::judged;
use phaseout_documents::Document;
use phaseout_host::Generation;
use phaseout_host::generation::hex;
use phaseout_ledger::SurveyRow;
use phaseout_model::{CreditCode, Date};
use phaseout_screening::{JudgedLine, Options, Render, RunError, Screening, run};

/// The rows of a document, judged as the options say.
///
/// # Errors
/// [`RunError`] where the document cannot be read to its end.
pub fn survey_rows(
    generation: &Generation,
    options: Options,
    document: Document,
) -> Result<Vec<SurveyRow>, RunError> {
    let screening = Screening::new(generation, options);
    let render = Rows { as_of: screening.options().as_of };
    let mut rows: Vec<SurveyRow> = Vec::new();
    let report = run(&screening, vec![document], 1, &render, &mut |mut chunk| {
        rows.append(&mut chunk);
        Ok(())
    })?;
    for row in &mut rows {
        if let Some(file) = report.files.iter().find(|file| file.path == row.file) {
            row.sha256 = hex(&file.sha256);
        }
    }
    Ok(rows)
}

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

/// A judged line as a survey row; `sha256` of its file is known at the file's end.
pub fn survey_row(line: &JudgedLine<'_>, as_of: Date) -> SurveyRow {
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
        judged: Some(judged(line, as_of)),
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
