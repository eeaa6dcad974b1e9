//! The books of the funds: the entries, who has money from a central fund, what is proved for the award, and
//! the questions that are asked of them. The sums stand in `fund_account`.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::fact::named;
use crate::fund_account::{ALL, Balance, Posting, Standing, damaged};
use crate::fund_rules::{FUND_SOURCES, PURPOSES, Use, award, counted, fund_source};
use crate::json::Json;
use crate::lifecycle::texts;
use crate::line::Line;
use crate::note::Note;
use crate::refusal::Result;
use rusqlite::{OptionalExtension, Row, params};

pub(crate) const TABLES: &str = "
CREATE TABLE fund_entries(
  seq INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,
  source TEXT NOT NULL,
  entry TEXT NOT NULL,
  amount TEXT NOT NULL,
  purpose TEXT,
  instalment INTEGER,
  year INTEGER,
  document TEXT,
  evidence TEXT,
  on_date TEXT NOT NULL
) STRICT;
CREATE INDEX fund_entries_subject ON fund_entries(subject, source);
CREATE TABLE fund_sums(
  subject TEXT NOT NULL, source TEXT NOT NULL, entry TEXT NOT NULL, entries INTEGER NOT NULL,
  known TEXT NOT NULL, absent INTEGER NOT NULL, PRIMARY KEY(subject, source, entry)
) STRICT, WITHOUT ROWID;
CREATE TABLE fund_claims(
  subject TEXT NOT NULL, source TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(subject, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE fund_years(
  line TEXT NOT NULL, year INTEGER NOT NULL, evidence TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY(line, year)
) STRICT, WITHOUT ROWID;
CREATE TABLE fund_capacities(
  line TEXT PRIMARY KEY, approved TEXT NOT NULL, mean_output TEXT, seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// The year of a text; `None` where it is none.
pub(crate) fn year_of(text: &str) -> Option<i64> {
    text.trim_end_matches('年').parse().ok().filter(|year| (1990..=2100).contains(year))
}

/// An entry of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundEntry {
    /// The event.
    pub seq: i64,
    /// The line or enterprise that it is for, or `office`.
    pub subject: String,
    /// A word of [`FUND_SOURCES`].
    pub source: String,
    /// A word of `FUND_ENTRIES`.
    pub entry: String,
    /// As printed.
    pub amount: Amount,
    /// What it is for.
    pub purpose: Option<String>,
    /// The instalment.
    pub instalment: Option<i64>,
    /// The programme's year.
    pub year: Option<i64>,
    /// The document.
    pub document: Option<String>,
    /// The evidence, canonical JSON.
    pub evidence: Option<String>,
    /// When.
    pub on: OnDate,
}

/// What is proved of a line for the award.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FundProof {
    /// The years of normal production that papers prove, in order.
    pub years: Vec<i64>,
    /// 批复产能.
    pub approved: Option<Amount>,
    /// 年均实际产量.
    pub mean_output: Option<Amount>,
    /// The capacity that counts for the award.
    pub counted: Option<Amount>,
}

/// The line, or the enterprise with all its lines, has money from a central fund.
pub(crate) fn claim(book: &Book<'_>, subject: &str, entry: &Posting<'_>) -> Result<()> {
    let mut statement =
        book.connection.prepare_cached("INSERT OR IGNORE INTO fund_claims VALUES(?1, ?2, ?3)")?;
    statement.execute(params![subject, entry.source, entry.seq])?;
    for line in book.lines_of(subject)? {
        statement.execute(params![line.id, entry.source, entry.seq])?;
    }
    Ok(())
}

/// Another central fund that one of the lines, or their enterprise, has money from: who, and which.
pub(crate) fn other_claim(
    book: &Book<'_>,
    source: &str,
    lines: &[&str],
    enterprise: &str,
) -> Result<Option<(String, String)>> {
    let mut statement = book.connection.prepare_cached(
        "SELECT subject, source FROM fund_claims WHERE subject = ?1 AND source <> ?2
         ORDER BY source LIMIT 1",
    )?;
    // What an enterprise that was merged into this one had, binds the lines that it had then and no others.
    for &subject in lines.iter().chain([&enterprise]) {
        let found = statement
            .query_row([subject, source], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// An enterprise and all that were merged into it.
fn with_predecessors(book: &Book<'_>, enterprise: &str) -> Result<Vec<String>> {
    let mut statement = book.connection.prepare_cached(
        "WITH RECURSIVE own(id) AS (SELECT ?1 UNION
         SELECT enterprises.id FROM enterprises JOIN own ON enterprises.successor = own.id)
         SELECT id FROM own ORDER BY id",
    )?;
    let ids = statement.query_map([enterprise], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(ids)
}

pub(crate) fn is_enterprise(book: &Book<'_>, id: &str) -> Result<bool> {
    Ok(book.connection.prepare_cached("SELECT 1 FROM enterprises WHERE id = ?1")?.exists([id])?)
}

/// The entry that entered the same instalment before.
pub(crate) fn same_instalment(book: &Book<'_>, entry: &Posting<'_>) -> Result<Option<i64>> {
    let Some(instalment) = entry.instalment else { return Ok(None) };
    Ok(book
        .connection
        .prepare_cached(
            "SELECT seq FROM fund_entries WHERE subject = ?1 AND source = ?2 AND entry = ?3
             AND instalment = ?4 AND purpose IS ?5 ORDER BY seq LIMIT 1",
        )?
        .query_row(
            params![entry.subject, entry.source, entry.entry, instalment, entry.purpose],
            |row| row.get(0),
        )
        .optional()?)
}

/// The capacities of a line after an event: the approved one, else the survey's, and the mean output.
pub(crate) fn capacities(
    line: &Line,
    earlier: &FundProof,
    event: &Event,
) -> (Amount, Option<Amount>) {
    let given = |key: &str| event.text(key).and_then(Amount::capacity);
    let approved = given("approved")
        .or_else(|| earlier.approved.clone())
        .unwrap_or_else(|| line.capacity.clone());
    (approved, given("mean_output").or_else(|| earlier.mean_output.clone()))
}

/// Writes what an event proves of a line.
pub(crate) fn put_proof(book: &Book<'_>, line: &Line, event: &Event) -> Result<()> {
    let evidence = event.payload.get("evidence").map(Json::canonical).unwrap_or_default();
    for year in texts(event, "proved_years").into_iter().filter_map(year_of) {
        book.connection
            .prepare_cached("INSERT OR IGNORE INTO fund_years VALUES(?1, ?2, ?3, ?4)")?
            .execute(params![line.id, year, evidence, event.seq])?;
    }
    if ["approved", "mean_output"].iter().any(|key| event.payload.contains_key(*key)) {
        let (approved, output) = capacities(line, &book.fund_proof(&line.id)?, event);
        book.connection
            .prepare_cached("INSERT OR REPLACE INTO fund_capacities VALUES(?1, ?2, ?3, ?4)")?
            .execute(params![
                line.id,
                approved.to_string(),
                output.map(|output| output.to_string()),
                event.seq,
            ])?;
    }
    Ok(())
}

impl FundEntry {
    fn read(row: &Row<'_>) -> rusqlite::Result<Result<Self>> {
        let (amount, on): (String, String) = (row.get("amount")?, row.get("on_date")?);
        let (Some(amount), Some(on)) = (Amount::parse(&amount), OnDate::parse(&on)) else {
            return Ok(Err(damaged(&amount)));
        };
        Ok(Ok(Self {
            seq: row.get("seq")?,
            subject: row.get("subject")?,
            source: row.get("source")?,
            entry: row.get("entry")?,
            amount,
            purpose: row.get("purpose")?,
            instalment: row.get("instalment")?,
            year: row.get("year")?,
            document: row.get("document")?,
            evidence: row.get("evidence")?,
            on,
        }))
    }
}

impl Book<'_> {
    /// The entries of a line, an enterprise (with those of all that were merged into it), `office`, or of
    /// everybody, in the order in which they were recorded.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where the projection cannot be read.
    pub fn fund_entries(&self, subject: Option<&str>) -> Result<Vec<FundEntry>> {
        let Some(subject) = subject else {
            return self
                .connection
                .prepare_cached("SELECT * FROM fund_entries ORDER BY seq")?
                .query_map([], FundEntry::read)?
                .map(|entry| entry?)
                .collect();
        };
        let mut entries = Vec::new();
        for subject in with_predecessors(self, subject)? {
            let found: Result<Vec<FundEntry>> = self
                .connection
                .prepare_cached("SELECT * FROM fund_entries WHERE subject = ?1 ORDER BY seq")?
                .query_map([subject], FundEntry::read)?
                .map(|entry| entry?)
                .collect();
            entries.extend(found?);
        }
        entries.sort_by_key(|entry| entry.seq);
        Ok(entries)
    }

    /// The account of every source that has entries.
    ///
    /// # Errors
    /// As [`Book::fund_entries`].
    pub fn balances(&self) -> Result<Vec<Balance>> {
        self.balances_of(ALL)
    }

    /// The accounts of one beneficiary.
    ///
    /// # Errors
    /// As [`Book::fund_entries`].
    pub fn balances_of(&self, subject: &str) -> Result<Vec<Balance>> {
        let standings = Standing::of_all_sources(self, subject)?;
        Ok(standings.iter().map(|(source, standing)| standing.balance(source)).collect())
    }

    /// What is proved of a line for the central award.
    ///
    /// # Errors
    /// As [`Book::fund_entries`].
    pub fn fund_proof(&self, line: &str) -> Result<FundProof> {
        let years = self
            .connection
            .prepare_cached("SELECT year FROM fund_years WHERE line = ?1 ORDER BY year")?
            .query_map([line], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let found: Option<[Option<String>; 2]> = self
            .connection
            .prepare_cached("SELECT approved, mean_output FROM fund_capacities WHERE line = ?1")?
            .query_row([line], |row| Ok([row.get(0)?, row.get(1)?]))
            .optional()?;
        let [approved, mean_output] =
            found.unwrap_or_default().map(|text| text.as_deref().and_then(Amount::capacity));
        let counted = match (&approved, &mean_output) {
            (Some(approved), Some(output)) => counted(award(), approved, output).ok(),
            _ => None,
        };
        Ok(FundProof { years, approved, mean_output, counted })
    }

    /// What a person should look at: uses on which no confirmed rule decides, awards allotted to lines whose
    /// years of production are not proved yet.
    ///
    /// # Errors
    /// As [`Book::fund_entries`].
    pub fn fund_notes(&self) -> Result<Vec<Note>> {
        let mut notes = Vec::new();
        for entry in self.fund_entries(None)? {
            let Some(rules) = fund_source(&entry.source) else { continue };
            if let Some(purpose) = &entry.purpose
                && rules.permits(purpose) == Use::Unsettled
            {
                notes.push(
                    Note::new("fund-use-unconfirmed", &entry.subject)
                        .with("purpose", named(PURPOSES, purpose))
                        .with("source", named(FUND_SOURCES, &entry.source))
                        .with("document", &rules.document),
                );
            }
            if let Some(award) = &rules.award
                && entry.entry == "allotted"
            {
                let proved = self.fund_proof(&entry.subject)?.years.len();
                if proved < usize::from(award.production_years) {
                    notes.push(
                        Note::new("fund-years-open", &entry.subject)
                            .with("proved", proved)
                            .with("years", award.production_years)
                            .with("document", &rules.document),
                    );
                }
            }
        }
        Ok(notes)
    }
}
