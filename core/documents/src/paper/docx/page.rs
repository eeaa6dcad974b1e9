//! The page of GB/T 9704-2012: A4, a type area (版心) of 156 × 225 mm, 22 lines of 28 characters.
//!
//! The binding edge (订口) is the inner one: the standard has both sides printed, so even pages are mirrored
//! and the page number stands outside. On paper printed on one side this moves even pages by 2 mm.

use docx_rs::{
    DocGrid, DocGridType, Footer, PageMargin, PageNum, PageOrientationType, PageSize, Paragraph,
    Run, RunFonts, SectionProperty,
};

/// Twentieths of a point, Word's measure, in a millimetre: 1440 / 25.4.
const fn twips(millimetres: u32) -> u32 {
    (millimetres * 14_400 + 127) / 254
}

/// A4, upright.
const PAPER: (u32, u32) = (twips(210), twips(297));
/// 天头, above the type area.
const HEAD: u32 = twips(37);
/// 订口, at the binding edge.
const BINDING: u32 = twips(28);
/// What is left at the other edge: 210 - 28 - 156 mm.
const OUTER: u32 = twips(26);
/// What is left below: 297 - 37 - 225 mm.
const FOOT: u32 = twips(35);
/// The type area, width and height.
pub(super) const TYPE_AREA: (u32, u32) = (twips(156), twips(225));
/// A line of the grid: the 22nd part of 225 mm, rounded down so that 22 fit.
const LINE: u32 = TYPE_AREA.1 / 22;
/// What the grid adds to a character of 16 pt so that 28 fill 156 mm, in 4096ths of a point. It is noted for who
/// switches the grid of characters on; off it stays, because `LibreOffice` puts what is wider than a cell into
/// two, and because the style sheet sets characters so close that 28 fill the line in every program.
const CHARACTER: i32 = (TYPE_AREA.0.cast_signed() * 4096 / 28 - 16 * 20 * 4096) / 20;
/// From the lower edge of the paper to the page number, whose dashes then stand 7 mm below the type area.
const NUMBER: u32 = twips(25);

/// The layout of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// The long edge stands up.
    Upright,
    /// The long edge lies, for wide tables. The head of the page lies at the binding edge, as the standard
    /// has it for tables across.
    Across,
}

impl Turn {
    /// How wide the type area is, in twips.
    pub(super) fn width(self) -> u32 {
        match self {
            Self::Upright => TYPE_AREA.0,
            Self::Across => TYPE_AREA.1,
        }
    }
}

/// A section's properties, with the footers of the one that is given.
pub(super) fn section(turn: Turn, footers: &SectionProperty) -> SectionProperty {
    let (wide, high) = PAPER;
    let mut section = SectionProperty::new();
    let grid = DocGrid::new()
        .grid_type(DocGridType::Lines)
        .line_pitch(LINE as usize)
        .char_space(CHARACTER as isize);
    section.footer_reference.clone_from(&footers.footer_reference);
    section.even_footer_reference.clone_from(&footers.even_footer_reference);
    let section = section.doc_grid(grid);
    match turn {
        Turn::Upright => section
            .page_size(PageSize::new().size(wide, high))
            .page_margin(margin(HEAD, OUTER, FOOT, BINDING)),
        Turn::Across => section
            .page_size(PageSize::new().size(high, wide).orient(PageOrientationType::Landscape))
            .page_margin(margin(BINDING, HEAD, OUTER, FOOT)),
    }
}

fn margin(top: u32, right: u32, bottom: u32, left: u32) -> PageMargin {
    let signed = |twips: u32| i32::try_from(twips).expect("a margin is smaller than its paper");
    PageMargin {
        top: signed(top),
        right: signed(right),
        bottom: signed(bottom),
        left: signed(left),
        header: signed(twips(15)),
        footer: signed(NUMBER.min(bottom - twips(8))),
        gutter: 0,
    }
}

/// The page number with its dashes: `— 1 —`, a character's width from the outer edge.
pub(super) fn footer(style: &str) -> Footer {
    let dash = |text: &str| Run::new().fonts(RunFonts::new().hint("eastAsia")).add_text(text);
    let line = Paragraph::new()
        .style(style)
        .add_run(dash("\u{2014} "))
        .add_page_num(PageNum::new())
        .add_run(dash(" \u{2014}"));
    Footer::new().add_paragraph(line)
}
