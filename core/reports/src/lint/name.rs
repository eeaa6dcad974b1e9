//! By which words a text calls a firm: its whole name, the name without its place, without its form of company.

use super::text::folded;

/// What companies are called behind their names, the longest first.
const FORMS: [&str; 8] = [
    "有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "有限公司",
    "集团公司",
    "总公司",
    "分公司",
    "公司",
];

/// A shorter call than this could be any word.
const SHORTEST: usize = 4;

/// The calls of a name, folded, the longest first.
pub(super) fn calls(name: &str) -> Vec<String> {
    let whole = folded(name);
    let mut calls = vec![whole.clone()];
    let placeless = without_place(&whole);
    calls.push(placeless.to_owned());
    for own in [whole.as_str(), placeless] {
        if let Some(short) = FORMS.iter().find_map(|form| own.strip_suffix(form)) {
            calls.push(short.to_owned());
        }
    }
    calls.retain(|call| call.chars().count() >= SHORTEST && !call.starts_with('×'));
    // The whole name stays, masked or not.
    if !calls.contains(&whole) && whole.chars().count() >= SHORTEST {
        calls.insert(0, whole);
    }
    calls.dedup();
    calls
}

/// The name without the place before it: `**县耀华水泥…`, 楚雄州耀华…
fn without_place(name: &str) -> &str {
    let mut rest = name;
    loop {
        let cut = rest
            .char_indices()
            .take(5)
            .skip(1)
            .find(|(_, c)| matches!(c, '省' | '州' | '市' | '县' | '区' | '镇' | '乡'))
            .map(|(at, c)| at + c.len_utf8());
        match cut {
            Some(cut) if rest[cut..].chars().count() >= SHORTEST => rest = &rest[cut..],
            _ => return rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_is_called_by_shorter_names_too() {
        let calls = calls("**县耀华水泥有限责任公司");
        assert_eq!(calls, ["××县耀华水泥有限责任公司", "耀华水泥有限责任公司", "耀华水泥"]);
    }

    #[test]
    fn what_could_be_any_word_is_no_call() {
        assert_eq!(super::calls("甲厂"), Vec::<String>::new());
        assert_eq!(
            super::calls("莱芜泰禾生化有限公司").last().map(String::as_str),
            Some("莱芜泰禾生化")
        );
    }
}
