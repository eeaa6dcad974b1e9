//! An industry made for the tests: a few kinds, one attribute of each sort.
#![allow(clippy::unwrap_used, reason = "a test may stop anywhere")]
#![allow(dead_code, reason = "each test file uses a part of the kit")]

use phaseout_criteria::{Criterion, Diagnostic, SourceFile, parse_criterion};
use phaseout_model::{Attribute, AttributeValue, Kind, KindIndex, Unit, Vocabulary};

/// A furnace industry: furnace (blast furnace (special), converter), mill.
pub(crate) fn vocabulary() -> Vocabulary {
    let measure = |unit: &str, positive| AttributeValue::Measure {
        unit: Unit::parse(unit).unwrap(),
        positive,
        default_unit: false,
    };
    Vocabulary {
        industry: "steel".into(),
        zh: "钢铁".into(),
        en: "Steel".into(),
        printed: vec!["钢铁".into()],
        plant_words: vec![],
        fillers: vec![],
        kinds: vec![
            kind("steel", None),
            kind("furnace", Some(0)),
            kind("blast_furnace", Some(1)),
            kind("special_blast_furnace", Some(2)),
            kind("converter", Some(1)),
            kind("mill", Some(0)),
        ],
        attributes: vec![
            attribute("volume", "炉容", measure("m³", true), &[1]),
            attribute("tonnage", "吨位", measure("t", true), &[4]),
            attribute("diameter", "直径", measure("m", true), &[5]),
            attribute("excess", "高出", measure("%", false), &[]),
            attribute("years", "年限", measure("years", false), &[]),
            attribute("compliant", "达标", AttributeValue::YesNo, &[]),
            attribute(
                "process",
                "工艺",
                AttributeValue::Word {
                    words: ["钙盐法", "氢钙法", "一步法"].map(String::from).into(),
                },
                &[],
            ),
            attribute(
                "capacity",
                "产能",
                AttributeValue::Capacity { unit: Unit::parse("万吨/年").unwrap() },
                &[],
            ),
            attribute("approved", "手续齐全", AttributeValue::YesNo, &[]),
        ],
    }
}

fn kind(id: &str, parent: Option<KindIndex>) -> Kind {
    Kind { id: id.into(), zh: format!("{id}设备"), en: id.into(), printed: vec![], parent }
}

fn attribute(id: &str, zh: &str, value: AttributeValue, kinds: &[KindIndex]) -> Attribute {
    Attribute {
        id: id.into(),
        zh: zh.into(),
        en: id.into(),
        printed: vec![zh.into()],
        value,
        kinds: kinds.to_vec(),
    }
}

/// A complete file; `more` may add keys before `basis`.
pub(crate) fn text(kinds: &str, more: &str) -> String {
    format!(
        r#"id        = "steel/made-for-tests/one"
title     = {{ zh = "高炉", en = "blast furnace" }}
class     = "eliminate"
kinds     = [{kinds}]
confirmed = true
{more}
basis     = {{ document = "国发〔2010〕7号", from = "2010-02", wording = "高炉", source = ["constructed"] }}
explain   = {{ zh = "应淘汰。", en = "Has to go." }}
case = [
  {{ volume = "300 m³", expect = "hit", source = "constructed" }},
  {{ volume = "500 m³", expect = "clear", source = "constructed" }},
  {{ spec = "", expect = "unknown", source = "constructed" }},
]
"#
    )
}

pub(crate) fn file(text: String) -> SourceFile {
    SourceFile {
        path: "criteria/steel/made-for-tests/one.toml".into(),
        id: "steel/made-for-tests/one".into(),
        text,
    }
}

pub(crate) fn criterion(kinds: &str, more: &str) -> Criterion {
    let file = file(text(kinds, more));
    parse_criterion(&file, &vocabulary()).unwrap_or_else(|d| panic!("{}", shown(&d, &file.text)))
}

/// `line:column code marked | name=value … -> suggestion`, a line a mistake.
pub(crate) fn shown(diagnostics: &[Diagnostic], text: &str) -> String {
    let lines = diagnostics.iter().map(|diagnostic| {
        let (line, column) = diagnostic.line_column(text);
        let marked = &text[diagnostic.span.clone()];
        let marked = if marked.contains('\n') { "(several lines)" } else { marked };
        let arguments: Vec<String> =
            diagnostic.arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let suggestion =
            diagnostic.suggestion.as_ref().map_or(String::new(), |s| format!(" -> {s}"));
        let code = diagnostic.code;
        let line =
            format!("{line}:{column} {code} `{marked}` {}{suggestion}", arguments.join(", "));
        format!("{}\n", line.trim_end())
    });
    lines.collect()
}
