//! The office (本单位) that scripts work for.

use super::{both, functions};
use crate::context;
use crate::strict::Answer;
use rhai::{Array, Dynamic, Engine, Map};

functions! {
    "office" "本单位" "office()"
        "本单位:name 名称、region 地区、level 级别、role 岗位、departments 部门、quorum 验收部门数。"
        "This office: name, region, level, role, departments, quorum."
        r#"office().region == "532300" && 本单位().地区 == "532300""#;
    "word" "名称" "word(id)"
        "代号的名称:行业、设备、指标、步骤、状态、结论、部门。不认识的原样给出。"
        "What an id is called: industry, equipment, attribute, step, state, verdict, department; the id itself where it is none."
        r#"word("cement") == "水泥""#;
    "place_name" "地名" "place_name(code)"
        "行政区划代码的名称;没有时为 ()。"
        "The name of a place's code; () where there is none."
        r#"place_name("532300") == "楚雄彝族自治州""#;
}

fn office() -> Answer<Map> {
    context::with(|context| {
        let office = &context.place.office;
        let departments: Array = office.departments.iter().cloned().map(Dynamic::from).collect();
        let values: [(&str, &str, Dynamic); 6] = [
            ("name", "名称", office.name.clone().into()),
            ("region", "地区", office.region.to_string().into()),
            ("level", "级别", office.level.id().to_owned().into()),
            ("role", "岗位", context.recording.desk().actor.clone().into()),
            ("departments", "部门", departments.into()),
            ("quorum", "验收部门数", office.quorum.into()),
        ];
        let mut map = Map::new();
        for (en, zh, value) in values {
            map.insert(en.into(), value.clone());
            map.insert(zh.into(), value);
        }
        Ok(map)
    })
}

pub(super) fn register(engine: &mut Engine) {
    both!(engine, "office", "本单位", office);
    both!(engine, "word", "名称", |id: &str| -> Answer<String> {
        context::with(|context| Ok(context.place.around.word(id)))
    });
    both!(engine, "place_name", "地名", |code: &str| {
        super::lines::optional(super::lines::place(code))
    });
}
