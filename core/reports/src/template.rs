//! The templates: those of the program, and an office's own, which hide them by name.

use crate::error::{ReportError, ReportFault};
use crate::front;
use crate::kind::{KINDS, Kind, PARTS};
use phaseout_documents::paper::Language;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// No template is longer, in bytes.
pub const LONGEST: u64 = 256 << 10;
/// An office has no more templates.
pub const MOST: usize = 200;
/// Folders in the folder of templates go no deeper.
const DEEPEST: usize = 3;

/// What is printed can be read from here: every template, by its name from the folder of templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Templates {
    files: BTreeMap<String, Arc<Template>>,
}

/// A template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name from the folder of templates: `annual.md`, `en/annual.md`, `parts/table.md`.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Its file, where it is the office's own.
    pub file: Option<PathBuf>,
    /// Where its body begins.
    pub(crate) body_at: usize,
}

impl Template {
    fn new(name: &str, text: String, file: Option<PathBuf>) -> Arc<Self> {
        let body_at = front::split(&text).map_or(0, |(_, body)| body);
        Arc::new(Self { name: name.to_owned(), text, file, body_at })
    }

    /// What stands under the front.
    pub(crate) fn body(&self) -> &str {
        &self.text[self.body_at..]
    }

    /// The kind of document that it is the template of.
    pub fn kind(&self) -> Option<&'static Kind> {
        let word = self.name.strip_prefix("en/").unwrap_or(&self.name);
        KINDS.iter().find(|kind| word.strip_suffix(".md") == Some(kind.id))
    }
}

/// The name of a kind's template.
pub fn name_of(kind: &Kind, language: Language) -> String {
    match language {
        Language::Zh => format!("{}.md", kind.id),
        Language::En => format!("en/{}.md", kind.id),
    }
}

impl Templates {
    /// Those of the program.
    pub fn embedded() -> Self {
        let mut files = BTreeMap::new();
        let mut add = |name: &str, text: &str| {
            files.insert(name.to_owned(), Template::new(name, text.to_owned(), None));
        };
        for kind in KINDS {
            add(&name_of(kind, Language::Zh), kind.template_zh);
            if let Some(text) = kind.template_en {
                add(&name_of(kind, Language::En), text);
            }
        }
        for (name, text) in PARTS {
            add(name, text);
        }
        Self { files }
    }

    /// Those of the program and those in an office's folder of templates, if it is there.
    ///
    /// # Errors
    /// Every file that cannot be read: `template-unreadable`, `template-long`, `template-encoding`,
    /// `templates-many`.
    pub fn of_office(folder: &Path) -> Result<Self, ReportError> {
        let mut templates = Self::embedded();
        let mut faults = Vec::new();
        let mut found = Vec::new();
        walk(folder, "", 0, &mut found, &mut faults);
        found.sort();
        if found.len() > MOST {
            let fault =
                ReportFault::new("templates-many").with("most", MOST).with("count", found.len());
            return Err(fault.into());
        }
        for (name, path) in found {
            match text_of(&path) {
                Ok(text) => {
                    templates.files.insert(name.clone(), Template::new(&name, text, Some(path)));
                }
                Err(fault) => faults.push(fault.at(&name, "", 0..0)),
            }
        }
        if faults.is_empty() { Ok(templates) } else { Err(faults.into()) }
    }

    /// A template by its name.
    pub fn get(&self, name: &str) -> Option<&Template> {
        self.files.get(name).map(|file| &**file)
    }

    /// The template of a kind in a language; an English one that is not there is the Chinese one's place to
    /// fill.
    pub fn of_kind(&self, kind: &Kind, language: Language) -> Option<&Template> {
        self.get(&name_of(kind, language))
    }

    /// All of them, by name.
    pub fn all(&self) -> impl Iterator<Item = &Template> {
        self.files.values().map(|file| &**file)
    }

    /// The office's own.
    pub fn own(&self) -> impl Iterator<Item = &Template> {
        self.all().filter(|template| template.file.is_some())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// Every `.md` file in a folder and those below it. Links are not followed: what lies outside the folder is
/// no template.
fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    found: &mut Vec<(String, PathBuf)>,
    faults: &mut Vec<ReportFault>,
) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && depth == 0 => return,
        Err(error) => {
            let fault = ReportFault::new("template-unreadable").with("detail", error);
            faults.push(fault.at(prefix.trim_end_matches('/'), "", 0..0));
            return;
        }
    };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let own = entry.file_name();
        // Hidden files are what editors and systems leave beside a file.
        if own.to_string_lossy().starts_with('.') {
            continue;
        }
        let name = format!("{prefix}{}", own.to_string_lossy());
        if kind.is_dir() && depth < DEEPEST {
            walk(&entry.path(), &format!("{name}/"), depth + 1, found, faults);
        } else if kind.is_file()
            && Path::new(&name).extension().is_some_and(|ending| ending == "md")
        {
            found.push((name, entry.path()));
        }
    }
}

fn text_of(path: &Path) -> Result<String, ReportFault> {
    let unreadable = |error| ReportFault::new("template-unreadable").with("detail", error);
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > LONGEST {
        let fault = ReportFault::new("template-long").with("length", length >> 10);
        return Err(fault.with("longest", LONGEST >> 10));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let line = before.matches('\n').count() + 1;
        ReportFault::new("template-encoding").with("line", line)
    })
}
