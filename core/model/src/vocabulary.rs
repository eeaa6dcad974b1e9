//! The words of an industry: its kinds of equipment as a tree, and the attributes of a unit.
//!
//! A plugin declares them; criteria are compiled against them, and lists are read by them.

use crate::truth::Truth;
use crate::unit::Unit;

/// A kind's place in its industry's tree. 0 is the root: the kind is not known.
pub type KindIndex = u16;

/// A kind of equipment (设备): `mechanised_shaft_kiln` 机立窑.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The word of criteria and JSON.
    pub id: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// What lists print for it.
    pub printed: Vec<String>,
    /// The more general kind; `None` for the root alone.
    pub parent: Option<KindIndex>,
}

/// What an attribute's values are.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeValue {
    /// A measurement in a unit.
    Measure {
        /// The unit of its values.
        unit: Unit,
        /// A value of zero or less cannot be.
        positive: bool,
        /// A bare number in its own column takes the unit: years and counts only.
        default_unit: bool,
    },
    /// A yearly capacity in the industry's unit.
    Capacity {
        /// The unit of its values.
        unit: Unit,
    },
    /// 是 or 否.
    YesNo,
    /// One of the declared words; a word's code is its place, counted from 1.
    Word {
        /// The words, as printed.
        words: Vec<String>,
    },
}

/// An attribute of a unit: `kiln_diameter` 窑径.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The word of criteria and JSON.
    pub id: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Headers and names in lists, `zh` among them.
    pub printed: Vec<String>,
    /// What its values are.
    pub value: AttributeValue,
    /// The kinds that have it; empty: every kind.
    pub kinds: Vec<KindIndex>,
}

/// Everything an industry's lists and criteria may say.
#[derive(Clone, Debug, PartialEq)]
pub struct Vocabulary {
    /// The industry: `cement`.
    pub industry: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// What lists print in the industry column, matched as a whole.
    pub printed: Vec<String>,
    /// Words for a plant: the kind of equipment is not known.
    pub plant_words: Vec<String>,
    /// Words that may be left over beside a kind's name.
    pub fillers: Vec<String>,
    /// The tree of kinds; the first is the root, whose id is the industry's.
    pub kinds: Vec<Kind>,
    /// The attributes: first the declared ones in the plugin's order, then those of every industry.
    pub attributes: Vec<Attribute>,
}

impl Vocabulary {
    /// The kind of an id.
    pub fn kind(&self, id: &str) -> Option<KindIndex> {
        (0..).zip(&self.kinds).find_map(|(index, kind)| (kind.id == id).then_some(index))
    }

    /// The attribute of an id, a Chinese name or an alias.
    pub fn attribute(&self, name: &str) -> Option<usize> {
        self.attributes.iter().position(|a| a.id == name).or_else(|| {
            self.attributes.iter().position(|a| a.zh == name || a.printed.iter().any(|p| p == name))
        })
    }

    /// Whether `kind` is `general` or lies below it: unknown while the list says only a more general
    /// word.
    pub fn is_a(&self, kind: KindIndex, general: KindIndex) -> Truth {
        if self.lies_below(kind, general) {
            Truth::True
        } else if self.lies_below(general, kind) {
            Truth::Unknown
        } else {
            Truth::False
        }
    }

    /// Whether a unit of `kind` may have the attribute: true, false, or unknown while the kind is
    /// too general to tell.
    pub fn may_have(&self, kind: KindIndex, attribute: usize) -> Truth {
        let kinds = &self.attributes[attribute].kinds;
        if kinds.is_empty() {
            return Truth::True;
        }
        kinds.iter().fold(Truth::False, |truth, &general| truth.or(self.is_a(kind, general)))
    }

    fn lies_below(&self, mut kind: KindIndex, general: KindIndex) -> bool {
        loop {
            if kind == general {
                return true;
            }
            match self.kinds.get(usize::from(kind)).and_then(|k| k.parent) {
                Some(parent) => kind = parent,
                None => return false,
            }
        }
    }
}
