//! Enterprises through time: renamed, merged, split, restructured. Lines keep their ids, so what hangs on
//! them goes with them, and every name and code still leads to who answers for it today.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{
    argument, desk, ledger, organisation_code, record, refusals, request, row, set, survey,
    unified_code,
};
use phaseout_ledger::{Enterprise, Ledger, Line, Refusal, SurveyRow, View};
use std::path::Path;

const YAOHUA: &str = "耀华水泥有限责任公司";
const LANTIE: &str = "永登兰铁水泥有限公司";

/// Facts of an act.
type Facts<'a> = &'a [(&'a str, &'a str)];

/// A kiln of an enterprise.
fn kiln(name: &str, label: &str, code: Option<&str>) -> SurveyRow {
    let mut kiln = row(&[
        ("name", name),
        ("label", label),
        ("equipment", "mechanised_shaft_kiln"),
        ("specification", "Φ3×11m"),
        ("capacity", "8万吨/年"),
    ]);
    set(&mut kiln, "credit_code", code.unwrap_or_default());
    kiln
}

/// Two kilns of Yaohua (lines 1 and 2, E532300-1), one of Lantie (line 3, E532300-3), surveyed in 2012.
fn two_firms(base: &Path) -> Ledger {
    let mut ledger = ledger(base);
    let rows = [
        kiln(YAOHUA, "1#", Some(&unified_code(1))),
        kiln(YAOHUA, "2#", Some(&unified_code(1))),
        kiln(LANTIE, "1#", Some(&unified_code(2))),
    ];
    let found = survey(&mut ledger, base, "2012-11-05", &rows);
    assert_eq!(found, ["new 532300-1", "new 532300-2", "new 532300-3"]);
    ledger
}

fn lines(ledger: &Ledger) -> Vec<Line> {
    ["532300-1", "532300-2", "532300-3"]
        .iter()
        .map(|id| ledger.book().line(id).unwrap().unwrap())
        .collect()
}

fn owners(ledger: &Ledger) -> Vec<String> {
    lines(ledger).into_iter().map(|line| line.enterprise).collect()
}

/// The one living enterprise that a text leads to.
#[track_caller]
fn find(ledger: &Ledger, text: &str) -> Enterprise {
    let mut found = ledger.book().find_enterprise(text).unwrap();
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.remove(0)
}

fn act(
    ledger: &mut Ledger,
    base: &Path,
    (kind, subject, date): (&str, &str, &str),
    facts: &[(&str, &str)],
) -> Result<(), Refusal> {
    record(ledger, base, request(kind, subject, date, facts))
        .map_err(|error| refusals(error).remove(0))
}

fn void(ledger: &mut Ledger, base: &Path, event: &str) -> Result<(), Refusal> {
    act(ledger, base, ("correct", event, "2014-02-20"), &[("reason", "误录")])
}

#[test]
fn an_old_name_ends_the_day_before_and_still_leads_to_the_enterprise() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = two_firms(base);
    let facts = [("name", "牟定耀华建材有限公司"), ("document", "牟市监〔2013〕5号")];
    act(&mut ledger, base, ("更名", YAOHUA, "2013-07-01"), &facts).unwrap();
    let event = ledger.events().unwrap().pop().unwrap();
    assert_eq!((event.kind.as_str(), event.subject.as_str()), ("rename", "E532300-1"));
    let enterprise = find(&ledger, YAOHUA);
    assert_eq!((enterprise.id.as_str(), enterprise.name.as_str()), ("E532300-1", facts[0].1));
    let validity: Vec<(String, String, String)> = enterprise
        .names
        .iter()
        .map(|name| {
            let text = |date: Option<phaseout_ledger::OnDate>| {
                date.map_or_else(|| "-".to_owned(), |date| date.to_string())
            };
            (name.name.clone(), text(name.from), text(name.until))
        })
        .collect();
    let expected = [(YAOHUA, "-", "2013-06-30"), (facts[0].1, "2013-07-01", "-")];
    assert_eq!(
        validity,
        expected.map(|(name, from, until)| (name.to_owned(), from.to_owned(), until.to_owned()))
    );
    // Lists under either name are about the same lines, and tell nothing new.
    for name in [YAOHUA, facts[0].1] {
        let found = survey(&mut ledger, base, "2014-01-05", &[kiln(name, "1#", None)]);
        assert_eq!(found, ["same 532300-1"], "{name}");
    }
    let june = View { as_of: Some("2013-06-30".parse().unwrap()), known_at: None };
    assert_eq!(
        ledger.view(june).unwrap().book().enterprise("E532300-1").unwrap().unwrap().name,
        YAOHUA
    );
}

#[test]
fn where_the_day_is_not_known_the_names_meet_in_the_month() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    for (date, until) in [("2013-07", "2013-07"), ("2013", "2013"), ("unknown", "unknown")] {
        let place = base.join(date);
        std::fs::create_dir(&place).unwrap();
        let mut ledger = two_firms(&place);
        act(&mut ledger, &place, ("rename", "E532300-1", date), &[("name", "耀华建材")]).unwrap();
        let names = ledger.book().names("E532300-1").unwrap();
        assert_eq!(names[0].until.unwrap().to_string(), until);
    }
}

#[test]
fn a_restructuring_gives_another_group_and_another_code() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = two_firms(base);
    let facts = [("group", "云南建材集团"), ("credit_code", &*unified_code(7))];
    act(&mut ledger, base, ("rename", "E532300-1", "2013-07-01"), &facts).unwrap();
    let enterprise = find(&ledger, &unified_code(7));
    assert_eq!(enterprise.id, "E532300-1");
    assert_eq!(enterprise.group.as_deref(), Some("云南建材集团"));
    assert_eq!(enterprise.codes, [unified_code(1), unified_code(7)]);
    for code in [unified_code(1), unified_code(7), organisation_code(7)] {
        assert_eq!(find(&ledger, &code).id, "E532300-1", "{code}");
        let mut row = kiln("楚雄某水泥厂", "1#", Some(&code));
        set(&mut row, "group", "耀华集团"); // an older list: what an act settled stays
        let found = survey(&mut ledger, base, "2012-12", &[row]);
        assert!(found[0].ends_with("532300-1") || found[0].contains("532300-1 "), "{found:?}");
        assert_eq!(find(&ledger, &code).group.as_deref(), Some("云南建材集团"));
    }
}

#[test]
fn a_merger_takes_lines_names_and_codes_along_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = two_firms(base);
    let identified = [("decision", "local"), ("reason", "群众意见大")];
    act(&mut ledger, base, ("identify", "532300-3", "2012-12-01"), &identified).unwrap();
    let found_out = [("attribute", "cod"), ("value", "120"), ("evidence", "监测报告")];
    act(&mut ledger, base, ("determine", "532300-3", "2012-12-02"), &found_out).unwrap();
    let before = lines(&ledger);
    let facts = [("absorbed", LANTIE), ("document", "楚政函〔2013〕9号")];
    act(&mut ledger, base, ("merge", "E532300-1", "2013-07-01"), &facts).unwrap();
    assert_eq!(owners(&ledger), ["E532300-1"; 3]);
    for (mut line, before) in lines(&ledger).into_iter().zip(before) {
        line.enterprise.clone_from(&before.enterprise);
        assert_eq!(line, before, "only the enterprise is another");
    }
    assert_eq!(ledger.book().determined("532300-3").unwrap().len(), 1);
    assert_eq!(ledger.book().lines_of("E532300-1").unwrap().len(), 3);
    let absorbed = ledger.book().enterprise("E532300-3").unwrap().unwrap();
    assert!(!absorbed.is_living());
    assert_eq!(absorbed.successor.as_deref(), Some("E532300-1"));
    assert_eq!(absorbed.names[0].until.unwrap().to_string(), "2013-06-30");
    for text in [LANTIE, &unified_code(2), &organisation_code(2), "E532300-3", "532300-3"] {
        assert_eq!(find(&ledger, text).id, "E532300-1", "{text}");
    }
    // A list under the old name is about the lines that came along: each works has its 1#.
    let list = [
        kiln(LANTIE, "1#", Some(&unified_code(2))),
        kiln(LANTIE, "2#", Some(&unified_code(2))),
        kiln(YAOHUA, "1#", None),
    ];
    let found = survey(&mut ledger, base, "2014-01-05", &list);
    assert_eq!(found, ["same 532300-3", "new 532300-4", "same 532300-1"]);
    assert_eq!(ledger.book().line("532300-4").unwrap().unwrap().enterprise, "E532300-1");
    // Under the name of today it may have another label: a question, never a line more.
    let mut list = [kiln(YAOHUA, "1#", None), kiln(YAOHUA, "2#", None), kiln(YAOHUA, "3#", None)];
    let found = survey(&mut ledger, base, "2014-01-06", &list);
    assert_eq!(found, ["same 532300-1", "same 532300-2", "same-as"]);
    set(&mut list[2], "same_as", "532300-3");
    let found = survey(&mut ledger, base, "2014-01-06", &list);
    assert_eq!(found, ["same 532300-1", "same 532300-2", "changed 532300-3 label"]);
    set(&mut list[2], "same_as", "");
    let found = survey(&mut ledger, base, "2014-01-07", &list);
    assert_eq!(found, ["same 532300-1", "same 532300-2", "same 532300-3"]);
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn two_firms_become_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = two_firms(base);
    let facts = [
        ("absorbed", "E532300-1、E532300-3"),
        ("name", "楚雄水泥集团有限公司"),
        ("credit_code", &*unified_code(9)),
        ("group", "云南建材集团"),
        ("document", "楚政函〔2013〕9号"),
    ];
    act(&mut ledger, base, ("merge", "新设", "2013-07-01"), &facts).unwrap();
    let new = find(&ledger, &unified_code(9));
    assert_eq!((new.id.as_str(), new.name.as_str()), ("E532300-e4", "楚雄水泥集团有限公司"));
    assert_eq!(
        (new.region.as_deref(), new.group.as_deref()),
        (Some("532323"), Some("云南建材集团"))
    );
    assert_eq!(owners(&ledger), ["E532300-e4"; 3]);
    for name in [YAOHUA, LANTIE, "楚雄水泥集团有限公司"] {
        assert_eq!(find(&ledger, name).id, "E532300-e4");
    }
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn a_split_takes_the_named_lines_and_leaves_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = two_firms(base);
    let facts = [
        ("new_name", "牟定耀华二线水泥有限公司"),
        ("lines", "532300-2"),
        ("credit_code", &*unified_code(8)),
    ];
    act(&mut ledger, base, ("split", YAOHUA, "2013-07-01"), &facts).unwrap();
    assert_eq!(owners(&ledger), ["E532300-1", "E532300-e4", "E532300-3"]);
    let event = ledger.events().unwrap().pop().unwrap();
    assert_eq!(event.text("new_enterprise"), Some("E532300-e4"));
    assert_eq!(find(&ledger, &unified_code(8)).name, "牟定耀华二线水泥有限公司");
    assert_eq!(find(&ledger, YAOHUA).id, "E532300-1");
    let found = survey(
        &mut ledger,
        base,
        "2014-01-05",
        &[kiln("牟定耀华二线水泥有限公司", "2#", Some(&unified_code(8))), kiln(YAOHUA, "1#", None)],
    );
    assert_eq!(found, ["same 532300-2", "same 532300-1"]);
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn what_cannot_be_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = two_firms(base);
    let twins = [kiln("兴隆水泥厂", "1#", Some(&unified_code(3)))];
    let _ = survey(&mut ledger, base, "2012-11-05", &twins); // line 4
    let mut twin = kiln("兴隆水泥厂", "1#", Some(&unified_code(4)));
    set(&mut twin, "same_as", "new");
    let _ = survey(&mut ledger, base, "2012-11-05", &[twin]); // line 5
    let merger = [("absorbed", "E532300-3"), ("document", "楚政函〔2013〕9号")];
    act(&mut ledger, base, ("merge", "E532300-1", "2013-07-01"), &merger).unwrap();
    act(&mut ledger, base, ("rename", "E532300-1", "2013-08-01"), &[("name", "耀华建材")]).unwrap();
    let long = "楚雄水泥集团有限公司";
    let (code, wrong) = (unified_code(4), "91532323000000019X");
    let document = ("document", "楚政函〔2013〕9号");
    let letter: Facts<'_> =
        &[("parties", "E532300-3、532300"), ("year", "2013"), ("document", "楚政责〔2013〕1号")];
    let cases: [(&str, &str, Facts<'_>, &str); 21] = [
        ("rename", "E532300-3", &[("name", long)], "enterprise-gone"),
        ("split", "E532300-3", &[("new_name", long), ("lines", "532300-3")], "enterprise-gone"),
        ("merge", "E532300-3", &[("absorbed", "E532300-1"), document], "enterprise-gone"),
        ("letter", "E532300-3", letter, "enterprise-gone"),
        ("rename", "E532300-9", &[("name", long)], "enterprise-unknown"),
        ("rename", YAOHUA, &[("name", long)], "enterprise-unknown"), // its name of before
        ("rename", "兴隆水泥厂", &[("name", long)], "enterprise-ambiguous"),
        ("rename", "E532300-4", &[], "facts-missing"),
        ("rename", "E532300-4", &[("name", "兴隆水泥厂")], "changes-nothing"),
        ("rename", "E532300-4", &[("name", " 耀华 建材")], "name-taken"),
        ("rename", "E532300-4", &[("credit_code", &code)], "code-of-another"),
        ("rename", "E532300-4", &[("credit_code", wrong)], "credit-code-wrong"),
        ("merge", "E532300-1", &[("absorbed", "E532300-1"), document], "merged-into-itself"),
        ("merge", "E532300-1", &[("absorbed", "E532300-3"), document], "enterprise-gone"),
        ("merge", "E532300-1", &[("absorbed", "E532300-77"), document], "enterprise-unknown"),
        ("merge", "E532300-1", &[("absorbed", "E532300-4")], "facts-missing"),
        ("merge", "new", &[("absorbed", "E532300-1"), ("name", long), document], "merge-of-one"),
        ("merge", "new", &[("absorbed", "E532300-1、E532300-4"), document], "facts-missing"),
        ("split", "E532300-1", &[("new_name", long), ("lines", "532300-4")], "line-elsewhere"),
        ("split", "E532300-1", &[("new_name", long), ("lines", "532300-77")], "line-unknown"),
        ("split", "E532300-1", &[("new_name", "耀华建材"), ("lines", "532300-1")], "name-taken"),
    ];
    let before = ledger.head().unwrap();
    for (kind, subject, facts, code) in cases {
        let refusal = act(&mut ledger, base, (kind, subject, "2013-09-01"), facts).unwrap_err();
        assert_eq!(refusal.code, code, "{kind} {subject} {facts:?}: {refusal:?}");
    }
    assert_eq!(ledger.head().unwrap(), before);
    let early = [("name", long)];
    let refusal =
        act(&mut ledger, base, ("rename", "E532300-1", "2013-07-15"), &early).unwrap_err();
    assert_eq!((refusal.code, argument(&refusal, "since")), ("named-later", "2013-08-01"));
    // What was signed before the merger may still come on record.
    act(&mut ledger, base, ("letter", "E532300-3", "2013-04-01"), letter).unwrap();
    // Both are called so: outside one registration area names need not differ.
    let same = [("name", "耀华建材"), ("same_name", "是")];
    act(&mut ledger, base, ("rename", "E532300-4", "2013-09-01"), &same).unwrap();
    assert_eq!(ledger.book().find_enterprise("耀华建材").unwrap().len(), 2);
}

#[test]
fn a_merger_that_is_voided_gives_the_lines_back() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = two_firms(base);
    let merger = [("absorbed", LANTIE), ("document", "楚政函〔2013〕9号")];
    act(&mut ledger, base, ("merge", "E532300-1", "2013-07-01"), &merger).unwrap(); // event 4
    // News of the line under its old name, and a new line of the old firm, recorded after the merger.
    let mut news = kiln(LANTIE, "1#", None);
    set(&mut news, "capacity", "9万吨/年");
    set(&mut news, "same_as", "532300-3");
    let found = survey(&mut ledger, base, "2014-01-05", &[news, kiln(LANTIE, "9#", None)]);
    assert_eq!(found, ["changed 532300-3 capacity", "new 532300-4"]);
    void(&mut ledger, base, "4").unwrap();
    assert_eq!(owners(&ledger), ["E532300-1", "E532300-1", "E532300-3"]);
    assert_eq!(ledger.book().line("532300-4").unwrap().unwrap().enterprise, "E532300-3");
    assert!(ledger.book().enterprise("E532300-3").unwrap().unwrap().is_living());
    assert_eq!(lines(&ledger)[2].capacity.to_string(), "9万吨/年");
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn a_rename_that_is_voided_gives_the_old_name_back_unless_a_later_act_stands_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = two_firms(base);
    let rename = |name: &'static str| [("name", name)];
    act(&mut ledger, base, ("rename", YAOHUA, "2013-07-01"), &rename("耀华建材")).unwrap(); // 4
    // The name is free again, so another firm may take it.
    act(&mut ledger, base, ("rename", LANTIE, "2013-08-01"), &rename(YAOHUA)).unwrap(); // 5
    let refusal = void(&mut ledger, base, "4").unwrap_err();
    assert_eq!(refusal.code, "correction-breaks");
    assert_eq!(argument(&refusal, "cause"), "name-taken");
    assert_eq!(ledger.events().unwrap().len(), 5);
    void(&mut ledger, base, "5").unwrap();
    void(&mut ledger, base, "4").unwrap();
    let enterprise = find(&ledger, YAOHUA);
    assert_eq!((enterprise.id.as_str(), enterprise.name.as_str()), ("E532300-1", YAOHUA));
    assert_eq!(enterprise.names.len(), 1);
    assert!(ledger.book().find_enterprise("耀华建材").unwrap().is_empty());
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn a_correction_of_a_merger_may_name_another_enterprise() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = two_firms(base);
    let _ = survey(&mut ledger, base, "2012-11-05", &[kiln("渭阳水泥厂", "1#", None)]); // line 4
    let merger = [("absorbed", LANTIE), ("document", "楚政函〔2013〕9号")];
    act(&mut ledger, base, ("merge", "E532300-1", "2013-07-01"), &merger).unwrap(); // event 5
    let set = [("reason", "误列企业"), ("absorbed", "渭阳水泥厂")];
    act(&mut ledger, base, ("correct", "5", "2014-02-20"), &set).unwrap();
    assert_eq!(owners(&ledger), ["E532300-1", "E532300-1", "E532300-3"]);
    assert_eq!(find(&ledger, "渭阳水泥厂").id, "E532300-1");
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn a_list_may_tell_of_a_new_name_and_an_older_list_of_an_older_one() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = two_firms(base);
    let code = unified_code(1);
    let told = |ledger: &mut Ledger, name: &str, date: &str| {
        survey(ledger, base, date, &[kiln(name, "1#", Some(&code))])
    };
    assert_eq!(told(&mut ledger, "耀华建材", "2013-05"), ["changed 532300-1 name"]);
    assert_eq!(find(&ledger, &code).name, "耀华建材", "the newest list is right");
    assert_eq!(told(&mut ledger, "牟定县水泥厂", "2009"), ["changed 532300-1 name"]);
    assert_eq!(find(&ledger, &code).name, "耀华建材", "an older list tells of an older name");
    assert_eq!(told(&mut ledger, YAOHUA, "2014-01"), ["same 532300-1"], "a name that is known");
    act(&mut ledger, base, ("rename", "E532300-1", "2013-06-01"), &[("name", "云南耀华")]).unwrap();
    assert_eq!(told(&mut ledger, "耀华新材", "2014-01"), ["changed 532300-1 name"]);
    assert_eq!(find(&ledger, &code).name, "云南耀华", "what an act gave a list does not take");
    let names: Vec<String> =
        find(&ledger, "牟定县水泥厂").names.into_iter().map(|name| name.name).collect();
    assert_eq!(names, [YAOHUA, "耀华建材", "牟定县水泥厂", "云南耀华", "耀华新材"]);
}

#[test]
fn all_enterprises_are_told_in_the_order_in_which_they_came_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = two_firms(folder.path());
    let all = ledger.book().enterprises().unwrap();
    let each: Vec<Enterprise> = ["E532300-1", "E532300-3"]
        .iter()
        .map(|id| ledger.book().enterprise(id).unwrap().unwrap())
        .collect();
    assert_eq!(all, each);
    assert!(ledger.book().enterprise("E1").unwrap().is_none());
    assert_eq!(desk(folder.path()).office, "532300");
}

/// A list that still names the firm as it was before the split finds the lines that went with the new one.
#[test]
fn the_same_list_after_a_split_records_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let rows = [kiln(YAOHUA, "1#", None), kiln(YAOHUA, "2#", None)];
    assert_eq!(survey(&mut ledger, base, "2012-11-05", &rows), ["new 532300-1", "new 532300-2"]);
    let facts =
        [("new_name", "楚雄水泥分厂"), ("lines", "532300-2"), ("document", "楚政函〔2013〕9号")];
    act(&mut ledger, base, ("split", "E532300-1", "2013-05-01"), &facts).unwrap();
    assert_eq!(survey(&mut ledger, base, "2013-06-01", &rows), ["same 532300-1", "same 532300-2"]);
}
