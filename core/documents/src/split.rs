//! Where records and cells of a csv file end.
//!
//! The rules are those of RFC 4180 as the csv crate reads them (a test holds one against the
//! other): a quote opens only at the start of a cell, `""` inside is one quote, a record ends with
//! `\n`, `\r\n` or `\r`, blank lines are no records. The csv crate looks at every byte in turn and
//! copies every cell. Here the signs that matter are found in bit masks of 64 bytes, and a record
//! is copied as it is; only where a quote stands twice, or a line ends inside quotes, the record is
//! written anew.

use crate::chunk::Chunk;

/// Cuts windows of text into the rows of a chunk; keeps the line number between windows.
#[derive(Debug, Clone)]
pub(crate) struct Splitter {
    delimiter: u8,
    /// Number of the physical line on which the next record starts.
    line: u64,
    /// The last line ended with `\r`; a `\n` that follows belongs to it.
    after_cr: bool,
    unclosed: Option<u64>,
}

impl Splitter {
    pub(crate) fn new(delimiter: u8) -> Self {
        Self { delimiter, line: 1, after_cr: false, unclosed: None }
    }

    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// The row whose last cell opens a quote that the file never closes.
    pub(crate) fn unclosed(&self) -> Option<u64> {
        self.unclosed
    }

    /// Appends the complete records of `window` to `chunk` until it holds `max_rows` or has no
    /// room, and returns how many bytes they took. `ended` says that nothing follows the window.
    pub(crate) fn split(
        &mut self,
        window: &[u8],
        ended: bool,
        chunk: &mut Chunk,
        max_rows: usize,
    ) -> usize {
        let mut record = 0;
        while chunk.rows() < max_rows && chunk.has_room(0) {
            let (next, stop) = self.simple_records(window, record, chunk, max_rows);
            record = next;
            let is_over = record == window.len() || (stop == Stop::WindowEnd && !ended);
            if stop == Stop::Full || is_over {
                break;
            }
            let before = chunk.raw.len();
            let Some(next) = self.awkward_record(window, record, ended, chunk) else {
                chunk.undo_row(before);
                break;
            };
            record = next;
        }
        record
    }

    /// Appends records as they stand and returns where the first begins that was not appended.
    fn simple_records(
        &mut self,
        window: &[u8],
        start: usize,
        chunk: &mut Chunk,
        max_rows: usize,
    ) -> (usize, Stop) {
        let mut marks = Marks::new(window, self.delimiter, start);
        let base = chunk.raw.len();
        let (mut record, mut cell, mut closing_quote) = (start, start, None);
        let stop = loop {
            let Some(mark) = marks.next() else { break Stop::WindowEnd };
            let byte = window[mark];
            if byte == b'"' {
                // Anywhere but at the start a quote is a sign like others, or makes the cell's end
                // stand away from its closing quote.
                if mark == cell {
                    closing_quote = marks.closing_quote();
                    if closing_quote.is_none() {
                        break Stop::Awkward;
                    }
                }
                continue;
            }
            let (from, to) = match closing_quote.take() {
                None => (cell, mark),
                Some(quote) if quote + 1 == mark => (cell + 1, quote),
                Some(_) => break Stop::Awkward,
            };
            if byte == self.delimiter {
                chunk.note_cell(base + (from - start), base + (to - start));
                cell = mark + 1;
                continue;
            }
            if mark == record {
                let of_the_line_before = byte == b'\n' && self.after_cr;
                self.line += u64::from(!of_the_line_before);
            } else {
                chunk.note_cell(base + (from - start), base + (to - start));
                chunk.end_row(self.line);
                self.line += 1;
            }
            self.after_cr = byte == b'\r';
            record = mark + 1;
            cell = record;
            if chunk.rows() >= max_rows || !chunk.has_room(record - start) {
                break Stop::Full;
            }
        };
        chunk.raw.extend_from_slice(&window[start..record]);
        chunk.undo_row(chunk.raw.len());
        (record, stop)
    }

    /// Appends the record at `start` cell by cell and returns where the next begins; none where
    /// the window ends before the record does. Any record can be read so.
    fn awkward_record(
        &mut self,
        window: &[u8],
        start: usize,
        ended: bool,
        chunk: &mut Chunk,
    ) -> Option<usize> {
        let mut at = start;
        loop {
            let cell = chunk.raw.len();
            if window.get(at) == Some(&b'"') {
                at = self.quoted_part(window, at + 1, ended, chunk)?;
            }
            let rest = &window[at..];
            let end = memchr::memchr3(self.delimiter, b'\n', b'\r', rest);
            let length = end.or(ended.then_some(rest.len()))?;
            chunk.raw.extend_from_slice(&rest[..length]);
            chunk.note_cell(cell, chunk.raw.len());
            chunk.raw.push(b'\n');
            at += length;
            if window.get(at) != Some(&self.delimiter) {
                break;
            }
            at += 1;
        }
        chunk.end_row(self.line);
        self.line += line_ends(&window[start..at]) + 1;
        self.after_cr = window.get(at) == Some(&b'\r');
        Some((at + 1).min(window.len()))
    }

    /// Appends what stands between the quotes and returns the place behind the closing one.
    fn quoted_part(
        &mut self,
        window: &[u8],
        start: usize,
        ended: bool,
        chunk: &mut Chunk,
    ) -> Option<usize> {
        let mut at = start;
        loop {
            let rest = &window[at..];
            let Some(length) = memchr::memchr(b'"', rest) else {
                if !ended {
                    return None;
                }
                self.unclosed = Some(self.line);
                chunk.raw.extend_from_slice(rest);
                return Some(window.len());
            };
            chunk.raw.extend_from_slice(&rest[..length]);
            at += length + 1;
            match window.get(at) {
                Some(b'"') => {
                    chunk.raw.push(b'"');
                    at += 1;
                }
                None if !ended => return None,
                _ => return Some(at),
            }
        }
    }
}

/// Why records cannot be taken as they stand any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// The chunk takes no further row.
    Full,
    /// The window ends within the record, or where the next would begin.
    WindowEnd,
    /// The record has quotes that must be read with care.
    Awkward,
}

/// Line ends within a record: `\r\n` is one.
fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&at| !(bytes[at] == b'\n' && at > 0 && bytes[at - 1] == b'\r'))
        .count() as u64
}

/// Places of delimiters, line ends and quotes, found 64 bytes at a time.
struct Marks<'a> {
    window: &'a [u8],
    delimiter: u8,
    /// Where the block after the present one begins.
    next_block: usize,
    /// Marks of the present block that were not given yet.
    mask: u64,
}

const BLOCK: usize = 64;

impl<'a> Marks<'a> {
    fn new(window: &'a [u8], delimiter: u8, start: usize) -> Self {
        Self { window, delimiter, next_block: start, mask: 0 }
    }

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.mask == 0 && !self.find_block() {
            return None;
        }
        let bit = self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(self.next_block - BLOCK + bit)
    }

    /// Goes on to the next block with a mark; false where there is none. Kept out of line so that
    /// the way from mark to mark within a block stays short.
    #[inline(never)]
    fn find_block(&mut self) -> bool {
        while self.mask == 0 {
            let rest = self.window.get(self.next_block..).unwrap_or_default();
            self.mask = if let Some(block) = rest.first_chunk::<BLOCK>() {
                mask(block, self.delimiter)
            } else if rest.is_empty() {
                return false;
            } else {
                let mut block = [0; BLOCK];
                block[..rest.len()].copy_from_slice(rest);
                mask(&block, self.delimiter)
            };
            self.next_block += BLOCK;
        }
        true
    }

    /// The next quote, if no line ends before it and the window does not.
    fn closing_quote(&mut self) -> Option<usize> {
        loop {
            let mark = self.next()?;
            match self.window[mark] {
                b'"' => return Some(mark),
                byte if byte == self.delimiter => {}
                _ => return None,
            }
        }
    }
}

/// One bit per byte that is a delimiter, a line end or a quote. Both loops become vector code.
#[inline]
fn mask(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    let mut hits = [0u8; BLOCK];
    for (hit, &byte) in hits.iter_mut().zip(block) {
        let is = |sign| u8::from(byte == sign);
        *hit = is(delimiter) | is(b'\n') | is(b'\r') | is(b'"');
    }
    let mut mask = 0;
    for (index, hits) in hits.as_chunks::<8>().0.iter().enumerate() {
        // Eight bytes of 0 or 1 become the eight bits of the product's highest byte.
        let bits = u64::from_le_bytes(*hits).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask |= bits << (8 * index);
    }
    mask
}
