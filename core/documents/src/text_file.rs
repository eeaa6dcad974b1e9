//! A csv file from its first byte to its last: one pass to hash it and to learn its encoding
//! (files), or one pass in all (standard input), then rows.

use std::io::{self, Read};

use sha2::Sha256;

use crate::bytes::{BLOCK, Bytes};
use crate::chunk::Chunk;
use crate::delimiter;
use crate::document::ReadError;
use crate::encoding::{Encoding, Utf8Check};
use crate::hashing::Hashing;
use crate::split::Splitter;

/// A record longer than this is a quote that was never closed, or no table at all.
const LONGEST_RECORD: usize = 64 << 20;

/// A stream's encoding is decided on so many bytes: it cannot be read twice.
pub(crate) const STREAM_HEAD: usize = 1 << 20;

/// What the first pass over a file found.
pub(crate) struct Survey {
    pub(crate) sha256: [u8; 32],
    pub(crate) length: u64,
    encoding: Encoding,
    mark: usize,
}

/// Reads rows out of a csv file.
pub(crate) struct TextFile {
    bytes: Bytes,
    encoding: Encoding,
    splitter: Splitter,
    /// Text that was read; its records before `at` were given out.
    window: Vec<u8>,
    at: usize,
    ended: bool,
    /// Hash and length that a first pass found.
    surveyed: Option<([u8; 32], u64)>,
    damaged: u64,
}

/// Reads all of a file once, in bounded memory: its hash, and what its bytes mean.
pub(crate) fn survey(mut reader: impl Read) -> io::Result<Survey> {
    let mut hash = Hashing::default();
    let mut check = Utf8Check::default();
    let mut length = 0;
    let mut marked = None;
    let mut block = Vec::with_capacity(BLOCK + 64);
    loop {
        let start = block.len();
        let read = (&mut reader).take(BLOCK as u64).read_to_end(&mut block)?;
        hash.update(&block[start..]);
        if length == 0 {
            marked = Encoding::of_mark(&block);
        }
        length += read as u64;
        if marked.is_some() {
            block.clear();
        } else {
            check.take(&mut block);
        }
        if read < BLOCK {
            break;
        }
    }
    let (encoding, mark) = marked.unwrap_or_else(|| (check.encoding(Some(&block)), 0));
    Ok(Survey { sha256: hash.finish(), length, encoding, mark })
}

impl TextFile {
    /// A file that was surveyed, read again from its first byte.
    pub(crate) fn surveyed(mut reader: Box<dyn Read + Send>, survey: &Survey) -> io::Result<Self> {
        let mut head = Vec::new();
        (&mut reader).take(survey.mark as u64).read_to_end(&mut head)?;
        let mark = head.len();
        let bytes = Bytes::new(reader, head, survey.encoding, mark, None);
        Self::start(bytes, survey.encoding, Some((survey.sha256, survey.length)))
    }

    /// A stream whose first bytes, up to [`STREAM_HEAD`], are `head`.
    pub(crate) fn streamed(reader: Box<dyn Read + Send>, head: Vec<u8>) -> io::Result<Self> {
        let cut_off = head.len() >= STREAM_HEAD;
        let (encoding, mark) = Encoding::of_mark(&head).unwrap_or_else(|| {
            let mut check = Utf8Check::default();
            let mut block = head.clone();
            check.take(&mut block);
            (check.encoding((!cut_off).then_some(&block)), 0)
        });
        let bytes = Bytes::new(reader, head, encoding, mark, Some(Sha256::default()));
        Self::start(bytes, encoding, None)
    }

    fn start(
        mut bytes: Bytes,
        encoding: Encoding,
        surveyed: Option<([u8; 32], u64)>,
    ) -> io::Result<Self> {
        let mut window = Vec::new();
        let ended = !bytes.append_to(&mut window, BLOCK)?;
        let splitter = Splitter::new(delimiter::detect(&window, ended));
        Ok(Self { bytes, encoding, splitter, window, at: 0, ended, surveyed, damaged: 0 })
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(crate) fn delimiter(&self) -> char {
        char::from(self.splitter.delimiter())
    }

    pub(crate) fn unclosed(&self) -> Option<u64> {
        self.splitter.unclosed()
    }

    /// Fills `chunk`; it stays empty once all is read. Before an error it may hold rows.
    pub(crate) fn read_chunk(
        &mut self,
        chunk: &mut Chunk,
        max_rows: usize,
    ) -> Result<(), ReadError> {
        let outcome = loop {
            let window = &self.window[self.at..];
            self.at += self.splitter.split(window, self.ended, chunk, max_rows);
            if self.ended || chunk.rows() >= max_rows || !chunk.has_room(0) {
                break Ok(());
            }
            if let Err(error) = self.refill() {
                break Err(error);
            }
        };
        self.damaged += chunk.seal(self.bytes.decoded());
        outcome
    }

    /// Hash and length of the bytes, and the number of damaged cells.
    pub(crate) fn finish(self) -> ([u8; 32], u64, u64) {
        let (sha256, length) = self.surveyed.unwrap_or_else(|| {
            let length = self.bytes.length();
            (self.bytes.hash().expect("a stream is hashed as it is read"), length)
        });
        (sha256, length, self.damaged)
    }

    /// Moves what is left of the window to its front and reads on behind it.
    fn refill(&mut self) -> Result<(), ReadError> {
        self.window.drain(..self.at);
        self.at = 0;
        let held = self.window.len();
        if held > LONGEST_RECORD {
            return Err(ReadError::RecordTooLong { row: self.splitter.line() });
        }
        // Twice as much each time: a long record is looked at again from its start.
        let more = self.bytes.append_to(&mut self.window, held.max(BLOCK));
        self.ended = !more.map_err(|error| ReadError::io(&error))?;
        match self.surveyed {
            Some((_, length)) if self.ended && self.bytes.length() != length => {
                Err(ReadError::Changed)
            }
            _ => Ok(()),
        }
    }
}
