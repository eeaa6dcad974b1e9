//! Progress (进度) of a group of lines: the year's, an industry's, a place's, all of the record's; each can
//! be taken apart further.

use super::charts;
use super::line::{decided_by, verdict};
use super::months::{Month, months};
use super::noun::{Field, Noun, fields, thing, things};
use super::people::People;
use super::record::{Case, Record};
use super::set::{Scope, Set};
use super::stage::Stage;
use super::words::Ground;
use minijinja::Value;
use phaseout_ledger::State;
use phaseout_model::{RegionCode, Regions};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A group of lines.
#[derive(Clone)]
pub(super) struct Progress {
    pub(super) record: Arc<Record>,
    pub(super) name: String,
    pub(super) scope: Scope,
    pub(super) cases: Vec<Arc<Case>>,
}

impl Noun for Progress {
    const NAME: (&'static str, &'static str) = ("progress", "进度");
    const FIELDS: &'static [Field<Self>] = fields! {
        "name" "名称" "文字" "The industry's, the place's, the state's name; blank for the whole." |own| own.name();
        "surveyed" "排查" "一组生产线" "All lines of the group." |own| own.set(Stage::Surveyed);
        "identified" "认定" "一组生产线" "Identified, and what came after." |own| own.set(Stage::Identified);
        "planned" "列入计划" "一组生产线" "In the plan." |own| own.set(Stage::Planned);
        "announced" "公告" "一组生产线" "Named by a notice." |own| own.set(Stage::Announced);
        "suspended" "停产整顿" "一组生产线" "Ordered to stop, the order in force." |own| own.set(Stage::Suspended);
        "shut_down" "关停" "一组生产线" "Standing still: shut down, and what came after." |own| own.set(Stage::ShutDown);
        "dismantled" "拆除" "一组生产线" "Dismantled." |own| own.set(Stage::Dismantled);
        "sealed" "封存" "一组生产线" "Sealed and not dismantled." |own| own.set(Stage::Sealed);
        "gone" "拆除或封存" "一组生产线" "Dismantled or sealed." |own| own.set(Stage::Gone);
        "accepted" "验收" "一组生产线" "Accepted." |own| own.set(Stage::Accepted);
        "closed" "销号" "一组生产线" "Closed." |own| own.set(Stage::Closed);
        "open" "未完成" "一组生产线" "In the plan, and neither dismantled nor sealed." |own| own.set(Stage::Open);
        "overdue" "逾期" "一组生产线" "Open past their deadline." |own| own.set(Stage::Overdue);
        "verify" "待核实" "一组生产线" "The verdict lacks facts." |own| own.set(Stage::Verify);
        "workers" "职工" "职工" "Their workers." |own| thing(own.people());
        "industries" "按行业" "进度的列表" "The same by industry." |own| things(own.by_industry());
        "places" "按地区" "进度的列表" "The same by place, as the office divides them." |own| things(own.by_place());
        "states" "按状态" "进度的列表" "The same by state, in the order of a life." |own| things(own.by_state());
        "verdicts" "按结论" "进度的列表" "The same by verdict; lines that an office decided on by that decision." |own| things(own.by_verdict());
        "months" "按月" "月份的列表" "The year's months up to the one asked about." |own| things(own.months());
        "progress_chart" "进度图" "图" "Plan and completion by month, from the start of the year." |own| charts::progress(own);
        "industry_chart" "行业图" "图" "Capacity by industry; lines where the units differ or nothing is known." |own| charts::industries(own);
        "place_chart" "地区图" "图" "Lines by place, planned and gone." |own| charts::places(own);
    };
}

impl Progress {
    /// All lines on record.
    pub(super) fn all(record: &Arc<Record>) -> Self {
        Self {
            record: Arc::clone(record),
            name: String::new(),
            scope: Scope { words: "全部".to_owned(), ..Scope::default() },
            cases: record.cases.clone(),
        }
    }

    /// The lines of the year's plan.
    pub(super) fn of_year(record: &Arc<Record>) -> Self {
        let year = record.year;
        let scope = Scope {
            words: format!("{year}年"),
            arguments: vec![format!("year={year}")],
            year: Some(year),
        };
        let cases: Vec<_> =
            record.cases.iter().filter(|case| case.plans.contains_key(&year)).cloned().collect();
        Self { record: Arc::clone(record), name: String::new(), scope, cases }
    }

    /// The lines of an enterprise.
    pub(super) fn of_firm(record: &Arc<Record>, id: &str, name: &str) -> Self {
        let cases: Vec<_> =
            record.cases.iter().filter(|case| case.line.enterprise == id).cloned().collect();
        let scope = Scope::default().with(name, format!("enterprise={id}"));
        Self { record: Arc::clone(record), name: name.to_owned(), scope, cases }
    }

    /// One line.
    pub(super) fn of_line(record: &Arc<Record>, case: &Arc<Case>) -> Self {
        let scope = Scope::default().with(&case.firm, format!("line={}", case.line.id));
        Self {
            record: Arc::clone(record),
            name: case.firm.clone(),
            scope,
            cases: vec![Arc::clone(case)],
        }
    }

    /// The lines of a place.
    pub(super) fn inside(&self, code: RegionCode) -> Self {
        let inside = |case: &&Arc<Case>| {
            case.region().and_then(|own| own.parse().ok()).is_some_and(|own| code.contains(own))
        };
        let cases: Vec<_> = self.cases.iter().filter(inside).cloned().collect();
        let name = self.record.region(Some(&code.to_string()));
        let scope = self.scope.with(&name, format!("region={code}"));
        Self { record: Arc::clone(&self.record), name, scope, cases }
    }

    fn name(&self) -> Value {
        let events =
            self.cases.iter().filter_map(|case| self.record.last(&case.line.id, &["survey"]));
        let query = format!("lines({})", self.scope.arguments.join(", "));
        let ground = Ground::new("名称", query, events.map(|event| event.seq));
        self.record.text(self.name.clone(), ground)
    }

    /// Those that have come so far.
    pub(super) fn at(&self, stage: Stage) -> Set {
        let (year, day) = (self.scope.year, self.record.as_of);
        let cases: Vec<_> =
            self.cases.iter().filter(|case| stage.holds(case, year, day)).cloned().collect();
        Set { record: Arc::clone(&self.record), scope: self.scope.clone(), stage, cases }
    }

    fn set(&self, stage: Stage) -> Value {
        thing(self.at(stage))
    }

    fn people(&self) -> People {
        let of = if self.scope.arguments.is_empty() {
            "all".to_owned()
        } else {
            self.scope.arguments.join(", ")
        };
        People::of(&self.record, &of, &self.cases)
    }

    /// Taken apart by a key; the parts in the order of their keys.
    fn apart<K: Ord + Clone>(
        &self,
        key: impl Fn(&Case) -> K,
        name: impl Fn(&K) -> (String, String),
    ) -> Vec<Self> {
        let mut parts: BTreeMap<K, Vec<Arc<Case>>> = BTreeMap::new();
        for case in &self.cases {
            parts.entry(key(case)).or_default().push(Arc::clone(case));
        }
        parts
            .into_iter()
            .map(|(key, cases)| {
                let (name, argument) = name(&key);
                let scope = self.scope.with(&name, argument);
                Self { record: Arc::clone(&self.record), name, scope, cases }
            })
            .collect()
    }

    pub(super) fn by_industry(&self) -> Vec<Self> {
        self.apart(
            |case| case.line.industry.clone(),
            |id| (self.record.industry(id), format!("industry={id}")),
        )
    }

    pub(super) fn by_place(&self) -> Vec<Self> {
        let office = self.record.office;
        self.apart(
            |case| below(office, case.region()),
            |code| {
                let text = code.map(|code| code.to_string());
                let name = self.record.region(text.as_deref());
                (name, format!("region={}", text.unwrap_or_default()))
            },
        )
    }

    fn by_state(&self) -> Vec<Self> {
        self.apart(
            |case| State::ALL.iter().position(|state| *state == case.line.state),
            |at| {
                let state = State::ALL[at.unwrap_or_default()];
                let en = state.id().replace('_', " ");
                (
                    self.record.say((state.printed(), &en)).to_owned(),
                    format!("state={}", state.id()),
                )
            },
        )
    }

    fn by_verdict(&self) -> Vec<Self> {
        let none = self.record.say(("未判定", "not judged"));
        self.apart(
            |case| {
                let line = &case.line;
                let decided = line.decision.clone().filter(|_| line.state != State::Surveyed);
                (line.verdict.clone().filter(|_| decided.is_none()), decided)
            },
            |(id, decided)| {
                if let Some(id) = decided {
                    return (decided_by(id, &self.record), format!("decision={id}"));
                }
                let id = id.as_deref().unwrap_or_default();
                let name = verdict(id, &self.record);
                (if name.is_empty() { none } else { name }.to_owned(), format!("verdict={id}"))
            },
        )
    }

    fn months(&self) -> Vec<Month> {
        months(self)
    }
}

/// The division just below the office that a place lies in; the place itself where it lies outside.
fn below(office: RegionCode, region: Option<&str>) -> Option<RegionCode> {
    let own: RegionCode = region?.parse().ok()?;
    let mut at = Regions::known().nearest(own)?;
    while let Some(above) = at.parent.filter(|above| *above != office && office.contains(*above)) {
        at = Regions::known().get(above)?;
    }
    Some(at.code)
}
