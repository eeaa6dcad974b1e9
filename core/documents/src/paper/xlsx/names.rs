//! Names of sheets: what Excel allows, at most 31 characters, none twice.

use crate::paper::text::clean;

/// The names given so far, in lower case, since Excel does not tell `A` from `a`.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

/// Excel counts in the units of UTF-16.
const MOST: usize = 31;

impl Names {
    /// A name like the one wanted that no sheet has yet.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        let wanted = allowed(wanted);
        let mut name = cut(&wanted, MOST);
        let mut count = 2;
        while self.0.contains(&name.to_lowercase()) {
            let behind = format!(" ({count})");
            name = format!("{}{behind}", cut(&wanted, MOST - behind.len()));
            count += 1;
        }
        self.0.push(name.to_lowercase());
        name
    }
}

/// Without `[]:*?/\` and control characters, and no apostrophe at an edge; `History` is Excel's own.
fn allowed(name: &str) -> String {
    let name = clean(name);
    let plain = |c: char| if "[]:*?/\\\n".contains(c) { ' ' } else { c };
    let name: String = name.chars().map(plain).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.trim_matches('\'') {
        "" => "_".to_owned(),
        own if own.eq_ignore_ascii_case("history") => format!("{own}_"),
        own => own.to_owned(),
    }
}

fn cut(name: &str, most: usize) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= most
    };
    let kept: String = name.chars().take_while(fits).collect();
    kept.trim_end_matches(['\'', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sheet_is_named_as_its_table() {
        let mut names = Names::default();
        let cases = [
            ("表1 淘汰名单", "表1 淘汰名单"),
            ("表1 淘汰名单", "表1 淘汰名单 (2)"),
            ("产能[万吨/年]:*", "产能 万吨 年"),
            ("'引'", "引"),
            ("???", "_"),
            ("History", "History_"),
        ];
        for (wanted, expected) in cases {
            assert_eq!(names.unique(wanted), expected);
        }
    }

    proptest! {
        #[test]
        fn excel_takes_every_name_and_none_comes_twice(wanted in proptest::collection::vec(".{0,40}", 1..12)) {
            let mut names = Names::default();
            let mut book = rust_xlsxwriter::Workbook::new();
            for wanted in wanted {
                let name = names.unique(&wanted);
                prop_assert!(book.add_worksheet().set_name(&name).is_ok(), "{name:?}");
            }
            prop_assert!(book.save_to_buffer().is_ok());
        }
    }
}
