//! All scripts of an office, compiled together and put in force together.

use crate::codes;
use crate::engine::Room;
use crate::error::ScriptError;
use crate::imports::{ENDING, Resolver, Shelf, is_name};
use crate::limits::{Limit, Limits};
use crate::lint::{self, Heads};
use crate::mistake::{Source, explain};
use crate::scan::Scan;
use crate::vocabulary::Vocabulary;
use rhai::{AST, ASTFlags, ASTNode, Engine, ImmutableString, Position, Scope, Stmt};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

/// The scripts of an office. A clone is the same set; what was compiled never changes.
#[derive(Clone)]
pub struct ScriptSet(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) room: Room,
    pub(crate) files: Vec<File>,
    pub(crate) vocabulary: Vocabulary,
    functions: Vec<Function>,
    hash: String,
}

/// A file of a set.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) ast: AST,
    /// Constants and imports at the top, which every function of the file may use.
    pub(crate) declarations: Vec<Stmt>,
    /// Whether something stands at the top that does more than declare.
    pub(crate) does: bool,
    pub(crate) bodies: Vec<Body>,
    /// Names of entries and properties, for suggestions.
    pub(crate) properties: BTreeSet<String>,
    pub(crate) declared: BTreeSet<String>,
}

/// What a function does. It is evaluated as statements at the top, with its parameters in scope: called as
/// a function, the engine would forget the place of every limit that ends it.
pub(crate) struct Body {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) parameters: Vec<ImmutableString>,
    pub(crate) statements: Vec<Stmt>,
}

/// A function that can be called from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Callable {
    pub(crate) file: usize,
    pub(crate) function: usize,
}

/// A function of a script, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// The file that it stands in.
    pub script: String,
    /// Where its name stands, from 1.
    pub line: usize,
    /// Where its name stands in the line, from 1.
    pub column: usize,
    /// The comment above it (`///`), without the slashes.
    pub doc: String,
    /// Whether only its own file may call it.
    pub private: bool,
    /// How it is called.
    pub callable: Callable,
}

impl ScriptSet {
    /// Compiles the files of a set: name (`annual.rhai`, `tests/annual.rhai`) and text. Their order does
    /// not matter.
    ///
    /// # Errors
    /// All that is wrong in all files, in the order of their names. Within a file the parser stops at its
    /// first error; what it found inside one function does not hide what is wrong in the others.
    pub fn compile(room: &Room, files: &[(String, String)]) -> Result<Self, Vec<ScriptError>> {
        let mut files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.strip_prefix('\u{feff}').unwrap_or(text)))
            .collect();
        files.sort_unstable();
        let resolver = Resolver::default();
        let engine = room.engine_with(resolver.clone());
        let vocabulary = Vocabulary::of(&engine);
        let mut errors = unfit(&files, room.limits());
        let scans: Vec<Scan> = files.iter().map(|(_, text)| Scan::of(text)).collect();
        let sources: Vec<Source<'_>> = files
            .iter()
            .zip(&scans)
            .map(|((name, text), scan)| Source {
                name,
                text,
                scan,
                given: room.given(),
                limits: room.limits(),
            })
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut asts = Vec::new();
        for source in &sources {
            match parsed(&engine, source) {
                Ok(ast) => asts.push(ast),
                Err(found) => errors.extend(found),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let heads: Heads = sources
            .iter()
            .zip(&asts)
            .filter_map(|(source, ast)| Some((importable(source.name)?.to_owned(), lint::heads(ast))))
            .collect();
        for (source, ast) in sources.iter().zip(&asts) {
            errors.extend(lint::check(source, ast, &vocabulary, &heads));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let hash = hash(&files);
        let mut functions = Vec::new();
        let mut shelf = Shelf::default();
        let mut compiled = Vec::new();
        for (source, ast) in sources.iter().zip(asts) {
            if let Some(name) = importable(source.name) {
                shelf.files.insert(name.to_owned(), ast.clone());
            }
            compiled.push(File::new(source, ast, compiled.len(), &mut functions));
        }
        resolver.0.set(shelf).expect("a shelf is filled once");
        let (room, files) = (room.clone(), compiled);
        Ok(Self(Arc::new(Inner { engine, room, files, vocabulary, functions, hash })))
    }

    /// SHA-256 over the names and texts of all files, in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.0.hash
    }

    /// The names of the files, in order.
    pub fn scripts(&self) -> impl Iterator<Item = &str> {
        self.0.files.iter().map(|file| file.name.as_str())
    }

    /// Whether a file does something when it is run: more than declare constants, imports, functions.
    pub fn does_something(&self, script: &str) -> bool {
        self.0.files.iter().any(|file| file.name == script && file.does)
    }

    /// All functions, by file and then by place.
    pub fn functions(&self) -> &[Function] {
        &self.0.functions
    }

    /// A function that other files may call, by its file, name and number of parameters.
    pub fn function(&self, script: &str, name: &str, count: usize) -> Option<&Function> {
        self.0.functions.iter().find(|function| {
            function.script == script
                && function.name == name
                && function.parameters.len() == count
                && !function.private
        })
    }

    /// The limits that its scripts run under.
    pub fn limits(&self) -> &Limits {
        self.0.room.limits()
    }
}

impl std::fmt::Debug for ScriptSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptSet").field("hash", &self.0.hash).finish_non_exhaustive()
    }
}

/// The name by which other scripts import a file: those in folders cannot be imported.
fn importable(name: &str) -> Option<&str> {
    name.strip_suffix(ENDING).filter(|name| is_name(name))
}

/// What is wrong with files before anybody reads them.
fn unfit(files: &[(&str, &str)], limits: &Limits) -> Vec<ScriptError> {
    let mut errors = Vec::new();
    let allowed = limits.get(Limit::Files);
    if files.len() as u64 > allowed {
        errors.push(ScriptError::new(codes::LIMIT_FILES, "").with("allowed", allowed));
    }
    for (place, (name, text)) in files.iter().enumerate() {
        let parts = name.strip_suffix(ENDING).unwrap_or_default().split('/');
        if !parts.into_iter().all(is_name) {
            errors.push(ScriptError::new(codes::SCRIPT_NAME, *name).with("name", name));
        }
        if place > 0 && files[place - 1].0 == *name {
            errors.push(ScriptError::new(codes::SCRIPT_TWICE, *name).with("name", name));
        }
        let allowed = limits.get(Limit::SourceKib);
        if text.len() as u64 > allowed << 10 {
            errors.push(ScriptError::new(codes::LIMIT_SOURCE, *name).with("allowed", allowed));
        }
    }
    errors
}

/// One file, or all that is wrong with it.
fn parsed(engine: &Engine, source: &Source<'_>) -> Result<AST, Vec<ScriptError>> {
    let mut errors: Vec<ScriptError> = source
        .scan
        .problems
        .iter()
        .map(|problem| {
            let mut error = ScriptError::new(problem.code, source.name).at_column(
                source.text,
                problem.line,
                Some(problem.column),
            );
            error.arguments.clone_from(&problem.arguments);
            error
        })
        .collect();
    let unreadable = [codes::FULL_WIDTH, codes::INVISIBLE];
    if errors.iter().any(|error| unreadable.contains(&error.code)) {
        return Err(errors);
    }
    let mut scope = Scope::new();
    for name in source.given {
        scope.push_dynamic(name.as_str(), rhai::Dynamic::UNIT);
    }
    let mut text = source.text.to_owned();
    loop {
        match engine.compile_with_scope(&scope, &text) {
            Ok(mut ast) if errors.is_empty() => {
                ast.set_source(source.name);
                return Ok(ast);
            }
            Ok(_) => return Err(errors),
            Err(error) => {
                let position = error.1;
                errors.push(explain(&error, source));
                match without_function(&text, source.scan, position) {
                    Some(rest) => text = rest,
                    None => return Err(errors),
                }
            }
        }
    }
}

/// The text without the function that an error stands in, so that the others can be read; `None` where
/// the error stands elsewhere, or where brackets do not say which function it is.
fn without_function(text: &str, scan: &Scan, position: Position) -> Option<String> {
    if scan.bracket.is_some() {
        return None;
    }
    let place = scan.at(position.line()?, position.position()?);
    let piece = scan.pieces.get(place)?;
    let around = |written: &&crate::scan::Written| (written.from..written.to).contains(&piece.from);
    let function = scan.functions.iter().find(around)?;
    let inside = function.from..function.to;
    let blank = |(place, sign): (usize, char)| match sign {
        '\n' => '\n',
        _ if inside.contains(&place) => ' ',
        other => other,
    };
    let rest: String = text.chars().enumerate().map(blank).collect();
    (rest != text).then_some(rest)
}

fn hash(files: &[(&str, &str)]) -> String {
    let mut hasher = Sha256::new();
    for (name, text) in files {
        for part in [name, text] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

impl File {
    fn new(source: &Source<'_>, ast: AST, place: usize, functions: &mut Vec<Function>) -> Self {
        let declares = |stmt: &&Stmt| match stmt {
            Stmt::Var(_, flags, _) => flags.intersects(ASTFlags::CONSTANT),
            Stmt::Import(..) | Stmt::Export(..) | Stmt::Noop(_) => true,
            _ => false,
        };
        let top = ast.statements();
        let mut file = Self {
            name: source.name.to_owned(),
            text: source.text.to_owned(),
            declarations: top
                .iter()
                .filter(declares)
                .filter(|stmt| !matches!(stmt, Stmt::Export(..) | Stmt::Noop(_)))
                .cloned()
                .collect(),
            does: !top.iter().all(|stmt| declares(&stmt)),
            bodies: Vec::new(),
            properties: source.scan.properties.clone(),
            declared: source.scan.declared.clone(),
            ast,
        };
        let bodies = bodies(&file.ast);
        for written in &source.scan.functions {
            let (name, count) = (written.name.as_str(), written.parameters.len());
            let Some(meta) = file
                .ast
                .iter_functions()
                .find(|function| function.name == name && function.params.len() == count)
            else {
                continue;
            };
            functions.push(Function {
                name: name.to_owned(),
                parameters: written.parameters.clone(),
                script: source.name.to_owned(),
                line: written.line,
                column: written.column,
                doc: doc(&meta.comments),
                private: meta.access == rhai::FnAccess::Private,
                callable: Callable { file: place, function: file.bodies.len() },
            });
            file.bodies.push(Body {
                name: name.to_owned(),
                line: written.line,
                parameters: written.parameters.iter().map(Into::into).collect(),
                statements: bodies.get(&(name.to_owned(), count)).cloned().unwrap_or_default(),
            });
        }
        file
    }
}

/// The statements of each function. The engine shows them only by walking the whole file: a statement
/// belongs to the innermost function whose span it stands in.
fn bodies(ast: &AST) -> BTreeMap<(String, usize), Vec<Stmt>> {
    let spans: Vec<_> = ast
        .iter_functions()
        .filter_map(|function| {
            let key = (function.name.to_owned(), function.params.len());
            let body = &ast.shared_lib().get_script_fn(&key.0, key.1)?.body;
            let from = place(body.start_position());
            let to = Some(body.end_position()).filter(|end| !end.is_none()).map_or(from, place);
            Some((key, from, to))
        })
        .collect();
    let mut bodies: BTreeMap<_, Vec<Stmt>> = BTreeMap::new();
    let mut top = ast.statements().len();
    ast.walk(&mut |path| {
        if let [ASTNode::Stmt(stmt)] = path {
            if top > 0 {
                top -= 1;
                return true;
            }
            let here = place(stmt.position());
            let around = spans.iter().filter(|(_, from, to)| (*from..=*to).contains(&here));
            if let Some((key, ..)) = around.max_by_key(|(_, from, _)| *from) {
                bodies.entry(key.clone()).or_default().push((*stmt).clone());
            }
        }
        true
    });
    bodies
}

fn place(position: Position) -> (usize, usize) {
    (position.line().unwrap_or_default(), position.position().unwrap_or_default())
}

/// The words of `///` lines.
fn doc(comments: &[&str]) -> String {
    let lines = comments.iter().flat_map(|comment| comment.lines());
    let words = lines.map(|line| line.trim().trim_start_matches("///").trim());
    words.collect::<Vec<_>>().join("\n").trim().to_owned()
}
