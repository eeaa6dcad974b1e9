//! `phaseout report KIND`: the fourteen kinds of document, written from the example offices' records.
//!
//! The documents of Chuxiong and Taihe that their READMEs write stand beside those READMEs, to be read; a
//! docx as its text. After a change that is meant, `PHASEOUT_BLESS=1 cargo test -p phaseout-tests --test
//! reports` writes them anew: read what changed before it is committed.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use calamine::{Reader, Xlsx, open_workbook};
use phaseout_tests::{Example, KINDS, project};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

static CHUXIONG: LazyLock<Example> = LazyLock::new(|| Example::of("chuxiong"));
static TAIHE: LazyLock<Example> = LazyLock::new(|| Example::of("taihe"));

/// A document of Chuxiong's year, without anything given.
fn report(kind: &str, out: &str) {
    let year = ["--year", "2013", "--as-of", "2013-12-31", "--out", out];
    let _ = CHUXIONG.run(&[&["report", kind][..], &year].concat()).exits(0);
}

fn text(office: &Example, name: &str) -> String {
    std::fs::read_to_string(office.path().join(name)).unwrap()
}

/// The words of a docx: a line for each paragraph, cells of a row apart by a bar.
fn words_of_docx(path: &Path) -> String {
    let file = std::fs::File::open(path).unwrap();
    let mut xml = String::new();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    zip.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let mut words = String::new();
    let mut in_cell = false;
    for piece in xml.split('<').skip(1) {
        let (tag, behind) = piece.split_once('>').unwrap();
        match tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default() {
            "w:t" if !tag.starts_with('/') => words.push_str(behind),
            "w:br" => words.push('\n'),
            "w:tc" => {
                in_cell = !tag.starts_with('/');
                words.push_str(if in_cell { "" } else { " | " });
            }
            "w:p" if tag.starts_with('/') && !in_cell => words.push('\n'),
            "w:tr" if tag.starts_with('/') => words.push('\n'),
            _ => {}
        }
    }
    for (escaped, plain) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
        words = words.replace(escaped, plain);
    }
    let lines = words.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn every_kind_is_written_in_every_format_with_the_year_alone() {
    for kind in KINDS {
        for ending in ["md", "html", "docx", "xlsx"] {
            report(kind, &format!("{kind}.{ending}"));
        }
        let markdown = text(&CHUXIONG, &format!("{kind}.md"));
        assert!(markdown.lines().any(|line| line.starts_with("# ")), "{kind} has a title");
        assert!(
            markdown.contains("耀华水泥") || ["survey", "monthly", "speech"].contains(&kind),
            "{kind}"
        );
        let html = text(&CHUXIONG, &format!("{kind}.html"));
        assert!(html.contains("<h1") && html.trim_end().ends_with("</html>"), "{kind}");
        let title = markdown.lines().find_map(|line| line.strip_prefix("# ")).unwrap();
        let title = title.replace('\\', "");
        let words = words_of_docx(&CHUXIONG.path().join(format!("{kind}.docx")));
        // A long title stands in two lines.
        assert!(words.replace('\n', "").contains(&title), "{kind}: {title} in {words}");
        let mut book: Xlsx<_> =
            open_workbook(CHUXIONG.path().join(format!("{kind}.xlsx"))).unwrap();
        let sheets = book.worksheets();
        assert!(sheets.iter().any(|(_, cells)| !cells.is_empty()), "{kind}");
    }
}

/// Beside a section head nothing is empty: a part without facts leaves itself out or says so.
#[test]
fn no_document_has_a_heading_without_a_text() {
    for kind in KINDS {
        report(kind, &format!("heads-{kind}.md"));
        let markdown = text(&CHUXIONG, &format!("heads-{kind}.md"));
        let lines: Vec<&str> = markdown.lines().filter(|line| !line.is_empty()).collect();
        let empty = lines.windows(2).find(|two| two.iter().all(|line| line.starts_with("## ")));
        assert!(empty.is_none(), "{kind}: {empty:?}");
        assert!(!lines.last().unwrap().starts_with("## "), "{kind}");
    }
}

#[test]
fn every_figure_of_the_record_is_listed_with_the_events_behind_it() {
    let arguments = ["report", "annual", "--year", "2013", "--as-of", "2013-12-31", "--trace"];
    let answer = CHUXIONG.run(&[&arguments[..], &["--format", "json"]].concat()).exits(0).json();
    let printed = answer["printed"].as_array().unwrap();
    let of = |text: &str, kind: &str| {
        printed.iter().any(|it| {
            let events = it["origin"]["events"].as_array();
            it["text"] == text && events.is_some_and(|all| all.iter().any(|e| e["kind"] == kind))
        })
    };
    // A figure, and a kind of event that it rests on.
    let expected = [
        ("8万吨/年", "target"),
        ("8万吨/年", "plan"),
        ("8万吨/年", "dismantle"),
        ("2013年7月27日", "dismantle"),
        ("90人", "workers"),
        ("??万元", "fund"),
        ("15万元", "fund"),
        ("1条", "accept"),
        ("2013年淘汰落后产能目标责任书", "letter"),
    ];
    for (figure, kind) in expected {
        assert!(of(figure, kind), "{figure} from {kind}: {printed:#?}");
    }
    // A number that is not zero has something behind it.
    let bare: Vec<&Value> = printed
        .iter()
        .filter(|it| it["origin"]["from"] == "events")
        .filter(|it| {
            it["number"].as_str().is_some_and(|number| !number.trim_matches(['0', '.']).is_empty())
        })
        .filter(|it| it["origin"]["events"].as_array().unwrap().is_empty())
        .collect();
    assert!(bare.is_empty(), "{bare:#?}");
}

/// Names for what is not known by name, lists that a paper only counts: a notice of them would say nothing.
#[test]
fn a_public_list_is_refused_with_all_that_is_missing() {
    let cases = [("town", "2011"), ("shandong", "2010"), ("qingshanhu", "2011")];
    for (name, year) in cases {
        let office = Example::of(name);
        let day = format!("{year}-12-31");
        let arguments =
            ["report", "public-list", "--year", year, "--as-of", &day, "--out", "list.docx"];
        let refused = office.run(&arguments).exits(3);
        assert!(refused.errors() > 0, "{name}: {}", refused.err);
        assert!(!office.path().join("list.docx").exists(), "{name}: nothing is written");
    }
    let shandong = Example::of("shandong");
    let arguments = ["report", "public-list", "--year", "2010", "--as-of", "2010-12-31"];
    let refused = shandong.run(&[&arguments[..], &["--out", "list.md"]].concat()).exits(3);
    assert!(refused.errors() >= 92, "each of 92 firms is named: {}", refused.errors());
}

#[test]
fn what_report_writes_lints_clean() {
    report("annual", "lint.docx");
    let answer = CHUXIONG.run(&["lint", "lint.docx", "--year", "2013", "--check"]).exits(0);
    assert!(answer.text().contains("不符0处"), "{}", answer.text());
    // With the governing documents given, only that the register does not know them.
    let lint = ["lint", "documents/annual-2013.docx", "--year", "2013", "--format", "json"];
    let answer = CHUXIONG.run(&lint).exits(0).json();
    let codes: Vec<&Value> =
        answer["findings"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert!(codes.iter().all(|code| **code == "number-unknown"), "{answer:#}");
}

#[test]
fn the_annual_summary_carries_every_number_of_the_prefectures_own() {
    // As the summary prints it, and what it is.
    let numbers = [
        ("2013年", "the year"),
        ("国发〔2013〕41号", "the State Council on excess capacity"),
        ("国发〔2010〕7号", "the State Council on outdated capacity"),
        ("云政发〔2010〕123号", "the province's measures"),
        ("楚政发〔2010〕22号", "the prefecture's decision"),
        ("2012年底", "when the plan was made"),
        ("2014-2015年", "the next plan"),
        ("云工信产业〔2013〕899号", "the province asks for it"),
        ("楚工信通〔2013〕206号", "the prefecture asks for it"),
        ("2010年本", "the catalogue of equipment and products"),
        ("2011年本", "the catalogue of restructuring"),
        ("2013年第21号令", "its amendment"),
        ("楚工信通〔2013〕131号", "the target comes down"),
        ("Φ3×11m", "the kiln"),
        ("1条", "one line"),
        ("8万吨", "its capacity"),
        ("2003年", "when the firm was made a company"),
        ("90人", "its staff"),
        ("1041万元", "net assets"),
        ("7月27日", "the kiln is taken apart"),
        ("??万元", "the central award, withheld"),
        ("15万元", "working money"),
        ("云财建〔2011〕339号", "how the award may be used"),
        ("财企〔2010〕231号", "how money for small firms may be used"),
    ];
    carries(&CHUXIONG, "documents/annual-2013", &numbers);
}

#[test]
fn the_enterprises_report_carries_every_number_of_its_own_paper() {
    // Two numbers are blank in the paper (how many machines went, what the first phase cost).
    let numbers = [
        ("2003年5月", "founded"),
        ("1000万元", "registered capital"),
        ("1005人", "staff"),
        ("27国", "where the mark is registered"),
        ("三A级", "its credit grade"),
        ("21项", "patents asked for"),
        ("15项", "patents granted"),
        ("二等奖", "the province's prize"),
        ("1988年", "the state's plant before it"),
        ("3000吨", "that plant's capacity"),
        ("2004年", "first refit"),
        ("2006年", "second refit"),
        ("一步法", "its process"),
        ("2万吨", "the line that went"),
        ("2012年初", "when it began to go"),
        ("70人", "workers who were placed anew"),
        ("10.8亿元", "the new project"),
        ("573M", "fermenters"),
        ("2个", "how many"),
        ("35t/h", "a boiler"),
        ("75M", "a seed tank"),
        ("50多台", "other equipment"),
        ("3个月", "the first phase"),
        ("4亿元", "sales of 2012"),
        ("4500万元", "profit and tax"),
        ("6000万美元", "exports"),
        ("7万吨", "capacity hoped for"),
        ("8亿元", "sales hoped for"),
        ("2000多万元", "spent on removal"),
        ("2013年4月19日", "the paper's day"),
    ];
    carries(&TAIHE, "documents/enterprise", &numbers);
}

/// Holds the three forms of a document against a table of numbers.
#[track_caller]
fn carries(office: &Example, name: &str, numbers: &[(&str, &str)]) {
    let docx = words_of_docx(&office.path().join(format!("{name}.docx")));
    let [md, html] =
        ["md", "html"].map(|ending| text(office, &format!("{name}.{ending}")).replace('\\', ""));
    let mut missing = String::new();
    for (form, words) in [("md", md), ("html", html), ("docx", docx)] {
        for (number, what) in numbers.iter().filter(|(number, _)| !words.contains(number)) {
            let _ = writeln!(missing, "{form}: {number} ({what})");
        }
    }
    assert!(missing.is_empty(), "{missing}");
}

/// A number of a firm is said once: a governor asks which of two is right.
#[test]
fn nothing_is_said_twice_about_the_firm() {
    let report = text(&TAIHE, "documents/enterprise.md");
    for number in ["10.8亿元", "1005人", "1000万元", "573M"] {
        assert_eq!(report.matches(number).count(), 1, "{number} in {report}");
    }
    assert!(!report.contains("未记载"), "what is absent leaves itself out: {report}");
}

/// What one firm gave is not printed about another.
#[test]
fn a_given_profile_belongs_to_the_firm_that_it_names() {
    let office = Example::of("shandong");
    office.write("one.toml", "profile = [\"建于海边。\"]\n");
    let arguments = ["report", "enterprise", "--year", "2010", "--as-of", "2010-12-31"];
    let _ =
        office.run(&[&arguments[..], &["--from", "one.toml", "--out", "a.md"]].concat()).exits(0);
    assert!(!text(&office, "a.md").contains("建于海边"), "nobody said of whom");
}

/// The names of an archive's parts stand in it as they are.
fn has_picture(docx: &std::path::Path) -> bool {
    std::fs::read(docx).unwrap().windows(11).any(|name| name == b"word/media/")
}

#[test]
fn the_documents_beside_the_readmes_are_what_the_program_writes() {
    let mut stale = Vec::new();
    for (office, folder, name) in
        [(&*CHUXIONG, "chuxiong", "annual-2013"), (&*TAIHE, "taihe", "enterprise")]
    {
        for ending in ["md", "html", "docx"] {
            let written = office.path().join("documents").join(format!("{name}.{ending}"));
            // Without a Chinese font a chart is a table: what is kept was written where there is one.
            if ending == "docx" && folder == "chuxiong" && !has_picture(&written) {
                continue;
            }
            let (now, kept) = if ending == "docx" {
                (words_of_docx(&written), format!("{name}.docx.txt"))
            } else {
                (std::fs::read_to_string(written).unwrap(), format!("{name}.{ending}"))
            };
            let kept = project().join("examples/offices").join(folder).join("documents").join(kept);
            if is_blessed() {
                std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
                std::fs::write(&kept, &now).unwrap();
            } else if std::fs::read_to_string(&kept).unwrap_or_default() != now {
                stale.push(kept.display().to_string());
            }
        }
    }
    assert!(stale.is_empty(), "stale: {stale:#?}; read them, then PHASEOUT_BLESS=1");
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says so by the environment")]
fn is_blessed() -> bool {
    std::env::var_os("PHASEOUT_BLESS").is_some()
}
