//! The engine itself: which parts of Rhai are let in, and with which settings.
//!
//! Absent on purpose: files, network, clock, `eval`, the resolver that reads modules from disk, and the
//! packages for bit fields, blobs and time. The optimiser is off: what it would fold away, it would
//! compare by its own rules.

use crate::budget;
use crate::budget::MemoryMeter;
use crate::error::Fault;
use crate::imports::Resolver;
use crate::limits::{Limit, Limits};
use crate::{replaced, sink, strict};
use rhai::packages::{
    BasicArrayPackage, BasicMapPackage, BasicMathPackage, CorePackage, LogicPackage,
    MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, EvalAltResult, OptimizationLevel, Position};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// What the engine makes of the result of a function that may fail.
const FALLIBLE: &str = " -> EvalAltResult>>;";

/// Adds the words that scripts may use.
type Words = Arc<dyn Fn(&mut Engine) + Send + Sync>;

/// What scripts are compiled and run with: limits, the words they may use, and the names that they find.
#[derive(Clone)]
pub struct Room {
    limits: Limits,
    meter: MemoryMeter,
    words: Vec<Words>,
    given: Vec<String>,
}

impl Room {
    /// A room without any words but the language's own.
    pub fn new(limits: Limits, meter: MemoryMeter) -> Self {
        Self { limits, meter, words: Vec::new(), given: Vec::new() }
    }

    /// Adds words: functions, types, constants. They raise [`Fault`]s, and a type that is not to be
    /// compared with others is set apart with [`strict::stand_apart`].
    #[must_use]
    pub fn with_words(mut self, words: impl Fn(&mut Engine) + Send + Sync + 'static) -> Self {
        self.words.push(Arc::new(words));
        self
    }

    /// Names that the top of a script may use because every run gives them: `args`, `year`.
    #[must_use]
    pub fn with_given(mut self, names: &[&str]) -> Self {
        self.given.extend(names.iter().map(|name| (*name).to_owned()));
        self
    }

    /// The limits in force.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn meter(&self) -> MemoryMeter {
        self.meter
    }

    pub(crate) fn given(&self) -> &[String] {
        &self.given
    }

    /// An engine of this room, for its definitions and its list of functions. It runs nothing by itself:
    /// without a budget every script is ended at its first step.
    pub fn engine(&self) -> Engine {
        let mut engine = strict_engine(&self.limits);
        for words in &self.words {
            words(&mut engine);
        }
        engine
    }

    /// The words of this room as an editor's language server reads them (`.d.rhai`). What the language
    /// has by itself is left out, and so are the operators that only refuse.
    pub fn definitions(&self) -> String {
        let defined =
            |engine: &Engine| engine.definitions().include_standard_packages(false).single_file();
        let own = defined(&strict_engine(&self.limits));
        let own: BTreeSet<&str> =
            own.lines().filter(|line| line.starts_with("fn ") || line.starts_with("op ")).collect();
        let all = defined(&self.engine());
        let refuses =
            |line: &str| line.starts_with("op ") && line.contains('?') && line.ends_with(FALLIBLE);
        let words = all.lines().filter(|line| !own.contains(line) && !refuses(line));
        words.collect::<Vec<&str>>().join("\n").replace(FALLIBLE, ";")
    }

    pub(crate) fn engine_with(&self, resolver: Resolver) -> Engine {
        let mut engine = self.engine();
        engine.set_module_resolver(resolver);
        engine
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").field("given", &self.given).finish_non_exhaustive()
    }
}

fn strict_engine(limits: &Limits) -> Engine {
    let mut engine = Engine::new_raw();
    CorePackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicMathPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);

    engine
        .set_strict_variables(true)
        .set_fail_on_invalid_map_property(true)
        .set_fast_operators(false)
        .set_optimization_level(OptimizationLevel::None)
        .disable_symbol("eval");
    limited(&mut engine, limits);
    strict::register(&mut engine);
    replaced::register(&mut engine);
    engine
        .register_type_with_name::<Fault>("Fault")
        .register_fn("to_string", |fault: &mut Fault| fault.to_string())
        .register_get("code", |fault: &mut Fault| fault.code.to_owned());
    engine.on_progress(|_| budget::step());
    #[expect(deprecated, reason = "not deprecated, its attribute says, but it may change")]
    engine.on_var(|_, _, _| match budget::due() {
        None => Ok(None),
        Some(stop) => {
            Err(Box::new(EvalAltResult::ErrorRuntime(Dynamic::from(stop), Position::NONE)))
        }
    });
    engine.on_print(|text| sink::keep(text, None));
    engine.on_debug(|text, script, position| {
        let place = script.zip(position.line()).map(|(script, line)| (script.to_owned(), line));
        sink::keep(text, place);
    });
    engine
}

fn limited(engine: &mut Engine, limits: &Limits) {
    let get = |limit| usize::try_from(limits.get(limit)).unwrap_or(usize::MAX);
    engine
        .set_max_call_levels(get(Limit::CallLevels))
        .set_max_expr_depths(get(Limit::Depth), get(Limit::FunctionDepth))
        .set_max_string_size(get(Limit::TextBytes))
        .set_max_array_size(get(Limit::ListItems))
        .set_max_map_size(get(Limit::MapItems))
        .set_max_variables(get(Limit::Variables))
        .set_max_modules(get(Limit::Imports))
        .set_max_functions(get(Limit::Functions))
        // The engine's own count starts again in callbacks: ours is the one that counts.
        .set_max_operations(0);
}
