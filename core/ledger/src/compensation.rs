//! An estimate of economic compensation (经济补偿) from headcounts and wage classes: no names, no record.
//!
//! By the labour contract law (`data/compensation.toml`): a month's wage for each full year; six months and
//! more count as a year, less as half a month; the base is the mean wage of the last 12 months, at least the
//! local minimum; above three times the local mean wage the base is three times that, for at most 12 years.
//! Years before 2008-01-01 are counted apart, by the rules of their time, and are not confirmed.

use crate::refusal::Refusal;
use phaseout_model::{Date, Decimal, Quantity, Unit};
use serde::Deserialize;
use std::sync::LazyLock;

/// Workers who are alike: so many people with one wage and one length of service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WageClass {
    /// What the class is called in the answer.
    pub label: String,
    /// How many they are.
    pub people: u32,
    /// Mean gross monthly wage of the last 12 months, or of the months worked where they are fewer. 元.
    pub wage: Decimal,
    /// How long they have served.
    pub service: Service,
}

/// Length of service with this employer; years with an earlier one count where the worker was moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// From this first day on.
    Since(Date),
    /// So long, up to the end of the contract.
    For {
        /// Full years.
        years: u32,
        /// Months beyond the full years.
        months: u32,
    },
}

/// What is published for the place. 元 a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// 上年度职工月平均工资 of the municipality or the city with districts.
    pub mean_wage: Decimal,
    /// 当地最低工资标准.
    pub minimum_wage: Decimal,
}

/// A part of the service that is counted by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Monthly wages paid, in steps of one half.
    pub months: Decimal,
    /// The monthly wage that is paid for each.
    pub base: Quantity,
    /// For one worker.
    pub amount: Quantity,
}

/// What a class costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassEstimate {
    /// The class.
    pub label: String,
    /// How many they are.
    pub people: u32,
    /// Service since 2008-01-01, by article 47.
    pub since: Part,
    /// Service before 2008-01-01, where there is any: not confirmed.
    pub before: Option<Part>,
    /// For all of the class.
    pub amount: Quantity,
    /// Which rules changed the sum: `minimum-wage`, `three-times-mean`, `twelve-years`, `older-rules`,
    /// `months-worked` (fewer than 12 months served: the wage is the mean of those).
    pub notes: Vec<&'static str>,
}

/// What all classes cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Class by class, in the order given.
    pub classes: Vec<ClassEstimate>,
    /// All of them.
    pub people: u64,
    /// The sum.
    pub total: Quantity,
    /// False where a part rests on a rule that was not confirmed.
    pub confirmed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    document: String,
    since: String,
    whole_from_months: u32,
    multiple: u32,
    cap_years: u32,
    source: Vec<String>,
    older: Older,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Older {
    document: String,
    confirmed: bool,
    source: Vec<String>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/compensation.toml"))
        .expect("a test reads the rules of compensation")
});

/// The first day that article 47 counts.
static BOUNDARY: LazyLock<Date> =
    LazyLock::new(|| RULES.since.parse().expect("a test reads the rules of compensation"));

/// The documents that an estimate rests on, with the addresses where they were read; the older rules last.
pub fn basis() -> [(&'static str, &'static [String]); 2] {
    let rules = &*RULES;
    [(&rules.document, &rules.source), (&rules.older.document, &rules.older.source)]
}

/// What it costs to end the contracts of these classes on a day, the last day of service.
///
/// # Errors
/// `compensation-wage`, `compensation-local`, `compensation-dates`, `compensation-too-large`: the first value
/// that cannot be right; the subject is the class's label.
pub fn estimate(classes: &[WageClass], local: &Local, ended: Date) -> Result<Estimate, Refusal> {
    if local.mean_wage <= Decimal::ZERO || local.minimum_wage < Decimal::ZERO {
        return Err(Refusal::new("compensation-local", "local")
            .with("mean", local.mean_wage)
            .with("minimum", local.minimum_wage));
    }
    let mut estimates = Vec::with_capacity(classes.len());
    let (mut total, mut people) = (Decimal::ZERO, 0);
    for class in classes {
        let estimate = of_class(class, local, ended)?;
        total = total.checked_add(estimate.amount.value).ok_or_else(|| too_large(class))?;
        people += u64::from(class.people);
        estimates.push(estimate);
    }
    let older = estimates.iter().any(|class| class.before.is_some());
    Ok(Estimate {
        classes: estimates,
        people,
        total: yuan(total),
        confirmed: RULES.older.confirmed || !older,
    })
}

fn of_class(class: &WageClass, local: &Local, ended: Date) -> Result<ClassEstimate, Refusal> {
    if class.wage < Decimal::ZERO {
        return Err(Refusal::new("compensation-wage", &class.label).with("wage", class.wage));
    }
    let rules = &*RULES;
    let (before, since) = split(class, ended)?;
    let mut notes = Vec::new();
    let floored = class.wage.max(local.minimum_wage);
    if floored > class.wage {
        notes.push("minimum-wage");
    }
    let ceiling = local
        .mean_wage
        .checked_mul(Decimal::from(rules.multiple))
        .ok_or_else(|| too_large(class))?;
    let (mut base, mut halves) = (floored, since.halves());
    if class.wage > ceiling {
        base = ceiling.max(local.minimum_wage);
        notes.push("three-times-mean");
        let cap = rules.cap_years * 2;
        if halves > cap {
            halves = cap;
            notes.push("twelve-years");
        }
    }
    let since_part = part(class, halves, base)?;
    let before_part = match before {
        Some(length) => {
            notes.push("older-rules");
            Some(part(class, length.halves(), floored)?)
        }
        None => None,
    };
    if before.map_or(0, |length| length.months) + since.months < 12 {
        notes.push("months-worked");
    }
    let one = before_part.as_ref().map_or(Some(since_part.amount.value), |before| {
        since_part.amount.value.checked_add(before.amount.value)
    });
    let amount = one
        .and_then(|one| one.checked_mul(Decimal::from(class.people)))
        .ok_or_else(|| too_large(class))?;
    Ok(ClassEstimate {
        label: class.label.clone(),
        people: class.people,
        since: since_part,
        before: before_part,
        amount: yuan(amount),
        notes,
    })
}

/// A length of time: full months, and whether days stand beyond them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Length {
    months: u32,
    days: bool,
}

impl Length {
    /// From the first day to the day after the last.
    fn between(first: Date, after: Date) -> Option<Self> {
        let whole = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        let mut months = whole(after) - whole(first);
        if full(first, months)? > after {
            months -= 1;
        }
        let days = full(first, months)? < after;
        Some(Self { months: u32::try_from(months).ok()?, days })
    }

    /// Half monthly wages: two for a full year and for six months and more, one for less.
    fn halves(self) -> u32 {
        let rest = self.months % 12;
        self.months / 12 * 2
            + if rest >= RULES.whole_from_months { 2 } else { u32::from(rest > 0 || self.days) }
    }
}

/// The day after so many full months. A month without such a day is full with its last one, so service from
/// 29 February 2012 is a full year on 28 February 2013.
fn full(first: Date, months: i32) -> Option<Date> {
    let moved = first.checked_add(jiff::Span::new().try_months(months).ok()?).ok()?;
    if moved.day() == first.day() { Some(moved) } else { moved.tomorrow().ok() }
}

/// The service before and since 2008-01-01.
fn split(class: &WageClass, ended: Date) -> Result<(Option<Length>, Length), Refusal> {
    let boundary = *BOUNDARY;
    let wrong = || {
        Refusal::new("compensation-dates", &class.label)
            .with("since", if let Service::Since(day) = class.service { day } else { ended })
            .with("ended", ended)
    };
    let after = ended.tomorrow().map_err(|_| wrong())?;
    match class.service {
        Service::Since(first) if first > ended => Err(wrong()),
        Service::Since(first) => {
            let own = |first, after| Length::between(first, after).ok_or_else(wrong);
            if first >= boundary {
                return Ok((None, own(first, after)?));
            }
            if after <= boundary {
                return Ok((Some(own(first, after)?), Length { months: 0, days: false }));
            }
            Ok((Some(own(first, boundary)?), own(boundary, after)?))
        }
        Service::For { years, months } => {
            let months = years.checked_mul(12).and_then(|all| all.checked_add(months));
            let all = Length { months: months.ok_or_else(wrong)?, days: false };
            if after <= boundary {
                return Ok((Some(all), Length { months: 0, days: false }));
            }
            let since = Length::between(boundary, after).ok_or_else(wrong)?;
            if all.months <= since.months {
                return Ok((None, all));
            }
            // What is over stood before the boundary; days that the later part took leave days here.
            let months = all.months - since.months - u32::from(since.days);
            Ok((Some(Length { months, days: since.days }), since))
        }
    }
}

fn part(class: &WageClass, halves: u32, base: Decimal) -> Result<Part, Refusal> {
    let months = Decimal::from(halves) * Decimal::new(5, 1);
    let amount = base.checked_mul(months).ok_or_else(|| too_large(class))?;
    Ok(Part { months: months.normalize(), base: yuan(base), amount: yuan(amount) })
}

fn too_large(class: &WageClass) -> Refusal {
    Refusal::new("compensation-too-large", &class.label).with("people", class.people)
}

fn yuan(value: Decimal) -> Quantity {
    Quantity { value: value.normalize(), unit: Unit::parse("元").expect("元 is a unit") }
}
