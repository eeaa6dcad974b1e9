//! How cells look: the office's own styles as they can be written, and the program's tones.

use std::collections::HashMap;

use calamine as own;
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatPattern, FormatScript, FormatUnderline,
};

/// What the colour of a cell says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Nothing.
    #[default]
    Plain,
    /// To be eliminated.
    Red,
    /// To be verified.
    Violet,
    /// A cell that something is wrong with.
    Yellow,
    /// Restricted.
    Orange,
    /// Retained.
    Green,
    /// Not judged, or no line.
    Grey,
    /// A header.
    Head,
    /// To be filled in.
    Fill,
    /// To be filled in with a day.
    FillDay,
}

impl Tone {
    fn colour(self) -> Option<u32> {
        Some(match self {
            Self::Plain => return None,
            Self::Red => 0x00F4_B6B0,
            Self::Violet => 0x00DD_D3EE,
            Self::Yellow => 0x00FB_E5A3,
            Self::Orange => 0x00FC_D9B8,
            Self::Green => 0x00C9_E7C9,
            Self::Grey => 0x00EC_ECEC,
            Self::Head => 0x00DD_E6F0,
            Self::Fill | Self::FillDay => 0x00FF_FBE6,
        })
    }

    /// A cell of the program's own in this tone.
    pub(crate) fn format(self) -> Format {
        let format = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin)
            .set_border_color(0x00BF_BFBF);
        let format = match self.colour() {
            Some(colour) => format.set_background_color(colour),
            None => format,
        };
        match self {
            Self::Head => format.set_bold().set_align(FormatAlign::VerticalCenter),
            Self::Grey => format.set_font_color(0x0070_7070),
            Self::Plain | Self::Fill => format,
            Self::FillDay => format.set_num_format("yyyy-mm-dd"),
            _ => format.set_bold(),
        }
    }
}

/// The formats of a workbook, each made once.
#[derive(Debug, Default)]
pub(crate) struct Formats {
    tones: HashMap<Tone, Format>,
}

impl Formats {
    pub(crate) fn tone(&mut self, tone: Tone) -> &Format {
        self.tones.entry(tone).or_insert_with(|| tone.format())
    }
}

/// The formats of one file's cells, made where a cell needs them.
#[derive(Debug, Default)]
pub(crate) struct OwnFormats {
    /// By style, marked or not, as a date that has no format of its own or not.
    made: HashMap<(usize, bool, bool), Format>,
}

impl OwnFormats {
    pub(crate) fn get(
        &mut self,
        styles: &[own::Style],
        style: usize,
        marked: bool,
        is_date: bool,
    ) -> &Format {
        self.made.entry((style, marked, is_date)).or_insert_with(|| {
            let mut format = styles.get(style).map_or_else(Format::new, written);
            let shows = |style: &own::Style| style.number_format.as_ref().is_some_and(says);
            if is_date && !styles.get(style).is_some_and(shows) {
                format = format.set_num_format("yyyy-mm-dd");
            }
            if marked {
                let colour = Tone::Yellow.colour().unwrap_or_default();
                format = format.set_pattern(FormatPattern::Solid).set_background_color(colour);
            }
            format
        })
    }
}

fn written(style: &own::Style) -> Format {
    let mut format = Format::new();
    if let Some(font) = &style.font {
        format = with_font(format, font);
    }
    if let Some(fill) = style.fill.as_ref().filter(|fill| fill.is_visible()) {
        format = with_fill(format, fill);
    }
    if let Some(borders) = &style.borders {
        format = with_borders(format, borders);
    }
    if let Some(alignment) = &style.alignment {
        format = with_alignment(format, alignment);
    }
    if let Some(number) = style.number_format.as_ref().filter(|number| says(number)) {
        // The lowest formats have no code in the file: the language of the spreadsheet decides.
        format = match number.format_id.and_then(|id| u8::try_from(id).ok()) {
            Some(id) if id < BUILT_IN => format.set_num_format_index(id),
            _ => format.set_num_format(&number.format_code),
        };
    }
    format
}

/// Formats below this number are built into every spreadsheet.
const BUILT_IN: u8 = 59;

fn says(number: &own::NumberFormat) -> bool {
    let is_built_in = |id: u32| (1..u32::from(BUILT_IN)).contains(&id);
    number.format_code != "General" || number.format_id.is_some_and(is_built_in)
}

fn colour(colour: own::Color) -> Color {
    Color::RGB(colour.to_argb() & 0x00FF_FFFF)
}

fn with_font(mut format: Format, font: &own::Font) -> Format {
    if let Some(name) = &font.name {
        format = format.set_font_name(name);
    }
    if let Some(size) = font.size {
        format = format.set_font_size(size);
    }
    if font.is_bold() {
        format = format.set_bold();
    }
    if font.is_italic() {
        format = format.set_italic();
    }
    if font.has_underline() {
        format = format.set_underline(FormatUnderline::Single);
    }
    if font.has_strikethrough() {
        format = format.set_font_strikethrough();
    }
    match font.color {
        Some(own) if !own.is_black() => format.set_font_color(colour(own)),
        _ => format,
    }
    .set_font_script(FormatScript::None)
}

fn with_fill(format: Format, fill: &own::Fill) -> Format {
    use own::FillPattern as Own;
    // Of patterns the colour is kept; hatching says nothing more.
    let pattern = match fill.pattern {
        Own::Gray125 => FormatPattern::Gray125,
        Own::Gray0625 => FormatPattern::Gray0625,
        _ => FormatPattern::Solid,
    };
    match fill.get_color() {
        Some(own) => format.set_pattern(pattern).set_background_color(colour(own)),
        None => format.set_pattern(pattern),
    }
}

fn with_borders(format: Format, borders: &own::Borders) -> Format {
    let style = |border: &own::Border| match border.style {
        own::BorderStyle::None => FormatBorder::None,
        own::BorderStyle::Medium => FormatBorder::Medium,
        own::BorderStyle::Thick => FormatBorder::Thick,
        own::BorderStyle::Double => FormatBorder::Double,
        own::BorderStyle::Hair => FormatBorder::Hair,
        own::BorderStyle::Dashed => FormatBorder::Dashed,
        own::BorderStyle::Dotted => FormatBorder::Dotted,
        own::BorderStyle::MediumDashed => FormatBorder::MediumDashed,
        own::BorderStyle::DashDot => FormatBorder::DashDot,
        own::BorderStyle::MediumDashDot => FormatBorder::MediumDashDot,
        own::BorderStyle::DashDotDot => FormatBorder::DashDotDot,
        own::BorderStyle::MediumDashDotDot => FormatBorder::MediumDashDotDot,
        own::BorderStyle::SlantDashDot => FormatBorder::SlantDashDot,
        _ => FormatBorder::Thin,
    };
    let mut format = format
        .set_border_left(style(&borders.left))
        .set_border_right(style(&borders.right))
        .set_border_top(style(&borders.top))
        .set_border_bottom(style(&borders.bottom));
    if let Some(own) = borders.left.color.filter(|_| borders.left.is_visible()) {
        format = format.set_border_left_color(colour(own));
    }
    if let Some(own) = borders.right.color.filter(|_| borders.right.is_visible()) {
        format = format.set_border_right_color(colour(own));
    }
    if let Some(own) = borders.top.color.filter(|_| borders.top.is_visible()) {
        format = format.set_border_top_color(colour(own));
    }
    if let Some(own) = borders.bottom.color.filter(|_| borders.bottom.is_visible()) {
        format = format.set_border_bottom_color(colour(own));
    }
    format
}

fn with_alignment(mut format: Format, alignment: &own::Alignment) -> Format {
    use own::{HorizontalAlignment as Across, VerticalAlignment as Down};
    format = match alignment.horizontal {
        Across::Left => format.set_align(FormatAlign::Left),
        Across::Center => format.set_align(FormatAlign::Center),
        Across::CenterContinuous => format.set_align(FormatAlign::CenterAcross),
        Across::Right => format.set_align(FormatAlign::Right),
        Across::Justify => format.set_align(FormatAlign::Justify),
        Across::Distributed => format.set_align(FormatAlign::Distributed),
        Across::Fill => format.set_align(FormatAlign::Fill),
        _ => format,
    };
    format = match alignment.vertical {
        Down::Top => format.set_align(FormatAlign::Top),
        Down::Center => format.set_align(FormatAlign::VerticalCenter),
        Down::Justify => format.set_align(FormatAlign::VerticalJustify),
        Down::Distributed => format.set_align(FormatAlign::VerticalDistributed),
        _ => format,
    };
    if alignment.wrap_text {
        format = format.set_text_wrap();
    }
    if alignment.shrink_to_fit {
        format = format.set_shrink();
    }
    if let Some(indent) = alignment.indent {
        format = format.set_indent(indent);
    }
    match alignment.text_rotation {
        // Beyond 90 the file counts downwards from the level.
        own::TextRotation::Degrees(up @ 1..=90) => format.set_rotation(up.cast_signed()),
        own::TextRotation::Degrees(down @ 91..=180) => format.set_rotation(90 - down.cast_signed()),
        own::TextRotation::Stacked => format.set_rotation(270),
        _ => format,
    }
}
