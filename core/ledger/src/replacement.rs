//! Capacity replacement (产能置换).

use crate::book::Book;
use crate::event::Event;
use crate::kind::{Kind, Subject};
use crate::refusal::Result;

pub(crate) const TABLES: &str = "";

pub(crate) const KIND: Kind = Kind {
    id: "replace",
    zh: "产能置换",
    subject: Subject::Line,
    step: None,
    facts: &[],
    needs: &[],
    apply,
};

fn apply(_: &Book<'_>, _: &Event) -> Result<()> {
    Ok(())
}
