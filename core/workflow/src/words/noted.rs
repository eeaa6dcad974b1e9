//! What scripts have said so far, as tests see it: notes to departments (函告稿).

use super::tests::in_tests;
use super::{both, fields};
use crate::context;
use crate::said::DepartmentNote;
use crate::strict::{Answer, stand_apart};
use rhai::{Array, Dynamic, Engine};

/// A note to a department.
#[derive(Clone, Debug)]
pub(super) struct Noted(DepartmentNote);

fields! { Noted, "Note",
    "department" "部门" "部门" "the department" |own: &mut Noted| own.0.department.clone();
    "subject" "对象" "对象编号,没有时为空" "the id of its subject; blank where it concerns none" |own: &mut Noted| own.0.subject.clone();
    "text" "内容" "内容" "what it says" |own: &mut Noted| own.0.text.clone();
    "basis" "依据" "依据的文件" "the documents that it rests on"
        |own: &mut Noted| own.0.basis.iter().cloned().map(Dynamic::from).collect::<Array>();
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Noted>("Note")
        .register_fn("to_string", |own: &mut Noted| format!("{} {}", own.0.department, own.0.text));
    stand_apart::<Noted>(engine);
    register_fields(engine);
    both!(engine, "notes", "函告稿", || -> Answer<Array> {
        in_tests("notes")?;
        context::with(|context| {
            Ok(context.said.notes.iter().cloned().map(|note| Dynamic::from(Noted(note))).collect())
        })
    });
}
