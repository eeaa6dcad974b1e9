//! The words and signs of a script, read without understanding it: what explains a mistake when the
//! parser only says that something else was expected.

use crate::codes;
use crate::reader::{Kind, Piece, Problem, read};
use std::collections::BTreeSet;

/// A function as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) parameters: Vec<String>,
    pub(crate) line: usize,
    pub(crate) column: usize,
    /// From the first word to the closing brace, in characters.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Whether only its own file may call it.
    pub(crate) private: bool,
    /// The sign right behind the opening brace.
    pub(crate) body: Place,
}

/// A place in a script: in characters from its beginning, and as line and column from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) at: usize,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) problems: Vec<Problem>,
    /// The first bracket that has no partner.
    pub(crate) bracket: Option<Problem>,
    /// Where the bracket at a place is closed.
    partners: Vec<Option<usize>>,
    pub(crate) functions: Vec<Written>,
    /// Names that the script gives itself: variables, constants, parameters, imports.
    pub(crate) declared: BTreeSet<String>,
    /// Names of entries and properties.
    pub(crate) properties: BTreeSet<String>,
}

impl Scan {
    /// Reads a script.
    pub(crate) fn of(text: &str) -> Self {
        let (pieces, problems) = read(text);
        let partners = vec![None; pieces.len()];
        let mut scan = Self { pieces, problems, partners, ..Self::default() };
        scan.brackets();
        scan.names();
        scan.switches();
        scan
    }

    /// The piece at a place or the first one behind it.
    pub(crate) fn at(&self, line: usize, column: usize) -> usize {
        self.pieces.partition_point(|piece| (piece.line, piece.column) < (line, column))
    }

    /// Finds the partner of each bracket, up to the first that has none.
    fn brackets(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for (place, piece) in self.pieces.iter().enumerate() {
            match piece.text.as_str() {
                _ if piece.kind != Kind::Sign => {}
                "(" | "[" | "?[" | "{" | "#{" | "${" => open.push(place),
                ")" | "]" | "}" => match open.pop() {
                    Some(opener) if closer(&self.pieces[opener]) == piece.text => {
                        self.partners[opener] = Some(place);
                    }
                    Some(opener) => {
                        self.bracket = Some(unclosed(&self.pieces[opener]));
                        return;
                    }
                    None => {
                        let found = vec![("found", piece.text.clone())];
                        self.bracket = Some(piece.problem(codes::BRACKET_EXTRA, found));
                        return;
                    }
                },
                _ => {}
            }
        }
        self.bracket = open.last().map(|opener| unclosed(&self.pieces[*opener]));
    }

    /// The piece that closes the bracket at a place.
    pub(crate) fn closing(&self, opener: usize) -> Option<usize> {
        self.partners.get(opener).copied().flatten()
    }

    fn names(&mut self) {
        let mut functions = Vec::new();
        let mut declared = BTreeSet::new();
        let mut properties = BTreeSet::new();
        let word = |place: usize| {
            self.pieces.get(place).filter(|piece| piece.kind == Kind::Word).map(|piece| &piece.text)
        };
        for (place, piece) in self.pieces.iter().enumerate() {
            match (piece.kind, piece.text.as_str()) {
                (Kind::Word, "let" | "const" | "as" | "for") => {
                    declared.extend(word(place + 1).cloned());
                }
                (Kind::Word, "fn") => functions.extend(self.written(place)),
                (Kind::Word, "catch") => declared.extend(word(place + 2).cloned()),
                (Kind::Sign, "." | "?.") => properties.extend(word(place + 1).cloned()),
                (Kind::Sign, ":") if place > 0 => properties.extend(word(place - 1).cloned()),
                (Kind::Sign, "|") if self.opens_parameters(place) => {
                    let inside = self.pieces[place + 1..].iter().take_while(|piece| !piece.is("|"));
                    declared.extend(
                        inside
                            .filter(|piece| piece.kind == Kind::Word)
                            .map(|piece| piece.text.clone()),
                    );
                }
                _ => {}
            }
            // for (item, place) in list
            if piece.is("for") && self.pieces.get(place + 1).is_some_and(|piece| piece.is("(")) {
                declared.extend(word(place + 2).cloned());
                declared.extend(word(place + 4).cloned());
            }
        }
        declared.extend(
            functions.iter().flat_map(|function: &Written| function.parameters.iter().cloned()),
        );
        (self.functions, self.declared, self.properties) = (functions, declared, properties);
    }

    /// Whether a bar begins the parameters of a closure: no value stands before it.
    fn opens_parameters(&self, place: usize) -> bool {
        let Some(before) = place.checked_sub(1).map(|before| &self.pieces[before]) else {
            return true;
        };
        before.kind == Kind::Sign && !matches!(before.text.as_str(), ")" | "]" | "}" | "|")
            || before.is("return")
    }

    fn written(&self, place: usize) -> Option<Written> {
        let name = self.pieces.get(place + 1).filter(|piece| piece.kind == Kind::Word)?;
        let opener = place + 2;
        self.pieces.get(opener).filter(|piece| piece.is("("))?;
        let closer = self.closing(opener)?;
        let parameters = self.pieces[opener..closer]
            .iter()
            .filter(|piece| piece.kind == Kind::Word)
            .map(|piece| piece.text.clone());
        let brace = self.pieces.get(closer + 1).filter(|piece| piece.is("{"))?;
        let end = self.closing(closer + 1)?;
        let private = place.checked_sub(1).filter(|before| self.pieces[*before].is("private"));
        Some(Written {
            name: name.text.clone(),
            parameters: parameters.collect(),
            line: name.line,
            column: name.column,
            from: self.pieces[private.unwrap_or(place)].from,
            to: self.pieces[end].to,
            private: private.is_some(),
            body: Place { at: brace.to, line: brace.line, column: brace.column + 1 },
        })
    }

    /// A `switch` whose cases are of different types: a value can only ever be one of them, and `"3"`
    /// passes by the case `3` without a word.
    fn switches(&mut self) {
        let mut problems = Vec::new();
        let switches = (0..self.pieces.len()).filter(|place| self.pieces[*place].is("switch"));
        for place in switches {
            let Some(opener) = (place + 1..self.pieces.len())
                .find(|place| self.pieces[*place].is("{"))
                .filter(|opener| opener - place < 32)
            else {
                continue;
            };
            let mut first =
                (opener == place + 2).then(|| literal(&self.pieces[place + 1..])).flatten();
            for start in self.case_starts(opener) {
                let Some(kind) = literal(&self.pieces[start..]) else { continue };
                match first {
                    Some(other) if other != kind => {
                        let arguments =
                            vec![("left", other.to_owned()), ("right", kind.to_owned())];
                        problems.push(self.pieces[start].problem(codes::SWITCH_MIXED, arguments));
                        break;
                    }
                    _ => first = Some(kind),
                }
            }
        }
        self.problems.extend(problems);
    }

    /// Where the values of the cases stand: behind the brace, a comma or a bar of the block itself.
    fn case_starts(&self, opener: usize) -> Vec<usize> {
        let Some(end) = self.closing(opener) else { return Vec::new() };
        let mut starts = vec![opener + 1];
        let (mut place, mut before_arrow) = (opener + 1, true);
        while place < end {
            let piece = &self.pieces[place];
            if piece.kind == Kind::Sign {
                match piece.text.as_str() {
                    "(" | "[" | "{" | "#{" | "${" => {
                        let closer = self.closing(place).unwrap_or(end);
                        // A block ends its case without a comma.
                        if piece.text == "{"
                            && self.pieces.get(closer + 1).is_some_and(|next| !next.is(","))
                        {
                            starts.push(closer + 1);
                            before_arrow = true;
                        }
                        place = closer;
                    }
                    "=>" => before_arrow = false,
                    "," => {
                        starts.push(place + 1);
                        before_arrow = true;
                    }
                    "|" if before_arrow => starts.push(place + 1),
                    _ => {}
                }
            }
            place += 1;
        }
        starts.retain(|start| *start < end);
        starts
    }
}

fn closer(piece: &Piece) -> &'static str {
    match piece.text.as_str() {
        "(" => ")",
        "[" | "?[" => "]",
        _ => "}",
    }
}

fn unclosed(piece: &Piece) -> Problem {
    let arguments = vec![("found", piece.text.clone()), ("meant", closer(piece).to_owned())];
    piece.problem(codes::BRACKET_UNCLOSED, arguments)
}

/// The type of a literal at the beginning, if it stands for itself.
fn literal(pieces: &[Piece]) -> Option<&'static str> {
    let first = pieces.first()?;
    match first.kind {
        Kind::Number => Some("number"),
        Kind::Text => Some("text"),
        Kind::Character => Some("character"),
        Kind::Word if matches!(first.text.as_str(), "true" | "false") => Some("truth"),
        Kind::Sign if first.text == "-" => {
            literal(pieces.get(1..)?).filter(|kind| *kind == "number")
        }
        _ => None,
    }
}
