//! When a changed set of plugins and criteria may take the place of the one in force, and what is
//! watched for it.

use crate::discover::Place;
use crate::error::HostError;
use crate::generation::Generation;
use crate::watching::Watch;
use std::path::{Path, PathBuf};

/// Everything that a generation is made from: libraries and data folders in the places, and the office's
/// criteria. Asked again after each change, since a data folder may have appeared.
pub fn watches(places: &[Place], office_criteria: Option<&Path>) -> Vec<Watch> {
    let mut watches = Vec::new();
    for place in places {
        let path = std::path::absolute(&place.path).unwrap_or_else(|_| place.path.clone());
        if path.is_file() {
            watches.push(Watch::file(&path));
        } else if path.join("plugin.toml").is_file() {
            watches.push(Watch::tree(&path, &["toml"]));
        } else {
            watches.push(Watch::folder(&path, &[std::env::consts::DLL_EXTENSION]));
            watches.extend(data_folders(&path).iter().map(|folder| Watch::tree(folder, &["toml"])));
        }
    }
    if let Some(folder) = office_criteria {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        watches.push(Watch::tree(&folder, &["toml"]));
    }
    watches
}

fn data_folders(place: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(place).into_iter().flatten().filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.join("plugin.toml").is_file())
        .collect();
    folders.sort();
    folders
}

/// The errors for which `next` may not take the place of `current`: those about a plugin that is in
/// force, those about a file that has just changed, and two plugins for one industry. What was broken
/// before and still is does not stand in the way of the rest.
pub fn refusals(current: &Generation, next: &Generation, changed: &[PathBuf]) -> Vec<HostError> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let stands_in_the_way = |error: &&HostError| {
        let path = absolute(&error.path);
        let in_force = current.industries.iter().any(|industry| {
            let industry = absolute(&industry.path);
            path.starts_with(&industry) || industry.starts_with(&path)
        });
        let just_changed =
            changed.iter().any(|changed| changed.starts_with(&path) || path.starts_with(changed));
        let conflict = error.code == "two-for-one-industry" && current.conflict().is_none();
        in_force || just_changed || conflict
    };
    next.errors.iter().filter(stands_in_the_way).cloned().collect()
}
