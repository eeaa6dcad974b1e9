//! The word that was probably meant: what a suggestion offers beside an unknown one.

/// The candidate most like `word`, if one is like enough. Among equals the first one stands.
///
/// Short names are compared by slips (a letter too many, too few, wrong, or two swapped), since likeness
/// alone calls `a` and `an` alike; Chinese names of two characters may differ in one.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    let length = folded.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other = candidate.to_lowercase();
        let slips = strsim::osa_distance(&folded, &other);
        let allowed = match length.min(other.chars().count()) {
            0 | 1 => 0,
            2 if word.is_ascii() => 0,
            2..=4 => 1,
            5..=8 => 2,
            _ => 3,
        };
        if slips <= allowed && candidate != word && best.is_none_or(|(least, _)| slips < least) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word() {
        let words = ["volume", "capacity", "line", "规模", "生产线"];
        for (word, meant) in [
            ("vloume", Some("volume")),
            ("Volume", Some("volume")),
            ("lines", Some("line")),
            ("规摸", Some("规模")),
            ("产线", Some("生产线")),
            ("x", None),
            ("deadline", None),
        ] {
            assert_eq!(nearest(word, words), meant, "{word}");
        }
    }
}
