//! Goes through the trees of targets and counts, for each node, the lines below it.

use crate::amount::Amount;
use crate::book::Book;
use crate::refusal::Result;
use crate::target_count::{Entry, Heap, entries, heaps};
use crate::target_figures::{Rest, Split, Stage, TargetFigures};
use crate::target_place::Forest;
use crate::target_tree::Tree;
use crate::targets::too_large;
use std::collections::BTreeSet;

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

impl Book<'_> {
    /// Targets with their figures: by year and in the order in which they were received, each tree from
    /// its root downwards. The tree by group is there where something was split so, or where it is asked
    /// for.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where the projection cannot be read.
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
