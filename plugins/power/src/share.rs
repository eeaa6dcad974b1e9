//! What one unit has of a printed capacity: 22万千瓦 beside two units may be each one's or both's.

use phaseout_plugin::forms::Span;

/// The capacity of `plugin.toml` (万千瓦) in the unit of `unit_capacity` (MW).
const MW_PER_WAN_KW: f64 = 10.0;

/// The interval in which one unit's capacity (MW) lies; `None` where the size is one unit's as it
/// stands: for one unit, for `2×12MW`, and where the list says 单机 or 单台.
///
/// A capacity column (万千瓦) that equals quantity × size, or the size, settles it.
pub(crate) fn of_one(size: Span, quantity: Option<f64>, capacity: Option<f64>, texts: [&str; 2]) -> Option<Span> {
    let units = quantity.filter(|units| *units > 1.0)?;
    if texts.iter().any(|text| says_each(text)) {
        return None;
    }
    let each_if_total = |value: f64| value / units;
    let exact = (size.lo - size.hi).abs() == 0.0;
    if let (true, Some(capacity)) = (exact, capacity) {
        let total = capacity * MW_PER_WAN_KW;
        if close(total, size.lo * units) {
            return None;
        }
        if close(total, size.lo) {
            return Some(Span::exactly(each_if_total(size.lo)));
        }
    }
    Some(Span { lo: each_if_total(size.lo), hi: size.hi, ..size })
}

/// A product, or a word that says of how many the size is.
fn says_each(text: &str) -> bool {
    let times = |c: char| matches!(c, '×' | 'x' | 'X' | '*' | '\u{ff0a}' | '✕' | '✖' | 'х' | 'Х' | '╳');
    text.contains(times) || ["单机", "单台", "每台"].iter().any(|word| text.contains(word))
}

/// Printed decimals that mean the same may differ in the last bit once they are multiplied.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_beside_several_units() {
        let size = Span::exactly(220.0);
        // (quantity, capacity in 万千瓦, specification, what one unit has) — constructed
        let cases = [
            (Some(2.0), None, "22万千瓦", Some(Span::between(110.0, 220.0))),
            (Some(2.0), Some(44.0), "22万千瓦", None), // quantity × size: each has 220
            (Some(2.0), Some(22.0), "22万千瓦", Some(Span::exactly(110.0))), // the size is both's
            (Some(2.0), Some(30.0), "22万千瓦", Some(Span::between(110.0, 220.0))), // settles nothing
            (Some(2.0), None, "2×220MW", None),
            (Some(2.0), None, "单机22万千瓦", None),
            (Some(1.0), None, "22万千瓦", None),
            (None, None, "22万千瓦", None),
        ];
        for (quantity, capacity, spec, expected) in cases {
            assert_eq!(of_one(size, quantity, capacity, ["机组", spec]), expected, "{quantity:?} {capacity:?} {spec}");
        }
    }
}
