//! Many lines at once: filtered, grouped, counted and summed by the host, so that twenty thousand of them
//! need no list of the script's own.

use super::lines::OneLine;
use super::measured::Measured;
use super::{both, fields, functions};
use crate::codes;
use crate::error::Fault;
use crate::nearest::nearest;
use crate::strict::{Answer, stand_apart};
use phaseout_ledger::{Line, State};
use phaseout_model::RegionCode;
use rhai::{Array, Dynamic, Engine, FnPtr, Map, NativeCallContext};
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Lines in the order of their numbers.
#[derive(Clone, Debug)]
pub(crate) struct Lines(pub(crate) Arc<Vec<Arc<Line>>>);

/// Lines that have something in common.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    key: String,
    lines: Lines,
}

functions! {
    "filter" "筛选" "lines.filter(|line| ...)"
        "符合条件的生产线;条件是对每条线回答真或假的函数。"
        "The lines for which the function says true."
        r#"lines().filter(|line| line.capacity >= quantity("5万吨/年")).count() == 3"#;
    "filter" "筛选" "lines.filter(map)"
        "符合条件的生产线,写法同 lines(filter)。"
        "The lines that fit, as in lines(filter)."
        r#"lines().筛选(#{状态: "surveyed"}).count() == 5"#;
    "group" "分组" "lines.group(field)"
        "按 industry、region、city、state、year、enterprise、verdict 分组,得到带 key 和 lines 的列表。"
        "Groups by industry, region, city, state, year, enterprise or verdict: a list with key and lines."
        r#"lines().group("industry").len() == 3"#;
    "group" "分组" "lines.group(|line| ...)"
        "按函数给出的文本分组。"
        "Groups by the text that the function gives."
        r#"lines().分组(|line| line.industry).len() == 3"#;
    "sum" "合计" "lines.sum(field)"
        "产能(capacity)合计,须为同一单位;未知的在 `absent` 中计数。"
        "The sum of the capacities in one unit; what is not known is counted in `absent`."
        r#"lines(#{industry: "cement"}).sum("capacity") == quantity("18万吨/年")"#;
    "sum" "合计" "lines.sum(|line| ...)"
        "合计函数给出的数量。"
        "The sum of the quantities that the function gives."
        r#"lines(#{industry: "cement"}).合计(|line| line.capacity) == quantity("18万吨/年")"#;
    "count" "条数" "lines.count()"
        "条数。"
        "How many there are."
        r#"lines().count() == 5"#;
    "firms" "企业数" "lines.firms()"
        "涉及的企业数。"
        "How many enterprises they belong to."
        r#"lines().firms() == 4"#;
    "sort" "排序" "lines.sort(|line| ...)"
        "按函数给出的文本、数字或数量从小到大排列。"
        "In the order of the text, number or quantity that the function gives."
        r#"lines(#{industry: "cement"}).sort(|line| line.capacity).first().capacity == quantity("8万吨/年")"#;
    "first" "第一条" "lines.first()"
        "第一条;没有时为 ()。"
        "The first of them; () where there is none."
        r#"lines(#{industry: "cement"}).first().id == "532300-1""#;
    "any" "存在" "lines.any(|line| ...)"
        "是否有符合条件的。"
        "Whether there is one for which the function says true."
        r#"lines().any(|line| line.industry == "steel")"#;
    "all" "全部" "lines.all(|line| ...)"
        "是否全部符合条件。"
        "Whether the function says true for all."
        r#"lines().all(|line| line.is_open)"#;
}

fields! { Group, "Group",
    "key" "名称" "该组的名称" "what they have in common" |own: &mut Group| own.key.clone();
    "lines" "生产线" "该组的生产线" "the lines" |own: &mut Group| own.lines.clone();
}

/// What a filter may ask for.
const KEYS: [(&str, &str); 6] = [
    ("industry", "行业"),
    ("state", "状态"),
    ("year", "年度"),
    ("region", "地区"),
    ("verdict", "判定"),
    ("enterprise", "企业"),
];

/// By what lines are grouped beside.
const CITY: (&str, &str) = ("city", "市州");

fn key_of(word: &str) -> Answer<&'static str> {
    let all = || KEYS.iter().chain([&CITY]);
    if let Some((key, _)) = all().find(|(key, zh)| *key == word || *zh == word) {
        return Ok(key);
    }
    let near = nearest(word, all().flat_map(|(key, zh)| [*key, *zh])).unwrap_or_default();
    let known = all().map(|(key, _)| *key).collect::<Vec<_>>().join(" ");
    let fault = Fault::new(codes::FIELD_UNKNOWN).with("name", word).with("known", known);
    Err(fault.with("near", near).raise())
}

/// The text that a line has under a key; blank where it has none.
fn text_of(line: &Line, key: &str) -> String {
    match key {
        "industry" => line.industry.clone(),
        "state" => line.state.id().to_owned(),
        "year" => line.year.map(|year| year.to_string()).unwrap_or_default(),
        "region" => line.region.clone().unwrap_or_default(),
        "city" => line.region.as_deref().map(city).unwrap_or_default(),
        "verdict" => line.verdict.clone().unwrap_or_default(),
        _ => line.enterprise.clone(),
    }
}

/// The prefecture of a place.
fn city(code: &str) -> String {
    code.get(..4).map_or_else(|| code.to_owned(), |city| format!("{city}00"))
}

fn fits(line: &Line, key: &str, wanted: &str) -> Answer<bool> {
    Ok(match key {
        "state" => {
            let state =
                State::ALL.iter().find(|state| state.id() == wanted || state.printed() == wanted);
            let near = || nearest(wanted, State::ALL.iter().map(|state| state.id()));
            let state = state.ok_or_else(|| {
                let near = near().unwrap_or_default();
                Fault::new(codes::STATE_UNKNOWN).with("name", wanted).with("near", near).raise()
            })?;
            line.state == *state
        }
        "region" => {
            let wanted: RegionCode = wanted
                .parse()
                .map_err(|()| Fault::new(codes::REGION_UNKNOWN).with("code", wanted).raise())?;
            let own = line.region.as_deref().and_then(|own| own.parse::<RegionCode>().ok());
            own.is_some_and(|own| wanted.contains(own))
        }
        _ => text_of(line, key) == wanted,
    })
}

/// The lines that fit a filter.
pub(super) fn filtered(lines: &Lines, filter: Map) -> Answer<Lines> {
    let mut wanted: Vec<(&'static str, String)> = Vec::new();
    for (key, value) in filter {
        wanted.push((key_of(&key)?, super::acting::written(&key, &value)?.join("")));
    }
    let mut kept = Vec::new();
    for line in lines.0.iter() {
        let mut fitting = true;
        for (key, value) in &wanted {
            fitting &= fits(line, key, value)?;
        }
        if fitting {
            kept.push(Arc::clone(line));
        }
    }
    Ok(Lines(Arc::new(kept)))
}

/// Asks a function of the script about a line.
fn asked(context: &NativeCallContext, function: &FnPtr, line: &Arc<Line>) -> Answer<Dynamic> {
    function.call_within_context(context, (OneLine(Arc::clone(line)),))
}

fn truth(context: &NativeCallContext, function: &FnPtr, line: &Arc<Line>) -> Answer<bool> {
    let answer: Dynamic = asked(context, function, line)?;
    answer.as_bool().map_err(|kind| {
        let given = crate::codes::type_id(kind);
        Fault::new(codes::CONDITION_TYPE).with("given", given).raise()
    })
}

fn kept(context: &NativeCallContext, own: &Lines, function: &FnPtr) -> Answer<Lines> {
    let mut kept = Vec::new();
    for line in own.0.iter() {
        if truth(context, function, line)? {
            kept.push(Arc::clone(line));
        }
    }
    Ok(Lines(Arc::new(kept)))
}

fn grouped(pairs: impl Iterator<Item = Answer<(String, Arc<Line>)>>) -> Answer<Array> {
    let mut groups: BTreeMap<String, Vec<Arc<Line>>> = BTreeMap::new();
    for pair in pairs {
        let (key, line) = pair?;
        groups.entry(key).or_default().push(line);
    }
    let group = |(key, lines)| Dynamic::from(Group { key, lines: Lines(Arc::new(lines)) });
    Ok(groups.into_iter().map(group).collect())
}

fn summed(amounts: impl Iterator<Item = Answer<Measured>>) -> Answer<Measured> {
    let mut total = Measured::default();
    for amount in amounts {
        total = total.plus(&amount?)?;
    }
    Ok(total)
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Lines>("Lines")
        .register_type_with_name::<Group>("Group")
        .register_iterator::<Lines>();
    stand_apart::<Lines>(engine);
    stand_apart::<Group>(engine);
    register_fields(engine);
    both!(engine, "filter", "筛选", |context: NativeCallContext,
                                       own: &mut Lines,
                                       function: FnPtr| {
        kept(&context, own, &function)
    });
    both!(engine, "filter", "筛选", |own: &mut Lines, filter: Map| filtered(own, filter));
    both!(engine, "group", "分组", |own: &mut Lines, field: &str| -> Answer<Array> {
        let key = key_of(field)?;
        grouped(own.0.iter().map(|line| Ok((text_of(line, key), Arc::clone(line)))))
    });
    both!(engine, "group", "分组", |context: NativeCallContext,
                                      own: &mut Lines,
                                      function: FnPtr|
     -> Answer<Array> {
        grouped(own.0.iter().map(|line| {
            let key = asked(&context, &function, line)?;
            let key = super::acting::written("group", &key)?.join("");
            Ok((key, Arc::clone(line)))
        }))
    });
    both!(engine, "sum", "合计", |own: &mut Lines, field: &str| -> Answer<Measured> {
        if !matches!(field, "capacity" | "产能") {
            let fault = Fault::new(codes::FIELD_UNKNOWN).with("name", field);
            return Err(fault.with("known", "capacity").with("near", "capacity").raise());
        }
        summed(own.0.iter().map(|line| Ok(Measured::of(line.counted()))))
    });
    both!(engine, "sum", "合计", |context: NativeCallContext,
                                    own: &mut Lines,
                                    function: FnPtr|
     -> Answer<Measured> {
        summed(own.0.iter().map(|line| {
            let amount = asked(&context, &function, line)?;
            let kind = amount.type_name();
            amount.try_cast::<Measured>().ok_or_else(|| {
                let given = crate::codes::type_id(kind);
                Fault::new(codes::SUM_TYPE).with("given", given).raise()
            })
        }))
    });
    counting(engine);
}

fn counting(engine: &mut Engine) {
    both!(engine, "count", "条数", |own: &mut Lines| length(own.0.len()));
    engine.register_fn("len", |own: &mut Lines| length(own.0.len()));
    engine.register_fn("is_empty", |own: &mut Lines| own.0.is_empty());
    both!(engine, "firms", "企业数", |own: &mut Lines| {
        let firms: BTreeSet<&str> = own.0.iter().map(|line| line.enterprise.as_str()).collect();
        length(firms.len())
    });
    both!(engine, "first", "第一条", |own: &mut Lines| {
        own.0.first().map_or(Dynamic::UNIT, |line| Dynamic::from(OneLine(Arc::clone(line))))
    });
    both!(engine, "any", "存在", |context: NativeCallContext,
                                    own: &mut Lines,
                                    function: FnPtr|
     -> Answer<bool> {
        for line in own.0.iter() {
            if truth(&context, &function, line)? {
                return Ok(true);
            }
        }
        Ok(false)
    });
    both!(engine, "all", "全部", |context: NativeCallContext,
                                    own: &mut Lines,
                                    function: FnPtr|
     -> Answer<bool> {
        for line in own.0.iter() {
            if !truth(&context, &function, line)? {
                return Ok(false);
            }
        }
        Ok(true)
    });
    both!(engine, "sort", "排序", |context: NativeCallContext,
                                     own: &mut Lines,
                                     function: FnPtr| {
        sorted(&context, own, &function)
    });
    engine.register_fn("to_string", |own: &mut Lines| format!("{} lines", own.0.len()));
    engine.register_fn("to_string", |own: &mut Group| own.key.clone());
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// By what lines are put in order.
#[derive(PartialEq)]
enum Rank {
    Text(String),
    Number(i64),
    Amount(Measured),
}

impl Rank {
    fn of(value: &Dynamic) -> Answer<Self> {
        if let Some(amount) = value.read_lock::<Measured>() {
            return Ok(Self::Amount(amount.clone()));
        }
        if let Ok(number) = value.as_int() {
            return Ok(Self::Number(number));
        }
        Ok(Self::Text(super::acting::written("sort", value)?.join("")))
    }

    fn compared(&self, other: &Self) -> Answer<std::cmp::Ordering> {
        match (self, other) {
            (Self::Text(left), Self::Text(right)) => Ok(left.cmp(right)),
            (Self::Number(left), Self::Number(right)) => Ok(left.cmp(right)),
            (Self::Amount(left), Self::Amount(right)) => left.compared(right),
            _ => Err(Fault::new(codes::SORT_TYPES)
                .with("left", self.id())
                .with("right", other.id())
                .raise()),
        }
    }

    fn id(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Number(_) => "number",
            Self::Amount(_) => "Quantity",
        }
    }
}

fn sorted(context: &NativeCallContext, own: &Lines, function: &FnPtr) -> Answer<Lines> {
    let mut ranked = Vec::with_capacity(own.0.len());
    for line in own.0.iter() {
        ranked.push((Rank::of(&asked(context, function, line)?)?, Arc::clone(line)));
    }
    let mut fault = None;
    ranked.sort_by(|(left, _), (right, _)| {
        left.compared(right).unwrap_or_else(|error| {
            fault.get_or_insert(error);
            std::cmp::Ordering::Equal
        })
    });
    match fault {
        Some(error) => Err(error),
        None => Ok(Lines(Arc::new(ranked.into_iter().map(|(_, line)| line).collect()))),
    }
}

impl IntoIterator for Lines {
    type Item = OneLine;
    type IntoIter = LinesIter;

    fn into_iter(self) -> LinesIter {
        LinesIter { lines: self, next: 0 }
    }
}

/// Goes through lines one by one.
#[derive(Debug)]
pub(crate) struct LinesIter {
    lines: Lines,
    next: usize,
}

impl Iterator for LinesIter {
    type Item = OneLine;

    fn next(&mut self) -> Option<OneLine> {
        let line = self.lines.0.get(self.next)?;
        self.next += 1;
        Some(OneLine(Arc::clone(line)))
    }
}
