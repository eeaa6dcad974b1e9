//! The words that turn a number into a bound: 以下, 及以上, 不超过, 约, and the marks (含), (不含).
//!
//! The wording decides the edge. 及以下 and (含)以下 include the number; plain 以下, 不足 and 小于 do
//! not. Words that say "about" are recognised, so that they can be reported, and never read.

use super::text::letter;

/// On which side of the printed number the value lies, and whether the number itself belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Below {
        open: bool,
    },
    Above {
        open: bool,
    },
    /// 约, 近, 左右: somewhere near the number, which is no bound at all.
    About,
}

/// (含) or (不含) beside a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Included,
    Excluded,
}

const BELOW: Bound = Bound::Below { open: true };
const AT_MOST: Bound = Bound::Below { open: false };
const ABOVE: Bound = Bound::Above { open: true };
const AT_LEAST: Bound = Bound::Above { open: false };

/// Words before a number; a word stands before every word that it begins with.
const OPENING: [(&str, Bound); 33] = [
    ("小于或等于", AT_MOST),
    ("小于等于", AT_MOST),
    ("大于或等于", AT_LEAST),
    ("大于等于", AT_LEAST),
    ("低于或等于", AT_MOST),
    ("高于或等于", AT_LEAST),
    ("不大于", AT_MOST),
    ("不超过", AT_MOST),
    ("不高于", AT_MOST),
    ("不多于", AT_MOST),
    ("不小于", AT_LEAST),
    ("不低于", AT_LEAST),
    ("不少于", AT_LEAST),
    ("不足", BELOW),
    ("不到", BELOW),
    ("小于", BELOW),
    ("低于", BELOW),
    ("少于", BELOW),
    ("大于", ABOVE),
    ("超过", ABOVE),
    ("高于", ABOVE),
    ("多于", ABOVE),
    ("大约", Bound::About),
    ("约", Bound::About),
    ("近", Bound::About),
    ("≈", Bound::About),
    ("<=", AT_MOST),
    (">=", AT_LEAST),
    ("≤", AT_MOST),
    ("≥", AT_LEAST),
    ("<", BELOW),
    (">", ABOVE),
    ("±", Bound::About),
];

/// The bound word before a number, and where it ends.
pub(super) fn opening(chars: &[char], at: usize) -> Option<(Bound, usize)> {
    // Most figures begin with a digit; the words are searched only where one of them may begin.
    if !"不小大低高少多超约近≈<>≤≥±".contains(*chars.get(at)?) {
        return None;
    }
    OPENING.iter().find_map(|(word, bound)| Some((*bound, word_at(word, chars, at)?)))
}

/// The bound words after a number, and where they end: `及以下`, `(含)以上`, `以下(不含)`, `左右`.
pub(super) fn closing(chars: &[char], at: usize, marked: Option<Mark>) -> Option<(Bound, usize)> {
    if let Some(end) = first_of(&["左右", "上下"], chars, at) {
        return Some((Bound::About, end));
    }
    let (before, at) = mark_or(marked, chars, at)?;
    let joined = first_of(&["及其", "及", "或", "和", "含"], chars, at);
    let at = joined.unwrap_or(at);
    let (below, at) = match word_at("以下", chars, at) {
        Some(end) => (true, end),
        None => (false, word_at("以上", chars, at)?),
    };
    let (mark, end) = mark_or(before, chars, at)?;
    let open = match (joined.is_some(), mark) {
        (false, None | Some(Mark::Excluded)) => true,
        (true, None | Some(Mark::Included)) | (false, Some(Mark::Included)) => false,
        (true, Some(Mark::Excluded)) => return None,
    };
    Some((if below { Bound::Below { open } } else { Bound::Above { open } }, end))
}

/// The mark at this place, and where it ends.
pub(super) fn mark(chars: &[char], at: usize) -> Option<(Mark, usize)> {
    let (mark, end) = mark_word(chars, at)?;
    let end = first_of(&["本数", "本级"], chars, end).unwrap_or(end);
    (chars.get(end) == Some(&')')).then_some((mark, end + 1))
}

/// An opened mark, `(含` or `(不含`, whose number may be repeated before it closes.
pub(super) fn mark_word(chars: &[char], at: usize) -> Option<(Mark, usize)> {
    if chars.get(at) != Some(&'(') {
        return None;
    }
    if let Some(end) = first_of(&["不包含", "不含"], chars, at + 1) {
        return Some((Mark::Excluded, end));
    }
    first_of(&["包含", "含"], chars, at + 1).map(|end| (Mark::Included, end))
}

/// A sign between the two ends of a range. A dash does not let a signed number follow.
pub(super) fn range_sign(chars: &[char], at: usize) -> Option<(bool, usize)> {
    match chars.get(at)? {
        '~' | '至' | '到' => Some((true, at + 1)),
        '-' => Some((false, at + 1)),
        _ => None,
    }
}

/// Where the word ends, if it stands at this place.
pub(super) fn word_at(word: &str, chars: &[char], at: usize) -> Option<usize> {
    let mut end = at;
    for c in word.chars() {
        let printed = *chars.get(end)?;
        if printed != c && letter(printed) != letter(c) {
            return None;
        }
        end += 1;
    }
    Some(end)
}

fn first_of(words: &[&str], chars: &[char], at: usize) -> Option<usize> {
    words.iter().find_map(|word| word_at(word, chars, at))
}

/// One mark in all: the one already seen, the one at this place, or none; two are a contradiction.
fn mark_or(seen: Option<Mark>, chars: &[char], at: usize) -> Option<(Option<Mark>, usize)> {
    match (seen, mark(chars, at)) {
        (seen, None) => Some((seen, at)),
        (None, Some((mark, end))) => Some((Some(mark), end)),
        (Some(_), Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn the_wording_decides_the_edge() {
        for (words, bound) in [
            ("以下", BELOW),
            ("及以下", AT_MOST),
            ("(含)以下", AT_MOST),
            ("以下(含)", AT_MOST),
            ("及以下(含)", AT_MOST),
            ("(含本数)以下", AT_MOST),
            ("(不含)以下", BELOW),
            ("以下(不含)", BELOW),
            ("以上", ABOVE),
            ("及以上", AT_LEAST),
            ("(含)以上", AT_LEAST),
            ("以上(不含)", ABOVE),
            ("左右", Bound::About),
        ] {
            let end = words.chars().count();
            assert_eq!(closing(&chars(words), 0, None), Some((bound, end)), "{words}");
        }
        for words in ["及以下(不含)", "(含)以下(不含)", "(含)", "及", "下"] {
            assert_eq!(closing(&chars(words), 0, None), None, "{words}");
        }
    }

    #[test]
    fn words_before_a_number_are_found_whole() {
        for (index, (word, bound)) in OPENING.iter().enumerate() {
            let found = opening(&chars(word), 0);
            assert_eq!(found, Some((*bound, word.chars().count())), "{index} {word}");
        }
        assert_eq!(opening(&chars("直径"), 0), None);
    }
}
