//! A plugin's code held against a Markdown table: one call runs every row, in process and without a
//! host, and tells all rows that differ.
//!
//! The table's header names its columns, in any order; those it leaves out are blank:
//!
//! | column | holds |
//! |---|---|
//! | `function` | `read` or `derive` |
//! | `kind` | id of the kind |
//! | `equipment`, `spec` | the texts as printed |
//! | `quantity`, `capacity` | numbers; a quantity of `?` is printed and not readable |
//! | `commissioned`, `as of` | days: `1985-07-01`, or `1985-01-01..1985-12-31` |
//! | `given` | what forms or columns gave of the measure: an interval |
//! | `measure` | the measure that is looked at |
//! | `expected` | an interval, `problem impossible` (`contradiction`, `unreadable`), or `nothing` |
//!
//! An interval is `12`, `[110, 220]`, `(0, 220]`, `(-inf, 3)`. Other columns (a source, a reason) are for
//! readers. Forms and worked cases are the host's to run: `phaseout plugin check`.

use crate::columns::Problem;
use crate::forms::Span;
use crate::plugin::Plugin;
use crate::testing::{Answer, Given, Rows};

/// Runs every row of every table in a Markdown text.
///
/// # Panics
/// With one line for each row that could not be read or whose answer differs, and where no row was found.
pub fn check<P: Plugin>(markdown: &str) {
    let mut header: Vec<String> = Vec::new();
    let (mut rows, mut faults) = (0, Vec::new());
    for (number, line) in (1..).zip(markdown.lines()) {
        let Some(cells) = cells(line) else {
            header.clear();
            continue;
        };
        if header.is_empty() {
            header = cells.iter().map(|cell| cell.to_lowercase()).collect();
        } else if !cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':'))) {
            rows += 1;
            if let Err(fault) = row::<P>(&header, &cells) {
                faults.push(format!("line {number}: {fault}"));
            }
        }
    }
    assert!(rows > 0, "no row of a table was found");
    assert!(faults.is_empty(), "{} of {rows} rows differ:\n{}", faults.len(), faults.join("\n"));
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(|cell| cell.trim().trim_matches('`')).collect())
}

fn row<P: Plugin>(header: &[String], cells: &[&str]) -> Result<(), String> {
    let cell = |name: &str| {
        let at = header.iter().position(|column| column == name);
        at.and_then(|at| cells.get(at)).copied().filter(|cell| !cell.is_empty())
    };
    let measure = cell("measure").ok_or("no measure is named")?;
    let mut rows = Rows::of::<P>();
    if let Some(day) = cell("as of") {
        rows = rows.as_of(days(day).ok_or_else(|| format!("{day:?} is no day"))?.1);
    }
    let given = unit(&cell, measure)?;
    let rows = rows.unit(|_| given);
    let answer = match cell("function").ok_or("no function is named")? {
        "read" => rows.read::<P>(),
        "derive" => rows.derive::<P>(),
        other => return Err(format!("{other:?} is neither read nor derive")),
    };
    let answer = answer.map_err(|error| error.to_string())?;
    let expected = cell("expected").ok_or("nothing is expected; write `nothing` for that")?;
    let found = words(&answer, measure);
    let wanted = match span(expected) {
        Some(span) => print(span),
        None => expected.to_owned(),
    };
    if found == wanted { Ok(()) } else { Err(format!("{measure} is {found}, expected {wanted}")) }
}

fn unit<'c>(cell: &impl Fn(&str) -> Option<&'c str>, measure: &str) -> Result<Given, String> {
    let mut unit = Given::default();
    if let Some(kind) = cell("kind") {
        unit = unit.kind(kind);
    }
    if let Some(text) = cell("equipment") {
        unit = unit.equipment(text);
    }
    if let Some(text) = cell("spec") {
        unit = unit.spec(text);
    }
    let number = |text: &str| text.parse::<f64>().map_err(|_| format!("{text:?} is no number"));
    match cell("quantity") {
        Some("?") => unit = unit.quantity(f64::NAN),
        Some(text) => unit = unit.quantity(number(text)?),
        None => {}
    }
    if let Some(text) = cell("capacity") {
        unit = unit.capacity(number(text)?);
    }
    if let Some(text) = cell("commissioned") {
        let (first, last) = days(text).ok_or_else(|| format!("{text:?} is no day"))?;
        unit = unit.commissioned(first, last);
    }
    if let Some(text) = cell("given") {
        unit = unit.measure(measure, span(text).ok_or_else(|| format!("{text:?} is no interval"))?);
    }
    Ok(unit)
}

fn words(answer: &Answer, measure: &str) -> String {
    match (answer.get(measure, 0), answer.problem(measure, 0)) {
        (Some(span), _) => print(span),
        (None, Some(Problem::Impossible)) => "problem impossible".to_owned(),
        (None, Some(Problem::Contradiction)) => "problem contradiction".to_owned(),
        (None, Some(Problem::Unreadable)) => "problem unreadable".to_owned(),
        (None, None) => "nothing".to_owned(),
    }
}

/// Six places behind the point are enough to compare what people write.
fn print(span: Span) -> String {
    let open = |open: bool, sign: [char; 2]| if open { sign[0] } else { sign[1] };
    let ends = (open(span.lo_open, ['(', '[']), open(span.hi_open, [')', ']']));
    format!("{}{:.6}, {:.6}{}", ends.0, span.lo, span.hi, ends.1)
}

fn span(text: &str) -> Option<Span> {
    if let Ok(value) = text.parse::<f64>() {
        return Some(Span::exactly(value));
    }
    let lo_open = text.starts_with('(');
    let hi_open = text.ends_with(')');
    let inner = text.strip_prefix(['(', '['])?.strip_suffix([')', ']'])?;
    let (lo, hi) = inner.split_once(',')?;
    Some(Span { lo: lo.trim().parse().ok()?, hi: hi.trim().parse().ok()?, lo_open, hi_open })
}

/// The first and last day of `1985-07-01` or `1985-01-01..1985-12-31`, since 1970-01-01.
fn days(text: &str) -> Option<(i32, i32)> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    Some((day(first)?, day(last)?))
}

fn day(text: &str) -> Option<i32> {
    let mut parts = text.trim().split('-').map(|part| part.parse::<i32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years are counted from March, so that the leap day is the last of its year.
    let shifted = year - i32::from(month <= 2);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let of_era = shifted.rem_euclid(400);
    let of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    Some(shifted.div_euclid(400) * 146_097 + of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Columns, Data, PluginError, Units};

    struct Doubling;

    impl Plugin for Doubling {
        const DATA: Data = Data {
            id: "doubling",
            version: "1",
            plugin_toml: "[[attribute]]\nid = \"size\"\ntype = \"measure\"",
            criteria: &[],
        };

        fn read(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
            for unit in units.iter() {
                if let Some(quantity) = unit.quantity() {
                    out.set("size", unit.row(), Span::exactly(quantity * 2.0))?;
                }
            }
            Ok(())
        }
    }

    const TABLE: &str = "
A story.

| function | quantity | measure | expected | source |
|---|---|---|---|---|
| read | 3 | size | 6 | constructed |
| read | | size | nothing | constructed |
";

    #[test]
    fn every_row_of_a_table_is_run() {
        check::<Doubling>(TABLE);
    }

    #[test]
    #[should_panic(
        expected = "1 of 2 rows differ:\nline 6: size is [6.000000, 6.000000], expected [7.000000, 7.000000]"
    )]
    fn a_row_that_differs_is_told_with_its_line() {
        check::<Doubling>(&TABLE.replace("| 6 |", "| 7 |"));
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days("1970-01-02"), Some((1, 1)));
        assert_eq!(days("1985-01-01..1985-12-31"), Some((5479, 5843)));
        assert_eq!(days("1985"), None);
    }
}
