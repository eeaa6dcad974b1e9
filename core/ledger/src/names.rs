//! Names as lists print them: when two are the same, and when they are so alike that a person has to say.
//!
//! Two names are the same when only printing differs: spaces, full-width forms, the shape of brackets.
//! 有限公司 and 有限责任公司 are two words and stay two: they are alike, not the same.

use phaseout_model::Absence;

/// The longest difference between two names of one firm that is taken for a misprint: one character added,
/// dropped, replaced, or two swapped (`strsim::osa_distance`).
///
/// In published lists sister firms differ by two: 河北新武安钢铁集团文安钢铁 and 烘熔钢铁, a similarity of
/// 0.85. A ratio that keeps them apart, and still sees a misprint in eight characters, does not exist.
const MISPRINT: usize = 1;

/// The shortest core in which one other character is taken for a misprint: a similarity of 0.8. In four
/// characters it is another firm: 贵州水泥 and 贵阳水泥.
const CORE_OF_MISPRINT: usize = 5;

/// The shortest name that is taken for the beginning or the end of a longer one: 泰禾生化.
pub(crate) const CORE_OF_SHORT_FORM: usize = 4;

/// What is printed for a name that nobody gives.
const NAMELESS: [&str; 5] = ["未具名", "不详", "未知", "某企业", "某公司"];

/// What a name ends with and does not live by.
const LEGAL_FORMS: [&str; 7] =
    ["有限责任公司", "股份有限公司", "有限公司", "股份公司", "责任公司", "公司", "集团"];

/// What tells sister works apart, 一厂 from 二厂 and 城东 from 城西: a misprint does not reach so far.
fn counts(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
        || matches!(c, '百' | '零' | '〇' | '甲' | '乙' | '丙' | '丁' | '东' | '南' | '西' | '北')
}

/// A text as it is compared: half-width capitals, one form of bracket, no spaces.
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}'))
        .map(|c| match c {
            '[' | '\u{3014}' | '\u{3010}' | '\u{3016}' => '(',
            ']' | '\u{3015}' | '\u{3011}' | '\u{3017}' => ')',
            _ => c.to_ascii_uppercase(),
        })
        .collect()
}

/// A specification as it is compared: look-alike signs of a diameter, of times and of cubes are one.
pub(crate) fn fold_specification(text: &str) -> String {
    fold(text)
        .chars()
        .map(|c| match c {
            'Ø' | 'ø' | 'φ' | '∮' | '⌀' | 'ф' | 'Ф' => 'Φ',
            '×' | '*' | '✕' | '╳' => 'X',
            '\u{b3}' => '3',
            _ => c,
        })
        .collect::<String>()
        .replace('㎥', "M3")
}

/// A line's own number as it is compared: 1号, #1 and 1# are one.
pub(crate) fn fold_label(text: &str) -> String {
    let folded = fold(text);
    let digits = folded.trim_matches(|c: char| "#号№".contains(c));
    if digits.len() < folded.len() && digits.chars().all(|c| c.is_ascii_digit()) {
        return format!("{digits}#");
    }
    folded
}

/// Whether a firm can be found by the name: it is neither blank nor masked.
pub(crate) fn is_name(printed: &str) -> bool {
    let folded = fold(printed);
    let bare = folded.trim_matches(['(', ')']);
    Absence::of(&folded).is_none()
        && !Absence::masks_part(&folded)
        && !folded.contains(['?', '□', '■', '※', '×'])
        && !NAMELESS.contains(&bare)
}

/// What a firm is called without its legal form and what stands in brackets behind it. `folded` is a
/// folded name.
fn core(folded: &str) -> &str {
    let long_enough = |text: &str| text.chars().count() >= 2;
    let mut core = folded;
    loop {
        let bracket = core.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(a, _)| a);
        let form = LEGAL_FORMS.iter().find_map(|form| core.strip_suffix(form));
        match bracket.or(form).filter(|rest| long_enough(rest)) {
            Some(rest) => core = rest,
            None => return core,
        }
    }
}

/// A bit for each character of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Signature(u64);

impl Signature {
    fn of(core: &str) -> Self {
        Self(core.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) * 37 % 61)))
    }

    /// How many characters this one has, at least, that the other lacks.
    fn beyond(self, other: Self) -> u32 {
        (self.0 & !other.0).count_ones()
    }
}

/// A name made ready to be held against others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Likeness {
    core: String,
    length: usize,
    counting: String,
    signature: Signature,
}

impl Likeness {
    pub(crate) fn of(folded: &str) -> Self {
        let core = core(folded);
        Self {
            core: core.to_owned(),
            length: core.chars().count(),
            counting: core.chars().filter(|c| counts(*c)).collect(),
            signature: Signature::of(core),
        }
    }

    /// What the firm is called without its legal form.
    pub(crate) fn core(&self) -> &str {
        &self.core
    }

    /// Whether two names, not the same, may be of one firm: a person has to say.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let (short, long) = if self.length <= other.length { (self, other) } else { (other, self) };
        let lacking = short.signature.beyond(long.signature);
        let more = long.signature.beyond(short.signature);
        if lacking > 1 || short.counting != long.counting {
            return false;
        }
        let short_form = || {
            short.length >= CORE_OF_SHORT_FORM
                && (long.core.starts_with(&short.core) || long.core.ends_with(&short.core))
        };
        let misprint = || {
            more <= 1
                && long.length >= CORE_OF_MISPRINT
                && long.length - short.length <= MISPRINT
                && strsim::osa_distance(&short.core, &long.core) <= MISPRINT
        };
        short.core == long.core || lacking == 0 && short_form() || misprint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_does_not_make_another_name() {
        let cases = [
            ("唐山瑞丰钢铁\u{ff08}集团\u{ff09}有限公司", "唐山瑞丰钢铁(集团)有限公司", true),
            ("\u{3000}耀华 水泥有限责任公司 ", "耀华水泥有限责任公司", true),
            ("\u{ff21}\u{ff22}水泥\u{3014}楚雄\u{3015}", "ab水泥(楚雄)", true),
            ("耀华水泥有限公司", "耀华水泥有限责任公司", false),
            ("贵州水泥厂", "贵州水泥一厂", false),
        ];
        for (a, b, same) in cases {
            assert_eq!(fold(a) == fold(b), same, "{a} {b}");
        }
        assert_eq!(fold_specification("φ3.2*13m"), fold_specification("Φ3.2×13M"));
        assert_eq!(fold_specification("450m\u{b3}"), fold_specification("450㎥"));
        for label in ["1#", "#1", "1号", "\u{ff11}#", "№1"] {
            assert_eq!(fold_label(label), "1#", "{label}");
        }
        assert_ne!(fold_label("一线"), fold_label("二线"));
    }

    #[test]
    fn masked_names_find_nobody() {
        for name in ["", "**", "XX水泥有限公司", "??", "**县水泥厂", "(未具名)", "-"] {
            assert!(!is_name(name), "{name}");
        }
        for name in ["莲花味精", "耀华水泥有限责任公司", "占位企业001"] {
            assert!(is_name(name), "{name}");
        }
    }

    #[test]
    fn alike_is_a_legal_form_a_short_form_or_one_character() {
        let cases = [
            ("耀华水泥有限公司", "耀华水泥有限责任公司", true),
            ("唐山瑞丰钢铁(集团)有限公司", "唐山瑞丰钢铁有限公司", true),
            ("永州莲花水泥有限公司(宁远红狮)", "永州莲花水泥有限公司", true),
            ("泰禾生化", "莱芜泰禾生化有限公司", true),
            ("莱芜市泰禾生化有限公司", "莱芜泰禾生化有限公司", true),
            ("莱芜泰和生化有限公司", "莱芜泰禾生化有限公司", true),
            ("莱芜禾泰生化有限公司", "莱芜泰禾生化有限公司", true),
            // Sister firms, as printed in the lists of Hebei and Heilongjiang.
            ("河北新武安钢铁集团文安钢铁有限公司", "河北新武安钢铁集团烘熔钢铁有限公司", false),
            ("唐山瑞丰钢铁(集团)有限公司", "唐山清泉钢铁(集团)有限责任公司", false),
            ("哈尔滨三岭水泥有限公司", "哈尔滨铁泉水泥厂", false),
            // Works that are told apart by a number or a side of the town.
            ("临汾市交通水泥一厂", "临汾市交通水泥二厂", false),
            ("楚雄城东水泥厂", "楚雄城西水泥厂", false),
            ("占位企业001", "占位企业002", false),
            // In four characters one is enough to be another.
            ("贵州水泥", "贵阳水泥", false),
        ];
        for (a, b, like) in cases {
            let (x, y) = (Likeness::of(&fold(a)), Likeness::of(&fold(b)));
            assert_eq!((x.is_like(&y), y.is_like(&x)), (like, like), "{a} {b}");
        }
    }
}
