//! The name that may have been meant by one that is not known.

/// The nearest of the names, if one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let allowed = (word.chars().count() / 3).max(1);
    names
        .into_iter()
        .map(|name| (strsim::osa_distance(word, name), name))
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count())
        .min()
        .map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_understood_and_another_word_is_not() {
        let names = ["title", "number", "date"];
        assert_eq!(nearest("titel", names).as_deref(), Some("title"));
        assert_eq!(nearest("dates", names).as_deref(), Some("date"));
        assert_eq!(nearest("anything", names), None);
    }
}
