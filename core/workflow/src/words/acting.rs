//! What scripts do: propose events, refuse, write notes to departments, ask for facts. The core decides
//! whether an event is recorded.

use super::dates::Day;
use super::enterprises::Firm;
use super::lines::OneLine;
use super::measured::Measured;
use super::targets::Aim;
use super::{both, fields, functions};
use crate::act::{BY_SCRIPT, act};
use crate::codes;
use crate::context::{self, within};
use crate::error::Fault;
use crate::hooks::Moment;
use crate::said::{Ask, DepartmentNote};
use crate::strict::{Answer, stand_apart};
use crate::work::Failed;
use phaseout_ledger::{Event, LedgerError, OnDate, Refusal, Request};
use rhai::{Array, Dynamic, Engine, Map};
use std::sync::Arc;

/// An event that was recorded in this run.
#[derive(Clone, Debug)]
pub(crate) struct Recorded(pub(super) Arc<Event>);

functions! {
    "record" "记录" "record(step, subject, date, facts)"
        "记录一个步骤或事项。写法同命令 `phaseout record`;未通过核心检查时报错,什么也不记录。"
        "Records a step or a kind, as `phaseout record` does; an error where a guard refuses, and nothing is recorded."
        r#"record("identify", line("532300-3"), date("2013-02-01"), #{}); line("532300-3").state == "identified""#;
    "record" "记录" "record(step, subject, facts)"
        "同上,日期为今天。"
        "The same, today."
        r#"记录("认定", 一条线("532300-3"), #{}); line("532300-3").state == "identified""#;
    "try_record" "试记" "try_record(step, subject, date, facts)"
        "同 record,但被拒绝时不报错:得到 `#{recorded: false, reasons: [...]}`。"
        "As record, without an error where it is refused: `#{recorded: false, reasons: [...]}`."
        r#"try_record("close", line("532300-1"), today(), #{}).recorded == false"#;
    "refuse" "拒绝" "refuse(reason)"
        "拒绝:在 before_ 钩子中拒绝这一步,在运行中使整个运行不入账。可说明多个理由。"
        "Refuses: the step in a before_ hook, the whole run in a run. Several reasons may be given."
        r#"refuse("缺少责任书"); true"#;
    "note" "函告" "note(department, subject, text)"
        "拟一份给部门的函告或督办(草稿,由人发出)。"
        "A draft note to a department; a person sends it."
        r#"note("环保", line("532300-1"), "请核查"); true"#;
    "note" "函告" "note(department, subject, text, basis)"
        "同上,写明依据的文件。"
        "The same with the documents that it rests on."
        r#"函告("电网", 一条线("532300-1"), "到期停止供电", ["国发〔2010〕7号"]); true"#;
    "ask" "核查" "ask(subject, attribute)"
        "列出需要核实的事项。"
        "A fact that somebody has to find out."
        r#"ask(line("532300-1"), "kiln_diameter"); true"#;
    "ask" "核查" "ask(subject, attribute, whom)"
        "同上,写明由谁核实。"
        "The same with who is to find it out."
        r#"核查(一条线("532300-1"), "kiln_diameter", "县工信局"); true"#;
}

fields! { Recorded, "Event",
    "seq" "序号" "在台账中的序号" "its place in the record" |own: &mut Recorded| own.0.seq;
    "id" "编号" "编号" "its id" |own: &mut Recorded| own.0.id.clone();
    "step" "步骤" "步骤或事项代号" "the step or kind" |own: &mut Recorded| own.0.kind.clone();
    "subject" "对象" "对象编号" "the id of its subject" |own: &mut Recorded| own.0.subject.clone();
    "date" "日期" "发生的日期" "when it happened" |own: &mut Recorded| Day(own.0.on);
}

/// The texts of a value as a fact is written; several where it is a list.
pub(super) fn written(key: &str, value: &Dynamic) -> Answer<Vec<String>> {
    if let Some(list) = value.read_lock::<Array>() {
        let parts: Answer<Vec<Vec<String>>> = list.iter().map(|item| written(key, item)).collect();
        return Ok(parts?.concat());
    }
    let wrong = |code| Fault::new(code).with("name", key);
    let text = if let Ok(text) = value.clone().into_string() {
        text
    } else if let Ok(number) = value.as_int() {
        number.to_string()
    } else if let Ok(truth) = value.as_bool() {
        (if truth { "是" } else { "否" }).to_owned()
    } else if let Some(amount) = value.read_lock::<Measured>() {
        amount
            .written()
            .ok_or_else(|| Fault::new(codes::AMOUNT_UNKNOWN).with("amount", &*amount).raise())?
    } else if let Some(day) = value.read_lock::<Day>() {
        day.to_string()
    } else if let Some(id) = id_of(value) {
        id
    } else if value.is_unit() {
        return Err(wrong(codes::FACT_NOTHING).raise());
    } else if value.as_float().is_ok() {
        return Err(wrong(codes::FACT_DECIMAL).raise());
    } else {
        let given = crate::codes::type_id(value.type_name());
        return Err(wrong(codes::FACT_TYPE).with("given", given).raise());
    };
    Ok(vec![text])
}

fn id_of(value: &Dynamic) -> Option<String> {
    if let Some(line) = value.read_lock::<OneLine>() {
        return Some(line.0.id.clone());
    }
    if let Some(firm) = value.read_lock::<Firm>() {
        return Some(firm.id().to_owned());
    }
    value.read_lock::<Aim>().map(|aim| aim.id().to_owned())
}

/// A subject: a line, an enterprise, a target, or the text of an id.
pub(super) fn subject(value: &Dynamic) -> Answer<String> {
    if let Some(id) = id_of(value) {
        return Ok(id);
    }
    value.clone().into_string().map_err(|kind| {
        Fault::new(codes::SUBJECT_TYPE).with("given", crate::codes::type_id(kind)).raise()
    })
}

/// A date of a fact: a day, or its text.
fn dated(value: &Dynamic) -> Answer<OnDate> {
    if let Some(day) = value.read_lock::<Day>() {
        return Ok(day.0);
    }
    let text = value.clone().into_string().map_err(|kind| {
        let given = crate::codes::type_id(kind);
        Fault::new(codes::TYPE_MISMATCH).with("wanted", "Date").with("given", given).raise()
    })?;
    super::dates::read(&text).map(|day| day.0)
}

fn request(kind: &str, about: &Dynamic, on: OnDate, facts: Map) -> Answer<Request> {
    let mut given: Vec<(String, String)> = Vec::new();
    for (key, value) in facts {
        given.extend(written(&key, &value)?.into_iter().map(|text| (key.to_string(), text)));
    }
    Ok(Request { kind: kind.to_owned(), subject: subject(about)?, on, facts: given, judged: None })
}

/// Where a script may not record.
fn may_record() -> Answer<()> {
    context::with(|context| match context.frames.last().map(|frame| &frame.moment) {
        Some(Moment::Before(_) | Moment::Milestones) => {
            Err(Fault::new(codes::RECORD_IN_BEFORE).hold())
        }
        _ => Ok(()),
    })
}

/// What became of a request: the events, or why it was refused.
fn proposed(request: &Request) -> Answer<Result<Vec<Event>, Vec<Refusal>>> {
    may_record()?;
    match act(request) {
        Ok(events) => Ok(Ok(events)),
        Err(Failed::Ledger(LedgerError::Refused(refusals))) => Ok(Err(refusals)),
        Err(failed) => context::with(|context| context.broken(failed)),
    }
}

fn reasons(refusals: &[Refusal]) -> Vec<String> {
    let around = within(|context| Arc::clone(&context.place.around));
    refusals
        .iter()
        .map(|refusal| match refusal.code {
            BY_SCRIPT => {
                let reason = refusal.arguments.iter().find(|(name, _)| *name == "reason");
                reason.map(|(_, reason)| reason.clone()).unwrap_or_default()
            }
            _ => around.refusal(refusal),
        })
        .collect()
}

pub(super) fn recorded(kind: &str, about: &Dynamic, on: OnDate, facts: Map) -> Answer<Dynamic> {
    let request = request(kind, about, on, facts)?;
    match proposed(&request)? {
        Ok(events) => Ok(events
            .into_iter()
            .next()
            .map_or(Dynamic::UNIT, |event| Dynamic::from(Recorded(Arc::new(event))))),
        Err(refusals) => {
            let codes: Vec<&str> = refusals.iter().map(|refusal| refusal.code).collect();
            let fault = Fault::new(codes::RECORD_REFUSED)
                .with("step", &request.kind)
                .with("subject", &request.subject)
                .with("reasons", reasons(&refusals).join("\n"))
                .with("codes", codes.join(" "));
            Err(fault.raise())
        }
    }
}

fn tried(kind: &str, about: &Dynamic, on: OnDate, facts: Map) -> Answer<Map> {
    let (recorded, reasons) = match proposed(&request(kind, about, on, facts)?)? {
        Ok(_) => (true, Vec::new()),
        Err(refusals) => (false, reasons(&refusals)),
    };
    let reasons: Array = reasons.into_iter().map(Dynamic::from).collect();
    let mut answer = Map::new();
    answer.insert("recorded".into(), recorded.into());
    answer.insert("reasons".into(), reasons.into());
    Ok(answer)
}

/// Refuses: what a hook was called for, or the run.
pub(super) fn refused(reason: &str) -> Answer<()> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Fault::new(codes::REFUSE_BLANK).raise());
    }
    context::with(|context| {
        match context.frames.last_mut() {
            Some(frame) => match frame.moment {
                Moment::After(_) | Moment::Milestones => {
                    return Err(Fault::new(codes::REFUSE_AFTER).hold());
                }
                _ => frame.refusals.push(reason),
            },
            None => {
                context.refusals.push(Refusal::new(RUN_REFUSED, "").with("reason", reason));
            }
        }
        Ok(())
    })
}

/// The code of a refusal of a run by its script.
pub const RUN_REFUSED: &str = "run-by-script";

fn noted(department: &str, about: &Dynamic, text: &str, basis: &[String]) -> Answer<()> {
    let subject = if about.is_unit() { String::new() } else { subject(about)? };
    if department.trim().is_empty() || text.trim().is_empty() {
        return Err(Fault::new(codes::NOTE_BLANK).raise());
    }
    let note = DepartmentNote {
        department: department.trim().to_owned(),
        subject,
        text: text.trim().to_owned(),
        basis: basis.to_vec(),
    };
    context::with(|context| {
        context.said.notes.push(note);
        Ok(())
    })
}

fn asked(about: &Dynamic, attribute: &str, whom: &str) -> Answer<()> {
    let ask =
        Ask { subject: subject(about)?, attribute: attribute.to_owned(), whom: whom.to_owned() };
    context::with(|context| {
        if !context.said.asks.contains(&ask) {
            context.said.asks.push(ask);
        }
        Ok(())
    })
}

fn today() -> Answer<OnDate> {
    context::with(|context| Ok(OnDate::day(context.place.today)))
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Recorded>("Event")
        .register_fn("to_string", |own: &mut Recorded| format!("{} {}", own.0.kind, own.0.subject));
    stand_apart::<Recorded>(engine);
    register_fields(engine);
    both!(engine, "record", "记录", |kind: &str,
                                       about: Dynamic,
                                       on: Dynamic,
                                       facts: Map|
     -> Answer<Dynamic> {
        recorded(kind, &about, dated(&on)?, facts)
    });
    both!(engine, "record", "记录", |kind: &str,
                                       about: Dynamic,
                                       facts: Map|
     -> Answer<Dynamic> {
        recorded(kind, &about, today()?, facts)
    });
    both!(engine, "try_record", "试记", |kind: &str,
                                           about: Dynamic,
                                           on: Dynamic,
                                           facts: Map|
     -> Answer<Map> {
        tried(kind, &about, dated(&on)?, facts)
    });
    both!(engine, "refuse", "拒绝", |reason: &str| refused(reason));
    both!(engine, "note", "函告", |department: &str, about: Dynamic, text: &str| {
        noted(department, &about, text, &[])
    });
    both!(engine, "note", "函告", |department: &str,
                                     about: Dynamic,
                                     text: &str,
                                     basis: Array|
     -> Answer<()> {
        noted(department, &about, text, &written("basis", &basis.into())?)
    });
    both!(engine, "ask", "核查", |about: Dynamic, attribute: &str| asked(&about, attribute, ""));
    both!(engine, "ask", "核查", |about: Dynamic, attribute: &str, whom: &str| {
        asked(&about, attribute, whom)
    });
}
