//! What the parser lets pass and a run would only meet by chance: calls of functions that are not there,
//! imports of files that are not there, a `switch` that may fall through in silence.
//!
//! A `switch` compares type and value: `switch "3" { 3 => … }` matches nothing. Cases of mixed types are
//! found while reading the pieces; that the value itself has another type than the cases cannot be seen
//! before a run, so every `switch` has to say what happens otherwise.

use crate::codes;
use crate::error::ScriptError;
use crate::imports;
use crate::mistake::Source;
use crate::nearest::nearest;
use crate::reader::Piece;
use crate::scan::Written;
use crate::vocabulary::Vocabulary;
use rhai::{AST, ASTNode, Expr, FnAccess, FnCallExpr, Position, Stmt};
use std::collections::{BTreeMap, BTreeSet};

/// A function that a file has.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) count: usize,
    pub(crate) private: bool,
}

/// The functions of each file that can be imported, by its name without ending; `None` where the file
/// could not be read.
pub(crate) type Heads = BTreeMap<String, Option<Vec<Head>>>;

/// The functions of a file, closures left out.
pub(crate) fn heads(ast: &AST) -> Vec<Head> {
    ast.iter_functions()
        .filter(|function| !function.name.starts_with("anon$"))
        .map(|function| Head {
            name: function.name.to_owned(),
            count: function.params.len(),
            private: function.access == FnAccess::Private,
        })
        .collect()
}

/// All findings about one file.
pub(crate) fn check(
    source: &Source<'_>,
    ast: &AST,
    vocabulary: &Vocabulary,
    all: &Heads,
) -> Vec<ScriptError> {
    let mut lint = Lint {
        source,
        vocabulary,
        all,
        own: heads(ast),
        modules: BTreeMap::new(),
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    ast.walk(&mut |path| {
        if let Some(ASTNode::Stmt(Stmt::Import(import, position))) = path.last() {
            lint.import(&import.0, import.1.as_str(), *position);
        }
        true
    });
    ast.walk(&mut |path| {
        match path.last() {
            Some(
                ASTNode::Stmt(Stmt::FnCall(call, position))
                | ASTNode::Expr(Expr::FnCall(call, position)),
            ) => {
                lint.call(call, *position);
            }
            Some(ASTNode::Expr(Expr::Variable(variable, _, position)))
                if variable.0.is_none() && variable.2.is_empty() =>
            {
                lint.outside(&variable.1, *position);
            }
            Some(ASTNode::Stmt(Stmt::Var(declared, ..))) => {
                lint.named_like_a_function(&declared.0.name, declared.0.pos);
            }
            Some(ASTNode::Expr(Expr::MethodCall(call, position))) => lint.method(call, *position),
            Some(ASTNode::Stmt(Stmt::Switch(switch, position))) if switch.1.def_case.is_none() => {
                lint.finds(codes::SWITCH_WITHOUT_DEFAULT, *position, |error| error);
            }
            _ => {}
        }
        true
    });
    lint.found.sort_by_key(|error| (error.line, error.column));
    lint.found
}

struct Lint<'a> {
    source: &'a Source<'a>,
    vocabulary: &'a Vocabulary,
    all: &'a Heads,
    own: Vec<Head>,
    /// What the file calls the files that it imports.
    modules: BTreeMap<String, String>,
    /// The walk meets some nodes twice, as statement and as expression.
    seen: BTreeSet<(Option<usize>, Option<usize>)>,
    found: Vec<ScriptError>,
}

impl Lint<'_> {
    fn finds(
        &mut self,
        code: &'static str,
        position: Position,
        said: impl FnOnce(ScriptError) -> ScriptError,
    ) {
        if self.seen.insert((position.line(), position.position())) {
            let error = ScriptError::new(code, self.source.name).at(self.source.text, position);
            self.found.push(said(error));
        }
    }

    fn import(&mut self, path: &Expr, name: &str, position: Position) {
        let Expr::StringConstant(path, path_position) = path else { return };
        let position = if path_position.is_none() { position } else { *path_position };
        match imports::fault(path, self.all.keys().map(String::as_str)) {
            None => {
                self.modules.insert(name.to_owned(), path.to_string());
            }
            Some(fault) => self.finds(fault.code, position, |mut error| {
                error.arguments = fault.arguments;
                error
            }),
        }
    }

    /// A name that every run gives is there at the top of a file; the parser takes it for one that
    /// functions see as well.
    fn outside(&mut self, name: &str, position: Position) {
        let place = self
            .source
            .scan
            .at(position.line().unwrap_or_default(), position.position().unwrap_or_default());
        let piece = self.source.scan.pieces.get(place).filter(|piece| piece.text == name);
        let is_inside = piece.is_some_and(|piece| {
            let around = |function: &&Written| (function.from..function.to).contains(&piece.from);
            let function = self.source.scan.functions.iter().find(around);
            function.is_some_and(|function| !self.names_itself(function, name))
        });
        if is_inside && self.source.given.iter().any(|given| given == name) {
            self.finds(codes::VARIABLE_OUTSIDE, position, |error| error.with("name", name));
        }
    }

    /// Whether a function has a parameter or variable of the name; a closure in it sees that one.
    fn names_itself(&self, function: &Written, name: &str) -> bool {
        let pieces = &self.source.scan.pieces;
        let inside = |piece: &Piece| (function.from..function.to).contains(&piece.from);
        function.parameters.iter().any(|parameter| parameter == name)
            || pieces.windows(2).any(|pair| {
                let declares = ["let", "const", "for", "|"].iter().any(|word| pair[0].is(word));
                declares && pair[1].text == name && inside(&pair[0])
            })
    }

    fn call(&mut self, call: &FnCallExpr, position: Position) {
        if call.is_operator_call() || call.name.starts_with("anon$") {
            return;
        }
        if call.is_qualified() {
            return self.qualified(call, position);
        }
        let own = self.own.iter().filter(|head| head.name == *call.name).map(|head| head.count);
        let counts: BTreeSet<usize> = own.chain(self.vocabulary.counts(&call.name)).collect();
        self.counted(&call.name, &counts, call.args.len(), position);
    }

    /// A closure that uses the variable is handed the function.
    fn named_like_a_function(&mut self, name: &str, position: Position) {
        if self.own.iter().any(|head| head.name == name) {
            self.finds(codes::VARIABLE_OF_FUNCTION, position, |error| error.with("name", name));
        }
    }

    /// A method is a function whose first argument stands before the point; of a script's own functions
    /// it is `this` and not counted. A property that holds a function may be called like one.
    fn method(&mut self, call: &FnCallExpr, position: Position) {
        if self.source.scan.declared.contains(call.name.as_str())
            || self.is_an_entry(call.name.as_str())
        {
            return;
        }
        let own = self.own.iter().filter(|head| head.name == *call.name).map(|head| head.count);
        let native = self.vocabulary.counts(&call.name).filter_map(|count| count.checked_sub(1));
        let counts: BTreeSet<usize> = own.chain(native).collect();
        self.counted(&call.name, &counts, call.args.len(), position);
    }

    /// Whether some map of the file has an entry of that name.
    fn is_an_entry(&self, name: &str) -> bool {
        let pieces = &self.source.scan.pieces;
        let is_set = |next: &str| next == ":" || next == "=";
        pieces.windows(2).any(|pair| pair[0].text == name && is_set(&pair[1].text))
    }

    fn counted(&mut self, name: &str, counts: &BTreeSet<usize>, count: usize, position: Position) {
        if counts.is_empty() {
            self.unknown(name, position);
        } else if !counts.contains(&count) {
            let takes: Vec<String> = counts.iter().map(ToString::to_string).collect();
            self.finds(codes::ARGUMENTS_COUNT, position, |error| {
                error.with("name", name).with("count", count).with("takes", takes.join(", "))
            });
        }
    }

    fn unknown(&mut self, name: &str, position: Position) {
        if self.source.scan.declared.contains(name) {
            return self
                .finds(codes::FUNCTION_VARIABLE, position, |error| error.with("name", name));
        }
        let own: Vec<String> = self.own.iter().map(|head| head.name.clone()).collect();
        let known = own.iter().map(String::as_str).chain(self.vocabulary.functions());
        let near = nearest(name, known).map(str::to_owned);
        self.finds(codes::FUNCTION_UNKNOWN, position, |error| {
            error.with("name", name).near(near.as_deref())
        });
    }

    fn qualified(&mut self, call: &FnCallExpr, position: Position) {
        let Some(path) = self.modules.get(call.namespace.root()) else { return };
        let Some(Some(heads)) = self.all.get(path).cloned() else { return };
        let named: Vec<&Head> = heads.iter().filter(|head| head.name == *call.name).collect();
        if named.is_empty() {
            let near = nearest(&call.name, heads.iter().map(|head| head.name.as_str()));
            self.finds(codes::FUNCTION_UNKNOWN, position, |error| {
                error.with("name", &call.name).near(near)
            });
        } else if named.iter().all(|head| head.private) {
            let script = format!("{path}{}", imports::ENDING);
            self.finds(codes::FUNCTION_PRIVATE, position, |error| {
                error.with("name", &call.name).with("script", script)
            });
        } else {
            let counts = named.iter().filter(|head| !head.private).map(|head| head.count).collect();
            self.counted(&call.name, &counts, call.args.len(), position);
        }
    }
}
