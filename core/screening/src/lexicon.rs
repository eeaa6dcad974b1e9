//! Finds an industry's words in printed text: the longest declared alias inside the words decides.

use phaseout_host::{Generation, Manifest};
use phaseout_model::{KindIndex, Vocabulary};
use phaseout_host::forms::normalize;
use rustc_hash::FxHashMap;

/// The aliases of an industry, folded as text is folded before it is searched.
#[derive(Debug)]
pub(crate) struct Lexicon {
    kinds: Vec<(String, KindIndex)>,
    plants: Vec<String>,
    fillers: Vec<String>,
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
        let mut fillers: Vec<String> = vocabulary.fillers.iter().map(|word| normalize(word)).collect();
        fillers.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self {
            kinds: kinds
                .flat_map(|(index, kind)| kind.printed.iter().map(move |word| (normalize(word), index)))
                .collect(),
            plants: vocabulary.plant_words.iter().map(|word| normalize(word)).collect(),
            fillers,
        }
    }

    /// The longest alias in `text`; of aliases equally long, the one that stands last. A kind's alias
    /// wins over a plant word of any length.
    pub(crate) fn find(&self, text: &str) -> Option<Match> {
        let kinds = self.kinds.iter().map(|(word, kind)| (word.as_str(), Some(*kind)));
        longest(text, kinds).or_else(|| longest(text, self.plants.iter().map(|word| (word.as_str(), None))))
    }

    /// Whether a kind's alias stands in the text.
    pub(crate) fn names_a_kind(&self, text: &str) -> bool {
        self.kinds.iter().any(|(word, _)| text.contains(word))
    }

    /// The text without fillers at its ends.
    pub(crate) fn without_fillers<'t>(&self, text: &'t str) -> &'t str {
        let mut rest = text;
        loop {
            let shorter = self
                .fillers
                .iter()
                .find_map(|word| rest.strip_suffix(word.as_str()).or_else(|| rest.strip_prefix(word.as_str())));
            match shorter {
                Some(shorter) => rest = shorter,
                None => return rest,
            }
        }
    }
}

fn longest<'a>(text: &str, words: impl Iterator<Item = (&'a str, Option<KindIndex>)>) -> Option<Match> {
    words
        .filter(|(word, _)| !word.is_empty())
        .filter_map(|(word, kind)| {
            let start = text.rfind(word)?;
            Some(Match { kind, start, end: start + word.len() })
        })
        // The last of equal keys wins, so a word declared twice keeps its later kind.
        .max_by_key(|found| (text[found.start..found.end].chars().count(), found.start))
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
        let lexicons =
            generation.industries.iter().map(|industry| Lexicon::of(&industry.manifest.vocabulary)).collect();
        Self { printed, lexicons }
    }

    pub(crate) fn lexicon(&self, industry: usize) -> &Lexicon {
        &self.lexicons[industry]
    }

    /// The industry printed: matched as a whole, after brackets and spaces go.
    pub(crate) fn by_name(&self, printed: &str) -> Option<usize> {
        let folded = normalize(printed);
        self.printed
            .get(&folded)
            .or_else(|| self.printed.get(&without_brackets(&folded)))
            .copied()
    }

    /// The one industry that has a kind of this name; none if several have.
    pub(crate) fn by_equipment(&self, equipment: &str) -> Option<usize> {
        let folded = normalize(equipment);
        let mut naming = (0..self.lexicons.len()).filter(|&index| self.lexicons[index].names_a_kind(&folded));
        let first = naming.next()?;
        naming.next().is_none().then_some(first)
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
