//! What ending labour contracts costs, case by case. All cases are constructed from the wording of the law:
//! no document of the field prints such a sum.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_ledger::compensation::{Estimate, Local, Service, WageClass, basis, estimate};
use phaseout_model::decimal::parse;
use phaseout_model::{Date, Decimal};
use proptest::prelude::*;

fn decimal(text: &str) -> Decimal {
    parse(text).unwrap()
}

fn local() -> Local {
    Local { mean_wage: decimal("3000"), minimum_wage: decimal("1100") }
}

fn since(date: &str) -> Service {
    Service::Since(date.parse().unwrap())
}

fn one(wage: &str, service: Service, ended: &str) -> Estimate {
    let class = WageClass { label: "甲".to_owned(), people: 1, wage: decimal(wage), service };
    estimate(&[class], &local(), ended.parse().unwrap()).unwrap()
}

/// wage, first day, last day: months since 2008, base, months before 2008, sum, notes.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static str,
    &'static [&'static str],
);

#[test]
fn constructed_cases_of_articles_47_and_97() {
    let cases: &[Case] = &[
        // A month's wage for each full year.
        ("2000", "2010-07-28", "2013-07-27", "3", "2000元", None, "6000元", &[]),
        // A day more: less than six months, half a month.
        ("2000", "2010-07-27", "2013-07-27", "3.5", "2000元", None, "7000元", &[]),
        // Five months and 30 days are less than six months; six months are a year.
        ("2000", "2010-07-28", "2014-01-26", "3.5", "2000元", None, "7000元", &[]),
        ("2000", "2010-07-28", "2014-01-27", "4", "2000元", None, "8000元", &[]),
        // Less than a year at all: the wage is the mean of the months worked.
        ("2000", "2013-05-28", "2013-07-27", "0.5", "2000元", None, "1000元", &["months-worked"]),
        ("2000", "2013-01-28", "2013-07-27", "1", "2000元", None, "2000元", &["months-worked"]),
        // Not below the local minimum.
        ("900", "2010-07-28", "2013-07-27", "3", "1100元", None, "3300元", &["minimum-wage"]),
        ("1100", "2010-07-28", "2013-07-27", "3", "1100元", None, "3300元", &[]),
        // Three times the local mean exactly is not above it.
        ("9000", "2010-07-28", "2013-07-27", "3", "9000元", None, "27000元", &[]),
        (
            "9000.01",
            "2010-07-28",
            "2013-07-27",
            "3",
            "9000元",
            None,
            "27000元",
            &["three-times-mean"],
        ),
        // Twelve years at most, and only for those.
        ("9000", "2008-01-01", "2022-12-31", "15", "9000元", None, "135000元", &[]),
        (
            "10000",
            "2008-01-01",
            "2022-12-31",
            "12",
            "9000元",
            None,
            "108000元",
            &["three-times-mean", "twelve-years"],
        ),
        // Split at 2008-01-01: ten years before, five and a half after.
        (
            "2000",
            "1998-01-01",
            "2013-06-30",
            "6",
            "2000元",
            Some("10"),
            "32000元",
            &["older-rules"],
        ),
        // Each part is rounded by itself: three months before are half a month.
        (
            "2000",
            "2007-10-01",
            "2013-07-27",
            "6",
            "2000元",
            Some("0.5"),
            "13000元",
            &["older-rules"],
        ),
        // The cap of article 47 does not reach back.
        (
            "10000",
            "1988-01-01",
            "2013-06-30",
            "6",
            "9000元",
            Some("20"),
            "254000元",
            &["three-times-mean", "older-rules"],
        ),
        // Everything before.
        ("2000", "2005-01-01", "2007-12-31", "0", "2000元", Some("3"), "6000元", &["older-rules"]),
        // The 31st of a month without one.
        ("2000", "2012-08-31", "2013-02-27", "0.5", "2000元", None, "1000元", &["months-worked"]),
        ("2000", "2012-08-31", "2013-02-28", "1", "2000元", None, "2000元", &["months-worked"]),
        // A leap day counts its year full at the end of February.
        ("2000", "2012-02-29", "2013-02-28", "1", "2000元", None, "2000元", &[]),
    ];
    for &(wage, first, ended, months, base, before, sum, notes) in cases {
        let found = one(wage, since(first), ended);
        let class = &found.classes[0];
        let told = format!("{wage} {first} {ended}");
        assert_eq!(class.since.months.to_string(), months, "{told}");
        assert_eq!(class.since.base.to_string(), base, "{told}");
        let found_before = class.before.as_ref().map(|part| part.months.to_string());
        assert_eq!(found_before.as_deref(), before, "{told}");
        assert_eq!(class.amount.to_string(), sum, "{told}");
        assert_eq!(class.notes, notes, "{told}");
        assert_eq!(found.confirmed, before.is_none(), "{told}");
    }
}

#[test]
fn a_length_of_service_is_split_like_a_first_day() {
    let cases = [
        (Service::For { years: 10, months: 0 }, "2013-06-30", "6", Some("5")), // 5½ since, 4½ before
        (Service::For { years: 5, months: 6 }, "2013-06-30", "6", None),
        (Service::For { years: 5, months: 7 }, "2013-06-30", "6", Some("0.5")),
        (Service::For { years: 3, months: 0 }, "2007-12-31", "0", Some("3")),
        (Service::For { years: 1, months: 0 }, "2012-02-28", "1", None),
        (Service::For { years: 0, months: 0 }, "2013-06-30", "0", None),
    ];
    for (service, ended, months, before) in cases {
        let found = one("2000", service, ended);
        let class = &found.classes[0];
        assert_eq!(class.since.months.to_string(), months, "{service:?}");
        let found_before = class.before.as_ref().map(|part| part.months.to_string());
        assert_eq!(found_before.as_deref(), before, "{service:?}");
    }
}

#[test]
fn ninety_workers_in_three_classes_add_up() {
    let class = |label: &str, people, wage, service| WageClass {
        label: label.to_owned(),
        people,
        wage: decimal(wage),
        service,
    };
    let classes = [
        class("改制前入厂", 60, "1850.50", since("2003-07-01")),
        class("改制后入厂", 25, "1620", since("2009-03-01")),
        class("管理人员", 5, "9500", since("2008-01-01")),
    ];
    let found = estimate(&classes, &local(), "2013-07-27".parse().unwrap()).unwrap();
    // 60 × 1850.50 × (5 + 6) + 25 × 1620 × 4.5 + 5 × 9000 × 6
    let sums: Vec<String> = found.classes.iter().map(|class| class.amount.to_string()).collect();
    assert_eq!(sums, ["1221330元", "182250元", "270000元"]);
    assert_eq!((found.people, found.total.to_string().as_str()), (90, "1673580元"));
    assert!(!found.confirmed);
}

#[test]
fn what_cannot_be_right_is_refused() {
    let day = "2013-07-27".parse().unwrap();
    let class = |wage, service| WageClass { label: "甲".to_owned(), people: 1, wage, service };
    let code = |class: WageClass, local: &Local| estimate(&[class], local, day).unwrap_err().code;
    let wage = decimal("2000");
    assert_eq!(code(class(decimal("-1"), since("2010-01-01")), &local()), "compensation-wage");
    assert_eq!(code(class(wage, since("2013-07-28")), &local()), "compensation-dates");
    let no_mean = Local { mean_wage: Decimal::ZERO, ..local() };
    assert_eq!(code(class(wage, since("2010-01-01")), &no_mean), "compensation-local");
    let long = Service::For { years: u32::MAX, months: 0 };
    assert_eq!(code(class(wage, long), &local()), "compensation-dates");
    assert_eq!(code(class(Decimal::MAX, since("2005-01-01")), &local()), "compensation-too-large");
    let none = estimate(&[], &local(), day).unwrap();
    assert_eq!((none.total.to_string().as_str(), none.confirmed), ("0元", true));
}

#[test]
fn the_basis_names_where_it_was_read() {
    for (document, source) in basis() {
        assert!(!document.is_empty() && !source.is_empty());
    }
}

proptest! {
    /// Longer service never costs less, each year costs a month's wage, and no sum is negative.
    #[test]
    fn longer_service_never_costs_less(days in 0i32..12_000, wage in 0u32..20_000) {
        let last: Date = "2013-07-27".parse().unwrap();
        let wage = wage.to_string();
        let begin = |days: i32| {
            Service::Since(last.checked_sub(jiff::Span::new().days(days)).unwrap())
        };
        let (short, long) = (one(&wage, begin(days), "2013-07-27"), one(&wage, begin(days + 1), "2013-07-27"));
        prop_assert!(long.total.value >= short.total.value);
        prop_assert!(short.total.value > Decimal::ZERO);
    }
}
