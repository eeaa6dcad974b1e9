//! The arguments, as `--help` prints them.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 淘汰落后产能: which production line has to go, under which clause, by when, and what is still to be
/// asked.
#[derive(Debug, Parser)]
#[command(name = "phaseout", version, about, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// The day of the judgement: 2013-07-27 or 2013年7月27日 [default: today]
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// The region of lines that name none, as a code of GB/T 2260; no filter
    #[arg(long, global = true, value_name = "CODE")]
    pub(crate) region: Option<String>,
    /// What was found out since: a table of line, unit, attribute (or `equipment`), value, evidence
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) facts: Option<PathBuf>,
    /// A folder with plugins, or one plugin; may be repeated
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) plugins: Vec<PathBuf>,
    /// The office folder [default: found by walking up to an office.toml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) office: Option<PathBuf>,
    /// How results are printed [default: by the ending of --out, else table]
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Write results to a file: .csv .json .jsonl .xlsx
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Threads to judge with; the answer is the same for every number [default: all cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Language of messages [default: the system's]
    #[arg(long, global = true, value_name = "LANG", value_parser = Tongue::of_messages())]
    pub(crate) lang: Option<Tongue>,
    /// Print results and errors only
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
    /// The role that records [default: the role of office.toml]
    #[arg(long, global = true, value_name = "ROLE")]
    pub(crate) actor: Option<String>,
    /// Ask what was on record on a day [default: everything]
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) known_at: Option<String>,
    /// Exit with 1 when there are findings
    #[arg(long, global = true)]
    pub(crate) check: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Jsonl,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    Zh,
    En,
}

/// What `--lang` may name: the language of messages or, for `plugin new`, of the plugin. One type for both,
/// because one option bears both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tongue {
    Zh,
    En,
    Rust,
    C,
}

impl Tongue {
    /// The language of messages, where it is one.
    pub(crate) fn lang(self) -> Option<Lang> {
        match self {
            Self::Zh => Some(Lang::Zh),
            Self::En => Some(Lang::En),
            Self::Rust | Self::C => None,
        }
    }

    fn of_messages() -> impl TypedValueParser<Value = Self> {
        Self::among(["zh", "en"])
    }

    fn of_plugins() -> impl TypedValueParser<Value = Self> {
        Self::among(["rust", "c"])
    }

    fn among(words: [&'static str; 2]) -> impl TypedValueParser<Value = Self> {
        PossibleValuesParser::new(words).try_map(|word| Self::from_str(&word, false))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge every production line in the files (逐条判定)
    Screen(Screen),
    /// The full reasons for one line, as a person reads them (说明一条线)
    Explain(Explain),
    /// List, show, check and test the criteria (判据)
    Criteria {
        #[command(subcommand)]
        command: Criteria,
    },
    /// List and check the plugins, begin a new one (插件)
    Plugin {
        #[command(subcommand)]
        command: Plugin,
    },
    /// Write a document about the record, or each industry's sections about a list (报告)
    Report {
        #[command(subcommand)]
        kind: crate::paper_args::Report,
    },
    /// Make an office folder with its ledger (建立工作文件夹)
    Init(crate::init::Init),
    /// Take survey rows into the ledger: new, changed, same, refused (排查入账)
    Import(crate::import::Import),
    /// Record a step of a line's life, or what belongs beside it (记录)
    Record(crate::record::Record),
    /// Targets by industry and region, and how they are split (目标任务)
    Target {
        #[command(subcommand)]
        command: crate::target::Target,
    },
    /// Where the lines stand, by region, industry and step (进度)
    Status(crate::status::Status),
    /// What is due or late, and by whom (待办)
    Todo(crate::todo::Todo),
    /// Lines with their ids, by enterprise, place, state, year (生产线及其编号)
    Lines(crate::lines::Lines),
    /// The whole life of a line (一条生产线的全过程)
    Show(crate::show::Show),
    /// What a written document says otherwise than the record (核对文稿)
    Lint(crate::lint::Lint),
    /// Workers, money and replaced capacity (职工、资金、置换)
    Accounts(crate::accounts::Accounts),
    /// Publicity, letters, deadlines, changes of published lists (宣传、责任书、期限、名单调整)
    Register(crate::register::Register),
    /// What it costs to end contracts, from counts and wage classes (经济补偿测算)
    Compensation(crate::compensation::Compensation),
    /// The year's assessment, each point with its evidence (考核)
    Assess(crate::assess::Assess),
    /// Prove, export and rebuild the record (台账)
    Ledger {
        #[command(subcommand)]
        command: crate::ledger::LedgerCommand,
    },
    /// Run a script of the office: show what it would record, or record it (运行脚本)
    Run(crate::run::Run),
    /// Check the office's scripts, test them, begin a new one (脚本)
    Script {
        #[command(subcommand)]
        command: crate::script::Script,
    },
    /// Stay, take plugins, criteria and scripts into force as they change, and print each outcome (热更新)
    Watch(Watch),
    /// What was found where, and what is wrong with it (自检)
    Doctor,
    /// What a child process does with a library, so that ours need not
    #[command(name = "__probe", hide = true)]
    Probe(Probe),
    /// Print a completion script for a shell
    Completions {
        /// bash, elvish, fish, powershell or zsh
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    Man {
        /// The folder; it is made if it is not there
        dir: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Screen {
    /// Lists as .csv or .xlsx; `-` is csv on standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Where a header is strange: --map spec=规格及数量; may be repeated
    #[arg(long, value_name = "FIELD=HEADER")]
    pub(crate) map: Vec<String>,
    /// Also write inspection sheets that ask each firm for what its verdicts lack
    #[arg(long, value_name = "FILE.xlsx")]
    pub(crate) ask: Option<PathBuf>,
    /// Which findings the JSON forms carry besides hit, unknown and exempt
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) findings: Option<Findings>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Findings {
    /// Those that are clear as well
    All,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Lists as .csv or .xlsx; `-` is csv on standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The line's id, as the list or `screen` prints it
    #[arg(long, value_name = "ID")]
    pub(crate) line: String,
    /// Where a header is strange: --map spec=规格及数量; may be repeated
    #[arg(long, value_name = "FIELD=HEADER")]
    pub(crate) map: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Criteria {
    /// Every criterion that is loaded
    List,
    /// One criterion, whole
    Show {
        /// Its id, as `cement/guofa-2010-7/wet-kiln`
        id: String,
    },
    /// Check criterion files: every mistake, with its place and what to do
    Check {
        /// Files, or folders with files in them
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Run the worked cases of every criterion that is loaded
    Test,
    /// The JSON Schema of criterion files, for editors
    Schema,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Plugin {
    /// The plugins that are loaded, and those that are hidden or not usable
    List,
    /// Hold plugins against the contract, in child processes under limits of time and memory
    Check {
        /// A library, an industry's data folder, or a folder of plugins
        #[arg(value_name = "LIB|DIR")]
        path: PathBuf,
    },
    /// Begin a plugin: a folder NAME that builds with one command and judges its example list
    New(NewPlugin),
    /// The JSON Schema of plugin.toml, for editors; with --control, of what `inspect` and `report` are
    /// given and answer
    Schema {
        /// The control plane instead
        #[arg(long)]
        control: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// End when standard input closes, for programs that start this one
    #[arg(long)]
    pub(crate) until_stdin_closes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Probe {
    /// A private copy of the library
    pub(crate) copy: PathBuf,
    /// Try it at length, with hostile texts and its worked cases
    #[arg(long)]
    pub(crate) exercise: bool,
    /// Make one check of `plugin check`, and tell all of it
    #[arg(long, value_name = "CHECK")]
    pub(crate) only: Option<String>,
    /// Where the library came from
    #[arg(long, value_name = "LIB")]
    pub(crate) library: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct NewPlugin {
    /// Name of the folder; industry and library are named after it: small letters, digits, - and _
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Language of the plugin [default: rust]
    // The same id as the common option, which it stands in for here.
    #[arg(id = "lang", long = "lang", value_name = "LANG", value_parser = Tongue::of_plugins())]
    pub(crate) lang: Option<Tongue>,
}

#[derive(Debug, Args)]
pub(crate) struct IndustryReport {
    /// Lists as .csv or .xlsx; `-` is csv on standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Where a header is strange: --map spec=规格及数量; may be repeated
    #[arg(long, value_name = "FIELD=HEADER")]
    pub(crate) map: Vec<String>,
}
