//! Kleene's three values: a fact that is not known must never pass for one that is false.

/// True, false, or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Truth {
    /// Certainly false.
    False,
    /// Depends on a fact that is not known.
    Unknown,
    /// Certainly true.
    True,
}

impl Truth {
    /// Kleene's *and*: the lesser of the two in the order false < unknown < true.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Kleene's *or*: the greater of the two.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// What a certain answer becomes when the ground it stands on is doubtful: true turns unknown.
    #[must_use]
    pub fn doubted(self) -> Self {
        self.min(Self::Unknown)
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};

    #[test]
    fn a_false_part_settles_and_whatever_is_unknown() {
        assert_eq!(False.and(Unknown), False);
        assert_eq!(True.and(Unknown), Unknown);
        assert_eq!(True.or(Unknown), True);
        assert_eq!(False.or(Unknown), Unknown);
        assert_eq!(!Unknown, Unknown);
    }
}
