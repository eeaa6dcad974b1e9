//! JSON without floats: what payloads hold, and its one canonical text (RFC 8785).
//!
//! A float cannot be written down here, so decimals stand as texts and no figure is rounded on its way
//! into the record. With ASCII keys, order by bytes is the order that RFC 8785 asks for.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A value of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// Not there.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number below 2^53, either way.
    Integer(i64),
    /// A text; decimals and quantities stand so.
    Text(String),
    /// Values in their order.
    List(Vec<Json>),
    /// Values by ASCII key.
    Map(Payload),
}

/// What an event says: values by ASCII key.
pub type Payload = BTreeMap<String, Json>;

/// The largest whole number that every JSON reader keeps exactly.
pub const LARGEST: i64 = (1 << 53) - 1;

impl Json {
    /// The text of a text.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number of a whole number.
    pub fn integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// The values of a list; none of anything else.
    pub fn list(&self) -> &[Self] {
        if let Self::List(values) = self { values } else { &[] }
    }

    /// The canonical text.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        write(self, &mut out);
        out
    }

    /// Reads a text that is JSON, canonical or not. `None` where it is no JSON, or holds a float, a
    /// number of 2^53 or more, or a key that is not ASCII.
    pub fn parse(text: &str) -> Option<Self> {
        from_serde(serde_json::from_str(text).ok()?)
    }
}

/// The canonical text of a payload.
pub fn canonical(payload: &Payload) -> String {
    let mut out = String::new();
    write_map(payload, &mut out);
    out
}

/// Reads a payload; `None` where the text is not exactly what [`canonical`] writes.
pub fn parse_payload(text: &str) -> Option<Payload> {
    crate::canonical::payload(text)
}

/// How many bytes at the beginning stand for themselves in canonical JSON. Sixteen at a time: nearly all do.
pub(crate) fn plain(bytes: &[u8]) -> usize {
    let special = |byte: &u8| *byte < 32 || matches!(byte, b'"' | b'\\');
    let chunks = bytes.chunks_exact(16);
    let whole =
        chunks.take_while(|chunk| !chunk.iter().fold(false, |any, byte| any | special(byte)));
    let passed = 16 * whole.count();
    let rest = bytes[passed..].iter().position(special);
    rest.map_or(bytes.len(), |at| passed + at)
}

/// Writes a text as canonical JSON does, quotes included.
pub(crate) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    loop {
        let (own, after) = rest.split_at(plain(rest.as_bytes()));
        out.push_str(own);
        let Some(byte) = after.bytes().next() else { break };
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            8 => out.push_str("\\b"),
            9 => out.push_str("\\t"),
            10 => out.push_str("\\n"),
            12 => out.push_str("\\f"),
            13 => out.push_str("\\r"),
            byte => {
                let _ = write!(out, "\\u{byte:04x}");
            }
        }
        rest = &after[1..];
    }
    out.push('"');
}

fn write(value: &Json, out: &mut String) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Integer(value) => {
            let _ = write!(out, "{value}");
        }
        Json::Text(text) => write_text(text, out),
        Json::List(values) => {
            out.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(value, out);
            }
            out.push(']');
        }
        Json::Map(payload) => write_map(payload, out),
    }
}

fn write_map(payload: &Payload, out: &mut String) {
    out.push('{');
    for (at, (key, value)) in payload.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_text(key, out);
        out.push(':');
        write(value, out);
    }
    out.push('}');
}

fn from_serde(value: serde_json::Value) -> Option<Json> {
    Some(match value {
        serde_json::Value::Null => Json::Null,
        serde_json::Value::Bool(value) => Json::Bool(value),
        serde_json::Value::Number(number) => {
            Json::Integer(number.as_i64().filter(|number| (-LARGEST..=LARGEST).contains(number))?)
        }
        serde_json::Value::String(text) => Json::Text(text),
        serde_json::Value::Array(values) => {
            Json::List(values.into_iter().map(from_serde).collect::<Option<_>>()?)
        }
        serde_json::Value::Object(entries) => Json::Map(
            entries
                .into_iter()
                .map(|(key, value)| {
                    key.is_ascii().then_some(()).and(Some((key, from_serde(value)?)))
                })
                .collect::<Option<_>>()?,
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            (-LARGEST..=LARGEST).prop_map(Json::Integer),
            any::<String>().prop_map(Json::Text),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Json::List),
                prop::collection::btree_map("[ -~]{0,8}", inner, 0..6).prop_map(Json::Map),
            ]
        })
    }

    proptest! {
        /// The text is the one that a library made for RFC 8785 writes, and reads back as it was.
        #[test]
        fn the_text_is_canonical(value in any_json()) {
            let text = value.canonical();
            let other: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&serde_json_canonicalizer::to_string(&other).unwrap(), &text);
            prop_assert_eq!(Json::parse(&text), Some(value));
        }
    }

    #[test]
    fn floats_large_numbers_and_foreign_keys_are_refused() {
        for text in ["1.5", "[1e3]", "9007199254740992", "{\"产能\":1}", "{", "[1,]"] {
            assert_eq!(Json::parse(text), None, "{text}");
        }
    }
}
