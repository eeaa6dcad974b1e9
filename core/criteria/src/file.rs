//! From a file's text to a [`Criterion`], or to all its mistakes in the order of the file.

use crate::cases;
use crate::check;
use crate::criterion::{Criterion, Places, SourceFile};
use crate::diagnostic::{self, Diagnostic};
use crate::expression::Expression;
use crate::nearest::nearest;
use crate::reader::{Reader, Section, Text};
use crate::typing::parse_expression;
use phaseout_model::{Basis, Class, KindIndex, OnUnknown, Truth, Vocabulary};
use toml::de::DeTable;

/// The keys of a criterion file.
pub(crate) const KEYS: &[&str] = &[
    "id",
    "title",
    "class",
    "kinds",
    "when",
    "deadline",
    "region",
    "tightens",
    "on_unknown",
    "confirmed",
    "basis",
    "explain",
    "exemption",
    "case",
];

/// The keys of its basis.
pub(crate) const BASIS_KEYS: &[&str] =
    &["document", "title", "clause", "wording", "from", "until", "source"];

const CLASSES: &[(&str, Class)] = &[("eliminate", Class::Eliminate), ("restrict", Class::Restrict)];

const ON_UNKNOWN: &[(&str, OnUnknown)] =
    &[("verify", OnUnknown::Verify), ("note", OnUnknown::Note)];

/// Reads a criterion file of an industry.
///
/// # Errors
/// Every mistake that can be found in one pass, sorted by place.
pub fn parse_criterion(
    file: &SourceFile,
    vocabulary: &Vocabulary,
) -> Result<Criterion, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let mut reader = Reader::new(&file.text, &errors);
    let section = Section::of_file(table.get_ref(), &file.text);
    let criterion = criterion(&mut reader, &section, file, vocabulary);
    let mut diagnostics = reader.diagnostics;
    diagnostic::sort(&mut diagnostics);
    for diagnostic in &mut diagnostics {
        diagnostic.path.clone_from(&file.path);
    }
    criterion.filter(|_| diagnostics.is_empty()).ok_or(diagnostics)
}

/// Everything is read before the first missing part ends it.
fn criterion<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    file: &SourceFile,
    vocabulary: &Vocabulary,
) -> Option<Criterion> {
    reader.keys(section, KEYS);
    let id = identity(reader, section, file, vocabulary);
    let title = reader.words(section, "title");
    let class = reader
        .text(section, "class")
        .and_then(|text| check::one_of(reader, "class", &text, CLASSES));
    let kinds = kinds(reader, section, vocabulary);
    let when = reader.any_text(section, "when");
    let when = when.and_then(|text| {
        condition(reader, &text, &file.text, kinds.as_deref().unwrap_or_default(), vocabulary)
    });
    let deadline =
        reader.optional_text(section, "deadline").and_then(|text| check::date(reader, &text));
    let region =
        reader.optional_text(section, "region").and_then(|text| check::region(reader, &text));
    let tightens = reader.optional_text(section, "tightens");
    let tightens = tightens.and_then(|text| {
        if section.place("region").is_none() {
            reader.report(Diagnostic::new("tightens-without-region", text.span.clone()));
        }
        check::id(reader, &text)
    });
    let on_unknown = reader
        .optional_text(section, "on_unknown")
        .and_then(|text| check::one_of(reader, "on_unknown", &text, ON_UNKNOWN));
    let confirmed = reader.flag(section, "confirmed");
    let basis = basis(reader, section);
    let explain = reader.words(section, "explain");
    let exemptions = cases::exemptions(reader, section);
    let cases = cases::cases(reader, section, vocabulary, &file.text);
    let (exemptions, exemption_places) = exemptions.into_iter().unzip();
    let place = |key| section.place(key).unwrap_or(0..0);
    let places = Places {
        when: section.place("when").unwrap_or_else(|| place("kinds")),
        deadline: place("deadline"),
        class: place("class"),
        tightens: place("tightens"),
        exemptions: exemption_places,
    };
    Some(Criterion {
        id: id?,
        title: title?,
        class: class?,
        kinds: kinds?,
        when,
        deadline,
        region,
        tightens,
        on_unknown: on_unknown.unwrap_or_default(),
        confirmed: confirmed?,
        basis: basis?,
        explain: explain?,
        exemptions,
        cases,
        path: file.path.clone(),
        places,
    })
}

/// The id is its path, and names the industry whose words the file uses.
fn identity<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    file: &SourceFile,
    vocabulary: &Vocabulary,
) -> Option<String> {
    let text = reader.text(section, "id")?;
    let id = check::id(reader, &text)?;
    if id != file.id {
        let suggestion = check::is_id(&file.id).then(|| format!("\"{}\"", file.id));
        reader.report(
            Diagnostic::new("id-differs-from-path", text.span)
                .with("id", &id)
                .with("expected", &file.id)
                .suggest(suggestion),
        );
    } else if id.split('/').next() != Some(vocabulary.industry.as_str()) {
        let diagnostic = Diagnostic::new("id-of-another-industry", text.span).with("id", &id);
        reader.report(diagnostic.with("industry", &vocabulary.industry));
    }
    Some(id)
}

fn kinds<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    vocabulary: &Vocabulary,
) -> Option<Vec<KindIndex>> {
    let texts = reader.texts(section, "kinds")?;
    let mut kinds = Vec::new();
    for text in texts {
        let Some(kind) = vocabulary.kind(text.value) else {
            // A printed word is the name of a kind in a list, not in a criterion.
            let printed = |kind: &&phaseout_model::Kind| {
                kind.zh == text.value || kind.printed.iter().any(|word| word == text.value)
            };
            let by_name = vocabulary.kinds.iter().find(printed).map(|kind| kind.id.as_str());
            let ids = vocabulary.kinds.iter().map(|kind| kind.id.as_str());
            let near = by_name.or_else(|| nearest(text.value, ids));
            reader.report(
                Diagnostic::new("unknown-kind", text.span)
                    .with("kind", text.value)
                    .with("industry", &vocabulary.industry)
                    .suggest(near.map(|near| format!("\"{near}\""))),
            );
            continue;
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    Some(kinds)
}

/// The condition, with the places of its mistakes turned into places of the file.
fn condition<'a>(
    reader: &mut Reader<'a>,
    text: &Text<'a>,
    file: &str,
    kinds: &[KindIndex],
    vocabulary: &Vocabulary,
) -> Option<Expression> {
    let expression = match parse_expression(text.value, vocabulary) {
        Ok(expression) => expression,
        Err(mistakes) => {
            let offsets = offsets(file.get(text.span.clone()).unwrap_or_default(), text.value);
            let place = |at: usize| text.span.start + offsets.get(at).copied().unwrap_or(0);
            for mistake in mistakes {
                let span = place(mistake.span.start)..place(mistake.span.end);
                reader.report(Diagnostic { span, ..mistake });
            }
            return None;
        }
    };
    let mut seen = Vec::new();
    for comparison in expression.comparisons() {
        let may_have = |&kind| vocabulary.may_have(kind, comparison.attribute) != Truth::False;
        if kinds.is_empty() || kinds.iter().any(may_have) || seen.contains(&comparison.attribute) {
            continue;
        }
        seen.push(comparison.attribute);
        let ids: Vec<&str> =
            kinds.iter().map(|&kind| vocabulary.kinds[usize::from(kind)].id.as_str()).collect();
        reader.report(
            Diagnostic::new("attribute-of-other-kinds", text.span.clone())
                .with("attribute", &vocabulary.attributes[comparison.attribute].id)
                .with("kinds", ids.join(" ")),
        );
    }
    Some(expression)
}

fn basis<'a>(reader: &mut Reader<'a>, file: &Section<'a>) -> Option<Basis> {
    let section = reader.section(file, "basis")?;
    reader.keys(&section, BASIS_KEYS);
    let document = reader.text(&section, "document");
    let title = reader.optional_text(&section, "title");
    let clause = reader.optional_text(&section, "clause");
    let wording = reader.text(&section, "wording");
    let from_text = reader.text(&section, "from");
    let from = from_text.as_ref().and_then(|text| check::date(reader, text));
    let until_text = reader.optional_text(&section, "until");
    let until = until_text.as_ref().and_then(|text| check::date(reader, text));
    if let (Some(from), Some(until), Some(text)) = (from, until, until_text)
        && until.last_day() < from.first_day()
    {
        reader.report(
            Diagnostic::new("until-before-from", text.span)
                .with("from", from.to_string())
                .with("until", until.to_string()),
        );
    }
    let source = reader.texts(&section, "source");
    let owned = |text: Text<'_>| text.value.to_owned();
    Some(Basis {
        document: owned(document?),
        title: title.map(owned),
        clause: clause.map(owned),
        wording: owned(wording?),
        from,
        until,
        source: source?.into_iter().map(owned).collect(),
    })
}

/// For each byte of a string's value, and its end, the byte of its text as written, quotes included.
fn offsets(written: &str, value: &str) -> Vec<usize> {
    // A value without quotes is what the TOML reader made of a broken line.
    let quotes = if written.starts_with("\"\"\"") || written.starts_with("'''") {
        3
    } else {
        usize::from(written.starts_with(['"', '\'']))
    };
    let mut at = quotes.min(written.len());
    // A line break right after three quotes belongs to them.
    if quotes == 3 {
        at += written[at..].len() - written[at..].trim_start_matches('\r').len();
        at += usize::from(written[at..].starts_with('\n'));
    }
    let escapes = written.starts_with('"');
    let mut offsets = Vec::with_capacity(value.len() + 1);
    for c in value.chars() {
        if escapes {
            at = behind_joined_lines(written, at);
        }
        offsets.extend(std::iter::repeat_n(at, c.len_utf8()));
        at += escape_length(&written[at..], escapes).unwrap_or_else(|| next_length(&written[at..]));
    }
    offsets.push(at);
    offsets
}

/// The length of the next character, 0 at the end.
fn next_length(rest: &str) -> usize {
    rest.chars().next().map_or(0, char::len_utf8)
}

/// The length of an escape such as `\n` or `\u5382`.
fn escape_length(rest: &str, escapes: bool) -> Option<usize> {
    let kind = rest.strip_prefix('\\').filter(|_| escapes)?.chars().next()?;
    let length = match kind {
        'u' => 6,
        'U' => 10,
        'x' => 4,
        kind => 1 + kind.len_utf8(),
    };
    Some(rest.floor_char_boundary(length.min(rest.len())))
}

/// Passes over a `\` at the end of a line with all the blanks that follow it.
fn behind_joined_lines(written: &str, at: usize) -> usize {
    let Some(rest) = written[at..].strip_prefix('\\') else { return at };
    let blanks = rest.len() - rest.trim_start().len();
    if rest[..blanks].contains('\n') { at + 1 + blanks } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_value_is_found_in_the_text_as_written() {
        for (written, value, at, found) in [
            (r#""x < 3""#, "x < 3", 2, "<"),
            (r"'x < 3'", "x < 3", 2, "<"),
            (r#""\u7a91 < 3""#, "窑 < 3", 4, "<"),
            ("\"\"\"\nx \\\n   < 3\"\"\"", "x < 3", 2, "<"),
            ("'''\nx < 3'''", "x < 3", 2, "<"),
            ("窑 < 3", "窑 < 3", 4, "<"), // no quotes: a broken line
        ] {
            let offset = offsets(written, value)[at];
            assert!(written[offset..].starts_with(found), "{written:?}: {offset}");
        }
    }

    #[test]
    fn places_of_a_strange_text_stay_inside_it() {
        assert_eq!(offsets("\"", "abc"), [1, 1, 1, 1]);
    }
}
