//! The kinds of document that `phaseout report KIND` writes: their names, what each has to be told, and
//! their templates.

/// A kind of document.
#[derive(Debug)]
pub struct Kind {
    /// The word of the command: `annual`, `public-list`.
    pub id: &'static str,
    /// Its Chinese name.
    pub zh: &'static str,
    /// Its English name.
    pub en: &'static str,
    /// What has to be said on the command line, beside the year.
    pub needs: &'static [Need],
    /// Whether its sheet has a red head (发文机关标志).
    pub letterhead: bool,
    /// The template in Chinese.
    pub template_zh: &'static str,
    /// The template in English; none where there is only the Chinese one.
    pub template_en: Option<&'static str>,
}

/// What a kind has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A month of the year.
    Month,
    /// A line (生产线), by its id.
    Line,
    /// An enterprise, by its id.
    Enterprise,
    /// A line, an enterprise or a region.
    Subject,
}

macro_rules! kinds {
    ($($id:literal $zh:literal $en:literal $needs:expr, $letterhead:literal;)*) => {
        /// All kinds, in the order of the work.
        pub const KINDS: &[Kind] = &[$(Kind {
            id: $id,
            zh: $zh,
            en: $en,
            needs: $needs,
            letterhead: $letterhead,
            template_zh: include_str!(concat!("../templates/zh/", $id, ".md")),
            template_en: None,
        }),*];
    };
}

kinds! {
    "survey" "排查结果报告" "survey result" &[], false;
    "plan" "年度淘汰计划" "plan of the year" &[], true;
    "decomposition" "目标任务分解通知" "decomposition of targets" &[], true;
    "letter" "目标责任书" "responsibility letter" &[], false;
    "public-list" "淘汰名单公告" "public list" &[], true;
    "monthly" "月度进展报告" "monthly report" &[], false;
    "supervision" "督办通知" "supervision note" &[], true;
    "acceptance" "现场验收意见表" "acceptance form" &[], false;
    "completed" "完成名单" "list of completed lines" &[], false;
    "workers" "职工安置情况报告" "report on workers" &[], false;
    "funds" "奖励资金使用情况报告" "report on funds" &[], false;
    "annual" "年度工作总结" "annual summary" &[], false;
    "speech" "表态发言提纲" "outline of a speech" &[], false;
    "enterprise" "企业淘汰情况汇报" "report of an enterprise" &[], false;
}

/// Pieces that templates share, by their names: `parts/sums.md`. An office's file of the same name hides one.
pub const PARTS: &[(&str, &str)] = &[];

/// The kind of a word, by its id or its Chinese name.
pub fn kind(word: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == word || kind.zh == word)
}
