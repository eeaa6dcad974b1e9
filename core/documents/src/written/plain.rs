//! Plain text and Markdown by lines. Of Markdown only what changes the words is undone: marks of headings and
//! points, pipes of tables, escapes, stress.

use super::{Paragraph, Part, Written, WrittenTable};

/// Reads a text.
pub(super) fn read(text: &str, markdown: bool) -> Written {
    let mut written = Written::default();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in text.lines() {
        if markdown && line.trim_start().starts_with('|') {
            rows.push(cells(line));
            continue;
        }
        close(&mut written, &mut rows);
        if markdown && line.trim().is_empty() {
            continue;
        }
        let text = if markdown { bare(line) } else { line.trim_end().to_owned() };
        let number = written.paragraphs.len() + 1;
        written.paragraphs.push(Paragraph { part: Part::Body, number, text });
    }
    close(&mut written, &mut rows);
    written
}

/// Ends a table, without the line under its header.
fn close(written: &mut Written, rows: &mut Vec<Vec<String>>) {
    let is_rule = |row: &Vec<String>| {
        row.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':')))
    };
    rows.retain(|row| !is_rule(row));
    if rows.is_empty() {
        return;
    }
    let (number, after) = (written.tables.len() + 1, written.paragraphs.len());
    let rows = std::mem::take(rows);
    written.tables.push(WrittenTable { part: Part::Body, number, after, rows });
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('|');
    let mut cells = vec![String::new()];
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if signs.peek() == Some(&'|') => {
                signs.next();
                cells.last_mut().expect("there is a cell from the start").push('|');
            }
            '|' => cells.push(String::new()),
            other => cells.last_mut().expect("there is a cell from the start").push(other),
        }
    }
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| bare(cell)).collect()
}

/// The words without marks.
fn bare(line: &str) -> String {
    let line = line.trim();
    let line = match line.trim_start_matches('#') {
        rest if rest.len() < line.len() && rest.starts_with(' ') => rest.trim_start(),
        _ => line.strip_prefix("- ").or_else(|| line.strip_prefix("> ")).unwrap_or(line),
    };
    // Two stars are stress where they come in pairs; a single pair of them masks a name.
    let stressed = line.replace("\\*", "").matches("**").count();
    let line = if stressed > 0 && stressed % 2 == 0 && !line.contains("\\*") {
        line.replace("**", "")
    } else {
        line.to_owned()
    };
    let mut words = String::with_capacity(line.len());
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match signs.peek() {
            Some(next) if sign == '\\' && next.is_ascii_punctuation() => {
                words.push(*next);
                signs.next();
            }
            _ => words.push(sign),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_markdown_table_is_a_table() {
        let read = read(
            "# 一、总体\n\n关停**1条**。\n\n| 企业 | 产能 |\n|---|--:|\n| 甲\\|乙 | 8 |\n\n完。\n",
            true,
        );
        let texts: Vec<&str> = read.paragraphs.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["一、总体", "关停1条。", "完。"]);
        assert_eq!(read.tables[0].rows, [["企业", "产能"], ["甲|乙", "8"]]);
        assert_eq!(read.tables[0].after, 2);
    }

    #[test]
    fn a_masked_name_keeps_its_stars() {
        assert_eq!(bare("\\*\\*县水泥厂"), "**县水泥厂");
        assert_eq!(bare("在**县水泥厂"), "在**县水泥厂");
    }

    #[test]
    fn stars_of_plain_text_are_text() {
        let read = read("**州与**县\n\n第二", false);
        assert_eq!(read.paragraphs[0].text, "**州与**县");
        assert_eq!(read.paragraphs[2].number, 3, "blank lines count in a plain text");
    }
}
