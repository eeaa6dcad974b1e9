//! What a document says that the record does not hold (a firm's founding year, its sales): given by the
//! person who asks for the document, with a source where the file names one.
//!
//! ```toml
//! source = "企业简介"
//! founded = "1985年"
//! [sales]
//! value = 1200
//! unit = "万元"
//! what = "年销售收入"
//! ```

use crate::error::{FaultPlace, ReportFault};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A thing that was given, under its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// A text or a figure, as it is printed.
    Piece {
        /// As it is printed, with its unit where it has one.
        text: String,
        /// The number alone, where it is one.
        number: Option<Decimal>,
        /// The number's unit.
        unit: Option<String>,
        /// What it is, where the file says so; else its key.
        what: String,
        /// Where it comes from, in the words of the file.
        source: Option<String>,
        /// The option that gave it: `--set founded`, `profile.toml founded`.
        option: String,
    },
    /// Several, in order.
    List(Vec<Given>),
    /// Things with keys of their own.
    Table(BTreeMap<String, Given>),
}

/// The keys of a piece that is written as a table.
const PIECE: [&str; 4] = ["value", "unit", "what", "source"];

/// Reads `key=value`, where the key may lead into tables: `owner.name=某某`.
///
/// # Errors
/// `given-form`, `given-key`.
pub fn set(all: &mut BTreeMap<String, Given>, pair: &str) -> Result<(), Box<ReportFault>> {
    let form = || Box::new(ReportFault::new("given-form").with("pair", pair));
    let (path, text) = pair.split_once('=').ok_or_else(form)?;
    let (path, text) = (path.trim(), text.trim());
    if path.is_empty() || text.is_empty() {
        return Err(form());
    }
    let mut keys: Vec<&str> = path.split('.').collect();
    if let Some(wrong) = keys.iter().find(|key| !is_name(key)) {
        return Err(Box::new(ReportFault::new("given-key").with("key", wrong)));
    }
    let Some(last) = keys.pop() else { return Err(form()) };
    let mut table = all;
    for key in keys {
        let below = table.entry(key.to_owned()).or_insert_with(|| Given::Table(BTreeMap::new()));
        if !matches!(below, Given::Table(_)) {
            *below = Given::Table(BTreeMap::new());
        }
        let Given::Table(below) = below else { return Err(form()) };
        table = below;
    }
    let piece = piece(text, None, path, None, format!("--set {path}"));
    table.insert(last.to_owned(), piece);
    Ok(())
}

/// Reads a file of what is given; all that is wrong in it is told at once.
///
/// # Errors
/// `given-syntax`, `given-key`, `given-value`, each with its line.
pub fn read(file: &str, text: &str) -> Result<BTreeMap<String, Given>, Vec<ReportFault>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { file, text, faults: Vec::new() };
    for error in &errors {
        let fault = ReportFault::new("given-syntax").with("detail", error.message());
        reader.wrong(fault, error.span().map_or(0, |span| span.start));
    }
    if !reader.faults.is_empty() {
        return Err(reader.faults);
    }
    let read = reader.table(table.get_ref(), "", None);
    if reader.faults.is_empty() { Ok(read) } else { Err(reader.faults) }
}

struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    faults: Vec<ReportFault>,
}

impl Reader<'_> {
    fn wrong(&mut self, mut fault: ReportFault, at: usize) {
        let at = self.text.floor_char_boundary(at.min(self.text.len()));
        let line = self.text[..at].matches('\n').count() + 1;
        fault.place = FaultPlace::Given { file: self.file.to_owned(), line };
        self.faults.push(fault);
    }

    /// The entries of a table. A `source` beside them is the source of all that name none.
    fn table(
        &mut self,
        table: &DeTable<'_>,
        path: &str,
        source: Option<&str>,
    ) -> BTreeMap<String, Given> {
        let own = table.get("source").and_then(|value| value.get_ref().as_str());
        let source = own.or(source);
        let mut read = BTreeMap::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            if name == "source" {
                continue;
            }
            if !is_name(name) {
                self.wrong(ReportFault::new("given-key").with("key", name), key.span().start);
                continue;
            }
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            if let Some(given) = self.value(value, &path, source) {
                read.insert(name.to_owned(), given);
            }
        }
        read
    }

    fn value(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        path: &str,
        source: Option<&str>,
    ) -> Option<Given> {
        match value.get_ref() {
            DeValue::Table(table) if table.contains_key("value") => {
                self.piece_table(table, path, source)
            }
            DeValue::Table(table) => Some(Given::Table(self.table(table, path, source))),
            DeValue::Array(all) => {
                let each = all.iter().filter_map(|value| self.value(value, path, source));
                Some(Given::List(each.collect()))
            }
            scalar => {
                if let Some(text) = printed(scalar) {
                    let option = format!("{} {path}", self.file);
                    return Some(piece(&text, None, path, source, option));
                }
                let fault = ReportFault::new("given-value").with("key", path);
                self.wrong(fault, value.span().start);
                None
            }
        }
    }

    fn piece_table(
        &mut self,
        table: &DeTable<'_>,
        path: &str,
        source: Option<&str>,
    ) -> Option<Given> {
        for (key, _) in table {
            if !PIECE.contains(&key.get_ref().as_ref()) {
                let keys = PIECE.join(" ");
                let fault = ReportFault::new("given-piece").with("key", key.get_ref());
                self.wrong(fault.with("keys", keys), key.span().start);
            }
        }
        let text_of = |key: &str| table.get(key).and_then(|value| value.get_ref().as_str());
        let value = table.get("value")?;
        let Some(text) = printed(value.get_ref()) else {
            let fault = ReportFault::new("given-value").with("key", path);
            self.wrong(fault, value.span().start);
            return None;
        };
        let what = text_of("what").unwrap_or(path);
        let source = text_of("source").or(source);
        let option = format!("{} {path}", self.file);
        Some(piece(&text, text_of("unit"), what, source, option))
    }
}

/// A scalar as it is printed: numbers as they are written.
fn printed(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().replace('_', "")),
        DeValue::Float(number) => {
            let text = number.as_str().replace('_', "");
            text.parse::<Decimal>().ok().map(|_| text)
        }
        DeValue::Datetime(date) => {
            let date = date.date.as_ref()?;
            Some(format!("{}年{}月{}日", date.year, date.month, date.day))
        }
        _ => None,
    }
}

fn piece(
    text: &str,
    unit: Option<&str>,
    what: &str,
    source: Option<&str>,
    option: String,
) -> Given {
    let (number, own) = number_of(text);
    let text = unit.map_or(text.to_owned(), |unit| format!("{text}{unit}"));
    Given::Piece {
        text,
        number,
        unit: number.and(unit.map(str::to_owned).or(own)),
        what: what.to_owned(),
        source: source.map(str::to_owned),
        option,
    }
}

/// The number that a text begins with, and its unit, where nothing else stands in it.
fn number_of(text: &str) -> (Option<Decimal>, Option<String>) {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let unit = text[end..].trim();
    let is_unit = !unit.contains(char::is_numeric) && !unit.contains(char::is_whitespace);
    match text[..end].replace(',', "").parse() {
        Ok(number) if is_unit => {
            (Some(number), Some(unit.to_owned()).filter(|unit| !unit.is_empty()))
        }
        _ => (None, None),
    }
}

/// Whether a template can name it.
fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(given: &Given) -> String {
        match given {
            Given::Piece { text, number, unit, what, source, .. } => {
                let number = number.map_or("-".to_owned(), |number| number.to_string());
                let or = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
                format!("{text} {number} {} {what} {}", or(unit), or(source))
            }
            Given::List(all) => all.iter().map(shown).collect::<Vec<_>>().join(" / "),
            Given::Table(all) => {
                let each = all.iter().map(|(key, given)| format!("{key}: {}", shown(given)));
                each.collect::<Vec<_>>().join("; ")
            }
        }
    }

    #[test]
    fn pieces_lists_and_tables_keep_text_number_and_source() {
        let cases = [
            ("founded = \"1985年\"", "founded: 1985年 1985 年 founded -"),
            ("source = \"简介\"\nsales = 1_200", "sales: 1200 1200 - sales 简介"),
            (
                "[sales]\nvalue = 1200\nunit = \"万元\"\nwhat = \"销售收入\"\nsource = \"年报\"",
                "sales: 1200万元 1200 万元 销售收入 年报",
            ),
            ("on = 2013-07-27", "on: 2013年7月27日 - - on -"),
            ("patents = [\"甲\", \"2项\"]", "patents: 甲 - - patents - / 2项 2 项 patents -"),
            ("[owner]\nname = \"某\"\nsource = \"表\"", "owner: name: 某 - - owner.name 表"),
            ("share = 12.50", "share: 12.50 12.50 - share -"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&Given::Table(read("p.toml", text).unwrap())), expected, "{text}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_with_its_line() {
        let faults =
            read("p.toml", "\"成立\" = \"1985\"\na = true\n[b]\nvalue = \"1\"\nunits = \"t\"\n");
        let found: Vec<(&str, FaultPlace)> =
            faults.unwrap_err().into_iter().map(|fault| (fault.code, fault.place)).collect();
        let at = |line| FaultPlace::Given { file: "p.toml".to_owned(), line };
        let mut expected =
            vec![("given-key", at(1)), ("given-value", at(2)), ("given-piece", at(5))];
        let mut found = found;
        found.sort_by_key(|(code, _)| *code);
        expected.sort_by_key(|(code, _)| *code);
        assert_eq!(found, expected);
        assert_eq!(read("p.toml", "a = ").unwrap_err()[0].code, "given-syntax");
    }

    #[test]
    fn a_pair_of_the_command_leads_into_tables() {
        let mut all = read("p.toml", "[owner]\nname = \"某\"").unwrap();
        set(&mut all, "owner.phone = 电话").unwrap();
        set(&mut all, "workers=1,140名").unwrap();
        assert_eq!(
            shown(&Given::Table(all.clone())),
            "owner: name: 某 - - owner.name -; phone: 电话 - - owner.phone -; \
             workers: 1,140名 1140 名 workers -"
        );
        for (pair, code) in [("a", "given-form"), ("=a", "given-form"), ("a-b=c", "given-key")] {
            assert_eq!(set(&mut all, pair).unwrap_err().code, code);
        }
    }
}
