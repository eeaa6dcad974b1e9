//! `phaseout screen`: judges every line of the files.

use crate::args::{Findings, Screen};
use crate::csv_formulas::Formulas;
use crate::fault::{Fault, Outcome};
use crate::json::{LineWriter, SCHEMA, by_json, file_json, summary_json, tail};
use crate::output::Writer;
use crate::render::{CSV_HEADER, Csv, Json, Rows, TableRow};
use crate::session::{Output, Session, open_all, refuse_to_overwrite};
use crate::{report, table, workbook};
use phaseout_host::Generation;
use phaseout_model::Verdict;
use phaseout_screening::{Render, Report, Screening, run};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::Path;

pub(crate) fn screen(session: &Session, args: &Screen) -> Result<Outcome, Fault> {
    let format = session.format()?;
    if format == Output::Xlsx && session.common.out.is_none() {
        return Err(Fault::usage("xlsx-needs-out"));
    }
    let options = session.options(&args.map)?;
    refuse_to_overwrite(session, &args.files)?;
    check_ask(args)?;
    // A workbook is given back from lists that are read twice; it opens them itself.
    let documents = if format == Output::Xlsx { Vec::new() } else { open_all(&args.files)? };
    let generation = session.generation()?;
    let screening = Screening::new(&generation, options);
    if let Some(path) = &args.ask {
        crate::inspection::of_lists(session, &screening, open_all(&args.files)?, path)?;
    }
    let progress = report::Progress::new(session);
    let call =
        Call { session, screening: &screening, generation: &generation, progress: &progress };
    let report = match format {
        Output::Csv => {
            let mut out = Writer::open(session)?;
            out.write(CSV_HEADER.as_bytes())?;
            // What goes to a pipe is read by programs; a file may be opened in a spreadsheet.
            let mut formulas = session.common.out.is_some().then(Formulas::new);
            if let Some(formulas) = &mut formulas {
                formulas.take(CSV_HEADER.as_bytes());
            }
            let report = call.stream(documents, &Csv, &mut |bytes: Vec<u8>| {
                if let Some(formulas) = &mut formulas {
                    formulas.take(&bytes);
                }
                out.write_all(&bytes)
            })?;
            out.finish()?;
            say_formulas(session, formulas.as_ref());
            report
        }
        Output::Json => call.json(documents, args.findings == Some(Findings::All))?,
        Output::Jsonl => call.jsonl(documents, args.findings == Some(Findings::All))?,
        Output::Xlsx => workbook::screen(session, args, &screening, &progress)?,
        Output::Table => {
            let mut rows: Vec<TableRow> = Vec::new();
            let words = &session.messages;
            let report = call.stream(documents, &Rows { messages: words }, &mut |mut chunk| {
                rows.append(&mut chunk);
                Ok(())
            })?;
            let mut out = Writer::open(session)?;
            out.write(table::verdicts(session, &rows).as_bytes())?;
            out.finish()?;
            report
        }
    };
    progress.finish();
    report::say(session, &screening, &report, format);
    let summary = &report.summary;
    Ok(session.finish(
        summary.of(Verdict::Eliminate)
            + summary.of(Verdict::Verify)
            + summary.of(Verdict::Restrict)
            > 0,
    ))
}

/// Where a spreadsheet would calculate what the list says, once.
fn say_formulas(session: &Session, formulas: Option<&Formulas>) {
    let (Some((count, first)), Some(path)) =
        (formulas.and_then(Formulas::found), &session.common.out)
    else {
        return;
    };
    let count = count.to_string();
    let fault = Fault::refused("csv-formulas").at(&path.display().to_string());
    session.warn(&fault.with("count", &count).with("first", first));
}

/// A place for inspection sheets that can be written, and lists that can be read once more for them.
fn check_ask(args: &Screen) -> Result<(), Fault> {
    let Some(path) = &args.ask else { return Ok(()) };
    let shown = path.display().to_string();
    if !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        return Err(Fault::usage("ask-ending").with("path", &shown));
    }
    if args.files.iter().any(|file| file.as_os_str() == "-") {
        return Err(Fault::usage("ask-stdin"));
    }
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    if real(path).is_some_and(|ask| args.files.iter().any(|file| real(file).as_ref() == Some(&ask)))
    {
        return Err(Fault::usage("out-is-input").with("path", &shown));
    }
    Ok(())
}

struct Call<'a> {
    session: &'a Session,
    screening: &'a Screening<'a>,
    generation: &'a Generation,
    progress: &'a report::Progress,
}

impl Call<'_> {
    fn stream<R: Render>(
        &self,
        documents: Vec<phaseout_documents::Document>,
        render: &R,
        emit: &mut dyn FnMut(R::Out) -> io::Result<()>,
    ) -> Result<Report, Fault> {
        run(self.screening, documents, self.session.threads(), render, &mut |out| {
            self.progress.tick();
            emit(out)
        })
        .map_err(|error| Fault::run(&error))
    }

    fn writer(&self, all_findings: bool, typed: bool) -> LineWriter<'_> {
        LineWriter {
            messages: &self.session.messages,
            as_of: self.screening.options().as_of,
            all_findings,
            typed,
        }
    }

    /// One object. The lines come first as they are judged; files and summary are known at the end.
    fn json(
        &self,
        documents: Vec<phaseout_documents::Document>,
        all: bool,
    ) -> Result<Report, Fault> {
        let mut out = Writer::open(self.session)?;
        let options = self.screening.options();
        let head = json!({
            "schema": SCHEMA,
            "as_of": options.as_of.to_string(),
            "region": options.region.map(|code| code.to_string()),
            "by": by_json(self.generation),
        });
        let head = head.to_string();
        out.write(head.strip_suffix('}').unwrap_or(&head).as_bytes())?;
        out.write(b",\"lines\":[")?;
        let render = Json { writer: self.writer(all, false), separator: b",\n" };
        let mut first = true;
        let report = self.stream(documents, &render, &mut |bytes: Vec<u8>| {
            let Some(lines) = bytes.strip_suffix(b",\n") else { return Ok(()) };
            out.write_all(if std::mem::take(&mut first) { b"\n" } else { b",\n" })?;
            out.write_all(lines)
        })?;
        out.write(b"],\n")?;
        out.write(tail(&report).as_bytes())?;
        out.finish()?;
        Ok(report)
    }

    fn jsonl(
        &self,
        documents: Vec<phaseout_documents::Document>,
        all: bool,
    ) -> Result<Report, Fault> {
        let mut out = Writer::open(self.session)?;
        let render = Json { writer: self.writer(all, true), separator: b"\n" };
        let report =
            self.stream(documents, &render, &mut |bytes: Vec<u8>| out.write_all(&bytes))?;
        for file in &report.files {
            let mut json = file_json(file);
            json.insert("type".to_owned(), json!("file"));
            out.write(format!("{}\n", Value::Object(json)).as_bytes())?;
        }
        let mut json = summary_json(&report.summary);
        json.insert("type".to_owned(), json!("summary"));
        json.insert("schema".to_owned(), json!(SCHEMA));
        json.insert("as_of".to_owned(), json!(self.screening.options().as_of.to_string()));
        json.insert("by".to_owned(), by_json(self.generation));
        out.write(format!("{}\n", Value::Object(json)).as_bytes())?;
        out.finish()?;
        Ok(report)
    }
}
