//! Whether the figures of targets come out: counted anew from the plans, and held against what is shown.

use crate::amount::{Amount, Sum};
use crate::book::Book;
use crate::refusal::Result;
use crate::target_count::{Entry, entries};
use crate::target_figures::{Stage, TargetFigures};
use crate::target_place::Forest;
use crate::target_show::TargetFilter;
use crate::target_tree::Tree;
use crate::targets::too_large;
use phaseout_model::Quantity;
use std::collections::BTreeMap;

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

impl Book<'_> {
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
