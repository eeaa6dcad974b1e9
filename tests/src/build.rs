//! Builds the binary and the four plugins, once in a test process.
//!
//! `cargo test` has left its build directory when tests run, so that a nested `cargo build` finds the
//! door open; most of what it needs is there already.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The packages that make up the program.
const PACKAGES: [&str; 5] =
    ["phaseout", "phaseout-cement", "phaseout-citric-acid", "phaseout-power", "phaseout-steel"];

/// Where the built program lies.
#[derive(Debug)]
pub struct Built {
    /// The binary.
    pub binary: PathBuf,
    /// The plugins' libraries, in the order cement, citric acid, power, steel.
    pub plugins: Vec<PathBuf>,
}

impl Built {
    /// The library of one industry: `cement`, `citric-acid`, `power` or `steel`.
    pub fn plugin(&self, industry: &str) -> &Path {
        let name = library_name(industry);
        let found = self.plugins.iter().find(|path| path.ends_with(&name));
        found.expect("the industry is one of the four")
    }
}

/// The project's root folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the project")
}

/// The file name of an industry's library on this system.
pub fn library_name(industry: &str) -> String {
    let stem = industry.replace('-', "_");
    format!("{}phaseout_{stem}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

/// The program, built with the profile and into the target folder that these tests run from.
pub fn built() -> &'static Built {
    static BUILT: OnceLock<Option<Built>> = OnceLock::new();
    // What cargo has to say of a failure stands on standard error, once.
    BUILT.get_or_init(build).as_ref().expect("the program builds")
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells its tests by the environment which cargo it is"
)]
fn build() -> Option<Built> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let (target, profile) = place();
    let mut command = Command::new(cargo);
    command.current_dir(project()).args([
        "build",
        "--quiet",
        "--message-format=json-render-diagnostics",
        "--profile",
        &profile,
    ]);
    command.arg("--target-dir").arg(target);
    for package in PACKAGES {
        command.args(["-p", package]);
    }
    let output = command.stderr(Stdio::inherit()).output().expect("cargo can be started");
    let messages = String::from_utf8(output.stdout).expect("cargo speaks UTF-8");
    output.status.success().then(|| read(&messages))
}

/// The target folder and the profile: this very program lies in `TARGET/PROFILE/deps`.
fn place() -> (PathBuf, String) {
    let me = std::env::current_exe().expect("a test knows where it lies");
    let profile = me.ancestors().nth(2).expect("a test lies two folders below its profile's");
    let target = profile.parent().expect("a profile's folder lies in the target folder").to_owned();
    let name = profile.file_name().expect("a profile has a name").to_string_lossy();
    // The profile `dev` is built into a folder of another name; all others keep theirs.
    (target, if name == "debug" { "dev".to_owned() } else { name.into_owned() })
}

/// The binary and the libraries among the artifacts that cargo names.
fn read(messages: &str) -> Built {
    let mut binary = None;
    let mut plugins: Vec<PathBuf> = Vec::new();
    for line in messages.lines() {
        let message: Value =
            serde_json::from_str(line).expect("cargo prints one JSON object per line");
        if message["reason"] != "compiler-artifact" {
            continue;
        }
        let files = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if message["target"]["name"] == "phaseout" && message["executable"].is_string() {
            binary = message["executable"].as_str().map(PathBuf::from);
        }
        let libraries =
            files.filter(|file| file.ends_with(std::env::consts::DLL_SUFFIX)).map(PathBuf::from);
        plugins.extend(libraries.filter(|file| {
            ["cement", "citric-acid", "power", "steel"]
                .iter()
                .any(|id| file.ends_with(library_name(id)))
        }));
    }
    plugins.sort();
    assert_eq!(plugins.len(), 4, "one library per industry");
    Built { binary: binary.expect("the binary is among the artifacts"), plugins }
}
