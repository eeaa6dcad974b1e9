//! Gathers texts that the binary carries: the source of the plugin SDK, which `plugin new` writes beside a
//! plugin that is to build without this repository, and the standard scripts, which `script new` copies.
//! Text is taken, not code: the binary depends on no line of it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[expect(clippy::disallowed_methods, reason = "a build script reads what cargo sets")]
fn main() -> io::Result<()> {
    let folder = |name| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(name));
    let (here, out) = (folder("CARGO_MANIFEST_DIR")?, folder("OUT_DIR")?);
    let plugin = here.join("../plugin");
    table(&plugin, &plugin.join("src"), &["rs"], &out.join("sdk.rs"))?;
    let scripts = here.join("../../scripts");
    table(&scripts, &scripts, &["rhai", "csv"], &out.join("standards.rs"))
}

/// Writes a table of the texts below a folder: path from `root`, and the text.
fn table(root: &Path, folder: &Path, endings: &[&str], to: &Path) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    if folder.is_dir() {
        gather(folder, endings, &mut files)?;
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let below = file.strip_prefix(root).unwrap_or(file);
        let below = below.to_string_lossy().replace('\\', "/");
        // Writing to a String cannot fail.
        let _ = writeln!(list, "    ({below:?}, include_str!({:?})),", file.to_string_lossy());
    }
    list.push_str("]\n");
    fs::write(to, list)
}

fn gather(folder: &Path, endings: &[&str], files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, endings, files)?;
        } else if path.extension().is_some_and(|ending| endings.iter().any(|own| ending == *own)) {
            files.push(path);
        }
    }
    Ok(())
}
