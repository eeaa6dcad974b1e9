//! A script as words, numbers, texts and signs, read without understanding it.
//!
//! The parser's own reader stops at the first sign that it does not know, and needs the parser to find
//! the end of an interpolated text; this one goes on to the end of the file whatever stands there.

use crate::codes;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    Text,
    Character,
    Sign,
}

/// One word, number, text or sign, with its place from 1.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    /// Where it begins and ends, in characters of the script.
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// Something that is wrong wherever it stands.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) code: &'static str,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) arguments: Vec<(&'static str, String)>,
}

impl Piece {
    pub(crate) fn is(&self, text: &str) -> bool {
        matches!(self.kind, Kind::Sign | Kind::Word) && self.text == text
    }

    pub(crate) fn problem(
        &self,
        code: &'static str,
        arguments: Vec<(&'static str, String)>,
    ) -> Problem {
        Problem { code, line: self.line, column: self.column, arguments }
    }
}

/// Signs of more than one character, the longest first.
const SIGNS: &[&str] = &[
    "===", "!==", "**=", "<<=", ">>=", "..=", "<=>", "#{", "&&", "||", "==", "!=", "<=", ">=",
    "=>", "->", "<-", "::", "??", "?.", "?[", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<",
    ">>", "**", "++", "--", ":=", "<>", "..",
];

struct Reader {
    signs: Vec<char>,
    place: usize,
    line: usize,
    column: usize,
    /// Open braces inside each interpolation that is open.
    interpolations: Vec<usize>,
    pieces: Vec<Piece>,
    problems: Vec<Problem>,
}

/// Reads a script into its pieces, and notes what is wrong wherever it stands.
pub(crate) fn read(text: &str) -> (Vec<Piece>, Vec<Problem>) {
    let mut reader = Reader {
        signs: text.chars().collect(),
        place: 0,
        line: 1,
        column: 1,
        interpolations: Vec::new(),
        pieces: Vec::new(),
        problems: Vec::new(),
    };
    reader.read();
    (reader.pieces, reader.problems)
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.signs.get(self.place + ahead).copied()
    }

    fn advance(&mut self) {
        if self.peek(0) == Some('\n') {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        self.place += 1;
    }

    fn looking_at(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, sign)| self.peek(ahead) == Some(sign))
    }

    fn read(&mut self) {
        while let Some(sign) = self.peek(0) {
            match sign {
                _ if self.looking_at("//") => self.until_line_end(),
                _ if self.looking_at("/*") => self.comment(),
                '"' => self.text(),
                '`' => self.template(),
                '\'' => self.character(),
                _ if meant(sign).is_some() || is_invisible(sign) => self.wide(sign),
                '#' if self.looking_at("#\"") || self.looking_at("##") => self.raw(),
                _ if sign.is_whitespace() => self.advance(),
                '0'..='9' => self.number(),
                _ if sign.is_alphabetic() || sign == '_' => self.word(),
                _ => self.sign(),
            }
        }
    }

    fn until_line_end(&mut self) {
        while self.peek(0).is_some_and(|sign| sign != '\n') {
            self.advance();
        }
    }

    /// Comments nest.
    fn comment(&mut self) {
        let mut depth = 0_usize;
        while self.peek(0).is_some() {
            if self.looking_at("/*") {
                depth += 1;
                self.advance();
            } else if self.looking_at("*/") {
                depth -= 1;
                self.advance();
            }
            self.advance();
            if depth == 0 {
                return;
            }
        }
    }

    fn piece(&mut self, kind: Kind, from: (usize, usize, usize)) {
        let (place, line, column) = from;
        let text = self.signs[place..self.place].iter().collect();
        self.pieces.push(Piece { kind, text, line, column, from: place, to: self.place });
    }

    fn here(&self) -> (usize, usize, usize) {
        (self.place, self.line, self.column)
    }

    fn text(&mut self) {
        let from = self.here();
        self.advance();
        while let Some(sign) = self.peek(0) {
            match sign {
                '\\' => self.advance(),
                '"' => {
                    self.advance();
                    break;
                }
                '\n' => break,
                _ => {}
            }
            self.advance();
        }
        self.piece(Kind::Text, from);
    }

    /// A text in backticks, up to its end or to a `${`.
    fn template(&mut self) {
        let from = self.here();
        self.advance();
        while let Some(sign) = self.peek(0) {
            if sign == '`' {
                self.advance();
                if self.peek(0) != Some('`') {
                    break;
                }
            } else if self.looking_at("${") {
                self.piece(Kind::Text, from);
                let from = self.here();
                self.advance();
                self.advance();
                self.piece(Kind::Sign, from);
                self.interpolations.push(0);
                return;
            }
            self.advance();
        }
        self.piece(Kind::Text, from);
    }

    /// `#"…"#`: nothing inside has a meaning.
    fn raw(&mut self) {
        let from = self.here();
        let mut hashes = String::from("\"");
        while self.peek(0) == Some('#') {
            hashes.push('#');
            self.advance();
        }
        if self.peek(0) != Some('"') {
            return self.piece(Kind::Sign, from);
        }
        self.advance();
        while self.peek(0).is_some() && !self.looking_at(&hashes) {
            self.advance();
        }
        for _ in hashes.chars() {
            self.advance();
        }
        self.place = self.place.min(self.signs.len());
        self.piece(Kind::Text, from);
    }

    fn character(&mut self) {
        let from = self.here();
        self.advance();
        while let Some(sign) = self.peek(0) {
            match sign {
                '\n' => break,
                '\\' => self.advance(),
                '\'' => {
                    self.advance();
                    break;
                }
                _ => {}
            }
            self.advance();
        }
        self.piece(Kind::Character, from);
    }

    fn number(&mut self) {
        let from = self.here();
        let is_hex = self.looking_at("0x") || self.looking_at("0b") || self.looking_at("0o");
        let mut whole = !is_hex;
        while let Some(sign) = self.peek(0) {
            let next = self.peek(1);
            match sign {
                '0'..='9' | '_' => {}
                _ if is_hex && sign.is_ascii_alphanumeric() => {}
                '.' if whole && next.is_some_and(|next| next.is_ascii_digit()) => whole = false,
                'e' | 'E'
                    if !is_hex
                        && next
                            .is_some_and(|next| next.is_ascii_digit() || "+-".contains(next)) =>
                {
                    whole = false;
                    self.advance();
                }
                _ => break,
            }
            self.advance();
        }
        let digits: String =
            self.signs[from.0..self.place].iter().filter(|sign| **sign != '_').collect();
        if whole && digits.parse::<i64>().is_err() {
            let number = vec![("number", digits)];
            self.problem(codes::NUMBER_TOO_LARGE, (from.1, from.2), number);
        }
        self.piece(Kind::Number, from);
    }

    fn word(&mut self) {
        let from = self.here();
        while self
            .peek(0)
            .is_some_and(|sign| (sign.is_alphanumeric() || sign == '_') && meant(sign).is_none())
        {
            self.advance();
        }
        self.piece(Kind::Word, from);
    }

    fn sign(&mut self) {
        let from = self.here();
        let known = SIGNS.iter().find(|sign| self.looking_at(sign));
        for _ in 0..known.map_or(1, |sign| sign.chars().count()) {
            self.advance();
        }
        self.piece(Kind::Sign, from);
        match (self.signs[from.0], self.interpolations.last_mut()) {
            ('{', Some(depth)) => *depth += 1,
            ('#', Some(depth)) if self.place == from.0 + 2 => *depth += 1,
            ('}', Some(0)) => {
                self.interpolations.pop();
                self.template_goes_on();
            }
            ('}', Some(depth)) => *depth -= 1,
            _ => {}
        }
    }

    /// Behind an interpolation the text goes on; its first character is not a backtick.
    fn template_goes_on(&mut self) {
        if self.peek(0) == Some('`') {
            self.advance();
        } else if self.peek(0).is_some() && !self.looking_at("${") {
            self.template();
        } else if self.looking_at("${") {
            let from = self.here();
            self.advance();
            self.advance();
            self.piece(Kind::Sign, from);
            self.interpolations.push(0);
        }
    }

    /// A sign as Chinese keyboards write it, or one that nobody sees: the first of each line is said.
    fn wide(&mut self, sign: char) {
        let place = (self.line, self.column);
        let said = self.problems.last().is_some_and(|last| last.line == self.line);
        if !said {
            if let Some(ascii) = meant(sign) {
                let arguments = vec![("found", sign.to_string()), ("meant", ascii)];
                self.problem(codes::FULL_WIDTH, place, arguments);
            } else {
                let found = format!("U+{:04X}", u32::from(sign));
                self.problem(codes::INVISIBLE, place, vec![("found", found)]);
            }
        }
        self.advance();
    }

    fn problem(
        &mut self,
        code: &'static str,
        (line, column): (usize, usize),
        arguments: Vec<(&'static str, String)>,
    ) {
        self.problems.push(Problem { code, line, column, arguments });
    }
}

/// What a sign stands for that Chinese keyboards and documents write.
fn meant(sign: char) -> Option<String> {
    let ascii = match sign {
        '\u{ff01}'..='\u{ff5e}' => {
            return char::from_u32(u32::from(sign) - 0xfee0).map(String::from);
        }
        '\u{3001}' => ",",
        '\u{3002}' => ".",
        '\u{300c}'..='\u{300f}' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => "\"",
        '\u{3010}' | '\u{3014}' => "[",
        '\u{3011}' | '\u{3015}' => "]",
        '\u{d7}' => "*",
        '\u{f7}' => "/",
        '\u{2264}' => "<=",
        '\u{2265}' => ">=",
        '\u{2260}' => "!=",
        '\u{2013}' | '\u{2014}' | '\u{2212}' => "-",
        '\u{2026}' => "...",
        _ => return None,
    };
    Some(ascii.to_owned())
}

fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{3000}' | '\u{a0}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    )
}
