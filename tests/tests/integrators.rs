//! What an integrator does: an industry as a folder, as a plugin in Rust, as one in C, from `plugin new` to a
//! judged list. The examples are built and judged, the commands of the READMEs run as they stand, and plugins
//! built against an older contract are loaded.
//!
//! Where there is no C compiler or no make, the tests about C say so and end.

use phaseout_tests::{Answer, Call, Desk, built, project};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The contract in C as it was frozen; plugins built against it run on every later host of its major number.
const FROZEN: &str = "tests/frozen";

/// Lines of code that an integrator may need for a plugin of an industry new to the host.
const FEW_LINES: usize = 60;

// ---- industries without code ----------------------------------------------------------------------

#[test]
fn an_industry_may_be_a_folder() {
    for (folder, as_of, expected) in [
        ("examples/industries/flat-glass", "2013-07-01", GLASS_2013),
        // Before 2010-02 the edition of 2005 alone decides: 格法 by its size, 垂直引上 by its machines.
        ("examples/industries/flat-glass", "2009-07-01", GLASS_2009),
        ("examples/industries/paper", "2013-07-01", PAPER_2013),
    ] {
        let list = format!("{folder}/list.csv");
        let verdicts = verdicts(&phaseout(&[
            "--plugins",
            folder,
            "screen",
            &list,
            "--as-of",
            as_of,
            "--format",
            "csv",
        ]));
        assert_eq!(verdicts, expected, "{folder} as of {as_of}");
    }
}

const GLASS_2013: &str =
    "GL01 eliminate, GL02 eliminate, GL03 retain, GL04 retain, GL05 verify, GL06 retain";
const GLASS_2009: &str =
    "GL01 retain, GL02 verify, GL03 retain, GL04 eliminate, GL05 verify, GL06 retain";
const PAPER_2013: &str = "RL018 verify, RL019 retain, RL021 retain, PA01 eliminate, PA02 verify, PA03 retain, \
                          PA04 eliminate, PA05 verify, PA06 eliminate";

/// The *and* of the policy of 2007: with one condition false, the other is not asked for.
#[test]
fn a_waste_paper_line_goes_only_if_it_is_small_and_dirty() {
    let list = "examples/industries/paper/list.csv";
    let answer = phaseout(&[
        "--plugins",
        "examples/industries/paper",
        "screen",
        list,
        "--as-of",
        "2013-07-01",
        "--format",
        "json",
    ]);
    let missing = |line: &str| answer.line(line)["units"][0]["findings"][0]["missing"].clone();
    assert_eq!(missing("PA05"), serde_json::json!(["discharge_compliant"]));
    assert_eq!(answer.line("PA03")["verdict"], "retain");
}

/// 2万吨 of glass do not compare with 万重量箱: a problem of that row, never a number.
#[test]
fn tons_of_glass_are_no_weight_cases() {
    let list = "examples/industries/flat-glass/list.csv";
    let answer = phaseout(&[
        "--plugins",
        "examples/industries/flat-glass",
        "screen",
        list,
        "--as-of",
        "2013-07-01",
        "--format",
        "json",
    ]);
    assert_eq!(answer.line("GL06")["problems"][0]["code"], "capacity-dimension");
}

#[test]
fn the_worked_cases_of_the_folders_hold() {
    for folder in ["examples/industries/flat-glass", "examples/industries/paper"] {
        cases_hold(&["--plugins", folder]);
        let _ =
            phaseout(&["--plugins", folder, "criteria", "check", &format!("{folder}/criteria")]);
    }
}

// ---- the example plugins ---------------------------------------------------------------------------

#[test]
fn the_example_in_rust_builds_passes_and_judges() {
    let desk = Desk::new();
    let folder = project().join("examples/plugin-rust");
    cargo(&folder, &desk.at("target"), &["build", "--release"]);
    cargo(&folder, &desk.at("target"), &["test"]);
    let plugins = desk.at("target/release");
    let found = judge(&plugins, &folder.join("list.csv"), "2011-07-01");
    assert_eq!(
        verdicts(&found),
        "RL013 verify, RL014 verify, CK01 eliminate, CK02 retain, CK03 verify, CK04 retain, CK05 eliminate, CK06 verify"
    );
    cases_hold(&["--plugins", text(&plugins)]);
    shows_what_it_promises(&folder, &plugins, "2011-07-01");
}

#[test]
fn the_example_in_c_builds_passes_and_judges() {
    let Some(desk) = desk_with_cc() else { return };
    let folder = project().join("examples/plugin-c");
    let out = format!("OUT={}", text(&desk.at("build")));
    run(Command::new("make").current_dir(&folder).args([&out, "all", "test"]));
    let plugins = desk.at("build");
    assert_eq!(verdicts(&judge(&plugins, &folder.join("list.csv"), "2011-07-01")), FERROALLOY);
    cases_hold(&["--plugins", text(&plugins)]);
    shows_what_it_promises(&folder, &plugins, "2011-07-01");
}

const FERROALLOY: &str =
    "FA01 eliminate, FA02 retain, FA03 eliminate, FA04 retain, FA05 verify, FA06 eliminate";

#[test]
fn what_is_about_no_industry_is_the_same_in_the_example_and_in_new_plugins() {
    for file in ["embed.sh", "phaseout_describe.c", "phaseout_describe.h"] {
        let read =
            |folder: &str| std::fs::read_to_string(project().join(folder).join(file)).unwrap();
        assert_eq!(read("examples/plugin-c"), read("core/cli/templates/c"), "{file}");
    }
}

// ---- older and newer contracts ---------------------------------------------------------------------

#[test]
fn a_plugin_built_against_the_frozen_header_is_loaded_and_judges() {
    let Some(desk) = desk_with_cc() else { return };
    let folder = project().join("examples/plugin-c");
    let out = format!("OUT={}", text(&desk.at("build")));
    let header = format!("HEADER={}", text(&project().join(FROZEN)));
    run(Command::new("make").current_dir(&folder).args([&out, &header]));
    assert_eq!(
        verdicts(&judge(&desk.at("build"), &folder.join("list.csv"), "2011-07-01")),
        FERROALLOY
    );
}

/// Before major 1 nothing is frozen, and the copy follows the header; after it, the copy stays as it is.
#[test]
fn the_frozen_header_is_the_header_until_major_1() {
    let read = |folder: &str| {
        std::fs::read_to_string(project().join(folder).join("phaseout_plugin.h")).unwrap()
    };
    let (frozen, header) = (read(FROZEN), read("core/plugin/include"));
    if header.contains("PHASEOUT_ABI_VERSION UINT32_C(0x0000") {
        assert!(frozen == header, "copy core/plugin/include/phaseout_plugin.h to {FROZEN}");
    } else {
        assert!(
            frozen.contains("PHASEOUT_ABI_VERSION UINT32_C(0x00010000)"),
            "the copy is of major 1"
        );
    }
}

/// A table that ends after `read`, as one was before there was a `derive`: `read` is called, the rest is null.
#[test]
fn a_plugin_with_an_older_shorter_table_is_loaded_and_judges() {
    let Some(desk) = desk_with_cc() else { return };
    let library = other_table(&desk, &[]);
    let found = judge(&library, &project().join("examples/plugin-c/list.csv"), "2011-07-01");
    // Its `read` gives 3200 kVA wherever no size is printed (FA05). Three transformers are multiplied by nobody
    // (FA04, FA06).
    assert_eq!(
        verdicts(&found),
        "FA01 eliminate, FA02 retain, FA03 eliminate, FA04 eliminate, FA05 eliminate, FA06 eliminate"
    );
}

#[test]
fn a_newer_table_and_another_major_number_are_refused_with_the_reason() {
    let Some(desk) = desk_with_cc() else { return };
    for (define, reason) in [
        ("-DSIZE=4096", "its table has 4096 bytes"),
        ("-DSIZE=8", "its table has 8 bytes"),
        ("-DVERSION=0x00630000", "it speaks version 99 of the plugin contract"),
    ] {
        let library = other_table(&desk, &[define]);
        let answer =
            Call::new().args(["--lang", "en", "--plugins", text(&library), "plugin", "list"]).run();
        assert!(answer.err.contains(reason), "{define}: {}", answer.err);
        assert!(!answer.text().contains("ferroalloy"), "{define}: {}", answer.text());
    }
}

/// The example's texts under a table of four fields, built with these definitions.
fn other_table(desk: &Desk, defines: &[&str]) -> PathBuf {
    let folder = project().join("examples/plugin-c");
    desk.write("other.c", OTHER_TABLE);
    let texts =
        run(Command::new("sh").current_dir(&folder).args(["embed.sh", "ferroalloy", "0.0.9"]));
    desk.write("data.c", texts);
    let library = desk.at(&format!("libother{}", std::env::consts::DLL_SUFFIX));
    let mut cc = Command::new("cc");
    cc.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-fPIC", "-fvisibility=hidden", "-shared"])
        .args(defines);
    cc.arg("-I").arg(&folder).arg("-I").arg(project().join(FROZEN)).arg("-o").arg(&library);
    run(cc.args([desk.at("other.c"), desk.at("data.c"), folder.join("phaseout_describe.c")]));
    library
}

const OTHER_TABLE: &str = r#"
#include "phaseout_describe.h"

typedef struct OlderTable {
    uint32_t abi_version;
    uint32_t struct_size;
    int32_t (*describe)(PhaseoutSink sink, void *ctx);
    int32_t (*read)(const PhaseoutBatch *batch, PhaseoutColumns *out, PhaseoutSink sink, void *ctx);
} OlderTable;

static int32_t read_all(const PhaseoutBatch *batch, PhaseoutColumns *out, PhaseoutSink sink, void *ctx) {
    (void)sink, (void)ctx;
    const uint8_t *known = batch->measures[0].validity;
    for (uint64_t row = 0; row < batch->rows; row++) {
        if (!(known[row / 8] >> (row % 8) & 1)) {
            out->measures[0].lo[row] = out->measures[0].hi[row] = 3200;
            out->measures[0].validity[row / 8] |= (uint8_t)(1u << (row % 8));
        }
    }
    return PHASEOUT_OK;
}

#ifndef SIZE
#define SIZE sizeof(OlderTable)
#endif
#ifndef VERSION
#define VERSION PHASEOUT_ABI_VERSION
#endif

static const OlderTable table = { VERSION, SIZE, phaseout_describe, read_all };

const PhaseoutPluginV1 *phaseout_plugin_v1(void) {
    return (const PhaseoutPluginV1 *)(const void *)&table;
}
"#;

// ---- plugin new ------------------------------------------------------------------------------------

const NEW: &str = "1 verify, 2 retain, 3 retain, 4 verify, 5 verify";

#[test]
fn a_new_plugin_in_rust_builds_passes_and_judges() {
    let desk = Desk::new();
    // The worst of names: packages, types and tables of the SDK are called so as well.
    for name in ["plugin", "example_furnace-2"] {
        let said = desk.phaseout(["plugin", "new", name, "--lang", "rust"]).exits(0);
        assert_eq!(
            said.text(),
            "cargo build --release\ncargo test\nphaseout --plugins target/release screen list.csv\n"
        );
        let folder = desk.at(name);
        cargo(&folder, &folder.join("target"), &["build", "--release"]);
        cargo(&folder, &folder.join("target"), &["test"]);
        let plugins = folder.join("target/release");
        assert_eq!(
            verdicts(&judge(&plugins, &folder.join("list.csv"), "2021-01-01")),
            NEW,
            "{name}"
        );
        cases_hold(&["--plugins", text(&plugins)]);
        let lines = code_lines(&folder.join("src/lib.rs"));
        assert!(lines <= FEW_LINES, "{lines} lines of the integrator's own");
    }
}

#[test]
fn a_new_plugin_in_c_builds_passes_and_judges() {
    let Some(desk) = desk_with_cc() else { return };
    for name in ["plugin", "example_furnace-2"] {
        let said = desk.phaseout(["plugin", "new", name, "--lang", "c"]).exits(0);
        assert_eq!(said.text(), "make\nmake test\nphaseout --plugins build screen list.csv\n");
        let folder = desk.at(name);
        run(Command::new("make").current_dir(&folder).args(["CC=cc -Werror", "all", "test"]));
        let plugins = folder.join("build");
        assert_eq!(
            verdicts(&judge(&plugins, &folder.join("list.csv"), "2021-01-01")),
            NEW,
            "{name}"
        );
        cases_hold(&["--plugins", text(&plugins)]);
        let lines = code_lines(&folder.join("plugin.c"));
        assert!(lines <= FEW_LINES, "{lines} lines of the integrator's own");
    }
}

#[test]
fn a_new_plugin_never_writes_over_what_is_there() {
    let desk = Desk::new();
    desk.write("lime/notes.txt", "mine");
    let refused = desk.phaseout(["plugin", "new", "lime"]).exits(3);
    assert!(refused.err.contains("the folder lime exists already"), "{}", refused.err);
    assert_eq!(std::fs::read_dir(desk.at("lime")).unwrap().count(), 1);
    assert_eq!(std::fs::read_dir(desk.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_name_that_is_none_is_refused() {
    let desk = Desk::new();
    for name in ["Lime", "1lime", "../lime", "石灰", "lime.rs", ""] {
        let refused = desk.phaseout(["plugin", "new", name]).exits(2);
        assert!(refused.err.contains("is no name for a plugin"), "{name}: {}", refused.err);
    }
    assert_eq!(std::fs::read_dir(desk.path()).unwrap().count(), 0);
}

// ---- what the pages say ----------------------------------------------------------------------------

/// `core/plugin/README.md`: every block of commands, in a folder of its own, with the answer below them.
#[test]
fn the_commands_of_the_contract_page_run() {
    let page = std::fs::read_to_string(project().join("core/plugin/README.md")).unwrap();
    let blocks = fenced(&page, "sh");
    let promised = fenced(&page, "text");
    assert_eq!((blocks.len(), promised.len()), (3, 1), "Rust, C, and without code");
    for block in blocks {
        if (block.contains("make") || block.contains("--lang c")) && !there_is_cc() {
            continue;
        }
        let desk = Desk::new();
        let said = in_shell(&desk, &block);
        if block.contains("--plugins lime ") {
            assert!(
                said.contains("5 lines as of 2021-01-01: 0 eliminate, 4 verify"),
                "{block}\n{said}"
            );
        } else {
            assert!(said.contains(promised[0].trim()), "{block}\n{said}");
        }
    }
}

/// The READMEs of the data folders: their commands run in the project's folder and say what stands below them.
#[test]
fn the_commands_of_the_folders_pages_run() {
    for folder in ["flat-glass", "paper"] {
        let page = std::fs::read_to_string(
            project().join("examples/industries").join(folder).join("README.md"),
        )
        .unwrap();
        let commands = fenced(&page, "");
        let promised = fenced(&page, "text");
        let mut said = String::new();
        for line in
            commands.iter().flat_map(|block| block.lines()).filter(|line| !line.trim().is_empty())
        {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(words[0], "phaseout", "{folder}: {line}");
            let answer = Call::new().args(["--lang", "zh"]).args(&words[1..]).run().exits(0);
            said.push_str(&answer.err);
        }
        assert!(said.contains(promised[0].trim()), "{folder}: {said}");
    }
}

#[test]
fn the_schema_of_plugin_toml_names_every_key_in_use() {
    let schema = Call::new().args(["plugin", "schema"]).run().exits(0).json();
    assert_eq!(schema["required"], serde_json::json!(["schema", "industry"]));
    let words = schema.to_string();
    for file in [
        "plugins/cement",
        "plugins/steel",
        "plugins/power",
        "plugins/citric-acid",
        "examples/industries/paper",
    ] {
        let text = std::fs::read_to_string(project().join(file).join("plugin.toml")).unwrap();
        let keys = text.lines().filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim());
        for key in keys.filter(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')) {
            assert!(words.contains(&format!("{key:?}")), "{file}: {key}");
        }
    }
}

// ---- helpers ---------------------------------------------------------------------------------------

fn phaseout(arguments: &[&str]) -> Answer {
    Call::new().args(arguments).run().exits(0)
}

fn judge(plugins: &Path, list: &Path, as_of: &str) -> Answer {
    phaseout(&[
        "--plugins",
        text(plugins),
        "screen",
        text(list),
        "--as-of",
        as_of,
        "--format",
        "csv",
    ])
}

/// `line verdict, line verdict, …` of an answer in csv.
fn verdicts(answer: &Answer) -> String {
    let rows = answer.text().lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        format!("{} {}", cells[0], cells[3])
    });
    rows.collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn cases_hold(plugins: &[&str]) {
    let answer =
        Call::new().args(["--lang", "en"]).args(plugins).args(["criteria", "test"]).run().exits(0);
    let said = format!("{}{}", answer.text(), answer.err);
    assert!(said.contains(": 0 failed"), "{said}");
}

/// The summary that a README prints is the one that its list gives.
#[track_caller]
fn shows_what_it_promises(folder: &Path, plugins: &Path, as_of: &str) {
    let page = std::fs::read_to_string(folder.join("README.md")).expect("the page is there");
    let list = folder.join("list.csv");
    let answer = phaseout(&[
        "--lang",
        "en",
        "--plugins",
        text(plugins),
        "screen",
        text(&list),
        "--as-of",
        as_of,
    ]);
    assert!(answer.err.contains(fenced(&page, "text")[0].trim()), "{}", answer.err);
}

/// The blocks of a page that are fenced and marked with this word.
fn fenced(page: &str, word: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines().map(str::trim_start) {
        match (line.strip_prefix("```"), &mut open) {
            (Some(mark), None) => open = Some((mark.trim().to_owned(), String::new())),
            (Some(_), Some(_)) => {
                let (mark, block) = open.take().expect("a block is open");
                if mark == word {
                    blocks.push(block);
                }
            }
            (None, Some((_, block))) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Lines that are neither blank nor comment.
fn code_lines(file: &Path) -> usize {
    let text = std::fs::read_to_string(file).expect("the file is there");
    let mut in_comment = false;
    let code = text.lines().map(str::trim).filter(|line| {
        let comment = in_comment || line.starts_with("//") || line.starts_with("/*");
        if comment {
            in_comment = !line.starts_with("//") && !line.contains("*/");
        }
        !comment && !line.is_empty()
    });
    code.count()
}

/// Runs commands as a person does, with `phaseout` and this cargo at hand; what both streams said.
fn in_shell(desk: &Desk, commands: &str) -> String {
    let binary = built().binary.parent().expect("a binary lies in a folder");
    let cargo = Path::new(env!("CARGO")).parent().expect("so does cargo");
    let mut shell = Command::new("sh");
    shell.current_dir(desk.path()).arg("-e").arg("-c").arg(format!(
        "PATH={}:{}:$PATH; export PATH; unset CARGO_TARGET_DIR PHASEOUT_PLUGINS; export LC_ALL=en_GB.UTF-8 CARGO_NET_OFFLINE=true; exec 2>&1\n{commands}",
        text(binary),
        text(cargo)
    ));
    String::from_utf8(run(&mut shell)).expect("the commands speak UTF-8")
}

/// The SDK depends on nothing, so the network is never needed.
fn cargo(folder: &Path, target: &Path, arguments: &[&str]) {
    let (command, rest) = arguments.split_first().expect("a command of cargo");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(folder)
        .args([command, "--quiet", "--offline", "--target-dir"])
        .arg(target)
        .args(rest);
    // The tests' own flags are not the integrator's.
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
        cargo.env_remove(name);
    }
    run(&mut cargo);
}

#[track_caller]
fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("the command starts");
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}\n{err}");
    output.stdout
}

fn there_is_cc() -> bool {
    let starts = |name: &str| Command::new(name).arg("--version").output().is_ok();
    starts("cc") && starts("make")
}

/// A folder to build C in; none, with the reason, where nothing builds it.
#[expect(clippy::print_stderr, reason = "a test that could not be run says why")]
fn desk_with_cc() -> Option<Desk> {
    let found = there_is_cc();
    if !found {
        eprintln!("skipped: there is no cc or no make here");
    }
    found.then(Desk::new)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the path is UTF-8")
}
