//! Targets: received, split by region and by group, and held against what became of the lines.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{Who, desk, desk_of, identified, ledger, refusals, request};
use phaseout_ledger::{
    Amount, Book, Ledger, LedgerError, Recording, Stage, TargetFigures, TargetFilter, Tree, View,
};
use std::path::Path;

const KILN: Who<'_> = Who {
    name: "耀华水泥有限责任公司",
    region: "532323",
    group: "",
    industry: "cement",
    capacity: "8万吨/年",
};

type Facts<'a> = &'a [(&'a str, &'a str)];

/// Records an event on a day of 2013 and gives the codes of its refusals, with their arguments.
fn refused(
    recording: &mut Recording<'_>,
    kind: &str,
    subject: &str,
    facts: Facts<'_>,
) -> Vec<(String, String)> {
    match recording.record(&request(kind, subject, "2013-02-01", facts)) {
        Ok(_) => Vec::new(),
        Err(error) => refusals(error)
            .into_iter()
            .map(|refusal| {
                let words = refusal.arguments.iter().map(|(name, value)| format!("{name}={value}"));
                (refusal.code.to_owned(), words.collect::<Vec<_>>().join(" "))
            })
            .collect(),
    }
}

#[track_caller]
fn done(recording: &mut Recording<'_>, kind: &str, subject: &str, facts: Facts<'_>) {
    assert_eq!(refused(recording, kind, subject, facts), [], "{kind} {subject}");
}

#[track_caller]
fn not_done(
    recording: &mut Recording<'_>,
    kind: &str,
    subject: &str,
    facts: Facts<'_>,
    code: &str,
    words: &str,
) {
    let refusals = refused(recording, kind, subject, facts);
    assert!(
        refusals.iter().any(|(own, text)| own == code && text.contains(words)),
        "{kind} {subject} {facts:?}: {code} {words} is not in {refusals:?}"
    );
}

/// The figures of a target in a tree.
#[track_caller]
fn figures(book: &Book<'_>, id: &str, tree: Tree) -> TargetFigures {
    let filter =
        TargetFilter { tree: Some(tree), id: Some(id.to_owned()), ..TargetFilter::default() };
    book.target_figures(&filter).unwrap().swap_remove(0)
}

/// `8万吨/年 1条 1户` at each stage.
fn counted(book: &Book<'_>, id: &str, stage: Stage) -> String {
    let figures = figures(book, id, Tree::Region);
    let own = figures.at(stage);
    format!("{} {}条 {}户", own.capacity, own.lines, own.firms)
}

fn open(book: &Book<'_>, id: &str, tree: Tree) -> String {
    let open = figures(book, id, tree).open;
    let capacity = open.capacity.map(|left| left.to_string());
    let firms = open.firms.map(|firms| format!("{firms}户"));
    capacity.into_iter().chain(firms).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn balanced(book: &Book<'_>) {
    assert_eq!(book.target_imbalances().unwrap(), []);
}

/// A prefecture that received 8万吨 of cement for 2013 and gave them to the county of the kiln.
fn chuxiong(recording: &mut Recording<'_>) -> String {
    let facts: Facts<'_> = &[
        ("industry", "cement"),
        ("year", "2013"),
        ("amount", "8万吨"),
        ("notice", "云工信产业〔2013〕899号"),
    ];
    done(recording, "target", "2013-cement", facts);
    let county: Facts<'_> = &[
        ("parent", "2013-cement"),
        ("holder", "532323"),
        ("amount", "8万吨"),
        ("notice", "楚工信通〔2013〕131号"),
    ];
    done(recording, "target", "2013-cement/532323", county);
    identified(recording, KILN)
}

fn with(test: impl FnOnce(&mut Recording<'_>)) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let mut recording = ledger.begin(&desk(folder.path())).unwrap();
    test(&mut recording);
    balanced(&recording.book());
    let events = recording.keep().unwrap();
    assert!(ledger.compare().unwrap().is_same(), "after {} events", events.len());
}

fn pictures(folder: &Path) {
    for name in ["before.jpg", "during.jpg", "after.jpg"] {
        std::fs::write(folder.join(name), name).unwrap();
    }
}

#[test]
fn the_kiln_of_2013_goes_through_every_column_to_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    pictures(folder.path());
    let mut ledger = ledger(folder.path());
    let mut recording = ledger.begin(&desk(folder.path())).unwrap();
    let kiln = chuxiong(&mut recording);
    let county = "2013-cement/532323";
    assert_eq!(open(&recording.book(), "2013-cement", Tree::Region), "0万吨/年");
    assert_eq!(open(&recording.book(), county, Tree::Region), "8万吨/年", "no line yet");
    let steps: [(&str, Facts<'_>, Stage); 4] = [
        ("plan", &[("year", "2013"), ("capacity", "8万吨"), ("target", county)], Stage::Planned),
        (
            "announce",
            &[
                ("list", "2013年淘汰名单"),
                ("equipment", "Φ3×11m机立窑"),
                ("deadline", "2013-12-31"),
                ("progress", "未关停"),
                ("notice", "楚工信通〔2013〕131号"),
            ],
            Stage::Announced,
        ),
        ("dismantle", &[("evidence", "after.jpg")], Stage::Dismantled),
        (
            "accept",
            &[
                ("departments", "工信、发改、环保"),
                ("before", "before.jpg"),
                ("during", "during.jpg"),
                ("after", "after.jpg"),
            ],
            Stage::Accepted,
        ),
    ];
    for (step, facts, stage) in steps {
        for id in ["2013-cement", county] {
            assert_eq!(counted(&recording.book(), id, stage), "0 0条 0户", "{id} before {step}");
        }
        done(&mut recording, step, &kiln, facts);
        for id in ["2013-cement", county] {
            assert_eq!(counted(&recording.book(), id, stage), "8万吨/年 1条 1户", "{id} {step}");
        }
    }
    let book = recording.book();
    assert_eq!(open(&book, county, Tree::Region), "0万吨/年", "given to the line");
    // Dismantled, it stands still; the shutdown has no event of its own.
    assert_eq!(counted(&book, "2013-cement", Stage::ShutDown), "8万吨/年 1条 1户");
    let root = figures(&book, "2013-cement", Tree::Region);
    assert_eq!(root.less_accepted.capacity.unwrap().to_string(), "0万吨/年");
    balanced(&book);
    recording.keep().unwrap();
    assert!(ledger.compare().unwrap().is_same());

    let january = View { as_of: Some("2013-01-31".parse().unwrap()), known_at: None };
    let then = ledger.view(january).unwrap();
    assert_eq!(then.book().target("2013-cement").unwrap(), None, "not received yet");
}

#[test]
fn parts_come_to_the_whole_or_leave_it_open_or_are_refused_with_the_excess() {
    with(|recording| {
        let root: Facts<'_> =
            &[("industry", "cement"), ("year", "2013"), ("amount", "30万吨"), ("firms", "3")];
        done(recording, "target", "2013-cement", root);
        let part = |holder: &'static str, amount: &'static str, firms: &'static str| {
            vec![
                ("parent", "2013-cement"),
                ("holder", holder),
                ("amount", amount),
                ("firms", firms),
            ]
        };
        done(recording, "target", "a", &part("532301", "12万吨", "2"));
        done(recording, "target", "b", &part("532323", "80000吨", "1"));
        assert_eq!(open(&recording.book(), "2013-cement", Tree::Region), "10万吨/年 0户");
        let words = "target=2013-cement amount=30万吨/年 3户 split=32万吨/年 excess=2万吨/年";
        let (kind, code) = ("target", "target-split-exceeds");
        not_done(recording, kind, "c", &part("532324", "12万吨", "0"), code, words);
        let words = "split=4户 excess=1户";
        not_done(recording, kind, "c", &part("532324", "10万吨", "1"), code, words);
        let mut more = part("532324", "12万吨", "1");
        more.push(("reason", "州里自加任务"));
        done(recording, "target", "c", &more);
        assert_eq!(open(&recording.book(), "2013-cement", Tree::Region), "-2万吨/年 -1户");
        assert!(figures(&recording.book(), "2013-cement", Tree::Region).open.is_beyond());
        // What stands beyond already does not keep a part from being made smaller.
        done(
            recording,
            "target",
            "c",
            &[("amount", "11万吨"), ("notice", "楚工信通〔2013〕140号")],
        );
        not_done(
            recording,
            "target",
            "2013-cement",
            &[("amount", "20万吨"), ("notice", "云工信产业〔2013〕900号")],
            code,
            "excess=11万吨/年",
        );
    });
}

#[test]
fn a_target_that_is_changed_keeps_what_it_was() {
    with(|recording| {
        chuxiong(recording);
        let less: Facts<'_> = &[("amount", "10万吨")];
        not_done(
            recording,
            "target",
            "2013-cement",
            less,
            "target-stands",
            "amount=8万吨/年 given=10万吨/年",
        );
        let notice: Facts<'_> = &[("amount", "10万吨"), ("notice", "云工信产业〔2013〕950号")];
        done(recording, "target", "2013-cement", notice);
        let versions = recording.book().target_versions("2013-cement").unwrap();
        let amounts: Vec<String> =
            versions.iter().map(|version| version.amount.as_ref().unwrap().to_string()).collect();
        assert_eq!(amounts, ["8万吨/年", "10万吨/年"]);
        assert_eq!(versions[0].notice.as_deref(), Some("云工信产业〔2013〕899号"));
        let cases: [(Facts<'_>, &str); 3] = [
            (&[("industry", "steel"), ("amount", "8万吨"), ("reason", "x")], "key=industry"),
            (&[("year", "2014"), ("amount", "8万吨"), ("reason", "x")], "key=year"),
            (&[("parent", "2013-steel"), ("amount", "8万吨"), ("reason", "x")], "key=parent"),
        ];
        for (facts, words) in cases {
            not_done(recording, "target", "2013-cement", facts, "target-fixed", words);
        }
    });
}

#[test]
fn tons_and_weight_cases_are_two_targets_and_the_refusal_names_both() {
    with(|recording| {
        let glass: Facts<'_> = &[("industry", "glass"), ("year", "2013"), ("amount", "60万重量箱")];
        done(recording, "target", "2013-glass", glass);
        let words = "amount=8万吨/年 other=2013-glass others=60万重量箱/年";
        let part: Facts<'_> =
            &[("parent", "2013-glass"), ("holder", "532323"), ("amount", "8万吨")];
        not_done(recording, "target", "a", part, "target-unit", words);
        let line = identified(recording, Who { industry: "glass", ..KILN });
        let plan: Facts<'_> = &[("year", "2013"), ("capacity", "8万吨"), ("target", "2013-glass")];
        not_done(recording, "plan", &line, plan, "target-unit", words);

        // Where the target withholds its amount, the first known one sets the unit.
        let steel: Facts<'_> = &[("industry", "steel"), ("year", "2013"), ("amount", "**")];
        done(recording, "target", "2013-steel", steel);
        let line = identified(recording, Who { industry: "steel", ..KILN });
        let plan: Facts<'_> = &[("year", "2013"), ("capacity", "8万吨"), ("target", "2013-steel")];
        done(recording, "plan", &line, plan);
        let power: Facts<'_> = &[("amount", "2万千瓦"), ("reason", "补录")];
        let words = format!("amount=2万千瓦 other={line} others=8万吨/年");
        not_done(recording, "target", "2013-steel", power, "target-unit", &words);

        let id = |amount: &str| {
            let amount = Amount::parse(amount).unwrap();
            recording.book().target_id("glass", 2013, Some(&amount)).unwrap()
        };
        assert_eq!(id("70万重量箱/年"), "2013-glass", "the same one, changed");
        assert_eq!(id("8万吨/年"), "2013-glass-2", "another one beside it");
    });
}

#[test]
fn a_part_belongs_to_its_whole() {
    with(|recording| {
        chuxiong(recording);
        let more: Facts<'_> = &[("industry", "cement"), ("year", "2014"), ("amount", "50万吨")];
        done(recording, "target", "2014-cement", more);
        let group: Facts<'_> = &[
            ("parent", "2014-cement"),
            ("holder", "云南建材集团"),
            ("tree", "集团"),
            ("amount", "1万吨"),
        ];
        done(recording, "target", "g", group);
        let cases: &[(&str, &str, Facts<'_>, &str, &str)] = &[
            ("2014-cemnet", "532323", &[], "target-unknown", "suggestion=2014-cement"),
            ("2014-cement", "530100", &[], "target-holder-outside", "wanted=532300"),
            ("2014-cement", "999900", &[], "target-holder-unknown", "holder=999900"),
            ("2014-cement", "牟定县", &[], "target-holder-unknown", "tree=region"),
            ("2014-cement", "532323", &[("tree", "group")], "target-holder-unknown", "tree=group"),
            ("2013-cement", "532323", &[], "target-holder-twice", "other=2013-cement/532323"),
            ("2013-cement/532323", "532324", &[], "target-holder-outside", "wanted=532323"),
            ("2014-cement", "532323", &[("year", "2013")], "target-year", "wanted=2014"),
            ("2014-cement", "532323", &[("industry", "steel")], "target-industry", "wanted=cement"),
            ("g", "532323", &[], "target-holder-unknown", "tree=group"),
            ("g", "另一集团", &[], "target-holder-outside", "wanted=云南建材集团"),
        ];
        for (parent, holder, others, code, words) in cases {
            let mut facts = vec![("parent", *parent), ("holder", *holder), ("amount", "1万吨")];
            facts.extend_from_slice(others);
            not_done(recording, "target", "x", &facts, code, words);
        }
        let part: Facts<'_> =
            &[("parent", "2014-cement"), ("holder", "532323"), ("amount", "1万吨")];
        let early = request("target", "x", "2013-01-31", part);
        let refusals = refusals(recording.record(&early).unwrap_err());
        assert_eq!(refusals[0].code, "target-date-before", "split before it was received");
        for id in ["none", "a b", "a、b"] {
            not_done(recording, "target", id, more, "target-id-unusable", "");
        }
        not_done(recording, "target", "x", &[("amount", "1万吨")], "facts-missing", "industry");
    });
}

#[test]
fn a_prefecture_that_is_gone_still_holds_its_target() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let mut recording = ledger.begin(&desk_of(folder.path(), "370000")).unwrap();
    let root: Facts<'_> = &[("industry", "citric-acid"), ("year", "2013"), ("amount", "5万吨")];
    done(&mut recording, "target", "2013-citric-acid", root);
    for (holder, amount) in [("371200", "2万吨"), ("370100", "3万吨")] {
        let part = [("parent", "2013-citric-acid"), ("holder", holder), ("amount", amount)];
        done(&mut recording, "target", holder, &part);
    }
    // Surveyed when 莱芜 was a district of 济南 already.
    let taihe = Who {
        name: "莱芜泰禾生化有限公司",
        region: "370116",
        industry: "citric-acid",
        capacity: "20000吨/年",
        ..KILN
    };
    let line = identified(&mut recording, taihe);
    let plan: Facts<'_> =
        &[("year", "2013"), ("capacity", "20000吨"), ("target", "2013-citric-acid")];
    done(&mut recording, "plan", &line, plan);
    assert_eq!(figures(&recording.book(), "371200", Tree::Region).lines, [line]);
    assert_eq!(open(&recording.book(), "371200", Tree::Region), "0万吨/年");
    balanced(&recording.book());
}

#[test]
fn a_plan_names_targets_that_are_its_own() {
    with(|recording| {
        let kiln = chuxiong(recording);
        for (id, industry, year) in [
            ("2013-steel", "steel", "2013"),
            ("2014-cement", "cement", "2014"),
            ("2013-b", "cement", "2013"),
        ] {
            done(
                recording,
                "target",
                id,
                &[("industry", industry), ("year", year), ("amount", "9万吨")],
            );
        }
        for (id, holder) in [("2013-b/532324", "532324"), ("2013-b/532323", "532323")] {
            done(
                recording,
                "target",
                id,
                &[("parent", "2013-b"), ("holder", holder), ("amount", "1万吨")],
            );
        }
        let group =
            [("parent", "2013-b"), ("holder", "甲集团"), ("tree", "group"), ("amount", "1万吨")];
        done(recording, "target", "2013-b/g", &group);
        let cases = [
            ("2013-cemen", "target-unknown", "suggestion=2013-cement"),
            ("2014-cement", "target-year", "wanted=2014 has=2013"),
            ("2013-steel", "target-industry", "wanted=steel has=cement"),
            ("2013-b/532324", "target-region", "wanted=532324 has=532323"),
            ("2013-b/g", "target-group", "wanted=甲集团 has=-"),
            ("2013-cement、2013-b", "target-twice", "target=2013-cement other=2013-b"),
            ("2013-b、2013-b/532323", "target-twice", "tree=region"),
            ("none、2013-b", "target-none-and-some", "target=2013-b"),
        ];
        for (target, code, words) in cases {
            let plan = [("year", "2013"), ("capacity", "8万吨"), ("target", target)];
            not_done(recording, "plan", &kiln, &plan, code, words);
        }
        let plan = |target| [("year", "2013"), ("capacity", "8万吨"), ("target", target)];
        done(recording, "plan", &kiln, &plan("2013-cement"));
        not_done(recording, "plan", &kiln, &plan("2013-b"), "target-twice", "target=2013-cement");
        not_done(recording, "plan", &kiln, &plan("none"), "target-kept", "target=2013-cement");
        // The same target again, named more closely, and with another figure: not a second time.
        let again = [("year", "2013"), ("capacity", "7万吨"), ("target", "2013-cement/532323")];
        done(recording, "plan", &kiln, &again);
        assert_eq!(counted(&recording.book(), "2013-cement", Stage::Planned), "7万吨/年 1条 1户");
        // An owner's own decision counts for nobody.
        let other = identified(recording, Who { name: "自愿退出水泥厂", ..KILN });
        done(recording, "plan", &other, &plan("无"));
        assert_eq!(counted(&recording.book(), "2013-cement", Stage::Planned), "7万吨/年 1条 1户");
    });
}

#[test]
fn a_line_counts_at_the_nearest_node_in_each_tree_whichever_came_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let mut recording = ledger.begin(&desk_of(folder.path(), "370000")).unwrap();
    let root: Facts<'_> = &[("industry", "steel"), ("year", "2013"), ("amount", "200万吨")];
    done(&mut recording, "target", "2013-steel", root);
    let steel = Who { industry: "steel", region: "370112", ..KILN };
    let jigang = Who {
        name: "济南钢铁股份", group: "山钢集团", capacity: "60万吨/年", ..steel
    };
    let private = Who { name: "民营钢铁厂", capacity: "40万吨/年", ..steel };
    let far = Who { name: "莱阳钢铁厂", region: "370682", capacity: "10万吨/年", ..steel };
    let (jigang, private, far) = (
        identified(&mut recording, jigang),
        identified(&mut recording, private),
        identified(&mut recording, far),
    );
    for line in [&jigang, &private, &far] {
        let plan = [("year", "2013"), ("capacity", "40万吨"), ("target", "2013-steel")];
        done(&mut recording, "plan", line, &plan);
    }
    let at = |recording: &Recording<'_>, id: &str, tree| figures(&recording.book(), id, tree).lines;
    assert_eq!(at(&recording, "2013-steel", Tree::Region).len(), 3);
    let city: Facts<'_> = &[("parent", "2013-steel"), ("holder", "370100"), ("amount", "100万吨")];
    done(&mut recording, "target", "jinan", city);
    let group: Facts<'_> = &[
        ("parent", "2013-steel"),
        ("holder", "山钢集团"),
        ("tree", "group"),
        ("amount", "60万吨"),
    ];
    done(&mut recording, "target", "shangang", group);
    assert_eq!(at(&recording, "jinan", Tree::Region), [jigang.as_str(), private.as_str()]);
    assert_eq!(at(&recording, "2013-steel", Tree::Region), [far.as_str()], "no node of its own");
    assert_eq!(at(&recording, "shangang", Tree::Group), [jigang.as_str()]);
    assert_eq!(at(&recording, "2013-steel", Tree::Group), [private.as_str(), far.as_str()]);
    // Firms without a group are the open rest of the tree by group.
    assert_eq!(open(&recording.book(), "2013-steel", Tree::Group), "140万吨/年");
    assert_eq!(open(&recording.book(), "2013-steel", Tree::Region), "60万吨/年");
    // The district's own line, its own target.
    let own: Facts<'_> = &[("parent", "jinan"), ("holder", &private), ("amount", "40万吨")];
    done(&mut recording, "target", "jinan/line", own);
    assert_eq!(at(&recording, "jinan/line", Tree::Region), [private.as_str()]);
    assert_eq!(open(&recording.book(), "jinan/line", Tree::Region), "0万吨/年");
    let plan = [("year", "2013"), ("capacity", "40万吨"), ("target", "jinan/line")];
    not_done(
        &mut recording,
        "plan",
        &far,
        &plan,
        "target-other-line",
        &format!("wanted={private}"),
    );
    balanced(&recording.book());
}

#[test]
fn a_year_that_missed_its_target_is_named_by_the_next_and_both_stay_true() {
    with(|recording| {
        let kiln = chuxiong(recording);
        let next: Facts<'_> = &[("industry", "cement"), ("year", "2014"), ("amount", "8万吨")];
        done(recording, "target", "2014-cement", next);
        let first: Facts<'_> =
            &[("year", "2013"), ("capacity", "8万吨"), ("target", "2013-cement/532323")];
        done(recording, "plan", &kiln, first);
        done(recording, "shut_down", &kiln, &[]);
        let second = |carried: Option<&'static str>| {
            let mut facts =
                vec![("year", "2014"), ("capacity", "8万吨"), ("target", "2014-cement")];
            facts.extend(carried.map(|carried| ("carried_over", carried)));
            facts
        };
        let words = "target=2013-cement/532323 missed=2013 year=2014";
        not_done(recording, "plan", &kiln, &second(None), "carried-over-missing", words);
        let wrong = second(Some("2014-cement"));
        not_done(recording, "plan", &kiln, &wrong, "carried-over-nothing", "target=2014-cement");
        done(recording, "plan", &kiln, &second(Some("2013-cement/532323")));
        not_done(recording, "plan", &kiln, first, "target-later-year", "target=2014-cement");
        done(recording, "dismantle", &kiln, &[("evidence", "现场检查记录")]);
        let book = recording.book();
        // 2013: in the plan, shut down in time, not dismantled. 2014 has the rest.
        assert_eq!(counted(&book, "2013-cement", Stage::ShutDown), "8万吨/年 1条 1户");
        assert_eq!(counted(&book, "2013-cement", Stage::Dismantled), "0 0条 0户");
        assert_eq!(counted(&book, "2013-cement", Stage::CarriedOver), "8万吨/年 1条 1户");
        assert_eq!(counted(&book, "2014-cement", Stage::Dismantled), "8万吨/年 1条 1户");
    });
}

#[test]
fn what_left_the_list_no_longer_counts() {
    with(|recording| {
        let kiln = chuxiong(recording);
        let plan: Facts<'_> =
            &[("year", "2013"), ("capacity", "8万吨"), ("target", "2013-cement/532323")];
        done(recording, "plan", &kiln, plan);
        done(recording, "withdraw", &kiln, &[("notice", "-"), ("reason", "误列")]);
        assert_eq!(counted(&recording.book(), "2013-cement", Stage::Planned), "0 0条 0户");
        done(recording, "plan", &kiln, plan);
        assert_eq!(counted(&recording.book(), "2013-cement", Stage::Planned), "8万吨/年 1条 1户");
        done(recording, "strike_off", &kiln, &[("reason", "duplicate")]);
        assert_eq!(counted(&recording.book(), "2013-cement", Stage::Planned), "0 0条 0户");
        assert_eq!(open(&recording.book(), "2013-cement/532323", Tree::Region), "8万吨/年");
    });
}

#[test]
fn thirteen_industries_and_ninety_two_firms_are_a_target_without_a_capacity() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let mut recording = ledger.begin(&desk_of(folder.path(), "370000")).unwrap();
    // 国家下达我省淘汰落后产能任务共涉及13个行业,92户企业(含31户小火电).
    let root: Facts<'_> = &[("industry", "各行业"), ("year", "2010"), ("firms", "92户")];
    done(&mut recording, "target", "2010-all", root);
    let power: Facts<'_> =
        &[("parent", "2010-all"), ("holder", "370000"), ("industry", "power"), ("firms", "31户")];
    done(&mut recording, "target", "2010-all/power", power);
    assert_eq!(open(&recording.book(), "2010-all", Tree::Region), "61户");
    let who = Who { region: "370300", industry: "power", capacity: "**", ..KILN };
    let mut lines = Vec::new();
    for name in ["一号热电", "二号热电", "三号水泥"] {
        let industry = if name.ends_with("水泥") { "cement" } else { "power" };
        lines.push(identified(&mut recording, Who { name, industry, ..who }));
    }
    for line in &lines {
        let plan = [("year", "2010"), ("capacity", "**"), ("target", "2010-all")];
        done(&mut recording, "plan", line, &plan);
    }
    let book = recording.book();
    assert_eq!(counted(&book, "2010-all", Stage::Planned), "?×3 3条 3户");
    assert_eq!(counted(&book, "2010-all/power", Stage::Planned), "?×2 2条 2户");
    assert_eq!(figures(&book, "2010-all/power", Tree::Region).less_plan.firms, Some(29));
    balanced(&book);
}

#[test]
fn what_is_withheld_is_counted_and_never_zero() {
    with(|recording| {
        let root: Facts<'_> = &[("industry", "cement"), ("year", "2013"), ("amount", "20万吨")];
        done(recording, "target", "2013-cement", root);
        for (holder, amount) in [("532323", "**"), ("532324", "5万吨")] {
            let part = [("parent", "2013-cement"), ("holder", holder), ("amount", amount)];
            done(recording, "target", holder, &part);
        }
        let figures = figures(&recording.book(), "2013-cement", Tree::Region);
        assert_eq!(figures.split.capacity.to_string(), "5万吨/年 + ?×1");
        assert_eq!(open(&recording.book(), "2013-cement", Tree::Region), "15万吨/年 - ?×1");
        assert_eq!(open(&recording.book(), "532323", Tree::Region), "?");
    });
}

#[test]
fn a_correction_does_not_take_the_ground_from_parts_and_lines() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let mut recording = ledger.begin(&desk(folder.path())).unwrap();
    let kiln = chuxiong(&mut recording);
    let plan: Facts<'_> =
        &[("year", "2013"), ("capacity", "8万吨"), ("target", "2013-cement/532323")];
    done(&mut recording, "plan", &kiln, plan);
    recording.keep().unwrap();
    let correct = |ledger: &mut Ledger, event: &str, facts: Facts<'_>| {
        let request = request("correct", event, "2014-01-05", facts);
        ledger.record(&desk(folder.path()), &[request], true)
    };
    let broken = |error: LedgerError| {
        let refusal = refusals(error).swap_remove(0);
        assert_eq!(refusal.code, "correction-breaks");
        let words = refusal.arguments.iter().map(|(name, value)| format!("{name}={value}"));
        words.collect::<Vec<_>>().join(" ")
    };
    // The second event splits the first, the fifth plans under the second.
    let words = broken(correct(&mut ledger, "1", &[("reason", "误录")]).unwrap_err());
    assert!(words.contains("event=2") && words.contains("cause=target-unknown"), "{words}");
    let words = broken(correct(&mut ledger, "2", &[("reason", "误录")]).unwrap_err());
    assert!(words.contains("event=5") && words.contains("cause=target-unknown"), "{words}");
    let smaller = [("reason", "误录"), ("amount", "7万吨")];
    let words = broken(correct(&mut ledger, "1", &smaller).unwrap_err());
    assert!(words.contains("event=2") && words.contains("cause=target-split-exceeds"), "{words}");
    let larger = [("reason", "误录"), ("amount", "9万吨")];
    correct(&mut ledger, "1", &larger).unwrap();
    assert_eq!(open(&ledger.book(), "2013-cement", Tree::Region), "1万吨/年");
    balanced(&ledger.book());
    assert!(ledger.compare().unwrap().is_same());
}
