//! Limits: a number with its unit, converted exactly or refused, or a word of a word attribute.

use crate::diagnostic::Diagnostic;
use crate::expression::Limit;
use crate::nearest::nearest;
use crate::syntax::Operand;
use crate::typing::Typing;
use phaseout_model::{Attribute, Decimal, Operator, Unit, decimal};
use std::ops::Range;

impl Typing<'_> {
    pub(crate) fn word(
        &mut self,
        attribute: &Attribute,
        words: &[String],
        operator: Operator,
        limit: &Operand,
    ) -> Option<Limit> {
        let ordered = !matches!(operator, Operator::Equal | Operator::NotEqual | Operator::In);
        let (text, span) = match limit {
            Operand::Name { text, span } if !ordered => (text, span),
            Operand::Missing => return None,
            _ => {
                let diagnostic = Diagnostic::new("words-not-in-order", limit.span());
                self.report(
                    diagnostic.with("attribute", &attribute.id).with("words", words.join(" ")),
                );
                return None;
            }
        };
        let code = (1u16..).zip(words).find_map(|(code, word)| (word == text).then_some(code));
        if code.is_none() {
            let diagnostic = Diagnostic::new("unknown-word", span.clone());
            self.report(
                diagnostic
                    .with("word", text)
                    .with("attribute", &attribute.id)
                    .with("words", words.join(" "))
                    .suggest(nearest(text, words.iter().map(String::as_str))),
            );
        }
        Some(Limit { text: text.clone(), unit: None, number: f64::from(code?) })
    }

    /// The limit in the attribute's unit, exactly.
    pub(crate) fn measure(
        &mut self,
        attribute: &Attribute,
        own: &Unit,
        limit: &Operand,
    ) -> Option<Limit> {
        let Operand::Number { text, unit, span } = limit else { return None };
        let value = self.number(text, span);
        let Some((written, unit_span)) = unit else {
            if own.as_str().is_empty() {
                let number = decimal::nearest_f64(value?);
                return Some(Limit { text: text.clone(), unit: None, number });
            }
            let diagnostic = Diagnostic::new("missing-unit", span.clone());
            self.report(
                diagnostic
                    .with("number", text)
                    .with("attribute", &attribute.id)
                    .with("unit", own.as_str())
                    .suggest(Some(format!("{text} {own}"))),
            );
            return None;
        };
        let mut read = self.unit(unit.as_ref(), own.as_str())?;
        if own.is_annual() && !read.is_annual() {
            read = read.per_year();
        }
        let Ok((numerator, denominator)) = read.ratio_to(own) else {
            let diagnostic = Diagnostic::new("unit-of-another-dimension", unit_span.clone());
            self.report(
                diagnostic
                    .with("unit", written)
                    .with("attribute", &attribute.id)
                    .with("expected", own.as_str()),
            );
            return None;
        };
        let Some(exact) = decimal::scale_exactly(value?, numerator, denominator) else {
            let diagnostic = Diagnostic::new("inexact-limit", span.start..unit_span.end);
            self.report(
                diagnostic
                    .with("number", text)
                    .with("unit", written)
                    .with("expected", own.as_str()),
            );
            return None;
        };
        let number = decimal::nearest_f64(exact);
        Some(Limit { text: text.clone(), unit: Some(written.clone()), number })
    }

    pub(crate) fn number(&mut self, text: &str, span: &Range<usize>) -> Option<Decimal> {
        let value = decimal::parse(text);
        if value.is_none() {
            self.report(Diagnostic::new("bad-number", span.clone()).with("number", text));
        }
        value
    }

    pub(crate) fn unit(
        &mut self,
        written: Option<&(String, Range<usize>)>,
        own: &str,
    ) -> Option<Unit> {
        let (text, span) = written?;
        let unit = Unit::parse(text);
        if unit.is_none() {
            let diagnostic = Diagnostic::new("unknown-unit", span.clone()).with("unit", text);
            self.report(diagnostic.suggest((!own.is_empty()).then_some(own)));
        }
        unit
    }
}
