//! The dates of the year's cycle (时间节点), and what is due by them.

use super::dates::Day;
use super::lines::OneLine;
use super::milestone::Node;
use super::task::Due;
use super::{both, functions};
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::strict::Answer;
use phaseout_ledger::calendar::Calendar;
use phaseout_ledger::milestones::Milestone;
use phaseout_ledger::sanctions;
use phaseout_ledger::status::Filter;
use phaseout_ledger::todo::TodoQuery;
use phaseout_model::{Date, RegionCode};
use rhai::{Array, Dynamic, Engine, Map};

functions! {
    "calendar" "节点" "calendar(year)"
        "本单位某年的时间节点,按日期:文件规定的,本单位台账和脚本改过的以后者为准。"
        "The dates of a year for this office: those of the documents, and over them the office's own."
        r#"calendar(2013).len() > 5"#;
    "calendar" "节点" "calendar(line, year)"
        "一条生产线某年的时间节点。"
        "The dates of a line for a year."
        r#"节点(一条线("532300-1"), 2013).len() > 5"#;
    "milestone" "时间节点" "milestone(year, name)"
        "本单位某年的一个节点,例如 shut_down、dismantle、annual_report;没有时为 ()。"
        "One date of a year for this office, as shut_down, dismantle, annual_report; () where there is none."
        r#"milestone(2013, "dismantle").date == date("2013-12-31")"#;
    "milestone" "时间节点" "milestone(line, year, name)"
        "一条生产线某年的一个节点;没有时为 ()。"
        "One date of a line for a year; () where there is none."
        r#"时间节点(一条线("532300-1"), 2013, "拆除主体设备").date == date("2013-12-31")"#;
    "todo" "待办" "todo()"
        "全部待办,按日期。"
        "Everything that is to be done, by date."
        r#"todo().len() >= 5"#;
    "todo" "待办" "todo(date)"
        "到某日为止应办的。"
        "What is due by a day."
        r#"todo(date("1990-01-01")).len() == 0"#;
    "sanctions" "处置措施" "sanctions(against, date)"
        "对逾期的企业(enterprise)或地区(region)可采取的措施,连同部门和依据。"
        "What is possible against an enterprise or a region that missed a date: title, who, document."
        r#"sanctions("enterprise", date("2013-12-31")).len() > 0"#;
}

/// The milestones in force, the dates of the office's own scripts among them.
fn with_calendar<T>(year: i64, work: impl FnOnce(&mut Calendar, RegionCode) -> T) -> Answer<T> {
    let local = context::local_dates(Some(year))?;
    context::ask(|context| {
        let mut calendar = context.recording.book().calendar_with(&local)?;
        Ok(work(&mut calendar, context.place.office.region))
    })
}

fn nodes(found: impl IntoIterator<Item = Milestone>) -> Array {
    found.into_iter().map(|own| Dynamic::from(Node::of(own))).collect()
}

fn milestones_of_office(year: i64) -> Answer<Array> {
    with_calendar(year, |calendar, region| {
        nodes(calendar.milestones(year, Some(&region.to_string()), "").to_vec())
    })
}

fn milestones_of_line(line: &OneLine, year: i64) -> Answer<Array> {
    with_calendar(year, |calendar, _| nodes(calendar.of_line(&line.0, year)))
}

fn tasks(until: Option<Date>) -> Answer<Array> {
    let local = context::local_dates(None)?;
    let tasks = context::ask(|context| {
        let query = TodoQuery {
            day: context.place.today,
            office: context.place.office.region,
            filter: Filter::default(),
            until,
            local: local.to_vec(),
        };
        context.recording.book().todo(&query)
    })?;
    Ok(tasks.into_iter().map(|task| Dynamic::from(Due::of(task))).collect())
}

fn latest(day: Day) -> Answer<Date> {
    day.0.latest().ok_or_else(|| Fault::new(codes::DATE_UNKNOWN).with("date", day).raise())
}

fn possible(against: &str, missed: Day) -> Answer<Array> {
    let against = match against {
        "enterprise" | "企业" => "enterprise",
        "region" | "地区" => "region",
        other => {
            let fault = Fault::new(codes::FIELD_UNKNOWN).with("name", other);
            return Err(fault.with("known", "enterprise region").with("near", "").raise());
        }
    };
    let found = sanctions::sanctions(against, latest(missed)?);
    let map = |own: &sanctions::Sanction| {
        let mut map = Map::new();
        let mut put = |en: &str, zh: &str, text: &str| {
            map.insert(en.into(), text.to_owned().into());
            map.insert(zh.into(), text.to_owned().into());
        };
        put("id", "编号", &own.id);
        put("title", "名称", &own.title.zh);
        put("who", "部门", &own.who);
        put("document", "依据", &own.document);
        map.insert("confirmed".into(), own.confirmed.into());
        Dynamic::from(map)
    };
    Ok(found.into_iter().map(map).collect())
}

/// The id of a milestone's name.
fn known(name: &str) -> Answer<&'static str> {
    let all = phaseout_ledger::milestones::MILESTONES;
    if let Some((id, _)) = all.iter().find(|(id, zh)| *id == name || *zh == name) {
        return Ok(id);
    }
    let ids: Vec<&str> = all.iter().map(|(id, _)| *id).collect();
    let near = crate::nearest::nearest(name, ids.iter().copied()).unwrap_or_default();
    let fault = Fault::new(codes::FIELD_UNKNOWN).with("name", name);
    Err(fault.with("known", ids.join(" ")).with("near", near).raise())
}

fn one_of(found: Array, id: &str) -> Dynamic {
    let is_it = |node: &Dynamic| node.read_lock::<Node>().is_some_and(|node| node.is(id));
    found.into_iter().find(is_it).unwrap_or_default()
}

pub(super) fn register(engine: &mut Engine) {
    both!(engine, "calendar", "节点", milestones_of_office);
    both!(engine, "calendar", "节点", |line: OneLine, year: i64| milestones_of_line(&line, year));
    both!(engine, "milestone", "时间节点", |year: i64, name: &str| -> Answer<Dynamic> {
        let id = known(name)?;
        Ok(one_of(milestones_of_office(year)?, id))
    });
    both!(engine, "milestone", "时间节点", |line: OneLine,
                                                year: i64,
                                                name: &str|
     -> Answer<Dynamic> {
        let id = known(name)?;
        Ok(one_of(milestones_of_line(&line, year)?, id))
    });
    both!(engine, "todo", "待办", || tasks(None));
    both!(engine, "todo", "待办", |until: Day| tasks(Some(latest(until)?)));
    both!(engine, "sanctions", "处置措施", possible);
}
