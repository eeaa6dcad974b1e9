//! An enterprise (企业) and a party of a letter: what is on record about either.

use super::due::Duty;
use super::line::LineNoun;
use super::money::Money;
use super::noun::{Field, Noun, fields, thing, things};
use super::papers::Signed;
use super::progress::Progress;
use super::record::Record;
use super::target::Aim;
use super::words::Ground;
use minijinja::Value;
use phaseout_model::RegionCode;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An enterprise.
pub(super) struct Firm {
    pub(super) record: Arc<Record>,
    pub(super) id: String,
    pub(super) name: String,
    /// Only lines of the year's plan.
    pub(super) of_year: bool,
    /// Only this line, where one is asked about.
    pub(super) line: Option<String>,
    /// Whether the document is about no other.
    pub(super) alone: bool,
}

impl Noun for Firm {
    const NAME: (&'static str, &'static str) = ("firm", "企业");
    const FIELDS: &'static [Field<Self>] = fields! {
        "id" "编号" "文字" "Its id in the record." |it| it.text("编号", it.id.clone());
        "name" "企业名称" "文字" "Its name." |it| it.text("企业名称", it.name.clone());
        "place" "地区" "文字" "Its place's name." |it| it.text("地区", it.place());
        "codes" "信用代码" "文字" "Its codes; blank where none is on record." |it| it.text("信用代码", it.codes());
        "given" "所给资料所述" "文字" "Its name where what was given is about it: where `given.enterprise` names it, or the document is about no other; else blank." |it| it.text("所给资料所述", it.given());
        "sheet" "进度" "进度" "Its lines." |it| thing(it.sheet());
        "lines" "生产线" "生产线的列表" "Its lines, one by one." |it| things(it.sheet().cases.iter().map(|case| LineNoun::new(&it.record, case)));
        "funds" "资金" "资金" "Money that names the enterprise itself." |it| thing(Money::of_subject(&it.record, &it.id));
        "tasks" "待办事项" "待办事项的列表" "What is due or late for its lines." |it| things(it.tasks());
        "late" "逾期事项" "待办事项的列表" "What is late for its lines." |it| things(it.tasks().into_iter().filter(Duty::is_late));
    };
}

impl Firm {
    pub(super) fn new(record: &Arc<Record>, id: &str) -> Self {
        let name = record.firms.get(id).map_or_else(|| id.to_owned(), |firm| firm.name.clone());
        Self {
            record: Arc::clone(record),
            id: id.to_owned(),
            name,
            of_year: false,
            line: None,
            alone: true,
        }
    }

    /// The enterprises with lines of the year's plan; of any year, where the year has none.
    pub(super) fn of_year(record: &Arc<Record>) -> Vec<Self> {
        let year = record.year;
        let planned: Vec<_> =
            record.cases.iter().filter(|case| case.plans.contains_key(&year)).collect();
        let of_year = !planned.is_empty();
        let meant = if of_year { planned } else { record.cases.iter().collect() };
        let mut seen = BTreeSet::new();
        let mut firms: Vec<Self> = meant
            .into_iter()
            .filter(|case| seen.insert(case.line.enterprise.clone()))
            .map(|case| Self { of_year, ..Self::new(record, &case.line.enterprise) })
            .collect();
        let alone = firms.len() == 1;
        for firm in &mut firms {
            firm.alone = alone;
        }
        firms
    }

    fn given(&self) -> String {
        let named = match &self.record.spoken_of {
            Some(name) => *name == self.name || *name == self.id,
            None => self.alone,
        };
        if named { self.name.clone() } else { String::new() }
    }

    fn ground(&self, what: &str) -> Ground {
        let event = self.record.firms.get(&self.id).map(|firm| firm.seq);
        Ground::new(format!("{}{what}", self.name), format!("enterprise({})", self.id), event)
    }

    fn text(&self, what: &str, text: String) -> Value {
        self.record.text(text, self.ground(what))
    }

    pub(super) fn sheet(&self) -> Progress {
        let mut sheet = Progress::of_firm(&self.record, &self.id, &self.name);
        sheet.cases.retain(|case| {
            let planned = !self.of_year || case.plans.contains_key(&self.record.year);
            planned && self.line.as_ref().is_none_or(|line| *line == case.line.id)
        });
        sheet
    }

    fn place(&self) -> String {
        let code = self.record.firms.get(&self.id).and_then(|firm| firm.region.clone());
        self.record.region(code.as_deref())
    }

    fn codes(&self) -> String {
        let codes = self.record.firms.get(&self.id).map(|firm| firm.codes.join("、"));
        codes.unwrap_or_default()
    }

    pub(super) fn tasks(&self) -> Vec<Duty> {
        let lines: BTreeSet<String> =
            self.sheet().cases.iter().map(|case| case.line.id.clone()).collect();
        Duty::all(&self.record, |task| lines.contains(&task.subject))
    }
}

/// A party of a letter of responsibility.
pub(super) struct Party {
    record: Arc<Record>,
    /// The region that holds a part; none for the office itself.
    holder: Option<String>,
}

impl Noun for Party {
    const NAME: (&'static str, &'static str) = ("party", "责任单位");
    const FIELDS: &'static [Field<Self>] = fields! {
        "name" "名称" "文字" "The place or group that takes the target over; blank where nothing is split." |it| it.name();
        "targets" "目标任务" "目标任务的列表" "Its parts; what the office received, where nothing is split." |it| things(it.targets());
        "sheet" "进度" "进度" "The year's lines that lie there." |it| thing(it.sheet());
        "lines" "生产线" "生产线的列表" "The same, one by one." |it| things(it.sheet().cases.iter().map(|case| LineNoun::new(&it.record, case)));
        "letters" "责任书" "责任书的列表" "The letters of the year that are on record." |it| things(Signed::of_year(&it.record));
    };
}

impl Party {
    /// Who holds parts of the year's targets; one party for the office itself where nothing is split.
    pub(super) fn of_year(record: &Arc<Record>) -> Vec<Self> {
        let parts = record.targets.iter().filter(|own| own.target.parent.is_some());
        let holders: BTreeSet<String> = parts.map(|own| own.target.holder.clone()).collect();
        if holders.is_empty() {
            return vec![Self { record: Arc::clone(record), holder: None }];
        }
        let own = |holder| Self { record: Arc::clone(record), holder: Some(holder) };
        holders.into_iter().map(own).collect()
    }

    /// One party.
    pub(super) fn of(record: &Arc<Record>, holder: &str) -> Self {
        Self { record: Arc::clone(record), holder: Some(holder.to_owned()) }
    }

    fn targets(&self) -> Vec<Aim> {
        match &self.holder {
            Some(holder) => Aim::held_by(&self.record, holder),
            None => Aim::received(&self.record),
        }
    }

    fn name(&self) -> Value {
        let holder = self.holder.as_deref().unwrap_or_default();
        let name = if holder.is_empty() { String::new() } else { self.record.who(holder) };
        let own = self.record.targets.iter().filter(|own| own.target.holder == holder);
        let events = own.map(|own| own.target.seq);
        let query = format!("target show --year {}", self.record.year);
        self.record.text(name, Ground::new("责任单位", query, events))
    }

    fn sheet(&self) -> Progress {
        let year = Progress::of_year(&self.record);
        let Some(holder) = &self.holder else { return year };
        if let Ok(code) = holder.parse::<RegionCode>() {
            return year.inside(code);
        }
        let mut sheet = year;
        let firms = &self.record.firms;
        sheet.cases.retain(|case| {
            let group = firms.get(&case.line.enterprise).and_then(|firm| firm.group.as_ref());
            group == Some(holder)
        });
        sheet.scope = sheet.scope.with(holder, format!("group={holder}"));
        sheet
    }
}
