//! A folder of its own for one test, gone when the test ends.

use crate::run::{Answer, Call};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A temporary folder with files in it.
#[derive(Debug)]
pub struct Desk(tempfile::TempDir);

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}

impl Desk {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("there is room for temporary files"))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The place of a file, whether it is there or not.
    pub fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder"))
            .expect("folders can be made");
        std::fs::write(&path, bytes).expect("files can be written");
        path
    }

    /// Copies a file to a place in the folder.
    pub fn copy(&self, from: &Path, name: &str) -> PathBuf {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder"))
            .expect("folders can be made");
        std::fs::copy(from, &path).expect("files can be copied");
        path
    }

    /// Runs the program in this folder, so that its files are named by their names alone.
    pub fn phaseout<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Answer {
        Call::new().inside(self.path()).args(arguments).run()
    }

    /// Makes an office in the folder `office`: a prefecture's, Chuxiong.
    #[track_caller]
    pub fn office(&self) -> PathBuf {
        let _ = self.phaseout(["init", "office", "--region", "532300"]).exits(0);
        self.at("office")
    }

    /// Runs the program in the office's folder.
    pub fn in_office<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Answer {
        Call::new().inside(&self.at("office")).args(arguments).run()
    }

    /// Writes a list and judges it: the answer of `screen --format json` with further arguments.
    #[track_caller]
    pub fn screen(&self, name: &str, bytes: impl AsRef<[u8]>, arguments: &[&str]) -> Answer {
        self.write(name, bytes);
        self.phaseout(["screen", name, "--format", "json"].iter().chain(arguments)).exits(0)
    }

    /// Reads a file of the folder.
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.at(name)).expect("the file was written")
    }
}
