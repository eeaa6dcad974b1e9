//! What a document may print, and where each piece comes from.
//!
//! A [`Traced`] is put into the [`Pool`] of the run and handed to the template as an object that prints a
//! mark instead of its text. The text takes the mark's place after the template's Markdown has been read, so
//! that no name out of a list can become markup, and every printed piece leads back to its origin.

use minijinja::value::{Enumerator, Object, ObjectRepr, Value};
use phaseout_documents::paper::ChartForm;
use rust_decimal::Decimal;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Opens a mark; the two characters that follow are its number. Private use, so that no text has it:
/// [`clean`] takes it out of texts that do.
const OPEN: char = '\u{e000}';
/// Opens the mark of a chart.
const OPEN_CHART: char = '\u{e001}';
/// The first of the characters that count: plane 15, private use as well.
const FIRST: u32 = 0xf_0000;
/// How many characters count.
const BASE: usize = 65_000;

/// One thing that a document can print.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    /// As it is printed, with its unit where it has one: `8万吨/年`.
    pub text: String,
    /// The number alone, where it is one.
    pub number: Option<Decimal>,
    /// The number's unit.
    pub unit: Option<String>,
    /// What it is, as a person names it: `2013年水泥行业完成产能`.
    pub what: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a printed piece comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The record: the query, and the numbers of the events that it rests on, in order.
    Events {
        /// The query as a person can repeat it: `capacity(completed, year=2013, industry=cement)`.
        query: String,
        /// `seq` of the events.
        events: Vec<i64>,
    },
    /// A setting of `office.toml`, by its key.
    Office(String),
    /// What was given with the command.
    Given {
        /// The option, or the file and its key: `--set founded`, `profile.toml founded`.
        option: String,
        /// Where it comes from, where the file says so.
        source: Option<String>,
    },
    /// A document or rule that the template cites.
    Cited,
    /// A rule that the program carries as data, by the document that says it.
    Rule(String),
    /// The order of rows in a table (序号).
    Order,
}

/// A chart whose every word and number has an origin.
#[derive(Clone, Debug, PartialEq)]
pub struct TracedChart {
    /// Its form.
    pub form: ChartForm,
    /// Over the chart.
    pub title: Traced,
    /// The unit of the numbers: `万吨/年`, `条`.
    pub unit: String,
    /// What the numbers stand beside: months, industries, regions.
    pub categories: Vec<Traced>,
    /// The numbers, a series for each thing that is shown.
    pub series: Vec<TracedSeries>,
}

/// One thing shown in a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct TracedSeries {
    /// What it is: 计划, 完成.
    pub name: String,
    /// A number for each category; none where it is not known.
    pub values: Vec<Option<Traced>>,
}

/// What one run may print. Cheap to clone; clones share what they hold.
#[derive(Clone, Debug, Default)]
pub struct Pool(Arc<Mutex<Shelves>>);

#[derive(Debug, Default)]
struct Shelves {
    pieces: Vec<Traced>,
    charts: Vec<TracedChart>,
}

impl Pool {
    /// Takes a piece in and gives the object that a template prints.
    pub fn put(&self, traced: Traced) -> Value {
        let traced = Traced { text: clean(&traced.text), ..traced };
        let mut shelves = self.shelves();
        shelves.pieces.push(traced.clone());
        let mark = mark(OPEN, shelves.pieces.len() - 1);
        Value::from_object(Printed { mark, traced })
    }

    /// Takes a chart in and gives the object that a template prints, alone in a paragraph. False where no
    /// number of it is known, so that a template can leave it out.
    pub fn put_chart(&self, chart: TracedChart) -> Value {
        let known = chart.series.iter().any(|series| series.values.iter().any(Option::is_some));
        let mut shelves = self.shelves();
        shelves.charts.push(chart);
        Value::from_object(PrintedChart { mark: mark(OPEN_CHART, shelves.charts.len() - 1), known })
    }

    /// The piece of a number.
    pub fn get(&self, number: usize) -> Option<Traced> {
        self.shelves().pieces.get(number).cloned()
    }

    /// The chart of a number.
    pub fn chart(&self, number: usize) -> Option<TracedChart> {
        self.shelves().charts.get(number).cloned()
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a template sees of a piece: it prints itself, and is false where its number is zero or its text is
/// blank. `.number`, `.unit` and `.raw` are there to compare with.
#[derive(Debug)]
pub(crate) struct Printed {
    mark: String,
    traced: Traced,
}

impl Object for Printed {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            // To compare with; printing it is refused, since it has no mark.
            "number" => Some(self.traced.number.map_or(Value::from(()), number_of)),
            "unit" => Some(self.traced.unit.clone().map_or(Value::from(()), Value::from)),
            // To compare with words of the record: its text, without an origin.
            "raw" => Some(Value::from(self.traced.text.clone())),
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.traced.number.map_or(!self.traced.text.is_empty(), |number| !number.is_zero())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mark)
    }
}

/// What a template sees of a chart.
#[derive(Debug)]
pub(crate) struct PrintedChart {
    mark: String,
    known: bool,
}

impl Object for PrintedChart {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.known
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mark)
    }
}

fn number_of(number: Decimal) -> Value {
    use rust_decimal::prelude::ToPrimitive;
    number
        .to_i64()
        .filter(|_| number.is_integer())
        .map_or_else(|| number.to_f64().into(), Value::from)
}

/// The mark of a number.
fn mark(open: char, number: usize) -> String {
    let digit = |place: usize| {
        u32::try_from(place)
            .ok()
            .and_then(|place| char::from_u32(FIRST + place))
            .unwrap_or(char::REPLACEMENT_CHARACTER)
    };
    [open, digit(number / BASE), digit(number % BASE)].into_iter().collect()
}

/// A piece of rendered text: words of the template, or the number of a traced piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words as they stand.
    Words(&'a str),
    /// The number of a piece in the pool.
    Mark(usize),
    /// The number of a chart in the pool.
    Chart(usize),
}

/// Cuts rendered text at its marks.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find([OPEN, OPEN_CHART]) {
        if at > 0 {
            found.push(Piece::Words(&rest[..at]));
        }
        let mut characters = rest[at..].chars();
        let is_chart = characters.next() == Some(OPEN_CHART);
        let mut place =
            || characters.next().and_then(|c| u32::from(c).checked_sub(FIRST)).map(|c| c as usize);
        if let (Some(high), Some(low)) = (place(), place()) {
            let number = high * BASE + low;
            found.push(if is_chart { Piece::Chart(number) } else { Piece::Mark(number) });
        }
        rest = characters.as_str();
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

/// A text without the characters that marks are made of, on one line.
fn clean(text: &str) -> String {
    let is_own = |c: char| {
        matches!(c, OPEN | OPEN_CHART) || (FIRST..=FIRST + 0xfffd).contains(&u32::from(c))
    };
    text.chars().map(|c| if is_own(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(text: &str) -> Traced {
        Traced {
            text: text.to_owned(),
            number: None,
            unit: None,
            what: "企业名称".to_owned(),
            origin: Origin::Events { query: "enterprise".to_owned(), events: vec![1] },
        }
    }

    #[test]
    fn a_template_prints_a_mark_that_leads_back() {
        let pool = Pool::default();
        let (first, second) = (pool.put(named("甲")), pool.put(named("**县|水泥")));
        let text = minijinja::render!("{{ a }}与{{ b }}。", a => first, b => second);
        assert_eq!(
            pieces(&text),
            [Piece::Mark(0), Piece::Words("与"), Piece::Mark(1), Piece::Words("。")]
        );
        assert_eq!(pool.get(1).unwrap().text, "**县|水泥");
    }

    #[test]
    fn a_text_that_looks_like_a_mark_is_none() {
        let pool = Pool::default();
        pool.put(named(&mark(OPEN, 7)));
        let text = pool.get(0).unwrap().text;
        assert_eq!(pieces(&text), [Piece::Words("\u{fffd}\u{fffd}\u{fffd}")]);
    }

    proptest! {
        #[test]
        fn every_number_has_a_mark_of_its_own(number in 0usize..65_000 * 65_000) {
            let (piece, chart) = (mark(OPEN, number), mark(OPEN_CHART, number));
            prop_assert_eq!(pieces(&piece), [Piece::Mark(number)]);
            prop_assert_eq!(pieces(&chart), [Piece::Chart(number)]);
        }
    }
}
