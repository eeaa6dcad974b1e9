//! The facts that scripts have asked for so far, as tests see them (核查项).

use super::tests::in_tests;
use super::{both, fields};
use crate::context;
use crate::said::Ask;
use crate::strict::{Answer, stand_apart};
use rhai::{Array, Dynamic, Engine};

/// A fact that somebody has to find out.
#[derive(Clone, Debug)]
pub(super) struct Asked(Ask);

fields! { Asked, "Ask",
    "subject" "对象" "对象编号" "the id of its subject" |own: &mut Asked| own.0.subject.clone();
    "attribute" "事项" "要核实的事项" "what is asked" |own: &mut Asked| own.0.attribute.clone();
    "whom" "由谁" "由谁核实,未写明时为空" "who is to find it out; blank where nobody is named" |own: &mut Asked| own.0.whom.clone();
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Asked>("Ask")
        .register_fn("to_string", |own: &mut Asked| format!("{} {}", own.0.subject, own.0.attribute));
    stand_apart::<Asked>(engine);
    register_fields(engine);
    both!(engine, "asks", "核查项", || -> Answer<Array> {
        in_tests("asks")?;
        context::with(|context| {
            Ok(context.said.asks.iter().cloned().map(|ask| Dynamic::from(Asked(ask))).collect())
        })
    });
}
