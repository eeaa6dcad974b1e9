//! What a script that failed has left is dropped after its error was told. Alone in its process: it counts
//! what the process holds.

mod kit;

use kit::{file, meter, room};
use phaseout_workflow::{ScriptSet, on_stage_told};

#[test]
fn the_outcome_is_told_before_what_was_left_is_cleared_away() {
    let files =
        file("let f = || 0;\nfor i in 0..50000 { let g = f; f = || g.call(); }\nthrow \"enough\";");
    let set = ScriptSet::compile(&room(), &files).expect("it compiles");
    let before = meter().bytes;
    let mut held = 0;
    let outcome = on_stage_told(
        || set.run("a.rhai", Vec::new()),
        |outcome| {
            assert_eq!(outcome.as_ref().unwrap_err().code, "thrown");
            held = meter().bytes.saturating_sub(before);
        },
    );
    assert!(outcome.unwrap().is_err());
    // It may be gone already where the two threads have run side by side; never is it still there now.
    assert!(
        meter().bytes.saturating_sub(before) < 3 << 20,
        "{held} bytes were held when it was told"
    );
}
