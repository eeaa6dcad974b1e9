//! The rubric of an assessment (考核评分表): a file of the office's own. The documents that were read give
//! demands and no weights, so none are built in; an item without a weight is shown without points.

use crate::measures::MEASURES;
use phaseout_model::{Decimal, decimal};
use serde::Deserialize;
use toml::Spanned;

/// A rubric as its file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rubric {
    /// What it is called.
    pub title: String,
    /// The document that sets it.
    pub document: Option<String>,
    /// Its items, in the order of the file.
    pub items: Vec<Item>,
}

/// An item of a rubric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is demanded.
    pub title: String,
    /// What the record says about it: a measure's id; none where people have to judge.
    pub measure: Option<&'static str>,
    /// The points for all of it.
    pub weight: Option<Decimal>,
    /// How points follow from what was met.
    pub grading: Grading,
    /// How often a shortfall counts: 2 takes double the shortfall off.
    pub factor: Decimal,
}

/// How points follow from what was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grading {
    /// As much of the weight as was met.
    #[default]
    Share,
    /// All of the weight, or nothing.
    All,
}

/// What is wrong with a rubric, with its place from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RubricError {
    /// `rubric-syntax`, `rubric-measure`, `rubric-weight`, `rubric-factor`, `rubric-empty`.
    pub code: &'static str,
    /// The line of the file.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
    /// What stands there.
    pub detail: String,
    /// What may have been meant.
    pub suggestion: Option<&'static str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    #[serde(default)]
    document: Option<String>,
    #[serde(default)]
    item: Vec<RawItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItem {
    title: String,
    #[serde(default)]
    measure: Option<Spanned<String>>,
    #[serde(default)]
    weight: Option<Spanned<toml::Value>>,
    #[serde(default)]
    grading: Grading,
    #[serde(default)]
    factor: Option<Spanned<toml::Value>>,
}

impl Rubric {
    /// Reads a rubric.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn parse(text: &str) -> Result<Self, Vec<RubricError>> {
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            vec![fault("rubric-syntax", text, at, error.message(), None)]
        })?;
        if file.item.is_empty() {
            return Err(vec![fault("rubric-empty", text, 0, &file.title, None)]);
        }
        let mut faults = Vec::new();
        let items = file.item.into_iter().map(|item| read(item, text, &mut faults)).collect();
        if faults.is_empty() {
            Ok(Self { title: file.title, document: file.document, items })
        } else {
            Err(faults)
        }
    }

    /// A rubric to begin with: every measure, no weights.
    pub fn template() -> String {
        let mut text = String::from(TEMPLATE);
        for measure in MEASURES {
            text.push_str("\n[[item]]\ntitle = \"");
            text.push_str(measure.zh);
            text.push_str("\"\nmeasure = \"");
            text.push_str(measure.id);
            text.push_str("\"\n# weight =\n");
        }
        text
    }
}

const TEMPLATE: &str = "\
# 考核评分表。分值由本单位按自己的考核办法填写,程序不带任何分值。
# An assessment's rubric. Weights are the office's own: the program brings none.
#
# title    考核内容
# measure  台账能核对的指标;没有的,由考核人员评定
# weight   分值,整数或小数;不写则只列情况,不计分
# grading  \"share\" 按完成比例计分(默认);\"all\" 全部做到才得分
# factor   未完成部分按几倍扣分,例如2为加倍扣分(只用于share)
title = \"淘汰落后产能工作考核\"
# document = \"本单位考核办法文号\"

[[item]]
title = \"领导组织协调:协调机制、职责分工、定期会议\"

[[item]]
title = \"严格市场准入:新建扩建项目的立项、节能、环评、土地、安全审批\"

[[item]]
title = \"限制落后产能生产:环保监测、能耗限额、产品质量和安全生产检查\"
";

fn read(item: RawItem, text: &str, faults: &mut Vec<RubricError>) -> Item {
    let measure = item.measure.and_then(|named| {
        let found =
            MEASURES.iter().find(|own| own.id == named.get_ref() || own.zh == named.get_ref());
        if found.is_none() {
            let near = nearest(named.get_ref());
            let at = named.span().start;
            faults.push(fault("rubric-measure", text, at, named.get_ref(), near));
        }
        found.map(|measure| measure.id)
    });
    let mut number = |value: Option<Spanned<toml::Value>>, code| {
        let value = value?;
        let read = points(value.get_ref());
        if read.is_none() {
            let shown = value.get_ref().to_string();
            faults.push(fault(code, text, value.span().start, &shown, None));
        }
        read
    };
    let weight = number(item.weight, "rubric-weight");
    let factor = number(item.factor, "rubric-factor").unwrap_or(Decimal::ONE);
    Item { title: item.title, measure, weight, grading: item.grading, factor }
}

/// A number that is not below zero: 40, 2.5 or "2.5".
fn points(value: &toml::Value) -> Option<Decimal> {
    let text = match value {
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::String(text) => text.clone(),
        _ => return None,
    };
    decimal::parse(&text).filter(|value| !value.is_sign_negative())
}

fn nearest(word: &str) -> Option<&'static str> {
    MEASURES
        .iter()
        .map(|measure| (strsim::osa_distance(measure.id, word), measure.id))
        .min()
        .filter(|(distance, _)| *distance <= 5)
        .map(|(_, id)| id)
}

fn fault(
    code: &'static str,
    text: &str,
    at: usize,
    detail: &str,
    suggestion: Option<&'static str>,
) -> RubricError {
    let before = &text[..at.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    RubricError { code, line, column, detail: detail.to_owned(), suggestion }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_rubric_without_points() {
        let rubric = Rubric::parse(&Rubric::template()).unwrap();
        assert_eq!(rubric.items.len(), MEASURES.len() + 3);
        assert!(rubric.items.iter().all(|item| item.weight.is_none()));
    }

    #[test]
    fn every_fault_has_its_place_and_what_may_be_meant() {
        let text = "title = \"a\"\n[[item]]\ntitle = \"b\"\nmeasure = \"inspekted\"\nweight = -1\n\
                    [[item]]\ntitle = \"c\"\nmeasure = \"nothing_like_it\"\n";
        let faults = Rubric::parse(text).unwrap_err();
        let found: Vec<_> = faults
            .iter()
            .map(|fault| (fault.code, fault.line, fault.column, fault.suggestion))
            .collect();
        assert_eq!(
            found,
            [
                ("rubric-measure", 4, 11, Some("inspected")),
                ("rubric-weight", 5, 10, None),
                ("rubric-measure", 8, 11, None),
            ]
        );
        let faults = Rubric::parse("title = \"a\"\n[[item]]\ntitel = \"b\"\n").unwrap_err();
        assert_eq!((faults[0].code, faults[0].line), ("rubric-syntax", 3));
        assert_eq!(Rubric::parse("title = \"a\"\n").unwrap_err()[0].code, "rubric-empty");
    }
}
