//! Measures, and the spellings of their units: `m³`, `立方米`, `M³` and `㎥` are one unit.
//!
//! Which spellings exist, and what each is worth, is the caller's knowledge; here they are found in
//! the text, whatever case and look-alike letters were typed.

use super::text::{fold, letter};

/// A number-valued attribute of an industry. Its index in the industry's list is its slot in the
/// row plane and in every [`Reading`](super::Reading).
#[derive(Debug, Clone)]
pub struct Measure {
    /// The attribute's id, as forms name it: `kiln_diameter`.
    pub name: String,
    /// The unit of the attribute and how it is printed.
    pub unit: MeasureUnit,
    /// A printed value of zero or less is impossible.
    pub positive: bool,
}

/// The unit of an attribute: every accepted spelling with its factor.
#[derive(Debug, Clone, Default)]
pub struct MeasureUnit {
    /// Accepted spellings. 万, 亿, 百 and 千 before a unit need not be listed.
    pub spellings: Vec<Spelling>,
}

/// One printed spelling of a unit. The value in the attribute's unit is
/// `printed × numerator / denominator`: for an attribute in m, `毫米` is 1/1000.
#[derive(Debug, Clone)]
pub struct Spelling {
    /// As printed; case and look-alike letters do not matter.
    pub text: String,
    /// Never zero.
    pub numerator: u64,
    /// Never zero.
    pub denominator: u64,
}

impl Spelling {
    /// A spelling worth `numerator / denominator` of the attribute's unit.
    pub fn new(text: &str, numerator: u64, denominator: u64) -> Self {
        Self { text: text.to_owned(), numerator, denominator }
    }
}

impl MeasureUnit {
    /// The spelling that is this whole text.
    pub(super) fn named(&self, text: &[char]) -> Option<usize> {
        self.at(text, 0).longest_first().find(|(_, end)| *end == text.len()).map(|(i, _)| i)
    }

    /// The spelling that is this whole text.
    pub(super) fn named_in(&self, text: &str) -> Option<usize> {
        self.named(&folded(text))
    }

    /// Every spelling found at this place.
    pub(super) fn at(&self, chars: &[char], at: usize) -> Found {
        let mut found = Found { hits: [Hit::default(); Found::MOST], len: 0 };
        for (index, spelling) in self.spellings.iter().enumerate() {
            if let Some((end, exact)) = match_at(&spelling.text, chars, at) {
                found.add(Hit { index, end, exact });
            }
        }
        found
    }
}

/// Spellings found at one place, at most one for each end.
pub(super) struct Found {
    hits: [Hit; Self::MOST],
    len: usize,
}

#[derive(Clone, Copy, Default)]
struct Hit {
    index: usize,
    end: usize,
    exact: bool,
}

impl Found {
    const MOST: usize = 6;

    /// Index of the spelling and end in the text, longest first: `t/d` before `t`.
    pub(super) fn longest_first(&self) -> impl Iterator<Item = (usize, usize)> {
        self.hits[..self.len].iter().map(|hit| (hit.index, hit.end))
    }

    /// Of two spellings that differ in case only, the one printed exactly so is meant.
    fn add(&mut self, hit: Hit) {
        let hits = &mut self.hits[..self.len];
        if let Some(same) = hits.iter_mut().find(|other| other.end == hit.end) {
            if hit.exact && !same.exact {
                *same = hit;
            }
            return;
        }
        let place = hits.iter().position(|other| other.end < hit.end).unwrap_or(self.len);
        if place == Self::MOST {
            return;
        }
        let last = self.len.min(Self::MOST - 1);
        self.hits.copy_within(place..last, place + 1);
        self.hits[place] = hit;
        self.len = last + 1;
    }
}

/// The text, folded, as characters.
pub(super) fn folded(text: &str) -> Vec<char> {
    let mut out = Vec::new();
    fold(text, |c| {
        out.push(c);
        true
    });
    out
}

/// Where the word ends in the text, and whether it stands there letter for letter.
fn match_at(word: &str, chars: &[char], at: usize) -> Option<(usize, bool)> {
    let mut end = at;
    let mut exact = true;
    let whole = fold(word, |c| {
        let Some(&printed) = chars.get(end) else { return false };
        end += 1;
        exact &= printed == c;
        printed == c || letter(printed) == letter(c)
    });
    (whole && end > at).then_some((end, exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(texts: &[&str]) -> MeasureUnit {
        let spellings = texts.iter().map(|text| Spelling::new(text, 1, 1)).collect();
        MeasureUnit { spellings }
    }

    #[test]
    fn the_longest_spelling_comes_first() {
        let unit = unit(&["t", "t/d", "吨", "吨/日"]);
        let found: Vec<_> = unit.at(&folded("2500t/d"), 4).longest_first().collect();
        assert_eq!(found, [(1, 7), (0, 5)]);
    }

    #[test]
    fn look_alike_letters_and_case_do_not_matter() {
        let unit = unit(&["m³", "kVA", "t/d"]);
        for (text, index) in
            [("M³", 0), ("м3", 0), ("㎥", 0), ("KVA", 1), ("кVА", 1), ("T／D", 2), ("т/d", 2)]
        {
            assert_eq!(unit.named_in(text), Some(index), "{text}");
        }
        assert_eq!(unit.named_in("m"), None);
        assert_eq!(unit.named_in(""), None);
    }

    #[test]
    fn an_exact_spelling_wins_over_another_case() {
        let unit = unit(&["mg", "Mg"]);
        assert_eq!(unit.named_in("Mg"), Some(1));
        assert_eq!(unit.named_in("mg"), Some(0));
    }

    #[test]
    fn many_spellings_at_one_place_keep_the_longest() {
        let unit = unit(&["a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh"]);
        let ends: Vec<_> = unit.at(&folded("abcdefgh"), 0).longest_first().map(|f| f.1).collect();
        assert_eq!(ends, [8, 7, 6, 5, 4, 3]);
    }
}
