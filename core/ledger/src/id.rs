//! The ids of events: UUIDs of version 7, each greater than the one before it in its transaction.
//!
//! Ids that come in order stand beside each other in the index; ids of one moment with random tails would
//! be spread over the whole of it.

use jiff::Timestamp;
use uuid::{NoContext, Uuid};

/// The ids of one transaction: a random one, and those after it (RFC 9562, 6.2, method 2).
#[derive(Debug)]
pub(crate) struct Ids {
    next: u128,
}

/// The highest of the random bits at the end. It begins at 0, so counting does not reach the bits of the
/// version and the variant.
const ROOM: u128 = 1 << 61;

impl Ids {
    pub(crate) fn new(now: Timestamp) -> Self {
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        let moment = uuid::Timestamp::from_unix(NoContext, seconds, nanoseconds);
        Self { next: Uuid::new_v7(moment).as_u128() & !ROOM }
    }

    /// The next id.
    pub(crate) fn next(&mut self) -> String {
        let id = Uuid::from_u128(self.next);
        self.next += 1;
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_of_version_7_in_order_and_bear_their_moment() {
        let mut ids = Ids::new("2014-03-01T02:00:00.5Z".parse().unwrap());
        let given: Vec<String> = (0..1000).map(|_| ids.next()).collect();
        assert!(given.is_sorted_by(|a, b| a < b));
        for id in given {
            let id: Uuid = id.parse().unwrap();
            assert_eq!(id.get_version_num(), 7);
            assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
            assert_eq!(id.get_timestamp().unwrap().to_unix(), (1_393_639_200, 500_000_000));
        }
        let other = Ids::new("2014-03-01T02:00:00.5Z".parse().unwrap()).next();
        assert_ne!(other, Ids::new("2014-03-01T02:00:00.5Z".parse().unwrap()).next());
    }
}
