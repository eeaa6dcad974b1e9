//! A set of scripts: compiled together, told apart by its hash, run with what the host gives it.

mod kit;

use kit::{meter, room};
use phaseout_workflow::{
    Callable, Fault, Limit, Limits, Printed, Room, ScriptError, ScriptSet, Span, on_stage, printed,
    strict,
};
use rhai::Dynamic;
use std::sync::{Arc, OnceLock};

fn files(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn set(texts: &[(&str, &str)]) -> ScriptSet {
    ScriptSet::compile(&room(), &files(texts)).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn errors(texts: &[(&str, &str)]) -> Vec<String> {
    let errors = ScriptSet::compile(&room(), &files(texts)).expect_err("it does not compile");
    errors.iter().map(ToString::to_string).collect()
}

fn callable(set: &ScriptSet, name: &str, count: usize) -> Callable {
    set.function("a.rhai", name, count).unwrap_or_else(|| panic!("{name} is there")).callable
}

#[test]
fn all_mistakes_of_all_files_come_at_once() {
    let found = errors(&[
        ("b.rhai", "let x = 1\nlet y = 2;"),
        (
            "a.rhai",
            "fn one() {\n  let a = 1\n  let b = 2;\n}\nfn two() {\n  retrun 3;\n}\nfn three() { 3 }",
        ),
        ("c.rhai", "let x = \u{ff08}1\u{ff09};\nlet y = 2\u{ff1b}\n"),
    ]);
    let expected = [
        "a.rhai:2:12: semicolon-missing",
        "a.rhai:6:3: keyword-misspelt",
        "b.rhai:1:10: semicolon-missing",
        "c.rhai:1:9: full-width",
        "c.rhai:2:10: full-width",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn calls_of_what_is_not_there_are_found_in_all_files_before_anything_runs() {
    let found = errors(&[
        (
            "a.rhai",
            "import \"lib\" as lib;\nfn f(x) { lib::hlaf(x) + lib::half(x, 1) + lib::hidden(x) }\nfn g(x) { ff(x) }",
        ),
        ("lib.rhai", "fn half(x) { x / 2 }\nprivate fn hidden(x) { x }"),
        ("tests/a.rhai", "import \"a\" as a;\nfn test_f() { a::f() }"),
    ]);
    let expected = [
        "a.rhai:2:16: function-unknown name=\"hlaf\" near=\"half\"",
        "a.rhai:2:31: arguments-count name=\"half\" count=\"2\" takes=\"1\"",
        "a.rhai:2:49: function-private name=\"hidden\" script=\"lib.rhai\"",
        "a.rhai:3:11: function-unknown name=\"ff\" near=\"\"",
        "tests/a.rhai:2:18: arguments-count name=\"f\" count=\"0\" takes=\"1\"",
    ];
    assert_eq!(found, expected);
}

#[test]
fn files_that_no_office_can_have_are_refused_by_name() {
    let found = errors(&[
        ("../secret.rhai", ""),
        ("Annual.rhai", ""),
        ("a.rhai", ""),
        ("a.rhai", ""),
        ("a.txt", ""),
    ]);
    let codes: Vec<&str> = found.iter().map(|error| error.split(' ').nth(1).unwrap()).collect();
    assert_eq!(codes, ["script-name", "script-name", "script-twice", "script-name"]);
}

#[test]
fn the_hash_is_of_names_and_texts_whatever_their_order() {
    let one = set(&[("a.rhai", "1"), ("b.rhai", "2")]);
    let other = set(&[("b.rhai", "2"), ("a.rhai", "1")]);
    assert_eq!(one.hash(), other.hash());
    assert_eq!(one.hash().len(), 64);
    assert_ne!(one.hash(), set(&[("a.rhai", "1"), ("b.rhai", "3")]).hash());
    assert_ne!(one.hash(), set(&[("a.rhai", "12"), ("b.rhai", "")]).hash());
    assert_ne!(one.hash(), set(&[("a.rhai", "1"), ("c.rhai", "2")]).hash());
}

#[test]
fn functions_are_listed_with_place_parameters_and_comment() {
    let set = set(&[(
        "a.rhai",
        "const A = 1;\n\n/// Refuses late acceptance.\n/// Second line.\nfn before_accept(ctx) { }\nprivate fn helper(a, b) { }\nfn 期限(年) { 年 }",
    )]);
    let shown: Vec<String> = set
        .functions()
        .iter()
        .map(|function| {
            let parameters = function.parameters.join(",");
            let private = if function.private { " private" } else { "" };
            format!(
                "{}:{}:{} {}({parameters}){private} {:?}",
                function.script, function.line, function.column, function.name, function.doc
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "a.rhai:5:4 before_accept(ctx) \"Refuses late acceptance.\\nSecond line.\"",
            "a.rhai:6:12 helper(a,b) private \"\"",
            "a.rhai:7:4 期限(年) \"\"",
        ]
    );
    assert!(set.function("a.rhai", "helper", 2).is_none(), "private");
    assert!(!set.does_something("a.rhai"));
}

#[test]
fn a_function_sees_the_constants_and_imports_of_its_file_and_runs_nothing_else_of_the_top() {
    let set = set(&[
        (
            "a.rhai",
            "import \"lib\" as lib;\nconst 期限 = \"12-15\";\nthrow \"the top is run\";\n\
             fn f(年) { let 年 = 年 + 1; let list = [1, 2, 3].map(|x| { let y = x * 年; y }); \
             if list.len() == 3 { return `${年}-${global::期限} ${lib::double(list[2])}`; } \"not here\" }\n\
             fn g(a, b) { const LOCAL = a; h() + b }\nfn h() { 1 }",
        ),
        ("lib.rhai", "fn double(x) { x * 2 }"),
    ]);
    assert!(set.does_something("a.rhai"));
    let f = set.call(callable(&set, "f", 1), Span::Hook, vec![2012.into()]).unwrap();
    assert_eq!(f.into_string().unwrap(), "2013-12-15 12078");
    let g = set.call(callable(&set, "g", 2), Span::Hook, vec![1.into(), 2.into()]).unwrap();
    assert_eq!(g.as_int(), Ok(3));
    assert_eq!(set.run("a.rhai", Vec::new()).unwrap_err().code, "thrown");
}

#[test]
fn a_body_does_what_the_function_does_whatever_lies_in_it() {
    let script = "fn f(n) {\n  let add = |x| x + n;\n  let twice = |x| |y| x + y;\n  |z| z;\n  let inner = |x| {\n    let k = |m| { m * 2 };\n    k.call(x)\n  };\n  (|q| { q }).call(1);\n  add.call(1) + twice.call(2).call(3) + inner.call(4)\n}\nfn g(n) { f(n) }\nfn h(n) { if n > 0 { h(n - 1) } else { 7 } }\nfn nothing(n) { }";
    let set = set(&[("a.rhai", script)]);
    let call =
        |name: &str, n: i64| set.call(callable(&set, name, 1), Span::Hook, vec![n.into()]).unwrap();
    assert_eq!(call("f", 10).as_int(), Ok(24));
    assert_eq!(call("g", 10).as_int(), Ok(24));
    assert_eq!(call("h", 3).as_int(), Ok(7));
    assert!(call("nothing", 3).is_unit());
}

#[test]
fn an_error_in_another_file_names_that_file_and_the_way() {
    let set = set(&[
        ("a.rhai", "import \"lib\" as lib;\n\nlib::middle(1)"),
        ("lib.rhai", "fn deep(x) {\n  x < \"a\"\n}\nfn middle(x) { deep(x) }"),
    ]);
    let error = set.run("a.rhai", Vec::new()).unwrap_err();
    assert_eq!(
        (error.script.as_str(), error.line, error.code),
        ("lib.rhai", Some(2), "compare-mixed")
    );
    assert_eq!(error.marked.unwrap().text, "  x < \"a\"");
    let way: Vec<(&str, &str, Option<usize>)> = error
        .callers
        .iter()
        .map(|caller| (caller.function.as_str(), caller.script.as_str(), caller.line))
        .collect();
    assert_eq!(way, [("deep", "lib.rhai", Some(4)), ("middle", "a.rhai", Some(3))]);
}

#[test]
fn an_import_brings_what_a_file_declares_and_runs_nothing_of_it() {
    let set = set(&[
        ("a.rhai", "import \"lib\" as one;\nimport \"lib\" as two;\none::f() + two::f()"),
        ("lib.rhai", "print(\"the top is run\");\nconst ONE = 1;\nfn f() { global::ONE }"),
        ("bad.rhai", "import \"wrong\" as wrong;"),
        ("wrong.rhai", "let x = 1 / 0;\nconst Y = 1 / 0;"),
    ]);
    assert_eq!(set.run("a.rhai", Vec::new()).unwrap().as_int(), Ok(2));
    assert!(printed().is_empty());
    let error = set.run("bad.rhai", Vec::new()).unwrap_err();
    assert_eq!((error.script.as_str(), error.line), ("wrong.rhai", Some(2)), "{error}");
}

#[test]
fn a_run_finds_the_names_that_it_is_given() {
    let room = room().with_given(&["year", "args"]);
    let set = ScriptSet::compile(&room, &files(&[("a.rhai", "[year].map(|x| x + args.len())[0]")]))
        .unwrap();
    let given =
        vec![("year", Dynamic::from(2014_i64)), ("args", Dynamic::from_array(vec![1.into()]))];
    assert_eq!(set.run("a.rhai", given).unwrap().as_int(), Ok(2015));
    let inside = "fn f() { year }\nfn g(year) { year }\nfn h() { let args = [1]; args.map(|x| x + args.len()) }";
    let errors = ScriptSet::compile(&room, &files(&[("a.rhai", inside)])).unwrap_err();
    let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["a.rhai:1:10: variable-outside-function name=\"year\""]);
    assert_eq!(set.run("b.rhai", Vec::new()).unwrap_err().code, "script-unknown");
}

#[test]
fn what_leaves_the_stage_is_plain() {
    let set = set(&[(
        "a.rhai",
        "fn closure() { |x| x }\nfn inside() { [#{f: |x| x}] }\nfn captured() { let x = 5; let f = || x; x }\nfn deep() { let a = 1; for i in 0..50 { a = [a]; } a }\nfn fine() { [#{a: 1.5, b: \"x\"}, ()] }",
    )]);
    let call = |name: &str| set.call(callable(&set, name, 0), Span::Hook, Vec::new());
    assert_eq!(call("closure").unwrap_err().code, "returned-function");
    assert_eq!(call("inside").unwrap_err().code, "returned-function");
    assert_eq!(call("deep").unwrap_err().code, "returned-too-deep");
    assert_eq!(call("captured").unwrap().as_int(), Ok(5));
    assert_eq!(format!("{:?}", call("fine").unwrap()), "[#{\"a\": 1.5, \"b\": \"x\"}, ()]");
}

#[test]
fn what_is_printed_comes_back_to_the_thread_that_asked() {
    let set = set(&[("a.rhai", "print(\"one\");\n\ndebug(\"two\");\nprint(3);")]);
    let _: Dynamic = set.run("a.rhai", Vec::new()).unwrap();
    let plain = |text: &str| Printed { place: None, text: text.to_owned() };
    let two = Printed { place: Some(("a.rhai".to_owned(), 3)), text: "\"two\"".to_owned() };
    assert_eq!(printed(), [plain("one"), two, plain("3")]);
    assert!(printed().is_empty());
}

// ---- what the host gives -------------------------------------------------------------------------

/// A value of the host.
#[derive(Clone)]
struct Capacity(i64);

/// Words as an office's program would give them.
fn words(engine: &mut rhai::Engine) {
    engine
        .register_type_with_name::<Capacity>("Capacity")
        .register_fn("capacity", |amount: i64| Capacity(amount))
        .register_get("amount", |capacity: &mut Capacity| capacity.0)
        .register_fn("==", |a: Capacity, b: Capacity| a.0 == b.0)
        .register_fn("<", |a: Capacity, b: Capacity| a.0 < b.0)
        .register_fn("refuse", |reason: &str| -> Result<(), Box<rhai::EvalAltResult>> {
            Err(Fault::new("refused").with("reason", reason).raise())
        })
        .register_fn("halt", |reason: &str| -> Result<(), Box<rhai::EvalAltResult>> {
            Err(Fault::new("refused").with("reason", reason).hold())
        })
        .register_fn("fall", || -> i64 { panic!("a host function falls") });
    strict::stand_apart::<Capacity>(engine);
}

fn with_words(script: &str) -> ScriptSet {
    let room = room().with_words(words);
    ScriptSet::compile(&room, &files(&[("a.rhai", script)])).expect("it compiles")
}

fn run(script: &str) -> Result<Dynamic, ScriptError> {
    with_words(script).run("a.rhai", Vec::new())
}

#[test]
fn a_type_of_the_host_is_compared_with_its_own_kind_only() {
    assert_eq!(run("capacity(3) < capacity(4)").unwrap().as_bool(), Ok(true));
    assert_eq!(run("capacity(3) == ()").unwrap().as_bool(), Ok(false));
    assert_eq!(run("() != capacity(3)").unwrap().as_bool(), Ok(true));
    for (script, left, right) in [
        ("capacity(3) < 4", "Capacity", "number"),
        ("\"4\" == capacity(3)", "text", "Capacity"),
        ("capacity(3) >= capacity(3)", "Capacity", "Capacity"),
        ("capacity(3) == [1]", "Capacity", "list"),
        ("() < capacity(3)", "nothing", "Capacity"),
    ] {
        let error = run(script).unwrap_err();
        assert_eq!(error.code, "compare-mixed", "{script}: {error}");
        let sides = (error.argument("left"), error.argument("right"));
        assert_eq!(sides, (Some(left), Some(right)), "{script}");
    }
    for script in ["[1] == [1]", "#{a: 1} == #{a: 1}", "let x = (); x == ()", "1 == 1.0"] {
        assert_eq!(run(script).unwrap().as_bool(), Ok(true), "{script}");
    }
    let error = run("capacity(3).amuont").unwrap_err();
    assert_eq!((error.code, error.argument("near")), ("property-unknown", Some("amount")));
    let error = run("let c = capacity(3); c.amount = 4;").unwrap_err();
    assert_eq!((error.code, error.argument("type")), ("property-read-only", Some("Capacity")));
}

#[test]
fn a_fault_may_be_caught_and_one_that_holds_may_not() {
    let error = run("let x = 1;\nrefuse(\"no quorum\");").unwrap_err();
    assert_eq!((error.code, error.line), ("refused", Some(2)));
    assert_eq!(error.argument("reason"), Some("no quorum"));
    assert_eq!(
        run("let c = (); try { refuse(\"a\"); } catch (e) { c = e.code; } c")
            .unwrap()
            .into_string()
            .unwrap(),
        "refused"
    );
    let error = run("try { halt(\"a\"); } catch { 5 }").unwrap_err();
    assert_eq!((error.code, error.line), ("refused", Some(1)), "{error}");
}

#[test]
fn a_panic_of_the_host_is_an_error_of_the_call_and_the_set_goes_on() {
    let set = with_words("fn f() { let x = [1]; x[0] = fall(); }\nfn g() { 1 }");
    let call = |name: &str| set.call(callable(&set, name, 0), Span::Hook, Vec::new());
    let error = call("f").unwrap_err();
    assert_eq!((error.code, error.script.as_str()), ("host-panic", "a.rhai"));
    assert_eq!(error.argument("detail"), Some("a host function falls"));
    assert_eq!(call("g").unwrap().as_int(), Ok(1));
}

#[test]
fn hooks_inside_a_run_spend_of_the_run() {
    let slot: Arc<OnceLock<ScriptSet>> = Arc::default();
    let inner = slot.clone();
    let limits =
        Limits::default().with(Limit::HookOperations, 10_000).with(Limit::RunOperations, 50_000);
    let room = Room::new(limits, meter).with_words(move |engine| {
        let set = inner.clone();
        engine.register_fn("hook", move |turns: i64| -> Result<(), Box<rhai::EvalAltResult>> {
            let set = set.get().expect("the set is there");
            let hook = set.function("a.rhai", "before", 1).expect("it is there").callable;
            match set.call(hook, Span::Hook, vec![turns.into()]) {
                Ok(_) => Ok(()),
                Err(error) => Err(Fault::new(error.code)
                    .with("span", error.argument("span").unwrap_or_default())
                    .raise()),
            }
        });
    });
    let script = "fn before(turns) { for i in 0..turns { } }\nfn once(turns) { hook(turns); }\nfn many(turns) { loop { hook(turns); } }\nfn catch_all() { loop { try { hook(100000); } catch { } } }";
    let set = ScriptSet::compile(&room, &files(&[("a.rhai", script)])).unwrap();
    assert!(slot.set(set.clone()).is_ok());
    let call = |name: &str, arguments: Vec<Dynamic>| {
        set.call(callable(&set, name, arguments.len()), Span::Run, arguments)
    };
    assert!(call("once", vec![100.into()]).is_ok());
    let error = call("once", vec![100_000.into()]).unwrap_err();
    assert_eq!((error.code, error.argument("span")), ("limit-operations", Some("hook")));
    for (name, arguments) in [("many", vec![100.into()]), ("catch_all", Vec::new())] {
        let error = call(name, arguments).unwrap_err();
        assert_eq!(
            (error.code, error.argument("span")),
            ("limit-operations", Some("run")),
            "{name}: {error}"
        );
    }
    assert!(call("once", vec![100.into()]).is_ok(), "the next run begins anew");
}

#[test]
fn a_stage_is_taken_once_around_many_calls() {
    let set = set(&[("a.rhai", "fn f(x) { x + 1 }")]);
    let function = callable(&set, "f", 1);
    let name = || std::thread::current().name().map(str::to_owned);
    let (sum, thread) = on_stage(|| {
        let mut sum = 0;
        for _ in 0..1000 {
            sum = set.call(function, Span::Hook, vec![sum.into()]).unwrap().as_int().unwrap();
        }
        (sum, on_stage(name).unwrap())
    })
    .unwrap();
    assert_eq!(sum, 1000);
    assert_eq!(thread.as_deref(), Some("scripts"));
}

#[test]
fn sets_run_side_by_side_on_many_threads() {
    let one = set(&[("a.rhai", "import \"lib\" as lib;\nlib::f()"), ("lib.rhai", "fn f() { 1 }")]);
    let two = set(&[("a.rhai", "import \"lib\" as lib;\nlib::f()"), ("lib.rhai", "fn f() { 2 }")]);
    std::thread::scope(|scope| {
        for (set, value) in [(&one, 1), (&two, 2), (&one, 1), (&two, 2)] {
            scope.spawn(move || {
                for _ in 0..50 {
                    assert_eq!(set.run("a.rhai", Vec::new()).unwrap().as_int(), Ok(value));
                }
            });
        }
    });
    let both = on_stage(|| (one.run("a.rhai", Vec::new()), two.run("a.rhai", Vec::new()))).unwrap();
    assert_eq!((both.0.unwrap().as_int(), both.1.unwrap().as_int()), (Ok(1), Ok(2)));
}

#[test]
fn the_words_of_the_host_are_defined_for_editors() {
    let definitions = room().with_words(words).definitions();
    assert!(definitions.contains("fn capacity("), "{definitions}");
    assert!(definitions.contains("fn refuse(_: string);"), "{definitions}");
    for own in [
        "fn to_upper(",
        "fn sort(",
        "op <=(int, string)",
        "op <=(Capacity, ?)",
        "op <=(?, Capacity)",
    ] {
        assert!(!definitions.contains(own), "{own} is left out");
    }
}

#[test]
fn without_a_budget_nothing_runs() {
    let error = room().engine().eval::<i64>("1 + 1").unwrap_err();
    assert!(matches!(*error, rhai::EvalAltResult::ErrorTerminated(..)), "{error}");
}
