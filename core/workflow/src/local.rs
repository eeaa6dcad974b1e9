//! `milestones(year)`: dates of the year's cycle that an office's scripts set. They may bring a date
//! forward; only a recorded deadline, with its document, moves one back.

use crate::budget::Span;
use crate::codes;
use crate::context;
use crate::error::ScriptError;
use crate::hooks::{Hook, Moment, placed};
use crate::nearest::nearest;
use crate::words::Day;
use crate::workflow::Workflow;
use phaseout_ledger::LocalDate;
use phaseout_ledger::milestones::{MILESTONES, milestones};
use phaseout_model::RegionCode;
use rhai::{Dynamic, Map};

/// What a row of `milestones(year)` may say.
const KEYS: [(&str, &str); 6] = [
    ("milestone", "节点"),
    ("date", "日期"),
    ("document", "依据"),
    ("region", "地区"),
    ("industry", "行业"),
    ("who", "责任方"),
];

impl Workflow {
    /// The dates that scripts set for some years, for an office of a region.
    ///
    /// The hooks see the year and nothing of the record: the same scripts give the same dates.
    ///
    /// # Errors
    /// What is wrong with a script or with what it gives.
    pub fn milestones(
        &self,
        region: RegionCode,
        years: &[i64],
    ) -> Result<Vec<LocalDate>, Vec<ScriptError>> {
        let (mut dates, mut errors) = (Vec::new(), Vec::new());
        for hook in self.hooks().at(&Moment::Milestones) {
            for &year in years {
                match self.asked(hook, year) {
                    Ok(rows) => {
                        for row in rows {
                            match date(hook, region, year, &row) {
                                Ok(date) => dates.push(date),
                                Err(error) => errors.push(self.placed(hook, error)),
                            }
                        }
                    }
                    Err(error) => errors.push(error),
                }
            }
        }
        errors.dedup();
        if errors.is_empty() { Ok(dates) } else { Err(errors) }
    }

    fn asked(&self, hook: &Hook, year: i64) -> Result<Vec<Dynamic>, ScriptError> {
        let set = self.set().expect("a hook stands in a set");
        let called = || set.call(hook.callable(), Span::Hook, vec![year.into()]);
        let answer = context::without(called)?;
        answer.into_array().map_err(|given| {
            let error = ScriptError::new(codes::MILESTONES_LIST, hook.function.script.as_str());
            self.placed(hook, error.with("given", codes::type_id(given)))
        })
    }

    fn placed(&self, hook: &Hook, error: ScriptError) -> ScriptError {
        let set = self.set().expect("a hook stands in a set");
        placed(&|script| set.text(script), error, &hook.function)
    }
}

fn date(
    hook: &Hook,
    office: RegionCode,
    year: i64,
    row: &Dynamic,
) -> Result<LocalDate, ScriptError> {
    let fault = |code| ScriptError::new(code, hook.function.script.as_str());
    let map = row.read_lock::<Map>();
    let Some(map) = map else {
        return Err(fault(codes::MILESTONES_LIST).with("given", codes::type_id(row.type_name())));
    };
    for key in map.keys() {
        if !KEYS.iter().any(|(en, zh)| *en == key.as_str() || *zh == key.as_str()) {
            let near = nearest(key, KEYS.iter().flat_map(|(en, zh)| [*en, *zh]));
            let known = KEYS.map(|(en, _)| en).join(" ");
            return Err(fault(codes::FIELD_UNKNOWN)
                .with("name", key)
                .with("known", known)
                .with("near", near.unwrap_or_default()));
        }
    }
    let value = |(en, zh): (&str, &str)| map.get(en).or_else(|| map.get(zh)).cloned();
    let text =
        |at: usize| value(KEYS[at]).and_then(|value| value.into_string().ok()).unwrap_or_default();
    let word = text(0);
    let Some((milestone, _)) = MILESTONES.iter().find(|(id, zh)| *id == word || *zh == word) else {
        let near = nearest(&word, MILESTONES.iter().flat_map(|(id, zh)| [*id, *zh]));
        let known = MILESTONES.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(" ");
        return Err(fault(codes::FIELD_UNKNOWN)
            .with("name", word)
            .with("known", known)
            .with("near", near.unwrap_or_default()));
    };
    let given =
        value(KEYS[1]).ok_or_else(|| fault(codes::MILESTONE_DATE).with("name", milestone))?;
    let day = match given.read_lock::<Day>() {
        Some(day) => Some(*day),
        None => given.clone().into_string().ok().and_then(|text| Day::parse(&text)),
    };
    let day = day.and_then(|day| day.0.latest());
    let date = day.ok_or_else(|| fault(codes::MILESTONE_DATE).with("name", milestone))?;
    let region = match text(3) {
        own if own.is_empty() => office,
        own => own
            .parse::<RegionCode>()
            .ok()
            .filter(|own| office.contains(*own))
            .ok_or_else(|| fault(codes::REGION_UNKNOWN).with("code", own))?,
    };
    let (industry, document) = (text(4), text(2));
    if document.trim().is_empty() {
        return Err(fault(codes::MILESTONE_DOCUMENT).with("name", milestone));
    }
    let set = milestones(year, Some(&region.to_string()), &industry);
    if let Some(set) =
        set.iter().find(|own| own.id == *milestone && own.confirmed && own.date < date)
    {
        return Err(fault(codes::MILESTONE_LATER)
            .with("name", milestone)
            .with("date", date)
            .with("until", set.date)
            .with("document", &set.document));
    }
    Ok(LocalDate {
        milestone,
        year,
        date,
        region,
        industry,
        who: text(5),
        document,
        script: hook.function.script.clone(),
    })
}
