//! Dates of a passage: those that cannot be, those in an order that cannot be, those that the record has
//! otherwise.

use super::day::Found;
use super::finding::{Grounds, Report, Spot};
use super::record::Stage;
use super::topic::{Passage, Year};
use phaseout_ledger::{Line, OnDate};
use phaseout_model::Date;

/// Checks every date of a passage.
pub(super) fn check(passage: &Passage<'_>, spot: &Spot, signed: Option<Date>, report: &mut Report) {
    for found in &passage.days {
        let spot = spot.at(found.range.start);
        let words = passage.text.printed(&found.range);
        if found.impossible {
            report.find("date-impossible", spot, words, Vec::new(), None);
            continue;
        }
        if !found.is_more_than_a_year() {
            continue;
        }
        weekday(passage, found, &spot, &words, report);
        let duty = passage.is_duty(found.range.start);
        let Some((first, last)) = days(passage, found) else {
            report.unchecked.push((spot, words));
            continue;
        };
        if let Some(signed) = signed.filter(|_| passage.days.len() > 1 || passage.text.len() > 16) {
            signing(passage, found, (first, last, signed), &spot, report);
        }
        match passage.deed_at(&found.range) {
            Some(stage) if !duty => against_record(passage, found, stage, &spot, report),
            _ => report.unchecked.push((spot, words)),
        }
    }
    order(passage, spot, report);
}

/// The days that a date may mean, in the year of its surroundings.
fn days(passage: &Passage<'_>, found: &Found) -> Option<(Date, Date)> {
    let Year::Of(year) = passage.year_at(found.range.start) else { return None };
    found.days(i16::try_from(year).ok()?)
}

fn weekday(passage: &Passage<'_>, found: &Found, spot: &Spot, words: &str, report: &mut Report) {
    let (Some(printed), Some(_)) = (found.weekday, found.day) else { return };
    let Some((day, _)) = days(passage, found) else { return };
    let right = day.weekday().to_monday_one_offset();
    if right != printed {
        let arguments = vec![("weekday", right.to_string()), ("date", day.to_string())];
        report.find("weekday-wrong", spot.clone(), words.to_owned(), arguments, None);
    }
}

/// A deed after the day on which the document was signed, or a day for a duty before it.
fn signing(
    passage: &Passage<'_>,
    found: &Found,
    (first, last, signed): (Date, Date, Date),
    spot: &Spot,
    report: &mut Report,
) {
    let words = passage.text.printed(&found.range);
    let arguments = vec![("signed", signed.to_string())];
    let duty = passage.is_duty(found.range.start);
    if duty && last < signed && found.before {
        report.find("deadline-before-document", spot.clone(), words, arguments, None);
    } else if !duty && !found.before && first > signed && passage.deed_at(&found.range).is_some() {
        report.find("date-after-document", spot.clone(), words, arguments, None);
    }
}

/// The date of a deed against the record's.
fn against_record(
    passage: &Passage<'_>,
    found: &Found,
    stage: Stage,
    spot: &Spot,
    report: &mut Report,
) {
    let words = passage.text.printed(&found.range);
    let (Some((first, last)), lines) = (days(passage, found), meant(passage, found)) else {
        report.unchecked.push((spot.clone(), words));
        return;
    };
    if lines.is_empty() {
        report.unchecked.push((spot.clone(), words));
        return;
    }
    let firm = passage.firm_at(found.range.start);
    // Of several lines of a firm one may be meant; a word for all means each.
    let fits =
        |line: &&Line| done(line, stage).is_some_and(|on| meets(on, found.before, first, last));
    let fitting = lines.iter().filter(|line| fits(line)).count();
    let enough = if firm.is_some() { fitting > 0 } else { fitting == lines.len() };
    if enough {
        report.agreed.push((spot.clone(), words));
        return;
    }
    let dates = lines.iter().filter_map(|line| done(line, stage)).map(|on| on.to_string());
    let text = dates.collect::<Vec<String>>().join(", ");
    let kinds = if stage == Stage::ShutDown { &["shut_down"] } else { stage.kinds() };
    let events = lines.iter().flat_map(|line| passage.record.events(&line.id, kinds)).collect();
    let arguments = vec![
        ("stage", stage.id().to_owned()),
        ("firm", firm.map(|firm| firm.name.clone()).unwrap_or_default()),
        ("ledger", text.clone()),
    ];
    report.find("date-contradicts", spot.clone(), words, arguments, Some(Grounds { text, events }));
}

/// The lines that a date is about: the firm's; without a firm those of the year, where the sentence says that
/// it means all of them, or there is only one.
fn meant<'a>(passage: &Passage<'a>, found: &Found) -> Vec<&'a Line> {
    let at = found.range.start;
    let Year::Of(year) = passage.year_at(at) else { return Vec::new() };
    if let Some(firm) = passage.firm_at(at) {
        return passage.record.lines_of(firm, year);
    }
    if passage.names_a_stranger(at) {
        return Vec::new();
    }
    let all = passage.record.at(Stage::Planned, year, passage.industry_at(&found.range));
    let of_all = passage.text.has(&passage.text.sentence(at), &["全部", "均", "都"]);
    if all.len() == 1 || of_all { all } else { Vec::new() }
}

/// When a line came to a stage.
fn done(line: &Line, stage: Stage) -> Option<OnDate> {
    match stage {
        Stage::ShutDown => line.shut_down_on,
        Stage::Dismantled => line.dismantled_on,
        Stage::Sealed => line.sealed_on,
        Stage::Gone => line.dismantled_on.or(line.sealed_on),
        _ => line.accepted_on,
    }
}

/// Whether a date of the record can be the printed one.
fn meets(on: OnDate, before: bool, first: Date, last: Date) -> bool {
    match (on.earliest(), on.latest()) {
        // Not known: nothing is contradicted.
        (None, None) => true,
        (earliest, latest) => {
            let starts_in_time = earliest.is_none_or(|earliest| earliest <= last);
            starts_in_time && (before || latest.is_none_or(|latest| latest >= first))
        }
    }
}

/// Dismantled before it was shut down, in one sentence.
fn order(passage: &Passage<'_>, spot: &Spot, report: &mut Report) {
    let mut shut: Vec<(&Found, Date)> = Vec::new();
    let mut gone: Vec<(&Found, Date)> = Vec::new();
    for found in &passage.days {
        let Some((first, last)) = days(passage, found).filter(|_| found.is_more_than_a_year())
        else {
            continue;
        };
        match passage.deed_at(&found.range) {
            Some(Stage::ShutDown) => shut.push((found, first)),
            Some(Stage::Dismantled | Stage::Gone) => gone.push((found, last)),
            _ => {}
        }
    }
    for (found, day) in gone {
        let sentence = passage.text.sentence(found.range.start);
        let same = |other: &Found| sentence.contains(&other.range.start);
        for (other, from) in shut.iter().filter(|(other, from)| same(other) && *from > day) {
            let words = passage.text.printed(&found.range);
            let arguments =
                vec![("shut", passage.text.printed(&other.range)), ("day", from.to_string())];
            report.find("date-order", spot.at(found.range.start), words, arguments, None);
        }
    }
}
