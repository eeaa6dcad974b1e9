//! Administrative divisions (行政区划, GB/T 2260) with validity and successor, found by code or by the
//! names that lists print.
//!
//! `regions.csv` is the 2023 edition of the National Bureau of Statistics as carried by the
//! MIT-licensed table `modood/Administrative-divisions-of-China`; `region_changes.csv` adds divisions
//! that lists of earlier years still name, each with its own source and whether it is confirmed.

use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// A division's code: 6 digits down to the county, 9 for towns and subdistricts, 12 for villages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionCode {
    number: u64,
    digits: u8,
}

impl RegionCode {
    /// Whether `other` is this division or lies inside it.
    pub fn contains(self, other: Self) -> bool {
        let significant = self.significant_digits();
        significant <= other.digits
            && self.number / 10u64.pow(u32::from(self.digits - significant))
                == other.number / 10u64.pow(u32::from(other.digits - significant))
    }

    /// The province that it lies in.
    fn province(self) -> Self {
        let two = self.number / 10u64.pow(u32::from(self.digits - 2));
        Self { number: two * 10_000, digits: 6 }
    }

    /// 2 for a province, 4 for a prefecture, 6 for a county, 9, 12.
    fn significant_digits(self) -> u8 {
        match (self.digits, self.number) {
            (6, number) if number % 10_000 == 0 => 2,
            (6, number) if number % 100 == 0 => 4,
            (digits, _) => digits,
        }
    }
}

impl FromStr for RegionCode {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let fits = matches!(text.len(), 6 | 9 | 12) && text.bytes().all(|b| b.is_ascii_digit());
        if !fits || text.starts_with('0') {
            return Err(());
        }
        Ok(Self {
            number: text.parse().map_err(drop)?,
            digits: u8::try_from(text.len()).map_err(drop)?,
        })
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.number, width = usize::from(self.digits))
    }
}

/// A division with the time for which its code and name hold.
#[derive(Clone, Debug)]
pub struct Region {
    /// Its code.
    pub code: RegionCode,
    /// Its full name.
    pub name: String,
    /// The division above it.
    pub parent: Option<RegionCode>,
    /// The first year of the code, where it is known.
    pub from: Option<i16>,
    /// The last year of the code.
    pub until: Option<i16>,
    /// What took its place.
    pub successor: Option<RegionCode>,
    /// Whether the change is confirmed by a source.
    pub confirmed: bool,
    stem: String,
    level: Level,
}

/// The sign at a name's end, which tells 莱芜市 from 莱芜区.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Province,
    City,
    Prefecture,
    District,
    County,
    Banner,
    None,
}

impl Region {
    /// Whether the code holds in the year of `day`; a year that is not known does not exclude it.
    fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day.year())
            && self.until.is_none_or(|until| day.year() < until)
    }
}

/// What was read of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The nearest division that is known.
    pub code: Option<RegionCode>,
    /// Names that no division inside the one found so far bears.
    pub not_found: Vec<String>,
    /// Names that several divisions bear.
    pub ambiguous: Vec<String>,
    /// Names of divisions that lie elsewhere than the names before them say: the place is not known.
    pub contradicting: Vec<String>,
    /// Whether anything was named at all, a masked name included.
    pub named: bool,
}

/// All divisions, in the order of their codes.
#[derive(Debug)]
pub struct Regions {
    all: Vec<Region>,
    by_stem: BTreeMap<String, Vec<usize>>,
}

static REGIONS: LazyLock<Regions> = LazyLock::new(Regions::read);

impl Regions {
    /// The table that the program carries.
    pub fn known() -> &'static Self {
        &REGIONS
    }

    fn read() -> Self {
        let mut all: Vec<Region> = Vec::new();
        for line in include_str!("regions.csv").lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            all.extend(region(&fields, ["", "", "", "true"]));
        }
        for line in include_str!("region_changes.csv").lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let [_, _, _, from, until, successor, confirmed, ..] = fields[..] else { continue };
            all.extend(region(&fields, [from, until, successor, confirmed]));
        }
        // A county that took another's place did not exist before: 临安区 begins where 临安市 ends. (A
        // prefecture that took a county in, as 济南 did, is older than that.)
        let changes: Vec<_> =
            all.iter().filter_map(|old| Some((old.successor?, old.until?))).collect();
        for (successor, year) in changes {
            for region in all.iter_mut().filter(|r| r.code == successor && r.from.is_none()) {
                region.from = (successor.significant_digits() == 6).then_some(year);
            }
        }
        all.sort_by_key(|region| region.code);
        let mut by_stem: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, region) in all.iter().enumerate() {
            by_stem.entry(region.stem.clone()).or_default().push(index);
        }
        Self { all, by_stem }
    }

    /// How many divisions it has, those of earlier years included.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The division of a code, if the table has it (towns it has not).
    pub fn get(&self, code: RegionCode) -> Option<&Region> {
        self.all.binary_search_by_key(&code, |region| region.code).ok().map(|at| &self.all[at])
    }

    /// The counties whose place a county took: 临安市 for 临安区.
    pub fn predecessors(&self, code: RegionCode) -> impl Iterator<Item = &Region> {
        // Not those that a prefecture took in: 济南 was not 莱芜 before.
        let county = code.significant_digits() == 6;
        self.all.iter().filter(move |region| county && region.successor == Some(code))
    }

    /// The nearest division that the table has: a town falls back to its county.
    pub fn nearest(&self, code: RegionCode) -> Option<&Region> {
        self.get(code).or_else(|| {
            let county = code.number / 10u64.pow(u32::from(code.digits.saturating_sub(6)));
            self.get(RegionCode { number: county, digits: 6 })
        })
    }

    /// Reads the names of a place from the most general to the nearest (省, 市, 县), or a code.
    ///
    /// Blank and masked names (`**县`) are passed over: the place is then known by its parent. A name
    /// that no division inside the one found so far bears is reported, and the search goes on below
    /// the known parent. `day` chooses between divisions that bore the name at different times.
    pub fn place(&self, names: &[&str], day: Date) -> Place {
        let mut place = Place::default();
        for name in names {
            let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
            let absence = crate::Absence::of(&name);
            place.named |=
                !matches!(absence, Some(crate::Absence::Blank | crate::Absence::NotApplicable));
            // What stands before the mask may still be read: 云南省楚雄州**县.
            let name = name.split(['*', '\u{ff0a}', '×', '※']).next().unwrap_or_default();
            let name = name.split("XX").next().unwrap_or_default();
            let code = name.strip_suffix(".0").unwrap_or(name);
            if absence.is_some() || matches!(name, "" | "全国" | "市辖区" | "县") {
                continue;
            }
            if let Ok(code) = code.parse::<RegionCode>() {
                self.take_code(&mut place, code);
                continue;
            }
            match self.inside(place.code, name, day)[..] {
                [] => self.read_joined(&mut place, name, day),
                [one] => place.code = Some(one),
                _ => place.ambiguous.push(name.to_owned()),
            }
        }
        if !place.contradicting.is_empty() {
            place.code = None;
        }
        place
    }

    fn take_code(&self, place: &mut Place, code: RegionCode) {
        match place.code {
            _ if self.nearest(code).is_none() => place.not_found.push(code.to_string()),
            Some(known) if !known.contains(code) && !code.contains(known) => {
                place.contradicting.push(code.to_string());
            }
            Some(known) if code.contains(known) => {}
            _ => place.code = Some(code),
        }
    }

    /// 云南省楚雄州牟定县 in one cell: the longest names that fit, one after another.
    fn read_joined(&self, place: &mut Place, name: &str, day: Date) {
        let mut rest = name;
        let mut code = place.code;
        while !rest.is_empty() {
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
            let next = ends.filter(|&end| rest[..end].chars().count() >= 2).find_map(|end| {
                match self.inside(code, &rest[..end], day)[..] {
                    [one] => Some((one, end)),
                    _ => None,
                }
            });
            let Some((found, end)) = next else { break };
            code = Some(found);
            rest = &rest[end..];
        }
        let nothing_read = rest.len() == name.len();
        place.code = code;
        if rest.is_empty() {
            return;
        }
        // A county may be listed under another prefecture of its province; under another province it
        // contradicts.
        let province = place.code.map(RegionCode::province);
        if let (true, Some(province)) = (nothing_read, province) {
            match (
                self.inside(Some(province), name, day).as_slice(),
                self.inside(None, name, day).as_slice(),
            ) {
                ([one], _) => {
                    place.code = Some(*one);
                    return;
                }
                ([], [_, ..]) => {
                    place.contradicting.push(rest.to_owned());
                    return;
                }
                _ => {}
            }
        }
        place.not_found.push(rest.to_owned());
    }

    /// The divisions inside `parent` that `name` may mean: those whose code holds on the day if
    /// there are any, the highest level first.
    fn inside(&self, parent: Option<RegionCode>, name: &str, day: Date) -> Vec<RegionCode> {
        let (stem, level) = stem_of(name);
        let whole = self.by_stem.get(name).into_iter().flatten();
        let by_stem = self.by_stem.get(stem).into_iter().flatten();
        let mut found: Vec<&Region> = by_stem
            .chain(whole)
            .map(|&at| &self.all[at])
            .filter(|region| {
                parent.is_none_or(|parent| parent != region.code && parent.contains(region.code))
            })
            .filter(|region| region.name == name || level == Level::None || level == region.level)
            .collect();
        found.sort_by_key(|region| region.code);
        found.dedup_by_key(|region| region.code);
        if found.iter().any(|region| region.holds(day)) {
            found.retain(|region| region.holds(day));
        }
        if found.iter().any(|region| region.name == name) {
            found.retain(|region| region.name == name);
        }
        let highest = found.iter().map(|region| region.code.significant_digits()).min();
        found.retain(|region| Some(region.code.significant_digits()) == highest);
        found.iter().map(|region| region.code).collect()
    }
}

fn region(fields: &[&str], [from, until, successor, confirmed]: [&str; 4]) -> Option<Region> {
    let [code, name, parent, ..] = *fields else { return None };
    let code: RegionCode = code.parse().ok()?;
    let (stem, level) = stem_of(name);
    Some(Region {
        code,
        name: name.to_owned(),
        parent: parent.parse().ok(),
        from: from.parse().ok(),
        until: until.parse().ok(),
        successor: successor.parse().ok(),
        confirmed: confirmed == "true",
        stem: stem.to_owned(),
        level: if code.significant_digits() == 2 { Level::Province } else { level },
    })
}

/// The ethnic groups that stand in names of autonomous divisions.
const GROUPS: &[&str] = &[
    "壮族",
    "回族",
    "维吾尔",
    "维吾尔族",
    "彝族",
    "藏族",
    "羌族",
    "苗族",
    "侗族",
    "布依族",
    "土家族",
    "哈尼族",
    "傣族",
    "白族",
    "景颇族",
    "傈僳族",
    "朝鲜族",
    "蒙古族",
    "蒙古",
    "哈萨克",
    "哈萨克族",
    "柯尔克孜",
    "柯尔克孜族",
    "满族",
    "瑶族",
    "黎族",
    "畲族",
    "纳西族",
    "拉祜族",
    "佤族",
    "布朗族",
    "独龙族",
    "怒族",
    "普米族",
    "仡佬族",
    "水族",
    "毛南族",
    "仫佬族",
    "各族",
    "东乡族",
    "保安族",
    "撒拉族",
    "土族",
    "裕固族",
    "锡伯",
    "塔吉克",
    "达斡尔族",
    "鄂伦春",
    "鄂温克族",
    "仡佬族",
    "京族",
    "裕固族",
];

/// A name without the word for its level and without ethnic groups: 楚雄彝族自治州 and 楚雄州 are 楚雄.
fn stem_of(name: &str) -> (&str, Level) {
    const ENDS: &[(&str, Level)] = &[
        ("特别行政区", Level::Province),
        ("自治区", Level::Province),
        ("自治州", Level::Prefecture),
        ("自治县", Level::County),
        ("自治旗", Level::Banner),
        ("林区", Level::District),
        ("地区", Level::Prefecture),
        ("省", Level::Province),
        ("市", Level::City),
        ("州", Level::Prefecture),
        ("盟", Level::Prefecture),
        ("县", Level::County),
        ("区", Level::District),
        ("旗", Level::Banner),
    ];
    let long_enough = |stem: &str| stem.chars().count() >= 2;
    let Some((mut stem, level)) = ENDS.iter().find_map(|&(end, level)| {
        name.strip_suffix(end).filter(|stem| long_enough(stem)).map(|stem| (stem, level))
    }) else {
        return (name, Level::None);
    };
    while let Some(shorter) =
        GROUPS.iter().filter_map(|group| stem.strip_suffix(group)).find(|s| long_enough(s))
    {
        stem = shorter;
    }
    (stem, level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn place(names: &[&str], year: i16) -> String {
        let place = Regions::known().place(names, date(year, 7, 1));
        place.code.map_or_else(String::new, |code| code.to_string())
    }

    #[test]
    fn short_names_and_masked_names_find_their_division() {
        let cases: &[(&[&str], i16, &str)] = &[
            (&["云南", "楚雄州", "**县(原文隐去)"], 2013, "532300"), // RL001
            (&["山东", "莱芜", ""], 2013, "371200"), // RL002: still a city of its own
            (&["山东", "莱芜", ""], 2021, "370116"), // now 莱芜区 of 济南
            (&["山东", "聊城", "冠县"], 2013, "371525"), // RL004
            (&["河北", "", ""], 2014, "130000"),
            (&["河北", "廊坊", "霸州"], 2016, "131081"),
            (&["内蒙古", "", ""], 2009, "150000"),
            (&["广西", "", ""], 2013, "450000"),
            (&["湖北", "鄂州", "西山街办"], 2010, "420700"), // a subdistrict the table has not
            (&["云南省楚雄州牟定县"], 2013, "532323"),
            (&["浙江", "杭州", "临安"], 2011, "330185"),
            (&["浙江", "杭州", "临安"], 2020, "330112"),
            (&["330112008"], 2020, "330112008"), // 青山湖街道
            (&["全国"], 2010, ""),
            (&["", "", "新兴镇"], 2010, ""),
            (&["云南省楚雄州**县"], 2013, "532300"), // masked in one cell
            (&["广东", "营口"], 2010, ""),           // one of the two is wrong
            (&["湖北", "襄樊", "保康县"], 2010, "420626"), // the prefecture's old name is not in the table
        ];
        for (names, year, expected) in cases {
            assert_eq!(&place(names, *year), expected, "{names:?} {year}");
        }
    }

    #[test]
    fn a_name_that_is_not_found_is_reported() {
        let read = Regions::known().place(&["湖北", "襄樊"], date(2010, 1, 1));
        assert_eq!(
            (read.code.unwrap().to_string().as_str(), read.not_found),
            ("420000", vec!["襄樊".to_owned()])
        );
        let read = Regions::known().place(&["鼓楼区"], date(2020, 1, 1));
        assert_eq!(read.ambiguous, ["鼓楼区"]);
    }

    #[test]
    fn a_division_contains_what_begins_with_its_digits() {
        let code = |text: &str| text.parse::<RegionCode>().unwrap();
        assert!(code("210800").contains(code("210811")));
        assert!(code("330000").contains(code("330112008")));
        assert!(!code("210800").contains(code("210000")));
        assert!(!code("330112").contains(code("330100")));
        assert!("33011".parse::<RegionCode>().is_err());
    }
}
