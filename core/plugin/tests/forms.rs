//! The forms engine against specifications as lists print them. Each table is read by one test:
//! the text, and what it has to mean.

use phaseout_plugin::forms::number::read_measure;
use phaseout_plugin::forms::{
    Form, FormFault, Measure, MeasureUnit, ReadProblem, Reading, Span, Spelling, read,
};

const INFINITE: f64 = f64::INFINITY;

fn measure(name: &str, positive: bool, spellings: &[(&str, u64, u64)]) -> Measure {
    let spellings = spellings.iter().map(|(text, n, d)| Spelling::new(text, *n, *d)).collect();
    Measure { name: name.to_owned(), unit: MeasureUnit { spellings }, positive }
}

/// The measures of the four industries, in one list; the test is about texts, not about industries.
fn measures() -> Vec<Measure> {
    let metres = [("m", 1, 1), ("米", 1, 1), ("公尺", 1, 1), ("mm", 1, 1000), ("毫米", 1, 1000)];
    let volume = [("m³", 1, 1), ("m3", 1, 1), ("立方米", 1, 1), ("立方", 1, 1), ("M³", 1, 1)];
    let power = [("MW", 1, 1), ("兆瓦", 1, 1), ("kW", 1, 1000), ("千瓦", 1, 1000)];
    vec![
        measure("kiln_diameter", true, &metres),
        measure("kiln_length", true, &metres),
        measure("clinker_capacity", true, &[("t/d", 1, 1), ("吨/日", 1, 1), ("吨/天", 1, 1)]),
        measure("volume", true, &volume),
        measure("tonnage", true, &[("t", 1, 1), ("吨", 1, 1)]),
        measure("transformer_power", true, &[("kVA", 1, 1), ("千伏安", 1, 1)]),
        measure("unit_capacity", true, &power),
        measure("boiler", true, &[("t/h", 1, 1), ("吨/时", 1, 1)]),
        measure("cod", false, &[("mg/L", 1, 1), ("毫克/升", 1, 1)]),
        measure("over_province", false, &[("%", 1, 1)]),
        measure("years_in_service", true, &[("年", 1, 1), ("years", 1, 1)]),
        measure("glass", true, &[("重量箱", 1, 1), ("万重量箱", 10_000, 1)]),
    ]
}

fn slot(name: &str) -> usize {
    measures().iter().position(|measure| measure.name == name).expect("a measure of this test")
}

fn forms() -> Vec<Form> {
    let sized = [("m".to_owned(), "..20".to_owned()), ("mm".to_owned(), "100..".to_owned())];
    let sized = sized.as_slice();
    let declared: [(&str, &[(String, String)]); 15] = [
        ("Φ{kiln_diameter}×{kiln_length}", sized),
        ("Φ{kiln_diameter}/[Φ|]{kiln_diameter}×{kiln_length}", sized),
        ("Φ{kiln_diameter}", sized),
        ("[窑径|直径]{kiln_diameter}", &[]),
        ("{clinker_capacity}", &[]),
        ("[有效容积|容积|]{volume}", &[]),
        ("{count}×{tonnage}", &[]),
        ("{count}{tonnage}", &[]),
        ("{tonnage}{count}", &[]),
        ("{tonnage}", &[]),
        ("{transformer_power}", &[]),
        ("{count}×{unit_capacity}", &[]),
        ("{unit_capacity}", &[]),
        ("{label}[#|号|线]", &[]),
        ("{boiler}", &[]),
    ];
    let measures = measures();
    let parse = |(form, bare): &(&str, &[_])| Form::parse(form, bare, &measures).expect("a form");
    declared.iter().map(parse).collect()
}

fn read_any(text: &str) -> Option<Reading> {
    let forms = forms();
    read(&forms.iter().collect::<Vec<_>>(), &measures(), text)
}

fn values(reading: &Reading) -> Vec<(String, Span)> {
    let measures = measures();
    reading.values.iter().map(|(slot, span)| (measures[*slot].name.clone(), *span)).collect()
}

#[test]
fn a_kiln_is_read_across_and_along() {
    for (text, diameter, length) in [
        ("Φ3×11m", (3.0, 3.0), 11.0),       // RL001
        ("φ2.8×40m", (2.8, 2.8), 40.0),     // RL095
        ("φ3.2×13m", (3.2, 3.2), 13.0),     // RL096
        ("Φ2.5/3.1×55m", (2.5, 3.1), 55.0), // a kiln that widens
        ("Φ3.1/2.5×55m", (2.5, 3.1), 55.0), // and one that narrows
        ("Φ2.5/Φ3.1×55m", (2.5, 3.1), 55.0),
        ("∮5.5×12m", (5.5, 5.5), 12.0),
        ("Ф3.0*11m", (3.0, 3.0), 11.0),  // Cyrillic
        ("Ø3.2x13", (3.2, 3.2), 13.0),   // bare, by size: m
        ("Φ2200×6500", (2.2, 2.2), 6.5), // bare, by size: mm
        ("Φ2.8×40", (2.8, 2.8), 40.0),   // 40 says no unit by its size; the diameter does
        ("Φ2200×6500mm", (2.2, 2.2), 6.5),
        ("φ2.2m×6.5m", (2.2, 2.2), 6.5),
        ("φ2.2m×6500mm", (2.2, 2.2), 6.5),
        ("Φ2.2米×6.5米", (2.2, 2.2), 6.5),
        ("Φ3 × 11 m", (3.0, 3.0), 11.0),
        ("Φ３×１１ｍ", (3.0, 3.0), 11.0),
        ("Φ3Х11м", (3.0, 3.0), 11.0), // Cyrillic Х and м
        ("?3×11m", (3.0, 3.0), 11.0),
        ("￠3×11m", (3.0, 3.0), 11.0),
        ("@3×11m", (3.0, 3.0), 11.0),
        ("\u{FFFD}3×11m", (3.0, 3.0), 11.0),
        ("Φ2.99×10m", (2.99, 2.99), 10.0),
        ("Φ+3×11m", (3.0, 3.0), 11.0),
    ] {
        let reading = read_any(text).unwrap_or_else(|| panic!("{text} is not read"));
        assert_eq!(reading.problems, [], "{text}");
        let expected = [
            ("kiln_diameter".to_owned(), Span::between(diameter.0, diameter.1)),
            ("kiln_length".to_owned(), Span::exactly(length)),
        ];
        assert_eq!(values(&reading), expected, "{text}");
    }
}

/// Measure, interval and count of a text with one figure.
#[test]
fn one_figure_is_read_with_its_unit_and_its_bound() {
    let exactly = Span::exactly;
    let below = |hi| Span::below(hi, true);
    for (text, name, span, count) in [
        ("直径3米以下", "kiln_diameter", below(3.0), None), // RL084
        ("窑径3.0米", "kiln_diameter", exactly(3.0), None),
        ("直径不足3米", "kiln_diameter", below(3.0), None),
        ("2500t/d", "clinker_capacity", exactly(2500.0), None),
        ("450立方米", "volume", exactly(450.0), None), // RL057
        ("450立方", "volume", exactly(450.0), None),
        ("450m³", "volume", exactly(450.0), None),
        ("450m3", "volume", exactly(450.0), None),
        ("450㎥", "volume", exactly(450.0), None),
        ("573M³", "volume", exactly(573.0), None),
        ("573М³", "volume", exactly(573.0), None), // Cyrillic М
        ("1,080立方米", "volume", exactly(1080.0), None),
        ("四百立方米", "volume", exactly(400.0), None),
        ("有效容积450立方米", "volume", exactly(450.0), None),
        ("460立方米及以下", "volume", Span::below(460.0, false), None), // RL034
        ("460立方米(含)以下", "volume", Span::below(460.0, false), None),
        ("460立方米以下（含）", "volume", Span::below(460.0, false), None),
        ("460立方米以下(含460立方米)", "volume", Span::below(460.0, false), None),
        ("460(含)立方米以下", "volume", Span::below(460.0, false), None),
        ("460立方米(不含)以下", "volume", below(460.0), None),
        ("不超过460立方米", "volume", Span::below(460.0, false), None),
        ("≤460m³", "volume", Span::below(460.0, false), None),
        ("<460m³", "volume", below(460.0), None),
        ("大于460立方米", "volume", Span::above(460.0, true), None),
        ("≥460m³", "volume", Span::above(460.0, false), None),
        ("400~450立方米", "volume", Span::between(400.0, 450.0), None),
        ("400～450立方米", "volume", Span::between(400.0, 450.0), None),
        ("400–450立方米", "volume", Span::between(400.0, 450.0), None),
        ("400—450立方米", "volume", Span::between(400.0, 450.0), None),
        ("400-450立方米", "volume", Span::between(400.0, 450.0), None),
        ("400至450立方米", "volume", Span::between(400.0, 450.0), None),
        ("400立方米~450立方米", "volume", Span::between(400.0, 450.0), None),
        ("400立方米以上450立方米以下", "volume", open(400.0, 450.0), None),
        ("大于400小于450立方米", "volume", open(400.0, 450.0), None),
        ("30吨", "tonnage", exactly(30.0), None), // RL005
        ("145吨", "tonnage", exactly(145.0), None),
        ("三十吨", "tonnage", exactly(30.0), None),
        ("3×35t", "tonnage", exactly(35.0), Some(3)),
        ("1座45吨", "tonnage", exactly(45.0), Some(1)),
        ("两座45吨", "tonnage", exactly(45.0), Some(2)),
        ("45吨1座", "tonnage", exactly(45.0), Some(1)),
        ("45吨两座", "tonnage", exactly(45.0), Some(2)),
        ("30吨以上", "tonnage", Span::above(30.0, true), None),
        ("30吨及以上", "tonnage", Span::above(30.0, false), None),
        ("6300千伏安", "transformer_power", exactly(6300.0), None),
        ("六千三百千伏安", "transformer_power", exactly(6300.0), None),
        ("5万千瓦", "unit_capacity", exactly(50.0), None),
        ("五万千瓦", "unit_capacity", exactly(50.0), None),
        ("三千瓦", "unit_capacity", exactly(0.003), None),
        ("2~5万千瓦", "unit_capacity", Span::between(20.0, 50.0), None),
        ("5万千瓦及以下", "unit_capacity", Span::below(50.0, false), None),
        ("2×12MW", "unit_capacity", exactly(12.0), Some(2)),
        ("2台×12MW", "unit_capacity", exactly(12.0), Some(2)),
        ("1.2万KW", "unit_capacity", exactly(12.0), None),
        ("6000kW", "unit_capacity", exactly(6.0), None),
        ("125MW", "unit_capacity", exactly(125.0), None),
        ("35t/h", "boiler", exactly(35.0), None),
    ] {
        let reading = read_any(text).unwrap_or_else(|| panic!("{text} is not read"));
        assert_eq!(reading.problems, [], "{text}");
        assert_eq!(values(&reading), [(name.to_owned(), span)], "{text}");
        assert_eq!(reading.count, count, "{text}");
    }
}

fn open(lo: f64, hi: f64) -> Span {
    Span { lo, hi, lo_open: true, hi_open: true }
}

#[test]
fn a_number_of_a_unit_is_no_size() {
    for (text, label) in [("1#", "1"), ("12号", "12"), ("一线", "一"), ("３＃", "3")] {
        let reading = read_any(text).unwrap_or_else(|| panic!("{text} is not read"));
        assert_eq!((reading.values.len(), reading.label.as_deref()), (0, Some(label)), "{text}");
    }
}

#[test]
fn what_is_printed_but_cannot_be_taken_is_a_problem_and_no_value() {
    let diameter = slot("kiln_diameter");
    let volume = slot("volume");
    for (text, problem) in [
        ("Φ-2.2m", ReadProblem::Impossible { measure: diameter }),
        ("Φ0m", ReadProblem::Impossible { measure: diameter }),
        ("直径－3米", ReadProblem::Impossible { measure: diameter }),
        ("-450立方米", ReadProblem::Impossible { measure: volume }),
        ("—450立方米", ReadProblem::Impossible { measure: volume }),
        ("450~400立方米", ReadProblem::Reversed { measure: volume }),
        ("约450立方米", ReadProblem::Approximate { measure: volume }),
        ("450立方米左右", ReadProblem::Approximate { measure: volume }),
        ("450余立方米", ReadProblem::Approximate { measure: volume }),
        ("Φ50", ReadProblem::AmbiguousUnit { measure: diameter }),
        ("直径3", ReadProblem::MissingUnit { measure: diameter }),
    ] {
        let reading = read_any(text).unwrap_or_else(|| panic!("{text} is not read"));
        assert_eq!((reading.values, reading.problems), (vec![], vec![problem]), "{text}");
    }
}

#[test]
fn one_bad_figure_leaves_the_other() {
    for (text, problem) in [
        ("Φ-2.2×6.5m", ReadProblem::Impossible { measure: slot("kiln_diameter") }),
        ("Φ2200×6.5m", ReadProblem::AmbiguousUnit { measure: slot("kiln_diameter") }),
        ("Φ2.5/-3.1×6.5m", ReadProblem::Impossible { measure: slot("kiln_diameter") }),
    ] {
        let reading = read_any(text).unwrap();
        assert_eq!(reading.problems, [problem], "{text}");
        assert_eq!(values(&reading), [("kiln_length".to_owned(), Span::exactly(6.5))], "{text}");
    }
}

#[test]
fn what_is_not_wholly_understood_is_not_read() {
    for text in [
        "",
        " ",
        "Φ",
        "ΦΦ3×11m",
        "Φ?3×11m",
        "3×11m",
        "-2.2m",
        "<3×11m",
        "~3×11m",
        "D3×11m",
        "Φ3×11m机立窑",
        "Φ3×11×5m",
        "Φ3..0×11m",
        "Φ.3×11m",
        "Φ3。2×13m",
        "450立方米以下以下",
        "450立方米及以下(不含)",
        "小于450立方米以上",
        "1,08立方米",
        "1080,000立方米",
        "123456789012345678901立方米",
        "一百五立方米",
        "二三百立方米",
        "0×35t",
        "12345#",
        "10³kW",
        "450米³",
        "**立方米",
        "XX",
        "??",
        "N12-3.43/435",
        "3号窑",
        "450kg",
    ] {
        assert_eq!(read_any(text), None, "{text}");
    }
}

#[test]
fn a_cell_of_its_own_takes_the_unit_of_its_header() {
    let unit = |numbers: &str| numbers.to_owned();
    for (name, text, header, span) in [
        ("cod", "120 mg/L", None, Span::exactly(120.0)),
        ("cod", "120", Some("mg/L"), Span::exactly(120.0)),
        ("cod", "-3", Some("毫克/升"), Span::exactly(-3.0)),
        ("volume", "450立方米以下", None, Span::below(450.0, true)),
        ("volume", "四百", Some("立方米"), Span::exactly(400.0)),
        ("volume", "0.45", Some("万立方米"), Span::exactly(4500.0)),
        ("kiln_diameter", "2.2(含)至2.5米", None, half_open(2.2, 2.5)),
        (
            "kiln_diameter",
            "2.2(不含)至2.5米",
            None,
            Span { lo_open: true, ..Span::between(2.2, 2.5) },
        ),
        ("kiln_diameter", "2200", Some("mm"), Span::exactly(2.2)),
        ("kiln_diameter", "2.2m", Some("mm"), Span::exactly(2.2)),
        ("unit_capacity", "5", Some("万千瓦"), Span::exactly(50.0)),
        ("unit_capacity", "5万", Some("千瓦"), Span::exactly(50.0)),
        ("over_province", "-5%", None, Span::exactly(-5.0)),
        ("over_province", "12.5％", None, Span::exactly(12.5)),
        ("years_in_service", "20年以上", None, Span::above(20.0, true)),
        ("years_in_service", "20", Some("年"), Span::exactly(20.0)),
        ("glass", "300万重量箱", None, Span::exactly(3_000_000.0)),
        ("glass", "三万重量箱", None, Span::exactly(30_000.0)),
        ("glass", "300", Some("万重量箱"), Span::exactly(3_000_000.0)),
    ] {
        let measure = &measures()[slot(name)];
        assert_eq!(read_measure(&unit(text), measure, header), Ok(span), "{name} {text}");
    }
}

fn half_open(lo: f64, hi: f64) -> Span {
    Span { hi_open: true, ..Span::between(lo, hi) }
}

#[test]
fn a_cell_that_cannot_be_taken_says_why() {
    for (name, text, header, code) in [
        ("cod", "120", None, "missing-unit"),
        ("cod", "120", Some("元"), "unknown-unit"),
        ("cod", "120kg", None, "unknown-unit"),
        ("cod", "约120mg/L", None, "approximate-value"),
        ("cod", "", None, "unreadable-value"),
        ("cod", "120/130mg/L", None, "unreadable-value"),
        ("volume", "0", Some("m³"), "impossible-value"),
        ("volume", "0以下", Some("m³"), "impossible-value"),
        ("volume", "450至400", Some("m³"), "reversed-range"),
        ("volume", "??", Some("m³"), "unreadable-value"),
        ("volume", "**", Some("m³"), "unreadable-value"),
        ("volume", "-", Some("m³"), "unreadable-value"),
    ] {
        let measure = &measures()[slot(name)];
        let problem = read_measure(text, measure, header).unwrap_err();
        assert_eq!(problem.code(), code, "{name} {text}");
    }
}

#[test]
fn every_fault_of_a_form_is_named_with_its_place() {
    for (pattern, bare, faults) in [
        ("", vec![], vec![(0, FormFault::Empty, "")]),
        (
            "Φ{kiln}×{mill}",
            vec![],
            vec![(3, FormFault::UnknownMeasure, "kiln"), (11, FormFault::UnknownMeasure, "mill")],
        ),
        ("{volume", vec![], vec![(0, FormFault::Unclosed, "{volume")]),
        ("[a|{volume}]", vec![], vec![(3, FormFault::Nested, "a|{volume}")]),
        ("{volume}]", vec![], vec![(8, FormFault::Unopened, "]")]),
        ("{volume}{tonnage}", vec![], vec![(9, FormFault::Adjacent, "tonnage")]),
        ("{count}×{count}", vec![], vec![(10, FormFault::Repeated, "count")]),
        ("{volume}", vec![("m³", "20")], vec![(0, FormFault::BareSize, "20")]),
        ("{volume}", vec![("kg", "..20")], vec![(0, FormFault::BareUnit, "kg")]),
        (
            "Φ{kiln_diameter}",
            vec![("m", "..20"), ("mm", "20..")],
            vec![(0, FormFault::BareOverlap, "20..")],
        ),
    ] {
        let bare: Vec<_> =
            bare.into_iter().map(|(unit, range)| (unit.to_owned(), range.to_owned())).collect();
        let errors = Form::parse(pattern, &bare, &measures()).unwrap_err();
        let found: Vec<_> = errors.iter().map(|e| (e.at, e.fault, e.argument.as_str())).collect();
        assert_eq!(found, faults, "{pattern}");
    }
}

#[test]
fn an_open_end_survives_a_hull_only_where_nothing_closes_it() {
    assert_eq!(Span::below(3.0, true).hull(Span::exactly(3.0)), Span::below(3.0, false));
    assert_eq!(Span::below(3.0, true).hull(Span::exactly(2.0)), Span::below(3.0, true));
    let apart = Span::exactly(4.0).hull(Span::exactly(2.0));
    assert_eq!((apart.lo, apart.hi), (2.0, 4.0));
    assert!(Span::above(3.0, true).hi.eq(&INFINITE));
}
