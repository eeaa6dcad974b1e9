//! Every mistake of a file gets its own message, at its own place, in one pass.

mod kit;

use kit::{file, shown, text, vocabulary};
use phaseout_criteria::{parse_criterion, parse_expression};
use proptest::prelude::*;

const TEN_MISTAKES: &str = r#"# A file as it comes from a tired hand.
id        = "steel/made-for-tests/one"
titel     = { zh = "高炉", en = "blast furnace" }
class     = "eliminate"
kinds     = ["blast_furnase"]
when      = "(volume < 400 kg or hight > 3 m and volume < 500 < 600 m³ or excess >= 10 ％"
deadline  = "2012-13-31"
confirmed = "yes"
basis     = { document = "国发〔2010〕7号", from = 2010-02-01, wording = "高炉", source = ["constructed"] }
explain   = { zh = "应淘汰。", en = "Has to go." }
case = [
  { volume = "300 m³", expect = "hit", source = "constructed" },
  { spec = "", expect = "unknown", source = "constructed", colour = "red" },
]
"#;

#[test]
fn a_file_with_ten_mistakes_gets_ten_messages_and_more() {
    let file = file(TEN_MISTAKES.to_owned());
    let diagnostics = parse_criterion(&file, &vocabulary()).unwrap_err();
    assert!(diagnostics.len() >= 10);
    insta::assert_snapshot!(shown(&diagnostics, &file.text), @r#"
3:1 unknown-key `titel` key=titel -> title
5:14 unknown-kind `"blast_furnase"` kind=blast_furnase, industry=steel -> "blast_furnace"
6:14 unbalanced-parenthesis `(` found=(
6:28 unit-of-another-dimension `kg` unit=kg, attribute=volume, expected=m³
6:34 unknown-attribute `hight` attribute=hight, industry=steel
6:50 chained-comparison `volume < 500 < 600 m³`
6:88 full-width-sign `％` found=％, expected=% -> %
7:13 bad-date `"2012-13-31"` date=2012-13-31
8:13 wrong-type `"yes"` key=confirmed, expected=boolean, found=string
9:47 wrong-type `2010-02-01` key=basis.from, expected=string, found=datetime -> "2010-02-01"
11:8 missing-case `(several lines)` expect=clear
13:60 unknown-case-field `colour` field=colour
"#);
}

#[test]
fn what_toml_cannot_read_does_not_hide_the_rest() {
    let broken =
        text("\"blast_furnase\"", "deadline = \"2012-13-31\"\nregion = \nwhen = \"volume <\"");
    let file = file(broken);
    let diagnostics = parse_criterion(&file, &vocabulary()).unwrap_err();
    insta::assert_snapshot!(shown(&diagnostics, &file.text), @r#"
4:14 unknown-kind `"blast_furnase"` kind=blast_furnase, industry=steel -> "blast_furnace"
6:12 bad-date `"2012-13-31"` date=2012-13-31
7:10 toml-syntax `` message=string values must be quoted, expected literal string
8:17 missing-operand ``
"#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of mistakes with their messages")]
fn every_mistake_of_an_expression_is_named() {
    let texts = [
        "volume < 400 < 500 m³",
        "300 m³ <= volume < 400 m³",
        "volumne < 400 m³",
        "炉容积 < 400 m³",
        "volume < 400 furlong",
        "volume < 400 t",
        "volume < 400",
        "volume < 400 m³ tonnage < 30 t",
        "volume\u{ff1c}400m³\u{3000}and（tonnage <= 30 t）",
        "volume ≤ 400 m³",
        "process in [钙盐发, 氢钙法]",
        "process < 钙盐法",
        "process == 3",
        "volume in [300 m³]",
        "process in 钙盐法",
        "process in [",
        "process in []",
        "compliant == 1",
        "compliant < 3 m",
        "volume",
        "3 m³",
        "3 m³ < 4 m³",
        "volume < tonnage",
        "volume < big",
        "volume < 400 m³; tonnage # 3",
        "(volume < 400 m³",
        "volume < 400 m³)) and tonnage < 3 kg",
        "",
        "volume = 400 m³ && !compliant || tonnage =< 3 t",
        "volume < and tonnage <",
        "and or not",
        "< 3 m³",
        "volume < 1.2.3 m³",
        "years < 20 months",
        "known volume",
        "known()",
        "known(volume",
        "compliant AND approved",
        "\"volume\" < 3 m³",
    ];
    let all: String = texts
        .into_iter()
        .map(|text| match parse_expression(text, &vocabulary()) {
            Ok(expression) => panic!("{text:?} is read as {expression:?}"),
            Err(diagnostics) => format!("{text}\n{}", shown(&diagnostics, text)),
        })
        .collect();
    insta::assert_snapshot!(all, @r#"
volume < 400 < 500 m³
1:1 chained-comparison `volume < 400 < 500 m³`
300 m³ <= volume < 400 m³
1:1 chained-comparison `300 m³ <= volume < 400 m³`  -> 300 m³ <= volume and volume < 400 m³
volumne < 400 m³
1:1 unknown-attribute `volumne` attribute=volumne, industry=steel -> volume
炉容积 < 400 m³
1:1 unknown-attribute `炉容积` attribute=炉容积, industry=steel -> 炉容
volume < 400 furlong
1:14 unknown-unit `furlong` unit=furlong -> m³
volume < 400 t
1:14 unit-of-another-dimension `t` unit=t, attribute=volume, expected=m³
volume < 400
1:10 missing-unit `400` number=400, attribute=volume, unit=m³ -> 400 m³
volume < 400 m³ tonnage < 30 t
1:17 missing-connective `tonnage`
volume＜400m³　and（tonnage <= 30 t）
1:7 full-width-sign `＜` found=＜, expected=< -> <
1:13 full-width-sign `　` found=　, expected=  ->
1:17 full-width-sign `（` found=（, expected=( -> (
1:33 full-width-sign `）` found=）, expected=) -> )
volume ≤ 400 m³
1:8 full-width-sign `≤` found=≤, expected=<= -> <=
process in [钙盐发, 氢钙法]
1:13 unknown-word `钙盐发` word=钙盐发, attribute=process, words=钙盐法 氢钙法 一步法 -> 钙盐法
process < 钙盐法
1:11 words-not-in-order `钙盐法` attribute=process, words=钙盐法 氢钙法 一步法
process == 3
1:12 words-not-in-order `3` attribute=process, words=钙盐法 氢钙法 一步法
volume in [300 m³]
1:1 in-without-words `volume in [300 m³]` attribute=volume
process in 钙盐法
1:12 missing-list `钙盐法`
process in [
1:12 unbalanced-parenthesis `[` found=[
process in []
1:12 empty-list `[]` key=in
compliant == 1
1:1 yes-no-compared `compliant == 1` attribute=compliant -> compliant
compliant < 3 m
1:1 yes-no-compared `compliant < 3 m` attribute=compliant -> compliant
volume
1:1 attribute-not-compared `volume` attribute=volume
3 m³
1:1 no-attribute `3 m³`
3 m³ < 4 m³
1:1 no-attribute `3 m³ < 4 m³`
volume < tonnage
1:10 two-attributes `tonnage` attribute=volume, found=tonnage
volume < big
1:10 limit-not-a-number `big` attribute=volume, found=big
volume < 400 m³; tonnage # 3
1:16 stray-character `;` found=;
1:26 stray-character `#` found=#
(volume < 400 m³
1:1 unbalanced-parenthesis `(` found=(
volume < 400 m³)) and tonnage < 3 kg
1:16 unbalanced-parenthesis `)` found=)
1:17 unbalanced-parenthesis `)` found=)

1:1 empty-expression ``
volume = 400 m³ && !compliant || tonnage =< 3 t
1:8 single-equals `=` found==, expected=== -> ==
1:17 foreign-operator `&&` found=&&, expected=and -> and
1:20 foreign-operator `!` found=!, expected=not -> not
1:31 foreign-operator `||` found=||, expected=or -> or
1:42 foreign-operator `=<` found==<, expected=<= -> <=
volume < and tonnage <
1:10 missing-operand `and`
1:23 missing-operand ``
and or not
1:1 missing-operand `and`
1:5 missing-operand `or`
1:11 missing-operand ``
< 3 m³
1:1 missing-operand `<`
volume < 1.2.3 m³
1:10 bad-number `1.2.3` number=1.2.3
years < 20 months
1:9 inexact-limit `20 months` number=20, unit=months, expected=years
known volume
1:7 known-without-parentheses `volume`
known()
1:7 missing-operand `)`
known(volume
1:6 unbalanced-parenthesis `(` found=(
compliant AND approved
1:11 foreign-operator `AND` found=AND, expected=and -> and
"volume" < 3 m³
1:1 stray-character `"` found="
1:8 stray-character `"` found="
"#);
}

#[test]
fn nesting_ends_at_64() {
    let nested = |depth| format!("{}compliant{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse_expression(&nested(64), &vocabulary()).is_ok());
    for text in [nested(65), nested(100_000), "not ".repeat(100_000) + "compliant"] {
        let codes: Vec<_> =
            parse_expression(&text, &vocabulary()).unwrap_err().iter().map(|d| d.code).collect();
        assert_eq!(codes, ["nested-too-deeply"]);
    }
}

#[test]
fn a_chain_suggests_what_it_means() {
    let error = parse_expression("300 m³ < volume <= 400 m³", &vocabulary()).unwrap_err();
    let suggestion = error[0].suggestion.as_deref().unwrap();
    assert_eq!(suggestion, "300 m³ < volume and volume <= 400 m³");
    assert!(parse_expression(suggestion, &vocabulary()).is_ok());
}

/// Pieces that a random condition is made of.
const PIECES: &[&str] = &[
    "volume",
    "炉容",
    "compliant",
    "process",
    "钙盐法",
    "<",
    "<=",
    "==",
    "!=",
    "=",
    "and",
    "or",
    "not",
    "in",
    "known",
    "(",
    ")",
    "[",
    "]",
    ",",
    "3",
    "4.5",
    "-2",
    "m³",
    "t",
    "%",
    "\u{ff1c}",
    "（",
    "&&",
    "!",
    "\"",
    "#",
    "窑",
    "\u{3000}",
    ".",
    "≥",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_condition_makes_the_reader_panic(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40), glue in " ?",
    ) {
        let text = pieces.join(&glue);
        if let Err(diagnostics) = parse_expression(&text, &vocabulary()) {
            prop_assert!(!diagnostics.is_empty());
            shown(&diagnostics, &text);
        }
    }

    #[test]
    fn no_characters_make_the_reader_panic(text in "\\PC{0,60}") {
        if let Err(diagnostics) = parse_expression(&text, &vocabulary()) {
            shown(&diagnostics, &text);
        }
    }

    #[test]
    fn no_text_of_a_file_makes_the_reader_panic(text in "(\\PC|\n){0,200}") {
        let file = file(text);
        if let Err(diagnostics) = parse_criterion(&file, &vocabulary()) {
            shown(&diagnostics, &file.text);
        }
    }

    /// A good file with pieces cut out, doubled or put elsewhere.
    #[test]
    fn no_damage_to_a_good_file_makes_the_reader_panic(
        cuts in prop::collection::vec((0usize..2000, 0usize..40, prop::sample::select(
            &["", "\"", "\"\"\"", "'", "[", "]", "{", "}", "=", "\\", "\n", "\\u7a91", "窑", "= 3"][..])), 1..6),
        tens: bool,
    ) {
        let mut text = if tens {
            TEN_MISTAKES.to_owned()
        } else {
            text("\"blast_furnace\"", "when = \"volume <= 400 m³ and not compliant\"")
        };
        for (at, length, put) in cuts {
            let start = text.floor_char_boundary(at % (text.len() + 1));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, put);
        }
        let file = file(text);
        if let Err(diagnostics) = parse_criterion(&file, &vocabulary()) {
            prop_assert!(!diagnostics.is_empty());
            prop_assert!(diagnostics.is_sorted_by_key(|d| d.span.start));
            shown(&diagnostics, &file.text);
        }
    }
}
