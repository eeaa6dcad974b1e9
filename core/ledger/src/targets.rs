//! Targets (目标任务): what was received, and how it was split. One event for each node; a target that is
//! changed from above keeps what it was.

use crate::amount::Amount;
use crate::book::Book;
use crate::event::Event;
use crate::fact::Form;
use crate::kind::{Kind, NOTE, Subject, fact};
use crate::refusal::{LedgerError, Refusal, Result};
use crate::target_guard::{guard, measured};
pub(crate) use crate::target_lines::{is_under_target, planned, withdrawn};
pub(crate) use crate::target_plan::guard_plan;
use crate::target_tree::{ALL_INDUSTRIES, Holder, TREES, Target, Tree};
use phaseout_model::RegionCode;
use rusqlite::{named_params, params};

pub(crate) const TABLES: &str = "
CREATE TABLE targets(
  id TEXT PRIMARY KEY, parent TEXT, root TEXT NOT NULL, tree TEXT, holder TEXT NOT NULL,
  holder_is TEXT NOT NULL, industry TEXT NOT NULL, year INTEGER NOT NULL, amount TEXT, measured TEXT,
  firms INTEGER, notice TEXT, deadline TEXT, reason TEXT, on_date TEXT NOT NULL,
  first_seq INTEGER NOT NULL, seq INTEGER NOT NULL
) STRICT;
CREATE INDEX targets_parent ON targets(parent, tree, holder);
CREATE INDEX targets_root ON targets(root, measured);
CREATE TABLE target_versions(
  target TEXT NOT NULL, seq INTEGER NOT NULL, on_date TEXT NOT NULL, amount TEXT, firms INTEGER,
  notice TEXT, reason TEXT, PRIMARY KEY(target, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE target_carried(
  line TEXT NOT NULL, tree TEXT NOT NULL, year INTEGER NOT NULL, into_year INTEGER NOT NULL,
  announced INTEGER NOT NULL, state TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(line, tree, year)
) STRICT, WITHOUT ROWID;
";

/// A received target names industry and year; a part names its parent and its holder; a change names a
/// notice or a reason.
pub(crate) const KIND: Kind = Kind {
    id: "target",
    zh: "目标任务",
    subject: Subject::Target,
    step: None,
    facts: &[
        fact("industry", "行业", Form::Text),
        fact("year", "年度", Form::Year),
        fact("amount", "产能", Form::Capacity),
        fact("firms", "户数", Form::Count),
        fact("parent", "上级目标", Form::Text),
        fact("holder", "承担者", Form::Text),
        fact("tree", "分解方式", Form::Word(TREES)),
        fact("notice", "文号", Form::Text),
        fact("deadline", "完成时限", Form::Date),
        fact("reason", "原因", Form::Text),
        NOTE,
    ],
    needs: &[&[&["amount"], &["firms"]]],
    apply,
};

/// How a plan says that a line goes without being asked for by a target.
pub(crate) const NONE: [&str; 2] = ["none", "无"];

fn apply(book: &Book<'_>, event: &Event) -> Result<()> {
    let known = book.target(&event.subject)?;
    let node = match &known {
        Some(known) => changed(book, known, event)?,
        // A view may leave out what this is a part of: then there is nothing to show yet.
        None => match fresh(book, event) {
            Ok(node) => node,
            Err(LedgerError::Refused(_)) if book.lenient => return Ok(()),
            Err(error) => return Err(error),
        },
    };
    if !book.lenient {
        guard(book, known.as_ref(), &node, event)?;
    }
    put(book, &node, event)
}

/// A target that was not there before.
fn fresh(book: &Book<'_>, event: &Event) -> Result<Target> {
    let id = &event.subject;
    let unusable = |c: char| c.is_whitespace() || "、;,\u{ff1b}\u{ff0c}".contains(c);
    if id.is_empty() || id.contains(unusable) || NONE.contains(&id.as_str()) {
        return Err(Refusal::new("target-id-unusable", id).into());
    }
    let text = |key: &str| event.text(key).map(str::to_owned);
    let mut node = Target {
        id: id.clone(),
        parent: text("parent"),
        root: id.clone(),
        tree: None,
        holder: event.office.clone(),
        holder_is: Holder::Region,
        industry: text("industry").map(|word| industry(&word)).unwrap_or_default(),
        year: event.integer("year").unwrap_or_default(),
        amount: event.text("amount").and_then(Amount::parse),
        firms: event.integer("firms"),
        notice: text("notice"),
        deadline: text("deadline"),
        reason: text("reason"),
        on: event.on,
        seq: event.seq,
    };
    match node.parent.clone() {
        Some(parent) => split_off(book, &mut node, &parent, event)?,
        None => received(event)?,
    }
    Ok(node)
}

/// The industry as the record keeps it.
fn industry(word: &str) -> String {
    if matches!(word, "各行业" | "全部行业") {
        ALL_INDUSTRIES.to_owned()
    } else {
        word.to_owned()
    }
}

/// A received target says of which industry and year it is; whose it is, the office itself says.
fn received(event: &Event) -> Result<(), Refusal> {
    let lacking: Vec<&str> = [("industry", "industry (行业)"), ("year", "year (年度)")]
        .into_iter()
        .filter(|(key, _)| !event.payload.contains_key(*key))
        .map(|(_, name)| name)
        .collect();
    if !lacking.is_empty() {
        return Err(missing(event, &lacking.join(", ")));
    }
    if event.payload.contains_key("holder") || event.payload.contains_key("tree") {
        return Err(missing(event, "parent (上级目标)"));
    }
    Ok(())
}

fn missing(event: &Event, what: &str) -> Refusal {
    Refusal::new("facts-missing", &event.subject).with("step", "target").with("missing", what)
}

/// A part takes year, root and, unless it names one, industry from its parent.
fn split_off(book: &Book<'_>, node: &mut Target, parent: &str, event: &Event) -> Result<()> {
    let Some(parent) = book.target(parent)? else {
        return Err(unknown(book, &event.subject, parent)?.into());
    };
    let Some(holder) = event.text("holder") else {
        return Err(missing(event, "holder (承担者)").into());
    };
    if node.year == 0 {
        node.year = parent.year;
    }
    if node.industry.is_empty() {
        node.industry.clone_from(&parent.industry);
    }
    node.root.clone_from(&parent.root);
    holder.clone_into(&mut node.holder);
    let named = event.text("tree").and_then(Tree::of);
    node.holder_is = if holder.parse::<RegionCode>().is_ok() {
        Holder::Region
    } else if book.line(holder)?.is_some() {
        Holder::Line
    } else {
        Holder::Group
    };
    node.tree = Some(named.or(parent.tree).unwrap_or(Tree::Region));
    Ok(())
}

/// A target that is changed from above: what the event does not name stays.
fn changed(book: &Book<'_>, known: &Target, event: &Event) -> Result<Target, Refusal> {
    if !book.lenient {
        let tree = known.tree.map(|tree| tree.id().to_owned());
        let fixed = [
            ("industry", "行业", Some(known.industry.clone())),
            ("parent", "上级目标", known.parent.clone()),
            ("holder", "承担者", Some(known.holder.clone())),
            ("tree", "分解方式", tree),
        ];
        let year = event.integer("year").map(|year| year.to_string());
        let given = |key: &str| match key {
            "industry" => event.text(key).map(industry),
            _ => event.text(key).map(str::to_owned),
        };
        let same = fixed.into_iter().map(|(key, zh, has)| (key, zh, has, given(key)));
        let year = ("year", "年度", Some(known.year.to_string()), year);
        for (key, zh, has, given) in same.chain([year]) {
            if given.is_some() && given != has {
                return Err(Refusal::new("target-fixed", &known.id)
                    .with("key", key)
                    .with("zh", zh)
                    .with("stands", has.unwrap_or_else(|| "-".to_owned()))
                    .with("given", given.unwrap_or_default()));
            }
        }
    }
    let text = |key: &str| event.text(key).map(str::to_owned);
    Ok(Target {
        amount: event.text("amount").and_then(Amount::parse).or_else(|| known.amount.clone()),
        firms: event.integer("firms").or(known.firms),
        notice: text("notice").or_else(|| known.notice.clone()),
        deadline: text("deadline").or_else(|| known.deadline.clone()),
        reason: text("reason").or_else(|| known.reason.clone()),
        on: event.on,
        seq: event.seq,
        ..known.clone()
    })
}

pub(crate) fn too_large(id: &str) -> LedgerError {
    Refusal::new("sum-too-large", id).into()
}

/// The refusal for an id that is no target, with the nearest that is one.
pub(crate) fn unknown(book: &Book<'_>, subject: &str, id: &str) -> Result<Refusal> {
    let near = book
        .targets()?
        .into_iter()
        .map(|target| (strsim::osa_distance(&target.id, id), target.id))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    Ok(Refusal::new("target-unknown", subject)
        .with("target", id)
        .with("suggestion", near.map_or_else(|| "-".to_owned(), |(_, id)| id)))
}

fn put(book: &Book<'_>, node: &Target, event: &Event) -> Result<()> {
    let amount = node.amount.as_ref();
    book.connection
        .prepare_cached(
            "INSERT INTO targets VALUES(:id, :parent, :root, :tree, :holder, :holder_is, :industry,
             :year, :amount, :measured, :firms, :notice, :deadline, :reason, :on, :seq, :seq)
             ON CONFLICT(id) DO UPDATE SET amount = excluded.amount, measured = excluded.measured,
             firms = excluded.firms, notice = excluded.notice, deadline = excluded.deadline,
             reason = excluded.reason, on_date = excluded.on_date, seq = excluded.seq",
        )?
        .execute(named_params! {
            ":id": node.id,
            ":parent": node.parent,
            ":root": node.root,
            ":tree": node.tree.map(Tree::id),
            ":holder": node.holder,
            ":holder_is": node.holder_is.id(),
            ":industry": node.industry,
            ":year": node.year,
            ":amount": amount.map(ToString::to_string),
            ":measured": amount.and_then(Amount::known).map(measured),
            ":firms": node.firms,
            ":notice": node.notice,
            ":deadline": node.deadline,
            ":reason": node.reason,
            ":on": node.on.to_string(),
            ":seq": node.seq,
        })?;
    book.connection
        .prepare_cached("INSERT INTO target_versions VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            node.id,
            node.seq,
            node.on.to_string(),
            amount.map(ToString::to_string),
            node.firms,
            event.text("notice"),
            event.text("reason"),
        ])?;
    Ok(())
}
