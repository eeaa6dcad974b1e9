//! Capacity replacement (产能置换): the ratios by edition, area and special case, and what may not be used at
//! all. Data with sources in `data/replacement.toml`; what was not confirmed never refuses.

use crate::day::OnDate;
use crate::fact::Word;
use crate::line::Line;
use crate::state::State;
use phaseout_model::{Date, Decimal, PartialDate, RegionCode};
use serde::Deserialize;
use std::sync::LazyLock;

/// Special cases of a replacement (特殊情形).
pub(crate) const SPECIAL: &[Word] = &[
    ("converter_to_electric", "转炉改电炉且退出配套"),
    ("electric_to_electric", "电炉换电炉"),
    ("rebuild", "厂区内同类型同容量改造"),
    ("hydrogen", "氢冶金等非高炉炼铁"),
    ("stainless", "回转窑矿热炉AOD不锈钢"),
    ("merger", "实质性兼并重组"),
    ("gypsum", "工业副产石膏制水泥"),
    ("photovoltaic_glass", "光伏压延玻璃"),
    ("industrial_glass", "日熔化量150吨以下工业用玻璃"),
];

/// Capacity that may not be used (不得用于置换).
pub(crate) const EXCLUDED: &[Word] = &[
    ("overdue", "已超过淘汰期限"),
    ("outdated", "落后产能"),
    ("subsidised", "享受奖补资金"),
    ("capacity_task", "列入去产能任务"),
    ("ground_steel", "地条钢"),
    ("not_steel", "铸造铁合金等非钢铁设备"),
    ("zombie", "未重组或未清算的僵尸企业"),
    ("dismantled_before", "确认置换前已拆除"),
    ("no_permit", "无许可证或许可证过期"),
    ("below_baseline", "能效低于基准水平"),
    ("idle", "停产三年以上"),
    ("reserved", "退而不拆"),
];

/// Furnaces that are no steel capacity although they stand in the steel industry.
const NOT_STEEL: [&str; 6] = [
    "special_blast_furnace",
    "ferromanganese_blast_furnace",
    "cast_pipe_blast_furnace",
    "ferroalloy_converter",
    "casting_electric_furnace",
    "submerged_arc_furnace",
];

/// An edition of the rules for some industries.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The industries that it is about.
    pub industries: Vec<String>,
    /// The document.
    pub document: String,
    /// In force from the first day of this date.
    pub from: String,
    /// In force until the last day of this date.
    #[serde(default)]
    pub until: Option<String>,
    /// Old to new; the first that fits decides.
    #[serde(default)]
    pub ratios: Vec<Ratio>,
    /// What may not be used.
    #[serde(default)]
    pub excluded: Vec<Exclusion>,
    /// How soon after the start of the new line the old one has to be dismantled.
    #[serde(default)]
    pub dismantled: Option<Dismantled>,
    /// Where it was read.
    pub source: Vec<String>,
}

/// A ratio and the case that it is for; a condition that is not named is no condition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a condition of its own in the table")]
pub struct Ratio {
    /// New capacity in a key area of air pollution control.
    #[serde(default)]
    pub key_area: bool,
    /// The old line lies in another province.
    #[serde(default)]
    pub cross_province: bool,
    /// The old line is of the restricted class.
    #[serde(default)]
    pub restricted: bool,
    /// A special case.
    #[serde(default)]
    pub special: Option<String>,
    /// The provinces of the new capacity.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Old : new, at least; 0 where no replacement is asked for.
    pub ratio: String,
    /// Whether it was read in a source.
    #[serde(default = "yes")]
    pub confirmed: bool,
    /// Where, where not at the edition's.
    #[serde(default)]
    pub source: Vec<String>,
}

/// A kind of capacity that may not be used.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Its code.
    pub id: String,
    /// Whether it was read in a source.
    #[serde(default = "yes")]
    pub confirmed: bool,
    /// Where, where not at the edition's.
    #[serde(default)]
    pub source: Vec<String>,
}

/// How soon the old line has to be gone.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dismantled {
    /// Years after the start of the new line.
    pub within_years: i8,
    /// Whether it was read in a source.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    edition: Vec<Edition>,
}

static EDITIONS: LazyLock<Vec<Edition>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/replacement.toml"))
        .expect("a test reads the table of editions");
    file.edition
});

/// All editions.
pub fn replacement_editions() -> &'static [Edition] {
    &EDITIONS
}

/// Words for the industries that the editions speak of.
const INDUSTRIES: [Word; 7] = [
    ("cement", "水泥"),
    ("cement", "水泥熟料"),
    ("glass", "平板玻璃"),
    ("steel", "钢铁"),
    ("steel", "炼铁"),
    ("steel", "炼钢"),
    ("power", "电力"),
];

/// The id of an industry that may be named in Chinese; other words stay.
pub(crate) fn industry_id(named: &str) -> &str {
    INDUSTRIES.iter().find(|(_, zh)| *zh == named).map_or(named, |(id, _)| *id)
}

/// Which edition holds for an industry on a date.
#[derive(Clone, Copy, Debug)]
pub(crate) enum InForce {
    Edition(&'static Edition),
    /// No edition speaks of the industry on that date.
    None,
    /// The date is not known well enough to tell.
    Unclear,
}

impl InForce {
    pub(crate) fn on(date: OnDate, industry: &str) -> Self {
        let at = |day| EDITIONS.iter().find(|edition| edition.holds(day, industry));
        if !EDITIONS.iter().any(|edition| edition.speaks_of(industry)) {
            return Self::None;
        }
        let (Some(first), Some(last)) = (date.earliest(), date.latest()) else {
            return Self::Unclear;
        };
        match (at(first), at(last)) {
            (None, None) => Self::None,
            (Some(a), Some(b)) if std::ptr::eq(a, b) => Self::Edition(a),
            _ => Self::Unclear,
        }
    }

    pub(crate) fn edition(self) -> Option<&'static Edition> {
        if let Self::Edition(edition) = self { Some(edition) } else { None }
    }
}

impl Edition {
    fn speaks_of(&self, industry: &str) -> bool {
        self.industries.iter().any(|own| own == industry)
    }

    fn holds(&self, day: Date, industry: &str) -> bool {
        self.speaks_of(industry)
            && PartialDate::parse(&self.from).is_some_and(|from| from.first_day() <= day)
            && self
                .until
                .as_deref()
                .and_then(PartialDate::parse)
                .is_none_or(|until| day <= until.last_day())
    }

    /// The ratio of a case.
    pub(crate) fn ratio(&self, case: &Case<'_>) -> Option<&Ratio> {
        self.ratios.iter().find(|ratio| ratio.fits(case))
    }

    /// Whether a case's ratio turns on something that is not known of it.
    pub(crate) fn turns_on_area(&self) -> bool {
        self.ratios.iter().any(|ratio| ratio.key_area)
    }
}

/// What a ratio depends on. What is not known fits no condition, so the lower ratio stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Case<'a> {
    /// Where the new capacity stands.
    pub(crate) region: Option<&'a str>,
    /// Where the old line stood.
    pub(crate) from_region: Option<&'a str>,
    pub(crate) key_area: Option<bool>,
    pub(crate) restricted: bool,
    pub(crate) special: Option<&'a str>,
}

impl Ratio {
    fn fits(&self, case: &Case<'_>) -> bool {
        let province = |code: Option<&str>| code.and_then(|code| code.get(..2).map(str::to_owned));
        let crosses = province(case.region)
            .zip(province(case.from_region))
            .is_some_and(|(new, old)| new != old);
        let inside = |own: &String| {
            let codes = (own.parse::<RegionCode>(), case.region.map(str::parse::<RegionCode>));
            matches!(codes, (Ok(own), Some(Ok(other))) if own.contains(other))
        };
        (!self.key_area || case.key_area == Some(true))
            && (!self.restricted || case.restricted)
            && (!self.cross_province || crosses)
            && self.special.as_deref().is_none_or(|special| case.special == Some(special))
            && (self.regions.is_empty() || self.regions.iter().any(inside))
    }

    /// Old : new as a number.
    pub fn value(&self) -> Decimal {
        phaseout_model::decimal::parse(&self.ratio).expect("a test reads the ratios")
    }
}

/// Why the record itself knows that a line's capacity may not be used, whatever edition asks: codes of
/// [`EXCLUDED`]. `subsidised` says whether it has money from a central fund.
pub(crate) fn known_of(line: &Line, on: OnDate, subsidised: bool) -> Vec<&'static str> {
    let kind = |kinds: &[&str]| line.equipment.split(';').any(|kind| kinds.contains(&kind));
    let deadline = line.deadline.as_deref().and_then(OnDate::parse);
    let gone = line.shut_down_on.or(line.sealed_on).or(line.dismantled_on);
    // A line that still runs is overdue from the day after its deadline.
    let overdue = deadline.is_some_and(|deadline| deadline.is_before(gone.unwrap_or(on)));
    let since_2016 = line.year.is_some_and(|year| year >= 2016);
    let steel = line.industry == "steel";
    [
        ("overdue", overdue),
        ("outdated", line.verdict.as_deref() == Some("eliminate")),
        ("subsidised", subsidised),
        ("capacity_task", steel && since_2016 && line.decision.as_deref() == Some("surplus")),
        ("ground_steel", kind(&["induction_furnace"])),
        ("not_steel", kind(&NOT_STEEL)),
        ("dismantled_before", line.dismantled_on.is_some_and(|gone| gone.is_before(on))),
        ("reserved", line.state == State::Reserved),
    ]
    .into_iter()
    .filter_map(|(code, known)| known.then_some(code))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Industry, date, key area, special case, province of the new and of the old line, class of the old one,
    /// ratio; `?` marks one that was not confirmed.
    const CASES: &str = "
        cement      2008       -     -                  530000 530000 -          -
        cement      2013-07    -     -                  530000 530000 -          1
        cement      2018-01-01 key   -                  370000 370000 -          1.5
        cement      2018-01-01 other -                  530000 530000 -          1.25
        cement      2020       -     -                  540000 540000 -          1
        cement      2021-07-31 key   -                  370000 370000 -          1.5
        cement      2021-08-01 key   -                  370000 370000 -          2
        cement      2021       key   -                  370000 370000 -          -
        cement      2022       other -                  530000 530000 -          1.5
        cement      2022       -     -                  530000 530000 -          1.5
        cement      2022       other -                  530000 520000 -          2
        cement      2022       other -                  530000 530000 restricted 2
        cement      2022       -     gypsum             420000 420000 -          1
        cement      2022       -     gypsum             530000 530000 -          1?
        cement      2024-12    key   -                  370000 370000 -          2
        cement      2024-12    other -                  370000 130000 -          2?
        glass       2019       key   -                  130000 130000 -          1.25
        glass       2022       other -                  530000 530000 -          1
        glass       2022       -     photovoltaic_glass 340000 340000 -          0
        glass       2014       -     -                  340000 340000 -          1?
        steel       2019       key   -                  130000 130000 -          1.25
        steel       2019       other -                  530000 530000 -          1?
        steel       2021-06-01 key   -                  130000 130000 -          1.5
        steel       2022       other -                  530000 530000 -          1.25
        steel       2022       key   merger             130000 130000 -          1.25
        steel       2022       other merger             530000 530000 -          1.1
        steel       2022       key   rebuild            130000 130000 -          1
        steel       2022       -     -                  630000 130000 -          1
        citric-acid 2012       -     -                  370000 370000 -          -";

    #[test]
    fn ratios_go_by_edition_area_and_case() {
        for row in CASES.trim().lines() {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let [industry, date, area, special, region, from, class, expected] = cells[..] else {
                panic!("{row}")
            };
            let case = Case {
                region: Some(region),
                from_region: Some(from),
                key_area: (area != "-").then_some(area == "key"),
                restricted: class == "restricted",
                special: Some(special).filter(|special| *special != "-"),
            };
            let found = InForce::on(OnDate::parse(date).unwrap(), industry)
                .edition()
                .and_then(|edition| edition.ratio(&case))
                .map(|ratio| format!("{}{}", ratio.ratio, if ratio.confirmed { "" } else { "?" }));
            assert_eq!(found.as_deref().unwrap_or("-"), expected, "{row}");
        }
    }

    #[test]
    fn every_row_can_be_read_and_names_where_it_stands() {
        for edition in replacement_editions() {
            assert!(!edition.source.is_empty(), "{}", edition.document);
            assert!(PartialDate::parse(&edition.from).is_some(), "{}", edition.document);
            for ratio in &edition.ratios {
                assert!(ratio.value() >= Decimal::ZERO);
                let words = |special: &String| SPECIAL.iter().any(|(id, _)| id == special);
                assert!(ratio.special.as_ref().is_none_or(words), "{ratio:?}");
                assert!(ratio.regions.iter().all(|code| code.parse::<RegionCode>().is_ok()));
            }
            for exclusion in &edition.excluded {
                assert!(EXCLUDED.iter().any(|(id, _)| *id == exclusion.id), "{exclusion:?}");
            }
        }
        assert!(matches!(InForce::on(OnDate::Unknown, "cement"), InForce::Unclear));
        assert!(matches!(InForce::on(OnDate::Unknown, "citric-acid"), InForce::None));
        assert!(matches!(InForce::on(OnDate::parse("2008").unwrap(), "cement"), InForce::None));
    }
}
