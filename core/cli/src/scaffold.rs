//! `phaseout plugin new`: a folder that builds with one command and without this repository, passes its own
//! tests, and judges its example list. Its files explain themselves; what they say stands in `templates/`.

use crate::args::{NewPlugin, Tongue};
use crate::fault::{Fault, Outcome};
use crate::output::{Writer, failed};
use crate::session::Session;
use std::io;
use std::path::{Path, PathBuf};

/// A path below the new folder, and the text that is written there.
type File = (&'static str, &'static str);

/// A template of `templates/`, under the path that it is written to.
macro_rules! template {
    ($to:literal, $from:literal) => {
        ($to, include_str!(concat!("../templates/", $from)))
    };
}

/// The same for every language: the industry itself.
const INDUSTRY: [File; 3] = [
    template!("plugin.toml", "industry/plugin.toml"),
    template!("criteria/@ID@/example/volume-below-100.toml", "industry/volume-below-100.toml"),
    template!("list.csv", "industry/list.csv"),
];

const RUST: [File; 7] = [
    template!("Cargo.toml", "rust/Cargo.toml.txt"),
    template!("build.rs", "rust/build.rs.txt"),
    template!("src/lib.rs", "rust/lib.rs.txt"),
    template!("tests/plugin.rs", "rust/plugin_test.rs.txt"),
    template!("README.md", "rust/README.md"),
    template!(".gitignore", "rust/gitignore"),
    template!("phaseout-plugin/Cargo.toml", "rust/sdk.toml.txt"),
];

const C: [File; 9] = [
    template!("plugin.c", "c/plugin.c"),
    template!("tests/test.c", "c/test.c"),
    template!("Makefile", "c/Makefile"),
    template!("README.md", "c/README.md"),
    template!(".gitignore", "c/gitignore"),
    template!("embed.sh", "c/embed.sh"),
    template!("phaseout_describe.c", "c/phaseout_describe.c"),
    template!("phaseout_describe.h", "c/phaseout_describe.h"),
    ("phaseout_plugin.h", include_str!("../../plugin/include/phaseout_plugin.h")),
];

/// The source of the SDK, as `build.rs` found it.
const SDK: &[File] = include!(concat!(env!("OUT_DIR"), "/sdk.rs"));

/// A name is a folder, a package, a library and an industry at once; file systems set the limit.
const LONGEST_NAME: usize = 64;

pub(crate) fn new(session: &Session, args: &NewPlugin) -> Result<Outcome, Fault> {
    let names = Names::of(&args.name)
        .ok_or_else(|| Fault::usage("plugin-new-name").with("name", &args.name))?;
    let folder = PathBuf::from(&names.name);
    let path = folder.display().to_string();
    if folder.symlink_metadata().is_ok() {
        return Err(Fault::refused("plugin-new-exists").with("path", &path));
    }
    let (language, sdk, commands) = match args.lang {
        Some(Tongue::C) => {
            (&C[..], &[][..], ["make", "make test", "phaseout --plugins build screen list.csv"])
        }
        _ => (
            &RUST[..],
            SDK,
            [
                "cargo build --release",
                "cargo test",
                "phaseout --plugins target/release screen list.csv",
            ],
        ),
    };
    let mut files: Vec<(String, String)> = INDUSTRY
        .iter()
        .chain(language)
        .map(|(to, text)| (names.fill(to), names.fill(text)))
        .collect();
    // The SDK is copied as it is: nothing in it is about this plugin.
    files
        .extend(sdk.iter().map(|(to, text)| (format!("phaseout-plugin/{to}"), (*text).to_owned())));
    write(&folder, &files).map_err(|error| failed(&folder, &error))?;
    let messages = &session.messages;
    let count = files.len().to_string();
    session.note(&messages.say("plugin-new-written", &[("path", &path), ("files", &count)]));
    session.note(&messages.word("plugin-new-next"));
    let mut out = Writer::open(session)?;
    for command in commands {
        out.write(format!("{command}\n").as_bytes())?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// All files or none: the folder is made under another name, and takes its own when it is whole.
fn write(folder: &Path, files: &[(String, String)]) -> io::Result<()> {
    let aside = tempfile::Builder::new().prefix(".phaseout-new-").tempdir_in(".")?;
    let whole = aside.path().join("plugin");
    for (to, text) in files {
        let path = whole.join(to);
        if let Some(above) = path.parent() {
            std::fs::create_dir_all(above)?;
        }
        std::fs::write(path, text)?;
    }
    std::fs::rename(whole, folder)
}

/// What follows from the name.
#[derive(Debug, PartialEq, Eq)]
struct Names {
    /// As given: the folder.
    name: String,
    /// The industry: a criterion's id knows no underscore.
    id: String,
    /// The type that implements the plugin.
    kind: String,
    /// The package.
    package: String,
    /// The library, as cargo names it.
    library: String,
}

impl Names {
    /// `None` for what is no name: `[a-z][a-z0-9_-]*`.
    fn of(name: &str) -> Option<Self> {
        let rest = name.strip_prefix(|first: char| first.is_ascii_lowercase())?;
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        if !rest.chars().all(fits) || name.len() > LONGEST_NAME {
            return None;
        }
        let mut package = format!("phaseout-{name}");
        if package == "phaseout-plugin" {
            package.push_str("-industry"); // the SDK bears that name
        }
        Some(Self {
            name: name.to_owned(),
            id: name.replace('_', "-"),
            // `Data`, `Units` and `Plugin` are names of the SDK.
            kind: name.split(['-', '_']).map(capital).chain(["Industry".to_owned()]).collect(),
            library: package.replace('-', "_"),
            package,
        })
    }

    fn fill(&self, text: &str) -> String {
        text.replace("@NAME@", &self.name)
            .replace("@ID@", &self.id)
            .replace("@TYPE@", &self.kind)
            .replace("@PACKAGE@", &self.package)
            .replace("@LIBRARY@", &self.library)
            .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn industry_and_library_follow_from_the_name() {
        let names = Names::of("lead_acid-2").unwrap();
        let followed = [&names.id, &names.kind, &names.package, &names.library];
        assert_eq!(
            followed,
            ["lead-acid-2", "LeadAcid2Industry", "phaseout-lead_acid-2", "phaseout_lead_acid_2"]
        );
        assert_eq!(Names::of("plugin").unwrap().library, "phaseout_plugin_industry");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for name in [
            "",
            "Lime",
            "1lime",
            "-lime",
            "../lime",
            "lime/x",
            "石灰",
            "lime lime",
            &"a".repeat(65),
        ] {
            assert_eq!(Names::of(name), None, "{name}");
        }
    }

    #[test]
    fn no_placeholder_is_left() {
        let names = Names::of("lime").unwrap();
        for (to, text) in INDUSTRY.iter().chain(&RUST).chain(&C) {
            for text in [names.fill(to), names.fill(text)] {
                assert!(
                    !text.contains("@NAME") && !text.contains("@ID") && !text.contains("@TYPE"),
                    "{to}"
                );
                assert!(
                    !text.contains("@LIBRARY")
                        && !text.contains("@PACKAGE")
                        && !text.contains("@VERSION"),
                    "{to}"
                );
            }
        }
    }

    #[test]
    fn the_sdk_is_whole() {
        assert!(SDK.iter().any(|(to, _)| *to == "src/lib.rs"));
        assert!(SDK.iter().any(|(to, _)| *to == "src/forms/pattern.rs"));
    }
}
