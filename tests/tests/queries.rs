//! What the record answers: where the lines stand, what is due, a line's whole life, the assessment of a
//! year; in the forms that programs read and in the words that people read.

use phaseout_tests::{Answer, Desk};
use serde_json::Value;
use std::sync::OnceLock;

const LIST: &str = "序号,企业名称,行业,设备名称,规格,产能(万吨/年),县(市、区)\n\
    1,耀华水泥有限责任公司,水泥,机立窑,Φ3×11m,8,牟定县\n\
    2,滇中水泥厂,水泥,机立窑,Φ2.8×10m,6,楚雄市\n\
    3,滇中水泥厂,水泥,球磨机,Φ2.2×6.5m,**,楚雄市\n\
    4,禄丰建材公司,水泥,磨机,,10,禄丰市\n";

fn record(desk: &Desk, words: &str) -> Answer {
    desk.in_office(["record"].into_iter().chain(words.split(' '))).exits(0)
}

fn ask(desk: &Desk, words: &str) -> Answer {
    desk.in_office(words.split(' '))
}

/// The year 2013 of a prefecture: one kiln gone, one stopped, one only planned, one a question. All tests
/// ask the same record.
fn office() -> &'static Desk {
    static OFFICE: OnceLock<Desk> = OnceLock::new();
    OFFICE.get_or_init(recorded)
}

fn recorded() -> Desk {
    let desk = Desk::new();
    desk.office();
    desk.write("office/list.csv", LIST);
    desk.write("office/p.jpg", "p");
    let _ = desk.in_office(["import", "list.csv", "--on", "2013-05-10"]).exits(0);
    let plan = "--on 2013-05-20 --set year=2013 --set target=none --set";
    let steps = [
        "identify 532300-1 532300-2 532300-3 --on 2013-05-12",
        &format!("plan 532300-1 {plan} capacity=8万吨"),
        &format!("plan 532300-2 {plan} capacity=6万吨"),
        &format!("plan 532300-3 {plan} capacity=**"),
        "announce 532300-1 --on 2013-06-01 --set 名单=2013年名单 --set 设备=机立窑Φ3×11m1条,8万吨 \
         --set 时限=2013-12-31 --set 进展=未关停 --set 公告文号=楚工信通〔2013〕131号",
        "shut_down 532300-1 --on 2013-07-01",
        "dismantle 532300-1 --on 2013-07-27 --set evidence=p.jpg",
        "correct 12 --set reason=日期有误 --set on=2013-07-10",
        "publicity 532300-1 --on 2013-07-27 --set medium=电视、电台 --set content=现场报道拆除",
        "shut_down 532300-2 --on 2013-09-20",
        "deadline 532300-2 --on 2013-12-01 --set year=2013 --set milestone=dismantle \
         --set date=2013-12-20 --set reason=资产抵押",
    ];
    for step in steps {
        let _ = record(&desk, step);
    }
    desk
}

#[test]
fn status_counts_by_place_industry_and_state_and_as_of_a_day() {
    let desk = office();
    let all = ask(desk, "status --format json").exits(0).json();
    assert_eq!(all["schema"], "phaseout.status/1");
    assert_eq!(all["total"]["lines"]["number"], 4);
    assert_eq!(all["total"]["firms"]["number"], 3, "one of them has two lines");
    assert_eq!(all["total"]["capacity"]["known"][0]["value"], "24");
    assert_eq!(all["total"]["capacity"]["unknown"], 1, "withheld is not zero");
    let sum: u64 = all["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["lines"]["number"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 4);
    let csv = ask(desk, "status --format csv --as-of 2013-07-15 --in 532323").exits(0);
    assert_eq!(
        csv.text(),
        "place_code,place,industry,state,lines,place_holders,at_least,firms,capacity,\
         capacity_unknown,announced,suspended\n\
         532323,牟定县,cement,shut_down,1,0,0,1,8万吨/年,0,1,0\n"
    );
    let table = ask(desk, "status --lang zh").exits(0);
    let text = table.text();
    assert!(text.contains("生产线4条,企业3户,产能24万吨/年,另1条不详"), "{text}");
    let total = text.lines().find(|line| line.contains("合计")).unwrap();
    assert!(total.contains("24万吨/年"), "{total}");
    let wrong = ask(desk, "status --state gone").exits(2);
    assert!(wrong.err.contains("shut_down"), "{}", wrong.err);
}

#[test]
fn todo_says_what_is_late_by_whom_and_what_is_possible() {
    let desk = office();
    let all = ask(desk, "todo --as-of 2014-01-15 --format json").exits(0).json();
    assert_eq!(all["schema"], "phaseout.todo/1");
    let tasks = all["tasks"].as_array().unwrap();
    let dates: Vec<&str> = tasks.iter().filter_map(|task| task["due"].as_str()).collect();
    assert!(dates.is_sorted(), "{dates:?}");
    let of = |line: &str, ask: &str| -> &Value {
        tasks.iter().find(|task| task["subject"] == line && task["ask"] == ask).unwrap()
    };
    let late = of("532300-2", "dismantle");
    assert_eq!((&late["days"], &late["late"]), (&(-26).into(), &true.into()));
    assert_eq!(late["milestone"]["seq"], 17, "the day that the office set");
    assert_eq!(late["sanctions"][0]["document"], "国发〔2010〕7号");
    assert_eq!(of("532300-4", "determine")["needs"][0]["attribute"], "mill_diameter");
    assert_eq!(of("532300-2", "announce")["needs"][4]["any_of"][1][0], "address");
    let table = ask(desk, "todo --as-of 2014-01-15 --lang zh").exits(0);
    for words in ["逾期26天", "延期:资产抵押", "磨机直径", "吊销排污许可证", "(未核实)"]
    {
        assert!(table.text().contains(words), "{words}: {}", table.text());
    }
    let soon = ask(desk, "todo --as-of 2013-06-02 --within 30 --format json").exits(0).json();
    assert!(soon["tasks"].as_array().unwrap().iter().all(|task| task["days"].as_i64() <= Some(30)));
    // Something is late, and whoever asked to be told is told.
    let _ = ask(desk, "todo --as-of 2014-01-15 --check").exits(1);
}

#[test]
fn show_tells_a_whole_life_with_its_corrections() {
    let desk = office();
    let all = ask(desk, "show 532300-1 --format json").exits(0).json();
    assert_eq!(all["schema"], "phaseout.line/1");
    assert_eq!(all["enterprise"]["name"], "耀华水泥有限责任公司");
    let events = all["events"].as_array().unwrap();
    let stop = events.iter().find(|event| event["kind"] == "shut_down").unwrap();
    assert_eq!((&stop["standing"], &stop["on_date"]), (&"changed".into(), &"2013-07-01".into()));
    assert_eq!(
        (&stop["now"]["on_date"], &stop["corrected_by"][0]),
        (&"2013-07-10".into(), &14.into())
    );
    let gone = events.iter().find(|event| event["kind"] == "dismantle").unwrap();
    assert_eq!(gone["payload"]["evidence"][0]["sha256"].as_str().unwrap().len(), 64);
    let card = ask(desk, "show 532300-1 --lang zh").exits(0);
    for words in [
        "云南省楚雄彝族自治州牟定县",
        "公告文号:楚工信通〔2013〕131号",
        "【已更正,见14】",
        "→ 日期:2013-07-10",
        "(sha256 ",
    ] {
        assert!(card.text().contains(words), "{words}: {}", card.text());
    }
    let early = ask(desk, "show 532300-1 --as-of 2013-07-15").exits(0);
    assert!(!early.text().contains("p.jpg"), "{}", early.text());
    let _ = ask(desk, "show 532300-9").exits(3);
}

#[test]
fn assess_names_its_events_and_takes_points_from_the_office_alone() {
    let desk = office();
    let all = ask(desk, "assess --year 2013 --as-of 2014-04-01 --format json").exits(0).json();
    assert_eq!(all["schema"], "phaseout.assess/1");
    assert_eq!(all["rubric"], Value::Null);
    assert_eq!(all["industries"][0]["result"], "not_completed");
    let measures = all["measures"].as_array().unwrap();
    let gone = measures.iter().find(|it| it["measure"] == "gone_in_time").unwrap();
    assert_eq!((&gone["met"], &gone["of"]), (&1.into(), &3.into()));
    assert_eq!(all["not_dismantled"][0]["arguments"]["reason"], "mortgage");

    let template = ask(desk, "assess --template").exits(0);
    desk.write("office/plain.toml", template.text());
    let _ = ask(desk, "assess --year 2013 --rubric plain.toml").exits(0);
    desk.write(
        "office/own.toml",
        "title = \"本州考核\"\n[[item]]\ntitle = \"按期拆除\"\nmeasure = \"gone_in_time\"\nweight = 30\n",
    );
    let graded = ask(desk, "assess --year 2013 --rubric own.toml --as-of 2014-04-01 --format json");
    assert_eq!(graded.exits(0).json()["rubric"]["points"], "10");
    desk.write(
        "office/wrong.toml",
        "title = \"a\"\n[[item]]\ntitle = \"b\"\nmeasure = \"gone_in_tme\"\n",
    );
    let wrong = ask(desk, "assess --year 2013 --rubric wrong.toml").exits(3);
    assert!(
        wrong.err.contains("wrong.toml:4:11") && wrong.err.contains("gone_in_time"),
        "{}",
        wrong.err
    );
    let _ = ask(desk, "assess").exits(2);
}

/// A workbook opens as a workbook, with the words of the office.
#[test]
fn a_workbook_is_written_where_it_is_asked_for() {
    let desk = office();
    for words in ["status", "todo", "show 532300-1", "assess --year 2013"] {
        let _ = ask(desk, &format!("{words} --out out.xlsx")).exits(0);
        assert!(desk.read("office/out.xlsx").starts_with(b"PK"), "{words}");
    }
}
