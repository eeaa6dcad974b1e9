//! A document (公文) before it becomes md, html, docx or xlsx: what it says, in which order, and which pieces
//! of it come from the record.
//!
//! A paper holds no layout. Sizes, fonts and rules of the page belong to the writers, so that all four say
//! the same. Every piece that came from the record is a [`Value`] and keeps its place in the list of what
//! was printed, so that a writer can mark it and a reader can ask where it comes from.

mod chart;
mod chart_table;
mod docx;
mod format;
mod heading;
mod html;
mod md;
mod picture;
mod text;
mod words;
mod xlsx;

pub use chart::chart_svg;
pub use docx::to_docx;
pub use format::{Format, WriteError, write};
pub use heading::number_headings;
pub use html::to_html;
pub use md::to_md;
pub use xlsx::to_xlsx;

use rust_decimal::Decimal;

/// The language that a paper is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// A document to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paper {
    /// What kind of document, for file properties: `annual`, `public-list` and so on.
    pub kind: String,
    /// The language of its fixed words.
    pub language: Language,
    /// 发文机关标志: the issuing body's name in red over the document; none where the kind has no red head.
    pub letterhead: Option<Runs>,
    /// 发文字号: the document's number, `楚工信〔2013〕5号`.
    pub number: Option<Runs>,
    /// 标题.
    pub title: Runs,
    /// 主送机关: to whom it goes, without the colon.
    pub addressee: Option<Runs>,
    /// 正文, in order.
    pub blocks: Vec<Block>,
    /// 附件说明: names of what is attached, without numbers.
    pub attachments: Vec<Runs>,
    /// 发文机关署名: who signs, a line each.
    pub signed_by: Vec<Runs>,
    /// 成文日期.
    pub date: Option<Runs>,
    /// Lines in small print under the document: as of which day, on which record.
    pub notes: Vec<Runs>,
}

/// A line of text in pieces.
pub type Runs = Vec<Run>;

/// A piece of text.
#[derive(Clone, Debug, PartialEq)]
pub enum Run {
    /// Words of the template.
    Text {
        /// As they stand.
        text: String,
        /// Whether they are stressed (黑体).
        strong: bool,
    },
    /// What came from the record, the office's settings or a citation.
    Value(Value),
    /// A line break inside a paragraph or a cell.
    Break,
}

/// A printed piece with an origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// As it is printed, with its unit where it has one: `8万吨/年`.
    pub text: String,
    /// The number alone, where it is one, for cells that a workbook can add up.
    pub number: Option<Decimal>,
    /// The number's unit.
    pub unit: Option<String>,
    /// Its place in the list of what was printed, from 0.
    pub trace: usize,
}

/// A part of the body.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading. [`number_headings`] fills the mark.
    Heading {
        /// 1 to 4.
        level: u8,
        /// `一、` `(一)` `1.` `(1)`, in English `1` `1.1`; blank where headings carry none.
        mark: String,
        /// Its words.
        text: Runs,
    },
    /// A paragraph.
    Paragraph(Runs),
    /// Points, one under the other.
    Items(Vec<Runs>),
    /// A table.
    Table(Table),
    /// A chart (图).
    Chart(Chart),
    /// What follows starts on a new page.
    PageBreak,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Over the table; blank where it has none.
    pub caption: Runs,
    /// The header's cells.
    pub header: Vec<Runs>,
    /// The rows, each with as many cells as the header.
    pub rows: Vec<Vec<Runs>>,
    /// How each column stands.
    pub align: Vec<Align>,
}

/// How a column stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right.
    Right,
}

/// A chart, with the numbers that it is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Its form.
    pub form: ChartForm,
    /// Over the chart.
    pub title: String,
    /// The unit of the numbers: `万吨/年`, `条`.
    pub unit: String,
    /// What the numbers stand beside: months, industries, regions.
    pub categories: Vec<String>,
    /// The numbers, a series for each thing that is shown.
    pub series: Vec<Series>,
}

/// The form of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartForm {
    /// A line over time: progress by month.
    Line,
    /// Upright bars: capacity by industry.
    Columns,
    /// Bars from left to right: regions, with long names.
    Bars,
}

/// One thing shown in a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is: 计划, 完成.
    pub name: String,
    /// A number for each category; none where it is not known, and then nothing is drawn.
    pub values: Vec<Option<Value>>,
}

impl Run {
    /// A piece of plain words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), strong: false }
    }

    /// As it is printed.
    pub fn printed(&self) -> &str {
        match self {
            Self::Text { text, .. } => text,
            Self::Value(value) => &value.text,
            Self::Break => "\n",
        }
    }
}

/// The pieces as one text.
pub fn plain(runs: &[Run]) -> String {
    runs.iter().map(Run::printed).collect()
}
