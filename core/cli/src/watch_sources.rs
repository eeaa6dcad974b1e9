//! What `watch` puts in force, and what it is made from: built aside, checked, and taken whole or not at all.

use crate::fault::Fault;
use crate::paper_report::templates;
use crate::probe::{of_case, thorough_prober};
use crate::session::Session;
use crate::template_faults::{self, TEMPLATES};
use crate::watch_scripts::{Scripts, Wrong};
use phaseout_criteria::Diagnostic;
use phaseout_host::{Generation, HostError, Loader, Watch, reload};
use phaseout_ledger::office::OFFICE_FILE;
use phaseout_model::Date;
use phaseout_reports::template::Templates;
use phaseout_screening::{CaseFailure, test_criteria};
use phaseout_workflow::SCRIPTS;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What is in force together.
#[derive(Debug)]
pub(crate) struct InForce {
    /// Plugins and criteria, with the worked cases that fail in them: a change need not answer for those.
    pub(crate) generation: Arc<Generation>,
    failures: Arc<Vec<CaseFailure>>,
    /// The office's scripts and settings; `None`: they were wrong from the start.
    pub(crate) scripts: Option<Arc<Scripts>>,
    /// The templates of documents; `None`: they were wrong from the start.
    pub(crate) templates: Option<Arc<Templates>>,
}

/// Why what is in force stays although files have changed.
#[derive(Debug)]
pub(crate) enum Stays {
    /// The change is not good.
    Refused(Refusal),
    /// It touches nothing that is in force.
    Untouched,
}

/// All that is wrong with a change.
#[derive(Debug, Default)]
pub(crate) struct Refusal {
    pub(crate) errors: Vec<HostError>,
    pub(crate) diagnostics: Vec<(Diagnostic, String)>,
    pub(crate) office: Wrong,
}

/// What has changed since it was last taken into force: a set that was refused leaves its parts here.
#[derive(Clone, Copy, Debug, Default)]
struct Pending {
    plugins: bool,
    scripts: bool,
    templates: bool,
}

/// Where everything comes from.
pub(crate) struct Sources {
    session: Session,
    office: Option<PathBuf>,
    pub(crate) loader: Loader,
    as_of: Date,
    pending: Mutex<Pending>,
}

/// Plugins and criteria, with their failing cases.
type Plugins = (Arc<Generation>, Arc<Vec<CaseFailure>>);

impl Sources {
    pub(crate) fn of(session: &Session) -> Result<Self, Fault> {
        let as_of = session.as_of()?;
        // Events name files by whole paths.
        let whole = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        Ok(Self {
            session: session.clone(),
            office: session.office.as_ref().map(whole),
            loader: Loader::new(thorough_prober(as_of)),
            as_of,
            pending: Mutex::default(),
        })
    }

    /// Everything that a change may come from. Folders may come later.
    pub(crate) fn watches(&self) -> Vec<Watch> {
        let criteria = self.office.as_ref().map(|office| office.join("criteria"));
        let mut watches = reload::watches(&self.session.places, criteria.as_deref());
        if let Some(office) = &self.office {
            watches.push(Watch::file(&office.join(OFFICE_FILE)));
            // The lines that tests run on are csv.
            watches.push(Watch::tree(&office.join(SCRIPTS), &["rhai", "csv"]));
            watches.push(Watch::everything(&office.join(TEMPLATES)));
        }
        watches
    }

    /// What is in force at the start: plugins that can be used, and the scripts unless they are wrong.
    pub(crate) fn first(&self) -> Result<(InForce, Option<Wrong>), Fault> {
        let generation = Arc::new(self.session.usable(self.load())?);
        let failures = Arc::new(test_criteria(&generation, self.as_of).failures);
        let mut wrong = Wrong::default();
        let scripts = match Scripts::read(&self.session, &generation) {
            Ok(scripts) => Some(Arc::new(scripts)),
            Err(found) => {
                wrong = found;
                None
            }
        };
        let templates = self.templates().map_err(|faults| wrong.faults.extend(faults)).ok();
        let (no_scripts, no_templates) = (scripts.is_none(), templates.is_none());
        self.leave(Pending { plugins: false, scripts: no_scripts, templates: no_templates });
        let in_force = InForce { generation, failures, scripts, templates };
        Ok((in_force, if wrong.is_empty() { None } else { Some(wrong) }))
    }

    /// The set as it is now, if it is as good as the one in force.
    pub(crate) fn next(&self, current: &InForce, changed: &[PathBuf]) -> Result<InForce, Stays> {
        let before = self.pending();
        let of_office = changed.iter().any(|path| self.is_scripts(path));
        let pending = Pending {
            plugins: before.plugins || changed.iter().any(|path| self.is_plugins(path)),
            scripts: before.scripts || of_office,
            templates: before.templates || changed.iter().any(|path| self.is_template(path)),
        };
        self.leave(pending);
        let mut refusal = Refusal::default();
        let plugins = if pending.plugins {
            self.plugins(current, changed, &mut refusal)
        } else {
            Some((Arc::clone(&current.generation), Arc::clone(&current.failures)))
        };
        let mut scripts = current.scripts.clone();
        if pending.scripts {
            let generation = plugins.as_ref().map_or(&current.generation, |(new, _)| new);
            match Scripts::read(&self.session, generation) {
                Ok(new) => scripts = Some(Arc::new(new)),
                // Scripts that were never in force do not stand in the way of the rest.
                Err(wrong) if of_office || scripts.is_some() => refusal.office = wrong,
                Err(_) => {}
            }
        }
        let mut templates = current.templates.clone();
        if pending.templates {
            match self.templates() {
                Ok(new) => templates = Some(new),
                Err(faults) if templates.is_some() || !before.templates => {
                    refusal.office.faults.extend(faults);
                }
                Err(_) => {}
            }
        }
        let (Some((generation, failures)), true) = (plugins, refusal.office.is_empty()) else {
            return Err(Stays::Refused(refusal));
        };
        let (no_scripts, no_templates) = (scripts.is_none(), templates.is_none());
        self.leave(Pending { plugins: false, scripts: no_scripts, templates: no_templates });
        let next = InForce { generation, failures, scripts, templates };
        let mended = before.plugins || before.scripts || before.templates;
        let same = next.has_scripts_of(current) && next.templates == current.templates;
        if !mended && !pending.plugins && same {
            return Err(Stays::Untouched);
        }
        Ok(next)
    }

    /// Plugins and criteria as they are now, if they are as good as those in force.
    fn plugins(
        &self,
        current: &InForce,
        changed: &[PathBuf],
        refusal: &mut Refusal,
    ) -> Option<Plugins> {
        let generation = self.load();
        refusal.errors = reload::refusals(&current.generation, &generation, changed);
        if generation.industries.is_empty() && refusal.errors.is_empty() {
            let path = changed.first().map_or(Path::new(""), PathBuf::as_path);
            refusal.errors.push(HostError::new("watch-nothing-left", path));
        }
        if !refusal.errors.is_empty() || !generation.diagnostics.is_empty() {
            refusal.diagnostics = generation.diagnostics;
            return None;
        }
        let failures = test_criteria(&generation, self.as_of).failures;
        let new = failures.iter().filter(|failure| !current.failures.contains(failure));
        refusal.errors = new.map(|failure| of_case(Path::new(&failure.path), failure)).collect();
        refusal.errors.is_empty().then(|| (Arc::new(generation), Arc::new(failures)))
    }

    fn load(&self) -> Generation {
        let criteria = self.session.office_criteria();
        Generation::load_with(&self.loader, &self.session.places, criteria.as_deref())
    }

    /// The templates of the office over those of the program, if nothing is wrong with them.
    fn templates(&self) -> Result<Arc<Templates>, Vec<Fault>> {
        let templates = templates(&self.session).map_err(|fault| vec![fault])?;
        let wrong = phaseout_reports::check::office(&templates);
        if wrong.is_empty() {
            return Ok(Arc::new(templates));
        }
        let told =
            wrong.iter().map(|one| template_faults::one(&self.session, one, Some(&templates)));
        Err(told.collect())
    }

    /// Whether a file is a template.
    pub(crate) fn is_template(&self, path: &Path) -> bool {
        self.office.as_ref().is_some_and(|office| path.starts_with(office.join(TEMPLATES)))
    }

    fn is_scripts(&self, path: &Path) -> bool {
        self.office.as_ref().is_some_and(|office| {
            path.starts_with(office.join(SCRIPTS)) || *path == office.join(OFFICE_FILE)
        })
    }

    fn is_plugins(&self, path: &Path) -> bool {
        !self.is_scripts(path) && !self.is_template(path)
    }

    fn pending(&self) -> Pending {
        *self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self, pending: Pending) {
        *self.pending.lock().unwrap_or_else(PoisonError::into_inner) = pending;
    }
}

impl InForce {
    fn has_scripts_of(&self, other: &Self) -> bool {
        match (&self.scripts, &other.scripts) {
            (Some(own), Some(other)) => own.same(other),
            (None, None) => true,
            _ => false,
        }
    }
}
