//! Cells of a csv file that a spreadsheet would take for formulas.
//!
//! Csv is for programs and keeps every byte as it was read: an apostrophe before a name would be
//! another name. A person who opens such a file in a spreadsheet is told where it would calculate.

use phaseout_documents::column_letters;

/// Looks through csv on its way into a file, piece by piece.
#[derive(Debug)]
pub(crate) struct Formulas {
    row: u64,
    column: u64,
    /// What the cell has so far, quotes left out: as much as tells a number from a formula.
    cell: Vec<u8>,
    in_quotes: bool,
    found: u64,
    first: Option<String>,
}

/// No number is longer.
const LONGEST_NUMBER: usize = 32;

impl Formulas {
    pub(crate) fn new() -> Self {
        Self { row: 1, column: 0, cell: Vec::new(), in_quotes: false, found: 0, first: None }
    }

    /// Takes the next bytes.
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match byte {
                b'"' => self.in_quotes = !self.in_quotes,
                b',' if !self.in_quotes => {
                    self.end_cell();
                    self.column += 1;
                }
                b'\n' if !self.in_quotes => {
                    self.end_cell();
                    (self.row, self.column) = (self.row + 1, 0);
                }
                byte if self.cell.len() < LONGEST_NUMBER => self.cell.push(byte),
                _ => {}
            }
        }
    }

    fn end_cell(&mut self) {
        if is_formula(&self.cell) {
            self.found += 1;
            let place = || format!("{}{}", column_letters(self.column), self.row);
            self.first.get_or_insert_with(place);
        }
        self.cell.clear();
    }

    /// How many there are, and the place of the first.
    pub(crate) fn found(&self) -> Option<(u64, &str)> {
        self.first.as_deref().map(|first| (self.found, first))
    }
}

/// Whether a spreadsheet would calculate it. A number with a sign is one and the same either way.
fn is_formula(cell: &[u8]) -> bool {
    let starts = matches!(cell.first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'));
    let number = || std::str::from_utf8(cell).is_ok_and(|text| text.parse::<f64>().is_ok());
    starts && !number()
}

#[cfg(test)]
mod tests {
    use super::Formulas;

    fn of(pieces: &[&str]) -> Option<(u64, String)> {
        let mut formulas = Formulas::new();
        for piece in pieces {
            formulas.take(piece.as_bytes());
        }
        formulas.found().map(|(count, first)| (count, first.to_owned()))
    }

    #[test]
    fn the_first_is_named_by_its_cell_and_all_are_counted() {
        for (text, expected) in [
            ("line,enterprise\nA1,甲厂\n", None),
            ("line,enterprise\nA1,=cmd|' /C calc'!A0\n", Some((1, "B2"))),
            ("a,b\n1,\"=HYPERLINK(\"\"x\"\",\"\"y\"\")\"\n2,@x\n", Some((2, "B2"))),
            ("a,b\n1,\"甲\n=厂\"\n", None),
            ("a,b\n-5,+3.2e4\n", None),
            ("a,b\n-5厂,\"\t1\"\n", Some((2, "A2"))),
        ] {
            assert_eq!(of(&[text]), expected.map(|(count, first)| (count, first.to_owned())));
        }
    }

    #[test]
    fn a_cell_may_come_in_two_pieces() {
        assert_eq!(of(&["a,b\n1,", "=x", "\n"]), Some((1, "B2".to_owned())));
        assert_eq!(of(&["a,\"", "甲\"", "\n-", "5,\n"]), None);
    }
}
