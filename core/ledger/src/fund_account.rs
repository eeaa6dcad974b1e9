//! The account of a source of money: five sums, kept in 万元 and exactly, with a count of what is withheld
//! beside them. Each is the sum of its entries and nothing else.

use crate::amount::{Amount, Sum};
use crate::book::Book;
use crate::event::Event;
use crate::fund_rules::{FUND_SOURCES, FundSource, fund_source};
use crate::json::Json;
use crate::refusal::{LedgerError, Refusal, Result};
use phaseout_model::{Decimal, Quantity, Unit};
use rusqlite::params;
use std::sync::LazyLock;

/// The `subject` of the sums over all beneficiaries.
pub(crate) const ALL: &str = "";

static WAN: LazyLock<Unit> = LazyLock::new(|| Unit::parse("万元").expect("万元 is a unit"));

/// An entry as its event says it.
#[derive(Debug)]
pub(crate) struct Posting<'e> {
    pub(crate) subject: &'e str,
    pub(crate) source: &'e str,
    pub(crate) entry: &'e str,
    pub(crate) amount: Amount,
    pub(crate) purpose: Option<&'e str>,
    pub(crate) instalment: Option<i64>,
    pub(crate) rules: &'static FundSource,
    pub(crate) seq: i64,
    /// The amount in 万元, where it is known.
    value: Option<Decimal>,
}

impl<'e> Posting<'e> {
    /// `None` where the event lacks its source, its entry or its amount.
    pub(crate) fn of(event: &'e Event) -> Result<Option<Self>> {
        let amount = event.text("amount").and_then(Amount::parse);
        let (Some(source), Some(entry), Some(amount)) =
            (event.text("source"), event.text("entry"), amount)
        else {
            return Ok(None);
        };
        let Some(rules) = fund_source(source) else { return Ok(None) };
        let value = match &amount {
            Amount::Absent(..) => None,
            Amount::Known(quantity) => Some(quantity.to(&WAN).map_err(|_| too_large(event))?.value),
        };
        Ok(Some(Self {
            subject: &event.subject,
            source,
            entry,
            amount,
            purpose: event.text("purpose"),
            instalment: event.integer("instalment"),
            rules,
            seq: event.seq,
            value,
        }))
    }
}

fn too_large(event: &Event) -> Refusal {
    Refusal::new("fund-amount-too-large", &event.subject)
        .with("amount", event.text("amount").unwrap_or_default())
}

/// One of the five sums of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Side {
    entries: i64,
    known: Decimal,
    absent: u32,
}

impl Side {
    fn sum(self) -> Sum {
        let known = (i64::from(self.absent) < self.entries).then(|| wan(self.known));
        Sum { known: known.into_iter().collect(), absent: self.absent }
    }
}

fn wan(value: Decimal) -> Quantity {
    Quantity { value: value.normalize(), unit: WAN.clone() }
}

/// The five sums of one source: of one beneficiary, or of all.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Standing {
    received: Side,
    allotted: Side,
    paid: Side,
    returned: Side,
    recovered: Side,
}

impl Standing {
    fn read(book: &Book<'_>, subject: &str, source: &str) -> Result<Self> {
        let mut standing = Self::default();
        let mut statement = book.connection.prepare_cached(
            "SELECT entry, entries, known, absent FROM fund_sums WHERE subject = ?1 AND source = ?2",
        )?;
        let mut rows = statement.query([subject, source])?;
        while let Some(row) = rows.next()? {
            let (entry, known): (String, String) = (row.get(0)?, row.get(2)?);
            let known = known.parse().map_err(|_| damaged(&known))?;
            let side = standing.side(&entry).ok_or_else(|| damaged(&entry))?;
            *side = Side { entries: row.get(1)?, known, absent: row.get(3)? };
        }
        Ok(standing)
    }

    fn side(&mut self, entry: &str) -> Option<&mut Side> {
        Some(match entry {
            "received" => &mut self.received,
            "allotted" => &mut self.allotted,
            "paid" => &mut self.paid,
            "returned" => &mut self.returned,
            "recovered" => &mut self.recovered,
            _ => return None,
        })
    }

    /// As it would be with the entry: of one beneficiary, or of all.
    pub(crate) fn after(
        book: &Book<'_>,
        subject: Option<&str>,
        entry: &Posting<'_>,
    ) -> Result<Self> {
        let mut standing = Self::read(book, subject.unwrap_or(ALL), entry.source)?;
        standing.add(entry)?;
        Ok(standing)
    }

    fn add(&mut self, entry: &Posting<'_>) -> Result<()> {
        let side = self.side(entry.entry).ok_or_else(|| damaged(entry.entry))?;
        side.entries += 1;
        match entry.value {
            None => side.absent += 1,
            Some(value) => {
                side.known = side.known.checked_add(value).ok_or_else(|| {
                    Refusal::new("fund-amount-too-large", entry.subject)
                        .with("amount", &entry.amount)
                })?;
            }
        }
        Ok(())
    }

    /// The accounts of a beneficiary, source by source.
    pub(crate) fn of_all_sources(
        book: &Book<'_>,
        subject: &str,
    ) -> Result<Vec<(&'static str, Self)>> {
        let mut standings = Vec::new();
        for &(source, _) in FUND_SOURCES {
            let standing = Self::read(book, subject, source)?;
            if standing.entries() > 0 {
                standings.push((source, standing));
            }
        }
        Ok(standings)
    }

    fn entries(&self) -> i64 {
        [self.received, self.allotted, self.paid, self.returned, self.recovered]
            .iter()
            .map(|side| side.entries)
            .sum()
    }

    /// What certainly lacks for what was paid and sent back.
    pub(crate) fn overdrawn(&self) -> Option<Quantity> {
        let there = self.received.absent + self.recovered.absent == 0;
        let lacking = -self.on_hand();
        (there && lacking > Decimal::ZERO).then(|| wan(lacking))
    }

    fn on_hand(&self) -> Decimal {
        self.received.known + self.recovered.known - self.paid.known - self.returned.known
    }

    /// What was certainly paid or sent back beyond what was allotted, where anything was.
    pub(crate) fn more_than_allotted(&self) -> Option<Quantity> {
        let certain =
            self.allotted.entries > 0 && self.allotted.absent + self.recovered.absent == 0;
        let more = -self.outstanding();
        (certain && more > Decimal::ZERO).then(|| wan(more))
    }

    /// What was certainly recovered beyond what was paid.
    pub(crate) fn more_recovered_than_paid(&self) -> Option<Quantity> {
        let more = self.recovered.known - self.paid.known;
        (self.paid.absent == 0 && more > Decimal::ZERO).then(|| wan(more))
    }

    /// What was certainly allotted, or recovered, and neither paid nor sent back.
    pub(crate) fn open(&self) -> Option<Quantity> {
        let certain = self.paid.absent + self.returned.absent == 0;
        let open = self.outstanding();
        (certain && open > Decimal::ZERO).then(|| wan(open))
    }

    /// Payments without any allotment count as allotted.
    fn outstanding(&self) -> Decimal {
        let allotted = if self.allotted.entries == 0 { self.paid } else { self.allotted };
        allotted.known + self.recovered.known - self.paid.known - self.returned.known
    }

    pub(crate) fn received(&self) -> Sum {
        self.received.sum()
    }

    pub(crate) fn allotted(&self) -> Sum {
        self.allotted.sum()
    }

    pub(crate) fn paid(&self) -> Sum {
        self.paid.sum()
    }

    pub(crate) fn balance(&self, source: &str) -> Balance {
        let sides = [self.received, self.recovered, self.paid, self.returned];
        let absent = sides.iter().map(|side| side.absent).sum();
        Balance {
            source: source.to_owned(),
            entries: self.entries(),
            received: self.received.sum(),
            allotted: self.allotted.sum(),
            paid: self.paid.sum(),
            returned: self.returned.sum(),
            recovered: self.recovered.sum(),
            on_hand: Sum { known: vec![wan(self.on_hand())], absent },
        }
    }
}

/// The account of a source: what its entries come to, in 万元, each with a count of withheld amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// A word of [`FUND_SOURCES`].
    pub source: String,
    /// How many entries it rests on.
    pub entries: i64,
    /// 收到.
    pub received: Sum,
    /// 下达.
    pub allotted: Sum,
    /// 支付.
    pub paid: Sum,
    /// 退回.
    pub returned: Sum,
    /// 追缴.
    pub recovered: Sum,
    /// Received and recovered, less paid and returned; negative where the receipts are withheld.
    pub on_hand: Sum,
}

/// Writes an entry and adds it to the sums.
pub(crate) fn put(book: &Book<'_>, entry: &Posting<'_>, event: &Event) -> Result<()> {
    book.connection
        .prepare_cached(
            "INSERT INTO fund_entries VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            event.seq,
            entry.subject,
            entry.source,
            entry.entry,
            entry.amount.to_string(),
            entry.purpose,
            entry.instalment,
            event.integer("year"),
            event.text("document"),
            event.payload.get("evidence").map(Json::canonical),
            event.on.to_string(),
        ])?;
    for subject in [ALL, entry.subject] {
        let mut standing = Standing::read(book, subject, entry.source)?;
        standing.add(entry)?;
        let side = *standing.side(entry.entry).ok_or_else(|| damaged(entry.entry))?;
        book.connection
            .prepare_cached("INSERT OR REPLACE INTO fund_sums VALUES(?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                subject,
                entry.source,
                entry.entry,
                side.entries,
                side.known.normalize().to_string(),
                side.absent,
            ])?;
    }
    Ok(())
}

pub(crate) fn damaged(what: &str) -> LedgerError {
    LedgerError::store("damaged", format!("funds: {what}"))
}
