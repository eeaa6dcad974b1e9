//! What one call of the program works with: language, day, places, plugins. Clock and environment are
//! read here and nowhere else.
#![expect(clippy::disallowed_methods, reason = "this is the file that reads clock and environment")]

use crate::args::{Common, Format, Lang, Tongue};
use crate::fault::{Fault, Outcome};
use crate::messages::Messages;
use crate::{probe, words};
use phaseout_documents::{Document, Source};
use phaseout_host::{Generation, Loader, Place};
use phaseout_ledger::office::{LEDGER_FILE, OFFICE_FILE};
use phaseout_ledger::{Desk, Ledger, LedgerError, Office, OnDate, Refusal, View};
use phaseout_model::{Date, PartialDate, RegionCode, Regions};
use phaseout_screening::{Facts, FactsError, Options};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The program's own surroundings, read once.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) common: Common,
    pub(crate) messages: Arc<Messages>,
    pub(crate) places: Vec<Place>,
    pub(crate) office: Option<PathBuf>,
    /// What the plugins call what has an id; they are asked where it is needed.
    vocabulary: Arc<OnceLock<BTreeMap<String, String>>>,
}

impl Session {
    pub(crate) fn new(common: Common) -> Self {
        let lang = common.lang.and_then(Tongue::lang).unwrap_or_else(language);
        let messages = Arc::new(Messages::new(lang));
        let office = common.office.clone().or_else(find_office);
        let places = places(&common, office.as_deref());
        Self { common, messages, places, office, vocabulary: Arc::default() }
    }

    /// The day of the judgement.
    pub(crate) fn as_of(&self) -> Result<Date, Fault> {
        match &self.common.as_of {
            None => Ok(jiff::ZonedDateTime::now().date()),
            Some(text) => PartialDate::parse(text)
                .map(PartialDate::last_day)
                .ok_or_else(|| Fault::usage("date-unknown").with("date", text)),
        }
    }

    /// The moment.
    pub(crate) fn now() -> jiff::Timestamp {
        jiff::Timestamp::now()
    }

    /// A day that an option names.
    fn day(text: &str) -> Result<Date, Fault> {
        PartialDate::parse(text)
            .map(PartialDate::last_day)
            .ok_or_else(|| Fault::usage("date-unknown").with("date", text))
    }

    /// Which part of the record is asked about: all of it, unless `--as-of` or `--known-at` say less.
    pub(crate) fn view(&self) -> Result<View, Fault> {
        let day = |text: &Option<String>| text.as_deref().map(Self::day).transpose();
        Ok(View { as_of: day(&self.common.as_of)?, known_at: day(&self.common.known_at)? })
    }

    /// When something happened: as `--on` says, else today.
    pub(crate) fn on(on: Option<&str>) -> Result<OnDate, Fault> {
        match on {
            None => Ok(OnDate::day(jiff::ZonedDateTime::now().date())),
            Some(text) => {
                OnDate::parse(text).ok_or_else(|| Fault::usage("on-unknown").with("date", text))
            }
        }
    }

    /// The office's folder, and what its `office.toml` says.
    pub(crate) fn office(&self) -> Result<(&Path, Office), Fault> {
        let folder = self.office.as_deref().ok_or_else(|| Fault::refused("office-missing"))?;
        let office = read_office(&folder.join(OFFICE_FILE))?;
        Ok((folder, office))
    }

    /// The office's ledger, to read in.
    pub(crate) fn ledger(&self) -> Result<Ledger, Fault> {
        let (folder, _) = self.office()?;
        Ledger::open_to_read(&folder.join(LEDGER_FILE)).map_err(|error| self.ledger_fault(&error))
    }

    /// The office's ledger to write in, and the desk to record at. Evidence is named from the folder that
    /// the program was called in.
    pub(crate) fn recording(&self) -> Result<(Ledger, Desk), Fault> {
        let (folder, office) = self.office()?;
        if self.common.actor.as_ref().is_some_and(|actor| actor.trim().is_empty()) {
            return Err(Fault::usage("actor-blank"));
        }
        let ledger =
            Ledger::open(&folder.join(LEDGER_FILE)).map_err(|error| self.ledger_fault(&error))?;
        Ok((ledger, self.desk(office)))
    }

    /// The desk of an office.
    pub(crate) fn desk(&self, office: Office) -> Desk {
        Desk {
            office: office.region.to_string(),
            actor: self.common.actor.as_ref().map_or(office.role, |actor| actor.trim().to_owned()),
            now: jiff::Timestamp::now(),
            quorum: office.quorum,
            departments: office.departments,
            base: std::env::current_dir().unwrap_or_default(),
            generation: None,
            script_set: None,
        }
    }

    /// An error of the ledger, with the file's name where it is about the file.
    pub(crate) fn ledger_fault(&self, error: &LedgerError) -> Fault {
        if let LedgerError::Refused(refusals) = error {
            let all = Fault::together(refusals.iter().map(|refusal| self.refusal(refusal)));
            return all.unwrap_or_else(|| Fault::refused("refusal-unknown"));
        }
        let fault = Fault::ledger(error);
        match (error, &self.office) {
            (LedgerError::Store { .. }, Some(office)) => {
                fault.at(&office.join(LEDGER_FILE).display().to_string())
            }
            _ => fault,
        }
    }

    /// A refusal of the ledger in the words of people.
    pub(crate) fn refusal(&self, refusal: &Refusal) -> Fault {
        words::refusal(self, refusal)
    }

    /// Names in the place of ids, where the language is Chinese; the ids are English words.
    pub(crate) fn in_words(&self, text: &str) -> String {
        if self.messages.lang() == Lang::En {
            return text.to_owned();
        }
        words::replaced(text, self.vocabulary.get_or_init(|| words::vocabulary(self)))
    }

    pub(crate) fn region(&self) -> Result<Option<RegionCode>, Fault> {
        let Some(text) = &self.common.region else { return Ok(None) };
        match text.parse::<RegionCode>() {
            Ok(code) if Regions::known().nearest(code).is_some() => Ok(Some(code)),
            _ => Err(Fault::usage("region-unknown").with("code", text)),
        }
    }

    /// The office's region stands for lines that name none.
    pub(crate) fn office_region(&self) -> Result<Option<RegionCode>, Fault> {
        match self.region()? {
            Some(region) => Ok(Some(region)),
            None => self.office().map(|(_, office)| Some(office.region)),
        }
    }

    pub(crate) fn threads(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.common.threads.map_or_else(all, usize::from)
    }

    /// Loads plugins and criteria, and says what could not be used. Nothing at all, two plugins for one
    /// industry in one place, and faulty criteria are refused.
    pub(crate) fn generation(&self) -> Result<Generation, Fault> {
        self.usable(self.load())
    }

    /// A generation that lines may be judged by, or why not.
    pub(crate) fn usable(&self, generation: Generation) -> Result<Generation, Fault> {
        if let Some(conflict) = generation.conflict() {
            return Err(Fault::host(conflict));
        }
        for error in &generation.errors {
            self.warn(&Fault::host(error));
        }
        if generation.industries.is_empty() {
            return Err(self.no_plugins());
        }
        if !generation.diagnostics.is_empty() {
            crate::diagnostics::print(self, &generation.diagnostics);
            return Err(Fault::refused("faulty-criteria"));
        }
        Ok(generation)
    }

    /// No plugin at all: the places that were looked in.
    pub(crate) fn no_plugins(&self) -> Fault {
        let mut fault = Fault::refused("no-plugins");
        fault.lines = self
            .places
            .iter()
            .map(|place| format!("  {} ({})", place.path.display(), place.origin))
            .collect();
        fault
    }

    /// Loads without complaint, for commands that report what is wrong themselves. Libraries are tried
    /// in child processes first.
    pub(crate) fn load(&self) -> Generation {
        let loader = Loader::new(probe::prober());
        Generation::load_with(&loader, &self.places, self.office_criteria().as_deref())
    }

    /// The folder of the office's own criteria.
    pub(crate) fn office_criteria(&self) -> Option<PathBuf> {
        self.office.as_ref().map(|office| office.join("criteria")).filter(|path| path.is_dir())
    }

    pub(crate) fn options(&self, map: &[String]) -> Result<Options, Fault> {
        let map = map
            .iter()
            .map(|pair| match pair.split_once('=') {
                Some((field, header)) if !field.trim().is_empty() && !header.trim().is_empty() => {
                    Ok((field.trim().to_owned(), header.trim().to_owned()))
                }
                _ => Err(Fault::usage("map-form").with("map", pair)),
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Options { as_of: self.as_of()?, region: self.region()?, map, facts: self.facts()? })
    }

    fn facts(&self) -> Result<Facts, Fault> {
        let Some(path) = &self.common.facts else { return Ok(Facts::default()) };
        let document = open(path)?;
        Facts::read(document).map_err(|errors| facts_fault(&path.display().to_string(), &errors))
    }

    /// The format asked for, or the one that the output's ending says.
    pub(crate) fn format(&self) -> Result<Output, Fault> {
        let by_ending = match &self.common.out {
            None => None,
            Some(path) => {
                let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
                match ending.as_deref() {
                    Some("csv") => Some(Output::Csv),
                    Some("json") => Some(Output::Json),
                    Some("jsonl") => Some(Output::Jsonl),
                    Some("xlsx") => Some(Output::Xlsx),
                    _ if self.common.format.is_some() => None,
                    _ => {
                        return Err(
                            Fault::usage("output-format").with("path", &path.display().to_string())
                        );
                    }
                }
            }
        };
        let asked = self.common.format.map(|format| match format {
            Format::Table => Output::Table,
            Format::Json => Output::Json,
            Format::Jsonl => Output::Jsonl,
            Format::Csv => Output::Csv,
        });
        // The ending decides: a file named .csv that holds JSON helps nobody.
        Ok(by_ending.or(asked).unwrap_or(Output::Table))
    }

    /// The format asked for, of those that a command can write.
    pub(crate) fn format_among(&self, can: &[Output]) -> Result<Output, Fault> {
        let format = self.format()?;
        if can.contains(&format) {
            return Ok(format);
        }
        let can: Vec<&str> = can.iter().map(|output| output.id()).collect();
        Err(Fault::usage("format-cannot").with("format", format.id()).with("can", &can.join(" ")))
    }

    /// Says something on standard error, unless it was asked not to.
    pub(crate) fn note(&self, text: &str) {
        if !self.common.quiet {
            eprint(text);
        }
    }

    /// Says what could not be done, and goes on with the rest.
    pub(crate) fn complain(&self, fault: &Fault) {
        for line in fault.words(&self.messages, "word-error") {
            eprint(&line);
        }
    }

    /// Says what is wrong and what to do, and goes on.
    pub(crate) fn warn(&self, fault: &Fault) {
        for line in fault.words(&self.messages, "word-warning") {
            eprint(&line);
        }
    }

    /// Whether standard error is a terminal, where progress is worth showing.
    pub(crate) fn shows_progress(&self) -> bool {
        use std::io::IsTerminal;
        !self.common.quiet && std::io::stderr().is_terminal()
    }

    /// Whether colours may be used on standard error.
    pub(crate) fn colours() -> bool {
        use std::io::IsTerminal;
        std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::io::stderr().is_terminal()
    }

    /// The width of the terminal that results go to, if they go to one.
    pub(crate) fn width() -> Option<u16> {
        std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok())
    }

    /// 1 where findings were to be told by the exit code, else 0.
    pub(crate) fn finish(&self, findings: bool) -> Outcome {
        if self.common.check && findings { Outcome::Findings } else { Outcome::Done }
    }
}

/// What an `office.toml` says.
pub(crate) fn read_office(path: &Path) -> Result<Office, Fault> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Fault::refused("office-unreadable").at(&shown).with("detail", &error.to_string())
    })?;
    Office::parse(&text).map_err(|error| Fault::office(&shown, &error))
}

/// What is wrong with a table of facts, all of it.
pub(crate) fn facts_fault(path: &str, errors: &[FactsError]) -> Fault {
    let place = |sheet: &Option<String>| match sheet {
        Some(sheet) => format!("{path}, {sheet}"),
        None => path.to_owned(),
    };
    let all = errors.iter().map(|error| match error {
        FactsError::NoHeader { sheet } => Fault::refused("facts-no-header").at(&place(sheet)),
        FactsError::Row { sheet, row, column } => Fault::refused("facts-row")
            .with("row", &row.to_string())
            .with("column", column)
            .at(&place(sheet)),
        FactsError::Read(error) => Fault::read(path, error),
    });
    Fault::together(all).unwrap_or_else(|| Fault::refused("facts-no-header").at(path))
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    Table,
    Json,
    Jsonl,
    Csv,
    Xlsx,
}

impl Output {
    fn id(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Results may not take the place of a list that they were made from.
pub(crate) fn refuse_to_overwrite(session: &Session, inputs: &[PathBuf]) -> Result<(), Fault> {
    let Some(out) = &session.common.out else { return Ok(()) };
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let Some(target) = real(out) else { return Ok(()) };
    let inputs = inputs.iter().chain(&session.common.facts);
    if inputs.into_iter().any(|input| real(input).as_ref() == Some(&target)) {
        return Err(Fault::usage("out-is-input").with("path", &out.display().to_string()));
    }
    Ok(())
}

/// Opens the files; `-` is standard input, once.
pub(crate) fn open_all(paths: &[PathBuf]) -> Result<Vec<Document>, Fault> {
    if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Fault::usage("stdin-once"));
    }
    let mut documents = Vec::new();
    let mut fault: Option<Fault> = None;
    for path in paths {
        let opened = open(path).and_then(|document| {
            // What asks firms for facts would be read as a list of their answers.
            let shown = path.display().to_string();
            let asks = document.asks_for_facts();
            let asked = || Fault::usage("inspection-is-no-list").at(&shown).with("path", &shown);
            if asks { Err(asked()) } else { Ok(document) }
        });
        match (opened, &mut fault) {
            (Ok(document), _) => documents.push(document),
            (Err(error), None) => fault = Some(error),
            (Err(error), Some(first)) => first.more.push(error),
        }
    }
    fault.map_or(Ok(documents), Err)
}

pub(crate) fn open(path: &Path) -> Result<Document, Fault> {
    let source = if path.as_os_str() == "-" {
        Source::Stdin(Box::new(std::io::stdin()))
    } else {
        Source::Path(path.to_owned())
    };
    phaseout_documents::open(source).map_err(|error| Fault::open(&error))
}

/// Chinese, unless the system says otherwise: it is the language of the law and of the offices.
fn language() -> Lang {
    match sys_locale::get_locale() {
        Some(locale)
            if !locale.is_empty()
                && !locale.starts_with("zh")
                && locale != "C"
                && locale != "POSIX" =>
        {
            Lang::En
        }
        _ => Lang::Zh,
    }
}

/// The nearest folder upwards that holds an `office.toml`.
fn find_office() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().find(|folder| folder.join("office.toml").is_file()).map(Path::to_owned)
}

fn places(common: &Common, office: Option<&Path>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut add = |path: PathBuf, origin| places.push(Place { path, origin });
    for path in &common.plugins {
        add(path.clone(), "--plugins");
    }
    if let Some(paths) = std::env::var_os("PHASEOUT_PLUGINS") {
        for path in std::env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()) {
            add(path, "PHASEOUT_PLUGINS");
        }
    }
    if let Some(office) = office {
        add(office.join("plugins"), "office");
    }
    if let Some(folder) = std::env::current_exe()
        .ok()
        .and_then(|exe| std::fs::canonicalize(&exe).unwrap_or(exe).parent().map(Path::to_owned))
    {
        add(folder.clone(), "binary");
        add(folder.join("../lib/phaseout"), "lib");
    }
    places
}

#[expect(clippy::print_stderr, reason = "the one place that writes to standard error")]
pub(crate) fn eprint(text: &str) {
    eprintln!("{text}");
}
