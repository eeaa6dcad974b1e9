//! Stub, until the writer stands.
use super::{Format, Paper, WriteError};
/// Not written yet.
pub fn to_xlsx(_paper: &Paper) -> Result<Vec<u8>, WriteError> {
    Err(WriteError::Format { format: Format::Xlsx, reason: "not written yet".to_owned() })
}
