//! What the model number of an oven says: `JN43-80`, `JNDK43-99D` and `TJL4350D` have chambers of about 4.3 m.

use phaseout_plugin::forms::Span;

/// Letters that models begin with; the longest first, since `JNX60` begins with `JN` as well.
const SERIES: [&str; 6] = ["JNDK", "JNDX", "JNX", "JND", "JN", "TJL"];

/// The chamber height (m) that a model number names: two digits behind the letters, in decimetres. A name rounds, so
/// the height is an interval of one decimetre, and a height beside a limit stays a question. The habit of naming is
/// known from memory, not from a document.
pub(crate) fn chamber_height(text: &str) -> Option<Span> {
    let text = text.to_ascii_uppercase();
    let (_, rest) = SERIES.iter().find_map(|series| text.split_once(series))?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    // JN43 gives the height; TJL4350 gives height and width, 43 dm and 50 cm.
    let decimetres: u32 = match digits {
        2 | 4 => rest.get(..2)?.parse().ok()?,
        _ => return None,
    };
    let hundredths = |n: u32| f64::from(n) / 100.0;
    let lo = hundredths((decimetres * 10).checked_sub(5)?); // 00 is no height
    Some(Span { lo, hi: hundredths(decimetres * 10 + 5), lo_open: false, hi_open: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_names_its_height_to_a_decimetre() {
        let about = |lo, hi| Some(Span { lo, hi, lo_open: false, hi_open: true });
        for (text, expected) in [
            ("JN43-80", about(4.25, 4.35)),
            ("2×55孔JN60-6型焦炉", about(5.95, 6.05)),
            ("jndk43-99d", about(4.25, 4.35)),
            ("TJL4350D", about(4.25, 4.35)),
            ("JN28-1", about(2.75, 2.85)),
            ("JN6", None),   // one digit is no model
            ("JN123", None), // nor are three
            ("66型", None),  // an older name, which is no height
            ("", None),
        ] {
            assert_eq!(chamber_height(text), expected, "{text}");
        }
    }
}
