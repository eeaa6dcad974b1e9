//! Tables of a document: each cell is read with its head and the words of its row, and totals are held against
//! the rows that they stand for.

use super::Against;
use super::finding::{Report, Spot};
use super::pass::passage;
use super::record::ratio;
use phaseout_documents::written::{Written, WrittenTable};
use phaseout_model::{Absence, Date, Quantity, Unit};
use rust_decimal::Decimal;

/// Words of a row that stands for others.
const TOTALS: [&str; 5] = ["合计", "总计", "共计", "小计", "Total"];

/// Heads of columns that are not added up.
const NO_SUMS: [&str; 12] =
    ["序号", "编号", "日期", "时间", "时限", "期限", "年", "电话", "规格", "型号", "代码", "%"];

/// Checks a table.
pub(super) fn check(
    table: &WrittenTable,
    document: &Written,
    against: &Against<'_>,
    signed: Option<Date>,
    report: &mut Report,
) {
    let Some((head, rows)) = table.rows.split_first() else { return };
    if rows.is_empty() {
        for (column, cell) in head.iter().enumerate() {
            let spot = Spot::cell(table.part, table.number, 1, column + 1);
            passage(cell, &spot, against, signed, report);
        }
        return;
    }
    let year = year_above(table, document).unwrap_or(against.year);
    let against = Against { year, ..*against };
    for (at, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let spot = Spot::cell(table.part, table.number, at + 2, column + 1);
            self::cell(row, head, column, cell, (&spot, &against, signed), report);
        }
    }
    for column in 0..head.len() {
        totals(table, head, rows, column, report);
    }
}

/// The year of the heading or caption above a table.
fn year_above(table: &WrittenTable, document: &Written) -> Option<i64> {
    let above = document.paragraphs.iter().filter(|it| it.part == table.part);
    let mut above = above.filter(|it| it.number <= table.after);
    let mut text = super::text::Text::new(&above.next_back()?.text);
    let found = super::day::find(&mut text);
    found.iter().find_map(|it| it.year).map(i64::from)
}

/// A cell as a sentence: the words of its row, its head, what stands in it.
fn cell(
    row: &[String],
    head: &[String],
    column: usize,
    cell: &str,
    (spot, against, signed): (&Spot, &Against<'_>, Option<Date>),
    report: &mut Report,
) {
    let title = head.get(column).map_or("", String::as_str).replace('\n', "");
    if cell.trim().is_empty() || title.contains("序号") {
        return;
    }
    let label: Vec<&str> = row
        .iter()
        .enumerate()
        .filter(|(at, other)| *at != column && (!has_digits(other) || is_month(other)))
        .map(|(_, other)| other.as_str())
        .filter(|other| !other.trim().is_empty() && !TOTALS.contains(&other.trim()))
        .collect();
    let (name, unit) = unit_of(&title);
    let bare = bare(cell).is_some();
    let unit = if bare { unit.unwrap_or_default() } else { String::new() };
    // The words before the cell are not of the cell: what is found in them is found in their own cells.
    let before = format!("{} {name}", label.join(" ")).replace(['。', '\n'], " ");
    let words = format!("{before} {cell}{unit}");
    let skip = before.chars().count() + 1;
    let mut own = Report::default();
    passage(&words, spot, against, signed, &mut own);
    let inside = |at: &Spot| at.at >= skip;
    let moved = |at: &Spot| at.at(at.at - skip);
    for mut finding in own.findings.into_iter().filter(|it| inside(&it.spot)) {
        finding.spot = moved(&finding.spot);
        report.findings.push(finding);
    }
    for (to, from) in [
        (&mut report.withheld, own.withheld),
        (&mut report.unchecked, own.unchecked),
        (&mut report.agreed, own.agreed),
    ] {
        to.extend(from.into_iter().filter(|it| inside(&it.0)).map(|(at, text)| (moved(&at), text)));
    }
}

fn has_digits(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

/// A cell that is nothing but a month: what its row counts, it counts by then.
fn is_month(cell: &str) -> bool {
    let mut text = super::text::Text::new(cell.trim());
    let found = super::day::find(&mut text);
    found.first().is_some_and(|it| {
        let rest = text.folded(&(it.range.end..text.len()));
        it.is_more_than_a_year()
            && it.day.is_none()
            && it.range.start == 0
            && matches!(rest.as_str(), "" | "底" | "末" | "份")
    })
}

/// A head without its unit, and the unit: 产能(万吨).
fn unit_of(title: &str) -> (String, Option<String>) {
    let half = title.replace('\u{ff08}', "(").replace('\u{ff09}', ")");
    let Some((name, rest)) = half.split_once('(') else { return (half, None) };
    let unit =
        rest.trim_end_matches(')').trim_start_matches("单位").trim_start_matches([':', '\u{ff1a}']);
    match Unit::parse(unit) {
        Some(_) => (name.to_owned(), Some(unit.to_owned())),
        None => (half.replace(['(', ')'], " "), None),
    }
}

/// A cell that is nothing but a number.
fn bare(cell: &str) -> Option<Decimal> {
    let text: String = super::text::folded(cell).replace(',', "");
    phaseout_model::decimal::parse(&text)
}

/// What a cell adds: a number, a quantity, nothing, or something that cannot be added.
enum Part {
    Nothing,
    Amount(Quantity),
    Open,
}

fn part(cell: &str) -> Part {
    if cell.trim().is_empty() || matches!(cell.trim(), "-" | "—" | "——" | "/" | "无") {
        return Part::Nothing;
    }
    if let Some(value) = bare(cell) {
        return Part::Amount(Quantity { value, unit: Unit::none() });
    }
    let folded = super::text::folded(cell).replace(',', "");
    match Quantity::parse(&folded) {
        Some(quantity) if Absence::of(cell).is_none() => Part::Amount(quantity),
        _ => Part::Open,
    }
}

/// Every total of a column against its rows.
fn totals(
    table: &WrittenTable,
    head: &[String],
    rows: &[Vec<String>],
    column: usize,
    report: &mut Report,
) {
    let title = head.get(column).map_or("", String::as_str);
    if NO_SUMS.iter().any(|word| title.contains(word)) && !title.contains("/年") {
        return;
    }
    let (mut of_block, mut of_all): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for (at, row) in rows.iter().enumerate() {
        let cell = row.get(column).map_or("", String::as_str);
        let Some(word) = total_word(row) else {
            of_block.push(cell);
            of_all.push(cell);
            continue;
        };
        let is_first = of_all.is_empty();
        let parts: Vec<&str> = match word {
            "小计" => std::mem::take(&mut of_block),
            // A total at the top stands for the rows below.
            _ if is_first => {
                let below = rows[at + 1..].iter().filter(|row| total_word(row).is_none());
                below.map(|row| row.get(column).map_or("", String::as_str)).collect()
            }
            _ => of_all.clone(),
        };
        let spot = Spot::cell(table.part, table.number, at + 2, column + 1);
        one(cell, &parts, title, &spot, report);
    }
}

fn total_word(row: &[String]) -> Option<&'static str> {
    let first = row.iter().find(|cell| !cell.trim().is_empty())?;
    let first: String = first.chars().filter(|c| !c.is_whitespace()).collect();
    TOTALS.into_iter().find(|word| first.starts_with(word))
}

fn one(cell: &str, parts: &[&str], title: &str, spot: &Spot, report: &mut Report) {
    let Part::Amount(total) = part(cell) else { return };
    let mut sum: Option<Quantity> = None;
    for text in parts {
        match part(text) {
            Part::Nothing => {}
            // What cannot be added up says nothing about the total.
            Part::Open => return,
            Part::Amount(own) => {
                sum = match sum {
                    None => Some(own),
                    Some(so_far) => match so_far.add(&own) {
                        Ok(sum) => Some(sum),
                        Err(_) => return,
                    },
                };
            }
        }
    }
    let Some(sum) = sum.filter(|_| parts.len() > 1) else { return };
    if ratio(&total, &sum).is_some_and(|times| times != Decimal::ONE) {
        let arguments = vec![
            ("column", title.replace('\n', "")),
            ("sum", format!("{}{}", sum.value.normalize(), sum.unit)),
        ];
        report.find("total-wrong", spot.clone(), cell.trim().to_owned(), arguments, None);
    }
}
