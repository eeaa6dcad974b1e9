//! `phaseout init`: an office's folder with its `office.toml` and an empty ledger.

use crate::fault::{Fault, Outcome};
use crate::session::{Session, read_office};
use clap::{Args, ValueEnum};
use phaseout_ledger::office::{LEDGER_FILE, OFFICE_FILE, OFFICE_FOLDERS};
use phaseout_ledger::share::{Share, share};
use phaseout_ledger::{Ledger, Level, Office};
use std::path::{Path, PathBuf};

/// Makes an office folder; `--region CODE` says where the office is.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder; it is made if it is not there
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The office's level [default: that of the region's code]
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<OfficeLevel>,
    /// The office's name, as documents print it [default: the region's]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OfficeLevel {
    Province,
    Prefecture,
    County,
    /// Towns and subdistricts
    Town,
}

impl From<OfficeLevel> for Level {
    fn from(level: OfficeLevel) -> Self {
        match level {
            OfficeLevel::Province => Self::Province,
            OfficeLevel::Prefecture => Self::Prefecture,
            OfficeLevel::County => Self::County,
            OfficeLevel::Town => Self::Town,
        }
    }
}

pub(crate) fn init(session: &Session, args: &Init) -> Result<Outcome, Fault> {
    let folder = &args.dir;
    let shown = folder.display().to_string();
    let failed =
        |path: &Path, error: &std::io::Error| Fault::write(&path.display().to_string(), error);
    let (office_file, ledger_file) = (folder.join(OFFICE_FILE), folder.join(LEDGER_FILE));
    if ledger_file.exists() {
        return Err(Fault::refused("init-exists").at(&ledger_file.display().to_string()));
    }
    let described = office_file.is_file();
    let office =
        if described { described_by(session, args, &office_file)? } else { new(session, args)? };
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    match share(folder) {
        Share::Network => return Err(Fault::refused("init-network").at(&shown)),
        Share::Unknown => session.warn(&Fault::refused("init-share-unknown").at(&shown)),
        Share::Local => {}
    }
    for name in OFFICE_FOLDERS {
        let path = folder.join(name);
        std::fs::create_dir_all(&path).map_err(|error| failed(&path, &error))?;
    }
    Ledger::create(&ledger_file)
        .map_err(|error| Fault::ledger(&error).at(&ledger_file.display().to_string()))?;
    if !described {
        // Last, for it is what makes the folder an office's.
        std::fs::write(&office_file, office.text())
            .map_err(|error| failed(&office_file, &error))?;
    }
    session.note(&session.messages.say(
        "init-done",
        &[("path", &shown), ("name", &office.name), ("region", &office.region.to_string())],
    ));
    session.note(&session.messages.word("init-templates"));
    Ok(Outcome::Done)
}

/// An office as the arguments describe it.
fn new(session: &Session, args: &Init) -> Result<Office, Fault> {
    let region =
        session.common.region.as_deref().ok_or_else(|| Fault::usage("init-needs-region"))?;
    Office::new(region, args.level.map(Level::from), args.name.as_deref())
        .map_err(|error| Fault::usage(error.code).with("detail", &error.detail))
}

/// An office whose `office.toml` is there already, as a copied folder has it: only the ledger is made.
fn described_by(session: &Session, args: &Init, path: &Path) -> Result<Office, Fault> {
    let office = read_office(path)?;
    let region = office.region.to_string();
    let shown = path.display().to_string();
    let other = session.common.region.as_ref().is_some_and(|asked| *asked != region)
        || args.level.is_some_and(|asked| Level::from(asked) != office.level)
        || args.name.as_ref().is_some_and(|asked| *asked != office.name);
    if other {
        Err(Fault::refused("init-other").at(&shown).with("region", &region))
    } else {
        Ok(office)
    }
}
