//! Goes through the trees of targets and counts, for each node, the lines below it.

use crate::amount::{Amount, Sum};
use crate::book::Book;
use crate::refusal::{LedgerError, Result};
use crate::state::State;
use crate::target_figures::{Counted, Rest, Split, Stage, TargetFigures};
use crate::target_tree::{Belongs, Forest, Tree, codes_around};
use crate::targets::too_large;
use phaseout_model::Quantity;
use std::collections::{BTreeMap, BTreeSet};

/// Which targets are asked for; everything where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct TargetFilter {
    /// Of this year.
    pub year: Option<i64>,
    /// In this tree only.
    pub tree: Option<Tree>,
    /// Of this industry.
    pub industry: Option<String>,
    /// This received target, or this part with what is below it.
    pub id: Option<String>,
}

/// A figure that does not come out in a tree: a fault of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imbalance {
    /// The target.
    pub target: String,
    /// The tree.
    pub tree: Tree,
    /// `split`, `lines`, `capacity` or `trees`.
    pub law: &'static str,
    /// What stands against what.
    pub details: String,
}

/// A line under a received target of a year.
#[derive(Debug)]
struct Entry {
    line: String,
    named: usize,
    tree: Tree,
    capacity: Amount,
    enterprise: String,
    industry: String,
    region: Option<String>,
    group: Option<String>,
    constructed: bool,
    /// By [`Stage`].
    reached: [bool; 7],
}

/// What comes together at a node.
#[derive(Debug, Default)]
struct Heap {
    counted: [Counted; 7],
    /// Of each firm its lines, and how many of them reached each stage.
    firms: BTreeMap<String, (u32, [u32; 7])>,
    /// Lines that count at the node itself.
    own: Vec<usize>,
    constructed: u32,
}

impl Book<'_> {
    /// Targets with their figures: by year and in the order in which they were received, each tree from
    /// its root downwards. The tree by group is there where something was split so, or where it is asked
    /// for.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the projection cannot be read.
    pub fn target_figures(&self, filter: &TargetFilter) -> Result<Vec<TargetFigures>> {
        let forest = Forest::of(self)?;
        let entries = entries(self, &forest, filter.year)?;
        let mut roots: Vec<usize> = (0..forest.nodes.len())
            .filter(|&at| forest.nodes[at].tree.is_none())
            .filter(|&at| filter.year.is_none_or(|year| year == forest.nodes[at].year))
            .collect();
        roots.sort_by_key(|&at| forest.nodes[at].year);
        let mut all = Vec::new();
        for tree in Tree::BOTH.into_iter().filter(|own| filter.tree.is_none_or(|tree| tree == *own))
        {
            let heaps = heaps(&forest, &entries, tree)?;
            for &root in &roots {
                if tree == Tree::Group
                    && filter.tree.is_none()
                    && forest.children(root, tree).is_empty()
                {
                    continue;
                }
                let walk = Walk { forest: &forest, entries: &entries, heaps: &heaps, tree };
                walk.down(root, 0, &mut all)?;
            }
        }
        all.retain(|figures| filter.keeps(&forest, figures));
        all.sort_by_key(|figures| (figures.target.year, forest.find(&figures.target.root)));
        Ok(all)
    }

    /// Whether the figures come out: every target is what it was split into and what is open, every line
    /// counts once in each tree, and both trees come to the same lines and tons. Empty where all is well.
    ///
    /// # Errors
    /// As [`Book::target_figures`].
    pub fn target_imbalances(&self) -> Result<Vec<Imbalance>> {
        let forest = Forest::of(self)?;
        let entries = entries(self, &forest, None)?;
        let mut faults = Vec::new();
        let mut trees = Vec::new();
        for tree in Tree::BOTH {
            let filter = TargetFilter { tree: Some(tree), ..TargetFilter::default() };
            let mut by_root: BTreeMap<String, Vec<TargetFigures>> = BTreeMap::new();
            for figures in self.target_figures(&filter)? {
                by_root.entry(figures.target.root.clone()).or_default().push(figures);
            }
            let mut sums = Vec::new();
            for (root, figures) in &by_root {
                let own =
                    |entry: &&Entry| entry.tree == tree && forest.nodes[entry.named].root == *root;
                let sum = lines_and_sum(root, entries.iter().filter(own))?;
                faults.extend(unbalanced(root, tree, figures, &sum)?);
                sums.push((root.clone(), sum));
            }
            trees.push(sums);
        }
        for (region, group) in trees[0].iter().zip(&trees[1]).filter(|(one, other)| one != other) {
            faults.push(Imbalance {
                target: region.0.clone(),
                tree: Tree::Group,
                law: "trees",
                details: format!("{region:?} / {group:?}"),
            });
        }
        Ok(faults)
    }
}

impl TargetFilter {
    fn keeps(&self, forest: &Forest, figures: &TargetFigures) -> bool {
        let industry = self.industry.as_ref().is_none_or(|own| figures.target.is_for(own));
        let below = self.id.as_ref().is_none_or(|id| {
            let mut at = forest.find(&figures.target.id);
            while let Some(here) = at {
                if forest.nodes[here].id == *id {
                    return true;
                }
                at = forest.parent(here);
            }
            false
        });
        industry && below
    }
}

/// All lines under targets, with the stages that they reached for the target's own year.
fn entries(book: &Book<'_>, forest: &Forest, year: Option<i64>) -> Result<Vec<Entry>> {
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
fn heaps(forest: &Forest, entries: &[Entry], tree: Tree) -> Result<Vec<Heap>> {
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

/// One tree on the way from a root downwards.
#[derive(Debug, Clone, Copy)]
struct Walk<'a> {
    forest: &'a Forest,
    entries: &'a [Entry],
    heaps: &'a [Heap],
    tree: Tree,
}

impl Walk<'_> {
    fn down(self, at: usize, depth: usize, all: &mut Vec<TargetFigures>) -> Result<()> {
        all.push(self.figures(at, depth)?);
        for &below in self.forest.children(at, self.tree) {
            self.down(below, depth + 1, all)?;
        }
        Ok(())
    }

    fn figures(self, at: usize, depth: usize) -> Result<TargetFigures> {
        let (target, heap) = (&self.forest.nodes[at], &self.heaps[at]);
        let split = self.split(at)?;
        let less = |stage: Stage| {
            let counted = &heap.counted[stage as usize];
            Rest::of(target, &counted.capacity, i64::from(counted.firms), 0)
        };
        Ok(TargetFigures {
            open: Rest::of(target, &split.capacity, split.firms, split.firms_unknown)?,
            less_plan: less(Stage::Planned)?,
            less_accepted: less(Stage::Accepted)?,
            target: target.clone(),
            tree: self.tree,
            depth,
            split,
            counted: heap.counted.clone(),
            constructed: heap.constructed,
            lines: heap.own.iter().map(|&own| self.entries[own].line.clone()).collect(),
        })
    }

    /// The parts, and the lines that count at the node itself. At the root of the tree by group these are
    /// the firms without a group: the open rest.
    fn split(self, at: usize) -> Result<Split> {
        let target = &self.forest.nodes[at];
        let mut split = Split::default();
        let mut add =
            |amount: &Amount| split.capacity.add(amount).map_err(|_| too_large(&target.id));
        for &below in self.forest.children(at, self.tree) {
            let part = &self.forest.nodes[below];
            match &part.amount {
                Some(amount) => add(amount)?,
                None if target.amount.is_some() => {
                    add(&Amount::Absent(phaseout_model::Absence::Blank, String::new()))?;
                }
                None => {}
            }
        }
        let is_open_rest = self.tree == Tree::Group && target.tree.is_none();
        let own: &[usize] = if is_open_rest { &[] } else { &self.heaps[at].own };
        for &line in own {
            add(&self.entries[line].capacity)?;
        }
        let firms: BTreeSet<&str> =
            own.iter().map(|&line| self.entries[line].enterprise.as_str()).collect();
        let parts = self.forest.children(at, self.tree).iter();
        let counts: Vec<_> = parts.map(|&below| self.forest.nodes[below].firms).collect();
        let named: i64 = counts.iter().flatten().sum();
        split.firms = named.saturating_add(i64::try_from(firms.len()).unwrap_or(i64::MAX));
        let unknown =
            counts.iter().filter(|firms| firms.is_none() && target.firms.is_some()).count();
        split.firms_unknown = u32::try_from(unknown).unwrap_or(u32::MAX);
        Ok(split)
    }
}

/// The lines of entries in order, and what they come to.
fn lines_and_sum<'e>(
    id: &str,
    entries: impl Iterator<Item = &'e Entry>,
) -> Result<(Vec<String>, Sum)> {
    let (mut lines, mut sum) = (Vec::new(), Sum::default());
    for entry in entries {
        lines.push(entry.line.clone());
        sum.add(&entry.capacity).map_err(|_| too_large(id))?;
    }
    lines.sort();
    Ok((lines, sum))
}

/// What does not come out in one tree of a received target.
fn unbalanced(
    id: &str,
    tree: Tree,
    figures: &[TargetFigures],
    (lines, sum): &(Vec<String>, Sum),
) -> Result<Vec<Imbalance>> {
    let mut faults = Vec::new();
    let mut fault = |target: &str, law, details| {
        faults.push(Imbalance { target: target.to_owned(), tree, law, details });
    };
    let mut counted: Vec<String> = figures.iter().flat_map(|own| own.lines.clone()).collect();
    counted.sort();
    if counted != *lines {
        fault(id, "lines", format!("{counted:?} / {lines:?}"));
    }
    for own in figures {
        let planned = own.at(Stage::Planned);
        if own.depth == 0 && planned.capacity != *sum {
            fault(id, "capacity", format!("{} / {sum}", planned.capacity));
        }
        let mut rest = Sum::default();
        let taken = own.split.capacity.known.iter();
        let left = own.open.capacity.iter().flat_map(|left| &left.known);
        let negative = taken.chain(left).map(|quantity| {
            Amount::Known(Quantity { value: -quantity.value, unit: quantity.unit.clone() })
        });
        for amount in own.target.amount.iter().cloned().chain(negative) {
            rest.add(&amount).map_err(|_| too_large(id))?;
        }
        if own.target.amount.is_some() && rest.known.iter().any(|left| !left.value.is_zero()) {
            fault(&own.target.id, "split", rest.to_string());
        }
    }
    Ok(faults)
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
