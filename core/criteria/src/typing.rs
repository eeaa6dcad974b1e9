//! A condition against an industry's words: attributes looked up, units converted exactly or refused.

use crate::diagnostic::{self, Diagnostic};
use crate::expression::{Comparison, Expression, Limit, Node};
use crate::lexer;
use crate::nearest::nearest;
use crate::syntax::{self, Operand, Syntax};
use phaseout_model::{AttributeValue, Operator, Vocabulary};
use std::ops::Range;

/// Reads a condition: `kiln_diameter < 3.0 m and not approved`.
///
/// # Errors
/// Every mistake of the text, in its order; spans are bytes of `text`.
pub fn parse_expression(
    text: &str,
    vocabulary: &Vocabulary,
) -> Result<Expression, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    if text.trim().is_empty() {
        return Err(vec![Diagnostic::new("empty-expression", 0..text.len())]);
    }
    let tokens = lexer::tokens(text, &mut diagnostics);
    if tokens.is_empty() {
        diagnostics.push(Diagnostic::new("empty-expression", 0..text.len()));
        return Err(diagnostics);
    }
    let syntax = syntax::parse(&tokens, vocabulary, &mut diagnostics);
    let root = Typing { text, vocabulary, diagnostics: &mut diagnostics }.node(&syntax);
    diagnostic::sort(&mut diagnostics);
    match root {
        Some(root) if diagnostics.is_empty() => Ok(Expression { text: text.to_owned(), root }),
        _ => Err(diagnostics),
    }
}

/// A condition that is being looked up, and the mistakes found so far.
pub(crate) struct Typing<'a> {
    text: &'a str,
    vocabulary: &'a Vocabulary,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Typing<'_> {
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// `None` for what is reported.
    fn node(&mut self, syntax: &Syntax) -> Option<Node> {
        match syntax {
            Syntax::Compare { operands, operators, span } => {
                self.compare(operands, operators, span)
            }
            Syntax::In { left, items, span } => self.in_list(left, items, span),
            Syntax::Known(operand) => {
                let attribute = self.attribute(operand)?;
                Some(comparison(attribute, Operator::Known, Vec::new()))
            }
            Syntax::Not(inner) => {
                let inner = self.node(inner)?;
                Some(negated(inner, self.vocabulary))
            }
            Syntax::And(parts) => self.nodes(parts).map(Node::And),
            Syntax::Or(parts) => self.nodes(parts).map(Node::Or),
            Syntax::Broken(operands) => {
                self.operands(operands);
                None
            }
        }
    }

    /// All parts are looked at, also behind a broken one.
    fn nodes(&mut self, parts: &[Syntax]) -> Option<Vec<Node>> {
        let nodes: Vec<Option<Node>> = parts.iter().map(|part| self.node(part)).collect();
        nodes.into_iter().collect()
    }

    fn compare(
        &mut self,
        operands: &[Operand],
        operators: &[Operator],
        span: &Range<usize>,
    ) -> Option<Node> {
        match (operands, operators) {
            ([operand], []) => self.bare(operand),
            ([Operand::Number { .. }, Operand::Number { .. }], [_]) => {
                self.report(Diagnostic::new("no-attribute", span.clone()));
                None
            }
            ([limit @ Operand::Number { .. }, name], [operator]) => {
                self.attribute_and_limit(name, flipped(*operator), limit, span)
            }
            ([name, limit], [operator]) => self.attribute_and_limit(name, *operator, limit, span),
            _ => {
                self.chained(operands, operators, span);
                None
            }
        }
    }

    /// `a < b < 3` reads as if it meant `a < b and b < 3`; each part is looked at as well.
    fn chained(&mut self, operands: &[Operand], operators: &[Operator], span: &Range<usize>) {
        let whole = operands.iter().all(|operand| !matches!(operand, Operand::Missing))
            && operands[1..operands.len() - 1].iter().all(|o| matches!(o, Operand::Name { .. }));
        let pairs: Vec<String> = operands
            .windows(2)
            .zip(operators)
            .map(|(pair, operator)| {
                let [left, right] = [&pair[0], &pair[1]].map(|o| &self.text[o.span()]);
                format!("{left} {} {right}", operator.sign())
            })
            .collect();
        let diagnostic = Diagnostic::new("chained-comparison", span.clone());
        self.report(diagnostic.suggest(whole.then(|| pairs.join(" and "))));
        self.operands(operands);
    }

    /// Looks up the names and units of a comparison that is broken anyway.
    fn operands(&mut self, operands: &[Operand]) {
        for operand in operands {
            match operand {
                Operand::Name { .. } => drop(self.attribute(operand)),
                Operand::Number { text, unit, span } => {
                    self.number(text, span);
                    self.unit(unit.as_ref(), "");
                }
                Operand::Missing => {}
            }
        }
    }

    /// A yes/no stands alone; a measurement has to be compared.
    fn bare(&mut self, operand: &Operand) -> Option<Node> {
        if let Operand::Number { .. } = operand {
            self.report(Diagnostic::new("no-attribute", operand.span()));
            return None;
        }
        let index = self.attribute(operand)?;
        let attribute = &self.vocabulary.attributes[index];
        if attribute.value == AttributeValue::YesNo {
            return Some(comparison(index, Operator::Equal, vec![yes_or_no(true)]));
        }
        let diagnostic = Diagnostic::new("attribute-not-compared", operand.span());
        self.report(diagnostic.with("attribute", &attribute.id));
        None
    }

    fn attribute_and_limit(
        &mut self,
        name: &Operand,
        operator: Operator,
        limit: &Operand,
        span: &Range<usize>,
    ) -> Option<Node> {
        let index = self.attribute(name);
        let Some(index) = index else {
            if let Operand::Number { text, unit, span } = limit {
                self.number(text, span);
                self.unit(unit.as_ref(), "");
            }
            return None;
        };
        let vocabulary = self.vocabulary;
        let attribute = &vocabulary.attributes[index];
        let limit = match (&attribute.value, limit) {
            (_, Operand::Missing) => return None,
            (AttributeValue::YesNo, _) => {
                let diagnostic = Diagnostic::new("yes-no-compared", span.clone());
                self.report(
                    diagnostic
                        .with("attribute", &attribute.id)
                        .suggest(Some(&self.text[name.span()])),
                );
                return None;
            }
            (AttributeValue::Word { words }, limit) => {
                self.word(attribute, words, operator, limit)?
            }
            (
                AttributeValue::Measure { unit, .. } | AttributeValue::Capacity { unit },
                Operand::Number { .. },
            ) => self.measure(attribute, unit, limit)?,
            (_, Operand::Name { text, span }) => {
                let two = self.vocabulary.attribute(text).is_some();
                let code = if two { "two-attributes" } else { "limit-not-a-number" };
                let diagnostic = Diagnostic::new(code, span.clone());
                self.report(diagnostic.with("attribute", &attribute.id).with("found", text));
                return None;
            }
        };
        Some(comparison(index, operator, vec![limit]))
    }

    fn in_list(&mut self, left: &Operand, items: &[Operand], span: &Range<usize>) -> Option<Node> {
        let index = self.attribute(left)?;
        let vocabulary = self.vocabulary;
        let attribute = &vocabulary.attributes[index];
        let AttributeValue::Word { words } = &attribute.value else {
            let diagnostic = Diagnostic::new("in-without-words", span.clone());
            self.report(diagnostic.with("attribute", &attribute.id));
            return None;
        };
        let limits: Vec<Option<Limit>> =
            items.iter().map(|item| self.word(attribute, words, Operator::In, item)).collect();
        let limits: Vec<Limit> = limits.into_iter().collect::<Option<_>>()?;
        (!limits.is_empty()).then(|| comparison(index, Operator::In, limits))
    }

    fn attribute(&mut self, operand: &Operand) -> Option<usize> {
        let Operand::Name { text, span } = operand else {
            if let Operand::Number { .. } = operand {
                self.report(Diagnostic::new("no-attribute", operand.span()));
            }
            return None;
        };
        let found = self.vocabulary.attribute(text);
        if found.is_none() {
            let names = self.vocabulary.attributes.iter().flat_map(|attribute| {
                [&attribute.id, &attribute.zh].into_iter().chain(&attribute.printed)
            });
            let near = nearest(text, names.map(String::as_str));
            let diagnostic = Diagnostic::new("unknown-attribute", span.clone());
            self.report(
                diagnostic
                    .with("attribute", text)
                    .with("industry", &self.vocabulary.industry)
                    .suggest(near),
            );
        }
        found
    }
}

fn comparison(attribute: usize, operator: Operator, limits: Vec<Limit>) -> Node {
    Node::Comparison(Comparison { attribute, operator, limits })
}

fn yes_or_no(yes: bool) -> Limit {
    let text = if yes { "yes" } else { "no" };
    Limit { text: text.to_owned(), unit: None, number: f64::from(u8::from(yes)) }
}

/// `not discharge_compliant` compares with *no*, so that its witness reads as it is meant.
fn negated(node: Node, vocabulary: &Vocabulary) -> Node {
    match node {
        Node::Comparison(Comparison { attribute, operator: Operator::Equal, limits })
            if vocabulary.attributes[attribute].value == AttributeValue::YesNo
                && limits == [yes_or_no(true)] =>
        {
            comparison(attribute, Operator::Equal, vec![yes_or_no(false)])
        }
        node => Node::Not(Box::new(node)),
    }
}

/// The operator seen from the other side: `3 m > x` is `x < 3 m`.
fn flipped(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::Greater,
        Operator::LessOrEqual => Operator::GreaterOrEqual,
        Operator::Greater => Operator::Less,
        Operator::GreaterOrEqual => Operator::LessOrEqual,
        same => same,
    }
}
