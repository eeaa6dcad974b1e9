//! Which line a row is about, once its enterprise is known: by its label, by kind and specification, as the
//! only one of its kind on both sides, or a question. All rows of a list are held against all lines of the
//! enterprise at once, strongest sign first, and no two rows are one line.

use crate::owner::{Found, Owner, Roster, Who};
use crate::pairing::{Candidate, Entry, Pairing};
use crate::question::{Answer, elsewhere, same_as, same_enterprise, unknown_answer};
use crate::refusal::{Refusal, Result};
use crate::row::SurveyRow;
use crate::shape::Shape;
use crate::surveyed::LastRow;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be done with a row.
pub(crate) enum Plan {
    /// A line that was not known. `answered`: a person said so; `repeated`: an earlier row of the list
    /// looks like the same line.
    New { owner: Owner, answered: bool, repeated: bool },
    /// A line that is known; `via` is the enterprise on record whose name or code the row gives, blank
    /// where it gives none.
    Known { line: String, via: String },
    /// Not recorded.
    Refused(Refusal),
}

/// Finds out what is to be done with each row of a list.
pub(crate) fn plan(roster: &mut Roster<'_>, rows: &[SurveyRow]) -> Result<Vec<Plan>> {
    let named = rows.iter().filter_map(|row| match Answer::of(row) {
        Some(Answer::Line(id)) => Some(id),
        _ => None,
    });
    let mut list = List {
        rows,
        shapes: rows.iter().map(Shape::of).collect(),
        plans: rows.iter().map(|_| None).collect(),
        taken: named.collect(),
        answered: BTreeSet::new(),
        asked: Vec::new(),
        groups: BTreeMap::new(),
    };
    for at in 0..rows.len() {
        list.place(roster, at)?;
    }
    // What later rows told may answer a question: read again, the list would find it on record.
    while !list.asked.is_empty() {
        let asked = std::mem::take(&mut list.asked);
        let before = asked.len();
        for at in asked {
            list.place(roster, at)?;
        }
        if list.asked.len() == before {
            break;
        }
    }
    for (group, members) in std::mem::take(&mut list.groups) {
        list.pair(roster, &group, &members)?;
    }
    Ok(list.plans.into_iter().map(|plan| plan.expect("every row was looked at")).collect())
}

/// Rows that are held against the same lines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Of(Who),
    Unnamed(String),
}

/// A list on its way.
struct List<'r> {
    rows: &'r [SurveyRow],
    shapes: Vec<Shape>,
    plans: Vec<Option<Plan>>,
    /// Lines that a row has, or that an answer names.
    taken: BTreeSet<String>,
    /// Lines that an answer gave to a row.
    answered: BTreeSet<String>,
    /// Rows of which it is a question who they are about.
    asked: Vec<usize>,
    groups: BTreeMap<Group, Vec<(usize, Owner)>>,
}

impl List<'_> {
    /// Finds the enterprise of a row, and the line where a person said which it is.
    fn place(&mut self, roster: &mut Roster<'_>, at: usize) -> Result<()> {
        let row = &self.rows[at];
        let found = roster.find(row)?;
        if let Found::Refused(refusal) = found {
            self.refuse(at, refusal);
            return Ok(());
        }
        match Answer::of(row) {
            None => self.unanswered(roster, at, found)?,
            Some(Answer::New) => self.new_by_answer(roster, at, found)?,
            Some(Answer::Line(id)) => self.line_by_answer(roster, at, &found, id)?,
            Some(Answer::Enterprise { id, new_line }) => {
                if !roster.book.is_enterprise(&id)? {
                    self.refuse(at, unknown_answer(row, &id));
                    return Ok(());
                }
                let who = Who::Known(roster.book.living(&id)?);
                if let Some(refusal) = elsewhere(roster, row, &found, &who)? {
                    self.refuse(at, refusal);
                } else if new_line {
                    self.new_by_answer(roster, at, Found::Certain { who, via: id })?;
                } else {
                    self.join(roster, at, Owner::Of { who, via: id })?;
                }
            }
            Some(Answer::Unknown(text)) => self.refuse(at, unknown_answer(row, &text)),
        }
        Ok(())
    }

    fn unanswered(&mut self, roster: &mut Roster<'_>, at: usize, found: Found) -> Result<()> {
        let row = &self.rows[at];
        let owner = match found {
            Found::Certain { who, via } => Owner::Of { who, via },
            Found::Nobody => Owner::Of { who: roster.found(row, false), via: String::new() },
            Found::Unnamed(sign) => Owner::Unnamed(sign),
            Found::Question { candidates, why } => {
                let refusal = same_enterprise(roster, row, &candidates, why)?;
                self.refuse(at, refusal);
                self.asked.push(at);
                return Ok(());
            }
            Found::Refused(refusal) => {
                self.refuse(at, refusal);
                return Ok(());
            }
        };
        self.join(roster, at, owner)
    }

    fn join(&mut self, roster: &mut Roster<'_>, at: usize, owner: Owner) -> Result<()> {
        if let Owner::Of { who, .. } = &owner {
            roster.learn(who, &self.rows[at])?;
        }
        let group = match &owner {
            Owner::Of { who, .. } => Group::Of(who.clone()),
            Owner::Unnamed(sign) => Group::Unnamed(sign.clone()),
        };
        self.groups.entry(group).or_default().push((at, owner));
        Ok(())
    }

    fn refuse(&mut self, at: usize, refusal: Refusal) {
        self.plans[at] = Some(Plan::Refused(refusal));
    }

    /// The line that the row names, unless name or code say that it is of another enterprise.
    fn line_by_answer(
        &mut self,
        roster: &mut Roster<'_>,
        at: usize,
        found: &Found,
        id: String,
    ) -> Result<()> {
        let row = &self.rows[at];
        let Some(line) = roster.book.line(&id)? else {
            self.refuse(at, unknown_answer(row, &id));
            return Ok(());
        };
        let who = Who::Known(roster.book.living(&line.enterprise)?);
        if let Some(refusal) = elsewhere(roster, row, found, &who)? {
            self.refuse(at, refusal);
        } else if self.answered.insert(id.clone()) {
            roster.learn(&who, row)?;
            let via = match found {
                Found::Certain { via, .. } => via.clone(),
                _ => String::new(),
            };
            self.plans[at] = Some(Plan::Known { line: id, via });
        } else {
            self.refuse(at, Refusal::new("same-as-twice", row.place()).with("line", id));
        }
        Ok(())
    }

    /// A person said that the row is none of the lines known then. The same answer in the same row, read
    /// once more, is the line that it brought on record.
    fn new_by_answer(&mut self, roster: &mut Roster<'_>, at: usize, found: Found) -> Result<()> {
        let row = &self.rows[at];
        let groups: Vec<Group> = match &found {
            Found::Certain { who, .. } => vec![Group::Of(who.clone())],
            Found::Question { candidates, .. } => {
                candidates.iter().cloned().map(Group::Of).collect()
            }
            Found::Unnamed(sign) => vec![Group::Unnamed(sign.clone())],
            Found::Nobody | Found::Refused(_) => Vec::new(),
        };
        let shape = &self.shapes[at];
        let again = |line: &Candidate| {
            let same_place = shape.list_id.is_some()
                && line.shape.list_id == shape.list_id
                && line.shape.file == shape.file;
            line.answered
                && (line.shape.whole == shape.whole
                    || same_place && line.shape.kinds == shape.kinds)
        };
        for group in &groups {
            let lines = self.lines(roster, group)?;
            if let Some(line) = lines.into_iter().find(|line| again(line)) {
                self.taken.insert(line.line.id.clone());
                self.plans[at] = Some(Plan::Known { line: line.line.id, via: line.origin });
                return Ok(());
            }
        }
        let owner = match found {
            Found::Certain { who, via } => Owner::Of { who, via },
            Found::Unnamed(sign) => Owner::Unnamed(sign),
            Found::Question { candidates, .. } => {
                let who = roster.answered(&candidates, row)?;
                let who = who.unwrap_or_else(|| roster.found(row, true));
                Owner::Of { who, via: String::new() }
            }
            _ => Owner::Of { who: roster.found(row, true), via: String::new() },
        };
        if let Owner::Of { who, .. } = &owner {
            roster.learn(who, row)?;
        }
        self.plans[at] = Some(Plan::New { owner, answered: true, repeated: false });
        Ok(())
    }

    /// The lines of a group that no row has yet.
    fn lines(&self, roster: &Roster<'_>, group: &Group) -> Result<Vec<Candidate>> {
        let lines = match group {
            Group::Of(Who::Known(id)) => roster.book.lines_of(id)?,
            Group::Of(Who::Fresh(_)) => Vec::new(),
            Group::Unnamed(sign) => roster.book.lines_called(sign)?,
        };
        let mut candidates = Vec::new();
        for line in lines {
            if self.taken.contains(&line.id) {
                continue;
            }
            if let Some(LastRow { row, origin, answered, .. }) = roster.book.last_row(&line)? {
                candidates.push(Candidate { shape: Shape::of(&row), line, origin, answered });
            }
        }
        Ok(candidates)
    }

    /// The lines that were split off from a group's enterprise, by all that their last row says of them.
    fn parted(
        &self,
        roster: &Roster<'_>,
        group: &Group,
    ) -> Result<BTreeMap<String, (String, String)>> {
        let Group::Of(Who::Known(id)) = group else { return Ok(BTreeMap::new()) };
        let mut parted = BTreeMap::new();
        for line in roster.book.lines_parted(id)? {
            if let Some(last) =
                roster.book.last_row(&line)?.filter(|_| !self.taken.contains(&line.id))
            {
                parted.insert(Shape::of(&last.row).whole, (line.id, last.origin));
            }
        }
        Ok(parted)
    }

    /// Holds the rows of a group against its lines.
    fn pair(
        &mut self,
        roster: &Roster<'_>,
        group: &Group,
        members: &[(usize, Owner)],
    ) -> Result<()> {
        let lines = self.lines(roster, group)?;
        let rows = members.iter().map(|(at, owner)| Entry {
            shape: &self.shapes[*at],
            via: match owner {
                Owner::Of { via, .. } => Some(via.as_str()),
                Owner::Unnamed(_) => None,
            },
            of_today: matches!((group, owner),
                (Group::Of(Who::Known(id)), Owner::Of { via, .. }) if id == via),
        });
        let mut pairing = Pairing::new(rows.collect(), &lines);
        pairing.equal();
        pairing.no_more();
        // Two firms that a list does not name are one only where it says the same of both.
        if matches!(group, Group::Of(_)) {
            pairing.by_signs();
        }
        let lines_of: Vec<Result<usize, Vec<&Candidate>>> = (0..members.len())
            .map(|member| pairing.line_of(member).ok_or_else(|| pairing.left_for(member)))
            .collect();
        let mut parted = self.parted(roster, group)?;
        let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
        for ((at, owner), line) in members.iter().zip(lines_of) {
            let at = *at;
            let shape = &self.shapes[at];
            let is_first = seen.insert((&shape.whole, ""))
                && (shape.label.is_empty() || seen.insert((&shape.label, &shape.equipment)));
            let plan = match &line {
                Ok(line) => {
                    let line = lines[*line].line.id.clone();
                    self.taken.insert(line.clone());
                    let via = match owner {
                        Owner::Of { via, .. } => via.clone(),
                        Owner::Unnamed(_) => String::new(),
                    };
                    Plan::Known { line, via }
                }
                Err(candidates) if candidates.is_empty() && parted.contains_key(&shape.whole) => {
                    // An older list still names the enterprise that the line was split off from.
                    let (line, origin) = parted.remove(&shape.whole).unwrap_or_default();
                    self.taken.insert(line.clone());
                    Plan::Known { line, via: origin }
                }
                Err(candidates) if candidates.is_empty() => Plan::New {
                    repeated: !is_first && matches!(owner, Owner::Of { .. }),
                    owner: owner.clone(),
                    answered: false,
                },
                Err(candidates) => Plan::Refused(same_as(&self.rows[at], candidates)),
            };
            self.plans[at] = Some(plan);
        }
        Ok(())
    }
}
