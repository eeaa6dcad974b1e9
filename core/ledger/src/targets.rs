//! Targets (目标任务).

use crate::book::Book;
use crate::event::Event;
use crate::kind::{Kind, Subject};
use crate::line::Line;
use crate::refusal::Result;

pub(crate) const TABLES: &str = "";

pub(crate) const KIND: Kind = Kind {
    id: "target",
    zh: "目标任务",
    subject: Subject::Target,
    step: None,
    facts: &[],
    needs: &[],
    apply,
};

fn apply(_: &Book<'_>, _: &Event) -> Result<()> {
    Ok(())
}

/// Whether a line counts for a target.
pub(crate) fn is_under_target(_: &Book<'_>, _: &str) -> Result<bool> {
    Ok(false)
}

/// A plan names the line under its targets. Called before the line is written.
pub(crate) fn planned(_: &Book<'_>, _: &Line, _: &Event) -> Result<()> {
    Ok(())
}

/// The line leaves the plan: it no longer counts for its targets.
pub(crate) fn withdrawn(_: &Book<'_>, _: &str) -> Result<()> {
    Ok(())
}
