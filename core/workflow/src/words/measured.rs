//! Capacity and money in scripts: exact decimals that keep their unit. What does not add is an error that
//! names both units, and what is not known stays counted.

#![expect(clippy::unnecessary_box_returns, reason = "the engine hands its errors around in boxes")]

use super::{both, fields, functions};
use crate::codes;
use crate::error::Fault;
use crate::strict::{Answer, stand_apart};
use phaseout_ledger::{Amount, Sum};
use phaseout_model::quantity::QuantityError;
use phaseout_model::{Dimension, Quantity, Unit};
use rhai::{Array, Engine};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::cmp::Ordering;
use std::fmt;

/// A quantity, or a sum of which some parts are not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Measured {
    /// The known part; `None` where there is none: nothing was added yet, or nothing is known.
    known: Option<Quantity>,
    /// How many parts are not known.
    absent: u32,
    /// The printed sign, where it stands for one thing that is not known: `**`, `??万元`.
    sign: Option<String>,
}

functions! {
    "quantity" "数量" "quantity(text)"
        "数值连同单位,按原样保留小数:`quantity(\"8万吨/年\")`。单位不明或无法读取时报错。"
        "A number with its unit, its decimals kept: `quantity(\"8万吨/年\")`. An error where it cannot be read."
        r#"quantity("0.5万吨") + quantity("3000吨") == quantity("0.8万吨")"#;
    "capacity" "产能" "capacity(text)"
        "产能,生产类单位一律按年计:`capacity(\"8万吨\")`即 8万吨/年。"
        "A capacity; what is produced is meant per year: `capacity(\"8万吨\")` is 8万吨/年."
        r#"capacity("8万吨") == quantity("8万吨/年")"#;
    "money" "金额" "money(text)"
        "金额:`money(\"1041万元\")`。不是金额单位时报错。"
        "A sum of money: `money(\"1041万元\")`. An error where the unit is none of money."
        r#"money("15万元") * 2 == money("30万元")"#;
    "sum" "合计" "sum(list)"
        "合计一组数量。单位不同即报错;未知的不计为零,而是在 `absent` 中计数。"
        "The sum of a list of quantities. Different units are an error; what is not known is counted in `absent`, not taken as zero."
        r#"sum([quantity("8万吨"), quantity("2万吨")]) == quantity("10万吨")"#;
    "to" "换算" "quantity.to(unit)"
        "换算为同类的另一单位。"
        "The same in another unit of its kind."
        r#"quantity("8万吨").to("吨").to_string() == "80000吨""#;
    "percent_of" "占比" "quantity.percent_of(whole)"
        "占另一数量的百分比,保留一位小数;另一数量为零时报错。"
        "Its share of another quantity in percent, to one decimal; an error where that is zero."
        r#"quantity("3万吨").percent_of(quantity("4万吨")) == 75.0"#;
}

fields! { Measured, "Quantity",
    "value" "数值" "数值,按原样的小数(文本)" "the number with its decimals, as a text"
        |own: &mut Measured| own.known.as_ref().map_or_else(|| "0".to_owned(), |own| own.value.normalize().to_string());
    "unit" "单位" "单位,没有时为空" "the unit; blank where there is none"
        |own: &mut Measured| own.known.as_ref().map(|own| own.unit.to_string()).unwrap_or_default();
    "absent" "未知项数" "其中未知的项数" "how many parts of it are not known"
        |own: &mut Measured| i64::from(own.absent);
    "is_known" "已知" "是否全部已知" "whether all of it is known"
        |own: &mut Measured| own.absent == 0;
    "known_part" "已知部分" "其中已知的部分" "the part of it that is known"
        |own: &mut Measured| Measured { known: own.known.clone(), absent: 0, sign: None };
}

impl Measured {
    /// An amount of the record.
    pub(crate) fn of(amount: &Amount) -> Self {
        match amount {
            Amount::Known(quantity) => Self::exactly(quantity.clone()),
            Amount::Absent(_, sign) => Self { known: None, absent: 1, sign: Some(sign.clone()) },
        }
    }

    /// A sum of the record: what stands beside in another unit is an error.
    pub(crate) fn of_sum(sum: &Sum) -> Answer<Self> {
        let mut known = Self { known: None, absent: sum.absent, sign: None };
        for quantity in &sum.known {
            known = known.plus(&Self::exactly(quantity.clone()))?;
        }
        Ok(known)
    }

    fn exactly(quantity: Quantity) -> Self {
        Self { known: Some(quantity), absent: 0, sign: None }
    }

    /// As a fact is written; `None` where parts of a sum are not known.
    pub(crate) fn written(&self) -> Option<String> {
        match (&self.known, self.absent, &self.sign) {
            (Some(quantity), 0, _) => Some(quantity.to_string()),
            (None, 1, Some(sign)) => Some(sign.clone()),
            _ => None,
        }
    }

    pub(crate) fn plus(&self, other: &Self) -> Answer<Self> {
        let known = match (&self.known, &other.known) {
            (Some(left), Some(right)) => Some(left.add(right).map_err(|error| mixed(&error))?),
            (known, None) | (None, known) => known.clone(),
        };
        let absent = self.absent.saturating_add(other.absent);
        let sign =
            if absent == 1 { self.sign.clone().or_else(|| other.sign.clone()) } else { None };
        Ok(Self { known, absent, sign })
    }

    fn times(&self, factor: Decimal) -> Answer<Self> {
        let own = self.wholly()?;
        let Some(own) = own else { return Ok(Self::default()) };
        let value = own.value.checked_mul(factor).ok_or_else(too_large)?;
        Ok(Self::exactly(Quantity { value: value.normalize(), unit: own.unit.clone() }))
    }

    /// The quantity, where all of it is known; `None` is a sum of nothing.
    fn wholly(&self) -> Answer<Option<&Quantity>> {
        if self.absent > 0 {
            return Err(Fault::new(codes::AMOUNT_UNKNOWN).with("amount", self).raise());
        }
        Ok(self.known.as_ref())
    }

    pub(crate) fn compared(&self, other: &Self) -> Answer<Ordering> {
        Ok(match (self.wholly()?, other.wholly()?) {
            (None, None) => Ordering::Equal,
            (Some(left), None) => left.value.cmp(&Decimal::ZERO),
            (None, Some(right)) => Decimal::ZERO.cmp(&right.value),
            (Some(left), Some(right)) => {
                let right = right.to(&left.unit).map_err(|error| mixed(&error))?;
                left.value.cmp(&right.value)
            }
        })
    }

    fn over(&self, other: &Self) -> Answer<Decimal> {
        let (Some(left), Some(right)) = (self.wholly()?, other.wholly()?) else {
            return if other.known.is_none() { Err(by_zero()) } else { Ok(Decimal::ZERO) };
        };
        let right = right.to(&left.unit).map_err(|error| mixed(&error))?;
        left.value.checked_div(right.value).ok_or_else(by_zero)
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.known, self.absent, &self.sign) {
            (Some(quantity), 0, _) => write!(f, "{}{}", quantity.value.normalize(), quantity.unit),
            (None, 0, _) => f.write_str("0"),
            (None, 1, Some(sign)) => f.write_str(sign),
            (None, absent, _) => write!(f, "?×{absent}"),
            (Some(quantity), absent, _) => {
                write!(f, "{}{} + ?×{absent}", quantity.value.normalize(), quantity.unit)
            }
        }
    }
}

fn mixed(error: &QuantityError) -> Box<rhai::EvalAltResult> {
    match error {
        QuantityError::Units(units) => Fault::new(codes::UNITS_MIXED)
            .with("left", &units.to)
            .with("right", &units.from)
            .raise(),
        QuantityError::TooLarge => too_large(),
    }
}

fn too_large() -> Box<rhai::EvalAltResult> {
    Fault::new(codes::OVERFLOW).raise()
}

fn by_zero() -> Box<rhai::EvalAltResult> {
    Fault::new(codes::DIVISION_BY_ZERO).raise()
}

fn unreadable(text: &str, wanted: &'static str) -> Box<rhai::EvalAltResult> {
    Fault::new(codes::QUANTITY_UNREADABLE).with("text", text).with("form", wanted).raise()
}

fn quantity(text: &str) -> Answer<Measured> {
    Amount::parse(text)
        .filter(|amount| amount.known().is_none_or(|own| own.unit.dimension() != Dimension::Pure))
        .map(|amount| Measured::of(&amount))
        .ok_or_else(|| unreadable(text, "8万吨/年"))
}

fn capacity(text: &str) -> Answer<Measured> {
    Amount::capacity(text)
        .filter(|amount| amount.known().is_none_or(|own| own.unit.dimension() != Dimension::Money))
        .map(|amount| Measured::of(&amount))
        .ok_or_else(|| unreadable(text, "8万吨"))
}

fn money(text: &str) -> Answer<Measured> {
    Amount::parse(text)
        .filter(|amount| amount.known().is_none_or(|own| own.unit.dimension() == Dimension::Money))
        .map(|amount| Measured::of(&amount))
        .ok_or_else(|| unreadable(text, "15万元"))
}

fn total(list: Array) -> Answer<Measured> {
    let mut total = Measured::default();
    for item in list {
        let kind = item.type_name();
        let item = item.try_cast::<Measured>().ok_or_else(|| {
            Fault::new(codes::SUM_TYPE).with("given", crate::codes::type_id(kind)).raise()
        })?;
        total = total.plus(&item)?;
    }
    Ok(total)
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Measured>("Quantity");
    stand_apart::<Measured>(engine);
    register_fields(engine);
    both!(engine, "quantity", "数量", quantity);
    both!(engine, "capacity", "产能", capacity);
    both!(engine, "money", "金额", money);
    both!(engine, "sum", "合计", total);
    both!(engine, "to", "换算", |own: &mut Measured, unit: &str| -> Answer<Measured> {
        let unit = Unit::parse(unit).ok_or_else(|| unreadable(unit, "吨"))?;
        let known = own.wholly()?.map(|own| own.to(&unit)).transpose();
        let known = known.map_err(|error| mixed(&error))?;
        Ok(known.map_or_else(Measured::default, |own| {
            Measured::exactly(Quantity { value: own.value.normalize(), unit: own.unit })
        }))
    });
    both!(engine, "percent_of", "占比", |own: &mut Measured, whole: Measured| -> Answer<f64> {
        let share = own.over(&whole)?.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(too_large)?;
        Ok(share.round_dp(1).to_f64().unwrap_or(0.0))
    });
    engine.register_fn("to_string", |own: &mut Measured| own.to_string());
    engine.register_fn("to_debug", |own: &mut Measured| own.to_string());
    operators(engine);
}

/// Whether an order is the one that an operator asks for.
type Test = fn(Ordering) -> bool;

fn operators(engine: &mut Engine) {
    engine.register_fn("+", |left: Measured, right: Measured| left.plus(&right));
    engine.register_fn("-", |left: Measured, right: Measured| {
        right.times(Decimal::NEGATIVE_ONE).and_then(|right| {
            left.wholly()?;
            left.plus(&right)
        })
    });
    engine.register_fn("*", |left: Measured, right: i64| left.times(right.into()));
    engine.register_fn("*", |left: i64, right: Measured| right.times(left.into()));
    engine.register_fn("/", |left: Measured, right: i64| -> Answer<Measured> {
        let Some(own) = left.wholly()? else { return Ok(Measured::default()) };
        let value = own.value.checked_div(right.into()).ok_or_else(by_zero)?;
        Ok(Measured::exactly(Quantity { value, unit: own.unit.clone() }))
    });
    engine.register_fn("/", |left: Measured, right: Measured| -> Answer<f64> {
        Ok(left.over(&right)?.to_f64().unwrap_or(0.0))
    });
    engine.register_fn("+=", |left: &mut Measured, right: Measured| -> Answer<()> {
        *left = left.plus(&right)?;
        Ok(())
    });
    let comparisons: [(&str, Test); 6] = [
        ("==", Ordering::is_eq),
        ("!=", Ordering::is_ne),
        ("<", Ordering::is_lt),
        ("<=", Ordering::is_le),
        (">", Ordering::is_gt),
        (">=", Ordering::is_ge),
    ];
    for (operator, test) in comparisons {
        engine.register_fn(operator, move |left: Measured, right: Measured| {
            left.compared(&right).map(test)
        });
    }
}
