//! Tests of an office's scripts: what passes and fails, what a failing one shows, which functions they
//! have called, and what is said of tests that would never run.

mod kit;

use kit::office::{Desktop, office_room, workflow};
use phaseout_ledger::LedgerError;
use phaseout_workflow::words::words;
use phaseout_workflow::{Coverage, Failed, Function, ScriptError, Tested, Workflow};

const RULES: &str = "\
/// 年底统一销号。
fn before_close(ctx) { ctx.refuse(\"年底统一销号\"); }
fn on_month_end(ctx) { note(\"统计\", (), \"月报\"); }
if args.is_empty() { refuse(\"写明年份\"); return; }
record(\"identify\", line(\"532300-3\"), date(\"2013-02-01\"), #{});
report(\"年度\", [#{年份: args[0]}]);
";

fn with_tests(tests: &str) -> Workflow {
    workflow(&[("rules.rhai", RULES), ("tests/rules.rhai", tests)])
}

fn tested(workflow: &Workflow, test: &Function) -> Tested {
    let office = Desktop::new();
    let before = office.events();
    let tested = workflow.test(office.place(), office.at(), test).expect("it begins");
    assert_eq!(office.events(), before, "{}: nothing is kept", test.name);
    tested
}

/// Each test with what it came to: blank where it passes, else the code.
fn outcomes(workflow: &Workflow) -> Vec<(String, String)> {
    let (tests, errors) = workflow.tests();
    assert_eq!(errors, []);
    let code = |tested: Tested| match tested.failure {
        None => String::new(),
        Some(Failed::Script(error)) => error.code.to_owned(),
        Some(Failed::Ledger(LedgerError::Refused(refusals))) => refusals[0].code.to_owned(),
        Some(other) => format!("{other:?}"),
    };
    tests.iter().map(|test| (test.name.clone(), code(tested(workflow, test)))).collect()
}

#[test]
fn each_test_begins_on_a_fresh_ledger_and_what_ends_one_ends_no_other() {
    let workflow = with_tests(
        "fn test_a() { record(\"identify\", line(\"532300-3\"), date(\"2013-02-01\"), #{}); }
         fn test_b() { assert_eq(line(\"532300-3\").state, \"surveyed\"); }
         fn test_endless() { loop { } }
         fn test_refused() { assert_refused(|| record(\"close\", line(\"532300-1\"), #{}), \"年底\"); }
         fn test_wrong_reason() { assert_refused(|| record(\"close\", line(\"532300-1\"), #{}), \"月底\"); }
         fn test_recorded() { assert_refused(|| record(\"identify\", line(\"532300-3\"), date(\"2013-02-01\"), #{}), \"\"); }
         fn test_run() { run(\"rules\", [\"2013\"]); assert_eq(tables()[0].rows[0].年份, \"2013\"); }
         fn test_run_refused() { run(\"rules\", []); }
         fn test_run_refused_as_expected() { run(\"rules\", []); assert_eq(refusals(), [\"写明年份\"]); }
         fn test_last() { call_month_end(); assert_eq(notes()[0].department, \"统计\"); }",
    );
    let outcomes = outcomes(&workflow);
    let failed: Vec<(&str, &str)> = outcomes
        .iter()
        .filter(|(_, code)| !code.is_empty())
        .map(|(name, code)| (name.as_str(), code.as_str()))
        .collect();
    assert_eq!(outcomes.len(), 10);
    assert_eq!(
        failed,
        [
            ("test_endless", "limit-operations"),
            ("test_wrong_reason", "test-failed"),
            ("test_recorded", "test-failed"),
            ("test_run_refused", "run-by-script"),
        ]
    );
}

#[test]
fn a_failing_test_shows_what_it_had_recorded_and_said() {
    let workflow = with_tests(
        "fn test_a() {\n  run(\"rules\", [\"2013\"]);\n  note(\"环保\", (), \"请核查\");\n  print(\"here\");\n  assert(false, \"未完\");\n}",
    );
    let (tests, _) = workflow.tests();
    let tested = tested(&workflow, &tests[0]);
    let kinds: Vec<&str> = tested.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["identify"]);
    assert_eq!(tested.events[0].script_set.as_deref(), workflow.hash());
    assert_eq!((tested.said.notes.len(), tested.said.tables.len()), (1, 1));
    assert_eq!(tested.printed[0].text, "here");
    assert!(tested.steps > 0);
    let Some(Failed::Script(error)) = tested.failure else { panic!("it fails") };
    assert_eq!(
        (error.script.as_str(), error.line, error.column),
        ("tests/rules.rhai", Some(5), Some(3))
    );
    assert_eq!(error.argument("detail"), Some("未完"));
}

#[test]
fn a_script_under_test_runs_no_other() {
    let own = "run(\"own\", []);";
    let workflow =
        workflow(&[("own.rhai", own), ("tests/own.rhai", "fn test_a() { run(\"own\", []); }")]);
    assert_eq!(outcomes(&workflow), [("test_a".to_owned(), "only-in-tests".to_owned())]);
}

#[test]
fn every_example_of_the_words_of_tests_holds() {
    let annual = "record(\"identify\", line(\"532300-3\"), date(\"2013-02-01\"), #{});";
    let of_tests = words().filter(|word| word.says_en.starts_with("In tests:"));
    let mut count = 0;
    for word in of_tests {
        let (before, last) = word.example.rsplit_once(';').unwrap_or(("", word.example));
        let test = format!("fn test_it() {{ {before}; assert({last}, \"it holds\"); }}");
        let workflow = workflow(&[("annual.rhai", annual), ("tests/a.rhai", &test)]);
        assert_eq!(outcomes(&workflow), [("test_it".to_owned(), String::new())], "{}", word.call);
        count += 1;
    }
    assert!(count >= 11, "{count}");
}

/// A file of tests, and what is said of it: code, line, name that is suggested.
#[test]
fn a_test_that_would_never_run_is_said() {
    for (script, text, code, line, near) in [
        ("tests/a.rhai", "fn test_a(line) { }", "test-parameters", Some(1), ""),
        ("tests/a.rhai", "private fn test_a() { }", "test-private", Some(1), ""),
        ("tests/a.rhai", "fn tset_a() { }", "test-name", Some(1), "test_a"),
        ("tests/a.rhai", "fn Test_a() { }", "test-name", Some(1), "test_a"),
        ("tests/a.rhai", "fn testa() { }", "test-name", Some(1), "test_a"),
        ("tests/a.rhai", "fn 测试_拒绝() { }", "test-name", Some(1), "test_拒绝"),
        ("tests/a.rhai", "fn test_a() { }\nassert(true, \"a\");", "test-top", None, ""),
        ("tests/a.rhai", "fn help() { }", "tests-none", None, ""),
        ("tests/a.rhai", "", "tests-none", None, ""),
        ("a.rhai", "\nfn test_a() { }", "test-place", Some(2), ""),
    ] {
        let (_, errors) = workflow(&[(script, text)]).tests();
        let [error] = &errors[..] else { panic!("{text}: {errors:?}") };
        assert_eq!((error.code, error.script.as_str(), error.line), (code, script, line), "{text}");
        assert_eq!(error.argument("near").unwrap_or_default(), near, "{text}");
    }
    for text in ["fn test_a() { }\nfn help(x) { }", "const A = 1;\nfn test_a() { global::A }"] {
        assert_eq!(workflow(&[("tests/a.rhai", text)]).tests().1, [], "{text}");
    }
}

/// The same failure with and without a count.
fn both_places(scripts: &[(&str, &str)]) -> [ScriptError; 2] {
    let files: Vec<(String, String)> =
        scripts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let coverage = Coverage::of(&files);
    let counting = Workflow::compile(&coverage.room(office_room()), coverage.files());
    let counting = counting.expect("it compiles");
    let failure = |workflow: &Workflow| {
        let (tests, _) = workflow.tests();
        tested(workflow, &tests[0]).failure.expect("it fails")
    };
    let script = |failed: Failed| match failed {
        Failed::Script(error) => error,
        other => panic!("{other:?}"),
    };
    [script(failure(&workflow(scripts))), script(coverage.placed(failure(&counting)))]
}

#[test]
fn counting_changes_neither_place_nor_mark_of_an_error() {
    for rules in [
        "fn f(x) { x / 0 }",
        "fn f(x) {\n  x / 0\n}",
        "fn g(x) { x } fn f(x) { let y = g(x); \"很\" + y / 0 }",
        "fn f(x) { /* { */ \"{\"; x / 0 } // fn h() {",
        "\u{feff}fn f(x) { x / 0 }",
        "private fn g(x) { x / 0 }\nfn f(x) { g(x) }",
    ] {
        let test = "import \"rules\" as rules;\nfn test_a() { rules::f(1); }";
        let [plain, counting] = both_places(&[("rules.rhai", rules), ("tests/a.rhai", test)]);
        assert_eq!(plain.code, "division-by-zero", "{rules}");
        assert_eq!(plain, counting, "{rules}");
    }
}

#[test]
fn every_call_of_a_function_is_counted_also_by_hooks_and_imports() {
    let rules = "fn before_close(ctx) { helper(1); helper(2); ctx.refuse(\"不行\"); }
                 private fn helper(x) { x }
                 fn imported() { }
                 fn never() { helper(3); }";
    let tests = "import \"rules\" as rules;
                 fn test_a() { rules::imported(); try_record(\"close\", line(\"532300-1\"), today(), #{}); own(); }
                 fn test_b() { rules::imported(); own(); }
                 fn own() { }";
    let files = [("rules.rhai", rules), ("tests/a.rhai", tests)]
        .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let coverage = Coverage::of(&files);
    let workflow = Workflow::compile(&coverage.room(office_room()), coverage.files());
    let workflow = workflow.expect("it compiles");
    assert!(outcomes(&workflow).iter().all(|(_, code)| code.is_empty()));
    let counts: Vec<(String, usize, u64)> = coverage
        .functions()
        .into_iter()
        .map(|function| (function.name, function.line, function.times))
        .collect();
    let expected = [("before_close", 1, 1), ("helper", 2, 2), ("imported", 3, 2), ("never", 4, 0)];
    assert_eq!(counts, expected.map(|(name, line, times)| (name.to_owned(), line, times)));
}

#[test]
fn an_office_without_scripts_has_no_tests() {
    let (tests, errors) = Workflow::default().tests();
    assert!(tests.is_empty() && errors.is_empty());
}
