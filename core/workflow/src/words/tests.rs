//! The words of tests (测试): what has to hold, what has to be refused, and which day it is.

use super::acting::{Recorded, reasons};
use super::dates::Day;
use super::{both, functions};
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::hooks::Moment;
use crate::imports::ENDING;
use crate::strict::Answer;
use crate::work::{Failed, run_scheduled, run_script};
use phaseout_ledger::LedgerError;
use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, Map, NativeCallContext};
use std::sync::Arc;

functions! {
    "assert" "断言" "assert(condition, text)"
        "测试:条件不成立即失败,并显示文本。"
        "In tests: fails with the text where the condition does not hold."
        r#"assert(1 + 1 == 2, "加法"); true"#;
    "assert_eq" "断言相等" "assert_eq(found, expected)"
        "测试:两个值不等即失败,并显示二者。"
        "In tests: fails where the two are not equal, and shows both."
        r#"assert_eq(lines().count(), 5); true"#;
    "assert_refused" "断言拒绝" "assert_refused(|| ..., text)"
        "测试:该操作须被拒绝,且理由含有该文本。"
        "In tests: what the function does has to be refused, with a reason that holds the text."
        r#"assert_refused(|| record("close", line("532300-1"), #{}), ""); true"#;
    "on_day" "设今天" "on_day(date)"
        "测试:此后的今天。"
        "In tests: the day that it is from here on."
        r#"on_day(date("2013-10-01")); today() == date("2013-10-01")"#;
    "run_script" "运行脚本" "run_script(name)"
        "测试:如同 `phaseout run` 那样运行 scripts/ 中的一个脚本。"
        "In tests: runs a script of scripts/ from its top, as `phaseout run` does."
        r#"assert_refused(|| run_script("a"), "不宜"); true"#;
    "run_script" "运行脚本" "run_script(name, args)"
        "同上,`args` 为脚本的参数。"
        "The same with the `args` that the script finds."
        r#"运行脚本("a", ["2013"]); recorded().len() == 1"#;
    "run_month_end" "运行月末" "run_month_end()"
        "测试:调用 on_month_end 钩子。"
        "In tests: calls the hooks on_month_end."
        r#"on_day(date("2013-02-28")); run_month_end(); notes()[0].department == "统计""#;
    "run_due" "运行到期" "run_due()"
        "测试:对每项到期的待办调用 on_due 钩子,得到调用的次数。"
        "In tests: calls the hooks on_due for everything that is due; how often it did."
        r#"on_day(date("2013-02-28")); run_due() == 0"#;
    "notes" "函告稿" "notes()"
        "测试:到此为止拟的函告。"
        "In tests: the notes to departments so far."
        r#"note("环保", line("532300-1"), "请核查"); notes()[0].subject == "532300-1""#;
    "asks" "核查项" "asks()"
        "测试:到此为止要核实的事项。"
        "In tests: the facts to ask for so far."
        r#"ask(line("532300-1"), "kiln_diameter"); 核查项()[0].attribute == "kiln_diameter""#;
    "report_rows" "报表行" "report_rows(name)"
        "测试:某张报表的各行,每行是一个映射;没有这张报表时为 ()。"
        "In tests: the rows of a report as maps; () where there is no such report."
        r#"report("产能", [#{条数: 2}]); report_rows("产能")[0].条数 == "2""#;
    "recorded" "已记录" "recorded()"
        "测试:到此为止记录的事项。"
        "In tests: the events that were recorded so far."
        r#"record("identify", line("532300-3"), date("2013-02-01"), #{}); recorded()[0].step == "identify""#;
}

/// A word that is for tests only.
pub(super) fn in_tests(name: &'static str) -> Answer<()> {
    context::with(|context| {
        if context.testing {
            return Ok(());
        }
        Err(Fault::new(codes::ONLY_IN_TESTS).with("name", name).raise())
    })
}

/// Has a script or a hook run as if from the command line; what it refuses is refused to the test.
fn tried<T>(
    name: &'static str,
    what: &str,
    work: impl FnOnce() -> Result<T, Failed>,
) -> Answer<T> {
    in_tests(name)?;
    let before = context::with(|context| {
        if context.tried {
            return Err(Fault::new(codes::ONLY_IN_TESTS).with("name", name).hold());
        }
        context.tried = true;
        Ok(context.refusals.len())
    })?;
    let outcome = work();
    let refusals = context::with(|context| {
        context.tried = false;
        Ok(context.refusals.split_off(before))
    })?;
    let refusals = match outcome {
        Ok(answer) if refusals.is_empty() => return Ok(answer),
        Ok(_) => refusals,
        Err(Failed::Ledger(LedgerError::Refused(refusals))) => refusals,
        Err(failed) => return context::with(|context| context.broken(failed)),
    };
    let codes: Vec<&str> = refusals.iter().map(|refusal| refusal.code).collect();
    let fault = Fault::new(codes::RECORD_REFUSED)
        .with("step", name)
        .with("subject", what)
        .with("reasons", reasons(&refusals).join("\n"))
        .with("codes", codes.join(" "));
    Err(fault.raise())
}

fn ran(name: &str, args: Array) -> Answer<()> {
    let file = if name.ends_with(ENDING) { name.to_owned() } else { format!("{name}{ENDING}") };
    tried("run_script", name, || run_script(&file, args))
}

fn report_rows(name: &str) -> Answer<Dynamic> {
    in_tests("report_rows")?;
    context::with(|context| {
        let table = context.said.tables.iter().rev().find(|table| table.name == name);
        Ok(table.map_or(Dynamic::UNIT, |table| {
            let row = |cells: &Vec<String>| {
                let cells = table.columns.iter().zip(cells);
                let pairs = cells.map(|(key, cell)| (key.into(), cell.clone().into()));
                Dynamic::from(pairs.collect::<Map>())
            };
            table.rows.iter().map(row).collect::<Array>().into()
        }))
    })
}

fn failed(detail: String) -> Box<EvalAltResult> {
    Fault::new(codes::TEST_FAILED).with("detail", detail).raise()
}

fn shown(value: &Dynamic) -> String {
    super::acting::written("", value).map_or_else(|_| value.to_string(), |texts| texts.join("、"))
}

/// What a refused operation says: its reasons, or the message of another error.
fn refused(error: &EvalAltResult) -> Option<String> {
    match error {
        EvalAltResult::ErrorRuntime(value, _) => {
            let fault = value.read_lock::<Fault>()?;
            let reasons = fault.arguments.iter().find(|(name, _)| *name == "reasons");
            reasons.map(|(_, reasons)| reasons.clone())
        }
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => refused(inner),
        _ => None,
    }
}

fn expected_refusal(context: NativeCallContext, work: FnPtr, text: &str) -> Answer<()> {
    in_tests("assert_refused")?;
    let outcome: Answer<Dynamic> = work.call_within_context(&context, ());
    match outcome {
        Ok(_) => Err(failed("recorded".to_owned())),
        Err(error) => match refused(&error) {
            Some(reasons) if reasons.contains(text) => Ok(()),
            Some(reasons) => Err(failed(reasons)),
            None => Err(error),
        },
    }
}

pub(super) fn register(engine: &mut Engine) {
    register_assertions(engine);
    both!(engine, "run_script", "运行脚本", |name: &str| ran(name, Array::new()));
    both!(engine, "run_script", "运行脚本", |name: &str, args: Array| ran(name, args));
    both!(engine, "run_month_end", "运行月末", || {
        tried("run_month_end", "", || run_scheduled(&Moment::MonthEnd)).map(drop)
    });
    both!(engine, "run_due", "运行到期", || -> Answer<i64> {
        let times = tried("run_due", "", || run_scheduled(&Moment::Due))?;
        Ok(i64::try_from(times).unwrap_or(i64::MAX))
    });
    both!(engine, "report_rows", "报表行", report_rows);
    both!(engine, "recorded", "已记录", || -> Answer<Array> {
        in_tests("recorded")?;
        context::with(|context| {
            let events = context.recording.events().iter().cloned();
            Ok(events.map(|event| Dynamic::from(Recorded(Arc::new(event)))).collect())
        })
    });
}

fn register_assertions(engine: &mut Engine) {
    both!(engine, "assert", "断言", |condition: bool, text: &str| -> Answer<()> {
        in_tests("assert")?;
        if condition { Ok(()) } else { Err(failed(text.to_owned())) }
    });
    both!(engine, "assert_eq", "断言相等", |context: NativeCallContext,
                                                found: Dynamic,
                                                expected: Dynamic|
     -> Answer<()> {
        in_tests("assert_eq")?;
        let (left, right) = (shown(&found), shown(&expected));
        let equal: bool = context.call_native_fn("==", (found, expected))?;
        if equal { Ok(()) } else { Err(failed(format!("{left} != {right}"))) }
    });
    both!(engine, "assert_refused", "断言拒绝", expected_refusal);
    both!(engine, "on_day", "设今天", |day: Day| -> Answer<()> {
        in_tests("on_day")?;
        let today = day.0.latest();
        let today =
            today.ok_or_else(|| Fault::new(codes::DATE_UNKNOWN).with("date", day).raise())?;
        context::with(|context| {
            context.place.today = today;
            Ok(())
        })
    });
}
