//! What the public and the counties were told: the measures about decomposition, lists, letters and
//! publicity.
#![expect(clippy::unnecessary_wraps, reason = "the shape of every measure's own function")]

use crate::amount::Amount;
use crate::assess::{Finding, IndustryResult, Remark};
use crate::day::OnDate;
use crate::division::Division;
use crate::dossier::Dossier;
use crate::measures::timed;
use crate::refusal::Result;
use phaseout_model::Quantity;
use std::collections::BTreeSet;

pub(crate) fn decomposed(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for case in &dossier.cases {
        let (on, seq) = (case.plan.on, case.plan.seq);
        timed(finding, case, on, seq, "publication", ["planned-late", "planned-when"]);
    }
    Ok(())
}

pub(crate) fn listed(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for case in &dossier.cases {
        // The first notice counts: later ones may change it.
        match case.all("announce").next() {
            Some(first) => {
                let on = first.text("date").and_then(OnDate::parse).unwrap_or(first.on);
                timed(finding, case, on, first.seq, "publication", ["listed-late", "listed-when"]);
            }
            None => finding.missed(Remark::new(&case.line.id, "not-listed").on([case.plan.seq])),
        }
    }
    Ok(())
}

/// 46号: the list names the line's model, how many there are, and the capacity.
pub(crate) fn list_contents(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    for case in &dossier.cases {
        let Some(event) = case.last("announce") else { continue };
        let said: String = ["list", "equipment"].iter().filter_map(|key| event.text(key)).collect();
        let plain = |text: &str| -> String {
            text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
        };
        let said = plain(&said);
        let model = plain(&case.line.specification);
        let mut lacking = Vec::new();
        if !model.is_empty() && !said.contains(&model) {
            lacking.push("model");
        }
        if !names_a_number(&said) {
            lacking.push("number");
        }
        // A capacity that the papers withhold cannot be printed.
        if let Some(capacity) = case.planned().known()
            && !names_a_capacity(&said, capacity)
        {
            lacking.push("capacity");
        }
        if lacking.is_empty() {
            finding.met([event.seq]);
        } else {
            let remark = Remark::new(&case.line.id, "list-lacks");
            finding.missed(remark.with("lacking", lacking.join(" ")).on([event.seq]));
        }
    }
    Ok(())
}

/// Whether a text counts machines: 1条, 两台, 一座.
fn names_a_number(text: &str) -> bool {
    let counts = |c: char| c.is_ascii_digit() || "一二两三四五六七八九十".contains(c);
    text.char_indices().any(|(at, c)| {
        "条台座套组个只".contains(c) && text[..at].chars().next_back().is_some_and(counts)
    })
}

/// Whether a text gives a capacity, in its own unit or in another that converts: 8万吨, 80000吨/年.
fn names_a_capacity(text: &str, capacity: &Quantity) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[at..];
        let number = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let ends = rest[number..].char_indices().map(|(at, c)| number + at + c.len_utf8());
        let found = ends.take(8).filter_map(|end| Amount::capacity(&rest[..end])).any(|found| {
            let found = found.known().and_then(|found| found.to(&capacity.unit).ok());
            found.is_some_and(|found| found.value == capacity.value)
        });
        if found {
            return true;
        }
        rest = &rest[number..];
    }
    false
}

/// A letter for each division below the office that has lines of the year; one at least.
pub(crate) fn letters(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    let year = dossier.query.year;
    let signed: Vec<_> =
        dossier.book.letters()?.into_iter().filter(|letter| letter.year == year).collect();
    let places: BTreeSet<Division> = dossier
        .cases
        .iter()
        .map(|case| Division::seen_from(dossier.query.office, case.line.region.as_deref()))
        .collect();
    for place in places {
        let Some(code) = place.code().map(|code| code.to_string()) else { continue };
        let name = place.name().unwrap_or_default();
        // A paper may mask the place (**县); then the line that the letter is about tells it.
        let about = |subject: &str| {
            let lines = dossier.others.values();
            let mut own = lines.filter(|line| line.id == subject || line.enterprise == subject);
            own.any(|line| {
                Division::seen_from(dossier.query.office, line.region.as_deref()) == place
            })
        };
        let own: Vec<i64> = signed
            .iter()
            .filter(|letter| {
                letter
                    .parties
                    .iter()
                    .any(|party| *party == code || !name.is_empty() && party.contains(name))
                    || about(&letter.subject)
            })
            .map(|letter| letter.seq)
            .collect();
        if own.is_empty() {
            finding.missed(Remark::new(&code, "no-letter").with("name", name));
        } else {
            finding.met(own);
        }
    }
    Ok(())
}

/// The year's entries of the log: within the year, or up to the assessment of the year.
pub(crate) fn publicity(
    dossier: &Dossier<'_>,
    _: &[IndustryResult],
    finding: &mut Finding,
) -> Result<()> {
    if dossier.cases.is_empty() {
        return Ok(());
    }
    let year = dossier.query.year;
    let log = dossier.book.publicity()?;
    let own: Vec<i64> = log
        .iter()
        .filter(|entry| entry.on.latest().is_some_and(|day| i64::from(day.year()) == year))
        .map(|entry| entry.seq)
        .collect();
    if own.is_empty() {
        finding.missed(Remark::new(year.to_string(), "no-publicity"));
    } else {
        for seq in own {
            finding.met([seq]);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_numbers_and_capacities_in_many_ways() {
        let capacity = Quantity::parse("8万吨/年").unwrap();
        let cases = [
            ("机立窑φ3×11m1条,产能8万吨", true, true),
            ("机立窑一条80000吨/年", true, true),
            ("2008年机立窑", false, false),
            ("机立窑两座,18万吨", true, false),
            ("磨机2台,8万重量箱", true, false),
        ];
        for (text, number, tons) in cases {
            assert_eq!(names_a_number(text), number, "{text}");
            assert_eq!(names_a_capacity(text, &capacity), tons, "{text}");
        }
    }
}
