//! Gathers the source of the plugin SDK, which `plugin new` writes beside a plugin that is to build without
//! this repository. Text is taken, not code: the binary depends on no line of it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[expect(clippy::disallowed_methods, reason = "a build script reads what cargo sets")]
fn main() -> io::Result<()> {
    let folder = |name| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(name));
    let root = folder("CARGO_MANIFEST_DIR")?.join("../plugin");
    let mut files = Vec::new();
    gather(&root.join("src"), &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let below = file.strip_prefix(&root).unwrap_or(file);
        let below = below.to_string_lossy().replace('\\', "/");
        // Writing to a String cannot fail.
        let _ = writeln!(list, "    ({below:?}, include_str!({:?})),", file.to_string_lossy());
    }
    list.push_str("]\n");
    println!("cargo:rerun-if-changed={}", root.join("src").display());
    fs::write(folder("OUT_DIR")?.join("sdk.rs"), list)
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(())
}
