//! A judged line as the workbook shows it: what stands beside its row, its reasons, its questions.

use crate::asking::{Question, questions};
use crate::comparing::Compared;
use crate::messages::Messages;
use crate::render::fact;
use phaseout_documents::column_letters;
use phaseout_documents::returned::Tone;
use phaseout_model::{Class, Date, Finding, Outcome, PartialDate, Verdict};
use phaseout_screening::{AttributeReading, JudgedLine, JudgedUnit, Render};

/// A line with everything that is written of it.
#[derive(Debug)]
pub(crate) struct OfLine {
    pub(crate) judged: Judged,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) questions: Vec<Question>,
}

/// What stands beside the row of a line.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) file: String,
    pub(crate) sheet: Option<String>,
    pub(crate) row: u64,
    pub(crate) id: String,
    pub(crate) is_id_made: bool,
    /// In words.
    pub(crate) industry: String,
    pub(crate) verdict: Verdict,
    /// Verdict, documents, deadlines, missing facts, problems.
    pub(crate) texts: [String; 5],
    /// Cells that something is wrong with: row counted from 1, column counted from 0, what and what to do.
    pub(crate) marks: Vec<(u64, usize, String)>,
}

/// A row of the sheet of reasons.
#[derive(Debug)]
pub(crate) struct Reason {
    pub(crate) tone: Tone,
    /// As [`REASONS`] names them.
    pub(crate) cells: [String; 11],
}

/// The columns of the sheet of reasons, with their widths.
pub(crate) const REASONS: [(&str, f64); 11] = [
    ("line", 14.0),
    ("enterprise", 24.0),
    ("equipment", 18.0),
    ("criterion", 32.0),
    ("outcome", 9.0),
    ("value", 30.0),
    ("limit", 26.0),
    ("deadline", 14.0),
    ("wording", 40.0),
    ("cell", 26.0),
    ("criterion-id", 30.0),
];

/// Makes of each line what the workbook shows of it.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    pub(crate) messages: &'a Messages,
    pub(crate) as_of: Date,
}

impl Render for Lines<'_> {
    type Out = Vec<OfLine>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Self::Out) {
        out.push(OfLine {
            judged: self.judged(line),
            reasons: self.reasons(line),
            questions: questions(self.messages, line),
        });
    }

    fn wants_briefs(&self) -> bool {
        true
    }

    fn wants_inspection(&self) -> bool {
        true
    }
}

impl Lines<'_> {
    fn judged(&self, line: &JudgedLine<'_>) -> Judged {
        let messages = self.messages;
        let brief = line.brief();
        let lines = |text: &str| text.replace(';', "\n");
        let missing: Vec<String> = brief
            .missing
            .split(';')
            .filter(|id| !id.is_empty())
            .map(|id| fact(messages, line.plugin(), id))
            .collect();
        let (mut problems, mut marks) = (Vec::new(), Vec::new());
        for problem in line.problems() {
            let (message, hint) = messages.problem(&problem, line.plugin());
            let text = if hint.is_empty() {
                message
            } else {
                messages.say("returned-problem", &[("problem", &message), ("hint", &hint)])
            };
            if let Some((row, column)) =
                problem.column.as_deref().and_then(|column| line.cell_under(column))
            {
                marks.push((row, column, text.clone()));
            }
            problems.push(text);
        }
        let industry = line.plugin().map_or_else(
            || line.industry(),
            |plugin| {
                let vocabulary = &plugin.manifest.vocabulary;
                messages.choose(&vocabulary.zh, &vocabulary.en)
            },
        );
        Judged {
            file: line.file().to_owned(),
            sheet: line.sheet().map(str::to_owned),
            row: line.row_number(),
            id: line.id().into_owned(),
            is_id_made: line.is_id_made(),
            industry: industry.to_owned(),
            verdict: line.verdict(),
            texts: [
                messages.verdict(line.verdict()),
                lines(&brief.basis),
                lines(&brief.deadline),
                missing.join("\n"),
                problems.join("\n"),
            ],
            marks,
        }
    }

    /// One for each criterion that says more than that it is about something else.
    fn reasons(&self, line: &JudgedLine<'_>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for unit in line.units() {
            let readings = unit.readings();
            let mut findings = unit.findings();
            findings.retain(|finding| finding.outcome != Outcome::Clear);
            findings.sort_by_key(|finding| (std::cmp::Reverse(finding.outcome), finding.criterion));
            for finding in &findings {
                reasons.push(self.reason(line, &unit, &readings, finding));
            }
        }
        if reasons.is_empty() {
            reasons.push(self.without_reason(line));
        }
        reasons
    }

    /// A line that no criterion names, or that none could be asked about.
    fn without_reason(&self, line: &JudgedLine<'_>) -> Reason {
        let mut cells: [String; 11] = Default::default();
        cells[0] = line.id().into_owned();
        line.enterprise().clone_into(&mut cells[1]);
        cells[2] = line.units().map(|unit| unit.label().to_owned()).collect::<Vec<_>>().join("、");
        let (word, tone) = match line.verdict() {
            Verdict::Unjudged => ("returned-unjudged", Tone::Grey),
            _ => ("returned-no-criterion", Tone::Plain),
        };
        cells[3] = self.messages.word(word);
        Reason { tone, cells }
    }

    fn reason(
        &self,
        line: &JudgedLine<'_>,
        unit: &JudgedUnit<'_>,
        readings: &[AttributeReading<'_>],
        finding: &Finding,
    ) -> Reason {
        let messages = self.messages;
        let criterion = unit.criterion(finding);
        let mut title = messages.choose(&criterion.title.zh, &criterion.title.en).to_owned();
        for (applies, word) in [
            (criterion.class == Class::Restrict, "returned-restrict"),
            (!criterion.confirmed, "returned-unconfirmed"),
            (finding.note_only, "returned-note-only"),
        ] {
            if applies {
                title.push('\n');
                title.push_str(&messages.word(word));
            }
        }
        let (mut values, mut limits, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for because in &finding.because {
            let compared = Compared::of(messages, unit, readings, because);
            let name = if compared.attribute.is_empty() {
                messages.word("fact-equipment")
            } else {
                compared.attribute.clone()
            };
            let pair =
                |value: &str| messages.say("returned-pair", &[("name", &name), ("value", value)]);
            values.push(pair(&compared.value));
            limits.push(pair(&compared.limit()));
            let reading = readings
                .iter()
                .find(|reading| unit.attribute(reading.attribute).id == because.attribute);
            let place = match reading {
                Some(reading) => source(line, &reading.column, &reading.text),
                None if compared.attribute.is_empty() => {
                    source(line, unit.equipment_column().unwrap_or_default(), unit.label())
                }
                None => continue,
            };
            if !place.is_empty() && !places.contains(&place) {
                places.push(place);
            }
        }
        let deadline =
            criterion.deadline.map(PartialDate::last_day).map_or_else(String::new, |day| {
                let overdue = day < self.as_of;
                let id = if overdue { "returned-overdue" } else { "returned-due" };
                messages.say(id, &[("date", &day.to_string())])
            });
        let basis = &criterion.basis;
        let wording = match &basis.clause {
            Some(clause) => format!("{} {clause}\n{}", basis.document, basis.wording),
            None => format!("{}\n{}", basis.document, basis.wording),
        };
        let tone = match (finding.outcome, criterion.class) {
            (Outcome::Hit, Class::Eliminate) if criterion.confirmed => Tone::Red,
            (Outcome::Hit, _) => Tone::Orange,
            (Outcome::Unknown, _) => Tone::Violet,
            _ => Tone::Green,
        };
        Reason {
            tone,
            cells: [
                line.id().into_owned(),
                line.enterprise().to_owned(),
                unit.label().to_owned(),
                title,
                messages.word(&format!("outcome-{}", finding.outcome.id())),
                values.join("\n"),
                limits.join("\n"),
                deadline,
                wording,
                places.join("\n"),
                criterion.id.clone(),
            ],
        }
    }
}

/// The cell under a header, with what stands in it: `Sheet1!E5 Φ3×11m`.
fn source(line: &JudgedLine<'_>, header: &str, text: &str) -> String {
    let Some((row, column)) = line.cell_under(header) else {
        return format!("{header} {text}").trim().to_owned();
    };
    let cell = format!("{}{row}", column_letters(column as u64));
    match line.sheet() {
        Some(sheet) => format!("{sheet}!{cell} {text}"),
        None => format!("{cell} {text}"),
    }
    .trim()
    .to_owned()
}
