//! A template's text, cut into words, code and comments, with the place of each. The engine does not give its
//! own reading away; this one finds where words stand, and leaves what the code means to the engine.

use std::ops::Range;

/// What a part of a template is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Printed as it stands.
    Words,
    /// `{{ … }}` or `{% … %}`, with its brackets.
    Code,
    /// `{# … #}`
    Comment,
}

/// The parts of a template, in order, without gaps.
pub(crate) fn parts(text: &str) -> Vec<(Part, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let open = ["{{", "{%", "{#"].into_iter().filter_map(|open| text[at..].find(open)).min();
        let Some(open) = open.map(|open| at + open) else {
            found.push((Part::Words, at..text.len()));
            break;
        };
        if open > at {
            found.push((Part::Words, at..open));
        }
        let (part, end) = match &text[open..open + 2] {
            "{#" => {
                (Part::Comment, text[open..].find("#}").map_or(text.len(), |end| open + end + 2))
            }
            "{{" => (Part::Code, code_end(text, open, "}}")),
            _ => (Part::Code, code_end(text, open, "%}")),
        };
        found.push((part, open..end));
        at = end;
        if is_tag(&text[open..end], "raw") {
            let close = raw_end(text, end);
            if close > end {
                found.push((Part::Words, end..close));
            }
            at = close;
        }
    }
    found
}

/// Where code ends; what stands in quotes does not end it.
fn code_end(text: &str, open: usize, close: &str) -> usize {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text[open + 2..].char_indices() {
        let at = open + 2 + at;
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(own) if c == own => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if text[at..].starts_with(close) => return at + 2,
            _ => {}
        }
    }
    text.len()
}

fn is_tag(code: &str, word: &str) -> bool {
    code.strip_prefix("{%")
        .and_then(|code| code.strip_suffix("%}"))
        .is_some_and(|code| code.trim_matches(['-', '+', ' ', '\n', '\t', '\r']) == word)
}

/// Where what is printed raw ends.
fn raw_end(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(open) = text[at..].find("{%").map(|open| at + open) {
        let end = text[open..].find("%}").map_or(text.len(), |end| open + end + 2);
        if is_tag(&text[open..end], "endraw") {
            return open;
        }
        at = end;
    }
    text.len()
}

/// Texts in quotes in a piece of code: where each stands without its quotes, and what stands before it.
pub(crate) fn quoted(code: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = code[at..].find(['"', '\'']).map(|open| at + open) {
        let quote = &code[open..=open];
        let mut end = open + 1;
        let closed = loop {
            match code[end..].chars().next() {
                None => break false,
                Some('\\') => {
                    end += 1 + code[end + 1..].chars().next().map_or(0, char::len_utf8);
                }
                Some(c) if code[end..].starts_with(quote) => {
                    let _ = c;
                    break true;
                }
                Some(c) => end += c.len_utf8(),
            }
        };
        if !closed {
            break;
        }
        found.push((open + 1..end, code[..open].trim_end()));
        at = end + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        let parts = parts(text).into_iter().filter(|(part, _)| *part == Part::Words);
        parts.map(|(_, range)| &text[range]).collect()
    }

    #[test]
    fn words_stand_between_the_code() {
        let cases: &[(&str, &[&str])] = &[
            ("甲{{ a }}乙{% if b %}丙{# 8 #}丁", &["甲", "乙", "丙", "丁"]),
            ("{{ \"}}\" }}甲", &["甲"]),
            ("{% raw %}{{ 8 }}{% endraw %}甲", &["{{ 8 }}", "甲"]),
            ("{%- raw -%}8{%- endraw -%}", &["8"]),
            ("甲{{ 没有结束", &["甲"]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), *expected, "{text}");
        }
    }

    #[test]
    fn texts_in_quotes_are_found_with_what_calls_them() {
        let code = r#"{{ cite("国发〔2010〕7号") ~ 'a\'b' }}"#;
        let found: Vec<(&str, bool)> = quoted(code)
            .into_iter()
            .map(|(range, before)| (&code[range], before.ends_with("cite(")))
            .collect();
        assert_eq!(found, [("国发〔2010〕7号", true), (r"a\'b", false)]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "[{}%#\"'\\\\a甲8 -]{0,40}") {
            let mut at = 0;
            for (_, range) in parts(&text) {
                prop_assert_eq!(range.start, at);
                at = range.end;
                let _ = quoted(&text[range]);
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
