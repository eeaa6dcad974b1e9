//! Functions of the standard library that are not let in as they are.
//!
//! `sleep` waits outside every budget, `timestamp` reads the clock, `exit` would end a run half-way and
//! call it done. `sort` and `dedup` swallow whatever their callback raises, a stop included, and leave a
//! wrong order behind. Some functions of decimals give what is no number.

use crate::codes;
use crate::error::Fault;
use crate::strict::{Answer, finite, id_of};
use rhai::{Array, Dynamic, Engine, FnPtr, ImmutableString, NativeCallContext};
use std::cmp::Ordering;

/// Registers everything of this file.
pub(crate) fn register(engine: &mut Engine) {
    clock(engine);
    engine.register_fn("exit", || -> Answer<()> { Err(Fault::new(codes::EXIT_OFF).raise()) });
    engine.register_fn("exit", |_: Dynamic| -> Answer<()> {
        Err(Fault::new(codes::EXIT_OFF).raise())
    });
    numbers(engine);
    sorting(engine);
    doubles(engine);
}

fn clock(engine: &mut Engine) {
    fn off(name: &'static str) -> Answer<()> {
        Err(Fault::new(codes::CLOCK_OFF).with("name", name).raise())
    }
    engine.register_fn("sleep", |_: i64| off("sleep"));
    engine.register_fn("sleep", |_: f64| off("sleep"));
    engine.register_fn("timestamp", || off("timestamp"));
}

fn numbers(engine: &mut Engine) {
    type Function = fn(f64) -> f64;
    let functions: [(&str, Function); 12] = [
        ("sqrt", f64::sqrt),
        ("exp", f64::exp),
        ("ln", f64::ln),
        ("log", f64::log10),
        ("tan", f64::tan),
        ("asin", f64::asin),
        ("acos", f64::acos),
        ("sinh", f64::sinh),
        ("cosh", f64::cosh),
        ("asinh", f64::asinh),
        ("acosh", f64::acosh),
        ("atanh", f64::atanh),
    ];
    for (name, function) in functions {
        engine.register_fn(name, move |number: f64| finite(function(number)));
    }
    engine.register_fn("log", |number: f64, base: f64| finite(number.log(base)));
    engine.register_fn("hypot", |left: f64, right: f64| finite(left.hypot(right)));
    let unread = |text: &str| Fault::new(codes::NOT_A_NUMBER).with("found", text).raise();
    engine.register_fn("parse_float", move |text: ImmutableString| -> Answer<f64> {
        let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or_else(|| unread(&text))
    });
    engine.register_fn("parse_int", move |text: ImmutableString| -> Answer<i64> {
        text.trim().parse::<i64>().map_err(|_| unread(&text))
    });
}

// ---- order ---------------------------------------------------------------------------------------

fn sorting(engine: &mut Engine) {
    for name in ["sort", "sort_by"] {
        engine.register_fn(name, |context: NativeCallContext, list: &mut Array, by: FnPtr| {
            sorted(list, |left, right| answered(&context, &by, left, right))
        });
        let by_name = |context: NativeCallContext, list: &mut Array, name: ImmutableString| {
            let by = FnPtr::new(name)?;
            sorted(list, |left, right| answered(&context, &by, left, right))
        };
        engine.register_fn(name, by_name);
    }
    engine.register_fn("sort", |context: NativeCallContext, list: &mut Array| {
        sorted(list, |left, right| natural(&context, left, right))
    });
    engine.register_fn("sort_desc", |context: NativeCallContext, list: &mut Array| {
        sorted(list, |left, right| natural(&context, right, left))
    });
}

/// What a script's own comparison says: a number below, at or above zero, or whether the first may stand
/// before the second.
fn answered(
    context: &NativeCallContext,
    by: &FnPtr,
    left: &Dynamic,
    right: &Dynamic,
) -> Answer<Ordering> {
    let answer: Dynamic = by.call_within_context(context, (left.clone(), right.clone()))?;
    if let Ok(number) = answer.as_int() {
        return Ok(number.cmp(&0));
    }
    match answer.as_bool() {
        Ok(true) => Ok(Ordering::Less),
        Ok(false) => Ok(Ordering::Greater),
        Err(_) => {
            let given = id_of(context, &answer);
            Err(Fault::new(codes::SORT_ANSWER).with("given", given).raise())
        }
    }
}

/// The order of two values that have one; values of the host by their own `<`.
fn natural(context: &NativeCallContext, left: &Dynamic, right: &Dynamic) -> Answer<Ordering> {
    if let (Ok(left), Ok(right)) = (left.as_int(), right.as_int()) {
        return Ok(left.cmp(&right));
    }
    if let (Ok(left), Ok(right)) = (left.as_immutable_string_ref(), right.as_immutable_string_ref())
    {
        return Ok(left.as_str().cmp(right.as_str()));
    }
    let before = |left: &Dynamic, right: &Dynamic| {
        context.call_native_fn::<bool>("<", (left.clone(), right.clone()))
    };
    let unordered = |_| {
        let (left, right) = (id_of(context, left), id_of(context, right));
        Fault::new(codes::SORT_TYPES).with("left", left).with("right", right).raise()
    };
    if before(left, right).map_err(unordered)? {
        Ok(Ordering::Less)
    } else if before(right, left).map_err(unordered)? {
        Ok(Ordering::Greater)
    } else {
        Ok(Ordering::Equal)
    }
}

/// Merge sort that keeps equals in their order, and leaves the list as it was where an order fails.
fn sorted(
    list: &mut Array,
    mut order: impl FnMut(&Dynamic, &Dynamic) -> Answer<Ordering>,
) -> Answer<()> {
    let mut items = list.clone();
    let mut width = 1;
    while width < items.len() {
        let mut merged = Array::with_capacity(items.len());
        for run in items.chunks(2 * width) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let ([first, more @ ..], [second, others @ ..]) = (left, right) {
                if order(first, second)? == Ordering::Greater {
                    merged.push(second.clone());
                    right = others;
                } else {
                    merged.push(first.clone());
                    left = more;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        items = merged;
        width *= 2;
    }
    *list = items;
    Ok(())
}

// ---- doubles -------------------------------------------------------------------------------------

fn doubles(engine: &mut Engine) {
    engine.register_fn("dedup", |context: NativeCallContext, list: &mut Array| {
        without_doubles(list, |left, right| {
            context.call_native_fn::<bool>("==", (left.clone(), right.clone()))
        })
    });
    engine.register_fn("dedup", |context: NativeCallContext, list: &mut Array, by: FnPtr| {
        without_doubles(list, |left, right| {
            by.call_within_context::<bool>(&context, (left.clone(), right.clone()))
        })
    });
    let by_name = |context: NativeCallContext, list: &mut Array, name: ImmutableString| {
        let by = FnPtr::new(name)?;
        without_doubles(list, |left, right| {
            by.call_within_context::<bool>(&context, (left.clone(), right.clone()))
        })
    };
    engine.register_fn("dedup", by_name);
}

/// Of neighbours that are the same, the first stays.
fn without_doubles(
    list: &mut Array,
    mut same: impl FnMut(&Dynamic, &Dynamic) -> Answer<bool>,
) -> Answer<()> {
    let mut kept = Array::with_capacity(list.len());
    for item in list.iter() {
        let double = kept.last().map_or(Ok(false), |last| same(last, item))?;
        if !double {
            kept.push(item.clone());
        }
    }
    *list = kept;
    Ok(())
}
