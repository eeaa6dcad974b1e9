//! Changes of a list after it was published, by the case of Tangshan in 2014: one converter of 40 t goes
//! back and one of 45 t comes in its place, for the heating of homes; three of 35 t are struck off,
//! because only their foundations had been built. Both cite the notice that they change.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{Who, desk_of, identified, ledger, refusals, request};
use phaseout_ledger::{ListChange, ListChangeKind, Recording, Stage, TargetFilter, Tree};

const NOTICE: &str = "冀工信产业〔2014〕1号"; // the number is constructed: the source does not print it
const LATER: &str = "冀工信产业〔2014〕2号"; // constructed as well
const LIST: &str = "2014年淘汰落后产能企业名单";

type Facts<'a> = &'a [(&'a str, &'a str)];

#[track_caller]
fn done(recording: &mut Recording<'_>, kind: &str, line: &str, facts: Facts<'_>) {
    recording.record(&request(kind, line, "2014-02-20", facts)).unwrap();
}

#[track_caller]
fn not_done(
    recording: &mut Recording<'_>,
    kind: &str,
    line: &str,
    facts: Facts<'_>,
    code: &str,
    words: &str,
) {
    let error = recording.record(&request(kind, line, "2014-02-20", facts)).map(drop).unwrap_err();
    let refusal = refusals(error).swap_remove(0);
    let text: Vec<String> =
        refusal.arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(refusal.code, code, "{text:?}");
    assert!(text.join(" ").contains(words), "{words} is not in {text:?}");
}

/// The four contents of an announcement by a notice, and what a change of a list adds.
fn announcement<'a>(notice: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut facts = vec![
        ("list", LIST),
        ("equipment", "转炉"),
        ("deadline", "2014-12-31"),
        ("progress", "未关停"),
        ("notice", notice),
    ];
    facts.extend_from_slice(more);
    facts
}

struct Tangshan {
    beishiti: String,
    qingquan: String,
    huarui: [String; 3],
}

/// Hebei's list as first published: 贝氏体 1×40 t (60万吨) and 华瑞 3×35 t (158万吨 together).
fn published(recording: &mut Recording<'_>) -> Tangshan {
    let target = [("industry", "steel"), ("year", "2014"), ("amount", "300万吨")];
    done(recording, "target", "2014-steel", &target);
    let who = |name, region, capacity| Who { name, region, group: "", industry: "steel", capacity };
    let beishiti = identified(recording, who("唐山贝氏体钢铁", "130200", "60万吨/年"));
    // The source gives the size of its converter, and no capacity.
    let qingquan = identified(recording, who("唐山清泉钢铁", "130200", "-"));
    // 158万吨 do not divide into three printed figures: the first carries them, the others are not known.
    let huarui = ["158万吨/年", "??", "??"]
        .map(|capacity| identified(recording, who("华瑞(邯郸)铸管", "130400", capacity)));
    for (line, capacity) in
        [(&beishiti, "60万吨"), (&huarui[0], "158万吨"), (&huarui[1], "??"), (&huarui[2], "??")]
    {
        let plan = [("year", "2014"), ("capacity", capacity), ("target", "2014-steel")];
        done(recording, "plan", line, &plan);
        done(recording, "announce", line, &announcement(NOTICE, &[]));
    }
    Tangshan { beishiti, qingquan, huarui }
}

fn with(test: impl FnOnce(&mut Recording<'_>, &Tangshan)) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let mut recording = ledger.begin(&desk_of(folder.path(), "130000")).unwrap();
    let tangshan = published(&mut recording);
    test(&mut recording, &tangshan);
    assert_eq!(recording.book().target_imbalances().unwrap(), []);
    recording.keep().unwrap();
    assert!(ledger.compare().unwrap().is_same());
}

fn planned(recording: &Recording<'_>) -> String {
    let filter = TargetFilter { tree: Some(Tree::Region), ..TargetFilter::default() };
    let figures = recording.book().target_figures(&filter).unwrap();
    let planned = figures[0].at(Stage::Planned);
    format!("{} {}条", planned.capacity, planned.lines)
}

#[test]
fn a_line_is_replaced_for_heating_and_the_difference_is_shown() {
    with(|recording, tangshan| {
        assert_eq!(planned(recording), "218万吨/年 + ?×2 4条");
        let (old, new) = (tangshan.beishiti.as_str(), tangshan.qingquan.as_str());
        let leaves: Facts<'_> = &[("notice", NOTICE), ("reason", "heating"), ("replaced_by", new)];
        done(recording, "withdraw", old, leaves);
        let begun = recording.book().list_changes(Some(2014)).unwrap();
        assert_eq!((begun[0].kind, &begun[0].notice), (ListChangeKind::Replaced, &None), "not yet");
        let plan: Facts<'_> = &[("year", "2014"), ("capacity", "-"), ("target", "2014-steel")];
        done(recording, "plan", new, plan);
        let comes: Facts<'_> =
            &[("replaces", old), ("earlier_notice", NOTICE), ("reason", "居民供暖")];
        done(recording, "announce", new, &announcement(LATER, comes));

        let changes = recording.book().list_changes(Some(2014)).unwrap();
        let [change] = changes.as_slice() else { panic!("{changes:?}") };
        assert_eq!(change.kind, ListChangeKind::Replaced);
        assert_eq!(change.line.as_deref(), Some(old));
        assert_eq!(change.replacement.as_deref(), Some(new));
        assert_eq!(
            (change.earlier_notice.as_str(), change.notice.as_deref()),
            (NOTICE, Some(LATER))
        );
        assert_eq!(change.reason, "heating");
        assert_eq!(change.out.as_ref().unwrap().to_string(), "60万吨/年");
        assert_eq!(change.difference(), None, "the new one's capacity is not printed");
        assert_eq!(planned(recording), "158万吨/年 + ?×3 4条");
        // Had it been printed, the difference would be there.
        let known =
            ListChange { into: phaseout_ledger::Amount::parse("67.5万吨/年"), ..change.clone() };
        assert_eq!(known.difference().unwrap().to_string(), "7.5万吨/年");
        assert!(recording.book().list_changes(Some(2013)).unwrap().is_empty());
    });
}

#[test]
fn lines_that_were_never_built_are_struck_off_with_the_notice_that_named_them() {
    with(|recording, tangshan| {
        for line in &tangshan.huarui {
            let uncited: Facts<'_> = &[("reason", "never_built")];
            not_done(recording, "strike_off", line, uncited, "notice-not-cited", NOTICE);
            done(recording, "strike_off", line, &[("reason", "never_built"), ("notice", NOTICE)]);
        }
        let changes = recording.book().list_changes(Some(2014)).unwrap();
        assert!(changes.iter().all(|change| change.kind == ListChangeKind::StruckOff));
        let out: Vec<String> =
            changes.iter().map(|change| change.out.as_ref().unwrap().to_string()).collect();
        assert_eq!(out, ["158万吨/年", "??", "??"]);
        assert_eq!(planned(recording), "60万吨/年 1条", "never built counts for nobody");
    });
}

#[test]
fn what_comes_onto_a_published_list_cites_it_and_says_why() {
    with(|recording, tangshan| {
        let new = tangshan.qingquan.as_str();
        let plan: Facts<'_> = &[("year", "2014"), ("capacity", "40万吨"), ("target", "2014-steel")];
        done(recording, "plan", new, plan);
        let cases: [(&str, Facts<'_>, &str, &str); 6] = [
            (LATER, &[], "list-published", NOTICE),
            (LATER, &[("earlier_notice", NOTICE)], "facts-missing", "missing=reason"),
            (LATER, &[("replaces", &tangshan.beishiti)], "facts-missing", "earlier_notice"),
            (
                LATER,
                &[("earlier_notice", "冀工信产业〔2013〕9号"), ("reason", "x")],
                "notice-unknown",
                "notice=冀工信产业〔2013〕9号",
            ),
            (NOTICE, &[("earlier_notice", NOTICE), ("reason", "x")], "notice-unknown", "own="),
            (
                LATER,
                &[
                    ("replaces", &tangshan.beishiti),
                    ("earlier_notice", NOTICE),
                    ("reason", "heating"),
                ],
                "replaced-still-listed",
                "state=planned",
            ),
        ];
        for (notice, more, code, words) in cases {
            not_done(recording, "announce", new, &announcement(notice, more), code, words);
        }
        let added: Facts<'_> = &[("earlier_notice", NOTICE), ("reason", "补报")];
        done(recording, "announce", new, &announcement(LATER, added));
        let changes = recording.book().list_changes(None).unwrap();
        assert_eq!((changes[0].kind, changes[0].line.as_deref()), (ListChangeKind::Added, None));
        assert_eq!(changes[0].into.as_ref().unwrap().to_string(), "40万吨/年");
    });
}

#[test]
fn the_same_notice_goes_on_and_another_batch_is_a_list_of_its_own() {
    with(|recording, tangshan| {
        let new = tangshan.qingquan.as_str();
        let plan: Facts<'_> = &[("year", "2014"), ("capacity", "40万吨"), ("target", "2014-steel")];
        done(recording, "plan", new, plan);
        let mut second = announcement(LATER, &[]);
        second[0].1 = "2014年淘汰落后产能企业名单(第二批)";
        done(recording, "announce", new, &second);
        // Named again by a further notice, it is on the list already.
        done(recording, "announce", &tangshan.beishiti, &announcement(LATER, &[]));
        assert!(recording.book().list_changes(None).unwrap().is_empty());
    });
}

#[test]
fn a_line_is_replaced_once_and_by_the_line_that_was_named() {
    with(|recording, tangshan| {
        let (old, new) = (tangshan.beishiti.as_str(), tangshan.qingquan.as_str());
        let other = tangshan.huarui[0].as_str();
        let leaves = |by| [("notice", NOTICE), ("reason", "replaced"), ("replaced_by", by)];
        let cases: [(Facts<'_>, &str, &str); 4] = [
            (&leaves("130000-99"), "line-unknown", ""),
            (&leaves(old), "replaces-itself", ""),
            (&[("notice", NOTICE), ("reason", "以他线替换")], "facts-missing", "replaced_by"),
            (&[("notice", LATER), ("reason", "heating")], "notice-not-cited", NOTICE),
        ];
        for (facts, code, words) in cases {
            not_done(recording, "withdraw", old, facts, code, words);
        }
        done(recording, "withdraw", old, &leaves(new));
        let comes = announcement(
            LATER,
            &[("replaces", old), ("earlier_notice", NOTICE), ("reason", "replaced")],
        );
        not_done(recording, "announce", other, &comes, "replaced-by-other", &format!("by={new}"));
        let plan: Facts<'_> = &[("year", "2014"), ("capacity", "45万吨"), ("target", "2014-steel")];
        done(recording, "plan", new, plan);
        done(recording, "announce", new, &comes);
        let change = recording.book().list_changes(None).unwrap().swap_remove(0);
        assert_eq!(change.difference().unwrap().to_string(), "-15万吨/年");
    });
}
