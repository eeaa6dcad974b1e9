//! A chart as a picture, for Word: the same drawing as in html, in the Chinese fonts of this system.

use super::chart::{chart_in, height};
use super::{Chart, Language};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::{Arc, OnceLock};

/// The width that the drawing is made for, and how many dots there are to each of its units: about 235 dpi
/// on paper.
const WIDTH: u32 = 720;
const DOTS: u16 = 2;

/// Families to draw Chinese with, the ones of the standard first.
const FAMILIES: [&str; 16] = [
    "FangSong_GB2312",
    "FangSong",
    "仿宋",
    "STFangsong",
    "SimSun",
    "宋体",
    "Songti SC",
    "NSimSun",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
];

/// A picture.
pub(super) struct Picture {
    /// As a png file.
    pub(super) bytes: Vec<u8>,
    /// In dots.
    pub(super) width: u32,
    /// In dots.
    pub(super) height: u32,
}

/// The chart as a picture; none where the system has no Chinese font.
pub(super) fn picture(chart: &Chart, language: Language) -> Option<Picture> {
    let (fonts, family) = fonts()?;
    let high = height(chart, WIDTH);
    let options =
        Options { fontdb: Arc::clone(fonts), font_family: family.clone(), ..Options::default() };
    let tree = Tree::from_str(&chart_in(chart, WIDTH, high, language), &options).ok()?;
    let (width, height) = (WIDTH * u32::from(DOTS), high * u32::from(DOTS));
    let mut dots = Pixmap::new(width, height)?;
    dots.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(&tree, Transform::from_scale(DOTS.into(), DOTS.into()), &mut dots.as_mut());
    Some(Picture { bytes: dots.encode_png().ok()?, width, height })
}

/// The fonts of this system, looked up once, and the family that draws Chinese.
fn fonts() -> Option<&'static (Arc<fontdb::Database>, String)> {
    static FONTS: OnceLock<Option<(Arc<fontdb::Database>, String)>> = OnceLock::new();
    let find = || {
        let mut fonts = fontdb::Database::new();
        fonts.load_system_fonts();
        let has = |family: &&&str| {
            let named =
                |face: &fontdb::FaceInfo| face.families.iter().any(|(name, _)| name == **family);
            fonts.faces().any(named)
        };
        let family = (*FAMILIES.iter().find(has)?).to_owned();
        fonts.set_serif_family(&family);
        fonts.set_sans_serif_family(&family);
        Some((Arc::new(fonts), family))
    };
    FONTS.get_or_init(find).as_ref()
}
