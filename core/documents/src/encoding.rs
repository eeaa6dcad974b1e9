//! What the bytes of a csv file mean as text.
//!
//! Offices write UTF-8 with or without a mark, GB18030 (Excel's csv on a Chinese desk) or UTF-16
//! with a mark. A mark decides; without one UTF-8 is taken where the bytes are valid, else GB18030.

use encoding_rs::{Decoder, GB18030, UTF_16BE, UTF_16LE};

/// Encoding of a csv file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB18030, which holds GBK and GB2312.
    Gb18030,
    /// UTF-16, low byte first, with a byte order mark.
    Utf16Le,
    /// UTF-16, high byte first, with a byte order mark.
    Utf16Be,
}

impl Encoding {
    /// Name as registered: `UTF-8`, `GB18030`, `UTF-16LE`, `UTF-16BE`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
        }
    }

    /// The encoding that a byte order mark names, and the mark's length.
    pub(crate) fn of_mark(head: &[u8]) -> Option<(Self, usize)> {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => Some((Self::Utf8, 3)),
            [0xFF, 0xFE, ..] => Some((Self::Utf16Le, 2)),
            [0xFE, 0xFF, ..] => Some((Self::Utf16Be, 2)),
            _ => None,
        }
    }

    /// What turns the bytes into UTF-8; none where they are UTF-8.
    pub(crate) fn decoder(self) -> Option<Decoder> {
        let encoding = match self {
            Self::Utf8 => return None,
            Self::Gb18030 => GB18030,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }
}

/// Takes a file's bytes block by block and says whether they are UTF-8.
#[derive(Debug, Default)]
pub(crate) struct Utf8Check {
    invalid: u64,
    /// Valid characters beyond ASCII in blocks that hold invalid bytes too.
    valid_beside: u64,
}

/// So many valid characters beside one invalid sequence: damaged UTF-8, not GB18030. Text in
/// GB18030 is almost nowhere valid beyond ASCII.
const VALID_PER_INVALID: u64 = 20;

impl Utf8Check {
    /// Takes the whole characters of `block` out of it; what the end cuts off stays for the next.
    pub(crate) fn take(&mut self, block: &mut Vec<u8>) {
        let whole = whole_characters(block);
        self.count(&block[..whole]);
        block.drain(..whole);
    }

    /// The verdict once all blocks are taken. `rest` is what [`take`](Self::take) left of the
    /// last one; none where more would have followed.
    pub(crate) fn encoding(mut self, rest: Option<&[u8]>) -> Encoding {
        self.count(rest.unwrap_or_default());
        if self.invalid * VALID_PER_INVALID <= self.valid_beside {
            Encoding::Utf8
        } else {
            Encoding::Gb18030
        }
    }

    fn count(&mut self, bytes: &[u8]) {
        if simdutf8::basic::from_utf8(bytes).is_ok() {
            return;
        }
        for part in bytes.utf8_chunks() {
            let beyond_ascii = part.valid().chars().filter(|sign| !sign.is_ascii()).count();
            self.valid_beside += beyond_ascii as u64;
            self.invalid += u64::from(!part.invalid().is_empty());
        }
    }
}

/// Length of `bytes` without a character that the end cuts off.
fn whole_characters(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let at = bytes.len() - back;
        let needed = match bytes[at] {
            0x80..=0xBF => continue,
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        return if needed > back { at } else { bytes.len() };
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::{Encoding, Utf8Check};

    /// The verdict over `bytes` cut into blocks of `size`.
    fn encoding(bytes: &[u8], size: usize) -> Encoding {
        let mut check = Utf8Check::default();
        let mut block = Vec::new();
        for part in bytes.chunks(size) {
            block.extend_from_slice(part);
            check.take(&mut block);
        }
        check.encoding(Some(&block))
    }

    #[test]
    fn characters_cut_by_a_block_are_whole() {
        let text = "机立窑 Φ3×11m 𠮷".repeat(3);
        for size in 1..20 {
            assert_eq!(encoding(text.as_bytes(), size), Encoding::Utf8, "blocks of {size}");
        }
    }

    #[test]
    fn gbk_is_not_utf8() {
        let (bytes, ..) = encoding_rs::GB18030.encode("企业名称,机立窑");
        for size in 1..20 {
            assert_eq!(encoding(&bytes, size), Encoding::Gb18030, "blocks of {size}");
        }
    }

    #[test]
    fn one_bad_byte_in_a_long_utf8_text_leaves_it_utf8() {
        let mut bytes = "水泥生产线".repeat(10).into_bytes();
        bytes.push(0xFF);
        assert_eq!(encoding(&bytes, 4096), Encoding::Utf8);
    }
}
