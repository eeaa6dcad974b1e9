//! What ended a script, in codes of ours: with the innermost place, the way there, and what was meant.

use crate::budget::{self, Stop};
use crate::codes;
use crate::error::{Caller, Fault, ScriptError, of_limit};
use crate::limits::Limit;
use crate::nearest::nearest;
use crate::set::Inner;
use rhai::{EvalAltResult, Position};

/// The operators that compare or reckon with two values.
const OPERATORS: [&str; 20] = [
    "+", "-", "*", "/", "%", "**", "<<", ">>", "&", "|", "^", "==", "!=", "<", "<=", ">", ">=",
    "in", "..", "..=",
];

/// Puts an error of the engine into a code.
pub(crate) fn translate(inner: &Inner, file: usize, error: EvalAltResult) -> ScriptError {
    let mut script = inner.files[file].name.clone();
    let mut callers = Vec::new();
    let mut error = error;
    let mut place = Position::NONE;
    loop {
        error = match error {
            EvalAltResult::ErrorInFunctionCall(function, source, within, position) => {
                let function = if function.starts_with("anon$") { String::new() } else { function };
                callers.push(Caller { function, script: script.clone(), line: position.line() });
                if !source.is_empty() {
                    script = source;
                }
                place = position;
                *within
            }
            EvalAltResult::ErrorInModule(name, within, position) => {
                callers.push(Caller { function: String::new(), script, line: position.line() });
                script = name;
                place = position;
                *within
            }
            innermost => {
                error = innermost;
                break;
            }
        };
    }
    callers.reverse();
    // A native function that raised on its own stands where it was called.
    let position = error.position();
    let position = if position.is_none() { place } else { position };
    let translation = Translation { inner, script: &script, position };
    let mut said = translation.of(error);
    said.callers = callers.into();
    said
}

/// The error of a limit whose place is not known.
pub(crate) fn of_stop(inner: &Inner, file: usize, stop: Stop) -> ScriptError {
    let script = inner.files[file].name.clone();
    Translation { inner, script: &script, position: Position::NONE }.stop(stop)
}

struct Translation<'a> {
    inner: &'a Inner,
    script: &'a str,
    position: Position,
}

impl Translation<'_> {
    fn says(&self, code: &'static str) -> ScriptError {
        let error = ScriptError::new(code, self.script);
        let file = self.inner.files.iter().find(|file| file.name == self.script);
        error.at(file.map_or("", |file| &file.text), self.position)
    }

    fn stop(&self, stop: Stop) -> ScriptError {
        let error = self.says(of_limit(stop.limit)).with("allowed", stop.allowed);
        match stop.limit {
            Limit::PrintedLines | Limit::PrintedKib => error,
            _ => error.with("span", stop.span.id()),
        }
    }

    fn limit(&self, limit: Limit) -> ScriptError {
        let allowed = self.inner.room.limits().get(limit);
        self.says(of_limit(limit)).with("allowed", allowed)
    }

    fn fault(&self, fault: Fault) -> ScriptError {
        let mut error = self.says(fault.code);
        error.arguments = fault.arguments;
        error
    }

    fn of(&self, error: EvalAltResult) -> ScriptError {
        use EvalAltResult as E;
        match error {
            E::ErrorTerminated(token, _) => self.terminated(token),
            E::ErrorRuntime(value, _) if value.is::<Stop>() => self.terminated(value),
            E::ErrorRuntime(value, _) => match value.try_cast_result::<Fault>() {
                Ok(fault) => self.fault(fault),
                Err(value) => self.says(codes::THROWN).with("detail", shown(&value.to_string())),
            },
            E::ErrorParsing(kind, _) => self.says(codes::PARSE_OTHER).with("detail", kind),
            E::ErrorStackOverflow(_) => self.limit(Limit::CallLevels),
            E::ErrorTooManyVariables(_) => self.limit(Limit::Variables),
            E::ErrorTooManyModules(_) => self.limit(Limit::Imports),
            E::ErrorDataTooLarge(what, _) => self.limit(match what.as_str() {
                _ if what.contains("string") => Limit::TextBytes,
                _ if what.contains("map") => Limit::MapItems,
                _ => Limit::ListItems,
            }),
            E::ErrorVariableNotFound(name, _) => self.variable(&name),
            E::ErrorPropertyNotFound(name, _) => self.property(&name, "map"),
            E::ErrorDotExpr(words, _) => self.dot(&words),
            E::ErrorFunctionNotFound(signature, _) => self.function(&signature),
            E::ErrorMismatchDataType(wanted, given, _)
            | E::ErrorMismatchOutputType(wanted, given, _) => self.mismatch(&wanted, &given),
            E::ErrorArrayBounds(length, index, _)
            | E::ErrorStringBounds(length, index, _)
            | E::ErrorBitFieldBounds(length, index, _) => {
                self.says(codes::INDEX_OUTSIDE).with("index", index).with("length", length)
            }
            E::ErrorIndexNotFound(index, _) => {
                self.says(codes::INDEX_UNKNOWN).with("index", shown(&index.to_string()))
            }
            E::ErrorIndexingType(kind, _) => {
                let kind = kind.split(" [").next().unwrap_or_default();
                self.says(codes::INDEX_TYPE).with("type", codes::type_id(kind))
            }
            other => self.rest(&other),
        }
    }

    fn rest(&self, error: &EvalAltResult) -> ScriptError {
        use EvalAltResult as E;
        match error {
            E::ErrorFor(_) => self.says(codes::NOT_ITERABLE),
            E::ErrorUnboundThis(_) => self.says(codes::THIS_UNBOUND),
            E::ErrorDataRace(name, _) => self.says(codes::SHARED_TWICE).with("name", name),
            E::ErrorAssignmentToConstant(name, _)
            | E::ErrorNonPureMethodCallOnConstant(name, _) => {
                self.says(codes::CONSTANT_CHANGED).with("name", name)
            }
            E::ErrorModuleNotFound(name, _) => {
                self.says(codes::MODULE_UNKNOWN).with("name", name).near(None)
            }
            E::ErrorArithmetic(words, _) => self.says(codes::ARITHMETIC).with("detail", words),
            other => self.says(codes::RUN_OTHER).with("detail", shown(&other.to_string())),
        }
    }

    /// A stop that holds: a limit's, or one of the host.
    fn terminated(&self, token: rhai::Dynamic) -> ScriptError {
        let token = match token.try_cast_result::<Stop>() {
            Ok(stop) => return self.stop(stop),
            Err(token) => token,
        };
        match (token.try_cast_result::<Fault>(), budget::stopped()) {
            (Ok(fault), _) => self.fault(fault),
            (Err(_), Some(stop)) => self.stop(stop),
            (Err(_), None) => self.says(codes::ENDED),
        }
    }

    fn variable(&self, name: &str) -> ScriptError {
        let file = self.inner.files.iter().find(|file| file.name == self.script);
        let known = file.into_iter().flat_map(|file| file.declared.iter().map(String::as_str));
        let bare = name.rsplit("::").next().unwrap_or(name);
        self.says(codes::VARIABLE_UNKNOWN).with("name", name).near(nearest(bare, known))
    }

    /// Suggestions come from the words of the host and from what the script itself writes elsewhere.
    fn property(&self, name: &str, kind: &str) -> ScriptError {
        if kind == "nothing" {
            return self.says(codes::PROPERTY_OF_NOTHING).with("name", name);
        }
        let file = self.inner.files.iter().find(|file| file.name == self.script);
        let own = file.into_iter().flat_map(|file| file.properties.iter().map(String::as_str));
        let near = match kind {
            "map" => nearest(name, own.chain(self.inner.vocabulary.properties())),
            _ => nearest(name, self.inner.vocabulary.properties()),
        };
        self.says(codes::PROPERTY_UNKNOWN).with("name", name).with("type", kind).near(near)
    }

    /// `Unknown property 'x' - a getter is not registered for type 'T'`: the engine has no variant for
    /// it, so the two names between quotes are taken out of its words.
    fn dot(&self, words: &str) -> ScriptError {
        let mut quoted = words.split('\'').skip(1).step_by(2);
        let (Some(name), Some(kind)) = (quoted.next(), quoted.next()) else {
            return self.says(codes::RUN_OTHER).with("detail", words);
        };
        let kind = codes::type_id(kind);
        if words.starts_with("No writable") {
            return self.says(codes::PROPERTY_READ_ONLY).with("name", name).with("type", kind);
        }
        self.property(name, &kind)
    }

    /// `name (type, type)`: what was called, and with what.
    fn function(&self, signature: &str) -> ScriptError {
        let (name, rest) = signature.split_once(" (").unwrap_or((signature, ")"));
        let types = rest.trim_end_matches(')');
        let given: Vec<String> =
            types.split(", ").filter(|name| !name.is_empty()).map(codes::type_id).collect();
        let base = name.trim_end_matches('=');
        if OPERATORS.contains(&name) || OPERATORS.contains(&base) {
            return self.operator(name, &given);
        }
        if name == "!" {
            return self.says(codes::CONDITION_TYPE).with("given", given.join(", "));
        }
        let counts: Vec<usize> = self.inner.vocabulary.counts(name).collect();
        if counts.is_empty() {
            let near = nearest(name, self.inner.vocabulary.functions());
            return self.says(codes::FUNCTION_UNKNOWN).with("name", name).near(near);
        }
        if let Some(wanted) = self.inner.vocabulary.wanted(name, &given) {
            return self
                .says(codes::ARGUMENTS_TYPE)
                .with("name", name)
                .with("given", given.join(", "))
                .with("wanted", wanted.join(", "));
        }
        let takes: Vec<String> = counts.iter().map(ToString::to_string).collect();
        self.says(codes::ARGUMENTS_COUNT)
            .with("name", name)
            .with("count", given.len())
            .with("takes", takes.join(", "))
    }

    fn operator(&self, operator: &str, given: &[String]) -> ScriptError {
        match given {
            [left, right] => self
                .says(codes::OPERATOR_TYPES)
                .with("operator", operator)
                .with("left", left)
                .with("right", right),
            _ => self
                .says(codes::OPERATOR_TYPE)
                .with("operator", operator)
                .with("type", given.join(", ")),
        }
    }

    fn mismatch(&self, wanted: &str, given: &str) -> ScriptError {
        let (wanted, given) = (codes::type_id(wanted), codes::type_id(given));
        if wanted == "truth" {
            return self.says(codes::CONDITION_TYPE).with("given", given);
        }
        self.says(codes::TYPE_MISMATCH).with("wanted", wanted).with("given", given)
    }
}

/// A value of the script in a message: not more than a line of it.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(200).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
