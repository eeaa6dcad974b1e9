//! Every kind in English, over a record that has something of everything and over an empty one: no word of
//! the document itself is Chinese, and no digit of it comes from nowhere.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_documents::paper::{Block, Language, Paper, Run, to_md};
use phaseout_ledger::{
    Desk, Judged, Ledger, Office, OnDate, Request as Entry, SurveyRow, Surveyed, View,
};
use phaseout_model::Regions;
use phaseout_reports::error::ReportError;
use phaseout_reports::facts::Request;
use phaseout_reports::given::{self, Given};
use phaseout_reports::kind::{KINDS, kind};
use phaseout_reports::render::{Written, write};
use phaseout_reports::template::Templates;
use phaseout_reports::value::Origin;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

const OFFICE: &str = "name = \"楚雄州工业和信息化委员会\"\nrole = \"产业政策岗\"\n\
    region = \"532300\"\nlevel = \"prefecture\"\ndepartments = [\"工信\", \"环保\"]\nquorum = 2\n";

// ---- a record ------------------------------------------------------------------------------------

type Facts<'a> = &'a [(&'a str, &'a str)];

struct Scribe<'f> {
    ledger: Ledger,
    base: &'f Path,
}

impl<'f> Scribe<'f> {
    fn new(base: &'f Path) -> Self {
        for name in ["before.txt", "during.txt", "after.txt"] {
            std::fs::write(base.join(name), name).unwrap();
        }
        Self { ledger: Ledger::create(&base.join("ledger.db")).unwrap(), base }
    }

    fn desk(&self) -> Desk {
        Desk {
            office: "532300".to_owned(),
            actor: "产业政策岗".to_owned(),
            now: "2014-03-01T02:00:00Z".parse().unwrap(),
            quorum: 2,
            departments: Vec::new(),
            base: self.base.to_owned(),
            generation: Some("g".repeat(64)),
            script_set: None,
        }
    }

    fn line(
        &mut self,
        name: &str,
        industry: &str,
        equipment: &str,
        capacity: &str,
        verdict: &str,
    ) -> String {
        let judged = (!verdict.is_empty()).then(|| Judged {
            verdict: verdict.to_owned(),
            as_of: "2012-11-05".parse().unwrap(),
            criteria: Vec::new(),
            missing: vec!["kiln_diameter".to_owned()],
        });
        let row = SurveyRow {
            name: name.to_owned(),
            region: Some("532323".to_owned()),
            industry: industry.to_owned(),
            equipment: equipment.to_owned(),
            capacity: capacity.to_owned(),
            file: "survey.csv".to_owned(),
            row: 2,
            judged,
            ..SurveyRow::default()
        };
        let desk = self.desk();
        let mut recording = self.ledger.begin(&desk).unwrap();
        let surveyed = recording.survey(&row, OnDate::parse("2012-11-05").unwrap()).unwrap();
        recording.keep().unwrap();
        let Surveyed::New(id) = surveyed else { panic!("{surveyed:?}") };
        id
    }

    #[track_caller]
    fn done(&mut self, kind: &str, subject: &str, date: &str, facts: Facts<'_>) {
        let entry = Entry {
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            on: OnDate::parse(date).unwrap(),
            facts: facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            judged: None,
        };
        let desk = self.desk();
        self.ledger.record(&desk, &[entry], true).unwrap();
    }

    fn planned(&mut self, line: &str, capacity: &str, target: &str) {
        let decision = [("decision", "local"), ("reason", "群众意见大"), ("assets", "1041万元")];
        self.done("identify", line, "2012-12-20", &decision);
        let plan = [("year", "2013"), ("capacity", capacity), ("target", target)];
        self.done("plan", line, "2013-02-28", &plan);
        let announced = [
            ("list", "2013年淘汰名单"),
            ("equipment", "机立窑Φ3×11m"),
            ("deadline", "2013-11-30"),
            ("progress", "未关停"),
            ("notice", "楚工信通〔2013〕131号"),
        ];
        self.done("announce", line, "2013-04-20", &announced);
    }
}

/// A kiln that is gone and accepted, a furnace that is late, a line whose verdict is open; targets and a
/// part of one, a letter, money of two sources, workers, publicity, a new project.
fn full(base: &Path) -> Ledger {
    let mut to = Scribe::new(base);
    let kiln = to.line("耀华水泥有限责任公司", "cement", "机立窑Φ3×11m", "8万吨/年", "");
    let furnace = to.line("某钢铁厂", "steel", "转炉", "??", "");
    to.line("某纸厂", "paper", "制浆线", "1万吨/年", "verify");
    let target = [
        ("industry", "cement"),
        ("year", "2013"),
        ("amount", "10万吨"),
        ("firms", "2"),
        ("notice", "云工信产业〔2013〕899号"),
        ("deadline", "2013-12-31"),
    ];
    to.done("target", "2013-cement", "2013-02-01", &target);
    let part =
        [("parent", "2013-cement"), ("holder", "532323"), ("amount", "8万吨"), ("firms", "1")];
    to.done("target", "2013-cement/532323", "2013-02-01", &part);
    to.planned(&kiln, "8万吨", "2013-cement/532323");
    to.planned(&furnace, "??", "none");
    let letter = [
        ("parties", "楚雄州人民政府、牟定县人民政府"),
        ("year", "2013"),
        ("targets", "2013-cement"),
        ("document", "2013年目标责任书"),
        ("deadline", "2013-12-31"),
    ];
    to.done("letter", "office", "..2013-03-31", &letter);
    to.done("suspend", &furnace, "2013-06-01", &[("order", "楚环〔2013〕5号")]);
    to.done(
        "dismantle",
        &kiln,
        "2013-07-27",
        &[("evidence", "after.txt"), ("parts", "窑体、窑门")],
    );
    to.done("publicity", &kiln, "2013-07-27", &[("medium", "电视"), ("content", "现场拆除")]);
    let settled = [
        ("on_post", "90"),
        ("affected", "90"),
        ("settled_unspecified", "80"),
        ("pending", "10"),
        ("incidents", "0"),
    ];
    to.done("workers", &kiln, "2013-12-31", &settled);
    let accepted = [
        ("departments", "工信、环保"),
        ("before", "before.txt"),
        ("during", "during.txt"),
        ("after", "after.txt"),
    ];
    to.done("accept", &kiln, "..2013-12-31", &accepted);
    let project = [
        ("project", "节能项目"),
        ("used", "2万吨/年"),
        ("process", "新型干法"),
        ("investment", "1.2亿元"),
    ];
    to.done("replace", &kiln, "2013-12-31", &project);
    let paper = ("document", "云财建〔2011〕339号");
    let award = [
        ("source", "central_award"),
        ("entry", "allotted"),
        ("amount", "??万元"),
        ("purpose", "resettlement"),
        ("year", "2013"),
        paper,
    ];
    to.done("fund", &kiln, "2013", &award);
    let working = [
        ("source", "working_money"),
        ("entry", "received"),
        ("amount", "15万元"),
        ("purpose", "office_work"),
        ("year", "2013"),
        paper,
    ];
    to.done("fund", "office", "2013", &working);
    to.ledger
}

// ---- a document ----------------------------------------------------------------------------------

fn english(
    ledger: &Ledger,
    kind_id: &str,
    subject: Option<&str>,
    given: &BTreeMap<String, Given>,
) -> Result<Written, ReportError> {
    let view = View { as_of: Some("2014-01-15".parse().unwrap()), known_at: None };
    let viewed = ledger.view(view).unwrap();
    let history = ledger.history(view).unwrap();
    let office = Office::parse(OFFICE).unwrap();
    let names = [("cement", "cement"), ("steel", "iron and steel"), ("paper", "paper")];
    let industries = names.map(|(id, name)| (id.to_owned(), name.to_owned())).into();
    let request = Request {
        ledger,
        book: viewed.book(),
        history: &history,
        office: &office,
        as_of: "2014-01-15".parse().unwrap(),
        year: 2013,
        month: None,
        subject,
        given,
        industries: &industries,
        local: &[],
        language: Language::En,
    };
    write(kind(kind_id).unwrap(), &request, &Templates::embedded())
}

fn runs(paper: &Paper) -> Vec<Run> {
    let mut all: Vec<Run> = paper.title.clone();
    all.extend(
        [&paper.letterhead, &paper.addressee, &paper.date].into_iter().flatten().flatten().cloned(),
    );
    all.extend([&paper.signed_by, &paper.notes].into_iter().flatten().flatten().cloned());
    for block in &paper.blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => all.extend(text.clone()),
            Block::Items(items) => all.extend(items.concat()),
            Block::Table(table) => {
                all.extend(table.caption.clone());
                all.extend(table.header.concat());
                all.extend(table.rows.concat().concat());
            }
            Block::Chart(_) | Block::PageBreak => {}
        }
    }
    all
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// The unbroken runs of Chinese in a text.
fn chinese(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_chinese(c)).filter(|run| !run.is_empty())
}

/// Everything Chinese that a document may take over: the record, the office's settings, names of regions,
/// and the units.
fn taken_over(ledger: &Ledger) -> String {
    let mut all = OFFICE.to_owned();
    for event in ledger.history(View::default()).unwrap() {
        writeln!(all, "{event:?}").unwrap();
    }
    for code in ["532300", "532323"] {
        all.push_str(&Regions::known().get(code.parse().unwrap()).unwrap().name);
    }
    all + "万吨/年 万元"
}

/// What speaks against a document.
fn faults(written: &Written, from: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for run in runs(&written.paper) {
        let Run::Text { text, .. } = run else { continue };
        if text.contains(|c: char| is_chinese(c) || c.is_numeric()) {
            faults.push(format!("words of the template: {text}"));
        }
    }
    for printed in &written.printed {
        let is_a_document = matches!(&printed.origin, Origin::Rule(own) if *own == printed.text);
        if is_a_document || printed.origin == Origin::Cited {
            continue;
        }
        if let Origin::Given { option, .. } = &printed.origin
            && option == "--lang"
        {
            continue;
        }
        for run in chinese(&printed.text).filter(|run| !from.contains(run)) {
            faults.push(format!("{} of {}: {}", run, printed.what, printed.text));
        }
    }
    for block in &written.paper.blocks {
        if let Block::Chart(chart) = block {
            let names = chart.series.iter().map(|series| series.name.as_str());
            for name in names
                .chain([chart.unit.as_str()])
                .filter(|name| chinese(name).any(|run| !from.contains(run)))
            {
                faults.push(format!("chart: {name}"));
            }
        }
    }
    faults
}

// ---- laws ----------------------------------------------------------------------------------------

#[test]
fn every_kind_is_written_in_english_from_the_year_alone() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = full(folder.path());
    let from = taken_over(&ledger);
    let given = BTreeMap::new();
    for kind in KINDS {
        let written = english(&ledger, kind.id, None, &given);
        let written = written.unwrap_or_else(|error| panic!("{}: {error:#?}", kind.id));
        assert_eq!(faults(&written, &from), <[String; 0]>::default(), "{}", kind.id);
        let blocks = &written.paper.blocks;
        assert!(blocks.len() > 2, "{}: {blocks:?}", kind.id);
    }
}

#[test]
fn a_line_an_enterprise_and_a_place_may_be_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = full(folder.path());
    let from = taken_over(&ledger);
    for kind in KINDS {
        for subject in ["532300-1", "某钢铁厂", "532323"] {
            let written = english(&ledger, kind.id, Some(subject), &BTreeMap::new());
            let written = written.unwrap_or_else(|error| panic!("{}: {error:#?}", kind.id));
            assert_eq!(faults(&written, &from), <[String; 0]>::default(), "{}", kind.id);
        }
    }
}

#[test]
fn an_empty_record_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Scribe::new(folder.path()).ledger;
    for kind in KINDS {
        let written = english(&ledger, kind.id, None, &BTreeMap::new());
        if kind.id == "public-list" {
            // Nothing to make public: the four contents are missing.
            assert_eq!(written.unwrap_err().faults[0].code, "public-list-empty");
            continue;
        }
        let written = written.unwrap_or_else(|error| panic!("{}: {error:#?}", kind.id));
        assert_eq!(faults(&written, &taken_over(&ledger)), <[String; 0]>::default(), "{}", kind.id);
        let text = to_md(&written.paper);
        assert!(!text.contains("| 1 |"), "{}: {text}", kind.id);
    }
}

/// The kind, and what stands in it.
#[test]
fn what_the_record_says_is_said_in_english() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = full(folder.path());
    let cases: &[(&str, &[&str])] = &[
        (
            "annual",
            &[
                "2 lines of 2 enterprises",
                "27 July 2013",
                "by 31 December 2013",
                "万吨/年 = ten thousand tonnes a year",
            ],
        ),
        ("completed", &["dismantled, 27 July 2013", "1 line of 1 enterprise"]),
        ("monthly", &["December 2013", "| July | ", "iron and steel"]),
        ("funds", &["??万元", "15万元", "central award", "resettlement"]),
        ("workers", &["| Pending | 10 |", "80 workers", "Incidents on record: 0."]),
        ("supervision", &["dismantle the main equipment", "30 November 2013", "no new land"]),
        ("survey", &["| verify | 1 |", "Verdict open for lack of facts: 1"]),
        ("decomposition", &["云工信产业〔2013〕899号", "2万吨/年", "牟定县"]),
        ("letter", &["Parties: 楚雄州工业和信息化委员会, 牟定县.", "discharge permit revoked"]),
        ("acceptance", &["工信", "before.txt", "窑体, 窑门"]),
        ("enterprise", &["节能项目 takes 2万吨/年", "1.2亿元"]),
    ];
    for (kind, expected) in cases {
        let text = to_md(&english(&ledger, kind, None, &BTreeMap::new()).unwrap().paper);
        let text = text.replace('\\', "");
        for words in *expected {
            assert!(text.contains(words), "{kind}: {words} is not in\n{text}");
        }
    }
}

#[test]
fn what_was_given_is_printed_as_it_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = full(folder.path());
    let toml = "basis = [\"国发〔2010〕7号\"]\norganisation = [\"A leading group of 9 was set up.\"]\n\
        planning = [\"p\"]\nassignment = [\"a\"]\nsupervision = [\"s\"]\nmoney = [\"m\"]\n\
        policies = [\"o\"]\nawareness = [\"w\"]\nnext = [\"n\"]\nproblems = [\"r\"]\nsuggestions = [\"u\"]\n";
    let given = given::read("annual.toml", toml).unwrap();
    let written = english(&ledger, "annual", None, &given).unwrap();
    assert_eq!(written.unused, <[&str; 0]>::default());
    assert!(to_md(&written.paper).contains("A leading group of 9 was set up"));

    let toml = "profile = [\"Founded in 2003.\"]\nhistory = [\"h\"]\nremoval = [\"r\"]\nstaff = [\"s\"]\n\
        replacement = [\"e\"]\nresults = [\"u\"]\nnext = [\"n\"]\n";
    let given = given::read("profile.toml", toml).unwrap();
    let written = english(&ledger, "enterprise", Some("532300-1"), &given).unwrap();
    assert_eq!(written.unused, <[&str; 0]>::default());
}
