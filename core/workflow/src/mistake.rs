//! What a parse error means in the words of somebody who is no programmer.
//!
//! The parser says what it expected and where it noticed. What was written is looked up among the pieces
//! of the script around that place: a `;` that was forgotten stands at the end of the line before, an
//! opening bracket without its partner may be far above.

use crate::codes;
use crate::error::ScriptError;
use crate::foreign::{KEYWORDS, foreign_sign, foreign_word};
use crate::limits::{Limit, Limits};
use crate::nearest::nearest;
use crate::reader::{Kind, Piece};
use crate::scan::Scan;
use rhai::{LexError, ParseError, ParseErrorType, Position};

/// A file under compilation.
pub(crate) struct Source<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    pub(crate) scan: &'a Scan,
    /// Names that every run gives.
    pub(crate) given: &'a [String],
    pub(crate) limits: &'a Limits,
}

/// Puts a parse error into a code of ours.
pub(crate) fn explain(error: &ParseError, source: &Source<'_>) -> ScriptError {
    let context = Context::new(source, error.1);
    match &*error.0 {
        ParseErrorType::BadInput(error) => context.bad_input(error),
        ParseErrorType::UnknownOperator(found) => context.sign(found),
        ParseErrorType::MissingToken(token, _) => context.missing(token),
        ParseErrorType::VariableUndefined(name) => context.undefined(name),
        ParseErrorType::ModuleUndefined(name) => {
            let near = nearest(name, source.scan.declared.iter().map(String::as_str));
            context.says(codes::MODULE_UNKNOWN).with("name", name).near(near)
        }
        ParseErrorType::Reserved(name) => context.reserved(name),
        ParseErrorType::VariableExpected => context.name_expected(),
        other => context.other(other),
    }
}

/// The place of an error and what stands there.
struct Context<'a> {
    source: &'a Source<'a>,
    position: Position,
    at: Option<&'a Piece>,
    before: Option<&'a Piece>,
    earlier: Option<&'a Piece>,
}

fn at_line(piece: Option<&Piece>) -> usize {
    piece.map_or(usize::MAX, |piece| piece.line)
}

impl<'a> Context<'a> {
    fn new(source: &'a Source<'a>, position: Position) -> Self {
        let pieces = &source.scan.pieces;
        let line = position.line().unwrap_or(usize::MAX);
        let column = position.position().unwrap_or(usize::MAX);
        let place = source.scan.at(line, column);
        let back = |steps: usize| place.checked_sub(steps).and_then(|place| pieces.get(place));
        Self { source, position, at: pieces.get(place), before: back(1), earlier: back(2) }
    }

    fn says(&self, code: &'static str) -> ScriptError {
        ScriptError::new(code, self.source.name).at(self.source.text, self.position)
    }

    fn says_at(&self, code: &'static str, piece: &Piece) -> ScriptError {
        ScriptError::new(code, self.source.name).at_column(
            self.source.text,
            piece.line,
            Some(piece.column),
        )
    }

    /// Behind the last piece before the place: where something was forgotten.
    fn says_behind(&self, code: &'static str) -> ScriptError {
        let Some(before) = self.before else { return self.says(code) };
        let column = before.column + before.text.chars().count();
        let place = if before.text.contains('\n') {
            (self.position.line().unwrap_or(before.line), self.position.position())
        } else {
            (before.line, Some(column))
        };
        ScriptError::new(code, self.source.name).at_column(self.source.text, place.0, place.1)
    }

    fn found(&self) -> String {
        self.at.map_or_else(String::new, |piece| piece.text.clone())
    }

    fn is_at(&self, text: &str) -> bool {
        self.at.is_some_and(|piece| piece.is(text))
    }

    fn was_before(&self, text: &str) -> bool {
        self.before.is_some_and(|piece| piece.is(text))
    }

    /// The bracket without a partner, if there is one.
    fn bracket(&self) -> Option<ScriptError> {
        let problem = self.source.scan.bracket.as_ref()?;
        let mut error = ScriptError::new(problem.code, self.source.name).at_column(
            self.source.text,
            problem.line,
            Some(problem.column),
        );
        error.arguments.clone_from(&problem.arguments);
        Some(error)
    }

    fn is_at_a_closer(&self) -> bool {
        self.at.is_none_or(|piece| [")", "]", "}"].iter().any(|closer| piece.is(closer)))
    }

    fn bad_input(&self, error: &LexError) -> ScriptError {
        match error {
            LexError::UnterminatedString => self.says(codes::TEXT_UNTERMINATED),
            LexError::MalformedChar(_) => self.says(codes::QUOTES_SINGLE),
            LexError::MalformedNumber(_) => self.says(codes::NUMBER_MALFORMED),
            LexError::MalformedEscapeSequence(found) => {
                self.says(codes::ESCAPE_UNKNOWN).with("found", found)
            }
            LexError::ImproperSymbol(found, _) => match found.as_str() {
                "eval" => self.says(codes::EVAL_OFF),
                "this" => self.says(codes::THIS_OUTSIDE),
                "=" => self.says(codes::EQUALS_SINGLE),
                _ => self.sign(found),
            },
            LexError::UnexpectedInput(found) => self.unexpected(found),
            LexError::StringTooLong(_) => self.limit(codes::LIMIT_TEXT, Limit::TextBytes),
            other => self.says(codes::PARSE_OTHER).with("detail", other),
        }
    }

    fn unexpected(&self, found: &str) -> ScriptError {
        if let Some(error) = self.bracket().filter(|_| self.is_at_a_closer()) {
            return error;
        }
        // The parser reads `<>` as two signs.
        if let Some(before) = self.before.filter(|before| before.is("<>")) {
            let meant = foreign_sign("<>").unwrap_or_default();
            return self
                .says_at(codes::SYMBOL_FOREIGN, before)
                .with("found", "<>")
                .with("meant", meant);
        }
        if found == "else" {
            return self.says(codes::ELSE_ALONE);
        }
        let is_known =
            found.chars().all(char::is_alphanumeric) || ";,)]}=><+-*/%&|.:".contains(found);
        let code = if is_known { codes::EXPRESSION_MISSING } else { codes::SYMBOL_UNKNOWN };
        self.says(code).with("found", found)
    }

    fn sign(&self, found: &str) -> ScriptError {
        if found == "->" && !self.is_in_switch() {
            return self.says(codes::TYPE_ANNOTATION);
        }
        match foreign_sign(found) {
            Some(meant) => {
                self.says(codes::SYMBOL_FOREIGN).with("found", found).with("meant", meant)
            }
            None => self.says(codes::SYMBOL_UNKNOWN).with("found", found),
        }
    }

    fn is_in_switch(&self) -> bool {
        let pieces = &self.source.scan.pieces;
        let here = self.at.map_or(usize::MAX, |piece| piece.from);
        (0..pieces.len()).filter(|place| pieces[*place].is("switch")).any(|place| {
            let opener = (place..pieces.len()).find(|place| pieces[*place].is("{"));
            let closer = opener.and_then(|opener| self.source.scan.closing(opener));
            closer.is_some_and(|closer| pieces[place].from < here && here < pieces[closer].from)
        })
    }

    fn missing(&self, token: &str) -> ScriptError {
        match token {
            ";" => self.semicolon(),
            "{" => self.brace(),
            "," if self.is_at(":") => self.says(codes::TYPE_ANNOTATION),
            "," if self.is_at(";") || self.is_at_a_closer() => {
                self.bracket().unwrap_or_else(|| self.says_behind(codes::COMMA_MISSING))
            }
            "," => self.says_behind(codes::COMMA_MISSING),
            "in" => self.says(codes::FOR_FORM),
            ":" => {
                let name = self.before.map_or("", |before| before.text.as_str());
                self.says_behind(codes::COLON_MISSING).with("name", name)
            }
            "=>" => self.says(codes::SWITCH_ARROW).with("found", self.found()),
            _ => self.bracket().unwrap_or_else(|| {
                self.says(codes::TOKEN_MISSING).with("meant", token).with("found", self.found())
            }),
        }
    }

    /// Two things stand side by side that cannot.
    fn semicolon(&self) -> ScriptError {
        if let Some(error) = self.bracket().filter(|_| self.is_at_a_closer()) {
            return error;
        }
        let (Some(at), Some(before)) = (self.at, self.before) else {
            return self.says_behind(codes::SEMICOLON_MISSING);
        };
        let adjacent = before.to == at.from;
        if let Some(meant) = foreign_word(&at.text).filter(|_| at.kind == Kind::Word) {
            return self.says(codes::WORD_FOREIGN).with("found", &at.text).with("meant", meant);
        }
        if before.kind == Kind::Number && at.kind == Kind::Word && adjacent {
            return self
                .says_at(codes::NUMBER_UNIT, before)
                .with("number", &before.text)
                .with("unit", &at.text);
        }
        if before.kind == Kind::Number && at.is(",") {
            return self.says_at(codes::NUMBER_COMMA, before);
        }
        let declares = self.earlier.is_some_and(|earlier| earlier.is("let") || earlier.is("const"));
        if declares && at.is(":") {
            return self.says(codes::TYPE_ANNOTATION);
        }
        if declares && before.kind == Kind::Word && at.line == before.line {
            return self.says(codes::TOKEN_MISSING).with("meant", "=").with("found", &at.text);
        }
        self.says_behind(codes::SEMICOLON_MISSING)
    }

    fn brace(&self) -> ScriptError {
        if self.is_at("=") {
            return self.says(codes::EQUALS_SINGLE);
        }
        if self.was_before("catch") {
            return self.says(codes::CATCH_FORM);
        }
        match self.at.filter(|at| at.kind == Kind::Word) {
            Some(at) if foreign_word(&at.text).is_some() => {
                let meant = foreign_word(&at.text).unwrap_or_default();
                self.says(codes::WORD_FOREIGN).with("found", &at.text).with("meant", meant)
            }
            _ => self.says_behind(codes::BRACE_EXPECTED).with("found", self.found()),
        }
    }

    fn undefined(&self, name: &str) -> ScriptError {
        if let Some(meant) = foreign_word(name) {
            return self.says(codes::WORD_FOREIGN).with("found", name).with("meant", meant);
        }
        let place = self.at.map_or(0, |at| self.source.scan.at(at.line, at.column));
        let next = self.source.scan.pieces.get(place + 1);
        if next.is_some_and(|next| next.is(":")) && (self.was_before("{") || self.was_before(",")) {
            return self.says(codes::MAP_HASH);
        }
        // Two words side by side: the first one was to be a word of the language.
        let is_followed = next.is_some_and(|next| {
            !matches!(next.kind, Kind::Sign) && !matches!(next.text.as_str(), "in" | "as" | "else")
        });
        let keyword = nearest(name, KEYWORDS.iter().copied());
        if let Some(near) = keyword.filter(|_| is_followed) {
            return self.says(codes::KEYWORD_MISSPELT).with("found", name).near(Some(near));
        }
        if self.is_declared_outside(name) {
            return self.says(codes::VARIABLE_OUTSIDE).with("name", name);
        }
        let known = self.source.scan.declared.iter().chain(self.source.given);
        let near = nearest(name, known.map(String::as_str).chain(["true", "false"])).or(keyword);
        let begins = self.before.is_none_or(|before| {
            [";", "{", "}"].iter().any(|sign| before.is(sign)) || before.line < at_line(self.at)
        });
        if near.is_none() && begins && next.is_some_and(|next| next.is("=")) {
            return self.says(codes::LET_MISSING).with("name", name);
        }
        self.says(codes::VARIABLE_UNKNOWN).with("name", name).near(near)
    }

    /// A name of the top of the file, used inside a function.
    fn is_declared_outside(&self, name: &str) -> bool {
        let given = self.source.given.iter().any(|given| given == name);
        let declared = self.source.scan.pieces.windows(2).any(|pair| {
            (pair[0].is("let") || pair[0].is("const"))
                && pair[1].text == name
                && !self.is_inside_function(&pair[0])
        });
        (given || declared) && self.at.is_some_and(|at| self.is_inside_function(at))
    }

    fn is_inside_function(&self, piece: &Piece) -> bool {
        let functions = &self.source.scan.functions;
        functions.iter().any(|function| (function.from..function.to).contains(&piece.from))
    }

    fn reserved(&self, name: &str) -> ScriptError {
        if let Some(meant) = foreign_word(name) {
            return self.says(codes::WORD_FOREIGN).with("found", name).with("meant", meant);
        }
        let begins = self.before.is_none_or(|before| before.line < at_line(self.at));
        match name {
            "#" | "--" if begins => {
                self.says(codes::SYMBOL_FOREIGN).with("found", name).with("meant", "//")
            }
            "print" | "debug" | "type_of" | "call" | "curry" | "is_shared" | "is_def_var"
            | "is_def_fn" | "Fn" => self.says(codes::CALL_PARENTHESES).with("name", name),
            _ if name.chars().all(|sign| sign.is_alphanumeric() || sign == '_') => {
                self.says(codes::NAME_RESERVED).with("name", name)
            }
            _ => self.sign(name),
        }
    }

    fn name_expected(&self) -> ScriptError {
        if self.was_before("(") && self.earlier.is_some_and(|earlier| earlier.is("for"))
            || self.earlier.is_some_and(|earlier| earlier.is(","))
        {
            return self.says(codes::FOR_FORM);
        }
        match self.at {
            Some(at) if at.kind == Kind::Word => {
                self.says(codes::NAME_RESERVED).with("name", &at.text)
            }
            _ => self.says(codes::NAME_EXPECTED).with("found", self.found()),
        }
    }

    /// The type of the literal at the place.
    fn literal(&self) -> &'static str {
        match self.at.map(|at| at.kind) {
            Some(Kind::Number) => "number",
            Some(Kind::Text) => "text",
            Some(Kind::Character) => "character",
            _ => "any",
        }
    }

    fn limit(&self, code: &'static str, limit: Limit) -> ScriptError {
        self.says(code).with("allowed", self.source.limits.get(limit))
    }

    fn other(&self, error: &ParseErrorType) -> ScriptError {
        use ParseErrorType as E;
        match error {
            E::UnexpectedEOF => self.bracket().unwrap_or_else(|| self.says(codes::TEXT_ENDS)),
            E::WrongFnDefinition => {
                self.bracket().unwrap_or_else(|| self.says(codes::FUNCTION_INSIDE))
            }
            E::FnMissingName => self.says(codes::FUNCTION_NAME_MISSING),
            E::FnMissingParams(name) => self.says(codes::FUNCTION_PARAMETERS).with("name", name),
            E::FnMissingBody(_) if self.is_at("->") => self.says(codes::TYPE_ANNOTATION),
            E::FnMissingBody(_) => self.brace(),
            E::FnDuplicatedParam(_, name) => self.says(codes::PARAMETER_TWICE).with("name", name),
            E::FnDuplicatedDefinition(name, count) => {
                self.says(codes::FUNCTION_TWICE).with("name", name).with("count", count)
            }
            E::DuplicatedProperty(name) => self.says(codes::PROPERTY_TWICE).with("name", name),
            E::PropertyExpected
                if self.earlier.is_some_and(|earlier| earlier.kind == Kind::Number) =>
            {
                self.says(codes::NUMBER_MALFORMED)
            }
            E::PropertyExpected => self.says(codes::PROPERTY_MISSING),
            E::MismatchedType(wanted, _) if wanted.contains("boolean") => {
                self.says(codes::CONDITION_TYPE).with("given", self.literal())
            }
            E::MismatchedType(wanted, _) if wanted.contains("iterable") => {
                self.says(codes::NOT_ITERABLE)
            }
            E::ExprExpected(_) => self.says(codes::CONDITION_MISSING),
            E::WrongDocComment => self.says(codes::DOC_COMMENT_PLACE),
            E::WrongSwitchDefaultCase => self.says(codes::SWITCH_DEFAULT_LAST),
            E::LoopBreak => self.says(codes::BREAK_OUTSIDE),
            E::AssignmentToConstant(name) if !name.is_empty() => {
                self.says(codes::CONSTANT_CHANGED).with("name", name)
            }
            E::AssignmentToConstant(_) | E::AssignmentToInvalidLHS(_) => {
                self.says(codes::ASSIGNMENT_ODD)
            }
            E::ExprTooDeep if self.at.is_some_and(|at| self.is_inside_function(at)) => {
                self.limit(codes::LIMIT_DEPTH, Limit::FunctionDepth)
            }
            E::ExprTooDeep => self.limit(codes::LIMIT_DEPTH, Limit::Depth),
            E::TooManyFunctions => self.limit(codes::LIMIT_FUNCTIONS, Limit::Functions),
            E::LiteralTooLarge(what, _) if what.contains("array") => {
                self.limit(codes::LIMIT_LIST, Limit::ListItems)
            }
            E::LiteralTooLarge(what, _) if what.contains("map") => {
                self.limit(codes::LIMIT_MAP, Limit::MapItems)
            }
            E::LiteralTooLarge(..) => self.limit(codes::LIMIT_TEXT, Limit::TextBytes),
            other => self.says(codes::PARSE_OTHER).with("detail", other),
        }
    }
}
