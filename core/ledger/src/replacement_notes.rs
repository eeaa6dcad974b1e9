//! What a person should look at in capacity replacement: projects that are short, ratios and exclusions that
//! were not confirmed, old lines that run on or stand longer than they may.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::fact::named;
use crate::line::Line;
use crate::note::Note;
use crate::refusal::Result;
use crate::replacement::exclusions;
use crate::replacement_book::Replacement;
use crate::replacement_project::{Coverage, Project, dismantled_by, stands_after};
use crate::replacement_rules::{EXCLUDED, InForce};
use crate::state::State;
use phaseout_model::Date;
use std::collections::BTreeSet;

impl Book<'_> {
    /// Everything worth a look on a day, project by project.
    ///
    /// # Errors
    /// [`crate::LedgerError::Store`] where the projection cannot be read.
    pub fn replacement_notes(&self, today: Date) -> Result<Vec<Note>> {
        let mut notes = Vec::new();
        let mut lines = BTreeSet::new();
        for project in self.projects()? {
            notes.extend(of_coverage(&project));
            for using in &project.uses {
                notes.extend(of_rule(&project, using));
                let Some(line) = self.line(&using.line)? else { continue };
                for (exclusion, document) in exclusions(self, &line, using.on)? {
                    notes.push(
                        Note::new("replacement-excluded", &line.id)
                            .with("project", &project.name)
                            .with("reason", named(EXCLUDED, &exclusion.id))
                            .with("document", document),
                    );
                }
                notes.extend(of_line(&project, using, &line, today));
                if lines.insert(line.id.clone()) {
                    notes.extend(self.of_rest(&line)?);
                }
            }
        }
        notes.dedup();
        Ok(notes)
    }

    /// A later survey or plan gave the line less than was used of it.
    fn of_rest(&self, line: &Line) -> Result<Option<Note>> {
        let own = self.replacements(&line.id)?;
        let Amount::Known(rest) = &own.rest else { return Ok(None) };
        Ok(rest.value.is_sign_negative().then(|| {
            Note::new("replacement-capacity-shrank", &line.id)
                .with("capacity", &own.capacity)
                .with("used", &own.used)
        }))
    }
}

fn of_coverage(project: &Project) -> Option<Note> {
    let note = |code| Note::new(code, &project.name).with("used", &project.used);
    match &project.coverage {
        Coverage::Short { covers, lacking, .. } => Some(
            note("replacement-short")
                .with("ratio", project.ratios())
                .with("covers", covers)
                .with("lacking", lacking),
        ),
        Coverage::Undecided => Some(note("replacement-undecided")),
        Coverage::Units => Some(note("replacement-units")),
        Coverage::NoRule | Coverage::Covered => None,
    }
}

fn of_rule(project: &Project, using: &Replacement) -> Vec<Note> {
    let mut notes = Vec::new();
    match project.in_force(using) {
        InForce::Unclear => {
            notes.push(
                Note::new("replacement-edition-unclear", &project.name).with("date", using.on),
            );
        }
        InForce::Edition(edition) if edition.turns_on_area() && project.key_area.is_none() => {
            notes.push(
                Note::new("replacement-area-unknown", &project.name)
                    .with("document", &edition.document),
            );
        }
        _ => {}
    }
    if let Some((ratio, document)) = project.rule_of(using)
        && !ratio.confirmed
    {
        notes.push(
            Note::new("replacement-ratio-unconfirmed", &project.name)
                .with("ratio", &ratio.ratio)
                .with("document", document),
        );
    }
    notes
}

fn of_line(project: &Project, using: &Replacement, line: &Line, today: Date) -> Vec<Note> {
    let mut notes = Vec::new();
    let note = |code| {
        Note::new(code, &line.id).with("project", &project.name).with("state", line.state.id())
    };
    if matches!(line.state, State::StruckOff | State::Retrofitted | State::Exempted) {
        notes.push(note("replacement-line-stays"));
    }
    let started = project.new_start.and_then(OnDate::latest).filter(|start| *start <= today);
    if let Some(start) = started
        && !line.state.is_shut_down()
        && line.state != State::Converted
    {
        notes.push(note("replacement-old-runs").with("start", start));
    }
    if let Some((latest, document, _)) = dismantled_by(project, using)
        && stands_after(line, latest, OnDate::day(today))
    {
        notes.push(note("replacement-stands").with("latest", latest).with("document", document));
    }
    notes
}
