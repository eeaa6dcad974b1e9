//! Texts that nobody would print, by the thousand: reading may fail, but never panic, loop or grow.

use phaseout_plugin::Names;
use phaseout_plugin::forms::number::read_measure;
use phaseout_plugin::forms::{Form, Measure, MeasureUnit, Spelling, normalize, read};

/// Xorshift: the same texts on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap_or(0)
    }

    fn text(&mut self, alphabet: &[&str], longest: usize) -> String {
        (0..self.below(longest + 1)).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }
}

const PRINTED: [&str; 62] = [
    "Φ",
    "∮",
    "?",
    "3",
    "0",
    "99999999999",
    ".",
    ",",
    "×",
    "x",
    "*",
    "/",
    "-",
    "+",
    "~",
    "至",
    "m",
    "mm",
    "米",
    "立方米",
    "㎥",
    "³",
    "万",
    "亿",
    "千",
    "百",
    "十",
    "一",
    "两",
    "〇",
    "零",
    "以下",
    "及",
    "以上",
    "不",
    "超过",
    "小于",
    "≤",
    "<",
    "(",
    ")",
    "(含)",
    "(不含)",
    "含",
    "约",
    "左右",
    "余",
    "座",
    "#",
    "号",
    "线",
    "吨",
    "t",
    "/d",
    "М",
    " ",
    "\u{0}",
    "\u{FEFF}",
    "🏭",
    "\u{301}",
    "\u{FFFD}",
    "１",
];

const DECLARED: [&str; 20] = [
    "{", "}", "[", "]", "|", "Φ", "×", "/", "size", "{size}", "{mass}", "{count}", "{label}", "#",
    "[a|b|]", "[Φ|]", "m", "号", "{ size }", "\u{0}",
];

fn measures() -> Vec<Measure> {
    let unit = |spellings: &[(&str, u64, u64)]| MeasureUnit {
        spellings: spellings.iter().map(|(text, n, d)| Spelling::new(text, *n, *d)).collect(),
    };
    let size = unit(&[("m", 1, 1), ("米", 1, 1), ("mm", 1, 1000), ("㎥", 3, 7), ("", 0, 0)]);
    let mass = unit(&[("t", 1, 1), ("吨", 1, 1), ("万吨", 10_000, 1), ("t/d", u64::MAX, 3)]);
    vec![
        Measure { name: "size".to_owned(), unit: size, positive: true },
        Measure { name: "mass".to_owned(), unit: mass, positive: false },
    ]
}

#[test]
fn no_text_makes_a_reader_panic() {
    let measures = measures();
    let bare = [("m".to_owned(), "..20".to_owned()), ("mm".to_owned(), "100..".to_owned())];
    let patterns = ["[a|b|]{count}×{mass}", "{count}{mass}", "{label}[#|号]", "{mass}"];
    let parse = |(form, bare): (&str, &[_])| Form::parse(form, bare, &measures).expect("a form");
    let sizes = ["Φ{size}×{mass}", "Φ{size}/{size}", "{size}"].map(|form| parse((form, &bare)));
    let masses = patterns.map(|form| parse((form, &[])));
    let forms: Vec<&Form> = sizes.iter().chain(&masses).collect();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut values = 0;
    for _ in 0..60_000 {
        let text = random.text(&PRINTED, 7);
        if let Some(reading) = read(&forms, &measures, &text) {
            values += reading.values.len();
            for (_, span) in reading.values {
                assert!(span.lo <= span.hi, "{text}");
                assert!(span.lo.is_finite() || span.hi.is_finite(), "{text}");
            }
        }
        for measure in &measures {
            if let Ok(span) = read_measure(&text, measure, Some("万吨")) {
                assert!(span.lo <= span.hi, "{text}");
            }
        }
        let once = normalize(&text);
        assert!(once.len() <= text.len(), "{text}");
    }
    assert!(values > 300, "the texts are strange, but some can be read: {values}");
}

#[test]
fn no_pattern_and_no_toml_makes_a_parser_panic() {
    let measures = measures();
    let mut random = Random(0xD1B5_4A32_D192_ED03);
    for _ in 0..60_000 {
        let pattern = random.text(&DECLARED, 8);
        let bare = [(random.text(&["m", "t", ""], 1), random.text(&["..", "1", "-", "nan"], 3))];
        match Form::parse(&pattern, &bare, &measures)
            .or_else(|_| Form::parse(&pattern, &[], &measures))
        {
            Ok(form) => drop(read(&[&form], &measures, &random.text(&PRINTED, 8))),
            Err(errors) => assert!(errors.iter().all(|error| error.at <= pattern.len())),
        }
        Names::scan(
            &random.text(&["[[kind]]", "\n", "id", "=", "'", "\"\"\"", "水", "[", "]"], 12),
        );
    }
}

#[test]
fn length_alone_costs_nothing() {
    let measures = measures();
    let optional = "[a|b|]".repeat(100) + "{size}";
    let hostile = Form::parse(&optional, &[], &measures).expect("a form");
    let plain = Form::parse("{size}", &[], &measures).expect("a form");
    for unit in ["3", "a", " ", "\u{0}", "十", "万", "(含", "~3", "🏭", "3m~"] {
        let text = unit.repeat((1 << 20) / unit.len());
        assert_eq!(read(&[&hostile, &plain], &measures, &text), None);
        assert!(read_measure(&text, &measures[0], None).is_err());
        assert!(normalize(&text).len() <= text.len());
    }
    let many_ways = "a".repeat(90) + "3kg";
    assert_eq!(read(&[&hostile], &measures, &many_ways), None);
    assert!(Form::parse(&"a".repeat(129), &[], &measures).is_err());
    assert!(Form::parse(&"{".repeat(1 << 20), &[], &measures).is_err());
    assert!(Form::parse(&"{size}".repeat(1000), &[], &measures).is_err());
}
