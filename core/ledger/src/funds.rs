//! Funds (资金).

use crate::book::Book;
use crate::event::Event;
use crate::kind::{Kind, Subject};
use crate::refusal::Refusal;
use crate::refusal::Result;

pub(crate) const TABLES: &str = "";

pub(crate) const KIND: Kind = Kind {
    id: "fund",
    zh: "资金",
    subject: Subject::Any,
    step: None,
    facts: &[],
    needs: &[],
    apply,
};

fn apply(_: &Book<'_>, _: &Event) -> Result<()> {
    Ok(())
}

/// Why a line's funds are not balanced; `None` where they are.
pub(crate) fn unbalanced(_: &Book<'_>, _: &str) -> Result<Option<Refusal>> {
    Ok(None)
}
