//! Looks into a library file before anything in it runs.
//!
//! A file cut short maps, and then kills the process at the first touch of a missing page: so every
//! part that the headers promise has to be there. ELF, PE and Mach-O alike.

use object::{Object, ObjectSection, ObjectSegment};

/// The one symbol that a plugin exports.
pub const ENTRY: &str = "phaseout_plugin_v1";

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Structure {
    /// A whole library that exports the entry symbol.
    Plugin,
    /// A library, but not a plugin.
    NoEntry,
    /// Not a library, or a library with a part missing: why.
    Damaged(String),
}

/// Reads the headers, sections and exported names of a library's bytes.
pub fn examine(bytes: &[u8]) -> Structure {
    let file = match object::File::parse(bytes) {
        Ok(file) => file,
        Err(error) => return Structure::Damaged(error.to_string()),
    };
    for segment in file.segments() {
        if let Err(error) = segment.data() {
            return Structure::Damaged(error.to_string());
        }
    }
    for section in file.sections() {
        if let Err(error) = section.data() {
            return Structure::Damaged(error.to_string());
        }
    }
    match exports_entry(&file) {
        Ok(true) => Structure::Plugin,
        Ok(false) => Structure::NoEntry,
        Err(error) => Structure::Damaged(error.to_string()),
    }
}

fn exports_entry(file: &object::File<'_>) -> object::Result<bool> {
    for export in file.exports()? {
        let export = export?;
        let object::NameOrOrdinal::Name(name) = export.name() else { continue };
        // Mach-O writes an underscore before every name of C.
        if name == ENTRY.as_bytes() || name.strip_prefix(b"_") == Some(ENTRY.as_bytes()) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_library_is_damaged() {
        for bytes in [&b""[..], b"\x7fELF", b"#!/bin/sh\n", &[0; 4096]] {
            assert!(matches!(examine(bytes), Structure::Damaged(_)), "{bytes:?}");
        }
    }

    /// The test's own program file is a whole one, and no plugin; cut anywhere, it is damaged.
    #[test]
    fn a_file_cut_short_is_damaged() {
        let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(matches!(examine(&bytes), Structure::NoEntry | Structure::Damaged(_)));
        for percent in [1, 25, 50, 75, 90, 99] {
            let cut = &bytes[..bytes.len() * percent / 100];
            assert!(matches!(examine(cut), Structure::Damaged(_)), "{percent} %");
        }
        assert!(matches!(examine(&bytes[..bytes.len() - 1]), Structure::Damaged(_)));
    }
}
