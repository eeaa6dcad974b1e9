//! The typed tree of a condition: comparisons of attributes with limits, joined by and, or, not.

use phaseout_model::{AttributeValue, Interval, Operator, Truth, Vocabulary};
use std::fmt;

/// A condition as it was written, checked against an industry's vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// As written in the file.
    pub text: String,
    /// What it means.
    pub root: Node,
}

/// A part of a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// One comparison.
    Comparison(Comparison),
    /// The opposite.
    Not(Box<Node>),
    /// All of them; never empty.
    And(Vec<Node>),
    /// One of them at least; never empty.
    Or(Vec<Node>),
}

/// One comparison of an attribute with a limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The attribute's place in the vocabulary.
    pub attribute: usize,
    /// How it is compared: `==` with `yes` or `no` for a bare yes/no.
    pub operator: Operator,
    /// The limit; several for `in`, none for `known`.
    pub limits: Vec<Limit>,
}

/// A limit as written and as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// The number or word as the criterion writes it.
    pub text: String,
    /// The unit as the criterion writes it.
    pub unit: Option<String>,
    /// In the attribute's unit; 0 and 1 for no and yes; a word's code.
    pub number: f64,
}

impl Expression {
    /// Every comparison, in the order in which they are written.
    pub fn comparisons(&self) -> Vec<&Comparison> {
        let mut all = Vec::new();
        self.root.collect(&mut all);
        all
    }

    /// What it says while each attribute is known as an interval.
    pub fn truth(&self, value: &mut impl FnMut(usize) -> Interval) -> Truth {
        self.root.truth(value)
    }

    /// The attributes of which it has to be known more before it says true or false; empty when it
    /// says so already.
    pub fn missing(&self, value: &mut impl FnMut(usize) -> Interval) -> Vec<usize> {
        let mut missing = Vec::new();
        self.root.missing(value, &mut missing);
        missing
    }
}

impl Node {
    pub(crate) fn truth(&self, value: &mut impl FnMut(usize) -> Interval) -> Truth {
        match self {
            Self::Comparison(comparison) => comparison.truth(&value(comparison.attribute)),
            Self::Not(node) => !node.truth(value),
            Self::And(nodes) => {
                nodes.iter().fold(Truth::True, |truth, node| truth.and(node.truth(value)))
            }
            Self::Or(nodes) => {
                nodes.iter().fold(Truth::False, |truth, node| truth.or(node.truth(value)))
            }
        }
    }

    /// Goes down only where the part itself is unknown: under a settled part nothing matters.
    fn missing(&self, value: &mut impl FnMut(usize) -> Interval, missing: &mut Vec<usize>) {
        if self.truth(value) != Truth::Unknown {
            return;
        }
        match self {
            Self::Comparison(comparison) => {
                if !missing.contains(&comparison.attribute) {
                    missing.push(comparison.attribute);
                }
            }
            Self::Not(node) => node.missing(value, missing),
            Self::And(nodes) | Self::Or(nodes) => {
                for node in nodes {
                    node.missing(value, missing);
                }
            }
        }
    }

    fn collect<'a>(&'a self, all: &mut Vec<&'a Comparison>) {
        match self {
            Self::Comparison(comparison) => all.push(comparison),
            Self::Not(node) => node.collect(all),
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|node| node.collect(all)),
        }
    }
}

impl Comparison {
    /// What it says of a value known as an interval.
    pub fn truth(&self, value: &Interval) -> Truth {
        match self.operator {
            Operator::Known => value.compare(Operator::Known, 0.0),
            Operator::In => self.limits.iter().fold(Truth::False, |truth, limit| {
                truth.or(value.compare(Operator::Equal, limit.number))
            }),
            operator => self
                .limits
                .first()
                .map_or(Truth::Unknown, |limit| value.compare(operator, limit.number)),
        }
    }

    /// The limits as written, joined by a space, without their unit.
    pub fn threshold(&self) -> String {
        let texts: Vec<&str> = self.limits.iter().map(|limit| limit.text.as_str()).collect();
        texts.join(" ")
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The printed form of a code of a yes/no or a word attribute; `None` while it is not known.
pub(crate) fn code_text(
    vocabulary: &Vocabulary,
    attribute: usize,
    value: &Interval,
) -> Option<String> {
    let exact = value.exact()?;
    match &vocabulary.attributes.get(attribute)?.value {
        AttributeValue::YesNo => Some(if exact == 0.0 { "no" } else { "yes" }.to_owned()),
        AttributeValue::Word { words } => {
            let coded = (1u16..).map(f64::from).zip(words);
            let mut fitting =
                coded.filter(|(code, _)| value.compare(Operator::Equal, *code) == Truth::True);
            fitting.next().map(|(_, word)| word.clone())
        }
        AttributeValue::Measure { .. } | AttributeValue::Capacity { .. } => None,
    }
}
