//! The offices under `examples/offices/`: the commands of their READMEs are run as they stand, and the
//! record then holds the numbers of the documents.

use phaseout_tests::{Answer, Call, console, project};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A copy of an example office in which the commands of its README were run.
struct Office(tempfile::TempDir);

impl Office {
    #[track_caller]
    fn of(name: &str) -> Self {
        let source = project().join("examples/offices").join(name);
        let folder = tempfile::tempdir().unwrap();
        copy(&source, folder.path());
        let office = Self(folder);
        let readme = std::fs::read_to_string(source.join("README.md")).unwrap();
        let commands = console(&format!("examples/offices/{name}/README.md"), &readme);
        assert!(commands.len() > 3, "{name}: a README with commands");
        for command in commands {
            assert_eq!(command.words[0], "phaseout", "{}", command.place);
            let answer = office.run(&command.words[1..]);
            assert_eq!(answer.code, 0, "{}: {}", command.place, answer.err);
            if !command.output.trim().is_empty() {
                assert_eq!(
                    answer.text().trim_end(),
                    command.output.trim_end(),
                    "{}",
                    command.place
                );
            }
        }
        let verified = office.run(&["ledger", "verify"]);
        assert_eq!(verified.code, 0, "{}", verified.err);
        office
    }

    fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Answer {
        Call::new().inside(&self.path()).args(arguments).args(["--lang", "zh"]).run()
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        self.run(&all).exits(0).json()
    }

    fn events(&self) -> Vec<Value> {
        let answer = self.run(&["ledger", "export"]).exits(0);
        answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// How many events are of a kind.
    fn count(&self, kind: &str) -> usize {
        self.events().iter().filter(|event| event["kind"] == kind).count()
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
