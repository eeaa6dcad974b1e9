//! The grammar of conditions, with recovery: one pass over a broken text finds every mistake in it.
//!
//! ```text
//! or         = and ("or" and)*
//! and        = not ("and" not)*
//! not        = "not" not | "(" or ")" | "known" "(" name ")" | comparison
//! comparison = operand (("<" | "<=" | ">" | ">=" | "==" | "!=") operand)* | operand "in" "[" list "]"
//! operand    = name | number unit?
//! ```

use crate::diagnostic::Diagnostic;
use crate::lexer::{Placed, Token};
use phaseout_model::{Operator, Unit, Vocabulary};
use std::ops::Range;

/// Parentheses and `not` inside one another.
pub(crate) const DEEPEST: usize = 64;

/// A condition by its grammar alone: names and units are not looked up yet.
#[derive(Debug)]
pub(crate) enum Syntax {
    Compare {
        operands: Vec<Operand>,
        operators: Vec<Operator>,
        span: Range<usize>,
    },
    In {
        left: Operand,
        items: Vec<Operand>,
        span: Range<usize>,
    },
    Known(Operand),
    Not(Box<Syntax>),
    And(Vec<Syntax>),
    Or(Vec<Syntax>),
    /// What could not be read and is reported, with the operands whose names can be looked up.
    Broken(Vec<Operand>),
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Name {
        text: String,
        span: Range<usize>,
    },
    Number {
        text: String,
        unit: Option<(String, Range<usize>)>,
        span: Range<usize>,
    },
    /// Not there, and reported.
    Missing,
}

impl Operand {
    pub(crate) fn span(&self) -> Range<usize> {
        match self {
            Self::Number { unit: Some((_, unit)), span, .. } => span.start..unit.end,
            Self::Name { span, .. } | Self::Number { span, .. } => span.clone(),
            Self::Missing => 0..0,
        }
    }
}

/// Reads the tokens of a condition; mistakes are reported and passed over.
pub(crate) fn parse(
    tokens: &[Placed],
    vocabulary: &Vocabulary,
    diagnostics: &mut Vec<Diagnostic>,
) -> Syntax {
    let mut parser = Parser { tokens, at: 0, depth: 0, gave_up: false, vocabulary, diagnostics };
    let mut parts = vec![parser.or()];
    while let Some(token) = parser.peek() {
        // Whatever `or` leaves is a parenthesis that closes nothing.
        if *token == Token::Close {
            parser.report_here("unbalanced-parenthesis", |d| d.with("found", ")"));
        }
        parser.at += 1;
        if matches!(parser.peek(), Some(Token::And | Token::Or)) {
            parser.at += 1;
        }
        if !matches!(parser.peek(), None | Some(Token::Close)) {
            parts.push(parser.or());
        }
    }
    if parts.len() == 1 { parts.remove(0) } else { Syntax::And(parts) }
}

struct Parser<'a> {
    tokens: &'a [Placed],
    at: usize,
    depth: usize,
    gave_up: bool,
    vocabulary: &'a Vocabulary,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|placed| &placed.token)
    }

    fn eat(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    /// The bytes of the next token; behind the last one, an empty place.
    fn here(&self) -> Range<usize> {
        match self.tokens.get(self.at) {
            Some(placed) => placed.span.clone(),
            None => self.tokens.last().map_or(0..0, |last| last.span.end..last.span.end),
        }
    }

    fn report_here(&mut self, code: &'static str, with: impl FnOnce(Diagnostic) -> Diagnostic) {
        self.report(code, self.here(), with);
    }

    fn report(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        with: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        if !self.gave_up {
            self.diagnostics.push(with(Diagnostic::new(code, span)));
        }
    }

    fn or(&mut self) -> Syntax {
        let mut parts = vec![self.and()];
        while self.eat(&Token::Or) {
            parts.push(self.and());
        }
        if parts.len() == 1 { parts.remove(0) } else { Syntax::Or(parts) }
    }

    fn and(&mut self) -> Syntax {
        let mut parts = vec![self.not()];
        loop {
            match self.peek() {
                Some(Token::And) => {
                    self.at += 1;
                    parts.push(self.not());
                }
                None | Some(Token::Or | Token::Close) => break,
                Some(Token::Stray) => self.at += 1,
                Some(
                    Token::Word(_) | Token::Number(_) | Token::Open | Token::Not | Token::Known,
                ) => {
                    self.report_here("missing-connective", |d| d);
                    parts.push(self.not());
                }
                Some(_) => {
                    self.report_here("unexpected-sign", |d| d);
                    self.at += 1;
                }
            }
        }
        if parts.len() == 1 { parts.remove(0) } else { Syntax::And(parts) }
    }

    fn not(&mut self) -> Syntax {
        let before = self.at;
        while self.eat(&Token::Stray) {}
        match self.peek() {
            None if self.at > before => Syntax::Broken(Vec::new()),
            Some(Token::Not) => {
                let span = self.here();
                self.at += 1;
                self.deeper(span, |parser| Syntax::Not(Box::new(parser.not())))
            }
            Some(Token::Open) => {
                let span = self.here();
                self.at += 1;
                self.deeper(span.clone(), |parser| {
                    let inner = parser.or();
                    if !parser.eat(&Token::Close) {
                        parser.report("unbalanced-parenthesis", span, |d| d.with("found", "("));
                    }
                    inner
                })
            }
            Some(Token::Known) => self.known(),
            Some(Token::Word(_) | Token::Number(_) | Token::Compare(_) | Token::In) => {
                self.comparison()
            }
            None | Some(Token::And | Token::Or | Token::Close) => {
                self.report_here("missing-operand", |d| d);
                Syntax::Broken(Vec::new())
            }
            Some(Token::OpenList | Token::CloseList | Token::Comma | Token::Stray) => {
                self.report_here("unexpected-sign", |d| d);
                self.at += 1;
                Syntax::Broken(Vec::new())
            }
        }
    }

    fn deeper(&mut self, span: Range<usize>, read: impl FnOnce(&mut Self) -> Syntax) -> Syntax {
        if self.depth == DEEPEST {
            self.report("nested-too-deeply", span, |d| d.with("most", DEEPEST.to_string()));
            self.gave_up = true;
            self.at = self.tokens.len();
            return Syntax::Broken(Vec::new());
        }
        self.depth += 1;
        let syntax = read(self);
        self.depth -= 1;
        syntax
    }

    fn known(&mut self) -> Syntax {
        self.at += 1;
        let open = self.here();
        let opened = self.eat(&Token::Open);
        let operand = if matches!(self.peek(), Some(Token::Word(_))) {
            self.operand()
        } else {
            self.report_here("missing-operand", |d| d);
            Operand::Missing
        };
        if !opened {
            let name = operand.span();
            if !matches!(operand, Operand::Missing) {
                self.report("known-without-parentheses", name, |d| d);
            }
        } else if !self.eat(&Token::Close) {
            self.report("unbalanced-parenthesis", open, |d| d.with("found", "("));
        }
        Syntax::Known(operand)
    }

    fn comparison(&mut self) -> Syntax {
        let start = self.here().start;
        let left = self.operand();
        if self.eat(&Token::In) {
            let items = self.list();
            return Syntax::In { left, items, span: start..self.end() };
        }
        let (mut operands, mut operators, mut broken) = (vec![left], Vec::new(), false);
        loop {
            match self.peek() {
                Some(&Token::Compare(operator)) => {
                    self.at += 1;
                    operators.push(operator);
                    operands.push(self.operand());
                }
                // A stray sign in the place of an operator: what follows belongs to it.
                Some(Token::Stray) => {
                    broken = true;
                    self.at += 1;
                    if matches!(self.peek(), Some(Token::Word(_) | Token::Number(_))) {
                        operands.push(self.operand());
                    }
                }
                _ => break,
            }
        }
        if broken {
            return Syntax::Broken(operands);
        }
        Syntax::Compare { operands, operators, span: start..self.end() }
    }

    /// Where the last token that was taken ends.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |t| t.span.end)
    }

    fn operand(&mut self) -> Operand {
        let span = self.here();
        match self.peek() {
            Some(Token::Word(text)) => {
                let text = text.clone();
                self.at += 1;
                Operand::Name { text, span }
            }
            Some(Token::Number(text)) => {
                let text = text.clone();
                self.at += 1;
                Operand::Number { text, unit: self.unit(), span }
            }
            _ => {
                self.report_here("missing-operand", |d| d);
                Operand::Missing
            }
        }
    }

    /// A word behind a number is its unit, unless it can only be the next comparison's attribute.
    fn unit(&mut self) -> Option<(String, Range<usize>)> {
        let Some(Token::Word(word)) = self.peek() else { return None };
        if Unit::parse(word).is_none() && self.vocabulary.attribute(word).is_some() {
            return None;
        }
        let unit = (word.clone(), self.here());
        self.at += 1;
        Some(unit)
    }

    fn list(&mut self) -> Vec<Operand> {
        let open = self.here();
        let mut items = Vec::new();
        if !self.eat(&Token::OpenList) {
            self.report_here("missing-list", |d| d);
            if matches!(self.peek(), Some(Token::Word(_) | Token::Number(_))) {
                items.push(self.operand());
            }
            return items;
        }
        loop {
            match self.peek() {
                Some(Token::CloseList) => {
                    self.at += 1;
                    break;
                }
                Some(Token::Comma | Token::Stray) => self.at += 1,
                Some(Token::Word(_) | Token::Number(_)) => items.push(self.operand()),
                _ => {
                    self.report("unbalanced-parenthesis", open.clone(), |d| d.with("found", "["));
                    return items;
                }
            }
        }
        if items.is_empty() {
            self.report("empty-list", open.start..self.end(), |d| d.with("key", "in"));
        }
        items
    }
}
