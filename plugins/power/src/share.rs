//! What one unit has of a printed capacity: 22万千瓦 beside two units may be each one's or both's.

use phaseout_plugin::forms::Span;

/// The capacity of `plugin.toml` (万千瓦) in the unit of `unit_capacity` (MW).
const MW_PER_WAN_KW: f64 = 10.0;

/// What a printed size says of one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Share {
    /// The size is one unit's as it stands: for one unit, for `2×12MW`, and where the list says 单机.
    AsPrinted,
    /// One unit's capacity (MW) lies in this interval.
    Within(Span),
    /// The capacity column fits neither reading.
    Contradiction,
}

/// One unit's share of `size` (MW) among `quantity` units. A capacity column (万千瓦) that equals
/// quantity × size, or the size, settles it. A quantity of NaN is printed and not known.
pub(crate) fn of_one(
    size: Span,
    quantity: Option<f64>,
    capacity: Option<f64>,
    texts: [&str; 2],
) -> Share {
    let Some(units) = quantity.filter(|units| units.is_nan() || *units > 1.0) else {
        return Share::AsPrinted;
    };
    if texts.iter().any(|text| says_each(text)) {
        return Share::AsPrinted;
    }
    if units.is_nan() {
        return Share::Within(Span { lo: 0.0, lo_open: true, ..size });
    }
    let exact = (size.lo - size.hi).abs() == 0.0;
    if let (true, Some(capacity)) = (exact, capacity) {
        let total = capacity * MW_PER_WAN_KW;
        return if close(total, size.lo * units) {
            Share::AsPrinted
        } else if close(total, size.lo) {
            Share::Within(Span::exactly(size.lo / units))
        } else {
            Share::Contradiction
        };
    }
    Share::Within(Span { lo: size.lo / units, ..size })
}

/// A product of two figures, or a word that says of how many the size is.
fn says_each(text: &str) -> bool {
    let times =
        |c: char| matches!(c, '×' | 'x' | 'X' | '*' | '\u{ff0a}' | '✕' | '✖' | 'х' | 'Х' | '╳');
    let (mut earlier, mut before) = ('\0', '\0');
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if times(before) && is_figure(earlier) && is_figure(c)
            || matches!((before, c), ('单', '机' | '台') | ('每', '台'))
        {
            return true;
        }
        (earlier, before) = (before, c);
    }
    false
}

fn is_figure(c: char) -> bool {
    c.is_numeric() || "台座一二两三四五六七八九十".contains(c)
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
        let some = Share::Within(Span { lo: 0.0, hi: 220.0, lo_open: true, hi_open: false });
        // (quantity, capacity in 万千瓦, texts, what one unit has) — constructed
        let cases = [
            (Some(2.0), None, ["机组", "22万千瓦"], Share::Within(Span::between(110.0, 220.0))),
            (Some(2.0), Some(44.0), ["机组", "22万千瓦"], Share::AsPrinted), // quantity × size
            (Some(2.0), Some(22.0), ["机组", "22万千瓦"], Share::Within(Span::exactly(110.0))), // both's
            (Some(2.0), Some(30.0), ["机组", "22万千瓦"], Share::Contradiction),
            (Some(2.0), None, ["机组", "2×220MW"], Share::AsPrinted),
            (
                Some(2.0),
                None,
                ["XX电厂机组", "22万千瓦"],
                Share::Within(Span::between(110.0, 220.0)),
            ), // a masked name
            (Some(2.0), None, ["机组", "单机22万千瓦"], Share::AsPrinted),
            (Some(f64::NAN), None, ["机组", "22万千瓦"], some), // 若干
            (Some(1.0), None, ["机组", "22万千瓦"], Share::AsPrinted),
            (None, None, ["机组", "22万千瓦"], Share::AsPrinted),
        ];
        for (quantity, capacity, texts, expected) in cases {
            assert_eq!(
                of_one(size, quantity, capacity, texts),
                expected,
                "{quantity:?} {capacity:?} {texts:?}"
            );
        }
    }
}
