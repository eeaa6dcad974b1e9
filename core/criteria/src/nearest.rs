//! The word that was probably meant: what a suggestion offers beside an unknown one.

/// The candidate most like `word`, if one is like enough.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word() {
        let words = ["kiln_diameter", "kiln_length", "volume"];
        assert_eq!(nearest("kiln_diametre", words), Some("kiln_diameter"));
        assert_eq!(nearest("Volume", words), Some("volume"));
        assert_eq!(nearest("窑", words), None);
    }
}
