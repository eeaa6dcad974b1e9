//! The words of tests that run things and see what was said (测试).

use super::{both, functions};
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::hooks::Moment;
use crate::strict::Answer;
use crate::words::tests::in_tests;
use crate::work::{call_scheduled, run_in};
use crate::workflow::script_file;
use rhai::{Array, Dynamic, Engine, Map};

functions! {
    "run" "运行" "run(script, args)"
        "测试:从头运行一个脚本,如同 `phaseout run`。"
        "In tests: runs a script from its top, as `phaseout run` does."
        r#"run("annual", ["2013"]); true"#;
    "call_month_end" "月末处理" "call_month_end()"
        "测试:调用 on_month_end 钩子。"
        "In tests: calls the on_month_end hooks."
        r#"call_month_end(); true"#;
    "call_due" "到期处理" "call_due()"
        "测试:对到期的每件事调用 on_due 钩子。"
        "In tests: calls the on_due hooks for everything that is due."
        r#"call_due(); true"#;
    "notes" "已拟函告" "notes()"
        "测试:至此拟出的函告,含 department、subject、text、basis。"
        "In tests: the notes so far, with department, subject, text, basis."
        r#"notes().len() == 0"#;
    "asks" "已列核查" "asks()"
        "测试:至此列出的待核实事项,含 subject、attribute、whom。"
        "In tests: the facts asked for so far, with subject, attribute, whom."
        r#"asks().len() == 0"#;
    "tables" "已列报表" "tables()"
        "测试:至此列出的表,含 name、columns、rows。"
        "In tests: the tables so far, with name, columns, rows."
        r#"tables().len() == 0"#;
    "refusals" "拒绝理由" "refusals()"
        "测试:至此运行中 refuse 所说的理由;取出后不再使测试失败。"
        "In tests: the reasons that refuse gave in runs so far; those that were read do not fail the test."
        r#"refusals().len() == 0"#;
}

fn map<const N: usize>(pairs: [(&str, Dynamic); N]) -> Dynamic {
    let map: Map = pairs.into_iter().map(|(name, value)| (name.into(), value)).collect();
    map.into()
}

fn texts(words: &[String]) -> Dynamic {
    words.iter().cloned().map(Dynamic::from).collect::<Array>().into()
}

/// Runs a script of the set under the run in progress.
fn run(script: &str, args: Array) -> Answer<()> {
    in_tests("run")?;
    let name = script_file(script);
    let set = context::with(|context| Ok(context.workflow.set()))?;
    let Some(set) = set else { return Ok(()) };
    // A script that runs itself would have no end that is counted.
    context::with(|context| {
        if std::mem::replace(&mut context.trying, true) {
            return Err(Fault::new(codes::ONLY_IN_TESTS).with("name", "run").hold());
        }
        Ok(())
    })?;
    let outcome = run_in(&set, &name, args);
    context::within(|context| context.trying = false);
    outcome.or_else(|failed| context::with(|context| context.broken(failed)))
}

fn moment(name: &'static str, moment: &Moment) -> Answer<()> {
    in_tests(name)?;
    match call_scheduled(moment) {
        Ok(_) => Ok(()),
        Err(failed) => context::with(|context| context.broken(failed)),
    }
}

pub(super) fn register(engine: &mut Engine) {
    both!(engine, "run", "运行", run);
    both!(engine, "call_month_end", "月末处理", || moment("call_month_end", &Moment::MonthEnd));
    both!(engine, "call_due", "到期处理", || moment("call_due", &Moment::Due));
    both!(engine, "notes", "已拟函告", || -> Answer<Array> {
        in_tests("notes")?;
        context::with(|context| {
            let notes = context.said.notes.iter().map(|note| {
                map([
                    ("department", note.department.clone().into()),
                    ("subject", note.subject.clone().into()),
                    ("text", note.text.clone().into()),
                    ("basis", texts(&note.basis)),
                ])
            });
            Ok(notes.collect())
        })
    });
    both!(engine, "asks", "已列核查", || -> Answer<Array> {
        in_tests("asks")?;
        context::with(|context| {
            let asks = context.said.asks.iter().map(|ask| {
                map([
                    ("subject", ask.subject.clone().into()),
                    ("attribute", ask.attribute.clone().into()),
                    ("whom", ask.whom.clone().into()),
                ])
            });
            Ok(asks.collect())
        })
    });
    both!(engine, "tables", "已列报表", || -> Answer<Array> {
        in_tests("tables")?;
        context::with(|context| {
            let tables = context.said.tables.iter().map(|table| {
                let row = |cells: &Vec<String>| -> Dynamic {
                    let pairs = table.columns.iter().zip(cells);
                    let map: Map = pairs
                        .map(|(column, cell)| (column.as_str().into(), cell.clone().into()))
                        .collect();
                    map.into()
                };
                map([
                    ("name", table.name.clone().into()),
                    ("columns", texts(&table.columns)),
                    ("rows", table.rows.iter().map(row).collect::<Array>().into()),
                ])
            });
            Ok(tables.collect())
        })
    });
    both!(engine, "refusals", "拒绝理由", || -> Answer<Array> {
        in_tests("refusals")?;
        context::with(|context| {
            let reason = |refusal: &phaseout_ledger::Refusal| {
                let reason = refusal.arguments.iter().find(|(name, _)| *name == "reason");
                reason.map_or(Dynamic::UNIT, |(_, reason)| reason.clone().into())
            };
            Ok(std::mem::take(&mut context.refusals).iter().map(reason).collect())
        })
    });
}
