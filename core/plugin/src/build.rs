//! For a plugin's `build.rs`: collects `plugin.toml` and the criteria files into the library.
//!
//! With phaseout-plugin among the build-dependencies, `build.rs` is one line:
//! `fn main() { phaseout_plugin::build::embed(); }`.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file in `OUT_DIR` that [`embed!`](crate::embed) includes.
const FILE: &str = "phaseout_data.rs";

/// Writes the file that [`embed!`](crate::embed) includes, and tells cargo what to watch.
///
/// # Panics
/// With the reason, so that the build stops: no `plugin.toml`, no `id` in it, a file that cannot be
/// read, a path that is not UTF-8.
#[expect(clippy::disallowed_methods, reason = "a build script reads what cargo sets")]
#[expect(clippy::print_stdout, reason = "a build script speaks to cargo through stdout")]
pub fn embed() {
    let folder = |name| std::env::var_os(name).map(PathBuf::from);
    let (Some(root), Some(out)) = (folder("CARGO_MANIFEST_DIR"), folder("OUT_DIR")) else {
        panic!("phaseout_plugin::build::embed runs in a build script only");
    };
    let embedded = match Embedded::collect(&root) {
        Ok(embedded) => embedded,
        Err(error) => panic!("{}: {error}", root.display()),
    };
    for path in &embedded.watched {
        println!("cargo:rerun-if-changed={}", path.display());
    }
    if let Err(error) = fs::write(out.join(FILE), embedded.source) {
        panic!("{}: {error}", out.join(FILE).display());
    }
}

/// The generated source, and the files and folders it depends on.
struct Embedded {
    source: String,
    watched: Vec<PathBuf>,
}

impl Embedded {
    fn collect(root: &Path) -> io::Result<Self> {
        let plugin_toml = root.join("plugin.toml");
        let text = fs::read_to_string(&plugin_toml)
            .map_err(|error| io::Error::new(error.kind(), format!("plugin.toml: {error}")))?;
        let Some(id) = industry_id(&text) else {
            return Err(io::Error::other("plugin.toml: [industry] has no id"));
        };
        let criteria = root.join("criteria");
        let mut watched = vec![plugin_toml.clone(), criteria.clone()];
        let mut files = Vec::new();
        if criteria.is_dir() {
            walk(&criteria, &mut files, &mut watched)?;
        }
        let mut listed = Vec::new();
        for file in &files {
            let below = file.strip_prefix(&criteria).unwrap_or(file);
            listed.push((printable(below)?.replace('\\', "/"), printable(file)?));
        }
        listed.sort();
        let mut source = format!(
            "::phaseout_plugin::Data {{\n    id: {id:?},\n    version: env!(\"CARGO_PKG_VERSION\"),\
             \n    plugin_toml: include_str!({:?}),\n    criteria: &[\n",
            printable(&plugin_toml)?
        );
        for (path, file) in &listed {
            // Writing to a String cannot fail.
            let _ = writeln!(source, "        ({path:?}, include_str!({file:?})),");
        }
        source.push_str("    ],\n}\n");
        watched.extend(files);
        Ok(Self { source, watched })
    }
}

/// All `.toml` files below the folder; every folder is watched, so that a new file is noticed.
fn walk(folder: &Path, files: &mut Vec<PathBuf>, folders: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path.clone());
            walk(&path, files, folders)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

/// `id` of the `[industry]` table.
fn industry_id(plugin_toml: &str) -> Option<&str> {
    let lines = plugin_toml.lines().map(str::trim);
    let mut table = lines.skip_while(|line| !line.starts_with("[industry]")).skip(1);
    let line = table
        .by_ref()
        .take_while(|line| !line.starts_with('['))
        .find(|line| line.split('=').next().is_some_and(|key| key.trim() == "id"))?;
    line.split('=').nth(1)?.split(['"', '\'']).nth(1)
}

fn printable(path: &Path) -> io::Result<&str> {
    let not_utf8 = || io::Error::other(format!("{}: the path is not UTF-8", path.display()));
    path.to_str().ok_or_else(not_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_are_embedded_in_the_order_of_their_paths() {
        let root = std::env::temp_dir().join(format!("phaseout-embed-{}", std::process::id()));
        fs::create_dir_all(root.join("criteria/lime/b-edition")).unwrap();
        fs::create_dir_all(root.join("criteria/lime/a-edition")).unwrap();
        fs::write(root.join("plugin.toml"), "schema = 1\n[industry]\nid = \"lime\" # x\n").unwrap();
        for name in ["b-edition/z.toml", "a-edition/y.toml", "a-edition/note.md"] {
            fs::write(root.join("criteria/lime").join(name), "x").unwrap();
        }
        let embedded = Embedded::collect(&root).unwrap();
        fs::remove_dir_all(&root).unwrap();
        let at = |word: &str| embedded.source.find(word).unwrap();
        assert!(at("id: \"lime\"") < at("\"lime/a-edition/y.toml\""), "{}", embedded.source);
        assert!(at("\"lime/a-edition/y.toml\"") < at("\"lime/b-edition/z.toml\""));
        assert!(!embedded.source.contains("note.md"));
        assert!(embedded.watched.contains(&root.join("criteria/lime/a-edition")));
    }

    #[test]
    fn a_folder_without_an_industry_is_refused() {
        assert!(Embedded::collect(Path::new("/nowhere")).is_err());
        assert_eq!(industry_id("[other]\nid = \"x\"\n"), None);
        assert_eq!(industry_id("[industry]\nname = \"x\"\n[other]\nid = \"x\""), None);
    }
}
