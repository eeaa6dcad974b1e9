//! Every way in which a library can be bad, and what is said of it. The child process is this test
//! program again.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]
#![expect(clippy::print_stdout, reason = "the child replies on standard output")]

mod kit;

use kit::Plugin;
use phaseout_host::exercise::Exercise;
use phaseout_host::probe::{self, Prober};
use phaseout_host::{Generation, HostError, Loader, Place, reply};
use std::path::Path;

/// What the child does. Without a library it is no child, and there is nothing to test.
#[test]
fn child() {
    let Some(library) =
        std::env::args().next_back().filter(|last| last.contains("phaseout-plugin-"))
    else {
        return;
    };
    probe::confine(probe::MEMORY, 20);
    let library = Path::new(&library);
    let tried = Generation::of_library(library, library).and_then(|generation| {
        let exercise = generation.industries.first().and_then(Exercise::of);
        let whole = |exercise: Exercise<'_>| {
            exercise.briefly()?;
            exercise.zero_rows()?;
            // Before the hostile texts, whose freed megabytes would hide a leak.
            exercise.many_calls()?;
            exercise.hostile_texts()?;
            exercise.same_again()?;
            exercise.two_threads()
        };
        exercise.map_or(Ok(()), whole).map_err(|error| vec![error])
    });
    print!("{}", reply::answer(tried));
}

fn prober() -> Prober {
    let me = std::env::current_exe().unwrap();
    let prober = Prober::new(me, ["--exact", "child", "--nocapture"].map(Into::into));
    // Only the library that hangs has to wait for it.
    prober.within(std::time::Duration::from_secs(4))
}

/// The error of the one library; `None` where there is no C compiler. A plugin that is refused costs the
/// others nothing: a good one lies beside it.
fn refused(plugin: &Plugin) -> Option<HostError> {
    let folder = tempfile::tempdir().unwrap();
    let bad = plugin.build(folder.path(), "bad")?;
    Plugin::good("good").build(folder.path(), "good")?;
    let loader = Loader::new(Some(prober()));
    let places = [Place { path: folder.path().to_owned(), origin: "--plugins" }];
    let generation = Generation::load_with(&loader, &places, None);
    assert!(generation.industry("good").is_some(), "{:?}", generation.errors);
    assert_eq!(loader.loaded(), 1, "the bad one never came into this process");
    let mut errors = generation.errors;
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].path, bad);
    errors.pop()
}

#[track_caller]
fn assert_refused(plugin: &Plugin, code: &str, words: &str) {
    let Some(error) = refused(plugin) else { return };
    assert_eq!(error.code, code, "{error}");
    assert!(error.to_string().contains(words), "{error}");
}

fn lime() -> Plugin {
    Plugin::good("lime")
}

#[test]
fn a_good_one_is_loaded_once_however_often_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    if lime().build(folder.path(), "lime").is_none() {
        return;
    }
    let loader = Loader::new(Some(prober()));
    let places = [Place { path: folder.path().to_owned(), origin: "--plugins" }];
    for _ in 0..3 {
        let generation = Generation::load_with(&loader, &places, None);
        assert!(generation.errors.is_empty(), "{:?}", generation.errors);
        assert_eq!(generation.industries.len(), 1);
        assert_eq!(loader.loaded(), 1);
    }
}

#[test]
fn truncated() {
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = lime().build(folder.path(), "lime") else { return };
    let whole = std::fs::read(&path).unwrap();
    for length in [0, 64, 1_000, whole.len() / 2, whole.len() * 9 / 10, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        let places = [Place { path: folder.path().to_owned(), origin: "--plugins" }];
        let generation = Generation::load_with(&Loader::new(Some(prober())), &places, None);
        assert_eq!(generation.errors.len(), 1, "{length} bytes");
        assert_eq!(generation.errors[0].code, "library-damaged", "{length} bytes");
    }
}

/// Whole by its headers, with a hole where its tables were: only trying it shows that.
#[test]
fn zeroed_in_the_middle() {
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = lime().build(folder.path(), "lime") else { return };
    let mut bytes = std::fs::read(&path).unwrap();
    let (from, to) = (0x1000.min(bytes.len()), 0x3000.min(bytes.len()));
    bytes[from..to].fill(0);
    std::fs::write(&path, &bytes).unwrap();
    let places = [Place { path: folder.path().to_owned(), origin: "--plugins" }];
    let generation = Generation::load_with(&Loader::new(Some(prober())), &places, None);
    assert_eq!(generation.errors.len(), 1);
    assert!(generation.industries.is_empty());
}

#[test]
fn of_another_abi() {
    let plugin = Plugin { table: "UINT32_C(0x00090000), sizeof(PhaseoutPluginV1)", ..lime() };
    assert_refused(&plugin, "abi-major", "found = 9, wanted = 1");
}

#[test]
fn with_a_longer_table() {
    let plugin = Plugin { table: "PHASEOUT_ABI_VERSION, 4096", ..lime() };
    assert_refused(&plugin, "abi-size", "found = 4096");
}

#[test]
fn without_a_table() {
    assert_refused(&Plugin { entry: "(void)table; return NULL;", ..lime() }, "abi-null", "libbad");
}

#[test]
fn with_a_missing_symbol() {
    let plugin = Plugin { globals: "extern int nowhere_to_be_found(void);".to_owned(), ..lime() };
    assert_refused(
        &plugin.constructor("nowhere_to_be_found();"),
        "library-load",
        "nowhere_to_be_found",
    );
}

#[test]
fn crashing_at_load() {
    assert_refused(
        &lime().constructor("*(volatile int *)16 = 1;"),
        "probe-crashed",
        "11 (SIGSEGV)",
    );
}

#[test]
fn hanging_at_load() {
    assert_refused(&lime().constructor("for (;;) pause();"), "probe-hung", "limit = 4000");
}

#[test]
fn ending_the_program_at_load() {
    assert_refused(
        &lime().constructor("puts(\"bye\"); exit(0);"),
        "probe-exited",
        "status = 0, words = bye",
    );
}

/// As the SDK tells a panic that it caught.
#[test]
fn panicking_in_describe() {
    let body = "static const char why[] = \"plugin lime 1.0 panicked in describe: oh\"; \
                sink(ctx, (const uint8_t *)why, sizeof why - 1); return PHASEOUT_PANIC;";
    assert_refused(
        &lime().describe(body),
        "plugin-call",
        "status = -77, reason = plugin lime 1.0 panicked in describe: oh",
    );
}

/// As a panic that nobody caught ends.
#[test]
fn aborting_in_describe() {
    let body = "fputs(\"fatal: oh\\n\", stderr); abort();";
    assert_refused(&lime().describe(body), "probe-crashed", "6 (SIGABRT), words = fatal: oh");
}

#[test]
fn taking_all_memory() {
    let body = "for (;;) *(volatile char *)malloc(1 << 26) = 1;";
    assert_refused(&lime().describe(body), "probe-crashed", "11 (SIGSEGV)");
}

#[test]
fn describing_itself_without_json() {
    assert_refused(
        &lime().describe("sink(ctx, (const uint8_t *)\"{\", 1); return 0;"),
        "describe-json",
        "EOF",
    );
}

#[test]
fn with_a_mistake_in_plugin_toml() {
    let toml = kit::toml("lime").replace("m³", "furlong");
    assert_refused(&Plugin { toml, ..lime() }, "manifest-unit", "unit = furlong");
}

#[test]
fn giving_what_is_no_interval() {
    let body = "if (batch->rows) { out->measures[0].lo[0] = 2; out->measures[0].hi[0] = 1; \
                out->measures[0].validity[0] = 1; } return 0;";
    assert_refused(&lime().read(body), "plugin-output", "reason = not an interval");
}

#[test]
fn writing_behind_a_column() {
    let body = "out->measures[0].lo[batch->rows] = 7; return 0;";
    assert_refused(&lime().read(body), "exercise-bounds", "function = read");
}

#[test]
fn writing_into_the_texts() {
    let body = "PhaseoutText t = batch->texts[0]; if (t.bytes_len) ((uint8_t *)t.bytes)[0] ^= 1; return 0;";
    assert_refused(&lime().read(body), "exercise-input", "function = read");
}

#[test]
fn failing_without_rows() {
    assert_refused(
        &lime().read("return batch->rows ? 0 : PHASEOUT_ERROR;"),
        "exercise-zero-rows",
        "status = -1",
    );
}

#[test]
fn failing_on_a_text_that_is_utf_8() {
    let body = "return batch->texts[1].bytes_len > 1000000 ? PHASEOUT_ERROR : 0;";
    assert_refused(&lime().read(body), "exercise-hostile", "text = 1-mb");
}

/// Bytes that are not UTF-8 may be refused, but not by a crash.
#[test]
fn crashing_on_bytes_that_are_not_utf_8() {
    let body = "for (uint64_t i = 0; i < batch->texts[1].bytes_len; i++) \
                if (batch->texts[1].bytes[i] == 0xff) abort(); return 0;";
    assert_refused(&lime().read(body), "probe-crashed", "6 (SIGABRT)");
}

const ONE: &str = "if (batch->rows) { out->measures[0].lo[0] = out->measures[0].hi[0] = VALUE; \
                   out->measures[0].validity[0] = 1; } return 0;";

#[test]
fn saying_something_else_the_second_time() {
    let plugin = Plugin { globals: "static int calls;".to_owned(), ..lime() };
    assert_refused(
        &plugin.read(&ONE.replace("VALUE", "calls++")),
        "exercise-repeat",
        "measure = size",
    );
}

#[test]
fn judging_a_unit_by_its_neighbours() {
    assert_refused(
        &lime().read(&ONE.replace("VALUE", "batch->rows")),
        "exercise-neighbours",
        "measure = size",
    );
}

#[test]
fn not_fit_for_two_threads() {
    let globals = "static volatile double kept; static void wait_a_little(void) { for (volatile int i = 0; i < 20000; i++); }";
    let body = "for (uint64_t row = 0; row < batch->rows; row++) { kept = row; wait_a_little(); \
                out->measures[0].lo[row] = out->measures[0].hi[row] = kept; } \
                for (uint64_t row = 0; row < batch->rows && batch->rows > 1; row++) \
                out->measures[0].validity[row / 8] |= 1 << (row % 8); return 0;";
    let plugin = Plugin { globals: globals.to_owned(), ..lime() }.read(body);
    // What a unit says depends on its row here, which is found first; the threads are tried by themselves.
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = plugin.build(folder.path(), "bad") else { return };
    let generation = Generation::of_library(&path, &path).unwrap();
    let error = Exercise::of(&generation.industries[0]).unwrap().two_threads().unwrap_err();
    assert_eq!(error.code, "exercise-threads", "{error}");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "only Linux tells how much memory is taken")]
fn leaking() {
    let plugin = Plugin { globals: "static void *volatile kept;".to_owned(), ..lime() };
    assert_refused(
        &plugin.read("kept = malloc(16); return 0;"),
        "exercise-memory",
        "calls = 10000",
    );
}
