//! Places as an office sees them: the divisions just below it.

use crate::place::through_time;
use phaseout_model::{RegionCode, Regions};

/// Where a line stands, seen from an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Division {
    /// In a division just below the office.
    Below(RegionCode),
    /// In the office's own region, no division below it named.
    Own(RegionCode),
    /// In a region of another office.
    Elsewhere(RegionCode),
    /// No region is named, or one that holds more than the office's own.
    Unknown,
}

impl Division {
    /// Where a region lies, seen from an office.
    pub fn seen_from(office: RegionCode, region: Option<&str>) -> Self {
        let Some(code) = region.and_then(|text| text.parse::<RegionCode>().ok()) else {
            return Self::Unknown;
        };
        // 临安市 330185 of 2011 is 临安区 330112 today: an office and a line may bear codes of two times.
        let codes = through_time(&code.to_string());
        for own in through_time(&office.to_string()) {
            if codes.contains(&own) {
                return Self::Own(office);
            }
            if code.contains(own) {
                return Self::Unknown;
            }
            if let Some(inside) = codes.iter().find(|code| own.contains(**code)) {
                return Self::Below(just_below(own, *inside));
            }
        }
        Self::Elsewhere(code)
    }

    /// Its code, where it has one.
    pub fn code(self) -> Option<RegionCode> {
        match self {
            Self::Below(code) | Self::Own(code) | Self::Elsewhere(code) => Some(code),
            Self::Unknown => None,
        }
    }

    /// The name of the division; a town that no table has goes by its county's.
    pub fn name(self) -> Option<&'static str> {
        Some(Regions::known().nearest(self.code()?)?.name.as_str())
    }
}

/// The division below `office` that `code` lies in.
fn just_below(office: RegionCode, code: RegionCode) -> RegionCode {
    let known = Regions::known();
    let mut at = match known.nearest(code) {
        // Towns stand in no table: below a county the code's own digits name them.
        Some(region) if region.code.contains(office) => return town(code),
        Some(region) => region,
        None => return code,
    };
    // 市辖区, 县 and 省直辖县级行政区划 are headings, not places: what stands under them is meant.
    let heading = |name: &str| matches!(name, "市辖区" | "县") || name.contains("直辖县级");
    while let Some(above) = at.parent.and_then(|parent| known.get(parent)) {
        if above.code == office || above.code.contains(office) || heading(&above.name) {
            break;
        }
        at = above;
    }
    at.code
}

fn town(code: RegionCode) -> RegionCode {
    let text = code.to_string();
    text.get(..9).and_then(|town| town.parse().ok()).unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_counted_in_the_division_just_below_the_office() {
        let cases = [
            ("530000", "532323", "Below 532300"), // a province by prefecture
            ("530000", "532300", "Below 532300"), // known by its prefecture only
            ("532300", "532323", "Below 532323"), // a prefecture by county
            ("532300", "532323100", "Below 532323"), // a town is its county's
            ("532323", "532323100", "Below 532323100"), // a county by town
            ("330112", "330112008003", "Below 330112008"), // a village is its town's
            ("110000", "110105", "Below 110105"), // 市辖区 is a heading
            ("420000", "429004", "Below 429004"), // 省直辖县级行政区划 as well
            ("370000", "371202", "Below 371200"), // 莱芜市 of earlier years
            ("330112", "330185", "Own 330112"),   // 临安市 of earlier years
            ("330185", "330112008", "Below 330112008"),
            ("532300", "532300", "Own 532300"),
            ("532300", "530000", "Unknown"),
            ("532300", "370116", "Elsewhere 370116"),
        ];
        for (office, region, expected) in cases {
            let place = Division::seen_from(office.parse().unwrap(), Some(region));
            let words = format!("{place:?}");
            let word = words.split('(').next().unwrap();
            let code = place.code().map(|code| format!(" {code}")).unwrap_or_default();
            assert_eq!(format!("{word}{code}"), expected, "{region} from {office}");
        }
        let office = "532300".parse().unwrap();
        assert_eq!(Division::seen_from(office, None), Division::Unknown);
        assert_eq!(Division::seen_from(office, Some("532323")).name(), Some("牟定县"));
    }
}
