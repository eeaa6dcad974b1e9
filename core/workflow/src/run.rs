//! Running a script, and calling a function of one.

use crate::codes;
use crate::error::{Caller, ScriptError};
use crate::set::{Callable, Inner, ScriptSet};
use crate::stage::{clear, leave, on_stage};
use crate::translate::{of_stop, translate};
use crate::{Span, budget, imports, returned, sink};
use rhai::{Caches, Dynamic, EvalAltResult, Scope};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

impl ScriptSet {
    /// Runs a file from its top, with the names that the room promised. Gives back the value of its last
    /// statement.
    ///
    /// # Errors
    /// What ended it.
    pub fn run(&self, script: &str, given: Vec<(&str, Dynamic)>) -> Result<Dynamic, ScriptError> {
        let Some(place) = self.0.files.iter().position(|file| file.name == script) else {
            let near = crate::nearest::nearest(script, self.scripts());
            let error = ScriptError::new(codes::SCRIPT_UNKNOWN, script).with("name", script);
            return Err(error.near(near));
        };
        on_stage(move || {
            self.0.enter(place, Span::Run, None, |inner, scope| {
                for (name, value) in given {
                    scope.push_dynamic(name.to_owned(), value);
                }
                inner.engine.eval_ast_with_scope(scope, &inner.files[place].ast)
            })
        })?
    }

    /// Calls a function, under the limits of a hook or of a run. Constants and imports at the top of its
    /// file are there; nothing else of the top is run.
    ///
    /// A missing argument is `()`, one too many is left out: how many a hook takes is known beforehand.
    ///
    /// # Errors
    /// What ended it.
    pub fn call(
        &self,
        function: Callable,
        span: Span,
        arguments: Vec<Dynamic>,
    ) -> Result<Dynamic, ScriptError> {
        on_stage(move || {
            self.0.enter(function.file, span, Some(function.function), |inner, scope| {
                inner.called(function, arguments, scope)
            })
        })?
    }

    /// Steps that scripts of this thread have taken so far: what was spent is the difference.
    pub fn steps() -> u64 {
        budget::spent()
    }
}

impl Inner {
    fn enter(
        &self,
        file: usize,
        span: Span,
        function: Option<usize>,
        work: impl FnOnce(&Self, &mut Scope<'static>) -> Result<Dynamic, Box<EvalAltResult>>,
    ) -> Result<Dynamic, ScriptError> {
        clear();
        let outermost = !budget::is_armed();
        let armed = budget::arm(self.room.limits(), span, self.room.meter());
        if outermost {
            sink::open(self.room.limits());
            imports::forget();
        }
        let mut scope = Scope::new();
        let ended = catch_unwind(AssertUnwindSafe(|| work(self, &mut scope)));
        let outcome = match ended {
            // A callback may have swallowed the stop of a script that then came to its end.
            Ok(Ok(value)) => match budget::stopped() {
                Some(stop) => Err(of_stop(self, file, stop)),
                None => self.plain(file, value),
            },
            Ok(Err(error)) => Err(self.stopped_first(file, translate(self, file, *error))),
            Err(panic) => {
                let error = ScriptError::new(codes::HOST_PANIC, self.files[file].name.as_str());
                Err(error.with("detail", words(panic.as_ref())))
            }
        };
        drop(armed);
        match outcome {
            Ok(value) => Ok(value),
            Err(error) => {
                leave(scope);
                Err(self.in_function(error, file, function))
            }
        }
    }

    fn called(
        &self,
        function: Callable,
        arguments: Vec<Dynamic>,
        scope: &mut Scope<'static>,
    ) -> Result<Dynamic, Box<EvalAltResult>> {
        let file = &self.files[function.file];
        let body = &file.bodies[function.function];
        let mut global = self.engine.new_global_runtime_state();
        global.source = Some(file.name.as_str().into());
        global.lib.push(file.ast.shared_lib().clone());
        let mut caches = Caches::new();
        if !file.declarations.is_empty() {
            let mut constants = Scope::new();
            #[expect(
                deprecated,
                reason = "the one way to evaluate statements with a state that is kept"
            )]
            let _: Dynamic = self.engine.eval_statements_raw(
                &mut global,
                &mut caches,
                &mut constants,
                &file.declarations,
            )?;
        }
        // One level down: a constant inside the function is no constant of the file.
        global.scope_level += 1;
        global.level += 1;
        let mut arguments = arguments.into_iter();
        for name in &body.parameters {
            scope.push_dynamic(name.clone(), arguments.next().unwrap_or_default());
        }
        #[expect(deprecated, reason = "see above")]
        self.engine.eval_statements_raw(&mut global, &mut caches, scope, &body.statements)
    }

    /// Where a limit was met, whatever else was said on the way out comes of it.
    fn stopped_first(&self, file: usize, error: ScriptError) -> ScriptError {
        match budget::stopped() {
            Some(stop) if !error.is_limit() => {
                let ScriptError { code, arguments, .. } = of_stop(self, file, stop);
                ScriptError { code, arguments, ..error }
            }
            _ => error,
        }
    }

    fn plain(&self, file: usize, value: Dynamic) -> Result<Dynamic, ScriptError> {
        returned::plain(value).map_err(|(code, argument)| {
            let mut error = ScriptError::new(code, self.files[file].name.as_str());
            error.arguments.extend(argument);
            error
        })
    }

    /// An error without a place stands where the function begins that was called.
    fn in_function(
        &self,
        mut error: ScriptError,
        file: usize,
        function: Option<usize>,
    ) -> ScriptError {
        let Some(body) = function.map(|function| &self.files[file].bodies[function]) else {
            return error;
        };
        if error.line.is_none() && error.script == self.files[file].name {
            error = error.at_column(&self.files[file].text, body.line, None);
        }
        let (function, script) = (body.name.clone(), self.files[file].name.clone());
        let mut callers = error.callers.into_vec();
        callers.push(Caller { function, script, line: None });
        error.callers = callers.into();
        error
    }
}

/// What a panic said.
fn words(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}
