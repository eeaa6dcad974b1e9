//! Claims without a figure: 全面完成, 超额完成, 全部拆除. They hold where the record says so of every line or
//! target of the year.

use super::finding::{Grounds, Report, Spot};
use super::record::{Stage, ratio};
use super::topic::{Passage, Year};
use phaseout_ledger::{Level, Line};
use rust_decimal::Decimal;

/// Words, and what they claim.
const CLAIMS: [(&str, Claim); 15] = [
    ("超额完成", Claim::Beyond),
    ("全面完成", Claim::Done),
    ("圆满完成", Claim::Done),
    ("如期完成", Claim::Done),
    ("按期完成", Claim::Done),
    ("全部完成", Claim::Done),
    ("已经完成", Claim::Done),
    ("全部拆除", Claim::All(Stage::Dismantled)),
    ("均已拆除", Claim::All(Stage::Dismantled)),
    ("全部关停", Claim::All(Stage::ShutDown)),
    ("全部关闭", Claim::All(Stage::ShutDown)),
    ("均已关停", Claim::All(Stage::ShutDown)),
    ("全部验收", Claim::All(Stage::Accepted)),
    ("全部通过验收", Claim::All(Stage::Accepted)),
    ("全部得到安置", Claim::Placed),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claim {
    Done,
    Beyond,
    All(Stage),
    Placed,
}

/// Checks the claims of a passage.
pub(super) fn check(passage: &Passage<'_>, spot: &Spot, report: &mut Report) {
    let whole = 0..passage.text.len();
    for (word, claim) in CLAIMS {
        let places: Vec<usize> = passage.text.find(&whole, word).collect();
        for at in places {
            let range = at..at + word.chars().count();
            if let Some(verdict) = judge(passage, at, claim) {
                let words = passage.text.printed(&range);
                match verdict {
                    Ok(()) => report.agreed.push((spot.at(at), words)),
                    Err((text, events)) => {
                        let arguments = vec![("ledger", text.clone())];
                        let grounds = Some(Grounds { text, events });
                        report.find("claim-unmet", spot.at(at), words, arguments, grounds);
                    }
                }
            }
        }
    }
}

type Unmet = (String, Vec<i64>);

/// Whether a claim holds; none where it is a wish, or about what the record does not have.
fn judge(passage: &Passage<'_>, at: usize, claim: Claim) -> Option<Result<(), Unmet>> {
    let clause = passage.text.clause(at);
    let sentence = passage.text.sentence(at);
    let of_others = passage.text.has(&sentence, &["全国", "全省", "我省"])
        && passage.record.level != Level::Province;
    let other_work = claim == Claim::Done
        && !passage.text.has(&clause, &["任务", "目标", "淘汰", "拆除", "关停"]);
    let negated = passage.text.has(&clause, &["未", "没有", "尚", "凡", "如", "对"]);
    if passage.is_duty(at) || of_others || other_work || negated {
        return None;
    }
    let Year::Of(year) = passage.year_at(at) else { return None };
    let lines: Vec<&Line> = match passage.firm_at(at) {
        Some(firm) => passage.record.lines_of(firm, year),
        None => passage.record.at(Stage::Planned, year, None),
    };
    match claim {
        Claim::All(stage) => all(passage, &lines, stage),
        Claim::Placed => placed(passage, &lines),
        Claim::Done | Claim::Beyond if passage.firm_at(at).is_some() => {
            all(passage, &lines, Stage::Dismantled)
        }
        Claim::Done | Claim::Beyond => targets(passage, year, &lines, claim)
            .or_else(|| all(passage, &lines, Stage::Dismantled)),
    }
}

/// Whether each line has come so far. Sealed counts where the regime lets it: the record would not accept it
/// otherwise.
fn all(passage: &Passage<'_>, lines: &[&Line], stage: Stage) -> Option<Result<(), Unmet>> {
    if lines.is_empty() {
        return None;
    }
    let open: Vec<&&Line> = lines.iter().filter(|line| !reached(line, stage)).collect();
    if open.is_empty() {
        return Some(Ok(()));
    }
    let events = open.iter().flat_map(|line| passage.record.events(&line.id, &["plan"])).collect();
    let names: Vec<&str> = open.iter().take(3).map(|line| line.id.as_str()).collect();
    let more = if open.len() > names.len() { " …" } else { "" };
    let text = format!("{}/{} {}{more}", lines.len() - open.len(), lines.len(), names.join(" "));
    Some(Err((text, events)))
}

fn reached(line: &Line, stage: Stage) -> bool {
    stage.holds(line) || stage == Stage::Dismantled && Stage::Gone.holds(line)
}

fn placed(passage: &Passage<'_>, lines: &[&Line]) -> Option<Result<(), Unmet>> {
    let workers: Vec<_> =
        lines.iter().filter_map(|line| passage.record.workers.get(&line.id)).collect();
    let pending: i64 = workers.iter().map(|it| it.pending).sum();
    if workers.is_empty() {
        None
    } else if pending == 0 {
        Some(Ok(()))
    } else {
        Some(Err((format!("{pending}人"), workers.iter().map(|it| it.seq).collect())))
    }
}

/// Whether every received target of the year was reached, or passed.
fn targets(
    passage: &Passage<'_>,
    year: i64,
    lines: &[&Line],
    claim: Claim,
) -> Option<Result<(), Unmet>> {
    let mut judged = false;
    let mut beyond = false;
    for target in passage.record.targets_of(year, None) {
        let Some(wanted) = target.amount.as_ref().and_then(|amount| amount.known()) else {
            continue;
        };
        let of: Vec<&Line> = lines
            .iter()
            .filter(|line| target.is_for(&line.industry) && reached(line, Stage::Dismantled))
            .copied()
            .collect();
        let dimension = wanted.unit.dimension();
        let done = passage.record.capacity(&of, dimension, Stage::Dismantled);
        let times = match &done {
            Some(known) if known.is_partial => return None,
            Some(known) => ratio(&known.quantity, wanted)?,
            None => Decimal::ZERO,
        };
        judged = true;
        beyond |= times > Decimal::ONE;
        if times < Decimal::ONE {
            let done = done.map_or_else(|| "0".to_owned(), |known| known.quantity.to_string());
            return Some(Err((format!("{}: {done} / {wanted}", target.id), vec![target.seq])));
        }
    }
    if judged && claim == Claim::Beyond && !beyond {
        return Some(Err(("100%".to_owned(), Vec::new())));
    }
    judged.then_some(Ok(()))
}
