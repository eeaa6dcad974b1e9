//! Old capacity for new: a ton that left is used once.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{desk, ledger, line, refusals, request};
use phaseout_ledger::{Amount, Coverage, Desk, Judged, Ledger, Refusal, Request, View};
use proptest::prelude::*;
use std::path::Path;

/// Records at a desk of 2026, so that all editions can be spoken of.
fn tell(ledger: &mut Ledger, base: &Path, request: Request) -> Result<(), Vec<Refusal>> {
    let desk = Desk { now: "2026-01-05T02:00:00Z".parse().unwrap(), ..desk(base) };
    ledger.record(&desk, &[request], true).map(drop).map_err(refusals)
}

fn replace(
    ledger: &mut Ledger,
    base: &Path,
    line: &str,
    date: &str,
    facts: &[(&str, &str)],
) -> Result<(), Vec<Refusal>> {
    tell(ledger, base, request("replace", line, date, facts))
}

#[track_caller]
fn codes(result: Result<(), Vec<Refusal>>) -> Vec<&'static str> {
    result.unwrap_err().iter().map(|refusal| refusal.code).collect()
}

#[track_caller]
fn argument(refusals: &[Refusal], name: &str) -> String {
    let mut all = refusals.iter().flat_map(|refusal| &refusal.arguments);
    all.find(|(own, _)| *own == name).unwrap().1.clone()
}

/// A line that is chosen to go.
fn leaving(ledger: &mut Ledger, base: &Path, name: &str, industry: &str, capacity: &str) -> String {
    let line = line(ledger, base, name, industry, capacity);
    let decision = [("decision", "voluntary"), ("reason", "企业自愿")];
    kit::record(ledger, base, request("identify", &line, "2013-01-05", &decision)).unwrap();
    line
}

fn shut(ledger: &mut Ledger, base: &Path, line: &str, date: &str) {
    tell(ledger, base, request("shut_down", line, date, &[])).unwrap();
}

fn dismantle(ledger: &mut Ledger, base: &Path, line: &str, date: &str) {
    let evidence = [("evidence", "现场照片")];
    tell(ledger, base, request("dismantle", line, date, &evidence)).unwrap();
}

fn rest(ledger: &Ledger, line: &str) -> String {
    ledger.book().replacements(line).unwrap().rest.to_string()
}

#[test]
fn twenty_thousand_tons_of_sodium_citrate_make_room_for_a_project() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let taihe = line(&mut ledger, base, "莱芜泰禾生化有限公司", "citric-acid", "2万吨/年");
    let decision = [("decision", "voluntary"), ("reason", "转型升级")];
    tell(&mut ledger, base, request("identify", &taihe, "2012", &decision)).unwrap();
    dismantle(&mut ledger, base, &taihe, "2012");
    let facts = [
        ("项目", "泰禾生物科技项目"),
        ("使用产能", "2万吨/年"),
        ("工艺", "氢钙法"),
        ("总投资", "10.8亿元"),
        ("新线投产日期", "2012"),
        ("方案完备", "是"),
    ];
    replace(&mut ledger, base, &taihe, "2012", &facts).unwrap();
    let projects = ledger.book().projects().unwrap();
    assert_eq!(projects[0].investment.as_ref().unwrap().to_string(), "10.8亿元");
    assert_eq!(projects[0].process.as_deref(), Some("氢钙法"));
    // No edition speaks of citric acid: only that no ton is used twice.
    assert_eq!((&projects[0].coverage, projects[0].complete), (&Coverage::NoRule, true));
    assert_eq!(rest(&ledger, &taihe), "0万吨/年");
    let again = replace(&mut ledger, base, &taihe, "2013", &[("project", "二期"), ("used", "1吨")]);
    assert_eq!(codes(again), ["replace-ton-twice"]);
    let today = "2026-01-05".parse().unwrap();
    assert!(ledger.book().replacement_notes(today).unwrap().is_empty());
    assert!(ledger.compare().unwrap().is_same());
}

#[test]
fn a_ton_is_used_once_and_the_rest_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = leaving(&mut ledger, base, "耀华水泥", "cement", "8万吨/年");
    let steps: &[(&str, &str, Option<&str>, &str)] = &[
        ("甲", "8.0001万吨/年", Some("replace-ton-twice"), "8万吨/年"),
        ("甲", "0吨/年", Some("replace-nothing-used"), "8万吨/年"),
        ("甲", "3万重量箱/年", Some("replace-units"), "8万吨/年"),
        ("甲", "5万吨", None, "3万吨/年"), // a capacity is per year, printed or not
        ("乙", "30001吨/年", Some("replace-ton-twice"), "3万吨/年"),
        ("乙", "29999吨/年", None, "0.0001万吨/年"),
        ("甲", "1吨/年", None, "0万吨/年"),
        ("丙", "0.001吨/年", Some("replace-ton-twice"), "0万吨/年"),
    ];
    for (project, used, expected, left) in steps {
        let facts = [("project", *project), ("used", *used)];
        let found = replace(&mut ledger, base, &kiln, "2013-05", &facts);
        match expected {
            None => found.unwrap(),
            Some(code) => assert_eq!(codes(found), [*code], "{project} {used}"),
        }
        assert_eq!(rest(&ledger, &kiln), *left, "{project} {used}");
    }
    let own = ledger.book().replacements(&kiln).unwrap();
    assert_eq!((own.uses.len(), own.used.to_string().as_str()), (3, "8万吨/年"));
}

#[test]
fn where_a_figure_is_withheld_a_line_is_used_once_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let cases = [("**", "5万吨", "5万吨"), ("8万吨/年", "**", "1吨"), ("??", "??", "1吨")];
    for (at, (capacity, first, second)) in cases.into_iter().enumerate() {
        let kiln = leaving(&mut ledger, base, &format!("厂{at}"), "cement", capacity);
        let facts = |used| [("project", "甲"), ("used", used)];
        kit::record(&mut ledger, base, request("replace", &kiln, "2013", &facts(first))).unwrap();
        let again =
            kit::record(&mut ledger, base, request("replace", &kiln, "2013", &facts(second)));
        assert_eq!(refusals(again.unwrap_err())[0].code, "replace-ton-unknown", "{capacity}");
        assert!(ledger.book().replacements(&kiln).unwrap().rest.known().is_none());
    }
    let project = ledger.book().project("甲").unwrap().unwrap();
    assert_eq!(project.used.to_string(), "5万吨/年 + ?×2");
    assert_eq!(project.coverage, Coverage::Undecided);
}

/// A project of 100 by one line of the capacity that is used: industry, date, facts, used, expected code.
type Plan<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str, Option<&'a str>);

#[test]
fn a_complete_project_has_the_old_capacity_that_its_edition_asks_for() {
    let key = ("key_area", "是");
    let other = ("key_area", "否");
    let cases: &[Plan<'_>] = &[
        // 2009 to 2017: equal quantity.
        ("cement", "2013-05", &[], "100万吨", None),
        ("cement", "2013-05", &[], "99.9999万吨", Some("replace-short")),
        ("cement", "2018-01-01", &[key], "150万吨", None),
        ("cement", "2018-01-01", &[key], "149万吨", Some("replace-short")),
        ("cement", "2018-01-01", &[other], "125万吨", None),
        ("cement", "2018-01-01", &[("region", "540100")], "100万吨", None), // Tibet
        ("cement", "2021-07-31", &[key], "150万吨", None),
        ("cement", "2021-08-01", &[key], "150万吨", Some("replace-short")),
        ("cement", "2021-08-01", &[other], "150万吨", None),
        // Another province than the line's (Yunnan): two to one everywhere.
        ("cement", "2021-08-01", &[other, ("region", "520100")], "150万吨", Some("replace-short")),
        ("cement", "2021-08-01", &[other, ("region", "530100")], "150万吨", None),
        // Three of the five provinces for gypsum were not named: no refusal from there.
        ("cement", "2021-08-01", &[other, ("special", "gypsum")], "90万吨", None),
        ("steel", "2022", &[key], "149万吨", Some("replace-short")),
        ("steel", "2022", &[key, ("special", "实质性兼并重组")], "125万吨", None),
        ("steel", "2022", &[other, ("special", "merger")], "110万吨", None),
        ("steel", "2022", &[key, ("special", "rebuild")], "100万吨", None),
        ("steel", "2019", &[other], "50万吨", None), // less than before, without a figure: a note
        ("steel", "2019", &[key], "124万吨", Some("replace-short")),
        ("glass", "2022", &[("special", "photovoltaic_glass")], "1万吨", None),
        // A declared ratio may be stricter than the edition's, and is then held.
        ("cement", "2021-08-01", &[key, ("ratio", "1.5")], "150万吨", Some("replace-ratio-low")),
        ("cement", "2018-06", &[other, ("ratio", "2")], "150万吨", Some("replace-short")),
        ("citric-acid", "2022", &[("ratio", "1.1")], "109万吨", Some("replace-short")),
        ("citric-acid", "2022", &[], "1万吨", None),
        // Two editions in one year: nobody can tell which.
        ("cement", "2021", &[key], "1万吨", None),
    ];
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let lines: Vec<String> = cases
        .iter()
        .enumerate()
        .map(|(at, case)| leaving(&mut ledger, base, &format!("厂{at}"), case.0, case.3))
        .collect();
    for (at, ((industry, date, facts, used, expected), line)) in
        cases.iter().zip(&lines).enumerate()
    {
        let name = format!("项目{at}");
        let mut all = vec![
            ("project", name.as_str()),
            ("new_capacity", "100万吨/年"),
            ("used", used),
            ("complete", "是"),
        ];
        all.extend(*facts);
        let found = replace(&mut ledger, base, line, date, &all);
        match expected {
            None => {
                found
                    .unwrap_or_else(|refusals| panic!("{industry} {date} {facts:?}: {refusals:?}"));
            }
            Some(code) => {
                assert!(codes(found).contains(code), "{industry} {date} {facts:?} {used}");
            }
        }
    }
}

#[test]
fn several_lines_fill_one_project_each_at_its_own_ratio() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let near = leaving(&mut ledger, base, "甲", "cement", "100万吨/年");
    let second = leaving(&mut ledger, base, "乙", "cement", "1000000吨/年");
    let third = leaving(&mut ledger, base, "丙", "cement", "100万吨/年");
    let facts = |used: &'static str, more: &[(&'static str, &'static str)]| {
        let mut facts = vec![("project", "新线"), ("used", used)];
        facts.extend(more);
        facts
    };
    let project = [("new_capacity", "100万吨"), ("region", "530100"), ("key_area", "否")];
    // 1.5 : 1; a line that declares 2 : 1 counts for half of itself.
    replace(&mut ledger, base, &near, "2022", &facts("100万吨", &project)).unwrap();
    let short = ledger.book().project("新线").unwrap().unwrap();
    let Coverage::Short { covers, lacking, confirmed } = &short.coverage else {
        panic!("{short:?}")
    };
    let told = (covers.to_string(), lacking.to_string(), *confirmed);
    assert_eq!(told, ("66.666666万吨/年".to_owned(), "33.333334万吨/年".to_owned(), true));
    let complete = [("complete", "是"), ("ratio", "2")];
    let early = replace(&mut ledger, base, &second, "2022", &facts("66.6666万吨", &complete));
    let refused = early.unwrap_err();
    assert_eq!(refused[0].code, "replace-short");
    assert_eq!(argument(&refused, "ratio"), "1.5 : 1, 2 : 1");
    assert_eq!(argument(&refused, "lacking"), "0.000034万吨/年");
    // 100 ÷ 1.5 and 66.6667 ÷ 2 are 100.00001: exact, a third does not round away.
    replace(&mut ledger, base, &second, "2022", &facts("666667吨", &complete)).unwrap();
    assert_eq!(ledger.book().project("新线").unwrap().unwrap().coverage, Coverage::Covered);
    // Whoever comes later does not change what the project is.
    for (key, value) in [
        ("new_capacity", "120万吨"),
        ("region", "530300"),
        ("key_area", "是"),
        ("industry", "steel"),
    ] {
        let found = replace(&mut ledger, base, &third, "2022", &facts("1万吨", &[(key, value)]));
        let refused = found.unwrap_err();
        assert_eq!(refused[0].code, "replace-project-differs", "{key}");
        assert_eq!(argument(&refused, "key"), key);
    }
    let same = [("new_capacity", "1000000吨/年")];
    replace(&mut ledger, base, &third, "2022", &facts("1万吨", &same)).unwrap();
    assert_eq!(ledger.book().project("新线").unwrap().unwrap().uses.len(), 3);
}

#[test]
fn a_project_code_belongs_to_one_project() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = leaving(&mut ledger, base, "甲", "cement", "100万吨/年");
    let facts = |project, code| [("project", project), ("project_code", code), ("used", "1万吨")];
    replace(&mut ledger, base, &kiln, "2013", &facts("新线", "2013-530000-01")).unwrap();
    let other = replace(&mut ledger, base, &kiln, "2013", &facts("二线", "2013-530000-01"));
    assert_eq!(codes(other), ["replace-code-taken"]);
    let renamed = replace(&mut ledger, base, &kiln, "2013", &facts("新线", "2013-530000-02"));
    assert_eq!(codes(renamed), ["replace-project-differs"]);
    let nowhere = [("project", "新线"), ("used", "1万吨"), ("region", "云南")];
    assert_eq!(codes(replace(&mut ledger, base, &kiln, "2013", &nowhere)), ["replace-region"]);
}

#[test]
fn capacity_that_an_edition_excludes_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let use_of = [("project", "新线"), ("used", "1万吨")];
    let outdated = line(&mut ledger, base, "甲", "steel", "60万吨/年");
    let subsidised = leaving(&mut ledger, base, "乙", "steel", "60万吨/年");
    let gone = leaving(&mut ledger, base, "丙", "steel", "60万吨/年");
    let plain = leaving(&mut ledger, base, "丁", "steel", "60万吨/年");
    let kiln = leaving(&mut ledger, base, "戊", "cement", "60万吨/年");
    let judged = Judged {
        verdict: "eliminate".to_owned(),
        as_of: "2013-07-01".parse().unwrap(),
        criteria: vec!["steel/guofa-2010-7/blast-furnace".to_owned()],
        missing: Vec::new(),
    };
    let identify =
        Request { judged: Some(judged), ..request("identify", &outdated, "2013-07-01", &[]) };
    tell(&mut ledger, base, identify).unwrap();
    for line in [&subsidised, &kiln] {
        let money = [
            ("source", "central_structural"),
            ("entry", "allotted"),
            ("amount", "??万元"),
            ("document", "财建〔2018〕462号"),
        ];
        tell(&mut ledger, base, request("fund", line, "2018-05", &money)).unwrap();
    }
    dismantle(&mut ledger, base, &gone, "2018-02-01");
    let cases = [
        (&outdated, "2017-12-31", None),
        (&outdated, "2018-01-01", Some("outdated 落后产能")),
        (&subsidised, "2019", Some("subsidised 享受奖补资金")),
        (&gone, "2019-03", Some("dismantled_before 确认置换前已拆除")),
        (&gone, "2021-06-01", None), // the edition of 2021 no longer says so
        (&plain, "2019", None),
        (&kiln, "2022", None), // read in a draft only: a note
    ];
    for (line, date, expected) in cases {
        let found = replace(&mut ledger, base, line, date, &use_of);
        match expected {
            None => found.unwrap_or_else(|refusals| panic!("{date}: {refusals:?}")),
            Some(reason) => {
                let refused = found.unwrap_err();
                assert_eq!(refused[0].code, "replace-excluded", "{date}");
                assert_eq!(argument(&refused, "reason"), reason);
            }
        }
    }
    let said = [use_of[0], use_of[1], ("excluded", "无许可证或许可证过期")];
    assert_eq!(codes(replace(&mut ledger, base, &plain, "2019", &said)), ["replace-excluded"]);
    let notes = ledger.book().replacement_notes("2022-06-01".parse().unwrap()).unwrap();
    assert!(notes.iter().any(|note| note.code == "replacement-excluded" && note.subject == kiln));
}

#[test]
fn a_line_that_stays_or_is_kept_as_a_reserve_gives_no_capacity() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let surveyed = line(&mut ledger, base, "甲", "cement", "8万吨/年");
    let unit = leaving(&mut ledger, base, "电厂", "power", "5万千瓦");
    let exempt = leaving(&mut ledger, base, "乙", "cement", "8万吨/年");
    let use_of = |used| [("project", "新线"), ("used", used)];
    let found = replace(&mut ledger, base, &surveyed, "2013", &use_of("1万吨"));
    assert_eq!(codes(found), ["replace-line-stays"]);
    shut(&mut ledger, base, &unit, "2021-11-30");
    tell(&mut ledger, base, request("reserve", &unit, "2021-12", &[("order", "冀能〔2021〕1号")]))
        .unwrap();
    let found = replace(&mut ledger, base, &unit, "2022-03", &use_of("5万千瓦"));
    let refused = found.unwrap_err();
    assert_eq!(argument(&refused, "reason"), "reserved 退而不拆");
    // A line that was used and is then exempted is shown: its capacity did not leave.
    replace(&mut ledger, base, &exempt, "2013-05", &use_of("8万吨")).unwrap();
    tell(&mut ledger, base, request("exempt", &exempt, "2013-06", &[("reason", "exempt")]))
        .unwrap();
    let notes = ledger.book().replacement_notes("2013-07-01".parse().unwrap()).unwrap();
    assert!(notes.iter().any(|note| note.code == "replacement-line-stays"));
}

#[test]
fn the_old_line_stops_before_the_new_one_starts_and_is_gone_within_a_year() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let runs = leaving(&mut ledger, base, "甲", "cement", "8万吨/年");
    let stopped = leaving(&mut ledger, base, "乙", "cement", "8万吨/年");
    shut(&mut ledger, base, &stopped, "2018-06-30");
    let facts = |project, start| [("project", project), ("used", "1万吨"), ("new_start", start)];
    // A start that is still to come is a plan.
    replace(&mut ledger, base, &runs, "2018-03-01", &facts("甲线", "2018-12-01")).unwrap();
    let found = replace(&mut ledger, base, &runs, "2019-01-01", &facts("甲线", "2018-12-01"));
    assert_eq!(codes(found), ["replace-old-runs"]);
    let early = replace(&mut ledger, base, &stopped, "2018-07-01", &facts("乙线", "2018-06-29"));
    assert_eq!(codes(early), ["replace-new-before-old"]);
    replace(&mut ledger, base, &stopped, "2018-07-01", &facts("乙线", "2018-07-01")).unwrap();
    let late = replace(&mut ledger, base, &stopped, "2019-07-02", &facts("乙线", "2018-07-01"));
    assert_eq!(codes(late), ["replace-not-dismantled"]);
    let notes = |ledger: &Ledger, day: &str| -> Vec<&'static str> {
        let notes = ledger.book().replacement_notes(day.parse().unwrap()).unwrap();
        notes.iter().map(|note| note.code).collect()
    };
    assert!(!notes(&ledger, "2019-07-01").contains(&"replacement-stands"));
    assert!(notes(&ledger, "2019-07-02").contains(&"replacement-stands"));
    assert!(notes(&ledger, "2019-07-02").contains(&"replacement-old-runs"));
    dismantle(&mut ledger, base, &stopped, "2019-06-30");
    replace(&mut ledger, base, &stopped, "2019-07-02", &facts("乙线", "2018-07-01")).unwrap();
}

#[test]
fn a_correction_gives_the_tons_back() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = leaving(&mut ledger, base, "甲", "cement", "8万吨/年");
    let whole = |project| [("project", project), ("used", "8万吨")];
    replace(&mut ledger, base, &kiln, "2013-05", &whole("甲线")).unwrap();
    assert_eq!(
        codes(replace(&mut ledger, base, &kiln, "2013-05", &whole("乙线"))),
        ["replace-ton-twice"]
    );
    let seq = ledger.book().replacements(&kiln).unwrap().uses[0].seq.to_string();
    tell(&mut ledger, base, request("correct", &seq, "2013-06", &[("reason", "误录")])).unwrap();
    replace(&mut ledger, base, &kiln, "2013-05", &whole("乙线")).unwrap();
    let projects = ledger.book().projects().unwrap();
    assert_eq!(projects.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["乙线"]);
    let then =
        ledger.view(View { as_of: Some("2013-01-31".parse().unwrap()), known_at: None }).unwrap();
    assert!(then.book().projects().unwrap().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever is recorded or refused, no ton is used twice, a project's sum is that of its parts, and a
    /// complete one is not short.
    #[test]
    fn no_ton_is_used_twice(
        uses in prop::collection::vec(
            (0usize..3, 0usize..3, 0u32..60_000, any::<bool>(), 0u32..8, 0usize..3),
            1..20,
        ),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        let mut ledger = ledger(base);
        let lines = [("甲", "8万吨/年"), ("乙", "50000吨/年"), ("丙", "**")]
            .map(|(name, capacity)| leaving(&mut ledger, base, name, "cement", capacity));
        let projects = ["一", "二", "三"];
        for (line, project, tons, complete, new, date) in uses {
            let used = if tons % 7 == 0 { "??".to_owned() } else { format!("{tons}吨/年") };
            let new = format!("{new}万吨/年");
            let mut facts = vec![("project", projects[project]), ("used", used.as_str())];
            if new != "0万吨/年" {
                facts.push(("new_capacity", &new));
            }
            if complete {
                facts.push(("complete", "是"));
            }
            let date = ["2013-05", "2019", "2022"][date];
            let _ = replace(&mut ledger, base, &lines[line], date, &facts);
        }
        let book = ledger.book();
        for line in &lines {
            let own = book.replacements(line).unwrap();
            let withheld = own.used.absent > 0 || own.capacity.known().is_none();
            prop_assert!(!withheld || own.uses.len() <= 1);
            if let (Amount::Known(capacity), [used]) = (&own.capacity, own.used.known.as_slice()) {
                prop_assert!(used.to(&capacity.unit).unwrap().value <= capacity.value);
            }
        }
        let all = book.projects().unwrap();
        let parts: usize = all.iter().map(|project| project.uses.len()).sum();
        let by_line: usize = lines.iter().map(|line| book.replacements(line).unwrap().uses.len()).sum();
        prop_assert_eq!(parts, by_line);
        for project in &all {
            let short = matches!(project.coverage, Coverage::Short { confirmed: true, .. });
            prop_assert!(!(project.complete && short), "{project:?}");
        }
        prop_assert!(ledger.compare().unwrap().is_same());
    }
}
