//! Which enterprise a row is about: by code, by name, or a question.
//!
//! Codes come first: the unified one, then the organisation code, printed or inside the unified one, then
//! the registration number. Then every name that an enterprise ever bore. A name alone does not carry over
//! a contradiction, another code or another place, and a name that is only alike is never taken for the
//! same: a person has to say.

use crate::alike::Alike;
use crate::book::Book;
use crate::codes::Codes;
use crate::names::{Likeness, fold, is_name};
use crate::place::{is_near, narrowest};
use crate::refusal::{Refusal, Result};
use crate::row::SurveyRow;
use std::collections::BTreeMap;

/// An enterprise during the pass over a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// On record: a living one, by its id.
    Known(String),
    /// First named by this list, by its place among such.
    Fresh(usize),
}

/// Whose line a row is.
#[derive(Debug, Clone)]
pub(crate) enum Owner {
    /// Of this enterprise; `via` is the one on record that name or code led from, before mergers.
    Of { who: Who, via: String },
    /// Of one that the list does not name, by the sign printed for it: every row its own.
    Unnamed(String),
}

/// What a row's name and codes say.
pub(crate) enum Found {
    /// It is this one.
    Certain { who: Who, via: String },
    /// Nobody like it is on record.
    Nobody,
    /// Name and codes are not given.
    Unnamed(String),
    /// A person has to say.
    Question { candidates: Vec<Who>, why: &'static str },
    /// The row contradicts the record; no answer mends that.
    Refused(Refusal),
}

/// An enterprise that this list names first.
struct Fresh {
    name: String,
    /// Where the list names it.
    place: String,
    /// A person said that it is none of those known.
    answered: bool,
}

/// Those who are on record, and what this list says about them and about others, as far as it was read.
pub(crate) struct Roster<'b> {
    pub(crate) book: Book<'b>,
    fresh: Vec<Fresh>,
    called: BTreeMap<String, Vec<Who>>,
    coded: BTreeMap<String, Who>,
    codes: BTreeMap<Who, Codes>,
    regions: BTreeMap<Who, Vec<Option<String>>>,
    names: Option<Names>,
}

/// All names on record, ready to be held against others.
#[derive(Debug, Default)]
pub(crate) struct Names {
    names: Vec<(Who, Likeness)>,
    alike: Alike,
}

impl Names {
    fn read(book: Book<'_>) -> Result<Self> {
        let mut names = Self::default();
        for (living, name, plain) in book.all_names()? {
            if is_name(&name) {
                names.add(Who::Known(living), &plain);
            }
        }
        Ok(names)
    }

    fn add(&mut self, who: Who, plain: &str) {
        self.put(who, Likeness::of(plain));
    }

    fn put(&mut self, who: Who, likeness: Likeness) {
        self.alike.add(self.names.len(), likeness.core());
        self.names.push((who, likeness));
    }

    /// Whose names are like this one.
    fn like(&self, plain: &str) -> Vec<Who> {
        let own = Likeness::of(plain);
        let mut found: Vec<Who> = Vec::new();
        for at in self.alike.candidates(own.core()) {
            let (who, name) = &self.names[at];
            if own.is_like(name) && !found.contains(who) {
                found.push(who.clone());
            }
        }
        found
    }

    /// Enterprises of the list are on record now, under these ids; the others were refused.
    pub(crate) fn founded(self, ids: &BTreeMap<usize, String>) -> Self {
        let mut names = Self::default();
        for (who, likeness) in self.names {
            let who = match who {
                Who::Known(id) => Some(id),
                Who::Fresh(at) => ids.get(&at).cloned(),
            };
            if let Some(id) = who {
                names.put(Who::Known(id), likeness);
            }
        }
        names
    }
}

impl<'b> Roster<'b> {
    pub(crate) fn new(book: Book<'b>, names: Option<Names>) -> Self {
        Self {
            book,
            fresh: Vec::new(),
            called: BTreeMap::new(),
            coded: BTreeMap::new(),
            codes: BTreeMap::new(),
            regions: BTreeMap::new(),
            names,
        }
    }

    pub(crate) fn into_names(self) -> Option<Names> {
        self.names
    }

    /// Who a row's codes and name lead to.
    pub(crate) fn find(&mut self, row: &SurveyRow) -> Result<Found> {
        let printed = printed(row);
        let codes = printed.clone().identifying();
        let named = is_name(&row.name);
        match self.by_codes(row, &printed, &codes)? {
            Some(Found::Certain { who, via }) if named => self.also_named(row, who, via),
            Some(found) => Ok(found),
            None if named => self.by_name(row, &codes),
            None if !codes.is_empty() => Ok(Found::Nobody),
            None => Ok(Found::Unnamed(fold(&row.name))),
        }
    }

    fn by_codes(&self, row: &SurveyRow, printed: &Codes, codes: &Codes) -> Result<Option<Found>> {
        let mut hits: Vec<(String, Who, String)> = Vec::new();
        for code in codes.iter().chain(printed.iter()) {
            if let Some((who, via)) = self.of_code(code)? {
                hits.push((code.clone(), who, via));
            }
        }
        let Some((code, who, via)) = hits.first().cloned() else { return Ok(None) };
        // What only stands inside the unified code does not contradict it.
        let other = hits.iter().find(|(code, other, _)| {
            *other != who && printed.iter().any(|printed| printed == code)
        });
        if let Some((other_code, other, _)) = other {
            let refusal = Refusal::new("codes-disagree", row.place())
                .with("name", &row.name)
                .with("code", code)
                .with("enterprise", self.described(&who)?)
                .with("other_code", other_code)
                .with("other", self.described(other)?);
            return Ok(Some(Found::Refused(refusal)));
        }
        if !codes.unified.contains(&code) && codes.conflict(&self.codes(&who)?) {
            return Ok(Some(Found::Question { candidates: vec![who], why: "other-code" }));
        }
        Ok(Some(Found::Certain { who, via }))
    }

    /// A code leads to one enterprise, and the name to another one: somebody has to look.
    fn also_named(&self, row: &SurveyRow, who: Who, via: String) -> Result<Found> {
        let mut candidates: Vec<Who> = self.named(row)?.into_iter().map(|(who, _)| who).collect();
        if candidates.is_empty() || candidates.contains(&who) {
            return Ok(Found::Certain { who, via });
        }
        candidates.insert(0, who);
        Ok(Found::Question { candidates, why: "code-and-name" })
    }

    fn by_name(&mut self, row: &SurveyRow, codes: &Codes) -> Result<Found> {
        let owners = self.named(row)?;
        if owners.is_empty() {
            let candidates = self.alike(row, codes)?;
            return Ok(if candidates.is_empty() {
                Found::Nobody
            } else {
                Found::Question { candidates, why: "alike" }
            });
        }
        let mut fitting = Vec::new();
        let mut why = "other-region";
        for (who, via) in &owners {
            if codes.conflict(&self.codes(who)?) {
                why = "other-code";
            } else if self.is_near(who, row.region.as_deref())? {
                fitting.push((who.clone(), via.clone()));
            }
        }
        match fitting.len() {
            1 => {
                let (who, via) = fitting.swap_remove(0);
                return Ok(Found::Certain { who, via });
            }
            0 => {}
            _ => why = "several",
        }
        Ok(Found::Question { candidates: owners.into_iter().map(|(who, _)| who).collect(), why })
    }

    /// Those whose names are alike, unless codes or places tell them apart.
    fn alike(&mut self, row: &SurveyRow, codes: &Codes) -> Result<Vec<Who>> {
        if self.names.is_none() {
            let mut names = Names::read(self.book)?;
            for (plain, who) in &self.called {
                for who in who {
                    names.add(who.clone(), plain);
                }
            }
            self.names = Some(names);
        }
        let plain = fold(&row.name);
        let found = self.names.as_ref().map(|names| names.like(&plain)).unwrap_or_default();
        let mut candidates = Vec::new();
        for who in found {
            if !codes.conflict(&self.codes(&who)?) && self.is_near(&who, row.region.as_deref())? {
                candidates.push(who);
            }
        }
        Ok(candidates)
    }

    /// Brings the enterprise of a row on record.
    pub(crate) fn found(&mut self, row: &SurveyRow, answered: bool) -> Who {
        let who = Who::Fresh(self.fresh.len());
        self.fresh.push(Fresh { name: row.name.clone(), place: row.place(), answered });
        who
    }

    /// Notes what a row says about the enterprise that it was found to be about: the rows after it are held
    /// against that as well.
    pub(crate) fn learn(&mut self, who: &Who, row: &SurveyRow) -> Result<()> {
        let plain = fold(&row.name);
        if is_name(&row.name) && !self.named(row)?.iter().any(|(other, _)| other == who) {
            if let Some(names) = &mut self.names {
                names.add(who.clone(), &plain);
            }
            self.called.entry(plain).or_default().push(who.clone());
        }
        let codes = printed(row).identifying();
        for code in codes.iter() {
            if self.of_code(code)?.is_none() {
                self.coded.insert(code.clone(), who.clone());
            }
        }
        self.codes.entry(who.clone()).or_default().extend(codes);
        let regions = self.regions.entry(who.clone()).or_default();
        if !regions.contains(&row.region) {
            regions.push(row.region.clone());
        }
        Ok(())
    }

    /// The one that this list brought on record by the same answer under the same name.
    pub(crate) fn answered(&self, candidates: &[Who], row: &SurveyRow) -> Result<Option<Who>> {
        let (plain, codes) = (fold(&row.name), printed(row).identifying());
        let mut fitting = Vec::new();
        for who in candidates {
            if let Who::Fresh(at) = who
                && self.fresh[*at].answered
                && fold(&self.fresh[*at].name) == plain
                && !codes.conflict(&self.codes(who)?)
            {
                fitting.push(who);
            }
        }
        Ok(if let [one] = fitting.as_slice() { Some((*one).clone()) } else { None })
    }

    fn of_code(&self, code: &String) -> Result<Option<(Who, String)>> {
        if let Some(via) = self.book.enterprise_of_code(code)? {
            return Ok(Some((Who::Known(self.book.living(&via)?), via)));
        }
        Ok(self.coded.get(code).map(|who| (who.clone(), via(who))))
    }

    /// Who ever bore the name, and under which id.
    fn named(&self, row: &SurveyRow) -> Result<Vec<(Who, String)>> {
        let plain = fold(&row.name);
        let mut owners: Vec<(Who, String)> = Vec::new();
        for via in self.book.enterprises_named(&plain)? {
            let who = Who::Known(self.book.living(&via)?);
            if !owners.iter().any(|(other, _)| *other == who) {
                owners.push((who, via));
            }
        }
        for who in self.called.get(&plain).into_iter().flatten() {
            if !owners.iter().any(|(other, _)| other == who) {
                owners.push((who.clone(), via(who)));
            }
        }
        Ok(owners)
    }

    fn codes(&self, who: &Who) -> Result<Codes> {
        let mut codes = match who {
            Who::Known(id) => self.book.identifying_codes(id)?,
            Who::Fresh(_) => Codes::default(),
        };
        if let Some(learned) = self.codes.get(who) {
            codes.extend(learned.clone());
        }
        Ok(codes)
    }

    /// Whether one of its lines may lie at the place, as nearly as it is known where they lie.
    fn is_near(&self, who: &Who, region: Option<&str>) -> Result<bool> {
        let mut regions = match who {
            Who::Known(id) => self.book.regions_of(id)?,
            Who::Fresh(_) => Vec::new(),
        };
        regions.extend(self.regions.get(who).into_iter().flatten().cloned());
        let regions: Vec<&str> = regions.iter().filter_map(Option::as_deref).collect();
        let narrowest = narrowest(&regions);
        Ok(narrowest.is_empty() || narrowest.iter().any(|own| is_near(Some(own), region)))
    }

    /// An enterprise as a person recognises it.
    pub(crate) fn described(&self, who: &Who) -> Result<String> {
        match who {
            Who::Fresh(at) => {
                let Fresh { name, place, .. } = &self.fresh[*at];
                Ok(format!("{name} ({place})"))
            }
            Who::Known(id) => {
                let Some(enterprise) = self.book.enterprise(id)? else { return Ok(id.clone()) };
                let mut marks = enterprise.codes;
                marks.extend(enterprise.region);
                Ok(format!("{id} {} ({})", enterprise.name, marks.join(", ")))
            }
        }
    }
}

fn via(who: &Who) -> String {
    if let Who::Known(id) = who { id.clone() } else { String::new() }
}

fn printed(row: &SurveyRow) -> Codes {
    Codes::of([&row.credit_code, &row.organisation_code].into_iter().filter_map(Option::as_deref))
}
