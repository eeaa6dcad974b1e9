//! What a document says that the record does not hold (a firm's founding year, its sales): given by the
//! person who asks for the document, with a source where the file names one.

use std::collections::BTreeMap;

/// A thing that was given, under its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// A text or a figure, as it is printed.
    Piece {
        /// As it is printed, with its unit where it has one.
        text: String,
        /// Where it comes from, in the words of the file.
        source: Option<String>,
        /// The option that gave it: `--set founded`, `profile.toml founded`.
        option: String,
    },
    /// Several, in order.
    List(Vec<Given>),
    /// Things with keys of their own.
    Table(BTreeMap<String, Given>),
}
