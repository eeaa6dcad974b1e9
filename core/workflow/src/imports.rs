//! `import "lib" as lib;` gives the file `lib.rhai` of the same set, and nothing else.
//!
//! The engine's own resolver confines nothing and keeps what it read; this one knows no disk. A file is
//! evaluated once in a run, under the run's budget.

use crate::codes;
use crate::error::Fault;
use crate::nearest::nearest;
use rhai::{AST, Dynamic, Engine, EvalAltResult, Module, ModuleResolver, Position, Scope, Shared};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// What scripts end in.
pub const ENDING: &str = ".rhai";

/// The files of a set that others may import: name without ending, and what it compiled to.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    pub(crate) files: BTreeMap<String, AST>,
}

/// Gives modules from the shelf that is filled once the set is compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolver(pub(crate) Arc<OnceLock<Shelf>>);

#[derive(Default)]
struct Imported {
    /// By shelf and name: two sets may run on one thread, one after the other.
    modules: BTreeMap<(usize, String), Shared<Module>>,
    under_way: Vec<(usize, String)>,
}

thread_local! {
    static IMPORTED: RefCell<Imported> = RefCell::default();
}

/// Begins anew: a run of its own has begun.
pub(crate) fn forget() {
    IMPORTED.with_borrow_mut(|imported| {
        imported.modules.clear();
        imported.under_way.clear();
    });
}

/// Whether a path may stand in an `import`, and a script be named so: small letters, digits and `_`; no
/// folder, no ending.
pub fn is_name(path: &str) -> bool {
    let fits = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'_';
    !path.is_empty() && path.bytes().all(fits)
}

/// What is wrong with an import, if something is.
pub(crate) fn fault<'a>(path: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<Fault> {
    if !is_name(path) {
        return Some(Fault::new(codes::IMPORT_OUTSIDE).with("path", path));
    }
    if known.clone().any(|name| name == path) {
        return None;
    }
    let near = nearest(path, known).unwrap_or_default();
    Some(Fault::new(codes::IMPORT_UNKNOWN).with("path", path).with("near", near))
}

impl ModuleResolver for Resolver {
    fn resolve(
        &self,
        engine: &Engine,
        _source: Option<&str>,
        path: &str,
        position: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        let raised =
            |fault: Fault| Box::new(EvalAltResult::ErrorRuntime(Dynamic::from(fault), position));
        let files = self.0.get().map(|shelf| &shelf.files);
        let Some(ast) = files.and_then(|files| files.get(path)) else {
            let known = files.into_iter().flat_map(|files| files.keys().map(String::as_str));
            let fault = fault(path, known);
            return Err(raised(fault.expect("a path that is not on the shelf is at fault")));
        };
        let key = (Arc::as_ptr(&self.0) as usize, path.to_owned());
        let (ready, under_way) = IMPORTED.with_borrow(|imported| {
            (imported.modules.get(&key).cloned(), imported.under_way.contains(&key))
        });
        if let Some(module) = ready {
            return Ok(module);
        }
        if under_way {
            return Err(raised(Fault::new(codes::IMPORT_CYCLE).with("path", path)));
        }
        IMPORTED.with_borrow_mut(|imported| imported.under_way.push(key.clone()));
        let module = Module::eval_ast_as_new(Scope::new(), ast, engine);
        IMPORTED.with_borrow_mut(|imported| imported.under_way.retain(|other| *other != key));
        let module = module.map_err(|error| within(path, error, position))?;
        let module: Shared<Module> = module.into();
        IMPORTED.with_borrow_mut(|imported| imported.modules.insert(key, module.clone()));
        Ok(module)
    }
}

/// An error names the file that it came from; a stop stays a stop, since a wrapped one could be caught.
fn within(path: &str, error: Box<EvalAltResult>, position: Position) -> EvalAltResult {
    let mut error = error;
    if error.is_system_exception() {
        error.set_position(position);
        return *error;
    }
    EvalAltResult::ErrorInModule(format!("{path}{ENDING}"), error, position)
}
