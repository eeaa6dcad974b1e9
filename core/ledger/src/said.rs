//! The facts of an event in words: names from the table of kinds, codes beside their Chinese words, files
//! with their hashes.

use crate::event::Event;
use crate::fact::Form;
use crate::json::{Json, Payload};
use crate::kind::{Kind, kind};

/// A fact of an event in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The key in the payload.
    pub key: String,
    /// Its name in Chinese, where it has one.
    pub zh: Option<&'static str>,
    /// The values: one, or those of a list. Codes have their Chinese words beside them.
    pub values: Vec<Value>,
}

/// A value in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// As recorded.
    Text(String),
    /// A code and its Chinese word.
    Word(String, &'static str),
    /// A file and the SHA-256 of its bytes.
    File(String, String),
    /// Yes or no.
    YesNo(bool),
}

/// What stands in payloads beside the facts that a kind declares.
const OTHERS: &[(&str, &str)] = &[
    ("name", "企业名称"),
    ("credit_code", "统一社会信用代码"),
    ("organisation_code", "组织机构代码"),
    ("group", "所属集团"),
    ("region", "地区"),
    ("industry", "行业"),
    ("label", "线号"),
    ("equipment", "设备"),
    ("specification", "规格型号"),
    ("capacity", "产能"),
    ("constructed", "占位"),
    ("list_id", "名单编号"),
    ("file", "来源文件"),
    ("sheet", "工作表"),
    ("row_number", "行"),
    ("sha256", "文件哈希"),
    ("problems", "表内问题"),
    ("verdict", "判定结果"),
    ("judged_as_of", "判定日期"),
    ("criteria", "判据"),
    ("missing", "需核实的事项"),
    ("event", "更正的记录"),
    ("reason", "原因"),
    ("void", "作废"),
    ("on", "日期改为"),
    ("subject", "对象改为"),
    ("set", "内容改为"),
    ("enterprise", "企业"),
    ("quorum", "要求部门数"),
];

/// The Chinese name of a key in the payload of a kind.
pub fn name_of(kind: Option<&Kind>, key: &str) -> Option<&'static str> {
    let other = || OTHERS.iter().find(|(own, _)| *own == key).map(|(_, zh)| *zh);
    kind.and_then(|kind| kind.fact(key)).map(|fact| fact.zh).or_else(other)
}

/// The facts of an event in words, those that its kind declares first. The cells of a survey row are left
/// to the payload.
pub fn said(event: &Event) -> Vec<Said> {
    let own = kind(&event.kind);
    let declared = own.map(|kind| kind.facts).unwrap_or_default();
    let mut said: Vec<Said> = declared
        .iter()
        .filter_map(|fact| {
            let value = event.payload.get(fact.key)?;
            let values = values(value, Some(fact.form));
            Some(Said { key: fact.key.to_owned(), zh: Some(fact.zh), values })
        })
        .collect();
    let rest = event.payload.iter().filter(|(key, _)| {
        key.as_str() != "row" && !declared.iter().any(|fact| fact.key == key.as_str())
    });
    let mut rest: Vec<Said> = rest
        .map(|(key, value)| Said {
            key: key.clone(),
            zh: name_of(None, key),
            values: values(value, None),
        })
        .filter(|said| !said.values.is_empty())
        .collect();
    let place = |key: &str| OTHERS.iter().position(|(own, _)| *own == key).unwrap_or(OTHERS.len());
    rest.sort_by_key(|said| place(&said.key));
    said.extend(rest);
    said
}

fn values(value: &Json, form: Option<Form>) -> Vec<Value> {
    match value {
        Json::Null => Vec::new(),
        Json::Bool(yes) => vec![Value::YesNo(*yes)],
        Json::Integer(number) => vec![Value::Text(number.to_string())],
        Json::Text(text) => vec![match form {
            Some(Form::Word(words) | Form::Reason(words)) => words
                .iter()
                .find(|(code, _)| code == text)
                .map_or_else(|| Value::Text(text.clone()), |(_, zh)| Value::Word(text.clone(), zh)),
            _ => Value::Text(text.clone()),
        }],
        Json::List(list) => list.iter().flat_map(|value| values(value, form)).collect(),
        Json::Map(map) => vec![paper(map)],
    }
}

/// A file with its hash, a reference to a paper, or facts by their keys.
fn paper(map: &Payload) -> Value {
    let text = |key: &str| map.get(key).and_then(Json::text).map(str::to_owned);
    if let (Some(file), Some(hash)) = (text("file"), text("sha256")) {
        return Value::File(file, hash);
    }
    if let (Some(reference), 1) = (text("reference"), map.len()) {
        return Value::Text(reference);
    }
    let parts: Vec<String> = map
        .iter()
        .map(|(key, value)| {
            let value = value.text().map_or_else(|| value.canonical(), str::to_owned);
            format!("{key}={value}")
        })
        .collect();
    Value::Text(parts.join(", "))
}
