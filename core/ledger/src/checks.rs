//! The checks against false reporting (瞒报、谎报): what published lists were found to hold. A remark is
//! something to look at, not a verdict.
#![expect(clippy::unnecessary_wraps, reason = "the shape of every measure's own function")]

use crate::amount::Sum;
use crate::assess::{Finding, IndustryResult, Remark};
use crate::dossier::{Case, Dossier};
use crate::industries::against;
use crate::refusal::Result;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Running again after it stood still: 恢复生产 recorded after 关停, 封存 or 拆除.
pub(crate) fn not_running_again(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for case in &dossier.cases {
        let mut stopped = None;
        let mut again = None;
        for event in &case.events {
            match event.kind.as_str() {
                "shut_down" | "seal" | "dismantle" => stopped = Some(event.seq),
                "resume" if stopped.is_some() => again = Some((event.seq, event.on)),
                _ => {}
            }
        }
        match (stopped, again) {
            (Some(stopped), Some((seq, on))) => finding.missed(
                Remark::new(&case.line.id, "running-again").with("date", on).on([stopped, seq]),
            ),
            (Some(stopped), None) => finding.met([stopped]),
            (None, _) => {}
        }
    }
    Ok(())
}

/// Padding: what a notice names was gone before.
pub(crate) fn not_gone_before_listed(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for case in &dossier.cases {
        let Some(listed) = case.all("announce").next() else { continue };
        let on = listed.text("date").and_then(crate::day::OnDate::parse).unwrap_or(listed.on);
        match case.gone() {
            Some((gone, seq)) if gone.is_before(on) => finding.missed(
                Remark::new(&case.line.id, "gone-before-listed")
                    .with("gone", gone)
                    .with("listed", on)
                    .on([listed.seq, seq]),
            ),
            _ => finding.met([listed.seq]),
        }
    }
    Ok(())
}

/// The same line in the plans of two years, unless it was carried over; or a second line that looks the
/// same.
pub(crate) fn listed_once(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    let year = dossier.query.year;
    let mut alike: BTreeMap<[&str; 4], BTreeSet<&str>> = BTreeMap::new();
    for id in dossier.planned_in.keys() {
        if let Some(line) = dossier.others.get(*id)
            && !line.specification.is_empty()
        {
            let key = [&line.enterprise, &line.equipment, &line.specification, &line.label];
            alike.entry(key.map(String::as_str)).or_default().insert(id);
        }
    }
    for case in &dossier.cases {
        let line = &case.line;
        let years = &dossier.planned_in[line.id.as_str()];
        let other = years.iter().find(|(other, (_, carried))| {
            **other != year && !(if **other > year { *carried } else { years[&year].1 })
        });
        if let Some((other, (seq, _))) = other {
            let remark = Remark::new(&line.id, "planned-twice").with("year", other);
            finding.missed(remark.on([case.plan.seq, *seq]));
            continue;
        }
        let key = [&line.enterprise, &line.equipment, &line.specification, &line.label];
        let twins = alike.get(&key.map(String::as_str)).into_iter().flatten();
        let twin = twins.copied().find(|twin| {
            *twin != line.id && dossier.planned_in[twin].keys().any(|other| *other != year)
        });
        match twin {
            Some(twin) => {
                let seqs = dossier.planned_in[twin].values().map(|(seq, _)| *seq);
                let remark = Remark::new(&line.id, "looks-like").with("other", twin);
                finding.missed(remark.on(std::iter::once(case.plan.seq).chain(seqs)));
            }
            None => finding.met([case.plan.seq]),
        }
    }
    Ok(())
}

/// The capacity of the plan against the one that the survey found.
pub(crate) fn plan_as_surveyed(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for case in &dossier.cases {
        let (planned, surveyed) = (case.planned(), &case.line.capacity);
        let differs = match (planned.known(), surveyed.known()) {
            (Some(planned), Some(surveyed)) => {
                surveyed.to(&planned.unit).map_or(true, |surveyed| surveyed.value != planned.value)
            }
            // One of them is withheld: nothing to compare.
            _ => continue,
        };
        if differs {
            finding.missed(
                Remark::new(&case.line.id, "plan-differs")
                    .with("planned", &planned)
                    .with("surveyed", surveyed)
                    .on(events(case)),
            );
        } else {
            finding.met([case.plan.seq]);
        }
    }
    Ok(())
}

fn events(case: &Case<'_>) -> impl Iterator<Item = i64> {
    std::iter::once(case.plan.seq).chain(case.last("survey").map(|event| event.seq))
}

/// Target, plan, announced and completed of an industry, side by side.
pub(crate) fn figures_agree(
    _: &Dossier<'_>,
    industries: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for industry in industries {
        let [planned, announced, _, _, accepted] = &industry.stages;
        let same = |one: &Sum, other: &Sum| {
            one.absent == other.absent
                && (one.known.is_empty() && other.known.is_empty()
                    || against(one, other) == Some(Ordering::Equal))
        };
        let firms = |own: u32| industry.target_firms.is_none_or(|it| i64::from(own) == it);
        let agrees = industry.target.as_ref().is_none_or(|it| same(&planned.capacity, it))
            && firms(planned.firms)
            && same(&announced.capacity, &planned.capacity)
            && same(&accepted.capacity, &planned.capacity);
        let events = industry.events.iter().copied();
        if agrees {
            finding.met(events);
        } else {
            let target = industry.target.as_ref().map_or_else(|| "-".to_owned(), Sum::to_string);
            finding.missed(
                Remark::new(&industry.industry, "figures-differ")
                    .with("target", target)
                    .with("planned", &planned.capacity)
                    .with("announced", &announced.capacity)
                    .with("accepted", &accepted.capacity)
                    .on(events),
            );
        }
    }
    Ok(())
}

/// One line both used as replacement capacity and paid for.
pub(crate) fn not_replaced_and_subsidised(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for case in &dossier.cases {
        let seqs = |kind| case.all(kind).map(|event| event.seq).collect::<Vec<_>>();
        let (replaced, paid) = (seqs("replace"), seqs("fund"));
        if replaced.is_empty() {
            continue;
        }
        if paid.is_empty() {
            finding.met(replaced);
        } else {
            let events = replaced.into_iter().chain(paid);
            finding.missed(Remark::new(&case.line.id, "replaced-and-subsidised").on(events));
        }
    }
    Ok(())
}
