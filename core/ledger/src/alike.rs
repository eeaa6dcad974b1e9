//! Names that may be like one another, found without holding each against all the others: a province
//! lists twenty thousand firms.
//!
//! Each name is kept under every text that a like one would be looked for by: itself, itself without one
//! character (a misprint leaves two names that agree so), its beginnings and its ends (a short form is one
//! of them). What is found has still to be looked at: only [`crate::names::Likeness::is_like`] decides.

use crate::names::CORE_OF_SHORT_FORM;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Names by what they are looked for by. Keys are hashes: two texts of one hash only cost a look.
#[derive(Debug, Default)]
pub(crate) struct Alike {
    /// The newest link of each key.
    newest: HashMap<u64, usize>,
    links: Vec<Link>,
}

/// A name under a key, and the link before it.
#[derive(Debug)]
struct Link {
    name: usize,
    before: Option<usize>,
}

/// Under what a text is a key: of itself or less one character, whole, or a part.
#[derive(Clone, Copy, Hash)]
enum As {
    LessOne,
    Whole,
    Part,
}

impl Alike {
    /// Keeps a name by its core.
    pub(crate) fn add(&mut self, name: usize, core: &str) {
        let chars: Vec<char> = core.chars().collect();
        let mut keys = vec![key(As::Whole, &chars)];
        keys.extend(less_one(&chars));
        keys.extend(parts(&chars).map(|part| key(As::Part, part)));
        for key in keys {
            let before = self.newest.insert(key, self.links.len());
            self.links.push(Link { name, before });
        }
    }

    /// The names that may be like one with this core, in the order in which they were added.
    pub(crate) fn candidates(&self, core: &str) -> Vec<usize> {
        let chars: Vec<char> = core.chars().collect();
        let mut keys = vec![key(As::Whole, &chars), key(As::Part, &chars)];
        keys.extend(less_one(&chars));
        keys.extend(parts(&chars).map(|part| key(As::Whole, part)));
        let mut found = Vec::new();
        for key in keys {
            let mut next = self.newest.get(&key).copied();
            while let Some(link) = next.and_then(|at| self.links.get(at)) {
                found.push(link.name);
                next = link.before;
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn key(kind: As, chars: &[char]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (kind, chars).hash(&mut hasher);
    hasher.finish()
}

/// The text itself, and the text without each of its characters.
fn less_one(chars: &[char]) -> impl Iterator<Item = u64> {
    let without = |at: usize| {
        let mut rest = chars.to_vec();
        rest.remove(at);
        key(As::LessOne, &rest)
    };
    (0..chars.len()).map(without).chain([key(As::LessOne, chars)])
}

/// Beginnings and ends that are long enough for a short form.
fn parts(chars: &[char]) -> impl Iterator<Item = &[char]> {
    let lengths = || CORE_OF_SHORT_FORM..=chars.len();
    let beginnings = lengths().map(|length| &chars[..length]);
    let ends = lengths().map(|length| &chars[chars.len() - length..]);
    beginnings.chain(ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Likeness;
    use proptest::prelude::*;

    proptest! {
        /// Nothing that a look at every name would find is passed over.
        #[test]
        fn every_like_name_is_found(names in prop::collection::vec("[青龙山水泥一二]{2,8}", 1..40)) {
            let likenesses: Vec<Likeness> = names.iter().map(|name| Likeness::of(name)).collect();
            let mut alike = Alike::default();
            for (at, likeness) in likenesses.iter().enumerate() {
                alike.add(at, likeness.core());
            }
            for own in &likenesses {
                let like = |at: &usize| own.is_like(&likenesses[*at]);
                let all: Vec<usize> = (0..names.len()).filter(like).collect();
                let found: Vec<usize> =
                    alike.candidates(own.core()).into_iter().filter(like).collect();
                prop_assert_eq!(found, all);
            }
        }
    }
}
