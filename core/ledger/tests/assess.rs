//! The assessment of a year: each result with the events that it stands on, points only by the office's
//! own rubric, and the checks against false reporting.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{kiln, ledger, line, record, request};
use phaseout_ledger::assess::{AssessQuery, Assessment, Finding, Outcome, ResultWord};
use phaseout_ledger::rubric::Rubric;
use phaseout_ledger::status::Filter;
use phaseout_ledger::{Ledger, Request, View};
use std::path::Path;

fn assess(ledger: &Ledger, year: i64, day: &str, rubric: Option<&Rubric>) -> Assessment {
    let query = AssessQuery {
        year,
        day: day.parse().unwrap(),
        office: "532300".parse().unwrap(),
        filter: Filter::default(),
    };
    ledger.assess(View::default(), &query, rubric).unwrap()
}

fn finding<'a>(assessment: &'a Assessment, id: &str) -> &'a Finding {
    assessment.findings.iter().find(|finding| finding.measure.id == id).unwrap()
}

fn all(ledger: &mut Ledger, base: &Path, requests: Vec<Request>) {
    for request in requests {
        record(ledger, base, request).unwrap();
    }
}

fn identify(line: &str, on: &str) -> Request {
    request("identify", line, on, &[("decision", "local"), ("reason", "群众意见大")])
}

fn plan(line: &str, on: &str, year: &str, capacity: &str) -> Request {
    let facts = [("year", year), ("capacity", capacity), ("target", "none")];
    request("plan", line, on, &facts)
}

fn announce(line: &str, on: &str, equipment: &str) -> Request {
    let facts = [
        ("list", "2013年淘汰名单"),
        ("equipment", equipment),
        ("deadline", "2013-12-31"),
        ("progress", "未关停"),
        ("notice", "楚工信通〔2013〕131号"),
    ];
    request("announce", line, on, &facts)
}

fn accept(line: &str, on: &str) -> Request {
    let facts = [
        ("departments", "工信、环保、质监"),
        ("before", "p.jpg"),
        ("during", "p.jpg"),
        ("after", "p.jpg"),
    ];
    request("accept", line, on, &facts)
}

/// The kiln of Chuxiong 2013, done by the book.
fn done(ledger: &mut Ledger, base: &Path) -> String {
    std::fs::write(base.join("p.jpg"), "p").unwrap();
    let kiln = kiln(ledger, base);
    let steps = vec![
        identify(&kiln, "2012-12-20"),
        plan(&kiln, "2012-12-31", "2013", "8万吨"),
        announce(&kiln, "2013-04-20", "机立窑Φ3×11m 1条,产能8万吨"),
        request("dismantle", &kiln, "2013-07-27", &[("evidence", "p.jpg")]),
        accept(&kiln, "2013-08-15"),
    ];
    all(ledger, base, steps);
    kiln
}

#[test]
fn a_year_done_by_the_book_and_the_events_that_prove_it() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = done(&mut ledger, base);
    let facts =
        [("parties", "**县人民政府、**州人民政府"), ("year", "2013"), ("evidence", "责任书")];
    record(&mut ledger, base, request("letter", &kiln, "2013-03", &facts)).unwrap(); // 7
    let facts = [("medium", "电视"), ("content", "现场报道拆除")];
    record(&mut ledger, base, request("publicity", &kiln, "2013-07-27", &facts)).unwrap(); // 8

    let year = assess(&ledger, 2013, "2014-04-01", None);
    assert_eq!((year.lines, year.industries.len()), (1, 1));
    assert_eq!(year.industries[0].result, ResultWord::Completed);
    assert_eq!(year.industries[0].stages[4].capacity.to_string(), "8万吨/年");
    let cases: [(&str, Outcome, &[i64]); 11] = [
        ("task_completed", Outcome::Met, &[3, 6]),
        ("gone_in_time", Outcome::Met, &[5]),
        ("decomposed_in_time", Outcome::Met, &[3]),
        ("listed_in_time", Outcome::Met, &[4]),
        ("list_contents", Outcome::Met, &[4]),
        ("letters_signed", Outcome::Met, &[7]), // the paper masks the county; the line tells it
        ("publicity", Outcome::Met, &[8]),
        ("inspected", Outcome::Met, &[6]),
        ("not_running_again", Outcome::Met, &[5]),
        ("listed_once", Outcome::Met, &[3]),
        ("not_replaced_and_subsidised", Outcome::NotApplicable, &[]),
    ];
    for (id, outcome, events) in cases {
        let found = finding(&year, id);
        assert_eq!((found.outcome(), &found.events[..]), (outcome, events), "{id}");
    }
    assert!(year.not_dismantled.is_empty() && year.graded.is_none());
    assert_eq!(assess(&ledger, 2012, "2014-04-01", None).lines, 0);
}

#[test]
fn each_false_report_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    std::fs::write(base.join("p.jpg"), "p").unwrap();
    let mut ledger = ledger(base);
    // Gone before the list named it, as a furnace of Tangshan was in 2010.
    let before = line(&mut ledger, base, "一号", "steel", "10万吨/年");
    // Stopped, and running again.
    let again = line(&mut ledger, base, "二号", "steel", "10万吨/年");
    // In the plans of two years.
    let twice = line(&mut ledger, base, "三号", "cement", "10万吨/年");
    // The plan gives more than the survey found; the list says nothing of the line.
    let padded = line(&mut ledger, base, "四号", "citric-acid", "1万吨/年");
    let steps = vec![
        identify(&before, "2012-12-20"),
        request("dismantle", &before, "2012-12-25", &[("evidence", "p.jpg")]),
        plan(&before, "2013-01-10", "2013", "10万吨"),
        announce(&before, "2013-04-20", "高炉1座Φ3×11m,10万吨"),
        identify(&again, "2012-12-20"),
        plan(&again, "2013-01-10", "2013", "10万吨"),
        announce(&again, "2013-04-20", "高炉1座Φ3×11m,10万吨"),
        request("shut_down", &again, "2013-06-01", &[]),
        request("resume", &again, "2013-08-01", &[("finding", "供电记录显示仍在生产")]),
        identify(&twice, "2012-12-20"),
        plan(&twice, "2012-12-21", "2012", "10万吨"),
        plan(&twice, "2013-01-10", "2013", "10万吨"),
        identify(&padded, "2012-12-20"),
        plan(&padded, "2013-05-10", "2013", "2万吨"),
        announce(&padded, "2013-06-20", "柠檬酸装置"),
    ];
    all(&mut ledger, base, steps);
    let year = assess(&ledger, 2013, "2014-04-01", None);
    let cases = [
        ("not_gone_before_listed", &before, "gone-before-listed"),
        ("not_running_again", &again, "running-again"),
        ("listed_once", &twice, "planned-twice"),
        ("plan_as_surveyed", &padded, "plan-differs"),
        ("decomposed_in_time", &padded, "planned-late"),
        ("listed_in_time", &padded, "listed-late"),
        ("list_contents", &padded, "list-lacks"),
        ("listed_in_time", &twice, "not-listed"),
        ("gone_in_time", &again, "gone-not"),
    ];
    for (id, line, code) in cases {
        let remarks = &finding(&year, id).remarks;
        let own = remarks.iter().find(|remark| remark.subject == *line);
        assert_eq!(own.map(|remark| remark.code), Some(code), "{id}: {remarks:?}");
        assert!(own.is_some_and(|remark| !remark.events.is_empty()), "{id} names its events");
    }
    let lacking = finding(&year, "list_contents").remarks[0].arguments[0].1.clone();
    assert_eq!(lacking, "model number capacity");
    let words: Vec<_> =
        year.industries.iter().map(|it| (it.industry.as_str(), it.result.id())).collect();
    let not = "not_completed";
    assert_eq!(words, [("cement", not), ("citric-acid", not), ("steel", not)]);
}

#[test]
fn closed_but_not_dismantled_is_a_list_with_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let facts = [
        ("year", "2013"),
        ("milestone", "dismantle"),
        ("date", "2014-06-30"),
        ("reason", "资产抵押"),
    ];
    let steps = vec![
        identify(&kiln, "2012-12-20"),
        plan(&kiln, "2012-12-31", "2013", "8万吨"),
        request("shut_down", &kiln, "2013-06-01", &[]), // 4
        request("deadline", &kiln, "2013-12-01", &facts), // 5
    ];
    all(&mut ledger, base, steps);
    let year = assess(&ledger, 2013, "2014-04-01", None);
    let own = &year.not_dismantled[0];
    assert_eq!((own.subject.as_str(), &own.events[..]), (kiln.as_str(), &[4, 5][..]));
    assert_eq!(own.arguments[1], ("reason", "mortgage".to_owned()));
    assert_eq!(finding(&year, "gone_in_time").outcome(), Outcome::Unclear, "it still has time");
}

#[test]
fn points_come_from_the_office_s_rubric_alone() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    done(&mut ledger, base);
    let second = line(&mut ledger, base, "二号", "cement", "4万吨/年");
    all(
        &mut ledger,
        base,
        vec![identify(&second, "2012-12-20"), plan(&second, "2012-12-31", "2013", "4万吨")],
    );
    let rubric = Rubric::parse(
        "title = \"县级考核\"\n\
         [[item]]\ntitle = \"按期拆除\"\nmeasure = \"gone_in_time\"\nweight = 40\n\
         [[item]]\ntitle = \"验收\"\nmeasure = \"逐个企业现场检查验收\"\nweight = 20\ngrading = \"all\"\n\
         [[item]]\ntitle = \"公告\"\nmeasure = \"listed_in_time\"\n\
         [[item]]\ntitle = \"协调机制\"\nweight = 10\n\
         [[item]]\ntitle = \"置换\"\nmeasure = \"not_replaced_and_subsidised\"\nweight = 10\n",
    )
    .unwrap();
    let graded = assess(&ledger, 2013, "2014-04-01", Some(&rubric)).graded.unwrap();
    let points: Vec<Option<String>> = graded
        .items
        .iter()
        .map(|item| item.points.map(|points| points.normalize().to_string()))
        .collect();
    let of = |text: &str| Some(text.to_owned());
    // Without a weight, without a measure, or where nothing is to be counted, there are no points.
    assert_eq!(points, [of("20"), of("0"), None, None, None]);
    assert_eq!(
        (graded.points.to_string(), graded.weight.to_string()),
        ("20".to_owned(), "60".to_owned())
    );
}

#[test]
fn more_than_the_target_is_exceeded_and_firms_count_where_the_amount_is_withheld() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    done(&mut ledger, base);
    let furnace = line(&mut ledger, base, "某钢厂", "steel", "**");
    let target = |id: &str, facts: &[(&'static str, &'static str)]| {
        let facts: Vec<_> =
            facts.iter().copied().chain([("year", "2013"), ("notice", "A")]).collect();
        request("target", id, "2013-01-01", &facts)
    };
    let planned = |line: &str, target, capacity| {
        let facts = [("year", "2013"), ("capacity", capacity), ("target", target)];
        request("plan", line, "2013-01-10", &facts)
    };
    let steps = vec![
        target("2013-cement", &[("industry", "cement"), ("amount", "6万吨")]),
        target("2013-steel", &[("industry", "steel"), ("amount", "**"), ("firms", "1")]),
        identify(&furnace, "2012-12-20"),
        planned(&furnace, "2013-steel", "**"),
    ];
    all(&mut ledger, base, steps);
    let year = assess(&ledger, 2013, "2014-04-01", None);
    let words: Vec<String> = year
        .industries
        .iter()
        .map(|own| format!("{} {:?} {}", own.industry, own.target_firms, own.result.id()))
        .collect();
    assert_eq!(words, ["cement None exceeded", "steel Some(1) not_completed"]);
    assert_eq!(finding(&year, "task_completed").met, 1);
}
