//! The words of tests (测试): what has to hold, what has to be refused, and which day it is.

#![expect(clippy::unnecessary_box_returns, reason = "the engine hands its errors around in boxes")]

use super::dates::Day;
use super::{both, functions};
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::strict::Answer;
use rhai::{Dynamic, Engine, EvalAltResult, FnPtr, NativeCallContext};

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
}

pub(super) fn in_tests(name: &'static str) -> Answer<()> {
    context::with(|context| {
        if context.testing {
            return Ok(());
        }
        Err(Fault::new(codes::ONLY_IN_TESTS).with("name", name).raise())
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

fn expected_refusal(context: &NativeCallContext, work: &FnPtr, text: &str) -> Answer<()> {
    in_tests("assert_refused")?;
    let outcome: Answer<Dynamic> = work.call_within_context(context, ());
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
    both!(
        engine,
        "assert_refused",
        "断言拒绝",
        |context: NativeCallContext, work: FnPtr, text: &str| {
            expected_refusal(&context, &work, text)
        }
    );
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
