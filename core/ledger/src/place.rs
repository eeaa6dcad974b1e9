//! Places of rows and offices, held against each other through the changes of the map.

use phaseout_model::{RegionCode, Regions};

/// A code with what took its place since: 临安市 330185 is 临安区 330112 today.
pub(crate) fn through_time(code: &str) -> Vec<RegionCode> {
    let mut codes: Vec<RegionCode> = code.parse().ok().into_iter().collect();
    while let Some(next) = codes
        .last()
        .and_then(|last| Regions::known().get(*last))
        .and_then(|region| region.successor)
    {
        if codes.contains(&next) {
            break;
        }
        codes.push(next);
    }
    codes
}

/// Whether `inner` lies inside `outer`, or is it, under any code that either has borne. Codes that cannot
/// be read lie nowhere.
pub(crate) fn contains(outer: &str, inner: &str) -> bool {
    let inner = through_time(inner);
    through_time(outer).iter().any(|outer| inner.iter().any(|inner| outer.contains(*inner)))
}

/// Whether two places may be one: one of them is not known, or one lies inside the other.
pub(crate) fn is_near(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            a == b
                || a.parse::<RegionCode>().is_err()
                || b.parse::<RegionCode>().is_err()
                || contains(a, b)
                || contains(b, a)
        }
        _ => true,
    }
}

/// Of several places those that no other one lies inside: where something lies as nearly as it is known.
/// Codes that cannot be read are left out.
pub(crate) fn narrowest<'a>(places: &[&'a str]) -> Vec<&'a str> {
    let inside = |outer: &str, inner: &str| contains(outer, inner) && !contains(inner, outer);
    places
        .iter()
        .copied()
        .filter(|place| place.parse::<RegionCode>().is_ok())
        .filter(|place| !places.iter().any(|other| inside(place, other)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_near_inside_each_other_and_through_time() {
        let cases = [
            ("532300", "532323", true),
            ("532323", "532300", true),
            ("532323", "532324", false),
            ("330185", "330112", true), // 临安市 became 临安区
            ("371202", "370100", true), // 莱城区 is a part of 济南 today
            ("530000", "332300", false),
            ("**", "532300", true),
        ];
        for (a, b, near) in cases {
            assert_eq!(is_near(Some(a), Some(b)), near, "{a} {b}");
        }
        assert_eq!(narrowest(&["532300", "532323", "**", "532324"]), ["532323", "532324"]);
        assert!(is_near(None, Some("532300")));
        assert!(!contains("532323", "532300"), "the prefecture does not lie in its county");
    }
}
