//! Where and when a criterion applies, what excuses from it, and the criteria of an office of its own.

use phaseout_tests::{Answer, Desk};
use serde_json::Value;

/// Judges lines of one list, its columns first.
fn judged(list: &str, arguments: &[&str]) -> Answer {
    let all: Vec<&str> = ["--findings", "all"].iter().chain(arguments).copied().collect();
    Desk::new().screen("list.csv", list, &all)
}

/// What a criterion says of a line; null where it was not asked.
fn finding(line: &Value, criterion: &str) -> Value {
    let units = line["units"].as_array().into_iter().flatten();
    let mut findings = units.flat_map(|unit| unit["findings"].as_array().into_iter().flatten());
    findings.find(|finding| finding["criterion"] == criterion).cloned().unwrap_or_default()
}

fn codes(line: &Value) -> Vec<&str> {
    line["problems"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|problem| problem["code"].as_str())
        .collect()
}

// ---- where ---------------------------------------------------------------------------------------

const YINGKOU: &str = "cement/yingkou-2010/mill-below-3m";

/// A day on which the plan of Yingkou was in force and the national notice was not yet.
const BEFORE_THE_NOTICE: [&str; 2] = ["--as-of", "2010-01-15"];

const MILLS: &str = "\
序号,省,市,县,行业,设备名称,规格
prefecture,辽宁,营口市,,水泥,球磨机,Φ2.6×13m
county,辽宁省,营口,盖州市,水泥,球磨机,Φ2.6×13m
other,辽宁,鞍山市,,水泥,球磨机,Φ2.6×13m
province,辽宁,,,水泥,球磨机,Φ2.6×13m
masked,辽宁,**市,,水泥,球磨机,Φ2.6×13m
nowhere,,,,水泥,球磨机,Φ2.6×13m
";

#[test]
fn a_local_criterion_applies_inside_its_place_only() {
    let answer = judged(MILLS, &BEFORE_THE_NOTICE);
    for (id, region) in [("prefecture", "210800"), ("county", "210881")] {
        let line = answer.line(id);
        assert_eq!(
            (line["region"].as_str(), line["verdict"].as_str()),
            (Some(region), Some("eliminate")),
            "{id}"
        );
        assert_eq!(finding(&line, YINGKOU)["outcome"], "hit", "{id}");
    }
    let other = answer.line("other");
    assert_eq!(
        (other["region"].as_str(), other["verdict"].as_str()),
        (Some("210300"), Some("retain"))
    );
    assert_ne!(finding(&other, YINGKOU)["outcome"], "hit");
}

#[test]
fn a_place_known_no_nearer_than_its_province_is_asked_for_and_weighs_as_a_note() {
    let answer = judged(MILLS, &BEFORE_THE_NOTICE);
    for id in ["province", "masked"] {
        let line = answer.line(id);
        let unknown = finding(&line, YINGKOU);
        assert_eq!(
            (&unknown["outcome"], &unknown["on_unknown"]),
            (&"unknown".into(), &"note".into()),
            "{id}"
        );
        assert_eq!(unknown["missing"], serde_json::json!(["region"]), "{id}");
        assert_eq!(
            (line["region"].as_str(), line["verdict"].as_str()),
            (Some("210000"), Some("retain")),
            "{id}"
        );
    }
}

#[test]
fn the_region_given_is_that_of_lines_that_name_none() {
    let arguments = [&BEFORE_THE_NOTICE[..], &["--region", "210800"]].concat();
    let answer = judged(MILLS, &arguments);
    assert_eq!(answer.json()["region"], "210800");
    assert_eq!(answer.line("nowhere")["verdict"], "eliminate");
    assert_eq!(
        answer.line("other")["verdict"],
        "retain",
        "no filter, and no other place for those that have one"
    );
    assert_eq!(answer.json()["summary"]["lines"], 6);
}

#[test]
fn a_place_that_is_not_in_the_place_above_it_is_a_problem() {
    let list = "序号,省,市,行业,设备名称\nA,辽宁,虚构市,水泥,湿法窑\nB,辽宁,上海市,水泥,湿法窑\n";
    let answer = judged(list, &["--as-of", "2011-03-01"]);
    for (id, code) in [("A", "region-not-found"), ("B", "region-contradiction")] {
        let line = answer.line(id);
        assert_eq!(codes(&line), [code], "{id}");
        assert_eq!(line["verdict"], "eliminate", "{id}: a national criterion does not ask where");
    }
    assert_eq!(answer.line("A")["region"], "210000", "the place above is known");
}

// ---- when ----------------------------------------------------------------------------------------

#[track_caller]
fn in_force(list: &str, criterion: &str, days: &[(&str, bool)]) {
    for (day, expected) in days {
        let line = judged(list, &["--as-of", day]).line("A");
        assert_eq!(!finding(&line, criterion).is_null(), *expected, "{criterion} on {day}");
    }
}

#[test]
fn a_criterion_is_in_force_from_its_first_day_to_its_last() {
    let kiln = "序号,行业,设备名称\nA,水泥,立窑\n";
    let days =
        [("2013-04-30", false), ("2013-05-01", true), ("2019-12-31", true), ("2020-01-01", false)];
    in_force(kiln, "cement/catalogue-2011-amended-2013/shaft-kiln", &days);
}

#[test]
fn a_month_or_a_year_means_its_first_day_where_force_begins() {
    let kiln = "序号,行业,设备名称\nA,水泥,湿法窑\n";
    in_force(
        kiln,
        "cement/guofa-2010-7/wet-kiln",
        &[("2010-01-31", false), ("2010-02-01", true), ("2026-01-01", true)],
    );
    let unit = "序号,省,行业,设备名称,规格\nA,河南,电力,机组,5MW\n";
    let days =
        [("2004-12-31", false), ("2005-01-01", true), ("2010-11-17", true), ("2010-11-18", false)];
    in_force(unit, "power/henan-2005/below-6mw", &days);
}

// ---- unconfirmed ---------------------------------------------------------------------------------

#[test]
fn an_unconfirmed_hit_is_printed_as_a_hit_and_weighs_as_verify() {
    let list = "序号,行业,设备名称,设计寿命期满\nA,电力,燃油机组,否\n";
    let line = judged(list, &["--as-of", "2013-07-01"]).line("A");
    let hit = finding(&line, "power/catalogue-2011/oil-fired");
    assert_eq!((&hit["outcome"], &hit["confirmed"]), (&"hit".into(), &false.into()));
    assert_eq!(finding(&line, "power/guofa-2007-2/design-life-below-200mw")["outcome"], "clear");
    assert_eq!(line["verdict"], "verify");
}

#[test]
fn a_missing_figure_that_lists_never_carry_is_only_noted() {
    let list = "序号,行业,设备名称,规格,设计寿命期满,供电煤耗高出全省平均(%)\nA,电力,热电机组,30万千瓦,否,\nB,电力,热电机组,30万千瓦,否,12\n";
    let answer = judged(list, &["--as-of", "2008-07-01"]);
    let rate = "power/guofa-2007-2/coal-rate-above-average";
    let (without, with) = (answer.line("A"), answer.line("B"));
    assert_eq!(
        (&finding(&without, rate)["outcome"], &without["verdict"]),
        (&"unknown".into(), &"retain".into())
    );
    assert_eq!(finding(&with, rate)["outcome"], "hit");
    assert_eq!(
        with["verdict"], "verify",
        "with the figure it decides like any other unconfirmed criterion"
    );
}

// ---- exemptions ----------------------------------------------------------------------------------

const WET_KILN: &str = "cement/guofa-2010-7/wet-kiln";

#[test]
fn an_exemption_holds_only_when_it_is_claimed_with_evidence() {
    let list = "序号,行业,设备名称,豁免事由,证明材料\n\
        unclaimed,水泥,湿法窑,,\n\
        bare,水泥,湿法窑,主要用于处理电石渣,\n\
        proved,水泥,湿法窑,主要用于处理电石渣,电石渣处理台账\n\
        unknown,水泥,湿法窑,历史文物,文物局的信\n";
    let answer = judged(list, &["--as-of", "2011-03-01"]);
    let says = |id: &str| finding(&answer.line(id), WET_KILN);
    let verdict = |id: &str| answer.line(id)["verdict"].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (&says("unclaimed")["outcome"], verdict("unclaimed").as_str()),
        (&"hit".into(), "eliminate")
    );
    assert_eq!((&says("bare")["outcome"], verdict("bare").as_str()), (&"unknown".into(), "verify"));
    assert_eq!(
        (&says("proved")["outcome"], verdict("proved").as_str()),
        (&"exempt".into(), "retain")
    );
    let exemption = &says("proved")["exemptions"][0];
    assert_eq!((&exemption["claimed"], &exemption["accepted"]), (&true.into(), &true.into()));
    assert_eq!(exemption["evidence"], "电石渣处理台账", "the finding prints what proves it");
    assert_eq!(
        (&says("unknown")["outcome"], codes(&answer.line("unknown"))),
        (&"hit".into(), vec!["exemption-unknown"])
    );
}

#[test]
fn an_exemption_that_is_itself_unconfirmed_never_excuses() {
    let list =
        "序号,行业,设备名称,规格,豁免,证明材料\nA,水泥,球磨机,Φ2.6×13m,生产特种水泥,产品检验报告\n";
    let line = judged(list, &["--as-of", "2012-03-01"]).line("A");
    assert_eq!(finding(&line, "cement/catalogue-2011/mill-below-3m")["outcome"], "unknown");
    assert_eq!(finding(&line, "cement/guofa-2010-7/mill-below-3m")["outcome"], "exempt");
    assert_eq!(line["verdict"], "verify");
}

// ---- an office of its own ------------------------------------------------------------------------

/// A criterion of an office in Yingkou; what differs between the tests is filled in.
fn office_criterion(name: &str, when: &str, deadline: &str, tightens: Option<&str>) -> String {
    let tightens = tightens.map_or_else(String::new, |id| format!("tightens  = \"{id}\"\n"));
    format!(
        r#"# Made for a test.
id        = "cement/yingkou-office/{name}"
title     = {{ zh = "营口市机立窑", en = "mechanised shaft kiln (Yingkou)" }}
class     = "eliminate"
kinds     = ["mechanised_shaft_kiln"]
when      = "{when}"
deadline  = "{deadline}"
region    = "210800"
{tightens}confirmed = true
basis     = {{ document = "营口市试行办法", wording = "机立窑", from = "2010-03-01", source = ["constructed"] }}
explain   = {{ zh = "营口市要求淘汰。", en = "Yingkou wants it gone." }}
case = [
  {{ spec = "Φ2×8m", expect = "hit", source = "constructed" }},
  {{ spec = "Φ9×30m", expect = "clear", source = "constructed" }},
  {{ spec = "", expect = "unknown", source = "constructed" }},
]
"#
    )
}

/// An office with one criterion and a list with a kiln of 3.1 m.
fn office(name: &str, criterion: &str) -> Desk {
    let desk = Desk::new();
    desk.write("office/office.toml", "name = \"营口市淘汰办\"\nregion = \"210800\"\n");
    desk.write(&format!("office/criteria/cement/yingkou-office/{name}.toml"), criterion);
    desk.write(
        "office/lists/list.csv",
        "序号,市,行业,设备名称,规格\nA,辽宁省营口市,水泥,机立窑,Φ3.1×11m\n",
    );
    desk
}

const NATIONAL: &str = "cement/guofa-2010-7/mechanised-shaft-kiln-below-3m";

#[test]
fn an_office_adds_a_criterion_of_its_own() {
    let text = office_criterion("kilns", "kiln_diameter < 3.2 m", "2011-12-31", None);
    let desk = office("kilns", &text);
    let own = "cement/yingkou-office/kilns";
    let list = ["screen", "office/lists/list.csv", "--as-of", "2011-03-01", "--format", "json"];
    let without = desk.phaseout(list).exits(0).line("A");
    assert!(finding(&without, own).is_null(), "the office is not above the current folder");
    let with = desk.phaseout(list.iter().chain(&["--office", "office"])).exits(0).line("A");
    assert_eq!(
        (&finding(&with, own)["outcome"], &with["verdict"]),
        (&"hit".into(), &"eliminate".into())
    );
    // Inside the office it is found by walking up, as git does.
    let call = phaseout_tests::Call::new().inside(&desk.at("office/lists"));
    let inside = call
        .args(["screen", "list.csv", "--as-of", "2011-03-01", "--format", "json"])
        .run()
        .exits(0)
        .line("A");
    assert_eq!(finding(&inside, own)["outcome"], "hit");
}

#[test]
fn a_local_criterion_may_tighten_a_national_one() {
    let text = office_criterion("kilns", "kiln_diameter < 3.2 m", "2011-12-31", Some(NATIONAL));
    let desk = office("kilns", &text);
    let answer = desk.phaseout([
        "screen",
        "office/lists/list.csv",
        "--as-of",
        "2011-03-01",
        "--office",
        "office",
    ]);
    let answer = answer.exits(0);
    assert!(!answer.err.contains("error"), "{}", answer.err);
}

#[test]
fn a_local_criterion_that_loosens_a_national_one_is_refused_and_named() {
    // A smaller set of hits; a later deadline; an exemption that the nation does not grant.
    let exempting = office_criterion("kilns", "kiln_diameter < 3.2 m", "2011-12-31", Some(NATIONAL)).replace(
        "case = [",
        "exemption = [{ id = \"x\", text = { zh = \"本地企业除外\", en = \"local firms excepted\" }, words = [\"本地\"], \
         evidence = { zh = \"证明\", en = \"proof\" }, confirmed = true }]\ncase = [",
    );
    let loose = [
        office_criterion("kilns", "kiln_diameter < 2.9 m", "2011-12-31", Some(NATIONAL)),
        office_criterion("kilns", "kiln_diameter < 3.2 m", "2013-12-31", Some(NATIONAL)),
        exempting,
    ];
    for text in loose {
        let desk = office("kilns", &text);
        let answer = desk.phaseout([
            "screen",
            "office/lists/list.csv",
            "--as-of",
            "2011-03-01",
            "--office",
            "office",
        ]);
        let answer = answer.exits(3);
        assert!(answer.err.contains(NATIONAL), "the national one is named: {}", answer.err);
        assert!(answer.err.contains("kilns.toml"), "and the file: {}", answer.err);
        assert!(answer.out.is_empty());
        let check = desk.phaseout(["criteria", "check", "office/criteria"]).exits(3);
        assert!(check.err.contains(NATIONAL), "{}", check.err);
    }
}

#[test]
fn what_tightens_nothing_is_refused() {
    let text = office_criterion(
        "kilns",
        "kiln_diameter < 3.2 m",
        "2011-12-31",
        Some("cement/guofa-2010-7/no-such"),
    );
    let desk = office("kilns", &text);
    let answer = desk.phaseout(["screen", "office/lists/list.csv", "--office", "office"]).exits(3);
    assert!(answer.err.contains("cement/guofa-2010-7/no-such"), "{}", answer.err);
}

#[test]
fn a_broken_criterion_of_an_office_stops_the_run_with_its_place() {
    let text = office_criterion("kilns", "kiln_diameter < 3.2", "2011-12-31", None);
    let desk = office("kilns", &text);
    let answer = desk.phaseout(["screen", "office/lists/list.csv", "--office", "office"]).exits(3);
    assert!(answer.err.contains("kilns.toml:6:"), "{}", answer.err);
    assert!(answer.out.is_empty());
}
