//! Targets (目标任务): what was received, and how it was split. One event for each node; a target that is
//! changed from above keeps what it was.
//!
//! Guards: nothing is lost in decomposition. Parts add in one unit, lie inside their whole, and come to no
//! more than it, unless the office says that it adds of its own.

use crate::amount::{Amount, Sum};
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::fact::{Fact, Form};
use crate::kind::{Kind, Subject};
use crate::refusal::{LedgerError, Refusal, Result};
use crate::target_plan::unsuited;
pub(crate) use crate::target_plan::{guard_plan, is_under_target, planned, withdrawn};
use crate::target_tree::{ALL_INDUSTRIES, Holder, TREES, Target, Tree, adds, lies_in};
use phaseout_model::{Decimal, Quantity, RegionCode, Regions};
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

const fn fact(key: &'static str, zh: &'static str, form: Form) -> Fact {
    Fact { key, zh, form }
}

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
        fact("note", "备注", Form::Text),
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

/// Everything that has to hold before a target is written.
fn guard(book: &Book<'_>, known: Option<&Target>, node: &Target, event: &Event) -> Result<()> {
    let own = event.text("reason");
    if let Some(known) = known {
        if own.is_none() && event.text("notice").is_none() {
            return Err(Refusal::new("target-stands", &node.id)
                .with("amount", worth(known))
                .with("given", worth(node))
                .into());
        }
        not_before(node, "target-date-before", &known.id, known.on)?;
    }
    one_unit(book, node)?;
    if let Some(parent) = &node.parent
        && let Some(parent) = book.target(parent)?
    {
        if known.is_none() {
            inside(book, node, &parent)?;
        }
        let parts = book.parts_of_target(&parent.id)?;
        let beside: Vec<&Target> =
            parts.iter().filter(|part| part.tree == node.tree && part.id != node.id).collect();
        if known.is_none() {
            not_twice(node, &beside)?;
        }
        if own.is_none() {
            let before = Beyond::of(&parent, beside.iter().copied().chain(known))?;
            let after = Beyond::of(&parent, beside.iter().copied().chain([node]))?;
            no_more(&node.id, &before, &after, &parent)?;
        }
    }
    if let (Some(known), None) = (known, own) {
        let parts = book.parts_of_target(&node.id)?;
        for tree in Tree::BOTH {
            let parts = || parts.iter().filter(|part| part.tree == Some(tree));
            let (before, after) = (Beyond::of(known, parts())?, Beyond::of(node, parts())?);
            no_more(&node.id, &before, &after, node)?;
        }
    }
    Ok(())
}

fn not_before(node: &Target, code: &'static str, other: &str, on: OnDate) -> Result<(), Refusal> {
    if node.on.is_before(on) {
        return Err(Refusal::new(code, &node.id)
            .with("date", node.on)
            .with("other", other)
            .with("before", on));
    }
    Ok(())
}

/// What a target asks for, as a message says it: `8万吨/年`, `92户`.
pub(crate) fn worth(target: &Target) -> String {
    let firms = target.firms.map(|firms| format!("{firms}户"));
    let parts: Vec<String> = target.amount.iter().map(ToString::to_string).chain(firms).collect();
    if parts.is_empty() { "-".to_owned() } else { parts.join(" ") }
}

/// All known amounts under one received target and of one industry add: 万吨 and 万重量箱 are two targets.
fn one_unit(book: &Book<'_>, node: &Target) -> Result<()> {
    let Some(amount) = node.amount.as_ref().and_then(Amount::known) else { return Ok(()) };
    other_unit_in_family(book, &node.root, &node.industry, amount, &node.id, &node.id)?;
    let mut statement = book.connection.prepare_cached(
        "SELECT DISTINCT plans.line, plans.capacity FROM plans JOIN targets ON targets.id = plans.target
         JOIN lines ON lines.id = plans.line
         WHERE targets.root = ?1 AND (?2 = 'all' OR lines.industry = ?2)",
    )?;
    let mut rows = statement.query(params![node.root, node.industry])?;
    while let Some(row) = rows.next()? {
        let (line, capacity): (String, String) = (row.get(0)?, row.get(1)?);
        if !adds(Some(&Amount::Known(amount.clone())), Amount::parse(&capacity).as_ref()) {
            return Err(units(&node.id, amount, &line, &capacity).into());
        }
    }
    Ok(())
}

/// Refuses an amount that does not add to those of the targets of one family and industry.
pub(crate) fn other_unit_in_family(
    book: &Book<'_>,
    root: &str,
    industry: &str,
    amount: &Quantity,
    but: &str,
    subject: &str,
) -> Result<()> {
    let mut statement = book.connection.prepare_cached(
        "SELECT id, amount FROM targets WHERE root = ?1 AND (measured < ?2 OR measured > ?2)
         AND id <> ?3 AND (industry = ?4 OR industry = 'all' OR ?4 = 'all') ORDER BY first_seq LIMIT 1",
    )?;
    let mut rows = statement.query(params![root, measured(amount), but, industry])?;
    match rows.next()? {
        None => Ok(()),
        Some(row) => {
            let (other, its): (String, String) = (row.get(0)?, row.get(1)?);
            Err(units(subject, amount, &other, &its).into())
        }
    }
}

fn units(subject: &str, amount: &Quantity, other: &str, its: &str) -> Refusal {
    Refusal::new("target-unit", subject)
        .with("amount", amount)
        .with("other", other)
        .with("others", its)
}

/// What amounts have to have in common to add.
fn measured(amount: &Quantity) -> String {
    format!("{:?}{}", amount.unit.dimension(), if amount.unit.is_annual() { " a year" } else { "" })
}

/// A part is of its parent's year and industry, and its holder belongs to the parent's holder.
fn inside(book: &Book<'_>, node: &Target, parent: &Target) -> Result<()> {
    not_before(node, "target-date-before", &parent.id, parent.on)?;
    let differs = |code, has: &str, wanted: &str| {
        Refusal::new(code, &node.id)
            .with("target", &parent.id)
            .with("wanted", wanted)
            .with("has", has)
    };
    if node.year != parent.year {
        return Err(differs("target-year", &node.year.to_string(), &parent.year.to_string()).into());
    }
    if !parent.is_for(&node.industry) {
        return Err(differs("target-industry", &node.industry, &parent.industry).into());
    }
    if node.tree != parent.tree && parent.tree.is_some() {
        let word = |tree: Option<Tree>| tree.map_or("-", Tree::id);
        return Err(differs("target-tree", word(node.tree), word(parent.tree)).into());
    }
    let outside = || {
        Refusal::new("target-holder-outside", &node.id)
            .with("holder", &node.holder)
            .with("target", &parent.id)
            .with("wanted", &parent.holder)
    };
    let stranger = || {
        Refusal::new("target-holder-unknown", &node.id)
            .with("holder", &node.holder)
            .with("tree", node.tree.map_or("-", Tree::id))
    };
    match (node.holder_is, node.tree) {
        (Holder::Region, Some(Tree::Region)) => {
            let known = node.holder.parse().ok().and_then(|code| Regions::known().nearest(code));
            if known.is_none() {
                return Err(stranger().into());
            }
            if parent.holder_is != Holder::Region || !lies_in(&node.holder, &parent.holder) {
                return Err(outside().into());
            }
        }
        (Holder::Group, Some(Tree::Group)) if parent.tree.is_none() => {}
        (Holder::Group, Some(Tree::Group)) => return Err(outside().into()),
        (Holder::Line, _) => {
            if parent.holder_is == Holder::Line {
                return Err(outside().into());
            }
            let line = book.line(&node.holder)?.ok_or_else(stranger)?;
            let refusals = unsuited(book, &line, parent, &node.id)?;
            if !refusals.is_empty() {
                return Err(LedgerError::Refused(refusals));
            }
        }
        _ => return Err(stranger().into()),
    }
    Ok(())
}

/// A holder has one part of a target.
fn not_twice(node: &Target, beside: &[&Target]) -> Result<(), Refusal> {
    let twin = |part: &&&Target| part.holder == node.holder && part.industry == node.industry;
    match beside.iter().find(twin) {
        None => Ok(()),
        Some(twin) => Err(Refusal::new("target-holder-twice", &node.id)
            .with("holder", &node.holder)
            .with("other", &twin.id)
            .with("amount", worth(twin))),
    }
}

/// Parts come to no more than the whole, or to no more than they already did; else only where the office
/// says why (层层加码), and then it is shown.
fn no_more(subject: &str, before: &Beyond, after: &Beyond, whole: &Target) -> Result<(), Refusal> {
    let refused = |split: String, excess: String| {
        Refusal::new("target-split-exceeds", subject)
            .with("target", &whole.id)
            .with("amount", worth(whole))
            .with("split", split)
            .with("excess", excess)
    };
    if let Some((split, excess)) = &after.capacity {
        let already = before.capacity.as_ref().and_then(|(_, excess)| excess.to(&split.unit).ok());
        if already.is_none_or(|already| already.value < excess.value) {
            return Err(refused(split.to_string(), excess.to_string()));
        }
    }
    let (split, excess) = after.firms;
    if excess > before.firms.1 {
        return Err(refused(format!("{split}户"), format!("{excess}户")));
    }
    Ok(())
}

/// What parts come to beyond their whole: the sum and the excess, as far as amounts are known.
#[derive(Debug)]
struct Beyond {
    capacity: Option<(Quantity, Quantity)>,
    firms: (i64, i64),
}

impl Beyond {
    fn of<'t>(whole: &Target, parts: impl Iterator<Item = &'t Target>) -> Result<Self> {
        let mut sum = Sum::default();
        let mut firms = 0i64;
        for part in parts {
            firms = firms.saturating_add(part.firms.unwrap_or(0));
            if let Some(Amount::Known(amount)) = &part.amount {
                sum.add_quantity(amount).map_err(|_| too_large(&whole.id))?;
            }
        }
        let known = whole.amount.as_ref().and_then(Amount::known);
        let capacity = known.and_then(|whole| {
            // One unit: a guard saw to it.
            let split = sum.known.first()?.to(&whole.unit).ok()?;
            let excess = Quantity { value: split.value - whole.value, unit: whole.unit.clone() };
            (excess.value > Decimal::ZERO).then_some((split, excess))
        });
        let more = whole.firms.map_or(0, |whole| (firms - whole).max(0));
        Ok(Self { capacity, firms: (firms, more) })
    }
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
