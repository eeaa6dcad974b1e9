//! The words by which rows are told apart that are no lines of a list: totals, notes, sections.

/// How much a total stands for; a greater one takes in the lesser ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TotalLevel {
    /// 小计, 本页合计: the rows since the last total.
    Part,
    /// 合计, 共计.
    Whole,
    /// 总计, 全省合计.
    Grand,
}

/// Words longer than this in bytes are no label.
const LONGEST_LABEL: usize = 60;

/// The total that a cell names, if it names one: 合计, 昆明市小计, 合计(12家), Total.
#[inline]
pub(crate) fn total(text: &str) -> Option<TotalLevel> {
    let bytes = text.as_bytes();
    if bytes.len() > LONGEST_LABEL {
        return None;
    }
    match bytes.first()? {
        b't' | b'T' | b's' | b'S' | b'g' | b'G' => english(text),
        _ if has_sign_of_totals(bytes) => chinese(text),
        _ => None,
    }
}

/// Whether 计 stands in it.
#[inline]
fn has_sign_of_totals(mut bytes: &[u8]) -> bool {
    while let Some(at) = memchr::memchr(0xE8, bytes) {
        if bytes[at..].starts_with("计".as_bytes()) {
            return true;
        }
        bytes = &bytes[at + 1..];
    }
    false
}

fn english(text: &str) -> Option<TotalLevel> {
    match text.to_ascii_lowercase().trim_end_matches(':') {
        "subtotal" | "sub-total" | "sub total" => Some(TotalLevel::Part),
        "total" => Some(TotalLevel::Whole),
        "grand total" => Some(TotalLevel::Grand),
        _ => None,
    }
}

fn chinese(text: &str) -> Option<TotalLevel> {
    let word: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let end = word.find([':', '(', '\u{ff1a}', '\u{ff08}', '[', '【']).unwrap_or(word.len());
    let word = &word[..end];
    // 合计12家: figures and counters may follow directly.
    let end = word.find("计").map_or(word.len(), |at| at + "计".len());
    let (word, behind) = word.split_at(end);
    if !behind.is_empty() && !behind.starts_with(|sign: char| sign.is_ascii_digit()) {
        return None;
    }
    let level = if word.ends_with("小计") || matches!(word, "本页合计" | "本页共计" | "页计")
    {
        TotalLevel::Part
    } else if word.ends_with("总计") || matches!(word, "全省合计" | "全国合计" | "总合计")
    {
        TotalLevel::Grand
    } else if word.ends_with("合计") || word.ends_with("共计") {
        TotalLevel::Whole
    } else {
        return None;
    };
    // 昆明市小计 is a label; a long sentence that ends so is not.
    (word.chars().count() <= 12).then_some(level)
}

/// Words with which notes and signatures under a table begin.
const NOTES: [&str; 32] = [
    "注",
    "备注",
    "说明",
    "附注",
    "填表人",
    "填报人",
    "填表单位",
    "填报单位",
    "填表日期",
    "填报日期",
    "填表时间",
    "填报时间",
    "单位负责人",
    "负责人",
    "部门负责人",
    "分管领导",
    "主管领导",
    "审核人",
    "审核",
    "复核人",
    "复核",
    "制表人",
    "制表",
    "制表单位",
    "经办人",
    "联系人",
    "联系电话",
    "统计负责人",
    "资料来源",
    "数据来源",
    "报送单位",
    "报出日期",
];

/// Whether a text begins as a note does: 注:…, 说明1:…, 填表人:…; the word alone only where it is the
/// row's only text.
#[inline]
pub(crate) fn is_note(text: &str, only: bool) -> bool {
    text.as_bytes().first().is_some_and(|byte| *byte >= 0x80) && is_chinese_note(text, only)
}

fn is_chinese_note(text: &str, only: bool) -> bool {
    if !text.starts_with([
        '注', '备', '说', '附', '填', '单', '负', '部', '分', '主', '审', '复', '制', '经', '联',
        '统', '资', '数', '报',
    ]) {
        return false;
    }
    let word: String = text.chars().filter(|sign| !sign.is_whitespace()).take(16).collect();
    NOTES.iter().any(|note| {
        let Some(rest) = word.strip_prefix(note) else { return false };
        let rest = rest.trim_start_matches(|sign: char| {
            sign.is_ascii_digit() || "一二三四五六七八九十(\u{ff08}签字章)\u{ff09}".contains(sign)
        });
        rest.starts_with([':', '\u{ff1a}', '、', '.', '\u{ff0e}']) || (only && rest.is_empty())
    })
}

/// Whether a text begins as a further note does: `2.…`, `3、…`, `(1)…`.
pub(crate) fn is_numbered(text: &str) -> bool {
    let rest = text.trim_start_matches(['(', '\u{ff08}']);
    let digits = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
    digits.len() < rest.len()
        && digits.starts_with(['.', '、', ')', '\u{ff09}', '\u{ff0e}', '\u{ff0c}'])
}

/// Whether a text is the heading of a part of the list: 一、炼铁, (二)水泥.
pub(crate) fn is_section(text: &str) -> bool {
    let rest = text.trim_start_matches(['(', '\u{ff08}', '第']);
    let numeral = rest.trim_start_matches(|sign| "一二三四五六七八九十百".contains(sign));
    numeral.len() < rest.len()
        && numeral.starts_with(['、', ')', '\u{ff09}', '.', '\u{ff0e}', '部', '类', '批'])
}

/// Whether a text says that a table goes on, or counts its pages: 续表, 第2页.
pub(crate) fn is_page(text: &str) -> bool {
    let word: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let page = word.strip_prefix('第').and_then(|rest| rest.split_once('页'));
    matches!(word.as_str(), "续表" | "(续)" | "\u{ff08}续\u{ff09}" | "(续表)" | "(接上页)")
        || word.starts_with("续表")
        || page.is_some_and(|(number, _)| number.chars().all(char::is_numeric))
}

#[cfg(test)]
mod tests {
    use super::{TotalLevel, is_note, is_numbered, is_page, is_section, total};

    #[test]
    fn totals_are_told_by_their_words() {
        for (text, level) in [
            ("合计", Some(TotalLevel::Whole)),
            ("合 计", Some(TotalLevel::Whole)),
            ("合计：", Some(TotalLevel::Whole)),
            ("合计(12家)", Some(TotalLevel::Whole)),
            ("合计12家", Some(TotalLevel::Whole)),
            ("共计", Some(TotalLevel::Whole)),
            ("小计", Some(TotalLevel::Part)),
            ("昆明市小计", Some(TotalLevel::Part)),
            ("本页合计", Some(TotalLevel::Part)),
            ("总计", Some(TotalLevel::Grand)),
            ("全省合计", Some(TotalLevel::Grand)),
            ("Total", Some(TotalLevel::Whole)),
            ("计划", None),
            ("合计划", None),
            ("设计院水泥厂", None),
            ("会计师事务所", None),
            ("统计局", None),
        ] {
            assert_eq!(total(text), level, "{text}");
        }
    }

    #[test]
    fn notes_begin_with_their_words() {
        for text in [
            "注:本表一式三份",
            "注：1.…",
            "备注:",
            "填表人: 张",
            "单位负责人(签字):",
            "说明1、",
            "联系电话:",
        ] {
            assert!(is_note(text, false), "{text}");
        }
        for text in ["注塑机厂", "审核通过", "制表厂", "说明书印刷厂", "负责人办公室", "1.x"]
        {
            assert!(!is_note(text, false), "{text}");
        }
        assert!(is_note("说明", true) && !is_note("审核", false));
        assert!(is_numbered("2.产能按设计能力填写") && is_numbered("(3)同上"));
        assert!(!is_numbered("2号窑") && !is_numbered("12"));
    }

    #[test]
    fn sections_and_pages_have_their_forms() {
        assert!(is_section("一、炼铁") && is_section("(十二)水泥") && is_section("第一批"));
        assert!(!is_section("一分厂") && !is_section("三环水泥"));
        assert!(is_page("续表") && is_page("第 2 页") && is_page("第3页共5页"));
        assert!(!is_page("第一水泥厂"));
    }
}
