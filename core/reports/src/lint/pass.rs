//! One passage, a paragraph or the words of a cell with its heads: everything in it is read, then judged.

use super::figure::{Counted, Figure, Reading};
use super::finding::{Grounds, Report, Spot};
use super::judge::{About, Contradiction, Judgement, judge};
use super::number;
use super::text::Text;
use super::topic::Passage;
use super::{Against, claim, date, day, figure, measure, total};
use phaseout_model::Date;
use rust_decimal::Decimal;

/// Reads and judges a passage.
pub(super) fn passage(
    text: &str,
    spot: &Spot,
    against: &Against<'_>,
    signed: Option<Date>,
    report: &mut Report,
) {
    let mut text = Text::new(text);
    numbers(&mut text, spot, against, report);
    let days = day::find(&mut text);
    let (figures, specifications) = figure::find(&mut text);
    let in_cell = spot.cell.is_some();
    let passage = Passage { text, days, record: against.record, year: against.year, in_cell };
    date::check(&passage, spot, signed, report);
    claim::check(&passage, spot, report);
    total::sentences(&passage, &figures, spot, report);
    for range in &specifications {
        measure::specification(&passage, range, spot, report);
    }
    for figure in &figures {
        one(&passage, figure, spot, report);
    }
}

/// A figure: withheld, of a wrong unit, contradicted, agreed or not checked.
fn one(passage: &Passage<'_>, figure: &Figure, spot: &Spot, report: &mut Report) {
    let words = passage.text.printed(&figure.range);
    let spot = spot.at(figure.range.start);
    if figure.reading == Reading::Withheld {
        report.withheld.push((spot, words));
        return;
    }
    if measure::unit(passage, figure, &spot, report) {
        return;
    }
    match judge(passage, figure) {
        Judgement::Agreed => report.agreed.push((spot, words)),
        Judgement::Contradicted(found) => contradicted(&found, spot, words, report),
        // A bare number in prose, a page or a room, is no figure of the work.
        Judgement::Open if figure.unit == Counted::Nothing && spot.cell.is_none() => {}
        Judgement::Open => report.unchecked.push((spot, words)),
    }
}

fn contradicted(found: &Contradiction, spot: Spot, words: String, report: &mut Report) {
    let known = &found.known;
    let number = known.quantity.value.normalize();
    let mark = if known.is_at_least { "≥" } else { "" };
    let text = format!("{mark}{number}{}", known.quantity.unit);
    let mut arguments = about(&found.about);
    arguments.push(("ledger", text.clone()));
    let code = match found.slip {
        Some(factor) if factor > Decimal::ONE => {
            arguments.push(("factor", factor.normalize().to_string()));
            "figure-slip"
        }
        _ => "figure-contradicts",
    };
    let grounds = Grounds { text, events: known.events.clone() };
    report.find(code, spot, words, arguments, Some(grounds));
}

/// What a figure is about, as arguments of a message; blank where it is not said.
fn about(about: &About) -> Vec<(&'static str, String)> {
    vec![
        ("year", about.year.map(|year| year.to_string()).unwrap_or_default()),
        ("firm", about.firm.clone().unwrap_or_default()),
        ("industry", about.industry.clone().unwrap_or_default()),
        ("stage", about.stage.to_owned()),
        ("measure", about.measure.to_owned()),
    ]
}

/// Numbers of documents: their form, and whether they are known. They may stand in titles.
fn numbers(text: &mut Text, spot: &Spot, against: &Against<'_>, report: &mut Report) {
    for found in number::find(text) {
        let words = text.printed(&found.range);
        let spot = spot.at(found.range.start);
        if found.is_masked() {
            report.find("number-masked", spot, words, Vec::new(), None);
            continue;
        }
        let known = against.register.get(&found);
        let right = known.clone().unwrap_or_else(|| found.right());
        let mut wrong = false;
        let mut faults = Vec::new();
        if !found.has_right_brackets() {
            faults.push("number-brackets");
        }
        if found.number.starts_with('0') {
            faults.push("number-zeros");
        }
        if found.ordinal {
            faults.push("number-ordinal");
        }
        for code in faults {
            wrong = true;
            report.find(code, spot.clone(), words.clone(), vec![("right", right.clone())], None);
        }
        if known.is_none() {
            let nearest = against.register.nearest(&found).unwrap_or_default();
            report.find("number-unknown", spot, words, vec![("nearest", nearest)], None);
        } else if !wrong {
            report.agreed.push((spot, words));
        }
    }
}
