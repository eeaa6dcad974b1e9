//! The C header against the Rust structs: a C compiler says where each field lies.
//! Without a C compiler on the machine there is nothing to compare, and the test says so.

use std::fmt::Write as _;
use std::mem::offset_of;
use std::path::{Path, PathBuf};
use std::process::Command;

use phaseout_plugin::abi::{
    PHASEOUT_ABI_VERSION, PhaseoutBatch, PhaseoutColumns, PhaseoutIntervals, PhaseoutIntervalsOut,
    PhaseoutNumbers, PhaseoutPluginV1, PhaseoutText, STATUS_BAD_ARGUMENT, STATUS_BAD_TEXT,
    STATUS_ERROR, STATUS_PANIC,
};

/// Each struct with its size, each field with its offset.
macro_rules! layout {
    ($($name:ident { $($field:ident),* })*) => {
        vec![$(
            (stringify!($name), None, size_of::<$name>()),
            $((stringify!($name), Some(stringify!($field)), offset_of!($name, $field)),)*
        )*]
    };
}

fn rust_layout() -> Vec<(&'static str, Option<&'static str>, usize)> {
    layout! {
        PhaseoutText { rows, offsets, bytes, bytes_len, validity }
        PhaseoutNumbers { rows, values, validity }
        PhaseoutIntervals { rows, lo, hi, flags, validity }
        PhaseoutIntervalsOut { rows, lo, hi, flags, validity }
        PhaseoutBatch {
            struct_size, as_of_days, rows, text_count, texts, number_count, numbers, kinds,
            measure_count, measures
        }
        PhaseoutColumns { struct_size, reserved, count, measures }
        PhaseoutPluginV1 { abi_version, struct_size, describe, read, derive, inspect, report }
    }
}

fn c_program() -> String {
    let mut program = String::from(
        "#include \"phaseout_plugin.h\"\n#include <stddef.h>\n#include <stdio.h>\n\
         int main(void) {\n",
    );
    for (name, field, _) in rust_layout() {
        let measured = match field {
            None => format!("sizeof({name})"),
            Some(field) => format!("offsetof({name}, {field})"),
        };
        let _ = writeln!(program, "printf(\"%zu\\n\", {measured});");
    }
    for constant in [
        "PHASEOUT_ABI_VERSION",
        "PHASEOUT_ERROR",
        "PHASEOUT_BAD_ARGUMENT",
        "PHASEOUT_BAD_TEXT",
        "PHASEOUT_PANIC",
        "PHASEOUT_PROBLEM(PHASEOUT_PROBLEM_UNREADABLE) | PHASEOUT_HI_OPEN",
    ] {
        let _ = writeln!(program, "printf(\"%lld\\n\", (long long)({constant}));");
    }
    program + "return 0; }\n"
}

fn expected() -> Vec<i64> {
    let layout = rust_layout().into_iter().map(|(.., n)| i64::try_from(n).unwrap_or(-1));
    let statuses = [STATUS_ERROR, STATUS_BAD_ARGUMENT, STATUS_BAD_TEXT, STATUS_PANIC];
    layout
        .chain([i64::from(PHASEOUT_ABI_VERSION)])
        .chain(statuses.map(i64::from))
        .chain([0x302])
        .collect()
}

fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).to_owned()
}

#[test]
fn c_and_rust_lay_out_the_same_structs() {
    let (source, program) = (scratch().join("layout.c"), scratch().join("layout"));
    std::fs::write(&source, c_program()).unwrap();
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("include");
    let compiled = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I"])
        .arg(include)
        .arg(&source)
        .arg("-o")
        .arg(&program)
        .output();
    let Ok(compiled) = compiled else {
        return; // no C compiler here; the layout is still asserted in `abi`
    };
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    let printed = Command::new(&program).output().unwrap().stdout;
    let printed = String::from_utf8(printed).unwrap();
    let printed: Vec<i64> = printed.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(printed, expected());
}
