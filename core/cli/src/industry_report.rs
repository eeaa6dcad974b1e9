//! `phaseout report industry`: judges the files and prints each industry's sections, as its plugin writes
//! them.

use crate::args::{IndustryReport, Lang};
use crate::fault::{Fault, Outcome};
use crate::messages::Messages;
use crate::output::Writer;
use crate::report;
use crate::session::{Output, Session, open_all, refuse_to_overwrite};
use phaseout_host::control::{Block, FigureBlock, JudgedLine as Given, Language, TableBlock};
use phaseout_host::{Generation, Industry};
use phaseout_model::Verdict;
use phaseout_screening::{JudgedLine, Render, Report, Screening, run};
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(crate) fn industry(session: &Session, args: &IndustryReport) -> Result<Outcome, Fault> {
    let Some(out) = &session.common.out else { return Err(Fault::usage("report-needs-out")) };
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.as_deref() != Some("md") {
        return Err(Fault::usage("report-ending").with("path", &out.display().to_string()));
    }
    let options = session.options(&args.map)?;
    refuse_to_overwrite(session, &args.files)?;
    let documents = open_all(&args.files)?;
    let generation = session.generation()?;
    let screening = Screening::new(&generation, options);
    // What is written for people is Chinese unless English was asked for.
    let asked = session.common.lang.is_some();
    let messages = Messages::new(if asked { session.messages.lang() } else { Lang::Zh });
    let language = if messages.lang() == Lang::Zh { Language::Zh } else { Language::En };
    let progress = report::Progress::new(session);
    let mut found: BTreeMap<String, OfIndustry> = BTreeMap::new();
    let collect = Collect { messages: &messages, language };
    let summary = run(&screening, documents, session.threads(), &collect, &mut |lines| {
        progress.tick();
        for (industry, of_chunk) in lines {
            found.entry(industry).or_default().add(of_chunk);
        }
        Ok(())
    })
    .map_err(|error| Fault::run(&error))?;
    progress.finish();
    let mut page = Page { messages: &messages, written: String::new() };
    page.head(&screening, &generation, &summary);
    for (id, of_industry) in &mut found {
        page.industry(&screening, &generation, id, of_industry, language)?;
    }
    let mut writer = Writer::open(session)?;
    writer.write(page.written.as_bytes())?;
    writer.finish()?;
    report::say(session, &screening, &summary, Output::Table);
    Ok(session.finish(summary.summary.of(Verdict::Eliminate) > 0))
}

/// The lines of one industry.
#[derive(Default)]
struct OfIndustry {
    lines: Vec<Given>,
    verdicts: BTreeMap<Verdict, u64>,
    /// (line, enterprise, what its figures contradict).
    contradictions: Vec<[String; 3]>,
}

impl OfIndustry {
    fn add(&mut self, other: Self) {
        self.lines.extend(other.lines);
        self.contradictions.extend(other.contradictions);
        for (verdict, count) in other.verdicts {
            *self.verdicts.entry(verdict).or_default() += count;
        }
    }
}

struct Collect<'a> {
    messages: &'a Messages,
    language: Language,
}

impl Render for Collect<'_> {
    type Out = BTreeMap<String, OfIndustry>;

    fn line(&self, line: &JudgedLine<'_>, out: &mut Self::Out) {
        // A line whose industry no plugin knows is counted in the head of the report.
        let Some(plugin) = line.plugin() else { return };
        let found = out.entry(plugin.manifest.vocabulary.industry.clone()).or_default();
        *found.verdicts.entry(line.verdict()).or_default() += 1;
        for problem in line.problems() {
            if let Some((zh, en)) = problem.plugin_message() {
                let message = self.messages.choose(zh, en).to_owned();
                let enterprise = line.enterprise().to_owned();
                found.contradictions.push([line.id().into_owned(), enterprise, message]);
            }
        }
        found.lines.push(line.for_plugin(self.language));
    }

    fn wants_inspection(&self) -> bool {
        true
    }
}

/// A page of Markdown while it is written.
struct Page<'a> {
    messages: &'a Messages,
    written: String,
}

impl Page<'_> {
    fn heading(&mut self, level: usize, text: &str) {
        let _ = writeln!(self.written, "{} {}\n", "#".repeat(level), escaped(text));
    }

    fn paragraph(&mut self, text: &str) {
        let text = escaped(text);
        // At its beginning these would make a paragraph a heading, a quotation or a list.
        let mark = if text.starts_with(['#', '>', '-', '+', '=']) { "\\" } else { "" };
        let _ = writeln!(self.written, "{mark}{text}\n");
    }

    fn table(&mut self, columns: &[String], rows: &[Vec<String>]) {
        let rule = vec!["---".to_owned(); columns.len()];
        let escape = |cells: &[String]| cells.iter().map(|cell| escaped(cell)).collect();
        let all: Vec<Vec<String>> = [escape(columns), rule]
            .into_iter()
            .chain(rows.iter().map(|cells| escape(cells)))
            .collect();
        for cells in all {
            let _ = writeln!(self.written, "| {} |", cells.join(" | "));
        }
        self.written.push('\n');
    }

    fn head(&mut self, screening: &Screening<'_>, generation: &Generation, report: &Report) {
        self.heading(1, &self.messages.word("report-title"));
        let files: Vec<&str> = report.files.iter().map(|file| file.path.as_str()).collect();
        let arguments = [
            ("date", screening.options().as_of.to_string()),
            ("files", files.join(&self.messages.word("list-comma"))),
            ("lines", report.summary.lines.to_string()),
            ("criteria", generation.criteria_sha256.chars().take(12).collect()),
        ];
        let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.paragraph(&self.messages.say("report-basis", &arguments));
        let unjudged = report.summary.of(Verdict::Unjudged);
        if unjudged > 0 {
            let lines = unjudged.to_string();
            self.paragraph(&self.messages.say("report-unjudged", &[("lines", &lines)]));
        }
    }

    fn industry(
        &mut self,
        screening: &Screening<'_>,
        generation: &Generation,
        id: &str,
        found: &mut OfIndustry,
        language: Language,
    ) -> Result<(), Fault> {
        let Some(industry) = generation.industry(id) else { return Ok(()) };
        let vocabulary = &industry.manifest.vocabulary;
        self.heading(2, self.messages.choose(&vocabulary.zh, &vocabulary.en));
        self.verdicts(found);
        let mut list = screening.judged_list(industry, language);
        list.lines = std::mem::take(&mut found.lines);
        self.sections(industry, &list)?;
        if !found.contradictions.is_empty() {
            self.heading(3, &self.messages.word("report-contradictions"));
            let columns = ["line", "enterprise", "problems"]
                .map(|id| self.messages.word(&format!("column-{id}")));
            let rows: Vec<Vec<String>> =
                found.contradictions.iter().map(|row| row.to_vec()).collect();
            self.table(&columns, &rows);
        }
        Ok(())
    }

    fn verdicts(&mut self, found: &OfIndustry) {
        let columns = Verdict::ALL.map(|verdict| self.messages.verdict(verdict));
        let count = |verdict| found.verdicts.get(&verdict).copied().unwrap_or(0).to_string();
        self.table(&columns, &[Verdict::ALL.map(count).to_vec()]);
    }

    fn sections(
        &mut self,
        industry: &Industry,
        list: &phaseout_host::control::JudgedList,
    ) -> Result<(), Fault> {
        match industry.report(list).map_err(|error| Fault::host(&error))? {
            None => self.paragraph(&self.messages.word("report-no-sections")),
            Some(blocks) => blocks.iter().for_each(|block| self.block(block)),
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => self.heading(3, text),
            Block::Paragraph(text) => self.paragraph(text),
            Block::Table(TableBlock { columns, rows }) => self.table(columns, rows),
            Block::Figure(figure) => self.figure(figure),
        }
    }

    /// Markdown has no figures: their data is printed, for whoever draws them.
    fn figure(&mut self, figure: &FigureBlock) {
        let word = self.messages.word("report-figure");
        let _ = writeln!(self.written, "**{word}: {}**\n", escaped(&figure.title));
        for series in &figure.series {
            let columns =
                [self.messages.word("report-class"), format!("{} ({})", series.name, figure.unit)];
            let rows: Vec<Vec<String>> = series
                .points
                .iter()
                .map(|(label, value)| vec![label.clone(), value.clone()])
                .collect();
            self.table(&columns, &rows);
        }
    }
}

/// A text that stays one text in Markdown, whatever a list or a plugin wrote into it. `<5` is no tag and
/// `1#` no heading, so they stay as they are.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.trim().chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => out.extend(['\\', c]),
            '<' if next.is_ascii_alphabetic() || "/!?".contains(next) => out.push_str("&lt;"),
            '&' if next.is_ascii_alphabetic() || next == '#' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_cell_stays_a_cell() {
        let cases = [
            ("甲|乙\n# <b>", "甲\\|乙 # &lt;b>"),
            ("# 1#", "# 1#"),
            ("<5 m", "<5 m"),
            ("&lt; & co", "&amp;lt; & co"),
            ("a\\|b", "a\\\\\\|b"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text), expected);
        }
    }
}
