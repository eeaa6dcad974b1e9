//! What was loaded together: the industries with their plugins and criteria, and the hash that names
//! them in every answer.

use crate::discover::{Candidate, Found, Place, discover};
use crate::error::HostError;
use crate::library::{CriterionText, Description, Library};
use crate::loader::{Loaded, Loader};
use crate::manifest::{Manifest, folder_version};
use phaseout_criteria::{Criterion, Diagnostic, SourceFile, check_tightening, parse_criterion};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// One industry, ready to read and to judge.
#[derive(Debug)]
pub struct Industry {
    /// The plugin's own name for itself.
    pub id: String,
    /// The plugin's version.
    pub version: String,
    /// The library file or the data folder.
    pub path: PathBuf,
    /// SHA-256 of the library's bytes, or of a folder's files.
    pub sha256: String,
    /// Words, kinds, attributes and forms.
    pub manifest: Manifest,
    /// The criteria, the plugin's first, then the office's.
    pub criteria: Vec<Criterion>,
    /// The text of each of `criteria`.
    pub sources: Vec<SourceFile>,
    /// The code, where there is any.
    pub library: Option<Library>,
}

/// A plugin that another one, found in an earlier place, stands before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The library or folder that is not used.
    pub path: PathBuf,
    /// The industry that it speaks for.
    pub industry: String,
    /// The one that is used instead.
    pub by: PathBuf,
}

/// Everything loaded together. Nothing in it changes while a run uses it.
#[derive(Debug, Default)]
pub struct Generation {
    /// The industries in the order of their ids.
    pub industries: Vec<Industry>,
    /// What an earlier place hides.
    pub hidden: Vec<Hidden>,
    /// Plugins and files that could not be used. The rest works; lines of a missing industry are
    /// unjudged, which the caller says.
    pub errors: Vec<HostError>,
    /// What is wrong in criterion files, with the text of each file. A set with a faulty file is not
    /// used for judging: a missing criterion would let a line pass.
    pub diagnostics: Vec<(Diagnostic, String)>,
    /// SHA-256 over every criterion's id and text.
    pub criteria_sha256: String,
}

impl Generation {
    /// Finds and loads what the places hold, and the criteria in an office's `criteria/`. Libraries are
    /// loaded untried; where others put them there, use [`Generation::load_with`].
    pub fn load(places: &[Place], office_criteria: Option<&Path>) -> Self {
        Self::load_with(&Loader::default(), places, office_criteria)
    }

    /// As [`Generation::load`], with libraries tried as the loader says and what it holds used again.
    pub fn load_with(loader: &Loader, places: &[Place], office_criteria: Option<&Path>) -> Self {
        let Found { candidates, errors } = discover(places);
        let libraries = loader.load(&candidates);
        let mut generation = Self { errors, ..Self::default() };
        let mut taken: Vec<(String, usize, PathBuf)> = Vec::new();
        for (candidate, loaded) in candidates.into_iter().zip(libraries) {
            let described = match Described::of(&candidate, loaded) {
                Ok(described) => described,
                Err(error) => {
                    generation.errors.push(error);
                    continue;
                }
            };
            let manifest = match Manifest::parse(&described.plugin_toml, &candidate.path) {
                Ok(manifest) => manifest,
                Err(errors) => {
                    generation.errors.extend(errors);
                    continue;
                }
            };
            let industry = manifest.vocabulary.industry.clone();
            match taken.iter().find(|(id, ..)| *id == industry) {
                Some((_, place, path)) if *place == candidate.place => {
                    let error = HostError::new("two-for-one-industry", &candidate.path)
                        .with("industry", industry)
                        .with("other", path.display().to_string());
                    generation.errors.push(error);
                }
                Some((.., path)) => {
                    generation.hidden.push(Hidden {
                        path: candidate.path,
                        industry,
                        by: path.clone(),
                    });
                }
                None => {
                    taken.push((industry, candidate.place, candidate.path.clone()));
                    generation.add(candidate, described, manifest);
                }
            }
        }
        generation
            .industries
            .sort_by(|a, b| a.manifest.vocabulary.industry.cmp(&b.manifest.vocabulary.industry));
        if let Some(folder) = office_criteria {
            generation.add_office_criteria(folder);
        }
        generation.criteria_sha256 = generation.hash_criteria();
        generation
    }

    /// One library alone, loaded from a private copy: what a child process works with. The library is
    /// spoken of by `path`.
    ///
    /// # Errors
    /// Why it is no plugin.
    pub fn of_library(path: &Path, copy: &Path) -> Result<Self, Vec<HostError>> {
        let (library, said) = Library::open(path, copy).map_err(|error| vec![error])?;
        Self::of_one(path, Described::said(path, said, Some(library), [0; 32]), false)
    }

    /// One data folder alone, or what a library said of itself without the library.
    ///
    /// # Errors
    /// Why it is no plugin.
    pub fn of_data(path: &Path, said: Option<Description>) -> Result<Self, Vec<HostError>> {
        let described = match said {
            Some(said) => Described::said(path, said, None, [0; 32]),
            None => Described::folder(path).map_err(|error| vec![error])?,
        };
        Self::of_one(path, described, true)
    }

    fn of_one(path: &Path, described: Described, folder: bool) -> Result<Self, Vec<HostError>> {
        let manifest = Manifest::parse(&described.plugin_toml, path)?;
        let mut generation = Self::default();
        generation.add(
            Candidate { path: path.to_owned(), place: 0, folder, bytes: Vec::new() },
            described,
            manifest,
        );
        generation.criteria_sha256 = generation.hash_criteria();
        Ok(generation)
    }

    /// The industry of an id.
    pub fn industry(&self, id: &str) -> Option<&Industry> {
        self.industries.iter().find(|industry| industry.manifest.vocabulary.industry == id)
    }

    /// Two plugins in one place that speak for one industry: nobody can say which is meant.
    pub fn conflict(&self) -> Option<&HostError> {
        self.errors.iter().find(|error| error.code == "two-for-one-industry")
    }

    fn add(&mut self, candidate: Candidate, described: Described, manifest: Manifest) {
        let mut industry = Industry {
            id: described.id,
            version: described.version,
            path: candidate.path,
            sha256: described.sha256,
            manifest,
            criteria: Vec::new(),
            sources: Vec::new(),
            library: described.library,
        };
        for source in described.criteria {
            match parse_criterion(&source, &industry.manifest.vocabulary) {
                Ok(criterion) => {
                    industry.criteria.push(criterion);
                    industry.sources.push(source);
                }
                Err(found) => {
                    self.diagnostics.extend(
                        found.into_iter().map(|diagnostic| (diagnostic, source.text.clone())),
                    );
                }
            }
        }
        self.errors.extend(industry.foreign_criteria());
        self.industries.push(industry);
    }

    /// Local files stand beside the plugin's; one that says `tightens` may not loosen.
    fn add_office_criteria(&mut self, folder: &Path) {
        let sources = match criteria_below(folder) {
            Ok(sources) => sources,
            Err(error) => {
                self.errors.push(error);
                return;
            }
        };
        for source in sources {
            let id = source.id.split('/').next().unwrap_or_default();
            let Some(industry) = self
                .industries
                .iter_mut()
                .find(|industry| industry.manifest.vocabulary.industry == id)
            else {
                let error = HostError::new("criterion-without-industry", Path::new(&source.path));
                self.errors.push(error.with("industry", id));
                continue;
            };
            let found = industry.add_local(&source);
            self.diagnostics
                .extend(found.into_iter().map(|diagnostic| (diagnostic, source.text.clone())));
        }
    }

    fn hash_criteria(&self) -> String {
        let mut hash = Sha256::new();
        for source in self.industries.iter().flat_map(|industry| &industry.sources) {
            for part in [&source.id, &source.text] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        hex(&hash.finalize())
    }
}

impl Industry {
    /// What keeps a criterion from tightening the one that it names; nothing where it names none.
    pub fn check_tightening(&self, criterion: &Criterion) -> Vec<Diagnostic> {
        let Some(id) = &criterion.tightens else { return Vec::new() };
        match self.criteria.iter().find(|national| national.id == *id) {
            Some(national) => check_tightening(criterion, national, &self.manifest.vocabulary),
            None => vec![Diagnostic {
                code: "tightens-unknown",
                path: criterion.path.clone(),
                span: 0..0,
                arguments: vec![("id", id.clone())],
                suggestion: None,
            }],
        }
    }

    fn add_local(&mut self, source: &SourceFile) -> Vec<Diagnostic> {
        let criterion = match parse_criterion(source, &self.manifest.vocabulary) {
            Ok(criterion) => criterion,
            Err(found) => return found,
        };
        let unfit = self.check_tightening(&criterion);
        if self.criteria.iter().any(|other| other.id == criterion.id) {
            return vec![Diagnostic {
                code: "repeated-id",
                path: source.path.clone(),
                span: 0..0,
                arguments: vec![("id", criterion.id)],
                suggestion: None,
            }];
        }
        if unfit.is_empty() {
            self.criteria.push(criterion);
            self.sources.push(source.clone());
        }
        unfit
    }

    /// A plugin brings criteria of its own industry only.
    fn foreign_criteria(&self) -> Vec<HostError> {
        let industry = &self.manifest.vocabulary.industry;
        let foreign = |criterion: &&Criterion| criterion.id.split('/').next() != Some(industry);
        self.criteria
            .iter()
            .filter(foreign)
            .map(|criterion| {
                HostError::new("foreign-criterion", &self.path).with("id", criterion.id.clone())
            })
            .collect()
    }
}

/// What a plugin says of itself before anything is read with it.
struct Described {
    id: String,
    version: String,
    sha256: String,
    plugin_toml: String,
    criteria: Vec<SourceFile>,
    library: Option<Library>,
}

impl Described {
    fn of(
        candidate: &Candidate,
        loaded: Option<Result<Loaded, HostError>>,
    ) -> Result<Self, HostError> {
        match loaded.transpose()? {
            None => Self::folder(&candidate.path),
            Some(Loaded { library, said, sha256 }) => {
                Ok(Self::said(&candidate.path, said, Some(library), sha256))
            }
        }
    }

    fn said(path: &Path, said: Description, library: Option<Library>, sha256: [u8; 32]) -> Self {
        let source = |file: CriterionText| SourceFile {
            id: file.path.trim_end_matches(".toml").to_owned(),
            path: format!("{}!criteria/{}", path.display(), file.path),
            text: file.text,
        };
        Self {
            id: said.id,
            version: said.version,
            sha256: hex(&sha256),
            plugin_toml: said.plugin_toml,
            criteria: said.criteria.into_iter().map(source).collect(),
            library,
        }
    }

    fn folder(path: &Path) -> Result<Self, HostError> {
        let manifest = path.join("plugin.toml");
        let plugin_toml = std::fs::read_to_string(&manifest)
            .map_err(|error| HostError::new("folder-unreadable", &manifest).because(&error))?;
        let below = path.join("criteria");
        let criteria = if below.is_dir() { criteria_below(&below)? } else { Vec::new() };
        let mut hash = Sha256::new();
        hash.update(plugin_toml.as_bytes());
        for source in &criteria {
            hash.update(source.id.as_bytes());
            hash.update(source.text.as_bytes());
        }
        let id =
            path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Ok(Self {
            id,
            version: folder_version(&plugin_toml),
            sha256: hex(&hash.finalize()),
            plugin_toml,
            criteria,
            library: None,
        })
    }
}

/// Every `*.toml` below a `criteria` folder, in the order of ids.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn criteria_below(folder: &Path) -> Result<Vec<SourceFile>, HostError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let unreadable =
            |error: &std::io::Error| HostError::new("folder-unreadable", &next).because(error);
        for entry in std::fs::read_dir(&next).map_err(|error| unreadable(&error))? {
            let path = entry.map_err(|error| unreadable(&error))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                files.push(path);
            }
        }
    }
    let mut sources =
        files.iter().map(|file| read_criterion(file, folder)).collect::<Result<Vec<_>, _>>()?;
    sources.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(sources)
}

/// A criterion file whose id is its path below `root`.
///
/// # Errors
/// A file that cannot be read as UTF-8.
pub fn read_criterion(file: &Path, root: &Path) -> Result<SourceFile, HostError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| HostError::new("folder-unreadable", file).because(&error))?;
    let below = file.strip_prefix(root).unwrap_or(file).with_extension("");
    let id = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/");
    Ok(SourceFile { path: file.display().to_string(), id, text })
}

/// Bytes as people compare them: two small digits each.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
