//! Which sign parts the cells of a csv file: comma, semicolon or tab.

use crate::chunk::Chunk;
use crate::split::Splitter;

/// Comma first: it wins where the sample does not decide.
const CANDIDATES: [u8; 3] = [b',', b'\t', b';'];

/// Rows that are looked at; a list has its title rows and a good part of its body there.
const SAMPLE_ROWS: usize = 20;

/// The sign that parts more rows; of two that part as many, the one that gives more cells.
///
/// Rows before cells: decimal commas give many cells in the body of a list but none in its header,
/// and a semicolon in a title or in a list of machines parts few rows. Quotes
/// are respected; a row that is left with a quote in a cell was parted inside of quotes.
pub(crate) fn detect(sample: &[u8], ended: bool) -> u8 {
    let mut best = ((0, 0), CANDIDATES[0]);
    for delimiter in CANDIDATES {
        let mut chunk = Chunk::new();
        Splitter::new(delimiter).split(sample, ended, &mut chunk, SAMPLE_ROWS);
        chunk.seal(false);
        let parted = chunk
            .iter()
            .filter(|row| row.cells() > 1 && !row.iter().any(|cell| cell.contains('"')));
        let score = parted.fold((0, 0), |(rows, cells), row| (rows + 1, cells + row.cells()));
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::detect;

    #[test]
    fn the_sign_that_parts_more_rows_wins() {
        assert_eq!(detect("企业,规格\n甲,Φ3×11m;Φ2×6m\n乙,a;b\n".as_bytes(), true), b',');
        assert_eq!(detect(b"a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", true), b';');
        assert_eq!(detect(b"a\tb\n1,5\t2,5\n", true), b'\t');
    }

    #[test]
    fn a_title_row_does_not_decide() {
        assert_eq!(detect(b"list; of 2013\na,b,c\n1,2,3\n", true), b',');
    }

    #[test]
    fn signs_between_quotes_do_not_count() {
        assert_eq!(detect(b"\"a\",\"b\"\n\"1;2;3\",\"4;5;6\"\n", true), b',');
        assert_eq!(detect(b"a;b\n\"1,2,3,4\";x\n\"1,2,3,4\";y\n", true), b';');
    }

    #[test]
    fn one_column_is_read_as_commas() {
        assert_eq!(detect(b"a\nb\n", true), b',');
        assert_eq!(detect(b"", true), b',');
    }
}
