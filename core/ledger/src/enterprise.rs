//! Enterprises (企业) as the record has them, with every name and code that they ever bore.

use crate::book::Book;
use crate::codes::{Codes, fold_code};
use crate::day::OnDate;
use crate::line::Line;
use crate::names::fold;
use crate::refusal::{LedgerError, Result};
use rusqlite::{OptionalExtension, Row};
use std::collections::BTreeMap;

/// An enterprise as the record has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enterprise {
    /// `E…`, given by the event that first named it.
    pub id: String,
    /// Its name now.
    pub name: String,
    /// The code of the place where it was first surveyed.
    pub region: Option<String>,
    /// The ownership group (所属集团).
    pub group: Option<String>,
    /// The enterprise that took it over; its lines, names and codes lead there.
    pub successor: Option<String>,
    /// Every name, in the order in which they came on record.
    pub names: Vec<EnterpriseName>,
    /// Every code, as printed on paper: 统一社会信用代码, 组织机构代码, 营业执照注册号.
    pub codes: Vec<String>,
    /// The event that it was last changed by.
    pub seq: i64,
}

/// A name with the time for which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnterpriseName {
    /// As printed.
    pub name: String,
    /// Since when, where an act gave it; a survey only prints it.
    pub from: Option<OnDate>,
    /// Until when; `None` for the name of today.
    pub until: Option<OnDate>,
    /// The date of the survey or act that put it on record.
    pub seen: OnDate,
    /// Whether an act (更名, 合并, 分立) gave it. What a list prints afterwards does not replace it.
    pub settled: bool,
}

impl Enterprise {
    /// Whether it still bears acts: nobody took it over.
    pub fn is_living(&self) -> bool {
        self.successor.is_none()
    }
}

impl Book<'_> {
    /// An enterprise by its id; one that was taken over is given as it is, with its successor.
    ///
    /// # Errors
    /// [`LedgerError::Store`] where it cannot be read.
    pub fn enterprise(&self, id: &str) -> Result<Option<Enterprise>> {
        let found = self
            .connection
            .prepare_cached("SELECT * FROM enterprises WHERE id = ?1")?
            .query_row([id], read)
            .optional()?;
        let Some(mut enterprise) = found else { return Ok(None) };
        enterprise.names = self.names(id)?;
        enterprise.codes = self.codes(id)?;
        Ok(Some(enterprise))
    }

    /// All enterprises, those taken over too, in the order in which they came on record.
    ///
    /// # Errors
    /// As [`Book::enterprise`].
    pub fn enterprises(&self) -> Result<Vec<Enterprise>> {
        let mut names: BTreeMap<String, Vec<EnterpriseName>> = BTreeMap::new();
        let mut statement =
            self.connection.prepare_cached("SELECT * FROM enterprise_names ORDER BY seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            names.entry(row.get("enterprise")?).or_default().push(read_name(row)??);
        }
        let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut statement = self
            .connection
            .prepare_cached("SELECT enterprise, code FROM enterprise_codes ORDER BY seq, code")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            codes.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        self.connection
            .prepare_cached("SELECT * FROM enterprises ORDER BY made, id")?
            .query_map([], read)?
            .map(|enterprise| {
                let mut enterprise = enterprise?;
                enterprise.names = names.remove(&enterprise.id).unwrap_or_default();
                enterprise.codes = codes.remove(&enterprise.id).unwrap_or_default();
                Ok(enterprise)
            })
            .collect()
    }

    /// The names of an enterprise, in the order in which they came on record.
    ///
    /// # Errors
    /// As [`Book::enterprise`].
    pub fn names(&self, enterprise: &str) -> Result<Vec<EnterpriseName>> {
        self.connection
            .prepare_cached("SELECT * FROM enterprise_names WHERE enterprise = ?1 ORDER BY seq")?
            .query_map([enterprise], read_name)?
            .map(|name| name?)
            .collect()
    }

    /// The living enterprises that a text leads to: an id `E…`, a line's id, a code, or any name that an
    /// enterprise ever bore. What was taken over leads to its successor. Several share a name where a
    /// person said that they are not the same.
    ///
    /// # Errors
    /// As [`Book::enterprise`].
    pub fn find_enterprise(&self, text: &str) -> Result<Vec<Enterprise>> {
        let text = text.trim();
        let mut ids: Vec<String> = Vec::new();
        if self.is_enterprise(text)? {
            ids.push(text.to_owned());
        } else if let Some(line) = self.line(text)? {
            ids.push(line.enterprise);
        } else if let Some(id) = self.enterprise_of_code(&fold_code(text))? {
            ids.push(id);
        } else {
            ids = self.enterprises_named(&fold(text))?;
        }
        let mut living: Vec<String> = Vec::new();
        for id in ids {
            let id = self.living(&id)?;
            if !living.contains(&id) {
                living.push(id);
            }
        }
        let found: Result<Vec<_>> = living.iter().map(|id| self.enterprise(id)).collect();
        Ok(found?.into_iter().flatten().collect())
    }

    /// Every name on record: the living enterprise that it leads to, the name as printed, folded.
    pub(crate) fn all_names(&self) -> Result<Vec<(String, String, String)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT enterprise, enterprise_names.name, plain, successor FROM enterprise_names
             JOIN enterprises ON id = enterprise ORDER BY enterprise, enterprise_names.seq",
        )?;
        let mut rows = statement.query([])?;
        let mut names = Vec::new();
        while let Some(row) = rows.next()? {
            let successor: Option<String> = row.get(3)?;
            let living = match successor {
                Some(successor) => self.living(&successor)?,
                None => row.get(0)?,
            };
            names.push((living, row.get(1)?, row.get(2)?));
        }
        Ok(names)
    }

    pub(crate) fn is_enterprise(&self, id: &str) -> Result<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM enterprises WHERE id = ?1")?
            .exists([id])?)
    }

    /// The enterprise that stands for this one today: itself, or what took it over at last.
    pub(crate) fn living(&self, id: &str) -> Result<String> {
        let mut id = id.to_owned();
        let mut statement = self.connection.prepare_cached(
            "SELECT successor FROM enterprises WHERE id = ?1 AND successor IS NOT NULL",
        )?;
        // No enterprise takes over one that was taken over, so the way is no longer than the acts on it.
        for _ in 0..10_000 {
            match statement.query_row([&id], |row| row.get(0)).optional()? {
                Some(successor) => id = successor,
                None => return Ok(id),
            }
        }
        Err(LedgerError::store("damaged", format!("enterprises: successors of {id}")))
    }

    /// The enterprises that ever bore a folded name, whether taken over or not.
    pub(crate) fn enterprises_named(&self, folded: &str) -> Result<Vec<String>> {
        let found: rusqlite::Result<Vec<String>> = self
            .connection
            .prepare_cached(
                "SELECT DISTINCT enterprise FROM enterprise_names WHERE plain = ?1 ORDER BY enterprise",
            )?
            .query_map([folded], |row| row.get(0))?
            .collect();
        Ok(found?)
    }

    /// The living enterprises that bear a folded name now.
    pub(crate) fn enterprises_called(&self, folded: &str) -> Result<Vec<String>> {
        let found: rusqlite::Result<Vec<String>> = self
            .connection
            .prepare_cached(
                "SELECT DISTINCT enterprise FROM enterprise_names
                 JOIN enterprises ON enterprises.id = enterprise
                 WHERE plain = ?1 AND until_date IS NULL AND successor IS NULL ORDER BY enterprise",
            )?
            .query_map([folded], |row| row.get(0))?
            .collect();
        Ok(found?)
    }

    /// The enterprise of a folded code, or of a unified code that holds it, whether taken over or not.
    pub(crate) fn enterprise_of_code(&self, code: &str) -> Result<Option<String>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT enterprise FROM (
                   SELECT enterprise, 0 AS inside, seq FROM enterprise_codes WHERE code = ?1
                   UNION ALL
                   SELECT enterprise, 1, seq FROM enterprise_codes WHERE organisation = ?1
                 ) ORDER BY inside, seq LIMIT 1",
            )?
            .query_row([code], |row| row.get(0))
            .optional()?)
    }

    /// The places of an enterprise's lines.
    pub(crate) fn regions_of(&self, id: &str) -> Result<Vec<Option<String>>> {
        let found: rusqlite::Result<Vec<Option<String>>> = self
            .connection
            .prepare_cached(
                "SELECT DISTINCT region FROM lines WHERE enterprise = ?1 ORDER BY region",
            )?
            .query_map([id], |row| row.get(0))?
            .collect();
        Ok(found?)
    }

    /// The lines of all enterprises that go by a folded name: by the sign that stands for one.
    pub(crate) fn lines_called(&self, folded: &str) -> Result<Vec<Line>> {
        self.connection
            .prepare_cached(
                "SELECT * FROM lines WHERE enterprise IN
                 (SELECT enterprise FROM enterprise_names WHERE plain = ?1) ORDER BY number",
            )?
            .query_map([folded], Line::read)?
            .map(|line| line?)
            .collect()
    }

    /// The codes of an enterprise.
    fn codes(&self, enterprise: &str) -> Result<Vec<String>> {
        let found: rusqlite::Result<Vec<String>> = self
            .connection
            .prepare_cached(
                "SELECT code FROM enterprise_codes WHERE enterprise = ?1 ORDER BY seq, code",
            )?
            .query_map([enterprise], |row| row.get(0))?
            .collect();
        Ok(found?)
    }

    /// The codes by which an enterprise is known, its own and those of what it took over, sorted by their
    /// kind.
    pub(crate) fn identifying_codes(&self, living: &str) -> Result<Codes> {
        let found: rusqlite::Result<Vec<String>> = self
            .connection
            .prepare_cached(
                "WITH RECURSIVE family(id) AS (
                   VALUES(?1)
                   UNION SELECT enterprises.id FROM enterprises JOIN family ON successor = family.id
                 )
                 SELECT code FROM enterprise_codes JOIN family ON enterprise = family.id
                 ORDER BY seq, code",
            )?
            .query_map([living], |row| row.get(0))?
            .collect();
        Ok(Codes::of(found?.iter().map(String::as_str)).with_those_inside())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Enterprise> {
    Ok(Enterprise {
        id: row.get("id")?,
        name: row.get("name")?,
        region: row.get("region")?,
        group: row.get("ownership_group")?,
        successor: row.get("successor")?,
        names: Vec::new(),
        codes: Vec::new(),
        seq: row.get("seq")?,
    })
}

fn read_name(row: &Row<'_>) -> rusqlite::Result<Result<EnterpriseName>> {
    let date = |text: String| {
        OnDate::parse(&text)
            .ok_or_else(|| LedgerError::store("damaged", format!("enterprise_names: {text}")))
    };
    let (from, until): (String, Option<String>) = (row.get("from_date")?, row.get("until_date")?);
    let (name, seen, settled): (String, String, bool) =
        (row.get("name")?, row.get("seen")?, row.get("settled")?);
    Ok((|| {
        Ok(EnterpriseName {
            name,
            from: Some(date(from)?).filter(|_| settled),
            until: until.map(date).transpose()?,
            seen: date(seen)?,
            settled,
        })
    })())
}
