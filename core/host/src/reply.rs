//! What a child process tells of the library that it tried: one line, an error or none.

use crate::error::HostError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Stands before a reply, so that a plugin's own prints are no part of it.
pub(crate) const MARK: &str = "phaseout-probe/1 ";

/// A child's reply about a library.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Reply {
    Ok,
    Refused { code: String, arguments: Vec<(String, String)> },
}

/// The line that a child prints: the first error, or that there is none.
pub fn answer(result: Result<(), Vec<HostError>>) -> String {
    let reply = match result.err().and_then(|errors| errors.into_iter().next()) {
        None => Reply::Ok,
        Some(error) => Reply::Refused {
            code: error.code.to_owned(),
            arguments: error
                .arguments
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        },
    };
    line(&serde_json::to_string(&reply).unwrap_or_default())
}

/// A reply as a line of its own, whatever was printed before.
pub fn line(reply: &str) -> String {
    format!("\n{MARK}{reply}\n")
}

/// What the line says of the library at `path`.
pub(crate) fn read(path: &Path, reply: &str) -> Result<(), HostError> {
    match serde_json::from_str(reply) {
        Ok(Reply::Ok) => Ok(()),
        Ok(Reply::Refused { code, arguments }) => {
            let error = HostError::new(word(&code), path);
            Err(arguments
                .into_iter()
                .fold(error, |error, (name, value)| error.with(word(&name), value)))
        }
        Err(error) => Err(HostError::new("probe-refused", path).because(&error)),
    }
}

/// Codes and names of arguments live as long as the program, here as in the child that sent them. There
/// are a few dozen of them, and each is kept once.
fn word(text: &str) -> &'static str {
    static WORDS: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = words.get(text) {
        return known;
    }
    let new: &'static str = Box::leak(text.to_owned().into_boxed_str());
    words.insert(new);
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_comes_back_as_it_was_sent() {
        let path = Path::new("/p/libx.so");
        let sent = HostError::new("abi-major", path).with("found", "9").with("wanted", "0");
        let line = answer(Err(vec![sent.clone()]));
        let reply = line.trim().strip_prefix(MARK).unwrap();
        assert_eq!(read(path, reply), Err(sent));
        assert_eq!(read(path, "\"ok\""), Ok(()));
        assert_eq!(read(path, "{").unwrap_err().code, "probe-refused");
    }
}
