//! Where in the trees of a target a line belongs: regions inside each other, through the changes of the map,
//! and the way from the node that a plan names down to the nearest one that fits the line.

use crate::book::Book;
use crate::refusal::Result;
use crate::target_tree::{Target, Tree};
use phaseout_model::{RegionCode, Regions};
use std::collections::BTreeMap;

/// Whether a region is another or lies in it, by its code or that of the county it was or became.
pub(crate) fn lies_in(region: &str, other: &str) -> bool {
    let codes = (region.parse::<RegionCode>(), other.parse::<RegionCode>());
    let directly = matches!(codes, (Ok(region), Ok(other)) if other.contains(region));
    directly || codes_around(region).iter().any(|code| code == other)
}

/// The codes of a region and of all that contain it, the nearest first; beside the codes of today those of
/// the county that it was before, which a target of that time names.
pub(crate) fn codes_around(region: &str) -> Vec<String> {
    let mut codes = Vec::new();
    let known = Regions::known();
    let county = region.get(..6).and_then(|county| county.parse::<RegionCode>().ok());
    for before in county.into_iter().flat_map(|county| known.predecessors(county)) {
        add_ancestors(&before.code.to_string(), &mut codes);
    }
    add_ancestors(region, &mut codes);
    let mut next = county.and_then(|county| known.get(county)?.successor);
    while let Some(code) = next {
        let text = code.to_string();
        next =
            known.get(code).and_then(|region| region.successor).filter(|_| !codes.contains(&text));
        add_ancestors(&text, &mut codes);
    }
    codes.sort_by_key(|code| std::cmp::Reverse(significant(code)));
    codes
}

fn add_ancestors(region: &str, codes: &mut Vec<String>) {
    let digits =
        |count: usize, zeros: &str| region.get(..count).map(|head| format!("{head}{zeros}"));
    let all =
        [Some(region.to_owned()), digits(9, ""), digits(6, ""), digits(4, "00"), digits(2, "0000")];
    for code in all.into_iter().flatten() {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
}

/// How many digits of a code say something: 2 of a province's, 4 of a prefecture's.
fn significant(code: &str) -> usize {
    match code.len() {
        6 if code.ends_with("0000") => 2,
        6 if code.ends_with("00") => 4,
        length => length,
    }
}

/// Who a line is, for finding its place in a tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Belongs<'a> {
    pub(crate) line: &'a str,
    pub(crate) industry: &'a str,
    /// The codes of its region and of all around it, the nearest first.
    pub(crate) codes: &'a [String],
    pub(crate) group: Option<&'a str>,
}

/// The nodes of a view, for going through them.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    pub(crate) nodes: Vec<Target>,
    by_id: BTreeMap<String, usize>,
    children: BTreeMap<(usize, Tree), Vec<usize>>,
    held: BTreeMap<(usize, Tree), BTreeMap<String, Vec<usize>>>,
}

impl Forest {
    /// The nodes as the record has them.
    pub(crate) fn of(book: &Book<'_>) -> Result<Self> {
        let mut forest = Self { nodes: book.targets()?, ..Self::default() };
        for (at, node) in forest.nodes.iter().enumerate() {
            forest.by_id.insert(node.id.clone(), at);
        }
        for (at, node) in forest.nodes.iter().enumerate() {
            let parent = node.parent.as_ref().and_then(|parent| forest.by_id.get(parent));
            if let (Some(&parent), Some(tree)) = (parent, node.tree) {
                forest.children.entry((parent, tree)).or_default().push(at);
                let held = forest.held.entry((parent, tree)).or_default();
                held.entry(node.holder.clone()).or_default().push(at);
            }
        }
        Ok(forest)
    }

    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The nodes below one in a tree.
    pub(crate) fn children(&self, at: usize, tree: Tree) -> &[usize] {
        self.children.get(&(at, tree)).map_or(&[], Vec::as_slice)
    }

    /// The node above one.
    pub(crate) fn parent(&self, at: usize) -> Option<usize> {
        self.find(self.nodes[at].parent.as_ref()?)
    }

    /// The nearest node for a line, from the one that its plan names downwards.
    pub(crate) fn place(&self, named: usize, tree: Tree, line: &Belongs<'_>) -> usize {
        let mut at = named;
        while let Some(below) = self.step(at, tree, line) {
            at = below;
        }
        at
    }

    fn step(&self, at: usize, tree: Tree, line: &Belongs<'_>) -> Option<usize> {
        let held = self.held.get(&(at, tree))?;
        let here = &self.nodes[at];
        // A part held by the node's own region is the share of the level itself (市本级): a line counts
        // there only where its plan says so, unless the part is one industry's.
        let draws = |&&below: &&usize| {
            let below = &self.nodes[below];
            below.is_for(line.industry)
                && (below.holder != here.holder || below.industry != here.industry)
        };
        let places: &[String] = if tree == Tree::Region { line.codes } else { &[] };
        let group = line.group.filter(|_| tree == Tree::Group);
        std::iter::once(line.line)
            .chain(places.iter().map(String::as_str))
            .chain(group)
            .filter_map(|holder| held.get(holder))
            // Of parts for all industries and for the line's own, its own is nearer.
            .find_map(|own| {
                own.iter()
                    .filter(draws)
                    .max_by_key(|&&below| self.nodes[below].industry == line.industry)
            })
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_county_lies_in_what_it_was_and_in_what_it_became() {
        let cases = [
            ("532323", "532300", true),
            ("532323", "532300000", false),
            ("330112008", "330112", true),
            ("330112008", "330000", true),
            ("330112", "330185", true),  // 临安区 was 临安市
            ("330185", "330112", true),  // and the other way round
            ("370116", "371200", true),  // 莱芜区 lay in 莱芜市
            ("371200", "370100", true),  // 莱芜市 went into 济南
            ("370102", "371200", false), // the rest of 济南 did not
            ("532300", "532323", false),
        ];
        for (region, other, lies) in cases {
            assert_eq!(lies_in(region, other), lies, "{region} in {other}");
        }
        assert_eq!(
            codes_around("370116"),
            ["371202", "370116", "371200", "370100", "370000"],
            "the nearest first, the old before the new"
        );
    }
}
