//! Reading canonical JSON and nothing else: one pass, no second text to compare with.
//!
//! A payload that is not canonical has a hash which no reader of the export can compute, so it is no
//! payload. The proof only asks whether a text is one; a rebuild also wants what it says.

use crate::json::{Json, LARGEST, Payload, plain};
use std::borrow::Cow;

/// How deep values may stand in one another.
const DEPTH: u32 = 127;

/// What the reader makes of a text: its values, or nothing.
trait Made: Sized {
    type Map: Default;
    fn null() -> Self;
    fn bool(value: bool) -> Self;
    fn integer(number: i64) -> Self;
    fn text(text: Cow<'_, str>) -> Self;
    fn list(values: Vec<Self>) -> Self;
    fn put(map: &mut Self::Map, key: &str, value: Self);
    fn map(map: Self::Map) -> Self;
}

impl Made for Json {
    type Map = Payload;
    fn null() -> Self {
        Self::Null
    }
    fn bool(value: bool) -> Self {
        Self::Bool(value)
    }
    fn integer(number: i64) -> Self {
        Self::Integer(number)
    }
    fn text(text: Cow<'_, str>) -> Self {
        Self::Text(text.into_owned())
    }
    fn list(values: Vec<Self>) -> Self {
        Self::List(values)
    }
    fn put(map: &mut Payload, key: &str, value: Self) {
        map.insert(key.to_owned(), value);
    }
    fn map(map: Payload) -> Self {
        Self::Map(map)
    }
}

impl Made for () {
    type Map = ();
    fn null() {}
    fn bool(_: bool) {}
    fn integer(_: i64) {}
    fn text(_: Cow<'_, str>) {}
    fn list(_: Vec<()>) {}
    fn put((): &mut (), _: &str, (): ()) {}
    fn map((): ()) {}
}

/// Reads a payload; `None` where the text is not exactly what [`crate::json::canonical`] writes.
pub(crate) fn payload(text: &str) -> Option<Payload> {
    match whole(text)? {
        Json::Map(payload) => Some(payload),
        _ => None,
    }
}

/// Whether a text is a payload.
pub(crate) fn is_payload(text: &str) -> bool {
    text.starts_with('{') && whole::<()>(text).is_some()
}

fn whole<M: Made>(text: &str) -> Option<M> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(DEPTH)?;
    (reader.at == text.len()).then_some(value)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, words: &str) -> Option<()> {
        self.text.as_bytes()[self.at..]
            .starts_with(words.as_bytes())
            .then(|| self.at += words.len())
    }

    fn value<M: Made>(&mut self, depth: u32) -> Option<M> {
        Some(match self.peek()? {
            b'"' => M::text(self.string()?),
            b'{' => self.map(depth.checked_sub(1)?)?,
            b'[' => self.list(depth.checked_sub(1)?)?,
            b'n' => self.take("null").map(|()| M::null())?,
            b't' => self.take("true").map(|()| M::bool(true))?,
            b'f' => self.take("false").map(|()| M::bool(false))?,
            _ => M::integer(self.integer()?),
        })
    }

    fn list<M: Made>(&mut self, depth: u32) -> Option<M> {
        self.take("[")?;
        let mut values = Vec::new();
        if self.take("]").is_some() {
            return Some(M::list(values));
        }
        loop {
            values.push(self.value(depth)?);
            if self.take("]").is_some() {
                return Some(M::list(values));
            }
            self.take(",")?;
        }
    }

    /// Keys are ASCII, each greater than the one before.
    fn map<M: Made>(&mut self, depth: u32) -> Option<M> {
        self.take("{")?;
        let mut map = M::Map::default();
        if self.take("}").is_some() {
            return Some(M::map(map));
        }
        let mut before: Option<Cow<'_, str>> = None;
        loop {
            let key = self.string()?;
            if !key.is_ascii() || before.is_some_and(|before| before >= key) {
                return None;
            }
            self.take(":")?;
            M::put(&mut map, &key, self.value(depth)?);
            before = Some(key);
            if self.take("}").is_some() {
                return Some(M::map(map));
            }
            self.take(",")?;
        }
    }

    fn string(&mut self) -> Option<Cow<'t, str>> {
        self.take("\"")?;
        let mut read = Cow::Borrowed("");
        loop {
            let rest = &self.text[self.at..];
            let plain = plain(rest.as_bytes());
            if read.is_empty() {
                read = Cow::Borrowed(&rest[..plain]);
            } else {
                read.to_mut().push_str(&rest[..plain]);
            }
            self.at += plain;
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(read);
                }
                b'\\' => read.to_mut().push(self.escaped()?),
                _ => return None,
            }
        }
    }

    /// A character that has to be escaped, in the one form in which it is written.
    fn escaped(&mut self) -> Option<char> {
        self.take("\\")?;
        let form = self.peek()?;
        self.at += 1;
        Some(match form {
            b'"' | b'\\' => char::from(form),
            b'b' => '\u{8}',
            b't' => '\t',
            b'n' => '\n',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'u' => {
                let digits = self.text.get(self.at..self.at + 4)?;
                self.at += 4;
                let small = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                let code = u8::from_str_radix(digits, 16).ok()?;
                let short = matches!(code, 8..=10 | 12 | 13 | 32..);
                (!short && digits.bytes().all(small)).then(|| char::from(code))?
            }
            _ => return None,
        })
    }

    fn integer(&mut self) -> Option<i64> {
        let rest = &self.text[self.at..];
        let end = rest.bytes().position(|byte| !matches!(byte, b'-' | b'0'..=b'9'));
        let digits = &rest[..end.unwrap_or(rest.len())];
        let unsigned = digits.strip_prefix('-').unwrap_or(digits);
        if digits != "0" && unsigned.starts_with('0') {
            return None;
        }
        self.at += digits.len();
        digits.parse().ok().filter(|number| (-LARGEST..=LARGEST).contains(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::canonical;
    use proptest::prelude::*;

    /// What another reader and our own writer say of a text.
    fn by_the_long_way(text: &str) -> Option<Payload> {
        let Json::Map(payload) = Json::parse(text)? else { return None };
        (canonical(&payload) == text).then_some(payload)
    }

    #[test]
    fn only_the_one_form_is_read() {
        let texts = [
            "{}",
            r#"{"a":1,"b":[],"c":{},"d":[1,"x",null,true,false,-7]}"#,
            r#"{"a":"\"\\\b\t\n\f\r\u0000\u001f/产能\u007f"}"#,
            r#"{"a":9007199254740991,"b":-9007199254740991,"c":0}"#,
            r#"{"a":9007199254740992}"#,
            r#"{"a":-0}"#,
            r#"{"a":01}"#,
            r#"{"a":-}"#,
            r#"{"a":1-1}"#,
            r#"{"a":+1}"#,
            r#"{"a":1.0}"#,
            r#"{"a":1e3}"#,
            r#"{"a":"\u000a"}"#,
            r#"{"a":"\u001F"}"#,
            r#"{"a":"\u0041"}"#,
            r#"{"a":"\u+01f"}"#,
            r#"{"a":"\/"}"#,
            r#"{"a":"\u4ea7"}"#,
            "{\"a\":\"\n\"}",
            r#"{"b":1,"a":1}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"产":1}"#,
            r#"{"\u0001":1,"\n":1}"#,
            r#"{"\n":1,"\u0001":1}"#,
            r#"{"a":1,}"#,
            r#"{"a":[1,]}"#,
            r#"{"a":1}}"#,
            r#"{"a":1} "#,
            r#" {"a":1}"#,
            r#"{"a": 1}"#,
            r#"{"a":tru}"#,
            r#"{"a":"#,
            r#"{"a"#,
            "[1]",
            "1",
            "",
        ];
        for text in texts {
            assert_eq!(payload(text), by_the_long_way(text), "{text}");
            assert_eq!(is_payload(text), payload(text).is_some(), "{text}");
        }
        for depth in 120..135 {
            let text = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
            assert_eq!(payload(&text), by_the_long_way(&text), "{depth}");
        }
    }

    proptest! {
        /// A canonical text with a few bytes changed is read as the long way reads it.
        #[test]
        fn a_changed_text_is_read_as_the_long_way_reads_it(
            keys in prop::collection::btree_map("[ -~]{0,3}", "[\u{0}-\u{24}\\\\a产]{0,6}", 0..5),
            changes in prop::collection::vec((any::<prop::sample::Index>(), "[{}\\[\\]\":,0-9\\\\ubfnrt -]"), 0..3),
        ) {
            let map = keys.into_iter().map(|(key, text)| (key, Json::Text(text))).collect();
            let mut text = canonical(&map);
            for (index, new) in changes {
                let (at, old) = index.get(&text.char_indices().collect::<Vec<_>>()).to_owned();
                text.replace_range(at..at + old.len_utf8(), &new);
            }
            prop_assert_eq!(payload(&text), by_the_long_way(&text));
            prop_assert_eq!(is_payload(&text), payload(&text).is_some());
        }
    }
}
