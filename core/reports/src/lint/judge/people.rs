//! Headcounts: who was on post, whom it concerns, who is settled and how, who waits.

use super::{Asked, Candidate};
use crate::lint::record::{Stage, counted};
use phaseout_ledger::{Line, Workers};

/// Words of a headcount and what they count. A longer word hides a shorter one inside of it.
const HEADCOUNTS: [(&str, &str); 24] = [
    ("已安置未载明方式", "settled_unspecified"),
    ("未载明", "settled_unspecified"),
    ("安置方式", "settled_unspecified"),
    ("未分类", "settled_unspecified"),
    ("内部安置", "placed_inside"),
    ("厂内安置", "placed_inside"),
    ("转岗", "retrained_placed"),
    ("解除合同", "compensated"),
    ("解除劳动", "compensated"),
    ("补偿", "compensated"),
    ("退休", "retired"),
    ("退养", "retired"),
    ("内退", "retired"),
    ("待安置", "pending"),
    ("未安置", "pending"),
    ("安置", "settled"),
    ("再就业", "settled"),
    ("受影响", "affected"),
    ("涉及", "affected"),
    ("分流", "affected"),
    ("在岗", "on_post"),
    ("现有", "on_post"),
    ("职工", "on_post"),
    ("员工", "on_post"),
];

impl Asked<'_, '_> {
    pub(super) fn people(&self) -> Vec<Candidate> {
        let Some(measure) = self.headcount() else { return Vec::new() };
        if self.firm.is_none() && (!self.is_known_year() || measure == "on_post") {
            return Vec::new();
        }
        let is_open =
            self.says(&["未", "待", "尚"]) && !matches!(measure, "settled_unspecified" | "pending");
        if is_open || self.passage.is_duty_alone(self.figure.range.start) {
            return Vec::new();
        }
        let lines: Vec<&Line> = match self.firm {
            Some(firm) => self.record().lines_of(firm, self.year),
            None => self.record().at(Stage::Planned, self.year, self.industry().unwrap_or(None)),
        };
        let workers: Vec<&Workers> =
            lines.iter().filter_map(|line| self.record().workers.get(&line.id)).collect();
        let number: Option<i64> = match measure {
            // The headcount on post is the firm's, written beside each of its lines.
            "on_post" => workers.iter().filter_map(|it| it.on_post).max(),
            _ => Some(workers.iter().map(|it| of(it, measure)).sum()),
        };
        let known = number.filter(|_| !workers.is_empty()).and_then(|number| counted(number, "人"));
        let Some(mut known) = known else { return Vec::new() };
        // Of those who are settled nobody knows how, any may belong to a way that is named.
        let is_a_way =
            matches!(measure, "placed_inside" | "retrained_placed" | "compensated" | "retired");
        let is_unspecified = is_a_way && workers.iter().any(|it| it.settled_unspecified > 0);
        known.is_partial = measure != "on_post" && workers.len() < lines.len() || is_unspecified;
        known.events = workers.iter().map(|it| it.seq).collect();
        vec![(self.about("", measure), self.of_its_time(known))]
    }

    /// What a figure counts: by the nearest word before it in its clause, else behind it. 职工 says what only
    /// where no other word does.
    fn headcount(&self) -> Option<&'static str> {
        let place = self.figure.range.start;
        let clause = self.passage.text.clause(place);
        let mut named: Vec<(usize, usize, &'static str)> = Vec::new();
        for (word, measure) in HEADCOUNTS {
            let long = word.chars().count();
            for at in self.passage.text.find(&clause, word) {
                let hidden = named.iter().any(|(from, end, _)| *from <= at && at + long <= *end);
                if !hidden {
                    named.push((at, at + long, measure));
                }
            }
        }
        let distance = |(at, end, measure): &(usize, usize, &'static str)| {
            let far = if *end <= place { place - end } else { at.abs_diff(place) };
            (*measure == "on_post", *at >= place, far)
        };
        named.into_iter().min_by_key(distance).map(|(_, _, measure)| measure)
    }
}

fn of(it: &Workers, measure: &str) -> i64 {
    match measure {
        "affected" => it.affected,
        "pending" => it.pending,
        "placed_inside" => it.placed_inside,
        "retrained_placed" => it.retrained_placed,
        "compensated" => it.compensated,
        "retired" => it.retired,
        "settled_unspecified" => it.settled_unspecified,
        _ => {
            it.placed_inside
                + it.retrained_placed
                + it.compensated
                + it.retired
                + it.settled_unspecified
        }
    }
}
