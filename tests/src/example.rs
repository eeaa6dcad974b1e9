//! An example office as its README makes it, in a folder of its own.

use crate::build::project;
use crate::console::console;
use crate::run::{Answer, Call};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The kinds of document that `phaseout report` writes, in the order of the work.
pub const KINDS: [&str; 14] = [
    "survey",
    "plan",
    "decomposition",
    "letter",
    "public-list",
    "monthly",
    "supervision",
    "acceptance",
    "completed",
    "workers",
    "funds",
    "annual",
    "speech",
    "enterprise",
];

/// A copy of an office of `examples/offices/` in which the commands of its README were run.
#[derive(Debug)]
pub struct Example(tempfile::TempDir);

impl Example {
    /// Makes it.
    pub fn of(name: &str) -> Self {
        let source = project().join("examples/offices").join(name);
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        copy(&source, folder.path());
        let office = Self(folder);
        let readme =
            std::fs::read_to_string(source.join("README.md")).expect("an example explains itself");
        for command in console(&format!("examples/offices/{name}/README.md"), &readme) {
            let answer = office.run(&command.words[1..]);
            // What is refused is shown with the reason.
            let expected = if command.output.starts_with("错误") { 3 } else { 0 };
            assert_eq!(answer.code, expected, "{}: {}", command.place, answer.err);
        }
        office
    }

    /// The office's folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs the program in the folder, in Chinese.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Answer {
        Call::new().inside(self.path()).args(["--lang", "zh"]).args(arguments).run()
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).expect("files can be written");
        path
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folders can be made");
    for entry in std::fs::read_dir(from).expect("the example is there").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("files can be copied");
        }
    }
}
