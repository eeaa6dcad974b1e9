//! A paper as Markdown: for mail, for a diff, for reading without a word processor.
//!
//! Plain `CommonMark` with tables. What is a text of the record stays that text: every character that could
//! open a mark is escaped, and a test reads the result back.

use super::chart_table::table_of;
use super::text::clean;
use super::words::{Words, words};
use super::{Align, Block, Paper, Run, Table};

/// The paper as Markdown, with `\n` at the end of each line.
pub fn to_md(paper: &Paper) -> String {
    let words = words(paper.language);
    let mut parts = Vec::new();
    parts.extend(paper.letterhead.iter().map(|head| format!("**{}**", inline(head, "<br>"))));
    parts.extend(paper.number.iter().map(|number| line(number)));
    if !paper.title.is_empty() {
        parts.push(format!("# {}", inline(&paper.title, "<br>")));
    }
    parts.extend(paper.addressee.iter().map(|to| format!("{}{}", line(to), words.colon)));
    parts.extend(paper.blocks.iter().map(|part| block(part, words)));
    if !paper.attachments.is_empty() {
        parts.push(format!("{}{}", words.attachments, words.colon).trim_end().to_owned());
        let names = paper.attachments.iter().zip(1..);
        let listed = names.map(|(name, count)| format!("{count}. {}", inline(name, "<br>")));
        parts.push(listed.collect::<Vec<_>>().join("\n"));
    }
    let signed: Vec<String> = paper.signed_by.iter().chain(&paper.date).map(|l| line(l)).collect();
    parts.push(signed.join("\\\n"));
    if !paper.notes.is_empty() {
        parts.push("---".to_owned());
        parts.extend(paper.notes.iter().map(|note| line(note)));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

fn block(block: &Block, words: &Words) -> String {
    match block {
        Block::Heading { level, mark, text } => {
            let hashes = "#".repeat(usize::from((*level).clamp(1, 4)) + 1);
            let space = if mark.ends_with(' ') { " " } else { "" };
            let mark = inline(&[Run::text(mark.as_str())], "<br>");
            format!("{hashes} {mark}{space}{}", inline(text, "<br>"))
        }
        Block::Paragraph(runs) => line(runs),
        Block::Items(items) => {
            let point = |item: &Vec<Run>| format!("- {}", start(&inline(item, "<br>")));
            items.iter().map(point).collect::<Vec<_>>().join("\n")
        }
        Block::Table(of) => table(of),
        Block::Chart(chart) => table(&table_of(chart, words)),
        Block::PageBreak => "---".to_owned(),
    }
}

fn table(table: &Table) -> String {
    let row = |cells: &mut dyn Iterator<Item = String>| {
        cells.fold("|".to_owned(), |row, cell| format!("{row} {cell} |"))
    };
    let cell = |runs: &Vec<Run>| inline(runs, "<br>");
    let align = |at: usize| match table.align.get(at) {
        Some(Align::Centre) => ":---:",
        Some(Align::Right) => "---:",
        _ => "---",
    };
    let mut lines = vec![
        row(&mut table.header.iter().map(cell)),
        row(&mut (0..table.header.len()).map(|at| align(at).to_owned())),
    ];
    lines.extend(table.rows.iter().map(|cells| row(&mut cells.iter().map(cell))));
    let caption = line(&table.caption);
    if caption.is_empty() { lines.join("\n") } else { format!("{caption}\n\n{}", lines.join("\n")) }
}

/// A paragraph of its own.
fn line(runs: &[Run]) -> String {
    start(&inline(runs, "\\\n"))
}

/// A text at the start of a line, where `1.`, `-`, `+` and `=` would make it something else.
fn start(text: &str) -> String {
    let starts: Vec<String> = text.split('\n').map(guarded).collect();
    starts.join("\n")
}

fn guarded(line: &str) -> String {
    let line = line.trim_start_matches(' ');
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match line[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        Some('-' | '+' | '=') if digits == 0 => format!("\\{line}"),
        _ => line.to_owned(),
    }
}

/// Pieces inside a line. A break is written as `pause`.
fn inline(runs: &[Run], pause: &str) -> String {
    let mut text = String::new();
    for run in runs {
        match run {
            Run::Text { text: words, strong: true } if !words.trim().is_empty() => {
                let after_star = text.ends_with('*');
                text.push_str(&stressed(words, pause, after_star));
            }
            Run::Text { text: words, .. } => text.push_str(&broken(words, pause)),
            Run::Value(value) => text.push_str(&broken(&value.text, pause)),
            Run::Break => text.push_str(pause),
        }
    }
    // A break needs something on both of its sides.
    let parts: Vec<&str> = text.split(pause).collect();
    let has_words = |part: &&str| !part.trim().is_empty();
    let Some(first) = parts.iter().position(has_words) else { return String::new() };
    let last = parts.iter().rposition(has_words).unwrap_or(first);
    parts[first..=last].join(pause).trim().to_owned()
}

/// Stressed words. Asterisks open and close only beside letters, so that words with a bracket at their edge
/// need the tag, as words do that follow other stressed ones.
fn stressed(words: &str, pause: &str, after_star: bool) -> String {
    let words = clean(words);
    let words = words.trim_matches('\n');
    let inner = broken(words, pause);
    let beside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let edges = beside(words.chars().next()) && beside(words.chars().next_back());
    if edges && !after_star && !inner.contains(pause) {
        format!("**{inner}**")
    } else {
        format!("<strong>{inner}</strong>")
    }
}

fn broken(text: &str, pause: &str) -> String {
    let text = clean(text);
    text.split('\n').map(escape).collect::<Vec<_>>().join(pause)
}

/// Text with nothing in it that opens a mark.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\`*_[]<>#|~&$".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
