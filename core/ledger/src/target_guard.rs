//! What has to hold before a target is written: nothing is lost in decomposition. Parts add in one unit, lie
//! inside their whole, and come to no more than it, unless the office says that it adds of its own.

use crate::amount::{Amount, Sum};
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::refusal::{LedgerError, Refusal, Result};
use crate::target_place::lies_in;
use crate::target_plan::unsuited;
use crate::target_tree::{Holder, Target, Tree, adds};
use crate::targets::too_large;
use phaseout_model::{Decimal, Quantity, Regions};
use rusqlite::params;

/// Everything that has to hold before a target is written.
pub(crate) fn guard(
    book: &Book<'_>,
    known: Option<&Target>,
    node: &Target,
    event: &Event,
) -> Result<()> {
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
pub(crate) fn measured(amount: &Quantity) -> String {
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
    holder_inside(book, node, parent)
}

/// A region inside a region, a group of the whole, or a line that may count for the parent.
fn holder_inside(book: &Book<'_>, node: &Target, parent: &Target) -> Result<()> {
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
