//! The plugin by itself, without a host: batches made by hand, in the terms of `plugin.toml`.

use phaseout_coke::Coke;
use phaseout_plugin::forms::Span;
use phaseout_plugin::testing::Rows;

#[test]
fn a_model_gives_the_height_where_nothing_else_does() {
    let read = Rows::of::<Coke>()
        .unit(|unit| unit.kind("coke_oven").spec("JN43-80"))
        .unit(|unit| unit.kind("stamp_charged_oven").equipment("JNDK43-99D捣固焦炉"))
        .unit(|unit| {
            unit.kind("coke_oven").spec("JN28").measure("chamber_height", Span::exactly(2.8))
        })
        .unit(|unit| unit.kind("heat_recovery_oven").spec("JN43-80")) // another family: its names are not read
        .read::<Coke>()
        .expect("the plugin reads");
    let about_4_3 = Some(Span { lo: 4.25, hi: 4.35, lo_open: false, hi_open: true });
    assert_eq!(read.get("chamber_height", 0), about_4_3);
    assert_eq!(read.get("chamber_height", 1), about_4_3);
    assert_eq!(read.get("chamber_height", 2), None, "a printed height is left alone");
    assert_eq!(read.get("chamber_height", 3), None);
}
