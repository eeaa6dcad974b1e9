//! A passage under the eye: its characters as printed and as they compare, and which of them are taken by a
//! title, a date or a number of a document.

use std::ops::Range;

/// A passage. Places in it count characters, the same in both forms.
#[derive(Clone, Debug)]
pub(super) struct Text {
    printed: Vec<char>,
    /// Half width, small letters, one dash and one sign of multiplication.
    pub(super) folded: Vec<char>,
    /// What was read already.
    taken: Vec<bool>,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let printed: Vec<char> = text.chars().collect();
        let folded: Vec<char> = printed.iter().map(|&c| fold(c)).collect();
        let taken = vec![false; printed.len()];
        let mut text = Self { printed, folded, taken };
        text.take_titles();
        text
    }

    /// Titles in 《》 speak of other documents.
    fn take_titles(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for at in 0..self.folded.len() {
            match self.folded[at] {
                '《' => open.push(at),
                '》' => {
                    if let Some(from) = open.pop() {
                        self.take(&(from..at + 1));
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.folded.len()
    }

    pub(super) fn at(&self, place: usize) -> Option<char> {
        self.folded.get(place).copied()
    }

    pub(super) fn printed(&self, range: &Range<usize>) -> String {
        self.printed[range.start.min(self.len())..range.end.min(self.len())].iter().collect()
    }

    pub(super) fn folded(&self, range: &Range<usize>) -> String {
        self.folded[range.start.min(self.len())..range.end.min(self.len())].iter().collect()
    }

    pub(super) fn take(&mut self, range: &Range<usize>) {
        self.taken[range.clone()].fill(true);
    }

    pub(super) fn is_taken(&self, place: usize) -> bool {
        self.taken.get(place).copied().unwrap_or(false)
    }

    /// Whether the characters from a place on are these.
    pub(super) fn starts(&self, place: usize, word: &str) -> bool {
        let mut place = place;
        word.chars().all(|c| {
            place += 1;
            self.at(place - 1) == Some(c)
        })
    }

    /// Every place where a word begins, outside of titles and numbers of documents.
    pub(super) fn find<'t>(
        &'t self,
        range: &Range<usize>,
        word: &'t str,
    ) -> impl Iterator<Item = usize> + 't {
        let long = word.chars().count();
        (range.start..(range.end + 1).saturating_sub(long))
            .filter(move |&at| !self.is_taken(at) && self.starts(at, word))
    }

    /// Whether one of the words stands in a range.
    pub(super) fn has(&self, range: &Range<usize>, words: &[&str]) -> bool {
        words.iter().any(|word| self.find(range, word).next().is_some())
    }

    /// The sentence around a place: up to a full stop, a semicolon, the end of the line.
    pub(super) fn sentence(&self, place: usize) -> Range<usize> {
        self.around(place, |c| matches!(c, '。' | ';' | '!' | '?' | '\n'))
    }

    /// The clause around a place: up to any stop or bracket.
    pub(super) fn clause(&self, place: usize) -> Range<usize> {
        let stops = |c| matches!(c, '。' | ';' | '!' | '?' | '\n' | ',' | '、' | ':' | '(' | ')');
        self.around(place, stops)
    }

    fn around(&self, place: usize, stops: impl Fn(char) -> bool) -> Range<usize> {
        // A stop inside of a title or of a number of figures is none.
        let inside = |at: usize| {
            self.is_taken(at)
                || self.folded[at] == ',' && self.is_grouping(at)
                || self.folded[at] == '?' && self.is_mask(at)
        };
        let ends = |&at: &usize| stops(self.folded[at]) && !inside(at);
        let from = (0..place.min(self.len())).rev().find(ends).map_or(0, |at| at + 1);
        let to = (place..self.len()).find(ends).unwrap_or(self.len());
        from..to.max(from)
    }

    /// Whether a comma stands between three digits and others: 1,041.
    pub(super) fn is_grouping(&self, at: usize) -> bool {
        let digit = |place: usize| self.at(place).is_some_and(|c| c.is_ascii_digit());
        at > 0 && digit(at - 1) && (1..=3).all(|step| digit(at + step)) && !digit(at + 4)
    }

    /// Whether a question mark is one of several, or stands before a unit: ??万元.
    fn is_mask(&self, at: usize) -> bool {
        let is = |place: usize| self.at(place) == Some('?');
        is(at + 1) || at > 0 && is(at - 1)
    }
}

fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            let half = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
            half.to_ascii_lowercase()
        }
        '\u{3000}' | '\u{a0}' | '\t' => ' ',
        '–' | '—' | '−' | '~' => '-',
        '×' | '✕' | '╳' | '*' => '×',
        'Φ' | 'φ' | 'ϕ' | '∮' | 'Ф' | 'ф' | 'ø' | 'Ø' => 'φ',
        other => other.to_ascii_lowercase(),
    }
}

/// A text as it compares with the folded form of a passage, without spaces.
pub(super) fn folded(text: &str) -> String {
    text.chars().map(fold).filter(|c| !c.is_whitespace()).collect()
}
