//! Finds an industry's words in printed text: the longest declared alias inside the words decides.

use phaseout_host::forms::normalize;
use phaseout_host::{Generation, Manifest};
use phaseout_model::{KindIndex, Vocabulary};
use rustc_hash::FxHashMap;

/// The aliases of an industry, folded as text is folded before it is searched.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Kinds' names and plant words by their first character.
    words: FxHashMap<char, Vec<Word>>,
    fillers: Vec<String>,
}

#[derive(Debug)]
struct Word {
    text: String,
    characters: usize,
    kind: Option<KindIndex>,
}

/// An alias found in a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    /// The kind; `None` for a word that says a plant only.
    pub(crate) kind: Option<KindIndex>,
    /// Where it stands, in bytes of the folded text.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
}

impl Lexicon {
    pub(crate) fn of(vocabulary: &Vocabulary) -> Self {
        let kinds = (0..).zip(&vocabulary.kinds);
        let of_kinds = kinds
            .flat_map(|(index, kind)| kind.printed.iter().map(move |word| (word, Some(index))));
        let plants = vocabulary.plant_words.iter().map(|word| (word, None));
        let mut words: FxHashMap<char, Vec<Word>> = FxHashMap::default();
        for (word, kind) in of_kinds.chain(plants) {
            let text = normalize(word);
            if let Some(first) = text.chars().next() {
                let characters = text.chars().count();
                words.entry(first).or_default().push(Word { text, characters, kind });
            }
        }
        // 水泥生产线(机立窑): beside a kind's name, a plant word says nothing more.
        let fillers = vocabulary.fillers.iter().chain(&vocabulary.plant_words);
        let mut fillers: Vec<String> = fillers.map(|word| normalize(word)).collect();
        fillers.retain(|word| !word.is_empty());
        fillers.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self { words, fillers }
    }

    /// Every alias that stands in `text`, with its place.
    fn occurrences<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a Word)> {
        text.char_indices().flat_map(move |(at, first)| {
            let words = self.words.get(&first).map_or(&[][..], Vec::as_slice);
            words
                .iter()
                .filter(move |word| text[at..].starts_with(word.text.as_str()))
                .map(move |word| (at, word))
        })
    }

    /// The longest alias in `text`; of aliases equally long, the one that stands last. A kind's alias
    /// wins over a plant word of any length.
    pub(crate) fn find(&self, text: &str) -> Option<Match> {
        let (start, word) = self
            .occurrences(text)
            .max_by_key(|(at, word)| (word.kind.is_some(), word.characters, *at))?;
        Some(Match { kind: word.kind, start, end: start + word.text.len() })
    }

    /// Whether a kind's alias stands in the text.
    pub(crate) fn names_a_kind(&self, text: &str) -> bool {
        self.occurrences(text).any(|(_, word)| word.kind.is_some())
    }

    /// The text without fillers at its ends.
    pub(crate) fn without_fillers<'t>(&self, text: &'t str) -> &'t str {
        let mut rest = text;
        loop {
            let shorter = self.fillers.iter().find_map(|word| {
                rest.strip_suffix(word.as_str()).or_else(|| rest.strip_prefix(word.as_str()))
            });
            match shorter {
                Some(shorter) => rest = shorter,
                None => return rest,
            }
        }
    }
}

/// Which industry a list means by its industry column or, where that is blank, by its equipment.
#[derive(Debug)]
pub(crate) struct Industries {
    printed: FxHashMap<String, usize>,
    lexicons: Vec<Lexicon>,
}

impl Industries {
    pub(crate) fn of(generation: &Generation) -> Self {
        let mut printed = FxHashMap::default();
        for (index, industry) in generation.industries.iter().enumerate() {
            let Vocabulary { industry: id, printed: words, zh, .. } = &industry.manifest.vocabulary;
            for word in words.iter().chain([id, zh]) {
                printed.entry(normalize(word)).or_insert(index);
                printed.entry(without_brackets(&normalize(word))).or_insert(index);
            }
        }
        let lexicons = generation
            .industries
            .iter()
            .map(|industry| Lexicon::of(&industry.manifest.vocabulary))
            .collect();
        Self { printed, lexicons }
    }

    pub(crate) fn lexicon(&self, industry: usize) -> &Lexicon {
        &self.lexicons[industry]
    }

    /// The industry printed: matched as a whole, after brackets and spaces go.
    pub(crate) fn by_name(&self, printed: &str) -> Option<usize> {
        let folded = normalize(printed);
        self.printed.get(&folded).or_else(|| self.printed.get(&without_brackets(&folded))).copied()
    }

    /// The one industry that has a kind of this name, or else the one whose plant word is the longest;
    /// none if several have.
    pub(crate) fn by_equipment(&self, equipment: &str) -> Option<usize> {
        let folded = normalize(equipment);
        let found: Vec<(usize, Match)> = self
            .lexicons
            .iter()
            .enumerate()
            .filter_map(|(at, lexicon)| Some((at, lexicon.find(&folded)?)))
            .collect();
        let kinds: Vec<&(usize, Match)> =
            found.iter().filter(|(_, found)| found.kind.is_some()).collect();
        if !kinds.is_empty() {
            return if let [(only, _)] = kinds[..] { Some(*only) } else { None };
        }
        let longest = found.iter().map(|(_, found)| found.end - found.start).max()?;
        let mut longest = found.iter().filter(|(_, found)| found.end - found.start == longest);
        let (only, _) = longest.next()?;
        longest.next().is_none().then_some(*only)
    }
}

/// 炼钢(地条钢) is 炼钢.
fn without_brackets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0u32;
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// Where an attribute's names stand in an industry, by field id or by the header's own words.
pub(crate) fn attribute_of(manifest: &Manifest, field: &str, header: &str) -> Option<usize> {
    let vocabulary = &manifest.vocabulary;
    vocabulary.attributes.iter().position(|attribute| attribute.id == field).or_else(|| {
        let header = normalize(header);
        let bare = without_brackets(&header);
        vocabulary.attributes.iter().position(|attribute| {
            attribute.printed.iter().any(|name| {
                let name = normalize(name);
                name == header || name == bare
            })
        })
    })
}
