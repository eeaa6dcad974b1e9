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
use rusqlite::{OptionalExtension, Row};

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
