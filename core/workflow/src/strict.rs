//! Operators that raise where plain Rhai goes on with a wrong answer.
//!
//! In plain Rhai `"380" < 450` is false, `"3" == 3` is false, `1 + "a"` is a text and `1.0 / 0.0` is
//! infinite. Here each of them is an error with its place. They take effect because fast operators are
//! off; with them on, the engine never asks for its own types.
//!
//! Side effects, both wanted: `in`, `contains` and `dedup` compare with `==`, so a list that mixes types
//! raises too; and `x == ()` goes on working for every type, since it asks whether something is there.
//!
//! What cannot be reached from here, because the engine asks nobody: `5[0]` is the first bit of 5, `a[-1]`
//! the last item, and `${()}` in a text is empty. A `switch` on another type than its cases falls through
//! to `_`; the lint at load wants that case written.

#![expect(clippy::unnecessary_box_returns, reason = "the engine hands its errors around in boxes")]

use crate::codes;
use crate::error::Fault;
use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, ImmutableString, Map, NativeCallContext};

/// What a native function gives back here.
pub(crate) type Answer<T> = Result<T, Box<EvalAltResult>>;

/// All six.
const COMPARISONS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
/// Those that need an order.
const ORDERINGS: [&str; 4] = ["<", "<=", ">", ">="];

/// A type as scripts have it.
trait Own: rhai::Variant + Clone {
    const ID: &'static str;
}

macro_rules! own {
    ($($kind:ty => $id:literal),*) => { $(impl Own for $kind { const ID: &'static str = $id; })* };
}

own!(i64 => "number", f64 => "decimal", ImmutableString => "text", char => "character",
     bool => "truth", Array => "list", Map => "map", FnPtr => "function", () => "nothing");

/// Registers everything of this file.
pub(crate) fn register(engine: &mut Engine) {
    comparisons(engine);
    additions(engine);
    whole_numbers(engine);
    decimals(engine);
}

/// Keeps values of a host type from being compared with anything but their own kind: in plain Rhai
/// `quantity < 3` is false where no such operator is registered. Comparing with `()` stays possible.
///
/// The operators between two values of the type are for its owner to register.
pub fn stand_apart<T: rhai::Variant + Clone>(engine: &mut Engine) {
    for operator in COMPARISONS {
        engine.register_fn(
            operator,
            move |context: NativeCallContext, _: T, right: Dynamic| -> Answer<bool> {
                Err(mixed(operator, &own_id::<T>(&context), &id_of(&context, &right)))
            },
        );
        engine.register_fn(
            operator,
            move |context: NativeCallContext, left: Dynamic, _: T| -> Answer<bool> {
                Err(mixed(operator, &id_of(&context, &left), &own_id::<T>(&context)))
            },
        );
    }
    for (operator, answer) in [("==", false), ("!=", true)] {
        engine.register_fn(operator, move |_: T, (): ()| answer);
        engine.register_fn(operator, move |(): (), _: T| answer);
    }
}

fn own_id<T>(context: &NativeCallContext) -> String {
    codes::type_id(context.engine().map_type_name(std::any::type_name::<T>()))
}

/// The id of a value's type.
pub(crate) fn id_of(context: &NativeCallContext, value: &Dynamic) -> String {
    codes::type_id(context.engine().map_type_name(value.type_name()))
}

fn mixed(operator: &str, left: &str, right: &str) -> Box<EvalAltResult> {
    Fault::new(codes::COMPARE_MIXED)
        .with("operator", operator)
        .with("left", left)
        .with("right", right)
        .raise()
}

macro_rules! apart {
    ($engine:ident: $($left:ty, [$($right:ty),*];)*) => { $($(
        both_ways::<$left, $right>($engine, &COMPARISONS);
    )*)* };
}

fn comparisons(engine: &mut Engine) {
    apart! { engine:
        i64, [ImmutableString, char, bool, Array, Map, FnPtr];
        f64, [ImmutableString, char, bool, Array, Map, FnPtr];
        ImmutableString, [bool, Array, Map, FnPtr];
        char, [bool, Array, Map, FnPtr];
        bool, [Array, Map, FnPtr];
        Array, [Map, FnPtr];
        Map, [FnPtr];
    }
    macro_rules! nothing {
        ($($kind:ty),*) => { $(both_ways::<$kind, ()>(engine, &ORDERINGS);)* };
    }
    nothing!(i64, f64, ImmutableString, char, bool, Array, Map, FnPtr);
    one_way::<(), ()>(engine, &ORDERINGS);
}

fn both_ways<A: Own, B: Own>(engine: &mut Engine, operators: &[&'static str]) {
    one_way::<A, B>(engine, operators);
    one_way::<B, A>(engine, operators);
}

fn one_way<A: Own, B: Own>(engine: &mut Engine, operators: &[&'static str]) {
    for &operator in operators {
        engine.register_fn(operator, move |_: A, _: B| -> Answer<bool> {
            Err(mixed(operator, A::ID, B::ID))
        });
    }
}

/// A text and a number stand side by side in a message, so `text + number` is a text. The other way
/// round somebody meant to add, and what is not there is never silently left out of a text.
fn additions(engine: &mut Engine) {
    fn refused<A: Own, B: Own>(engine: &mut Engine, operator: &'static str) {
        engine.register_fn(operator, move |_: &mut A, _: B| -> Answer<Dynamic> {
            Err(Fault::new(codes::ADD_MIXED).with("left", A::ID).with("right", B::ID).raise())
        });
    }
    refused::<i64, ImmutableString>(engine, "+");
    refused::<f64, ImmutableString>(engine, "+");
    refused::<bool, ImmutableString>(engine, "+");
    refused::<(), ImmutableString>(engine, "+");
    refused::<ImmutableString, ()>(engine, "+");
    refused::<ImmutableString, ()>(engine, "+=");
}

fn overflow() -> Box<EvalAltResult> {
    Fault::new(codes::OVERFLOW).raise()
}

fn by_zero() -> Box<EvalAltResult> {
    Fault::new(codes::DIVISION_BY_ZERO).raise()
}

/// Whole numbers: the engine checks most of this too, but says it only in words.
fn whole_numbers(engine: &mut Engine) {
    fn divided(left: i64, right: i64) -> Answer<i64> {
        if right == 0 { Err(by_zero()) } else { left.checked_div(right).ok_or_else(overflow) }
    }
    fn rest(left: i64, right: i64) -> Answer<i64> {
        if right == 0 { Err(by_zero()) } else { left.checked_rem(right).ok_or_else(overflow) }
    }
    fn shifted(left: i64, right: i64) -> Answer<i64> {
        let places = u32::try_from(right).ok().filter(|places| *places < 63);
        places
            .map(|places| left << places)
            .filter(|result| result >> right == left)
            .ok_or_else(|| Fault::new(codes::SHIFT).raise())
    }
    fn unshifted(left: i64, right: i64) -> Answer<i64> {
        let places = u32::try_from(right).ok().filter(|places| *places < 64);
        places.map(|places| left >> places).ok_or_else(|| Fault::new(codes::SHIFT).raise())
    }
    fn power(left: i64, right: i64) -> Answer<i64> {
        let exponent = u32::try_from(right).map_err(|_| overflow())?;
        left.checked_pow(exponent).ok_or_else(overflow)
    }
    type Operation = fn(i64, i64) -> Answer<i64>;
    let operations: [(&str, &str, Operation); 8] = [
        ("+", "+=", |left, right| left.checked_add(right).ok_or_else(overflow)),
        ("-", "-=", |left, right| left.checked_sub(right).ok_or_else(overflow)),
        ("*", "*=", |left, right| left.checked_mul(right).ok_or_else(overflow)),
        ("/", "/=", divided),
        ("%", "%=", rest),
        ("**", "**=", power),
        ("<<", "<<=", shifted),
        (">>", ">>=", unshifted),
    ];
    for (operator, assigning, operation) in operations {
        engine.register_fn(operator, operation);
        engine.register_fn(assigning, move |left: &mut i64, right: i64| -> Answer<()> {
            *left = operation(*left, right)?;
            Ok(())
        });
    }
    engine.register_fn("-", |number: i64| number.checked_neg().ok_or_else(overflow));
    engine.register_fn("abs", |number: i64| number.checked_abs().ok_or_else(overflow));
}

/// A decimal that is one: neither infinite nor undefined.
///
/// # Errors
/// `not-finite`.
pub fn finite(value: f64) -> Answer<f64> {
    if value.is_finite() { Ok(value) } else { Err(Fault::new(codes::NOT_FINITE).raise()) }
}

/// Whole numbers beside decimals: exact up to 2^53, as in every spreadsheet.
#[expect(clippy::cast_precision_loss, reason = "a spreadsheet does the same")]
pub(crate) fn as_decimal(number: i64) -> f64 {
    number as f64
}

fn decimals(engine: &mut Engine) {
    fn divided(left: f64, right: f64) -> Answer<f64> {
        if right == 0.0 { Err(by_zero()) } else { finite(left / right) }
    }
    fn rest(left: f64, right: f64) -> Answer<f64> {
        if right == 0.0 { Err(by_zero()) } else { finite(left % right) }
    }
    type Operation = fn(f64, f64) -> Answer<f64>;
    let operations: [(&str, &str, Operation); 6] = [
        ("+", "+=", |left, right| finite(left + right)),
        ("-", "-=", |left, right| finite(left - right)),
        ("*", "*=", |left, right| finite(left * right)),
        ("/", "/=", divided),
        ("%", "%=", rest),
        ("**", "**=", |left, right| finite(left.powf(right))),
    ];
    for (operator, assigning, operation) in operations {
        engine.register_fn(operator, operation);
        engine
            .register_fn(operator, move |left: f64, right: i64| operation(left, as_decimal(right)));
        engine
            .register_fn(operator, move |left: i64, right: f64| operation(as_decimal(left), right));
        engine.register_fn(assigning, move |left: &mut f64, right: f64| -> Answer<()> {
            *left = operation(*left, right)?;
            Ok(())
        });
        engine.register_fn(assigning, move |left: &mut f64, right: i64| -> Answer<()> {
            *left = operation(*left, as_decimal(right))?;
            Ok(())
        });
    }
}
