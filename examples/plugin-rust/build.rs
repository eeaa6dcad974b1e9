//! Puts `plugin.toml` and `criteria/` into the library.

fn main() {
    phaseout_plugin::build::embed();
}
