//! The board as html: every text escaped, every figure with its query and its events behind a summary.

use crate::args::Lang;
use crate::board_charts;
use crate::lines::equipment;
use crate::messages::Messages;
use crate::session::Session;
use crate::status::{capacity, industry, place, state};
use crate::words;
use phaseout_ledger::{Office, Sum};
use phaseout_model::Date;
use phaseout_reports::board::{Board, Figure, Row};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const STYLE: &str = include_str!("board/style.css");
const SCRIPT: &str = include_str!("board/filter.js");

/// So many events are named behind a figure; the query gives all.
const NAMED: usize = 60;

/// What a page shows.
pub(crate) struct Page<'a> {
    pub(crate) messages: &'a Messages,
    pub(crate) office: &'a Office,
    pub(crate) board: &'a Board,
    pub(crate) day: Date,
    pub(crate) known_at: Option<Date>,
    /// Where the record ends: `SEQ:HASH`.
    pub(crate) head: &'a str,
    /// The lines for which something is late.
    pub(crate) late: &'a BTreeSet<&'a str>,
    /// What is due, and the documents that set the days.
    pub(crate) due: &'a (Vec<(bool, Vec<String>)>, Vec<String>),
}

/// The whole file.
pub(crate) fn html(session: &Session, page: &Page<'_>) -> String {
    let say = |id: &str| escape(&page.messages.word(id));
    let title = title(page);
    let tag = if page.messages.lang() == Lang::Zh { "zh-CN" } else { "en" };
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(SCRIPT.as_bytes()))
    );
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#rows\">{}</a>\n<header>\n<h1>{title}</h1>\n<p class=\"about\">{}</p>\n\
         </header>\n<main>\n",
        say("board-skip"),
        escape(&about(page)),
    );
    html.push_str(&figures(page));
    html.push_str(&board_charts::section(page.board, page.messages));
    html.push_str(&due(page));
    html.push_str(&lines(session, page));
    let _ = write!(html, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n");
    html
}

fn title(page: &Page<'_>) -> String {
    let year = page.board.year.to_string();
    escape(&page.messages.say("board-title", &[("office", &page.office.name), ("year", &year)]))
}

fn about(page: &Page<'_>) -> String {
    let day = page.day.to_string();
    let day = match page.known_at {
        None => day,
        Some(known) => {
            page.messages.say("known-at", &[("date", &day), ("known", &known.to_string())])
        }
    };
    page.messages.say("board-about", &[("date", &day), ("head", page.head)])
}

fn figures(page: &Page<'_>) -> String {
    let say = |id: &str| escape(&page.messages.word(id));
    let mut html = format!(
        "<section aria-labelledby=\"figures\">\n<h2 id=\"figures\">{}</h2>\n<ul class=\"figures\">\n",
        say("board-figures")
    );
    for figure in &page.board.figures {
        let _ = writeln!(
            html,
            "<li><h3>{}</h3><strong>{}</strong><span>{}</span>{}</li>",
            say(&format!("board-{}", figure.id)),
            escape(&sum(page.messages, &figure.capacity)),
            escape(&counts(page.messages, figure)),
            origin(page.messages, &figure.query, &figure.events),
        );
    }
    html.push_str("</ul>\n</section>\n");
    html
}

/// A sum, or a dash where there is nothing to add.
fn sum(messages: &Messages, own: &Sum) -> String {
    if own.known.is_empty() && own.absent == 0 {
        return "0".to_owned();
    }
    capacity(messages, own)
}

fn counts(messages: &Messages, figure: &Figure) -> String {
    let firms =
        figure.firms.map(|firms| messages.say("board-firms", &[("count", &firms.to_string())]));
    let lines =
        figure.lines.map(|lines| messages.say("board-lines", &[("count", &lines.to_string())]));
    let parts: Vec<String> = [firms, lines].into_iter().flatten().collect();
    parts.join(" · ")
}

/// The query and the events behind a figure.
fn origin(messages: &Messages, query: &str, events: &[i64]) -> String {
    let mut seqs: Vec<String> = events.iter().take(NAMED).map(i64::to_string).collect();
    if events.len() > NAMED {
        seqs.push(messages.say("board-more", &[("count", &(events.len() - NAMED).to_string())]));
    }
    let events = if seqs.is_empty() {
        messages.word("board-no-events")
    } else {
        messages.say("board-events", &[("events", &seqs.join(", "))])
    };
    format!(
        "<details><summary>{}</summary><p><code>{}</code></p><p>{}</p></details>",
        escape(&messages.word("board-origin")),
        escape(query),
        escape(&events)
    )
}

/// The head of a table's columns.
fn head(messages: &Messages, columns: &[&str]) -> String {
    let cell = |id: &&str| {
        format!("<th scope=\"col\">{}</th>", escape(&messages.word(&format!("column-{id}"))))
    };
    format!("<thead><tr>{}</tr></thead>\n", columns.iter().map(cell).collect::<String>())
}

fn due(page: &Page<'_>) -> String {
    let messages = page.messages;
    let (tasks, documents) = page.due;
    let mut html = format!(
        "<section aria-labelledby=\"due\">\n<h2 id=\"due\">{}</h2>\n",
        escape(&messages.word("board-due"))
    );
    if tasks.is_empty() {
        let _ = writeln!(html, "<p>{}</p>\n</section>", escape(&messages.word("todo-none")));
        return html;
    }
    let columns = ["deadline", "what", "subject", "who", "needs", "basis"];
    let _ = write!(
        html,
        "<div class=\"wide\" role=\"region\" aria-labelledby=\"due\" tabindex=\"0\"><table>\n{}<tbody>\n",
        head(messages, &columns)
    );
    for (late, cells) in tasks {
        let _ = write!(html, "<tr{}>", if *late { " class=\"late\"" } else { "" });
        for (at, cell) in cells.iter().enumerate() {
            let text = escape(cell).replace('\n', "<br>");
            let _ = match at {
                0 if *late => write!(html, "<th scope=\"row\" class=\"mark\">{text}</th>"),
                0 => write!(html, "<th scope=\"row\">{text}</th>"),
                _ => write!(html, "<td>{text}</td>"),
            };
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table></div>\n");
    for (at, document) in (1..).zip(documents) {
        let _ = writeln!(html, "<p class=\"small\">[{at}] {}</p>", escape(document));
    }
    html.push_str("</section>\n");
    html
}

fn lines(session: &Session, page: &Page<'_>) -> String {
    let messages = page.messages;
    let say = |id: &str| escape(&messages.word(id));
    let mut html = format!(
        "<section aria-labelledby=\"rows\">\n<h2 id=\"rows\" tabindex=\"-1\">{}</h2>\n\
         <form class=\"filter\" role=\"search\" hidden><label>{} <input id=\"filter\" type=\"search\" \
         autocomplete=\"off\"></label> <output id=\"told\" class=\"small\"></output></form>\n",
        say("board-rows"),
        say("board-filter"),
    );
    if page.board.rows.is_empty() {
        let _ = writeln!(html, "<p>{}</p>\n</section>", say("status-empty"));
        return html;
    }
    let columns = [
        "line",
        "enterprise",
        "place",
        "industry",
        "equipment",
        "capacity",
        "state",
        "deadline",
        "board-workers",
        "board-money",
        "board-events",
    ];
    let _ = write!(
        html,
        "<div class=\"wide\" role=\"region\" aria-labelledby=\"rows\" tabindex=\"0\"><table id=\"lines\">\n{}<tbody>\n",
        head(messages, &columns)
    );
    for row in &page.board.rows {
        html.push_str(&one(session, page, row));
    }
    html.push_str("</tbody></table></div>\n</section>\n");
    html
}

fn one(session: &Session, page: &Page<'_>, row: &Row) -> String {
    let messages = page.messages;
    let line = &row.line;
    let late = page.late.contains(line.id.as_str());
    let deadline = line.deadline.as_deref().map(|day| words::bounded(messages, day));
    let mut due = escape(&deadline.unwrap_or_default());
    if late {
        let _ =
            write!(due, " <span class=\"mark\">{}</span>", escape(&messages.word("board-late")));
    }
    let workers = row.workers.map_or_else(String::new, |(affected, settled)| {
        let (affected, settled) = (affected.to_string(), settled.to_string());
        messages.say("board-settled", &[("affected", &affected), ("settled", &settled)])
    });
    let money = if row.money == Sum::default() { String::new() } else { sum(messages, &row.money) };
    let on = words::day(messages, line.state_on);
    let stands = format!("{} {on}", state(messages, line.state));
    let query = format!("phaseout show {}", line.id);
    format!(
        "<tr{}><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\
         <td class=\"number\">{}</td><td>{}</td><td class=\"day\">{due}</td><td>{}</td>\
         <td class=\"number\">{}</td><td>{}</td></tr>\n",
        if late { " class=\"late\"" } else { "" },
        escape(&line.id),
        escape(&row.firm),
        escape(&place(messages, row.place)),
        escape(&industry(messages, &line.industry)),
        escape(&equipment(session, line)),
        escape(&line.counted().to_string()),
        escape(&stands),
        escape(&workers),
        escape(&money),
        origin(messages, &query, &row.events),
    )
}

/// A text as html, in attributes as well.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() && c != '\n' && c != '\t' => {
                escaped.push(char::REPLACEMENT_CHARACTER);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// Base64, as a policy names the hash of a script.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let whole = (0..3)
            .fold(0u32, |whole, at| (whole << 8) | u32::from(three.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let sign = SIGNS[(whole >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= three.len() { char::from(sign) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_becomes_markup() {
        assert_eq!(escape("<script>\"'&"), "&lt;script&gt;&quot;&#39;&amp;");
    }

    #[test]
    fn base64_is_that_of_everybody() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        for (text, expected) in cases {
            assert_eq!(base64(text.as_bytes()), expected, "{text}");
        }
    }

    /// The script stands in the page as it is hashed: nothing in it ends the element.
    #[test]
    fn the_script_does_not_end_itself() {
        assert!(!SCRIPT.contains("</") && !STYLE.contains("</"));
    }
}
