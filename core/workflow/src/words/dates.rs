//! Days in scripts: as far as they are known, compared only where the answer is certain.

#![expect(clippy::unnecessary_box_returns, reason = "the engine hands its errors around in boxes")]

use super::{both, fields, functions};
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::strict::{Answer, stand_apart};
use jiff::ToSpan;
use phaseout_ledger::OnDate;
use phaseout_model::Date;
use rhai::Engine;
use std::fmt;

/// A day, month or year; by a day; or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) OnDate);

functions! {
    "date" "日期" "date(text)"
        "日期:`date(\"2013-07-27\")`、`date(\"2013年7月27日\")`、`date(\"2013-07\")`、`date(\"..2013-12-15\")`(该日以前)、`date(\"unknown\")`(不详)。"
        "A day, a month or a year; `..2013-12-15` is by that day, `unknown` is not known."
        r#"date("2013年7月27日") == date("2013-07-27")"#;
    "date" "日期" "date(year, month, day)"
        "年、月、日组成的日期。"
        "A day from year, month and day."
        r#"date(2013, 12, 31) == date("2013-12-31")"#;
    "month_end" "月底" "month_end(year, month)"
        "某年某月的最后一天。"
        "The last day of a month."
        r#"month_end(2012, 2) == date("2012-02-29")"#;
    "today" "今天" "today()"
        "今天,即 --as-of 所指的日期。"
        "The day that it is: what --as-of says."
        r#"today().year >= 2000"#;
    "days_until" "距" "date.days_until(other)"
        "到另一日期的天数,过后为负。两个日期都须是确定的某一天。"
        "Days to another date, below zero when it is over. Both have to be days."
        r#"date("2013-12-01").days_until(date("2013-12-31")) == 30"#;
}

fields! { Day, "Date",
    "year" "年" "年" "the year"
        |own: &mut Day| known(*own).map(|day| i64::from(day.year()));
    "month" "月" "月" "the month"
        |own: &mut Day| full(*own, true).map(|day| i64::from(day.month()));
    "day" "日" "日" "the day of the month"
        |own: &mut Day| full(*own, false).map(|day| i64::from(day.day()));
    "is_known" "已知" "是否已知" "whether anything is known of it"
        |own: &mut Day| own.0 != OnDate::Unknown;
    "last_day" "最后一天" "可能的最后一天" "the last day that it can be"
        |own: &mut Day| own.0.latest().map(Day::on).ok_or_else(|| unsure(*own));
    "month_end" "当月月底" "所在月份的最后一天" "the last day of its month"
        |own: &mut Day| full(*own, true).map(|day| Day::on(day.last_of_month()));
}

impl Day {
    /// Reads a date as it is written.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        OnDate::parse(text).map(Self)
    }

    pub(crate) fn on(day: Date) -> Self {
        Self(OnDate::day(day))
    }

    /// Whether it is before the other; an error where that is not certain.
    fn before(self, other: Self) -> Answer<bool> {
        if self.0.is_before(other.0) {
            return Ok(true);
        }
        let not = matches!((self.0.earliest(), other.0.latest()), (Some(own), Some(other)) if own >= other);
        if not || self == other && self.0.earliest() == self.0.latest() {
            Ok(false)
        } else {
            Err(Fault::new(codes::DATES_UNSURE).with("left", self).with("right", other).raise())
        }
    }

    fn same(self, other: Self) -> Answer<bool> {
        if self == other {
            return Ok(true);
        }
        if self.0.is_before(other.0) || other.0.is_before(self.0) {
            return Ok(false);
        }
        let whole = |day: Self| day.0.earliest().is_some() && day.0.earliest() == day.0.latest();
        if whole(self) && whole(other) {
            return Ok(self.0.earliest() == other.0.earliest());
        }
        Err(Fault::new(codes::DATES_UNSURE).with("left", self).with("right", other).raise())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn unsure(day: Day) -> Box<rhai::EvalAltResult> {
    Fault::new(codes::DATE_UNKNOWN).with("date", day).raise()
}

/// The first day that it can be.
fn known(day: Day) -> Answer<Date> {
    day.0.earliest().or_else(|| day.0.latest()).ok_or_else(|| unsure(day))
}

/// A day, or a month where that is enough.
fn full(day: Day, month: bool) -> Answer<Date> {
    let (Some(first), Some(last)) = (day.0.earliest(), day.0.latest()) else {
        return Err(unsure(day));
    };
    let fits =
        first == last || month && (first.year(), first.month()) == (last.year(), last.month());
    if fits { Ok(first) } else { Err(unsure(day)) }
}

fn shifted(day: Day, days: i64) -> Answer<Day> {
    let own = full(day, false)?;
    let span = i32::try_from(days).ok().map(ToSpan::days);
    let moved = span.and_then(|span| own.checked_add(span).ok());
    moved.map(Day::on).ok_or_else(|| Fault::new(codes::OVERFLOW).raise())
}

fn of_numbers(year: i64, month: i64, day: Option<i64>) -> Answer<Date> {
    let wrong = || {
        let day = day.map(|day| format!("-{day}")).unwrap_or_default();
        let text = format!("{year}-{month}{day}");
        Fault::new(codes::DATE_UNREADABLE).with("text", text).raise()
    };
    let year = i16::try_from(year).map_err(|_| wrong())?;
    let month = i8::try_from(month).map_err(|_| wrong())?;
    let first = Date::new(year, month, 1).map_err(|_| wrong())?;
    match day {
        None => Ok(first.last_of_month()),
        Some(day) => {
            let day = i8::try_from(day).map_err(|_| wrong())?;
            Date::new(year, month, day).map_err(|_| wrong())
        }
    }
}

pub(crate) fn read(text: &str) -> Answer<Day> {
    OnDate::parse(text)
        .map(Day)
        .ok_or_else(|| Fault::new(codes::DATE_UNREADABLE).with("text", text).raise())
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Day>("Date");
    stand_apart::<Day>(engine);
    register_fields(engine);
    both!(engine, "date", "日期", read);
    both!(engine, "date", "日期", |year: i64, month: i64, day: i64| {
        of_numbers(year, month, Some(day)).map(Day::on)
    });
    both!(engine, "month_end", "月底", |year: i64, month: i64| {
        of_numbers(year, month, None).map(Day::on)
    });
    both!(engine, "today", "今天", || context::with(|context| Ok(Day::on(context.place.today))));
    both!(engine, "days_until", "距", |own: &mut Day, other: Day| -> Answer<i64> {
        days(full(*own, false)?, full(other, false)?)
    });
    engine.register_fn("to_string", |own: &mut Day| own.to_string());
    engine.register_fn("to_debug", |own: &mut Day| own.to_string());
    engine.register_fn("+", |day: Day, days: i64| shifted(day, days));
    engine.register_fn("-", |day: Day, days: i64| shifted(day, days.saturating_neg()));
    engine.register_fn("-", |left: Day, right: Day| -> Answer<i64> {
        days(full(right, false)?, full(left, false)?)
    });
    engine.register_fn("==", |left: Day, right: Day| left.same(right));
    engine.register_fn("!=", |left: Day, right: Day| left.same(right).map(|same| !same));
    engine.register_fn("<", |left: Day, right: Day| left.before(right));
    engine.register_fn(">", |left: Day, right: Day| right.before(left));
    engine.register_fn("<=", |left: Day, right: Day| right.before(left).map(|after| !after));
    engine.register_fn(">=", |left: Day, right: Day| left.before(right).map(|before| !before));
}

fn days(from: Date, to: Date) -> Answer<i64> {
    let span = from.until(to).map_err(|_| Fault::new(codes::OVERFLOW).raise())?;
    Ok(i64::from(span.get_days()))
}
