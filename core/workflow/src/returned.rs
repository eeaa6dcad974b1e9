//! What a script gives back is untrusted: it leaves the stage only if any thread can hold and drop it.

use crate::codes;
use rhai::{Dynamic, FnPtr};

/// How deep lists and maps may lie in each other.
const DEPTH: usize = 32;

/// Why a value does not leave the stage: code and argument of the message.
pub(crate) type Unfit = (&'static str, Option<(&'static str, String)>);

/// A value made of what is plain: numbers that are numbers, texts, truths, lists, maps, and values of the
/// host. No functions, and no sharing with the script's own variables.
pub(crate) fn plain(value: Dynamic) -> Result<Dynamic, Unfit> {
    let value = value.flatten();
    checked(&value, DEPTH)?;
    Ok(value)
}

fn checked(value: &Dynamic, depth: usize) -> Result<(), Unfit> {
    if depth == 0 {
        return Err((codes::RETURNED_DEEP, Some(("allowed", DEPTH.to_string()))));
    }
    if value.as_float().is_ok_and(|number| !number.is_finite()) {
        return Err((codes::NOT_FINITE, None));
    }
    if value.is::<FnPtr>() {
        return Err((codes::RETURNED_FUNCTION, None));
    }
    if let Ok(list) = value.as_array_ref() {
        return list.iter().try_for_each(|item| checked(item, depth - 1));
    }
    if let Ok(map) = value.as_map_ref() {
        return map.values().try_for_each(|item| checked(item, depth - 1));
    }
    Ok(())
}
