//! Writes the paper of the tests in every format, to look at it: `cargo run --example paper -- FOLDER`.

#[path = "../tests/paper_kit/mod.rs"]
mod kit;

use phaseout_documents::paper::{Format, write};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    for format in Format::ALL {
        let bytes = write(&kit::whole(), format).unwrap_or_default();
        std::fs::write(folder.join("paper").with_extension(format.extension()), bytes)?;
    }
    Ok(())
}
