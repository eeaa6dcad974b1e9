//! A run: files in, judged lines out in input order, the same for every number of threads.

use crate::ids::SeenIds;
use crate::judged::JudgedLine;
use crate::layout::Layout;
use crate::screening::Screening;
use crate::worker::{IdState, Skipped, Worker};
use phaseout_documents::{
    Chunk, Document, HeaderProblem, ReadError, ReadNote, RowRef, RowRole, Table,
};
use phaseout_host::HostError;
use phaseout_model::{Absence, Verdict};
use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};

/// So many rows are read and judged together.
pub(crate) const CHUNK_ROWS: usize = 1024;

/// What becomes of a judged line: bytes of a csv file, a row of a table.
pub trait Render: Sync {
    /// What the lines of a chunk become.
    type Out: Default + Send;

    /// Adds a line.
    fn line(&self, line: &JudgedLine<'_>, out: &mut Self::Out);

    /// Whether every line's [`JudgedLine::brief`] will be asked for.
    fn wants_briefs(&self) -> bool {
        false
    }

    /// Whether the plugins are to look for contradictions, which become problems of their lines. It costs
    /// a second reading of every line, so the fast forms go without.
    fn wants_inspection(&self) -> bool {
        false
    }
}

/// How many lines, by verdict, and how many problems.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Lines judged.
    pub lines: u64,
    /// Lines of each verdict.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Problems of all lines.
    pub problems: u64,
}

impl Summary {
    /// How many lines bear a verdict.
    pub fn of(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    fn count(&mut self, line: &JudgedLine<'_>) {
        self.lines += 1;
        *self.verdicts.entry(line.verdict()).or_default() += 1;
        self.problems += line.problem_codes().count() as u64;
    }

    fn add(&mut self, other: &Self) {
        self.lines += other.lines;
        self.problems += other.problems;
        for (verdict, count) in &other.verdicts {
            *self.verdicts.entry(*verdict).or_default() += count;
        }
    }
}

/// What is known of a file once it is read.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// The path as the user named it.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Rows that are not blank, header and titles included.
    pub rows: u64,
    /// Lines judged.
    pub lines: u64,
    /// Rows that are no lines, with the reason.
    pub skipped: Vec<Skipped>,
    /// What the reader noted of the file.
    pub notes: Vec<ReadNote>,
    /// What is odd about its headers.
    pub header_problems: Vec<HeaderProblem>,
    /// Sheets without a header that could be recognised.
    pub sheets_without_header: Vec<String>,
    /// Headers that mean nothing here: their columns were not read.
    pub unused_columns: Vec<String>,
    /// Its tables, in the order of the sheets.
    pub tables: Vec<TableReport>,
}

/// A table of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableReport {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// First and last row of its header, 1-based.
    pub header: (u64, u64),
    /// Columns up to the last one in which anything stands.
    pub columns: usize,
    /// The column of the enterprise, counted from 0.
    pub enterprise: Option<usize>,
}

/// What a run comes to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The files, in the order given.
    pub files: Vec<FileReport>,
    /// All lines together.
    pub summary: Summary,
    /// Lines that `--facts` speaks of and no file has.
    pub facts_without_line: Vec<String>,
}

/// Why a run could not finish.
#[derive(Debug)]
pub enum RunError {
    /// A file could not be read to its end.
    Read {
        /// The file.
        path: String,
        /// What happened.
        error: ReadError,
    },
    /// `--map` names a field or a header that is not there.
    Map {
        /// The file.
        path: String,
        /// What is wrong with it.
        problems: Vec<HeaderProblem>,
    },
    /// No row of the file names columns that are known.
    NoHeader {
        /// The file.
        path: String,
    },
    /// A plugin failed while it read or derived.
    Plugin(HostError),
    /// What was judged could not be written.
    Write(io::Error),
}

/// A chunk on its way to a worker, and back with what it came to.
pub(crate) struct Job {
    number: u64,
    file: usize,
    pub(crate) chunk: Chunk,
    pub(crate) ids: Vec<IdState>,
    pub(crate) layout: Arc<Layout>,
}

struct Done<Out> {
    job: Job,
    result: Result<Judged<Out>, HostError>,
}

#[derive(Default)]
struct Judged<Out> {
    out: Out,
    summary: Summary,
    skipped: Vec<Skipped>,
    facts_used: Vec<String>,
}

/// Judges every line of the documents and hands what `render` makes of them to `emit`, in order.
///
/// # Errors
/// [`RunError`] for a file that cannot be read on, a plugin that fails, or an output that is refused.
pub fn run<R: Render>(
    screening: &Screening<'_>,
    documents: Vec<Document>,
    threads: usize,
    render: &R,
    emit: &mut dyn FnMut(R::Out) -> io::Result<()>,
) -> Result<Report, RunError> {
    let mut reading = Reading::new(screening, documents);
    let mut collecting = Collecting {
        report: Report::default(),
        facts_used: Vec::new(),
        lines: BTreeMap::new(),
        emit,
    };
    if threads <= 1 {
        let mut worker = Worker::new(screening);
        let mut spare = Spare::default();
        while let Some(job) = reading.next(&mut spare)? {
            let result = judge(&mut worker, &job, render);
            spare.take(collecting.take(Done { job, result })?);
        }
    } else {
        in_threads(screening, &mut reading, threads, render, &mut collecting)?;
    }
    Ok(collecting.finish(screening, reading))
}

fn judge<R: Render>(
    worker: &mut Worker<'_>,
    job: &Job,
    render: &R,
) -> Result<Judged<R::Out>, HostError> {
    worker.judge(&job.chunk, &job.layout, &job.ids, render.wants_briefs())?;
    if render.wants_inspection() {
        worker.inspect(&job.chunk, &job.layout)?;
    }
    let mut judged = Judged {
        out: R::Out::default(),
        summary: Summary::default(),
        skipped: Vec::new(),
        facts_used: Vec::new(),
    };
    let facts = &worker.screening.options.facts;
    for line in worker.lines(&job.chunk, &job.layout) {
        judged.summary.count(&line);
        if !facts.is_empty() && !facts.of(&line.id()).is_empty() {
            judged.facts_used.push(line.id().into_owned());
        }
        render.line(&line, &mut judged.out);
    }
    judged.skipped.extend_from_slice(worker.skipped());
    Ok(judged)
}

/// As many threads judge as were asked for. The reader stays on the calling thread, which mostly waits;
/// chunks go to the workers and come back in any order.
fn in_threads<R: Render>(
    screening: &Screening<'_>,
    reading: &mut Reading<'_, '_>,
    workers: usize,
    render: &R,
    collecting: &mut Collecting<'_, R::Out>,
) -> Result<(), RunError> {
    std::thread::scope(|scope| {
        let (to_workers, jobs): (SyncSender<Job>, Receiver<Job>) = sync_channel(workers * 2);
        let jobs = Arc::new(Mutex::new(jobs));
        let (to_reader, done) = channel::<Done<R::Out>>();
        for _ in 0..workers {
            let (jobs, to_reader) = (Arc::clone(&jobs), to_reader.clone());
            scope.spawn(move || {
                let mut worker = Worker::new(screening);
                loop {
                    let job = match jobs.lock() {
                        Ok(jobs) => jobs.recv(),
                        Err(_) => return,
                    };
                    let Ok(job) = job else { return };
                    let result = judge(&mut worker, &job, render);
                    if to_reader.send(Done { job, result }).is_err() {
                        return;
                    }
                }
            });
        }
        drop(to_reader);
        let mut waiting: BTreeMap<u64, Done<R::Out>> = BTreeMap::new();
        let (mut next, mut sent) = (0, 0);
        let mut spare = Spare::default();
        let most = workers as u64 * 2 + 2;
        loop {
            let job = reading.next(&mut spare)?;
            let finished = job.is_none();
            if let Some(job) = job {
                sent += 1;
                if to_workers.send(job).is_err() {
                    // Every worker is gone: one panicked, and the scope hands its panic on.
                    return Ok(());
                }
            }
            loop {
                while let Some(done) = waiting.remove(&next) {
                    spare.take(collecting.take(done)?);
                    next += 1;
                }
                let has_to_wait = (finished && next < sent) || sent - next >= most;
                let one = if has_to_wait { done.recv().ok() } else { done.try_recv().ok() };
                match one {
                    Some(one) => waiting.insert(one.job.number, one),
                    None => break,
                };
            }
            if finished {
                break;
            }
        }
        drop(to_workers);
        Ok(())
    })
}

/// Buffers that were used before.
#[derive(Default)]
pub(crate) struct Spare {
    chunks: Vec<(Chunk, Vec<IdState>)>,
}

impl Spare {
    fn take(&mut self, job: Job) {
        self.chunks.push((job.chunk, job.ids));
    }
}

/// Puts finished chunks together, in order.
struct Collecting<'e, Out> {
    report: Report,
    facts_used: Vec<String>,
    lines: BTreeMap<usize, (u64, Vec<Skipped>)>,
    emit: &'e mut dyn FnMut(Out) -> io::Result<()>,
}

impl<Out> Collecting<'_, Out> {
    fn take(&mut self, done: Done<Out>) -> Result<Job, RunError> {
        let judged = done.result.map_err(RunError::Plugin)?;
        let file = self.lines.entry(done.job.file).or_default();
        file.0 += judged.summary.lines;
        file.1.extend(judged.skipped);
        self.report.summary.add(&judged.summary);
        self.facts_used.extend(judged.facts_used);
        (self.emit)(judged.out).map_err(RunError::Write)?;
        Ok(done.job)
    }

    fn finish(mut self, screening: &Screening<'_>, reading: Reading<'_, '_>) -> Report {
        self.report.files = reading.reports;
        for (index, file) in self.report.files.iter_mut().enumerate() {
            if let Some((lines, skipped)) = self.lines.remove(&index) {
                file.lines = lines;
                file.skipped = skipped;
            }
        }
        self.facts_used.sort_unstable();
        let used = &self.facts_used;
        let unused = screening.options.facts.lines().into_iter();
        self.report.facts_without_line = unused
            .filter(|line| used.binary_search_by(|other| other.as_str().cmp(line)).is_err())
            .map(str::to_owned)
            .collect();
        self.report
    }
}

/// Reads the documents one after another, sheet by sheet, and knows where the lines begin.
pub(crate) struct Reading<'s, 'g> {
    screening: &'s Screening<'g>,
    waiting: std::vec::IntoIter<Document>,
    now: Option<Document>,
    number: u64,
    seen: SeenIds,
    sheet: Option<(Option<String>, Option<Arc<Layout>>)>,
    table: Option<Table>,
    /// What was noted of the document's tables.
    notes: Vec<ReadNote>,
    first_line: bool,
    has_header: bool,
    header_problems: Vec<HeaderProblem>,
    sheets_without_header: Vec<String>,
    unused_columns: Vec<String>,
    tables: Vec<TableReport>,
    reports: Vec<FileReport>,
}

impl<'s, 'g> Reading<'s, 'g> {
    pub(crate) fn new(screening: &'s Screening<'g>, documents: Vec<Document>) -> Self {
        Self {
            screening,
            waiting: documents.into_iter(),
            now: None,
            number: 0,
            seen: SeenIds::default(),
            sheet: None,
            table: None,
            notes: Vec::new(),
            first_line: true,
            has_header: false,
            header_problems: Vec::new(),
            sheets_without_header: Vec::new(),
            unused_columns: Vec::new(),
            tables: Vec::new(),
            reports: Vec::new(),
        }
    }

    /// The next chunk that holds lines; `None` at the end of the last document.
    pub(crate) fn next(&mut self, spare: &mut Spare) -> Result<Option<Job>, RunError> {
        let (mut chunk, mut ids) = spare.chunks.pop().unwrap_or_default();
        loop {
            if self.now.is_none() {
                match self.waiting.next() {
                    Some(document) => self.now = Some(document),
                    None => return Ok(None),
                }
            }
            let Some(document) = &mut self.now else { return Ok(None) };
            let more = document
                .read_chunk(&mut chunk, CHUNK_ROWS)
                .map_err(|error| RunError::Read { path: document.path().to_owned(), error })?;
            if !more {
                self.finish_document()?;
                continue;
            }
            let lines = self.find_lines(&chunk, &mut ids);
            self.refuse_wrong_map()?;
            if let Some(layout) = lines {
                let job = Job { number: self.number, file: self.reports.len(), chunk, ids, layout };
                self.number += 1;
                return Ok(Some(job));
            }
        }
    }

    fn finish_document(&mut self) -> Result<(), RunError> {
        let Some(document) = self.now.take() else { return Ok(()) };
        self.finish_table();
        let path = document.path().to_owned();
        let mut facts = document.finish();
        facts.notes.append(&mut self.notes);
        if !self.has_header {
            return Err(RunError::NoHeader { path });
        }
        self.reports.push(FileReport {
            path,
            sha256: facts.sha256,
            rows: facts.rows,
            lines: 0,
            skipped: Vec::new(),
            notes: facts.notes,
            header_problems: std::mem::take(&mut self.header_problems),
            sheets_without_header: std::mem::take(&mut self.sheets_without_header),
            unused_columns: std::mem::take(&mut self.unused_columns),
            tables: std::mem::take(&mut self.tables),
        });
        self.sheet = None;
        self.first_line = true;
        self.has_header = false;
        Ok(())
    }

    fn finish_table(&mut self) {
        if let Some(mut table) = self.table.take() {
            self.notes.extend(table.finish());
        }
    }

    fn refuse_wrong_map(&mut self) -> Result<(), RunError> {
        let wrong = |problem: &HeaderProblem| !matches!(problem, HeaderProblem::Repeated { .. });
        if !self.header_problems.iter().any(wrong) {
            return Ok(());
        }
        let path =
            self.now.as_ref().map_or_else(String::new, |document| document.path().to_owned());
        let problems = self.header_problems.drain(..).filter(wrong).collect();
        Err(RunError::Map { path, problems })
    }

    /// Tells header from lines, and notes each line's id in the order of the rows.
    fn find_lines(&mut self, chunk: &Chunk, ids: &mut Vec<IdState>) -> Option<Arc<Layout>> {
        let sheet = chunk.sheet().map(str::to_owned);
        let mut first = 0;
        if self.sheet.as_ref().is_none_or(|(name, _)| *name != sheet) {
            let (rows, layout) = self.header(chunk);
            first = rows;
            self.sheet = Some((sheet, layout));
        }
        let layout = Arc::clone(self.sheet.as_ref()?.1.as_ref()?);
        if let Some(table) = self.tables.last_mut() {
            let widest = chunk.iter().map(|row| row.cells()).max().unwrap_or(0);
            table.columns = table.columns.max(widest);
        }
        ids.clear();
        ids.resize(first, IdState::Header);
        for at in first..chunk.rows() {
            let state = self.id_state(&chunk.row(at), &layout);
            ids.push(state);
        }
        Some(layout)
    }

    fn id_state(&mut self, row: &RowRef<'_>, layout: &Layout) -> IdState {
        let role = self.table.as_mut().map_or(RowRole::Line, |table| table.role(row));
        if let Some(reason) = role.reason() {
            return IdState::NoLine(reason);
        }
        let Some(column) = layout.line else {
            let first = std::mem::take(&mut self.first_line);
            return IdState::NoColumn { first };
        };
        let id = row.trimmed(column);
        if Absence::of(id).is_some() {
            IdState::Missing
        } else if row.is_repeated(column) {
            IdState::Merged
        } else if self.seen.insert(id) {
            IdState::Own
        } else {
            IdState::Repeated
        }
    }

    fn header(&mut self, chunk: &Chunk) -> (usize, Option<Arc<Layout>>) {
        self.finish_table();
        let path = self.now.as_ref().map_or("", |document| document.path());
        let sheet = chunk.sheet();
        if let Some(table) = Table::find(chunk, &self.screening.fields, &self.screening.options.map)
        {
            self.has_header = true;
            let header = table.header();
            let layout = Layout::of(
                self.screening.generation,
                &self.screening.fields,
                header,
                path.into(),
                sheet.map(Into::into),
            );
            for column in &layout.unused {
                if !self.unused_columns.contains(column) {
                    self.unused_columns.push(column.clone());
                }
            }
            self.header_problems.extend(header.problems.iter().cloned());
            let first = table.first_line();
            self.tables.push(TableReport {
                sheet: sheet.map(str::to_owned),
                header: table.header_rows(),
                columns: 0,
                enterprise: layout.enterprise,
            });
            self.table = Some(table);
            (first, Some(Arc::new(layout)))
        } else {
            self.sheets_without_header.extend(sheet.map(str::to_owned));
            (chunk.rows(), None)
        }
    }
}
