//! Reads the tables of `published/*.md`, so that what a person reads there is what the tests check.

use std::collections::BTreeMap;

/// A row of a table: its cells by the header above them, and its place for messages.
#[derive(Clone, Debug)]
pub struct Row {
    /// `published/verdicts.md:12`.
    pub place: String,
    /// The heading above the table.
    pub section: String,
    cells: BTreeMap<String, String>,
}

impl Row {
    /// The cell under a header; blank for `–`. Code marks around the whole cell are taken off.
    #[track_caller]
    pub fn cell(&self, header: &str) -> &str {
        let cell =
            self.cells.get(header).unwrap_or_else(|| panic!("{}: no column {header}", self.place));
        let cell = cell.strip_prefix('`').and_then(|cell| cell.strip_suffix('`')).unwrap_or(cell);
        if cell == "–" { "" } else { cell }
    }

    /// The parts of a cell between `<br>`.
    #[track_caller]
    pub fn parts(&self, header: &str) -> Vec<&str> {
        let parts = self.cell(header).split("<br>").map(str::trim);
        parts.filter(|part| !part.is_empty()).collect()
    }
}

/// All rows of all tables of a file under `published/`.
pub fn published(name: &str) -> Vec<Row> {
    let path = format!("{}/published/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the table is there");
    let rows = rows(name, &text);
    assert!(!rows.is_empty(), "{path} holds a table");
    rows
}

fn rows(name: &str, text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut headers: Vec<String> = Vec::new();
    let mut section = String::new();
    for (number, line) in (1..).zip(text.lines()) {
        let place = format!("published/{name}:{number}");
        let Some(inner) = line.strip_prefix('|').and_then(|line| line.trim_end().strip_suffix('|'))
        else {
            if let Some(heading) = line.strip_prefix('#') {
                heading.trim_start_matches('#').trim().clone_into(&mut section);
            }
            headers.clear();
            continue;
        };
        let cells: Vec<String> = inner.split('|').map(|cell| cell.trim().to_owned()).collect();
        if headers.is_empty() {
            headers = cells;
        } else if !cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':'))) {
            assert_eq!(cells.len(), headers.len(), "{place}: a cell for every column");
            let cells = headers.iter().cloned().zip(cells).collect();
            rows.push(Row { place, section: section.clone(), cells });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_it_stands() {
        let text = "# Story\nWords.\n\n| Row | As printed |\n|---|---|\n| RL001 | `Φ3×11m` |\n| RL002 | – |\n";
        let rows = rows("story.md", text);
        let read: Vec<(&str, &str)> =
            rows.iter().map(|row| (row.cell("Row"), row.cell("As printed"))).collect();
        assert_eq!(read, [("RL001", "Φ3×11m"), ("RL002", "")]);
        assert_eq!(
            (rows[0].place.as_str(), rows[0].section.as_str()),
            ("published/story.md:6", "Story")
        );
    }
}
