//! What is due by when (时间节点), by year of the targets, place and industry: data with its sources in
//! `data/milestones.toml`. What the office set itself stands over it, in `calendar`.

use crate::fact::Word;
use phaseout_model::{Date, RegionCode};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// All milestones, in the order of a year.
pub const MILESTONES: &[Word] = &[
    ("proposal", "报送年度计划和企业名单"),
    ("target", "下达目标任务"),
    ("publication", "分解落实并公告企业名单"),
    ("shut_down", "关停"),
    ("dismantle", "拆除主体设备"),
    ("acceptance", "现场检查验收"),
    ("completed_list", "公告完成任务企业名单"),
    ("department_letters", "部门函告关停情况"),
    ("self_check", "报送自查报告"),
    ("annual_report", "报送年度完成情况"),
    ("assessment", "考核"),
];

/// The step, or the kind of event, that a milestone asks for.
pub fn step_of(milestone: &str) -> Option<&'static str> {
    Some(match milestone {
        "proposal" => "plan",
        "target" => "target",
        "publication" => "announce",
        "shut_down" => "shut_down",
        "dismantle" => "dismantle",
        "acceptance" => "accept",
        "completed_list" => "publicity",
        _ => return None,
    })
}

/// A milestone in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// A word of [`MILESTONES`].
    pub id: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// The step, or the kind of event, that it asks for.
    pub step: Option<&'static str>,
    /// The year of the targets.
    pub year: i64,
    /// Its last day.
    pub date: Date,
    /// Who acts: `enterprise`, a level, `departments`, `ministry`; blank where the record does not say.
    pub who: String,
    /// The document that sets it, or the notice that named the line.
    pub document: String,
    /// Where it was read; blank where it stands in the record.
    pub source: Vec<String>,
    /// Whether the wording was seen. One that was not makes nothing late.
    pub confirmed: bool,
    /// The event that set it, where it stands in the record.
    pub seq: Option<i64>,
}

/// A rule of the table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    milestone: String,
    years: Vec<i64>,
    month: i8,
    #[serde(default)]
    day: Option<i8>,
    #[serde(default)]
    following: bool,
    #[serde(default)]
    region: Option<RegionText>,
    #[serde(default)]
    industries: Vec<String>,
    who: String,
    document: String,
    source: Vec<String>,
    confirmed: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct RegionText(RegionCode);

impl TryFrom<String> for RegionText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|()| format!("{text} is no region code"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Rule>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/milestones.toml"))
        .expect("a test reads the table of milestones");
    file.rule
});

impl Rule {
    fn holds(&self, year: i64, region: Option<RegionCode>, industry: &str) -> bool {
        let (first, last) = (self.years.first(), self.years.get(1));
        first.is_some_and(|first| *first <= year)
            && last.is_none_or(|last| year <= *last)
            && self.region.as_ref().is_none_or(|own| region.is_some_and(|it| own.0.contains(it)))
            && (self.industries.is_empty() || self.industries.iter().any(|own| own == industry))
    }

    /// Confirmed before unconfirmed, a smaller place before a larger, a named industry before all.
    fn rank(&self) -> (bool, usize, bool) {
        let depth = self.region.as_ref().map_or(0, |region| depth(region.0));
        (self.confirmed, depth, !self.industries.is_empty())
    }

    fn date(&self, year: i64) -> Option<Date> {
        let year = i16::try_from(year + i64::from(self.following)).ok()?;
        let first = Date::new(year, self.month, 1).ok()?;
        match self.day {
            None => Some(first.last_of_month()),
            Some(day) => Date::new(year, self.month, day).ok(),
        }
    }
}

/// How many digits of a code say something.
pub(crate) fn depth(code: RegionCode) -> usize {
    let text = code.to_string();
    match text.len() {
        6 if text.ends_with("0000") => 2,
        6 if text.ends_with("00") => 4,
        length => length,
    }
}

pub(crate) fn named(id: &str) -> Option<&'static Word> {
    MILESTONES.iter().find(|(own, _)| *own == id)
}

/// The milestones that documents set for a year of targets, a place and an industry, by date. The most
/// particular rule of each stands.
pub fn milestones(year: i64, region: Option<&str>, industry: &str) -> Vec<Milestone> {
    let place = region.and_then(|text| text.parse::<RegionCode>().ok());
    let mut standing: BTreeMap<&str, &Rule> = BTreeMap::new();
    for rule in RULES.iter().filter(|rule| rule.holds(year, place, industry)) {
        let slot = standing.entry(&rule.milestone).or_insert(rule);
        if rule.rank() >= slot.rank() {
            *slot = rule;
        }
    }
    let mut found: Vec<Milestone> = standing
        .into_values()
        .filter_map(|rule| {
            let (id, zh) = named(&rule.milestone)?;
            Some(Milestone {
                id,
                zh,
                step: step_of(id),
                year,
                date: rule.date(year)?,
                who: rule.who.clone(),
                document: rule.document.clone(),
                source: rule.source.clone(),
                confirmed: rule.confirmed,
                seq: None,
            })
        })
        .collect();
    found.sort_by_key(|milestone| milestone.date);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_names_a_milestone_a_year_and_a_source() {
        for rule in RULES.iter() {
            let here = format!("{} {:?} {:?}", rule.milestone, rule.years, rule.region);
            assert!(named(&rule.milestone).is_some(), "{here}");
            assert!(matches!(rule.years[..], [_] | [_, _]), "{here}");
            assert!(rule.date(rule.years[0]).is_some(), "{here}");
            assert!(!rule.source.is_empty() && !rule.document.is_empty(), "{here}");
            let known =
                rule.region.as_ref().map(|region| phaseout_model::Regions::known().get(region.0));
            assert!(known.is_none_or(|region| region.is_some()), "{here}");
        }
    }

    #[test]
    fn the_most_particular_rule_stands() {
        // year, region, industry, milestone, date; `-` before the date: not confirmed
        let cases = [
            (2013, "532323", "cement", "proposal", "2013-02-28"), // 2月底
            (2012, "532323", "cement", "proposal", "2012-02-29"), // of a leap year
            (2013, "532323", "cement", "publication", "2013-04-30"),
            (2013, "532323", "cement", "shut_down", "-2013-09-30"),
            (2012, "532323", "cement", "shut_down", "2012-09-30"), // 力争9月底前
            (2013, "532323", "cement", "dismantle", "2013-12-31"),
            (2010, "532323", "cement", "acceptance", "2011-03-31"), // the targets of 2010
            (2010, "370303", "cement", "dismantle", "-2010-12-15"), // 山东, the year is masked
            (2013, "350902", "cement", "dismantle", "2013-11-30"),  // 宁德
            (2013, "350503", "cement", "dismantle", "2013-11-20"),  // 泉州 before 福建
            (2014, "350503", "cement", "dismantle", "2014-11-30"),
            (2012, "350503", "cement", "dismantle", "2012-12-31"),
            (2012, "350503", "cement", "proposal", "2012-01-31"),
            (2014, "350503", "cement", "self_check", "2015-01-05"),
            (2013, "350503", "cement", "self_check", "2014-01-10"),
            (2010, "320102", "steel", "dismantle", "2010-09-30"), // 三季度前
            (2014, "140105", "steel", "publication", "2014-05-16"),
            (2010, "650102", "steel", "acceptance", "2011-03-20"),
            (2016, "440103", "steel", "dismantle", "2016-11-30"),
            (2016, "440103", "cement", "dismantle", "2016-12-31"), // the notice is about steel
            (2018, "532323", "cement", "department_letters", "2018-12-31"),
            (2018, "532323", "cement", "annual_report", "2019-01-31"),
            (2017, "420102", "cement", "acceptance", "2017-12-30"),
        ];
        for (year, region, industry, id, expected) in cases {
            let found = milestones(year, Some(region), industry);
            let found = found.iter().find(|milestone| milestone.id == id);
            let words =
                found.map(|it| format!("{}{}", if it.confirmed { "" } else { "-" }, it.date));
            assert_eq!(words.as_deref(), Some(expected), "{year} {region} {industry} {id}");
        }
        let later = milestones(2018, Some("532323"), "cement");
        assert!(later.iter().all(|it| it.id != "dismantle"), "46号 no longer sets it");
    }
}
