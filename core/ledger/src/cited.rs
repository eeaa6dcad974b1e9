//! The documents that the rules of this room rest on, for those who check what a text cites.

/// The data files of the rules, as they stand: every document that they name is in them.
pub const RULES: [&str; 6] = [
    include_str!("../data/compensation.toml"),
    include_str!("../data/funds.toml"),
    include_str!("../data/milestones.toml"),
    include_str!("../data/regimes.toml"),
    include_str!("../data/replacement.toml"),
    include_str!("../data/sanctions.toml"),
];
