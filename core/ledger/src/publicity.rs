//! Publicity, letters of responsibility, deadlines.

use crate::book::Book;
use crate::event::Event;
use crate::kind::{Kind, Subject};
use crate::refusal::Result;

pub(crate) const TABLES: &str = "";

const fn beside(id: &'static str, zh: &'static str) -> Kind {
    Kind { id, zh, subject: Subject::Any, step: None, facts: &[], needs: &[], apply }
}

pub(crate) const PUBLICITY: Kind = beside("publicity", "宣传");
pub(crate) const LETTER: Kind = beside("letter", "责任书");
pub(crate) const DEADLINE: Kind = beside("deadline", "期限");

fn apply(_: &Book<'_>, _: &Event) -> Result<()> {
    Ok(())
}
