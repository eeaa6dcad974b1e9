//! Whatever stands in a list or a criterion file, the program answers with words and an exit code of its
//! own: it never panics and is never killed. Many inputs go into one call.

use phaseout_tests::{Answer, Desk};
use proptest::prelude::*;
use proptest::test_runner::Config;
use std::fmt::Write as _;

/// Few cases of many inputs each; what fails is printed, not kept in a file.
fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, max_shrink_iters: 40, ..Config::default() }
}

/// Done, refused or faults found: nothing else.
fn is_an_answer(answer: &Answer) -> Result<(), TestCaseError> {
    prop_assert!(matches!(answer.code, 0 | 3), "exit {}: {}", answer.code, answer.err);
    for word in ["panicked", "RUST_BACKTRACE", "overflowed its stack", "internal error"] {
        prop_assert!(!answer.err.contains(word), "{}", answer.err);
    }
    Ok(())
}

fn bytes(length: usize) -> impl Strategy<Value = Vec<u8>> {
    // Plain noise, and noise of the signs that mean something to a reader of csv.
    let sign = prop::sample::select(b",;\t\"\n\r\xef\xbb\xbf\xff\xfe\x00\x81\x30a1-".to_vec());
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..length),
        prop::collection::vec(sign, 0..length)
    ]
}

/// Words and signs of specifications, in any order.
fn specification() -> impl Strategy<Value = String> {
    let words = [
        "Φ",
        "φ",
        "∮",
        "Ф",
        "3",
        "2.8",
        "450",
        "1,080",
        "×",
        "*",
        "x",
        "/",
        "-",
        "~",
        "～",
        "—",
        "m",
        "米",
        "mm",
        "立方米",
        "m³",
        "吨",
        "t",
        "t/d",
        "t/h",
        "万千瓦",
        "MW",
        "kVA",
        "及以下",
        "以下",
        "以上",
        "及以上",
        "(含)",
        "不足",
        "小于",
        "约",
        "四百",
        "二十",
        "万",
        "座",
        "条",
        "台",
        "个",
        "1#",
        "3号",
        "机立窑",
        "高炉",
        "机组",
        "球磨机",
        "铸铁机",
        "、",
        ",",
        "；",
        "(",
        ")",
        "直径",
        "窑径",
        "有效容积",
        "单机",
        "装机",
        "年产",
        " ",
        "\u{3000}",
        "??",
        "**",
        "１",
        "．",
        "0",
        ".",
        "9999999999999999999",
        "1e308",
        "∞",
        "NaN",
        "\u{202e}",
        "🏭",
    ];
    let word = prop_oneof![8 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(word, 0..10).prop_map(|words| words.concat())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Pieces of criterion files, whole and broken.
fn criterion() -> impl Strategy<Value = String> {
    let expressions = [
        "kiln_diameter < 3.0 m",
        "kiln_diameter",
        "<",
        "<=",
        "== ",
        "and",
        "or",
        "not",
        "(",
        ")",
        "3.0",
        "m",
        "known(",
        "in",
        "[",
        "]",
        "钙盐法",
        "窑径",
        "＜",
        "≤",
        "３",
        "kg",
        "1e999",
        "99999999999999999999999999",
        "\\u0000",
        "\\\"",
        "-",
        "%",
    ];
    let expression = prop::collection::vec(prop::sample::select(expressions.to_vec()), 0..12)
        .prop_map(|words| words.join(" "));
    let values = [
        "true",
        "1",
        "\"\"",
        "[]",
        "{}",
        "[[]]",
        "\"2012-12-31\"",
        "\"2012-13-31\"",
        "2012-12-31",
        "{ zh = \"一\", en = \"one\" }",
        "[\"mechanised_shaft_kiln\"]",
        "[1, \"x\"]",
        "\"eliminate\"",
        "[{}]",
        "[{ expect = \"hit\" }]",
        "{ document = 1 }",
        "\"",
        "[",
        "\"cement/hostile/one\"",
        "'''",
        "nan",
        "-0",
    ];
    let keys = [
        "id",
        "title",
        "class",
        "kinds",
        "when",
        "deadline",
        "confirmed",
        "basis",
        "explain",
        "exemption",
        "case",
        "region",
        "tightens",
        "on_unknown",
        "titel",
        "[basis]",
        "[[case]]",
        "a.b.c",
        "\"\"",
        "=",
    ];
    let pair = (prop::sample::select(keys.to_vec()), prop::sample::select(values.to_vec()))
        .prop_map(|(key, value)| format!("{key} = {value}\n"));
    let when = expression.prop_map(|expression| format!("when = \"{expression}\"\n"));
    let noise = ".{0,40}\n".prop_map(|text: String| text);
    prop::collection::vec(prop_oneof![4 => pair, 3 => when, 1 => noise], 0..14)
        .prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(cases(12))]

    /// Files of noise: each is refused or judged; lists under a real header are judged.
    #[test]
    fn no_bytes_break_the_reader_of_lists(noise in bytes(600), rows in prop::collection::vec(bytes(300), 4)) {
        let desk = Desk::new();
        desk.write("noise.csv", &noise);
        is_an_answer(&desk.phaseout(["screen", "noise.csv", "--format", "json"]))?;
        let mut files = Vec::new();
        for (number, rows) in rows.iter().enumerate() {
            let name = format!("list{number}.csv");
            let header = "序号,行业,设备名称,规格,数量,产能,投产年份,省\n".as_bytes();
            desk.write(&name, [header, rows, b"\nZ,\xe6\xb0\xb4\xe6\xb3\xa5\n"].concat());
            files.push(name);
        }
        let arguments = ["screen", "--format", "jsonl"].map(str::to_owned).into_iter().chain(files);
        is_an_answer(&desk.phaseout(arguments))?;
    }

    /// The same noise under the name of a workbook, alone and in the middle of a real one.
    #[test]
    fn no_bytes_break_the_reader_of_workbooks(noise in bytes(400), at in 0.0f64..1.0) {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_row(0, 0, ["序号", "行业", "设备名称"]).expect("a header");
        let mut whole = book.save_to_buffer().expect("a workbook");
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place inside")]
        let start = (at * whole.len() as f64) as usize;
        let end = (start + noise.len()).min(whole.len());
        whole[start..end].copy_from_slice(&noise[..end - start]);
        let desk = Desk::new();
        desk.write("broken.xlsx", whole);
        desk.write("noise.xlsx", &noise);
        for name in ["broken.xlsx", "noise.xlsx"] {
            is_an_answer(&desk.phaseout(["screen", name, "--format", "json"]))?;
        }
    }

    /// Five hundred rows of specifications in a call: every row becomes a line, with a verdict.
    #[test]
    fn no_specification_breaks_the_reading_of_units(
        rows in prop::collection::vec((0usize..4, specification(), specification(), "[0-9]{0,3}", specification()), 500),
    ) {
        let industries = ["水泥", "炼铁", "电力", "柠檬酸"];
        let mut list = "序号,行业,设备名称,规格,数量,产能\n".to_owned();
        for (number, (industry, equipment, spec, quantity, capacity)) in rows.iter().enumerate() {
            let cells = [industries[*industry], equipment, spec, quantity, capacity].map(quoted);
            let _ = writeln!(list, "H{number},{}", cells.join(","));
        }
        let desk = Desk::new();
        desk.write("list.csv", list);
        let answer = desk.phaseout(["screen", "list.csv", "--as-of", "2013-07-01", "--format", "json", "--findings", "all"]);
        is_an_answer(&answer)?;
        let json = answer.json();
        prop_assert_eq!(json["lines"].as_array().map(Vec::len), Some(500));
        for unit in json["lines"].as_array().into_iter().flatten().flat_map(|line| line["units"].as_array().into_iter().flatten()) {
            for (name, value) in unit["attributes"].as_object().into_iter().flatten() {
                let (lo, hi) = (value["lo"].as_f64(), value["hi"].as_f64());
                prop_assert!(lo.is_none() || hi.is_none() || lo <= hi, "{} {}", name, value);
                // A size of nothing or less is never read.
                prop_assert!(name == "capacity" || hi.is_none_or(|hi| hi > 0.0), "{} {}", name, value);
            }
        }
    }

    /// Forty criterion files in a call: each is in order or gets messages.
    #[test]
    fn no_criterion_file_breaks_the_check(files in prop::collection::vec(criterion(), 40)) {
        let desk = Desk::new();
        for (number, text) in files.iter().enumerate() {
            desk.write(&format!("criteria/cement/hostile/file{number}.toml"), text);
        }
        is_an_answer(&desk.phaseout(["criteria", "check", "criteria"]))?;
    }
}

#[test]
fn deep_and_long_expressions_are_answered() {
    let deep = format!("{}kiln_diameter < 3.0 m{}", "(".repeat(50_000), ")".repeat(50_000));
    let nots = format!("{}approved", "not ".repeat(50_000));
    let long = vec!["kiln_diameter < 3.0 m"; 20_000].join(" and ");
    let lists = format!("process in [{}]", "钙盐法, ".repeat(50_000));
    let desk = Desk::new();
    for (number, when) in [deep, nots, long, lists].iter().enumerate() {
        desk.write(
            &format!("criteria/cement/hostile/file{number}.toml"),
            format!("when = \"{when}\"\n"),
        );
    }
    let answer = desk.phaseout(["criteria", "check", "criteria"]).exits(3);
    assert!(!answer.err.contains("panicked"), "{}", answer.err);
}

#[test]
fn a_cell_of_a_million_signs_is_read_in_time() {
    let desk = Desk::new();
    for cell in [
        "Φ".repeat(1_000_000),
        "3×".repeat(500_000),
        "高炉、".repeat(50_000),
        "9".repeat(1_000_000),
    ] {
        desk.write(
            "list.csv",
            format!("序号,行业,设备名称,规格\nA,炼铁,高炉,{cell}\nB,炼铁,{cell},\n"),
        );
        let answer = desk.phaseout(["screen", "list.csv", "--format", "csv"]).exits(0);
        assert!(answer.text().contains("\nB,"), "{} bytes", answer.out.len());
    }
}
