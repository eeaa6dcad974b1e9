//! What an integrator implements.

use std::fmt;

use crate::columns::Columns;
use crate::data::Data;
use crate::lines::Lines;
use crate::report::{Contradictions, Report};
use crate::units::Units;

/// An industry. Only [`DATA`](Plugin::DATA) must be given; the host reads forms, kinds and criteria
/// out of it. Code is for what data cannot say, and is named in
/// [`export_plugin!`](crate::export_plugin).
///
/// A plugin holds no state: the functions have no `self`, and the same batch gives the same answer
/// on any thread. They must not read files, the clock or the environment.
pub trait Plugin: 'static {
    /// Usually [`embed!()`](crate::embed).
    const DATA: Data;

    /// Reads what forms cannot say out of texts and numbers: quantity × size against capacity.
    fn read(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
        let _ = (units, out);
        Ok(())
    }

    /// Derives measures from measures: a consumption with its corrections, an age.
    fn derive(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
        let _ = (units, out);
        Ok(())
    }

    /// Finds contradictions in judged lines: a capacity against a size. It changes no verdict.
    fn inspect(lines: &Lines, found: &mut Contradictions) -> Result<(), PluginError> {
        let _ = (lines, found);
        Ok(())
    }

    /// Writes the industry's sections of a report about judged lines.
    fn report(lines: &Lines, report: &mut Report) -> Result<(), PluginError> {
        let _ = (lines, report);
        Ok(())
    }
}

/// Trouble of the plugin itself; trouble in the papers is a [`Problem`](crate::Problem) of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginError {
    message: String,
}

impl PluginError {
    /// An error with a sentence for a person.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    pub(crate) fn unknown_measure(id: &str) -> Self {
        Self::new(format!("plugin.toml declares no measure `{id}`"))
    }
}

impl fmt::Display for PluginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PluginError {}
