//! A paper as a Word document, laid out as GB/T 9704-2012 (党政机关公文格式) lays out official papers.
//!
//! `docx-rs` writes body, footers and package. How things look stands in `docx/styles.xml`, a style sheet
//! of its own kind, as the css of html does; `package` puts it in and adds what `docx-rs` has no word for.

mod body;
mod columns;
mod ending;
mod front;
mod package;
mod page;
mod pieces;
mod table;

pub(super) use package::day;

use super::{Format, Paper, WriteError};

/// The paper as the bytes of a docx file. The same paper gives the same bytes, as far as the fonts for
/// pictures of charts are the same.
pub fn to_docx(paper: &Paper) -> Result<Vec<u8>, WriteError> {
    let failed = |reason: String| WriteError::Format { format: Format::Docx, reason };
    let mut body = body::Body::new(paper.language);
    front::write(paper, &mut body);
    body.blocks(&paper.blocks);
    ending::write(paper, &mut body);
    let (docx, pictures) = body.finish();
    let mut packed = std::io::Cursor::new(Vec::new());
    docx.pack(&mut packed).map_err(|error| failed(error.to_string()))?;
    package::finish(&packed.into_inner(), paper, &pictures).map_err(failed)
}
