//! `phaseout script new`: a script with its test, copied from a standard one or begun from a template.
//! Nothing that is there is ever overwritten.

use crate::args::Lang;
use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::output::failed;
use crate::script::New;
use crate::script_test::LIST;
use crate::session::Session;
use phaseout_workflow::{SCRIPTS, TESTS, is_script_name, nearest};
use serde_json::{Value, json};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A path below `scripts/`, and the text that is written there.
type Text = (String, String);

/// The standard scripts and their tests, as `build.rs` found them.
const STANDARDS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/standards.rs"));

const TEMPLATE_ZH: [&str; 2] =
    [include_str!("../templates/script/zh.rhai"), include_str!("../templates/script/zh_test.rhai")];
const TEMPLATE_EN: [&str; 2] =
    [include_str!("../templates/script/en.rhai"), include_str!("../templates/script/en_test.rhai")];

pub(crate) fn new(session: &Session, args: &New) -> Result<Outcome, Fault> {
    let Some(name) = &args.name else { return list(session) };
    let name = name.strip_suffix(".rhai").unwrap_or(name);
    if !is_script_name(name) {
        return Err(Fault::usage("script-new-name").with("name", name));
    }
    let (folder, _) = session.office()?;
    let scripts = folder.join(SCRIPTS);
    let from = match &args.from {
        Some(from) => Some(known(from)?),
        None => Some(name).filter(|name| standard(name).is_some()),
    };
    let files = match from {
        Some(from) => copied(&scripts, name, from),
        None => template(session.messages.lang(), name),
    };
    let taken = files.iter().filter(|(below, _)| scripts.join(below).symlink_metadata().is_ok());
    let faults = taken
        .map(|(below, _)| Fault::refused("script-new-exists").at(&format!("{SCRIPTS}/{below}")));
    if let Some(fault) = Fault::together(faults) {
        return Err(fault);
    }
    write(&scripts, &files)?;
    if from.is_none()
        && let Some(near) = nearest(name, standards())
    {
        session.note(&session.messages.say("script-new-near", &[("name", near)]));
    }
    written(session, name, from, &files)
}

/// Says what was written and what to do next.
fn written(
    session: &Session,
    name: &str,
    from: Option<&str>,
    files: &[Text],
) -> Result<Outcome, Fault> {
    let mut grid = Grid::new(&["script"], &[]);
    for (below, _) in files {
        grid.row(vec![format!("{SCRIPTS}/{below}")]);
    }
    let paths = || grid.rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    Answer {
        text: &|_| Ok(format!("{}\n", paths().join("\n"))),
        grid: &|_| Ok(grid.clone()),
        json: &|| json!({ "schema": "phaseout.script-new/1", "from": from, "written": paths() }),
        lines: &|| paths().into_iter().map(|path| json!({ "written": path })).collect(),
        sheet: "sheet-scripts",
    }
    .print(session)?;
    session.note(&session.messages.say("script-new-next", &[("name", name)]));
    Ok(Outcome::Done)
}

// ---- the standard scripts ----

/// Their names, in order.
fn standards() -> impl Iterator<Item = &'static str> {
    let name = |(below, _): &(&'static str, &str)| below.strip_suffix(".rhai");
    STANDARDS.iter().filter_map(name).filter(|name| !name.contains('/'))
}

fn text(below: &str) -> Option<&'static str> {
    STANDARDS.iter().find(|(own, _)| *own == below).map(|(_, text)| *text)
}

fn standard(name: &str) -> Option<&'static str> {
    text(&format!("{name}.rhai"))
}

fn known(from: &str) -> Result<&str, Fault> {
    let name = from.strip_suffix(".rhai").unwrap_or(from);
    if standard(name).is_some() {
        return Ok(name);
    }
    let all = standards().collect::<Vec<_>>().join(" ");
    let mut fault = Fault::usage("script-new-unknown").with("name", from).with("known", &all);
    fault.suggestion = nearest(name, standards()).map(str::to_owned);
    Err(fault)
}

/// The first line of comment in a script: what it is for.
pub(crate) fn about(text: &str) -> String {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("//"));
    line.unwrap_or_default().trim_start_matches(['/', '!']).trim().to_owned()
}

fn list(session: &Session) -> Result<Outcome, Fault> {
    let mut grid = Grid::new(&["script", "about", "tests"], &["tests"]);
    grid.whole = vec!["script"];
    for name in standards() {
        let tests = text(&format!("{TESTS}/{name}.rhai")).unwrap_or_default();
        let tests = tests.matches("fn test_").count().to_string();
        grid.row(vec![name.to_owned(), about(standard(name).unwrap_or_default()), tests]);
    }
    let all = || -> Vec<Value> {
        grid.rows.iter().map(|row| json!({ "name": row[0], "about": row[1], "tests": row[2].parse::<u64>().ok() })).collect()
    };
    Answer {
        text: &|messages| Ok(grid.text(messages)),
        grid: &|_| Ok(grid.clone()),
        json: &|| json!({ "schema": "phaseout.script-standards/1", "standards": all() }),
        lines: &all,
        sheet: "sheet-scripts",
    }
    .print(session)
}

// ---- what is written ----

/// A standard script under a name of its own, with its tests, what it imports and the list of its tests,
/// as far as the office does not have them.
fn copied(scripts: &Path, name: &str, from: &str) -> Vec<Text> {
    let mut files = pair(name, from);
    let mut at = 0;
    while at < files.len() {
        let imported = standards()
            .filter(|other| *other != from && files[at].1.contains(&format!("import \"{other}\"")));
        for other in imported.collect::<Vec<_>>() {
            for file in pair(other, other) {
                let has = scripts.join(&file.0).exists();
                if !has && !files.iter().any(|(below, _)| *below == file.0) {
                    files.push(file);
                }
            }
        }
        at += 1;
    }
    let list = format!("{TESTS}/{LIST}");
    if let Some(text) = text(&list).filter(|_| !scripts.join(&list).exists()) {
        files.push((list, text.to_owned()));
    }
    files
}

/// A script and its tests; these name it as it is named now.
fn pair(name: &str, from: &str) -> Vec<Text> {
    let named = |text: &str| text.replace(&format!("\"{from}\""), &format!("\"{name}\""));
    let below = |folder: &str, name: &str| format!("{folder}{name}.rhai");
    [String::new(), format!("{TESTS}/")]
        .iter()
        .filter_map(|folder| Some((below(folder, name), named(text(&below(folder, from))?))))
        .collect()
}

fn template(lang: Lang, name: &str) -> Vec<Text> {
    let [script, test] = match lang {
        Lang::Zh => TEMPLATE_ZH,
        Lang::En => TEMPLATE_EN,
    };
    let fill = |text: &str| text.replace("@NAME@", name);
    vec![(format!("{name}.rhai"), fill(script)), (format!("{TESTS}/{name}.rhai"), fill(test))]
}

/// All files or none.
fn write(scripts: &Path, files: &[Text]) -> Result<(), Fault> {
    let mut done: Vec<PathBuf> = Vec::new();
    for (below, text) in files {
        let path = scripts.join(below);
        if let Err(error) = write_new(&path, text) {
            // What was just written is taken back; nothing else is touched.
            for path in &done {
                drop(fs::remove_file(path));
            }
            return Err(failed(&path, &error));
        }
        done.push(path);
    }
    Ok(())
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(above) = path.parent() {
        fs::create_dir_all(above)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_comment_says_what_a_script_is_for() {
        for (text, expected) in [
            ("// 月度调度\n// more\nlet a = 1;", "月度调度"),
            ("//! Monthly.\n", "Monthly."),
            ("\n/// A hook.\nfn f() {}", "A hook."),
            ("let a = 1;", ""),
        ] {
            assert_eq!(about(text), expected);
        }
    }

    #[test]
    fn no_placeholder_is_left_in_a_template() {
        for lang in [Lang::Zh, Lang::En] {
            for (below, text) in template(lang, "own_rules") {
                assert!(!text.contains('@') && below.ends_with("own_rules.rhai"), "{below}");
            }
        }
    }
}
