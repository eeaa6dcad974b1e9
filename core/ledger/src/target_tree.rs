//! The nodes of the two trees of a target (目标任务), and where in them a line belongs.
//!
//! What an office has received is the root of both trees: the same figure is decomposed once by region and
//! once by ownership group. A line counts once in each, at the nearest node below the one that its plan
//! names: a county's line counts for the county as soon as the county has a target of its own.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::fact::Word;
use crate::refusal::{LedgerError, Result};
use phaseout_model::{RegionCode, Regions};
use rusqlite::{OptionalExtension, Row};
use std::collections::BTreeMap;

/// The industry of a target that names no single one: 13个行业.
pub const ALL_INDUSTRIES: &str = "all";

/// The words for the trees.
pub(crate) const TREES: &[Word] = &[("region", "区域"), ("group", "集团")];

/// By what a target is decomposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tree {
    /// By region, down to lines.
    Region,
    /// By ownership group; firms without a group are the open rest of it.
    Group,
}

impl Tree {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Region, Self::Group];

    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Group => "group",
        }
    }

    /// The tree of a word, in English or Chinese.
    pub fn of(text: &str) -> Option<Self> {
        crate::fact::code_of(TREES, text)
            .and_then(|id| Self::BOTH.into_iter().find(|tree| tree.id() == id))
    }
}

/// Who has to fulfil a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A region, by its code.
    Region,
    /// An ownership group, by its name.
    Group,
    /// A single line.
    Line,
}

impl Holder {
    /// The word that other programs read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Group => "group",
            Self::Line => "line",
        }
    }

    fn of(id: &str) -> Option<Self> {
        [Self::Region, Self::Group, Self::Line].into_iter().find(|holder| holder.id() == id)
    }
}

/// A target: received, or split off from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `2013-cement`, `2013-cement/532323`.
    pub id: String,
    /// The target that it is a part of; none for one that was received.
    pub parent: Option<String>,
    /// The received target above it, or itself.
    pub root: String,
    /// The tree that it stands in; none for one that was received: it is the root of both.
    pub tree: Option<Tree>,
    /// A region's code, a group's name or a line; the office's own region for one that was received.
    pub holder: String,
    /// What the holder is.
    pub holder_is: Holder,
    /// The industry's id, or [`ALL_INDUSTRIES`].
    pub industry: String,
    /// The year.
    pub year: i64,
    /// The capacity, where the target names one.
    pub amount: Option<Amount>,
    /// The number of firms, where the target names one.
    pub firms: Option<i64>,
    /// The notice that it came with, of its last version.
    pub notice: Option<String>,
    /// By when.
    pub deadline: Option<String>,
    /// Why it was changed, or why more was split off than there was.
    pub reason: Option<String>,
    /// The day of its last version.
    pub on: OnDate,
    /// The event of its last version.
    pub seq: i64,
}

/// A target as it stood at one time: nothing is overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetVersion {
    /// The event.
    pub seq: i64,
    /// Its day.
    pub on: OnDate,
    /// The capacity then.
    pub amount: Option<Amount>,
    /// The number of firms then.
    pub firms: Option<i64>,
    /// The notice of the version.
    pub notice: Option<String>,
    /// The reason of the version.
    pub reason: Option<String>,
}

impl Target {
    /// Whether a line of an industry may count for it.
    pub fn is_for(&self, industry: &str) -> bool {
        self.industry == ALL_INDUSTRIES || self.industry == industry
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Result<Self>> {
        let damaged = |what: &str| LedgerError::store("damaged", format!("targets: {what}"));
        let tree: Option<String> = row.get("tree")?;
        let holder_is: String = row.get("holder_is")?;
        let amount: Option<String> = row.get("amount")?;
        let on: String = row.get("on_date")?;
        let read = (|| {
            Ok(Self {
                id: row.get("id")?,
                parent: row.get("parent")?,
                root: row.get("root")?,
                tree: tree.map(|id| Tree::of(&id).ok_or_else(|| damaged(&id))).transpose()?,
                holder: row.get("holder")?,
                holder_is: Holder::of(&holder_is).ok_or_else(|| damaged(&holder_is))?,
                industry: row.get("industry")?,
                year: row.get("year")?,
                amount: read_amount(amount)?,
                firms: row.get("firms")?,
                notice: row.get("notice")?,
                deadline: row.get("deadline")?,
                reason: row.get("reason")?,
                on: OnDate::parse(&on).ok_or_else(|| damaged(&on))?,
                seq: row.get("seq")?,
            })
        })();
        Ok(read)
    }
}

fn read_amount(text: Option<String>) -> Result<Option<Amount>> {
    text.map(|text| {
        Amount::parse(&text)
            .ok_or_else(|| LedgerError::store("damaged", format!("targets: {text}")))
    })
    .transpose()
}

impl Book<'_> {
    /// A target by its id.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where the projection cannot be read.
    pub fn target(&self, id: &str) -> Result<Option<Target>> {
        self.connection
            .prepare_cached("SELECT * FROM targets WHERE id = ?1")?
            .query_row([id], Target::read)
            .optional()?
            .transpose()
    }

    /// All targets, in the order in which they were first recorded.
    ///
    /// # Errors
    /// As [`Book::target`].
    pub fn targets(&self) -> Result<Vec<Target>> {
        self.connection
            .prepare_cached("SELECT * FROM targets ORDER BY first_seq")?
            .query_map([], Target::read)?
            .map(|target| target?)
            .collect()
    }

    /// The targets that were split off from one.
    ///
    /// # Errors
    /// As [`Book::target`].
    pub fn parts_of_target(&self, id: &str) -> Result<Vec<Target>> {
        self.connection
            .prepare_cached("SELECT * FROM targets WHERE parent = ?1 ORDER BY first_seq")?
            .query_map([id], Target::read)?
            .map(|target| target?)
            .collect()
    }

    /// What a target was before and is now, the oldest first.
    ///
    /// # Errors
    /// As [`Book::target`].
    pub fn target_versions(&self, id: &str) -> Result<Vec<TargetVersion>> {
        self.connection
            .prepare_cached("SELECT * FROM target_versions WHERE target = ?1 ORDER BY seq")?
            .query_map([id], |row| {
                let (amount, on): (Option<String>, String) =
                    (row.get("amount")?, row.get("on_date")?);
                let (seq, firms) = (row.get("seq")?, row.get("firms")?);
                let (notice, reason) = (row.get("notice")?, row.get("reason")?);
                Ok((|| {
                    let on = OnDate::parse(&on).ok_or_else(|| {
                        LedgerError::store("damaged", format!("target_versions: {on}"))
                    })?;
                    Ok(TargetVersion {
                        seq,
                        on,
                        amount: read_amount(amount)?,
                        firms,
                        notice,
                        reason,
                    })
                })())
            })?
            .map(|version| version?)
            .collect()
    }

    /// The id that a received target takes: `2013-cement`; with `-2`, `-3` where one stands under that id
    /// whose amount does not add to this one.
    ///
    /// # Errors
    /// As [`Book::target`].
    pub fn target_id(&self, industry: &str, year: i64, amount: Option<&Amount>) -> Result<String> {
        let mut id = format!("{year}-{industry}");
        for number in 2.. {
            let Some(known) = self.target(&id)? else { break };
            if adds(known.amount.as_ref(), amount) {
                break;
            }
            id = format!("{year}-{industry}-{number}");
        }
        Ok(id)
    }
}

/// Whether two amounts add; what is not known adds to anything.
pub(crate) fn adds(one: Option<&Amount>, other: Option<&Amount>) -> bool {
    match (one.and_then(Amount::known), other.and_then(Amount::known)) {
        (Some(one), Some(other)) => one.unit.ratio_to(&other.unit).is_ok(),
        _ => true,
    }
}

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
