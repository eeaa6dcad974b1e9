//! Charts, with the numbers that the tables beside them print.

use super::months::month;
use super::progress::Progress;
use super::set::Set;
use super::stage::Stage;
use super::words::Ground;
use crate::value::{Traced, TracedChart, TracedSeries};
use minijinja::Value;
use phaseout_documents::paper::ChartForm;

/// How the bars of a chart are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
enum By {
    Lines,
    Capacity(String),
}

impl By {
    /// Capacity where all that is known of both sets is in one unit, and nothing is unknown; else lines.
    fn of(parts: &[Progress], stages: [Stage; 2]) -> Self {
        let mut unit = None;
        for set in parts.iter().flat_map(|part| stages.map(|stage| part.at(stage))) {
            if set.cases.is_empty() {
                continue;
            }
            let sum = set.capacity_traced();
            match (sum.number, sum.unit, &unit) {
                (Some(_), Some(own), None) => unit = Some(own),
                (Some(_), Some(own), Some(unit)) if own == *unit => {}
                _ => return Self::Lines,
            }
        }
        unit.map_or(Self::Lines, Self::Capacity)
    }

    fn unit(&self, of: &Progress) -> String {
        match self {
            Self::Lines => of.record.say(("条", "lines")).to_owned(),
            Self::Capacity(unit) => unit.clone(),
        }
    }

    fn value(&self, set: &Set) -> Option<Traced> {
        match self {
            Self::Lines => Some(set.lines_traced()),
            Self::Capacity(unit) if set.cases.is_empty() => {
                let zero = set.capacity_traced();
                Some(Traced { text: format!("0{unit}"), unit: Some(unit.clone()), ..zero })
            }
            Self::Capacity(_) => Some(set.capacity_traced()).filter(|sum| sum.number.is_some()),
        }
    }
}

/// Plan and completion by month.
pub(super) fn progress(of: &Progress) -> Value {
    let months: Vec<_> = (1..=12).filter_map(|number| month(of, number)).collect();
    let by = By::of(std::slice::from_ref(of), [Stage::Planned, Stage::Gone]);
    let until = of.record.month;
    let planned = months.iter().map(|month| by.value(&month.due())).collect();
    let gone = months
        .iter()
        .zip(1..)
        .map(|(month, number)| (number <= until).then(|| by.value(&month.so_far(Stage::Gone)))?)
        .collect();
    let series = vec![
        TracedSeries {
            name: of.record.say(("计划累计", "planned")).to_owned(), values: planned
        },
        TracedSeries {
            name: of.record.say(("完成累计", "completed")).to_owned(), values: gone
        },
    ];
    let categories = months.iter().map(super::months::Month::name).collect();
    put(of, ChartForm::Line, ("淘汰进度", "Progress by month"), by.unit(of), categories, series)
}

/// Capacity by industry: what is planned and what is gone; of the whole survey, what was found.
pub(super) fn industries(of: &Progress) -> Value {
    let parts = of.by_industry();
    bars(of, &parts, ChartForm::Columns, ("分行业情况", "By industry"))
}

/// Lines by place.
pub(super) fn places(of: &Progress) -> Value {
    let parts = of.by_place();
    bars(of, &parts, ChartForm::Bars, ("分地区情况", "By place"))
}

fn bars(of: &Progress, parts: &[Progress], form: ChartForm, title: (&str, &str)) -> Value {
    let stages = if of.scope.year.is_some() {
        [Stage::Planned, Stage::Gone]
    } else {
        [Stage::Surveyed, Stage::Identified]
    };
    let by = By::of(parts, stages);
    let names = if of.scope.year.is_some() {
        [("计划", "planned"), ("完成", "completed")]
    } else {
        [("排查", "surveyed"), ("认定", "identified")]
    };
    let series = stages
        .into_iter()
        .zip(names)
        .map(|(stage, name)| TracedSeries {
            name: of.record.say(name).to_owned(),
            values: parts.iter().map(|part| by.value(&part.at(stage))).collect(),
        })
        .collect();
    let categories = parts
        .iter()
        .map(|part| {
            let events =
                part.cases.iter().filter_map(|case| of.record.last(&case.line.id, &["survey"]));
            let query = format!("lines({})", part.scope.arguments.join(", "));
            let ground = Ground::new("名称", query, events.map(|event| event.seq));
            super::record::Record::traced(part.name.clone(), ground)
        })
        .collect();
    put(of, form, title, by.unit(of), categories, series)
}

/// A chart; nothing where there is nothing to draw.
fn put(
    of: &Progress,
    form: ChartForm,
    title: (&str, &str),
    unit: String,
    categories: Vec<Traced>,
    mut series: Vec<TracedSeries>,
) -> Value {
    if of.cases.is_empty() {
        series.clear();
    }
    let query = format!("lines({})", of.scope.arguments.join(", "));
    let title = super::record::Record::traced(
        of.record.say(title).to_owned(),
        Ground::new("图名", query, []),
    );
    of.record.pool.put_chart(TracedChart { form, title, unit, categories, series })
}
