//! The few words that a form of document brings with it, whatever it says: 附件, 图, a colon.
//!
//! They are parts of the layout, as the dashes around a page number are, and stand in the document's own
//! language; messages to the person at the screen are the command line's.

use super::Language;

/// The fixed words of one language.
#[derive(Debug)]
pub(super) struct Words {
    /// For `lang=` and the language of a file's properties.
    pub(super) tag: &'static str,
    /// Between a label and what it names; also behind the addressee.
    pub(super) colon: &'static str,
    /// Over what is attached.
    pub(super) attachments: &'static str,
    /// Before each of several points.
    pub(super) point: &'static str,
    /// Before the unit of a table or chart.
    pub(super) unit: &'static str,
    /// Over the first column of a chart's table.
    pub(super) category: &'static str,
    /// What stands where a number is not known.
    pub(super) missing: &'static str,
    /// What stands in a chart that has no number at all.
    pub(super) nothing: &'static str,
    /// Opens the numbers behind a chart.
    pub(super) numbers: &'static str,
    /// The name of a workbook's sheet with the words, of one with charts, and of a table without a name.
    pub(super) sheets: [&'static str; 3],
}

/// The words of a language.
pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::Zh => &Words {
            tag: "zh-CN",
            colon: "\u{ff1a}",
            attachments: "附件",
            point: "\u{2014}\u{2014}",
            unit: "单位",
            category: "项目",
            missing: "\u{2014}",
            nothing: "没有可画的数字",
            numbers: "图中数字",
            sheets: ["正文", "图", "表"],
        },
        Language::En => &Words {
            tag: "en",
            colon: ": ",
            attachments: "Attachments",
            point: "\u{2013} ",
            unit: "Unit",
            category: "Item",
            missing: "\u{2014}",
            nothing: "no numbers to draw",
            numbers: "the numbers of this chart",
            sheets: ["Text", "Charts", "Table"],
        },
    }
}
