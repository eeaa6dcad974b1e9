//! Stub, until the writer stands.
use super::{Format, Paper, WriteError};
/// Not written yet.
pub fn to_docx(_paper: &Paper) -> Result<Vec<u8>, WriteError> {
    Err(WriteError::Format { format: Format::Docx, reason: "not written yet".to_owned() })
}
