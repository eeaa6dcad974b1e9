//! The part of Markdown that a document may be written in: headings, paragraphs, lists, tables, stress,
//! breaks of line and page. Anything else is told with what to use instead.

use crate::error::ReportFault;
use crate::line::Line;
use crate::places::Rendered;
use crate::printed::Printing;
use phaseout_documents::paper::{Align, Block, Language, Run, Runs, Table};
use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Begins the paragraph over a table that is its caption.
const CAPTION: &str = ": ";

/// Reads a rendered body.
pub(crate) fn blocks(
    rendered: &Rendered<'_>,
    language: Language,
    printing: &mut Printing<'_>,
    faults: &mut Vec<ReportFault>,
) -> Vec<Block> {
    let events = Parser::new_ext(&rendered.text, Options::ENABLE_TABLES).into_offset_iter();
    let events: Vec<(Event<'_>, Range<usize>)> = events.collect();
    let mut reader =
        Reader { rendered, events: &events, at: 0, language, printing, faults, blocks: Vec::new() };
    reader.body();
    reader.blocks
}

/// Reads a rendered text that is one line, as those of the front are: a line each for its lines.
pub(crate) fn lines(
    rendered: &Rendered<'_>,
    language: Language,
    printing: &mut Printing<'_>,
    faults: &mut Vec<ReportFault>,
) -> Vec<Runs> {
    let mut found = Vec::new();
    for (at, text) in offsets(&rendered.text) {
        let events = Parser::new_ext(text, Options::empty()).into_offset_iter();
        let events = events.map(|(event, range)| (event, at + range.start..at + range.end));
        let events: Vec<(Event<'_>, Range<usize>)> = events.collect();
        let mut reader = Reader {
            rendered,
            events: &events,
            at: 0,
            language,
            printing,
            faults,
            blocks: Vec::new(),
        };
        reader.body();
        for block in reader.blocks {
            match block {
                Block::Paragraph(runs) => found.push(runs),
                _ => faults
                    .push(rendered.put(ReportFault::new("front-block"), &(at..at + text.len()))),
            }
        }
    }
    found
}

/// The lines of a text that are not blank, without the spaces around them, and where each begins.
fn offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let begin = text.as_ptr() as usize;
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(move |line| (line.as_ptr() as usize - begin, line))
}

struct Reader<'r, 'p> {
    rendered: &'r Rendered<'r>,
    events: &'r [(Event<'r>, Range<usize>)],
    at: usize,
    language: Language,
    printing: &'r mut Printing<'p>,
    faults: &'r mut Vec<ReportFault>,
    blocks: Vec<Block>,
}

impl<'r> Reader<'r, '_> {
    fn next(&mut self) -> Option<(&'r Event<'r>, Range<usize>)> {
        let (event, range) = self.events.get(self.at)?;
        self.at += 1;
        Some((event, range.clone()))
    }

    fn wrong(&mut self, code: &'static str, range: &Range<usize>) {
        self.faults.push(self.rendered.put(ReportFault::new(code), range));
    }

    /// Goes on behind what has just begun.
    fn skip(&mut self) {
        let mut depth = 1;
        while depth > 0
            && let Some((event, _)) = self.next()
        {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
    }

    fn body(&mut self) {
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::Paragraph) => self.paragraph(&range),
                Event::Start(Tag::Heading { level, .. }) => self.heading(*level as u8, &range),
                Event::Start(Tag::List(None)) => self.items(),
                Event::Start(Tag::Table(align)) => self.table(align),
                Event::Start(tag) => {
                    self.wrong(block_code(tag), &range);
                    self.skip();
                }
                Event::Rule => self.blocks.push(Block::PageBreak),
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, range: &Range<usize>) {
        let line = self.line();
        if let [chart] = *line.charts.as_slice()
            && line.runs.is_empty()
        {
            self.blocks.extend(self.printing.chart(chart).map(Block::Chart));
        } else if !line.charts.is_empty() {
            self.wrong("chart-alone", range);
        } else if !line.is_empty() {
            self.blocks.push(Block::Paragraph(line.runs));
        }
    }

    fn heading(&mut self, level: u8, range: &Range<usize>) {
        let line = self.line();
        let text = &self.rendered.text[range.clone()];
        if !text.trim_start().starts_with('#') {
            self.wrong("markdown-underline", range);
        } else if level > 4 {
            self.wrong("markdown-deep", range);
        } else if !line.charts.is_empty() {
            self.wrong("chart-alone", range);
        } else if !line.is_empty() {
            self.blocks.push(Block::Heading { level, mark: String::new(), text: line.runs });
        }
    }

    fn items(&mut self) {
        let mut all: Vec<Runs> = Vec::new();
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(TagEnd::List(_)) => break,
                Event::Start(Tag::Item) => {
                    let item = self.item();
                    if !item.charts.is_empty() {
                        self.wrong("chart-alone", &range);
                    } else if !item.is_empty() {
                        all.push(item.runs);
                    }
                }
                _ => {}
            }
        }
        if !all.is_empty() {
            self.blocks.push(Block::Items(all));
        }
    }

    /// A point of a list; its paragraphs stand one under the other.
    fn item(&mut self) -> Line {
        let mut line = Line::default();
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(TagEnd::Item) => break,
                Event::Start(Tag::Paragraph) if !line.is_empty() => line.hard_break(),
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                Event::Start(Tag::List(_)) => {
                    self.wrong("markdown-nested", &range);
                    self.skip();
                }
                _ => self.inline(event, &range, &mut line),
            }
        }
        line.faults(self.rendered, self.faults);
        line
    }

    fn table(&mut self, align: &[Alignment]) {
        let mut table = Table { caption: self.caption(), ..Table::default() };
        table.align = align.iter().copied().map(aligned).collect();
        let mut row = Vec::new();
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(TagEnd::Table) => break,
                Event::Start(Tag::TableHead | Tag::TableRow) => row = Vec::new(),
                Event::Start(Tag::TableCell) => {
                    let cell = self.line();
                    if !cell.charts.is_empty() {
                        self.wrong("chart-alone", &range);
                    }
                    row.push(cell.runs);
                }
                Event::End(TagEnd::TableHead) => table.header = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => table.rows.push(std::mem::take(&mut row)),
                _ => {}
            }
        }
        self.blocks.push(Block::Table(table));
    }

    /// The paragraph just before, where it says that it is the caption.
    fn caption(&mut self) -> Runs {
        let Some(Block::Paragraph(runs)) = self.blocks.last_mut() else { return Runs::new() };
        let Some(Run::Text { text, .. }) = runs.first_mut() else { return Runs::new() };
        let Some(rest) = text.strip_prefix(CAPTION) else { return Runs::new() };
        *text = rest.to_owned();
        let caption = std::mem::take(runs);
        self.blocks.pop();
        caption
    }

    /// Reads to the end of what has just begun.
    fn line(&mut self) -> Line {
        let mut line = Line::default();
        while let Some((event, range)) = self.next() {
            let ends = matches!(
                event,
                Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell)
            );
            if ends {
                break;
            }
            self.inline(event, &range, &mut line);
        }
        line.faults(self.rendered, self.faults);
        line
    }

    fn inline(&mut self, event: &'r Event<'r>, range: &Range<usize>, line: &mut Line) {
        match event {
            Event::Text(text) => line.text(text, range.start, false, self.printing),
            Event::SoftBreak => line.soft_break(self.language),
            Event::HardBreak => line.hard_break(),
            Event::Start(Tag::Strong) => self.strong(line),
            Event::Start(tag) => {
                self.wrong(inline_code(tag), range);
                self.skip();
            }
            Event::Code(_) => self.wrong("markdown-code", range),
            Event::Html(_) | Event::InlineHtml(_) => self.wrong("markdown-html", range),
            _ => {}
        }
    }

    fn strong(&mut self, line: &mut Line) {
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(TagEnd::Strong) => return,
                Event::Text(text) => line.text(text, range.start, true, self.printing),
                _ => self.inline(event, &range, line),
            }
        }
    }
}

fn aligned(align: Alignment) -> Align {
    match align {
        Alignment::None | Alignment::Left => Align::Left,
        Alignment::Center => Align::Centre,
        Alignment::Right => Align::Right,
    }
}

fn block_code(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::List(_) => "markdown-ordered",
        Tag::BlockQuote(_) => "markdown-quote",
        Tag::CodeBlock(_) => "markdown-code-block",
        Tag::HtmlBlock => "markdown-html",
        _ => "markdown-other",
    }
}

fn inline_code(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Emphasis => "markdown-emphasis",
        Tag::Link { .. } => "markdown-link",
        Tag::Image { .. } => "markdown-image",
        other => block_code(other),
    }
}
