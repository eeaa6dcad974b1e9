//! Hooks around the record: they refuse, they go on, and they permit nothing that the core refuses.

mod kit;

use kit::office::{Desktop, desk, workflow};
use phaseout_ledger::{LedgerError, OnDate, Refusal, Request};
use phaseout_workflow::{Done, Failed, Keep, Moment, ScriptError};

fn request(kind: &str, subject: &str, facts: &[(&str, &str)]) -> Request {
    Request {
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        on: OnDate::parse("2013-02-01").expect("a date"),
        facts: facts.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        judged: None,
    }
}

fn record(office: &Desktop, hooks: &str, requests: &[Request]) -> Result<Done<()>, Failed> {
    workflow(&[("hooks.rhai", hooks)]).record(office.place(), office.at(), requests, &Keep::Apply)
}

#[track_caller]
fn refused(outcome: Result<Done<()>, Failed>) -> Vec<Refusal> {
    match outcome {
        Err(Failed::Ledger(LedgerError::Refused(refusals))) => refusals,
        other => panic!("not refused: {other:?}"),
    }
}

#[track_caller]
fn ended(outcome: Result<Done<()>, Failed>) -> ScriptError {
    match outcome {
        Err(Failed::Script(error)) => error,
        other => panic!("the script did not end: {other:?}"),
    }
}

fn argument<'r>(refusal: &'r Refusal, name: &str) -> &'r str {
    refusal.arguments.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
}

#[test]
fn a_before_hook_refuses_with_all_its_reasons_and_nothing_is_recorded() {
    let office = Desktop::new();
    let hooks = "fn before_identify(ctx) {\n  ctx.refuse(\"缺少证明\");\n  if ctx.line.capacity > quantity(\"5万吨/年\") { ctx.refuse(`${ctx.line.capacity}`); }\n}";
    let requests = [request("identify", "532300-3", &[]), request("identify", "532300-5", &[])];
    let before = office.events();
    let refusals = refused(record(&office, hooks, &requests));
    let said: Vec<String> = refusals
        .iter()
        .map(|refusal| {
            let place = format!("{}:{}", argument(refusal, "script"), argument(refusal, "line"));
            format!("{} {} {} {place}", refusal.code, refusal.subject, argument(refusal, "reason"))
        })
        .collect();
    assert_eq!(
        said,
        [
            "by-script 532300-3 缺少证明 hooks.rhai:1",
            "by-script 532300-3 12万吨/年 hooks.rhai:1",
            "by-script 532300-5 缺少证明 hooks.rhai:1",
        ]
    );
    assert_eq!(office.events(), before);
}

#[test]
fn what_the_core_refuses_no_hook_permits() {
    let office = Desktop::new();
    // The hook says nothing against it and even catches what it can; the guard stands.
    let hooks = "fn before_close(ctx) { true }\nfn step_finish(ctx) { try { ctx.record(\"close\", #{}); } catch (e) { } }";
    let refusals = refused(record(&office, hooks, &[request("close", "532300-3", &[])]));
    assert_eq!(refusals[0].code, "wrong-state");
    let done = record(&office, hooks, &[request("finish", "532300-3", &[])]).expect("caught");
    assert!(done.events.is_empty(), "a caught refusal has recorded nothing");
}

#[test]
fn an_after_hook_goes_on_in_the_same_transaction_and_every_event_names_the_scripts() {
    let office = Desktop::new();
    let hooks = "fn after_identify(ctx) {\n  ctx.record(\"plan\", #{year: 2013, capacity: ctx.line.capacity, target: \"none\"});\n  note(\"电网\", ctx.line, `第${ctx.event.seq}号`, [\"国发〔2010〕7号\"]);\n  ask(ctx.line, \"furnace_volume\", \"县工信局\");\n}";
    let scripts = workflow(&[("hooks.rhai", hooks)]);
    let done = record(&office, hooks, &[request("identify", "532300-3", &[])]).expect("recorded");
    let kinds: Vec<&str> = done.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["identify", "plan"]);
    assert!(done.events[0].generation.is_some(), "it was judged");
    assert!(done.events.iter().skip(1).all(|event| event.script_set.as_deref() == scripts.hash()));
    assert_eq!(done.said.notes[0].text, "第6号");
    assert_eq!(done.said.asks[0].whom, "县工信局");
    assert_eq!(office.events(), 7);
}

#[test]
fn what_an_after_hook_cannot_record_takes_its_step_back_as_well() {
    let office = Desktop::new();
    let hooks = "fn after_identify(ctx) { ctx.record(\"close\", #{}); }";
    let before = office.events();
    let error = ended(record(&office, hooks, &[request("identify", "532300-3", &[])]));
    assert_eq!((error.code, error.line), ("record-refused", Some(1)));
    assert_eq!(office.events(), before);
}

#[test]
fn hooks_run_in_the_order_of_files_and_then_from_the_top() {
    let office = Desktop::new();
    let files = [
        ("b.rhai", "fn before_identify(ctx) { ctx.refuse(\"b\"); }"),
        (
            "a.rhai",
            "fn before_认定(ctx) { ctx.refuse(\"a1\"); }\nfn before_identify(ctx) { ctx.refuse(\"a2\"); }",
        ),
    ];
    let outcome = workflow(&files).record(
        office.place(),
        office.at(),
        &[request("认定", "532300-3", &[])],
        &Keep::Apply,
    );
    let reasons: Vec<String> =
        refused(outcome).iter().map(|refusal| argument(refusal, "reason").to_owned()).collect();
    assert_eq!(reasons, ["a1", "a2", "b"]);
}

#[test]
fn a_step_of_the_offices_own_has_its_hooks_too() {
    let office = Desktop::new();
    let hooks = "fn step_list(ctx) {\n  ctx.record(\"identify\", #{decision: \"local\", reason: ctx.fact(\"reason\")});\n  ctx.record(\"plan\", #{year: 2013, capacity: \"2万吨\", target: \"none\"});\n}\nfn before_list(ctx) { if ctx.fact(\"reason\") == () { ctx.refuse(\"没有理由\"); } }";
    let refusals = refused(record(&office, hooks, &[request("list", "532300-4", &[])]));
    assert_eq!(argument(&refusals[0], "reason"), "没有理由");
    let asked = [request("list", "532300-4", &[("reason", "污染")])];
    let done = record(&office, hooks, &asked).expect("recorded");
    let kinds: Vec<&str> = done.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["identify", "plan"]);
}

#[test]
fn an_after_hook_that_sets_itself_off_is_ended() {
    let office = Desktop::new();
    let hooks = "fn after_publicity(ctx) { ctx.record(\"publicity\", #{medium: \"网站\", content: \"again\"}); }";
    let asked = [request("publicity", "office", &[("medium", "电视"), ("content", "拆除")])];
    let before = office.events();
    let error = ended(record(&office, hooks, &asked));
    assert_eq!(error.code, "hooks-deep", "{error}");
    assert_eq!(office.events(), before);
}

#[test]
fn a_before_hook_cannot_record_and_an_after_hook_cannot_refuse_whatever_they_catch() {
    let office = Desktop::new();
    let cases = [
        (
            "fn before_identify(ctx) { try { ctx.record(\"plan\", #{}); } catch { } }",
            "record-in-before",
        ),
        ("fn after_identify(ctx) { try { ctx.refuse(\"no\"); } catch { } }", "refuse-after"),
        ("fn before_identify(ctx) { ctx.refuse(\" \"); }", "refuse-blank"),
    ];
    for (hooks, code) in cases {
        let error = ended(record(&office, hooks, &[request("identify", "532300-3", &[])]));
        assert_eq!(error.code, code, "{hooks}");
    }
}

#[test]
fn a_plan_is_not_recorded_and_holds_on_the_head_that_it_names() {
    let office = Desktop::new();
    let script = "for line in lines(#{industry: \"steel\"}) { record(\"identify\", line, #{}); }";
    let files = [("plan.rhai", script)];
    let plan = office.run(&files, &Keep::Plan).expect("planned");
    assert_eq!((plan.events.len(), plan.applied, office.events()), (2, false, 5));
    let applied = office.run(&files, &Keep::ApplyOn(plan.head.clone())).expect("recorded");
    assert_eq!((applied.events.len(), applied.applied, office.events()), (2, true, 7));
    match office.run(&files, &Keep::ApplyOn(plan.head.clone())) {
        Err(Failed::Moved { planned, now }) => {
            assert_eq!(planned, plan.head);
            assert_eq!(now, office.at().ledger.head().expect("a head"));
        }
        other => panic!("the record has moved: {other:?}"),
    }
    assert_eq!(office.events(), 7);
}

#[test]
fn a_run_that_refuses_shows_its_plan_and_records_nothing() {
    let office = Desktop::new();
    let script = "record(\"identify\", line(\"532300-3\"), #{});\nrefuse(\"还有任务未分解\");\nrefuse(\"公告未发\");";
    let done = office.run(&[("a.rhai", script)], &Keep::Apply).expect("it came to its end");
    assert_eq!((done.events.len(), done.applied, office.events()), (1, false, 5));
    let codes: Vec<&str> = done.refused.iter().map(|refusal| refusal.code).collect();
    assert_eq!(codes, ["run-by-script", "run-by-script"]);
}

#[test]
fn scripts_bring_dates_forward_and_do_not_put_them_off() {
    let region = "532300".parse().expect("a code");
    let dates = |script: &str| workflow(&[("a.rhai", script)]).milestones(region, &[2013]);
    let earlier = "fn milestones(year) { [#{milestone: \"dismantle\", date: date(year, 12, 15), document: \"鲁政办发〔2010〕1号\"}] }";
    let found = dates(earlier).expect("it is earlier");
    assert_eq!((found[0].milestone, found[0].date.to_string()), ("dismantle", "2013-12-15".into()));
    let cases = [
        (
            "[#{milestone: \"dismantle\", date: date(year + 1, 1, 15), document: \"文\"}]",
            "milestone-later",
        ),
        ("[#{milestone: \"dismantle\", date: date(year, 12, 15)}]", "milestone-document"),
        (
            "[#{milestone: \"dismantel\", date: date(year, 12, 15), document: \"文\"}]",
            "field-unknown",
        ),
        ("[#{milestone: \"dismantle\", dat: \"2013-12-15\", document: \"文\"}]", "field-unknown"),
        ("[#{milestone: \"dismantle\", date: \"底\", document: \"文\"}]", "milestone-date"),
        (
            "[#{milestone: \"dismantle\", date: \"2013-12-15\", document: \"文\", region: \"370000\"}]",
            "region-unknown",
        ),
        ("7", "milestones-list"),
        ("[7]", "milestones-list"),
        ("lines(); []", "outside-a-run"),
    ];
    for (body, code) in cases {
        let errors = dates(&format!("fn milestones(year) {{ {body} }}")).expect_err(body);
        assert_eq!(errors[0].code, code, "{body}");
        assert_eq!(errors[0].line, Some(1), "{body}");
    }
}

#[test]
fn a_moved_date_is_seen_by_the_calendar_and_by_what_is_due() {
    let mut office = Desktop::new();
    office.today = "2013-12-20";
    let script = "
        record(\"identify\", line(\"532300-3\"), date(\"2013-01-01\"), #{});
        record(\"plan\", line(\"532300-3\"), date(\"2013-01-02\"), #{year: 2013, capacity: \"12万吨\", target: \"none\"});
        if milestone(2013, \"dismantle\").date != date(\"2013-12-15\") { throw \"calendar\"; }
        let due = todo().filter(|task| task.step == \"dismantle\");
        if due.len() != 1 || !due[0].is_late { throw \"todo\"; }
    ";
    let moved = "fn milestones(year) { [#{milestone: \"dismantle\", date: date(year, 12, 15), document: \"省政府文件\"}] }";
    office.run(&[("a.rhai", script), ("b.rhai", moved)], &Keep::Plan).expect("it is due");
    let error = match office.run(&[("a.rhai", script)], &Keep::Plan) {
        Err(Failed::Script(error)) => error,
        other => panic!("the national date is the 31st: {other:?}"),
    };
    assert_eq!(error.argument("detail"), Some("calendar"));
}

#[test]
fn scheduled_hooks_see_what_is_due_and_the_end_of_a_month() {
    let mut office = Desktop::new();
    office.today = "2014-01-15";
    let script = "fn on_due(ctx) { note(ctx.task.who, ctx.task.subject, `${ctx.task.step} ${ctx.task.due}`); }\n\
        fn on_month_end(ctx) { report(\"月报\", [#{日期: ctx.date, 条数: lines().count()}]); }";
    let workflow = workflow(&[("a.rhai", script)]);
    let plan = "record(\"identify\", line(\"532300-3\"), date(\"2013-01-01\"), #{});\nrecord(\"plan\", line(\"532300-3\"), date(\"2013-01-02\"), #{year: 2013, capacity: \"12万吨\", target: \"none\"});";
    office.run(&[("p.rhai", plan)], &Keep::Apply).expect("planned");
    let due = workflow.scheduled(office.place(), office.at(), &Moment::Due, &Keep::Plan);
    let due = due.expect("the hook is called");
    assert!(due.answer >= 2, "{}", due.answer);
    assert!(due.said.notes.iter().any(|note| note.text.starts_with("dismantle 2013-12-31")));
    let month = workflow.scheduled(office.place(), office.at(), &Moment::MonthEnd, &Keep::Plan);
    let month = month.expect("the hook is called");
    assert_eq!(month.said.tables[0].rows, [["2014-01-15".to_owned(), "5".to_owned()]]);
}

#[test]
fn survey_rows_have_their_hooks_and_a_refused_row_stands_in_no_others_way() {
    let office = Desktop::new();
    let hooks = "fn before_survey(ctx) { if ctx.fact(\"name\") == \"戊水泥有限公司\" { ctx.refuse(\"不在辖区\"); } }\n\
        fn after_survey(ctx) { note(\"县工信局\", ctx.line, ctx.step_word); }";
    let rows: Vec<_> = ["戊水泥有限公司", "己水泥有限公司"]
        .into_iter()
        .enumerate()
        .map(|(at, name)| kit::office::row(name, i64::try_from(at).expect("small")))
        .collect();
    let on = OnDate::parse("2013-02-01").expect("a date");
    let workflow = workflow(&[("a.rhai", hooks)]);
    let done = workflow.survey(office.place(), office.at(), &rows, on).expect("read");
    assert_eq!(done.answer[0].as_ref().expect_err("refused").code, "by-script");
    assert!(done.answer[1].is_ok());
    assert_eq!((done.events.len(), office.events()), (1, 6));
    assert_eq!(done.events[0].script_set.as_deref(), workflow.hash());
    assert_eq!(done.said.notes.len(), 1);
}

#[test]
fn misspelt_hooks_are_found_when_the_set_is_loaded() {
    let cases = [
        ("fn before_acept(ctx) { }", "hook-unknown", "before_accept"),
        ("fn befor_accept(ctx) { }", "hook-unknown", "before_accept"),
        ("fn after_验手(ctx) { }", "hook-unknown", "after_验收"),
        ("fn on_month_ende(ctx) { }", "hook-unknown", "on_month_end"),
        ("fn milestone(year) { [] }", "hook-unknown", "milestones"),
        ("fn step_accept(ctx) { }", "hook-step-taken", ""),
        ("fn before_accept() { }", "hook-parameters", ""),
        ("private fn before_accept(ctx) { }", "hook-private", ""),
        ("fn step_list(ctx) { }\nfn step_list(a) { }", "function-twice", ""),
    ];
    for (script, code, near) in cases {
        let files = [("a.rhai".to_owned(), script.to_owned())];
        let errors = phaseout_workflow::Workflow::compile(&kit::office::office_room(), &files)
            .expect_err(script);
        assert_eq!(errors[0].code, code, "{script}");
        assert_eq!(errors[0].argument("near").unwrap_or_default(), near, "{script}");
        assert!(errors[0].line.is_some() && errors[0].marked.is_some(), "{script}");
    }
    let twice = [
        ("a.rhai".to_owned(), "fn step_list(ctx) { }".to_owned()),
        ("b.rhai".to_owned(), "fn step_list(ctx) { }".to_owned()),
    ];
    let errors = phaseout_workflow::Workflow::compile(&kit::office::office_room(), &twice);
    assert_eq!(errors.expect_err("twice")[0].code, "hook-step-twice");
}

#[test]
fn a_step_is_judged_by_what_is_in_force_on_its_day() {
    let office = Desktop::new();
    let mut early = request("identify", "532300-3", &[]);
    early.on = OnDate::parse("2012-12-15").expect("a date");
    let done = record(&office, "fn before_identify(ctx) { }", &[early]).expect("recorded");
    assert_eq!(done.events[0].text("judged_as_of"), Some("2012-12-15"));
    assert_eq!(done.events[0].actor, desk().actor);
}

#[test]
fn lines_are_as_they_stand_after_each_step_of_a_run() {
    let script = "
        if lines(#{state: \"surveyed\"}).count() != 5 { throw \"before\"; }
        record(\"identify\", line(\"532300-3\"), #{});
        if lines(#{state: \"surveyed\"}).count() != 4 { throw \"after a step\"; }
        if lines(#{state: \"identified\"}).first().id != \"532300-3\" { throw \"which\"; }
        record(\"rename\", lines().first().enterprise, #{name: \"戊水泥有限公司\"});
        if lines().first().enterprise.name != \"戊水泥有限公司\" { throw \"name\"; }
    ";
    Desktop::new().run(&[("a.rhai", script)], &Keep::Plan).expect("it stands as it was left");
}

#[test]
fn a_step_of_the_offices_own_that_refuses_takes_back_what_it_has_recorded() {
    let office = Desktop::new();
    let script = "
        fn step_stop_first(ctx) {
            ctx.record(\"suspend\", #{order: \"停产1号\"});
            if lines().filter(|line| line.suspended).count() != 1 { throw \"not recorded\"; }
            ctx.refuse(\"还须现场核实\");
        }
        let tried = try_record(\"stop_first\", line(\"532300-3\"), date(\"2013-01-05\"), #{});
        if tried.recorded || tried.reasons != [\"还须现场核实\"] { throw `${tried}`; }
        if lines().filter(|line| line.suspended).count() != 0 { throw \"left behind\"; }
        record(\"identify\", line(\"532300-3\"), #{});
    ";
    let done = office.run(&[("a.rhai", script)], &Keep::Apply).expect("it goes on");
    let kinds: Vec<&str> = done.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["identify"]);
    let verified = office.at().ledger.verify(None).expect("it can be read");
    assert!(matches!(verified, phaseout_ledger::Verified::Whole { events: 6, .. }), "{verified:?}");
}
