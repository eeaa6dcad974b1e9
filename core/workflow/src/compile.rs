//! From texts to a set: every file is read, every mistake is gathered, and only a set without any is made.

use crate::codes;
use crate::engine::Room;
use crate::error::ScriptError;
use crate::imports::{ENDING, Resolver, Shelf, is_name};
use crate::limits::{Limit, Limits};
use crate::lint::{self, Heads};
use crate::mistake::{Source, explain};
use crate::scan::{Scan, Written};
use crate::set::{Body, Callable, File, Function, Inner};
use crate::vocabulary::Vocabulary;
use rhai::{AST, ASTFlags, ASTNode, Dynamic, Engine, Position, Scope, Stmt};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A set of all files, or all that is wrong with them.
pub(crate) fn compiled(room: &Room, files: &[(String, String)]) -> Result<Inner, Vec<ScriptError>> {
    let mut files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.strip_prefix('\u{feff}').unwrap_or(text)))
        .collect();
    files.sort_unstable();
    clean(unfit(&files, room.limits()))?;

    let resolver = Resolver::default();
    let engine = room.engine_with(resolver.clone());
    let vocabulary = Vocabulary::of(&engine);
    let scans: Vec<Scan> = files.iter().map(|(_, text)| Scan::of(text)).collect();
    let sources: Vec<Source<'_>> = files
        .iter()
        .zip(&scans)
        .map(|((name, text), scan)| {
            let (given, limits) = (room.given(), room.limits());
            Source { name, text, scan, given, limits }
        })
        .collect();
    let asts = good(&engine, &sources, &vocabulary)?;

    let mut functions = Vec::new();
    let mut shelf = Shelf::default();
    let mut done = Vec::new();
    for (source, ast) in sources.iter().zip(asts) {
        if let Some(name) = importable(source.name) {
            shelf.files.insert(name.to_owned(), declarations(source.name, &ast));
        }
        done.push(file(source, ast, done.len(), &mut functions));
    }
    resolver.0.set(shelf).expect("a shelf is filled once");
    let (room, hash) = (room.clone(), hash(&files));
    Ok(Inner { engine, room, files: done, vocabulary, functions, hash })
}

fn clean(errors: Vec<ScriptError>) -> Result<(), Vec<ScriptError>> {
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Every file as the engine reads it, or all that is wrong with any of them: what the parser says of one
/// does not hide what is to be said of the others.
fn good(
    engine: &Engine,
    sources: &[Source<'_>],
    vocabulary: &Vocabulary,
) -> Result<Vec<AST>, Vec<ScriptError>> {
    let parsed: Vec<Result<AST, Vec<ScriptError>>> =
        sources.iter().map(|source| parsed_file(engine, source)).collect();
    let both = || sources.iter().zip(&parsed);
    let heads: Heads = both()
        .filter_map(|(source, ast)| {
            Some((importable(source.name)?.to_owned(), ast.as_ref().ok().map(lint::heads)))
        })
        .collect();
    let errors = both().flat_map(|(source, ast)| match ast {
        Ok(ast) => lint::check(source, ast, vocabulary, &heads),
        Err(errors) => errors.clone(),
    });
    clean(errors.collect())?;
    Ok(parsed.into_iter().flatten().collect())
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
fn parsed_file(engine: &Engine, source: &Source<'_>) -> Result<AST, Vec<ScriptError>> {
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
        scope.push_dynamic(name.as_str(), Dynamic::UNIT);
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
    let around = |written: &&Written| (written.from..written.to).contains(&piece.from);
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

/// Whether a statement at the top only declares.
fn declares(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Var(_, flags, _) => flags.intersects(ASTFlags::CONSTANT),
        Stmt::Import(..) | Stmt::Export(..) | Stmt::Noop(_) => true,
        _ => false,
    }
}

/// What an import brings: constants, imports and functions. The rest of the top is for a run.
fn declarations(name: &str, ast: &AST) -> AST {
    let top = ast.statements().iter().filter(|stmt| declares(stmt)).cloned();
    let mut quiet = AST::new(top, ast.shared_lib().clone());
    quiet.set_source(name);
    quiet
}

fn file(source: &Source<'_>, ast: AST, place: usize, functions: &mut Vec<Function>) -> File {
    let top = ast.statements();
    let mut file = File {
        name: source.name.to_owned(),
        text: source.text.to_owned(),
        declarations: top
            .iter()
            .filter(|stmt| declares(stmt))
            .filter(|stmt| !matches!(stmt, Stmt::Export(..) | Stmt::Noop(_)))
            .cloned()
            .collect(),
        does: !top.iter().all(declares),
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
