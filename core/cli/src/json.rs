//! The JSON of `screen`: the names that other programs rely on, schema `phaseout.screen/1`.

use crate::messages::Messages;
use phaseout_host::Generation;
use phaseout_model::{Because, Date, Finding, Interval, Operator, Outcome, Problem, RegionCode};
use phaseout_screening::{
    AttributeReading, FileReport, JudgedLine, JudgedUnit, ReadValue, Report, Summary,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The schema of the whole answer.
pub(crate) const SCHEMA: &str = "phaseout.screen/1";

#[derive(Serialize)]
struct LineJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<&'static str>,
    line: &'a str,
    source: SourceJson<'a>,
    enterprise: &'a str,
    industry: &'a str,
    region: Option<String>,
    verdict: &'static str,
    units: Vec<UnitJson<'a>>,
    problems: Vec<ProblemJson>,
}

#[derive(Serialize)]
struct SourceJson<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    row: u64,
}

#[derive(Serialize)]
struct UnitJson<'a> {
    equipment: &'a str,
    label: &'a str,
    number: Option<&'a str>,
    quantity: Option<u32>,
    verdict: &'static str,
    attributes: Map<String, Value>,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    criterion: &'a str,
    title: &'a str,
    class: &'static str,
    outcome: &'static str,
    confirmed: bool,
    on_unknown: &'static str,
    deadline: Option<String>,
    overdue: bool,
    basis: Value,
    because: Vec<Value>,
    missing: &'a [String],
    exemptions: Vec<Value>,
}

#[derive(Serialize)]
struct ProblemJson {
    code: &'static str,
    severity: &'static str,
    column: Option<String>,
    message: String,
    hint: String,
}

/// What the JSON of a line depends on beside the line.
#[derive(Debug)]
pub(crate) struct LineWriter<'a> {
    pub(crate) messages: &'a Messages,
    pub(crate) as_of: Date,
    /// With the clear findings.
    pub(crate) all_findings: bool,
    /// Each line says `"type":"line"`.
    pub(crate) typed: bool,
}

impl LineWriter<'_> {
    /// Appends a line's JSON, without a line break.
    pub(crate) fn write(&self, line: &JudgedLine<'_>, out: &mut Vec<u8>) {
        let units = line.units().collect::<Vec<_>>();
        let readings: Vec<Vec<AttributeReading<'_>>> =
            units.iter().map(JudgedUnit::readings).collect();
        let findings: Vec<Vec<Finding>> = units.iter().map(|unit| self.findings(unit)).collect();
        let id = line.id();
        let json = LineJson {
            r#type: self.typed.then_some("line"),
            line: &id,
            source: SourceJson { file: line.file(), sheet: line.sheet(), row: line.row_number() },
            enterprise: line.enterprise(),
            industry: line.industry(),
            region: line.region().map(|code: RegionCode| code.to_string()),
            verdict: line.verdict().id(),
            units: units
                .iter()
                .zip(readings.iter().zip(&findings))
                .map(|(unit, (readings, findings))| self.unit(unit, readings, findings))
                .collect(),
            problems: line.problems().map(|problem| self.problem(line, &problem)).collect(),
        };
        // Strings, numbers and maps with string keys: there is nothing in it that JSON cannot say.
        let _ = serde_json::to_writer(&mut *out, &json);
    }

    fn findings(&self, unit: &JudgedUnit<'_>) -> Vec<Finding> {
        let mut findings = unit.findings();
        findings.retain(|finding| self.all_findings || finding.outcome != Outcome::Clear);
        findings
    }

    fn unit<'a>(
        &self,
        unit: &JudgedUnit<'a>,
        readings: &[AttributeReading<'_>],
        findings: &'a [Finding],
    ) -> UnitJson<'a> {
        let attributes = readings.iter().map(|reading| {
            let attribute = unit.attribute(reading.attribute);
            (attribute.id.clone(), attribute_json(&unit_of(attribute), reading))
        });
        UnitJson {
            equipment: unit.equipment(),
            label: unit.label(),
            number: unit.number(),
            quantity: unit.quantity(),
            verdict: unit.verdict().id(),
            attributes: attributes.collect(),
            findings: findings
                .iter()
                .map(|finding| self.finding(unit, readings, finding))
                .collect(),
        }
    }

    fn finding<'a>(
        &self,
        unit: &JudgedUnit<'a>,
        readings: &[AttributeReading<'_>],
        finding: &'a Finding,
    ) -> FindingJson<'a> {
        let criterion = unit.criterion(finding);
        let deadline = criterion.deadline.map(phaseout_model::PartialDate::last_day);
        let basis = &criterion.basis;
        let exemptions = finding.exemptions.iter().filter_map(|note| {
            let exemption = criterion.exemptions.get(note.index)?;
            Some(json!({
                "id": exemption.id,
                "text": self.messages.choose(&exemption.text.zh, &exemption.text.en),
                "evidence_wanted": self.messages.choose(&exemption.evidence.zh, &exemption.evidence.en),
                "confirmed": exemption.confirmed,
                "claimed": note.claimed,
                "evidence": note.evidence,
                "accepted": note.accepted,
            }))
        });
        FindingJson {
            criterion: &criterion.id,
            title: self.messages.choose(&criterion.title.zh, &criterion.title.en),
            class: criterion.class.id(),
            outcome: finding.outcome.id(),
            confirmed: criterion.confirmed,
            // A place known no nearer than the criterion's weighs as a note, whatever the file says.
            on_unknown: if finding.note_only { "note" } else { criterion.on_unknown.id() },
            deadline: deadline.map(|day| day.to_string()),
            overdue: deadline.is_some_and(|day| day < self.as_of),
            basis: json!({
                "document": basis.document,
                "title": basis.title,
                "clause": basis.clause,
                "wording": basis.wording,
                "from": basis.from.map(|date| date.to_string()),
                "until": basis.until.map(|date| date.to_string()),
                "source": basis.source,
            }),
            because: finding
                .because
                .iter()
                .map(|because| because_json(unit, readings, because))
                .collect(),
            missing: &finding.missing,
            exemptions: exemptions.collect(),
        }
    }

    fn problem(&self, line: &JudgedLine<'_>, problem: &Problem) -> ProblemJson {
        let (message, hint) = self.messages.problem(problem, line.plugin());
        ProblemJson {
            code: problem.code,
            severity: problem.severity.id(),
            column: problem.column.clone(),
            message,
            hint,
        }
    }
}

/// The unit of an attribute's values, as written.
fn unit_of(attribute: &phaseout_model::Attribute) -> String {
    use phaseout_model::AttributeValue::{Capacity, Measure};
    match &attribute.value {
        Measure { unit, .. } | Capacity { unit } => unit.as_str().to_owned(),
        _ => String::new(),
    }
}

/// A bound, or null for an infinite one.
fn bound(value: f64) -> Value {
    if value.is_finite() { json!(value) } else { Value::Null }
}

fn interval_json(interval: &Interval, into: &mut Map<String, Value>) {
    into.insert("lo".to_owned(), bound(interval.lo()));
    into.insert("hi".to_owned(), bound(interval.hi()));
    into.insert("lo_open".to_owned(), json!(interval.lo_open()));
    into.insert("hi_open".to_owned(), json!(interval.hi_open()));
}

fn attribute_json(unit: &str, reading: &AttributeReading<'_>) -> Value {
    let mut json = Map::new();
    match &reading.value {
        ReadValue::Measured(interval) => {
            interval_json(interval, &mut json);
            json.insert("unit".to_owned(), json!(unit));
        }
        ReadValue::Contradicted if !unit.is_empty() => {
            interval_json(&Interval::WHOLE, &mut json);
            json.insert("unit".to_owned(), json!(unit));
        }
        ReadValue::YesNo(value) => drop(json.insert("value".to_owned(), json!(value))),
        ReadValue::Word(word) => drop(json.insert("value".to_owned(), json!(word))),
        ReadValue::Contradicted => drop(json.insert("value".to_owned(), Value::Null)),
    }
    json.insert("column".to_owned(), json!(reading.column));
    json.insert("text".to_owned(), json!(reading.text));
    if let Some(evidence) = reading.evidence {
        json.insert("evidence".to_owned(), json!(evidence));
    }
    Value::Object(json)
}

/// A comparison with its witness: the value as read (its open ends included), its text and column.
fn because_json(
    unit: &JudgedUnit<'_>,
    readings: &[AttributeReading<'_>],
    because: &Because,
) -> Value {
    let reading =
        readings.iter().find(|reading| unit.attribute(reading.attribute).id == because.attribute);
    let mut json = Map::new();
    json.insert("attribute".to_owned(), json!(because.attribute));
    json.insert("operator".to_owned(), json!(because.operator.sign()));
    let compares = !matches!(because.operator, Operator::IsA | Operator::In | Operator::Known);
    let number = because.threshold.parse::<f64>().ok().filter(|_| compares);
    json.insert(
        "threshold".to_owned(),
        match (number, yes_no(&because.threshold)) {
            (Some(number), _) => json!(number),
            (None, Some(truth)) if compares => json!(truth),
            _ => json!(because.threshold),
        },
    );
    json.insert("unit".to_owned(), json!(because.unit));
    let measured = match reading.map(|reading| &reading.value) {
        Some(ReadValue::Measured(interval)) => Some(*interval),
        _ => because.interval,
    };
    json.insert("lo".to_owned(), measured.map_or(Value::Null, |interval| bound(interval.lo())));
    json.insert("hi".to_owned(), measured.map_or(Value::Null, |interval| bound(interval.hi())));
    for (name, open) in
        [("lo_open", Interval::lo_open as fn(&Interval) -> bool), ("hi_open", Interval::hi_open)]
    {
        json.insert(name.to_owned(), json!(measured.as_ref().is_some_and(open)));
    }
    let truth = because.value.as_deref().and_then(yes_no).filter(|_| compares);
    json.insert(
        "value".to_owned(),
        truth.map_or_else(|| json!(because.value), |truth| json!(truth)),
    );
    let (text, column) = match reading {
        Some(reading) => (json!(reading.text), json!(reading.column)),
        None if because.attribute == "equipment" => {
            (json!(unit.label()), json!(unit.equipment_column()))
        }
        None => (Value::Null, Value::Null),
    };
    json.insert("text".to_owned(), text);
    json.insert("column".to_owned(), column);
    Value::Object(json)
}

/// A yes/no as criteria write it.
fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// Which plugins and criteria judged.
pub(crate) fn by_json(generation: &Generation) -> Value {
    let plugins: Vec<Value> = generation
        .industries
        .iter()
        .map(|industry| json!({ "id": industry.id, "version": industry.version, "sha256": industry.sha256 }))
        .collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "plugins": plugins,
        "criteria_sha256": generation.criteria_sha256,
    })
}

pub(crate) fn file_json(file: &FileReport) -> Map<String, Value> {
    let skipped: Vec<Value> = file
        .skipped
        .iter()
        .map(|skipped| json!({ "row": skipped.row, "reason": skipped.reason }))
        .collect();
    let hex = phaseout_host::generation::hex(&file.sha256);
    let mut json = Map::new();
    json.insert("path".to_owned(), json!(file.path));
    json.insert("sha256".to_owned(), json!(hex));
    json.insert("rows".to_owned(), json!(file.rows));
    json.insert("lines".to_owned(), json!(file.lines));
    json.insert("skipped".to_owned(), Value::Array(skipped));
    json.insert("unused_columns".to_owned(), json!(file.unused_columns));
    json
}

pub(crate) fn summary_json(summary: &Summary) -> Map<String, Value> {
    let mut json = Map::new();
    json.insert("lines".to_owned(), json!(summary.lines));
    for verdict in phaseout_model::Verdict::ALL {
        json.insert(verdict.id().to_owned(), json!(summary.of(verdict)));
    }
    json.insert("problems".to_owned(), json!(summary.problems));
    json
}

/// The rest of the whole answer, after the lines.
pub(crate) fn tail(report: &Report) -> String {
    let files: Vec<Value> =
        report.files.iter().map(|file| Value::Object(file_json(file))).collect();
    let summary = Value::Object(summary_json(&report.summary));
    format!("\"files\":{},\"summary\":{summary}}}\n", Value::Array(files))
}
