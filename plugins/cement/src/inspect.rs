//! Contradictions: sizes that no kiln or mill has.
//!
//! A printed capacity is not held against the diameter: no source was found that says what a kiln of a
//! diameter can burn.

use phaseout_plugin::forms::Span;
use phaseout_plugin::{Contradictions, Line, LineUnit, Lines};

/// Up to here the forms of `plugin.toml` take a bare number for metres.
const WIDEST_M: f64 = 20.0;

/// A diameter that can be; one that cannot belongs to no class of a report.
pub(crate) fn possible(unit: &LineUnit, attribute: &str) -> Option<Span> {
    unit.measure(attribute).filter(|span| span.lo <= WIDEST_M)
}

pub(crate) fn inspect(lines: &Lines, found: &mut Contradictions) {
    for line in lines {
        for (number, unit) in line.units.iter().enumerate() {
            for attribute in ["kiln_diameter", "mill_diameter"] {
                too_wide(line, number, unit, attribute, found);
            }
            wider_than_long(line, number, unit, found);
        }
    }
}

/// Φ in metres that must be millimetres.
fn too_wide(
    line: &Line,
    number: usize,
    unit: &LineUnit,
    attribute: &str,
    found: &mut Contradictions,
) {
    if unit.measure(attribute).is_none() || possible(unit, attribute).is_some() {
        return;
    }
    let diameter = unit.printed(attribute);
    let zh = format!("直径{diameter}米不可能:单位应为毫米?");
    let en = format!("a diameter of {diameter} m cannot be: are these millimetres?");
    let arguments = [("diameter", diameter.as_str())];
    found.add(line, number, "diameter-impossible", attribute, &arguments, (&zh, &en));
}

/// Diameter and length have changed places.
fn wider_than_long(line: &Line, number: usize, unit: &LineUnit, found: &mut Contradictions) {
    let (diameter, length) = ("kiln_diameter", "kiln_length");
    let (Some(across), Some(along)) = (unit.measure(diameter), unit.measure(length)) else {
        return;
    };
    if across.lo <= along.hi {
        return;
    }
    let (across, along) = (unit.printed(diameter), unit.printed(length));
    let zh = format!("窑径{across}米大于窑长{along}米:两个数是否颠倒?");
    let en = format!("the kiln is {across} m across and {along} m long: have they changed places?");
    let arguments = [("diameter", across.as_str()), ("length", along.as_str())];
    found.add(line, number, "wider-than-long", diameter, &arguments, (&zh, &en));
}
