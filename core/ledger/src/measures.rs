//! What the record can say to an assessment: demands of 46号 that events prove or disprove, and the checks
//! against false reporting (瞒报、谎报). One function each, listed in one table.
#![expect(clippy::unnecessary_wraps, reason = "the shape of every measure's own function")]

use crate::assess::{Finding, IndustryResult, Remark, ResultWord};
use crate::day::OnDate;
use crate::dossier::{Case, Dossier};
use crate::milestones::Milestone;
use crate::refusal::Result;
use crate::{checks, publication};
use std::collections::BTreeMap;

/// Something that the record can say.
#[derive(Debug)]
pub struct Measure {
    /// The word of rubrics.
    pub id: &'static str,
    /// In Chinese; rubrics may use it as well.
    pub zh: &'static str,
    /// What it counts: `industry`, `line`, `enterprise`, `place`, `entry`.
    pub unit: &'static str,
    pub(crate) find: fn(&Dossier<'_>, &[IndustryResult], &mut Finding) -> Result<()>,
}

/// All measures: those of the work first, then those against false reporting.
pub const MEASURES: &[Measure] = &[
    Measure {
        id: "task_completed", zh: "完成目标任务", unit: "industry", find: task_completed
    },
    Measure { id: "gone_in_time", zh: "按期拆除或封存", unit: "line", find: gone_in_time },
    Measure {
        id: "decomposed_in_time",
        zh: "按期分解到企业",
        unit: "line",
        find: publication::decomposed,
    },
    Measure {
        id: "listed_in_time", zh: "按期公告名单", unit: "line", find: publication::listed
    },
    Measure {
        id: "list_contents",
        zh: "公告载明型号数量产能",
        unit: "line",
        find: publication::list_contents,
    },
    Measure {
        id: "letters_signed",
        zh: "签订目标责任书",
        unit: "place",
        find: publication::letters,
    },
    Measure { id: "publicity", zh: "开展宣传", unit: "entry", find: publication::publicity },
    Measure {
        id: "inspected", zh: "逐个企业现场检查验收", unit: "enterprise", find: inspected
    },
    Measure {
        id: "workers_settled", zh: "职工得到安置", unit: "line", find: workers_settled
    },
    Measure {
        id: "funds_accounted", zh: "资金账目相符", unit: "line", find: funds_accounted
    },
    Measure {
        id: "not_running_again",
        zh: "关停封存后未恢复生产",
        unit: "line",
        find: checks::not_running_again,
    },
    Measure {
        id: "not_gone_before_listed",
        zh: "公告前未拆除",
        unit: "line",
        find: checks::not_gone_before_listed,
    },
    Measure { id: "listed_once", zh: "未重复列入", unit: "line", find: checks::listed_once },
    Measure {
        id: "plan_as_surveyed",
        zh: "计划产能与排查产能一致",
        unit: "line",
        find: checks::plan_as_surveyed,
    },
    Measure {
        id: "figures_agree",
        zh: "任务、计划、公告、完成数一致",
        unit: "industry",
        find: checks::figures_agree,
    },
    Measure {
        id: "not_replaced_and_subsidised",
        zh: "未既作置换又领补助",
        unit: "line",
        find: checks::not_replaced_and_subsidised,
    },
];

fn task_completed(
    _: &Dossier<'_>,
    industries: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for industry in industries {
        let events = industry.events.iter().copied();
        match industry.result {
            ResultWord::Completed | ResultWord::Exceeded => finding.met(events),
            ResultWord::Undecided => {
                finding.unclear(Remark::new(&industry.industry, "task-undecided").on(events));
            }
            ResultWord::NotCompleted => {
                let remark = Remark::new(&industry.industry, "task-not-completed")
                    .with("planned", &industry.stages[0].capacity)
                    .with("accepted", &industry.stages[4].capacity);
                finding.missed(remark.on(events));
            }
        }
    }
    Ok(())
}

/// How a date stands to a last day.
enum InTime {
    Yes,
    No,
    /// The date or the deadline does not say.
    Unclear,
}

fn in_time(on: OnDate, due: Option<&Milestone>) -> InTime {
    let Some(due) = due else { return InTime::Unclear };
    if on.latest().is_some_and(|latest| latest <= due.date) {
        return InTime::Yes;
    }
    // A deadline that is not confirmed makes nothing late.
    if due.confirmed && on.earliest().is_some_and(|earliest| earliest > due.date) {
        return InTime::No;
    }
    InTime::Unclear
}

/// Judges one act against its last day.
pub(crate) fn timed(
    finding: &mut Finding,
    case: &Case<'_>,
    on: OnDate,
    seq: i64,
    id: &str,
    codes: [&'static str; 2],
) {
    let due = case.due(id);
    let remark = |code| {
        let last = due.map_or_else(|| "-".to_owned(), |due| due.date.to_string());
        Remark::new(&case.line.id, code)
            .with("date", on)
            .with("due", last)
            .on([seq].into_iter().chain(due.and_then(|due| due.seq)))
    };
    match in_time(on, due) {
        InTime::Yes => finding.met([seq]),
        InTime::No => finding.missed(remark(codes[0])),
        InTime::Unclear => finding.unclear(remark(codes[1])),
    }
}

fn gone_in_time(dossier: &Dossier<'_>, _: &[IndustryResult], finding: &mut Finding) -> Result<()> {
    for case in &dossier.cases {
        match (case.gone(), case.due("dismantle")) {
            (Some((on, seq)), _) => {
                timed(finding, case, on, seq, "dismantle", ["gone-late", "gone-when"]);
            }
            (None, Some(due)) if due.confirmed && due.date >= dossier.query.day => {
                let remark = Remark::new(&case.line.id, "gone-not-yet").with("due", due.date);
                finding.unclear(remark.on([case.plan.seq]));
            }
            (None, _) => {
                let remark =
                    Remark::new(&case.line.id, "gone-not").with("state", case.line.state.id());
                finding.missed(remark.on([case.plan.seq]));
            }
        }
    }
    Ok(())
}

/// Every enterprise with lines of the year: all of them accepted.
fn inspected(dossier: &Dossier<'_>, _: &[IndustryResult], finding: &mut Finding) -> Result<()> {
    let mut by_enterprise: BTreeMap<&str, Vec<&Case<'_>>> = BTreeMap::new();
    for case in &dossier.cases {
        by_enterprise.entry(&case.line.enterprise).or_default().push(case);
    }
    for (enterprise, cases) in by_enterprise {
        let open: Vec<&str> = cases
            .iter()
            .filter(|case| case.line.accepted_on.is_none())
            .map(|case| case.line.id.as_str())
            .collect();
        let events = cases.iter().filter_map(|case| case.last("accept")).map(|event| event.seq);
        if open.is_empty() {
            finding.met(events);
        } else {
            let name = dossier.book.enterprise(enterprise)?;
            let remark = Remark::new(enterprise, "not-inspected")
                .with("name", name.map_or_else(|| enterprise.to_owned(), |own| own.name))
                .with("lines", open.join(" "));
            finding.missed(remark.on(events));
        }
    }
    Ok(())
}

fn workers_settled(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for case in &dossier.cases {
        let events = case.all("workers").map(|event| event.seq);
        match dossier.settled.unsettled(&case.line.id) {
            None => finding.met(events),
            Some(refusal) => {
                let mut remark = Remark::new(&case.line.id, refusal.code).on(events);
                remark.arguments = refusal.arguments;
                finding.missed(remark);
            }
        }
    }
    Ok(())
}

fn funds_accounted(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for case in &dossier.cases {
        let events: Vec<i64> = case.all("fund").map(|event| event.seq).collect();
        match dossier.settled.unbalanced(&case.line.id)? {
            // Nothing was paid for the line, so there is nothing to account for.
            None if events.is_empty() => {}
            None => finding.met(events),
            Some(refusal) => {
                let mut remark = Remark::new(&case.line.id, refusal.code).on(events);
                remark.arguments = refusal.arguments;
                finding.missed(remark);
            }
        }
    }
    Ok(())
}
