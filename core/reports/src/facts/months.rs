//! The months of a year: what was planned to be gone by the end of each, and what was. A date that is known
//! only as *by that day* counts from the month of that day on; one that is not known counts in no month.

use super::noun::{Field, Noun, fields, thing};
use super::progress::Progress;
use super::record::month_end;
use super::set::Set;
use super::stage::Stage;
use super::words::Ground;
use minijinja::Value;
use phaseout_model::Date;
use std::sync::Arc;

/// A month, seen from its end.
#[derive(Clone)]
pub(super) struct Month {
    of: Progress,
    number: i8,
    start: Date,
    end: Date,
}

impl Noun for Month {
    const NAME: (&'static str, &'static str) = ("month", "月份");
    const FIELDS: &'static [Field<Self>] = fields! {
        "name" "月份" "文字" "The month's name." |own| own.record_text();
        "planned" "计划累计" "一组生产线" "Due to be gone by the end of the month." |own| thing(own.due());
        "shut_down" "关停累计" "一组生产线" "Shut down by the end of the month." |own| thing(own.so_far(Stage::ShutDown));
        "dismantled" "拆除累计" "一组生产线" "Dismantled or sealed by the end of the month." |own| thing(own.so_far(Stage::Gone));
        "accepted" "验收累计" "一组生产线" "Accepted by the end of the month." |own| thing(own.so_far(Stage::Accepted));
        "shut_down_now" "本月关停" "一组生产线" "Shut down within the month." |own| thing(own.within(Stage::ShutDown));
        "dismantled_now" "本月拆除" "一组生产线" "Dismantled or sealed within the month." |own| thing(own.within(Stage::Gone));
        "accepted_now" "本月验收" "一组生产线" "Accepted within the month." |own| thing(own.within(Stage::Accepted));
    };
}

/// The months of the request's year, up to the one asked about.
pub(super) fn months(of: &Progress) -> Vec<Month> {
    (1..=of.record.month).filter_map(|number| month(of, number)).collect()
}

/// A month of the request's year.
pub(super) fn month(of: &Progress, number: i8) -> Option<Month> {
    let end = month_end(of.record.year, number)?;
    Some(Month { of: of.clone(), number, start: end.first_of_month(), end })
}

impl Month {
    fn ground(&self) -> Ground {
        Ground::new("月份", format!("month({}-{:02})", self.of.record.year, self.number), [])
    }

    fn record_text(&self) -> Value {
        self.of.record.pool.put(self.name())
    }

    pub(super) fn name(&self) -> crate::value::Traced {
        let record = &self.of.record;
        let en = format!("{:02}", self.number);
        let text = record.say((&format!("{}月", self.number), &en)).to_owned();
        record.traced(text, self.ground())
    }

    fn narrowed(&self, mut set: Set, when: &str) -> Set {
        set.scope = set.scope.with(&format!("{}月{when}", self.number), format!("by={}", self.end));
        set
    }

    /// Those that have to be gone by the end of the month.
    pub(super) fn due(&self) -> Set {
        let mut set = self.of.at(Stage::Planned);
        set.cases.retain(|case| case.due.is_some_and(|due| due <= self.end));
        self.narrowed(set, "底前应")
    }

    /// Those that had come so far by the end of the month.
    pub(super) fn so_far(&self, stage: Stage) -> Set {
        let mut set = self.of.at(stage);
        set.cases.retain(|case| {
            stage
                .on(case)
                .and_then(phaseout_ledger::OnDate::latest)
                .is_some_and(|day| day <= self.end)
        });
        self.narrowed(set, "底前")
    }

    /// Those that came so far within the month, as far as their dates say.
    fn within(&self, stage: Stage) -> Set {
        let mut set = self.so_far(stage);
        set.cases.retain(|case| {
            let day = stage.on(case).and_then(phaseout_ledger::OnDate::earliest);
            day.is_some_and(|day| day >= self.start)
        });
        set.scope = self.of.scope.with(
            &format!("{}月", self.number),
            format!("month={}-{:02}", Arc::clone(&self.of.record).year, self.number),
        );
        set
    }
}
