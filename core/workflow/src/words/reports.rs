//! Report data (报表) in scripts: tables that a run puts together, and the year's assessment.

use super::{both, functions};
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::said::Table;
use crate::strict::Answer;
use phaseout_ledger::assess::{Assessment, Finding};
use rhai::{Array, Dynamic, Engine, Map};

functions! {
    "report" "报表" "report(name, rows)"
        "列出一张表:每行是一个映射,栏目按名称排列(要指定次序见下)。数量连同单位写出。"
        "A table: each row is a map, the columns stand in the order of their names (see below for another). Quantities keep their units."
        r#"report("产能", [#{industry: "cement", capacity: lines(#{industry: "cement"}).sum("capacity")}]); true"#;
    "report" "报表" "report(name, columns, rows)"
        "同上,指定栏目及其次序。"
        "The same with the columns in the order that is given."
        r#"报表("条数", ["行业", "条数"], [#{行业: "水泥", 条数: 2}]); true"#;
    "assessment" "考核" "assessment(year)"
        "某年考核的结果,逐行业:industry、result、planned、accepted 等。"
        "The year's assessment, industry by industry: industry, result, lines and capacity at each stage."
        r#"assessment(2013).len() >= 0"#;
    "measures" "考核指标" "measures(year)"
        "某年考核的各项指标:measure、name、unit、met 达到、of 应有、unclear 不清、outcome。"
        "The measures of the year's assessment: measure, name, unit, met, of, unclear, outcome."
        r#"measures(2013).len() > 5 && 考核指标(2013)[0].of == 0"#;
}

/// A cell of a report: texts, numbers and quantities as they are written; nothing is blank.
fn cell(value: &Dynamic) -> String {
    if value.is_unit() {
        return String::new();
    }
    if let Some(amount) = value.read_lock::<super::measured::Measured>() {
        return amount.to_string();
    }
    if let Ok(number) = value.as_float() {
        return number.to_string();
    }
    super::acting::written("report", value)
        .map_or_else(|_| value.to_string(), |texts| texts.join("、"))
}

fn table(name: &str, columns: Option<Vec<String>>, rows: Array) -> Answer<()> {
    let fixed = columns.is_some();
    let mut columns = columns.unwrap_or_default();
    let mut maps = Vec::with_capacity(rows.len());
    for row in rows {
        let kind = row.type_name();
        let map = row.try_cast::<Map>().ok_or_else(|| {
            Fault::new(codes::REPORT_ROW).with("given", codes::type_id(kind)).raise()
        })?;
        for key in map.keys() {
            if columns.iter().any(|column| column == key.as_str()) {
                continue;
            }
            if fixed {
                let fault = Fault::new(codes::FIELD_UNKNOWN).with("name", key);
                let near = crate::nearest::nearest(key, columns.iter().map(String::as_str));
                let near = near.unwrap_or_default().to_owned();
                return Err(fault.with("known", columns.join(" ")).with("near", near).raise());
            }
            columns.push(key.to_string());
        }
        maps.push(map);
    }
    let rows = maps
        .iter()
        .map(|map| {
            let text = |column: &String| map.get(column.as_str()).map(cell).unwrap_or_default();
            columns.iter().map(text).collect()
        })
        .collect();
    context::with(|context| {
        context.said.tables.push(Table { name: name.to_owned(), columns, rows });
        Ok(())
    })
}

fn assessment(year: i64) -> Answer<Assessment> {
    context::ask(|context| {
        let query = phaseout_ledger::assess::AssessQuery {
            year,
            day: context.place.today,
            office: context.place.office.region,
            filter: phaseout_ledger::status::Filter::default(),
        };
        context.recording.assess(&query, None)
    })
}

fn measures(year: i64) -> Answer<Array> {
    let row = |finding: &Finding| {
        let mut map = Map::new();
        let values: [(&str, Dynamic); 7] = [
            ("measure", finding.measure.id.to_owned().into()),
            ("name", finding.measure.zh.to_owned().into()),
            ("unit", finding.measure.unit.to_owned().into()),
            ("met", i64::from(finding.met).into()),
            ("of", i64::from(finding.of).into()),
            ("unclear", i64::from(finding.unclear).into()),
            ("outcome", finding.outcome().id().to_owned().into()),
        ];
        for (name, value) in values {
            map.insert(name.into(), value);
        }
        map.into()
    };
    Ok(assessment(year)?.findings.iter().map(row).collect())
}

fn assessed(year: i64) -> Answer<Array> {
    let assessment = assessment(year)?;
    let mut rows = Array::new();
    for industry in assessment.industries {
        let mut map = Map::new();
        map.insert("industry".into(), industry.industry.clone().into());
        map.insert("result".into(), industry.result.id().to_owned().into());
        map.insert(
            "target".into(),
            match &industry.target {
                Some(sum) => Dynamic::from(super::measured::Measured::of_sum(sum)?),
                None => Dynamic::UNIT,
            },
        );
        let stages = ["planned", "announced", "shut_down", "dismantled", "accepted"];
        for (name, stage) in stages.iter().zip(&industry.stages) {
            map.insert(
                (*name).into(),
                Dynamic::from(super::measured::Measured::of_sum(&stage.capacity)?),
            );
            map.insert(format!("{name}_lines").into(), i64::from(stage.lines).into());
        }
        rows.push(map.into());
    }
    Ok(rows)
}

pub(super) fn register(engine: &mut Engine) {
    both!(engine, "report", "报表", |name: &str, rows: Array| table(name, None, rows));
    both!(engine, "report", "报表", |name: &str, columns: Array, rows: Array| -> Answer<()> {
        let columns = super::acting::written("columns", &columns.into())?;
        table(name, Some(columns), rows)
    });
    both!(engine, "assessment", "考核", assessed);
    both!(engine, "measures", "考核指标", measures);
}
