//! Lays every line that is under a target on its node and on all nodes above it, and counts how far it came.

use crate::amount::Amount;
use crate::book::Book;
use crate::refusal::{LedgerError, Result};
use crate::state::State;
use crate::target_figures::{Counted, Stage};
use crate::target_place::{Belongs, Forest, codes_around};
use crate::target_tree::Tree;
use crate::targets::too_large;
use std::collections::BTreeMap;

/// A line under a received target of a year.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) line: String,
    pub(crate) named: usize,
    pub(crate) tree: Tree,
    pub(crate) capacity: Amount,
    pub(crate) enterprise: String,
    industry: String,
    region: Option<String>,
    group: Option<String>,
    pub(crate) constructed: bool,
    /// By [`Stage`].
    reached: [bool; 7],
}

/// What comes together at a node.
#[derive(Debug, Default)]
pub(crate) struct Heap {
    pub(crate) counted: [Counted; 7],
    /// Of each firm its lines, and how many of them reached each stage.
    firms: BTreeMap<String, (u32, [u32; 7])>,
    /// Lines that count at the node itself.
    pub(crate) own: Vec<usize>,
    pub(crate) constructed: u32,
}

/// All lines under targets, with the stages that they reached for the target's own year.
pub(crate) fn entries(book: &Book<'_>, forest: &Forest, year: Option<i64>) -> Result<Vec<Entry>> {
    let mut statement = book.connection.prepare_cached(
        "SELECT plans.line, plans.target, plans.tree, plans.capacity, lines.enterprise, lines.industry,
           lines.region, lines.constructed IS NOT NULL, lines.state, lines.notice IS NOT NULL,
           lines.dismantled_on IS NOT NULL, lines.sealed_on IS NOT NULL, lines.accepted_on IS NOT NULL,
           enterprises.ownership_group, target_carried.state, target_carried.announced
         FROM plans JOIN lines ON lines.id = plans.line
         LEFT JOIN enterprises ON enterprises.id = lines.enterprise
         LEFT JOIN target_carried ON target_carried.line = plans.line
           AND target_carried.tree = plans.tree AND target_carried.year = plans.year
         WHERE ?1 IS NULL OR plans.year = ?1 ORDER BY lines.number, plans.tree, plans.year",
    )?;
    let mut rows = statement.query([year])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let damaged = |what: &str| LedgerError::store("damaged", format!("plans: {what}"));
        let (target, tree, capacity): (String, String, String) =
            (row.get(1)?, row.get(2)?, row.get(3)?);
        let carried: Option<String> = row.get(14)?;
        let state: String = row.get(8)?;
        let word = carried.as_deref().unwrap_or(&state);
        let state = State::of(word).ok_or_else(|| damaged(word))?;
        let announced = if carried.is_some() { row.get(15)? } else { row.get(9)? };
        let ends = [row.get(10)?, row.get(11)?, row.get(12)?];
        entries.push(Entry {
            line: row.get(0)?,
            named: forest.find(&target).ok_or_else(|| damaged(&target))?,
            tree: Tree::of(&tree).ok_or_else(|| damaged(&tree))?,
            capacity: Amount::parse(&capacity).ok_or_else(|| damaged(&capacity))?,
            enterprise: row.get(4)?,
            industry: row.get(5)?,
            region: row.get(6)?,
            group: row.get(13)?,
            constructed: row.get(7)?,
            reached: reached(state, carried.is_some(), announced, ends),
        });
    }
    Ok(entries)
}

/// The stages that a line reached, with `ends`: whether it was ever dismantled, sealed, accepted. One that a
/// later year took over counts as it stood then.
fn reached(state: State, carried: bool, announced: bool, ends: [bool; 3]) -> [bool; 7] {
    let [dismantled, sealed, accepted] = ends;
    let after = !carried && matches!(state, State::Accepted | State::Closed);
    [
        true,
        announced,
        state.is_shut_down(),
        state == State::Dismantled || after && dismantled,
        state == State::Sealed || after && sealed,
        after && accepted,
        carried,
    ]
}

/// Every line laid on its node in a tree and on all nodes above it.
pub(crate) fn heaps(forest: &Forest, entries: &[Entry], tree: Tree) -> Result<Vec<Heap>> {
    let mut heaps: Vec<Heap> = forest.nodes.iter().map(|_| Heap::default()).collect();
    let mut codes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (number, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.tree == tree) {
        let region = entry.region.as_deref().unwrap_or_default();
        let codes = codes.entry(region).or_insert_with(|| codes_around(region));
        let belongs = Belongs {
            line: &entry.line,
            industry: &entry.industry,
            codes,
            group: entry.group.as_deref(),
        };
        let place = forest.place(entry.named, tree, &belongs);
        heaps[place].own.push(number);
        let mut at = Some(place);
        while let Some(here) = at {
            heaps[here].lay(entry).map_err(|_| too_large(&forest.nodes[here].id))?;
            at = forest.parent(here);
        }
    }
    for heap in &mut heaps {
        heap.count_firms();
    }
    Ok(heaps)
}

impl Heap {
    fn lay(&mut self, entry: &Entry) -> Result<(), phaseout_model::quantity::QuantityError> {
        let (lines, reached) = self.firms.entry(entry.enterprise.clone()).or_default();
        *lines += 1;
        for stage in Stage::ALL {
            let at = stage as usize;
            if entry.reached[at] {
                reached[at] += 1;
                self.counted[at].lines += 1;
                self.counted[at].capacity.add(&entry.capacity)?;
            }
        }
        self.constructed += u32::from(entry.constructed);
        Ok(())
    }

    /// A firm has come as far as the last of its lines.
    fn count_firms(&mut self) {
        for (lines, reached) in self.firms.values() {
            for (counted, reached) in self.counted.iter_mut().zip(reached) {
                counted.firms += u32::from(lines == reached);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_is_done_when_the_last_of_its_lines_is() {
        let line = |enterprise: &str, state| Entry {
            line: String::new(),
            named: 0,
            tree: Tree::Region,
            capacity: Amount::parse("4万吨/年").unwrap(),
            enterprise: enterprise.to_owned(),
            industry: String::new(),
            region: None,
            group: None,
            constructed: false,
            reached: reached(state, false, false, [false; 3]),
        };
        let mut heap = Heap::default();
        for entry in [
            line("a", State::ShutDown),
            line("a", State::Planned),
            line("b", State::ShutDown),
            line("b", State::Dismantled),
        ] {
            heap.lay(&entry).unwrap();
        }
        heap.count_firms();
        let of = |stage: Stage| {
            let counted = &heap.counted[stage as usize];
            (counted.lines, counted.firms, counted.capacity.to_string())
        };
        assert_eq!(of(Stage::Planned), (4, 2, "16万吨/年".to_owned()));
        assert_eq!(of(Stage::ShutDown), (3, 1, "12万吨/年".to_owned()), "a still runs one");
        assert_eq!(of(Stage::Dismantled), (1, 0, "4万吨/年".to_owned()));
    }

    #[test]
    fn a_sealed_line_was_never_dismantled_and_an_accepted_one_was_one_of_both() {
        let stages = |state, carried, ends| {
            let reached = reached(state, carried, true, ends);
            Stage::ALL.into_iter().filter(|stage| reached[*stage as usize]).map(Stage::id).collect()
        };
        let cases: [(State, bool, [bool; 3], &[&str]); 6] = [
            (State::Planned, false, [false; 3], &["planned", "announced"]),
            (
                State::Sealed,
                false,
                [false, true, false],
                &["planned", "announced", "shut_down", "sealed"],
            ),
            (
                State::Accepted,
                false,
                [false, true, true],
                &["planned", "announced", "shut_down", "sealed", "accepted"],
            ),
            // Closed of its own will, without an acceptance.
            (
                State::Closed,
                false,
                [true, false, false],
                &["planned", "announced", "shut_down", "dismantled"],
            ),
            (State::Reserved, false, [false; 3], &["planned", "announced", "shut_down"]),
            // Handed on while it stood still; what came later is the later year's.
            (
                State::ShutDown,
                true,
                [true, false, true],
                &["planned", "announced", "shut_down", "carried_over"],
            ),
        ];
        for (state, carried, ends, expected) in cases {
            let found: Vec<&str> = stages(state, carried, ends);
            assert_eq!(found, expected, "{state:?}");
        }
    }
}
