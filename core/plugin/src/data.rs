//! What a plugin says as data: its `plugin.toml` and its criteria, as text inside the library.

/// The texts of a plugin. [`embed!`](crate::embed) makes one at build time.
#[derive(Debug, Clone, Copy)]
pub struct Data {
    /// The industry's id: `cement`.
    pub id: &'static str,
    /// The plugin's version, as its package has it.
    pub version: &'static str,
    /// The text of `plugin.toml`.
    pub plugin_toml: &'static str,
    /// Criteria files: path below `criteria/` with slashes (`cement/guofa-2010-7/wet-kiln.toml`),
    /// and text; sorted by path.
    pub criteria: &'static [(&'static str, &'static str)],
}

impl Data {
    /// The JSON object that `describe` hands to the host.
    pub fn to_json(&self) -> String {
        let texts = self.criteria.iter().map(|(path, text)| path.len() + text.len() + 32);
        let mut json = String::with_capacity(self.plugin_toml.len() + texts.sum::<usize>() + 256);
        for (key, text) in [
            ("{\"id\":", self.id),
            (",\"version\":", self.version),
            (",\"plugin_toml\":", self.plugin_toml),
        ] {
            json.push_str(key);
            push_string(&mut json, text);
        }
        json.push_str(",\"criteria\":[");
        for (i, (path, text)) in self.criteria.iter().enumerate() {
            json.push_str(if i == 0 { "{\"path\":" } else { ",{\"path\":" });
            push_string(&mut json, path);
            json.push_str(",\"text\":");
            push_string(&mut json, text);
            json.push('}');
        }
        json.push_str("]}");
        json
    }
}

/// A JSON string; RFC 8259 wants quotation mark, backslash and control characters escaped.
pub(crate) fn push_string(json: &mut String, text: &str) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                let hex = |n| char::from_digit(n, 16).unwrap_or('0');
                json.push_str("\\u00");
                json.push(hex(u32::from(control) >> 4));
                json.push(hex(u32::from(control) & 0xF));
            }
            other => json.push(other),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_survive_as_json() {
        let data = Data {
            id: "cement",
            version: "0.1.0",
            plugin_toml: "a = \"水泥\"\n\t\\\u{1}",
            criteria: &[("cement/a.toml", "x"), ("cement/b.toml", "\r\u{1f}")],
        };
        assert_eq!(
            data.to_json(),
            "{\"id\":\"cement\",\"version\":\"0.1.0\",\
             \"plugin_toml\":\"a = \\\"水泥\\\"\\n\\t\\\\\\u0001\",\"criteria\":[\
             {\"path\":\"cement/a.toml\",\"text\":\"x\"},\
             {\"path\":\"cement/b.toml\",\"text\":\"\\r\\u001f\"}]}"
        );
    }
}
