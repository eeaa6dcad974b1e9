//! `phaseout explain`: the card of one line, to be read aloud.

use crate::args::Explain;
use crate::comparing::{self, Compared};
use crate::fault::{Fault, Outcome};
use crate::json::LineWriter;
use crate::messages::Messages;
use crate::output::Writer;
use crate::render::fact;
use crate::report::oddities;
use crate::session::{Output, Session, open_all, refuse_to_overwrite};
use phaseout_criteria::Criterion;
use phaseout_model::{Because, Class, Date, Finding, Operator, Outcome as Says, Regions, Verdict};
use phaseout_screening::{AttributeReading, JudgedLine, JudgedUnit, Render, Screening, run};

pub(crate) fn explain(session: &Session, args: &Explain) -> Result<Outcome, Fault> {
    let format = session.format()?;
    let options = session.options(&args.map)?;
    refuse_to_overwrite(session, &args.files)?;
    let documents = open_all(&args.files)?;
    let generation = session.generation()?;
    let screening = Screening::new(&generation, options);
    let card = Card {
        messages: &session.messages,
        as_of: screening.options().as_of,
        wanted: args.line.trim(),
        json: matches!(format, Output::Json | Output::Jsonl),
    };
    let mut found: Vec<String> = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    let report = run(&screening, documents, session.threads(), &card, &mut |cards: Cards| {
        found.extend(cards.found);
        ids.extend(cards.others.into_iter().take(MOST_IDS.saturating_sub(ids.len())));
        Ok(())
    })
    .map_err(|error| Fault::run(&error))?;
    for file in &report.files {
        oddities(session, file);
    }
    if found.is_empty() {
        return Err(Fault::refused("line-not-found")
            .with("line", &args.line)
            .with("lines", &ids.join(" ")));
    }
    let mut out = Writer::open(session)?;
    out.write(found.concat().as_bytes())?;
    out.finish()?;
    Ok(session.finish(true))
}

/// So many ids are shown where the one asked for is not there.
const MOST_IDS: usize = 12;

#[derive(Default)]
struct Cards {
    found: Vec<String>,
    others: Vec<String>,
}

struct Card<'a> {
    messages: &'a Messages,
    as_of: Date,
    wanted: &'a str,
    json: bool,
}

impl Render for Card<'_> {
    type Out = Cards;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Cards) {
        let id = line.id();
        if id != self.wanted {
            if out.others.len() < MOST_IDS {
                out.others.push(id.into_owned());
            }
        } else if self.json {
            let writer = LineWriter {
                messages: self.messages,
                as_of: self.as_of,
                all_findings: true,
                typed: false,
            };
            let mut bytes = Vec::new();
            writer.write(line, &mut bytes);
            bytes.push(b'\n');
            out.found.push(String::from_utf8_lossy(&bytes).into_owned());
        } else {
            let mut text =
                Text { messages: self.messages, as_of: self.as_of, written: String::new() };
            text.card(line);
            out.found.push(text.written);
        }
    }

    fn wants_inspection(&self) -> bool {
        true
    }
}

/// A card while it is written.
struct Text<'a> {
    messages: &'a Messages,
    as_of: Date,
    written: String,
}

impl Text<'_> {
    fn put(&mut self, depth: usize, text: &str) {
        for _ in 0..depth {
            self.written.push_str("  ");
        }
        self.written.push_str(text);
        self.written.push('\n');
    }

    fn say(&mut self, depth: usize, id: &str, arguments: &[(&str, &str)]) {
        let text = self.messages.say(id, arguments);
        self.put(depth, &text);
    }

    fn card(&mut self, line: &JudgedLine<'_>) {
        let industry = line.plugin().map_or_else(
            || line.industry().to_owned(),
            |plugin| {
                let vocabulary = &plugin.manifest.vocabulary;
                self.messages.choose(&vocabulary.zh, &vocabulary.en).to_owned()
            },
        );
        let id = line.id();
        self.put(0, &format!("{id}  {}  {industry}", line.enterprise()));
        let row = line.row_number().to_string();
        match line.sheet() {
            Some(sheet) => {
                self.say(
                    0,
                    "card-source-sheet",
                    &[("file", line.file()), ("sheet", sheet), ("row", &row)],
                );
            }
            None => self.say(0, "card-source", &[("file", line.file()), ("row", &row)]),
        }
        match line.region() {
            Some(code) => {
                let place = place_name(code);
                self.say(0, "card-place", &[("place", &place)]);
            }
            None => self.say(0, "card-place-unknown", &[]),
        }
        let verdict = self.messages.verdict(line.verdict());
        let as_of = self.as_of.to_string();
        self.put(0, "");
        self.say(0, "card-verdict", &[("date", &as_of), ("verdict", &verdict)]);
        self.say(0, &format!("card-why-{}", line.verdict().id()), &[("industry", line.industry())]);
        let surplus_lists = self.as_of.year() >= 2014;
        if surplus_lists && matches!(line.verdict(), Verdict::Retain | Verdict::Restrict) {
            self.say(0, "card-listed-without-hit", &[]);
        }
        for (number, unit) in (1..).zip(line.units()) {
            self.put(0, "");
            self.unit(line, number, &unit);
        }
        self.problems(line);
    }

    fn unit(&mut self, line: &JudgedLine<'_>, number: usize, unit: &JudgedUnit<'_>) {
        let number =
            unit.number().map_or_else(|| number.to_string(), |own| format!("{number} ({own}#)"));
        let label = if unit.label().is_empty() { "—" } else { unit.label() };
        match unit.quantity() {
            Some(quantity) => {
                let quantity = quantity.to_string();
                self.say(
                    0,
                    "card-unit-quantity",
                    &[("number", &number), ("label", label), ("quantity", &quantity)],
                );
            }
            None => self.say(0, "card-unit", &[("number", &number), ("label", label)]),
        }
        let kind = unit.kind();
        let name = self.messages.choose(&kind.zh, &kind.en).to_owned();
        match (unit.is_kind_known(), unit.label().is_empty(), unit.is_doubtful()) {
            (true, _, true) => self.say(1, "card-kind-doubtful", &[("kind", &name)]),
            (true, ..) => self.say(1, "card-kind", &[("kind", &name)]),
            (false, true, _) => self.say(1, "card-kind-blank", &[]),
            (false, ..) => self.say(1, "card-kind-unknown", &[("label", label)]),
        }
        let readings = unit.readings();
        if readings.is_empty() {
            self.say(1, "card-no-values", &[]);
        }
        for reading in &readings {
            let attribute = unit.attribute(reading.attribute);
            let name = self.messages.choose(&attribute.zh, &attribute.en).to_owned();
            let value = comparing::value(self.messages, attribute, &reading.value);
            let arguments = [
                ("attribute", name.as_str()),
                ("value", value.as_str()),
                ("text", &reading.text),
                ("column", &reading.column),
            ];
            self.say(1, "card-value-printed", &arguments);
            if let Some(evidence) = reading.evidence {
                self.say(2, "card-evidence", &[("evidence", evidence)]);
            }
        }
        let mut findings = unit.findings();
        findings.sort_by_key(|finding| (std::cmp::Reverse(finding.outcome), finding.criterion));
        let mut asked: Vec<String> = Vec::new();
        for finding in findings.iter().filter(|finding| finding.outcome != Says::Clear) {
            self.finding(unit, &readings, finding);
            let criterion = unit.criterion(finding);
            let asks = criterion.class == Class::Eliminate && !finding.note_only;
            for id in finding.missing.iter().filter(|_| asks) {
                let word = fact(self.messages, line.plugin(), id);
                if !asked.contains(&word) {
                    asked.push(word);
                }
            }
        }
        // Criteria about another kind of equipment are counted; those that a figure clears are shown.
        let clear = findings.iter().filter(|finding| finding.outcome == Says::Clear);
        let (of_kind, of_others): (Vec<&Finding>, Vec<&Finding>) =
            clear.partition(|finding| is_of_its_kind(unit, finding));
        if !of_kind.is_empty() {
            self.say(1, "card-clear-title", &[]);
            for finding in of_kind {
                self.clear(unit, &readings, finding);
            }
        }
        if !of_others.is_empty() {
            let count = of_others.len().to_string();
            self.say(1, "card-clear-others", &[("count", &count)]);
        }
        if line.verdict() == Verdict::Verify && !asked.is_empty() {
            let facts = asked.join(&self.messages.word("list-comma"));
            self.say(1, "card-ask", &[("facts", &facts)]);
        }
    }

    fn finding(
        &mut self,
        unit: &JudgedUnit<'_>,
        readings: &[AttributeReading<'_>],
        finding: &Finding,
    ) {
        let criterion = unit.criterion(finding);
        let title = self.messages.choose(&criterion.title.zh, &criterion.title.en).to_owned();
        let outcome = self.messages.word(&format!("outcome-{}", finding.outcome.id()));
        let document = criterion.basis.document.as_str();
        self.say(
            1,
            "card-criterion",
            &[("outcome", &outcome), ("title", &title), ("document", document)],
        );
        let explain = self.messages.choose(&criterion.explain.zh, &criterion.explain.en).to_owned();
        self.put(2, &explain);
        if criterion.class == Class::Restrict {
            self.say(2, "card-class-restrict", &[]);
        }
        if !criterion.confirmed {
            self.say(2, "card-unconfirmed", &[]);
        }
        let unknown_note = finding.outcome == Says::Unknown
            && criterion.on_unknown == phaseout_model::OnUnknown::Note;
        if finding.note_only || unknown_note {
            self.say(2, "card-note-only", &[]);
        }
        if let Some(region) = criterion.region {
            let place = place_name(region);
            let id = if finding.note_only { "card-local-unknown" } else { "card-local" };
            self.say(2, id, &[("place", &place)]);
        }
        for because in &finding.because {
            self.because(2, unit, readings, because);
        }
        self.basis(criterion);
        self.exemptions(criterion, finding);
    }

    fn basis(&mut self, criterion: &Criterion) {
        let basis = &criterion.basis;
        match &basis.clause {
            Some(clause) => self.say(
                2,
                "card-basis-clause",
                &[("document", &basis.document), ("clause", clause), ("wording", &basis.wording)],
            ),
            None => self.say(
                2,
                "card-basis",
                &[("document", &basis.document), ("wording", &basis.wording)],
            ),
        }
        if let Some(day) = criterion.deadline.map(phaseout_model::PartialDate::last_day) {
            let id = if day < self.as_of { "card-deadline-passed" } else { "card-deadline-coming" };
            self.say(2, id, &[("date", &day.to_string())]);
        } else {
            let from = basis.from.map_or_else(String::new, |from| from.to_string());
            let id = if criterion.class == Class::Restrict {
                "card-in-force"
            } else {
                "card-deadline-none"
            };
            self.say(2, id, &[("from", &from)]);
        }
        for source in &basis.source {
            let source = if source.starts_with("unconfirmed") {
                self.messages.word("card-from-memory")
            } else {
                source.clone()
            };
            self.say(2, "card-source-of", &[("source", &source)]);
        }
    }

    fn exemptions(&mut self, criterion: &Criterion, finding: &Finding) {
        for note in &finding.exemptions {
            let Some(exemption) = criterion.exemptions.get(note.index) else { continue };
            let text = self.messages.choose(&exemption.text.zh, &exemption.text.en).to_owned();
            let wanted =
                self.messages.choose(&exemption.evidence.zh, &exemption.evidence.en).to_owned();
            match (note.claimed, note.accepted, &note.evidence) {
                (_, true, Some(evidence)) => {
                    self.say(
                        2,
                        "card-exemption-accepted",
                        &[("text", &text), ("evidence", evidence)],
                    );
                }
                (true, _, Some(_)) => self.say(2, "card-exemption-unconfirmed", &[("text", &text)]),
                (true, ..) => {
                    self.say(
                        2,
                        "card-exemption-claimed",
                        &[("text", &text), ("evidence", &wanted)],
                    );
                }
                _ => self.say(2, "card-exemption", &[("text", &text), ("evidence", &wanted)]),
            }
        }
    }

    /// One line for a criterion that does not name the unit: its title, and the comparison that clears.
    fn clear(
        &mut self,
        unit: &JudgedUnit<'_>,
        readings: &[AttributeReading<'_>],
        finding: &Finding,
    ) {
        let criterion = unit.criterion(finding);
        let title = self.messages.choose(&criterion.title.zh, &criterion.title.en).to_owned();
        self.put(2, &format!("{title} · {}", criterion.basis.document));
        for because in &finding.because {
            self.because(3, unit, readings, because);
        }
    }

    fn because(
        &mut self,
        depth: usize,
        unit: &JudgedUnit<'_>,
        readings: &[AttributeReading<'_>],
        because: &Because,
    ) {
        let compared = Compared::of(self.messages, unit, readings, because);
        self.put(depth, &compared.sentence(self.messages));
    }

    fn problems(&mut self, line: &JudgedLine<'_>) {
        let problems: Vec<_> = line.problems().collect();
        if problems.is_empty() {
            return;
        }
        self.put(0, "");
        self.say(0, "card-problems", &[]);
        for problem in problems {
            let (message, hint) = self.messages.problem(&problem, line.plugin());
            match &problem.column {
                Some(column) => {
                    self.say(
                        1,
                        "card-problem-column",
                        &[("column", column), ("message", &message)],
                    );
                }
                None => self.put(1, &message),
            }
            if !hint.is_empty() {
                let word = self.messages.word("word-hint");
                self.put(2, &format!("{word}: {hint}"));
            }
        }
    }
}

/// Whether a criterion is about the unit's kind, or about a kind that it may turn out to be.
fn is_of_its_kind(unit: &JudgedUnit<'_>, finding: &Finding) -> bool {
    finding.because.iter().all(|because| {
        because.operator != Operator::IsA
            || because.threshold.split(' ').any(|kind| unit.may_be(kind))
    })
}

/// 云南省 楚雄彝族自治州 532300
fn place_name(code: phaseout_model::RegionCode) -> String {
    let regions = Regions::known();
    let mut names = Vec::new();
    let mut next = regions.nearest(code);
    while let Some(region) = next {
        names.push(region.name.clone());
        next = region.parent.and_then(|parent| regions.get(parent));
    }
    names.reverse();
    names.push(code.to_string());
    names.join(" ")
}
