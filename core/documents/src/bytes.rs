//! The bytes of a csv file as a run of UTF-8: read, hashed where nobody did, and decoded.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder};
use sha2::{Digest, Sha256};

use crate::encoding::Encoding;

/// How much is read at once.
pub(crate) const BLOCK: usize = 256 << 10;

/// A source of text bytes. Those of a UTF-8 file come as they are, valid or not.
pub(crate) struct Bytes {
    reader: Box<dyn Read + Send>,
    /// Bytes that were read while deciding on the encoding.
    head: io::Cursor<Vec<u8>>,
    decoder: Option<Decoder>,
    /// Encoded bytes on their way to the decoder.
    encoded: Vec<u8>,
    hash: Option<Sha256>,
    length: u64,
}

impl Bytes {
    /// Text behind a byte order mark of `mark` bytes. `hash` is given where reading is the only
    /// pass over the bytes; `head` is what was taken from `reader` before.
    pub(crate) fn new(
        reader: Box<dyn Read + Send>,
        head: Vec<u8>,
        encoding: Encoding,
        mark: usize,
        mut hash: Option<Sha256>,
    ) -> Self {
        if let Some(hash) = &mut hash {
            hash.update(&head[..mark]);
        }
        let mut head = io::Cursor::new(head);
        head.set_position(mark as u64);
        let decoder = encoding.decoder();
        Self { reader, head, decoder, encoded: Vec::new(), hash, length: mark as u64 }
    }

    /// Number of the source's bytes taken so far.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// True where a decoder marks damage with U+FFFD.
    pub(crate) fn decoded(&self) -> bool {
        self.decoder.is_some()
    }

    /// Hash of the bytes taken so far, where it is reckoned here.
    pub(crate) fn hash(self) -> Option<[u8; 32]> {
        self.hash.map(|hash| hash.finalize().into())
    }

    /// Appends about `wanted` bytes of text; false once the source has ended.
    pub(crate) fn append_to(&mut self, text: &mut Vec<u8>, wanted: usize) -> io::Result<bool> {
        let Some(mut decoder) = self.decoder.take() else {
            return self.read(text, wanted);
        };
        let mut encoded = std::mem::take(&mut self.encoded);
        encoded.clear();
        let more = self.read(&mut encoded, wanted);
        if let Ok(more) = more {
            decode(&mut decoder, &encoded, !more, text);
        }
        self.encoded = encoded;
        self.decoder = Some(decoder);
        more
    }

    fn read(&mut self, into: &mut Vec<u8>, wanted: usize) -> io::Result<bool> {
        let start = into.len();
        into.reserve(wanted + 64);
        let source = (&mut self.head).chain(&mut self.reader);
        let read = source.take(wanted as u64).read_to_end(into)?;
        if let Some(hash) = &mut self.hash {
            hash.update(&into[start..]);
        }
        self.length += read as u64;
        Ok(read == wanted)
    }
}

fn decode(decoder: &mut Decoder, mut encoded: &[u8], last: bool, text: &mut Vec<u8>) {
    loop {
        let start = text.len();
        let most = decoder.max_utf8_buffer_length(encoded.len()).unwrap_or(BLOCK);
        text.resize(start + most, 0);
        let (result, read, written, _) = decoder.decode_to_utf8(encoded, &mut text[start..], last);
        text.truncate(start + written);
        encoded = &encoded[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}
