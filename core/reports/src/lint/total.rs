//! Sums in a sentence: 共淘汰5条,其中水泥3条、钢铁2条. Parts that need not exclude each other, such as 其中认定5条、
//! 列入计划3条, are not added up; none of them may exceed the whole all the same.

use super::figure::{Figure, Reading};
use super::finding::{Report, Spot};
use super::record::{Stage, ratio, sum};
use super::topic::Passage;
use phaseout_model::Quantity;
use rust_decimal::Decimal;

/// Checks the sentences of a passage in which parts follow a whole.
pub(super) fn sentences(
    passage: &Passage<'_>,
    figures: &[Figure],
    spot: &Spot,
    report: &mut Report,
) {
    let whole = 0..passage.text.len();
    let places: Vec<usize> = passage.text.find(&whole, "其中").collect();
    for at in places {
        let sentence = passage.text.sentence(at);
        // A second 其中 begins parts of another whole.
        let end = passage.text.find(&(at + 2..sentence.end), "其中").next().unwrap_or(sentence.end);
        let inside = |figure: &&Figure, from: usize, to: usize| {
            figure.range.start >= from && figure.range.start < to
        };
        let before: Vec<&Figure> =
            figures.iter().filter(|it| inside(it, sentence.start, at)).collect();
        let after: Vec<&Figure> = figures.iter().filter(|it| inside(it, at, end)).collect();
        for (index, own) in before.iter().enumerate() {
            // The last figure of a unit before 其中 is the whole.
            let is_last =
                !before[index + 1..].iter().any(|it| it.unit.dimension() == own.unit.dimension());
            if is_last {
                check(passage, own, &after, spot, report);
            }
        }
    }
}

fn check(
    passage: &Passage<'_>,
    whole: &Figure,
    after: &[&Figure],
    spot: &Spot,
    report: &mut Report,
) {
    let Some(own) = whole.quantity() else { return };
    let same: Vec<&&Figure> =
        after.iter().filter(|it| it.unit.dimension() == whole.unit.dimension()).collect();
    let is_exact = |it: &Figure| matches!(it.reading, Reading::Exact(_));
    if same.is_empty() || !is_exact(whole) || !same.iter().all(|it| is_exact(it)) {
        return;
    }
    let is_list = same.iter().all(|it| is_a_kind(passage, it));
    let parts = if is_list {
        add(same.iter().filter_map(|it| it.quantity()), &own)
    } else {
        let single = same.iter().filter_map(|it| it.quantity());
        single.max_by_key(|it| ratio(it, &own))
    };
    let Some(parts) = parts else { return };
    let times = ratio(&parts, &own);
    let code = match times {
        Some(times) if times > Decimal::ONE => "parts-exceed",
        // One part is an example; several are meant to be all.
        Some(times) if times < Decimal::ONE && same.len() > 1 && is_list => "parts-short",
        _ => return,
    };
    let words = passage.text.printed(&whole.range);
    let arguments = vec![("sum", format!("{}{}", parts.value.normalize(), parts.unit))];
    report.find(code, spot.at(whole.range.start), words, arguments, None);
}

/// The longest name of a part, in characters.
const LONGEST_NAME: usize = 10;

/// Whether a part is named as one kind of several: 水泥5户. What has been done with it may be said of the next
/// part, too; only 拆除 and 封存 exclude each other.
fn is_a_kind(passage: &Passage<'_>, part: &Figure) -> bool {
    let start = passage.text.clause(part.range.start).start;
    let name = start..part.range.start;
    let stages = passage.stages_named(&name);
    name.len() <= LONGEST_NAME
        && !passage.text.has(&name, &["已", "列入", "涉及", "应", "待", "尚"])
        && stages.iter().all(|it| matches!(it, Stage::Dismantled | Stage::Sealed))
}

fn add(parts: impl Iterator<Item = Quantity>, own: &Quantity) -> Option<Quantity> {
    sum(parts.map(Some), own.unit.dimension()).map(|known| known.quantity)
}
