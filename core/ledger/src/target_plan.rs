//! A line under a target: what a plan may name, where the line then counts, and when it stops to count.
//!
//! A line counts once in each tree of a received target. Where its plan names no node of a tree, it counts
//! from the root downwards. What a later year takes over stays in the year that missed it, as it stood.

use crate::amount::Amount;
use crate::book::Book;
use crate::event::Event;
use crate::lifecycle::texts;
use crate::line::Line;
use crate::refusal::{LedgerError, Refusal, Result};
use crate::target_guard::other_unit_in_family;
use crate::target_lines::{Counts, counts};
use crate::target_place::lies_in;
use crate::target_tree::{Holder, Target, Tree};
use crate::targets::{NONE, unknown};
use phaseout_model::RegionCode;
use rusqlite::OptionalExtension;
use std::collections::BTreeSet;

/// What a plan must hold to name its targets; all that is wrong at once.
pub(crate) fn guard_plan(book: &Book<'_>, line: &Line, event: &Event) -> Result<()> {
    let year = event.integer("year").unwrap_or_default();
    let (named, carried) = (texts(event, "target"), texts(event, "carried_over"));
    let counts = counts(book, &line.id)?;
    let mut refusals = Vec::new();
    if named.iter().any(|id| NONE.contains(id)) {
        refusals.extend(without_target(line, year, &named, &carried, &counts));
    } else {
        let mut targets = Vec::new();
        for id in &named {
            match book.target(id)? {
                None => refusals.push(unknown(book, &line.id, id)?),
                Some(target) => targets.push(target),
            }
        }
        for target in &targets {
            refusals.extend(fits(book, line, target, year, event)?);
        }
        refusals.extend(once(book, line, year, &targets, &counts)?);
        refusals.extend(carries_over(book, line, year, &carried, &counts)?);
    }
    if refusals.is_empty() { Ok(()) } else { Err(LedgerError::Refused(refusals)) }
}

/// A line that goes without being asked for does not count anywhere in that year.
fn without_target(
    line: &Line,
    year: i64,
    named: &[&str],
    carried: &[&str],
    counts: &[Counts],
) -> Option<Refusal> {
    let other = named.iter().find(|id| !NONE.contains(id)).copied();
    let kept = counts.iter().find(|row| row.year == year).map(|row| row.target.as_str());
    let (code, target) = match (other, carried.first(), kept) {
        (Some(other), ..) => ("target-none-and-some", other),
        (_, Some(carried), _) => ("carried-over-without-target", *carried),
        (.., Some(kept)) => ("target-kept", kept),
        _ => return None,
    };
    Some(Refusal::new(code, &line.id).with("target", target).with("year", year))
}

/// Year, industry, place, group and unit of a target are those of the line.
fn fits(
    book: &Book<'_>,
    line: &Line,
    target: &Target,
    year: i64,
    event: &Event,
) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    if target.year != year {
        refusals.push(differs("target-year", &line.id, target, target.year, year));
    }
    refusals.extend(unsuited(book, line, target, &line.id)?);
    if let Some(Amount::Known(amount)) = event.text("capacity").and_then(Amount::parse) {
        let (root, industry) = (&target.root, &line.industry);
        match other_unit_in_family(book, root, industry, &amount, "", &line.id) {
            Err(LedgerError::Refused(more)) => refusals.extend(more),
            other => other?,
        }
    }
    Ok(refusals)
}

fn differs(
    code: &'static str,
    subject: &str,
    target: &Target,
    wanted: impl std::fmt::Display,
    has: impl std::fmt::Display,
) -> Refusal {
    Refusal::new(code, subject).with("target", &target.id).with("wanted", wanted).with("has", has)
}

/// Why a line cannot count for a target, whatever the year.
pub(crate) fn unsuited(
    book: &Book<'_>,
    line: &Line,
    target: &Target,
    subject: &str,
) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    if !target.is_for(&line.industry) {
        let has = if line.industry.is_empty() { "-" } else { &line.industry };
        refusals.push(differs("target-industry", subject, target, &target.industry, has));
    }
    let root = if target.tree == Some(Tree::Group) { book.target(&target.root)? } else { None };
    for place in [Some(target), root.as_ref()].into_iter().flatten() {
        if place.holder_is == Holder::Region && !is_in(line, place) {
            let has = line.region.as_deref().unwrap_or("-");
            refusals.push(differs("target-region", subject, place, &place.holder, has));
        }
    }
    if target.holder_is == Holder::Group {
        let group = group(book, &line.enterprise)?;
        if group.as_ref() != Some(&target.holder) {
            let has = group.as_deref().unwrap_or("-");
            refusals.push(differs("target-group", subject, target, &target.holder, has));
        }
    }
    if target.holder_is == Holder::Line && target.holder != line.id {
        refusals.push(differs("target-other-line", subject, target, &target.holder, &line.id));
    }
    Ok(refusals)
}

/// A line without a place is the office's own; a part of a target asks where it is.
fn is_in(line: &Line, target: &Target) -> bool {
    match &line.region {
        Some(region) => {
            target.holder.parse::<RegionCode>().is_err() || lies_in(region, &target.holder)
        }
        None => target.tree.is_none(),
    }
}

/// The ownership group of an enterprise.
fn group(book: &Book<'_>, enterprise: &str) -> Result<Option<String>> {
    let group = book
        .connection
        .prepare_cached("SELECT ownership_group FROM enterprises WHERE id = ?1")?
        .query_row([enterprise], |row| row.get(0))
        .optional()?;
    Ok(group.flatten())
}

/// One target of each tree and year, in this plan and with those before.
fn once(
    book: &Book<'_>,
    line: &Line,
    year: i64,
    targets: &[Target],
    counts: &[Counts],
) -> Result<Option<Refusal>> {
    let twice = |tree: Tree, one: &str, other: &str| {
        let refusal = Refusal::new("target-twice", &line.id).with("tree", tree.id());
        Some(refusal.with("year", year).with("target", one).with("other", other))
    };
    for (at, target) in targets.iter().enumerate() {
        for other in &targets[..at] {
            // What is not named in a tree counts from the root: two received targets meet in both.
            if tree_of(target) == tree_of(other) || target.root != other.root {
                return Ok(twice(tree_of(target), &other.id, &target.id));
            }
        }
        for row in counts.iter().filter(|row| row.year == year) {
            let one_branch = row.root == target.root
                && (row.tree != tree_of(target)
                    || is_above(book, &row.target, target)?
                    || is_below(book, &row.target, target)?);
            if !one_branch {
                return Ok(twice(row.tree, &row.target, &target.id));
            }
        }
    }
    if let Some(later) = counts.iter().find(|row| row.year > year && !targets.is_empty()) {
        return Ok(Some(
            Refusal::new("target-later-year", &line.id)
                .with("year", year)
                .with("target", &later.target)
                .with("later", later.year),
        ));
    }
    Ok(None)
}

/// The tree that a plan means by a target: a received one stands for its regions.
pub(crate) fn tree_of(target: &Target) -> Tree {
    target.tree.unwrap_or(Tree::Region)
}

/// Whether `id` is a target or stands above it.
fn is_above(book: &Book<'_>, id: &str, target: &Target) -> Result<bool> {
    let mut parent = target.parent.clone();
    if target.id == id {
        return Ok(true);
    }
    while let Some(above) = parent {
        if above == id {
            return Ok(true);
        }
        parent = book.target(&above)?.and_then(|above| above.parent);
    }
    Ok(false)
}

pub(crate) fn is_below(book: &Book<'_>, id: &str, target: &Target) -> Result<bool> {
    match book.target(id)? {
        Some(other) => is_above(book, &target.id, &other),
        None => Ok(false),
    }
}

/// What an earlier year asked for and did not get is named by the plan that takes it over.
fn carries_over(
    book: &Book<'_>,
    line: &Line,
    year: i64,
    carried: &[&str],
    counts: &[Counts],
) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    let mut roots = BTreeSet::new();
    let earlier = || counts.iter().filter(|row| row.year < year);
    for id in carried {
        match book.target(id)? {
            None => refusals.push(unknown(book, &line.id, id)?),
            Some(target) if earlier().any(|row| row.root == target.root) => {
                roots.insert(target.root);
            }
            Some(target) => refusals.push(
                Refusal::new("carried-over-nothing", &line.id)
                    .with("target", &target.id)
                    .with("year", target.year),
            ),
        }
    }
    // Both trees have a row; the one by region says the nearer place.
    let open = earlier().filter(|row| !row.carried && row.tree == Tree::Region);
    refusals.extend(open.filter(|row| !roots.contains(&row.root)).map(|row| {
        Refusal::new("carried-over-missing", &line.id)
            .with("target", &row.target)
            .with("missed", row.year)
            .with("year", year)
    }));
    Ok(refusals)
}
