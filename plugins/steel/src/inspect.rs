//! Contradictions: sizes that no furnace has.
//!
//! A printed capacity is not held against the volume: no source was found that says what a furnace of a
//! volume makes in a year.

use phaseout_plugin::forms::Span;
use phaseout_plugin::{Contradictions, LineUnit, Lines};

/// (attribute, smallest, largest, unit): beyond these a size is a slip of the unit or of the point. They
/// are an order of magnitude beyond anything built, and no limit of any document.
const SIZES: [(&str, f64, f64, &str); 2] =
    [("volume", 1.0, 10_000.0, "m³"), ("tonnage", 0.0, 1_000.0, "t")];

/// A size that can be; one that cannot belongs to no class of a report.
pub(crate) fn possible(unit: &LineUnit, attribute: &str) -> Option<Span> {
    let (_, smallest, largest, _) = SIZES.iter().find(|(id, ..)| *id == attribute)?;
    unit.measure(attribute).filter(|span| span.hi >= *smallest && span.lo <= *largest)
}

pub(crate) fn inspect(lines: &Lines, found: &mut Contradictions) {
    for line in lines {
        for (number, unit) in line.units.iter().enumerate() {
            for (attribute, _, _, measure) in SIZES {
                if unit.measure(attribute).is_none() || possible(unit, attribute).is_some() {
                    continue;
                }
                let size = unit.printed(attribute);
                let zh = format!("{size} {measure} 不可能是一座炉的大小:单位或小数点有误?");
                let en = format!(
                    "{size} {measure} is no size of a furnace: is it the unit, or the point?"
                );
                let code = format!("{attribute}-impossible");
                found.add(line, number, &code, attribute, &[("size", &size)], (&zh, &en));
            }
        }
    }
}
