//! Workers (职工安置): headcounts only.

use crate::book::Book;
use crate::event::Event;
use crate::kind::{Kind, Subject};
use crate::refusal::Refusal;
use crate::refusal::Result;

pub(crate) const TABLES: &str = "";

pub(crate) const KIND: Kind = Kind {
    id: "workers",
    zh: "职工安置",
    subject: Subject::Line,
    step: None,
    facts: &[],
    needs: &[],
    apply,
};

fn apply(_: &Book<'_>, _: &Event) -> Result<()> {
    Ok(())
}

/// Why a line's workers are not settled; `None` where they are.
pub(crate) fn unsettled(_: &Book<'_>, _: &str) -> Result<Option<Refusal>> {
    Ok(None)
}
