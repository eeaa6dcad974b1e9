//! Judging (判定) in scripts: the verdict of plugins and criteria, never a script's own.

use super::collection::Lines;
use super::dates::Day;
use super::lines::OneLine;
use super::{both, fields, functions};
use crate::act::judged_as_of;
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::judging::{Asked, Judgement};
use crate::strict::{Answer, stand_apart};
use phaseout_ledger::Line;
use phaseout_model::Date;
use rhai::{Array, Dynamic, Engine};
use std::sync::Arc;

/// A verdict with what it rests on.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    line: Arc<Line>,
    judgement: Arc<Judgement>,
}

functions! {
    "judge" "判定" "judge(line)"
        "按今天有效的判据判定一条生产线;已核实的事项计入。"
        "The verdict of a line by the criteria in force today, with what was determined."
        r#"judge(line("532300-3")).verdict == "eliminate""#;
    "judge" "判定" "judge(line, date)"
        "按某日有效的判据判定。"
        "The same by the criteria in force on a day."
        r#"judge(line("532300-3"), date("2013-07-01")).documents.len() > 0"#;
    "judge_all" "全部判定" "judge_all(lines)"
        "一次判定多条生产线,结果与其顺序相同。"
        "The verdicts of many lines at once, in their order."
        r#"judge_all(lines(#{industry: "cement"})).len() == 2"#;
}

fields! { Verdict, "Verdict",
    "line" "生产线" "生产线" "the line" |own: &mut Verdict| OneLine(Arc::clone(&own.line));
    "verdict" "结论" "结论代号:eliminate、verify、restrict、retain、unjudged" "eliminate, verify, restrict, retain or unjudged"
        |own: &mut Verdict| own.judgement.judged.verdict.clone();
    "criteria" "判据" "命中的淘汰判据" "the criteria that name it" |own: &mut Verdict| texts(&own.judgement.judged.criteria);
    "missing" "待核实" "结论所缺的事项" "the facts that the verdict lacks" |own: &mut Verdict| texts(&own.judgement.judged.missing);
    "documents" "依据" "依据的文件" "the documents it rests on" |own: &mut Verdict| texts(&own.judgement.basis);
    "deadlines" "期限" "各文件的期限,与依据一一对应" "their deadlines, one beside each document"
        |own: &mut Verdict| texts(&own.judgement.deadlines);
    "date" "判定日期" "判定所依据的日期" "the day of the judgement" |own: &mut Verdict| Day::on(own.judgement.judged.as_of);
}

fn texts(words: &[String]) -> Array {
    words.iter().cloned().map(Dynamic::from).collect()
}

fn judged(lines: &[Arc<Line>], as_of: Option<Date>) -> Answer<Vec<Verdict>> {
    let as_of = match as_of {
        Some(day) => day,
        None => context::with(|context| Ok(context.place.today))?,
    };
    let asked: Vec<Asked> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| Asked { place, line: line.id.clone(), fact: None })
        .collect();
    let found = judged_as_of(as_of, &asked)
        .or_else(|failed| context::with(|context| context.broken(failed)))?;
    let verdicts = lines.iter().zip(found).filter_map(|(line, judgement)| {
        Some(Verdict { line: Arc::clone(line), judgement: Arc::new(judgement?) })
    });
    Ok(verdicts.collect())
}

fn one(line: &OneLine, as_of: Option<Date>) -> Answer<Verdict> {
    judged(std::slice::from_ref(&line.0), as_of)?
        .pop()
        .ok_or_else(|| Fault::new(codes::LINE_UNKNOWN).with("id", &line.0.id).raise())
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Verdict>("Verdict");
    stand_apart::<Verdict>(engine);
    register_fields(engine);
    both!(engine, "judge", "判定", |line: OneLine| one(&line, None));
    both!(engine, "judge", "判定", |line: OneLine, day: Day| -> Answer<Verdict> {
        let as_of = day.0.latest();
        let as_of =
            as_of.ok_or_else(|| Fault::new(codes::DATE_UNKNOWN).with("date", day).raise())?;
        one(&line, Some(as_of))
    });
    both!(engine, "judge_all", "全部判定", |lines: Lines| -> Answer<Array> {
        Ok(judged(&lines.0, None)?.into_iter().map(Dynamic::from).collect())
    });
    engine.register_fn("to_string", |own: &mut Verdict| own.judgement.judged.verdict.clone());
    engine.register_fn("to_debug", |own: &mut Verdict| own.judgement.judged.verdict.clone());
}
