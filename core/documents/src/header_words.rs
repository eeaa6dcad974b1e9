//! The words of a header as they are compared: half-width, without spaces, with the unit apart.

/// A header as it is compared: half-width, without spaces and line breaks, in lower case.
pub(crate) struct Printed {
    pub(crate) whole: String,
    pub(crate) before_bracket: Option<String>,
    /// Text in the last brackets, in the case as printed: MW is not mW.
    pub(crate) bracket: Option<String>,
    pub(crate) before_slash: Option<String>,
    pub(crate) behind_slash: Option<String>,
}

impl Printed {
    pub(crate) fn new(text: &str) -> Self {
        let plain = plain(text);
        let parts = split_bracket(&plain);
        let slash = plain.split_once('/');
        Self {
            whole: plain.to_lowercase(),
            before_bracket: parts.map(|(head, _)| head.to_lowercase()),
            bracket: parts.map(|(_, inside)| inside.to_owned()),
            before_slash: slash.map(|(head, _)| head.to_lowercase()),
            behind_slash: slash.map(|(_, unit)| unit.to_owned()),
        }
    }

    /// The unit where a map has decided what the column is.
    pub(crate) fn unit_beside_head(&self) -> Option<String> {
        self.bracket.clone().or_else(|| self.behind_slash.clone()).filter(|unit| !unit.is_empty())
    }
}

/// Half-width signs, without spaces, line breaks and invisible marks.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '\u{FEFF}' | '\u{200B}'))
        .map(|sign| match sign {
            // The full-width forms stand in the order of ASCII.
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
            _ => sign,
        })
        .collect()
}

/// Head and inside of brackets that end the text; brackets inside them belong to the inside.
fn split_bracket(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (at, sign) in text.char_indices().rev() {
        match sign {
            ')' | ']' | '】' | '〕' => depth += 1,
            '(' | '[' | '【' | '〔' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            let inside = text[at..].trim_start_matches(['(', '[', '【', '〔']);
            let inside = inside.strip_suffix([')', ']', '】', '〕'])?;
            return Some((&text[..at], inside));
        }
    }
    None
}

/// Words in the brackets of a known name: `t/d`, `%`, `万吨`, but not `市、区`.
pub(crate) fn reads_like_a_unit(text: &str) -> bool {
    text.contains(|sign: char| {
        sign.is_ascii_alphabetic() || matches!(sign, '/' | '%' | '万' | '千' | '吨' | '米' | '元')
    })
}
