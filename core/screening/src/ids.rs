//! Which line ids have been seen in a run.
//!
//! Ids that count up (RL001, RL002 …) take no room: a run is kept as its first and last number. All
//! others are remembered by a 64-bit hash.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hasher};

/// The ids seen so far.
#[derive(Debug, Default)]
pub(crate) struct SeenIds {
    run: Option<Run>,
    hashes: HashSet<u64, BuildHasherDefault<Identity>>,
    hasher: BuildHasherDefault<DefaultHasher>,
}

/// Ids with one prefix, from one number to another.
#[derive(Debug)]
struct Run {
    prefix: String,
    /// How many digits each has, where they are padded with zeros; else they are written plainly.
    width: Option<usize>,
    first: u64,
    last: u64,
}

impl SeenIds {
    /// Notes an id; false if it was seen before.
    pub(crate) fn insert(&mut self, id: &str) -> bool {
        let number_at = id.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (prefix, digits) = id.split_at(id.len() - number_at);
        let number = if digits.len() <= 18 { digits.parse::<u64>().ok() } else { None };
        // 9 and 09 are two ids: within a run a number is written in one way only.
        let same_run = |run: &Run| {
            let as_written = match run.width {
                Some(width) => digits.len() == width,
                None => digits.len() == 1 || !digits.starts_with('0'),
            };
            run.prefix == prefix && as_written
        };
        if let (Some(number), Some(run)) = (number, &mut self.run)
            && same_run(run)
        {
            if (run.first..=run.last).contains(&number) {
                return false;
            }
            let hash = self.hasher.hash_one(id);
            if !self.hashes.is_empty() && self.hashes.contains(&hash) {
                return false;
            }
            if number == run.last + 1 {
                run.last = number;
                return true;
            }
            return self.hashes.insert(hash);
        }
        let hash = self.hasher.hash_one(id);
        let fresh = self.hashes.insert(hash);
        if let (Some(number), None, true) = (number, &self.run, fresh) {
            self.hashes.remove(&hash);
            self.run = Some(Run {
                prefix: prefix.to_owned(),
                width: (digits.len() > 1 && digits.starts_with('0')).then_some(digits.len()),
                first: number,
                last: number,
            });
        }
        fresh
    }
}

/// The numbers are hashes already.
#[derive(Debug, Default, Clone, Copy)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_is_new_once() {
        let mut seen = SeenIds::default();
        for id in ["RL001", "RL002", "RL005", "RL003", "RL004", "RL1", "X", "RL01", "RL006"] {
            assert!(seen.insert(id), "{id} is new");
        }
        for id in ["RL001", "RL005", "RL003", "RL1", "X", "RL01", "RL006"] {
            assert!(!seen.insert(id), "{id} was seen");
        }
    }

    #[test]
    fn a_padded_number_is_another_id_than_a_plain_one() {
        let mut seen = SeenIds::default();
        for id in ["a8", "a9", "a10", "a09", "a010"] {
            assert!(seen.insert(id), "{id} is new");
        }
        let mut padded = SeenIds::default();
        for id in ["a08", "a09", "a10", "a9", "a010", "a11"] {
            assert!(padded.insert(id), "{id} is new");
        }
        assert!(!padded.insert("a10"));
    }

    proptest! {
        /// Whatever the ids, the answer is a plain set's.
        #[test]
        fn the_answer_is_that_of_a_set(ids in prop::collection::vec("[ab]?0?[0-9]{1,2}", 0..60)) {
            let mut seen = SeenIds::default();
            let mut set = HashSet::new();
            for id in ids {
                prop_assert_eq!(seen.insert(&id), set.insert(id.clone()), "{}", id);
            }
        }
    }
}
