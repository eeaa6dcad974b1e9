//! The mistakes that people make who write their first scripts, each with what is said about it and where.

mod kit;

use kit::{file, run, said};
use phaseout_workflow::{ScriptError, ScriptSet};

/// Script, code, line, column, and what the message and its hint hold.
type Row = (&'static str, &'static str, usize, usize, &'static str);

/// A script that is no script.
const WRITTEN: &[Row] = &[
    // ---- what is missing or too much ----
    ("let a = 1\nlet b = 2;", "semicolon-missing", 1, 10, ""),
    ("let a = 1; print(a)\nprint(a);", "semicolon-missing", 1, 20, ""),
    ("let m = [1 2];", "comma-missing", 1, 11, ""),
    ("let m = #{a: 1 b: 2};", "comma-missing", 1, 15, ""),
    ("print(1 2);", "comma-missing", 1, 8, ""),
    ("let m = #{a 1};", "colon-missing", 1, 12, "name=a"),
    ("fn f(a) {\n  if a > 1 {\n    a\n}\n", "bracket-unclosed", 1, 9, "found={ meant=}"),
    ("let x = (1 + 2;", "bracket-unclosed", 1, 9, "found=( meant=)"),
    ("let x = [1, 2;", "bracket-unclosed", 1, 9, "found=[ meant=]"),
    ("print(1;", "bracket-unclosed", 1, 6, "found=( meant=)"),
    ("let x = 1; }", "bracket-extra", 1, 12, "found=}"),
    ("let x = ;", "expression-missing", 1, 9, "found=;"),
    ("let x = 1 + ;", "expression-missing", 1, 13, "found=;"),
    ("let x = 1; x. = 2;", "property-missing", 1, 15, ""),
    ("let x = 1; if x == 1 return;", "brace-expected", 1, 21, "found=return"),
    ("let x 1;", "token-missing", 1, 7, "meant== found=1"),
    ("if (true) { 1 } else if { 2 }", "condition-missing", 1, 25, ""),
    ("else { }", "else-alone", 1, 1, ""),
    (
        "fn points(a) { a }\nfn f(rows) { let points = 2; rows }",
        "variable-of-function",
        2,
        18,
        "name=points",
    ),
    // ---- signs ----
    ("let x = 1; if x = 1 { }", "equals-single", 1, 17, ""),
    ("let x = \u{ff08}1\u{ff09};", "full-width", 1, 9, "found=\u{ff08} meant=("),
    ("let x = 1\u{ff1b}", "full-width", 1, 10, "found=\u{ff1b} meant=;"),
    ("let x = \u{201c}a\u{201d};", "full-width", 1, 9, "found=\u{201c} meant=\""),
    ("let x = 2 \u{2265} 1;", "full-width", 1, 11, "found=\u{2265} meant=>="),
    ("let\u{3000}x = 1;", "character-invisible", 1, 4, "found=U+3000"),
    ("let x = 'abc';", "quotes-single", 1, 9, ""),
    ("let x = \"abc;\nlet y = 1;", "text-unterminated", 1, 9, ""),
    ("let x = \"\\q\";", "escape-unknown", 1, 11, "found=\\q"),
    ("let x = 1; x++;", "symbol-foreign", 1, 13, "found=++ meant=+= 1"),
    ("let a = 1 === 1;", "symbol-foreign", 1, 11, "found==== meant==="),
    ("let a = 1 <> 1;", "symbol-foreign", 1, 11, "found=<> meant=!="),
    ("let a := 1;", "symbol-foreign", 1, 7, "found=:= meant=="),
    ("# a comment\nlet x = 1;", "symbol-foreign", 1, 1, "found=# meant=//"),
    ("let x = true; let y = x ? 1 : 2;", "symbol-foreign", 1, 25, "found=?"),
    ("let a = 1 @ 2;", "symbol-unknown", 1, 11, "found=@"),
    // ---- words ----
    ("let a = 1; if a == 1 { } elif a == 2 { }", "word-foreign", 1, 26, "found=elif meant=else if"),
    ("let a = true and false;", "word-foreign", 1, 14, "found=and meant=&&"),
    ("let a = not true;", "word-foreign", 1, 9, "found=not meant=!"),
    ("let a = null;", "word-foreign", 1, 9, "found=null meant=()"),
    ("let a = True;", "word-foreign", 1, 9, "found=True meant=true"),
    ("var x = 1;", "word-foreign", 1, 1, "found=var meant=let"),
    ("function f() { }", "word-foreign", 1, 1, "found=function meant=fn"),
    ("let x = 1; if x == 1 then { }", "word-foreign", 1, 22, "found=then meant={"),
    ("如果 true { }", "word-foreign", 1, 1, "found=如果 meant=if"),
    ("retrun 1;", "keyword-misspelt", 1, 1, "found=retrun near=return"),
    ("whlie true { }", "keyword-misspelt", 1, 1, "found=whlie near=while"),
    ("let a = 1; print a;", "call-parentheses", 1, 12, "name=print"),
    ("let if = 1;", "name-reserved", 1, 5, "name=if"),
    ("let 1 = 1;", "name-expected", 1, 5, "found=1"),
    // ---- numbers ----
    ("let x = 1,000;", "number-comma", 1, 9, ""),
    ("let x = 12万吨;", "number-unit", 1, 9, "number=12 unit=万吨"),
    ("let x = 1.2.3;", "number-malformed", 1, 13, ""),
    ("let x = 99999999999999999999;", "number-too-large", 1, 9, "number=99999999999999999999"),
    // ---- forms ----
    ("for i = 0; i < 10; i++ { }", "for-form", 1, 7, ""),
    ("for x of [1] { }", "for-form", 1, 7, ""),
    ("try { } catch err { }", "catch-form", 1, 15, ""),
    ("let m = {a: 1};", "map-hash", 1, 10, ""),
    ("switch 1 { 1: 2, _ => 3 }", "switch-arrow", 1, 13, "found=:"),
    ("switch 1 { _ => 1, 2 => 3 }", "switch-default-last", 1, 12, ""),
    ("let x = 1;\nswitch x { 1 => 2 }", "switch-without-default", 2, 1, ""),
    (
        "let x = \"1\";\nswitch x { 1 => 2, \"1\" => 3, _ => 4 }",
        "switch-mixed",
        2,
        20,
        "left=number right=text",
    ),
    ("let x: int = 1;", "type-annotation", 1, 6, ""),
    ("fn f(a: int) { }", "type-annotation", 1, 7, ""),
    ("if true { fn f() { } }", "function-inside", 1, 11, ""),
    ("fn f { }", "function-parameters", 1, 6, "name=f"),
    ("fn f(a, a) { }", "parameter-twice", 1, 9, "name=a"),
    ("fn f(a) { }\nfn f(b) { }", "function-twice", 2, 1, "name=f count=1"),
    ("/// about x\nlet x = 1;", "doc-comment-place", 1, 1, ""),
    ("break;", "break-outside", 1, 1, ""),
    ("1 = 2;", "assignment-odd", 1, 1, ""),
    ("const A = 1; A = 2;", "constant-changed", 1, 14, "name=A"),
    ("if 1 { }", "condition-type", 1, 4, "given=number"),
    ("for x in 5 { }", "not-iterable", 1, 10, ""),
    // ---- names ----
    ("let volume = 1;\nprint(vloume);", "variable-unknown", 2, 7, "name=vloume near=volume"),
    ("let 规模 = 1;\nprint(规摸);", "variable-unknown", 2, 7, "name=规摸 near=规模"),
    ("total = 1;", "let-missing", 1, 1, "name=total"),
    ("let a = 1;\nfn f() { a }", "variable-outside-function", 2, 10, "name=a"),
    ("prnt(1)", "function-unknown", 1, 1, "name=prnt near=print"),
    ("let a = [1]; a.puhs(2)", "function-unknown", 1, 16, "name=puhs near=push"),
    ("let f = |x| x; f(1)", "function-in-variable", 1, 16, "name=f"),
    ("fn f(a, b) { a }\nf(1)", "arguments-count", 2, 1, "name=f count=1 takes=2"),
    ("parse_int(1, 2, 3)", "arguments-count", 1, 1, "name=parse_int count=3 takes=1, 2"),
    ("let a = y::f(1);", "module-unknown", 1, 9, "name=y"),
    ("import \"anual\" as a;", "import-unknown", 1, 8, "path=anual"),
    ("import \"../secret\" as s;", "import-outside", 1, 8, "path=../secret"),
    ("import \"/etc/passwd\" as s;", "import-outside", 1, 8, "path=/etc/passwd"),
    ("eval(\"1\");", "eval-off", 1, 1, ""),
];

/// A script that compiles, and does what it cannot.
const DONE: &[Row] = &[
    ("let a = \"380\";\na < 450.0", "compare-mixed", 2, 3, "operator=< left=text right=decimal"),
    ("\"3\" == 3", "compare-mixed", 1, 5, "operator=== left=text right=number"),
    ("() < 1", "compare-mixed", 1, 4, "operator=< left=nothing right=number"),
    ("true > 0", "compare-mixed", 1, 6, "operator=> left=truth right=number"),
    ("1 + \"a\"", "add-mixed", 1, 3, "left=number right=text"),
    ("\"a\" + ()", "add-mixed", 1, 5, "left=text right=nothing"),
    ("let x = \"a\"; x -= 1;", "operator-types", 1, 16, "operator=- left=text right=number"),
    ("-\"a\"", "operator-type", 1, 1, "operator=- type=text"),
    (
        "let m = #{volume: 1};\nm.vloume",
        "property-unknown",
        2,
        3,
        "name=vloume type=map near=volume",
    ),
    ("let x = 5; x.volume", "property-unknown", 1, 14, "name=volume type=number"),
    ("let m = (); m.volume", "property-of-nothing", 1, 15, "name=volume"),
    ("let x = []; x.b = 1", "property-read-only", 1, 15, "name=b type=list"),
    ("9223372036854775807 + 1", "overflow", 1, 21, ""),
    ("let x = 3037000500; x *= x", "overflow", 1, 23, ""),
    ("1 << 70", "shift", 1, 3, ""),
    ("1 / 0", "division-by-zero", 1, 3, ""),
    ("1.0 / 0.0", "division-by-zero", 1, 5, ""),
    ("let x = 1.0; x /= 0", "division-by-zero", 1, 16, ""),
    ("10.0 ** 400", "not-finite", 1, 6, ""),
    ("sqrt(-1.0)", "not-finite", 1, 1, ""),
    ("parse_float(\"1e400\")", "not-a-number", 1, 1, "found=1e400"),
    ("parse_int(\"12万\")", "not-a-number", 1, 1, "found=12万"),
    ("[1, 2][5]", "index-outside", 1, 8, "index=5 length=2"),
    ("let x = true; x[0]", "index-type", 1, 16, "type=truth"),
    ("let x = 5; if x { }", "condition-type", 1, 15, "given=number"),
    ("let x = 5; for i in x { }", "not-iterable", 1, 21, ""),
    ("let f = 5; f.call(1)", "type-mismatch", 1, 19, "wanted=function given=number"),
    ("parse_int(true)", "arguments-type", 1, 1, "name=parse_int given=truth wanted=text"),
    ("[\"a\", 1].sort()", "sort-types", 1, 10, "left=text right=number"),
    ("[2, 1].sort(|a, b| \"x\")", "sort-answer", 1, 8, "given=text"),
    ("[2, 1].sort(|a, b| a.x - b.x)", "property-unknown", 1, 22, "name=x type=number"),
    ("\"b\" in [1]", "compare-mixed", 1, 5, "operator=== left=number right=text"),
    ("throw \"no\";", "thrown", 1, 1, "detail=no"),
    ("sleep(5)", "clock-off", 1, 1, "name=sleep"),
    ("timestamp()", "clock-off", 1, 1, "name=timestamp"),
    ("exit()", "exit-off", 1, 1, ""),
    ("fn f() { this + 1 }\nf()", "this-unbound", 1, 10, ""),
    ("fn f(x) {\n  x < \"a\"\n}\nf(1)", "compare-mixed", 2, 5, "operator=< left=number right=text"),
    ("const A = 1;\nfn f() { global::B }\nf()", "variable-unknown", 2, 10, "name=global::B"),
    ("import \"a\" as b;", "import-cycle", 1, 8, "path=a"),
    ("let p = \"../x\"; import p as b;", "import-outside", 1, 24, "path=../x"),
];

fn wrong(row: &Row, error: &ScriptError) -> Option<String> {
    let (script, code, line, column, words) = row;
    let is_right = error.code == *code
        && error.script == "a.rhai"
        && error.line == Some(*line)
        && error.column == Some(*column)
        && said(error).contains(words);
    (!is_right)
        .then(|| format!("{script:?}\n  expected {code} {line}:{column} {words}\n  is {error}\n"))
}

#[test]
fn what_is_written_wrong_is_said_with_its_place() {
    let mut failures: Vec<String> = Vec::new();
    for row in WRITTEN {
        match ScriptSet::compile(&kit::room(), &file(row.0)) {
            Err(errors) => failures.extend(wrong(row, &errors[0])),
            Ok(_) => failures.push(format!("{:?} compiles", row.0)),
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn what_is_done_wrong_is_said_with_its_place() {
    let mut failures: Vec<String> = Vec::new();
    for row in DONE {
        match run(row.0) {
            Err(error) => failures.extend(wrong(row, &error)),
            Ok(value) => failures.push(format!("{:?} gives {value:?}", row.0)),
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn the_word_that_is_meant_is_marked_in_its_line() {
    let error = run("let 规模 = \"380\";\nlet 小 = 规模 < 450;").unwrap_err();
    let marked = error.marked.unwrap();
    assert_eq!(marked.text, "let 小 = 规模 < 450;");
    let part: String = marked.text.chars().take(marked.to).skip(marked.from).collect();
    assert_eq!(part, "<");
    let error = run("let m = #{volume: 1};\nm.vloume").unwrap_err();
    assert_eq!(error.hint(), "near");
    let marked = error.marked.unwrap();
    assert_eq!(&marked.text[marked.from..marked.to], "vloume");
}

#[test]
fn types_and_spans_are_put_into_words_one_by_one() {
    let error = run("parse_int(true, 2)").unwrap_err();
    let words = error.worded(|id| match id {
        "script-type-truth" => Some("true or false".to_owned()),
        "script-type-number" => Some("a whole number".to_owned()),
        _ => None,
    });
    assert!(words.contains(&("given", "true or false, a whole number".to_owned())), "{words:?}");
    assert!(words.contains(&("wanted", "text, a whole number".to_owned())), "{words:?}");
}

#[test]
fn what_plain_rhai_lets_pass_in_silence_works_where_it_makes_sense() {
    for (script, value) in [
        ("let a = (); a == ()", "true"),
        ("let a = 1; a != ()", "true"),
        ("3 < 3.5", "true"),
        ("'a' == \"a\"", "true"),
        ("[1] == [1]", "true"),
        ("\"共\" + 3 + \"条\"", "\"共3条\""),
        ("`共${3}条`", "\"共3条\""),
        ("let m = #{a: 1}; \"b\" in m", "false"),
        ("let m = #{a: 1}; m.get(\"b\")", "()"),
        ("let m = #{}; m.b = 2; m.b", "2"),
        ("let a = [3, 1, 2]; a.sort(); a", "[1, 2, 3]"),
        ("let a = [3, 1, 2]; a.sort(|x, y| y - x); a", "[3, 2, 1]"),
        ("let a = [3, 1, 2]; a.sort(|x, y| x < y); a", "[1, 2, 3]"),
        ("let a = [1, 1.5, 1]; a.sort(); a", "[1, 1, 1.5]"),
        ("let a = [1, 1, 2, 1]; a.dedup(); a", "[1, 2, 1]"),
        ("let a = [1, 11, 2]; a.dedup(|x, y| x % 10 == y % 10); a", "[1, 2]"),
        ("let 规模 = 450; 规模 < 500", "true"),
        ("fn 翻倍(数) { 数 * 2 } 翻倍(21)", "42"),
        ("switch 3 { 1 | 2 => \"a\", 3..=5 => \"b\", _ => \"c\" }", "\"b\""),
        ("const 上限 = 7; fn f() { global::上限 } f()", "7"),
    ] {
        let found = run(script).unwrap_or_else(|error| panic!("{script}: {error}"));
        assert_eq!(format!("{found:?}"), value, "{script}");
    }
}
