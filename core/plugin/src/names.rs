//! The order of kinds and measures in `plugin.toml`, so that code says names and columns have slots.
//!
//! The host parses the file properly. Here a line scanner is enough, and it keeps plugins free of a
//! TOML parser: it looks at `[[kind]]` and `[[attribute]]` headers and at `id`, `type` and `parent`
//! on lines of their own. A count that differs from the host's is refused before any row is read.

/// Ids of the kinds and measures of an industry, in the order of its `plugin.toml`.
#[derive(Debug, Default)]
pub struct Names {
    kinds: Vec<Entry>,
    measures: Vec<String>,
}

#[derive(Debug, Default)]
struct Entry {
    id: String,
    kind: String,
    parent: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Table {
    Kind,
    Attribute,
    Other,
}

impl Names {
    /// Scans the text of a `plugin.toml`.
    pub fn scan(plugin_toml: &str) -> Self {
        let mut names = Self::default();
        let mut attributes: Vec<Entry> = Vec::new();
        let mut table = Table::Other;
        let mut inside_text = false;
        for line in plugin_toml.lines().map(str::trim) {
            let marks = line.matches("\"\"\"").count() + line.matches("'''").count();
            let began_inside = inside_text;
            inside_text ^= marks % 2 == 1;
            if began_inside {
                continue;
            }
            if let Some(header) = header(line) {
                table = header;
                match table {
                    Table::Kind => names.kinds.push(Entry::default()),
                    Table::Attribute => attributes.push(Entry::default()),
                    Table::Other => {}
                }
                continue;
            }
            let entry = match table {
                Table::Kind => names.kinds.last_mut(),
                Table::Attribute => attributes.last_mut(),
                Table::Other => None,
            };
            if let (Some(entry), Some((key, value))) = (entry, string(line)) {
                match key {
                    "id" => value.clone_into(&mut entry.id),
                    "type" => value.clone_into(&mut entry.kind),
                    "parent" => value.clone_into(&mut entry.parent),
                    _ => {}
                }
            }
        }
        let measures = attributes.into_iter().filter(|entry| entry.kind == "measure");
        names.measures = measures.map(|entry| entry.id).collect();
        names
    }

    /// Slot of a measure.
    pub fn measure(&self, id: &str) -> Option<usize> {
        self.measures.iter().position(|name| name == id)
    }

    /// Ids of the measures, by slot.
    pub fn measures(&self) -> impl ExactSizeIterator<Item = &str> {
        self.measures.iter().map(String::as_str)
    }

    /// Index of a kind.
    pub fn kind(&self, id: &str) -> Option<usize> {
        self.kinds.iter().position(|kind| kind.id == id)
    }

    /// Id of a kind.
    pub fn kind_id(&self, index: usize) -> Option<&str> {
        self.kinds.get(index).map(|kind| kind.id.as_str())
    }

    /// Whether a kind is another one, or stands below it in the tree of kinds.
    pub fn is_a(&self, kind: usize, ancestor: usize) -> bool {
        self.up_from(kind).any(|k| k == ancestor)
    }

    /// Ids of a kind and of those above it, itself first.
    pub fn upwards(&self, kind: usize) -> impl Iterator<Item = &str> {
        self.up_from(kind).filter_map(|index| self.kind_id(index))
    }

    fn up_from(&self, kind: usize) -> impl Iterator<Item = usize> {
        let parent = |index: &usize| self.kind(&self.kinds.get(*index)?.parent);
        // A tree is no deeper than it has kinds; a loop in the data ends there too.
        std::iter::successors(Some(kind), parent).take(self.kinds.len())
    }
}

fn header(line: &str) -> Option<Table> {
    let name = line.strip_prefix('[')?.split(']').next()?.trim_start_matches('[').trim();
    Some(match name {
        "kind" => Table::Kind,
        "attribute" => Table::Attribute,
        _ => Table::Other,
    })
}

/// `key = "value"` or `key = 'value'`, with whatever comment behind it.
fn string(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = value[1..].split_once(quote)?;
    Some((key.trim(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = r#"
schema = 1
[industry]
id = "steel"
note = """
[[kind]]
id = "not a kind"
"""
[[kind]]
id      = "blast_furnace" # 高炉
name    = { zh = "高炉", en = "blast furnace" }
[[kind]]
id     = 'special'
parent = "blast_furnace"
[[attribute]]
id   = "volume"
name = { zh = "炉容", en = "volume" }
type = "measure"
[[attribute]]
id   = "meets_standards"
type = "yes_no"
[[attribute]]
type = "measure"
id   = "tonnage"
[[form]]
id = "no attribute"
"#;

    #[test]
    fn names_stand_in_the_order_of_the_file() {
        let names = Names::scan(TOML);
        assert_eq!(names.measures().collect::<Vec<_>>(), ["volume", "tonnage"]);
        assert_eq!(names.measure("tonnage"), Some(1));
        assert_eq!(names.measure("meets_standards"), None);
        assert_eq!((names.kind("special"), names.kind("not a kind")), (Some(1), None));
        assert_eq!(names.kind_id(0), Some("blast_furnace"));
    }

    #[test]
    fn a_kind_is_what_stands_above_it() {
        let names = Names::scan(TOML);
        assert!(names.is_a(1, 0) && names.is_a(1, 1) && !names.is_a(0, 1));
        let looped = "[[kind]]\nid='a'\nparent='b'\n[[kind]]\nid='b'\nparent='a'\n[[kind]]\nid='c'";
        assert!(!Names::scan(looped).is_a(0, 2));
    }
}
