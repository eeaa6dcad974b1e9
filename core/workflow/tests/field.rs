//! The mistakes that people make with hooks and with the words of the field, each with what is said about
//! it and where. What is wrong with the language itself stands in `mistakes.rs`.

mod kit;

use kit::office::{Desktop, office_room, workflow};
use kit::said;
use phaseout_workflow::codes::CODES;
use phaseout_workflow::{Failed, Keep, ScriptError, Workflow};
use std::collections::BTreeSet;

/// Script, code, line, column, and what the message holds.
type Row = (&'static str, &'static str, usize, usize, &'static str);

/// Hooks that are not taken.
const BOUND: &[Row] = &[
    ("fn before_acept(ctx) { }", "hook-unknown", 1, 4, "name=before_acept near=before_accept"),
    ("fn after_验手(ctx) { }", "hook-unknown", 1, 4, "near=after_验收"),
    ("fn befor_accept(ctx) { }", "hook-unknown", 1, 4, "near=before_accept"),
    ("fn milestons(year) { [] }", "hook-unknown", 1, 4, "near=milestones"),
    ("fn on_month_ends(ctx) { }", "hook-unknown", 1, 4, "near=on_month_end"),
    ("fn before_visit(ctx) { }", "hook-unknown", 1, 4, "name=before_visit near="),
    ("fn step_accept(ctx) { }", "hook-step-taken", 1, 4, "name=step_accept step=accept"),
    ("fn step_验收(ctx) { }", "hook-step-taken", 1, 4, "step=accept"),
    ("private fn before_accept(ctx) { }", "hook-private", 1, 12, "name=before_accept"),
    ("fn before_accept() { }", "hook-parameters", 1, 4, "count=0 wanted=ctx"),
    ("fn before_accept(ctx, more) { }", "hook-parameters", 1, 4, "count=2 wanted=ctx"),
    ("fn milestones() { [] }", "hook-parameters", 1, 4, "count=0 wanted=year"),
];

/// Dates that a script may not set.
const DATES: &[Row] = &[
    ("fn milestones(year) { 5 }", "milestones-list", 1, 4, "given=number"),
    ("fn milestones(year) {\n  [\"dismantle\"]\n}", "milestones-list", 1, 4, "given=text"),
    (
        "fn milestones(year) { [#{milestone: \"dismantle\", document: \"本单位\"}] }",
        "milestone-date",
        1,
        4,
        "name=dismantle",
    ),
    (
        "fn milestones(year) { [#{milestone: \"dismantle\", date: \"十二月\", document: \"本单位\"}] }",
        "milestone-date",
        1,
        4,
        "name=dismantle",
    ),
    (
        "fn milestones(year) { [#{milestone: \"dismantle\", date: date(year, 11, 30)}] }",
        "milestone-document",
        1,
        4,
        "name=dismantle",
    ),
    (
        "fn milestones(year) { [#{milestone: \"dismantle\", date: date(year + 1, 6, 30), document: \"本单位\"}] }",
        "milestone-later",
        1,
        4,
        "name=dismantle date=2014-06-30 until=2013-12-31",
    ),
    (
        "fn milestones(year) { [#{mileston: \"dismantle\"}] }",
        "field-unknown",
        1,
        4,
        "name=mileston near=milestone",
    ),
    (
        "fn milestones(year) { [#{milestone: \"dismantel\", date: date(year, 11, 30), document: \"本单位\"}] }",
        "field-unknown",
        1,
        4,
        "name=dismantel near=dismantle",
    ),
    (
        "fn milestones(year) { [#{milestone: \"dismantle\", region: \"110000\", date: date(year, 11, 30), document: \"本单位\"}] }",
        "region-unknown",
        1,
        4,
        "code=110000",
    ),
    ("fn milestones(year) {\n  lines();\n  []\n}", "outside-a-run", 2, 3, ""),
];

/// Scripts that are run, on the small ledger.
const RUN: &[Row] = &[
    // ---- quantities and dates ----
    ("quantity(\"很多\")", "quantity-unreadable", 1, 1, "text=很多"),
    ("money(\"3万吨\")", "quantity-unreadable", 1, 1, "text=3万吨"),
    ("capacity(\"1万吨\") + capacity(\"1万重量箱\")", "units-mixed", 1, 17, "万吨/年 万重量箱/年"),
    ("sum([quantity(\"1万吨\"), 2])", "sum-type", 1, 1, "given=number"),
    ("lines().sum(|line| 1)", "sum-type", 1, 9, "given=number"),
    ("capacity(\"??\") * 2", "amount-unknown", 1, 16, "amount="),
    ("date(\"2013-13-01\")", "date-unreadable", 1, 1, "text=2013-13-01"),
    ("date(2013, 2, 30)", "date-unreadable", 1, 1, "text=2013-2-30"),
    ("date(\"unknown\").year", "date-unknown", 1, 17, "date=unknown"),
    ("date(\"2013\") + 1", "date-unknown", 1, 14, "date=2013"),
    ("date(\"2013\") < date(\"2013-05-01\")", "dates-unsure", 1, 14, "left=2013 right=2013-05-01"),
    // ---- what is not there ----
    ("line(\"532300-9\")", "line-unknown", 1, 1, "id=532300-9"),
    ("enterprise(\"戊水泥\")", "enterprise-unknown", 1, 1, "text=戊水泥"),
    ("target(\"2013-cement\")", "target-unknown", 1, 1, "id=2013-cement"),
    ("lines(#{industri: \"cement\"})", "field-unknown", 1, 1, "name=industri near=industry"),
    ("lines().group(\"industri\")", "field-unknown", 1, 9, "name=industri near=industry"),
    ("lines(#{state: \"planed\"})", "state-unknown", 1, 1, "name=planed near=planned"),
    ("lines(#{region: \"楚雄\"})", "region-unknown", 1, 1, "code=楚雄"),
    ("balance(\"central_award\")", "account-empty", 1, 1, "source=central_award"),
    // ---- recording ----
    ("record(\"identify\", 5, #{})", "subject-type", 1, 1, "given=number"),
    (
        "record(\"close\", line(\"532300-1\"), #{})",
        "record-refused",
        1,
        1,
        "step=close subject=532300-1",
    ),
    (
        "record(\"dismantle\", line(\"532300-1\"), #{evidence: ()})",
        "fact-nothing",
        1,
        1,
        "name=evidence",
    ),
    ("record(\"fund\", line(\"532300-1\"), #{amount: 1.5})", "fact-decimal", 1, 1, "name=amount"),
    (
        "record(\"fund\", line(\"532300-1\"), #{amount: |x| x})",
        "fact-type",
        1,
        1,
        "name=amount given=function",
    ),
    ("refuse(\" \")", "refuse-blank", 1, 1, ""),
    ("note(\"\", (), \"请核查\")", "note-blank", 1, 1, ""),
    ("report(\"产能\", [1])", "report-row", 1, 1, "given=number"),
    ("assert(1 == 2, \"加法\")", "only-in-tests", 1, 1, "name=assert"),
    ("run(\"b\", [])", "only-in-tests", 1, 1, "name=run"),
    // ---- in hooks, which the run sets off ----
    (
        "record(\"identify\", line(\"532300-3\"), #{});\nfn before_identify(ctx) {\n  record(\"plan\", ctx.line, #{});\n}",
        "record-in-before",
        3,
        3,
        "",
    ),
    (
        "record(\"identify\", line(\"532300-3\"), #{});\nfn after_identify(ctx) {\n  ctx.refuse(\"太晚了\");\n}",
        "refuse-after",
        3,
        7,
        "",
    ),
    (
        "record(\"identify\", line(\"532300-3\"), #{});\nfn before_identify(ctx) {\n  ctx.task\n}",
        "task-missing",
        3,
        7,
        "",
    ),
    (
        "record(\"twice\", line(\"532300-3\"), #{});\nfn step_twice(ctx) {\n  ctx.record(\"twice\", #{});\n}",
        "hooks-deep",
        2,
        4,
        "name=step_twice allowed=8",
    ),
];

/// Codes that no row can have, and why.
const WITHOUT_A_ROW: [(&str, &str); 4] = [
    ("outside", "the failure that was put aside is told in its place"),
    ("hook-step-twice", "needs two files: `a_step_stands_in_one_file_only`"),
    ("enterprise-several", "needs another list: `a_name_that_several_bear_is_asked_about`"),
    ("test-failed", "needs a test: see `testing.rs`"),
];

/// The pairs that a row names stand in the error, in whatever order.
fn wrong(row: &Row, error: &ScriptError) -> Option<String> {
    let (script, code, line, column, words) = row;
    let all = said(error);
    let is_right = error.code == *code
        && error.script == "a.rhai"
        && (error.line, error.column.or(Some(4))) == (Some(*line), Some(*column))
        && words.split(' ').all(|pair| all.contains(pair));
    let expected = format!("{code} {line}:{column} {words}");
    (!is_right).then(|| format!("{script:?}\n  expected {expected}\n  is {error}\n"))
}

#[track_caller]
fn hold(rows: &[Row], ended: impl Fn(&str) -> Option<ScriptError>) {
    let failures: Vec<String> = rows
        .iter()
        .filter_map(|row| match ended(row.0) {
            Some(error) => wrong(row, &error),
            None => Some(format!("{:?}: nothing is said\n", row.0)),
        })
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn compiled(files: &[(&str, &str)]) -> Result<Workflow, Vec<ScriptError>> {
    let files: Vec<(String, String)> =
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Workflow::compile(&office_room(), &files)
}

#[test]
fn a_hook_that_cannot_be_called_is_said_at_its_name() {
    hold(BOUND, |script| compiled(&[("a.rhai", script)]).err().map(|mut errors| errors.remove(0)));
}

#[test]
fn a_date_that_no_script_may_set_is_said_at_its_hook() {
    let region = Desktop::new().place().office.region;
    hold(DATES, |script| {
        let errors = workflow(&[("a.rhai", script)]).milestones(region, &[2013]).err()?;
        errors.into_iter().next()
    });
}

#[test]
fn a_word_used_wrongly_is_said_where_it_stands() {
    let office = Desktop::new();
    hold(RUN, |script| match office.run(&[("a.rhai", script)], &Keep::Plan) {
        Err(Failed::Script(error)) => Some(error),
        Err(other) => panic!("{script}: {other:?}"),
        Ok(_) => None,
    });
}

#[test]
fn a_step_stands_in_one_file_only() {
    let step = "\nfn step_visit(ctx) { }";
    let errors = compiled(&[("a.rhai", step), ("b.rhai", step)]).unwrap_err();
    let [error] = &errors[..] else { panic!("{errors:?}") };
    assert_eq!((error.code, error.script.as_str()), ("hook-step-twice", "b.rhai"));
    assert_eq!(said(error), "name=step_visit script=a.rhai line=2");
}

#[test]
fn a_name_that_several_bear_is_asked_about() {
    let list = "序号,企业名称,所属行业,主要设备,规格型号,产能,省,市,same_as\n\
                1,甲水泥有限公司,水泥,机立窑,Φ3×11m,8万吨/年,云南省,楚雄州,\n\
                2,甲水泥有限公司,水泥,机立窑,Φ2.5×10m,6万吨/年,云南省,曲靖市,new\n";
    let office = Desktop::of(list);
    let ended = office.run(&[("a.rhai", "enterprise(\"甲水泥有限公司\")")], &Keep::Plan);
    let Err(Failed::Script(error)) = ended else { panic!("{ended:?}") };
    assert_eq!((error.code, error.line, error.column), ("enterprise-several", Some(1), Some(1)));
    assert_eq!(error.argument("count"), Some("2"));
}

#[test]
fn every_code_of_hooks_and_words_has_a_row() {
    let at = |code: &str| CODES.iter().position(|(own, _)| *own == code).expect("a code");
    let all = CODES[at("hook-unknown")..=at("test-failed")].iter().map(|(code, _)| *code);
    let shown: BTreeSet<&str> = [BOUND, DATES, RUN]
        .into_iter()
        .flatten()
        .map(|row| row.1)
        .chain(WITHOUT_A_ROW.map(|(code, _)| code))
        .collect();
    let missing: Vec<&str> = all.filter(|code| !shown.contains(code)).collect();
    assert!(missing.is_empty(), "without a row: {missing:?}");
}

#[test]
fn one_pass_finds_what_is_wrong_in_every_file_and_with_every_hook() {
    let errors = compiled(&[
        ("a.rhai", "fn before_acept(ctx) { ctx.refuze(\"no\"); }"),
        ("b.rhai", "import \"a\" as a;\nlet x = [1 2];"),
        ("c.rhai", "fn f() { 1 }\nlet y = ;\nfn on_duee(ctx) { }"),
        ("d.rhai", "import \"b\" as b;\nb::nothing();\nprnt(1);"),
        ("tests/a.rhai", "fn test_a(one) { }\nfn tset_b() { lins() }"),
    ])
    .unwrap_err();
    let found: Vec<String> = errors
        .iter()
        .map(|error| {
            let (line, column) = (error.line.unwrap_or(0), error.column.unwrap_or(0));
            format!("{}:{line}:{column} {}", error.script, error.code)
        })
        .collect();
    assert_eq!(
        found,
        [
            "a.rhai:1:4 hook-unknown",
            "a.rhai:1:28 function-unknown",
            "b.rhai:2:11 comma-missing",
            "c.rhai:2:9 expression-missing",
            "c.rhai:3:4 hook-unknown",
            "d.rhai:3:1 function-unknown",
            "tests/a.rhai:1:4 test-parameters",
            "tests/a.rhai:2:4 test-name",
            "tests/a.rhai:2:15 function-unknown",
        ],
        "what a file calls of one that cannot be read is not held against it"
    );
}
