//! `phaseout target set` and `split`: what was received, and who has to fulfil which part of it. Each is
//! recorded as `record target` would; here ids and holders are found from what a person writes.

use crate::fault::{Fault, Outcome};
use crate::output::Writer;
use crate::record::{record_with_hooks, say, unrecorded};
use crate::session::Session;
use crate::target_show::{Show, show};
use clap::{Args, Subcommand, ValueEnum};
use phaseout_ledger::{ALL_INDUSTRIES, Amount, Book, Ledger, Request, Tree};
use phaseout_model::{RegionCode, Regions};
use phaseout_workflow::Keep;

#[derive(Debug, Subcommand)]
pub(crate) enum Target {
    /// Records a target received from above, or its change
    Set(Set),
    /// Splits a target to regions, groups or lines
    Split(Split),
    /// Shows targets beside what became of them: 目标 已分解 未分解 计划 公告 关停 拆除 验收 差额
    Show(Show),
}

/// A target as it was received.
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The industry: cement, steel, 水泥; `all` for one figure over several industries
    #[arg(long, value_name = "INDUSTRY")]
    industry: String,
    /// The year of the target
    #[arg(long, value_name = "YEAR")]
    year: String,
    /// The capacity with its unit: 8万吨, 2.5万千瓦; `**` where the document withholds it
    #[arg(long, value_name = "AMOUNT")]
    amount: Option<String>,
    /// The number of firms
    #[arg(long, value_name = "N")]
    firms: Option<String>,
    /// The target's id [default: YEAR-INDUSTRY]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    with: With,
}

/// The parts of a target.
#[derive(Debug, Args)]
pub(crate) struct Split {
    /// The target that is split
    #[arg(value_name = "ID")]
    target: String,
    /// A part: a region's code or name, a group, or a line, and its amount (repeatable)
    #[arg(long, value_name = "HOLDER=AMOUNT")]
    to: Vec<String>,
    /// How many firms a holder has to close (repeatable)
    #[arg(long, value_name = "HOLDER=N")]
    firms: Vec<String>,
    /// By what the target is split [default: region]
    #[arg(long, value_name = "TREE")]
    tree: Option<TreeWord>,
    /// One industry of a target for all
    #[arg(long, value_name = "INDUSTRY")]
    industry: Option<String>,
    #[command(flatten)]
    with: With,
}

/// What goes with every target.
#[derive(Debug, Args)]
pub(crate) struct With {
    /// The number of the notice
    #[arg(long, value_name = "NOTICE")]
    notice: Option<String>,
    /// By when
    #[arg(long, value_name = "DATE")]
    deadline: Option<String>,
    /// Why it is changed, or why more is split than was received
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    /// Anything else
    #[arg(long, value_name = "NOTE")]
    note: Option<String>,
    /// When it was received or split [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Show what would be recorded, and record nothing
    #[arg(long)]
    dry_run: bool,
}

/// A tree on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TreeWord {
    #[value(alias = "区域")]
    Region,
    #[value(alias = "集团")]
    Group,
}

impl TreeWord {
    pub(crate) fn tree(self) -> Tree {
        match self {
            Self::Region => Tree::Region,
            Self::Group => Tree::Group,
        }
    }
}

pub(crate) fn target(session: &Session, command: &Target) -> Result<Outcome, Fault> {
    match command {
        Target::Set(args) => set(session, args),
        Target::Split(args) => split(session, args),
        Target::Show(args) => show(session, args),
    }
}

fn set(session: &Session, args: &Set) -> Result<Outcome, Fault> {
    let ledger = session.ledger()?;
    let industry = industry(session, &args.industry);
    let id = if let Some(id) = &args.id {
        id.clone()
    } else {
        let amount = args.amount.as_deref().and_then(Amount::capacity);
        match args.year.trim().trim_end_matches('年').parse() {
            Ok(year) => ledger
                .book()
                .target_id(&industry, year, amount.as_ref())
                .map_err(|error| session.ledger_fault(&error))?,
            // No year: refused with its words when it is recorded.
            Err(_) => format!("{}-{industry}", args.year),
        }
    };
    let mut facts = vec![fact("industry", &industry), fact("year", &args.year)];
    facts.extend(args.amount.as_deref().map(|amount| fact("amount", amount)));
    facts.extend(args.firms.as_deref().map(|firms| fact("firms", firms)));
    record(session, ledger, vec![(id, facts)], &args.with)
}

fn fact(key: &str, value: &str) -> (String, String) {
    (key.to_owned(), value.to_owned())
}

/// The industry's id where a plugin knows the word; else the word.
fn industry(session: &Session, word: &str) -> String {
    let word = word.trim();
    if word.is_ascii() {
        return word.to_owned();
    }
    if matches!(word, "各行业" | "全部行业") {
        return ALL_INDUSTRIES.to_owned();
    }
    let known = session.load().industries.into_iter().map(|industry| industry.manifest.vocabulary);
    let mut found = known.filter(|own| own.zh == word || own.printed.iter().any(|own| own == word));
    found.next().map_or_else(|| word.to_owned(), |own| own.industry)
}

/// A part of a target as it is written on the command line.
#[derive(Debug)]
struct Part {
    id: String,
    facts: Vec<(String, String)>,
    /// It takes less than it has now: recorded before those that take more.
    lessens: bool,
}

fn split(session: &Session, args: &Split) -> Result<Outcome, Fault> {
    let ledger = session.ledger()?;
    let industry = args.industry.as_ref().map(|word| industry(session, word));
    let mut parts = parts(session, &ledger, args, industry.as_deref())?;
    parts.sort_by_key(|part| !part.lessens);
    let parts = parts.into_iter().map(|part| (part.id, part.facts)).collect();
    record(session, ledger, parts, &args.with)
}

fn parts(
    session: &Session,
    ledger: &Ledger,
    args: &Split,
    industry: Option<&str>,
) -> Result<Vec<Part>, Fault> {
    let book = ledger.book();
    let amounts = pairs(&args.to, "--to")?;
    let firms = pairs(&args.firms, "--firms")?;
    if amounts.is_empty() && firms.is_empty() {
        return Err(Fault::usage("target-split-nothing").with("target", &args.target));
    }
    let mut holders: Vec<&str> = amounts.iter().chain(&firms).map(|(holder, _)| *holder).collect();
    let mut seen = std::collections::BTreeSet::new();
    holders.retain(|holder| seen.insert(*holder));
    holders
        .into_iter()
        .map(|holder| {
            let of = |pairs: &[(&str, &str)], key: &str| {
                let own = pairs.iter().filter(|(own, _)| *own == holder);
                own.map(|(_, value)| fact(key, value)).collect::<Vec<_>>()
            };
            let mut facts = of(&amounts, "amount");
            facts.extend(of(&firms, "firms"));
            part(&book, args, holder, industry, facts).map_err(|error| session.ledger_fault(&error))
        })
        .collect()
}

/// `HOLDER=VALUE` pairs.
fn pairs<'a>(texts: &'a [String], option: &str) -> Result<Vec<(&'a str, &'a str)>, Fault> {
    texts
        .iter()
        .map(|text| match text.split_once(['=', '\u{ff1d}']) {
            Some((holder, value)) if !holder.trim().is_empty() && !value.trim().is_empty() => {
                Ok((holder.trim(), value.trim()))
            }
            _ => Err(Fault::usage("target-pair").with("option", option).with("text", text)),
        })
        .collect()
}

/// The part of a holder: the one that it has, to be changed, or a new one.
fn part(
    book: &Book<'_>,
    args: &Split,
    holder: &str,
    industry: Option<&str>,
    mut facts: Vec<(String, String)>,
) -> Result<Part, phaseout_ledger::LedgerError> {
    let whole = book.target(&args.target)?;
    let tree = args.tree.map(TreeWord::tree).or(whole.as_ref().and_then(|whole| whole.tree));
    let inside = whole.as_ref().map(|whole| whole.holder.as_str());
    let holder = match tree {
        Some(Tree::Group) => holder.to_owned(),
        _ => region(book, holder, inside)?,
    };
    let known = book.parts_of_target(&args.target)?.into_iter().find(|part| {
        part.holder == holder
            && industry.is_none_or(|industry| industry == part.industry)
            && tree.is_none_or(|tree| Some(tree) == part.tree)
    });
    if let Some(known) = known {
        let given = facts.iter().find(|(key, _)| key == "amount");
        let given = given.and_then(|(_, amount)| Amount::capacity(amount));
        return Ok(Part { lessens: is_less(given, known.amount), id: known.id, facts });
    }
    let id = match industry {
        Some(industry) => format!("{}/{holder}-{industry}", args.target),
        None => format!("{}/{holder}", args.target),
    };
    facts.extend([fact("parent", &args.target), fact("holder", &holder)]);
    facts.extend(args.tree.map(|tree| fact("tree", tree.tree().id())));
    facts.extend(industry.map(|industry| fact("industry", industry)));
    Ok(Part { id, facts, lessens: false })
}

fn is_less(given: Option<Amount>, known: Option<Amount>) -> bool {
    match (given, known) {
        (Some(Amount::Known(given)), Some(Amount::Known(known))) => {
            given.to(&known.unit).is_ok_and(|given| given.value < known.value)
        }
        _ => false,
    }
}

/// A region by its code or, inside the region that holds the whole, by its name; anything else as it is.
fn region(
    book: &Book<'_>,
    holder: &str,
    inside: Option<&str>,
) -> Result<String, phaseout_ledger::LedgerError> {
    if holder.parse::<RegionCode>().is_ok() || book.line(holder)?.is_some() {
        return Ok(holder.to_owned());
    }
    let names: Vec<&str> = inside.into_iter().chain([holder]).collect();
    let place = Regions::known().place(&names, jiff::civil::Date::MAX);
    let whole = inside.and_then(|inside| inside.parse().ok());
    let found = place.code.filter(|code| {
        place.not_found.is_empty()
            && place.ambiguous.is_empty()
            && place.contradicting.is_empty()
            && Some(*code) != whole
    });
    Ok(found.map_or_else(|| holder.to_owned(), |code| code.to_string()))
}

fn record(
    session: &Session,
    ledger: Ledger,
    targets: Vec<(String, Vec<(String, String)>)>,
    with: &With,
) -> Result<Outcome, Fault> {
    let on = Session::on(with.on.as_deref())?;
    let common = [
        ("notice", &with.notice),
        ("deadline", &with.deadline),
        ("reason", &with.reason),
        ("note", &with.note),
    ];
    let common: Vec<(String, String)> =
        common.into_iter().filter_map(|(key, value)| Some(fact(key, value.as_deref()?))).collect();
    let requests: Vec<Request> = targets
        .into_iter()
        .map(|(subject, mut facts)| {
            facts.extend(common.iter().cloned());
            Request { kind: "target".to_owned(), subject, on, facts, judged: None }
        })
        .collect();
    let before: Vec<_> = requests
        .iter()
        .map(|request| ledger.book().target(&request.subject))
        .collect::<Result<_, _>>()
        .map_err(|error| session.ledger_fault(&error))?;
    session.format()?;
    let out = Writer::open(session)?;
    drop(ledger);
    let keep = if with.dry_run { Keep::Plan } else { Keep::Apply };
    let done = record_with_hooks(session, &requests, &keep)
        .map_err(|error| unrecorded(session, &error))?;
    for was in before.into_iter().flatten() {
        let amount = was.amount.map(|amount| amount.to_string());
        let firms = was.firms.map(|firms| format!("{firms}户"));
        let was_worth = amount.into_iter().chain(firms).collect::<Vec<_>>().join(" ");
        let words = [("target", was.id.as_str()), ("before", was_worth.as_str())];
        session.note(&session.messages.say("target-changed", &words));
    }
    let outcome = say(session, &done.events, with.dry_run, out)?;
    crate::run_answer::say_beside(session, &done);
    Ok(outcome)
}
