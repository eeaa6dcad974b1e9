//! Letters of responsibility (责任书) in scripts: who signed for which year and targets.

use super::dates::Day;
use super::lines::optional;
use super::{both, fields, functions};
use crate::context;
use crate::strict::{Answer, stand_apart};
use phaseout_ledger::Letter;
use rhai::{Array, Dynamic, Engine};

/// A letter of responsibility.
#[derive(Clone, Debug)]
pub(crate) struct Signed(Letter);

functions! {
    "letters" "责任书" "letters(year)"
        "某年的目标责任书,按记录的次序。"
        "The letters of responsibility of a year, in the order of recording."
        r#"record("letter", "office", #{parties: ["楚雄彝族自治州", "牟定县"], year: 2013, document: "2013年目标责任书"});
letters(2013).len() == 1 && 责任书(2012).len() == 0"#;
}

fields! { Signed, "Letter",
    "subject" "对象" "对象编号" "a line, an enterprise or the office" |own: &mut Signed| own.0.subject.clone();
    "date" "日期" "签订日期" "when it was signed" |own: &mut Signed| Day(own.0.on);
    "parties" "签订双方" "签订双方" "who signed" |own: &mut Signed| texts(&own.0.parties);
    "year" "年度" "年度" "the year of the targets" |own: &mut Signed| own.0.year;
    "targets" "目标任务" "目标任务的编号" "the ids of the targets that it speaks of" |own: &mut Signed| texts(&own.0.targets);
    "document" "文号" "文号,没有时为 ()" "its number, or ()" |own: &mut Signed| optional(own.0.document.clone());
    "deadline" "期限" "完成时限,没有时为 ()" "by when, or ()"
        |own: &mut Signed| own.0.deadline.map_or(Dynamic::UNIT, |on| Dynamic::from(Day(on)));
}

fn texts(words: &[String]) -> Array {
    words.iter().cloned().map(Dynamic::from).collect()
}

fn letters(year: i64) -> Answer<Array> {
    let all = context::ask(|context| context.recording.book().letters())?;
    let own = all.into_iter().filter(|letter| letter.year == year);
    Ok(own.map(|letter| Dynamic::from(Signed(letter))).collect())
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Signed>("Letter");
    stand_apart::<Signed>(engine);
    register_fields(engine);
    both!(engine, "letters", "责任书", letters);
}
