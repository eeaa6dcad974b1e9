//! Enterprises (企业) in scripts.

use super::collection::Lines;
use super::lines::{optional, place};
use super::{both, fields, functions};
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::strict::{Answer, stand_apart};
use phaseout_ledger::Enterprise;
use rhai::{Array, Dynamic, Engine};
use std::sync::Arc;

/// An enterprise as the record has it.
#[derive(Clone, Debug)]
pub(crate) struct Firm(Arc<Enterprise>);

functions! {
    "enterprises" "全部企业" "enterprises()"
        "台账中的全部企业。"
        "All enterprises of the record."
        r#"enterprises().len() == 4"#;
    "enterprise" "企业" "enterprise(text)"
        "一家企业,按编号、代码或名称(含曾用名)。没有或不止一家时报错。"
        "An enterprise by id, code or name, earlier names included; an error where there is none, or more than one."
        r#"enterprise("甲水泥有限公司").lines.count() == 2"#;
}

fields! { Firm, "Enterprise",
    "id" "编号" "编号" "its id" |own: &mut Firm| own.0.id.clone();
    "name" "名称" "现用名称" "its name now" |own: &mut Firm| own.0.name.clone();
    "names" "曾用名" "全部名称,按时间" "all names, the earliest first"
        |own: &mut Firm| own.0.names.iter().map(|name| Dynamic::from(name.name.clone())).collect::<Array>();
    "codes" "代码" "信用代码、组织机构代码" "credit and organisation codes"
        |own: &mut Firm| own.0.codes.iter().cloned().map(Dynamic::from).collect::<Array>();
    "group" "集团" "所属集团,没有时为 ()" "the group it belongs to, or ()" |own: &mut Firm| optional(own.0.group.clone());
    "region" "地区" "行政区划代码,没有时为 ()" "the code of its place, or ()" |own: &mut Firm| optional(own.0.region.clone());
    "place" "地名" "所在地名,没有时为 ()" "the name of its place, or ()"
        |own: &mut Firm| optional(own.0.region.as_deref().and_then(place));
    "lines" "生产线" "它的生产线" "its lines" |own: &mut Firm| Firm::lines(own);
}

impl Firm {
    /// The enterprise of an id.
    pub(super) fn of(id: &str) -> Answer<Self> {
        let found = context::ask(|context| context.recording.book().enterprise(id))?;
        found
            .map(|enterprise| Self(Arc::new(enterprise)))
            .ok_or_else(|| Fault::new(codes::ENTERPRISE_UNKNOWN).with("text", id).raise())
    }

    pub(super) fn id(&self) -> &str {
        &self.0.id
    }

    fn found(text: &str) -> Answer<Self> {
        let mut found = context::ask(|context| {
            let book = context.recording.book();
            Ok(match book.enterprise(text)? {
                Some(enterprise) => vec![enterprise],
                None => book.find_enterprise(text)?,
            })
        })?;
        match found.len() {
            0 => Err(Fault::new(codes::ENTERPRISE_UNKNOWN).with("text", text).raise()),
            1 => Ok(Self(Arc::new(found.remove(0)))),
            count => {
                let names: Vec<String> = found
                    .iter()
                    .take(5)
                    .map(|enterprise| format!("{} {}", enterprise.id, enterprise.name))
                    .collect();
                let fault = Fault::new(codes::ENTERPRISE_SEVERAL).with("text", text);
                Err(fault.with("count", count).with("names", names.join("; ")).raise())
            }
        }
    }

    fn lines(own: &mut Self) -> Answer<Lines> {
        let lines = context::ask(|context| context.recording.book().lines_of(&own.0.id))?;
        Ok(Lines(Arc::new(lines.into_iter().map(Arc::new).collect())))
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Firm>("Enterprise");
    stand_apart::<Firm>(engine);
    register_fields(engine);
    both!(engine, "enterprises", "全部企业", || -> Answer<Array> {
        let all = context::ask(|context| context.recording.book().enterprises())?;
        Ok(all.into_iter().map(|one| Dynamic::from(Firm(Arc::new(one)))).collect())
    });
    both!(engine, "enterprise", "企业", Firm::found);
    engine.register_fn("==", |left: Firm, right: Firm| left.0.id == right.0.id);
    engine.register_fn("!=", |left: Firm, right: Firm| left.0.id != right.0.id);
    engine.register_fn("to_string", |own: &mut Firm| own.0.name.clone());
    engine.register_fn("to_debug", |own: &mut Firm| own.0.name.clone());
}
