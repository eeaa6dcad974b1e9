//! The plugin's code against its table, in process and without a host.

#[test]
fn the_code_says_what_the_table_says() {
    phaseout_plugin::tables::check::<phaseout_power::Power>(include_str!("code.md"));
}
