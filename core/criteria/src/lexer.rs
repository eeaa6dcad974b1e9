//! Signs and words of a condition. Full-width signs are mistakes, but are read as what they stand for.

use crate::diagnostic::Diagnostic;
use phaseout_model::Operator;
use std::ops::Range;

/// A sign or a word.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// Digits as written, perhaps with a sign and a point.
    Number(String),
    /// A name, a unit, a word of a word attribute.
    Word(String),
    Compare(Operator),
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
    And,
    Or,
    Not,
    In,
    Known,
    /// What is no token, already reported.
    Stray,
}

/// A token and its bytes in the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Placed {
    pub(crate) token: Token,
    pub(crate) span: Range<usize>,
}

/// A character in half width, and the bytes it was read from.
struct Character {
    half: char,
    start: usize,
    end: usize,
}

/// All tokens of a text; what is no token is reported.
pub(crate) fn tokens(text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Placed> {
    let characters = half_width(text, diagnostics);
    let mut lexer = Lexer { characters, at: 0, tokens: Vec::new(), diagnostics };
    while let Some(c) = lexer.peek(0) {
        if c.is_whitespace() {
            lexer.at += 1;
        } else if lexer.begins_number() {
            lexer.number();
        } else if is_word(c) {
            lexer.word();
        } else {
            lexer.sign(c);
        }
    }
    lexer.tokens
}

/// Whether a character may stand in a name or a unit: `m³/t`, `kiln_diameter`, `万吨/年`, `%`.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '%' | '/' | '\u{3380}'..='\u{33df}')
}

/// What a sign outside the language's own stands for.
fn stands_for(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{3000}' => " ",
        '≤' | '≦' => "<=",
        '≥' | '≧' => ">=",
        '≠' => "!=",
        '、' => ",",
        '。' => ".",
        '【' | '〔' => "[",
        '】' | '〕' => "]",
        '−' | '–' => "-",
        _ => return None,
    })
}

/// The text in half width; each run of other signs is one mistake.
fn half_width(text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Character> {
    let mut characters = Vec::with_capacity(text.len());
    let mut run: Option<(Range<usize>, String)> = None;
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        let before = characters.len();
        if matches!(c, '\u{ff01}'..='\u{ff5e}') {
            let half = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
            characters.push(Character { half, start, end });
        } else if let Some(meant) = stands_for(c) {
            characters.extend(meant.chars().map(|half| Character { half, start, end }));
        } else {
            report_wide(text, run.take(), diagnostics);
            characters.push(Character { half: c, start, end });
            continue;
        }
        let (span, meant) = run.get_or_insert_with(|| (start..end, String::new()));
        span.end = end;
        meant.extend(characters[before..].iter().map(|character| character.half));
    }
    report_wide(text, run, diagnostics);
    characters
}

fn report_wide(text: &str, run: Option<(Range<usize>, String)>, diagnostics: &mut Vec<Diagnostic>) {
    let Some((span, meant)) = run else { return };
    diagnostics.push(
        Diagnostic::new("full-width-sign", span.clone())
            .with("found", &text[span])
            .with("expected", &meant)
            .suggest(Some(meant)),
    );
}

struct Lexer<'a> {
    characters: Vec<Character>,
    at: usize,
    tokens: Vec<Placed>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).map(|character| character.half)
    }

    /// Takes characters while they fit; gives them and their bytes.
    fn take(&mut self, fits: impl Fn(char) -> bool) -> (String, Range<usize>) {
        let from = self.at;
        while self.peek(0).is_some_and(&fits) {
            self.at += 1;
        }
        let taken = &self.characters[from..self.at];
        let start = taken.first().map_or(0, |character| character.start);
        let end = taken.last().map_or(start, |character| character.end);
        (taken.iter().map(|character| character.half).collect(), start..end)
    }

    fn take_count(&mut self, count: usize) -> Range<usize> {
        let taken = &self.characters[self.at..self.at + count];
        self.at += count;
        taken.first().map_or(0, |first| first.start)..taken.last().map_or(0, |last| last.end)
    }

    fn push(&mut self, token: Token, span: Range<usize>) {
        self.tokens.push(Placed { token, span });
    }

    fn begins_number(&self) -> bool {
        let digit = |ahead| self.peek(ahead).is_some_and(|c| c.is_ascii_digit());
        match self.peek(0) {
            Some('-' | '+') => digit(1) || self.peek(1) == Some('.') && digit(2),
            Some('.') => digit(1),
            _ => digit(0),
        }
    }

    fn number(&mut self) {
        let signed = matches!(self.peek(0), Some('-' | '+'));
        let sign = if signed { self.take_count(1) } else { 0..0 };
        let (digits, span) = self.take(|c| c.is_ascii_digit() || c == '.');
        let start = if signed { sign.start } else { span.start };
        let minus = signed && self.characters[self.at - digits.len() - 1].half == '-';
        let text = if minus { format!("-{digits}") } else { digits };
        self.push(Token::Number(text), start..span.end);
    }

    fn word(&mut self) {
        let (word, span) = self.take(is_word);
        let (token, own) = match word.to_lowercase().as_str() {
            "and" | "且" | "并且" | "而且" | "和" => (Token::And, "and"),
            "or" | "或" | "或者" => (Token::Or, "or"),
            "not" | "非" | "不" => (Token::Not, "not"),
            "in" => (Token::In, "in"),
            "known" => (Token::Known, "known"),
            _ => return self.push(Token::Word(word), span),
        };
        if word != own {
            self.report_foreign(&word, own, span.clone());
        }
        self.push(token, span);
    }

    fn sign(&mut self, c: char) {
        let next = self.peek(1).unwrap_or(' ');
        let (token, length, own) = match (c, next) {
            ('<', '=') => (Token::Compare(Operator::LessOrEqual), 2, None),
            ('<', '>') => (Token::Compare(Operator::NotEqual), 2, Some("!=")),
            ('<', _) => (Token::Compare(Operator::Less), 1, None),
            ('>', '=') => (Token::Compare(Operator::GreaterOrEqual), 2, None),
            ('>', _) => (Token::Compare(Operator::Greater), 1, None),
            ('=', '=') => (Token::Compare(Operator::Equal), 2, None),
            ('=', '<') => (Token::Compare(Operator::LessOrEqual), 2, Some("<=")),
            ('=', '>') => (Token::Compare(Operator::GreaterOrEqual), 2, Some(">=")),
            ('=', _) => (Token::Compare(Operator::Equal), 1, Some("==")),
            ('!', '=') => (Token::Compare(Operator::NotEqual), 2, None),
            ('!', _) => (Token::Not, 1, Some("not")),
            ('&', '&') => (Token::And, 2, Some("and")),
            ('&', _) => (Token::And, 1, Some("and")),
            ('|', '|') => (Token::Or, 2, Some("or")),
            ('|', _) => (Token::Or, 1, Some("or")),
            ('(', _) => (Token::Open, 1, None),
            (')', _) => (Token::Close, 1, None),
            ('[', _) => (Token::OpenList, 1, None),
            (']', _) => (Token::CloseList, 1, None),
            (',', _) => (Token::Comma, 1, None),
            _ => return self.stray(),
        };
        let found: String = (0..length).filter_map(|ahead| self.peek(ahead)).collect();
        let span = self.take_count(length);
        if let Some(own) = own {
            self.report_foreign(&found, own, span.clone());
        }
        self.push(token, span);
    }

    fn report_foreign(&mut self, found: &str, own: &'static str, span: Range<usize>) {
        let code = if found == "=" { "single-equals" } else { "foreign-operator" };
        let diagnostic = Diagnostic::new(code, span).with("found", found).with("expected", own);
        self.diagnostics.push(diagnostic.suggest(Some(own)));
    }

    fn stray(&mut self) {
        let ours = |c: char| c.is_whitespace() || is_word(c) || "<>=!&|()[],.+-".contains(c);
        let (mut found, mut span) = self.take(|c| !ours(c));
        if found.is_empty() {
            found = self.peek(0).into_iter().collect();
            span = self.take_count(1);
        }
        let diagnostic = Diagnostic::new("stray-character", span.clone());
        self.diagnostics.push(diagnostic.with("found", found));
        self.push(Token::Stray, span);
    }
}
