//! Names of sheets as spreadsheets allow them: short, without certain signs, each only once.

use std::collections::BTreeSet;

/// The longest name, in UTF-16 units.
const LONGEST: usize = 31;

/// The names that a workbook has so far.
#[derive(Debug, Default)]
pub(crate) struct SheetNames(BTreeSet<String>);

impl SheetNames {
    /// A name as close to `wanted` as can be, which no other sheet has.
    pub(crate) fn take(&mut self, wanted: &str) -> String {
        let clean: String = wanted
            .chars()
            .map(|sign| if sign.is_control() || "[]:*?/\\".contains(sign) { ' ' } else { sign })
            .collect();
        let clean = clean.trim().trim_matches('\'').trim();
        let clean = if clean.is_empty() { "Sheet" } else { clean };
        // Excel keeps this name for itself.
        let clean = if clean.eq_ignore_ascii_case("history") { "History 1" } else { clean };
        let mut name = cut(clean, LONGEST);
        let mut number = 2;
        while !self.0.insert(name.to_lowercase()) {
            let behind = format!(" ({number})");
            name = format!("{}{behind}", cut(clean, LONGEST - behind.len()));
            number += 1;
        }
        name
    }
}

/// The first `length` UTF-16 units at most, and no half sign.
pub(crate) fn cut(text: &str, length: usize) -> String {
    let mut units = 0;
    let kept = text.chars().take_while(|sign| {
        units += sign.len_utf16();
        units <= length
    });
    kept.collect::<String>().trim_end_matches([' ', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::SheetNames;

    #[test]
    fn names_are_short_clean_and_each_only_once() {
        let mut names = SheetNames::default();
        let long = "云南省楚雄彝族自治州某某水泥有限责任公司二〇一三年淘汰落后产能";
        let cases = [
            ("汇总", "汇总"),
            ("汇总", "汇总 (2)"),
            ("a/b:c", "a b c"),
            ("A/B:C", "A B C (2)"),
            ("''", "Sheet"),
            ("history", "History 1"),
            (long, "云南省楚雄彝族自治州某某水泥有限责任公司二〇一三年淘汰落后产能"),
            (long, "云南省楚雄彝族自治州某某水泥有限责任公司二〇一三年淘汰 (2)"),
        ];
        for (wanted, expected) in cases {
            let name = names.take(wanted);
            assert_eq!(name, expected);
            assert!(name.encode_utf16().count() <= 31, "{name}");
        }
    }
}
