//! The lines under targets as the projection keeps them: put there by a plan, handed on to a later year,
//! taken away when they leave the list.

use crate::book::Book;
use crate::event::Event;
use crate::lifecycle::texts;
use crate::line::Line;
use crate::refusal::{LedgerError, Result};
use crate::target_plan::{is_below, tree_of};
use crate::target_tree::Tree;
use rusqlite::params;
use std::collections::BTreeSet;

/// Where a line counts.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) tree: Tree,
    pub(crate) year: i64,
    pub(crate) target: String,
    pub(crate) root: String,
    /// A later year took it over.
    pub(crate) carried: bool,
}

pub(crate) fn counts(book: &Book<'_>, line: &str) -> Result<Vec<Counts>> {
    let mut statement = book.connection.prepare_cached(
        "SELECT plans.tree, plans.year, plans.target, targets.root, target_carried.line IS NOT NULL
         FROM plans JOIN targets ON targets.id = plans.target
         LEFT JOIN target_carried ON target_carried.line = plans.line
           AND target_carried.tree = plans.tree AND target_carried.year = plans.year
         WHERE plans.line = ?1 ORDER BY plans.year, plans.tree",
    )?;
    let mut rows = statement.query([line])?;
    let mut counts = Vec::new();
    while let Some(row) = rows.next()? {
        let tree: String = row.get(0)?;
        let tree = Tree::of(&tree)
            .ok_or_else(|| LedgerError::store("damaged", format!("plans: {tree}")))?;
        counts.push(Counts {
            tree,
            year: row.get(1)?,
            target: row.get(2)?,
            root: row.get(3)?,
            carried: row.get(4)?,
        });
    }
    Ok(counts)
}

/// Whether a line counts for a target.
pub(crate) fn is_under_target(book: &Book<'_>, line: &str) -> Result<bool> {
    Ok(book
        .connection
        .prepare_cached("SELECT EXISTS(SELECT 1 FROM plans WHERE line = ?1)")?
        .query_row([line], |row| row.get(0))?)
}

/// A plan names the line under its targets. Called before the line is written.
pub(crate) fn planned(book: &Book<'_>, line: &Line, event: &Event) -> Result<()> {
    let year = event.integer("year").unwrap_or_default();
    let mut targets = Vec::new();
    for id in texts(event, "target") {
        // A view may leave a target out: then the line is not shown under it.
        targets.extend(book.target(id)?);
    }
    let Some(root) = targets.first().map(|target| target.root.clone()) else { return Ok(()) };
    let counts = counts(book, &line.id)?;
    carry_over(book, line, event, year, &counts)?;
    // Planned for a year again that had handed it on, after the later plan was withdrawn: not missed any more.
    book.connection
        .prepare_cached("DELETE FROM target_carried WHERE line = ?1 AND year = ?2")?
        .execute(params![line.id, year])?;
    for tree in Tree::BOTH {
        let mut node = targets
            .iter()
            .find(|target| tree_of(target) == tree && target.root == root)
            .map_or(root.as_str(), |target| target.id.as_str());
        // What was named more closely before stays so.
        if let Some(row) = counts.iter().find(|row| row.year == year && row.tree == tree)
            && let Some(named) = book.target(node)?
            && is_below(book, &row.target, &named)?
        {
            node = &row.target;
        }
        book.connection
            .prepare_cached(
                "INSERT INTO plans(line, target, tree, year, capacity, seq)
                 VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(line, tree, year) DO UPDATE SET
                 target = excluded.target, capacity = excluded.capacity, seq = excluded.seq",
            )?
            .execute(params![
                line.id,
                node,
                tree.id(),
                year,
                event.text("capacity").unwrap_or_default(),
                event.seq
            ])?;
    }
    Ok(())
}

/// The year that missed the line keeps it as it stands today.
fn carry_over(
    book: &Book<'_>,
    line: &Line,
    event: &Event,
    year: i64,
    counts: &[Counts],
) -> Result<()> {
    let mut roots = BTreeSet::new();
    for id in texts(event, "carried_over") {
        roots.extend(book.target(id)?.map(|target| target.root));
    }
    for row in counts.iter().filter(|row| row.year < year && roots.contains(&row.root)) {
        book.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO target_carried VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                line.id,
                row.tree.id(),
                row.year,
                year,
                line.notice.is_some(),
                line.state.id(),
                event.seq,
            ])?;
    }
    Ok(())
}

/// The line leaves the plan: it no longer counts for its targets. A year that missed it, and handed it on,
/// keeps it as missed.
pub(crate) fn withdrawn(book: &Book<'_>, line: &str) -> Result<()> {
    book.connection
        .prepare_cached(
            "DELETE FROM plans WHERE line = ?1 AND NOT EXISTS(SELECT 1 FROM target_carried AS own
             WHERE own.line = plans.line AND own.tree = plans.tree AND own.year = plans.year)",
        )?
        .execute([line])?;
    Ok(())
}
