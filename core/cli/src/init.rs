//! `phaseout init`: an office's folder with its `office.toml` and an empty ledger.

use crate::fault::{Fault, Outcome};
use crate::session::Session;
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
    let region =
        session.common.region.as_deref().ok_or_else(|| Fault::usage("init-needs-region"))?;
    let office = Office::new(region, args.level.map(Level::from), args.name.as_deref())
        .map_err(|error| Fault::usage(error.code).with("detail", &error.detail))?;
    let folder = &args.dir;
    let shown = folder.display().to_string();
    let failed =
        |path: &Path, error: &std::io::Error| Fault::write(&path.display().to_string(), error);
    for name in [OFFICE_FILE, LEDGER_FILE] {
        if folder.join(name).exists() {
            return Err(Fault::refused("init-exists").at(&folder.join(name).display().to_string()));
        }
    }
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
    let path = folder.join(LEDGER_FILE);
    Ledger::create(&path).map_err(|error| Fault::ledger(&error).at(&path.display().to_string()))?;
    // Last, for it is what makes the folder an office's.
    let path = folder.join(OFFICE_FILE);
    std::fs::write(&path, office.text()).map_err(|error| failed(&path, &error))?;
    session.note(&session.messages.say(
        "init-done",
        &[("path", &shown), ("name", &office.name), ("region", &office.region.to_string())],
    ));
    Ok(Outcome::Done)
}
